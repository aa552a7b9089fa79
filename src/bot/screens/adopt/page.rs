//! An adoption's page: what the server has and what is decided about it, then how far it is, then what came of it.
//! While something goes on, the screen follows.

use super::words;
use crate::{
    bot::{
        context::Context,
        routes::{Action, AdoptionDeed, KeyGroup, Route},
        ui::{self, Button, View},
    },
    domain::{
        adoption::{AdoptionState as S, Decided, MOST_RULES, Mapping},
        ids::{AdoptionId, PersonId, ServerId},
        traffic::Traffic,
    },
    service::{
        Outcome, Refusal,
        adopting::{self, At, Overview, Standing},
        servers,
    },
    store::{
        self, Access,
        adoptions::{Adoption, FoundKey},
    },
    text::{Html, Text, chart, label, tr},
};
use chrono::TimeDelta;

/// An adoption, with what is there or how far it is.
#[derive(Debug, Clone)]
pub struct Model {
    adoption: Adoption,
    server: String,
    overview: Option<Overview>,
    standing: Standing,
    /// It has ended a moment ago: what keys have moved is being fetched.
    fresh: bool,
}

/// Reads it.
pub async fn load(access: &mut impl Access, context: Context<'_>, id: AdoptionId) -> Outcome<Model> {
    let adoption = store::adoptions::get(access, id).await?.ok_or(Refusal::NotFound)?;
    let server = servers::present(access, adoption.server).await?.name;
    let overview = if adoption.state == S::Draft { Some(adopting::overview(access, &adoption).await?) } else { None };
    let standing = adopting::standing(access, id).await?;
    // The poll that follows takes a minute or two.
    let fresh = adoption.finished_at.is_some_and(|at| context.now - at < TimeDelta::minutes(3));
    Ok(Model { adoption, server, overview, standing, fresh })
}

/// Shows it.
pub fn view(model: &Model, text: &Text) -> View {
    let path = [tr!(text, "servers-title"), Html::isolated(text, &model.server)];
    let view = View::titled(&path, &tr!(text, "adopt-title")).gap();
    let adoption = &model.adoption;
    let deed = |label: String, deed| {
        Button::act(label, Action::AdoptDo { adoption: adoption.id, version: adoption.version, deed })
    };
    let drop = || deed(label!(text, "adopt-drop"), AdoptionDeed::Close);
    let back = Route::Server { server: adoption.server };
    let trouble = adoption.trouble.as_deref().map(|trouble| Html::plain(&ui::known_trouble(text, trouble)));
    match (adoption.state, &model.overview) {
        (S::Looking, _) => view.line(tr!(text, "adopt-looking")).row([drop()]).back(text, back).live(true),
        (S::Silent, _) => view
            .line(tr!(text, "adopt-silent"))
            .maybe(trouble)
            .row([deed(label!(text, "adopt-again"), AdoptionDeed::Again), drop()])
            .back(text, back),
        (S::Draft, Some(overview)) => draft(view, adoption, overview, text).back(text, back),
        (S::Dropped | S::Draft, _) => view.line(tr!(text, "adopt-dropped")).back(text, back),
        (S::Running, _) => {
            let (done, of) = (model.standing.total - model.standing.waiting, model.standing.total);
            let percent = done.saturating_mul(100) / of.max(1);
            view.line(tr!(text, "adopt-running", done = done, of = of))
                .line(Html::plain(&chart::bar(percent)))
                .maybe(trouble)
                .lines(results(model, text))
                .row([deed(label!(text, "adopt-stop"), AdoptionDeed::Stop)])
                .back(text, back)
                .live(true)
        }
        (S::Stopped, _) => view
            .line(tr!(text, "adopt-stopped", count = model.standing.waiting))
            .lines(results(model, text))
            .row([
                deed(label!(text, "adopt-go-on"), AdoptionDeed::Go),
                deed(label!(text, "adopt-end"), AdoptionDeed::Close),
            ])
            .row((model.standing.adopted > 0).then(|| deed(label!(text, "adopt-file"), AdoptionDeed::File)))
            .back(text, back),
        (S::Done, _) => {
            let keys = Route::Keys { group: KeyGroup::All, server: Some(adoption.server), before: None };
            let file = (model.standing.adopted > 0).then(|| deed(label!(text, "adopt-file"), AdoptionDeed::File));
            view.lines(results(model, text))
                .maybe((model.fresh && model.standing.adopted > 0).then(|| tr!(text, "adopt-filling")))
                .row(file)
                .row([Button::go(label!(text, "button-keys"), keys)])
                .back(text, back)
        }
    }
}

