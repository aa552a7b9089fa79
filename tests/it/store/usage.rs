//! What keys have moved: meters, sums, what lay around a time, standings, pasts.

use super::{at, fine, house, key, live, person};
use crate::harness::db::both;
use claviger::{
    domain::{
        chart::UsageOf,
        ids::KeyId,
        quota::{QuotaPeriod, Standing},
        role::{Role, Scope},
        traffic::Traffic,
    },
    in_tx,
    store::{
        Db, Tx, keys,
        usage::{self, By, Move, PastMeter, Recorded, When},
    },
};

both!(
    moves_are_written_once,
    what_lay_around_a_time,
    what_is_found_late_isn_t_the_last_traffic,
    sums_are_the_readers_own,
    hours_and_points_go,
    standings_and_policies,
    an_epoch_begins_for_all,
    a_past_counts_when_its_meter_begins,
    whoever_hears_of_a_key,
);

const HOUR: i64 = 1_800_000_000;

const fn when(hour: i64) -> When {
    When { at: HOUR + hour * 3_600 + 60, hour: HOUR + hour * 3_600, day: (HOUR + hour * 3_600) / 86_400 }
}

const fn moved(key: KeyId, total: i64, bytes: i64, marks: bool) -> Move {
    Move { key, total: Traffic(total), reading: Traffic(total), bytes: Traffic(bytes), marks, rose: true }
}

async fn moves_are_written_once(db: &Db) {
    let house = house(db).await;
    let key = house.own_key;
    in_tx!(db, |tx| {
        assert_eq!(usage::polled(tx, house.server).await?, None);
        assert!(usage::turn(tx, house.server, 0, 5).await?);
        assert!(!usage::turn(tx, house.server, 0, 6).await?, "another was first");
        assert!(usage::turn(tx, house.server, 1, 7).await?);
        assert!(!usage::turn(tx, house.server, 1, 8).await?);
        let last = usage::polled(tx, house.server).await?.unwrap();
        assert_eq!((last.rev, last.polled_at, last.uid), (2, 7, None));
        assert!(usage::set_uid(tx, house.server, "one").await?);
        assert_eq!(usage::polled(tx, house.server).await?.unwrap().uid.as_deref(), Some("one"));
        let found = usage::unmetered(tx, house.server, &["own", "nobody's"]).await?;
        assert_eq!(found.iter().map(|one| (one.key, one.adopted)).collect::<Vec<_>>(), [(key, true)]);
        usage::begin(tx, house.server, &[(key, 3)], at(0)).await?;
        usage::begin(tx, house.server, &[(key, 9)], at(9)).await?;
        assert_eq!(usage::unmetered(tx, house.server, &["own"]).await?, []);
        assert_eq!(usage::record(tx, &[moved(key, 70, 70, true)], when(0), at(1)).await?.due, [key], "to be looked at");
        assert_eq!(usage::record(tx, &[], when(0), at(1)).await?, Recorded::default());
        usage::record(tx, &[moved(key, 100, 30, false)], when(0), at(2)).await?;
        usage::record(tx, &[moved(key, 150, 50, false)], when(1), at(3)).await?;
        let meters = usage::meters(tx, house.server).await?;
        let meter = meters.first().expect("a meter");
        assert_eq!((meters.len(), meter.total, meter.epoch_since, meter.epoch_base), (1, Traffic(150), 3, Traffic(0)));
        assert_eq!(meter.moved_at, Some(when(1).at));
        usage::add_to_server(tx, house.server, when(0), Traffic(100), (1, 1)).await?;
        usage::add_to_server(tx, house.server, when(1), Traffic(50), (1, 0)).await?;
        let days = usage::days_of(tx, &[key], 0).await?;
        assert_eq!(days.iter().map(|(_, _, bytes)| bytes.0).sum::<i64>(), 150);
        assert_eq!(usage::days_of(tx, &[], 0).await?, []);
        assert_eq!(usage::active_keys(tx, Some(house.server), 0).await?.iter().map(|(_, n)| n).sum::<i64>(), 1);
        fine(())
    })
    .unwrap();
}

