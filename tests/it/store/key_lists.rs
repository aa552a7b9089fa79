//! Asking for keys: within a scope, filtered, paged, searched.

use super::{at, fine, house, key, live};
use crate::harness::db::both;
use claviger::{
    domain::{ids::KeyId, key::KeyState, role::Scope},
    in_tx,
    store::{
        Db,
        keys::{self, KeyCounts, KeyFilter},
        overview, search,
    },
};

both!(
    another_s_key_is_none,
    lists_are_paged,
    lists_are_narrowed,
    keys_are_counted,
    keys_are_found,
    a_glance_says_the_same,
);

async fn another_s_key_is_none(db: &Db) {
    let house = house(db).await;
    in_tx!(db, |tx| {
        let synced = keys::Synced { rev: 1, access_url: Some((b"url".to_vec(), b"hash".to_vec())), at: at(2) };
        assert!(keys::mark_synced(tx, house.first_key, &synced).await?);
        let second = Scope::Representative(house.second);
        for (scope, sees) in [(Scope::House, true), (house.of_first(), true), (second, false), (Scope::Nothing, false)]
        {
            let id = house.first_key;
            assert_eq!(keys::get(tx, scope, id).await?.is_some(), sees);
            assert_eq!(keys::row(tx, scope, id).await?.is_some(), sees);
            assert_eq!(keys::access_url(tx, scope, id).await?.as_deref(), sees.then_some(&b"url"[..]));
            assert_eq!(keys::by_url_hash(tx, scope, b"hash").await?.is_some(), sees);
            let listed = keys::list(tx, scope, &KeyFilter::default(), None, 10).await?;
            assert_eq!(listed.iter().any(|r| r.key.id == id), sees);
            assert_eq!(keys::count(tx, scope, &KeyFilter::default()).await?, i64::try_from(listed.len()).unwrap());
        }
        assert_eq!(keys::list(tx, second, &KeyFilter::default(), None, 10).await?.len(), 1);
        assert_eq!(keys::access_url(tx, Scope::House, house.own_key).await?, None);
        assert_eq!(keys::get(tx, Scope::House, KeyId(99)).await?, None);
        let row = keys::row(tx, Scope::House, house.first_key).await?.unwrap();
        assert_eq!((row.server.as_str(), row.plan, row.representative.as_deref()), ("one", None, Some("Seller")));
        fine(())
    })
    .unwrap();
}

async fn lists_are_paged(db: &Db) {
    let house = house(db).await;
    in_tx!(db, |tx| {
        for n in 0..7 {
            live(tx, &key(house.server, &format!("k{n}"))).await?;
        }
        let (mut before, mut seen) = (None, Vec::new());
        loop {
            let page = keys::list(tx, Scope::House, &KeyFilter::default(), before, 4).await?;
            let Some(last) = page.last() else { break };
            before = Some(last.key.id);
            seen.extend(page.into_iter().map(|r| r.key.id));
        }
        assert_eq!(seen.len(), 10);
        assert!(seen.is_sorted_by(|a, b| a > b));
        fine(())
    })
    .unwrap();
}

async fn lists_are_narrowed(db: &Db) {
    let house = house(db).await;
    in_tx!(db, |tx| {
        let other = super::server(tx, "two").await?;
        let planned = keys::NewKey { plan: Some(house.plan), ..key(other, "planned") };
        let making = keys::insert(tx, &planned).await?.unwrap();
        keys::suspend(tx, house.own_key, 1, (None, true), at(5)).await?;
        keys::set_expiry(tx, house.first_key, 1, Some(at(1)), true, at(5)).await?;
        keys::begin_delete(tx, house.second_key, 1).await?;
        let expected = [
            (KeyState::Provisioning, making),
            (KeyState::Suspended, house.own_key),
            (KeyState::Expired, house.first_key),
            (KeyState::Deleting, house.second_key),
        ];
        for state in KeyState::ALL {
            let filter = KeyFilter { states: vec![*state], ..Default::default() };
            let listed = keys::list(tx, Scope::House, &filter, None, 10).await?;
            let ids: Vec<_> = listed.iter().map(|r| r.key.id).collect();
            let wanted: Vec<_> = expected.iter().filter(|(s, _)| s == state).map(|(_, id)| *id).collect();
            assert_eq!(ids, wanted, "{state:?}");
            assert!(listed.iter().all(|r| r.key.state() == *state), "SQL and domain agree");
        }
        for group in [
            [KeyState::Suspended, KeyState::Expired, KeyState::Exhausted],
            [KeyState::Provisioning, KeyState::Failed, KeyState::Deleting],
        ] {
            let filter = KeyFilter { states: group.to_vec(), ..Default::default() };
            let listed = keys::list(tx, Scope::House, &filter, None, 10).await?;
            assert_eq!(listed.len(), 2, "{group:?}");
            assert!(listed.iter().all(|r| group.contains(&r.key.state())), "groups with an index are their states");
        }
        let stopped = KeyFilter { states: vec![KeyState::Suspended, KeyState::Expired], ..Default::default() };
        assert_eq!(keys::count(tx, Scope::House, &stopped).await?, 2);
        assert_eq!(keys::count(tx, house.of_first(), &stopped).await?, 1);
        let by = [
            KeyFilter { server: Some(other), ..Default::default() },
            KeyFilter { plan: Some(house.plan), ..Default::default() },
        ];
        for filter in by {
            assert_eq!(keys::list(tx, Scope::House, &filter, None, 9).await?[0].key.id, making);
            assert_eq!(keys::count(tx, Scope::House, &filter).await?, 1);
        }
        let seller = KeyFilter { representative: Some(house.first), ..Default::default() };
        assert_eq!(keys::count(tx, Scope::House, &seller).await?, 1);
        assert_eq!(keys::count(tx, Scope::Representative(house.second), &seller).await?, 0, "a filter doesn't widen");
        keys::mark_deleted(tx, house.second_key, at(9)).await?;
        let deleted = KeyFilter { states: vec![KeyState::Deleted], ..Default::default() };
        assert_eq!(keys::count(tx, Scope::House, &deleted).await?, 1);
        assert_eq!(keys::count(tx, Scope::House, &KeyFilter::default()).await?, 3);
        let stored = serde_json::to_string(&stopped).unwrap();
        assert_eq!(serde_json::from_str::<KeyFilter>(&stored).unwrap(), stopped);
        fine(())
    })
    .unwrap();
}

