//! A whole module as one printable A4 booklet: cover with contents, every lesson with its drawn phones, the questions
//! of the lessons, the acts a trainer watches, and the answers at the end.
//!
//! Owns: what stands in the booklet and how it looks on paper (black on white, readable in grey). Does not own: breaking
//! lines and pages (`flow.rs`). The questions of the banks never stand in it: they belong to the certifying test.

use super::PdfError;
use super::canvas::*;
use super::flow::{self, BOTTOM, Item, LEFT, RIGHT, TOP, Text, Word, paginate, plain_words, words};
use super::lane::draw_lane;
use super::markup::{Element, Node, read};
use super::paths::{rectangle, rounded_rectangle};
use super::typesetting::{Fonts, Style};
use krilla::Document;
use krilla::metadata::Metadata;
use krilla::tagging::{Tag, TagKind, TagTree};
use std::num::NonZeroU16;
use tungngo_domain::content::{
    Accepted, Drill, Html, Lesson, Module, Piece, Practice, Question, QuestionKind,
};
use tungngo_domain::exam::lesson_order;

const BODY: f32 = 11.5;
const SMALL: f32 = 9.5;
const COLUMN: f32 = RIGHT - LEFT;
/// The phone beside a step.
const PHONE: f32 = 60.0;
const GAP: f32 = 6.0;
const BADGE: f32 = 9.0;

/// Draws the booklet of a module and returns the PDF file. `printed_on` is the day as people write it.
///
/// # Errors
///
/// When a text holds a letter no font has, or when krilla refuses to write the file.
pub fn render(module: &Module, printed_on: &str) -> Result<Vec<u8>, PdfError> {
    let fonts = Fonts::load()?;
    let mut book = Book { fonts: &fonts, items: Vec::new(), chapters: Vec::new() };
    for lesson in &module.lessons {
        book.lesson(lesson)?;
    }
    if let Some(practice) = &module.practice {
        book.practice(practice)?;
    }
    book.answers(module)?;
    let Book { items, chapters, .. } = book;

    let pages = paginate(&items);
    // The cover is page 1.
    let page_of = |item: usize| {
        2 + pages.iter().position(|page| page.iter().any(|(index, _)| *index == item)).unwrap_or_default()
    };
    let contents: Vec<(String, usize)> =
        chapters.into_iter().map(|(title, item)| (title, page_of(item))).collect();

    let mut document = Document::new();
    document.set_metadata(
        Metadata::new()
            .title(module.title.clone())
            .language("vi".to_owned())
            .creator("Từng Ngõ".to_owned())
            .document_id([module.id.as_str(), "-", &module.version].concat()),
    );
    let mut tags = flow::page(&mut document, |canvas| cover(canvas, &fonts, module, &contents))?;
    for (number, page) in (2..).zip(&pages) {
        tags.extend(flow::page(&mut document, |canvas| {
            for (index, top) in page {
                let item = &items[*index];
                match &item.tag {
                    Some(kind) => canvas.tagged(kind.clone(), |canvas| (item.draw)(canvas, *top))?,
                    None => canvas.ornament(|canvas| (item.draw)(canvas, *top))?,
                }
            }
            footer(canvas, &fonts, module, number, printed_on)
        })?);
    }
    document.set_tag_tree(TagTree::from(tags));
    document.finish().map_err(|error| PdfError::Write(format!("{error:?}")))
}

fn heading(level: u16) -> TagKind {
    Tag::Hn(NonZeroU16::new(level).unwrap_or(NonZeroU16::MIN), None).into()
}

