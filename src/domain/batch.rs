//! Many keys in one go: how many, how they are called, and where such a batch stands.
//!
//! A batch's names are free and its keys are rows before anybody is told that it began; its server learns of them one
//! after the other.

use super::{
    ids::{BatchId, PersonId, PlanId, RepresentativeId, ServerId},
    named,
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// The most keys in one go.
pub const MOST: usize = 500;

named! {
    /// Where a batch is.
    pub enum BatchState {
        /// Its keys are being made.
        Making = "making",
        /// Somebody stopped it; what its server may have heard of is still finished.
        Stopping = "stopping",
        /// Nothing more happens by itself.
        Done = "done",
    }
}

/// A batch as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Batch {
    /// Its row.
    pub id: BatchId,
    /// Who asked for it, and is told.
    pub person: Option<PersonId>,
    /// Who sells its keys; `None` is the house itself.
    pub representative: Option<RepresentativeId>,
    /// What is sold.
    pub plan: PlanId,
    /// Where.
    pub server: ServerId,
    /// How many keys were asked for.
    pub total: i64,
    /// Where it is.
    pub state: BatchState,
    /// Which attempt: grows when what failed is tried again.
    pub round: i64,
    /// So many keys were to be made in this round.
    pub round_total: i64,
    /// When this round began.
    pub round_at: DateTime<Utc>,
    /// So many are made, as told last.
    pub made: i64,
    /// So many could not be made, as told last.
    pub failed: i64,
    /// So many are neither yet, as told last.
    pub pending: i64,
    /// When that was told.
    pub told_at: DateTime<Utc>,
    /// When it was asked for.
    pub created_at: DateTime<Utc>,
    /// When this round ended.
    pub finished_at: Option<DateTime<Utc>>,
    /// Grows by one with each change by a person.
    pub version: i64,
}

impl Batch {
    /// How many weren't made because somebody stopped it, or deleted them before.
    pub const fn let_go(&self) -> i64 {
        self.total - self.made - self.failed - self.pending
    }

    /// How many seconds it goes on, judged by how it went so far; `None` where that can't be told yet.
    pub fn seconds_left(&self) -> Option<i64> {
        let through = self.round_total - self.pending;
        let taken = (self.told_at - self.round_at).num_milliseconds();
        if through <= 0 || taken < 1_000 {
            return None;
        }
        // Far from overflow: hundreds of keys, weeks of milliseconds.
        taken.checked_mul(self.pending)?.checked_div(through).map(|ms| ms.saturating_add(999) / 1_000)
    }
}

/// A pattern of names: what stands before and behind a number of at least so many digits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pattern {
    before: String,
    digits: usize,
    after: String,
}

/// More digits than this nobody needs.
const MOST_DIGITS: usize = 6;

impl Pattern {
    /// Reads a pattern with one run of `#`; `None` for anything else.
    pub fn parse(text: &str) -> Option<Self> {
        let (before, rest) = text.split_once('#')?;
        let after = rest.trim_start_matches('#');
        let digits = 1 + rest.len() - after.len();
        let fine = digits <= MOST_DIGITS && !after.contains('#');
        fine.then(|| Self { before: before.to_owned(), digits, after: after.to_owned() })
    }

    /// A pattern of a stem: `sara-####`.
    pub fn of(stem: &str) -> Self {
        Self { before: format!("{stem}-"), digits: 4, after: String::new() }
    }

    /// What stands before the number.
    pub fn before(&self) -> &str {
        &self.before
    }

    /// The name with that number; numbers of more digits take more room.
    pub fn name(&self, number: u32) -> String {
        format!("{}{number:0width$}{}", self.before, self.after, width = self.digits)
    }

    /// The number of a name of this pattern, where both are folded alike.
    pub fn number(&self, name: &str) -> Option<u32> {
        let digits = name.strip_prefix(self.before.as_str())?.strip_suffix(self.after.as_str())?;
        digits.bytes().all(|b| b.is_ascii_digit()).then(|| digits.parse().ok()).flatten()
    }

    /// The same with both ends changed.
    #[must_use]
    pub fn map(&self, change: impl Fn(&str) -> String) -> Self {
        Self { before: change(&self.before), digits: self.digits, after: change(&self.after) }
    }
}

impl std::fmt::Display for Pattern {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}{}{}", self.before, "#".repeat(self.digits), self.after)
    }
}

/// How the keys of a batch are called.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Names {
    /// The next free ones of a pattern, so many.
    Pattern(Pattern, usize),
    /// These.
    List(Vec<String>),
}

impl Names {
    /// How many there are.
    pub fn count(&self) -> usize {
        match self {
            Self::Pattern(_, count) => *count,
            Self::List(names) => names.len(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn patterns() {
        let pattern = Pattern::parse("sara-###").unwrap();
        assert_eq!((pattern.name(7), pattern.name(1_234)), ("sara-007".to_owned(), "sara-1234".to_owned()));
        assert_eq!(Pattern::parse("a##b").unwrap().name(3), "a03b");
        assert_eq!(Pattern::parse("###").unwrap().name(5), "005");
        for wrong in ["", "sara", "a#b#", "#######", "a#-#"] {
            assert_eq!(Pattern::parse(wrong), None, "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn a_name_has_its_number(before in "[a-zآ-ی-]{0,6}", digits in 1_usize..=6, after in "[a-z]{0,3}", n in 0_u32..2_000_000) {
            let text = format!("{before}{}{after}", "#".repeat(digits));
            let pattern = Pattern::parse(&text).unwrap();
            prop_assert_eq!(pattern.to_string(), text);
            prop_assert_eq!(pattern.number(&pattern.name(n)), Some(n));
        }

        #[test]
        fn any_text_is_read_without_a_panic(text in ".{0,40}") {
            if let Some(pattern) = Pattern::parse(&text) {
                prop_assert_eq!(pattern.to_string(), text);
                pattern.number(&pattern.name(u32::MAX));
            }
        }
    }
}
