//! The last readings of all servers, in memory: what is the same as before needs no look at the database.
//!
//! A poll takes its server's readings out, and puts them back when all is written; what was taken and not put back is
//! read anew. Bounded by the number of keys: servers that were polled longest ago go first.

use super::count::Readings;
use crate::domain::ids::ServerId;
use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

/// So many keys are kept in mind, about 150 bytes each.
const KEPT: usize = 400_000;

#[derive(Debug, Default)]
struct Shelf {
    servers: HashMap<ServerId, (Readings, u64)>,
    uses: u64,
}

/// Readings by server.
#[derive(Debug, Default)]
pub struct Meters(Mutex<Shelf>);

impl Meters {
    /// Takes a server's readings out, where they are those of that number.
    pub fn take(&self, server: ServerId, rev: i64) -> Option<Readings> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.servers.remove(&server).map(|(readings, _)| readings).filter(|readings| readings.rev == rev)
    }

    /// Puts them back.
    pub fn put(&self, server: ServerId, readings: Readings) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.uses += 1;
        let uses = kept.uses;
        kept.servers.insert(server, (readings, uses));
        while kept.servers.len() > 1 && kept.servers.values().map(|(readings, _)| readings.len()).sum::<usize>() > KEPT
        {
            let Some(oldest) = kept.servers.iter().min_by_key(|(_, (_, used))| *used).map(|(id, _)| *id) else {
                return;
            };
            kept.servers.remove(&oldest);
        }
    }
}
