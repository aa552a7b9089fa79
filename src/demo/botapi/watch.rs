//! Waiting for the bot: until a chat shows something, until a tap is answered.
//!
//! It is done on a change notification, never by looking again and again. Timeouts are real time, whatever the clock says.

use super::{
    hand::{CallbackAnswer, Hand},
    model::Change,
    render::MessageView,
};
use std::{
    fmt::{self, Write as _},
    time::Duration,
};
use tokio::sync::broadcast;

/// What was waited for didn't come; tells what the chat shows instead.
#[derive(Clone)]
pub struct Unmet(String);

impl fmt::Display for Unmet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "what was waited for didn't come; the chat shows:\n{}", self.0)
    }
}

impl fmt::Debug for Unmet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for Unmet {}

impl Hand {
    /// What happens from now on.
    pub fn changes(&self) -> broadcast::Receiver<Change> {
        self.shared.feed.subscribe()
    }

    /// Waits until `look` finds something; looks again after each change.
    pub async fn until<T>(&self, timeout: Duration, mut look: impl FnMut(&Self) -> Option<T>) -> Option<T> {
        let mut version = self.shared.version.subscribe();
        let deadline = tokio::time::Instant::now() + timeout;
        loop {
            version.mark_unchanged();
            if let Some(found) = look(self) {
                return Some(found);
            }
            match tokio::time::timeout_at(deadline, version.changed()).await {
                Ok(Ok(())) => {}
                _ => return None,
            }
        }
    }

    /// Waits until the person's chat is as wanted; gives the chat.
    pub async fn wait_until(
        &self,
        user: i64,
        timeout: Duration,
        mut wanted: impl FnMut(&[MessageView]) -> bool,
    ) -> Result<Vec<MessageView>, Unmet> {
        let found = self.until(timeout, |hand| Some(hand.chat(user)).filter(|chat| wanted(chat))).await;
        found.ok_or_else(|| Unmet(dump(&self.chat(user))))
    }

    /// Waits until the newest message is the bot's and contains the text; gives it.
    pub async fn wait_text(&self, user: i64, text: &str, timeout: Duration) -> Result<MessageView, Unmet> {
        let fits = |message: &MessageView| message.from_bot && message.text.contains(text);
        let found = self.until(timeout, |hand| hand.chat(user).pop().filter(fits)).await;
        found.ok_or_else(|| Unmet(dump(&self.chat(user))))
    }

    /// Waits until a tap was answered.
    pub async fn wait_answer(&self, query: &str, timeout: Duration) -> Option<CallbackAnswer> {
        self.until(timeout, |hand| hand.callback_answer(query)).await
    }
}

fn dump(chat: &[MessageView]) -> String {
    // Writing into a String can't fail.
    let mut out = String::new();
    for message in chat.iter().rev().take(6).rev() {
        let who = if message.from_bot { "bot" } else { "person" };
        let _ = writeln!(out, "#{} {who}: {}", message.id, message.text);
        for row in &message.buttons {
            let labels: Vec<_> = row.iter().map(|button| format!("[{}]", button.label)).collect();
            let _ = writeln!(out, "    {}", labels.join(" "));
        }
    }
    out
}
