//! What being asked does to a chat, beside the steps of a form: a question begins, takes words below a screen, and what
//! must not stay in the chat is taken out of it.
//!
//! Writes the session and the outbox only, in the update's transaction.

use super::{actions, context::Context, flows::Form, reply::Show, routes::Route};
use crate::{
    domain::{ids::ChatId, notice::Notice},
    service::{Env, Outcome, notices},
    store::{Tx, sessions::Session},
};
use chrono::{DateTime, Utc};

/// The session asks that from now on; buttons of what it asked before are old.
pub fn begin(session: &mut Session, form: &Form) {
    session.form = Some(form.store());
    session.form_seq += 1;
}

/// Takes a message out of the chat: by the outbox, so that no crash leaves a secret there.
pub async fn take_out(tx: &mut Tx, context: Context<'_>, message: i64) -> Outcome<()> {
    erase(tx, context.env, context.known.person.chat, message, context.now).await
}

/// The same where what was asked for was refused, and rolled back with what it had begun.
pub async fn erase(tx: &mut Tx, env: &Env, chat: ChatId, message: i64, now: DateTime<Utc>) -> Outcome<()> {
    let notice = Notice::Erase { message };
    notices::tell(tx, env, &format!("erase:{chat}:{message}"), chat, &notice, now).await
}

/// The steps of the first start take words right below them: the session holds the next step's form meanwhile.
pub async fn take_words(tx: &mut Tx, context: Context<'_>, session: &mut Session, show: &Show) -> Outcome<()> {
    if matches!(show, Show::Screen(Route::Setup))
        && context.may(Route::Setup.permission())
        && let Some(form) = actions::setup_form(tx).await?
    {
        begin(session, &form);
    }
    Ok(())
}
