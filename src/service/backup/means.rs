//! What backups are made with: places, keys of the environment, and where things lie on this machine.
//! Built once by `app`. The scratch folder of a piece of work is its own, readable for its owner alone, and goes with it.

use crate::{backup::BackupError, ports::Destinations};
use secrecy::SecretString;
use std::{
    fs,
    path::{Path, PathBuf},
    sync::Arc,
};

/// What backups are made with.
#[derive(Debug, Clone)]
pub struct Means {
    /// Opens places.
    pub places: Arc<dyn Destinations>,
    /// The passphrase of the environment.
    pub passphrase: Option<SecretString>,
    /// age's public keys of the environment.
    pub recipients: Vec<String>,
    /// age's private keys, for restoring.
    pub identities: Option<SecretString>,
    /// A guess at the passphrase costs 2 to this power rounds of scrypt.
    pub work_factor: u8,
    /// Why the environment's keys can't be used, in words.
    pub trouble: Option<String>,
    /// Where files of the house lie.
    pub data_dir: PathBuf,
    /// The house's key file.
    pub key_file: PathBuf,
    /// The database's address.
    pub database_url: SecretString,
}

/// A folder for one piece of work.
#[derive(Debug)]
pub struct Scratch(PathBuf);

impl Scratch {
    /// An empty folder of that path; what a work of the same name left there is taken away.
    pub fn new(path: PathBuf) -> Result<Self, BackupError> {
        let failed = || BackupError::io(format!("{} can't be made", path.display()));
        if path.exists() {
            fs::remove_dir_all(&path).map_err(failed())?;
        }
        let mut builder = fs::DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(&path).map_err(failed())?;
        Ok(Self(path))
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// A folder in it, empty.
    pub fn inner(&self, name: &str) -> Result<Self, BackupError> {
        Self::new(self.0.join(name))
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        if let Err(error) = fs::remove_dir_all(&self.0)
            && error.kind() != std::io::ErrorKind::NotFound
        {
            tracing::warn!(%error, folder = %self.0.display(), "a scratch folder stays");
        }
    }
}
