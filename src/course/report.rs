//! How what was found is printed: for a person in a terminal, for an editor, for GitHub.
//!
//! Owns: the three forms. Does not own: what is found, nor where the text goes (the command line).

use crate::compile::Compiled;
use crate::diagnostic::{Diagnostic, Severity, is_hidden};
use serde::Serialize;
use std::fmt::Write as _;
use unicode_segmentation::UnicodeSegmentation;

/// The signs that colour a terminal, or nothing.
#[derive(Default)]
struct Paint {
    bold: &'static str,
    error: &'static str,
    warning: &'static str,
    fix: &'static str,
    off: &'static str,
}

const COLOURS: Paint = Paint {
    bold: "\u{1b}[1m",
    error: "\u{1b}[1;31m",
    warning: "\u{1b}[1;33m",
    fix: "\u{1b}[36m",
    off: "\u{1b}[0m",
};

/// The diagnostics as an author reads them in a terminal.
///
/// ```text
/// thanh-toan/02-quet-ma.md:14:7: lỗi[Q006]: Chưa đánh dấu đáp án đúng
///    14 | ### Câu 1 (chọn một) — …
///       |     ^^^^^
///    Sửa: Đánh dấu - [x] trước đáp án đúng.
/// ```
pub fn render_human(diagnostics: &[Diagnostic]) -> String {
    human(diagnostics, &Paint::default())
}

/// The same as [`render_human`] for a terminal that shows colours. Nothing is said by colour alone.
pub fn render_coloured(diagnostics: &[Diagnostic]) -> String {
    human(diagnostics, &COLOURS)
}

fn human(diagnostics: &[Diagnostic], paint: &Paint) -> String {
    let mut out = String::new();
    for found in diagnostics {
        // Writing to a String cannot fail.
        let _ = one(&mut out, found, paint);
    }
    let errors = diagnostics.iter().filter(|found| found.severity == Severity::Error).count();
    let warnings = diagnostics.len() - errors;
    let _ = match (errors, warnings) {
        (0, 0) => writeln!(out, "Không có lỗi nào."),
        (0, _) => writeln!(out, "Không có lỗi, có {warnings} cảnh báo."),
        (_, 0) => writeln!(out, "Có {errors} lỗi."),
        _ => writeln!(out, "Có {errors} lỗi và {warnings} cảnh báo."),
    };
    out
}

fn one(out: &mut String, found: &Diagnostic, paint: &Paint) -> std::fmt::Result {
    let (word, colour) = match found.severity {
        Severity::Error => ("lỗi", paint.error),
        Severity::Warning => ("cảnh báo", paint.warning),
    };
    let Diagnostic { file, line, column, code, message, fix, .. } = found;
    let Paint { bold, off, fix: fixed, .. } = paint;
    let (file, message, fix) = (printable(file), printable(message), printable(fix));
    writeln!(out, "{bold}{file}:{line}:{column}:{off} {colour}{word}[{code}]:{off} {message}")?;
    if let Some(source) = &found.source_line {
        let number = line.to_string();
        let indent = " ".repeat(number.len());
        let room = (source.text.graphemes(true).count() + 1).saturating_sub(source.column as usize);
        let marks = "^".repeat((found.length as usize).clamp(1, room.max(1)));
        let before = " ".repeat(source.column.saturating_sub(1) as usize);
        writeln!(out, "  {number} | {}", source.text)?;
        writeln!(out, "  {indent} | {before}{colour}{marks}{off}")?;
    }
    writeln!(out, "  {fixed}Sửa:{off} {fix}\n")
}

/// What [`render_json`] writes.
#[derive(Serialize)]
struct Report<'a> {
    version: u32,
    errors: usize,
    warnings: usize,
    modules: usize,
    lessons: usize,
    diagnostics: &'a [Diagnostic],
}

/// All that was found as one JSON document, for editors and other programs.
///
/// The keys are stable; new ones may be added, and `version` changes when one loses its meaning:
///
/// * `version`: 1
/// * `errors`, `warnings`: how many of each; `modules`, `lessons`: how many can be used
/// * `diagnostics`: by file, line and column, each with the fields of [`Diagnostic`]: `code`, `severity` (`error` or
///   `warning`), `file` (relative to the compiled folder), `line` and `column` (from 1; a column is a character as
///   people count, not a byte), `length` (in the same characters), `message`, `fix`, and `source_line` (`text` and
///   `column`, or null)
pub fn render_json(compiled: &Compiled) -> String {
    let errors = compiled.diagnostics.iter().filter(|found| found.severity == Severity::Error).count();
    let modules = &compiled.catalogue.modules;
    let report = Report {
        version: 1,
        errors,
        warnings: compiled.diagnostics.len() - errors,
        modules: modules.len(),
        lessons: modules.iter().map(|module| module.lessons.len()).sum(),
        diagnostics: &compiled.diagnostics,
    };
    // Numbers and texts alone: there is nothing in it that JSON cannot hold.
    let mut out = serde_json::to_string_pretty(&report).unwrap_or_default();
    out.push('\n');
    out
}

