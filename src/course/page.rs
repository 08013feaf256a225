//! The blocks of a page to read: headings, steps, callouts, drawn phones, tables.
//!
//! Owns: which block becomes which element, and the order of headings. Does not own: text within a block (`html.rs`),
//! the grammar of scenes (`phone.rs`, `talk.rs`, `card.rs`), questions (`quiz.rs`).

use crate::card;
use crate::diagnostic::code;
use crate::html::{Markup, Writer};
use crate::markdown::{Block, BlockKind, Inline, InlineKind, Item, plain};
use crate::phone;
use crate::scene::Scene;
use crate::talk;
use crate::vietnamese::{fold, nearest};
use pulldown_cmark::BlockQuoteKind;
use std::ops::Range;
use tungngo_domain::content::Frame;

/// The most steps a procedure has before it is told of.
const MOST_STEPS: usize = 7;

/// A remark set apart: a quote that begins with one of these in bold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Callout {
    /// *Cần nhớ*
    Remember,
    /// *Cẩn thận*
    Careful,
    /// *Gợi ý*
    Hint,
    /// *Giải thích*
    Explanation,
    /// *Nói với bà con*
    Say,
    /// *Vì sao hỏi thông tin này?*
    WhyAsked,
}

impl Callout {
    const ALL: [Self; 6] =
        [Self::Remember, Self::Careful, Self::Hint, Self::Explanation, Self::Say, Self::WhyAsked];

    pub(crate) fn words(self) -> &'static str {
        match self {
            Self::Remember => "Cần nhớ",
            Self::Careful => "Cẩn thận",
            Self::Hint => "Gợi ý",
            Self::Explanation => "Giải thích",
            Self::Say => "Nói với bà con",
            Self::WhyAsked => "Vì sao hỏi thông tin này?",
        }
    }

    fn of_alert(alert: BlockQuoteKind) -> Self {
        match alert {
            BlockQuoteKind::Note | BlockQuoteKind::Important => Self::Remember,
            BlockQuoteKind::Tip => Self::Hint,
            BlockQuoteKind::Warning | BlockQuoteKind::Caution => Self::Careful,
        }
    }
}

/// A quote read as a callout.
pub(crate) struct CalloutBlock {
    pub(crate) kind: Callout,
    heading: String,
    /// What stands on the line of the bold words, after them.
    first: Vec<Inline>,
}

/// Prints the blocks of a page, keeping the level of headings.
pub(crate) struct Page<'a> {
    writer: &'a Writer<'a>,
    /// 1 while only the page's own title stands above, then 2 or 3.
    level: u8,
    /// In a question, nothing may tell what is right.
    in_question: bool,
    pub(crate) say: Option<String>,
}

impl<'a> Page<'a> {
    pub(crate) fn new(writer: &'a Writer<'a>) -> Self {
        Self { writer, level: 1, in_question: false, say: None }
    }

    /// What stands between the heading of a question and its answer.
    pub(crate) fn in_question(writer: &'a Writer<'a>) -> Self {
        Self { in_question: true, ..Self::new(writer) }
    }

    pub(crate) fn blocks(&mut self, blocks: &[Block], out: &mut Markup) {
        for block in blocks {
            self.block(block, out);
        }
    }

    fn block(&mut self, block: &Block, out: &mut Markup) {
        match &block.kind {
            BlockKind::Heading { level, text } => self.heading(*level, text, block, out),
            BlockKind::List { first: Some(first), items } => self.steps(*first, items, block, out),
            _ => self.inner(block, 2, out),
        }
    }

    fn heading(&mut self, level: u8, text: &[Inline], block: &Block, out: &mut Markup) {
        if !(2..=3).contains(&level) || level > self.level + 1 {
            self.writer.notes.add(code::HEADING_LEVEL, first_line(self.writer, block));
        }
        self.level = level.clamp(2, 3);
        let tag = if self.level == 2 { "h2" } else { "h3" };
        out.raw("<").raw(tag).raw(">").append(self.writer.prose(text)).raw("</").raw(tag).raw(">");
    }

