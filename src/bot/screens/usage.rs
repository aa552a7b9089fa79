//! What was moved: by a key, on a server, by a representative's keys, by all that the reader sees.
//! Three times with their trend, the week as a line, and buttons that send a picture; for a key also what changes its quota.

use crate::{
    bot::{
        context::Context,
        pictures,
        routes::{Action, KeyDeed, KeyField, Route},
        screens::keys::page::{rule_lines, usage_lines},
        ui::{self, Button, View},
    },
    domain::{
        chart::{Span, UsageOf},
        role::{Permission, Scope},
        traffic::Traffic,
    },
    service::{
        Outcome, Refusal,
        usage::{self, KeyUsage, Picture},
    },
    store::{self, Access},
    text::{Html, Text, chart, label, tr},
};
use chrono::{DateTime, Utc};

/// A key's part of the screen.
#[derive(Debug, Clone)]
struct OfKey {
    usage: KeyUsage,
    version: i64,
    may_grant: bool,
}

/// What was moved.
#[derive(Debug, Clone)]
pub struct Model {
    of: UsageOf,
    name: String,
    spans: Vec<(Span, Picture)>,
    active: Option<i64>,
    key: Option<OfKey>,
    /// Whether the reader hears of all keys; `None` where that isn't theirs to choose.
    watches: Option<bool>,
    now: DateTime<Utc>,
}

/// Reads it, within the reader's scope.
pub async fn load(access: &mut impl Access, context: Context<'_>, of: UsageOf) -> Outcome<Model> {
    let (actor, zone, now) = (&context.known.actor, context.house.zone, context.now);
    let mut spans = Vec::new();
    for span in Span::ALL {
        spans.push((*span, usage::picture(access, actor, (of, *span), zone, now).await?));
    }
    let house = context.scope() == Scope::House;
    let name = spans.first().and_then(|(_, picture)| picture.name.clone());
    let name = name.unwrap_or_else(|| pictures::all_name(house, &context.house.name, context.text));
    let today = crate::domain::hours::day_of(now, zone);
    let server = match of {
        UsageOf::All if house => Some(None),
        UsageOf::Server(server) => Some(Some(server)),
        _ => None,
    };
    let active = match server {
        Some(server) => store::usage::active_keys(access, server, today).await?.first().map(|(_, count)| *count),
        None => None,
    };
    // Traffic of nobody: what was moved today before the keys were taken over, and by whom isn't known.
    let active = active.filter(|count| *count > 0);
    let key = match of {
        UsageOf::Key(key) => {
            let row = store::keys::get(access, context.scope(), key).await?.ok_or(Refusal::NotFound)?;
            let usage = usage::key_usage(access, key, now).await?;
            let may_grant = context.may(Permission::KeyGrant) && row.activated_at.is_some();
            Some(OfKey { usage, version: row.version, may_grant })
        }
        _ => None,
    };
    let chooses = of == UsageOf::All && context.may(Permission::KeyGrant);
    let watches = if chooses { Some(usage::watches(access, context.known.person.id).await?) } else { None };
    Ok(Model { of, name, spans, active, key, watches, now })
}

fn span_line(span: Span, picture: &Picture, text: &Text) -> Html {
    let (name, total) = (pictures::span_name(span, text), picture.total());
    match pictures::trend(picture, text) {
        Some(trend) => tr!(text, "usage-line-trend", span = name, total = total, trend = trend),
        None => tr!(text, "usage-line", span = name, total = total),
    }
}

/// Shows it.
pub fn view(model: &Model, text: &Text) -> View {
    let mut path = vec![Html::isolated(text, &model.name)];
    match model.of {
        UsageOf::Key(_) => path.insert(0, tr!(text, "keys-title")),
        UsageOf::Server(_) => path.insert(0, tr!(text, "servers-title")),
        UsageOf::Representative(_) => path.insert(0, tr!(text, "sellers-title")),
        UsageOf::All => {}
    }
    let mut view = View::titled(&path, &tr!(text, "usage-title")).gap();
    for (span, picture) in &model.spans {
        view = view.line(span_line(*span, picture, text));
    }
    view = match &model.key {
        Some(key) => key_part(view.gap(), key, model.now, text),
        None => {
            let week = model.spans.iter().find(|(span, _)| *span == Span::Week);
            let week: Vec<i64> = week.iter().flat_map(|(_, picture)| picture.bars.iter().map(|bar| bar.1.0)).collect();
            view.line(tr!(text, "usage-week", week = Html::plain(&chart::sparkline(&week))))
                .maybe(model.active.map(|count| tr!(text, "usage-active", count = count)))
        }
    };
    view = view.maybe((model.watches == Some(true)).then(|| tr!(text, "usage-watching")));
    view = view.gap().line(tr!(text, "usage-ask")).row(Span::ALL.iter().map(|span| {
        let label = label!(text, "usage-button", span = pictures::span_name(*span, text));
        Button::act(label, Action::Chart { of: model.of, span: *span })
    }));
    if let (Some(key), UsageOf::Key(id)) = (&model.key, model.of) {
        view = view.grid(key_buttons(key, id, text));
    }
    if let Some(on) = model.watches {
        let name = if on { label!(text, "usage-watch-off") } else { label!(text, "usage-watch-on") };
        view = view.row([Button::act(name, Action::UsageWatch { on: !on })]);
    }
    view.back(text, Route::Usage { of: model.of }.parent())
}

