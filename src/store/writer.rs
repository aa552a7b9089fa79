//! `SQLite`'s one writer: transactions run one after another, and those that wait at the same moment share one commit.
//!
//! Each is a savepoint in the group's transaction. Who is ready lets those run who wait already; then the first of them
//! commits for all, and nobody is told before the disk has it. A group that can't be committed fails for everyone in it.
//! Its steps run in tasks of their own, so that a caller who gives up leaves no half of one. What is only as good as the
//! program's life (`durable: false`) may join a group that waits for the disk, not the other way round.

use super::error::{Result, StoreError};
use sqlx::{Sqlite, SqliteConnection, SqlitePool, pool::PoolConnection};
use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};
use tokio::sync::{Mutex, OwnedMutexGuard, oneshot};

/// How long one waits for its turn.
const WAIT: Duration = Duration::from_secs(10);
/// No more than this many share a commit: the first of them has waited long enough.
const MOST: usize = 64;

/// The writer of one file.
#[derive(Debug)]
pub struct Writer {
    pool: SqlitePool,
    state: Arc<Mutex<State>>,
    queued: AtomicUsize,
}

#[derive(Debug, Default)]
struct State {
    group: Option<Group>,
}

#[derive(Debug)]
struct Group {
    conn: PoolConnection<Sqlite>,
    durable: bool,
    ready: Vec<oneshot::Sender<Result<()>>>,
}

/// A transaction whose turn it is. Dropped, it is undone.
#[derive(Debug)]
pub struct Turn {
    state: Option<OwnedMutexGuard<State>>,
    writer: Arc<Writer>,
}

fn lost() -> StoreError {
    StoreError::Unreachable("lost".into())
}

async fn say(conn: &mut SqliteConnection, sql: &'static str) -> Result<()> {
    Ok(sqlx::raw_sql(sql).execute(conn).await.map(|_| ())?)
}

impl State {
    /// Lets a new transaction in, in this group or one of its own.
    async fn open(&mut self, pool: &SqlitePool, durable: bool) -> Result<()> {
        if self.group.as_ref().is_some_and(|g| durable && !g.durable) {
            // Those in it are told; who comes in now begins anew in any case.
            let _ = self.end("COMMIT").await;
        }
        if let Some(group) = &mut self.group {
            let opened = say(&mut group.conn, "SAVEPOINT one").await;
            if opened.is_err() {
                self.fail().await;
            }
            return opened;
        }
        let mut conn = pool.acquire().await?;
        let begin = if durable {
            "PRAGMA synchronous = FULL; BEGIN IMMEDIATE; SAVEPOINT one"
        } else {
            "PRAGMA synchronous = NORMAL; BEGIN IMMEDIATE; SAVEPOINT one"
        };
        say(&mut conn, begin).await?;
        self.group = Some(Group { conn, durable, ready: Vec::new() });
        Ok(())
    }

    /// Commits the group with these words, and tells everyone in it; gives what they are told.
    async fn end(&mut self, words: &'static str) -> Result<()> {
        let Some(group) = &mut self.group else { return Ok(()) };
        let ended = say(&mut group.conn, words).await;
        match &ended {
            Ok(()) => {
                for waiting in group.ready.drain(..) {
                    let _ = waiting.send(Ok(()));
                }
                self.group = None;
            }
            Err(_) => self.fail_with(&ended).await,
        }
        ended
    }

    /// The group is lost: an error on the disk undoes everything that wasn't committed.
    async fn fail(&mut self) {
        self.fail_with(&Err(lost())).await;
    }

    async fn fail_with(&mut self, why: &Result<()>) {
        let Some(mut group) = self.group.take() else { return };
        // Where the database has undone it already there is nothing to undo.
        if let Err(error) = say(&mut group.conn, "ROLLBACK").await {
            tracing::debug!(%error, "rollback of a group");
        }
        // Whatever state it is in, nobody else gets this connection.
        drop(group.conn.detach());
        for waiting in group.ready {
            let _ = waiting.send(why.clone());
        }
    }