    /// Everything but headings and steps; `note` is the level of a callout's heading.
    fn inner(&mut self, block: &Block, note: u8, out: &mut Markup) {
        let notes = self.writer.notes;
        match &block.kind {
            BlockKind::Paragraph(text) => {
                out.raw("<p>").append(self.writer.prose(text)).raw("</p>");
            }
            BlockKind::Heading { text, .. } => {
                notes.say(
                    code::HEADING_LEVEL,
                    first_line(self.writer, block),
                    "Tiêu đề không đứng trong danh sách hay khung",
                );
                out.raw("<p>").append(self.writer.prose(text)).raw("</p>");
            }
            BlockKind::Quote { alert, blocks } => self.callout(*alert, blocks, block, note, out),
            BlockKind::List { first, items } => self.list(first.is_some(), items, note, out),
            BlockKind::Code { info, text, at } => {
                if let Some(phone) = self.scene(info, text, *at, block) {
                    out.raw("<figure class=\"pic\">").append(phone).raw("</figure>");
                }
            }
            BlockKind::Table { rows } => self.table(rows, out),
            BlockKind::Rule => {
                out.raw("<hr>");
            }
        }
    }

    fn list(&mut self, ordered: bool, items: &[Item], note: u8, out: &mut Markup) {
        out.raw(if ordered { "<ol class=\"dots\">" } else { "<ul class=\"dots\">" });
        for item in items {
            self.no_box(item);
            out.raw("<li>");
            match item.blocks.as_slice() {
                // A short item is its text, without a paragraph's space around it.
                [Block { kind: BlockKind::Paragraph(text), .. }, rest @ ..] => {
                    out.append(self.writer.prose(text));
                    rest.iter().for_each(|block| self.inner(block, note, out));
                }
                blocks => blocks.iter().for_each(|block| self.inner(block, note, out)),
            }
            out.raw("</li>");
        }
        out.raw(if ordered { "</ol>" } else { "</ul>" });
    }

    fn no_box(&self, item: &Item) {
        if item.ticked.is_some() {
            self.writer.notes.add(code::TASK_BOX, item.range.start..item.range.start + 1);
        }
    }

    /// A numbered list is a procedure: one sentence a step, then a drawn phone with its caption, then remarks.
    fn steps(&mut self, first: u64, items: &[Item], list: &Block, out: &mut Markup) {
        let notes = self.writer.notes;
        if first != 1 {
            // What stands between two steps without being indented cuts the list in two, and both begin at 1.
            notes.add_with(
                code::STEP,
                first_line(self.writer, list),
                format!("Các bước bị ngắt ở bước {first}: chữ hoặc hình phía trên chưa thụt vào"),
                "Thụt màn hình và chữ của mỗi bước vào ba dấu cách.",
            );
        }
        if items.len() > MOST_STEPS {
            let message = format!("Có {} bước, nên không quá {MOST_STEPS}", items.len());
            notes.say(code::MANY_STEPS, first_line(self.writer, list), message);
        }
        out.raw("<ol class=\"steps\">");
        for item in items {
            self.no_box(item);
            out.raw("<li>");
            let mut rest = item.blocks.as_slice();
            match rest.split_first() {
                Some((Block { kind: BlockKind::Paragraph(text), .. }, after)) => {
                    out.raw("<p><span>").append(self.writer.prose(text)).raw("</span></p>");
                    rest = after;
                }
                _ => notes.add(code::STEP, item.range.start..item.range.start + 1),
            }
            self.step_rest(rest, out);
            out.raw("</li>");
        }
        out.raw("</ol>");
    }

