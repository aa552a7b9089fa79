//! Polls servers: counts what keys have moved, and looks at the quotas that this concerns.
//!
//! One job a server, so that a slow or dead one delays no other; one that is known to be down isn't asked. What a poll
//! costs grows with the keys that moved. It may break off anywhere: each transaction is whole, and the next poll goes on.

use super::bench::{Bench, Ended};
use crate::{
    domain::{
        hours,
        ids::{KeyId, ServerId},
        job::JobKind,
        server::ServerState,
        traffic::Traffic,
        usage::WINDOW,
    },
    in_tx,
    ports::{Driver, DriverError, Moved},
    service::{
        Error, Outcome, comparing, servers,
        usage::{self, AdoptedPast, Figures, Newcomer, Polled, Readings, Rules},
    },
    store::{self, usage::When},
};
use chrono::{DateTime, TimeDelta, Utc};
use std::{collections::HashMap, sync::Arc, time::Duration};

/// Polls are spread over so many milliseconds.
const SPREAD: u64 = 20_000;
/// So long an answer may take.
const PATIENCE: Duration = Duration::from_secs(20);
/// So many quotas are looked at in one transaction.
const LOOKS: usize = 20;

/// Enqueues a poll of each server, spread so that they aren't all asked at once.
pub(super) async fn all(bench: &Bench) -> Result<Ended, Error> {
    let now = bench.env.clock.now();
    let mut tx = bench.db.begin().await?;
    for server in store::usage::to_poll(&mut tx).await? {
        let jitter = TimeDelta::milliseconds(i64::try_from(bench.env.chance.below(SPREAD)).unwrap_or(0));
        store::jobs::enqueue(&mut tx, &JobKind::PollServer { server }, now + jitter, now).await?;
    }
    tx.commit().await?;
    Ok(Ended::Done)
}

/// One poll, with what it has found out.
struct Poll<'a> {
    bench: &'a Bench,
    server: ServerId,
    driver: Arc<dyn Driver>,
    rules: Rules,
    readings: Readings,
    /// The server's own id.
    uid: String,
    figures: Figures,
    now: DateTime<Utc>,
    due: Vec<KeyId>,
}

/// Why a poll ends early.
enum Early {
    /// Another poller was faster, or it is to be seen again: nothing is wrong.
    Overtaken,
    /// The database.
    Failed(Error),
}

impl<E: Into<Error>> From<E> for Early {
    fn from(error: E) -> Self {
        Self::Failed(error.into())
    }
}

pub(super) async fn run(bench: &Bench, server: ServerId) -> Result<Ended, Error> {
    let Some((driver, rules)) = open(bench, server).await? else { return Ok(Ended::Done) };
    let answer = match driver {
        Ok(driver) => ask(&*driver).await.map(|answer| (driver, answer)),
        Err(error) => Err(error),
    };
    let (driver, (uid, figures)) = match answer {
        Ok(found) => found,
        // The check of the server says what is wrong with it, and to whom.
        Err(error) => {
            tracing::info!(server = server.0, %error, "a server doesn't tell what its keys have moved");
            return Ok(Ended::Done);
        }
    };
    let now = bench.env.clock.now();
    let readings = recall(bench, server).await?;
    if readings.uid.as_ref() != Some(&uid) && is_of_another(bench, server, &uid).await? {
        tracing::info!(server = server.0, "the address leads to another server of the house: it isn't counted");
        return Ok(Ended::Done);
    }
    let mut poll = Poll { bench, server, driver, rules, readings, uid, figures, now, due: Vec::new() };
    match poll.count().await {
        Ok(()) => {}
        Err(Early::Overtaken) => return Ok(Ended::Done),
        Err(Early::Failed(error)) => return Err(error),
    }
    let due = std::mem::take(&mut poll.due);
    bench.meters.put(server, poll.readings);
    // What the house believes of quotas since a restore may be wrong by now: they are marked, and looked at when it goes on.
    if store::restored::held(&mut bench.db.read().await?).await?.is_some() {
        return Ok(Ended::Done);
    }
    for some in due.chunks(LOOKS) {
        in_tx!(bench.db, |tx| {
            for key in some {
                usage::look(tx, &bench.env, &poll.rules, *key, now).await?;
            }
            Ok::<_, Error>(())
        })?;
    }
    Ok(Ended::Done)
}

type Opened = (Result<Arc<dyn Driver>, DriverError>, Rules);

async fn open(bench: &Bench, id: ServerId) -> Outcome<Option<Opened>> {
    let mut read = bench.db.read().await?;
    let server = store::servers::get(&mut read, id).await?.filter(|server| server.state != ServerState::Removed);
    let (Some(server), Some(sealed)) = (server, store::servers::secret(&mut read, id).await?) else { return Ok(None) };
    let secret = servers::unseal(&bench.env, &sealed)?;
    Ok(Some((bench.env.drivers.open(server.kind, &secret), usage::rules(&mut read).await?)))
}

