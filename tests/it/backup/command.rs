//! The command line, as a process: backup, restore on an empty machine and over a living house, from either database to
//! either; and files that are refused and change nothing.

use super::SETTINGS;
use crate::harness::{
    db::{self, Place, folder, stories},
    house::{House, OWNER, outline},
    rows::{self, Rows},
};
use claviger::backup::{self, Opener, Pack, Sealer};
use secrecy::SecretString;
use std::{
    collections::HashMap,
    path::{Path, PathBuf},
    process::{Command, Output},
    sync::atomic::AtomicU64,
};

stories!(to_another_machine_and_another_database, what_is_wrong_with_a_file_changes_nothing);

pub fn claviger(settings: &HashMap<String, String>, folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_claviger"));
    command.args(arguments).env_clear().envs(settings).current_dir(folder);
    command.output().unwrap()
}

fn text(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

pub fn done(settings: &HashMap<String, String>, folder: &Path, arguments: &[&str]) -> String {
    let output = claviger(settings, folder, arguments);
    assert!(output.status.success(), "{arguments:?}: {}", text(&output));
    text(&output)
}

fn refused(settings: &HashMap<String, String>, folder: &Path, arguments: &[&str], why: &str) {
    let output = claviger(settings, folder, arguments);
    assert_eq!(output.status.code(), Some(1), "{arguments:?}: {}", text(&output));
    assert!(text(&output).contains(why), "{arguments:?}: {}", text(&output));
}

/// A house that is down, with one key, and a backup of it.
async fn backed_up(place: &Place, seed: u64) -> (House, PathBuf) {
    let mut house = House::start_with(place, &SETTINGS).await;
    let server = outline(seed, "Frankfurt").await;
    house.furnish(&server).await;
    house.make_key("phone-1").await;
    house.idle(&place.url).await;
    house.down().await;
    place.db.close().await;
    let file = house.folder().join("b.tar.zst.age");
    let told = done(house.settings(), house.folder(), &["backup", "--output", file.to_str().unwrap()]);
    assert!(told.contains("1 keys") && told.contains("proved"), "{told}");
    (house, file)
}

/// The same backup as a newer program would make it: whole, and with a schema that this one doesn't know.
pub fn newer(file: &Path, folder: &Path) -> Vec<u8> {
    let passphrase = SecretString::from(SETTINGS[0].1);
    let (inside, done) = (folder.join("newer"), AtomicU64::new(0));
    std::fs::create_dir(&inside).unwrap();
    let opener = Opener::default().with_passphrase(passphrase.clone());
    let mut manifest = backup::unpack(file, &opener, &inside, &done).unwrap();
    manifest.schema += 1_000;
    let (house, key) = (inside.join(backup::HOUSE), inside.join(backup::KEY));
    let pack = Pack { manifest, house: &house, key: &key, done: &done };
    let made = inside.join("newer.tar.zst.age");
    backup::pack(pack, &Sealer::passphrase(passphrase, 10), &made).unwrap();
    let bytes = std::fs::read(made).unwrap();
    std::fs::remove_dir_all(inside).unwrap();
    bytes
}

/// Rows that a restore leaves as they were; everything that each start or restore writes is left out.
fn lasting(rows: &Rows) -> Vec<(String, usize)> {
    let tables = ["person", "server", "plan", "access_key", "sale", "search_term", "audit_seal"];
    tables.iter().map(|t| ((*t).to_owned(), rows::count(rows, t))).collect()
}

async fn to_another_machine_and_another_database(place: &Place) {
    let (house, file) = backed_up(place, 81).await;
    let before = lasting(&rows::dump(&place.url).await);
    let file = file.to_str().unwrap();
    // The same file on both databases, wherever it came from.
    let lite = folder();
    let mut targets = vec![(format!("sqlite://{}", lite.join("other/house.db").display()), folder())];
    if let Some(post) = db::postgres_empty("to_another_machine_and_another_database").await {
        targets.push((post, folder()));
    }
    for (url, dir) in &targets {
        let mut settings = house.settings().clone();
        settings.insert("DATABASE_URL".to_owned(), url.clone());
        settings.insert("DATA_DIR".to_owned(), dir.display().to_string());
        let told = done(&settings, dir, &["restore", file, "--yes"]);
        assert!(told.contains("The house is restored"), "{told}");
        assert_eq!(lasting(&rows::dump(url).await), before, "{url}");
        let doctor = text(&claviger(&settings, dir, &["doctor"]));
        assert!(doctor.contains("ok       database") && doctor.contains("ok       audit chain"), "{doctor}");
        assert!(doctor.contains("ok       key file"), "{doctor}");
        // New rows get new numbers, and a backup of it goes back to where it came from.
        let again = dir.join("again.tar.zst.age");
        done(&settings, dir, &["backup", "--output", again.to_str().unwrap()]);
        done(house.settings(), house.folder(), &["restore", again.to_str().unwrap(), "--yes"]);
        assert_eq!(lasting(&rows::dump(&place.url).await), before);
    }
    let kept = std::fs::read_dir(house.folder().join("backups")).unwrap().flatten();
    assert_eq!(kept.count(), targets.len(), "the present was backed up before each");
    for (_, dir) in targets {
        std::fs::remove_dir_all(dir).unwrap();
    }
    std::fs::remove_dir_all(lite).unwrap();
    // The house that was restored serves: its owner makes another key.
    let mut house = house;
    house.up().await;
    house.asks(OWNER, "/find phone-1", "Keys › phone-1").await;
}

async fn what_is_wrong_with_a_file_changes_nothing(place: &Place) {
    let (house, file) = backed_up(place, 82).await;
    let before = rows::dump(&place.url).await;
    let key = std::fs::read(house.folder().join("secret.key")).unwrap();
    let whole = std::fs::read(&file).unwrap();
    let bad = house.folder().join("bad.tar.zst.age");
    let path = bad.to_str().unwrap();
    let mut flipped = whole.clone();
    let middle = flipped.len() / 2;
    flipped[middle] ^= 1;
    let newer = newer(&file, house.folder());
    let cases: [(&[u8], &str); 5] = [
        (&whole[..whole.len() - 20], "damaged"),
        (&whole[..whole.len() / 3], "damaged"),
        (&flipped, "damaged"),
        (b"something else", "no backup of Claviger's"),
        (&newer, "a newer program made it"),
    ];
    for (bytes, why) in cases {
        std::fs::write(&bad, bytes).unwrap();
        refused(house.settings(), house.folder(), &["restore", path, "--yes"], why);
    }
    let mut other = house.settings().clone();
    other.insert("BACKUP_PASSPHRASE".to_owned(), "another passphrase".to_owned());
    refused(&other, house.folder(), &["restore", file.to_str().unwrap(), "--yes"], "doesn't fit");
    other.remove("BACKUP_PASSPHRASE");
    refused(&other, house.folder(), &["restore", file.to_str().unwrap(), "--yes"], "no passphrase is set");
    refused(&other, house.folder(), &["backup", "--output", path], "BACKUP_PASSPHRASE");
    refused(house.settings(), house.folder(), &["restore", "nowhere.age", "--yes"], "isn't there");
    // Asked and not answered with the word.
    refused(house.settings(), house.folder(), &["restore", file.to_str().unwrap()], "nothing was changed");
    let mut after = rows::dump(&place.url).await;
    // Settings are counted by each start; nothing else may differ but the backup before a restore, on record.
    for table in ["audit", "setting"] {
        after.insert(table.to_owned(), before[table].clone());
    }
    assert_eq!(after, before);
    assert_eq!(std::fs::read(house.folder().join("secret.key")).unwrap(), key);
    let odd = |name: &str| name.contains("restore") && !name.contains("before-restore");
    let names = std::fs::read_dir(house.folder()).unwrap().flatten().map(|e| e.file_name().into_string().unwrap());
    assert_eq!(names.filter(|n| odd(n)).collect::<Vec<_>>(), Vec::<String>::new());
}

#[test]
fn the_doctor_makes_nothing() {
    let dir = folder();
    std::fs::create_dir_all(&dir).unwrap();
    let output = claviger(&HashMap::new(), &dir, &["doctor"]);
    let told = text(&output);
    assert_eq!(output.status.code(), Some(1), "{told}");
    assert!(told.contains("NOT WELL database: there is no house yet") && told.contains("DATA_DIR"), "{told}");
    assert!(told.contains("TELEGRAM_BOT_TOKEN"), "{told}");
    assert_eq!(std::fs::read_dir(&dir).unwrap().count(), 0, "it made something");
    std::fs::remove_dir_all(&dir).unwrap();
}

#[test]
fn what_cannot_be_used_is_named() {
    let dir = folder();
    std::fs::create_dir_all(&dir).unwrap();
    for (name, value) in [("DATA_DIR", "/proc/x"), ("HTTPS_PROXY", "bogus")] {
        let settings = HashMap::from([(name.to_owned(), value.to_owned())]);
        refused(&settings, &dir, &["migrate"], name);
    }
    std::fs::remove_dir_all(&dir).unwrap();
}
