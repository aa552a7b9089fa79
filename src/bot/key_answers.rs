//! The words in which a change of a key is answered where the screen that follows doesn't say it by itself.
//! Read after the change, in its transaction: they say what is, not what was asked for.

use super::{context::Context, routes::Route, ui};
use crate::{
    domain::{chart::UsageOf, key::Key},
    service::{
        Outcome, Refusal,
        keys::KeyChange,
        stops,
        usage::{self, QuotaChange},
    },
    store::{self, Tx},
    text::label,
};

/// The screen that follows a change, and the words for it.
pub async fn after(
    tx: &mut Tx,
    context: Context<'_>,
    before: &Key,
    change: &KeyChange,
) -> Outcome<(Route, Option<String>)> {
    let (text, id) = (context.text, before.id);
    let key = store::keys::get(tx, context.scope(), id).await?.ok_or(Refusal::NotFound)?;
    let name = key.name.as_str();
    let on = stops::goes_on(before, &key);
    let mut words = match change {
        KeyChange::Usage(QuotaChange::TopUp(more)) => {
            let usage = usage::key_usage(tx, id, context.now).await?;
            let quota = ui::quota(text, usage.limit, usage.policy.period);
            vec![label!(text, "toast-topup", more = text.traffic(*more), name = name, quota = quota)]
        }
        KeyChange::Usage(QuotaChange::Reset) => vec![label!(text, "toast-reset", name = name)],
        _ => Vec::new(),
    };
    if on {
        let told =
            store::usage::customer_chats(tx, id).await?.into_iter().any(|chat| chat != context.known.person.chat);
        words.push(if told { label!(text, "toast-goes-on-told") } else { label!(text, "toast-goes-on") });
    } else if !words.is_empty() && matches!(key.desired(), crate::domain::key::Desired::Off) {
        words.push(label!(text, "toast-stopped-still"));
    }
    // Who put right what had stopped a key sees the key go on.
    let page = match change {
        KeyChange::Usage(_) if before.exhausted_at.is_none() => Route::Usage { of: UsageOf::Key(id) },
        _ => Route::Key { key: id },
    };
    Ok((page, (!words.is_empty()).then(|| words.join(" "))))
}