/// The diagnostics as workflow commands, which GitHub shows beside the line in a pull request.
///
/// `folder` is where the compiled folder stands in the repository, such as `courses`.
pub fn render_github(diagnostics: &[Diagnostic], folder: &str) -> String {
    let folder = folder.trim_start_matches("./").trim_end_matches('/');
    let mut out = String::new();
    for found in diagnostics {
        let word = match found.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        };
        let file = match folder {
            "" | "." => found.file.clone(),
            _ => format!("{folder}/{}", found.file),
        };
        let Diagnostic { line, column, length, code, message, fix, .. } = found;
        let end = column.saturating_add(*length);
        let file = escaped_property(&printable(&file));
        let text = escaped(&format!("{}\nSửa: {}", printable(message), printable(fix)));
        let _ = writeln!(
            out,
            "::{word} file={file},line={line},endLine={line},col={column},endColumn={end},title={code}::{text}"
        );
    }
    out
}

/// What follows the second `::` of a workflow command.
fn escaped(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// The value of a property of a workflow command.
fn escaped_property(text: &str) -> String {
    escaped(text).replace(':', "%3A").replace(',', "%2C")
}

/// Text with what could steer a terminal or reverse the line replaced.
fn printable(text: &str) -> String {
    text.chars().map(|c| if is_hidden(c) || c == '\n' || c == '\t' { '\u{fffd}' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::Course;

    fn found() -> Compiled {
        Course::sample().page("Chữ <b>đậm</b>, 100%.").lesson("minutes: 5", "minutes: 12").compile()
    }

    #[test]
    fn without_its_colours_the_coloured_form_says_the_same() {
        let found = found().diagnostics;
        let coloured = render_coloured(&found);
        assert!(coloured.contains("\u{1b}[1;31mlỗi[V001]:\u{1b}[0m"), "{coloured}");
        assert!(coloured.contains("\u{1b}[1;33mcảnh báo[L006]:\u{1b}[0m"), "{coloured}");
        let mut plain = coloured;
        for sign in [COLOURS.bold, COLOURS.error, COLOURS.warning, COLOURS.fix, COLOURS.off] {
            plain = plain.replace(sign, "");
        }
        assert_eq!(plain, render_human(&found));
    }

    #[test]
    fn json_says_all_of_each_diagnostic() {
        let compiled = found();
        let json: serde_json::Value = serde_json::from_str(&render_json(&compiled)).unwrap();
        assert_eq!((&json["version"], &json["errors"], &json["warnings"]), (&1.into(), &2.into(), &1.into()));
        assert_eq!((&json["modules"], &json["lessons"]), (&0.into(), &0.into()));
        assert_eq!(
            json["diagnostics"][1],
            serde_json::json!({
                "code": "V001", "severity": "error", "file": "mau/01-bai.md", "line": 10, "column": 5, "length": 3,
                "message": "Có mã HTML",
                "fix": "Bỏ mã HTML, viết bằng Markdown. Cần viết dấu < thì gõ &lt;.",
                "source_line": { "text": "Chữ <b>đậm</b>, 100%.", "column": 5 },
            })
        );
    }

    #[test]
    fn a_workflow_command_is_one_line_and_nothing_in_it_ends_it_early() {
        let mut found = found().diagnostics[..1].to_vec();
        found[0].message = "50%: a,\nb::c".to_owned();
        found[0].fix = "Viết 5".to_owned();
        found[0].file = "a,b:c%.md".to_owned();
        assert_eq!(
            render_github(&found, "./courses/"),
            "::warning file=courses/a%2Cb%3Ac%25.md,line=4,endLine=4,col=10,endColumn=12,title=L006::\
             50%25: a,\u{fffd}b::c%0ASửa: Viết 5\n"
        );
        assert!(render_github(&found, ".").starts_with("::warning file=a%2Cb"));
    }
}
