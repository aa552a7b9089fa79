//! What words do to a chat, beside the steps of a form: a question begins, takes words below a screen, is looked up where
//! none was asked, and what must not stay in the chat is taken out of it.
//!
//! Writes the session and the outbox only, in the update's transaction.

use super::{
    actions,
    context::Context,
    flows::Form,
    reply::{Reply, Show, Spot},
    routes::Route,
};
use crate::{
    domain::{ids::ChatId, notice::Notice},
    service::{
        Env, Outcome,
        find::{self, Hit},
        notices, require,
    },
    store::{self, Tx, sessions::Session},
};
use chrono::{DateTime, Utc};

/// The session asks that from now on; buttons of what it asked before are old.
pub fn begin(session: &mut Session, form: &Form) {
    session.form = Some(form.store());
    session.form_seq += 1;
}

/// Takes a message out of the chat: by the outbox, so that no crash leaves a secret there.
pub async fn take_out(tx: &mut Tx, env: &Env, chat: ChatId, message: i64, now: DateTime<Utc>) -> Outcome<()> {
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

/// Looks up what was typed: one hit opens at once.
pub async fn search(tx: &mut Tx, context: Context<'_>, session: &mut Session, words: &str) -> Outcome<Reply> {
    require(&context.known.actor, Route::Find.permission())?;
    session.form = None;
    // An access URL is what is looked for, whatever stands around it.
    let words = find::pasted(words).unwrap_or(words);
    let query: String =
        words.trim().chars().map(|c| if c.is_control() { ' ' } else { c }).take(find::QUERY_MAX).collect();
    let hits = find::keys(tx, context.env, context.scope(), &query, None, 2).await?;
    let people = find::people(tx, &context.known.actor, &query, 2).await?;
    let only = match (&hits[..], &people[..]) {
        ([hit], []) => Some(Route::Key { key: hit.key.id }),
        ([], [Hit::Representative(row)]) => Some(Route::Representative { representative: row.representative.id }),
        ([], [Hit::Customer(row)]) => Some(Route::Customer { customer: row.customer.id, before: None }),
        _ => None,
    };
    if let Some(route) = only {
        return Ok(Reply::show(Show::Screen(route), Spot::Below));
    }
    // An access URL is a secret: what is kept of the query is only what may be shown.
    let kept = query.split_once("://").map_or(query.clone(), |(scheme, _)| format!("{scheme}://…"));
    let filter = store::filters::insert(tx, context.known.person.id, &kept, context.now).await?;
    Ok(Reply::show(Show::Screen(Route::Found { filter, before: None }), Spot::Below))
}

/// Whether the session holds a form for words below the first start's steps.
pub fn asks_setup(session: &Session) -> bool {
    session.form.as_deref().and_then(Form::restore).is_some_and(|form| form.origin() == Route::Setup)
}
