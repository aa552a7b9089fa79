//! The rows of backups: beginning one, how it ended, letting go of what isn't needed, and what people ask for.
//!
//! The newest good backup is never let go of by a rule; a person may delete it, after being asked.

use super::{
    Work, keys,
    rules::{self, Rules},
};
use crate::{
    backup::{BackupError, Manifest},
    domain::{
        backup::{BackupState, CopyState, Maker, Place, superfluous},
        ids::{BackupId, ChatId, JobId, PersonId},
        job::JobKind,
        notice::Notice,
        role::{Actor, Permission, Role},
    },
    ports::Wake,
    service::{Env, Outcome, Refusal, audit, house, notices, require},
    store::{
        self, Access, Tx,
        backups::{Backup, Copy},
    },
};
use chrono::{DateTime, Utc};
use secrecy::SecretString;

/// Asks for a backup now; the job that makes it.
pub async fn ask(tx: &mut Tx, env: &Env, actor: &Actor, now: DateTime<Utc>) -> Outcome<JobId> {
    require(actor, Permission::BackupManage)?;
    enqueue(tx, env, &JobKind::Backup { maker: Maker::Hand, person: actor.person() }, now).await
}

async fn enqueue(tx: &mut Tx, env: &Env, kind: &JobKind, now: DateTime<Utc>) -> Outcome<JobId> {
    store::jobs::enqueue(tx, kind, now, now).await?;
    tx.wake(&env.signals, Wake::Jobs);
    Ok(store::jobs::unfinished(tx, kind).await?.ok_or(Refusal::Stale)?.id)
}

/// When the schedule was looked at for the first time: what was due before doesn't count.
const SINCE: &str = "backup.since";
/// What people had made is kept so long, whatever the rules say of the schedule's.
const BY_HAND: chrono::TimeDelta = chrono::TimeDelta::days(30);

/// Whether the schedule wants a backup now, and none stands for its time yet. One that failed is tried again an hour later,
/// but for one that ended the program each time.
pub async fn is_due(tx: &mut Tx, now: DateTime<Utc>) -> Outcome<bool> {
    let since = store::settings::get(tx, SINCE).await?.and_then(|at| at.parse::<DateTime<Utc>>().ok());
    let Some(since) = since else {
        store::settings::set(tx, SINCE, &now.to_rfc3339(), now).await?;
        return Ok(false);
    };
    let rules = rules::load(tx).await?;
    let zone = house::load(tx).await?.zone;
    let Some(due) = rules.timetable.last_due(now, zone).filter(|due| *due > since) else { return Ok(false) };
    Ok(match store::backups::last_of(tx, Maker::Schedule).await? {
        None => true,
        Some(last) if last.made_at < due => true,
        Some(last) if last.error.as_deref() == Some(BackupError::Interrupted.name()) => false,
        Some(last) => last.state == BackupState::Failed && now - last.made_at >= chrono::TimeDelta::hours(1),
    })
}

/// Begins: the row, and the places that it is to go to. What an earlier attempt left half done is called failed.
pub async fn begin(
    tx: &mut Tx,
    name: &str,
    maker: Maker,
    person: Option<PersonId>,
    now: DateTime<Utc>,
) -> Outcome<(BackupId, Vec<Copy>)> {
    for lost in store::backups::unfinished(tx, now).await? {
        if (lost.maker == Maker::BeforeRestore) == (maker == Maker::BeforeRestore) {
            store::backups::set_state(tx, lost.id, BackupState::Failed, Some("interrupted"), now).await?;
            store::backups::let_copies_go(tx, lost.id).await?;
        }
    }
    let id = store::backups::insert(tx, name, maker, person, BackupState::Making, now).await?;
    let id = id.ok_or(Refusal::Stale)?;
    let rules = if maker == Maker::BeforeRestore { Rules::default() } else { rules::load(tx).await? };
    if rules.folder {
        store::backups::add_copy(tx, id, Place::Folder, 0).await?;
    }
    if let Some(chat) = rules.chat {
        store::backups::add_copy(tx, id, Place::Chat, chat.0).await?;
    }
    Ok((id, store::backups::copies(tx, id).await?))
}

