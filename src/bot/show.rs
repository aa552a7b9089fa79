//! Showing: the one place that sends screens.
//!
//! A chat has one living message, edited on taps; typed input gets a new one, and the old one's buttons go. "Not modified"
//! is success; a message that can't be edited is replaced; what Telegram can't take now waits, and only the latest counts.

use super::{
    desk::{Deferred, Desk, Place},
    routes::Route,
    ui::Screen,
};
use crate::{
    domain::{ids::ChatId, notice::Notice},
    service::Outcome,
    store,
};
use chrono::TimeDelta;
use serde_json::json;
use teloxide::{
    ApiError, RequestError,
    payloads::{AnswerCallbackQuerySetters, EditMessageTextSetters, SendMessageSetters},
    requests::Requester,
    types::{CallbackQueryId, LinkPreviewOptions, MessageId, ParseMode},
};

pub(super) const NO_PREVIEW: LinkPreviewOptions = LinkPreviewOptions {
    is_disabled: true,
    url: None,
    prefer_small_media: false,
    prefer_large_media: false,
    show_above_text: false,
};

/// How long a secret stays in a chat.
const SECRETS: TimeDelta = TimeDelta::minutes(5);
/// How often a screen is tried before it is given up; the next tap shows it anyway.
const TRIES: u32 = 6;

fn telegram_chat(chat: ChatId) -> teloxide::types::ChatId {
    teloxide::types::ChatId(chat.0)
}

/// Telegram's message numbers are 32 bits wide; ours come from Telegram.
fn number(message: i64) -> MessageId {
    MessageId(i32::try_from(message).unwrap_or(i32::MAX))
}

impl Desk {
    /// Shows a screen. Gives the message that shows it, unless it has to wait.
    pub async fn show(&self, chat: ChatId, screen: Screen, place: Place) -> Option<i64> {
        let told = self.forget_deferred(chat).filter(|at| *at > self.now());
        if let Some(at) = told {
            self.defer(chat, Deferred { at, tries: 1, place, screen, told: true, follow: None });
            return None;
        }
        self.try_show(chat, screen, place, 0).await
    }

    pub(super) async fn try_show(&self, chat: ChatId, screen: Screen, place: Place, tries: u32) -> Option<i64> {
        match self.send(chat, &screen, place).await {
            Ok(message) => {
                self.mark_shown(chat, screen.rev);
                Some(message)
            }
            Err((error, place)) => {
                if let Some(wait) = wait(&error, tries) {
                    let at = self.now() + wait;
                    let told = matches!(error, RequestError::RetryAfter(_));
                    self.defer(chat, Deferred { at, tries: tries + 1, place, screen, told, follow: None });
                } else {
                    tracing::warn!(%chat, %error, "a screen can't be shown");
                    self.mark_shown(chat, screen.rev);
                }
                None
            }
        }
    }

    async fn send(&self, chat: ChatId, screen: &Screen, place: Place) -> Result<i64, (RequestError, Place)> {
        if let Place::Edit(message) = place {
            let edit = self
                .telegram
                .edit_message_text(telegram_chat(chat), number(message), &screen.html)
                .parse_mode(ParseMode::Html)
                .link_preview_options(NO_PREVIEW)
                .reply_markup(screen.keyboard.clone());
            match edit.await {
                Ok(_) | Err(RequestError::Api(ApiError::MessageNotModified)) => {
                    self.set_living(chat, message);
                    return Ok(message);
                }
                // Gone, too old, or a picture: the screen gets a message of its own.
                Err(RequestError::Api(error)) if !gone(&error) && !passing(&RequestError::Api(error.clone())) => {
                    tracing::debug!(%chat, %error, "a message can't be edited; a new one is sent");
                }
                Err(error) => return Err((error, place)),
            }
        }
        let request = self
            .telegram
            .send_message(telegram_chat(chat), &screen.html)
            .parse_mode(ParseMode::Html)
            .link_preview_options(NO_PREVIEW)
            .reply_markup(screen.keyboard.clone());
        let sent = request.await.map_err(|error| (error, Place::New))?;
        let message = i64::from(sent.id.0);
        if let Some(old) = self.living(chat).filter(|old| *old != message) {
            self.strip(chat, old).await;
        }
        self.set_living(chat, message);
        Ok(message)
    }

    /// Deletes a message of the bot's that says nothing any more. One that stays is no harm: its buttons are gone.
    pub async fn delete(&self, chat: ChatId, message: i64) {
        if let Err(error) = self.telegram.delete_message(telegram_chat(chat), number(message)).await {
            tracing::debug!(%chat, %error, "an old question stays");
        }
    }

