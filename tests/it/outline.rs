//! The Outline driver against the simulator, over real HTTPS on 127.0.0.1.
//!
//! Time is a clock of the test's: whoever waits by it moves it on, so nothing here sleeps.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by its panic")]

mod counting;
mod faults;
mod keys;
mod pinning;
mod ways;

use chrono::{DateTime, TimeDelta, Utc};
use claviger::{
    demo::outline::{OutlineSim, options::SimOptions},
    domain::{server::ServerKind, traffic::Traffic},
    drivers::{
        Registry,
        options::{DriverOptions, ProxyChoice},
        outline::Outline,
    },
    ports::{Chance, Clock, DriverError, Drivers, KeySpec},
};
use futures::{FutureExt, future::BoxFuture};
use secrecy::SecretString;
use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

/// A clock that whoever waits by it moves on.
#[derive(Debug)]
struct HastyClock(Arc<Mutex<DateTime<Utc>>>);

impl HastyClock {
    fn new() -> Arc<Self> {
        Arc::new(Self(Arc::new(Mutex::new(DateTime::from_timestamp(1_770_000_000, 0).unwrap()))))
    }
    fn pass(&self, time: TimeDelta) {
        *self.0.lock().unwrap() += time;
    }
}

impl Clock for HastyClock {
    fn now(&self) -> DateTime<Utc> {
        *self.0.lock().unwrap()
    }
    fn sleep_until(&self, at: DateTime<Utc>) -> BoxFuture<'static, ()> {
        let now = self.0.clone();
        async move {
            {
                let mut now = now.lock().unwrap();
                *now = at.max(*now);
            }
            tokio::task::yield_now().await;
        }
        .boxed()
    }
}

#[derive(Debug, Default)]
struct CountingChance(AtomicU64);

impl Chance for CountingChance {
    fn fill(&self, bytes: &mut [u8]) {
        for byte in bytes {
            *byte = self.0.fetch_add(37, Ordering::Relaxed).to_le_bytes()[0];
        }
    }
}

fn options() -> DriverOptions {
    DriverOptions {
        allow_private: true,
        proxy: ProxyChoice::Direct,
        connect_timeout: Duration::from_mins(1),
        call_timeout: Duration::from_mins(1),
        list_timeout: Duration::from_mins(1),
        retries: 0,
    }
}

/// A server, the house's way to it, and the time that both go by.
struct Scene {
    clock: Arc<HastyClock>,
    sim: OutlineSim,
    driver: Arc<Outline>,
}

impl Scene {
    async fn new() -> Self {
        Self::with(options()).await
    }

    async fn with(options: DriverOptions) -> Self {
        let clock = HastyClock::new();
        let slow = SimOptions { slow_creates: true, ..SimOptions::default() };
        let sim = OutlineSim::start(clock.clone(), slow).await.unwrap();
        let registry = registry(&clock, options);
        let secret = registry.read_paste(&sim.installer_json()).unwrap().secret;
        let driver = registry.outline(&secret).unwrap();
        Self { clock, sim, driver }
    }

    /// Nothing of the secret path may be in what people or logs see.
    fn assert_secretless(&self, error: &DriverError) {
        let secret = self.sim.api_url();
        let path = secret.rsplit('/').next().unwrap();
        for shown in [format!("{error}"), format!("{error:?}"), format!("{:?}", self.driver)] {
            assert!(!shown.contains(&path[..8]), "{shown}");
            assert!(!shown.contains("ss://"), "{shown}");
        }
    }
}

fn registry(clock: &Arc<HastyClock>, options: DriverOptions) -> Registry {
    Registry::new(clock.clone(), Arc::new(CountingChance::default()), options)
}

fn key(id: &str, name: &str, limit: Option<i64>) -> KeySpec {
    KeySpec { id: id.into(), name: name.into(), limit: limit.map(Traffic) }
}

/// A call past the driver, as scripts make it: method, path, content type, body. Answers with the status and the body.
async fn raw(sim: &OutlineSim, method: &str, path: &str, kind: &str, body: &str) -> (u16, String) {
    let client = reqwest::Client::builder().danger_accept_invalid_certs(true).no_proxy().build().unwrap();
    let method = reqwest::Method::from_bytes(method.as_bytes()).unwrap();
    let request = client.request(method, format!("{}{path}", sim.api_url())).header("content-type", kind);
    let answer = request.body(body.to_owned()).send().await.unwrap();
    (answer.status().as_u16(), answer.text().await.unwrap())
}

const JSON: &str = "application/json";

#[tokio::test]
async fn one_driver_is_kept_per_server() {
    let clock = HastyClock::new();
    let registry = registry(&clock, options());
    let pin = "AB".repeat(32);
    let secret = |url: &str| SecretString::from(format!(r#"{{"apiUrl":"{url}","certSha256":"{pin}"}}"#));
    let first = registry.outline(&secret("https://127.0.0.1:9/one")).unwrap();
    let same = registry.outline(&secret("https://127.0.0.1:9/one/")).unwrap();
    let other = registry.outline(&secret("https://127.0.0.1:9/two")).unwrap();
    assert!(Arc::ptr_eq(&first, &same) && !Arc::ptr_eq(&first, &other));
    for n in 0..600 {
        registry.outline(&secret(&format!("https://127.0.0.1:9/many{n}"))).unwrap();
    }
    assert!(!Arc::ptr_eq(&first, &registry.outline(&secret("https://127.0.0.1:9/one")).unwrap()), "bounded");
    assert!(registry.open(ServerKind::Outline, &"nonsense".into()).is_err());
    assert!(!format!("{registry:?}").contains("many5"));
}
