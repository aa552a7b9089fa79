//! What waits for a person: kinds of things, each with how many there are and the way to them, the most urgent first.
//!
//! A new kind is a line in `Kind`, one in `load`, and its words. Each is for those who may do something about it.

use crate::{
    bot::{
        context::Context,
        routes::{KeyGroup, Route},
        ui::Button,
    },
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
    /// Differences between servers and the house.
    Differences,
    /// Keys that could not be made.
    KeysFailed,
}

/// Things of one kind that wait.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Need {
    kind: Kind,
    count: i64,
    route: Route,
}

/// How many servers are called by their name.
const NAMED: i64 = 3;

/// Looks for what waits for the reader.
pub async fn load(access: &mut impl Access, context: Context<'_>, whole: &Overview) -> Outcome<Vec<Need>> {
    let mut needs = Vec::new();
    let down = whole.servers.down;
    if context.may(Permission::ServerRead) && down > 0 {
        let rows = store::servers::list_down(access, None, NAMED).await?;
        if let Some(first) = rows.first() {
            let one = Route::Server { server: first.server.id };
            let route = if down > 1 { Route::ServersPage { down: true, before: None } } else { one };
            let names = rows.iter().map(|row| row.server.name.clone()).collect();
            needs.push(Need { kind: Kind::ServersDown(names), count: down, route });
        }
    }
    if context.may(Permission::ServerChange)
        && let Some(server) = whole.differing
    {
        let route = Route::Differences { server, after: None };
        needs.push(Need { kind: Kind::Differences, count: whole.differences, route });
    }
    if context.may(Permission::KeyChange) && whole.keys.failed > 0 {
        let route = Route::Keys { group: KeyGroup::Trouble, server: None, before: None };
        needs.push(Need { kind: Kind::KeysFailed, count: whole.keys.failed, route });
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
            Kind::Differences => tr!(text, "needs-differences", count = self.count),
            Kind::KeysFailed => tr!(text, "needs-keys-failed", count = self.count),
        }
    }

    fn button(&self, alone: bool, text: &Text) -> Button {
        let label = match &self.kind {
            Kind::ServersDown(names) => match &names[..] {
                [name] => label!(text, "needs-server-button", name = name.as_str()),
                _ => label!(text, "needs-servers-button", count = self.count),
            },
            _ if alone => label!(text, "button-needs-you", count = self.count),
            Kind::Differences => label!(text, "server-differences", count = self.count),
            Kind::KeysFailed => label!(text, "needs-keys-button", count = self.count),
        };
        Button::go(label, self.route)
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

/// A button for each kind.
pub fn buttons(needs: &[Need], text: &Text) -> Vec<Button> {
    needs.iter().map(|need| need.button(needs.len() == 1, text)).collect()
}

/// What may wait, for samples of the screens that show it.
pub fn sample(kinds: usize) -> Vec<Need> {
    use crate::domain::ids::ServerId;
    let server = ServerId(1);
    let down = vec!["Istanbul".to_owned(), "تهران".to_owned(), "<Riga>".to_owned()];
    let needs = [
        Need { kind: Kind::Differences, count: 2, route: Route::Differences { server, after: None } },
        Need { kind: Kind::ServersDown(down), count: 5, route: Route::ServersPage { down: true, before: None } },
        Need {
            kind: Kind::KeysFailed,
            count: 1,
            route: Route::Keys { group: KeyGroup::Trouble, server: None, before: None },
        },
        Need { kind: Kind::ServersDown(vec!["Istanbul".to_owned()]), count: 1, route: Route::Server { server } },
    ];
    needs.into_iter().take(kinds).collect()
}
