//! The form for a new key: plan, name, and a last look. Four taps from Home, no typing.
//! Plans and servers are kept as they were when it began; the use case looks at them again.

use super::{
    asking::{Ask, Command, FormContext, Input, Step},
    offers::{Offer, Place, SHOWN},
};
use crate::{
    bot::routes::{Action, KeyGroup, Route},
    domain::{
        ids::{PlanId, ServerId},
        key::NAME_MAX,
    },
    service::keys::NewKey,
    text::{Html, label, tr, typed},
};
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
enum At {
    Plan,
    Name,
    Server,
    Look,
}

/// What was answered so far.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewKeyForm {
    at: At,
    offers: Vec<Offer>,
    plan: Option<usize>,
    /// The page of plans, or of servers, that is shown.
    page: usize,
    suggested: String,
    name: String,
    /// Servers to choose among; empty where the person may not see servers.
    servers: Vec<Place>,
    /// The one asked for; `None` lets the house choose.
    server: Option<ServerId>,
    /// The house's choice, for the last look.
    best: Option<String>,
    /// Whether they may make test keys.
    #[serde(default)]
    tests: bool,
}

impl NewKeyForm {
    /// Begins with the plans that are sold, a free name and the servers that take keys. With a `plan`, its step is passed.
    pub fn new(
        offers: Vec<Offer>,
        plan: Option<PlanId>,
        suggested: String,
        servers: Vec<Place>,
        server: Option<ServerId>,
        best: Option<String>,
    ) -> Self {
        let plan = plan.and_then(|id| offers.iter().position(|o| o.id == id));
        let at = if plan.is_some() { At::Name } else { At::Plan };
        Self { at, offers, plan, page: 0, name: suggested.clone(), suggested, servers, server, best, tests: false }
    }

    /// Offers test keys as well.
    #[must_use]
    pub const fn with_tests(mut self, tests: bool) -> Self {
        self.tests = tests;
        self
    }

    /// Goes back to the name, after the house refused it as taken.
    pub fn at_name(&mut self) {
        self.at = At::Name;
    }

