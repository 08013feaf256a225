//! The printed certificate: one A4 landscape sheet as a PDF.
//!
//! Owns the look of the sheet (roof-tile frame, night band with the lane of five houses, type, QR),
//! the fonts compiled into it, and the small amount of typesetting krilla leaves to its user: shaping,
//! measuring, breaking lines and shrinking what is too long.
//!
//! Does not own what is printed. Every word, date and number comes from the certificate's snapshot
//! through [`CertificateSheet`], in NFC; nothing is looked up, no clock is read, and the same sheet
//! always gives the same bytes. It knows neither the database nor HTTP, and it does not decide who may
//! see a certificate.

use std::cell::RefCell;
use std::collections::HashMap;
use std::num::NonZeroU16;
use std::ops::Range;
use std::str::FromStr;

use fast_qr::{ECL, QRBuilder, QRCode};
use krilla::Document;
use krilla::action::{Action, LinkAction};
use krilla::annotation::{Annotation, LinkAnnotation, Target};
use krilla::color::rgb;
use krilla::geom::{Path, PathBuilder, Point, Rect, Transform};
use krilla::metadata::Metadata;
use krilla::num::NormalizedF32;
use krilla::page::PageSettings;
use krilla::paint::{Fill, FillRule, LineCap, Stroke};
use krilla::surface::Surface;
use krilla::tagging::{Artifact, ArtifactType, ContentTag, Node, Tag, TagGroup, TagKind, TagTree};
use krilla::text::{Font, GlyphId, KrillaGlyph};
use rustybuzz::{Direction, Language, ShapePlan, UnicodeBuffer, script};

/// What is printed; every field comes from the certificate's snapshot, as NFC text.
#[derive(Debug, Clone, Copy)]
pub struct CertificateSheet<'a> {
    /// The holder's name as it was when the certificate was issued.
    pub holder: &'a str,
    /// The holder's post: "Tổ trưởng, Tổ công nghệ số cộng đồng thôn Bến Đá".
    pub holder_line: &'a str,
    /// Where the team is: "xã Đồng Mây, tỉnh Tuyên Quang".
    pub unit_line: &'a str,
    /// What was achieved: "đã học và thực hành đạt chuyên đề Thanh toán không dùng tiền mặt".
    pub achievement: &'a str,
    /// Who issues and signs. `None` while nobody has declared it: the sheet then says so and leaves the
    /// place for the signature empty.
    pub issuer: Option<Issuer<'a>>,
    /// The running number: "TN-2026-000184".
    pub number: &'a str,
    /// The verify code grouped for reading aloud and typing. It does not carry the key of `verify_url`.
    pub code: &'a str,
    /// The address inside the QR and behind it as a link. Of its text only host and folder are printed,
    /// never the code or the key at its end.
    pub verify_url: &'a str,
    /// "Đồng Mây, ngày 21 tháng 11 năm 2026".
    pub place_and_date: &'a str,
    /// Small lines, label and value: "Đạt bài kiểm tra", "14/11/2026".
    pub details: &'a [(&'a str, &'a str)],
    /// Which of the five houses of the lane are lit, from the left.
    pub lit_houses: [bool; 5],
    /// Printed across a sheet that no longer holds: "ĐÃ THU HỒI".
    pub void_notice: Option<&'a str>,
}

/// The unit that issues a certificate and the person who signs for it. A field left empty is not printed.
#[derive(Debug, Clone, Copy)]
pub struct Issuer<'a> {
    /// "Ủy ban nhân dân xã Đồng Mây, tỉnh Tuyên Quang".
    pub unit: &'a str,
    /// "Chủ tịch".
    pub signatory_title: &'a str,
    /// The name under the signature.
    pub signatory_name: &'a str,
}

