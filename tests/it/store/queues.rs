//! Inbox and outbox.

use super::{at, fine};
use crate::harness::db::both;
use claviger::{
    domain::{
        ids::{ChatId, KeyId},
        notice::Notice,
    },
    in_tx,
    store::{
        Db,
        inbox::{self, NewUpdate},
        outbox,
    },
};

both!(
    an_update_is_done_once,
    undone_updates_are_taken_over,
    an_attempt_counts_when_it_begins,
    messages_go_out,
    a_message_is_said_once,
    one_claims_each_message,
    a_claim_that_ran_out_is_not_sent,
    a_chat_that_waits_waits_in_order,
    who_comes_back_gets_what_waited,
    an_update_taken_over_may_be_overtaken,
    updates_of_a_chat_are_done_in_their_order,
);

fn update(update_id: i64) -> NewUpdate {
    NewUpdate {
        update_id,
        chat: (update_id % 2 == 0).then_some(ChatId(5)),
        body: "{}".into(),
        received_at: at(0),
        claimed_until: at(30),
    }
}

async fn an_update_is_done_once(db: &Db) {
    in_tx!(db, |tx| {
        assert_eq!(inbox::store(tx, "a.1", &[update(2), update(1), update(2)]).await?, [1, 2]);
        assert_eq!(inbox::store(tx, "a.1", &[update(2), update(3)]).await?, [3]);
        let many: Vec<_> = (4..=1200).map(update).collect();
        assert_eq!(inbox::store(tx, "a.1", &many).await?.len(), 1197);
        assert!(inbox::done(tx, 1, "ok", at(1)).await?);
        assert!(!inbox::done(tx, 1, "ok", at(2)).await?);
        assert!(inbox::done(tx, 1200, "ok", at(1)).await?);
        assert_eq!(inbox::open_count(tx).await?, 1198);
        assert_eq!(inbox::prune(tx, at(2), 10).await?, 1, "the newest stays");
        fine(())
    })
    .unwrap();
    let two = [0, 1].map(|_| {
        let db = db.clone();
        tokio::spawn(async move { in_tx!(db, |tx| inbox::done(tx, 2, "ok", at(3)).await) })
    });
    let mut done = 0;
    for task in two {
        done += u32::from(task.await.unwrap().unwrap());
    }
    assert_eq!(done, 1);
}

async fn undone_updates_are_taken_over(db: &Db) {
    in_tx!(db, |tx| inbox::store(tx, "a.1", &[update(1), update(2), update(3)]).await).unwrap();
    let claim =
        |now, until| async move { in_tx!(db, |tx| inbox::undone(tx, "a.1", at(now), at(until), 2).await).unwrap() };
    assert!(claim(30, 60).await.is_empty(), "they are claimed until then");
    let taken = claim(31, 60).await;
    assert_eq!(taken.iter().map(|u| (u.update_id, u.attempts)).collect::<Vec<_>>(), [(1, 0), (2, 0)]);
    assert_eq!((taken[0].chat, taken[1].chat), (None, Some(ChatId(5))));
    assert_eq!(claim(31, 60).await[0].update_id, 3);
    assert_eq!(in_tx!(db, |tx| inbox::renew(tx, "a.1", &[1, 2, 9], at(90)).await).unwrap(), 2);
    assert_eq!(in_tx!(db, |tx| inbox::renew(tx, "b.1", &[1, 2], at(200)).await).unwrap(), 0, "another's");
    assert_eq!(claim(61, 70).await.iter().map(|u| u.update_id).collect::<Vec<_>>(), [3]);
}

async fn an_attempt_counts_when_it_begins(db: &Db) {
    in_tx!(db, |tx| {
        inbox::store(tx, "a.1", &[update(1), update(2)]).await?;
        // Eleven processes die while both wait, and begin only the first.
        for life in 1..=11 {
            let now = 31 * life;
            let holder = format!("a.{life}");
            let undone = inbox::undone(tx, &holder, at(now), at(now + 30), 9).await?;
            let attempts: Vec<_> = undone.iter().map(|u| (u.update_id, u.attempts)).collect();
            assert_eq!(attempts, [(1, life - 1), (2, 0)]);
            assert!(!inbox::begin(tx, "b.1", 1, at(now + 30)).await?, "another's");
            assert!(inbox::begin(tx, &holder, 1, at(now + 30)).await?);
        }
        assert!(inbox::done(tx, 1, "ok", at(400)).await?);
        assert!(!inbox::begin(tx, "a.11", 1, at(500)).await?, "it is done");
        fine(())
    })
    .unwrap();
}

const fn ready(key: i64) -> Notice {
    Notice::KeyReady { key: KeyId(key) }
}

