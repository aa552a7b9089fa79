//! People: the house's own, representatives, customers, the invitations to be one, and what a customer sees themselves.
//! Everything of a representative's is read within the reader's scope.

pub mod customer;
pub mod customers;
pub mod invitation;
pub mod invitations;
pub mod invite;
pub mod key_customer;
pub mod list;
pub mod own;
pub mod page;
pub mod remove;
pub mod role;
pub mod seller;
pub mod seller_remove;
pub mod sellers;
pub mod sells;
pub mod words;

use crate::{
    bot::{context::Context, routes::Route, ui::View},
    service::{Outcome, Refusal},
    store::Access,
};

/// Reads and words the screen of a route about people.
pub async fn render(access: &mut impl Access, context: Context<'_>, route: Route) -> Outcome<View> {
    let text = context.text;
    Ok(match route {
        Route::People { group, before } => list::view(&list::load(access, context, group, before).await?, text),
        Route::Person { person } => page::view(&page::load(access, context, person).await?, text),
        Route::PersonRole { person } => role::view(&role::load(access, context, person).await?, text),
        Route::PersonRemove { person } => remove::view(&remove::load(access, context, person).await?, text),
        Route::Invite => invite::view(&invite::load(context), text),
        Route::Invitations { before } => invitations::view(&invitations::load(access, context, before).await?, text),
        Route::Invitation { invitation } => {
            invitation::view(&invitation::load(access, context, invitation).await?, text)
        }
        Route::Representatives { before } => sellers::view(&sellers::load(access, context, before).await?, text),
        Route::Representative { representative } => {
            seller::view(&seller::load(access, context, representative).await?, text)
        }
        Route::Sells { representative, what } => {
            sells::view(&sells::load(access, context, representative, what).await?, text)
        }
        Route::RepresentativeRemove { representative } => {
            seller_remove::view(&seller_remove::load(access, context, representative).await?, text)
        }
        Route::Customers { representative, before } => {
            customers::view(&customers::load(access, context, representative, before).await?, text)
        }
        Route::Customer { customer, before } => {
            customer::view(&customer::load(access, context, customer, before).await?, text)
        }
        Route::KeyCustomer { key, before } => {
            key_customer::view(&key_customer::load(access, context, key, before).await?, text)
        }
        _ => return Err(Refusal::NotFound.into()),
    })
}
