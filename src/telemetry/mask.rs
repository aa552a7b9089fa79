//! Masks what looks like a secret: bot tokens, management URLs' secret paths, access URLs.
//!
//! It works on bytes and knows nothing of who wrote them. It rather masks a harmless long path than lets a secret through.
//! Secrets without a shape of their own (passwords, seeds) can't be seen here: they must never be logged.

use std::borrow::Cow;

const MASK: &[u8] = b"***";

/// Schemes of URLs that are secrets as a whole: whoever has one has the access.
const ACCESS: &[&[u8]] = &[b"ss", b"ssconf", b"vless", b"vmess", b"trojan"];

/// What follows the secret path in requests to an Outline server.
const AFTER_SECRET: &[&[u8]] = &[b"/access-keys", b"/server", b"/metrics/transfer", b"/name", b"/experimental"];

/// The shortest path that may be a secret. Outline's have 22 characters or more.
const PATH: usize = 16;
/// The shortest second half of a bot token.
const TOKEN: usize = 30;
/// The shortest bot id.
const BOT: usize = 6;

/// The line with everything that looks like a secret replaced by `***`.
pub fn mask(line: &[u8]) -> Cow<'_, [u8]> {
    let mut out = Vec::new();
    let mut kept = 0;
    let mut at = 0;
    while let Some(start) = (at..line.len()).find(|&i| word(line[i])) {
        let end = word_end(line, start);
        if let Some((from, to)) = secret(line, start, end) {
            out.extend(&line[kept..from]);
            out.extend(MASK);
            kept = to;
            at = to;
        } else {
            at = end;
        }
    }
    if kept == 0 {
        return Cow::Borrowed(line);
    }
    out.extend(&line[kept..]);
    Cow::Owned(out)
}

/// The stretch to mask that the word from `start` to `end` is, or begins.
fn secret(line: &[u8], start: usize, end: usize) -> Option<(usize, usize)> {
    let (run, after) = (&line[start..end], &line[end..]);
    if after.starts_with(b"://") && ACCESS.iter().any(|scheme| run.eq_ignore_ascii_case(scheme)) {
        let from = end + 3;
        let to = (from..line.len()).find(|&i| !in_url(line[i])).unwrap_or(line.len());
        return (to > from).then_some((from, to));
    }
    if run.iter().rev().take_while(|byte| byte.is_ascii_digit()).count() >= BOT {
        let colon = [&b":"[..], b"%3A", b"%3a"].into_iter().find(|colon| after.starts_with(colon));
        if let Some(colon) = colon {
            let from = end + colon.len();
            let to = word_end(line, from);
            return (to - from >= TOKEN).then_some((from, to));
        }
    }
    let first = line[..start].ends_with(b"/") && first_segment(&line[..start - 1]);
    let known = AFTER_SECRET.iter().any(|path| after.starts_with(path));
    let rooted = line[..start].ends_with(b"/") && known;
    (run.len() >= PATH && (first || rooted)).then_some((start, end))
}

/// Whether what ends here is a URL's scheme and authority, or the opening quote of a lone path.
fn first_segment(before: &[u8]) -> bool {
    let start = before.iter().rposition(|&byte| !(in_url(byte) && byte != b'/')).map_or(0, |i| i + 1);
    let authority = start < before.len() && before[..start].ends_with(b"://");
    authority || before.ends_with(b"\"")
}

fn word_end(line: &[u8], start: usize) -> usize {
    (start..line.len()).find(|&i| !word(line[i])).unwrap_or(line.len())
}

const fn word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-')
}

/// Whether a URL can go on with this byte where it stands in a log line.
const fn in_url(byte: u8) -> bool {
    byte.is_ascii_graphic() && !matches!(byte, b'"' | b'\'' | b'<' | b'>' | b'\\' | b'`' | b'{' | b'}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn masked(text: &str) -> String {
        String::from_utf8(mask(text.as_bytes()).into_owned()).unwrap()
    }

    #[test]
    fn bot_tokens() {
        let token = "123456:AAbbCCddEEffGGhhIIjjKKllMMnn-_pp";
        assert_eq!(masked(&format!("token={token}, next")), "token=123456:***, next");
        assert_eq!(
            masked(&format!("(https://api.telegram.org/bot{token}/getMe)")),
            "(https://api.telegram.org/bot123456:***/getMe)"
        );
        assert_eq!(masked(&token.replace(':', "%3A")), "123456%3A***");
        assert_eq!(masked(&format!("{token} {token}")), "123456:*** 123456:***");
        assert_eq!(masked("at 10:30, 123456:short"), "at 10:30, 123456:short");
    }

    #[test]
    fn management_urls() {
        let url = "https://192.0.2.1:4433/AbCdEfGhIjKlMnOpQrStUv";
        assert_eq!(masked(&format!("GET {url}/server?x")), "GET https://192.0.2.1:4433/***/server?x");
        assert_eq!(masked(&format!("{{\"apiUrl\":\"{url}\"}}")), "{\"apiUrl\":\"https://192.0.2.1:4433/***\"}");
        assert_eq!(masked("POST /AbCdEfGhIjKlMnOpQrStUv/access-keys/3"), "POST /***/access-keys/3");
        assert_eq!(masked("path: \"/AbCdEfGhIjKlMnOpQrStUv\""), "path: \"/***\"");
        assert_eq!(masked("https://[2001:db8::1]:8080/AbCdEfGhIjKlMnOpQrStUv"), "https://[2001:db8::1]:8080/***");
    }

    #[test]
    fn access_urls() {
        assert_eq!(masked("key ss://YWJj@192.0.2.1:443/?outline=1#name!"), "key ss://***");
        assert_eq!(masked("\"SS://YWJj\" and ssconf://example.com/x"), "\"SS://***\" and ssconf://***");
        assert_eq!(masked("wss://example.com and class://x"), "wss://example.com and class://x");
    }

    #[test]
    fn the_rest_stays() {
        for text in
            ["", "https://api.telegram.org/", "GET /webhooks/telegram 200", "/healthz", "قیمت ۱۲۳۴۵۶", "ss://", "a/b"]
        {
            assert!(matches!(mask(text.as_bytes()), Cow::Borrowed(_)), "{text}");
        }
    }

    proptest! {
        #[test]
        fn a_token_is_found_anywhere(before in ".{0,20}", id in "[0-9]{6,12}", word in "[A-Za-z0-9_-]{30,45}", after in "([^A-Za-z0-9_-].{0,20})?") {
            let line = format!("{before}{id}:{word}{after}");
            prop_assert!(!masked(&line).contains(&word));
        }

        #[test]
        fn no_bytes_stop_it(bytes: Vec<u8>) {
            mask(&bytes);
        }

        #[test]
        fn text_stays_text(text in "(.|/|:|ss://|https://|[0-9]{6}:){0,30}") {
            prop_assert!(String::from_utf8(mask(text.as_bytes()).into_owned()).is_ok());
        }
    }
}
