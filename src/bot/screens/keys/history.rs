//! What has happened to a key: who did what, with what was before and what came after, a page at a time, newest first.
//! An action without words of its own is shown by its stable code.

use crate::{
    bot::{
        context::Context,
        routes::Route,
        ui::{self, View},
    },
    domain::ids::{AuditId, KeyId},
    service::{
        Outcome, Refusal,
        history::{self, Event, What, Who},
    },
    store::{self, Access},
    text::{Html, Text, tr},
};

/// How many entries a page has: each is a line or two.
const ENTRIES: i64 = 10;

/// A page of a key's history.
#[derive(Debug, Clone)]
pub struct Model {
    id: KeyId,
    name: String,
    events: Vec<Event>,
    first: bool,
    more: Option<AuditId>,
    /// Whether servers' troubles are the reader's concern.
    sees_server: bool,
}

/// Reads it, within the reader's scope.
pub async fn load(
    access: &mut impl Access,
    context: Context<'_>,
    id: KeyId,
    before: Option<AuditId>,
) -> Outcome<Model> {
    let key = store::keys::get(access, context.scope(), id).await?.ok_or(Refusal::NotFound)?;
    let mut events = history::of_key(access, &context.known.actor, id, before, ENTRIES + 1).await?;
    let page = usize::try_from(ENTRIES).unwrap_or(usize::MAX);
    let more = events.len() > page;
    events.truncate(page);
    let more = events.last().filter(|_| more).map(|event| event.id);
    let sees_server = context.may(crate::domain::role::Permission::ServerRead);
    Ok(Model { id, name: key.name, events, first: before.is_none(), more, sees_server })
}

fn what(event: &Event, sees_server: bool, text: &Text) -> Html {
    match &event.what {
        What::Name(from, to) => tr!(text, "history-name", from = from.as_str(), to = to.as_str()),
        What::Quota(from, to, false) => {
            tr!(text, "history-quota", from = text.quota(*from), to = text.quota(*to))
        }
        What::Quota(from, to, true) => {
            tr!(text, "history-quota-plan", from = text.quota(*from), to = text.quota(*to))
        }
        What::End(from, to, false) => {
            tr!(text, "history-end", from = ui::end(text, *from), to = ui::end(text, *to))
        }
        What::End(from, to, true) => {
            tr!(text, "history-end-plan", from = ui::end(text, *from), to = ui::end(text, *to))
        }
        What::Failed(why) => tr!(text, "history-failed", why = ui::key_trouble(text, why, sees_server)),
        What::Deleted(true) => tr!(text, "history-deleted-reversed"),
        What::Deleted(false) => Html::plain(&said(text, "key.deleted")),
        What::Adopted(None) => tr!(text, "history-adopted"),
        What::Adopted(Some(there)) => tr!(text, "history-adopted-renamed", name = there.as_str()),
        What::Claimed(name) => tr!(text, "history-claimed", name = name.as_str()),
        What::Customer(true, Some(name)) => tr!(text, "history-customer", name = name.as_str()),
        What::Customer(true, None) => tr!(text, "history-customer-gone"),
        What::Customer(false, Some(name)) => tr!(text, "history-customer-taken", name = name.as_str()),
        What::Customer(false, None) => tr!(text, "history-customer-none"),
        What::Other(action) => Html::plain(&said(text, action)),
    }
}

fn said(text: &Text, action: &str) -> String {
    text.lookup(&format!("audit-{}", action.replace('.', "-"))).unwrap_or_else(|| action.to_owned())
}

fn line(event: &Event, sees_server: bool, text: &Text) -> Html {
    let (what, date) = (what(event, sees_server, text), text.date_time(event.at));
    match &event.who {
        Who::Person(name) => tr!(text, "history-line-who", what = what, who = name.as_str(), date = date),
        Who::House => tr!(text, "history-line-house", what = what, date = date),
        Who::Itself => tr!(text, "history-line", what = what, date = date),
    }
}

/// Shows it.
pub fn view(model: &Model, text: &Text) -> View {
    let path = [tr!(text, "keys-title"), Html::isolated(text, &model.name)];
    let mut view = View::titled(&path, &tr!(text, "key-history-title")).gap();
    if model.events.is_empty() {
        view = view.line(tr!(text, "history-none"));
    }
    for event in &model.events {
        view = view.line(line(event, model.sees_server, text));
    }
    let page = |before| Route::KeyHistory { key: model.id, before };
    let first = (!model.first).then(|| page(None));
    view.turn(text, first, model.more.map(|last| page(Some(last)))).back(text, Route::Key { key: model.id })
}

/// Samples.
pub fn samples() -> Vec<(&'static str, Model)> {
    use crate::domain::{key::End, traffic::Traffic};
    let now = crate::bot::screens::sample::now();
    let sara = || Who::Person("Sara".to_owned());
    let (small, large) = (Some(Traffic::gb(50)), Some(Traffic::gb(100)));
    let told: Vec<(Who, What)> = vec![
        (sara(), What::Quota(small, large, false)),
        (Who::Person("مینا".to_owned()), What::Quota(large, small, true)),
        (sara(), What::End(End::AfterFirstUse(30), End::At(now), false)),
        (sara(), What::End(End::Never, End::AfterFirstUse(30), true)),
        (sara(), What::Name("phone <7>".to_owned(), "laptop".to_owned())),
        (Who::House, What::Other("key.suspend".to_owned())),
        (Who::Itself, What::Other("key.active".to_owned())),
        (Who::Itself, What::Failed("timeout".to_owned())),
        (Who::Itself, What::Deleted(true)),
        (Who::Itself, What::Claimed("Mina".to_owned())),
        (sara(), What::Customer(true, Some("رضا".to_owned()))),
        (sara(), What::Customer(false, Some("Ann".to_owned()))),
        (Who::Itself, What::Adopted(Some("phone".to_owned()))),
        (sara(), What::Other("key.create".to_owned())),
    ];
    let events: Vec<_> = told.into_iter().map(|(who, what)| Event { id: AuditId(7), at: now, who, what }).collect();
    let some = Model {
        id: KeyId(1),
        name: "phone-7".to_owned(),
        events,
        first: false,
        more: Some(AuditId(7)),
        sees_server: true,
    };
    let none = Model { events: Vec::new(), first: true, more: None, ..some.clone() };
    vec![("some", some), ("none", none)]
}
