//! What the job of an adoption does: writes down what the server has, then takes keys over, some at a time.
//!
//! Each transaction is whole: a key, its customer and what became of it are written together, so that whoever goes on
//! after a crash doubles nothing. Limits of representatives are asked with their row locked, as for keys that they make.

use super::names;
use crate::{
    domain::{
        adoption::{AdoptionState as S, Fate, Holder, LIMIT_PERIOD, Sorter, Terms, suspended_there},
        customer,
        ids::{AdoptionId, CustomerId, JobId, KeyId, RepresentativeId, ServerId},
        job::JobKind,
        notice::Notice,
        plan::Lifetime,
        representative::RepresentativeState,
        role::{Actor, Scope},
        server::{ServerKind, ServerState},
    },
    ports::{RemoteKey, Wake},
    service::{Env, Outcome, audit, keys, names as words, notices, representatives, servers, sync, usage::Figures},
    store::{
        self, Access, Tx,
        adoptions::{Adoption, FoundKey},
        differences::{DifferenceKind, DifferenceState},
    },
};
use chrono::{DateTime, Utc};
use secrecy::SecretString;
use serde_json::json;
use std::collections::{HashMap, HashSet};

const JOB: Actor = Actor::Job("adopt");
/// So many keys are taken over in one transaction: each takes a handful of statements.
const CHUNK: i64 = 20;
/// So many names stand in the record.
const RECORDED: i64 = 200;

/// What there is to do, and how its server is reached.
#[derive(Debug)]
pub struct Work {
    /// The adoption.
    pub adoption: Adoption,
    /// What driver speaks to its server.
    pub kind: ServerKind,
    /// How to reach it.
    pub secret: SecretString,
}

/// What there is to do; `None` where nothing is, or the server was let go.
pub async fn work(access: &mut impl Access, env: &Env, id: AdoptionId) -> Outcome<Option<Work>> {
    let Some(adoption) = store::adoptions::get(access, id).await? else { return Ok(None) };
    if !matches!(adoption.state, S::Looking | S::Running) {
        return Ok(None);
    }
    let server = store::servers::get(access, adoption.server).await?;
    let Some(server) = server.filter(|server| server.state != ServerState::Removed) else { return Ok(None) };
    let Some(sealed) = store::servers::secret(access, server.id).await? else { return Ok(None) };
    Ok(Some(Work { adoption, kind: server.kind, secret: servers::unseal(env, &sealed)? }))
}

/// What of a server's list isn't the house's, and nobody said to leave; with what each has moved, where that is told.
pub async fn looking(
    access: &mut impl Access,
    server: ServerId,
    listed: &[RemoteKey],
    moved: Option<&Figures>,
) -> Outcome<Vec<FoundKey>> {
    let ours: HashSet<String> =
        store::keys::remote_ids(access, server).await?.into_iter().map(|key| key.remote_id).collect();
    let known = store::differences::unsettled(access, server).await?.into_iter();
    let left: HashSet<String> = known
        .filter(|d| d.kind == DifferenceKind::Foreign && d.state == DifferenceState::Ignored)
        .map(|d| d.remote_id)
        .collect();
    let new = listed.iter().filter(|key| !ours.contains(&key.id) && !left.contains(&key.id));
    Ok(new
        .map(|key| FoundKey {
            remote_id: key.id.clone(),
            name: key.name.chars().filter(|c| !c.is_control()).take(200).collect(),
            limit: key.limit,
            moved: moved.map(|moved| moved.get(&key.id).copied().unwrap_or_default()),
        })
        .collect())
}

/// All is written down: people can decide.
pub async fn looked(tx: &mut Tx, id: AdoptionId, now: DateTime<Utc>) -> Outcome<()> {
    store::adoptions::pass(tx, id, (S::Looking, S::Draft), None, now).await?;
    Ok(())
}

/// The server doesn't say what it has.
pub async fn silent(tx: &mut Tx, id: AdoptionId, trouble: &str, now: DateTime<Utc>) -> Outcome<()> {
    store::adoptions::pass(tx, id, (S::Looking, S::Silent), Some(trouble), now).await?;
    Ok(())
}

/// The server doesn't answer while keys are taken over; or does again.
pub async fn troubled(tx: &mut Tx, id: AdoptionId, trouble: Option<&str>) -> Outcome<()> {
    store::adoptions::note_trouble(tx, id, trouble).await?;
    Ok(())
}

