//! Jobs, their schedule, and leases.

use super::{at, fine, house};
use crate::harness::db::both;
use claviger::{
    domain::{
        ids::{ChatId, KeyId, PersonId},
        job::JobKind,
        notice::Notice,
        server::ServerKind,
    },
    in_tx,
    store::{
        Db, Tx, inbox,
        jobs::{self, JobState},
        leases, outbox, schedule,
    },
};

both!(
    a_job_runs,
    one_unfinished_job_of_a_name,
    asked_again_while_running,
    a_late_worker_finishes_nothing,
    one_worker_claims_each,
    one_server_keeps_few_workers_busy,
    a_missed_schedule_is_caught_up_once,
    a_lease_is_one_holders,
    the_dead_are_buried_by_who_has_their_place,
    who_lives_is_not_buried,
);

const fn sync(key: i64) -> JobKind {
    JobKind::SyncKey { key: KeyId(key) }
}

async fn a_job_runs(db: &Db) {
    in_tx!(db, |tx| {
        assert!(jobs::enqueue(tx, &JobKind::Sweep, at(10), at(0)).await?);
        assert_eq!(jobs::claim(tx, "a.1", at(9), at(60), 5).await?, []);
        let job = jobs::claim(tx, "a.1", at(10), at(60), 5).await?.remove(0);
        assert_eq!((job.kind.clone(), job.fence, job.attempts), (JobKind::Sweep, 1, 1));
        assert_eq!(jobs::claim(tx, "a.1", at(10), at(60), 5).await?, []);
        assert!(jobs::set_progress(tx, job.id, 1, "half").await?);
        assert!(jobs::renew(tx, job.id, 1, at(70)).await?);
        assert!(jobs::again(tx, job.id, 1, at(80), Some("timeout")).await?);
        assert_eq!(jobs::counts(tx).await?, jobs::JobCounts { waiting: 1, retrying: 1, ..Default::default() });
        let second = jobs::claim(tx, "a.1", at(80), at(120), 5).await?.remove(0);
        assert_eq!((second.id, second.fence, second.attempts), (job.id, 2, 2));
        assert!(jobs::finish(tx, job.id, 2, at(81)).await?);
        assert!(!jobs::finish(tx, job.id, 2, at(81)).await?);
        let done = jobs::get(tx, job.id).await?.unwrap();
        assert_eq!((done.state, done.finished_at, done.error), (JobState::Done, Some(at(81)), None));
        assert_eq!((done.progress.as_deref(), done.kind), (Some("half"), Some(JobKind::Sweep)));
        assert_eq!(jobs::prune(tx, at(81), 9).await?, 0);
        assert_eq!(jobs::prune(tx, at(82), 9).await?, 1);
        fine(())
    })
    .unwrap();
}

async fn one_unfinished_job_of_a_name(db: &Db) {
    in_tx!(db, |tx| {
        assert!(jobs::enqueue(tx, &sync(1), at(10), at(0)).await?);
        assert!(!jobs::enqueue(tx, &sync(1), at(5), at(0)).await?);
        assert!(!jobs::enqueue(tx, &sync(1), at(20), at(0)).await?);
        assert!(jobs::enqueue(tx, &sync(2), at(6), at(0)).await?);
        assert_eq!(jobs::unfinished(tx, &sync(1)).await?.unwrap().run_at, at(5), "the earliest wish counts");
        let claimed = jobs::claim(tx, "a.1", at(7), at(60), 5).await?;
        assert_eq!(claimed.iter().map(|j| j.kind.clone()).collect::<Vec<_>>(), [sync(1), sync(2)]);
        assert!(jobs::fail(tx, claimed[0].id, 1, "no", at(8)).await?);
        assert_eq!(jobs::counts(tx).await?, jobs::JobCounts { running: 1, failed: 1, ..Default::default() });
        assert_eq!(jobs::unfinished(tx, &sync(1)).await?, None);
        assert!(jobs::enqueue(tx, &sync(1), at(10), at(9)).await?, "a new one after the end of the old");
        fine(())
    })
    .unwrap();
}

async fn asked_again_while_running(db: &Db) {
    in_tx!(db, |tx| {
        jobs::enqueue(tx, &sync(1), at(0), at(0)).await?;
        let job = jobs::claim(tx, "a.1", at(0), at(60), 5).await?.remove(0);
        assert!(!jobs::enqueue(tx, &sync(1), at(3), at(3)).await?);
        assert!(!jobs::enqueue(tx, &sync(1), at(2), at(2)).await?);
        assert!(jobs::finish(tx, job.id, job.fence, at(4)).await?);
        let next = jobs::get(tx, job.id).await?.unwrap();
        assert_eq!((next.state, next.run_at, next.attempts), (JobState::Waiting, at(2), 0));
        let job = jobs::claim(tx, "a.1", at(4), at(60), 5).await?.remove(0);
        assert!(!jobs::enqueue(tx, &sync(1), at(5), at(5)).await?);
        assert!(jobs::again(tx, job.id, job.fence, at(100), None).await?);
        assert_eq!(jobs::get(tx, job.id).await?.unwrap().run_at, at(5), "the wish comes before the wait");
        fine(())
    })
    .unwrap();
}

