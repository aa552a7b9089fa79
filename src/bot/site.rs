//! From a route to its screen. Every route asks the one table of permissions before anything is read.
//! Loads read within the reader's scope, so that another's record is the same as one that isn't there.

use super::{
    context::Context,
    routes::Route,
    screens::{adopt, backups, find, help, home, keys, needs, people, plans, servers, settings, setup, usage},
    ui::View,
};
use crate::{
    domain::role::Role,
    service::{Outcome, Refusal, require, undoing},
    store::Access,
};

/// Reads and words the screen of a route.
pub async fn render(access: &mut impl Access, context: Context<'_>, route: Route) -> Outcome<View> {
    require(&context.known.actor, route.permission())?;
    let text = context.text;
    let customer = context.role() == Role::Customer;
    let view = match route {
        Route::Home if customer => people::own::view(&people::own::load(access, context).await?, text),
        Route::Key { key } if customer => {
            people::own::view_key(&people::own::load_key(access, context, key).await?, text)
        }
        Route::Needs { after } => needs::one::view(&needs::one::load(access, context, after).await?, text),
        Route::Home => home::view(&home::load(access, context).await?, text),
        Route::Help => help::view(&help::load(context), text),
        Route::Find => find::ask(text),
        Route::Found { filter, before } => find::view(&find::load(access, context, filter, before).await?, text),
        Route::Keys { .. } | Route::Key { .. } | Route::KeyHistory { .. } | Route::KeyDelete { .. } => {
            of_keys(access, context, route).await?
        }
        Route::Batch { batch } => keys::batch::view(&keys::batch::load(access, context, batch).await?, text),
        Route::Usage { of } => usage::view(&usage::load(access, context, of).await?, text),
        route if is_of_servers(route) => of_servers(access, context, route).await?,
        Route::Plans { .. } | Route::PlansPage { .. } | Route::Plan { .. } => of_plans(access, context, route).await?,
        Route::People { .. }
        | Route::Person { .. }
        | Route::PersonRole { .. }
        | Route::PersonRemove { .. }
        | Route::Invite
        | Route::Invitations { .. }
        | Route::Invitation { .. }
        | Route::Representatives { .. }
        | Route::Representative { .. }
        | Route::Sells { .. }
        | Route::RepresentativeRemove { .. }
        | Route::Customers { .. }
        | Route::Customer { .. }
        | Route::KeyCustomer { .. } => people::render(access, context, route).await?,
        Route::Settings => settings::view(&settings::load(context), text),
        Route::Reading => settings::reading::view(&settings::reading::load(context), text),
        Route::Notices => settings::notices::view(&settings::notices::load(access, context).await?, text),
        Route::House => settings::house::view(&settings::house::load(context), text),
        Route::UsageRules => settings::usage::view(&settings::usage::load(access, context).await?, text),
        Route::TestKeys => settings::test_keys::view(&settings::test_keys::load(context), text),
        Route::Setup => setup::view(&setup::load(access, context).await?, text),
        Route::Backups { .. }
        | Route::Backup { .. }
        | Route::BackupWork { .. }
        | Route::BackupDelete { .. }
        | Route::RestorePreview { .. }
        | Route::BackupRules
        | Route::Held => kept(access, context, route).await?,
        // A revealed secret is shown once, by the confirmation that was typed for it; never by asking for the screen.
        Route::ServerReveal { .. } => return Err(Refusal::NotAllowed.into()),
        // Those of servers were shown above.
        _ => return Err(Refusal::NotFound.into()),
    };
    Ok(match &context.known.viewing {
        Some(name) => view.seen_as(text, name),
        None => match subject(route) {
            Some(subject) => {
                view.undo(text, undoing::offered(access, &context.known.actor, &subject, context.now).await?)
            }
            None => view,
        },
    })
}

/// What a screen shows one of, as the audit log calls it: a change of it can be undone there.
fn subject(route: Route) -> Option<String> {
    match route {
        Route::Key { key } => Some(format!("key:{key}")),
        Route::Server { server } => Some(format!("server:{server}")),
        Route::Plan { plan } => Some(format!("plan:{plan}")),
        Route::Person { person } => Some(format!("person:{person}")),
        Route::Representative { representative } => Some(format!("representative:{representative}")),
        _ => None,
    }
}

