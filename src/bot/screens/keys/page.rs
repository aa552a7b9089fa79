//! A key's page: its state and why, what it may use, when it ends, where it is, and what can be done with it.
//! It follows the key while the server hasn't confirmed, and says where each value in effect comes from.

use crate::{
    bot::{
        context::Context,
        routes::{Action, KeyDeed, KeyField, KeyGroup, Route},
        ui::{self, Button, View},
    },
    domain::{
        chart::UsageOf,
        ids::KeyId,
        key::{End, Key, KeyState, Phase},
        quota::QuotaPeriod,
        role::{Permission, Scope},
    },
    service::{
        Outcome, Refusal,
        history::{self, Who},
        usage::{self, KeyUsage},
    },
    store::{self, Access, keys::KeyRow},
    text::{Html, Text, chart, label, tr},
};
use chrono::{DateTime, TimeDelta, Utc};

/// A key and what the reader may do with it.
#[derive(Debug, Clone)]
pub struct Model {
    row: KeyRow,
    usage: Option<KeyUsage>,
    /// Who suspended it.
    stopper: Option<Who>,
    sees_server: bool,
    may_change: bool,
    /// The house waits since a restore: no server is asked for anything.
    held: bool,
    may_resume: bool,
    /// Its seller has stopped it, and the reader may stop it for the house.
    may_hold: bool,
    may_grant: bool,
    may_delete: bool,
    may_give: bool,
    sees_history: bool,
    /// The first start goes on from here.
    setup: bool,
    now: DateTime<Utc>,
}

/// Reads it, within the reader's scope.
pub async fn load(access: &mut impl Access, context: Context<'_>, id: KeyId) -> Outcome<Model> {
    let row = store::keys::row(access, context.scope(), id).await?.ok_or(Refusal::NotFound)?;
    let usage = Some(usage::key_usage(access, id, context.now).await?);
    let may_change = context.may(Permission::KeyChange);
    Ok(Model {
        stopper: history::who_suspended(access, &context.known.actor, &row.key).await?,
        may_resume: may_change && (!row.key.suspended_by_house || context.scope() == Scope::House),
        held: store::restored::held(access).await?.is_some(),
        may_hold: may_change
            && context.scope() == Scope::House
            && row.key.suspended_at.is_some()
            && !row.key.suspended_by_house,
        row,
        usage,
        sees_server: context.may(Permission::ServerRead),
        may_change,
        may_grant: context.may(Permission::KeyGrant),
        may_delete: context.may(Permission::KeyDelete),
        may_give: context.may(Permission::CustomerChange),
        sees_history: context.may(Permission::KeyHistory),
        setup: context.may(Permission::HouseChange) && context.house.next_step().is_some(),
        now: context.now,
    })
}

/// Shows it.
pub fn view(model: &Model, text: &Text) -> View {
    let key = &model.row.key;
    let name = Html::isolated(text, &key.name);
    let lost = is_lost(key);
    let state = if lost && key.state() == KeyState::Active {
        label!(text, "key-state-missing")
    } else {
        ui::key_state(text, key.state())
    };
    let mut view = View::titled(&[tr!(text, "keys-title")], &name)
        .line(Html::plain(&state))
        .lines(why(model, text))
        .maybe(lost.then(|| tr!(text, "key-line-missing")));
    let waiting = !key.in_step() && !matches!(key.state(), KeyState::Failed | KeyState::Deleted);
    if waiting && key.phase == Phase::Live {
        view = view.line(tr!(text, "key-line-not-in-step"));
    }
    if let Some(trouble) = key.trouble.as_ref().filter(|_| waiting || key.phase == Phase::Failed) {
        view = view.line(Html::plain(&ui::key_trouble(text, trouble, model.sees_server)));
    }
    view = facts(view.gap(), model, text);
    view = buttons(view, model, text);
    if model.setup {
        view = view.row([Button::go(label!(text, "button-setup-on"), Route::Setup)]);
    }
    let live = waiting || key.state() == KeyState::Provisioning;
    view.back(text, Route::Keys { group: KeyGroup::All, server: None, before: None }).live(live)
}

/// Its server has lost it: it doesn't work, and what its access URL leads to is nothing.
fn is_lost(key: &Key) -> bool {
    key.missing_at.is_some() && key.phase == Phase::Live
}

