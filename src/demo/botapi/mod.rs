//! A local Telegram Bot API: what a bot talks to in the demo and in tests instead of api.telegram.org.
//!
//! It speaks HTTP as documented at <https://core.telegram.org/bots/api>, with Telegram's limits and words of refusal, and
//! has a hand ([`BotApi`]) with which a test or the chat page acts as the people. State is in memory, behind one lock
//! that is never held across an await, and everything kept is bounded. Private chats only; Markdown, stickers, polls,
//! games and Telegram's own pace limits are left out on purpose.

mod api;
mod dispatch;
mod events;
mod fault;
mod files;
mod hand;
mod html;
mod keyboard;
mod methods;
mod model;
mod page;
mod params;
mod refusal;
mod render;
mod routes;
mod state;
mod texts;
mod watch;
mod webhook;
mod world;

pub use self::{
    api::{BotApi, Options},
    fault::{Fault, FaultKind},
    hand::{CallbackAnswer, Checkout, Hand},
    model::{Call, Change, Entity, User},
    render::{ButtonView, FileView, MessageView},
    watch::Unmet,
    world::{BareWorld, Toggle, World, WorldChange, WorldError, WorldFile, WorldServer, WorldView},
};
