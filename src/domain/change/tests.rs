use super::*;
use crate::content::{Bank, CertifyingTest, Choice, Draw, DrillStep, Frame, Html, Piece, Practice, Skill};
use crate::renewal::{Ask, ModuleMarks, asked_again, marks_after};
use proptest::prelude::*;

fn slug(text: &str) -> Slug {
    Slug::parse(text).unwrap()
}

fn html(text: &str) -> Html {
    Html::from_compiler(text.to_owned())
}

fn choice(text: &str, right: bool) -> Choice {
    Choice { text: html(text), right, feedback: Some(html("Vì sao như vậy.")), target: None }
}

fn one(key: &str) -> Question {
    Question {
        key: slug(key),
        kind: QuestionKind::One,
        situation: false,
        stem: "Quét xong, nên làm gì trước?".into(),
        context: html("<p>Ở quán cô Lan.</p>"),
        hint: Some(html("Nhớ lại bước đầu.")),
        options: vec![
            choice("Cứ chuyển tiền ngay", false),
            choice("Đọc tên người nhận rồi mới chuyển", true),
            choice("Nhờ người lạ bấm hộ", false),
        ],
        explanation: Some(html("Đọc tên mất một phút.")),
        scene: None,
        targets: vec![],
        accepted: None,
    }
}

fn screen(labels: &[&str]) -> Scene {
    let part = |(place, label): (u8, &&str)| Piece::Part { place, class: "pb".into(), label: html(label) };
    Scene { frame: Frame::Phone, reading: String::new(), pieces: (0..).zip(labels).map(part).collect() }
}

fn module() -> Module {
    let lesson = |n: u32| Lesson {
        id: slug(&format!("bai-{n}")),
        number: n,
        title: format!("Bài {n}"),
        minutes: 5,
        version: 1,
        change: None,
        body: html(
            "<p>Học xong làm được.</p><ol class=\"steps\"><li><p>Mở ứng dụng, bấm <b>Tiếp</b>.</p></li><li><p>Đọc tên \
             người nhận tiền.</p></li></ol>",
        ),
        say: Some("Đọc tên trước.".into()),
        drills: vec![Drill {
            key: slug(&format!("d{n}")),
            steps: vec![DrillStep {
                task: "Mở phần quét mã".into(),
                screen: screen(&["Quét mã", "Nạp thẻ"]),
                parts: vec![choice("Quét mã", true), choice("Nạp thẻ", false)],
            }],
        }],
        questions: vec![one(&format!("q{n}a")), one(&format!("q{n}b"))],
        drills_intro: html(""),
        audio: None,
        translations: vec![],
    };
    let item = |key: &str, act: &str| PracticeItem { key: slug(key), act: act.into(), look_for: None };
    Module {
        id: slug("m"),
        version: "v1".into(),
        title: "Thanh toán".into(),
        summary: "Trả tiền.".into(),
        skill: Skill::ThanhToan,
        order: 1,
        valid_for_months: Some(24),
        review_by: None,
        lessons: vec![lesson(1), lesson(2)],
        assets: vec![],
        banks: vec![Bank {
            id: slug("b"),
            title: "Ngân hàng".into(),
            declared: None,
            questions: vec![one("b1"), one("b2")],
        }],
        test: Some(CertifyingTest {
            title: "Kiểm tra".into(),
            intro: html("<p>Không tính giờ.</p>"),
            draws: vec![Draw { bank: slug("b"), count: 2 }],
            pass_percent: 80,
            tries_a_day: 3,
        }),
        practice: Some(Practice {
            title: "Thực hành".into(),
            intro: Html::default(),
            checklist: vec![
                item("a1", "Tự mở ứng dụng trên máy mình"),
                item("a2", "Tự đọc tên người nhận tiền"),
            ],
            teach_back: vec![item("t1", "Chỉ một người tự làm")],
        }),
    }
}

