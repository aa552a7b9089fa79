//! Keys: the list, a key's page, what has happened to it, and the question before it is deleted.
//! Everything here is read within the reader's scope.

pub mod batch;
pub mod delete;
pub mod history;
pub mod list;
pub mod page;
