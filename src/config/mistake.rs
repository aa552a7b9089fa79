//! What is wrong with the settings, in words for whoever wrote them.
//!
//! A mistake quotes a value only where the setting is no secret and the value is short: people paste tokens into the wrong
//! line.

use super::catalogue::Setting;
use std::fmt;

/// One setting that can't be right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mistake {
    /// The setting's name.
    pub setting: &'static str,
    /// What is wrong with it.
    pub why: String,
    /// A value that would do.
    pub example: &'static str,
}

impl Mistake {
    /// A mistake in `setting`; `value` is quoted where that is harmless.
    pub(super) fn new(setting: &Setting, value: &str, why: &str) -> Self {
        let quoted =
            if setting.secret || value.chars().count() > 24 { "the value".into() } else { format!("{value:?}") };
        Self { setting: setting.name, why: format!("{quoted} {why}"), example: setting.example }
    }
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}. Example: {}={}", self.setting, self.why, self.setting, self.example)
    }
}

/// All settings that can't be right; at least one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mistakes(pub Vec<Mistake>);

impl fmt::Display for Mistakes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("these settings can't be right:")?;
        self.0.iter().try_for_each(|mistake| write!(f, "\n  {mistake}"))
    }
}

impl std::error::Error for Mistakes {}
