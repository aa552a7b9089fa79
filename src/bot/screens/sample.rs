//! Sample records from which screens are drawn in tests and documentation.
//! Their time is fixed, so that pictures of screens are the same every day.

use crate::{
    domain::{
        customer::Customer,
        ids::{ChatId, CustomerId, DifferenceId, InvitationId, KeyId, PersonId, PlanId, RepresentativeId, ServerId},
        invitation::{Gift, Invitation},
        key::{Key, Phase},
        money::{Currency, Money},
        person::{Language, Person, PersonState, Reading},
        plan::{Lifetime, Plan, PlanState},
        quota::{QuotaPeriod, Standing},
        representative::{Representative, RepresentativeState},
        role::Role,
        server::{Health, Server, ServerKind, ServerState},
        traffic::Traffic,
    },
    service::{invitations::Described, usage::KeyUsage},
    store::{
        customers::CustomerRow,
        differences::{Difference, DifferenceKind, DifferenceState},
        keys::KeyRow,
        people::PersonRow,
        representatives::RepresentativeRow,
        usage::Quota,
    },
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
        suspended_by: None,
        suspended_by_house: false,
        expired_at: None,
        exhausted_at: None,
        lifetime: Lifetime::Days(30),
        expires_at: Some(made + TimeDelta::days(30)),
        expiry_own: false,
        quota: Some(Traffic::gb(50)),
        quota_own: false,
        first_used_at: Some(made),
        desired_rev: 1,
        synced_rev: 1,
        trouble: None,
        created_at: made,
        activated_at: Some(made),
        missing_at: None,
        batch_id: None,
        test: false,
        version: 3,
    }
}

/// A key in each state, in the order that the key page's samples name.
pub fn key_rows() -> Vec<KeyRow> {
    let then = now() - TimeDelta::days(1);
    let failed = Key { phase: Phase::Failed, trouble: Some("timeout".to_owned()), activated_at: None, ..key() };
    let fresh = Key { created_at: now(), first_used_at: None, ..key() };
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
        customer: key.suspended_at.map(|_| "Mina".to_owned()),
        key,
    };
    keys.into_iter().map(row).collect()
}

