//! The Bot API's methods, each a function of the state and the call's arguments.
//!
//! They neither wait nor speak to anybody: long polling and webhooks live beside them.

pub mod answer;
pub mod chat;
pub mod edit;
pub mod pay;
pub mod profile;
pub mod send;
