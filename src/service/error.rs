//! The answer of a use case, and the two checks that each begins and ends with.
//!
//! A refusal is for the person; the rest is for the log.

use super::refusal::Refusal;
use crate::{
    crypto::CryptoError,
    domain::role::{Actor, Freedom, Permission},
    store::{Retryable, StoreError},
};

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
    let may = actor.may(permission);
    match actor.freedom() {
        Freedom::Viewing if may && !permission.only_reads() => Err(Refusal::OnlyLooking.into()),
        Freedom::Suspended if actor.role().is_some_and(|role| role.may(permission)) && !may => {
            Err(Refusal::Suspended.into())
        }
        _ if may => Ok(()),
        _ => Err(Refusal::NotAllowed.into()),
    }
}

/// Refuses as stale where a guarded UPDATE met another version.
pub(crate) fn guarded(changed: bool) -> Outcome<()> {
    if changed { Ok(()) } else { Err(Refusal::Stale.into()) }
}
