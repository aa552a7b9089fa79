//! Two replicas on one database, behind a balancer: what one of them saw or holds doesn't make the other deaf or hasty.
//!
//! Updates come by Telegram's own calls, to either.

use crate::harness::{
    db::{Place, stories},
    house::{House, OWNER},
    rows,
};
use chrono::TimeDelta;
use claviger::{
    app::{App, Parts, SystemChance, SystemClock},
    domain::{person::Language, role::Role},
    in_tx,
    service::{
        Env,
        intake::{Intake, Sorted},
    },
    store,
};
use serde_json::{Value, json};
use std::sync::Arc;

stories!(
    who_came_in_by_one_replica_is_heard_by_the_other,
    updates_of_a_chat_keep_their_order_whoever_has_them,
    what_the_dead_had_comes_first,
);

const WORD: &str = "a-word-between-telegram-and-us";
const NOBODY: i64 = OWNER + 3;

async fn start(place: &Place) -> (House, App) {
    let settings =
        [("TELEGRAM_WEBHOOK_URL", "https://bot.example.org/webhooks/telegram"), ("TELEGRAM_WEBHOOK_SECRET", WORD)];
    let house = House::start_with(place, &settings).await;
    let other = replica(&house).await;
    (house, other)
}

async fn replica(house: &House) -> App {
    let parts = Parts { clock: Arc::new(SystemClock), chance: Arc::new(SystemChance) };
    App::start(&house.config, &parts).await.unwrap()
}

async fn post(app: &App, body: &Value) {
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let call = client.post(format!("http://{}/webhooks/telegram", app.address)).json(body);
    let sent = call.header("x-telegram-bot-api-secret-token", WORD).send().await.unwrap();
    assert_eq!(sent.status().as_u16(), 200);
}

fn typed(update: i64, who: i64, text: &str) -> Value {
    let from = json!({"id": who, "is_bot": false, "first_name": "A", "language_code": "en"});
    let chat = json!({"id": who, "type": "private", "first_name": "A"});
    let message = json!({"message_id": update, "from": from, "chat": chat, "date": 1_800_000_000, "text": text});
    json!({"update_id": update, "message": message})
}

async fn who_came_in_by_one_replica_is_heard_by_the_other(place: &Place) {
    let (house, other) = start(place).await;
    post(house.app(), &typed(1, NOBODY, "hi")).await;
    house.sees(NOBODY, "for its own people only").await;
    for update in 2..=4 {
        post(house.app(), &typed(update, NOBODY, "hi")).await;
    }
    assert_eq!(rows::count(&rows::dump(&place.url).await, "inbox"), 1, "what a stranger goes on sending isn't kept");
    // By the other replica, as far as this one is concerned.
    house.know(NOBODY, "Nobody", Role::Operator, Language::En).await;
    post(house.app(), &typed(5, NOBODY, "/menu")).await;
    house.sees(NOBODY, "No servers yet").await;
    post(&other, &typed(6, NOBODY, "/help")).await;
    house.sees(NOBODY, "❓").await;
    assert_eq!(house.said(NOBODY, "for its own people only"), 1);
    other.stop().await;
    house.mannerly();
}

async fn updates_of_a_chat_keep_their_order_whoever_has_them(place: &Place) {
    const ROUNDS: i64 = 12;
    let (house, other) = start(place).await;
    let replicas = [house.app(), &other];
    post(&other, &typed(1, OWNER, "/start")).await;
    house.sees(OWNER, "First steps").await;
    for round in 0..ROUNDS {
        // Each is taken before the next one comes, as Telegram does it, and handled when that may be.
        for (n, text) in [(1, "/addserver"), (2, "no server at all"), (3, "/menu")] {
            let update = 1 + round * 3 + n;
            let to = replicas[usize::try_from(update / 2 % 2).unwrap()];
            post(to, &typed(update, OWNER, text)).await;
        }
    }
    house.idle(&place.url).await;
    assert_eq!(house.said(OWNER, "Nothing was found"), 0, "typed into the form:\n{}", house.picture(OWNER));
    let left = |row: &String| row.contains("failed") || row.contains("refused");
    assert!(!rows::dump(&place.url).await["inbox"].iter().any(left));
    other.stop().await;
}

async fn what_the_dead_had_comes_first(place: &Place) {
    let (house, other) = start(place).await;
    other.stop().await;
    let app = house.app();
    post(app, &typed(1, OWNER, "/start")).await;
    house.sees(OWNER, "First steps").await;
    let before = house.api.chat(OWNER).len();
    let dead = Env { holder: "dead.1".into(), ..app.opened.env.clone() };
    let (its, _arrived) = Intake::start(house.db().clone(), dead, Arc::new(|_: &Value| Sorted::Store));
    assert!(its.accept(vec![typed(20, OWNER, "/addserver")]).await);
    for update in [21, 22] {
        post(app, &typed(update, OWNER, "no server at all")).await;
    }
    post(app, &typed(23, OWNER, "/menu")).await;
    // Other chats go on.
    post(app, &typed(24, NOBODY, "hi")).await;
    house.sees(NOBODY, "for its own people only").await;
    assert_eq!(house.api.chat(OWNER).len(), before, "hasty:\n{}", house.picture(OWNER));
    let now = app.opened.env.clock.now();
    let past = now - TimeDelta::seconds(1);
    assert_eq!(in_tx!(house.db(), |tx| store::inbox::renew(tx, "dead.1", &[20], past).await).unwrap(), 1);
    let third = replica(&house).await;
    house.sees(OWNER, "No servers yet").await;
    let said: Vec<_> = house.api.chat(OWNER).into_iter().filter(|m| m.from_bot).map(|m| m.text).collect();
    assert!(said.iter().any(|text| text.contains("I can’t read that")), "{said:?}");
    assert_eq!(house.said(OWNER, "Nothing was found"), 0, "{said:?}");
    assert!(said.last().unwrap().contains("No servers yet"), "{said:?}");
    house.idle(&place.url).await;
    third.stop().await;
}
