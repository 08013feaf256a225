//! The card to print and hand out: the block `the-in`.
//!
//! Owns: its grammar and markup. Does not own: how it looks and prints (the style sheet: `.card`).
//!
//! ```text
//! # Ba điều nhớ khi nhận cuộc gọi lạ         the title, exactly one, first
//! - Không vội.                               a point
//! Nghi ngờ thì gọi {fact:hotline}.           a paragraph; {fact:…} prints the card's value
//! ghi: Số của cháu                           a label and a line to write on by hand
//! ```

use crate::diagnostic::code;
use crate::html::{Markup, Writer};
use crate::scene::{Line, Said, lines, plain_words, visible};
use crate::vietnamese;
use std::ops::Range;

/// Lines after the title.
const MOST_LINES: usize = 12;

/// Draws a card. `at` is where its first line stands in the file.
pub(crate) fn draw(writer: &Writer<'_>, source: &str, at: usize, block: &Range<usize>) -> Markup {
    let notes = writer.notes;
    let mut out = Markup::default();
    let lines = lines(notes.text(), source, at);
    out.raw("<div class=\"card\">");
    let body = match lines.split_first() {
        Some((first, body)) if first.text.starts_with('#') => {
            let title = first.part(first.text.trim_start_matches('#'));
            if title.words.is_empty() {
                notes.add(code::CARD_TITLE, first.range.clone());
            }
            out.raw("<p class=\"ct\">").append(title.prose(writer)).raw("</p>");
            body
        }
        _ => {
            notes.add(code::CARD_TITLE, block.clone());
            lines.as_slice()
        }
    };
    if body.is_empty() {
        notes.add(code::CARD_LINE, block.clone());
    }
    if let Some(line) = body.get(MOST_LINES) {
        notes.add(code::CARD_TOO_LONG, line.range.clone());
    }
    let mut in_list = false;
    for line in body.iter().take(MOST_LINES) {
        let point = line.text.strip_prefix('-').map(|rest| line.part(rest));
        if in_list != point.is_some() {
            out.raw(if in_list { "</ul>" } else { "<ul class=\"dots\">" });
            in_list = !in_list;
        }
        match point {
            Some(point) => {
                if point.words.is_empty() {
                    notes.add(code::CARD_LINE, line.range.clone());
                }
                out.raw("<li>");
                words(writer, &point, &mut out);
                out.raw("</li>");
            }
            None => paragraph(writer, line, &mut out),
        }
    }
    if in_list {
        out.raw("</ul>");
    }
    out.raw("<p class=\"mut noprint\">In trang này ra giấy là có thẻ để phát cho bà con.</p></div>");
    out
}

fn paragraph(writer: &Writer<'_>, line: &Line, out: &mut Markup) {
    if line.text.starts_with('#') {
        writer.notes.add(code::CARD_TITLE, line.range.clone());
        return;
    }
    match line.text.split_once(':') {
        Some((head, label)) if vietnamese::said(head) == "ghi" => {
            let label = line.part(label);
            if label.words.is_empty() {
                writer.notes.add(code::CARD_LINE, line.range.clone());
            }
            out.raw("<p class=\"cw\">");
            words(writer, &label, out);
            out.raw(": <span></span></p>");
        }
        _ => {
            out.raw("<p>");
            words(writer, &line.part(&line.text), out);
            out.raw("</p>");
        }
    }
}

/// Plain words with `{fact:name}` in them.
fn words(writer: &Writer<'_>, said: &Said, out: &mut Markup) {
    let notes = writer.notes;
    plain_words(notes, &said.words, &said.place);
    let mut printed = String::new();
    let mut pieces = said.words.split("{fact:");
    let first = pieces.next().unwrap_or_default();
    printed.push_str(first);
    out.text(first);
    for piece in pieces {
        let Some((name, after)) = piece.split_once('}') else {
            notes.add(code::CARD_FACT, said.place.clone());
            return;
        };
        let name = name.trim();
        // One card that is not there is enough to tell of in a line.
        let Some(value) = writer.fact_value(name, &said.place) else { return };
        let value = visible(value);
        printed.push_str(&value);
        out.raw("<b>").text(&value).raw("</b>");
        printed.push_str(after);
        out.text(after);
    }
    // As long as its source only without facts; else the line as a whole is told of.
    let _ = writer.spoken(&printed, &said.place);
}
