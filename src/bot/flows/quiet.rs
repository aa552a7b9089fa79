//! The form for quiet hours: ready-made ones, or typed.
//! It belongs to who fills it in, so nothing of it can be changed meanwhile by another.

use super::asking::{Ask, Command, FormContext, Input, Step};
use crate::{
    bot::routes::Route,
    domain::quiet::Quiet,
    text::{Html, label, tr, typed},
};
use serde::{Deserialize, Serialize};

/// Quiet hours as they are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuietForm {
    now: Option<Quiet>,
}

const READY: [(u32, u32); 3] = [(22 * 60, 8 * 60), (23 * 60, 7 * 60), (0, 9 * 60)];

impl QuietForm {
    /// Asks for them.
    pub const fn new(now: Option<Quiet>) -> Self {
        Self { now }
    }

    pub(super) fn step(self, input: Input<'_>, context: FormContext<'_>) -> Step<Self> {
        let hours = match input {
            Input::Back => return Step::Leave,
            Input::Choice(n) => READY.get(n).and_then(|(from, until)| Quiet::new(*from, *until)),
            Input::Text(typed) => match typed::hours(typed) {
                Ok(hours) => hours,
                Err(problem) => return Step::Wrong(self, context.text.problem(problem)),
            },
        };
        Step::Done(Box::new(Command::Quiet(hours)))
    }

    pub(super) fn ask(&self, context: FormContext<'_>) -> Ask {
        let text = context.text;
        let ready = READY.iter().filter_map(|(from, until)| Quiet::new(*from, *until));
        let choices = ready.map(|quiet| text.hours(quiet)).chain([label!(text, "quiet-off")]).collect();
        let now = self.now.map_or_else(|| label!(text, "quiet-off"), |quiet| text.hours(quiet));
        let mut title = tr!(text, "notices-title");
        title.push(&Html::plain(" › "));
        title.push(&tr!(text, "quiet-title"));
        let lines = vec![tr!(text, "form-quiet"), tr!(text, "form-now", value = now)];
        Ask { title, at: None, lines, choices, paired: true, back: false }
    }

    pub(super) const fn origin() -> Route {
        Route::Notices
    }
}
