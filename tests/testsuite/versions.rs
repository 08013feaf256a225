//! Versions on a running server: what is published by itself, what waits, and what is asked again of whom (§3.5, §5).

use crate::courses::until;
use crate::support::{How, Page, TestApp, fill};
use tungngo_domain::access::Role;
use tungngo_domain::content::Module;

/// Edits a file of the courses and has the server look at the folder.
async fn edit(app: &TestApp, file: &str, edits: &[(&str, &str)]) {
    let path = app.courses_folder().join("thanh-toan").join(file);
    let mut text = std::fs::read_to_string(&path).unwrap();
    for (old, new) in edits {
        assert!(text.contains(old), "{file} has no {old:?}");
        text = text.replace(old, new);
    }
    std::fs::write(path, text).unwrap();
    app.courses.reload(&app.store, app.now()).await.unwrap();
    let in_use = app.courses.now();
    assert!(!in_use.broken, "{:?}", in_use.diagnostics);
}

const LESSON: &str = "01-mo-dau.md";
const LESSON_PAGE: &str = "/modules/thanh-toan/lessons/tt-01";
/// Another answer is right.
const OTHER_ANSWER: [(&str, &str); 2] = [
    ("- [x] Đọc tên rồi mới bấm", "- [ ] Đọc tên rồi mới bấm"),
    ("- [ ] Nhờ người lạ bấm hộ", "- [x] Nhờ người lạ bấm hộ"),
];

/// Publishes through the author's desk; returns the page that asked.
async fn publish(app: &TestApp) -> Page {
    let author = app.author().await;
    let desk = author.get("/author").await;
    desk.is(200).sees("Chờ đăng");
    let page = author.get("/author/modules/thanh-toan/publication").await;
    page.is(200).sees("Đăng bản mới");
    author.send(&page.form("/publication")).await.is(200).sees("Đã đăng bản mới.").does_not_see("Chờ đăng");
    page
}

fn version(app: &TestApp) -> String {
    app.module("thanh-toan").version
}

#[tokio::test]
async fn wording_is_published_by_itself_and_asks_nothing_again() {
    let app = TestApp::start().await;
    let member = app.db_member().await;
    let learner = app.learner(&member).await;
    learner.finish_lessons(&app, "thanh-toan").await;
    let before = version(&app);
    edit(&app, LESSON, &[("Học xong bài này, tự làm được", "Học bài này rồi thì tự làm được")]).await;
    assert_ne!(version(&app), before);
    assert!(app.courses.now().waiting.is_empty());
    learner.get(LESSON_PAGE).await.is(200).sees("Học bài này rồi").does_not_see("Câu này đã đổi");
    learner.get("/modules/thanh-toan").await.sees("2/2 bài").does_not_see("Có phần mới");
    app.assert_books_agree().await;
}

#[tokio::test]
async fn a_change_of_meaning_that_touches_nobody_is_published_by_itself() {
    let app = TestApp::start().await;
    let before = version(&app);
    edit(&app, LESSON, &OTHER_ANSWER).await;
    assert_ne!(version(&app), before);
    assert!(app.courses.now().waiting.is_empty());
}

