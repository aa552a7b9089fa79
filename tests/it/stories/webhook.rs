//! Updates by Telegram's own calls instead of polling: who knows the word is heard, once.

use crate::harness::{
    db::{Place, stories},
    house::{House, OWNER},
    look::moment,
    rows,
};
use serde_json::{Value, json};

stories!(who_knows_the_word_is_heard_once, a_tap_is_answered_on_the_way_back,);

const WORD: &str = "a-word-between-telegram-and-us";

async fn post(house: &House, word: Option<&str>, body: impl Into<reqwest::Body>) -> u16 {
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let url = format!("http://{}/webhooks/telegram", house.app().address);
    let call = client.post(url).header("content-type", "application/json").body(body);
    let call = word.into_iter().fold(call, |call, word| call.header("x-telegram-bot-api-secret-token", word));
    call.send().await.unwrap().status().as_u16()
}

fn typed(update: i64, text: &str) -> Value {
    let from = json!({"id": OWNER, "is_bot": false, "first_name": "Omar", "language_code": "en"});
    let chat = json!({"id": OWNER, "type": "private", "first_name": "Omar"});
    let message = json!({"message_id": 1, "from": from, "chat": chat, "date": 1_800_000_000, "text": text});
    json!({"update_id": update, "message": message})
}

async fn who_knows_the_word_is_heard_once(place: &Place) {
    let settings =
        [("TELEGRAM_WEBHOOK_URL", "https://bot.example.org/webhooks/telegram"), ("TELEGRAM_WEBHOOK_SECRET", WORD)];
    let house = House::start_with(place, &settings).await;
    let told = || house.api.calls().into_iter().find(|c| c.method == "setWebhook");
    let until = std::time::Instant::now() + crate::harness::house::PATIENCE;
    while told().is_none() {
        assert!(std::time::Instant::now() < until, "Telegram isn't told where: {:?}", house.api.calls());
        moment().await;
    }
    let set = told().unwrap();
    assert_eq!((&set.body["url"], &set.body["secret_token"]), (&json!(settings[0].1), &json!(WORD)));
    assert_ne!(set.body["drop_pending_updates"], json!(true));
    for wrong in [None, Some(""), Some("another"), Some(&WORD[1..])] {
        assert_eq!(post(&house, wrong, typed(7, "/start").to_string()).await, 401);
    }
    for broken in ["", "{", "nonsense", "[", "{\"update_id\":"] {
        assert_eq!(post(&house, Some(WORD), broken).await, 400, "{broken}");
    }
    assert_eq!(house.api.chat(OWNER).len(), 0);
    let mut answers = Vec::new();
    for _ in 0..3 {
        answers.push(post(&house, Some(WORD), typed(8, "/start").to_string()).await);
    }
    assert_eq!(answers, [200, 200, 200], "what was heard before is taken without a word");
    house.sees(OWNER, "First steps").await;
    let both = tokio::join!(
        post(&house, Some(WORD), typed(9, "/settings").to_string()),
        post(&house, Some(WORD), typed(9, "/settings").to_string())
    );
    assert_eq!(both, (200, 200));
    house.sees(OWNER, "⚙ Settings").await;
    for odd in
        ["{}", "[]", "7", "null", "{\"update_id\":\"x\"}", "{\"update_id\":10}", "{\"update_id\":11,\"poll\":{}}"]
    {
        assert_eq!(post(&house, Some(WORD), odd).await, 200, "{odd}: sending it again would help nobody");
    }
    assert_eq!(post(&house, Some(WORD), typed(12, "/help").to_string()).await, 200);
    house.sees(OWNER, "❓").await;
    house.idle(&place.url).await;
    assert_eq!((house.said(OWNER, "First steps"), house.said(OWNER, "⚙ Settings")), (1, 1));
    assert_eq!(house.api.chat(OWNER).len(), 3, "{}", house.picture(OWNER));
    let rows = rows::dump(&place.url).await;
    assert!(rows::count(&rows, "inbox") <= 6);
    house.mannerly();
}

fn tap(update: i64, message: i32, data: &str) -> Value {
    let mut typed = typed(update, "")["message"].take();
    let from = typed["from"].clone();
    typed["message_id"] = json!(message);
    let query = json!({"id": format!("q{update}"), "from": from, "message": typed, "chat_instance": "1", "data": data});
    json!({"update_id": update, "callback_query": query})
}

async fn a_tap_is_answered_on_the_way_back(place: &Place) {
    let settings =
        [("TELEGRAM_WEBHOOK_URL", "https://bot.example.org/webhooks/telegram"), ("TELEGRAM_WEBHOOK_SECRET", WORD)];
    let house = House::start_with(place, &settings).await;
    assert_eq!(post(&house, Some(WORD), typed(1, "/start").to_string()).await, 200);
    house.sees(OWNER, "First steps").await;
    assert_eq!(post(&house, Some(WORD), typed(2, "/menu").to_string()).await, 200);
    house.sees(OWNER, "No servers yet").await;
    let living = house.living(OWNER);
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let url = format!("http://{}/webhooks/telegram", house.app().address);
    let answered = async |body: Value| -> String {
        let call = client.post(&url).header("x-telegram-bot-api-secret-token", WORD).json(&body);
        call.send().await.unwrap().text().await.unwrap()
    };
    let go = |label: &str| living.button(label).unwrap().data.clone().unwrap();
    for (update, label, shows) in [(3, "Settings", "⚙ Settings"), (4, "Plans", "No plans yet")] {
        let said: Value = serde_json::from_str(&answered(tap(update, living.id, &go(label))).await).unwrap();
        assert_eq!(said["method"], "answerCallbackQuery", "{label}");
        assert_eq!(said["callback_query_id"], format!("q{update}"));
        house.shows(OWNER, shows).await;
    }
    let old: Value = serde_json::from_str(&answered(tap(5, 1, &go("Settings"))).await).unwrap();
    assert!(old["text"].as_str().unwrap().contains("menu"), "{old}");
    let calls = || house.api.calls().into_iter().filter(|c| c.method == "answerCallbackQuery").count();
    assert_eq!(calls(), 0);
    // What is stored is acknowledged as soon as it is safe.
    assert_eq!(answered(tap(6, living.id, &go("New key"))).await, "");
    house.idle(&place.url).await;
    let until = std::time::Instant::now() + crate::harness::house::PATIENCE;
    while calls() < 1 {
        assert!(std::time::Instant::now() < until, "the tap isn't answered");
        moment().await;
    }
    house.idle(&place.url).await;
    house.mannerly();
}
