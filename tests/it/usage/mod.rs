//! Usage over a long time: the real jobs on a database, against servers in memory whose truth is known.
//!
//! Time is moved by hand; nothing here depends on speed.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod adopted;
mod cut_off;
mod fake;
mod holds;
mod killed;
mod late;
mod pictures;
mod quarter;
mod telling;
mod turns;
mod window;
mod world;
