//! What adopted keys are called: as on the server, as far as that can be shown and isn't taken.
//!
//! Two keys of one seller never have the same name: the one that comes later gets its id on the server behind it.

use crate::{
    domain::{ids::RepresentativeId, key::NAME_MAX},
    service::Outcome,
    store::{self, Access},
    text::fold,
};

/// So much of an id stands behind a name, in characters.
const MARK_MAX: usize = 20;

/// A name as patterns and lists are held against it: folded, with plain quotes and single blanks.
pub fn normal(name: &str) -> String {
    fold::fold(&fold::plain_quotes(name)).split_whitespace().collect::<Vec<_>>().join(" ")
}

fn cut(text: &str, most: usize) -> String {
    let cut: String = text.chars().filter(|c| !c.is_control()).take(most).collect();
    cut.trim().to_owned()
}

/// What a key is to be called; one without a name is called after its id there.
pub fn wished(name: &str, remote_id: &str) -> String {
    let shown = cut(name.trim(), NAME_MAX);
    if shown.is_empty() { format!("key-{}", cut(remote_id, MARK_MAX)) } else { shown }
}

/// The same with the id behind it, and from the second on with a number.
pub fn marked(wished: &str, remote_id: &str, n: usize) -> String {
    let id = cut(remote_id, MARK_MAX);
    let mark = if n > 1 { format!(" ({id}, {n})") } else { format!(" ({id})") };
    format!("{}{mark}", cut(wished, NAME_MAX - mark.chars().count()))
}

/// The first of these that the seller hasn't given to a key yet.
pub async fn free(
    access: &mut impl Access,
    seller: Option<RepresentativeId>,
    name: &str,
    remote_id: &str,
) -> Outcome<String> {
    let wished = wished(name, remote_id);
    let mut free = wished.clone();
    let mut n = 0;
    while store::keys::name_taken(access, seller, &free).await? {
        n += 1;
        free = marked(&wished, remote_id, n);
    }
    Ok(free)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn names_are_kept_as_far_as_they_can_be_shown() {
        assert_eq!(wished(" Sara  1 ", "7"), "Sara  1");
        assert_eq!(wished("\u{7}\n", "7"), "key-7");
        assert_eq!(marked("Sara 1", "7", 1), "Sara 1 (7)");
        assert_eq!(marked("Sara 1", "7", 2), "Sara 1 (7, 2)");
        assert_eq!(normal(" SARA\u{200C}-۱٢  x "), "sara-12 x");
        assert_eq!(normal("SARA'S  Shop"), normal("Sara’s shop"));
        assert_eq!(normal("علي‌ كتاب"), normal("علی کتاب"));
    }

    proptest! {
        #[test]
        fn whatever_a_server_calls_them(name in any::<String>(), id in any::<String>(), n in 1_usize..1_000) {
            let wished = wished(&name, &id);
            for name in [marked(&wished, &id, n), wished] {
                prop_assert!((1..=NAME_MAX).contains(&name.chars().count()), "{:?}", name);
                prop_assert!(!name.chars().any(char::is_control));
            }
        }
    }
}
