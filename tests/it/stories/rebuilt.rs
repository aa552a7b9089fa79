//! A server that was set up anew: one decision about all its keys, and its line replaced where that changed too.

use super::people::{invitation, last};
use crate::harness::{
    db::{Place, stories},
    house::{House, OWNER, PATIENCE, outline},
    look::moment,
    rows,
};
use claviger::{
    demo::outline::{OutlineSim, options::Fault},
    domain::{
        person::Language,
        role::{Actor, Role},
    },
    in_tx,
    service::{
        Error, KeyRefusal, Refusal,
        keys::{self, NewKey},
    },
    store,
};

stories!(
    all_keys_of_a_server_that_was_set_up_anew_are_made_again,
    a_decision_is_put_off_and_then_the_keys_are_deleted,
    a_server_that_lost_its_keys_in_the_middle_goes_on,
    the_same_address_is_the_same_server,
    a_line_is_replaced_from_the_servers_page,
    no_key_is_made_on_a_server_that_is_let_go_at_the_same_moment,
);

const SARA: i64 = OWNER + 1;
const NOBODY: i64 = OWNER + 3;

/// A house with a server and so many keys on it.
async fn furnished(place: &Place, seed: u64, keys: usize) -> (House, OutlineSim) {
    let house = House::start(place).await;
    let server = outline(seed, "Frankfurt").await;
    house.furnish(&server).await;
    for n in 1..=keys {
        house.make_key(&format!("phone-{n}")).await;
    }
    (house, server)
}

async fn check(house: &House) {
    house.asks(OWNER, "/start go-s_1", "Servers › Frankfurt").await;
    house.taps(OWNER, "Check now").await;
}

async fn all_keys_of_a_server_that_was_set_up_anew_are_made_again(place: &Place) {
    let (house, server) = furnished(place, 71, 6).await;
    let before: Vec<_> = server.truth().into_iter().map(|k| (k.id, k.name, k.limit)).collect();
    let first = house.sees(OWNER, "ss://").await.text;
    house.asks(OWNER, "/start go-kc_1_", "This key has no customer").await;
    let after = last(&house, OWNER);
    house.taps(OWNER, "Link to claim it").await;
    let code = invitation(&house, OWNER, after).await;
    house.types(NOBODY, &format!("/start {code}"));
    house.sees(NOBODY, "🟢 Active").await;
    house.make_key("old").await;
    house.asks(OWNER, "old", "Keys › old").await;
    house.taps(OWNER, "Suspend").await;
    let confirmed = house.api.until(PATIENCE, |_| server.truth().iter().any(|k| k.blocked).then_some(()));
    assert!(confirmed.await.is_some());
    house.asks(OWNER, "old", "⏸ Suspended").await;
    while house.living(OWNER).text.contains("hasn’t confirmed") {
        moment().await;
    }
    server.rebuild();
    check(&house).await;
    let told = house.sees(OWNER, "the server was set up anew").await;
    assert!(told.text.contains("7 keys of the house aren’t there any more"), "{}", told.text);
    assert_eq!(house.said(OWNER, "something differs"), 0, "one question, not seven");
    let page = house.asks(OWNER, "phone-1", "Keys › phone-1").await;
    assert!(page.text.contains("⚠ Missing on the server") && page.button("Send again").is_none(), "{}", page.text);
    assert!(page.button("⚖ Decide").is_some(), "{}", house.picture(OWNER));
    let list = house.asks(OWNER, "/keys", "Keys").await;
    assert!(list.button("⚠ phone-2 · missing on the server").is_some(), "{}", house.picture(OWNER));
    house.asks(OWNER, "/menu", "").await;
    house.taps(OWNER, "Needs you (1)").await;
    house.shows(OWNER, "it was set up anew").await;
    house.taps(OWNER, "⚖ Decide").await;
    house.shows(OWNER, "none of its 7 keys is there any more").await;
    house.taps(OWNER, "Make all keys again").await;
    let done = house.sees(OWNER, "7 keys were made again on Frankfurt").await;
    assert!(done.text.contains("1 key there doesn’t work now, so it isn’t sent"), "{}", done.text);
    let after: Vec<_> =
        server.truth().into_iter().filter(|k| k.name != "old").map(|k| (k.id, k.name, k.limit)).collect();
    assert_eq!(after, before, "the same ids, names and limits");
    assert!(server.truth().iter().any(|k| k.name == "old" && k.blocked), "what was suspended stays so");
    let table = house.sees(OWNER, "6 keys have new access URLs").await;
    assert!(table.text.contains("customer of 1 of them has opened a link"), "{}", table.text);
    let file = table.document.expect("a table");
    let rows = String::from_utf8_lossy(&file.bytes).into_owned();
    assert!(rows.contains("phone-6") && !rows.contains("old,") && !rows.contains(&first), "{rows}");
    assert_eq!(rows.matches("ss://").count(), 6, "{rows}");
    let new = house.sees(NOBODY, "Your key phone-1 is a new one").await;
    assert!(new.photo.is_some() && new.text.starts_with("ss://") && !new.text.starts_with(&first), "{}", new.text);
    assert!(rows.contains(new.text.lines().next().unwrap_or_default()), "the same as in the table");
    house.asks(OWNER, "phone-1", "🟢 Active").await;
    assert!(!house.living(OWNER).text.contains("Missing"), "{}", house.picture(OWNER));
    house.taps(OWNER, "History").await;
    house.shows(OWNER, "Got a new access URL from its server").await;
    check(&house).await;
    house.shows(OWNER, "Checked just now").await;
    assert!(house.asks(OWNER, "/menu", "6 active").await.button("Needs you").is_none());
    assert_eq!(house.said(OWNER, "phone-2 has a new access URL"), 0, "one table instead of many pictures");
    assert_eq!(house.said(OWNER, "the server was set up anew"), 1, "{}", house.picture(OWNER));
    house.mannerly();
}

