//! The form for a new server, or for another line of one: one paste. The server is asked who it is before anything is
//! written.
//! What is pasted is a secret: it goes sealed into the job, and the message is taken out of the chat.

use super::asking::{Ask, Command, FormContext, Input, Step};
use crate::{
    bot::routes::Route,
    domain::ids::ServerId,
    text::{Html, tr},
};
use serde::{Deserialize, Serialize};

/// Waits for the paste.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AddServer {
    /// The server whose line it replaces, and how that is called; `None` for a new one.
    replaces: Option<(ServerId, String)>,
}

impl AddServer {
    /// Asks for another line of a server.
    pub const fn replacing(server: ServerId, name: String) -> Self {
        Self { replaces: Some((server, name)) }
    }

    /// Where it begins.
    pub(super) fn origin(&self) -> Route {
        self.replaces.as_ref().map_or(Route::Servers, |(server, _)| Route::Server { server: *server })
    }

    pub(super) fn step(self, input: Input<'_>, context: FormContext<'_>) -> Step<Self> {
        let Input::Text(paste) = input else { return Step::Leave };
        match context.drivers.read_paste(paste) {
            Ok(access) => {
                let replaces = self.replaces.map(|(server, _)| server);
                Step::Done(Box::new(Command::AddServer(access, replaces)))
            }
            Err(error) => {
                let words = context.text.lookup(&format!("server-paste-{}", error.name())).unwrap_or_default();
                Step::Wrong(self, Html::plain(&words))
            }
        }
    }

    pub(super) fn ask(&self, context: FormContext<'_>) -> Ask {
        let text = context.text;
        Ask {
            title: match &self.replaces {
                Some((_, name)) => tr!(text, "form-replace-title", name = name.as_str()),
                None => tr!(text, "form-add-server-title"),
            },
            at: None,
            lines: vec![
                match &self.replaces {
                    Some((_, name)) => tr!(text, "form-replace-ask", name = name.as_str()),
                    None => tr!(text, "form-add-server-ask"),
                },
                Html::code_for(text, r#"{"apiUrl":"https://203.0.113.5:12345/AbC…","certSha256":"1F2E…"}"#),
                tr!(text, "form-add-server-care"),
            ],
            choices: Vec::new(),
            paired: false,
            back: false,
        }
    }
}