/// Why a sheet could not be made.
#[derive(Debug, thiserror::Error)]
pub enum CertificatePdfError {
    /// A font compiled into the server could not be read.
    #[error("the font {0} could not be read")]
    Font(&'static str),
    /// Neither font has this letter, so that a name or a word would be printed wrong.
    #[error("no font has the letter {letter:?} (U+{:04X})", u32::from(*.letter))]
    NoGlyph {
        /// The letter.
        letter: char,
    },
    /// The verify address does not fit into a QR code.
    #[error("the verify address does not fit into a QR code")]
    Qr,
    /// A drawing of this module is malformed.
    #[error("a drawing of the certificate is malformed")]
    Drawing,
    /// The PDF could not be written.
    #[error("the PDF could not be written: {0}")]
    Write(String),
}

/// Draws the sheet and returns the PDF file.
///
/// # Errors
///
/// When a text holds a letter no font has, when the verify address is longer than a QR code can carry,
/// or when krilla refuses to write the file.
pub fn render(sheet: &CertificateSheet<'_>) -> Result<Vec<u8>, CertificatePdfError> {
    let fonts = Fonts::load()?;
    let qr = qr_code(sheet.verify_url)?;
    let mut document = Document::new();
    document.set_metadata(
        Metadata::new()
            .title(format!("Giấy chứng nhận {}: {}", sheet.number, sheet.holder))
            .language("vi".to_owned())
            .creator("Từng Ngõ".to_owned())
            .document_id(sheet.number.to_owned()),
    );
    let settings = PageSettings::from_wh(PAGE_WIDTH * PT_PER_MM, PAGE_HEIGHT * PT_PER_MM)
        .ok_or(CertificatePdfError::Drawing)?;
    let mut page = document.start_page_with(settings);
    let mut surface = page.surface();
    let mut canvas = Canvas { surface: &mut surface, tags: Vec::new() };
    canvas.surface.push_transform(&Transform::from_scale(PT_PER_MM, PT_PER_MM));
    let drawn = draw(&mut canvas, &fonts, sheet, &qr);
    canvas.surface.pop();
    let mut tags = canvas.tags;
    surface.finish();
    let qr_place = drawn?;
    let link = LinkAnnotation::new(
        Rect::from_xywh(
            qr_place.x * PT_PER_MM,
            qr_place.y * PT_PER_MM,
            qr_place.side * PT_PER_MM,
            qr_place.side * PT_PER_MM,
        )
        .ok_or(CertificatePdfError::Drawing)?,
        Target::Action(Action::Link(LinkAction::new(sheet.verify_url.to_owned()))),
    );
    let link = page.add_tagged_annotation(Annotation::new_link(link, Some("Mở trang kiểm tra".to_owned())));
    tags.push(TagGroup::with_children(Tag::Link, vec![link.into()]).into());
    page.finish();
    document.set_tag_tree(TagTree::from(tags));
    document.finish().map_err(|error| CertificatePdfError::Write(format!("{error:?}")))
}

// ---------------------------------------------------------------------------------------------------
// Measures, in millimetres unless a name says points
// ---------------------------------------------------------------------------------------------------

const PT_PER_MM: f32 = 72.0 / 25.4;
const PAGE_WIDTH: f32 = 297.0;
const PAGE_HEIGHT: f32 = 210.0;
const CENTRE: f32 = PAGE_WIDTH / 2.0;

/// One roof tile; the frame is one tile wide and holds a whole number of them on each side.
const TILE: f32 = 8.0;
const FRAME_LEFT: f32 = 8.5;
const FRAME_TOP: f32 = 9.0;
const FRAME_COLUMNS: usize = 35;
const FRAME_ROWS: usize = 48;

/// The lane is drawn in units of its own, [`LANE_UNITS`] wide and high.
const LANE_UNITS: (f32, f32) = (360.0, 104.0);
const LANE_SCALE: f32 = 0.29;
const LANE_TOP: f32 = 38.0;
const LANE_CORNER: f32 = 2.8;

/// Between lane and footer: title, issuer, name, achievement, centred in this stretch.
const MIDDLE: Range<f32> = 70.0..138.5;
const MIDDLE_WIDTH: f32 = 226.0;

/// The holder's name: large, and on one line as long as it can be read from across a room.
const NAME: Manner = Manner { style: Style::Serif, wish: 36.0, floor: 24.0, lines: 2 };

const FOOTER_TOP: f32 = 142.0;
const FOOTER_BOTTOM: f32 = 189.0;
const DETAILS_LEFT: f32 = 27.0;
const DETAILS_WIDTH: f32 = 83.0;
const DETAILS_INDENT: f32 = 3.5;
const QR_COLUMN: f32 = 74.0;
const SIGNATURE_CENTRE: f32 = 229.5;
const SIGNATURE_WIDTH: f32 = 82.0;

/// Side of the dark-and-light square alone; the quiet zone comes on top of it.
const QR_SIDE: f32 = 27.0;
const QR_QUIET_MODULES: f32 = 4.0;

fn millimetres(points: f32) -> f32 {
    points / PT_PER_MM
}

// ---------------------------------------------------------------------------------------------------
// Colours: the light theme of the site
// ---------------------------------------------------------------------------------------------------

#[derive(Clone, Copy, PartialEq, Eq)]
struct Ink(u8, u8, u8);

const PAPER: Ink = Ink(0xff, 0xfa, 0xf0);
const WHITE: Ink = Ink(0xff, 0xff, 0xff);
const BLACK: Ink = Ink(0, 0, 0);
const TEXT: Ink = Ink(0x1a, 0x1d, 0x33);
const TEXT_QUIET: Ink = Ink(0x43, 0x46, 0x5e);
const INDIGO: Ink = Ink(0x27, 0x33, 0x6f);
const NIGHT: Ink = Ink(0x1c, 0x24, 0x50);
const MOON: Ink = Ink(0xff, 0xf7, 0xe6);
const LAMP: Ink = Ink(0xff, 0xc6, 0x4a);
const DARK_WINDOW: Ink = Ink(0x16, 0x1c, 0x40);
const WALL: Ink = Ink(0x35, 0x42, 0x8a);
const WALL_BRIGHT: Ink = Ink(0x46, 0x54, 0x9f);
const ROOF: Ink = Ink(0xb4, 0x53, 0x3a);
const VOID: Ink = Ink(0x86, 0x23, 0x0f);

fn fill(ink: Ink, opacity: f32) -> Fill {
    Fill {
        paint: rgb::Color::new(ink.0, ink.1, ink.2).into(),
        opacity: NormalizedF32::new(opacity).unwrap_or(NormalizedF32::ONE),
        rule: FillRule::NonZero,
    }
}

fn stroke(ink: Ink, width: f32, opacity: f32) -> Stroke {
    Stroke {
        paint: rgb::Color::new(ink.0, ink.1, ink.2).into(),
        width,
        opacity: NormalizedF32::new(opacity).unwrap_or(NormalizedF32::ONE),
        line_cap: LineCap::Round,
        ..Stroke::default()
    }
}

// ---------------------------------------------------------------------------------------------------
// The drawing surface, with the reading order beside it
// ---------------------------------------------------------------------------------------------------

/// A krilla surface in millimetres, and the tags of what was drawn on it, in reading order.
struct Canvas<'c, 'd> {
    surface: &'c mut Surface<'d>,
    tags: Vec<Node>,
}

impl Canvas<'_, '_> {
    fn fill(&mut self, path: &Path, ink: Ink) {
        self.surface.set_stroke(None);
        self.surface.set_fill(Some(fill(ink, 1.0)));
        self.surface.draw_path(path);
    }

    fn stroke(&mut self, path: &Path, with: Stroke) {
        self.surface.set_fill(None);
        self.surface.set_stroke(Some(with));
        self.surface.draw_path(path);
    }

    /// One line, as text or only as the shapes of its letters; `start` is its left end on the baseline.
    fn line(&mut self, start: Xy, size: f32, line: &Line, paint: Fill, shapes: bool) {
        self.surface.set_stroke(None);
        self.surface.set_fill(Some(paint));
        let (mut x, y) = start;
        for run in &line.runs {
            self.surface.draw_glyphs(
                Point::from_xy(x, y),
                &run.glyphs,
                run.font.clone(),
                &run.text,
                size,
                shapes,
            );
            x += run.width * size;
        }
    }

    /// The lines of `block` from `top` downwards; returns where the next block may start.
    fn block(&mut self, place: Place, top: f32, block: &Block, ink: Ink) -> f32 {
        let leading = block.leading();
        for (index, line) in block.lines.iter().enumerate() {
            let baseline = top + leading * index as f32 + block.first_baseline();
            let x = match place {
                Place::Left(x) => x,
                Place::Centre(x) => x - line.width() * block.size / 2.0,
            };
            self.line((x, baseline), block.size, line, fill(ink, 1.0), false);
        }
        top + block.height()
    }

    /// Draws something that only decorates: a screen reader passes over it.
    fn ornament<T>(&mut self, draw: impl FnOnce(&mut Self) -> T) -> T {
        let artifact = Artifact::with_kind(ArtifactType::Layout);
        self.surface.start_tagged(ContentTag::Artifact(artifact));
        let drawn = draw(self);
        self.surface.end_tagged();
        drawn
    }

    /// Draws something that is read, as an element of the given kind.
    fn tagged<T>(&mut self, kind: impl Into<TagKind>, draw: impl FnOnce(&mut Self) -> T) -> T {
        let id = self.surface.start_tagged(ContentTag::Other);
        let drawn = draw(self);
        self.surface.end_tagged();
        self.tags.push(TagGroup::with_children(kind, vec![id.into()]).into());
        drawn
    }
}

#[derive(Clone, Copy)]
enum Place {
    Left(f32),
    Centre(f32),
}

// ---------------------------------------------------------------------------------------------------
// Typesetting
// ---------------------------------------------------------------------------------------------------

const SANS_FILE: &[u8] = include_bytes!("../static/fonts/BeVietnamPro-Regular.ttf");
const SERIF_FILE: &[u8] = include_bytes!("../static/fonts/NotoSerif-Bold.ttf");

/// A font twice: as krilla embeds it and as rustybuzz, which krilla itself shapes with, measures it.
struct Face {
    font: Font,
    shaper: rustybuzz::Face<'static>,
    plan: ShapePlan,
}

impl Face {
    fn load(name: &'static str, file: &'static [u8]) -> Result<Self, CertificatePdfError> {
        let font = Font::new(file.into(), 0).ok_or(CertificatePdfError::Font(name))?;
        let shaper = rustybuzz::Face::from_slice(file, 0).ok_or(CertificatePdfError::Font(name))?;
        let language = Language::from_str("vi").ok();
        let plan =
            ShapePlan::new(&shaper, Direction::LeftToRight, Some(script::LATIN), language.as_ref(), &[]);
        Ok(Self { font, shaper, plan })
    }

