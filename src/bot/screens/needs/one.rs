//! What waits, one thing at a time, with the decision's buttons right there and the way to the next.
//!
//! The order is that of Home's line; within a kind the newest comes first. Behind the last one it begins anew, so that
//! what was left undecided isn't lost from sight.

use super::{Need, total};
use crate::{
    bot::{
        context::Context,
        routes::{Action, NeedDeed, NeedRef, Route},
        screens::servers::differences,
        ui::{self, Button, View},
    },
    domain::{
        key::KeyState,
        role::{Permission, Scope},
    },
    service::Outcome,
    store::{
        self, Access,
        backups::Backup,
        differences::{Difference, DifferenceKind},
        keys::{KeyFilter, KeyRow},
        servers::ServerRow,
    },
    text::{Html, Text, label, tr},
};

/// One thing that waits.
#[derive(Debug, Clone)]
enum Item {
    Server(Box<ServerRow>),
    Backup(Box<Backup>),
    Key(Box<KeyRow>),
    /// With its server's name, and how many are open on it.
    Difference(Box<Difference>, String, i64),
}

/// The one to decide about.
#[derive(Debug, Clone)]
pub struct Model {
    /// How many wait, this one counted.
    total: i64,
    item: Option<Item>,
    /// The reader sees why a server didn't do something.
    sees_servers: bool,
    /// Keys of all sellers are theirs to see.
    sellers: bool,
}

/// Reads the first after `after`; behind the last one, the first of all.
pub async fn load(access: &mut impl Access, context: Context<'_>, after: Option<NeedRef>) -> Outcome<Model> {
    let whole = store::overview::load(access, context.scope()).await?;
    let needs: Vec<Need> = super::load(access, context, &whole).await?;
    let mut item = next(access, context, after).await?;
    if item.is_none() && after.is_some() {
        item = next(access, context, None).await?;
    }
    Ok(Model {
        total: total(&needs),
        item,
        sees_servers: context.may(Permission::ServerRead),
        sellers: context.scope() == Scope::House,
    })
}

async fn next(access: &mut impl Access, context: Context<'_>, after: Option<NeedRef>) -> Outcome<Option<Item>> {
    if matches!(after, None | Some(NeedRef::Server(_))) && context.may(Permission::ServerRead) {
        let before = match after {
            Some(NeedRef::Server(id)) => Some(id),
            _ => None,
        };
        if let Some(row) = store::servers::list_down(access, before, 1).await?.pop() {
            return Ok(Some(Item::Server(Box::new(row))));
        }
    }
    if matches!(after, None | Some(NeedRef::Server(_)))
        && context.may(Permission::BackupManage)
        && let Some(backup) = store::backups::trouble(access).await?
    {
        return Ok(Some(Item::Backup(Box::new(backup))));
    }
    if !matches!(after, Some(NeedRef::Difference(_))) && context.may(Permission::KeyChange) {
        let before = match after {
            Some(NeedRef::Key(id)) => Some(id),
            _ => None,
        };
        let failed = KeyFilter { states: vec![KeyState::Failed], ..KeyFilter::default() };
        if let Some(row) = store::keys::list(access, context.scope(), &failed, before, 1).await?.pop() {
            return Ok(Some(Item::Key(Box::new(row))));
        }
    }
    if context.may(Permission::ServerChange) {
        let before = match after {
            Some(NeedRef::Difference(id)) => Some(id),
            _ => None,
        };
        if let Some(found) = store::differences::next_open(access, before).await? {
            let server = store::servers::get(access, found.server).await?.map(|server| server.name);
            let open = store::differences::open_count(access, found.server).await?;
            return Ok(Some(Item::Difference(Box::new(found), server.unwrap_or_default(), open)));
        }
    }
    Ok(None)
}

/// Shows it.
pub fn view(model: &Model, text: &Text) -> View {
    let title = tr!(text, "needs-title", count = model.total);
    let view = View::titled(&[], &title);
    let Some(item) = &model.item else {
        return View::titled(&[], &tr!(text, "needs-title-none"))
            .gap()
            .line(tr!(text, "needs-none"))
            .back(text, Route::Home);
    };
    let (view, need, mut deeds) = match item {
        Item::Server(row) => server(view, row, text),
        Item::Backup(found) => backup(view, found, text),
        Item::Key(row) => key(view, model, row, text),
        Item::Difference(found, server, open) => difference(view, found, (server, *open), text),
    };
    if model.total > 1 {
        deeds.push(Button::go(label!(text, "button-next"), Route::Needs { after: Some(need) }));
    }
    view.grid(deeds).back(text, Route::Home)
}

fn server(view: View, row: &ServerRow, text: &Text) -> (View, NeedRef, Vec<Button>) {
    let server = &row.server;
    let need = NeedRef::Server(server.id);
    let since = server.health_since.unwrap_or(server.created_at);
    let why = server.trouble.as_deref().map(|trouble| Html::plain(&ui::known_trouble(text, trouble)));
    let check = Action::NeedDo { need, version: server.version, deed: NeedDeed::Check };
    let view = view
        .gap()
        .line(tr!(text, "needs-server", name = server.name.as_str(), date = text.date_time(since), count = row.keys))
        .maybe(why);
    let open = Route::Server { server: server.id };
    (view, need, vec![Button::act(label!(text, "server-check"), check), Button::go(label!(text, "needs-open"), open)])
}

