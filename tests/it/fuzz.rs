//! Anything that can arrive: arbitrary updates and a handler that panics. Nobody else notices, and nothing is left over.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use crate::harness::{
    db::{Place, stories},
    house::{House, OWNER, PATIENCE, outline},
};
use claviger::{
    app::{App, Parts, SystemChance, SystemClock},
    domain::{person::Language, role::Role},
    ports::Chance,
};
use proptest::{
    prelude::*,
    strategy::ValueTree,
    test_runner::{Config, RngAlgorithm, TestRng, TestRunner},
};
use serde_json::{Map, Value, json};
use std::sync::{
    Arc,
    atomic::{AtomicU32, Ordering},
};

stories!(arbitrary_updates_harm_nobody, a_panic_in_a_handler_harms_nobody_else,);

const SARA: i64 = OWNER + 1;

/// JSON of any shape; objects use Telegram's own names often enough to get somewhere.
fn anything() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        Just(json!(OWNER)),
        Just(json!(SARA)),
        (-10_i64..10).prop_map(Value::from),
        any::<f64>().prop_map(|n| json!(n)),
        ".{0,40}".prop_map(Value::from),
        button().prop_map(Value::from),
        Just(json!("private")),
        Just(json!("\u{0}\u{0}")),
        Just(json!("x".repeat(5_000))),
    ];
    leaf.prop_recursive(6, 64, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            prop::collection::vec((name(), inner), 0..8)
                .prop_map(|fields| fields.into_iter().collect::<Map<_, _>>().into()),
        ]
    })
}

fn name() -> impl Strategy<Value = String> {
    let names = [
        "message",
        "callback_query",
        "my_chat_member",
        "edited_message",
        "inline_query",
        "channel_post",
        "poll",
        "from",
        "chat",
        "id",
        "data",
        "text",
        "date",
        "type",
        "is_bot",
        "first_name",
        "username",
        "language_code",
        "message_id",
        "entities",
        "photo",
        "reply_to_message",
        "new_chat_member",
        "old_chat_member",
        "status",
        "user",
        "chat_instance",
        "pre_checkout_query",
    ];
    prop_oneof![9 => prop::sample::select(names.to_vec()).prop_map(str::to_owned), 1 => "[a-z_]{0,12}"]
}

/// Callback data from a grammar near ours.
fn button() -> impl Strategy<Value = String> {
    let codes = "hp|fd|ks|k|kh|kd|ss|s|sa|sr|sv|d|ps|p|o|ol|oh|u|k\\+|ke|kx|kf|s\\+|sn|sx|sc|dx|p\\+|pe|px|ll|ln|lc|oe|ot|us|uo|x|zz";
    let near = format!("[!+>=<]?({codes})(:([0-9a-z]{{0,3}}|-?[0-9a-z]{{1,14}}|en|fa|persian|jalali)){{0,4}}");
    prop_oneof![
        8 => prop::string::string_regex(&near).unwrap(),
        1 => "[=<][0-9a-z]{0,13}(:-?[0-9a-z]{0,13})?",
        1 => ".{0,70}",
    ]
}

/// A message or tap of a known person's that is well formed but for its content.
fn nearly(who: i64) -> impl Strategy<Value = Value> {
    let from = json!({"id": who, "is_bot": false, "first_name": "X", "language_code": "en"});
    let chat = json!({"id": who, "type": "private", "first_name": "X"});
    let (f, c) = (from.clone(), chat.clone());
    let typed = prop_oneof![
        ".{0,200}",
        "/[a-z@ ]{0,30}",
        "/start go-[a-z0-9_]{0,20}",
        "[0-9., ]{1,20}(gb|گیگ|d|روز)?",
        Just("\u{202e}".repeat(4_000)),
        Just("9".repeat(4_096)),
    ];
    let typed = typed.prop_map(move |text| {
        json!({"message": {"message_id": 5, "from": f.clone(), "chat": c.clone(), "date": 1_800_000_000, "text": text}})
    });
    let tap = (button(), 0_i64..40).prop_map(move |(data, message)| {
        let message = json!({"message_id": message, "chat": chat.clone(), "date": 1_800_000_000});
        json!({"callback_query": {"id": "77", "from": from.clone(), "chat_instance": "1", "message": message, "data": data}})
    });
    let tap = tap.boxed();
    let broken = (tap.clone(), name(), anything()).prop_map(|(mut update, name, value)| {
        update["callback_query"][name] = value;
        update
    });
    prop_oneof![3 => typed, 5 => tap, 2 => broken]
}

