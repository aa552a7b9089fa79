//! How long things are, how modules open, and that what can panic is explained.
//!
//! Lines are counted as an editor counts them.

use super::{code, tree::Source};

const FILE: usize = 400;
const FUNCTION: usize = 70;

/// Files of more than 400 lines.
pub fn long_files(sources: &[Source]) -> Vec<String> {
    let long = |source: &Source| {
        let lines = source.text.lines().count();
        (lines > FILE)
            .then(|| format!("{}: {lines} lines: split it by what its parts are for, {FILE} at most", source.path))
    };
    sources.iter().filter_map(long).collect()
}

/// Functions of 70 lines or more.
pub fn long_functions(sources: &[Source]) -> Vec<String> {
    let mut breaches = Vec::new();
    for source in sources.iter().filter(|source| source.in_src()) {
        for (name, first, last) in code::functions(source) {
            let lines = last - first + 1;
            if lines >= FUNCTION {
                breaches.push(format!(
                    "{}:{first}: `{name}` has {lines} lines: give its steps names, under {FUNCTION}",
                    source.path
                ));
            }
        }
    }
    breaches
}

/// Modules that don't open with two to six `//!` lines.
pub fn openings(sources: &[Source]) -> Vec<String> {
    let odd = |source: &Source| {
        let lines = source.text.lines().take_while(|line| line.starts_with("//!")).count();
        let most = if source.path == "src/lib.rs" { usize::MAX } else { 6 };
        (lines < 2 || lines > most).then(|| {
            format!(
                "{}: opens with {lines} `//!` lines: say in two to six what it is for, what always holds in it, what is left \
                 out on purpose",
                source.path
            )
        })
    };
    sources.iter().filter(|source| source.in_src()).filter_map(odd).collect()
}

/// What can panic without a comment that says why it can't.
pub fn panics(sources: &[Source]) -> Vec<String> {
    let looked: Vec<_> = sources.iter().filter(|s| s.in_src()).map(|s| (s, code::look(s))).collect();
    let tests: Vec<_> = looked.iter().flat_map(|(_, found)| found.test_modules.clone()).collect();
    let mut breaches = Vec::new();
    for (source, found) in looked.iter().filter(|(s, _)| !tests.iter().any(|test| s.module.starts_with(test))) {
        let lines: Vec<&str> = source.text.lines().collect();
        for (what, line) in &found.panics {
            let here = lines[line - 1].contains("// ");
            let above = *line > 1 && lines[line - 2].trim_start().starts_with("//");
            if !here && !above {
                breaches.push(format!(
                    "{}:{line}: `{what}`: return an error, or say in a comment there or above why it can't happen",
                    source.path
                ));
            }
        }
    }
    breaches
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(text: &str) -> Vec<Source> {
        vec![Source::new("src/bot/a.rs", text)]
    }

    #[test]
    fn long_ones_are_found() {
        assert_eq!(long_files(&one(&"\n".repeat(401))).len(), 1);
        assert_eq!(long_files(&one(&"\n".repeat(400))).len(), 0);
        let function = |lines: usize| format!("/// Doc.\nfn f() {{\n{}}}\n", "g();\n".repeat(lines - 2));
        assert_eq!(long_functions(&one(&function(70))).len(), 1);
        assert_eq!(long_functions(&one(&function(69))).len(), 0);
        assert_eq!(long_functions(&one(&format!("impl A {{ {} }}", function(70)))).len(), 1);
    }

    #[test]
    fn odd_openings_are_found() {
        assert_eq!(openings(&one("")).len(), 1);
        assert_eq!(openings(&one("//! One line.\n")).len(), 1);
        assert_eq!(openings(&one("//! One.\n//! Two.\n")).len(), 0);
        assert_eq!(openings(&one(&"//! Line.\n".repeat(7))).len(), 1);
        assert_eq!(openings(&[Source::new("src/lib.rs", &"//! Line.\n".repeat(9))]).len(), 0);
    }

    #[test]
    fn unexplained_panics_are_found() {
        for text in [
            "fn f() { a.unwrap(); }",
            "fn f() { a.expect(\"b\"); }",
            "fn f() { panic!(); }",
            "fn f() { std::unreachable!(); }",
            "fn f() { println!(\"{}\", a.unwrap()); }",
            "fn f() { foo! { match a { _ => unreachable!() } } }",
        ] {
            assert_eq!(panics(&one(text)).len(), 1, "{text}");
        }
        for text in [
            "fn f() {\n// It was checked above.\na.unwrap(); }",
            "fn f() {\na.unwrap(); // It was checked above.\n}",
            "#[cfg(test)] mod tests { fn f() { a.unwrap(); } }",
            "#[test] fn f() { a.unwrap(); }",
            "fn f() { a.unwrap_or(1); assert!(b); }",
        ] {
            assert_eq!(panics(&one(text)).len(), 0, "{text}");
        }
    }
}
