//! Files that the bot and the people sent, bounded by their total size: the oldest go first.
//!
//! One content serves all sizes of a picture: nothing is scaled, only the told sizes differ.

use super::{
    params::Upload,
    refusal::{Refusal, bad},
};
use axum::body::Bytes;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Total of what is kept, in bytes.
const KEPT: usize = 512 << 20;
/// Largest upload by a bot, in bytes.
pub const UPLOAD_LIMIT: usize = 50 << 20;
/// Largest picture, in bytes.
const PHOTO_LIMIT: usize = 10 << 20;
/// Largest file that `getFile` serves, in bytes.
const DOWNLOAD_LIMIT: usize = 20 << 20;

/// A stored file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FileId(pub u64);

/// A file's content.
#[derive(Debug, Clone)]
pub struct Stored {
    /// Its name.
    pub name: String,
    /// Its type.
    pub mime: String,
    /// Its content.
    pub bytes: Bytes,
    photo: bool,
}

/// All files.
#[derive(Debug, Default)]
pub struct Files {
    kept: BTreeMap<FileId, Stored>,
    total: usize,
    next: u64,
}

impl Files {
    /// Keeps a file.
    pub fn put(&mut self, upload: Upload, photo: bool) -> FileId {
        self.next += 1;
        let id = FileId(self.next);
        let mime = upload.mime.unwrap_or_else(|| mime_of(&upload.name, &upload.bytes).to_owned());
        let name = if upload.name.is_empty() { format!("file_{}", self.next) } else { upload.name };
        self.total += upload.bytes.len();
        self.kept.insert(id, Stored { name, mime, bytes: upload.bytes, photo });
        while self.total > KEPT && self.kept.len() > 1 {
            if let Some((_, oldest)) = self.kept.pop_first() {
                self.total -= oldest.bytes.len();
            }
        }
        id
    }

    /// A file's content.
    pub fn get(&self, id: FileId) -> Option<&Stored> {
        self.kept.get(&id)
    }

    /// The file behind a `file_id`.
    pub fn by_text(&self, text: &str) -> Option<FileId> {
        let number = text.strip_prefix("AgAC").or_else(|| text.strip_prefix("BQAC"))?;
        let id = FileId(u64::from_str_radix(number.get(1..)?, 16).ok()?);
        self.kept.contains_key(&id).then_some(id)
    }

    /// Telegram's `File`.
    pub fn json(&self, text: &str) -> Result<Value, Refusal> {
        let id = self.by_text(text).ok_or_else(|| bad("invalid file_id"))?;
        let stored = self.kept.get(&id).ok_or_else(|| bad("invalid file_id"))?;
        if stored.bytes.len() > DOWNLOAD_LIMIT {
            return Err(bad("file is too big"));
        }
        let mut file = identity(id, text, stored);
        file["file_path"] = json!(path(id, stored));
        Ok(file)
    }

    /// The file behind a `file_path`.
    pub fn by_path(&self, wanted: &str) -> Option<&Stored> {
        let (_, last) = wanted.rsplit_once('/')?;
        let number = last.strip_prefix("file_")?.split('.').next()?;
        let id = FileId(number.parse().ok()?);
        self.kept.get(&id).filter(|stored| path(id, stored) == wanted)
    }

    /// Telegram's `Document`.
    pub fn document(&self, id: FileId) -> Value {
        let Some(stored) = self.kept.get(&id) else { return gone(id) };
        let mut document = identity(id, &format!("BQACx{:x}", id.0), stored);
        document["file_name"] = json!(stored.name);
        document["mime_type"] = json!(stored.mime);
        document
    }

