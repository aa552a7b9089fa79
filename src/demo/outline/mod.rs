//! A simulated Outline server: real HTTPS on 127.0.0.1 with a self-signed certificate, a secret path, keys and traffic.
//!
//! The demo and the tests speak to it as to a real one; it behaves as the real one does where that bites. Its time is a
//! `ports::Clock`, its chance a seed. It carries no traffic: what moves is told to it.

mod api;
mod daily;
pub mod options;
mod serve;
mod state;
pub mod traffic;

use crate::ports::Clock;
use chrono::{TimeDelta, Timelike};
use options::{Fault, SimOptions};
use rand::{RngCore, SeedableRng, rngs::StdRng};
use serve::{Door, Shared, Shown};
use state::{NewKey, State};
use std::{
    collections::BTreeMap,
    io,
    net::SocketAddr,
    sync::{Arc, Mutex, PoisonError},
};
use tokio::{sync::Mutex as AsyncMutex, task::JoinHandle};

/// A key as it really is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SimKey {
    /// Its id.
    pub id: String,
    /// Its name; may be empty.
    pub name: String,
    /// Its limit in bytes.
    pub limit: Option<i64>,
    /// Whether the limit stops it now.
    pub blocked: bool,
    /// All that ever moved under its id, in bytes: exact, unlike what the API says.
    pub bytes: i64,
}

/// A running server; it stops when the last handle goes.
#[derive(Debug, Clone)]
pub struct OutlineSim {
    shared: Arc<Shared>,
    running: Arc<Running>,
}

#[derive(Debug)]
struct Running {
    address: SocketAddr,
    own: Shown,
    other: Shown,
    door: AsyncMutex<Door>,
    moving: Mutex<Option<JoinHandle<()>>>,
}

impl Drop for Running {
    fn drop(&mut self) {
        if let Some(moving) = self.moving.get_mut().unwrap_or_else(PoisonError::into_inner).take() {
            moving.abort();
        }
    }
}

impl OutlineSim {
    /// Starts a server on a free port of 127.0.0.1.
    ///
    /// # Errors
    /// Where no port or no certificate can be had.
    pub async fn start(clock: Arc<dyn Clock>, options: SimOptions) -> io::Result<Self> {
        let door = Door::new()?;
        let address = door.address();
        let mut secret = [0; 16];
        StdRng::seed_from_u64(options.seed ^ 0x5e_c2e7).fill_bytes(&mut secret);
        let now_ms = clock.now().timestamp_millis();
        let state = State::new(options.name.clone(), options.hostname.clone(), address.port(), options.seed, now_ms);
        let shared = Arc::new(Shared::new(clock, options, hex::encode(secret), state));
        let (own, other) = (serve::certificate()?, serve::certificate()?);
        let running = Running { address, own, other, door: AsyncMutex::new(door), moving: Mutex::default() };
        let sim = Self { shared, running: Arc::new(running) };
        sim.reopen().await?;
        Ok(sim)
    }

    async fn reopen(&self) -> io::Result<()> {
        let mut door = self.running.door.lock().await;
        if self.shared.faults.has(Fault::Down) {
            return door.close().await;
        }
        let other = self.shared.faults.has(Fault::OtherCertificate);
        let shown = if other { &self.running.other } else { &self.running.own };
        door.open(shown.clone(), self.shared.clone()).await
    }

    /// The management URL, secret path included.
    pub fn api_url(&self) -> String {
        format!("https://{}/{}", self.running.address, self.shared.secret)
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.running.address
    }

    /// SHA-256 of its own certificate, 64 upper-case hex digits.
    pub fn cert_sha256(&self) -> String {
        self.running.own.sha256.clone()
    }

    /// SHA-256 of the certificate that it shows under [`Fault::OtherCertificate`].
    pub fn other_cert_sha256(&self) -> String {
        self.running.other.sha256.clone()
    }