/// Why it is as it is. All that stops a key is said: when one thing is put right, another may stop it still.
fn why(model: &Model, text: &Text) -> Vec<Html> {
    let key = &model.row.key;
    let one = match key.state() {
        KeyState::Failed => tr!(text, "key-why-failed"),
        KeyState::Provisioning if key.trouble.is_some() => tr!(text, "key-why-provisioning-again"),
        KeyState::Provisioning if model.held => tr!(text, "key-why-held"),
        KeyState::Provisioning => tr!(text, "key-why-provisioning"),
        KeyState::Deleting if key.trouble.is_some() => tr!(text, "key-why-deleting-again"),
        KeyState::Deleting => tr!(text, "key-why-deleting"),
        _ => return why_stopped(model, text),
    };
    vec![one]
}

fn why_stopped(model: &Model, text: &Text) -> Vec<Html> {
    let key = &model.row.key;
    let mut lines = Vec::new();
    if let Some(at) = key.suspended_at {
        let date = text.date_time(at);
        lines.push(match &model.stopper {
            Some(Who::Person(name)) => tr!(text, "key-why-suspended-by", who = name.as_str(), date = date),
            Some(Who::House) => tr!(text, "key-why-suspended-house", date = date),
            Some(Who::Itself) | None => tr!(text, "key-why-suspended", date = date),
        });
        if model.may_change && !model.may_resume {
            lines.push(tr!(text, "key-why-ask-house"));
        }
    }
    lines.extend(key.expired_at.map(|at| tr!(text, "key-why-expired", date = text.date_time(at))));
    lines.extend(key.exhausted_at.map(|at| tr!(text, "key-why-exhausted", date = text.date_time(at))));
    // Who can't give it more or a later end is told where that is to be had.
    if !model.may_grant && lines.len() == 1 && key.suspended_at.is_none() {
        lines.push(tr!(text, "key-why-ask-more"));
    }
    lines
}

fn facts(view: View, model: &Model, text: &Text) -> View {
    let key = &model.row.key;
    let own = |own| if own { tr!(text, "key-origin-own") } else { tr!(text, "key-origin-plan") };
    let plan = model.row.plan.as_deref();
    // One that never worked has no days left, and none that counts them down is of use where it works no more.
    let made = key.activated_at.is_some();
    let counts = matches!(key.phase, Phase::Live);
    let ends = match key.end() {
        // The day alone doesn't tell enough where it is near.
        End::At(at) if counts && at - model.now < TimeDelta::days(3) => {
            tr!(text, "key-line-ends", date = text.date_time(at), left = text.left(at, model.now))
        }
        End::At(at) if counts => tr!(text, "key-line-ends", date = text.date(at), left = text.left(at, model.now)),
        End::At(_) if !made && !key.expiry_own => tr!(text, "plan-line-life", life = text.lifetime(key.lifetime)),
        End::At(at) => tr!(text, "key-line-ends-on", date = text.date(at)),
        End::AfterFirstUse(n) => tr!(text, "key-line-ends-after", days = text.days(n)),
        End::Never => tr!(text, "key-line-no-end"),
    };
    let from = |origin: bool, mut line: Html| {
        if plan.is_some() {
            line.push(&Html::plain(" · "));
            line.push(&own(origin));
        }
        line
    };
    let period = model.usage.as_ref().map_or(QuotaPeriod::Total, |usage| usage.policy.period);
    let quota = tr!(text, "key-line-quota", quota = ui::quota(text, key.quota, period));
    view.maybe(plan.map(|plan| tr!(text, "key-line-plan", plan = plan)))
        .maybe((plan.is_none() && !key.test).then(|| tr!(text, "key-line-adopted")))
        .maybe(key.test.then(|| tr!(text, "key-line-test")))
        .line(from(key.quota_own, quota))
        .lines(model.usage.iter().filter(|_| made).flat_map(|usage| usage_lines(usage, model.now, text)))
        .lines(model.usage.iter().filter(|_| made && counts).flat_map(|usage| rule_lines(usage, text)))
        .line(from(key.expiry_own, ends))
        .maybe(model.sees_server.then(|| tr!(text, "key-line-server", server = model.row.server.as_str())))
        .maybe(model.row.representative.as_deref().map(|r| tr!(text, "key-line-representative", name = r)))
        .maybe(model.row.customer.as_deref().map(|name| tr!(text, "key-line-customer", name = name)))
        .line(match key.activated_at {
            Some(_) => tr!(text, "key-line-made", date = text.date_time(key.created_at)),
            None => tr!(text, "key-line-asked", date = text.date_time(key.created_at)),
        })
}

