//! What stories look at beside a chat: that everything is handled, what the bot called, how taps were answered.

use super::{
    house::{House, PATIENCE},
    rows,
};
use claviger::demo::botapi::MessageView;
use std::collections::BTreeMap;

/// Lets a moment pass before something is looked at again that can't be waited for.
pub async fn moment() {
    let _ = tokio::time::timeout(std::time::Duration::from_millis(10), std::future::pending::<()>()).await;
}

/// A message that taps change: not a notice, whose buttons open something new.
fn is_screen(message: &MessageView) -> bool {
    let changes = |data: &String| !data.starts_with(['>', '+']);
    message.from_bot && message.buttons.iter().flatten().any(|b| b.data.as_ref().is_some_and(changes))
}

impl House {
    /// Waits until everything that the person sent before is handled: by sending what nobody understands, and being told.
    pub async fn handled(&self, who: i64) -> MessageView {
        let asked = self.api.send_text(who, "/handled");
        let told = |m: &MessageView| m.text.contains("I didn’t understand") || m.text.contains("متوجه نشدم");
        let found =
            self.api.until(PATIENCE, |hand| hand.chat_from(who, asked + 1).into_iter().find(|m| m.from_bot && told(m)));
        found.await.unwrap_or_else(|| panic!("{who} gets no answer:\n{}", self.picture(who)))
    }

    /// Types something and waits until a screen below it has that text.
    pub async fn asks(&self, who: i64, typed: &str, text: &str) -> MessageView {
        let asked = self.api.send_text(who, typed);
        let found = self.api.until(PATIENCE, |hand| {
            hand.chat(who).into_iter().rev().find(|m| m.id > asked && is_screen(m) && m.text.contains(text))
        });
        found.await.unwrap_or_else(|| panic!("{typed:?} doesn't lead {who} to {text:?}, but\n{}", self.picture(who)))
    }

    /// Sends something and gives the first message of the bot's that comes after it.
    pub async fn answer_to(&self, who: i64, text: &str) -> MessageView {
        let asked = self.api.send_text(who, text);
        let found = self.api.until(PATIENCE, |hand| hand.chat(who).into_iter().find(|m| m.id > asked && m.from_bot));
        found.await.unwrap_or_else(|| panic!("{who} gets no answer to {text:?}:\n{}", self.picture(who)))
    }

    /// Waits until a tap is answered; gives its words, empty where there are none.
    pub async fn words(&self, query: &str) -> String {
        let found = self.api.until(PATIENCE, |hand| hand.callback_answer(query)).await;
        found.unwrap_or_else(|| panic!("the tap {query} isn't answered")).text.unwrap_or_default()
    }

    /// The newest screen: the living message.
    pub fn living(&self, who: i64) -> MessageView {
        self.api.chat(who).into_iter().rev().find(is_screen).expect("a living message")
    }

    /// Waits until the newest screen has that text.
    pub async fn shows(&self, who: i64, text: &str) -> MessageView {
        let found = self.api.until(PATIENCE, |hand| {
            let living = hand.chat(who).into_iter().rev().find(is_screen)?;
            living.text.contains(text).then_some(living)
        });
        found.await.unwrap_or_else(|| panic!("{who}'s screen doesn't show {text:?}, but\n{}", self.picture(who)))
    }

    /// How many messages of the bot's contain a text.
    pub fn said(&self, who: i64, text: &str) -> usize {
        self.api.chat(who).iter().filter(|m| m.from_bot && m.text.contains(text)).count()
    }

    /// Waits until the bot has taken everything that people sent, and has done with it.
    pub async fn idle(&self, url: &str) {
        let open = |row: &&String| row.contains("done_at=NULL") || row.contains("\"done_at\":null");
        let until = std::time::Instant::now() + PATIENCE;
        while self.api.waiting_updates() > 0 || rows::dump(url).await["inbox"].iter().any(|row| open(&row)) {
            assert!(std::time::Instant::now() < until, "something isn't handled: {:?}", rows::dump(url).await["inbox"]);
            moment().await;
        }
    }

    /// Every tap of the whole story was answered once, and nothing that was sent was refused for its form.
    pub fn mannerly(&self) {
        let mut answered: BTreeMap<String, usize> = BTreeMap::new();
        for call in self.api.calls() {
            if call.method == "answerCallbackQuery" {
                *answered.entry(call.body["callback_query_id"].to_string()).or_default() += 1;
            }
            let text = call.body["text"].as_str().unwrap_or_default();
            assert!(text.encode_utf16().count() <= 4_096 + 1_000, "too long: {text}");
            let edit = call.method.starts_with("edit") || call.method == "answerCallbackQuery";
            assert!(call.status != 400 || edit, "refused: {} {}", call.method, call.body);
        }
        let twice: Vec<_> = answered.iter().filter(|(_, n)| **n != 1).collect();
        assert!(twice.is_empty(), "answered more than once: {twice:?}");
    }
}
