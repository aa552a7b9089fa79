//! Opening a database, reading from it, and transactions.
//!
//! `Read` is for screens and reports; `Tx` is one write, and while it is open nothing but store calls is awaited.
//! `SQLite` has one writer, in which those who wait share a commit, and four readers; `PostgreSQL` runs at READ COMMITTED with row locks.
//! No transaction is handed to a closure: `in_tx!` is a macro, so that its futures are `Send`.

use super::address::{file_of, is_postgres, make_file};
use super::error::{Result, Retryable, StoreError};
use super::writer::{Turn, Writer};
use crate::ports::{Signals, Wake};
use sqlx::{
    Connection, PgConnection, PgPool, Postgres, Sqlite, SqliteConnection, SqlitePool, Transaction,
    pool::PoolConnection,
    postgres::{PgConnectOptions, PgPoolOptions},
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};
use std::{
    str::FromStr,
    sync::Arc,
    time::{Duration, Instant},
};

/// How long a transaction may last before the log says so.
const LONG: Duration = Duration::from_millis(100);
/// How long one waits for a connection.
const WAIT: Duration = Duration::from_secs(10);
/// How often a transaction runs that loses against others.
const ATTEMPTS: u32 = 5;

/// Runs one query text on whichever database is open: `on!(x, |c| sqlx::query(…).execute(c))`, where the part after the
/// bar is a future of an `sqlx::Result` and is awaited by the macro.
#[macro_export]
macro_rules! on {
    ($x:expr, |$c:ident| $body:expr) => {
        match $crate::store::Access::conn(&mut *$x) {
            $crate::store::Conn::Sqlite($c) => $body.await,
            $crate::store::Conn::Postgres($c) => $body.await,
        }
        .map_err($crate::store::StoreError::from)
    };
}

/// Runs a statement and gives the number of rows it touched.
macro_rules! rows {
    ($x:expr, $query:expr) => {
        match $crate::store::Access::conn(&mut *$x) {
            $crate::store::Conn::Sqlite(c) => $query.execute(c).await.map(|r| r.rows_affected()),
            $crate::store::Conn::Postgres(c) => $query.execute(c).await.map(|r| r.rows_affected()),
        }
        .map_err($crate::store::StoreError::from)
    };
}
pub(crate) use {crate::on, rows};

/// Runs a statement and says whether it touched a row: how "once", versions and fences are asked.
macro_rules! changed {
    ($x:expr, $query:expr) => {
        $crate::store::db::rows!($x, $query).map(|n| n > 0)
    };
}
pub(crate) use changed;

/// As `on!`, for text that has a locking clause in its middle, which is left out on `SQLite`: it has one writer anyway.
macro_rules! locking {
    ($x:expr, [$before:literal, $lock:literal, $after:literal], |$sql:ident, $c:ident| $body:expr) => {
        match $crate::store::Access::conn(&mut *$x) {
            $crate::store::Conn::Sqlite($c) => {
                let $sql = concat!($before, $after);
                $body.await
            }
            $crate::store::Conn::Postgres($c) => {
                let $sql = concat!($before, $lock, $after);
                $body.await
            }
        }
        .map_err($crate::store::StoreError::from)
    };
}
pub(crate) use locking;

/// `in_tx!(db, |tx| body)`: begins, awaits the body (a `Result<T, E>` with `E: From<StoreError> + Retryable`, in which
/// `tx` is a `&mut Tx`, and `?` and `.await` may be used), commits where it is `Ok` and rolls back where it isn't.
/// Where the transaction lost against another one, the whole body runs again, up to five times in all.
#[macro_export]
macro_rules! in_tx {
    ($db:expr, |$tx:ident| $body:expr) => {{
        let db: &$crate::store::Db = &$db;
        let mut attempt = 0u32;
        loop {
            attempt += 1;
            let outcome = match db.begin().await {
                Ok(mut open) => {
                    let result = {
                        let $tx = &mut open;
                        async { $body }.await
                    };
                    match result {
                        Ok(value) => open.commit().await.map(|()| value).map_err(::std::convert::From::from),
                        Err(e) => {
                            open.rollback().await;
                            Err(e)
                        }
                    }
                }
                Err(e) => Err(::std::convert::From::from(e)),
            };
            if $crate::store::attempt_again(&outcome, attempt) {
                $crate::store::give_way(attempt).await;
            } else {
                break outcome;
            }
        }
    }};
}

/// Whether `in_tx!` runs its body again.
#[doc(hidden)]
pub fn attempt_again<T, E: Retryable>(outcome: &Result<T, E>, attempt: u32) -> bool {
    matches!(outcome, Err(e) if attempt < ATTEMPTS && e.retryable())
}