    /// What is shown of a list, and whether there are further pages.
    fn shown<'a, T>(&self, all: &'a [T]) -> (impl Iterator<Item = &'a T>, bool) {
        (all.iter().skip(self.page * SHOWN).take(SHOWN), all.len() > SHOWN)
    }

    /// The place in a list of `len` of what the n-th button of the page says; `None` is the next page's button.
    const fn nth(&self, len: usize, n: usize) -> Option<usize> {
        let at = self.page * SHOWN + n;
        if n < SHOWN && at < len { Some(at) } else { None }
    }

    /// Turns to the next page of a list of `len`, or to the first.
    fn turn(&mut self, len: usize) {
        self.page = (self.page + 1) % len.div_ceil(SHOWN).max(1);
    }

    fn offer(&self) -> Option<&Offer> {
        self.offers.get(self.plan?)
    }

    pub(super) fn step(mut self, input: Input<'_>, context: FormContext<'_>) -> Step<Self> {
        match (self.at, input) {
            (At::Plan, Input::Choice(n)) => {
                if let Some(plan) = self.nth(self.offers.len(), n) {
                    self.plan = Some(plan);
                    self.at = At::Name;
                } else {
                    let more = self.offers.len() > SHOWN;
                    let shown = self.offers.len().saturating_sub(self.page * SHOWN).min(SHOWN) + usize::from(more);
                    // Behind the plans and the way to more of them: other ways to make keys.
                    match n.checked_sub(shown) {
                        Some(0) => {
                            return Step::Done(Box::new(Command::Begin(Action::ManyKeys { server: self.server })));
                        }
                        Some(_) => {
                            return Step::Done(Box::new(Command::Begin(Action::TestKey { server: self.server })));
                        }
                        None => self.turn(self.offers.len()),
                    }
                }
            }
            (At::Name, Input::Choice(_)) => {
                self.name.clone_from(&self.suggested);
                self.at = At::Look;
            }
            (At::Name, Input::Text(name)) => match typed::name(name, NAME_MAX) {
                Ok(name) => {
                    self.name = name;
                    self.at = At::Look;
                }
                Err(problem) => return Step::Wrong(self, context.text.problem(problem)),
            },
            (At::Look, Input::Choice(0)) => return self.done(),
            (At::Look, Input::Choice(_)) => {
                self.page = 0;
                self.at = At::Server;
            }
            (At::Server, Input::Choice(0)) => {
                self.server = None;
                self.at = At::Look;
            }
            (At::Server, Input::Choice(n)) => match self.nth(self.servers.len(), n - 1) {
                Some(at) => {
                    self.server = self.servers.get(at).map(|place| place.id);
                    self.at = At::Look;
                }
                None => self.turn(self.servers.len()),
            },
            (At::Plan, Input::Back) => return Step::Leave,
            (At::Name, Input::Back) => {
                self.page = self.plan.unwrap_or(0) / SHOWN;
                self.at = At::Plan;
            }
            (At::Look, Input::Back) => self.at = At::Name,
            (At::Server, Input::Back) => self.at = At::Look,
            (At::Plan | At::Server | At::Look, Input::Text(_)) => {
                let problem = tr!(context.text, "form-tap-please");
                return Step::Wrong(self, problem);
            }
        }
        Step::Ask(self)
    }

    fn done(self) -> Step<Self> {
        match self.offer().map(|o| o.id) {
            Some(plan) => Step::Done(Box::new(Command::NewKey(NewKey { plan, server: self.server, name: self.name }))),
            None => Step::Leave,
        }
    }

    pub(super) fn ask(&self, context: FormContext<'_>) -> Ask {
        let text = context.text;
        let title = tr!(text, "form-new-key-title");
        let ask = |at, lines, choices, back| Ask { title: title.clone(), at, lines, choices, paired: false, back };
        match self.at {
            At::Plan => {
                let (offers, more) = self.shown(&self.offers);
                let mut choices: Vec<String> = offers
                    .map(|o| label!(text, "form-new-key-plan", name = o.name.as_str(), price = o.price))
                    .collect();
                choices.extend(more.then(|| label!(text, "button-more")));
                choices.push(label!(text, "button-many-keys"));
                choices.extend(self.tests.then(|| label!(text, "button-test-key")));
                ask(Some((1, 3)), vec![tr!(text, "form-new-key-ask-plan")], choices, false)
            }
            At::Name => {
                let choices = vec![label!(text, "form-new-key-name", name = self.suggested.as_str())];
                ask(Some((2, 3)), vec![tr!(text, "form-new-key-ask-name")], choices, true)
            }
            At::Server => {
                let mut choices = vec![label!(text, "form-new-key-best")];
                let (servers, more) = self.shown(&self.servers);
                choices.extend(servers.map(|place| {
                    let state = text.lookup(&format!("server-health-{}", place.health.as_str())).unwrap_or_default();
                    label!(text, "servers-line", state = state, name = place.name.as_str(), keys = place.keys)
                }));
                choices.extend(more.then(|| label!(text, "button-more")));
                ask(None, vec![tr!(text, "form-new-key-ask-server")], choices, true)
            }
            At::Look => {
                let mut choices = vec![label!(text, "form-new-key-create")];
                if !self.servers.is_empty() {
                    choices.push(label!(text, "form-new-key-other-server"));
                }
                ask(Some((3, 3)), self.look(context), choices, true)
            }
        }
    }

    fn look(&self, context: FormContext<'_>) -> Vec<Html> {
        let text = context.text;
        let Some(offer) = self.offer() else { return Vec::new() };
        let mut lines = vec![
            tr!(text, "form-new-key-look-name", name = self.name.as_str()),
            tr!(text, "form-new-key-look-plan", plan = offer.name.as_str(), price = offer.price),
            tr!(text, "form-new-key-look-gets", quota = text.quota(offer.quota), life = text.lifetime(offer.lifetime)),
        ];
        if let Some(id) = self.server {
            let name = self.servers.iter().find(|place| place.id == id).map_or("", |place| place.name.as_str());
            lines.push(tr!(text, "form-new-key-look-server", server = name));
        } else if let Some(best) = &self.best {
            lines.push(tr!(text, "form-new-key-look-best", server = best.as_str()));
        }
        lines
    }

    pub(super) fn origin(&self) -> Route {
        match self.server {
            Some(server) => Route::Server { server },
            None => Route::Keys { group: KeyGroup::All, server: None, before: None },
        }
    }
}
