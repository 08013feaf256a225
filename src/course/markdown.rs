//! CommonMark with tables, task lists and GitHub alerts, read into a small tree with places.
//!
//! Owns: the tree, the bounds on nesting and tables, refusing HTML. Does not own: what the tree means
//! (`lesson.rs`, `quiz.rs` …) nor the markup made from it (`html.rs`).
//!
//! The only HTML that gets into the tree is the id comment `<!-- id: k7m2 -->`.

use crate::diagnostic::{Notes, code, is_hidden};
use crate::limits::Limits;
use pulldown_cmark::{BlockQuoteKind, CodeBlockKind, Event, LinkType, Options, Parser, Tag, TagEnd};
use std::ops::Range;

/// A block and where it stands.
#[derive(Debug)]
pub(crate) struct Block {
    pub(crate) range: Range<usize>,
    pub(crate) kind: BlockKind,
}

#[derive(Debug)]
pub(crate) enum BlockKind {
    Heading {
        level: u8,
        text: Vec<Inline>,
    },
    Paragraph(Vec<Inline>),
    Quote {
        alert: Option<BlockQuoteKind>,
        blocks: Vec<Block>,
    },
    /// `first` is the number it begins with, if it is numbered.
    List {
        first: Option<u64>,
        items: Vec<Item>,
    },
    /// `at` is where its text begins.
    Code {
        info: String,
        text: String,
        at: usize,
    },
    Table {
        rows: Vec<Vec<Vec<Inline>>>,
    },
    Rule,
}

/// An item of a list.
#[derive(Debug)]
pub(crate) struct Item {
    pub(crate) range: Range<usize>,
    /// `[ ]` or `[x]`, if it has a box.
    pub(crate) ticked: Option<bool>,
    pub(crate) blocks: Vec<Block>,
}

/// A piece of a paragraph and where it stands.
#[derive(Debug, Clone)]
pub(crate) struct Inline {
    pub(crate) range: Range<usize>,
    pub(crate) kind: InlineKind,
}

#[derive(Debug, Clone)]
pub(crate) enum InlineKind {
    Text(String),
    Code(String),
    Bold(Vec<Inline>),
    Italic(Vec<Inline>),
    Link {
        to: String,
        text: Vec<Inline>,
    },
    /// A picture: its file and its description.
    Image {
        to: String,
        alt: String,
    },
    /// A line end in the source.
    Space,
    /// A line end the author wants to be seen.
    Break,
    /// The id comment.
    Id(String),
}

/// Reads Markdown from `body` to the end of the file. `None` if it is too deep or too wide to be read.
pub(crate) fn parse(notes: &Notes<'_>, body: usize, limits: &Limits) -> Option<Vec<Block>> {
    let text = &notes.text()[body..];
    if !within_bounds(notes, body, limits) {
        return None;
    }
    let options = Options::ENABLE_TABLES | Options::ENABLE_TASKLISTS | Options::ENABLE_GFM;
    let mut builder =
        Builder { notes, limits, open: Vec::new(), blocks: Vec::new(), too_large: false, in_html: false };
    for (event, range) in Parser::new_ext(text, options).into_offset_iter() {
        builder.event(event, range.start + body..range.end + body);
        if builder.too_large {
            return None;
        }
    }
    Some(builder.blocks)
}

/// Looks at each line before the parser does: what would nest too deep or be too wide a table never reaches it.
fn within_bounds(notes: &Notes<'_>, body: usize, limits: &Limits) -> bool {
    let mut at = body;
    for line in notes.text()[body..].split_inclusive(['\n', '\r']) {
        let range = at..at + line.trim_end().len();
        at += line.len();
        if markers(line) > limits.nesting {
            notes.add(code::TOO_DEEP, range);
            return false;
        }
        // The line under a table's heading: only bars, dashes, colons (and what stands before them in a list or quote).
        let is_delimiter = line.contains('-') && line.bytes().all(|b| b"|-: \t>\r\n*+".contains(&b));
        if is_delimiter && line.bytes().filter(|b| *b == b'|').count() > limits.table_columns + 1 {
            notes.add(code::TABLE_TOO_LARGE, range);
            return false;
        }
    }
    true
}

/// How many quotes and lists a line may open.
fn markers(line: &str) -> usize {
    let mut count = 0;
    let mut rest = line;
    loop {
        rest = rest.trim_start_matches([' ', '\t']);
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let after = match rest.as_bytes().get(digits) {
            Some(b'>') if digits == 0 => 1,
            Some(b'-' | b'*' | b'+')
                if digits == 0 && matches!(rest.as_bytes().get(1), Some(b' ' | b'\t')) =>
            {
                1
            }
            Some(b'.' | b')')
                if digits > 0 && matches!(rest.as_bytes().get(digits + 1), Some(b' ' | b'\t')) =>
            {
                digits + 1
            }
            _ => return count,
        };
        count += 1;
        rest = &rest[after..];
    }
}

