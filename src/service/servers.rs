//! Servers: taken in after a real call, watched, renamed, paused, let go.
//!
//! Nothing is written of a server that hasn't answered. How to reach it is sealed; a look at it is on record, and so is
//! another way to reach it.

use super::{Env, Outcome, Refusal, ServerRefusal, audit, guarded, house, notices, require, undo};
use crate::{
    domain::{
        ids::{PersonId, ServerId},
        job::JobKind,
        notice::Notice,
        role::{Actor, Permission},
        server::{Health, Server, ServerState, health_after},
        undo::{Swap, Undo},
    },
    ports::{ServerAccess, ServerFacts, Wake},
    store::{self, Access, Tx},
};
use chrono::{DateTime, Utc};
use secrecy::{ExposeSecret, SecretString};
use serde_json::json;

/// The longest name of a server, in characters.
pub const NAME_MAX: usize = 40;

const SEAL: &str = "server.secret";

/// Seals how to reach a server.
pub fn seal(env: &Env, secret: &SecretString) -> Vec<u8> {
    env.key.seal(SEAL, secret.expose_secret().as_bytes(), &*env.chance)
}

/// Opens how to reach a server.
pub fn unseal(env: &Env, sealed: &[u8]) -> Outcome<SecretString> {
    let plain = env.key.open(SEAL, sealed)?;
    Ok(SecretString::from(String::from_utf8_lossy(plain.expose_secret()).into_owned()))
}

/// Takes a server in that has just answered with `facts`.
pub async fn add(
    tx: &mut Tx,
    env: &Env,
    actor: &Actor,
    access: &ServerAccess,
    facts: &ServerFacts,
    now: DateTime<Utc>,
) -> Outcome<ServerId> {
    require(actor, Permission::ServerAdd)?;
    if let Some(known) = store::servers::by_remote_uid(tx, &facts.remote_uid).await? {
        return Err(Refusal::Server(ServerRefusal::Known(known.id)).into());
    }
    // One port is one server: another id of its own there is the same machine, set up anew.
    if let Some(known) = store::servers::by_address(tx, &access.address).await? {
        return Err(Refusal::Server(ServerRefusal::Known(known.id)).into());
    }
    let name: String = facts.name.trim().chars().filter(|c| !c.is_control()).take(NAME_MAX).collect();
    let new = store::servers::NewServer {
        name: if name.is_empty() { &facts.host } else { &name },
        kind: access.kind,
        secret: seal(env, &access.secret),
        remote_uid: &facts.remote_uid,
        address: &access.address,
        host: &facts.host,
        health: Health::Up,
        latency_ms: None,
        remote_version: Some(&facts.version),
        remote_keys: None,
        now,
    };
    let Some(id) = store::servers::insert(tx, &new).await? else {
        // Somebody else added it since the look above: the next try says so.
        return Err(Refusal::Stale.into());
    };
    let detail = json!({ "name": new.name, "host": new.host, "kind": access.kind });
    audit::note(tx, actor, "server.create", &subject(id), detail, now).await?;
    house::passed(tx, house::SetupStep::Server, now).await?;
    check_soon(tx, env, id, now).await?;
    Ok(id)
}

/// Whether a pasted way to a server is another than the one that the house has.
pub async fn differs(access: &mut impl Access, env: &Env, id: ServerId, pasted: &ServerAccess) -> Outcome<bool> {
    let Some(sealed) = store::servers::secret(access, id).await? else { return Ok(false) };
    // One that can't be opened any more is worth replacing.
    Ok(unseal(env, &sealed).map_or(true, |known| known.expose_secret() != pasted.secret.expose_secret()))
}

