//! The courses we ship, played: every question of every lesson and bank, every wrong option, every practice phone.
//!
//! A bank's questions come up in tests only, a dozen at a time. So that each is answered in each wrong way, the course
//! under test has one more module a bank, whose one lesson asks them; the bank itself is played in whole tests.

use crate::support::{Browser, Form, How, Page, Setup, TestApp, fill, words};
use std::collections::BTreeMap;
use std::path::Path;
use tungngo_domain::content::{Html, Module, Question, QuestionKind};
use tungngo_domain::ids::{AttemptId, PersonId};

fn shipped() -> BTreeMap<String, Vec<u8>> {
    fn read(root: &Path, folder: &Path, files: &mut BTreeMap<String, Vec<u8>>) {
        for entry in std::fs::read_dir(folder).expect("our courses") {
            let path = entry.expect("a file").path();
            if path.is_dir() {
                read(root, &path, files);
            } else {
                let name = path.strip_prefix(root).expect("inside").to_str().expect("UTF-8").to_owned();
                files.insert(name, std::fs::read(&path).expect("a file"));
            }
        }
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("courses");
    let mut files = BTreeMap::new();
    read(&root, &root, &mut files);
    files
}

/// Modules whose lesson asks what a bank asks: `bank-1` and so on.
fn banks_as_lessons(files: &BTreeMap<String, Vec<u8>>) -> Vec<(String, String)> {
    let banks = files.iter().filter(|(path, _)| path.contains("/ngan-hang/"));
    let mut made = Vec::new();
    for (number, (_, text)) in (1..).zip(banks) {
        let text = String::from_utf8(text.clone()).expect("UTF-8");
        let questions = &text[text.find("\n### Câu 1 ").expect("a question")..];
        let head = format!(
            "---\nid: bank-{number}\ntitle: Ngân hàng {number}\nsummary: Một câu.\nskill: an-toan\norder: {}\n---\n",
            100 + number
        );
        let lesson = format!(
            "---\nid: bai-{number}\ntitle: Ngân hàng {number}\nminutes: 5\nversion: 1\n---\n\n# Ngân hàng {number}\n\n\
             Mọi câu của một ngân hàng.\n\n## Câu hỏi\n{questions}"
        );
        made.push((format!("bank-{number}/module.md"), head));
        made.push((format!("bank-{number}/01-bai.md"), lesson));
    }
    made
}

async fn app() -> TestApp {
    let files = shipped();
    let mut setup = TestApp::setup().without_fixture_courses();
    for (path, text) in &files {
        // Two copies of a question in one module would share an id; across modules they may.
        setup = setup.with_course_file(path, text.clone());
    }
    for (path, text) in banks_as_lessons(&files) {
        setup = setup.with_course_file(&path, text);
    }
    Setup::start(setup).await
}

/// One wrong way to answer, and what is said of it.
struct Wrong {
    form: Form,
    told: Html,
}

/// Every wrong way that has words of its own.
fn wrong_ways(form: &Form, question: &Question) -> Vec<Wrong> {
    let mut ways = Vec::new();
    let with_feedback =
        (0u8..).zip(&question.options).filter_map(|(at, one)| Some((at, one, one.feedback.clone()?)));
    for (place, option, told) in with_feedback {
        let at = place.to_string();
        let form = match question.kind {
            QuestionKind::Order => {
                // This item and its neighbour change places.
                let other =
                    if usize::from(place) + 1 < question.options.len() { place + 1 } else { place - 1 };
                question.options.iter().zip(0u8..).fold(form.clone(), |form, (one, own)| {
                    let to = if own == place {
                        other
                    } else if own == other {
                        place
                    } else {
                        own
                    };
                    form.put(&words(&one.text), &(to + 1).to_string())
                })
            }
            QuestionKind::Match => {
                question.options.iter().zip(0u8..).fold(form.clone(), |form, (one, own)| {
                    let target = usize::from(one.target.expect("a target"));
                    let target = if own == place { (target + 1) % question.targets.len() } else { target };
                    form.put(&words(&one.text), &words(&question.targets[target]))
                })
            }
            QuestionKind::Number | QuestionKind::Short => form.clone().set("t", &words(&option.text)),
            QuestionKind::Many if option.right => continue,
            QuestionKind::Many => fill(form.clone(), question, How::Right).tick("c", &at),
            QuestionKind::Signs if option.right => {
                // A sign that was not seen is told too.
                let others = question.right().into_iter().filter(|one| *one != place);
                others.fold(form.clone().without("c"), |form, one| form.tick("c", &one.to_string()))
            }
            QuestionKind::Signs => fill(form.clone(), question, How::Right).tick("c", &at),
            _ if option.right => continue,
            _ => form.clone().without("c").tick("c", &at),
        };
        ways.push(Wrong { form, told });
    }
    ways
}

/// Words as they stand on a page in one line.
fn in_line(markup: &Html) -> String {
    let mut text = words(markup);
    for sign in [",", ".", ":", ";", "?", "!"] {
        text = text.replace(&format!(" {sign}"), sign);
    }
    text
}

async fn play(learner: &Browser, module: &Module) -> (usize, usize) {
    let (mut questions, mut ways) = (0, 0);
    for lesson in &module.lessons {
        for (number, question) in (1..).zip(&lesson.questions) {
            let place = format!("/modules/{}/lessons/{}/questions/{number}", module.id, lesson.id);
            let form = learner.get(&place).await.is(200).form(&place);
            for Wrong { form, told } in wrong_ways(&form, question) {
                let page = learner.send(&form).await;
                page.is(200).sees("Chưa đúng").sees(&in_line(&told));
                ways += 1;
            }
            let page = learner.send(&fill(form, question, How::Right)).await;
            page.is(200).sees("Đúng rồi");
            assert!(page.path.ends_with("/answer"), "{}", page.path);
            questions += 1;
        }
    }
    (questions, ways)
}

async fn tap_through(learner: &Browser, module: &Module) -> (usize, usize) {
    let (mut steps, mut wrong) = (0, 0);
    for lesson in &module.lessons {
        for (number, drill) in (1..).zip(&lesson.drills) {
            let root = format!("/modules/{}/lessons/{}/drills/{number}", module.id, lesson.id);
            let mut page = learner.get(&format!("{root}/steps/1")).await;
            for (place, step) in (1..).zip(&drill.steps) {
                let here = format!("{root}/steps/{place}");
                assert_eq!(page.heading(), step.task, "{here}");
                for (at, part) in step.parts.iter().enumerate().filter(|(_, part)| !part.right) {
                    let back = learner.send(&page.form(&here).set("bam", &at.to_string())).await;
                    let told =
                        part.feedback.as_ref().unwrap_or_else(|| panic!("{here}: nothing told of part {at}"));
                    back.is(200).sees("Chưa phải chỗ này").sees(&in_line(told));
                    assert_eq!(back.heading(), step.task, "a wrong tap stays");
                    wrong += 1;
                }
                let right = step.parts.iter().position(|part| part.right).expect("a right part");
                page = learner.send(&page.form(&here).set("bam", &right.to_string())).await;
                page.is(200);
                steps += 1;
            }
            page.sees("Tập xong");
        }
    }
    (steps, wrong)
}

/// The question of a test's page, by what was drawn: stems may be alike.
async fn drawn(app: &TestApp, member: PersonId, module: &Module, page: &Page) -> Question {
    let mut parts = page.path.split('/').skip(2);
    let attempt: AttemptId = parts.next().expect("an attempt").parse().expect("an id");
    let number: usize = parts.nth(1).expect("a number").parse().expect("a number");
    let (_, attempt) = app.store.attempt(member, attempt).await.expect("the attempt");
    module.bank_question(&attempt.draw[number - 1].key).expect("a question of a bank").clone()
}

#[tokio::test]
async fn every_question_and_practice_phone_we_ship_can_be_played() {
    let app = app().await;
    let modules = app.courses.now().catalogue.modules.clone();
    let (ours, banks): (Vec<&Module>, Vec<&Module>) = modules
        .iter()
        .map(AsRef::as_ref)
        .partition(|module: &&Module| !module.id.as_str().starts_with("bank-"));
    assert!(ours.len() >= 5 && banks.len() >= 15, "{} modules, {} banks", ours.len(), banks.len());
    let learner = app.learner(&app.db_member().await).await;
    let (mut questions, mut ways, mut steps, mut wrong) = (0, 0, 0, 0);
    for module in &modules {
        let (asked, played) = play(&learner, module).await;
        let (tapped, missed) = tap_through(&learner, module).await;
        (questions, ways, steps, wrong) = (questions + asked, ways + played, steps + tapped, wrong + missed);
    }
    let of_banks: usize = ours.iter().flat_map(|module| &module.banks).map(|bank| bank.questions.len()).sum();
    let of_lessons: usize =
        ours.iter().flat_map(|module| &module.lessons).map(|one| one.questions.len()).sum();
    assert_eq!(questions, of_banks + of_lessons, "every question of every lesson and bank");
    eprintln!(
        "{questions} questions, {ways} wrong ways told, {steps} steps of practice phones, {wrong} wrong taps"
    );
    app.assert_books_agree().await;
}

#[tokio::test]
async fn every_test_we_ship_gives_full_marks_for_right_answers() {
    let app = app().await;
    for module in app.courses.now().catalogue.modules.iter().filter(|module| module.test.is_some()) {
        let member = app.db_member().await;
        let learner = app.learner(&member).await;
        let mut page = learner.begin_test(module.id.as_str()).await;
        let mut answered = 0;
        while page.path.contains("/questions/") {
            let question = drawn(&app, member.id, module, &page).await;
            page = learner.send(&fill(page.form(&page.path), &question, How::Right)).await;
            answered += 1;
        }
        let of = module.test.as_ref().map_or(0, |test| test.questions());
        assert_eq!(answered, of, "{}", module.id);
        let result = learner.send(&page.form("/closing")).await;
        result.is(200).sees(&format!("Đúng {of} trong {of} câu"));
    }
}
