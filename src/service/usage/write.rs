//! Writing a counted answer down, in short transactions.
//!
//! Each begins by counting the server's number up: who was overtaken by another poller writes nothing, and reads anew.

use super::{
    count::{Fresh, Newcomer, Readings},
    fill::Past,
};
use crate::{
    domain::{
        hours::{day_of, hour_of},
        ids::{KeyId, ServerId},
        job::JobKind,
        traffic::Traffic,
        usage::WINDOW,
    },
    ports::Wake,
    service::{Env, Outcome},
    store::{
        self, Tx,
        usage::{Move, PastMeter, PastSum, When},
    },
};
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use std::collections::{BTreeMap, HashSet};

/// What a transaction of a poll did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Polled {
    /// All is written.
    Written {
        /// Keys whose quotas are to be looked at.
        due: Vec<KeyId>,
        /// Keys that count as having moved something now although their counters didn't rise: [`Readings::active`].
        late: Vec<KeyId>,
    },
    /// Another has polled this server since: nothing is written, and the readings don't hold any more.
    Overtaken,
}

/// Writes moves down, a batch at most, with the meters of keys that are new.
pub async fn write(
    tx: &mut Tx,
    server: ServerId,
    readings: &Readings,
    (new, moves): (&[Newcomer], &[Move]),
    fresh: &Fresh,
    when: When,
    now: DateTime<Utc>,
) -> Outcome<Polled> {
    if !store::usage::turn(tx, server, readings.rev, when.at).await? {
        return Ok(Polled::Overtaken);
    }
    let begun: Vec<(KeyId, i64)> = new.iter().map(|one| (one.key, one.since)).collect();
    store::usage::begin(tx, server, &begun, now).await?;
    let recorded = store::usage::record(tx, moves, when, now).await?;
    let active: HashSet<KeyId> = recorded.active.iter().copied().collect();
    let first: Vec<KeyId> = moves.iter().filter(|one| one.bytes == one.total).map(|one| one.key).collect();
    store::usage::first_use(tx, &first, now).await?;
    let bytes = Traffic(moves.iter().map(|one| one.bytes.0).sum());
    let count = |of: fn(&(bool, bool)) -> bool| {
        let active = moves.iter().filter(|one| active.contains(&one.key));
        let fresh = active.filter_map(|one| fresh.get(&one.key)).filter(|one| of(one)).count();
        i64::try_from(fresh).unwrap_or(i64::MAX)
    };
    if bytes.0 > 0 {
        store::usage::add_to_server(tx, server, when, bytes, (count(|one| one.0), count(|one| one.1))).await?;
    }
    let late = moves.iter().filter(|one| !one.rose && active.contains(&one.key)).map(|one| one.key).collect();
    Ok(Polled::Written { due: recorded.due, late })
}

/// Writes that a server was set up anew, for a batch of its keys after `after`; gives the last one, until none is left.
/// Only then it is known by the id that it has now: who breaks off before begins again.
pub async fn rebuilt(
    tx: &mut Tx,
    server: ServerId,
    readings: &Readings,
    (after, uid): (KeyId, &str),
    at: i64,
) -> Outcome<Result<Option<KeyId>, Polled>> {
    if !store::usage::turn(tx, server, readings.rev, readings.polled_at).await? {
        return Ok(Err(Polled::Overtaken));
    }
    let last = store::usage::new_epoch(tx, server, after, readings.polled_at, at).await?;
    if last.is_none() {
        store::usage::set_uid(tx, server, uid).await?;
    }
    Ok(Ok(last))
}

/// What adopted keys moved by the hour and by the day, all together, with how many of them moved something. A day is known
/// to be one of traffic where how it lies wasn't guessed; the one that runs, and an hour, only where the server says when
/// it saw traffic last.
fn sums(pasts: &[AdoptedPast], zone: Tz, now: DateTime<Utc>) -> (Vec<PastSum>, Vec<PastSum>) {
    let (mut hours, mut days) = (BTreeMap::<i64, (i64, i64)>::new(), BTreeMap::<i64, (i64, i64)>::new());
    let today = day_of(now, zone);
    for one in pasts {
        for (_, hour, bytes, _) in &one.past.hours {
            hours.entry(*hour).or_default().0 += bytes.0;
        }
        for (_, day, bytes) in &one.past.days {
            let sum = days.entry(*day).or_default();
            sum.0 += bytes.0;
            sum.1 += i64::from(*day < today && bytes.0 > 0 && !one.past.estimated);
        }
        if let Some(at) = one.moved_at {
            hours.entry(hour_of(at, zone)).or_default().1 += 1;
            if day_of(at, zone) == today {
                days.entry(today).or_default().1 += 1;
            }
        }
    }
    let flat =
        |sums: BTreeMap<i64, (i64, i64)>| sums.into_iter().map(|(at, (bytes, active))| (at, Traffic(bytes), active));
    (flat(hours).collect(), flat(days).collect())
}

/// An adopted key's past, as its server tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AdoptedPast {
    /// Which key.
    pub key: KeyId,
    /// What its counter says.
    pub reading: Traffic,
    /// How that lies over the 30 days.
    pub past: Past,
    /// When the server saw traffic last, where it tells that.
    pub moved_at: Option<DateTime<Utc>>,
}

/// Makes the staged past of adopted keys count, for a batch of them: a hundred or so, as each may be a job of its own.
/// All that follows from it is asked for in the same transaction: their quotas are due for a look, and the servers of those
/// whose limit became their quota are to learn what holds in its place.
pub async fn begin_past(
    tx: &mut Tx,
    env: &Env,
    server: ServerId,
    readings: &Readings,
    pasts: &[AdoptedPast],
    zone: Tz,
    now: DateTime<Utc>,
) -> Outcome<Polled> {
    let (since, at) = ((now - WINDOW).timestamp(), now.timestamp());
    if !store::usage::turn(tx, server, readings.rev, at).await? {
        return Ok(Polled::Overtaken);
    }
    let meter = |one: &AdoptedPast| PastMeter {
        key: one.key,
        reading: one.reading,
        estimated: one.past.estimated,
        moved_at: one.moved_at.map(|at| at.min(now).timestamp()),
        known_since: if one.past.estimated { at } else { since },
    };
    let meters: Vec<PastMeter> = pasts.iter().map(meter).collect();
    store::usage::begin_with_past(tx, server, &meters, (since, at), now).await?;
    let (hours, days) = sums(pasts, zone, now);
    store::usage::add_past_to_server(tx, server, &hours, &days).await?;
    let keys: Vec<KeyId> = meters.iter().map(|one| one.key).collect();
    let used: Vec<KeyId> = meters.iter().filter(|one| one.reading.0 > 0).map(|one| one.key).collect();
    store::usage::first_use(tx, &used, now).await?;
    for key in store::usage::replace_limits(tx, &keys).await? {
        store::jobs::enqueue(tx, &JobKind::SyncKey { key }, now, now).await?;
    }
    tx.wake(&env.signals, Wake::Jobs);
    Ok(Polled::Written { due: keys, late: Vec::new() })
}
