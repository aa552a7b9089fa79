//! Servers: the list, a server's page, one that is being added, differences found, and the question before it goes.

pub mod adding;
pub mod differences;
pub mod list;
pub mod page;
pub mod remove;
