//! Many keys in one go, and the count of test keys: written whole or not at all, marked, let go, tried again, counted.

use super::{at, draft, fine, house};
use crate::harness::db::both;
use claviger::{
    domain::{
        batch::BatchState,
        ids::{BatchId, KeyId},
        key::Phase,
        role::Scope,
    },
    in_tx,
    store::{
        Db, Result, Tx,
        batches::{self, BatchCounts, NewBatch},
        keys, plans, search, test_days,
    },
};

both!(
    a_batch_is_written_whole,
    names_that_are_taken_are_found,
    what_no_server_heard_of_is_let_go,
    what_failed_is_tried_again,
    a_batch_is_its_sellers,
    test_keys_are_counted_by_day,
    two_at_once_dont_pass_a_limit,
);

struct Written {
    id: BatchId,
    keys: Vec<KeyId>,
}

async fn write(tx: &mut Tx, of: &super::House, once: &str, names: &[&str]) -> Result<Option<Written>> {
    let plan = plans::get(tx, of.plan).await?.unwrap();
    let total = i64::try_from(names.len()).unwrap();
    let new = NewBatch {
        once,
        person: None,
        representative: Some(of.first),
        plan: &plan,
        server: of.server,
        total,
        now: at(0),
    };
    let Some(id) = batches::insert(tx, &new).await? else { return Ok(None) };
    let pairs: Vec<_> = names.iter().map(|name| ((*name).to_owned(), format!("remote-{name}"))).collect();
    let keys = batches::insert_keys(tx, id, &new, &pairs).await?;
    Ok(Some(Written { id, keys: keys.into_iter().map(|(id, _)| id).collect() }))
}

async fn a_batch_is_written_whole(db: &Db) {
    let of = house(db).await;
    in_tx!(db, |tx| {
        let names: Vec<String> = (0..230).map(|n| format!("many-{n:03}")).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let written = write(tx, &of, "one", &names).await?.unwrap();
        assert_eq!(written.keys.len(), 230);
        assert!(write(tx, &of, "one", &["another"]).await?.is_none(), "asked for twice");
        assert_eq!(batches::by_once(tx, "one").await?, Some(written.id));
        let batch = batches::get(tx, Scope::House, written.id).await?.unwrap();
        assert_eq!((batch.total, batch.pending, batch.state), (230, 230, BatchState::Making));
        let key = keys::get(tx, Scope::House, written.keys[7]).await?.unwrap();
        assert_eq!((key.phase, key.batch_id, key.quota), (Phase::Provisioning, Some(written.id), draft().quota));
        assert!(key.expires_at.is_some() && !key.test);
        let terms: Vec<_> = written.keys.iter().map(|id| (*id, vec!["many".to_owned(), format!("n{id}")])).collect();
        batches::insert_terms(tx, &terms).await?;
        assert_eq!(search::find(tx, of.of_first(), &["many".to_owned()], 500).await?.len(), 230);
        assert_eq!(batches::counts(tx, written.id).await?, BatchCounts { made: 0, failed: 0, pending: 230 });
        assert_eq!(batches::ends(tx, written.id).await?, Some(("many-000".to_owned(), "many-229".to_owned())));
        assert_eq!(keys::out_of_step(tx, of.server, 500).await?, [], "they are the batch's job's");
        assert_eq!(keys::forgotten(tx, of.server, 500).await?, []);
        fine(())
    })
    .unwrap();
}

async fn names_that_are_taken_are_found(db: &Db) {
    let of = house(db).await;
    in_tx!(db, |tx| {
        let asked = ["FIRST".to_owned(), "free".to_owned(), "own".to_owned()];
        let taken = batches::taken(tx, Some(of.first), &asked).await?;
        assert_eq!(taken.into_iter().collect::<Vec<_>>(), ["first"], "of this seller alone");
        assert_eq!(batches::taken(tx, None, &asked).await?.len(), 1);
        let written = write(tx, &of, "two", &["free", "First"]).await?.unwrap();
        assert_eq!(written.keys.len(), 1, "the number tells that one isn't free");
        fine(())
    })
    .unwrap();
}

