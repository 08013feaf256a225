//! The course compiler: a folder of Markdown in, a catalogue and its diagnostics out.
//!
//! Owns: the authored format, from bytes to [`tungngo_domain::content`]. Does not own: what is done with a catalogue
//! (storage, web) nor the command line that prints the diagnostics.
//!
//! * Compiling is pure and total. Only [`SourceTree::read`] touches the disk.
//! * Nothing an author writes reaches a page unescaped, and HTML is refused (`html.rs`).
//! * Everything found is told in one run, in Vietnamese, with its place and one thing to write instead.
//!
//! # Use
//!
//! ```
//! use tungngo_course::{Limits, SourceTree, compile, render_human};
//!
//! let module = "---
//! id: mau
//! title: Chuyên đề mẫu
//! summary: Một câu ngắn.
//! skill: thanh-toan
//! order: 1
//! ---
//! ";
//! let lesson = "---
//! id: mau-01
//! title: Quét mã
//! minutes: 5
//! version: 1
//! ---
//!
//! ## Quét mã
//!
//! Đọc tên trước, bấm tiền sau.
//!
//! ### Câu hỏi
//!
//! #### Câu 1 (đúng/sai) — Quét mã xong là tiền đã đi. <!-- id: k7m2 -->
//!
//! - [ ] Đúng
//!   > Còn phải bấm nút chuyển.
//! - [ ] Sai
//!   > Đúng rồi.
//! ";
//! // From memory, as here, or from a folder: `SourceTree::read(Path::new("courses"), &limits)`.
//! let files = [("mau/module.md", module), ("mau/01-quet-ma.md", lesson)];
//! let files = files.map(|(path, text)| (path.to_owned(), text.as_bytes().to_vec()));
//! let limits = Limits::default();
//! let today = chrono::NaiveDate::from_ymd_opt(2026, 11, 21).unwrap();
//!
//! let compiled = compile(&SourceTree::from_files(files.clone()), &limits, today);
//! assert!(compiled.has_errors() && compiled.catalogue.modules.is_empty());
//! assert_eq!(
//!     render_human(&compiled.diagnostics),
//!     "\
//! mau/01-quet-ma.md:14:1: lỗi[Q006]: Chưa đánh dấu đáp án đúng
//!   14 | ### Câu 1 (đúng/sai) — Quét mã xong là tiền đã đi. <!-- id: k7m2 -->
//!      | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
//!   Sửa: Đánh dấu - [x] trước đáp án đúng.
//!
//! Có 1 lỗi.
//! "
//! );
//!
//! // Mended, it can be read.
//! let files = files.map(|(path, text)| {
//!     let text = String::from_utf8(text).unwrap();
//!     (path, text.replace("- [ ] Sai", "- [x] Sai").into_bytes())
//! });
//! let compiled = compile(&SourceTree::from_files(files), &limits, today);
//! assert_eq!(compiled.diagnostics, []);
//! assert_eq!(compiled.catalogue.modules[0].lessons[0].questions[0].right(), [1]);
//! ```
//!
//! # What there is
//!
//! * [`SourceTree`]: files in memory, read from a folder or given; [`Limits`]: how large they may be.
//! * [`compile()`]: the catalogue, the [`Diagnostic`]s, and the [`FactCard`]s with the lines that print them.
//! * [`Compiler`]: the same for a folder that is compiled again and again; it reads only the modules that changed.
//! * [`render_human`], [`render_coloured`], [`render_json`], [`render_github`]: the diagnostics for a person, an editor,
//!   a pull request.
//! * [`CODES`], [`explain()`], [`reference()`]: every code with why it matters and an example that is tested.
//! * [`plan_ids`]: the missing ids, to be written into the files.
//! * [`mod@gift`]: questions to and from other systems.
//!
//! The format is described over the file that reads it: questions in `quiz.rs` and the file of their kind (`options.rs`,
//! `arrange.rs`, `typed.rs`, `tap.rs`), the drawn phone in `phone.rs`, messages and calls in `talk.rs`, the card to
//! print in `card.rs`, the practice phone in `drill.rs`, the test in `exam.rs`, practice in `practice.rs`, cards in
//! `facts.rs`, foreign words in `glossary.rs`, the list of used ids in `ids/used.rs`, a province's part in
//! `local.rs`, pictures and narration in `media.rs`, other languages in `translation.rs`. `courses/README.md` repeats it for
//! authors; `courses/MA-LOI.md` lists the codes.

mod answer;
mod arrange;
mod bank;
mod card;
mod codes;
mod compile;
mod compiler;
mod diagnostic;
mod drill;
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
mod letters;
mod limits;
mod local;
mod markdown;
mod media;
mod module;
mod near_miss;
mod opened;
mod options;
mod overlay;
mod page;
mod phone;
mod practice;
mod quiz;
mod report;
mod sample;
mod scene;
mod screen;
mod source;
mod talk;
mod tap;
mod translation;
mod typed;
mod vietnamese;

#[cfg(test)]
mod checks;

pub use codes::CODES;
pub use compile::{Compiled, compile};
pub use compiler::Compiler;
pub use diagnostic::{Code, Diagnostic, Severity, SourceLine};
pub use explain::{explain, list_codes, reference};
pub use facts::{FactCard, PrintedAt, find_card};
pub use ids::{FileChange, IdPlan, NewId, plan_ids};
pub use limits::Limits;
pub use report::{render_coloured, render_github, render_human, render_json};
pub use source::SourceTree;
