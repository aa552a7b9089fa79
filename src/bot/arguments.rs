//! How arguments of routes are written in buttons: short, without `:`, and read back strictly.
//! What is written here lies on buttons in people's chats for months: a code is never given another meaning.

use crate::domain::{
    backup::{Every, Place},
    chart::{Span, UsageOf},
    ids::{
        AdoptionId, AuditId, BackupId, BatchId, CustomerId, DifferenceId, FilterId, InvitationId, JobId, KeyId,
        PersonId, PlanId, RepresentativeId, ServerId, UndoId,
    },
    notice::NoticeKind,
    person::{Calendar, Language, Numerals},
    role::Role,
};

/// An argument of a route: how it is written in a button.
pub trait Argument: Sized {
    /// Appends it. Never writes the separator `:`.
    fn write(&self, out: &mut String);
    /// Reads it back; `None` for anything that `write` can't have written.
    fn read(text: &str) -> Option<Self>;
    /// The longest that it can get.
    fn longest() -> Self;
    /// Every value that it can have about these records, for tests that try them all.
    fn every(about: &About) -> Vec<Self>;
}

/// Records that a forged button may speak of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names say it")]
pub struct About {
    pub key: KeyId,
    pub server: ServerId,
    pub plan: PlanId,
    pub filter: FilterId,
    pub difference: DifferenceId,
    pub adoption: AdoptionId,
    pub job: JobId,
    pub audit: AuditId,
    pub backup: BackupId,
    pub batch: BatchId,
    pub person: PersonId,
    pub representative: RepresentativeId,
    pub customer: CustomerId,
    pub invitation: InvitationId,
    pub undo: UndoId,
    /// A version, and every other number.
    pub number: i64,
}

/// Picks one of `all` by the lowest digits of `rest`, and leaves the others.
pub(super) fn pick<T>(mut all: Vec<T>, rest: &mut usize) -> T {
    let at = *rest % all.len();
    *rest /= all.len();
    all.swap_remove(at)
}

const DIGITS: &[u8; 36] = b"0123456789abcdefghijklmnopqrstuvwxyz";

impl Argument for i64 {
    fn write(&self, out: &mut String) {
        if *self < 0 {
            out.push('-');
        }
        let (mut rest, mut digits) = (self.unsigned_abs(), Vec::with_capacity(13));
        loop {
            // The remainder is below 36, so it indexes the table and fits every integer type.
            digits.push(DIGITS[usize::try_from(rest % 36).unwrap_or(0)]);
            rest /= 36;
            if rest == 0 {
                break;
            }
        }
        out.extend(digits.iter().rev().map(|d| char::from(*d)));
    }
    fn read(text: &str) -> Option<Self> {
        let value = Self::from_str_radix(text, 36).ok()?;
        let mut again = String::new();
        value.write(&mut again);
        (again == text).then_some(value)
    }
    fn longest() -> Self {
        Self::MIN
    }
    fn every(about: &About) -> Vec<Self> {
        vec![about.number]
    }
}

impl<T: Argument> Argument for Option<T> {
    fn write(&self, out: &mut String) {
        if let Some(value) = self {
            value.write(out);
        }
    }
    fn read(text: &str) -> Option<Self> {
        if text.is_empty() { Some(None) } else { T::read(text).map(Some) }
    }
    fn longest() -> Self {
        Some(T::longest())
    }
    fn every(about: &About) -> Vec<Self> {
        T::every(about).into_iter().map(Some).chain([None]).collect()
    }
}

macro_rules! id_arguments {
    ($($id:ident $field:ident),+) => {$(
        impl Argument for $id {
            fn write(&self, out: &mut String) { self.0.write(out); }
            fn read(text: &str) -> Option<Self> { i64::read(text).map(Self) }
            fn longest() -> Self { Self(i64::MIN) }
            fn every(about: &About) -> Vec<Self> { vec![about.$field] }
        }
    )+};
}
id_arguments!(
    KeyId key,
    ServerId server,
    PlanId plan,
    FilterId filter,
    DifferenceId difference,
    AdoptionId adoption,
    JobId job,
    AuditId audit,
    BackupId backup,
    BatchId batch,
    PersonId person,
    RepresentativeId representative,
    CustomerId customer,
    InvitationId invitation,
    UndoId undo
);

