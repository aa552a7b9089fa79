//! Notices in words: each kind as one message in its reader's language.
//!
//! An access URL is read and opened here, at the moment of sending, and only for someone within whose scope the key is.

use super::{
    batch_words::{self, Told},
    context::Context,
    handed, pictures, quota_words,
    routes::{Action, AdoptionDeed, KeyDeed, Route, Target},
    screens::people::{invitations::gift, words::role_word},
    ui::{self, Button, View},
};
use crate::{
    documents::{self, qr},
    domain::{
        adoption::AdoptionState,
        backup::Place,
        chart::{Span, UsageOf},
        ids::{AdoptionId, KeyId, ServerId},
        invitation::Gift,
        key::KeyState,
        notice::Notice,
        role::{Permission, Scope},
    },
    service::{Error, Outcome, adopting, invitations, sync, usage},
    store::{self, Access},
    text::{Html, Text, label, tr},
};
use secrecy::ExposeSecret;

/// A message that stays, ready to be sent.
#[derive(Debug, Clone)]
pub enum Message {
    /// Text with buttons.
    Text(View),
    /// A PNG picture with a caption and buttons.
    Picture(Vec<u8>, View),
    /// A file.
    File {
        /// Its name.
        name: String,
        /// Its content.
        bytes: Vec<u8>,
        /// Caption and buttons.
        view: View,
    },
}

/// Words a notice; `None` where there is nothing to say any more.
pub async fn word(access: &mut impl Access, context: Context<'_>, notice: &Notice) -> Outcome<Option<Message>> {
    let text = context.text;
    Ok(match notice {
        Notice::KeyReady { key } => picture(access, context, *key, false).await?,
        Notice::KeyRemade { key } => picture(access, context, *key, true).await?,
        Notice::KeyFile { key } => file(access, context, *key).await?,
        Notice::KeyFailed { key } => word_failed(access, context, *key).await?,
        Notice::BatchReport { .. } | Notice::BatchFile { .. } | Notice::BatchCodes { .. } => {
            word_batch(access, context, notice).await?
        }
        Notice::KeyDeleted { name } => {
            Some(Message::Text(View::plain(tr!(text, "notice-key-deleted", name = name.as_str()))))
        }
        Notice::ServerAdded { .. }
        | Notice::ServerNotAdded { .. }
        | Notice::ServerDown { .. }
        | Notice::ServerUp { .. }
        | Notice::ServerReplaced { .. }
        | Notice::ServerRebuilt { .. }
        | Notice::RebuiltDone { .. }
        | Notice::DifferencesFound { .. } => word_server(access, context, notice).await?,
        Notice::AdoptionDone { adoption } | Notice::AdoptionFile { adoption } => {
            word_adoption(access, context, notice, *adoption).await?
        }
        Notice::OwnerJoined { person } => store::people::get(access, *person)
            .await?
            .map(|p| Message::Text(View::plain(tr!(text, "notice-owner", name = p.name.as_str())))),
        Notice::Invitation { .. } | Notice::Joined { .. } | Notice::RoleChanged { .. } => {
            word_people(access, context, notice).await?
        }
        Notice::HandedAway { .. } | Notice::HandedTo { .. } => handed::word(context, notice).map(Message::Text),
        Notice::Fault { reference } => {
            Some(Message::Text(View::plain(tr!(text, "notice-fault", reference = reference.as_str()))))
        }
        Notice::Test => Some(Message::Text(View::plain(tr!(text, "notice-test")))),
        Notice::GroupFound { group, title } => {
            let join = Target::Also(Action::GroupJoin { group: group.0 });
            let line = tr!(text, "notice-group-found", title = title.as_str());
            Some(Message::Text(View::plain(line).row([Button::to(label!(text, "notices-group-join"), join)])))
        }
        Notice::Ending { key, days } => quota_words::ending(access, context, *key, *days).await?.map(Message::Text),
        Notice::KeyStopped { key } => quota_words::stopped(access, context, *key).await?.map(Message::Text),
        Notice::KeyOn { key } => quota_words::goes_on(access, context, *key).await?.map(Message::Text),
        Notice::Quota { key, percent } => quota_words::word(access, context, *key, *percent).await?.map(Message::Text),
        Notice::Chart { of, span } => draw(access, context, *of, *span).await?,
        Notice::BackupMade { .. }
        | Notice::BackupLooked { .. }
        | Notice::BackupFailed { .. }
        | Notice::BackupWorkFailed { .. }
        | Notice::Restored { .. } => word_backup(text, notice),
        // Nothing is said; the sender does it.
        Notice::Erase { .. } => None,
        Notice::JobStuck { what, .. } => {
            let name = text.lookup(&format!("job-{}", what.replace('_', "-"))).unwrap_or_else(|| what.clone());
            Some(Message::Text(View::plain(tr!(text, "notice-job-stuck", what = name.as_str()))))
        }
    })
}

