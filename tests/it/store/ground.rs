//! Opening, transactions, and what happens when two want the same.

use super::{at, house, key, live};
use crate::harness::db::{Place, both, folder, postgres, sqlite};
use claviger::{
    domain::{job::JobKind, role::Scope},
    in_tx, on,
    ports::{Signals, Wake},
    store::{Db, Kind, Retryable, StoreError, jobs, keys, settings},
};
use futures::FutureExt;
use std::sync::atomic::{AtomicU32, Ordering};

both!(
    commits_and_rolls_back,
    runs_again_what_lost,
    two_who_change_one_key,
    two_who_wait_for_each_other,
    errors_name_no_values,
    a_relaxed_write_relaxes_no_other,
    wakes_whom_it_has_work_for,
    many_at_once_each_lasts_or_doesnt,
    who_gives_up_on_the_way_harms_nobody,
    closes
);

#[derive(Debug)]
enum Oops {
    Store(StoreError),
    Refused,
}
impl From<StoreError> for Oops {
    fn from(e: StoreError) -> Self {
        Self::Store(e)
    }
}
impl Retryable for Oops {
    fn retryable(&self) -> bool {
        matches!(self, Self::Store(e) if e.retryable())
    }
}

async fn value(db: &Db, name: &str) -> Option<String> {
    settings::get(&mut db.read().await.unwrap(), name).await.unwrap()
}

/// Writes one value, and ends as its number says; gives whether it was told that it lasts.
async fn writes(db: Db, n: u32) -> bool {
    let mut tx = if n.is_multiple_of(7) { db.begin_relaxed().await } else { db.begin().await }.unwrap();
    settings::set(&mut tx, &format!("n{n}"), "1", at(0)).await.unwrap();
    match n % 5 {
        0 => tx.rollback().await,
        1 => drop(tx),
        _ => {
            tx.commit().await.unwrap();
            assert_eq!(value(&db, &format!("n{n}")).await.as_deref(), Some("1"), "what is told is there for all");
            return true;
        }
    }
    false
}

async fn many_at_once_each_lasts_or_doesnt(db: &Db) {
    let all: Vec<_> = (0..200).map(|n| tokio::spawn(writes(db.clone(), n))).collect();
    for (n, told) in futures::future::join_all(all).await.into_iter().enumerate() {
        let there = value(db, &format!("n{n}")).await.is_some();
        assert_eq!(told.unwrap(), there, "{n}");
        assert_eq!(there, n % 5 > 1, "{n}");
    }
}

async fn who_gives_up_on_the_way_harms_nobody(db: &Db) {
    for after in 0..40 {
        let mut given_up = tokio::spawn(writes(db.clone(), 1_002 + after * 10));
        let others: Vec<_> = (0..6).map(|n| tokio::spawn(writes(db.clone(), 1_003 + after * 10 + n))).collect();
        for _ in 0..after {
            tokio::task::yield_now().await;
        }
        let done = futures::poll!(&mut given_up).map(Result::unwrap).is_ready();
        given_up.abort();
        let told = futures::future::join_all(others).await;
        for (n, told) in (0..).zip(told) {
            let name = format!("n{}", 1_003 + after * 10 + n);
            assert_eq!(told.unwrap(), value(db, &name).await.is_some(), "{name}");
        }
        let there = value(db, &format!("n{}", 1_002 + after * 10)).await.is_some();
        assert!(there || !done, "what was told stays");
    }
}

async fn commits_and_rolls_back(db: &Db) {
    let done: Result<i32, Oops> = in_tx!(db, |tx| {
        settings::set(tx, "kept", "1", at(0)).await?;
        Ok(7)
    });
    assert_eq!(done.unwrap(), 7);
    let refused: Result<(), Oops> = in_tx!(db, |tx| {
        settings::set(tx, "lost", "1", at(0)).await?;
        assert_eq!(settings::get(tx, "lost").await?.as_deref(), Some("1"), "a transaction sees its own changes");
        Err(Oops::Refused)
    });
    assert!(matches!(refused, Err(Oops::Refused)));
    let mut dropped = db.begin().await.unwrap();
    settings::set(&mut dropped, "dropped", "1", at(0)).await.unwrap();
    drop(dropped);
    assert_eq!(value(db, "kept").await.as_deref(), Some("1"));
    assert_eq!(value(db, "lost").await, None);
    assert_eq!(value(db, "dropped").await, None);
    db.ping().await.unwrap();
    let newest = std::fs::read_dir("migrations/sqlite")
        .unwrap()
        .filter_map(|file| file.unwrap().file_name().to_string_lossy().split('_').next()?.parse::<i64>().ok());
    assert_eq!(db.schema_version().await.unwrap(), newest.max());
}