enum Open {
    Heading {
        level: u8,
        start: Range<usize>,
        text: Vec<Inline>,
    },
    Paragraph {
        start: Range<usize>,
        text: Vec<Inline>,
        implied: bool,
    },
    Quote {
        start: Range<usize>,
        alert: Option<BlockQuoteKind>,
        blocks: Vec<Block>,
    },
    List {
        start: Range<usize>,
        first: Option<u64>,
        items: Vec<Item>,
    },
    Item {
        start: Range<usize>,
        ticked: Option<bool>,
        blocks: Vec<Block>,
    },
    Code {
        start: Range<usize>,
        info: String,
        text: String,
        at: Option<usize>,
    },
    Table {
        start: Range<usize>,
        rows: Vec<Vec<Vec<Inline>>>,
    },
    Row(Vec<Vec<Inline>>),
    Cell(Vec<Inline>),
    Bold {
        start: Range<usize>,
        text: Vec<Inline>,
    },
    Italic {
        start: Range<usize>,
        text: Vec<Inline>,
    },
    Link {
        start: Range<usize>,
        to: String,
        text: Vec<Inline>,
    },
    Image {
        start: Range<usize>,
        to: String,
        text: Vec<Inline>,
    },
    /// What stands in it is not kept; a diagnostic has been given.
    Dropped,
}

struct Builder<'a> {
    notes: &'a Notes<'a>,
    limits: &'a Limits,
    open: Vec<Open>,
    blocks: Vec<Block>,
    too_large: bool,
    in_html: bool,
}

