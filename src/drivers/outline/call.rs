//! One call to an Outline server: bounded in time and size, tried again where it failed on the way, behind a circuit.
//!
//! Every call that the house makes is idempotent (keys have ids of ours), so each may be tried again. What comes out is
//! an answer that is JSON, or an error in our own words; the secret path is in neither.

use super::{access::Access, wire};
use crate::{
    drivers::{
        circuit::Circuit,
        network::{GuardedResolver, is_loopback, is_private_literal},
        options::{DriverOptions, ProxyChoice},
        pin, trouble,
    },
    ports::{Chance, Clock, DriverError},
};
use chrono::TimeDelta;
use reqwest::{Client, Method, Proxy, StatusCode, header, redirect};
use serde_json::Value;
use std::{sync::Arc, time::Duration};
use url::Host;

/// No answer is read beyond this, in bytes: some 30,000 keys.
const LARGEST: usize = 8 << 20;
/// The first pause before trying again, in milliseconds; it doubles each time, and half of it is chance.
const FIRST_PAUSE: u64 = 400;

/// A call.
#[derive(Debug, Clone)]
pub struct Call {
    /// GET, PUT, DELETE.
    pub method: Method,
    /// Path under the secret one, encoded.
    pub tail: String,
    /// JSON to send.
    pub body: Option<Value>,
}

impl Call {
    /// Reads.
    pub fn get(tail: impl Into<String>) -> Self {
        Self { method: Method::GET, tail: tail.into(), body: None }
    }
    /// Sets.
    pub fn put(tail: impl Into<String>, body: Value) -> Self {
        Self { method: Method::PUT, tail: tail.into(), body: Some(body) }
    }
    /// Takes away.
    pub fn delete(tail: impl Into<String>) -> Self {
        Self { method: Method::DELETE, tail: tail.into(), body: None }
    }
    const fn is_listing(&self) -> bool {
        matches!(self.tail.as_bytes(), b"/access-keys" | b"/metrics/transfer")
    }
}

/// An answer below 500.
#[derive(Debug)]
pub struct Answer {
    /// Its status: 2xx or 4xx.
    pub status: StatusCode,
    body: Vec<u8>,
}

/// The line to one server.
pub struct Line {
    access: Access,
    client: Client,
    circuit: Circuit,
    clock: Arc<dyn Clock>,
    chance: Arc<dyn Chance>,
    call_timeout: Duration,
    list_timeout: Duration,
    retries: u32,
}

impl std::fmt::Debug for Line {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Line").field("access", &self.access).field("circuit", &self.circuit).finish_non_exhaustive()
    }
}

impl Line {
    /// A line; nothing is asked yet.
    ///
    /// # Errors
    /// `PrivateAddress` where the host is one and the options forbid it.
    pub fn new(
        access: Access,
        clock: Arc<dyn Clock>,
        chance: Arc<dyn Chance>,
        options: &DriverOptions,
    ) -> Result<Self, DriverError> {
        if !options.allow_private && is_private_literal(&access.host()) {
            return Err(DriverError::PrivateAddress);
        }
        let client = client(&access, options)?;
        let (call_timeout, list_timeout) = (options.call_timeout, options.list_timeout);
        let circuit = Circuit::default();
        Ok(Self { access, client, circuit, clock, chance, call_timeout, list_timeout, retries: options.retries })
    }

    /// The way to the server.
    pub const fn access(&self) -> &Access {
        &self.access
    }

    /// Makes a call, several times where it must.
    ///
    /// # Errors
    /// Whatever lies between us and an answer of its API, `CircuitOpen` included; refusals are answers.
    pub async fn call(&self, call: &Call) -> Result<Answer, DriverError> {
        if !self.circuit.admits(self.clock.now()) {
            return Err(DriverError::CircuitOpen);
        }
        self.insist(call).await
    }

    /// Makes a call even where the circuit is open: for a check that somebody waits for, and that closes it again.
    ///
    /// # Errors
    /// As [`Self::call`], without `CircuitOpen`.
    pub async fn insist(&self, call: &Call) -> Result<Answer, DriverError> {
        let mut pause = FIRST_PAUSE;
        let mut left = self.retries;
        loop {
            let result = self.once(call).await;
            match &result {
                Err(DriverError::Unreachable(_) | DriverError::Timeout | DriverError::Inside { .. }) => {
                    self.circuit.failed(self.clock.now());
                }
                _ => self.circuit.answered(),
            }
            // After a time-out whoever waits has waited long enough; its caller tries again later.
            let again = matches!(result, Err(DriverError::Unreachable(_) | DriverError::Inside { .. }));
            if !again || left == 0 {
                return result;
            }
            left -= 1;
            let wait = pause / 2 + self.chance.below(pause / 2 + 1);
            let wait = TimeDelta::milliseconds(i64::try_from(wait).unwrap_or(1_000));
            self.clock.sleep_until(self.clock.now() + wait).await;
            pause *= 2;
            if !self.circuit.admits(self.clock.now()) {
                return result;
            }
        }
    }

