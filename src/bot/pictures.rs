//! Pictures of usage in a reader's words: the title says what was found, labels stand where they help.
//!
//! Numbers come from `service::usage`, pixels from `documents::chart`.

use super::context::Context;
use crate::{
    documents::chart::{Bar, Chart},
    domain::{chart::Span, traffic::Traffic},
    service::usage::Picture,
    text::{Text, label},
};
use chrono::{DateTime, Utc};

/// A span's name.
pub fn span_name(span: Span, text: &Text) -> String {
    text.lookup(&format!("usage-span-{}", span.as_str())).unwrap_or_default()
}

/// How it went, against as long before: `14% up`, `about as before`; `None` where there was nothing before.
pub fn trend(picture: &Picture, text: &Text) -> Option<String> {
    let (whole, before) = picture.trend?;
    let change = i128::from(whole.0 - before.0) * 100 / i128::from(before.0.max(1));
    let percent = |n: i128| text.percent(i64::try_from(n).unwrap_or(i64::MAX));
    Some(match change {
        -2..=2 => label!(text, "usage-trend-same"),
        3.. => label!(text, "usage-trend-up", percent = percent(change)),
        _ => label!(text, "usage-trend-down", percent = percent(-change)),
    })
}

/// Words for all that the reader sees.
pub fn all_name(house: bool, house_name: &str, text: &Text) -> String {
    if house { house_name.to_owned() } else { label!(text, "usage-of-own") }
}

/// Whether a bar has a label: few do, the last one among them.
fn labelled(span: Span, from_last: usize) -> bool {
    match span {
        Span::Day => from_last.is_multiple_of(6),
        Span::Week => from_last.is_multiple_of(2),
        Span::Month => from_last.is_multiple_of(7),
    }
}

fn below(at: DateTime<Utc>, span: Span, text: &Text) -> String {
    match span {
        Span::Day => text.time(at),
        Span::Week | Span::Month => text.short_date(at),
    }
}

/// The chart of a picture's numbers.
pub fn chart(picture: &Picture, span: Span, context: Context<'_>) -> Chart {
    let house = context.scope() == crate::domain::role::Scope::House;
    let name = picture.name.clone().unwrap_or_else(|| all_name(house, &context.house.name, context.text));
    drawn(picture, span, &name, context.text)
}

/// The same for a name.
pub fn drawn(picture: &Picture, span: Span, name: &str, text: &Text) -> Chart {
    let total = picture.total();
    let (amount, time) = (text.traffic(total), span_name(span, text));
    let title = match trend(picture, text) {
        _ if total.0 == 0 => label!(text, "usage-title-none", span = time),
        Some(trend) => label!(text, "usage-title-trend", total = amount, span = time, trend = trend),
        None => label!(text, "usage-title-plain", total = amount, span = time),
    };
    let last = picture.bars.len().saturating_sub(1);
    let running = if span == Span::Day { label!(text, "usage-now") } else { label!(text, "usage-today") };
    let bar = |(place, (at, bytes)): (usize, &(DateTime<Utc>, Traffic))| Bar {
        value: bytes.0,
        label: match last - place {
            0 => Some(running.clone()),
            n => labelled(span, n).then(|| below(*at, span, text)),
        },
    };
    let most = picture.bars.iter().map(|(_, bytes)| *bytes).max().unwrap_or_default();
    Chart {
        title,
        subtitle: name.to_owned(),
        bars: picture.bars.iter().enumerate().map(bar).collect(),
        peak: text.traffic(most),
        rtl: text.rtl(),
    }
}
