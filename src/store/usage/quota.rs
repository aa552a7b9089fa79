//! One key's quota: what holds, where it stands, and what a look at it changed.
//!
//! Standing is changed under the key's row lock only.

use crate::domain::{
    ids::{KeyId, PersonId, RepresentativeId},
    key::Phase,
    quota::{Look, Policy, QuotaPeriod, Standing},
    traffic::Traffic,
};
use crate::store::db::{Access, Tx, changed, on, rows};
use crate::store::error::Result;
use crate::store::types::from_row;
use chrono::{DateTime, Utc};
use sqlx::{query, query_as, query_scalar};

/// A key's quota and standing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quota {
    /// Which key.
    pub key: KeyId,
    /// What people call it.
    pub name: String,
    /// Who sells it.
    pub representative: Option<RepresentativeId>,
    /// Who made it.
    pub made_by: Option<PersonId>,
    /// Where it is in its life.
    pub phase: Phase,
    /// The quota in effect.
    pub quota: Option<Traffic>,
    /// In which time.
    pub period: QuotaPeriod,
    /// Whether the key says itself that it stops.
    pub own_stops: Option<bool>,
    /// Whether its plan says so.
    pub plan_stops: Option<bool>,
    /// Since when its quota has stopped it.
    pub exhausted_at: Option<DateTime<Utc>>,
    /// The cumulative; 0 before the first traffic.
    pub total: Traffic,
    /// What the server said last.
    pub reading: Traffic,
    /// Last traffic.
    pub moved_at: Option<DateTime<Utc>>,
    /// Whether a part of its past was guessed.
    pub estimated: bool,
    /// Where it stands.
    pub standing: Standing,
}

impl Quota {
    /// What holds, where the house says whether keys stop that neither say so themselves nor by their plan.
    pub fn policy(&self, house_stops: bool) -> Policy {
        let stops = self.own_stops.or(self.plan_stops).unwrap_or(house_stops);
        Policy { quota: self.quota, period: self.period, stops }
    }
}

from_row!(Quota, |r| Quota {
    key: r.try_get("id")?,
    name: r.try_get("name")?,
    representative: r.try_get("representative_id")?,
    made_by: r.try_get("made_by")?,
    phase: r.try_get("phase")?,
    quota: r.try_get("quota")?,
    period: r.try_get("quota_period")?,
    own_stops: r.try_get("own_stops")?,
    plan_stops: r.try_get("plan_stops")?,
    exhausted_at: r.try_get("exhausted_at")?,
    total: r.try_get("total")?,
    reading: r.try_get("reading")?,
    moved_at: r.try_get::<Option<i64>, _>("moved_at")?.and_then(|at| DateTime::from_timestamp(at, 0)),
    estimated: r.try_get("estimated")?,
    standing: Standing {
        since: r.try_get("period_since")?,
        base: r.try_get("period_base")?,
        extra: r.try_get("extra")?,
        told: r.try_get("told")?,
        era: r.try_get("era")?,
    },
});

/// One key's quota. Callers have checked that the reader may see the key.
pub async fn quota(x: &mut impl Access, key: KeyId) -> Result<Option<Quota>> {
    on!(x, |c| query_as(
        "SELECT k.id, k.name, k.representative_id, k.made_by, k.phase, k.quota, k.quota_period, k.stops AS own_stops,
             p.stops AS plan_stops, k.exhausted_at, COALESCE(m.total, 0) AS total, COALESCE(m.reading, 0) AS reading,
             m.moved_at, COALESCE(m.estimated, FALSE) AS estimated,
             COALESCE(m.period_since, k.created_at) AS period_since, COALESCE(m.period_base, 0) AS period_base,
             COALESCE(m.extra, 0) AS extra, COALESCE(m.told, 0) AS told, COALESCE(m.era, 0) AS era
         FROM access_key k LEFT JOIN plan p ON p.id = k.plan_id LEFT JOIN meter m ON m.key_id = k.id WHERE k.id = $1"
    )
    .bind(key)
    .fetch_optional(c))
}

