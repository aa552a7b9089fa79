//! Several notices of a kind as one message: a line for each, and one button.
//!
//! Keys that were made again go out as a table, where they are more than a few.
//! Of a key only the most is said; what became untrue while it waited isn't said at all.

use super::{
    context::Context,
    notify::{self, Message},
    quota_words,
    routes::{KeyGroup, Route, Target},
    ui::{Button, View},
};
use crate::{
    documents::csv,
    domain::{chart::UsageOf, ids::KeyId, notice::Notice},
    service::{Outcome, sync},
    store::{self, Access, keys::KeyRow},
    text::{Html, label, tr},
};
use secrecy::{ExposeSecret, SecretString};
use std::collections::{BTreeMap, BTreeSet};

/// So many are said line by line; the others are counted.
const LINES: usize = 12;

/// Words them; `None` where there is nothing to say any more.
pub async fn word(access: &mut impl Access, context: Context<'_>, notices: &[Notice]) -> Outcome<Option<Message>> {
    if let Some(Notice::KeyRemade { .. }) = notices.first() {
        return remade(access, context, notices).await;
    }
    if let Some(Notice::Ending { .. }) = notices.first() {
        return endings(access, context, notices).await;
    }
    let text = context.text;
    let mut most: BTreeMap<KeyId, i64> = BTreeMap::new();
    for notice in notices {
        if let Notice::Quota { key, percent } = notice {
            let said = most.entry(*key).or_insert(*percent);
            *said = (*percent).max(*said);
        }
    }
    let mut lines: Vec<Html> = Vec::new();
    let (mut stopped, mut last) = (false, None);
    for (key, percent) in most {
        if let Some((line, usage)) = quota_words::line(access, context, key, percent).await? {
            stopped |= percent >= 100 && usage.policy.stops;
            last = Some(Notice::Quota { key, percent });
            lines.push(line);
        }
    }
    if lines.len() < 2 {
        return match last {
            Some(notice) => notify::word(access, context, &notice).await,
            None => Ok(None),
        };
    }
    let others = lines.len().saturating_sub(LINES);
    let count = lines.len();
    lines.truncate(LINES);
    let route = if stopped {
        Route::Keys { group: KeyGroup::Stopped, server: None, before: None }
    } else {
        Route::Usage { of: UsageOf::All }
    };
    let label = if stopped { label!(text, "bundle-stopped") } else { label!(text, "key-usage") };
    let view = View::plain(tr!(text, "bundle-quota", count = count).bold())
        .lines(lines)
        .maybe((others > 0).then(|| tr!(text, "bundle-others", count = others)))
        .row([Button::to(label, Target::Open(route))]);
    Ok(Some(Message::Text(view)))
}

/// The same for keys that end: of each the nearest is said.
async fn endings(access: &mut impl Access, context: Context<'_>, notices: &[Notice]) -> Outcome<Option<Message>> {
    let text = context.text;
    let mut nearest: BTreeMap<KeyId, i64> = BTreeMap::new();
    for notice in notices {
        if let Notice::Ending { key, days } = notice {
            let said = nearest.entry(*key).or_insert(*days);
            *said = (*days).min(*said);
        }
    }
    let (mut lines, mut last) = (Vec::new(), None);
    for (key, days) in nearest {
        if let Some(line) = quota_words::ending_line(access, context, key, days).await? {
            last = Some(Notice::Ending { key, days });
            lines.push(line);
        }
    }
    let Some(last) = last else { return Ok(None) };
    if lines.len() < 2 {
        return notify::word(access, context, &last).await;
    }
    let (count, others) = (lines.len(), lines.len().saturating_sub(LINES));
    lines.truncate(LINES);
    let all = Route::Keys { group: KeyGroup::All, server: None, before: None };
    let view = View::plain(tr!(text, "bundle-ending", count = count).bold())
        .lines(lines)
        .maybe((others > 0).then(|| tr!(text, "bundle-others", count = others)))
        .row([Button::to(label!(text, "button-keys"), Target::Open(all))]);
    Ok(Some(Message::Text(view)))
}

/// So many new access URLs stand in a message; more are a file.
const IN_WORDS: usize = 3;

/// Keys that have another access URL, for who sells them.
async fn remade(access: &mut impl Access, context: Context<'_>, notices: &[Notice]) -> Outcome<Option<Message>> {
    let text = context.text;
    let mut keys: Vec<(KeyRow, SecretString)> = Vec::new();
    let mut linked = 0_usize;
    let ids: BTreeSet<KeyId> = notices
        .iter()
        .filter_map(|notice| match notice {
            Notice::KeyRemade { key } => Some(*key),
            _ => None,
        })
        .collect();
    for id in ids {
        let Some(url) = sync::access_url(access, context.env, context.scope(), id).await? else { continue };
        let Some(row) = store::keys::row(access, context.scope(), id).await? else { continue };
        linked += usize::from(!store::usage::customer_chats(access, id).await?.is_empty());
        keys.push((row, url));
    }
    if let [(row, _)] = &keys[..] {
        return notify::word(access, context, &Notice::KeyRemade { key: row.key.id }).await;
    }
    if keys.is_empty() {
        return Ok(None);
    }
    let told = (linked > 0).then(|| tr!(text, "bundle-remade-linked", count = linked));
    let head = View::plain(tr!(text, "bundle-remade", count = keys.len()).bold());
    if keys.len() <= IN_WORDS {
        let lines = keys
            .iter()
            .flat_map(|(row, url)| [Html::isolated(text, &row.key.name), Html::code_for(text, url.expose_secret())]);
        let all = Route::Keys { group: KeyGroup::All, server: None, before: None };
        let view = head.lines(lines.collect::<Vec<_>>()).maybe(told);
        return Ok(Some(Message::Text(view.row([Button::to(label!(text, "button-keys"), Target::Open(all))]))));
    }
    let columns =
        [label!(text, "batch-column-name"), label!(text, "batch-column-customer"), label!(text, "batch-column-url")];
    let rows = keys.iter().map(|(row, url)| {
        vec![row.key.name.as_str(), row.customer.as_deref().unwrap_or_default(), url.expose_secret()]
    });
    let bytes = csv::table(std::iter::once(columns.iter().map(String::as_str).collect()).chain(rows));
    let view = head.line(tr!(text, "bundle-remade-file")).maybe(told);
    let name = format!("new-keys-{}.csv", context.now.format("%Y-%m-%d"));
    Ok(Some(Message::File { name, bytes, view }))
}
