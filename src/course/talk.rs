//! Messages and calls: the blocks `tin-nhan` and `cuoc-goi`.
//!
//! Owns: their grammar, their markup and their reading in words. Does not own: what follows when a line is tapped
//! (`tap.rs`).
//!
//! ```text
//! tin-nhan                                 cuoc-goi
//! từ: 0900 000 987                         từ: 0900 000 986          the sender: first, required
//! lúc: 19 giờ 30                           xưng: cán bộ công an      when; who the caller says to be
//! kênh: Zalo                                                         by what the message came
//! VNeID của bác [sắp bị khóa](!thúc ép).   họ: Bác [phải chuyển tiền ngay](!giục).
//! bác: Cho tôi hỏi lại đã.                 bác: Tôi sẽ hỏi công an xã.
//! Cảm ơn bác. <- bình thường: lời chào     họ: Chào bác. <- bình thường: lời chào
//! ```
//!
//! A line with `[words](!reason)` is a sign. In a text it is drawn marked, with its reason; in a question it is not.
//! The learner's own words (`bác:`) are never a sign, nor tapped.

use crate::diagnostic::{Notes, code};
use crate::fields::shorten;
use crate::html::{Markup, Writer};
use crate::scene::{Line, Said, lines, look_for_real, plain_words, visible};
use crate::vietnamese::{nearest, said};
use std::ops::Range;
use tungngo_domain::content::{Frame, Piece, Scene};

/// Lines of words.
const MOST_LINES: usize = 30;
/// Signs in one line.
const MOST_SIGNS: usize = 4;

/// A message or a call.
#[derive(Debug)]
pub(crate) struct Talk {
    frame: Frame,
    /// `từ`, `lúc`, `kênh`, `xưng`, in the order of [`heads`].
    head: Vec<Option<String>>,
    speeches: Vec<Speech>,
}

/// One line of words.
#[derive(Debug)]
pub(crate) struct Speech {
    own: bool,
    bits: Vec<Bit>,
    pub(crate) harmless: Option<Said>,
}

#[derive(Debug)]
enum Bit {
    Plain(String),
    Sign { words: String, reason: Said },
}

impl Speech {
    pub(crate) fn is_sign(&self) -> bool {
        self.bits.iter().any(|bit| matches!(bit, Bit::Sign { .. }))
    }

    /// The line as the learner reads it.
    pub(crate) fn words(&self) -> String {
        self.bits
            .iter()
            .map(|bit| match bit {
                Bit::Plain(words) | Bit::Sign { words, .. } => words.as_str(),
            })
            .collect()
    }

    /// Why it is a sign; several reasons become one sentence.
    pub(crate) fn reasons(&self) -> Option<Said> {
        let mut reasons = self.bits.iter().filter_map(|bit| match bit {
            Bit::Sign { reason, .. } => Some(reason),
            Bit::Plain(_) => None,
        });
        let mut all = reasons.next()?.clone();
        for reason in reasons {
            all.words.push_str("; ");
            all.words.push_str(&reason.words);
        }
        Some(all)
    }
}

/// The words that may stand over a message or call.
fn heads(frame: Frame) -> &'static [&'static str] {
    if frame == Frame::Call { &["từ", "xưng"] } else { &["từ", "lúc", "kênh"] }
}

/// Draws a message or call in a text, signs marked; in a question they are not.
pub(crate) fn draw(
    writer: &Writer<'_>,
    frame: Frame,
    source: (&str, usize),
    block: &Range<usize>,
    in_question: bool,
) -> Markup {
    let lines = lines(writer.notes.text(), source.0, source.1);
    let talk = read(writer, frame, &lines, block);
    for speech in &talk.speeches {
        if let Some(why) = &speech.harmless {
            writer.notes.add(code::TALK_MARK, why.place.clone());
        }
        if let Some(reason) = speech.reasons() {
            let _ = reason.prose(writer);
        }
    }
    talk.figure(!in_question)
}

