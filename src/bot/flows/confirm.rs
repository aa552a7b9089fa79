//! A typed confirmation, for what can't be taken back or what shows a secret.
//! The word is in the reader's language; case and kinds of letters don't matter.

use super::asking::{Ask, Command, FormContext, Input, Step};
use crate::{
    bot::routes::{Action, Route, ServerDeed, Target},
    service::handing::Passed,
    text::{fold, label, tr},
};
use serde::{Deserialize, Serialize};

/// Waits for the word.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Confirm {
    /// What is done then, as a button says it.
    target: String,
    /// What it is about, for the question.
    name: String,
    /// How many keys are lost by it; 0 where none are.
    keys: i64,
    /// How many customers go along with it.
    #[serde(default)]
    customers: i64,
    /// Who has it now; empty where nobody has.
    #[serde(default)]
    holder: String,
}

impl Confirm {
    /// Asks before `target` is done to what is called `name`.
    pub fn new(target: Target, name: String, keys: i64) -> Self {
        Self { target: target.encode(), name, keys, customers: 0, holder: String::new() }
    }

    /// Asks before something goes to another person, with all that is said to go along.
    pub fn handing(target: Target, passed: Passed) -> Self {
        let Passed { name, holder, keys, customers, .. } = passed;
        Self { customers, holder: holder.unwrap_or_default(), ..Self::new(target, name, keys) }
    }

    fn target(&self) -> Target {
        // Written by `new`; a later version that can't read it shows Home.
        Target::decode(&self.target).unwrap_or(Target::Go(Route::Home))
    }

    fn word(&self, context: FormContext<'_>) -> String {
        match self.target() {
            Target::Do(Action::ServerReplace { .. } | Action::ServerTake { .. }) => {
                label!(context.text, "confirm-word-replace")
            }
            Target::Do(Action::Settle { .. }) => label!(context.text, "confirm-word-delete"),
            Target::Do(Action::RestoreFrom { .. }) => label!(context.text, "confirm-word-restore"),
            Target::Do(Action::MakePassphrase) => label!(context.text, "confirm-word-show"),
            Target::Do(Action::HandHouse | Action::HandSeller { .. } | Action::HandCustomer { .. }) => {
                label!(context.text, "confirm-word-hand-over")
            }
            Target::Do(_) => label!(context.text, "confirm-word-remove"),
            _ => label!(context.text, "confirm-word-show"),
        }
    }

    pub(super) fn step(self, input: Input<'_>, context: FormContext<'_>) -> Step<Self> {
        let Input::Text(typed) = input else { return Step::Leave };
        let word = self.word(context);
        if fold::fold(typed) == fold::fold(&word) {
            return Step::Done(Box::new(Command::Confirmed(self.target())));
        }
        let problem = tr!(context.text, "confirm-wrong", word = word.as_str());
        Step::Wrong(self, problem)
    }

    pub(super) fn ask(&self, context: FormContext<'_>) -> Ask {
        let text = context.text;
        let what = match self.target() {
            Target::Do(Action::ServerDo { deed: ServerDeed::Remove, .. }) => {
                tr!(text, "confirm-server-remove", name = self.name.as_str(), count = self.keys)
            }
            Target::Do(Action::ServerReplace { .. } | Action::ServerTake { .. }) => {
                tr!(text, "confirm-server-replace", name = self.name.as_str())
            }
            Target::Do(Action::Settle { .. }) => {
                tr!(text, "confirm-rebuilt-delete", name = self.name.as_str(), count = self.keys)
            }
            Target::Do(Action::RestoreFrom { .. }) => tr!(text, "confirm-restore", date = self.name.as_str()),
            Target::Do(Action::MakePassphrase) => tr!(text, "confirm-passphrase"),
            Target::Do(Action::HandHouse) => {
                tr!(text, "confirm-hand-house", name = self.name.as_str(), count = self.keys)
            }
            Target::Do(Action::HandSeller { .. }) => {
                let (name, customers) = (self.name.as_str(), self.customers);
                tr!(text, "confirm-hand-seller", name = name, count = self.keys, customers = customers)
            }
            Target::Do(Action::HandCustomer { .. }) => {
                tr!(text, "confirm-hand-customer", name = self.name.as_str(), count = self.keys)
            }
            _ => tr!(text, "confirm-server-reveal", name = self.name.as_str()),
        };
        let word = self.word(context);
        Ask {
            title: tr!(text, "confirm-title"),
            at: None,
            lines: std::iter::once(what)
                .chain((!self.holder.is_empty()).then(|| tr!(text, "confirm-hand-from", name = self.holder.as_str())))
                .chain([tr!(text, "confirm-ask", word = word.as_str())])
                .collect(),
            choices: Vec::new(),
            paired: false,
            back: false,
        }
    }

    pub(super) fn origin(&self) -> Route {
        match self.target() {
            Target::Go(route) | Target::Open(route) => route.parent(),
            Target::Do(action) => action.parent(),
            _ => Route::Home,
        }
    }
}
