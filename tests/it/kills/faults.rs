//! What goes wrong outside: Telegram tells a chat to wait, says nothing or breaks off, a person blocks the bot, a server is
//! down or loses its answers. Whoever isn't concerned goes on, and everything heals by itself or says what to do.
//!
//! Time is moved by hand.

use super::{pieces::Pieces, truth};
use crate::harness::{
    db::{Place, stories},
    house::{OWNER, PATIENCE, person},
    look::moment,
};
use chrono::{DateTime, TimeDelta, Utc};
use claviger::{
    bot::{sender, watch},
    demo::{
        botapi::{Fault, FaultKind},
        outline::options::Fault as ServerFault,
    },
    domain::{
        ids::ChatId,
        key::Phase,
        notice::Notice,
        person::{Language, Reading},
        role::Role,
    },
    in_tx,
    jobs::worker,
    on,
    ports::Clock,
    store,
};
use std::{
    collections::BTreeSet,
    time::{Duration, Instant},
};
use teloxide::Bot;
use tokio_util::sync::CancellationToken;

stories!(
    a_chat_that_is_told_to_wait_waits_alone,
    a_screen_waits_as_long_as_telegram_says,
    what_breaks_off_is_sent_again,
    a_silent_chat_holds_up_no_other,
    what_waits_for_a_slot_is_not_doubled,
    a_long_job_keeps_its_lease,
    who_blocked_the_bot_is_left_alone_until_they_come_back,
    a_server_that_is_down_heals,
    a_key_that_cannot_be_made_leaves_nothing_behind,
);

/// Another person of the house's.
const OTHER: i64 = OWNER + 1;

impl Pieces {
    async fn other(&self) {
        let new = store::people::NewPerson {
            chat: ChatId(OTHER),
            name: "Sara",
            username: None,
            role: Role::Operator,
            reading: Reading::usual(Language::En),
            now: self.clock.now(),
        };
        in_tx!(self.bench.db, |tx| store::people::insert(tx, &new).await).unwrap();
    }

    /// A message for somebody, known by that name again.
    async fn say(&self, chat: i64, name: &str) {
        let (now, notice) = (self.clock.now(), Notice::KeyDeleted { name: name.to_owned() });
        in_tx!(self.bench.db, |tx| store::outbox::put(tx, None, ChatId(chat), &notice, now, now).await).unwrap();
    }

    /// Which of these somebody was told, in order.
    fn told(&self, chat: i64) -> Vec<String> {
        let name = |text: &str| {
            let name = text.strip_prefix("🗑 The key ")?.strip_suffix(" was deleted on its server.")?;
            Some(name.trim_matches(['\u{2068}', '\u{2069}']).to_owned())
        };
        self.house.api.chat(chat).iter().filter_map(|m| name(&m.text)).collect()
    }

    fn writes_to(&self, chat: i64) -> usize {
        self.house.api.calls().iter().filter(|c| c.body["chat_id"] == chat).count()
    }

    async fn turn(&self) {
        sender::turn(&self.desk).await.unwrap();
    }

    /// The owner does all it takes for a key, and the service what it can do about it now.
    async fn asks_for_a_key(&mut self, name: &str) {
        self.house.types(OWNER, "/newkey");
        self.settle().await;
        self.house.api.tap_label(OWNER, "50 GB · 30 days").unwrap();
        self.settle().await;
        self.house.types(OWNER, name);
        self.settle().await;
        self.house.api.tap_label(OWNER, "✅ Create").unwrap();
        self.settle().await;
    }

    fn sees(&self, texts: &[&str]) -> bool {
        self.house.api.chat(OWNER).iter().any(|m| m.from_bot && texts.iter().all(|t| m.text.contains(t)))
    }
}