/// Reads the lines of a message or call, telling of what is wrong. `block` is where it is told of as a whole.
pub(crate) fn read(writer: &Writer<'_>, frame: Frame, lines: &[Line], block: &Range<usize>) -> Talk {
    let notes = writer.notes;
    let known = heads(frame);
    let mut talk = Talk { frame, head: vec![None; known.len()], speeches: Vec::new() };
    let mut asked_for_sender = false;
    for line in lines {
        if talk.speeches.len() >= MOST_LINES {
            notes.add(code::TALK_TOO_LONG, line.range.clone());
            break;
        }
        let head = line.text.split_once(':').map(|(head, rest)| (said(head), rest));
        if let Some((word, rest)) = &head
            && let Some(index) = known.iter().position(|known| known == word)
        {
            let value = line.part(rest);
            let slot = &mut talk.head[index];
            if value.words.is_empty() {
                notes.say(code::TALK_HEAD, line.range.clone(), format!("Dòng {word}: chưa có nội dung"));
            } else if slot.is_some() || !talk.speeches.is_empty() {
                notes.add(code::TALK_HEAD, line.range.clone());
            } else {
                plain_words(notes, &value.words, &value.place);
                look_for_real(notes, &value);
            }
            slot.get_or_insert(value.words);
            continue;
        }
        if let Some((word, _)) = &head
            && (["từ", "lúc", "kênh", "xưng"].contains(&word.as_str())
                || (frame == Frame::Message && word == "họ"))
        {
            let fix = format!("Bỏ chữ {word}: ở dòng này.");
            let message = format!("{} không có dòng {word}:", talk.name());
            notes.add_with(code::TALK_HEAD, line.range.clone(), message, fix);
            continue;
        }
        if talk.head[0].is_none() && !asked_for_sender {
            asked_for_sender = true;
            let word = head.as_ref().map_or("", |(word, _)| word);
            let fix = match nearest(word, known.iter().copied()) {
                Some(meant) => format!("Có phải ý bác là {meant}: …?"),
                None => code::TALK_FROM.mend.to_owned(),
            };
            notes.add_with(code::TALK_FROM, line.range.clone(), code::TALK_FROM.meaning, fix);
        }
        talk.speeches.extend(speech(writer, frame, line));
    }
    if talk.speeches.iter().all(|speech| speech.own) {
        notes.add(code::TALK_EMPTY, block.clone());
    }
    if talk.head[0].is_none() && !asked_for_sender {
        notes.add(code::TALK_FROM, block.clone());
    }
    talk
}

fn speech(writer: &Writer<'_>, frame: Frame, line: &Line) -> Option<Speech> {
    let notes = writer.notes;
    let (text, mark) = match line.text.split_once("<-") {
        Some((text, mark)) => (text.trim(), Some(mark)),
        None => (line.text.as_str(), None),
    };
    let head = text.split_once(':').map(|(head, rest)| (said(head), rest.trim()));
    let (own, text) = match (&head, frame) {
        (Some((word, rest)), _) if word == "bác" => (true, *rest),
        (Some((word, rest)), Frame::Call) if word == "họ" => (false, *rest),
        (_, Frame::Call) => {
            let word = head.as_ref().map_or("", |(word, _)| word);
            let fix = match nearest(word, ["họ", "bác", "xưng"]) {
                Some(meant) => format!("Có phải ý bác là {meant}: …?"),
                None => code::TALK_SPEAKER.mend.to_owned(),
            };
            notes.add_with(code::TALK_SPEAKER, line.range.clone(), code::TALK_SPEAKER.meaning, fix);
            return None;
        }
        _ => (false, text),
    };
    if text.is_empty() {
        notes.say(code::TALK_EMPTY, line.range.clone(), "Dòng này chưa có lời nào");
        return None;
    }
    let bits = bits(notes, text, line)?;
    let mut speech = Speech { own, bits, harmless: None };
    let whole = Said { words: speech.words(), place: line.range.clone() };
    let _ = writer.spoken(&whole.words, &whole.place);
    look_for_real(notes, &whole);
    if own && speech.is_sign() {
        let message = "Lời của bác không phải dấu hiệu";
        notes.add_with(code::SIGN, line.range.clone(), message, "Bỏ ngoặc vuông và lý do ở lời của bác.");
    }
    if let Some(mark) = mark {
        speech.harmless = harmless(notes, mark, line, own || speech.is_sign());
    }
    Some(speech)
}

/// `<- bình thường: lý do`
fn harmless(notes: &Notes<'_>, mark: &str, line: &Line, refused: bool) -> Option<Said> {
    let (word, why) = mark.split_once(':').unwrap_or((mark, ""));
    let word = said(word);
    let why = line.part(why);
    if word == "bình thường" && !refused && !why.words.is_empty() {
        return Some(why);
    }
    let (message, fix) = match word.as_str() {
        "bình thường" if refused => (
            "Dấu <- bình thường chỉ đứng sau lời không phải dấu hiệu của người gửi".to_owned(),
            "Bỏ dấu <- ở dòng này.".to_owned(),
        ),
        "bình thường" => ("Dấu <- bình thường chưa có lý do".to_owned(), code::TALK_MARK.mend.to_owned()),
        "dấu hiệu" => {
            ("Trong tin nhắn, cuộc gọi không dùng <- dấu hiệu".to_owned(), code::SIGN.mend.to_owned())
        }
        other => {
            let fix = match nearest(other, ["bình thường"]) {
                Some(meant) => format!("Có phải ý bác là <- {meant}: …?"),
                None => code::TALK_MARK.mend.to_owned(),
            };
            (format!("Không có dấu “<- {}”", shorten(other)), fix)
        }
    };
    notes.add_with(code::TALK_MARK, line.range.clone(), message, fix);
    None
}

