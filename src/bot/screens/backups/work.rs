//! How far work on a backup is, followed while it goes on; then how it ended.
//! Who may see backups sees it, whoever began it.

use crate::{
    bot::{
        context::Context,
        routes::{Action, Route},
        ui::{self, Button, View},
    },
    domain::{backup::Place, ids::JobId},
    service::{
        Outcome, Refusal,
        backup::{Work, records},
    },
    store::Access,
    text::{Html, Text, chart, label, tr},
};

/// Where it stands.
#[derive(Debug, Clone)]
pub struct Model {
    work: Work,
}

/// Reads it.
pub async fn load(access: &mut impl Access, _: Context<'_>, job: JobId) -> Outcome<Model> {
    Ok(Model { work: records::work(access, job).await?.ok_or(Refusal::NotFound)? })
}

/// Shows it.
pub fn view(model: &Model, text: &Text) -> View {
    let mut view = View::titled(&[tr!(text, "backups-title")], &tr!(text, "backup-work-title")).gap();
    let list = Route::Backups { before: None };
    view = match &model.work {
        Work::Waiting => view.line(tr!(text, "backup-work-waiting")),
        Work::Copying => view.line(tr!(text, "backup-work-copying")),
        Work::Packing { percent } => view
            .line(tr!(text, "backup-work-packing", percent = text.percent(*percent)))
            .line(Html::plain(&chart::bar(*percent))),
        Work::Storing { place } if place == Place::Chat.as_str() => view.line(tr!(text, "backup-work-sending")),
        Work::Storing { .. } => view.line(tr!(text, "backup-work-storing")),
        Work::Fetching => view.line(tr!(text, "backup-work-fetching")),
        Work::Proving => view.line(tr!(text, "backup-work-proving")),
        Work::Staging => view.line(tr!(text, "backup-work-staging")),
        Work::Restarting => view.line(tr!(text, "backup-work-restarting")),
        Work::Made { backup } => view
            .line(tr!(text, "backup-work-made"))
            .row([Button::go(label!(text, "backup-open"), Route::Backup { backup: *backup })]),
        Work::Looked { backup } => view
            .line(tr!(text, "backup-work-looked"))
            .row([Button::go(label!(text, "backup-restore"), Route::RestorePreview { backup: *backup })]),
        Work::Locked { backup } => view
            .line(tr!(text, "backup-work-locked"))
            .line(tr!(text, "backup-work-nothing-changed"))
            .row([Button::act(label!(text, "backup-unlock"), Action::BackupUnlock { backup: *backup })]),
        Work::Sent { backup } => view
            .line(tr!(text, "backup-work-sent"))
            .row([Button::go(label!(text, "backup-open"), Route::Backup { backup: *backup })]),
        // The error's own words are the log's and the command line's.
        Work::Failed { cause, .. } => {
            view.line(Html::plain(&ui::backup_trouble(text, cause))).line(tr!(text, "backup-work-nothing-changed"))
        }
    };
    view.back(text, list).live(!model.work.over())
}

/// Samples.
pub fn samples() -> Vec<(&'static str, Model)> {
    use crate::domain::ids::BackupId;
    let one = |work| Model { work };
    let backup = BackupId(3);
    let failed = |cause: &str, detail: &str| one(Work::Failed { cause: cause.to_owned(), detail: detail.to_owned() });
    vec![
        ("waiting", one(Work::Waiting)),
        ("copying", one(Work::Copying)),
        ("packing", one(Work::Packing { percent: 40 })),
        ("storing", one(Work::Storing { place: "folder".to_owned() })),
        ("sending", one(Work::Storing { place: "chat".to_owned() })),
        ("fetching", one(Work::Fetching)),
        ("proving", one(Work::Proving)),
        ("staging", one(Work::Staging)),
        ("restarting", one(Work::Restarting)),
        ("made", one(Work::Made { backup })),
        ("looked", one(Work::Looked { backup })),
        ("locked", one(Work::Locked { backup })),
        ("sent", one(Work::Sent { backup })),
        ("failed", failed("wrong-passphrase", "the passphrase (or private key) doesn't fit this file")),
        ("newer", failed("newer", "a newer program made it (schema 9, this one knows 5)")),
    ]
}
