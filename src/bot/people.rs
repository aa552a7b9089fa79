//! What actions about people do: the house's own, representatives, customers, and the invitations to be one.
//! As everywhere, what the person may do is asked by the table first and by the use case again.

use super::{
    context::Context,
    flows::{
        Form, PeopleCommand,
        confirm::Confirm,
        people::{PeopleForm, What},
    },
    led::Led,
    routes::{Action, CustomerField, InvitationDeed, PersonDeed, Route, SellerDeed, SellerField, Selling, Target},
};
use crate::{
    domain::{
        ids::{CustomerId, RepresentativeId},
        invitation::Gift,
        role::Permission,
    },
    service::{
        Outcome, Refusal, customers as customer_cases, handing,
        house::SetupStep,
        invitations, people as cases,
        representatives::{self, RepresentativeChange},
        staff::{self as staff_cases, PersonChange},
    },
    store::{self, Tx},
    text::label,
};

/// Does it.
pub async fn act(tx: &mut Tx, context: Context<'_>, action: Action) -> Outcome<Led> {
    let (actor, now) = (&context.known.actor, context.now);
    Ok(match action {
        Action::ViewAs { representative } => Led::View(Some(cases::view_as(tx, actor, representative, now).await?)),
        Action::ViewEnd => Led::View(None),
        Action::NewCustomer { .. }
        | Action::CustomerEdit { .. }
        | Action::HandCustomer { .. }
        | Action::KeyGive { .. }
        | Action::KeyClaim { .. } => customers(tx, context, action).await?,
        _ => staff(tx, context, action).await?,
    })
}

/// About the house's own people and representatives.
async fn staff(tx: &mut Tx, context: Context<'_>, action: Action) -> Outcome<Led> {
    let (env, actor, now, text) = (context.env, &context.known.actor, context.now, context.text);
    Ok(match action {
        Action::Invite { role } => invite(tx, context, &Gift::Staff(role)).await?,
        Action::InviteSeller => Led::Form(Form::People(PeopleForm::new(What::NewSeller))),
        Action::InvitationDo { invitation, deed: InvitationDeed::Send } => {
            invitations::send(tx, env, actor, invitation, now).await?;
            Led::Said(label!(text, "toast-sending"))
        }
        Action::InvitationDo { invitation, deed: InvitationDeed::Revoke } => {
            invitations::revoke(tx, actor, invitation, now).await?;
            Led::To(Route::Invitation { invitation }, None)
        }
        Action::PersonRole { person, version, role } => {
            staff_cases::change(tx, env, actor, (person, version), PersonChange::Role(role), now).await?;
            Led::To(Route::Person { person }, None)
        }
        Action::PersonDo { person, version, deed } => {
            let change = match deed {
                PersonDeed::Suspend => PersonChange::Suspend,
                PersonDeed::Resume => PersonChange::Resume,
                PersonDeed::Remove => PersonChange::Remove,
            };
            staff_cases::change(tx, env, actor, (person, version), change, now).await?;
            Led::To(Route::Person { person }, None)
        }
        Action::HandHouse => {
            let passed = handing::of_house(tx).await?;
            Led::Form(Form::Confirm(Confirm::handing(Target::Do(action), passed)))
        }
        Action::HandSeller { representative } => {
            let passed = handing::of_representative(tx, representative).await?;
            Led::Form(Form::Confirm(Confirm::handing(Target::Do(action), passed)))
        }
        Action::SellerEdit { representative, field } => seller_form(tx, representative, field).await?,
        Action::SellerDo { representative, version, deed } => {
            let change = match deed {
                SellerDeed::Suspend => RepresentativeChange::Suspend,
                SellerDeed::Resume => RepresentativeChange::Resume,
                SellerDeed::Remove => RepresentativeChange::Remove,
            };
            representatives::change(tx, actor, (representative, version), &change, now).await?;
            let gone = deed == SellerDeed::Remove;
            let to = Route::Representatives { before: None };
            Led::To(if gone { to } else { Route::Representative { representative } }, None)
        }
        other => selling(tx, context, other).await?,
    })
}

/// What a representative may sell.
async fn selling(tx: &mut Tx, context: Context<'_>, action: Action) -> Outcome<Led> {
    let (id, version, what, change) = match action {
        Action::SellAll { representative, version, what, all } => {
            let change = match what {
                Selling::Plans => RepresentativeChange::AllPlans(all),
                Selling::Servers => RepresentativeChange::AllServers(all),
            };
            (representative, version, what, change)
        }
        Action::SellPlan { representative, version, plan, on } => {
            (representative, version, Selling::Plans, RepresentativeChange::Plan(plan, on))
        }
        Action::SellServer { representative, version, server, on } => {
            (representative, version, Selling::Servers, RepresentativeChange::Server(server, on))
        }
        _ => return Err(Refusal::NotAllowed.into()),
    };
    representatives::change(tx, &context.known.actor, (id, version), &change, context.now).await?;
    Ok(Led::To(Route::Sells { representative: id, what }, None))
}

