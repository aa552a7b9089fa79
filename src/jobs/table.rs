//! The one table of what runs by itself, and of what runs which job.
//!
//! A schedule only enqueues; that a run was missed is seen from its due time, and it is caught up once.

use super::{
    add_server, adopt, backup,
    bench::{Bench, Ended, Run},
    bulk, check_server, house_keeping, leave_behind, poll_server, rebuilt, restore, sync_key, usage,
};
use crate::{domain::job::JobKind, store::jobs::Claimed};
use chrono::TimeDelta;

/// A name, how often, and the job that it enqueues.
type Scheduled = (&'static str, TimeDelta, fn() -> JobKind);

/// What runs by itself, and how often.
pub const SCHEDULE: &[Scheduled] = &[
    ("check_servers", TimeDelta::seconds(60), || JobKind::CheckServers),
    ("poll_servers", TimeDelta::seconds(60), || JobKind::PollServers),
    ("look_at_quotas", TimeDelta::seconds(15), || JobKind::LookAtQuotas),
    ("tell_endings", TimeDelta::minutes(15), || JobKind::TellEndings),
    ("prune_usage", TimeDelta::minutes(15), || JobKind::PruneUsage),
    ("expire_keys", TimeDelta::seconds(30), || JobKind::ExpireKeys),
    ("seal_audit", TimeDelta::seconds(5), || JobKind::SealAudit),
    ("sweep", TimeDelta::hours(1), || JobKind::Sweep),
    ("backup_watch", TimeDelta::seconds(60), || JobKind::BackupWatch),
];

/// Runs one job.
pub async fn run(bench: &Bench, claimed: &Claimed) -> Result<Ended, crate::service::Error> {
    let run = Run { id: claimed.id, fence: claimed.fence, attempts: claimed.attempts, kind: &claimed.kind };
    match &claimed.kind {
        JobKind::SyncKey { key } => sync_key::run(bench, run, *key).await,
        JobKind::AddServer { .. } => add_server::run(bench, run).await,
        JobKind::Rebuilt { .. } => rebuilt::run(bench, run).await,
        JobKind::Bulk { server } => bulk::run(bench, run, *server).await,
        JobKind::LeaveBehind { server } => leave_behind::run(bench, run, *server).await,
        JobKind::Adopt { adoption, .. } => adopt::run(bench, run, *adoption).await,
        JobKind::CheckServers => check_server::all(bench, run).await,
        JobKind::CheckServer { server } => check_server::run(bench, run, *server).await,
        JobKind::PollServers => poll_server::all(bench).await,
        JobKind::PollServer { server } => poll_server::run(bench, *server).await,
        JobKind::LookAtQuotas => usage::look(bench).await,
        JobKind::TellEndings => house_keeping::tell_endings(bench, run).await,
        JobKind::ReviewQuotas { plan, nets } => usage::review(bench, run, *plan, *nets).await,
        JobKind::PruneUsage => usage::prune(bench).await,
        JobKind::ExpireKeys => house_keeping::expire_keys(bench, run).await,
        JobKind::SealAudit => house_keeping::seal_audit(bench, run).await,
        JobKind::Sweep => house_keeping::sweep(bench, run).await,
        JobKind::Backup { maker, person } => backup::run(bench, run, *maker, *person).await,
        JobKind::BackupWatch => backup::watch(bench).await,
        JobKind::BackupSend { backup, chat } => backup::send(bench, run, *backup, *chat).await,
        JobKind::BackupLook { backup } => backup::look(bench, run, *backup).await,
        JobKind::Restore { backup, person } => restore::run(bench, run, *backup, *person).await,
    }
}
