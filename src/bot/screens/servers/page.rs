//! A server's page: how it is, since when, and what can be done with it.
//! What went wrong at the last check is told with what to do about it.

use crate::{
    bot::{
        context::Context,
        routes::{Action, KeyGroup, Route, ServerDeed},
        ui::{self, Button, View},
    },
    domain::{
        chart::UsageOf,
        ids::{AdoptionId, ServerId},
        job::JobKind,
        role::Permission,
        server::{SLOW_MS, Server, ServerState},
    },
    service::{
        Outcome,
        rebuilt::{self, Progress},
        servers,
    },
    store::{self, Access, differences::DifferenceState},
    text::{Html, Text, label, tr},
};
use chrono::{DateTime, Utc};

/// A server and what the reader may do with it.
#[derive(Debug, Clone)]
pub struct Model {
    server: Server,
    keys: i64,
    differences: i64,
    /// Keys there that aren't the house's, and where taking them over has begun.
    foreign: i64,
    adoption: Option<AdoptionId>,
    /// Keys that the server has lost, and where the decision about all of them is.
    missing: i64,
    rebuilt: Option<DifferenceState>,
    /// What was decided about them is being done.
    progress: Option<Progress>,
    may_change: bool,
    may_remove: bool,
    may_reveal: bool,
    may_replace: bool,
    may_create: bool,
    setup: bool,
    checking: bool,
    now: DateTime<Utc>,
}

/// Reads it.
pub async fn load(access: &mut impl Access, context: Context<'_>, id: ServerId) -> Outcome<Model> {
    Ok(Model {
        server: servers::present(access, id).await?,
        keys: store::servers::present_keys(access, id).await?,
        differences: store::differences::open_count(access, id).await?,
        foreign: store::differences::foreign_count(access, id).await?,
        adoption: store::adoptions::open_of(access, id).await?.map(|open| open.id),
        missing: store::keys::missing_count(access, id).await?,
        rebuilt: store::differences::rebuilt(access, id).await?.map(|d| d.state),
        progress: rebuilt::progress(access, id).await?,
        may_change: context.may(Permission::ServerChange),
        may_remove: context.may(Permission::ServerRemove),
        may_reveal: context.may(Permission::ServerReveal),
        may_replace: context.may(Permission::ServerAdd),
        may_create: context.may(Permission::KeyCreate),
        setup: context.may(Permission::HouseChange) && context.house.next_step().is_some(),
        // The round of checks asks for checks some seconds ahead: these haven't begun.
        checking: store::jobs::unfinished(access, &JobKind::CheckServer { server: id })
            .await?
            .is_some_and(|job| job.run_at <= context.now),
        now: context.now,
    })
}

/// Shows it.
pub fn view(model: &Model, text: &Text) -> View {
    let server = &model.server;
    let mut view = View::titled(&[tr!(text, "servers-title")], &Html::isolated(text, &server.name))
        .line(Html::plain(&ui::server_state(text, server)))
        .maybe(server.trouble.as_deref().map(|t| Html::plain(&ui::known_trouble(text, t))))
        .maybe(is_slow(server).then(|| tr!(text, "server-line-slow")))
        .maybe(model.progress.map(|p| progress(p, text)))
        .maybe(
            (model.missing > 0 && model.progress.is_none())
                .then(|| tr!(text, "server-line-missing", count = model.missing)),
        )
        .gap()
        .line(tr!(text, "server-line-host", host = server.host.as_str()))
        .line(tr!(text, "server-line-keys", keys = model.keys))
        .maybe(server.latency_ms.map(|ms| tr!(text, "server-line-latency", ms = ms)))
        .maybe(server.remote_version.as_deref().map(|v| tr!(text, "server-line-version", version = v)))
        .maybe(server.health_since.map(|at| tr!(text, "server-line-since", date = text.date_time(at))))
        .line(match server.checked_at {
            _ if model.checking => tr!(text, "server-line-checking"),
            Some(at) => tr!(text, "server-line-checked", ago = text.ago(at, model.now)),
            None => tr!(text, "server-line-unchecked"),
        });
    let decide = Route::Differences { server: server.id, after: None };
    // Put off, it can be decided still, but comes after what is open.
    let lost = match model.rebuilt {
        Some(DifferenceState::Open) => true,
        Some(_) => model.differences == 0,
        None => false,
    };
    if model.may_change && lost {
        view = view.row([Button::go(label!(text, "server-missing", count = model.missing), decide)]);
    } else if model.may_change && model.differences > 0 {
        view = view.row([Button::go(label!(text, "server-differences", count = model.differences), decide)]);
    }
    if model.may_change {
        view = view.row(adopting(model, text));
    }
    if model.may_replace && is_moved(server) {
        let replace = Action::ServerReplace { server: server.id };
        view = view.row([Button::act(label!(text, "server-replace"), replace)]);
    }
    if model.setup {
        view = view.row([Button::go(label!(text, "button-setup-on"), Route::Setup)]);
    }
    view.grid(buttons(model, text))
        .back(text, Route::Servers)
        .live(model.checking || model.progress.is_some() || server.checked_at.is_none())
}