fn updates() -> impl Strategy<Value = Value> {
    let odd = (name(), anything()).prop_map(|(name, value)| json!({ name: value }));
    prop_oneof![3 => odd, 3 => nearly(OWNER), 3 => nearly(SARA), 1 => nearly(OWNER + 900), 1 => anything()]
}

fn nested(depth: usize) -> Value {
    (0..depth).fold(json!({"id": OWNER}), |inner, _| json!({ "message": inner }))
}

async fn arbitrary_updates_harm_nobody(place: &Place) {
    let house = House::start(place).await;
    let server = outline(71, "Frankfurt").await;
    house.furnish(&server).await;
    house.know(OWNER + 2, "Anna", Role::Admin, Language::En).await;
    house.representative(SARA, "Sara's shop").await;
    let mut runner = TestRunner::new_with_rng(Config::default(), TestRng::deterministic_rng(RngAlgorithm::ChaCha));
    let strategy = updates();
    for round in 0..12 {
        for _ in 0..50 {
            house.api.raw_update(&strategy.new_tree(&mut runner).unwrap().current());
        }
        house.api.raw_update(&nested(40 + round * 4));
        house.types(OWNER + 2, "/menu");
        house.handled(OWNER + 2).await;
    }
    house.idle(&place.url).await;
    for who in [OWNER, SARA] {
        house.types(who, "/menu");
        house.handled(who).await;
        let texts = house.api.chat(who).into_iter().filter(|m| m.from_bot).map(|m| m.text);
        let faults: Vec<_> = texts.filter(|t| t.contains("Something went wrong")).collect();
        assert!(faults.is_empty(), "{faults:?}");
    }
    assert_eq!(house.said(OWNER + 2, "Something went wrong"), 0, "nothing was unexpected");
}

/// Panics where a key gets its id, as often as it is told.
#[derive(Debug, Default)]
struct Moody(AtomicU32);

impl Chance for Moody {
    fn fill(&self, bytes: &mut [u8]) {
        let making = || std::backtrace::Backtrace::force_capture().to_string().contains("service/keys.rs");
        if self.0.load(Ordering::SeqCst) > 0 && making() {
            self.0.fetch_sub(1, Ordering::SeqCst);
            panic!("a mood");
        }
        SystemChance.fill(bytes);
    }
}

async fn a_panic_in_a_handler_harms_nobody_else(place: &Place) {
    let mut house = House::start(place).await;
    let server = outline(72, "Frankfurt").await;
    house.furnish(&server).await;
    house.know(OWNER + 2, "Anna", Role::Admin, Language::En).await;
    house.representative(SARA, "Sara's shop").await;
    house.down().await;
    let moody = Arc::new(Moody::default());
    let parts = Parts { clock: Arc::new(SystemClock), chance: moody.clone() };
    house.app = Some(App::start(&house.config, &parts).await.unwrap());
    house.asks(SARA, "/newkey", "").await;
    house.taps(SARA, "50 GB · 30 days").await;
    house.taps(SARA, "0001").await;
    house.shows(SARA, "3/3").await;
    moody.0.store(1, Ordering::SeqCst);
    let tap = house.taps(SARA, "Create").await;
    house.words(&tap).await;
    let told = house.shows(SARA, "Something went wrong here").await;
    let reference = told.text.rsplit(' ').next().unwrap().trim_end_matches('.').to_owned();
    assert!(reference.len() == 8 && told.button("Home").is_some(), "{}", told.text);
    for admin in [OWNER, OWNER + 2] {
        let notice = house.sees(admin, "Something went wrong").await;
        assert!(notice.text.contains(&reference), "the same reference: {}", notice.text);
        house.asks(admin, "/menu", "Servers: 1 of 1 up").await;
    }
    // The same chat goes on, and the next fault of the kind is told to the person alone.
    moody.0.store(1, Ordering::SeqCst);
    house.asks(SARA, "/newkey", "").await;
    house.taps(SARA, "50 GB · 30 days").await;
    house.taps(SARA, "0001").await;
    house.taps(SARA, "Create").await;
    house.api.until(PATIENCE, |_| (house.said(SARA, "Something went wrong here") == 2).then_some(())).await.unwrap();
    house.asks(SARA, "/newkey", "").await;
    house.taps(SARA, "50 GB · 30 days").await;
    house.taps(SARA, "0001").await;
    house.taps(SARA, "Create").await;
    house.sees(SARA, "ss://").await;
    house.idle(&place.url).await;
    house.handled(OWNER).await;
    assert_eq!((house.said(OWNER, "Something went wrong"), house.said(OWNER + 2, "Something went wrong")), (1, 1));
    assert_eq!(server.truth().len(), 1);
    house.mannerly();
}
