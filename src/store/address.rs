//! Addresses of databases: which kind one names, and which file.
//! A file's name is taken as it stands: nothing in it is decoded.

use super::error::{Result, StoreError};
use std::path::Path;

/// Whether an address is a `PostgreSQL` server's.
pub fn is_postgres(url: &str) -> bool {
    url.starts_with("postgres://") || url.starts_with("postgresql://")
}

/// The file that a `sqlite://` address names.
pub fn file_of(url: &str) -> Result<&Path> {
    let path = url.strip_prefix("sqlite:").ok_or(StoreError::Address("neither sqlite:// nor postgres://"))?;
    let path = path.strip_prefix("//").unwrap_or(path);
    if path.is_empty() || path.contains(['?', '\0']) || path.starts_with(":memory:") {
        return Err(StoreError::Address("sqlite:// wants the path of a file"));
    }
    Ok(Path::new(path))
}

/// Makes the file and its folder, readable for their owner alone.
pub fn make_file(path: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
    if let Some(folder) = path.parent().filter(|f| !f.as_os_str().is_empty()) {
        std::fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    }
    std::fs::OpenOptions::new().read(true).append(true).create(true).mode(0o600).open(path).map(|_| ())
}
