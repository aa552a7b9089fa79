//! A person who makes and deletes keys on a bot that keeps dying: looks at the chat, does the next thing, and does it
//! again where nothing comes of it.
//!
//! Knows only what a person sees.

use crate::harness::house::OWNER;
use claviger::demo::botapi::{BotApi, MessageView};
use std::{collections::BTreeSet, time::Duration};

/// How long the person waits before doing something again.
const PATIENCE: Duration = Duration::from_millis(250);
/// So often they try before the test gives up.
const TRIES: u32 = 1_000;

/// The owner, and what they were told.
pub struct Person<'a> {
    api: &'a BotApi,
    /// Keys that they saw working.
    pub made: BTreeSet<String>,
    /// Keys that they saw deleted.
    pub gone: BTreeSet<String>,
}

impl<'a> Person<'a> {
    /// Someone who was told nothing yet.
    pub const fn new(api: &'a BotApi) -> Self {
        Self { api, made: BTreeSet::new(), gone: BTreeSet::new() }
    }

    /// The newest screen: a message of the bot's with buttons, no picture.
    fn screen(&self) -> Option<MessageView> {
        self.api.chat(OWNER).into_iter().rev().find(|m| m.from_bot && m.photo.is_none() && !m.buttons.is_empty())
    }

    fn looks(&self) -> Vec<(i32, u32)> {
        self.api.chat(OWNER).iter().rev().filter(|m| m.from_bot).take(6).map(|m| (m.id, m.edits)).collect()
    }

    /// Does something, and waits for the chat to change.
    async fn acts(&self, act: impl FnOnce(&BotApi)) {
        let before = self.looks();
        act(self.api);
        self.api.until(PATIENCE, |_| (self.looks() != before).then_some(())).await;
    }

    async fn types(&self, text: &str) {
        self.acts(|api| {
            api.send_text(OWNER, text);
        })
        .await;
    }

    async fn taps(&self, screen: &MessageView, label: &str) {
        let Some(data) = screen.button(label).and_then(|b| b.data.clone()) else { return };
        self.acts(|api| {
            api.tap(OWNER, screen.id, &data);
        })
        .await;
    }

    fn despairs(&self, what: &str) -> ! {
        panic!("{what} doesn't come about; the screen is {:#?}", self.screen().map(|m| (m.id, m.text)))
    }

    /// Makes a key, until its page says that it works.
    pub async fn makes(&mut self, name: &str) {
        let mut asked = false;
        for round in 1..=TRIES {
            let Some(screen) = self.screen() else {
                self.types("/newkey").await;
                continue;
            };
            let text = screen.text.as_str();
            let its = text.contains(name);
            if its && text.contains("🟢 Active") {
                self.made.insert(name.to_owned());
                return;
            } else if its && text.contains("⏳ Being made") && round % 20 > 0 {
                self.acts(|_| ()).await;
            } else if its && text.contains("⏳ Being made") {
                // Killed between sending a page and writing down which message it is: a person looks again.
                self.types(&format!("/find {name}")).await;
            } else if text.contains("Which plan") {
                self.taps(&screen, "50 GB · 30 days").await;
            } else if text.contains("A key of that name is there already") {
                self.types(&format!("/find {name}")).await;
            } else if text.contains("What is it called") {
                self.types(name).await;
            } else if its && screen.button("✅ Create").is_some() {
                asked = true;
                self.taps(&screen, "✅ Create").await;
            } else if asked && !(its && text.contains("Nothing was found")) {
                self.types(&format!("/find {name}")).await;
            } else {
                asked = false;
                self.types("/newkey").await;
            }
        }
        self.despairs(&format!("making {name}"));
    }

    /// Deletes a key, until it is said to be gone.
    pub async fn deletes(&mut self, name: &str) {
        let mut asked = false;
        for round in 1..=TRIES {
            let told = self.api.chat(OWNER).iter().rev().take(12).any(|m| {
                m.from_bot && m.text.contains(name) && (m.text.contains("was deleted") || m.text.contains("🗑 Deleted"))
            });
            let screen = self.screen();
            let text = screen.as_ref().map_or("", |s| s.text.as_str());
            let its = text.contains(name);
            if told || (asked && its && text.contains("Nothing was found")) {
                self.gone.insert(name.to_owned());
                return;
            }
            match screen {
                Some(screen) if its && screen.button("🗑 Delete it").is_some() => {
                    asked = true;
                    self.taps(&screen, "🗑 Delete it").await;
                }
                Some(screen) if its && screen.button("🗑 Delete").is_some() => self.taps(&screen, "🗑 Delete").await,
                Some(_) if its && text.contains("⏳ Being deleted") && round % 20 > 0 => self.acts(|_| ()).await,
                _ => self.types(&format!("/find {name}")).await,
            }
        }
        self.despairs(&format!("deleting {name}"));
    }
}