async fn a_late_worker_finishes_nothing(db: &Db) {
    in_tx!(db, |tx| {
        jobs::enqueue(tx, &sync(1), at(0), at(0)).await?;
        let slow = jobs::claim(tx, "a.1", at(0), at(60), 5).await?.remove(0);
        let other = jobs::claim(tx, "a.1", at(61), at(120), 5).await?.remove(0);
        assert_eq!((other.id, other.fence), (slow.id, slow.fence + 1));
        assert!(!jobs::finish(tx, slow.id, slow.fence, at(62)).await?);
        assert!(!jobs::again(tx, slow.id, slow.fence, at(62), None).await?);
        assert!(!jobs::fail(tx, slow.id, slow.fence, "x", at(62)).await?);
        assert!(!jobs::renew(tx, slow.id, slow.fence, at(200)).await?);
        assert!(!jobs::set_progress(tx, slow.id, slow.fence, "x").await?);
        assert!(jobs::finish(tx, other.id, other.fence, at(63)).await?);
        fine(())
    })
    .unwrap();
}

async fn one_worker_claims_each(db: &Db) {
    in_tx!(db, |tx| {
        for n in 0..20 {
            jobs::enqueue(tx, &sync(n), at(n), at(0)).await?;
        }
        claviger::on!(tx, |c| async {
            sqlx::query("UPDATE job SET body = '{\"kind\":\"of_tomorrow\"}' WHERE once = 'sync_key:0'")
                .execute(c)
                .await
                .map(|_| ())
        })
    })
    .unwrap();
    let tasks = (0..4).map(|_| {
        let db = db.clone();
        tokio::spawn(async move { in_tx!(db, |tx| jobs::claim(tx, "a.1", at(50), at(90), 5).await) })
    });
    let mut claimed = Vec::new();
    for task in tasks.collect::<Vec<_>>() {
        claimed.extend(task.await.unwrap().unwrap().into_iter().map(|j| j.kind.once()));
    }
    claimed.sort_unstable();
    claimed.dedup();
    assert_eq!(claimed.len(), 19, "each once, and what can't be read is given up");
    assert_eq!(jobs::counts(&mut db.read().await.unwrap()).await.unwrap().failed, 1);
}

async fn one_server_keeps_few_workers_busy(db: &Db) {
    let house = house(db).await;
    in_tx!(db, |tx| {
        let check = JobKind::CheckServer { server: house.server };
        let keys = [house.own_key, house.first_key, house.second_key].map(|key| JobKind::SyncKey { key });
        for (n, kind) in (0..).zip([check.clone()].iter().chain(&keys)) {
            jobs::enqueue(tx, kind, at(n), at(0)).await?;
        }
        let claim = async |tx: &mut Tx, now: i64, limit: i64| {
            let claimed = jobs::claim(tx, "a.1", at(now), at(now + 60), limit).await?;
            fine(claimed.into_iter().map(|job| (job.id, job.fence, job.kind)).collect::<Vec<_>>())
        };
        let first = claim(tx, 10, 2).await?;
        assert_eq!(first.iter().map(|j| j.2.clone()).collect::<Vec<_>>(), [check, keys[0].clone()]);
        jobs::enqueue(tx, &JobKind::Sweep, at(11), at(11)).await?;
        let next = claim(tx, 12, 9).await?;
        let kinds: Vec<_> = next.iter().map(|j| j.2.clone()).collect();
        assert_eq!(kinds, [keys[1].clone(), JobKind::Sweep], "three at once, and others go past");
        assert_eq!(claim(tx, 13, 9).await?, []);
        assert!(jobs::finish(tx, first[0].0, first[0].1, at(14)).await?);
        assert_eq!(claim(tx, 15, 9).await?[0].2, keys[2], "one ended: the next may run");
        let pasted = |nonce: &str| JobKind::AddServer {
            person: PersonId(1),
            server_kind: ServerKind::Outline,
            address: "203.0.113.9:443".into(),
            sealed: String::new(),
            nonce: nonce.into(),
            replaces: None,
        };
        for nonce in ["a", "b", "c", "d"] {
            jobs::enqueue(tx, &pasted(nonce), at(16), at(16)).await?;
        }
        assert_eq!(claim(tx, 17, 9).await?.len(), 3, "a paste of one that doesn't answer, again and again");
        assert_eq!(claim(tx, 200, 99).await?.len(), 7, "of each server three, whose leases ran out, and the sweep");
        fine(())
    })
    .unwrap();
}

