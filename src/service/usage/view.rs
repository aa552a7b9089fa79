//! What screens and pictures show of usage, within the reader's scope.
//!
//! Bars end with the hour or day that runs. Whether it went up is asked of whole hours and days only, against as many
//! before; where there was nothing before, or it isn't known what there was, nothing is said.

use super::rules::rules;
use crate::{
    domain::{
        chart::{Span, UsageOf},
        hours::{self, HOUR},
        ids::KeyId,
        notice::Notice,
        quota::Policy,
        role::{Actor, Permission},
        traffic::Traffic,
    },
    ports::Wake,
    service::{Env, Outcome, Refusal, require},
    store::{
        self, Access, Tx,
        usage::{By, Quota},
    },
};
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use std::collections::HashMap;

/// A picture's numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// Whose, by its name; `None`: all.
    pub name: Option<String>,
    /// When each bar begins, and what was moved in it, oldest first.
    pub bars: Vec<(DateTime<Utc>, Traffic)>,
    /// What whole bars of this time moved, and as many before them; `None` where there were none, or aren't known.
    pub trend: Option<(Traffic, Traffic)>,
}

impl Picture {
    /// All bars together.
    pub fn total(&self) -> Traffic {
        Traffic(self.bars.iter().map(|(_, bytes)| bytes.0).sum())
    }
}

/// Whose usage it is, where the actor may see it.
async fn name_of(access: &mut impl Access, actor: &Actor, of: UsageOf) -> Outcome<Option<String>> {
    require(actor, Permission::KeyRead)?;
    let scope = actor.scope();
    let house = scope == crate::domain::role::Scope::House;
    let found = match of {
        UsageOf::All if scope == crate::domain::role::Scope::Nothing => return Err(Refusal::NotAllowed.into()),
        UsageOf::All => return Ok(None),
        UsageOf::Key(key) => store::keys::get(access, scope, key).await?.map(|key| key.name),
        UsageOf::Server(server) => {
            require(actor, Permission::ServerRead)?;
            store::servers::get(access, server).await?.map(|server| server.name)
        }
        UsageOf::Representative(one) if house || scope == crate::domain::role::Scope::Representative(one) => {
            store::people::representative(access, one).await?
        }
        UsageOf::Representative(_) => None,
    };
    Ok(Some(found.ok_or(Refusal::NotFound)?))
}

/// Sends the actor a picture, which is drawn when it is sent.
pub async fn ask_picture(
    tx: &mut Tx,
    env: &Env,
    actor: &Actor,
    of: UsageOf,
    span: Span,
    now: DateTime<Utc>,
) -> Outcome<()> {
    name_of(tx, actor, of).await?;
    let Some(chat) = actor.chat() else { return Err(Refusal::NotAllowed.into()) };
    store::outbox::put(tx, None, chat, &Notice::Chart { of, span }, now, now).await?;
    tx.wake(&env.signals, Wake::Outbox);
    Ok(())
}

/// What was moved over a time up to now.
pub async fn picture(
    access: &mut impl Access,
    actor: &Actor,
    (of, span): (UsageOf, Span),
    zone: Tz,
    now: DateTime<Utc>,
) -> Outcome<Picture> {
    let name = name_of(access, actor, of).await?;
    let bars = span.bars();
    let (by, last) = match span {
        Span::Day => (By::Hour, hours::hour_of(now, zone)),
        Span::Week | Span::Month => (By::Day, hours::day_of(now, zone)),
    };
    let step = if by == By::Hour { HOUR } else { 1 };
    // Twice the time, and the whole bar more that takes the place of the one that runs.
    let from = last - 2 * bars * step;
    let mut moved = vec![0_i64; usize::try_from(2 * bars + 1).unwrap_or(0)];
    for (at, bytes) in store::usage::sums(access, actor.scope(), of, by, from).await? {
        let place = usize::try_from((at - from).div_euclid(step)).unwrap_or(usize::MAX);
        if let Some(sum) = moved.get_mut(place) {
            *sum += bytes.0;
        }
    }
    let count = usize::try_from(bars).unwrap_or(0);
    let sum = |range: std::ops::Range<usize>| Traffic(moved[range].iter().sum());
    let (before, whole) = (sum(0..count), sum(count..2 * count));
    // More than tenfold isn't comparable: before, there was next to nothing yet.
    let trend = (before.0 > 0 && whole.0 > 0 && whole.0 / 10 <= before.0).then_some((whole, before));
    let earliest = if by == By::Hour { from } else { hours::begin(hours::date(from), zone).timestamp() };
    let known = match trend {
        Some(_) => store::usage::known_since(access, actor.scope(), of).await?.is_none_or(|since| since <= earliest),
        None => false,
    };
    let trend = trend.filter(|_| known);
    let begin = |place: i64| match by {
        By::Hour => DateTime::from_timestamp(last - (bars - 1 - place) * step, 0).unwrap_or(now),
        By::Day => hours::begin(hours::date(last - (bars - 1 - place)), zone),
    };
    let bars = (0..bars).map(begin).zip(moved[count + 1..].iter().map(|bytes| Traffic(*bytes))).collect();
    Ok(Picture { name, bars, trend })
}