    /// Telegram's sizes of a picture, the smallest first.
    pub fn sizes(&self, id: FileId, width: u32, height: u32) -> Value {
        let Some(stored) = self.kept.get(&id) else { return json!([]) };
        let longest = width.max(height).max(1);
        let mut bounds: Vec<(char, u32)> = [('s', 90), ('m', 320), ('x', 800), ('y', 1280)].into();
        bounds.retain(|(_, bound)| *bound < longest);
        bounds.push(('w', longest.min(2560)));
        let scaled = |side: u32, bound: u32| {
            u32::try_from(u64::from(side) * u64::from(bound) / u64::from(longest)).unwrap_or(bound).max(1)
        };
        let sizes = bounds.into_iter().map(|(letter, bound)| {
            let mut size = identity(id, &format!("AgAC{letter}{:x}", id.0), stored);
            size["file_unique_id"] = json!(format!("AQAD{letter}{:x}", id.0));
            size["width"] = json!(scaled(width, bound));
            size["height"] = json!(scaled(height, bound));
            size
        });
        Value::Array(sizes.collect())
    }
}

fn gone(id: FileId) -> Value {
    json!({"file_id": format!("BQACx{:x}", id.0), "file_unique_id": format!("AQADx{:x}", id.0), "file_size": 0})
}

fn identity(id: FileId, text: &str, stored: &Stored) -> Value {
    json!({"file_id": text, "file_unique_id": format!("AQADx{:x}", id.0), "file_size": stored.bytes.len()})
}

fn path(id: FileId, stored: &Stored) -> String {
    let folder = if stored.photo { "photos" } else { "documents" };
    let extension = stored.name.rsplit_once('.').map(|(_, extension)| extension).filter(|extension| {
        !extension.is_empty() && extension.len() <= 8 && extension.bytes().all(|byte| byte.is_ascii_alphanumeric())
    });
    match (extension, stored.photo) {
        (Some(extension), _) => format!("{folder}/file_{}.{extension}", id.0),
        (None, true) => format!("{folder}/file_{}.jpg", id.0),
        (None, false) => format!("{folder}/file_{}", id.0),
    }
}

fn mime_of(name: &str, bytes: &[u8]) -> &'static str {
    let extension = name.rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase());
    match extension.as_deref() {
        Some("pdf") => "application/pdf",
        Some("json") => "application/json",
        Some("csv") => "text/csv",
        Some("txt" | "log") => "text/plain",
        Some("zip") => "application/zip",
        Some("xlsx") => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        _ if bytes.starts_with(b"\x89PNG") => "image/png",
        _ if bytes.starts_with(b"\xff\xd8") => "image/jpeg",
        Some("png") => "image/png",
        Some("jpg" | "jpeg") => "image/jpeg",
        _ => "application/octet-stream",
    }
}

/// Refuses what Telegram takes no file of.
pub fn check(upload: &Upload, photo: bool) -> Result<(), Refusal> {
    if upload.bytes.is_empty() {
        return Err(bad("file must be non-empty"));
    }
    let limit = if photo { PHOTO_LIMIT } else { UPLOAD_LIMIT };
    if upload.bytes.len() > limit { Err(Refusal::new(413, "Request Entity Too Large")) } else { Ok(()) }
}

/// Width and height of a PNG, JPEG, GIF or WebP picture, in pixels.
pub fn dimensions(bytes: &[u8]) -> Option<(u32, u32)> {
    let wide = |at: usize| Some(u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?));
    let short = |at: usize| Some(u32::from(u16::from_be_bytes(bytes.get(at..at + 2)?.try_into().ok()?)));
    let little = |at: usize| Some(u32::from(u16::from_le_bytes(bytes.get(at..at + 2)?.try_into().ok()?)));
    if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        return Some((wide(16)?, wide(20)?));
    }
    if bytes.starts_with(b"GIF8") {
        return Some((little(6)?, little(8)?));
    }
    if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP".as_slice()) {
        return Some((512, 512));
    }
    if !bytes.starts_with(b"\xff\xd8") {
        return None;
    }
    let mut at = 2;
    loop {
        let marker = *bytes.get(at + 1)?;
        if bytes.get(at) != Some(&0xff) {
            return None;
        }
        if matches!(marker, 0xc0..=0xcf) && !matches!(marker, 0xc4 | 0xc8 | 0xcc) {
            return Some((short(at + 7)?, short(at + 5)?));
        }
        at += 2 + usize::try_from(short(at + 2)?).ok()?;
    }
}
