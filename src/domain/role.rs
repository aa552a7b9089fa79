//! Who may do what: the one table of roles and permissions. Bot, HTTP API and jobs all ask it; nothing else decides.
//!
//! A permission says that a role may do a thing at all; the [`Scope`] says on whose records. Scope is applied where data
//! is read, so that another's record is the same as one that isn't there.

use super::{
    ids::{ChatId, PersonId, RepresentativeId},
    named,
};

named! {
    /// What a person is to the house.
    pub enum Role {
        /// Everything.
        Owner = "owner",
        /// Everything but owners' roles, the key file and removing the house.
        Admin = "admin",
        /// Keys, servers without their credentials, customers' questions.
        Operator = "operator",
        /// Own keys, customers, invoices, payments, reports.
        Representative = "representative",
        /// Own keys and payments.
        Customer = "customer",
    }
}

named! {
    /// A thing that can be allowed.
    pub enum Permission {
        /// See Home, one's own settings and help.
        Enter = "enter",
        /// See keys within scope.
        KeyRead = "key.read",
        /// Make keys.
        KeyCreate = "key.create",
        /// Rename, suspend, resume and delete keys within scope.
        KeyChange = "key.change",
        /// Change quota and expiry freely, without a priced renewal.
        KeyGrant = "key.grant",
        /// Delete a key.
        KeyDelete = "key.delete",
        /// See servers and their health.
        ServerRead = "server.read",
        /// Rename, pause, resume a server; settle differences found on it.
        ServerChange = "server.change",
        /// Add a server, which means handing over its credentials.
        ServerAdd = "server.add",
        /// Let a server go.
        ServerRemove = "server.remove",
        /// See a server's management URL.
        ServerReveal = "server.reveal",
        /// See plans and prices.
        PlanRead = "plan.read",
        /// Add, change and archive plans: prices.
        PlanChange = "plan.change",
        /// The house's settings.
        HouseChange = "house.change",
        /// Read the audit log.
        AuditRead = "audit.read",
    }
}

impl Role {
    /// The table.
    pub const fn may(self, permission: Permission) -> bool {
        use Permission as P;
        match permission {
            P::Enter | P::KeyRead => true,
            P::KeyCreate | P::KeyChange | P::KeyDelete | P::PlanRead => !matches!(self, Self::Customer),
            P::KeyGrant | P::ServerRead | P::ServerChange => matches!(self, Self::Owner | Self::Admin | Self::Operator),
            P::ServerAdd | P::ServerRemove | P::ServerReveal | P::PlanChange | P::HouseChange | P::AuditRead => {
                matches!(self, Self::Owner | Self::Admin)
            }
        }
    }
}

/// On whose records somebody may act.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// The whole house.
    House,
    /// What one representative owns.
    Representative(RepresentativeId),
    /// What one person holds as a customer.
    Holder(PersonId),
    /// Nothing: a representative who is nobody's.
    Nothing,
}

/// Who acts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Actor {
    /// A person, in a chat.
    Person {
        /// Who.
        id: PersonId,
        /// What they are to the house, as read in this transaction.
        role: Role,
        /// On whose records.
        scope: Scope,
        /// Where they write.
        chat: ChatId,
    },
    /// The house itself, by the named job.
    Job(&'static str),
    /// Someone at the machine's command line.
    Machine,
}

impl Actor {
    /// Whether the actor may do a thing at all. Jobs and the machine's own command line may.
    pub const fn may(&self, permission: Permission) -> bool {
        match self {
            Self::Person { role, .. } => role.may(permission),
            Self::Job(_) | Self::Machine => true,
        }
    }
    /// On whose records.
    pub const fn scope(&self) -> Scope {
        match self {
            Self::Person { scope, .. } => *scope,
            Self::Job(_) | Self::Machine => Scope::House,
        }
    }
    /// The person, where it is one.
    pub const fn person(&self) -> Option<PersonId> {
        match self {
            Self::Person { id, .. } => Some(*id),
            Self::Job(_) | Self::Machine => None,
        }
    }
    /// The chat, where there is one.
    pub const fn chat(&self) -> Option<ChatId> {
        match self {
            Self::Person { chat, .. } => Some(*chat),
            Self::Job(_) | Self::Machine => None,
        }
    }
}
