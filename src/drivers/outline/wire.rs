//! The formats of the Outline management API, read strictly where it matters and leniently where it doesn't.
//!
//! An access URL that isn't `ss://` is no key of this API; a missing version is no reason to refuse a server. Numbers
//! are clamped to what both sides can hold: whole bytes from 0 to 2^53 - 1.

use crate::{
    domain::traffic::Traffic,
    drivers::trouble::sanitised,
    ports::{DriverError, RemoteKey, ServerFacts},
};
use chrono::{DateTime, Utc};
use serde::Deserialize;
use serde_json::{Number, Value, json};
use std::collections::HashMap;

/// The longest name that is sent, in UTF-16 units, as the server counts.
const NAME_MAX: usize = 100;
/// The largest number that JavaScript holds exactly.
const SAFE_MAX: i64 = (1 << 53) - 1;
/// The longest text of a server that is kept, in characters.
const TEXT_MAX: usize = 200;
/// The longest access URL, in bytes.
const URL_MAX: usize = 4_000;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Server {
    #[serde(rename = "serverId")]
    uid: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    version: String,
    #[serde(default)]
    hostname_for_access_keys: String,
}

#[derive(Deserialize)]
struct Bytes {
    bytes: Number,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Key {
    id: Value,
    #[serde(default)]
    name: Option<String>,
    data_limit: Option<Bytes>,
    access_url: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Keys {
    access_keys: Vec<Key>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Transfer {
    bytes_transferred_by_user_id: HashMap<String, Number>,
}

/// What a server says where it refuses.
#[derive(Deserialize, Default)]
pub struct Refusal {
    /// Its own code, as `NotFound`.
    #[serde(default)]
    pub code: String,
    /// Its own words.
    #[serde(default)]
    pub message: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Experimental {
    #[serde(default)]
    access_keys: Vec<ExperimentalKey>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ExperimentalKey {
    access_key_id: Value,
    data_transferred: Option<Bytes>,
    connection: Option<Connection>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Connection {
    last_traffic_seen: Option<Number>,
}

/// One key in the experimental figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct KeyFigures {
    /// Bytes within the time that was asked for.
    pub moved: Traffic,
    /// When traffic was last seen.
    pub last_seen: Option<DateTime<Utc>>,
}

fn foreign(what: &str) -> DriverError {
    DriverError::NotTheApi(what.into())
}

/// A whole number of bytes, whatever its notation.
#[expect(clippy::cast_possible_truncation, reason = "clamped to the safe range first")]
fn whole(number: &Number) -> Traffic {
    let n = number.as_i64().unwrap_or_else(|| {
        let float = number.as_f64().unwrap_or(0.0);
        // 2^53 - 1 is exact in a double.
        if float >= 9_007_199_254_740_991.0 { SAFE_MAX } else { float.round() as i64 }
    });
    Traffic(n.clamp(0, SAFE_MAX))
}

fn id_of(value: &Value) -> Option<String> {
    match value {
        Value::String(text) if !text.is_empty() => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// `GET /server`.
pub fn server(body: &[u8], fallback_host: &str) -> Result<ServerFacts, DriverError> {
    let server: Server = serde_json::from_slice(body).map_err(|_| foreign("no server in its answer"))?;
    if server.uid.is_empty() {
        return Err(foreign("a server without id"));
    }
    let host = sanitised(&server.hostname_for_access_keys, "", TEXT_MAX);
    Ok(ServerFacts {
        remote_uid: sanitised(&server.uid, "", TEXT_MAX),
        name: sanitised(&server.name, "", TEXT_MAX),
        version: sanitised(&server.version, "", 50),
        host: if host.is_empty() { fallback_host.to_owned() } else { host },
    })
}

fn remote(key: Key) -> Result<RemoteKey, DriverError> {
    let id = id_of(&key.id).ok_or_else(|| foreign("a key without id"))?;
    let too_long = id.len() > TEXT_MAX || key.access_url.len() > URL_MAX;
    if too_long || !key.access_url.starts_with("ss://") || key.access_url.chars().any(|c| c.is_control() || c == ' ') {
        return Err(foreign("a key without ss:// access URL"));
    }
    Ok(RemoteKey {
        id,
        name: one_line(key.name.unwrap_or_default().chars()).take(TEXT_MAX).collect(),
        limit: key.data_limit.map(|limit| whole(&limit.bytes)),
        access_url: key.access_url,
    })
}

/// Control characters are blanks in a name.
fn one_line(chars: impl Iterator<Item = char>) -> impl Iterator<Item = char> {
    chars.map(|c| if c.is_control() { ' ' } else { c })
}

/// One key.
pub fn key(body: &[u8]) -> Result<RemoteKey, DriverError> {
    remote(serde_json::from_slice(body).map_err(|_| foreign("no key in its answer"))?)
}

/// `GET /access-keys`.
pub fn keys(body: &[u8]) -> Result<Vec<RemoteKey>, DriverError> {
    let keys: Keys = serde_json::from_slice(body).map_err(|_| foreign("no keys in its answer"))?;
    keys.access_keys.into_iter().map(remote).collect()
}

/// `GET /metrics/transfer`.
pub fn transfer(body: &[u8]) -> Result<HashMap<String, Traffic>, DriverError> {
    let transfer: Transfer = serde_json::from_slice(body).map_err(|_| foreign("no traffic in its answer"))?;
    Ok(transfer.bytes_transferred_by_user_id.into_iter().map(|(id, bytes)| (id, whole(&bytes))).collect())
}

/// `GET /experimental/server/metrics`: keys whose id isn't a number come without one and are left out.
pub fn experimental(body: &[u8]) -> Result<HashMap<String, KeyFigures>, DriverError> {
    let figures: Experimental = serde_json::from_slice(body).map_err(|_| foreign("no figures in its answer"))?;
    let figures = figures.access_keys.into_iter().filter_map(|key| {
        let seen = key.connection.and_then(|connection| connection.last_traffic_seen).map(|at| whole(&at).0);
        let moved = key.data_transferred.map_or(Traffic(0), |bytes| whole(&bytes.bytes));
        let last_seen = seen.filter(|at| *at > 0).and_then(|at| DateTime::from_timestamp(at, 0));
        Some((id_of(&key.access_key_id)?, KeyFigures { moved, last_seen }))
    });
    Ok(figures.collect())
}

/// What a refusal says; empty where it isn't JSON.
pub fn refusal(body: &[u8]) -> Option<Refusal> {
    serde_json::from_slice(body).ok()
}

/// A name as it is sent: one line, cut to what the server takes; `None` where nothing is left.
pub fn name(name: &str) -> Option<String> {
    let mut units = 0;
    let cut: String = one_line(name.trim().chars())
        .take_while(|c| {
            units += c.len_utf16();
            units <= NAME_MAX
        })
        .collect();
    let cut = cut.trim();
    (!cut.is_empty()).then(|| cut.to_owned())
}

/// A limit as the server can hold it.
pub fn limit(limit: Traffic) -> Traffic {
    Traffic(limit.0.clamp(0, SAFE_MAX))
}

/// The body that creates a key.
pub fn creation(name: Option<&str>, limit: Option<Traffic>) -> Value {
    let mut body = json!({});
    if let Some(name) = name {
        body["name"] = json!(name);
    }
    if let Some(limit) = limit {
        body["limit"] = json!({ "bytes": limit.0 });
    }
    body
}

/// The body that sets a limit. Without `limit` around it the server answers 204 and removes the limit.
pub fn limiting(limit: Traffic) -> Value {
    json!({ "limit": { "bytes": limit.0 } })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_cut_as_the_server_counts() {
        assert_eq!(name("  Ann "), Some("Ann".into()));
        assert_eq!(name(" \n "), None);
        assert_eq!(name("a\nb"), Some("a b".into()));
        assert_eq!(name(&"x".repeat(300)).unwrap().len(), 100);
        assert_eq!(name(&"🗝".repeat(99)).unwrap().chars().count(), 50, "two units each");
    }

    #[test]
    fn numbers_in_any_notation() {
        let read = |text: &str| whole(&serde_json::from_str(text).unwrap()).0;
        assert_eq!(read("1000"), 1_000);
        assert_eq!(read("1e3"), 1_000);
        assert_eq!(read("-5"), 0);
        assert_eq!(read("1e30"), SAFE_MAX);
        assert_eq!(read("18446744073709551615"), SAFE_MAX);
    }

    #[test]
    fn keys_with_what_is_missing() {
        let read = key(br#"{"id":7,"accessUrl":"ss://x@h:1/?outline=1"}"#).unwrap();
        assert_eq!((read.id.as_str(), read.name.as_str(), read.limit), ("7", "", None));
        for bad in [r"{}", r#"{"id":"1","accessUrl":"https://x"}"#, r#"{"id":"","accessUrl":"ss://x"}"#, "<html>", "[]"]
        {
            assert!(matches!(key(bad.as_bytes()), Err(DriverError::NotTheApi(_))), "{bad}");
        }
    }

    #[test]
    fn figures_of_keys_without_number_are_left_out() {
        let body = br#"{"server":{},"accessKeys":[
            {"accessKeyId":5,"dataTransferred":{"bytes":9},"connection":{"lastTrafficSeen":60}},
            {"accessKeyId":null,"dataTransferred":{"bytes":9}},{"accessKeyId":"6"}]}"#;
        let figures = experimental(body).unwrap();
        assert_eq!(figures.len(), 2);
        assert_eq!(figures["5"].moved, Traffic(9));
        assert_eq!(figures["5"].last_seen.unwrap().timestamp(), 60);
    }
}
