//! What holds for every page, checked on every sample.

use super::samples::{COMPILED, Sample, all};
use crate::web::messages::message;
use crate::web::render::Renderer;
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use unicode_normalization::is_nfc;

/// What no page may say (design.md §7, accessibility W1).
const BANNED: [&str; 5] = ["bạn", "quý khách", "vui lòng", "rất tiếc", "!"];

/// The longest sentence, in *tiếng* (W2).
const SENTENCE_MAX: usize = 20;

/// A name that tries to leave its place, in each of the ways that matter.
const HOSTILE: &str = "</script><img src=x onerror=alert(1)>\" onfocus='x' {{ v }} & <b>";

fn folder(relative: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(relative)
}

fn files_below(root: &Path, extension: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(root).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files_below(&path, extension));
        } else if path.extension().is_some_and(|e| e == extension) {
            found.push((path.display().to_string(), std::fs::read_to_string(&path).unwrap()));
        }
    }
    found
}

/// The ids and texts of the catalogue.
fn catalogue() -> Vec<(String, String)> {
    let text = std::fs::read_to_string(folder("src/web/messages/vi.ftl")).unwrap();
    let message = |line: &str| line.split_once(" = ").map(|(key, text)| (key.to_owned(), text.to_owned()));
    text.lines().filter(|line| !line.starts_with('#')).filter_map(message).collect()
}

fn quoted_after<'t>(text: &'t str, before: &'t str) -> impl Iterator<Item = &'t str> {
    text.split(before).skip(1).filter_map(|rest| rest.split('"').next())
}

fn page(renderer: &Renderer, sample: &Sample) -> String {
    renderer
        .render_named(sample.template, &sample.layout, &sample.title, &sample.value)
        .unwrap_or_else(|error| panic!("{}: {error}", sample.name))
}

/// A start tag's name and attributes, an end tag, or nothing of interest.
enum Tag<'t> {
    Open { name: &'t str, attributes: Vec<(&'t str, &'t str)>, closed: bool },
    Close(&'t str),
}

/// Splits a page of ours into its tags: attributes are double-quoted or bare, `<` and `>` in text are escaped.
fn tags(page: &str) -> Vec<Tag<'_>> {
    let mut tags = Vec::new();
    let mut rest = page;
    while let Some(at) = rest.find('<') {
        rest = &rest[at + 1..];
        if rest.starts_with("!--") {
            rest = &rest[rest.find("-->").expect("a comment ends") + 3..];
            continue;
        }
        let mut quoted = false;
        let end = rest.find(|c| {
            quoted ^= c == '"';
            c == '>' && !quoted
        });
        let (inside, after) = rest.split_at(end.unwrap_or_else(|| panic!("unfinished tag: {rest:.40}")));
        rest = after;
        if inside.starts_with('!') {
            continue;
        }
        if let Some(name) = inside.strip_prefix('/') {
            tags.push(Tag::Close(name));
            continue;
        }
        let closed = inside.ends_with('/');
        let inside = inside.trim_end_matches('/');
        let (name, mut attributes_left) = inside.split_once([' ', '\n']).unwrap_or((inside, ""));
        let mut attributes = Vec::new();
        loop {
            attributes_left = attributes_left.trim_start();
            if attributes_left.is_empty() {
                break;
            }
            let end = attributes_left.find([' ', '=', '\n']).unwrap_or(attributes_left.len());
            let (attribute, after) = attributes_left.split_at(end);
            if let Some(value) = after.strip_prefix("=\"") {
                let (value, after) = value.split_once('"').expect("a quoted value ends");
                attributes.push((attribute, value));
                attributes_left = after;
            } else {
                assert!(!after.starts_with('='), "unquoted attribute in <{inside}>");
                attributes.push((attribute, ""));
                attributes_left = after;
            }
        }
        tags.push(Tag::Open { name, attributes, closed });
    }
    tags
}

const VOID: [&str; 8] = ["area", "br", "hr", "img", "input", "link", "meta", "wbr"];
const REFERENCES: [&str; 4] = ["for", "aria-describedby", "aria-labelledby", "href"];

/// A file of ours that does not hold up the page; the CSP allows no script within the page.
fn is_our_script(attributes: &[(&str, &str)]) -> bool {
    matches!(attributes, [("src", file), ("defer", "")] if file.starts_with("/static/"))
}

