//! Home: how the house is, what waits, and the way to everything, by role.
//! Buttons appear only for what the reader may do, and numbers where something waits.

use crate::{
    bot::{
        context::Context,
        routes::{Action, KeyGroup, Route},
        screens::needs::{self, Need},
        ui::{Button, View},
    },
    domain::{
        chart::UsageOf,
        role::{Permission, Role},
    },
    service::{Outcome, house::SetupStep},
    store::{self, Access, keys::KeyFilter},
    text::{Html, Text, label, tr},
};

/// What Home shows.
#[derive(Debug, Clone)]
pub struct Model {
    house: String,
    name: String,
    role: Role,
    keys: store::keys::KeyCounts,
    /// Servers up, and in all; for those who see servers.
    servers: Option<(i64, i64)>,
    /// Keys of which the server hasn't confirmed the last change.
    unconfirmed: i64,
    /// What waits for the reader.
    needs: Vec<Need>,
    may_create: bool,
    /// Whether they see to backups.
    backups: bool,
    /// Whether the house waits since a restore.
    held: bool,
    /// Steps done of the first start, and of how many.
    setup: Option<(usize, usize)>,
}

/// Reads it.
pub async fn load(access: &mut impl Access, context: Context<'_>) -> Outcome<Model> {
    let role = context.known.person.role;
    let servers = if context.may(Permission::ServerRead) {
        let health = store::servers::count_by_health(access).await?;
        Some((health.up, health.up + health.degraded + health.down + health.unknown))
    } else {
        None
    };
    let keys = store::keys::counts(access, context.scope()).await?;
    let unfinished = KeyFilter { unfinished: true, ..KeyFilter::default() };
    let unfinished = store::keys::count(access, context.scope(), &unfinished).await?;
    let setup = context.may(Permission::HouseChange) && context.house.next_step().is_some();
    Ok(Model {
        house: context.house.name.clone(),
        name: context.known.person.name.clone(),
        role,
        needs: needs::load(access, context, &keys).await?,
        unconfirmed: unfinished.saturating_sub(keys.making + keys.failed + keys.deleting),
        keys,
        servers,
        may_create: context.may(Permission::KeyCreate),
        backups: context.may(Permission::BackupManage),
        held: context.may(Permission::BackupRestore) && store::restored::held(access).await?.is_some(),
        setup: setup.then(|| (context.house.passed(), SetupStep::ALL.len())),
    })
}

/// Shows it.
pub fn view(model: &Model, text: &Text) -> View {
    let mut title = Html::plain("🗝 ");
    title.push(&tr!(text, "home-title", house = model.house.as_str()));
    if model.role == Role::Representative {
        title.push(&tr!(text, "home-title-person", name = model.name.as_str()));
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
    if model.role == Role::Customer {
        return view
            .line(tr!(text, "home-customer"))
            .row([Button::go(label!(text, "button-settings"), Route::Settings)]);
    }
    view = view.line(if keys.total == 0 {
        tr!(text, "home-no-keys")
    } else {
        tr!(text, "home-keys", active = keys.active, stopped = keys.stopped)
    });
    view = view
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
    view = view.grid(needs::buttons(&model.needs, text));
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
    grid.push(Button::go(label!(text, "button-plans"), Route::Plans { archived: false }));
    grid.push(Button::go(label!(text, "key-usage"), Route::Usage { of: UsageOf::All }));
    if model.backups {
        grid.push(Button::go(label!(text, "button-backups"), Route::Backups { before: None }));
    }
    grid.push(Button::go(label!(text, "button-settings"), Route::Settings));
    view.grid(grid).row([Button::go(label!(text, "button-help"), Route::Help)])
}

/// Samples.
pub fn samples() -> Vec<(&'static str, Model)> {
    let keys = store::keys::KeyCounts { active: 1_204, stopped: 12, making: 0, failed: 0, deleting: 0, total: 1_216 };
    let owner = Model {
        house: "Nord Access".to_owned(),
        name: "Omar".to_owned(),
        role: Role::Owner,
        keys,
        servers: Some((3, 3)),
        unconfirmed: 0,
        needs: needs::sample(1),
        may_create: true,
        backups: true,
        held: false,
        setup: None,
    };
    let restored = Model { held: true, ..owner.clone() };
    let none = store::keys::KeyCounts::default();
    let fresh = Model { keys: none, servers: Some((0, 0)), needs: Vec::new(), setup: Some((2, 7)), ..owner.clone() };
    let waiting = store::keys::KeyCounts { active: 38, stopped: 1, making: 1, failed: 1, deleting: 0, total: 41 };
    let representative = Model {
        role: Role::Representative,
        name: "Sara".to_owned(),
        servers: None,
        needs: needs::sample(3).split_off(2),
        unconfirmed: 2,
        backups: false,
        keys: waiting,
        ..owner.clone()
    };
    let customer = Model { role: Role::Customer, may_create: false, backups: false, servers: None, ..owner.clone() };
    let busy = Model { servers: Some((4, 9)), needs: needs::sample(3), ..owner.clone() };
    let down = Model { servers: Some((2, 3)), needs: needs::sample(4).split_off(3), ..owner.clone() };
    vec![
        ("owner", owner),
        ("busy", busy),
        ("down", down),
        ("fresh", fresh),
        ("restored", restored),
        ("representative", representative),
        ("customer", customer),
    ]
}
