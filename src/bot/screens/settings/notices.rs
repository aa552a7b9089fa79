//! Which notices the reader wants, and when they are quiet; for the house's people also the group that gets its notices.
//! Only kinds that concern the reader's role are shown. What answers one's own deed can't be switched off.

use crate::{
    bot::{
        context::Context,
        routes::{Action, Route},
        ui::{Button, View},
    },
    domain::{
        notice::NoticeKind,
        quiet::Quiet,
        role::{Permission, Role},
    },
    service::{Outcome, notices},
    store::{self, Access},
    text::{Text, label, tr},
};

/// What the reader wants.
#[derive(Debug, Clone)]
pub struct Model {
    kinds: Vec<(NoticeKind, bool)>,
    quiet: Option<Quiet>,
    /// Whether a group gets the house's notices; for those who may set that.
    group: Option<bool>,
}

/// Reads it.
pub async fn load(access: &mut impl Access, context: Context<'_>) -> Outcome<Model> {
    let person = &context.known.person;
    let unwanted = store::notices::unwanted(access, person.chat).await?;
    let group = if context.may(Permission::HouseChange) { Some(notices::group(access).await?.is_some()) } else { None };
    let kinds = NoticeKind::ALL.iter().copied().filter(|kind| kind.concerns(person.role));
    Ok(Model {
        kinds: kinds.map(|kind| (kind, !unwanted.contains(&kind))).collect(),
        quiet: store::notices::quiet_of(access, person.chat).await?,
        group,
    })
}

/// Shows it.
pub fn view(model: &Model, text: &Text) -> View {
    let quiet = match model.quiet {
        Some(quiet) => tr!(text, "notices-quiet", hours = text.hours(quiet)),
        None => tr!(text, "notices-no-quiet"),
    };
    let mut view = View::titled(&[tr!(text, "settings-title")], &tr!(text, "notices-title"))
        .gap()
        .line(tr!(text, "notices-how"))
        .line(quiet)
        .maybe(model.group.map(|on| if on { tr!(text, "notices-group-on") } else { tr!(text, "notices-group-off") }));
    view = view.grid(model.kinds.iter().map(|(kind, wanted)| {
        let name = text.lookup(&format!("notice-kind-{}", kind.as_str())).unwrap_or_default();
        let mark = if *wanted { "🔔" } else { "🔕" };
        let label = label!(text, "notices-button", mark = mark, name = name);
        Button::act(label, Action::NoticeChoice { kind: *kind, wanted: !wanted })
    }));
    view = view.row([
        Button::act(label!(text, "notices-quiet-button"), Action::QuietEdit),
        Button::act(label!(text, "notices-test"), Action::NoticeTest),
    ]);
    if model.group == Some(true) {
        view = view.row([Button::act(label!(text, "notices-group-leave"), Action::GroupLeave)]);
    }
    view.back(text, Route::Settings)
}

/// Samples.
pub fn samples() -> Vec<(&'static str, Model)> {
    let kinds = |role: Role| NoticeKind::ALL.iter().copied().filter(move |kind| kind.concerns(role));
    let owner = Model {
        kinds: kinds(Role::Owner).map(|kind| (kind, kind != NoticeKind::Differences)).collect(),
        quiet: Quiet::new(22 * 60, 8 * 60),
        group: Some(true),
    };
    let customer = Model { kinds: kinds(Role::Customer).map(|kind| (kind, true)).collect(), quiet: None, group: None };
    vec![("owner", owner.clone()), ("no-group", Model { group: Some(false), ..owner }), ("customer", customer)]
}
