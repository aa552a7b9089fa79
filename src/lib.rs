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
//! | 2 | [`documents`] | model to bytes: QR pictures, charts |
//! | 2 | [`backup`] | a backup as one encrypted file, and the folder it may lie in |
//! | 2 | [`loops`] | loops that outlive a panic in one of their rounds |
//! | 1 | [`ports`], [`config`], [`crypto`], [`telemetry`], [`text`] | traits for the outside; settings; sealing; logs; words |
//! | 0 | [`domain`] | pure rules |
//!
//! # How a change travels
//! 1. **In.** An update comes by the poll loop or the webhook. [`service::intake`] seals its body and stores it, many in
//!    one insert, before Telegram hears that it arrived. Plain navigation taps are passed on without being stored.
//! 2. **Done once, in order.** The handler's transaction marks the update as done by a guarded `UPDATE`; whoever finds it
//!    done rolls back. So does who finds an older update of the same chat undone, which another replica has in hand, and
//!    tries again soon (`bot::turns`); if that replica died, the older one is taken over first. In the same transaction:
//!    the session (locked per chat), the use case's rows, audit, outbox and jobs.
//! 3. **Shown.** After the commit `bot::show` sends the screen. What a navigation tap is answered goes back with the
//!    webhook's 200 where it came that way ([`service::callers`]), else by a call beside the screen's. What the
//!    transaction decided to show is in the session until it was shown: after a crash in between it is shown then. Chats
//!    may see a screen twice, never not at all.
//! 4. **Remote.** What a server must learn is a job that looks at what is wanted *now* (`desired_rev`), speaks to the server
//!    by our own id, and commits the result with its lease's fence. It runs again until `synced_rev` has caught up.
//! 5. **Out.** Messages that stay are notices in the outbox, worded for their reader when they are sent.
//!
//! # Where this departs from the first drawing
//! - There is no `TelegramApi` trait: tests and the demo speak to a local Bot API over HTTP, so the trait would have had
//!   one implementation.
//! - A screen that shows work in progress isn't fed by the job. Its route is kept in the session and rendered again while
//!   its message still shows it: one way to draw a screen, and a restart needs nothing else.
//! - Bodies in the inbox are sealed and emptied once handled: people paste management URLs.
//! - Adding a server is a job too (nothing may wait for a server in a handler), with the paste sealed in its data.

pub mod app;
pub mod backup;
pub mod bot;
pub mod config;
pub mod crypto;
pub mod demo;
pub mod documents;
pub mod domain;
pub mod drivers;
pub mod http;
pub mod jobs;
pub mod loops;
pub mod ports;
pub mod service;
pub mod store;
pub mod telemetry;
pub mod text;