/// A key's access URL as a file.
async fn file(access: &mut impl Access, context: Context<'_>, key: KeyId) -> Outcome<Option<Message>> {
    let url = sync::access_url(access, context.env, context.scope(), key).await?;
    let row = store::keys::get(access, context.scope(), key).await?;
    Ok(url.zip(row).map(|(url, row)| Message::File {
        name: file_name(&row.name),
        bytes: format!("{}\n", url.expose_secret()).into_bytes(),
        view: View::default(),
    }))
}

/// Words what is told of many keys that were made in one go.
async fn word_batch(access: &mut impl Access, context: Context<'_>, notice: &Notice) -> Outcome<Option<Message>> {
    let told = match notice {
        Notice::BatchFile { batch } => batch_words::file(access, context, *batch).await?,
        Notice::BatchCodes { batch } => batch_words::codes(access, context, *batch).await?,
        Notice::BatchReport { batch } => batch_words::report(access, context, *batch).await?,
        _ => None,
    };
    Ok(told.map(|told| match told {
        Told::Words(view) => Message::Text(view),
        Told::File { name, bytes, view } => Message::File { name, bytes, view },
    }))
}

/// Words that a key could not be made.
async fn word_failed(access: &mut impl Access, context: Context<'_>, key: KeyId) -> Outcome<Option<Message>> {
    let text = context.text;
    let Some(row) = store::keys::get(access, context.scope(), key).await? else { return Ok(None) };
    let sees = context.may(Permission::ServerRead);
    let why = ui::key_trouble(text, row.trouble.as_deref().unwrap_or_default(), sees);
    let retry = Action::KeyDo { key, version: row.version, deed: KeyDeed::Retry };
    let buttons = [
        Button::to(label!(text, "key-retry"), Target::Also(retry)),
        opens(label!(text, "button-open-key"), Route::Key { key }),
    ];
    let line = tr!(text, "notice-key-failed", name = row.name.as_str());
    Ok(Some(Message::Text(View::plain(line).line(Html::plain(&why)).row(buttons))))
}

/// A key to be handed on: its QR picture, with the access URL as caption. One that was made again says which it is, and
/// that it replaces another.
async fn picture(access: &mut impl Access, context: Context<'_>, key: KeyId, remade: bool) -> Outcome<Option<Message>> {
    let text = context.text;
    let Some(url) = sync::access_url(access, context.env, context.scope(), key).await? else { return Ok(None) };
    let row = if remade { store::keys::get(access, context.scope(), key).await? } else { None };
    let file = Target::Also(Action::KeySend { key, file: true });
    let view = View::plain(Html::code_for(text, url.expose_secret()))
        .maybe(row.map(|row| match context.scope() {
            Scope::Holder(_) => tr!(text, "notice-own-remade", name = row.name.as_str()),
            _ => tr!(text, "notice-key-remade", name = row.name.as_str()),
        }))
        .row([Button::to(label!(text, "key-file"), file), opens(label!(text, "button-open-key"), Route::Key { key })]);
    Ok(Some(Message::Picture(qr::png(url.expose_secret()), view)))
}

