//! A file as the answer to a request: its name, its kind, and where a table is written before it goes out.
//!
//! Owns: that. Does not own: what stands in a file, nor who may have it.

use crate::table::Kind;
use crate::web::error::WebError;
use actix_web::http::header;
use actix_web::{HttpResponse, HttpResponseBuilder, web};
use std::fs::File;
use std::io::{BufWriter, Seek};
use tokio::io::AsyncReadExt;
use tungngo_storage::reader::read_apart;
use tungngo_storage::units::Unit;

/// Where a table of any length is written, so that the trail has its number of rows before a byte goes out (A1).
pub type Beside = BufWriter<File>;

/// How much of a file is read at once.
const CHUNK_BYTES: usize = 64 * 1024;

/// A file that a browser keeps under this name; its body is still to come.
pub fn attachment(content_type: &str, name: &str) -> HttpResponseBuilder {
    let mut response = HttpResponse::Ok();
    response
        .content_type(content_type)
        .insert_header((header::CONTENT_DISPOSITION, ["attachment; filename=\"", name, "\""].concat()));
    response
}

/// A table of this name, without its ending.
pub fn table(kind: Kind, name: &str) -> HttpResponseBuilder {
    attachment(kind.content_type(), &[name, kind.ending()].concat())
}

/// A unit's name as a file's name can hold it.
pub fn plain(unit: &Unit) -> String {
    unit.name_key.replace(|c: char| !c.is_ascii_alphanumeric(), "-")
}

/// A file without a name, which is gone when nobody reads it. What is written into it may be long, so the request keeps
/// no connection meanwhile.
pub async fn beside() -> Result<Beside, WebError> {
    read_apart().await;
    Ok(BufWriter::new(tempfile::tempfile().map_err(anyhow::Error::from)?))
}

/// Sends what was written beside.
pub fn send(mut response: HttpResponseBuilder, written: Beside) -> Result<HttpResponse, WebError> {
    let mut file = written.into_inner().map_err(|error| anyhow::Error::from(error.into_error()))?;
    file.rewind().map_err(anyhow::Error::from)?;
    let body = futures_util::stream::try_unfold(tokio::fs::File::from_std(file), |mut file| async move {
        let mut chunk = vec![0; CHUNK_BYTES];
        let read = file.read(&mut chunk).await?;
        chunk.truncate(read);
        Ok::<_, std::io::Error>((read > 0).then(|| (web::Bytes::from(chunk), file)))
    });
    Ok(response.streaming(body))
}
