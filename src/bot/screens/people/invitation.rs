//! One invitation: what it carries, how it stands, and its message to forward once more.
//! Its code isn't shown here, but in that message alone.

use crate::{
    bot::{
        context::Context,
        routes::{Action, InvitationDeed, Route},
        screens::people::invitations::gift,
        ui::{Button, View},
    },
    domain::{
        ids::InvitationId,
        invitation::{Gift, Invitation, Standing},
    },
    service::{Outcome, invitations, invitations::Described},
    store::Access,
    text::{Text, label, tr},
};
use chrono::{DateTime, Utc};

/// An invitation.
#[derive(Debug, Clone)]
pub struct Model {
    described: Described,
    now: DateTime<Utc>,
}

/// Reads it, within the reader's scope.
pub async fn load(access: &mut impl Access, context: Context<'_>, id: InvitationId) -> Outcome<Model> {
    Ok(Model { described: invitations::get(access, &context.known.actor, id).await?, now: context.now })
}

/// Shows it.
pub fn view(model: &Model, text: &Text) -> View {
    let Described { invitation, maker, user, .. } = &model.described;
    let standing = invitation.standing(model.now);
    let until = text.date_time(invitation.expires_at);
    let state = match standing {
        Standing::Open => {
            tr!(text, "invitation-open", date = until, left = text.left(invitation.expires_at, model.now))
        }
        Standing::Used => tr!(text, "invitation-used", name = user.as_deref().unwrap_or_default()),
        Standing::Revoked => tr!(text, "invitation-revoked"),
        Standing::Expired => tr!(text, "invitation-expired", date = until),
    };
    let warns = standing == Standing::Open && matches!(invitation.gift, Gift::House);
    let view = View::titled(&[], &tr!(text, "invitations-title"))
        .line(tr!(text, "invitation-gift", what = gift(text, &model.described)))
        .line(state)
        .maybe(warns.then(|| tr!(text, "invitation-house")))
        .line(tr!(text, "invitation-maker", name = maker.as_str(), date = text.date_time(invitation.made_at)));
    let deed = |name, deed| Button::act(name, Action::InvitationDo { invitation: invitation.id, deed });
    let view = if standing == Standing::Open {
        view.gap().line(tr!(text, "invitation-forward")).row([
            deed(label!(text, "invitation-send"), InvitationDeed::Send),
            deed(label!(text, "invitation-revoke"), InvitationDeed::Revoke),
        ])
    } else {
        view
    };
    view.back(text, Route::Invitations { before: None })
}

/// Samples.
pub fn samples() -> Vec<(&'static str, Model)> {
    let now = crate::bot::screens::sample::now();
    let rows = crate::bot::screens::sample::invitations();
    let names = ["staff", "representative", "house", "key", "used", "expired"];
    let ended = |row: Described, n: usize| {
        let invitation = match n {
            4 => Invitation { used_at: Some(now), used_by: Some(row.invitation.made_by), ..row.invitation },
            5 => Invitation { expires_at: now, ..row.invitation },
            _ => row.invitation,
        };
        Model { described: Described { user: Some("Mina".to_owned()), invitation, ..row }, now }
    };
    names.into_iter().zip(rows.into_iter().enumerate()).map(|(name, (n, row))| (name, ended(row, n))).collect()
}
