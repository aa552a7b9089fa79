//! A person's own chat as a place for backups: parts of 19 MB as documents, for a bot reads no larger file back.
//!
//! What is put here is encrypted before. A reference holds the parts' file ids; a chat can't be listed, and Telegram lets a
//! bot delete a message for two days only: an older part stays, and is no use to anybody without the passphrase.

use super::show::passing;
use crate::{
    domain::ids::ChatId,
    ports::{Clock, Destination, DestinationError, Listed},
};
use chrono::TimeDelta;
use futures::future::BoxFuture;
use serde::{Deserialize, Serialize};
use std::{path::Path, sync::Arc};
use teloxide::{
    ApiError, Bot, RequestError,
    net::Download,
    payloads::SendDocumentSetters,
    requests::Requester,
    types::{FileId, InputFile, MessageId},
};
use tokio::{
    fs::File,
    io::{AsyncReadExt, AsyncWriteExt},
};

/// Bytes in a part: Telegram serves bots files below 20 MB.
const PART: u64 = 19 << 20;
/// How often a call is tried.
const TRIES: u32 = 6;

/// A person's own chat.
#[derive(Debug, Clone)]
pub struct ChatPlace {
    telegram: Bot,
    clock: Arc<dyn Clock>,
    chat: ChatId,
}

/// A part that was sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// Telegram's id of the file.
    pub file: String,
    /// The message that holds it; 0 for a person's own.
    pub message: i32,
}

/// The reference to a file in that many parts.
pub fn reference(parts: &[Part]) -> String {
    serde_json::to_string(parts).unwrap_or_default()
}

fn parts_of(reference: &str) -> Result<Vec<Part>, DestinationError> {
    serde_json::from_str(reference).map_err(|_| DestinationError::Gone)
}

fn failed(error: &RequestError) -> DestinationError {
    match error {
        RequestError::Api(ApiError::BotBlocked | ApiError::UserDeactivated | ApiError::ChatNotFound) => {
            DestinationError::Refused("the chat can't be written to".to_owned())
        }
        error if passing(error) => DestinationError::Passing("Telegram".to_owned()),
        error => DestinationError::Refused(error.to_string()),
    }
}

fn system(error: &std::io::Error) -> DestinationError {
    match error.kind() {
        std::io::ErrorKind::StorageFull => DestinationError::Full,
        _ => DestinationError::Refused(error.to_string()),
    }
}

impl ChatPlace {
    /// That chat.
    pub fn new(telegram: Bot, clock: Arc<dyn Clock>, chat: ChatId) -> Self {
        Self { telegram, clock, chat }
    }

    /// Calls Telegram until it answers, as long as it says to wait or is out of reach.
    async fn insist<T, Fut>(&self, call: impl Fn() -> Fut) -> Result<T, RequestError>
    where
        Fut: Future<Output = Result<T, RequestError>>,
    {
        let mut tried = 1;
        loop {
            let error = match call().await {
                Ok(done) => return Ok(done),
                Err(error) => error,
            };
            let wait = match &error {
                RequestError::RetryAfter(seconds) => TimeDelta::seconds(i64::from(seconds.seconds())),
                error if passing(error) => TimeDelta::seconds(1 << tried),
                _ => return Err(error),
            };
            if tried >= TRIES {
                return Err(error);
            }
            tried += 1;
            self.clock.sleep_until(self.clock.now() + wait).await;
        }
    }

    async fn send(&self, name: &str, file: &Path) -> Result<Vec<Part>, DestinationError> {
        let mut input = File::open(file).await.map_err(|e| system(&e))?;
        let size = input.metadata().await.map_err(|e| system(&e))?.len();
        let count = size.div_ceil(PART).max(1);
        let to = teloxide::types::ChatId(self.chat.0);
        let mut parts = Vec::new();
        for number in 1..=count {
            let mut bytes = Vec::new();
            (&mut input).take(PART).read_to_end(&mut bytes).await.map_err(|e| system(&e))?;
            let named = if count == 1 { name.to_owned() } else { format!("{name}.{number:03}") };
            let bytes = axum::body::Bytes::from(bytes);
            let sent = self
                .insist(|| {
                    let document = InputFile::memory(bytes.clone()).file_name(named.clone());
                    let send = self.telegram.send_document(to, document).disable_notification(true);
                    async move { send.await }
                })
                .await
                .map_err(|e| failed(&e))?;
            let file = sent.document().map(|d| d.file.id.0.clone());
            let file = file.ok_or_else(|| DestinationError::Refused("Telegram gave no file back".to_owned()))?;
            parts.push(Part { file, message: sent.id.0 });
        }
        Ok(parts)
    }

    async fn fetch(&self, parts: &[Part], to: &Path) -> Result<(), DestinationError> {
        let mut out = File::create(to).await.map_err(|e| system(&e))?;
        for part in parts {
            let found = self.insist(|| {
                let get = self.telegram.get_file(FileId(part.file.clone()));
                async move { get.await }
            });
            let found = found.await.map_err(|error| match &error {
                // Telegram's own words for a file that is gone, or too large for a bot.
                RequestError::Api(api) if api.to_string().contains("too big") => DestinationError::TooLarge,
                RequestError::Api(_) => DestinationError::Gone,
                error => failed(error),
            })?;
            // A Bot API server on this machine tells where the file lies.
            if found.path.starts_with('/') && Path::new(&found.path).exists() {
                let mut local = File::open(&found.path).await.map_err(|e| system(&e))?;
                tokio::io::copy(&mut local, &mut out).await.map_err(|e| system(&e))?;
            } else {
                let got = self.telegram.download_file(&found.path, &mut out).await;
                got.map_err(|error| DestinationError::Passing(error.to_string()))?;
            }
        }
        out.flush().await.map_err(|e| system(&e))?;
        out.sync_all().await.map_err(|e| system(&e))
    }
}

impl Destination for ChatPlace {
    fn put<'a>(&'a self, name: &'a str, file: &'a Path) -> BoxFuture<'a, Result<String, DestinationError>> {
        Box::pin(async move { Ok(reference(&self.send(name, file).await?)) })
    }

    fn get<'a>(&'a self, reference: &'a str, to: &'a Path) -> BoxFuture<'a, Result<(), DestinationError>> {
        Box::pin(async move { self.fetch(&parts_of(reference)?, to).await })
    }

    fn list(&self) -> BoxFuture<'_, Result<Vec<Listed>, DestinationError>> {
        Box::pin(async { Ok(Vec::new()) })
    }

    fn delete<'a>(&'a self, reference: &'a str) -> BoxFuture<'a, Result<(), DestinationError>> {
        Box::pin(async move {
            let to = teloxide::types::ChatId(self.chat.0);
            for part in parts_of(reference)?.iter().filter(|p| p.message != 0) {
                let gone = self.insist(|| {
                    let delete = self.telegram.delete_message(to, MessageId(part.message));
                    async move { delete.await }
                });
                match gone.await {
                    Ok(_) => {}
                    Err(RequestError::Api(error)) if !passing(&RequestError::Api(error.clone())) => {
                        tracing::info!(%error, "a part of a backup stays in the chat");
                    }
                    Err(error) => return Err(failed(&error)),
                }
            }
            Ok(())
        })
    }
}
