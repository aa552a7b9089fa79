//! One binary of integration tests: what is built once is linked once.
//!
//! One file per subject.

mod locales;
