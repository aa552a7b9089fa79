//! Servers and the differences found on them.

use super::{at, fine, house, key, live, server};
use crate::harness::db::both;
use claviger::{
    domain::{
        ids::ServerId,
        server::{Health, ServerState},
        traffic::Traffic,
    },
    in_tx,
    store::{
        Db, Tx,
        differences::{self, DifferenceKind as Kind, DifferenceState as State},
        servers,
    },
};

both!(a_server_is_in_the_house_once, checks_are_kept, the_emptiest_is_chosen, differences_come_and_go);

async fn a_server_is_in_the_house_once(db: &Db) {
    in_tx!(db, |tx| {
        let id = server(tx, "a").await?;
        let twice = servers::NewServer {
            name: "again",
            kind: claviger::domain::server::ServerKind::Outline,
            secret: vec![1],
            remote_uid: "a",
            address: "h:1",
            host: "h",
            health: Health::Unknown,
            latency_ms: None,
            remote_version: None,
            remote_keys: None,
            now: at(0),
        };
        assert_eq!(servers::insert(tx, &twice).await?, None);
        assert_eq!(servers::by_remote_uid(tx, "a").await?.map(|s| s.id), Some(id));
        assert_eq!(servers::by_address(tx, "a").await?.map(|s| s.id), Some(id));
        let other = server(tx, "b").await?;
        assert!(!servers::set_remote_uid(tx, other, "a").await?, "another server has that id");
        assert!(servers::set_remote_uid(tx, other, "c").await?);
        assert_eq!(servers::remote_uid(tx, other).await?.as_deref(), Some("c"));
        assert!(servers::set_state(tx, other, 1, ServerState::Removed).await?);
        assert!(servers::rename(tx, id, 1, "renamed").await?);
        assert!(!servers::rename(tx, id, 1, "late").await?);
        assert_eq!(servers::secret(tx, id).await?.as_deref(), Some(&b"sealed"[..]));
        assert!(servers::set_access(tx, id, 2, b"new", "h:2").await?);
        assert!(!servers::set_access(tx, id, 2, b"late", "h:3").await?);
        assert!(servers::set_state(tx, id, 3, ServerState::Paused).await?);
        assert_eq!(servers::secret(tx, id).await?.as_deref(), Some(&b"new"[..]));
        assert!(!servers::set_state(tx, id, 3, ServerState::Removed).await?);
        assert!(servers::set_state(tx, id, 4, ServerState::Removed).await?);
        assert_eq!(servers::secret(tx, id).await?, None);
        assert_eq!(servers::get(tx, id).await?.map(|s| s.state), Some(ServerState::Removed));
        assert_eq!(servers::count(tx).await?, 0);
        let back = servers::insert(tx, &twice).await?.unwrap();
        assert_ne!(back, id, "one that was let go comes back as another");
        assert_eq!(servers::ids(tx).await?, [back]);
        fine(())
    })
    .unwrap();
}

async fn checks_are_kept(db: &Db) {
    let house = house(db).await;
    let failed = servers::CheckResult {
        at: at(60),
        latency_ms: None,
        health: Health::Down,
        fails: 3,
        trouble: Some("timeout"),
        version: None,
        remote_keys: None,
        host: None,
    };
    in_tx!(db, |tx| {
        assert!(servers::record_check(tx, house.server, &failed).await?);
        servers::record_check(tx, house.server, &servers::CheckResult { at: at(120), fails: 4, ..failed.clone() }).await
    })
    .unwrap();
    let mut read = db.read().await.unwrap();
    let found = servers::get(&mut read, house.server).await.unwrap().unwrap();
    assert_eq!((found.health, found.health_since, found.checked_at), (Health::Down, Some(at(60)), Some(at(120))));
    assert_eq!((found.fails, found.trouble.as_deref(), found.latency_ms), (4, Some("timeout"), None));
    assert_eq!((found.remote_version.as_deref(), found.remote_keys), (Some("1.12.0"), Some(0)));
    assert_eq!(found.version, 1, "a check isn't a person's change");
    let counts = servers::count_by_health(&mut read).await.unwrap();
    assert_eq!(counts, servers::HealthCounts { down: 1, ..Default::default() });
    let rows = servers::list(&mut read, None, 10).await.unwrap();
    assert_eq!((rows.len(), rows[0].keys), (1, 3));
    assert_eq!(servers::present_keys(&mut read, house.server).await.unwrap(), 3);
    let shares = servers::shares(&mut read, house.server).await.unwrap();
    assert_eq!(shares.iter().map(|s| (s.seller.is_some(), s.keys, s.active)).filter(|s| *s == (true, 1, 1)).count(), 2);
    assert_eq!(shares.iter().filter(|s| s.seller.is_none()).map(|s| s.keys).sum::<i64>(), 1);
    assert!(servers::list(&mut read, Some(house.server), 10).await.unwrap().is_empty());
    assert_eq!(servers::get(&mut read, ServerId(99)).await.unwrap(), None);
    in_tx!(db, |tx| {
        assert_eq!(servers::lock(tx, house.server).await?.map(|s| s.id), Some(house.server));
        fine(())
    })
    .unwrap();
}

