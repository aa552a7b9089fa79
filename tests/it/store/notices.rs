//! What chats want to be told, and messages that go out as one.

use super::{at, fine};
use crate::harness::db::both;
use claviger::{
    domain::{
        ids::{ChatId, KeyId},
        notice::{Notice, NoticeKind},
        quiet::Quiet,
    },
    in_tx,
    store::{Db, notices, outbox},
};

both!(wishes_are_kept, those_that_follow_soon_go_out_as_one);

async fn wishes_are_kept(db: &Db) {
    in_tx!(db, |tx| {
        let all = notices::wish(tx, ChatId(1), NoticeKind::Usage).await?;
        assert_eq!((all.wanted, all.quiet), (true, None), "who chose nothing gets everything");
        let night = Quiet::new(1_320, 480);
        notices::choose(tx, ChatId(1), NoticeKind::Usage, false).await?;
        notices::set_quiet(tx, ChatId(1), night).await?;
        let some = notices::wish(tx, ChatId(1), NoticeKind::Usage).await?;
        assert_eq!((some.wanted, some.quiet), (false, night));
        assert!(notices::wish(tx, ChatId(1), NoticeKind::Ending).await?.wanted, "another kind");
        assert!(notices::wish(tx, ChatId(2), NoticeKind::Usage).await?.wanted, "another chat");
        assert_eq!(notices::unwanted(tx, ChatId(1)).await?, [NoticeKind::Usage]);
        notices::choose(tx, ChatId(1), NoticeKind::Usage, true).await?;
        notices::set_quiet(tx, ChatId(1), None).await?;
        assert_eq!(notices::unwanted(tx, ChatId(1)).await?, []);
        assert_eq!(notices::quiet_of(tx, ChatId(1)).await?, None);
        fine(())
    })
    .unwrap();
}

async fn those_that_follow_soon_go_out_as_one(db: &Db) {
    let failed = |key| Notice::KeyFailed { key: KeyId(key) };
    in_tx!(db, |tx| {
        for (n, second) in [(1, 0), (2, 3), (3, 5)] {
            let once = format!("f{n}");
            let put = outbox::put_bundled(tx, &once, ChatId(1), (&failed(n), "keys"), at(second), at(second)).await?;
            assert!(put);
        }
        assert!(!outbox::put_bundled(tx, "f1", ChatId(1), (&failed(1), "keys"), at(6), at(6)).await?, "said already");
        outbox::put_bundled(tx, "g1", ChatId(2), (&failed(9), "keys"), at(6), at(6)).await?;
        let first = outbox::claim(tx, "a.1", at(6), at(90), 10).await?;
        let keys = |found: &[outbox::Waiting]| found.iter().map(|w| w.notice.clone()).collect::<Vec<_>>();
        assert_eq!(keys(&first), [failed(1), failed(9)], "the first of each chat at once");
        assert_eq!(outbox::sent(tx, &[first[0].id], 7, at(6)).await?, 1);
        outbox::put_bundled(tx, "f4", ChatId(1), (&failed(4), "keys"), at(31), at(31)).await?;
        let next = outbox::claim(tx, "a.1", at(31), at(90), 10).await?;
        assert_eq!(keys(&next), [failed(2)]);
        let rest = outbox::gather(tx, "a.1", next[0].id, at(90), 10).await?;
        assert_eq!(keys(&rest), [failed(3), failed(4)], "and with it those that wait, due or not");
        assert_eq!(outbox::claim(tx, "b.1", at(80), at(120), 10).await?, [], "they are claimed");
        fine(())
    })
    .unwrap();
}
