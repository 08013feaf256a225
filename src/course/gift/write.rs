//! A module's questions as GIFT.
//!
//! Owns: the form of each kind in GIFT. Does not own: which markup is kept (`markup.rs`).

use super::markup::{html, portable, text};
use super::{Exchanged, Loss};
use crate::vietnamese::fold;
use std::fmt::Write as _;
use tungngo_domain::content::{Accepted, Choice, Html, Module, Question, QuestionKind};
use tungngo_domain::grading::read_number;

/// All questions of a module, of its lessons and of its banks, as GIFT.
///
/// Each lesson and each bank is a category; a question keeps its id as the title and as Moodle's id number.
pub fn export(module: &Module) -> Exchanged {
    let mut out = Exchanged::default();
    let lessons = module.lessons.iter().map(|lesson| (&lesson.title, &lesson.questions));
    let banks = module.banks.iter().map(|bank| (&bank.title, &bank.questions));
    for (title, questions) in lessons.chain(banks) {
        let _ = write!(out.text, "$CATEGORY: {}/{}\n\n", category(&module.title), category(title));
        for question in questions {
            one(&mut out, question);
        }
    }
    out
}

/// A name within a category's path: a slash would begin another.
fn category(title: &str) -> String {
    title.replace('/', "-").split_whitespace().collect::<Vec<_>>().join(" ")
}

fn one(out: &mut Exchanged, question: &Question) {
    let mut lost: Vec<String> = Vec::new();
    let answers = answers(question, &mut lost);
    let line = u32::try_from(out.text.lines().count() + 1).unwrap_or(u32::MAX);
    let mut tell = |what: &str| out.lost.push(Loss { line, what: format!("Câu {}: {what}", question.key) });
    let Some(answers) = answers else {
        let kind = question.kind.word();
        tell(&format!("loại {kind} không có trong GIFT, chỉ còn dòng ghi chú"));
        let _ = write!(
            out.text,
            "// {} ({kind}): {}\n\n",
            question.key,
            question.stem.replace(['\n', '\r'], " ")
        );
        return;
    };
    if question.hint.is_some() {
        tell("mất gợi ý");
    }
    if question.situation {
        tell("mất chữ “tình huống”");
    }
    for what in lost {
        tell(&what);
    }
    let (context, drawn) = portable(question.context.as_str());
    if drawn {
        tell("hình vẽ, bảng hoặc khung trong phần kể chỉ còn chữ");
    }
    let explanation = question.explanation.as_ref().map(|said| format!("\t####{}\n", markup(said)));
    let _ = write!(
        out.text,
        "// [id:{key}]\n::{key}::[html]{}{}{{\n{answers}{}}}\n\n",
        escaped(&format!("<p>{}</p>", html(&question.stem))),
        escaped(&context),
        explanation.unwrap_or_default(),
        key = question.key,
    );
    out.questions += 1;
}

/// The answers, a line each; `None` if the kind has no form in GIFT.
fn answers(question: &Question, lost: &mut Vec<String>) -> Option<String> {
    let mut out = String::new();
    let line = |out: &mut String, mark: &str, option: &Choice| {
        let _ = writeln!(out, "\t{mark}{}{}", markup(&option.text), feedback(option));
    };
    match question.kind {
        QuestionKind::TrueFalse => match true_false(question) {
            Some(answer) => out = answer,
            None => {
                lost.push("đúng/sai bằng chữ khác, thành câu chọn một".to_owned());
                question
                    .options
                    .iter()
                    .for_each(|option| line(&mut out, if option.right { "=" } else { "~" }, option));
            }
        },
        QuestionKind::One => {
            question
                .options
                .iter()
                .for_each(|option| line(&mut out, if option.right { "=" } else { "~" }, option));
        }
        QuestionKind::Many => {
            let share = format!("~%{:.5}%", 100.0 / question.right().len().max(1) as f64);
            let share = share.replace(".00000", "");
            question
                .options
                .iter()
                .for_each(|option| line(&mut out, if option.right { &share } else { "~%-100%" }, option));
        }
        QuestionKind::Match => {
            for option in &question.options {
                let target = option.target.and_then(|place| question.targets.get(usize::from(place)))?;
                // The right side is plain text in GIFT.
                let _ = writeln!(
                    out,
                    "\t={} -> {}",
                    markup(&option.text).replace("->", "→"),
                    escaped(&text(target.as_str()))
                );
                if option.feedback.is_some() {
                    lost.push(format!("mất lời phản hồi của “{}”", text(option.text.as_str())));
                }
            }
        }
        QuestionKind::Number | QuestionKind::Short => match question.accepted.as_ref()? {
            Accepted::Number { from, to, unit, .. } => {
                if let Some(unit) = unit {
                    lost.push(format!("mất đơn vị ({unit})"));
                }
                let right = if from == to { from.to_string() } else { format!("{from}..{to}") };
                let _ = writeln!(out, "\t#={right}");
                for option in &question.options {
                    let said = text(option.text.as_str());
                    match read_number(&said, unit.as_deref()) {
                        Some(number) => {
                            let _ = writeln!(out, "\t=%0%{number}{}", feedback(option));
                        }
                        None => lost.push(format!("mất lỗi hay gặp “{said}”, không phải một số")),
                    }
                }
            }
            Accepted::Text { answers, without_marks } => {
                if *without_marks {
                    lost.push("bên kia chấm cả dấu".to_owned());
                }
                for answer in answers {
                    let _ = writeln!(out, "\t={}", escaped(&html(answer)));
                }
                question.options.iter().for_each(|option| line(&mut out, "=%0%", option));
            }
        },
        QuestionKind::Order | QuestionKind::Tap | QuestionKind::Signs => return None,
    }
    Some(out)
}

/// `T#said after the wrong answer#said after the right one`, if the options are the words *đúng* and *sai*.
fn true_false(question: &Question) -> Option<String> {
    let [first, second] = question.options.as_slice() else { return None };
    let word = |option: &Choice| fold(&text(option.text.as_str()));
    let (yes, no) = (fold("Đúng"), fold("Sai"));
    let (right, wrong) = if first.right { (first, second) } else { (second, first) };
    let is_true = match (word(right), word(wrong)) {
        (a, b) if a == yes && b == no => true,
        (a, b) if a == no && b == yes => false,
        _ => return None,
    };
    let mut out = format!("\t{}", if is_true { "TRUE" } else { "FALSE" });
    match (&wrong.feedback, &right.feedback) {
        (None, None) => {}
        (Some(_), None) => out.push_str(&feedback(wrong)),
        (_, Some(_)) => {
            out.push_str(&Some(feedback(wrong)).filter(|said| !said.is_empty()).unwrap_or("#".to_owned()));
            out.push_str(&feedback(right));
        }
    }
    out.push('\n');
    Some(out)
}

fn feedback(option: &Choice) -> String {
    option.feedback.as_ref().map(|said| format!("#{}", markup(said))).unwrap_or_default()
}

fn markup(markup: &Html) -> String {
    escaped(&portable(markup.as_str()).0)
}

/// HTML with the signs of GIFT escaped. A weight or a format at its beginning would be read as one.
fn escaped(text: &str) -> String {
    let mut out = String::new();
    let text = match text.chars().next() {
        Some('%') => format!("&#37;{}", &text[1..]),
        Some('[') => format!("&#91;{}", &text[1..]),
        _ => text.to_owned(),
    };
    for c in text.chars() {
        match c {
            '\n' | '\r' => out.push(' '),
            _ => {
                if "\\~=#{}:".contains(c) {
                    out.push('\\');
                }
                out.push(c);
            }
        }
    }
    out
}
