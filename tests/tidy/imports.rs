//! The import law: a module imports lower ranks only, and nothing circles.
//!
//! `mod` lines and re-exports of a module's own children don't count. Code for tests isn't bound by it.

use super::{
    code::{self, Named},
    tree::Source,
};
use std::collections::{BTreeMap, BTreeSet};

/// Every module at the top of `src`, with its rank; `lib.rs` shows the same to people.
const RANKS: &[(&str, u32)] = &[
    ("main", 7),
    ("cli", 7),
    ("demo", 6),
    ("app", 5),
    ("bot", 4),
    ("http", 4),
    ("jobs", 4),
    ("service", 3),
    ("store", 2),
    ("drivers", 2),
    ("gateways", 2),
    ("backup", 2),
    ("documents", 2),
    ("loops", 2),
    ("ports", 1),
    ("config", 1),
    ("crypto", 1),
    ("text", 1),
    ("telemetry", 1),
    ("domain", 0),
];

/// Pairs of one rank that may know each other, each for a reason: sealing needs `ports::Chance`.
const ALLOWED: &[(&str, &str)] = &[];

/// Crates that only some modules may name.
const CONFINED: &[(&str, &[&str])] = &[("sqlx", &["store"]), ("teloxide", &["bot", "http/telegram", "app", "demo"])];

type Module = Vec<String>;

/// One import inside the crate, resolved to modules that have a file.
struct Import {
    from: Module,
    to: Module,
    path: String,
    line: usize,
}

/// The sources that the law binds: all of src but what exists for tests only.
fn bound(sources: &[Source]) -> Vec<(&Source, code::Found)> {
    let looked: Vec<_> = sources.iter().filter(|s| s.in_src()).map(|s| (s, code::look(s))).collect();
    let tests: Vec<Module> = looked.iter().flat_map(|(_, found)| found.test_modules.clone()).collect();
    looked.into_iter().filter(|(s, _)| !tests.iter().any(|test| s.module.starts_with(test))).collect()
}

/// The path from the crate's root, or `None` where it leads out of the crate.
fn absolute(named: &Named, modules: &BTreeSet<Module>) -> Option<Module> {
    let (first, rest) = named.parts.split_first()?;
    let mut base = named.within.clone();
    match first.as_str() {
        "crate" | "claviger" => Some(rest.to_vec()),
        "self" => Some([base, rest.to_vec()].concat()),
        "super" => {
            let ups = named.parts.iter().take_while(|part| *part == "super").count();
            base.truncate(base.len().saturating_sub(ups));
            Some([&base[..], &named.parts[ups..]].concat())
        }
        child => {
            base.push(child.to_owned());
            modules.contains(&base).then(|| [base, rest.to_vec()].concat())
        }
    }
}

fn imports(sources: &[Source]) -> Vec<Import> {
    let bound = bound(sources);
    let modules: BTreeSet<Module> = bound.iter().map(|(source, _)| source.module.clone()).collect();
    let mut imports = Vec::new();
    for (source, found) in &bound {
        for named in &found.named {
            let Some(mut to) = absolute(named, &modules) else { continue };
            if named.reexport && to.starts_with(&source.module) {
                continue;
            }
            let top = to.first().cloned();
            while !modules.contains(&to) && to.len() > 1 {
                to.pop();
            }
            // What isn't a module is an item of lib.rs, unless the law knows the name.
            if to != source.module && (modules.contains(&to) || top.is_some_and(|top| rank(&top).is_some())) {
                let path = source.path.clone();
                imports.push(Import { from: source.module.clone(), to, path, line: named.line });
            }
        }
    }
    imports
}

fn rank(top: &str) -> Option<u32> {
    RANKS.iter().find(|(name, _)| *name == top).map(|(_, rank)| *rank)
}