type Edit = (&'static str, fn(&mut Module));

/// Everything that only says the same otherwise.
const WORDINGS: &[Edit] = &[
    ("title", |m| m.title = "Thanh toán không dùng tiền mặt".into()),
    ("lesson title", |m| m.lessons[0].title = "Bài mở đầu".into()),
    ("prose", |m| {
        m.lessons[0].body = html(&m.lessons[0].body.as_str().replace("Học xong làm được.", "Học rồi làm."))
    }),
    ("step", |m| {
        m.lessons[0].body = html(&m.lessons[0].body.as_str().replace("Mở ứng dụng,", "Mở ứng dụng lên rồi"))
    }),
    ("number", |m| m.lessons[0].version = 2),
    ("stem", |m| m.lessons[0].questions[0].stem = "Quét mã xong, nên làm gì trước tiên?".into()),
    ("option", |m| m.lessons[0].questions[0].options[1].text = html("Đọc tên người nhận xong rồi chuyển")),
    ("feedback", |m| m.lessons[0].questions[0].options[0].feedback = Some(html("Lời khác hẳn."))),
    ("hint", |m| m.lessons[0].questions[0].hint = None),
    ("explanation", |m| m.banks[0].questions[0].explanation = Some(html("Lời khác hẳn."))),
    ("order of questions", |m| m.lessons[0].questions.reverse()),
    ("task", |m| m.lessons[0].drills[0].steps[0].task = "Mở phần quét mã lên".into()),
    ("intro", |m| m.test.as_mut().unwrap().intro = html("<p>Làm thong thả.</p>")),
    ("look for", |m| m.practice.as_mut().unwrap().checklist[0].look_for = Some(html("Không nhờ."))),
    ("act", |m| m.practice.as_mut().unwrap().checklist[0].act = "Tự mở ứng dụng trên máy của mình".into()),
];

/// Everything that bears meaning, with what it asks again.
const MEANINGS: &[(Edit, &[&str])] = &[
    (
        ("right moved", |m| m.lessons[0].questions[0].options.iter_mut().for_each(|o| o.right = !o.right)),
        &["lesson:bai-1", "question:q1a"],
    ),
    (
        ("texts swapped", |m| {
            let options = &mut m.lessons[0].questions[0].options;
            let first = options[0].text.clone();
            options[0].text = std::mem::replace(&mut options[1].text, first);
        }),
        &["lesson:bai-1", "question:q1a"],
    ),
    (
        ("option replaced", |m| m.lessons[0].questions[0].options[2].text = html("Tắt máy đi")),
        &["lesson:bai-1", "question:q1a"],
    ),
    (("option gone", |m| drop(m.lessons[0].questions[0].options.pop())), &["lesson:bai-1", "question:q1a"]),
    (
        ("asks otherwise", |m| m.lessons[0].questions[0].stem = "Quét xong, không nên làm gì trước?".into()),
        &["lesson:bai-1", "question:q1a"],
    ),
    (("kind", |m| m.lessons[0].questions[0].kind = QuestionKind::Many), &["lesson:bai-1", "question:q1a"]),
    (("question added", |m| m.lessons[0].questions.push(one("q1c"))), &["lesson:bai-1", "question:q1c"]),
    (("question gone", |m| drop(m.lessons[0].questions.pop())), &[]),
    (
        ("step gone", |m| {
            m.lessons[0].body =
                html(&m.lessons[0].body.as_str().replace("<li><p>Đọc tên người nhận tiền.</p></li>", ""))
        }),
        &["lesson:bai-1", "question:q1a", "question:q1b"],
    ),
    (
        ("button", |m| {
            m.lessons[1].body = html(&m.lessons[1].body.as_str().replace("<b>Tiếp</b>", "<b>Xong</b>"))
        }),
        &["lesson:bai-2", "question:q2a", "question:q2b"],
    ),
    (("drill", |m| m.lessons[0].drills[0].steps[0].screen = screen(&["Quét mã", "Hóa đơn"])), &[]),
    (("lesson gone", |m| drop(m.lessons.pop())), &[]),
    (("bank question", |m| m.banks[0].questions[0].options.iter_mut().for_each(|o| o.right = !o.right)), &[]),
    (("bank question gone", |m| drop(m.banks[0].questions.pop())), &[]),
    (("draw", |m| m.test.as_mut().unwrap().draws[0].count = 1), &[]),
    (("pass mark", |m| m.test.as_mut().unwrap().pass_percent = 90), &[]),
    (("test gone", |m| m.test = None), &[]),
    (("months", |m| m.valid_for_months = None), &[]),
    (
        ("act", |m| m.practice.as_mut().unwrap().checklist[0].act = "Tự chuyển tiền cho người nhà".into()),
        &["act:a1"],
    ),
    (
        ("act taught", |m| m.practice.as_mut().unwrap().teach_back[0].act = "Soạn một bài ngắn".into()),
        &["act:t1"],
    ),
    (("act gone", |m| drop(m.practice.as_mut().unwrap().checklist.pop())), &[]),
];

fn changed(edit: fn(&mut Module)) -> Module {
    let mut new = module();
    edit(&mut new);
    new.version = "v2".into();
    new
}

#[test]
fn nothing_differs_from_itself() {
    assert_eq!(difference(&module(), &module()), Difference::default());
}

#[test]
fn each_wording_is_editorial_and_asks_nothing_again() {
    for (name, edit) in WORDINGS {
        let new = changed(*edit);
        let found = difference(&module(), &new);
        if *name != "order of questions" {
            assert_eq!(found.class(), Some(Class::Editorial), "{name}: {found:?}");
        }
        assert!(found.changes.iter().all(|change| change.class == Class::Editorial), "{name}: {found:?}");
        assert!(asked_again(&found, &new).is_empty(), "{name}");
    }
}

#[test]
fn each_change_of_meaning_is_material_and_asks_only_its_part_again() {
    for ((name, edit), asks) in MEANINGS {
        let new = changed(*edit);
        let found = difference(&module(), &new);
        assert_eq!(found.class(), Some(Class::Material), "{name}: {found:?}");
        let asked: Vec<String> = asked_again(&found, &new).keys().map(Ask::code).collect();
        assert_eq!(asked, *asks, "{name}");
    }
}

#[test]
fn a_declaration_counts_once_for_the_change_that_raised_the_version() {
    let mut old = module();
    old.lessons[0].change = Some(Class::Material);
    let mut new = old.clone();
    new.lessons[0].title = "Bài đầu".into();
    assert_eq!(difference(&old, &new).class(), Some(Class::Editorial), "declared for an earlier change");
    new.lessons[0].version = 2;
    assert_eq!(difference(&old, &new).class(), Some(Class::Material));
    new.lessons[0].version = 1;
    new.lessons[0].change = Some(Class::Recall);
    assert_eq!(difference(&old, &new).class(), Some(Class::Recall), "nobody forgets a recall for a number");
}

#[test]
fn a_recalled_bank_asks_for_the_test_again() {
    let new = changed(|m| m.banks[0].declared = Some(Declared { version: 2, change: Class::Recall }));
    let found = difference(&module(), &new);
    assert_eq!(asked_again(&found, &new).into_iter().collect::<Vec<_>>(), [(Ask::Test, Class::Recall)]);
    assert_eq!(difference(&new, &new.clone()), Difference::default());
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_declaration_never_loosens_what_is_proved(
        edits in prop::collection::vec(0..MEANINGS.len(), 0..4),
        wordings in prop::collection::vec(0..WORDINGS.len(), 0..4),
        declared in prop::sample::select(Class::ALL.to_vec()),
    ) {
        // "kind", "act gone" and the like may take away what a later edit touches: those that pop come last.
        let mut new = module();
        for at in wordings {
            WORDINGS[at].1(&mut new);
        }
        let mut edits = edits;
        edits.sort_by_key(|at| MEANINGS[*at].0.0.contains("gone"));
        edits.dedup();
        for at in &edits {
            if new.test.is_none() || new.lessons.len() < 2 {
                break;
            }
            MEANINGS[*at].0.1(&mut new);
        }
        let proved = difference(&module(), &new);
        for lesson in &mut new.lessons {
            lesson.version += 10;
            lesson.change = Some(declared);
        }
        let found = difference(&module(), &new);
        prop_assert!(found.class() >= proved.class());
        prop_assert!(found.class() >= Some(declared));
        for part in asked_again(&proved, &new).keys() {
            prop_assert!(asked_again(&found, &new).contains_key(part), "{part:?} is not asked any more");
        }
        if proved.changes.iter().any(|change| {
            change.class > Class::Editorial && matches!(change.part, Part::Question { .. })
        }) && declared == Class::Editorial {
            prop_assert!(!found.too_loose.is_empty());
        }
    }

    #[test]
    fn a_record_made_with_the_version_in_use_always_counts(history in prop::collection::vec(0..3usize, 1..12)) {
        // Versions come and go, also back to an earlier one; each step asks the same part again.
        let what = Ask::Question(slug("q"));
        let mut marks = ModuleMarks::default();
        let mut now = "v0".to_owned();
        for (number, next) in (1i64..).zip(history) {
            let next = format!("v{next}");
            if next == now {
                continue;
            }
            let before = marks.versions.get(&now).cloned().unwrap_or_default();
            let asked = BTreeMap::from([(what.clone(), Class::Material)]);
            marks.versions.insert(next.clone(), marks_after(&before, &asked, number));
            prop_assert!(marks.is_asked_again(&what, &now, &next), "{now} → {next}");
            prop_assert!(!marks.is_asked_again(&what, &next, &next));
            now = next;
        }
    }
}
