//! One binary of integration tests.

mod locales;