/// Reaches a server that the house has in another way from now on: one that has just answered with `facts`. Whether it is
/// the same by its own id is the next check's to find out, which holds its keys against the house's.
pub async fn replace(
    tx: &mut Tx,
    env: &Env,
    actor: &Actor,
    id: ServerId,
    (access, facts): (&ServerAccess, &ServerFacts),
    now: DateTime<Utc>,
) -> Outcome<()> {
    require(actor, Permission::ServerAdd)?;
    store::servers::lock(tx, id).await?;
    let server = present(tx, id).await?;
    let by_id = store::servers::by_remote_uid(tx, &facts.remote_uid).await?;
    let there = store::servers::by_address(tx, &access.address).await?;
    if let Some(other) = by_id.into_iter().chain(there).find(|other| other.id != id) {
        return Err(Refusal::Server(ServerRefusal::Known(other.id)).into());
    }
    let sealed = seal(env, &access.secret);
    guarded(store::servers::set_access(tx, id, server.version, &sealed, &access.address).await?)?;
    let detail = json!({ "name": server.name, "host": facts.host });
    audit::note(tx, actor, "server.replace", &subject(id), detail, now).await?;
    check_soon(tx, env, id, now).await
}

fn subject(id: ServerId) -> String {
    format!("server:{id}")
}

async fn check_soon(tx: &mut Tx, env: &Env, id: ServerId, now: DateTime<Utc>) -> Outcome<()> {
    store::jobs::enqueue(tx, &JobKind::CheckServer { server: id }, now, now).await?;
    tx.wake(&env.signals, Wake::Jobs);
    Ok(())
}

/// A change of a server that is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ServerChange {
    /// Call it so.
    Rename(String),
    /// Make no new keys on it.
    Pause,
    /// Make new keys on it again.
    Resume,
    /// Let it go. `keys` is how many keys the person agreed to leave behind.
    Remove {
        /// As shown when asked.
        keys: i64,
    },
}

/// So many keys of a server that was let go are put away in one transaction.
const LEFT: i64 = 500;

/// Puts keys of a server away that was let go; true where more may be left.
pub async fn leave_behind(tx: &mut Tx, id: ServerId, now: DateTime<Utc>) -> Outcome<bool> {
    let left = store::keys::leave_behind(tx, id, now, LEFT).await?;
    Ok(i64::try_from(left).is_ok_and(|left| left >= LEFT))
}

/// Changes a server, as it was at `version`.
pub async fn change(
    tx: &mut Tx,
    env: &Env,
    actor: &Actor,
    (id, version): (ServerId, i64),
    change: &ServerChange,
    now: DateTime<Utc>,
) -> Outcome<()> {
    let permission = match change {
        ServerChange::Remove { .. } => Permission::ServerRemove,
        _ => Permission::ServerChange,
    };
    require(actor, permission)?;
    // Held until the end: a key that is made at the same moment is made before this, and counted, or not at all.
    store::servers::lock(tx, id).await?;
    let server = present(tx, id).await?;
    if server.version != version {
        return Err(Refusal::Stale.into());
    }
    let (action, detail) = match change {
        ServerChange::Rename(name) => {
            let name = name.trim();
            if name.is_empty() || name.chars().count() > NAME_MAX || name.chars().any(char::is_control) {
                return Err(Refusal::Server(ServerRefusal::BadName).into());
            }
            guarded(store::servers::rename(tx, id, version, name).await?)?;
            ("server.update", json!({ "before": server.name, "after": name }))
        }
        ServerChange::Pause | ServerChange::Resume => {
            let state = if *change == ServerChange::Pause { ServerState::Paused } else { ServerState::Enabled };
            guarded(store::servers::set_state(tx, id, version, state).await?)?;
            ("server.update", json!({ "name": server.name, "before": server.state, "after": state }))
        }
        ServerChange::Remove { keys } => {
            let there = store::servers::present_keys(tx, id).await?;
            if there != *keys {
                return Err(Refusal::Server(ServerRefusal::HasKeys(there)).into());
            }
            guarded(store::servers::set_state(tx, id, version, ServerState::Removed).await?)?;
            if leave_behind(tx, id, now).await? {
                // From now on nothing shows or touches the others: the server they are on is gone.
                store::jobs::enqueue(tx, &JobKind::LeaveBehind { server: id }, now, now).await?;
                tx.wake(&env.signals, Wake::Jobs);
            }
            ("server.delete", json!({ "name": server.name, "keys_left": there }))
        }
    };
    audit::note(tx, actor, action, &subject(id), detail, now).await?;
    let inverse = match change {
        ServerChange::Rename(name) => {
            Undo::ServerName(id, Swap { now: name.trim().to_owned(), back: server.name.clone() })
        }
        ServerChange::Pause => Undo::ServerPaused(id, Swap { now: true, back: false }),
        ServerChange::Resume => Undo::ServerPaused(id, Swap { now: false, back: true }),
        ServerChange::Remove { .. } => return Ok(()),
    };
    undo::offer(tx, actor, &inverse, now).await
}