async fn what_lay_around_a_time(db: &Db) {
    let house = house(db).await;
    let key = house.own_key;
    in_tx!(db, |tx| {
        usage::begin(tx, house.server, &[(key, 0)], at(0)).await?;
        for (hour, total, marks) in [(0, 10, false), (2, 500, true), (5, 520, false)] {
            usage::record(tx, &[moved(key, total, 10, marks)], when(hour), at(0)).await?;
        }
        let end = |hour: i64| HOUR + (hour + 1) * 3_600;
        let around = async |tx: &mut claviger::store::Tx, edge| usage::around(tx, &[key], edge).await.map(|f| f[0]);
        assert_eq!(around(tx, HOUR).await?, (key, None, Some((end(0), 10))));
        // The reading that was kept with its time comes before its hour's end.
        assert_eq!(around(tx, end(0)).await?, (key, Some((end(0), 10)), Some((when(2).at, 500))));
        assert_eq!(around(tx, when(2).at).await?, (key, Some((when(2).at, 500)), Some((end(2), 500))));
        assert_eq!(around(tx, end(4)).await?, (key, Some((end(2), 500)), Some((end(5), 520))));
        assert_eq!(around(tx, end(9)).await?, (key, Some((end(5), 520)), None));
        assert_eq!(usage::around(tx, &[], 0).await?, []);
        let all = [(end(0), 10), (end(2), 500), (end(5), 520)];
        assert_eq!(usage::hours_between(tx, key, HOUR - 9, end(9)).await?, all);
        assert_eq!(usage::hours_between(tx, key, HOUR + 600, HOUR + 700).await?, all[..1], "the hour it lies in");
        assert_eq!(usage::hours_between(tx, key, end(0), end(0) + 60).await?, all[..2]);
        assert_eq!(usage::hours_between(tx, key, end(3), end(3)).await?, all[1..]);
        fine(())
    })
    .unwrap();
}

/// A key that is switched off has traffic only where its counter rises; one that works, also where it is found later.
async fn what_is_found_late_isn_t_the_last_traffic(db: &Db) {
    let house = house(db).await;
    let (on, off) = (house.own_key, house.first_key);
    in_tx!(db, |tx| {
        for key in [on, off] {
            usage::begin(tx, house.server, &[(key, 0)], at(0)).await?;
            usage::record(tx, &[moved(key, 5, 5, false)], when(0), at(0)).await?;
        }
        let version = keys::get(tx, Scope::House, off).await?.unwrap().version;
        assert!(keys::suspend(tx, off, version, (None, true), at(1)).await?);
        let late = [on, off].map(|key| Move { rose: false, ..moved(key, 7, 2, false) });
        assert_eq!(usage::record(tx, &late, when(1), at(1)).await?.active, [on]);
        let seen =
            async |tx: &mut Tx, key| fine(usage::quota(tx, key).await?.unwrap().moved_at.map(|at| at.timestamp()));
        assert_eq!(seen(tx, on).await?, Some(when(1).at));
        assert_eq!(seen(tx, off).await?, Some(when(0).at));
        usage::record(tx, &[moved(off, 8, 1, false)], when(2), at(2)).await?;
        assert_eq!(seen(tx, off).await?, Some(when(2).at), "it moved until the server had switched it off");
        fine(())
    })
    .unwrap();
}

