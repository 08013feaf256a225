//! The drawn phone: the block `dien-thoai`, a screen in words that becomes a picture made of markup.
//!
//! Owns: the small grammar of a screen, its markup and its reading in words. Does not own: where a screen may stand
//! (`lesson.rs`) nor how it looks (the style sheet: `.phone .pt .pg .pl .pf .pb .pr .pn .pq .hit`).
//!
//! One line is one part of the screen, from top to bottom:
//!
//! ```text
//! # Ngân hàng                              the title, exactly one, first
//! dòng: Người nhận | TRAN THI LAN  <- nhìn a line: what it is | what it says
//! ô: Số tiền | 45.000                      a field with an example
//! nút: Chuyển tiền  <- bấm                 a button
//! nút tròn: Quét mã  <- bấm                a round button with a sign
//! lưới: Chuyển tiền | Nạp thẻ <- bấm       icons with words; the mark belongs to its cell
//! đường dẫn: vneid.gov.vn                  an address
//! thông báo: Thành công                    what the phone announces
//! công tắc: Thông báo | bật                a switch, bật or tắt
//! bàn phím số                              the ten digits
//! ảnh: Căn cước, mặt trước                 a picture, told in words
//! qr: Quán cô Lan                          a QR code with what stands under it
//! số dư: ••••••                            any other word is a line too
//! ```
//!
//! Marks: `<- bấm` (press here), `<- nhìn` (look here).

use crate::diagnostic::{Notes, code, is_hidden};
use crate::fields::shorten;
use crate::html::{Markup, QR};
use crate::vietnamese::{bare, nearest, said};
use std::ops::Range;

const WORDS: [&str; 11] = [
    "dòng",
    "ô",
    "nút",
    "nút tròn",
    "lưới",
    "đường dẫn",
    "thông báo",
    "công tắc",
    "bàn phím số",
    "ảnh",
    "qr",
];
/// Lines after the title.
const MOST_LINES: usize = 30;
const MOST_CELLS: usize = 12;

/// A part of a screen.
#[derive(Debug, PartialEq)]
enum Part {
    Line { label: String, value: String },
    Field { label: String, value: String },
    Button(String),
    RoundButton(String),
    Grid(Vec<(String, Option<Mark>)>),
    Address(String),
    Announcement(String),
    Switch { label: String, on: bool },
    Digits,
    Picture(String),
    Qr(String),
}

/// What the learner should do at a part.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Mark {
    Press,
    Look,
}

impl Mark {
    fn reading(self) -> &'static str {
        match self {
            Self::Press => ", chỗ cần bấm",
            Self::Look => ", chỗ cần nhìn",
        }
    }
}

/// Draws the screen. `at` is where its first line stands in the file.
pub(crate) fn draw(notes: &Notes<'_>, source: &str, at: usize, block: &Range<usize>) -> Markup {
    let mut title: Option<String> = None;
    let mut parts = Vec::new();
    let lines = Lines::new(notes.text(), source, at).filter(|(line, _)| !line.is_empty());
    for (count, (line, range)) in lines.enumerate() {
        if count > MOST_LINES {
            notes.add(code::PHONE_TOO_LARGE, range);
            break;
        }
        if let Some(name) = line.strip_prefix('#') {
            let name = name.trim();
            if title.is_some() || !parts.is_empty() {
                notes.add(code::PHONE_TITLE, range);
            } else if name.is_empty() {
                notes.add(code::PHONE_EMPTY, range);
            }
            title.get_or_insert_with(|| visible(name));
            continue;
        }
        if let Some(part) = part(notes, &line, range) {
            parts.push(part);
        }
    }
    if title.is_none() {
        notes.add(code::PHONE_TITLE, block.clone());
    }
    figure(&title.unwrap_or_default(), &parts)
}

/// The lines of a block with their places: in a list, each line of the file is indented more than its text.
struct Lines<'a> {
    file: &'a str,
    at: usize,
    source: std::str::Lines<'a>,
}

impl<'a> Lines<'a> {
    fn new(file: &'a str, source: &'a str, at: usize) -> Self {
        Self { file, at, source: source.lines() }
    }
}

impl Iterator for Lines<'_> {
    type Item = (String, Range<usize>);

    fn next(&mut self) -> Option<Self::Item> {
        let text = self.source.next()?.trim();
        let rest = self.file.get(self.at..).unwrap_or_default();
        let line = rest.find('\n').map_or(rest, |end| &rest[..=end]);
        let start = self.at + line.find(text).unwrap_or(0);
        self.at += line.len();
        Some((text.to_owned(), start..start + text.len()))
    }
}