/// Screens of backups.
async fn kept(access: &mut impl Access, context: Context<'_>, route: Route) -> Outcome<View> {
    let text = context.text;
    Ok(match route {
        Route::Backups { before } => backups::list::view(&backups::list::load(access, context, before).await?, text),
        Route::Backup { backup } => backups::page::view(&backups::page::load(access, context, backup).await?, text),
        Route::BackupWork { job } => backups::work::view(&backups::work::load(access, context, job).await?, text),
        Route::BackupDelete { backup } => {
            backups::erase::view(&backups::erase::load(access, context, backup).await?, text)
        }
        Route::RestorePreview { backup } => {
            backups::restore::view(&backups::restore::load(access, context, backup).await?, text)
        }
        Route::BackupRules => backups::rules::view(&backups::rules::load(access, context).await?, text),
        Route::Held => backups::held::view(&backups::held::load(access, context).await?, text),
        _ => return Err(Refusal::NotFound.into()),
    })
}

/// Screens of keys.
async fn of_keys(access: &mut impl Access, context: Context<'_>, route: Route) -> Outcome<View> {
    let text = context.text;
    Ok(match route {
        Route::Keys { group, server, before } => {
            keys::list::view(&keys::list::load(access, context, group, server, before).await?, text)
        }
        Route::Key { key } => keys::page::view(&keys::page::load(access, context, key).await?, text),
        Route::KeyHistory { key, before } => {
            keys::history::view(&keys::history::load(access, context, key, before).await?, text)
        }
        Route::KeyDelete { key } => keys::delete::view(&keys::delete::load(access, context, key).await?, text),
        _ => return Err(Refusal::NotFound.into()),
    })
}

/// Screens of plans.
async fn of_plans(access: &mut impl Access, context: Context<'_>, route: Route) -> Outcome<View> {
    let text = context.text;
    Ok(match route {
        Route::Plans { archived } => {
            plans::list::view(&plans::list::load(access, context, archived, None).await?, text)
        }
        Route::PlansPage { archived, before } => {
            plans::list::view(&plans::list::load(access, context, archived, Some(before)).await?, text)
        }
        Route::Plan { plan } => plans::page::view(&plans::page::load(access, context, plan).await?, text),
        _ => return Err(Refusal::NotFound.into()),
    })
}

/// Whether a screen is one of servers.
const fn is_of_servers(route: Route) -> bool {
    matches!(
        route,
        Route::Servers
            | Route::ServersPage { .. }
            | Route::Server { .. }
            | Route::Adding { .. }
            | Route::ServerRemove { .. }
            | Route::Differences { .. }
            | Route::DifferenceDelete { .. }
            | Route::Adopt { .. }
            | Route::AdoptRule { .. }
            | Route::AdoptSeller { .. }
            | Route::AdoptPlan { .. }
            | Route::AdoptHolder { .. }
            | Route::AdoptOutlook { .. }
    )
}

/// Screens of servers.
async fn of_servers(access: &mut impl Access, context: Context<'_>, route: Route) -> Outcome<View> {
    let text = context.text;
    Ok(match route {
        Route::Servers => servers::list::view(&servers::list::load(access, context, false, None).await?, text),
        Route::ServersPage { down, before } => {
            servers::list::view(&servers::list::load(access, context, down, before).await?, text)
        }
        Route::Server { server } => servers::page::view(&servers::page::load(access, context, server).await?, text),
        Route::Adding { job } => servers::adding::view(&servers::adding::load(access, context, job).await?, text),
        Route::ServerRemove { server } => {
            servers::remove::view(&servers::remove::load(access, context, server).await?, text)
        }
        Route::Differences { server, after } => {
            servers::differences::view(&servers::differences::load(access, context, server, after).await?, text)
        }
        Route::DifferenceDelete { server, difference, needs } => {
            let model = servers::difference_delete::load(access, context, (server, difference), needs).await?;
            servers::difference_delete::view(&model, text)
        }
        other => adopt::render(access, context, other).await?,
    })
}