/// What a key has used: about a quarter of its quota.
pub fn key_usage(key: &Key) -> KeyUsage {
    let fresh = key.first_used_at.is_none();
    let total = if fresh { Traffic(0) } else { Traffic(12_400_000_000) };
    let standing = Standing { since: key.created_at, base: Traffic(0), extra: Traffic(0), told: 0, era: 0 };
    let quota = Quota {
        key: key.id,
        name: key.name.clone(),
        representative: None,
        made_by: None,
        phase: key.phase,
        quota: key.quota,
        period: QuotaPeriod::Total,
        own_stops: None,
        plan_stops: None,
        exhausted_at: key.exhausted_at,
        total,
        reading: total,
        moved_at: (!fresh).then(|| now() - TimeDelta::minutes(4)),
        estimated: key.plan_id.is_none(),
        standing,
    };
    let week = if fresh { [0; 7] } else { [900, 1_700, 2_400, 1_200, 400, 2_900, 800] };
    let policy = quota.policy(true);
    KeyUsage {
        used: total,
        limit: key.quota,
        policy,
        resets_at: None,
        week: week.map(|mb| mb * 1_000_000),
        quota,
        thresholds: vec![80, 90],
    }
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

/// People of every role, one of them suspended, one who blocked the bot.
pub fn people() -> Vec<PersonRow> {
    let person = |id, name: &str, role, state, reachable| Person {
        id: PersonId(id),
        chat: ChatId(7_000_000_000 + id),
        name: name.to_owned(),
        username: (id == 4).then(|| "sara_shop".to_owned()),
        role,
        state,
        reading: Reading::usual(Language::En),
        reachable,
        seen_at: (id != 2).then(|| now() - TimeDelta::hours(3)),
        created_at: now() - TimeDelta::days(30),
        version: 2,
    };
    let all = [
        person(1, "Omar", Role::Owner, PersonState::Active, true),
        person(2, "Anna <admin>", Role::Admin, PersonState::Active, true),
        person(3, "Oskar", Role::Operator, PersonState::Suspended, true),
        person(4, "Sara", Role::Representative, PersonState::Active, true),
        person(5, "مینا", Role::Customer, PersonState::Active, false),
    ];
    let row = |person: Person| PersonRow {
        representative: (person.role == Role::Representative).then(|| (RepresentativeId(1), "Sara’s shop".to_owned())),
        held: if person.role == Role::Customer { 2 } else { 0 },
        person,
    };
    all.into_iter().map(row).collect()
}

/// One who sells everything, and one who is suspended and bound.
pub fn sellers() -> Vec<RepresentativeRow> {
    let active = Representative {
        id: RepresentativeId(1),
        name: "Sara’s shop".to_owned(),
        person: Some(PersonId(4)),
        state: RepresentativeState::Active,
        max_keys: None,
        tests_a_day: 5,
        all_plans: true,
        all_servers: true,
        created_at: now() - TimeDelta::days(30),
        version: 2,
    };
    let bound = Representative {
        id: RepresentativeId(2),
        name: "فروشگاه رضا".to_owned(),
        person: None,
        state: RepresentativeState::Suspended,
        max_keys: Some(50),
        all_plans: false,
        all_servers: false,
        ..active.clone()
    };
    let row = |representative: Representative| RepresentativeRow {
        person: representative.person.map(|_| "Sara".to_owned()),
        username: representative.person.map(|_| "sara_shop".to_owned()),
        representative,
        active: 38,
        stopped: 1,
        customers: 12,
    };
    vec![row(active), row(bound)]
}

/// One who opened a link, and one who is only written down.
pub fn customers() -> Vec<CustomerRow> {
    let claimed = Customer {
        id: CustomerId(1),
        representative_id: Some(RepresentativeId(1)),
        name: "Mina".to_owned(),
        note: "Pays on the 1st & wants <two> phones".to_owned(),
        person_id: Some(PersonId(5)),
        created_at: now() - TimeDelta::days(3),
        version: 1,
    };
    let free =
        Customer {
            id: CustomerId(2), person_id: None, note: String::new(), name: "علی".to_owned(), ..claimed.clone()
        };
    let row = |customer: Customer| CustomerRow {
        representative: Some("Sara’s shop".to_owned()),
        keys: if customer.person_id.is_some() { 2 } else { 0 },
        person: customer.person_id.map(|_| "مینا".to_owned()),
        username: customer.person_id.map(|_| "mina".to_owned()),
        customer,
    };
    vec![row(claimed), row(free)]
}

/// Invitations of every kind.
pub fn invitations() -> Vec<Described> {
    let gifts = [
        (Gift::Staff(Role::Operator), ""),
        (Gift::Representative("Sara’s shop".to_owned()), "Sara’s shop"),
        (Gift::House, ""),
        (Gift::Key(KeyId(7)), "phone-7"),
        (Gift::HandRepresentative(RepresentativeId(1)), "Sara’s shop"),
        (Gift::HandCustomer(CustomerId(2)), "علی"),
    ];
    let row = |(id, (gift, about)): (i64, (Gift, &str))| Described {
        invitation: Invitation {
            id: InvitationId(id),
            gift,
            seller_id: None,
            made_by: PersonId(1),
            made_at: now(),
            expires_at: now() + TimeDelta::days(7),
            used_at: None,
            used_by: None,
            revoked_at: None,
        },
        about: about.to_owned(),
        maker: "Omar".to_owned(),
        user: None,
    };
    (1..).zip(gifts).map(row).collect()
}

/// A difference on the first server.
pub fn difference(kind: DifferenceKind, name: &str) -> Difference {
    Difference {
        id: DifferenceId(3),
        server: ServerId(1),
        remote_id: "12".to_owned(),
        kind,
        remote_name: name.to_owned(),
        remote_limit: None,
        moved: None,
        key: None,
        state: DifferenceState::Open,
        found_at: now(),
        version: 1,
    }
}
