//! What has happened to a key: its newest audit entries, in words.
//! An action without words of its own is shown by its stable code.

use crate::{
    bot::{context::Context, routes::Route, ui::View},
    domain::ids::KeyId,
    service::{Outcome, Refusal, audit, keys},
    store::{self, Access},
    text::{Html, Text, tr},
};
use chrono::{DateTime, Utc};

/// How many entries are shown: what fits a phone's screen.
const ENTRIES: i64 = 20;

/// A key's history.
#[derive(Debug, Clone)]
pub struct Model {
    id: KeyId,
    name: String,
    entries: Vec<(DateTime<Utc>, String)>,
}

/// Reads it, within the reader's scope.
pub async fn load(access: &mut impl Access, context: Context<'_>, id: KeyId) -> Outcome<Model> {
    let key = store::keys::get(access, context.scope(), id).await?.ok_or(Refusal::NotFound)?;
    let entries = audit::history(access, &keys::subject(id), ENTRIES).await?;
    Ok(Model { id, name: key.name, entries: entries.into_iter().map(|e| (e.at, e.action)).collect() })
}

/// Shows it.
pub fn view(model: &Model, text: &Text) -> View {
    let path = [tr!(text, "keys-title"), Html::isolated(text, &model.name)];
    let mut view = View::titled(&path, &tr!(text, "key-history-title")).gap();
    for (at, action) in &model.entries {
        let what = text.lookup(&format!("audit-{}", action.replace('.', "-"))).unwrap_or_else(|| action.clone());
        view = view.line(tr!(text, "key-history-line", date = text.date_time(*at), what = Html::plain(&what)));
    }
    view.back(text, Route::Key { key: model.id })
}

/// Samples.
pub fn samples() -> Vec<(&'static str, Model)> {
    let now = crate::bot::screens::sample::now();
    let actions = ["key.resume", "key.suspend", "key.reveal", "key.update", "key.active", "key.create"];
    let entries = actions.iter().map(|a| (now, (*a).to_owned())).collect();
    vec![("some", Model { id: KeyId(1), name: "phone-7".to_owned(), entries })]
}
