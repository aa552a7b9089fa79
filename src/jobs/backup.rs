//! Makes a backup, puts it where it belongs, reads each copy back and proves it; watches when one is due; takes away files
//! that nobody keeps; sends a file into a chat; looks into one that was sent.
//!
//! A copy that fails leaves the others: the backup is good where one copy is, and the failure is told all the same.

use super::{
    backup_work::{LIVES, end, failure, percent, scratch, step},
    bench::{Bench, Ended, Run},
};
use crate::{
    backup::BackupError,
    domain::{
        backup::{BackupState, CopyState, Maker, Place},
        ids::{BackupId, ChatId, PersonId},
        job::JobKind,
        role::Actor,
    },
    in_tx,
    ports::Destination,
    service::{
        Env, Error,
        backup::{
            Scratch, Work, keys,
            make::{self, Made, Progress, file_name},
            records,
        },
    },
    store::{self, backups::Copy},
};
use chrono::TimeDelta;
use std::{path::Path, sync::Arc};

/// So long the passphrase of another house's archive is kept, sealed, for its restore.
const UNLOCKED: TimeDelta = TimeDelta::hours(24);

/// The place where a copy lies.
pub(super) fn place_of(env: &Env, copy: &Copy) -> Result<Arc<dyn Destination>, BackupError> {
    match copy.place {
        Place::Folder => Ok(env.means.places.folder()),
        Place::Chat => {
            let chat = env.means.places.chat(ChatId(copy.target));
            chat.ok_or_else(|| BackupError::Unreachable("nothing speaks to Telegram here".to_owned()))
        }
    }
}

/// Makes a backup for a schedule or a person.
pub(super) async fn run(bench: &Bench, run: Run<'_>, maker: Maker, person: Option<PersonId>) -> Result<Ended, Error> {
    if run.attempts > LIVES {
        let now = bench.env.clock.now();
        in_tx!(bench.db, |tx| records::give_up(tx, &bench.env, maker, person, now).await)?;
        return end(bench, run, &failure(&BackupError::Interrupted)).await;
    }
    let work = match whole(bench, run, maker, person).await? {
        Ok(backup) => Work::Made { backup },
        Err(why) => failure(&why),
    };
    end(bench, run, &work).await
}

/// A backup from its row to its proof. The outer error is the database's: the job runs again.
pub(super) async fn whole(
    bench: &Bench,
    run: Run<'_>,
    maker: Maker,
    person: Option<PersonId>,
) -> Result<Result<BackupId, BackupError>, Error> {
    let now = bench.env.clock.now();
    let name = file_name(now);
    let mut tx = bench.db.begin().await?;
    let (id, copies) = records::begin(&mut tx, &name, maker, person, now).await?;
    tx.commit().await?;
    let made = async {
        let scratch = scratch(bench, run.id, "make")?;
        let made = write(bench, run, &name, &scratch).await?;
        store_all(bench, run, (id, &name), &copies, &made, &scratch).await
    }
    .await;
    let now = bench.env.clock.now();
    let mut tx = bench.db.begin().await?;
    match &made {
        Ok(()) => {
            let actor = Actor::Job("backup");
            records::good(&mut tx, id, &actor, now).await?;
        }
        Err(why) => records::failed(&mut tx, &bench.env, id, None, why, person, now).await?,
    }
    tx.commit().await?;
    if made.is_ok() {
        take_away(bench).await?;
    }
    Ok(made.map(|()| id))
}

async fn write(bench: &Bench, run: Run<'_>, name: &str, scratch: &Scratch) -> Result<Made, BackupError> {
    let mut read = bench.db.read().await?;
    let sealer = keys::sealer(&mut read, &bench.env).await?;
    drop(read);
    let progress = Progress::default();
    let told = |done, of| if of == 0 { Work::Copying } else { Work::Packing { percent: percent(done, of) } };
    let file = scratch.path().join(name);
    let making = make::make(&bench.db, &bench.env, sealer, &file, scratch, &progress);
    step(bench, run, &progress, told, making).await
}

