//! Tests of the key file: made once, read for ever, refused when anything is odd.
//!
//! Every test has a directory of its own under the system's temporary one, which goes with it.

use super::*;
use proptest::prelude::*;
use std::sync::atomic::{AtomicU8, Ordering};

/// Counts on, so that two keys differ.
#[derive(Debug, Default)]
struct Counting(AtomicU8);
impl Chance for Counting {
    fn fill(&self, bytes: &mut [u8]) {
        for byte in bytes {
            *byte = self.0.fetch_add(1, Ordering::Relaxed);
        }
    }
}

struct Place(PathBuf);
impl Place {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("claviger-key-test-{}-{name}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }
    fn file(&self) -> PathBuf {
        self.0.join("deep").join("secret.key")
    }
    fn with(name: &str, text: &[u8]) -> Self {
        let place = Self::new(name);
        fs::create_dir_all(place.0.join("deep")).unwrap();
        write_new(&place.file(), text).unwrap();
        place
    }
}
impl Drop for Place {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

#[test]
fn it_is_made_once_and_then_read() {
    let place = Place::new("once");
    let chance = Counting::default();
    assert!(matches!(load(&place.file()), Err(KeyFileError::Missing(_))));
    let first = load_or_make(&place.file(), &chance).unwrap();
    assert!(first.made && first.warning.is_none());
    let again = load_or_make(&place.file(), &chance).unwrap();
    assert!(!again.made);
    assert_eq!(again.key.master(), first.key.master());
    let names: Vec<_> = fs::read_dir(place.0.join("deep")).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(names, ["secret.key"]);
    let text = fs::read_to_string(place.file()).unwrap();
    assert!(text.starts_with("# The house's key."), "{text}");
    assert!(text.contains(&format!("\nclaviger-key-v1:{}:", first.key.id())), "{text}");
}

#[cfg(unix)]
#[test]
fn only_its_owner_may_reach_it() {
    use std::os::unix::fs::PermissionsExt;
    let place = Place::new("mode");
    load_or_make(&place.file(), &Counting::default()).unwrap();
    let mode = |bits| fs::set_permissions(place.file(), fs::Permissions::from_mode(bits)).unwrap();
    assert_eq!(fs::metadata(place.file()).unwrap().permissions().mode() & 0o777, 0o600);
    mode(0o640);
    assert!(load(&place.file()).unwrap().warning.unwrap().contains("0640"));
    mode(0o644);
    let error = load_or_make(&place.file(), &Counting::default()).unwrap_err().to_string();
    assert!(error.contains("0644") && error.contains("chmod 600"), "{error}");
    mode(0o400);
    assert!(load(&place.file()).unwrap().warning.is_none());
}

#[test]
fn a_key_that_came_first_stays() {
    let place = Place::new("race");
    let chance = Counting::default();
    let first = load_or_make(&place.file(), &chance).unwrap();
    assert!(!make(&place.file(), &chance).unwrap());
    assert_eq!(load(&place.file()).unwrap().key.id(), first.key.id());
}

#[test]
fn what_is_no_key_file_is_refused_and_left_alone() {
    let right = write_out(&HouseKey::generate(&Counting::default())).to_string();
    let line = right.lines().last().unwrap();
    let long = "#".repeat(5000);
    let cases = [
        ("", "no key line"),
        ("# only words\n", "no key line"),
        (&format!("{line}\n{line}\n"), "more than one"),
        ("hello", "doesn't begin"),
        ("claviger-key-v2:00000000:AAAA", "doesn't begin"),
        ("claviger-key-v1:00000000", "no key id"),
        ("claviger-key-v1:00000000:!!!", "base64"),
        ("claviger-key-v1:00000000:AAAA", "32 bytes"),
        (&line.replace("key-v1:", "key-v1:0"), "fit"),
        (&long, "too long"),
    ];
    for (i, (text, why)) in cases.iter().enumerate() {
        let place = Place::with(&format!("odd-{i}"), text.as_bytes());
        let error = load_or_make(&place.file(), &Counting::default()).unwrap_err().to_string();
        assert!(error.contains(why), "{text:?}: {error}");
        assert_eq!(fs::read(place.file()).unwrap(), text.as_bytes());
    }
    assert_eq!(parse(right.replace('\n', "\r\n").as_bytes()).unwrap().id(), parse(right.as_bytes()).unwrap().id());
}

proptest! {
    #[test]
    fn no_text_stops_it(text: Vec<u8>, tail: String) {
        let _ = parse(&text);
        let _ = parse(format!("claviger-key-v1:{tail}").as_bytes());
    }
}
