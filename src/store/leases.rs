//! Who alone does a thing at a time, among all processes on one database.
//!
//! The fence grows with each new holder: a late one is known by its old number. A holder's name is `<place>.<process>`:
//! of the processes of one place only one lives at a time, so it may bury what the others left. One that goes on renewing
//! a lease lives, and isn't buried.

use super::db::{Tx, changed, on, rows};
use super::error::Result;
use chrono::{DateTime, Utc};
use sqlx::{query, query_scalar};

/// Takes a lease, or goes on with one's own; gives its fence, `None` where another holds it.
pub async fn take(
    tx: &mut Tx,
    name: &str,
    holder: &str,
    now: DateTime<Utc>,
    until: DateTime<Utc>,
) -> Result<Option<i64>> {
    on!(tx, |c| query_scalar(
        "INSERT INTO lease (name, holder, fence, until) VALUES ($1, $2, 1, $4)
         ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, until = excluded.until,
             fence = lease.fence + CASE WHEN lease.holder = $2 AND lease.until > $3 THEN 0 ELSE 1 END
         WHERE lease.holder = $2 OR lease.until <= $3
         RETURNING fence"
    )
    .bind(name)
    .bind(holder)
    .bind(now)
    .bind(until)
    .fetch_optional(c))
}

/// Gives a lease back before its time; `false` where it is another's.
pub async fn release(tx: &mut Tx, name: &str, holder: &str, now: DateTime<Utc>) -> Result<bool> {
    changed!(
        tx,
        query("UPDATE lease SET until = $3 WHERE name = $1 AND holder = $2 AND until > $3")
            .bind(name)
            .bind(holder)
            .bind(now)
    )
}

/// A process says that it lives, until then: while it does, and while it holds any other lease, nobody buries it.
pub async fn alive(tx: &mut Tx, holder: &str, now: DateTime<Utc>, until: DateTime<Utc>) -> Result<()> {
    take(tx, &format!("process:{holder}"), holder, now, until).await.map(|_| ())
}

/// All holders of one place, as `LIKE` takes them.
fn siblings(holder: &str) -> String {
    let place = holder.split_once('.').map_or(holder, |(place, _)| place);
    format!("{place}.%")
}

/// Ends the leases of earlier processes of the holder's place, which has just come to it: it knows that they are dead.
/// One that renews its lease afterwards lives, whatever was known.
pub async fn succeed(tx: &mut Tx, holder: &str, now: DateTime<Utc>) -> Result<u64> {
    rows!(
        tx,
        query("UPDATE lease SET until = $3 WHERE holder LIKE $1 AND holder <> $2 AND until > $3")
            .bind(siblings(holder))
            .bind(holder)
            .bind(now)
    )
}

/// Gives back what earlier processes of the holder's place had claimed, those that hold a lease left out: they live. A
/// job that died with its process hasn't failed. Gives how much that was.
pub async fn bury(tx: &mut Tx, holder: &str, now: DateTime<Utc>) -> Result<u64> {
    const DEAD: [&str; 3] = [
        "UPDATE inbox SET claimed_until = NULL, holder = NULL
         WHERE holder LIKE $1 AND holder <> $2 AND done_at IS NULL
             AND holder NOT IN (SELECT l.holder FROM lease l WHERE l.until > $3)",
        "UPDATE outbox SET send_after = $3, holder = NULL WHERE holder LIKE $1 AND holder <> $2 AND state = 'waiting'
             AND holder NOT IN (SELECT l.holder FROM lease l WHERE l.until > $3)",
        "UPDATE job SET state = 'waiting', run_at = COALESCE(again_at, run_at), again_at = NULL, lease_until = NULL,
             holder = NULL, attempts = attempts - 1
         WHERE holder LIKE $1 AND holder <> $2 AND state = 'running'
             AND holder NOT IN (SELECT l.holder FROM lease l WHERE l.until > $3)",
    ];
    let siblings = siblings(holder);
    let mut buried = 0;
    for text in DEAD {
        buried += rows!(tx, query(text).bind(&siblings).bind(holder).bind(now))?;
    }
    Ok(buried)
}

/// Takes away what processes that ended before that time said of themselves.
pub async fn prune(tx: &mut Tx, before: DateTime<Utc>) -> Result<u64> {
    rows!(tx, query("DELETE FROM lease WHERE name LIKE 'process:%' AND until < $1").bind(before))
}