/// Puts it everywhere and proves each copy. An error where no copy is good: the first that was met.
async fn store_all(
    bench: &Bench,
    run: Run<'_>,
    (id, name): (BackupId, &str),
    copies: &[Copy],
    made: &Made,
    scratch: &Scratch,
) -> Result<(), BackupError> {
    let described = async {
        let mut tx = bench.db.begin().await?;
        records::describe(&mut tx, id, &made.manifest, made.size).await?;
        tx.commit().await?;
        Ok::<_, Error>(())
    };
    described.await.map_err(|e| BackupError::Database(e.to_string()))?;
    let mut outcomes = Vec::new();
    for copy in copies {
        let outcome = one_copy(bench, run, name, copy, made, scratch).await;
        let written = written(bench, id, copy, &outcome, copies.len() > 1).await;
        written.map_err(|e| BackupError::Database(e.to_string()))?;
        outcomes.push(outcome);
    }
    if outcomes.iter().any(Result::is_ok) {
        return Ok(());
    }
    let first = outcomes.into_iter().find_map(Result::err);
    Err(first.unwrap_or_else(|| BackupError::Place("no place is set".to_owned())))
}

async fn one_copy(
    bench: &Bench,
    run: Run<'_>,
    name: &str,
    copy: &Copy,
    made: &Made,
    scratch: &Scratch,
) -> Result<String, BackupError> {
    let place = place_of(&bench.env, copy)?;
    let progress = Progress::default();
    let storing = |_, _| Work::Storing { place: copy.place.as_str().to_owned() };
    let file = scratch.path().join(name);
    let putting = async { Ok(place.put(name, &file).await?) };
    let reference = step(bench, run, &progress, storing, putting).await?;
    let back = scratch.inner("back")?;
    let proving = async {
        let fetched = back.path().join("file");
        place.get(&reference, &fetched).await?;
        make::prove(&fetched, made.opener.clone(), &made.manifest, &back, &progress).await
    };
    match step(bench, run, &progress, |_, _| Work::Proving, proving).await {
        Ok(()) => Ok(reference),
        Err(why) => {
            // A copy that can't be read back is worse than none.
            if let Err(error) = place.delete(&reference).await {
                tracing::warn!(%error, "a copy that isn't good stays where it is");
            }
            Err(why)
        }
    }
}

/// Writes down how a copy went. Where others may be good, its failure is told by itself.
async fn written(
    bench: &Bench,
    id: BackupId,
    copy: &Copy,
    outcome: &Result<String, BackupError>,
    others: bool,
) -> Result<(), Error> {
    let now = bench.env.clock.now();
    let mut tx = bench.db.begin().await?;
    match outcome {
        Ok(reference) => {
            store::backups::set_copy(&mut tx, copy.id, CopyState::Good, Some(reference), None, Some(now)).await?;
        }
        Err(why) => {
            store::backups::set_copy(&mut tx, copy.id, CopyState::Failed, None, Some(why.name()), None).await?;
            if others {
                records::failed(&mut tx, &bench.env, id, Some(copy.place), why, None, now).await?;
            }
        }
    }
    Ok(tx.commit().await?)
}

/// Asks for a backup where one is due, and takes files away.
pub(super) async fn watch(bench: &Bench) -> Result<Ended, Error> {
    let now = bench.env.clock.now();
    let mut tx = bench.db.begin().await?;
    store::backups::forget_passphrases(&mut tx, now - UNLOCKED).await?;
    // Where nothing is set to encrypt with, there is nothing to try: the screens say so.
    if keys::source(&mut tx, &bench.env).await?.is_some() && records::is_due(&mut tx, now).await? {
        store::jobs::enqueue(&mut tx, &JobKind::Backup { maker: Maker::Schedule, person: None }, now, now).await?;
        tx.wake(&bench.env.signals, crate::ports::Wake::Jobs);
    }
    tx.commit().await?;
    take_away(bench).await?;
    Ok(Ended::Done)
}

