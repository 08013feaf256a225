//! The drawn phone: the block `dien-thoai`, a screen in words.
//!
//! Owns: the small grammar of a screen. Does not own: its markup and reading (`screen.rs`), what follows when a part is
//! tapped (`tap.rs`), where a screen may stand (`lesson.rs`).
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
//! Marks stand at the end of a line, in a `lưới` after their cell, and differ by what the screen is for:
//!
//! ```text
//! drawn in a text          <- bấm (press here)            <- nhìn (look here)
//! chạm, may-tap            <- đúng (the right part)
//! tìm dấu hiệu             <- dấu hiệu: reason            <- bình thường: why it is harmless
//! ```
//!
//! Where a part is to be tapped, further lines say what is answered:
//!
//! ```text
//! đúng: Đúng rồi.                          after the right part
//! sai Nạp thẻ: Nút này để nạp tiền.        after the part of this name
//! sai: Chưa phải nút này.                  after any other wrong part
//! ```

use crate::diagnostic::{Notes, code};
use crate::fields::shorten;
use crate::html::Markup;
use crate::scene::{Line, Said, lines, visible};
use crate::screen;
use crate::vietnamese::{nearest, said};
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
/// Lines that say what is answered: one a part, one for the others, one for the right one, and some to spare.
const MOST_REPLIES: usize = 24;

/// What a screen is for; it decides which marks and lines it may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Use {
    /// In a text, to be looked at.
    Drawn,
    /// In *chạm* and `may-tap`: the right part is tapped.
    Tapped,
    /// In *tìm dấu hiệu*: every suspicious part is tapped.
    Signs,
}

impl Use {
    fn marks(self) -> &'static [&'static str] {
        match self {
            Self::Drawn => &["bấm", "nhìn"],
            Self::Tapped => &["đúng"],
            Self::Signs => &["dấu hiệu", "bình thường"],
        }
    }
}

/// A whole screen.
#[derive(Debug, Default)]
pub(crate) struct Screen {
    pub(crate) title: String,
    pub(crate) parts: Vec<Part>,
    pub(crate) replies: Vec<Reply>,
}

/// A part of a screen.
#[derive(Debug)]
pub(crate) struct Part {
    pub(crate) shape: Shape,
    pub(crate) mark: Option<Mark>,
    pub(crate) place: Range<usize>,
}

/// What a part is.
#[derive(Debug, PartialEq)]
pub(crate) enum Shape {
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

/// What a mark says of its part.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Mark {
    /// Press here.
    Press,
    /// Look here.
    Look,
    /// Tapping it is right.
    Right,
    /// It is suspicious, and why.
    Sign(Said),
    /// It is harmless, and why.
    Harmless(Said),
}

/// A line that says what is answered after a tap.
#[derive(Debug)]
pub(crate) enum Reply {
    /// `đúng: …`
    Right(Said),
    /// `sai: …`
    Others(Said),
    /// `sai Nạp thẻ: …`: the line after `sai`, because a part's name may hold a colon too.
    Named(Line),
}

/// Draws a screen in a text. `at` is where its first line stands in the file.
pub(crate) fn draw(notes: &Notes<'_>, source: &str, at: usize, block: &Range<usize>) -> Markup {
    let lines = lines(notes.text(), source, at);
    screen::figure(&read(notes, &lines, Use::Drawn, block))
}

/// Reads the lines of a screen, telling of what is none. `block` is where the screen as a whole is told of.
pub(crate) fn read(notes: &Notes<'_>, lines: &[Line], used: Use, block: &Range<usize>) -> Screen {
    let reader = Reader { notes, used };
    let mut title: Option<String> = None;
    let mut screen = Screen::default();
    for line in lines {
        if screen.parts.len() > MOST_LINES || screen.replies.len() > MOST_REPLIES {
            notes.add(code::PHONE_TOO_LARGE, line.range.clone());
            break;
        }
        if let Some(name) = line.text.strip_prefix('#') {
            let name = name.trim();
            if title.is_some() || !screen.parts.is_empty() {
                notes.add(code::PHONE_TITLE, line.range.clone());
            } else if name.is_empty() {
                notes.add(code::PHONE_EMPTY, line.range.clone());
            } else if name.contains("<-") {
                let message = "Tên màn hình không phải chỗ để bấm, không có dấu <-";
                notes.say(code::PHONE_MARK, line.range.clone(), message);
            }
            title.get_or_insert_with(|| visible(name));
            continue;
        }
        if let Some(reply) = reader.reply(line) {
            screen.replies.extend(reply);
        } else if let Some((shape, mark)) = reader.part(line) {
            screen.parts.push(Part { shape, mark, place: line.range.clone() });
        }
    }
    if title.is_none() {
        notes.add(code::PHONE_TITLE, block.clone());
    }
    screen.title = title.unwrap_or_default();
    screen
}

