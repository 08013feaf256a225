//! The authors' reference (`courses/README.md`) says what the compiler does.

use super::today;
use crate::{CODES, Limits, Severity, SourceTree, compile, render_human};
use std::path::Path;

const REFERENCE: &str = include_str!("../../../courses/README.md");

/// Text in a table cell, so that a Markdown viewer shows each of its characters.
fn cell(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        if "\\`*_[]<>|".contains(c) {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

#[test]
fn the_reference_explains_every_code() {
    let missing: Vec<String> = CODES
        .iter()
        .map(|code| format!("| {} | {} | {} |\n", code.code, cell(code.meaning), cell(code.mend)))
        .filter(|row| !REFERENCE.contains(row))
        .collect();
    assert!(missing.is_empty(), "courses/README.md lacks these rows:\n{}", missing.concat());
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
        assert!(!REFERENCE.contains(&format!("| {retired} |")));
    }
}

#[test]
fn codes_are_unique_and_all_lints_may_be_told_apart_from_errors() {
    for (index, code) in CODES.iter().enumerate() {
        assert!(CODES[..index].iter().all(|before| before.code != code.code), "{} twice", code.code);
        if code.code.starts_with('L') {
            assert_eq!(code.severity, Severity::Warning, "{}", code.code);
        }
    }
}

#[test]
fn the_shipped_courses_compile_without_a_diagnostic() {
    let courses = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../courses");
    let tree = SourceTree::read(&courses, &Limits::default()).expect("the courses can be listed");
    let compiled = compile(&tree, &Limits::default(), today());
    assert_eq!(render_human(&compiled.diagnostics), "Không có lỗi nào.\n");
}
