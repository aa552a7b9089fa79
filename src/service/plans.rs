//! Plans: made, changed, archived and taken back.
//!
//! A change of a plan never touches keys that were sold before: what a key got was copied to it.

use super::{Outcome, PlanRefusal, Refusal, audit, guarded, house, require, undo};
use crate::{
    domain::{
        ids::PlanId,
        money::Money,
        plan::{Lifetime, PlanDraft, PlanState},
        role::{Actor, Permission},
        traffic::Traffic,
        undo::{Swap, Undo},
    },
    store::{self, Tx},
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::json;

/// The longest name of a plan, in characters: what fits on a button beside its price.
pub const NAME_MAX: usize = 40;

fn check(draft: &PlanDraft) -> Outcome<()> {
    let most = Money::MAX_MAJOR.saturating_mul(10_i64.pow(draft.price.currency.exponent()));
    if draft.price.minor < 0 || draft.price.minor > most {
        return Err(Refusal::Plan(PlanRefusal::BadPrice).into());
    }
    if draft.name.trim().is_empty() || draft.name.chars().count() > NAME_MAX {
        return Err(Refusal::Plan(PlanRefusal::BadName).into());
    }
    Ok(())
}

/// Makes a plan.
pub async fn create(tx: &mut Tx, actor: &Actor, draft: &PlanDraft, now: DateTime<Utc>) -> Outcome<PlanId> {
    require(actor, Permission::PlanChange)?;
    check(draft)?;
    let id = store::plans::insert(tx, draft, now).await?;
    audit::note(tx, actor, "plan.create", &format!("plan:{id}"), json!({ "after": draft }), now).await?;
    house::passed(tx, house::SetupStep::Plan, now).await?;
    Ok(id)
}

/// A change of one value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum PlanChange {
    /// Call it so.
    Name(String),
    /// New keys live so long.
    Lifetime(Lifetime),
    /// New keys get so much.
    Quota(Option<Traffic>),
    /// New sales cost so much.
    Price(Money),
    /// All of it is as it was.
    All(PlanDraft),
}

/// Changes one value of a plan, as it was at `version`.
pub async fn change(
    tx: &mut Tx,
    actor: &Actor,
    id: PlanId,
    version: i64,
    change: PlanChange,
    now: DateTime<Utc>,
) -> Outcome<()> {
    require(actor, Permission::PlanChange)?;
    let plan = store::plans::get(tx, id).await?.ok_or(Refusal::NotFound)?;
    let before = PlanDraft::of(&plan);
    let mut after = before.clone();
    match change {
        PlanChange::Name(name) => after.name = name,
        PlanChange::Lifetime(lifetime) => after.lifetime = lifetime,
        PlanChange::Quota(quota) => after.quota = quota,
        PlanChange::Price(price) => after.price = price,
        PlanChange::All(draft) => after = draft,
    }
    check(&after)?;
    guarded(store::plans::update(tx, id, version, &after).await?)?;
    let detail = json!({ "before": before, "after": after });
    audit::note(tx, actor, "plan.update", &format!("plan:{id}"), detail, now).await?;
    undo::offer(tx, actor, &Undo::Plan(id, Swap { now: after, back: before }), now).await
}

/// Archives a plan, or takes it back.
pub async fn set_state(
    tx: &mut Tx,
    actor: &Actor,
    id: PlanId,
    version: i64,
    state: PlanState,
    now: DateTime<Utc>,
) -> Outcome<()> {
    require(actor, Permission::PlanChange)?;
    let before = store::plans::get(tx, id).await?.ok_or(Refusal::NotFound)?.state;
    guarded(store::plans::set_state(tx, id, version, state).await?)?;
    audit::note(tx, actor, "plan.update", &format!("plan:{id}"), json!({ "state": state.as_str() }), now).await?;
    let [now_archived, was] = [state, before].map(|state| state == PlanState::Archived);
    undo::offer(tx, actor, &Undo::PlanArchived(id, Swap { now: now_archived, back: was }), now).await
}
