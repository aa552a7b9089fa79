//! What a customer sees: their keys, each with its state, what is left of it, and the way to connect.
//! One key stands on Home itself; several are a list.

use crate::bot::screens::sample;
use crate::{
    bot::{
        context::Context,
        routes::{Action, Route},
        screens::keys::{
            list::{self, Weeks},
            page,
        },
        ui::{self, Button, PAGE, View},
    },
    domain::{
        chart::UsageOf,
        ids::KeyId,
        key::{Key, KeyState},
        plan::Lifetime,
    },
    service::{
        Outcome, Refusal,
        usage::{self, KeyUsage},
    },
    store::{
        self, Access,
        keys::{KeyFilter, KeyRow},
    },
    text::{Html, Text, label, tr},
};
use chrono::{DateTime, Utc};

/// A customer's keys, as far as Home shows them.
#[derive(Debug, Clone)]
pub struct Model {
    house: String,
    rows: Vec<KeyRow>,
    usages: Vec<KeyUsage>,
    weeks: Weeks,
    more: bool,
    now: DateTime<Utc>,
}

/// One key of theirs.
#[derive(Debug, Clone)]
pub struct KeyModel {
    row: KeyRow,
    usage: KeyUsage,
    now: DateTime<Utc>,
}

/// Reads their keys.
pub async fn load(access: &mut impl Access, context: Context<'_>) -> Outcome<Model> {
    let mut rows = store::keys::list(access, context.scope(), &KeyFilter::default(), None, PAGE + 1).await?;
    let more = ui::page(&mut rows).is_some();
    let mut usages = Vec::with_capacity(rows.len());
    for row in &rows {
        usages.push(usage::key_usage(access, row.key.id, context.now).await?);
    }
    let weeks = list::weeks(access, context, &rows).await?;
    Ok(Model { house: context.house.name.clone(), rows, usages, weeks, more, now: context.now })
}

/// Reads one key.
pub async fn load_key(access: &mut impl Access, context: Context<'_>, id: KeyId) -> Outcome<KeyModel> {
    let row = store::keys::row(access, context.scope(), id).await?.ok_or(Refusal::NotFound)?;
    let usage = usage::key_usage(access, id, context.now).await?;
    Ok(KeyModel { row, usage, now: context.now })
}

/// Shows Home.
pub fn view(model: &Model, text: &Text) -> View {
    let settings = Button::go(label!(text, "button-settings"), Route::Settings);
    let help = Button::go(label!(text, "button-help"), Route::Help);
    let mut title = Html::plain("🗝 ");
    title.push(&tr!(text, "home-title", house = model.house.as_str()));
    match (&model.rows[..], &model.usages[..]) {
        ([], _) => View::titled(&[], &title).line(tr!(text, "home-customer")).row([settings, help]),
        ([row], [used]) => {
            let view = View::titled(&[title], &Html::isolated(text, &row.key.name));
            let view = facts(view, (row, used), model.now, text);
            connect(view, &row.key, text).row([settings, help])
        }
        (rows, usages) => {
            let all = Route::Keys { group: crate::bot::routes::KeyGroup::All, server: None, before: None };
            let more = model.more.then(|| Button::go(label!(text, "button-all-keys"), all));
            let mut view = View::titled(&[], &title);
            for (row, used) in rows.iter().zip(usages) {
                view = view.line(line((row, used), model.now, text));
            }
            view.column(rows.iter().map(|row| list::button(row, false, &model.weeks, text)))
                .row(more)
                .row([Button::go(label!(text, "key-usage"), Route::Usage { of: UsageOf::All })])
                .row([settings, help])
        }
    }
}

/// Shows one key.
pub fn view_key(model: &KeyModel, text: &Text) -> View {
    let row = &model.row;
    let view = View::titled(&[], &Html::isolated(text, &row.key.name));
    let view = facts(view, (row, &model.usage), model.now, text);
    let live = !row.key.in_step() && !matches!(row.key.state(), KeyState::Failed | KeyState::Deleted);
    connect(view, &row.key, text)
        .row([Button::go(label!(text, "button-help"), Route::Help)])
        .back(text, Route::Home)
        .live(live)
}

