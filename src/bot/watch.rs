//! Screens that show work in progress: looked at again while their message still shows them, and edited when they change.
//!
//! Also sends screens that Telegram couldn't take before, and saves the numbers of living messages in one transaction.

use super::{
    context::Context,
    desk::{Deferred, Desk, Followed, Place},
    handle,
    routes::Route,
    site, step,
    ui::Screen,
};
use crate::{
    domain::ids::ChatId,
    service::{
        Error, Outcome,
        people::{self, AtTheDoor},
    },
    store,
};
use chrono::TimeDelta;
use futures::{FutureExt, StreamExt};
use std::panic::AssertUnwindSafe;

/// How often followed screens are looked at.
const LOOK: TimeDelta = TimeDelta::milliseconds(250);

/// A screen that wasn't shown by then is shown by whoever finds it.
const UNSHOWN: TimeDelta = TimeDelta::seconds(5);

/// How many chats are looked at beside each other.
const BESIDE: usize = 8;

/// Runs until the program ends.
pub async fn run(desk: Desk) {
    if let Err(error) = resume(&desk).await {
        tracing::warn!(%error, "screens in progress are not followed after the restart");
    }
    loop {
        let now = desk.now();
        desk.env.clock.sleep_until(now + LOOK).await;
        turn(&desk).await;
    }
}

/// One look at everything: chats beside each other, so that none waits for another's Telegram.
pub async fn turn(desk: &Desk) {
    let deferred = desk.take_deferred(desk.now());
    futures::stream::iter(deferred)
        .for_each_concurrent(BESIDE, |(chat, deferred)| alone(chat, send_deferred(desk, chat, deferred)))
        .await;
    let followed = desk.followed();
    futures::stream::iter(&followed)
        .for_each_concurrent(BESIDE, |(chat, followed)| alone(*chat, look_again(desk, *chat, followed)))
        .await;
    if desk.look_for_unshown(desk.now(), UNSHOWN)
        && let Err(error) = show_again(desk).await
    {
        tracing::warn!(%error, "screens that were not shown can't be looked for");
    }
    desk.save_shown().await;
}

/// Not even a panic over one chat's screen ends the others'.
async fn alone(chat: ChatId, work: impl Future<Output = ()>) {
    if AssertUnwindSafe(work).catch_unwind().await.is_err() {
        tracing::error!(%chat, "showing a screen panicked");
    }
}

async fn send_deferred(desk: &Desk, chat: ChatId, deferred: Deferred) {
    let turnstile = desk.turnstile(chat);
    let _turn = turnstile.lock().await;
    let shown = desk.try_show(chat, deferred.screen, deferred.place, deferred.tries).await;
    match (deferred.follow, shown) {
        (Some((route, shown)), Some(message)) => desk.follow(chat, Followed { message, route, shown }),
        (Some((route, shown)), None) => desk.follow_deferred(chat, route, shown),
        _ => {}
    }
}

async fn look_again(desk: &Desk, chat: ChatId, followed: &Followed) {
    if let Err(error) = look(desk, chat, followed).await {
        tracing::debug!(%chat, %error, "a screen in progress can't be read");
        // A database that doesn't answer now may answer at the next look.
        if matches!(error, Error::Refused(_)) {
            desk.unfollow(chat);
        }
    }
}

/// Shows what a change decided to show and nobody showed: a process died in between.
async fn show_again(desk: &Desk) -> Outcome<()> {
    desk.save_shown().await;
    let before = desk.now() - UNSHOWN;
    let mut read = desk.db.read().await?;
    let sessions = store::sessions::unshown(&mut read, before, 100).await?;
    drop(read);
    for session in sessions {
        let turnstile = desk.turnstile(session.chat);
        // Whoever holds it is showing something just now.
        let Ok(turn) = turnstile.try_lock() else { continue };
        if desk.is_deferred(session.chat) {
            continue;
        }
        desk.recall_living(session.chat, session.living_message);
        match unshown_screen(desk, &session).await {
            Ok(Some(screen)) => drop(desk.show(session.chat, screen, Place::New).await),
            Ok(None) | Err(Error::Refused(_)) => desk.mark_shown(session.chat, Some(session.rev)),
            // One that can't be read holds up no other; it is looked at again.
            Err(error) => tracing::warn!(chat = %session.chat, %error, "a screen that was not shown can't be read"),
        }
        drop(turn);
    }
    Ok(())
}

async fn unshown_screen(desk: &Desk, session: &store::sessions::Session) -> Outcome<Option<Screen>> {
    let mut read = desk.db.read().await?;
    let Some(known) = people::present(&mut read, session.chat).await? else { return Ok(None) };
    let house = desk.house(&mut read).await?;
    let text = Desk::text_for(&known.person, &house);
    let context = Context { env: &desk.env, known: &known, house: &house, text: &text, now: desk.now() };
    let view = match session.unshown.as_deref() {
        Some(step::FORM) => {
            drop(read);
            handle::form(desk, session.chat, context, None, None).await?
        }
        Some(route) => match Route::decode(route) {
            Some(route) => site::render(&mut read, context, route).await?,
            None => return Ok(None),
        },
        None => return Ok(None),
    };
    let mut screen = Screen::of(&view, &text);
    screen.rev = Some(session.rev);
    Ok(Some(screen))
}

/// Follows again what was followed before the restart.
pub async fn resume(desk: &Desk) -> Outcome<()> {
    let mut read = desk.db.read().await?;
    for session in store::sessions::watched(&mut read, 1_000).await? {
        let route = session.watch.as_deref().and_then(Route::decode);
        if let (Some(route), Some(message)) = (route, session.living_message) {
            desk.follow(session.chat, Followed { message, route, shown: String::new() });
        }
    }
    Ok(())
}

async fn look(desk: &Desk, chat: ChatId, followed: &Followed) -> Outcome<()> {
    // Held from before it is read until it is shown: a tap that changes what the same screen shows comes before or after.
    let turnstile = desk.turnstile(chat);
    let turn = turnstile.lock().await;
    if !desk.still_follows(chat, followed) {
        return Ok(());
    }
    let mut read = desk.db.read().await?;
    let Some(AtTheDoor { known, session, settings_rev }) = people::at_the_door(&mut read, chat).await? else {
        desk.unfollow(chat);
        return Ok(());
    };
    // With several replicas the chat may have turned to something else by another.
    let code = followed.route.encode();
    if session.watch.as_deref() != Some(&code) {
        if desk.still_follows(chat, followed) {
            desk.unfollow(chat);
        }
        return Ok(());
    }
    let house = desk.house_at(&mut read, settings_rev).await?;
    let text = Desk::text_for(&known.person, &house);
    let context = Context { env: &desk.env, known: &known, house: &house, text: &text, now: desk.now() };
    let view = site::render(&mut read, context, followed.route).await?;
    drop(read);
    let screen = Screen::of(&view, &text);
    let shown = screen.fingerprint();
    if shown != followed.shown {
        desk.follow(chat, Followed { shown, ..followed.clone() });
        desk.show(chat, screen, Place::Edit(followed.message)).await;
    }
    if !view.live {
        desk.unfollow(chat);
    }
    drop(turn);
    if !view.live {
        let mut tx = desk.db.begin_relaxed().await?;
        // Not where a tap has asked for the same screen since: that one is to be followed.
        store::sessions::end_watch(&mut tx, chat, &code, session.rev).await?;
        tx.commit().await?;
    }
    Ok(())
}
