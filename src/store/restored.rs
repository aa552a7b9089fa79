//! A restored house beside the present one: staged, made ready, and put in its place at the next start.
//!
//! Until it is ready nothing of the present house has changed; from then on every start, however often it is cut short,
//! ends with the new one. For `SQLite` the file `<database>.restored` says that one is ready; for `PostgreSQL` a schema of
//! that name. The house before stays in `PostgreSQL` as the schema `claviger_before`, and is dropped at the next restore.

use super::address::{file_of, is_postgres};
use super::copy;
use super::db::{Access, Db, Tx, on, rows};
use super::error::{Result, StoreError};
use super::{backups, settings};
use crate::domain::ids::ChatId;
use chrono::{DateTime, Utc};
use sqlx::{AssertSqlSafe, Connection, PgConnection, query, query_scalar};
use std::{
    fs::{self, File},
    io,
    path::{Path, PathBuf},
};

/// The setting that says that what the house would do by itself waits since a restore; its value is the backup's time.
pub const HELD: &str = "restored.held";
/// The setting that says what was restored, for people.
pub const FROM: &str = "restored.from";

const STAGED: &str = "claviger_staged";
const READY: &str = "claviger_ready";
const BEFORE: &str = "claviger_before";

fn failed(error: &io::Error) -> StoreError {
    match error.kind() {
        io::ErrorKind::StorageFull => StoreError::Unreachable("the disk is full".to_owned()),
        kind => StoreError::Unreachable(kind.to_string()),
    }
}

fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    name.into()
}

fn sync_folder(path: &Path) -> io::Result<()> {
    let folder = path.parent().filter(|f| !f.as_os_str().is_empty()).unwrap_or(Path::new("."));
    File::open(folder)?.sync_all()
}

/// Where a house is unpacked: beside the database's file, so that it can be renamed into its place.
pub fn workshop(url: &str, data_dir: &Path, name: &str) -> PathBuf {
    let folder = match file_of(url) {
        Ok(file) if !is_postgres(url) => file.parent().map_or_else(|| PathBuf::from("."), Path::to_path_buf),
        _ => data_dir.to_path_buf(),
    };
    folder.join(format!(".restore-{name}"))
}

/// Stages the house in that `SQLite` file, which has this program's schema already: for `SQLite` it stays the file, for
/// `PostgreSQL` it is poured into a schema of its own. Gives the staged house, open.
pub async fn stage(url: &str, file: &Path) -> Result<Db> {
    let lite = Db::open(&format!("sqlite://{}", file.display())).await?;
    if !is_postgres(url) {
        return Ok(lite);
    }
    let mut c = PgConnection::connect(url).await?;
    query(AssertSqlSafe(format!("DROP SCHEMA IF EXISTS {STAGED} CASCADE"))).execute(&mut c).await?;
    query(AssertSqlSafe(format!("CREATE SCHEMA {STAGED}"))).execute(&mut c).await?;
    c.close().await?;
    let staged = Db::open_schema(url, STAGED).await?;
    staged.migrate().await?;
    let mut tx = staged.begin().await?;
    copy::pour(&lite, &mut tx).await?;
    tx.commit().await?;
    lite.close().await;
    Ok(staged)
}

/// Takes out of a staged house what must not happen again by itself: updates and jobs in hand, half-filled forms, claims.
/// Messages that waited are held, and so is everything that the house would do to the outside.
pub async fn prepare(tx: &mut Tx, held: &str, now: DateTime<Utc>) -> Result<()> {
    rows!(
        tx,
        query(
            "UPDATE inbox SET done_at = $1, outcome = 'restored', claimed_until = NULL, holder = NULL
             WHERE done_at IS NULL"
        )
        .bind(now)
    )?;
    rows!(tx, query("UPDATE outbox SET state = 'held', holder = NULL WHERE state = 'waiting'"))?;
    rows!(
        tx,
        query(
            "UPDATE job SET state = 'waiting', lease_until = NULL, again_at = NULL, holder = NULL
             WHERE state = 'running'"
        )
    )?;
    rows!(tx, query("UPDATE session SET form = NULL, watch = NULL, unshown = NULL"))?;
    rows!(tx, query("DELETE FROM lease"))?;
    // Who was answered then may have been let in and lost since: everybody is answered anew.
    rows!(tx, query("DELETE FROM stranger"))?;
    // What was being made then was made, or failed, in the house that went on.
    rows!(
        tx,
        query("UPDATE backup SET state = 'failed', error = 'interrupted', finished_at = $1 WHERE state = 'making'")
            .bind(now)
    )?;
    rows!(
        tx,
        query(
            "UPDATE job SET state = 'done', finished_at = $1
             WHERE kind IN ('backup', 'restore', 'backup_send', 'backup_look') AND state = 'waiting'"
        )
        .bind(now)
    )?;
    settings::set(tx, HELD, held, now).await
}

