//! Telegram's HTML, read into text and entities, and written back.
//!
//! Only documented tags are known; all else is refused in the words of Telegram's own parser. Named character references
//! are the four documented ones; other ampersands stand for themselves.

use super::model::{Entity, Formatted};

/// Reads HTML; the error is what follows `can't parse entities: `.
pub fn parse(source: &str) -> Result<Formatted, String> {
    let mut reader =
        Reader { source, at: 0, text: String::new(), units: 0, open: Vec::new(), opened: 0, entities: Vec::new() };
    while let Some(next) = source.get(reader.at..).and_then(|rest| rest.chars().next()) {
        match next {
            '<' if source.get(reader.at + 1..).is_some_and(|rest| rest.starts_with('/')) => reader.end_tag()?,
            '<' => reader.start_tag()?,
            '&' => reader.reference(),
            other => reader.push(other, other.len_utf8()),
        }
    }
    if let Some(open) = reader.open.last() {
        return Err(format!("Can't find end tag corresponding to start tag \"{}\"", open.tag));
    }
    let mut entities = reader.entities;
    // Of two that cover the same, the one that was opened first is the outer.
    entities.sort_by_key(|(order, entity)| (entity.offset, std::cmp::Reverse(entity.length), *order));
    Ok(Formatted { text: reader.text, entities: entities.into_iter().map(|(_, entity)| entity).collect() })
}

struct Open {
    tag: String,
    kind: &'static str,
    argument: Option<String>,
    start: usize,
    start_byte: usize,
    order: usize,
}

struct Reader<'a> {
    source: &'a str,
    at: usize,
    text: String,
    units: usize,
    open: Vec<Open>,
    opened: usize,
    entities: Vec<(usize, Entity)>,
}

impl Reader<'_> {
    fn push(&mut self, character: char, width: usize) {
        self.text.push(character);
        self.units += character.len_utf16();
        self.at += width;
    }

    fn reference(&mut self) {
        let rest = self.source.get(self.at..).unwrap_or_default();
        match decode_reference(rest) {
            Some((character, width)) => self.push(character, width),
            None => self.push('&', 1),
        }
    }

    fn start_tag(&mut self) -> Result<(), String> {
        let begin = self.at;
        let rest = self.source.get(begin + 1..).unwrap_or_default();
        let Some(close) = tag_end(rest) else { return Err(format!("Unclosed start tag at byte offset {begin}")) };
        let inside = rest.get(..close).unwrap_or_default();
        let name_end = inside.find(|c: char| c.is_ascii_whitespace()).unwrap_or(inside.len());
        let tag = inside.get(..name_end).unwrap_or_default().to_ascii_lowercase();
        let attributes = attributes(inside.get(name_end..).unwrap_or_default(), &tag, begin)?;
        let (kind, argument) = meaning(&tag, &attributes, begin)?;
        self.open.push(Open {
            tag,
            kind,
            argument,
            start: self.units,
            start_byte: self.text.len(),
            order: self.opened,
        });
        self.opened += 1;
        self.at = begin + 1 + close + 1;
        Ok(())
    }

    fn end_tag(&mut self) -> Result<(), String> {
        let begin = self.at;
        let rest = self.source.get(begin + 2..).unwrap_or_default();
        let Some(close) = rest.find('>') else { return Err(format!("Unclosed end tag at byte offset {begin}")) };
        let found = rest.get(..close).unwrap_or_default().trim_end().to_ascii_lowercase();
        let Some(open) = self.open.pop() else { return Err(format!("Unexpected end tag at byte offset {begin}")) };
        if !found.is_empty() && found != open.tag {
            let expected = open.tag;
            return Err(format!(
                "Unmatched end tag at byte offset {begin}, expected \"</{expected}>\", found \"</{found}>\""
            ));
        }
        self.at = begin + 2 + close + 1;
        self.close(open);
        Ok(())
    }

    fn close(&mut self, open: Open) {
        let length = self.units - open.start;
        if length == 0 {
            return;
        }
        let mut entity = Entity::plain(open.kind, open.start, length);
        match open.kind {
            "text_link" => {
                let shown = self.text.get(open.start_byte..).unwrap_or_default();
                let url = open.argument.unwrap_or_else(|| shown.to_owned());
                if !(url.contains("://") || url.contains('.')) {
                    return;
                }
                entity.url = Some(url);
            }
            "custom_emoji" => entity.custom_emoji_id = open.argument,
            "pre" => {
                // `<pre><code class="language-x">…</code></pre>` is one block with a language.
                if let Some((_, last)) = self.entities.last()
                    && last.kind == "code"
                    && (last.offset, last.length) == (entity.offset, entity.length)
                {
                    entity.language.clone_from(&last.language);
                    self.entities.pop();
                }
            }
            "code" => entity.language = open.argument,
            _ => {}
        }
        if entity.kind == "code" && !self.open.iter().any(|outer| outer.kind == "pre") {
            entity.language = None;
        }
        self.entities.push((open.order, entity));
    }
}