/// Nesting, one `h1`, unique ids, references that lead somewhere, and nothing that the CSP would stop.
fn check_structure(name: &str, page: &str) {
    let (mut open, mut ids, mut wanted) = (Vec::new(), BTreeSet::new(), Vec::new());
    let mut headings = 0;
    for tag in tags(page) {
        match tag {
            Tag::Open { name: element, attributes, closed } => {
                headings += usize::from(element == "h1");
                assert!(!["style", "iframe", "object"].contains(&element), "{name}: <{element}>");
                assert!(element != "script" || is_our_script(&attributes), "{name}: <{element}>");
                for (attribute, value) in attributes {
                    assert!(attribute != "style" && !attribute.starts_with("on"), "{name}: {attribute}=");
                    if attribute == "id" {
                        assert!(ids.insert(value.to_owned()), "{name}: id {value:?} twice");
                    }
                    if REFERENCES.contains(&attribute) && (attribute != "href" || value.starts_with('#')) {
                        wanted.extend(value.split(' ').map(|id| id.trim_start_matches('#').to_owned()));
                    }
                    if attribute == "href" {
                        let fine =
                            ["/", "#", "tel:", "https://"].iter().any(|start| value.starts_with(start));
                        assert!(fine, "{name}: href {value:?}");
                    }
                }
                if !closed && !VOID.contains(&element) {
                    open.push(element);
                }
            }
            Tag::Close(element) => assert_eq!(open.pop(), Some(element), "{name}: </{element}>"),
        }
    }
    assert!(open.is_empty(), "{name}: never closed {open:?}");
    assert_eq!(headings, 1, "{name}: h1");
    for id in wanted {
        assert!(ids.contains(&id), "{name}: nothing has the id {id:?}");
    }
    assert!(page.starts_with("<!doctype html>\n<html lang=\"vi\""), "{name}: begins {page:.60}");
}

#[test]
fn every_page_is_made_and_well_formed() {
    let renderer = Renderer::new().unwrap();
    let out = std::env::var_os("TUNGNGO_SAMPLE_PAGES").map(PathBuf::from);
    for sample in all() {
        let page = page(&renderer, &sample);
        check_structure(&sample.name, &page);
        assert!(is_nfc(&page), "{}: not NFC", sample.name);
        for form in page.split("<form").skip(1) {
            let form = form.split("</form>").next().unwrap_or_default();
            assert!(form.contains("novalidate"), "{}: a form without novalidate", sample.name);
            let posts = form.starts_with(" method=\"post\"") || form.contains("method=\"post\"");
            assert_eq!(posts, form.contains("name=\"csrf\""), "{}: {form:.80}", sample.name);
        }
        let failed = page.contains("class=\"err\"");
        assert!(!failed || page.contains("<title>Lỗi: "), "{}: the title hides the error", sample.name);
        if let Some(out) = &out {
            // For a person and a browser to look at: the pages, beside the stylesheet they name.
            std::fs::write(out.join(format!("{}.html", sample.name)), &page).unwrap();
        }
    }
}

#[test]
fn every_template_has_a_sample() {
    let seen: BTreeSet<&str> = all().iter().map(|sample| sample.template).collect();
    for (path, text) in files_below(&folder("templates"), "html") {
        let extends = text.contains("{% extends \"base.html\" %}");
        assert!(!extends || seen.iter().any(|name| path.ends_with(name)), "{path} is in no sample");
    }
}

/// Puts the hostile text wherever a string is not compiled markup.
fn spoil(value: &mut Value) {
    match value {
        Value::String(text) if !text.is_empty() && !text.starts_with(COMPILED) => *text = HOSTILE.to_owned(),
        Value::Array(items) => items.iter_mut().for_each(spoil),
        Value::Object(fields) => fields.values_mut().for_each(spoil),
        _ => {}
    }
}

