//! One rule of an adoption: which names it fits, and what their keys become; or the rest.
//! Each tap carries the version that was shown.

use super::{choice, words};
use crate::{
    bot::{
        routes::{Action, Route, RuleDeed},
        ui::{Button, View},
    },
    domain::{adoption::Decided, ids::AdoptionId},
    service::{
        Outcome, Refusal,
        adopting::{self, At, Line},
    },
    store::{Access, adoptions::Adoption},
    text::{Html, Text, label, tr},
};

/// A rule and what it does.
#[derive(Debug, Clone)]
pub struct Model {
    adoption: Adoption,
    rule: i64,
    line: Line,
}

/// Reads it.
pub async fn load(access: &mut impl Access, id: AdoptionId, rule: i64) -> Outcome<Model> {
    let (adoption, _) = choice::load(access, id, rule).await?;
    let wanted = match At::of(rule) {
        At::Rule(n) => Decided::Rule(n),
        At::Rest => Decided::Rest,
    };
    let lines = adopting::overview(access, &adoption).await?.lines;
    let line = lines.into_iter().find(|line| line.decided == wanted).ok_or(Refusal::NotFound)?;
    Ok(Model { adoption, rule, line })
}

/// Shows it.
pub fn view(model: &Model, text: &Text) -> View {
    let (adoption, version, rule) = (model.adoption.id, model.adoption.version, model.rule);
    let line = &model.line;
    let [path, name] = choice::path(text, &model.adoption, rule);
    let deed = |label: String, deed| Button::act(label, Action::AdoptRuleDo { adoption, version, rule, deed });
    let mut view = View::titled(&[path], &name)
        .gap()
        .line(match line.decided {
            Decided::Rule(_) => {
                let pattern = Html::code_for(text, line.pattern.as_deref().unwrap_or_default());
                tr!(text, "adopt-rule-fits", pattern = pattern, count = words::count(line.count))
            }
            Decided::List | Decided::Rest => tr!(text, "adopt-rest-is", count = words::count(line.count)),
        })
        .maybe((!line.some.is_empty()).then(|| tr!(text, "adopt-some", names = words::names(text, &line.some))))
        .gap()
        .line(match &line.terms {
            Some(_) => tr!(text, "adopt-become", what = words::becomes(text, line)),
            None => words::becomes(text, line),
        });
    if line.terms.is_some() {
        view = view
            .maybe(line.plan.is_none().then(|| tr!(text, "adopt-as-it-is")))
            .row([
                Button::go(label!(text, "adopt-seller"), Route::AdoptSeller { adoption, rule, before: None }),
                Button::go(label!(text, "adopt-plan"), Route::AdoptPlan { adoption, rule, before: None }),
            ])
            .row([Button::go(label!(text, "adopt-holder"), Route::AdoptHolder { adoption, rule, before: None })]);
    }
    view = match At::of(rule) {
        At::Rest if line.terms.is_some() => view.row([deed(label!(text, "adopt-leave"), RuleDeed::Leave)]),
        At::Rest => view.row([deed(label!(text, "adopt-take"), RuleDeed::Take)]),
        At::Rule(n) => {
            let last = n + 1 >= model.adoption.mapping.rules.len();
            let up = (n > 0).then(|| deed(label!(text, "adopt-up"), RuleDeed::Up));
            let down = (!last).then(|| deed(label!(text, "adopt-down"), RuleDeed::Down));
            view.row(up.into_iter().chain(down)).row([
                Button::act(label!(text, "adopt-pattern-change"), Action::AdoptPattern { adoption, rule: Some(rule) }),
                deed(label!(text, "adopt-remove"), RuleDeed::Remove),
            ])
        }
    };
    view.back(text, Route::Adopt { adoption })
}

/// Samples.
pub fn samples() -> Vec<(&'static str, Model)> {
    let lines = words::sample();
    let of = |rule: i64, at: usize| {
        let line = lines.get(at).cloned()?;
        Some(Model { adoption: choice::sample(), rule, line })
    };
    let stays = of(-1, 3).map(|model| Model { line: Line { terms: None, ..model.line.clone() }, ..model });
    let all = [("first", of(0, 1)), ("last", of(1, 2)), ("rest", of(-1, 3)), ("stays", stays)];
    all.into_iter().filter_map(|(name, model)| Some((name, model?))).collect()
}
