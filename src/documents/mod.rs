//! Documents and pictures: models to bytes. QR pictures and pages of them, charts, tables.
//!
//! Nothing here reads the database or words anything for people.

pub mod chart;
pub mod codes;
pub mod csv;
mod lines;
pub mod qr;
