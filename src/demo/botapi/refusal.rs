//! How the Bot API says no: an error code, Telegram's own words, and how long to wait.
//!
//! The words are those that bots see in practice, since bots tell cases apart by them.

use serde_json::{Value, json};

/// A call that was refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// HTTP status and `error_code`.
    pub code: u16,
    /// `description`.
    pub description: String,
    /// `parameters.retry_after`, in seconds.
    pub retry_after: Option<u32>,
}

impl Refusal {
    /// A refusal with its whole description.
    pub fn new(code: u16, description: impl Into<String>) -> Self {
        Self { code, description: description.into(), retry_after: None }
    }

    /// The body of the answer.
    pub fn body(&self) -> Value {
        let mut body = json!({"ok": false, "error_code": self.code, "description": self.description});
        if let Some(seconds) = self.retry_after {
            body["parameters"] = json!({"retry_after": seconds});
        }
        body
    }
}

/// 400 with Telegram's prefix.
pub fn bad(words: impl std::fmt::Display) -> Refusal {
    Refusal::new(400, format!("Bad Request: {words}"))
}

/// What a late or second answer to a query gets.
pub fn stale_query() -> Refusal {
    bad("query is too old and response timeout expired or query ID is invalid")
}
