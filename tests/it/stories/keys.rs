//! A key's life in a seller's hand: four taps, a picture, changes in the words people use, trouble and the end.

use crate::harness::{
    db::{Place, stories},
    house::{House, OWNER, PATIENCE, outline},
    rows,
};
use claviger::demo::{botapi::MessageView, outline::options::Fault};

stories!(
    four_taps_from_home_and_no_typing,
    it_is_handed_on_again_as_picture_and_file,
    it_is_stopped_and_goes_on,
    quota_and_end_are_read_as_people_write_them,
    a_name_that_is_taken_is_asked_for_again,
    deleting_says_what_is_lost,
    what_could_not_be_made_is_tried_again,
    a_plan_is_changed_archived_and_an_unclear_price_asked_about,
);

async fn furnished(place: &Place, seed: u64) -> (House, claviger::demo::outline::OutlineSim) {
    let house = House::start(place).await;
    let server = outline(seed, "Frankfurt").await;
    house.furnish(&server).await;
    (house, server)
}

/// The key's page, as the newest message.
async fn open(house: &House, name: &str) -> MessageView {
    house.asks(OWNER, &format!("/find {name}"), &format!("Keys › {name}")).await
}

/// Waits until the page says no more that the server is to be told.
async fn confirmed(house: &House) {
    let told = house.api.until(PATIENCE, |_| (!house.living(OWNER).text.contains("hasn’t confirmed")).then_some(()));
    assert!(told.await.is_some(), "{}", house.picture(OWNER));
}

/// The picture is a whole PNG: every chunk's length leads to the next, and the last is the end.
fn is_png(bytes: &[u8]) -> bool {
    let Some(mut rest) = bytes.strip_prefix(b"\x89PNG\r\n\x1a\n") else { return false };
    while let Some((head, after)) = rest.split_at_checked(8) {
        let length = u32::from_be_bytes(head[..4].try_into().unwrap()) as usize;
        if &head[4..] == b"IEND" {
            return length == 0 && after.len() == 4;
        }
        let Some(next) = after.get(length + 4..) else { return false };
        rest = next;
    }
    false
}

async fn four_taps_from_home_and_no_typing(place: &Place) {
    let (house, server) = furnished(place, 21).await;
    house.asks(OWNER, "/menu", "No keys yet").await;
    house.taps(OWNER, "New key").await;
    house.shows(OWNER, "1/3").await;
    house.taps(OWNER, "50 GB · 30 days").await;
    house.shows(OWNER, "2/3").await;
    house.taps(OWNER, "omar-0001").await;
    let look = house.shows(OWNER, "3/3").await;
    assert!(look.text.contains("Gets: 50 GB, 30 days") && look.text.contains("Frankfurt"), "{}", look.text);
    house.taps(OWNER, "Create").await;
    let picture = house.sees(OWNER, "ss://").await;
    let photo = picture.photo.clone().expect("a picture");
    assert!(is_png(&photo.bytes));
    assert_eq!(photo.bytes, claviger::documents::qr::png(&picture.text), "the picture says what the caption says");
    assert!(picture.text.lines().count() == 1 && !picture.text.contains("omar"), "nothing else is given away");
    house.shows(OWNER, "🟢 Active").await;
    assert_eq!(server.truth()[0].name, "omar-0001");
    house.asks(OWNER, "/newkey", "").await;
    house.taps(OWNER, "50 GB · 30 days").await;
    assert!(house.shows(OWNER, "2/3").await.button("omar-0002").is_some(), "the next name is free");
    house.mannerly();
}

async fn it_is_handed_on_again_as_picture_and_file(place: &Place) {
    let (house, _server) = furnished(place, 22).await;
    let first = house.make_key("phone-7").await;
    house.shows(OWNER, "🟢 Active").await;
    let page = open(&house, "phone-7").await;
    assert!(!page.text.contains("ss://"), "a page doesn't give the key away");
    let tap = house.taps(OWNER, "Send again").await;
    assert_eq!(house.words(&tap).await, "On its way.");
    let again =
        house.api.until(PATIENCE, |h| h.chat(OWNER).into_iter().rev().find(|m| m.photo.is_some() && m.id > page.id));
    assert_eq!(again.await.unwrap().text, first.text);
    let button = first.button("As a file").and_then(|b| b.data.clone()).expect("the picture offers the file");
    let tap = house.api.tap(OWNER, first.id, &button);
    assert_eq!(house.words(&tap).await, "On its way.");
    let sent = house.api.until(PATIENCE, |h| h.chat(OWNER).into_iter().rev().find_map(|m| m.document));
    let file = sent.await.expect("a file");
    assert_eq!((file.name.as_str(), file.bytes.as_ref()), ("phone-7.txt", format!("{}\n", first.text).as_bytes()));
    let rows = rows::dump(&place.url).await;
    assert_eq!(rows["audit"].iter().filter(|r| r.contains("key.reveal")).count(), 2);
    assert_eq!(rows::holding(&rows, &first.text), Vec::<&str>::new());
    house.asks(OWNER, "/find phone-7", "").await;
    house.taps(OWNER, "History").await;
    house.shows(OWNER, "Sent again").await;
    house.mannerly();
}

