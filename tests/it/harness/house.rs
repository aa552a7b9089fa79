//! A whole house for stories: the real service over HTTP against a local Bot API and simulated servers, on either database.
//!
//! Waits are for what a person would see, with a generous limit; nothing sleeps for a guessed time.

#![expect(clippy::expect_used, reason = "where a story can't go on, it fails")]

use super::db::Place;
use claviger::{
    app::{App, Parts, SystemChance, SystemClock},
    config::{self, Config},
    demo::{
        botapi::{BotApi, MessageView, Options, User},
        outline::{OutlineSim, options::SimOptions},
    },
    domain::{
        ids::{ChatId, PersonId, RepresentativeId},
        person::{Language, Reading},
        role::Role,
    },
    in_tx, store,
};
use std::{
    collections::HashMap,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

/// The owner's account.
pub const OWNER: i64 = 7_000_000_001;
/// How long a story waits before it says what it missed.
pub const PATIENCE: Duration = Duration::from_secs(90);

/// A house with its surroundings.
pub struct House {
    /// The local Bot API.
    pub api: BotApi,
    /// The service; `None` while it is down.
    pub app: Option<App>,
    /// Its settings, to start it again.
    pub config: Config,
    settings: HashMap<String, String>,
    folder: PathBuf,
}

impl Drop for House {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// A person of the local Bot API.
pub fn person(id: i64, name: &str, language: &str) -> User {
    User { id, first_name: name.to_owned(), language_code: Some(language.to_owned()), ..User::default() }
}

/// A local Bot API with an owner, a representative-to-be and a stranger.
pub async fn bot_api() -> BotApi {
    let api = BotApi::start(Options::new(Arc::new(SystemClock))).await.expect("a local Bot API");
    for (id, name, language) in
        [(OWNER, "Omar", "en"), (OWNER + 1, "Sara", "en"), (OWNER + 2, "Mina", "fa"), (OWNER + 3, "Nobody", "en")]
    {
        api.add_user(person(id, name, language));
    }
    api
}

/// A simulated Outline server that answers at once.
pub async fn outline(seed: u64, name: &str) -> OutlineSim {
    outline_with(SimOptions { name: name.to_owned(), seed, ..SimOptions::default() }).await
}

/// A simulated Outline server as told.
pub async fn outline_with(options: SimOptions) -> OutlineSim {
    OutlineSim::start(Arc::new(SystemClock), options).await.expect("a simulated server")
}

/// Settings of a house in that folder, on that database, against that Bot API.
pub fn settings(api: &BotApi, url: &str, folder: &Path) -> HashMap<String, String> {
    [
        ("TELEGRAM_BOT_TOKEN", api.token().to_owned()),
        ("TELEGRAM_API_URL", api.url()),
        ("DATABASE_URL", url.to_owned()),
        ("DATA_DIR", folder.display().to_string()),
        ("HTTP_LISTEN", "127.0.0.1:0".to_owned()),
        ("OWNER_TELEGRAM_ID", OWNER.to_string()),
        ("ALLOW_PRIVATE_NETWORKS", "true".to_owned()),
    ]
    .into_iter()
    .map(|(name, value)| (name.to_owned(), value))
    .collect()
}

impl House {
    /// Starts a house on an empty database.
    pub async fn start(place: &Place) -> Self {
        Self::start_with(place, &[]).await
    }

    /// Starts a house with further settings.
    pub async fn start_with(place: &Place, more: &[(&str, &str)]) -> Self {
        let api = bot_api().await;
        let folder = super::db::folder();
        let mut settings = settings(&api, &place.url, &folder);
        settings.extend(more.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())));
        let config = config::read(|name| settings.get(name).cloned()).expect("settings");
        let mut house = Self { api, app: None, config, settings, folder };
        house.up().await;
        house
    }

    /// Starts the service (again).
    pub async fn up(&mut self) {
        let parts = Parts { clock: Arc::new(SystemClock), chance: Arc::new(SystemChance) };
        self.app = Some(App::start(&self.config, &parts).await.expect("the service starts"));
    }

    /// Ends the service, as SIGTERM does.
    pub async fn down(&mut self) {
        if let Some(app) = self.app.take() {
            app.stop().await;
        }
    }

    /// Waits until the service wants to start again, and starts it again, as the program does.
    pub async fn restarts(&mut self) {
        let wanted = tokio::time::timeout(PATIENCE, self.app().to_restart()).await;
        assert!(wanted.is_ok(), "no restart is wanted:\n{}", self.picture(OWNER));
        self.down().await;
        self.up().await;
    }

    /// All its settings, for a process of its own.
    pub const fn settings(&self) -> &HashMap<String, String> {
        &self.settings
    }

    /// The folder of its data.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The service, which is up.
    pub fn app(&self) -> &App {
        self.app.as_ref().expect("the service is up")
    }

    /// The database, to look at or to prepare what no screen can do yet.
    pub fn db(&self) -> &store::Db {
        &self.app().opened.db
    }

    /// Waits until a person's chat shows a message of the bot's with that text, and gives it.
    pub async fn sees(&self, who: i64, text: &str) -> MessageView {
        let found = self
            .api
            .until(PATIENCE, |hand| hand.chat(who).into_iter().rev().find(|m| m.from_bot && m.text.contains(text)));
        match found.await {
            Some(message) => message,
            None => panic!("{who} doesn't see {text:?}, but\n{}", self.picture(who)),
        }
    }

    /// Waits until a person finds a button with that label, and taps the newest.
    pub async fn taps(&self, who: i64, label: &str) -> String {
        let found = self.api.until(PATIENCE, |hand| {
            hand.chat(who).into_iter().rev().filter(|m| m.from_bot).find_map(|shown| {
                let button = shown.buttons.iter().flatten().find(|b| b.label.contains(label))?;
                Some((shown.id, button.data.clone()?))
            })
        });
        match found.await {
            Some((message, data)) => self.api.tap(who, message, &data),
            None => panic!("{who} finds no button {label:?}, but\n{}", self.picture(who)),
        }
    }

    /// A person types something.
    pub fn types(&self, who: i64, text: &str) {
        self.api.send_text(who, text);
    }

    /// A chat in text, for what a story says when it fails.
    pub fn picture(&self, who: i64) -> String {
        let mut out = String::new();
        for message in self.api.chat(who).iter().rev().take(6).rev() {
            let who = if message.from_bot { "bot" } else { "person" };
            out.push_str(&["── ", &message.id.to_string(), " ", who, "\n", &message.text, "\n"].concat());
            for row in &message.buttons {
                for button in row {
                    out.push_str(&["[", &button.label, "] "].concat());
                }
                out.push('\n');
            }
        }
        out
    }

    /// Goes through what every house needs: the owner comes in, a server is pasted, a plan is made.
    pub async fn furnish(&self, server: &OutlineSim) {
        self.types(OWNER, "/start");
        self.sees(OWNER, "First steps").await;
        self.taps(OWNER, "Later").await;
        self.sees(OWNER, "No servers yet").await;
        self.add_server(server).await;
        self.types(OWNER, "/menu");
        self.sees(OWNER, "No keys yet").await;
        self.taps(OWNER, "Plans").await;
        self.sees(OWNER, "No plans yet").await;
        self.taps(OWNER, "50 GB · 30 days").await;
        self.sees(OWNER, "What does a key cost").await;
        self.types(OWNER, "5");
        self.taps(OWNER, "Create the plan").await;
        let page = self.api.until(PATIENCE, |hand| {
            let of_plan = |m: &MessageView| m.text.contains("Price: $5.00") && m.button("Create the plan").is_none();
            hand.chat(OWNER).into_iter().find(of_plan)
        });
        assert!(page.await.is_some(), "no plan:\n{}", self.picture(OWNER));
    }

    /// The owner pastes a server's installer output and sees it added.
    pub async fn add_server(&self, server: &OutlineSim) {
        self.types(OWNER, "/addserver");
        self.sees(OWNER, "Paste what the Outline installer printed").await;
        self.types(OWNER, &server.installer_json());
        self.sees(OWNER, "was added").await;
    }

    /// The owner makes a key by four taps and a typed name, and gets its picture.
    pub async fn make_key(&self, name: &str) -> MessageView {
        self.types(OWNER, "/newkey");
        self.sees(OWNER, "Which plan").await;
        self.taps(OWNER, "50 GB · 30 days").await;
        self.sees(OWNER, "What is it called").await;
        let before = self.api.chat(OWNER).len();
        self.types(OWNER, name);
        self.taps(OWNER, "Create").await;
        let photo = self.api.until(PATIENCE, |hand| {
            hand.chat(OWNER).into_iter().skip(before).find(|m| m.photo.is_some() && m.text.starts_with("ss://"))
        });
        photo.await.unwrap_or_else(|| panic!("no picture of {name}:\n{}", self.picture(OWNER)))
    }

    /// Makes a person of the local Bot API known to the house, with a role.
    pub async fn know(&self, chat: i64, name: &str, role: Role, language: Language) -> PersonId {
        let now = self.app().opened.env.clock.now();
        let new = store::people::NewPerson {
            chat: ChatId(chat),
            name,
            username: None,
            role,
            reading: Reading::usual(language),
            now,
        };
        in_tx!(self.db(), |tx| store::people::insert(tx, &new).await).expect("a person")
    }

    /// Makes a person a representative.
    pub async fn representative(&self, chat: i64, name: &str) -> RepresentativeId {
        let person = self.know(chat, name, Role::Representative, Language::En).await;
        let now = self.app().opened.env.clock.now();
        let made = in_tx!(self.db(), |tx| store::people::insert_representative(tx, name, Some(person), now).await);
        made.expect("a database").expect("a representative")
    }
}