fn cover(
    canvas: &mut Canvas<'_, '_>,
    fonts: &Fonts,
    module: &Module,
    contents: &[(String, usize)],
) -> Result<(), PdfError> {
    let mut lit = [false; 5];
    if let Some(house) = lit.get_mut(module.skill.house() - 1) {
        *house = true;
    }
    draw_lane(canvas, flow::WIDTH / 2.0, lit)?;
    let title = Text::set(fonts, &plain_words(&module.title, false), Style::Serif, 26.0, COLUMN)?;
    let mut top = 84.0;
    canvas.tagged(heading(1), |canvas| title.draw(canvas, fonts, (LEFT, top), INDIGO))?;
    top += title.height() + 4.0;
    let summary = Text::set(fonts, &plain_words(&module.summary, false), Style::Sans, 13.0, COLUMN)?;
    canvas.tagged(Tag::P, |canvas| summary.draw(canvas, fonts, (LEFT, top), TEXT))?;
    top += summary.height() + 10.0;
    for (title, page) in contents {
        let number = Text::set(fonts, &plain_words(&page.to_string(), false), Style::Sans, 12.0, 12.0)?;
        let line = Text::set(fonts, &plain_words(title, false), Style::Sans, 12.0, COLUMN - 16.0)?;
        let rule = rectangle(LEFT, top + line.height() + 1.4, COLUMN, 0.2)?;
        canvas.tagged(Tag::P, |canvas| {
            line.draw(canvas, fonts, (LEFT, top), TEXT)?;
            number.draw(canvas, fonts, (RIGHT - 10.0, top), TEXT)
        })?;
        canvas.ornament(|canvas| canvas.fill(&rule, TEXT_QUIET));
        top += line.height() + 3.4;
        if top > BOTTOM - 10.0 {
            break;
        }
    }
    Ok(())
}

fn footer(
    canvas: &mut Canvas<'_, '_>,
    fonts: &Fonts,
    module: &Module,
    number: usize,
    printed_on: &str,
) -> Result<(), PdfError> {
    let version = module.version.get(..8).unwrap_or_default();
    let left = format!("Từng Ngõ · {} · in ngày {printed_on} · bản {version}", module.title);
    let left = Text::set(fonts, &plain_words(&left, false), Style::Sans, 8.0, COLUMN - 20.0)?;
    let right = Text::set(fonts, &plain_words(&number.to_string(), false), Style::Sans, 10.0, 14.0)?;
    canvas.ornament(|canvas| {
        left.draw(canvas, fonts, (LEFT, 281.0), TEXT_QUIET)?;
        right.draw(canvas, fonts, (RIGHT - 8.0, 280.4), TEXT)
    })
}

/// The booklet in the making.
struct Book<'a> {
    fonts: &'a Fonts,
    items: Vec<Item<'a>>,
    /// Title of a chapter and the item it begins with.
    chapters: Vec<(String, usize)>,
}

impl<'a> Book<'a> {
    fn lesson(&mut self, lesson: &Lesson) -> Result<(), PdfError> {
        self.chapter(&format!("Bài {}. {}", lesson.number, lesson.title))?;
        self.blocks(&read(lesson.body.as_str()), 0.0)?;
        if !lesson.drills.is_empty() {
            self.title("Tập trên máy tập", 2)?;
            for drill in &lesson.drills {
                self.drill(drill)?;
            }
        }
        if !lesson.questions.is_empty() {
            self.title("Câu hỏi", 2)?;
        }
        for (number, question) in (1..).zip(&lesson.questions) {
            let begun = self.items.len();
            self.question(number, question)?;
            // A question is answered with all of it in sight.
            let last = self.items.len().saturating_sub(1);
            for item in self.items.get_mut(begun..last).unwrap_or_default() {
                item.keep = true;
            }
        }
        Ok(())
    }

    fn chapter(&mut self, title: &str) -> Result<(), PdfError> {
        self.chapters.push((title.to_owned(), self.items.len()));
        let set = Text::set(self.fonts, &plain_words(title, false), Style::Serif, 20.0, COLUMN)?;
        self.text(set, LEFT, INDIGO, 4.0, Some(heading(1)))?;
        if let Some(item) = self.items.last_mut() {
            item.page = true;
            item.keep = true;
        }
        Ok(())
    }

