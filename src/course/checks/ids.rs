//! `tungngo course ids`: what is written, and that nothing else is.

use super::{Course, LESSON, today};
use crate::{Compiled, IdPlan, Limits, SourceTree, compile, plan_ids, render_human};
use proptest::prelude::*;
use std::collections::BTreeMap;

type Files = BTreeMap<String, Vec<u8>>;

fn plan(files: &Files, seed: u64) -> IdPlan {
    let mut next = seed;
    plan_ids(&SourceTree::from_files(files.clone()), &Limits::default(), || {
        next += 1;
        next
    })
}

fn applied(files: &Files, plan: &IdPlan) -> Files {
    let mut files = files.clone();
    for change in &plan.changes {
        assert_eq!(files.get(&change.path), change.before.as_ref());
        files.insert(change.path.clone(), change.after.clone());
    }
    files
}

fn compiled(files: &Files) -> Compiled {
    compile(&SourceTree::from_files(files.clone()), &Limits::default(), today())
}

fn text(files: &Files, path: &str) -> String {
    String::from_utf8(files[path].clone()).unwrap()
}

fn without_ids() -> Files {
    let mut files = Course::sample().files;
    for content in files.values_mut() {
        let mut text = String::from_utf8(content.clone()).unwrap();
        for id in ["q1", "b1", "b2", "th1", "dl1"] {
            text = text.replace(&format!(" <!-- id: {id} -->"), "");
        }
        *content = text.into_bytes();
    }
    files
}

/// A catalogue with every key taken out, as text.
fn keyless(compiled: &Compiled) -> String {
    fn strip(value: &mut serde_json::Value) {
        match value {
            serde_json::Value::Object(fields) => {
                fields.remove("key");
                fields.remove("version");
                fields.values_mut().for_each(strip);
            }
            serde_json::Value::Array(items) => items.iter_mut().for_each(strip),
            _ => {}
        }
    }
    let mut value = serde_json::to_value(&compiled.catalogue).unwrap();
    strip(&mut value);
    value.to_string()
}

#[test]
fn missing_ids_are_written_and_a_second_run_changes_nothing() {
    let before = without_ids();
    let first = plan(&before, 1);
    assert_eq!(first.problems, []);
    assert_eq!(first.written.len(), 5);
    let after = applied(&before, &first);
    assert_eq!(render_human(&compiled(&after).diagnostics), "Không có lỗi nào.\n");
    assert_eq!(plan(&after, 99), IdPlan::default());
    let id = &first.written.iter().find(|one| one.file == LESSON).unwrap().id;
    assert!(text(&after, LESSON).contains(&format!("— Nên làm gì? <!-- id: {id} -->\n")));
    assert!(text(&after, "mau/ma-da-dung.txt").contains(&format!("\n{id} cau\n")));
    assert!(text(&after, "mau/ma-da-dung.txt").contains("\nmau-01 bai\n"));
}

#[test]
fn line_ends_byte_order_mark_and_trailing_spaces_stay() {
    let mut files = without_ids();
    let lesson = text(&files, LESSON).replace("gì?\n", "gì? ###  \n").replace('\n', "\r\n");
    files.insert(LESSON.to_owned(), format!("\u{feff}{lesson}").into_bytes());
    let first = plan(&files, 5);
    let id = &first.written.iter().find(|one| one.file == LESSON).unwrap().id;
    let expected = format!("\u{feff}{}", lesson.replace("gì? ###", &format!("gì? <!-- id: {id} --> ###")));
    let after = applied(&files, &first);
    assert_eq!(text(&after, LESSON), expected);
    assert_eq!(plan(&after, 5), IdPlan::default());
}

#[test]
fn a_practice_phone_gets_its_id_after_its_name() {
    let phone = "```may-tap\nbước: Mở\n# Máy\nnút: Gửi  <- đúng\n```";
    let files = Course::sample().page(phone).files;
    let first = plan(&files, 3);
    let id = first.written[0].id.clone();
    let after = applied(&files, &first);
    assert!(text(&after, LESSON).contains(&format!("```may-tap {id}\nbước")));
    assert!(text(&after, "mau/ma-da-dung.txt").contains(&format!("\n{id} may-tap\n")));
    assert_eq!(plan(&after, 3), IdPlan::default());
}

#[test]
fn the_id_of_a_deleted_question_is_never_given_again() {
    let files = without_ids();
    let first = plan(&files, 7);
    let mut after = applied(&files, &first);
    let old = first.written.iter().find(|one| one.file == LESSON).unwrap().id.clone();
    let gone = text(&after, LESSON).replace(&format!(" <!-- id: {old} -->"), "");
    after.insert(LESSON.to_owned(), gone.into_bytes());
    // The same numbers as before: only the list knows that the id was used.
    let second = plan(&after, 7);
    assert_ne!(second.written[0].id, old);
    let last = applied(&after, &second);
    assert!(text(&last, "mau/ma-da-dung.txt").contains(&format!("\n{old} cau bo\n")));
    let mut again = last.clone();
    let back = text(&last, LESSON).replace(&second.written[0].id, &old);
    again.insert(LESSON.to_owned(), back.into_bytes());
    let told = render_human(&compiled(&again).diagnostics);
    assert!(told.contains("cảnh báo[L041]"), "{told}");
}

