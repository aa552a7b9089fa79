//! Lists as text: a mapping that people paste, and what became of all keys, for them to keep.
//!
//! What is read is bounded and never half taken. What is written opens in a spreadsheet: a cell that one would take for a
//! formula is marked as text.

use super::names::normal;
use crate::{
    domain::adoption::{Fate, MOST_LISTED},
    store::adoptions::Settled,
};
use std::fmt::Write;

/// A line of a pasted list: whose key the one of that name becomes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Folded.
    pub name: String,
    /// The representative's name; empty is the house.
    pub representative: String,
    /// The plan's name; empty: as it is on the server.
    pub plan: String,
    /// The customer's name; empty is nobody.
    pub customer: String,
}

/// Why a text is no list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotAList {
    /// There is no line in it.
    Empty,
    /// This line, counted from 1, has no name, or more than four cells.
    Line(usize),
    /// More names than are taken.
    TooLong,
}

/// One line's cells: between commas, semicolons or tabs; quotes hold a cell together.
fn cells(line: &str) -> Vec<String> {
    let (mut cells, mut quoted) = (vec![String::new()], false);
    let mut chars = line.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => {
                chars.next();
                push(&mut cells, '"');
            }
            '"' if quoted || cells.last().is_some_and(|cell| cell.trim().is_empty()) => quoted = !quoted,
            ',' | ';' | '\t' | '،' if !quoted => cells.push(String::new()),
            c => push(&mut cells, c),
        }
    }
    cells.into_iter().map(|cell| cell.trim().to_owned()).collect()
}

fn push(cells: &mut [String], c: char) {
    if let Some(cell) = cells.last_mut() {
        cell.push(c);
    }
}

/// Reads `name,representative,plan,customer` lines, of which all but the name may be left out.
///
/// # Errors
/// Where it isn't one: what is wrong, and in which line.
pub fn read_list(text: &str) -> Result<Vec<Listed>, NotAList> {
    let mut found = Vec::new();
    for (n, line) in text.trim_start_matches('\u{FEFF}').lines().enumerate().filter(|(_, line)| !line.trim().is_empty())
    {
        let mut cells = cells(line).into_iter();
        let mut next = || cells.next().unwrap_or_default();
        let (name, representative, plan, customer) = (next(), next(), next(), next());
        let name = normal(&name);
        if found.is_empty() && ["name", "old_name", "نام"].map(normal).contains(&name) {
            continue;
        }
        if name.is_empty() || cells.any(|cell| !cell.is_empty()) {
            return Err(NotAList::Line(n + 1));
        }
        if found.len() == MOST_LISTED {
            return Err(NotAList::TooLong);
        }
        found.push(Listed { name, representative, plan, customer });
    }
    if found.is_empty() { Err(NotAList::Empty) } else { Ok(found) }
}

/// A cell as it is written.
fn cell(text: &str) -> String {
    let formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let text = if formula { format!("'{text}") } else { text.to_owned() };
    if text.contains(['"', ',', ';', '\n', '\r']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text }
}

/// What became of each key, as a file.
pub fn file(rows: &[Settled]) -> Vec<u8> {
    // The mark at the beginning is how a spreadsheet knows that it is UTF-8.
    let mut out = "\u{FEFF}old_name,remote_id,new_name,representative,plan,customer,result\r\n".to_owned();
    for row in rows {
        let fate = row.fate.map_or("waiting", Fate::as_str);
        let of = |text: &Option<String>| cell(text.as_deref().unwrap_or_default());
        let (old, id) = (cell(&row.found.name), cell(&row.found.remote_id));
        let (name, seller, plan, customer) = (of(&row.name), of(&row.representative), of(&row.plan), of(&row.customer));
        // Writing to a string can't fail.
        let _ = write!(out, "{old},{id},{name},{seller},{plan},{customer},{fate}\r\n");
    }
    out.into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::adoptions::FoundKey;
    use proptest::prelude::*;

    fn listed(cells: [&str; 4]) -> Listed {
        let [name, representative, plan, customer] = cells.map(str::to_owned);
        Listed { name, representative, plan, customer }
    }

    #[test]
    fn lists_are_read_as_people_write_them() {
        let text = "name,representative,plan,customer\nSara-1, Sara's shop ,50 GB,Mina\n\nali;;\n\"a, b\"\t\"Re\"\"za\"\n۷،رضا";
        let found = read_list(text).unwrap();
        let want = [
            listed(["sara-1", "Sara's shop", "50 GB", "Mina"]),
            listed(["ali", "", "", ""]),
            listed(["a, b", "Re\"za", "", ""]),
            listed(["7", "رضا", "", ""]),
        ];
        assert_eq!(found, want);
        assert_eq!(read_list(" \n"), Err(NotAList::Empty));
        assert_eq!(read_list("name"), Err(NotAList::Empty));
        assert_eq!(read_list("a\n,b"), Err(NotAList::Line(2)));
        assert_eq!(read_list("a,b,c,d,e"), Err(NotAList::Line(1)));
        assert_eq!(read_list(&"a\n".repeat(MOST_LISTED + 1)), Err(NotAList::TooLong));
    }

    #[test]
    fn a_file_is_for_spreadsheets() {
        let found = FoundKey { remote_id: "7".into(), name: "=1+1".into(), limit: None, moved: None };
        let row = Settled {
            found,
            fate: Some(Fate::Adopted),
            name: Some("a \"b\", c".into()),
            representative: None,
            plan: Some("50 GB".into()),
            customer: None,
        };
        let text = String::from_utf8(file(&[row])).unwrap();
        assert!(text.ends_with("\r\n'=1+1,7,\"a \"\"b\"\", c\",,50 GB,,adopted\r\n"), "{text}");
    }

    proptest! {
        #[test]
        fn whatever_is_pasted(text in any::<String>()) {
            if let Ok(found) = read_list(&text) {
                prop_assert!(!found.is_empty() && found.len() <= MOST_LISTED);
                prop_assert!(found.iter().all(|line| !line.name.is_empty()));
            }
        }
    }
}
