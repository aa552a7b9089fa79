//! What a button does, as it is written into the 64 bytes that it has for that, and read back strictly.
//! The first byte tells a screen from an action, and one below a message that stays from one in its place.

use super::{Action, Argument, Route};

/// What a button does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    /// Shows a screen in the place of this one.
    Go(Route),
    /// Shows a screen as a new message, for buttons below messages that stay.
    Open(Route),
    /// Does something.
    Do(Action),
    /// Does something from below a message that stays: a notice.
    Also(Action),
    /// Answers the form's step with its n-th choice; `step` counts the form's answers, so that an old button is known.
    Choose {
        /// The step that drew the button.
        step: i64,
        /// Which choice.
        choice: i64,
    },
    /// One step back in the form.
    Back {
        /// The step that drew the button.
        step: i64,
    },
}

impl Target {
    /// What goes into the button: 64 bytes at most.
    pub fn encode(&self) -> String {
        let mut out = String::with_capacity(64);
        match self {
            Self::Go(route) => route.write(&mut out),
            Self::Open(route) => {
                out.push('>');
                route.write(&mut out);
            }
            Self::Do(action) => {
                out.push('!');
                action.write(&mut out);
            }
            Self::Also(action) => {
                out.push('+');
                action.write(&mut out);
            }
            Self::Choose { step, choice } => {
                out.push('=');
                step.write(&mut out);
                out.push(':');
                choice.write(&mut out);
            }
            Self::Back { step } => {
                out.push('<');
                step.write(&mut out);
            }
        }
        out
    }

    /// Reads a button; `None` for what no button of ours says.
    pub fn decode(data: &str) -> Option<Self> {
        if data.len() > 64 {
            return None;
        }
        match data.as_bytes().first()? {
            b'>' => Route::read(&data[1..]).map(Self::Open),
            b'!' => Action::read(&data[1..]).map(Self::Do),
            b'+' => Action::read(&data[1..]).map(Self::Also),
            b'=' => {
                let (step, choice) = data[1..].split_once(':')?;
                Some(Self::Choose { step: i64::read(step)?, choice: i64::read(choice)? })
            }
            b'<' => i64::read(&data[1..]).map(|step| Self::Back { step }),
            _ => Route::read(data).map(Self::Go),
        }
    }
}

impl Route {
    /// As kept in the session, for the screen that is followed.
    pub fn encode(&self) -> String {
        Target::Go(*self).encode()
    }
    /// Reads what `encode` wrote.
    pub fn decode(text: &str) -> Option<Self> {
        match Target::decode(text) {
            Some(Target::Go(route)) => Some(route),
            _ => None,
        }
    }
}

impl Action {
    /// As kept in the session, for the form that asks before it is done.
    pub fn encode(&self) -> String {
        Target::Do(*self).encode()
    }
    /// Reads what `encode` wrote.
    pub fn decode(text: &str) -> Option<Self> {
        match Target::decode(text) {
            Some(Target::Do(action)) => Some(action),
            _ => None,
        }
    }
}