/// Lets others go first, the longer the more often this was needed, and not in step with them.
#[doc(hidden)]
pub async fn give_way(attempt: u32) {
    use std::hash::{BuildHasher, Hasher};
    let jitter = std::hash::RandomState::new().build_hasher().finish() % 8;
    for _ in 0..(u64::from(attempt) * 4 + jitter) {
        tokio::task::yield_now().await;
    }
}

/// Which database it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A file beside the program.
    Sqlite,
    /// A server.
    Postgres,
}

/// An open database.
#[derive(Debug, Clone)]
pub struct Db(Pools);

#[derive(Debug, Clone)]
enum Pools {
    Sqlite { writer: Arc<Writer>, readers: SqlitePool },
    Postgres(PgPool),
}

impl Db {
    /// Opens `sqlite://path` (the file and its folder are made, readable for their owner alone) or `postgres://…`.
    pub async fn open(url: &str) -> Result<Self> {
        if is_postgres(url) {
            return Self::open_postgres(PgConnectOptions::from_str(url)?.application_name("claviger")).await;
        }
        let path = file_of(url)?;
        make_file(path).map_err(|e| StoreError::Unreachable(e.kind().to_string()))?;
        let options = SqliteConnectOptions::new()
            .filename(path)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .busy_timeout(Duration::from_secs(5))
            .foreign_keys(true)
            .optimize_on_close(true, Some(400))
            .statement_cache_capacity(200);
        // A file doesn't go away between two queries: no connection is asked first whether it is still there.
        let pool = || {
            let pool = SqlitePoolOptions::new().acquire_timeout(WAIT).idle_timeout(None).max_lifetime(None);
            pool.test_before_acquire(false)
        };
        let writer = pool().max_connections(1).min_connections(1).connect_with(options.clone()).await?;
        // A reader can't turn journal modes or tidy up on closing; the file says that it is WAL.
        let reading = SqliteConnectOptions::new()
            .filename(path)
            .read_only(true)
            .busy_timeout(Duration::from_secs(5))
            .statement_cache_capacity(200);
        let readers = pool().max_connections(4).connect_with(reading).await?;
        Ok(Self(Pools::Sqlite { writer: Writer::new(writer), readers }))
    }

    /// Opens a schema of a `PostgreSQL` database other than the one that its address leads to.
    pub(super) async fn open_schema(url: &str, schema: &str) -> Result<Self> {
        let options = PgConnectOptions::from_str(url)?.application_name("claviger-restore");
        Self::open_postgres(options.options([("search_path", schema)])).await
    }

    async fn open_postgres(options: PgConnectOptions) -> Result<Self> {
        // Asked directly first: a pool says only that it waited in vain, not why.
        PgConnection::connect_with(&options).await?.close().await?;
        let pool = PgPoolOptions::new().max_connections(16).acquire_timeout(WAIT).connect_lazy_with(options);
        Ok(Self(Pools::Postgres(pool)))
    }

    /// The number of the newest migration that this program knows.
    pub fn newest_schema() -> i64 {
        sqlx::migrate!("migrations/sqlite").iter().map(|m| m.version).max().unwrap_or_default()
    }

    /// Which database it is.
    pub const fn kind(&self) -> Kind {
        match &self.0 {
            Pools::Sqlite { .. } => Kind::Sqlite,
            Pools::Postgres(_) => Kind::Postgres,
        }
    }

    /// Brings the schema up to date; refuses one that a newer program wrote.
    pub async fn migrate(&self) -> Result<()> {
        match &self.0 {
            Pools::Sqlite { writer, .. } => sqlx::migrate!("migrations/sqlite").run(writer.pool()).await?,
            Pools::Postgres(pool) => sqlx::migrate!("migrations/postgres").run(pool).await?,
        }
        Ok(())
    }