/// What came of it so far.
fn results(model: &Model, text: &Text) -> Vec<Html> {
    let standing = &model.standing;
    let mut lines = vec![tr!(text, "adopt-result", count = standing.adopted)];
    if standing.left > 0 {
        lines.push(tr!(text, "adopt-result-left", count = standing.left));
    }
    for (fate, count, some) in &standing.failed {
        let why = words::fate(text, *fate);
        let names = words::names(text, some);
        lines.push(tr!(text, "adopt-result-failed", count = *count, why = why, names = names));
    }
    lines
}

/// A key as it is there: name, limit, traffic.
fn sample_line(text: &Text, key: &FoundKey) -> Html {
    let name = adopting::wished(&key.name, &key.remote_id);
    let mut parts = vec![Html::isolated(text, &name)];
    match key.limit {
        Some(Traffic(0)) => parts.push(tr!(text, "adopt-switched-off")),
        Some(limit) => parts.push(Html::plain(&text.quota(Some(limit)))),
        None => {}
    }
    if let Some(moved) = key.moved.filter(|moved| moved.0 > 0) {
        parts.push(tr!(text, "adopt-moved", traffic = text.traffic(moved)));
    }
    Html::join(parts, " · ")
}

/// What is there, what is decided, and how to decide.
fn draft(view: View, adoption: &Adoption, overview: &Overview, text: &Text) -> View {
    let (id, version) = (adoption.id, adoption.version);
    let facts = &overview.facts;
    let deed = |label: String, deed| Button::act(label, Action::AdoptDo { adoption: id, version, deed });
    let last =
        [deed(label!(text, "adopt-again"), AdoptionDeed::Again), deed(label!(text, "adopt-drop"), AdoptionDeed::Close)];
    if facts.total == 0 {
        return view.line(tr!(text, "adopt-none")).row(last);
    }
    let mut known = Vec::new();
    let mut fact = |count: usize, words: fn(&Text, i64) -> Html| {
        if count > 0 {
            known.push(words(text, words::count(count)));
        }
    };
    fact(facts.nameless, |text, count| tr!(text, "adopt-facts-nameless", count = count));
    fact(facts.limited, |text, count| tr!(text, "adopt-facts-limited", count = count));
    fact(facts.stopped, |text, count| tr!(text, "adopt-facts-stopped", count = count));
    fact(facts.moved.unwrap_or(0), |text, count| tr!(text, "adopt-facts-moved", count = count));
    let rules = adoption.mapping.rules.len();
    let rule = |line: &adopting::Line| match line.decided {
        Decided::List => deed(label!(text, "adopt-unlist"), AdoptionDeed::Unlist),
        Decided::Rule(n) => {
            let pattern = line.pattern.as_deref().unwrap_or_default();
            let pattern: String = pattern.chars().take(40).collect();
            let label = label!(text, "adopt-rule-button", n = words::count(n + 1), pattern = pattern);
            Button::go(label, Route::AdoptRule { adoption: id, rule: At::Rule(n).number() })
        }
        Decided::Rest => {
            Button::go(label!(text, "adopt-rest-button"), Route::AdoptRule { adoption: id, rule: At::Rest.number() })
        }
    };
    let suggested = overview.suggested.iter().enumerate().filter(|_| rules < MOST_RULES).map(|(n, one)| {
        let pattern: String = one.pattern.chars().take(40).collect();
        let label = label!(text, "adopt-suggest", pattern = pattern, count = words::count(one.count));
        Button::act(label, Action::AdoptSuggested { adoption: id, version, choice: words::count(n) })
    });
    let more = [
        Button::act(label!(text, "adopt-pattern"), Action::AdoptPattern { adoption: id, rule: None }),
        Button::act(label!(text, "adopt-list"), Action::AdoptList { adoption: id }),
    ];
    view.line(tr!(text, "adopt-found", count = words::count(facts.total)))
        .maybe((!known.is_empty()).then(|| Html::join(known, " · ")))
        .lines(overview.some.iter().map(|key| {
            let mut line = Html::plain("• ");
            line.push(&sample_line(text, key));
            line
        }))
        .gap()
        .line(tr!(text, "adopt-rules"))
        .lines(overview.lines.iter().map(|line| words::line(text, line)))
        .maybe((!overview.suggested.is_empty() && rules < MOST_RULES).then(|| tr!(text, "adopt-suggestions")))
        .row([Button::go(label!(text, "adopt-look-ahead"), Route::AdoptOutlook { adoption: id })])
        .grid(suggested)
        .grid(overview.lines.iter().map(rule))
        .row(if rules < MOST_RULES { more.to_vec() } else { more[1..].to_vec() })
        .row(last)
}