async fn runs_again_what_lost(db: &Db) {
    let runs = AtomicU32::new(0);
    let busy = || StoreError::Contended { code: "40001".into() };
    let done: Result<u32, Oops> = in_tx!(db, |tx| {
        let run = runs.fetch_add(1, Ordering::Relaxed);
        settings::set(tx, &format!("run {run}"), "1", at(0)).await?;
        if run < 2 { Err(busy().into()) } else { Ok(run) }
    });
    assert_eq!(done.unwrap(), 2);
    assert_eq!(value(db, "run 0").await, None);
    assert_eq!(value(db, "run 2").await.as_deref(), Some("1"));

    let runs = AtomicU32::new(0);
    let lost: Result<(), Oops> = in_tx!(db, |_tx| {
        runs.fetch_add(1, Ordering::Relaxed);
        Err(Oops::Store(busy()))
    });
    assert!(lost.is_err());
    assert_eq!(runs.into_inner(), 5);
}

async fn a_relaxed_write_relaxes_no_other(db: &Db) {
    let mut relaxed = db.begin_relaxed().await.unwrap();
    settings::set(&mut relaxed, "relaxed", "1", at(0)).await.unwrap();
    relaxed.commit().await.unwrap();
    assert_eq!(value(db, "relaxed").await.as_deref(), Some("1"));
    if db.kind() == Kind::Sqlite {
        for (relaxed, level) in [(true, 1), (false, 2)] {
            let begun = if relaxed { db.begin_relaxed().await } else { db.begin().await };
            let mut tx = begun.unwrap();
            let found: i64 = on!(&mut tx, |c| sqlx::query_scalar("PRAGMA synchronous").fetch_one(c)).unwrap();
            assert_eq!(found, level, "1 is NORMAL, 2 is FULL");
            tx.rollback().await;
        }
    }
}

async fn wakes_whom_it_has_work_for(db: &Db) {
    let signals = std::sync::Arc::new(Signals::default());
    let woken = || signals.jobs.notified().now_or_never().is_some();
    let mut undone = db.begin().await.unwrap();
    undone.wake(&signals, Wake::Jobs);
    undone.rollback().await;
    assert!(!woken(), "there is nothing to find");
    let mut done = db.begin().await.unwrap();
    done.wake(&signals, Wake::Jobs);
    assert!(!woken(), "not yet");
    done.commit().await.unwrap();
    assert!(woken());
    assert!(signals.outbox.notified().now_or_never().is_none());
}

async fn two_who_change_one_key(db: &Db) {
    let house = house(db).await;
    let tasks: Vec<_> = (0..8)
        .map(|n| {
            let db = db.clone();
            // Spawned, so that it is proven that these futures may move between threads.
            tokio::spawn(async move {
                in_tx!(db, |tx| {
                    let key = keys::lock(tx, house.own_key).await?.unwrap();
                    let used = keys::get(tx, Scope::House, key.id).await?.unwrap();
                    keys::rename(tx, used.id, used.version, &format!("name {n}")).await
                })
            })
        })
        .collect();
    for task in tasks {
        assert!(task.await.unwrap().unwrap(), "whoever has locked it sees the newest version");
    }
    let key = keys::get(&mut db.read().await.unwrap(), Scope::House, house.own_key).await.unwrap().unwrap();
    assert_eq!((key.version, key.desired_rev), (9, 9));
}

