//! People: who they are to the house and how they read.
//! A person has one role; what a role may do is the table's concern.

use super::{
    ids::{ChatId, PersonId},
    named,
    role::Role,
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

named! {
    /// A language that the project has in full.
    pub enum Language {
        /// English.
        En = "en",
        /// Persian, right to left.
        Fa = "fa",
    }
}

impl Language {
    /// The language of a BCP 47 tag such as Telegram's `language_code`, where the project has it.
    pub fn of_tag(tag: &str) -> Option<Self> {
        Self::parse(tag.split(['-', '_']).next()?.to_ascii_lowercase().as_str())
    }
    /// Whether it is written from right to left.
    pub const fn rtl(self) -> bool {
        matches!(self, Self::Fa)
    }
}

named! {
    /// The digits that a person reads.
    pub enum Numerals {
        /// 0123456789
        Latin = "latin",
        /// The Persian digits.
        Persian = "persian",
    }
}

named! {
    /// The calendar that a person reads.
    pub enum Calendar {
        /// Gregorian.
        Gregorian = "gregorian",
        /// Solar Hijri (Jalali), as used in Iran.
        Jalali = "jalali",
    }
}

/// How a person reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Reading {
    /// Words and direction.
    pub language: Language,
    /// Digits.
    pub numerals: Numerals,
    /// Dates.
    pub calendar: Calendar,
}

impl Reading {
    /// What readers of a language are used to.
    pub const fn usual(language: Language) -> Self {
        match language {
            Language::En => Self { language, numerals: Numerals::Latin, calendar: Calendar::Gregorian },
            Language::Fa => Self { language, numerals: Numerals::Persian, calendar: Calendar::Jalali },
        }
    }
}

named! {
    /// Whether a person may act.
    pub enum PersonState {
        /// May act.
        Active = "active",
        /// May not act until resumed.
        Suspended = "suspended",
        /// Not known any more.
        Removed = "removed",
    }
}

/// A person as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// The row.
    pub id: PersonId,
    /// The private chat, which is the Telegram account's id.
    pub chat: ChatId,
    /// First and last name as Telegram gives it.
    pub name: String,
    /// Without the `@`.
    pub username: Option<String>,
    /// What they are to the house.
    pub role: Role,
    /// Whether they may act.
    pub state: PersonState,
    /// How they read.
    pub reading: Reading,
    /// False once Telegram says that they blocked the bot or are gone; true again when they write.
    pub reachable: bool,
    /// When they were here last, to the hour.
    pub seen_at: Option<DateTime<Utc>>,
    /// When they came.
    pub created_at: DateTime<Utc>,
    /// Grows by one with each change.
    pub version: i64,
}
