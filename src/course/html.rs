//! The markup made from the tree: the only place where author's text becomes HTML.
//!
//! Owns: escaping, the elements a page may have, links and facts within text, sentence length. Does not own: callouts
//! and steps (`page.rs`) nor questions (`quiz.rs`).
//!
//! Every element and attribute is written here as a literal; text goes through [`Markup::text`], which escapes. There
//! is no way to pass HTML through.

use crate::diagnostic::{Notes, code};
use crate::facts::Facts;
use crate::fields::shorten;
use crate::glossary::Glossary;
use crate::letters::is_letter_or_digit;
use crate::markdown::{Inline, InlineKind, plain, span};
use crate::media::Media;
use crate::vietnamese::{nearest, same_text};
use std::collections::BTreeMap;
use std::ops::Range;
use tungngo_domain::content::Html;

/// The drawn QR code: it leads nowhere.
pub(crate) const QR: &str = "M0 0h7v7H0zM1.5 1.5v4h4v-4zM14 0h7v7h-7zM15.5 1.5v4h4v-4zM0 14h7v7H0zM1.5 15.5v4h4v-4zM9 1h2v3H9zM9 6h3v2H9zM2 9h3v2H2zM8 10h2v3H8zM12 11h3v2h-3zM17 9h3v3h-3zM9 15h2v4H9zM13 15h3v3h-3zM17 17h3v3h-3z";

/// The longest sentence, in *tiếng*, that is not told of.
const MOST_SYLLABLES: usize = 20;

/// Markup in the making.
#[derive(Debug, Default)]
pub(crate) struct Markup(String);

impl Markup {
    /// Appends our own literal.
    pub(crate) fn raw(&mut self, literal: &str) -> &mut Self {
        self.0.push_str(literal);
        self
    }

    /// Appends an author's text, escaped for text and for a double-quoted attribute.
    pub(crate) fn text(&mut self, text: &str) -> &mut Self {
        let mut rest = text;
        while let Some(at) = rest.bytes().position(|b| matches!(b, b'&' | b'<' | b'>' | b'"' | b'\'')) {
            let (before, from) = rest.split_at(at);
            self.0.push_str(before);
            self.0.push_str(match from.as_bytes()[0] {
                b'&' => "&amp;",
                b'<' => "&lt;",
                b'>' => "&gt;",
                b'"' => "&quot;",
                _ => "&#39;",
            });
            rest = &from[1..];
        }
        self.0.push_str(rest);
        self
    }

    /// Appends a sign of the page's own set.
    pub(crate) fn icon(&mut self, name: &'static str) -> &mut Self {
        self.raw("<svg class=\"i\" aria-hidden=\"true\"><use href=\"#").raw(name).raw("\"/></svg>")
    }

    pub(crate) fn append(&mut self, other: Self) -> &mut Self {
        self.raw(&other.0)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn into_html(self) -> Html {
        Html::from_compiler(self.0)
    }
}

/// What a page may point at: the cards, and the lessons of its module by file name.
#[derive(Clone, Copy)]
pub(crate) struct Surroundings<'a> {
    pub(crate) facts: &'a Facts,
    pub(crate) glossary: &'a Glossary,
    /// File name → address of the lesson's page.
    pub(crate) lessons: &'a BTreeMap<String, String>,
    pub(crate) media: &'a Media<'a>,
}

/// Prints paragraphs of one file.
pub(crate) struct Writer<'a> {
    pub(crate) notes: &'a Notes<'a>,
    pub(crate) around: &'a Surroundings<'a>,
}

