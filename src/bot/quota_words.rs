//! What is told of a key's quota, of its end, and of it being suspended or working again: to who sells it, and to who holds it, each with what they can do.
//! What isn't true any more when it is sent isn't said.

use super::{
    context::Context,
    routes::{Action, KeyField, Route, Target},
    ui::{self, Button, View},
};
use crate::{
    domain::{
        chart::UsageOf,
        ids::KeyId,
        key::KeyState,
        role::{Permission, Scope},
    },
    service::{
        Outcome,
        usage::{self, KeyUsage},
    },
    store::{self, Access},
    text::{Html, Text, label, tr},
};

/// Opens a screen below a message that stays.
fn opens(label: String, route: Route) -> Button {
    Button::to(label, Target::Open(route))
}

/// One line of how much of its quota a key has used, and its usage. What was topped up meanwhile isn't said any more.
pub async fn line(
    access: &mut impl Access,
    context: Context<'_>,
    id: KeyId,
    percent: i64,
) -> Outcome<Option<(Html, KeyUsage)>> {
    let text = context.text;
    let Some(key) = store::keys::get(access, context.scope(), id).await? else { return Ok(None) };
    let usage = usage::key_usage(access, id, context.now).await?;
    let Some(limit) = usage.limit else { return Ok(None) };
    let now = usage.used.percent_of(limit).unwrap_or(100);
    if now < percent {
        return Ok(None);
    }
    let quota = ui::quota(text, Some(limit), usage.policy.period);
    let name = key.name.as_str();
    if matches!(context.scope(), Scope::Holder(_)) {
        return Ok(Some((own_line(name, &usage, percent, text), usage)));
    }
    let line = match (percent, usage.policy.stops) {
        (100, true) => tr!(text, "notice-quota-over", name = name, quota = quota),
        (100, false) => tr!(text, "notice-quota-over-tells", name = name, quota = quota),
        _ => {
            let used = text.traffic_of(usage.used, Some(limit));
            tr!(text, "notice-quota", name = name, percent = text.percent(percent), used = used)
        }
    };
    Ok(Some((line, usage)))
}

/// Words how much of its quota a key has used, with what to do about it.
pub async fn word(access: &mut impl Access, context: Context<'_>, id: KeyId, percent: i64) -> Outcome<Option<View>> {
    let text = context.text;
    let Some((line, usage)) = self::line(access, context, id, percent).await? else { return Ok(None) };
    if matches!(context.scope(), Scope::Holder(_)) {
        return Ok(Some(own_quota(line, id, &usage, percent, text)));
    }
    let resets = usage
        .resets_at
        .map(|at| tr!(text, "key-line-resets", date = text.date_time(at), left = text.left(at, context.now)));
    let mut row = vec![opens(label!(text, "button-open-key"), Route::Key { key: id })];
    if context.may(Permission::KeyGrant) {
        row.insert(
            0,
            Button::to(label!(text, "key-topup"), Target::Also(Action::KeyEdit { key: id, field: KeyField::TopUp })),
        );
    }
    Ok(Some(View::plain(line).maybe(resets).row(row)))
}

/// The line for who holds the key.
fn own_line(name: &str, usage: &KeyUsage, percent: i64, text: &Text) -> Html {
    if percent >= 100 {
        let quota = ui::quota(text, usage.limit, usage.policy.period);
        if usage.policy.stops {
            tr!(text, "notice-own-over", name = name, quota = quota)
        } else {
            tr!(text, "notice-own-over-tells", name = name, quota = quota)
        }
    } else {
        let used = text.traffic_of(usage.used, usage.limit);
        tr!(text, "notice-own-quota", name = name, percent = text.percent(percent), used = used)
    }
}

