//! What usage needs besides polls: periods that turn, rules that changed, and hours that are old enough to go.
//! Each works in small transactions, so that nobody waits for it.

use super::bench::{Bench, Ended, Run};
use crate::{
    domain::{
        ids::{KeyId, PlanId},
        job::JobKind,
        usage::WINDOW,
    },
    ports::Wake,
    service::{Error, usage},
    store,
};
use chrono::TimeDelta;

/// So many quotas are looked at in one transaction.
const LOOKS: i64 = 20;
/// So long hours are kept; days are kept for ever.
const KEPT: TimeDelta = TimeDelta::days(90);
/// So many hours go in one transaction, and so many transactions are made in one run.
const PRUNE: (i64, usize) = (2_000, 200);

/// Looks at quotas whose period has turned, or that a broken-off poll left to be looked at.
pub(super) async fn look(bench: &Bench) -> Result<Ended, Error> {
    loop {
        let now = bench.env.clock.now();
        let mut tx = bench.db.begin().await?;
        let looked = usage::look_due(&mut tx, &bench.env, now, LOOKS).await?;
        tx.commit().await?;
        if looked < usize::try_from(LOOKS).unwrap_or(0) {
            return Ok(Ended::Done);
        }
    }
}

/// Looks at keys anew after what holds for them was changed, a few in a transaction. Begun anew after a crash: a second
/// look finds nothing new.
pub(super) async fn review(bench: &Bench, run: Run<'_>, plan: Option<PlanId>, nets: bool) -> Result<Ended, Error> {
    let mut after = KeyId(0);
    loop {
        let now = bench.env.clock.now();
        let mut tx = bench.db.begin().await?;
        if !run.holds(&mut tx, now).await? {
            return Ok(Ended::Lost);
        }
        let rules = usage::rules(&mut tx).await?;
        let keys = store::usage::with_quota(&mut tx, plan, after, LOOKS).await?;
        for key in &keys {
            usage::look(&mut tx, &bench.env, &rules, *key, now).await?;
            if nets && store::usage::tell_net(&mut tx, *key).await? {
                store::jobs::enqueue(&mut tx, &JobKind::SyncKey { key: *key }, now, now).await?;
                tx.wake(&bench.env.signals, Wake::Jobs);
            }
        }
        tx.commit().await?;
        let Some(last) = keys.last() else { return Ok(Ended::Done) };
        after = *last;
    }
}

pub(super) async fn prune(bench: &Bench) -> Result<Ended, Error> {
    let before = (bench.env.clock.now() - KEPT).timestamp();
    for _ in 0..PRUNE.1 {
        let mut tx = bench.db.begin().await?;
        let gone = store::usage::prune_hours(&mut tx, before, PRUNE.0).await?;
        tx.commit().await?;
        if gone < u64::try_from(PRUNE.0).unwrap_or(0) {
            break;
        }
    }
    // What has left every window.
    let left = (bench.env.clock.now() - WINDOW - TimeDelta::days(2)).timestamp();
    for _ in 0..PRUNE.1 {
        let mut tx = bench.db.begin().await?;
        let gone = store::usage::prune_points(&mut tx, left, PRUNE.0).await?;
        tx.commit().await?;
        if gone < u64::try_from(PRUNE.0).unwrap_or(0) {
            break;
        }
    }
    let mut tx = bench.db.begin().await?;
    store::usage::prune_server_hours(&mut tx, before).await?;
    tx.commit().await?;
    Ok(Ended::Done)
}
