//! The owner at their desk: what waits on Home, the first start and the house's settings, plans, long lists, secrets, commands.

use crate::harness::{
    db::{Place, stories},
    house::{House, OWNER, PATIENCE, outline},
};
use claviger::{
    demo::outline::{OutlineSim, options::Fault},
    domain::{
        ids::ServerId,
        money::{Currency, Money},
        person::Language,
        plan::{Lifetime, PlanDraft},
        role::{Actor, Role},
        server::{Health, ServerKind, ServerState},
    },
    in_tx,
    service::plans,
    store::{self, servers::CheckResult},
};

stories!(
    servers_that_are_down_are_named_on_home,
    the_first_start_takes_words,
    the_currency_is_asked_about_once_more,
    a_plan_that_was_archived_is_offered_again,
    a_ready_made_plan_can_be_gone_back_through,
    a_server_is_chosen_by_its_state_and_keys,
    long_lists_have_pages,
    a_revealed_address_is_taken_out_of_the_chat,
    wrong_answers_leave_one_question,
    customers_have_their_commands,
);

const SARA: i64 = OWNER + 1;
const MINA: i64 = OWNER + 2;

async fn furnished(place: &Place, seed: u64) -> (House, OutlineSim) {
    let house = House::start(place).await;
    let server = outline(seed, "Frankfurt").await;
    house.furnish(&server).await;
    (house, server)
}

/// A server stops to answer, and the house has noticed.
async fn goes_down(house: &House, server: &OutlineSim, id: i64) {
    server.set_fault(Fault::Down, true).await.unwrap();
    let found = CheckResult {
        at: house.app().opened.env.clock.now(),
        latency_ms: None,
        health: Health::Down,
        fails: 9,
        trouble: Some("unreachable"),
        version: None,
        remote_keys: None,
        host: None,
    };
    in_tx!(house.db(), |tx| store::servers::record_check(tx, ServerId(id), &found).await).expect("a server");
}

/// A server of which only the row is there.
async fn shelved(house: &House, name: &str) {
    let new = store::servers::NewServer {
        name,
        kind: ServerKind::Outline,
        secret: vec![7; 40],
        remote_uid: name,
        host: "203.0.113.9",
        address: "203.0.113.9:443",
        health: Health::Up,
        latency_ms: None,
        remote_version: None,
        remote_keys: None,
        now: house.app().opened.env.clock.now(),
    };
    in_tx!(house.db(), |tx| {
        let id = store::servers::insert(tx, &new).await?.expect("a server");
        store::servers::set_state(tx, id, 1, ServerState::Paused).await
    })
    .expect("a server");
}

async fn servers_that_are_down_are_named_on_home(place: &Place) {
    let (house, server) = furnished(place, 81).await;
    let home = house.asks(OWNER, "/menu", "Servers: 1 of 1 up").await;
    assert!(!home.text.contains("Needs you"), "{}", home.text);
    goes_down(&house, &server, 1).await;
    let home = house.asks(OWNER, "/menu", "⚠ Needs you: Frankfurt is down").await;
    assert!(home.text.contains("Servers: 0 of 1 up"), "{}", home.text);
    house.taps(OWNER, "Needs you (1)").await;
    let one = house.shows(OWNER, "Frankfurt has not answered since").await;
    assert!(one.button("Next").is_none(), "it is the only one");
    house.taps(OWNER, "Open").await;
    house.shows(OWNER, "Servers › Frankfurt").await;
    let second = outline(82, "Oslo").await;
    house.add_server(&second).await;
    house.sees(OWNER, "Oslo was added").await;
    shelved(&house, "Riga").await;
    goes_down(&house, &second, 2).await;
    house.asks(OWNER, "/menu", "⚠ Needs you: Oslo, Frankfurt are down").await;
    house.taps(OWNER, "Needs you (2)").await;
    house.shows(OWNER, "Oslo has not answered since").await;
    house.taps(OWNER, "Next").await;
    house.shows(OWNER, "Frankfurt has not answered since").await;
    house.taps(OWNER, "Next").await;
    house.shows(OWNER, "Oslo has not answered since").await;
    let check = house.taps(OWNER, "Check now").await;
    house.words(&check).await;
    house.shows(OWNER, "Frankfurt has not answered since").await;
    house.asks(OWNER, "/servers", "Servers").await;
    house.taps(OWNER, "Servers down (2)").await;
    let only = || house.living(OWNER).button("All servers").is_some().then(|| house.living(OWNER));
    let down = house.api.until(PATIENCE, |_| only()).await.unwrap();
    assert!(down.text.contains("Frankfurt") && !down.text.contains("Riga"), "{}", down.text);
    house.taps(OWNER, "All servers").await;
    house.shows(OWNER, "Riga").await;
    house.mannerly();
}