/// The same for who holds the key: what it means for them, and what they can do.
fn own_quota(line: Html, key: KeyId, usage: &KeyUsage, percent: i64, text: &Text) -> View {
    let over = percent >= 100;
    let until = usage.resets_at.map(|at| text.date_time(at));
    let next = usage.policy.stops.then(|| match (over, until) {
        (true, Some(date)) => tr!(text, "notice-own-over-until", date = date),
        (true, None) => tr!(text, "notice-own-over-more"),
        (false, Some(date)) => tr!(text, "notice-own-stops-until", date = date),
        (false, None) => tr!(text, "notice-own-stops"),
    });
    View::plain(line).maybe(next).row([
        opens(label!(text, "button-open-key"), Route::Key { key }),
        opens(label!(text, "key-usage"), Route::Usage { of: UsageOf::Key(key) }),
    ])
}

/// One line of how a key ends. What was given more time meanwhile isn't said any more.
pub async fn ending_line(
    access: &mut impl Access,
    context: Context<'_>,
    id: KeyId,
    days: i64,
) -> Outcome<Option<Html>> {
    let (text, now) = (context.text, context.now);
    let Some(key) = store::keys::get(access, context.scope(), id).await? else { return Ok(None) };
    let Some(ends) = key.expires_at else { return Ok(None) };
    let name = key.name.as_str();
    if key.expired_at.is_some() {
        return Ok(Some(tr!(text, "notice-ended", name = name, date = text.date_time(ends))));
    }
    let soon = days > 0 && ends > now && ends <= now + chrono::TimeDelta::days(days);
    Ok(soon.then(|| tr!(text, "notice-ending", name = name, left = text.left(ends, now), date = text.date_time(ends))))
}

/// Words that a key ends, with what to do about it.
pub async fn ending(access: &mut impl Access, context: Context<'_>, id: KeyId, days: i64) -> Outcome<Option<View>> {
    let text = context.text;
    let Some(line) = ending_line(access, context, id, days).await? else { return Ok(None) };
    let open = opens(label!(text, "button-open-key"), Route::Key { key: id });
    if matches!(context.scope(), Scope::Holder(_)) {
        return Ok(Some(View::plain(line).line(tr!(text, "notice-own-ending")).row([open])));
    }
    let mut row = vec![open];
    if context.may(Permission::KeyGrant) {
        let longer = Action::KeyEdit { key: id, field: KeyField::End };
        row.insert(0, Button::to(label!(text, "key-end"), Target::Also(longer)));
    }
    Ok(Some(View::plain(line).row(row)))
}

/// Words that a key was suspended; nothing where it works again by now.
pub async fn stopped(access: &mut impl Access, context: Context<'_>, id: KeyId) -> Outcome<Option<View>> {
    let text = context.text;
    let Some(key) = store::keys::get(access, context.scope(), id).await? else { return Ok(None) };
    if key.suspended_at.is_none() {
        return Ok(None);
    }
    let name = key.name.as_str();
    let line = match context.scope() {
        Scope::Holder(_) => tr!(text, "notice-own-stopped", name = name),
        _ if key.suspended_by_house => tr!(text, "notice-stopped-house", name = name),
        _ => tr!(text, "notice-stopped", name = name),
    };
    Ok(Some(View::plain(line).row([opens(label!(text, "button-open-key"), Route::Key { key: id })])))
}

/// Words that a key works again; nothing where it was stopped once more meanwhile.
pub async fn goes_on(access: &mut impl Access, context: Context<'_>, id: KeyId) -> Outcome<Option<View>> {
    let text = context.text;
    let Some(key) = store::keys::get(access, context.scope(), id).await? else { return Ok(None) };
    if key.state() != KeyState::Active {
        return Ok(None);
    }
    let name = key.name.as_str();
    let line = match context.scope() {
        Scope::Holder(_) => tr!(text, "notice-own-on", name = name),
        _ => tr!(text, "notice-on", name = name),
    };
    Ok(Some(View::plain(line).row([opens(label!(text, "button-open-key"), Route::Key { key: id })])))
}
