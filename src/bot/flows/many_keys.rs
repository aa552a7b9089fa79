//! The form for many keys: plan, server, names, and a last look with all that is worth knowing before.
//! Names come by number and pattern, or as a list; what can't be taken of a list is said, line by line, and left out.

use super::{
    asking::{Ask, Command, FormContext, Input, Step},
    many_form::{At, ManyKeysForm, Wrong},
    offers::SHOWN,
};
use crate::{
    domain::{
        batch::{MOST, Names, Pattern},
        key::NAME_MAX,
        money::Money,
    },
    service::batches::ManyKeys,
    text::{Html, Text, fold, label, tr, typed},
};

const COUNTS: [usize; 6] = [10, 25, 50, 100, 200, 500];

/// A whole number as people type it.
fn number(text: &str) -> Option<usize> {
    let folded = fold::fold(text);
    let digits: String = folded.chars().filter(|c| !matches!(c, ' ' | ',' | '٬')).collect();
    if digits.is_empty() || digits.len() > 9 || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    digits.parse().ok()
}

/// Whether there is nothing but digits, signs and marks in it.
fn meant_as_number(text: &str) -> bool {
    let folded = fold::fold(text);
    let only = |c: char| c.is_ascii_digit() || matches!(c, ' ' | '+' | '-' | '−' | '.' | ',' | '٫' | '٬');
    folded.lines().count() == 1 && folded.chars().all(only) && folded.contains(|c: char| c.is_ascii_digit())
}

fn turned(mut form: ManyKeysForm, len: usize) -> Step<ManyKeysForm> {
    form.page = (form.page + 1) % len.div_ceil(SHOWN).max(1);
    Step::Ask(form)
}

const fn nth(form: &ManyKeysForm, len: usize, n: usize) -> Option<usize> {
    let at = form.page * SHOWN + n;
    if n < SHOWN && at < len { Some(at) } else { None }
}

fn to(mut form: ManyKeysForm, at: At) -> Step<ManyKeysForm> {
    form.page = 0;
    form.at = at;
    Step::Ask(form)
}

pub(super) fn step(mut form: ManyKeysForm, input: Input<'_>, context: FormContext<'_>) -> Step<ManyKeysForm> {
    match (form.at, input) {
        (At::Plan, Input::Choice(n)) => match nth(&form, form.offers.len(), n) {
            Some(plan) => {
                form.plan = Some(plan);
                // Where there is nothing to choose, nothing is asked.
                let next = if form.servers.len() > 1 { At::Server } else { At::Names };
                to(form, next)
            }
            None => {
                let len = form.offers.len();
                turned(form, len)
            }
        },
        (At::Plan, Input::Back) => Step::Leave,
        (At::Server, Input::Choice(0)) => {
            form.server = None;
            to(form, At::Names)
        }
        (At::Server, Input::Choice(n)) => match nth(&form, form.servers.len(), n - 1) {
            Some(at) => {
                form.server = form.servers.get(at).map(|place| place.id);
                to(form, At::Names)
            }
            None => {
                let len = form.servers.len();
                turned(form, len)
            }
        },
        (At::Server, Input::Back) => to(form, At::Plan),
        (At::Names | At::Count, Input::Choice(n)) => match COUNTS.get(n) {
            Some(count) => counted(form, *count, context),
            None => Step::Ask(form),
        },
        (At::Count, Input::Text(text)) => match number(text) {
            Some(count) => counted(form, count, context),
            None => Step::Wrong(form, tr!(context.text, "form-many-no-number", most = MOST)),
        },
        (At::Count, Input::Back) => to(form, At::Names),
        (At::Names, Input::Text(text)) => {
            form.names = None;
            form.wrong = Wrong::default();
            named(form, text, context)
        }
        // A long list comes in several messages: what follows is added.
        (At::Look, Input::Text(text)) => named(form, text, context),
        (At::Names, Input::Back) => {
            let before = if form.servers.len() > 1 { At::Server } else { At::Plan };
            to(form, before)
        }
        (At::Look, Input::Choice(0)) => done(form),
        (At::Look, Input::Choice(_)) => Step::Ask(form),
        (At::Look, Input::Back) => {
            form.at_names();
            Step::Ask(form)
        }
        (At::Plan | At::Server, Input::Text(_)) => Step::Wrong(form, tr!(context.text, "form-tap-please")),
    }
}

