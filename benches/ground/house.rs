//! The real service for a measurement: on a database of its own, against the instant Bot API.

use super::fake::Fake;
use claviger::{
    app::{App, Parts},
    config::{self, Config},
    domain::{
        ids::ChatId,
        person::{Language, Reading},
        role::Role,
    },
    in_tx, store,
};
use std::{collections::HashMap, path::Path};

/// The first account; the others follow.
pub const FIRST: i64 = 7_000_000_001;

/// Its settings.
pub fn settings(fake: &Fake, folder: &Path, webhook: bool) -> HashMap<&'static str, String> {
    let mut settings = HashMap::from([
        ("TELEGRAM_BOT_TOKEN", "1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA".to_owned()),
        ("TELEGRAM_API_URL", fake.url.clone()),
        ("DATABASE_URL", format!("sqlite://{}", folder.join("house.db").display())),
        ("DATA_DIR", folder.display().to_string()),
        ("HTTP_LISTEN", "127.0.0.1:0".to_owned()),
        ("OWNER_TELEGRAM_ID", FIRST.to_string()),
        ("ALLOW_PRIVATE_NETWORKS", "true".to_owned()),
    ]);
    if webhook {
        settings.insert("TELEGRAM_WEBHOOK_URL", "https://bot.example.com/webhooks/telegram".to_owned());
    }
    settings
}

/// Starts it, with so many admins.
pub async fn start(fake: &Fake, folder: &Path, webhook: bool, people: i64) -> (Config, App) {
    let settings = settings(fake, folder, webhook);
    let config = config::read(|name| settings.get(name).cloned()).expect("settings");
    let app = App::start(&config, &Parts::default()).await.expect("the service starts");
    let now = app.opened.env.clock.now();
    in_tx!(app.opened.db, |tx| {
        for chat in FIRST..FIRST + people {
            let new = store::people::NewPerson {
                chat: ChatId(chat),
                name: "Omar",
                username: None,
                role: Role::Admin,
                reading: Reading::usual(Language::En),
                now,
            };
            store::people::insert(tx, &new).await?;
        }
        Ok::<_, store::StoreError>(())
    })
    .expect("people");
    (config, app)
}
