//! Use cases: what people and jobs do to the house.
//!
//! A use case takes the open transaction, who acts, what they want and the time. It checks permission and scope, changes
//! rows, and writes audit, outbox and jobs in the same transaction. Whoever calls it commits, and acknowledges only then.
//! Nothing here knows Telegram or HTTP; nothing is awaited in a transaction but the store.

pub mod adding;
pub mod audit;
pub mod differences;
pub mod find;
pub mod house;
pub mod intake;
pub mod key_life;
pub mod keys;
pub mod people;
pub mod plans;
pub mod servers;
pub mod sync;

use crate::{
    crypto::{CryptoError, HouseKey},
    domain::role::{Actor, Permission},
    ports::{Chance, Clock, Drivers, Signals},
    store::{Retryable, StoreError},
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
    /// Wakes the loops of this process.
    pub signals: Arc<Signals>,
}

/// What a person can act on: a refusal that says why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// The role doesn't allow it.
    NotAllowed,
    /// No such record, or not theirs: the same answer.
    NotFound,
    /// It was changed meanwhile.
    Stale,
    /// It can't be done in the state that it is in.
    WrongState,
    /// About keys.
    Key(keys::KeyRefusal),
    /// About servers.
    Server(servers::ServerRefusal),
    /// About plans.
    Plan(plans::PlanRefusal),
}

/// Why a use case didn't do it.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// For the person.
    #[error("refused: {0:?}")]
    Refused(Refusal),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A sealed value can't be opened: another key, or a damaged row.
    #[error(transparent)]
    Crypto(#[from] CryptoError),
}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl Retryable for Error {
    fn retryable(&self) -> bool {
        matches!(self, Self::Store(e) if e.retryable())
    }
}

/// The answer of a use case.
pub type Outcome<T> = Result<T, Error>;

/// Refuses where the role doesn't allow it.
pub(crate) fn require(actor: &Actor, permission: Permission) -> Outcome<()> {
    if actor.may(permission) { Ok(()) } else { Err(Refusal::NotAllowed.into()) }
}

/// Refuses as stale where a guarded UPDATE met another version.
pub(crate) fn guarded(changed: bool) -> Outcome<()> {
    if changed { Ok(()) } else { Err(Refusal::Stale.into()) }
}