fn check(form: ManyKeysForm) -> Step<ManyKeysForm> {
    Step::Done(Box::new(Command::CheckNames(Box::new(form))))
}

fn counted(mut form: ManyKeysForm, count: usize, context: FormContext<'_>) -> Step<ManyKeysForm> {
    if !(1..=MOST).contains(&count) {
        return Step::Wrong(form, tr!(context.text, "form-many-no-number", most = MOST));
    }
    form.wrong = Wrong::default();
    form.names = Some(Names::Pattern(form.pattern.clone(), count));
    check(form)
}

/// A number, a pattern, or a list of names.
fn named(mut form: ManyKeysForm, text: &str, context: FormContext<'_>) -> Step<ManyKeysForm> {
    let words = context.text;
    if let Some(count) = number(text) {
        return counted(form, count, context);
    }
    // `-3`, `2.5`: meant as a number, and no name.
    if meant_as_number(text) {
        return Step::Wrong(form, tr!(words, "form-many-no-number", most = MOST));
    }
    if text.contains('#') {
        let clean = typed::name(text, NAME_MAX).ok().and_then(|name| Pattern::parse(&name));
        let Some(pattern) = clean else { return Step::Wrong(form, tr!(words, "form-many-bad-pattern")) };
        form.pattern = pattern;
        return to(form, At::Count);
    }
    let mut names = match form.names.take() {
        Some(Names::List(names)) => names,
        _ => Vec::new(),
    };
    let list = typed::list(text, NAME_MAX, &names);
    form.wrong.empty += list.empty;
    form.wrong.twice.extend(list.twice);
    form.wrong.long.extend(list.long);
    let all = names.len() + list.names.len();
    if all > MOST {
        let problem = tr!(words, "form-many-too-many", count = all, most = MOST);
        form.names = (!names.is_empty()).then_some(Names::List(names));
        return Step::Wrong(form, problem);
    }
    names.extend(list.names);
    if names.is_empty() {
        let problem = match form.wrong.long.first() {
            Some(line) => tr!(words, "form-many-all-long", line = *line, max = NAME_MAX),
            None => tr!(words, "form-many-nothing"),
        };
        form.wrong = Wrong::default();
        return Step::Wrong(form, problem);
    }
    form.names = Some(Names::List(names));
    check(form)
}

fn done(form: ManyKeysForm) -> Step<ManyKeysForm> {
    if room(&form).is_some() {
        return Step::Ask(form);
    }
    match (form.offer().map(|o| o.id), form.names) {
        (Some(plan), Some(names)) => {
            let asked = ManyKeys { plan, server: form.server, names, once: form.once };
            Step::Done(Box::new(Command::ManyKeys(asked)))
        }
        _ => Step::Leave,
    }
}

/// How many keys more may be made, where that is too few.
fn room(form: &ManyKeysForm) -> Option<i64> {
    let count = form.names.as_ref().map_or(0, Names::count);
    form.left.filter(|left| i64::try_from(count).unwrap_or(i64::MAX) > *left)
}

