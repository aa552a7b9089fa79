//! Settings, from the environment or `.env`, in typed sections.
//!
//! All mistakes are reported at once; each names the setting, says why, and gives an example. A secret's value is neither
//! in a mistake nor in `Debug`. Every setting has a default that works, but for the bot's token. Where the bot has a form
//! for the same thing, a setting is only the seed of an empty database. The process's environment isn't read here: names
//! and values come in.

mod catalogue;
mod mistake;
mod network;
mod read;
mod sections;
mod value;

pub use catalogue::{SETTINGS, Setting, misspelt};
pub use mistake::{Mistake, Mistakes};
pub use network::Network;
pub use read::read;
pub use sections::{Backup, Config, Database, House, Http, Log, LogFormat, Telegram};
