//! The door: who isn't known and how they come in, and what becomes of a code that somebody known sends.
//!
//! A stranger gets one polite answer, whatever comes; who opens an invitation that lets nobody in is told so, and to ask for
//! another; not whether it ever was one. Who was known before a restore and isn't any more is told to ask, too. Wrong
//! codes go on record, folded, and cost no more than a hash.

use super::{
    commands::{self, Typed},
    context::Context,
    desk::Desk,
    incoming::{Coming, What},
    reply::{self, Answer, Reply, Show, Spot},
    routes::Route,
    ui::View,
};
use crate::{
    crypto,
    domain::{ids::ChatId, person::PersonState},
    service::{
        Outcome, Refusal, audit,
        house::House,
        joining::{self, Joined},
        people::{self, Known, Profile},
    },
    store::{self, Tx},
    text::{Html, Text, tr},
};
use chrono::{DateTime, Utc};

/// What became of somebody unknown.
#[derive(Debug)]
pub enum Came {
    /// They are in.
    In(Box<Known>),
    /// What they opened lets nobody in, whether or not it ever did: they aren't told which.
    NoGood,
    /// What they took for the first owner's code is none; so many tries are left in this hour.
    Wrong(i64),
    /// They stay outside.
    Not,
}

/// No code is longer: what is isn't worth a hash.
const LONGEST: usize = 40;
/// So many letters and digits the first owner's code has.
const OWNERS: usize = 8;

/// Lets somebody unknown in, by the configured account, by the first owner's code or by an invitation.
pub async fn let_in(tx: &mut Tx, desk: &Desk, coming: &Coming, now: DateTime<Utc>) -> Outcome<Came> {
    if matches!(coming.what, What::Reach(_) | What::Group { .. }) {
        return Ok(Came::Not);
    }
    if let Some(known) = people::welcome_configured_owner(tx, &desk.env, &coming.profile, desk.owner, now).await? {
        return Ok(Came::In(Box::new(known)));
    }
    let What::Text(text, _) = &coming.what else { return Ok(Came::Not) };
    let (code, link) = match commands::read(text) {
        Some(Typed::Start(payload)) => (payload, true),
        Some(_) => return Ok(Came::Not),
        None => (text.as_str(), false),
    };
    // A link to a screen is nobody's invitation: who opens it from outside is a stranger like any other.
    if code.is_empty() || (link && commands::deep_link(code).is_some()) {
        return Ok(Came::Not);
    }
    let bare = Some(code).filter(|code| code.len() <= LONGEST).and_then(crypto::bare_code);
    let Some(bare) = bare else {
        return if link { no_good(tx, coming, now).await } else { Ok(Came::Not) };
    };
    if let Some(known) = people::claim_with_code(tx, &desk.env, &coming.profile, code, now).await? {
        return Ok(Came::In(Box::new(known)));
    }
    Ok(match joining::by_code(tx, &desk.env, &coming.profile, code, now).await? {
        Joined::In(known, _) => Came::In(known),
        Joined::Unknown if awaits_code(tx, desk).await? => {
            audit::refused(tx, coming.profile.chat, "auth.failed", "code", now).await?;
            match people::tries_left(tx, coming.profile.chat, now).await? {
                left @ 0.. => Came::Wrong(left),
                _ => Came::Not,
            }
        }
        // The shape of the owner's code: there is an owner, and nothing to be said.
        Joined::Unknown if bare.len() == OWNERS || (!link && bare.len() != 16) => {
            audit::refused(tx, coming.profile.chat, "auth.failed", "code", now).await?;
            Came::Not
        }
        Joined::Refused(_) | Joined::Unknown => no_good(tx, coming, now).await?,
    })
}