    fn title(&mut self, title: &str, level: u16) -> Result<(), PdfError> {
        let size = if level == 2 { 14.0 } else { 12.0 };
        self.space(3.0);
        let set = Text::set(self.fonts, &plain_words(title, false), Style::Serif, size, COLUMN)?;
        self.text(set, LEFT, TEXT, 1.5, Some(heading(level)))?;
        if let Some(item) = self.items.last_mut() {
            item.keep = true;
        }
        Ok(())
    }

    fn space(&mut self, height: f32) {
        self.items.push(Item { height, keep: true, page: false, tag: None, draw: Box::new(|_, _| Ok(())) });
    }

    /// A text that must stay in one piece.
    fn text(
        &mut self,
        text: Text,
        x: f32,
        ink: Ink,
        after: f32,
        tag: Option<TagKind>,
    ) -> Result<(), PdfError> {
        let fonts = self.fonts;
        self.items.push(Item {
            height: text.height() + after,
            keep: false,
            page: false,
            tag,
            draw: Box::new(move |canvas, top| text.draw(canvas, fonts, (x, top), ink)),
        });
        Ok(())
    }

    /// A paragraph: two lines at its ends stay together.
    fn paragraph(&mut self, words: &[Word], indent: f32, points: f32) -> Result<(), PdfError> {
        if words.is_empty() {
            return Ok(());
        }
        let set = Text::set(self.fonts, words, Style::Sans, points, COLUMN - indent)?;
        let lines: Vec<Text> = set.into_lines().collect();
        let count = lines.len();
        for (index, line) in lines.into_iter().enumerate() {
            let last = index + 1 == count;
            self.text(line, LEFT + indent, TEXT, if last { 2.0 } else { 0.0 }, Some(Tag::P.into()))?;
            if let Some(item) = self.items.last_mut() {
                item.keep = !last && (index == 0 || index + 2 == count);
            }
        }
        Ok(())
    }

    fn blocks(&mut self, nodes: &[Node], indent: f32) -> Result<(), PdfError> {
        for node in nodes {
            match node {
                Node::Text(text) if text.trim().is_empty() => {}
                Node::Text(text) => self.paragraph(&plain_words(text, false), indent, BODY)?,
                Node::Element(element) => self.element(element, indent)?,
            }
        }
        Ok(())
    }

    fn element(&mut self, element: &Element, indent: f32) -> Result<(), PdfError> {
        match element.name.as_str() {
            "h2" => self.title(&element.text(), 2),
            "h3" => self.title(&element.text(), 3),
            "ol" if element.has_class("steps") => self.steps(element),
            "ol" | "ul" => {
                for (number, item) in (1..).zip(element.elements()) {
                    let mark = if element.name == "ol" { format!("{number}.") } else { "•".to_owned() };
                    self.marked(&mark, &words(&item.children, false), indent)?;
                }
                Ok(())
            }
            "p" if element.has_class("say") => self.boxed(&words(&element.children, false), true),
            "p" => self.paragraph(&words(&element.children, false), indent, BODY),
            "section" => {
                let mut text = Vec::new();
                for child in element.elements() {
                    let bold = child.name.starts_with('h');
                    text.extend(words(&[Node::Element(Element { name: "p".into(), ..child.clone() })], bold));
                }
                self.boxed(&text, false)
            }
            "figure" => self.figure(element, indent),
            "table" => self.table(element),
            "hr" => {
                self.space(4.0);
                Ok(())
            }
            _ if element.has_class("card") => self.boxed(&words(&element.children, false), false),
            _ if element.has_class("sms") || element.has_class("call") => {
                self.boxed(&words(&element.children, false), false)
            }
            _ => self.blocks(&element.children, indent),
        }
    }

