//! What must hold when everything has come to rest: simulator, database and chats say the same.
//!
//! Nothing is changed here.

use crate::harness::house::OWNER;
use claviger::{
    demo::{
        botapi::{BotApi, MessageView},
        outline::OutlineSim,
    },
    domain::{
        ids::KeyId,
        key::{Key, Phase},
        role::Scope,
    },
    on,
    service::{Env, audit, sync},
    store::{self, Db},
};
use secrecy::ExposeSecret;
use std::collections::BTreeSet;

/// What the plan of every test here gives.
pub const QUOTA: i64 = 50_000_000_000;

/// All keys that ever were.
pub async fn keys(db: &Db) -> Vec<Key> {
    let mut read = db.read().await.unwrap();
    let last: Option<i64> =
        on!(&mut read, |c| sqlx::query_scalar("SELECT MAX(id) FROM access_key").fetch_one(c)).unwrap();
    let mut keys = Vec::new();
    for id in 1..=last.unwrap_or(0) {
        keys.extend(store::keys::get(&mut read, Scope::House, KeyId(id)).await.unwrap());
    }
    keys
}

/// How many updates, messages and jobs of keys aren't done.
pub async fn unfinished(db: &Db) -> i64 {
    let mut read = db.read().await.unwrap();
    on!(&mut read, |c| sqlx::query_scalar(
        "SELECT (SELECT COUNT(*) FROM inbox WHERE done_at IS NULL) + (SELECT COUNT(*) FROM outbox WHERE state = 'waiting')
             + (SELECT COUNT(*) FROM job WHERE kind = 'sync_key' AND state IN ('waiting', 'running'))"
    )
    .fetch_one(c))
    .unwrap()
}

/// Pictures in the owner's chat with that access URL.
pub fn pictures(chat: &[MessageView], url: &str) -> usize {
    chat.iter().filter(|m| m.photo.is_some() && m.text == url).count()
}

/// Compares everything. `made` and `gone` are names that the person was told of.
pub async fn holds(
    db: &Db,
    env: &Env,
    sim: &OutlineSim,
    api: &BotApi,
    made: &BTreeSet<String>,
    gone: &BTreeSet<String>,
) {
    let keys = keys(db).await;
    let chat = api.chat(OWNER);
    let names: BTreeSet<&str> = keys.iter().map(|k| k.name.as_str()).collect();
    for name in made {
        assert!(names.contains(name.as_str()), "{name} was acknowledged and isn't in the database");
    }
    let at_rest = |k: &Key| k.in_step() && matches!(k.phase, Phase::Live | Phase::Deleted);
    let restless: Vec<_> = keys.iter().filter(|k| !at_rest(k)).collect();
    assert!(restless.is_empty(), "not at rest: {restless:#?}");
    let live: Vec<&Key> = keys.iter().filter(|k| k.phase == Phase::Live).collect();
    let mut ours: Vec<_> = live.iter().map(|k| (k.remote_id.clone(), k.name.clone(), Some(QUOTA / 2 * 3))).collect();
    let mut theirs: Vec<_> = sim.truth().into_iter().map(|k| (k.id, k.name, k.limit)).collect();
    ours.sort();
    theirs.sort();
    assert_eq!(ours, theirs, "the house and its server differ");
    let living: BTreeSet<&str> = live.iter().map(|k| k.name.as_str()).collect();
    assert_eq!(living.len(), live.len(), "two keys of one name");
    for name in gone {
        assert!(!living.contains(name.as_str()), "{name} was said to be deleted and lives");
    }
    let mut read = db.read().await.unwrap();
    for key in &keys {
        let sales = store::sales::for_key(&mut read, key.id).await.unwrap();
        let sold = usize::from(key.activated_at.is_some());
        assert_eq!(sales.len(), sold, "sales of {}", key.name);
        let reversed = sales.iter().filter(|s| s.reversed_at.is_some()).count();
        assert_eq!(reversed, if key.phase == Phase::Deleted { sold } else { 0 }, "reversals of {}", key.name);
        if key.phase == Phase::Live {
            let url = sync::access_url(&mut read, env, Scope::House, key.id).await.unwrap().expect("an access URL");
            assert!(pictures(&chat, url.expose_secret()) >= 1, "no picture of {} arrived", key.name);
        }
    }
    assert_eq!(store::inbox::open_count(&mut read).await.unwrap(), 0, "updates that aren't done");
    let counts = store::jobs::counts(&mut read).await.unwrap();
    assert_eq!((counts.running, counts.failed), (0, 0), "jobs that run or failed");
    let chain = audit::verify(&mut read, env).await.unwrap();
    assert_eq!(chain.broken_at, None, "the audit chain");
}