impl Writer<'_> {
    /// A paragraph's content, after looking at its sentences.
    pub(crate) fn prose(&self, inlines: &[Inline]) -> Markup {
        self.sentences(inlines);
        self.around.glossary.look_at(self.notes, inlines);
        let mut out = Markup::default();
        self.inlines(inlines, &mut out);
        out
    }

    /// A paragraph kept as plain text: no markup is lost silently but bold and italics.
    pub(crate) fn words(&self, inlines: &[Inline]) -> String {
        // Printing it tells of links and ids that are wrong; the print itself is not needed.
        let _ = self.prose(inlines);
        if let Some(image) = inlines.iter().find(|one| matches!(one.kind, InlineKind::Image { .. })) {
            self.notes.add(code::IMAGE, image.range.clone());
        }
        plain(inlines)
    }

    /// Words that nobody reads as sentences, such as what somebody may type.
    pub(crate) fn typed(&self, inlines: &[Inline]) -> Markup {
        let mut out = Markup::default();
        self.inlines(inlines, &mut out);
        out
    }

    /// The same, kept as plain text.
    pub(crate) fn unread(&self, inlines: &[Inline]) -> String {
        let _ = self.typed(inlines);
        plain(inlines)
    }

    /// Plain words that stand here, as a paragraph's content.
    pub(crate) fn spoken(&self, words: &str, place: &Range<usize>) -> Markup {
        self.prose(&[Inline { range: place.clone(), kind: InlineKind::Text(words.to_owned()) }])
    }

    fn inlines(&self, inlines: &[Inline], out: &mut Markup) {
        for inline in inlines {
            match &inline.kind {
                InlineKind::Text(text) => {
                    out.text(text);
                }
                InlineKind::Code(text) => {
                    out.raw("<code>").text(text).raw("</code>");
                }
                InlineKind::Bold(inner) => {
                    out.raw("<b>");
                    self.inlines(inner, out);
                    out.raw("</b>");
                }
                InlineKind::Italic(inner) => {
                    out.raw("<em>");
                    self.inlines(inner, out);
                    out.raw("</em>");
                }
                InlineKind::Link { to, text } => self.link(to, text, &inline.range, out),
                InlineKind::Image { to, alt } => self.image(to, alt, &inline.range, out),
                InlineKind::Space => {
                    out.raw(" ");
                }
                InlineKind::Break => {
                    out.raw("<br>");
                }
                InlineKind::Id(_) => self.notes.add(code::COMMENT, inline.range.clone()),
            }
        }
    }

    /// A picture with its own size, so that nothing moves when it arrives; fetched only when it is near.
    fn image(&self, to: &str, alt: &str, range: &Range<usize>, out: &mut Markup) {
        if alt.trim().is_empty() {
            self.notes.add(code::NO_ALT, range.clone());
        }
        let Some(picture) = self.around.media.picture(self.notes, to, range) else { return };
        let (width, height) = (picture.width.to_string(), picture.height.to_string());
        out.raw("<img src=\"/media/").text(&picture.hash).raw("\" width=\"").text(&width);
        out.raw("\" height=\"").text(&height).raw("\" loading=\"lazy\" alt=\"").text(alt).raw("\">");
    }

    fn link(&self, to: &str, text: &[Inline], range: &Range<usize>, out: &mut Markup) {
        if let Some(name) = to.strip_prefix("fact:") {
            self.fact(name, text, range, out);
            return;
        }
        let address = self.address(to, range);
        if let Some(Address { href, leaves }) = &address {
            out.raw("<a href=\"").text(href).raw(if *leaves {
                "\" rel=\"noopener noreferrer\">"
            } else {
                "\">"
            });
        }
        self.inlines(text, out);
        if address.is_some() {
            out.raw("</a>");
        }
        if plain(text).is_empty() {
            self.notes.say(code::BAD_LINK, range.clone(), "Liên kết không có chữ để bấm");
        }
    }

    /// Where a link leads, if it may lead there.
    fn address(&self, to: &str, range: &Range<usize>) -> Option<Address> {
        let odd =
            |c: char| c.is_whitespace() || c.is_control() || matches!(c, '<' | '>' | '"' | '\'' | '\\' | '`');
        let refuse = |message: String| self.notes.say(code::BAD_LINK, range.clone(), message);
        if to.is_empty() || to.len() > 2_000 || to.contains(odd) {
            refuse("Địa chỉ liên kết trống hoặc có ký tự lạ".to_owned());
            return None;
        }
        let scheme = to.split_once(':').map(|(scheme, rest)| (scheme.to_ascii_lowercase(), rest));
        match scheme.as_ref().map(|(scheme, rest)| (scheme.as_str(), *rest)) {
            Some(("https", rest)) if rest.starts_with("//") && rest.len() > 2 => {
                // Brackets stand in an address in their encoded form only (RFC 3986, 3.2.2).
                Some(Address { href: to.replace('[', "%5B").replace(']', "%5D"), leaves: true })
            }
            Some(("tel", number)) if is_phone_number(number) => {
                Some(Address { href: to.to_owned(), leaves: false })
            }
            Some(("mailto", mail)) if mail.contains('@') && !mail.contains(['?', '&', ',']) => {
                Some(Address { href: to.to_owned(), leaves: false })
            }
            Some(("http", _)) => {
                self.notes.add_with(
                    code::BAD_LINK,
                    range.clone(),
                    "Liên kết http:// không an toàn",
                    "Viết https:// thay cho http://.",
                );
                None
            }
            Some((scheme, _)) => {
                refuse(format!("Không dùng được liên kết loại “{}:”", shorten(scheme)));
                None
            }
            None => self.lesson(to, range),
        }
    }

    fn lesson(&self, file: &str, range: &Range<usize>) -> Option<Address> {
        if let Some(href) = self.around.lessons.get(file) {
            return Some(Address { href: href.clone(), leaves: false });
        }
        if !file.ends_with(".md") {
            self.notes.say(code::BAD_LINK, range.clone(), format!("Không hiểu liên kết “{}”", shorten(file)));
            return None;
        }
        let fix = match nearest(file, self.around.lessons.keys().map(String::as_str)) {
            Some(meant) => format!("Có phải ý bác là {meant}?"),
            None => code::MISSING_LESSON.mend.to_owned(),
        };
        let message = format!("Chuyên đề này không có bài {}", shorten(file));
        self.notes.add_with(code::MISSING_LESSON, range.clone(), message, fix);
        None
    }

    /// What the card of this name prints; tells of a card that is not there.
    pub(crate) fn fact_value(&self, name: &str, place: &Range<usize>) -> Option<&str> {
        self.around.facts.printed_at(name, self.notes.file(), self.notes.line(place.start));
        let value = self.around.facts.value(name);
        if value.is_none() && self.around.facts.wanted().any(|(card, _)| card == name) {
            let message = format!("Tỉnh chưa điền thẻ {}", shorten(name));
            self.notes.say(code::FACT_WANTED, place.clone(), message);
        } else if value.is_none() {
            let known = self.around.facts.names().filter(|_| self.notes.has_room());
            let fix = match nearest(name, known) {
                Some(meant) => format!("Có phải ý bác là fact:{meant}?"),
                None => code::UNKNOWN_FACT.mend.to_owned(),
            };
            let message = format!("Không có thẻ số liệu “{}”", shorten(name));
            self.notes.add_with(code::UNKNOWN_FACT, place.clone(), message, fix);
        }
        value
    }

    /// A fact is printed as the card says; the author's own words must be the same.
    fn fact(&self, name: &str, text: &[Inline], range: &Range<usize>, out: &mut Markup) {
        let printed = plain(text);
        match self.fact_value(name, range) {
            None => {}
            Some(value) if !value.is_empty() && !same_text(value, &printed) => {
                let message =
                    format!("Bài in “{}”, thẻ {} ghi “{}”", shorten(&printed), shorten(name), shorten(value));
                let fix = format!("Viết [{}](fact:{})", shorten(value), shorten(name));
                self.notes.add_with(code::FACT_DIFFERS, range.clone(), message, fix);
            }
            Some(_) => {}
        }
        out.raw("<b>").text(&printed).raw("</b>");
    }

    /// Tells of each sentence that is too long to be read aloud in one breath.
    fn sentences(&self, inlines: &[Inline]) {
        let mut sentence = Sentence::default();
        self.gather(inlines, &mut sentence);
        self.finish(&mut sentence);
    }

    fn gather(&self, inlines: &[Inline], sentence: &mut Sentence) {
        for inline in inlines {
            match &inline.kind {
                InlineKind::Text(text) | InlineKind::Code(text) => {
                    // Escapes and entities make the text shorter than its source: then the piece's own place serves.
                    let exact = text.len() == inline.range.len();
                    let mut at = 0;
                    for spaced in text.split_inclusive(char::is_whitespace) {
                        let word = spaced.trim_end_matches(char::is_whitespace);
                        if !word.is_empty() {
                            let end = at + word.len();
                            let place = inline.range.start + at..inline.range.start + end;
                            sentence.word(word, if exact { place } else { inline.range.clone() });
                        }
                        if word.len() < spaced.len() {
                            self.space(sentence);
                        }
                        at += spaced.len();
                    }
                }
                InlineKind::Bold(inner)
                | InlineKind::Italic(inner)
                | InlineKind::Link { text: inner, .. } => {
                    self.gather(inner, sentence);
                }
                InlineKind::Space => self.space(sentence),
                InlineKind::Break => self.finish(sentence),
                InlineKind::Id(_) | InlineKind::Image { .. } => {}
            }
        }
    }

    /// A space ends a sentence whose last word ended it.
    fn space(&self, sentence: &mut Sentence) {
        if sentence.ends {
            self.finish(sentence);
        }
        sentence.counted = false;
    }

    fn finish(&self, sentence: &mut Sentence) {
        let count = sentence.syllables;
        if count > MOST_SYLLABLES {
            let message = format!("Câu dài {count} tiếng, hơn {MOST_SYLLABLES} tiếng");
            self.notes.say(code::LONG_SENTENCE, sentence.start..sentence.end, message);
        }
        *sentence = Sentence::default();
    }

    /// Whether the first heading of a page says the same as its title; tells if not.
    pub(crate) fn same_title(&self, heading: &[Inline], place: &Range<usize>, title: Option<&str>) {
        let words = self.words(heading);
        if let Some(title) = title
            && !same_text(title, &words)
        {
            let message = format!("Khai báo ghi “{}”, đầu bài ghi “{}”", shorten(title), shorten(&words));
            let fix = format!("Viết hai chỗ giống nhau, ví dụ: # {}", shorten(title));
            self.notes.add_with(code::TITLE_DIFFERS, span(heading, place), message, fix);
        }
    }
}