/// The way to taking over what is there.
fn adopting(model: &Model, text: &Text) -> Option<Button> {
    match model.adoption {
        Some(adoption) => Some(Button::go(label!(text, "server-adopting"), Route::Adopt { adoption })),
        None if model.foreign > 0 => {
            let begin = Action::AdoptBegin { server: model.server.id };
            Some(Button::act(label!(text, "server-adopt", count = model.foreign), begin))
        }
        None => None,
    }
}

/// It answers, but so late that it counts as degraded.
fn is_slow(server: &Server) -> bool {
    server.trouble.is_none() && server.latency_ms.is_some_and(|ms| ms > SLOW_MS)
}

/// What went wrong is what one sees of a server that was set up anew or has moved: another line is what helps.
fn is_moved(server: &Server) -> bool {
    let moved = ["fingerprint", "wrong-path", "unreachable", "timeout", "not-the-api", "another-server"];
    server.trouble.as_deref().is_some_and(|trouble| moved.contains(&trouble))
}

fn progress(progress: Progress, text: &Text) -> Html {
    let (done, of) = (progress.done, progress.total);
    if progress.restore {
        tr!(text, "server-line-remaking", done = done, of = of)
    } else {
        tr!(text, "server-line-deleting", done = done, of = of)
    }
}

fn buttons(model: &Model, text: &Text) -> Vec<Button> {
    let server = &model.server;
    let (id, version) = (server.id, server.version);
    let mut grid = Vec::new();
    if model.may_create && server.state == ServerState::Enabled {
        grid.push(Button::act(label!(text, "button-new-key"), Action::NewKey { server: Some(id), plan: None }));
    }
    let keys = Route::Keys { group: KeyGroup::All, server: Some(id), before: None };
    grid.push(Button::go(label!(text, "button-keys"), keys));
    grid.push(Button::go(label!(text, "key-usage"), Route::Usage { of: UsageOf::Server(id) }));
    grid.push(Button::act(label!(text, "server-check"), Action::ServerCheck { server: id }));
    if model.may_change {
        let deed = |name: String, deed| Button::act(name, Action::ServerDo { server: id, version, keys: 0, deed });
        grid.push(match server.state {
            ServerState::Paused => deed(label!(text, "server-resume"), ServerDeed::Resume),
            _ => deed(label!(text, "server-pause"), ServerDeed::Pause),
        });
        grid.push(Button::act(label!(text, "server-rename"), Action::ServerName { server: id }));
    }
    if model.may_replace && !is_moved(server) {
        grid.push(Button::act(label!(text, "server-replace"), Action::ServerReplace { server: id }));
    }
    if model.may_reveal {
        grid.push(Button::go(label!(text, "server-reveal"), Route::ServerReveal { server: id }));
    }
    if model.may_remove {
        grid.push(Button::go(label!(text, "server-remove"), Route::ServerRemove { server: id }));
    }
    grid
}

/// Samples.
pub fn samples() -> Vec<(&'static str, Model)> {
    use crate::{bot::screens::sample, domain::server::Health};
    let up = Model {
        server: sample::server(),
        keys: 412,
        differences: 2,
        foreign: 2,
        adoption: None,
        missing: 0,
        rebuilt: None,
        progress: None,
        may_change: true,
        may_remove: true,
        may_reveal: true,
        may_replace: true,
        may_create: true,
        setup: false,
        checking: false,
        now: sample::now(),
    };
    let down = Server {
        health: Health::Down,
        fails: 5,
        latency_ms: None,
        trouble: Some("fingerprint".to_owned()),
        state: ServerState::Enabled,
        ..sample::server()
    };
    let down = Model { server: down, differences: 0, may_reveal: false, may_remove: false, ..up.clone() };
    let fresh = Server { checked_at: None, health: Health::Unknown, state: ServerState::Paused, ..sample::server() };
    let fresh = Model { server: fresh, keys: 0, differences: 0, setup: true, ..up.clone() };
    let slow = Server { health: Health::Degraded, latency_ms: Some(4_200), ..sample::server() };
    let slow = Model { server: slow, differences: 0, checking: true, adoption: Some(AdoptionId(4)), ..up.clone() };
    let lost = Model { keys: 60, missing: 60, differences: 1, rebuilt: Some(DifferenceState::Open), ..up.clone() };
    let put_off = Model { differences: 0, rebuilt: Some(DifferenceState::Ignored), ..lost.clone() };
    let remaking = Progress { restore: true, done: 12, total: 60 };
    let remaking = Model { missing: 48, differences: 0, rebuilt: None, progress: Some(remaking), ..lost.clone() };
    vec![
        ("up", up),
        ("down", down),
        ("fresh", fresh),
        ("slow", slow),
        ("lost", lost),
        ("put-off", put_off),
        ("remaking", remaking),
    ]
}
