//! Backups, newest first, with what encrypts them and when the next one is due.
//! Where nothing encrypts them, none is made: the screen says what to set.

use super::line;
use crate::{
    bot::{
        context::Context,
        routes::{Action, Route},
        ui::{Button, View, page},
    },
    domain::ids::BackupId,
    service::{
        Outcome,
        backup::{
            keys::{self, Source},
            rules,
        },
    },
    store::{self, Access, backups::Backup},
    text::{Text, label, tr},
};
use chrono::{DateTime, Utc};

/// A page of backups.
#[derive(Debug, Clone)]
pub struct Model {
    backups: Vec<Backup>,
    more: Option<BackupId>,
    first: bool,
    source: Option<Source>,
    next: Option<DateTime<Utc>>,
    last_good: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
}

/// Reads them.
pub async fn load(access: &mut impl Access, context: Context<'_>, before: Option<BackupId>) -> Outcome<Model> {
    let mut backups = store::backups::list(access, before, crate::bot::ui::PAGE + 1).await?;
    let more = page(&mut backups).map(|b| b.id);
    let rules = rules::load(access).await?;
    Ok(Model {
        backups,
        more,
        first: before.is_none(),
        source: keys::source(access, context.env).await?,
        next: rules.timetable.next_due(context.now, context.house.zone),
        last_good: store::backups::last_good(access).await?.map(|b| b.made_at),
        now: context.now,
    })
}

/// Shows them.
pub fn view(model: &Model, text: &Text) -> View {
    let mut view = View::titled(&[], &tr!(text, "backups-title"));
    view = view.line(match model.last_good {
        Some(at) => tr!(text, "backups-last", ago = text.ago(at, model.now)),
        None => tr!(text, "backups-none-good"),
    });
    view = match (model.source, model.next) {
        (None, _) => view.gap().line(tr!(text, "backups-no-passphrase")).line(tr!(text, "backups-no-passphrase-how")),
        (Some(_), Some(at)) => view.line(tr!(text, "backups-next", date = text.date_time(at))),
        (Some(_), None) => view.line(tr!(text, "backups-off")),
    };
    view = view.column(model.backups.iter().map(|b| Button::go(line(b, text), Route::Backup { backup: b.id })));
    let mut pages = Vec::new();
    if !model.first {
        pages.push(Button::go(label!(text, "button-first-page"), Route::Backups { before: None }));
    }
    if let Some(last) = model.more {
        pages.push(Button::go(label!(text, "button-more"), Route::Backups { before: Some(last) }));
    }
    view = view.row(pages);
    let mut grid = Vec::new();
    if model.source.is_some() {
        grid.push(Button::act(label!(text, "backups-now"), Action::BackupNow));
    }
    if matches!(model.source, None | Some(Source::Bot)) {
        let label = if model.source.is_none() {
            label!(text, "backups-make-passphrase")
        } else {
            label!(text, "backups-new-passphrase")
        };
        grid.push(Button::act(label, Action::MakePassphrase));
    }
    grid.push(Button::go(label!(text, "backups-rules"), Route::BackupRules));
    view.grid(grid).back(text, Route::Home)
}

/// Samples.
pub fn samples() -> Vec<(&'static str, Model)> {
    use crate::{bot::screens::sample, domain::backup::BackupState};
    let good = super::sample();
    let failed = Backup { state: BackupState::Failed, size: None, error: Some("disk-full".to_owned()), ..good.clone() };
    let making = Backup { state: BackupState::Making, size: None, ..good.clone() };
    let some = Model {
        backups: vec![making, good.clone(), failed],
        more: Some(good.id),
        first: true,
        source: Some(Source::Environment),
        next: Some(sample::now() + chrono::TimeDelta::hours(17)),
        last_good: Some(good.made_at),
        now: sample::now(),
    };
    let fresh = Model { backups: Vec::new(), more: None, source: None, last_good: None, ..some.clone() };
    let off = Model { source: Some(Source::Bot), next: None, first: false, ..some.clone() };
    vec![("some", some), ("fresh", fresh), ("off", off)]
}
