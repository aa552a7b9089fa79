//! Servers in memory, which count as Outline does: over a rolling window, by the minute, extrapolated while new.
//!
//! They block a key whose limit is 0 or is reached, as the real one does, and remember who was blocked by what.

use chrono::{DateTime, Utc};
use claviger::{
    demo::outline::traffic::{Meter, WINDOW},
    domain::{server::ServerKind, traffic::Traffic},
    ports::{Clock, Driver, DriverError, Drivers, KeySpec, Moved, PasteError, RemoteKey, ServerAccess, ServerFacts},
};
use futures::future::{BoxFuture, FutureExt, ready};
use secrecy::{ExposeSecret, SecretString};
use std::{
    collections::{BTreeMap, HashMap},
    sync::{Arc, Mutex},
};

/// What a server holds.
#[derive(Debug, Default)]
pub struct State {
    /// Its counters.
    pub meter: Meter,
    /// Keys with their limits.
    pub keys: BTreeMap<String, Option<i64>>,
    /// What each key has moved in all, whatever the counters say.
    pub truth: BTreeMap<String, i64>,
    /// Whether it answers.
    pub down: bool,
    /// Whether it tells what was before.
    pub forgetful: bool,
    /// Whether it says that nothing was moved, for once.
    pub blank: bool,
    /// Keys that a limit above nothing has blocked: the safety net.
    pub netted: Vec<String>,
    /// Its own id, once it was set up anew.
    pub uid: Option<String>,
    /// Keys with the limits that it was told, in their order.
    pub told: Vec<(String, Option<i64>)>,
    /// How often it was asked for traffic.
    pub asked: u32,
}

/// One server.
#[derive(Debug, Clone)]
pub struct Fake {
    /// What it holds.
    pub state: Arc<Mutex<State>>,
    clock: Arc<dyn Clock>,
}

impl Fake {
    /// A server without keys.
    pub fn new(clock: Arc<dyn Clock>) -> Self {
        Self { state: Arc::default(), clock }
    }

    fn minute(&self) -> i64 {
        self.clock.now().timestamp() / 60
    }

    /// A key moves something at a time that isn't later than now, unless it is blocked; gives what it moved.
    pub fn moves(&self, id: &str, bytes: i64, at: DateTime<Utc>) -> i64 {
        let mut state = self.state.lock().unwrap();
        let minute = at.timestamp() / 60;
        let Some(limit) = state.keys.get(id).copied() else { return 0 };
        if limit == Some(0) || bytes <= 0 {
            return 0;
        }
        let counted = state.meter.series(id).map_or(0, |series| series.reading(minute, WINDOW));
        if limit.is_some_and(|limit| counted >= limit) {
            state.netted.push(id.to_owned());
            return 0;
        }
        state.meter.add(id, minute, bytes);
        *state.truth.entry(id.to_owned()).or_default() += bytes;
        bytes
    }

    /// The counters are gone; keys and truth stay.
    pub fn forgets(&self) {
        self.state.lock().unwrap().meter = Meter::default();
    }

    /// It was set up anew under another id of its own, with the same keys.
    pub fn rebuilt(&self, uid: &str) {
        self.forgets();
        self.state.lock().unwrap().uid = Some(uid.to_owned());
    }

    /// What a key has moved in all.
    pub fn truth(&self, id: &str) -> i64 {
        self.state.lock().unwrap().truth.get(id).copied().unwrap_or_default()
    }

    /// A key's limit; `None` where it has none.
    pub fn limit(&self, id: &str) -> Option<i64> {
        self.state.lock().unwrap().keys.get(id).copied().flatten()
    }

    fn remote(id: &str, name: &str, limit: Option<i64>) -> RemoteKey {
        RemoteKey { id: id.into(), name: name.into(), limit: limit.map(Traffic), access_url: format!("ss://{id}@h:1/") }
    }

    fn figures(&self, window: i64) -> Result<HashMap<String, Traffic>, DriverError> {
        let mut state = self.state.lock().unwrap();
        state.asked += 1;
        if state.down {
            return Err(DriverError::Timeout);
        }
        if std::mem::take(&mut state.blank) {
            return Ok(HashMap::new());
        }
        let now = self.minute();
        Ok(state.meter.readings(now, window).map(|(id, _, bytes)| (id.to_owned(), Traffic(bytes))).collect())
    }
}

type Answer<'a, T> = BoxFuture<'a, Result<T, DriverError>>;

impl Driver for Fake {
    fn probe(&self) -> Answer<'_, ServerFacts> {
        let state = self.state.lock().unwrap();
        if state.down {
            return ready(Err(DriverError::Timeout)).boxed();
        }
        let remote_uid = state.uid.clone().unwrap_or_else(|| "u".into());
        let facts = ServerFacts { remote_uid, name: "F".into(), version: "1".into(), host: "h".into() };
        ready(Ok(facts)).boxed()
    }
    fn list(&self) -> Answer<'_, Vec<RemoteKey>> {
        let keys = self.state.lock().unwrap().keys.iter().map(|(id, limit)| Self::remote(id, "", *limit)).collect();
        ready(Ok(keys)).boxed()
    }
    fn status<'a>(&'a self, id: &'a str) -> Answer<'a, Option<RemoteKey>> {
        let found = self.state.lock().unwrap().keys.get(id).map(|limit| Self::remote(id, "", *limit));
        ready(Ok(found)).boxed()
    }
    fn ensure<'a>(&'a self, key: &'a KeySpec) -> Answer<'a, RemoteKey> {
        let mut state = self.state.lock().unwrap();
        if state.down {
            return ready(Err(DriverError::Timeout)).boxed();
        }
        let limit = key.limit.map(|limit| limit.0);
        state.keys.insert(key.id.clone(), limit);
        state.told.push((key.id.clone(), limit));
        ready(Ok(Self::remote(&key.id, &key.name, limit))).boxed()
    }
    fn remove<'a>(&'a self, id: &'a str) -> Answer<'a, ()> {
        self.state.lock().unwrap().keys.remove(id);
        ready(Ok(())).boxed()
    }
    fn transfer(&self) -> Answer<'_, HashMap<String, Traffic>> {
        ready(self.figures(WINDOW)).boxed()
    }
    fn history(&self, days: u16) -> Answer<'_, HashMap<String, Moved>> {
        if self.state.lock().unwrap().forgetful {
            return ready(Err(DriverError::Inside { status: 500 })).boxed();
        }
        let figures = self.figures(i64::from(days) * 24 * 60);
        let state = self.state.lock().unwrap();
        let seen = |id: &str| state.meter.series(id).and_then(|series| DateTime::from_timestamp(series.last() * 60, 0));
        let moved = |figures: HashMap<String, Traffic>| {
            figures.into_iter().map(|(id, bytes)| (id.clone(), Moved { bytes, last_seen: seen(&id) })).collect()
        };
        ready(figures.map(moved)).boxed()
    }
}

/// Servers by their secret.
#[derive(Debug, Default)]
pub struct Fakes(pub Mutex<HashMap<String, Fake>>);

impl Drivers for Fakes {
    fn read_paste(&self, _: &str) -> Result<ServerAccess, PasteError> {
        Err(PasteError::Unreadable)
    }
    fn open(&self, _: ServerKind, secret: &SecretString) -> Result<Arc<dyn Driver>, DriverError> {
        let found = self.0.lock().unwrap().get(secret.expose_secret()).cloned();
        found.map(|fake| Arc::new(fake) as Arc<dyn Driver>).ok_or(DriverError::WrongPath)
    }
}