/// How long a key lives, in a few words.
fn left(key: &Key, now: DateTime<Utc>, text: &Text) -> String {
    match (key.expires_at, key.lifetime) {
        (Some(at), _) => text.left(at, now),
        (None, Lifetime::DaysFromFirstUse(n)) if !key.expiry_own => text.lifetime(Lifetime::DaysFromFirstUse(n)),
        _ => text.lifetime(Lifetime::Unlimited),
    }
}

fn line((row, used): (&KeyRow, &KeyUsage), now: DateTime<Utc>, text: &Text) -> Html {
    let (quota, left) = (text.traffic_of(used.used, used.limit), left(&row.key, now, text));
    tr!(text, "own-line", name = row.key.name.as_str(), quota = quota, left = left)
}

fn facts(view: View, (row, used): (&KeyRow, &KeyUsage), now: DateTime<Utc>, text: &Text) -> View {
    let key = &row.key;
    let why = match key.state() {
        KeyState::Suspended => key.suspended_at.map(|at| {
            let date = text.date_time(at);
            if key.suspended_by_house {
                tr!(text, "own-suspended-house", date = date)
            } else {
                tr!(text, "own-suspended", date = date)
            }
        }),
        KeyState::Expired => Some(tr!(text, "own-expired")),
        KeyState::Exhausted => Some(tr!(text, "own-exhausted")),
        KeyState::Provisioning => Some(tr!(text, "key-why-provisioning")),
        _ => None,
    };
    let view = view.line(Html::plain(&ui::key_state(text, key.state()))).maybe(why).gap();
    let used = page::usage_lines(used, now, text);
    used.into_iter().fold(view, View::line).line(tr!(text, "own-left", left = left(key, now, text))).line(tr!(
        text,
        "key-line-server",
        server = row.server.as_str()
    ))
}

fn connect(view: View, key: &Key, text: &Text) -> View {
    let live = !matches!(key.state(), KeyState::Failed | KeyState::Deleting | KeyState::Deleted);
    if key.activated_at.is_none() {
        return view;
    }
    let usage = [Button::go(label!(text, "key-usage"), Route::Usage { of: UsageOf::Key(key.id) })];
    if !live {
        return view.row(usage);
    }
    view.row([
        Button::act(label!(text, "own-connect"), Action::KeySend { key: key.id, file: false }),
        Button::act(label!(text, "key-file"), Action::KeySend { key: key.id, file: true }),
    ])
    .row(usage)
}

/// Samples.
pub fn samples() -> Vec<(&'static str, Model)> {
    let now = crate::bot::screens::sample::now();
    let rows = crate::bot::screens::sample::key_rows();
    let of = |rows: Vec<KeyRow>| Model {
        house: "Nord Access".to_owned(),
        usages: rows.iter().map(|row| sample::key_usage(&row.key)).collect(),
        weeks: list::sample_weeks(&rows),
        rows,
        more: false,
        now,
    };
    let one = |n: usize| of(rows.get(n).cloned().into_iter().collect());
    vec![
        ("customer", of(Vec::new())),
        ("customer-one", one(0)),
        ("customer-suspended", one(1)),
        ("customer-first-use", one(7)),
        ("customer-many", Model { more: true, ..of(rows) }),
    ]
}

/// Samples of one key.
pub fn key_samples() -> Vec<(&'static str, KeyModel)> {
    let now = crate::bot::screens::sample::now();
    let rows = crate::bot::screens::sample::key_rows();
    ["active", "suspended", "expired"]
        .into_iter()
        .zip(rows)
        .map(|(name, row)| (name, KeyModel { usage: sample::key_usage(&row.key), row, now }))
        .collect()
}
