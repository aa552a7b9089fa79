//! What the pages of a rule begin with: the adoption while it is still decided about, and that rule.
//! A rule that isn't there any more is the same as one that never was.

use crate::{
    domain::{
        adoption::{AdoptionState, Terms},
        ids::AdoptionId,
    },
    service::{
        Outcome, Refusal,
        adopting::{self, At},
    },
    store::{self, Access, adoptions::Adoption},
    text::{Html, Text, tr},
};

/// Reads the adoption, and what the keys of a rule become; the rest may become nothing.
pub async fn load(access: &mut impl Access, id: AdoptionId, rule: i64) -> Outcome<(Adoption, Option<Terms>)> {
    let adoption = store::adoptions::get(access, id).await?.ok_or(Refusal::NotFound)?;
    if adoption.state != AdoptionState::Draft {
        return Err(Refusal::WrongState.into());
    }
    let terms = adopting::terms(&adoption.mapping, At::of(rule)).cloned();
    if terms.is_none() && At::of(rule) != At::Rest {
        return Err(Refusal::NotFound.into());
    }
    Ok((adoption, terms))
}

/// Where one is: the adoption and the rule's pattern.
pub fn path(text: &Text, adoption: &Adoption, rule: i64) -> [Html; 2] {
    let name = match At::of(rule) {
        At::Rule(n) => Html::isolated(text, adoption.mapping.rules.get(n).map_or("", |rule| rule.pattern.as_str())),
        At::Rest => tr!(text, "adopt-rest"),
    };
    [tr!(text, "adopt-title"), name]
}

/// An adoption for samples.
pub fn sample() -> Adoption {
    use crate::domain::{
        adoption::{Mapping, Rule},
        ids::{PersonId, ServerId},
    };
    let rule = |pattern: &str| Rule { pattern: pattern.to_owned(), terms: Terms::default() };
    Adoption {
        id: AdoptionId(4),
        server: ServerId(1),
        person: PersonId(1),
        state: AdoptionState::Draft,
        mapping: Mapping { rules: vec![rule("sara-*"), rule("مینا*")], ..Mapping::default() },
        trouble: None,
        began_at: crate::bot::screens::sample::now(),
        looked_at: None,
        finished_at: None,
        version: 3,
    }
}