/// What never came to its end in several lives of the program is given up: it is failed, and owners and admins hear of it.
/// A schedule's next one is made at its next time, not within the hour.
pub async fn give_up(
    tx: &mut Tx,
    env: &Env,
    maker: Maker,
    person: Option<PersonId>,
    now: DateTime<Utc>,
) -> Outcome<()> {
    for lost in store::backups::unfinished(tx, now).await? {
        if lost.maker == maker {
            failed(tx, env, lost.id, None, &BackupError::Interrupted, person, now).await?;
        }
    }
    Ok(())
}

/// What was written: kept for people to see.
pub async fn describe(tx: &mut Tx, id: BackupId, manifest: &Manifest, size: u64) -> Outcome<()> {
    let text = serde_json::to_string(manifest).unwrap_or_default();
    store::backups::describe(tx, id, &text, i64::try_from(size).unwrap_or(i64::MAX)).await?;
    Ok(())
}

/// What a backup says of itself.
pub fn manifest_of(backup: &Backup) -> Option<Manifest> {
    serde_json::from_str(backup.manifest.as_deref()?).ok()
}

/// A backup is good: it is written down, and what the rules keep no longer is let go.
pub async fn good(tx: &mut Tx, id: BackupId, actor: &Actor, now: DateTime<Utc>) -> Outcome<()> {
    store::backups::set_state(tx, id, BackupState::Good, None, now).await?;
    audit::note(tx, actor, "backup.make", &format!("backup:{id}"), serde_json::json!({}), now).await?;
    house::passed(tx, house::SetupStep::Backup, now).await?;
    let (rules, zone) = (rules::load(tx).await?, house::load(tx).await?.zone);
    let good = store::backups::good(tx).await?;
    let newest = good.iter().max_by_key(|row| (row.2, row.0)).map(|row| row.0);
    let by_itself: Vec<_> = good.iter().filter(|row| row.1 == Maker::Schedule).map(|row| (row.0, row.2)).collect();
    let old = good.iter().filter(|row| row.1 != Maker::Schedule && now - row.2 > BY_HAND).map(|row| row.0);
    for old in superfluous(&by_itself, rules.keep, zone).into_iter().chain(old).filter(|id| Some(*id) != newest) {
        forget(tx, old, now).await?;
    }
    Ok(())
}

async fn forget(tx: &mut Tx, id: BackupId, now: DateTime<Utc>) -> Outcome<()> {
    store::backups::set_state(tx, id, BackupState::Deleted, None, now).await?;
    store::backups::let_copies_go(tx, id).await?;
    Ok(())
}

/// A backup failed: owners and admins hear of it with the cause, but for who looks at it happening.
pub async fn failed(
    tx: &mut Tx,
    env: &Env,
    id: BackupId,
    place: Option<Place>,
    why: &BackupError,
    watching: Option<PersonId>,
    now: DateTime<Utc>,
) -> Outcome<()> {
    let Some(row) = store::backups::get(tx, id).await? else { return Ok(()) };
    if place.is_none() {
        store::backups::set_state(tx, id, BackupState::Failed, Some(why.name()), now).await?;
        store::backups::let_copies_go(tx, id).await?;
    }
    let detail = serde_json::json!({ "cause": why.name(), "why": why.to_string(), "place": place.map(Place::as_str) });
    let actor = Actor::Job("backup");
    audit::note(tx, &actor, "backup.fail", &format!("backup:{id}"), detail, now).await?;
    // Said once a day for each cause: the schedule tries again every hour.
    let day = row.made_at.date_naive();
    let place = place.map(|p| p.as_str().to_owned());
    let about = if row.maker == Maker::Schedule { day.to_string() } else { id.to_string() };
    let notice = Notice::BackupFailed { cause: why.name().to_owned(), place: place.clone() };
    for person in store::people::with_role(tx, &[Role::Owner, Role::Admin], true).await? {
        if Some(person.id) != watching {
            let once = format!("backup-failed:{about}:{}:{}:{}", why.name(), place.as_deref().unwrap_or(""), person.id);
            notices::tell(tx, env, &once, person.chat, &notice, now).await?;
        }
    }
    Ok(())
}

