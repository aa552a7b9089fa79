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
        /// See what has happened to a key.
        KeyHistory = "key.history",
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
        /// See the house's own people.
        PeopleRead = "people.read",
        /// Invite the house's own people, and change their roles.
        PeopleChange = "people.change",
        /// See representatives.
        RepresentativeRead = "representative.read",
        /// Invite representatives, change what they may sell, suspend and remove them.
        RepresentativeChange = "representative.change",
        /// See the house as a representative does.
        ViewAs = "representative.view",
        /// See customers within scope.
        CustomerRead = "customer.read",
        /// Write customers down, give them keys, invite them.
        CustomerChange = "customer.change",
        /// See and take back invitations within scope.
        InvitationRead = "invitation.read",
        /// Hand the house over to another owner.
        HouseHandOver = "house.hand_over",
        /// The house's settings.
        HouseChange = "house.change",
        /// See, make, fetch and delete backups; their settings.
        BackupManage = "backup.manage",
        /// Put a backup in the place of the house.
        BackupRestore = "backup.restore",
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
            P::KeyCreate
            | P::KeyChange
            | P::KeyDelete
            | P::KeyHistory
            | P::PlanRead
            | P::CustomerRead
            | P::CustomerChange => !matches!(self, Self::Customer),
            P::KeyGrant | P::ServerRead | P::ServerChange | P::RepresentativeRead => {
                matches!(self, Self::Owner | Self::Admin | Self::Operator)
            }
            P::InvitationRead => matches!(self, Self::Owner | Self::Admin | Self::Representative),
            P::ServerAdd
            | P::ServerRemove
            | P::ServerReveal
            | P::PlanChange
            | P::PeopleRead
            | P::PeopleChange
            | P::RepresentativeChange
            | P::ViewAs
            | P::HouseChange
            | P::BackupManage
            | P::BackupRestore
            | P::AuditRead => matches!(self, Self::Owner | Self::Admin),
            P::HouseHandOver => matches!(self, Self::Owner),
        }
    }
}

impl Role {
    /// Whether somebody of this role decides about the role of somebody of that one. Only owners decide about owners.
    pub const fn above(self, other: Self) -> bool {
        match self {
            Self::Owner => true,
            Self::Admin => !matches!(other, Self::Owner),
            Self::Operator | Self::Representative | Self::Customer => false,
        }
    }
}

impl Permission {
    /// Whether it only lets somebody look.
    pub const fn only_reads(self) -> bool {
        matches!(
            self,
            Self::Enter
                | Self::KeyRead
                | Self::KeyHistory
                | Self::ServerRead
                | Self::PlanRead
                | Self::PeopleRead
                | Self::RepresentativeRead
                | Self::CustomerRead
                | Self::InvitationRead
                | Self::AuditRead
        )
    }
}

/// How far somebody may go within what their role allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Freedom {
    /// All of it.
    Full,
    /// Their representative is suspended: they look, and change nothing.
    Suspended,
    /// Somebody of the house who looks at it as a representative does: they see what can be done, and do nothing.
    Viewing,
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
        /// How far they may go.
        freedom: Freedom,
    },
    /// The house itself, by the named job.
    Job(&'static str),
    /// Someone at the machine's command line.
    Machine,
}

impl Actor {
    /// Whether the actor may do a thing at all. Jobs and the machine's own command line may. Who looks at the house as
    /// another sees what that one may do; that they don't do it is settled by [`Self::freedom`].
    pub const fn may(&self, permission: Permission) -> bool {
        match self {
            Self::Person { role, freedom, .. } => {
                role.may(permission) && (!matches!(freedom, Freedom::Suspended) || permission.only_reads())
            }
            Self::Job(_) | Self::Machine => true,
        }
    }
    /// How far the actor may go.
    pub const fn freedom(&self) -> Freedom {
        match self {
            Self::Person { freedom, .. } => *freedom,
            Self::Job(_) | Self::Machine => Freedom::Full,
        }
    }
    /// The role, where it is a person.
    pub const fn role(&self) -> Option<Role> {
        match self {
            Self::Person { role, .. } => Some(*role),
            Self::Job(_) | Self::Machine => None,
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

#[cfg(test)]
mod tests {
    use super::*;

    const fn actor(role: Role, freedom: Freedom) -> Actor {
        Actor::Person { id: PersonId(1), role, scope: Scope::House, chat: ChatId(1), freedom }
    }

    #[test]
    fn each_role_may_less_than_the_one_above() {
        let ranks = [Role::Owner, Role::Admin, Role::Operator, Role::Customer];
        for permission in Permission::ALL {
            for pair in ranks.windows(2) {
                assert!(pair[0].may(*permission) || !pair[1].may(*permission), "{permission:?}");
            }
        }
    }

    #[test]
    fn who_is_suspended_looks_and_changes_nothing() {
        for permission in Permission::ALL {
            let may = actor(Role::Representative, Freedom::Suspended).may(*permission);
            assert_eq!(may, Role::Representative.may(*permission) && permission.only_reads());
            assert_eq!(actor(Role::Admin, Freedom::Viewing).may(*permission), Role::Admin.may(*permission));
        }
    }

    #[test]
    fn only_owners_decide_about_owners() {
        for role in Role::ALL {
            assert_eq!(role.above(Role::Owner), *role == Role::Owner);
            assert_eq!(role.above(Role::Operator), matches!(role, Role::Owner | Role::Admin));
        }
    }
}
