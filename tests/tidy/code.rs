//! Looks into a source: which paths it names, where it can panic, how long its functions are.
//!
//! Code under `#[cfg(test)]` isn't looked at, but for the functions' length. Macros' arguments are read as tokens, so that
//! a path inside `format!` counts too. Names that come by a glob or a macro's expansion can't be seen.

use super::tree::Source;
use proc_macro2::{TokenStream, TokenTree};
use syn::{
    Attribute, Item, UseTree, Visibility,
    spanned::Spanned,
    visit::{self, Visit},
};

/// A path that a source names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// Its parts as written: `["super", "value", "Checked"]`.
    pub parts: Vec<String>,
    /// The module that it is written in, inline ones too.
    pub within: Vec<String>,
    pub line: usize,
    /// Whether it is passed on (`pub use`).
    pub reexport: bool,
}

/// What was found in a source.
#[derive(Default)]
pub struct Found {
    pub named: Vec<Named>,
    /// What panics, and in which line.
    pub panics: Vec<(String, usize)>,
    /// Modules in files of their own that exist for tests only.
    pub test_modules: Vec<Vec<String>>,
    within: Vec<String>,
}

/// Looks into a source.
pub fn look(source: &Source) -> Found {
    let mut found = Found { within: source.module.clone(), ..Found::default() };
    if !source.file.attrs.iter().any(for_tests) {
        found.visit_file(&source.file);
    }
    found
}

/// Name, first and last line of every function with a body.
pub fn functions(source: &Source) -> Vec<(String, usize, usize)> {
    struct Functions(Vec<(String, usize, usize)>);
    impl Functions {
        fn add(&mut self, signature: &syn::Signature, block: &syn::Block) {
            let (first, last) = (signature.span().start().line, block.span().end().line);
            self.0.push((signature.ident.to_string(), first, last));
        }
    }
    impl<'ast> Visit<'ast> for Functions {
        fn visit_item_fn(&mut self, item: &'ast syn::ItemFn) {
            self.add(&item.sig, &item.block);
            visit::visit_item_fn(self, item);
        }
        fn visit_impl_item_fn(&mut self, item: &'ast syn::ImplItemFn) {
            self.add(&item.sig, &item.block);
            visit::visit_impl_item_fn(self, item);
        }
        fn visit_trait_item_fn(&mut self, item: &'ast syn::TraitItemFn) {
            if let Some(block) = &item.default {
                self.add(&item.sig, block);
            }
            visit::visit_trait_item_fn(self, item);
        }
    }
    let mut functions = Functions(Vec::new());
    functions.visit_file(&source.file);
    functions.0
}

fn for_tests(attribute: &Attribute) -> bool {
    let syn::Meta::List(list) = &attribute.meta else { return attribute.path().is_ident("test") };
    let condition = list.tokens.to_string();
    list.path.is_ident("cfg")
        && condition.split(|c: char| !c.is_alphanumeric()).any(|w| w == "test")
        && !condition.contains("not")
}

fn attributes(item: &Item) -> &[Attribute] {
    match item {
        Item::Const(item) => &item.attrs,
        Item::Enum(item) => &item.attrs,
        Item::Fn(item) => &item.attrs,
        Item::Impl(item) => &item.attrs,
        Item::Macro(item) => &item.attrs,
        Item::Mod(item) => &item.attrs,
        Item::Static(item) => &item.attrs,
        Item::Struct(item) => &item.attrs,
        Item::Trait(item) => &item.attrs,
        Item::Type(item) => &item.attrs,
        Item::Use(item) => &item.attrs,
        _ => &[],
    }
}

impl Found {
    fn name(&mut self, parts: Vec<String>, line: usize, reexport: bool) {
        self.named.push(Named { parts, within: self.within.clone(), line, reexport });
    }