    fn figure(&mut self, figure: &Element, indent: f32) -> Result<(), PdfError> {
        for child in figure.elements() {
            if child.has_class("phone") {
                let phone = Phone::set(self.fonts, child)?;
                let x = LEFT + indent;
                let height = phone.height();
                let fonts = self.fonts;
                self.items.push(Item {
                    height: height + 3.0,
                    keep: false,
                    page: false,
                    tag: Some(Tag::Figure(Some(child.text())).into()),
                    draw: Box::new(move |canvas, top| phone.draw(canvas, fonts, (x, top))),
                });
            } else if child.name == "figcaption" {
                self.paragraph(&words(&child.children, false), indent, SMALL)?;
            } else {
                self.element(child, indent)?;
            }
        }
        Ok(())
    }

    /// Steps: a number, what to do, and the phone beside it.
    fn steps(&mut self, list: &Element) -> Result<(), PdfError> {
        let fonts = self.fonts;
        for (number, step) in (1..).zip(list.elements()) {
            let phone = step
                .elements()
                .filter(|child| child.name == "figure")
                .find_map(|figure| figure.elements().find(|child| child.has_class("phone")));
            let phone = phone.map(|phone| Phone::set(fonts, phone)).transpose()?;
            let room = COLUMN - BADGE - phone.as_ref().map_or(0.0, |_| PHONE + GAP);
            let (mut texts, mut rest) = (Vec::new(), Vec::new());
            for (index, child) in step.elements().enumerate() {
                let size = if index == 0 { BODY } else { SMALL };
                match child.name.as_str() {
                    "p" => {
                        texts.push(Text::set(fonts, &words(&child.children, false), Style::Sans, size, room)?)
                    }
                    "figure" => {
                        for caption in child.elements().filter(|child| child.name == "figcaption") {
                            let caption = words(&caption.children, false);
                            texts.push(Text::set(fonts, &caption, Style::Sans, SMALL, room)?);
                        }
                        let scenes = child
                            .elements()
                            .filter(|scene| !scene.has_class("phone") && scene.name != "figcaption");
                        rest.extend(scenes.cloned());
                    }
                    _ => rest.push(child.clone()),
                }
            }
            let text_height: f32 = texts.iter().map(|text| text.height() + 1.5).sum();
            let height = text_height.max(phone.as_ref().map_or(0.0, Phone::height)).max(BADGE);
            let badge = Text::set(fonts, &plain_words(&number.to_string(), true), Style::Sans, 11.0, 8.0)?;
            self.items.push(Item {
                height: height + 4.0,
                keep: !rest.is_empty(),
                page: false,
                tag: Some(Tag::P.into()),
                draw: Box::new(move |canvas, top| {
                    let circle = rounded_rectangle(LEFT, top, 6.6, 6.6, 3.3)?;
                    canvas.stroke(&circle, stroke(INDIGO, 0.4, 1.0));
                    let inset = if number < 10 { 2.2 } else { 1.2 };
                    badge.draw(canvas, fonts, (LEFT + inset, top + 0.4), INDIGO)?;
                    let mut at = top;
                    for text in &texts {
                        text.draw(canvas, fonts, (LEFT + BADGE, at), TEXT)?;
                        at += text.height() + 1.5;
                    }
                    match &phone {
                        Some(phone) => phone.draw(canvas, fonts, (RIGHT - PHONE, top)),
                        None => Ok(()),
                    }
                }),
            });
            for element in &rest {
                self.element(element, BADGE)?;
            }
        }
        Ok(())
    }

    /// A mark and words beside it.
    fn marked(&mut self, mark: &str, text: &[Word], indent: f32) -> Result<(), PdfError> {
        let fonts = self.fonts;
        let mark = Text::set(fonts, &plain_words(mark, false), Style::Sans, BODY, 10.0)?;
        let text = Text::set(fonts, text, Style::Sans, BODY, COLUMN - indent - 7.0)?;
        let x = LEFT + indent;
        self.items.push(Item {
            height: text.height().max(mark.height()) + 1.2,
            keep: false,
            page: false,
            tag: Some(Tag::P.into()),
            draw: Box::new(move |canvas, top| {
                mark.draw(canvas, fonts, (x, top), TEXT)?;
                text.draw(canvas, fonts, (x + 7.0, top), TEXT)
            }),
        });
        Ok(())
    }