#[tokio::test]
async fn a_right_answer_that_moved_waits_and_then_asks_only_that_question_again() {
    let app = TestApp::start().await;
    let member = app.db_member().await;
    let learner = app.learner(&member).await;
    learner.finish_lessons(&app, "thanh-toan").await;
    let before = version(&app);
    edit(&app, LESSON, &OTHER_ANSWER).await;
    assert_eq!(version(&app), before, "it waits");
    let old = learner.get(&format!("{LESSON_PAGE}/questions/1/answer")).await;
    old.is(200).sees("Đúng rồi");
    let page = publish(&app).await;
    page.sees("Đổi nghĩa").sees("đổi đáp án đúng").sees("1 thành viên cần làm lại phần đã đổi.");
    page.sees("0 chứng nhận cần học lại phần đã đổi, 0 bị thu hồi nội dung.");
    assert_ne!(version(&app), before);
    // Only this question, and the lesson says so everywhere.
    let lesson = learner.get(LESSON_PAGE).await;
    lesson.is(200).sees("Câu này đã đổi, cần trả lời lại").sees("Đã trả lời").sees("Trả lời");
    learner.get("/modules/thanh-toan").await.sees("Có phần mới").sees("1/2 bài");
    learner.get("/").await.sees("Tiền nong, phần mở đầu");
    learner
        .get(&format!("{LESSON_PAGE}/questions/1/answer"))
        .await
        .leads_to(&format!("{LESSON_PAGE}/questions/1"));
    learner.get(&format!("{LESSON_PAGE}/questions/2/answer")).await.is(200);
    learner.answer_question(&app, "thanh-toan", "tt-01", 1, How::Right).await.is(200).sees("Đúng rồi");
    learner.get("/modules/thanh-toan").await.does_not_see("Có phần mới").sees("2/2 bài");
    learner.get(LESSON_PAGE).await.does_not_see("Câu này đã đổi");
    app.assert_books_agree().await;
    let app = app.restart().await;
    assert!(app.courses.now().waiting.is_empty());
    app.learner(&member).await.get("/modules/thanh-toan").await.does_not_see("Có phần mới");
}

#[tokio::test]
async fn going_back_to_an_earlier_version_asks_nothing_of_those_who_answered_it() {
    let app = TestApp::start().await;
    let member = app.db_member().await;
    let learner = app.learner(&member).await;
    learner.finish_lessons(&app, "thanh-toan").await;
    let before = version(&app);
    edit(&app, LESSON, &OTHER_ANSWER).await;
    publish(&app).await;
    let back = OTHER_ANSWER.map(|(old, new)| (new, old));
    edit(&app, LESSON, &back).await;
    publish(&app).await;
    assert_eq!(version(&app), before);
    learner.get("/modules/thanh-toan").await.does_not_see("Có phần mới");
    app.assert_books_agree().await;
}

fn question_of(module: &Module, page: &Page) -> tungngo_domain::content::Question {
    let stem = page.heading();
    let mut all = module.banks.iter().flat_map(|bank| &bank.questions);
    all.find(|question| stem.ends_with(question.stem.as_str())).unwrap().clone()
}

#[tokio::test]
async fn a_test_in_progress_is_finished_on_the_version_it_began_with() {
    let app = TestApp::start().await;
    let learner = app.learner(&app.db_member().await).await;
    let old = app.module("thanh-toan");
    let mut page = learner.begin_test("thanh-toan").await;
    // Every question of the bank gets another right answer, and the pass mark rises.
    let bank: Vec<(&str, &str)> = vec![("- [x]", "- [~]"), ("- [ ]", "- [x]"), ("- [~]", "- [ ]")];
    let path = app.courses_folder().join("thanh-toan/ngan-hang/chung.md");
    let mut text = std::fs::read_to_string(&path).unwrap();
    for (from, to) in bank {
        text = text.replace(from, to);
    }
    // "chọn một" has one right answer: two of three would be an error.
    text =
        text.replace("(chọn một)", "(chọn nhiều)").replace("chọn hai việc nên làm", "chọn một việc nên làm");
    std::fs::write(&path, text).unwrap();
    edit(&app, "kiem-tra.md", &[("đạt: 75", "đạt: 100")]).await;
    publish(&app).await.sees("1 bài kiểm tra đang làm dở sẽ làm tiếp theo bản cũ.").sees("đổi điểm đạt");
    assert_ne!(version(&app), old.version);
    let mut first = true;
    while page.path.contains("/questions/") {
        let how = if first { How::Wrong } else { How::Right };
        first = false;
        let question = question_of(&old, &page);
        page = learner.send(&fill(page.form(&page.path), &question, how)).await;
    }
    let result = learner.send(&page.form("/closing")).await;
    result.is(200).sees("Đúng 3 trong 4 câu. Cần đúng 3 câu.").sees("Đạt rồi");
    app.assert_books_agree().await;
}