/// What the present house knows and the restored one must not forget: which updates were handled lately, who
/// was known, and where backups lie that were made since.
pub async fn carry_over(present: &Db, into: &mut Tx, now: DateTime<Utc>) -> Result<()> {
    let mut read = present.read().await?;
    let handled: Vec<i64> =
        on!(&mut read, |c| query_scalar("SELECT update_id FROM inbox ORDER BY update_id DESC LIMIT 500").fetch_all(c))?;
    let (backups, copies) = backups::all(&mut read).await?;
    let people: Vec<ChatId> =
        on!(&mut read, |c| query_scalar("SELECT chat_id FROM person WHERE state = 'active' ORDER BY id").fetch_all(c))?;
    drop(read);
    // Those of them whom the restored house doesn't know are told so when they come.
    for chat in people {
        rows!(
            into,
            query(
                "INSERT INTO stranger (chat_id, answered_at, known_before)
                 SELECT $1, $2, TRUE WHERE NOT EXISTS (SELECT 1 FROM person WHERE chat_id = $1 AND state <> 'removed')
                 ON CONFLICT DO NOTHING"
            )
            .bind(chat)
            .bind(now)
        )?;
    }
    for update in handled {
        rows!(
            into,
            query(
                "INSERT INTO inbox (update_id, body, received_at, attempts, done_at, outcome)
                 VALUES ($1, $2, $3, 0, $3, 'restored') ON CONFLICT DO NOTHING"
            )
            .bind(update)
            .bind(&b""[..])
            .bind(now)
        )?;
    }
    for backup in backups.iter().rev() {
        let new =
            backups::insert(into, &backup.name, backup.maker, backup.person, backup.state, backup.made_at).await?;
        let known = match new {
            Some(id) => id,
            None => {
                on!(into, |c| query_scalar("SELECT id FROM backup WHERE name = $1").bind(&backup.name).fetch_one(c))?
            }
        };
        // What became of it since is known better there.
        backups::set_state(into, known, backup.state, backup.error.as_deref(), backup.finished_at.unwrap_or(now))
            .await?;
        if let (Some(manifest), Some(size)) = (&backup.manifest, backup.size) {
            backups::describe(into, known, manifest, size).await?;
        }
        for copy in copies.iter().filter(|c| c.backup == backup.id) {
            let id = backups::add_copy(into, known, copy.place, copy.target).await?;
            let (reference, error) = (copy.reference.as_deref(), copy.error.as_deref());
            backups::set_copy(into, id, copy.state, reference, error, copy.proved_at).await?;
        }
    }
    Ok(())
}

/// Makes a staged house ready: the next start begins with it. Its pools must be closed. For `SQLite`, `file` is where it
/// lies.
pub async fn make_ready(url: &str, file: &Path) -> Result<()> {
    if is_postgres(url) {
        let mut c = PgConnection::connect(url).await?;
        let mut tx = c.begin().await?;
        query(AssertSqlSafe(format!("DROP SCHEMA IF EXISTS {READY} CASCADE"))).execute(&mut *tx).await?;
        query(AssertSqlSafe(format!("ALTER SCHEMA {STAGED} RENAME TO {READY}"))).execute(&mut *tx).await?;
        tx.commit().await?;
        c.close().await?;
        return Ok(());
    }
    let house = file_of(url)?;
    for ending in ["-wal", "-shm"] {
        if fs::metadata(beside(file, ending)).is_ok_and(|facts| facts.len() > 0 && ending == "-wal") {
            return Err(StoreError::Unreadable("the staged file isn't whole".to_owned()));
        }
    }
    let ready = beside(house, ".restored");
    let done = File::open(file).and_then(|f| f.sync_all()).and_then(|()| fs::rename(file, &ready));
    done.and_then(|()| sync_folder(&ready)).map_err(|e| failed(&e))
}

