//! How a scope is asked in a query, so that another's record is the same as one that isn't there.
//!
//! `Scope::Nothing` never reaches the database.

use crate::domain::{ids::RepresentativeId, role::Scope};

/// The two parameters of `($n OR representative_id = $m)`; `None` where nothing is to be seen.
pub(crate) const fn owner(scope: Scope) -> Option<(bool, RepresentativeId)> {
    match scope {
        Scope::House => Some((true, RepresentativeId(0))),
        Scope::Representative(id) => Some((false, id)),
        Scope::Nothing => None,
    }
}
