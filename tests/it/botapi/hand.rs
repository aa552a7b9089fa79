//! The people's hand: over HTTP, and waiting for the bot.
//!
//! Nothing sleeps: what takes time is waited for.

use super::{OMAR, Place, SOON, keyboard};
use serde_json::{Value, json};
use std::time::Duration;

#[tokio::test]
async fn the_hand_works_over_http_too() {
    let place = Place::new().await;
    let url = |path: &str| format!("{}/demo/api{path}", place.api.url());
    let person = json!({"id": OMAR + 1, "first_name": "Sara", "note": "representative"});
    assert_eq!(place.client.post(url("/people")).json(&person).send().await.unwrap().status(), 201);
    let people: Value = place.client.get(url("/people")).send().await.unwrap().json().await.unwrap();
    assert_eq!(people["people"][1]["note"], "representative");
    let sara = format!("/people/{}", OMAR + 1);
    let sent = place.client.post(url(&format!("{sara}/text"))).json(&json!({"text": "/start"})).send().await.unwrap();
    assert!(sent.json::<Value>().await.unwrap()["message"].is_number());
    let body = json!({"chat_id": OMAR + 1, "text": "x", "reply_markup": keyboard("k")});
    place.call("sendMessage", body).await;
    let tap = place.client.post(url(&format!("{sara}/tap"))).json(&json!({"label": "Go"})).send().await.unwrap();
    let query = tap.json::<Value>().await.unwrap()["query"].as_str().unwrap().to_owned();
    place.call("answerCallbackQuery", json!({"callback_query_id": query, "text": "ok"})).await;
    let answer: Value = place.client.get(url(&format!("/answers/{query}"))).send().await.unwrap().json().await.unwrap();
    assert_eq!(answer["callback"]["text"], "ok");
    let upload = place.client.post(url(&format!("{sara}/document?name=a.txt&caption=c"))).body("hi").send().await;
    assert_eq!(upload.unwrap().status(), 200);
    let chat: Value = place.client.get(url(&format!("{sara}/chat"))).send().await.unwrap().json().await.unwrap();
    let file = chat[2]["document"]["id"].as_str().unwrap();
    let file = place.client.get(url(&format!("/files/{file}"))).send().await.unwrap().text().await.unwrap();
    assert_eq!(file, "hi");
    let wish = json!({"telegram_fault": "429", "on": true});
    let world: Value = place.client.post(url("/world")).json(&wish).send().await.unwrap().json().await.unwrap();
    assert_eq!(world["telegram_faults"][0], json!({"id": "429", "label": "", "on": true}));
    assert_eq!(place.call("getMe", json!({})).await["error_code"], 429);
    place.client.delete(url("/faults")).send().await.unwrap();
    assert_eq!(place.call("getMe", json!({})).await["ok"], true);
    let other = place.client.get(url("/people")).header("sec-fetch-site", "cross-site").send().await.unwrap();
    assert_eq!(other.status(), 403);
    let mut events = place.client.get(url("/events")).send().await.unwrap();
    place.api.send_text(OMAR, "news");
    let mut heard = String::new();
    while !heard.contains("\"kind\":\"message\"") {
        let chunk = tokio::time::timeout(SOON, events.chunk()).await.unwrap().unwrap().unwrap();
        heard.push_str(std::str::from_utf8(&chunk).unwrap());
    }
}

#[tokio::test]
async fn waiting_wakes_on_a_change_and_tells_what_it_saw() {
    let place = Place::new().await;
    let (found, _) = tokio::join!(place.api.wait_text(OMAR, "hello", SOON), place.send("hello"));
    assert_eq!(found.unwrap().text, "hello");
    let unmet = place.api.wait_until(OMAR, Duration::ZERO, |chat| chat.len() > 9).await.unwrap_err();
    assert!(unmet.to_string().contains("bot: hello"));
}

#[tokio::test]
async fn thousands_of_calls_keep_a_chat_bounded() {
    let place = Place::new().await;
    let send = |n: usize| place.call("sendMessage", json!({"chat_id": OMAR, "text": n.to_string()}));
    for block in 0..30 {
        futures::future::join_all((0..20).map(|n| send(block * 20 + n))).await;
    }
    assert_eq!(place.api.chat(OMAR).len(), 500);
}