    fn use_tree(&mut self, tree: &UseTree, before: &[String], reexport: bool) {
        let with = |ident: &syn::Ident| [before, &[ident.to_string()]].concat();
        match tree {
            UseTree::Path(path) => self.use_tree(&path.tree, &with(&path.ident), reexport),
            UseTree::Group(group) => group.items.iter().for_each(|tree| self.use_tree(tree, before, reexport)),
            UseTree::Glob(glob) => self.name(before.to_vec(), glob.span().start().line, reexport),
            UseTree::Name(syn::UseName { ident }) | UseTree::Rename(syn::UseRename { ident, .. }) => {
                let parts = if ident == "self" { before.to_vec() } else { with(ident) };
                self.name(parts, ident.span().start().line, reexport);
            }
        }
    }

    /// Paths and panics in what only a macro understands.
    fn tokens(&mut self, tokens: TokenStream) {
        let tokens: Vec<TokenTree> = tokens.into_iter().collect();
        let is = |at: usize, c: char| matches!(tokens.get(at), Some(TokenTree::Punct(p)) if p.as_char() == c);
        let mut at = 0;
        while at < tokens.len() {
            let here = at;
            at += 1;
            match &tokens[here] {
                TokenTree::Group(group) => self.tokens(group.stream()),
                TokenTree::Ident(ident) => {
                    let line = ident.span().start().line;
                    let mut parts = vec![ident.to_string()];
                    while is(at, ':') && is(at + 1, ':') {
                        let Some(TokenTree::Ident(next)) = tokens.get(at + 2) else { break };
                        parts.push(next.to_string());
                        at += 3;
                    }
                    let called = matches!(tokens.get(at), Some(TokenTree::Group(_)));
                    let method = here > 0 && is(here - 1, '.') && called;
                    if (method && panicking_method(&parts[0])) || (is(at, '!') && panicking_macro(&parts)) {
                        self.panics.push((parts[0].clone(), line));
                    }
                    if parts.len() > 1 {
                        self.name(parts, line, false);
                    }
                }
                TokenTree::Punct(_) | TokenTree::Literal(_) => {}
            }
        }
    }
}

fn panicking_method(name: &str) -> bool {
    ["unwrap", "expect", "unwrap_err", "expect_err"].contains(&name)
}

fn panicking_macro(parts: &[String]) -> bool {
    parts.last().is_some_and(|name| {
        ["panic", "unreachable", concat!("to", "do"), concat!("un", "implemented")].contains(&&**name)
    })
}

impl<'ast> Visit<'ast> for Found {
    fn visit_item(&mut self, item: &'ast Item) {
        if !attributes(item).iter().any(for_tests) {
            visit::visit_item(self, item);
        } else if let Item::Mod(module) = item
            && module.content.is_none()
        {
            self.test_modules.push([&self.within[..], &[module.ident.to_string()]].concat());
        }
    }

    fn visit_impl_item_fn(&mut self, item: &'ast syn::ImplItemFn) {
        if !item.attrs.iter().any(for_tests) {
            visit::visit_impl_item_fn(self, item);
        }
    }

    fn visit_item_mod(&mut self, item: &'ast syn::ItemMod) {
        self.within.push(item.ident.to_string());
        visit::visit_item_mod(self, item);
        self.within.pop();
    }

    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        self.use_tree(&item.tree, &[], !matches!(item.vis, Visibility::Inherited));
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        if path.segments.len() > 1 {
            let parts = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
            self.name(parts, path.span().start().line, false);
        }
        visit::visit_path(self, path);
    }

    fn visit_expr_method_call(&mut self, call: &'ast syn::ExprMethodCall) {
        if panicking_method(&call.method.to_string()) {
            self.panics.push((call.method.to_string(), call.method.span().start().line));
        }
        visit::visit_expr_method_call(self, call);
    }

    fn visit_macro(&mut self, call: &'ast syn::Macro) {
        let parts: Vec<String> = call.path.segments.iter().map(|segment| segment.ident.to_string()).collect();
        if panicking_macro(&parts) {
            self.panics.push((parts.join("::"), call.path.span().start().line));
        }
        self.tokens(call.tokens.clone());
        visit::visit_macro(self, call);
    }

    fn visit_meta_list(&mut self, list: &'ast syn::MetaList) {
        self.tokens(list.tokens.clone());
        visit::visit_meta_list(self, list);
    }

    // `pub(in crate::x)` imports nothing.
    fn visit_vis_restricted(&mut self, _: &'ast syn::VisRestricted) {}
}
