//! What each action does: a use case, or the beginning of a form. Runs in the update's transaction.
//! What the person may do is asked twice: by the table here, and by the use case.

use super::{
    adopt,
    context::Context,
    deeds,
    flows::{
        Form,
        add_server::AddServer,
        confirm::Confirm,
        new_key::NewKeyForm,
        new_plan::NewPlanForm,
        prompt::{Prompt, Sold, What},
        quiet::QuietForm,
    },
    led::Led,
    many::{self, Offered},
    people,
    routes::{Action, Deed, HouseField, KeyField, PlanField, Route, ServerDeed, Target},
    screens::{backups, setup},
};
use crate::{
    domain::{
        backup,
        ids::{ChatId, DifferenceId, KeyId, PlanId, ServerId},
        key::Phase,
        notice::Notice,
        plan::PlanState,
        role::Permission,
    },
    service::{
        Outcome, Refusal,
        backup::{
            hold, records,
            rules::{self, RuleChange},
        },
        differences,
        house::{self, House, HouseChange, SetupStep},
        keys, notices, plans, require, servers,
        servers::ServerChange,
        test_keys,
    },
    store::{self, Tx, differences::DifferenceKind},
    text::label,
};

/// Whether it may be done at all. Who looks at the house as another does nothing but stop looking.
fn allowed(context: Context<'_>, action: Action) -> Outcome<()> {
    require(&context.known.actor, action.permission())?;
    if context.known.viewing.is_some() && !matches!(action, Action::Cancel | Action::ViewEnd) {
        return Err(Refusal::OnlyLooking.into());
    }
    Ok(())
}

/// Does it. The permission that the table asks for is asked here; what a use case asks comes on top.
pub async fn act(tx: &mut Tx, context: Context<'_>, action: Action) -> Outcome<Led> {
    allowed(context, action)?;
    match action {
        Action::ManyKeys { .. }
        | Action::TestKey { .. }
        | Action::BatchDo { .. }
        | Action::BatchSend { .. }
        | Action::TestEdit { .. } => many::act(tx, context, action).await,
        _ => one(tx, context, action).await,
    }
}

async fn one(tx: &mut Tx, context: Context<'_>, action: Action) -> Outcome<Led> {
    let (env, actor, now, text) = (context.env, &context.known.actor, context.now, context.text);
    Ok(match action {
        Action::NewKey { server, plan } => new_key(tx, context, server, plan).await?,
        Action::KeyEdit { key, field } => Led::Form(key_form(tx, context, key, field).await?),
        Action::KeyDo { .. }
        | Action::KeySend { .. }
        | Action::NeedDo { .. }
        | Action::Undo { .. }
        | Action::Chart { .. }
        | Action::UsageWatch { .. }
        | Action::UsageStops { .. }
        | Action::UsageThresholds
        | Action::PlanStops { .. } => deeds::act(tx, context, action).await?,
        Action::AddServer => Led::Form(Form::AddServer(AddServer::default())),
        Action::ServerName { server } => Led::Form(server_form(tx, server).await?),
        Action::ServerDo { server, version, keys, deed } => {
            server_do(tx, context, (server, version), keys, deed).await?
        }
        Action::ServerCheck { server } => {
            servers::check_now(tx, env, actor, server, now).await?;
            Led::To(Route::Server { server }, Some(label!(text, "toast-checking")))
        }
        Action::ServerReplace { server } | Action::ServerTake { server, .. } => {
            let name = servers::present(tx, server).await?.name;
            Led::Form(Form::Confirm(Confirm::new(Target::Do(action), name, 0)))
        }
        Action::Settle { server, difference, version, deed } => {
            settle(tx, context, server, (difference, version), deed).await?
        }
        adoption if adopt::concerns(adoption) => adopt::act(tx, context, adoption).await?,
        Action::NewPlan { preset } => Led::Form(Form::NewPlan(NewPlanForm::new(preset, text))),
        Action::PlanEdit { plan, field } => Led::Form(plan_form(tx, plan, field).await?),
        Action::PlanArchive { plan, version, archive } => {
            let state = if archive { PlanState::Archived } else { PlanState::Active };
            plans::set_state(tx, actor, plan, version, state, now).await?;
            Led::To(Route::Plan { plan }, None)
        }
        Action::Speak { .. } | Action::Count { .. } | Action::Date { .. } => {
            people::reading(tx, context, action).await?
        }
        Action::NoticeChoice { .. }
        | Action::QuietEdit
        | Action::NoticeTest
        | Action::GroupJoin { .. }
        | Action::GroupLeave => notice(tx, context, action).await?,
        Action::HouseEdit { .. } | Action::Toman { .. } => of_house(tx, context, action).await?,
        Action::Skip { .. } | Action::SetupOver { .. } => first_steps(tx, context, action).await?,
        // Whose message it is, is the tap's concern: what is left is the server's page.
        Action::Forget { server } => Led::To(Route::Server { server }, None),
        // The form that is left is the session's concern: by itself, Cancel leads Home.
        Action::Cancel => Led::To(Route::Home, None),
        Action::BackupNow
        | Action::BackupSend { .. }
        | Action::BackupErase { .. }
        | Action::RestoreFrom { .. }
        | Action::BackupUnlock { .. }
        | Action::MakePassphrase
        | Action::LetGo { .. }
        | Action::BackupEvery { .. }
        | Action::BackupHour { .. }
        | Action::BackupInto { .. }
        | Action::BackupKeep { .. } => backup(tx, context, action).await?,
        // What is about nobody is refused there.
        about_people => people::act(tx, context, about_people).await?,
    })
}

