//! What a backup holds, and what a restore from it means; a typed word is asked for after this.
//! Nothing is read from the file here: what it says of itself was kept when it was made or looked into.

use super::{made_at, page::holds};
use crate::{
    bot::{
        context::Context,
        routes::{Action, Route},
        ui::{Button, View},
    },
    domain::ids::BackupId,
    service::{Outcome, Refusal, backup::records},
    store::{self, Access, backups::Backup, snapshot::Since},
    text::{Html, Text, label, tr},
};
use chrono::{DateTime, Utc};

/// The backup in question, and how many keys there are now.
#[derive(Debug, Clone)]
pub struct Model {
    backup: Backup,
    keys: i64,
    since: Since,
    now: DateTime<Utc>,
}

/// Reads it.
pub async fn load(access: &mut impl Access, context: Context<'_>, id: BackupId) -> Outcome<Model> {
    let backup = store::backups::get(access, id).await?.ok_or(Refusal::NotFound)?;
    let keys = store::snapshot::count(access, "access_key").await?;
    let since = store::snapshot::since(access, made_at(&backup)).await?;
    Ok(Model { backup, keys, since, now: context.now })
}

/// Shows it.
pub fn view(model: &Model, text: &Text) -> View {
    let backup = &model.backup;
    let at = made_at(backup);
    let path = [tr!(text, "backups-title"), Html::plain(&text.date_time(at))];
    let mut view = View::titled(&path, &tr!(text, "restore-title")).gap();
    if let Some(manifest) = records::manifest_of(backup) {
        view = holds(view, &manifest, text);
        view = view.line(tr!(text, "restore-keys-now", now = model.keys, then = manifest.count("access_key")));
    }
    view.gap()
        .line(tr!(text, "restore-means", ago = text.ago(at, model.now)))
        .lines(gone(&model.since, text))
        .line(tr!(text, "restore-first"))
        .line(tr!(text, "restore-after"))
        .row([
            Button::act(label!(text, "restore-yes"), Action::RestoreFrom { backup: backup.id }),
            Button::go(label!(text, "button-keep"), Route::Backup { backup: backup.id }),
        ])
}

/// What would be gone, counted.
fn gone(since: &Since, text: &Text) -> Vec<Html> {
    let parts = [
        (since.people, label!(text, "restore-gone-people", count = since.people)),
        (since.customers, label!(text, "restore-gone-customers", count = since.customers)),
        (since.keys, label!(text, "restore-gone-keys", count = since.keys)),
        (since.servers, label!(text, "restore-gone-servers", count = since.servers)),
        (since.plans, label!(text, "restore-gone-plans", count = since.plans)),
    ];
    let some: Vec<String> = parts.into_iter().filter(|(count, _)| *count > 0).map(|(_, words)| words).collect();
    if some.is_empty() {
        return vec![tr!(text, "restore-gone-nothing")];
    }
    let joined = some.join(&label!(text, "restore-gone-comma"));
    let mut lines = vec![tr!(text, "restore-gone", what = joined)];
    if since.people > 0 {
        lines.push(tr!(text, "restore-gone-invite"));
    }
    lines
}

/// Samples.
pub fn samples() -> Vec<(&'static str, Model)> {
    let now = crate::bot::screens::sample::now();
    let one = |since| Model { backup: super::sample(), keys: 1_240, since, now };
    let since = Since { people: 2, customers: 1, keys: 14, servers: 0, plans: 1 };
    vec![("one", one(since)), ("nothing-since", one(Since::default()))]
}
