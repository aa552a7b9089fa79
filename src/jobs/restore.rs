//! Restores the house: the present is backed up first, then the other is unpacked and checked beside it, and at last the
//! service starts again with it. Whatever goes wrong before that changes nothing.
//!
//! A job that dies after the new house was made ready is over: the next start begins with that house, where it isn't known.

use super::{
    backup::{fetch, whole},
    backup_work::{LIVES, end, failure, scratch, step},
    bench::{Bench, Ended, Run},
};
use crate::{
    backup::BackupError,
    domain::{
        backup::Maker,
        ids::{BackupId, PersonId},
        role::Permission,
    },
    in_tx,
    service::{
        Error, Refusal,
        backup::{Work, keys, make::Progress, records, restore},
        people,
    },
};

pub(super) async fn run(bench: &Bench, run: Run<'_>, id: BackupId, person: PersonId) -> Result<Ended, Error> {
    let mut read = bench.db.read().await?;
    let chat = records::chat_of(&mut read, person).await?.ok_or(Refusal::NotFound)?;
    let known = people::identify(&mut read, chat).await?.filter(|k| k.actor.may(Permission::BackupRestore));
    drop(read);
    // Whoever asked may have lost the right since.
    let Some(known) = known else { return Err(Refusal::NotAllowed.into()) };
    if run.attempts > LIVES {
        let now = bench.env.clock.now();
        in_tx!(bench.db, |tx| records::give_up(tx, &bench.env, Maker::BeforeRestore, Some(person), now).await)?;
        return end(bench, run, &failure(&BackupError::Interrupted)).await;
    }
    let ready = async {
        let scratch = scratch(bench, run.id, "restore")?;
        let file = scratch.path().join("archive");
        fetch(bench, run, id, &file).await?;
        let opener = keys::opener_of(&mut bench.db.read().await?, &bench.env, id).await?;
        let (means, name) = (&bench.env.means, format!("job-{}", run.id));
        // Looked into first: a file that can't be read needs no backup of the present.
        let looking = crate::service::backup::make::look(&file, opener.clone());
        step(bench, run, &Progress::default(), |_, _| Work::Proving, looking).await?;
        let secured = secure(bench, run, person).await?;
        tracing::info!(backup = secured.0, "the present is backed up; the restore goes on");
        let staging = restore::stage(means, &file, opener, &name, Some(&bench.db), &known.actor, bench.env.clock.now());
        step(bench, run, &Progress::default(), |_, _| Work::Staging, staging).await
    };
    let ready: Result<_, BackupError> = ready.await;
    match ready {
        Ok(_) => {
            end(bench, run, &Work::Restarting).await?;
            bench.env.signals.restart.notify_one();
            Ok(Ended::Committed)
        }
        Err(why) => end(bench, run, &failure(&why)).await,
    }
}

/// The present, before it is restored over.
async fn secure(bench: &Bench, run: Run<'_>, person: PersonId) -> Result<BackupId, BackupError> {
    let secured = whole(bench, run, Maker::BeforeRestore, Some(person)).await;
    secured.map_err(|e| BackupError::Database(e.to_string()))?
}
