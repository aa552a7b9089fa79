//! What a form's command does: the use case, and the screen that follows.
//! A confirmation only does what it was asked for: its target is checked again.

use super::{
    adopt,
    context::Context,
    flows::{Command, Form, add_server::AddServer},
    key_answers, many, people,
    routes::{Action, Deed, Route, ServerDeed, Target},
    ui::{Button, Press, View},
};
use crate::{
    domain::{ids::ServerId, invitation::Gift, role::Permission},
    service::{
        Outcome, Refusal, adding,
        backup::{self, records},
        batches, differences,
        differences::Decision,
        house,
        house::HouseChange,
        invitations, keys, notices, plans, require, servers,
        servers::ServerChange,
        test_keys, usage,
    },
    store::{self, Tx},
    text::{Html, Text, label, tr},
};
use secrecy::ExposeSecret;

/// What a command leads to.
#[derive(Debug)]
pub enum Done {
    /// A screen.
    To(Route),
    /// A screen, with words for what was done.
    Said(Route, String),
    /// A view that is shown once.
    Once(View),
    /// Another form.
    Form(Form),
}

/// Does it.
pub async fn perform(tx: &mut Tx, context: Context<'_>, command: &Command) -> Outcome<Done> {
    let (env, actor, now) = (context.env, &context.known.actor, context.now);
    let route = match command {
        Command::AddServer(access, replaces) => {
            Route::Adding { job: adding::begin(tx, env, actor, access, *replaces, now).await? }
        }
        Command::NewKey(new) => Route::Key { key: keys::create(tx, env, actor, new, now).await? },
        Command::NewTest(new) => Route::Key { key: test_keys::create(tx, env, actor, new, now).await? },
        Command::ManyKeys(new) => Route::Batch { batch: batches::create(tx, env, actor, new, now).await? },
        Command::CheckNames(form) => {
            return Ok(Done::Form(Form::ManyKeys(Box::new(many::checked(tx, context, (**form).clone()).await?))));
        }
        Command::Begin(action) => return Ok(Done::Form(many::begin(tx, context, *action).await?)),
        Command::NewPlan(draft) => Route::Plan { plan: plans::create(tx, actor, draft, now).await? },
        Command::Key(key, version, change) => {
            let before = store::keys::get(tx, context.scope(), *key).await?.ok_or(Refusal::NotFound)?;
            keys::change(tx, env, actor, (*key, *version), change, now).await?;
            let (page, words) = key_answers::after(tx, context, &before, change).await?;
            return Ok(words.map_or(Done::To(page), |words| Done::Said(page, words)));
        }
        Command::ServerName(server, version, name) => {
            servers::change(tx, context.env, actor, (*server, *version), &ServerChange::Rename(name.clone()), now)
                .await?;
            Route::Server { server: *server }
        }
        Command::Plan(plan, version, change) => {
            plans::change(tx, actor, *plan, *version, change.clone(), now).await?;
            Route::Plan { plan: *plan }
        }
        Command::PlanPeriod(plan, period) => {
            usage::set_plan_period(tx, actor, *plan, *period, now).await?;
            Route::Plan { plan: *plan }
        }
        Command::House(change) => {
            house::change(tx, actor, change.clone(), now).await?;
            match change {
                HouseChange::TestQuota(_) | HouseChange::TestDays(_) | HouseChange::TestsOfStaff(_) => Route::TestKeys,
                _ => house_next(tx, context).await?,
            }
        }
        Command::UsageRule(change) => {
            usage::change_rules(tx, env, actor, change.clone(), now).await?;
            Route::UsageRules
        }
        Command::Unlock(backup, passphrase) => {
            Route::BackupWork { job: records::unlock(tx, env, actor, (*backup, passphrase), now).await? }
        }
        Command::Quiet(hours) => {
            notices::set_quiet(tx, actor, *hours, now).await?;
            Route::Notices
        }
        Command::Adopt(adoption, version, wish) => adopt::perform(tx, context, (*adoption, *version), wish).await?,
        Command::People(command) => people::perform(tx, context, command).await?,
        Command::Confirmed(target) => return confirmed(tx, context, *target).await,
    };
    Ok(Done::To(route))
}