/// Where the tag ends, quotes heeded.
fn tag_end(rest: &str) -> Option<usize> {
    let mut quote = None;
    for (at, character) in rest.char_indices() {
        match (quote, character) {
            (None, '>') => return Some(at),
            (None, '"' | '\'') => quote = Some(character),
            (Some(open), _) if open == character => quote = None,
            _ => {}
        }
    }
    None
}

fn attributes(source: &str, tag: &str, begin: usize) -> Result<Vec<(String, String)>, String> {
    let mut found = Vec::new();
    let mut rest = source.trim_start();
    while !rest.is_empty() {
        let end = rest.find(|c: char| c == '=' || c.is_ascii_whitespace()).unwrap_or(rest.len());
        let (name, after) = rest.split_at(end);
        if name.is_empty() {
            return Err(format!("Empty attribute name in the tag \"{tag}\" at byte offset {begin}"));
        }
        let after = after.trim_start();
        let Some(value) = after.strip_prefix('=') else {
            found.push((name.to_ascii_lowercase(), String::new()));
            rest = after;
            continue;
        };
        let value = value.trim_start();
        let (value, left) = match value.chars().next() {
            Some(quote @ ('"' | '\'')) => {
                let body = value.get(1..).unwrap_or_default();
                let Some(close) = body.find(quote) else {
                    return Err(format!("Unclosed start tag at byte offset {begin}"));
                };
                (body.get(..close).unwrap_or_default(), body.get(close + 1..).unwrap_or_default())
            }
            _ => value.split_at(value.find(|c: char| c.is_ascii_whitespace()).unwrap_or(value.len())),
        };
        found.push((name.to_ascii_lowercase(), decode(value)));
        rest = left.trim_start();
    }
    Ok(found)
}

fn meaning(tag: &str, given: &[(String, String)], begin: usize) -> Result<(&'static str, Option<String>), String> {
    let get = |name: &str| given.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone());
    Ok(match tag {
        "b" | "strong" => ("bold", None),
        "i" | "em" => ("italic", None),
        "u" | "ins" => ("underline", None),
        "s" | "strike" | "del" => ("strikethrough", None),
        "tg-spoiler" => ("spoiler", None),
        "span" if get("class").as_deref() == Some("tg-spoiler") => ("spoiler", None),
        "span" => return Err(format!("Tag \"span\" must have class \"tg-spoiler\" at byte offset {begin}")),
        "tg-emoji" => ("custom_emoji", get("emoji-id")),
        "a" => ("text_link", get("href").filter(|href| !href.is_empty())),
        "code" => ("code", get("class").and_then(|class| class.strip_prefix("language-").map(str::to_owned))),
        "pre" => ("pre", None),
        "blockquote" if get("expandable").is_some() => ("expandable_blockquote", None),
        "blockquote" => ("blockquote", None),
        _ => return Err(format!("Unsupported start tag \"{tag}\" at byte offset {begin}")),
    })
}

