//! Many keys in one go: asked for, stopped, tried again, and told of as one.
//!
//! The batch and all its keys are rows in the transaction that acknowledges it: names and limits are settled then, for all
//! or for none. A server's job makes them one after the other, and whoever finishes the last one tells the person, once.

use super::{Env, KeyRefusal, Outcome, Refusal, audit, guarded, keys, notices, representatives, require};
use crate::{
    domain::{
        batch::{Batch, BatchState, MOST, Names, Pattern},
        ids::{BatchId, KeyId, PlanId, RepresentativeId, ServerId},
        job::JobKind,
        key::Key,
        notice::Notice,
        plan::{Plan, PlanState},
        representative::Allowance,
        role::{Actor, Permission},
    },
    ports::Wake,
    store::{self, Access, Tx, batches::NewBatch},
    text::fold,
};
use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use serde_json::json;

const JOB: Actor = Actor::Job("bulk");

/// Keys to be made in one go.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ManyKeys {
    /// What is sold.
    pub plan: PlanId,
    /// Where; `None` lets the house choose.
    pub server: Option<ServerId>,
    /// What they are called.
    pub names: Names,
    /// What asks for them: the same asked twice is one batch.
    pub once: String,
}

/// Names held against what is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked {
    /// Those that are free, in their order.
    pub free: Vec<String>,
    /// Those of a list that aren't.
    pub taken: Vec<String>,
    /// So many keys more may be made; `None` is as many as one likes.
    pub left: Option<i64>,
}

/// What a batch's audit entries are about.
pub fn subject(id: BatchId) -> String {
    format!("batch:{id}")
}

/// Which of the names are free for the actor; for a pattern the next free ones.
pub async fn check(access: &mut impl Access, actor: &Actor, names: &Names) -> Outcome<Checked> {
    require(actor, Permission::KeyCreate)?;
    let seller = keys::seller(actor)?;
    let left = representatives::allowance(access, actor).await?.keys_left;
    let (free, taken) = resolve(access, seller, names).await?;
    Ok(Checked { free, taken, left })
}

async fn resolve(
    access: &mut impl Access,
    seller: Option<RepresentativeId>,
    names: &Names,
) -> Outcome<(Vec<String>, Vec<String>)> {
    if !(1..=MOST).contains(&names.count()) {
        return Err(Refusal::Key(KeyRefusal::BatchSize).into());
    }
    match names {
        Names::Pattern(pattern, count) => Ok((next_free(access, seller, pattern, *count).await?, Vec::new())),
        Names::List(list) => {
            let taken = store::batches::taken(access, seller, list).await?;
            Ok(list.iter().cloned().partition(|name| !taken.contains(&store::keys::folded(name))))
        }
    }
}

/// The next free names of a pattern: behind the highest number that is there.
async fn next_free(
    access: &mut impl Access,
    seller: Option<RepresentativeId>,
    pattern: &Pattern,
    count: usize,
) -> Outcome<Vec<String>> {
    let folded = pattern.map(fold::fold);
    let present = store::keys::names_with_prefix(access, seller, folded.before(), 1_000).await?;
    let mut next = present.iter().filter_map(|name| folded.number(name)).max().unwrap_or(0);
    let mut free = Vec::with_capacity(count);
    // Other names may have hidden a higher number: what isn't free is passed over.
    for _ in 0..20 {
        let some: Vec<String> = (0..count - free.len())
            .map(|_| {
                next = next.saturating_add(1);
                pattern.name(next)
            })
            .collect();
        if some.iter().any(|name| keys::checked_name(name).is_err()) {
            return Err(Refusal::Key(KeyRefusal::BadName).into());
        }
        let taken = store::batches::taken(access, seller, &some).await?;
        free.extend(some.into_iter().filter(|name| !taken.contains(&store::keys::folded(name))));
        if free.len() == count {
            return Ok(free);
        }
    }
    Err(Refusal::Key(KeyRefusal::NamesTaken).into())
}

/// A pattern for somebody's next keys.
pub fn suggest_pattern(stem: &str) -> Pattern {
    let folded: String = fold::fold(stem).chars().filter(char::is_ascii_alphanumeric).take(20).collect();
    Pattern::of(if folded.is_empty() { "key" } else { &folded })
}

