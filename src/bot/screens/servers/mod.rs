//! Servers: the list, a server's page, one that is being added, differences found, and the question before it goes.
//! Nothing here shows how a server is reached: that is revealed once, after a confirmation.

pub mod adding;
pub mod difference_delete;
pub mod differences;
pub mod list;
pub mod none_up;
pub mod page;
pub mod remove;
