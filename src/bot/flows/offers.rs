//! What forms for keys offer: plans and servers, as they were when the form began.
//! The use case looks at them again.

use crate::{
    domain::{
        ids::{PlanId, ServerId},
        money::Money,
        plan::{Lifetime, Plan},
        server::Health,
        traffic::Traffic,
    },
    store::servers::ServerRow,
};
use serde::{Deserialize, Serialize};

/// How many plans or servers one page of a form shows.
pub(super) const SHOWN: usize = 8;

/// A plan as it was when the form began, for its button.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offer {
    pub(super) id: PlanId,
    pub(super) name: String,
    pub(super) lifetime: Lifetime,
    pub(super) quota: Option<Traffic>,
    pub(super) price: Money,
}

impl From<&Plan> for Offer {
    fn from(plan: &Plan) -> Self {
        Self { id: plan.id, name: plan.name.clone(), lifetime: plan.lifetime, quota: plan.quota, price: plan.price }
    }
}

/// A server as it was when the form began, for its button.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    pub(super) id: ServerId,
    pub(super) name: String,
    pub(super) health: Health,
    pub(super) keys: i64,
}

impl From<ServerRow> for Place {
    fn from(row: ServerRow) -> Self {
        Self { id: row.server.id, name: row.server.name, health: row.server.health, keys: row.keys }
    }
}
