//! Shaping, measuring and breaking lines: what krilla leaves to its user, and the fonts compiled in.

use super::PdfError;
use super::canvas::millimetres;
use krilla::text::{Font, GlyphId, KrillaGlyph};
use rustybuzz::{Direction, Language, ShapePlan, UnicodeBuffer, script};
use std::cell::RefCell;
use std::collections::HashMap;
use std::ops::Range;
use std::str::FromStr;

pub(super) const SANS_FILE: &[u8] = include_bytes!("../../static/fonts/BeVietnamPro-Regular.ttf");
pub(super) const SERIF_FILE: &[u8] = include_bytes!("../../static/fonts/NotoSerif-Bold.ttf");

/// A font twice: as krilla embeds it and as rustybuzz, which krilla itself shapes with, measures it.
pub(super) struct Face {
    font: Font,
    shaper: rustybuzz::Face<'static>,
    plan: ShapePlan,
}

impl Face {
    pub(super) fn load(name: &'static str, file: &'static [u8]) -> Result<Self, PdfError> {
        let font = Font::new(file.into(), 0).ok_or(PdfError::Font(name))?;
        let shaper = rustybuzz::Face::from_slice(file, 0).ok_or(PdfError::Font(name))?;
        let language = Language::from_str("vi").ok();
        let plan =
            ShapePlan::new(&shaper, Direction::LeftToRight, Some(script::LATIN), language.as_ref(), &[]);
        Ok(Self { font, shaper, plan })
    }

    /// The first letter of `text` this font has no glyph for.
    pub(super) fn missing(&self, text: &str) -> Option<char> {
        text.chars().find(|letter| self.shaper.glyph_index(*letter).is_none())
    }

    pub(super) fn run(&self, text: &str) -> Run {
        let mut buffer = UnicodeBuffer::new();
        buffer.push_str(text);
        buffer.set_direction(Direction::LeftToRight);
        buffer.set_script(script::LATIN);
        if let Ok(language) = Language::from_str("vi") {
            buffer.set_language(language);
        }
        let shaped = rustybuzz::shape_with_plan(&self.shaper, &self.plan, buffer);
        let em = self.font.units_per_em();
        let (infos, positions) = (shaped.glyph_infos(), shaped.glyph_positions());
        let mut glyphs = Vec::with_capacity(infos.len());
        let mut width = 0.0;
        for (index, (info, position)) in infos.iter().zip(positions).enumerate() {
            let start = info.cluster as usize;
            let end = infos[index..]
                .iter()
                .map(|later| later.cluster as usize)
                .find(|cluster| *cluster > start)
                .unwrap_or(text.len());
            let advance = position.x_advance as f32 / em;
            width += advance;
            glyphs.push(KrillaGlyph::new(
                GlyphId::new(info.glyph_id),
                advance,
                position.x_offset as f32 / em,
                position.y_offset as f32 / em,
                position.y_advance as f32 / em,
                start..end,
                None,
            ));
        }
        Run { font: self.font.clone(), text: text.to_owned(), glyphs, width }
    }
}

/// Text of one font, shaped; lengths are in ems.
pub(super) struct Run {
    pub(super) font: Font,
    pub(super) text: String,
    pub(super) glyphs: Vec<KrillaGlyph>,
    pub(super) width: f32,
}

/// Text that stands on one line.
pub(super) struct Line {
    pub(super) runs: Vec<Run>,
}

impl Line {
    /// In ems.
    pub(super) fn width(&self) -> f32 {
        self.runs.iter().map(|run| run.width).sum()
    }
}

/// Lines of one size, as they will be drawn.
pub(super) struct Block {
    pub(super) lines: Vec<Line>,
    /// Em, in millimetres.
    pub(super) size: f32,
}

impl Block {
    /// Vietnamese letters carry two marks one above the other: less than this and lines touch.
    const LEADING: f32 = 1.36;
    /// Height of the capitals, in ems, of both fonts within a hundredth.
    const CAPITALS: f32 = 0.71;

    pub(super) fn leading(&self) -> f32 {
        self.size * Self::LEADING
    }

    pub(super) fn first_baseline(&self) -> f32 {
        self.size * (Self::LEADING + Self::CAPITALS) / 2.0
    }

    pub(super) fn height(&self) -> f32 {
        self.leading() * self.lines.len() as f32
    }

    /// Whether it could be set at the wished size, in points.
    pub(super) fn fits_wish(&self, wish: f32) -> bool {
        self.size > millimetres(wish) - 0.01
    }

