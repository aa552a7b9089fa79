//! The local folder: a backup appears there whole or not at all, and is on disk before it is called written.
//! A reference is a file's name without a path; what lies there under another ending isn't looked at.

use super::cause::BackupError;
use crate::ports::{Destination, DestinationError, Listed};
use chrono::DateTime;
use futures::future::BoxFuture;
use std::{
    fs::{self, File},
    io,
    path::{Path, PathBuf},
};

/// The ending of a backup's name.
const ENDING: &str = ".tar.zst.age";

/// A folder on this machine.
#[derive(Debug, Clone)]
pub struct Folder(PathBuf);

impl Folder {
    /// That folder; it is made when something is put into it.
    pub const fn new(path: PathBuf) -> Self {
        Self(path)
    }

    fn path_of(&self, name: &str) -> Result<PathBuf, DestinationError> {
        let plain = !name.is_empty() && !name.starts_with('.') && !name.contains(['/', '\\', '\0']);
        if plain { Ok(self.0.join(name)) } else { Err(DestinationError::Gone) }
    }
}

fn failed(error: &io::Error) -> DestinationError {
    match error.kind() {
        io::ErrorKind::NotFound => DestinationError::Gone,
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => DestinationError::Full,
        _ => DestinationError::Refused(error.to_string()),
    }
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, DestinationError> + Send + 'static,
) -> Result<T, DestinationError> {
    let done = tokio::task::spawn_blocking(work).await;
    done.unwrap_or_else(|_| Err(DestinationError::Refused("the work was given up".to_owned())))
}

/// Copies a file so that `to` is there whole, on disk, or not at all.
pub fn write_whole(from: &Path, to: &Path) -> io::Result<()> {
    let folder = to.parent().filter(|f| !f.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let name = to.file_name().unwrap_or_default().to_string_lossy();
    let beside = folder.join(format!(".{name}.part"));
    let copied = (|| {
        let mut options = File::options();
        options.write(true).create(true).truncate(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut out = options.open(&beside)?;
        io::copy(&mut File::open(from)?, &mut out)?;
        out.sync_all()?;
        fs::rename(&beside, to)?;
        File::open(folder)?.sync_all()
    })();
    if copied.is_err() {
        drop(fs::remove_file(&beside));
    }
    copied
}

impl Destination for Folder {
    fn put<'a>(&'a self, name: &'a str, file: &'a Path) -> BoxFuture<'a, Result<String, DestinationError>> {
        Box::pin(async move {
            let (to, folder, file) = (self.path_of(name)?, self.0.clone(), file.to_owned());
            blocking(move || make(&folder).and_then(|()| write_whole(&file, &to)).map_err(|e| failed(&e))).await?;
            Ok(name.to_owned())
        })
    }

    fn get<'a>(&'a self, reference: &'a str, to: &'a Path) -> BoxFuture<'a, Result<(), DestinationError>> {
        Box::pin(async move {
            let (from, to) = (self.path_of(reference)?, to.to_owned());
            blocking(move || write_whole(&from, &to).map_err(|e| failed(&e))).await
        })
    }

    fn list(&self) -> BoxFuture<'_, Result<Vec<Listed>, DestinationError>> {
        Box::pin(async move {
            let folder = self.0.clone();
            blocking(move || listed(&folder)).await
        })
    }

    fn delete<'a>(&'a self, reference: &'a str) -> BoxFuture<'a, Result<(), DestinationError>> {
        Box::pin(async move {
            let path = self.path_of(reference)?;
            blocking(move || match fs::remove_file(&path) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => Err(failed(&error)),
                _ => Ok(()),
            })
            .await
        })
    }
}

fn make(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

fn listed(folder: &Path) -> Result<Vec<Listed>, DestinationError> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(failed(&error)),
    };
    let mut all = Vec::new();
    for entry in entries.flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let Ok(facts) = entry.metadata() else { continue };
        if name.ends_with(ENDING) && !name.starts_with('.') && facts.is_file() {
            let changed_at = facts.modified().ok().map(DateTime::from);
            all.push(Listed { reference: name.clone(), name, size: facts.len(), changed_at });
        }
    }
    all.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(all)
}

impl From<DestinationError> for BackupError {
    fn from(error: DestinationError) -> Self {
        match error {
            DestinationError::Gone => Self::Gone,
            DestinationError::Full => Self::DiskFull,
            DestinationError::TooLarge => Self::TooLarge,
            DestinationError::Passing(why) => Self::Unreachable(why),
            DestinationError::Refused(why) => Self::Place(why),
        }
    }
}
