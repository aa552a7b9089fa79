//! What a simulated Outline server holds: its settings, its keys, its counters, and its rules about them.
//!
//! It follows the real one in what bites: limits act hourly and at each change of any limit, a changed hostname reaches
//! new keys only, usage outlives deletion. Times are minutes since 1970. No HTTP here.

use super::traffic::{Meter, WINDOW};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use rand::{RngCore, SeedableRng, rngs::StdRng};
use serde_json::{Value, json};
use std::collections::{BTreeMap, HashMap};

/// The cipher of new keys.
pub const METHOD: &str = "chacha20-ietf-poly1305";
/// The ciphers that the server takes.
pub const METHODS: [&str; 4] = [METHOD, "aes-256-gcm", "aes-192-gcm", "aes-128-gcm"];

/// A key.
#[derive(Debug, Clone)]
pub struct StoredKey {
    /// Its id.
    pub id: String,
    /// Its name; may be empty.
    pub name: String,
    /// Its limit in bytes.
    pub limit: Option<i64>,
    /// Whether the limit stops it.
    pub blocked: bool,
    password: String,
    method: String,
    port: u16,
    host: String,
}

/// What a new key is to be.
#[derive(Debug, Clone, Default)]
pub struct NewKey {
    /// Its id, where the caller names one.
    pub id: Option<String>,
    /// Its name.
    pub name: String,
    /// Its limit in bytes.
    pub limit: Option<i64>,
    /// Its cipher.
    pub method: Option<String>,
    /// Its password.
    pub password: Option<String>,
    /// Its port.
    pub port: Option<u16>,
}

/// Why a key isn't made or a port isn't set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Taken {
    /// The id.
    Id,
    /// The password.
    Password,
    /// The port.
    Port,
}

/// A server.
#[derive(Debug)]
pub struct State {
    /// Its own name.
    pub name: String,
    /// Its own id.
    pub uid: String,
    /// When it was made, in milliseconds.
    pub created_ms: i64,
    /// Whether it shares metrics with its makers.
    pub shares_metrics: bool,
    /// Host of new keys.
    pub hostname: String,
    /// Port of new keys.
    pub port: u16,
    /// The limit of keys without one of their own.
    pub default_limit: Option<i64>,
    /// Its counters.
    pub meter: Meter,
    management_port: u16,
    keys: BTreeMap<u64, StoredKey>,
    places: HashMap<String, u64>,
    next_place: u64,
    next_id: u64,
    enforced_at: i64,
    chance: StdRng,
}

impl State {
    /// A new server.
    pub fn new(name: String, hostname: String, management_port: u16, seed: u64, now_ms: i64) -> Self {
        let mut chance = StdRng::seed_from_u64(seed);
        let mut bytes = [0; 16];
        chance.fill_bytes(&mut bytes);
        let hex = hex::encode(bytes);
        let uid = format!("{}-{}-4{}-a{}-{}", &hex[..8], &hex[8..12], &hex[13..16], &hex[17..20], &hex[20..]);
        let port = 20_000 + u16::try_from(chance.next_u32() % 20_000).unwrap_or(0);
        Self {
            name,
            uid,
            created_ms: now_ms,
            shares_metrics: false,
            hostname,
            port,
            default_limit: None,
            meter: Meter::default(),
            management_port,
            keys: BTreeMap::new(),
            places: HashMap::new(),
            next_place: 0,
            next_id: 0,
            enforced_at: now_ms / 60_000,
            chance,
        }
    }

    /// Everything gone: keys, counters, its own id.
    pub fn rebuild(&mut self, now_ms: i64) {
        let seed = self.chance.next_u64();
        *self = Self::new(self.name.clone(), self.hostname.clone(), self.management_port, seed, now_ms);
    }

    /// Existing keys take the hostname over.
    pub fn restart(&mut self) {
        for key in self.keys.values_mut() {
            key.host.clone_from(&self.hostname);
        }
    }

    /// Keys in the order of their making.
    pub fn keys(&self) -> impl Iterator<Item = &StoredKey> {
        self.keys.values()
    }

    /// How many keys there are.
    pub fn len(&self) -> usize {
        self.keys.len()
    }

    /// One key.
    pub fn key(&self, id: &str) -> Option<&StoredKey> {
        self.keys.get(self.places.get(id)?)
    }

    fn key_mut(&mut self, id: &str) -> Option<&mut StoredKey> {
        self.keys.get_mut(self.places.get(id)?)
    }

