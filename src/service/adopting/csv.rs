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

/// What a line says would have become of its key, where it is a line of a file of the house's own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Before {
    /// It is no such line.
    Unsaid,
    /// The key would have stayed on the server.
    Stays,
    /// It would have become somebody's, even where that couldn't be done.
    Becomes,
}

/// A line of a pasted list: whose key the one of that name becomes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// In which line, from 1.
    pub line: usize,
    /// Folded; empty where the key has none and its id says which it is.
    pub name: String,
    /// As it was written.
    pub written: String,
    /// Its id on the server; empty where the name says which it is.
    pub id: String,
    /// The representative's name; empty is the house.
    pub representative: String,
    /// The plan's name; empty: as it is on the server.
    pub plan: String,
    /// The customer's name; empty is nobody.
    pub customer: String,
    /// What would have become of it before.
    pub before: Before,
}

/// A list as it was read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct List {
    /// Lines that can be read.
    pub lines: Vec<Listed>,
    /// Those that can't: without a name and an id, or with more than four cells.
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

const ID: [&str; 1] = ["remote_id"];
const RESULT: [&str; 2] = ["result", "نتیجه"];

/// What the file says of names that no key has.
const MISSING: &str = "not on the server";

/// Where a list has its columns: name, representative, plan, customer, id, result; and how many there are.
struct Columns([Option<usize>; 6], usize);

impl Columns {
    /// As people type them.
    const USUAL: Self = Self([Some(0), Some(1), Some(2), Some(3), None, None], 4);

    /// As the list's head says, where that line is one: a file of the house's own has more columns than are read.
    fn of_head(cells: &[String]) -> Option<Self> {
        let cells: Vec<String> = cells.iter().map(|cell| normal(cell)).collect();
        let place = |words: &[&str]| cells.iter().position(|cell| words.iter().any(|word| normal(word) == *cell));
        if place(&NAME) != Some(0) {
            return None;
        }
        let others = [&REPRESENTATIVE[..], &PLAN, &CUSTOMER, &ID, &RESULT].map(place);
        let [seller, plan, customer, id, result] = others;
        let told = others.iter().any(Option::is_some);
        let columns = Self([Some(0), seller, plan, customer, id, result], cells.len().max(4));
        Some(if told { columns } else { Self::USUAL })
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
        let [written, representative, plan, customer, id, result] = places.map(cell);
        let name = normal(&written);
        let before = match &*normal(&result) {
            "" => Before::Unsaid,
            told if told == Fate::Left.as_str() => Before::Stays,
            _ => Before::Becomes,
        };
        if (name.is_empty() && id.is_empty()) || cells.iter().skip(*count).any(|cell| !cell.is_empty()) {
            found.unreadable.push(n + 1);
            continue;
        }
        if found.lines.len() == MOST_LISTED {
            return Err(NotAList::TooLong);
        }
        let written = written.chars().filter(|c| !c.is_control()).take(200).collect();
        found.lines.push(Listed { line: n + 1, name, written, id, representative, plan, customer, before });
    }
    if found == List::default() { Err(NotAList::Empty) } else { Ok(found) }
}

/// A cell without the mark that kept a spreadsheet from taking it for a formula.
fn as_text(cell: &str) -> &str {
    let marked = cell.strip_prefix('\'').filter(|rest| is_marked(rest));
    marked.unwrap_or(cell)
}

/// Whether a text is written with a mark: also what would be read as one that has it already.
fn is_marked(text: &str) -> bool {
    is_formula(text.trim_start_matches('\''))
}

fn is_formula(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '\t', '\r'])
}

