//! Adding a server: asked in the background who it is, and taken in when it has answered.
//!
//! The paste lies sealed in the job, which is swept away a day after it has ended. Nothing else is kept of a server that
//! didn't answer.

use super::{Env, Error, Outcome, Refusal, ServerRefusal, notices, require, servers};
use crate::{
    domain::{
        ids::{JobId, PersonId, ServerId},
        job::JobKind,
        notice::Notice,
        role::{Actor, Permission},
        server::ServerKind,
    },
    ports::{ServerAccess, ServerFacts, Wake},
    store::{self, Access, Tx},
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// Where adding stands; kept as the job's progress.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum Adding {
    /// The server is being asked.
    Asking {
        /// Host and port of its management API.
        address: String,
    },
    /// It didn't answer as it should.
    Failed {
        /// Host and port of its management API.
        address: String,
        /// The stored name of what went wrong.
        trouble: String,
    },
    /// It is in the house already.
    Known {
        /// Which it is.
        server: ServerId,
        /// How it is called.
        name: String,
    },
    /// It was taken in.
    Done {
        /// Which it is.
        server: ServerId,
        /// How it is called.
        name: String,
    },
}

/// Begins: enqueues the job that asks the server.
pub async fn begin(tx: &mut Tx, env: &Env, actor: &Actor, access: &ServerAccess, now: DateTime<Utc>) -> Outcome<JobId> {
    require(actor, Permission::ServerAdd)?;
    let Some(person) = actor.person() else { return Err(Refusal::NotAllowed.into()) };
    let sealed = hex::encode(servers::seal(env, &access.secret));
    let nonce = env.chance.below(u64::MAX).to_string();
    let kind = JobKind::AddServer { person, server_kind: access.kind, address: access.address.clone(), sealed, nonce };
    store::jobs::enqueue(tx, &kind, now, now).await?;
    let job = store::jobs::unfinished(tx, &kind).await?.ok_or(Refusal::Stale)?.id;
    tx.wake(&env.signals, Wake::Jobs);
    Ok(job)
}

/// A job as it was claimed: which, and the number of its lease.
pub type Held = (JobId, i64);

/// Whoever began it looks at something else now: the result is sent as a message.
pub async fn left(tx: &mut Tx, actor: &Actor, job: JobId) -> Outcome<()> {
    let (Some(person), Some(chat)) = (actor.person(), actor.chat()) else { return Ok(()) };
    if state(tx, person, job).await?.is_some() {
        store::jobs::tell(tx, job, chat).await?;
    }
    Ok(())
}

/// Keeps how adding ended, and sends it where nobody looks.
pub async fn ended(tx: &mut Tx, env: &Env, (job, fence): Held, state: &Adding, now: DateTime<Utc>) -> Outcome<()> {
    let text = serde_json::to_string(state).unwrap_or_default();
    store::jobs::set_progress(tx, job, fence, &text).await?;
    let Some(chat) = store::jobs::get(tx, job).await?.and_then(|job| job.tell) else { return Ok(()) };
    let notice = match state {
        Adding::Asking { .. } => return Ok(()),
        Adding::Failed { address, trouble } => {
            Notice::ServerNotAdded { address: address.clone(), trouble: trouble.clone() }
        }
        Adding::Known { server, .. } | Adding::Done { server, .. } => Notice::ServerAdded { server: *server },
    };
    notices::tell(tx, env, &format!("adding:{job}"), chat, &notice, now).await
}

/// Where adding stands, for the person who began it.
pub async fn state(access: &mut impl Access, person: PersonId, job: JobId) -> Outcome<Option<Adding>> {
    let Some(row) = store::jobs::get(access, job).await? else { return Ok(None) };
    match row.kind {
        Some(JobKind::AddServer { person: began, address, .. }) if began == person => {
            let told = row.progress.and_then(|p| serde_json::from_str(&p).ok());
            Ok(Some(told.unwrap_or(Adding::Asking { address })))
        }
        _ => Ok(None),
    }
}

/// The server has answered: takes it in for the person who asked, unless it is in the house already.
pub async fn answered(
    tx: &mut Tx,
    env: &Env,
    actor: &Actor,
    job: Held,
    access: &ServerAccess,
    facts: &ServerFacts,
    now: DateTime<Utc>,
) -> Outcome<Adding> {
    let state = match servers::add(tx, env, actor, access, facts, now).await {
        Ok(server) => Adding::Done { server, name: servers::present(tx, server).await?.name },
        Err(Error::Refused(Refusal::Server(ServerRefusal::Known(server)))) => {
            Adding::Known { server, name: servers::present(tx, server).await?.name }
        }
        Err(Error::Refused(_)) => Adding::Failed { address: access.address.clone(), trouble: "not-allowed".to_owned() },
        Err(error) => return Err(error),
    };
    ended(tx, env, job, &state, now).await?;
    Ok(state)
}

/// The paste that a job holds, opened.
pub fn access_of(env: &Env, kind: ServerKind, address: &str, sealed: &str) -> Outcome<ServerAccess> {
    let sealed = hex::decode(sealed).unwrap_or_default();
    Ok(ServerAccess { kind, secret: servers::unseal(env, &sealed)?, address: address.to_owned() })
}
