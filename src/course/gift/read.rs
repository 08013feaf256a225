//! GIFT as a bank in our Markdown.
//!
//! Owns: cutting GIFT into questions and answers, the Markdown of each kind. Does not own: markup (`markup.rs`).

use super::markup::{escaped, html, markdown, text};
use super::{Exchanged, Loss};
use std::fmt::Write as _;
use tungngo_domain::ids::Slug;

/// Reads GIFT and writes a bank with this id.
///
/// Never fails: what cannot be read is left out and told with its line.
pub fn import(gift: &str, bank: &Slug) -> Exchanged {
    let mut reader = Reader { out: Exchanged::default(), number: 0, line: 1 };
    let _ = write!(reader.out.text, "---\nid: {bank}\n---\n\n# Ngân hàng {bank}\n");
    let gift = gift.strip_prefix('\u{feff}').unwrap_or(gift).replace("\r\n", "\n").replace('\r', "\n");
    let mut block = String::new();
    let mut id = None;
    let mut line = 1;
    // A blank line ends a question; one more at the end closes the last.
    for (number, raw) in (1..).zip(gift.split('\n').chain([""])) {
        let words = raw.trim();
        if let Some(comment) = words.strip_prefix("//") {
            let found = comment.split_once("[id:").and_then(|(_, rest)| rest.split_once(']'));
            id = found.map(|(found, _)| found.trim().to_owned()).or(id);
        } else if words.is_empty() {
            if !block.trim().is_empty() {
                reader.line = line;
                reader.question(block.trim(), id.take());
            }
            block.clear();
        } else if block.is_empty() && words.starts_with("$CATEGORY:") {
            // Categories are for the other side; a bank is one.
        } else {
            if block.is_empty() {
                line = number;
            }
            block.push_str(raw);
            block.push('\n');
        }
    }
    reader.out
}

struct Reader {
    out: Exchanged,
    number: usize,
    line: u32,
}

/// An answer of a question, its markup still as it was.
struct Answer<'a> {
    right: bool,
    weight: Option<f64>,
    said: &'a str,
    feedback: Option<&'a str>,
}

impl Reader {
    fn lose(&mut self, what: impl Into<String>) {
        self.out.lost.push(Loss { line: self.line, what: what.into() });
    }

    fn question(&mut self, block: &str, id: Option<String>) {
        let mut rest = block;
        let mut title = None;
        if let Some(after) = rest.strip_prefix("::")
            && let Some((name, after)) = after.split_once("::")
        {
            title = Some(name.trim());
            rest = after.trim_start();
        }
        let Some(open) = find(rest, "{") else {
            return self.lose("đoạn này không phải câu hỏi, đã bỏ qua");
        };
        let Some(close) = find(&rest[open..], "}").map(|at| open + at) else {
            return self.lose("câu này thiếu dấu }, đã bỏ qua");
        };
        let (stem, body, tail) = (&rest[..open], rest[open + 1..close].trim(), rest[close + 1..].trim());
        let (format, stem) = format_of(stem);
        let mut stem = self.lines(stem, format);
        if !tail.is_empty() {
            let blank = format!("{} … {}", stem.join(" "), self.lines(tail, format).join(" "));
            stem = vec![blank];
            self.lose("chỗ trống giữa câu thành dấu ba chấm");
        }
        if stem.is_empty() {
            stem.push(escaped(title.unwrap_or("Câu hỏi chưa có lời"), true));
        }
        let (body, general) = match find(body, "####") {
            Some(at) => (body[..at].trim(), Some(body[at + 4..].trim())),
            None => (body, None),
        };
        let Some((kind, answers)) = self.answers(body, format) else { return };
        self.number += 1;
        self.out.questions += 1;
        let key = [id.as_deref(), title].into_iter().flatten().find(|key| Slug::parse(key).is_ok());
        let key = key.map(|key| format!(" <!-- id: {key} -->")).unwrap_or_default();
        let explanation = general.map(|said| self.lines(said, format)).unwrap_or_default();
        let out = &mut self.out.text;
        let _ = writeln!(out, "\n### Câu {} ({kind}) — {}{key}", self.number, stem[0]);
        for paragraph in &stem[1..] {
            let _ = writeln!(out, "\n{paragraph}");
        }
        let _ = write!(out, "\n{answers}");
        if let Some((first, rest)) = explanation.split_first() {
            let _ = writeln!(out, "\n> **Giải thích:** {first}");
            rest.iter().for_each(|line| {
                let _ = writeln!(out, ">\n> {line}");
            });
        }
    }

