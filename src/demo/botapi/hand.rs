//! The people's hand: what tests and the chat page do in the name of a person, and what they see.
//!
//! Everything acts at once; what takes time is waited for in `watch`.

use super::{
    fault::Fault,
    files::{self, Stored},
    methods::profile,
    model::{Call, Change, Formatted, Media, User},
    params::Upload,
    render::{self, MessageView},
    state::{Asked, Shared, State},
    texts,
};
use axum::body::Bytes;
use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::{Map, Value, json};
use std::sync::Arc;

/// How the bot answered a tap.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CallbackAnswer {
    /// Words to show.
    pub text: Option<String>,
    /// As a window to close.
    pub alert: bool,
    /// Address to open.
    pub url: Option<String>,
}

/// How the bot answered the question before a payment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Checkout {
    /// Whether it may go on.
    pub ok: bool,
    /// Why not.
    pub error: Option<String>,
}

/// The hand.
#[derive(Debug, Clone)]
pub struct Hand {
    pub(super) shared: Arc<Shared>,
}

impl Hand {
    /// Lets a person in, or renames one.
    pub fn add_user(&self, user: User) {
        self.shared.with(|state| state.add_user(user));
    }

    /// The people, in the order in which they came.
    pub fn people(&self) -> Vec<User> {
        self.shared.with(|state| {
            state.people.iter().filter_map(|id| state.chats.get(id)).map(|chat| chat.user.clone()).collect()
        })
    }

    /// Now, by the server's clock.
    pub fn now(&self) -> DateTime<Utc> {
        self.shared.with(|state| state.now)
    }

    fn post(&self, user: i64, content: Formatted, media: impl FnOnce(&mut State) -> Option<Media>) -> i32 {
        self.shared.with(|state| {
            if !state.chats.contains_key(&user) {
                return 0;
            }
            let media = media(state);
            let draft = state.draft(false, content, media);
            let id = state.add(user, draft);
            let body = state.message_json(user, id);
            state.update(user, "message", body);
            id
        })
    }

    /// Sends a text; gives the message's id, 0 where there is no such person.
    pub fn send_text(&self, user: i64, text: &str) -> i32 {
        self.post(user, plain(text), |_| None)
    }

    /// Sends a picture; any bytes are taken for one.
    pub fn send_photo(&self, user: i64, name: &str, bytes: impl Into<Bytes>, caption: &str) -> i32 {
        let upload = Upload { name: name.to_owned(), mime: None, bytes: bytes.into() };
        let (width, height) = files::dimensions(&upload.bytes).unwrap_or((640, 480));
        self.post(user, plain(caption), |state| {
            Some(Media::Photo { file: state.files.put(upload, true), width, height })
        })
    }

    /// Sends a file.
    pub fn send_document(&self, user: i64, name: &str, bytes: impl Into<Bytes>, caption: &str) -> i32 {
        let upload = Upload { name: name.to_owned(), mime: None, bytes: bytes.into() };
        self.post(user, plain(caption), |state| Some(Media::Document { file: state.files.put(upload, false) }))
    }

    /// Taps a button; any data can be sent, as a forged client can. Gives the callback query's id.
    pub fn tap(&self, user: i64, message: i32, data: &str) -> String {
        self.shared.with(|state| {
            let Some(chat) = state.chats.get(&user) else { return String::new() };
            let (from, place) = (chat.user.json(), chat.user.chat_json());
            let mut body = state.message_json(user, message);
            if body.is_null() {
                body = json!({"chat": place, "message_id": message, "date": 0});
            }
            let id = state.ask(user, Asked::Tap).to_string();
            let query =
                json!({"id": id, "from": from, "message": body, "chat_instance": user.to_string(), "data": data});
            state.update(user, "callback_query", query);
            id
        })
    }

    /// Taps the button whose label contains the text, in the newest message that has one; pays where it is a Pay button.
    /// Gives the query's id, `None` where there is no such button.
    pub fn tap_label(&self, user: i64, label: &str) -> Option<String> {
        let chat = self.chat(user);
        let (message, button) =
            chat.iter().rev().find_map(|message| message.button(label).map(|button| (message.id, button.clone())))?;
        if button.pay {
            return self.pay(user, message);
        }
        button.data.map(|data| self.tap(user, message, &data))
    }