async fn messages_go_out(db: &Db) {
    in_tx!(db, |tx| {
        for n in 1..=4 {
            assert!(outbox::put(tx, None, ChatId(n % 2), &ready(n), at(n), at(0)).await?);
        }
        let first = outbox::claim(tx, "a.1", at(2), at(60), 10).await?;
        assert_eq!(
            first.iter().map(|w| (w.notice.clone(), w.attempts)).collect::<Vec<_>>(),
            [(ready(1), 1), (ready(2), 1)]
        );
        assert_eq!(outbox::claim(tx, "a.1", at(2), at(60), 10).await?, []);
        assert_eq!(outbox::sent(tx, &[first[0].id], 77, at(3)).await?, 1);
        assert_eq!(outbox::sent(tx, &[first[0].id], 78, at(3)).await?, 0);
        assert!(outbox::retry(tx, first[1].id, at(5), "429").await?);
        assert_eq!(outbox::postpone(tx, ChatId(0), at(50)).await?, 2);
        let next = outbox::claim(tx, "a.1", at(49), at(90), 10).await?;
        assert_eq!(next.iter().map(|w| w.notice.clone()).collect::<Vec<_>>(), [ready(3)]);
        assert!(outbox::failed(tx, next[0].id, "bad", at(49)).await?);
        assert!(!outbox::retry(tx, next[0].id, at(50), "late").await?);
        let late = outbox::claim(tx, "a.1", at(50), at(90), 1).await?;
        assert_eq!((late[0].notice.clone(), late[0].attempts), (ready(2), 2), "the limit keeps the order");
        let counts = outbox::counts(tx).await?;
        assert_eq!(counts, outbox::OutboxCounts { waiting: 2, retrying: 1, failed: 1, unreachable: 0 });
        assert_eq!(outbox::unreachable(tx, ChatId(0), at(51)).await?, 2);
        assert_eq!(outbox::counts(tx).await?.unreachable, 2);
        assert_eq!(outbox::prune(tx, at(50), 10).await?, 2);
        fine(())
    })
    .unwrap();
}

async fn a_message_is_said_once(db: &Db) {
    in_tx!(db, |tx| {
        assert!(outbox::put(tx, Some("a"), ChatId(1), &ready(1), at(0), at(0)).await?);
        assert!(!outbox::put(tx, Some("a"), ChatId(1), &ready(1), at(0), at(0)).await?);
        let claimed = outbox::claim(tx, "a.1", at(0), at(9), 9).await?;
        outbox::sent(tx, &[claimed[0].id], 42, at(1)).await?;
        assert!(!outbox::put(tx, Some("a"), ChatId(1), &ready(1), at(0), at(0)).await?, "also after it was sent");
        fine(())
    })
    .unwrap();
}

async fn one_claims_each_message(db: &Db) {
    in_tx!(db, |tx| {
        for n in 0..20 {
            outbox::put(tx, None, ChatId(n), &ready(n), at(0), at(0)).await?;
        }
        claviger::on!(tx, |c| async {
            sqlx::query("UPDATE outbox SET notice = '{\"kind\":\"of_tomorrow\"}' WHERE chat_id = 0")
                .execute(c)
                .await
                .map(|_| ())
        })
    })
    .unwrap();
    let tasks = (0..4).map(|_| {
        let db = db.clone();
        tokio::spawn(async move { in_tx!(db, |tx| outbox::claim(tx, "a.1", at(1), at(60), 5).await) })
    });
    let mut claimed = Vec::new();
    for task in tasks.collect::<Vec<_>>() {
        claimed.extend(task.await.unwrap().unwrap().into_iter().map(|w| w.chat.0));
    }
    claimed.sort_unstable();
    assert_eq!(claimed, (1..20).collect::<Vec<_>>(), "each once, and what can't be read is failed");
    assert_eq!(outbox::counts(&mut db.read().await.unwrap()).await.unwrap().failed, 1);
}

async fn a_claim_that_ran_out_is_not_sent(db: &Db) {
    in_tx!(db, |tx| {
        outbox::put(tx, None, ChatId(1), &ready(1), at(0), at(0)).await?;
        let slow = outbox::claim(tx, "a.1", at(0), at(60), 9).await?.remove(0);
        assert!(!outbox::renew(tx, "b.1", &slow, at(100)).await?, "another's");
        assert!(outbox::renew(tx, "a.1", &slow, at(100)).await?);
        assert_eq!(outbox::claim(tx, "b.1", at(99), at(160), 9).await?, [], "renewed");
        let quick = outbox::claim(tx, "b.1", at(100), at(160), 9).await?.remove(0);
        assert!(!outbox::renew(tx, "a.1", &slow, at(200)).await?);
        let own = outbox::claim(tx, "b.1", at(160), at(220), 9).await?.remove(0);
        assert!(!outbox::renew(tx, "b.1", &quick, at(200)).await?, "its own process claimed it anew");
        assert!(outbox::renew(tx, "b.1", &own, at(230)).await?);
        assert_eq!(outbox::sent(tx, &[own.id], 7, at(161)).await?, 1);
        assert!(!outbox::renew(tx, "b.1", &own, at(240)).await?, "it is sent");
        fine(())
    })
    .unwrap();
}

