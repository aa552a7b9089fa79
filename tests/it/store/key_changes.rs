//! What people decide about keys.

use super::{at, fine, house, key};
use crate::harness::db::both;
use claviger::{
    domain::{
        key::{Key, KeyState, Phase},
        role::Scope,
        traffic::Traffic,
    },
    in_tx,
    store::{Db, Result, Tx, keys},
};

both!(a_name_is_taken_once, one_change_a_version, an_end_is_set, a_key_goes, names_race);

async fn now(tx: &mut Tx, id: claviger::domain::ids::KeyId) -> Result<Key> {
    keys::get(tx, Scope::House, id).await.map(Option::unwrap)
}

async fn a_name_is_taken_once(db: &Db) {
    let house = house(db).await;
    in_tx!(db, |tx| {
        let same = keys::NewKey { name: "own", ..key(house.server, "other") };
        assert_eq!(keys::insert(tx, &same).await?, None);
        assert_eq!(keys::insert(tx, &keys::NewKey { name: "new", ..key(house.server, "own") }).await?, None);
        let of_seller = keys::NewKey { representative: Some(house.first), ..same };
        let theirs = keys::insert(tx, &of_seller).await?.unwrap();
        assert!(keys::name_taken(tx, None, "own").await?);
        assert!(!keys::name_taken(tx, None, "first").await?);
        assert!(keys::name_taken(tx, Some(house.first), "first").await?);
        assert!(!keys::rename(tx, theirs, 1, "first").await?, "its seller has that");
        assert!(keys::rename(tx, theirs, 1, "second").await?, "another's is free");
        assert!(keys::rename(tx, theirs, 2, "second").await?, "its own is no clash");
        for (n, name) in ["a-9", "a-10", "a", "b", "A-11"].iter().enumerate() {
            let remote = format!("r{n}");
            keys::insert(tx, &keys::NewKey { name, ..key(house.server, &remote) }).await?.unwrap();
        }
        assert_eq!(keys::names_with_prefix(tx, None, "a-", 10).await?, ["a-11", "a-10", "a-9"], "folded");
        assert_eq!(keys::names_with_prefix(tx, None, "a", 1).await?, ["a-11"]);
        for taken in ["A-9", "a-۹", "OWN"] {
            assert!(keys::name_taken(tx, None, taken).await?, "{taken} looks the same as one that is there");
        }
        assert!(keys::rename(tx, house.own_key, 1, "Own").await?, "its own in another writing is no clash");
        assert!(!keys::rename(tx, house.own_key, 2, "A-۱۰").await?);
        let state = now(tx, theirs).await?;
        assert_eq!(
            (state.name.as_str(), state.version, state.desired_rev, state.phase),
            ("second", 3, 3, Phase::Provisioning)
        );
        fine(())
    })
    .unwrap();
}

async fn one_change_a_version(db: &Db) {
    let house = house(db).await;
    let id = house.own_key;
    in_tx!(db, |tx| {
        assert!(keys::suspend(tx, id, 1, (None, true), at(5)).await?);
        assert!(!keys::suspend(tx, id, 1, (None, true), at(6)).await?, "an old version");
        assert!(!keys::suspend(tx, id, 2, (None, true), at(6)).await?, "it is suspended");
        assert_eq!(now(tx, id).await?.state(), KeyState::Suspended);
        assert_eq!(now(tx, id).await?.suspended_at, Some(at(5)));
        assert!(keys::resume(tx, id, 2).await?);
        assert!(!keys::resume(tx, id, 3).await?);
        assert!(keys::set_quota(tx, id, 3, Some(Traffic::gb(5)), true).await?);
        assert!(!keys::set_quota(tx, id, 3, None, false).await?);
        let key = now(tx, id).await?;
        assert_eq!(
            (key.quota, key.quota_own, key.version, key.desired_rev, key.synced_rev),
            (Some(Traffic::gb(5)), true, 4, 4, 1)
        );
        assert!(!key.in_step());
        assert_eq!(keys::out_of_step(tx, house.server, 10).await?, [id]);
        fine(())
    })
    .unwrap();
}

