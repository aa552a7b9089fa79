//! Forms: one enum per flow, kept in the session, each with a pure `step` and a pure `view`.
//!
//! A form never writes: when it is done it hands a typed command to the use case, which runs in the transaction that also
//! ends the form. A step says what is wrong with an answer in one line with an example, and asks again. A form that can't
//! be read any more (written by an older version) is left with a word of why.

pub mod add_server;
pub mod confirm;
pub mod new_key;
pub mod new_plan;
pub mod prompt;

use super::{
    routes::{Action, Route, Target},
    ui::{Button, View},
};
use crate::{
    domain::{
        ids::{KeyId, PlanId, ServerId},
        plan::PlanDraft,
    },
    ports::{Drivers, ServerAccess},
    service::{
        house::{House, HouseChange},
        keys::{KeyChange, NewKey},
        plans::PlanChange,
    },
    text::{Html, Text, label},
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// What a step may look at.
#[derive(Debug, Clone, Copy)]
pub struct FormContext<'a> {
    /// How the reader reads.
    pub text: &'a Text,
    /// The house's settings.
    pub house: &'a House,
    /// Now.
    pub now: DateTime<Utc>,
    /// Reads pasted server addresses.
    pub drivers: &'a dyn Drivers,
}

/// An answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Input<'a> {
    /// Typed.
    Text(&'a str),
    /// The n-th button of the step.
    Choice(usize),
    /// One step back.
    Back,
}

/// What follows an answer.
#[derive(Debug)]
pub enum Next {
    /// Ask on.
    Ask(Form),
    /// Ask again: this was wrong with the answer.
    Wrong(Form, Html),
    /// All is said.
    Done(Box<Command>),
    /// Leave without a change.
    Leave,
}

/// What a form asks the house to do.
#[derive(Debug, Clone)]
pub enum Command {
    /// Take a server in.
    AddServer(ServerAccess),
    /// Make a key.
    NewKey(NewKey),
    /// Make a plan.
    NewPlan(PlanDraft),
    /// Change a key.
    Key(KeyId, i64, KeyChange),
    /// Call a server so.
    ServerName(ServerId, i64, String),
    /// Change a plan.
    Plan(PlanId, i64, PlanChange),
    /// Change a setting of the house.
    House(HouseChange),
    /// Do what asked for a typed confirmation.
    Confirmed(Target),
}

/// The form that a session is in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Form {
    /// A new server.
    AddServer(add_server::AddServer),
    /// A new key.
    NewKey(new_key::NewKeyForm),
    /// A new plan.
    NewPlan(new_plan::NewPlanForm),
    /// One value.
    Prompt(prompt::Prompt),
    /// A typed confirmation.
    Confirm(confirm::Confirm),
}

/// Grows when a form's stored shape changes.
const VERSION: u32 = 1;

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
    pub fn step(self, input: Input<'_>, context: FormContext<'_>) -> Next {
        match self {
            Self::AddServer(form) => form.step(input, context),
            Self::NewKey(form) => form.step(input, context),
            Self::NewPlan(form) => form.step(input, context),
            Self::Prompt(form) => form.step(input, context),
            Self::Confirm(form) => form.step(input, context),
        }
    }

    /// The question, with what was wrong with the last answer.
    pub fn view(&self, context: FormContext<'_>, step: i64, problem: Option<Html>) -> View {
        let asked = match self {
            Self::AddServer(form) => form.ask(context),
            Self::NewKey(form) => form.ask(context),
            Self::NewPlan(form) => form.ask(context),
            Self::Prompt(form) => form.ask(context),
            Self::Confirm(form) => form.ask(context),
        };
        asked.view(context.text, step, problem)
    }

    /// Where Cancel leads.
    pub fn origin(&self) -> Route {
        match self {
            Self::AddServer(_) => Route::Servers,
            Self::NewKey(form) => form.origin(),
            Self::NewPlan(_) => Route::Plans { archived: false },
            Self::Prompt(form) => form.origin(),
            Self::Confirm(form) => form.origin(),
        }
    }

    /// Whether what is typed into it is a secret, so that the person's message is taken out of the chat.
    pub const fn secret(&self) -> bool {
        matches!(self, Self::AddServer(_))
    }
}

/// A question of a form.
#[derive(Debug, Clone)]
pub struct Ask {
    /// What the form is for.
    pub title: Html,
    /// Which step, of how many; `None` for a form of one.
    pub at: Option<(i64, i64)>,
    /// The question and its explanation.
    pub lines: Vec<Html>,
    /// Answers to tap, in their order.
    pub choices: Vec<String>,
    /// Whether choices stand two a row.
    pub paired: bool,
    /// Whether there is a step before.
    pub back: bool,
}

impl Ask {
    fn view(self, text: &Text, step: i64, problem: Option<Html>) -> View {
        let mut title = self.title;
        if let Some((n, of)) = self.at {
            title.push(&Html::plain(&format!(" · {}/{}", text.number(n), text.number(of))));
        }
        let mut view = View::titled(&[], &title);
        if let Some(problem) = problem {
            view = view.gap().line(problem);
        }
        view = view.gap();
        for line in self.lines {
            view = view.line(line);
        }
        let choices = self.choices.into_iter().enumerate().map(|(choice, label)| {
            // A step has a handful of choices.
            Button::to(label, Target::Choose { step, choice: i64::try_from(choice).unwrap_or(i64::MAX) })
        });
        view = if self.paired { view.grid(choices) } else { view.column(choices) };
        let cancel = Button::act(label!(text, "button-cancel"), Action::Cancel);
        if self.back {
            view.row([Button::to(label!(text, "button-back"), Target::Back { step }), cancel])
        } else {
            view.row([cancel])
        }
    }
}
