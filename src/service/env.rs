//! What use cases need beside the transaction.
//!
//! Built once by `app`; cheap to clone. Drivers are in it for jobs: no use case calls them in a transaction.

use crate::{
    crypto::HouseKey,
    ports::{Chance, Clock, Drivers, Signals},
};
use std::sync::Arc;

/// What use cases need beside the transaction: the house's key, chance, and the way to servers.
#[derive(Debug, Clone)]
pub struct Env {
    /// Seals and hashes.
    pub key: Arc<HouseKey>,
    /// Ids and codes.
    pub chance: Arc<dyn Chance>,
    /// Reads pastes, opens drivers. Never called in a transaction.
    pub drivers: Arc<dyn Drivers>,
    /// Time, for what waits; use cases take `now` as an argument.
    pub clock: Arc<dyn Clock>,
    /// This process among all on the database, as `<place>.<process>`: what it claims is claimed in this name.
    pub holder: Arc<str>,
    /// What backups are made with.
    pub means: Arc<super::backup::Means>,
    /// Wakes the loops of this process.
    pub signals: Arc<Signals>,
    /// Who waits for the answers to taps.
    pub callers: Arc<super::callers::Callers>,
}