/// A cell as it is written.
fn cell(text: &str) -> String {
    let text = text.trim();
    let text = if is_marked(text) { format!("'{text}") } else { text.to_owned() };
    if text.contains(['"', ',', ';', '\t', '\n', '\r', '،']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text
    }
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

/// What would become of each key, as a file, with what is wanted also where it can't be done. It can be changed and sent
/// back as a list; unchanged, it changes nothing.
pub fn ahead_file(rows: &[Ahead]) -> Vec<u8> {
    let mut out = "\u{FEFF}old_name,remote_id,new_name,representative,plan,customer,result\r\n".to_owned();
    for row in rows {
        let result = match row.fate {
            Fate::Adopted if row.stopped => "adopted, stopped at once",
            Fate::Gone => MISSING,
            other => other.as_str(),
        };
        let of = |text: &Option<String>| cell(text.as_deref().unwrap_or_default());
        let (old, id, result) = (cell(&row.found.name), cell(&row.found.remote_id), cell(result));
        let (name, seller, plan, customer) = (of(&row.name), of(&row.seller), of(&row.plan), of(&row.customer));
        // Writing to a string can't fail.
        let _ = write!(out, "{old},{id},{name},{seller},{plan},{customer},{result}\r\n");
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
        Listed { line, name, written, id: String::new(), representative, plan, customer, before: Before::Unsaid }
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

    fn ahead(name: &str, id: &str, fate: Fate, cells: [&str; 3]) -> Ahead {
        let found = FoundKey { remote_id: id.into(), name: name.into(), limit: None, moved: None };
        let [seller, plan, customer] = cells.map(|cell| (!cell.is_empty()).then(|| cell.to_owned()));
        Ahead { found, fate, name: None, seller, plan, customer, stopped: false }
    }

    #[test]
    fn a_file_of_what_would_happen_can_be_sent_back() {
        let first = ahead("=sum", "7", Fate::Adopted, ["Sara’s shop", "", "a, b"]);
        let rows = [
            Ahead { name: Some("=sum (7)".into()), stopped: true, ..first },
            ahead("no such", "", Fate::Gone, ["", "50 GB", ""]),
            ahead("", "8", Fate::Left, ["", "", ""]),
            ahead("x", "9", Fate::NoSeller, ["Reza", "", ""]),
        ];
        let text = String::from_utf8(ahead_file(&rows)).unwrap();
        assert!(text.contains("'=sum,7,'=sum (7),Sara’s shop,,\"a, b\",\"adopted, stopped at once\"\r\n"), "{text}");
        assert!(text.contains("\r\nno such,,,,50 GB,,not on the server\r\n"), "{text}");
        let back = read_list(&text).unwrap();
        let line = |line, id: &str, before, cells| Listed { id: id.into(), before, ..listed(line, cells) };
        let want = [
            line(2, "7", Before::Becomes, ["=sum", "=sum", "Sara’s shop", "", "a, b"]),
            line(3, "", Before::Becomes, ["no such", "no such", "", "50 GB", ""]),
            line(4, "8", Before::Stays, ["", "", "", "", ""]),
            line(5, "9", Before::Becomes, ["x", "x", "Reza", "", ""]),
        ];
        assert_eq!((back.lines, back.unreadable), (want.to_vec(), vec![]));
        let ids = read_list("name,remote_id\nboss,7").unwrap();
        assert_eq!((&*ids.lines[0].id, &*ids.lines[0].representative), ("7", ""));
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
                prop_assert!(found.lines.iter().all(|line| !line.name.is_empty() || !line.id.is_empty()));
            }
        }

        #[test]
        fn what_is_written_is_read_again(
            rows in prop::collection::vec((0_usize..8, prop::array::uniform5("[-=+@'\",;،\t a-cس۱\u{200C}]{0,6}")), 1..20),
        ) {
            const FATES: [Fate; 8] = [
                Fate::Adopted, Fate::Left, Fate::Limit, Fate::NoSeller, Fate::NoPlan, Fate::NoCustomer, Fate::Gone, Fate::Ours,
            ];
            let rows = rows.iter().enumerate().map(|(n, (fate, [name, id, seller, plan, customer]))| {
                ahead(name, &format!("{n}{id}"), FATES[*fate], [seller, plan, customer])
            });
            let rows: Vec<Ahead> = rows.collect();
            let back = read_list(&String::from_utf8(ahead_file(&rows)).unwrap()).unwrap();
            prop_assert_eq!((back.lines.len(), back.unreadable), (rows.len(), vec![]));
            for (row, line) in rows.iter().zip(back.lines) {
                let cells = [&row.seller, &row.plan, &row.customer].map(|cell| cell.as_deref().unwrap_or("").trim().to_owned());
                prop_assert_eq!(&cells, &[line.representative, line.plan, line.customer]);
                prop_assert_eq!((&*line.name, &*line.id), (&*normal(&row.found.name), row.found.remote_id.trim()));
                prop_assert_eq!(line.before == Before::Stays, row.fate == Fate::Left);
            }
        }
    }
}
