//! Asks a server that a person wants to add who it is. Tried once: the person waits, and can try again themselves.
//! The taking in runs as the person who asked: if they may not any more, it is refused.

use super::bench::{Bench, Ended, Run};
use crate::{
    domain::job::JobKind,
    service::{
        Error, Refusal,
        adding::{self, Adding},
        people,
    },
    store,
};

pub(super) async fn run(bench: &Bench, run: Run<'_>) -> Result<Ended, Error> {
    let JobKind::AddServer { person, server_kind, address, sealed, .. } = run.kind else { return Ok(Ended::Done) };
    let access = adding::access_of(&bench.env, *server_kind, address, sealed)?;
    let found = match bench.env.drivers.open(access.kind, &access.secret) {
        Ok(driver) => driver.probe().await,
        Err(error) => Err(error),
    };
    let now = bench.env.clock.now();
    let mut tx = bench.db.begin().await?;
    match found {
        Ok(facts) => {
            let chat = store::people::get(&mut tx, *person).await?.ok_or(Refusal::NotFound)?.chat;
            let known = people::identify(&mut tx, chat).await?.ok_or(Refusal::NotAllowed)?;
            adding::answered(&mut tx, &bench.env, &known.actor, (run.id, run.fence), &access, &facts, now).await?;
        }
        Err(error) => {
            let state = Adding::Failed { address: address.clone(), trouble: error.name().to_owned() };
            adding::ended(&mut tx, &bench.env, (run.id, run.fence), &state, now).await?;
        }
    }
    if store::jobs::finish(&mut tx, run.id, run.fence, now).await? {
        tx.commit().await?;
    }
    Ok(Ended::Committed)
}