/// What a server has listed, by the keys' ids.
pub type Listing<'a> = HashMap<&'a str, &'a RemoteKey>;

/// How a transaction of the job ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Taken {
    /// There may be more.
    More,
    /// Nothing is left, or the server was let go.
    Over,
    /// A person has stopped it.
    Stopped,
}

/// How many keys a representative may have still.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Places {
    /// They aren't there any more.
    Nobody,
    /// As many as they like.
    Free,
    /// So many.
    Left(i64),
}

/// One transaction's means.
struct Chunk<'a> {
    env: &'a Env,
    server: ServerId,
    asked_at: DateTime<Utc>,
    now: DateTime<Utc>,
    /// What representatives have left.
    places: HashMap<RepresentativeId, Places>,
}

/// Takes some keys over, as a server has listed them at `asked_at`.
pub async fn take(
    tx: &mut Tx,
    env: &Env,
    id: AdoptionId,
    (listed, asked_at): (&Listing<'_>, DateTime<Utc>),
    now: DateTime<Utc>,
) -> Outcome<Taken> {
    let Some(adoption) = store::adoptions::lock(tx, id).await? else { return Ok(Taken::Over) };
    if adoption.state != S::Running {
        return Ok(Taken::Stopped);
    }
    // A server that is let go at the same moment gets no new rows.
    let server = store::servers::lock(tx, adoption.server).await?;
    let some = store::adoptions::pending(tx, id, CHUNK).await?;
    if some.is_empty() || server.is_none_or(|server| server.state == ServerState::Removed) {
        return Ok(Taken::Over);
    }
    let sorter = Sorter::new(&adoption.mapping);
    let mut chunk = Chunk { env, server: adoption.server, asked_at, now, places: HashMap::new() };
    for found in &some {
        let (_, terms) = sorter.sort(&names::normal(&found.name), &found.remote_id);
        let (fate, key) = match (terms, listed.get(found.remote_id.as_str())) {
            (None, _) => (Fate::Left, None),
            (_, None) => (Fate::Gone, None),
            (Some(terms), Some(remote)) => chunk.one(tx, found, remote, terms).await?,
        };
        store::adoptions::settle(tx, id, &found.remote_id, fate, key).await?;
    }
    Ok(Taken::More)
}

impl Chunk<'_> {
    /// Whether a representative may have one more key.
    async fn place(&mut self, tx: &mut Tx, seller: RepresentativeId) -> Outcome<Result<(), Fate>> {
        let places = match self.places.get(&seller) {
            Some(places) => *places,
            None => {
                let found = store::representatives::lock(tx, seller).await?;
                let places = match found.filter(|found| found.state != RepresentativeState::Removed) {
                    Some(found) => {
                        representatives::allowance_of(tx, &found).await?.keys_left.map_or(Places::Free, Places::Left)
                    }
                    None => Places::Nobody,
                };
                self.places.insert(seller, places);
                places
            }
        };
        Ok(match places {
            Places::Nobody => Err(Fate::NoSeller),
            Places::Left(..=0) => Err(Fate::Limit),
            Places::Left(_) | Places::Free => Ok(()),
        })
    }

    /// Takes one over.
    async fn one(
        &mut self,
        tx: &mut Tx,
        found: &FoundKey,
        remote: &RemoteKey,
        terms: &Terms,
    ) -> Outcome<(Fate, Option<KeyId>)> {
        if let Some(seller) = terms.to
            && let Err(fate) = self.place(tx, seller).await?
        {
            return Ok((fate, None));
        }
        let plan = match terms.plan {
            Some(id) => match store::plans::get(tx, id).await? {
                Some(plan) => Some(plan),
                None => return Ok((Fate::NoPlan, None)),
            },
            None => None,
        };
        if let Holder::One(id) = terms.holder {
            let there = store::customers::lock(tx, id).await?;
            if there.is_none_or(|there| there.representative_id != terms.to) {
                return Ok((Fate::NoCustomer, None));
            }
        }
        if store::keys::is_ours(tx, self.server, &found.remote_id).await? {
            return Ok((Fate::Ours, None));
        }
        let name = names::free(tx, terms.to, &found.name, &found.remote_id).await?;
        let (suspended, limit) = suspended_there(remote.limit);
        let lifetime = plan.as_ref().map_or(Lifetime::Unlimited, |plan| plan.lifetime);
        let (sealed, hash) = sync::seal_url(self.env, &remote.access_url);
        let new = store::keys::AdoptedKey {
            server: self.server,
            remote_id: &found.remote_id,
            name: &name,
            representative: terms.to,
            plan: terms.plan,
            lifetime,
            expires_at: lifetime.ends(self.now, None),
            quota: plan.as_ref().map_or(limit, |plan| plan.quota),
            period: (plan.is_none() && limit.is_some()).then_some(LIMIT_PERIOD),
            suspended,
            // The old limit would stop a key before the plan's quota does. One that becomes the quota is replaced as well, once
            // it is known what it has counted so far.
            tell: plan.is_some() && limit.is_some(),
            access_url: (&sealed, &hash),
            asked_at: self.asked_at,
            now: self.now,
        };
        let Some(id) = store::keys::insert_adopted(tx, &new).await? else { return Ok((Fate::Ours, None)) };
        if let Some(Places::Left(left)) = terms.to.and_then(|seller| self.places.get_mut(&seller)) {
            *left -= 1;
        }
        keys::index(tx, id, &name).await?;
        if let Some(customer) = self.holder(tx, terms, &name).await? {
            store::customers::give_key(tx, id, 1, Some(customer)).await?;
        }
        store::differences::adopted(tx, self.server, &found.remote_id).await?;
        let detail = json!({
            "name": name, "there": found.name, "remote_id": found.remote_id, "limit": remote.limit,
            "representative": terms.to, "plan": terms.plan,
        });
        audit::note(tx, &JOB, "key.adopt", &keys::subject(id), detail, self.now).await?;
        if new.tell {
            keys::ask_server(tx, self.env, id, self.now).await?;
        }
        Ok((Fate::Adopted, Some(id)))
    }

    /// Who holds it, written down where they aren't yet.
    async fn holder(&self, tx: &mut Tx, terms: &Terms, key: &str) -> Outcome<Option<CustomerId>> {
        let name = match &terms.holder {
            Holder::Nobody => return Ok(None),
            Holder::One(id) => return Ok(Some(*id)),
            Holder::Each => key,
            Holder::Named(name) => {
                if let Some(there) = store::customers::of_name(tx, terms.to, name).await? {
                    return Ok(Some(there.id));
                }
                name
            }
        };
        let name: String = name.chars().take(customer::NAME_MAX).collect();
        let made = store::customers::insert(tx, terms.to, &name, None, self.now).await?;
        if let Some(id) = made
            && let Some(customer) = store::customers::get(tx, Scope::House, id).await?
        {
            words::customer(tx, &customer).await?;
        }
        Ok(made)
    }
}

