//! Bringing a key's server into step: what the job reads before it speaks to the server, and writes after.
//!
//! The job looks at what is wanted now. Between reading and writing the house may want something else: then `desired_rev`
//! has grown, and the job runs once more. The remote id is made by us, so a call whose answer was lost is simply made again.

use super::{Env, Outcome, audit, batches, history, keys, notices, servers, usage};
use crate::{
    domain::{
        ids::{ChatId, KeyId, ServerId},
        job::JobKind,
        key::{Desired, Key, KeyState, Phase},
        notice::Notice,
        role::{Actor, Scope},
        server::{ServerKind, ServerState},
    },
    ports::{KeySpec, RemoteKey},
    store::{self, Access, Tx, sales::NewSale},
};
use chrono::{DateTime, TimeDelta, Utc};
use secrecy::{ExposeSecret, SecretString};
use serde_json::json;

const SEAL: &str = "key.access_url";
const JOB: Actor = Actor::Job("sync_key");

/// What to tell which server.
#[derive(Debug)]
pub struct Wanted {
    /// The key as read. Whoever stands here as its maker is told of it, where nobody made it.
    pub key: Key,
    /// What driver speaks to its server.
    pub kind: ServerKind,
    /// How to reach it.
    pub secret: SecretString,
    /// What to ask for; `None`: that it be gone.
    pub spec: Option<KeySpec>,
    /// Made again with others of its server: who sells them is told of all at once.
    pub together: bool,
}

/// What the key's server is to be told now; `None` when it is in step, or its server was let go.
pub async fn wanted(access: &mut impl Access, env: &Env, id: KeyId) -> Outcome<Option<Wanted>> {
    let Some(key) = store::keys::get(access, Scope::House, id).await? else { return Ok(None) };
    if key.in_step() {
        return Ok(None);
    }
    let Some(server) = store::servers::get(access, key.server_id).await? else { return Ok(None) };
    if server.state == ServerState::Removed {
        return Ok(None);
    }
    let Some(sealed) = store::servers::secret(access, key.server_id).await? else { return Ok(None) };
    let limit = match key.desired() {
        Desired::On(_) => Some(usage::net(access, key.id).await?),
        Desired::Off => Some(Some(crate::domain::traffic::Traffic(0))),
        Desired::Absent => None,
    };
    let spec = limit.map(|limit| KeySpec { id: key.remote_id.clone(), name: key.name.clone(), limit });
    Ok(Some(Wanted { kind: server.kind, secret: servers::unseal(env, &sealed)?, spec, key, together: false }))
}

/// Writes that the server has done what `wanted` said. Says whether the house wants something else by now.
pub async fn confirmed(
    tx: &mut Tx,
    env: &Env,
    wanted: &Wanted,
    remote: Option<&RemoteKey>,
    now: DateTime<Utc>,
) -> Outcome<bool> {
    let Some(key) = store::keys::lock(tx, wanted.key.id).await? else { return Ok(false) };
    let rev = wanted.key.desired_rev;
    let key = Key { made_by: key.made_by.or(wanted.key.made_by), ..key };
    match remote {
        Some(remote) => there(tx, env, &key, (rev, wanted.together), remote, now).await?,
        None => gone(tx, env, &key, rev, now).await?,
    }
    batches::settle_of(tx, env, &key, now).await?;
    Ok(key.desired_rev > rev)
}

async fn there(
    tx: &mut Tx,
    env: &Env,
    key: &Key,
    (rev, together): (i64, bool),
    remote: &RemoteKey,
    now: DateTime<Utc>,
) -> Outcome<()> {
    let (sealed, hash) = seal_url(env, &remote.access_url);
    let other = store::keys::url_hash(tx, key.id).await?.is_some_and(|before| before != hash);
    let renewed = other.then(|| hex::encode(&hash[..8]));
    let access_url = Some((sealed, hash));
    let synced = store::keys::Synced { rev, access_url, at: now };
    // A key that is being deleted meanwhile stays so: the job runs once more, and takes it away.
    if !store::keys::mark_synced(tx, key.id, &synced).await? {
        return Ok(());
    }
    if key.phase != Phase::Provisioning {
        // It was made again by a server that had lost it, or leads to another host: who holds it has to hear of it.
        if let Some(renewed) = renewed {
            audit::note(tx, &JOB, "key.remade", &keys::subject(key.id), json!({ "name": key.name }), now).await?;
            // A picture of a key that doesn't work now helps nobody: it is sent by hand once the key goes on.
            if key.state() == KeyState::Active {
                tell_remade(tx, env, key, &renewed, together, now).await?;
            }
        }
        return Ok(());
    }
    if let Some(id) = key.plan_id
        && let Some(plan) = store::plans::get(tx, id).await?
    {
        let once = format!("key:{}:new", key.id);
        let representative = key.representative_id;
        let sale = NewSale { once: &once, key: key.id, plan: id, representative, price: plan.price, now };
        store::sales::insert(tx, &sale).await?;
    }
    audit::note(tx, &JOB, "key.active", &keys::subject(key.id), json!({ "name": key.name }), now).await?;
    // Keys of a batch are told of together.
    if batches::open(tx, key).await? {
        return Ok(());
    }
    tell_maker(tx, env, key, "ready", &Notice::KeyReady { key: key.id }, now).await
}