    fn step_rest(&mut self, blocks: &[Block], out: &mut Markup) {
        let note = if self.level >= 2 { 3 } else { 2 };
        let mut stack = Markup::default();
        let mut blocks = blocks.iter().peekable();
        while let Some(block) = blocks.next() {
            match &block.kind {
                BlockKind::Code { info, text, at } => {
                    let phone = self.scene(info, text, *at, block);
                    let caption = match blocks.peek().map(|next| &next.kind) {
                        Some(BlockKind::Paragraph(caption)) if phone.is_some() => {
                            blocks.next();
                            Some(self.writer.prose(caption))
                        }
                        _ => None,
                    };
                    flush(&mut stack, out);
                    if let Some(phone) = phone {
                        out.raw("<figure class=\"pic\">").append(phone);
                        if let Some(caption) = caption {
                            out.raw("<figcaption>").append(caption).raw("</figcaption>");
                        }
                        out.raw("</figure>");
                    }
                }
                BlockKind::List { first: Some(_), .. } => {
                    let place = first_line(self.writer, block);
                    self.writer.notes.say(code::STEP, place, "Trong một bước không đánh số tiếp");
                }
                _ => self.inner(block, note, &mut stack),
            }
        }
        flush(&mut stack, out);
    }

    fn scene(&self, info: &str, text: &str, at: usize, block: &Block) -> Option<Markup> {
        let notes = self.writer.notes;
        let place = first_line(self.writer, block);
        let talk = |frame| talk::draw(self.writer, frame, (text, at), &place, self.in_question);
        match Scene::of(info) {
            Some(Scene::Phone) => Some(phone::draw(notes, text, at, &place)),
            Some(Scene::Message) => Some(talk(Frame::Message)),
            Some(Scene::Call) => Some(talk(Frame::Call)),
            Some(Scene::Card) if !self.in_question => Some(card::draw(self.writer, text, at, &place)),
            Some(scene) => {
                notes.say(code::SCENE_PLACE, place, format!("Khối {} không đứng ở đây được", scene.name()));
                None
            }
            None => {
                Scene::unknown(notes, info, place);
                None
            }
        }
    }

    fn table(&mut self, rows: &[Vec<Vec<Inline>>], out: &mut Markup) {
        let Some((head, body)) = rows.split_first() else { return };
        out.raw("<table><thead><tr>");
        for cell in head {
            out.raw("<th scope=\"col\">").append(self.writer.prose(cell)).raw("</th>");
        }
        out.raw("</tr></thead><tbody>");
        for row in body {
            out.raw("<tr>");
            for cell in row {
                out.raw("<td>").append(self.writer.prose(cell)).raw("</td>");
            }
            out.raw("</tr>");
        }
        out.raw("</tbody></table>");
    }

    fn callout(
        &mut self,
        alert: Option<BlockQuoteKind>,
        blocks: &[Block],
        block: &Block,
        note: u8,
        out: &mut Markup,
    ) {
        let Some((callout, rest)) = read_callout(self.writer, alert, blocks, block) else { return };
        if callout.kind == Callout::Say {
            match self.say_line(&callout, rest) {
                Some((html, words)) => {
                    out.raw("<p class=\"say\"><small>")
                        .text(&callout.heading)
                        .raw("</small>")
                        .append(html)
                        .raw("</p>");
                    self.say.get_or_insert(words);
                }
                None => self.writer.notes.add(code::SAY, first_line(self.writer, block)),
            }
            return;
        }
        let tag = if note == 2 { "h2" } else { "h3" };
        let careful = callout.kind == Callout::Careful;
        out.raw(if careful { "<section class=\"note warn\"><" } else { "<section class=\"note\"><" })
            .raw(tag)
            .raw(">");
        if careful {
            out.icon("i-warn");
        }
        out.text(&callout.heading).raw("</").raw(tag).raw(">");
        if !callout.first.is_empty() {
            out.raw("<p>").append(self.writer.prose(&callout.first)).raw("</p>");
        }
        for block in rest {
            self.inner(block, 3, out);
        }
        out.raw("</section>");
    }

    fn say_line(&self, callout: &CalloutBlock, rest: &[Block]) -> Option<(Markup, String)> {
        let text = match (callout.first.as_slice(), rest) {
            ([], [Block { kind: BlockKind::Paragraph(text), .. }]) => text.as_slice(),
            (first @ [_, ..], []) => first,
            _ => return None,
        };
        Some((self.writer.prose(text), plain(text)))
    }
}

