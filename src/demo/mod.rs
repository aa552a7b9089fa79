//! The demo's world: a local Telegram Bot API with a chat page, simulated Outline servers, and a sample house.
//!
//! The demo is the real bot on the real code paths: only the addresses differ. Tests use the same servers, so what
//! lives here behaves as the real thing does, down to its words of refusal.

pub mod botapi;
pub mod clock;
pub mod house;
pub mod outline;
mod past;
mod run;
pub mod world;

pub use run::{Demo, DemoError, start, start_in};