/// The server's own id, and what its keys have moved.
async fn ask(driver: &dyn Driver) -> Result<(String, Figures), DriverError> {
    let asked = async { Ok((driver.probe().await?.remote_uid, driver.transfer().await?)) };
    tokio::time::timeout(PATIENCE, asked).await.unwrap_or(Err(DriverError::Timeout))
}

async fn is_of_another(bench: &Bench, server: ServerId, uid: &str) -> Outcome<bool> {
    let known = store::servers::by_remote_uid(&mut bench.db.read().await?, uid).await?;
    Ok(known.is_some_and(|known| known.id != server))
}

/// The readings as they were left; read anew after a start, and where another process has polled since.
async fn recall(bench: &Bench, server: ServerId) -> Outcome<Readings> {
    let mut read = bench.db.read().await?;
    let last = store::usage::polled(&mut read, server).await?.unwrap_or_default();
    if let Some(kept) = bench.meters.take(server, last.rev) {
        return Ok(kept);
    }
    Ok(Readings::of(last, store::usage::meters(&mut read, server).await?))
}

impl Poll<'_> {
    async fn count(&mut self) -> Result<(), Early> {
        let at = self.now.timestamp();
        if !self.settle_rebuilt().await? {
            // To be seen once more before anything is counted.
            return Ok(());
        }
        let new = self.newcomers().await?;
        let lacking = self.readings.lacking(at);
        if !lacking.is_empty() {
            let edge = at - WINDOW.num_seconds() - 120;
            let past = store::usage::around(&mut self.bench.db.read().await?, &lacking, edge).await?;
            self.readings.learn(&past, at);
        }
        let zone = self.rules.zone;
        let hour = hours::hour_of(self.now, zone);
        let day = hours::day(self.now, zone).0.timestamp();
        let when = When { at, hour, day: hours::day_of(self.now, zone) };
        let (moves, fresh) = self.readings.count(&self.figures, at, (hour, day));
        let mut new = &new[..];
        for some in moves.chunks(store::usage::BATCH) {
            let polled = in_tx!(self.bench.db, |tx| usage::write(
                tx,
                self.server,
                &self.readings,
                (new, some),
                &fresh,
                when,
                self.now
            )
            .await)?;
            self.follow(polled, at)?;
            new = &[];
        }
        self.know().await
    }

    /// Keeps the server's own id, where it wasn't known and there is something to know it for.
    async fn know(&mut self) -> Result<(), Early> {
        if self.readings.uid.is_none() && self.readings.rev > 0 {
            in_tx!(self.bench.db, |tx| store::usage::set_uid(tx, self.server, &self.uid).await)?;
            self.readings.uid = Some(self.uid.clone());
        }
        Ok(())
    }

    /// Goes on where a transaction was written.
    fn follow(&mut self, polled: Polled, at: i64) -> Result<(), Early> {
        match polled {
            Polled::Written { due, late } => {
                self.readings.rev += 1;
                self.readings.polled_at = at;
                self.readings.active(&late, at);
                self.due.extend(due);
                Ok(())
            }
            Polled::Overtaken => Err(Early::Overtaken),
        }
    }

    /// Sees whether the server was set up anew, and begins an epoch where it was; `false`: wait for the next answer.
    async fn settle_rebuilt(&mut self) -> Result<bool, Early> {
        if self.readings.is_another(&self.uid) {
            tracing::info!(server = self.server.0, "a server has another id of its own: it was set up anew");
            self.begin_epoch().await?;
            return Ok(true);
        }
        let fallen = self.readings.fallen(&self.figures);
        if fallen.is_empty() {
            return Ok(true);
        }
        let at = self.now.timestamp();
        let mut past = HashMap::new();
        let mut read = self.bench.db.read().await?;
        for (key, read_at) in fallen {
            let (from, to) = (read_at - WINDOW.num_seconds() - 120, at - WINDOW.num_seconds() + 120);
            past.insert(key, store::usage::hours_between(&mut read, key, from, to).await?);
        }
        drop(read);
        match self.readings.is_rebuilt(&self.figures, &past, at) {
            None => return Ok(false),
            Some(false) => return Ok(true),
            Some(true) => {}
        }
        tracing::info!(server = self.server.0, "a server counts from nothing again");
        self.begin_epoch().await?;
        Ok(true)
    }

    /// The server counts from nothing, for all of its keys.
    async fn begin_epoch(&mut self) -> Result<(), Early> {
        let at = self.now.timestamp();
        let mut after = KeyId(0);
        loop {
            let from = (after, self.uid.as_str());
            let done = in_tx!(self.bench.db, |tx| usage::rebuilt(tx, self.server, &self.readings, from, at).await)?;
            self.readings.rev += 1;
            match done {
                Ok(Some(last)) => after = last,
                Ok(None) => break,
                Err(_) => return Err(Early::Overtaken),
            }
        }
        self.readings.begin_epoch(at);
        self.readings.uid = Some(self.uid.clone());
        Ok(())
    }

    /// Keys that are seen for the first time. Those that were there before the house had them get their past first.
    async fn newcomers(&mut self) -> Result<Vec<Newcomer>, Early> {
        // Also where nobody unknown has moved anything: that a foreign key isn't used is what is to be known of it.
        self.note_foreign().await?;
        let strangers = self.readings.strangers(&self.figures);
        if strangers.is_empty() {
            return Ok(Vec::new());
        }
        let found = store::usage::unmetered(&mut self.bench.db.read().await?, self.server, &strangers).await?;
        let (adopted, new): (Vec<_>, Vec<_>) = found.into_iter().partition(|key| key.adopted);
        if !adopted.is_empty() {
            self.adopt(adopted).await?;
        }
        let new: Vec<_> = new
            .into_iter()
            .map(|key| Newcomer { key: key.key, remote_id: key.remote_id, since: key.created_at.timestamp() })
            .collect();
        for one in &new {
            self.readings.admit(one);
        }
        Ok(new)
    }

    /// Writes down what keys that aren't the house's have moved: who decides about them is to know whether they are used.
    async fn note_foreign(&self) -> Result<(), Early> {
        let known = store::differences::foreign_moved(&mut self.bench.db.read().await?, self.server).await?;
        let moved = comparing::moved(&known, &self.figures);
        for some in moved.chunks(store::usage::BATCH) {
            in_tx!(self.bench.db, |tx| store::differences::set_moved(tx, self.server, some).await)?;
        }
        Ok(())
    }

    /// Gives adopted keys the 30 days before: staged in batches, made to count by a short transaction, which also asks for
    /// all that follows from it: wherever this breaks off, servers are told and quotas are looked at.
    async fn adopt(&mut self, adopted: Vec<store::usage::Unmetered>) -> Result<(), Early> {
        let past = history(&*self.driver).await;
        let at = self.now.timestamp();
        for some in adopted.chunks(100) {
            let mut pasts = Vec::with_capacity(some.len());
            for key in some {
                let reading = self.figures.get(&key.remote_id).copied().unwrap_or_default();
                let days = past.iter().flatten();
                let within: Vec<Moved> = days.map(|day| day.get(&key.remote_id).copied().unwrap_or_default()).collect();
                let moved_at = within.iter().filter_map(|day| day.last_seen).max();
                let within = past.is_some().then(|| within.iter().map(|day| day.bytes).collect::<Vec<Traffic>>());
                let past = usage::past(key.key, reading, within.as_deref(), self.rules.zone, self.now);
                pasts.push(AdoptedPast { key: key.key, reading, past, moved_at });
            }
            let hours: Vec<_> = pasts.iter().flat_map(|one| one.past.hours.iter().copied()).collect();
            // Two thousand rows take a few milliseconds.
            for batch in hours.chunks(4 * store::usage::BATCH) {
                in_tx!(self.bench.db, |tx| store::usage::stage_hours(tx, batch).await)?;
            }
            let days: Vec<_> = pasts.iter().flat_map(|one| one.past.days.iter().copied()).collect();
            in_tx!(self.bench.db, |tx| store::usage::stage_days(tx, &days).await)?;
            let zone = self.rules.zone;
            let env = &self.bench.env;
            let polled = in_tx!(self.bench.db, |tx| usage::begin_past(
                tx,
                env,
                self.server,
                &self.readings,
                &pasts,
                zone,
                self.now
            )
            .await)?;
            self.follow(polled, at)?;
        }
        let read = &mut self.bench.db.read().await?;
        let (rev, polled_at, uid) = (self.readings.rev, self.readings.polled_at, self.readings.uid.clone());
        self.readings = Readings::of(
            store::usage::LastPoll { rev, polled_at, uid },
            store::usage::meters(read, self.server).await?,
        );
        Ok(())
    }
}

/// What moved within the last 1, 2 … 30 days; `None` where the server doesn't tell them all.
async fn history(driver: &dyn Driver) -> Option<Vec<HashMap<String, Moved>>> {
    let mut days = Vec::with_capacity(usize::from(usage::DAYS));
    for n in 1..=usage::DAYS {
        match tokio::time::timeout(PATIENCE, driver.history(n)).await.unwrap_or(Err(DriverError::Timeout)) {
            Ok(figures) => days.push(figures),
            Err(error) => {
                tracing::info!(%error, "a server doesn't tell what was before: it is spread evenly");
                return None;
            }
        }
    }
    Some(days)
}