    /// Types after the bot's @name; gives the inline query's id.
    pub fn inline_query(&self, user: i64, text: &str) -> String {
        self.shared.with(|state| {
            let Some(from) = state.chats.get(&user).map(|chat| chat.user.json()) else { return String::new() };
            let id = state.ask(user, Asked::Inline).to_string();
            let query = json!({"id": id, "from": from, "query": text, "offset": "", "chat_type": "sender"});
            state.update(user, "inline_query", query);
            id
        })
    }

    /// The arguments of the answer to an inline query.
    pub fn inline_answer(&self, query: &str) -> Option<Value> {
        self.answer(query, |asked| matches!(asked, Asked::Inline))
    }

    /// Sends a result of an inline query into the person's own chat with the bot; gives the message's id.
    pub fn choose_inline(&self, user: i64, query: &str, result: &str) -> Option<i32> {
        let answer = self.inline_answer(query)?;
        let chosen = answer.get("results")?.as_array()?.iter().find(|known| known["id"] == result)?.clone();
        let content = chosen.get("input_message_content")?;
        let string = |name: &str| content.get(name).and_then(Value::as_str);
        let content =
            texts::format(string("message_text")?, string("parse_mode"), content.get("entities").cloned()).ok()?;
        let rows = chosen.get("reply_markup").and_then(|markup| markup.get("inline_keyboard")).cloned();
        self.shared.with(|state| {
            let mut draft = state.draft(false, content, None);
            draft.inline = rows;
            draft.more.insert("via_bot".to_owned(), state.bot.json());
            state.chats.get(&user)?;
            let id = state.add(user, draft);
            let body = state.message_json(user, id);
            state.update(user, "message", body);
            Some(id)
        })
    }

    /// Pays an invoice: the bot is asked first, and told once it agreed. Gives the question's id, `None` where the message
    /// is no invoice.
    pub fn pay(&self, user: i64, message: i32) -> Option<String> {
        self.shared.with(|state| {
            let chat = state.chats.get(&user)?;
            let found = chat.find(message)?;
            let invoice = found.more.get("invoice")?.clone();
            let (from, payload) = (chat.user.json(), found.payload.clone()?);
            let (currency, total) = (invoice["currency"].clone(), invoice["total_amount"].clone());
            let mut payment = json!({"currency": currency, "total_amount": total, "invoice_payload": payload});
            let id = state.ask(user, Asked::Tap);
            payment["telegram_payment_charge_id"] = json!(format!("tg_{id}"));
            payment["provider_payment_charge_id"] = json!(format!("provider_{id}"));
            if let Some(query) = state.queries.get_mut(&id) {
                query.asked = Asked::Checkout(payment);
            }
            let query = json!({
                "id": id.to_string(), "from": from, "currency": currency, "total_amount": total, "invoice_payload": payload,
            });
            state.update(user, "pre_checkout_query", query);
            Some(id.to_string())
        })
    }

    /// Hands the bot any update; `update_id` is added where it has none. Gives the update's id.
    pub fn raw_update(&self, update: &Value) -> u32 {
        let update: Map<String, Value> = update.as_object().cloned().unwrap_or_default();
        let chat = update.values().find_map(|body| {
            let from = body.get("from").or_else(|| body.get("chat"))?;
            from.get("id")?.as_i64()
        });
        self.shared.with(|state| state.raw_update(chat.unwrap_or_default(), update))
    }

    /// The person blocks or unblocks the bot; the bot is told. It is taken out of a group, or into it, by the first of all
    /// people.
    pub fn set_blocked(&self, user: i64, blocked: bool) {
        self.shared.with(|state| {
            let (now, bot) = (state.now.timestamp(), state.bot.json());
            let first = state.people.iter().find(|id| **id > 0).and_then(|id| state.chats.get(id));
            let first = first.map(|chat| chat.user.json());
            let Some(chat) = state.chats.get_mut(&user) else { return };
            if std::mem::replace(&mut chat.blocked, blocked) == blocked {
                return;
            }
            let (out, inside) =
                (json!({"user": bot, "status": "kicked", "until_date": 0}), json!({"user": bot, "status": "member"}));
            let (old, new) = if blocked { (inside, out) } else { (out, inside) };
            let body = json!({
                "chat": chat.user.chat_json(), "from": first.filter(|_| user < 0).unwrap_or_else(|| chat.user.json()),
                "date": now, "old_chat_member": old, "new_chat_member": new,
            });
            state.update(user, "my_chat_member", body);
            state.tell(Change::People);
        });
    }

