//! What was answered so far in the form for many keys.
//! The names are held against what is there by the use case, between two steps; what it found stands here.

use super::offers::{Offer, Place};
use crate::domain::{
    batch::{Names, Pattern},
    ids::ServerId,
};
use serde::{Deserialize, Serialize};

/// Where the form is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum At {
    Plan,
    Server,
    Names,
    Count,
    Look,
}

/// What is wrong with some of the names, and with how many.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Wrong {
    /// Lines with nothing in them.
    pub(super) empty: usize,
    /// Named more than once.
    pub(super) twice: Vec<String>,
    /// Lines with names that are too long.
    pub(super) long: Vec<usize>,
    /// Names that aren't free.
    pub(super) taken: Vec<String>,
}

/// What was answered so far.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ManyKeysForm {
    pub(super) at: At,
    pub(super) offers: Vec<Offer>,
    pub(super) plan: Option<usize>,
    /// The page of plans, or of servers, that is shown.
    pub(super) page: usize,
    /// Servers to choose among; empty where the person may not see servers.
    pub(super) servers: Vec<Place>,
    /// The one asked for; `None` lets the house choose.
    pub(super) server: Option<ServerId>,
    /// The house's choice, for the last look.
    pub(super) best: Option<String>,
    pub(super) pattern: Pattern,
    pub(super) names: Option<Names>,
    /// The first names and the last one, as they will be.
    pub(super) sample: Vec<String>,
    pub(super) wrong: Wrong,
    /// So many keys more may be made; `None` is as many as one likes.
    pub(super) left: Option<i64>,
    /// Makes of what is asked for here one batch, however often it is asked.
    pub(super) once: String,
}

/// So many names are shown before the last one.
const SAMPLE: usize = 3;
/// So many names are called that something is wrong with.
const CALLED: usize = 5;

impl ManyKeysForm {
    /// Begins with the plans that are sold, the servers that take keys and a pattern for names.
    pub fn new(
        offers: Vec<Offer>,
        (servers, server, best): (Vec<Place>, Option<ServerId>, Option<String>),
        pattern: Pattern,
        left: Option<i64>,
        once: String,
    ) -> Self {
        let wrong = Wrong { empty: 0, twice: Vec::new(), long: Vec::new(), taken: Vec::new() };
        Self {
            at: At::Plan,
            offers,
            plan: None,
            page: 0,
            servers,
            server,
            best,
            pattern,
            names: None,
            sample: Vec::new(),
            wrong,
            left,
            once,
        }
    }

    /// The names that were given.
    pub const fn names(&self) -> Option<&Names> {
        self.names.as_ref()
    }

    /// Takes what was found about the names: those that are free, those that aren't, and how many keys more may be made.
    pub fn checked(&mut self, free: Vec<String>, taken: &[String], left: Option<i64>) {
        self.left = left;
        self.wrong.taken.extend(taken.iter().cloned());
        self.sample = free.iter().take(SAMPLE).cloned().collect();
        if free.len() > SAMPLE {
            self.sample.extend(free.last().cloned());
        }
        self.at = if free.is_empty() { At::Names } else { At::Look };
        if let Some(Names::List(list)) = &mut self.names {
            *list = free;
        }
    }

    /// Goes back to the names, where the house refused some that were free before.
    pub fn at_names(&mut self) {
        self.at = At::Names;
        self.names = None;
        self.wrong = Wrong::default();
    }

    pub(super) fn offer(&self) -> Option<&Offer> {
        self.offers.get(self.plan?)
    }
}

impl Wrong {
    /// Some names in one text, and how many more there are.
    pub(super) fn called(names: &[String]) -> (String, usize) {
        let shown: Vec<&str> = names.iter().take(CALLED).map(String::as_str).collect();
        (shown.join(", "), names.len().saturating_sub(CALLED))
    }
}