impl Builder<'_> {
    fn event(&mut self, event: Event<'_>, range: Range<usize>) {
        match event {
            Event::Start(tag) => self.start(tag, range),
            Event::End(tag) => self.end(tag),
            Event::Text(text) => self.text(&text, range),
            Event::Code(text) => {
                if let Some((at, quote)) =
                    text.char_indices().find(|(_, c)| matches!(c, '“' | '”' | '‘' | '’'))
                {
                    let start =
                        self.notes.text().get(range.clone()).and_then(|s| s.find(quote)).unwrap_or(at)
                            + range.start;
                    let message = "Nháy cong trong chữ `mã` thường là do trình soạn văn bản tự đổi";
                    self.notes.say(code::OFFICE_LEFTOVER, start..start + quote.len_utf8(), message);
                }
                self.inline(range, InlineKind::Code(text.into_string()));
            }
            Event::SoftBreak => self.inline(range, InlineKind::Space),
            Event::HardBreak => self.inline(range, InlineKind::Break),
            Event::Rule => {
                self.close_implied();
                self.block(Block { range, kind: BlockKind::Rule });
            }
            Event::TaskListMarker(done) => {
                if let Some(Open::Item { ticked, .. }) =
                    self.open.iter_mut().rev().find(|open| matches!(open, Open::Item { .. }))
                {
                    *ticked = Some(done);
                }
            }
            Event::InlineHtml(html) => match id_comment(&html) {
                Some(id) => self.inline(range, InlineKind::Id(id)),
                None => self.refuse_html(range, &html),
            },
            // A block of HTML is told once, where it begins.
            Event::Html(_) if self.in_html => {}
            Event::Html(html) => self.refuse_html(range, &html),
            // These options are off.
            Event::FootnoteReference(_) | Event::InlineMath(_) | Event::DisplayMath(_) => {}
        }
    }

    fn refuse_html(&self, range: Range<usize>, html: &str) {
        let code = if html.trim_start().starts_with("<!--") { code::COMMENT } else { code::RAW_HTML };
        let first_line = html.trim_end().find(['\n', '\r']).unwrap_or(html.trim_end().len());
        self.notes.add(code, range.start..range.start + first_line);
    }

    fn start(&mut self, tag: Tag<'_>, range: Range<usize>) {
        let depth = self
            .open
            .iter()
            .filter(|open| !matches!(open, Open::Item { .. } | Open::Row(_) | Open::Cell(_)))
            .count();
        if depth >= self.limits.nesting {
            self.notes.add(code::TOO_DEEP, range);
            self.too_large = true;
            return;
        }
        let is_inline = matches!(tag, Tag::Emphasis | Tag::Strong | Tag::Link { .. } | Tag::Image { .. });
        if is_inline {
            self.open_implied(&range);
        } else {
            self.close_implied();
        }
        let text = Vec::new();
        let open = match tag {
            Tag::Paragraph => Open::Paragraph { start: range, text, implied: false },
            Tag::Heading { level, .. } => Open::Heading { level: level as u8, start: range, text },
            Tag::BlockQuote(alert) => Open::Quote { start: range, alert, blocks: Vec::new() },
            Tag::List(first) => Open::List { start: range, first, items: Vec::new() },
            Tag::Item => Open::Item { start: range, ticked: None, blocks: Vec::new() },
            Tag::CodeBlock(kind) => {
                let info = match kind {
                    CodeBlockKind::Fenced(info) => info.into_string(),
                    CodeBlockKind::Indented => String::new(),
                };
                Open::Code { start: range, info, text: String::new(), at: None }
            }
            Tag::Table(columns) => {
                if columns.len() > self.limits.table_columns {
                    self.notes.add(code::TABLE_TOO_LARGE, range.clone());
                    self.too_large = true;
                }
                Open::Table { start: range, rows: Vec::new() }
            }
            Tag::TableHead | Tag::TableRow => Open::Row(Vec::new()),
            Tag::TableCell => Open::Cell(text),
            Tag::Strong => Open::Bold { start: range, text },
            Tag::Emphasis => Open::Italic { start: range, text },
            Tag::Link { dest_url, link_type, .. } => {
                let to = match link_type {
                    LinkType::Email => format!("mailto:{dest_url}"),
                    _ => dest_url.into_string(),
                };
                Open::Link { start: range, to, text }
            }
            Tag::Image { dest_url, .. } => Open::Image { start: range, to: dest_url.into_string(), text },
            Tag::HtmlBlock => {
                let html = self.notes.text().get(range.clone()).unwrap_or_default();
                self.refuse_html(range.clone(), html);
                self.in_html = true;
                Open::Dropped
            }
            // These options are off; what stands inside is dropped with them.
            Tag::FootnoteDefinition(_)
            | Tag::DefinitionList
            | Tag::DefinitionListTitle
            | Tag::DefinitionListDefinition
            | Tag::Strikethrough
            | Tag::Superscript
            | Tag::Subscript
            | Tag::MetadataBlock(_) => Open::Dropped,
        };
        self.open.push(open);
    }

    fn end(&mut self, tag: TagEnd) {
        if !matches!(tag, TagEnd::Emphasis | TagEnd::Strong | TagEnd::Link | TagEnd::Image) {
            self.close_implied();
        }
        if matches!(tag, TagEnd::HtmlBlock) {
            self.in_html = false;
        }
        let Some(open) = self.open.pop() else { return };
        self.close(open);
    }

    fn close(&mut self, open: Open) {
        match open {
            Open::Heading { level, start, text } => {
                self.block(Block { range: start, kind: BlockKind::Heading { level, text } });
            }
            Open::Paragraph { start, text, .. } => {
                let only_ids =
                    text.iter().all(|inline| matches!(inline.kind, InlineKind::Space | InlineKind::Id(_)));
                if !text.is_empty() && (!only_ids || matches!(self.open.last(), Some(Open::Item { .. }))) {
                    self.block(Block { range: start, kind: BlockKind::Paragraph(text) });
                } else if !text.is_empty() {
                    self.notes.add(code::COMMENT, start);
                }
            }
            Open::Quote { start, alert, blocks } => {
                self.block(Block { range: start, kind: BlockKind::Quote { alert, blocks } });
            }
            Open::List { start, first, items } => {
                self.block(Block { range: start, kind: BlockKind::List { first, items } });
            }
            Open::Item { start, ticked, blocks } => {
                if let Some(Open::List { items, .. }) = self.open.last_mut() {
                    items.push(Item { range: start, ticked, blocks });
                }
            }
            Open::Code { start, info, text, at } => {
                let at = at.unwrap_or(start.start);
                self.block(Block { range: start, kind: BlockKind::Code { info, text, at } });
            }
            Open::Table { start, rows } => {
                self.block(Block { range: start, kind: BlockKind::Table { rows } });
            }
            Open::Row(cells) => {
                if let Some(Open::Table { start, rows }) = self.open.last_mut() {
                    rows.push(cells);
                    if rows.len() > self.limits.table_rows {
                        self.notes.add(code::TABLE_TOO_LARGE, start.clone());
                        self.too_large = true;
                    }
                }
            }
            Open::Cell(text) => {
                if let Some(Open::Row(cells)) = self.open.last_mut() {
                    cells.push(text);
                }
            }
            Open::Bold { start, text } => self.inline(start, InlineKind::Bold(text)),
            Open::Italic { start, text } => self.inline(start, InlineKind::Italic(text)),
            Open::Link { start, to, text } => self.inline(start, InlineKind::Link { to, text }),
            Open::Image { start, to, text } => {
                self.inline(start, InlineKind::Image { to, alt: plain(&text) });
            }
            Open::Dropped => {}
        }
    }

    fn text(&mut self, text: &str, range: Range<usize>) {
        if let Some(Open::Code { text: lines, at, .. }) = self.open.last_mut() {
            at.get_or_insert(range.start);
            lines.push_str(text);
            return;
        }
        // The file's own hidden characters were told already; `&#8238;` may still bring one.
        // As long as its source, it is its source: no escape or entity brought anything in.
        if self.notes.is_ordinary() && text.len() == range.len() {
            self.inline(range, InlineKind::Text(text.to_owned()));
            return;
        }
        let clean: String = text.chars().filter(|c| !is_hidden(*c)).collect();
        let written = self.notes.text().get(range.clone()).unwrap_or_default();
        if clean.len() != text.len() && !written.contains(is_hidden) {
            self.notes.add(code::BAD_CHARACTER, range.clone());
        }
        self.inline(range, InlineKind::Text(clean));
    }

    /// Text straight in an item (a tight list) is a paragraph all the same.
    fn open_implied(&mut self, range: &Range<usize>) {
        if matches!(self.open.last(), Some(Open::Item { .. } | Open::Quote { .. }) | None) {
            self.open.push(Open::Paragraph { start: range.clone(), text: Vec::new(), implied: true });
        }
    }

    fn close_implied(&mut self) {
        if matches!(self.open.last(), Some(Open::Paragraph { implied: true, .. }))
            && let Some(open) = self.open.pop()
        {
            self.close(open);
        }
    }

    fn inline(&mut self, range: Range<usize>, kind: InlineKind) {
        self.open_implied(&range);
        let Some(open) = self.open.last_mut() else { return };
        match open {
            Open::Paragraph { start, text, .. } => {
                start.end = start.end.max(range.end);
                text.push(Inline { range, kind });
            }
            Open::Heading { text, .. }
            | Open::Cell(text)
            | Open::Bold { text, .. }
            | Open::Italic { text, .. }
            | Open::Link { text, .. }
            | Open::Image { text, .. } => text.push(Inline { range, kind }),
            _ => {}
        }
    }

    fn block(&mut self, block: Block) {
        match self.open.last_mut() {
            Some(Open::Quote { blocks, .. } | Open::Item { blocks, .. }) => blocks.push(block),
            Some(_) => {}
            None => self.blocks.push(block),
        }
    }
}

