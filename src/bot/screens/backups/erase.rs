//! Asks before a backup is deleted, and says so where it is the last good one.
//! What is being made can't be deleted, and isn't asked about.

use super::made_at;
use crate::{
    bot::{
        context::Context,
        routes::{Action, Route},
        ui::{Button, View},
    },
    domain::ids::BackupId,
    service::{Outcome, Refusal},
    store::{self, Access, backups::Backup},
    text::{Html, Text, label, tr},
};

/// The backup in question.
#[derive(Debug, Clone)]
pub struct Model {
    backup: Backup,
    only_good: bool,
}

/// Reads it.
pub async fn load(access: &mut impl Access, _: Context<'_>, id: BackupId) -> Outcome<Model> {
    let backup = store::backups::get(access, id).await?.ok_or(Refusal::NotFound)?;
    let good = store::backups::good(access).await?;
    Ok(Model { only_good: matches!(&good[..], [(only, ..)] if *only == id), backup })
}

/// Shows it.
pub fn view(model: &Model, text: &Text) -> View {
    let id = model.backup.id;
    let date = text.date_time(made_at(&model.backup));
    View::titled(&[tr!(text, "backups-title"), Html::plain(&date)], &tr!(text, "backup-delete-title"))
        .gap()
        .line(tr!(text, "backup-delete-lost"))
        .maybe(model.only_good.then(|| tr!(text, "backup-delete-last")))
        .row([
            Button::act(label!(text, "backup-delete-yes"), Action::BackupErase { backup: id }),
            Button::go(label!(text, "button-keep"), Route::Backup { backup: id }),
        ])
}

/// Samples.
pub fn samples() -> Vec<(&'static str, Model)> {
    let backup = super::sample();
    vec![("one", Model { backup: backup.clone(), only_good: false }), ("last", Model { backup, only_good: true })]
}
