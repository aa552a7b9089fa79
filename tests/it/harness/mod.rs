//! What tests stand on. Nothing here asserts anything about the house.

pub mod db;
