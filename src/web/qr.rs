//! QR codes for pages, drawn by us as one path: sharp at every size, printable, with words for those who hear the page.

use super::error::WebError;
use fast_qr::{ECL, QRBuilder};
use std::fmt::Write as _;
use tungngo_domain::content::Html;

/// A QR code of `content` (error correction M, quiet zone of four modules), described by `label`.
///
/// Both are ours: `label` is a message of the catalogue, `content` is only encoded, never printed.
pub fn svg(content: &str, label: &str) -> Result<Html, WebError> {
    let code = QRBuilder::new(content)
        .ecl(ECL::M)
        .build()
        .map_err(|error| WebError::Ours(anyhow::anyhow!("QR: {error:?}")))?;
    let size = code.size;
    let mut path = String::new();
    for y in 0..size {
        let mut x = 0;
        while x < size {
            let start = x;
            while x < size && code[y][x].value() {
                x += 1;
            }
            if x > start {
                // Writing to a String cannot fail.
                let _ = write!(path, "M{start} {y}h{}v1h-{}z", x - start, x - start);
            }
            x += 1;
        }
    }
    let side = size + 8;
    let label = label.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;");
    Ok(Html::from_compiler(format!(
        "<svg class=\"qr\" viewBox=\"-4 -4 {side} {side}\" role=\"img\" aria-label=\"{label}\"><path fill=\"#fff\" \
         d=\"M-4-4h{side}v{side}h-{side}z\"/><path fill=\"#000\" d=\"{path}\"/></svg>"
    )))
}
