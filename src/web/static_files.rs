//! Serving what is under `static/`: fingerprinted, kept for ever, compressed once.

use super::compress::accepted;
use super::error::WebError;
use super::render::static_files;
use actix_web::http::header::{self, ContentEncoding};
use actix_web::{HttpRequest, HttpResponse, web};
use flate2::Compression;
use flate2::write::GzEncoder;
use std::collections::BTreeMap;
use std::io::Write;
use std::sync::LazyLock;

/// A file at its smallest, in both ways that browsers unpack.
#[derive(Debug, Default)]
struct Small {
    brotli: Vec<u8>,
    gzip: Vec<u8>,
}

/// Made once a process. Browsers ask for Brotli over TLS only; in a hall without TLS the phones ask for gzip.
static COMPRESSED: LazyLock<BTreeMap<String, Small>> = LazyLock::new(|| {
    static_files()
        .values()
        .filter_map(|file| {
            let mut brotli = Vec::new();
            let mut writer = brotli::CompressorWriter::new(&mut brotli, 4096, 11, 22);
            writer.write_all(file.bytes).ok()?;
            drop(writer);
            let mut writer = GzEncoder::new(Vec::new(), Compression::best());
            writer.write_all(file.bytes).ok()?;
            Some((file.path.clone(), Small { brotli, gzip: writer.finish().ok()? }))
        })
        .collect()
});

/// Packs the files now: the first browser that asks need not wait for it.
pub fn prepare() {
    LazyLock::force(&COMPRESSED);
}

/// A file by its fingerprinted name.
pub async fn show(request: HttpRequest, file: web::Path<String>) -> Result<HttpResponse, WebError> {
    let path = ["/static/", file.as_str()].concat();
    let file = static_files().values().find(|known| known.path == path).ok_or(WebError::NotFound)?;
    let mut response = HttpResponse::Ok();
    response
        .insert_header((header::CONTENT_TYPE, file.content_type))
        .insert_header((header::CACHE_CONTROL, "public, max-age=31536000, immutable"))
        .insert_header((header::VARY, "Accept-Encoding"));
    let bytes = match (COMPRESSED.get(&path), accepted(&request)) {
        (Some(small), Some(encoding)) => {
            response.insert_header(encoding);
            if encoding == ContentEncoding::Brotli { small.brotli.as_slice() } else { small.gzip.as_slice() }
        }
        _ => file.bytes,
    };
    Ok(response.body(web::Bytes::from_static(bytes)))
}
