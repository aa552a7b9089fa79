//! Finding and paging: what people type at Home, friendly or not, and lists longer than a page.

use crate::harness::{
    db::{Place, stories},
    house::{House, OWNER, PATIENCE, outline},
};

stories!(
    a_key_is_found_by_what_people_type,
    hostile_texts_find_nothing_and_break_nothing,
    thirty_keys_are_paged_through,
    keys_are_found_in_any_chat_by_their_sellers_alone,
);

async fn a_key_is_found_by_what_people_type(place: &Place) {
    let house = House::start(place).await;
    let server = outline(31, "Frankfurt").await;
    house.furnish(&server).await;
    let picture = house.make_key("Sara Phone-7").await;
    house.make_key("کلید علی ۱۲").await;
    house.make_key("sara laptop").await;
    for (typed, found) in [
        ("pho", "Keys › Sara Phone-7"),
        ("SARA PH", "Keys › Sara Phone-7"),
        ("/find phone 7", "Keys › Sara Phone-7"),
        ("/FIND Laptop", "Keys › sara laptop"),
        ("كليد علي", "کلید علی"),
        ("12", "کلید علی"),
        (&*picture.text, "Keys › Sara Phone-7"),
        (&*format!("  {}", picture.text), "Keys › Sara Phone-7"),
        (&*format!("Server: {} hello", picture.text), "Keys › Sara Phone-7"),
        (&*format!("My key doesn’t work:\n{}\nPlease look.", picture.text), "Keys › Sara Phone-7"),
    ] {
        house.asks(OWNER, "/menu", "3 active").await;
        house.asks(OWNER, typed, found).await;
    }
    let two = house.asks(OWNER, "sara", "Found for sara").await;
    assert!(two.button("Sara Phone-7").is_some() && two.button("sara laptop").is_some());
    house.asks(OWNER, "hone", "Nothing was found for hone").await;
    let none = house.asks(OWNER, "ss://Y2hhY2hhMjAtaWV0ZjpzZWNyZXQ@1.2.3.4:5/?outline=1", "Nothing was found").await;
    assert!(!none.text.contains("Y2hhY2"), "a secret isn't repeated: {}", none.text);
    house.asks(OWNER, "/find", "Type the beginning").await;
    house.mannerly();
}

async fn hostile_texts_find_nothing_and_break_nothing(place: &Place) {
    let house = House::start(place).await;
    let server = outline(32, "Frankfurt").await;
    house.furnish(&server).await;
    house.make_key("phone-7").await;
    house.make_key("phone-8").await;
    let long = "z".repeat(4_000);
    let words = "q ".repeat(2_000);
    let marks = "\u{202e}\u{2066}\u{200f}evil\u{2069}".repeat(70);
    for typed in [
        "%",
        "_",
        "%%%",
        "'; DROP TABLE person; --",
        "<b>",
        "</code>&lt;",
        "&amp;",
        "zz\\",
        "\u{0}",
        "zz\u{0}zz",
        &long,
        &words,
        &marks,
        "👩‍👩‍👧‍👦",
        "\u{feff}",
        "ß\u{301}\u{301}",
        "https://",
        "://",
        "ss://",
        "ss://\u{0}%00",
    ] {
        let answer = house.answer_to(OWNER, typed).await;
        assert!(answer.text.contains("Nothing was found"), "{typed:?}: {}", answer.text);
        assert!(answer.text.chars().count() < 1_000 && answer.button("Home").is_some());
        let level: i64 = answer.text.chars().fold(0, |level, c| match c {
            '\u{2066}'..='\u{2068}' => level + 1,
            '\u{2069}' => level - 1,
            _ => level,
        });
        assert_eq!(level, 0, "what was opened is closed: {:?}", answer.text);
        assert!(!answer.text.contains('\u{202e}'), "nothing turns the rest around: {:?}", answer.text);
    }
    house.asks(OWNER, "/menu", "2 active").await;
    house.mannerly();
}

async fn thirty_keys_are_paged_through(place: &Place) {
    let house = House::start(place).await;
    let server = outline(33, "Frankfurt").await;
    house.furnish(&server).await;
    for n in 0..30 {
        house.make_key(&format!("page-{n:02}")).await;
    }
    house.asks(OWNER, "/keys", "🗝 Keys").await;
    let names = |house: &House| -> Vec<String> {
        let rows = house.living(OWNER).buttons.into_iter().flatten();
        rows.filter_map(|b| b.label.split_whitespace().find(|w| w.contains("page-")).map(str::to_owned)).collect()
    };
    let mut seen = Vec::new();
    loop {
        let page = names(&house);
        assert!(page.len() <= 8, "{page:?}");
        seen.extend(page);
        if house.living(OWNER).button("Next page").is_none() {
            break;
        }
        let (id, edits) = (house.living(OWNER).id, house.living(OWNER).edits);
        house.taps(OWNER, "Next page").await;
        let turned = |hand: &claviger::demo::botapi::Hand| (hand.message(OWNER, id)?.edits > edits).then_some(());
        house.api.until(crate::harness::house::PATIENCE, turned).await.expect("the page turns in its place");
    }
    assert_eq!(seen.len(), 30);
    assert!(seen[0].contains("page-29") && seen[29].contains("page-00"), "newest first: {seen:?}");
    house.taps(OWNER, "First page").await;
    house.handled(OWNER).await;
    house.asks(OWNER, "page", "Found for page").await;
    assert_eq!(names(&house).len(), 8);
    house.taps(OWNER, "Next page").await;
    house.handled(OWNER).await;
    house.asks(OWNER, "page-13", "Keys › page-13").await;
    house.mannerly();
}

/// What an inline query is answered.
async fn inline(house: &House, who: i64, words: &str) -> serde_json::Value {
    let query = house.api.inline_query(who, words);
    let found = house.api.until(PATIENCE, |hand| hand.inline_answer(&query)).await;
    found.unwrap_or_else(|| panic!("{words:?} is not answered"))
}

async fn keys_are_found_in_any_chat_by_their_sellers_alone(place: &Place) {
    let house = House::start(place).await;
    let server = outline(33, "Frankfurt").await;
    house.furnish(&server).await;
    let picture = house.make_key("Sara Phone-7").await;
    house.make_key("omar").await;
    let found = inline(&house, OWNER, "phone").await;
    let results = found["results"].as_array().unwrap();
    assert_eq!(results.len(), 1);
    assert_eq!(results[0]["title"], "Sara Phone-7");
    let url = picture.text.lines().find(|line| line.starts_with("ss://")).unwrap();
    let content = results[0]["input_message_content"]["message_text"].to_string();
    assert!(content.contains(&url.replace('&', "&amp;")), "{content}");
    assert_eq!((&found["is_personal"], &found["cache_time"]), (&true.into(), &0.into()), "nobody else is shown it");
    assert_eq!(inline(&house, OWNER, "").await["results"].as_array().unwrap().len(), 2, "all of them to begin with");
    assert!(inline(&house, OWNER, "nothing like it").await["results"].as_array().unwrap().is_empty());
    assert!(inline(&house, OWNER + 1, "phone").await["results"].as_array().unwrap().is_empty(), "a stranger sees none");
    house.asks(OWNER, "phone", "🟢 Active").await;
    house.taps(OWNER, "Suspend").await;
    house.shows(OWNER, "⏸ Suspended").await;
    let stopped = inline(&house, OWNER, "phone").await.to_string();
    assert!(stopped.contains("can’t be used at the moment") && !stopped.contains("ss://"), "{stopped}");
    house.mannerly();
}