    /// Takes the buttons of an old message away. A message that is gone has none.
    pub async fn strip(&self, chat: ChatId, message: i64) {
        if let Err(error) = self.telegram.edit_message_reply_markup(telegram_chat(chat), number(message)).await {
            tracing::debug!(%chat, %error, "an old message keeps its buttons");
        }
    }

    /// Answers a tap, with words where there are any: to who brought it where they wait, else by a call.
    pub async fn answer(&self, query: &str, words: Option<&str>) {
        // 200 characters are the most; a longer text needs an alert's room too.
        let words = words.map(|words| (words.chars().take(200).collect::<String>(), words.chars().count() > 60));
        if self.env.callers.has(query) {
            let mut answer = json!({ "method": "answerCallbackQuery", "callback_query_id": query });
            if let Some((text, alert)) = &words {
                (answer["text"], answer["show_alert"]) = (json!(text), json!(alert));
            }
            if self.env.callers.tell(query, answer).is_ok() {
                return;
            }
        }
        let mut answer = self.telegram.answer_callback_query(CallbackQueryId(query.to_owned()));
        if let Some((text, alert)) = words {
            answer = answer.text(text).show_alert(alert);
        }
        if let Err(error) = answer.await {
            tracing::debug!(%error, "a tap can't be answered any more");
        }
    }

    /// Has a message that shows a secret taken out of the chat after a while: whoever goes on by typing leaves it behind.
    pub async fn take_out_later(&self, chat: ChatId, message: i64) {
        let (now, notice) = (self.now(), Notice::Erase { message });
        let saved: Outcome<()> = async {
            let mut tx = self.db.begin().await?;
            let once = format!("erase-later:{chat}:{message}");
            store::outbox::put(&mut tx, Some(&once), chat, &notice, now + SECRETS, now).await?;
            Ok(tx.commit().await?)
        }
        .await;
        if let Err(error) = saved {
            tracing::warn!(%error, "a secret stays in a chat");
        }
    }

    /// Saves that a chat's living message follows a screen from now on.
    pub async fn save_watch(&self, chat: ChatId, route: Route) {
        let saved: Outcome<()> = async {
            let mut tx = self.db.begin_relaxed().await?;
            store::sessions::set_watch(&mut tx, chat, &route.encode(), self.now()).await?;
            Ok(tx.commit().await?)
        }
        .await;
        if let Err(error) = saved {
            tracing::warn!(%error, "what is followed can't be saved");
        }
    }

    /// Saves which screens were shown, and in which messages. Losing these costs a screen that is shown twice, no more.
    pub async fn save_shown(&self) {
        let (unsaved, shown) = (self.take_unsaved(), self.take_shown());
        if unsaved.is_empty() && shown.is_empty() {
            return;
        }
        let saved: Outcome<()> = async {
            let mut tx = self.db.begin_relaxed().await?;
            store::sessions::set_living(&mut tx, &unsaved, self.now()).await?;
            store::sessions::shown(&mut tx, &shown).await?;
            Ok(tx.commit().await?)
        }
        .await;
        if let Err(error) = saved {
            tracing::warn!(%error, "what was shown can't be saved");
        }
    }
}

/// Errors after which a new message can't be sent either.
const fn gone(error: &ApiError) -> bool {
    matches!(
        error,
        ApiError::BotBlocked | ApiError::UserDeactivated | ApiError::ChatNotFound | ApiError::CantInitiateConversation
    )
}

/// Whether asking again may help. Telegram's 5xx answers come as API errors without a name of their own.
pub(super) fn passing(error: &RequestError) -> bool {
    match error {
        RequestError::Api(ApiError::Unknown(words)) => {
            ["Internal Server Error", "Bad Gateway", "Gateway", "Service Unavailable"].iter().any(|w| words.contains(w))
        }
        RequestError::Api(_) => false,
        _ => true,
    }
}

/// How long to wait before trying again; `None` where it is no use.
fn wait(error: &RequestError, tries: u32) -> Option<TimeDelta> {
    if tries >= TRIES {
        return None;
    }
    match error {
        RequestError::RetryAfter(seconds) => Some(TimeDelta::seconds(i64::from(seconds.seconds()))),
        error if passing(error) => Some(TimeDelta::milliseconds(500 * (1 << tries.min(6)))),
        _ => None,
    }
}