#[tokio::test]
async fn an_act_that_changed_must_be_seen_again_and_the_others_not() {
    let app = TestApp::start().await;
    let commune = app.db_commune().await;
    let member = app.db_a_member().in_team(commune.team).create().await;
    let staff = app.db_staff("Trần Thị Thu Hằng", Role::Trainer, commune.id).await;
    app.db_holding(staff.person, "thanh-toan").await;
    app.db_sign_off(member.id, "thanh-toan", staff.person, commune.id).await;
    let changed = ("Tự mở ứng dụng <", "Chuyển thử năm nghìn đồng <");
    edit(&app, "thuc-hanh.md", &[changed]).await;
    publish(&app).await.sees("đổi điều được hỏi").sees("1 thành viên cần làm lại phần đã đổi.");
    let trainer = app.staff(staff.person).await;
    trainer.get("/trainer").await.is(200).sees("Chuyên đề “Thanh toán thử” đã đổi: 1 người cần làm lại.");
    let path = format!("/trainer/members/{}", member.id);
    let form = trainer.get(&path).await.form("/modules/thanh-toan/sign-offs");
    // What is due follows the new version.
    app.db_pass_test(member.id, "thanh-toan").await;
    assert!(app.store.certificates(member.id).await.unwrap().is_empty());
    app.learner(&member)
        .await
        .get("/modules/thanh-toan/practice")
        .await
        .is(200)
        .sees("Chuyển thử năm nghìn đồng");
    trainer.submit(&form.tick("item", "ttth1")).await.is(303);
    assert_eq!(app.store.certificates(member.id).await.unwrap().len(), 1);
    trainer.get("/trainer").await.does_not_see("đã đổi:");
    app.assert_books_agree().await;
}

#[tokio::test]
async fn a_recall_is_said_on_the_certificate_until_the_part_was_done_again() {
    let app = TestApp::start().await;
    let commune = app.db_commune().await;
    let member = app.db_a_member().in_team(commune.team).create().await;
    let learner = app.learner(&member).await;
    learner.finish_lessons(&app, "thanh-toan").await;
    app.db_certified(member.id, "thanh-toan", commune).await;
    let certificate = app.store.certificates(member.id).await.unwrap().remove(0);
    edit(&app, LESSON, &[("change: material", "change: recall"), ("version: 1", "version: 2")]).await;
    let (check, own) = (format!("/verify/{}", certificate.code), format!("/certificates/{}", certificate.id));
    app.visitor().get(&check).await.is(200).does_not_see("thu hồi");
    let page = publish(&app).await;
    page.sees("Thu hồi").sees("1 chứng nhận cần học lại phần đã đổi, 1 bị thu hồi nội dung.");
    let said = "Nội dung đã thu hồi, cần học lại phần: bài “Tiền nong, phần mở đầu”.";
    app.visitor().get(&check).await.is(200).sees("Giấy này còn giá trị").sees(said);
    learner.get(&own).await.is(200).sees(said);
    let staff = app.db_staff("Lý Văn Dạy", Role::Trainer, commune.id).await;
    app.staff(staff.person).await.get("/trainer").await.sees("đã đổi: 1 người cần làm lại.");
    assert_eq!(app.store.certificates(member.id).await.unwrap(), [certificate], "nothing in it changed");
    for number in [1, 2] {
        learner.answer_question(&app, "thanh-toan", "tt-01", number, How::Right).await.is(200);
    }
    app.visitor().get(&check).await.is(200).does_not_see("thu hồi");
    learner.get(&own).await.is(200).does_not_see("thu hồi");
    app.assert_books_agree().await;
}