async fn the_first_start_takes_words(place: &Place) {
    let mut house = House::start(place).await;
    let server = outline(83, "Frankfurt").await;
    house.asks(OWNER, "/start", "First steps · 0/9").await;
    house.taps(OWNER, "English").await;
    house.shows(OWNER, "👉 The name of the house").await;
    house.asks(OWNER, "Nord Access", "👉 Its currency").await;
    house.asks(OWNER, "shells", "I don’t know that currency").await;
    house.taps(OWNER, "Cancel").await;
    house.shows(OWNER, "👉 Its currency").await;
    house.asks(OWNER, "usd", "👉 Its time zone").await;
    // What is typed elsewhere isn't an answer to it.
    house.asks(OWNER, "/menu", "Nord Access").await;
    house.asks(OWNER, "berlin", "Nothing was found").await;
    house.asks(OWNER, "/menu", "").await;
    house.taps(OWNER, "First steps (3/9)").await;
    house.shows(OWNER, "👉 Its time zone").await;
    house.down().await;
    house.up().await;
    house.asks(OWNER, "tehran", "👉 The first server").await;
    house.asks(OWNER, "https://", "I can’t read that").await;
    house.types(OWNER, &server.installer_json());
    house.sees(OWNER, "was added").await;
    house.taps(OWNER, "On with the first steps").await;
    let steps = house.shows(OWNER, "👉 The first plan").await;
    house.taps(OWNER, "Skip this").await;
    house.shows(OWNER, "👉 A first key").await;
    assert!(steps.text.contains("✅ Its time zone"), "{}", steps.text);
    house.mannerly();
}

async fn the_currency_is_asked_about_once_more(place: &Place) {
    let (house, _server) = furnished(place, 84).await;
    house.asks(OWNER, "/settings", "Settings").await;
    house.taps(OWNER, "The house").await;
    let old = house.shows(OWNER, "Currency: ").await.text;
    let (old, new) = if old.contains("Currency: EUR") { ("EUR", "USD") } else { ("USD", "EUR") };
    house.taps(OWNER, "💱 Currency").await;
    house.shows(OWNER, "Which currency").await;
    let asked = house.asks(OWNER, new, &format!("1 plan keeps its price in {old}")).await;
    assert!(asked.text.contains(&format!("New prices are asked for in {new}")), "{}", asked.text);
    house.taps(OWNER, "Back").await;
    house.shows(OWNER, "Which currency").await;
    house.taps(OWNER, new).await;
    house.shows(OWNER, "Change the currency?").await;
    house.taps(OWNER, &format!("Change to {new}")).await;
    house.shows(OWNER, &format!("Currency: {new}")).await;
    // Without plans in the present currency nothing is left behind.
    house.taps(OWNER, "💱 Currency").await;
    house.shows(OWNER, "Which currency").await;
    house.asks(OWNER, "GBP", "Currency: GBP").await;
    house.mannerly();
}

async fn a_plan_that_was_archived_is_offered_again(place: &Place) {
    let (house, _server) = furnished(place, 85).await;
    house.asks(OWNER, "/start go-p_1", "Plans › 50 GB · 30 days").await;
    house.taps(OWNER, "Archive").await;
    house.shows(OWNER, "isn’t sold any more").await;
    let plans = house.asks(OWNER, "/plans", "No plan is sold at the moment").await;
    let labels: Vec<_> = plans.buttons.iter().flatten().map(|b| b.label.clone()).collect();
    assert!(!labels.iter().any(|l| l == "50 GB · 30 days"), "no twin is offered: {labels:?}");
    assert!(labels.iter().any(|l| l == "Unlimited · 30 days"), "{labels:?}");
    house.taps(OWNER, "♻ 50 GB · 30 days").await;
    let page = house.shows(OWNER, "Plans › 50 GB · 30 days").await;
    assert!(!page.text.contains("Archived") && page.button("New key").is_some(), "{}", page.text);
    house.asks(OWNER, "/plans", "🏷 Plans").await;
    house.mannerly();
}

