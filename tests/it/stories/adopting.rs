//! A server that has keys already is taken in: all at once, by their names, and nothing on it changes.

use crate::harness::{
    db::{Place, stories},
    house::{House, OWNER, PATIENCE, outline},
    look::moment,
    rows,
};
use claviger::{
    bot::{commands, routes::Route},
    demo::outline::{OutlineSim, options::Fault},
    domain::{
        ids::{KeyId, ServerId},
        role::Scope,
    },
    in_tx,
    store::{
        self,
        keys::{KeyFilter, KeyRow},
    },
};

stories!(
    all_keys_of_a_server_are_taken_over_by_their_names,
    a_list_names_keys_and_what_cant_be_read_changes_nothing,
    rules_are_made_moved_and_taken_away,
    a_server_that_is_silent_is_asked_again_and_what_is_full_is_left,
    two_who_decide_at_once_dont_overwrite_each_other,
);

const SARA: i64 = OWNER + 1;
const OSKAR: i64 = OWNER + 3;
const GB: i64 = 1_000_000_000;

/// A server as people have them: 60 keys with names that grew over the years.
pub(super) async fn grown(seed: u64) -> OutlineSim {
    let server = outline(seed, "Frankfurt").await;
    for n in 1..=20 {
        server.create_key_by_hand(&format!("Sara-{n:02}"));
    }
    for n in 1..=15 {
        server.create_key_by_hand(&format!("ali{n}"));
    }
    for n in 1..=10 {
        server.create_key_by_hand(&format!("مینا {n}"));
    }
    for name in ["sara-01", "test phone", "my TEST", "old <phone>", "", "", "boss", "laptop", "تلویزیون", "x"] {
        server.create_key_by_hand(name);
    }
    for n in 1..=5 {
        server.create_key_by_hand(&format!("guest_{n}"));
    }
    server
}

/// A house with that server, Sara's shop and a plan.
pub(super) async fn house_with(place: &Place, server: &OutlineSim) -> House {
    let house = House::start(place).await;
    let sara = house.representative(SARA, "Sara’s shop").await;
    let words = ["sara".to_owned(), "shop".to_owned()];
    in_tx!(house.db(), |tx| store::search::set_terms(tx, store::representatives::SUBJECT, sara.0, &words).await)
        .unwrap();
    house.furnish(server).await;
    house
}

/// Begins from the server's page, and waits until the server has said what it has.
pub(super) async fn begin(house: &House, keys: usize) {
    house.asks(OWNER, "/start go-s_1", "Servers › Frankfurt").await;
    house.taps(OWNER, "Check now").await;
    let label = if keys == 1 { "Adopt 1 key".to_owned() } else { format!("Adopt {keys} keys") };
    house.taps(OWNER, &label).await;
    house.shows(OWNER, "on the server aren’t the house’s").await;
    assert_eq!(house.said(OWNER, "something differs"), 0, "who added the server was told of its keys then");
}

pub(super) async fn all(house: &House) -> Vec<KeyRow> {
    let filter = KeyFilter { server: Some(ServerId(1)), ..KeyFilter::default() };
    let mut read = house.db().read().await.unwrap();
    store::keys::list(&mut read, Scope::House, &filter, None, 1_000).await.unwrap()
}

fn there(server: &OutlineSim) -> Vec<(String, String, Option<i64>, bool)> {
    server.truth().into_iter().map(|k| (k.id, k.name, k.limit, k.blocked)).collect()
}

