//! Many keys in one go, and keys to try the house with: what sellers and the house see of them.

use crate::harness::{
    db::{Place, stories},
    house::{House, OWNER, PATIENCE, outline, person},
    look::moment,
    rows,
};
use claviger::{
    bot::routes::{Action, BatchDeed, Route, Target},
    demo::outline::{OutlineSim, options::Fault},
    domain::ids::{BatchId, RepresentativeId},
    in_tx,
    store::{self, representatives::Terms},
};

stories!(
    a_representative_sells_ten_keys_in_one_go,
    a_pasted_list_with_mistakes,
    a_batch_is_stopped_and_keeps_what_is_made,
    what_failed_is_tried_again,
    anothers_batch_is_nobodys,
    test_keys_are_few_and_not_sold,
    the_house_sets_what_test_keys_give,
);

const SARA: i64 = OWNER + 1;
const REZA: i64 = OWNER + 40;

async fn furnished(place: &Place, seed: u64) -> (House, OutlineSim, RepresentativeId) {
    let house = House::start(place).await;
    let server = outline(seed, "Frankfurt").await;
    house.furnish(&server).await;
    let sara = house.representative(SARA, "Sara").await;
    (house, server, sara)
}

/// What a representative may have and make from now on.
async fn terms(house: &House, id: RepresentativeId, max_keys: Option<i64>, tests_a_day: i64) {
    let done = in_tx!(house.db(), |tx| {
        let found = store::representatives::get(tx, id).await?.expect("a representative");
        let terms = Terms { name: &found.name, max_keys, tests_a_day, all_plans: true, all_servers: true };
        store::representatives::update(tx, id, found.version, &terms).await
    });
    assert!(done.expect("a database"));
}

/// The files of a kind that somebody got, oldest first.
fn files(house: &House, who: i64, end: &str) -> Vec<Vec<u8>> {
    let chat = house.api.chat(who).into_iter().filter(|m| m.from_bot);
    chat.filter_map(|m| m.document).filter(|d| d.name.ends_with(end)).map(|d| d.bytes.to_vec()).collect()
}

async fn file(house: &House, who: i64, end: &str) -> String {
    let found = house.api.until(PATIENCE, |_| files(house, who, end).pop()).await;
    let bytes = found.unwrap_or_else(|| panic!("no {end} came:\n{}", house.picture(who)));
    String::from_utf8_lossy(&bytes).into_owned()
}

async fn a_representative_sells_ten_keys_in_one_go(place: &Place) {
    let (house, server, sara) = furnished(place, 71).await;
    terms(&house, sara, Some(12), 5).await;
    house.asks(SARA, "/bulk", "Which plan").await;
    house.taps(SARA, "50 GB · 30 days").await;
    let asks = house.shows(SARA, "How many?").await;
    assert!(asks.text.contains("sara-####"), "{}", asks.text);
    house.asks(SARA, "25", "You may make no more than 12 keys now").await;
    assert!(house.living(SARA).button("Create").is_none());
    house.taps(SARA, "Back").await;
    house.shows(SARA, "How many?").await;
    for wrong in ["0", "-3", "2.5", "+501", "−۳"] {
        house.asks(SARA, wrong, "A number from 1 to 500").await;
    }
    house.taps(SARA, "10").await;
    let look = house.shows(SARA, "10 keys: sara-0001, sara-0002, sara-0003 … sara-0010").await;
    for said in ["Price in all: $50", "Each gets: 50 GB, 30 days", "After that you may make 2 keys more"] {
        assert!(look.text.contains(said), "{said}: {}", look.text);
    }
    let create = look.button("Create 10 keys").and_then(|b| b.data.clone()).expect("a button");
    // Two quick taps make one batch.
    house.api.tap(SARA, look.id, &create);
    house.api.tap(SARA, look.id, &create);
    house.sees(SARA, "All 10 keys were made").await;
    let table = file(&house, SARA, ".csv").await;
    let urls: Vec<&str> = table.lines().skip(1).collect();
    assert_eq!(urls.len(), 10, "{table}");
    assert!(urls[0].starts_with("sara-0001,ss://") && urls[9].starts_with("sara-0010,ss://"), "{table}");
    assert!(file(&house, SARA, ".pdf").await.starts_with("%PDF-"));
    assert_eq!(server.truth().len(), 10);
    house.handled(SARA).await;
    let rows = rows::dump(&place.url).await;
    assert_eq!((rows["batch"].len(), rows["access_key"].len(), rows["sale"].len()), (1, 10, 10));
    assert_eq!(rows["audit"].iter().filter(|r| r.contains("batch.create") && r.contains("sara-0007")).count(), 1);
    let pictures = house.api.chat(SARA).iter().filter(|m| m.photo.is_some()).count();
    assert_eq!(pictures, 0, "one result, not ten");
    assert_eq!(files(&house, SARA, ".csv").len(), 1, "told once");
    let url = urls[0].split_once(',').expect("two cells").1;
    assert_eq!(rows::holding(&rows, url), Vec::<&str>::new(), "no access URL lies open");
    house.mannerly();
}