/// Deletes a backup everywhere. Its row says so until its files are gone.
pub async fn delete(tx: &mut Tx, env: &Env, actor: &Actor, id: BackupId, now: DateTime<Utc>) -> Outcome<()> {
    require(actor, Permission::BackupManage)?;
    let row = store::backups::get(tx, id).await?.ok_or(Refusal::NotFound)?;
    if row.state == BackupState::Making {
        return Err(Refusal::WrongState.into());
    }
    forget(tx, id, now).await?;
    let detail = serde_json::json!({ "name": row.name });
    audit::note(tx, actor, "backup.delete", &format!("backup:{id}"), detail, now).await?;
    store::jobs::enqueue(tx, &JobKind::BackupWatch, now, now).await?;
    tx.wake(&env.signals, Wake::Jobs);
    Ok(())
}

/// Sends a backup's file to the actor's own chat.
pub async fn send(tx: &mut Tx, env: &Env, actor: &Actor, id: BackupId, now: DateTime<Utc>) -> Outcome<JobId> {
    require(actor, Permission::BackupManage)?;
    let chat = actor.chat().ok_or(Refusal::NotAllowed)?;
    source(tx, id).await?;
    audit::note(tx, actor, "backup.download", &format!("backup:{id}"), serde_json::json!({}), now).await?;
    enqueue(tx, env, &JobKind::BackupSend { backup: id, chat }, now).await
}

/// Restores the house from a backup: the job that does it.
pub async fn restore(tx: &mut Tx, env: &Env, actor: &Actor, id: BackupId, now: DateTime<Utc>) -> Outcome<JobId> {
    require(actor, Permission::BackupRestore)?;
    let person = actor.person().ok_or(Refusal::NotAllowed)?;
    source(tx, id).await?;
    audit::note(tx, actor, "backup.restore", &format!("backup:{id}"), serde_json::json!({ "begun": true }), now)
        .await?;
    enqueue(tx, env, &JobKind::Restore { backup: id, person }, now).await
}

/// The best copy of a backup: proved ones first, the folder before a chat.
pub async fn source(access: &mut impl Access, id: BackupId) -> Outcome<(Backup, Copy)> {
    let row = store::backups::get(access, id).await?.ok_or(Refusal::NotFound)?;
    let copies = store::backups::copies(access, id).await?.into_iter();
    let usable = copies.filter(|c| c.state == CopyState::Good && c.reference.is_some());
    let best = usable.min_by_key(|c| (c.proved_at.is_none(), c.place != Place::Folder));
    best.map(|copy| (row, copy)).ok_or_else(|| Refusal::WrongState.into())
}

/// A person sent a file that may be a backup: it is looked into by a job.
pub async fn offer(
    tx: &mut Tx,
    env: &Env,
    actor: &Actor,
    (name, reference): (&str, &str),
    now: DateTime<Utc>,
) -> Outcome<JobId> {
    require(actor, Permission::BackupRestore)?;
    let chat = actor.chat().ok_or(Refusal::NotAllowed)?;
    // What was sent keeps its name for people; the row's must be its own.
    let shown: String = name.chars().filter(|c| !c.is_control() && *c != '/').take(60).collect();
    let name = format!("{} {shown}", now.format("%Y%m%d-%H%M%S-%3f"));
    let id = store::backups::insert(tx, &name, Maker::Offered, actor.person(), BackupState::Making, now).await?;
    let id = id.ok_or(Refusal::Stale)?;
    let copy = store::backups::add_copy(tx, id, Place::Chat, chat.0).await?;
    store::backups::set_copy(tx, copy, CopyState::Good, Some(reference), None, None).await?;
    enqueue(tx, env, &JobKind::BackupLook { backup: id }, now).await
}

