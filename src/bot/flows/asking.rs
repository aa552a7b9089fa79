//! What every form is made of: questions, answers, and the commands that come out of them.
//!
//! Pure: a step sees the reader's words, the house and the time, and says what follows.

use super::{many_form::ManyKeysForm, people_command::PeopleCommand};
use crate::{
    bot::{
        routes::{Action, Target},
        ui::{Button, View},
    },
    domain::{
        ids::{AdoptionId, BackupId, KeyId, PlanId, ServerId},
        plan::PlanDraft,
        quiet::Quiet,
        quota::QuotaPeriod,
    },
    ports::{Drivers, ServerAccess},
    service::{
        adopting::Wish,
        batches::ManyKeys,
        house::{House, HouseChange},
        keys::{KeyChange, NewKey},
        plans::PlanChange,
        test_keys::NewTest,
        usage::RuleChange,
    },
    text::{Html, Text, label},
};
use chrono::{DateTime, Utc};
use secrecy::SecretString;

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

/// What follows an answer, in a form `F`.
#[derive(Debug)]
pub enum Step<F> {
    /// Ask on.
    Ask(F),
    /// Ask again: this was wrong with the answer.
    Wrong(F, Html),
    /// All is said.
    Done(Box<Command>),
    /// Leave without a change.
    Leave,
}

impl<F> Step<F> {
    /// The same for a form that `F` is one kind of.
    pub fn map<G>(self, into: impl FnOnce(F) -> G) -> Step<G> {
        match self {
            Self::Ask(form) => Step::Ask(into(form)),
            Self::Wrong(form, problem) => Step::Wrong(into(form), problem),
            Self::Done(command) => Step::Done(command),
            Self::Leave => Step::Leave,
        }
    }
}

/// What a form asks the house to do.
#[derive(Debug, Clone)]
pub enum Command {
    /// Take a server in, or replace the line of one.
    AddServer(ServerAccess, Option<ServerId>),
    /// Make a key.
    NewKey(NewKey),
    /// Make a test key.
    NewTest(NewTest),
    /// Hold the names that a form for many keys was given against what is there.
    CheckNames(Box<ManyKeysForm>),
    /// Make many keys.
    ManyKeys(ManyKeys),
    /// Begin another form.
    Begin(Action),
    /// Make a plan.
    NewPlan(PlanDraft),
    /// Change a key.
    Key(KeyId, i64, KeyChange),
    /// Call a server so.
    ServerName(ServerId, i64, String),
    /// Change a plan.
    Plan(PlanId, i64, PlanChange),
    /// Let a plan's quota be used in that time.
    PlanPeriod(PlanId, QuotaPeriod),
    /// Change a setting of the house.
    House(HouseChange),
    /// Change what the house says of quotas.
    UsageRule(RuleChange),
    /// Look into an archive with that passphrase.
    Unlock(BackupId, SecretString),
    /// Be quiet at these hours.
    Quiet(Option<Quiet>),
    /// About representatives and customers.
    People(PeopleCommand),
    /// Change what is to become of a server's keys, as it was at that version.
    Adopt(AdoptionId, i64, Wish),
    /// Do what asked for a typed confirmation.
    Confirmed(Target),
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
    pub(super) fn view(self, text: &Text, step: i64, problem: Option<Html>) -> View {
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