async fn it_is_stopped_and_goes_on(place: &Place) {
    let (house, server) = furnished(place, 23).await;
    house.make_key("phone-7").await;
    open(&house, "phone-7").await;
    house.taps(OWNER, "Suspend").await;
    house.shows(OWNER, "⏸ Suspended").await;
    confirmed(&house).await;
    assert!(server.truth()[0].blocked);
    house.asks(OWNER, "/menu", "0 active · 1 stopped").await;
    open(&house, "phone-7").await;
    house.taps(OWNER, "Resume").await;
    house.shows(OWNER, "🟢 Active").await;
    confirmed(&house).await;
    assert_eq!((server.truth()[0].blocked, server.truth()[0].limit), (false, Some(75_000_000_000)));
    house.mannerly();
}

async fn quota_and_end_are_read_as_people_write_them(place: &Place) {
    let (house, server) = furnished(place, 24).await;
    house.make_key("phone-7").await;
    open(&house, "phone-7").await;
    for (typed, shown) in [("۷۵ گیگ", "Quota: 75 GB"), ("1.5 TB", "Quota: 1.5 TB"), ("unlimited", "Quota: unlimited")]
    {
        house.taps(OWNER, "📊 Quota").await;
        house.shows(OWNER, "How much traffic in all").await;
        let page = house.asks(OWNER, typed, shown).await;
        assert!(page.text.contains("set for this key"), "{}", page.text);
    }
    house.taps(OWNER, "📊 Quota").await;
    house.shows(OWNER, "Now: unlimited").await;
    house.asks(OWNER, "much", "I can’t read that as traffic").await;
    house.taps(OWNER, "100 GB").await;
    house.shows(OWNER, "Quota: 100 GB").await;
    for (typed, shown) in [("۱۴۰۶/۰۱/۱۵", "4 Apr 2027"), ("31 Dec 2027", "31 Dec 2027")] {
        house.taps(OWNER, "📅 End").await;
        house.shows(OWNER, "Until when").await;
        house.asks(OWNER, typed, &format!("Ends: {shown}")).await;
    }
    house.taps(OWNER, "📅 End").await;
    house.shows(OWNER, "Now: 31 Dec 2027").await;
    house.asks(OWNER, "1 Jan 2020", "That day is over").await;
    house.asks(OWNER, "31 Feb 2027", "no such day").await;
    house.taps(OWNER, "No end").await;
    house.shows(OWNER, "Ends: no end").await;
    let limit = house.api.until(PATIENCE, |_| (server.truth()[0].limit == Some(150_000_000_000)).then_some(()));
    assert!(limit.await.is_some(), "{:?}", server.truth());
    house.mannerly();
}

async fn a_name_that_is_taken_is_asked_for_again(place: &Place) {
    let (house, server) = furnished(place, 25).await;
    house.make_key("phone-7").await;
    house.make_key("phone-8").await;
    house.asks(OWNER, "/newkey", "").await;
    house.taps(OWNER, "50 GB · 30 days").await;
    house.shows(OWNER, "What is it called").await;
    house.asks(OWNER, " phone-7 ", "").await;
    house.taps(OWNER, "Create").await;
    house.shows(OWNER, "A key of that name is there already").await;
    house.asks(OWNER, "phone-9", "").await;
    house.taps(OWNER, "Create").await;
    house.shows(OWNER, "Keys › phone-9").await;
    open(&house, "phone-8").await;
    house.taps(OWNER, "Rename").await;
    house.shows(OWNER, "Now: phone-8").await;
    house.asks(OWNER, "phone-7", "A key of that name is there already").await;
    for (typed, says) in [(&*"x".repeat(61), "60 characters at most"), ("laptop \u{202e} <b>", "Keys › laptop")] {
        house.asks(OWNER, typed, says).await;
    }
    let named =
        house.api.until(PATIENCE, |_| server.truth().iter().any(|k| k.name.starts_with("laptop")).then_some(()));
    assert!(named.await.is_some(), "{:?}", server.truth());
    house.asks(OWNER, "phone-8", "Nothing was found").await;
    house.asks(OWNER, "lapt", "Keys › laptop").await;
    house.mannerly();
}

