//! Which place this process has on its machine: a locked file with a name in it, below the data directory.
//!
//! The lock goes with the process, however that ends. Whoever has the place next is the same holder to the database and
//! takes over at once what its predecessor had claimed. Without such a file claims only run out.

use crate::ports::Chance;
use std::{
    fs::{self, File, OpenOptions},
    io::{self, Read, Seek, Write},
    path::Path,
    sync::Arc,
};

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

fn locked(folder: &Path, chance: &dyn Chance) -> io::Result<Option<(String, File)>> {
    fs::create_dir_all(folder)?;
    for number in 0..MOST {
        let path = folder.join(format!("process-{number}.lock"));
        let mut file = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(fs::TryLockError::WouldBlock) => continue,
            Err(fs::TryLockError::Error(error)) => return Err(error),
        }
        let mut name = String::new();
        (&mut file).take(64).read_to_string(&mut name)?;
        if name.len() != 16 || !name.bytes().all(|b| b.is_ascii_hexdigit()) {
            name = hex_of(chance);
            file.set_len(0)?;
            file.rewind()?;
            file.write_all(name.as_bytes())?;
        }
        return Ok(Some((name, file)));
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use super::take;
    use crate::app::SystemChance;

    #[test]
    fn a_place_is_one_processes_and_keeps_its_name() {
        let folder = std::env::temp_dir().join(format!("claviger-place-{}", std::process::id()));
        let name = |holder: &str| holder.split_once('.').map(|(place, _)| place.to_owned());
        let (first, second) = (take(&folder, &SystemChance), take(&folder, &SystemChance));
        assert_ne!(name(&first.holder), name(&second.holder));
        let before = first.holder.clone();
        drop(first);
        let next = take(&folder, &SystemChance);
        assert_eq!(name(&next.holder), name(&before));
        assert_ne!(next.holder, before);
        drop(std::fs::remove_dir_all(&folder));
    }
}
