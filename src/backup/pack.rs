//! Writing a backup: tar into zstd (on several threads) into age into a file that is on disk when it is done.
//! Hashes are taken before, so that the manifest comes first; a file that changes in between is an error.

use super::{
    cause::BackupError,
    manifest::{HOUSE, KEY, MANIFEST, Manifest, Member},
    seal::{Opener, Sealer},
    tar,
};
use sha2::{Digest, Sha256};
use std::{
    fs::File,
    io::{self, BufWriter, Read, Write},
    path::Path,
    sync::atomic::{AtomicU64, Ordering},
};

/// 3 is zstd's usual; more costs much time for little.
const LEVEL: i32 = 3;
const BUFFER: usize = 1 << 20;

/// What goes into a backup.
#[derive(Debug)]
pub struct Pack<'a> {
    /// What it says of itself; `members` are filled in.
    pub manifest: Manifest,
    /// The database.
    pub house: &'a Path,
    /// The key file.
    pub key: &'a Path,
    /// Counts bytes of the members as they are read, twice each: once for their hashes.
    pub done: &'a AtomicU64,
}

fn wrong(what: &'static str) -> impl FnOnce(io::Error) -> BackupError {
    BackupError::io(what)
}

/// Size and SHA-256 of a file.
pub fn hash_of(path: &Path, name: &str, done: &AtomicU64) -> Result<Member, BackupError> {
    let mut file = File::open(path).map_err(wrong("a file for the backup can't be read"))?;
    let (mut hash, mut size, mut buffer) = (Sha256::new(), 0u64, vec![0u8; BUFFER]);
    loop {
        let n = file.read(&mut buffer).map_err(wrong("a file for the backup can't be read"))?;
        if n == 0 {
            break;
        }
        hash.update(&buffer[..n]);
        size += n as u64;
        done.fetch_add(n as u64, Ordering::Relaxed);
    }
    Ok(Member { name: name.to_owned(), size, sha256: hex::encode(hash.finalize()) })
}

/// Writes the backup to `to`, which must not exist. Gives the manifest as written, and what opens it.
pub fn pack(mut pack: Pack<'_>, sealer: &Sealer, to: &Path) -> Result<(Manifest, Opener), BackupError> {
    let files = [(KEY, pack.key), (HOUSE, pack.house)];
    pack.manifest.members =
        files.iter().map(|(name, path)| hash_of(path, name, pack.done)).collect::<Result<_, _>>()?;
    let mut options = File::options();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = options.open(to).map_err(wrong("the backup's file can't be made"))?;
    let (out, opener) = sealer.seal(BufWriter::with_capacity(BUFFER, file))?;
    write(&pack, out, &files).map_err(wrong("the backup can't be written"))?;
    Ok((pack.manifest, opener))
}

fn write(
    pack: &Pack<'_>,
    sealed: age::stream::StreamWriter<BufWriter<File>>,
    files: &[(&str, &Path)],
) -> io::Result<()> {
    let mut out = zstd::stream::write::Encoder::new(sealed, LEVEL)?;
    out.include_checksum(true)?;
    let threads = std::thread::available_parallelism().map_or(1, |n| n.get().min(4));
    out.multithread(u32::try_from(threads).unwrap_or(1))?;
    let at = u64::try_from(pack.manifest.made_at.timestamp()).unwrap_or(0);
    let manifest = serde_json::to_vec_pretty(&pack.manifest)?;
    tar::header(&mut out, MANIFEST, manifest.len() as u64, at)?;
    out.write_all(&manifest)?;
    tar::pad(&mut out, manifest.len() as u64)?;
    for ((name, path), member) in files.iter().zip(&pack.manifest.members) {
        tar::header(&mut out, name, member.size, at)?;
        let mut input = File::open(path)?.take(member.size);
        let (mut buffer, mut copied) = (vec![0u8; BUFFER], 0u64);
        loop {
            let n = input.read(&mut buffer)?;
            if n == 0 {
                break;
            }
            out.write_all(&buffer[..n])?;
            copied += n as u64;
            pack.done.fetch_add(n as u64, Ordering::Relaxed);
        }
        if copied != member.size {
            return Err(io::Error::new(io::ErrorKind::InvalidData, "a file shrank while it was packed"));
        }
        tar::pad(&mut out, member.size)?;
    }
    tar::end(&mut out)?;
    let mut file = out.finish()?.finish()?;
    file.flush()?;
    file.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()
}
