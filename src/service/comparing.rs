//! Holds what a server lists against what the house has, and writes down what differs, a few hundred rows at a time.
//!
//! Only what lasts is a difference: keys that the house is just making or deleting, and what it made and gave up, aren't.
//! A server that has lost all or nearly all keys at once was set up anew: that is one decision, not hundreds.

use super::{Env, Outcome, keys, notices, servers, usage::Figures};
use crate::{
    domain::{
        ids::{DifferenceId, KeyId, ServerId},
        job::JobKind,
        key::{NAME_MAX, Phase},
        notice::Notice,
        traffic::Traffic,
    },
    ports::RemoteKey,
    store::{
        self, Access, Tx,
        differences::{DifferenceKind, Found},
        keys::Known,
    },
};
use chrono::{DateTime, Utc};
use std::collections::{HashMap, HashSet};

/// How many rows one transaction takes on, so that it stays short: by one statement, and by a statement each.
const CHUNK: usize = 200;
const SINGLES: usize = 50;
/// So many keys have to be missing at once before it can be a server that was set up anew; fewer are asked about one by
/// one, unless the server has another id of its own.
const MANY: usize = 5;

/// When a server was asked, and whether it is another than before by its own id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asked {
    /// When its listing began.
    pub began: DateTime<Utc>,
    /// Its own id isn't the one that the house knows.
    pub other: bool,
}

/// A key of the house that isn't there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lost {
    key: KeyId,
    remote_id: String,
    name: String,
}

/// A key there that isn't the house's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Foreign {
    remote_id: String,
    name: String,
    limit: Option<Traffic>,
}

/// Something to be written down in a transaction of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// Differences that are none any more.
    Settled(Vec<DifferenceId>),
    /// Keys that were missing, and are there again.
    Back(Vec<KeyId>),
    /// Keys that are missing, and whether each is to be asked about.
    Missing(Vec<Lost>, bool),
    /// Keys there that aren't the house's.
    Foreign(Vec<Foreign>),
    /// Keys that the house gave up and that are there still.
    TakeAway(Vec<KeyId>),
    /// The server was set up anew.
    Rebuilt,
}

/// What differs, in pieces for a transaction each. Written in this order.
pub async fn look(
    access: &mut impl Access,
    server: ServerId,
    listed: &[RemoteKey],
    asked: Asked,
) -> Outcome<Vec<Piece>> {
    let ours = store::keys::remote_ids(access, server).await?;
    let deleted: HashSet<String> = store::keys::deleted_since(access, server, asked.began).await?.into_iter().collect();
    let known = store::differences::unsettled(access, server).await?;
    let busy = store::jobs::unfinished(access, &JobKind::rebuilt(server)).await?.is_some();
    let there: HashSet<&str> = listed.iter().map(|k| k.id.as_str()).collect();
    // A key confirmed after the listing began may be missing from it rightly.
    let settled =
        |key: &&Known| key.phase == Phase::Live && key.in_step && key.confirmed_at.is_some_and(|at| at < asked.began);
    let (held, lost): (Vec<&Known>, Vec<&Known>) =
        ours.iter().filter(settled).partition(|key| there.contains(key.remote_id.as_str()));
    let standing = known.iter().any(|d| d.kind == DifferenceKind::Rebuilt);
    let many = lost.len() >= MANY && lost.len() * 10 >= (lost.len() + held.len()) * 9;
    // While a key is marked as lost and isn't there, the question stands, whatever else is being told to the server.
    let waits = standing && ours.iter().any(|k| k.missing && !there.contains(k.remote_id.as_str()));
    let rebuilt = !lost.is_empty() && (busy || standing || asked.other || many);
    let foreign = foreign(listed, &ours, &deleted);
    let still: HashSet<(&str, DifferenceKind)> = foreign
        .iter()
        .map(|f| (f.remote_id.as_str(), DifferenceKind::Foreign))
        .chain(lost.iter().filter(|_| !rebuilt).map(|k| (k.remote_id.as_str(), DifferenceKind::Missing)))
        .chain((rebuilt || waits).then_some(("", DifferenceKind::Rebuilt)))
        .collect();
    let gone = known.iter().filter(|d| !still.contains(&(d.remote_id.as_str(), d.kind))).map(|d| d.id);
    let back = ours.iter().filter(|k| k.missing && there.contains(k.remote_id.as_str())).map(|k| k.id);
    let given_up = ours.iter().filter(|k| k.phase == Phase::Failed && k.in_step);
    let take_away = given_up.filter(|k| there.contains(k.remote_id.as_str())).map(|k| k.id);
    let lost: Vec<Lost> =
        lost.into_iter().map(|k| Lost { key: k.id, remote_id: k.remote_id.clone(), name: k.name.clone() }).collect();
    let mut pieces = chunks(CHUNK, &gone.collect::<Vec<_>>(), Piece::Settled);
    pieces.extend(chunks(CHUNK, &back.collect::<Vec<_>>(), Piece::Back));
    let size = if rebuilt { CHUNK } else { SINGLES };
    pieces.extend(chunks(size, &lost, |some| Piece::Missing(some, !rebuilt)));
    pieces.extend((rebuilt && !busy).then_some(Piece::Rebuilt));
    pieces.extend(chunks(SINGLES, &foreign, Piece::Foreign));
    pieces.extend(chunks(SINGLES, &take_away.collect::<Vec<_>>(), Piece::TakeAway));
    Ok(pieces)
}