/// The house's settings.
async fn of_house(tx: &mut Tx, context: Context<'_>, action: Action) -> Outcome<Led> {
    match action {
        Action::HouseEdit { field } => Ok(Led::Form(house_form(tx, context.house, field).await?)),
        Action::Toman { on } => {
            house::change(tx, &context.known.actor, HouseChange::Toman(on), context.now).await?;
            Ok(Led::To(Route::House, None))
        }
        _ => Err(Refusal::NotFound.into()),
    }
}

/// Which notices come, where and when.
async fn notice(tx: &mut Tx, context: Context<'_>, action: Action) -> Outcome<Led> {
    let (env, actor, now, text) = (context.env, &context.known.actor, context.now, context.text);
    let chat = context.known.person.chat;
    match action {
        Action::NoticeChoice { kind, wanted } => notices::choose(tx, actor, kind, wanted, now).await?,
        Action::QuietEdit => {
            return Ok(Led::Form(Form::Quiet(QuietForm::new(store::notices::quiet_of(tx, chat).await?))));
        }
        Action::NoticeTest => {
            let once = format!("test:{chat}:{}", now.timestamp_micros());
            notices::tell(tx, env, &once, chat, &Notice::Test, now).await?;
            return Ok(Led::Said(label!(text, "toast-sending")));
        }
        Action::GroupJoin { group } => notices::set_group(tx, actor, Some(ChatId(group)), now).await?,
        _ => notices::set_group(tx, actor, None, now).await?,
    }
    Ok(Led::To(Route::Notices, None))
}

/// Leaves a step of the first start, or all of it.
async fn first_steps(tx: &mut Tx, context: Context<'_>, action: Action) -> Outcome<Led> {
    let (actor, now) = (&context.known.actor, context.now);
    Ok(match action {
        Action::Skip { step } => {
            house::skip(tx, actor, setup::step(step), now).await?;
            Led::To(Route::Setup, None)
        }
        Action::SetupOver { over } => {
            house::setup_over(tx, actor, over, now).await?;
            Led::To(if over { Route::Home } else { Route::Setup }, None)
        }
        _ => Led::To(Route::Setup, None),
    })
}

/// What is done about backups, and what waits after a restore.
async fn backup(tx: &mut Tx, context: Context<'_>, action: Action) -> Outcome<Led> {
    let (env, actor, now, text) = (context.env, &context.known.actor, context.now, context.text);
    Ok(match action {
        Action::BackupNow => {
            let job = records::ask(tx, env, actor, now).await?;
            Led::To(Route::BackupWork { job }, None)
        }
        Action::BackupSend { backup } => {
            let job = records::send(tx, env, actor, backup, now).await?;
            Led::To(Route::BackupWork { job }, None)
        }
        Action::BackupErase { backup } => {
            records::delete(tx, env, actor, backup, now).await?;
            Led::To(Route::Backups { before: None }, Some(label!(text, "toast-backup-deleted")))
        }
        Action::RestoreFrom { backup } => {
            let (row, _) = records::source(tx, backup).await?;
            let target = Target::Do(action);
            Led::Form(Form::Confirm(Confirm::new(target, text.date_time(row.made_at), 0)))
        }
        Action::BackupUnlock { backup } => {
            records::locked(tx, backup).await?;
            Led::Form(Form::Prompt(Prompt::new(What::BackupPassphrase(backup))))
        }
        Action::MakePassphrase => Led::Form(Form::Confirm(Confirm::new(Target::Do(action), String::new(), 0))),
        Action::LetGo { send } => {
            hold::let_go(tx, env, actor, send, now).await?;
            Led::To(Route::Home, Some(label!(text, "toast-let-go")))
        }
        rule => backup_rule(tx, context, rule).await?,
    })
}

