//! `/media/{hash}`: the pictures and recordings of the courses, by the hash of their content, so kept for ever.

use crate::web::App;
use crate::web::error::WebError;
use crate::web::login::Learner;
use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, web};
use tungngo_storage::logins::Level;

/// Sends a picture or recording; what only another province has is not there. Staff see those of every province.
pub async fn show(
    app: web::Data<App>,
    request: HttpRequest,
    learner: Learner,
    hash: web::Path<String>,
) -> Result<HttpResponse, WebError> {
    let in_use = app.courses.now();
    let is_staff = learner.level == Level::Staff;
    if !is_staff && !in_use.catalogue.may_show(learner.province.as_deref(), &hash) {
        return Err(WebError::NotFound);
    }
    let (mime, bytes) = app.store.asset(&hash).await?;
    let mut response = HttpResponse::Ok();
    response
        .insert_header((header::CONTENT_TYPE, mime))
        // Only this person's browser keeps it: another may be of another province.
        .insert_header((header::CACHE_CONTROL, "private, max-age=31536000, immutable"))
        .insert_header((header::ACCEPT_RANGES, "bytes"));
    // Players ask for parts, some play nothing without.
    let range = request.headers().get(header::RANGE).and_then(|value| value.to_str().ok());
    match range.map(|range| part(range, bytes.len())) {
        None | Some(Part::Whole) => Ok(response.body(bytes)),
        Some(Part::Of(start, end)) => {
            let about = format!("bytes {start}-{end}/{}", bytes.len());
            response.status(actix_web::http::StatusCode::PARTIAL_CONTENT);
            response.insert_header((header::CONTENT_RANGE, about));
            Ok(response.body(web::Bytes::from(bytes).slice(start..=end)))
        }
        Some(Part::Outside) => Ok(HttpResponse::RangeNotSatisfiable()
            .insert_header((header::CONTENT_RANGE, format!("bytes */{}", bytes.len())))
            .finish()),
    }
}

/// What a `Range` header asks for.
#[derive(Debug, PartialEq, Eq)]
enum Part {
    Whole,
    Of(usize, usize),
    Outside,
}

/// One range of bytes; several at once, or what is not understood, is answered with the whole.
fn part(range: &str, length: usize) -> Part {
    let Some((start, end)) = range.strip_prefix("bytes=").and_then(|range| range.split_once('-')) else {
        return Part::Whole;
    };
    let last = length.saturating_sub(1);
    let (start, end) = match (start.parse::<usize>(), end.parse::<usize>()) {
        (Ok(start), Ok(end)) => (start, end.min(last)),
        (Ok(start), Err(_)) if end.is_empty() => (start, last),
        (Err(_), Ok(tail)) if start.is_empty() => (length.saturating_sub(tail), last),
        _ => return Part::Whole,
    };
    if start >= length {
        Part::Outside
    } else if start > end {
        Part::Whole
    } else {
        Part::Of(start, end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_is_a_part_of_what_is_there() {
        for (range, expected) in [
            ("bytes=0-3", Part::Of(0, 3)),
            ("bytes=4-", Part::Of(4, 9)),
            ("bytes=-3", Part::Of(7, 9)),
            ("bytes=0-99", Part::Of(0, 9)),
            ("bytes=10-", Part::Outside),
            ("bytes=5-2", Part::Whole),
            ("bytes=0-1,4-5", Part::Whole),
            ("lines=0-1", Part::Whole),
            ("bytes=-", Part::Whole),
        ] {
            assert_eq!(part(range, 10), expected, "{range}");
        }
        assert_eq!(part("bytes=0-", 0), Part::Outside);
    }
}
