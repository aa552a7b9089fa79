//! A server's life: added by a paste or refused in plain words, paused, revealed, watched, let go.

use crate::harness::{
    db::{Place, stories},
    house::{House, OWNER, PATIENCE, outline, outline_with},
    look::moment,
    rows,
};
use claviger::demo::outline::{
    OutlineSim,
    options::{Fault, SimOptions},
};

stories!(
    what_cant_be_added_is_said_in_plain_words_and_nothing_is_written,
    a_private_address_is_refused_unless_allowed,
    the_same_server_is_recognised_and_its_secret_is_kept,
    a_paste_is_read_with_its_noise_and_leaves_the_chat,
    a_paste_of_somebody_who_may_not_add_servers_leaves_the_chat_too,
    a_paused_server_gets_no_new_keys,
    removing_names_what_is_lost_and_wants_the_word,
    the_management_url_is_shown_once_after_the_word,
    a_server_that_goes_down_and_comes_back_is_told_once,
    a_check_is_seen_while_it_runs_and_a_slow_server_is_explained,
);

async fn owner(place: &Place) -> House {
    let house = House::start(place).await;
    house.asks(OWNER, "/start", "First steps").await;
    house
}

/// Pastes into the form, and waits for what the house says of it.
async fn paste(house: &House, paste: &str, says: &str) {
    house.asks(OWNER, "/addserver", "Paste what the Outline installer printed").await;
    house.asks(OWNER, paste, says).await;
}