    /// The number of the newest migration that was applied; `None` for an empty database.
    pub async fn schema_version(&self) -> Result<Option<i64>> {
        let known: bool = match &self.0 {
            Pools::Sqlite { readers, .. } => {
                sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM sqlite_master WHERE name = '_sqlx_migrations')")
                    .fetch_one(readers)
                    .await?
            }
            Pools::Postgres(pool) => {
                sqlx::query_scalar("SELECT to_regclass('_sqlx_migrations') IS NOT NULL").fetch_one(pool).await?
            }
        };
        if !known {
            return Ok(None);
        }
        let mut read = self.read().await?;
        on!(&mut read, |c| sqlx::query_scalar("SELECT MAX(version) FROM _sqlx_migrations WHERE success").fetch_one(c))
    }

    /// Asks whether it answers.
    pub async fn ping(&self) -> Result<()> {
        let mut read = self.read().await?;
        on!(&mut read, |c| sqlx::query_scalar::<_, i32>("SELECT 1").fetch_one(c)).map(|_| ())
    }

    /// A connection for reading.
    pub async fn read(&self) -> Result<Read> {
        Ok(Read(match &self.0 {
            Pools::Sqlite { readers, .. } => Reading::Sqlite(readers.acquire().await?),
            Pools::Postgres(pool) => Reading::Postgres(pool.acquire().await?),
        }))
    }

    /// Begins a write. Prefer `in_tx!`, which runs again what lost against others.
    pub async fn begin(&self) -> Result<Tx> {
        self.begin_with(true).await
    }

    /// Begins a write whose commit doesn't wait for `SQLite`'s disk: it outlives the program, but not always the power.
    /// For what a start after that finds out again: claims and leases of a process that is gone by then, numbers of
    /// messages. Other processes outlive a `PostgreSQL` server, so there it is a write like any other.
    pub async fn begin_relaxed(&self) -> Result<Tx> {
        self.begin_with(false).await
    }

    async fn begin_with(&self, durable: bool) -> Result<Tx> {
        let open = match &self.0 {
            Pools::Sqlite { writer, .. } => Open::Sqlite(writer.begin(durable).await?),
            Pools::Postgres(pool) => {
                // In a task of its own: given up on its way, BEGIN would leave a connection in a transaction for ever.
                let pool = pool.clone();
                let begun = tokio::spawn(async move { pool.begin().await }).await;
                Open::Postgres(begun.map_err(|_| StoreError::Unreachable("lost".into()))??)
            }
        };
        Ok(Tx { open, since: Instant::now(), wakes: Vec::new() })
    }

    /// Closes all connections, once those in use have come back.
    pub async fn close(&self) {
        match &self.0 {
            Pools::Sqlite { writer, readers } => {
                readers.close().await;
                writer.close().await;
            }
            Pools::Postgres(pool) => pool.close().await,
        }
    }
}

/// A connection of one of the two databases, as `on!` takes it apart.
#[derive(Debug)]
pub enum Conn<'a> {
    /// `SQLite`'s.
    Sqlite(&'a mut SqliteConnection),
    /// `PostgreSQL`'s.
    Postgres(&'a mut PgConnection),
}

/// What can be read from: a [`Read`], or a [`Tx`], which sees its own changes.
pub trait Access: Send {
    /// The connection.
    fn conn(&mut self) -> Conn<'_>;

    /// Whether all that it reads is committed, and may be remembered.
    fn settled(&self) -> bool;
}

/// A connection for reading; it goes back to its pool when dropped.
#[derive(Debug)]
pub struct Read(Reading);

#[derive(Debug)]
enum Reading {
    Sqlite(PoolConnection<Sqlite>),
    Postgres(PoolConnection<Postgres>),
}

impl Access for Read {
    fn conn(&mut self) -> Conn<'_> {
        match &mut self.0 {
            Reading::Sqlite(c) => Conn::Sqlite(c),
            Reading::Postgres(c) => Conn::Postgres(c),
        }
    }

    fn settled(&self) -> bool {
        true
    }
}

/// One write; rolled back when dropped without [`Tx::commit`].
#[derive(Debug)]
pub struct Tx {
    open: Open,
    since: Instant,
    wakes: Vec<(Arc<Signals>, Wake)>,
}

#[derive(Debug)]
enum Open {
    Sqlite(Turn),
    Postgres(Transaction<'static, Postgres>),
}

impl Access for Tx {
    fn conn(&mut self) -> Conn<'_> {
        match &mut self.open {
            Open::Sqlite(t) => Conn::Sqlite(t.conn()),
            Open::Postgres(t) => Conn::Postgres(t),
        }
    }

    fn settled(&self) -> bool {
        false
    }
}

impl Tx {
    /// Makes it last. Once this is `Ok`, it survives the power going.
    pub async fn commit(self) -> Result<()> {
        say_if_long(self.since);
        match self.open {
            Open::Sqlite(t) => t.commit().await?,
            Open::Postgres(t) => t.commit().await?,
        }
        for (signals, whom) in self.wakes {
            signals.wake(whom);
        }
        Ok(())
    }

    /// Wakes a loop of this process once this is committed.
    pub fn wake(&mut self, signals: &Arc<Signals>, whom: Wake) {
        self.wakes.push((signals.clone(), whom));
    }

    /// Undoes it. A connection that is lost meanwhile has undone it as well.
    pub async fn rollback(self) {
        let undone = match self.open {
            Open::Sqlite(t) => t.rollback().await,
            Open::Postgres(t) => t.rollback().await.map_err(StoreError::from),
        };
        if let Err(e) = undone {
            tracing::debug!(error = %e, "rollback");
        }
        say_if_long(self.since);
    }
}

fn say_if_long(since: Instant) {
    let taken = since.elapsed();
    if taken > LONG {
        tracing::warn!(milliseconds = u64::try_from(taken.as_millis()).unwrap_or(u64::MAX), "a transaction took long");
    }
}
