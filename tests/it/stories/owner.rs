//! The first owner comes in, reads as they like, and is led through the first start; strangers get one answer.

use crate::harness::{
    db::{Place, stories},
    house::{House, OWNER, outline, person},
    rows,
};
use claviger::{
    domain::{person::Language, role::Role},
    in_tx,
    service::people::owner_code,
};

stories!(
    the_configured_account_is_the_owner_and_strangers_get_one_answer,
    a_one_time_code_makes_an_owner_once,
    an_old_code_and_one_of_many_tries_let_nobody_in,
    the_first_start_goes_step_by_step,
    language_digits_and_calendar_are_ones_own,
    commands_are_those_that_one_may_use,
    deep_links_lead_to_screens,
);

const SARA: i64 = OWNER + 1;
const MINA: i64 = OWNER + 2;
const NOBODY: i64 = OWNER + 3;

/// Everything that people sent is handled.
async fn drained(house: &House, place: &Place) {
    house.idle(&place.url).await;
}

async fn the_configured_account_is_the_owner_and_strangers_get_one_answer(place: &Place) {
    let house = House::start(place).await;
    house.types(NOBODY, "hello");
    let hello = house.sees(NOBODY, "This is the office of").await;
    assert!(hello.buttons.is_empty(), "a stranger finds nothing to tap");
    for text in ["/start", "/start go-ss", "/newkey", "/addserver", "please", "ABCD-EFGH", "/cancel"] {
        house.types(NOBODY, text);
    }
    house.api.send_photo(NOBODY, "me.png", vec![1, 2, 3], "look");
    house.api.send_document(NOBODY, "a.txt", vec![1], "");
    let taps =
        ["h", "s:1", "!s+", "+kf:1:1", "=1:0", "<1", "nonsense"].map(|data| house.api.tap(NOBODY, hello.id, data));
    for tap in &taps {
        assert_eq!(house.words(tap).await, "");
    }
    drained(&house, place).await;
    house.types(MINA, "/start");
    house.sees(MINA, "سلام. اینجا دفتر").await;
    house.api.send_photo(SARA, "me.png", vec![1, 2, 3], "");
    house.sees(SARA, "This is the office of").await;
    house.types(OWNER, "hello");
    house.sees(OWNER, "First steps").await;
    drained(&house, place).await;
    for who in [NOBODY, MINA, SARA] {
        assert_eq!(house.api.chat(who).iter().filter(|m| m.from_bot).count(), 1, "{}", house.picture(who));
    }
    let rows = rows::dump(&place.url).await;
    assert_eq!((rows::count(&rows, "person"), rows::count(&rows, "server")), (1, 0));
    house.mannerly();
}

async fn a_one_time_code_makes_an_owner_once(place: &Place) {
    let house = House::start_with(place, &[("OWNER_TELEGRAM_ID", "")]).await;
    house.types(OWNER, "/start");
    house.sees(OWNER, "This is the office of").await;
    let code = async || {
        let (env, now) = (&house.app().opened.env, house.app().opened.env.clock.now());
        in_tx!(house.db(), |tx| owner_code(tx, env, true, now).await).unwrap().unwrap()
    };
    let ways: [fn(&str) -> String; 5] = [
        |code| code.to_lowercase(),
        |code| format!("  {} ", code.replace('-', " ")),
        |code| format!("/start {code}"),
        |code| format!("/start {}", code.to_lowercase().replace('-', "")),
        str::to_owned,
    ];
    for (n, way) in (0..).zip(ways) {
        let (who, next) = (OWNER + 100 + n, OWNER + 200 + n);
        house.api.add_user(person(who, "Olga", "en"));
        house.api.add_user(person(next, "Nick", "en"));
        let code = code().await;
        for wrong in ["AAAA-AAAA", "/start AAAA-AAAA", &code[1..], "Hi", &format!("{code}{code}")] {
            house.types(who, wrong);
        }
        house.types(who, &way(&code));
        house.sees(who, "First steps").await;
        assert_eq!(house.said(who, "This is the office of"), 1, "wrong codes are answered once, politely");
        house.types(next, &way(&code));
        house.sees(next, "This is the office of").await;
        house.types(next, &code);
        drained(&house, place).await;
        assert_eq!(house.said(next, "First steps"), 0, "a used code lets nobody in");
    }
    let rows = rows::dump(&place.url).await;
    assert_eq!(rows::count(&rows, "person"), 5);
    assert_eq!(
        rows["audit"].iter().filter(|row| row.contains("auth.owner") && !row.contains("auth.owner_code")).count(),
        5
    );
    house.mannerly();
}