async fn all_keys_of_a_server_are_taken_over_by_their_names(place: &Place) {
    let server = grown(81).await;
    server.backfill_traffic(20);
    let id = |name: &str| server.truth().into_iter().find(|k| k.name == name).map(|k| k.id).unwrap();
    server.limit_key_by_hand(&id("boss"), Some(0));
    server.limit_key_by_hand(&id("laptop"), Some(9_000 * GB));
    server.limit_key_by_hand(&id("Sara-02"), Some(8_000 * GB));
    // What this one has moved is more than it may.
    server.limit_key_by_hand(&id("x"), Some(1_000));
    let before = there(&server);
    let house = house_with(place, &server).await;
    assert!(house.said(OWNER, "There are 60 keys on it already") > 0, "{}", house.picture(OWNER));
    begin(&house, 60).await;
    let page = house.shows(OWNER, "60 keys on the server aren’t the house’s").await;
    assert!(page.text.contains("2 without a name · 3 with a limit · 1 switched off"), "{}", page.text);
    house.taps(OWNER, "➕ sara-* (21)").await;
    let rule = house.shows(OWNER, "sara-* fits 21 keys").await;
    assert!(rule.text.contains("They become: Sara’s shop"), "guessed by the name: {}", rule.text);
    house.taps(OWNER, "🏷 Plan").await;
    house.shows(OWNER, "It isn’t counted as a sale").await;
    house.taps(OWNER, "50 GB · 30 days").await;
    house.shows(OWNER, "Sara’s shop · 50 GB · 30 days").await;
    house.taps(OWNER, "👤 Customer").await;
    house.taps(OWNER, "A customer for each").await;
    house.shows(OWNER, "50 GB · 30 days · a customer for each").await;
    house.taps(OWNER, "‹ Back").await;
    house.taps(OWNER, "(10)").await;
    house.shows(OWNER, "fits 10 keys").await;
    house.taps(OWNER, "‹ Back").await;
    house.taps(OWNER, "Another pattern").await;
    house.shows(OWNER, "What do the names of these keys look like").await;
    house.asks(OWNER, "*Test*", "*test* fits 2 keys").await;
    house.taps(OWNER, "‹ Back").await;
    house.taps(OWNER, "See what would happen").await;
    let outlook = house.shows(OWNER, "60 of 60 keys are taken over").await;
    for said in [
        "1 name is taken already: its key gets its number behind it, sara-01 → sara-01 (45)",
        "2 keys have no name",
        "1 key is switched off",
        "2 limits become quotas of each month",
        "What was used within the last 30 days counts as used until then",
        "1 key has used up its limit: the server lets nothing through for it now, and it stays stopped until it gets more: x",
        "1 limit on the server is replaced",
        "21 customers are written down",
        "Nothing has been changed yet",
    ] {
        assert!(outlook.text.contains(said), "{said}: {}", outlook.text);
    }
    house.taps(OWNER, "The list as a file").await;
    let ahead = file(&house, "adopt-Frankfurt.csv").await;
    assert_eq!(ahead.lines().count(), 61);
    assert!(ahead.contains(",x,,,,\"adopted, stopped at once\"") && ahead.contains("boss,,,,adopted\r\n"), "{ahead}");
    assert!(all(&house).await.is_empty() && there(&server) == before, "looking ahead changes nothing");
    house.taps(OWNER, "✅ Adopt 60 keys").await;
    house.shows(OWNER, "60 keys are the house’s now").await;
    let keys = all(&house).await;
    assert_eq!(keys.len(), 60);
    let find = |name: &str| keys.iter().find(|row| row.key.name == name).unwrap_or_else(|| panic!("no {name}"));
    let saras: Vec<_> = keys.iter().filter(|row| row.representative.is_some()).collect();
    assert_eq!(saras.len(), 21);
    let planned = |row: &&KeyRow| row.plan.is_some() && row.customer.as_ref() == Some(&row.key.name);
    assert!(saras.iter().all(planned) && saras.iter().all(|row| row.key.expires_at.is_some()));
    let laptop = find("laptop");
    assert_eq!((laptop.key.quota.map(|q| q.0), laptop.key.plan_id), (Some(9_000 * GB), None));
    assert!(find("boss").key.suspended_at.is_some() && find("boss").key.quota.is_none());
    assert_eq!(keys.iter().filter(|row| row.key.name.starts_with("key-")).count(), 2);
    // Limits give way to what can't stop a key early, and what was stopped by one stays so; everything else is as it was.
    let replaced = async {
        let old = [8_000 * GB, 9_000 * GB, 1_000];
        while there(&server).iter().any(|(_, _, limit, _)| limit.is_some_and(|limit| old.contains(&limit))) {
            moment().await;
        }
    };
    tokio::time::timeout(PATIENCE, replaced).await.expect("quotas are what counts");
    let now = there(&server);
    assert!(now.iter().any(|key| key.1 == "laptop" && key.2.is_some_and(|limit| limit > 9_000 * GB) && !key.3));
    assert!(now.iter().any(|key| key.1 == "x" && key.2 == Some(0) && key.3));
    let same = |all: &[(String, String, Option<i64>, bool)]| {
        all.iter().filter(|key| !["Sara-02", "laptop", "x"].contains(&&*key.1)).cloned().collect::<Vec<_>>()
    };
    assert_eq!(same(&there(&server)), same(&before));
    the_past_is_there(&house, laptop.key.id, find("ali3").key.id).await;
    house.taps(OWNER, "The list as a file").await;
    let text = file(&house, "adopted-Frankfurt.csv").await;
    assert_eq!(text.lines().count(), 61);
    assert!(text.contains("sara-01,45,sara-01 (45),Sara’s shop,50 GB · 30 days,sara-01 (45),adopted"), "{text}");
    let rows = rows::dump(&place.url).await;
    let done: Vec<_> = rows["audit"].iter().filter(|row| row.contains("adoption.done")).collect();
    assert!(done.len() == 1 && done[0].contains("Sara-20") && done[0].contains("laptop"), "{done:?}");
    assert_eq!(rows::count(&rows, "sale"), 0, "they were sold before");
    // A pasted access URL finds its key, Sara sees hers, and nothing is asked about any more.
    house.asks(SARA, "/keys", "").await;
    house.asks(OWNER, "boss", "⏸ Suspended").await;
    assert!(house.asks(OWNER, "/menu", "58 active").await.button("Needs you").is_none(), "{}", house.picture(OWNER));
    house.asks(OWNER, "laptop", "9 TB a month").await;
    // That it was taken over is the first thing in its history, with what it was called.
    let page = commands::link_payload(Route::Key { key: find("sara-01 (45)").key.id });
    house.asks(OWNER, &format!("/start {page}"), "Plan: 50 GB · 30 days").await;
    house.taps(OWNER, "History").await;
    house.shows(OWNER, "Taken over from its server, where it was called sara-01").await;
    house.mannerly();
}

