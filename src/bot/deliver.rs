//! A view on its way to a chat: where it goes, the answer to the tap, and whether it is followed from now on.
//!
//! A tap is answered and its screen sent at the same time; what a chat's living message shows is decided by one at a time.

use super::{
    desk::{Desk, Followed, Place},
    followed,
    incoming::{Coming, What},
    reply::Spot,
    routes::Route,
    ui::{Screen, View},
};
use crate::{service::Outcome, text::Text};

/// The tap that is to be answered.
pub fn query(coming: &Coming) -> Option<&str> {
    match &coming.what {
        What::Tap { query, .. } => Some(query),
        _ => None,
    }
}

/// A view on its way to a chat.
#[derive(Debug)]
pub struct Delivery {
    /// Text and buttons.
    pub view: View,
    /// The session's change that it shows.
    pub rev: Option<i64>,
    /// The screen that it is, to be followed where it changes by itself.
    pub route: Option<Route>,
    /// Where it goes.
    pub spot: Spot,
    /// Words for who tapped.
    pub toast: Option<String>,
    /// Answers a button of an old menu.
    pub old: bool,
}

/// Sends a view, answers the tap, and follows the screen where it changes by itself.
pub async fn deliver(desk: &Desk, coming: &Coming, text: &Text, delivery: Delivery) -> Outcome<()> {
    let Delivery { mut view, rev, route, spot, toast, old } = delivery;
    let chat = coming.profile.chat;
    let tapped = match &coming.what {
        What::Tap { message, .. } => *message,
        _ => None,
    };
    // What stands above a picture or a notice that came since moves below it: there the reader is.
    let left = tapped.filter(|message| spot == Spot::Here && desk.said_below(chat, *message));
    let place = match (spot, tapped) {
        (Spot::Here | Spot::Stay, Some(message)) if left.is_none() => Place::Edit(message),
        _ => Place::New,
    };
    let shown = Screen::of(&view, text).fingerprint();
    if let (true, Some(query)) = (old && desk.showed_for_old(chat, &shown), query(coming)) {
        desk.mark_shown(chat, rev);
        desk.answer(query, toast.as_deref()).await;
        return Ok(());
    }
    // Who typed has no tap that could be answered: the words stand on the screen.
    view.note = toast.as_deref().filter(|_| query(coming).is_none()).map(crate::text::Html::plain);
    let (live, secret) = (view.live, view.secret);
    let mut screen = Screen::of(&view, text);
    screen.rev = rev;
    let turnstile = desk.turnstile(chat);
    let turn = turnstile.lock().await;
    // A message that shows work in progress would tell of it for ever, once it isn't followed any more.
    let frozen = desk.unfollow(chat).filter(|_| place == Place::New);
    let showing = async {
        let message = desk.show(chat, screen, place).await;
        if let Some(old) = left.or(frozen).filter(|old| message.is_some_and(|new| new != *old)) {
            desk.delete(chat, old).await;
        }
        if let Some(message) = message.filter(|_| secret) {
            desk.take_out_later(chat, message).await;
        }
        if old {
            desk.shown_for_old(chat, &shown);
        }
        match (route.filter(|_| live), message) {
            (Some(route), Some(message)) => {
                // At once: after a crash it is followed in the message that the database knows, and other replicas see
                // when the chat turns to something else.
                desk.save_shown().await;
                if rev.is_none() || !followed::is_live(route) {
                    desk.save_watch(chat, route).await;
                }
                desk.follow(chat, Followed { message, route, shown });
            }
            (Some(route), None) => desk.follow_deferred(chat, route, shown),
            (None, _) => {}
        }
    };
    match query(coming) {
        Some(query) => {
            futures::join!(showing, desk.answer(query, toast.as_deref()));
        }
        None => showing.await,
    }
    drop(turn);
    Ok(())
}
