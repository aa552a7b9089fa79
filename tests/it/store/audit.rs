//! The audit log, its seals, and refusals.

use super::{at, fine};
use crate::harness::db::both;
use claviger::{
    domain::{
        ids::{AuditId, ChatId, PersonId},
        role::{Actor, Freedom, Role, Scope},
    },
    in_tx,
    store::{
        Db, Result, Tx,
        audit::{self, AuditResult},
        refusals, seals,
    },
};

both!(entries_are_kept, nothing_is_ever_changed, the_chain_grows, a_late_commit_is_sealed, refusals_fold);

async fn append(tx: &mut Tx, second: i64, subject: &str) -> Result<AuditId> {
    let entry = audit::NewEntry {
        at: at(second),
        actor: "person:1",
        chat: Some(ChatId(5)),
        action: "key.create",
        subject,
        detail: &serde_json::json!({ "after": { "name": "a" } }),
        result: AuditResult::Ok,
    };
    audit::append(tx, &entry).await
}

async fn entries_are_kept(db: &Db) {
    in_tx!(db, |tx| {
        for n in 0..3 {
            append(tx, n, if n == 1 { "key:2" } else { "key:1" }).await?;
        }
        let all = audit::list(tx, None, 10).await?;
        assert_eq!(all.iter().map(|e| e.at).collect::<Vec<_>>(), [at(2), at(1), at(0)]);
        assert_eq!(audit::list(tx, Some(all[0].id), 1).await?, all[1..2]);
        assert_eq!(audit::history(tx, "key:1", None, 10).await?.len(), 2);
        assert_eq!(audit::history(tx, "key:1", Some(all[2].id), 10).await?, []);
        assert_eq!((all[0].detail.as_str(), all[0].chat), (r#"{"after":{"name":"a"}}"#, Some(ChatId(5))));
        fine(())
    })
    .unwrap();
    let actor = Actor::Person {
        id: PersonId(3),
        role: Role::Owner,
        scope: Scope::House,
        chat: ChatId(1),
        freedom: Freedom::Full,
    };
    let names = [actor, Actor::Job("sweep"), Actor::Machine].map(|a| audit::actor_name(&a));
    assert_eq!(names, ["person:3", "job:sweep", "machine"]);
}

async fn nothing_is_ever_changed(db: &Db) {
    in_tx!(db, |tx| {
        let id = append(tx, 0, "key:1").await?;
        seals::append(tx, &seals::Seal { seq: 1, audit: id, mac: vec![1] }).await
    })
    .unwrap();
    let attempts = [
        "UPDATE audit SET actor = 'x'",
        "DELETE FROM audit",
        "UPDATE audit_seal SET mac = mac",
        "DELETE FROM audit_seal",
    ];
    for sql in attempts {
        let mut tx = db.begin().await.unwrap();
        let refused = claviger::on!(&mut tx, |c| async { sqlx::query(sql).execute(c).await.map(|_| ()) });
        assert!(refused.unwrap_err().to_string().contains("append-only"), "{sql}");
    }
}

async fn the_chain_grows(db: &Db) {
    in_tx!(db, |tx| {
        assert_eq!(seals::last(tx).await?, None);
        let first = append(tx, 0, "a").await?;
        let second = append(tx, 1, "b").await?;
        assert_eq!(seals::unsealed(tx, 10).await?.iter().map(|e| e.id).collect::<Vec<_>>(), [first, second]);
        let seal = seals::Seal { seq: 1, audit: first, mac: vec![1, 2] };
        assert!(seals::append(tx, &seal).await?);
        assert!(!seals::append(tx, &seals::Seal { audit: second, ..seal.clone() }).await?, "that place is taken");
        assert!(!seals::append(tx, &seals::Seal { seq: 2, ..seal.clone() }).await?, "that entry has one");
        assert_eq!(seals::last(tx).await?, Some(seal.clone()));
        assert_eq!(seals::unsealed_count(tx).await?, 1);
        let links = seals::chain(tx, 0, 10).await?;
        assert_eq!((links.len(), &links[0].seal), (1, &seal));
        assert_eq!(links[0].entry.as_ref().map(|e| e.id), Some(first));
        assert_eq!(seals::chain(tx, 1, 10).await?, []);
        fine(())
    })
    .unwrap();
}

async fn a_late_commit_is_sealed(db: &Db) {
    in_tx!(db, |tx| {
        let late = append(tx, 0, "late").await?;
        let early = append(tx, 1, "early").await?;
        assert!(seals::append(tx, &seals::Seal { seq: 1, audit: early, mac: vec![1] }).await?);
        let left = seals::unsealed(tx, 10).await?;
        assert_eq!(left.iter().map(|e| e.id).collect::<Vec<_>>(), [late]);
        fine(())
    })
    .unwrap();
}

async fn refusals_fold(db: &Db) {
    in_tx!(db, |tx| {
        for n in 1..=3 {
            assert_eq!(refusals::fold(tx, "chat:5", "key.delete", at(0)).await?, n);
        }
        assert_eq!(refusals::fold(tx, "chat:5", "key.delete", at(3600)).await?, 1);
        let since = refusals::since(tx, at(0), 10).await?;
        assert_eq!(since.iter().map(|r| r.3).collect::<Vec<_>>(), [1, 3]);
        assert_eq!(refusals::prune(tx, at(3600), 9).await?, 1);
        fine(())
    })
    .unwrap();
}