/// A server that the house has.
pub async fn present(access: &mut impl Access, id: ServerId) -> Outcome<Server> {
    let found = store::servers::get(access, id).await?;
    Ok(found.filter(|s| s.state != ServerState::Removed).ok_or(Refusal::NotFound)?)
}

/// Asks for a check now.
pub async fn check_now(tx: &mut Tx, env: &Env, actor: &Actor, id: ServerId, now: DateTime<Utc>) -> Outcome<()> {
    require(actor, Permission::ServerRead)?;
    present(tx, id).await?;
    check_soon(tx, env, id, now).await
}

/// How to reach a server, for a person who proved that they may see it; on record.
pub async fn reveal(tx: &mut Tx, env: &Env, actor: &Actor, id: ServerId, now: DateTime<Utc>) -> Outcome<SecretString> {
    require(actor, Permission::ServerReveal)?;
    let server = present(tx, id).await?;
    let sealed = store::servers::secret(tx, id).await?.ok_or(Refusal::NotFound)?;
    audit::note(tx, actor, "server.reveal", &subject(id), json!({ "name": server.name }), now).await?;
    unseal(env, &sealed)
}

/// Keeps what a check found, or the stored name of why it found nothing, and tells the owners and admins when a server goes down or comes back.
pub async fn record_check(
    tx: &mut Tx,
    env: &Env,
    server: &Server,
    found: Result<(&ServerFacts, i64, Option<i64>), &str>,
    now: DateTime<Utc>,
) -> Outcome<Health> {
    let fails = if found.is_ok() { 0 } else { server.fails + 1 };
    let health = health_after(found.ok().map(|(_, ms, _)| ms), fails);
    let result = store::servers::CheckResult {
        at: now,
        latency_ms: found.ok().map(|(_, ms, _)| ms),
        health,
        fails,
        trouble: found.err(),
        version: found.ok().map(|(f, ..)| f.version.as_str()),
        host: found.ok().map(|(f, ..)| f.host.as_str()),
        remote_keys: found.ok().and_then(|(.., keys)| keys),
    };
    store::servers::record_check(tx, server.id, &result).await?;
    let since = server.health_since.unwrap_or(server.created_at).timestamp_micros();
    let news = match (server.health, health) {
        (before, Health::Down) if before != Health::Down => Some(("down", Notice::ServerDown { server: server.id })),
        (Health::Down, Health::Up | Health::Degraded) => Some(("up", Notice::ServerUp { server: server.id })),
        _ => None,
    };
    if let Some((what, notice)) = news {
        notices::tell_staff(tx, env, &format!("server-{what}:{}:{since}", server.id), &notice, now).await?;
    }
    Ok(health)
}

/// Who added a server, where a person did.
pub async fn who_added(access: &mut impl Access, server: ServerId) -> Outcome<Option<PersonId>> {
    let entries = store::audit::history(access, &subject(server), None, 100).await?;
    let added = entries.iter().find(|entry| entry.action == "server.create");
    Ok(added.and_then(|entry| entry.actor.strip_prefix("person:")?.parse().ok()).map(PersonId))
}