/// Samples.
pub fn samples() -> Vec<(&'static str, Model)> {
    use crate::domain::{adoption::Fate, name_pattern::Suggestion};
    let now = crate::bot::screens::sample::now();
    let adoption = |state| Adoption {
        id: AdoptionId(4),
        server: ServerId(1),
        person: PersonId(1),
        state,
        mapping: Mapping::default(),
        trouble: (state == S::Silent).then(|| "timeout".to_owned()),
        began_at: now,
        looked_at: Some(now),
        finished_at: None,
        version: 3,
    };
    let key = |id: &str, name: &str, limit: Option<i64>, moved: i64| FoundKey {
        remote_id: id.to_owned(),
        name: name.to_owned(),
        limit: limit.map(Traffic),
        moved: Some(Traffic(moved)),
    };
    let facts = adopting::Facts { total: 47, nameless: 3, limited: 12, stopped: 2, moved: Some(31) };
    let suggestion = |pattern: &str, count| Suggestion { pattern: pattern.to_owned(), count };
    let overview = Overview {
        facts,
        some: vec![
            key("1", "sara-1", Some(50_000_000_000), 12_400_000_000),
            key("2", "my <phone>", Some(0), 0),
            key("3", "کلید علی", None, 900_000_000),
            key("12", "", None, 0),
        ],
        lines: words::sample(),
        listed_stay: 0,
        suggested: vec![suggestion("ali*", 6), suggestion("رضا-*", 2)],
    };
    let empty =
        Overview { facts: adopting::Facts::default(), some: vec![], lines: vec![], listed_stay: 0, suggested: vec![] };
    let failed = vec![
        (Fate::Limit, 3, vec!["sara-21".to_owned(), "sara <22>".to_owned()]),
        (Fate::Gone, 1, vec!["کلید علی".to_owned()]),
    ];
    let standing = |adopted, waiting| Standing { total: 47, adopted, left: 2, waiting, failed: failed.clone() };
    let model = |state, overview, standing| Model {
        adoption: adoption(state),
        server: "Frankfurt".to_owned(),
        overview,
        standing,
        fresh: true,
    };
    vec![
        ("looking", model(S::Looking, None, Standing::default())),
        ("silent", model(S::Silent, None, Standing::default())),
        ("none", model(S::Draft, Some(empty), Standing::default())),
        ("draft", model(S::Draft, Some(overview), Standing::default())),
        ("running", model(S::Running, None, standing(20, 21))),
        ("stopped", model(S::Stopped, None, standing(20, 21))),
        ("done", model(S::Done, None, standing(41, 0))),
        ("dropped", model(S::Dropped, None, Standing::default())),
    ]
}
