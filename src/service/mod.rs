//! Use cases: what people and jobs do to the house.
//!
//! A use case takes the open transaction, who acts, what they want and the time. It checks permission and scope, changes
//! rows, and writes audit, outbox and jobs in the same transaction. Whoever calls it commits, and acknowledges only then.
//! Nothing here knows Telegram or HTTP; nothing is awaited in a transaction but the store.

pub mod adding;
pub mod adopting;
pub mod audit;
pub mod backup;
pub mod batches;
pub mod callers;
pub mod comparing;
pub mod customers;
pub mod differences;
mod env;
mod error;
pub mod find;
pub mod handing;
pub mod history;
pub mod house;
pub mod in_hand;
pub mod intake;
pub mod invitations;
pub mod joining;
mod key_change;
pub mod key_life;
pub mod keys;
mod names;
pub mod notices;
pub mod people;
pub mod plans;
pub mod rebuilt;
mod refusal;
pub mod representatives;
pub mod servers;
pub mod staff;
pub mod stops;
pub mod sync;
pub mod test_keys;
mod undo;
pub mod undoing;
pub mod usage;

pub use env::Env;
pub use error::{Error, Outcome};
pub(crate) use error::{guarded, require};
pub use refusal::{AdoptionRefusal, KeyRefusal, ListFault, PeopleRefusal, PlanRefusal, Refusal, ServerRefusal};