async fn an_end_is_set(db: &Db) {
    let id = house(db).await.own_key;
    in_tx!(db, |tx| {
        assert!(keys::set_expiry(tx, id, 1, Some(at(100)), true, at(0)).await?);
        assert_eq!(keys::due_to_expire(tx, at(99), 10).await?, []);
        assert_eq!(keys::due_to_expire(tx, at(100), 10).await?, [id]);
        assert!(!keys::expire(tx, id, at(99)).await?);
        assert!(keys::expire(tx, id, at(101)).await?);
        assert!(!keys::expire(tx, id, at(102)).await?);
        let key = now(tx, id).await?;
        assert_eq!((key.state(), key.expired_at, key.version), (KeyState::Expired, Some(at(101)), 2));
        assert_eq!(keys::due_to_expire(tx, at(200), 10).await?, []);
        assert!(keys::set_expiry(tx, id, 2, Some(at(50)), true, at(103)).await?);
        assert_eq!(now(tx, id).await?.expired_at, Some(at(101)), "still over");
        assert!(keys::set_expiry(tx, id, 3, Some(at(500)), true, at(103)).await?);
        assert_eq!(now(tx, id).await?.state(), KeyState::Active);
        assert!(keys::set_expiry(tx, id, 4, Some(at(10)), true, at(103)).await?);
        assert_eq!(now(tx, id).await?.expired_at, Some(at(103)));
        assert!(keys::set_expiry(tx, id, 5, None, false, at(104)).await?);
        let key = now(tx, id).await?;
        assert_eq!((key.expires_at, key.expired_at, key.expiry_own), (None, None, false));
        fine(())
    })
    .unwrap();
}

async fn a_key_goes(db: &Db) {
    let house = house(db).await;
    let id = house.own_key;
    in_tx!(db, |tx| {
        assert!(!keys::mark_deleted(tx, id, at(5)).await?, "nobody wants that");
        assert!(keys::begin_delete(tx, id, 1).await?);
        assert!(!keys::begin_delete(tx, id, 2).await?);
        assert!(!keys::suspend(tx, id, 2, (None, true), at(5)).await?);
        let late = keys::Synced { rev: 1, access_url: None, at: at(5) };
        assert!(!keys::mark_synced(tx, id, &late).await?, "too late");
        assert_eq!(now(tx, id).await?.phase, Phase::Deleting);
        assert!(keys::mark_deleted(tx, id, at(6)).await?);
        let gone = now(tx, id).await?;
        assert_eq!((gone.phase, gone.in_step()), (Phase::Deleted, true));
        let again = keys::NewKey { name: "own", ..key(house.server, "again") };
        let next = keys::insert(tx, &again).await?.unwrap();
        assert!(next > id, "its name is free, its id is never used again");
        assert!(keys::mark_failed(tx, next, "refused").await?);
        assert!(!keys::mark_failed(tx, next, "refused").await?);
        let failed = now(tx, next).await?;
        assert_eq!((failed.phase, failed.desired_rev, failed.trouble.as_deref()), (Phase::Failed, 2, Some("refused")));
        assert!(keys::mark_absent(tx, next, 2).await?);
        assert!(now(tx, next).await?.in_step());
        assert!(keys::retry(tx, next, 1).await?);
        assert!(!keys::retry(tx, next, 2).await?);
        assert_eq!((now(tx, next).await?.phase, now(tx, next).await?.trouble), (Phase::Provisioning, None));
        fine(())
    })
    .unwrap();
}

async fn names_race(db: &Db) {
    let house = house(db).await;
    let ids = in_tx!(db, |tx| {
        let mut ids = Vec::new();
        for remote in ["x", "y", "z"] {
            ids.push(super::live(tx, &key(house.server, remote)).await?);
        }
        fine(ids)
    })
    .unwrap();
    let tasks = ids.into_iter().map(|id| {
        let db = db.clone();
        tokio::spawn(async move { in_tx!(db, |tx| keys::rename(tx, id, 1, "wanted").await) })
    });
    let mut renamed = 0;
    for task in tasks.collect::<Vec<_>>() {
        renamed += u32::from(task.await.unwrap().unwrap());
    }
    assert_eq!(renamed, 1);
}
