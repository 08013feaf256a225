//! Checks of the whole compiler, on the sample course changed one thing at a time.
//!
//! Owns: nothing but the checks (`checks/`). Does not own: the sample (`sample.rs`).

mod commonmark;
mod diagnostics;
mod facts;
mod gift;
mod ids;
mod kinds;
mod local;
mod pages;
mod provinces;
mod reference;
mod safety;
mod scenes;

use crate::render_human;
pub(crate) use crate::sample::{Course, LESSON, LESSON_TEXT, PNG, today};

#[test]
fn the_sample_course_has_nothing_to_tell() {
    let compiled = Course::sample().compile();
    assert_eq!(render_human(&compiled.diagnostics), "Không có lỗi nào.\n");
    assert_eq!(compiled.catalogue.modules.len(), 1);
}