fn backup(view: View, found: &Backup, text: &Text) -> (View, NeedRef, Vec<Button>) {
    let need = NeedRef::Backup(found.id);
    let why = ui::backup_trouble(text, found.error.as_deref().unwrap_or_default());
    let view = view.gap().line(tr!(text, "needs-backup", date = text.date_time(found.made_at))).line(Html::plain(&why));
    let again = Action::NeedDo { need, version: 0, deed: NeedDeed::Backup };
    let open = Route::Backup { backup: found.id };
    (view, need, vec![Button::act(label!(text, "backups-now"), again), Button::go(label!(text, "needs-open"), open)])
}

fn key(view: View, model: &Model, row: &KeyRow, text: &Text) -> (View, NeedRef, Vec<Button>) {
    let key = &row.key;
    let need = NeedRef::Key(key.id);
    let why = ui::key_trouble(text, key.trouble.as_deref().unwrap_or_default(), model.sees_servers);
    let seller = row.representative.as_deref().filter(|_| model.sellers);
    // A server's name is for those who see servers.
    let line = if model.sees_servers {
        tr!(text, "needs-key", name = key.name.as_str(), server = row.server.as_str())
    } else {
        tr!(text, "needs-own-key", name = key.name.as_str())
    };
    let view = view
        .gap()
        .line(line)
        .maybe(seller.map(|name| tr!(text, "needs-key-seller", name = name)))
        .line(Html::plain(&why));
    let retry = Action::NeedDo { need, version: key.version, deed: NeedDeed::Retry };
    let deeds = vec![
        Button::act(label!(text, "key-retry"), retry),
        Button::go(label!(text, "key-delete"), Route::KeyDelete { key: key.id }),
        Button::go(label!(text, "needs-open"), Route::Key { key: key.id }),
    ];
    (view, need, deeds)
}

fn difference(
    view: View,
    found: &Difference,
    (server, open): (&str, i64),
    text: &Text,
) -> (View, NeedRef, Vec<Button>) {
    let need = NeedRef::Difference(found.id);
    let name = found.shown_name();
    let delete = Route::DifferenceDelete { server: found.server, difference: found.id, needs: true };
    let settle = |label: String, deed| Button::act(label, Action::NeedDo { need, version: found.version, deed });
    let (line, mut deeds) = match found.kind {
        DifferenceKind::Foreign => (
            tr!(text, "difference-foreign", name = name),
            vec![
                settle(label!(text, "difference-adopt"), NeedDeed::Adopt),
                Button::go(label!(text, "difference-delete"), delete),
            ],
        ),
        DifferenceKind::Missing => (
            tr!(text, "difference-missing", name = name),
            vec![
                settle(label!(text, "difference-restore"), NeedDeed::Restore),
                Button::go(label!(text, "difference-accept"), delete),
            ],
        ),
        DifferenceKind::Rebuilt => {
            let decide = Route::Differences { server: found.server, after: None };
            (tr!(text, "needs-rebuilt"), vec![Button::go(label!(text, "button-decide"), decide)])
        }
    };
    if found.kind != DifferenceKind::Rebuilt {
        deeds.push(settle(label!(text, "difference-ignore"), NeedDeed::Ignore));
        if open > 1 {
            let all = Route::Differences { server: found.server, after: None };
            deeds.push(Button::go(label!(text, "server-differences", count = open), all));
        }
    }
    let view = view
        .gap()
        .line(tr!(text, "needs-on-server", name = server))
        .line(line)
        .maybe(differences::moved(found, text))
        .line(tr!(text, "difference-found", date = text.date_time(found.found_at)));
    (view, need, deeds)
}

/// Samples.
pub fn samples() -> Vec<(&'static str, Model)> {
    use crate::{
        bot::screens::{backups, sample},
        domain::{
            backup::BackupState,
            server::{Health, Server},
        },
    };
    let down = Server { health: Health::Down, trouble: Some("unreachable".to_owned()), ..sample::server() };
    let failed = Backup { state: BackupState::Failed, error: Some("disk-full".to_owned()), ..backups::sample() };
    let difference =
        |kind, name: &str| Item::Difference(Box::new(sample::difference(kind, name)), "Frankfurt".to_owned(), 2);
    let model = |total, item| Model { total, item: Some(item), sees_servers: true, sellers: true };
    let mut samples = vec![
        ("server", model(4, Item::Server(Box::new(ServerRow { server: down, keys: 412 })))),
        ("backup", model(3, Item::Backup(Box::new(failed)))),
        ("foreign", model(2, difference(DifferenceKind::Foreign, "my <phone>"))),
        ("missing", model(1, difference(DifferenceKind::Missing, ""))),
        ("rebuilt", model(2, difference(DifferenceKind::Rebuilt, ""))),
        ("none", Model { total: 0, item: None, sees_servers: true, sellers: true }),
    ];
    let failed = sample::key_rows().into_iter().find(|row| row.key.state() == KeyState::Failed);
    if let Some(mut row) = failed {
        let own = Model { sees_servers: false, sellers: false, ..model(1, Item::Key(Box::new(row.clone()))) };
        row.representative = Some("Sara’s shop".to_owned());
        samples.extend([("key", model(3, Item::Key(Box::new(row)))), ("own-key", own)]);
    }
    samples
}
