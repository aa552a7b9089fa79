//! Home: how the house is, what waits, and the way to everything, by role.
//! Buttons appear only for what the reader may do, and numbers where something waits.

use crate::{
    bot::{
        context::Context,
        routes::{Action, KeyGroup, PeopleGroup, Route},
        screens::needs::{self, Need},
        ui::{Button, View},
    },
    domain::{
        chart::UsageOf,
        role::{Freedom, Permission, Role, Scope},
        traffic::Traffic,
    },
    service::{
        Outcome,
        house::SetupStep,
        usage::{self, Lately},
    },
    store::{self, Access},
    text::{Html, Text, chart, label, tr},
};
use chrono::TimeDelta;

/// What ends within that time is said to a representative.
const SOON: TimeDelta = TimeDelta::days(7);

/// What Home shows.
#[derive(Debug, Clone)]
pub struct Model {
    house: String,
    name: String,
    role: Role,
    keys: store::keys::KeyCounts,
    /// Servers up, and in all; for those who see servers.
    servers: Option<(i64, i64)>,
    /// What was moved lately.
    lately: Option<Lately>,
    /// Keys of which the server hasn't confirmed the last change.
    unconfirmed: i64,
    /// What waits for the reader.
    needs: Vec<Need>,
    may_create: bool,
    /// Whether they see to backups.
    backups: bool,
    /// Whether the house waits since a restore.
    held: bool,
    /// Keys of a representative's that end within a week.
    ending: i64,
    /// What the representative is called whose Home it is.
    seller: Option<String>,
    /// Their representative is suspended.
    suspended: bool,
    sees_sellers: bool,
    sees_people: bool,
    sees_customers: bool,
    /// Steps done of the first start, and of how many.
    setup: Option<(usize, usize)>,
}

/// Reads it.
pub async fn load(access: &mut impl Access, context: Context<'_>) -> Outcome<Model> {
    let role = context.role();
    let whole = store::overview::load(access, context.scope()).await?;
    let (keys, health) = (whole.keys, whole.servers);
    let servers = context
        .may(Permission::ServerRead)
        .then_some((health.up, health.up + health.degraded + health.down + health.unknown));
    let (seller, ending) = match context.scope() {
        Scope::Representative(id) => {
            let soon = context.now + SOON;
            let name = store::people::representative(access, id).await?;
            (name, store::keys::ending(access, context.scope(), &keys, soon).await?)
        }
        _ => (None, 0),
    };
    let setup = context.may(Permission::HouseChange) && context.house.next_step().is_some();
    Ok(Model {
        house: context.house.name.clone(),
        name: context.known.person.name.clone(),
        role,
        needs: needs::load(access, context, &whole).await?,
        unconfirmed: whole.unfinished.saturating_sub(keys.making + keys.failed + keys.deleting),
        lately: usage::lately(access, &context.known.actor, context.house.zone, context.now).await?,
        keys,
        servers,
        may_create: context.may(Permission::KeyCreate),
        backups: context.may(Permission::BackupManage),
        held: context.may(Permission::BackupRestore) && whole.held,
        ending,
        seller,
        suspended: context.known.actor.freedom() == Freedom::Suspended,
        sees_sellers: context.may(Permission::RepresentativeRead),
        sees_people: context.may(Permission::PeopleRead),
        sees_customers: context.may(Permission::CustomerRead),
        setup: setup.then(|| (context.house.passed(), SetupStep::ALL.len())),
    })
}

/// Shows it.
pub fn view(model: &Model, text: &Text) -> View {
    let mut title = Html::plain("🗝 ");
    title.push(&tr!(text, "home-title", house = model.house.as_str()));
    if model.role == Role::Representative {
        let name = model.seller.as_ref().unwrap_or(&model.name);
        title.push(&tr!(text, "home-title-person", name = name.as_str()));
    }
    let keys = &model.keys;
    let mut view = View::titled(&[], &title);
    if let Some((up, all)) = model.servers {
        view = view.line(if all == 0 {
            tr!(text, "home-no-servers")
        } else {
            tr!(text, "home-servers", up = up, all = all)
        });
    }
    view = view.maybe(model.suspended.then(|| tr!(text, "home-suspended"))).line(if keys.total == 0 {
        tr!(text, "home-no-keys")
    } else if model.ending > 0 {
        tr!(text, "home-keys-ending", active = keys.active, ending = model.ending, stopped = keys.stopped)
    } else {
        tr!(text, "home-keys", active = keys.active, stopped = keys.stopped)
    });
    let moved = model.lately.map(|lately| {
        // Not isolated: like a bar, it grows the way that the reader reads.
        let week = Html::plain(&chart::sparkline(&lately.week));
        let (today, month) = (text.traffic(lately.today), text.traffic(lately.month));
        tr!(text, "home-traffic", today = today, week = week, days = 30, month = month)
    });
    view = view
        .maybe(moved)
        .maybe((keys.making > 0).then(|| tr!(text, "home-keys-making", making = keys.making)))
        .maybe((model.unconfirmed > 0).then(|| tr!(text, "home-keys-unconfirmed", count = model.unconfirmed)))
        .maybe(needs::line(&model.needs, text));
    buttons(view.maybe(model.held.then(|| tr!(text, "home-held"))).gap(), model, text)
}

