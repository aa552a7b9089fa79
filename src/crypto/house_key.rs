//! The key itself: sealing, keyed hashes, the audit chain's MAC.
//!
//! Sealed is: one byte of version (1), 4 bytes of key id, 24 bytes of nonce, the ciphertext, 16 bytes of tag, by
//! XChaCha20-Poly1305 (draft-irtf-cfrg-xchacha-03). Version, key id and context are authenticated along: a value that is
//! moved to another column doesn't open. Subkeys are HMAC-SHA256 of a label under the key in the file.

use crate::domain::chance::Chance;
use chacha20poly1305::{AeadInPlace, KeyInit, Tag, XChaCha20Poly1305, XNonce};
use hmac::{Hmac, Mac};
use secrecy::{ExposeSecret, SecretBox, SecretSlice, SecretString, zeroize::Zeroize};
use sha2::Sha256;
use std::fmt;

const VERSION: u8 = 1;
const ID: usize = 4;
const NONCE: usize = 24;
const TAG: usize = 16;
const HEAD: usize = 1 + ID;

/// Why a sealed value can't be opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CryptoError {
    /// Too short, or of a version that this program doesn't know.
    #[error("not a sealed value, or one of a newer version")]
    NotSealed,
    /// It was sealed with another key.
    #[error("sealed with another key, {}; restore that key file", hex::encode(.0))]
    OtherKey([u8; 4]),
    /// It was changed, cut, or belongs to another place.
    #[error("the sealed value is damaged, or belongs to another place")]
    Damaged,
}

/// The house's key. Wiped from memory when it is dropped; `Debug` shows its id only.
pub struct HouseKey {
    id: [u8; ID],
    master: SecretBox<[u8; 32]>,
    seal: SecretBox<[u8; 32]>,
    hash: SecretBox<[u8; 32]>,
    audit: SecretBox<[u8; 32]>,
    webhook: SecretBox<[u8; 32]>,
}

impl HouseKey {
    /// A fresh key, which lives as long as the value does unless somebody writes it down.
    pub fn generate(chance: &dyn Chance) -> Self {
        Self::from_bytes(SecretBox::init_with_mut(|bytes: &mut [u8; 32]| chance.fill(bytes)))
    }

    /// The key of these bytes.
    pub fn from_bytes(master: SecretBox<[u8; 32]>) -> Self {
        let [a, b, c, d, ..] = mac(&master, &[b"claviger/v1/id"]);
        Self {
            id: [a, b, c, d],
            seal: subkey(&master, b"claviger/v1/seal"),
            hash: subkey(&master, b"claviger/v1/hash"),
            audit: subkey(&master, b"claviger/v1/audit"),
            webhook: subkey(&master, b"claviger/v1/webhook"),
            master,
        }
    }

    /// Which key it is, in eight hex digits. It follows from the key and tells nothing about it.
    pub fn id(&self) -> String {
        hex::encode(self.id)
    }

    /// The bytes that the key file holds.
    pub(super) fn master(&self) -> &[u8; 32] {
        self.master.expose_secret()
    }

    /// Seals `plain` for one place, which `context` names (such as `server.secret`). Two seals of the same differ.
    pub fn seal(&self, context: &str, plain: &[u8], chance: &dyn Chance) -> Vec<u8> {
        let mut out = Vec::with_capacity(HEAD + NONCE + plain.len() + TAG);
        out.push(VERSION);
        out.extend(self.id);
        let mut nonce = XNonce::default();
        chance.fill(&mut nonce);
        out.extend(nonce);
        out.extend(plain);
        let tag = encrypt(&self.cipher(), &nonce, &self.covered(context), &mut out[HEAD + NONCE..]);
        out.extend(tag);
        out
    }

