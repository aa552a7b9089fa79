//! The demo's world: a local Telegram Bot API with a chat page, and what stands around it.
//!
//! The demo is the real bot on the real code paths: only the addresses differ. Tests use the same servers, so what
//! lives here behaves as the real thing does, down to its words of refusal.

pub mod botapi;