fn flush(stack: &mut Markup, out: &mut Markup) {
    if !stack.is_empty() {
        // Paragraphs straight in a step would each get its number.
        out.raw("<div class=\"stack\">").append(std::mem::take(stack)).raw("</div>");
    }
}

/// The first line of a block, where it is told of.
pub(crate) fn first_line(writer: &Writer<'_>, block: &Block) -> Range<usize> {
    let text = writer.notes.text().get(block.range.clone()).unwrap_or_default();
    let length = text.find(['\n', '\r']).unwrap_or(text.len());
    block.range.start..block.range.start + length.max(1)
}

/// Reads a quote as a callout and the blocks after its first line; tells if it is none.
pub(crate) fn read_callout<'b>(
    writer: &Writer<'_>,
    alert: Option<BlockQuoteKind>,
    blocks: &'b [Block],
    block: &Block,
) -> Option<(CalloutBlock, &'b [Block])> {
    if let Some(alert) = alert {
        let kind = Callout::of_alert(alert);
        return Some((CalloutBlock { kind, heading: kind.words().to_owned(), first: Vec::new() }, blocks));
    }
    let unknown = |fix: String| {
        writer.notes.add_with(
            code::UNKNOWN_CALLOUT,
            first_line(writer, block),
            code::UNKNOWN_CALLOUT.meaning,
            fix,
        );
    };
    let Some((Block { kind: BlockKind::Paragraph(text), .. }, rest)) = blocks.split_first() else {
        unknown(code::UNKNOWN_CALLOUT.mend.to_owned());
        return None;
    };
    let Some((Inline { kind: InlineKind::Bold(bold), .. }, after)) = text.split_first() else {
        unknown(code::UNKNOWN_CALLOUT.mend.to_owned());
        return None;
    };
    let bold = plain(bold);
    let (word, own) =
        bold.split_once(':').map_or((bold.as_str(), ""), |(word, own)| (word.trim(), own.trim()));
    let Some(kind) = Callout::ALL.into_iter().find(|kind| fold(kind.words()) == fold(word)) else {
        unknown(match nearest(word, Callout::ALL.map(Callout::words)) {
            Some(meant) => format!("Có phải ý bác là > **{meant}:** …?"),
            None => format!("Các lời nhắc: {}.", Callout::ALL.map(Callout::words).join(", ")),
        });
        return None;
    };
    let heading = if own.is_empty() { kind.words() } else { own }.to_owned();
    Some((CalloutBlock { kind, heading, first: after_colon(after) }, rest))
}

/// What follows the bold words, without the colon and the space after them.
fn after_colon(inlines: &[Inline]) -> Vec<Inline> {
    let mut rest: Vec<Inline> = inlines.to_vec();
    while let Some(first) = rest.first_mut() {
        match &mut first.kind {
            InlineKind::Space | InlineKind::Break => {
                rest.remove(0);
            }
            InlineKind::Text(text) => {
                let kept = text.trim_start_matches([':', ' ']);
                if kept.is_empty() {
                    rest.remove(0);
                    continue;
                }
                // Keeps the text as long as its source, so that places in it stay exact.
                if text.len() == first.range.len() {
                    first.range.start += text.len() - kept.len();
                }
                *text = kept.to_owned();
                break;
            }
            _ => break,
        }
    }
    rest
}

/// A callout's content as inline markup: its paragraphs, each on a line of its own.
pub(crate) fn callout_inline(writer: &Writer<'_>, callout: &CalloutBlock, rest: &[Block]) -> Option<Markup> {
    let mut out = Markup::default();
    if !callout.first.is_empty() {
        out.append(writer.prose(&callout.first));
    }
    paragraphs(writer, rest, &mut out).then_some(out)
}

/// Prints blocks that must all be paragraphs; `false` if one is not, or nothing is said.
pub(crate) fn paragraphs(writer: &Writer<'_>, blocks: &[Block], out: &mut Markup) -> bool {
    for block in blocks {
        let BlockKind::Paragraph(text) = &block.kind else { return false };
        if !out.is_empty() {
            out.raw("<br>");
        }
        out.append(writer.prose(text));
    }
    !out.is_empty()
}
