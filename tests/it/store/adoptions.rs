//! Adoptions: one open at a time for a server, each key in them once, and what became of it.

use super::{at, fine, house, key, live, person};
use crate::harness::db::both;
use claviger::{
    domain::{
        adoption::{AdoptionState as S, Fate, Mapping},
        plan::Lifetime,
        role::{Role, Scope},
        traffic::Traffic,
    },
    in_tx,
    store::{
        Db,
        adoptions::{self, FoundKey},
        customers,
        differences::{self, DifferenceKind, Found},
        keys::{self, AdoptedKey},
    },
};

both!(one_at_a_time_and_each_key_once, a_key_is_taken_over_as_it_is);

fn found(id: &str) -> FoundKey {
    FoundKey { remote_id: id.into(), name: format!("name {id}"), limit: Some(Traffic(5)), moved: None }
}

async fn one_at_a_time_and_each_key_once(db: &Db) {
    let house = house(db).await;
    in_tx!(db, |tx| {
        let owner = person(tx, 1, Role::Owner).await?;
        let id = adoptions::insert(tx, house.server, owner, &Mapping::default(), at(1)).await?.unwrap();
        assert_eq!(adoptions::insert(tx, house.server, owner, &Mapping::default(), at(1)).await?, None);
        assert_eq!(adoptions::open_of(tx, house.server).await?.map(|open| open.id), Some(id));
        assert_eq!(adoptions::put_keys(tx, id, 0, &["a", "b", "c"].map(found)).await?, 3);
        assert_eq!(adoptions::put_keys(tx, id, 0, &["a"].map(found)).await?, 0);
        assert!(!adoptions::set_mapping(tx, id, 1, &Mapping::default()).await?, "it is no draft yet");
        assert!(adoptions::pass(tx, id, (S::Looking, S::Draft), None, at(2)).await?);
        assert!(!adoptions::pass(tx, id, (S::Looking, S::Draft), None, at(2)).await?);
        let mapping = Mapping { rest: None, ..Mapping::default() };
        assert!(adoptions::set_mapping(tx, id, 2, &mapping).await?);
        assert!(!adoptions::set_mapping(tx, id, 2, &mapping).await?, "an old version");
        let draft = adoptions::get(tx, id).await?.unwrap();
        assert_eq!((draft.mapping, draft.looked_at, draft.finished_at), (mapping, Some(at(2)), None));
        assert!(adoptions::settle(tx, id, "b", Fate::Adopted, Some(house.own_key)).await?);
        assert!(!adoptions::settle(tx, id, "b", Fate::Gone, None).await?, "once");
        assert_eq!(adoptions::pending(tx, id, 9).await?, ["a", "c"].map(found));
        assert_eq!(adoptions::with_fate(tx, id, Fate::Adopted, 9).await?, [("name b".into(), "b".into())]);
        let mut fates = adoptions::fates(tx, id).await?;
        fates.sort_unstable();
        assert_eq!(fates, [(None, 2), (Some(Fate::Adopted), 1)]);
        let settled = adoptions::settled(tx, id, 9).await?;
        assert_eq!(settled.iter().map(|row| row.name.as_deref()).collect::<Vec<_>>(), [None, Some("own"), None]);
        assert_eq!(adoptions::forget_keys(tx, id).await?, 2);
        assert!(adoptions::note_trouble(tx, id, Some("timeout")).await?);
        assert!(!adoptions::note_trouble(tx, id, Some("timeout")).await?, "no news");
        assert!(adoptions::pass(tx, id, (S::Draft, S::Dropped), None, at(3)).await?);
        assert_eq!(adoptions::lock(tx, id).await?.and_then(|over| over.finished_at), Some(at(3)));
        assert_eq!(adoptions::open_of(tx, house.server).await?, None);
        assert_eq!(adoptions::prune(tx, at(3), 9).await?, 0);
        assert_eq!(adoptions::prune(tx, at(4), 9).await?, 1);
        assert_eq!(adoptions::get(tx, id).await?, None);
        fine(())
    })
    .unwrap();
}

async fn a_key_is_taken_over_as_it_is(db: &Db) {
    let house = house(db).await;
    in_tx!(db, |tx| {
        let other = Found {
            server: house.server,
            remote_id: "7",
            kind: DifferenceKind::Foreign,
            name: "theirs",
            limit: None,
            key: None,
            now: at(1),
        };
        assert!(differences::found(tx, &other).await?);
        assert_eq!(differences::foreign_count(tx, house.server).await?, 1);
        let new = AdoptedKey {
            server: house.server,
            remote_id: "7",
            name: "Theirs",
            representative: Some(house.first),
            plan: Some(house.plan),
            lifetime: Lifetime::Days(30),
            expires_at: Some(at(99)),
            quota: Some(Traffic(50)),
            period: None,
            suspended: true,
            tell: false,
            access_url: (b"sealed", b"hash"),
            asked_at: at(2),
            now: at(3),
        };
        let id = keys::insert_adopted(tx, &new).await?.unwrap();
        assert_eq!(keys::insert_adopted(tx, &AdoptedKey { name: "another", ..new.clone() }).await?, None, "once");
        let same_name = AdoptedKey { remote_id: "8", name: "THEIRS", ..new.clone() };
        assert_eq!(keys::insert_adopted(tx, &same_name).await?, None, "a seller's name is taken");
        let there = keys::get(tx, Scope::House, id).await?.unwrap();
        assert!(there.in_step() && there.made_by.is_none());
        assert_eq!(
            (there.suspended_at, there.activated_at, there.expires_at),
            (Some(at(3)), Some(at(3)), Some(at(99)))
        );
        assert_eq!(keys::by_url_hash(tx, Scope::House, b"hash").await?.map(|key| key.id), Some(id));
        let told = AdoptedKey { remote_id: "9", name: "told", tell: true, suspended: false, ..new };
        let told = keys::insert_adopted(tx, &told).await?.unwrap();
        assert_eq!(keys::out_of_step(tx, house.server, 9).await?, [told]);
        assert!(keys::is_ours(tx, house.server, "7").await? && !keys::is_ours(tx, house.server, "8").await?);
        let names = ["theirs", "first", "own"].map(str::to_owned);
        let mut taken = keys::names_taken(tx, Some(house.first), &names).await?;
        taken.sort_unstable();
        assert_eq!(taken, ["first", "theirs"]);
        live(tx, &key(house.server, "houses")).await?;
        assert!(differences::adopted(tx, house.server, "7").await?);
        assert!(!differences::adopted(tx, house.server, "7").await?);
        assert_eq!(differences::foreign_count(tx, house.server).await?, 0);
        let ali = customers::insert(tx, Some(house.first), "Ali", None, at(0)).await?;
        customers::insert(tx, Some(house.first), "Ali", None, at(0)).await?;
        assert_eq!(customers::of_name(tx, Some(house.first), "Ali").await?.map(|found| found.id), ali);
        assert_eq!(customers::of_name(tx, None, "Ali").await?, None);
        fine(())
    })
    .unwrap();
}
