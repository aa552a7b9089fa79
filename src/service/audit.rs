//! The audit log: entries in the change's own transaction, refusals folded, and the chain that seals them.
//!
//! Details are JSON without secrets: callers mask them. Entries are never changed; the seal lies in a table of its own,
//! so that no writer waits for another.

use super::{Env, Outcome};
use crate::{
    crypto::HouseKey,
    domain::{ids::ChatId, role::Actor},
    store::{
        self, Access, Tx,
        audit::{AuditResult, NewEntry},
        seals::Seal,
    },
};
use chrono::{DateTime, DurationRound, TimeDelta, Utc};
use serde_json::Value;

/// Writes one entry. `subject` is `<kind>:<id>` or empty; `detail` holds before and after, without secrets.
pub async fn note(
    tx: &mut Tx,
    actor: &Actor,
    action: &str,
    subject: &str,
    detail: Value,
    now: DateTime<Utc>,
) -> Outcome<()> {
    let entry = NewEntry {
        at: now,
        actor: &store::audit::actor_name(actor),
        chat: actor.chat(),
        action,
        subject,
        detail: &detail,
        result: AuditResult::Ok,
    };
    store::audit::append(tx, &entry).await?;
    Ok(())
}

/// Records a refused attempt in a transaction of its own: the first of a source, action and hour becomes an entry, the
/// rest are counted.
pub async fn refused(tx: &mut Tx, chat: ChatId, action: &str, why: &str, now: DateTime<Utc>) -> Outcome<()> {
    let hour = now.duration_trunc(TimeDelta::hours(1)).unwrap_or(now);
    let who = format!("chat:{chat}");
    if store::refusals::fold(tx, &who, action, hour).await? == 1 {
        let detail = serde_json::json!({ "why": why });
        let chat = Some(chat);
        let result = AuditResult::Refused;
        let entry = NewEntry { at: now, actor: &who, chat, action, subject: "", detail: &detail, result };
        store::audit::append(tx, &entry).await?;
    }
    Ok(())
}

/// How many attempts of a chat at an action were refused in this hour.
pub async fn refusals(access: &mut impl Access, chat: ChatId, action: &str, now: DateTime<Utc>) -> Outcome<i64> {
    let hour = now.duration_trunc(TimeDelta::hours(1)).unwrap_or(now);
    Ok(store::refusals::count(access, &format!("chat:{chat}"), action, hour).await?)
}

/// The bytes that a seal covers: every field, length-prefixed so that none can be moved into another.
fn covered(entry: &store::audit::Entry) -> Vec<u8> {
    let mut out = entry.id.0.to_be_bytes().to_vec();
    out.extend(entry.at.timestamp_micros().to_be_bytes());
    out.extend(entry.chat.map_or(0, |c| c.0).to_be_bytes());
    for field in [&entry.actor, &entry.action, &entry.subject, &entry.detail, entry.result.as_str()] {
        out.extend((field.len() as u64).to_be_bytes());
        out.extend(field.as_bytes());
    }
    out
}

/// Chains entries that aren't sealed yet, at most `limit`; says how many.
pub async fn seal(tx: &mut Tx, env: &Env, limit: i64) -> Outcome<usize> {
    let (mut seq, mut mac) = match store::seals::last(tx).await? {
        Some(seal) => (seal.seq, seal.mac),
        None => (0, Vec::new()),
    };
    let entries = store::seals::unsealed(tx, limit).await?;
    for entry in &entries {
        seq += 1;
        mac = env.key.audit_mac(&mac, &covered(entry)).to_vec();
        store::seals::append(tx, &Seal { seq, audit: entry.id, mac: mac.clone() }).await?;
    }
    Ok(entries.len())
}

/// What a look over the whole chain found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChainState {
    /// Sealed entries that prove.
    pub sealed: i64,
    /// Entries that wait for their seal.
    pub unsealed: i64,
    /// The first sequence number that doesn't prove.
    pub broken_at: Option<i64>,
}

/// Proves the chain from its start.
pub async fn verify(access: &mut impl Access, env: &Env) -> Outcome<ChainState> {
    verify_with(access, &env.key).await
}

/// Proves the chain of a house with that key.
pub async fn verify_with(access: &mut impl Access, key: &HouseKey) -> Outcome<ChainState> {
    let (mut seq, mut mac, mut sealed) = (0, Vec::new(), 0);
    loop {
        let links = store::seals::chain(access, seq, 500).await?;
        if links.is_empty() {
            break;
        }
        for link in links {
            let expected = link.entry.as_ref().map(|entry| key.audit_mac(&mac, &covered(entry)).to_vec());
            if link.seal.seq != seq + 1 || Some(&link.seal.mac) != expected.as_ref() {
                let unsealed = store::seals::unsealed_count(access).await?;
                return Ok(ChainState { sealed, unsealed, broken_at: Some(seq + 1) });
            }
            (seq, mac, sealed) = (link.seal.seq, link.seal.mac, sealed + 1);
        }
    }
    Ok(ChainState { sealed, unsealed: store::seals::unsealed_count(access).await?, broken_at: None })
}