async fn sums_are_the_readers_own(db: &Db) {
    let house = house(db).await;
    in_tx!(db, |tx| {
        for (key, bytes) in [(house.own_key, 1), (house.first_key, 20), (house.second_key, 300)] {
            usage::begin(tx, house.server, &[(key, 0)], at(0)).await?;
            usage::record(tx, &[moved(key, bytes, bytes, false)], when(0), at(0)).await?;
        }
        usage::add_to_server(tx, house.server, when(0), Traffic(321), (3, 3)).await?;
        let mut total = async |scope, of| {
            let mut both = Vec::new();
            for by in [By::Hour, By::Day] {
                both.push(usage::sums(tx, scope, of, by, 0).await?.iter().map(|(_, bytes)| bytes.0).sum::<i64>());
            }
            assert_eq!(both[0], both[1]);
            fine(both[0])
        };
        let first = house.of_first();
        assert_eq!(total(Scope::House, UsageOf::All).await?, 321);
        assert_eq!(total(Scope::House, UsageOf::Server(house.server)).await?, 321);
        assert_eq!(total(Scope::House, UsageOf::Representative(house.second)).await?, 300);
        assert_eq!(total(first, UsageOf::All).await?, 20);
        assert_eq!(total(first, UsageOf::Key(house.first_key)).await?, 20);
        assert_eq!(total(first, UsageOf::Representative(house.first)).await?, 20);
        for of in [
            UsageOf::Key(house.second_key),
            UsageOf::Key(house.own_key),
            UsageOf::Server(house.server),
            UsageOf::Representative(house.second),
        ] {
            assert_eq!(total(first, of).await?, 0, "{of:?} is another's");
        }
        assert_eq!(total(Scope::Nothing, UsageOf::All).await?, 0);
        assert_eq!(total(Scope::Holder(claviger::domain::ids::PersonId(1)), UsageOf::All).await?, 0);
        fine(())
    })
    .unwrap();
}

async fn hours_and_points_go(db: &Db) {
    let house = house(db).await;
    let key = house.own_key;
    in_tx!(db, |tx| {
        usage::begin(tx, house.server, &[(key, 0)], at(0)).await?;
        for hour in 0..5 {
            usage::record(tx, &[moved(key, hour + 1, 1, true)], when(hour), at(0)).await?;
            usage::add_to_server(tx, house.server, when(hour), Traffic(1), (1, 0)).await?;
        }
        assert_eq!(usage::first_hour(tx).await?, Some(when(0).hour));
        assert_eq!(usage::prune_hours(tx, when(3).hour, 1).await?, 1, "so many at a time");
        assert_eq!(usage::prune_hours(tx, when(3).hour, 10).await?, 1, "the last before stays");
        assert_eq!(usage::first_hour(tx).await?, Some(when(2).hour));
        assert_eq!(usage::prune_server_hours(tx, when(3).hour).await?, 3);
        assert_eq!(usage::prune_points(tx, when(2).at, 1).await?, 1);
        assert_eq!(usage::prune_points(tx, when(2).at, 9).await?, 1);
        assert_eq!(usage::prune_points(tx, when(9).at, 9).await?, 3);
        fine(())
    })
    .unwrap();
}

