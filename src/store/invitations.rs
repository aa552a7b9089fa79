//! Invitations: single-use ways in, by the hash of their code.
//!
//! "Once" is settled by counted rows: whoever's UPDATE finds the invitation open has it. A code lies here sealed as long
//! as the link can be shown again, and is emptied with the end of the invitation.

use super::db::{Access, Tx, changed, locking, on, rows};
use super::error::Result;
use super::types::from_row;
use crate::domain::{
    ids::{CustomerId, InvitationId, KeyId, PersonId, RepresentativeId},
    invitation::{Gift, Invitation, InvitationKind},
    role::{Role, Scope},
};
use chrono::{DateTime, Utc};
use sqlx::{QueryBuilder, query, query_as, query_scalar};

from_row!(Invitation, |r| Invitation {
    id: r.try_get("id")?,
    gift: Columns {
        kind: r.try_get("kind")?,
        role: r.try_get("role")?,
        name: r.try_get("name")?,
        representative: r.try_get("representative_id")?,
        customer: r.try_get("customer_id")?,
        key: r.try_get("key_id")?,
    }
    .gift()
    .ok_or_else(|| sqlx::Error::Decode("an invitation that carries nothing".into()))?,
    seller_id: r.try_get("seller_id")?,
    made_by: r.try_get("made_by")?,
    made_at: r.try_get("made_at")?,
    expires_at: r.try_get("expires_at")?,
    used_at: r.try_get("used_at")?,
    used_by: r.try_get("used_by")?,
    revoked_at: r.try_get("revoked_at")?,
});

/// What an invitation carries, as its columns say it.
struct Columns {
    kind: InvitationKind,
    role: Option<Role>,
    name: Option<String>,
    representative: Option<RepresentativeId>,
    customer: Option<CustomerId>,
    key: Option<KeyId>,
}

impl Columns {
    fn of(gift: &Gift) -> Self {
        let none = Self { kind: gift.kind(), role: None, name: None, representative: None, customer: None, key: None };
        match gift {
            Gift::Staff(role) => Self { role: Some(*role), ..none },
            Gift::Representative(name) => Self { name: Some(name.clone()), ..none },
            Gift::HandRepresentative(id) => Self { representative: Some(*id), ..none },
            Gift::HandCustomer(id) => Self { customer: Some(*id), ..none },
            Gift::House => none,
            Gift::Key(id) => Self { key: Some(*id), ..none },
        }
    }

    fn gift(self) -> Option<Gift> {
        match self.kind {
            InvitationKind::Staff => self.role.map(Gift::Staff),
            InvitationKind::Representative => self.name.map(Gift::Representative),
            InvitationKind::HandRepresentative => self.representative.map(Gift::HandRepresentative),
            InvitationKind::HandCustomer => self.customer.map(Gift::HandCustomer),
            InvitationKind::House => Some(Gift::House),
            InvitationKind::Key => self.key.map(Gift::Key),
        }
    }
}

/// An invitation to be written down.
#[derive(Debug, Clone)]
pub struct NewInvitation<'a> {
    /// Its code, sealed.
    pub code: Vec<u8>,
    /// The keyed hash of its code.
    pub code_hash: &'a [u8],
    /// What it carries.
    pub gift: &'a Gift,
    /// On whose behalf; `None` is the house itself.
    pub seller: Option<RepresentativeId>,
    /// Who invites.
    pub made_by: PersonId,
    /// When.
    pub now: DateTime<Utc>,
    /// Until when it is good.
    pub expires_at: DateTime<Utc>,
}

/// Writes an invitation down.
pub async fn insert(tx: &mut Tx, new: &NewInvitation<'_>) -> Result<InvitationId> {
    let columns = Columns::of(new.gift);
    on!(tx, |c| query_scalar(
        "INSERT INTO invitation (code, code_hash, kind, role, name, representative_id, customer_id, key_id, seller_id,
             made_by, made_at, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) RETURNING id"
    )
    .bind(&new.code)
    .bind(new.code_hash)
    .bind(columns.kind)
    .bind(columns.role)
    .bind(&columns.name)
    .bind(columns.representative)
    .bind(columns.customer)
    .bind(columns.key)
    .bind(new.seller)
    .bind(new.made_by)
    .bind(new.now)
    .bind(new.expires_at)
    .fetch_one(c))
}

/// The invitation of a code, which no other transaction changes until this one ends.
pub async fn lock_by_code(tx: &mut Tx, hash: &[u8]) -> Result<Option<Invitation>> {
    locking!(tx, ["SELECT * FROM invitation WHERE code_hash = $1", " FOR UPDATE", ""], |sql, c| query_as(sql)
        .bind(hash)
        .fetch_optional(c))
}

