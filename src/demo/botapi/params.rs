//! The arguments of a call, however they came: query string, JSON, form or multipart.
//!
//! Forms carry everything as text, so every reader takes a value as well as its text. Sizes are bounded by the route.

use super::refusal::{Refusal, bad};
use axum::{
    body::{Body, Bytes},
    extract::{FromRequest, Multipart},
    http::{Request, header::CONTENT_TYPE},
};
use serde_json::{Map, Value};
use std::{collections::HashMap, sync::Arc};

/// A file that came with a call.
#[derive(Debug, Clone)]
pub struct Upload {
    /// Its name; may be empty.
    pub name: String,
    /// Its type, where told.
    pub mime: Option<String>,
    /// What is in it.
    pub bytes: Bytes,
}

/// A call's arguments.
#[derive(Debug, Clone, Default)]
pub struct Params {
    fields: Map<String, Value>,
    files: HashMap<String, Upload>,
}

impl Params {
    /// Reads them out of a request.
    pub async fn read(request: Request<Body>) -> Result<Self, Refusal> {
        let mut params = Self::default();
        for (name, value) in url::form_urlencoded::parse(request.uri().query().unwrap_or_default().as_bytes()) {
            params.fields.insert(name.into_owned(), Value::String(value.into_owned()));
        }
        let kind = request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let kind = kind.to_ascii_lowercase();
        if kind.starts_with("multipart/form-data") {
            params.read_multipart(request).await?;
            return Ok(params);
        }
        let body =
            Bytes::from_request(request, &()).await.map_err(|_| Refusal::new(413, "Request Entity Too Large"))?;
        if kind.starts_with("application/json") {
            if !body.is_empty() {
                let object =
                    serde_json::from_slice(&body).map_err(|error| bad(format!("can't parse JSON object: {error}")))?;
                params.add(object);
            }
        } else {
            for (name, value) in url::form_urlencoded::parse(&body) {
                params.fields.insert(name.into_owned(), Value::String(value.into_owned()));
            }
        }
        Ok(params)
    }

    async fn read_multipart(&mut self, request: Request<Body>) -> Result<(), Refusal> {
        let broken = || bad("can't parse multipart/form-data");
        let mut parts = Multipart::from_request(request, &()).await.map_err(|_| broken())?;
        while let Some(part) = parts.next_field().await.map_err(|_| broken())? {
            let name = part.name().unwrap_or_default().to_owned();
            let file_name = part.file_name().map(str::to_owned);
            let mime = part.content_type().map(str::to_owned);
            let bytes = part.bytes().await.map_err(|error| {
                if error.status() == 413 { Refusal::new(413, "Request Entity Too Large") } else { broken() }
            })?;
            match (file_name, std::str::from_utf8(&bytes)) {
                (None, Ok(text)) => {
                    self.fields.insert(name, Value::String(text.to_owned()));
                }
                (file_name, _) => {
                    self.files.insert(name, Upload { name: file_name.unwrap_or_default(), mime, bytes });
                }
            }
        }
        Ok(())
    }

    fn add(&mut self, object: Map<String, Value>) {
        self.fields.extend(object.into_iter().filter(|(_, value)| !value.is_null()));
    }

    /// The arguments without files, for the record.
    pub fn record(&self) -> Arc<Value> {
        Arc::new(Value::Object(self.fields.clone()))
    }

    /// A text; numbers and truth values as their text.
    pub fn text(&self, name: &str) -> Option<String> {
        match self.fields.get(name)? {
            Value::String(text) => Some(text.clone()),
            Value::Number(number) => Some(number.to_string()),
            Value::Bool(truth) => Some(truth.to_string()),
            _ => None,
        }
    }

    /// A number.
    pub fn number(&self, name: &str) -> Option<i64> {
        match self.fields.get(name)? {
            Value::Number(number) => number.as_i64(),
            Value::String(text) => text.trim().parse().ok(),
            _ => None,
        }
    }

    /// A truth value; absent is false.
    pub fn truth(&self, name: &str) -> bool {
        match self.fields.get(name) {
            Some(Value::Bool(truth)) => *truth,
            Some(Value::String(text)) => matches!(text.to_ascii_lowercase().as_str(), "true" | "yes" | "1"),
            Some(Value::Number(number)) => number.as_i64() == Some(1),
            _ => false,
        }
    }

    /// An array or object, or the text of one.
    pub fn json(&self, name: &str) -> Result<Option<Value>, Refusal> {
        match self.fields.get(name) {
            Some(Value::String(text)) if text.is_empty() => Ok(None),
            Some(Value::String(text)) => serde_json::from_str(text)
                .map(Some)
                .map_err(|_| bad(format!("can't parse {} JSON object", name.replace('_', " ")))),
            other => Ok(other.cloned()),
        }
    }

    /// The chat that is meant.
    pub fn chat(&self) -> Result<i64, Refusal> {
        match self.number("chat_id") {
            Some(id) => Ok(id),
            None if self.text("chat_id").is_some_and(|text| !text.is_empty()) => Err(bad("chat not found")),
            None => Err(bad("chat_id is empty")),
        }
    }

    /// The message that is meant.
    pub fn message(&self) -> Result<i32, Refusal> {
        let id = self.number("message_id").ok_or_else(|| bad("message identifier is not specified"))?;
        Ok(i32::try_from(id).unwrap_or_default())
    }

    /// The file behind `attach://name`, or sent under that name itself.
    pub fn file(&self, name: &str) -> Option<Upload> {
        self.files.get(name).cloned().or_else(|| match self.fields.get(name)? {
            Value::String(text) => Some(Upload { name: String::new(), mime: None, bytes: text.clone().into() }),
            _ => None,
        })
    }

    /// Whether a part of that name came as a file.
    pub fn has_file(&self, name: &str) -> bool {
        self.files.contains_key(name)
    }
}

impl From<Value> for Params {
    fn from(value: Value) -> Self {
        let mut params = Self::default();
        if let Value::Object(object) = value {
            params.add(object);
        }
        params
    }
}
