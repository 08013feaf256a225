//! Lessons and their questions: nothing is recorded by looking, and what arrives twice counts once (K3, K4).

use crate::support::{Form, How, TestApp, days, fill};
use futures_util::future::join_all;
use tungngo_domain::ids::Slug;

const QUESTION: &str = "/modules/thanh-toan/lessons/tt-01/questions/1";

async fn events(app: &TestApp) -> u64 {
    app.store.verify_ledger(|_| {}).await.unwrap().events
}

#[tokio::test]
async fn opening_pages_records_nothing() {
    let app = TestApp::start().await;
    let learner = app.learner(&app.db_member().await).await;
    let before = events(&app).await;
    for path in [
        "/",
        "/modules/thanh-toan",
        "/modules/thanh-toan/lessons/tt-01",
        QUESTION,
        "/modules/thanh-toan/test",
        "/modules/thanh-toan/practice",
        "/certificates",
        "/me",
        "/pin",
    ] {
        learner.get(path).await.is(200);
    }
    learner.get("/").await.sees("Vào học");
    assert_eq!(events(&app).await, before);
}

#[tokio::test]
async fn the_answer_page_of_an_unanswered_question_leads_to_the_question() {
    let app = TestApp::start().await;
    let learner = app.learner(&app.db_member().await).await;
    learner.get(&[QUESTION, "/answer"].concat()).await.leads_to(QUESTION);
}

#[tokio::test]
async fn sec_k4_a_double_tap_and_a_reload_are_one_answer() {
    let app = TestApp::start().await;
    let member = app.db_member().await;
    let learner = app.learner(&member).await;
    let before = events(&app).await;
    let form = learner.get(QUESTION).await.form(QUESTION).tick("c", "1");
    let answer = [QUESTION, "/answer"].concat();
    for _ in 0..3 {
        learner.submit(&form).await.leads_to(&answer);
        learner.get(&answer).await.is(200).sees("Đúng rồi");
    }
    assert_eq!(events(&app).await, before + 1);
    // Back, and another choice on the same page: that is another answer.
    learner.submit(&form.clone().set("c", "0")).await.leads_to(&answer);
    learner.get(&answer).await.sees("Chưa đúng").sees("Làm lại câu này");
    assert_eq!(events(&app).await, before + 2);
    // The first form once more changes neither count nor what was answered last.
    learner.submit(&form).await.leads_to(&answer);
    assert_eq!(events(&app).await, before + 2);
    learner.get(&answer).await.sees("Chưa đúng");
    let progress = app.store.progress(member.id, &Slug::parse("thanh-toan").unwrap()).await.unwrap();
    assert_eq!(progress.questions[&Slug::parse("tta1").unwrap()].answers, 2);
    app.assert_books_agree().await;
}

#[tokio::test]
async fn sec_k3_the_same_form_from_twenty_connections_is_one_event() {
    let app = TestApp::setup().with_workers(2).start().await;
    let learner = app.learner(&app.db_member().await).await;
    let before = events(&app).await;
    let form = learner.get(QUESTION).await.form(QUESTION).tick("c", "1");
    let browsers: Vec<_> = (0..20).map(|_| learner.with_the_same_cookies()).collect();
    for page in join_all(browsers.iter().map(|browser| browser.submit(&form))).await {
        page.leads_to(&[QUESTION, "/answer"].concat());
    }
    assert_eq!(events(&app).await, before + 1);
    // Answers to a test, and its opening, alike.
    let open = learner.get("/modules/thanh-toan/test").await.form("/attempts");
    let opened = join_all(browsers.iter().map(|browser| browser.submit(&open))).await;
    let places: std::collections::BTreeSet<String> = opened.iter().map(|page| page.location()).collect();
    assert_eq!(places.len(), 1, "{places:?}");
    let page = learner.get(places.first().unwrap()).await;
    let form = fill(page.form(&page.path), &app.question_on("thanh-toan", &page), How::Right);
    for page in join_all(browsers.iter().map(|browser| browser.submit(&form))).await {
        page.is(303);
    }
    assert_eq!(events(&app).await, before + 3);
    app.assert_books_agree().await;
}

#[tokio::test]
async fn sec_k3_two_members_with_the_same_hidden_id_do_not_meet() {
    let app = TestApp::start().await;
    let commune = app.db_commune().await;
    let one = app.learner(&app.db_a_member().in_team(commune.team).create().await).await;
    let two = app.learner(&app.db_a_member().in_team(commune.team).create().await).await;
    let before = events(&app).await;
    let form = one.get(QUESTION).await.form(QUESTION).tick("c", "1");
    let token = two.get(QUESTION).await.form(QUESTION).value("csrf");
    one.submit(&form).await.is(303);
    two.submit(&form.set("csrf", &token)).await.is(303);
    assert_eq!(events(&app).await, before + 2);
    app.assert_books_agree().await;
}