async fn keys_are_counted(db: &Db) {
    let house = house(db).await;
    in_tx!(db, |tx| {
        let all = KeyCounts { active: 3, total: 3, ..Default::default() };
        assert_eq!(keys::counts(tx, Scope::House).await?, all);
        keys::suspend(tx, house.own_key, 1, (None, true), at(5)).await?;
        let failed = keys::insert(tx, &key(house.server, "f")).await?.unwrap();
        keys::mark_failed(tx, failed, "x").await?;
        keys::insert(tx, &key(house.server, "p")).await?;
        keys::begin_delete(tx, house.second_key, 1).await?;
        let expected = KeyCounts { active: 1, stopped: 1, making: 1, failed: 1, deleting: 1, total: 5 };
        assert_eq!(keys::counts(tx, Scope::House).await?, expected);
        let of_first = KeyCounts { active: 1, total: 1, ..Default::default() };
        assert_eq!(keys::counts(tx, house.of_first()).await?, of_first);
        assert_eq!(keys::counts(tx, Scope::Nothing).await?, KeyCounts::default());
        fine(())
    })
    .unwrap();
}

async fn keys_are_found(db: &Db) {
    let house = house(db).await;
    let words = |list: &[&str]| list.iter().map(|w| (*w).to_owned()).collect::<Vec<_>>();
    in_tx!(db, |tx| {
        search::set_terms(tx, "key", house.own_key.0, &words(&["ali", "phone", "ali", ""])).await?;
        search::set_terms(tx, "key", house.first_key.0, &words(&["alireza", "laptop", "کلید"])).await?;
        search::set_terms(tx, "plan", house.second_key.0, &words(&["ali"])).await?;
        let cases: [(Scope, &[&str], &[KeyId]); 9] = [
            (Scope::House, &["ali"], &[house.first_key, house.own_key]),
            (Scope::House, &["alir"], &[house.first_key]),
            (Scope::House, &["ali", "ph"], &[house.own_key]),
            (Scope::House, &["ali", "x"], &[]),
            (Scope::House, &["کل"], &[house.first_key]),
            (Scope::House, &["%"], &[]),
            (Scope::House, &[""], &[]),
            (house.of_first(), &["ali"], &[house.first_key]),
            (Scope::Nothing, &["ali"], &[]),
        ];
        for (scope, terms, found) in cases {
            let terms = words(terms);
            assert_eq!(search::find(tx, scope, &terms, 10).await?, found, "{terms:?}");
            if !terms[0].is_empty() {
                let filter = KeyFilter { terms, ..Default::default() };
                let listed = keys::list(tx, scope, &filter, None, 10).await?;
                assert_eq!(listed.iter().map(|r| r.key.id).collect::<Vec<_>>(), found);
            }
        }
        search::set_terms(tx, "key", house.own_key.0, &words(&["other"])).await?;
        assert_eq!(search::find(tx, Scope::House, &words(&["phone"]), 10).await?, []);
        search::remove(tx, "key", house.first_key.0).await?;
        assert_eq!(search::find(tx, Scope::House, &words(&["ali"]), 10).await?, []);
        fine(())
    })
    .unwrap();
}

async fn a_glance_says_the_same(db: &Db) {
    let house = house(db).await;
    in_tx!(db, |tx| {
        keys::insert(tx, &key(house.server, "making")).await?;
        assert!(keys::suspend(tx, house.own_key, 1, (None, true), at(3)).await?);
        for scope in [Scope::House, house.of_first(), Scope::Representative(house.second), Scope::Nothing] {
            let whole = overview::load(tx, scope).await?;
            let unfinished = KeyFilter { unfinished: true, ..KeyFilter::default() };
            assert_eq!(whole.keys, keys::counts(tx, scope).await?, "{scope:?}");
            assert_eq!(whole.unfinished, keys::count(tx, scope, &unfinished).await?, "{scope:?}");
            assert_eq!(whole.servers, claviger::store::servers::count_by_health(tx).await?);
            assert_eq!((whole.differences, whole.held), (0, false));
        }
        assert_eq!(overview::load(tx, Scope::House).await?.unfinished, 2, "one is being made, one is being stopped");
        claviger::store::settings::set(tx, claviger::store::restored::HELD, "x", at(0)).await?;
        assert!(overview::load(tx, Scope::House).await?.held);
        fine(())
    })
    .unwrap();
}
