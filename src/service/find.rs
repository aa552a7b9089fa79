//! Find: what people type at Home, looked up within their scope.
//!
//! Names match by the beginning of each word, folded; a pasted access URL matches by its keyed hash.

use super::{Env, Outcome, sync};
use crate::{
    domain::{
        ids::KeyId,
        role::{Actor, Permission, Scope},
    },
    store::{
        self, Access,
        customers::{CustomerFilter, CustomerRow},
        keys::{KeyFilter, KeyRow},
        representatives::RepresentativeRow,
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
    if let Some(url) = pasted(&query) {
        let hash = sync::url_hash(env, url);
        let found = store::keys::by_url_hash(access, scope, &hash).await?;
        return match found.filter(|key| before.is_none_or(|before| key.id < before)) {
            Some(key) => Ok(store::keys::row(access, scope, key.id).await?.into_iter().collect()),
            None => Ok(Vec::new()),
        };
    }
    let terms = terms(&query);
    if terms.is_empty() {
        return Ok(Vec::new());
    }
    let filter = KeyFilter { terms, ..KeyFilter::default() };
    Ok(store::keys::list(access, scope, &filter, before, limit).await?)
}

/// The access URL in what somebody pasted, wherever it stands in it.
pub fn pasted(text: &str) -> Option<&str> {
    let begins = |at: &usize| !text[..*at].ends_with(|c: char| c.is_ascii_alphanumeric());
    let at = text.match_indices("ss://").map(|(at, _)| at).find(begins)?;
    let around = |c: char| {
        c.is_whitespace() || c.is_control() || matches!(c, '"' | '\'' | '<' | '>' | '`' | '“' | '”' | '«' | '»')
    };
    let url = text[at..].split(around).next().unwrap_or_default();
    Some(url.trim_end_matches(['.', ',', ';', ':', '!', ')', ']', '}', '،', '؛']))
}

/// The words of a query, folded.
fn terms(query: &str) -> Vec<String> {
    let folded = fold::fold(query);
    folded.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).map(str::to_owned).collect()
}

/// A person or business that matches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Hit {
    /// A representative.
    Representative(Box<RepresentativeRow>),
    /// A customer.
    Customer(Box<CustomerRow>),
}

impl Hit {
    fn exact(&self, folded: &str) -> bool {
        let (name, username) = match self {
            Self::Representative(row) => (&row.representative.name, &row.username),
            Self::Customer(row) => (&row.customer.name, &row.username),
        };
        let bare = folded.trim_start_matches('@');
        fold::fold(name) == folded || username.as_deref().is_some_and(|username| fold::fold(username) == bare)
    }
}

/// Representatives and customers that match by name or @username, those of exactly that name first; at most `limit` of
/// each. Who may see none finds none.
pub async fn people(access: &mut impl Access, actor: &Actor, query: &str, limit: i64) -> Outcome<Vec<Hit>> {
    let query: String = query.chars().take(QUERY_MAX).collect();
    let terms = terms(&query);
    if terms.is_empty() || query.contains("://") {
        return Ok(Vec::new());
    }
    let mut hits = Vec::new();
    if actor.may(Permission::RepresentativeRead) {
        let found = store::representatives::list(access, &terms, None, limit).await?;
        hits.extend(found.into_iter().map(|row| Hit::Representative(Box::new(row))));
    }
    if actor.may(Permission::CustomerRead) {
        let filter = CustomerFilter { terms, ..CustomerFilter::default() };
        let found = store::customers::list(access, actor.scope(), &filter, None, limit).await?;
        hits.extend(found.into_iter().map(|row| Hit::Customer(Box::new(row))));
    }
    let folded = fold::fold(query.trim());
    hits.sort_by_key(|hit| !hit.exact(&folded));
    Ok(hits)
}

#[cfg(test)]
mod tests {
    use super::pasted;

    #[test]
    fn an_access_url_is_found_wherever_it_stands() {
        let url = "ss://Y2hhY2hhMjA@1.2.3.4:5/?outline=1";
        for text in ["{}", " {} ", "Server: {} hello", "اینجا:\n{}\nسلام", "({}).", "“{}”, please", "`{}`"]
        {
            assert_eq!(pasted(&text.replace("{}", url)), Some(url), "{text}");
        }
        assert_eq!(pasted(&format!("see {url}#Sara phone")), Some(&*format!("{url}#Sara")));
        for text in ["", "wss://example.com", "class://x", "ss:/x"] {
            assert_eq!(pasted(text), None, "{text}");
        }
    }
}