/// Imports that don't go down.
pub fn ranks(sources: &[Source]) -> Vec<String> {
    let mut breaches = Vec::new();
    for source in sources.iter().filter(|source| source.in_src()) {
        if source.module.first().is_some_and(|top| rank(top).is_none()) {
            breaches.push(format!("{}: give it a rank in tests/tidy/imports.rs and in lib.rs", source.path));
        }
    }
    for Import { from, to, path, line } in imports(sources) {
        let (Some(from), Some(to)) = (from.first(), to.first()) else { continue };
        let (Some(high), Some(low)) = (rank(from), rank(to)) else { continue };
        if from != to && low >= high && !ALLOWED.contains(&(from, to)) {
            breaches.push(format!(
                "{path}:{line}: `{from}` (rank {high}) imports `{to}` (rank {low}): move what it needs to a lower rank, \
                 or pass it in as an argument"
            ));
        }
    }
    breaches
}

/// Who imports whom, and where the first such import stands.
type Graph = BTreeMap<Module, BTreeMap<Module, String>>;

/// Circles between the files of a folder.
pub fn circles(sources: &[Source]) -> Vec<String> {
    let mut graph = Graph::new();
    for Import { from, to, path, line } in imports(sources) {
        if from.first() == to.first() {
            graph.entry(from).or_default().entry(to).or_insert_with(|| format!("{path}:{line}"));
        }
    }
    let mut done = BTreeSet::new();
    let mut breaches = Vec::new();
    for start in graph.keys() {
        follow(start, &graph, &mut Vec::new(), &mut done, &mut breaches);
    }
    breaches
}

fn follow(
    here: &Module,
    graph: &Graph,
    way: &mut Vec<Module>,
    done: &mut BTreeSet<Module>,
    breaches: &mut Vec<String>,
) {
    if let Some(at) = way.iter().position(|before| before == here) {
        let circle: Vec<&Module> = way[at..].iter().chain([here]).collect();
        let step = |pair: &[&Module]| {
            format!("\n    {} -> {} at {}", pair[0].join("::"), pair[1].join("::"), graph[pair[0]][pair[1]])
        };
        let steps: String = circle.windows(2).map(step).collect();
        breaches.push(format!("a circle: move what both need into a file that imports neither{steps}"));
        return;
    }
    if !done.insert(here.clone()) {
        return;
    }
    way.push(here.clone());
    for next in graph.get(here).into_iter().flat_map(BTreeMap::keys) {
        // What is done led to no circle through here, or that circle has been told.
        if way.contains(next) || !done.contains(next) {
            follow(next, graph, way, done, breaches);
        }
    }
    way.pop();
}