/// How many keys of a server don't work now, because a person, time or quota stopped them.
async fn stopped_on(access: &mut impl Access, server: ServerId) -> Outcome<i64> {
    let states = vec![KeyState::Suspended, KeyState::Expired, KeyState::Exhausted];
    let filter = store::keys::KeyFilter { states, server: Some(server), ..Default::default() };
    Ok(store::keys::count(access, Scope::House, &filter).await?)
}

/// Opens a screen below a message that stays.
fn opens(label: String, route: Route) -> Button {
    Button::to(label, Target::Open(route))
}

/// Draws a picture that was asked for; `None` where it is another's by now, or gone.
async fn draw(access: &mut impl Access, context: Context<'_>, of: UsageOf, span: Span) -> Outcome<Option<Message>> {
    let found = usage::picture(access, &context.known.actor, (of, span), context.house.zone, context.now).await;
    let found = match found {
        Err(Error::Refused(_)) => return Ok(None),
        found => found?,
    };
    let chart = pictures::chart(&found, span, context);
    let more = opens(label!(context.text, "key-usage"), Route::Usage { of });
    let view = View::plain(Html::plain(&chart.title)).row([more]);
    Ok(Some(Message::Picture(documents::chart::png(&chart), view)))
}

/// Words a notice of a backup.
fn word_backup(text: &Text, notice: &Notice) -> Option<Message> {
    let list = || opens(label!(text, "button-backups"), Route::Backups { before: None });
    let why = |cause: &str| Html::plain(&ui::backup_trouble(text, cause));
    let view = match notice {
        Notice::BackupMade { backup } => View::plain(tr!(text, "notice-backup-made"))
            .row([opens(label!(text, "backup-open"), Route::Backup { backup: *backup })]),
        Notice::BackupLooked { backup } => View::plain(tr!(text, "backup-work-looked"))
            .row([opens(label!(text, "backup-restore"), Route::RestorePreview { backup: *backup })]),
        Notice::BackupFailed { cause, place: None } => {
            View::plain(tr!(text, "notice-backup-failed")).line(why(cause)).row([list()])
        }
        Notice::BackupFailed { cause, place: Some(place) } => {
            let line = if place == Place::Chat.as_str() {
                tr!(text, "notice-backup-failed-chat")
            } else {
                tr!(text, "notice-backup-failed-folder")
            };
            View::plain(line).line(why(cause)).row([list()])
        }
        Notice::BackupWorkFailed { cause } => {
            View::plain(tr!(text, "notice-backup-work-failed")).line(why(cause)).row([list()])
        }
        Notice::Restored { made_at } => View::plain(tr!(text, "notice-restored", date = text.date_time(*made_at)))
            .line(tr!(text, "home-held"))
            .row([opens(label!(text, "button-held"), Route::Held), opens(label!(text, "button-home"), Route::Home)]),
        _ => return None,
    };
    Some(Message::Text(view))
}

/// Words that a server was not added, or its line not replaced.
fn not_added(text: &Text, address: &str, trouble: &str, server: Option<ServerId>) -> Message {
    let (line, again) = match server {
        Some(server) => (tr!(text, "adding-not-replaced", address = address), Action::ServerReplace { server }),
        None => (tr!(text, "adding-failed", address = address), Action::AddServer),
    };
    Message::Text(
        View::plain(line)
            .line(Html::plain(&ui::trouble(text, trouble)))
            .line(tr!(text, "adding-nothing-written"))
            .row([Button::to(label!(text, "adding-again"), Target::Also(again))]),
    )
}

