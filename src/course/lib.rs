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
//! test in `exam.rs`, practice in `practice.rs`, cards in `facts.rs`, a province's part in `local.rs`, pictures and narration in
//! `media.rs`, other languages in `translation.rs`. `courses/README.md` repeats it for authors.

mod bank;
mod compile;
mod diagnostic;
mod exam;
mod facts;
mod fields;
mod front_matter;
mod html;
mod lesson;
mod limits;
mod local;
mod markdown;
mod media;
mod overlay;
mod page;
mod phone;
mod practice;
mod quiz;
mod source;
mod translation;
mod vietnamese;

#[cfg(test)]
mod checks;

pub use compile::{Compiled, compile};
pub use diagnostic::{CODES, Code, Diagnostic, Severity, SourceLine, render_human};
pub use limits::Limits;
pub use source::SourceTree;