async fn a_chat_that_is_told_to_wait_waits_alone(place: &Place) {
    let pieces = Pieces::new(place).await;
    pieces.other().await;
    pieces
        .house
        .api
        .inject(Fault::next(FaultKind::TooManyRequests { retry_after: 7 }).of("sendMessage").in_chat(OWNER));
    for (chat, name) in [(OWNER, "one"), (OWNER, "two"), (OTHER, "three")] {
        pieces.say(chat, name).await;
    }
    pieces.turn().await;
    assert_eq!((pieces.told(OWNER), pieces.told(OTHER)), (vec![], vec!["three".to_owned()]));
    pieces.house.api.clear_calls();
    pieces.say(OWNER, "four").await;
    pieces.clock.advance(TimeDelta::seconds(6));
    pieces.turn().await;
    assert_eq!(pieces.writes_to(OWNER), 0, "it isn't tried before its time");
    pieces.clock.advance(TimeDelta::seconds(1));
    pieces.turn().await;
    assert_eq!(pieces.told(OWNER), ["one", "two", "four"]);
}

async fn a_screen_waits_as_long_as_telegram_says(place: &Place) {
    let mut pieces = Pieces::new(place).await;
    pieces.house.types(OWNER, "/menu");
    pieces.settle().await;
    pieces.house.api.inject(Fault::next(FaultKind::TooManyRequests { retry_after: 7 }).of("editMessageText"));
    pieces.house.api.tap_label(OWNER, "Plans").unwrap();
    pieces.settle().await;
    pieces.house.api.clear_calls();
    pieces.house.api.tap_label(OWNER, "Settings").unwrap();
    pieces.clock.advance(TimeDelta::seconds(6));
    pieces.settle().await;
    let edits = |p: &Pieces| p.house.api.calls().iter().filter(|c| c.method == "editMessageText").count();
    assert_eq!(edits(&pieces), 0, "a newer screen waits as well");
    pieces.clock.advance(TimeDelta::seconds(1));
    watch::turn(&pieces.desk).await;
    assert_eq!(edits(&pieces), 1, "only the latest counts");
    assert!(pieces.sees(&["Settings"]), "{}", pieces.house.picture(OWNER));
}

async fn what_breaks_off_is_sent_again(place: &Place) {
    let pieces = Pieces::new(place).await;
    pieces.other().await;
    for (number, kind) in [FaultKind::CloseBefore, FaultKind::CloseAfter, FaultKind::Silence].into_iter().enumerate() {
        let (name, follows) = (format!("message-{number}"), format!("message-{number}-next"));
        pieces.house.api.inject(Fault::next(kind.clone()).of("sendMessage").in_chat(OWNER));
        for (chat, name) in [(OWNER, &name), (OWNER, &follows), (OTHER, &name)] {
            pieces.say(chat, name).await;
        }
        pieces.turn().await;
        assert!(pieces.told(OTHER).contains(&name), "{kind:?} concerns one chat");
        assert!(!pieces.told(OWNER).contains(&follows), "{kind:?}: the order holds");
        pieces.clock.advance(TimeDelta::seconds(2));
        pieces.turn().await;
        let mut told = pieces.told(OWNER);
        assert_eq!(told.pop().as_ref(), Some(&follows));
        let times = told.iter().filter(|told| **told == name).count();
        assert_eq!(times, if kind == FaultKind::CloseAfter { 2 } else { 1 }, "{kind:?}: at least once");
    }
}

async fn a_silent_chat_holds_up_no_other(place: &Place) {
    let mut pieces = Pieces::new(place).await;
    pieces.other().await;
    pieces.clock.leap(false);
    // Longer than the test waits: what is never answered lasts to its end.
    let client = reqwest::Client::builder().no_proxy().timeout(Duration::from_mins(5)).build().unwrap();
    let token = pieces.house.api.token();
    pieces.desk.telegram = Bot::with_client(token, client).set_api_url(pieces.house.api.url().parse().unwrap());
    pieces.house.api.inject(Fault::next(FaultKind::Silence).of("sendMessage").in_chat(OWNER).always());
    pieces.say(OWNER, "unheard").await;
    let running = tokio::spawn(sender::run(pieces.desk.clone(), CancellationToken::new()));
    for name in ["one", "two"] {
        pieces.say(OTHER, name).await;
        let notice = async {
            loop {
                pieces.clock.advance(TimeDelta::seconds(1));
                pieces.bench.env.signals.outbox.notify_one();
                tokio::task::yield_now().await;
            }
        };
        let told = pieces.house.api.until(PATIENCE, |_| pieces.told(OTHER).contains(&name.to_owned()).then_some(()));
        tokio::select! {
            told = told => assert!(told.is_some(), "{name} is held up"),
            () = notice => {}
        }
    }
    running.abort();
}

