//! A pasted server: asked in the background who it is, and taken in, or its line replaced, when it has answered.
//!
//! The paste lies sealed in the job until that has ended; where it could replace the line of a server that is in the
//! house already, for an hour more. Nothing else is kept of a server that didn't answer.

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
use chrono::{DateTime, TimeDelta, Utc};
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
        /// The server whose line it was to replace; `None` for a new one.
        server: Option<ServerId>,
    },
    /// It is in the house already.
    Known {
        /// Which it is.
        server: ServerId,
        /// How it is called.
        name: String,
        /// What was pasted is another line than the one that the house has, and may replace it.
        offer: bool,
    },
    /// It is reached by this line from now on.
    Replaced {
        /// Which it is.
        server: ServerId,
        /// How it is called.
        name: String,
        /// How many keys the house has on it.
        keys: i64,
        /// How many of these are there.
        there: i64,
    },
    /// It was taken in.
    Done {
        /// Which it is.
        server: ServerId,
        /// How it is called.
        name: String,
        /// How many keys it has already.
        #[serde(default)]
        keys: i64,
    },
}

/// Begins: enqueues the job that asks the server, for a new one or for one whose line it replaces.
pub async fn begin(
    tx: &mut Tx,
    env: &Env,
    actor: &Actor,
    access: &ServerAccess,
    replaces: Option<ServerId>,
    now: DateTime<Utc>,
) -> Outcome<JobId> {
    require(actor, Permission::ServerAdd)?;
    let sealed = hex::encode(servers::seal(env, &access.secret));
    enqueue(tx, env, actor, (access.kind, access.address.clone(), sealed), replaces, now).await
}

async fn enqueue(
    tx: &mut Tx,
    env: &Env,
    actor: &Actor,
    (server_kind, address, sealed): (ServerKind, String, String),
    replaces: Option<ServerId>,
    now: DateTime<Utc>,
) -> Outcome<JobId> {
    let Some(person) = actor.person() else { return Err(Refusal::NotAllowed.into()) };
    if let Some(server) = replaces {
        servers::present(tx, server).await?;
    }
    let nonce = env.chance.below(u64::MAX).to_string();
    let kind = JobKind::AddServer { person, server_kind, address, sealed, replaces, nonce };
    store::jobs::enqueue(tx, &kind, now, now).await?;
    let job = store::jobs::unfinished(tx, &kind).await?.ok_or(Refusal::Stale)?.id;
    tx.wake(&env.signals, Wake::Jobs);
    Ok(job)
}

/// How long what was pasted waits to be taken for a server that is in the house already.
pub const OFFER: TimeDelta = TimeDelta::hours(1);

/// Takes what was pasted before, and asked who it is, as the line of a server that is in the house already.
pub async fn take_offer(
    tx: &mut Tx,
    env: &Env,
    actor: &Actor,
    job: JobId,
    server: ServerId,
    now: DateTime<Utc>,
) -> Outcome<JobId> {
    require(actor, Permission::ServerAdd)?;
    let row = store::jobs::get(tx, job).await?.ok_or(Refusal::NotFound)?;
    let offered = row.progress.as_deref().and_then(|p| serde_json::from_str(p).ok());
    let is_offered = matches!(offered, Some(Adding::Known { server: known, offer: true, .. }) if known == server);
    match row.kind {
        Some(JobKind::AddServer { person, server_kind, address, sealed, .. })
            if is_offered && Some(person) == actor.person() =>
        {
            let fresh = row.finished_at.is_some_and(|at| now - at < OFFER);
            if sealed.is_empty() || !fresh {
                return Err(Refusal::Server(ServerRefusal::OfferOver).into());
            }
            forget(tx, job).await?;
            enqueue(tx, env, actor, (server_kind, address, sealed), Some(server), now).await
        }
        _ => Err(Refusal::NotFound.into()),
    }
}

