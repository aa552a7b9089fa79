//! Where backups go, when they are due, what is kept, and what is said when one fails.

use super::SETTINGS;
use crate::harness::{
    db::{Place, stories},
    house::{House, OWNER, PATIENCE},
    rows,
};
use claviger::{
    domain::{
        backup::{BackupState, Every, Keep, Maker},
        role::Actor,
    },
    in_tx,
    service::backup::{
        records,
        rules::{self, RuleChange},
    },
    store,
};

stories!(
    a_chat_holds_it_in_parts_and_gives_it_back,
    a_failure_is_told_with_its_cause,
    what_ends_the_program_each_time_is_given_up,
    the_rules_let_go_of_the_oldest,
);

async fn started(place: &Place) -> House {
    let house = House::start_with(place, &SETTINGS).await;
    house.asks(OWNER, "/start", "First steps").await;
    house
}

async fn a_chat_holds_it_in_parts_and_gives_it_back(place: &Place) {
    let house = started(place).await;
    house.asks(OWNER, "/backup", "Backups").await;
    house.taps(OWNER, "When and where").await;
    house.shows(OWNER, "in the house’s time zone").await;
    house.taps(OWNER, "My chat").await;
    house.taps(OWNER, "1 hour later").await;
    house.shows(OWNER, "At 05:00").await;
    house.taps(OWNER, "✅ This machine").await;
    house.taps(OWNER, "Back").await;
    house.taps(OWNER, "Back up now").await;
    house.shows(OWNER, "The backup is good").await;
    assert!(!house.folder().join("backups").exists());
    let sent = house.api.chat(OWNER).into_iter().find(|m| m.document.is_some()).expect("a document");
    assert!(sent.document.expect("it").bytes.starts_with(b"age-encryption.org/v1"));
    house.taps(OWNER, "Open").await;
    house.shows(OWNER, "chat: proved").await;
    house.taps(OWNER, "🗑 Delete").await;
    house.shows(OWNER, "only good backup").await;
    house.taps(OWNER, "Delete it").await;
    let gone = house.api.until(PATIENCE, |hand| hand.message(OWNER, sent.id).is_none().then_some(()));
    assert!(gone.await.is_some(), "the part leaves the chat");
    house.mannerly();
}

async fn a_failure_is_told_with_its_cause(place: &Place) {
    let house = started(place).await;
    // A file lies where the folder is to be.
    std::fs::write(house.folder().join("backups"), b"in the way").unwrap();
    let now = house.app().opened.env.clock.now();
    let kind = claviger::domain::job::JobKind::Backup { maker: Maker::Schedule, person: None };
    in_tx!(house.db(), |tx| store::jobs::enqueue(tx, &kind, now, now).await).unwrap();
    house.app().opened.env.signals.jobs.notify_one();
    let told = house.sees(OWNER, "The backup failed").await;
    assert!(told.button("Backups").is_some());
    let list = house.asks(OWNER, "/backup", "No good backup yet").await;
    assert!(list.button("⚠").is_some());
    let rows = rows::dump(&place.url).await;
    assert!(rows["audit"].iter().any(|r| r.contains("backup.fail")));
    assert_eq!(std::fs::read_dir(house.folder().join("scratch")).unwrap().count(), 0);
}

async fn the_rules_let_go_of_the_oldest(place: &Place) {
    let house = started(place).await;
    let now = house.app().opened.env.clock.now();
    let rules = RuleChange::Keep(Keep { days: 2, weeks: 0, months: 0 });
    in_tx!(house.db(), |tx| rules::change(tx, &Actor::Machine, rules, now).await).unwrap();
    let is_due = async || in_tx!(house.db(), |tx| records::is_due(tx, now).await).unwrap();
    let since = (now - chrono::TimeDelta::days(3)).to_rfc3339();
    in_tx!(house.db(), |tx| store::settings::set(tx, "backup.since", &since, now).await).unwrap();
    assert!(is_due().await, "no schedule's backup stands for today");
    let mut made = Vec::new();
    for day in (0..4).rev() {
        let at = now - chrono::TimeDelta::days(day);
        let id = in_tx!(house.db(), |tx| {
            let (id, _) = records::begin(tx, &format!("b{day}"), Maker::Schedule, None, at).await?;
            records::good(tx, id, &Actor::Machine, at).await?;
            Ok::<_, claviger::service::Error>(id)
        });
        made.push(id.unwrap());
    }
    let mut read = house.db().read().await.unwrap();
    let mut states = Vec::new();
    for id in made {
        states.push(store::backups::get(&mut read, id).await.unwrap().map(|b| b.state));
    }
    assert_eq!(states, [None, None, Some(BackupState::Good), Some(BackupState::Good)]);
    drop(read);
    assert!(!is_due().await);
    in_tx!(house.db(), |tx| rules::change(tx, &Actor::Machine, RuleChange::Every(Every::Never), now).await).unwrap();
    assert!(!is_due().await);
}

async fn what_ends_the_program_each_time_is_given_up(place: &Place) {
    let mut house = started(place).await;
    let kind = claviger::domain::job::JobKind::Backup { maker: Maker::Schedule, person: None };
    let now = house.app().opened.env.clock.now();
    let since = (now - chrono::TimeDelta::days(3)).to_rfc3339();
    in_tx!(house.db(), |tx| store::settings::set(tx, "backup.since", &since, now).await).unwrap();
    house.down().await;
    // Four lives began it, and each ended in the middle.
    let opened = claviger::app::open(&house.config, &claviger::app::Parts::default()).await.unwrap();
    in_tx!(opened.db, |tx| {
        records::begin(tx, "dying", Maker::Schedule, None, now).await?;
        store::jobs::enqueue(tx, &kind, now, now).await?;
        Ok::<_, claviger::service::Error>(())
    })
    .unwrap();
    for life in 0..4 {
        let at = now + chrono::TimeDelta::seconds(life);
        let claimed = in_tx!(opened.db, |tx| store::jobs::claim_some(tx, "dead.1", at, at, 9, &["backup"]).await);
        assert_eq!(claimed.unwrap().len(), 1, "{life}");
    }
    opened.db.close().await;
    house.up().await;
    let told = house.sees(OWNER, "The program ended while it was being made").await;
    assert!(told.text.contains("The backup failed"), "{}", told.text);
    let later = now + chrono::TimeDelta::hours(2);
    assert!(!in_tx!(house.db(), |tx| records::is_due(tx, later).await).unwrap(), "not within the day");
    let tomorrow = now + chrono::TimeDelta::days(2);
    assert!(in_tx!(house.db(), |tx| records::is_due(tx, tomorrow).await).unwrap(), "but at its next time");
}
