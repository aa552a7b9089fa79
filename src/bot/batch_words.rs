//! What is told of a batch of keys when it is done: how it went, a file with the access URLs, pages of QR codes.
//!
//! Access URLs are read and opened here, at the moment of sending, and only for someone within whose scope the batch is.

use super::{
    context::Context,
    routes::{Action, BatchDeed, Route, Target},
    ui::{self, Button, View},
};
use crate::{
    documents::{
        codes::{self, Code, Codes},
        csv,
    },
    domain::{batch::Batch, ids::BatchId, role::Permission},
    service::{Outcome, sync},
    store::{self, Access},
    text::{Html, Text, label, tr},
};
use secrecy::{ExposeSecret, SecretString};
use std::collections::BTreeMap;

/// A message about a batch.
#[derive(Debug)]
pub enum Told {
    /// Words, with buttons.
    Words(View),
    /// A file.
    File {
        /// Its name.
        name: String,
        /// What is in it.
        bytes: Vec<u8>,
        /// Its caption.
        view: View,
    },
}

/// The keys of a batch that work, with their access URLs.
async fn made(
    access: &mut impl Access,
    context: Context<'_>,
    id: BatchId,
) -> Outcome<Option<(Batch, Vec<(String, SecretString)>)>> {
    let Some(batch) = store::batches::get(access, context.scope(), id).await? else { return Ok(None) };
    let mut keys = Vec::new();
    for key in store::batches::made(access, id).await? {
        keys.push((key.name, sync::opened(context.env, &key.access_url)?));
    }
    Ok((!keys.is_empty()).then_some((batch, keys)))
}

fn file_name(batch: &Batch, end: &str) -> String {
    format!("keys-{}-{}.{end}", batch.id, batch.created_at.format("%Y-%m-%d"))
}

/// A table of names and access URLs; `None` where no key of it works.
pub async fn file(access: &mut impl Access, context: Context<'_>, id: BatchId) -> Outcome<Option<Told>> {
    let Some((batch, keys)) = made(access, context, id).await? else { return Ok(None) };
    let text = context.text;
    let head = (label!(text, "batch-column-name"), label!(text, "batch-column-url"));
    let rows = keys.iter().map(|(name, url)| vec![name.as_str(), url.expose_secret()]);
    let bytes = csv::table(std::iter::once(vec![head.0.as_str(), head.1.as_str()]).chain(rows));
    let view = View::plain(tr!(text, "batch-file-caption", count = keys.len()));
    Ok(Some(Told::File { name: file_name(&batch, "csv"), bytes, view }))
}

/// Pages of QR codes; `None` where no key of it works.
pub async fn codes(access: &mut impl Access, context: Context<'_>, id: BatchId) -> Outcome<Option<Told>> {
    let Some((batch, keys)) = made(access, context, id).await? else { return Ok(None) };
    let text = context.text;
    let plan = store::plans::get(access, batch.plan).await?.map(|plan| plan.name).unwrap_or_default();
    let count = keys.len();
    let pages = codes::pages(count);
    let model = Codes {
        title: context.house.name.clone(),
        subtitle: label!(text, "batch-subtitle", plan = plan, date = text.date(batch.created_at)),
        footers: (1..=pages).map(|n| label!(text, "batch-page", page = n, of = pages)).collect(),
        codes: keys.into_iter().map(|(name, url)| Code { name, text: url.expose_secret().to_owned() }).collect(),
        rtl: text.rtl(),
        at: context.now,
    };
    // Hundreds of pictures are drawn: not on a thread that others wait for.
    let drawn = tokio::task::spawn_blocking(move || codes::pdf(&model)).await;
    let bytes = drawn.unwrap_or_default();
    if bytes.is_empty() {
        tracing::error!(batch = id.0, "pages of QR codes can't be drawn");
        return Ok(None);
    }
    let view = View::plain(tr!(text, "batch-codes-caption", count = count, pages = pages));
    Ok(Some(Told::File { name: file_name(&batch, "pdf"), bytes, view }))
}

/// How it went: how many were made, and why others weren't.
pub async fn report(access: &mut impl Access, context: Context<'_>, id: BatchId) -> Outcome<Option<Told>> {
    let Some(batch) = store::batches::get(access, context.scope(), id).await? else { return Ok(None) };
    let failures = store::batches::failures(access, id).await?;
    let text = context.text;
    let retry = Action::BatchDo { batch: id, version: batch.version, deed: BatchDeed::Retry };
    let mut buttons = Vec::new();
    if !failures.is_empty() {
        buttons.push(Button::to(label!(text, "batch-retry", count = failures.len()), Target::Also(retry)));
    }
    buttons.push(Button::to(label!(text, "button-open-batch"), Target::Open(Route::Batch { batch: id })));
    let view = View::plain(outcome(&batch, text))
        .maybe(stopped(&batch, text))
        .lines(causes(&failures, context.may(Permission::ServerRead), text))
        .row(buttons);
    Ok(Some(Told::Words(view)))
}

/// How many were made, in one line.
pub fn outcome(batch: &Batch, text: &Text) -> Html {
    if batch.made == batch.total {
        tr!(text, "batch-all-made", count = batch.made)
    } else {
        tr!(text, "batch-some-made", made = batch.made, total = batch.total)
    }
}

/// How many weren't made because somebody stopped it.
pub fn stopped(batch: &Batch, text: &Text) -> Option<Html> {
    (batch.let_go() > 0).then(|| tr!(text, "batch-let-go", count = batch.let_go()))
}

/// So many names are called for each cause.
const CALLED: usize = 10;
/// More causes than that a message doesn't list.
const CAUSES: usize = 6;

/// Why keys could not be made: a line for each cause, with the names.
pub fn causes(failures: &[(String, String)], sees_server: bool, text: &Text) -> Vec<Html> {
    let mut by_cause: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (name, trouble) in failures {
        by_cause.entry(trouble).or_default().push(name);
    }
    let mut lines = Vec::new();
    for (trouble, names) in by_cause.into_iter().take(CAUSES) {
        let why = ui::key_trouble(text, trouble, sees_server);
        let more = names.len().saturating_sub(CALLED);
        let called: Vec<String> = names.iter().take(CALLED).map(|name| Html::isolated(text, name).to_plain()).collect();
        let called = called.join(", ");
        lines.push(tr!(text, "batch-cause", count = names.len(), names = called, more = more, why = why));
    }
    lines
}
