//! What would come of an adoption: counts, names that can't stay, limits that are reached; nothing is changed yet.
//! The tap that starts it carries the version that was shown.

use super::words;
use crate::{
    bot::{
        routes::{Action, AdoptionDeed, Route},
        ui::{Button, View},
    },
    domain::{adoption::AdoptionState, ids::AdoptionId},
    service::{
        Outcome, Refusal,
        adopting::{self, Facts, Outlook, Overview},
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
pub async fn load(access: &mut impl Access, id: AdoptionId) -> Outcome<Model> {
    let adoption = store::adoptions::get(access, id).await?.ok_or(Refusal::NotFound)?;
    if adoption.state != AdoptionState::Draft {
        return Err(Refusal::WrongState.into());
    }
    let outlook = adopting::outlook(access, &adoption).await?;
    Ok(Model { adoption, outlook })
}

/// Shows it.
pub fn view(model: &Model, text: &Text) -> View {
    let (adoption, version) = (model.adoption.id, model.adoption.version);
    let outlook = &model.outlook;
    let adopts = words::count(outlook.overview.adopts());
    let mut view = View::titled(&[tr!(text, "adopt-title")], &tr!(text, "adopt-outlook-title"))
        .gap()
        .line(tr!(text, "adopt-outlook", count = adopts, of = words::count(outlook.overview.facts.total)))
        .lines(outlook.overview.lines.iter().map(|line| words::line(text, line)))
        .gap()
        .lines(cares(outlook, text))
        .line(tr!(text, "adopt-outlook-stays"))
        .line(tr!(text, "adopt-outlook-not-yet"));
    if adopts > 0 {
        let go = Action::AdoptDo { adoption, version, deed: AdoptionDeed::Go };
        view = view.row([Button::act(label!(text, "adopt-go", count = adopts), go)]);
    }
    view.back(text, Route::Adopt { adoption })
}

/// What is to be known beforehand.
fn cares(outlook: &Outlook, text: &Text) -> Vec<Html> {
    let mut lines = Vec::new();
    if let (n @ 1.., some) = (outlook.clashes.0, &outlook.clashes.1)
        && let Some((old, new)) = some.first()
    {
        let (old, new) = (old.as_str(), new.as_str());
        lines.push(tr!(text, "adopt-care-clash", count = words::count(n), old = old, new = new));
    }
    for (name, keys, places) in &outlook.beyond {
        let (keys, places) = (words::count(*keys), words::count(*places));
        lines.push(tr!(text, "adopt-care-limit", name = name.as_str(), count = keys, places = places));
    }
    let mut say = |count: usize, words: fn(&Text, i64) -> Html| {
        if count > 0 {
            lines.push(words(text, words::count(count)));
        }
    };
    say(outlook.nameless, |text, count| tr!(text, "adopt-care-nameless", count = count));
    say(outlook.stopped, |text, count| tr!(text, "adopt-care-stopped", count = count));
    say(outlook.limits, |text, count| tr!(text, "adopt-care-limits", count = count));
    say(outlook.replaced, |text, count| tr!(text, "adopt-care-replaced", count = count));
    say(outlook.customers, |text, count| tr!(text, "adopt-care-customers", count = count));
    lines
}

/// Samples.
pub fn samples() -> Vec<(&'static str, Model)> {
    let overview = Overview {
        facts: Facts { total: 47, ..Facts::default() },
        some: Vec::new(),
        lines: words::sample(),
        suggested: Vec::new(),
    };
    let full = Outlook {
        overview: overview.clone(),
        clashes: (2, vec![("sara-1".to_owned(), "sara-1 (12)".to_owned())]),
        nameless: 3,
        beyond: vec![("Sara’s <shop>".to_owned(), 23, 20)],
        stopped: 2,
        limits: 7,
        replaced: 1,
        customers: 23,
    };
    let lines = words::sample().into_iter().skip(3).map(|line| adopting::Line { terms: None, ..line }).collect();
    let nothing = Outlook {
        overview: Overview { lines, ..overview },
        clashes: (0, Vec::new()),
        nameless: 0,
        beyond: Vec::new(),
        stopped: 0,
        limits: 0,
        replaced: 0,
        customers: 0,
    };
    let model = |outlook| Model { adoption: super::choice::sample(), outlook };
    vec![("full", model(full)), ("nothing", model(nothing))]
}
