//! The block that answers a question: which it is by the question's kind, and what is read from it.
//!
//! Owns: the table from kind to block. Does not own: what stands in the block (`options.rs`, `arrange.rs`, `typed.rs`,
//! `tap.rs`) nor the rest of the question (`quiz.rs`).

use crate::arrange;
use crate::diagnostic::code;
use crate::html::Writer;
use crate::markdown::{Block, BlockKind};
use crate::options;
use crate::page::first_line;
use crate::scene::Scene;
use crate::tap::{self, Source};
use crate::typed;
use std::ops::Range;
use tungngo_domain::content::{self, Accepted, Choice, Frame, Html, QuestionKind};

/// Whether a block is what answers a question of this kind, or goes on with it. Where the kind is not known, every
/// block that could be one is passed over.
pub(crate) fn answers(kind: Option<QuestionKind>, before: &[&Block], block: &BlockKind) -> bool {
    let Some(kind) = kind else {
        return matches!(block, BlockKind::List { .. } | BlockKind::Table { .. } | BlockKind::Code { .. });
    };
    match (kind, block) {
        (QuestionKind::Number | QuestionKind::Short, BlockKind::Paragraph(text)) => {
            before.is_empty() && typed::says_answer(text)
        }
        (QuestionKind::Number | QuestionKind::Short, BlockKind::List { first: None, .. }) => {
            before.len() == 1
        }
        _ if !before.is_empty() => false,
        (QuestionKind::One | QuestionKind::Many | QuestionKind::TrueFalse, block) => {
            matches!(block, BlockKind::List { first: None, .. })
        }
        (QuestionKind::Order, BlockKind::List { first: Some(_), .. }) => true,
        (QuestionKind::Match, BlockKind::Table { .. }) => true,
        (QuestionKind::Tap, BlockKind::Code { info, .. }) => Scene::of(info) == Some(Scene::Phone),
        (QuestionKind::Signs, BlockKind::Code { info, .. }) => signs_frame(info).is_some(),
        _ => false,
    }
}

fn signs_frame(info: &str) -> Option<Frame> {
    match Scene::of(info)? {
        Scene::Phone => Some(Frame::Phone),
        Scene::Message => Some(Frame::Message),
        Scene::Call => Some(Frame::Call),
        Scene::Drill | Scene::Card => None,
    }
}

/// What a question of this kind needs under its heading.
pub(crate) fn shape(kind: QuestionKind) -> &'static str {
    match kind {
        QuestionKind::One | QuestionKind::Many | QuestionKind::TrueFalse => {
            "Loại này cần danh sách - [ ] và - [x]."
        }
        QuestionKind::Order => "Loại này cần danh sách đánh số, theo đúng thứ tự.",
        QuestionKind::Match => "Loại này cần một bảng hai cột.",
        QuestionKind::Number | QuestionKind::Short => {
            "Loại này cần một đoạn Đáp án: …, rồi danh sách - các lỗi hay gặp."
        }
        QuestionKind::Tap => "Loại này cần một khối ```dien-thoai.",
        QuestionKind::Signs => "Loại này cần một khối ```tin-nhan, ```cuoc-goi hoặc ```dien-thoai.",
    }
}

/// What the block that answers holds.
#[derive(Default)]
pub(crate) struct Answered {
    pub(crate) options: Vec<Choice>,
    pub(crate) targets: Vec<Html>,
    pub(crate) accepted: Option<Accepted>,
    pub(crate) scene: Option<content::Scene>,
}

/// A question whose heading, hint and explanation are known.
pub(crate) struct Asked<'a> {
    pub(crate) writer: &'a Writer<'a>,
    pub(crate) line: &'a Range<usize>,
    pub(crate) stem: &'a str,
    pub(crate) explained: bool,
}

impl Asked<'_> {
    /// Reads the blocks that answer; tells if there is none.
    pub(crate) fn answered(&self, kind: QuestionKind, answer: &[&Block]) -> Option<Answered> {
        let Self { writer, line, .. } = *self;
        let Some(first) = answer.first() else {
            let code = match kind {
                QuestionKind::Number | QuestionKind::Short => code::NO_ANSWER,
                QuestionKind::Tap | QuestionKind::Signs => code::NO_SCENE,
                _ => code::NO_OPTIONS,
            };
            writer.notes.add_with(code, line.clone(), code.meaning, shape(kind));
            return None;
        };
        match (kind, &first.kind) {
            (QuestionKind::Number | QuestionKind::Short, _) => {
                let (accepted, options) = typed::read(writer, kind, answer)?;
                Some(Answered { options, accepted: Some(accepted), ..Answered::default() })
            }
            (QuestionKind::Order, BlockKind::List { items, .. }) => {
                let options = arrange::order(writer, items, line, self.explained);
                Some(Answered { options, ..Answered::default() })
            }
            (_, BlockKind::List { items, .. }) => {
                Some(Answered { options: options::read(writer, kind, items, line), ..Answered::default() })
            }
            (_, BlockKind::Table { rows }) => {
                let (options, targets) = arrange::pairs(writer, first, rows, self.explained)?;
                Some(Answered { options, targets, ..Answered::default() })
            }
            (_, BlockKind::Code { info, text, at }) => {
                let place = first_line(writer, first);
                let source = Source { text, at: *at, place: &place };
                let (scene, options) = match signs_frame(info) {
                    Some(frame) if kind == QuestionKind::Signs => {
                        tap::signs(writer, frame, source, self.stem)?
                    }
                    _ => tap::tap(writer, source)?,
                };
                Some(Answered { options, scene: Some(scene), ..Answered::default() })
            }
            _ => None,
        }
    }
}
