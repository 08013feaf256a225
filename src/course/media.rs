//! Pictures and narration: files beside the text, named by their content.
//!
//! Owns: finding the file an author names, what it may be and how large, the hash that ties narration to its text.
//! Does not own: reading the disk (`source.rs`) nor keeping the bytes (storage).
//!
//! ```text
//! ![Màn hình có nút Quét mã](anh/quet-ma.webp)                       a picture, its description is required
//! audio: { file: am-thanh/01-tai-khoan.opus, text: 1a2b3c4d }        narration; the hash of the text it reads
//! ```
//!
//! A file's kind is what its first bytes say, not its name alone, so that no browser has to guess.

use crate::diagnostic::{Notes, code};
use crate::fields::{Fields, Shape, shorten};
use crate::front_matter;
use crate::source::SourceTree;
use crate::vietnamese::nearest;
use sha2::{Digest, Sha256};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::ops::Range;
use tungngo_domain::codes::hex;
use tungngo_domain::content::{Asset, MediaKind};

/// The largest picture, in bytes.
pub(crate) const MOST_PICTURE: usize = 200 << 10;
/// The largest recording, in bytes.
pub(crate) const MOST_SOUND: usize = 2 << 20;

/// What a file is by its name.
pub(crate) fn kind_of(path: &str) -> Option<MediaKind> {
    let (_, ending) = path.rsplit_once('.')?;
    match ending {
        "png" => Some(MediaKind::Png),
        "jpg" | "jpeg" => Some(MediaKind::Jpeg),
        "webp" => Some(MediaKind::Webp),
        "opus" => Some(MediaKind::Opus),
        "mp3" => Some(MediaKind::Mp3),
        "m4a" => Some(MediaKind::M4a),
        _ => None,
    }
}

/// The most bytes a file of this kind may have.
pub(crate) fn most(kind: MediaKind) -> usize {
    if kind.is_picture() { MOST_PICTURE } else { MOST_SOUND }
}

/// Whether a file begins as its kind does.
fn begins_as(kind: MediaKind, bytes: &[u8]) -> bool {
    match kind {
        MediaKind::Png => bytes.starts_with(b"\x89PNG\r\n\x1a\n"),
        MediaKind::Jpeg => bytes.starts_with(&[0xff, 0xd8, 0xff]),
        MediaKind::Webp => bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP"),
        MediaKind::Opus => {
            bytes.starts_with(b"OggS") && bytes.windows(8).take(64).any(|at| at == b"OpusHead")
        }
        MediaKind::Mp3 => {
            bytes.starts_with(b"ID3") || matches!(bytes, [0xff, second, ..] if second & 0xe6 == 0xe2)
        }
        MediaKind::M4a => bytes.get(4..8) == Some(b"ftyp"),
    }
}

/// A picture ready to be shown.
pub(crate) struct Picture {
    pub(crate) hash: String,
    pub(crate) width: usize,
    pub(crate) height: usize,
}

/// The files that the pages of one folder may show.
pub(crate) struct Media<'a> {
    tree: &'a SourceTree,
    /// The module: no page shows what stands outside.
    prefix: &'a str,
    /// Folders in which a name is looked for, in order; each empty or ending in `/`.
    folders: Vec<String>,
    used: RefCell<BTreeMap<String, Asset>>,
}

impl<'a> Media<'a> {
    pub(crate) fn new(tree: &'a SourceTree, prefix: &'a str, folders: Vec<String>) -> Self {
        Self { tree, prefix, folders, used: RefCell::default() }
    }

    /// What the pages showed, by hash.
    pub(crate) fn used(&self) -> Vec<Asset> {
        self.used.borrow().values().cloned().collect()
    }

    /// Finds a picture; tells if it cannot be shown.
    pub(crate) fn picture(&self, notes: &Notes<'_>, to: &str, range: &Range<usize>) -> Option<Picture> {
        let (asset, bytes) = self.find(notes, to, range, true)?;
        let Ok(size) = imagesize::blob_size(bytes) else {
            notes.add(code::MEDIA_CONTENT, range.clone());
            return None;
        };
        let hash = asset.hash.clone();
        self.used.borrow_mut().insert(hash.clone(), asset);
        Some(Picture { hash, width: size.width, height: size.height })
    }