    /// An act or an option: an empty box to tick and words.
    fn tick_box(&mut self, text: &[Word], round: bool) -> Result<(), PdfError> {
        let fonts = self.fonts;
        let text = Text::set(fonts, text, Style::Sans, BODY, COLUMN - 9.0)?;
        self.items.push(Item {
            height: text.height() + 1.6,
            keep: false,
            page: false,
            tag: Some(Tag::P.into()),
            draw: Box::new(move |canvas, top| {
                let corner = if round { 2.0 } else { 0.5 };
                let square = rounded_rectangle(LEFT + 1.0, top + 1.1, 4.0, 4.0, corner)?;
                canvas.stroke(&square, stroke(TEXT, 0.3, 1.0));
                text.draw(canvas, fonts, (LEFT + 9.0, top), TEXT)
            }),
        });
        Ok(())
    }

    /// Words in a frame; the sentence to repeat has a heavy edge.
    fn boxed(&mut self, text: &[Word], heavy: bool) -> Result<(), PdfError> {
        let fonts = self.fonts;
        let text = Text::set(fonts, text, Style::Sans, BODY, COLUMN - 10.0)?;
        let height = text.height() + 6.0;
        self.space(1.5);
        self.items.push(Item {
            height: height + 4.0,
            keep: false,
            page: false,
            tag: Some(Tag::P.into()),
            draw: Box::new(move |canvas, top| {
                let frame = rounded_rectangle(LEFT, top, COLUMN, height, 2.0)?;
                canvas.stroke(&frame, stroke(if heavy { INDIGO } else { TEXT_QUIET }, 0.35, 1.0));
                if heavy {
                    canvas.fill(&rectangle(LEFT, top, 1.6, height)?, INDIGO);
                }
                text.draw(canvas, fonts, (LEFT + 5.0, top + 3.0), TEXT)
            }),
        });
        Ok(())
    }

    fn table(&mut self, table: &Element) -> Result<(), PdfError> {
        let fonts = self.fonts;
        let rows: Vec<&Element> = table.elements().flat_map(Element::elements).collect();
        for row in rows {
            let cells: Vec<&Element> = row.elements().collect();
            let width = COLUMN / cells.len().max(1) as f32;
            let mut texts = Vec::new();
            for cell in cells {
                let bold = cell.name == "th";
                texts.push(Text::set(fonts, &words(&cell.children, bold), Style::Sans, SMALL, width - 3.0)?);
            }
            let height = texts.iter().map(Text::height).fold(0.0, f32::max) + 2.0;
            self.items.push(Item {
                height,
                keep: false,
                page: false,
                tag: Some(Tag::P.into()),
                draw: Box::new(move |canvas, top| {
                    canvas.fill(&rectangle(LEFT, top + height - 0.2, COLUMN, 0.2)?, TEXT_QUIET);
                    for (index, text) in texts.iter().enumerate() {
                        text.draw(canvas, fonts, (LEFT + width * index as f32, top + 0.8), TEXT)?;
                    }
                    Ok(())
                }),
            });
        }
        self.space(3.0);
        Ok(())
    }

    /// A practice phone on paper is the list of what to do; tapping is for the phone.
    fn drill(&mut self, drill: &Drill) -> Result<(), PdfError> {
        for (number, step) in (1..).zip(&drill.steps) {
            self.marked(&format!("{number}."), &plain_words(&step.task, false), 0.0)?;
        }
        Ok(())
    }

