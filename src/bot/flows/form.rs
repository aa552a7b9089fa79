//! The form that a session is in: one of all, stored as JSON with a version.
//!
//! A form that can't be read any more (written by another version) is left with a word of why.

use super::{
    add_server, adopt,
    asking::{FormContext, Input, Step},
    confirm,
    many_form::ManyKeysForm,
    many_keys, new_key, new_plan, people, prompt, quiet, test_key,
};
use crate::{
    bot::{
        routes::{KeyGroup, Route},
        ui::View,
    },
    text::Html,
};
use serde::{Deserialize, Serialize};

/// The form that a session is in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Form {
    /// A new server.
    AddServer(add_server::AddServer),
    /// A new key.
    NewKey(new_key::NewKeyForm),
    /// Many keys.
    ManyKeys(Box<ManyKeysForm>),
    /// A test key.
    TestKey(test_key::TestKeyForm),
    /// A new plan.
    NewPlan(new_plan::NewPlanForm),
    /// One value.
    Prompt(prompt::Prompt),
    /// One value of a representative or a customer.
    People(people::PeopleForm),
    /// A pattern, or a list of names, for an adoption.
    Adopt(adopt::AdoptForm),
    /// A typed confirmation.
    Confirm(confirm::Confirm),
    /// Quiet hours.
    Quiet(quiet::QuietForm),
}

/// Grows when a form's stored shape changes.
const VERSION: u32 = 2;

#[derive(Serialize, Deserialize)]
struct Stored {
    version: u32,
    form: Form,
}

impl Form {
    /// As kept in the session.
    pub fn store(&self) -> String {
        // Forms hold strings, numbers and lists only: nothing that JSON can't hold.
        serde_json::to_string(&Stored { version: VERSION, form: self.clone() }).unwrap_or_default()
    }

    /// Reads what `store` wrote; `None` for what an older version wrote.
    pub fn restore(text: &str) -> Option<Self> {
        serde_json::from_str::<Stored>(text).ok().filter(|s| s.version == VERSION).map(|s| s.form)
    }

    /// Takes an answer.
    pub fn step(self, input: Input<'_>, context: FormContext<'_>) -> Step<Self> {
        match self {
            Self::AddServer(form) => form.step(input, context).map(Self::AddServer),
            Self::NewKey(form) => form.step(input, context).map(Self::NewKey),
            Self::ManyKeys(form) => many_keys::step(*form, input, context).map(|form| Self::ManyKeys(Box::new(form))),
            Self::TestKey(form) => form.step(input, context).map(Self::TestKey),
            Self::NewPlan(form) => form.step(input, context).map(Self::NewPlan),
            Self::Prompt(form) => form.step(input, context).map(Self::Prompt),
            Self::People(form) => form.step(input, context).map(Self::People),
            Self::Adopt(form) => form.step(input, context).map(Self::Adopt),
            Self::Confirm(form) => form.step(input, context).map(Self::Confirm),
            Self::Quiet(form) => form.step(input, context).map(Self::Quiet),
        }
    }

    /// The question, with what was wrong with the last answer.
    pub fn view(&self, context: FormContext<'_>, step: i64, problem: Option<Html>) -> View {
        let asked = match self {
            Self::AddServer(form) => form.ask(context),
            Self::NewKey(form) => form.ask(context),
            Self::ManyKeys(form) => many_keys::ask(form, context),
            Self::TestKey(form) => form.ask(context),
            Self::NewPlan(form) => form.ask(context),
            Self::Prompt(form) => form.ask(context),
            Self::People(form) => form.ask(context),
            Self::Adopt(form) => form.ask(context),
            Self::Confirm(form) => form.ask(context),
            Self::Quiet(form) => form.ask(context),
        };
        asked.view(context.text, step, problem)
    }

    /// Where Cancel leads.
    pub fn origin(&self) -> Route {
        match self {
            Self::AddServer(form) => form.origin(),
            Self::NewKey(form) => form.origin(),
            Self::ManyKeys(_) | Self::TestKey(_) => Route::Keys { group: KeyGroup::All, server: None, before: None },
            Self::NewPlan(_) => Route::Plans { archived: false },
            Self::Prompt(form) => form.origin(),
            Self::People(form) => form.origin(),
            Self::Adopt(form) => form.origin(),
            Self::Confirm(form) => form.origin(),
            Self::Quiet(_) => quiet::QuietForm::origin(),
        }
    }

    /// Whether what is typed into it is a secret, so that the person's message is taken out of the chat.
    pub const fn secret(&self) -> bool {
        match self {
            Self::AddServer(_) => true,
            Self::Prompt(form) => form.secret(),
            _ => false,
        }
    }
}
