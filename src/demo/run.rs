//! Starting the demo: the real service with other addresses, and the world around it.
//!
//! Everything lies in one folder of the data directory, which is emptied at each start and held as long as it runs. Nothing leaves the machine.

use super::{
    botapi::{BotApi, Options, User},
    clock::DemoClock,
    house,
    world::DemoWorld,
};
use crate::{
    app::{App, Parts, StartError, SystemChance, SystemClock, serve},
    config::{self, Config, Mistakes},
    ports::DriverError,
};
use std::{
    collections::HashMap,
    fs::{File, TryLockError},
    net::SocketAddr,
    path::{Path, PathBuf},
    sync::Arc,
};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

/// Why the demo doesn't start.
#[derive(Debug, thiserror::Error)]
pub enum DemoError {
    /// Its folder or its address.
    #[error("{what}: {source}")]
    Io {
        /// What was tried.
        what: String,
        /// What the system says.
        source: std::io::Error,
    },
    /// The service.
    #[error(transparent)]
    Start(#[from] StartError),
    /// Its settings.
    #[error(transparent)]
    Settings(#[from] Mistakes),
    /// The sample house.
    #[error(transparent)]
    Service(#[from] crate::service::Error),
    /// A simulated server.
    #[error("a simulated server doesn't answer: {0}")]
    Server(#[from] DriverError),
}

fn io(what: &str) -> impl FnOnce(std::io::Error) -> DemoError + '_ {
    move |source| DemoError::Io { what: what.to_owned(), source }
}

/// The running demo.
#[derive(Debug)]
pub struct Demo {
    stop: CancellationToken,
    serving: JoinHandle<()>,
    api: BotApi,
    world: Arc<DemoWorld>,
    /// Its folder is no other demo's as long as this is held.
    held: Option<File>,
}

impl Demo {
    /// The page to open.
    pub fn page(&self) -> String {
        format!("{}/demo", self.api.url())
    }

    /// Its local Bot API.
    pub const fn api(&self) -> &BotApi {
        &self.api
    }

    /// What stands around the chat.
    pub fn world(&self) -> &DemoWorld {
        &self.world
    }

    /// Ends it.
    pub async fn stop(self) {
        self.stop.cancel();
        if let Err(error) = self.serving.await {
            tracing::error!(%error, "the demo ended by itself");
        }
        self.api.stop();
    }
}

/// Starts everything, in a folder of its own below the data directory: two demos at the same time have one each.
pub async fn start(base: &Config, listen: SocketAddr, empty: bool) -> Result<Demo, DemoError> {
    let (folder, held) = own_folder(&base.data_dir)?;
    let mut demo = start_in(&folder, listen, empty).await?;
    demo.held = Some(held);
    Ok(demo)
}

/// The file that a running demo holds in its folder.
const HELD: &str = "in-use";

/// The first folder that no other demo uses.
fn own_folder(data: &Path) -> Result<(PathBuf, File), DemoError> {
    let mut last = std::io::Error::from(std::io::ErrorKind::WouldBlock);
    for n in 1..=20 {
        let folder = data.join(if n == 1 { "demo".to_owned() } else { format!("demo-{n}") });
        std::fs::create_dir_all(&folder).map_err(io("the demo's folder can't be made"))?;
        let file = File::create(folder.join(HELD)).map_err(io("the demo's folder can't be written to"))?;
        match file.try_lock() {
            Ok(()) => return Ok((folder, file)),
            Err(TryLockError::WouldBlock) => {}
            Err(TryLockError::Error(error)) => last = error,
        }
    }
    Err(io("no folder is free for the demo")(last))
}

/// Takes away what an earlier demo left in its folder.
fn emptied(folder: &Path) -> std::io::Result<()> {
    std::fs::create_dir_all(folder)?;
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_name() == HELD {
            continue;
        }
        if entry.file_type()?.is_dir() {
            std::fs::remove_dir_all(entry.path())?;
        } else {
            std::fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}

/// Starts everything in that folder, which is emptied first.
pub async fn start_in(folder: &Path, listen: SocketAddr, empty: bool) -> Result<Demo, DemoError> {
    emptied(folder).map_err(io("the demo's folder can't be emptied"))?;
    let clock = DemoClock::new(Arc::new(SystemClock));
    let chance = Arc::new(SystemChance);
    let world = Arc::new(DemoWorld::start(clock.clone()).await.map_err(io("a simulated server can't be started"))?);
    let mut options = Options::new(Arc::new(clock.clone()));
    options.name = if empty { "Claviger".to_owned() } else { "Nord Access".to_owned() };
    "nord_access_bot".clone_into(&mut options.username);
    options.listen = listen;
    options.world = Some(world.clone());
    let api = BotApi::start(options).await.map_err(io("the demo's address can't be used"))?;
    for user in people() {
        api.add_user(user);
    }
    let config = settings(folder, &api)?;
    let parts = Parts { clock: Arc::new(clock), chance };
    let app = App::start(&config, &parts).await?;
    if !empty {
        let pastes = world.sample_servers();
        let mut found = Vec::new();
        for paste in pastes {
            let facts = super::world::ask(&app.opened.env, &paste).await?;
            found.push((paste, facts));
        }
        house::fill(&app.opened.db, &app.opened.env, &found).await?;
        world.keep_busy();
    }
    let stop = CancellationToken::new();
    let end = stop.clone();
    let serving = tokio::spawn(async move {
        if let Err(error) = serve(&config, &parts, app, end.cancelled()).await {
            tracing::error!(%error, "the demo's service can't start again");
        }
    });
    Ok(Demo { stop, serving, api, world, held: None })
}

/// The demo's people and their group, as the chat page lists them. It knows these notes in its reader's language.
fn people() -> [User; 4] {
    let user = |id, name: &str, language: &str, note: &str| User {
        id,
        first_name: name.to_owned(),
        language_code: Some(language.to_owned()),
        note: note.to_owned(),
        ..User::default()
    };
    [
        user(house::OWNER, "Omar", "en", "owner"),
        user(house::REPRESENTATIVE, "Sara", "en", "representative"),
        user(house::CUSTOMER, "مینا", "fa", "customer"),
        user(house::GROUP, "Nord Access team", "en", "group"),
    ]
}

/// The same settings as for real; only the addresses differ.
fn settings(folder: &Path, api: &BotApi) -> Result<Config, Mistakes> {
    let values: HashMap<&str, String> = HashMap::from([
        ("TELEGRAM_BOT_TOKEN", api.token().to_owned()),
        ("TELEGRAM_API_URL", api.url()),
        ("DATA_DIR", folder.display().to_string()),
        ("HTTP_LISTEN", "127.0.0.1:0".to_owned()),
        ("OWNER_TELEGRAM_ID", house::OWNER.to_string()),
        ("ALLOW_PRIVATE_NETWORKS", "true".to_owned()),
    ]);
    config::read(|name| values.get(name).cloned())
}