struct Sentence {
    is_empty: bool,
    /// *Tiếng* so far, and whether the word at hand is among them.
    syllables: usize,
    counted: bool,
    start: usize,
    end: usize,
    ends: bool,
}

impl Sentence {
    /// Adds a word or a part of one: what stands between two spaces may be of several pieces.
    fn word(&mut self, word: &str, place: Range<usize>) {
        if self.is_empty {
            self.is_empty = false;
            self.start = place.start;
        }
        // A syllable is a word between spaces that holds a letter or a digit.
        if !self.counted && word.chars().any(is_letter_or_digit) {
            self.counted = true;
            self.syllables += 1;
        }
        // Closing quotes and brackets belong to the sentence they close.
        let last = word.chars().rev().find(|c| !matches!(c, '”' | '"' | ')' | '’'));
        if let Some(last) = last {
            self.ends = matches!(last, '.' | '!' | '?' | '…');
        }
        self.end = place.end;
    }
}

impl Default for Sentence {
    fn default() -> Self {
        Self { is_empty: true, syllables: 0, counted: false, start: 0, end: 0, ends: false }
    }
}

struct Address {
    href: String,
    leaves: bool,
}

fn is_phone_number(number: &str) -> bool {
    let digits = number.strip_prefix('+').unwrap_or(number);
    (3..=15).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit())
}
