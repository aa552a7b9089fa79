//! Building the service from its settings, starting it, and ending it.
//! Nothing is served before the database has its schema and what a predecessor left undone is taken over.

use super::{
    means,
    outside::{SystemChance, SystemClock},
    place::{self, Place},
    proxy, telegram,
};
use crate::{
    bot::{desk::Desk, dispatcher, incoming, poll, sender, watch},
    config::Config,
    crypto::{self, HouseKey, KeyFileError},
    drivers, http, in_tx,
    jobs::{Bench, worker},
    ports::{Chance, Clock, Drivers, Signals},
    service::{
        Env, Error,
        house::{self, HouseChange},
        in_hand,
        intake::Intake,
        people,
    },
    store::{self, Db, StoreError},
};
use secrecy::ExposeSecret;
use std::{net::SocketAddr, sync::Arc, time::Duration};
use tokio::{net::TcpListener, task::JoinHandle};
use tokio_util::sync::CancellationToken;

/// Why the service doesn't start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// No token: with where to get one.
    #[error("TELEGRAM_BOT_TOKEN isn't set")]
    NoToken,
    /// Telegram refuses the token.
    #[error(
        "Telegram ({api}) doesn't know the token in TELEGRAM_BOT_TOKEN: copy it again from @BotFather (/mybots, your bot, API Token), put it into .env and start again"
    )]
    TokenRefused {
        /// The host of the Bot API server that was asked.
        api: String,
    },
    /// The key file.
    #[error(transparent)]
    Key(#[from] KeyFileError),
    /// The key file holds another key than the one that the database was sealed with.
    #[error("{file} holds the key {found}, but this database was sealed with {expected}: put that key's file there")]
    OtherKey {
        /// Where the key lies.
        file: String,
        /// Which it is.
        found: String,
        /// Which it has to be.
        expected: String,
    },
    /// The folder of the house's files.
    #[error("DATA_DIR {folder} can't be used: {source}; set it to a folder that the program may write to")]
    DataDir {
        /// The folder.
        folder: String,
        /// What the system says.
        source: std::io::Error,
    },
    /// The database.
    #[error("the database can't be opened: {0}")]
    Store(#[from] StoreError),
    /// A use case at start-up.
    #[error(transparent)]
    Service(#[from] Error),
    /// The HTTP address.
    #[error("HTTP_LISTEN {address} can't be used: {source}")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// What the system says.
        source: std::io::Error,
    },
    /// A restored house can't be put in its place.
    #[error("the restored house can't be put in its place: {0}")]
    Restore(String),
    /// A client can't be built.
    #[error("an HTTP client can't be built: {0}")]
    Client(#[from] reqwest::Error),
}

/// What tests and the demo replace.
#[derive(Debug, Clone)]
pub struct Parts {
    /// Time.
    pub clock: Arc<dyn Clock>,
    /// Chance.
    pub chance: Arc<dyn Chance>,
}

impl Default for Parts {
    fn default() -> Self {
        Self { clock: Arc::new(SystemClock), chance: Arc::new(SystemChance) }
    }
}

/// The house, opened: database and use cases, nothing running yet.
#[derive(Debug, Clone)]
pub struct Opened {
    /// The database, migrated.
    pub db: Db,
    /// What use cases need.
    pub env: Env,
    /// The secret word of the webhook.
    pub webhook_secret: String,
}

/// Opens key and database, brings the schema up to date, and seeds the house's settings.
pub async fn open(config: &Config, parts: &Parts) -> Result<Opened, StartError> {
    make_data_dir(config)?;
    means::take_restored(config).await?;
    let db = Db::open(config.database_url.expose_secret()).await?;
    db.migrate().await?;
    let key = Arc::new(key_of(&db, config, parts).await?);
    let options =
        drivers::options::DriverOptions { allow_private: config.allow_private_networks, ..Default::default() };
    let registry = drivers::Registry::new(parts.clock.clone(), parts.chance.clone(), options);
    let env = Env {
        key: key.clone(),
        chance: parts.chance.clone(),
        drivers: Arc::new(registry) as Arc<dyn Drivers>,
        clock: parts.clock.clone(),
        holder: place::stranger(&*parts.chance),
        means: Arc::new(means::of(config, None)),
        signals: Arc::new(Signals::default()),
        callers: Arc::default(),
    };
    let seeds = [
        HouseChange::Name(config.house.brand_name.clone()),
        HouseChange::Currency(config.house.default_currency),
        HouseChange::Zone(config.house.time_zone),
        HouseChange::Language(config.house.default_language),
    ];
    let now = parts.clock.now();
    in_tx!(db, |tx| house::seed(tx, &seeds, now).await)?;
    let webhook_secret = match &config.telegram.webhook_secret {
        Some(secret) => secret.expose_secret().to_owned(),
        None => key.webhook_secret().expose_secret().to_owned(),
    };
    Ok(Opened { db, env, webhook_secret })
}

/// Makes the folder of the house's files, for its owner alone, where anything that is needed lies in it.
fn make_data_dir(config: &Config) -> Result<(), StartError> {
    use std::os::unix::fs::DirBuilderExt;
    let folder = &config.data_dir;
    let url = config.database_url.expose_secret();
    let holds_database = !store::is_postgres(url) && store::file_of(url).is_ok_and(|file| file.starts_with(folder));
    if !holds_database && !config.secret_key_file.starts_with(folder) {
        return Ok(());
    }
    let made = std::fs::DirBuilder::new().recursive(true).mode(0o700).create(folder);
    made.map_err(|source| StartError::DataDir { folder: folder.display().to_string(), source })
}

/// The house's key: made at the first start, and from then on the one that the database was sealed with.
async fn key_of(db: &Db, config: &Config, parts: &Parts) -> Result<HouseKey, StartError> {
    let sealed_with = store::settings::get(&mut db.read().await?, KEY_ID).await?;
    let file = &config.secret_key_file;
    means::take_restored_key(file, sealed_with.as_deref());
    let loaded = match &sealed_with {
        Some(_) => crypto::load(file)?,
        None => crypto::load_or_make(file, &*parts.chance)?,
    };
    if loaded.made {
        tracing::warn!(
            file = %file.display(),
            "a new key was made: keep a copy of this file in a safe place, without it nothing sealed can be read again"
        );
    }
    if let Some(warning) = &loaded.warning {
        tracing::warn!("{warning}");
    }
    let id = loaded.key.id();
    match sealed_with {
        Some(expected) if expected != id => {
            return Err(StartError::OtherKey { file: file.display().to_string(), found: id, expected });
        }
        Some(_) => {}
        None => in_tx!(db, |tx| store::settings::set(tx, KEY_ID, &id, parts.clock.now()).await)?,
    }
    Ok(loaded.key)
}

/// The setting that names the key which the database was sealed with.
const KEY_ID: &str = "key.id";

/// The running service.
#[derive(Debug)]
pub struct App {
    /// Where its HTTP side listens.
    pub address: SocketAddr,
    /// The house.
    pub opened: Opened,
    /// What the bot has at hand.
    pub desk: Desk,
    stop: CancellationToken,
    tasks: Vec<(&'static str, JoinHandle<()>)>,
    // Held while anything runs: who has the place may bury what others of it claimed.
    _place: Place,
}

/// How long the last look at followed screens may take.
const LAST_LOOK: Duration = Duration::from_secs(1);
/// How long what runs may take to finish.
const GRACE: Duration = Duration::from_secs(7);
/// How long after that the database may take to close: together less than the ten seconds that people are promised.
const CLOSING: Duration = Duration::from_secs(2);

impl App {
    /// Starts everything. The one-time code for the first owner is printed where there is no owner yet.
    pub async fn start(config: &Config, parts: &Parts) -> Result<Self, StartError> {
        let token = config.telegram.token.as_ref().ok_or(StartError::NoToken)?;
        let mut opened = open(config, parts).await?;
        let place = place::take(&config.data_dir, &*parts.chance);
        opened.env.holder = place.holder.clone();
        let telegram = proxy::bot(token.expose_secret(), &config.telegram.api_url)?;
        let files = proxy::file_bot(token.expose_secret(), &config.telegram.api_url)?;
        opened.env.means = Arc::new(means::of(config, Some((files, parts.clock.clone()))));
        let desk = Desk::new(telegram, opened.db.clone(), opened.env.clone(), config.owner_telegram_id);
        let listen = config.http.listen;
        let listener =
            TcpListener::bind(listen).await.map_err(|source| StartError::Listen { address: listen, source })?;
        let address = listener.local_addr().unwrap_or(listen);
        if config.owner_telegram_id.is_none() {
            announce_code(&opened, parts).await?;
        }
        in_hand::succeed(&opened.db, &opened.env).await?;
        let mut app = Self { address, opened, desk, stop: CancellationToken::new(), tasks: Vec::new(), _place: place };
        app.spawn_all(config, listener).await;
        Ok(app)
    }

    async fn spawn_all(&mut self, config: &Config, listener: TcpListener) {
        let (db, env, stop) = (self.opened.db.clone(), self.opened.env.clone(), self.stop.clone());
        let sorting = self.desk.clone();
        let sort = Arc::new(move |body: &serde_json::Value| incoming::sort(&sorting, body));
        let (intake, arrived) = Intake::start(db.clone(), env.clone(), sort);
        // What was left undone comes before anything new, so that a chat's updates keep their order.
        drop(intake.take_over().await);
        let in_hand = intake.in_hand().clone();
        let state = http::State {
            db: db.clone(),
            env: env.clone(),
            intake: intake.clone(),
            webhook_secret: self.opened.webhook_secret.clone().into(),
        };
        let desk = self.desk.clone();
        self.task("http", http::serve(listener, http::router(state), stop.clone()));
        self.task("dispatcher", dispatcher::run(desk.clone(), (arrived, in_hand.clone()), stop.clone()));
        self.task("sender", once_known(desk.clone(), stop.clone(), sender::run(desk.clone(), stop.clone())));
        self.task("jobs", worker::work(Bench::new(db, env), stop.clone()));
        self.task("take over", poll::take_over(desk.clone(), intake.clone(), stop.clone()));
        self.task("keep", poll::keep(desk.clone(), in_hand, stop.clone()));
        self.task("watch", until(stop.clone(), watch::run(desk.clone())));
        let webhook = config.telegram.webhook_url.clone();
        let (secret, language) = (self.opened.webhook_secret.clone(), config.house.default_language);
        // Updates don't wait for what is only a comfort.
        let (greeter, greeter_stop) = (desk.clone(), stop.clone());
        self.task("greet", async move { telegram::greet(&greeter, language, &greeter_stop).await });
        let receive = async move {
            if let Some(url) = webhook {
                telegram::set_webhook(&desk, url, secret, &stop).await;
            } else {
                telegram::leave_webhook(&desk, &stop).await;
                poll::run(desk, intake, stop).await;
            }
        };
        self.task("receive", once_known(self.desk.clone(), self.stop.clone(), receive));
    }

    fn task(&mut self, name: &'static str, work: impl Future<Output = ()> + Send + 'static) {
        self.tasks.push((name, tokio::spawn(work)));
    }

    /// Comes back when another house is ready: then end this, and start again.
    pub async fn to_restart(&self) {
        self.opened.env.signals.restart.notified().await;
    }

    /// Comes back when Telegram has refused the token: then nothing can be served.
    pub async fn refused(&self) {
        self.opened.env.signals.refused.cancelled().await;
    }

    /// Ends everything: takes nothing new, finishes what runs, and closes the database.
    pub async fn stop(self) {
        self.stop.cancel();
        // One deadline for all, so that the end comes within ten seconds whatever hangs.
        let deadline = tokio::time::Instant::now() + GRACE;
        for (name, mut task) in self.tasks {
            if tokio::time::timeout_at(deadline, &mut task).await.is_err() {
                tracing::warn!(name, "didn't finish in time; it is taken up at the next start");
                task.abort();
            }
        }
        // Screens that are followed show for the last time how far their work got: nothing edits them after this.
        if tokio::time::timeout(LAST_LOOK, watch::turn(&self.desk)).await.is_err() {
            tracing::info!("some screens don't show how far their work got");
        }
        let leaving = async {
            self.desk.save_shown().await;
            // The next to start polls and sends at once, and doesn't wait until the leases have run out.
            if let Err(error) = in_hand::leave(&self.opened.db, &self.opened.env).await {
                tracing::warn!(%error, "the leases can't be given back; they run out within a minute");
            }
            self.opened.db.close().await;
        };
        // A connection that hangs doesn't keep the program: the next start finds everything as after a crash.
        if tokio::time::timeout_at(deadline + CLOSING, leaving).await.is_err() {
            tracing::warn!("the database doesn't answer; it is left as it is");
        }
    }
}

async fn until(stop: CancellationToken, work: impl Future<Output = ()>) {
    tokio::select! { () = work => {}, () = stop.cancelled() => {} }
}

/// Begins when Telegram has answered for the bot: until then there is nobody to speak with.
async fn once_known(desk: Desk, stop: CancellationToken, work: impl Future<Output = ()>) {
    let known = tokio::select! {
        () = desk.env.signals.known.cancelled() => true,
        () = stop.cancelled() => false,
    };
    if known {
        work.await;
    }
}

/// Prints the one-time code for the first owner: to the terminal, not to the log, which is kept and shipped.
async fn announce_code(opened: &Opened, parts: &Parts) -> Result<(), StartError> {
    let now = parts.clock.now();
    let code = in_tx!(opened.db, |tx| people::owner_code(tx, &opened.env, false, now).await)?;
    if let Some(code) = code {
        eprintln!(
            "\nThere is no owner yet. Send this code to your bot, from your own account: {code}\n\
             It is good for {} hours; after that, start the program again for a new one.\n",
            people::CODE_LIFE.num_hours()
        );
    }
    Ok(())
}