/// Crates named outside their places.
pub fn confined(sources: &[Source]) -> Vec<String> {
    let mut breaches = Vec::new();
    for (source, found) in bound(sources) {
        for (krate, places) in CONFINED {
            let inside = source.path.trim_start_matches("src/");
            let allowed = places.iter().any(|place| {
                let rest = inside.strip_prefix(place);
                rest.is_some_and(|rest| place.contains('/') || rest.starts_with('/') || rest == ".rs")
            });
            let first = found.named.iter().find(|named| named.parts[0] == *krate);
            if let (false, Some(named)) = (allowed, first) {
                breaches.push(format!(
                    "{}:{}: `{krate}` is named only in {}: go through these",
                    source.path,
                    named.line,
                    places.join(", ")
                ));
            }
        }
    }
    breaches
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sources(files: &[(&str, &str)]) -> Vec<Source> {
        files.iter().map(|(path, text)| Source::new(path, text)).collect()
    }

    fn up(text: &str) -> usize {
        ranks(&sources(&[("src/store/mod.rs", ""), ("src/domain/mod.rs", ""), ("src/domain/a.rs", text)])).len()
    }

    #[test]
    fn an_import_upwards_is_found_however_it_is_written() {
        assert_eq!(up("use crate::store::Db;"), 1);
        assert_eq!(up("use crate::{store::{Db, Tx}, domain::b};"), 2);
        assert_eq!(up("use super::super::store;"), 1);
        assert_eq!(up("fn f(db: &crate::store::Db) {}"), 1);
        assert_eq!(up("fn f() { let x = crate::store::open(); }"), 1);
        assert_eq!(up("fn f() { println!(\"{}\", crate::store::NAME); }"), 1);
        assert_eq!(up("macro_rules! m { () => { $crate::store::open() } }"), 1);
        assert_eq!(up("pub use crate::store::Db;"), 1);
        assert_eq!(up("fn f() { use claviger::store::Db; }"), 1);
        assert_eq!(up("mod inner { use super::super::super::store; }"), 1);
    }

    #[test]
    fn what_the_law_allows_is_left_alone() {
        assert_eq!(up("use std::store::X; use crate::domain::b::B; use super::b;"), 0);
        assert_eq!(up("#[cfg(test)] mod tests { use crate::store::Db; }"), 0);
        assert_eq!(up("/// See [`crate::store::Db`].\npub(in crate::domain) fn f() {}"), 0);
        let down = sources(&[("src/store/a.rs", "use crate::{domain::X, ports::Clock};")]);
        assert_eq!(ranks(&down), Vec::<String>::new());
        let test_file = sources(&[
            ("src/domain/a.rs", "#[cfg(test)] mod tests;"),
            ("src/domain/a/tests.rs", "use crate::store::Db;"),
        ]);
        assert_eq!(ranks(&test_file), Vec::<String>::new());
    }

    #[test]
    fn neighbours_and_unranked_modules_are_found() {
        let neighbours =
            sources(&[("src/bot/a.rs", "use crate::http::X;"), ("src/text.rs", "use crate::ports::Clock;")]);
        assert_eq!(ranks(&neighbours).len(), 2);
        assert_eq!(ranks(&sources(&[("src/utils.rs", "")])).len(), 1);
        assert_eq!(ranks(&sources(&[("src/main.rs", "use claviger::app; fn main() {}")])), Vec::<String>::new());
    }

    #[test]
    fn an_allowance_that_is_not_needed_goes() {
        let imports = imports(&super::super::tree::sources());
        for (from, to) in ALLOWED {
            let used = imports.iter().any(|i| i.from[0] == *from && i.to.first().is_some_and(|top| top == to));
            assert!(used, "{from} doesn't import {to} any more: take the pair out of ALLOWED");
        }
    }

    #[test]
    fn circles_are_found() {
        let two = [("src/bot/mod.rs", "pub mod a; pub mod b;"), ("src/bot/a.rs", "use super::b::B;")];
        let with = |text| circles(&sources(&[two[0], two[1], ("src/bot/b.rs", text)]));
        assert_eq!(with("use crate::bot::a::A;").len(), 1);
        assert_eq!(with("fn f() { super::a::g() }").len(), 1);
        assert_eq!(with(""), Vec::<String>::new());
        let own = |text| circles(&sources(&[("src/bot/mod.rs", text), ("src/bot/a.rs", "use super::X;")]));
        assert_eq!(own("mod a; struct X; fn f() -> a::A { a::g() }").len(), 1);
        assert_eq!(own("mod a; pub use a::A; struct X;"), Vec::<String>::new());
    }

    #[test]
    fn crates_outside_their_places_are_found() {
        let out = |path, text| confined(&sources(&[(path, text)])).len();
        assert_eq!(out("src/bot/a.rs", "use sqlx::Row;"), 1);
        assert_eq!(out("src/bot/a.rs", "#[derive(sqlx::FromRow)] struct A;"), 1);
        assert_eq!(out("src/service/a.rs", "fn f(bot: teloxide::Bot) {}"), 1);
        assert_eq!(out("src/stores.rs", "use sqlx::Row;"), 1);
        assert_eq!(out("src/http/pages.rs", "use teloxide::Bot;"), 1);
        assert_eq!(out("src/store/a.rs", "use sqlx::Row;"), 0);
        assert_eq!(out("src/app.rs", "use teloxide::Bot;"), 0);
        assert_eq!(out("src/http/telegram.rs", "use teloxide::Bot;"), 0);
        assert_eq!(out("src/bot/a.rs", "use teloxide::{Bot, types::Message};"), 0);
    }
}
