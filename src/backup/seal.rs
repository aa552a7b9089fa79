//! What a backup is encrypted with and opened by: age, by a passphrase or to recipients.
//!
//! age asks the system's chance itself. A file for recipients is also encrypted to a key that is made for it and then
//! forgotten, so that it can be proved without anybody's private key.

use super::cause::BackupError;
use crate::domain::chance::Chance;
use age::{
    DecryptError, Decryptor, Encryptor,
    secrecy::{ExposeSecret, SecretString},
    stream::{StreamReader, StreamWriter},
};
use std::{
    fmt,
    io::{BufRead, Write},
    str::FromStr,
};

/// A hostile file may not ask for more work than this: some seconds, and a gigabyte of memory.
const MOST_WORK: u8 = 22;

/// Encrypts backups.
#[derive(Clone)]
pub struct Sealer {
    how: How,
    work_factor: u8,
}

#[derive(Clone)]
enum How {
    Passphrase(SecretString),
    Recipients(Vec<age::x25519::Recipient>),
}

impl fmt::Debug for Sealer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.how {
            How::Passphrase(_) => "Sealer(passphrase)",
            How::Recipients(_) => "Sealer(recipients)",
        })
    }
}

/// Opens backups.
#[derive(Clone, Default)]
pub struct Opener {
    passphrases: Vec<SecretString>,
    identities: Vec<age::x25519::Identity>,
}

impl fmt::Debug for Opener {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Opener({} passphrases, {} keys)", self.passphrases.len(), self.identities.len())
    }
}

impl Sealer {
    /// By a passphrase; a guess at it costs 2^`work_factor` rounds of scrypt.
    pub const fn passphrase(passphrase: SecretString, work_factor: u8) -> Self {
        Self { how: How::Passphrase(passphrase), work_factor }
    }

    /// To age's public keys.
    pub fn recipients(keys: &[String]) -> Result<Self, BackupError> {
        let read = |key: &String| {
            age::x25519::Recipient::from_str(key)
                .map_err(|why| BackupError::BadKeys(format!("BACKUP_RECIPIENTS: {key} is no public key: {why}")))
        };
        Ok(Self { how: How::Recipients(keys.iter().map(read).collect::<Result<_, _>>()?), work_factor: 0 })
    }

    /// Encrypts what is written, and gives what opens it again.
    pub(super) fn seal<W: Write>(&self, out: W) -> Result<(StreamWriter<W>, Opener), BackupError> {
        let failed = |why: String| BackupError::BadKeys(why);
        let (encryptor, opener) = match &self.how {
            How::Passphrase(passphrase) => {
                let mut recipient = age::scrypt::Recipient::new(passphrase.clone());
                recipient.set_work_factor(self.work_factor);
                let to = std::iter::once(&recipient as &dyn age::Recipient);
                (Encryptor::with_recipients(to), Opener::default().with_passphrase(passphrase.clone()))
            }
            How::Recipients(recipients) => {
                let proof = age::x25519::Identity::generate();
                let own = proof.to_public();
                let to = recipients.iter().chain([&own]).map(|r| r as &dyn age::Recipient);
                (Encryptor::with_recipients(to), Opener { identities: vec![proof], ..Opener::default() })
            }
        };
        let encryptor = encryptor.map_err(|e| failed(e.to_string()))?;
        Ok((encryptor.wrap_output(out).map_err(BackupError::io("the backup can't be written"))?, opener))
    }
}

impl Opener {
    /// Also opens by this passphrase.
    #[must_use]
    pub fn with_passphrase(mut self, passphrase: SecretString) -> Self {
        if !self.passphrases.iter().any(|p| p.expose_secret() == passphrase.expose_secret()) {
            self.passphrases.push(passphrase);
        }
        self
    }

    /// Also opens by age's private keys, one a line; lines that begin with `#` say what they are.
    pub fn with_identities(mut self, text: &str) -> Result<Self, BackupError> {
        for line in text.lines().map(str::trim).filter(|l| !l.is_empty() && !l.starts_with('#')) {
            let key = age::x25519::Identity::from_str(line);
            self.identities.push(key.map_err(|why| {
                BackupError::BadKeys(format!("BACKUP_IDENTITY_FILE holds a line that is no private key: {why}"))
            })?);
        }
        Ok(self)
    }

    /// Whether there is anything to open with.
    pub const fn is_empty(&self) -> bool {
        self.passphrases.is_empty() && self.identities.is_empty()
    }

    /// Decrypts what is read. `again` opens the input anew for each passphrase that is tried.
    pub(super) fn open<R: BufRead>(
        &self,
        again: impl Fn() -> Result<R, BackupError>,
    ) -> Result<StreamReader<R>, BackupError> {
        let first = decryptor(again()?)?;
        if self.is_empty() {
            return Err(BackupError::NoPassphrase);
        }
        if !first.is_scrypt() {
            let keys = self.identities.iter().map(|i| i as &dyn age::Identity);
            return first.decrypt(keys).map_err(|e| cause(&e));
        }
        let mut ready = Some(first);
        for passphrase in &self.passphrases {
            let one = match ready.take() {
                Some(one) => one,
                None => decryptor(again()?)?,
            };
            let mut identity = age::scrypt::Identity::new(passphrase.clone());
            identity.set_max_work_factor(MOST_WORK);
            match one.decrypt(std::iter::once(&identity as &dyn age::Identity)) {
                Err(
                    DecryptError::KeyDecryptionFailed | DecryptError::NoMatchingKeys | DecryptError::DecryptionFailed,
                ) => {}
                other => return other.map_err(|e| cause(&e)),
            }
        }
        Err(BackupError::WrongPassphrase)
    }
}

fn decryptor<R: BufRead>(input: R) -> Result<Decryptor<R>, BackupError> {
    Decryptor::new_buffered(input).map_err(|error| match error {
        DecryptError::InvalidHeader | DecryptError::UnknownFormat => BackupError::Foreign,
        DecryptError::Io(e) if e.kind() == std::io::ErrorKind::UnexpectedEof => {
            BackupError::Damaged("its head is incomplete".to_owned())
        }
        error => cause(&error),
    })
}

fn cause(error: &DecryptError) -> BackupError {
    match error {
        DecryptError::NoMatchingKeys | DecryptError::KeyDecryptionFailed | DecryptError::DecryptionFailed => {
            BackupError::WrongPassphrase
        }
        DecryptError::Io(error) => BackupError::reading(error),
        // A changed head: the passphrase fits, what it protects doesn't.
        other => BackupError::Damaged(other.to_string()),
    }
}

/// A passphrase that nobody can guess and anybody can write down: 25 characters in groups of five, 125 bits.
pub fn fresh_passphrase(chance: &dyn Chance) -> SecretString {
    const LETTERS: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyz023456789";
    let mut bytes = [0u8; 25];
    chance.fill(&mut bytes);
    let groups = bytes.chunks(5).map(|g| g.iter().map(|b| char::from(LETTERS[usize::from(b % 32)])).collect());
    SecretString::from(groups.collect::<Vec<String>>().join("-"))
}
