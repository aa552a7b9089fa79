//! Inline mode: keys found by what somebody types after the bot's name in any chat, within their own scope.
//!
//! Nothing is stored and nothing changes. Answers are for the asker alone and aren't kept by Telegram: they hold access
//! URLs, which are what one sends to a customer. Who isn't known gets an empty answer.

use super::{desk::Desk, show::NO_PREVIEW, ui};
use crate::{
    domain::{ids::KeyId, key::KeyState},
    service::{Outcome, find, people, sync},
    store::{self, keys::KeyRow},
    text::{Html, Text, label, tr},
};
use secrecy::ExposeSecret;
use teloxide::{
    payloads::AnswerInlineQuerySetters,
    requests::Requester,
    types::{
        InlineQueryId, InlineQueryResult, InlineQueryResultArticle, InputMessageContent, InputMessageContentText,
        ParseMode,
    },
};

/// How many are shown at a time; Telegram asks for more as one scrolls.
const PAGE: i64 = 20;

/// Answers an inline query. `offset` is what the last answer said comes next.
pub async fn answer(
    desk: &Desk,
    query: &str,
    chat: crate::domain::ids::ChatId,
    words: &str,
    offset: &str,
) -> Outcome<()> {
    let before = offset.parse().ok().map(KeyId);
    let (results, next) = found(desk, chat, words, before).await?;
    let answer = desk
        .telegram
        .answer_inline_query(InlineQueryId(query.to_owned()), results)
        .is_personal(true)
        .cache_time(0)
        .next_offset(next.map(|key| key.0.to_string()).unwrap_or_default());
    if let Err(error) = answer.await {
        tracing::debug!(%error, "an inline query can't be answered any more");
    }
    Ok(())
}

type Found = (Vec<InlineQueryResult>, Option<KeyId>);

async fn found(desk: &Desk, chat: crate::domain::ids::ChatId, words: &str, before: Option<KeyId>) -> Outcome<Found> {
    let mut read = desk.db.read().await?;
    let Some(door) = people::at_the_door(&mut read, chat).await? else { return Ok((Vec::new(), None)) };
    let house = desk.house_at(&mut read, door.settings_rev).await?;
    let text = Desk::text_for(&door.known.person, &house);
    let scope = door.known.actor.scope();
    let mut rows = if words.trim().is_empty() {
        store::keys::list(&mut read, scope, &store::keys::KeyFilter::default(), before, PAGE + 1).await?
    } else {
        find::keys(&mut read, &desk.env, scope, words, before, PAGE + 1).await?
    };
    let more = usize::try_from(PAGE).is_ok_and(|page| rows.len() > page);
    rows.truncate(usize::try_from(PAGE).unwrap_or_default());
    let next = rows.last().filter(|_| more).map(|row| row.key.id);
    let mut results = Vec::with_capacity(rows.len());
    for row in rows {
        let url = match row.key.state() {
            KeyState::Active => sync::access_url(&mut read, &desk.env, scope, row.key.id).await?,
            // What doesn't work isn't handed out.
            _ => None,
        };
        results.push(result(&row, url.as_ref().map(ExposeSecret::expose_secret), &text));
    }
    Ok((results, next))
}

fn result(row: &KeyRow, url: Option<&str>, text: &Text) -> InlineQueryResult {
    let key = &row.key;
    let state = ui::key_state(text, key.state());
    let described = match key.expires_at {
        Some(at) => format!("{state} · {}", label!(text, "inline-until", date = text.date(at))),
        None => state,
    };
    let mut body = Html::isolated(text, &key.name).bold();
    body.line(&Html::plain(&described));
    match url {
        Some(url) => body.gap().line(&Html::code_for(text, url)),
        None => body.line(&tr!(text, "inline-no-url")),
    };
    let content = InputMessageContentText::new(body.into_string()).parse_mode(ParseMode::Html);
    let content = InputMessageContent::Text(content.link_preview_options(NO_PREVIEW));
    InlineQueryResultArticle::new(format!("k{}", key.id), key.name.clone(), content).description(described).into()
}
