//! What stands around the demo's chat: the clock, four simulated Outline servers, and their faults.
//!
//! Three servers belong to the sample house; the fourth has keys of its own and waits to be added and adopted.

use super::{
    botapi::{Toggle, World, WorldChange, WorldError, WorldServer, WorldView},
    clock::DemoClock,
    outline::{
        OutlineSim,
        options::{Fault, SimOptions},
    },
};
use crate::{
    ports::{Clock, DriverError, ServerFacts},
    service::Env,
};
use axum::body::Bytes;
use chrono::TimeDelta;
use futures::future::BoxFuture;
use std::{
    collections::BTreeSet,
    io,
    sync::{Arc, Mutex, PoisonError},
};

/// Faults that the page can switch on, with their stable names.
const FAULTS: [(&str, Fault); 7] = [
    ("down", Fault::Down),
    ("silent", Fault::Silent),
    ("slow", Fault::Slow),
    ("failing", Fault::Failing),
    ("web_page", Fault::WebPage),
    ("loses_answers", Fault::LosesAnswers),
    ("other_certificate", Fault::OtherCertificate),
];
/// Something that is done to a server once, as a person at the server would.
const BY_HAND: [&str; 2] = ["key_made_by_hand", "rebuilt"];
/// How many servers the sample house has.
const SAMPLE: usize = 3;
/// Speeds of the clock to choose from.
const SPEEDS: [u32; 4] = [1, 60, 600, 3_600];

#[derive(Debug)]
struct Standing {
    name: &'static str,
    sim: OutlineSim,
    faults: Mutex<BTreeSet<&'static str>>,
}

impl Standing {
    fn on(&self) -> BTreeSet<&'static str> {
        self.faults.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// The demo's world.
#[derive(Debug)]
pub struct DemoWorld {
    clock: DemoClock,
    servers: Vec<Standing>,
}

impl DemoWorld {
    /// Starts the servers. Their addresses are of the range that is kept for documentation: only the demo knows the way.
    pub async fn start(clock: DemoClock) -> io::Result<Self> {
        let shared: Arc<dyn Clock> = Arc::new(clock.clone());
        let mut servers = Vec::new();
        for (seed, (name, host)) in [
            (1, ("Frankfurt", "203.0.113.5")),
            (2, ("Helsinki", "203.0.113.17")),
            (3, ("Istanbul", "203.0.113.42")),
            (4, ("Warsaw", "203.0.113.60")),
        ] {
            let options = SimOptions {
                name: name.to_owned(),
                hostname: host.to_owned(),
                seed,
                slow_creates: true,
                ..SimOptions::default()
            };
            let sim = OutlineSim::start(shared.clone(), options).await?;
            servers.push(Standing { name, sim, faults: Mutex::default() });
        }
        if let Some(strange) = servers.get(SAMPLE) {
            occupied(&strange.sim);
        }
        Ok(Self { clock, servers })
    }

    /// Makes a key on the server of that number; answers with its access URL.
    pub(super) fn put_key(&self, place: usize, id: &str, name: &str, limit: Option<i64>) -> String {
        self.servers.get(place).map(|server| server.sim.put_key(id, name, limit)).unwrap_or_default()
    }

    /// Lets a key of that server have moved bytes in past hours.
    pub(super) fn put_past(&self, place: usize, id: &str, hours: &[(i64, i64)]) {
        if let Some(server) = self.servers.get(place) {
            server.sim.put_past(id, hours);
        }
    }

    /// What a key of that server would move in an hour.
    pub(super) fn hour_bytes(&self, place: usize, id: &str, minute: i64) -> i64 {
        self.servers.get(place).map_or(0, |server| server.sim.hour_bytes(id, minute))
    }

    /// What the installers of the sample house's servers printed.
    pub fn sample_servers(&self) -> Vec<String> {
        self.servers.iter().take(SAMPLE).map(|s| s.sim.installer_json()).collect()
    }

    /// Lets traffic move on all servers.
    pub fn keep_busy(&self) {
        for server in &self.servers {
            server.sim.start_traffic();
        }
    }

    /// A simulated server by its name.
    pub fn server(&self, name: &str) -> Option<&OutlineSim> {
        self.servers.iter().find(|s| s.name == name).map(|s| &s.sim)
    }