/// An enum with short codes of its own.
macro_rules! coded {
    ($($(#[$meta:meta])* $name:ident { $($variant:ident = $code:literal),+ $(,)? })+) => {$(
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        #[allow(missing_docs, reason = "the names say it")]
        pub enum $name { $($variant),+ }
        impl Argument for $name {
            fn write(&self, out: &mut String) { out.push_str(match self { $(Self::$variant => $code),+ }); }
            fn read(text: &str) -> Option<Self> { match text { $($code => Some(Self::$variant),)+ _ => None } }
            fn longest() -> Self { [$(Self::$variant),+][0] }
            fn every(_: &About) -> Vec<Self> { vec![$(Self::$variant),+] }
        }
    )+};
}
coded! {
    /// Which keys a list shows.
    KeyGroup { All = "a", Active = "v", Stopped = "s", Trouble = "t" }
    /// A setting of the house that has a form.
    HouseField { Name = "n", Currency = "c", Zone = "z" }
    /// A value of a plan that has a form.
    PlanField { Name = "n", Life = "l", Quota = "q", Period = "t", Price = "p" }
    /// A value of a key that has a form.
    KeyField { Name = "n", Quota = "q", TopUp = "u", Period = "t", End = "e" }
    /// What is done with a key at a tap.
    KeyDeed { Suspend = "s", Resume = "r", Delete = "d", Retry = "t", Reset = "u", Stops = "o", Tells = "l", AsSold = "w" }
    /// Whether a plan's keys stop when they are used up.
    StopRule { House = "h", Stops = "s", Tells = "t" }
    /// What is done with a batch at a tap.
    BatchDeed { Stop = "s", Retry = "t" }
    /// A value of test keys that has a form.
    TestField { Quota = "q", Days = "d", Staff = "s" }
    /// What is done with a server at a tap.
    ServerDeed { Pause = "p", Resume = "r", Remove = "d" }
    /// What is done about a difference.
    Deed { Adopt = "a", Ignore = "i", Delete = "d", Restore = "r" }
    /// What is decided about something that waits.
    NeedDeed { Check = "c", Retry = "t", Adopt = "a", Ignore = "i", Delete = "d", Restore = "r", Backup = "b" }
    /// What is done with an adoption at a tap.
    AdoptionDeed { Again = "a", Go = "g", Stop = "s", Close = "c", File = "f", Unlist = "u" }
    /// What is done with a rule of an adoption at a tap; of the rest, whether it is taken over.
    RuleDeed { Up = "u", Down = "d", Remove = "r", Nobody = "n", Each = "e", Take = "t", Leave = "l" }
    /// Which people a list shows.
    PeopleGroup { Staff = "s", Sellers = "r", Customers = "c" }
    /// What is done with a person at a tap.
    PersonDeed { Suspend = "s", Resume = "r", Remove = "d" }
    /// What is done with an invitation at a tap.
    InvitationDeed { Send = "s", Revoke = "x" }
    /// A value of a representative that has a form.
    SellerField { Name = "n", Keys = "k", Tests = "t" }
    /// What is done with a representative at a tap.
    SellerDeed { Suspend = "s", Resume = "r", Remove = "d" }
    /// What a representative sells: plans, on servers.
    Selling { Plans = "p", Servers = "s" }
    /// A value of a customer that has a form.
    CustomerField { Name = "n", Note = "o" }
    /// A step of the first start.
    Step { Language = "l", Name = "n", Currency = "c", Zone = "z", Server = "s", Plan = "p", Key = "k", Representative = "r", Backup = "b" }
    /// How many backups are kept.
    KeepSize { Few = "f", Usual = "u", Many = "m" }
    /// A plan that is ready-made but for its price.
    Preset { Month50 = "1", MonthUnlimited = "2", Quarter150 = "3" }
}

macro_rules! stored_names {
    ($($name:ident),+) => {$(
        impl Argument for $name {
            fn write(&self, out: &mut String) { out.push_str(self.as_str()); }
            fn read(text: &str) -> Option<Self> { Self::parse(text) }
            fn longest() -> Self {
                // Every enum of stored names has at least one value.
                *Self::ALL.iter().max_by_key(|v| v.as_str().len()).unwrap_or(&Self::ALL[0])
            }
            fn every(_: &About) -> Vec<Self> { Self::ALL.to_vec() }
        }
    )+};
}
stored_names!(Language, Numerals, Calendar, NoticeKind, Span, Every, Place, Role);

impl Argument for UsageOf {
    fn write(&self, out: &mut String) {
        let (letter, id) = match self {
            Self::All => return out.push('h'),
            Self::Key(key) => ('k', key.0),
            Self::Server(server) => ('s', server.0),
            Self::Representative(representative) => ('r', representative.0),
        };
        out.push(letter);
        id.write(out);
    }
    fn read(text: &str) -> Option<Self> {
        if text == "h" {
            return Some(Self::All);
        }
        let (letter, id) = text.split_at_checked(1)?;
        let id = i64::read(id)?;
        match letter {
            "k" => Some(Self::Key(KeyId(id))),
            "s" => Some(Self::Server(ServerId(id))),
            "r" => Some(Self::Representative(RepresentativeId(id))),
            _ => None,
        }
    }
    fn longest() -> Self {
        Self::Key(KeyId(i64::MIN))
    }
    fn every(about: &About) -> Vec<Self> {
        let representative = Self::Representative(about.representative);
        vec![Self::All, Self::Key(about.key), Self::Server(about.server), representative]
    }
}

/// One thing that waits for a decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names say it")]
pub enum NeedRef {
    Server(ServerId),
    Backup(BackupId),
    Key(KeyId),
    Difference(DifferenceId),
}

impl Argument for NeedRef {
    fn write(&self, out: &mut String) {
        let (letter, id) = match self {
            Self::Server(server) => ('s', server.0),
            Self::Backup(backup) => ('b', backup.0),
            Self::Key(key) => ('k', key.0),
            Self::Difference(difference) => ('d', difference.0),
        };
        out.push(letter);
        id.write(out);
    }
    fn read(text: &str) -> Option<Self> {
        let (letter, id) = text.split_at_checked(1)?;
        let id = i64::read(id)?;
        match letter {
            "s" => Some(Self::Server(ServerId(id))),
            "b" => Some(Self::Backup(BackupId(id))),
            "k" => Some(Self::Key(KeyId(id))),
            "d" => Some(Self::Difference(DifferenceId(id))),
            _ => None,
        }
    }
    fn longest() -> Self {
        Self::Key(KeyId(i64::MIN))
    }
    fn every(about: &About) -> Vec<Self> {
        let (server, backup) = (Self::Server(about.server), Self::Backup(about.backup));
        vec![server, backup, Self::Key(about.key), Self::Difference(about.difference)]
    }
}

impl Argument for bool {
    fn write(&self, out: &mut String) {
        out.push(if *self { '1' } else { '0' });
    }
    fn read(text: &str) -> Option<Self> {
        match text {
            "1" => Some(true),
            "0" => Some(false),
            _ => None,
        }
    }
    fn longest() -> Self {
        true
    }
    fn every(_: &About) -> Vec<Self> {
        vec![true, false]
    }
}