async fn backup_rule(tx: &mut Tx, context: Context<'_>, action: Action) -> Outcome<Led> {
    let change = match action {
        Action::BackupEvery { every } => RuleChange::Every(every),
        // A forged button may say any number.
        Action::BackupHour { hour } => RuleChange::Hour(u32::try_from(hour.clamp(0, 23)).unwrap_or(0)),
        Action::BackupInto { place: backup::Place::Folder, on } => RuleChange::Folder(on),
        Action::BackupInto { place: backup::Place::Chat, on } => RuleChange::Chat(on),
        Action::BackupKeep { size } => RuleChange::Keep(backups::rules::keep(size)),
        _ => return Ok(Led::To(Route::BackupRules, None)),
    };
    rules::change(tx, &context.known.actor, change, context.now).await?;
    Ok(Led::To(Route::BackupRules, None))
}

async fn new_key(tx: &mut Tx, context: Context<'_>, server: Option<ServerId>, plan: Option<PlanId>) -> Outcome<Led> {
    let actor = &context.known.actor;
    let offered = match many::offered(tx, context, server).await? {
        Ok(offered) => offered,
        Err(instead) => return Ok(instead),
    };
    let person = &context.known.person;
    let suggested = keys::suggest_name(tx, actor, person.username.as_deref().unwrap_or(&person.name)).await?;
    let tests = test_keys::offer(tx, actor, context.now).await?.a_day != Some(0);
    let Offered { offers, servers, server, best, .. } = offered;
    let form = NewKeyForm::new(offers, plan, suggested, servers, server, best);
    Ok(Led::Form(Form::NewKey(form.with_tests(tests))))
}

async fn key_form(tx: &mut Tx, context: Context<'_>, id: KeyId, field: KeyField) -> Outcome<Form> {
    let key = store::keys::get(tx, context.scope(), id).await?.ok_or(Refusal::NotFound)?;
    if !matches!(key.phase, Phase::Live | Phase::Provisioning) {
        return Err(Refusal::WrongState.into());
    }
    let what = match field {
        KeyField::Name => What::KeyName(id, key.version, key.name),
        KeyField::Quota => {
            require(&context.known.actor, Permission::KeyGrant)?;
            // Only where another value was set: else it is the plan's.
            let plan = if key.quota_own { keys::plan_of(tx, &key).await? } else { None };
            What::KeyQuota(id, key.version, key.quota, plan.map(|plan| Sold { value: plan.quota }))
        }
        KeyField::TopUp | KeyField::Period => {
            require(&context.known.actor, Permission::KeyGrant)?;
            let found = store::usage::quota(tx, id).await?.ok_or(Refusal::NotFound)?;
            let quota = found.quota.ok_or(Refusal::WrongState)?;
            if field == KeyField::TopUp {
                What::KeyTopUp(id, key.version, quota)
            } else {
                What::KeyPeriod(id, key.version, quota, found.period)
            }
        }
        KeyField::End => {
            require(&context.known.actor, Permission::KeyGrant)?;
            let value = key.sold_end();
            let back = key.expiry_own && key.plan_id.is_some() && value.at().is_none_or(|at| at > context.now);
            What::KeyEnd(id, key.version, key.end(), back.then_some(Sold { value }))
        }
    };
    Ok(Form::Prompt(Prompt::new(what)))
}

async fn server_form(tx: &mut Tx, server: ServerId) -> Outcome<Form> {
    let found = servers::present(tx, server).await?;
    Ok(Form::Prompt(Prompt::new(What::ServerName(server, found.version, found.name))))
}

