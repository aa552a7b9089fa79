//! Plans: the list, and a plan's page.

pub mod list;
pub mod page;
