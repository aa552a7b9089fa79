//! One backup: what it holds, where it lies and how sure that is, and what can be done with it.
//! What it holds is what the file says of itself; for one that was sent, nothing of that is proved yet.

use super::made_at;
use crate::{
    backup::Manifest,
    bot::{
        context::Context,
        routes::{Action, Route},
        ui::{self, Button, View},
    },
    domain::{
        backup::{BackupState, CopyState, Maker, Place},
        ids::BackupId,
        role::Permission,
        traffic::Traffic,
    },
    service::{Outcome, Refusal, backup::records},
    store::{
        self, Access,
        backups::{Backup, Copy},
    },
    text::{Html, Text, label, tr},
};

/// A backup and its copies.
#[derive(Debug, Clone)]
pub struct Model {
    backup: Backup,
    copies: Vec<Copy>,
    may_restore: bool,
}

/// Reads it.
pub async fn load(access: &mut impl Access, context: Context<'_>, id: BackupId) -> Outcome<Model> {
    let backup = store::backups::get(access, id).await?.ok_or(Refusal::NotFound)?;
    let copies = store::backups::copies(access, id).await?;
    Ok(Model { backup, copies, may_restore: context.may(Permission::BackupRestore) })
}

/// What a backup holds, in lines.
pub(super) fn holds(view: View, manifest: &Manifest, text: &Text) -> View {
    view.line(tr!(text, "backup-house", house = manifest.house.as_str(), version = manifest.program.as_str())).line(
        tr!(
            text,
            "backup-counts",
            people = manifest.count("person"),
            servers = manifest.count("server"),
            plans = manifest.count("plan"),
            keys = manifest.count("access_key"),
            sales = manifest.count("sale"),
        ),
    )
}

fn copy_line(copy: &Copy, text: &Text) -> Html {
    let place = match copy.place {
        Place::Folder => label!(text, "backup-place-folder"),
        Place::Chat => label!(text, "backup-place-chat"),
    };
    let place = place.as_str();
    match (copy.state, copy.proved_at) {
        (CopyState::Good, Some(at)) => tr!(text, "backup-copy-good", place = place, date = text.date_time(at)),
        (CopyState::Good, None) => tr!(text, "backup-copy-unproved", place = place),
        (CopyState::Making, _) => tr!(text, "backup-copy-making", place = place),
        (CopyState::Failed, _) => {
            let why = ui::backup_trouble(text, copy.error.as_deref().unwrap_or_default());
            tr!(text, "backup-copy-failed", place = place, why = why)
        }
        (CopyState::Leaving | CopyState::Gone, _) => tr!(text, "backup-copy-gone", place = place),
    }
}

/// Shows it.
pub fn view(model: &Model, text: &Text) -> View {
    let backup = &model.backup;
    let title = Html::plain(&text.date_time(made_at(backup)));
    let mut view = View::titled(&[tr!(text, "backups-title")], &title);
    view = view.line(match backup.state {
        BackupState::Making => tr!(text, "backup-state-making"),
        BackupState::Good => tr!(text, "backup-state-good"),
        BackupState::Failed | BackupState::Deleted => {
            let why = ui::backup_trouble(text, backup.error.as_deref().unwrap_or_default());
            tr!(text, "backup-state-failed", why = why)
        }
        BackupState::Offered => tr!(text, "backup-state-offered"),
    });
    view = view.line(match backup.maker {
        Maker::Schedule => tr!(text, "backup-maker-schedule"),
        Maker::Hand => tr!(text, "backup-maker-hand"),
        Maker::BeforeRestore => tr!(text, "backup-maker-before-restore"),
        Maker::Offered => tr!(text, "backup-maker-offered"),
    });
    view = view.maybe(backup.size.map(|size| tr!(text, "backup-size", size = text.traffic(Traffic(size)))));
    if let Some(manifest) = records::manifest_of(backup) {
        view = holds(view.gap(), &manifest, text);
    }
    view = view.gap();
    for copy in &model.copies {
        view = view.line(copy_line(copy, text));
    }
    let id = backup.id;
    let there = model.copies.iter().any(|c| c.state == CopyState::Good);
    let mut grid = Vec::new();
    if there && backup.state == BackupState::Good {
        grid.push(Button::act(label!(text, "backup-send"), Action::BackupSend { backup: id }));
    }
    if there && model.may_restore && matches!(backup.state, BackupState::Good | BackupState::Offered) {
        grid.push(Button::go(label!(text, "backup-restore"), Route::RestorePreview { backup: id }));
    }
    if model.may_restore && records::is_locked(backup) {
        grid.push(Button::act(label!(text, "backup-unlock"), Action::BackupUnlock { backup: id }));
    }
    if backup.state != BackupState::Making {
        grid.push(Button::go(label!(text, "backup-delete"), Route::BackupDelete { backup: id }));
    }
    view.grid(grid).back(text, Route::Backups { before: None })
}

/// Samples.
pub fn samples() -> Vec<(&'static str, Model)> {
    use crate::domain::ids::CopyId;
    let backup = super::sample();
    let folder = Copy {
        id: CopyId(1),
        backup: backup.id,
        place: Place::Folder,
        target: 0,
        reference: Some(backup.name.clone()),
        state: CopyState::Good,
        error: None,
        proved_at: Some(backup.made_at),
    };
    let state = CopyState::Failed;
    let chat =
        Copy { place: Place::Chat, state, error: Some("unreachable".to_owned()), proved_at: None, ..folder.clone() };
    let unproved = Copy { proved_at: None, ..folder.clone() };
    let making = Copy { state: CopyState::Making, ..unproved.clone() };
    let gone = Copy { state: CopyState::Leaving, ..unproved.clone() };
    let good = Model { backup: backup.clone(), copies: vec![folder, chat], may_restore: true };
    let of = |state, maker, error: Option<&str>, copy| Model {
        backup: Backup { state, maker, error: error.map(str::to_owned), ..backup.clone() },
        copies: vec![copy],
        may_restore: true,
    };
    vec![
        ("good", good),
        ("failed", of(BackupState::Failed, Maker::Hand, Some("disk-full"), gone)),
        ("making", of(BackupState::Making, Maker::BeforeRestore, None, making)),
        ("locked", of(BackupState::Failed, Maker::Offered, Some("wrong-passphrase"), unproved.clone())),
        ("offered", of(BackupState::Offered, Maker::Offered, None, unproved)),
    ]
}