async fn a_pasted_list_with_mistakes(place: &Place) {
    let (house, server, _) = furnished(place, 72).await;
    house.make_key("phone-7").await;
    house.asks(OWNER, "/newkey", "Which plan").await;
    house.taps(OWNER, "Many keys").await;
    house.shows(OWNER, "🔢 Many keys · 1/3").await;
    house.taps(OWNER, "50 GB · 30 days").await;
    house.shows(OWNER, "send the names").await;
    house.asks(OWNER, "a##b##", "A pattern is one name").await;
    house.asks(OWNER, &"y".repeat(61), "The name in line 1 has more than 60 characters").await;
    let list = format!("ali\n\nسارا، ali\n{}\nPhone-7", "x".repeat(61));
    let look = house.asks(OWNER, &list, "2 keys: ").await;
    for said in [
        "1 empty line was left out",
        "Named twice, and made once: ali",
        "the name in line 4 has more than 60 characters",
        "keys of these names are there already: Phone-7",
    ] {
        assert!(look.text.contains(said), "{said}: {}", look.text);
    }
    house.api.send_document(OWNER, "names.txt", vec![0xff, 0xfe, 0, 1, 2], "");
    house.shows(OWNER, "Please send your answer as text").await;
    // A file adds to them.
    house.api.send_document(OWNER, "names.txt", "مینا\nali\n=cmd".as_bytes().to_vec(), "");
    house.shows(OWNER, "4 keys: ").await;
    let many: Vec<String> = (0..500).map(|n| format!("n{n}")).collect();
    house.asks(OWNER, &many.join(" , "), "That makes 504 names").await;
    house.taps(OWNER, "Create 4 keys").await;
    house.sees(OWNER, "All 4 keys were made").await;
    let table = file(&house, OWNER, ".csv").await;
    for name in ["ali,ss://", "سارا,ss://", "مینا,ss://", "'=cmd,ss://"] {
        assert!(table.contains(name), "{name}: {table}");
    }
    assert_eq!(server.truth().len(), 5);
    house.asks(OWNER, "/find سارا", "Keys › \u{2068}سارا\u{2069}").await;
    house.taps(OWNER, "Made together").await;
    house.shows(OWNER, "All 4 keys were made").await;
    let tap = house.taps(OWNER, "QR pages").await;
    assert_eq!(house.words(&tap).await, "On its way.");
    let again = house.api.until(PATIENCE, |_| (files(&house, OWNER, ".pdf").len() == 2).then_some(()));
    assert!(again.await.is_some(), "{}", house.picture(OWNER));
    house.mannerly();
}

async fn begin(house: &House, who: i64, count: &str) {
    house.asks(who, "/bulk", "Which plan").await;
    house.taps(who, "50 GB · 30 days").await;
    house.shows(who, "How many?").await;
    house.asks(who, count, "keys: ").await;
    house.taps(who, &format!("Create {count} keys")).await;
}

/// A key that its server was told of.
fn is_tried(row: &str) -> bool {
    row.contains("tried=1") || row.contains("\"tried\":true")
}

async fn a_batch_is_stopped_and_keeps_what_is_made(place: &Place) {
    let (house, server, _) = furnished(place, 73).await;
    server.set_fault(Fault::Failing, true).await.unwrap();
    begin(&house, OWNER, "40").await;
    house.shows(OWNER, "0 of 40").await;
    // Before it is stopped, the server has heard of the first ten.
    let until = std::time::Instant::now() + PATIENCE;
    while !rows::dump(&place.url).await["access_key"].iter().any(|row| is_tried(row)) {
        assert!(std::time::Instant::now() < until, "{}", house.picture(OWNER));
        moment().await;
    }
    house.taps(OWNER, "Stop").await;
    house.shows(OWNER, "what the server has begun is finished").await;
    server.set_fault(Fault::Failing, false).await.unwrap();
    let report = house.sees(OWNER, "10 of 40 keys were made").await;
    assert!(report.text.contains("30 keys were not begun"), "{}", report.text);
    assert_eq!(file(&house, OWNER, ".csv").await.lines().count(), 11);
    assert_eq!(server.truth().len(), 10);
    // The names are free again.
    house.asks(OWNER, "/bulk", "Which plan").await;
    house.taps(OWNER, "50 GB · 30 days").await;
    house.asks(OWNER, "10", "omar-0011").await;
    house.mannerly();
}