fn key_part(view: View, key: &OfKey, now: DateTime<Utc>, text: &Text) -> View {
    let policy = &key.usage.policy;
    view.line(tr!(text, "key-line-quota", quota = ui::quota(text, policy.quota, policy.period)))
        .lines(usage_lines(&key.usage, now, text))
        .lines(rule_lines(&key.usage, text))
}

fn key_buttons(key: &OfKey, id: crate::domain::ids::KeyId, text: &Text) -> Vec<Button> {
    if !key.may_grant || !matches!(key.usage.quota.phase, crate::domain::key::Phase::Live) {
        return Vec::new();
    }
    let deed = |name: String, deed| Button::act(name, Action::KeyDo { key: id, version: key.version, deed });
    let edit = |name: String, field| Button::act(name, Action::KeyEdit { key: id, field });
    if key.usage.policy.quota.is_none() {
        return vec![edit(label!(text, "key-quota"), KeyField::Quota)];
    }
    let mut buttons = vec![
        edit(label!(text, "key-topup"), KeyField::TopUp),
        deed(label!(text, "key-reset"), KeyDeed::Reset),
        edit(label!(text, "key-period"), KeyField::Period),
        if key.usage.policy.stops {
            deed(label!(text, "key-stop-off"), KeyDeed::Tells)
        } else {
            deed(label!(text, "key-stop-on"), KeyDeed::Stops)
        },
    ];
    if key.usage.quota.own_stops.is_some() {
        buttons.push(deed(label!(text, "key-stop-sold"), KeyDeed::AsSold));
    }
    buttons
}

/// Numbers of a believable key.
pub fn sample_picture(span: Span, name: &str) -> Picture {
    let now = crate::bot::screens::sample::now();
    let step = if span == Span::Day { chrono::TimeDelta::hours(1) } else { chrono::TimeDelta::days(1) };
    let bars = span.bars();
    let of = |place: i64| {
        let wave = (place * place * 7 + place * 31) % 53 + 9;
        (now - step * i32::try_from(bars - 1 - place).unwrap_or(0), Traffic(wave * 131_000_000))
    };
    let bars: Vec<_> = (0..bars).map(of).collect();
    Picture { name: Some(name.to_owned()), bars, trend: Some((Traffic::gb(114), Traffic::gb(100))) }
}

/// Samples.
pub fn samples() -> Vec<(&'static str, Model)> {
    use crate::bot::screens::sample;
    let key = sample::key();
    let usage = sample::key_usage(&key);
    let spans = |name: &str| Span::ALL.iter().map(|span| (*span, sample_picture(*span, name))).collect::<Vec<_>>();
    let of_key = Model {
        of: UsageOf::Key(key.id),
        name: key.name.clone(),
        spans: spans("phone-7"),
        active: None,
        key: Some(OfKey { usage: usage.clone(), version: 3, may_grant: true }),
        watches: None,
        now: sample::now(),
    };
    let mut monthly = usage;
    monthly.policy.period = crate::domain::quota::QuotaPeriod::Month;
    monthly.policy.stops = false;
    monthly.quota.own_stops = Some(false);
    monthly.resets_at = Some(sample::now() + chrono::TimeDelta::days(9));
    monthly.quota.standing.extra = Traffic::gb(10);
    monthly.limit = Some(Traffic::gb(60));
    let monthly = Model { key: Some(OfKey { usage: monthly, version: 3, may_grant: true }), ..of_key.clone() };
    let house = Model {
        of: UsageOf::All,
        name: "Nord Access".to_owned(),
        active: Some(812),
        key: None,
        watches: Some(true),
        ..of_key.clone()
    };
    let watchless = Model { watches: Some(false), ..house.clone() };
    let server = Model { of: UsageOf::Server(crate::domain::ids::ServerId(1)), watches: None, ..house.clone() };
    vec![("key", of_key), ("key-monthly", monthly), ("house", house), ("house-quiet", watchless), ("server", server)]
}
