//! The one place that builds and wires everything, and the only one that reads the wall clock and the system's chance.
//!
//! Start-up: settings, key, database with its migrations, then what works: the bot, the jobs, the HTTP side. Shutdown: new
//! work is refused, what runs is finished within ten seconds, and what isn't is taken up at the next start.

pub mod backups;
pub mod doctor;
mod means;
mod outside;
mod place;
mod proxy;
mod run;
mod serve;
mod telegram;

pub use outside::{SystemChance, SystemClock};
pub use run::{App, Parts, StartError, open};
pub use serve::serve;
