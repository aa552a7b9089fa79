//! Drivers: how the house speaks to servers, one folder per kind of server.
//!
//! One driver is kept per server, so that its connections, its circuit and its one-change-at-a-time rule live on between
//! calls; the cache is bounded and keyed by a hash, never by the secret itself. Nothing here knows rows or people.

pub mod circuit;
pub mod network;
pub mod options;
pub mod outline;
pub mod pin;
pub mod trouble;

use crate::{
    domain::server::ServerKind,
    ports::{Chance, Clock, Driver, DriverError, Drivers, PasteError, ServerAccess},
};
use options::DriverOptions;
use outline::{Outline, access::Access, paste};
use secrecy::{ExposeSecret, SecretString};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

/// So many drivers are kept; the one that was asked for longest ago goes first.
const KEPT: usize = 512;

type CacheKey = [u8; 32];

#[derive(Debug, Default)]
struct Cache {
    drivers: HashMap<CacheKey, (Arc<Outline>, u64)>,
    uses: u64,
}

impl Cache {
    fn get(&mut self, key: &CacheKey) -> Option<Arc<Outline>> {
        self.uses += 1;
        let uses = self.uses;
        self.drivers.get_mut(key).map(|(driver, used)| {
            *used = uses;
            driver.clone()
        })
    }

    fn put(&mut self, key: CacheKey, driver: Arc<Outline>) {
        if self.drivers.len() >= KEPT
            && let Some(oldest) = self.drivers.iter().min_by_key(|(_, (_, used))| *used).map(|(key, _)| *key)
        {
            self.drivers.remove(&oldest);
        }
        self.uses += 1;
        self.drivers.insert(key, (driver, self.uses));
    }
}

/// All drivers of this process.
#[derive(Debug)]
pub struct Registry {
    clock: Arc<dyn Clock>,
    chance: Arc<dyn Chance>,
    options: DriverOptions,
    cache: Mutex<Cache>,
}

impl Registry {
    /// A registry without drivers yet.
    pub fn new(clock: Arc<dyn Clock>, chance: Arc<dyn Chance>, options: DriverOptions) -> Self {
        Self { clock, chance, options, cache: Mutex::default() }
    }

    /// The driver for an Outline server, with what only Outline has beside [`Driver`].
    ///
    /// # Errors
    /// `PrivateAddress` where the settings forbid it; `NotTheApi` where the secret isn't one that [`Drivers::read_paste`]
    /// made.
    pub fn outline(&self, secret: &SecretString) -> Result<Arc<Outline>, DriverError> {
        let access = Access::from_json(secret.expose_secret())
            .ok_or_else(|| DriverError::NotTheApi("the stored access can't be read".into()))?;
        let key = access.hash();
        let mut cache = self.cache.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(driver) = cache.get(&key) {
            return Ok(driver);
        }
        let driver = Arc::new(Outline::new(access, self.clock.clone(), self.chance.clone(), &self.options)?);
        cache.put(key, driver.clone());
        Ok(driver)
    }
}

impl Drivers for Registry {
    fn read_paste(&self, text: &str) -> Result<ServerAccess, PasteError> {
        let access = paste::read(text)?;
        Ok(ServerAccess { kind: ServerKind::Outline, address: access.address(), secret: access.to_json().into() })
    }

    fn is_paste(&self, text: &str) -> bool {
        paste::is_like(text)
    }

    fn open(&self, kind: ServerKind, secret: &SecretString) -> Result<Arc<dyn Driver>, DriverError> {
        match kind {
            ServerKind::Outline => Ok(self.outline(secret)?),
        }
    }
}