    /// The kind in words, and the answers as Markdown.
    fn answers(&mut self, body: &str, format: Format) -> Option<(&'static str, String)> {
        let answers = split(body);
        if let Some(numbers) = body.strip_prefix('#') {
            return self.numbers(numbers.trim(), format).map(|text| ("điền số", text));
        }
        if body.is_empty() {
            self.lose("câu tự luận không chấm bằng máy được, đã bỏ qua");
            return None;
        }
        if answers.is_empty() {
            let (word, said) = body.split_at(find(body, "#").unwrap_or(body.len()));
            if matches!(word.trim(), "T" | "TRUE" | "F" | "FALSE") {
                return Some(("đúng/sai", self.true_false(word.trim().starts_with('T'), said, format)));
            }
            let one = Answer { right: true, weight: None, said: body, feedback: None };
            return Some(("trả lời ngắn", self.short(&[one], format)));
        }
        if answers.iter().all(|answer| answer.right && find(answer.said, "->").is_some()) {
            return Some(("ghép đôi", self.pairs(&answers, format)));
        }
        let weights = |answer: &Answer<'_>| answer.weight.is_some();
        if answers.iter().all(|answer| answer.right) {
            return Some(("trả lời ngắn", self.short(&answers, format)));
        }
        let many = answers.iter().all(|answer| !answer.right) && answers.iter().any(weights);
        if !many && answers.iter().any(|answer| answer.weight.is_some_and(|weight| weight != 100.0)) {
            self.lose("mất điểm từng phần, chỉ còn đúng hoặc sai");
        }
        let right =
            |answer: &Answer<'_>| if many { answer.weight.is_some_and(|w| w > 0.0) } else { answer.right };
        let count = answers.iter().filter(|answer| right(answer)).count();
        if count == 0 {
            self.lose("câu này không có đáp án đúng");
        }
        let kind = if many || count > 1 { "chọn nhiều" } else { "chọn một" };
        let mut out = String::new();
        for answer in &answers {
            self.option(&mut out, if right(answer) { "- [x]" } else { "- [ ]" }, answer, format);
        }
        Some((kind, out))
    }

    /// One option or mistake with its feedback.
    fn option(&mut self, out: &mut String, mark: &str, answer: &Answer<'_>, format: Format) {
        let words = self.lines(answer.said, format).join("\\\n  ");
        let _ = writeln!(out, "{mark} {words}");
        let said = answer.feedback.map(|said| self.lines(said, format)).unwrap_or_default();
        for (index, line) in said.iter().enumerate() {
            let _ = writeln!(out, "{}  > {line}", if index > 0 { "  >\n" } else { "" });
        }
    }

    fn true_false(&mut self, is_true: bool, said: &str, format: Format) -> String {
        let mut said = cut(said.strip_prefix('#').unwrap_or_default(), "#").into_iter();
        let (wrong, right) = (said.next(), said.next());
        let mut out = String::new();
        for (word, is_right) in [("Đúng", is_true), ("Sai", !is_true)] {
            let feedback = if is_right { right } else { wrong };
            let answer = Answer { right: is_right, weight: None, said: word, feedback };
            self.option(&mut out, if is_right { "- [x]" } else { "- [ ]" }, &answer, format);
        }
        out
    }

