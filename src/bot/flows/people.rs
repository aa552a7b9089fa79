//! Forms of one question about representatives and customers.
//! The version of the record travels along: what was changed meanwhile is not overwritten.

use super::{
    asking::{Ask, Command, FormContext, Input, Step},
    people_command::PeopleCommand,
};
use crate::{
    bot::routes::Route,
    domain::{
        customer,
        ids::{CustomerId, KeyId, RepresentativeId},
        invitation::Gift,
        representative,
    },
    service::{customers::CustomerChange, representatives::RepresentativeChange},
    text::{Html, Text, fold, label, tr, typed},
};
use serde::{Deserialize, Serialize};

/// What is asked for, with the value that holds now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum What {
    /// A new representative's name.
    NewSeller,
    /// A representative's name.
    SellerName(RepresentativeId, i64, String),
    /// How many keys a representative may have at a time.
    SellerKeys(RepresentativeId, i64, Option<i64>),
    /// How many test keys a representative may make in a day.
    SellerTests(RepresentativeId, i64, i64),
    /// A new customer's name, and the key that they are to hold.
    NewCustomer(Option<KeyId>),
    /// A customer's name.
    CustomerName(CustomerId, i64, String),
    /// A customer's note.
    CustomerNote(CustomerId, i64, String),
}

/// A form of one question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PeopleForm {
    what: What,
}

const KEYS: [i64; 5] = [10, 25, 50, 100, 500];
const TESTS: [i64; 5] = [0, 1, 3, 5, 10];

/// A number as people type it; `Some(None)` is without a limit.
#[expect(clippy::option_option, reason = "not read, without a limit, and a number are three things")]
fn count(typed: &str) -> Option<Option<i64>> {
    if matches!(typed::days(typed), Ok(None)) {
        return Some(None);
    }
    let folded = fold::fold(typed);
    let digits: String = folded.chars().filter(|c| !matches!(c, ' ' | ',' | '.' | '٬' | '\'' | '_')).collect();
    if digits.is_empty() || digits.len() > 9 || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    digits.parse().ok().map(Some)
}

impl PeopleForm {
    /// Asks for one value.
    pub const fn new(what: What) -> Self {
        Self { what }
    }

    pub(super) fn step(self, input: Input<'_>, context: FormContext<'_>) -> Step<Self> {
        let text = context.text;
        let read = match input {
            Input::Back => return Step::Leave,
            Input::Text(typed) => self.typed(typed, text),
            Input::Choice(n) => self.chosen(n).ok_or_else(|| tr!(text, "form-type-please")),
        };
        match read {
            Ok(command) => Step::Done(Box::new(Command::People(command))),
            Err(problem) => Step::Wrong(self, problem),
        }
    }

    fn typed(&self, typed: &str, text: &Text) -> Result<PeopleCommand, Html> {
        let name = |max| typed::name(typed, max).map_err(|problem| text.problem(problem));
        let number = || count(typed).ok_or_else(|| tr!(text, "form-number-please"));
        Ok(match &self.what {
            What::NewSeller => PeopleCommand::Invite(Gift::Representative(name(representative::NAME_MAX)?)),
            What::SellerName(id, v, _) => {
                PeopleCommand::Seller(*id, *v, RepresentativeChange::Name(name(representative::NAME_MAX)?))
            }
            What::SellerKeys(id, v, _) => PeopleCommand::Seller(*id, *v, RepresentativeChange::MaxKeys(number()?)),
            What::SellerTests(id, v, _) => match number()? {
                Some(n) => PeopleCommand::Seller(*id, *v, RepresentativeChange::Tests(n)),
                None => return Err(tr!(text, "form-number-please")),
            },
            What::NewCustomer(key) => PeopleCommand::NewCustomer(name(customer::NAME_MAX)?, *key),
            What::CustomerName(id, v, _) => {
                PeopleCommand::Customer(*id, *v, CustomerChange::Name(name(customer::NAME_MAX)?))
            }
            What::CustomerNote(id, v, _) => {
                PeopleCommand::Customer(*id, *v, CustomerChange::Note(name(customer::NOTE_MAX)?))
            }
        })
    }

