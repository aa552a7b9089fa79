//! Sessions, filters and settings.

use super::{at, fine, person};
use crate::harness::db::both;
use claviger::{
    domain::{
        ids::{ChatId, PersonId},
        role::Role,
    },
    in_tx,
    store::{
        Db, filters,
        sessions::{self, Session},
        settings,
    },
};

both!(a_session_lasts, a_session_is_one_at_a_time, filters_are_their_makers, settings_are_kept, a_code_is_used_once);

async fn a_session_lasts(db: &Db) {
    let chat = ChatId(5);
    in_tx!(db, |tx| {
        assert_eq!(sessions::load(tx, chat).await?, Session::empty(chat));
        assert_eq!(sessions::lock(tx, chat, at(0)).await?, Session::empty(chat));
        let session = Session {
            living_message: Some(3),
            form: Some("{}".into()),
            form_seq: 2,
            watch: Some("key:1".into()),
            ..Session::empty(chat)
        };
        sessions::save(tx, &session, at(1)).await?;
        assert_eq!(sessions::lock(tx, chat, at(2)).await?, session);
        let living = [(chat, 8), (ChatId(6), 1), (chat, 9)];
        sessions::set_living(tx, &living, at(3)).await?;
        sessions::set_living(tx, &[], at(3)).await?;
        assert_eq!(sessions::load(tx, chat).await?, Session { living_message: Some(9), ..session });
        assert_eq!(sessions::load(tx, ChatId(6)).await?.living_message, Some(1));
        fine(())
    })
    .unwrap();
}

async fn a_session_is_one_at_a_time(db: &Db) {
    let tasks: Vec<_> = (0..6)
        .map(|_| {
            let db = db.clone();
            tokio::spawn(async move {
                in_tx!(db, |tx| {
                    let mut session = sessions::lock(tx, ChatId(1), at(0)).await?;
                    tokio::task::yield_now().await;
                    session.form_seq += 1;
                    sessions::save(tx, &session, at(0)).await
                })
            })
        })
        .collect();
    for task in tasks {
        task.await.unwrap().unwrap();
    }
    assert_eq!(sessions::load(&mut db.read().await.unwrap(), ChatId(1)).await.unwrap().form_seq, 6);
}

async fn filters_are_their_makers(db: &Db) {
    in_tx!(db, |tx| {
        let me = person(tx, 1, Role::Owner).await?;
        let id = filters::insert(tx, me, "{}", at(0)).await?;
        assert_eq!(filters::get(tx, me, id).await?.as_deref(), Some("{}"));
        assert_eq!(filters::get(tx, PersonId(me.0 + 1), id).await?, None);
        assert_eq!(filters::prune(tx, at(0), 10).await?, 0);
        assert_eq!(filters::prune(tx, at(1), 10).await?, 1);
        fine(())
    })
    .unwrap();
}

async fn settings_are_kept(db: &Db) {
    in_tx!(db, |tx| {
        assert_eq!(settings::get(tx, "b").await?, None);
        settings::set(tx, "b", "1", at(0)).await?;
        settings::set(tx, "b", "2", at(1)).await?;
        settings::set(tx, "a", "x", at(1)).await?;
        let all = settings::all(tx).await?;
        assert_eq!(all, [("a".to_owned(), "x".to_owned()), ("b".to_owned(), "2".to_owned())]);
        assert!(settings::remove(tx, "a").await?);
        assert!(!settings::remove(tx, "a").await?);
        fine(())
    })
    .unwrap();
}

async fn a_code_is_used_once(db: &Db) {
    in_tx!(db, |tx| settings::set(tx, "code", "1234", at(0)).await).unwrap();
    assert!(!in_tx!(db, |tx| settings::take(tx, "code", "9999", at(-5)).await).unwrap());
    assert!(!in_tx!(db, |tx| settings::take(tx, "code", "1234", at(0)).await).unwrap(), "it is too old");
    let tries = (0..6).map(|_| {
        let db = db.clone();
        tokio::spawn(async move { in_tx!(db, |tx| settings::take(tx, "code", "1234", at(-5)).await) })
    });
    let mut used = 0;
    for attempt in tries.collect::<Vec<_>>() {
        used += u32::from(attempt.await.unwrap().unwrap());
    }
    assert_eq!(used, 1);
}