    fn pairs(&mut self, answers: &[Answer<'_>], format: Format) -> String {
        let mut out = String::from("| Bên này | Bên kia |\n|---|---|\n");
        for answer in answers {
            let at = find(answer.said, "->").unwrap_or(0);
            let left = self.lines(&answer.said[..at], format).join(" ");
            // The right side is plain text in GIFT.
            let right = escaped(&unescaped(&answer.said[at + 2..]), true);
            let _ = writeln!(
                out,
                "| {} | {} |",
                left.trim(),
                right.split_whitespace().collect::<Vec<_>>().join(" ")
            );
        }
        out
    }

    fn short(&mut self, answers: &[Answer<'_>], format: Format) -> String {
        let full = |answer: &&Answer<'_>| answer.weight.is_none_or(|weight| weight >= 100.0);
        let mut said = Vec::new();
        for answer in answers.iter().filter(full) {
            said.push(self.lines(answer.said, format).join(" "));
            if answer.feedback.is_some_and(|said| !said.is_empty()) {
                self.lose("mất lời phản hồi của đáp án đúng");
            }
        }
        let mut out = format!("Đáp án: {}\n", said.join(" | "));
        self.mistakes(&mut out, answers.iter().filter(|answer| !full(answer)), format);
        out
    }

    fn mistakes<'a>(
        &mut self,
        out: &mut String,
        answers: impl Iterator<Item = &'a Answer<'a>>,
        format: Format,
    ) {
        for (index, answer) in answers.enumerate() {
            if index == 0 {
                out.push('\n');
            }
            if answer.weight.is_some_and(|weight| weight > 0.0) {
                self.lose("mất điểm từng phần, câu trả lời đó thành sai");
            }
            self.option(out, "-", answer, format);
        }
    }

    fn numbers(&mut self, body: &str, format: Format) -> Option<String> {
        let mut answers = split(body);
        if answers.is_empty() {
            let parts = cut(body, "#");
            answers.push(Answer {
                right: true,
                weight: None,
                said: parts[0],
                feedback: parts.get(1).copied(),
            });
        }
        let full = |answer: &&Answer<'_>| answer.right && answer.weight.is_none_or(|weight| weight >= 100.0);
        let right: Vec<&Answer<'_>> = answers.iter().filter(full).collect();
        let Some(range) = right.first().and_then(|answer| range(answer.said)) else {
            self.lose("không đọc được số trong đáp án, đã bỏ qua");
            return None;
        };
        if right.len() > 1 {
            self.lose("chỉ giữ đáp án số đầu tiên");
        }
        if right.iter().any(|answer| answer.feedback.is_some_and(|said| !said.is_empty())) {
            self.lose("mất lời phản hồi của đáp án đúng");
        }
        let mut out = format!("Đáp án: {range}\n");
        let wrong = answers.iter().filter(|answer| !full(answer));
        let (named, others): (Vec<_>, Vec<_>) = wrong.partition(|answer| !answer.said.trim().is_empty());
        if !others.is_empty() {
            self.lose("mất lời phản hồi chung cho mọi số sai");
        }
        self.mistakes(&mut out, named.into_iter(), format);
        Some(out)
    }

    /// A piece of text as lines of Markdown.
    fn lines(&mut self, raw: &str, format: Format) -> Vec<String> {
        let (own, raw) = format_of(raw);
        let shown = unescaped(raw);
        let (lines, lost) = match own.or(format) {
            Some("plain" | "markdown") => markdown(&html(&shown)),
            _ => markdown(&shown),
        };
        if own.or(format) == Some("markdown") && shown.contains(['*', '_', '`', '[']) {
            self.lose("chữ viết kiểu Markdown giữ nguyên dấu");
        }
        if lost {
            let words: String = text(&shown).chars().take(30).collect();
            self.lose(format!("mất hình, bảng hoặc cách trình bày ở “{words}”"));
        }
        lines
    }
}

/// The format that a text begins with, such as `[html]`.
type Format = Option<&'static str>;

fn format_of(text: &str) -> (Format, &str) {
    let text = text.trim();
    for (mark, format) in
        [("[html]", "html"), ("[markdown]", "markdown"), ("[plain]", "plain"), ("[moodle]", "moodle")]
    {
        if let Some(rest) = text.strip_prefix(mark) {
            return (Some(format), rest.trim());
        }
    }
    (None, text)
}

/// Where a sign stands that no backslash escapes.
fn find(text: &str, sign: &str) -> Option<usize> {
    let mut skip = false;
    for (at, c) in text.char_indices() {
        if skip {
            skip = false;
        } else if c == '\\' {
            skip = true;
        } else if text[at..].starts_with(sign) {
            return Some(at);
        }
    }
    None
}

/// A text cut at each sign that no backslash escapes.
fn cut<'a>(text: &'a str, sign: &str) -> Vec<&'a str> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some(at) = find(rest, sign) {
        parts.push(rest[..at].trim());
        rest = &rest[at + sign.len()..];
    }
    parts.push(rest.trim());
    parts
}

/// The answers of a body: each begins with `=` or `~`.
fn split(body: &str) -> Vec<Answer<'_>> {
    let next = |text: &str| [find(text, "="), find(text, "~")].into_iter().flatten().min();
    let mut answers = Vec::new();
    let mut rest = next(body).map_or("", |at| &body[at..]);
    while !rest.is_empty() {
        let right = rest.starts_with('=');
        let end = next(&rest[1..]).map_or(rest.len(), |at| at + 1);
        let mut said = rest[1..end].trim();
        let mut weight = None;
        if let Some((percent, after)) = said.strip_prefix('%').and_then(|after| after.split_once('%'))
            && let Ok(percent) = percent.trim().parse::<f64>()
        {
            weight = Some(percent);
            said = after.trim();
        }
        let (said, feedback) = match find(said, "#") {
            Some(at) => (said[..at].trim(), Some(said[at + 1..].trim())),
            None => (said, None),
        };
        answers.push(Answer { right, weight, said, feedback: feedback.filter(|said| !said.is_empty()) });
        rest = &rest[end..];
    }
    answers
}

fn unescaped(text: &str) -> String {
    let mut out = String::new();
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match (c, chars.peek()) {
            ('\\', Some('n')) => {
                chars.next();
                out.push_str("<br>");
            }
            ('\\', Some(next)) if "\\~=#{}:".contains(*next) => out.extend(chars.next()),
            _ => out.push(c),
        }
    }
    out
}

/// `45000`, `3..5` or `10:2` as our `Đáp án:` says it.
fn range(text: &str) -> Option<String> {
    let number = |text: &str| {
        let text = text.trim();
        let plain = text.strip_prefix(['-', '+']).unwrap_or(text);
        let digits = !plain.is_empty() && plain.bytes().all(|b| b.is_ascii_digit() || b == b'.');
        (digits && plain.matches('.').count() <= 1).then(|| text.replace('.', ","))
    };
    if let Some((from, to)) = text.split_once("..") {
        return Some(format!("{}..{}", number(from)?, number(to)?));
    }
    match text.split_once(':') {
        Some((middle, room)) if number(room)?.trim_matches(['0', ',']).is_empty() => number(middle),
        Some((middle, room)) => Some(format!("{} ± {}", number(middle)?, number(room)?)),
        None => number(text),
    }
}