    /// Opens what `seal` made for the same place.
    ///
    /// # Errors
    /// Where it isn't sealed, is sealed with another key, or is damaged.
    pub fn open(&self, context: &str, sealed: &[u8]) -> Result<SecretSlice<u8>, CryptoError> {
        let body = sealed.len().checked_sub(HEAD + NONCE + TAG).ok_or(CryptoError::NotSealed)?;
        let (version, rest) = sealed.split_at(1);
        let (id, rest) = rest.split_at(ID);
        let (nonce, rest) = rest.split_at(NONCE);
        let (cipher_text, tag) = rest.split_at(body);
        if version != [VERSION] {
            return Err(CryptoError::NotSealed);
        }
        if id != self.id {
            return Err(CryptoError::OtherKey(id.try_into().unwrap_or_default()));
        }
        let mut plain = cipher_text.to_vec();
        self.cipher()
            .decrypt_in_place_detached(
                XNonce::from_slice(nonce),
                &self.covered(context),
                &mut plain,
                Tag::from_slice(tag),
            )
            .map_err(|_| CryptoError::Damaged)?;
        Ok(plain.into())
    }

    /// HMAC-SHA256 of `data` for one purpose (such as `access-url`): finds and checks secrets without keeping them.
    pub fn keyed_hash(&self, purpose: &str, data: &[u8]) -> [u8; 32] {
        mac(&self.hash, &[&length(purpose.as_bytes()), purpose.as_bytes(), data])
    }

    /// The audit chain's next link: HMAC-SHA256 over the link before (empty for the first) and the entry.
    pub fn audit_mac(&self, prev: &[u8], entry: &[u8]) -> [u8; 32] {
        mac(&self.audit, &[&length(prev), prev, entry])
    }

    /// The word that Telegram sends along with updates where none is set: 64 hex digits, the same at every start and in
    /// every replica.
    pub fn webhook_secret(&self) -> SecretString {
        hex::encode(mac(&self.webhook, &[b"telegram"])).into()
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new(self.seal.expose_secret().into())
    }

    fn covered(&self, context: &str) -> Vec<u8> {
        [&[VERSION][..], &self.id, context.as_bytes()].concat()
    }
}

impl fmt::Debug for HouseKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HouseKey").field("id", &self.id()).finish_non_exhaustive()
    }
}

#[expect(clippy::expect_used, reason = "only a text of more than 256 GiB can't be sealed")]
fn encrypt(cipher: &XChaCha20Poly1305, nonce: &XNonce, covered: &[u8], text: &mut [u8]) -> Tag {
    // Such a text doesn't fit where it would come from: every input is bounded.
    cipher.encrypt_in_place_detached(nonce, covered, text).expect("below 256 GiB")
}

fn subkey(master: &SecretBox<[u8; 32]>, label: &[u8]) -> SecretBox<[u8; 32]> {
    SecretBox::init_with_mut(|bytes: &mut [u8; 32]| {
        let mut derived = mac(master, &[label]);
        bytes.copy_from_slice(&derived);
        derived.zeroize();
    })
}