#[tokio::test]
async fn a_lesson_is_finished_when_each_question_was_answered_once_right_or_not() {
    let app = TestApp::start().await;
    let learner = app.learner(&app.db_member().await).await;
    learner.answer_question(&app, "thanh-toan", "tt-01", 2, How::Wrong).await.sees("Chưa đúng");
    learner.get("/modules/thanh-toan").await.sees("Trả lời 1/2 câu").sees("0/2 bài");
    learner.answer_question(&app, "thanh-toan", "tt-01", 1, How::Wrong).await.sees("Chưa đúng");
    learner.get("/modules/thanh-toan").await.sees("Đã học xong").sees("1/2 bài");
    // Answering again makes it neither unfinished nor finished twice.
    learner.answer_question(&app, "thanh-toan", "tt-01", 1, How::Right).await.sees("Đúng rồi");
    learner.get("/modules/thanh-toan").await.sees("1/2 bài");
    app.travel(days(300));
    app.assert_books_agree().await;
}

#[tokio::test]
async fn an_empty_answer_is_told_in_words_and_an_unknown_option_is_refused() {
    let app = TestApp::start().await;
    let learner = app.learner(&app.db_member().await).await;
    let before = events(&app).await;
    let form = learner.get(QUESTION).await.form(QUESTION);
    let page = learner.submit(&form).await;
    page.is(422).sees("Chưa xong, còn chỗ cần sửa").sees("Chọn một câu trả lời rồi bấm “Trả lời”.");
    assert_eq!(page.form(QUESTION).value("form_id"), form.value("form_id"), "still the same answer");
    learner.submit(&form.clone().tick("c", "0").tick("c", "1")).await.is(422).sees("Câu này chỉ chọn một ý.");
    for bad in ["3", "99", "256", "-1", "a", " 1"] {
        learner.submit(&form.clone().tick("c", bad)).await.is(400);
    }
    for bad in ["", "x", "00000000-0000-0000-0000-00000000000g"] {
        learner.submit(&form.clone().tick("c", "1").set("form_id", bad)).await.is(400);
    }
    // Choosing the same option twice is choosing it once.
    learner.submit(&form.tick("c", "1").tick("c", "1")).await.is(303);
    assert_eq!(events(&app).await, before + 1);
}

#[tokio::test]
async fn lessons_questions_and_modules_that_are_not_there_are_not_found() {
    let app = TestApp::start().await;
    let learner = app.learner(&app.db_member().await).await;
    for path in [
        "/modules/khong-co",
        "/modules/THANH-TOAN",
        "/modules/thanh-toan/lessons/at-01",
        "/modules/thanh-toan/lessons/tt-01/questions/0",
        "/modules/thanh-toan/lessons/tt-01/questions/3",
        "/modules/thanh-toan/lessons/tt-01/questions/99999999999999999999",
        "/modules/thanh-toan/lessons/tt-01/questions/x",
        "/modules/%2e%2e/lessons/tt-01",
        "/modules/thanh-toan/lessons/tt-01/questions/1/",
        "/modules/dich-vu-cong/test",
        "/khong-co",
    ] {
        learner.get(path).await.is(404).sees("Không tìm thấy trang này");
    }
    let form = learner.get(QUESTION).await.form(QUESTION).tick("c", "1");
    let elsewhere = Form { action: "/modules/thanh-toan/lessons/tt-01/questions/3".to_owned(), ..form };
    learner.submit(&elsewhere).await.is(404);
}

#[tokio::test]
async fn sec_d2_nothing_is_learnt_before_the_notice_is_agreed_to() {
    let app = TestApp::start().await;
    let member = app.db_member().await;
    let learner = app.db_login(member.id, tungngo_storage::logins::Level::Learner, false).await;
    for path in ["/", "/modules/thanh-toan", QUESTION, "/me", "/certificates"] {
        learner.get(path).await.leads_to("/consent");
    }
    let consent = learner.get("/consent").await;
    assert!(!consent.body().contains("checked"), "no pre-ticked box");
    learner.submit(&consent.form("/consent").tick("agree", "1").set("version", "2020-01")).await.is(422);
    learner.submit(&consent.form("/consent").tick("agree", "1")).await.leads_to("/");
    learner.submit(&consent.form("/consent").tick("agree", "1")).await.leads_to("/");
    assert_eq!(events(&app).await, 1);
    learner.get("/me").await.sees("Đồng ý ngày 01/12/2026");
}
