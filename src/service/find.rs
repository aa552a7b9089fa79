//! Find: what people type at Home, looked up within their scope.
//!
//! Names match by the beginning of each word, folded; a pasted access URL matches by its keyed hash.

use super::{Env, Outcome, sync};
use crate::{
    domain::{ids::KeyId, role::Scope},
    store::{
        self, Access,
        keys::{KeyFilter, KeyRow},
    },
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
) -> Outcome<Vec<KeyRow>> {
    let query: String = query.chars().take(QUERY_MAX).collect();
    if query.trim_start().starts_with("ss://") {
        let hash = sync::url_hash(env, &query);
        let found = store::keys::by_url_hash(access, scope, &hash).await?;
        return match found.filter(|key| before.is_none_or(|before| key.id < before)) {
            Some(key) => Ok(store::keys::row(access, scope, key.id).await?.into_iter().collect()),
            None => Ok(Vec::new()),
        };
    }
    let folded = fold::fold(&query);
    let terms: Vec<String> =
        folded.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).map(str::to_owned).collect();
    if terms.is_empty() {
        return Ok(Vec::new());
    }
    let filter = KeyFilter { terms, ..KeyFilter::default() };
    Ok(store::keys::list(access, scope, &filter, before, limit).await?)
}