async fn standings_and_policies(db: &Db) {
    let house = house(db).await;
    let key = house.own_key;
    in_tx!(db, |tx| {
        let found = usage::quota(tx, key).await?.unwrap();
        assert_eq!((found.total, found.quota, found.own_stops), (Traffic(0), None, None));
        let standing = Standing { since: at(5), base: Traffic(7), extra: Traffic(3), told: 80, era: 2 };
        assert!(!usage::set_standing(tx, key, &standing, None, Some(at(9))).await?, "it has no meter");
        usage::ensure_meter(tx, key).await?;
        usage::ensure_meter(tx, key).await?;
        assert!(usage::set_standing(tx, key, &standing, Some(Traffic(50)), Some(at(9))).await?);
        assert_eq!(usage::quota(tx, key).await?.unwrap().standing, standing);
        assert_eq!(usage::due_for_a_look(tx, at(8), 9).await?, []);
        assert_eq!(usage::due_for_a_look(tx, at(9), 9).await?, [key]);
        assert_eq!(usage::record(tx, &[moved(key, 49, 49, false)], when(0), at(1)).await?.due, [], "below its alarm");
        assert_eq!(usage::record(tx, &[moved(key, 50, 1, false)], when(0), at(1)).await?.due, [key]);
        let version = keys::get(tx, Scope::House, key).await?.unwrap().version;
        assert!(usage::set_policy(tx, key, version, Some(Traffic(90)), QuotaPeriod::Month).await?);
        assert!(!usage::set_policy(tx, key, version, None, QuotaPeriod::Day).await?, "an old version");
        assert!(usage::set_stops(tx, key, version + 1, Some(false)).await?);
        assert!(usage::touch(tx, key, version + 2).await?);
        let found = usage::quota(tx, key).await?.unwrap();
        assert_eq!((found.quota, found.period, found.own_stops), (Some(Traffic(90)), QuotaPeriod::Month, Some(false)));
        assert_eq!(usage::with_quota(tx, None, KeyId(0), 9).await?, [key]);
        assert_eq!(usage::with_quota(tx, Some(house.plan), KeyId(0), 9).await?, [], "it is of no plan");
        assert_eq!(usage::with_quota(tx, None, key, 9).await?, []);
        assert!(!usage::tell_net(tx, key).await?, "it says itself whether it stops");
        assert!(usage::set_stops(tx, key, version + 3, None).await? && usage::tell_net(tx, key).await?);
        assert!(usage::set_exhausted(tx, key, Some(at(3))).await?);
        assert!(!usage::set_exhausted(tx, key, Some(at(4))).await?, "it is so already");
        assert!(usage::set_exhausted(tx, key, None).await?);
        assert_eq!(usage::of_plan(tx, house.plan).await?, Some((QuotaPeriod::Total, None)));
        usage::set_plan_period(tx, house.plan, QuotaPeriod::Week).await?;
        assert!(usage::set_plan_stops(tx, house.plan, 1, Some(false)).await?);
        assert!(!usage::set_plan_stops(tx, house.plan, 1, Some(true)).await?, "an old version");
        assert_eq!(usage::of_plan(tx, house.plan).await?, Some((QuotaPeriod::Week, Some(false))));
        assert_eq!(usage::to_poll(tx).await?, [house.server]);
        fine(())
    })
    .unwrap();
}

async fn an_epoch_begins_for_all(db: &Db) {
    let house = house(db).await;
    in_tx!(db, |tx| {
        for key in [house.own_key, house.first_key] {
            usage::begin(tx, house.server, &[(key, 0)], at(0)).await?;
            usage::record(tx, &[moved(key, 40, 40, false)], when(0), at(0)).await?;
        }
        let last = usage::new_epoch(tx, house.server, KeyId(0), 77, 88).await?;
        assert_eq!(last, Some(house.own_key.max(house.first_key)));
        assert_eq!(usage::new_epoch(tx, house.server, last.unwrap(), 77, 88).await?, None);
        for meter in usage::meters(tx, house.server).await? {
            assert_eq!((meter.total, meter.reading, meter.epoch_base), (Traffic(40), Traffic(0), Traffic(40)));
            assert_eq!((meter.epoch_since, meter.read_at), (77, 88));
        }
        fine(())
    })
    .unwrap();
}