/// Forgets what was pasted.
async fn forget(tx: &mut Tx, job: JobId) -> Outcome<()> {
    if let Some(JobKind::AddServer { person, server_kind, address, replaces, nonce, .. }) =
        store::jobs::get(tx, job).await?.and_then(|row| row.kind)
    {
        let sealed = String::new();
        let kind = JobKind::AddServer { person, server_kind, address, sealed, replaces, nonce };
        store::jobs::set_kind(tx, job, &kind).await?;
    }
    Ok(())
}

/// Forgets pastes that were offered and that nobody took; gives their number.
pub async fn forget_old(tx: &mut Tx, since: DateTime<Utc>, now: DateTime<Utc>, limit: i64) -> Outcome<usize> {
    let old = store::jobs::ended(tx, "add_server", since, now - OFFER, limit).await?;
    let kept =
        old.iter().filter(|job| matches!(&job.kind, Some(JobKind::AddServer { sealed, .. }) if !sealed.is_empty()));
    let mut forgotten = 0;
    for job in kept {
        forget(tx, job.id).await?;
        forgotten += 1;
    }
    Ok(forgotten)
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
    if !matches!(state, Adding::Asking { .. } | Adding::Known { offer: true, .. }) {
        forget(tx, job).await?;
    }
    let Some(chat) = store::jobs::get(tx, job).await?.and_then(|job| job.tell) else { return Ok(()) };
    let notice = match state {
        Adding::Asking { .. } => return Ok(()),
        Adding::Failed { address, trouble, server } => {
            Notice::ServerNotAdded { address: address.clone(), trouble: trouble.clone(), server: *server }
        }
        Adding::Replaced { server, .. } => Notice::ServerReplaced { server: *server },
        Adding::Known { server, .. } => Notice::ServerAdded { server: *server, keys: 0 },
        Adding::Done { server, keys, .. } => Notice::ServerAdded { server: *server, keys: *keys },
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

/// A server that has answered, and what it was asked for.
#[derive(Debug, Clone, Copy)]
pub struct Answered<'a> {
    /// How it was reached.
    pub access: &'a ServerAccess,
    /// Who it says it is.
    pub facts: &'a ServerFacts,
    /// The server whose line it replaces, and how many keys the house has on it.
    pub replaces: Option<(ServerId, i64)>,
    /// How many keys are there: of the house's, or, on a new one, at all.
    pub there: i64,
}

/// The server has answered: takes it in for the person who asked, or replaces the line of one, unless it is another
/// server of the house.
pub async fn answered(
    tx: &mut Tx,
    env: &Env,
    actor: &Actor,
    job: Held,
    asked: Answered<'_>,
    now: DateTime<Utc>,
) -> Outcome<Adding> {
    let Answered { access, facts, replaces, there } = asked;
    let done = match replaces {
        Some((server, ..)) => servers::replace(tx, env, actor, server, (access, facts), now).await.map(|()| server),
        None => servers::add(tx, env, actor, access, facts, now).await,
    };
    let failed = |trouble: &str| {
        let server = replaces.map(|(server, ..)| server);
        Adding::Failed { address: access.address.clone(), trouble: trouble.to_owned(), server }
    };
    let state = match done {
        Ok(server) => {
            let name = servers::present(tx, server).await?.name;
            match replaces {
                Some((_, keys)) => Adding::Replaced { server, name, keys, there },
                None => Adding::Done { server, name, keys: there },
            }
        }
        Err(Error::Refused(Refusal::Server(ServerRefusal::Known(server)))) => {
            let name = servers::present(tx, server).await?.name;
            // Who pastes it again has a reason to: whether it was set up anew is found out at once.
            servers::check_now(tx, env, actor, server, now).await?;
            let offer = replaces.is_none() && servers::differs(tx, env, server, access).await?;
            Adding::Known { server, name, offer }
        }
        Err(Error::Refused(Refusal::NotFound)) => failed("gone"),
        Err(Error::Refused(_)) => failed("not-allowed"),
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