/// Puts on record what became of all: how many of each, and the names of those taken over, a long list cut.
pub(super) async fn record(tx: &mut Tx, actor: &Actor, adoption: &Adoption, now: DateTime<Utc>) -> Outcome<()> {
    let fates = store::adoptions::fates(tx, adoption.id).await?;
    let counts: HashMap<&str, i64> =
        fates.iter().map(|(fate, count)| (fate.map_or("waiting", Fate::as_str), *count)).collect();
    let adopted = store::adoptions::with_fate(tx, adoption.id, Fate::Adopted, RECORDED).await?;
    let all = counts.get(Fate::Adopted.as_str()).copied().unwrap_or(0);
    let listed: Vec<String> = adopted.into_iter().map(|(name, remote_id)| format!("{name} #{remote_id}")).collect();
    let more = (all - RECORDED).max(0);
    let detail = json!({ "counts": counts, "adopted": listed, "more": more });
    audit::note(tx, actor, "adoption.done", &format!("server:{}", adoption.server), detail, now).await
}

/// All is done: on record, told to who looks at something else, and what the keys have moved before is asked for.
pub async fn ended(tx: &mut Tx, env: &Env, id: AdoptionId, job: JobId, now: DateTime<Utc>) -> Outcome<()> {
    let Some(adoption) = store::adoptions::lock(tx, id).await? else { return Ok(()) };
    if !store::adoptions::pass(tx, id, (S::Running, S::Done), None, now).await? {
        return Ok(());
    }
    record(tx, &JOB, &adoption, now).await?;
    store::jobs::enqueue(tx, &JobKind::PollServer { server: adoption.server }, now, now).await?;
    tx.wake(&env.signals, Wake::Jobs);
    if let Some(chat) = store::jobs::get(tx, job).await?.and_then(|job| job.tell) {
        notices::tell(tx, env, &format!("adoption:{id}"), chat, &Notice::AdoptionDone { adoption: id }, now).await?;
    }
    Ok(())
}
