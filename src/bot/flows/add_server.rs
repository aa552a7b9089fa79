//! The form for a new server: one paste. The server is asked who it is before anything is written.
//! What is pasted is a secret: it goes sealed into the job, and the message is taken out of the chat.

use super::asking::{Ask, Command, FormContext, Input, Step};
use crate::text::{Html, tr};
use serde::{Deserialize, Serialize};

/// Waits for the paste.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AddServer {}

impl AddServer {
    pub(super) fn step(self, input: Input<'_>, context: FormContext<'_>) -> Step<Self> {
        let Input::Text(paste) = input else { return Step::Leave };
        match context.drivers.read_paste(paste) {
            Ok(access) => Step::Done(Box::new(Command::AddServer(access))),
            Err(error) => {
                let words = context.text.lookup(&format!("server-paste-{}", error.name())).unwrap_or_default();
                Step::Wrong(self, Html::plain(&words))
            }
        }
    }

    #[expect(clippy::unused_self, reason = "every form asks in the same way")]
    pub(super) fn ask(&self, context: FormContext<'_>) -> Ask {
        let text = context.text;
        Ask {
            title: tr!(text, "form-add-server-title"),
            at: None,
            lines: vec![
                tr!(text, "form-add-server-ask"),
                Html::code(r#"{"apiUrl":"https://203.0.113.5:12345/AbC…","certSha256":"1F2E…"}"#),
                tr!(text, "form-add-server-care"),
            ],
            choices: Vec::new(),
            paired: false,
            back: false,
        }
    }
}