/// Words a notice of a server.
async fn word_server(access: &mut impl Access, context: Context<'_>, notice: &Notice) -> Outcome<Option<Message>> {
    let text = context.text;
    Ok(match notice {
        Notice::ServerAdded { server, keys } => store::servers::get(access, *server).await?.map(|row| {
            let (id, name) = (*server, row.name.as_str());
            let there = (*keys > 0).then(|| tr!(text, "adding-keys-there", count = *keys));
            let adopt = Target::Also(Action::AdoptBegin { server: id });
            let adopt = (*keys > 0).then(|| Button::to(label!(text, "server-adopt", count = *keys), adopt));
            let page = opens(label!(text, "servers-button", name = name), Route::Server { server: id });
            Message::Text(View::plain(tr!(text, "adding-done", name = name)).maybe(there).column(adopt).row([page]))
        }),
        Notice::ServerNotAdded { address, trouble, server } => Some(not_added(text, address, trouble, *server)),
        Notice::ServerReplaced { server } => store::servers::get(access, *server).await?.map(|row| {
            let name = row.name.as_str();
            let button = opens(label!(text, "servers-button", name = name), Route::Server { server: *server });
            Message::Text(View::plain(tr!(text, "adding-replaced", name = name)).row([button]))
        }),
        Notice::ServerRebuilt { server, count } => store::servers::get(access, *server).await?.map(|row| {
            let line = tr!(text, "notice-server-rebuilt", name = row.name.as_str(), count = *count);
            let decide = Route::Differences { server: *server, after: None };
            Message::Text(View::plain(line).row([opens(label!(text, "button-decide"), decide)]))
        }),
        Notice::RebuiltDone { server, restored, count, left } => {
            let silent = if *restored { stopped_on(access, *server).await? } else { 0 };
            store::servers::get(access, *server).await?.map(|row| {
                let name = row.name.as_str();
                let line = if *restored {
                    tr!(text, "notice-rebuilt-made", name = name, count = *count)
                } else {
                    tr!(text, "notice-rebuilt-deleted", name = name, count = *count)
                };
                let left = (*left > 0).then(|| tr!(text, "notice-rebuilt-left", count = *left));
                let button = opens(label!(text, "servers-button", name = name), Route::Server { server: *server });
                let silent = (silent > 0).then(|| tr!(text, "notice-rebuilt-silent", count = silent));
                Message::Text(View::plain(line).maybe(silent).maybe(left).row([button]))
            })
        }
        Notice::ServerDown { server } | Notice::ServerUp { server } => {
            let down = matches!(notice, Notice::ServerDown { .. });
            store::servers::get(access, *server).await?.map(|row| {
                let name = row.name.as_str();
                let line = if down {
                    tr!(text, "notice-server-down", name = name)
                } else {
                    tr!(text, "notice-server-up", name = name)
                };
                let why = row.trouble.as_deref().filter(|_| down).map(|t| Html::plain(&ui::known_trouble(text, t)));
                let button = opens(label!(text, "servers-button", name = name), Route::Server { server: *server });
                Message::Text(View::plain(line).maybe(why).row([button]))
            })
        }
        Notice::DifferencesFound { server, count } => store::servers::get(access, *server).await?.map(|row| {
            let label = label!(text, "server-differences", count = *count);
            let line = tr!(text, "notice-differences", name = row.name.as_str(), count = *count);
            Message::Text(View::plain(line).row([opens(label, Route::Differences { server: *server, after: None })]))
        }),
        _ => None,
    })
}