pub(super) fn ask(form: &ManyKeysForm, context: FormContext<'_>) -> Ask {
    let text = context.text;
    let title = tr!(text, "form-many-title");
    let extra = i64::from(form.servers.len() > 1);
    let at = |step: i64| Some((step, 3 + extra));
    let shown = form.page * SHOWN;
    match form.at {
        At::Plan => {
            let offers = form.offers.iter().skip(shown).take(SHOWN);
            let mut choices: Vec<String> =
                offers.map(|o| label!(text, "form-new-key-plan", name = o.name.as_str(), price = o.price)).collect();
            choices.extend((form.offers.len() > SHOWN).then(|| label!(text, "button-more")));
            let lines = vec![tr!(text, "form-new-key-ask-plan")];
            Ask { title, at: at(1), lines, choices, paired: false, back: false }
        }
        At::Server => {
            let mut choices = vec![label!(text, "form-new-key-best")];
            choices.extend(form.servers.iter().skip(shown).take(SHOWN).map(|place| {
                let state = text.lookup(&format!("server-health-{}", place.health.as_str())).unwrap_or_default();
                label!(text, "servers-line", state = state, name = place.name.as_str(), keys = place.keys)
            }));
            choices.extend((form.servers.len() > SHOWN).then(|| label!(text, "button-more")));
            let lines = vec![tr!(text, "form-many-ask-server")];
            Ask { title, at: at(2), lines, choices, paired: false, back: true }
        }
        At::Names | At::Count => {
            let mut lines = wrongs(&form.wrong, text);
            let pattern = form.pattern.to_string();
            if form.at == At::Names {
                lines.push(tr!(text, "form-many-ask-names", most = MOST, pattern = Html::code_for(text, &pattern)));
                lines.push(tr!(text, "form-many-ask-list"));
            } else {
                let first = form.pattern.name(1);
                lines.push(tr!(
                    text,
                    "form-many-ask-count",
                    pattern = Html::code_for(text, &pattern),
                    first = first,
                    most = MOST
                ));
            }
            let choices = COUNTS.iter().map(|n| text.number(i64::try_from(*n).unwrap_or(0))).collect();
            Ask { title, at: at(2 + extra), lines, choices, paired: true, back: true }
        }
        At::Look => {
            let count = form.names.as_ref().map_or(0, Names::count);
            let create = label!(text, "form-many-create", count = count);
            let choices = if room(form).is_none() { vec![create] } else { Vec::new() };
            Ask { title, at: at(3 + extra), lines: look(form, count, text), choices, paired: false, back: true }
        }
    }
}

/// What is wrong with some names, a line each.
fn wrongs(wrong: &Wrong, text: &Text) -> Vec<Html> {
    let mut lines = Vec::new();
    if wrong.empty > 0 {
        lines.push(tr!(text, "form-many-empty", count = wrong.empty));
    }
    if !wrong.twice.is_empty() {
        let (names, more) = Wrong::called(&wrong.twice);
        lines.push(tr!(text, "form-many-twice", count = wrong.twice.len(), names = names, more = more));
    }
    if let Some(line) = wrong.long.first() {
        lines.push(tr!(text, "form-many-long", count = wrong.long.len(), line = *line, max = NAME_MAX));
    }
    if !wrong.taken.is_empty() {
        let (names, more) = Wrong::called(&wrong.taken);
        lines.push(tr!(text, "form-many-taken", count = wrong.taken.len(), names = names, more = more));
    }
    lines
}

fn look(form: &ManyKeysForm, count: usize, text: &Text) -> Vec<Html> {
    let Some(offer) = form.offer() else { return Vec::new() };
    let n = i64::try_from(count).unwrap_or(i64::MAX);
    let total = Money::new(offer.price.minor.saturating_mul(n), offer.price.currency);
    let mut sample = form.sample.clone();
    let last = if sample.len() > 3 { sample.pop() } else { None };
    let names = sample.join(", ");
    let mut lines = vec![match last {
        Some(last) => tr!(text, "form-many-look-names", count = count, names = names, last = last),
        None => tr!(text, "form-many-look-few", count = count, names = names),
    }];
    lines.push(tr!(text, "form-new-key-look-plan", plan = offer.name.as_str(), price = offer.price));
    lines.push(tr!(text, "form-many-look-gets", quota = text.quota(offer.quota), life = text.lifetime(offer.lifetime)));
    lines.push(tr!(text, "form-many-look-total", total = total));
    if let Some(id) = form.server {
        let name = form.servers.iter().find(|place| place.id == id).map_or("", |place| place.name.as_str());
        lines.push(tr!(text, "form-new-key-look-server", server = name));
    } else if let Some(best) = &form.best {
        lines.push(tr!(text, "form-new-key-look-best", server = best.as_str()));
    }
    match (room(form), form.left) {
        (Some(left), _) => lines.push(tr!(text, "form-many-no-room", left = left)),
        (None, Some(left)) => lines.push(tr!(text, "form-many-leaves", left = left.saturating_sub(n))),
        (None, None) => {}
    }
    let wrong = wrongs(&form.wrong, text);
    if !wrong.is_empty() {
        lines.push(Html::default());
        lines.extend(wrong);
        lines.push(tr!(text, "form-many-left-out"));
    }
    lines
}
