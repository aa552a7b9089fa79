//! Tests of the house from outside its modules: what they promise each other.

mod harness;
mod store;
