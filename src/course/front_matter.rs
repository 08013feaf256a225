//! The block between two `---` lines at the top of a file.
//!
//! Owns: cutting it off, reading its YAML into [`Fields`], and the key `allow`, which every file has. Does not own:
//! which other keys a file has (the file that reads it).
//!
//! ```yaml
//! ---
//! id: ttkm-03
//! title: Trả tiền bằng mã QR
//! apps: [{ name: Ứng dụng ngân hàng, tested: 2026-10 }]
//! allow: [{ lint: L003, reason: "Bài chỉ có hai câu hỏi" }]
//! ---
//! ```

use crate::codes::CODES;
use crate::diagnostic::{Allowed, Notes, Severity, code};
use crate::fields::{Fields, Shape, Value, shorten};
use crate::vietnamese::nearest;
use serde::de::{Deserialize, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde_saphyr::{Error, Location, Spanned};
use std::fmt;
use std::ops::Range;

/// Front matter larger than this is refused unread.
const MOST_BYTES: usize = 16 << 10;

/// A file cut in two.
pub(crate) struct Cut {
    /// The YAML between the `---` lines, if the file begins with one.
    pub(crate) yaml: Option<Range<usize>>,
    /// Where the Markdown begins.
    pub(crate) body: usize,
}

/// Finds the front matter: a first line `---`, then all to the next line `---`.
pub(crate) fn cut(text: &str) -> Cut {
    let mut lines = text.split_inclusive('\n');
    let mut at = match lines.next() {
        Some(first) if first.trim_end() == "---" => first.len(),
        _ => return Cut { yaml: None, body: 0 },
    };
    let start = at;
    for line in lines {
        if line.trim_end() == "---" {
            return Cut { yaml: Some(start..at), body: at + line.len() };
        }
        at += line.len();
    }
    Cut { yaml: None, body: 0 }
}

/// Reads the front matter of a file. Without one, all keys are missing, which the caller then tells.
pub(crate) fn read<'a>(notes: &'a Notes<'a>, cut: &Cut) -> Option<Fields<'a>> {
    let Some(range) = cut.yaml.clone() else {
        let first = notes.text().lines().next().unwrap_or_default().len();
        notes.add(code::NO_FRONT_MATTER, 0..first);
        return None;
    };
    let place = 0..3;
    let yaml = &notes.text()[range.clone()];
    if yaml.len() > MOST_BYTES {
        notes.say(code::BROKEN_FRONT_MATTER, place, "Phần khai báo dài quá 16 KiB");
        return None;
    }
    if yaml.trim().is_empty() {
        return Some(Fields::new(notes, place, Vec::new()));
    }
    let options = serde_saphyr::options! {
        budget: serde_saphyr::budget! { max_depth: 12, max_anchors: 0, max_aliases: 0 },
    };
    match serde_saphyr::from_str_with_options::<Spanned<Node>>(yaml, options) {
        Ok(root) => match value(root, range.start, notes.text()).shape {
            Shape::Map(entries) => {
                straight_quotes(notes, range);
                Some(Fields::new(notes, place, entries))
            }
            _ => {
                notes.add(code::BROKEN_FRONT_MATTER, range.start..range.start + 1);
                None
            }
        },
        Err(error) => {
            tell(notes, &error, range);
            None
        }
    }
}

/// Takes the key `allow`: the lints the author silences, each with a reason.
pub(crate) fn allowed(notes: &Notes<'_>, fields: &mut Fields<'_>) -> Vec<Allowed> {
    let Some(value) = fields.take("allow") else { return Vec::new() };
    let Shape::List(entries) = value.shape else {
        notes.add(code::BAD_ALLOW, value.range);
        return Vec::new();
    };
    let mut silenced = Vec::new();
    for entry in entries {
        let range = entry.range.clone();
        let Shape::Map(keys) = entry.shape else {
            notes.add(code::BAD_ALLOW, range);
            continue;
        };
        let text = |name: &str| {
            keys.iter().find(|(key, ..)| key == name).and_then(|(_, _, value)| match &value.shape {
                Shape::Text(text) if !text.trim().is_empty() => Some((text.trim(), value.range.clone())),
                _ => None,
            })
        };
        if let Some((key, at, _)) = keys.iter().find(|(key, ..)| key != "lint" && key != "reason") {
            let message = format!("Mục allow chỉ có lint và reason, không có “{}”", shorten(key));
            let fix = match nearest(key, ["lint", "reason"]) {
                Some(meant) => format!("Có phải ý bác là {meant}?"),
                None => code::BAD_ALLOW.mend.to_owned(),
            };
            notes.add_with(code::BAD_ALLOW, at.clone(), message, fix);
        }
        let Some((lint, at)) = text("lint") else {
            notes.say(code::BAD_ALLOW, range, "Mục allow thiếu lint");
            continue;
        };
        if !CODES.iter().any(|known| known.code == lint && known.severity == Severity::Warning) {
            notes.say(code::BAD_ALLOW, at, format!("“{}” không phải mã của một cảnh báo", shorten(lint)));
        } else if text("reason").is_none() {
            notes.say(code::BAD_ALLOW, range, format!("Muốn tắt {lint} thì phải ghi lý do (reason)"));
        } else {
            silenced.push(Allowed { lint: lint.to_owned(), place: at, may_be_idle: false });
        }
    }
    silenced
}

/// Curly quotes in front matter become part of the value, which is hardly ever meant.
fn straight_quotes(notes: &Notes<'_>, range: Range<usize>) {
    let mut at = range.start;
    for line in notes.text()[range].split_inclusive('\n') {
        let after_colon = line.split_once(':').map_or(line, |(_, value)| value).trim_start();
        if let Some(quote) = after_colon.chars().next().filter(|c| matches!(c, '“' | '”' | '‘' | '’'))
        {
            let start = at + line.len() - after_colon.len();
            let message = "Nháy cong ở đầu giá trị sẽ bị in ra cùng chữ";
            notes.say(code::OFFICE_LEFTOVER, start..start + quote.len_utf8(), message);
        }
        at += line.len();
    }
}

fn tell(notes: &Notes<'_>, error: &Error, range: Range<usize>) {
    let at =
        error.location().map_or(range.start, |location| place(&location, range.start, notes.text()).start);
    // The end of the YAML is told at its last line, not after it.
    let at = at.clamp(range.start, range.end.saturating_sub(1).max(range.start));
    let here = at..at + 1;
    match error.without_snippet() {
        Error::DuplicateMappingKey { key, .. } => {
            let key = key.as_deref().map_or_else(String::new, shorten);
            let length = key.len().max(1);
            notes.say(code::KEY_TWICE, at..at + length, format!("Mục {key} viết hai lần"));
        }
        _ => match second_colon(notes.text(), range) {
            Some((line, key)) => notes.add_with(
                code::BROKEN_FRONT_MATTER,
                line,
                "Giá trị có dấu hai chấm thì phải đặt trong nháy thẳng",
                format!("Viết: {}: \"…\"", shorten(key)),
            ),
            None => notes.say(
                code::BROKEN_FRONT_MATTER,
                here,
                "Phần khai báo viết sai ở dòng này, hoặc dòng ngay trên",
            ),
        },
    }
}

/// The commonest slip: `title: Bài 1: Quét mã`, whose value must stand in quotes.
fn second_colon(text: &str, range: Range<usize>) -> Option<(Range<usize>, &str)> {
    let mut at = range.start;
    for line in text[range].split_inclusive('\n') {
        if let Some((key, value)) = line.split_once(": ")
            && value.contains(": ")
            && !value.trim_start().starts_with(['"', '\'', '[', '{', '|', '>'])
        {
            return Some((at..at + line.trim_end().len(), key.trim()));
        }
        at += line.len();
    }
    None
}

/// A YAML node, before its places are known in the whole file.
struct Node(NodeShape);

enum NodeShape {
    Nothing,
    Text(String),
    List(Vec<Spanned<Node>>),
    Map(Vec<(Spanned<String>, Spanned<Node>)>),
}

fn value(node: Spanned<Node>, offset: usize, text: &str) -> Value {
    let range = place(&node.referenced, offset, text);
    let shape = match node.value.0 {
        NodeShape::Nothing => Shape::Nothing,
        NodeShape::Text(scalar) => {
            // `01` and `2.50` are read as numbers: the author's own digits are what counts.
            let written = text.get(range.clone()).unwrap_or_default().trim();
            let number =
                !written.is_empty() && written.bytes().all(|b| b.is_ascii_digit() || b"+-.".contains(&b));
            Shape::Text(if number { written.to_owned() } else { scalar })
        }
        NodeShape::List(items) => {
            Shape::List(items.into_iter().map(|item| value(item, offset, text)).collect())
        }
        NodeShape::Map(entries) => Shape::Map(
            entries
                .into_iter()
                .map(|(key, node)| {
                    (key.value, place(&key.referenced, offset, text), value(node, offset, text))
                })
                .collect(),
        ),
    };
    Value { range, shape }
}

fn place(location: &Location, offset: usize, text: &str) -> Range<usize> {
    let whole = |bytes: u64| usize::try_from(bytes).unwrap_or(usize::MAX);
    let span = location.span();
    let start = match span.byte_offset() {
        Some(bytes) => offset.saturating_add(whole(bytes)).min(text.len()),
        None => line_start(text, offset, whole(location.line())),
    };
    let end = start.saturating_add(whole(span.byte_len().unwrap_or(0))).min(text.len());
    start..end
}

/// Where a line of the YAML begins, for errors that know no byte.
fn line_start(text: &str, offset: usize, line: usize) -> usize {
    let lines = text[offset..].split_inclusive('\n').take(line.saturating_sub(1));
    offset + lines.map(str::len).sum::<usize>()
}

impl<'de> Deserialize<'de> for Node {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct AnyNode;
        impl<'de> Visitor<'de> for AnyNode {
            type Value = Node;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a YAML value")
            }
            fn visit_unit<E>(self) -> Result<Node, E> {
                Ok(Node(NodeShape::Nothing))
            }
            fn visit_none<E>(self) -> Result<Node, E> {
                Ok(Node(NodeShape::Nothing))
            }
            fn visit_some<D: Deserializer<'de>>(self, inner: D) -> Result<Node, D::Error> {
                inner.deserialize_any(self)
            }
            fn visit_bool<E>(self, value: bool) -> Result<Node, E> {
                Ok(Node(NodeShape::Text(value.to_string())))
            }
            fn visit_i64<E>(self, value: i64) -> Result<Node, E> {
                Ok(Node(NodeShape::Text(value.to_string())))
            }
            fn visit_u64<E>(self, value: u64) -> Result<Node, E> {
                Ok(Node(NodeShape::Text(value.to_string())))
            }
            fn visit_i128<E>(self, value: i128) -> Result<Node, E> {
                Ok(Node(NodeShape::Text(value.to_string())))
            }
            fn visit_u128<E>(self, value: u128) -> Result<Node, E> {
                Ok(Node(NodeShape::Text(value.to_string())))
            }
            fn visit_f64<E>(self, value: f64) -> Result<Node, E> {
                Ok(Node(NodeShape::Text(value.to_string())))
            }
            fn visit_str<E>(self, value: &str) -> Result<Node, E> {
                Ok(Node(NodeShape::Text(value.to_owned())))
            }
            fn visit_bytes<E: serde::de::Error>(self, _: &[u8]) -> Result<Node, E> {
                Err(E::custom("binary"))
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Node, A::Error> {
                let mut items = Vec::new();
                while let Some(item) = seq.next_element()? {
                    items.push(item);
                }
                Ok(Node(NodeShape::List(items)))
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Node, A::Error> {
                let mut entries = Vec::new();
                while let Some((key, value)) = map.next_entry::<Spanned<String>, Spanned<Node>>()? {
                    if entries.len() >= 200 {
                        return Err(A::Error::custom("too many keys"));
                    }
                    entries.push((key, value));
                }
                Ok(Node(NodeShape::Map(entries)))
            }
        }
        deserializer.deserialize_any(AnyNode)
    }
}