async fn what_failed_is_tried_again(place: &Place) {
    let (house, server, _) = furnished(place, 74).await;
    server.set_fault(Fault::OldVersion, true).await.unwrap();
    begin(&house, OWNER, "3").await;
    let report = house.sees(OWNER, "None of 3 keys was made").await;
    assert!(report.text.contains("omar-0001, omar-0002, omar-0003") && report.text.contains("too old"));
    assert_eq!(files(&house, OWNER, ".csv").len(), 0);
    server.set_fault(Fault::OldVersion, false).await.unwrap();
    let retry = report.button("Try again (3)").and_then(|b| b.data.clone()).expect("a button");
    house.api.tap(OWNER, report.id, &retry);
    house.sees(OWNER, "All 3 keys were made").await;
    assert_eq!(file(&house, OWNER, ".csv").await.lines().count(), 4);
    let tap = house.api.tap(OWNER, report.id, &retry);
    assert!(!house.words(&tap).await.is_empty(), "the old button says that it is old");
    assert_eq!(server.truth().len(), 3);
    house.mannerly();
}

async fn anothers_batch_is_nobodys(place: &Place) {
    let (house, server, _) = furnished(place, 75).await;
    house.api.add_user(person(REZA, "Reza", "en"));
    house.representative(REZA, "Reza's shop").await;
    begin(&house, SARA, "3").await;
    house.sees(SARA, "All 3 keys were made").await;
    let home = house.asks(REZA, "/menu", "No keys yet").await;
    let batch = BatchId(1);
    for (there, version) in [(batch, 1), (batch, 2), (BatchId(99), 1)] {
        for target in [
            Target::Go(Route::Batch { batch: there }),
            Target::Do(Action::BatchDo { batch: there, version, deed: BatchDeed::Stop }),
            Target::Also(Action::BatchDo { batch: there, version, deed: BatchDeed::Retry }),
            Target::Also(Action::BatchSend { batch: there, codes: false }),
            Target::Also(Action::BatchSend { batch: there, codes: true }),
        ] {
            let tap = house.api.tap(REZA, home.id, &target.encode());
            house.words(&tap).await;
        }
    }
    house.handled(REZA).await;
    let chat = house.api.chat(REZA);
    assert!(chat.iter().all(|m| m.document.is_none() && !m.text.contains("sara-")), "{}", house.picture(REZA));
    assert_eq!(server.truth().len(), 3);
    let rows = rows::dump(&place.url).await;
    assert_eq!(rows["audit"].iter().filter(|r| r.contains("batch.reveal") || r.contains("batch.stop")).count(), 0);
    house.mannerly();
}

async fn test_keys_are_few_and_not_sold(place: &Place) {
    let (house, server, sara) = furnished(place, 76).await;
    terms(&house, sara, None, 2).await;
    for left in [2, 1] {
        house.asks(SARA, "/newkey", "Which plan").await;
        house.taps(SARA, "Test key").await;
        let look = house.shows(SARA, &format!("Left today: {left} of 2")).await;
        assert!(look.text.contains("1 GB, 1 day"), "{}", look.text);
        house.taps(SARA, "Create").await;
        house.shows(SARA, "🟢 Active").await;
    }
    let page = house.living(SARA);
    assert!(page.text.contains("🧪 Test key, not sold") && page.text.contains("Quota: 1 GB"), "{}", page.text);
    house.asks(SARA, "/keys", "").await;
    assert!(house.living(SARA).button("🧪 test-0002").is_some(), "{}", house.picture(SARA));
    house.taps(SARA, "Test key").await;
    let over = house.shows(SARA, "Today’s test keys are made. The next one is possible on").await;
    assert!(over.button("Create").is_none());
    terms(&house, sara, None, 0).await;
    house.asks(SARA, "/newkey", "Which plan").await;
    assert!(house.living(SARA).button("Test key").is_none(), "who may make none isn't offered one");
    assert_eq!(server.truth().len(), 2);
    let rows = rows::dump(&place.url).await;
    assert_eq!((rows["sale"].len(), rows["test_day"].len()), (0, 1));
    house.mannerly();
}

async fn the_house_sets_what_test_keys_give(place: &Place) {
    let (house, server, _) = furnished(place, 77).await;
    house.asks(OWNER, "/settings", "Settings").await;
    house.taps(OWNER, "Test keys").await;
    house.shows(OWNER, "20 a day each").await;
    for (button, typed, shown) in
        [("Quota", "2 gb", "Quota: 2 GB"), ("Duration", "3", "Lasts: 3 days"), ("How many a day", "1", "1 a day each")]
    {
        house.taps(OWNER, button).await;
        house.shows(OWNER, "Now: ").await;
        house.asks(OWNER, typed, shown).await;
    }
    house.asks(OWNER, "/keys", "").await;
    house.taps(OWNER, "Test key").await;
    house.shows(OWNER, "2 GB, 3 days").await;
    house.asks(OWNER, "trial", "Name: trial").await;
    house.taps(OWNER, "Create").await;
    house.shows(OWNER, "🟢 Active").await;
    assert_eq!(server.truth()[0].name, "trial");
    house.asks(OWNER, "/keys", "").await;
    house.taps(OWNER, "Test key").await;
    house.shows(OWNER, "The next one is possible on").await;
    house.mannerly();
}