async fn a_past_counts_when_its_meter_begins(db: &Db) {
    let house = house(db).await;
    let key = house.own_key;
    in_tx!(db, |tx| {
        let hours = [(key, HOUR, Traffic(5), Traffic(5)), (key, HOUR + 3_600, Traffic(7), Traffic(12))];
        for _ in 0..2 {
            usage::stage_hours(tx, &hours).await?;
            usage::stage_days(tx, &[(key, HOUR / 86_400, Traffic(12))]).await?;
        }
        let meter = PastMeter { key, reading: Traffic(12), estimated: true, moved_at: None, known_since: HOUR + 7_200 };
        usage::begin_with_past(tx, house.server, &[meter], (HOUR, HOUR + 7_200), at(3)).await?;
        assert_eq!(usage::due_for_a_look(tx, at(2), 9).await?, []);
        assert_eq!(usage::due_for_a_look(tx, at(3), 9).await?, [key], "whatever becomes of who began it");
        assert!(usage::is_due_for_a_look(tx, key, at(3)).await? && !usage::is_due_for_a_look(tx, key, at(2)).await?);
        assert!(!usage::is_due_for_a_look(tx, house.first_key, at(3)).await?, "it has no meter");
        usage::add_past_to_server(tx, house.server, &[(HOUR, Traffic(12), 1)], &[(HOUR / 86_400, Traffic(12), 2)])
            .await?;
        usage::add_past_to_server(tx, house.server, &[(HOUR, Traffic(1), 0)], &[]).await?;
        assert_eq!(usage::active_keys(tx, Some(house.server), 0).await?, [(HOUR / 86_400, 2)]);
        for (scope, of, known) in [
            (Scope::House, UsageOf::All, true),
            (Scope::House, UsageOf::Key(key), true),
            (Scope::House, UsageOf::Server(house.server), true),
            (Scope::House, UsageOf::Key(house.first_key), false),
            (Scope::House, UsageOf::Representative(house.first), false),
            (house.of_first(), UsageOf::All, false),
        ] {
            let since = usage::known_since(tx, scope, of).await?;
            assert_eq!(since, known.then_some(HOUR + 7_200), "{of:?}");
        }
        assert_eq!(usage::replace_limits(tx, &[key]).await?, [], "it has no limit from a server");
        let found = usage::quota(tx, key).await?.unwrap();
        assert_eq!((found.total, found.standing.base, found.estimated), (Traffic(12), Traffic(12), true));
        let sum = usage::sums(tx, Scope::House, UsageOf::Server(house.server), By::Hour, 0).await?;
        assert_eq!(sum, [(HOUR, Traffic(13))]);
        let key = usage::sums(tx, Scope::House, UsageOf::Key(key), By::Hour, 0).await?;
        assert_eq!(key.iter().map(|(_, bytes)| bytes.0).sum::<i64>(), 12, "staged twice, there once");
        usage::first_use(tx, &[house.own_key], at(4)).await?;
        usage::first_use(tx, &[house.own_key], at(9)).await?;
        assert_eq!(keys::get(tx, Scope::House, house.own_key).await?.unwrap().first_used_at, Some(at(4)));
        fine(())
    })
    .unwrap();
}

async fn whoever_hears_of_a_key(db: &Db) {
    let house = house(db).await;
    in_tx!(db, |tx| {
        let maker = person(tx, 31, Role::Operator).await?;
        let holder = person(tx, 32, Role::Customer).await?;
        let chats = usage::seller_chats(tx, Some(house.first), Some(maker)).await?;
        assert_eq!(chats.iter().map(|chat| chat.0).collect::<Vec<_>>(), [11], "who sells it, not who made it");
        assert_eq!(usage::seller_chats(tx, None, Some(maker)).await?.len(), 1);
        assert_eq!(usage::seller_chats(tx, None, None).await?, []);
        let one = live(tx, &key(house.server, "held")).await?;
        assert_eq!(usage::customer_chats(tx, one).await?, []);
        let customer = claviger::store::customers::insert(tx, None, "Leila", Some(holder), at(0)).await?.unwrap();
        let version = keys::get(tx, Scope::House, one).await?.unwrap().version;
        assert!(claviger::store::customers::give_key(tx, one, version, Some(customer)).await?);
        assert_eq!(usage::customer_chats(tx, one).await?.iter().map(|chat| chat.0).collect::<Vec<_>>(), [32]);
        assert!(claviger::store::customers::set_person(tx, customer, None).await?);
        assert_eq!(usage::customer_chats(tx, one).await?, []);
        fine(())
    })
    .unwrap();
}
