//! The connection prefix: bytes that a client sends first, so that a firewall takes the connection for something else.
//!
//! Servers know nothing of it; it is a parameter of the access URL. Each character up to U+00FF stands for one byte.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

const KEPT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// The access URL with that prefix in place of the one that it may have; an empty prefix takes it away. `None` where a
/// character lies beyond U+00FF.
pub fn with_prefix(access_url: &str, prefix: &str) -> Option<String> {
    if prefix.chars().any(|c| c > '\u{ff}') {
        return None;
    }
    let (rest, fragment) = access_url.split_once('#').map_or((access_url, None), |(a, b)| (a, Some(b)));
    let (base, query) = rest.split_once('?').unwrap_or((rest, ""));
    let mut parameters: Vec<String> = query
        .split('&')
        .filter(|parameter| !parameter.is_empty() && *parameter != "prefix" && !parameter.starts_with("prefix="))
        .map(str::to_owned)
        .collect();
    if !prefix.is_empty() {
        parameters.push(format!("prefix={}", utf8_percent_encode(prefix, KEPT)));
    }
    let mut url = base.to_owned();
    if !parameters.is_empty() {
        url.push('?');
        url.push_str(&parameters.join("&"));
    }
    if let Some(fragment) = fragment {
        url.push('#');
        url.push_str(fragment);
    }
    Some(url)
}

#[cfg(test)]
mod tests {
    use super::with_prefix;

    #[test]
    fn prefixes() {
        let url = "ss://Y2g6cHc@h:1/?outline=1";
        assert_eq!(
            with_prefix(url, "\u{16}\u{3}\u{1}\u{0}\u{a8}\u{1}\u{1}").unwrap(),
            "ss://Y2g6cHc@h:1/?outline=1&prefix=%16%03%01%00%C2%A8%01%01"
        );
        assert_eq!(
            with_prefix("ss://Y2g6cHc@h:1/?outline=1#Ann", "POST ").unwrap(),
            format!("{url}&prefix=POST%20#Ann")
        );
        assert_eq!(with_prefix("ss://Y2g6cHc@h:1", "SSH-2.0\r\n").unwrap(), "ss://Y2g6cHc@h:1?prefix=SSH-2.0%0D%0A");
        assert_eq!(with_prefix(&format!("{url}&prefix=a"), "b").unwrap(), format!("{url}&prefix=b"));
        assert_eq!(with_prefix(&format!("{url}&prefix=a"), "").unwrap(), url);
        assert_eq!(with_prefix(url, "ā"), None);
    }
}
