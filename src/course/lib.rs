//! The course compiler: a folder of Markdown in, a catalogue and its diagnostics out.
//!
//! Owns: the authored format, from bytes to [`tungngo_domain::content`]. Does not own: what is done with a catalogue
//! (storage, web) nor the command line that prints the diagnostics.
//!
//! * Compiling is pure and total. Only [`SourceTree::read`] touches the disk.
//! * Nothing an author writes reaches a page unescaped, and HTML is refused (`html.rs`).
//! * Everything found is told in one run, in Vietnamese, with its place and one thing to write instead.
//!
//! The format is described over the file that reads it: questions in `quiz.rs`, the drawn phone in `phone.rs`, the
//! test in `exam.rs`, practice in `practice.rs`, cards in `facts.rs`. `courses/README.md` repeats it for authors.

mod bank;
mod codes;
mod compile;
mod diagnostic;
mod exam;
mod explain;
mod facts;
mod fields;
mod front_matter;
pub mod gift;
mod glossary;
mod html;
mod ids;
mod lesson;
mod limits;
mod markdown;
mod near_miss;
mod page;
mod phone;
mod practice;
mod quiz;
mod report;
mod sample;
mod source;
mod vietnamese;

#[cfg(test)]
mod checks;

pub use codes::CODES;
pub use compile::{Compiled, compile};
pub use diagnostic::{Code, Diagnostic, Severity, SourceLine};
pub use explain::{explain, list_codes, reference};
pub use facts::{FactCard, PrintedAt, find_card};
pub use ids::{FileChange, IdPlan, NewId, plan_ids};
pub use limits::Limits;
pub use report::{render_coloured, render_github, render_human, render_json};
pub use source::SourceTree;