    async fn once(&self, call: &Call) -> Result<Answer, DriverError> {
        let url = self.access.call_url(&call.tail).ok_or_else(|| refused(400, "InvalidArgument", "bad id"))?;
        let timeout = if call.is_listing() { self.list_timeout } else { self.call_timeout };
        let mut request = self.client.request(call.method.clone(), url).timeout(timeout);
        if let Some(body) = &call.body {
            // `json` sets the content type, without which a server takes the body for empty.
            request = request.json(body);
        }
        let mut response = request.send().await.map_err(|error| trouble::explain(&error))?;
        let status = response.status();
        let html = response
            .headers()
            .get(header::CONTENT_TYPE)
            .and_then(|value| value.to_str().ok())
            .is_some_and(|value| value.to_ascii_lowercase().contains("html"));
        if status.is_server_error() || status == StatusCode::TOO_MANY_REQUESTS {
            return Err(DriverError::Inside { status: status.as_u16() });
        }
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(|error| trouble::explain(&error))? {
            if body.len() + chunk.len() > LARGEST {
                return Err(DriverError::NotTheApi("its answer is too large".into()));
            }
            body.extend_from_slice(&chunk);
        }
        judged(status, html, body)
    }

    /// An answer that refuses, as an error, with the server's own words made harmless.
    pub fn refusal(&self, answer: &Answer) -> DriverError {
        let refusal = wire::refusal(&answer.body).unwrap_or_default();
        let harmless = |words: &str, longest| trouble::sanitised(words, self.access.secret_path(), longest);
        refused(answer.status.as_u16(), &harmless(&refusal.code, 40), &harmless(&refusal.message, 200))
    }
}

/// A refusal in our own words.
pub fn refused(status: u16, code: &str, message: &str) -> DriverError {
    DriverError::Refused { status, code: code.into(), message: message.into() }
}

fn judged(status: StatusCode, html: bool, body: Vec<u8>) -> Result<Answer, DriverError> {
    let foreign = |what: &str| Err(DriverError::NotTheApi(what.into()));
    if !status.is_success() && !status.is_client_error() {
        return foreign("a redirect");
    }
    // A 404 means a wrong path or a missing key, whoever words it.
    if status == StatusCode::NOT_FOUND || body.is_empty() {
        return Ok(Answer { status, body });
    }
    let start = body.iter().find(|byte| !byte.is_ascii_whitespace());
    if html || start == Some(&b'<') {
        return foreign("a web page");
    }
    if serde_json::from_slice::<serde::de::IgnoredAny>(&body).is_err() {
        return foreign("its answer isn't JSON");
    }
    Ok(Answer { status, body })
}

impl Answer {
    /// Its body.
    pub fn body(&self) -> &[u8] {
        &self.body
    }
}

fn client(access: &Access, options: &DriverOptions) -> Result<Client, DriverError> {
    let broken = || DriverError::Unreachable("no client could be made".into());
    let tls = pin::client_config(access.fingerprint()).map_err(|_| broken())?;
    let mut builder = Client::builder()
        .use_preconfigured_tls(tls)
        .https_only(true)
        .http1_only()
        .redirect(redirect::Policy::none())
        .referer(false)
        .connect_timeout(options.connect_timeout)
        .timeout(options.list_timeout)
        .pool_max_idle_per_host(4)
        // The server itself lets go of idle connections after five seconds.
        .pool_idle_timeout(Duration::from_secs(4))
        .user_agent(concat!("claviger/", env!("CARGO_PKG_VERSION")));
    match &options.proxy {
        ProxyChoice::Environment if !is_loopback(&access.host()) => {}
        ProxyChoice::Url(url) if !is_loopback(&access.host()) => {
            let proxy =
                Proxy::all(url).map_err(|_| DriverError::Unreachable("the proxy's URL can't be read".into()))?;
            builder = builder.no_proxy().proxy(proxy);
        }
        _ => builder = builder.no_proxy(),
    }
    if let (Host::Domain(name), false) = (access.host(), options.allow_private) {
        builder = builder.dns_resolver(Arc::new(GuardedResolver { guarded: name.to_owned() }));
    }
    builder.build().map_err(|_| broken())
}