struct Reader<'a> {
    notes: &'a Notes<'a>,
    used: Use,
}

impl Reader<'_> {
    /// `đúng: …`, `sai: …`, `sai X: …`; `None` if the line is a part of the screen.
    fn reply(&self, line: &Line) -> Option<Option<Reply>> {
        let (head, words) = line.text.split_once(':')?;
        let word = said(head);
        if !(word == "đúng" || word == "sai" || word.starts_with("sai ")) {
            return None;
        }
        if self.used != Use::Tapped {
            self.notes.add(code::REPLY_PLACE, line.range.clone());
            return Some(None);
        }
        let words = line.part(words);
        if words.words.is_empty() {
            let message = format!("Dòng “{}:” chưa có lời phản hồi", shorten(&word));
            self.notes.say(code::PHONE_EMPTY, line.range.clone(), message);
            return Some(None);
        }
        Some(Some(match word.as_str() {
            "đúng" => Reply::Right(words),
            "sai" => Reply::Others(words),
            _ => {
                let trimmed = line.text.trim_start();
                let named = trimmed.split_once(char::is_whitespace).map_or("", |(_, rest)| rest).trim_start();
                let start = line.range.end.saturating_sub(named.len());
                Reply::Named(Line { text: named.to_owned(), range: start..line.range.end })
            }
        }))
    }

    fn part(&self, line: &Line) -> Option<(Shape, Option<Mark>)> {
        let notes = self.notes;
        let range = line.range.clone();
        if line.text.contains("](") {
            let message = "Trên màn hình không viết liên kết hay [chữ](!lý do)";
            notes.say(code::PHONE_LINE, range, message);
            return None;
        }
        // A mark may hold a colon too: `bàn phím số <- dấu hiệu: lý do`.
        let before_mark = line.text.split_once("<-").map_or(line.text.as_str(), |(before, _)| before);
        let Some((head, _)) = before_mark.split_once(':') else {
            let (word, mark) = self.marked(&line.text, line)?;
            return match said(&word).as_str() {
                "bàn phím số" => Some((Shape::Digits, mark)),
                "qr" => Some((Shape::Qr(String::new()), mark)),
                _ => {
                    self.unknown(&word, range);
                    None
                }
            };
        };
        let rest = line.text[head.len() + 1..].trim();
        let written = head.trim();
        let head = said(written);
        if head == "lưới" {
            return self.grid(rest, line);
        }
        let (rest, mark) = self.marked(rest, line)?;
        let (label, value) = match rest.split_once('|') {
            Some((label, value)) => (label.trim().to_owned(), value.trim().to_owned()),
            None => (String::new(), rest.clone()),
        };
        let may_be_empty = matches!(head.as_str(), "bàn phím số" | "qr");
        if rest.is_empty() && !may_be_empty {
            notes.say(code::PHONE_EMPTY, range, format!("Phần “{}” thiếu nội dung", shorten(&head)));
            return None;
        }
        let shape = match head.as_str() {
            "dòng" => Shape::Line { label, value },
            // `ô: Số tiền` alone names the field, which is then empty.
            "ô" if label.is_empty() => Shape::Field { label: value, value: String::new() },
            "ô" => Shape::Field { label, value },
            "nút" => Shape::Button(rest),
            "nút tròn" => Shape::RoundButton(rest),
            "đường dẫn" => Shape::Address(rest),
            "thông báo" => Shape::Announcement(rest),
            "công tắc" => match said(&value).as_str() {
                word @ ("bật" | "tắt") if !label.is_empty() => {
                    Shape::Switch { label, on: word == "bật" }
                }
                _ => {
                    notes.add(code::SWITCH, range);
                    return None;
                }
            },
            "bàn phím số" => Shape::Digits,
            "ảnh" => Shape::Picture(rest),
            "qr" => Shape::Qr(rest),
            // `nut:` is a slip; `số dư:` is a line of the screen.
            other if other.is_empty() || nearest(other, self.words()).is_some() => {
                self.unknown(other, range);
                return None;
            }
            _ => Shape::Line { label: capital(&visible(written)), value: rest },
        };
        Some((shape, mark))
    }

    fn grid(&self, rest: &str, line: &Line) -> Option<(Shape, Option<Mark>)> {
        if rest.split('|').count() > MOST_CELLS {
            self.notes.add(code::PHONE_TOO_LARGE, line.range.clone());
            return None;
        }
        let cells: Vec<_> = rest.split('|').filter_map(|cell| self.marked(cell, line)).collect();
        if cells.iter().any(|(cell, _)| cell.is_empty()) {
            self.notes.add(code::PHONE_EMPTY, line.range.clone());
            return None;
        }
        Some((Shape::Grid(cells), None))
    }

    /// The words a line of this screen may begin with.
    fn words(&self) -> impl Iterator<Item = &'static str> {
        let replies = (self.used == Use::Tapped).then_some("đúng");
        WORDS.into_iter().chain(replies)
    }

    fn unknown(&self, word: &str, range: Range<usize>) {
        let fix = match nearest(word, self.words()) {
            Some(meant) => format!("Có phải ý bác là {meant}?"),
            None => format!("Mở đầu dòng bằng một trong: {}.", WORDS.join(", ")),
        };
        let message = format!("Không hiểu “{}” trên màn hình", shorten(word));
        self.notes.add_with(code::PHONE_LINE, range, message, fix);
    }

    /// Splits `Quét mã <- bấm` into words and mark; tells of a mark that is none, or none of this screen.
    fn marked(&self, text: &str, line: &Line) -> Option<(String, Option<Mark>)> {
        let Some((words, mark)) = text.split_once("<-") else {
            return Some((visible(text.trim()), None));
        };
        let (word, reason) = mark.split_once(':').unwrap_or((mark, ""));
        let word = said(word);
        let mark = match (self.used, word.as_str()) {
            (Use::Drawn, "bấm") => Mark::Press,
            (Use::Drawn, "nhìn") => Mark::Look,
            (Use::Tapped, "đúng") => Mark::Right,
            (Use::Signs, "dấu hiệu" | "bình thường") => {
                let reason = line.part(reason);
                if reason.words.is_empty() {
                    let message = format!("Dấu <- {word} chưa có lý do");
                    let fix = format!("Viết <- {word}: lý do");
                    self.notes.add_with(code::SIGN, line.range.clone(), message, fix);
                    return None;
                }
                if word == "dấu hiệu" { Mark::Sign(reason) } else { Mark::Harmless(reason) }
            }
            (_, other) => {
                self.wrong_mark(other, line.range.clone());
                return None;
            }
        };
        Some((visible(words.trim()), Some(mark)))
    }

    fn wrong_mark(&self, word: &str, range: Range<usize>) {
        let other_use = [Use::Drawn, Use::Tapped, Use::Signs].iter().any(|used| used.marks().contains(&word));
        let message = match other_use {
            true => format!("Dấu <- {word} không dùng ở màn hình này"),
            false => format!("Không có dấu “<- {}”", shorten(word)),
        };
        let fix = match (nearest(word, self.used.marks().iter().copied()), self.used) {
            (Some(meant), _) => format!("Có phải ý bác là <- {meant}?"),
            (None, Use::Drawn) => "Dùng <- bấm hoặc <- nhìn.".to_owned(),
            (None, Use::Tapped) => "Ghi <- đúng sau phần cần bấm.".to_owned(),
            (None, Use::Signs) => "Dùng <- dấu hiệu: lý do, hoặc <- bình thường: lý do.".to_owned(),
        };
        self.notes.add_with(code::PHONE_MARK, range, message, fix);
    }
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}
