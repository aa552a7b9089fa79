//! An owner backs up, changes things, and goes back; what waited then waits until it is let go.

use super::SETTINGS;
use crate::harness::{
    db::{Place, stories},
    house::{House, OWNER, PATIENCE, outline},
    rows,
};
use chrono::TimeDelta;
use claviger::{
    demo::outline::OutlineSim,
    domain::{ids::ChatId, notice::Notice, person::Language, role::Role},
    in_tx, store,
};

stories!(
    back_up_change_restore_and_go_on,
    a_file_is_sent_looked_into_and_restored,
    without_a_passphrase_none_is_made_and_one_is_made_in_the_bot,
    an_operator_finds_no_backups,
    an_archive_with_another_passphrase_asks_for_it,
    what_is_wrong_with_a_file_that_is_sent_changes_nothing,
);

const SARA: i64 = OWNER + 1;

/// A furnished house with one key. The test's own connections are closed: they would hold the file that goes.
async fn furnished(place: &Place, seed: u64) -> (House, OutlineSim) {
    let house = House::start_with(place, &SETTINGS).await;
    place.db.close().await;
    let server = outline(seed, "Frankfurt").await;
    house.furnish(&server).await;
    house.make_key("phone-1").await;
    house.shows(OWNER, "🟢 Active").await;
    (house, server)
}

async fn back_up(house: &House) {
    house.asks(OWNER, "/backup", "Backups").await;
    house.taps(OWNER, "Back up now").await;
    house.shows(OWNER, "The backup is good").await;
}

async fn restore(house: &mut House, gone: &str) {
    house.taps(OWNER, "♻ Restore").await;
    let asks = house.shows(OWNER, "Restore from this?").await;
    assert!(asks.text.contains("keys 1") && asks.text.contains("is gone from it"), "{}", asks.text);
    assert!(asks.text.contains(gone), "{}", asks.text);
    house.taps(OWNER, "♻ Restore").await;
    house.shows(OWNER, "Type restore to go on").await;
    house.asks(OWNER, "yes", "That isn’t the word").await;
    house.types(OWNER, "Restore");
    house.restarts().await;
    house.sees(OWNER, "The house was restored").await;
    let standing = house.api.chat(OWNER).into_iter().filter(|m| m.from_bot && m.text.contains('⏳')).count();
    assert_eq!(standing, 0, "no message says for ever that it is under way:\n{}", house.picture(OWNER));
}

async fn back_up_change_restore_and_go_on(place: &Place) {
    let (mut house, server) = furnished(place, 71).await;
    house.types(SARA, "hello");
    house.sees(SARA, "This is the office of").await;
    let now = house.app().opened.env.clock.now();
    let later = now + TimeDelta::days(1);
    let notice = Notice::KeyDeleted { name: "of-then".to_owned() };
    in_tx!(house.db(), |tx| store::outbox::put(tx, Some("of-then"), ChatId(OWNER), &notice, later, now).await).unwrap();
    back_up(&house).await;
    house.taps(OWNER, "Open").await;
    let page = house.shows(OWNER, "Good: read back and proved").await;
    assert!(page.text.contains("keys 1") && page.text.contains("this machine: proved"), "{}", page.text);
    house.make_key("phone-2").await;
    house.shows(OWNER, "🟢 Active").await;
    // Somebody whom the house had answered as a stranger comes to it after the backup.
    house.know(SARA, "Sara", Role::Operator, Language::En).await;
    let home = house.asks(SARA, "/menu", "Keys").await;
    house.asks(OWNER, "/backup", "Last good backup").await;
    house.taps(OWNER, "✅").await;
    house.shows(OWNER, "Good: read back").await;
    restore(&mut house, "Since this backup came: 1 person, 1 key. That would be gone.").await;
    let keys = home.buttons.iter().flatten().find_map(|b| b.data.clone()).expect("a button");
    house.api.tap(SARA, home.id, &keys);
    house.sees(SARA, "was set back to an earlier state").await;
    house.asks(OWNER, "/find phone-1", "Keys › phone-1").await;
    house.asks(OWNER, "/find phone-2", "Nothing was found").await;
    assert_eq!(server.truth().len(), 2, "nothing was done on the server");
    // What waited then waits, and so does work on servers.
    let before = rows::dump(&place.url).await;
    let of_then = before["outbox"].iter().find(|r| r.contains("of-then")).expect("it is there");
    assert!(of_then.contains("held"), "{of_then}");
    let home = house.asks(OWNER, "/menu", "The house was restored").await;
    assert!(home.button("Waiting since the restore").is_some());
    house.taps(OWNER, "Waiting since the restore").await;
    let held = house.shows(OWNER, "1 messages").await;
    assert!(held.text.contains("sent again"), "{}", held.text);
    house.taps(OWNER, "Go on, send the messages").await;
    house.sees(OWNER, "of-then was deleted").await;
    let home = house.asks(OWNER, "/menu", "Keys").await;
    assert!(!home.text.contains("was restored"), "{}", home.text);
    // The world goes on: the key that was made since is found as a difference.
    house.asks(OWNER, "/start go-s_1", "").await;
    house.taps(OWNER, "Check now").await;
    house.sees(OWNER, "something differs").await;
    // The backup before the restore is there, and so is the one from which it was restored.
    house.asks(OWNER, "/backup", "Last good backup").await;
    let rows = rows::dump(&place.url).await;
    let good = rows["backup"].iter().filter(|r| r.contains("good")).count();
    assert_eq!(good, 2, "{:?}", rows["backup"]);
    assert!(rows["audit"].iter().any(|r| r.contains("backup.restore")));
    house.mannerly();
}

