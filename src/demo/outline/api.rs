//! The simulated server's management API: which call does what, and with what status it answers.
//!
//! A call is judged by method and path as the real server's router does; a body counts only with the right content
//! type, which is how an unnamed key without limit comes to be. No clock, no sockets here.

use super::{
    state::{METHODS, NewKey, State, Taken},
    traffic::WINDOW,
};
use axum::http::{Method, StatusCode};
use percent_encoding::percent_decode_str;
use serde_json::{Value, json};

/// What a call answers: a status, and JSON where there is a body.
pub type Reply = (StatusCode, Option<Value>);

/// A call as it came in.
#[derive(Debug)]
pub struct Incoming<'a> {
    /// The method.
    pub method: &'a Method,
    /// The path under the secret one, as sent.
    pub path: &'a str,
    /// The query.
    pub query: &'a str,
    /// The body; empty where the content type isn't JSON's.
    pub body: &'a Value,
}

/// The call's name in the counters, as `PUT /access-keys/{id}/name`.
pub fn template(method: &Method, path: &str) -> String {
    let mut parts: Vec<&str> = path.split('/').collect();
    if parts.get(1) == Some(&"access-keys") && parts.len() > 2 {
        parts[2] = "{id}";
    }
    format!("{method} {}", parts.join("/"))
}

fn done() -> Reply {
    (StatusCode::NO_CONTENT, None)
}

const fn shows(value: Value) -> Reply {
    (StatusCode::OK, Some(value))
}

fn refuses(status: StatusCode, code: &str, message: &str) -> Reply {
    (status, Some(json!({ "code": code, "message": message })))
}

fn invalid(message: &str) -> Reply {
    refuses(StatusCode::BAD_REQUEST, "InvalidArgument", message)
}

fn missing(what: &str) -> Reply {
    refuses(StatusCode::BAD_REQUEST, "MissingParameter", &format!("Parameter `{what}` is missing"))
}

fn no_key(id: &str) -> Reply {
    refuses(StatusCode::NOT_FOUND, "NotFound", &format!("Access key \"{id}\" not found"))
}

/// What a router says of a path that it doesn't know, a wrong secret path included.
pub fn unknown_path(path: &str) -> Reply {
    refuses(StatusCode::NOT_FOUND, "ResourceNotFound", &format!("{path} does not exist"))
}

/// Does a call and answers it. `now` is in minutes since 1970.
pub fn answer(state: &mut State, call: &Incoming<'_>, now: i64) -> Reply {
    state.tick(now);
    let parts: Vec<&str> = call.path.trim_matches('/').split('/').collect();
    match (call.method.as_str(), parts.as_slice()) {
        ("GET", ["server"]) => shows(state.facts()),
        ("PUT", ["name"]) => rename_server(state, call.body),
        ("PUT", ["server", "hostname-for-access-keys"]) => set_hostname(state, call.body),
        ("PUT", ["server", "port-for-new-access-keys"]) => set_port(state, call.body),
        ("PUT", ["server", "access-key-data-limit"]) => set_default_limit(state, call.body, now),
        ("DELETE", ["server", "access-key-data-limit"]) => {
            state.default_limit = None;
            state.enforce(now);
            done()
        }
        ("GET", ["metrics", "enabled"]) => shows(json!({ "metricsEnabled": state.shares_metrics })),
        ("PUT", ["metrics", "enabled"]) => share_metrics(state, call.body),
        ("GET", ["metrics", "transfer"]) => transfer(state, now),
        ("GET", ["experimental", "server", "metrics"]) => experimental(state, call.query, now),
        ("GET", ["access-keys"]) => shows(state.all_shown()),
        ("POST", ["access-keys"]) => create(state, None, call.body, now),
        (_, ["access-keys", id, rest @ ..]) => {
            let id = percent_decode_str(id).decode_utf8_lossy().into_owned();
            of_key(state, call, &id, rest, now)
        }
        _ => unknown_path(call.path),
    }
}