async fn the_emptiest_is_chosen(db: &Db) {
    in_tx!(db, |tx| {
        assert_eq!(servers::least_keys(tx).await?, None);
        let full = server(tx, "full").await?;
        live(tx, &key(full, "k")).await?;
        let empty = server(tx, "empty").await?;
        assert_eq!(servers::least_keys(tx).await?, Some((empty, 0)));
        let slow = servers::CheckResult {
            at: at(1),
            latency_ms: Some(4000),
            health: Health::Degraded,
            fails: 0,
            trouble: None,
            version: None,
            remote_keys: None,
            host: Some("other.example"),
        };
        servers::record_check(tx, empty, &slow).await?;
        assert_eq!(servers::least_keys(tx).await?, Some((full, 1)), "one that is up comes first");
        servers::set_state(tx, full, 1, ServerState::Paused).await?;
        assert_eq!(servers::least_keys(tx).await?, Some((empty, 0)));
        assert_eq!(servers::get(tx, empty).await?.unwrap().host, "other.example");
        fine(())
    })
    .unwrap();
}

async fn differences_come_and_go(db: &Db) {
    let house = house(db).await;
    let foreign = |remote_id| differences::Found {
        server: house.server,
        remote_id,
        kind: Kind::Foreign,
        name: "theirs",
        limit: None,
        key: None,
        now: at(5),
    };
    let vanish = async |tx: &mut Tx, still: &[(&str, Kind)]| {
        let known = differences::unsettled(tx, house.server).await?.into_iter();
        let gone = known.filter(|d| !still.contains(&(d.remote_id.as_str(), d.kind))).map(|d| d.id).collect::<Vec<_>>();
        differences::vanish(tx, &gone).await
    };
    in_tx!(db, |tx| {
        assert!(differences::found(tx, &foreign("x")).await?);
        assert!(!differences::found(tx, &foreign("x")).await?, "no news");
        assert!(differences::found(tx, &foreign("y")).await?);
        let missing = differences::Found { kind: Kind::Missing, key: Some(house.own_key), ..foreign("own") };
        assert!(differences::found(tx, &missing).await?);
        assert_eq!(differences::open_count(tx, house.server).await?, 3);
        let all = differences::list(tx, house.server, State::Open, None, 10).await?;
        assert_eq!(all.iter().map(|d| d.remote_id.as_str()).collect::<Vec<_>>(), ["own", "y", "x"]);
        assert_eq!(differences::list(tx, house.server, State::Open, Some(all[1].id), 10).await?, all[2..]);
        let x = &all[2];
        assert!(differences::set_state(tx, x.id, 1, State::Ignored).await?);
        assert!(!differences::set_state(tx, x.id, 1, State::Settled).await?);
        assert!(!differences::found(tx, &foreign("x")).await?, "what is ignored isn't news");
        let moved = [("y".to_owned(), Traffic(7)), ("x".to_owned(), Traffic(8)), ("own".to_owned(), Traffic(9))];
        assert_eq!(differences::foreign_moved(tx, house.server).await?, [("y".to_owned(), None)]);
        assert_eq!(differences::set_moved(tx, house.server, &moved).await?, 1, "what is open and not the house's");
        assert_eq!(differences::foreign_moved(tx, house.server).await?, [("y".to_owned(), Some(Traffic(7)))]);
        assert_eq!(differences::get(tx, all[1].id).await?.unwrap().moved, Some(Traffic(7)));
        assert_eq!(vanish(tx, &[("x", Kind::Foreign), ("own", Kind::Foreign)]).await?, 2);
        assert_eq!(differences::open_count(tx, house.server).await?, 0);
        assert_eq!(differences::get(tx, all[0].id).await?.unwrap().state, State::Settled);
        assert!(differences::found(tx, &foreign("y")).await?, "it is back");
        assert_eq!(vanish(tx, &[]).await?, 2);
        fine(())
    })
    .unwrap();
}
