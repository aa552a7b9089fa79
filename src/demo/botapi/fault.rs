//! Faults on demand: what goes wrong between a bot and Telegram, switched on for the next calls.
//!
//! A fault that names no method leaves `getUpdates` alone: a polling loop would use it up before the call it is meant for.

use serde::{Deserialize, Serialize};

/// What goes wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum FaultKind {
    /// 429 with `retry_after`.
    TooManyRequests {
        /// Seconds to wait.
        retry_after: u32,
    },
    /// 500.
    ServerError,
    /// Any refusal.
    Refuse {
        /// `error_code`.
        code: u16,
        /// `description`.
        description: String,
    },
    /// Not carried out and never answered; the client gives up.
    Silence,
    /// Carried out, but never answered.
    Swallow,
    /// The connection breaks before the call is carried out.
    CloseBefore,
    /// The connection breaks after the call was carried out.
    CloseAfter,
}

/// A fault and what it befalls.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fault {
    /// What goes wrong.
    #[serde(flatten)]
    pub kind: FaultKind,
    /// Only this method (any case); `None`: all but `getUpdates`.
    #[serde(default)]
    pub method: Option<String>,
    /// Only calls with this `chat_id`.
    #[serde(default)]
    pub chat: Option<i64>,
    /// How many calls it befalls; `None`: until it is cleared.
    #[serde(default)]
    pub times: Option<u32>,
}

impl Fault {
    /// The next call of any method but `getUpdates`.
    pub const fn next(kind: FaultKind) -> Self {
        Self { kind, method: None, chat: None, times: Some(1) }
    }

    /// Only calls of this method.
    #[must_use]
    pub fn of(mut self, method: &str) -> Self {
        self.method = Some(method.to_owned());
        self
    }

    /// Only calls with this `chat_id`.
    #[must_use]
    pub const fn in_chat(mut self, chat: i64) -> Self {
        self.chat = Some(chat);
        self
    }

    /// This many calls.
    #[must_use]
    pub const fn times(mut self, times: u32) -> Self {
        self.times = Some(times);
        self
    }

    /// Until it is cleared.
    #[must_use]
    pub const fn always(mut self) -> Self {
        self.times = None;
        self
    }

    fn befalls(&self, method: &str, chat: Option<i64>) -> bool {
        let method_fits = match &self.method {
            Some(wanted) => wanted.eq_ignore_ascii_case(method),
            None => !method.eq_ignore_ascii_case("getUpdates"),
        };
        method_fits && (self.chat.is_none() || self.chat == chat)
    }
}

/// Takes the fault that befalls a call, and counts it down.
pub fn take(faults: &mut Vec<Fault>, method: &str, chat: Option<i64>) -> Option<FaultKind> {
    let at = faults.iter().position(|fault| fault.befalls(method, chat))?;
    let fault = faults.get_mut(at)?;
    let kind = fault.kind.clone();
    if let Some(times) = fault.times.as_mut() {
        *times = times.saturating_sub(1);
        if *times == 0 {
            faults.remove(at);
        }
    }
    Some(kind)
}