/// One invitation: the house sees all, a representative those made on their behalf.
pub async fn get(x: &mut impl Access, scope: Scope, id: InvitationId) -> Result<Option<Invitation>> {
    on!(x, |c| async {
        let mut q = QueryBuilder::new("SELECT * FROM invitation WHERE id = ");
        q.push_bind(id);
        match scope {
            Scope::House => {}
            Scope::Representative(seller) => {
                q.push(" AND seller_id = ").push_bind(seller);
            }
            Scope::Holder(_) | Scope::Nothing => {
                q.push(" AND FALSE");
            }
        }
        q.build_query_as().fetch_optional(c).await
    })
}

/// Invitations that are good, newest first.
pub async fn open(
    x: &mut impl Access,
    scope: Scope,
    now: DateTime<Utc>,
    before: Option<InvitationId>,
    limit: i64,
) -> Result<Vec<Invitation>> {
    on!(x, |c| async {
        let mut q = QueryBuilder::new(
            "SELECT * FROM invitation WHERE used_at IS NULL AND revoked_at IS NULL AND expires_at > ",
        );
        q.push_bind(now).push(" AND id < ").push_bind(before.map_or(i64::MAX, |id| id.0));
        match scope {
            Scope::House => {}
            Scope::Representative(seller) => {
                q.push(" AND seller_id = ").push_bind(seller);
            }
            Scope::Holder(_) | Scope::Nothing => {
                q.push(" AND FALSE");
            }
        }
        q.push(" ORDER BY id DESC LIMIT ").push_bind(limit);
        q.build_query_as().fetch_all(c).await
    })
}

/// The sealed code, while the invitation is good.
pub async fn code(x: &mut impl Access, id: InvitationId, now: DateTime<Utc>) -> Result<Option<Vec<u8>>> {
    on!(x, |c| query_scalar(
        "SELECT code FROM invitation
         WHERE id = $1 AND used_at IS NULL AND revoked_at IS NULL AND expires_at > $2"
    )
    .bind(id)
    .bind(now)
    .fetch_optional(c))
}

/// Somebody comes in by it; `false` where it isn't good any more.
pub async fn take(tx: &mut Tx, id: InvitationId, by: PersonId, now: DateTime<Utc>) -> Result<bool> {
    changed!(
        tx,
        query(
            "UPDATE invitation SET used_at = $2, used_by = $3, code = $4
             WHERE id = $1 AND used_at IS NULL AND revoked_at IS NULL AND expires_at > $2"
        )
        .bind(id)
        .bind(now)
        .bind(by)
        .bind(&b""[..])
    )
}

/// Takes back those that are open and have that value in that column; says how many.
async fn take_back(tx: &mut Tx, column: &'static str, id: i64, now: DateTime<Utc>) -> Result<u64> {
    rows!(
        tx,
        {
            let mut q = QueryBuilder::new("UPDATE invitation SET revoked_at = ");
            q.push_bind(now).push(", code = ").push_bind(&b""[..]).push(" WHERE ").push(column).push(" = ");
            q.push_bind(id).push(" AND used_at IS NULL AND revoked_at IS NULL");
            q
        }
        .build()
    )
}

/// Takes it back; `false` where it isn't open any more.
pub async fn revoke(tx: &mut Tx, id: InvitationId, now: DateTime<Utc>) -> Result<bool> {
    Ok(take_back(tx, "id", id.0, now).await? > 0)
}

/// Takes back all that a person made and that are open; says how many. What they may give may be less by now.
pub async fn revoke_of(tx: &mut Tx, person: PersonId, now: DateTime<Utc>) -> Result<u64> {
    take_back(tx, "made_by", person.0, now).await
}

/// Takes back what carries the same thing: a newer link to it is the only good one.
pub async fn revoke_alike(tx: &mut Tx, gift: &Gift, now: DateTime<Utc>) -> Result<u64> {
    let (column, id) = match gift {
        Gift::HandRepresentative(id) => ("representative_id", id.0),
        Gift::HandCustomer(id) => ("customer_id", id.0),
        Gift::Key(id) => ("key_id", id.0),
        Gift::Staff(_) | Gift::Representative(_) | Gift::House => return Ok(0),
    };
    take_back(tx, column, id, now).await
}

/// Empties the codes of those whose time was over by then.
pub async fn forget_codes(tx: &mut Tx, now: DateTime<Utc>) -> Result<u64> {
    let sql = "UPDATE invitation SET code = $2
               WHERE expires_at <= $1 AND used_at IS NULL AND revoked_at IS NULL AND code <> $2";
    rows!(tx, query(sql).bind(now).bind(&b""[..]))
}
