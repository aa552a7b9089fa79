//! The laws of this code, as tests: who may import whom, how long things are, what every file has.
//!
//! Each test reads the tree as it is and names every breach with what to do about it; the laws themselves are tried on
//! small samples beside them. What rustfmt, clippy and the compiler check isn't checked again.

#[path = "tidy/code.rs"]
mod code;
#[path = "tidy/imports.rs"]
mod imports;
#[path = "tidy/shape.rs"]
mod shape;
#[path = "tidy/texts.rs"]
mod texts;
#[path = "tidy/tree.rs"]
mod tree;

fn none(breaches: &[String]) {
    assert!(breaches.is_empty(), "{} to mend:\n{}\n", breaches.len(), breaches.join("\n"));
}

#[test]
fn imports_go_to_lower_ranks() {
    none(&imports::ranks(&tree::sources()));
}

#[test]
fn files_of_a_folder_do_not_circle() {
    none(&imports::circles(&tree::sources()));
}

#[test]
fn sqlx_and_teloxide_stay_in_their_places() {
    none(&imports::confined(&tree::sources()));
}

#[test]
fn files_and_functions_are_short() {
    let sources = tree::sources();
    none(&shape::long_files(&sources));
    none(&shape::long_functions(&sources));
}

#[test]
fn modules_say_what_they_are_for() {
    none(&shape::openings(&tree::sources()));
}

#[test]
fn panics_are_explained() {
    none(&shape::panics(&tree::sources()));
}

#[test]
fn languages_have_the_same_keys() {
    none(&texts::locales(&tree::texts("locales")));
}

#[test]
fn databases_have_the_same_migrations() {
    none(&texts::migrations(&tree::texts("migrations")));
}

#[test]
fn nothing_is_left_for_later() {
    none(&texts::leftovers(&tree::texts("")));
}