/// The newest file of that name, as text.
pub(super) async fn file(house: &House, name: &str) -> String {
    let sent = house.api.until(PATIENCE, |h| {
        h.chat(OWNER).into_iter().rev().filter_map(|m| m.document).find(|document| document.name == name)
    });
    String::from_utf8_lossy(sent.await.expect("a file").bytes.as_ref()).into_owned()
}

/// What they moved before the house had them: filled in by the hour; what was used of a limit counts.
async fn the_past_is_there(house: &House, limited: KeyId, free: KeyId) {
    let until = std::time::Instant::now() + PATIENCE;
    loop {
        let mut read = house.db().read().await.unwrap();
        let known = store::usage::quota(&mut read, limited)
            .await
            .unwrap()
            .zip(store::usage::quota(&mut read, free).await.unwrap());
        drop(read);
        if let Some((limited, free)) = known.filter(|(limited, free)| limited.total.0 > 0 && free.total.0 > 0) {
            assert!(!limited.estimated && !free.estimated);
            assert_eq!(limited.standing.used(limited.total), limited.total, "the server counts it against the limit");
            assert_eq!(free.standing.used(free.total).0, 0);
            return;
        }
        assert!(std::time::Instant::now() < until, "no past");
        moment().await;
    }
}

async fn a_list_names_keys_and_what_cant_be_read_changes_nothing(place: &Place) {
    let server = grown(82).await;
    let house = house_with(place, &server).await;
    let now = house.app().opened.env.clock.now();
    in_tx!(house.db(), |tx| store::customers::insert(tx, None, "Mina", None, now).await).unwrap();
    begin(&house, 60).await;
    house.taps(OWNER, "Send a list").await;
    house.shows(OWNER, "one line for each key").await;
    let many = ["a", "b", "c", "d", "e", "f", "g"].map(|name| format!("{name},Rezas shop")).join("\n");
    let faulty = format!("boss\n,nobody\nlaptop,Rezas shop,Gold\nBoss,,,Mina\n{many}");
    let told = house.asks(OWNER, &faulty, "Nothing was taken from the list").await;
    for said in [
        "Line 2: there is no key’s name in it",
        "Line 3: there is no representative called Rezas shop.",
        "Line 3: no plan that is sold is called Gold.",
        "Line 4: Boss stands in a line before it, with something else.",
        "Line 10: there is no representative",
        "… and 1 more.",
    ] {
        assert!(told.text.contains(said), "{said}: {}", told.text);
    }
    let list = "name,whose,plan,customer\nBOSS,sara's shop,,Mina\nlaptop;Sara`s shop;50 gb · 30 DAYS;Mina\n\
        ali1,,,Mina\nali2,,,Reza\nNo Such\nملك";
    house.api.send_document(OWNER, "keys.csv", list.as_bytes().to_vec(), "");
    house.shows(OWNER, "📄 Named in your list: 4").await;
    house.taps(OWNER, "✏ The rest").await;
    house.shows(OWNER, "56 keys that no rule fits").await;
    house.taps(OWNER, "Leave them on the server").await;
    house.shows(OWNER, "They stay on the server as they are").await;
    house.taps(OWNER, "‹ Back").await;
    house.taps(OWNER, "See what would happen").await;
    let outlook = house.shows(OWNER, "4 of 60 keys are taken over").await;
    for said in [
        "2 names of the list aren’t among the keys found on this server: No Such, \u{2068}ملك\u{2069}",
        // One holds two of Sara's keys; the house has a customer of that name already, and gets another one.
        "2 customers are written down",
    ] {
        assert!(outlook.text.contains(said), "{said}: {}", outlook.text);
    }
    house.taps(OWNER, "✅ Adopt 4 keys").await;
    let done = house.shows(OWNER, "4 keys are the house’s now").await;
    assert!(done.text.contains("56 keys stay on the server, as you said"), "{}", done.text);
    let keys = all(&house).await;
    let saras = keys.iter().filter(|row| row.representative.is_some());
    assert!(saras.map(|row| row.customer.as_deref()).eq([Some("Mina"), Some("Mina")]));
    let rows = rows::dump(&place.url).await;
    assert_eq!(rows::count(&rows, "customer"), 3, "the same customer holds both");
    // What was left can be decided about still, and taken over later.
    begin(&house, 56).await;
    house.taps(OWNER, "Give it up").await;
    house.shows(OWNER, "Servers › Frankfurt").await;
    assert_eq!(all(&house).await.len(), 4);
    house.mannerly();
}