    /// In millimetres.
    pub(super) fn widest_line(&self) -> f32 {
        self.lines.iter().map(Line::width).fold(0.0, f32::max) * self.size
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Style {
    Sans,
    Serif,
}

/// How large a text would like to be and the box it must fit into.
#[derive(Clone, Copy)]
pub(super) struct Fit {
    pub(super) style: Style,
    /// Wished size, in points.
    pub(super) wish: f32,
    /// Down to this size fewer lines are preferred to larger letters, in points.
    pub(super) floor: f32,
    /// In millimetres.
    pub(super) width: f32,
    pub(super) lines: usize,
}

/// A [`Fit`] whose box is given elsewhere.
#[derive(Clone, Copy)]
pub(super) struct Manner {
    pub(super) style: Style,
    pub(super) wish: f32,
    pub(super) floor: f32,
    pub(super) lines: usize,
}

pub(super) struct Fonts {
    sans: Face,
    serif: Face,
    measured: RefCell<HashMap<(Style, String), f32>>,
}

impl Fonts {
    pub(super) fn load() -> Result<Self, PdfError> {
        Ok(Self {
            sans: Face::load("Be Vietnam Pro", SANS_FILE)?,
            serif: Face::load("Noto Serif", SERIF_FILE)?,
            measured: RefCell::default(),
        })
    }

    /// The font for one word: the wished one, or the other where the wished one lacks a letter.
    pub(super) fn face_for(&self, word: &str, style: Style) -> Result<&Face, PdfError> {
        let (wished, other) = match style {
            Style::Sans => (&self.sans, &self.serif),
            Style::Serif => (&self.serif, &self.sans),
        };
        if wished.missing(word).is_none() {
            return Ok(wished);
        }
        match other.missing(word) {
            None => Ok(other),
            Some(letter) => Err(PdfError::NoGlyph { letter }),
        }
    }

    /// The text with signs no font has said in another way: one odd sign must not keep a whole booklet from print.
    pub(super) fn drawable(&self, text: &str) -> String {
        let drawn = |letter: &char| {
            let letter = letter.to_string();
            self.sans.missing(&letter).is_none() || self.serif.missing(&letter).is_none()
        };
        text.chars()
            .map(|letter| match letter {
                '→' | '⇒' | '➜' => '>',
                '✓' | '✔' | '☑' => 'v',
                letter if drawn(&letter) => letter,
                _ => '·',
            })
            .collect()
    }

    pub(super) fn line(&self, text: &str, style: Style) -> Result<Line, PdfError> {
        let mut runs: Vec<(&Face, String)> = Vec::new();
        for word in text.split_inclusive(' ') {
            let face = self.face_for(word, style)?;
            match runs.last_mut() {
                Some((last, run)) if std::ptr::eq(*last, face) => run.push_str(word),
                _ => runs.push((face, word.to_owned())),
            }
        }
        Ok(Line { runs: runs.into_iter().map(|(face, text)| face.run(&text)).collect() })
    }

    /// In ems. The same words are asked for at every size tried, so each is measured once.
    pub(super) fn word_width(&self, word: &str, style: Style) -> Result<f32, PdfError> {
        let key = (style, word.to_owned());
        if let Some(width) = self.measured.borrow().get(&key) {
            return Ok(*width);
        }
        let width = self.line(word, style)?.width();
        self.measured.borrow_mut().insert(key, width);
        Ok(width)
    }

    /// Sets `text` as large as wished where it fits the box; else smaller down to the floor, on one line
    /// before two; else, rather than not at all or outside the box, as small as it must be.
    pub(super) fn set(&self, text: &str, fit: Fit) -> Result<Block, PdfError> {
        let text = printable(text);
        let words: Vec<&str> = text.split(' ').filter(|word| !word.is_empty()).collect();
        let mut widths = Vec::with_capacity(words.len());
        for word in &words {
            widths.push(self.word_width(word, fit.style)?);
        }
        let space = self.word_width(" ", fit.style)?;
        let mut size = millimetres(fit.wish);
        let floor = millimetres(fit.floor);
        let mut ranges = None;
        for lines in 1..=fit.lines {
            let mut at = millimetres(fit.wish);
            while at > floor - 0.01 && ranges.is_none() {
                size = at;
                ranges = break_lines(&widths, space, fit.width / at, lines);
                at -= millimetres(0.5);
            }
        }
        let ranges = loop {
            match ranges {
                Some(ranges) => break ranges,
                None => {
                    size *= 0.96;
                    ranges = break_lines(&widths, space, fit.width / size, fit.lines);
                }
            }
        };
        let mut lines = Vec::with_capacity(ranges.len());
        for range in ranges {
            lines.push(self.line(&words[range].join(" "), fit.style)?);
        }
        // Kerning across a space may add a hair to the sum of the words.
        let widest = lines.iter().map(Line::width).fold(0.0, f32::max);
        if widest * size > fit.width {
            size = fit.width / widest;
        }
        Ok(Block { lines, size })
    }
}

/// The text without what no font draws: line ends and tabs become spaces, invisible marks go.
pub(super) fn printable(text: &str) -> String {
    text.chars()
        .filter_map(|letter| match letter {
            '\n' | '\r' | '\t' => Some(' '),
            '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}' | '\u{feff}' => None,
            letter if letter.is_control() => None,
            letter => Some(letter),
        })
        .collect()
}

/// Breaks words into at most `lines` lines no wider than `width`, as even as they will go.
pub(super) fn break_lines(widths: &[f32], space: f32, width: f32, lines: usize) -> Option<Vec<Range<usize>>> {
    let greedy = |width: f32| {
        let mut ranges: Vec<Range<usize>> = Vec::new();
        let mut used = 0.0;
        for (index, word) in widths.iter().enumerate() {
            if *word > width {
                return None;
            }
            match ranges.last_mut() {
                Some(last) if used + space + word <= width => {
                    last.end = index + 1;
                    used += space + word;
                }
                _ => {
                    ranges.push(index..index + 1);
                    used = *word;
                }
            }
        }
        (ranges.len() <= lines).then_some(ranges)
    };
    let mut best = greedy(width)?;
    let wanted = best.len();
    let (mut low, mut high) = (0.0, width);
    for _ in 0..12 {
        let middle = (low + high) / 2.0;
        match greedy(middle) {
            Some(ranges) if ranges.len() == wanted => {
                best = ranges;
                high = middle;
            }
            _ => low = middle,
        }
    }
    Some(best)
}

#[cfg(test)]
mod tests {
    use super::*;

    const VIETNAMESE: &str = "aàáảãạăằắẳẵặâầấẩẫậbcdđeèéẻẽẹêềếểễệfghiìíỉĩịjklmnoòóỏõọôồốổỗộơờớởỡợ\
                              pqrstuùúủũụưừứửữựvwxyỳýỷỹỵz\
                              AÀÁẢÃẠĂẰẮẲẴẶÂẦẤẨẪẬBCDĐEÈÉẺẼẸÊỀẾỂỄỆFGHIÌÍỈĨỊJKLMNOÒÓỎÕỌÔỒỐỔỖỘƠỜỚỞỠỢ\
                              PQRSTUÙÚỦŨỤƯỪỨỬỮỰVWXYỲÝỶỸỴZ0123456789 -–,.:;/()'’·";

    fn fonts() -> Fonts {
        Fonts::load().expect("the compiled fonts are readable")
    }

    #[test]
    fn every_vietnamese_letter_has_a_glyph_in_each_font() {
        let fonts = fonts();
        assert_eq!(fonts.sans.missing(VIETNAMESE), None);
        assert_eq!(fonts.serif.missing(VIETNAMESE), None);
        for face in [&fonts.sans, &fonts.serif] {
            let run = face.run(VIETNAMESE);
            assert!(run.glyphs.iter().all(|glyph| glyph.glyph_id != GlyphId::new(0)));
            assert_eq!(run.glyphs.len(), VIETNAMESE.chars().count(), "one glyph a letter, marks in place");
        }
    }

    #[test]
    fn letters_of_the_central_highlands_fall_back_to_the_serif() {
        let fonts = fonts();
        let name = "H'Ƀlŏ Niê Kdăm";
        assert_eq!(fonts.sans.missing(name), Some('Ƀ'));
        assert_eq!(fonts.serif.missing(name), None);
        let line = fonts.line(name, Style::Sans).expect("one font has each word");
        assert_eq!(line.runs.iter().map(|run| run.text.as_str()).collect::<Vec<_>>(), ["H'Ƀlŏ ", "Niê Kdăm"]);
    }

    #[test]
    fn a_letter_no_font_has_is_an_error_not_an_empty_box() {
        let error = fonts().line("Nguyễn 山 Hòa", Style::Sans).err();
        assert!(matches!(error, Some(PdfError::NoGlyph { letter: '山' })));
    }
}