fn of_key(state: &mut State, call: &Incoming<'_>, id: &str, rest: &[&str], now: i64) -> Reply {
    match (call.method.as_str(), rest) {
        ("PUT", []) => create(state, Some(id), call.body, now),
        ("GET", []) => state.shown(id).map_or_else(|| no_key(id), shows),
        ("DELETE", []) => {
            if state.remove(id) {
                done()
            } else {
                no_key(id)
            }
        }
        ("PUT", ["name"]) => match call.body.get("name") {
            None => missing("name"),
            Some(Value::String(name)) if !name.is_empty() => {
                if state.rename(id, name.clone()) {
                    done()
                } else {
                    no_key(id)
                }
            }
            Some(_) => invalid("Expected a non-empty name"),
        },
        // Without `limit` around the bytes the limit is undefined, and that is how it is removed.
        ("PUT", ["data-limit"]) => match limit_of(call.body) {
            Ok(limit) => set_limit(state, id, limit, now),
            Err(reply) => reply,
        },
        ("DELETE", ["data-limit"]) => set_limit(state, id, None, now),
        _ => unknown_path(call.path),
    }
}

fn set_limit(state: &mut State, id: &str, limit: Option<i64>, now: i64) -> Reply {
    if state.limit(id, limit, now) { done() } else { no_key(id) }
}

fn limit_of(body: &Value) -> Result<Option<i64>, Reply> {
    match body.get("limit") {
        None | Some(Value::Null) => Ok(None),
        Some(limit) => match limit.get("bytes").and_then(Value::as_i64) {
            Some(bytes) if bytes >= 0 => Ok(Some(bytes)),
            _ => Err(invalid("Must provide a limit with a whole number of bytes, 0 or more")),
        },
    }
}

fn text_of(body: &Value, field: &str) -> Result<Option<String>, Reply> {
    match body.get(field) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text.clone())),
        Some(_) => Err(invalid(&format!("Expected a string for {field}"))),
    }
}

fn port_of(body: &Value) -> Result<Option<u16>, Reply> {
    match body.get("port") {
        None | Some(Value::Null) => Ok(None),
        Some(port) => match port.as_u64().and_then(|port| u16::try_from(port).ok()) {
            Some(port) if port > 0 => Ok(Some(port)),
            _ => Err(invalid("Expected a port from 1 to 65535")),
        },
    }
}

fn read_new(body: &Value, id: Option<&str>) -> Result<NewKey, Reply> {
    if id.is_none() && body.get("id").is_some() {
        return Err(invalid("Parameter `id` is not allowed here"));
    }
    let method = text_of(body, "method")?;
    if method.as_deref().is_some_and(|method| !METHODS.contains(&method)) {
        return Err(invalid("Unknown cipher"));
    }
    Ok(NewKey {
        id: id.map(str::to_owned),
        name: text_of(body, "name")?.unwrap_or_default(),
        limit: limit_of(body)?,
        method,
        password: text_of(body, "password")?.filter(|password| !password.is_empty()),
        port: port_of(body)?,
    })
}

fn create(state: &mut State, id: Option<&str>, body: &Value, now: i64) -> Reply {
    let new = match read_new(body, id) {
        Ok(new) => new,
        Err(reply) => return reply,
    };
    let conflict = |message: &str| refuses(StatusCode::CONFLICT, "Conflict", message);
    match state.create(new, now) {
        Ok(id) => (StatusCode::CREATED, state.shown(&id)),
        Err(Taken::Id) => conflict(&format!("Access key \"{}\" already exists", id.unwrap_or_default())),
        Err(Taken::Password) => conflict("The password is in use already"),
        Err(Taken::Port) => conflict("The port is in use already"),
    }
}

fn rename_server(state: &mut State, body: &Value) -> Reply {
    match text_of(body, "name") {
        Ok(None) => missing("name"),
        Ok(Some(name)) if name.encode_utf16().count() > 100 => refuses(
            StatusCode::CONFLICT,
            "InvalidArgument",
            "Requested server name should be shorter than 100 characters",
        ),
        Ok(Some(name)) => {
            state.name = name;
            done()
        }
        Err(reply) => reply,
    }
}