fn chunks<T: Clone>(size: usize, all: &[T], piece: impl Fn(Vec<T>) -> Piece) -> Vec<Piece> {
    all.chunks(size).map(|some| piece(some.to_vec())).collect()
}

fn foreign(listed: &[RemoteKey], ours: &[Known], deleted: &HashSet<String>) -> Vec<Foreign> {
    let known: HashMap<&str, KeyId> = ours.iter().map(|k| (k.remote_id.as_str(), k.id)).collect();
    let unknown = listed.iter().filter(|k| !known.contains_key(k.id.as_str()) && !deleted.contains(&k.id));
    unknown.map(|k| Foreign { remote_id: k.id.clone(), name: shown_name(&k.name), limit: k.limit }).collect()
}

/// A foreign name as it may be shown.
fn shown_name(name: &str) -> String {
    name.chars().filter(|c| !c.is_control()).take(NAME_MAX).collect()
}

/// So much has to have come since, before what a foreign key has moved is written anew: a megabyte.
const WORTH_WRITING: u64 = 1_000_000;

/// What foreign keys have moved by now, where that isn't what is written down of them. An answer without anything takes
/// nothing back: it may be a server that lost sight of its counters for a minute, and a key in use would seem unused.
pub fn moved(known: &[(String, Option<Traffic>)], figures: &Figures) -> Vec<(String, Traffic)> {
    let now = known.iter().map(|(id, before)| (id, *before, figures.get(id).copied().unwrap_or_default()));
    let nothing = figures.values().all(|bytes| bytes.0 == 0);
    let news = |before: Traffic, now: Traffic| !nothing && before.0.abs_diff(now.0) >= WORTH_WRITING;
    now.filter(|(_, before, now)| before.is_none_or(|before| news(before, *now)))
        .map(|(id, _, now)| (id.clone(), now))
        .collect()
}