    /// Whether the person blocked the bot.
    pub fn blocked(&self, user: i64) -> bool {
        self.shared.with(|state| state.chats.get(&user).is_some_and(|chat| chat.blocked))
    }

    /// What the person's chat shows, oldest first.
    pub fn chat(&self, user: i64) -> Vec<MessageView> {
        self.chat_from(user, i32::MIN)
    }

    /// The same, from that message on.
    pub fn chat_from(&self, user: i64, first: i32) -> Vec<MessageView> {
        self.shared.with(|state| {
            let Some(chat) = state.chats.get(&user) else { return Vec::new() };
            let shown = chat.messages.iter().filter(|message| message.id >= first);
            shown.map(|message| render::view(chat, message, &state.files)).collect()
        })
    }

    /// One message of the chat.
    pub fn message(&self, user: i64, id: i32) -> Option<MessageView> {
        self.shared.with(|state| {
            let chat = state.chats.get(&user)?;
            Some(render::view(chat, chat.find(id)?, &state.files))
        })
    }

    /// The newest message of the chat.
    pub fn last(&self, user: i64) -> Option<MessageView> {
        self.shared.with(|state| {
            let chat = state.chats.get(&user)?;
            chat.messages.back().map(|message| render::view(chat, message, &state.files))
        })
    }

    /// A stored file, by its `file_id`.
    pub(super) fn file(&self, id: &str) -> Option<Stored> {
        self.shared.with(|state| state.files.get(state.files.by_text(id)?).cloned())
    }

    /// Tells those who watch that something changed outside the chats.
    pub fn tell(&self, change: Change) {
        self.shared.with(|state| state.tell(change));
    }

    fn answer(&self, query: &str, fits: fn(&Asked) -> bool) -> Option<Value> {
        let id: u64 = query.parse().ok()?;
        self.shared.with(|state| state.queries.get(&id).filter(|query| fits(&query.asked))?.answer.clone())
    }

    /// How the bot answered a tap; `None` while it hasn't.
    pub fn callback_answer(&self, query: &str) -> Option<CallbackAnswer> {
        let answer = self.answer(query, |asked| matches!(asked, Asked::Tap))?;
        let string = |name: &str| answer[name].as_str().map(str::to_owned);
        Some(CallbackAnswer { text: string("text"), alert: answer["show_alert"] == true, url: string("url") })
    }

    /// How the bot answered the question before a payment; `None` while it hasn't.
    pub fn checkout(&self, query: &str) -> Option<Checkout> {
        let answer = self.answer(query, |asked| matches!(asked, Asked::Checkout(_)))?;
        Some(Checkout { ok: answer["ok"] == true, error: answer["error_message"].as_str().map(str::to_owned) })
    }

    /// The commands that the person's client shows.
    pub fn commands(&self, user: i64) -> Value {
        self.shared.with(|state| profile::commands_for(state, user))
    }

    /// The bot's name and @name.
    pub fn bot(&self) -> (String, String) {
        self.shared.with(|state| (state.bot.name.clone(), state.bot.username.clone()))
    }

    /// Calls that the bot made, the oldest that is remembered first.
    pub fn calls(&self) -> Vec<Call> {
        self.shared.with(|state| state.calls.iter().cloned().collect())
    }

    /// Forgets the calls.
    pub fn clear_calls(&self) {
        self.shared.with(|state| state.calls.clear());
    }

    /// How many updates wait for the bot.
    pub fn waiting_updates(&self) -> usize {
        self.shared.with(|state| state.updates.len())
    }

    /// Switches a fault on.
    pub fn inject(&self, fault: Fault) {
        self.shared.with(|state| {
            state.faults.push(fault);
            state.tell(Change::World);
        });
    }

    /// Switches all faults off.
    pub fn clear_faults(&self) {
        self.retain_faults(|_| false);
    }

    /// Keeps only the faults that fit.
    pub fn retain_faults(&self, keep: impl FnMut(&Fault) -> bool) {
        self.shared.with(|state| {
            state.faults.retain(keep);
            state.tell(Change::World);
        });
    }

    /// The faults that are on.
    pub fn faults(&self) -> Vec<Fault> {
        self.shared.with(|state| state.faults.clone())
    }
}

fn plain(text: &str) -> Formatted {
    // Without a parse mode nothing can be refused; an empty caption stays empty.
    texts::format(text, None, None).unwrap_or_default()
}
