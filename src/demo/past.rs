//! What the sample keys have moved since they were sold: the same on their servers as in the house's books.
//!
//! By the hour, from the generator that moves traffic later on too, so that nothing jumps when the demo begins. A key moves
//! nothing after its end, nor after its quota.

use super::world::DemoWorld;
use crate::{
    domain::{
        hours::{self, HOUR},
        ids::{KeyId, ServerId},
        traffic::Traffic,
    },
    service::{Outcome, house},
    store::{
        self, Tx,
        usage::{Move, When},
    },
};
use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;
use std::collections::BTreeMap;

/// A key whose past is to be written.
#[derive(Debug)]
pub struct Past {
    /// Which.
    pub key: KeyId,
    /// The number of its server.
    pub server: usize,
    /// Its id there.
    pub remote_id: String,
    /// When it was sold.
    pub made: DateTime<Utc>,
    /// When it ended, or will.
    pub ends: Option<DateTime<Utc>>,
    /// What it may move, in all or in a month.
    pub quota: Option<Traffic>,
    /// How much of that it is to have moved by now, in percent; `None`: whatever it would.
    pub percent: Option<i64>,
}

/// Bytes of a key by hours, in rising order.
type Hours = Vec<(i64, i64)>;

/// What it moved, hour by hour.
fn moved(world: &DemoWorld, past: &Past, zone: Tz, now: DateTime<Utc>) -> Hours {
    let until = past.ends.map_or(now, |end| end.min(now));
    let mut hour = hours::hour_of(past.made, zone) + HOUR;
    let mut found = Hours::new();
    while hour + HOUR <= until.timestamp() {
        let bytes = world.hour_bytes(past.server, &past.remote_id, hour / 60);
        if bytes > 0 {
            found.push((hour, bytes));
        }
        hour += HOUR;
    }
    let Some(quota) = past.quota else { return found };
    // Some are to be near their quota, or at its end, whatever they would have moved.
    if let Some(percent) = past.percent {
        let sum: i128 = found.iter().map(|(_, bytes)| i128::from(*bytes)).sum();
        let wanted = i128::from(quota.0) * i128::from(percent) / 100;
        for (_, bytes) in &mut found {
            *bytes = i64::try_from(i128::from(*bytes) * wanted / sum.max(1)).unwrap_or(*bytes).max(1);
        }
    }
    let mut left = quota.0;
    found.retain_mut(|(_, bytes)| {
        *bytes = (*bytes).min(left);
        left -= *bytes;
        *bytes > 0
    });
    found
}

/// Writes all of it, on the servers and in the house.
pub async fn write(
    tx: &mut Tx,
    world: &DemoWorld,
    servers: &[ServerId],
    pasts: Vec<Past>,
    now: DateTime<Utc>,
) -> Outcome<()> {
    let zone = house::load(tx).await?.zone;
    let window = (now - crate::domain::usage::WINDOW).timestamp();
    // By server and hour, by server and day: bytes, and keys that moved some.
    let mut hourly: BTreeMap<(usize, i64), (i64, i64)> = BTreeMap::new();
    let mut daily = hourly.clone();
    let add = |sums: &mut BTreeMap<(usize, i64), (i64, i64)>, place: usize, at: i64, bytes: i64| {
        let sum = sums.entry((place, at)).or_default();
        *sum = (sum.0 + bytes, sum.1 + 1);
    };
    for past in &pasts {
        let hours = moved(world, past, zone, now);
        world.put_past(past.server, &past.remote_id, &hours);
        for (hour, bytes) in &hours {
            add(&mut hourly, past.server, *hour, *bytes);
        }
        for (day, bytes) in by_day(hours.iter().copied(), zone) {
            add(&mut daily, past.server, day, bytes.0);
        }
        let reading = hours.iter().filter(|(hour, _)| *hour >= window).map(|(_, bytes)| bytes).sum::<i64>();
        one(tx, servers[past.server], past, &hours, reading, zone).await?;
    }
    for (place, server) in servers.iter().enumerate() {
        let of = |sums: &BTreeMap<(usize, i64), (i64, i64)>| -> Vec<store::usage::PastSum> {
            let own = sums.range((place, i64::MIN)..=(place, i64::MAX));
            own.map(|((_, at), (bytes, active))| (*at, Traffic(*bytes), *active)).collect()
        };
        store::usage::add_past_to_server(tx, *server, &of(&hourly), &of(&daily)).await?;
        store::usage::turn(tx, *server, 0, now.timestamp() / 60 * 60).await?;
    }
    Ok(())
}

fn by_day(hours: impl Iterator<Item = (i64, i64)>, zone: Tz) -> Vec<(i64, Traffic)> {
    let mut days: BTreeMap<i64, i64> = BTreeMap::new();
    for (hour, bytes) in hours {
        let at = DateTime::from_timestamp(hour, 0).unwrap_or_default();
        *days.entry(hours::day_of(at, zone)).or_default() += bytes;
    }
    days.into_iter().map(|(day, bytes)| (day, Traffic(bytes))).collect()
}

/// One key's hours, days and meter.
async fn one(tx: &mut store::Tx, server: ServerId, past: &Past, hours: &Hours, reading: i64, zone: Tz) -> Outcome<()> {
    let key = past.key;
    let Some(((first, _), (last, bytes))) = hours.first().zip(hours.last()) else { return Ok(()) };
    let mut total = 0;
    let mut staged: Vec<store::usage::PastHour> = Vec::with_capacity(hours.len());
    for (hour, bytes) in hours {
        total += bytes;
        staged.push((key, *hour, Traffic(*bytes), Traffic(total)));
    }
    let mut days = by_day(hours.iter().copied(), zone);
    // The last hour is written as a poll writes it: the meter goes on from there.
    staged.pop();
    if let Some((_, sum)) = days.last_mut() {
        sum.0 -= bytes;
    }
    let days: Vec<(KeyId, i64, Traffic)> =
        days.into_iter().filter(|(_, sum)| sum.0 > 0).map(|(day, sum)| (key, day, sum)).collect();
    store::usage::stage_hours(tx, &staged).await?;
    store::usage::stage_days(tx, &days).await?;
    store::usage::begin(tx, server, &[(key, past.made.timestamp())], past.made).await?;
    let at = last + HOUR - 60;
    let day = hours::day_of(DateTime::from_timestamp(*last, 0).unwrap_or_default(), zone);
    let when = When { at, hour: *last, day };
    let seen = DateTime::from_timestamp(at, 0).unwrap_or_default();
    let made = Move {
        key,
        total: Traffic(total),
        reading: Traffic(reading),
        bytes: Traffic(*bytes),
        marks: false,
        rose: true,
    };
    store::usage::record(tx, &[made], when, seen).await?;
    let first = DateTime::from_timestamp(*first, 0).unwrap_or_default() + TimeDelta::minutes(11);
    Ok(store::usage::first_use(tx, &[key], first).await?)
}