#[test]
fn sec_c2_a_hostile_name_stays_text_on_every_page() {
    let renderer = Renderer::new().unwrap();
    for mut sample in all() {
        spoil(&mut sample.value);
        sample.title = HOSTILE.to_owned();
        sample.layout.shared_name = Some(HOSTILE.to_owned());
        sample.layout.csrf = HOSTILE.to_owned();
        if let Some(notice) = &mut sample.layout.notice {
            notice.text = HOSTILE.to_owned();
        }
        if let Some(staff) = &mut sample.layout.staff {
            staff.name = HOSTILE.to_owned();
        }
        let page = page(&renderer, &sample);
        for tag in tags(&page) {
            let Tag::Open { name, attributes, .. } = tag else { continue };
            assert!(name != "img", "{}: <{name}>", sample.name);
            if name == "script" {
                assert!(is_our_script(&attributes), "{}: <{name}>", sample.name);
                continue;
            }
            for (attribute, _) in attributes {
                // The recording of a lesson is the only thing that a template itself fetches.
                let fetches = attribute == "src" && name != "audio";
                assert!(!attribute.starts_with("on") && !fetches, "{}: {attribute}", sample.name);
            }
        }
    }
}

#[test]
fn every_message_is_there_and_used() {
    let keys: BTreeSet<String> = catalogue().into_iter().map(|(key, _)| key).collect();
    assert_eq!(keys.len(), catalogue().len(), "a key stands twice in vi.ftl");
    let templates = files_below(&folder("templates"), "html");
    let mut used = BTreeSet::new();
    for (path, text) in &templates {
        for key in quoted_after(text, "t(key=\"") {
            assert!(keys.contains(key), "{path}: no message {key:?}");
            used.insert(key.to_owned());
        }
    }
    let code = files_below(&folder("src/web"), "rs");
    let said = |text: &str| code.iter().any(|(_, file)| file.contains(text));
    for key in &keys {
        // Either whole, or as a family ("done-") whose member ("signed-off") is named elsewhere.
        let in_family = key.match_indices('-').any(|(at, _)| {
            let (family, member) = key.split_at(at + 1);
            said(&format!("\"{family}\"")) && said(member)
        });
        if in_family || said(&format!("\"{key}\"")) {
            used.insert(key.clone());
        }
    }
    let unused: Vec<_> = keys.difference(&used).collect();
    assert!(unused.is_empty(), "messages that nothing says: {unused:?}");
}

#[test]
fn a11y_c8_messages_are_short_plain_and_nfc() {
    for (key, text) in catalogue() {
        assert!(is_nfc(&text), "{key} is not NFC");
        let lower = text.to_lowercase();
        for word in BANNED {
            let said = lower.match_indices(word).any(|(at, _)| {
                let letter = |c: Option<char>| c.is_some_and(char::is_alphabetic);
                !letter(lower[..at].chars().next_back()) && !letter(lower[at + word.len()..].chars().next())
            });
            assert!(!said, "{key} says {word:?}");
        }
        for sentence in text.split(['.', ':', ';', '?']) {
            let words = sentence.split_whitespace().filter(|word| word.chars().any(char::is_alphanumeric));
            assert!(words.count() <= SENTENCE_MAX, "{key}: {sentence:?} is too long");
        }
    }
}

#[test]
fn only_compiled_markup_is_printed_unescaped() {
    const FIELDS: [&str; 21] = [
        "v.body",
        "v.intro",
        "v.qr_svg",
        "c.qr_svg",
        "q.context",
        "q.hint",
        "hint",
        "option.text",
        "option.feedback",
        "explanation",
        "look_for",
        "option.partner",
        "row.text",
        "choice.text",
        "part.label",
        "piece.markup",
        "mark.feedback",
        "v.drills_intro",
        "v.done",
        "v.wrong",
        "sheet.qr_svg",
    ];
    for (path, text) in files_below(&folder("templates"), "html") {
        for before in text
            .split("| safe")
            .map(str::trim_end)
            .collect::<Vec<_>>()
            .split_last()
            .map_or(&[][..], |(_, b)| b)
        {
            assert!(
                FIELDS.iter().any(|field| before.ends_with(field)),
                "{path}: … {} | safe",
                &before[before.len().saturating_sub(20)..]
            );
        }
        assert!(!text.contains("{% autoescape") && !text.contains("|safe"), "{path}");
    }
}

#[test]
fn fixed_words_are_those_of_the_rules() {
    assert_eq!(message("practice-title", &[("title", "Quét mã")]), "Bài thực hành: Quét mã");
    assert_eq!(message("error-404-text", &[]), "Bấm “Về trang chính”.");
}
