//! Starting the server, and the handle to it.
//!
//! The server ends when the last handle is dropped.

use super::{
    hand::Hand,
    model::Bot,
    page, routes,
    state::{Shared, State},
    world::World,
};
use crate::ports::Clock;
use axum::{Router, serve::ListenerExt};
use chrono::TimeDelta;
use serde_json::json;
use std::{
    collections::HashMap,
    io,
    net::{Ipv4Addr, SocketAddr},
    ops::Deref,
    sync::Arc,
};
use tokio::net::TcpListener;
use tokio_util::sync::{CancellationToken, DropGuard};

/// How the server is to be.
#[derive(Debug, Clone)]
pub struct Options {
    /// The bot's token; the number before its colon is the bot's id.
    pub token: String,
    /// The bot's name.
    pub name: String,
    /// The bot's @name, without the `@`.
    pub username: String,
    /// Where to listen; port 0 takes any free one.
    pub listen: SocketAddr,
    /// The time that messages bear.
    pub clock: Arc<dyn Clock>,
    /// How long a tap may be answered.
    pub query_lifetime: TimeDelta,
    /// Most messages of a chat; the oldest go.
    pub messages_kept: usize,
    /// Most calls that are remembered; the oldest go.
    pub calls_kept: usize,
    /// Serves the chat page as well, with this world around it.
    pub world: Option<Arc<dyn World>>,
}

impl Options {
    /// A test's server: any free port of this machine, no chat page.
    pub fn new(clock: Arc<dyn Clock>) -> Self {
        Self {
            token: "4815162342:AAClaviger-local-bot-api-token".to_owned(),
            name: "Claviger".to_owned(),
            username: "claviger_bot".to_owned(),
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            clock,
            query_lifetime: TimeDelta::minutes(15),
            messages_kept: 500,
            calls_kept: 10_000,
            world: None,
        }
    }
}

/// A handle to the server; what it can do for people stands at [`Hand`].
#[derive(Debug, Clone)]
pub struct BotApi {
    hand: Hand,
    address: Option<SocketAddr>,
    _end: Arc<DropGuard>,
}

impl Deref for BotApi {
    type Target = Hand;

    fn deref(&self) -> &Hand {
        &self.hand
    }
}

impl BotApi {
    /// A server without a socket: [`Self::router`] is to be merged into another's routes.
    pub fn new(options: &Options) -> Self {
        let id = options.token.split(':').next().and_then(|id| id.parse().ok()).unwrap_or(4_815_162_342);
        let bot = Bot {
            id,
            name: options.name.clone(),
            username: options.username.clone(),
            texts: HashMap::new(),
            commands: HashMap::new(),
            menu: json!({"type": "default"}),
        };
        let (kept, calls) = (options.messages_kept.max(1), options.calls_kept);
        let state = State::new(bot, options.clock.now(), options.query_lifetime, kept, calls);
        let shared = Arc::new(Shared::new(state, Arc::clone(&options.clock), options.token.clone()));
        let end = Arc::new(shared.stop.clone().drop_guard());
        Self { hand: Hand { shared }, address: None, _end: end }
    }

    /// Starts listening.
    ///
    /// # Errors
    /// Where the address can't be listened on.
    pub async fn start(options: Options) -> io::Result<Self> {
        let mut api = Self::new(&options);
        let listener = TcpListener::bind(options.listen).await?;
        api.address = Some(listener.local_addr()?);
        let mut router = api.router();
        if let Some(world) = options.world {
            router = router.merge(api.demo_router(world));
        }
        // A failure to switch Nagle's algorithm off only costs time.
        let listener = listener.tap_io(|stream| drop(stream.set_nodelay(true)));
        let stop: CancellationToken = api.hand.shared.stop.clone();
        tokio::spawn(async move {
            let serving = axum::serve(listener, router);
            tokio::select! {
                () = stop.cancelled() => {}
                _ = serving.into_future() => {}
            }
        });
        Ok(api)
    }

    /// The Bot API's routes.
    pub fn router(&self) -> Router {
        routes::router(Arc::clone(&self.hand.shared))
    }

    /// The chat page's routes, under `/demo`.
    pub fn demo_router(&self, world: Arc<dyn World>) -> Router {
        page::router(self.hand.clone(), world)
    }

    /// Where it listens, without a slash at the end; empty where it has no socket of its own.
    pub fn url(&self) -> String {
        self.address.map(|address| format!("http://{address}")).unwrap_or_default()
    }

    /// The bot's token.
    pub fn token(&self) -> &str {
        &self.hand.shared.token
    }

    /// Ends it: no answer comes any more, and the socket is closed.
    pub fn stop(&self) {
        self.hand.shared.stop.cancel();
    }
}
