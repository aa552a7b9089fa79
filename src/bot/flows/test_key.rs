//! The form for a test key: one look, one tap; another name may be typed.
//! What it gives and how many are left today is as it was when the form began; the use case looks again.

use super::asking::{Ask, Command, FormContext, Input, Step};
use crate::{
    domain::{ids::ServerId, key::NAME_MAX, plan::Lifetime, traffic::Traffic},
    service::test_keys::{NewTest, TestOffer},
    text::{label, tr, typed},
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// A test key about to be made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TestKeyForm {
    name: String,
    server: Option<ServerId>,
    quota: Traffic,
    days: u32,
    a_day: Option<i64>,
    left: Option<i64>,
    next: DateTime<Utc>,
}

impl TestKeyForm {
    /// Shows what it would be.
    pub const fn new(name: String, server: Option<ServerId>, offer: &TestOffer) -> Self {
        let (a_day, left, next) = (offer.a_day, offer.left, offer.next);
        Self { name, server, quota: offer.terms.quota, days: offer.terms.days, a_day, left, next }
    }

    pub(super) fn step(mut self, input: Input<'_>, context: FormContext<'_>) -> Step<Self> {
        match input {
            Input::Back => Step::Leave,
            Input::Choice(_) => {
                Step::Done(Box::new(Command::NewTest(NewTest { server: self.server, name: self.name })))
            }
            Input::Text(name) => match typed::name(name, NAME_MAX) {
                Ok(name) => {
                    self.name = name;
                    Step::Ask(self)
                }
                Err(problem) => Step::Wrong(self, context.text.problem(problem)),
            },
        }
    }

    pub(super) fn ask(&self, context: FormContext<'_>) -> Ask {
        let text = context.text;
        let life = text.lifetime(Lifetime::Days(self.days));
        let mut lines = vec![
            tr!(text, "form-new-key-look-name", name = self.name.as_str()),
            tr!(text, "form-new-key-look-gets", quota = text.quota(Some(self.quota)), life = life),
            tr!(text, "form-test-not-sold"),
        ];
        match (self.left, self.a_day) {
            (Some(0), _) => lines.push(tr!(text, "form-test-none-left", date = text.date_time(self.next))),
            (Some(left), Some(most)) => lines.push(tr!(text, "form-test-left", left = left, most = most)),
            _ => {}
        }
        lines.push(tr!(text, "form-test-name"));
        let choices = if self.left == Some(0) { Vec::new() } else { vec![label!(text, "form-new-key-create")] };
        Ask { title: tr!(text, "form-test-title"), at: None, lines, choices, paired: false, back: false }
    }
}
