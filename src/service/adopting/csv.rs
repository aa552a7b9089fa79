//! Lists as text: a mapping that people paste, and what became of all keys, for them to keep.
//!
//! What is read is bounded and never half taken. What is written opens in a spreadsheet: a cell that one would take for a
//! formula is marked as text.

use super::{names::normal, outlook::Ahead};
use crate::{
    domain::adoption::{Fate, MOST_LISTED},
    store::adoptions::Settled,
};
use std::fmt::Write;

/// A line of a pasted list: whose key the one of that name becomes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// In which line, from 1.
    pub line: usize,
    /// Folded.
    pub name: String,
    /// As it was written.
    pub written: String,
    /// The representative's name; empty is the house.
    pub representative: String,
    /// The plan's name; empty: as it is on the server.
    pub plan: String,
    /// The customer's name; empty is nobody.
    pub customer: String,
}

/// A list as it was read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct List {
    /// Lines that can be read.
    pub lines: Vec<Listed>,
    /// Those that can't: without a name, or with more than four cells.
    pub unreadable: Vec<usize>,
}

/// Why a text is no list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotAList {
    /// There is no line in it.
    Empty,
    /// More names than are taken.
    TooLong,
}

/// Words that head the column of names; a line that begins with one is the list's head.
const NAME: [&str; 3] = ["name", "old_name", "نام"];
const REPRESENTATIVE: [&str; 3] = ["representative", "whose", "نماینده"];
const PLAN: [&str; 2] = ["plan", "طرح"];
const CUSTOMER: [&str; 2] = ["customer", "مشتری"];

/// Where a list has its columns: name, representative, plan, customer; and how many there are.
struct Columns([Option<usize>; 4], usize);

impl Columns {
    /// As people type them.
    const USUAL: Self = Self([Some(0), Some(1), Some(2), Some(3)], 4);

    /// As the list's head says, where that line is one: a file of the house's own has more columns than are read.
    fn of_head(cells: &[String]) -> Option<Self> {
        let cells: Vec<String> = cells.iter().map(|cell| normal(cell)).collect();
        let place = |words: &[&str]| cells.iter().position(|cell| words.iter().any(|word| normal(word) == *cell));
        if place(&NAME) != Some(0) {
            return None;
        }
        let others = [place(&REPRESENTATIVE), place(&PLAN), place(&CUSTOMER)];
        match others {
            [None, None, None] => Some(Self::USUAL),
            [seller, plan, customer] => Some(Self([Some(0), seller, plan, customer], cells.len().max(4))),
        }
    }
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
/// Where there is nothing in it, or too much. Lines that can't be read are told with the rest.
pub fn read_list(text: &str) -> Result<List, NotAList> {
    let mut found = List::default();
    let mut columns = None;
    for (n, line) in text.trim_start_matches('\u{FEFF}').lines().enumerate().filter(|(_, line)| !line.trim().is_empty())
    {
        let cells = cells(line);
        if columns.is_none() {
            let head = Columns::of_head(&cells);
            let is_head = head.is_some();
            columns = Some(head.unwrap_or(Columns::USUAL));
            if is_head {
                continue;
            }
        }
        let Columns(places, count) = columns.as_ref().unwrap_or(&Columns::USUAL);
        let cell =
            |place: Option<usize>| place.and_then(|place| cells.get(place)).map_or("", |cell| as_text(cell)).to_owned();
        let [written, representative, plan, customer] = places.map(cell);
        let name = normal(&written);
        if name.is_empty() || cells.iter().skip(*count).any(|cell| !cell.is_empty()) {
            found.unreadable.push(n + 1);
            continue;
        }
        if found.lines.len() == MOST_LISTED {
            return Err(NotAList::TooLong);
        }
        let written = written.chars().filter(|c| !c.is_control()).take(200).collect();
        found.lines.push(Listed { line: n + 1, name, written, representative, plan, customer });
    }
    if found == List::default() { Err(NotAList::Empty) } else { Ok(found) }
}

/// A cell without the mark that kept a spreadsheet from taking it for a formula.
fn as_text(cell: &str) -> &str {
    let marked = cell.strip_prefix('\'').filter(|rest| is_formula(rest));
    marked.unwrap_or(cell)
}

fn is_formula(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '\t', '\r'])
}

