//! What a tap does with a key, and with what is told of its usage; and how a change is put back.
//! Runs in the update's transaction; what the person may do was asked by the table, and is asked again by the use case.

use super::{
    context::Context,
    flows::{
        Form,
        prompt::{Prompt, What},
    },
    key_answers,
    led::Led,
    routes::{Action, KeyDeed, NeedDeed, NeedRef, Route, StopRule},
};
use crate::{
    domain::{
        chart::UsageOf,
        ids::{KeyId, UndoId},
        undo::Undo,
    },
    service::{
        Error, Outcome, Refusal,
        backup::records,
        differences::{self, Decision},
        keys::{self, HandOver, KeyChange},
        servers, undoing,
        usage::{self, QuotaChange, RuleChange},
    },
    store::{self, Tx, differences::DifferenceKind},
    text::label,
};

/// Stops, resumes, deletes a key, tries again to make it, or changes how its usage counts.
async fn key(tx: &mut Tx, context: Context<'_>, (key, version): (KeyId, i64), deed: KeyDeed) -> Outcome<Led> {
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
    let before = store::keys::get(tx, context.scope(), key).await?.ok_or(Refusal::NotFound)?;
    keys::change(tx, env, actor, (key, version), &change, now).await?;
    let (page, words) = key_answers::after(tx, context, &before, &change).await?;
    Ok(Led::To(page, words))
}

/// Sends a key again, decides about something that waits, puts something back, sends a chart, or changes what is told of usage.
pub async fn act(tx: &mut Tx, context: Context<'_>, action: Action) -> Outcome<Led> {
    let (env, actor, now) = (context.env, &context.known.actor, context.now);
    Ok(match action {
        Action::KeyDo { key: id, version, deed } => key(tx, context, (id, version), deed).await?,
        Action::KeySend { key, file } => {
            let how = if file { HandOver::File } else { HandOver::Picture };
            keys::hand_over(tx, env, actor, key, how, now).await?;
            Led::Said(label!(context.text, "toast-sending"))
        }
        Action::NeedDo { need: what, version, deed } => need(tx, context, (what, version), deed).await?,
        Action::Undo { undo: id } => undo(tx, context, id).await?,
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

/// The screen of what can be put back.
pub const fn changed(undo: &Undo) -> Route {
    match *undo {
        Undo::KeyName(key, _)
        | Undo::KeySuspended(key, _)
        | Undo::KeyQuota(key, _)
        | Undo::KeyEnd(key, _)
        | Undo::KeyCustomer(key, _) => Route::Key { key },
        Undo::ServerName(server, _) | Undo::ServerPaused(server, _) => Route::Server { server },
        Undo::Plan(plan, _) | Undo::PlanArchived(plan, _) => Route::Plan { plan },
        Undo::PersonSuspended(person, _) => Route::Person { person },
        Undo::SellerSuspended(representative, _) => Route::Representative { representative },
    }
}

/// Puts back what the reader changed a moment ago.
async fn undo(tx: &mut Tx, context: Context<'_>, id: UndoId) -> Outcome<Led> {
    let (env, actor, now, text) = (context.env, &context.known.actor, context.now, context.text);
    let about = store::undo::get(tx, context.known.person.id, id).await?.ok_or(Refusal::NotFound)?;
    let words = match undoing::undo(tx, env, actor, id, now).await {
        Ok(_) => label!(text, "toast-undone"),
        // Nothing was written: what it was about is shown as it is.
        Err(Error::Refused(Refusal::UndoOver)) => label!(text, "refusal-undo-over"),
        Err(error) => return Err(error),
    };
    Ok(Led::To(changed(&about), Some(words)))
}

/// Decides about something that waits, and goes on to the next.
async fn need(tx: &mut Tx, context: Context<'_>, (need, version): (NeedRef, i64), deed: NeedDeed) -> Outcome<Led> {
    let (env, actor, now, text) = (context.env, &context.known.actor, context.now, context.text);
    let words = match (need, deed) {
        (NeedRef::Server(server), NeedDeed::Check) => {
            servers::check_now(tx, env, actor, server, now).await?;
            label!(text, "toast-checking")
        }
        (NeedRef::Backup(_), NeedDeed::Backup) => {
            records::ask(tx, env, actor, now).await?;
            label!(text, "toast-backup-begun")
        }
        (NeedRef::Key(key), NeedDeed::Retry) => {
            keys::change(tx, env, actor, (key, version), &KeyChange::Retry, now).await?;
            label!(text, "toast-trying")
        }
        (NeedRef::Difference(id), deed) => {
            let decision = match deed {
                NeedDeed::Adopt => Decision::Adopt,
                NeedDeed::Ignore => Decision::Ignore,
                NeedDeed::Delete => Decision::Delete,
                NeedDeed::Restore => Decision::Restore,
                NeedDeed::Check | NeedDeed::Retry | NeedDeed::Backup => return Err(Refusal::WrongState.into()),
            };
            let kind = store::differences::get(tx, id).await?.map(|found| found.kind);
            // What concerns all keys of a server is decided on a screen of its own, which says what it means.
            if kind == Some(DifferenceKind::Rebuilt) {
                return Err(Refusal::NotFound.into());
            }
            differences::decide(tx, env, actor, (id, version), decision, now).await?;
            label!(text, "toast-settled")
        }
        _ => return Err(Refusal::NotFound.into()),
    };
    Ok(Led::To(Route::Needs { after: Some(need) }, Some(words)))
}