async fn rules_are_made_moved_and_taken_away(place: &Place) {
    let server = grown(83).await;
    let house = house_with(place, &server).await;
    begin(&house, 60).await;
    for (typed, says) in [("ali*", "ali* fits 15 keys"), ("ALI1*", "fits 0 keys")] {
        house.taps(OWNER, "Another pattern").await;
        house.shows(OWNER, "look like").await;
        house.asks(OWNER, typed, says).await;
        house.taps(OWNER, "‹ Back").await;
        house.shows(OWNER, "What becomes of them").await;
    }
    house.taps(OWNER, "Another pattern").await;
    house.shows(OWNER, "look like").await;
    house.asks(OWNER, "Ali*", "There is a rule for that pattern already").await;
    house.taps(OWNER, "Cancel").await;
    house.taps(OWNER, "✏ 2. ali1*").await;
    house.shows(OWNER, "fits 0 keys").await;
    house.taps(OWNER, "⬆ Earlier").await;
    house.shows(OWNER, "1. ali1* → the house: 7").await;
    house.shows(OWNER, "2. ali* → the house: 8").await;
    house.taps(OWNER, "✏ 1. ali1*").await;
    house.shows(OWNER, "fits 7 keys").await;
    house.taps(OWNER, "✏ Pattern").await;
    house.asks(OWNER, "guest?*", "guest?* fits 5 keys").await;
    house.taps(OWNER, "🤝 Whose").await;
    house.taps(OWNER, "🤝 Sara’s shop").await;
    house.shows(OWNER, "They become: Sara’s shop").await;
    house.taps(OWNER, "Remove the rule").await;
    house.shows(OWNER, "1. ali* → the house: 15").await;
    assert!(!house.living(OWNER).text.contains("guest?*"));
    house.mannerly();
}

