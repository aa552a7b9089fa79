//! The key's file: made at the first start, read at every other.
//!
//! Its one line is `claviger-key-v1:<key id>:<base64 of 32 bytes>`; lines that begin with `#` say what it is. It appears
//! whole or not at all, on disk before anything is sealed with it, and an existing one is never written over. A file that
//! everybody on the machine can read is refused.

use super::house_key::HouseKey;
use crate::domain::chance::Chance;
use base64::{Engine, engine::general_purpose::STANDARD};
use secrecy::{SecretBox, zeroize::Zeroizing};
use std::{
    fs::{self, File, OpenOptions},
    io::{self, ErrorKind, Read, Write},
    path::{Path, PathBuf},
};

const MARK: &str = "claviger-key-v1";
const MOST: u64 = 4096;

/// Why there is no key.
#[derive(Debug, thiserror::Error)]
pub enum KeyFileError {
    /// There is no such file.
    #[error("there is no key file at {0}; put the house's key file there, or set SECRET_KEY_FILE to where it is")]
    Missing(PathBuf),
    /// Everybody on the machine may read or change it.
    #[error("everybody on this machine can reach the key file {path} (mode {mode:04o}): run `chmod 600 {path}`", path = .path.display())]
    Exposed {
        /// Where it is.
        path: PathBuf,
        /// Its permission bits.
        mode: u32,
    },
    /// It doesn't hold a key.
    #[error("{path} is no key file: {why}; restore it from where you keep a copy", path = .path.display())]
    Malformed {
        /// Where it is.
        path: PathBuf,
        /// What is wrong with it.
        why: &'static str,
    },
    /// The system refused.
    #[error("the key file {path} can't be {what}: {cause}; see SECRET_KEY_FILE and the permissions there", path = .path.display())]
    Io {
        /// Where it is, or should be.
        path: PathBuf,
        /// What was tried: `read` or `written`.
        what: &'static str,
        /// What the system said.
        cause: io::Error,
    },
}

/// The key, and how it was come by.
#[derive(Debug)]
pub struct LoadedKey {
    /// The key.
    pub key: HouseKey,
    /// Whether its file was made just now: the moment to say a word on keeping it safe.
    pub made: bool,
    /// Something about the file that should be mended, in words for the log.
    pub warning: Option<String>,
}

/// Reads the key file, or makes one where there is none, with its directory.
///
/// # Errors
/// Where it can't be read or written, is exposed, or is no key file.
pub fn load_or_make(path: &Path, chance: &dyn Chance) -> Result<LoadedKey, KeyFileError> {
    match load(path) {
        Err(KeyFileError::Missing(_)) => {}
        found => return found,
    }
    let made = make(path, chance).map_err(|cause| KeyFileError::Io { path: path.into(), what: "written", cause })?;
    // Read back in any case: another replica may have been first, and then its key holds.
    load(path).map(|loaded| LoadedKey { made, ..loaded })
}

/// Reads the key file. For whatever must not start with a fresh key: a database with sealed rows, `doctor`.
///
/// # Errors
/// Where it is missing, can't be read, is exposed, or is no key file.
pub fn load(path: &Path) -> Result<LoadedKey, KeyFileError> {
    let failed = |cause: io::Error| match cause.kind() {
        ErrorKind::NotFound => KeyFileError::Missing(path.into()),
        _ => KeyFileError::Io { path: path.into(), what: "read", cause },
    };
    let file = File::open(path).map_err(failed)?;
    let warning = check_mode(path, &file.metadata().map_err(failed)?)?;
    let mut text = Zeroizing::new(Vec::with_capacity(4097));
    file.take(MOST + 1).read_to_end(&mut text).map_err(failed)?;
    let key = parse(&text).map_err(|why| KeyFileError::Malformed { path: path.into(), why })?;
    Ok(LoadedKey { key, made: false, warning })
}

#[cfg(unix)]
fn check_mode(path: &Path, metadata: &fs::Metadata) -> Result<Option<String>, KeyFileError> {
    use std::os::unix::fs::PermissionsExt;
    let mode = metadata.permissions().mode() & 0o777;
    if mode & 0o007 != 0 {
        return Err(KeyFileError::Exposed { path: path.into(), mode });
    }
    let shown = path.display();
    Ok((mode & 0o070 != 0)
        .then(|| format!("the key file {shown} is open to its group (mode {mode:04o}): chmod 600 it")))
}

#[cfg(not(unix))]
fn check_mode(_: &Path, _: &fs::Metadata) -> Result<Option<String>, KeyFileError> {
    Ok(None)
}

fn parse(text: &[u8]) -> Result<HouseKey, &'static str> {
    if text.len() as u64 > MOST {
        return Err("it is too long");
    }
    let text = std::str::from_utf8(text).map_err(|_| "it isn't text")?;
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    let line = lines.next().ok_or("it holds no key line")?;
    if lines.next().is_some() {
        return Err("it holds more than one key line");
    }
    let (mark, rest) = line.split_once(':').ok_or("its line doesn't begin with claviger-key-v1:")?;
    if mark != MARK {
        return Err("its line doesn't begin with claviger-key-v1:");
    }
    let (id, encoded) = rest.split_once(':').ok_or("its line has no key id")?;
    let bytes = Zeroizing::new(STANDARD.decode(encoded).map_err(|_| "its key isn't base64")?);
    if bytes.len() != 32 {
        return Err("its key isn't 32 bytes long");
    }
    let key = HouseKey::from_bytes(SecretBox::init_with_mut(|key: &mut [u8; 32]| key.copy_from_slice(&bytes)));
    if key.id() == id { Ok(key) } else { Err("its key doesn't fit its key id") }
}

fn write_out(key: &HouseKey) -> Zeroizing<String> {
    let encoded = Zeroizing::new(STANDARD.encode(key.master()));
    Zeroizing::new(format!(
        "# The house's key. Without it the database's secrets can't be read; whoever has both can read them.\n\
         # Keep a copy apart from the backups of the database, and show it to nobody.\n\
         {MARK}:{}:{}\n",
        key.id(),
        *encoded
    ))
}

/// Whether the file is ours: false where somebody else made it meanwhile.
fn make(path: &Path, chance: &dyn Chance) -> io::Result<bool> {
    let directory = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    fs::create_dir_all(directory)?;
    let mut suffix = [0; 8];
    chance.fill(&mut suffix);
    let beside = directory.join(format!(".claviger-key-{}.tmp", hex::encode(suffix)));
    let key = HouseKey::generate(chance);
    let done = write_new(&beside, write_out(&key).as_bytes()).and_then(|()| publish(&beside, path));
    // A leftover would be a second copy of the key, or half of one.
    let removed = fs::remove_file(&beside);
    let made = done?;
    removed.or_else(|error| if error.kind() == ErrorKind::NotFound { Ok(()) } else { Err(error) })?;
    File::open(directory)?.sync_all()?;
    Ok(made)
}

fn write_new(path: &Path, text: &[u8]) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(text)?;
    file.sync_all()
}

/// A link, unlike a renaming, never replaces a key that appeared meanwhile. Where the file system has no links, a
/// renaming must do.
fn publish(beside: &Path, path: &Path) -> io::Result<bool> {
    match fs::hard_link(beside, path) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(false),
        Err(_) if !path.exists() => fs::rename(beside, path).map(|()| true),
        Err(error) => Err(error),
    }
}

#[cfg(test)]
mod tests;
