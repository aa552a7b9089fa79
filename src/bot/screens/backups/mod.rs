//! Backups: the list, one's page, the work on one, what is asked before one is deleted or restored, the rules, and what
//! waits after a restore.

pub mod erase;
pub mod held;
pub mod list;
pub mod page;
pub mod restore;
pub mod rules;
pub mod work;

use crate::{
    bot::ui::state_of_backup,
    domain::backup::{BackupState, Maker},
    store::backups::Backup,
    text::{Text, label},
};

/// From when a backup is: for one that was sent, when it was made, not when it came.
fn made_at(backup: &Backup) -> chrono::DateTime<chrono::Utc> {
    let told = crate::service::backup::records::manifest_of(backup).map(|m| m.made_at);
    told.filter(|_| backup.maker == Maker::Offered).unwrap_or(backup.made_at)
}

/// A backup in a line: its mark, its time, its size.
fn line(backup: &Backup, text: &Text) -> String {
    let mark = state_of_backup(backup.state);
    let date = text.date_time(made_at(backup));
    match backup.size.filter(|_| backup.state != BackupState::Making) {
        Some(size) => {
            label!(
                text,
                "backups-line",
                mark = mark,
                date = date,
                size = text.traffic(crate::domain::traffic::Traffic(size))
            )
        }
        None => label!(text, "backups-line-bare", mark = mark, date = date),
    }
}

/// A sample of a good backup.
pub(super) fn sample() -> Backup {
    use crate::{bot::screens::sample, domain::ids::BackupId};
    let made_at = sample::now() - chrono::TimeDelta::hours(7);
    Backup {
        id: BackupId(3),
        name: "claviger-20261121-024100-000.tar.zst.age".to_owned(),
        maker: Maker::Schedule,
        person: None,
        state: BackupState::Good,
        size: Some(12_400_000),
        manifest: Some(manifest(made_at)),
        error: None,
        made_at,
        finished_at: Some(made_at),
    }
}

fn manifest(made_at: chrono::DateTime<chrono::Utc>) -> String {
    let counts = serde_json::json!({ "person": 17, "server": 3, "plan": 3, "access_key": 1_216, "sale": 2_040 });
    serde_json::json!({
        "format": 1, "kind": "house", "program": "0.1.0", "schema": 5, "made_at": made_at, "house": "Nord Access",
        "source": "sqlite", "key_id": "1f2e3d4c", "counts": counts, "members": [], "audit_head": null,
    })
    .to_string()
}
