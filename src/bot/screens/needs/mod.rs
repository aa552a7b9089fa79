//! What waits for a person: kinds of things, each with how many there are, the most urgent first; and the list of them, to
//! be worked through one by one.
//!
//! A new kind is a line in `Kind`, one in `load`, and its words. Each is for those who may do something about it.

pub mod one;

use crate::{
    bot::{context::Context, routes::Route, ui::Button},
    domain::role::Permission,
    service::Outcome,
    store::{self, Access, overview::Overview},
    text::{Html, Text, label, tr},
};

/// What kind of thing waits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// Servers that don't answer, some of them by name.
    ServersDown(Vec<String>),
    /// The last backup failed.
    BackupFailed,
    /// Keys that could not be made.
    KeysFailed,
    /// Differences between servers and the house.
    Differences,
}

/// Things of one kind that wait.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Need {
    kind: Kind,
    count: i64,
}

/// How many servers are called by their name.
const NAMED: i64 = 3;

/// Looks for what waits for the reader.
pub async fn load(access: &mut impl Access, context: Context<'_>, whole: &Overview) -> Outcome<Vec<Need>> {
    let mut needs = Vec::new();
    let down = whole.servers.down;
    if context.may(Permission::ServerRead) && down > 0 {
        let rows = store::servers::list_down(access, None, NAMED).await?;
        let names: Vec<String> = rows.iter().map(|row| row.server.name.clone()).collect();
        if !names.is_empty() {
            needs.push(Need { kind: Kind::ServersDown(names), count: down });
        }
    }
    if context.may(Permission::BackupManage) && store::backups::trouble(access).await?.is_some() {
        needs.push(Need { kind: Kind::BackupFailed, count: 1 });
    }
    if context.may(Permission::KeyChange) && whole.keys.failed > 0 {
        needs.push(Need { kind: Kind::KeysFailed, count: whole.keys.failed });
    }
    if context.may(Permission::ServerChange) && whole.differences > 0 {
        needs.push(Need { kind: Kind::Differences, count: whole.differences });
    }
    Ok(needs)
}

impl Need {
    fn words(&self, text: &Text) -> Html {
        match &self.kind {
            Kind::ServersDown(names) => {
                let mut list = Html::default();
                for (n, name) in names.iter().enumerate() {
                    if n > 0 {
                        list.push(&tr!(text, "needs-comma"));
                    }
                    list.push(&Html::isolated(text, name));
                }
                let others = self.count.saturating_sub(i64::try_from(names.len()).unwrap_or(i64::MAX));
                if others > 0 {
                    tr!(text, "needs-servers-down-more", names = list, count = others)
                } else {
                    tr!(text, "needs-servers-down", names = list, count = self.count)
                }
            }
            Kind::BackupFailed => tr!(text, "needs-backup-failed"),
            Kind::Differences => tr!(text, "needs-differences", count = self.count),
            Kind::KeysFailed => tr!(text, "needs-keys-failed", count = self.count),
        }
    }
}

/// One line for all that waits; `None` where nothing does.
pub fn line(needs: &[Need], text: &Text) -> Option<Html> {
    let mut all = Html::default();
    for (n, need) in needs.iter().enumerate() {
        if n > 0 {
            all.push(&Html::plain(" · "));
        }
        all.push(&need.words(text));
    }
    (!needs.is_empty()).then(|| tr!(text, "needs-line", what = all))
}

/// How many things wait.
pub fn total(needs: &[Need]) -> i64 {
    needs.iter().map(|need| need.count).sum()
}

/// One button for all that waits; `None` where nothing does.
pub fn button(needs: &[Need], text: &Text) -> Option<Button> {
    let label = label!(text, "button-needs-you", count = total(needs));
    (!needs.is_empty()).then(|| Button::go(label, Route::Needs { after: None }))
}

/// What may wait, for samples of the screens that show it.
pub fn sample(kinds: usize) -> Vec<Need> {
    let down = vec!["Istanbul".to_owned(), "تهران".to_owned(), "<Riga>".to_owned()];
    let needs = [
        Need { kind: Kind::Differences, count: 2 },
        Need { kind: Kind::ServersDown(down), count: 5 },
        Need { kind: Kind::KeysFailed, count: 1 },
        Need { kind: Kind::ServersDown(vec!["Istanbul".to_owned()]), count: 1 },
        Need { kind: Kind::BackupFailed, count: 1 },
    ];
    needs.into_iter().take(kinds).collect()
}