/// Writes down where a key stands, and when its quota is to be looked at next. Nothing where it has no meter.
pub async fn set_standing(
    tx: &mut Tx,
    key: KeyId,
    standing: &Standing,
    alarm: Option<Traffic>,
    look_at: Option<DateTime<Utc>>,
) -> Result<bool> {
    changed!(
        tx,
        query(
            "UPDATE meter SET period_since = $2, period_base = $3, extra = $4, told = $5, era = $6, alarm = $7,
                 look_at = $8
             WHERE key_id = $1"
        )
        .bind(key)
        .bind(standing.since)
        .bind(standing.base)
        .bind(standing.extra)
        .bind(standing.told)
        .bind(standing.era)
        .bind(alarm)
        .bind(look_at)
    )
}

/// As [`set_standing`], with what a look found.
pub async fn set_look(tx: &mut Tx, key: KeyId, look: &Look) -> Result<bool> {
    set_standing(tx, key, &look.standing, look.alarm, look.again_at).await
}

/// Keys whose quota is to be looked at by now.
pub async fn due_for_a_look(x: &mut impl Access, now: DateTime<Utc>, limit: i64) -> Result<Vec<KeyId>> {
    on!(x, |c| query_scalar("SELECT key_id FROM meter WHERE look_at <= $1 ORDER BY look_at, key_id LIMIT $2")
        .bind(now)
        .bind(limit)
        .fetch_all(c))
}

/// Whether a key's quota is to be looked at by now.
pub async fn is_due_for_a_look(x: &mut impl Access, key: KeyId, now: DateTime<Utc>) -> Result<bool> {
    on!(x, |c| query_scalar("SELECT EXISTS (SELECT 1 FROM meter WHERE key_id = $1 AND look_at <= $2)")
        .bind(key)
        .bind(now)
        .fetch_one(c))
}

/// A key's quota has stopped it, or lets it work again; `false` where that is so, or the key isn't in a phase for it.
pub async fn set_exhausted(tx: &mut Tx, key: KeyId, since: Option<DateTime<Utc>>) -> Result<bool> {
    let off = since.is_some();
    changed!(
        tx,
        query(
            "UPDATE access_key SET exhausted_at = $2, desired_rev = desired_rev + 1
             WHERE id = $1 AND phase IN ('provisioning', 'live') AND (exhausted_at IS NOT NULL) <> $3"
        )
        .bind(key)
        .bind(since)
        .bind(off)
    )
}

/// Another quota in another time, by a person's word over what the plan says.
pub async fn set_policy(
    tx: &mut Tx,
    key: KeyId,
    version: i64,
    quota: Option<Traffic>,
    period: QuotaPeriod,
) -> Result<bool> {
    changed!(
        tx,
        query(
            "UPDATE access_key SET quota = $3, quota_period = $4, quota_own = TRUE, desired_rev = desired_rev + 1,
                 version = version + 1
             WHERE id = $1 AND version = $2 AND phase IN ('provisioning', 'live')"
        )
        .bind(key)
        .bind(version)
        .bind(quota)
        .bind(period)
    )
}

/// Whether a used up quota stops the key; `None`: as its plan says.
pub async fn set_stops(tx: &mut Tx, key: KeyId, version: i64, stops: Option<bool>) -> Result<bool> {
    changed!(
        tx,
        query(
            "UPDATE access_key SET stops = $3, desired_rev = desired_rev + 1, version = version + 1
             WHERE id = $1 AND version = $2 AND phase IN ('provisioning', 'live')"
        )
        .bind(key)
        .bind(version)
        .bind(stops)
    )
}

/// Counts a person's change of what is metered: the server's safety net follows it.
pub async fn touch(tx: &mut Tx, key: KeyId, version: i64) -> Result<bool> {
    changed!(
        tx,
        query(
            "UPDATE access_key SET desired_rev = desired_rev + 1, version = version + 1
             WHERE id = $1 AND version = $2 AND phase IN ('provisioning', 'live')"
        )
        .bind(key)
        .bind(version)
    )
}

/// Gives a key a meter that stands at nothing, where it has none.
pub async fn ensure_meter(tx: &mut Tx, key: KeyId) -> Result<()> {
    let found: Option<(crate::domain::ids::ServerId, DateTime<Utc>)> =
        on!(tx, |c| query_as("SELECT server_id, created_at FROM access_key WHERE id = $1")
            .bind(key)
            .fetch_optional(c))?;
    match found {
        Some((server, made)) => super::begin(tx, server, &[(key, made.timestamp())], made).await,
        None => Ok(()),
    }
}