/// A code or link that lets nobody in: on record, and said, but to who tries many only so often in an hour.
async fn no_good(tx: &mut Tx, coming: &Coming, now: DateTime<Utc>) -> Outcome<Came> {
    audit::refused(tx, coming.profile.chat, "auth.failed", "code", now).await?;
    let heard = people::tries_left(tx, coming.profile.chat, now).await? >= 0;
    Ok(if heard { Came::NoGood } else { Came::Not })
}

/// Whether the house is anybody's who sends the program's code: then strangers are asked for it.
async fn awaits_code(tx: &mut Tx, desk: &Desk) -> Outcome<bool> {
    Ok(desk.owner.is_none() && store::people::count_owners(tx).await? == 0)
}

/// What a stranger is told whose link or code lets nobody in.
pub fn no_good_words(coming: &Coming, house: &House) -> Answer {
    let text = Desk::text_for_stranger(coming.profile.language, house);
    let words = tr!(text, "invitation-no-good");
    said(text, house, Some(words))
}

/// What a stranger is told whose code isn't the first owner's.
pub fn wrong(coming: &Coming, house: &House, left: i64) -> Answer {
    let text = Desk::text_for_stranger(coming.profile.language, house);
    let words = tr!(text, "code-wrong", left = left);
    said(text, house, Some(words))
}

/// A stranger gets one polite answer, whatever comes; while the house is nobody's, it asks for the code.
pub async fn stranger(tx: &mut Tx, desk: &Desk, coming: &Coming, house: &House, now: DateTime<Utc>) -> Outcome<Answer> {
    let text = Desk::text_for_stranger(coming.profile.language, house);
    let speaks = !matches!(coming.what, What::Reach(_) | What::Group { .. });
    if speaks && people::was_known(tx, coming.profile.chat).await? {
        let words = tr!(text, "stranger-since-restore", house = house.name.as_str());
        return Ok(said(text, house, Some(words)));
    }
    let words = match speaks && people::first_time(tx, coming.profile.chat, now).await? {
        true if awaits_code(tx, desk).await? => Some(tr!(text, "stranger-no-owner", house = house.name.as_str())),
        true => Some(tr!(text, "stranger", house = house.name.as_str())),
        false => None,
    };
    Ok(said(text, house, words))
}

fn said(text: Text, house: &House, words: Option<Html>) -> Answer {
    let show = words.map_or(Show::Nothing, |words| Show::Once(View::plain(words)));
    Answer { reply: Reply::show(show, Spot::Below), known: None, house: house.clone(), text, session: None }
}

/// Remembers whom nobody knows, so that what else they send costs next to nothing. Who is suspended is heard again as soon
/// as they may act.
pub async fn met(desk: &Desk, chat: ChatId) -> Outcome<()> {
    let person = store::people::by_chat(&mut desk.db.read().await?, chat).await?;
    if person.is_none_or(|person| person.state != PersonState::Suspended) {
        desk.met_stranger(chat, desk.now());
    }
    Ok(())
}

/// A code that somebody known sent; `None` where it is none, and means something else.
pub async fn opened(tx: &mut Tx, context: Context<'_>, code: &str) -> Outcome<Option<Reply>> {
    if code.len() > LONGEST || crypto::bare_code(code).is_none_or(|bare| bare.len() != 16) {
        return Ok(None);
    }
    let person = &context.known.person;
    let profile = Profile {
        chat: person.chat,
        name: person.name.clone(),
        username: person.username.clone(),
        language: Some(person.reading.language),
    };
    Ok(match joining::by_code(tx, context.env, &profile, code, context.now).await? {
        Joined::In(..) => Some(Reply { commands: true, ..Reply::show(Show::Screen(Route::Home), Spot::Below) }),
        Joined::Refused(why) => {
            let words = reply::refusal(context.text, &Refusal::People(why));
            let view = View::plain(Html::plain(&words)).back(context.text, Route::Home);
            Some(Reply::show(Show::Once(view), Spot::Below))
        }
        Joined::Unknown => {
            audit::refused(tx, person.chat, "auth.failed", "code", context.now).await?;
            None
        }
    })
}
