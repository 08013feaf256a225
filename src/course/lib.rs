//! The course compiler: a folder of Markdown in, a catalogue and its diagnostics out.
//!
//! Owns: the authored format, from bytes to [`tungngo_domain::content`]. Does not own: what is done with a catalogue
//! (storage, web) nor the command line that prints the diagnostics.
//!
//! * Compiling is pure and total. Only [`SourceTree::read`] touches the disk.
//! * Nothing an author writes reaches a page unescaped, and HTML is refused (`html.rs`).
//! * Everything found is told in one run, in Vietnamese, with its place and one thing to write instead.
//!
//! The format is described over the file that reads it: questions in `quiz.rs` and the file of their kind (`options.rs`,
//! `arrange.rs`, `typed.rs`, `tap.rs`), the drawn phone in `phone.rs`, messages and calls in `talk.rs`, the card to
//! print in `card.rs`, the practice phone in `drill.rs`, the test in `exam.rs`, practice in `practice.rs`, cards in
//! `facts.rs`. `courses/README.md` repeats it for authors.

mod answer;
mod arrange;
mod bank;
mod card;
mod compile;
mod diagnostic;
mod drill;
mod exam;
mod facts;
mod fields;
mod front_matter;
mod html;
mod lesson;
mod limits;
mod markdown;
mod options;
mod page;
mod phone;
mod practice;
mod quiz;
mod scene;
mod screen;
mod source;
mod talk;
mod tap;
mod typed;
mod vietnamese;

#[cfg(test)]
mod checks;

pub use compile::{Compiled, compile};
pub use diagnostic::{CODES, Code, Diagnostic, Severity, SourceLine, render_human};
pub use limits::Limits;
pub use source::SourceTree;