/// All of a sender's slots are taken by chats that don't answer; another sender does meanwhile what waits.
async fn what_waits_for_a_slot_is_not_doubled(place: &Place) {
    let pieces = Pieces::new(place).await;
    pieces.clock.leap(false);
    let now = pieces.clock.now();
    let last = OWNER + 108;
    for chat in OWNER + 100..=last {
        pieces.house.api.add_user(person(chat, "Somebody", "en"));
        let reading = Reading::usual(Language::En);
        let new = store::people::NewPerson {
            chat: ChatId(chat),
            name: "Somebody",
            username: None,
            role: Role::Operator,
            reading,
            now,
        };
        in_tx!(pieces.bench.db, |tx| store::people::insert(tx, &new).await).unwrap();
        if chat < last {
            pieces.house.api.inject(Fault::next(FaultKind::Silence).of("sendMessage").in_chat(chat).always());
        }
        pieces.say(chat, "north").await;
    }
    let asked = |p: &Pieces| p.house.api.calls().iter().filter(|c| c.method == "sendMessage").count();
    pieces.house.api.clear_calls();
    let stop = CancellationToken::new();
    let running = tokio::spawn(sender::run(pieces.desk.clone(), stop.clone()));
    assert!(pieces.house.api.until(PATIENCE, |_| (asked(&pieces) == 8).then_some(())).await.is_some());
    // Longer than a claim lasts.
    pieces.clock.advance(TimeDelta::seconds(61));
    pieces.house.api.clear_faults();
    let mut other = pieces.desk.clone();
    other.env.holder = "elsewhere.1".into();
    sender::turn(&other).await.unwrap();
    assert_eq!(pieces.told(last), ["north"]);
    // The client loses its patience: the slots are free again.
    stop.cancel();
    running.await.unwrap();
    pieces.clock.advance(TimeDelta::seconds(61));
    pieces.turn().await;
    assert_eq!(pieces.told(last), ["north"], "sent twice");
}

/// A server takes longer than a lease lasts.
async fn a_long_job_keeps_its_lease(place: &Place) {
    let mut pieces = Pieces::new(place).await;
    pieces.asks_for_a_key("patient").await;
    pieces.sim.set_fault(ServerFault::Silent, true).await.unwrap();
    pieces.clock.leap(false);
    pieces.house.api.tap_label(OWNER, "🗑 Delete").unwrap();
    pieces.handle().await;
    pieces.house.api.tap_label(OWNER, "🗑 Delete it").unwrap();
    pieces.handle().await;
    let running = tokio::spawn(worker::work(pieces.bench.clone(), CancellationToken::new()));
    let running_jobs = async || {
        let mut read = pieces.bench.db.read().await.unwrap();
        on!(&mut read, |c| sqlx::query_scalar::<_, Option<DateTime<Utc>>>(
            "SELECT MAX(lease_until) FROM job WHERE kind = 'sync_key' AND state = 'running'"
        )
        .fetch_one(c))
        .unwrap()
    };
    let until = Instant::now() + PATIENCE;
    let began = loop {
        if let Some(lease) = running_jobs().await {
            break lease;
        }
        assert!(Instant::now() < until, "nobody works");
        moment().await;
    };
    while running_jobs().await.is_some_and(|lease| lease <= began + TimeDelta::seconds(60)) {
        assert!(Instant::now() < until, "the lease isn't renewed");
        pieces.clock.advance(TimeDelta::seconds(1));
        moment().await;
    }
    running.abort();
}

