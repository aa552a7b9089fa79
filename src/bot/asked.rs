//! What being asked does to a chat, beside the steps of a form: a question begins, takes words below a screen, and what
//! must not stay in the chat is taken out of it.
//!
//! Writes the session and the outbox only, in the update's transaction.

use super::{actions, context::Context, flows::Form, reply::Show, routes::Route};
use crate::{
    domain::notice::Notice,
    service::{Outcome, notices},
    store::{Tx, sessions::Session},
};

/// The session asks that from now on; buttons of what it asked before are old.
pub fn begin(session: &mut Session, form: &Form) {
    session.form = Some(form.store());
    session.form_seq += 1;
}

/// Takes a message out of the chat: by the outbox, so that no crash leaves a secret there.
pub async fn take_out(tx: &mut Tx, context: Context<'_>, message: i64) -> Outcome<()> {
    let chat = context.known.person.chat;
    let notice = Notice::Erase { message };
    notices::tell(tx, context.env, &format!("erase:{chat}:{message}"), chat, &notice, context.now).await
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
