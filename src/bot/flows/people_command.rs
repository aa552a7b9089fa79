//! What forms about representatives and customers ask the house to do.
//! Typed, and carried out in the transaction that ends the form.

use crate::{
    domain::{
        ids::{CustomerId, KeyId, RepresentativeId},
        invitation::Gift,
    },
    service::{customers::CustomerChange, representatives::RepresentativeChange},
};

/// What a form about people asks the house to do.
#[derive(Debug, Clone)]
pub enum PeopleCommand {
    /// Invite.
    Invite(Gift),
    /// Change a representative.
    Seller(RepresentativeId, i64, RepresentativeChange),
    /// Write a customer down, who holds that key.
    NewCustomer(String, Option<KeyId>),
    /// Change a customer.
    Customer(CustomerId, i64, CustomerChange),
}
