//! Tests of the file itself: there and back, and everything that can be wrong with it.
//!
//! Nothing that is damaged, cut, foreign or wrongly keyed is ever taken for a backup.

use super::*;
use age::secrecy::SecretString;
use proptest::prelude::*;
use std::{
    fs,
    io::Write,
    path::PathBuf,
    sync::atomic::{AtomicU32, AtomicU64, Ordering},
};

struct Ground(PathBuf);

impl Drop for Ground {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

impl Ground {
    fn new() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let name = format!("claviger-archive-{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let path = std::env::temp_dir().join(name);
        fs::create_dir(&path).unwrap();
        Self(path)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    fn empty(&self) -> PathBuf {
        let path = self.path("out");
        let _ = fs::remove_dir_all(&path);
        fs::create_dir(&path).unwrap();
        path
    }
}

fn manifest(schema: i64) -> Manifest {
    Manifest {
        format: FORMAT,
        kind: "house".to_owned(),
        program: "0.1.0".to_owned(),
        schema,
        made_at: "2026-11-21T02:00:00Z".parse().unwrap(),
        house: "Nord Access".to_owned(),
        source: "sqlite".to_owned(),
        key_id: "1f2e3d4c".to_owned(),
        counts: [("person".to_owned(), 3)].into(),
        members: Vec::new(),
        audit_head: None,
    }
}

fn sealer(passphrase: &str) -> Sealer {
    Sealer::passphrase(SecretString::from(passphrase), 2)
}

fn opener(passphrase: &str) -> Opener {
    Opener::default().with_passphrase(SecretString::from(passphrase))
}

/// A backup of that much house, compressible and not.
fn packed(ground: &Ground, size: usize, sealer: &Sealer) -> (PathBuf, Manifest, Opener) {
    let house: Vec<u8> =
        (0..size).map(|n| u8::try_from((n.wrapping_mul(2_654_435_761) >> 13) % 251).unwrap()).collect();
    fs::write(ground.path(HOUSE), &house).unwrap();
    fs::write(ground.path(KEY), b"a key").unwrap();
    let to = ground.path("archive");
    let _ = fs::remove_file(&to);
    let (house, key) = (ground.path(HOUSE), ground.path(KEY));
    let done = AtomicU64::new(0);
    let pack_it = Pack { manifest: manifest(5), house: &house, key: &key, done: &done };
    let (manifest, opener) = pack(pack_it, sealer, &to).unwrap();
    assert_eq!(done.load(Ordering::Relaxed), 2 * (size as u64 + 5));
    (to, manifest, opener)
}

fn read(ground: &Ground, file: &std::path::Path, opener: &Opener) -> Result<Manifest, BackupError> {
    unpack(file, opener, &ground.empty(), &AtomicU64::new(0))
}

#[test]
fn there_and_back() {
    let ground = Ground::new();
    for size in [0, 1, 511, 512, 513, 3_000_000] {
        let (file, told, _) = packed(&ground, size, &sealer("right"));
        assert_eq!(peek(&file, &opener("right")).unwrap(), told);
        assert_eq!(read(&ground, &file, &opener("right")).unwrap(), told);
        assert_eq!(fs::read(ground.path("out").join(HOUSE)).unwrap(), fs::read(ground.path(HOUSE)).unwrap());
        assert_eq!(fs::read(ground.path("out").join(KEY)).unwrap(), b"a key");
    }
}

#[test]
fn the_house_is_not_in_it_in_clear() {
    let ground = Ground::new();
    let (file, ..) = packed(&ground, 4_096, &sealer("right"));
    let bytes = fs::read(file).unwrap();
    assert!(bytes.starts_with(b"age-encryption.org/v1\n"));
    assert!(!bytes.windows(11).any(|w| w == b"Nord Access"));
}

#[test]
fn another_passphrase_opens_nothing_and_one_of_several_is_enough() {
    let ground = Ground::new();
    let (file, told, _) = packed(&ground, 4_096, &sealer("right"));
    assert_eq!(read(&ground, &file, &opener("wrong")), Err(BackupError::WrongPassphrase));
    assert_eq!(read(&ground, &file, &Opener::default()), Err(BackupError::NoPassphrase));
    let several = opener("wrong").with_passphrase(SecretString::from("right"));
    assert_eq!(read(&ground, &file, &several), Ok(told));
}

#[test]
fn for_recipients_it_is_proved_without_their_key_and_opened_with_it() {
    use age::secrecy::ExposeSecret;
    let ground = Ground::new();
    let person = age::x25519::Identity::generate();
    let sealer = Sealer::recipients(&[person.to_public().to_string()]).unwrap();
    let (file, told, proof) = packed(&ground, 4_096, &sealer);
    assert_eq!(read(&ground, &file, &proof), Ok(told.clone()));
    let theirs = format!("# made today\n{}\n", person.to_string().expose_secret());
    assert_eq!(read(&ground, &file, &Opener::default().with_identities(&theirs).unwrap()), Ok(told));
    let others = age::x25519::Identity::generate().to_string();
    let others = Opener::default().with_identities(others.expose_secret()).unwrap();
    assert_eq!(read(&ground, &file, &others), Err(BackupError::WrongPassphrase));
    assert!(Sealer::recipients(&["age1nonsense".to_owned()]).is_err());
    assert!(Opener::default().with_identities("AGE-SECRET-KEY-NONSENSE").is_err());
}

#[test]
fn a_file_that_ends_early_is_damaged_wherever_it_ends() {
    let ground = Ground::new();
    let (file, ..) = packed(&ground, 300_000, &sealer("right"));
    let whole = fs::read(&file).unwrap();
    let cuts = [0, 1, 30, 100, 200, 1_000, whole.len() / 2, whole.len() - 17, whole.len() - 1];
    for cut in cuts {
        fs::write(&file, &whole[..cut.min(whole.len())]).unwrap();
        let why = read(&ground, &file, &opener("right")).expect_err("it is cut");
        assert!(matches!(why, BackupError::Damaged(_) | BackupError::Foreign), "{cut} of {}: {why:?}", whole.len());
    }
    fs::write(&file, [&whole[..], b"x"].concat()).unwrap();
    assert!(read(&ground, &file, &opener("right")).is_err(), "something hangs on to it");
}

#[test]
fn what_others_made_is_foreign() {
    let ground = Ground::new();
    let file = ground.path("archive");
    fs::write(&file, b"PK\x03\x04 a zip, or so").unwrap();
    assert_eq!(read(&ground, &file, &opener("right")), Err(BackupError::Foreign));
    let (sealed, _) = sealer("right").seal(fs::File::create(&file).unwrap()).unwrap();
    let mut compressed = zstd::stream::write::Encoder::new(sealed, 3).unwrap();
    compressed.write_all(&[7u8; 5_000]).unwrap();
    compressed.finish().unwrap().finish().unwrap();
    assert_eq!(read(&ground, &file, &opener("right")), Err(BackupError::Foreign));
    assert_eq!(peek(&ground.path("nothing"), &opener("right")), Err(BackupError::Gone));
}

#[test]
fn a_newer_format_says_so() {
    let mut newer = serde_json::to_value(manifest(12)).unwrap();
    newer["format"] = 2.into();
    newer["kind"] = serde_json::json!({ "unheard": "of" });
    let read = Manifest::parse(newer.to_string().as_bytes());
    assert!(matches!(read, Err(BackupError::Newer { theirs: 12, .. })), "{read:?}");
}

#[test]
fn a_passphrase_can_be_written_down() {
    let mut seen = std::collections::BTreeSet::new();
    for _ in 0..20 {
        use age::secrecy::ExposeSecret;
        let made = fresh_passphrase(&crate::app::SystemChance);
        let groups: Vec<&str> = made.expose_secret().split('-').collect();
        assert!(groups.len() == 5 && groups.iter().all(|g| g.len() == 5));
        assert!(seen.insert(made.expose_secret().to_owned()));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn a_flipped_bit_anywhere_is_found(at in any::<proptest::sample::Index>(), bit in 0u8..8) {
        let ground = Ground::new();
        let (file, ..) = packed(&ground, 70_000, &sealer("right"));
        let mut bytes = fs::read(&file).unwrap();
        let n = at.index(bytes.len());
        bytes[n] ^= 1 << bit;
        fs::write(&file, &bytes).unwrap();
        // A head that asks for another work factor may ask for much; that is bounded, and it doesn't fit.
        prop_assert!(read(&ground, &file, &opener("right")).is_err(), "byte {} of {}", n, bytes.len());
    }

    #[test]
    fn any_bytes_are_refused_without_a_panic(bytes in proptest::collection::vec(any::<u8>(), 0..3_000)) {
        let ground = Ground::new();
        let file = ground.path("archive");
        fs::write(&file, [b"age-encryption.org/v1\n", &bytes[..]].concat()).unwrap();
        prop_assert!(read(&ground, &file, &opener("right")).is_err());
    }
}
