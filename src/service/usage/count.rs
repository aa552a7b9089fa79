//! From a server's answer to what its keys have moved since the answer before. Pure.
//!
//! Only readings that changed are worked on; for those that are older than the window, the cumulative 30 days ago is
//! fetched once an hour and kept. A fall of all counters is believed when the next answer confirms it: a server that
//! lost sight of its counters for a minute isn't one that was set up anew.

use crate::{
    domain::{
        hours::HOUR,
        ids::KeyId,
        traffic::Traffic,
        usage::{Epoch, FallCheck, Point, WINDOW, advance, can_age_out},
    },
    store::usage::{HourEnd, LastPoll, Meter, Move},
};
use chrono::{DateTime, Utc};
use std::collections::{HashMap, HashSet};

/// A server's answer: bytes within its window, by the keys' ids there.
pub type Figures = HashMap<String, Traffic>;

/// What lies 30 days back: the last time by then at which a cumulative was kept, and the first after it. Holds until that
/// one is reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Window {
    /// Time and cumulative.
    pub before: Option<HourEnd>,
    /// The same.
    pub after: Option<HourEnd>,
    /// Until when it holds; 0: it was never looked at.
    pub until: i64,
    /// Whether it was fetched since the last count.
    pub news: bool,
}

#[derive(Debug, Clone)]
struct Entry {
    key: KeyId,
    total: i64,
    reading: i64,
    read_at: i64,
    epoch_since: i64,
    epoch_base: i64,
    moved_at: i64,
    /// When the cumulative grew last, also by what was moved before; 0: not since a start.
    grew_at: i64,
    /// The cumulative that was kept last with its time, or stood at the last hour's end.
    marked: i64,
    window: Window,
}

/// Keys that, where they count as having moved something now, do so for the first time in an hour, and in a day.
pub type Fresh = HashMap<KeyId, (bool, bool)>;

/// A key that is metered from now on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Newcomer {
    /// Which.
    pub key: KeyId,
    /// Its id on the server.
    pub remote_id: String,
    /// When it was made.
    pub since: i64,
}

/// The last readings of a server's keys.
#[derive(Debug, Default)]
pub struct Readings {
    /// The number that its server had when they were read or written.
    pub rev: i64,
    /// When the server answered last and something was written; 0: never.
    pub polled_at: i64,
    /// The server's own id then; `None`: it wasn't asked yet.
    pub uid: Option<String>,
    suspect: Option<i128>,
    entries: HashMap<Box<str>, Entry>,
}

fn time(at: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(at, 0).unwrap_or_default()
}

/// The second before which a reading of now doesn't look back.
const fn edge(at: i64) -> i64 {
    at - WINDOW.num_seconds() - 120
}

impl Entry {
    fn epoch(&self) -> Epoch {
        Epoch { since: time(self.epoch_since), base: Traffic(self.epoch_base) }
    }

    /// Whether what lies 30 days back has to be fetched.
    const fn lacks_window(&self, at: i64) -> bool {
        edge(at) > self.epoch_since && self.window.until <= edge(at)
    }

    /// The points around 30 days ago. Nothing moved between two hours that are written down, up to the second one's
    /// beginning, which is an hour at most before what is kept of it.
    fn history(&self) -> Vec<Point> {
        points(self.window.before.into_iter().chain(self.window.after))
    }
}

fn points(hours: impl Iterator<Item = HourEnd>) -> Vec<Point> {
    let mut points: Vec<Point> = Vec::new();
    for (end, total) in hours {
        if let Some(last) = points.last().copied()
            && last.at < time(end - HOUR)
        {
            points.push(Point { at: time(end - HOUR), total: last.total });
        }
        points.push(Point { at: time(end), total: Traffic(total) });
    }
    points
}

