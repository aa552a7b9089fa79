//! Asks a server that a person pasted who it is. Tried once: the person waits, and can try again themselves.
//! What follows runs as the person who asked: if they may not any more, it is refused. The paste is forgotten at the end.

use super::bench::{Bench, Ended, Run};
use crate::{
    domain::{ids::ServerId, job::JobKind, key::Phase},
    ports::{DriverError, ServerAccess, ServerFacts},
    service::{
        Error,
        adding::{self, Adding, Answered},
        people,
    },
    store,
};
use std::collections::HashSet;

pub(super) async fn run(bench: &Bench, run: Run<'_>) -> Result<Ended, Error> {
    let JobKind::AddServer { person, server_kind, address, sealed, replaces, .. } = run.kind else {
        return Ok(Ended::Done);
    };
    let access = adding::access_of(&bench.env, *server_kind, address, sealed)?;
    let found = ask(bench, &access, *replaces).await?;
    let now = bench.env.clock.now();
    let mut tx = bench.db.begin().await?;
    let held = (run.id, run.fence);
    let failed =
        |trouble: &str| Adding::Failed { address: address.clone(), trouble: trouble.to_owned(), server: *replaces };
    let asker = match store::people::get(&mut tx, *person).await? {
        Some(person) => people::identify(&mut tx, person.chat).await?.map(|known| known.actor),
        None => None,
    };
    match (found, asker) {
        (Ok((facts, keys, there)), Some(actor)) => {
            let replaces = replaces.map(|server| (server, keys));
            let answer = Answered { access: &access, facts: &facts, replaces, there };
            adding::answered(&mut tx, &bench.env, &actor, held, answer, now).await?;
        }
        (Ok(_), None) => adding::ended(&mut tx, &bench.env, held, &failed("not-allowed"), now).await?,
        (Err(error), _) => adding::ended(&mut tx, &bench.env, held, &failed(error.name()), now).await?,
    }
    if store::jobs::finish(&mut tx, run.id, run.fence, now).await? {
        tx.commit().await?;
    }
    Ok(Ended::Committed)
}

/// Who it is; how many keys the house has on it, and how many of these are there. Of a new one, how many there are.
type Found = (ServerFacts, i64, i64);

async fn ask(
    bench: &Bench,
    access: &ServerAccess,
    replaces: Option<ServerId>,
) -> Result<Result<Found, DriverError>, Error> {
    let asked = async {
        let driver = bench.env.drivers.open(access.kind, &access.secret)?;
        let facts = driver.probe().await?;
        let listed = match driver.list().await {
            Ok(listed) => listed,
            // A new one is taken in all the same; its keys are found by its checks.
            Err(_) if replaces.is_none() => Vec::new(),
            Err(error) => return Err(error),
        };
        Ok((facts, listed))
    };
    let (facts, listed) = match asked.await {
        Ok(found) => found,
        Err(error) => return Ok(Err(error)),
    };
    let Some(server) = replaces else {
        return Ok(Ok((facts, 0, i64::try_from(listed.len()).unwrap_or(i64::MAX))));
    };
    let mut read = bench.db.read().await?;
    let ours = store::keys::remote_ids(&mut read, server).await?;
    let listed: HashSet<&str> = listed.iter().map(|k| k.id.as_str()).collect();
    let live: Vec<_> = ours.iter().filter(|k| k.phase == Phase::Live).collect();
    let there = live.iter().filter(|k| listed.contains(k.remote_id.as_str())).count();
    let count = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    Ok(Ok((facts, count(live.len()), count(there))))
}