async fn a_missed_schedule_is_caught_up_once(db: &Db) {
    in_tx!(db, |tx| {
        assert!(schedule::due(tx, "sweep", at(0), at(60)).await?);
        assert!(!schedule::due(tx, "sweep", at(59), at(120)).await?);
        assert!(schedule::due(tx, "sweep", at(1000), at(1060)).await?);
        assert!(!schedule::due(tx, "sweep", at(1000), at(1060)).await?);
        fine(())
    })
    .unwrap();
}

async fn a_lease_is_one_holders(db: &Db) {
    in_tx!(db, |tx| {
        assert_eq!(leases::take(tx, "outbox", "a", at(0), at(30)).await?, Some(1));
        assert_eq!(leases::take(tx, "outbox", "b", at(10), at(40)).await?, None);
        assert_eq!(leases::take(tx, "outbox", "a", at(10), at(40)).await?, Some(1), "its own goes on");
        assert_eq!(leases::take(tx, "outbox", "b", at(40), at(70)).await?, Some(2));
        assert_eq!(leases::take(tx, "outbox", "a", at(41), at(71)).await?, None);
        assert!(!leases::release(tx, "outbox", "a", at(42)).await?);
        assert!(leases::release(tx, "outbox", "b", at(42)).await?);
        assert_eq!(leases::take(tx, "outbox", "a", at(42), at(72)).await?, Some(3));
        assert_eq!(leases::take(tx, "outbox", "a", at(80), at(90)).await?, Some(4), "its own ran out meanwhile");
        fine(())
    })
    .unwrap();
}

async fn the_dead_are_buried_by_who_has_their_place(db: &Db) {
    in_tx!(db, |tx| {
        for holder in ["a.1", "b.1"] {
            assert_eq!(leases::take(tx, &format!("of {holder}"), holder, at(0), at(60)).await?, Some(1));
        }
        jobs::enqueue(tx, &sync(1), at(0), at(0)).await?;
        let dead = jobs::claim(tx, "a.1", at(0), at(120), 5).await?.remove(0);
        jobs::enqueue(tx, &sync(2), at(0), at(0)).await?;
        assert_eq!(jobs::claim(tx, "b.1", at(0), at(120), 5).await?.len(), 1);
        outbox::put(tx, None, ChatId(5), &Notice::KeyReady { key: KeyId(1) }, at(0), at(0)).await?;
        assert_eq!(outbox::claim(tx, "a.1", at(0), at(60), 5).await?.len(), 1);
        let update =
            inbox::NewUpdate { update_id: 7, chat: None, body: "{}".into(), received_at: at(0), claimed_until: at(60) };
        inbox::store(tx, "a.1", &[update]).await?;
        assert_eq!(leases::bury(tx, "a.1", at(1)).await?, 0, "nobody buries themselves");
        assert_eq!(leases::bury(tx, "a.2", at(1)).await?, 0, "it holds a lease: it may live");
        assert_eq!(leases::succeed(tx, "a.2", at(1)).await?, 1);
        assert_eq!(leases::bury(tx, "a.2", at(1)).await?, 3);
        assert_eq!(leases::take(tx, "of a.1", "a.2", at(1), at(60)).await?, Some(2));
        assert_eq!(leases::take(tx, "of b.1", "a.2", at(1), at(60)).await?, None, "who lives elsewhere keeps theirs");
        let again = jobs::claim(tx, "a.2", at(1), at(120), 5).await?;
        assert_eq!(again.iter().map(|j| (j.id, j.fence, j.attempts)).collect::<Vec<_>>(), [(dead.id, 2, 1)]);
        assert!(!jobs::finish(tx, dead.id, dead.fence, at(1)).await?, "the dead finish nothing");
        assert_eq!(outbox::claim(tx, "a.2", at(1), at(60), 5).await?.len(), 1);
        assert_eq!(inbox::undone(tx, "a.2", at(1), at(60), 5).await?.len(), 1);
        fine(())
    })
    .unwrap();
}

async fn who_lives_is_not_buried(db: &Db) {
    in_tx!(db, |tx| {
        leases::alive(tx, "a.1", at(0), at(30)).await?;
        assert_eq!(leases::succeed(tx, "a.2", at(1)).await?, 1);
        leases::alive(tx, "a.2", at(1), at(31)).await?;
        jobs::enqueue(tx, &sync(1), at(0), at(0)).await?;
        assert_eq!(jobs::claim(tx, "a.1", at(2), at(122), 5).await?.len(), 1);
        // Thought dead, it goes on: a copy of its machine has taken its place.
        leases::alive(tx, "a.1", at(10), at(40)).await?;
        assert_eq!(leases::bury(tx, "a.2", at(11)).await?, 0);
        assert_eq!(leases::bury(tx, "a.1", at(11)).await?, 0);
        assert_eq!(leases::bury(tx, "a.2", at(41)).await?, 1, "it says no more that it lives");
        assert_eq!(leases::prune(tx, at(35)).await?, 1);
        assert_eq!(leases::prune(tx, at(41)).await?, 1);
        fine(())
    })
    .unwrap();
}