/// Makes a batch: the keys as wanted, and the job that has them made. The same asked again is the same batch.
pub async fn create(tx: &mut Tx, env: &Env, actor: &Actor, new: &ManyKeys, now: DateTime<Utc>) -> Outcome<BatchId> {
    require(actor, Permission::KeyCreate)?;
    let representative = keys::seller(actor)?;
    // Asked for by its maker: another's form has another number.
    let once = format!("{}:{}", store::audit::actor_name(actor), new.once);
    if let Some(known) = store::batches::by_once(tx, &once).await? {
        return Ok(known);
    }
    let plan = store::plans::get(tx, new.plan).await?.ok_or(Refusal::NotFound)?;
    if let Some(id) = representative {
        store::representatives::lock(tx, id).await?;
    }
    let allowance = representatives::allowance(tx, actor).await?;
    permitted(&allowance, &plan, new.names.count())?;
    let server = keys::held_place(tx, &allowance, new.server).await?;
    let (free, taken) = resolve(tx, representative, &new.names).await?;
    if !taken.is_empty() {
        return Err(Refusal::Key(KeyRefusal::NamesTaken).into());
    }
    let mut named = Vec::with_capacity(free.len());
    for name in &free {
        let name = keys::checked_name(name)?.to_owned();
        named.push((name, env.chance.below(keys::REMOTE_ID_BOUND).to_string()));
    }
    let total = i64::try_from(named.len()).unwrap_or(i64::MAX);
    let person = actor.person();
    let row = NewBatch { once: &once, person, representative, plan: &plan, server, total, now };
    // Asked for at the same moment by another: whoever comes second finds it the next time.
    let id = store::batches::insert(tx, &row).await?.ok_or(Refusal::Stale)?;
    let written = store::batches::insert_keys(tx, id, &row, &named).await?;
    if written.len() != named.len() {
        return Err(Refusal::Key(KeyRefusal::NamesTaken).into());
    }
    let terms: Vec<(KeyId, Vec<String>)> = written.iter().map(|(id, name)| (*id, fold::terms(name))).collect();
    store::batches::insert_terms(tx, &terms).await?;
    let detail = json!({ "count": total, "plan": plan.id, "server": server, "names": free });
    audit::note(tx, actor, "batch.create", &subject(id), detail, now).await?;
    ask_server(tx, env, server, now).await?;
    Ok(id)
}

fn permitted(allowance: &Allowance, plan: &Plan, count: usize) -> Outcome<()> {
    if plan.state != PlanState::Active {
        return Err(Refusal::Key(KeyRefusal::PlanArchived).into());
    }
    if !allowance.plan(plan.id) {
        return Err(Refusal::Key(KeyRefusal::PlanNotTheirs).into());
    }
    room(allowance, i64::try_from(count).unwrap_or(i64::MAX))
}

fn room(allowance: &Allowance, count: i64) -> Outcome<()> {
    match allowance.keys_left {
        Some(left) if count > left => Err(Refusal::Key(KeyRefusal::Room(left)).into()),
        _ => Ok(()),
    }
}

async fn ask_server(tx: &mut Tx, env: &Env, server: ServerId, now: DateTime<Utc>) -> Outcome<()> {
    store::jobs::enqueue(tx, &JobKind::Bulk { server }, now, now).await?;
    tx.wake(&env.signals, Wake::Jobs);
    Ok(())
}

/// One batch within the actor's scope.
pub async fn get(access: &mut impl Access, actor: &Actor, id: BatchId) -> Outcome<Batch> {
    Ok(store::batches::get(access, actor.scope(), id).await?.ok_or(Refusal::NotFound)?)
}

/// Stops a batch, as it was at `version`. What is made stays; what its server may have heard of is finished.
pub async fn stop(
    tx: &mut Tx,
    env: &Env,
    actor: &Actor,
    (id, version): (BatchId, i64),
    now: DateTime<Utc>,
) -> Outcome<()> {
    require(actor, Permission::KeyCreate)?;
    let batch = get(tx, actor, id).await?;
    if batch.state == BatchState::Done {
        return Err(Refusal::WrongState.into());
    }
    let let_go = store::batches::let_go(tx, id, now).await?;
    guarded(store::batches::stop(tx, id, version).await?)?;
    audit::note(tx, actor, "batch.stop", &subject(id), json!({ "let_go": let_go }), now).await?;
    settle(tx, env, id, now).await
}

/// Tries again what could not be made of a batch, as it was at `version`.
pub async fn retry(
    tx: &mut Tx,
    env: &Env,
    actor: &Actor,
    (id, version): (BatchId, i64),
    now: DateTime<Utc>,
) -> Outcome<()> {
    require(actor, Permission::KeyCreate)?;
    let batch = get(tx, actor, id).await?;
    if batch.version != version {
        return Err(Refusal::Stale.into());
    }
    if let Some(id) = batch.representative {
        store::representatives::lock(tx, id).await?;
    }
    let allowance = representatives::allowance(tx, actor).await?;
    // One of which the server may still have something is its own job's: that takes it away, and then makes it.
    let own = store::batches::being_taken_away(tx, id).await?;
    let keys = i64::try_from(store::batches::retry_keys(tx, id).await?).unwrap_or(i64::MAX);
    if keys == 0 || batch.state != BatchState::Done {
        return Err(Refusal::WrongState.into());
    }
    room(&allowance, keys)?;
    guarded(store::batches::again(tx, id, version, keys, now).await?)?;
    for key in own {
        store::jobs::enqueue(tx, &JobKind::SyncKey { key }, now, now).await?;
    }
    audit::note(tx, actor, "batch.retry", &subject(id), json!({ "count": keys }), now).await?;
    ask_server(tx, env, batch.server, now).await
}