/// After a setting of the house: on with the first start while it runs, else back to the house.
async fn house_next(tx: &mut Tx, context: Context<'_>) -> Outcome<Route> {
    let running = context.house.next_step().is_some() && context.may(Permission::HouseChange);
    let over = house::load(tx).await?.setup_over;
    Ok(if running && !over { Route::Setup } else { Route::House })
}

/// A server's management URL, with the way to take it out of the chat again.
pub fn revealed(server: ServerId, name: &str, secret: &str, text: &Text) -> View {
    let mut view = View::titled(&[tr!(text, "servers-title")], &Html::isolated(text, name))
        .gap()
        .line(tr!(text, "server-revealed"))
        .line(Html::code_for(text, secret));
    // A copy button holds 256 characters; a longer secret is marked and copied by hand.
    if secret.chars().count() <= 256 {
        view = view.row([Button { label: label!(text, "button-copy"), press: Press::Copy(secret.to_owned()) }]);
    }
    view.row([Button::act(label!(text, "server-forget"), Action::Forget { server })])
        .back(text, Route::Server { server })
        .secret()
}

/// Makes an invitation, and shows it; its message to forward is on its way.
async fn invited(tx: &mut Tx, context: Context<'_>, gift: &Gift) -> Outcome<Done> {
    let invitation = invitations::make(tx, context.env, &context.known.actor, gift, context.now).await?;
    Ok(Done::To(Route::Invitation { invitation }))
}

/// What asked for a typed confirmation.
async fn confirmed(tx: &mut Tx, context: Context<'_>, target: Target) -> Outcome<Done> {
    let (env, actor, now, text) = (context.env, &context.known.actor, context.now, context.text);
    match target {
        Target::Do(Action::ServerDo { server, version, keys, deed: ServerDeed::Remove }) => {
            servers::change(tx, context.env, actor, (server, version), &ServerChange::Remove { keys }, now).await?;
            Ok(Done::To(Route::Servers))
        }
        Target::Do(Action::ServerReplace { server }) => {
            require(actor, Permission::ServerAdd)?;
            let name = servers::present(tx, server).await?.name;
            Ok(Done::Form(Form::AddServer(AddServer::replacing(server, name))))
        }
        Target::Do(Action::ServerTake { server, job }) => {
            Ok(Done::To(Route::Adding { job: adding::take_offer(tx, env, actor, job, server, now).await? }))
        }
        Target::Do(Action::Settle { server, difference, version, deed: Deed::Delete }) => {
            differences::decide(tx, env, actor, (difference, version), Decision::Delete, now).await?;
            Ok(Done::To(Route::Server { server }))
        }
        Target::Do(Action::RestoreFrom { backup }) => {
            Ok(Done::To(Route::BackupWork { job: records::restore(tx, env, actor, backup, now).await? }))
        }
        Target::Do(Action::HandHouse) => invited(tx, context, &Gift::House).await,
        Target::Do(Action::HandSeller { representative }) => {
            invited(tx, context, &Gift::HandRepresentative(representative)).await
        }
        Target::Do(Action::HandCustomer { customer }) => invited(tx, context, &Gift::HandCustomer(customer)).await,
        Target::Do(Action::MakePassphrase) => {
            let passphrase = backup::keys::make(tx, env, actor, now).await?;
            let words = passphrase.expose_secret();
            let copy = Button { label: label!(text, "button-copy"), press: Press::Copy(words.to_owned()) };
            let view = View::titled(&[tr!(text, "backups-title")], &tr!(text, "backup-passphrase-title"))
                .gap()
                .line(Html::code_for(text, words))
                .gap()
                .line(tr!(text, "backup-passphrase-keep"))
                .row([copy]);
            Ok(Done::Once(view.back(text, Route::Backups { before: None }).secret()))
        }
        Target::Go(Route::ServerReveal { server }) => {
            let name = servers::present(tx, server).await?.name;
            let secret = servers::reveal(tx, env, actor, server, now).await?;
            Ok(Done::Once(revealed(server, &name, secret.expose_secret(), text)))
        }
        _ => Err(Refusal::NotAllowed.into()),
    }
}
