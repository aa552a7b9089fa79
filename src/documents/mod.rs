//! Documents and pictures: models to bytes. QR pictures and charts so far.
//!
//! Nothing here reads the database or words anything for people.

pub mod chart;
pub mod qr;
