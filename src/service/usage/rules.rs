//! What holds of quotas where no key says otherwise: when people are told, and whether a used up quota stops keys.
//!
//! Thresholds are the house's; whether keys stop is the house's or a plan's. A change holds for keys that are there as
//! well: a job looks at each of them anew, and tells servers of their safety nets.

use crate::{
    domain::{
        ids::PlanId,
        job::JobKind,
        role::{Actor, Permission},
    },
    ports::Wake,
    service::{Env, Outcome, Refusal, audit, guarded, house, require},
    store::{self, Access, Tx},
};
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use serde_json::json;
use std::collections::HashMap;

const THRESHOLDS: &str = "usage.thresholds";
const STOPS: &str = "usage.stops";
/// What the house has as long as nobody says otherwise.
const USUAL: &str = "80 90";
/// So many thresholds there are at most.
pub const MOST: usize = 8;

/// What the house says of quotas.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rules {
    /// Percent in rising order; 100 is told in any case.
    pub thresholds: Vec<i64>,
    /// Whether a used up quota stops a key, where neither it nor its plan says.
    pub stops: bool,
    /// Where days begin.
    pub zone: Tz,
}

/// A change of what the house says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RuleChange {
    /// Tell people at these percentages, and at 100.
    Thresholds(Vec<i64>),
    /// Stop keys that are used up, or only tell people.
    Stops(bool),
}

/// Percentages that can be thresholds, once each and in rising order, as many as there may be.
fn proper(mut thresholds: Vec<i64>) -> Vec<i64> {
    thresholds.retain(|n| (1..100).contains(n));
    thresholds.sort_unstable();
    thresholds.dedup();
    thresholds.truncate(MOST);
    thresholds
}

/// Reads them.
pub async fn rules(access: &mut impl Access) -> Outcome<Rules> {
    // By one query: each key that is made asks for them twice.
    let all = store::settings::all(access).await?.into_iter().collect::<HashMap<_, _>>();
    let thresholds = all.get(THRESHOLDS).map_or(USUAL, String::as_str);
    let thresholds = proper(thresholds.split(' ').filter_map(|word| word.parse().ok()).collect());
    let stops = all.get(STOPS).map(String::as_str) != Some("false");
    Ok(Rules { thresholds, stops, zone: house::of(&all).zone })
}

/// Changes what the house says.
pub async fn change_rules(
    tx: &mut Tx,
    env: &Env,
    actor: &Actor,
    change: RuleChange,
    now: DateTime<Utc>,
) -> Outcome<()> {
    require(actor, Permission::HouseChange)?;
    let (setting, value, nets) = match change {
        RuleChange::Thresholds(thresholds) => {
            let words: Vec<String> = proper(thresholds).iter().map(i64::to_string).collect();
            (THRESHOLDS, words.join(" "), false)
        }
        RuleChange::Stops(on) => (STOPS, on.to_string(), true),
    };
    let before = store::settings::get(tx, setting).await?;
    if before.as_deref() == Some(value.as_str()) {
        return Ok(());
    }
    store::settings::set(tx, setting, &value, now).await?;
    let detail = json!({ "setting": setting, "before": before, "after": value });
    audit::note(tx, actor, "settings.update", "", detail, now).await?;
    review(tx, env, None, nets, now).await
}

/// Whether a plan's used up quota stops its keys, those that are there too; `None`: as the house says.
pub async fn set_plan_stops(
    tx: &mut Tx,
    env: &Env,
    actor: &Actor,
    (plan, version): (PlanId, i64),
    stops: Option<bool>,
    now: DateTime<Utc>,
) -> Outcome<()> {
    require(actor, Permission::PlanChange)?;
    let (_, before) = store::usage::of_plan(tx, plan).await?.ok_or(Refusal::NotFound)?;
    guarded(store::usage::set_plan_stops(tx, plan, version, stops).await?)?;
    let detail = json!({ "before": { "stops": before }, "after": { "stops": stops } });
    audit::note(tx, actor, "plan.update", &format!("plan:{plan}"), detail, now).await?;
    review(tx, env, Some(plan), true, now).await
}

async fn review(tx: &mut Tx, env: &Env, plan: Option<PlanId>, nets: bool, now: DateTime<Utc>) -> Outcome<()> {
    store::jobs::enqueue(tx, &JobKind::ReviewQuotas { plan, nets }, now, now).await?;
    tx.wake(&env.signals, Wake::Jobs);
    Ok(())
}
