//! What jobs learn about keys from their servers.

use super::{at, fine, house, key, live};
use crate::harness::db::both;
use chrono::TimeDelta;
use claviger::{
    domain::{
        job::JobKind,
        key::{Key, Phase},
        plan::Lifetime,
        role::Scope,
    },
    in_tx,
    store::{self, Db, Result, Tx, keys},
};

both!(
    a_server_confirms,
    trouble_is_noted,
    the_house_knows_its_keys,
    a_deleted_key_that_came_back_is_deleted_again,
    first_use_starts_a_life,
    a_key_is_missing_until_its_server_confirms_it_again
);

async fn now(tx: &mut Tx, id: claviger::domain::ids::KeyId) -> Result<Key> {
    keys::get(tx, Scope::House, id).await.map(Option::unwrap)
}

async fn a_server_confirms(db: &Db) {
    let house = house(db).await;
    in_tx!(db, |tx| {
        let new = keys::NewKey { expires_at: Some(at(50)), ..key(house.server, "k") };
        let id = keys::insert(tx, &new).await?.unwrap();
        assert_eq!(keys::out_of_step(tx, house.server, 9).await?, [id]);
        assert_eq!(keys::forgotten(tx, house.server, 9).await?, [id]);
        store::jobs::enqueue(tx, &JobKind::SyncKey { key: id }, at(0), at(0)).await?;
        assert_eq!(keys::forgotten(tx, house.server, 9).await?, [], "somebody is at it");
        let job = store::jobs::claim(tx, "me", at(0), at(1), 9).await?.remove(0);
        assert_eq!(keys::forgotten(tx, house.server, 9).await?, []);
        assert!(store::jobs::fail(tx, job.id, job.fence, "no", at(0)).await?);
        assert_eq!(keys::forgotten(tx, house.server, 9).await?, [id]);
        assert!(keys::rename(tx, id, 1, "other").await?);
        let url = Some((b"url".to_vec(), b"hash".to_vec()));
        let first = keys::Synced { rev: 1, access_url: url, at: at(5) };
        assert!(keys::mark_synced(tx, id, &first).await?);
        let found = now(tx, id).await?;
        assert_eq!((found.phase, found.synced_rev, found.in_step()), (Phase::Live, 1, false));
        assert_eq!((found.activated_at, found.expires_at), (Some(at(5)), Some(at(50))));
        let second = keys::Synced { rev: 2, access_url: None, at: at(9) };
        assert!(keys::mark_synced(tx, id, &second).await?);
        assert!(keys::mark_synced(tx, id, &first).await?, "a late word of an older state");
        let found = now(tx, id).await?;
        assert_eq!((found.synced_rev, found.in_step(), found.version), (2, true, 2));
        assert_eq!((found.activated_at, found.expires_at), (Some(at(5)), Some(at(50))), "the first time counts");
        assert_eq!(keys::access_url(tx, Scope::House, id).await?.as_deref(), Some(&b"url"[..]));
        assert!(keys::set_expiry(tx, id, 2, None, true, at(9)).await?);
        assert!(keys::mark_synced(tx, id, &keys::Synced { rev: 3, ..second }).await?);
        assert_eq!(now(tx, id).await?.expires_at, None, "a confirmation changes no expiry");
        assert!(keys::tell_again(tx, id).await?);
        assert!(!keys::tell_again(tx, id).await?, "it is out of step");
        fine(())
    })
    .unwrap();
}

async fn trouble_is_noted(db: &Db) {
    let id = house(db).await.own_key;
    in_tx!(db, |tx| {
        assert!(!keys::note_trouble(tx, id, None).await?);
        assert!(keys::note_trouble(tx, id, Some("timeout")).await?);
        assert!(!keys::note_trouble(tx, id, Some("timeout")).await?);
        assert_eq!(now(tx, id).await?.trouble.as_deref(), Some("timeout"));
        assert!(keys::note_trouble(tx, id, None).await?);
        fine(())
    })
    .unwrap();
}

