//! A text that flows over A4 pages: words set into lines, things with a height put on pages one after the other.
//!
//! Owns: lines of mixed weight, page breaks, the footer. Does not own: what the pages say (`booklet.rs`).

use super::PdfError;
use super::canvas::*;
use super::markup::Node;
use super::typesetting::{Fonts, Style, printable};
use krilla::page::PageSettings;
use krilla::tagging::{Node as TagNode, TagKind};

/// A4, in millimetres.
pub(super) const WIDTH: f32 = 210.0;
pub(super) const HEIGHT: f32 = 297.0;
pub(super) const LEFT: f32 = 20.0;
pub(super) const RIGHT: f32 = 190.0;
pub(super) const TOP: f32 = 20.0;
pub(super) const BOTTOM: f32 = 274.0;
/// Height of a line, in ems: Vietnamese letters carry two marks one above the other.
const LEADING: f32 = 1.5;

/// A word and whether it is bold.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Word {
    text: String,
    bold: bool,
    /// The line ends after it.
    last: bool,
}

/// Text as words; `br` ends a line.
pub(super) fn words(nodes: &[Node], bold: bool) -> Vec<Word> {
    let mut out = Vec::new();
    // A word may change weight in its middle; then it takes the weight of its beginning.
    let mut open = false;
    collect(nodes, bold, &mut open, &mut out);
    out
}

/// Plain text as words.
pub(super) fn plain_words(text: &str, bold: bool) -> Vec<Word> {
    words(&[Node::Text(text.to_owned())], bold)
}

fn collect(nodes: &[Node], bold: bool, open: &mut bool, out: &mut Vec<Word>) {
    for node in nodes {
        match node {
            Node::Text(text) => {
                let text = printable(text);
                for (index, piece) in text.split(' ').enumerate() {
                    if index > 0 {
                        *open = false;
                    }
                    if piece.is_empty() {
                        continue;
                    }
                    match out.last_mut().filter(|_| *open) {
                        Some(word) => word.text.push_str(piece),
                        None => out.push(Word { text: piece.to_owned(), bold, last: false }),
                    }
                    *open = true;
                }
            }
            Node::Element(element) if element.name == "br" => {
                *open = false;
                if let Some(word) = out.last_mut() {
                    word.last = true;
                }
            }
            Node::Element(element) => {
                let bold = bold || matches!(element.name.as_str(), "b" | "mark");
                let apart = matches!(element.name.as_str(), "p" | "small" | "div" | "li");
                if apart {
                    *open = false;
                }
                collect(&element.children, bold, open, out);
                if apart {
                    *open = false;
                    if let Some(word) = out.last_mut() {
                        word.last = true;
                    }
                }
            }
        }
    }
}

/// Words set into lines of a width and size.
pub(super) struct Text {
    lines: Vec<Vec<(String, bool)>>,
    /// Em, in millimetres.
    size: f32,
    style: Style,
}

impl Text {
    /// Sets words at `points` into lines no wider than `width` millimetres. A word wider than that stands alone and
    /// is made smaller with its text.
    pub(super) fn set(
        fonts: &Fonts,
        words: &[Word],
        style: Style,
        points: f32,
        width: f32,
    ) -> Result<Self, PdfError> {
        let words: Vec<Word> =
            words.iter().map(|word| Word { text: fonts.drawable(&word.text), ..word.clone() }).collect();
        let mut size = millimetres(points);
        let mut widths = Vec::with_capacity(words.len());
        for word in &words {
            widths.push(fonts.word_width(&word.text, style)? + if word.bold { 0.02 } else { 0.0 });
        }
        let widest = widths.iter().copied().fold(0.0, f32::max);
        if widest * size > width {
            size = width / widest;
        }
        let space = fonts.word_width(" ", style)?;
        let mut lines: Vec<Vec<(String, bool)>> = Vec::new();
        let (mut used, mut begun) = (0.0, false);
        for (word, wide) in words.iter().zip(&widths) {
            let fits = begun && (used + space + wide) * size <= width;
            match lines.last_mut().filter(|_| fits) {
                Some(line) => {
                    used += space + wide;
                    match line.last_mut() {
                        Some((text, bold)) if *bold == word.bold => {
                            text.push(' ');
                            text.push_str(&word.text);
                        }
                        _ => line.push((format!(" {}", word.text), word.bold)),
                    }
                }
                None => {
                    used = *wide;
                    lines.push(vec![(word.text.clone(), word.bold)]);
                }
            }
            begun = !word.last;
        }
        Ok(Self { lines, size, style })
    }

    /// In millimetres.
    pub(super) fn height(&self) -> f32 {
        self.lines.len() as f32 * self.leading()
    }

    fn leading(&self) -> f32 {
        self.size * LEADING
    }

    /// Each line as a text of its own, so that a page may end between two.
    pub(super) fn into_lines(self) -> impl Iterator<Item = Text> {
        let (size, style) = (self.size, self.style);
        self.lines.into_iter().map(move |line| Text { lines: vec![line], size, style })
    }

