//! The simulated server's door: real TLS on a real socket, and the faults that a network or a machine can have.
//!
//! Closing the door refuses connections while the port stays ours, so that nobody else gets it meanwhile. Whatever is
//! asked of it is bounded to 1 MB.

use super::{
    api::{self, Incoming, Reply},
    options::{Fault, Faults, SimOptions},
    state::State,
};
use crate::ports::Clock;
use axum::{
    body::{Body, to_bytes},
    http::{Method, Request, Response, StatusCode, header},
};
use chrono::TimeDelta;
use hyper::{body::Incoming as IncomingBody, server::conn::http1, service::service_fn};
use hyper_util::rt::TokioIo;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::{
    collections::BTreeMap,
    future::pending,
    io,
    net::SocketAddr,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use tokio::{
    net::{TcpListener, TcpSocket, TcpStream},
    task::{JoinHandle, JoinSet},
};
use tokio_rustls::TlsAcceptor;

/// What the door and the handle share.
#[derive(Debug)]
pub struct Shared {
    /// Its time.
    pub clock: Arc<dyn Clock>,
    /// What was told at the start.
    pub options: SimOptions,
    /// The faults that are on.
    pub faults: Faults,
    /// The secret path, without slashes.
    pub secret: String,
    /// What the server holds.
    state: Mutex<State>,
    calls: Mutex<BTreeMap<String, u64>>,
    /// So many answers to changes are still to be lost.
    losing: Mutex<u32>,
    /// Changes that are being made, and the most that ever were at once.
    changes: Mutex<(u32, u32)>,
    /// Held while a key is made: the real server writes its configuration then.
    creating: tokio::sync::Mutex<()>,
}

impl Shared {
    /// Ready to serve.
    pub fn new(clock: Arc<dyn Clock>, options: SimOptions, secret: String, state: State) -> Self {
        Self {
            clock,
            options,
            faults: Faults::default(),
            secret,
            state: Mutex::new(state),
            calls: Mutex::default(),
            losing: Mutex::default(),
            changes: Mutex::default(),
            creating: tokio::sync::Mutex::default(),
        }
    }

    /// What the server holds.
    pub fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The running minute.
    pub fn minute(&self) -> i64 {
        self.clock.now().timestamp().div_euclid(60)
    }

    /// How often each call was made.
    pub fn calls(&self) -> BTreeMap<String, u64> {
        self.calls.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Starts counting calls anew.
    pub fn forget_calls(&self) {
        self.calls.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    /// The most changes that were asked for at once.
    pub fn most_changes(&self) -> u32 {
        self.changes.lock().unwrap_or_else(PoisonError::into_inner).1
    }

    /// Loses the answers to so many changes.
    pub fn lose_next(&self, answers: u32) {
        *self.losing.lock().unwrap_or_else(PoisonError::into_inner) = answers;
    }

    fn loses_this(&self) -> bool {
        let mut losing = self.losing.lock().unwrap_or_else(PoisonError::into_inner);
        let loses = *losing > 0;
        *losing = losing.saturating_sub(1);
        loses || self.faults.has(Fault::LosesAnswers)
    }

    fn count_change(&self, begins: bool) {
        let mut changes = self.changes.lock().unwrap_or_else(PoisonError::into_inner);
        changes.0 = if begins { changes.0 + 1 } else { changes.0.saturating_sub(1) };
        changes.1 = changes.1.max(changes.0);
    }

    async fn wait(&self, milliseconds: i64) {
        self.clock.sleep_until(self.clock.now() + TimeDelta::milliseconds(milliseconds)).await;
    }
}

/// A certificate with its key, ready to be shown.
#[derive(Clone)]
pub struct Shown {
    acceptor: TlsAcceptor,
    /// SHA-256 of the certificate, in upper-case hex.
    pub sha256: String,
}

impl std::fmt::Debug for Shown {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Shown({})", self.sha256)
    }
}

/// Makes a self-signed certificate.
pub fn certificate() -> io::Result<Shown> {
    let made = rcgen::generate_simple_self_signed(vec!["outline.invalid".to_owned()]).map_err(io::Error::other)?;
    let certificate: CertificateDer<'static> = made.cert.der().clone();
    let sha256 = hex::encode_upper(Sha256::digest(certificate.as_ref()));
    let key = PrivateKeyDer::try_from(made.signing_key.serialize_der()).map_err(io::Error::other)?;
    let config = rustls::ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .and_then(|builder| builder.with_no_client_auth().with_single_cert(vec![certificate], key))
        .map_err(io::Error::other)?;
    Ok(Shown { acceptor: TlsAcceptor::from(Arc::new(config)), sha256 })
}

/// The door: open, or closed with its port held.
#[derive(Debug)]
pub struct Door {
    address: SocketAddr,
    accepting: Option<JoinHandle<()>>,
    held: Option<TcpSocket>,
}

fn bound(address: SocketAddr) -> io::Result<TcpSocket> {
    let socket = TcpSocket::new_v4()?;
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    Ok(socket)
}

impl Door {
    /// Takes a free port of 127.0.0.1; closed to begin with.
    pub fn new() -> io::Result<Self> {
        let socket = bound(SocketAddr::from(([127, 0, 0, 1], 0)))?;
        Ok(Self { address: socket.local_addr()?, accepting: None, held: Some(socket) })
    }

    /// Where it is.
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// Cuts all connections and refuses new ones.
    pub async fn close(&mut self) -> io::Result<()> {
        if let Some(accepting) = self.accepting.take() {
            accepting.abort();
            // Ends with the abortion; only then is the listener gone.
            let _ = accepting.await;
        }
        if self.held.is_none() {
            self.held = Some(bound(self.address)?);
        }
        Ok(())
    }

    /// Cuts all connections and accepts new ones, showing that certificate.
    pub async fn open(&mut self, shown: Shown, shared: Arc<Shared>) -> io::Result<()> {
        self.close().await?;
        if let Some(socket) = self.held.take() {
            let listener = socket.listen(1_024)?;
            self.accepting = Some(tokio::spawn(accept(listener, shown.acceptor, shared)));
        }
        Ok(())
    }
}

impl Drop for Door {
    fn drop(&mut self) {
        if let Some(accepting) = &self.accepting {
            accepting.abort();
        }
    }
}

async fn accept(listener: TcpListener, acceptor: TlsAcceptor, shared: Arc<Shared>) {
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => {
                if let Ok((stream, _)) = accepted {
                    connections.spawn(serve(stream, acceptor.clone(), shared.clone()));
                } else {
                    tokio::task::yield_now().await;
                }
            }
            Some(_) = connections.join_next(), if !connections.is_empty() => {}
        }
    }
}

