//! Plans: the list, and a plan's page.
//! Whoever sells sees them; who may change prices is the table's concern.

pub mod list;
pub mod page;