fn decode_reference(rest: &str) -> Option<(char, usize)> {
    for (name, character) in [("&lt;", '<'), ("&gt;", '>'), ("&amp;", '&'), ("&quot;", '"')] {
        if rest.starts_with(name) {
            return Some((character, name.len()));
        }
    }
    let digits = rest.strip_prefix("&#")?;
    let (radix, digits, prefix) = match digits.strip_prefix(['x', 'X']) {
        Some(hex) => (16, hex, 3),
        None => (10, digits, 2),
    };
    let end = digits.find(|c: char| !c.is_digit(radix)).unwrap_or(digits.len());
    let code = u32::from_str_radix(digits.get(..end)?, radix).ok()?;
    let width = prefix + end + usize::from(digits.get(end..).is_some_and(|after| after.starts_with(';')));
    char::from_u32(code).filter(|character| *character != '\0').map(|character| (character, width))
}

fn decode(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    let mut rest = value;
    while let Some(character) = rest.chars().next() {
        let (character, width) = decode_reference(rest).unwrap_or((character, character.len_utf8()));
        out.push(character);
        rest = rest.get(width..).unwrap_or_default();
    }
    out
}

fn tags(entity: &Entity) -> (String, &'static str) {
    let (open, close) = match entity.kind.as_str() {
        "bold" => ("<b>", "</b>"),
        "italic" => ("<i>", "</i>"),
        "underline" => ("<u>", "</u>"),
        "strikethrough" => ("<s>", "</s>"),
        "spoiler" => ("<tg-spoiler>", "</tg-spoiler>"),
        "code" => ("<code>", "</code>"),
        "pre" => ("<pre>", "</pre>"),
        "blockquote" => ("<blockquote>", "</blockquote>"),
        "expandable_blockquote" => ("<blockquote expandable>", "</blockquote>"),
        "text_link" => {
            let url = escape(entity.url.as_deref().unwrap_or_default()).replace('"', "&quot;");
            return (format!("<a href=\"{url}\">"), "</a>");
        }
        _ => ("", ""),
    };
    (open.to_owned(), close)
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// Writes text and entities as HTML; entities of a kind that HTML has no tag for are left out.
pub fn write(formatted: &Formatted) -> String {
    let mut out = String::with_capacity(formatted.text.len());
    let mut open: Vec<(usize, &'static str)> = Vec::new();
    let mut next = formatted.entities.iter().peekable();
    let mut units = 0;
    for character in formatted.text.chars() {
        while open.last().is_some_and(|(end, _)| *end <= units) {
            out.push_str(open.pop().map_or("", |(_, close)| close));
        }
        while let Some(entity) = next.next_if(|entity| entity.offset <= units) {
            let (start, close) = tags(entity);
            out.push_str(&start);
            open.push((entity.offset + entity.length, close));
        }
        out.push_str(&escape(character.encode_utf8(&mut [0; 4])));
        units += character.len_utf16();
    }
    while let Some((_, close)) = open.pop() {
        out.push_str(close);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{escape, parse, write};
    use proptest::prelude::*;

    #[test]
    fn the_outer_of_two_that_cover_the_same_stays_outside() {
        let html = "<b><i>x</i></b> <pre><code class=\"language-rust\">y</code></pre>";
        let read = parse(html).unwrap();
        let kinds: Vec<_> = read.entities.iter().map(|entity| entity.kind.as_str()).collect();
        assert_eq!(kinds, ["bold", "italic", "pre"]);
        assert_eq!(read.entities[2].language.as_deref(), Some("rust"));
    }

    proptest! {
        #[test]
        fn nothing_panics(text in "([<>/&;#\"'= a-z]|\\PC|</?b>|<a href=)*") {
            let _ = parse(&text);
        }

        #[test]
        fn escaped_text_comes_back(text in "\\PC*") {
            prop_assert_eq!(parse(&escape(&text)).unwrap().text, text);
        }

        #[test]
        fn what_is_written_reads_the_same(parts in prop::collection::vec(("(b|i|u|s|code|tg-spoiler|blockquote)", "[a-z<&\u{1F5DD}]{1,4}"), 0..6)) {
            let parts: Vec<_> = parts.iter().map(|(tag, text)| format!("<{tag}>{}</{tag}>", escape(text))).collect();
            let html = parts.concat();
            let read = parse(&html).unwrap();
            prop_assert_eq!(write(&read), html);
        }
    }
}
