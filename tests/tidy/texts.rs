//! Languages, migrations, and words that have no place in a finished thing.
//!
//! Fluent files are read line by line: a key stands at a line's beginning, an attribute after spaces and a dot. Whether the
//! messages themselves are right is not asked here.

use std::collections::{BTreeMap, BTreeSet};

type Texts = [(String, String)];

/// The files of each folder one level below, by name.
fn by_folder(texts: &Texts) -> BTreeMap<&str, BTreeMap<&str, &str>> {
    let mut folders: BTreeMap<&str, BTreeMap<&str, &str>> = BTreeMap::new();
    for (path, text) in texts {
        let mut parts = path.splitn(3, '/').skip(1);
        if let (Some(folder), Some(name)) = (parts.next(), parts.next()) {
            folders.entry(folder).or_default().insert(name, text);
        }
    }
    folders
}

/// What `ours` and `theirs` don't have in common, each with who lacks it.
fn differences<'a>(ours: (&'a str, &BTreeSet<String>), theirs: (&'a str, &BTreeSet<String>)) -> Vec<(String, &'a str)> {
    let lacking = |a: &BTreeSet<String>, b: &BTreeSet<String>| a.difference(b).cloned().collect::<Vec<_>>();
    let mut all: Vec<_> = lacking(ours.1, theirs.1).into_iter().map(|what| (what, theirs.0)).collect();
    all.extend(lacking(theirs.1, ours.1).into_iter().map(|what| (what, ours.0)));
    all
}

fn across(folders: &BTreeMap<&str, BTreeSet<String>>) -> Vec<(String, String)> {
    let Some((first, ours)) = folders.first_key_value() else { return Vec::new() };
    let pairs = folders.iter().skip(1).flat_map(|(name, theirs)| differences((first, ours), (name, theirs)));
    pairs.map(|(what, lacking)| (what, lacking.to_owned())).collect()
}

/// Keys that a language lacks.
pub fn locales(texts: &Texts) -> Vec<String> {
    let mut languages: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for (language, files) in by_folder(texts) {
        let fluent = files.iter().filter(|(name, _)| name.rsplit('.').next() == Some("ftl"));
        let all = fluent.flat_map(|(name, text)| keys(text).into_iter().map(move |key| format!("{key} in {name}")));
        languages.insert(language, all.collect());
    }
    across(&languages)
        .iter()
        .map(|(key, lacking)| format!("locales/{lacking}: add {key}, or take it from the others"))
        .collect()
}

fn keys(text: &str) -> Vec<String> {
    let mut keys = Vec::new();
    let mut message = String::new();
    for line in text.lines() {
        let Some((before, _)) = line.split_once('=') else { continue };
        let name = before.trim_end();
        let attribute = name.trim_start().strip_prefix('.');
        let bare = attribute.unwrap_or(name);
        let bare = bare.strip_prefix('-').unwrap_or(bare);
        let letters = bare.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte));
        if !letters || !bare.starts_with(|c: char| c.is_ascii_alphabetic()) {
            continue;
        }
        if attribute.is_some() {
            keys.push(format!("{message}.{bare}"));
        } else {
            name.clone_into(&mut message);
            keys.push(message.clone());
        }
    }
    keys
}

/// Migrations that a database lacks.
pub fn migrations(texts: &Texts) -> Vec<String> {
    let folders = by_folder(texts).into_iter();
    let names = folders.map(|(folder, files)| (folder, files.keys().map(ToString::to_string).collect())).collect();
    across(&names)
        .iter()
        .map(|(name, lacking)| format!("migrations/{lacking}: add {name}: both databases take the same steps"))
        .collect()
}

/// Files that put something off.
pub fn leftovers(texts: &Texts) -> Vec<String> {
    // Put together here, or this file would be the first to be found.
    let words = [concat!("TO", "DO"), concat!("FIX", "ME")];
    let phrases = [concat!("unim", "plemented"), concat!("not yet imple", "mented"), concat!("coming", " soon")];
    let mut breaches = Vec::new();
    for (path, text) in texts {
        for (number, line) in text.lines().enumerate() {
            let lower = line.to_lowercase();
            let word = |word: &&str| line.split(|c: char| !c.is_alphanumeric()).any(|part| part == *word);
            let found =
                words.iter().find(|w| word(w)).or_else(|| phrases.iter().find(|phrase| lower.contains(**phrase)));
            if let Some(found) = found {
                breaches.push(format!("{path}:{}: {found:?}: do it, or take it out", number + 1));
            }
        }
    }
    breaches
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(files: &[(&str, &str)]) -> Vec<(String, String)> {
        files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect()
    }

    #[test]
    fn keys_of_fluent() {
        let text =
            "# a = b\nhello = Hi\n    .title = T\n-brand = C\nmany = { $n ->\n    [one] x = y\n   *[other] z\n }\n";
        assert_eq!(keys(text), ["hello", "hello.title", "-brand", "many"]);
    }

    #[test]
    fn differing_languages_are_found() {
        let en = ("locales/en/a.ftl", "x = 1\ny = 2\n");
        assert_eq!(locales(&texts(&[en, ("locales/fa/a.ftl", "y = 2\nx = 1\n")])), Vec::<String>::new());
        assert_eq!(locales(&texts(&[en, ("locales/fa/a.ftl", "y = 2\nz = 1\n")])).len(), 2);
        assert_eq!(locales(&texts(&[en, ("locales/fa/b.ftl", "x = 1\ny = 2\n")])).len(), 4);
    }

    #[test]
    fn differing_migrations_are_found() {
        let both = [("migrations/sqlite/1.sql", ""), ("migrations/postgres/1.sql", "")];
        assert_eq!(migrations(&texts(&both)), Vec::<String>::new());
        assert_eq!(migrations(&texts(&[both[0], both[1], ("migrations/sqlite/2.sql", "")])).len(), 1);
    }

    #[test]
    fn leftovers_are_found() {
        let found = |line: &str| leftovers(&texts(&[("a.md", line)])).len();
        assert_eq!(found(concat!("// TO", "DO: later")), 1);
        assert_eq!(found(concat!("Coming", " soon!")), 1);
        assert_eq!(found(concat!("TO", "DOs and mastodons")), 0);
    }
}