async fn an_old_code_and_one_of_many_tries_let_nobody_in(place: &Place) {
    let house = House::start_with(place, &[("OWNER_TELEGRAM_ID", "")]).await;
    let env = &house.app().opened.env;
    let code = async |age: chrono::TimeDelta| {
        let at = env.clock.now() - age;
        in_tx!(house.db(), |tx| owner_code(tx, env, true, at).await).unwrap().unwrap()
    };
    let old = code(chrono::TimeDelta::hours(24)).await;
    house.types(SARA, "/start");
    house.sees(SARA, "send me the one-time code").await;
    house.types(SARA, &old);
    house.sees(SARA, "That is not the code. 4 more tries this hour.").await;
    let good = code(chrono::TimeDelta::hours(23)).await;
    for n in 0..7 {
        house.types(NOBODY, &format!("AAAA-AAA{}", char::from(b'A' + n)));
    }
    house.types(NOBODY, &good);
    house.sees(NOBODY, "This is the office of").await;
    drained(&house, place).await;
    assert_eq!(house.said(NOBODY, "That is not the code"), 5, "{}", house.picture(NOBODY));
    assert_eq!(house.said(NOBODY, "No more tries this hour"), 1, "{}", house.picture(NOBODY));
    assert_eq!(rows::count(&rows::dump(&place.url).await, "person"), 0, "{}", house.picture(NOBODY));
    house.types(SARA, &good);
    house.sees(SARA, "First steps").await;
    let rows = rows::dump(&place.url).await;
    assert_eq!(rows["audit"].iter().filter(|row| row.contains("auth.failed")).count(), 2, "one entry for each chat");
    house.mannerly();
}

async fn the_first_start_goes_step_by_step(place: &Place) {
    let mut house = House::start(place).await;
    let server = outline(3, "Frankfurt").await;
    house.asks(OWNER, "/start", "First steps · 0/9").await;
    house.taps(OWNER, "فارسی").await;
    house.shows(OWNER, "گام‌های نخست · ۱ از ۹").await;
    house.taps(OWNER, "رد کردن").await;
    house.shows(OWNER, "گام‌های نخست · ۲ از ۹").await;
    // Away, in another language, and back.
    house.asks(OWNER, "/language", "🌐").await;
    house.taps(OWNER, "English").await;
    house.shows(OWNER, "Language, digits, calendar").await;
    house.asks(OWNER, "/menu", "").await;
    house.taps(OWNER, "First steps (2/9)").await;
    house.shows(OWNER, "👉 Its currency").await;
    assert!(house.living(OWNER).text.contains("⏭ The name of the house"));
    house.taps(OWNER, "💱 Currency").await;
    house.shows(OWNER, "Which currency").await;
    house.asks(OWNER, "shells", "I don’t know that currency").await;
    house.asks(OWNER, "usd", "👉 Its time zone").await;
    house.taps(OWNER, "🕘 Time zone").await;
    house.down().await;
    house.up().await;
    house.asks(OWNER, "tehran", "👉 The first server").await;
    house.taps(OWNER, "Add a server").await;
    house.shows(OWNER, "Paste what the Outline installer printed").await;
    house.types(OWNER, &server.installer_json());
    house.sees(OWNER, "was added").await;
    house.taps(OWNER, "On with the first steps").await;
    house.shows(OWNER, "👉 The first plan").await;
    house.taps(OWNER, "50 GB · 30 days").await;
    house.shows(OWNER, "What does a key cost").await;
    house.asks(OWNER, "5", "").await;
    house.taps(OWNER, "Create the plan").await;
    house.shows(OWNER, "Price: $5.00").await;
    house.taps(OWNER, "On with the first steps").await;
    house.shows(OWNER, "👉 A first key").await;
    house.taps(OWNER, "New key").await;
    house.taps(OWNER, "50 GB · 30 days").await;
    house.taps(OWNER, "omar-0001").await;
    house.taps(OWNER, "Create").await;
    house.sees(OWNER, "ss://").await;
    house.asks(OWNER, "/menu", "Keys: 1 active").await;
    house.taps(OWNER, "First steps (7/9)").await;
    let step = house.shows(OWNER, "👉 A representative who sells").await;
    assert!(step.button("Representative").is_some());
    house.taps(OWNER, "Skip this").await;
    house.shows(OWNER, "👉 A backup").await;
    house.taps(OWNER, "Backups").await;
    house.shows(OWNER, "No passphrase is set").await;
    house.taps(OWNER, "Make a passphrase").await;
    house.shows(OWNER, "Type show to go on").await;
    house.asks(OWNER, "show", "Write it down now").await;
    house.asks(OWNER, "/backup", "Back").await;
    house.taps(OWNER, "Back up now").await;
    house.shows(OWNER, "The backup is good").await;
    let home = house.asks(OWNER, "/menu", "Keys: 1 active").await;
    assert!(home.button("First steps").is_none(), "what is done isn't offered any more");
    house.taps(OWNER, "Settings").await;
    house.taps(OWNER, "First steps").await;
    house.shows(OWNER, "👉 The name of the house").await;
    house.taps(OWNER, "Skip this").await;
    house.shows(OWNER, "👉 A representative who sells").await;
    house.taps(OWNER, "Skip this").await;
    house.shows(OWNER, "All done").await;
    house.mannerly();
}

