//! Pastes as people make them, each read right or refused for the right reason.
//!
//! The address and the fingerprint are made up.

#![cfg(test)]

use super::*;
use proptest::prelude::*;

const URL: &str = "https://203.0.113.7:4711/aBcDeFgHiJkLmNoPqRsTuV";
const PIN: &str = "0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF";

fn installer() -> String {
    format!(r#"{{"apiUrl":"{URL}","certSha256":"{PIN}"}}"#)
}

fn colons() -> String {
    PIN.as_bytes().chunks(2).map(|pair| String::from_utf8_lossy(pair).into_owned()).collect::<Vec<_>>().join(":")
}

fn reads(text: &str) {
    let access = read(text).unwrap_or_else(|error| panic!("{error:?} for {text}"));
    assert_eq!(access.to_json(), installer(), "{text}");
    assert_eq!(access.address(), "203.0.113.7:4711");
}

#[test]
fn the_installers_json_however_it_arrives() {
    let json = installer();
    reads(&json);
    reads(&format!(r#"{{ "certSha256" : "{PIN}",  "apiUrl" : "{URL}/" }}"#));
    reads(&format!(
        "CONGRATULATIONS! Your Outline server is up and running.\n\n{json}\n\nIf you have connection problems, see https://example.org/x"
    ));
    reads(&format!("\u{1b}[1;32m{json}\u{1b}[0m\n\u{1b}[1m2) Please open ports"));
    reads(&format!("[1;32m{json}[0m"));
    reads(&json.replace('"', "\\\"").replace('/', "\\/"));
    reads(&json.replace('"', "”").replace("”apiUrl", "“apiUrl"));
    reads(&json.replace('"', "'"));
    reads(&json.replace('"', "&quot;"));
    reads(&percent_encoding::utf8_percent_encode(&json, percent_encoding::NON_ALPHANUMERIC).to_string());
    reads(&json.replace(PIN, &colons().to_lowercase()));
    reads(&json.replace("apiUrl", "apiurl").replace("certSha256", "CertSHA256"));
    reads(&format!("\u{feff}\u{200f}{json}\u{200e}"));
    reads(&format!("apiUrl:{URL}\ncertSha256:{PIN}\n"));
    reads(&format!("certSha256:{PIN}\napiUrl:{URL}"));
}

#[test]
fn json_broken_over_lines_at_any_place() {
    let json = installer();
    for at in 0..=json.len() {
        reads(&format!("{}\n  {}", &json[..at], &json[at..]));
        reads(&format!("{}\r\n{}", &json[..at], &json[at..]));
    }
}

#[test]
fn the_url_followed_by_the_fingerprint() {
    for text in [
        format!("{URL} {PIN}"),
        format!("{URL}\n{}", PIN.to_lowercase()),
        format!("  {URL}/ \n\n {} ", colons()),
        format!("{URL}, SHA256:{PIN}"),
        format!("{URL} SHA256 Fingerprint={}", colons()),
        format!("{URL}\n{}\n{}", &PIN[..40], &PIN[40..]),
        format!("{PIN} {URL}"),
        format!("\"{URL}\" \"{PIN}\""),
        format!("{URL}?x=1#y {PIN}"),
    ] {
        reads(&text);
    }
}

#[test]
fn refusals_name_what_to_mend() {
    for (text, error) in [
        (String::new(), PasteError::Unreadable),
        ("hello".into(), PasteError::Unreadable),
        ("{}".into(), PasteError::Unreadable),
        (URL.into(), PasteError::NoFingerprint),
        (format!("{URL} thanks"), PasteError::NoFingerprint),
        (format!("{URL} {}", &PIN[1..]), PasteError::BadFingerprint),
        (format!("{URL} {}x", &PIN[1..]), PasteError::BadFingerprint),
        (format!(r#"{{"apiUrl":"{URL}"}}"#), PasteError::NoFingerprint),
        (format!(r#"{{"apiUrl":"{URL}","certSha256":""}}"#), PasteError::NoFingerprint),
        (format!(r#"{{"apiUrl":"{URL}","certSha256":"12"}}"#), PasteError::BadFingerprint),
        (format!("{} {PIN}", URL.replace("https", "http")), PasteError::NotHttps),
        (installer().replace("https", "http"), PasteError::NotHttps),
        (format!("https://203.0.113.7:4711/ {PIN}"), PasteError::NoPath),
        (format!(r#"{{"apiUrl":"https://203.0.113.7:4711","certSha256":"{PIN}"}}"#), PasteError::NoPath),
        ("ss://Y2hhY2hhMjA@203.0.113.7:1/?outline=1".into(), PasteError::AccessKey),
        (format!("https://me:you@203.0.113.7/x {PIN}"), PasteError::Unreadable),
        (format!("https:// {PIN}"), PasteError::Unreadable),
    ] {
        assert_eq!(read(&text).err(), Some(error), "{text}");
    }
}

#[test]
fn what_is_shown_of_it_hides_the_path() {
    let access = read(&installer()).unwrap();
    assert!(!format!("{access:?}").contains("aBcDeF"));
}

proptest! {
    #[test]
    fn nothing_makes_it_panic(text in "\\PC*|.*") {
        let _ = read(&text);
        let _ = read(&format!("{text}{}{text}", installer()));
        let _ = read(&format!("{URL}{text}"));
    }

    #[test]
    fn what_is_kept_reads_back(path in "[A-Za-z0-9_-]{1,40}", pin: [u8; 32], port in 1_u16..) {
        let access = Access::new(&format!("https://h.example:{port}/{path}"), pin).unwrap();
        prop_assert_eq!(Access::from_json(&access.to_json()), Some(access.clone()));
        prop_assert_eq!(read(&access.to_json()).ok(), Some(access));
    }
}