async fn deleting_says_what_is_lost(place: &Place) {
    let (house, server) = furnished(place, 26).await;
    let picture = house.make_key("phone-7").await;
    open(&house, "phone-7").await;
    house.taps(OWNER, "Delete").await;
    let asks = house.shows(OWNER, "Delete this key?").await;
    for lost in ["phone-7 stops working at once", "can’t be brought back", "left", "its sale is reversed"] {
        assert!(asks.text.contains(lost), "{lost}: {}", asks.text);
    }
    house.taps(OWNER, "Keep it").await;
    house.shows(OWNER, "🟢 Active").await;
    assert_eq!(server.truth().len(), 1);
    house.taps(OWNER, "Delete").await;
    house.taps(OWNER, "Delete it").await;
    house.shows(OWNER, "🗑 Deleted").await;
    assert_eq!(server.truth().len(), 0);
    let page = house.living(OWNER);
    assert!(page.button("Send again").is_none() && page.button("Delete").is_none() && page.button("Home").is_some());
    house.asks(OWNER, &picture.text, "Nothing was found").await;
    house.asks(OWNER, "/menu", "No keys yet").await;
    house.make_key("phone-7").await;
    house.mannerly();
}

async fn what_could_not_be_made_is_tried_again(place: &Place) {
    let (house, server) = furnished(place, 27).await;
    server.set_fault(Fault::OldVersion, true).await.unwrap();
    house.asks(OWNER, "/newkey", "").await;
    house.taps(OWNER, "50 GB · 30 days").await;
    house.taps(OWNER, "omar-0001").await;
    house.taps(OWNER, "Create").await;
    let notice = house.sees(OWNER, "could not be made. Nothing is charged").await;
    assert!(notice.text.contains("too old") && notice.button("Open").is_some(), "{}", notice.text);
    let page = open(&house, "omar-0001").await;
    assert!(page.text.contains("⚠ Could not be made") && page.button("Suspend").is_none(), "{}", page.text);
    server.set_fault(Fault::OldVersion, false).await.unwrap();
    house.taps(OWNER, "Try again").await;
    house.sees(OWNER, "ss://").await;
    house.shows(OWNER, "🟢 Active").await;
    assert_eq!(server.truth().len(), 1);
    // The old notice's button comes too late, and says so without harm.
    let retry = notice.button("Try again").and_then(|b| b.data.clone()).unwrap();
    let tap = house.api.tap(OWNER, notice.id, &retry);
    assert!(house.words(&tap).await.contains("Here is how it is now"));
    assert_eq!(server.truth().len(), 1);
    // A server that shows another certificate is known: nobody is told how to add one.
    server.set_fault(Fault::OtherCertificate, true).await.unwrap();
    house.asks(OWNER, "/newkey", "").await;
    house.taps(OWNER, "50 GB · 30 days").await;
    house.taps(OWNER, "omar-0002").await;
    house.taps(OWNER, "Create").await;
    let words = ["could not be made. Nothing is charged", "another certificate than before"];
    let told = house.api.until(PATIENCE, |hand| {
        hand.chat(OWNER).into_iter().find(|m| words.iter().all(|words| m.text.contains(words)))
    });
    assert!(told.await.is_some(), "{}", house.picture(OWNER));
    assert_eq!(house.said(OWNER, "don’t add it"), 0);
    house.mannerly();
}

async fn a_plan_is_changed_archived_and_an_unclear_price_asked_about(place: &Place) {
    let (house, _server) = furnished(place, 28).await;
    house.make_key("phone-7").await;
    house.asks(OWNER, "/start go-p_1", "Plans › 50 GB · 30 days").await;
    for (button, typed, shown) in [
        ("💰 Price", "7.5", "Price: $7.50"),
        ("📊 Quota", "60gb", "Quota: 60 GB"),
        ("📅 Duration", "2 months", "Lasts: 60 days"),
        ("✏ Name", "Two months", "Plans › Two months"),
    ] {
        house.taps(OWNER, button).await;
        house.shows(OWNER, &format!("Plans › {button}")).await;
        house.asks(OWNER, typed, shown).await;
    }
    house.taps(OWNER, "💰 Price").await;
    house.shows(OWNER, "Now: $7.50").await;
    let asks = house.asks(OWNER, "1.250", "two ways").await;
    assert!(asks.button("$1.25").is_some() && asks.button("$1,250").is_some(), "{}", house.picture(OWNER));
    house.taps(OWNER, "$1,250").await;
    house.shows(OWNER, "Price: $1,250").await;
    assert!(open(&house, "phone-7").await.text.contains("Quota: 50 GB"), "what was sold stays");
    house.asks(OWNER, "/start go-p_1", "Plans › Two months").await;
    house.taps(OWNER, "Archive").await;
    house.shows(OWNER, "isn’t sold any more").await;
    let told = house.answer_to(OWNER, "/newkey").await;
    assert!(told.text.contains("Make a plan first"), "{}", told.text);
    house.asks(OWNER, "/start go-p_1", "").await;
    house.taps(OWNER, "Sell it again").await;
    house.handled(OWNER).await;
    house.asks(OWNER, "/newkey", "Which plan").await;
    house.mannerly();
}