/// Splits `VNeID [sắp bị khóa](!thúc ép).` into plain words and signs; `None` if a sign is not whole.
fn bits(notes: &Notes<'_>, text: &str, line: &Line) -> Option<Vec<Bit>> {
    let mut bits = Vec::new();
    let mut rest = text;
    let wrong = |message: &str| {
        notes.say(code::SIGN, line.range.clone(), message);
        None
    };
    while let Some(middle) = rest.find("](!") {
        let Some(open) = rest[..middle].rfind('[') else {
            return wrong("Dấu hiệu thiếu ngoặc [ mở đầu");
        };
        let after = &rest[middle + 3..];
        let mut depth = 1;
        let close = after.char_indices().find(|(_, c)| {
            depth += match c {
                '(' => 1,
                ')' => -1,
                _ => 0,
            };
            depth == 0
        });
        let Some((close, _)) = close else {
            return wrong("Dấu hiệu thiếu ngoặc ) ở cuối lý do");
        };
        let words = visible(rest[open + 1..middle].trim());
        let reason = line.part(&after[..close]);
        if words.is_empty() || reason.words.is_empty() {
            return wrong("Dấu hiệu thiếu chữ hoặc thiếu lý do");
        }
        if bits.iter().filter(|bit| matches!(bit, Bit::Sign { .. })).count() >= MOST_SIGNS {
            return wrong("Một dòng có nhiều nhất bốn dấu hiệu");
        }
        bits.push(Bit::Plain(visible(&rest[..open])));
        bits.push(Bit::Sign { words, reason });
        rest = &after[close + 1..];
    }
    bits.push(Bit::Plain(visible(rest)));
    bits.retain(|bit| !matches!(bit, Bit::Plain(words) if words.is_empty()));
    for bit in &bits {
        if let Bit::Plain(words) = bit {
            plain_words(notes, words, &line.range);
        }
    }
    Some(bits)
}

impl Talk {
    /// The lines that are tapped, in order.
    pub(crate) fn to_tap(&self) -> impl Iterator<Item = &Speech> {
        self.speeches.iter().filter(|speech| !speech.own)
    }

    fn head(&self, word: &str) -> Option<&str> {
        let index = heads(self.frame).iter().position(|known| *known == word)?;
        self.head.get(index)?.as_deref()
    }

    fn name(&self) -> &'static str {
        if self.frame == Frame::Call { "Cuộc gọi" } else { "Tin nhắn" }
    }

    /// `từ 0900 000 987, lúc 19 giờ 30, qua Zalo`
    fn origin(&self) -> String {
        let mut origin = format!("từ {}", self.head("từ").unwrap_or_default());
        for (word, before) in [("lúc", "lúc"), ("kênh", "qua"), ("xưng", "tự xưng")] {
            if let Some(value) = self.head(word) {
                origin.push_str(&format!(", {before} {value}"));
            }
        }
        origin
    }

    /// Who speaks, where that is not plain from the place of the line.
    fn speaker(&self, own: bool) -> Option<&'static str> {
        match (own, self.frame) {
            (true, Frame::Call) => Some("Bác nói:"),
            (true, _) => Some("Bác trả lời:"),
            (false, Frame::Call) => Some("Người gọi:"),
            (false, _) => None,
        }
    }

    fn figure(&self, marked: bool) -> Markup {
        let mut out = Markup::default();
        out.raw(if self.frame == Frame::Call { "<div class=\"call\"" } else { "<div class=\"sms\"" });
        out.raw(" role=\"group\" aria-label=\"").raw(self.name()).raw("\">");
        self.top(&mut out);
        for speech in &self.speeches {
            self.line(speech, marked, &mut out);
        }
        out.raw("</div>");
        out
    }

    fn top(&self, out: &mut Markup) {
        let origin = self.origin();
        out.raw("<p class=\"mut\">").raw(self.name()).raw(" ").text(&origin).raw("</p>");
    }

    fn line(&self, speech: &Speech, marked: bool, out: &mut Markup) {
        out.raw(if speech.own { "<p class=\"me\">" } else { "<p>" });
        if let Some(speaker) = self.speaker(speech.own) {
            out.raw("<small>").raw(speaker).raw("</small> ");
        }
        for bit in &speech.bits {
            match bit {
                Bit::Sign { words, .. } if marked => {
                    out.raw("<mark>").text(words).raw("</mark>");
                }
                Bit::Plain(words) | Bit::Sign { words, .. } => {
                    out.text(words);
                }
            }
        }
        if let Some(reasons) = speech.reasons().filter(|_| marked) {
            out.raw(" <small>Dấu hiệu: ").text(&reasons.words).raw("</small>");
        }
        out.raw("</p>");
    }

    /// The scene whose lines are tapped. Says nothing of what is a sign.
    pub(crate) fn scene(&self) -> Scene {
        let mut pieces = Vec::new();
        let mut top = Markup::default();
        self.top(&mut top);
        pieces.push(Piece::Markup(top.into_html()));
        let mut places = 0u8..=u8::MAX;
        let mut reading = format!("{} {}.", self.name(), self.origin());
        for speech in &self.speeches {
            reading.push(' ');
            if let Some(speaker) = self.speaker(speech.own) {
                reading.push_str(speaker);
                reading.push(' ');
            }
            reading.push_str(&speech.words());
            let mut label = Markup::default();
            if speech.own {
                self.line(speech, false, &mut label);
                pieces.push(Piece::Markup(label.into_html()));
            } else if let Some(place) = places.next() {
                label.text(&speech.words());
                pieces.push(Piece::Part { place, class: String::new(), label: label.into_html() });
            }
        }
        Scene { frame: self.frame, reading, pieces }
    }
}
