//! Forms: one enum per flow, kept in the session, each with a pure `step` and a pure `view`.
//!
//! A form never writes: when it is done it hands a typed command to the use case, which runs in the transaction that also
//! ends the form. A step says what is wrong with an answer in one line with an example, and asks again. A form that can't
//! be read any more (written by an older version) is left with a word of why.

pub mod add_server;
pub mod adopt;
mod asking;
pub mod confirm;
mod form;
pub mod many_form;
mod many_keys;
pub mod new_key;
pub mod new_plan;
pub mod offers;
pub mod people;
mod people_command;
pub mod prompt;
pub mod quiet;
pub mod test_key;

pub use asking::{Ask, Command, FormContext, Input, Step};
pub use form::Form;
pub use people_command::PeopleCommand;