/// In which time a plan's quota may be used, and whether it stops keys.
pub async fn of_plan(
    x: &mut impl Access,
    plan: crate::domain::ids::PlanId,
) -> Result<Option<(QuotaPeriod, Option<bool>)>> {
    on!(x, |c| query_as("SELECT quota_period, stops FROM plan WHERE id = $1").bind(plan).fetch_optional(c))
}

/// Another time for a plan's quota: new keys get it.
pub async fn set_plan_period(tx: &mut Tx, plan: crate::domain::ids::PlanId, period: QuotaPeriod) -> Result<()> {
    rows!(tx, query("UPDATE plan SET quota_period = $2 WHERE id = $1").bind(plan).bind(period)).map(|_| ())
}

/// Whether a plan's used up quota stops its keys; `None`: as the house says.
pub async fn set_plan_stops(
    tx: &mut Tx,
    plan: crate::domain::ids::PlanId,
    version: i64,
    stops: Option<bool>,
) -> Result<bool> {
    changed!(
        tx,
        query("UPDATE plan SET stops = $3, version = version + 1 WHERE id = $1 AND version = $2")
            .bind(plan)
            .bind(version)
            .bind(stops)
    )
}

/// Keys with a quota, of a plan (`None`: all), that come after `after`.
pub async fn with_quota(
    x: &mut impl Access,
    plan: Option<crate::domain::ids::PlanId>,
    after: KeyId,
    limit: i64,
) -> Result<Vec<KeyId>> {
    on!(x, |c| query_scalar(
        "SELECT id FROM access_key WHERE id > $1 AND quota IS NOT NULL AND phase IN ('provisioning', 'live')
             AND ($2 OR plan_id = $3)
         ORDER BY id LIMIT $4"
    )
    .bind(after)
    .bind(plan.is_none())
    .bind(plan.map_or(0, |plan| plan.0))
    .bind(limit)
    .fetch_all(c))
}

/// A key's server is to learn its safety net anew, where the key doesn't say itself whether it stops.
pub async fn tell_net(tx: &mut Tx, key: KeyId) -> Result<bool> {
    changed!(
        tx,
        query(
            "UPDATE access_key SET desired_rev = desired_rev + 1
             WHERE id = $1 AND stops IS NULL AND phase IN ('provisioning', 'live')"
        )
        .bind(key)
    )
}

/// The chats of who sells a key, or of who made it for the house; those who are active.
pub async fn seller_chats(
    x: &mut impl Access,
    representative: Option<RepresentativeId>,
    made_by: Option<PersonId>,
) -> Result<Vec<crate::domain::ids::ChatId>> {
    on!(x, |c| query_scalar(
        "SELECT p.chat_id FROM person p WHERE p.state = 'active' AND p.id = COALESCE(
             (SELECT r.person_id FROM representative r WHERE r.id = $1), CASE WHEN $2 THEN NULL ELSE $3 END)"
    )
    .bind(representative.unwrap_or(RepresentativeId(0)))
    .bind(representative.is_some())
    .bind(made_by.unwrap_or(PersonId(0)))
    .fetch_all(c))
}

/// The chats of the person who holds a key as a customer and opened a link to it, where they are active.
pub async fn customer_chats(x: &mut impl Access, key: KeyId) -> Result<Vec<crate::domain::ids::ChatId>> {
    on!(x, |c| query_scalar(
        "SELECT p.chat_id FROM access_key k JOIN customer h ON h.id = k.customer_id JOIN person p ON p.id = h.person_id
         WHERE k.id = $1 AND p.state = 'active'"
    )
    .bind(key)
    .fetch_all(c))
}

/// Servers that are to be polled: those that are in the house and not known to be down.
pub async fn to_poll(x: &mut impl Access) -> Result<Vec<crate::domain::ids::ServerId>> {
    on!(x, |c| query_scalar("SELECT id FROM server WHERE state <> 'removed' AND health <> 'down' ORDER BY id")
        .fetch_all(c))
}
