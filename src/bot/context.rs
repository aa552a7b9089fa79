//! What a screen may look at beside the database: who reads, the house, the time.
//! Made anew for each update, from one reading of the house: a screen never asks the clock itself.

use crate::{
    domain::role::{Permission, Role, Scope},
    service::{Env, house::House, people::Known},
    text::Text,
};
use chrono::{DateTime, Utc};

/// What loading and showing a screen needs.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    /// Keys, drivers, chance.
    pub env: &'a Env,
    /// Who reads.
    pub known: &'a Known,
    /// The house's settings.
    pub house: &'a House,
    /// How they read.
    pub text: &'a Text,
    /// Now.
    pub now: DateTime<Utc>,
}

impl Context<'_> {
    /// On whose records they look.
    pub const fn scope(&self) -> Scope {
        self.known.actor.scope()
    }
    /// What they are here: who looks as a representative is one.
    pub const fn role(&self) -> Role {
        match self.known.actor.role() {
            Some(role) => role,
            None => self.known.person.role,
        }
    }
    /// Whether they may do a thing at all.
    pub const fn may(&self, permission: Permission) -> bool {
        self.known.actor.may(permission)
    }
}
