//! Tables as CSV (RFC 4180), so that programs for tables open them with every script right.
//!
//! A cell that such a program would take for a formula is told to be text.

/// The table, its first row among the others.
pub fn table<'a>(rows: impl IntoIterator<Item = Vec<&'a str>>) -> Vec<u8> {
    // By it such programs know that it is UTF-8.
    let mut out = String::from('\u{FEFF}');
    for row in rows {
        let cells: Vec<String> = row.into_iter().map(cell).collect();
        out.push_str(&cells.join(","));
        out.push_str("\r\n");
    }
    out.into_bytes()
}

fn cell(text: &str) -> String {
    let formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let text = if formula { format!("'{text}") } else { text.to_owned() };
    if text.contains([',', '"', '\n', '\r', ';']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells() {
        let told = table([vec!["name", "url"], vec!["a, \"b\"", "=1+1"], vec!["سارا", "ss://x"]]);
        let told = String::from_utf8(told).unwrap();
        assert_eq!(told, "\u{FEFF}name,url\r\n\"a, \"\"b\"\"\",'=1+1\r\nسارا,ss://x\r\n");
    }
}