async fn who_blocked_the_bot_is_left_alone_until_they_come_back(place: &Place) {
    let mut pieces = Pieces::new(place).await;
    pieces.other().await;
    let reachable = async |p: &Pieces| {
        let mut read = p.bench.db.read().await.unwrap();
        store::people::actor(&mut read, ChatId(OTHER)).await.unwrap().unwrap().0.reachable
    };
    pieces.house.api.set_blocked(OTHER, true);
    pieces.say(OTHER, "one").await;
    pieces.turn().await;
    assert!(!reachable(&pieces).await, "Telegram's refusal marks them");
    pieces.house.api.clear_calls();
    pieces.say(OTHER, "two").await;
    pieces.turn().await;
    pieces.settle().await;
    assert_eq!(pieces.writes_to(OTHER), 0);
    pieces.house.api.set_blocked(OTHER, false);
    pieces.settle().await;
    assert!(reachable(&pieces).await);
    assert_eq!(pieces.told(OTHER), ["one", "two"]);
}

async fn a_server_that_is_down_heals(place: &Place) {
    let mut pieces = Pieces::new(place).await;
    pieces.sim.set_fault(ServerFault::Down, true).await.unwrap();
    pieces.asks_for_a_key("patient").await;
    let words = pieces.sees(&["patient", "Being made", "Nothing answers there"]);
    assert!(words, "{}", pieces.house.picture(OWNER));
    let began = pieces.clock.now();
    while pieces.clock.now() - began < TimeDelta::minutes(3) {
        pieces.to_next_job().await;
        pieces.settle().await;
    }
    assert!(pieces.sees(&["patient", "tried again by itself"]), "{}", pieces.house.picture(OWNER));
    pieces.sim.set_fault(ServerFault::Down, false).await.unwrap();
    for _ in 0..20 {
        if truth::unfinished(&pieces.bench.db).await == 0 {
            break;
        }
        pieces.to_next_job().await;
        pieces.settle().await;
    }
    assert!(pieces.sees(&["patient", "🟢 Active"]), "{}", pieces.house.picture(OWNER));
    let made = BTreeSet::from(["patient".to_owned()]);
    truth::holds(&pieces.bench.db, &pieces.bench.env, &pieces.sim, &pieces.house.api, &made, &BTreeSet::new()).await;
}

async fn a_key_that_cannot_be_made_leaves_nothing_behind(place: &Place) {
    let mut pieces = Pieces::new(place).await;
    let mut made = BTreeSet::new();
    for (name, fault) in [("of-a-dead", ServerFault::Down), ("of-a-mute", ServerFault::LosesAnswers)] {
        let there = pieces.sim.truth().len();
        pieces.sim.set_fault(fault, true).await.unwrap();
        pieces.asks_for_a_key(name).await;
        let began = pieces.clock.now();
        let phase = async |p: &Pieces| truth::keys(&p.bench.db).await.pop().map(|k| (k.phase, k.in_step()));
        while phase(&pieces).await.is_some_and(|(phase, _)| phase != Phase::Failed) {
            assert!(pieces.clock.now() - began < TimeDelta::minutes(20), "{name} isn't given up");
            pieces.to_next_job().await;
            pieces.settle().await;
        }
        assert!(pieces.sees(&[name, "could not be made"]), "{}", pieces.house.picture(OWNER));
        pieces.sim.set_fault(fault, false).await.unwrap();
        for _ in 0..40 {
            if phase(&pieces).await == Some((Phase::Failed, true)) {
                break;
            }
            pieces.to_next_job().await;
            pieces.settle().await;
        }
        assert_eq!(phase(&pieces).await, Some((Phase::Failed, true)));
        assert_eq!(pieces.sim.truth().len(), there, "something of {name} is left on the server");
        pieces.house.api.tap_label(OWNER, "Try again").unwrap();
        pieces.settle().await;
        assert!(pieces.sees(&[name, "🟢 Active"]), "{}", pieces.house.picture(OWNER));
        made.insert(name.to_owned());
    }
    truth::holds(&pieces.bench.db, &pieces.bench.env, &pieces.sim, &pieces.house.api, &made, &BTreeSet::new()).await;
}
