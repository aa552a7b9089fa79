//! The bot's manners: what is tapped twice acts once, old menus say so, a restart loses no form, nobody is left waiting.

use crate::harness::{
    db::{Place, stories},
    house::{House, OWNER, PATIENCE, outline},
    rows,
};
use claviger::{
    demo::outline::options::Fault,
    domain::{person::Language, role::Role},
};

stories!(
    a_double_tap_acts_once,
    an_old_menu_says_so_and_shows_the_present_one,
    a_restart_in_a_form_goes_on,
    the_second_of_two_admins_is_told,
    answers_of_the_wrong_kind_are_asked_for_again,
    a_screen_in_progress_never_comes_back_over_another,
);

const ANNA: i64 = OWNER + 1;

async fn furnished(place: &Place, seed: u64) -> (House, claviger::demo::outline::OutlineSim) {
    let house = House::start(place).await;
    let server = outline(seed, "Frankfurt").await;
    house.furnish(&server).await;
    (house, server)
}

/// Taps a button of the newest message several times at once; gives what each tap was answered.
async fn taps_at_once(house: &House, label: &str, times: usize) -> Vec<String> {
    let living = house.living(OWNER);
    let data = living.button(label).and_then(|b| b.data.clone()).unwrap_or_else(|| panic!("no {label}"));
    let taps: Vec<_> = (0..times).map(|_| house.api.tap(OWNER, living.id, &data)).collect();
    let mut words = Vec::new();
    for tap in taps {
        words.push(house.words(&tap).await);
    }
    words
}

async fn a_double_tap_acts_once(place: &Place) {
    let (house, server) = furnished(place, 51).await;
    house.asks(OWNER, "/newkey", "Which plan").await;
    taps_at_once(&house, "50 GB · 30 days", 2).await;
    house.shows(OWNER, "What is it called").await;
    taps_at_once(&house, "omar-0001", 2).await;
    let look = house.shows(OWNER, "3/3").await;
    let words = taps_at_once(&house, "Create", 4).await;
    assert!(words.iter().all(String::is_empty), "nobody is told off for tapping twice: {words:?}");
    house.sees(OWNER, "ss://").await;
    house.shows(OWNER, "🟢 Active").await;
    assert_eq!(server.truth().len(), 1);
    let page = house.api.message(OWNER, look.id).unwrap();
    assert!(page.text.contains("Keys › omar-0001"), "the key's page stays where it was:\n{}", house.picture(OWNER));
    house.asks(OWNER, "/start go-k_1", "🟢 Active").await;
    taps_at_once(&house, "Suspend", 3).await;
    house.shows(OWNER, "⏸ Suspended").await;
    let rows = rows::dump(&place.url).await;
    let done = |action: &str| {
        let ok = |r: &&String| r.contains(action) && (r.contains("result='ok'") || r.contains("\"result\":\"ok\""));
        rows["audit"].iter().filter(ok).count()
    };
    assert_eq!((done("key.create"), done("key.suspend")), (1, 1));
    house.asks(OWNER, "/start go-ps_0", "").await;
    house.taps(OWNER, "New plan").await;
    house.shows(OWNER, "What is the plan called").await;
    house.asks(OWNER, "Endless", "2/5").await;
    house.asks(OWNER, "unlimited", "3/5").await;
    house.asks(OWNER, "10 gb", "4/5").await;
    let look = house.asks(OWNER, "7", "5/5").await;
    taps_at_once(&house, "Create the plan", 3).await;
    house.handled(OWNER).await;
    assert_eq!(rows::count(&rows::dump(&place.url).await, "plan"), 2);
    assert!(house.api.message(OWNER, look.id).unwrap().text.contains("Price: $7"), "{}", house.picture(OWNER));
    house.mannerly();
}