fn part(notes: &Notes<'_>, line: &str, range: Range<usize>) -> Option<(Part, Option<Mark>)> {
    let (head, rest) = match line.split_once(':') {
        Some((head, rest)) => (head.trim(), rest.trim()),
        None => {
            let (word, mark) = marked(notes, line, &range)?;
            return match said(&word).as_str() {
                "bàn phím số" => Some((Part::Digits, mark)),
                "qr" => Some((Part::Qr(String::new()), mark)),
                _ => {
                    unknown(notes, &word, range);
                    None
                }
            };
        }
    };
    let head = said(head);
    if head == "lưới" {
        let cells: Vec<_> = rest.split('|').filter_map(|cell| marked(notes, cell, &range)).collect();
        if cells.len() > MOST_CELLS {
            notes.add(code::PHONE_TOO_LARGE, range);
            return None;
        }
        if cells.iter().any(|(cell, _)| cell.is_empty()) {
            notes.add(code::PHONE_EMPTY, range);
            return None;
        }
        return Some((Part::Grid(cells), None));
    }
    let (rest, mark) = marked(notes, rest, &range)?;
    let (label, value) = match rest.split_once('|') {
        Some((label, value)) => (label.trim().to_owned(), value.trim().to_owned()),
        None => (String::new(), rest.clone()),
    };
    let may_be_empty = matches!(head.as_str(), "bàn phím số" | "qr");
    if rest.is_empty() && !may_be_empty {
        notes.say(code::PHONE_EMPTY, range, format!("Phần “{}” thiếu nội dung", shorten(&head)));
        return None;
    }
    let part = match head.as_str() {
        "dòng" => Part::Line { label, value },
        // `ô: Số tiền` alone names the field, which is then empty.
        "ô" if label.is_empty() => Part::Field { label: value, value: String::new() },
        "ô" => Part::Field { label, value },
        "nút" => Part::Button(rest),
        "nút tròn" => Part::RoundButton(rest),
        "đường dẫn" => Part::Address(rest),
        "thông báo" => Part::Announcement(rest),
        "công tắc" => match said(&value).as_str() {
            word @ ("bật" | "tắt") if !label.is_empty() => Part::Switch { label, on: word == "bật" },
            _ => {
                notes.add(code::SWITCH, range);
                return None;
            }
        },
        "bàn phím số" => Part::Digits,
        "ảnh" => Part::Picture(rest),
        "qr" => Part::Qr(rest),
        // `nut:` is a slip; `số dư:` is a line of the screen.
        other if other.is_empty() || nearest(other, WORDS).is_some() => {
            unknown(notes, other, range);
            return None;
        }
        _ => {
            let label = line.split_once(':').map(|(head, _)| visible(head.trim())).unwrap_or_default();
            Part::Line { label: capital(&label), value: rest }
        }
    };
    Some((part, mark))
}

fn unknown(notes: &Notes<'_>, word: &str, range: Range<usize>) {
    let fix = match nearest(word, WORDS) {
        Some(meant) => format!("Có phải ý bác là {meant}?"),
        None => format!("Mở đầu dòng bằng một trong: {}.", WORDS.join(", ")),
    };
    notes.add_with(code::PHONE_LINE, range, format!("Không hiểu “{}” trên màn hình", shorten(word)), fix);
}

/// Splits `Quét mã <- bấm` into words and mark; tells of a mark that is none.
fn marked(notes: &Notes<'_>, text: &str, range: &Range<usize>) -> Option<(String, Option<Mark>)> {
    let Some((words, mark)) = text.split_once("<-") else { return Some((visible(text.trim()), None)) };
    let mark = match said(mark).as_str() {
        "bấm" => Mark::Press,
        "nhìn" => Mark::Look,
        "đúng" => {
            let message = "Dấu <- đúng chỉ dùng trong máy tập, chưa có ở bản này";
            notes.say(code::PHONE_MARK, range.clone(), message);
            return None;
        }
        other => {
            let fix = match nearest(other, ["bấm", "nhìn"]) {
                Some(meant) => format!("Có phải ý bác là <- {meant}?"),
                None => code::PHONE_MARK.mend.to_owned(),
            };
            notes.add_with(
                code::PHONE_MARK,
                range.clone(),
                format!("Không có dấu “<- {}”", shorten(other)),
                fix,
            );
            return None;
        }
    };
    Some((visible(words.trim()), Some(mark)))
}