    /// Finds the narration of a lesson. One that reads another text is told of, and left out: nobody hears what the
    /// page no longer says.
    pub(crate) fn sound(&self, notes: &Notes<'_>, audio: &Narration) -> Option<Asset> {
        let (asset, _) = self.find(notes, &audio.file.0, &audio.file.1, false)?;
        let now = text_hash(notes.text());
        if audio.text.0 != now {
            notes.add_with(
                code::STALE_SOUND,
                audio.text.1.clone(),
                code::STALE_SOUND.meaning,
                format!("Thu lại, hoặc nghe lại thấy vẫn đúng thì ghi text: {now}"),
            );
            return None;
        }
        self.used.borrow_mut().insert(asset.hash.clone(), asset.clone());
        Some(asset)
    }

    fn find(
        &self,
        notes: &Notes<'_>,
        to: &str,
        range: &Range<usize>,
        picture: bool,
    ) -> Option<(Asset, &'a [u8])> {
        let Some(kind) = kind_of(to).filter(|kind| kind.is_picture() == picture) else {
            notes.say(
                code::MEDIA_KIND,
                range.clone(),
                format!("Không dùng được tệp “{}” ở đây", shorten(to)),
            );
            return None;
        };
        if to.contains(':') || to.starts_with('/') {
            notes.add_with(
                code::MEDIA_KIND,
                range.clone(),
                format!("Tệp “{}” không nằm trong thư mục của chuyên đề", shorten(to)),
                "Chép tệp vào thư mục chuyên đề, rồi viết ví dụ anh/quet-ma.webp.",
            );
            return None;
        }
        let is_here = |path: &String| path.starts_with(self.prefix) && self.tree.has(path);
        let path = self.folders.iter().map(|folder| join(folder, to)).find(is_here);
        let Some(path) = path else {
            let known = self.folders.iter().flat_map(|folder| self.tree.names_under(folder));
            let known: Vec<&str> = known.filter(|name| kind_of(name).is_some()).collect();
            let fix = match nearest(to, known) {
                Some(meant) => format!("Có phải ý bác là {meant}?"),
                None => code::MEDIA_MISSING.mend.to_owned(),
            };
            let message = format!("Không có tệp {}", shorten(to));
            notes.add_with(code::MEDIA_MISSING, range.clone(), message, fix);
            return None;
        };
        let Some(bytes) = self.tree.media(&path).filter(|bytes| bytes.len() <= most(kind)) else {
            let message = format!("Tệp {} lớn quá {} KiB", shorten(to), most(kind) >> 10);
            notes.say(code::MEDIA_TOO_LARGE, range.clone(), message);
            return None;
        };
        if !begins_as(kind, bytes) {
            notes.add(code::MEDIA_CONTENT, range.clone());
            return None;
        }
        let length = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
        Some((Asset { hash: hex(&Sha256::digest(bytes)), kind, length }, bytes))
    }
}

/// A path within a folder, with a leading `../` taken away together with the folder's last part.
fn join(folder: &str, to: &str) -> String {
    match to.strip_prefix("../") {
        Some(rest) => {
            let above = folder.trim_end_matches('/').rsplit_once('/').map_or("", |(above, _)| above);
            if above.is_empty() { rest.to_owned() } else { format!("{above}/{rest}") }
        }
        None => format!("{folder}{to}"),
    }
}

/// What the front matter says of a lesson's narration.
pub(crate) struct Narration {
    file: (String, Range<usize>),
    text: (String, Range<usize>),
}

/// `audio: { file: am-thanh/01-tai-khoan.opus, text: 1a2b3c4d }`
pub(crate) fn narration(fields: &mut Fields<'_>) -> Option<Narration> {
    const WANTED: &str = "tệp và mã của chữ, ví dụ { file: am-thanh/01-bai.opus, text: 1a2b3c4d }";
    let value = fields.take("audio")?;
    let place = value.range.clone();
    let Shape::Map(keys) = value.shape else {
        fields.bad("audio", place, WANTED);
        return None;
    };
    let text = |name: &str| {
        keys.iter().find(|(key, ..)| key == name).and_then(|(_, _, value)| match &value.shape {
            Shape::Text(text) if !text.trim().is_empty() => {
                Some((text.trim().to_owned(), value.range.clone()))
            }
            _ => None,
        })
    };
    match (text("file"), text("text")) {
        (Some(file), Some(text)) if keys.len() == 2 => Some(Narration { file, text }),
        _ => {
            fields.bad("audio", place, WANTED);
            None
        }
    }
}

/// The first eight hex digits of the hash of a file's text, without its front matter: line ends and white space at its
/// ends do not count.
pub(crate) fn text_hash(file: &str) -> String {
    let body = file.get(front_matter::cut(file).body..).unwrap_or_default();
    let body = body.replace("\r\n", "\n");
    let mut hash = hex(&Sha256::digest(body.trim()));
    hash.truncate(8);
    hash
}