async fn two_who_wait_for_each_other(db: &Db) {
    let (one, two) = in_tx!(db, |tx| {
        let server = super::server(tx, "s").await?;
        super::fine((live(tx, &key(server, "a")).await?, live(tx, &key(server, "b")).await?))
    })
    .unwrap();
    let change = |first, second| {
        let db = db.clone();
        tokio::spawn(async move {
            in_tx!(db, |tx| {
                for id in [first, second] {
                    let key = keys::lock(tx, id).await?.unwrap();
                    tokio::task::yield_now().await;
                    keys::set_quota(tx, id, key.version, None, true).await?;
                }
                super::fine(())
            })
        })
    };
    for _ in 0..10 {
        let (a, b) = (change(one, two), change(two, one));
        a.await.unwrap().unwrap();
        b.await.unwrap().unwrap();
    }
    let key = keys::get(&mut db.read().await.unwrap(), Scope::House, one).await.unwrap().unwrap();
    assert_eq!(key.version, 21, "each of twenty transactions counted once");
}

async fn closes(db: &Db) {
    db.close().await;
    assert!(matches!(db.begin().await, Err(StoreError::Unreachable(_))));
}

#[tokio::test]
async fn makes_a_file_for_its_owner_alone() {
    use std::os::unix::fs::PermissionsExt;
    let dir = folder();
    let path = dir.join("data/deep/house.db");
    let db = Db::open(&format!("sqlite://{}", path.display())).await.unwrap();
    assert_eq!(db.kind(), Kind::Sqlite);
    assert_eq!(db.schema_version().await.unwrap(), None);
    let mode = |p: &std::path::Path| std::fs::metadata(p).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&path), 0o600);
    assert_eq!(mode(path.parent().unwrap()), 0o700);
    db.close().await;
    std::fs::remove_dir_all(dir).unwrap();
}

#[tokio::test]
async fn a_reader_cannot_write() {
    let place = sqlite().await;
    let mut read = place.db.read().await.unwrap();
    let refused =
        claviger::on!(&mut read, |c| async { sqlx::query("DELETE FROM setting").execute(c).await.map(|_| ()) });
    assert!(matches!(refused, Err(StoreError::Refused { .. })));
}

#[tokio::test]
async fn wrong_addresses_are_refused() {
    for url in ["", "mysql://x", "sqlite://", "sqlite::memory:", "house.db"] {
        assert!(matches!(Db::open(url).await, Err(StoreError::Address(_))), "{url}");
    }
    let nobody = Db::open("postgres://nobody@127.0.0.1:1/none").await;
    assert!(matches!(&nobody, Err(StoreError::Unreachable(why)) if why == "connection refused"), "{nobody:?}");
}

async fn errors_name_no_values(db: &Db) {
    in_tx!(db, |tx| settings::set(tx, "name", "a-secret", at(0)).await).unwrap();
    for sql in [
        "INSERT INTO setting VALUES ('name', $1, $1)",
        "INSERT INTO server (name) VALUES ($1)",
        "SELECT $1 FROM nowhere",
    ] {
        let mut tx = db.begin().await.unwrap();
        let e = claviger::on!(&mut tx, |c| async { sqlx::query(sql).bind("a-secret").execute(c).await.map(|_| ()) });
        let said = format!("{0} {0:?}", e.unwrap_err());
        assert!(!said.contains("a-secret"), "{said}");
    }
}

/// Two programs on one database, each with pools of its own.
async fn two_programs(place: Place) {
    let other = Db::open(&place.url).await.unwrap();
    in_tx!(place.db, |tx| jobs::enqueue(tx, &JobKind::Sweep, at(0), at(0)).await).unwrap();
    let claims = [place.db.clone(), other.clone()].map(|db| {
        tokio::spawn(async move { in_tx!(db, |tx| jobs::claim(tx, "a.1", at(1), at(60), 5).await).unwrap() })
    });
    let mut claimed = Vec::new();
    for claim in claims {
        claimed.extend(claim.await.unwrap());
    }
    assert_eq!(claimed.len(), 1);
    in_tx!(other, |tx| settings::set(tx, "by", "other", at(0)).await).unwrap();
    assert_eq!(value(&place.db, "by").await.as_deref(), Some("other"));
    other.close().await;
}

#[tokio::test]
async fn two_programs_on_sqlite() {
    two_programs(sqlite().await).await;
}

#[tokio::test]
async fn two_programs_on_postgres() {
    if let Some(place) = postgres("two_programs_on_postgres").await {
        two_programs(place).await;
    }
}
