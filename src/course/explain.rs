//! The codes explained: one of them in a terminal, all of them as the authors' reference `courses/MA-LOI.md`.
//!
//! Owns: how an explanation is laid out. Does not own: what it says (`codes/`).

use crate::codes::{CODES, Example, PARTS, example_of};
use crate::diagnostic::{Code, Severity};
use crate::report::render_human;
use crate::vietnamese::nearest;
use std::fmt::Write as _;

/// Explains a code (`q012` and `Q012` alike): what it means, why it matters, a wrong example and the mended one.
///
/// # Errors
///
/// What to say of a code that does not exist, with the one that was probably meant.
pub fn explain(code: &str) -> Result<String, String> {
    let wanted = code.trim().to_uppercase();
    let Some(code) = CODES.iter().find(|known| known.code == wanted) else {
        // `Q12` is `Q012` to most people.
        let digits = wanted.trim_start_matches(|c: char| !c.is_ascii_digit());
        let padded = format!("{}{digits:0>3}", &wanted[..wanted.len() - digits.len()]);
        let codes = || CODES.iter().map(|known| known.code);
        let meant = codes().find(|code| *code == padded).or_else(|| nearest(&wanted, codes()));
        return Err(match meant {
            Some(meant) => format!("Không có mã {wanted}. Có phải ý bác là {meant}?"),
            None => format!("Không có mã {wanted}. Xem mọi mã: tungngo course explain"),
        });
    };
    let mut out = format!("{} ({}): {}\n", code.code, severity(code), code.meaning);
    if let Some(Example { why, wrong, right, .. }) = example_of(code.code) {
        // Writing to a String cannot fail.
        let _ = write!(out, "\nVì sao: {why}\n\nSai:\n\n{}\nĐúng:\n\n{}", indented(wrong), indented(right));
    }
    let _ = write!(out, "\nCách sửa: {}\n", code.mend);
    if code.severity == Severity::Warning {
        let _ = write!(out, "\nTắt cho một tệp: allow: [{{ lint: {}, reason: \"lý do\" }}]\n", code.code);
    }
    Ok(out)
}

/// All codes with their meanings, a line each.
pub fn list_codes() -> String {
    let mut out = String::new();
    for part in &PARTS {
        let _ = writeln!(out, "{} – {}", part.letter, part.title);
        for code in part.codes {
            let _ = writeln!(out, "  {}  {}", code.code, code.meaning);
        }
        out.push('\n');
    }
    out.push_str("Xem kỹ một mã: tungngo course explain Q006\n");
    out
}

fn severity(code: &Code) -> &'static str {
    match code.severity {
        Severity::Error => "lỗi",
        Severity::Warning => "cảnh báo",
    }
}

fn indented(text: &str) -> String {
    text.lines().map(|line| if line.is_empty() { "\n".to_owned() } else { format!("    {line}\n") }).collect()
}

/// The authors' reference of all codes, as Markdown: what each means, why it matters, a wrong example, what the
/// compiler says of it, and the mended example.
pub fn reference() -> String {
    let mut out = String::from(
        "# Mã lỗi và cảnh báo\n\n\
         Trang này do máy viết: `tungngo course reference > courses/MA-LOI.md`. Đừng sửa tay.\n\n\
         Mã không bao giờ đổi nghĩa. Mã bắt đầu bằng L là cảnh báo, còn lại là lỗi. \
         Xem một mã ngay trên máy: `tungngo course explain Q006`.\n\n",
    );
    for part in &PARTS {
        let _ = writeln!(out, "- [{} – {}](#{})", part.letter, part.title, part.letter.to_ascii_lowercase());
    }
    for part in &PARTS {
        let _ = write!(
            out,
            "\n<a id=\"{}\"></a>\n\n## {} – {}\n\n| Mã | Nghĩa | Cách sửa |\n|---|---|---|\n",
            part.letter.to_ascii_lowercase(),
            part.letter,
            part.title
        );
        for code in part.codes {
            let anchor = code.code.to_lowercase();
            let _ = writeln!(
                out,
                "| [{}](#{anchor}) | {} | {} |",
                code.code,
                literal(code.meaning),
                literal(code.mend)
            );
        }
        for code in part.codes {
            entry(&mut out, code);
        }
    }
    out
}

