//! Test keys: to try the house with, small and short, so many a day for each who makes them.
//!
//! The day is the house's zone's. The count is one row that is counted up by one guarded statement in the transaction that
//! makes the key: two taps at once don't pass the limit, and a key that isn't made isn't counted.

use super::{Env, KeyRefusal, Outcome, Refusal, audit, house, keys, representatives, require};
use crate::{
    domain::{
        hours,
        ids::{KeyId, ServerId},
        plan::Lifetime,
        representative::Allowance,
        role::{Actor, Permission, Scope},
        test_key::TestTerms,
    },
    store::{self, Access, Tx},
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::json;

/// A test key to be made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewTest {
    /// Where; `None` lets the house choose.
    pub server: Option<ServerId>,
    /// What it is called.
    pub name: String,
}

/// What somebody may make of test keys today.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TestOffer {
    /// What one gives.
    pub terms: TestTerms,
    /// So many in a day; `None` is as many as they like.
    pub a_day: Option<i64>,
    /// So many are left today; `None` is as many as they like.
    pub left: Option<i64>,
    /// When the next day begins.
    pub next: DateTime<Utc>,
}

/// Who makes them, as counted: a representative's people together, the house's own each by themselves.
fn maker(actor: &Actor) -> Outcome<String> {
    match (actor.scope(), actor.person()) {
        (Scope::Representative(id), _) => Ok(format!("representative:{id}")),
        (Scope::House, Some(person)) => Ok(format!("person:{person}")),
        (Scope::House, None) => Ok("machine".to_owned()),
        (Scope::Holder(_) | Scope::Nothing, _) => Err(Refusal::NotAllowed.into()),
    }
}

fn a_day(allowance: &Allowance, terms: &TestTerms) -> Option<i64> {
    allowance.tests_a_day.or(terms.staff_a_day)
}

/// What the actor may make today.
pub async fn offer(access: &mut impl Access, actor: &Actor, now: DateTime<Utc>) -> Outcome<TestOffer> {
    require(actor, Permission::KeyCreate)?;
    let house = house::load(access).await?;
    let allowance = representatives::allowance(access, actor).await?;
    let most = a_day(&allowance, &house.tests);
    let today = hours::day_of(now, house.zone);
    let made = store::test_days::made(access, &maker(actor)?, today).await?;
    let next = hours::day(now, house.zone).1;
    Ok(TestOffer { terms: house.tests, a_day: most, left: most.map(|most| (most - made).max(0)), next })
}

/// Makes a test key.
pub async fn create(tx: &mut Tx, env: &Env, actor: &Actor, new: &NewTest, now: DateTime<Utc>) -> Outcome<KeyId> {
    require(actor, Permission::KeyCreate)?;
    let representative = keys::seller(actor)?;
    let name = keys::checked_name(&new.name)?;
    if let Some(id) = representative {
        store::representatives::lock(tx, id).await?;
    }
    let allowance = representatives::allowance(tx, actor).await?;
    if !allowance.room_for(1) {
        return Err(Refusal::Key(KeyRefusal::LimitReached).into());
    }
    let house = house::load(tx).await?;
    count(tx, actor, &house, a_day(&allowance, &house.tests), now).await?;
    let lifetime = Lifetime::Days(house.tests.days);
    let row = store::keys::NewKey {
        server: keys::held_place(tx, &allowance, new.server).await?,
        plan: None,
        representative,
        made_by: actor.person(),
        name,
        remote_id: &env.chance.below(keys::REMOTE_ID_BOUND).to_string(),
        lifetime,
        expires_at: lifetime.ends(now, None),
        quota: Some(house.tests.quota),
        now,
    };
    let id = store::keys::insert(tx, &row).await?.ok_or(Refusal::Key(KeyRefusal::NameTaken))?;
    store::test_days::mark(tx, id).await?;
    keys::index(tx, id, name).await?;
    let detail = json!({ "name": name, "test": true, "server": row.server });
    audit::note(tx, actor, "key.create", &keys::subject(id), detail, now).await?;
    if actor.may(Permission::HouseChange) {
        house::passed(tx, house::SetupStep::Key, now).await?;
    }
    keys::ask_server(tx, env, id, now).await?;
    Ok(id)
}

async fn count(tx: &mut Tx, actor: &Actor, house: &house::House, most: Option<i64>, now: DateTime<Utc>) -> Outcome<()> {
    if most.is_some_and(|most| most < 1) {
        return Err(Refusal::Key(KeyRefusal::NoTests).into());
    }
    let today = hours::day_of(now, house.zone);
    if !store::test_days::count_up(tx, &maker(actor)?, today, most.unwrap_or(i64::MAX)).await? {
        let next = hours::day(now, house.zone).1;
        return Err(Refusal::Key(KeyRefusal::TestsUsedUp(next)).into());
    }
    Ok(())
}
