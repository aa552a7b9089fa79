//! Ids of rows, each a type of its own so that one is never taken for another.
//!
//! They come from the database (`AUTOINCREMENT`, `IDENTITY`) and are never used again.

macro_rules! id {
    ($($(#[$meta:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub i64);
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { self.0.fmt(f) }
        }
    )+};
}

id!(
    /// A person that the house knows, by Telegram account.
    PersonId,
    /// A reseller; a person acts for it, and can be replaced by another.
    RepresentativeId,
    /// A machine or panel that gives access.
    ServerId,
    /// What is sold.
    PlanId,
    /// One credential on one server.
    KeyId,
    /// Somebody who holds keys, as their seller knows them.
    CustomerId,
    /// A single-use way in.
    InvitationId,
    /// One sale of a plan, at the price in force.
    SaleId,
    /// A list's stored filter.
    FilterId,
    /// A difference found on a server.
    DifferenceId,
    /// An adoption of a server's keys.
    AdoptionId,
    /// A message waiting to be sent.
    OutboxId,
    /// A piece of work for later.
    JobId,
    /// An entry of the audit log.
    AuditId,
    /// A backup.
    BackupId,
    /// Many keys made in one go.
    BatchId,
    /// A backup in one place.
    CopyId,
    /// A change that can be undone for a moment.
    UndoId,
    /// A Telegram private chat, which is the same number as its user's id.
    ChatId,
);