async fn a_ready_made_plan_can_be_gone_back_through(place: &Place) {
    let house = House::start(place).await;
    house.asks(OWNER, "/start", "First steps").await;
    house.asks(OWNER, "/plans", "No plans yet").await;
    house.taps(OWNER, "50 GB · 30 days").await;
    house.shows(OWNER, "4/5").await;
    house.taps(OWNER, "Back").await;
    house.shows(OWNER, "Now: 50 GB").await;
    house.taps(OWNER, "100 GB").await;
    house.shows(OWNER, "4/5").await;
    house.taps(OWNER, "Back").await;
    house.shows(OWNER, "Now: 100 GB").await;
    house.taps(OWNER, "Back").await;
    house.shows(OWNER, "When does its time begin").await;
    house.taps(OWNER, "Back").await;
    house.shows(OWNER, "Now: 30 days").await;
    house.taps(OWNER, "Back").await;
    house.shows(OWNER, "1/5").await;
    house.taps(OWNER, "50 GB · 30 days").await;
    house.shows(OWNER, "2/5").await;
    house.asks(OWNER, "unlimited", "3/5").await;
    house.asks(OWNER, "60 GB", "4/5").await;
    let look = house.asks(OWNER, "7", "5/5").await;
    assert!(look.text.contains("no end") && look.text.contains("60 GB"), "{}", look.text);
    house.mannerly();
}

async fn a_server_is_chosen_by_its_state_and_keys(place: &Place) {
    let (house, _server) = furnished(place, 86).await;
    house.make_key("phone-7").await;
    let mut more = Vec::new();
    for n in 0..9 {
        let server = outline(860 + n, &format!("Oslo {n}")).await;
        house.add_server(&server).await;
        house.sees(OWNER, &format!("Oslo {n} was added")).await;
        more.push(server);
    }
    house.asks(OWNER, "/newkey", "Which plan").await;
    house.taps(OWNER, "50 GB · 30 days").await;
    house.taps(OWNER, "omar-0001").await;
    house.taps(OWNER, "Another server").await;
    let first = house.shows(OWNER, "On which server").await;
    assert!(first.button("🟢 Up · Oslo 8 · 0 keys").is_some() && first.button("Frankfurt").is_none());
    house.taps(OWNER, "Next page").await;
    let found = house.api.until(PATIENCE, |_| house.living(OWNER).button("🟢 Up · Frankfurt · 1 key").map(|_| ()));
    assert!(found.await.is_some(), "{}", house.picture(OWNER));
    house.taps(OWNER, "Frankfurt").await;
    house.shows(OWNER, "Server: Frankfurt").await;
    house.mannerly();
}

async fn long_lists_have_pages(place: &Place) {
    let (house, _server) = furnished(place, 87).await;
    for n in 0..10 {
        shelved(&house, &format!("Riga {n}")).await;
        let draft = PlanDraft {
            name: format!("Plan {n}"),
            lifetime: Lifetime::Days(n + 1),
            quota: None,
            price: Money::new(500, Currency::EUR),
        };
        let now = house.app().opened.env.clock.now();
        in_tx!(house.db(), |tx| plans::create(tx, &Actor::Machine, &draft, now).await).expect("a plan");
    }
    let servers = house.asks(OWNER, "/servers", "Riga 9").await;
    assert!(!servers.text.contains("Riga 1 ") && !servers.text.contains("Frankfurt"), "{}", servers.text);
    house.taps(OWNER, "Next page").await;
    let last = house.shows(OWNER, "Frankfurt").await;
    assert!(last.text.contains("Riga 1") && last.button("Next page").is_none(), "{}", last.text);
    house.taps(OWNER, "First page").await;
    house.shows(OWNER, "Riga 9").await;
    let plans = house.asks(OWNER, "/plans", "🏷 Plans").await;
    assert!(plans.button("Plan 9").is_some() && plans.button("Plan 1 ").is_none(), "{}", house.picture(OWNER));
    house.taps(OWNER, "Next page").await;
    let last = house.api.until(PATIENCE, |_| house.living(OWNER).button("50 GB · 30 days").map(|_| ()));
    assert!(last.await.is_some() && house.living(OWNER).button("First page").is_some(), "{}", house.picture(OWNER));
    house.mannerly();
}

