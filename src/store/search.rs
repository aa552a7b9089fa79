//! Words that records are found by.
//!
//! Terms come folded by `text`. A search gives beginnings of words; a record is found where each of them begins one of
//! its terms. The column is compared byte by byte on both databases, so a prefix is a range of the index.

use super::db::{Access, Tx, on, rows};
use super::error::Result;
use super::scoped::push_owner;
use crate::domain::{ids::KeyId, role::Scope};
use sqlx::{Database, Encode, QueryBuilder, Type, query};
use std::collections::BTreeSet;

/// A record has at most so many terms, and a search looks at so many.
const MOST_TERMS: usize = 32;
const MOST_SOUGHT: usize = 6;

/// Narrows a query to rows whose `column` is the id of a subject that all terms find.
pub(crate) fn push_terms<DB: Database>(q: &mut QueryBuilder<DB>, column: &str, kind: &str, terms: &[String])
where
    String: for<'q> Encode<'q, DB> + Type<DB>,
{
    for term in terms.iter().filter(|t| !t.is_empty()).take(MOST_SOUGHT) {
        q.push(" AND ").push(column).push(" IN (SELECT subject_id FROM search_term WHERE subject_kind = ");
        q.push_bind(kind.to_owned()).push(" AND term >= ").push_bind(term.clone());
        q.push(" AND term < ").push_bind(format!("{term}{}", char::MAX)).push(")");
    }
}

/// Gives a record its terms, in place of those it had.
pub async fn set_terms(tx: &mut Tx, kind: &str, id: i64, terms: &[String]) -> Result<()> {
    remove(tx, kind, id).await?;
    let terms: BTreeSet<&String> = terms.iter().filter(|t| !t.is_empty()).take(MOST_TERMS).collect();
    if terms.is_empty() {
        return Ok(());
    }
    rows!(
        tx,
        {
            let mut q = QueryBuilder::new("INSERT INTO search_term (subject_kind, subject_id, term) ");
            q.push_values(&terms, |mut row, term| {
                row.push_bind(kind).push_bind(id).push_bind(term.as_str());
            });
            q
        }
        .build()
    )
    .map(|_| ())
}

/// A record isn't found any more.
pub async fn remove(tx: &mut Tx, kind: &str, id: i64) -> Result<()> {
    rows!(tx, query("DELETE FROM search_term WHERE subject_kind = $1 AND subject_id = $2").bind(kind).bind(id))
        .map(|_| ())
}

/// Keys that all terms find, newest first, deleted ones left out.
pub async fn find(x: &mut impl Access, scope: Scope, terms: &[String], limit: i64) -> Result<Vec<KeyId>> {
    if scope == Scope::Nothing || terms.iter().all(String::is_empty) {
        return Ok(Vec::new());
    }
    on!(x, |c| async {
        let mut q = QueryBuilder::new(
            "SELECT k.id FROM access_key k WHERE k.phase <> 'deleted'
             AND k.server_id NOT IN (SELECT id FROM server WHERE state = 'removed')",
        );
        push_owner(&mut q, "k.", scope);
        push_terms(&mut q, "k.id", "key", terms);
        q.push(" ORDER BY k.id DESC LIMIT ").push_bind(limit);
        q.build_query_scalar().fetch_all(c).await
    })
}