/// The id in `<!-- id: k7m2 -->`, if the comment is exactly one.
fn id_comment(html: &str) -> Option<String> {
    let inner = html.trim().strip_prefix("<!--")?.strip_suffix("-->")?.trim();
    let id = inner.strip_prefix("id:")?.trim();
    (!id.is_empty() && !id.contains(char::is_whitespace) && !id.contains("--")).then(|| id.to_owned())
}

/// The words of a paragraph, without its markup and ids.
pub(crate) fn plain(inlines: &[Inline]) -> String {
    fn gather(inlines: &[Inline], out: &mut String) {
        for inline in inlines {
            match &inline.kind {
                InlineKind::Text(text) | InlineKind::Code(text) => out.push_str(text),
                InlineKind::Bold(inner)
                | InlineKind::Italic(inner)
                | InlineKind::Link { text: inner, .. } => {
                    gather(inner, out);
                }
                InlineKind::Space | InlineKind::Break => out.push(' '),
                InlineKind::Id(_) | InlineKind::Image { .. } => {}
            }
        }
    }
    let mut out = String::new();
    gather(inlines, &mut out);
    out.trim().to_owned()
}

/// Takes the id comment off the end of a heading or item; an id anywhere else is told of by whoever prints the rest.
pub(crate) fn take_id(inlines: &mut Vec<Inline>) -> Option<(String, Range<usize>)> {
    while matches!(inlines.last().map(|last| &last.kind), Some(InlineKind::Space | InlineKind::Break)) {
        inlines.pop();
    }
    let last = inlines.pop()?;
    match last.kind {
        InlineKind::Id(id) => {
            if let Some(Inline { kind: InlineKind::Text(text), .. }) = inlines.last_mut() {
                text.truncate(text.trim_end().len());
            }
            Some((id, last.range))
        }
        kind => {
            inlines.push(Inline { range: last.range, kind });
            None
        }
    }
}

/// Where a run of inlines stands.
pub(crate) fn span(inlines: &[Inline], otherwise: &Range<usize>) -> Range<usize> {
    match (inlines.first(), inlines.last()) {
        (Some(first), Some(last)) => first.range.start..last.range.end,
        _ => otherwise.clone(),
    }
}