/// Words how taking a server's keys over went, or sends the list of them.
async fn word_adoption(
    access: &mut impl Access,
    context: Context<'_>,
    notice: &Notice,
    id: AdoptionId,
) -> Outcome<Option<Message>> {
    let text = context.text;
    let Some(found) = store::adoptions::get(access, id).await? else { return Ok(None) };
    let Some(server) = store::servers::get(access, found.server).await? else { return Ok(None) };
    // Who lost the right to see it since isn't told any more.
    if !context.may(Permission::ServerChange) {
        return Ok(None);
    }
    let opened = opens(label!(text, "button-open-key"), Route::Adopt { adoption: id });
    if matches!(notice, Notice::AdoptionFile { .. }) && found.state == AdoptionState::Draft {
        let rows = adopting::ahead(access, &found, context.now).await?;
        let (name, bytes) = (format!("adopt-{}.csv", file_stem(&server.name)), adopting::ahead_file(&rows));
        return Ok(Some(Message::File { name, bytes, view: View::default() }));
    }
    if matches!(notice, Notice::AdoptionFile { .. }) {
        let rows = store::adoptions::settled(access, id, i64::from(u32::MAX)).await?;
        let name = format!("adopted-{}.csv", file_stem(&server.name));
        return Ok(Some(Message::File { name, bytes: adopting::file(&rows), view: View::default() }));
    }
    let standing = adopting::standing(access, id).await?;
    let failed: i64 = standing.failed.iter().map(|(_, count, _)| count).sum();
    let file = Action::AdoptDo { adoption: id, version: found.version, deed: AdoptionDeed::File };
    let view = View::plain(tr!(text, "notice-adopted", name = server.name.as_str(), count = standing.adopted))
        .maybe((failed > 0).then(|| tr!(text, "notice-adopted-failed", count = failed)))
        .row([Button::to(label!(text, "adopt-file"), Target::Also(file)), opened]);
    Ok(Some(Message::Text(view)))
}

/// Words a notice about people. An invitation is a message to forward: it says nothing that is for its maker alone, and
/// has no button.
async fn word_people(access: &mut impl Access, context: Context<'_>, notice: &Notice) -> Outcome<Option<Message>> {
    let text = context.text;
    Ok(match notice {
        Notice::Invitation { invitation } => {
            let bot = context.house.bot.as_deref();
            let way = invitations::way_in(access, context.env, bot, *invitation, context.now).await?;
            let found = store::invitations::get(access, Scope::House, *invitation).await?;
            let Some((way, found)) = way.zip(found) else { return Ok(None) };
            let until = text.date_time(found.expires_at);
            let described = invitations::describe(access, found).await?;
            let what = gift(text, &described);
            let line = match described.invitation.gift {
                Gift::Key(_) => tr!(text, "notice-invitation-key", house = context.house.name.as_str()),
                _ => tr!(text, "notice-invitation", house = context.house.name.as_str(), what = what),
            };
            // A link stands alone on its line: no mark of direction follows it, that a client could take for a part of it.
            let open = match &way.link {
                Some(url) => {
                    let mut open = tr!(text, "notice-invitation-link");
                    open.push(&Html::plain("\n"));
                    open.push(&Html::plain(url.expose_secret()));
                    open
                }
                None => tr!(text, "notice-invitation-code", code = Html::code_for(text, way.code.expose_secret())),
            };
            Some(Message::Text(View::plain(line).line(open).line(tr!(text, "notice-invitation-once", date = until))))
        }
        Notice::Joined { invitation } => match store::invitations::get(access, Scope::House, *invitation).await? {
            Some(found) => {
                let described = invitations::describe(access, found).await?;
                let name = described.user.as_deref().unwrap_or_default();
                let what = gift(text, &described);
                Some(Message::Text(View::plain(tr!(text, "notice-joined", name = name, what = what))))
            }
            None => None,
        },
        Notice::RoleChanged { role } => {
            let role = role_word(text, *role);
            let home = opens(label!(text, "button-home"), Route::Home);
            Some(Message::Text(View::plain(tr!(text, "notice-role", role = role)).row([home])))
        }
        _ => None,
    })
}

/// A key's name as a file's name: letters and digits of any script, dashes for the rest.
fn file_name(name: &str) -> String {
    format!("{}.txt", file_stem(name))
}

fn file_stem(name: &str) -> String {
    name.chars().map(|c| if c.is_alphanumeric() { c } else { '-' }).take(60).collect()
}
