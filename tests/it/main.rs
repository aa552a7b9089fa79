//! Tests of the whole, in one binary.
//!
//! One module per area.

mod botapi;