/// Whether so much since the last time that was kept is more than may leave the window in one step, unseen till the
/// hour's end: half a percent of what the window holds, as [`crate::domain::usage::before_window`] has it.
const fn keeps_time(bytes: i64, reading: Traffic) -> bool {
    bytes.saturating_mul(200) > reading.0
}

impl Readings {
    /// As the database has them.
    pub fn of(last: LastPoll, meters: Vec<Meter>) -> Self {
        let entry = |meter: Meter| {
            let entry = Entry {
                key: meter.key,
                total: meter.total.0,
                reading: meter.reading.0,
                read_at: meter.read_at,
                epoch_since: meter.epoch_since,
                epoch_base: meter.epoch_base.0,
                moved_at: meter.moved_at.unwrap_or_default(),
                grew_at: 0,
                marked: meter.total.0,
                window: Window::default(),
            };
            (meter.remote_id.into_boxed_str(), entry)
        };
        let LastPoll { rev, polled_at, uid } = last;
        Self { rev, polled_at, uid, suspect: None, entries: meters.into_iter().map(entry).collect() }
    }

    /// How many keys there are.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Ids in an answer that aren't known, at most 5,000 of them.
    pub fn strangers<'a>(&self, figures: &'a Figures) -> Vec<&'a str> {
        let unknown = figures.iter().filter(|(id, bytes)| bytes.0 > 0 && !self.entries.contains_key(id.as_str()));
        let mut unknown: Vec<&str> = unknown.map(|(id, _)| id.as_str()).collect();
        unknown.sort_unstable();
        unknown.truncate(5_000);
        unknown
    }

    /// A key is metered from now on.
    pub fn admit(&mut self, new: &Newcomer) {
        let entry = Entry {
            key: new.key,
            total: 0,
            reading: 0,
            read_at: new.since,
            epoch_since: new.since,
            epoch_base: 0,
            moved_at: 0,
            grew_at: 0,
            marked: 0,
            window: Window::default(),
        };
        self.entries.insert(new.remote_id.as_str().into(), entry);
    }

    /// What is there of the readings before, without asking what aged out: (expected, found).
    fn remaining(&self, figures: &Figures) -> (i128, i128) {
        let mut sums = (0, 0);
        for (id, entry) in &self.entries {
            let now = figures.get(id.as_ref()).map_or(0, |bytes| bytes.0.max(0));
            sums.0 += i128::from(entry.reading);
            sums.1 += i128::from(now.min(entry.reading));
        }
        sums
    }

    /// Keys whose past has to be looked at to tell whether the server was set up anew; empty where nothing says so.
    pub fn fallen(&mut self, figures: &Figures) -> Vec<(KeyId, i64)> {
        let (expected, found) = self.remaining(figures);
        if found * 2 >= expected {
            self.suspect = None;
            return Vec::new();
        }
        self.entries.values().filter(|entry| entry.reading > 0).map(|entry| (entry.key, entry.read_at)).collect()
    }

    /// Whether the server was set up anew: more is missing than can have aged out, for the second time in a row.
    /// `None`: it looks like that for the first time, and nothing is to be counted yet.
    pub fn is_rebuilt(&mut self, figures: &Figures, past: &HashMap<KeyId, Vec<HourEnd>>, at: i64) -> Option<bool> {
        let mut check = FallCheck::default();
        for (id, entry) in &self.entries {
            let now = figures.get(id.as_ref()).copied().unwrap_or_default();
            let history = points(past.get(&entry.key).into_iter().flatten().copied());
            let aged = can_age_out(entry.epoch(), &history, time(entry.read_at), time(at));
            check.add(Traffic(entry.reading), aged, now);
        }
        if !check.is_rebuilt() {
            self.suspect = None;
            return Some(false);
        }
        let (_, found) = self.remaining(figures);
        let before = self.suspect.replace(found)?;
        // Nearer to what was seen last time than to what there was: it wasn't a slip.
        let (expected, _) = self.remaining(figures);
        Some((found - before).abs() < (expected - found).abs())
    }

    /// Whether the server's own id is another than that of the last answer: it was set up anew, whatever its counters say.
    pub fn is_another(&self, uid: &str) -> bool {
        self.uid.as_deref().is_some_and(|known| known != uid)
    }

    /// An epoch begins for all keys: the server counts from nothing, since its last good answer.
    pub fn begin_epoch(&mut self, at: i64) {
        let since = self.polled_at;
        for entry in self.entries.values_mut() {
            entry.epoch_since = since.max(entry.epoch_since);
            entry.epoch_base = entry.total;
            entry.reading = 0;
            entry.read_at = at;
            entry.window = Window::default();
        }
        self.suspect = None;
    }

    /// Keys of which the past has to be fetched before [`Self::count`]: all after a start, and then those of which an hour
    /// leaves the window. A burst that left it is counted again only then, whether or not the reading has changed.
    pub fn lacking(&self, at: i64) -> Vec<KeyId> {
        let mut keys: Vec<KeyId> = self.entries.values().filter(|e| e.lacks_window(at)).map(|e| e.key).collect();
        keys.sort_unstable();
        keys
    }

    /// What [`Self::lacking`] asked for, for a reading at `at`.
    pub fn learn(&mut self, past: &[(KeyId, Option<HourEnd>, Option<HourEnd>)], at: i64) {
        let past: HashMap<KeyId, (Option<HourEnd>, Option<HourEnd>)> =
            past.iter().map(|(key, before, after)| (*key, (*before, *after))).collect();
        for entry in self.entries.values_mut() {
            if let Some((before, after)) = past.get(&entry.key) {
                // Hours that are written later begin after this reading's own.
                let until = after.map_or(at - 2 * HOUR, |(end, _)| end);
                entry.window = Window { before: *before, after: *after, until, news: true };
            }
        }
    }

    /// Counts an answer of `at`: of whom something is found, in the order of their keys, and whose it would be the first
    /// of this hour and this day, which began at `hour` and `day` (seconds since 1970).
    pub fn count(&mut self, figures: &Figures, at: i64, (hour, day): (i64, i64)) -> (Vec<Move>, Fresh) {
        let mut moves = Vec::new();
        let mut fresh = HashMap::new();
        for (id, entry) in &mut self.entries {
            let now = figures.get(id.as_ref()).copied().unwrap_or_default().max(Traffic(0));
            if now.0 == entry.reading && !std::mem::take(&mut entry.window.news) {
                continue;
            }
            entry.window.news = false;
            let total = advance(Traffic(entry.total), entry.epoch(), &entry.history(), now, time(at));
            let rose = now.0 > entry.reading;
            (entry.reading, entry.read_at) = (now.0, at);
            let bytes = Traffic(total.0 - entry.total);
            if bytes.0 <= 0 {
                continue;
            }
            fresh.insert(entry.key, (entry.moved_at < hour, entry.moved_at < day));
            if entry.grew_at < hour {
                entry.marked = entry.total;
            }
            let marks = keeps_time(total.0 - entry.marked, now);
            if marks {
                entry.marked = total.0;
            }
            (entry.total, entry.grew_at) = (total.0, at);
            if rose {
                entry.moved_at = at;
            }
            moves.push(Move { key: entry.key, total, reading: now, bytes, marks, rose });
        }
        moves.sort_unstable_by_key(|one| one.key);
        (moves, fresh)
    }

    /// These keys have had traffic at `at` although their counters didn't rise. Whether they have isn't known before what
    /// was counted is written: of a key that is switched off it was moved before, and is no traffic of now.
    pub fn active(&mut self, late: &[KeyId], at: i64) {
        if late.is_empty() {
            return;
        }
        let late: HashSet<KeyId> = late.iter().copied().collect();
        for entry in self.entries.values_mut().filter(|entry| late.contains(&entry.key)) {
            entry.moved_at = at;
        }
    }
}