/// Writes one piece down; says whether it holds news for people.
pub async fn write(
    tx: &mut Tx,
    env: &Env,
    server: ServerId,
    piece: &Piece,
    began: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Outcome<bool> {
    let mut news = false;
    match piece {
        Piece::Settled(gone) => drop(store::differences::vanish(tx, gone).await?),
        Piece::Back(keys) => drop(store::keys::mark_found(tx, keys).await?),
        Piece::Missing(lost, ask) => {
            let keys: Vec<KeyId> = lost.iter().map(|l| l.key).collect();
            let missing: HashSet<KeyId> = store::keys::mark_missing(tx, &keys, began, now).await?.into_iter().collect();
            for one in lost.iter().filter(|l| *ask && missing.contains(&l.key)) {
                let (remote_id, name, key) = (one.remote_id.as_str(), one.name.as_str(), Some(one.key));
                let kind = DifferenceKind::Missing;
                let found = Found { server, remote_id, kind, name, limit: None, key, now };
                news |= store::differences::found(tx, &found).await?;
            }
        }
        Piece::Foreign(keys) => {
            for one in keys {
                let (remote_id, name, limit) = (one.remote_id.as_str(), one.name.as_str(), one.limit);
                let kind = DifferenceKind::Foreign;
                let found = Found { server, remote_id, kind, name, limit, key: None, now };
                news |= store::differences::found(tx, &found).await?;
            }
        }
        // A key that the house gave up is taken away without asking anybody.
        Piece::TakeAway(gave_up) => {
            for key in gave_up {
                if store::keys::tell_again(tx, *key).await? {
                    keys::ask_server(tx, env, *key, now).await?;
                }
            }
        }
        Piece::Rebuilt => {
            // It may have been decided about since the server was asked.
            if store::jobs::unfinished(tx, &JobKind::rebuilt(server)).await?.is_some() {
                return Ok(false);
            }
            let count = store::keys::missing_count(tx, server).await?;
            let kind = DifferenceKind::Rebuilt;
            let found = Found { server, remote_id: "", kind, name: "", limit: None, key: None, now };
            if count > 0 && store::differences::found(tx, &found).await? {
                let once = format!("rebuilt:{server}:{}", now.timestamp_micros());
                notices::tell_staff(tx, env, &once, &Notice::ServerRebuilt { server, count }, now).await?;
            }
        }
    }
    Ok(news)
}

/// Tells owners and admins that there is news. What is on a server at its first check who added it was told as it was
/// added.
pub async fn tell(tx: &mut Tx, env: &Env, server: ServerId, first: bool, now: DateTime<Utc>) -> Outcome<()> {
    let count = store::differences::open_count(tx, server).await?;
    // Of a server that was set up anew people hear that, and once: what else is on it waits with that question.
    if store::differences::rebuilt(tx, server).await?.is_some() {
        return Ok(());
    }
    let told = if first { servers::who_added(tx, server).await? } else { None };
    let once = format!("differences:{server}:{}", now.timestamp_micros());
    notices::tell_staff_but(tx, env, &once, &Notice::DifferencesFound { server, count }, told, now).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_foreign_keys_moved_is_written_where_it_tells_more() {
        let known = |bytes: Option<i64>| vec![("x".to_owned(), bytes.map(Traffic))];
        let figures = |bytes| HashMap::from([("x".to_owned(), Traffic(bytes)), ("ours".to_owned(), Traffic(5))]);
        let table: &[(Option<i64>, i64, Option<i64>)] = &[
            (None, 0, Some(0)),
            (None, 7, Some(7)),
            (Some(0), 999_999, None),
            (Some(0), 1_000_000, Some(1_000_000)),
            (Some(5_000_000), 1, Some(1)),
            (Some(5_000_000), 5_000_001, None),
        ];
        for (before, now, written) in table {
            let written: Vec<_> = written.iter().map(|bytes| ("x".to_owned(), Traffic(*bytes))).collect();
            assert_eq!(moved(&known(*before), &figures(*now)), written, "{before:?} {now}");
        }
        assert_eq!(moved(&known(None), &HashMap::new()), [("x".to_owned(), Traffic(0))], "it moved nothing");
        let nothing = HashMap::from([("x".to_owned(), Traffic(0)), ("ours".to_owned(), Traffic(0))]);
        for empty in [HashMap::new(), nothing] {
            assert_eq!(moved(&known(Some(5_000_000)), &empty), [], "what it has moved isn't taken back by a slip");
        }
    }
}
