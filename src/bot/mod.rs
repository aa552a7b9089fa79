//! The bot: a small web site in Telegram. A route is a GET, an action is a POST that then redirects, a form is a wizard.
//!
//! An update goes `incoming` (what it is) → `handle` (transaction, then the screen) → `step` (what it does) with `actions`
//! and `perform` calling use cases; `site` finds the screen of a route, and `show` alone sends screens. `sender` empties
//! the outbox, which `notify` words; `watch` keeps screens that show work in progress up to date.
//! teloxide's dispatcher, types and requests are used; its dialogues and storage aren't: they write outside our transactions.

pub mod actions;
pub mod adopt;
pub mod arguments;
pub mod asked;
pub mod batch_words;
pub mod bundle;
pub mod chat_place;
pub mod commands;
pub mod context;
pub mod deeds;
pub mod deliver;
pub mod desk;
pub mod dispatcher;
pub mod door;
pub mod flows;
pub mod followed;
pub mod gallery;
pub mod group;
pub mod handed;
pub mod handle;
pub mod incoming;
mod inline;
mod key_answers;
pub mod led;
pub mod lists;
pub mod many;
pub mod notify;
pub mod people;
pub mod perform;
pub mod pictures;
pub mod poll;
pub mod quota_words;
pub mod reply;
pub mod routes;
pub mod screens;
pub mod sender;
pub mod show;
pub mod site;
pub mod step;
mod table;
pub mod turns;
pub mod ui;
pub mod watch;