async fn first_use_starts_a_life(db: &Db) {
    let house = house(db).await;
    in_tx!(db, |tx| {
        let lifetime = Lifetime::DaysFromFirstUse(3);
        let starts = live(tx, &keys::NewKey { lifetime, ..key(house.server, "starts") }).await?;
        let owned = live(tx, &keys::NewKey { lifetime, ..key(house.server, "owned") }).await?;
        let fixed = keys::NewKey { lifetime: Lifetime::Days(3), expires_at: Some(at(9)), ..key(house.server, "fixed") };
        let fixed = live(tx, &fixed).await?;
        keys::set_expiry(tx, owned, 1, None, true, at(2)).await?;
        store::usage::first_use(tx, &[starts, owned, fixed], at(5)).await?;
        assert_eq!(now(tx, starts).await?.expires_at, Some(at(5) + TimeDelta::days(3)));
        assert_eq!(now(tx, owned).await?.expires_at, None);
        assert_eq!(now(tx, fixed).await?.expires_at, Some(at(9)));
        assert_eq!(now(tx, owned).await?.first_used_at, Some(at(5)));
        store::usage::first_use(tx, &[starts, owned, fixed], at(600)).await?;
        assert_eq!(now(tx, starts).await?.expires_at, Some(at(5) + TimeDelta::days(3)));
        fine(())
    })
    .unwrap();
}

async fn the_house_knows_its_keys(db: &Db) {
    let house = house(db).await;
    in_tx!(db, |tx| {
        keys::begin_delete(tx, house.own_key, 1).await?;
        let known = keys::remote_ids(tx, house.server).await?;
        let expected = [("own", Phase::Deleting), ("first", Phase::Live), ("second", Phase::Live)];
        assert_eq!(known.iter().map(|k| (k.remote_id.as_str(), k.phase)).collect::<Vec<_>>(), expected);
        keys::mark_deleted(tx, house.own_key, at(5)).await?;
        assert_eq!(keys::remote_ids(tx, house.server).await?.len(), 2);
        fine(())
    })
    .unwrap();
}

async fn a_key_is_missing_until_its_server_confirms_it_again(db: &Db) {
    let house = house(db).await;
    let all = [house.own_key, house.first_key, house.second_key];
    in_tx!(db, |tx| {
        assert!(keys::mark_missing(tx, &[], at(5), at(5)).await?.is_empty());
        assert!(keys::mark_missing(tx, &all, at(1), at(5)).await?.is_empty(), "confirmed after the listing began");
        assert!(keys::suspend(tx, house.second_key, 1, (None, true), at(3)).await?);
        let mut marked = keys::mark_missing(tx, &all, at(4), at(5)).await?;
        marked.sort_unstable();
        assert_eq!(marked, all[..2], "what the server is still to learn of isn't missing");
        assert_eq!(now(tx, house.own_key).await?.missing_at, Some(at(5)));
        keys::mark_missing(tx, &all, at(8), at(9)).await?;
        assert_eq!(now(tx, house.own_key).await?.missing_at, Some(at(5)), "since it was found first");
        assert_eq!(keys::missing_count(tx, house.server).await?, 2);
        assert_eq!(keys::missing(tx, house.server, house.own_key, 9).await?, [house.first_key]);
        assert!(keys::tell_again(tx, house.own_key).await?);
        let synced = keys::Synced { rev: 2, access_url: None, at: at(9) };
        assert!(keys::mark_synced(tx, house.own_key, &synced).await?);
        assert_eq!(now(tx, house.own_key).await?.missing_at, None);
        assert!(keys::mark_missing(tx, &all[..1], at(9), at(10)).await?.is_empty(), "a listing from before that");
        assert_eq!(keys::mark_found(tx, &all).await?, 3);
        assert_eq!(keys::missing_count(tx, house.server).await?, 0);
        fine(())
    })
    .unwrap();
}

async fn a_deleted_key_that_came_back_is_deleted_again(db: &Db) {
    let house = house(db).await;
    in_tx!(db, |tx| {
        let id = keys::insert(tx, &key(house.server, "back")).await?.unwrap();
        assert_eq!(keys::delete_again(tx, house.server, "back").await?, None, "it isn't deleted");
        assert!(keys::begin_delete(tx, id, 1).await?);
        assert!(keys::mark_deleted(tx, id, at(7)).await?);
        assert_eq!(keys::deleted_since(tx, house.server, at(7)).await?, ["back"]);
        assert!(keys::deleted_since(tx, house.server, at(8)).await?.is_empty());
        assert_eq!(keys::delete_again(tx, house.server, "back").await?, Some(id));
        let found = now(tx, id).await?;
        assert_eq!((found.phase, found.in_step()), (Phase::Deleting, false));
        fine(())
    })
    .unwrap();
}