    async fn switch(&self, server: &str, fault: &str, on: bool) -> Result<(), WorldError> {
        let unknown = || WorldError::Unknown(fault.to_owned());
        let found = self.servers.iter().find(|s| s.name == server).ok_or_else(unknown)?;
        if BY_HAND.contains(&fault) {
            match fault {
                "rebuilt" => found.sim.rebuild(),
                _ => drop(found.sim.create_key_by_hand("made by hand")),
            }
            return Ok(());
        }
        let (name, kind) = FAULTS.iter().find(|(name, _)| *name == fault).ok_or_else(unknown)?;
        found.sim.set_fault(*kind, on).await.map_err(|_| WorldError::Fixed)?;
        let mut faults = found.faults.lock().unwrap_or_else(PoisonError::into_inner);
        if on {
            faults.insert(name);
        } else {
            faults.remove(name);
        }
        Ok(())
    }

    fn view(&self) -> WorldView {
        let servers = self.servers.iter().map(|server| {
            let on = server.on();
            let toggle = |id: &str| Toggle { id: id.to_owned(), label: String::new(), on: on.contains(id) };
            let state = match &on {
                on if on.contains("down") || on.contains("silent") => "down",
                on if on.contains("slow") => "slow",
                on if on.is_empty() => "up",
                _ => "failing",
            };
            WorldServer {
                name: server.name.to_owned(),
                state: state.to_owned(),
                installer: server.sim.installer_json(),
                faults: FAULTS.iter().map(|(id, _)| *id).chain(BY_HAND).map(toggle).collect(),
            }
        });
        WorldView {
            clock: self.clock.now(),
            zone: "Europe/Berlin".to_owned(),
            speed: self.clock.speed(),
            speeds: SPEEDS.to_vec(),
            can_advance: true,
            servers: servers.collect(),
            ..WorldView::default()
        }
    }
}

/// A server that somebody has run by hand for a while: keys with names as people give them, some limited, one off.
fn occupied(sim: &OutlineSim) {
    let groups = [("vip", 6, Some(100)), ("basia", 12, None), ("tomek", 10, Some(30)), ("test", 4, Some(1))];
    for (name, count, _) in groups {
        for n in 1..=count {
            sim.create_key_by_hand(&format!("{name}-{n:02}"));
        }
    }
    for name in ["Mama", "router office", "", ""] {
        sim.create_key_by_hand(name);
    }
    sim.backfill_traffic(30);
    // Nobody is far beyond a limit, for the server stops who reaches it; who moves much was given more.
    for key in sim.truth() {
        let group = groups.iter().find(|(name, ..)| key.name.starts_with(name));
        let Some(gb) = group.and_then(|(_, _, limit)| *limit) else { continue };
        let fits = [gb, 100, 200, 400].into_iter().map(|gb: i64| gb * 1_000_000_000).find(|limit| *limit > key.bytes);
        let limit = match key.name.as_str() {
            "tomek-09" => Some(0),
            // Used up just now.
            "tomek-02" => Some((key.bytes / 1_000_000_000).max(1) * 1_000_000_000),
            _ => fits,
        };
        sim.limit_key_by_hand(&key.id, limit);
    }
}

/// Asks a server who it is, as adding it by hand would.
pub async fn ask(env: &Env, paste: &str) -> Result<ServerFacts, DriverError> {
    let access = env.drivers.read_paste(paste).map_err(|e| DriverError::NotTheApi(e.name().to_owned()))?;
    env.drivers.open(access.kind, &access.secret)?.probe().await
}

impl World for DemoWorld {
    fn read(&self) -> BoxFuture<'_, WorldView> {
        Box::pin(async move { self.view() })
    }

    fn change(&self, change: WorldChange) -> BoxFuture<'_, Result<(), WorldError>> {
        Box::pin(async move {
            match change {
                WorldChange::Advance { seconds } => {
                    // A year at most, so that no date overflows.
                    let seconds = i64::try_from(seconds.min(366 * 86_400)).unwrap_or(0);
                    self.clock.advance(TimeDelta::seconds(seconds));
                    Ok(())
                }
                WorldChange::Speed { speed } if SPEEDS.contains(&speed) => {
                    self.clock.set_speed(speed);
                    Ok(())
                }
                WorldChange::ServerFault { server, fault, on } => self.switch(&server, &fault, on).await,
                WorldChange::Speed { .. } | WorldChange::Fault { .. } => Err(WorldError::Fixed),
            }
        })
    }

    fn file<'a>(&'a self, _: &'a str) -> BoxFuture<'a, Option<Bytes>> {
        Box::pin(async { None })
    }
}
