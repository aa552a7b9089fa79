//! What a tap does with a key, and with what is told of its usage.
//! Runs in the update's transaction; what the person may do was asked by the table, and is asked again by the use case.

use super::{
    context::Context,
    flows::{
        Form,
        prompt::{Prompt, What},
    },
    led::Led,
    routes::{Action, KeyDeed, Route, StopRule},
};
use crate::{
    domain::{chart::UsageOf, ids::KeyId},
    service::{
        Outcome,
        keys::{self, KeyChange},
        usage::{self, QuotaChange, RuleChange},
    },
    store::Tx,
    text::label,
};

/// Stops, resumes, deletes a key, tries again to make it, or changes how its usage counts.
pub async fn key(tx: &mut Tx, context: Context<'_>, (key, version): (KeyId, i64), deed: KeyDeed) -> Outcome<Led> {
    let (env, actor, now) = (context.env, &context.known.actor, context.now);
    let change = match deed {
        KeyDeed::Suspend => KeyChange::Suspend,
        KeyDeed::Resume => KeyChange::Resume,
        KeyDeed::Delete => KeyChange::Delete,
        KeyDeed::Retry => KeyChange::Retry,
        KeyDeed::Reset => KeyChange::Usage(QuotaChange::Reset),
        KeyDeed::Stops => KeyChange::Usage(QuotaChange::Stops(Some(true))),
        KeyDeed::Tells => KeyChange::Usage(QuotaChange::Stops(Some(false))),
        KeyDeed::AsSold => KeyChange::Usage(QuotaChange::Stops(None)),
    };
    keys::change(tx, env, actor, (key, version), &change, now).await?;
    let back = match change {
        KeyChange::Usage(_) => Route::Usage { of: UsageOf::Key(key) },
        _ => Route::Key { key },
    };
    Ok(Led::To(back, None))
}

/// Sends a chart, or changes what is told of usage.
pub async fn usage(tx: &mut Tx, context: Context<'_>, action: Action) -> Outcome<Led> {
    let (env, actor, now) = (context.env, &context.known.actor, context.now);
    Ok(match action {
        Action::Chart { of, span } => {
            usage::ask_picture(tx, env, actor, of, span, now).await?;
            Led::Said(label!(context.text, "toast-sending"))
        }
        Action::UsageWatch { on } => {
            usage::watch(tx, actor, on, now).await?;
            Led::To(Route::Usage { of: UsageOf::All }, None)
        }
        Action::UsageStops { on } => {
            usage::change_rules(tx, env, actor, RuleChange::Stops(on), now).await?;
            Led::To(Route::UsageRules, None)
        }
        Action::UsageThresholds => {
            let rules = usage::rules(tx).await?;
            Led::Form(Form::Prompt(Prompt::new(What::Thresholds(rules.thresholds))))
        }
        Action::PlanStops { plan, version, rule } => {
            let stops = match rule {
                StopRule::House => None,
                StopRule::Stops => Some(true),
                StopRule::Tells => Some(false),
            };
            usage::set_plan_stops(tx, env, actor, (plan, version), stops, now).await?;
            Led::To(Route::Plan { plan }, None)
        }
        _ => Led::To(Route::Home, None),
    })
}