async fn an_old_menu_says_so_and_shows_the_present_one(place: &Place) {
    let (house, server) = furnished(place, 52).await;
    house.make_key("phone-7").await;
    let page = house.asks(OWNER, "/start go-k_1", "🟢 Active").await;
    let suspend = page.button("Suspend").and_then(|b| b.data.clone()).unwrap();
    let history = page.button("History").and_then(|b| b.data.clone()).unwrap();
    let home = house.asks(OWNER, "/menu", "1 active").await;
    let bare = house.api.until(PATIENCE, |h| h.message(OWNER, page.id)?.buttons.is_empty().then_some(())).await;
    assert!(bare.is_some(), "the old menu loses its buttons");
    let old = "That menu is old. Here is the present one.";
    let tap = house.api.tap(OWNER, page.id, &suspend);
    assert_eq!(house.words(&tap).await, old);
    house.handled(OWNER).await;
    assert!(!server.truth()[0].blocked, "an old button changes nothing");
    let tap = house.api.tap(OWNER, page.id, &history);
    assert_eq!(house.words(&tap).await, old);
    let shown = house.shows(OWNER, "Asked for").await;
    assert!(shown.id > home.id);
    // A form that is being filled in isn't lost to an old button.
    house.asks(OWNER, "/newkey", "Which plan").await;
    let asked = house.living(OWNER).id;
    let tapped = [&*history, &*suspend, "=1:0", "<1", "k:1"];
    for data in tapped {
        let tap = house.api.tap(OWNER, page.id, data);
        assert_eq!(house.words(&tap).await, old, "{data}");
        // The words come beside the form, not after it: what is tapped next is to be tapped on the new one.
        let again = house.api.until(PATIENCE, |_| (house.living(OWNER).id > asked).then_some(())).await;
        assert!(again.is_some(), "the form is shown again:\n{}", house.picture(OWNER));
        assert!(house.living(OWNER).text.contains("Which plan"));
    }
    assert!(house.living(OWNER).id < asked + 3, "and not for each tap");
    house.taps(OWNER, "50 GB · 30 days").await;
    house.shows(OWNER, "What is it called").await;
    let living = house.living(OWNER).id;
    for data in ["k", "zz:1", "!k+", "", "🗝", "=x:y"] {
        let tap = house.api.tap(OWNER, living, data);
        house.words(&tap).await;
    }
    house.shows(OWNER, "What is it called").await;
    house.taps(OWNER, "Cancel").await;
    house.shows(OWNER, "🗝 Keys").await;
    house.mannerly();
}

async fn a_restart_in_a_form_goes_on(place: &Place) {
    let (mut house, server) = furnished(place, 53).await;
    let again = async |house: &mut House| {
        house.down().await;
        house.up().await;
    };
    house.asks(OWNER, "/newkey", "Which plan").await;
    again(&mut house).await;
    house.taps(OWNER, "50 GB · 30 days").await;
    house.shows(OWNER, "What is it called").await;
    again(&mut house).await;
    house.asks(OWNER, "phone-7", "3/3").await;
    again(&mut house).await;
    house.taps(OWNER, "Create").await;
    house.sees(OWNER, "ss://").await;
    house.asks(OWNER, "/start go-ps_0", "").await;
    house.taps(OWNER, "New plan").await;
    house.shows(OWNER, "What is the plan called").await;
    for (typed, says) in [("Small", "2/5"), ("45d", "When does its time begin")] {
        again(&mut house).await;
        house.asks(OWNER, typed, says).await;
    }
    again(&mut house).await;
    house.taps(OWNER, "At its first use").await;
    house.shows(OWNER, "3/5").await;
    again(&mut house).await;
    house.asks(OWNER, "10 gb", "4/5").await;
    again(&mut house).await;
    house.asks(OWNER, "3", "5/5").await;
    again(&mut house).await;
    house.taps(OWNER, "Create the plan").await;
    house.shows(OWNER, "45 days from first use").await;
    house.asks(OWNER, "/start go-k_1", "🟢 Active").await;
    house.taps(OWNER, "Rename").await;
    house.shows(OWNER, "Now: phone-7").await;
    again(&mut house).await;
    house.asks(OWNER, "phone-8", "Keys › phone-8").await;
    house.asks(OWNER, "/addserver", "Paste").await;
    again(&mut house).await;
    house.asks(OWNER, &server.installer_json(), "in the house already").await;
    house.asks(OWNER, "/start go-s_1", "Address").await;
    house.taps(OWNER, "Remove").await;
    house.taps(OWNER, "Remove it").await;
    house.shows(OWNER, "Type remove").await;
    again(&mut house).await;
    house.asks(OWNER, "remove", "No servers yet").await;
    house.mannerly();
}