async fn a_server_that_is_silent_is_asked_again_and_what_is_full_is_left(place: &Place) {
    let server = grown(84).await;
    let house = house_with(place, &server).await;
    let env = &house.app().opened.env;
    house.asks(OWNER, "/start go-s_1", "Servers › Frankfurt").await;
    house.taps(OWNER, "Check now").await;
    let adopt = house.api.until(PATIENCE, |hand| {
        hand.chat(OWNER).into_iter().rev().find(|m| m.from_bot && m.button("Adopt 60 keys").is_some())
    });
    adopt.await.expect("the way there");
    server.set_fault(Fault::Down, true).await.unwrap();
    house.taps(OWNER, "Adopt 60 keys").await;
    house.shows(OWNER, "The server didn’t say which keys it has").await;
    server.set_fault(Fault::Down, false).await.unwrap();
    // The circuit that opened may have to close first.
    let until = std::time::Instant::now() + 3 * PATIENCE;
    while !house.living(OWNER).text.contains("60 keys on the server") {
        assert!(std::time::Instant::now() < until, "{}", house.picture(OWNER));
        if house.living(OWNER).button("Ask the server again").is_some() {
            house.taps(OWNER, "Ask the server again").await;
        }
        moment().await;
    }
    house.taps(OWNER, "➕ sara-* (21)").await;
    house.shows(OWNER, "sara-* fits 21 keys").await;
    let now = env.clock.now();
    in_tx!(house.db(), |tx| {
        let terms = store::representatives::Terms {
            name: "Sara’s shop",
            max_keys: Some(18),
            tests_a_day: 5,
            all_plans: true,
            all_servers: false,
        };
        store::representatives::update(tx, claviger::domain::ids::RepresentativeId(1), 1, &terms).await
    })
    .unwrap();
    house.taps(OWNER, "‹ Back").await;
    house.taps(OWNER, "See what would happen").await;
    let outlook = house.shows(OWNER, "57 of 60 keys are taken over").await;
    for said in [
        "Sara’s shop may have 18 more keys and would get 21; the others stay on the server",
        "Sara’s shop may not sell on this server; 21 keys on it become theirs all the same",
    ] {
        assert!(outlook.text.contains(said), "{said}: {}", outlook.text);
    }
    // One of them goes meanwhile.
    let gone = server.truth().into_iter().find(|k| k.name == "laptop").unwrap();
    assert!(server.delete_key_by_hand(&gone.id));
    house.taps(OWNER, "✅ Adopt 57 keys").await;
    let done = house.shows(OWNER, "56 keys are the house’s now").await;
    assert!(done.text.contains("3 keys were not taken over: its representative has as many"), "{}", done.text);
    assert!(
        done.text.contains("1 key was not taken over: the server doesn’t have it any more. laptop"),
        "{}",
        done.text
    );
    let saras = all(&house).await.into_iter().filter(|row| row.representative.is_some()).count();
    assert_eq!(saras, 18);
    assert!(now <= env.clock.now());
    house.mannerly();
}

async fn two_who_decide_at_once_dont_overwrite_each_other(place: &Place) {
    use claviger::domain::{person::Language, role::Role};
    let server = grown(85).await;
    let house = house_with(place, &server).await;
    house.know(OSKAR, "Oskar", Role::Operator, Language::En).await;
    begin(&house, 60).await;
    // The operator goes on with the same one.
    house.asks(OSKAR, "/start go-s_1", "Servers › Frankfurt").await;
    house.taps(OSKAR, "Go on adopting keys").await;
    house.shows(OSKAR, "60 keys on the server").await;
    house.taps(OSKAR, "➕ ali* (15)").await;
    house.shows(OSKAR, "ali* fits 15 keys").await;
    let late = house.taps(OWNER, "➕ sara-* (21)").await;
    assert!(house.words(&late).await.contains("changed"), "{}", house.picture(OWNER));
    house.shows(OWNER, "1. ali* → the house: 15").await;
    house.taps(OWNER, "➕ sara-* (21)").await;
    house.shows(OWNER, "sara-* fits 21 keys").await;
    // What somebody may not, they may not by a button either.
    let tap = house.api.tap(SARA, house.asks(SARA, "/menu", "").await.id, "!ag:1:2:g");
    house.words(&tap).await;
    house.shows(SARA, "Your role doesn’t allow that").await;
    assert!(all(&house).await.is_empty());
    house.mannerly();
}