/// What was used, in words, as a bar and over the week; when that starts anew, and when there was traffic last.
pub(in crate::bot::screens) fn usage_lines(usage: &KeyUsage, now: DateTime<Utc>, text: &Text) -> Vec<Html> {
    let week = chart::sparkline(&usage.week);
    let mut lines = vec![tr!(text, "key-line-used", used = text.traffic_of(usage.used, usage.limit))];
    lines.push(match usage.limit {
        Some(limit) => {
            let percent = usage.used.percent_of(limit).unwrap_or(100);
            let bar = Html::plain(&chart::bar(percent));
            tr!(text, "key-line-bar", bar = bar, percent = text.percent(percent), week = Html::plain(&week))
        }
        None => tr!(text, "key-line-week", week = Html::plain(&week)),
    });
    let extra = usage.quota.standing.extra;
    if extra.0 > 0 && usage.limit.is_some() {
        lines.push(tr!(text, "key-line-extra", extra = extra));
    }
    if let Some(at) = usage.resets_at {
        lines.push(tr!(text, "key-line-resets", date = text.date_time(at), left = text.left(at, now)));
    }
    lines.push(match usage.quota.moved_at {
        Some(at) => tr!(text, "key-line-traffic", ago = text.ago(at, now)),
        // A server that doesn't say when: it was before the house had the key.
        None if usage.quota.total.0 > 0 => tr!(text, "key-line-traffic-before"),
        None => tr!(text, "key-line-no-traffic"),
    });
    if usage.quota.estimated {
        lines.push(tr!(text, "key-line-estimated"));
    }
    lines
}

/// What happens as its quota is used up, and who says so.
pub(in crate::bot::screens) fn rule_lines(usage: &KeyUsage, text: &Text) -> Vec<Html> {
    if usage.policy.quota.is_none() {
        return Vec::new();
    }
    let from = |mut line: Html, origin: Html| {
        line.push(&Html::plain(" · "));
        line.push(&origin);
        line
    };
    let stops = if usage.policy.stops { tr!(text, "key-line-stops") } else { tr!(text, "key-line-tells") };
    let told = tr!(text, "usage-rules-told", percents = text.percents(&usage.thresholds));
    let origin = match (usage.quota.own_stops, usage.quota.plan_stops) {
        (Some(_), _) => tr!(text, "key-origin-own"),
        (None, Some(_)) => tr!(text, "key-origin-plan"),
        (None, None) => tr!(text, "key-origin-house"),
    };
    vec![from(stops, origin), from(told, tr!(text, "key-origin-house"))]
}

/// What lets a stopped key go on, where the reader may do that.
fn remedy(model: &Model, text: &Text) -> Vec<Button> {
    let key = &model.row.key;
    let deed = |name: String, deed| Button::act(name, Action::KeyDo { key: key.id, version: key.version, deed });
    let edit = |name: String, field| Button::act(name, Action::KeyEdit { key: key.id, field });
    match key.state() {
        KeyState::Suspended if model.may_resume => vec![deed(label!(text, "key-resume"), KeyDeed::Resume)],
        KeyState::Expired if model.may_grant => vec![edit(label!(text, "key-extend"), KeyField::End)],
        KeyState::Exhausted if model.may_grant => {
            vec![edit(label!(text, "key-topup"), KeyField::TopUp), deed(label!(text, "key-reset"), KeyDeed::Reset)]
        }
        _ => Vec::new(),
    }
}