fn set_hostname(state: &mut State, body: &Value) -> Reply {
    match text_of(body, "hostname") {
        Ok(None) => missing("hostname"),
        Ok(Some(host)) if host.is_empty() || host.contains(['/', ' ', '@', '?', '#']) => {
            invalid("Hostname isn't valid")
        }
        Ok(Some(host)) => {
            state.hostname = host;
            done()
        }
        Err(reply) => reply,
    }
}

fn set_port(state: &mut State, body: &Value) -> Reply {
    match port_of(body) {
        Ok(None) => missing("port"),
        Ok(Some(port)) if state.is_port_taken(port) => {
            refuses(StatusCode::CONFLICT, "Conflict", "The port is in use already")
        }
        Ok(Some(port)) => {
            state.port = port;
            done()
        }
        Err(reply) => reply,
    }
}

fn set_default_limit(state: &mut State, body: &Value, now: i64) -> Reply {
    match limit_of(body) {
        Ok(None) => missing("limit"),
        Ok(limit) => {
            state.default_limit = limit;
            state.enforce(now);
            done()
        }
        Err(reply) => reply,
    }
}

fn share_metrics(state: &mut State, body: &Value) -> Reply {
    match body.get("metricsEnabled") {
        None => missing("metricsEnabled"),
        Some(Value::Bool(on)) => {
            state.shares_metrics = *on;
            done()
        }
        Some(_) => invalid("Expected true or false"),
    }
}

fn transfer(state: &State, now: i64) -> Reply {
    let readings: serde_json::Map<String, Value> =
        state.meter.readings(now, WINDOW).map(|(id, _, bytes)| (id.to_owned(), bytes.into())).collect();
    shows(json!({ "bytesTransferredByUserId": readings }))
}

/// `since=N(s,h,d,w)` in minutes.
fn since_of(query: &str) -> Option<i64> {
    let since = query.split('&').find_map(|pair| pair.strip_prefix("since="))?;
    let unit = since.chars().last()?;
    let count: i64 = since.strip_suffix(unit)?.parse().ok().filter(|count| (1..1_000_000).contains(count))?;
    Some(match unit {
        's' => (count + 59) / 60,
        'h' => count * 60,
        'd' => count * 24 * 60,
        'w' => count * 7 * 24 * 60,
        _ => return None,
    })
}

fn experimental(state: &State, query: &str, now: i64) -> Reply {
    let Some(window) = since_of(query) else { return invalid("`since` must be a number with s, h, d or w") };
    if state.meter.is_empty() {
        return refuses(StatusCode::INTERNAL_SERVER_ERROR, "InternalServerError", "Failed to get metrics");
    }
    let mut all = 0;
    let keys: Vec<Value> = state
        .meter
        .readings(now, window)
        .map(|(id, series, bytes)| {
            all += bytes;
            // What isn't a number becomes null: the real server reads ids as numbers here.
            let number = id.parse::<u64>().ok();
            let seen = series.last() * 60;
            json!({
                "accessKeyId": number, "tunnelTime": { "seconds": bytes / 1_000_000 },
                "dataTransferred": { "bytes": bytes },
                "connection": { "lastTrafficSeen": seen, "peakDeviceCount": { "data": 1, "timestamp": seen } },
            })
        })
        .collect();
    let (rate, at) = (all / (window * 60).max(1), now * 60);
    let bandwidth = json!({ "data": { "bytes": rate }, "timestamp": at });
    shows(json!({
        "server": {
            "tunnelTime": { "seconds": all / 1_000_000 }, "dataTransferred": { "bytes": all },
            "bandwidth": { "current": bandwidth, "peak": bandwidth },
            "locations": [{ "location": "XX", "asn": null, "asOrg": null,
                "tunnelTime": { "seconds": all / 1_000_000 }, "dataTransferred": { "bytes": all } }],
        },
        "accessKeys": keys,
    }))
}