async fn serve(stream: TcpStream, acceptor: TlsAcceptor, shared: Arc<Shared>) {
    if shared.faults.has(Fault::Silent) {
        return pending().await;
    }
    let _ = stream.set_nodelay(true);
    let Ok(stream) = acceptor.accept(stream).await else { return };
    let service = service_fn(move |request| handle(shared.clone(), request));
    // A connection that breaks is its client's matter.
    let _ = http1::Builder::new().serve_connection(TokioIo::new(stream), service).await;
}

/// The answer is lost on its way.
#[derive(Debug, thiserror::Error)]
#[error("the answer is lost")]
struct Lost;

async fn handle(shared: Arc<Shared>, request: Request<IncomingBody>) -> Result<Response<Body>, Lost> {
    let (head, body) = request.into_parts();
    let bytes = to_bytes(Body::new(body), 1 << 20).await.map_err(|_| Lost)?;
    if shared.faults.has(Fault::Slow) {
        shared.wait(i64::try_from(shared.options.slow_by.as_millis()).unwrap_or(0)).await;
    }
    if shared.faults.has(Fault::Failing) {
        return Ok(written((
            StatusCode::INTERNAL_SERVER_ERROR,
            Some(json!({"code": "InternalServerError", "message": "oops"})),
        )));
    }
    if shared.faults.has(Fault::WebPage) {
        let page = Response::builder().header(header::CONTENT_TYPE, "text/html");
        return page.body(Body::from("<!doctype html><title>It works!</title>")).map_err(|_| Lost);
    }
    let path = head.uri.path();
    let Some(path) = path.strip_prefix('/').and_then(|path| path.strip_prefix(shared.secret.as_str())) else {
        return Ok(written(api::unknown_path(path)));
    };
    let is_json =
        head.headers.get(header::CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"application/json"));
    let body = if is_json && !bytes.is_empty() { serde_json::from_slice(&bytes) } else { Ok(json!({})) };
    let Ok(body) = body else {
        return Ok(written((
            StatusCode::BAD_REQUEST,
            Some(json!({"code": "InvalidContent", "message": "Invalid JSON"})),
        )));
    };
    let changes = head.method != Method::GET;
    if changes {
        shared.count_change(true);
    }
    let reply = done(&shared, &head.method, path, head.uri.query().unwrap_or(""), &body).await;
    if changes {
        shared.count_change(false);
    }
    if changes && shared.loses_this() {
        return Err(Lost);
    }
    Ok(written(reply))
}

async fn done(shared: &Shared, method: &Method, path: &str, query: &str, body: &Value) -> Reply {
    let template = api::template(method, path);
    let creates = matches!(template.as_str(), "POST /access-keys" | "PUT /access-keys/{id}");
    *shared.calls.lock().unwrap_or_else(PoisonError::into_inner).entry(template).or_default() += 1;
    if creates && method == Method::PUT && shared.faults.has(Fault::OldVersion) {
        let words = json!({ "code": "MethodNotAllowed", "message": "PUT is not allowed" });
        return (StatusCode::METHOD_NOT_ALLOWED, Some(words));
    }
    let call = Incoming { method, path, query, body };
    if creates && shared.options.slow_creates {
        let _writing = shared.creating.lock().await;
        let keys = i64::try_from(shared.state().len()).unwrap_or(i64::MAX);
        shared.wait(12 + 38 * keys.min(3_000) / 3_000).await;
        return api::answer(&mut shared.state(), &call, shared.minute());
    }
    api::answer(&mut shared.state(), &call, shared.minute())
}

fn written((status, body): Reply) -> Response<Body> {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = status;
    if let Some(body) = body {
        response.headers_mut().insert(header::CONTENT_TYPE, header::HeaderValue::from_static("application/json"));
        *response.body_mut() = Body::from(body.to_string());
    }
    response
}