async fn a_decision_is_put_off_and_then_the_keys_are_deleted(place: &Place) {
    let (house, server) = furnished(place, 72, 5).await;
    let ids: Vec<String> = server.truth().into_iter().map(|k| k.id).collect();
    for id in &ids {
        server.delete_key_by_hand(id);
    }
    check(&house).await;
    house.sees(OWNER, "5 keys of the house aren’t there any more").await;
    house.taps(OWNER, "⚖ Decide").await;
    house.shows(OWNER, "none of its 5 keys").await;
    house.taps(OWNER, "Leave it").await;
    house.shows(OWNER, "5 keys are missing on this server").await;
    assert!(house.asks(OWNER, "/menu", "").await.button("Needs you").is_none(), "it isn't asked again");
    // A key made since doesn't make hundreds of questions of the one that was put off.
    house.make_key("new").await;
    check(&house).await;
    house.shows(OWNER, "Checked just now").await;
    house.taps(OWNER, "Missing keys (5)").await;
    house.shows(OWNER, "5 of its 6 keys aren’t there any more").await;
    house.taps(OWNER, "Delete them here").await;
    house.shows(OWNER, "5 keys of Frankfurt that are missing there are deleted here").await;
    house.asks(OWNER, "remove", "That isn’t the word").await;
    house.asks(OWNER, "delete", "Servers › Frankfurt").await;
    house.sees(OWNER, "5 keys of Frankfurt were deleted here").await;
    assert_eq!(house.said(OWNER, "was deleted on its server"), 0, "who decided it isn't told of each");
    house.asks(OWNER, "phone", "Nothing was found").await;
    let home = house.asks(OWNER, "/menu", "1 active").await;
    assert!(home.button("Needs you").is_none(), "{}", home.text);
    let audit = rows::dump(&place.url).await["audit"].iter().filter(|row| row.contains("key.deleted")).count();
    assert_eq!(audit, 5);
    house.mannerly();
}

async fn a_server_that_lost_its_keys_in_the_middle_goes_on(place: &Place) {
    let (house, server) = furnished(place, 73, 5).await;
    server.create_key_by_hand("by hand");
    check(&house).await;
    house.taps(OWNER, "Differences (1)").await;
    house.taps(OWNER, "Take it over").await;
    house.shows(OWNER, "agree").await;
    house.asks(OWNER, "hand", "🟢 Active").await;
    server.rebuild();
    check(&house).await;
    house.sees(OWNER, "the server was set up anew").await;
    server.lose_next_answers(2);
    house.taps(OWNER, "⚖ Decide").await;
    house.taps(OWNER, "Make all keys again").await;
    house.shows(OWNER, "Keys are made again").await;
    house.sees(OWNER, "6 keys were made again on Frankfurt").await;
    assert_eq!(server.truth().len(), 6, "none is doubled");
    let table = house.sees(OWNER, "6 keys have new access URLs").await.document.expect("a table");
    let rows = String::from_utf8_lossy(&table.bytes).into_owned();
    assert!(rows.matches("ss://").count() == 6 && rows.contains("hand"), "one that nobody made, too: {rows}");
    assert_eq!(house.said(OWNER, "the server was set up anew"), 1, "{}", house.picture(OWNER));
    house.mannerly();
}