fn buttons(mut view: View, model: &Model, text: &Text) -> View {
    if model.held {
        view = view.row([Button::go(label!(text, "button-held"), Route::Held)]);
    }
    if let Some((done, of)) = model.setup {
        view = view.row([Button::go(label!(text, "button-setup", done = done, of = of), Route::Setup)]);
    }
    view = view.row(needs::button(&model.needs, text));
    let mut grid = Vec::new();
    if model.may_create {
        grid.push(Button::act(label!(text, "button-new-key"), Action::NewKey { server: None, plan: None }));
    }
    grid.push(Button::go(label!(text, "button-find"), Route::Find));
    let all = Route::Keys { group: KeyGroup::All, server: None, before: None };
    grid.push(Button::go(label!(text, "button-keys"), all));
    if model.servers.is_some() {
        grid.push(Button::go(label!(text, "button-servers"), Route::Servers));
    }
    if model.sees_sellers {
        grid.push(Button::go(label!(text, "button-sellers"), Route::Representatives { before: None }));
    }
    if model.sees_customers {
        grid.push(Button::go(
            label!(text, "button-customers"),
            Route::Customers { representative: None, before: None },
        ));
    }
    if model.sees_people {
        let group = PeopleGroup::Staff;
        grid.push(Button::go(label!(text, "button-people"), Route::People { group, before: None }));
    }
    grid.push(Button::go(label!(text, "button-plans"), Route::Plans { archived: false }));
    grid.push(Button::go(label!(text, "key-usage"), Route::Usage { of: UsageOf::All }));
    if model.backups {
        grid.push(Button::go(label!(text, "button-backups"), Route::Backups { before: None }));
    }
    view.grid(grid).row([
        Button::go(label!(text, "button-settings"), Route::Settings),
        Button::go(label!(text, "button-help"), Route::Help),
    ])
}

/// Samples.
pub fn samples() -> Vec<(&'static str, Model)> {
    let keys = store::keys::KeyCounts { active: 1_204, stopped: 12, making: 0, failed: 0, deleting: 0, total: 1_216 };
    let week = [92, 161, 158, 201, 244, 190, 218].map(|gb| gb * 1_000_000_000);
    let lately = Lately { today: Traffic(week[6]), week, month: Traffic(4_100_000_000_000) };
    let owner = Model {
        house: "Nord Access".to_owned(),
        name: "Omar".to_owned(),
        role: Role::Owner,
        keys,
        servers: Some((3, 3)),
        lately: Some(lately),
        unconfirmed: 0,
        needs: needs::sample(1),
        may_create: true,
        backups: true,
        held: false,
        ending: 0,
        seller: None,
        suspended: false,
        sees_sellers: true,
        sees_people: true,
        sees_customers: true,
        setup: None,
    };
    let restored = Model { held: true, ..owner.clone() };
    let none = store::keys::KeyCounts::default();
    let fresh = Model {
        keys: none,
        lately: None,
        servers: Some((0, 0)),
        needs: Vec::new(),
        setup: Some((2, 9)),
        ..owner.clone()
    };
    let waiting = store::keys::KeyCounts { active: 38, stopped: 1, making: 1, failed: 1, deleting: 0, total: 41 };
    let representative = Model {
        role: Role::Representative,
        name: "Sara".to_owned(),
        servers: None,
        needs: needs::sample(3).split_off(2),
        unconfirmed: 2,
        backups: false,
        keys: waiting,
        ending: 3,
        seller: Some("Sara’s shop".to_owned()),
        sees_sellers: false,
        sees_people: false,
        ..owner.clone()
    };
    let suspended = Model { suspended: true, may_create: false, ending: 0, ..representative.clone() };
    let busy = Model { servers: Some((4, 9)), needs: needs::sample(3), ..owner.clone() };
    let down = Model { servers: Some((2, 3)), needs: needs::sample(4).split_off(3), ..owner.clone() };
    vec![
        ("owner", owner),
        ("busy", busy),
        ("down", down),
        ("fresh", fresh),
        ("restored", restored),
        ("representative", representative),
        ("suspended", suspended),
    ]
}