    /// What the installer prints and people paste.
    pub fn installer_json(&self) -> String {
        format!(r#"{{"apiUrl":"{}","certSha256":"{}"}}"#, self.api_url(), self.cert_sha256())
    }

    /// All keys as they really are, in the order of their making.
    pub fn truth(&self) -> Vec<SimKey> {
        let mut state = self.shared.state();
        state.tick(self.shared.minute());
        state
            .keys()
            .map(|key| SimKey {
                id: key.id.clone(),
                name: key.name.clone(),
                limit: key.limit,
                blocked: key.blocked,
                bytes: state.meter.series(&key.id).map_or(0, traffic::Series::total),
            })
            .collect()
    }

    /// Moves traffic for a key now; answers with what was moved: nothing for a key that is blocked or isn't there. The
    /// API shows it from the next full minute on.
    pub fn move_traffic(&self, key_id: &str, bytes: i64) -> i64 {
        let minute = self.shared.minute();
        let mut state = self.shared.state();
        state.tick(minute);
        state.move_traffic(key_id, bytes, minute)
    }

    /// Deletes a key past the house; false where it isn't there.
    pub fn delete_key_by_hand(&self, id: &str) -> bool {
        self.shared.state().remove(id)
    }

    /// Makes a key past the house; answers with its id, the next number.
    pub fn create_key_by_hand(&self, name: &str) -> String {
        let new = NewKey { name: name.to_owned(), ..NewKey::default() };
        // Neither id, password nor port is given, so none can be taken.
        self.shared.state().create(new, self.shared.minute()).unwrap_or_default()
    }

    /// Makes a key under that id past the house, or finds it there; answers with its access URL.
    pub fn put_key(&self, id: &str, name: &str, limit: Option<i64>) -> String {
        let minute = self.shared.minute();
        let mut state = self.shared.state();
        let new = NewKey { id: Some(id.to_owned()), name: name.to_owned(), limit, ..NewKey::default() };
        // One that is there already keeps what it has.
        let _ = state.create(new, minute);
        let shown = state.shown(id).and_then(|key| key["accessUrl"].as_str().map(str::to_owned));
        shown.unwrap_or_default()
    }

    /// Lets a key have moved bytes in past hours, given in rising order by the second of their beginning.
    pub fn put_past(&self, id: &str, hours: &[(i64, i64)]) {
        let mut state = self.shared.state();
        for (hour, bytes) in hours {
            state.move_traffic(id, *bytes, hour / 60 + 59);
        }
    }

    /// What believable traffic would move under an id in the hour that begins with that minute.
    pub fn hour_bytes(&self, id: &str, minute: i64) -> i64 {
        let number = daily::key_number(self.shared.options.seed, id);
        (0..6).map(|part| daily::minute_bytes(number, minute + part * 10) * 10).sum()
    }

    /// Limits a key past the house; false where it isn't there.
    pub fn limit_key_by_hand(&self, id: &str, limit: Option<i64>) -> bool {
        self.shared.state().limit(id, limit, self.shared.minute())
    }

    /// Switches a fault; when this comes back, it holds.
    ///
    /// # Errors
    /// Where the port can't be taken again.
    pub async fn set_fault(&self, fault: Fault, on: bool) -> io::Result<()> {
        self.shared.faults.set(fault, on);
        match fault {
            Fault::Down | Fault::Silent | Fault::OtherCertificate => self.reopen().await,
            _ => Ok(()),
        }
    }

    /// As [`Fault::LosesAnswers`], for the next so many changes only.
    pub fn lose_next_answers(&self, answers: u32) {
        self.shared.lose_next(answers);
    }

    /// The machine is set up anew under the same URL: all keys and counters are gone, and it has another id.
    pub fn rebuild(&self) {
        self.shared.state().rebuild(self.shared.clock.now().timestamp_millis());
    }

    /// Changes the host of new keys; existing ones keep theirs until [`Self::restart`].
    pub fn change_hostname(&self, hostname: &str) {
        hostname.clone_into(&mut self.shared.state().hostname);
    }

    /// Restarts the server's process: existing keys take the hostname over.
    pub fn restart(&self) {
        self.shared.state().restart();
    }

    /// How often each call was made, by names as `PUT /access-keys/{id}/data-limit`.
    pub fn calls(&self) -> BTreeMap<String, u64> {
        self.shared.calls()
    }

    /// Starts counting calls anew.
    pub fn forget_calls(&self) {
        self.shared.forget_calls();
    }

    /// The most changes that were asked for at once: 1 from whoever paces its changes, since each rewrites all.
    pub fn most_changes(&self) -> u32 {
        self.shared.most_changes()
    }

    /// Lets believable traffic have moved over the last `days` (30 at most) for the keys that are there.
    pub fn backfill_traffic(&self, days: u8) {
        let now = self.shared.minute();
        move_between(&self.shared, now - i64::from(days.min(30)) * 24 * 60, now);
    }

    /// Lets believable traffic move from now on, minute by minute of its clock, until the last handle goes.
    pub fn start_traffic(&self) {
        let shared = self.shared.clone();
        let mut done = shared.minute();
        let moving = tokio::spawn(async move {
            loop {
                let now = shared.clock.now();
                let next = now + TimeDelta::seconds(60 - i64::from(now.second() % 60));
                shared.clock.sleep_until(next).await;
                let minute = shared.minute();
                move_between(&shared, done.max(minute - traffic::WINDOW), minute);
                done = minute.max(done);
            }
        });
        let before = self.running.moving.lock().unwrap_or_else(PoisonError::into_inner).replace(moving);
        if let Some(before) = before {
            before.abort();
        }
    }
}

/// Moves the traffic of the minutes from `from` to before `to`; a long time goes by ten minutes at once.
fn move_between(shared: &Shared, from: i64, to: i64) {
    let step = if to - from > 3 * 60 { 10 } else { 1 };
    let seed = shared.options.seed;
    let mut state = shared.state();
    let keys: Vec<(String, u64)> = state.keys().map(|key| (key.id.clone(), daily::key_number(seed, &key.id))).collect();
    let mut minute = from;
    while minute < to {
        state.tick(minute);
        for (id, number) in &keys {
            state.move_traffic(id, daily::minute_bytes(*number, minute) * step, minute);
        }
        minute += step;
    }
}
