//! Reads what people paste to add a server: the installer's JSON with whatever came along from the terminal, its
//! `access.txt`, or the management URL followed by the fingerprint.
//!
//! Neither an URL nor a fingerprint holds blanks or quotes, so blanks inside them are a terminal's line breaks. Errors
//! name what a person can mend. Nothing is asked of the network here.

use super::access::{Access, BadUrl, fingerprint_of};
use crate::{drivers::pin::Fingerprint, ports::PasteError};
use percent_encoding::percent_decode_str;

/// No paste is longer, in bytes; the rest isn't looked at.
const LONGEST: usize = 16_000;
const URL_LABEL: &str = "apiurl";
const PIN_LABEL: &str = "certsha256";

/// Reads a paste.
///
/// # Errors
/// What a person can mend, by its kind.
pub fn read(text: &str) -> Result<Access, PasteError> {
    let text = straightened(text);
    let squeezed: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let quoted = squeezed.to_ascii_lowercase().contains("\"apiurl\"");
    let labelled = if quoted { &squeezed } else { &text };
    if let Some(url) = value_of(labelled, URL_LABEL) {
        let url = checked_url(&url)?;
        let pin = value_of(labelled, PIN_LABEL).filter(|pin| !pin.is_empty()).ok_or(PasteError::NoFingerprint)?;
        let pin = fingerprint_of(&pin).ok_or(PasteError::BadFingerprint)?;
        return access(&url, pin);
    }
    let Some((before, url, after)) = split_at_url(&text) else { return Err(no_url(&text)) };
    let url = checked_url(url)?;
    let pin = find_fingerprint(after).or_else(|missing| find_fingerprint(before).map_err(|_| missing))?;
    access(&url, pin)
}

/// Whether a text is a paste, whole or broken: what has its labels, or an URL with a path, may hold a server's secret.
/// Links into Telegram are other things.
pub fn is_like(text: &str) -> bool {
    let straight = straightened(text).to_ascii_lowercase();
    if [URL_LABEL, PIN_LABEL].iter().any(|label| straight.contains(label)) {
        return true;
    }
    let telegram = ["://t.me/", "://telegram.me/"].iter().any(|link| straight.contains(link));
    !telegram && matches!(read(text), Ok(_) | Err(PasteError::NoFingerprint | PasteError::BadFingerprint))
}

fn access(url: &str, pin: Fingerprint) -> Result<Access, PasteError> {
    Access::new(url, pin).map_err(trouble)
}

const fn trouble(bad: BadUrl) -> PasteError {
    match bad {
        BadUrl::Unreadable => PasteError::Unreadable,
        BadUrl::NotHttps => PasteError::NotHttps,
        BadUrl::NoPath => PasteError::NoPath,
    }
}

/// An URL's own mistakes are named before a missing fingerprint is.
fn checked_url(url: &str) -> Result<String, PasteError> {
    Access::new(url, [0; 32]).map(|_| url.to_owned()).map_err(trouble)
}

fn no_url(text: &str) -> PasteError {
    let text = text.to_ascii_lowercase();
    if text.contains("ss://") || text.contains("ssconf://") {
        PasteError::AccessKey
    } else if text.contains("http://") {
        PasteError::NotHttps
    } else {
        PasteError::Unreadable
    }
}

/// Without colours, invisible characters and backslashes; with straight quotes; percent-encoding of the whole undone.
fn straightened(text: &str) -> String {
    let mut end = text.len().min(LONGEST);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let text = without_colours(&text[..end]).replace("&quot;", "\"");
    let lower = text.to_ascii_lowercase();
    let encoded = lower.contains("%3a%2f%2f") || lower.contains("%22apiurl%22");
    let text = if encoded { percent_decode_str(&text).decode_utf8_lossy().into_owned() } else { text };
    text.chars()
        .filter_map(|c| match c {
            '“' | '”' | '„' | '‟' | '«' | '»' | '‘' | '’' | '‚' | '\'' | '`' | '＂' => Some('"'),
            '：' => Some(':'),
            '\\'
            | '\u{ad}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{2069}'
            | '\u{feff}' => None,
            c if c.is_control() || c.is_whitespace() => Some(if c == '\n' { '\n' } else { ' ' }),
            c => Some(c),
        })
        .collect()
}