#[tokio::test]
async fn an_author_publishes_only_what_was_shown_and_the_trail_says_who() {
    let app = TestApp::start().await;
    app.learner(&app.db_member().await).await.finish_lessons(&app, "thanh-toan").await;
    edit(&app, LESSON, &OTHER_ANSWER).await;
    let author = app.author().await;
    let form = author.get("/author/modules/thanh-toan/publication").await.form("/publication");
    edit(&app, LESSON, &[("Bấm ngay cho nhanh", "Bấm thật nhanh")]).await;
    author.submit(&form).await.leads_to("/author/modules/thanh-toan/publication");
    assert_eq!(app.courses.now().waiting.len(), 1, "saved otherwise than it was shown");
    publish(&app).await;
    author.get("/author/modules/thanh-toan/publication").await.leads_to("/author");
    author.submit(&form).await.leads_to("/author");
    author.get("/author/modules/khong-co/publication").await.is(404);
    let trail = app.store.audit_entries(None).await.unwrap();
    let entry = trail.iter().find(|entry| entry.action == "course-published").unwrap();
    assert!(entry.actor.is_some() && entry.detail.ends_with(" đổi nghĩa"), "{entry:?}");
    author.get("/author/modules/thanh-toan").await.sees("Các bản đã đăng").sees(&version(&app)[..8]);
    app.assert_books_agree().await;
}

#[tokio::test]
async fn a_running_server_takes_up_what_the_command_published() {
    let app = TestApp::setup().watching_courses().with_workers(2).start().await;
    let member = app.db_member().await;
    app.learner(&member).await.finish_lessons(&app, "thanh-toan").await;
    let before = version(&app);
    edit(&app, LESSON, &OTHER_ANSWER).await;
    assert_eq!(version(&app), before);
    let command = |yes: &[&str]| {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_tungngo"));
        command.args(["course", "publish"]).arg(app.courses_folder()).args(yes);
        command.arg("--data").arg(app.data_folder()).env_remove("TUNGNGO_DATABASE_URL");
        if app.database().url.starts_with("postgres") {
            command.args(["--database-url", &app.database().url]);
        }
        let output = command.stdin(std::process::Stdio::null()).output().unwrap();
        let said = [output.stdout, output.stderr].concat();
        (output.status.code(), String::from_utf8(said).unwrap())
    };
    let (code, said) = command(&[]);
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("1 thành viên cần làm lại") && said.contains("đổi đáp án đúng"), "{said}");
    assert_eq!(version(&app), before, "nobody agreed");
    let (code, said) = command(&["--yes"]);
    assert_eq!(code, Some(0), "{said}");
    until(|| version(&app) != before).await;
    assert!(app.courses.now().waiting.is_empty());
    let (code, said) = command(&[]);
    assert!(code == Some(0) && said.contains("đã giống"), "{said}");
    app.learner(&member).await.get("/modules/thanh-toan").await.sees("Có phần mới");
    app.assert_books_agree().await;
}

#[tokio::test]
async fn the_desk_shows_how_questions_perform_bad_ones_first() {
    let app = TestApp::start().await;
    let commune = app.db_commune().await;
    for n in 0..20 {
        let member = app.db_a_member().in_team(commune.team).create().await;
        let learner = app.learner(&member).await;
        let how = if n < 4 { How::Right } else { How::Wrong };
        learner.answer_question(&app, "thanh-toan", "tt-01", 1, how).await.is(200);
        if n < 3 {
            learner.take_test(&app, "thanh-toan", if n == 0 { 4 } else { 0 }).await.is(200);
        }
    }
    let author = app.author().await;
    let module = author.get("/author/modules/thanh-toan").await;
    let page = author.get(&module.link("Xem người học trả lời từng câu ra sao")).await;
    page.is(200).sees("20 %").sees("nên xem lại").sees("Bấm ngay cho nhanh (16 người)");
    let rows = page.all("tbody tr");
    assert!(rows[0].contains("Nên làm gì trước?") && rows[0].contains("nên xem lại"), "{rows:?}");
    assert_eq!(rows.iter().filter(|row| row.contains("nên xem lại")).count(), 1, "{rows:?}");
    for look in ["light", "dark", "print"] {
        let page = author.get(&format!("/author/modules/thanh-toan/lessons/tt-01?look={look}")).await;
        assert!(page.is(200).body().contains(&format!("class=\"look {look} ")), "{look}");
    }
}
