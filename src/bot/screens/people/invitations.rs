//! Invitations that are good, a page at a time, newest first.
//! A representative sees those made on their behalf.

use crate::{
    bot::{
        context::Context,
        routes::Route,
        screens::people::words::role_word,
        ui::{self, Button, PAGE, View},
    },
    domain::{
        ids::InvitationId,
        invitation::Gift,
        role::{Permission, Role},
    },
    service::{Outcome, invitations, invitations::Described},
    store::Access,
    text::{Text, label, tr},
};

/// A page of invitations.
#[derive(Debug, Clone)]
pub struct Model {
    rows: Vec<Described>,
    first: bool,
    more: Option<InvitationId>,
    may_invite: bool,
}

/// Reads a page.
pub async fn load(access: &mut impl Access, context: Context<'_>, before: Option<InvitationId>) -> Outcome<Model> {
    let mut rows = invitations::open(access, &context.known.actor, before, PAGE + 1, context.now).await?;
    let more = ui::page(&mut rows).map(|row| row.invitation.id);
    Ok(Model { rows, first: before.is_none(), more, may_invite: context.may(Permission::PeopleChange) })
}

/// What an invitation carries, in a few words.
pub fn gift(text: &Text, described: &Described) -> String {
    let about = described.about.as_str();
    match &described.invitation.gift {
        Gift::Staff(role) => role_word(text, *role),
        Gift::Representative(_) => label!(text, "gift-representative", name = about),
        Gift::HandRepresentative(_) => label!(text, "gift-hand-representative", name = about),
        Gift::HandCustomer(_) => label!(text, "gift-hand-customer", name = about),
        Gift::House => role_word(text, Role::Owner),
        Gift::Key(_) => label!(text, "gift-key", name = about),
    }
}

/// Shows a page.
pub fn view(model: &Model, text: &Text) -> View {
    let mut view = View::titled(&[], &tr!(text, "invitations-title"));
    if model.rows.is_empty() {
        view = view.gap().line(tr!(text, "invitations-none"));
    }
    view = view.column(model.rows.iter().map(|row| {
        let label = format!("✉ {}", gift(text, row));
        Button::go(label, Route::Invitation { invitation: row.invitation.id })
    }));
    let mut turn = Vec::new();
    if !model.first {
        turn.push(Button::go(label!(text, "button-first-page"), Route::Invitations { before: None }));
    }
    if let Some(last) = model.more {
        turn.push(Button::go(label!(text, "button-more"), Route::Invitations { before: Some(last) }));
    }
    view = view.row(turn);
    if model.may_invite {
        view = view.row([Button::go(label!(text, "button-invite"), Route::Invite)]);
    }
    view.back(text, Route::Home)
}

/// Samples.
pub fn samples() -> Vec<(&'static str, Model)> {
    let rows = crate::bot::screens::sample::invitations();
    let more = rows.last().map(|row| row.invitation.id);
    let none = Model { rows: Vec::new(), first: true, more: None, may_invite: false };
    vec![("open", Model { rows, first: false, more, may_invite: true }), ("none", none)]
}
