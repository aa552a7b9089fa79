//! The demo: stand-ins for what lies outside, so that everything runs on one machine without token or network.
//!
//! Only addresses differ from the real thing; the tests use the same stand-ins. No rule of the house lives here.

pub mod outline;