fn with_certificate(server: &OutlineSim, sha256: &str) -> String {
    format!(r#"{{"apiUrl":"{}","certSha256":"{sha256}"}}"#, server.api_url())
}

async fn the_same_address_is_the_same_server(place: &Place) {
    let (house, server) = furnished(place, 74, 1).await;
    server.rebuild();
    house.asks(OWNER, &server.installer_json(), "in the house already, as Frankfurt").await;
    assert!(house.living(OWNER).button("Use it for").is_none(), "it is the line that the house has");
    server.set_fault(Fault::OtherCertificate, true).await.unwrap();
    let other = with_certificate(&server, &server.other_cert_sha256());
    house.asks(OWNER, &other, "another line than the one the house has").await;
    house.taps(OWNER, "Use it for Frankfurt").await;
    house.shows(OWNER, "Type replace to go on").await;
    house.asks(OWNER, "replace", "reaches Frankfurt by the new line").await;
    house.shows(OWNER, "None of its 1 keys is there").await;
    let rows = rows::dump(&place.url).await;
    assert_eq!(rows::count(&rows, "server"), 1);
    assert_eq!(rows["audit"].iter().filter(|row| row.contains("server.replace")).count(), 1);
    for job in rows["job"].iter().filter(|row| row.contains("add_server")) {
        assert!(job.contains(r#""sealed":"""#) || job.contains(r#"\"sealed\":\"\""#), "a paste is kept: {job}");
    }
    // It has another id by itself: one key is enough to know that it was set up anew.
    house.sees(OWNER, "the server was set up anew").await;
    check(&house).await;
    house.shows(OWNER, "Checked just now").await;
    assert_eq!(house.said(OWNER, "the server was set up anew"), 1, "{}", house.picture(OWNER));
    // What else is there waits with that question: people hear of it once that is decided.
    server.create_key_by_hand("by hand");
    check(&house).await;
    house.shows(OWNER, "Checked just now").await;
    house.taps(OWNER, "⚖ Decide").await;
    house.taps(OWNER, "Make all keys again").await;
    house.sees(OWNER, "1 key was made again").await;
    house.sees(OWNER, "something differs from the house. Waiting for your decision: 1").await;
    assert_eq!(house.said(OWNER, "something differs from the house"), 1);
    assert_eq!(server.truth().len(), 2);
    house.mannerly();
}

async fn a_line_is_replaced_from_the_servers_page(place: &Place) {
    let (house, server) = furnished(place, 75, 1).await;
    house.know(SARA, "Sara", Role::Operator, Language::En).await;
    server.set_fault(Fault::OtherCertificate, true).await.unwrap();
    check(&house).await;
    house.shows(OWNER, "It shows another certificate than before").await;
    house.asks(SARA, "/start go-s_1", "another certificate").await;
    assert!(house.living(SARA).button("Replace its management line").is_none(), "an operator hands no server over");
    house.asks(OWNER, "/start go-s_1", "another certificate").await;
    house.taps(OWNER, "Replace its management line").await;
    house.shows(OWNER, "Type replace to go on").await;
    house.asks(OWNER, "replace", "A new line for Frankfurt").await;
    house.asks(OWNER, &server.installer_json(), "The line was not replaced").await;
    house.shows(OWNER, "Nothing was saved").await;
    house.taps(OWNER, "Paste again").await;
    house.shows(OWNER, "Type replace to go on").await;
    house.asks(OWNER, "replace", "A new line for Frankfurt").await;
    let other = with_certificate(&server, &server.other_cert_sha256());
    let sent = house.api.send_text(OWNER, &other);
    house.shows(OWNER, "Its key is there").await;
    house.taps(OWNER, "🖥 Frankfurt").await;
    house.shows(OWNER, "🟢 Up").await;
    assert!(house.api.message(OWNER, sent).is_none(), "the secret is taken out of the chat");
    house.make_key("after").await;
    assert_eq!(server.truth().len(), 2);
    house.mannerly();
}

async fn no_key_is_made_on_a_server_that_is_let_go_at_the_same_moment(place: &Place) {
    let (house, server) = furnished(place, 76, 0).await;
    let env = house.app().opened.env.clone();
    let now = env.clock.now();
    let mut read = place.db.read().await.unwrap();
    let id = store::servers::ids(&mut read).await.unwrap()[0];
    let plan = store::plans::list(&mut read, claviger::domain::plan::PlanState::Active).await.unwrap()[0].id;
    drop(read);
    for asked in [Some(id), None] {
        let mut going = place.db.begin().await.unwrap();
        let held = store::servers::lock(&mut going, id).await.unwrap().unwrap();
        let state = claviger::domain::server::ServerState::Paused;
        assert!(store::servers::set_state(&mut going, id, held.version, state).await.unwrap());
        let (db, env) = (place.db.clone(), env.clone());
        let making = tokio::spawn(async move {
            let new = NewKey { plan, server: asked, name: "late".to_owned() };
            in_tx!(db, |tx| keys::create(tx, &env, &Actor::Machine, &new, now).await)
        });
        for _ in 0..20 {
            moment().await;
        }
        going.commit().await.unwrap();
        let made = making.await.unwrap();
        let refused =
            matches!(made, Err(Error::Refused(Refusal::Key(KeyRefusal::ServerClosed | KeyRefusal::NoServer))));
        assert!(refused, "{made:?}");
        let version = held.version + 1;
        let open = claviger::domain::server::ServerState::Enabled;
        in_tx!(place.db, |tx| store::servers::set_state(tx, id, version, open).await).unwrap();
    }
    assert_eq!(server.truth(), []);
}
