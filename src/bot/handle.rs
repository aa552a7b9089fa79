//! From an update to what the chat shows: first the transaction, then, once it is committed, the screen.
//!
//! Plain navigation reads and shows, and writes nothing unless a form is left. What is refused is said in words, with the
//! screen as it is now; what nobody expected gets a reference that the log has too. Nothing that happens to one update
//! reaches another.

use super::{
    asked, commands,
    context::Context,
    deliver::{Delivery, deliver, query},
    desk::Desk,
    door,
    flows::{Form, FormContext},
    followed,
    incoming::{Coming, What},
    inline, lists,
    reply::{self, Answer, Reply, Show, Spot},
    routes::{Route, Target},
    site,
    step::{self, Taken},
    turns::Handled,
    ui::View,
};
use crate::{
    domain::ids::ChatId,
    in_tx,
    service::{
        Error, KeyRefusal, Outcome, Refusal, audit, notices,
        people::{self, Known},
    },
    store::{self, sessions::Session},
    text::{Text, label, tr},
};
use chrono::{DateTime, Utc};

/// Handles one update.
pub async fn handle(desk: &Desk, coming: &Coming) -> Handled {
    let coming = &lists::fetched(desk, coming.clone()).await;
    let navigation = match &coming.what {
        What::Inline { query, words, offset } => {
            if let Err(error) = inline::answer(desk, query, coming.profile.chat, words, offset).await {
                tracing::warn!(%error, "an inline query can't be answered");
            }
            return Handled::Yes;
        }
        What::Tap { target: Some(Target::Go(route)), .. } => Some((*route, Spot::Here)),
        What::Tap { target: Some(Target::Open(route)), .. } => Some((*route, Spot::Below)),
        _ => None,
    };
    let result = match navigation {
        Some((route, spot)) => navigate(desk, coming, route, spot).await.map(|()| Handled::Yes),
        None => stored(desk, coming).await,
    };
    match result {
        Ok(handled) => handled,
        Err(error) => {
            fault(desk, coming, &error.to_string()).await;
            Handled::Yes
        }
    }
}

/// A tap that only leads somewhere.
async fn navigate(desk: &Desk, coming: &Coming, route: Route, spot: Spot) -> Outcome<()> {
    let chat = coming.profile.chat;
    let now = desk.now();
    let mut read = desk.db.read().await?;
    let Some(people::AtTheDoor { known, session, settings_rev }) = people::at_the_door(&mut read, chat).await? else {
        drop(read);
        return unknown(desk, coming, now).await;
    };
    desk.forget_stranger(chat);
    let house = desk.house_at(&mut read, settings_rev).await?;
    let text = Desk::text_for(&known.person, &house);
    desk.recall_living(chat, session.living_message);
    let old = spot == Spot::Here && is_old(desk, coming);
    let unfinished = session.form.is_some() || session.watch.is_some() || session.unshown.is_some();
    let writes = unfinished || route.step_up() || route == Route::Setup;
    let context = Context { env: &desk.env, known: &known, house: &house, text: &text, now };
    if !writes {
        let view = site::render(&mut read, context, route).await;
        drop(read);
        let (view, toast) = match view {
            Ok(view) => (view, old.then(|| label!(text, "toast-old-menu"))),
            Err(Error::Refused(refusal)) => {
                refused(desk, coming, route.code(), &refusal, now).await?;
                (marked(denied(&text, &refusal, route), Some(&known), &text), None)
            }
            Err(error) => return Err(error),
        };
        let spot = if old { Spot::Below } else { spot };
        let delivery = Delivery { view, rev: None, route: Some(route), spot, toast, old };
        return deliver(desk, coming, &text, delivery).await;
    }
    drop(read);
    let reply = in_tx!(desk.db, |tx| {
        async {
            let mut session = store::sessions::lock(tx, chat, now).await?;
            // A form that is being filled in isn't lost to a button of an old menu: it is shown again.
            let reply = if old && session.form.is_some() {
                Reply::show(Show::Form(None), Spot::Below)
            } else {
                step::open(tx, context, &mut session, route).await?
            };
            followed::leave(tx, context, &session, &reply.show).await?;
            asked::take_words(tx, context, &mut session, &reply.show).await?;
            session.watch = None;
            session.unshown = None;
            session.rev += 1;
            store::sessions::save(tx, &session, now).await?;
            Ok::<_, Error>(reply)
        }
        .await
    });
    let mut reply = match reply {
        Ok(reply) => reply,
        Err(Error::Refused(refusal)) => {
            refused(desk, coming, route.code(), &refusal, now).await?;
            Reply::show(Show::Once(denied(&text, &refusal, route)), Spot::Here)
        }
        Err(error) => return Err(error),
    };
    reply.spot = if old { Spot::Below } else { spot };
    reply.toast = old.then(|| label!(text, "toast-old-menu"));
    reply.old = old;
    finish(desk, coming, Answer { reply, known: Some(known), house, text, session: None }).await
}