async fn a_chat_that_waits_waits_in_order(db: &Db) {
    in_tx!(db, |tx| {
        outbox::put(tx, None, ChatId(1), &ready(1), at(0), at(0)).await?;
        outbox::put(tx, None, ChatId(1), &ready(2), at(0), at(0)).await?;
        let first = outbox::claim(tx, "a.1", at(0), at(60), 10).await?;
        assert_eq!(first.len(), 2);
        assert!(outbox::retry(tx, first[0].id, at(20), "429").await?);
        assert_eq!(outbox::postpone(tx, ChatId(1), at(20)).await?, 1, "what was claimed along with it");
        outbox::put(tx, None, ChatId(1), &ready(3), at(1), at(1)).await?;
        outbox::put(tx, None, ChatId(2), &ready(4), at(1), at(1)).await?;
        let other = outbox::claim(tx, "a.1", at(2), at(60), 10).await?;
        assert_eq!(other.iter().map(|w| w.notice.clone()).collect::<Vec<_>>(), [ready(4)], "others go on");
        let order = outbox::claim(tx, "a.1", at(20), at(80), 10).await?;
        assert_eq!(order.iter().map(|w| w.notice.clone()).collect::<Vec<_>>(), [ready(1), ready(2), ready(3)]);
        fine(())
    })
    .unwrap();
}

async fn who_comes_back_gets_what_waited(db: &Db) {
    in_tx!(db, |tx| {
        outbox::put(tx, None, ChatId(1), &ready(1), at(0), at(0)).await?;
        outbox::put(tx, None, ChatId(1), &ready(2), at(50), at(50)).await?;
        assert_eq!(outbox::unreachable(tx, ChatId(1), at(60)).await?, 2);
        assert_eq!(outbox::claim(tx, "a.1", at(60), at(90), 10).await?, []);
        assert_eq!(outbox::reachable(tx, ChatId(1), at(40), at(70)).await?, 1, "what is too old isn't said any more");
        let claimed = outbox::claim(tx, "a.1", at(70), at(90), 10).await?;
        assert_eq!(claimed.iter().map(|w| (w.notice.clone(), w.attempts)).collect::<Vec<_>>(), [(ready(2), 1)]);
        fine(())
    })
    .unwrap();
}

async fn an_update_taken_over_may_be_overtaken(db: &Db) {
    in_tx!(db, |tx| {
        inbox::store(tx, "a.1", &[update(2), update(3), update(4)]).await?;
        assert!(inbox::done(tx, 4, "done", at(1)).await?);
        assert!(!inbox::overtaken(tx, 2).await?, "it came by itself: Telegram may send two at a time");
        assert_eq!(inbox::undone(tx, "b.1", at(31), at(60), 9).await?.len(), 2);
        for update in [2, 3] {
            assert!(inbox::begin(tx, "b.1", update, at(60)).await?);
        }
        assert!(inbox::overtaken(tx, 2).await?);
        assert!(!inbox::overtaken(tx, 3).await?, "another chat's");
        fine(())
    })
    .unwrap();
}

async fn updates_of_a_chat_are_done_in_their_order(db: &Db) {
    use inbox::Turn::{self, NotYet, Past};
    const ITS: Turn = Turn::Its { again: false };
    in_tx!(db, |tx| {
        inbox::store(tx, "a.1", &[update(2), update(4)]).await?;
        inbox::store(tx, "b.1", &[update(3), update(5), update(6)]).await?;
        assert_eq!(inbox::in_turn(tx, 6, "done", at(1)).await?, NotYet, "others have two older ones");
        assert!(inbox::is_early(tx, 6).await? && !inbox::is_early(tx, 2).await?);
        assert_eq!(inbox::in_turn(tx, 5, "done", at(1)).await?, ITS, "it belongs to no chat");
        assert_eq!(inbox::in_turn(tx, 2, "done", at(1)).await?, ITS);
        assert_eq!(inbox::in_turn(tx, 6, "done", at(1)).await?, NotYet);
        assert_eq!(inbox::in_turn(tx, 2, "done", at(1)).await?, Past);
        assert!(inbox::done(tx, 4, "given up", at(2)).await?);
        assert_eq!(inbox::in_turn(tx, 6, "done", at(2)).await?, ITS);
        assert_eq!(inbox::in_turn(tx, 9, "done", at(2)).await?, Past, "it was never stored");
        fine(())
    })
    .unwrap();
    in_tx!(db, |tx| inbox::store(tx, "a.1", &[update(8), update(10)]).await).unwrap();
    let two = [10, 8].map(|update| {
        let db = db.clone();
        tokio::spawn(async move { in_tx!(db, |tx| inbox::in_turn(tx, update, "done", at(3)).await) })
    });
    let mut found = Vec::new();
    for task in two {
        found.push(task.await.unwrap().unwrap());
    }
    assert!(found == [NotYet, ITS] || found == [ITS, ITS], "{found:?}");
}
