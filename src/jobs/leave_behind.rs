//! Puts away the keys of a server that was let go, some at a time, so that nobody else who writes waits for it.
//!
//! That it was let go is what hides them; this frees their names, their secrets and their words to search by. It begins
//! again wherever it was broken off.

use super::bench::{Bench, Ended, Run};
use crate::{
    domain::ids::ServerId,
    service::{Error, batches, servers},
};

pub(super) async fn run(bench: &Bench, run: Run<'_>, server: ServerId) -> Result<Ended, Error> {
    loop {
        let now = bench.env.clock.now();
        let mut tx = bench.db.begin().await?;
        let more = servers::leave_behind(&mut tx, server, now).await?;
        if !run.holds(&mut tx, now).await? {
            return Ok(Ended::Lost);
        }
        if !more {
            // What was still being made there comes to its end, and is told.
            batches::settle_all(&mut tx, &bench.env, server, now).await?;
        }
        tx.commit().await?;
        if !more {
            return Ok(Ended::Done);
        }
    }
}