fn json(server: &OutlineSim, url: &str) -> String {
    format!(r#"{{"apiUrl":"{url}","certSha256":"{}"}}"#, server.cert_sha256())
}

async fn what_cant_be_added_is_said_in_plain_words_and_nothing_is_written(place: &Place) {
    let house = owner(place).await;
    let server = outline(5, "Frankfurt").await;
    let good = server.installer_json();
    let wrong = good.replace(&server.cert_sha256(), &server.other_cert_sha256());
    paste(&house, &wrong, "It shows another certificate").await;
    house.shows(OWNER, "Nothing was saved").await;
    let (host, _) = server.api_url().rsplit_once('/').map(|(h, p)| (h.to_owned(), p.to_owned())).unwrap();
    paste(&house, &json(&server, &format!("{host}/WrongPath")), "doesn’t know the secret part").await;
    server.set_fault(Fault::WebPage, true).await.unwrap();
    paste(&house, &good, "it isn’t Outline’s management API").await;
    server.set_fault(Fault::WebPage, false).await.unwrap();
    server.set_fault(Fault::Down, true).await.unwrap();
    paste(&house, &good, "Nothing answers there").await;
    server.set_fault(Fault::Down, false).await.unwrap();
    house.types(OWNER, "/addserver");
    for (typed, says) in [
        ("hello", "I can’t read that"),
        (server.api_url().as_str(), "fingerprint is missing"),
        (r#"{"apiUrl":"https://1.2.3.4:5/x","certSha256":"12AB"}"#, "fingerprint isn’t complete"),
        (good.replace("https", "http").as_str(), "has to begin with https"),
        ("ss://Y2hhY2hhMjA@1.2.3.4:5/?outline=1", "customer’s access URL"),
    ] {
        house.asks(OWNER, typed, says).await;
    }
    house.taps(OWNER, "Cancel").await;
    house.shows(OWNER, "No servers yet").await;
    let rows = rows::dump(&place.url).await;
    assert_eq!(["server", "access_key", "difference"].map(|t| rows::count(&rows, t)), [0, 0, 0]);
    let path = server.api_url().rsplit_once('/').unwrap().1.to_owned();
    assert_eq!(rows::holding(&rows, &path), Vec::<&str>::new());
    house.mannerly();
}

async fn a_private_address_is_refused_unless_allowed(place: &Place) {
    let house = House::start_with(place, &[("ALLOW_PRIVATE_NETWORKS", "false")]).await;
    let server = outline(6, "Frankfurt").await;
    house.types(OWNER, "/start");
    paste(&house, &server.installer_json(), "lies in a private network").await;
    assert!(server.calls().is_empty(), "it wasn't asked at all");
    assert_eq!(rows::count(&rows::dump(&place.url).await, "server"), 0);
}

async fn the_same_server_is_recognised_and_its_secret_is_kept(place: &Place) {
    let house = owner(place).await;
    let server = outline(7, "Frankfurt").await;
    house.add_server(&server).await;
    paste(&house, &server.installer_json(), "in the house already, as Frankfurt").await;
    let other = server.api_url().replace("127.0.0.1", "localhost");
    paste(&house, &json(&server, &other), "in the house already, as Frankfurt").await;
    house.asks(OWNER, "/menu", "Servers: 1 of 1 up").await;
    // Pasted where nobody asked for it, and looked for: never kept in clear text.
    house.asks(OWNER, &server.installer_json(), "in the house already").await;
    house.types(OWNER, &format!("/find {}", server.api_url()));
    house.sees(OWNER, "Nothing was found").await;
    house.types(OWNER, &server.api_url());
    house.handled(OWNER).await;
    let path = server.api_url().rsplit_once('/').unwrap().1.to_owned();
    let rows = rows::dump(&place.url).await;
    assert_eq!(rows::holding(&rows, &path), Vec::<&str>::new());
    assert_eq!(rows::holding(&rows, &server.cert_sha256()), Vec::<&str>::new());
    assert_eq!(rows::count(&rows, "server"), 1);
    house.mannerly();
}

async fn a_paste_is_read_with_its_noise_and_leaves_the_chat(place: &Place) {
    let house = owner(place).await;
    let server = outline(8, "Frankfurt").await;
    house.asks(OWNER, "/addserver", "Paste").await;
    let noise = format!(
        "CONGRATULATIONS! Your Outline server is up and running.\n\u{1b}[1;32m{}\u{1b}[0m\n\nMake sure to open port 1234.",
        server.installer_json()
    );
    let sent = house.api.send_text(OWNER, &noise);
    house.shows(OWNER, "was added").await;
    assert!(house.api.message(OWNER, sent).is_none(), "the secret is taken out of the chat");
    let jobs = rows::dump(&place.url).await["job"].clone();
    let blank = |row: &String| row.contains(r#""sealed":"""#) || row.contains(r#"\"sealed\":\"\""#);
    assert!(jobs.iter().filter(|row| row.contains("add_server")).all(blank), "the paste is forgotten: {jobs:?}");
    let path = server.api_url().rsplit_once('/').unwrap().1.to_owned();
    assert!(house.api.chat(OWNER).iter().all(|m| !m.text.contains(&path)), "{}", house.picture(OWNER));
    house.mannerly();
}

async fn a_paste_of_somebody_who_may_not_add_servers_leaves_the_chat_too(place: &Place) {
    let house = owner(place).await;
    let server = outline(14, "Frankfurt").await;
    house.representative(OWNER + 1, "Sara's shop").await;
    house.asks(OWNER + 1, "/start", "Sara").await;
    let sent = house.api.send_text(OWNER + 1, &server.installer_json());
    house.sees(OWNER + 1, "Your role doesn’t allow that").await;
    let gone = house.api.until(PATIENCE, |hand| hand.message(OWNER + 1, sent).is_none().then_some(()));
    assert!(gone.await.is_some(), "the secret is taken out of the chat:\n{}", house.picture(OWNER + 1));
    assert!(server.calls().is_empty(), "it wasn't asked");
    let rows = rows::dump(&place.url).await;
    assert_eq!(rows["audit"].iter().filter(|row| row.contains("refused")).count(), 1);
    house.mannerly();
}

async fn a_paused_server_gets_no_new_keys(place: &Place) {
    let house = House::start(place).await;
    let (first, second) = (outline(9, "Frankfurt").await, outline(10, "Oslo").await);
    house.furnish(&first).await;
    house.add_server(&second).await;
    let open = async |name: &str| {
        house.asks(OWNER, "/servers", "").await;
        house.taps(OWNER, name).await;
        house.shows(OWNER, &format!("Servers › {name}")).await;
    };
    open("Frankfurt").await;
    house.taps(OWNER, "Pause").await;
    house.shows(OWNER, "⏸ Paused").await;
    house.make_key("one").await;
    house.make_key("two").await;
    assert_eq!((first.truth().len(), second.truth().len()), (0, 2));
    open("Frankfurt").await;
    assert!(house.living(OWNER).button("New key").is_none());
    house.taps(OWNER, "Resume").await;
    house.shows(OWNER, "🟢 Up").await;
    house.make_key("three").await;
    assert_eq!(first.truth().len(), 1);
    open("Oslo").await;
    house.taps(OWNER, "Rename").await;
    house.shows(OWNER, "What shall the server be called").await;
    house.asks(OWNER, &"x".repeat(41), "40 characters at most").await;
    house.asks(OWNER, "Bergen <b>&", "Servers › Bergen <b>&").await;
    let checks = || second.calls().get("GET /server").copied().unwrap_or(0);
    let before = checks();
    let tap = house.taps(OWNER, "Check now").await;
    assert_eq!(house.words(&tap).await, "Checking.");
    while checks() == before {
        tokio::task::yield_now().await;
    }
    for name in ["Frankfurt", "Bergen"] {
        open(name).await;
        house.taps(OWNER, "Pause").await;
        house.shows(OWNER, "⏸ Paused").await;
    }
    let told = house.answer_to(OWNER, "/newkey").await;
    assert!(told.text.contains("No server is up") && told.text.contains("⏸ Paused"), "{}", told.text);
    house.taps(OWNER, "🖥 Bergen").await;
    house.shows(OWNER, "Servers › Bergen").await;
    house.taps(OWNER, "Resume").await;
    house.shows(OWNER, "🟢 Up").await;
    second.set_fault(Fault::Down, true).await.unwrap();
    // Once may be by chance: it is down after several.
    let until = std::time::Instant::now() + PATIENCE;
    while !house.living(OWNER).text.contains("🔴 Down") {
        assert!(std::time::Instant::now() < until, "{}", house.picture(OWNER));
        house.taps(OWNER, "Check now").await;
        moment().await;
    }
    house.types(OWNER, "/newkey");
    let told = house.sees(OWNER, "No server is up").await;
    assert!(told.button("🩺 Check Bergen").is_some(), "{}", house.picture(OWNER));
    house.taps(OWNER, "➕ Key on Bergen").await;
    house.shows(OWNER, "Which plan").await;
    house.mannerly();
}

async fn removing_names_what_is_lost_and_wants_the_word(place: &Place) {
    let house = House::start(place).await;
    let server = outline(11, "Frankfurt").await;
    house.furnish(&server).await;
    house.make_key("phone-1").await;
    house.make_key("phone-2").await;
    house.asks(OWNER, "/start go-s_1", "Keys: 2").await;
    house.taps(OWNER, "Remove").await;
    house.shows(OWNER, "and 2 keys with it").await;
    house.shows(OWNER, "2 of them are active").await;
    house.taps(OWNER, "Remove it").await;
    house.shows(OWNER, "Type remove to go on").await;
    house.asks(OWNER, "delete", "That isn’t the word").await;
    house.taps(OWNER, "Cancel").await;
    house.shows(OWNER, "Servers › Frankfurt").await;
    house.taps(OWNER, "Remove").await;
    house.taps(OWNER, "Remove it").await;
    house.shows(OWNER, "Type remove to go on").await;
    house.asks(OWNER, " Remove", "No servers yet").await;
    house.asks(OWNER, "/menu", "No servers yet").await;
    assert_eq!(server.truth().len(), 2, "nothing is changed on the server itself");
    let rows = rows::dump(&place.url).await;
    assert_eq!(rows["audit"].iter().filter(|row| row.contains("server.delete")).count(), 1);
    house.mannerly();
}

async fn the_management_url_is_shown_once_after_the_word(place: &Place) {
    let house = House::start(place).await;
    let server = outline(12, "Frankfurt").await;
    house.furnish(&server).await;
    house.asks(OWNER, "/start go-s_1", "Servers › Frankfurt").await;
    let revealed = || house.api.chat(OWNER).iter().filter(|m| m.from_bot && m.text.contains(&server.api_url())).count();
    house.taps(OWNER, "Management URL").await;
    house.shows(OWNER, "Type show to go on").await;
    house.asks(OWNER, "remove", "That isn’t the word").await;
    let living = house.living(OWNER).id;
    for forged in ["sv:1", ">sv:1"] {
        let tap = house.api.tap(OWNER, living, forged);
        house.words(&tap).await;
    }
    house.handled(OWNER).await;
    assert_eq!(revealed(), 0, "asking for the screen shows nothing");
    house.asks(OWNER, "/start go-s_1", "").await;
    house.taps(OWNER, "Management URL").await;
    house.shows(OWNER, "Type show to go on").await;
    house.asks(OWNER, "SHOW", "shown this once").await;
    assert_eq!(revealed(), 1);
    house.taps(OWNER, "Back").await;
    house.shows(OWNER, "Address: 127.0.0.1").await;
    assert_eq!(revealed(), 0, "the screen is gone with the next tap");
    let rows = rows::dump(&place.url).await;
    assert_eq!(rows["audit"].iter().filter(|row| row.contains("server.reveal")).count(), 1);
    let path = server.api_url().rsplit_once('/').unwrap().1.to_owned();
    assert_eq!(rows::holding(&rows, &path), Vec::<&str>::new());
    house.mannerly();
}

async fn a_check_is_seen_while_it_runs_and_a_slow_server_is_explained(place: &Place) {
    let house = House::start(place).await;
    let slow_by = std::time::Duration::from_millis(3_050);
    let options = SimOptions { name: "Frankfurt".to_owned(), seed: 15, slow_by, ..SimOptions::default() };
    let server = outline_with(options).await;
    house.furnish(&server).await;
    house.asks(OWNER, "/start go-s_1", "Checked").await;
    server.set_fault(Fault::Slow, true).await.unwrap();
    house.taps(OWNER, "Check now").await;
    house.shows(OWNER, "⏳ Being checked").await;
    // Without another tap.
    house.shows(OWNER, "It answers, but takes more than 3 seconds").await;
    house.mannerly();
}

async fn a_server_that_goes_down_and_comes_back_is_told_once(place: &Place) {
    let mut house = House::start(place).await;
    let server = outline(13, "Frankfurt").await;
    house.furnish(&server).await;
    server.set_fault(Fault::Down, true).await.unwrap();
    house.asks(OWNER, "/start go-s_1", "Servers › Frankfurt").await;
    let check = async |house: &House| {
        let before = rows::dump(&place.url).await["server"].clone();
        let tap = house.taps(OWNER, "Check now").await;
        house.words(&tap).await;
        while rows::dump(&place.url).await["server"] == before {
            tokio::task::yield_now().await;
        }
    };
    for _ in 0..4 {
        check(&house).await;
        house.asks(OWNER, "/start go-s_1", "Servers › Frankfurt").await;
    }
    house.sees(OWNER, "🔴 Frankfurt doesn’t answer").await;
    house.asks(OWNER, "/start go-s_1", "🔴 Down").await;
    assert_eq!(house.said(OWNER, "🔴 Frankfurt doesn’t answer"), 1, "said once");
    server.set_fault(Fault::Down, false).await.unwrap();
    // A circuit that opened leaves the server alone for half a minute; a fresh start asks at once.
    house.down().await;
    house.up().await;
    check(&house).await;
    house.sees(OWNER, "🟢 Frankfurt answers again").await;
    assert_eq!(house.said(OWNER, "🟢 Frankfurt answers again"), 1);
}
