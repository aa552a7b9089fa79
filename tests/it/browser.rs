//! The demo's page in a real browser: what somebody sees who tries Claviger for the first time.
//!
//! With `CLAVIGER_PICTURES=docs/pictures` the same stories take the pictures of README and the guides.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by its panic")]

mod chromium;
mod page;

use chromium::Screen;
use page::Page;
use serde_json::json;

/// What is read and tapped on the way from nothing to a key, in one language.
struct Words {
    code: &'static str,
    language: &'static str,
    steps: [&'static str; 8],
    skip: &'static str,
    name: (&'static str, &'static str),
    currency: (&'static str, &'static str),
    zone: (&'static str, &'static str),
    add: (&'static str, &'static str),
    copy: &'static str,
    added: &'static str,
    on: &'static str,
    plan: (&'static str, &'static str, &'static str, &'static str),
    key: [&'static str; 5],
    shown: [&'static str; 4],
}

const ENGLISH: Words = Words {
    code: "en",
    language: "English",
    steps: ["0/9", "1/9", "2/9", "3/9", "4/9", "5/9", "6/9", "7/9"],
    skip: "Skip this",
    name: ("✏ Name", "Nord Access"),
    currency: ("💱 Currency", "EUR"),
    zone: ("🕘 Time zone", "Berlin"),
    add: ("Add a server", "Paste what the Outline installer printed"),
    copy: "Copy",
    added: "Frankfurt was added",
    on: "On with the first steps",
    plan: ("50 GB · 30 days", "What does a key cost", "5", "Create the plan"),
    key: ["New key", "50 GB · 30 days", "omar-0001", "Create", "Which plan"],
    shown: ["🟢 Active", "50 GB · from the plan", "30 days left", "Price: €5.00"],
};

const PERSIAN: Words = Words {
    code: "fa",
    language: "فارسی",
    steps: ["۰ از ۹", "۱ از ۹", "۲ از ۹", "۳ از ۹", "۴ از ۹", "۵ از ۹", "۶ از ۹", "۷ از ۹"],
    skip: "رد کردن",
    name: ("نام", "کلیدبان"),
    currency: ("واحد پول", "IRR"),
    zone: ("منطقهٔ زمانی", "Tehran"),
    add: ("افزودن سرور", "نصب‌کنندهٔ Outline"),
    copy: "کپی",
    added: "سرور Frankfurt اضافه شد",
    on: "ادامهٔ گام‌های نخست",
    plan: ("۵۰ گیگابایت", "قیمت هر کلید چقدر است", "۲۵۰ هزار تومان", "ساختن طرح"),
    key: ["کلید تازه", "۵۰ گیگابایت", "omar-0001", "ساختن", "کدام طرح"],
    shown: ["🟢 فعال", "۵۰ گیگابایت", "۳۰ روز مانده", "قیمت: ۲۵۰٬۰۰۰ تومان"],
};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn from_nothing_to_a_key_in_english() {
    from_nothing_to_a_key(&ENGLISH).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn from_nothing_to_a_key_in_persian() {
    from_nothing_to_a_key(&PERSIAN).await;
}

async fn from_nothing_to_a_key(words: &Words) {
    let how = format!("lang={}&theme=light", words.code);
    let Some(page) = Page::open("from_nothing_to_a_key", Screen::Desk, true, &how).await else { return };
    first_steps(&page, words).await;
    page.sees(words.steps[4]).await;
    page.picture(&format!("first-steps-{}", words.code)).await;
    server(&page, words).await;
    plan(&page, words).await;
    key(&page, words).await;
    page.picture(&format!("key-{}", words.code)).await;
    let directions = "[...document.querySelectorAll('#log .m:not(.me) .line')].filter(line => line.innerText.trim()).map(line => getComputedStyle(line).direction)";
    if words.code == "fa" {
        assert_eq!(page.read("document.documentElement.dir").await, "rtl");
        assert_eq!(page.read(&format!("{directions}.every(d => d === 'rtl')")).await, true);
        let url = "getComputedStyle(document.querySelector('#log .m:last-child code')).direction";
        assert_eq!(page.read(url).await, "ltr");
    } else {
        assert_eq!(page.read(&format!("{directions}.every(d => d === 'ltr')")).await, true);
    }
    page.close().await;
}

async fn first_steps(page: &Page, words: &Words) {
    page.clicks("#log .start").await;
    page.sees("0/9").await;
    page.taps(words.language).await;
    page.sees(words.steps[1]).await;
    page.taps(words.name.0).await;
    page.until("!button(a)", &json!(words.skip)).await;
    page.types(words.name.1).await;
    page.sees(words.steps[2]).await;
    page.taps(words.currency.0).await;
    page.taps(words.currency.1).await;
    page.sees(words.steps[3]).await;
    page.taps(words.zone.0).await;
    page.until("!button(a)", &json!(words.skip)).await;
    page.types(words.zone.1).await;
}

/// Copies what a server's installer printed from the panel at the side, and pastes it.
async fn server(page: &Page, words: &Words) {
    page.taps(words.add.0).await;
    page.sees(words.add.1).await;
    page.clicks_on("#around summary", "Frankfurt").await;
    page.clicks_on("#around details[open] .chip", words.copy).await;
    // Copying takes a moment; the page says when it is done.
    page.until("!document.getElementById('toast').hidden", &json!(null)).await;
    page.keys("\u{E009}v\u{E000}").await;
    page.until("document.getElementById('text').value.includes('apiUrl')", &json!(null)).await;
    page.keys("\u{E007}").await;
    page.sees(words.added).await;
    // What was pasted is a secret: it is taken out of the chat.
    page.until("![...document.querySelectorAll('#log .me')].some(m => m.innerText.includes('apiUrl'))", &json!(null))
        .await;
    page.clicks_on("#around summary", "Frankfurt").await;
}

async fn plan(page: &Page, words: &Words) {
    page.taps(words.on).await;
    page.sees(words.steps[5]).await;
    page.taps(words.plan.0).await;
    page.sees(words.plan.1).await;
    page.types(words.plan.2).await;
    page.taps(words.plan.3).await;
    page.sees(words.shown[3]).await;
}

/// Four taps, no typing.
async fn key(page: &Page, words: &Words) {
    page.taps(words.on).await;
    page.sees(words.steps[6]).await;
    page.taps(words.key[0]).await;
    page.sees(words.key[4]).await;
    page.taps(words.key[1]).await;
    page.taps(words.key[2]).await;
    page.taps(words.key[3]).await;
    let drawn = "[...document.querySelectorAll('#log .pic img')].find(i => i.complete && i.naturalWidth > 200)?.alt";
    assert_eq!(page.until(drawn, &json!(null)).await, "key.png");
    page.sees("ss://").await;
    for text in &words.shown[..3] {
        page.sees(text).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_phone_shows_the_chat_and_the_rest_behind_two_buttons() {
    let Some(page) = Page::open("a_phone", Screen::Phone, false, "lang=en&theme=light").await else { return };
    let fits = "document.documentElement.scrollWidth <= innerWidth && innerWidth === 390";
    page.clicks("#log .start").await;
    page.sees("Nord Access").await;
    assert_eq!(page.read(fits).await, true);
    let hidden =
        "['people', 'world'].every(id => getComputedStyle(document.getElementById(id)).visibility === 'hidden')";
    assert_eq!(page.read(hidden).await, true);
    let shown = "(r => r.left >= 0 && r.right <= innerWidth && getComputedStyle(document.getElementById(a)).visibility === 'visible')(document.getElementById(a).getBoundingClientRect())";
    for panel in ["people", "world"] {
        page.clicks(&format!("#open-{panel}")).await;
        page.until(shown, &json!(panel)).await;
        assert_eq!(page.read(fits).await, true);
        page.clicks(&format!("#{panel} .close")).await;
        page.until(hidden, &json!(null)).await;
    }
    page.taps("Keys").await;
    page.sees("🗝 Keys").await;
    page.taps("terrasse").await;
    page.sees("from the plan").await;
    assert_eq!(page.read(fits).await, true);
    page.picture("phone").await;
    page.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_fault_at_a_server_shows_in_the_bot_in_the_dark() {
    let Some(page) = Page::open("a_fault", Screen::Desk, false, "lang=en&theme=dark").await else { return };
    let paper = "getComputedStyle(document.querySelector('.bar')).backgroundColor";
    assert_eq!(page.read(paper).await, "rgb(21, 28, 44)");
    page.clicks("#log .start").await;
    page.sees("Nord Access").await;
    page.clicks_on("#around summary", "Helsinki").await;
    page.clicks_on("#around details[open] .t2", "refuses connections").await;
    page.until("within('#around summary', a)", &json!("down")).await;
    // Servers are asked every minute; nobody waits for that.
    page.clicks_on("#around .chip", "60×").await;
    page.sees("Helsinki doesn’t answer").await;
    page.clicks_on("#around .chip", "1×").await;
    page.taps("Helsinki").await;
    page.sees("🔴 Down").await;
    page.sees("Nothing answers there").await;
    page.picture("dark").await;
    page.clicks_on("#around details[open] .t2", "refuses connections").await;
    page.until("within('#around summary', 'Helsinki').innerText.includes(a)", &json!("up")).await;
    page.taps("Check now").await;
    page.sees("🟢 Up").await;
    page.sees("Helsinki answers again").await;
    page.close().await;
}