async fn language_digits_and_calendar_are_ones_own(place: &Place) {
    let house = House::start(place).await;
    house.asks(OWNER, "/start", "First steps").await;
    let before = house.asks(OWNER, "/language", "For example").await;
    house.taps(OWNER, "فارسی").await;
    let after = house.asks(OWNER, "/language", "نمونه").await;
    assert!(after.text.contains('۰') || after.text.contains('۱') || after.text.contains('۴'), "{}", after.text);
    assert_ne!(before.text, after.text);
    let months =
        ["فروردین", "اردیبهشت", "خرداد", "تیر", "مرداد", "شهریور", "مهر", "آبان", "آذر", "دی", "بهمن", "اسفند"];
    assert!(months.iter().any(|m| after.text.contains(m)), "{}", after.text);
    house.taps(OWNER, "123").await;
    let latin = house.shows(OWNER, "1").await;
    assert!(!latin.text.contains('۱'), "{}", latin.text);
    house.taps(OWNER, "میلادی").await;
    house.handled(OWNER).await;
    let gregorian = house.asks(OWNER, "/language", "نمونه").await;
    assert!(!months.iter().any(|m| gregorian.text.contains(&format!("{m} 14"))), "{}", gregorian.text);
    house.taps(OWNER, "English").await;
    house.shows(OWNER, "For example").await;
    house.mannerly();
}

async fn commands_are_those_that_one_may_use(place: &Place) {
    let house = House::start(place).await;
    house.representative(SARA, "Sara's shop").await;
    house.know(MINA, "Mina", Role::Customer, Language::Fa).await;
    house.asks(OWNER, "/start", "First steps").await;
    let names = |who: i64| -> Vec<String> {
        let commands = house.api.commands(who);
        commands.as_array().unwrap().iter().map(|c| c["command"].as_str().unwrap().to_owned()).collect()
    };
    let has = |who, name: &str| names(who).iter().any(|n| n == name);
    assert!(has(OWNER, "addserver") && has(OWNER, "newkey") && has(OWNER, "cancel"));
    assert!(!has(NOBODY, "newkey") && !has(NOBODY, "servers"), "{:?}", names(NOBODY));
    for (who, theirs, not) in [(SARA, "newkey", "servers"), (MINA, "help", "newkey")] {
        house.types(who, "/language");
        house.sees(who, "🌐").await;
        house.taps(who, "فارسی").await;
        house.taps(who, "English").await;
        house.handled(who).await;
        assert!(has(who, theirs) && !has(who, not) && !has(who, "addserver"), "{:?}", names(who));
    }
    house.taps(OWNER, "فارسی").await;
    house.handled(OWNER).await;
    assert_eq!(house.api.commands(OWNER)[0]["description"], "خانه");
    house.mannerly();
}

async fn deep_links_lead_to_screens(place: &Place) {
    let house = House::start(place).await;
    let server = outline(4, "Frankfurt").await;
    house.furnish(&server).await;
    house.asks(OWNER, "/start go-ss", "Frankfurt").await;
    house.asks(OWNER, "/start go-s_1", "Servers › Frankfurt").await;
    house.asks(OWNER, "/start go-sv_1", "Type show").await;
    house.asks(OWNER, "/start go-k_77", "There is nothing like that here").await;
    for broken in ["/start go-", "/start go-!s+", "/start go-k_X", "/start nonsense", "/START", "/start@claviger_bot"] {
        let home = house.answer_to(OWNER, broken).await;
        assert!(home.text.contains("Servers: 1 of 1 up"), "{broken}: {}", home.text);
    }
    let lost = house.answer_to(OWNER, "/fly").await;
    assert!(lost.text.contains("I didn’t understand") && lost.button("Home").is_some());
    house.mannerly();
}
