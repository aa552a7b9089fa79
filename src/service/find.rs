//! Find: what people type at Home, looked up within their scope.
//!
//! Names match by the beginning of each word, folded; a pasted access URL matches by its keyed hash.

use super::{Env, Outcome, sync};
use crate::{
    domain::{ids::KeyId, role::Scope},
    store::{self, Access},
    text::fold,
};

/// The longest text that is looked up, in characters.
pub const QUERY_MAX: usize = 300;

/// Keys that match, newest first, at most `limit`, older than `before`.
pub async fn keys(
    access: &mut impl Access,
    env: &Env,
    scope: Scope,
    query: &str,
    before: Option<KeyId>,
    limit: i64,
) -> Outcome<Vec<KeyId>> {
    let query: String = query.chars().take(QUERY_MAX).collect();
    if query.trim_start().starts_with("ss://") {
        let hash = sync::url_hash(env, &query);
        return Ok(store::keys::by_url_hash(access, scope, &hash).await?.into_iter().collect());
    }
    let words = fold::words(&query);
    if words.is_empty() {
        return Ok(Vec::new());
    }
    Ok(store::search::find_keys(access, scope, &words, before, limit).await?)
}
