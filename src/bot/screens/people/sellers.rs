//! Representatives, a page at a time, newest first, with how much they have.
//! For the house's own people alone.

use crate::{
    bot::{
        context::Context,
        routes::{Action, Route},
        ui::{self, Button, PAGE, View},
    },
    domain::{ids::RepresentativeId, representative::RepresentativeState, role::Permission},
    service::Outcome,
    store::{self, Access, representatives::RepresentativeRow},
    text::{Text, label, tr},
};

/// A page of representatives.
#[derive(Debug, Clone)]
pub struct Model {
    rows: Vec<RepresentativeRow>,
    first: bool,
    more: Option<RepresentativeId>,
    may_invite: bool,
}

/// Reads a page.
pub async fn load(access: &mut impl Access, context: Context<'_>, before: Option<RepresentativeId>) -> Outcome<Model> {
    let mut rows = store::representatives::list(access, &[], before, PAGE + 1).await?;
    let more = ui::page(&mut rows).map(|row| row.representative.id);
    Ok(Model { rows, first: before.is_none(), more, may_invite: context.may(Permission::RepresentativeChange) })
}

/// A representative's button in a list.
pub fn button(row: &RepresentativeRow, text: &Text) -> Button {
    let of = &row.representative;
    let mark = if of.state == RepresentativeState::Active { "🤝" } else { "⏸" };
    let keys = row.active.saturating_add(row.stopped);
    let label = label!(text, "sellers-button", mark = mark, name = of.name.as_str(), keys = keys);
    Button::go(label, Route::Representative { representative: of.id })
}

/// Shows a page.
pub fn view(model: &Model, text: &Text) -> View {
    let mut view = View::titled(&[], &tr!(text, "sellers-title"));
    if model.rows.is_empty() {
        view = view.gap().line(tr!(text, "sellers-none"));
    }
    view = view.column(model.rows.iter().map(|row| button(row, text)));
    let mut turn = Vec::new();
    if !model.first {
        turn.push(Button::go(label!(text, "button-first-page"), Route::Representatives { before: None }));
    }
    if let Some(last) = model.more {
        turn.push(Button::go(label!(text, "button-more"), Route::Representatives { before: Some(last) }));
    }
    view = view.row(turn);
    if model.may_invite {
        view = view.row([
            Button::act(label!(text, "sellers-new"), Action::InviteSeller),
            Button::go(label!(text, "button-invitations"), Route::Invitations { before: None }),
        ]);
    }
    view.back(text, Route::Home)
}

/// Samples.
pub fn samples() -> Vec<(&'static str, Model)> {
    let rows = crate::bot::screens::sample::sellers();
    let more = rows.last().map(|row| row.representative.id);
    let none = Model { rows: Vec::new(), first: true, more: None, may_invite: true };
    vec![("some", Model { rows, first: false, more, may_invite: true }), ("none", none)]
}