async fn what_no_server_heard_of_is_let_go(db: &Db) {
    let of = house(db).await;
    in_tx!(db, |tx| {
        let written = write(tx, &of, "one", &["a", "b", "c", "d"]).await?.unwrap();
        assert_eq!(batches::take(tx, of.server, 2).await?, written.keys[..2]);
        assert_eq!(batches::take(tx, of.server, 2).await?, written.keys[..2], "those marked before come first");
        assert_eq!(batches::let_go(tx, written.id, at(5)).await?, 2);
        assert!(batches::stop(tx, written.id, 1).await? && !batches::stop(tx, written.id, 1).await?);
        assert_eq!(batches::counts(tx, written.id).await?.pending, 2);
        assert_eq!(batches::open_on(tx, of.server).await?, [written.id]);
        let synced = keys::Synced { rev: 1, access_url: Some((b"sealed".to_vec(), b"hash".to_vec())), at: at(6) };
        assert!(keys::mark_synced(tx, written.keys[0], &synced).await?);
        assert!(keys::mark_failed(tx, written.keys[1], "refused").await?);
        let counts = batches::counts(tx, written.id).await?;
        assert_eq!(counts, BatchCounts { made: 1, failed: 1, pending: 0 });
        assert!(batches::finish(tx, written.id, counts, at(7)).await?);
        assert!(!batches::finish(tx, written.id, counts, at(8)).await?, "once");
        assert!(!batches::open(tx, written.id).await?);
        let batch = batches::get(tx, Scope::House, written.id).await?.unwrap();
        assert_eq!((batch.let_go(), batch.made, batch.failed), (2, 1, 1));
        assert_eq!(batches::made(tx, written.id).await?.len(), 1);
        assert_eq!(batches::failures(tx, written.id).await?, [("b".to_owned(), "refused".to_owned())]);
        fine(())
    })
    .unwrap();
}

async fn what_failed_is_tried_again(db: &Db) {
    let of = house(db).await;
    in_tx!(db, |tx| {
        let written = write(tx, &of, "one", &["a", "b", "c"]).await?.unwrap();
        let id = written.id;
        assert_eq!(batches::take(tx, of.server, 1).await?.len(), 1);
        assert_eq!(batches::fail_untold(tx, id, "timeout").await?, 2);
        assert!(keys::note_trouble(tx, written.keys[0], Some("timeout")).await?);
        assert_eq!(batches::trouble(tx, id).await?.as_deref(), Some("timeout"));
        assert!(keys::mark_failed(tx, written.keys[0], "timeout").await?);
        assert_eq!(batches::being_taken_away(tx, id).await?, written.keys[..1], "nothing is left of the others");
        let counts = batches::counts(tx, id).await?;
        batches::finish(tx, id, counts, at(1)).await?;
        assert_eq!(batches::retry_keys(tx, id).await?, 3);
        assert!(!batches::again(tx, id, 1, 3, at(2)).await?, "an old version");
        assert!(batches::again(tx, id, 2, 3, at(2)).await?);
        let batch = batches::get(tx, Scope::House, id).await?.unwrap();
        assert_eq!((batch.round, batch.pending, batch.failed), (2, 3, 0));
        assert!(batches::tell(tx, id, BatchCounts { made: 1, failed: 0, pending: 2 }, at(4)).await?);
        let batch = batches::lock(tx, id).await?.unwrap();
        assert_eq!(batch.seconds_left(), Some(4));
        fine(())
    })
    .unwrap();
}

async fn a_batch_is_its_sellers(db: &Db) {
    let of = house(db).await;
    in_tx!(db, |tx| {
        let id = write(tx, &of, "one", &["a"]).await?.unwrap().id;
        assert!(batches::get(tx, of.of_first(), id).await?.is_some());
        assert!(batches::get(tx, Scope::Representative(of.second), id).await?.is_none());
        assert!(batches::get(tx, Scope::Nothing, id).await?.is_none());
        let holder = super::person(tx, 77, claviger::domain::role::Role::Customer).await?;
        assert!(batches::get(tx, Scope::Holder(holder), id).await?.is_none());
        fine(())
    })
    .unwrap();
}

async fn test_keys_are_counted_by_day(db: &Db) {
    let of = house(db).await;
    in_tx!(db, |tx| {
        for expected in [true, true, false] {
            assert_eq!(test_days::count_up(tx, "representative:1", 20_000, 2).await?, expected);
        }
        assert!(!test_days::count_up(tx, "representative:1", 20_001, 0).await?);
        assert!(test_days::count_up(tx, "representative:1", 20_001, 2).await?, "another day");
        assert!(test_days::count_up(tx, "person:1", 20_000, 2).await?, "another maker");
        assert_eq!(test_days::made(tx, "representative:1", 20_000).await?, 2);
        assert_eq!(test_days::made(tx, "nobody", 20_000).await?, 0);
        assert_eq!(test_days::prune(tx, 20_001, 100).await?, 2);
        assert_eq!(test_days::made(tx, "representative:1", 20_001).await?, 1);
        assert!(test_days::mark(tx, of.own_key).await?);
        assert!(keys::get(tx, Scope::House, of.own_key).await?.unwrap().test);
        fine(())
    })
    .unwrap();
}

async fn two_at_once_dont_pass_a_limit(db: &Db) {
    let one = async || in_tx!(db, |tx| test_days::count_up(tx, "person:1", 1, 3).await).unwrap();
    let counted = futures::future::join_all((0..8).map(|_| one())).await;
    assert_eq!(counted.into_iter().filter(|counted| *counted).count(), 3);
}