async fn a_file_is_sent_looked_into_and_restored(place: &Place) {
    let (mut house, _server) = furnished(place, 72).await;
    back_up(&house).await;
    house.taps(OWNER, "Open").await;
    house.shows(OWNER, "Good: read back").await;
    house.taps(OWNER, "Send me the file").await;
    house.shows(OWNER, "The file is in this chat").await;
    let sent = house.api.chat(OWNER).into_iter().rev().find_map(|m| m.document).expect("a file");
    assert!(sent.name.ends_with(".tar.zst.age") && sent.bytes.starts_with(b"age-encryption.org/v1"));
    let mut cut = sent.bytes.to_vec();
    cut.truncate(cut.len() / 2);
    house.asks(OWNER, "/menu", "Keys").await;
    house.api.send_document(OWNER, "other.age", b"nothing of ours".to_vec(), "");
    let failed = house.shows(OWNER, "This is no backup of this program").await;
    assert!(failed.text.ends_with("Nothing was changed."), "only words of the reader's language: {}", failed.text);
    // The beginning of a cut file can be read; restoring it finds out, and changes nothing.
    house.api.send_document(OWNER, "cut.tar.zst.age", cut, "");
    house.shows(OWNER, "no backup").await;
    house.asks(OWNER, "/menu", "Keys").await;
    let before = house.api.chat(OWNER).len();
    house.api.send_document(OWNER, &sent.name, sent.bytes.clone(), "");
    let looked = house.api.until(PATIENCE, |hand| {
        let mut new = hand.chat(OWNER).into_iter().skip(before);
        new.find(|m| m.from_bot && m.text.contains("This is a backup of a house"))
    });
    looked.await.expect("it is looked into");
    restore(&mut house, "Nothing was added since this backup.").await;
    house.asks(OWNER, "/find phone-1", "Keys › phone-1").await;
    house.mannerly();
}

async fn without_a_passphrase_none_is_made_and_one_is_made_in_the_bot(place: &Place) {
    let house = House::start_with(place, &SETTINGS[1..]).await;
    house.asks(OWNER, "/start", "First steps").await;
    let list = house.asks(OWNER, "/backup", "No passphrase is set").await;
    assert!(list.button("Back up now").is_none() && list.text.contains("BACKUP_PASSPHRASE"), "{}", list.text);
    house.taps(OWNER, "Make a passphrase").await;
    house.shows(OWNER, "Type show to go on").await;
    let shown = house.asks(OWNER, "show", "Write it down now").await;
    let passphrase = shown.text.lines().find(|l| l.split('-').count() == 5 && l.len() == 29).expect("a passphrase");
    let rows = rows::dump(&place.url).await;
    assert_eq!(rows::holding(&rows, passphrase), Vec::<&str>::new(), "it lies sealed");
    back_up(&house).await;
    let files: Vec<_> = std::fs::read_dir(house.folder().join("backups")).unwrap().flatten().collect();
    assert_eq!(files.len(), 1);
    assert_eq!(std::fs::read_dir(house.folder().join("scratch")).unwrap().count(), 0, "nothing is left in clear");
    house.mannerly();
}