    fn question(&mut self, number: usize, question: &Question) -> Result<(), PdfError> {
        self.space(1.5);
        let stem = format!("Câu {number}. {}", question.stem);
        self.paragraph(&plain_words(&stem, true), 0.0, BODY)?;
        if let Some(item) = self.items.last_mut() {
            item.keep = true;
        }
        self.blocks(&read(question.context.as_str()), 0.0)?;
        if let Some(scene) = &question.scene {
            let mut text = Vec::new();
            for piece in &scene.pieces {
                let html = match piece {
                    Piece::Markup(html) | Piece::Part { label: html, .. } => html,
                };
                text.extend(words(&read(&format!("<p>{}</p>", html.as_str())), false));
            }
            self.boxed(&text, false)?;
        }
        match question.kind {
            QuestionKind::Number | QuestionKind::Short => {
                let unit = match &question.accepted {
                    Some(Accepted::Number { unit: Some(unit), .. }) => unit.as_str(),
                    _ => "",
                };
                self.paragraph(
                    &plain_words(&format!("Trả lời: ........................ {unit}"), false),
                    9.0,
                    BODY,
                )
            }
            QuestionKind::Tap | QuestionKind::Signs => Ok(()),
            QuestionKind::Match => {
                for (letter, place) in ('A'..).zip(lesson_order(question)) {
                    let Some(target) = question.targets.get(usize::from(place)) else { continue };
                    self.marked(&format!("{letter}."), &html_words(target), 9.0)?;
                }
                for option in &question.options {
                    let mut text = html_words(&option.text);
                    text.extend(plain_words(": ......", false));
                    self.marked("•", &text, 9.0)?;
                }
                Ok(())
            }
            kind => {
                for place in lesson_order(question) {
                    let Some(option) = question.options.get(usize::from(place)) else { continue };
                    let round = matches!(kind, QuestionKind::One | QuestionKind::TrueFalse);
                    self.tick_box(&html_words(&option.text), round)?;
                }
                Ok(())
            }
        }
    }

    fn practice(&mut self, practice: &Practice) -> Result<(), PdfError> {
        self.chapter(&practice.title)?;
        self.blocks(&read(practice.intro.as_str()), 0.0)?;
        for (title, items) in [("Làm được", &practice.checklist), ("Dạy được", &practice.teach_back)]
        {
            self.title(title, 2)?;
            for item in items {
                self.tick_box(&plain_words(&item.act, false), false)?;
                if let Some(look_for) = &item.look_for {
                    if let Some(item) = self.items.last_mut() {
                        item.keep = true;
                    }
                    self.paragraph(&html_words(look_for), 9.0, SMALL)?;
                }
            }
        }
        Ok(())
    }

    fn answers(&mut self, module: &Module) -> Result<(), PdfError> {
        if module.lessons.iter().all(|lesson| lesson.questions.is_empty()) {
            return Ok(());
        }
        self.chapter("Đáp án các câu hỏi trong bài")?;
        for lesson in &module.lessons {
            self.title(&format!("Bài {}. {}", lesson.number, lesson.title), 2)?;
            for (number, question) in (1..).zip(&lesson.questions) {
                let mut text = plain_words(&format!("Câu {number}:"), true);
                text.extend(right_answer(question));
                if let Some(explanation) = &question.explanation {
                    text.extend(html_words(explanation));
                }
                self.paragraph(&text, 0.0, 10.5)?;
            }
        }
        Ok(())
    }
}

fn html_words(html: &Html) -> Vec<Word> {
    words(&read(html.as_str()), false)
}

/// The right answer in words.
fn right_answer(question: &Question) -> Vec<Word> {
    let text = |html: &Html| Element { children: read(html.as_str()), ..Element::default() }.text();
    let said = match (question.kind, &question.accepted) {
        (_, Some(Accepted::Number { shown, unit, .. })) => {
            [shown.as_str(), " ", unit.as_deref().unwrap_or_default()].concat().trim().to_owned()
        }
        (_, Some(Accepted::Text { answers, .. })) => answers.join(" hoặc "),
        (QuestionKind::Order, _) => (1..)
            .zip(&question.options)
            .map(|(n, one)| format!("({n}) {}", text(&one.text)))
            .collect::<Vec<_>>()
            .join(", "),
        (QuestionKind::Match, _) => question
            .options
            .iter()
            .filter_map(|one| {
                let target = question.targets.get(usize::from(one.target?))?;
                Some(format!("{}: {}", text(&one.text), text(target)))
            })
            .collect::<Vec<_>>()
            .join("; "),
        _ => {
            let right: Vec<_> =
                question.options.iter().filter(|one| one.right).map(|one| text(&one.text)).collect();
            if right.is_empty() { "không có chỗ nào đáng ngờ".to_owned() } else { right.join("; ") }
        }
    };
    let said = said.trim_end_matches(['.', ' ']);
    plain_words(&format!("{said}."), false)
}

