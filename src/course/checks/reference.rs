//! The authors' references say what the compiler does: `courses/README.md`, and `courses/MA-LOI.md` of the codes.

use super::today;
use crate::{CODES, Limits, SourceTree, compile, reference, render_human};
use std::path::Path;

const REFERENCE: &str = include_str!("../../../courses/README.md");
const CODES_PAGE: &str = include_str!("../../../courses/MA-LOI.md");

#[test]
fn the_page_of_codes_is_what_the_compiler_says_today() {
    let now = reference();
    if let Some((line, (page, now))) =
        (1..).zip(CODES_PAGE.lines().zip(now.lines())).find(|(_, (a, b))| a != b)
    {
        panic!(
            "courses/MA-LOI.md is stale at line {line}:\n  page: {page}\n   now: {now}\n\
             cargo run -- course reference > courses/MA-LOI.md"
        );
    }
    assert_eq!(CODES_PAGE.len(), now.len(), "courses/MA-LOI.md is stale at its end");
}

#[test]
fn the_reference_shows_the_examples_that_compile() {
    assert!(REFERENCE.contains(include_str!("../example-lesson.md").trim()));
    assert!(REFERENCE.contains(include_str!("../example-kinds.md").trim()));
}

#[test]
fn a_code_that_is_retired_never_comes_back() {
    for retired in ["V012", "Q003"] {
        assert!(CODES.iter().all(|code| code.code != retired), "{retired} must not be given again");
    }
}

#[test]
fn the_shipped_courses_compile_without_a_diagnostic() {
    let courses = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../courses");
    let tree = SourceTree::read(&courses, &Limits::default()).expect("the courses can be listed");
    let compiled = compile(&tree, &Limits::default(), today());
    assert_eq!(render_human(&compiled.diagnostics), "Không có lỗi nào.\n");
}