/// Whether a restored house waits for the next start.
pub async fn is_ready(url: &str) -> Result<bool> {
    if is_postgres(url) {
        let mut c = PgConnection::connect(url).await?;
        let there = query_scalar("SELECT to_regnamespace($1) IS NOT NULL").bind(READY).fetch_one(&mut c).await?;
        c.close().await?;
        return Ok(there);
    }
    Ok(beside(file_of(url)?, ".restored").exists())
}

/// Puts a restored house that is ready in the place of the present one, before anything opens it. `true` where there was
/// one.
pub async fn take_place(url: &str) -> Result<bool> {
    if is_postgres(url) {
        return take_place_of_schema(url).await;
    }
    let house = file_of(url)?;
    let ready = beside(house, ".restored");
    if !ready.exists() {
        return Ok(false);
    }
    let done = (|| {
        // The present file's own log would be read into the new one. From `ready` on there is no way back, so that it may
        // go first.
        for ending in ["-wal", "-shm"] {
            match fs::remove_file(beside(house, ending)) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                _ => {}
            }
        }
        sync_folder(house)?;
        fs::rename(&ready, house)?;
        sync_folder(house)
    })();
    done.map(|()| true).map_err(|e| failed(&e))
}

async fn take_place_of_schema(url: &str) -> Result<bool> {
    let mut c = PgConnection::connect(url).await?;
    let ready: bool = query_scalar("SELECT to_regnamespace($1) IS NOT NULL").bind(READY).fetch_one(&mut c).await?;
    if !ready {
        c.close().await?;
        return Ok(false);
    }
    let mut tx = c.begin().await?;
    // Two that start at once: the second finds it done.
    query("SELECT pg_advisory_xact_lock(7310432916)").execute(&mut *tx).await?;
    let ready: bool = query_scalar("SELECT to_regnamespace($1) IS NOT NULL").bind(READY).fetch_one(&mut *tx).await?;
    if ready {
        let present: String = query_scalar("SELECT current_schema()::text").fetch_one(&mut *tx).await?;
        for text in [
            format!("DROP SCHEMA IF EXISTS {BEFORE} CASCADE"),
            format!("ALTER SCHEMA \"{present}\" RENAME TO {BEFORE}"),
            format!("ALTER SCHEMA {READY} RENAME TO \"{present}\""),
        ] {
            query(AssertSqlSafe(text)).execute(&mut *tx).await?;
        }
    }
    tx.commit().await?;
    c.close().await?;
    Ok(ready)
}

/// How many other connections of this program are open to a `PostgreSQL` database: 0 for a file.
pub async fn other_connections(url: &str) -> Result<i64> {
    if !is_postgres(url) {
        return Ok(0);
    }
    let mut c = PgConnection::connect(url).await?;
    let n = query_scalar(
        "SELECT COUNT(*) FROM pg_stat_activity
         WHERE datname = current_database() AND application_name = 'claviger' AND pid <> pg_backend_pid()",
    )
    .fetch_one(&mut c)
    .await?;
    c.close().await?;
    Ok(n)
}

/// Whether what the house would do by itself waits since a restore.
pub async fn held(x: &mut impl Access) -> Result<Option<String>> {
    settings::get(x, HELD).await
}

/// Messages that are held go out, or are given up; says how many.
pub async fn release_messages(tx: &mut Tx, send: bool, now: DateTime<Utc>) -> Result<u64> {
    if send {
        rows!(tx, query("UPDATE outbox SET state = 'waiting', send_after = $1 WHERE state = 'held'").bind(now))
    } else {
        rows!(
            tx,
            query("UPDATE outbox SET state = 'failed', error = 'restored', finished_at = $1 WHERE state = 'held'")
                .bind(now)
        )
    }
}

/// How many messages are held.
pub async fn held_messages(x: &mut impl Access) -> Result<i64> {
    on!(x, |c| query_scalar("SELECT COUNT(*) FROM outbox WHERE state = 'held'").fetch_one(c))
}
