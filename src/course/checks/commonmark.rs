//! The examples of the CommonMark specification: those that use only what our format allows say the same as the
//! reference; those with what we refuse are told of, never silently dropped.
//!
//! The specification is not ours to ship (CC-BY-SA): `tests/tools/commonmark.mjs` writes its examples from the npm
//! package `commonmark-spec` into a file, and `TUNGNGO_COMMONMARK_SPEC` names it. Without it this test says loudly
//! that it was left out; `tests/run` always gives it.

use super::{Course, LESSON};
use std::fmt::Write as _;

#[derive(serde::Deserialize)]
struct Example {
    number: u32,
    section: String,
    markdown: String,
    html: String,
}

/// What became of an example.
enum Fate {
    Same,
    Refused,
    Differs { ours: String },
}

#[test]
fn commonmark_examples_say_the_same_or_are_told_of() {
    let Ok(path) = std::env::var("TUNGNGO_COMMONMARK_SPEC") else {
        eprintln!(
            "!! LEFT OUT: the CommonMark examples: TUNGNGO_COMMONMARK_SPEC is not set (tests/run sets it)"
        );
        return;
    };
    let text = std::fs::read_to_string(&path).expect("the file that TUNGNGO_COMMONMARK_SPEC names");
    let examples: Vec<Example> = serde_json::from_str(&text).expect("examples as JSON");
    assert!(examples.len() > 600, "only {} examples", examples.len());
    let (mut same, mut refused) = (0, 0);
    let mut wrong = String::new();
    for example in &examples {
        match fate(example) {
            Fate::Same => same += 1,
            Fate::Refused => refused += 1,
            Fate::Differs { ours } => {
                let _ = writeln!(
                    wrong,
                    "example {} ({})\n  source: {:?}\n  theirs: {:?}\n  ours:   {:?}",
                    example.number,
                    example.section,
                    example.markdown,
                    plain(&example.html),
                    ours,
                );
            }
        }
    }
    eprintln!("CommonMark {} examples: {same} the same, {refused} refused with a diagnostic", examples.len());
    assert_eq!(wrong, "");
    assert!(same > 150, "only {same} examples were compared");
}

fn fate(example: &Example) -> Fate {
    let course = Course::sample().edit(LESSON, "Đoạn để thay.", &example.markdown);
    let compiled = course.compile();
    let Some(module) = compiled.catalogue.modules.first().filter(|_| !compiled.has_errors()) else {
        return Fate::Refused;
    };
    let ours = plain(module.lessons[0].body.as_str());
    if ours == plain(&example.html) { Fate::Same } else { Fate::Differs { ours } }
}

/// The text of a piece of HTML with the inline elements that carry meaning, without what only our look adds.
fn plain(html: &str) -> String {
    let mut out = String::new();
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        out.push_str(&rest[..at]);
        let end = rest[at..].find('>').map_or(rest.len(), |end| at + end + 1);
        out.push_str(&kept(&rest[at..end]));
        rest = &rest[end..];
    }
    out.push_str(rest);
    let out = out
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&amp;", "&");
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What is compared of a tag: emphasis, code and where a link leads; blocks only part words.
fn kept(tag: &str) -> String {
    let name: String =
        tag.chars().skip_while(|c| matches!(c, '<' | '/')).take_while(char::is_ascii_alphanumeric).collect();
    let close = if tag.starts_with("</") { "/" } else { "" };
    match name.as_str() {
        "strong" | "b" => format!("⟨{close}b⟩"),
        "em" | "code" => format!("⟨{close}{name}⟩"),
        "a" if close.is_empty() => {
            let href = tag.split_once("href=\"").and_then(|(_, rest)| rest.split_once('"'));
            format!("⟨a {}⟩", href.map_or("", |(href, _)| href))
        }
        "a" => "⟨/a⟩".to_owned(),
        "br" => " ⟨br⟩ ".to_owned(),
        _ => " ".to_owned(),
    }
}
