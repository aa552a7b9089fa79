//! When backups are made, where they go, how many are kept.
//! Each button changes one thing at once; there is no form to be left half-filled.

use crate::{
    bot::{
        context::Context,
        routes::{Action, KeepSize, Route},
        ui::{Button, View},
    },
    domain::backup::{Every, Keep, Place},
    service::{
        Outcome,
        backup::rules::{self, Rules},
    },
    store::Access,
    text::{Text, label, tr},
};

/// The rules.
#[derive(Debug, Clone)]
pub struct Model {
    rules: Rules,
    /// Whether the chat that gets them is the reader's.
    own_chat: bool,
}

/// How many a size keeps.
pub const fn keep(size: KeepSize) -> Keep {
    match size {
        KeepSize::Few => Keep { days: 3, weeks: 2, months: 1 },
        KeepSize::Usual => Keep { days: 7, weeks: 4, months: 6 },
        KeepSize::Many => Keep { days: 30, weeks: 12, months: 24 },
    }
}

/// Reads them.
pub async fn load(access: &mut impl Access, context: Context<'_>) -> Outcome<Model> {
    let rules = rules::load(access).await?;
    Ok(Model { rules, own_chat: rules.chat == Some(context.known.person.chat) })
}

/// Shows them.
pub fn view(model: &Model, text: &Text) -> View {
    let rules = &model.rules;
    let chosen = |on: bool, name: String| if on { format!("✅ {name}") } else { name };
    let every = |every: Every, name: String| {
        Button::act(chosen(rules.timetable.every == every, name), Action::BackupEvery { every })
    };
    let into =
        |place: Place, on: bool, name: String| Button::act(chosen(on, name), Action::BackupInto { place, on: !on });
    let hour = i64::from(rules.timetable.hour);
    let hours = |hour: i64, name: String| Button::act(name, Action::BackupHour { hour: hour.rem_euclid(24) });
    let size =
        |size: KeepSize, name: String| Button::act(chosen(rules.keep == keep(size), name), Action::BackupKeep { size });
    let k = rules.keep;
    let mut view = View::titled(&[tr!(text, "backups-title")], &tr!(text, "backup-rules-title")).gap();
    if rules.timetable.every != Every::Never {
        let time = text.digits(&format!("{hour:02}:00"));
        view = view.line(tr!(text, "backup-rules-hour", time = time));
    }
    view = view
        .line(tr!(
            text,
            "backup-rules-keep",
            days = i64::from(k.days),
            weeks = i64::from(k.weeks),
            months = i64::from(k.months)
        ))
        .line(tr!(text, "backup-rules-last"))
        .maybe((rules.chat.is_some() && !model.own_chat).then(|| tr!(text, "backup-rules-others-chat")))
        .row([
            every(Every::Day, label!(text, "backup-every-day")),
            every(Every::Week, label!(text, "backup-every-week")),
            every(Every::Never, label!(text, "backup-every-never")),
        ]);
    if rules.timetable.every != Every::Never {
        let earlier = hours(hour - 1, label!(text, "backup-earlier"));
        view = view.row([earlier, hours(hour + 1, label!(text, "backup-later"))]);
    }
    view.row([
        into(Place::Folder, rules.folder, label!(text, "backup-into-folder")),
        into(Place::Chat, rules.chat.is_some(), label!(text, "backup-into-chat")),
    ])
    .row([
        size(KeepSize::Few, label!(text, "backup-keep-few")),
        size(KeepSize::Usual, label!(text, "backup-keep-usual")),
        size(KeepSize::Many, label!(text, "backup-keep-many")),
    ])
    .back(text, Route::Backups { before: None })
}

/// Samples.
pub fn samples() -> Vec<(&'static str, Model)> {
    use crate::domain::ids::ChatId;
    let usual = Model { rules: Rules::default(), own_chat: false };
    let mut off = usual.clone();
    (off.rules.timetable.every, off.rules.chat, off.rules.keep) = (Every::Never, Some(ChatId(7)), keep(KeepSize::Many));
    vec![("usual", usual), ("off", off)]
}
