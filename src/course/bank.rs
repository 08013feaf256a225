//! A bank of questions: `ngan-hang/*.md`. Its questions appear in the certifying test only.
//!
//! Owns: the keys of a bank's front matter and its title. Does not own: questions (`quiz.rs`), draws (`exam.rs`).

use crate::diagnostic::code;
use crate::fields::Fields;
use crate::html::Writer;
use crate::lesson::{declared_change, title};
use crate::markdown::{Block, BlockKind, plain};
use crate::page::first_line;
use crate::quiz::{self, Ids};
use chrono::NaiveDate;
use tungngo_domain::change::Declared;
use tungngo_domain::content::Bank;

/// Reads a bank.
pub(crate) fn read(
    writer: &Writer<'_>,
    fields: Option<Fields<'_>>,
    blocks: &[Block],
    ids: &Ids,
    today: NaiveDate,
) -> Option<Bank> {
    let mut change = None;
    let (id, declared) = match fields {
        Some(mut fields) => {
            let id = fields.must_slug("id", "tt-nhan-biet");
            let title = fields.text("title").map(|(title, _)| title);
            let version = fields.number("version", 1, 100_000);
            let word = declared_change(&mut fields);
            change = word.map(|change| Declared { version: version.map_or(1, |(n, _)| n), change });
            fields.review_by(today);
            fields.finish();
            (id, title)
        }
        None => (None, None),
    };
    if let Some((id, range)) = &id {
        ids.claim(writer.notes, id, range.clone());
    }
    let rest = title(writer, blocks, declared.as_deref());
    let name = match blocks.first().map(|block| &block.kind) {
        Some(BlockKind::Heading { text, .. }) => plain(text),
        _ => declared.unwrap_or_default(),
    };
    let owner = id.as_ref().map_or("cau", |(id, _)| id.as_str());
    if rest.is_empty() {
        let line = blocks.first().map_or(0..1, |block| first_line(writer, block));
        writer.notes.say(code::NO_QUESTIONS, line, "Ngân hàng chưa có câu hỏi");
    }
    let questions = quiz::read(writer, rest, owner, ids);
    Some(Bank { id: id?.0, title: name, declared: change, questions })
}