/// A person has typed the passphrase of an archive that this house's doesn't open: it is looked into once more. It is kept
/// sealed, until the restore or for a day.
pub async fn unlock(
    tx: &mut Tx,
    env: &Env,
    actor: &Actor,
    (id, passphrase): (BackupId, &SecretString),
    now: DateTime<Utc>,
) -> Outcome<JobId> {
    require(actor, Permission::BackupRestore)?;
    locked(tx, id).await?;
    let sealed = keys::seal_for(env, id, passphrase);
    store::backups::set_passphrase(tx, id, Some(&sealed)).await?;
    store::backups::set_state(tx, id, BackupState::Making, None, now).await?;
    audit::note(tx, actor, "backup.unlock", &format!("backup:{id}"), serde_json::json!({}), now).await?;
    enqueue(tx, env, &JobKind::BackupLook { backup: id }, now).await
}

/// An archive that was sent and waits for its passphrase.
pub async fn locked(access: &mut impl Access, id: BackupId) -> Outcome<Backup> {
    let row = store::backups::get(access, id).await?.ok_or(Refusal::NotFound)?;
    if is_locked(&row) { Ok(row) } else { Err(Refusal::WrongState.into()) }
}

/// Whether it waits for its passphrase.
pub fn is_locked(row: &Backup) -> bool {
    let wrong = row.error.as_deref() == Some(BackupError::WrongPassphrase.name());
    row.maker == Maker::Offered && row.state == BackupState::Failed && wrong
}

/// How far a job is that works on backups; `None` for another.
pub async fn work(access: &mut impl Access, job: JobId) -> Outcome<Option<Work>> {
    let Some(row) = store::jobs::get(access, job).await? else { return Ok(None) };
    let ours = matches!(
        row.kind,
        Some(
            JobKind::Backup { .. } | JobKind::BackupSend { .. } | JobKind::BackupLook { .. } | JobKind::Restore { .. }
        )
    );
    let told = row.progress.and_then(|p| serde_json::from_str(&p).ok());
    Ok(ours.then(|| told.unwrap_or(Work::Waiting)))
}

/// Whoever looked at a job's progress looks at something else: the result is to be sent.
pub async fn left(tx: &mut Tx, actor: &Actor, job: JobId) -> Outcome<()> {
    if let (true, Some(chat)) = (actor.may(Permission::BackupManage), actor.chat()) {
        store::jobs::tell(tx, job, chat).await?;
    }
    Ok(())
}

/// How a job ended: kept for its screen, and sent where nobody looks.
pub async fn ended(tx: &mut Tx, env: &Env, (job, fence): (JobId, i64), work: &Work, now: DateTime<Utc>) -> Outcome<()> {
    let text = serde_json::to_string(work).unwrap_or_default();
    store::jobs::set_progress(tx, job, fence, &text).await?;
    let Some(chat) = store::jobs::get(tx, job).await?.and_then(|job| job.tell) else { return Ok(()) };
    let notice = match work {
        Work::Made { backup } => Notice::BackupMade { backup: *backup },
        Work::Looked { backup } => Notice::BackupLooked { backup: *backup },
        Work::Locked { .. } => Notice::BackupWorkFailed { cause: BackupError::WrongPassphrase.name().to_owned() },
        Work::Failed { cause, .. } => Notice::BackupWorkFailed { cause: cause.clone() },
        _ => return Ok(()),
    };
    notices::tell(tx, env, &format!("backup-work:{job}"), chat, &notice, now).await
}

/// The chat of a person who asked for something.
pub async fn chat_of(access: &mut impl Access, person: PersonId) -> Outcome<Option<ChatId>> {
    Ok(store::people::get(access, person).await?.map(|p| p.chat))
}