/// Takes away files of backups that are let go. One that can't be reached now is tried again by the next watch.
async fn take_away(bench: &Bench) -> Result<(), Error> {
    let leaving = store::backups::leaving(&mut bench.db.read().await?, 50).await?;
    for copy in leaving {
        let gone = match (&copy.reference, place_of(&bench.env, &copy)) {
            (None, _) => Ok(()),
            (Some(reference), Ok(place)) => place.delete(reference).await.map_err(BackupError::from),
            (Some(_), Err(why)) => Err(why),
        };
        if let Err(why @ BackupError::Unreachable(_)) = &gone {
            tracing::info!(%why, copy = copy.id.0, "a backup's file can't be taken away yet");
            continue;
        }
        let why = gone.as_ref().err().map(BackupError::name);
        let mut tx = bench.db.begin().await?;
        store::backups::set_copy(&mut tx, copy.id, CopyState::Gone, None, why, None).await?;
        tx.commit().await?;
    }
    Ok(())
}

/// Fetches a backup's file from its best place.
pub(super) async fn fetch(bench: &Bench, run: Run<'_>, id: BackupId, to: &Path) -> Result<String, BackupError> {
    let mut read = bench.db.read().await?;
    let found = records::source(&mut read, id).await;
    drop(read);
    let (row, copy) = found.map_err(|_| BackupError::Gone)?;
    let place = place_of(&bench.env, &copy)?;
    let reference = copy.reference.clone().unwrap_or_default();
    let getting = async { Ok(place.get(&reference, to).await?) };
    step(bench, run, &Progress::default(), |_, _| Work::Fetching, getting).await?;
    Ok(row.name)
}

/// Sends a backup's file into a chat.
pub(super) async fn send(bench: &Bench, run: Run<'_>, id: BackupId, chat: ChatId) -> Result<Ended, Error> {
    let sent = async {
        let scratch = scratch(bench, run.id, "send")?;
        let file = scratch.path().join("file");
        let name = fetch(bench, run, id, &file).await?;
        let place = bench.env.means.places.chat(chat).ok_or(BackupError::Gone)?;
        let storing = |_, _| Work::Storing { place: Place::Chat.as_str().to_owned() };
        let putting = async { Ok(place.put(&name, &file).await?) };
        step(bench, run, &Progress::default(), storing, putting).await
    };
    let work = match sent.await {
        Ok(_) => Work::Sent { backup: id },
        Err(why) => failure(&why),
    };
    end(bench, run, &work).await
}

/// Looks into a file that a person sent.
pub(super) async fn look(bench: &Bench, run: Run<'_>, id: BackupId) -> Result<Ended, Error> {
    let looked = async {
        let scratch = scratch(bench, run.id, "look")?;
        let file = scratch.path().join("file");
        fetch(bench, run, id, &file).await?;
        let size = std::fs::metadata(&file).map_err(BackupError::io("the file can't be looked at"))?.len();
        let opener = keys::opener_of(&mut bench.db.read().await?, &bench.env, id).await?;
        let looking = make::look(&file, opener);
        Ok((step(bench, run, &Progress::default(), |_, _| Work::Proving, looking).await?, size))
    };
    let looked: Result<_, BackupError> = looked.await;
    let now = bench.env.clock.now();
    let mut tx = bench.db.begin().await?;
    let work = match &looked {
        Ok((manifest, size)) => {
            records::describe(&mut tx, id, manifest, *size).await?;
            store::backups::set_state(&mut tx, id, BackupState::Offered, None, now).await?;
            Work::Looked { backup: id }
        }
        // It may be another house's: its passphrase is asked for.
        Err(BackupError::WrongPassphrase) => {
            let why = BackupError::WrongPassphrase.name();
            store::backups::set_passphrase(&mut tx, id, None).await?;
            store::backups::set_state(&mut tx, id, BackupState::Failed, Some(why), now).await?;
            Work::Locked { backup: id }
        }
        Err(why) => {
            // Nothing of ours: the row goes, the person's message stays theirs.
            store::backups::set_state(&mut tx, id, BackupState::Deleted, Some(why.name()), now).await?;
            failure(why)
        }
    };
    tx.commit().await?;
    end(bench, run, &work).await
}
