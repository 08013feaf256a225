//! Packing pages for the way: at once and in one piece, so that an answer leaves with its length in one write.
//!
//! actix-web's own layer packs whatever is longer than 1 KB on a pool of up to 512 threads and sends it in chunks:
//! that cost 400 MB of memory under load, and a kept-alive connection 40 ms a page (Nagle waiting for a delayed ACK).

use actix_web::http::header::{self, ContentEncoding};
use actix_web::{HttpRequest, web};
use flate2::Compression;
use flate2::write::GzEncoder;
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::io::Write;
use std::sync::{LazyLock, Mutex, PoisonError};

/// Shorter bodies fit into one packet anyway.
const MIN_BYTES: usize = 1_024;
/// Brotli's quality where each request is packed anew: quick, and within a tenth of the size at its best.
const QUICK: u32 = 4;
/// The same where many share the result.
const THOROUGH: u32 = 9;
/// Packed pages kept at most, a few KB each.
const KEPT_AT_MOST: usize = 512;

type Kept = HashMap<([u8; 32], bool), web::Bytes>;

/// Packed pages that read the same for many members, by the hash of what they say.
static KEPT: LazyLock<Mutex<Kept>> = LazyLock::new(Mutex::default);

/// The best encoding that the browser takes: Brotli, then gzip.
pub fn accepted(request: &HttpRequest) -> Option<ContentEncoding> {
    let list = request.headers().get(header::ACCEPT_ENCODING)?.to_str().ok()?;
    let takes = |wanted: &str| {
        list.split(',').any(|one| {
            let mut parts = one.split(';').map(str::trim);
            let named = parts.next().is_some_and(|name| name.eq_ignore_ascii_case(wanted));
            named && !parts.any(|part| matches!(part, "q=0" | "q=0.0" | "q=0.00" | "q=0.000"))
        })
    };
    if takes("br") {
        Some(ContentEncoding::Brotli)
    } else if takes("gzip") {
        Some(ContentEncoding::Gzip)
    } else {
        None
    }
}

/// The body as this browser takes it. What reads the same for many is packed once, and better.
pub fn pack(
    request: &HttpRequest,
    body: String,
    same_for_many: bool,
) -> (Option<ContentEncoding>, web::Bytes) {
    let plain = web::Bytes::from(body);
    let Some(encoding) = accepted(request).filter(|_| plain.len() >= MIN_BYTES) else {
        return (None, plain);
    };
    if !same_for_many {
        return packed(encoding, plain, QUICK);
    }
    let key = (Sha256::digest(&plain).into(), encoding == ContentEncoding::Brotli);
    let kept = || KEPT.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(there) = kept().get(&key) {
        return (Some(encoding), there.clone());
    }
    let (encoding, bytes) = packed(encoding, plain, THOROUGH);
    let mut kept = kept();
    if kept.len() >= KEPT_AT_MOST {
        kept.clear();
    }
    if encoding.is_some() {
        kept.insert(key, bytes.clone());
    }
    (encoding, bytes)
}

fn packed(
    encoding: ContentEncoding,
    plain: web::Bytes,
    quality: u32,
) -> (Option<ContentEncoding>, web::Bytes) {
    let done = match encoding {
        ContentEncoding::Brotli => brotli(&plain, quality),
        _ => gzip(&plain),
    };
    match done {
        Ok(bytes) => (Some(encoding), bytes.into()),
        // Writing to memory does not fail; if it ever did, the plain page is as good.
        Err(_) => (None, plain),
    }
}

fn brotli(plain: &[u8], quality: u32) -> std::io::Result<Vec<u8>> {
    let mut out = Vec::with_capacity(plain.len() / 2);
    // A window no larger than pages are: it is set up anew for each.
    let mut writer = brotli::CompressorWriter::new(&mut out, 4_096, quality, 16);
    writer.write_all(plain)?;
    drop(writer);
    Ok(out)
}

fn gzip(plain: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut writer = GzEncoder::new(Vec::with_capacity(plain.len() / 2), Compression::default());
    writer.write_all(plain)?;
    writer.finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::test::TestRequest;
    use std::io::Read;

    fn request(accept: &str) -> HttpRequest {
        TestRequest::default().insert_header((header::ACCEPT_ENCODING, accept)).to_http_request()
    }

    #[test]
    fn an_encoding_is_chosen_only_if_the_browser_takes_it() {
        let chosen = |accept: &str| accepted(&request(accept));
        assert_eq!(chosen("gzip, deflate, br, zstd"), Some(ContentEncoding::Brotli));
        assert_eq!(chosen("gzip, br;q=0"), Some(ContentEncoding::Gzip));
        assert_eq!(chosen("GZIP;q=0.5"), Some(ContentEncoding::Gzip));
        assert_eq!(chosen("identity, xbr"), None);
        assert_eq!(accepted(&TestRequest::default().to_http_request()), None);
    }

    #[test]
    fn what_is_packed_unpacks_to_the_same_page() {
        let page = "<p>Chuyển tiền an toàn.</p>".repeat(100);
        for same_for_many in [false, true, true] {
            let (encoding, bytes) = pack(&request("br"), page.clone(), same_for_many);
            let mut plain = String::new();
            brotli::Decompressor::new(&bytes[..], 4_096).read_to_string(&mut plain).unwrap();
            assert_eq!((encoding, plain), (Some(ContentEncoding::Brotli), page.clone()));
            let (encoding, bytes) = pack(&request("gzip"), page.clone(), same_for_many);
            let mut plain = String::new();
            flate2::read::GzDecoder::new(&bytes[..]).read_to_string(&mut plain).unwrap();
            assert_eq!((encoding, plain), (Some(ContentEncoding::Gzip), page.clone()));
        }
        assert_eq!(pack(&request("br"), "short".to_owned(), false).0, None);
        assert_eq!(pack(&request(""), page.clone(), true), (None, page.into()));
    }
}
