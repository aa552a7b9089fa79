//! Asks before a key is deleted, and says what is lost.
//! Its button carries the version that was shown: what was changed meanwhile is not deleted.

use crate::{
    bot::{
        context::Context,
        routes::{Action, KeyDeed, Route},
        ui::{Button, View},
    },
    domain::{ids::KeyId, key::Key, role::Permission},
    service::{Outcome, Refusal, require},
    store::{self, Access},
    text::{Html, Text, label, tr},
};
use chrono::{DateTime, TimeDelta, Utc};

/// The key in question.
#[derive(Debug, Clone)]
pub struct Model {
    key: Key,
    now: DateTime<Utc>,
}

/// Reads it, within the reader's scope.
pub async fn load(access: &mut impl Access, context: Context<'_>, id: KeyId) -> Outcome<Model> {
    require(&context.known.actor, Permission::KeyDelete)?;
    let key = store::keys::get(access, context.scope(), id).await?.ok_or(Refusal::NotFound)?;
    Ok(Model { key, now: context.now })
}

/// Shows it.
pub fn view(model: &Model, text: &Text) -> View {
    let key = &model.key;
    let path = [tr!(text, "keys-title"), Html::isolated(text, &key.name)];
    let left = key.expires_at.map(|at| tr!(text, "key-delete-left", left = text.left(at, model.now)));
    let fresh = key.first_used_at.is_none() && model.now - key.created_at <= TimeDelta::hours(24);
    let action = Action::KeyDo { key: key.id, version: key.version, deed: KeyDeed::Delete };
    View::titled(&path, &tr!(text, "key-delete-title"))
        .gap()
        .line(tr!(text, "key-delete-lost", name = key.name.as_str()))
        .maybe(left)
        .maybe((fresh && key.plan_id.is_some()).then(|| tr!(text, "key-delete-reversed")))
        .row([
            Button::act(label!(text, "key-delete-yes"), action),
            Button::go(label!(text, "button-keep"), Route::Key { key: key.id }),
        ])
}

/// Samples.
pub fn samples() -> Vec<(&'static str, Model)> {
    let now = crate::bot::screens::sample::now();
    let rows = crate::bot::screens::sample::key_rows();
    ["ask", "ask-other"].into_iter().zip(rows).map(|(name, row)| (name, Model { key: row.key, now })).collect()
}