/// A cell as it is written.
fn cell(text: &str) -> String {
    let text = if is_formula(text) { format!("'{text}") } else { text.to_owned() };
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

/// What would become of each key, as a file; names of the list that no key has come last. It can be changed and sent back
/// as a list.
pub fn ahead_file(rows: &[Ahead], missing: &[String]) -> Vec<u8> {
    let mut out = "\u{FEFF}old_name,remote_id,new_name,representative,plan,customer,result\r\n".to_owned();
    for row in rows {
        let result = match row.fate {
            Fate::Adopted if row.stopped => "adopted, stopped at once",
            other => other.as_str(),
        };
        let of = |text: &Option<String>| cell(text.as_deref().unwrap_or_default());
        let (old, id, result) = (cell(&row.found.name), cell(&row.found.remote_id), cell(result));
        let (name, seller, plan, customer) = (of(&row.name), of(&row.seller), of(&row.plan), of(&row.customer));
        // Writing to a string can't fail.
        let _ = write!(out, "{old},{id},{name},{seller},{plan},{customer},{result}\r\n");
    }
    for name in missing {
        let _ = write!(out, "{},,,,,,not on the server\r\n", cell(name));
    }
    out.into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::adoptions::FoundKey;
    use proptest::prelude::*;

    fn listed(line: usize, cells: [&str; 5]) -> Listed {
        let [written, name, representative, plan, customer] = cells.map(str::to_owned);
        Listed { line, name, written, representative, plan, customer }
    }

    #[test]
    fn lists_are_read_as_people_write_them() {
        let text = "name,representative,plan,customer\nSara-1, Sara's shop ,50 GB,Mina\n\nali;;\n\"a, b\"\t\"Re\"\"za\"\n۷،رضا";
        let found = read_list(text).unwrap();
        let want = [
            listed(2, ["Sara-1", "sara-1", "Sara's shop", "50 GB", "Mina"]),
            listed(4, ["ali", "ali", "", "", ""]),
            listed(5, ["a, b", "a, b", "Re\"za", "", ""]),
            listed(6, ["۷", "7", "رضا", "", ""]),
        ];
        assert_eq!((found.lines, found.unreadable), (want.to_vec(), vec![]));
        assert_eq!(read_list(" \n"), Err(NotAList::Empty));
        assert_eq!(read_list("name"), Err(NotAList::Empty));
        let faulty = read_list(",a\nb\n\na,b,c,d,e\n\"\"").unwrap();
        assert_eq!((faulty.lines.len(), faulty.unreadable), (1, vec![1, 4, 5]), "all of them are told");
        assert_eq!(read_list(&"a\n".repeat(MOST_LISTED + 1)), Err(NotAList::TooLong));
    }

    #[test]
    fn a_file_of_what_would_happen_can_be_sent_back() {
        let found = FoundKey { remote_id: "7".into(), name: "=sum".into(), limit: None, moved: None };
        let row = Ahead {
            found,
            fate: Fate::Adopted,
            name: Some("=sum (7)".into()),
            seller: Some("Sara’s shop".into()),
            plan: None,
            customer: Some("a, b".into()),
            stopped: true,
        };
        let text = String::from_utf8(ahead_file(&[row], &["no such".into()])).unwrap();
        assert!(text.contains("'=sum,7,'=sum (7),Sara’s shop,,\"a, b\",\"adopted, stopped at once\"\r\n"), "{text}");
        assert!(text.ends_with("no such,,,,,,not on the server\r\n"), "{text}");
        let back = read_list(&text).unwrap();
        assert_eq!(back.lines[0], listed(2, ["=sum", "=sum", "Sara’s shop", "", "a, b"]));
        assert_eq!((back.lines.len(), back.unreadable), (2, vec![]));
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
                prop_assert!(found.lines.len() <= MOST_LISTED && found != List::default());
                prop_assert!(found.lines.iter().all(|line| !line.name.is_empty() && !line.written.is_empty()));
            }
        }
    }
}