    /// The first letter of `text` this font has no glyph for.
    fn missing(&self, text: &str) -> Option<char> {
        text.chars().find(|letter| self.shaper.glyph_index(*letter).is_none())
    }

    fn run(&self, text: &str) -> Run {
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
struct Run {
    font: Font,
    text: String,
    glyphs: Vec<KrillaGlyph>,
    width: f32,
}

/// Text that stands on one line.
struct Line {
    runs: Vec<Run>,
}

impl Line {
    /// In ems.
    fn width(&self) -> f32 {
        self.runs.iter().map(|run| run.width).sum()
    }
}

/// Lines of one size, as they will be drawn.
struct Block {
    lines: Vec<Line>,
    /// Em, in millimetres.
    size: f32,
}

impl Block {
    /// Vietnamese letters carry two marks one above the other: less than this and lines touch.
    const LEADING: f32 = 1.36;
    /// Height of the capitals, in ems, of both fonts within a hundredth.
    const CAPITALS: f32 = 0.71;

    fn leading(&self) -> f32 {
        self.size * Self::LEADING
    }

    fn first_baseline(&self) -> f32 {
        self.size * (Self::LEADING + Self::CAPITALS) / 2.0
    }

    fn height(&self) -> f32 {
        self.leading() * self.lines.len() as f32
    }

    /// Whether it could be set at the wished size, in points.
    fn fits_wish(&self, wish: f32) -> bool {
        self.size > millimetres(wish) - 0.01
    }

    /// In millimetres.
    fn widest_line(&self) -> f32 {
        self.lines.iter().map(Line::width).fold(0.0, f32::max) * self.size
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Style {
    Sans,
    Serif,
}

/// How large a text would like to be and the box it must fit into.
#[derive(Clone, Copy)]
struct Fit {
    style: Style,
    /// Wished size, in points.
    wish: f32,
    /// Down to this size fewer lines are preferred to larger letters, in points.
    floor: f32,
    /// In millimetres.
    width: f32,
    lines: usize,
}

/// A [`Fit`] whose box is given elsewhere.
#[derive(Clone, Copy)]
struct Manner {
    style: Style,
    wish: f32,
    floor: f32,
    lines: usize,
}

struct Fonts {
    sans: Face,
    serif: Face,
    measured: RefCell<HashMap<(Style, String), f32>>,
}

impl Fonts {
    fn load() -> Result<Self, CertificatePdfError> {
        Ok(Self {
            sans: Face::load("Be Vietnam Pro", SANS_FILE)?,
            serif: Face::load("Noto Serif", SERIF_FILE)?,
            measured: RefCell::default(),
        })
    }

    /// The font for one word: the wished one, or the other where the wished one lacks a letter.
    fn face_for(&self, word: &str, style: Style) -> Result<&Face, CertificatePdfError> {
        let (wished, other) = match style {
            Style::Sans => (&self.sans, &self.serif),
            Style::Serif => (&self.serif, &self.sans),
        };
        if wished.missing(word).is_none() {
            return Ok(wished);
        }
        match other.missing(word) {
            None => Ok(other),
            Some(letter) => Err(CertificatePdfError::NoGlyph { letter }),
        }
    }

    fn line(&self, text: &str, style: Style) -> Result<Line, CertificatePdfError> {
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
    fn word_width(&self, word: &str, style: Style) -> Result<f32, CertificatePdfError> {
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
    fn set(&self, text: &str, fit: Fit) -> Result<Block, CertificatePdfError> {
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
fn printable(text: &str) -> String {
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
fn break_lines(widths: &[f32], space: f32, width: f32, lines: usize) -> Option<Vec<Range<usize>>> {
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

// ---------------------------------------------------------------------------------------------------
// The sheet
// ---------------------------------------------------------------------------------------------------

/// A square on the page.
#[derive(Clone, Copy)]
struct Square {
    x: f32,
    y: f32,
    side: f32,
}

/// Draws everything; returns where the QR stands, its quiet zone included.
fn draw(
    canvas: &mut Canvas<'_, '_>,
    fonts: &Fonts,
    sheet: &CertificateSheet<'_>,
    qr: &QRCode,
) -> Result<Square, CertificatePdfError> {
    canvas.ornament(draw_frame)?;
    draw_motto(canvas, fonts)?;
    draw_lane(canvas, sheet.lit_houses)?;
    draw_middle(canvas, fonts, sheet)?;
    draw_details(canvas, fonts, sheet)?;
    let place = draw_qr_column(canvas, fonts, sheet, qr)?;
    draw_signature(canvas, fonts, sheet)?;
    if let Some(notice) = void_notice(sheet) {
        draw_void_stamp(canvas, fonts, notice)?;
    }
    Ok(place)
}

fn void_notice<'a>(sheet: &CertificateSheet<'a>) -> Option<&'a str> {
    sheet.void_notice.filter(|notice| !notice.trim().is_empty())
}

fn draw_frame(canvas: &mut Canvas<'_, '_>) -> Result<(), CertificatePdfError> {
    let (columns, rows) = (FRAME_COLUMNS as f32, FRAME_ROWS as f32);
    let (width, height) = (columns * TILE, rows * TILE / 2.0);
    canvas.fill(&rectangle(0.0, 0.0, PAGE_WIDTH, PAGE_HEIGHT)?, PAPER);

    let outer = rectangle(FRAME_LEFT, FRAME_TOP, width, height)?;
    let inner = rectangle(FRAME_LEFT + TILE, FRAME_TOP + TILE, width - 2.0 * TILE, height - 2.0 * TILE)?;
    let mut ring = PathBuilder::new();
    for (inset, size) in [(0.0, (width, height)), (TILE, (width - 2.0 * TILE, height - 2.0 * TILE))] {
        let rect = Rect::from_xywh(FRAME_LEFT + inset, FRAME_TOP + inset, size.0, size.1);
        ring.push_rect(rect.ok_or(CertificatePdfError::Drawing)?);
    }
    let ring = ring.finish().ok_or(CertificatePdfError::Drawing)?;

    // Rows of half circles, every second row half a tile further, only where the frame runs.
    let mut tiles = PathBuilder::new();
    for row in 0..FRAME_ROWS {
        let y = FRAME_TOP + row as f32 * TILE / 2.0;
        let shift = if row % 2 == 0 { 0.0 } else { TILE / 2.0 };
        let across = !(2..FRAME_ROWS - 2).contains(&row);
        for column in 0..=FRAME_COLUMNS {
            if across || column <= 1 || column >= FRAME_COLUMNS - 1 {
                half_circle(&mut tiles, FRAME_LEFT + column as f32 * TILE - shift, y, TILE / 2.0);
            }
        }
    }
    let tiles = tiles.finish().ok_or(CertificatePdfError::Drawing)?;
    canvas.surface.push_clip_path(&ring, &FillRule::EvenOdd);
    canvas.stroke(&tiles, stroke(ROOF, 0.5, 1.0));
    canvas.surface.pop();
    canvas.stroke(&outer, stroke(INDIGO, 0.8, 1.0));
    canvas.stroke(&inner, stroke(INDIGO, 0.8, 1.0));
    Ok(())
}

/// A half circle hanging from the line at `y`, from `x` rightwards.
fn half_circle(builder: &mut PathBuilder, x: f32, y: f32, radius: f32) {
    let pull = radius * 0.552_284_8;
    builder.move_to(x, y);
    builder.cubic_to(x, y + pull, x + radius - pull, y + radius, x + radius, y + radius);
    let right = x + 2.0 * radius;
    builder.cubic_to(x + radius + pull, y + radius, right, y + pull, right, y);
}

fn draw_motto(canvas: &mut Canvas<'_, '_>, fonts: &Fonts) -> Result<(), CertificatePdfError> {
    let one_line = |style, wish| Fit { style, wish, floor: wish, width: MIDDLE_WIDTH, lines: 1 };
    let state = fonts.set("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", one_line(Style::Serif, 12.0))?;
    let motto = fonts.set("Độc lập - Tự do - Hạnh phúc", one_line(Style::Sans, 12.0))?;
    let top = FRAME_TOP + TILE + 5.5;
    let next = canvas.tagged(Tag::P, |canvas| canvas.block(Place::Centre(CENTRE), top, &state, TEXT));
    canvas.tagged(Tag::P, |canvas| canvas.block(Place::Centre(CENTRE), next, &motto, TEXT));
    Ok(())
}

fn draw_middle(
    canvas: &mut Canvas<'_, '_>,
    fonts: &Fonts,
    sheet: &CertificateSheet<'_>,
) -> Result<(), CertificatePdfError> {
    let issuer = match sheet.issuer {
        Some(issuer) if !issuer.unit.trim().is_empty() => format!("{} chứng nhận", issuer.unit.trim()),
        _ => "(Đơn vị cấp chưa khai báo)".to_owned(),
    };
    let (post, unit) = (sheet.holder_line.trim(), sheet.unit_line.trim());
    let joined = format!("{post}, {unit}");
    let body = |lines| Manner { style: Style::Sans, wish: 14.0, floor: 13.0, lines };
    let one_line = Fit { style: Style::Sans, wish: 14.0, floor: 14.0, width: MIDDLE_WIDTH, lines: 1 };
    let together = !post.is_empty() && !unit.is_empty() && fonts.set(&joined, one_line)?.fits_wish(14.0);
    let (post, unit) = if together { (joined.as_str(), "") } else { (post, unit) };

    // Text, manner, ink, space above in millimetres, share of the room left over.
    let title = Manner { style: Style::Serif, wish: 33.0, floor: 33.0, lines: 1 };
    let parts = [
        ("Giấy chứng nhận", title, TEXT, 0.0, 0.18),
        (issuer.as_str(), body(2), TEXT, 0.6, 0.1),
        (sheet.holder, NAME, INDIGO, 1.6, 0.17),
        (post, body(2), TEXT, 1.2, 0.17),
        (unit, body(1), TEXT, 0.0, 0.0),
        (sheet.achievement, body(3), TEXT, 0.4, 0.06),
    ];
    let room = MIDDLE.end - MIDDLE.start;
    let mut scale = 1.0;
    let (blocks, left_over) = loop {
        let mut blocks = Vec::with_capacity(parts.len());
        let mut total = 0.0;
        for (text, manner, ink, above, share) in parts {
            let (wish, floor) = (manner.wish * scale, manner.floor * scale);
            let Manner { style, lines, .. } = manner;
            let block = fonts.set(text, Fit { style, wish, floor, width: MIDDLE_WIDTH, lines })?;
            total += above + block.height();
            blocks.push((block, ink, above, share));
        }
        if total <= room || scale < 0.4 {
            break (blocks, (room - total).max(0.0));
        }
        scale -= 0.04;
    };
    let mut top = MIDDLE.start;
    for (index, (block, ink, above, share)) in blocks.iter().enumerate() {
        if block.lines.is_empty() {
            continue;
        }
        top += above + share * left_over;
        let kind: TagKind = match index {
            0 => Tag::Hn(NonZeroU16::MIN, None).into(),
            _ => Tag::P.into(),
        };
        top = canvas.tagged(kind, |canvas| canvas.block(Place::Centre(CENTRE), top, block, *ink));
    }
    Ok(())
}

fn draw_details(
    canvas: &mut Canvas<'_, '_>,
    fonts: &Fonts,
    sheet: &CertificateSheet<'_>,
) -> Result<(), CertificatePdfError> {
    let number = Fit { style: Style::Serif, wish: 12.0, floor: 9.0, width: DETAILS_WIDTH, lines: 1 };
    let number = fonts.set(&format!("Số {}", sheet.number), number)?;
    let place = Place::Left(DETAILS_LEFT);
    let mut top = FOOTER_TOP;
    if let Some(notice) = void_notice(sheet) {
        let fit = Fit { style: Style::Serif, wish: 12.0, floor: 9.0, width: DETAILS_WIDTH, lines: 2 };
        let notice = fonts.set(notice, fit)?;
        top = canvas.tagged(Tag::P, |canvas| canvas.block(place, top, &notice, VOID));
        // Whoever listens to the sheet hears this first.
        canvas.tags.rotate_right(1);
    }
    let top = canvas.tagged(Tag::P, |canvas| canvas.block(place, top, &number, TEXT)) + 0.8;
    let mut points = 10.5;
    let details = loop {
        let details = set_details(fonts, sheet.details, points)?;
        let height: f32 = details.iter().flatten().map(Block::height).sum();
        if top + height <= FOOTER_BOTTOM || points < 4.0 {
            break details;
        }
        points -= 0.5;
    };
    let mut top = top;
    for detail in &details {
        canvas.tagged(Tag::P, |canvas| {
            for (index, block) in detail.iter().enumerate() {
                let indent = if index == 0 { 0.0 } else { DETAILS_INDENT };
                top = canvas.block(Place::Left(DETAILS_LEFT + indent), top, block, TEXT_QUIET);
            }
        });
    }
    Ok(())
}

/// Each detail on one line; where that is too long, its value set in below its label.
fn set_details(
    fonts: &Fonts,
    details: &[(&str, &str)],
    points: f32,
) -> Result<Vec<Vec<Block>>, CertificatePdfError> {
    let fit = |width, lines| Fit { style: Style::Sans, wish: points, floor: points, width, lines };
    let mut blocks = Vec::with_capacity(details.len());
    for (label, value) in details {
        let whole = fonts.set(&format!("{label}: {value}"), fit(DETAILS_WIDTH, 1))?;
        blocks.push(if whole.fits_wish(points) {
            vec![whole]
        } else {
            let label = fonts.set(&format!("{label}:"), fit(DETAILS_WIDTH, 2))?;
            vec![label, fonts.set(value, fit(DETAILS_WIDTH - DETAILS_INDENT, 2))?]
        });
    }
    Ok(blocks)
}

fn draw_signature(
    canvas: &mut Canvas<'_, '_>,
    fonts: &Fonts,
    sheet: &CertificateSheet<'_>,
) -> Result<(), CertificatePdfError> {
    let place = Place::Centre(SIGNATURE_CENTRE);
    let fit = |style, wish, lines| Fit { style, wish, floor: wish - 2.0, width: SIGNATURE_WIDTH, lines };
    let (title, name) = match sheet.issuer {
        Some(issuer) => (issuer.signatory_title.trim(), issuer.signatory_name.trim()),
        None => ("", ""),
    };
    let date = fonts.set(sheet.place_and_date, fit(Style::Sans, 12.0, 2))?;
    let mut top = canvas.tagged(Tag::P, |canvas| canvas.block(place, FOOTER_TOP, &date, TEXT));
    if !title.is_empty() {
        let title = fonts.set(title, fit(Style::Serif, 12.0, 2))?;
        top = canvas.tagged(Tag::P, |canvas| canvas.block(place, top, &title, TEXT));
    }
    let hint = fonts.set("(ký tên, đóng dấu)", fit(Style::Sans, 10.5, 1))?;
    canvas.tagged(Tag::P, |canvas| canvas.block(place, top, &hint, TEXT_QUIET));
    if !name.is_empty() {
        let name = fonts.set(name, fit(Style::Serif, 12.0, 1))?;
        let top = FOOTER_BOTTOM - name.height();
        canvas.tagged(Tag::P, |canvas| canvas.block(place, top, &name, TEXT));
    }
    Ok(())
}

/// The notice turned across the middle of the sheet, framed like a stamp; what it crosses stays readable,
/// and the QR stays clear of it so that the check page can still be opened.
///
/// It is drawn as shapes: turned letters come out of a PDF one by one, between those of the name they
/// cross. As text the notice stands level above the number.
fn draw_void_stamp(
    canvas: &mut Canvas<'_, '_>,
    fonts: &Fonts,
    notice: &str,
) -> Result<(), CertificatePdfError> {
    let fit = Fit { style: Style::Serif, wish: 64.0, floor: 30.0, width: 190.0, lines: 1 };
    let notice = fonts.set(notice, fit)?;
    let width = notice.widest_line();
    let (wide, high) = (width + 16.0, notice.size * 1.5);
    let frame = rounded_rectangle(-wide / 2.0, -high / 2.0, wide, high, 3.0)?;
    let centre_y = (MIDDLE.start + MIDDLE.end) / 2.0;
    let baseline = notice.first_baseline() - notice.leading() / 2.0;
    canvas.ornament(|canvas| {
        canvas.surface.push_transform(&Transform::from_translate(CENTRE, centre_y));
        canvas.surface.push_transform(&Transform::from_rotate(-12.0));
        canvas.stroke(&frame, stroke(VOID, 1.4, 0.65));
        for line in &notice.lines {
            canvas.line((-width / 2.0, baseline), notice.size, line, fill(VOID, 0.52), true);
        }
        canvas.surface.pop();
        canvas.surface.pop();
    });
    Ok(())
}

// ---------------------------------------------------------------------------------------------------
// QR
// ---------------------------------------------------------------------------------------------------

fn qr_code(url: &str) -> Result<QRCode, CertificatePdfError> {
    QRBuilder::new(url).ecl(ECL::M).build().map_err(|_| CertificatePdfError::Qr)
}

/// The dark modules as horizontal bars `(column, row, length)`.
fn qr_bars(qr: &QRCode) -> Vec<(usize, usize, usize)> {
    let mut bars: Vec<(usize, usize, usize)> = Vec::new();
    for row in 0..qr.size {
        for column in (0..qr.size).filter(|column| qr[row][*column].value()) {
            match bars.last_mut() {
                Some(bar) if bar.1 == row && bar.0 + bar.2 == column => bar.2 += 1,
                _ => bars.push((column, row, 1)),
            }
        }
    }
    bars
}

fn draw_qr_column(
    canvas: &mut Canvas<'_, '_>,
    fonts: &Fonts,
    sheet: &CertificateSheet<'_>,
    qr: &QRCode,
) -> Result<Square, CertificatePdfError> {
    let module = QR_SIDE / qr.size as f32;
    let quiet = module * QR_QUIET_MODULES;
    let side = QR_SIDE + 2.0 * quiet;
    let place = Square { x: CENTRE - side / 2.0, y: FOOTER_TOP - 1.0, side };
    let mut dark = PathBuilder::new();
    for (column, row, length) in qr_bars(qr) {
        let (x, y) = (place.x + quiet + column as f32 * module, place.y + quiet + row as f32 * module);
        // A breath of overlap, or viewers that smooth edges show hairlines between the rows.
        let rect = Rect::from_xywh(x, y, length as f32 * module, module + 0.02);
        dark.push_rect(rect.ok_or(CertificatePdfError::Drawing)?);
    }
    let dark = dark.finish().ok_or(CertificatePdfError::Drawing)?;
    let ground = rounded_rectangle(place.x, place.y, side, side, 1.2)?;
    let alt = Some("Mã QR để kiểm tra giấy chứng nhận".to_owned());
    canvas.tagged(Tag::Figure(alt), |canvas| {
        canvas.fill(&ground, WHITE);
        canvas.fill(&dark, BLACK);
    });

    let hint = match printed_address(sheet.verify_url) {
        Some(address) => format!("Quét mã QR, hoặc vào {address} nhập mã:"),
        None => "Quét mã QR, hoặc nhập mã:".to_owned(),
    };
    let fit = Fit { style: Style::Sans, wish: 9.5, floor: 8.0, width: QR_COLUMN, lines: 2 };
    let hint = fonts.set(&hint, fit)?;
    let code = Fit { style: Style::Serif, wish: 11.0, floor: 8.0, width: QR_COLUMN, lines: 1 };
    let code = fonts.set(sheet.code, code)?;
    let top = place.y + side + 0.8;
    let top = canvas.tagged(Tag::P, |canvas| canvas.block(Place::Centre(CENTRE), top, &hint, TEXT_QUIET));
    canvas.tagged(Tag::P, |canvas| canvas.block(Place::Centre(CENTRE), top, &code, TEXT));
    Ok(place)
}

/// Host and folder of the check page: the address without scheme, key and last segment.
fn printed_address(url: &str) -> Option<&str> {
    let address = url.split_once("://").map_or(url, |(_, rest)| rest);
    let address = &address[..address.find(['?', '#']).unwrap_or(address.len())];
    let folder = address.trim_end_matches('/').rsplit_once('/').map_or("", |(folder, _)| folder);
    (!folder.is_empty()).then_some(folder)
}

// ---------------------------------------------------------------------------------------------------
// The lane of five houses
// ---------------------------------------------------------------------------------------------------

/// What a part of a house is painted with.
#[derive(Clone, Copy)]
enum Part {
    Wall,
    Bright,
    Roof,
    /// Lamp-coloured when the house is lit, dark when not.
    Opening,
}

/// A house: where it stands in the lane and its parts, from back to front, in SVG path data.
struct House {
    left: f32,
    parts: &'static [(Part, &'static str)],
}

const HOUSE_TOP: f32 = 44.0;

/// The same drawings as on the site's pages.
const HOUSES: [House; 5] = [
    House {
        left: 6.0,
        parts: &[
            (Part::Wall, "M6 33h48v27H6z"),
            (Part::Bright, "M4 29h52v4H4zM21 33h3v27h-3zM36 33h3v27h-3z"),
            (Part::Roof, "M2 29 30 15l28 14zM29 2h14l-4 4 4 4H31v5h-2z"),
            (Part::Opening, "M10 38h8v12h-8zM42 38h8v12h-8z"),
            (Part::Opening, "M25 38h10v22H25z"),
        ],
    },
    House {
        left: 80.0,
        parts: &[
            (Part::Wall, "M6 18h48v42H6z"),
            (Part::Bright, "M3 13h54v5H3zM13 22h34v5H13z"),
            (
                Part::Roof,
                "M8 30h44l6 9a5 5 0 0 1-9.3 1 5 5 0 0 1-9.3 0 5 5 0 0 1-9.4 0 5 5 0 0 1-9.4 0 \
                 5 5 0 0 1-9.3 0A5 5 0 0 1 2 39z",
            ),
            (Part::Opening, "M11 44h24v9H11z"),
            (Part::Opening, "M40 44h9v16h-9z"),
        ],
    },
    House {
        left: 150.0,
        parts: &[
            (Part::Wall, "M7 36h46v24H7z"),
            (Part::Roof, "M13 14h34c1 9 5 19 13 21l-1.5 4h-57L0 35c8-2 12-12 13-21z"),
            (Part::Bright, "M12 11h36v4H12z"),
            (Part::Opening, "M12 44h9v16h-9zM39 44h9v16h-9z"),
            (Part::Opening, "M25 44h10v16H25z"),
        ],
    },
    House {
        left: 222.0,
        parts: &[
            (Part::Wall, "M14 24 30 11l16 13v36H14z"),
            (Part::Roof, "M7 27 30 6l23 21-3 3.5L30 13 10 30.5z"),
            (Part::Opening, "M24 27h12v10H24z"),
            (Part::Bright, "M2 47h18v-4h5v17H2zM35 60V43h5v4h18v13z"),
            (Part::Opening, "M25 60V49a5 5 0 0 1 10 0v11z"),
        ],
    },
    House {
        left: 294.0,
        parts: &[
            (Part::Wall, "M9 28h42v17H9zM10 47h3v13h-3zM21 47h3v13h-3zM37 47h3v13h-3zM48 47h3v13h-3z"),
            (Part::Roof, "M16 9h28l13 21H3zM12 2l3-1.5 6 9h-4zM48 2l-3-1.5-6 9h4z"),
            (
                Part::Bright,
                "M5 44h50v3H5zM26 60l1.5-13h2L28 60zM32 60l1.5-13h2L34 60zM27 55h7v1.8h-7z\
                 M28 50.5h7v1.8h-7z",
            ),
            (Part::Opening, "M13 34h9v7h-9zM38 34h9v7h-9z"),
            (Part::Opening, "M26 33h8v11h-8z"),
        ],
    },
];

const MOON_PATH: &str = "M344 4a11 11 0 1 0 11 15 9 9 0 0 1-11-15z";
const PALM_PATH: &str = "M0 0v-58c-7-7-14-5-17 3M0-58c7-7 14-5 17 3M0-58c-3-9-10-11-15-7M0-58c3-9 10-11 15-7";
const PALMS: [(f32, f32); 2] = [(76.0, 104.0), (290.0, 116.0)];

fn draw_lane(canvas: &mut Canvas<'_, '_>, lit: [bool; 5]) -> Result<(), CertificatePdfError> {
    let (width, height) = (LANE_UNITS.0 * LANE_SCALE, LANE_UNITS.1 * LANE_SCALE);
    let left = CENTRE - width / 2.0;
    let band = rounded_rectangle(left, LANE_TOP, width, height, LANE_CORNER)?;
    let count = lit.iter().filter(|lit| **lit).count();
    let alt = Some(format!("Dãy năm ngôi nhà trong ngõ ban đêm, {count} nhà sáng đèn"));
    canvas.tagged(Tag::Figure(alt), |canvas| {
        canvas.fill(&band, NIGHT);
        canvas.surface.push_clip_path(&band, &FillRule::NonZero);
        canvas.surface.push_transform(&Transform::from_translate(left, LANE_TOP));
        canvas.surface.push_transform(&Transform::from_scale(LANE_SCALE, LANE_SCALE));
        let drawn = draw_lane_contents(canvas, lit);
        canvas.surface.pop();
        canvas.surface.pop();
        canvas.surface.pop();
        drawn
    })
}

fn draw_lane_contents(canvas: &mut Canvas<'_, '_>, lit: [bool; 5]) -> Result<(), CertificatePdfError> {
    canvas.fill(&svg_path(MOON_PATH, 0.0, 0.0)?, MOON);
    for (x, y) in PALMS {
        canvas.stroke(&svg_path(PALM_PATH, x, y)?, stroke(WALL_BRIGHT, 2.6, 1.0));
    }
    for (house, lit) in HOUSES.iter().zip(lit) {
        for (part, data) in house.parts {
            let ink = match part {
                Part::Wall => WALL,
                Part::Bright => WALL_BRIGHT,
                Part::Roof => ROOF,
                Part::Opening if lit => LAMP,
                Part::Opening => DARK_WINDOW,
            };
            canvas.fill(&svg_path(data, house.left, HOUSE_TOP)?, ink);
        }
    }
    Ok(())
}

// ---------------------------------------------------------------------------------------------------
// Paths
// ---------------------------------------------------------------------------------------------------

fn rectangle(x: f32, y: f32, width: f32, height: f32) -> Result<Path, CertificatePdfError> {
    let mut builder = PathBuilder::new();
    builder.push_rect(Rect::from_xywh(x, y, width, height).ok_or(CertificatePdfError::Drawing)?);
    builder.finish().ok_or(CertificatePdfError::Drawing)
}

fn rounded_rectangle(
    x: f32,
    y: f32,
    width: f32,
    height: f32,
    corner: f32,
) -> Result<Path, CertificatePdfError> {
    let r = corner.min(width / 2.0).min(height / 2.0);
    let (w, h) = (width - 2.0 * r, height - 2.0 * r);
    let data = format!(
        "M{} {y}h{w}a{r} {r} 0 0 1 {r} {r}v{h}a{r} {r} 0 0 1 -{r} {r}h-{w}a{r} {r} 0 0 1 -{r} -{r}v-{h}\
         a{r} {r} 0 0 1 {r} -{r}z",
        x + r
    );
    svg_path(&data, 0.0, 0.0)
}

/// Turns SVG path data into a path, moved by `(dx, dy)`. Knows the commands the drawings use:
/// `M L H V C A Z`, large and small.
fn svg_path(data: &str, dx: f32, dy: f32) -> Result<Path, CertificatePdfError> {
    trace(data)
        .and_then(|steps| {
            let mut builder = PathBuilder::new();
            for step in steps {
                match step {
                    Step::Move(p) => builder.move_to(p.0 + dx, p.1 + dy),
                    Step::Line(p) => builder.line_to(p.0 + dx, p.1 + dy),
                    Step::Cubic(a, b, p) => {
                        builder.cubic_to(a.0 + dx, a.1 + dy, b.0 + dx, b.1 + dy, p.0 + dx, p.1 + dy);
                    }
                    Step::Close => builder.close(),
                }
            }
            builder.finish()
        })
        .ok_or(CertificatePdfError::Drawing)
}

type Xy = (f32, f32);

/// One step of a path, in absolute places.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Step {
    Move(Xy),
    Line(Xy),
    Cubic(Xy, Xy, Xy),
    Close,
}

fn trace(data: &str) -> Option<Vec<Step>> {
    let mut numbers = Numbers { rest: data };
    let mut steps = Vec::new();
    let (mut at, mut start): (Xy, Xy) = ((0.0, 0.0), (0.0, 0.0));
    let mut command = None;
    loop {
        match numbers.command() {
            Some(next) => command = Some(next),
            None if numbers.is_empty() => return Some(steps),
            // More numbers after a move mean lines; after any other command, the same again.
            None => {
                command = match command? {
                    'M' => Some('L'),
                    'm' => Some('l'),
                    'Z' | 'z' => return None,
                    same => Some(same),
                }
            }
        }
        let command = command?;
        let origin = if command.is_ascii_lowercase() { at } else { (0.0, 0.0) };
        match command.to_ascii_uppercase() {
            'M' => {
                at = numbers.point(origin)?;
                start = at;
                steps.push(Step::Move(at));
            }
            'L' => {
                at = numbers.point(origin)?;
                steps.push(Step::Line(at));
            }
            'H' => {
                at.0 = origin.0 + numbers.number()?;
                steps.push(Step::Line(at));
            }
            'V' => {
                at.1 = origin.1 + numbers.number()?;
                steps.push(Step::Line(at));
            }
            'C' => {
                let (a, b) = (numbers.point(origin)?, numbers.point(origin)?);
                at = numbers.point(origin)?;
                steps.push(Step::Cubic(a, b, at));
            }
            'A' => {
                let radii = (numbers.number()?, numbers.number()?);
                // The drawings have circles only; a circle has no axis to turn.
                let _turn = numbers.number()?;
                let (large, sweep) = (numbers.flag()?, numbers.flag()?);
                let end = numbers.point(origin)?;
                arc(&mut steps, at, radii.0.max(radii.1), large, sweep, end);
                at = end;
            }
            'Z' => {
                steps.push(Step::Close);
                at = start;
            }
            _ => return None,
        }
    }
}

/// An arc of a circle from `from` to `to` as cubic curves of at most a quarter turn each (SVG 1.1, F.6).
fn arc(steps: &mut Vec<Step>, from: Xy, radius: f32, large: bool, sweep: bool, to: Xy) {
    let half = ((from.0 - to.0) / 2.0, (from.1 - to.1) / 2.0);
    let half_chord = half.0.hypot(half.1);
    if half_chord == 0.0 || radius == 0.0 {
        steps.push(Step::Line(to));
        return;
    }
    let radius = radius.max(half_chord);
    let reach = (radius * radius - half_chord * half_chord).max(0.0).sqrt() / half_chord;
    let reach = if large == sweep { -reach } else { reach };
    let centre = (from.0 - half.0 + reach * half.1, from.1 - half.1 - reach * half.0);
    let first = (from.1 - centre.1).atan2(from.0 - centre.0);
    let last = (to.1 - centre.1).atan2(to.0 - centre.0);
    let full = std::f32::consts::TAU;
    let turn = match (last - first, sweep) {
        (turn, true) if turn < 0.0 => turn + full,
        (turn, false) if turn > 0.0 => turn - full,
        (turn, _) => turn,
    };
    let count = (turn.abs() / std::f32::consts::FRAC_PI_2).ceil().max(1.0);
    let each = turn / count;
    let pull = 4.0 / 3.0 * (each / 4.0).tan() * radius;
    for index in 0..count as usize {
        let begin = first + each * index as f32;
        let end = begin + each;
        let on = |angle: f32| (centre.0 + radius * angle.cos(), centre.1 + radius * angle.sin());
        let (p, q) = (on(begin), if index + 1 == count as usize { to } else { on(end) });
        steps.push(Step::Cubic(
            (p.0 - pull * begin.sin(), p.1 + pull * begin.cos()),
            (q.0 + pull * end.sin(), q.1 - pull * end.cos()),
            q,
        ));
    }
}

/// Reads the numbers and letters of path data.
struct Numbers<'a> {
    rest: &'a str,
}

impl Numbers<'_> {
    fn skip(&mut self) {
        self.rest = self.rest.trim_start_matches([' ', ',']);
    }

    fn is_empty(&mut self) -> bool {
        self.skip();
        self.rest.is_empty()
    }

    fn command(&mut self) -> Option<char> {
        self.skip();
        let letter = self.rest.chars().next().filter(char::is_ascii_alphabetic)?;
        self.rest = &self.rest[1..];
        Some(letter)
    }

    fn flag(&mut self) -> Option<bool> {
        self.skip();
        let flag = match self.rest.as_bytes().first()? {
            b'0' => false,
            b'1' => true,
            _ => return None,
        };
        self.rest = &self.rest[1..];
        Some(flag)
    }

    fn number(&mut self) -> Option<f32> {
        self.skip();
        let mut dots = 0;
        let length = self
            .rest
            .bytes()
            .enumerate()
            .take_while(|(index, byte)| {
                dots += usize::from(*byte == b'.');
                byte.is_ascii_digit() || (*byte == b'-' && *index == 0) || (*byte == b'.' && dots == 1)
            })
            .count();
        let (number, rest) = self.rest.split_at(length);
        self.rest = rest;
        number.parse().ok()
    }

    fn point(&mut self, origin: Xy) -> Option<Xy> {
        Some((origin.0 + self.number()?, origin.1 + self.number()?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const VIETNAMESE: &str = "aàáảãạăằắẳẵặâầấẩẫậbcdđeèéẻẽẹêềếểễệfghiìíỉĩịjklmnoòóỏõọôồốổỗộơờớởỡợ\
                              pqrstuùúủũụưừứửữựvwxyỳýỷỹỵz\
                              AÀÁẢÃẠĂẰẮẲẴẶÂẦẤẨẪẬBCDĐEÈÉẺẼẸÊỀẾỂỄỆFGHIÌÍỈĨỊJKLMNOÒÓỎÕỌÔỒỐỔỖỘƠỜỚỞỠỢ\
                              PQRSTUÙÚỦŨỤƯỪỨỬỮỰVWXYỲÝỶỸỴZ0123456789 -–,.:;/()'’·";

    const URL: &str = "https://tungngo.example.vn/verify/K7QM4D2XP9TN6HWA?k=3f9a7c21b8d04e65";

    fn sheet() -> CertificateSheet<'static> {
        CertificateSheet {
            holder: "Nguyễn Văn Hòa",
            holder_line: "Tổ trưởng, Tổ công nghệ số cộng đồng thôn Bến Đá",
            unit_line: "xã Đồng Mây, tỉnh Tuyên Quang",
            achievement: "đã học và thực hành đạt chuyên đề Thanh toán không dùng tiền mặt",
            issuer: Some(Issuer {
                unit: "Ủy ban nhân dân xã Đồng Mây, tỉnh Tuyên Quang",
                signatory_title: "Chủ tịch",
                signatory_name: "Ma Thị Bích Ngọc",
            }),
            number: "TN-2026-000184",
            code: "K7QM-4D2X-P9TN-6HWA",
            verify_url: URL,
            place_and_date: "Đồng Mây, ngày 21 tháng 11 năm 2026",
            details: &[
                ("Đạt bài kiểm tra", "14/11/2026"),
                ("Tập huấn viên xác nhận", "Trần Thị Thu Hằng, 20/11/2026"),
            ],
            lit_houses: [false, false, true, false, false],
            void_notice: None,
        }
    }

    fn fonts() -> Fonts {
        Fonts::load().expect("the compiled fonts are readable")
    }

    fn name_box() -> Fit {
        let Manner { style, wish, floor, lines } = NAME;
        Fit { style, wish, floor, width: MIDDLE_WIDTH, lines }
    }

    #[test]
    fn the_same_sheet_gives_the_same_bytes() {
        let first = render(&sheet()).expect("renders");
        assert!(first.starts_with(b"%PDF-"));
        assert!(first.len() < 60 * 1024, "{} bytes", first.len());
        assert_eq!(first, render(&sheet()).expect("renders"));
    }

    #[test]
    fn every_field_is_printed_or_at_least_changes_the_file() {
        let plain = render(&sheet()).expect("renders");
        let issuer = sheet().issuer;
        let others = [
            CertificateSheet { holder: "Lò Thị Ún", ..sheet() },
            CertificateSheet { holder_line: "Thành viên", ..sheet() },
            CertificateSheet { unit_line: "xã Bản Lầu, tỉnh Lào Cai", ..sheet() },
            CertificateSheet { achievement: "đã học đủ năm chuyên đề", ..sheet() },
            CertificateSheet { issuer: None, ..sheet() },
            CertificateSheet { issuer: issuer.map(|issuer| Issuer { unit: "Xã", ..issuer }), ..sheet() },
            CertificateSheet {
                issuer: issuer.map(|issuer| Issuer { signatory_title: "", signatory_name: "", ..issuer }),
                ..sheet()
            },
            CertificateSheet { number: "TN-2026-000185", ..sheet() },
            CertificateSheet { code: "AAAA-BBBB", ..sheet() },
            CertificateSheet { verify_url: "https://tungngo.example.vn/verify/A", ..sheet() },
            CertificateSheet { place_and_date: "Đồng Mây, ngày 22 tháng 11 năm 2026", ..sheet() },
            CertificateSheet { details: &[], ..sheet() },
            CertificateSheet { lit_houses: [true; 5], ..sheet() },
            CertificateSheet { void_notice: Some("ĐÃ THU HỒI"), ..sheet() },
        ];
        for other in &others {
            assert_ne!(plain, render(other).expect("renders"), "{other:?}");
        }
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
        let error = render(&CertificateSheet { holder: "Nguyễn 山 Hòa", ..sheet() });
        assert!(matches!(error, Err(CertificatePdfError::NoGlyph { letter: '山' })));
    }

    #[test]
    fn a_short_name_keeps_its_size_and_a_long_one_fits_its_box() {
        let fonts = fonts();
        assert!(fonts.set("Nguyễn Văn Hòa", name_box()).expect("fits").fits_wish(NAME.wish));
        let long = "Nguyễn Hoàng Phương Thảo Nguyên Quỳnh";
        let endless = long.replace(' ', "");
        for (name, lines) in
            [(long.to_owned(), 1), (format!("{long} {long}"), 2), (format!("{endless}{endless}"), 1)]
        {
            let block = fonts.set(&name, name_box()).expect("fits");
            assert_eq!(block.lines.len(), lines, "{name}");
            assert!(block.widest_line() <= MIDDLE_WIDTH + 0.01, "{name}: {} mm", block.widest_line());
            let printed: Vec<&str> =
                block.lines.iter().flat_map(|line| &line.runs).map(|run| run.text.as_str()).collect();
            assert_eq!(printed.join(" "), name);
        }
    }

    #[test]
    fn overlong_and_empty_texts_still_give_a_sheet() {
        let long = "Ban Chỉ đạo phát triển khoa học, công nghệ và chuyển đổi số ".repeat(6);
        let details = [(long.as_str(), long.as_str()); 12];
        let issuer = Issuer { unit: &long, signatory_title: &long, signatory_name: &long };
        let full = CertificateSheet {
            holder: &long,
            holder_line: &long,
            unit_line: &long,
            achievement: &long,
            issuer: Some(issuer),
            number: &long,
            code: &long,
            place_and_date: &long,
            details: &details,
            void_notice: Some(&long),
            ..sheet()
        };
        render(&full).expect("renders");
        let issuer = Issuer { unit: "", signatory_title: "", signatory_name: "" };
        let empty = CertificateSheet {
            holder: "",
            holder_line: " ",
            unit_line: "",
            achievement: "",
            issuer: Some(issuer),
            number: "",
            code: "",
            place_and_date: "",
            details: &[("", "")],
            void_notice: Some(""),
            ..sheet()
        };
        render(&empty).expect("renders");
    }

    #[test]
    fn the_qr_drawn_is_the_qr_of_the_verify_address() {
        let qr = qr_code(URL).expect("fits");
        let mut drawn = vec![vec![false; qr.size]; qr.size];
        for (column, row, length) in qr_bars(&qr) {
            for module in &mut drawn[row][column..column + length] {
                assert!(!*module, "no module twice");
                *module = true;
            }
        }
        let reference = QRBuilder::new(URL).ecl(ECL::M).build().expect("fits");
        for (row, modules) in drawn.iter().enumerate() {
            let wanted: Vec<bool> = reference[row].iter().map(|module| module.value()).collect();
            assert_eq!(*modules, wanted, "row {row}");
        }
    }

    #[test]
    fn an_address_too_long_for_a_qr_is_an_error() {
        let url = format!("https://tungngo.example.vn/verify/{}", "A".repeat(4000));
        let error = render(&CertificateSheet { verify_url: &url, ..sheet() });
        assert!(matches!(error, Err(CertificatePdfError::Qr)));
    }

    #[test]
    fn the_printed_address_holds_neither_code_nor_key() {
        assert_eq!(printed_address(URL), Some("tungngo.example.vn/verify"));
        assert_eq!(printed_address("http://10.0.0.5:8080/verify/A/#b"), Some("10.0.0.5:8080/verify"));
        assert_eq!(printed_address("https://tungngo.example.vn"), None);
        assert_eq!(printed_address(""), None);
    }

    #[test]
    fn every_drawing_of_the_lane_can_be_traced() {
        for data in
            HOUSES.iter().flat_map(|house| house.parts).map(|part| part.1).chain([MOON_PATH, PALM_PATH])
        {
            assert!(trace(data).is_some_and(|steps| steps.len() > 3), "{data}");
        }
        assert_eq!(trace("M1 2h3z l4"), None);
        assert_eq!(trace("M1 2Q3 4 5 6"), None);
    }

    #[test]
    fn path_data_is_read_as_svg_reads_it() {
        let steps = trace("M29 2h14l-4 4 4 4H31v-1.5z").expect("traced");
        let places = [(43.0, 2.0), (39.0, 6.0), (43.0, 10.0), (31.0, 10.0), (31.0, 8.5)];
        assert_eq!(steps[0], Step::Move((29.0, 2.0)));
        assert_eq!(steps[1..6], places.map(Step::Line));
        assert_eq!(steps[6..], [Step::Close]);
    }

    #[test]
    fn an_arc_bulges_to_the_side_svg_says() {
        // The door of the fourth house: from (25, 49) over its top at (30, 44) to (35, 49).
        let steps = trace("M25 49a5 5 0 0 1 10 0").expect("traced");
        let [Step::Move(_), Step::Cubic(_, _, top), Step::Cubic(_, _, end)] = steps[..] else {
            panic!("two quarter turns: {steps:?}");
        };
        assert!((top.0 - 30.0).abs() < 0.01 && (top.1 - 44.0).abs() < 0.01, "{top:?}");
        assert_eq!(end, (35.0, 49.0));
    }
}
