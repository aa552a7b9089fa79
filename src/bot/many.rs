//! What forms and buttons do about many keys and about test keys; and what every form for keys begins with.
//! Runs in the update's transaction; what the person may do was asked by the table, and is asked again by the use case.

use super::{
    context::Context,
    flows::{
        Form,
        many_form::ManyKeysForm,
        offers::{Offer, Place},
        prompt::{Prompt, What},
        test_key::TestKeyForm,
    },
    led::Led,
    routes::{Action, BatchDeed, Route, TestField},
    screens::servers::none_up,
};
use crate::{
    domain::{ids::ServerId, plan::PlanState, role::Permission, server::ServerState},
    service::{Error, KeyRefusal, Outcome, Refusal, batches, keys, representatives, require, test_keys},
    store::{self, Tx},
    text::label,
};

/// What a form for keys begins with.
#[derive(Debug)]
pub struct Offered {
    /// Plans that are sold.
    pub offers: Vec<Offer>,
    /// Servers to choose among; empty where the person may not see servers.
    pub servers: Vec<Place>,
    /// The one that was asked for.
    pub server: Option<ServerId>,
    /// The house's choice, for those who see servers.
    pub best: Option<String>,
    /// So many keys more may be made; `None` is as many as one likes.
    pub left: Option<i64>,
}

/// Looks for plans and servers; where a house lacks them, where to instead.
pub async fn offered(tx: &mut Tx, context: Context<'_>, server: Option<ServerId>) -> Outcome<Result<Offered, Led>> {
    let allowance = representatives::allowance(tx, &context.known.actor).await?;
    if !allowance.room_for(1) {
        return Err(Refusal::Key(KeyRefusal::LimitReached).into());
    }
    let plans = store::plans::list(tx, PlanState::Active).await?;
    let offers: Vec<Offer> = plans.iter().filter(|plan| allowance.plan(plan.id)).map(Offer::from).collect();
    if offers.is_empty() && !context.may(Permission::PlanChange) {
        return Err(Refusal::Key(KeyRefusal::NoPlan).into());
    }
    if offers.is_empty() {
        let words = label!(context.text, "toast-no-plans");
        return Ok(Err(Led::To(Route::Plans { archived: false }, Some(words))));
    }
    // Who sees no servers asks for none: whether one is there would show in the answer.
    let sees = context.may(Permission::ServerRead);
    let server = server.filter(|_| sees);
    let best = match keys::place_within(tx, &allowance, server).await {
        Ok(id) => store::servers::get(tx, id).await?.map(|s| s.name),
        Err(Error::Refused(Refusal::Key(KeyRefusal::NoServer))) if sees => {
            return no_place(tx, context).await.map(Err);
        }
        Err(error) => return Err(error),
    };
    let servers = if sees {
        let all = store::servers::list(tx, None, 200).await?.into_iter();
        all.filter(|row| row.server.state == ServerState::Enabled).map(Place::from).collect()
    } else {
        Vec::new()
    };
    Ok(Ok(Offered { offers, servers, server, best: best.filter(|_| sees), left: allowance.keys_left }))
}

/// No server takes keys by itself: none is there, or none is up.
async fn no_place(tx: &mut Tx, context: Context<'_>) -> Outcome<Led> {
    let model = none_up::load(tx, context).await?;
    if model.is_empty() && !context.may(Permission::ServerAdd) {
        return Err(Refusal::Key(KeyRefusal::NoServer).into());
    }
    if model.is_empty() {
        return Ok(Led::To(Route::Servers, Some(label!(context.text, "toast-no-servers"))));
    }
    Ok(Led::Once(none_up::view(&model, context.text)))
}

/// Begins a form that another one leads to.
pub async fn begin(tx: &mut Tx, context: Context<'_>, action: Action) -> Outcome<Form> {
    match act(tx, context, action).await? {
        Led::Form(form) => Ok(form),
        _ => Err(Refusal::WrongState.into()),
    }
}

/// Does what a tap asks for.
pub async fn act(tx: &mut Tx, context: Context<'_>, action: Action) -> Outcome<Led> {
    let (env, actor, now, text) = (context.env, &context.known.actor, context.now, context.text);
    require(actor, action.permission())?;
    Ok(match action {
        Action::ManyKeys { server } => many_keys(tx, context, server).await?,
        Action::TestKey { server } => test_key(tx, context, server).await?,
        Action::BatchDo { batch, version, deed: BatchDeed::Stop } => {
            batches::stop(tx, env, actor, (batch, version), now).await?;
            Led::To(Route::Batch { batch }, None)
        }
        Action::BatchDo { batch, version, deed: BatchDeed::Retry } => {
            batches::retry(tx, env, actor, (batch, version), now).await?;
            Led::To(Route::Batch { batch }, None)
        }
        Action::BatchSend { batch, codes } => {
            batches::send(tx, env, actor, batch, codes, now).await?;
            Led::Said(label!(text, "toast-sending"))
        }
        Action::TestEdit { field } => {
            let tests = context.house.tests;
            Led::Form(Form::Prompt(Prompt::new(match field {
                TestField::Quota => What::TestQuota(tests.quota),
                TestField::Days => What::TestDays(tests.days),
                TestField::Staff => What::TestsOfStaff(tests.staff_a_day),
            })))
        }
        _ => Led::To(Route::Home, None),
    })
}

async fn many_keys(tx: &mut Tx, context: Context<'_>, server: Option<ServerId>) -> Outcome<Led> {
    let offered = match offered(tx, context, server).await? {
        Ok(offered) => offered,
        Err(instead) => return Ok(instead),
    };
    let person = &context.known.person;
    let pattern = batches::suggest_pattern(person.username.as_deref().unwrap_or(&person.name));
    let mut once = [0; 12];
    context.env.chance.fill(&mut once);
    let Offered { offers, servers, server, best, left } = offered;
    let form = ManyKeysForm::new(offers, (servers, server, best), pattern, left, hex::encode(once));
    Ok(Led::Form(Form::ManyKeys(Box::new(form))))
}

/// Holds the names that the form was given against what is there.
pub async fn checked(tx: &mut Tx, context: Context<'_>, mut form: ManyKeysForm) -> Outcome<ManyKeysForm> {
    let Some(names) = form.names().cloned() else { return Ok(form) };
    let found = batches::check(tx, &context.known.actor, &names).await?;
    form.checked(found.free, &found.taken, found.left);
    Ok(form)
}

async fn test_key(tx: &mut Tx, context: Context<'_>, server: Option<ServerId>) -> Outcome<Led> {
    let actor = &context.known.actor;
    let allowance = representatives::allowance(tx, actor).await?;
    if !allowance.room_for(1) {
        return Err(Refusal::Key(KeyRefusal::LimitReached).into());
    }
    let offer = test_keys::offer(tx, actor, context.now).await?;
    if offer.a_day == Some(0) {
        return Err(Refusal::Key(KeyRefusal::NoTests).into());
    }
    let server = server.filter(|_| context.may(Permission::ServerRead));
    match keys::place_within(tx, &allowance, server).await {
        Ok(_) => {}
        Err(_) if context.may(Permission::ServerAdd) => {
            return Ok(Led::To(Route::Servers, Some(label!(context.text, "toast-no-servers"))));
        }
        Err(error) => return Err(error),
    }
    let name = keys::suggest_name(tx, actor, "test").await?;
    Ok(Led::Form(Form::TestKey(TestKeyForm::new(name, server, &offer))))
}