    /// Undoes the transaction whose turn it is; those that are ready stay so.
    async fn undo(&mut self) -> Result<()> {
        let Some(group) = &mut self.group else { return Ok(()) };
        if group.ready.is_empty() {
            return self.end("ROLLBACK").await;
        }
        let undone = say(&mut group.conn, "ROLLBACK TO one; RELEASE one").await;
        if undone.is_err() {
            self.fail().await;
        }
        undone
    }
}

impl Writer {
    /// A writer over a pool of one connection.
    pub fn new(pool: SqlitePool) -> Arc<Self> {
        Arc::new(Self { pool, state: Arc::default(), queued: AtomicUsize::new(0) })
    }

    /// The connection's pool, for migrations and for closing.
    pub const fn pool(&self) -> &SqlitePool {
        &self.pool
    }

    /// Waits for its turn and begins.
    pub async fn begin(self: &Arc<Self>, durable: bool) -> Result<Turn> {
        let writer = self.clone();
        let begun = tokio::spawn(async move {
            writer.queued.fetch_add(1, Ordering::SeqCst);
            let turn = tokio::time::timeout(WAIT, writer.state.clone().lock_owned()).await;
            writer.queued.fetch_sub(1, Ordering::SeqCst);
            let mut state = turn.map_err(|_| StoreError::Crowded)?;
            state.open(&writer.pool, durable).await?;
            Ok(Turn { state: Some(state), writer })
        });
        begun.await.map_err(|_| lost())?
    }

    /// Waits until nobody writes, and closes.
    pub async fn close(&self) {
        let mut state = self.state.lock().await;
        if let Err(error) = state.end("COMMIT").await {
            tracing::warn!(%error, "the last transactions can't be committed");
        }
        self.pool.close().await;
    }
}

impl Turn {
    /// The connection.
    pub fn conn(&mut self) -> &mut SqliteConnection {
        let group = self.state.as_mut().and_then(|s| s.group.as_mut());
        #[expect(clippy::expect_used, reason = "a turn holds the state, and only who holds it ends the group")]
        // A turn that hasn't ended holds the state, and the group in it ends only by who holds it.
        let group = group.expect("a group for as long as a turn lasts");
        &mut group.conn
    }

    /// Makes it last. Once this is `Ok`, the disk has it.
    pub async fn commit(mut self) -> Result<()> {
        let Some(state) = self.state.take() else { return Err(lost()) };
        let writer = self.writer.clone();
        tokio::spawn(async move { settle(&writer, state).await }).await.map_err(|_| lost())?
    }

    /// Undoes it.
    pub async fn rollback(mut self) -> Result<()> {
        let Some(mut state) = self.state.take() else { return Err(lost()) };
        tokio::spawn(async move { state.undo().await }).await.map_err(|_| lost())?
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        let Some(mut state) = self.state.take() else { return };
        match tokio::runtime::Handle::try_current() {
            Ok(runtime) => drop(runtime.spawn(async move { state.undo().await })),
            // The program is going down: what wasn't committed never was.
            Err(_) => drop(state.group.take().map(|group| group.conn.detach())),
        }
    }
}

/// Ends one transaction, and commits, unless others wait that can share the commit.
async fn settle(writer: &Writer, mut state: OwnedMutexGuard<State>) -> Result<()> {
    let Some(group) = &mut state.group else { return Err(lost()) };
    if writer.queued.load(Ordering::SeqCst) == 0 || group.ready.len() + 1 >= MOST {
        return state.end("RELEASE one; COMMIT").await;
    }
    if let Err(error) = say(&mut group.conn, "RELEASE one").await {
        state.fail().await;
        return Err(error);
    }
    let (told, mut ended) = oneshot::channel();
    group.ready.push(told);
    let all = writer.state.clone();
    drop(state);
    // Those who waited before come first: the lock goes round in the order in which it was asked for.
    tokio::select! {
        biased;
        end = &mut ended => end.map_err(|_| lost())?,
        mut state = all.lock_owned() => match ended.try_recv() {
            Ok(end) => end,
            Err(_) => state.end("COMMIT").await,
        },
    }
}