fn entry(out: &mut String, code: &Code) {
    let anchor = code.code.to_lowercase();
    let _ = write!(
        out,
        "\n<a id=\"{anchor}\"></a>\n\n### {} – {}\n\n{}.",
        code.code,
        literal(code.meaning),
        if code.severity == Severity::Error { "Lỗi" } else { "Cảnh báo" }
    );
    let Some(example) = example_of(code.code) else {
        out.push('\n');
        return;
    };
    let seen = render_human(&(example.course)(example.wrong, true).compile().diagnostics);
    let seen = seen.trim_end().rsplit_once("\n\n").map_or(seen.trim_end(), |(told, _)| told);
    let _ = write!(
        out,
        " {}\n\nSai:\n\n{}\nMáy báo:\n\n{}\nĐúng:\n\n{}",
        literal(example.why),
        fenced(example.wrong),
        fenced(seen),
        fenced(example.right)
    );
}

/// A block that shows each character as it is, whatever fences stand in it.
fn fenced(text: &str) -> String {
    // What the eye cannot see is named, and the page itself stays in the normal form.
    let shown: String = text
        .chars()
        .map(|c| match c {
            '\u{a0}' | '\u{202e}' | '\u{300}'..='\u{36f}' => format!("⟨U+{:04X}⟩", c as u32),
            _ => c.to_string(),
        })
        .collect();
    format!("````text\n{}\n````\n", shown.trim_end())
}

/// Text of which a Markdown viewer shows each character, in a table too.
fn literal(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        if "\\`*_[]<>|".contains(c) {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_explained_in_whatever_case_it_is_asked_for() {
        insta::assert_snapshot!(explain(" q012 ").unwrap(), @r"
        Q012 (lỗi): Lựa chọn trống

        Vì sao: Lựa chọn không chữ thì người học không biết mình chọn gì.

        Sai:

            - [ ]
              > Tiền đi rồi khó lấy lại.
            - [x] Hỏi lại
              > Đúng rồi.

        Đúng:

            - [ ] Chuyển ngay
              > Tiền đi rồi khó lấy lại.
            - [x] Hỏi lại
              > Đúng rồi.

        Cách sửa: Viết nội dung sau ô [ ].
        ");
        assert_eq!(explain("Q012"), explain("q012"));
        assert!(explain("L006").unwrap().contains("allow: [{ lint: L006, reason: \"lý do\" }]"));
    }

    #[test]
    fn a_code_that_is_not_there_gets_the_one_that_was_meant() {
        assert_eq!(explain("q12"), Err("Không có mã Q12. Có phải ý bác là Q012?".to_owned()));
        assert_eq!(explain("Q0012"), Err("Không có mã Q0012. Có phải ý bác là Q001?".to_owned()));
        assert_eq!(
            explain("xyz-123-abc"),
            Err("Không có mã XYZ-123-ABC. Xem mọi mã: tungngo course explain".to_owned())
        );
    }

    #[test]
    fn the_list_has_every_code_once() {
        let list = list_codes();
        for code in CODES {
            assert_eq!(list.matches(&format!("  {}  ", code.code)).count(), 1, "{}", code.code);
        }
    }

    #[test]
    fn a_fence_in_an_example_does_not_end_its_block() {
        assert_eq!(fenced("```dien-thoai\n```"), "````text\n```dien-thoai\n```\n````\n");
        assert_eq!(fenced("a\u{a0}b"), "````text\na⟨U+00A0⟩b\n````\n");
    }
}
