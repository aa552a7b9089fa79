//! What people can act on: why something wasn't done for them, one small enum per kind of record.
//!
//! Words for these are the bot's and the HTTP side's concern; nothing here is for logs.

use crate::domain::ids::ServerId;
use chrono::{DateTime, Utc};

/// What a person can act on: a refusal that says why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// The role doesn't allow it.
    NotAllowed,
    /// No such record, or not theirs: the same answer.
    NotFound,
    /// It was changed meanwhile.
    Stale,
    /// It can't be done in the state that it is in.
    WrongState,
    /// It can't be undone any more.
    UndoOver,
    /// Who looks at the house as another changes nothing.
    OnlyLooking,
    /// Their representative is suspended.
    Suspended,
    /// About people, representatives and customers.
    People(PeopleRefusal),
    /// About keys.
    Key(KeyRefusal),
    /// About servers.
    Server(ServerRefusal),
    /// About plans.
    Plan(PlanRefusal),
    /// About adopting what a server has.
    Adoption(AdoptionRefusal),
}

/// What a person can act on about keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyRefusal {
    /// Another key of the same seller has that name.
    NameTaken,
    /// Empty, too long, or with characters that can't be shown.
    BadName,
    /// No server is there that takes new keys.
    NoServer,
    /// The server that was asked for takes no new keys.
    ServerClosed,
    /// The plan isn't sold any more.
    PlanArchived,
    /// The house suspended it: nobody else lets it go on.
    StoppedByHouse,
    /// That end lies in the past.
    PastEnd,
    /// The representative has as many keys as they may have.
    LimitReached,
    /// There is no plan that the representative may sell.
    NoPlan,
    /// The representative may not sell that plan.
    PlanNotTheirs,
    /// The representative may not sell on that server.
    ServerNotTheirs,
    /// So many keys more may be made, and no more than that.
    Room(i64),
    /// Some of the names of a batch aren't free any more.
    NamesTaken,
    /// A batch has at least one key, and no more than `batch::MOST`.
    BatchSize,
    /// Who asks may make no test keys.
    NoTests,
    /// As many test keys as a day has are made; the next one is possible then.
    TestsUsedUp(DateTime<Utc>),
}

/// What a person can act on about servers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ServerRefusal {
    /// It is in the house already, under this name.
    Known(ServerId),
    /// Empty or too long.
    BadName,
    /// Keys are on it, and their loss wasn't confirmed.
    HasKeys(i64),
    /// What was pasted before isn't kept any more.
    OfferOver,
}

/// What a person can act on about plans.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PlanRefusal {
    /// The price is negative or larger than any book holds.
    BadPrice,
    /// The name is empty or longer than a button shows.
    BadName,
}

/// What a person can act on about people, representatives and customers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PeopleRefusal {
    /// The house would have no owner.
    LastOwner,
    /// Only owners decide about owners.
    Above,
    /// Nobody decides about their own role.
    Yourself,
    /// Empty, too long, or with characters that can't be shown.
    BadName,
    /// A number that can't be a limit.
    BadLimit,
    /// They act for a representative, who is handed over to somebody else first.
    ActsForOne,
    /// There is no such invitation.
    NoInvitation,
    /// Somebody came in by it already.
    InvitationUsed,
    /// It was taken back.
    InvitationRevoked,
    /// Its time is over.
    InvitationExpired,
    /// Who opened it has a role in the house already.
    StaffAlready,
    /// Who opened it is what it would make of them.
    ThatAlready,
    /// The key has a customer who opened a link.
    KeyClaimed,
    /// That person is a customer of the same seller under another name.
    CustomerAlready,
    /// Key and customer aren't the same seller's.
    OtherSeller,
}

/// What a person can act on about adopting what a server has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AdoptionRefusal {
    /// Empty, too long, or with characters that can't be shown.
    BadPattern,
    /// There is a rule of that pattern.
    PatternThere,
    /// There are as many rules as there may be.
    TooManyRules,
    /// Lines of the list that can't be taken, by their numbers from 1, in their order; the first of them, and how many there
    /// are beside these.
    List(Vec<(usize, ListFault)>, usize),
    /// No key would be taken over.
    Nothing,
}

/// What is wrong with a line of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ListFault {
    /// It has no name, or more parts than a line has.
    Unreadable,
    /// It names a representative whom the house doesn't have.
    NoRepresentative(String),
    /// It names a plan that isn't sold.
    NoPlan(String),
    /// That name stands in a line before, with something else.
    Twice(String),
}