    /// Makes a key; answers with its id.
    pub fn create(&mut self, new: NewKey, now: i64) -> Result<String, Taken> {
        if new.id.as_ref().is_some_and(|id| self.places.contains_key(id)) {
            return Err(Taken::Id);
        }
        if new.port == Some(self.management_port) {
            return Err(Taken::Port);
        }
        if let Some(password) = &new.password
            && self.keys.values().any(|key| key.password == *password)
        {
            return Err(Taken::Password);
        }
        let id = new.id.unwrap_or_else(|| {
            while self.places.contains_key(&self.next_id.to_string()) {
                self.next_id += 1;
            }
            self.next_id += 1;
            (self.next_id - 1).to_string()
        });
        let mut secret = [0; 16];
        self.chance.fill_bytes(&mut secret);
        let key = StoredKey {
            id: id.clone(),
            name: new.name,
            limit: new.limit,
            blocked: false,
            password: new.password.unwrap_or_else(|| URL_SAFE_NO_PAD.encode(secret)),
            method: new.method.unwrap_or_else(|| METHOD.to_owned()),
            port: new.port.unwrap_or(self.port),
            host: self.hostname.clone(),
        };
        self.places.insert(id.clone(), self.next_place);
        self.keys.insert(self.next_place, key);
        self.next_place += 1;
        self.enforce_one(&id, now);
        Ok(id)
    }

    /// Takes a key away; its usage stays.
    pub fn remove(&mut self, id: &str) -> bool {
        self.places.remove(id).is_some_and(|place| self.keys.remove(&place).is_some())
    }

    /// Names a key.
    pub fn rename(&mut self, id: &str, name: String) -> bool {
        self.key_mut(id).map(|key| key.name = name).is_some()
    }

    /// Limits a key, or takes its limit away; looks at all keys then.
    pub fn limit(&mut self, id: &str, limit: Option<i64>, now: i64) -> bool {
        let found = self.key_mut(id).map(|key| key.limit = limit).is_some();
        if found {
            self.enforce(now);
        }
        found
    }

    /// Looks at all keys' limits.
    pub fn enforce(&mut self, now: i64) {
        self.enforced_at = now;
        for key in self.keys.values_mut() {
            key.blocked = is_over(&self.meter, key, self.default_limit, now);
        }
    }

    fn enforce_one(&mut self, id: &str, now: i64) {
        if let Some(key) = self.places.get(id).and_then(|place| self.keys.get_mut(place)) {
            key.blocked = is_over(&self.meter, key, self.default_limit, now);
        }
    }

    /// What the server does by itself each hour, where an hour has gone by.
    pub fn tick(&mut self, now: i64) {
        if now - self.enforced_at >= 60 {
            self.enforce(now);
        }
    }

    /// Moves traffic for a key, unless it is blocked or not there; answers with what was moved.
    pub fn move_traffic(&mut self, id: &str, bytes: i64, minute: i64) -> i64 {
        if bytes <= 0 || self.key(id).is_none_or(|key| key.blocked) {
            return 0;
        }
        self.meter.add(id, minute, bytes);
        bytes
    }

    /// A key as the API shows it.
    pub fn shown(&self, id: &str) -> Option<Value> {
        self.key(id).map(shown)
    }

    /// All keys as the API shows them.
    pub fn all_shown(&self) -> Value {
        json!({ "accessKeys": self.keys.values().map(shown).collect::<Vec<_>>() })
    }

    /// `GET /server`.
    pub fn facts(&self) -> Value {
        let mut facts = json!({
            "name": self.name, "serverId": self.uid, "metricsEnabled": self.shares_metrics,
            "createdTimestampMs": self.created_ms, "version": "1.12.3", "portForNewAccessKeys": self.port,
            "hostnameForAccessKeys": self.hostname,
        });
        if let Some(bytes) = self.default_limit {
            facts["accessKeyDataLimit"] = json!({ "bytes": bytes });
        }
        facts
    }

    /// Whether a port can't be that of new keys.
    pub const fn is_port_taken(&self, port: u16) -> bool {
        port == self.management_port
    }
}

fn is_over(meter: &Meter, key: &StoredKey, default_limit: Option<i64>, now: i64) -> bool {
    let moved = || meter.series(&key.id).map_or(0, |series| series.reading(now, WINDOW));
    key.limit.or(default_limit).is_some_and(|limit| limit == 0 || moved() >= limit)
}

fn shown(key: &StoredKey) -> Value {
    let secret = URL_SAFE_NO_PAD.encode(format!("{}:{}", key.method, key.password));
    let host = if key.host.contains(':') { format!("[{}]", key.host) } else { key.host.clone() };
    let mut value = json!({
        "id": key.id, "name": key.name, "password": key.password, "port": key.port, "method": key.method,
        "accessUrl": format!("ss://{secret}@{host}:{}/?outline=1", key.port),
    });
    if let Some(bytes) = key.limit {
        value["dataLimit"] = json!({ "bytes": bytes });
    }
    value
}