async fn an_operator_finds_no_backups(place: &Place) {
    let house = House::start_with(place, &SETTINGS).await;
    house.asks(OWNER, "/start", "First steps").await;
    house.know(OWNER + 1, "Sara", Role::Operator, Language::En).await;
    let told = house.answer_to(OWNER + 1, "/backup").await;
    assert!(told.text.contains("role doesn’t allow"), "{}", told.text);
    house.api.send_document(OWNER + 1, "x.tar.zst.age", b"age".to_vec(), "");
    house.handled(OWNER + 1).await;
    assert_eq!(rows::count(&rows::dump(&place.url).await, "backup"), 0);
}

/// Looks for a new message of the bot's that says so.
async fn answers(house: &House, before: usize, words: &str) {
    let found = house.api.until(PATIENCE, |hand| {
        hand.chat(OWNER).into_iter().skip(before).find(|m| m.from_bot && m.text.contains(words))
    });
    assert!(found.await.is_some(), "{words}:\n{}", house.picture(OWNER));
}

async fn an_archive_with_another_passphrase_asks_for_it(place: &Place) {
    const THEIRS: &str = "a stranger rides by night";
    let (mut house, _server) = furnished(place, 75).await;
    // The same house under another passphrase: its key is the same, what encrypts isn't.
    house.down().await;
    let mut other = house.settings().clone();
    other.insert("BACKUP_PASSPHRASE".to_owned(), THEIRS.to_owned());
    let file = house.folder().join("theirs.tar.zst.age");
    super::command::done(&other, house.folder(), &["backup", "--output", file.to_str().unwrap()]);
    let bytes = std::fs::read(&file).unwrap();
    house.up().await;
    house.make_key("phone-2").await;
    house.shows(OWNER, "🟢 Active").await;
    let before = house.api.chat(OWNER).len();
    house.api.send_document(OWNER, "theirs.tar.zst.age", bytes, "");
    answers(&house, before, "isn’t this house’s").await;
    house.taps(OWNER, "Type its passphrase").await;
    house.shows(OWNER, "passphrase that this backup was encrypted with").await;
    house.types(OWNER, "not this one");
    house.shows(OWNER, "isn’t this house’s").await;
    house.taps(OWNER, "Type its passphrase").await;
    house.shows(OWNER, "passphrase that this backup was encrypted with").await;
    house.types(OWNER, THEIRS);
    house.shows(OWNER, "This is a backup of a house").await;
    let gone = house.api.until(PATIENCE, |hand| {
        hand.chat(OWNER).iter().all(|m| m.text != THEIRS && m.text != "not this one").then_some(())
    });
    assert!(gone.await.is_some(), "what was typed leaves the chat");
    let rows = rows::dump(&place.url).await;
    assert_eq!(rows::holding(&rows, THEIRS), Vec::<&str>::new(), "it lies nowhere in clear");
    assert!(rows["audit"].iter().any(|r| r.contains("backup.unlock")));
    restore(&mut house, "Since this backup came: 1 key.").await;
    house.asks(OWNER, "/find phone-1", "Keys › phone-1").await;
    house.asks(OWNER, "/find phone-2", "Nothing was found").await;
    let rows = rows::dump(&place.url).await;
    assert_eq!(rows::holding(&rows, THEIRS), Vec::<&str>::new());
    house.mannerly();
}

async fn what_is_wrong_with_a_file_that_is_sent_changes_nothing(place: &Place) {
    let (house, _server) = furnished(place, 76).await;
    let file = house.folder().join("whole.tar.zst.age");
    super::command::done(house.settings(), house.folder(), &["backup", "--output", file.to_str().unwrap()]);
    let whole = std::fs::read(&file).unwrap();
    let mut flipped = whole.clone();
    let middle = flipped.len() / 2;
    flipped[middle] ^= 1;
    let cases = [
        (whole[..whole.len() - 20].to_vec(), "damaged, or its end is missing"),
        (flipped, "damaged, or its end is missing"),
        (super::command::newer(&file, house.folder()), "A newer version of the program made it"),
        (b"something else".to_vec(), "This is no backup of this program"),
    ];
    let before = rows::dump(&place.url).await;
    for (bytes, why) in cases {
        let seen = house.api.chat(OWNER).len();
        house.api.send_document(OWNER, "sent.tar.zst.age", bytes, "");
        answers(&house, seen, why).await;
        answers(&house, seen, "Nothing was changed").await;
    }
    let after = rows::dump(&place.url).await;
    for table in ["person", "server", "plan", "access_key", "sale", "setting"] {
        assert_eq!(after[table], before[table], "{table}");
    }
    assert!(
        after["backup"].iter().all(|row| !row.contains("offered") || row.contains("deleted")),
        "{:?}",
        after["backup"]
    );
    house.mannerly();
}
