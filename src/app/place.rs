//! Which place this process has on its machine: a locked file with a name in it, below the data directory.
//!
//! The lock goes with the process, however that ends: who has the place next knows that its predecessor is dead, and takes
//! over at once what it had claimed. A place is this file on this machine since that was started: a copy of the data
//! directory, or of the whole machine, is another. Without such a file claims only run out.

use crate::ports::Chance;
use sha2::{Digest, Sha256};
use std::{
    fs::{self, File, OpenOptions},
    io::{self, Read, Seek, Write},
    os::unix::fs::MetadataExt,
    path::Path,
    sync::Arc,
};

/// What tells machines, and one machine's lives, apart; what a system doesn't have is left out.
const MACHINE: [&str; 3] = ["/etc/machine-id", "/proc/sys/kernel/random/boot_id", "/proc/sys/kernel/hostname"];

/// So many processes of a house find a place in one data directory.
const MOST: u32 = 64;

/// A place; it is free again when this goes.
#[derive(Debug)]
pub struct Place {
    /// The name in which this process claims: `<place>.<process>`.
    pub holder: Arc<str>,
    _lock: Option<File>,
}

fn hex_of(chance: &dyn Chance) -> String {
    let mut bytes = [0; 8];
    chance.fill(&mut bytes);
    hex::encode(bytes)
}

/// A name that no other process has.
pub fn stranger(chance: &dyn Chance) -> Arc<str> {
    format!("{}.{}", hex_of(chance), hex_of(chance)).into()
}

/// Takes the first free place in that folder.
pub fn take(folder: &Path, chance: &dyn Chance) -> Place {
    match locked(folder, chance) {
        Ok(Some((name, lock))) => Place { holder: format!("{name}.{}", hex_of(chance)).into(), _lock: Some(lock) },
        Ok(None) => Place { holder: stranger(chance), _lock: None },
        Err(error) => {
            tracing::warn!(%error, folder = %folder.display(), "no file can be locked: after a crash the next start waits for a minute");
            Place { holder: stranger(chance), _lock: None }
        }
    }
}

/// Whether a process has a place in that folder.
pub fn is_taken(folder: &Path) -> bool {
    let Ok(entries) = fs::read_dir(folder) else { return false };
    let locks = entries.flatten().map(|e| e.path()).filter(|p| p.extension().is_some_and(|e| e == "lock"));
    locks
        .into_iter()
        .any(|path| File::open(path).is_ok_and(|file| matches!(file.try_lock(), Err(fs::TryLockError::WouldBlock))))
}

fn locked(folder: &Path, chance: &dyn Chance) -> io::Result<Option<(String, File)>> {
    fs::create_dir_all(folder)?;
    for number in 0..MOST {
        let path = folder.join(format!("process-{number}.lock"));
        let mut file = lock_file(&path)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(fs::TryLockError::WouldBlock) => continue,
            Err(fs::TryLockError::Error(error)) => return Err(error),
        }
        if lock_file(&path)?.try_lock().is_ok() {
            return Err(io::Error::other("locks don't hold here"));
        }
        let mut name = String::new();
        (&mut file).take(64).read_to_string(&mut name)?;
        if name.len() != 16 || !name.bytes().all(|b| b.is_ascii_hexdigit()) {
            name = hex_of(chance);
            file.set_len(0)?;
            file.rewind()?;
            file.write_all(name.as_bytes())?;
        }
        let about = file.metadata()?;
        let machine = MACHINE.map(|path| fs::read_to_string(path).unwrap_or_default());
        return Ok(Some((place(&name, &machine, about.dev(), about.ino()), file)));
    }
    Ok(None)
}

/// Opens a lock's file; opened twice it is two locks.
fn lock_file(path: &Path) -> io::Result<File> {
    OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path)
}

/// The name of the place of that file on that machine.
fn place(name: &str, machine: &[String], device: u64, inode: u64) -> String {
    let mut hash = Sha256::new();
    for part in machine {
        hash.update(part.trim());
        hash.update([0]);
    }
    hash.update(device.to_le_bytes());
    hash.update(inode.to_le_bytes());
    hash.update(name);
    let mut found = hex::encode(hash.finalize());
    found.truncate(16);
    found
}

#[cfg(test)]
mod tests {
    use super::{place, take};
    use crate::app::SystemChance;

    fn name(holder: &str) -> Option<String> {
        holder.split_once('.').map(|(place, _)| place.to_owned())
    }

    #[test]
    fn a_place_is_one_processes_and_keeps_its_name() {
        let folder = std::env::temp_dir().join(format!("claviger-place-{}", std::process::id()));
        let (first, second) = (take(&folder, &SystemChance), take(&folder, &SystemChance));
        assert_ne!(name(&first.holder), name(&second.holder));
        let before = first.holder.clone();
        drop(first);
        let next = take(&folder, &SystemChance);
        assert_eq!(name(&next.holder), name(&before));
        assert_ne!(next.holder, before);
        drop(std::fs::remove_dir_all(&folder));
    }

    #[test]
    fn a_copy_of_the_folder_is_another_place() {
        let folder = std::env::temp_dir().join(format!("claviger-place-of-{}", std::process::id()));
        let copy = folder.join("copy");
        let first = take(&folder, &SystemChance);
        std::fs::create_dir_all(&copy).unwrap();
        std::fs::copy(folder.join("process-0.lock"), copy.join("process-0.lock")).unwrap();
        let second = take(&copy, &SystemChance);
        assert_ne!(name(&first.holder), name(&second.holder));
        drop(std::fs::remove_dir_all(&folder));
    }

    #[test]
    fn a_place_is_one_machines_since_its_start() {
        let machine = |id: &str, boot: &str, host: &str| [id, boot, host].map(str::to_owned);
        let here = place("0123456789abcdef", &machine("a", "b", "c"), 1, 2);
        assert_eq!(here.len(), 16);
        assert_eq!(here, place("0123456789abcdef", &machine("a\n", "b\n", "c\n"), 1, 2));
        for other in [machine("x", "b", "c"), machine("a", "x", "c"), machine("a", "b", "x"), machine("ab", "", "c")] {
            assert_ne!(here, place("0123456789abcdef", &other, 1, 2), "{other:?}");
        }
        for (name, device, inode) in
            [("0123456789abcdee", 1, 2), ("0123456789abcdef", 2, 2), ("0123456789abcdef", 1, 3)]
        {
            assert_ne!(here, place(name, &machine("a", "b", "c"), device, inode));
        }
    }
}