/// What all of the actor's keys moved lately.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Lately {
    /// Today, by the house's time zone.
    pub today: Traffic,
    /// The last seven days, oldest first, today included.
    pub week: [i64; 7],
    /// The last thirty days, today included.
    pub month: Traffic,
}

/// Reads it; `None` where nothing was moved in that time.
pub async fn lately(access: &mut impl Access, actor: &Actor, zone: Tz, now: DateTime<Utc>) -> Outcome<Option<Lately>> {
    require(actor, Permission::KeyRead)?;
    let today = hours::day_of(now, zone);
    let mut lately = Lately::default();
    for (day, bytes) in store::usage::sums(access, actor.scope(), UsageOf::All, By::Day, today - 29).await? {
        lately.month.0 += bytes.0;
        if let Some(place) = usize::try_from(day - today + 6).ok().and_then(|place| lately.week.get_mut(place)) {
            *place += bytes.0;
        }
    }
    lately.today = Traffic(lately.week[6]);
    Ok((lately.month.0 > 0).then_some(lately))
}

/// The last seven days of some keys, oldest first, the day that runs included.
pub async fn sparklines(
    access: &mut impl Access,
    keys: &[KeyId],
    zone: Tz,
    now: DateTime<Utc>,
) -> Outcome<HashMap<KeyId, [i64; 7]>> {
    let from = hours::day_of(now, zone) - 6;
    let mut lines: HashMap<KeyId, [i64; 7]> = HashMap::new();
    for (key, day, bytes) in store::usage::days_of(access, keys, from).await? {
        let line = lines.entry(key).or_default();
        if let Some(place) = usize::try_from(day - from).ok().and_then(|place| line.get_mut(place)) {
            *place += bytes.0;
        }
    }
    Ok(lines)
}

/// What a key's page shows of its usage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyUsage {
    /// Quota and standing.
    pub quota: Quota,
    /// What holds.
    pub policy: Policy,
    /// What was used of the period.
    pub used: Traffic,
    /// What may be used in it; `None` is unlimited.
    pub limit: Option<Traffic>,
    /// When the period ends by the calendar.
    pub resets_at: Option<DateTime<Utc>>,
    /// The last seven days, oldest first.
    pub week: [i64; 7],
    /// At how many percent people are told, besides 100.
    pub thresholds: Vec<i64>,
}

/// Reads it. Callers have checked that the reader may see the key.
pub async fn key_usage(access: &mut impl Access, key: KeyId, now: DateTime<Utc>) -> Outcome<KeyUsage> {
    let quota = store::usage::quota(access, key).await?.ok_or(Refusal::NotFound)?;
    let rules = rules(access).await?;
    let policy = quota.policy(rules.stops);
    let week = sparklines(access, &[key], rules.zone, now).await?.remove(&key).unwrap_or_default();
    let turn = policy.period.around(now, rules.zone);
    // A period that turned a moment ago has nothing in it yet, although nobody has written that down.
    let standing = match turn {
        Some((start, _)) if start > quota.standing.since => quota.standing.renewed(quota.total, start),
        _ => quota.standing,
    };
    let (used, limit) = (standing.used(quota.total), standing.limit(&policy));
    let resets_at = turn.map(|(_, end)| end).filter(|_| policy.quota.is_some());
    Ok(KeyUsage { quota, policy, used, limit, resets_at, week, thresholds: rules.thresholds })
}
