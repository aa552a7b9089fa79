//! Reading a backup: what it says of itself, and its members into a folder, each compared with its hash.
//!
//! A damaged, foreign or cut file is an error, and what was written until then is the caller's to take away. Sizes are
//! those of the manifest: more is refused before it is written.

use super::{
    cause::BackupError,
    manifest::{HOUSE, KEY, MANIFEST, MOST, Manifest},
    seal::Opener,
    tar,
};
use sha2::{Digest, Sha256};
use std::{
    fs::File,
    io::{self, BufReader, Read, Write},
    path::Path,
    sync::atomic::{AtomicU64, Ordering},
};

const BUFFER: usize = 1 << 20;

type Input = zstd::stream::read::Decoder<'static, BufReader<age::stream::StreamReader<BufReader<File>>>>;

fn damaged(error: &io::Error) -> BackupError {
    BackupError::reading(error)
}

fn open(path: &Path, opener: &Opener) -> Result<Input, BackupError> {
    let again = || {
        let file = File::open(path).map_err(BackupError::io(format!("{} can't be read", path.display())))?;
        Ok(BufReader::with_capacity(BUFFER, file))
    };
    let plain = opener.open(again)?;
    zstd::stream::read::Decoder::new(plain).map_err(|e| damaged(&e))
}

fn manifest(input: &mut Input) -> Result<Manifest, BackupError> {
    let entry = match tar::next(input) {
        Ok(Some(entry)) => entry,
        Ok(None) => return Err(BackupError::Foreign),
        // What decrypts but isn't compressed as ours, or isn't tar: another program's file. Damage is found by age before.
        Err(error) if matches!(error.kind(), io::ErrorKind::InvalidInput | io::ErrorKind::Other) => {
            return Err(BackupError::Foreign);
        }
        Err(error) => return Err(damaged(&error)),
    };
    if entry.name != MANIFEST || entry.size > MOST {
        return Err(BackupError::Foreign);
    }
    let mut bytes = Vec::new();
    input.take(entry.size).read_to_end(&mut bytes).map_err(|e| damaged(&e))?;
    skip(input, tar::padding(entry.size))?;
    Manifest::parse(&bytes)
}

fn skip(input: &mut Input, bytes: usize) -> Result<(), BackupError> {
    let mut filling = [0u8; 512];
    input.read_exact(&mut filling[..bytes]).map_err(|e| damaged(&e))
}

/// What a backup says of itself. Only its beginning is read: the rest may be damaged.
pub fn peek(path: &Path, opener: &Opener) -> Result<Manifest, BackupError> {
    manifest(&mut open(path, opener)?)
}

/// Writes a backup's members into a folder, comparing sizes and hashes. `done` counts the bytes written.
pub fn unpack(path: &Path, opener: &Opener, folder: &Path, done: &AtomicU64) -> Result<Manifest, BackupError> {
    let mut input = open(path, opener)?;
    let manifest = manifest(&mut input)?;
    let names: Vec<&str> = manifest.members.iter().map(|m| m.name.as_str()).collect();
    if names != [KEY, HOUSE] {
        return Err(BackupError::Differs(format!("its files are {}", names.join(", "))));
    }
    for member in &manifest.members {
        let entry = tar::next(&mut input).map_err(|e| damaged(&e))?;
        if entry.is_none_or(|e| e.name != member.name || e.size != member.size) {
            return Err(BackupError::Differs(format!("{} isn't as told", member.name)));
        }
        let hash = write(&mut input, &folder.join(&member.name), member.size, done)?;
        if hash != member.sha256 {
            return Err(BackupError::Differs(format!("{} has another hash than told", member.name)));
        }
        skip(&mut input, tar::padding(member.size))?;
    }
    // To the very end: age and zstd see a cut tail only there.
    let rest = io::copy(&mut input, &mut io::sink()).map_err(|e| damaged(&e))?;
    if rest == 1_024 { Ok(manifest) } else { Err(BackupError::Differs("there is more in it than told".to_owned())) }
}

fn write(input: &mut Input, to: &Path, size: u64, done: &AtomicU64) -> Result<String, BackupError> {
    let failed = || BackupError::io(format!("{} can't be written", to.display()));
    let mut options = File::options();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(to).map_err(failed())?;
    let (mut hash, mut left, mut buffer) = (Sha256::new(), size, vec![0u8; BUFFER]);
    while left > 0 {
        let most = usize::try_from(left).unwrap_or(BUFFER).min(BUFFER);
        let n = input.read(&mut buffer[..most]).map_err(|e| damaged(&e))?;
        if n == 0 {
            return Err(BackupError::Damaged("its end is missing".to_owned()));
        }
        hash.update(&buffer[..n]);
        file.write_all(&buffer[..n]).map_err(failed())?;
        left -= n as u64;
        done.fetch_add(n as u64, Ordering::Relaxed);
    }
    file.sync_all().map_err(failed())?;
    Ok(hex::encode(hash.finalize()))
}
