//! Text for Telegram's HTML mode that can't be broken by what people are called.
//!
//! An [`Html`] is made of messages (trusted) and of text from outside (escaped); there is no way to put the latter in
//! unescaped but [`Html::trusted`], which the macros use. Tags are closed where they are opened.

use std::fmt;

/// Safe Telegram HTML.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Html(String);

impl Html {
    /// HTML that the program itself wrote. Never for text from outside.
    pub const fn trusted(html: String) -> Self {
        Self(html)
    }
    /// Text, escaped.
    pub fn plain(text: &str) -> Self {
        let mut html = String::with_capacity(text.len());
        for c in text.chars() {
            match c {
                '&' => html.push_str("&amp;"),
                '<' => html.push_str("&lt;"),
                '>' => html.push_str("&gt;"),
                '"' => html.push_str("&quot;"),
                _ => html.push(c),
            }
        }
        Self(html)
    }
    /// A name or another value of its own, kept from turning the text around it.
    pub fn isolated(text: &super::reader::Text, value: &str) -> Self {
        Self::plain(&super::arg::isolated(value, text))
    }

    /// An address or other text of its own direction, in a fixed width: isolated outside of what a tap copies, where the
    /// reader reads from right to left.
    pub fn code_for(reader: &super::reader::Text, text: &str) -> Self {
        let code = Self::code(text);
        if reader.rtl() { Self(format!("\u{2068}{code}\u{2069}")) } else { code }
    }
    /// Text in a fixed width, which a tap copies.
    pub fn code(text: &str) -> Self {
        Self::plain(text).tagged("code")
    }
    /// A block of text in a fixed width, which a tap copies.
    pub fn pre(text: &str) -> Self {
        Self::plain(text).tagged("pre")
    }
    /// A link; `url` is escaped as well.
    pub fn link(url: &str, words: &Self) -> Self {
        Self(format!("<a href=\"{}\">{words}</a>", Self::plain(url)))
    }
    /// This in bold.
    #[must_use]
    pub fn bold(self) -> Self {
        self.tagged("b")
    }
    /// This in italics.
    #[must_use]
    pub fn italic(self) -> Self {
        self.tagged("i")
    }
    /// This as a quotation.
    #[must_use]
    pub fn quote(self) -> Self {
        self.tagged("blockquote")
    }
    /// This as a quotation that shows its first lines until it is tapped.
    #[must_use]
    pub fn folded(self) -> Self {
        Self(format!("<blockquote expandable>{self}</blockquote>"))
    }
    /// This behind a veil until it is tapped.
    #[must_use]
    pub fn spoiler(self) -> Self {
        self.tagged("tg-spoiler")
    }
    fn tagged(self, tag: &str) -> Self {
        Self(format!("<{tag}>{self}</{tag}>"))
    }
    /// The parts with a separator between them (`"\n"`, `" · "`), which is escaped.
    pub fn join(parts: impl IntoIterator<Item = Self>, separator: &str) -> Self {
        let separator = Self::plain(separator);
        let mut all = Self::default();
        for (i, part) in parts.into_iter().enumerate() {
            if i > 0 {
                all.push(&separator);
            }
            all.push(&part);
        }
        all
    }
    /// Adds to the end.
    pub fn push(&mut self, more: &Self) -> &mut Self {
        self.0.push_str(&more.0);
        self
    }
    /// Adds a line: a line break first, unless this is empty.
    pub fn line(&mut self, more: &Self) -> &mut Self {
        if !self.is_empty() {
            self.0.push('\n');
        }
        self.push(more)
    }
    /// An empty line, to set apart what follows by [`Self::line`].
    pub fn gap(&mut self) -> &mut Self {
        if !self.is_empty() {
            self.0.push('\n');
        }
        self
    }
    /// The HTML.
    pub fn as_str(&self) -> &str {
        &self.0
    }
    /// The HTML.
    pub fn into_string(self) -> String {
        self.0
    }
    /// Whether there is nothing.
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
    /// What the reader sees: without tags, entities resolved.
    pub fn to_plain(&self) -> String {
        let mut plain = String::with_capacity(self.0.len());
        let mut rest = self.0.as_str();
        while let Some(c) = rest.chars().next() {
            let after = &rest[c.len_utf8()..];
            rest = match c {
                '<' => after.split_once('>').map_or("", |(_, after)| after),
                '&' => {
                    let found = ENTITIES.iter().find_map(|(name, c)| Some((*c, after.strip_prefix(name)?)));
                    let (c, after) = found.unwrap_or(('&', after));
                    plain.push(c);
                    after
                }
                c => {
                    plain.push(c);
                    after
                }
            };
        }
        plain
    }
    /// How long it is for Telegram, whose messages hold 4,096 and captions 1,024: UTF-16 units of what is seen.
    pub fn length(&self) -> usize {
        self.to_plain().encode_utf16().count()
    }
}

/// The entities that Telegram knows, without their ampersand.
const ENTITIES: [(&str, char); 4] = [("amp;", '&'), ("lt;", '<'), ("gt;", '>'), ("quot;", '"')];

impl fmt::Display for Html {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<&str> for Html {
    fn from(text: &str) -> Self {
        Self::plain(text)
    }
}

impl From<String> for Html {
    fn from(text: String) -> Self {
        Self::plain(&text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn builds() {
        let mut html = Html::plain("a<b").bold();
        html.line(&Html::code("x&y")).gap().line(&Html::link("https://a/?b=\"c\"", &"d".into()));
        assert_eq!(
            html.as_str(),
            "<b>a&lt;b</b>\n<code>x&amp;y</code>\n\n<a href=\"https://a/?b=&quot;c&quot;\">d</a>"
        );
        assert_eq!(html.to_plain(), "a<b\nx&y\n\nd");
        assert_eq!(Html::plain("\u{1F511}é").bold().length(), 3);
        assert_eq!(Html::join(["a".into(), "b".into()], " · ").as_str(), "a · b");
    }

    proptest! {
        #[test]
        fn plain_comes_back(text in any::<String>()) {
            let html = Html::plain(&text);
            prop_assert!(!html.as_str().contains(['<', '>', '"']));
            prop_assert_eq!(html.bold().to_plain(), text);
        }
        #[test]
        fn total(text in "[<>&;a-z\"]*") {
            Html::trusted(text).length();
        }
    }
}