/// A drawn phone on paper.
struct Phone {
    rows: Vec<Row>,
}

struct Row {
    text: Text,
    /// Drawn with an edge, as something to press or to fill in.
    edged: bool,
    /// Where the learner should press or look.
    hit: bool,
}

impl Row {
    fn height(&self) -> f32 {
        self.text.height() + if self.edged { 4.0 } else { 2.0 }
    }
}

impl Phone {
    fn set(fonts: &Fonts, phone: &Element) -> Result<Self, PdfError> {
        let mut rows = Vec::new();
        let mut add = |element: &Element, bold: bool| -> Result<(), PdfError> {
            let edged =
                ["pb", "pr", "pf"].iter().any(|class| element.has_class(class)) || element.name == "span";
            let words = words(&element.children, bold);
            if words.is_empty() {
                return Ok(());
            }
            let text = Text::set(fonts, &words, Style::Sans, 9.0, PHONE - 10.0)?;
            rows.push(Row { text, edged, hit: element.has_class("hit") });
            Ok(())
        };
        for part in phone.elements() {
            if part.has_class("pg") {
                for cell in part.elements() {
                    add(cell, false)?;
                }
            } else {
                add(part, part.has_class("pt"))?;
            }
        }
        Ok(Self { rows })
    }

    fn height(&self) -> f32 {
        (6.0 + self.rows.iter().map(|row| row.height() + 1.0).sum::<f32>()).clamp(20.0, BOTTOM - TOP)
    }

    fn draw(&self, canvas: &mut Canvas<'_, '_>, fonts: &Fonts, (x, top): (f32, f32)) -> Result<(), PdfError> {
        let frame = rounded_rectangle(x, top, PHONE, self.height(), 3.5)?;
        canvas.stroke(&frame, stroke(TEXT, 0.6, 1.0));
        let mut at = top + 3.0;
        for row in &self.rows {
            let height = row.height();
            if row.edged || row.hit {
                let edge = rounded_rectangle(x + 3.0, at, PHONE - 6.0, height, 1.6)?;
                let ink = if row.hit { ROOF } else { TEXT_QUIET };
                canvas.stroke(&edge, stroke(ink, if row.hit { 0.9 } else { 0.25 }, 1.0));
            }
            let inset = if row.edged { 2.0 } else { 1.0 };
            row.text.draw(canvas, fonts, (x + 5.0, at + inset), TEXT)?;
            at += height + 1.0;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tungngo_course::{Limits, SourceTree, compile};

    fn shipped() -> Vec<std::sync::Arc<Module>> {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("courses");
        let limits = Limits::default();
        let tree = SourceTree::read(&folder, &limits).expect("the courses can be read");
        let today = chrono::NaiveDate::from_ymd_opt(2026, 11, 21).expect("a day");
        compile(&tree, &limits, today).catalogue.modules
    }

    #[test]
    fn every_shipped_module_is_a_booklet_and_the_same_each_time() {
        let modules = shipped();
        assert!(!modules.is_empty());
        for module in &modules {
            let booklet = render(module, "21/11/2026").expect("a booklet");
            assert!(booklet.starts_with(b"%PDF-1."));
            assert_eq!(booklet, render(module, "21/11/2026").expect("a booklet"), "{}", module.id);
        }
    }
}