#[test]
fn a_module_with_a_file_without_id_is_named_and_not_touched() {
    for (path, line) in
        [(LESSON, "id: mau-01\n"), ("mau/ngan-hang/de.md", "id: mau-de\n"), ("mau/module.md", "id: mau\n")]
    {
        let mut files = without_ids();
        let text = text(&files, path).replacen(line, "", 1);
        files.insert(path.to_owned(), text.into_bytes());
        let plan = plan(&files, 1);
        assert_eq!((plan.changes.len(), plan.written.len()), (0, 0), "{path}");
        let told = render_human(&plan.problems);
        assert!(told.starts_with(&format!("{path}:1:1: lỗi[M004]: Thiếu mục id")), "{told}");
    }
}

#[test]
fn what_would_swallow_an_id_is_named_and_not_touched() {
    let mut files = without_ids();
    let text = text(&files, LESSON).replace("Nên làm gì?", "Nên <!-- làm gì?");
    files.insert(LESSON.to_owned(), text.into_bytes());
    let plan = plan(&files, 1);
    assert_eq!(plan.changes, []);
    let told = render_human(&plan.problems);
    assert!(told.starts_with("mau/01-bai.md:14:"), "{told}");
}

#[test]
fn ids_are_short_have_a_digit_and_no_look_alikes() {
    let mut files = without_ids();
    let bank: String =
        (1..=300).map(|n| format!("### Câu {n} (đúng/sai) — A?\n\n- [x] Đúng\n- [ ] Sai\n\n")).collect();
    files
        .insert("mau/ngan-hang/de.md".to_owned(), format!("---\nid: de\n---\n\n# De\n\n{bank}").into_bytes());
    for seed in [0, u64::MAX - 500] {
        let plan = plan(&files, seed);
        assert_eq!(plan.written.len(), 303);
        for new in &plan.written {
            assert_eq!(new.id.len(), 4, "{}", new.id);
            assert!(new.id.starts_with(|c: char| c.is_ascii_lowercase()), "{}", new.id);
            assert!(new.id.contains(|c: char| c.is_ascii_digit()), "{}", new.id);
            assert!(!new.id.contains(['0', '1', 'i', 'l', 'o']), "{}", new.id);
        }
    }
    // A source of numbers that always says the same still gives different ids.
    let same = plan_ids(&SourceTree::from_files(files), &Limits::default(), || 4);
    let ids: std::collections::BTreeSet<_> = same.written.iter().map(|new| &new.id).collect();
    assert_eq!(ids.len(), 303);
}

fn stem() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => "[a-zạếộ ]{1,20}",
        1 => "[a-z*_`<>\\[\\](){}#&;!~|\\\\\"'. -]{1,25}",
    ]
}

fn question() -> impl Strategy<Value = String> {
    (stem(), prop::bool::ANY, prop_oneof!["", " ###", "  ", " `a`", " **b**", " &lt;"]).prop_map(
        |(stem, id, end)| {
            let id = if id { format!(" <!-- id: {} -->", "x9") } else { String::new() };
            format!("### Câu 1 (chọn một) — {stem}{end}{id}\n\n- [ ] A\n  > a\n- [x] B\n  > b\n")
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn writing_ids_changes_ids_and_nothing_else(
        questions in prop::collection::vec(question(), 1..5),
        crlf in prop::bool::ANY,
        seed in 0_u64..1_000,
    ) {
        let mut files = without_ids();
        let head = text(&files, LESSON);
        let head = &head[..head.find("### Câu 1").unwrap()];
        let mut lesson = format!("{head}{}", questions.join("\n"));
        if crlf {
            lesson = lesson.replace('\n', "\r\n");
        }
        files.insert(LESSON.to_owned(), lesson.into_bytes());
        let first = plan(&files, seed);
        let after = applied(&files, &first);
        if !first.problems.is_empty() {
            prop_assert_eq!(&first.changes, &[]);
            return Ok(());
        }
        prop_assert_eq!(plan(&after, seed + 1), IdPlan::default());
        // Taking the new ids out again gives the old bytes.
        for path in files.keys() {
            let mut undone = text(&after, path);
            for new in first.written.iter().filter(|new| new.file == *path) {
                prop_assert_eq!(undone.matches(&format!(" <!-- id: {} -->", new.id)).count(), 1);
                undone = undone.replace(&format!(" <!-- id: {} -->", new.id), "");
            }
            prop_assert_eq!(undone, text(&files, path));
        }
        // The course is the same but for its keys, and no lint asks for an id any more.
        let (old, new) = (compiled(&files), compiled(&after));
        prop_assert_eq!(keyless(&old), keyless(&new));
        let others = |compiled: &Compiled| -> Vec<(String, u32, &'static str)> {
            let kept = compiled.diagnostics.iter().filter(|one| one.code != "L011");
            kept.map(|one| (one.file.clone(), one.line, one.code)).collect()
        };
        prop_assert_eq!(others(&old), others(&new));
        prop_assert!(new.diagnostics.iter().all(|one| one.code != "L011"));
    }
}