/// Sends the actor the access URLs of a batch again: as a file, or as pages of QR codes.
pub async fn send(tx: &mut Tx, env: &Env, actor: &Actor, id: BatchId, codes: bool, now: DateTime<Utc>) -> Outcome<()> {
    require(actor, Permission::KeyRead)?;
    let batch = get(tx, actor, id).await?;
    if batch.made == 0 {
        return Err(Refusal::WrongState.into());
    }
    let Some(chat) = actor.chat() else { return Err(Refusal::NotAllowed.into()) };
    let notice = if codes { Notice::BatchCodes { batch: id } } else { Notice::BatchFile { batch: id } };
    store::outbox::put(tx, None, chat, &notice, now, now).await?;
    audit::note(tx, actor, "batch.reveal", &subject(id), json!({ "count": batch.made }), now).await?;
    tx.wake(&env.signals, Wake::Outbox);
    Ok(())
}

/// Whether a key belongs to a batch that isn't done: it is told of with the others.
pub(super) async fn open(access: &mut impl Access, key: &Key) -> Outcome<bool> {
    match key.batch_id {
        Some(batch) => Ok(store::batches::open(access, batch).await?),
        None => Ok(false),
    }
}

/// As [`settle`], for the batch of a key.
pub(super) async fn settle_of(tx: &mut Tx, env: &Env, key: &Key, now: DateTime<Utc>) -> Outcome<()> {
    match key.batch_id {
        Some(batch) => settle(tx, env, batch, now).await,
        None => Ok(()),
    }
}

/// How far a batch is told at most so often: each telling may edit a message.
const TELL: TimeDelta = TimeDelta::seconds(1);

/// Writes down how far a batch is; where nothing is left to be made it is done, and who asked for it is told, once.
pub async fn settle(tx: &mut Tx, env: &Env, id: BatchId, now: DateTime<Utc>) -> Outcome<()> {
    // Locked before it is counted: of two who finish the last keys at once, the later one sees both.
    let Some(batch) = store::batches::lock(tx, id).await?.filter(|b| b.state != BatchState::Done) else {
        return Ok(());
    };
    let counts = store::batches::counts(tx, id).await?;
    if counts.pending > 0 {
        if now - batch.told_at >= TELL {
            store::batches::tell(tx, id, counts, now).await?;
        }
        return Ok(());
    }
    store::batches::finish(tx, id, counts, now).await?;
    let detail = json!({ "made": counts.made, "failed": counts.failed, "round": batch.round });
    audit::note(tx, &JOB, "batch.done", &subject(id), detail, now).await?;
    let Some(person) = batch.person else { return Ok(()) };
    let Some(person) = store::people::get(tx, person).await? else { return Ok(()) };
    let once = |what: &str| format!("batch:{id}:{}:{what}", batch.round);
    if counts.made > 0 {
        notices::tell(tx, env, &once("file"), person.chat, &Notice::BatchFile { batch: id }, now).await?;
        notices::tell(tx, env, &once("codes"), person.chat, &Notice::BatchCodes { batch: id }, now).await?;
    }
    notices::tell(tx, env, &once("report"), person.chat, &Notice::BatchReport { batch: id }, now).await
}

/// The next keys to be made on a server, a few.
pub async fn take(tx: &mut Tx, server: ServerId, limit: i64) -> Outcome<Vec<KeyId>> {
    Ok(store::batches::take(tx, server, limit).await?)
}

/// A key of a batch was there again although it had been deleted meanwhile: it is taken away once more.
pub async fn not_wanted(tx: &mut Tx, env: &Env, key: &Key, now: DateTime<Utc>) -> Outcome<()> {
    if store::keys::delete_again(tx, key.server_id, &key.remote_id).await?.is_some() {
        keys::ask_server(tx, env, key.id, now).await?;
    }
    Ok(())
}

/// Gives up keys of a server's batches that it was never told of.
pub async fn give_up(tx: &mut Tx, env: &Env, server: ServerId, trouble: &str, now: DateTime<Utc>) -> Outcome<()> {
    for batch in store::batches::open_on(tx, server).await? {
        store::batches::fail_untold(tx, batch, trouble).await?;
        settle(tx, env, batch, now).await?;
    }
    Ok(())
}

/// Settles a server's batches of which nothing is left to be made.
pub async fn settle_all(tx: &mut Tx, env: &Env, server: ServerId, now: DateTime<Utc>) -> Outcome<()> {
    for batch in store::batches::open_on(tx, server).await? {
        settle(tx, env, batch, now).await?;
    }
    Ok(())
}