/// HMAC-SHA256 (RFC 2104) over the parts, one after another.
#[expect(clippy::expect_used, reason = "HMAC takes keys of any length")]
fn mac(key: &SecretBox<[u8; 32]>, parts: &[&[u8]]) -> [u8; 32] {
    // The error exists for other algorithms than HMAC, which shortens or pads a key as needed.
    let mut mac = <Hmac<Sha256> as Mac>::new_from_slice(key.expose_secret()).expect("any length");
    for part in parts {
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

/// Before a part of free length, so that no two lists of parts give the same bytes.
fn length(part: &[u8]) -> [u8; 8] {
    (part.len() as u64).to_be_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[derive(Debug)]
    struct Fixed(u8);
    impl Chance for Fixed {
        fn fill(&self, bytes: &mut [u8]) {
            bytes.fill(self.0);
        }
    }

    fn key(n: u8) -> HouseKey {
        HouseKey::generate(&Fixed(n))
    }

    #[test]
    fn uses_are_apart() {
        let key = key(1);
        let hashes = [
            key.keyed_hash("a", b"bc"),
            key.keyed_hash("ab", b"c"),
            key.audit_mac(b"a", b"bc"),
            key.audit_mac(b"ab", b"c"),
            key.audit_mac(b"", b"abc"),
        ];
        for (i, hash) in hashes.iter().enumerate() {
            assert!(!hashes[..i].contains(hash), "{i}");
        }
        assert_eq!(key.keyed_hash("a", b"bc"), hashes[0]);
        assert_ne!(self::key(2).keyed_hash("a", b"bc"), hashes[0]);
    }

    #[test]
    fn the_format_stays() {
        // What is in databases must open for ever: changing these numbers needs a new version byte.
        let key = key(7);
        let sealed = key.seal("server.secret", b"hello", &Fixed(9));
        assert_eq!(sealed.len(), 1 + 4 + 24 + 5 + 16);
        assert_eq!(sealed[0], 1);
        assert_eq!(hex::encode(&sealed[1..5]), key.id());
        assert_eq!(key.id(), FORMAT.0);
        assert_eq!(hex::encode(&sealed[29..]), FORMAT.1);
        assert_eq!(hex::encode(key.keyed_hash("access-url", b"x")), FORMAT.2);
        assert_eq!(hex::encode(key.audit_mac(b"p", b"e")), FORMAT.3);
    }

    /// Computed by another program, from the RFCs: id, ciphertext with tag, hash, MAC.
    const FORMAT: (&str, &str, &str, &str) = (
        "960cf233",
        "2570e5805d8109d315f65046759176b51b12b7ee16",
        "f6e6acb640ca7b5c772f91bac43698f5fc4b5d7f279f3ccc961d5ec853a10f88",
        "77f40756a915f0f498517bb20424e03ad95a8e3e14801d2bf3174d778708b0a3",
    );

    #[test]
    fn debug_shows_the_id_alone() {
        let key = key(0xAB);
        assert_eq!(format!("{key:?}"), format!("HouseKey {{ id: {:?}, .. }}", key.id()));
        assert_eq!(key.webhook_secret().expose_secret().len(), 64);
    }

    #[test]
    fn another_key_is_named() {
        let sealed = key(1).seal("c", b"x", &Fixed(3));
        let error = key(2).open("c", &sealed).unwrap_err();
        assert!(matches!(error, CryptoError::OtherKey(id) if hex::encode(id) == key(1).id()), "{error}");
        assert!(error.to_string().contains(&key(1).id()));
    }

    proptest! {
        #[test]
        fn what_is_sealed_opens(plain: Vec<u8>, context: String, nonce: u8) {
            let sealed = key(1).seal(&context, &plain, &Fixed(nonce));
            let opened = key(1).open(&context, &sealed).unwrap();
            prop_assert_eq!(opened.expose_secret(), plain.as_slice());
        }

        #[test]
        fn no_bit_can_be_changed(plain in proptest::collection::vec(any::<u8>(), 0..60), at: prop::sample::Index, bit in 0..8_u8) {
            let mut sealed = key(1).seal("c", &plain, &Fixed(5));
            let at = at.index(sealed.len());
            sealed[at] ^= 1_u8 << bit;
            prop_assert!(key(1).open("c", &sealed).is_err());
        }

        #[test]
        fn another_place_does_not_open(a in "[a-z.]{0,9}", b in "[a-z.]{0,9}") {
            prop_assume!(a != b);
            let sealed = key(1).seal(&a, b"x", &Fixed(5));
            prop_assert_eq!(key(1).open(&b, &sealed).unwrap_err(), CryptoError::Damaged);
        }

        #[test]
        fn cut_or_foreign_input_is_an_error(bytes: Vec<u8>, keep: prop::sample::Index) {
            prop_assert!(key(1).open("c", &bytes).is_err());
            let sealed = key(1).seal("c", b"some text", &Fixed(5));
            prop_assert!(key(1).open("c", &sealed[..keep.index(sealed.len())]).is_err());
        }
    }
}
