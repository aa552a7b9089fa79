//! What keys become, in words: whose, of which plan, held by whom.
//! Every screen of an adoption says it in the same way.

use crate::{
    domain::adoption::{Decided, Fate, Holder},
    service::adopting::Line,
    text::{Html, Text, label, tr},
};

/// Whose, of which plan, held by whom: `Sara’s shop · 50 GB · 30 days`.
pub fn becomes(text: &Text, line: &Line) -> Html {
    let Some(terms) = &line.terms else { return tr!(text, "adopt-stays") };
    let mut parts = vec![seller(text, line.seller.as_deref())];
    if let Some(plan) = line.plan.as_deref() {
        parts.push(Html::isolated(text, plan));
    }
    match (&terms.holder, line.customer.as_deref()) {
        (Holder::Nobody, _) => {}
        (Holder::Each, _) => parts.push(tr!(text, "adopt-each")),
        (Holder::Named(name), _) => parts.push(tr!(text, "adopt-held-by", name = name.as_str())),
        (Holder::One(_), name) => parts.push(tr!(text, "adopt-held-by", name = name.unwrap_or_default())),
    }
    Html::join(parts, " · ")
}

/// Whose they are.
pub fn seller(text: &Text, name: Option<&str>) -> Html {
    name.map_or_else(|| tr!(text, "adopt-house"), |name| Html::isolated(text, name))
}

/// So many as the words want them.
pub fn count(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

/// What one rule, the list or nothing decides, in one line.
pub fn line(text: &Text, line: &Line) -> Html {
    let what = becomes(text, line);
    let count = count(line.count);
    match line.decided {
        Decided::List => tr!(text, "adopt-line-list", count = count),
        Decided::Rule(n) => {
            let pattern = Html::code_for(text, line.pattern.as_deref().unwrap_or_default());
            tr!(text, "adopt-line-rule", n = self::count(n + 1), pattern = pattern, what = what, count = count)
        }
        Decided::Rest if line.terms.is_none() => tr!(text, "adopt-line-rest-stays", count = count),
        Decided::Rest => tr!(text, "adopt-line-rest", what = what, count = count),
    }
}

/// Names one after the other.
pub fn names(text: &Text, names: &[String]) -> Html {
    Html::join(names.iter().map(|name| Html::isolated(text, name)), &label!(text, "adopt-comma"))
}

/// The first of some names, and how many there are beside them.
pub fn first(text: &Text, some: &[String], all: usize) -> Html {
    let names = names(text, some);
    match all.saturating_sub(some.len()) {
        0 => names,
        more => tr!(text, "adopt-and-more", names = names, count = count(more)),
    }
}

/// Why a key isn't taken over.
pub fn fate(text: &Text, fate: Fate) -> String {
    text.lookup(&format!("adopt-fate-{}", fate.as_str().replace('_', "-"))).unwrap_or_default()
}

/// What a screen's samples show: rules for two sellers, and the rest.
pub fn sample() -> Vec<Line> {
    use crate::domain::{
        adoption::Terms,
        ids::{CustomerId, PlanId, RepresentativeId},
    };
    let line = |decided, pattern: Option<&str>, terms: Option<Terms>, count, some: &[&str]| Line {
        decided,
        pattern: pattern.map(str::to_owned),
        seller: terms.as_ref().and_then(|terms| terms.to).map(|_| "Sara’s shop".to_owned()),
        plan: terms.as_ref().and_then(|terms| terms.plan).map(|_| "50 GB · 30 days".to_owned()),
        customer: terms.as_ref().filter(|terms| matches!(terms.holder, Holder::One(_))).map(|_| "Mina".to_owned()),
        terms,
        count,
        some: some.iter().map(|name| (*name).to_owned()).collect(),
    };
    let sara = Terms { to: Some(RepresentativeId(1)), plan: Some(PlanId(1)), holder: Holder::Each };
    let mina = Terms { holder: Holder::One(CustomerId(1)), ..Terms::default() };
    vec![
        line(Decided::List, None, None, 14, &["vip <1>"]),
        line(Decided::Rule(0), Some("sara-*"), Some(sara), 23, &["sara-1", "sara-2", "Sara-03"]),
        line(Decided::Rule(1), Some("مینا*"), Some(mina), 1, &["مینا <گوشی>"]),
        line(Decided::Rest, None, Some(Terms::default()), 9, &["key-12", "old phone"]),
    ]
}
