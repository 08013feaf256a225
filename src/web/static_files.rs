//! Serving what is under `static/`: fingerprinted, kept for ever, compressed once.

use super::error::WebError;
use super::render::static_files;
use actix_web::http::header::{self, ContentEncoding};
use actix_web::{HttpRequest, HttpResponse, web};
use std::collections::BTreeMap;
use std::io::Write;
use std::sync::LazyLock;

/// Brotli at its best, made once a process.
static COMPRESSED: LazyLock<BTreeMap<String, Vec<u8>>> = LazyLock::new(|| {
    static_files()
        .values()
        .filter_map(|file| {
            let mut out = Vec::new();
            let mut writer = brotli::CompressorWriter::new(&mut out, 4096, 11, 22);
            writer.write_all(file.bytes).ok()?;
            drop(writer);
            Some((file.path.clone(), out))
        })
        .collect()
});

/// A file by its fingerprinted name.
pub async fn show(request: HttpRequest, file: web::Path<String>) -> Result<HttpResponse, WebError> {
    let path = ["/static/", file.as_str()].concat();
    let file = static_files().values().find(|known| known.path == path).ok_or(WebError::NotFound)?;
    let mut response = HttpResponse::Ok();
    response
        .insert_header((header::CONTENT_TYPE, file.content_type))
        .insert_header((header::CACHE_CONTROL, "public, max-age=31536000, immutable"))
        .insert_header((header::VARY, "Accept-Encoding"));
    let accepts = request.headers().get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok());
    match COMPRESSED.get(&path).filter(|_| accepts.is_some_and(|accepts| accepts.contains("br"))) {
        Some(bytes) => Ok(response
            .insert_header(ContentEncoding::Brotli)
            .body(web::Bytes::from_static(bytes.as_slice()))),
        None => Ok(response.body(web::Bytes::from_static(file.bytes))),
    }
}
