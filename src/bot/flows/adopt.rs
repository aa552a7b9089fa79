//! The forms of an adoption: a pattern for names, or a list of names.
//! The version travels along: what somebody else has changed meanwhile is not overwritten.

use super::asking::{Ask, Command, FormContext, Input, Step};
use crate::{
    bot::routes::Route,
    domain::ids::AdoptionId,
    service::adopting::{self, Edit, NotAList, Wish},
    text::{Html, Text, label, tr},
};
use serde::{Deserialize, Serialize};

/// What is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
enum What {
    /// A pattern: of a rule that is there, with the one that it has, or of a new one.
    Pattern(Option<(usize, String)>),
    /// A list of names.
    List,
}

/// Waits for a pattern or a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AdoptForm {
    adoption: AdoptionId,
    version: i64,
    what: What,
}

impl AdoptForm {
    /// Asks for a pattern.
    pub const fn pattern(adoption: AdoptionId, version: i64, rule: Option<(usize, String)>) -> Self {
        Self { adoption, version, what: What::Pattern(rule) }
    }

    /// Asks for a list.
    pub const fn list(adoption: AdoptionId, version: i64) -> Self {
        Self { adoption, version, what: What::List }
    }

    /// Whether it waits for a list, which may come as a file.
    pub const fn takes_file(&self) -> bool {
        matches!(self.what, What::List)
    }

    pub(super) fn step(self, input: Input<'_>, context: FormContext<'_>) -> Step<Self> {
        let text = context.text;
        let typed = match input {
            Input::Back => return Step::Leave,
            Input::Choice(_) => return Step::Wrong(self, tr!(text, "form-type-please")),
            Input::Text(typed) => typed,
        };
        let wish = match &self.what {
            What::Pattern(None) => Wish::Pattern(typed.trim().to_owned()),
            What::Pattern(Some((n, _))) => Wish::Edit(Edit::Pattern(*n, typed.trim().to_owned())),
            What::List => match adopting::read_list(typed) {
                Ok(list) => Wish::List(list),
                Err(problem) => return Step::Wrong(self, problem_of(problem, text)),
            },
        };
        Step::Done(Box::new(Command::Adopt(self.adoption, self.version, wish)))
    }

    pub(super) fn ask(&self, context: FormContext<'_>) -> Ask {
        let text = context.text;
        let lines = match &self.what {
            What::Pattern(now) => {
                let now = now.as_ref().map(|(_, pattern)| tr!(text, "form-now", value = pattern.as_str()));
                let mut lines = vec![tr!(text, "form-adopt-pattern"), tr!(text, "form-adopt-pattern-how")];
                lines.extend(now);
                lines
            }
            What::List => vec![
                tr!(text, "form-adopt-list"),
                Html::pre(&label!(text, "form-adopt-list-example")),
                tr!(text, "form-adopt-list-how"),
            ],
        };
        Ask { title: tr!(text, "adopt-title"), at: None, lines, choices: Vec::new(), paired: true, back: false }
    }

    pub(super) fn origin(&self) -> Route {
        let adoption = self.adoption;
        match &self.what {
            What::Pattern(Some((n, _))) => Route::AdoptRule { adoption, rule: i64::try_from(*n).unwrap_or(i64::MAX) },
            What::Pattern(None) | What::List => Route::Adopt { adoption },
        }
    }
}

fn problem_of(problem: NotAList, text: &Text) -> Html {
    match problem {
        NotAList::Empty => tr!(text, "form-adopt-list-empty"),
        NotAList::TooLong => {
            let most = i64::try_from(crate::domain::adoption::MOST_LISTED).unwrap_or(i64::MAX);
            tr!(text, "form-adopt-list-long", most = most)
        }
    }
}
