//! The form for a new key: plan, name, and a last look. Four taps from Home, no typing.
//! Plans and servers are kept as they were when it began; the use case looks at them again.

use super::asking::{Ask, Command, FormContext, Input, Step};
use crate::{
    bot::routes::{KeyGroup, Route},
    domain::{
        ids::{PlanId, ServerId},
        key::NAME_MAX,
        money::Money,
        plan::{Lifetime, Plan},
        traffic::Traffic,
    },
    service::keys::NewKey,
    text::{Html, label, tr, typed},
};
use serde::{Deserialize, Serialize};

/// A plan as it was when the form began, for its button.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offer {
    id: PlanId,
    name: String,
    lifetime: Lifetime,
    quota: Option<Traffic>,
    price: Money,
}

impl From<&Plan> for Offer {
    fn from(plan: &Plan) -> Self {
        Self { id: plan.id, name: plan.name.clone(), lifetime: plan.lifetime, quota: plan.quota, price: plan.price }
    }
}

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
    /// The page of plans that is shown.
    page: usize,
    suggested: String,
    name: String,
    /// Servers to choose among; empty where the person may not see servers.
    servers: Vec<(ServerId, String)>,
    /// The one asked for; `None` lets the house choose.
    server: Option<ServerId>,
    /// The house's choice, for the last look.
    best: Option<String>,
}

/// How many plans one page of the form shows.
const PLANS: usize = 8;

impl NewKeyForm {
    /// Begins with the plans that are sold, a free name and the servers that take keys. With a `plan`, its step is passed.
    pub fn new(
        offers: Vec<Offer>,
        plan: Option<PlanId>,
        suggested: String,
        servers: Vec<(ServerId, String)>,
        server: Option<ServerId>,
        best: Option<String>,
    ) -> Self {
        let plan = plan.and_then(|id| offers.iter().position(|o| o.id == id));
        let at = if plan.is_some() { At::Name } else { At::Plan };
        Self { at, offers, plan, page: 0, name: suggested.clone(), suggested, servers, server, best }
    }

    /// Goes back to the name, after the house refused it as taken.
    pub fn at_name(&mut self) {
        self.at = At::Name;
    }

    fn pages(&self) -> usize {
        self.offers.len().div_ceil(PLANS).max(1)
    }

    fn offer(&self) -> Option<&Offer> {
        self.offers.get(self.plan?)
    }

    pub(super) fn step(mut self, input: Input<'_>, context: FormContext<'_>) -> Step<Self> {
        match (self.at, input) {
            (At::Plan, Input::Choice(n)) => {
                let shown = self.offers.len().saturating_sub(self.page * PLANS).min(PLANS);
                if n < shown {
                    self.plan = Some(self.page * PLANS + n);
                    self.at = At::Name;
                } else {
                    self.page = (self.page + 1) % self.pages();
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
            (At::Look, Input::Choice(_)) => self.at = At::Server,
            (At::Server, Input::Choice(0)) => {
                self.server = None;
                self.at = At::Look;
            }
            (At::Server, Input::Choice(n)) => {
                self.server = self.servers.get(n - 1).map(|(id, _)| *id);
                self.at = At::Look;
            }
            (At::Plan, Input::Back) => return Step::Leave,
            (At::Name, Input::Back) => self.at = At::Plan,
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
                let mut choices: Vec<String> = self
                    .offers
                    .iter()
                    .skip(self.page * PLANS)
                    .take(PLANS)
                    .map(|o| label!(text, "form-new-key-plan", name = o.name.as_str(), price = o.price))
                    .collect();
                if self.pages() > 1 {
                    choices.push(label!(text, "button-more"));
                }
                ask(Some((1, 3)), vec![tr!(text, "form-new-key-ask-plan")], choices, false)
            }
            At::Name => {
                let choices = vec![label!(text, "form-new-key-name", name = self.suggested.as_str())];
                ask(Some((2, 3)), vec![tr!(text, "form-new-key-ask-name")], choices, true)
            }
            At::Server => {
                let mut choices = vec![label!(text, "form-new-key-best")];
                choices.extend(self.servers.iter().map(|(_, name)| name.clone()));
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
            let name = self.servers.iter().find(|(s, _)| *s == id).map_or("", |(_, name)| name.as_str());
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
