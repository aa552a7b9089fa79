//! The locale files against each other and against the code.
//!
//! All languages have the same messages with the same arguments; each message is used; each use gives all arguments (the
//! compiler checks only that none is wrong). Ids are used in messages' names, in string literals, or by a known prefix.

#![expect(clippy::unwrap_used, reason = "a test")]

use fluent_syntax::{ast, parser};
use proc_macro2::{TokenStream, TokenTree};
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

/// Ids that are put together when running, by `Text::lookup`.
const PREFIXES: [&str; 21] = [
    "adopt-fate-",
    "notice-kind-",
    "backup-trouble-",
    "date-gregorian-",
    "date-jalali-",
    "unit-money-of-",
    "server-trouble-",
    "server-known-",
    "server-paste-",
    "key-state-",
    "key-trouble-",
    "key-word-",
    "server-health-",
    "server-state-",
    "audit-",
    "job-",
    "setup-step-",
    "setup-say-",
    "command-",
    "quota-period-",
    "usage-span-",
];

type Messages = BTreeMap<String, BTreeSet<String>>;

#[test]
fn languages_have_the_same_messages() {
    let english = messages("en");
    for language in claviger::domain::person::Language::ALL {
        let other = messages(language.as_str());
        for (id, args) in &english {
            assert_eq!(Some(args), other.get(id), "{id} in {}: missing, or with other arguments", language.as_str());
        }
        let more: Vec<_> = other.keys().filter(|id| !english.contains_key(*id)).collect();
        assert!(more.is_empty(), "only in {}: {more:?}", language.as_str());
    }
}

#[test]
fn months_are_complete() {
    let english = messages("en");
    for calendar in claviger::domain::person::Calendar::ALL {
        for month in 1..=12 {
            assert!(english.contains_key(&format!("date-{}-{month}", calendar.as_str())));
        }
    }
}

#[test]
fn messages_are_used_with_all_their_arguments() {
    let english = messages("en");
    let mut literals = BTreeSet::new();
    let mut uses = Vec::new();
    for file in sources(&root().join("src")) {
        let code: TokenStream = fs::read_to_string(&file).unwrap().parse().unwrap();
        read(code, &mut literals, &mut uses);
    }
    for (id, given) in uses {
        let Some(wanted) = english.get(&id) else { continue };
        assert_eq!(wanted, &given, "{id}: the arguments wanted and given");
    }
    let unused: Vec<_> =
        english.keys().filter(|id| !literals.contains(*id) && !PREFIXES.iter().any(|p| id.starts_with(p))).collect();
    assert!(unused.is_empty(), "messages that nothing says: {unused:?}");
}

#[test]
fn manners() {
    for language in claviger::domain::person::Language::ALL {
        let text = fs::read_to_string(path(language.as_str())).unwrap();
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            assert!(!line.contains('!'), "an exclamation mark: {line}");
            assert!(!line.contains(['ي', 'ك']), "an Arabic letter in place of the Persian one: {line}");
        }
    }
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn path(language: &str) -> PathBuf {
    root().join("locales").join(language).join("claviger.ftl")
}

/// Ids and the names of their arguments. Parsing errors, doubles and attributes fail.
fn messages(language: &str) -> Messages {
    let text = fs::read_to_string(path(language)).unwrap();
    let resource = parser::parse(text.as_str()).unwrap_or_else(|(_, errors)| panic!("{language}: {errors:?}"));
    let mut messages = Messages::new();
    for entry in &resource.body {
        let ast::Entry::Message(message) = entry else { continue };
        assert!(message.attributes.is_empty(), "{language}: {} has attributes", message.id.name);
        let mut args = BTreeSet::new();
        pattern(message.value.as_ref().unwrap(), &mut args);
        let double = messages.insert(message.id.name.to_owned(), args);
        assert!(double.is_none(), "{language}: {} stands there twice", message.id.name);
    }
    messages
}

fn pattern(pattern: &ast::Pattern<&str>, args: &mut BTreeSet<String>) {
    for element in &pattern.elements {
        let ast::PatternElement::Placeable { expression: placed } = element else { continue };
        expression(placed, args);
    }
}

fn expression(expression: &ast::Expression<&str>, args: &mut BTreeSet<String>) {
    match expression {
        ast::Expression::Inline(one) => inline(one, args),
        ast::Expression::Select { selector, variants } => {
            inline(selector, args);
            for variant in variants {
                pattern(&variant.value, args);
            }
        }
    }
}

fn inline(inline: &ast::InlineExpression<&str>, args: &mut BTreeSet<String>) {
    match inline {
        ast::InlineExpression::VariableReference { id } => {
            args.insert(id.name.to_owned());
        }
        ast::InlineExpression::Placeable { expression: inner } => expression(inner, args),
        ast::InlineExpression::StringLiteral { .. } | ast::InlineExpression::NumberLiteral { .. } => {}
        // Messages within messages hide arguments from the compiler's check.
        other => panic!("only arguments, literals and selections: {other:?}"),
    }
}

fn sources(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let (folders, files): (Vec<_>, Vec<_>) = entries.partition(|path| path.is_dir());
    let files = files.into_iter().filter(|path| path.extension().is_some_and(|e| e == "rs"));
    files.chain(folders.iter().flat_map(|folder| sources(folder))).collect()
}

/// Collects string literals, and the uses of `tr!` and `label!` with the names of the arguments that they give.
fn read(code: TokenStream, literals: &mut BTreeSet<String>, uses: &mut Vec<(String, BTreeSet<String>)>) {
    let trees: Vec<TokenTree> = code.into_iter().collect();
    for (i, tree) in trees.iter().enumerate() {
        match tree {
            TokenTree::Literal(literal) => literals.extend(string(literal)),
            TokenTree::Group(group) => {
                let marked = i >= 2 && matches!(&trees[i - 1], TokenTree::Punct(p) if p.as_char() == '!');
                if marked && matches!(&trees[i - 2], TokenTree::Ident(name) if name == "tr" || name == "label") {
                    uses.extend(used(group.stream()));
                }
                read(group.stream(), literals, uses);
            }
            _ => {}
        }
    }
}

/// `text, "id", name = value, …`
fn used(code: TokenStream) -> Option<(String, BTreeSet<String>)> {
    let trees: Vec<TokenTree> = code.into_iter().collect();
    let parts: Vec<&[TokenTree]> = trees
        .split(|tree| matches!(tree, TokenTree::Punct(p) if p.as_char() == ','))
        .filter(|p| !p.is_empty())
        .collect();
    let TokenTree::Literal(id) = parts.get(1)?.first()? else { return None };
    let given = parts[2..].iter().filter_map(|part| match part {
        [TokenTree::Ident(name), TokenTree::Punct(p), ..] if p.as_char() == '=' => Some(name.to_string()),
        _ => None,
    });
    Some((string(id)?, given.collect()))
}

fn string(literal: &proc_macro2::Literal) -> Option<String> {
    syn::parse_str::<syn::LitStr>(&literal.to_string()).ok().map(|literal| literal.value())
}
