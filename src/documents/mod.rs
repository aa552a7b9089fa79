//! Documents and pictures: models to bytes. QR pictures so far.
//!
//! Nothing here reads the database or words anything for people.

pub mod qr;