fn buttons(mut view: View, model: &Model, text: &Text) -> View {
    let key = &model.row.key;
    let (id, version) = (key.id, key.version);
    let deed = |name: String, deed| Button::act(name, Action::KeyDo { key: id, version, deed });
    let edit = |name: String, field| Button::act(name, Action::KeyEdit { key: id, field });
    let state = key.state();
    let live = matches!(state, KeyState::Active | KeyState::Suspended | KeyState::Expired | KeyState::Exhausted);
    if is_lost(key) && model.sees_server {
        let decide = Route::Differences { server: key.server_id, after: None };
        view = view.row([Button::go(label!(text, "button-decide"), decide)]);
    }
    view = view.row(remedy(model, text));
    if live && key.activated_at.is_some() && !is_lost(key) {
        view = view.row([
            Button::act(label!(text, "key-send"), Action::KeySend { key: id, file: false }),
            Button::act(label!(text, "key-file"), Action::KeySend { key: id, file: true }),
        ]);
    }
    let mut grid = Vec::new();
    if live && model.may_grant {
        grid.push(edit(label!(text, "key-quota"), KeyField::Quota));
        if state != KeyState::Expired {
            grid.push(edit(label!(text, "key-end"), KeyField::End));
        }
    }
    if model.may_change {
        match state {
            KeyState::Failed => grid.push(deed(label!(text, "key-retry"), KeyDeed::Retry)),
            KeyState::Suspended if model.may_hold => grid.push(deed(label!(text, "key-hold"), KeyDeed::Suspend)),
            KeyState::Suspended => {}
            _ if live => grid.push(deed(label!(text, "key-suspend"), KeyDeed::Suspend)),
            _ => {}
        }
        if live {
            grid.push(edit(label!(text, "key-rename"), KeyField::Name));
        }
    }
    let usage = Route::Usage { of: UsageOf::Key(id) };
    grid.push(Button::go(label!(text, "key-usage"), usage));
    if model.may_give && !matches!(state, KeyState::Deleting | KeyState::Deleted) {
        grid.push(Button::go(label!(text, "key-customer"), Route::KeyCustomer { key: id, before: None }));
    }
    if let Some(batch) = key.batch_id {
        grid.push(Button::go(label!(text, "key-batch"), Route::Batch { batch }));
    }
    if model.sees_history {
        grid.push(Button::go(label!(text, "key-history"), Route::KeyHistory { key: id, before: None }));
    }
    if model.may_delete && !matches!(state, KeyState::Deleting | KeyState::Deleted) {
        grid.push(Button::go(label!(text, "key-delete"), Route::KeyDelete { key: id }));
    }
    view.grid(grid)
}

/// Samples.
pub fn samples() -> Vec<(&'static str, Model)> {
    let now = crate::bot::screens::sample::now();
    let one = |row: KeyRow| Model {
        usage: Some(crate::bot::screens::sample::key_usage(&row.key)),
        stopper: row.key.suspended_at.map(|_| Who::Person("Sara".to_owned())),
        may_hold: row.key.suspended_at.is_some(),
        held: false,
        row,
        sees_server: true,
        may_change: true,
        may_resume: true,
        may_grant: true,
        may_delete: true,
        may_give: true,
        sees_history: true,
        setup: false,
        now,
    };
    let names = ["active", "suspended", "expired", "provisioning", "failed", "deleting", "adopted", "first-use"];
    let mut samples: Vec<_> =
        names.into_iter().zip(crate::bot::screens::sample::key_rows()).map(|(name, row)| (name, one(row))).collect();
    if let Some((_, making)) = samples.get(3).cloned() {
        let mut trouble = making;
        trouble.row.key.trouble = Some("circuit-open".to_owned());
        samples.push(("provisioning-trouble", trouble));
    }
    if let Some((_, first)) = samples.first().cloned() {
        let mut stopped = first.clone();
        (stopped.row.key.suspended_at, stopped.row.key.exhausted_at) = (Some(now), Some(now));
        stopped.row.key.suspended_by_house = true;
        (stopped.stopper, stopped.may_resume, stopped.may_grant) = (Some(Who::House), false, false);
        stopped.may_hold = false;
        stopped.sees_server = false;
        samples.push(("suspended-house", stopped));
        let mut used_up = first.clone();
        used_up.row.key.exhausted_at = Some(now);
        samples.push(("exhausted", used_up));
        let representative = Model { sees_server: false, may_grant: false, setup: true, ..first };
        samples.push(("representative", representative));
        let mut lost = one(crate::bot::screens::sample::key_rows().swap_remove(0));
        lost.row.key.missing_at = Some(now);
        samples.push(("missing", lost));
        let mut test = one(crate::bot::screens::sample::key_rows().swap_remove(6));
        test.row.key.test = true;
        test.row.key.quota = Some(crate::domain::traffic::Traffic::gb(1));
        test.row.key.batch_id = Some(crate::domain::ids::BatchId(4));
        samples.push(("test", test));
    }
    samples
}
