//! Find: says what can be typed, and shows what was found.
//! The query lies in a stored row of the person's own, for it may hold anything and no button could.

use crate::{
    bot::{
        context::Context,
        routes::{Route, Target},
        screens::{
            keys::list::{self, Weeks, button},
            people::{customers, sellers},
        },
        ui::{self, Button, PAGE, View},
    },
    domain::{
        ids::{FilterId, KeyId},
        role::Scope,
    },
    service::{
        Outcome, Refusal,
        find::{self, Hit},
    },
    store::{self, Access},
    text::{Text, label, tr},
};

/// Says what can be typed.
pub fn ask(text: &Text) -> View {
    View::titled(&[], &tr!(text, "find-title")).gap().line(tr!(text, "find-ask")).back(text, Route::Home)
}

/// How many representatives and customers are shown, each.
const PEOPLE: i64 = 4;

/// What was found.
#[derive(Debug, Clone)]
pub struct Model {
    query: String,
    people: Vec<Hit>,
    rows: Vec<store::keys::KeyRow>,
    /// Whether keys of all sellers are looked through.
    sellers: bool,
    weeks: Weeks,
    more: Option<Target>,
    first: Option<Target>,
}

/// Looks the stored query up.
pub async fn load(
    access: &mut impl Access,
    context: Context<'_>,
    filter: FilterId,
    before: Option<KeyId>,
) -> Outcome<Model> {
    let query = store::filters::get(access, context.known.person.id, filter).await?.ok_or(Refusal::NotFound)?;
    let mut rows = find::keys(access, context.env, context.scope(), &query, before, PAGE + 1).await?;
    // Who is found stands above the first page of keys.
    let people = match before {
        None => find::people(access, &context.known.actor, &query, PEOPLE).await?,
        Some(_) => Vec::new(),
    };
    let last = ui::page(&mut rows).map(|row| row.key.id);
    let next = last.map(|last| Target::Go(Route::Found { filter, before: Some(last) }));
    let first = before.map(|_| Target::Go(Route::Found { filter, before: None }));
    let weeks = list::weeks(access, context, &rows).await?;
    Ok(Model { query, people, rows, weeks, sellers: context.scope() == Scope::House, more: next, first })
}

/// Shows it.
pub fn view(model: &Model, text: &Text) -> View {
    let view = View::titled(&[], &tr!(text, "find-title"));
    if model.rows.is_empty() && model.people.is_empty() {
        return view.gap().line(tr!(text, "find-nothing", query = model.query.as_str())).back(text, Route::Home);
    }
    let mut turn = Vec::new();
    turn.extend(model.first.map(|t| Button::to(label!(text, "button-first-page"), t)));
    turn.extend(model.more.map(|t| Button::to(label!(text, "button-more"), t)));
    view.line(tr!(text, "find-found", query = model.query.as_str()))
        .column(model.people.iter().map(|hit| match hit {
            Hit::Representative(row) => sellers::button(row, text),
            Hit::Customer(row) => customers::button(row, text),
        }))
        .column(model.rows.iter().map(|row| button(row, model.sellers, &model.weeks, text)))
        .row(turn)
        .back(text, Route::Home)
}

/// Samples.
pub fn samples() -> Vec<(&'static str, Model)> {
    let rows = super::sample::key_rows();
    let sellers = super::sample::sellers().into_iter().map(|row| Hit::Representative(Box::new(row)));
    let people =
        sellers.chain(super::sample::customers().into_iter().map(|row| Hit::Customer(Box::new(row)))).collect();
    vec![
        (
            "found",
            Model {
                query: "sara".to_owned(),
                people,
                weeks: list::sample_weeks(&rows),
                rows,
                sellers: true,
                more: None,
                first: None,
            },
        ),
        (
            "nothing",
            Model {
                query: "<b>x".to_owned(),
                people: vec![],
                rows: Vec::new(),
                weeks: Weeks::new(),
                sellers: true,
                more: None,
                first: None,
            },
        ),
    ]
}
