//! Writing a counted answer down, in short transactions.
//!
//! Each begins by counting the server's number up: who was overtaken by another poller writes nothing, and reads anew.

use super::{
    count::{Fresh, Newcomer, Readings},
    fill::Past,
};
use crate::{
    domain::{
        ids::{KeyId, ServerId},
        traffic::Traffic,
    },
    service::Outcome,
    store::{
        self, Tx,
        usage::{Move, PastMeter, When},
    },
};
use chrono::{DateTime, Utc};
use std::collections::BTreeMap;

/// What a transaction of a poll did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Polled {
    /// All is written; the quotas of these keys are to be looked at.
    Written(Vec<KeyId>),
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
    let due = store::usage::record(tx, moves, when, now).await?;
    let first: Vec<KeyId> = moves.iter().filter(|one| one.bytes == one.total).map(|one| one.key).collect();
    store::usage::first_use(tx, &first, now).await?;
    let bytes = Traffic(moves.iter().map(|one| one.bytes.0).sum());
    let count = |of: fn(&(bool, bool)) -> bool| {
        let fresh = moves.iter().filter_map(|one| fresh.get(&one.key)).filter(|one| of(one)).count();
        i64::try_from(fresh).unwrap_or(i64::MAX)
    };
    if bytes.0 > 0 {
        store::usage::add_to_server(tx, server, when, bytes, (count(|one| one.0), count(|one| one.1))).await?;
    }
    Ok(Polled::Written(due))
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

/// Makes the staged past of adopted keys count, for a batch of them.
pub async fn begin_past(
    tx: &mut Tx,
    server: ServerId,
    readings: &Readings,
    pasts: &[(KeyId, Traffic, Past)],
    (since, at): (i64, i64),
    now: DateTime<Utc>,
) -> Outcome<Polled> {
    if !store::usage::turn(tx, server, readings.rev, at).await? {
        return Ok(Polled::Overtaken);
    }
    let (mut hours, mut days) = (BTreeMap::new(), BTreeMap::new());
    for (_, _, past) in pasts {
        for (_, hour, bytes, _) in &past.hours {
            *hours.entry(*hour).or_insert(0) += bytes.0;
        }
        for (_, day, bytes) in &past.days {
            *days.entry(*day).or_insert(0) += bytes.0;
        }
    }
    let sums = |sums: BTreeMap<i64, i64>| sums.into_iter().map(|(at, bytes)| (at, Traffic(bytes))).collect::<Vec<_>>();
    let meter = |(key, reading, past): &(KeyId, Traffic, Past)| PastMeter {
        key: *key,
        reading: *reading,
        estimated: past.estimated,
    };
    let meters: Vec<PastMeter> = pasts.iter().map(meter).collect();
    store::usage::begin_with_past(tx, server, &meters, (since, at), now).await?;
    store::usage::add_past_to_server(tx, server, &sums(hours), &sums(days)).await?;
    let used: Vec<KeyId> = meters.iter().filter(|one| one.reading.0 > 0).map(|one| one.key).collect();
    store::usage::first_use(tx, &used, now).await?;
    Ok(Polled::Written(meters.iter().map(|one| one.key).collect()))
}
