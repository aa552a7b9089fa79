//! What people decide about quotas: more, anew, in another time, with or without switching off.
//!
//! Each is guarded by the version that the person saw, and ends with a look, which switches the key on or off as it is
//! now. Who may do it was asked before.

use super::{
    look::{WATCH, look},
    rules::{Rules, rules},
};
use crate::{
    domain::{
        ids::PlanId,
        key::Key,
        quota::{QuotaPeriod, Standing},
        role::{Actor, Permission},
        traffic::Traffic,
    },
    service::{Env, Outcome, Refusal, audit, guarded, require},
    store::{self, Tx},
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// A change of what a key may use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum QuotaChange {
    /// So much in that time; `None` is unlimited.
    Policy(Option<Traffic>, QuotaPeriod),
    /// So much more: for good where the quota is a total, else in this period.
    TopUp(Traffic),
    /// Begin a period now: nothing is used.
    Reset,
    /// Switch the key off when it is used up, or tell people only; `None`: as its plan or the house says.
    Stops(Option<bool>),
}

impl QuotaChange {
    /// The audit's word for it.
    pub const fn action(&self) -> &'static str {
        match self {
            Self::Policy(..) | Self::Stops(_) => "key.update",
            Self::TopUp(_) => "key.topup",
            Self::Reset => "key.reset",
        }
    }
}

/// Does it to a key that is locked; gives what there was before.
pub async fn apply(tx: &mut Tx, env: &Env, key: &Key, change: QuotaChange, now: DateTime<Utc>) -> Outcome<Value> {
    let rules: Rules = rules(tx).await?;
    let found = store::usage::quota(tx, key.id).await?.ok_or(Refusal::NotFound)?;
    let used = found.standing.used(found.total);
    let (id, version) = (key.id, key.version);
    let before = match change {
        QuotaChange::Policy(quota, period) => {
            guarded(store::usage::set_policy(tx, id, version, quota, period).await?)?;
            json!({ "quota": found.quota, "period": found.period })
        }
        QuotaChange::TopUp(more) => {
            let quota = found.quota.ok_or(Refusal::WrongState)?;
            if more.0 <= 0 {
                return Err(Refusal::WrongState.into());
            }
            if found.period == QuotaPeriod::Total {
                let quota = Traffic(quota.0.saturating_add(more.0).min(Traffic::MAX.0));
                guarded(store::usage::set_policy(tx, id, version, Some(quota), found.period).await?)?;
            } else {
                guarded(store::usage::touch(tx, id, version).await?)?;
                let extra = found.standing.extra.0.saturating_add(more.0).min(Traffic::MAX.0);
                stand(tx, key, &Standing { extra: Traffic(extra), ..found.standing }, now).await?;
            }
            json!({ "quota": found.quota, "extra": found.standing.extra, "used": used })
        }
        QuotaChange::Reset => {
            guarded(store::usage::touch(tx, id, version).await?)?;
            stand(tx, key, &found.standing.renewed(found.total, now), now).await?;
            json!({ "used": used, "since": found.standing.since })
        }
        QuotaChange::Stops(stops) => {
            guarded(store::usage::set_stops(tx, id, version, stops).await?)?;
            json!({ "stops": found.own_stops })
        }
    };
    look(tx, env, &rules, id, now).await?;
    Ok(before)
}

async fn stand(tx: &mut Tx, key: &Key, standing: &Standing, now: DateTime<Utc>) -> Outcome<()> {
    store::usage::ensure_meter(tx, key.id).await?;
    // The look that follows says when the next one is due.
    store::usage::set_standing(tx, key.id, standing, Some(Traffic(0)), Some(now)).await?;
    Ok(())
}

/// In which time a plan's quota may be used, for keys that are made from now on.
pub async fn set_plan_period(
    tx: &mut Tx,
    actor: &Actor,
    plan: PlanId,
    period: QuotaPeriod,
    now: DateTime<Utc>,
) -> Outcome<()> {
    require(actor, Permission::PlanChange)?;
    let (before, _) = store::usage::of_plan(tx, plan).await?.ok_or(Refusal::NotFound)?;
    if before == period {
        return Ok(());
    }
    store::usage::set_plan_period(tx, plan, period).await?;
    let detail = json!({ "before": { "period": before }, "after": { "period": period } });
    audit::note(tx, actor, "plan.update", &format!("plan:{plan}"), detail, now).await
}

/// Whether the actor hears of all keys' quotas.
pub async fn watch(tx: &mut Tx, actor: &Actor, on: bool, now: DateTime<Utc>) -> Outcome<()> {
    require(actor, Permission::KeyGrant)?;
    let person = actor.person().ok_or(Refusal::NotAllowed)?;
    let name = format!("{WATCH}{person}");
    store::settings::set(tx, &name, if on { "true" } else { "false" }, now).await?;
    audit::note(tx, actor, "settings.update", "", json!({ "setting": "usage.watch", "on": on }), now).await
}
