//! Customers: who holds keys, as their seller knows them.
//! A customer is a record of one seller's; a person is linked to it by a link that they opened, and may be none's or
//! several sellers' customer.

use super::ids::{CustomerId, PersonId, RepresentativeId};
use chrono::{DateTime, Utc};

/// The longest name, in characters.
pub const NAME_MAX: usize = 60;
/// The longest note, in characters.
pub const NOTE_MAX: usize = 500;

/// A customer as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Customer {
    /// The row.
    pub id: CustomerId,
    /// Whose; `None` is the house itself.
    pub representative_id: Option<RepresentativeId>,
    /// What the seller calls them.
    pub name: String,
    /// What the seller wants to remember of them; empty where nothing.
    pub note: String,
    /// Who they are in Telegram, once they opened a link.
    pub person_id: Option<PersonId>,
    /// When they were written down.
    pub created_at: DateTime<Utc>,
    /// Grows by one with each change.
    pub version: i64,
}
