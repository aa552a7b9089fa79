//! Reads the project's files.
//!
//! Build output, the house's data, version control and `.env` are none of it. Tests give sources of their own.

use std::{
    fs,
    path::{Path, PathBuf},
};

/// A Rust file.
pub struct Source {
    /// From the project's root, with forward slashes.
    pub path: String,
    pub text: String,
    pub file: syn::File,
    /// Where it stands in the crate: `["config", "read"]`; `[]` is lib.rs, `["main"]` is main.rs.
    pub module: Vec<String>,
}

impl Source {
    pub fn new(path: &str, text: &str) -> Self {
        let file = syn::parse_file(text).unwrap_or_else(|error| panic!("{path} can't be parsed: {error}"));
        Self { path: path.into(), text: text.into(), file, module: module(path) }
    }

    pub fn in_src(&self) -> bool {
        self.path.starts_with("src/")
    }
}

/// Where the file of that path stands in the crate.
fn module(path: &str) -> Vec<String> {
    let inner = path.strip_prefix("src/").unwrap_or(path).trim_end_matches(".rs");
    let mut module: Vec<String> = inner.split('/').map(ToOwned::to_owned).collect();
    if matches!(module.last().map(String::as_str), Some("mod")) || inner == "lib" {
        module.pop();
    }
    module
}

/// All Rust files of the project.
pub fn sources() -> Vec<Source> {
    let folders = ["src/", "tests/", "benches/", "fuzz/"];
    texts("")
        .iter()
        .filter(|(path, _)| folders.iter().any(|folder| path.starts_with(folder)))
        .filter(|(path, _)| path.rsplit('.').next() == Some("rs"))
        .map(|(path, text)| Source::new(path, text))
        .collect()
}

/// All text files under a folder, by path from the project's root, in order.
pub fn texts(folder: &str) -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = Vec::new();
    walk(&root.join(folder), &mut found);
    found.sort();
    let name = |path: &Path| path.strip_prefix(root).unwrap_or(path).to_string_lossy().replace('\\', "/");
    found.iter().filter_map(|path| Some((name(path), String::from_utf8(fs::read(path).ok()?).ok()?))).collect()
}

fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let (path, name) = (entry.path(), entry.file_name());
        let skipped = ["target", "data", ".git", ".env", "Cargo.lock", "node_modules"];
        if skipped.iter().any(|skip| name == *skip) || path.is_symlink() {
            continue;
        }
        if path.is_dir() { walk(&path, found) } else { found.push(path) }
    }
}

#[test]
fn modules_of_paths() {
    assert_eq!(module("src/lib.rs"), Vec::<String>::new());
    assert_eq!(module("src/config/mod.rs"), ["config"]);
    assert_eq!(module("src/config/read/tests.rs"), ["config", "read", "tests"]);
    assert_eq!(module("src/main.rs"), ["main"]);
}