/// Writes that the server doesn't have a key any more.
pub(super) async fn gone(tx: &mut Tx, env: &Env, key: &Key, rev: i64, now: DateTime<Utc>) -> Outcome<()> {
    if key.phase != Phase::Deleting {
        store::keys::mark_absent(tx, key.id, rev).await?;
        return Ok(());
    }
    store::keys::mark_deleted(tx, key.id, now).await?;
    let unused = key.first_used_at.is_none() && now - key.created_at <= TimeDelta::hours(24);
    let reversed = unused && store::sales::reverse(tx, key.id, now).await?;
    let detail = json!({ "name": key.name, "sale_reversed": reversed });
    audit::note(tx, &JOB, "key.deleted", &keys::subject(key.id), detail, now).await?;
    tell_deleted(tx, env, key, now).await
}

/// Tells the maker that a key is gone, unless it was they who wanted it so: these see it on its page, or, if they have
/// left that, by a message.
async fn tell_deleted(tx: &mut Tx, env: &Env, key: &Key, now: DateTime<Utc>) -> Outcome<()> {
    let watched = store::jobs::unfinished(tx, &JobKind::SyncKey { key: key.id }).await?.and_then(|job| job.tell);
    let asked = history::who_deleted(tx, key.id).await?;
    let maker = maker_chat(tx, key).await?.filter(|_| asked != key.made_by);
    let notice = Notice::KeyDeleted { name: key.name.clone() };
    for chat in watched.into_iter().chain(maker.filter(|maker| watched != Some(*maker))) {
        notices::tell(tx, env, &format!("key:{}:deleted:{chat}", key.id), chat, &notice, now).await?;
    }
    Ok(())
}

/// Writes that the server hasn't done it. A key that is being made and may not be any longer fails, and is taken away
/// again wherever it got to; everything else is tried until it succeeds.
pub async fn failed(
    tx: &mut Tx,
    env: &Env,
    wanted: &Wanted,
    trouble: &str,
    give_up: bool,
    now: DateTime<Utc>,
) -> Outcome<()> {
    let Some(key) = store::keys::lock(tx, wanted.key.id).await? else { return Ok(()) };
    store::keys::note_trouble(tx, key.id, Some(trouble)).await?;
    if give_up && store::keys::mark_failed(tx, key.id, trouble).await? {
        let detail = json!({ "name": key.name, "why": trouble });
        audit::note(tx, &JOB, "key.failed", &keys::subject(key.id), detail, now).await?;
        if batches::open(tx, &key).await? {
            return batches::settle_of(tx, env, &key, now).await;
        }
        let once = format!("failed-{}", key.version);
        tell_maker(tx, env, &key, &once, &Notice::KeyFailed { key: key.id }, now).await?;
    }
    Ok(())
}

/// So long a message of many keys waits at most for the rest of them.
const TOGETHER: TimeDelta = TimeDelta::minutes(10);

/// What the messages of a server's keys that were made again are bundled by.
pub(super) fn bundle_of(server: ServerId) -> String {
    format!("remade:{server}")
}

/// Who holds the key by a link gets the new one at once; who sells it does, too, or together with the others.
async fn tell_remade(
    tx: &mut Tx,
    env: &Env,
    key: &Key,
    renewed: &str,
    together: bool,
    now: DateTime<Utc>,
) -> Outcome<()> {
    let notice = Notice::KeyRemade { key: key.id };
    let sellers = notices::sellers(tx, key.representative_id, key.made_by).await?;
    let holders = store::usage::customer_chats(tx, key.id).await?;
    for chat in &sellers {
        let once = format!("key:{}:remade-{renewed}:{chat}", key.id);
        if together {
            let bundle = bundle_of(key.server_id);
            store::outbox::put_held(tx, &once, *chat, (&notice, &bundle), now + TOGETHER, now).await?;
        } else {
            notices::tell(tx, env, &once, *chat, &notice, now).await?;
        }
    }
    for chat in holders.into_iter().filter(|chat| !sellers.contains(chat)) {
        notices::tell(tx, env, &format!("key:{}:remade-{renewed}:{chat}", key.id), chat, &notice, now).await?;
    }
    Ok(())
}

async fn tell_maker(tx: &mut Tx, env: &Env, key: &Key, once: &str, notice: &Notice, now: DateTime<Utc>) -> Outcome<()> {
    let Some(chat) = maker_chat(tx, key).await? else { return Ok(()) };
    notices::tell(tx, env, &format!("key:{}:{once}", key.id), chat, notice, now).await
}

async fn maker_chat(tx: &mut Tx, key: &Key) -> Outcome<Option<ChatId>> {
    let Some(person) = key.made_by else { return Ok(None) };
    Ok(store::people::get(tx, person).await?.map(|p| p.chat))
}

/// An access URL as it is kept: sealed, and by its hash.
pub(super) fn seal_url(env: &Env, url: &str) -> (Vec<u8>, Vec<u8>) {
    (env.key.seal(SEAL, url.as_bytes(), &*env.chance), url_hash(env, url).to_vec())
}

/// The hash by which a pasted access URL is found.
pub fn url_hash(env: &Env, url: &str) -> [u8; 32] {
    // Apps append a name after '#': it isn't part of the credential.
    let bare = url.trim().split('#').next().unwrap_or_default();
    env.key.keyed_hash("access-url", bare.as_bytes())
}

/// A key's access URL, opened. Callers have checked that the reader may see it.
pub async fn access_url(access: &mut impl Access, env: &Env, scope: Scope, id: KeyId) -> Outcome<Option<SecretString>> {
    let Some(sealed) = store::keys::access_url(access, scope, id).await? else { return Ok(None) };
    opened(env, &sealed).map(Some)
}

/// A sealed access URL, opened. Callers have checked that the reader may see it.
pub fn opened(env: &Env, sealed: &[u8]) -> Outcome<SecretString> {
    let plain = env.key.open(SEAL, sealed)?;
    Ok(SecretString::from(String::from_utf8_lossy(plain.expose_secret()).into_owned()))
}
