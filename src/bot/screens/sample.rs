//! Sample records from which screens are drawn in tests and documentation.
//! Their time is fixed, so that pictures of screens are the same every day.

use crate::{
    domain::{
        ids::{KeyId, PlanId, ServerId},
        key::{Key, Phase},
        money::{Currency, Money},
        plan::{Lifetime, Plan, PlanState},
        server::{Health, Server, ServerKind, ServerState},
        traffic::Traffic,
    },
    store::keys::KeyRow,
};
use chrono::{DateTime, TimeDelta, Utc};

/// 21 November 2026, 09:41 UTC.
pub fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_795_254_060, 0).unwrap_or_default()
}

/// A key as most are.
pub fn key() -> Key {
    let made = now() - TimeDelta::days(12);
    Key {
        id: KeyId(7),
        server_id: ServerId(1),
        plan_id: Some(PlanId(1)),
        representative_id: None,
        customer_id: None,
        made_by: None,
        name: "phone-7".to_owned(),
        remote_id: "4711".to_owned(),
        phase: Phase::Live,
        suspended_at: None,
        expired_at: None,
        exhausted_at: None,
        lifetime: Lifetime::Days(30),
        expires_at: Some(made + TimeDelta::days(30)),
        expiry_own: false,
        quota: Some(Traffic::gb(50)),
        quota_own: false,
        first_used_at: Some(made),
        seen_bytes: Traffic(12_400_000_000),
        desired_rev: 1,
        synced_rev: 1,
        trouble: None,
        created_at: made,
        activated_at: Some(made),
        missing_at: None,
        version: 3,
    }
}

/// A key in each state, in the order that the key page's samples name.
pub fn key_rows() -> Vec<KeyRow> {
    let then = now() - TimeDelta::days(1);
    let failed = Key { phase: Phase::Failed, trouble: Some("timeout".to_owned()), activated_at: None, ..key() };
    let fresh = Key { created_at: now(), first_used_at: None, seen_bytes: Traffic(0), ..key() };
    let first_use = Key { lifetime: Lifetime::DaysFromFirstUse(30), expires_at: None, ..fresh.clone() };
    let adopted = Key { plan_id: None, quota: None, expires_at: None, lifetime: Lifetime::Unlimited, ..key() };
    let keys = [
        key(),
        Key { suspended_at: Some(then), desired_rev: 2, trouble: Some("unreachable".to_owned()), ..key() },
        Key { expired_at: Some(then), quota_own: true, expiry_own: true, ..key() },
        Key { phase: Phase::Provisioning, synced_rev: 0, activated_at: None, ..fresh },
        failed,
        Key { phase: Phase::Deleting, desired_rev: 2, ..key() },
        adopted,
        Key { name: "کلید <سارا> & co".to_owned(), ..first_use },
    ];
    let row = |key: Key| KeyRow {
        server: "Frankfurt".to_owned(),
        plan: key.plan_id.map(|_| "50 GB · 30 days".to_owned()),
        // One of a seller's, to be told from the house's own.
        representative: key.expired_at.map(|_| "Sara’s shop".to_owned()),
        key,
    };
    keys.into_iter().map(row).collect()
}

/// A server as most are.
pub fn server() -> Server {
    Server {
        id: ServerId(1),
        name: "Frankfurt".to_owned(),
        kind: ServerKind::Outline,
        host: "203.0.113.5".to_owned(),
        state: ServerState::Enabled,
        health: Health::Up,
        health_since: Some(now() - TimeDelta::days(9)),
        checked_at: Some(now() - TimeDelta::seconds(20)),
        latency_ms: Some(84),
        fails: 0,
        trouble: None,
        remote_version: Some("1.12.3".to_owned()),
        remote_keys: Some(412),
        created_at: now() - TimeDelta::days(90),
        version: 2,
    }
}

/// A plan as most are.
pub fn plan() -> Plan {
    Plan {
        id: PlanId(1),
        name: "50 GB · 30 days".to_owned(),
        lifetime: Lifetime::Days(30),
        quota: Some(Traffic::gb(50)),
        price: euros(500),
        state: PlanState::Active,
        version: 1,
    }
}

/// An amount in cents.
pub const fn euros(cents: i64) -> Money {
    Money::new(cents, Currency::EUR)
}