async fn plan_form(tx: &mut Tx, id: PlanId, field: PlanField) -> Outcome<Form> {
    let plan = store::plans::get(tx, id).await?.ok_or(Refusal::NotFound)?;
    Ok(Form::Prompt(Prompt::new(match field {
        PlanField::Name => What::PlanName(id, plan.version, plan.name),
        PlanField::Life => What::PlanLife(id, plan.version, plan.lifetime),
        PlanField::Quota => What::PlanQuota(id, plan.version, plan.quota),
        PlanField::Period => {
            let (period, _) = store::usage::of_plan(tx, id).await?.ok_or(Refusal::NotFound)?;
            What::PlanPeriod(id, period)
        }
        PlanField::Price => What::PlanPrice(id, plan.version, plan.price),
    })))
}

async fn house_form(tx: &mut Tx, house: &House, field: HouseField) -> Outcome<Form> {
    let (what, step) = match field {
        HouseField::Name => (What::HouseName(house.name.clone()), SetupStep::Name),
        HouseField::Currency => {
            let plans = store::plans::priced_in(tx, house.currency).await?;
            (What::HouseCurrency(house.currency, plans), SetupStep::Currency)
        }
        HouseField::Zone => (What::HouseZone(house.zone), SetupStep::Zone),
    };
    Ok(Form::Prompt(Prompt::new(what).of_setup(house.next_step() == Some(step))))
}

/// The form of the first start's next step, where that wants words: they can be typed below the steps themselves.
pub async fn setup_form(tx: &mut Tx) -> Outcome<Option<Form>> {
    let house = house::load(tx).await?;
    let field = match house.next_step() {
        Some(SetupStep::Name) => HouseField::Name,
        Some(SetupStep::Currency) => HouseField::Currency,
        Some(SetupStep::Zone) => HouseField::Zone,
        Some(SetupStep::Server) => return Ok(Some(Form::AddServer(AddServer::default()))),
        _ => return Ok(None),
    };
    Ok(Some(house_form(tx, &house, field).await?))
}

async fn server_do(
    tx: &mut Tx,
    context: Context<'_>,
    at: (ServerId, i64),
    keys: i64,
    deed: ServerDeed,
) -> Outcome<Led> {
    let (actor, now) = (&context.known.actor, context.now);
    let server = at.0;
    match deed {
        ServerDeed::Pause => servers::change(tx, context.env, actor, at, &ServerChange::Pause, now).await?,
        ServerDeed::Resume => servers::change(tx, context.env, actor, at, &ServerChange::Resume, now).await?,
        ServerDeed::Remove if keys > 0 => {
            require(actor, Permission::ServerRemove)?;
            let found = servers::present(tx, server).await?;
            if found.version != at.1 {
                return Err(Refusal::Stale.into());
            }
            let target = Target::Do(Action::ServerDo { server, version: at.1, keys, deed });
            return Ok(Led::Form(Form::Confirm(Confirm::new(target, found.name, keys))));
        }
        ServerDeed::Remove => {
            servers::change(tx, context.env, actor, at, &ServerChange::Remove { keys }, now).await?;
            return Ok(Led::To(Route::Servers, Some(label!(context.text, "toast-server-removed"))));
        }
    }
    Ok(Led::To(Route::Server { server }, None))
}

async fn settle(
    tx: &mut Tx,
    context: Context<'_>,
    server: ServerId,
    at: (DifferenceId, i64),
    deed: Deed,
) -> Outcome<Led> {
    let found = store::differences::get(tx, at.0).await?.ok_or(Refusal::NotFound)?;
    let rebuilt = found.kind == DifferenceKind::Rebuilt;
    if rebuilt && deed == Deed::Delete {
        require(&context.known.actor, Permission::ServerRemove)?;
        let name = servers::present(tx, server).await?.name;
        let keys = store::keys::missing_count(tx, server).await?;
        let target = Target::Do(Action::Settle { server, difference: at.0, version: at.1, deed });
        return Ok(Led::Form(Form::Confirm(Confirm::new(target, name, keys))));
    }
    let decision = match deed {
        Deed::Adopt => differences::Decision::Adopt,
        Deed::Ignore => differences::Decision::Ignore,
        Deed::Delete => differences::Decision::Delete,
        Deed::Restore => differences::Decision::Restore,
    };
    differences::decide(tx, context.env, &context.known.actor, at, decision, context.now).await?;
    // What follows for all its keys is seen on the server's page.
    let next = if rebuilt { Route::Server { server } } else { Route::Differences { server, after: Some(at.0) } };
    Ok(Led::To(next, Some(label!(context.text, "toast-settled"))))
}