/// A tap of somebody who isn't known, or isn't any more: they are answered as any stranger is.
async fn unknown(desk: &Desk, coming: &Coming, now: DateTime<Utc>) -> Outcome<()> {
    let answer = in_tx!(desk.db, |tx| {
        async {
            let house = desk.house(tx).await?;
            door::stranger(tx, desk, coming, &house, now).await
        }
        .await
    })?;
    finish(desk, coming, answer).await
}

/// An update that lies in the inbox.
async fn stored(desk: &Desk, coming: &Coming) -> Outcome<Handled> {
    let now = desk.now();
    let taken = in_tx!(desk.db, |tx| step::take(tx, desk, coming, now).await);
    match taken {
        Ok(Taken::Done(answer)) => finish(desk, coming, *answer).await?,
        Ok(Taken::Before) => {
            // More taps of a stranger aren't stored, but no button is left waiting.
            if let (true, Some(query)) = (desk.is_stranger(coming.profile.chat), query(coming)) {
                desk.answer(query, None).await;
            }
        }
        Ok(Taken::Early) => return Ok(Handled::Early),
        Err(Error::Refused(refusal)) => say_no(desk, coming, &refusal, now).await?,
        Err(error) => return Err(error),
    }
    Ok(Handled::Yes)
}

/// Marks a refused update as done, and shows why with the form or screen as it is now.
async fn say_no(desk: &Desk, coming: &Coming, refusal: &Refusal, now: DateTime<Utc>) -> Outcome<()> {
    let chat = coming.profile.chat;
    let action = match &coming.what {
        What::Tap { target: Some(Target::Do(action) | Target::Also(action)), .. } => Some(*action),
        _ => None,
    };
    let answer = in_tx!(desk.db, |tx| {
        async {
            if !store::inbox::done(tx, coming.update, "refused", now).await? {
                return Ok(None);
            }
            let Some(known) = people::present(tx, chat).await? else { return Ok(None) };
            let mut session = store::sessions::lock(tx, chat, now).await?;
            let house = desk.house(tx).await?;
            let text = Desk::text_for(&known.person, &house);
            let words = reply::refusal(&text, refusal);
            // What was refused rolled back, and a secret that was pasted would have stayed in the chat with it.
            if let What::Text(typed, message) = &coming.what
                && desk.env.drivers.is_paste(typed)
            {
                asked::take_out(tx, &desk.env, chat, *message, now).await?;
            }
            let form = session.form.as_deref().and_then(Form::restore);
            let (show, toast) = match (&form, action) {
                // What was asked about is another by now: asking on would only be refused again.
                (Some(form), None) if reply::outdated(refusal) => {
                    session.form = None;
                    (Show::Screen(form.origin()), Some(words))
                }
                (Some(_), None) if !matches!(refusal, Refusal::NotAllowed | Refusal::NotFound) => {
                    (Show::Form(Some(crate::text::Html::plain(&words))), None)
                }
                (_, Some(action)) if *refusal != Refusal::NotAllowed => {
                    session.form = None;
                    (Show::Screen(action.parent()), Some(words))
                }
                _ => {
                    session.form = None;
                    (Show::Once(View::plain(crate::text::Html::plain(&words)).back(&text, Route::Home)), None)
                }
            };
            if let (Refusal::Key(KeyRefusal::NameTaken), Some(Form::NewKey(mut form))) = (refusal, form) {
                form.at_name();
                session.form = Some(Form::NewKey(form).store());
            }
            session.form_seq += 1;
            session.rev += 1;
            store::sessions::save(tx, &session, now).await?;
            let spot = if matches!(coming.what, What::Tap { .. }) { Spot::Here } else { Spot::Below };
            let mut reply = Reply::show(show, spot);
            reply.toast = toast;
            Ok::<_, Error>(Some(Answer { reply, known: Some(known), house, text, session: None }))
        }
        .await
    })?;
    let name = action.map_or("typed", |a| a.code());
    refused(desk, coming, name, refusal, now).await?;
    match answer {
        Some(answer) => finish(desk, coming, answer).await,
        None => Ok(()),
    }
}