/// Makes an invitation, and shows it; its message to forward is on its way.
async fn invite(tx: &mut Tx, context: Context<'_>, gift: &Gift) -> Outcome<Led> {
    let invitation = invitations::make(tx, context.env, &context.known.actor, gift, context.now).await?;
    Ok(Led::To(Route::Invitation { invitation }, None))
}

async fn seller_form(tx: &mut Tx, id: RepresentativeId, field: SellerField) -> Outcome<Led> {
    let found = store::representatives::get(tx, id).await?.ok_or(Refusal::NotFound)?;
    let version = found.version;
    Ok(Led::Form(Form::People(PeopleForm::new(match field {
        SellerField::Name => What::SellerName(id, version, found.name),
        SellerField::Keys => What::SellerKeys(id, version, found.max_keys),
        SellerField::Tests => What::SellerTests(id, version, found.tests_a_day),
    }))))
}

/// About customers, and whose a key is.
async fn customers(tx: &mut Tx, context: Context<'_>, action: Action) -> Outcome<Led> {
    let (env, actor, now, text) = (context.env, &context.known.actor, context.now, context.text);
    Ok(match action {
        Action::NewCustomer { key } => {
            if let Some(key) = key {
                store::keys::get(tx, context.scope(), key).await?.ok_or(Refusal::NotFound)?;
            }
            Led::Form(Form::People(PeopleForm::new(What::NewCustomer(key))))
        }
        Action::CustomerEdit { customer, field } => customer_form(tx, context, customer, field).await?,
        Action::HandCustomer { customer } => {
            let found = store::customers::get(tx, context.scope(), customer).await?.ok_or(Refusal::NotFound)?;
            let passed = handing::of_customer(tx, &found).await?;
            Led::Form(Form::Confirm(Confirm::handing(Target::Do(action), passed)))
        }
        Action::KeyGive { key, version, customer } => {
            customer_cases::give_key(tx, actor, (key, version), customer, now).await?;
            Led::To(Route::Key { key }, None)
        }
        Action::KeyClaim { key } => {
            invitations::make(tx, env, actor, &Gift::Key(key), now).await?;
            Led::To(Route::Key { key }, Some(label!(text, "toast-invitation")))
        }
        _ => return Err(Refusal::NotAllowed.into()),
    })
}

async fn customer_form(tx: &mut Tx, context: Context<'_>, id: CustomerId, field: CustomerField) -> Outcome<Led> {
    let found = store::customers::get(tx, context.scope(), id).await?.ok_or(Refusal::NotFound)?;
    Ok(Led::Form(Form::People(PeopleForm::new(match field {
        CustomerField::Name => What::CustomerName(id, found.version, found.name),
        CustomerField::Note => What::CustomerNote(id, found.version, found.note),
    }))))
}

/// Does what a form about people asks for.
pub async fn perform(tx: &mut Tx, context: Context<'_>, command: &PeopleCommand) -> Outcome<Route> {
    let (env, actor, now) = (context.env, &context.known.actor, context.now);
    Ok(match command {
        PeopleCommand::Invite(gift) => {
            Route::Invitation { invitation: invitations::make(tx, env, actor, gift, now).await? }
        }
        PeopleCommand::Seller(id, version, change) => {
            representatives::change(tx, actor, (*id, *version), change, now).await?;
            Route::Representative { representative: *id }
        }
        PeopleCommand::NewCustomer(name, key) => {
            let customer = customer_cases::create(tx, actor, name, *key, now).await?;
            match key {
                Some(key) => Route::Key { key: *key },
                None => Route::Customer { customer, before: None },
            }
        }
        PeopleCommand::Customer(id, version, change) => {
            customer_cases::change(tx, actor, (*id, *version), change, now).await?;
            Route::Customer { customer: *id, before: None }
        }
    })
}

/// How one reads, oneself.
pub async fn reading(tx: &mut Tx, context: Context<'_>, action: Action) -> Outcome<Led> {
    let change = match action {
        Action::Count { numerals } => cases::ReadingChange::Numerals(numerals),
        Action::Date { calendar } => cases::ReadingChange::Calendar(calendar),
        Action::Speak { language } => cases::ReadingChange::Language(language),
        _ => return Ok(Led::To(Route::Reading, None)),
    };
    cases::change_reading(tx, context.known, change, context.now).await?;
    // The first start asks for the language as its first step, and goes on from there.
    let asked = context.may(Permission::HouseChange)
        && context.house.next_step() == Some(SetupStep::Language)
        && matches!(action, Action::Speak { .. });
    Ok(Led::To(if asked { Route::Setup } else { Route::Reading }, None))
}