async fn a_revealed_address_is_taken_out_of_the_chat(place: &Place) {
    let (house, server) = furnished(place, 88).await;
    house.asks(OWNER, "/start go-sv_1", "Type show").await;
    let shown = house.asks(OWNER, "show", "It is shown this once").await;
    assert!(shown.text.contains(&server.api_url()), "{}", shown.text);
    house.taps(OWNER, "Delete this message").await;
    house.shows(OWNER, "Address: ").await;
    let gone = house.api.until(PATIENCE, |h| h.message(OWNER, shown.id).is_none().then_some(()));
    assert!(gone.await.is_some(), "{}", house.picture(OWNER));
    assert_eq!(house.said(OWNER, &server.api_url()), 0);
    house.mannerly();
}

async fn wrong_answers_leave_one_question(place: &Place) {
    let (house, _server) = furnished(place, 89).await;
    house.make_key("phone-7").await;
    house.asks(OWNER, "/start go-p_1", "").await;
    house.taps(OWNER, "📊 Quota").await;
    house.shows(OWNER, "Now: 50 GB").await;
    for wrong in ["-5", "much", "5 5"] {
        house.asks(OWNER, wrong, "How much traffic does a key get").await;
    }
    house.api.send_photo(OWNER, "me.png", vec![1, 2, 3], "");
    house.shows(OWNER, "Please send your answer as text").await;
    let one = async |question: &str| {
        let one = house.api.until(PATIENCE, |_| (house.said(OWNER, question) == 1).then_some(()));
        assert!(one.await.is_some(), "{}", house.picture(OWNER));
    };
    one("How much traffic does a key get").await;
    house.asks(OWNER, "60 GB", "Quota: 60 GB").await;
    house.make_key("phone-8").await;
    house.taps(OWNER, "Rename").await;
    house.shows(OWNER, "Now: phone-8").await;
    for _ in 0..2 {
        house.asks(OWNER, "phone-7", "A key of that name is there already").await;
    }
    one("What shall the key be called").await;
    house.mannerly();
}

async fn customers_have_their_commands(place: &Place) {
    let (house, _server) = furnished(place, 90).await;
    house.representative(SARA, "Sara's shop").await;
    house.know(MINA, "Mina", Role::Customer, Language::Fa).await;
    let names = |who: i64| -> Vec<String> {
        let commands = house.api.commands(who);
        commands.as_array().unwrap().iter().map(|c| c["command"].as_str().unwrap().to_owned()).collect()
    };
    let theirs = ["menu", "settings", "language", "help", "cancel"];
    assert_eq!(names(MINA), theirs, "before they have sent anything");
    house.types(MINA, "/start");
    house.sees(MINA, "خوش آمدید").await;
    house.handled(MINA).await;
    assert_eq!(names(MINA), theirs);
    assert_eq!(house.api.commands(MINA)[0]["description"], "خانه");
    house.asks(SARA, "/start", "· Sara").await;
    house.handled(SARA).await;
    assert!(names(SARA).contains(&"plans".to_owned()) && names(SARA).contains(&"keys".to_owned()));
    let plans = house.asks(SARA, "/plans", "🏷 Plans").await;
    assert!(plans.button("New plan").is_none() && plans.button("50 GB · 30 days").is_some());
    house.answer_to(MINA, "/plans").await;
    assert_eq!(house.said(MINA, "طرح‌ها"), 0, "{}", house.picture(MINA));
    house.mannerly();
}