async fn the_second_of_two_admins_is_told(place: &Place) {
    let (house, _server) = furnished(place, 54).await;
    house.know(ANNA, "Anna", Role::Admin, Language::En).await;
    house.make_key("phone-7").await;
    for who in [OWNER, ANNA] {
        house.asks(who, "/start go-k_1", "🟢 Active").await;
    }
    house.taps(OWNER, "Suspend").await;
    house.shows(OWNER, "⏸ Suspended").await;
    let tap = house.taps(ANNA, "Suspend").await;
    assert!(house.words(&tap).await.contains("This was changed meanwhile"));
    house.shows(ANNA, "⏸ Suspended").await;
    // Both are asked for the name; the second one's answer finds the key changed, and says so once.
    for who in [OWNER, ANNA] {
        house.taps(who, "Rename").await;
        house.shows(who, "Now: phone-7").await;
    }
    house.asks(OWNER, "phone-8", "Keys › phone-8").await;
    let told = house.asks(ANNA, "phone-9", "This was changed meanwhile").await;
    assert!(told.text.contains("Keys › phone-8"), "with the key as it is now: {}", told.text);
    house.taps(ANNA, "Rename").await;
    house.shows(ANNA, "Now: phone-8").await;
    house.asks(ANNA, "phone-9", "Keys › phone-9").await;
    house.asks(ANNA, "/start go-k_1", "").await;
    house.taps(ANNA, "Rename").await;
    house.shows(ANNA, "Now: phone-9").await;
    house.asks(OWNER, "/start go-kd_1", "").await;
    house.taps(OWNER, "Delete it").await;
    house.shows(OWNER, "🗑 Deleted").await;
    let told = house.asks(ANNA, "phone-10", "Here is how it is now").await;
    assert!(told.text.contains("🗑 Deleted"), "{}", told.text);
    house.mannerly();
}

async fn answers_of_the_wrong_kind_are_asked_for_again(place: &Place) {
    let (house, server) = furnished(place, 55).await;
    house.asks(OWNER, "/newkey", "Which plan").await;
    house.asks(OWNER, "the cheap one", "Please tap one of the buttons").await;
    house.taps(OWNER, "50 GB · 30 days").await;
    house.shows(OWNER, "What is it called").await;
    house.api.send_photo(OWNER, "key.png", vec![1, 2, 3], "phone-7");
    house.shows(OWNER, "Please send your answer as text").await;
    house.api.send_document(OWNER, "key.txt", vec![1], "phone-7");
    house.asks(OWNER, "phone-7", "3/3").await;
    house.asks(OWNER, "yes", "Please tap one of the buttons").await;
    house.taps(OWNER, "Back").await;
    house.shows(OWNER, "What is it called").await;
    house.taps(OWNER, "Back").await;
    house.shows(OWNER, "Which plan").await;
    house.taps(OWNER, "Cancel").await;
    house.shows(OWNER, "🗝 Keys").await;
    house.api.send_photo(OWNER, "me.png", vec![1, 2, 3], "");
    let lost = house.shows(OWNER, "I didn’t understand").await;
    assert!(lost.button("Home").is_some());
    house.asks(OWNER, "/addserver", "Paste").await;
    house.asks(OWNER, "/cancel", "🖥 Servers").await;
    house.asks(OWNER, "/start go-p_1", "").await;
    house.taps(OWNER, "📊 Quota").await;
    house.shows(OWNER, "Now: 50 GB").await;
    for wrong in ["-5", "0", "1e99 TB", "NaN", "🗝", "5 5", "٫"] {
        let asked = house.answer_to(OWNER, wrong).await;
        assert!(asked.text.contains("For example") || asked.text.contains("too"), "{wrong}: {}", asked.text);
    }
    house.asks(OWNER, "/menu", "No keys yet").await;
    assert!(server.truth().is_empty());
    house.mannerly();
}

async fn a_screen_in_progress_never_comes_back_over_another(place: &Place) {
    let (house, server) = furnished(place, 56).await;
    server.set_fault(Fault::Silent, true).await.unwrap();
    house.asks(OWNER, "/newkey", "").await;
    house.taps(OWNER, "50 GB · 30 days").await;
    house.taps(OWNER, "omar-0001").await;
    house.taps(OWNER, "Create").await;
    house.shows(OWNER, "⏳ Being made").await;
    house.taps(OWNER, "Home").await;
    let home = house.shows(OWNER, "Being made: 1").await;
    server.set_fault(Fault::Silent, false).await.unwrap();
    let picture = house.api.until(PATIENCE * 2, |h| h.chat(OWNER).into_iter().find(|m| m.photo.is_some())).await;
    let picture = picture.unwrap_or_else(|| panic!("no picture\n{}", house.picture(OWNER)));
    house.handled(OWNER).await;
    let now = house.api.message(OWNER, home.id).unwrap();
    assert!(now.text.contains("Servers:") && !now.text.contains("🟢 Active"), "Home stays Home: {}", now.text);
    let open = picture.button("Open").and_then(|b| b.data.clone()).unwrap();
    let tap = house.api.tap(OWNER, picture.id, &open);
    house.words(&tap).await;
    house.shows(OWNER, "🟢 Active").await;
    assert!(house.api.message(OWNER, picture.id).unwrap().photo.is_some(), "the picture stays");
    house.mannerly();
}
