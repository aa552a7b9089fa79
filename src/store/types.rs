//! How the domain's own types are written into columns: ids and volumes as integers, named enums and currencies as
//! text.
//!
//! A stored name that the program doesn't know is an error, never a default.

use crate::domain::{
    adoption::{AdoptionState, Fate},
    backup::{BackupState, CopyState, Maker, Place},
    batch::BatchState,
    ids::{
        AdoptionId, AuditId, BackupId, BatchId, ChatId, CopyId, CustomerId, DifferenceId, FilterId, InvitationId,
        JobId, KeyId, OutboxId, PersonId, PlanId, RepresentativeId, SaleId, ServerId, UndoId,
    },
    invitation::InvitationKind,
    key::Phase,
    money::Currency,
    person::{Calendar, Language, Numerals, PersonState},
    plan::{Lifetime, PlanState},
    quota::QuotaPeriod,
    representative::RepresentativeState,
    role::Role,
    server::{Health, ServerKind, ServerState},
    traffic::Traffic,
};
use sqlx::{Database, Decode, Encode, Type, encode::IsNull, error::BoxDynError};

macro_rules! integers {
    ($($name:ident),+ $(,)?) => {$(
        impl<DB: Database> Type<DB> for $name where i64: Type<DB> {
            fn type_info() -> DB::TypeInfo { <i64 as Type<DB>>::type_info() }
            fn compatible(ty: &DB::TypeInfo) -> bool { <i64 as Type<DB>>::compatible(ty) }
        }
        impl<'q, DB: Database> Encode<'q, DB> for $name where i64: Encode<'q, DB> {
            fn encode_by_ref(&self, buf: &mut DB::ArgumentBuffer) -> Result<IsNull, BoxDynError> {
                <i64 as Encode<'q, DB>>::encode_by_ref(&self.0, buf)
            }
        }
        impl<'r, DB: Database> Decode<'r, DB> for $name where i64: Decode<'r, DB> {
            fn decode(value: DB::ValueRef<'r>) -> Result<Self, BoxDynError> {
                <i64 as Decode<'r, DB>>::decode(value).map(Self)
            }
        }
    )+};
}

macro_rules! texts {
    ($($name:ident by $text:ident),+ $(,)?) => {$(
        impl<DB: sqlx::Database> sqlx::Type<DB> for $name where str: sqlx::Type<DB> {
            fn type_info() -> DB::TypeInfo { <str as sqlx::Type<DB>>::type_info() }
            fn compatible(ty: &DB::TypeInfo) -> bool { <str as sqlx::Type<DB>>::compatible(ty) }
        }
        impl<'q, DB: sqlx::Database> sqlx::Encode<'q, DB> for $name where &'q str: sqlx::Encode<'q, DB> {
            fn encode_by_ref(
                &self, buf: &mut DB::ArgumentBuffer,
            ) -> Result<sqlx::encode::IsNull, sqlx::error::BoxDynError> {
                <&'q str as sqlx::Encode<'q, DB>>::encode_by_ref(&self.$text(), buf)
            }
        }
        impl<'r, DB: sqlx::Database> sqlx::Decode<'r, DB> for $name where &'r str: sqlx::Decode<'r, DB> {
            fn decode(value: DB::ValueRef<'r>) -> Result<Self, sqlx::error::BoxDynError> {
                let text = <&'r str as sqlx::Decode<'r, DB>>::decode(value)?;
                Self::parse(text).ok_or_else(|| format!("unknown {}", stringify!($name)).into())
            }
        }
    )+};
}
pub(crate) use texts;

integers!(
    AdoptionId,
    AuditId,
    BackupId,
    BatchId,
    ChatId,
    CopyId,
    CustomerId,
    DifferenceId,
    FilterId,
    UndoId,
    InvitationId,
    JobId,
    KeyId,
    OutboxId,
    PersonId,
    PlanId,
    RepresentativeId,
    SaleId,
    ServerId,
    Traffic,
);
texts!(
    AdoptionState by as_str,
    BackupState by as_str,
    BatchState by as_str,
    Calendar by as_str,
    CopyState by as_str,
    Currency by code,
    Fate by as_str,
    Health by as_str,
    InvitationKind by as_str,
    Language by as_str,
    Maker by as_str,
    Numerals by as_str,
    PersonState by as_str,
    Phase by as_str,
    Place by as_str,
    PlanState by as_str,
    QuotaPeriod by as_str,
    RepresentativeState by as_str,
    Role by as_str,
    ServerKind by as_str,
    ServerState by as_str,
);

/// Says how a row of either database becomes a value.
macro_rules! from_row {
    ($name:ty, |$row:ident| $body:expr) => {
        impl<'r> sqlx::FromRow<'r, sqlx::sqlite::SqliteRow> for $name {
            fn from_row($row: &'r sqlx::sqlite::SqliteRow) -> sqlx::Result<Self> {
                use sqlx::Row;
                Ok($body)
            }
        }
        impl<'r> sqlx::FromRow<'r, sqlx::postgres::PgRow> for $name {
            fn from_row($row: &'r sqlx::postgres::PgRow) -> sqlx::Result<Self> {
                use sqlx::Row;
                Ok($body)
            }
        }
    };
}
pub(crate) use from_row;

/// A life from its two columns; more days than people may enter count as the most they may.
pub(crate) fn lifetime(days: Option<i64>, from_first_use: bool) -> Lifetime {
    match days.map(|n| u32::try_from(n).unwrap_or(Lifetime::MAX_DAYS)) {
        None => Lifetime::Unlimited,
        Some(n) if from_first_use => Lifetime::DaysFromFirstUse(n),
        Some(n) => Lifetime::Days(n),
    }
}

/// The two columns of a life.
pub(crate) const fn lifetime_columns(lifetime: Lifetime) -> (Option<i64>, bool) {
    match lifetime {
        Lifetime::Unlimited => (None, false),
        Lifetime::Days(n) => (Some(n as i64), false),
        Lifetime::DaysFromFirstUse(n) => (Some(n as i64), true),
    }
}
