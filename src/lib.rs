//! Claviger, the keeper of the keys: a back office for people who sell access, run from Telegram.
//!
//! # The map
//! A module imports lower ranks only; folders of one rank don't know each other; nothing circles, inside a folder
//! either. `tests/tidy.rs` reads the tree and fails on a breach.
//!
//! | rank | module | what it is |
//! |---|---|---|
//! | 7 | `main` | command line |
//! | 6 | [`demo`] | local Bot API with a chat page, Outline simulator, sample data |
//! | 5 | [`app`] | the one place that builds and wires everything; start-up and shutdown |
//! | 4 | [`bot`] | dispatcher, routes, screens, forms, the living message, notices |
//! | 4 | [`http`] | router, Telegram webhook, health |
//! | 4 | [`jobs`] | the schedule, the worker, one file per job |
//! | 3 | [`service`] | use cases: permission, change, audit, outbox and jobs in one transaction |
//! | 2 | [`store`] | the only SQL |
//! | 2 | [`drivers`] | one file or folder per kind of server |
//! | 2 | [`documents`] | model to bytes: QR pictures |
//! | 1 | [`ports`], [`config`], [`crypto`], [`text`] | traits for the outside; settings; sealing; words |
//! | 0 | [`domain`] | pure rules |

pub mod demo;
pub mod domain;
pub mod drivers;
pub mod ports;