/// Terminal sequences taken out: with their escape character, or what is left of a colour where a chat ate it.
fn without_colours(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(['\u{1b}', '\u{9b}', '[']) {
        out.push_str(&rest[..at]);
        let here = &rest[at..];
        let introduced = here.strip_prefix("\u{1b}[").or_else(|| here.strip_prefix('\u{9b}'));
        let body = introduced.or_else(|| here.strip_prefix('[')).unwrap_or("");
        let parameters =
            body.len() - body.trim_start_matches(|c: char| c.is_ascii_digit() || c == ';' || c == '?').len();
        let last = body[parameters..].chars().next();
        let sequence = match last {
            Some(c) if introduced.is_some() => c.is_ascii_alphabetic(),
            Some('m') => parameters > 0,
            _ => false,
        };
        if sequence {
            rest = &body[parameters + 1..];
        } else {
            let mut chars = here.chars();
            let kept = chars.next().filter(|c| *c == '[');
            out.extend(kept);
            rest = chars.as_str();
        }
    }
    out.push_str(rest);
    out
}

/// The value behind a label: up to the closing quote where it is quoted, else up to a blank or a comma.
fn value_of(text: &str, label: &str) -> Option<String> {
    let lower = text.to_ascii_lowercase();
    let mut from = 0;
    while let Some(found) = lower[from..].find(label) {
        let rest = &text[from + found + label.len()..];
        from += found + label.len();
        let Some(rest) = rest.trim_start_matches(['"', ' ', '\n']).strip_prefix([':', '=']) else { continue };
        let rest = rest.trim_start();
        let value = match rest.strip_prefix('"') {
            Some(quoted) => quoted.split('"').next(),
            None => rest.split(|c: char| c.is_whitespace() || matches!(c, ',' | '}' | '"')).next(),
        };
        return value.map(|value| value.chars().filter(|c| !c.is_whitespace()).collect());
    }
    None
}

/// What stands before an https URL, the URL, and what follows.
fn split_at_url(text: &str) -> Option<(&str, &str, &str)> {
    let at = text.to_ascii_lowercase().find("https://")?;
    let rest = &text[at..];
    let end = rest.find(|c: char| c.is_whitespace() || matches!(c, '"' | ',' | '<' | '>' | '|')).unwrap_or(rest.len());
    Some((&text[..at], &rest[..end], &rest[end..]))
}

fn find_fingerprint(text: &str) -> Result<Fingerprint, PasteError> {
    let mut run = String::new();
    let mut looked_like = false;
    for word in text.split(|c: char| c.is_whitespace() || matches!(c, '"' | ',' | '=' | '<' | '>' | '|' | '{' | '}')) {
        let word = without_label(word);
        let digits: String = word.chars().filter(|c| *c != ':').collect();
        looked_like |= digits.len() >= 16;
        if let Some(pin) = fingerprint_of(&digits) {
            return Ok(pin);
        }
        if !digits.is_empty() && digits.chars().all(|c| c.is_ascii_hexdigit()) {
            // Part of one that a line break tore.
            run.push_str(&digits);
            looked_like |= run.len() >= 16;
            if let Some(pin) = fingerprint_of(&run) {
                return Ok(pin);
            }
        } else if !digits.is_empty() {
            run.clear();
        }
    }
    Err(if looked_like { PasteError::BadFingerprint } else { PasteError::NoFingerprint })
}

fn without_label(word: &str) -> &str {
    let lower = word.to_ascii_lowercase();
    for label in ["certsha256:", "sha256:", "sha-256:", "fingerprint:"] {
        if lower.starts_with(label) {
            return &word[label.len()..];
        }
    }
    word
}

#[cfg(test)]
#[path = "paste_tests.rs"]
mod tests;