fn visible(text: &str) -> String {
    text.chars().filter(|c| !is_hidden(*c)).collect()
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

fn figure(title: &str, parts: &[(Part, Option<Mark>)]) -> Markup {
    let mut out = Markup::default();
    out.raw("<div class=\"phone\" role=\"img\" aria-label=\"");
    out.text(&reading(title, parts));
    out.raw("\">");
    if !title.is_empty() {
        out.raw("<p class=\"pt\">").text(title).raw("</p>");
    }
    for (part, mark) in parts {
        part.markup(mark.is_some(), &mut out);
    }
    out.raw("</div>");
    out
}

/// The screen in words, for those who hear the page and for pages without pictures.
fn reading(title: &str, parts: &[(Part, Option<Mark>)]) -> String {
    let mut words = format!("Màn hình {title}");
    for (index, (part, mark)) in parts.iter().enumerate() {
        words.push_str(if index == 0 { ": " } else { "; " });
        words.push_str(&part.reading());
        words.push_str(mark.map_or("", Mark::reading));
    }
    words
}

impl Part {
    fn reading(&self) -> String {
        match self {
            Self::Line { label, value } if label.is_empty() => value.clone(),
            Self::Line { label, value } => format!("{label} {value}"),
            Self::Field { label, value } if value.is_empty() => format!("ô {label}, còn trống"),
            Self::Field { label, value } => format!("ô {label}, ghi {value}"),
            Self::Button(label) => format!("nút {label}"),
            Self::RoundButton(label) => format!("nút tròn {label}"),
            Self::Grid(cells) => {
                let cells: Vec<_> = cells
                    .iter()
                    .map(|(cell, mark)| format!("{cell}{}", mark.map_or("", Mark::reading)))
                    .collect();
                format!("các nút {}", cells.join(", "))
            }
            Self::Address(address) => format!("đường dẫn {address}"),
            Self::Announcement(text) => format!("thông báo {text}"),
            Self::Switch { label, on } => {
                format!("công tắc {label}, đang {}", if *on { "bật" } else { "tắt" })
            }
            Self::Digits => "bàn phím số".to_owned(),
            Self::Picture(words) => format!("ảnh {words}"),
            Self::Qr(words) if words.is_empty() => "mã QR".to_owned(),
            Self::Qr(words) => format!("mã QR, dưới ghi {words}"),
        }
    }

    fn markup(&self, hit: bool, out: &mut Markup) {
        let hit = if hit { " hit" } else { "" };
        match self {
            Self::Line { label, value } => labelled("p", "pl", hit, label, value, true, out),
            Self::Field { label, value } => labelled("p", "pf", hit, label, value, false, out),
            Self::Address(address) => labelled("p", "pl", hit, "Đường dẫn", address, true, out),
            Self::Switch { label, on } => {
                labelled("p", "pl", hit, label, if *on { "Bật" } else { "Tắt" }, true, out)
            }
            Self::Picture(words) => labelled("p", "pf", hit, "Ảnh", words, false, out),
            Self::Button(label) => {
                out.raw("<span class=\"pb").raw(hit).raw("\">").text(label).raw("</span>");
            }
            Self::RoundButton(label) => {
                out.raw("<span class=\"pr").raw(hit).raw("\">").icon(sign(label)).text(label).raw("</span>");
            }
            Self::Grid(cells) => {
                out.raw("<div class=\"pg\">");
                for (cell, mark) in cells {
                    out.raw(if mark.is_some() { "<span class=\"hit\">" } else { "<span>" })
                        .text(cell)
                        .raw("</span>");
                }
                out.raw("</div>");
            }
            Self::Announcement(text) => {
                out.raw("<p class=\"pn").raw(hit).raw("\">");
                if is_success(text) {
                    out.icon("i-ok");
                }
                out.text(text).raw("</p>");
            }
            Self::Digits => {
                out.raw("<p class=\"pn").raw(hit).raw("\">1\u{2003}2\u{2003}3<br>4\u{2003}5\u{2003}6<br>");
                out.raw("7\u{2003}8\u{2003}9<br>0</p>");
            }
            Self::Qr(words) => {
                out.raw("<svg class=\"pq").raw(hit).raw("\" viewBox=\"0 0 21 21\" aria-hidden=\"true\">");
                out.raw("<path d=\"").raw(QR).raw("\"/></svg>");
                if !words.is_empty() {
                    out.raw("<p class=\"pn\">").text(words).raw("</p>");
                }
            }
        }
    }
}

fn labelled(tag: &str, class: &str, hit: &str, label: &str, value: &str, strong: bool, out: &mut Markup) {
    out.raw("<").raw(tag).raw(" class=\"").raw(class).raw(hit).raw("\">");
    if !label.is_empty() {
        out.raw("<small>").text(label).raw("</small>");
    }
    if strong {
        out.raw("<b>").text(value).raw("</b>");
    } else if value.is_empty() {
        // Keeps the empty field as high as a filled one.
        out.raw("\u{a0}");
    } else {
        out.text(value);
    }
    out.raw("</").raw(tag).raw(">");
}

/// The sign on a round button, by what it says.
fn sign(label: &str) -> &'static str {
    let label = bare(label);
    let says = |words: &[&str]| words.iter().any(|word| label.contains(word));
    if says(&["quet", "qr", "ma "]) {
        "i-qr"
    } else if says(&["quay lai", "tro ve"]) {
        "i-back"
    } else if says(&["nghe", "loa", "am thanh"]) {
        "i-sound"
    } else if says(&["gui", "tiep", "chuyen", "vao"]) {
        "i-go"
    } else {
        "i-ok"
    }
}

/// A tick only where something has worked: “không thành công” gets none.
fn is_success(text: &str) -> bool {
    let text = text.to_lowercase();
    text.contains("thành công") && !["không", "chưa", "thất bại"].iter().any(|word| text.contains(word))
}
