//! What would come of an adoption: counts, names that can't stay, limits that are reached; nothing is changed yet.
//! The tap that starts it carries the version that was shown.

use super::words;
use crate::{
    bot::{
        context::Context,
        routes::{Action, AdoptionDeed, Route},
        ui::{Button, View},
    },
    domain::{
        adoption::{AdoptionState, Fate},
        ids::AdoptionId,
    },
    service::{
        Outcome, Refusal,
        adopting::{self, Facts, NotTheirs, Outlook, Overview},
    },
    store::{self, Access, adoptions::Adoption},
    text::{Html, Text, label, tr},
};

/// An adoption and what would come of it.
#[derive(Debug, Clone)]
pub struct Model {
    adoption: Adoption,
    outlook: Outlook,
}

/// Reads it.
pub async fn load(access: &mut impl Access, context: Context<'_>, id: AdoptionId) -> Outcome<Model> {
    let adoption = store::adoptions::get(access, id).await?.ok_or(Refusal::NotFound)?;
    if adoption.state != AdoptionState::Draft {
        return Err(Refusal::WrongState.into());
    }
    let outlook = adopting::outlook(access, &adoption, context.now).await?;
    Ok(Model { adoption, outlook })
}

/// Shows it.
pub fn view(model: &Model, text: &Text) -> View {
    let (adoption, version) = (model.adoption.id, model.adoption.version);
    let outlook = &model.outlook;
    let adopts = words::count(outlook.adopts);
    let mut view = View::titled(&[tr!(text, "adopt-title")], &tr!(text, "adopt-outlook-title"))
        .gap()
        .line(tr!(text, "adopt-outlook", count = adopts, of = words::count(outlook.overview.facts.total)))
        .lines(outlook.overview.lines.iter().map(|line| words::line(text, line)))
        .gap()
        .lines(warnings(outlook, text))
        .lines(cares(outlook, text))
        .line(tr!(text, "adopt-outlook-stays"))
        .line(tr!(text, "adopt-outlook-not-yet"));
    if adopts > 0 {
        let go = Action::AdoptDo { adoption, version, deed: AdoptionDeed::Go };
        view = view.row([Button::act(label!(text, "adopt-go", count = adopts), go)]);
    }
    if outlook.overview.facts.total > 0 {
        let file = Action::AdoptDo { adoption, version, deed: AdoptionDeed::File };
        view = view.row([Button::act(label!(text, "adopt-file"), file)]);
    }
    view.back(text, Route::Adopt { adoption })
}

/// What may not be as it is meant.
fn warnings(outlook: &Outlook, text: &Text) -> Vec<Html> {
    let mut lines = Vec::new();
    let (over, unknown) = (&outlook.over, &outlook.unknown);
    if over.0 > 0 {
        let (count, names) = (words::count(over.0), words::first(text, &over.1, over.0));
        lines.push(tr!(text, "adopt-care-over", count = count, names = names));
    }
    if unknown.0 > 0 {
        let (count, names) = (words::count(unknown.0), words::first(text, &unknown.1, unknown.0));
        lines.push(tr!(text, "adopt-care-unknown", count = count, names = names));
    }
    for (fate, count) in &outlook.lost {
        lines.push(tr!(text, "adopt-care-lost", count = words::count(*count), why = words::fate(text, *fate)));
    }
    for NotTheirs { seller, plan, count } in &outlook.not_theirs {
        let (name, count) = (seller.as_str(), words::count(*count));
        lines.push(match plan {
            Some(plan) => tr!(text, "adopt-care-plan", name = name, plan = plan.as_str(), count = count),
            None => tr!(text, "adopt-care-server", name = name, count = count),
        });
    }
    for (name, keys, places) in &outlook.beyond {
        let (keys, places) = (words::count(*keys), words::count(*places));
        lines.push(tr!(text, "adopt-care-limit", name = name.as_str(), count = keys, places = places));
    }
    lines
}

/// What is to be known beforehand.
fn cares(outlook: &Outlook, text: &Text) -> Vec<Html> {
    let mut lines = Vec::new();
    if let (n, Some((old, new))) = &outlook.clashes {
        let (old, new) = (old.as_str(), new.as_str());
        lines.push(tr!(text, "adopt-care-clash", count = words::count(*n), old = old, new = new));
    }
    let count = |count: usize| Some(words::count(count)).filter(|count| *count > 0);
    lines.extend(count(outlook.nameless).map(|count| tr!(text, "adopt-care-nameless", count = count)));
    lines.extend(count(outlook.stopped).map(|count| tr!(text, "adopt-care-stopped", count = count)));
    let date = text.date(outlook.renews_at);
    lines.extend(count(outlook.limits).map(|count| tr!(text, "adopt-care-limits", count = count, date = date)));
    lines.extend(count(outlook.replaced).map(|count| tr!(text, "adopt-care-replaced", count = count)));
    lines.extend(count(outlook.customers).map(|count| tr!(text, "adopt-care-customers", count = count)));
    lines
}

/// Samples.
pub fn samples() -> Vec<(&'static str, Model)> {
    let overview = Overview {
        facts: Facts { total: 47, ..Facts::default() },
        some: Vec::new(),
        lines: words::sample(),
        listed_stay: 0,
        suggested: Vec::new(),
    };
    let full = Outlook {
        overview: overview.clone(),
        adopts: 43,
        clashes: (2, Some(("sara-1".to_owned(), "sara-1 (12)".to_owned()))),
        nameless: 3,
        beyond: vec![("Sara’s <shop>".to_owned(), 23, 20)],
        lost: vec![(Fate::NoPlan, 1)],
        not_theirs: vec![
            NotTheirs { seller: "Sara’s <shop>".to_owned(), plan: Some("50 GB · 30 days".to_owned()), count: 20 },
            NotTheirs { seller: "رضا".to_owned(), plan: None, count: 1 },
        ],
        over: (12, (1..=10).map(|n| format!("sara-{n}")).collect()),
        unknown: (3, ["No such", "کلید دیگر", "a <b>"].map(str::to_owned).to_vec()),
        stopped: 2,
        limits: 7,
        renews_at: crate::bot::screens::sample::now() + chrono::TimeDelta::days(9),
        replaced: 1,
        customers: 23,
    };
    let lines = words::sample().into_iter().skip(3).map(|line| adopting::Line { terms: None, ..line }).collect();
    let nothing = Outlook {
        overview: Overview { lines, ..overview },
        adopts: 0,
        clashes: (0, None),
        nameless: 0,
        beyond: Vec::new(),
        lost: Vec::new(),
        not_theirs: Vec::new(),
        over: (0, Vec::new()),
        unknown: (0, Vec::new()),
        stopped: 0,
        limits: 0,
        renews_at: crate::bot::screens::sample::now(),
        replaced: 0,
        customers: 0,
    };
    let model = |outlook| Model { adoption: super::choice::sample(), outlook };
    vec![("full", model(full)), ("nothing", model(nothing))]
}
