//! The only SQL: everything the house keeps, on `SQLite` or `PostgreSQL`.
//!
//! One file per aggregate, with plain functions: reading ones take any [`Access`], writing ones a [`Tx`], and each
//! runs one query text on both databases. Whose record it is, is asked in the query by `Scope`: another's is `None`.
//! What may happen once only is settled by a unique row and counted rows, never by a violation that is caught.
//! Left out on purpose: permissions, audit and every decision, which are `service`'s.

mod address;
mod db;
mod error;
mod scoped;
mod types;
mod writer;

pub mod adoptions;
pub mod audit;
pub mod backups;
pub mod batches;
pub mod copy;
pub mod customers;
pub mod differences;
pub mod entrance;
pub mod filters;
pub mod inbox;
pub mod invitations;
pub mod jobs;
pub mod keys;
pub mod leases;
pub mod notices;
pub mod outbox;
pub mod overview;
pub mod people;
pub mod plans;
pub mod refusals;
pub mod representatives;
pub mod restored;
pub mod sales;
pub mod schedule;
pub mod seals;
pub mod search;
pub mod servers;
pub mod sessions;
pub mod settings;
pub mod snapshot;
pub mod test_days;
pub mod undo;
pub mod usage;

pub use crate::{in_tx, on};
pub use address::{file_of, is_postgres};
pub use db::{Access, Conn, Db, Kind, Read, Tx, attempt_again, give_way};
pub use error::{Result, Retryable, StoreError};