    /// Draws it with its upper left corner at `(x, top)`.
    pub(super) fn draw(
        &self,
        canvas: &mut Canvas<'_, '_>,
        fonts: &Fonts,
        (x, top): (f32, f32),
        ink: Ink,
    ) -> Result<(), PdfError> {
        for (index, line) in self.lines.iter().enumerate() {
            let baseline = top + self.leading() * (index as f32 + 0.5) + self.size * 0.35;
            let mut at = x;
            for (text, bold) in line {
                let shaped = fonts.line(text, self.style)?;
                let weight = if *bold { 0.035 } else { 0.0 };
                canvas.weighted_line((at, baseline), self.size, &shaped, ink, weight);
                at += shaped.width() * self.size;
            }
        }
        Ok(())
    }
}

/// Something drawn at a place; called with the left end and the top of the room it has.
pub(super) type Draw<'a> = Box<dyn Fn(&mut Canvas<'_, '_>, f32) -> Result<(), PdfError> + 'a>;

/// A thing on a page.
pub(super) struct Item<'a> {
    /// Height, in millimetres, with the space under it.
    pub(super) height: f32,
    /// Stands on the same page as the item after it.
    pub(super) keep: bool,
    /// Begins a page.
    pub(super) page: bool,
    /// What it is to a screen reader; `None` if it only decorates or is only space.
    pub(super) tag: Option<TagKind>,
    /// Draws it, given its top.
    pub(super) draw: Draw<'a>,
}

/// Puts items on pages: for each page its items' numbers, with their tops.
pub(super) fn paginate(items: &[Item<'_>]) -> Vec<Vec<(usize, f32)>> {
    let mut pages: Vec<Vec<(usize, f32)>> = vec![Vec::new()];
    let mut top = TOP;
    for (index, item) in items.iter().enumerate() {
        // A heading goes over to the next page with what it stands over.
        let mut wanted = item.height;
        let mut next = index;
        while items[next].keep && next + 1 < items.len() {
            next += 1;
            wanted += items[next].height;
        }
        let kept_with_one_before = index > 0 && items[index - 1].keep;
        let full =
            top + wanted.min(BOTTOM - TOP) > BOTTOM && !kept_with_one_before || top + item.height > BOTTOM;
        if (item.page || full) && top > TOP {
            pages.push(Vec::new());
            top = TOP;
        }
        if let Some(page) = pages.last_mut() {
            page.push((index, top));
        }
        top += item.height;
    }
    pages
}

/// One page drawn by `draw`; gives the tags of what was drawn, in reading order.
pub(super) fn page(
    document: &mut krilla::Document,
    draw: impl FnOnce(&mut Canvas<'_, '_>) -> Result<(), PdfError>,
) -> Result<Vec<TagNode>, PdfError> {
    let settings = PageSettings::from_wh(WIDTH * PT_PER_MM, HEIGHT * PT_PER_MM).ok_or(PdfError::Drawing)?;
    let mut page = document.start_page_with(settings);
    let mut surface = page.surface();
    let mut canvas = Canvas { surface: &mut surface, tags: Vec::new() };
    canvas.surface.push_transform(&krilla::geom::Transform::from_scale(PT_PER_MM, PT_PER_MM));
    let drawn = draw(&mut canvas);
    canvas.surface.pop();
    let tags = canvas.tags;
    surface.finish();
    page.finish();
    drawn.map(|()| tags)
}

#[cfg(test)]
mod tests {
    use super::super::markup::read;
    use super::*;
    use proptest::prelude::*;

    fn item(height: f32, keep: bool) -> Item<'static> {
        Item { height, keep, page: false, tag: None, draw: Box::new(|_, _| Ok(())) }
    }

    #[test]
    fn a_word_that_touches_its_bold_beginning_stays_one_word() {
        let words = words(&read("Bấm <b>Quét mã</b>, rồi chờ"), false);
        let texts: Vec<_> = words.iter().map(|word| (word.text.as_str(), word.bold)).collect();
        assert_eq!(texts, [("Bấm", false), ("Quét", true), ("mã,", true), ("rồi", false), ("chờ", false)]);
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn every_item_stands_once_in_order_inside_its_page(heights in prop::collection::vec((1f32..200.0, any::<bool>()), 1..60)) {
            let items: Vec<Item<'_>> = heights.iter().map(|(height, keep)| item(*height, *keep)).collect();
            let pages = paginate(&items);
            let order: Vec<usize> = pages.iter().flatten().map(|(index, _)| *index).collect();
            prop_assert_eq!(order, (0..items.len()).collect::<Vec<_>>());
            for (index, top) in pages.iter().flatten() {
                prop_assert!(*top >= TOP && *top + items[*index].height <= BOTTOM + 0.01);
            }
        }
    }
}
