//! Reading a form that brings a file: bounded in size, time and pace, its token first, the file straight to the disk.
//!
//! Owns: [`Upload`], for handlers of such forms. Does not own: what the file holds.

use super::App;
use super::error::WebError;
use super::form::Form;
use super::login::cookie_login;
use super::secrets::same;
use crate::roster::file::UPLOAD_MAX_BYTES;
use actix_multipart::{Field, Multipart};
use actix_web::{FromRequest, HttpMessage, HttpRequest, web};
use futures_util::StreamExt;
use serde::Deserialize;
use std::collections::HashMap;
use std::io::Write;
use std::time::{Duration, Instant};
use tempfile::NamedTempFile;

/// How long a file may take to arrive (B2).
const MAX_TIME: Duration = Duration::from_secs(300);
/// How long a sender may be slow.
const PATIENCE: Duration = Duration::from_secs(10);
/// The slowest pace, in bytes a second (B2).
const MIN_PACE: u64 = 500;
/// The longest field that is not the file.
const FIELD_MAX_BYTES: usize = 1_024;
/// Fields of such a form at most.
const FIELDS_MAX: usize = 8;

/// A form with a file, whose token was right.
#[derive(Debug)]
pub struct Upload {
    /// The file; gone with this.
    pub file: NamedTempFile,
    /// Its name, as the browser says.
    pub name: String,
    /// Its length.
    pub length: u64,
    /// The other fields.
    pub fields: HashMap<String, String>,
}

impl Upload {
    /// Reads the form. The handler's role has been checked before a byte of it is read.
    pub async fn receive(app: &App, request: &HttpRequest, payload: web::Payload) -> Result<Self, WebError> {
        if !request.content_type().starts_with("multipart/form-data") {
            // A form without a file cannot be taken; one without the token is not ours.
            Form::<NoFile>::from_request(request, &mut payload.into_inner()).await?;
            return Err(WebError::Unreadable);
        }
        let form = Multipart::new(request.headers(), payload);
        tokio::time::timeout(MAX_TIME, receive(app, request, form)).await.map_err(|_| WebError::TooSlow)?
    }
}

/// A form that should have brought a file.
#[derive(Deserialize)]
struct NoFile {}

/// What has arrived since when.
struct Pace {
    began: Instant,
    bytes: u64,
}

impl Pace {
    async fn next(&mut self, field: &mut Field) -> Result<Option<web::Bytes>, WebError> {
        let chunk = tokio::time::timeout(PATIENCE, field.next()).await.map_err(|_| WebError::TooSlow)?;
        let Some(chunk) = chunk else { return Ok(None) };
        let chunk = chunk.map_err(|_| WebError::Unreadable)?;
        self.bytes += chunk.len() as u64;
        let since = self.began.elapsed();
        if self.bytes > UPLOAD_MAX_BYTES {
            return Err(WebError::TooLong);
        }
        if since > PATIENCE && self.bytes < since.as_secs() * MIN_PACE {
            return Err(WebError::TooSlow);
        }
        Ok(Some(chunk))
    }
}

async fn receive(app: &App, request: &HttpRequest, mut form: Multipart) -> Result<Upload, WebError> {
    let mut fields: HashMap<String, String> = HashMap::new();
    let mut pace = Pace { began: Instant::now(), bytes: 0 };
    let mut found = None;
    while let Some(field) = form.next().await {
        let mut field = field.map_err(|_| WebError::Unreadable)?;
        let name = field.name().unwrap_or_default().to_owned();
        if name != "file" {
            let mut text = Vec::new();
            while let Some(chunk) = pace.next(&mut field).await? {
                if text.len() + chunk.len() > FIELD_MAX_BYTES || fields.len() >= FIELDS_MAX {
                    return Err(WebError::TooLong);
                }
                text.extend_from_slice(&chunk);
            }
            fields.insert(name, String::from_utf8(text).map_err(|_| WebError::Unreadable)?);
            continue;
        }
        let token = fields.get("csrf").map(String::as_str).unwrap_or_default();
        if !same(token, &app.keys.form_token(cookie_login(app, request))) {
            return Err(WebError::NotOurForm);
        }
        if found.is_some() {
            return Err(WebError::Unreadable);
        }
        let file_name = field.content_disposition().and_then(|one| one.get_filename()).unwrap_or_default();
        let file_name = file_name.rsplit(['/', '\\']).next().unwrap_or_default();
        let file_name = tungngo_domain::people::clean_line(file_name);
        let mut file = NamedTempFile::new().map_err(anyhow::Error::from)?;
        let mut length = 0;
        while let Some(chunk) = pace.next(&mut field).await? {
            length += chunk.len() as u64;
            file.write_all(&chunk).map_err(anyhow::Error::from)?;
        }
        found = Some((file, file_name, length));
    }
    let (file, name, length) = found.ok_or(WebError::Unreadable)?;
    Ok(Upload { file, name, length, fields })
}