/// Puts a refused attempt on record, where it looks like one: not a mere mistake in typing.
async fn refused(desk: &Desk, coming: &Coming, action: &str, why: &Refusal, now: DateTime<Utc>) -> Outcome<()> {
    if !matches!(why, Refusal::NotAllowed | Refusal::NotFound) {
        return Ok(());
    }
    let why = format!("{why:?}");
    in_tx!(desk.db, |tx| audit::refused(tx, coming.profile.chat, action, &why, now).await)
}

fn denied(text: &Text, refusal: &Refusal, route: Route) -> View {
    let words = crate::text::Html::plain(&reply::refusal(text, refusal));
    let back = if *refusal == Refusal::NotAllowed { Route::Home } else { route.parent() };
    View::plain(words).back(text, back)
}

fn is_old(desk: &Desk, coming: &Coming) -> bool {
    let What::Tap { message: Some(tapped), .. } = coming.what else { return false };
    desk.living(coming.profile.chat).is_some_and(|living| tapped < living)
}

/// Shows what the transaction decided.
async fn finish(desk: &Desk, coming: &Coming, answer: Answer) -> Outcome<()> {
    let Answer { reply, known, house, text, session } = answer;
    let rev = session.as_ref().map(|session| session.rev);
    let chat = coming.profile.chat;
    match known {
        Some(_) => desk.forget_stranger(chat),
        None if matches!(coming.what, What::Reach(_) | What::Group { .. }) => {}
        None => door::met(desk, chat).await?,
    }
    if let (true, Some(known)) = (reply.commands, &known) {
        let set = commands::set_for(&desk.telegram, chat, known.person.role, known.person.reading.language);
        if let Err(error) = set.await {
            tracing::warn!(%chat, %error, "the commands can't be set");
        }
    }
    // Asked again below a wrong answer: the older copy of the question goes, so that copies don't pile up.
    let again = reply.spot == Spot::Below && matches!(reply.show, Show::Form(Some(_)));
    let copy = desk.living(chat).filter(|_| again);
    let (view, route) = match (reply.show, &known) {
        (Show::Once(view), _) => (view, None),
        (Show::Screen(route), Some(known)) => {
            let context = Context { env: &desk.env, known, house: &house, text: &text, now: desk.now() };
            (screen(desk, coming, context, route).await?, Some(route))
        }
        (Show::Form(problem), Some(known)) => {
            let context = Context { env: &desk.env, known, house: &house, text: &text, now: desk.now() };
            (form(desk, chat, context, session, problem).await?, None)
        }
        (Show::Nothing, _) | (_, None) => {
            if let Some(query) = query(coming) {
                desk.answer(query, reply.toast.as_deref()).await;
            }
            return Ok(());
        }
    };
    let view = marked(view, known.as_ref(), &text);
    let Reply { spot, toast, old, .. } = reply;
    deliver(desk, coming, &text, Delivery { view, rev, route, spot, toast, old }).await?;
    if let Some(copy) = copy.filter(|copy| desk.living(chat).is_some_and(|living| living > *copy)) {
        desk.delete(chat, copy).await;
    }
    Ok(())
}