    fn chosen(&self, n: usize) -> Option<PeopleCommand> {
        Some(match &self.what {
            // The choice after the last number is: without a limit.
            What::SellerKeys(id, v, _) if n <= KEYS.len() => {
                PeopleCommand::Seller(*id, *v, RepresentativeChange::MaxKeys(KEYS.get(n).copied()))
            }
            What::SellerTests(id, v, _) => PeopleCommand::Seller(*id, *v, RepresentativeChange::Tests(*TESTS.get(n)?)),
            What::CustomerNote(id, v, _) if n == 0 => {
                PeopleCommand::Customer(*id, *v, CustomerChange::Note(String::new()))
            }
            _ => return None,
        })
    }

    pub(super) fn ask(&self, context: FormContext<'_>) -> Ask {
        let text = context.text;
        let numbers = |all: &[i64]| all.iter().map(|n| text.number(*n)).collect::<Vec<_>>();
        let (title, question, now, choices) = match &self.what {
            What::NewSeller => (tr!(text, "sellers-title"), tr!(text, "form-seller-name"), None, vec![]),
            What::SellerName(_, _, now) => {
                (tr!(text, "sellers-title"), tr!(text, "form-seller-name"), Some(now.clone()), vec![])
            }
            What::SellerKeys(_, _, now) => {
                let now = now.map_or_else(|| label!(text, "seller-no-limit"), |n| text.number(n));
                let mut choices = numbers(&KEYS);
                choices.push(label!(text, "seller-no-limit"));
                (tr!(text, "sellers-title"), tr!(text, "form-seller-keys"), Some(now), choices)
            }
            What::SellerTests(_, _, now) => {
                (tr!(text, "sellers-title"), tr!(text, "form-seller-tests"), Some(text.number(*now)), numbers(&TESTS))
            }
            What::NewCustomer(_) => (tr!(text, "customers-title"), tr!(text, "form-customer-name"), None, vec![]),
            What::CustomerName(_, _, now) => {
                (tr!(text, "customers-title"), tr!(text, "form-customer-name"), Some(now.clone()), vec![])
            }
            What::CustomerNote(_, _, now) => {
                let choices = if now.is_empty() { vec![] } else { vec![label!(text, "form-customer-no-note")] };
                let now = Some(now.clone()).filter(|now| !now.is_empty());
                (tr!(text, "customers-title"), tr!(text, "form-customer-note"), now, choices)
            }
        };
        let mut lines = vec![question];
        lines.extend(now.map(|now| tr!(text, "form-now", value = now)));
        Ask { title, at: None, lines, choices, paired: true, back: false }
    }

    pub(super) const fn origin(&self) -> Route {
        match &self.what {
            What::NewSeller => Route::Representatives { before: None },
            What::SellerName(id, ..) | What::SellerKeys(id, ..) | What::SellerTests(id, ..) => {
                Route::Representative { representative: *id }
            }
            What::NewCustomer(Some(key)) => Route::KeyCustomer { key: *key, before: None },
            What::NewCustomer(None) => Route::Customers { representative: None, before: None },
            What::CustomerName(id, ..) | What::CustomerNote(id, ..) => Route::Customer { customer: *id, before: None },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_people_type_them() {
        for (typed, read) in [
            ("25", Some(Some(25))),
            (" ۲۵ ", Some(Some(25))),
            ("1,000", Some(Some(1_000))),
            ("unlimited", Some(None)),
            ("نامحدود", Some(None)),
            ("0", Some(Some(0))),
            ("many", None),
            ("-3", None),
            ("", None),
            ("99999999999", None),
        ] {
            assert_eq!(count(typed), read, "{typed}");
        }
    }
}
