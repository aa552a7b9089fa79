//! Screens that show work in progress: looked at again while their message still shows them, and edited when they change.
//!
//! Also sends screens that Telegram couldn't take before, and saves the numbers of living messages in one transaction.

use super::{
    context::Context,
    desk::{Desk, Followed, Place},
    site,
    ui::Screen,
};
use crate::{
    domain::ids::ChatId,
    service::{Outcome, people},
    store,
};
use chrono::TimeDelta;

/// How often followed screens are looked at.
const LOOK: TimeDelta = TimeDelta::milliseconds(250);

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

/// One look at everything.
pub async fn turn(desk: &Desk) {
    for (chat, deferred) in desk.take_deferred(desk.now()) {
        desk.try_show(chat, deferred.screen, deferred.place, deferred.tries).await;
    }
    for (chat, followed) in desk.followed() {
        if let Err(error) = look(desk, chat, &followed).await {
            tracing::debug!(%chat, %error, "a screen in progress can't be read");
            desk.unfollow(chat);
        }
    }
    save(desk).await;
}

/// Follows again what was followed before the restart.
async fn resume(desk: &Desk) -> Outcome<()> {
    let mut read = desk.db.read().await?;
    for session in store::sessions::watched(&mut read, 1_000).await? {
        let route = session.watch.as_deref().and_then(super::routes::Route::decode);
        if let (Some(route), Some(message)) = (route, session.living_message) {
            desk.follow(session.chat, Followed { message, route, shown: String::new() });
        }
    }
    Ok(())
}

async fn look(desk: &Desk, chat: ChatId, followed: &Followed) -> Outcome<()> {
    let mut read = desk.db.read().await?;
    let Some(known) = people::identify(&mut read, chat).await? else {
        desk.unfollow(chat);
        return Ok(());
    };
    let house = desk.house(&mut read).await?;
    let text = Desk::text_for(&known.person, &house);
    let context = Context { env: &desk.env, known: &known, house: &house, text: &text, now: desk.now() };
    let view = site::render(&mut read, context, followed.route).await?;
    drop(read);
    let screen = Screen::of(&view, &text);
    let shown = screen.fingerprint();
    let turnstile = desk.turnstile(chat);
    let turn = turnstile.lock().await;
    if !desk.still_follows(chat, followed) {
        return Ok(());
    }
    if shown != followed.shown {
        desk.follow(chat, Followed { shown, ..followed.clone() });
        desk.show(chat, screen, Place::Edit(followed.message)).await;
    }
    drop(turn);
    if !view.live {
        desk.unfollow(chat);
        let mut tx = desk.db.begin_relaxed().await?;
        store::sessions::set_watch(&mut tx, chat, None, desk.now()).await?;
        tx.commit().await?;
    }
    Ok(())
}

/// Saves the numbers of living messages. Losing them costs an old message its buttons' removal, no more.
pub async fn save(desk: &Desk) {
    let unsaved = desk.take_unsaved();
    if unsaved.is_empty() {
        return;
    }
    let saved: Outcome<()> = async {
        let mut tx = desk.db.begin_relaxed().await?;
        store::sessions::set_living(&mut tx, &unsaved, desk.now()).await?;
        Ok(tx.commit().await?)
    }
    .await;
    if let Err(error) = saved {
        tracing::warn!(%error, "the numbers of living messages can't be saved");
    }
}