/// Whatever somebody sees who looks at the house as another: it says so, and leads out of it.
fn marked(view: View, known: Option<&Known>, text: &Text) -> View {
    match known.and_then(|known| known.viewing.as_deref()) {
        Some(name) => view.seen_as(text, name),
        None => view,
    }
}

/// A screen, or why it isn't to be seen.
async fn screen(desk: &Desk, coming: &Coming, context: Context<'_>, route: Route) -> Outcome<View> {
    let mut read = desk.db.read().await?;
    match site::render(&mut read, context, route).await {
        Err(Error::Refused(refusal)) => {
            drop(read);
            refused(desk, coming, route.code(), &refusal, context.now).await?;
            Ok(denied(context.text, &refusal, route))
        }
        other => other,
    }
}

/// The form that the session is in; it is read where it isn't at hand.
pub(super) async fn form(
    desk: &Desk,
    chat: ChatId,
    context: Context<'_>,
    session: Option<Session>,
    problem: Option<crate::text::Html>,
) -> Outcome<View> {
    let session = match session {
        Some(session) => session,
        None => store::sessions::load(&mut desk.db.read().await?, chat).await?,
    };
    let env = context.env;
    let asked = FormContext { text: context.text, house: context.house, now: context.now, drivers: &*env.drivers };
    match session.form.as_deref().and_then(Form::restore) {
        Some(form) => Ok(form.view(asked, session.form_seq, problem)),
        None => site::render(&mut desk.db.read().await?, context, Route::Home).await,
    }
}

/// Something that nobody expected: the log and the person get the same reference, admins a notice once per kind and hour.
pub async fn fault(desk: &Desk, coming: &Coming, error: &str) {
    let mut bytes = [0; 4];
    desk.env.chance.fill(&mut bytes);
    let reference = hex::encode(bytes);
    let chat = coming.profile.chat;
    tracing::error!(%chat, update = coming.update, reference, error, "an update failed");
    let now = desk.now();
    let kind = error.chars().take(40).collect::<String>();
    let told = desk.tell_fault(&kind, now);
    let kept: Outcome<Option<(Text, Known)>> = async {
        let mut tx = desk.db.begin().await?;
        store::inbox::done(&mut tx, coming.update, "failed", now).await?;
        let house = desk.house(&mut tx).await?;
        let known = people::present(&mut tx, chat).await?;
        if told {
            let notice = crate::domain::notice::Notice::Fault { reference: reference.clone() };
            notices::tell_staff(&mut tx, &desk.env, &format!("fault:{reference}"), &notice, now).await?;
        }
        tx.commit().await?;
        Ok(known.map(|k| (Desk::text_for(&k.person, &house), k)))
    }
    .await;
    // Without a database the update stays undone, and is tried again later.
    if let Ok(Some((text, known))) = kept {
        let view = View::plain(tr!(text, "fault", reference = reference.as_str())).back(&text, Route::Home);
        let view = marked(view, Some(&known), &text);
        let delivery = Delivery { view, rev: None, route: None, spot: Spot::Below, toast: None, old: false };
        if let Err(error) = deliver(desk, coming, &text, delivery).await {
            tracing::warn!(%error, "the person can't be told of a fault");
        }
    } else if let Some(query) = query(coming) {
        desk.answer(query, None).await;
    }
}
