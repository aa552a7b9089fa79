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
    store::{self, Access, backups::Backup},
    text::{Html, Text, label, tr},
};
use chrono::{DateTime, Utc};

/// The backup in question, and how many keys there are now.
#[derive(Debug, Clone)]
pub struct Model {
    backup: Backup,
    keys: i64,
    now: DateTime<Utc>,
}

/// Reads it.
pub async fn load(access: &mut impl Access, context: Context<'_>, id: BackupId) -> Outcome<Model> {
    let backup = store::backups::get(access, id).await?.ok_or(Refusal::NotFound)?;
    let keys = store::snapshot::count(access, "access_key").await?;
    Ok(Model { backup, keys, now: context.now })
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
        .line(tr!(text, "restore-first"))
        .line(tr!(text, "restore-after"))
        .row([
            Button::act(label!(text, "restore-yes"), Action::RestoreFrom { backup: backup.id }),
            Button::go(label!(text, "button-keep"), Route::Backup { backup: backup.id }),
        ])
}

/// Samples.
pub fn samples() -> Vec<(&'static str, Model)> {
    vec![("one", Model { backup: super::sample(), keys: 1_240, now: crate::bot::screens::sample::now() })]
}
