//! The certifying test through the pages: drawn once, resumable, marked on the server, never re-rolled (Z8, K4).

use crate::support::{Form, How, Page, TestApp, days, fill};
use tungngo_domain::ids::AttemptId;

fn attempt_of(page: &Page) -> AttemptId {
    page.path.split('/').nth(2).and_then(|id| id.parse().ok()).unwrap_or_else(|| panic!("{}", page.path))
}

/// How many ledger events there are of everybody.
async fn events(app: &TestApp) -> u64 {
    app.store.verify_ledger(|_| {}).await.unwrap().events
}

#[tokio::test]
async fn a_test_is_passed_with_three_of_four() {
    let app = TestApp::start().await;
    let learner = app.learner(&app.db_member().await).await;
    let result = learner.take_test(&app, "thanh-toan", 1).await;
    result.is(200).sees("Đạt rồi, chúc mừng bác Hòa").sees("Đúng 3 trong 4 câu. Cần đúng 3 câu.");
    app.assert_books_agree().await;
}

#[tokio::test]
async fn a_test_is_not_passed_with_two_of_four_and_may_be_taken_again_at_once() {
    let app = TestApp::start().await;
    let learner = app.learner(&app.db_member().await).await;
    let result = learner.take_test(&app, "thanh-toan", 2).await;
    result.is(200).sees("Chưa đạt lần này, còn thiếu 1 câu").sees("Làm lại được ngay, đề khác.");
    let first = attempt_of(&result);
    let again = learner.begin_test("thanh-toan").await;
    assert_ne!(attempt_of(&again), first);
    app.assert_books_agree().await;
}

#[tokio::test]
async fn questions_and_options_stand_in_the_same_order_after_a_reload_and_after_200_days() {
    let app = TestApp::start().await;
    let member = app.db_member().await;
    let learner = app.learner(&member).await;
    let page = learner.begin_test("thanh-toan").await;
    let attempt = attempt_of(&page);
    let mut seen = Vec::new();
    for number in 1..=4 {
        let page = learner.get(&format!("/attempts/{attempt}/questions/{number}")).await;
        page.is(200).sees(&format!("Câu {number} trong 4"));
        seen.push((page.heading(), page.all("label.opt")));
    }
    assert_eq!(seen.iter().map(|(stem, _)| stem).collect::<std::collections::BTreeSet<_>>().len(), 4);
    learner.answer_on(&app, "thanh-toan", &page, How::Right).await;
    app.travel(days(200));
    let learner = app.learner(&member).await;
    learner.get("/").await.sees("Làm tiếp bài kiểm tra");
    let intro = learner.get("/modules/thanh-toan/test").await;
    intro.sees("Đang làm dở một bài kiểm tra");
    let resumed = learner.get(&intro.link("Làm tiếp bài kiểm tra")).await;
    resumed.is(200).sees("Câu 2 trong 4");
    assert_eq!(attempt_of(&resumed), attempt);
    for (number, before) in (1..).zip(&seen) {
        let page = learner.get(&format!("/attempts/{attempt}/questions/{number}")).await;
        assert_eq!((page.heading(), page.all("label.opt")), *before);
    }
    learner
        .get(&format!("/attempts/{attempt}/questions/1"))
        .await
        .sees("Đã lưu. Trước khi nộp bài vẫn đổi được.");
    let result = learner.take_test(&app, "thanh-toan", 0).await;
    assert_eq!(attempt_of(&result), attempt);
    result.sees("Đúng 4 trong 4 câu");
    app.assert_books_agree().await;
}

#[tokio::test]
async fn sec_z8_a_draw_is_not_rerolled_by_abandoning_it() {
    let app = TestApp::start().await;
    let member = app.db_member().await;
    let learner = app.learner(&member).await;
    let form = learner.get("/modules/thanh-toan/test").await.form("/attempts");
    let first = learner.send(&form).await;
    for _ in 0..3 {
        // The page offers only to go on; a form with another hidden id draws nothing new either.
        let again = learner.begin_test("thanh-toan").await;
        assert_eq!((attempt_of(&again), again.heading()), (attempt_of(&first), first.heading()));
        let other = form.clone().set("form_id", &uuid::Uuid::now_v7().to_string());
        assert_eq!(attempt_of(&learner.send(&other).await), attempt_of(&first));
    }
    let elsewhere = app.learner(&member).await.begin_test("thanh-toan").await;
    assert_eq!(attempt_of(&elsewhere), attempt_of(&first));
    // The form of the intro page, sent again after the attempt was handed in, leads to its result, not to a new draw.
    let intro = app.learner(&app.db_member().await).await;
    let form = intro.get("/modules/thanh-toan/test").await.form("/attempts");
    let opened = intro.follow(intro.submit(&form).await).await;
    let attempt = attempt_of(&opened);
    intro.take_test(&app, "thanh-toan", 4).await;
    intro.submit(&form).await.leads_to(&format!("/attempts/{attempt}/result"));
}

#[tokio::test]
async fn an_answer_may_be_changed_until_the_test_is_handed_in() {
    let app = TestApp::start().await;
    let learner = app.learner(&app.db_member().await).await;
    let first = learner.begin_test("thanh-toan").await;
    let mut page = first.clone();
    while page.path.contains("/questions/") {
        page = learner.answer_on(&app, "thanh-toan", &page, How::Wrong).await;
    }
    page.is(200).sees("Đã trả lời hết các câu.");
    let attempt = attempt_of(&first);
    for number in 1..=3 {
        let page = learner.get(&format!("/attempts/{attempt}/questions/{number}")).await;
        learner.answer_on(&app, "thanh-toan", &page, How::Right).await;
    }
    let overview = learner.get(&format!("/attempts/{attempt}")).await;
    learner.send(&overview.form("/closing")).await.sees("Đúng 3 trong 4 câu").sees("Đạt rồi");
    app.assert_books_agree().await;
}

#[tokio::test]
async fn handing_in_twice_is_handing_in_once() {
    let app = TestApp::setup().with_workers(2).start().await;
    let learner = app.learner(&app.db_member().await).await;
    let page = learner.begin_test("thanh-toan").await;
    let attempt = attempt_of(&page);
    learner.answer_on(&app, "thanh-toan", &page, How::Right).await;
    let overview = learner.get(&format!("/attempts/{attempt}")).await;
    overview.sees("Còn 3 câu chưa trả lời").sees("Câu để trống tính là chưa đúng.");
    let form = overview.form("/closing");
    let result = format!("/attempts/{attempt}/result");
    let all = futures_util::future::join_all((0..8).map(|_| learner.submit(&form))).await;
    for page in all {
        page.leads_to(&result);
    }
    learner.get(&result).await.sees("Đúng 1 trong 4 câu");
    // opened, answered, closed, consent
    assert_eq!(events(&app).await, 4);
    learner.get("/modules/thanh-toan/test").await.sees("Hôm nay còn 2 lần làm");
    // After that, neither questions nor overview are open any more.
    for place in [format!("/attempts/{attempt}"), format!("/attempts/{attempt}/questions/2")] {
        learner.get(&place).await.leads_to(&result);
    }
    app.assert_books_agree().await;
}

#[tokio::test]
async fn sec_z8_an_answer_after_closing_changes_nothing() {
    let app = TestApp::start().await;
    let learner = app.learner(&app.db_member().await).await;
    let page = learner.begin_test("thanh-toan").await;
    let attempt = attempt_of(&page);
    let late = fill(page.form(&page.path), &app.question_on("thanh-toan", &page), How::Right);
    let overview = learner.get(&format!("/attempts/{attempt}")).await;
    learner.send(&overview.form("/closing")).await.sees("Đúng 0 trong 4 câu");
    learner.submit(&late).await.leads_to(&format!("/attempts/{attempt}/result"));
    learner.get(&format!("/attempts/{attempt}/result")).await.sees("Đúng 0 trong 4 câu");
    app.assert_books_agree().await;
}

#[tokio::test]
async fn after_three_failed_tests_a_day_the_next_one_is_tomorrow() {
    let app = TestApp::start().await;
    let member = app.db_member().await;
    let learner = app.learner(&member).await;
    app.travel_to("2026-12-01T16:50:00Z");
    for left in [2, 1, 0] {
        learner.get("/modules/thanh-toan/test").await.sees(&format!("Hôm nay còn {} lần làm", left + 1));
        let result = learner.take_test(&app, "thanh-toan", 4).await;
        result.sees(if left > 0 {
            "Làm lại được ngay"
        } else {
            "Hôm nay đã làm đủ số lần. Mai làm lại được."
        });
    }
    let intro = learner.get("/modules/thanh-toan/test").await;
    intro.sees("Hôm nay đã làm 3 lần. Mai làm lại được.").sees("Hẹn ngày mai");
    assert!(intro.find_form("/attempts").is_none(), "nothing to press");
    // A form from before is refused too.
    let other = learner.get("/modules/an-toan/test").await.form("/attempts");
    let forged = Form { action: "/modules/thanh-toan/attempts".to_owned(), ..other.clone() };
    learner.submit(&forged).await.leads_to("/modules/thanh-toan/test");
    // Another module is open, and so is this one on the next day, which begins at midnight in Vietnam (K5).
    learner.submit(&other).await.is(303);
    app.travel_to("2026-12-01T16:59:59Z");
    learner.get("/modules/thanh-toan/test").await.sees("Hẹn ngày mai");
    app.travel_to("2026-12-01T17:00:00Z");
    learner.get("/modules/thanh-toan/test").await.sees("Hôm nay còn 3 lần làm");
    learner.take_test(&app, "thanh-toan", 0).await.sees("Đạt rồi");
    app.assert_books_agree().await;
}

#[tokio::test]
async fn sec_z8_another_members_attempt_does_not_exist() {
    let app = TestApp::start().await;
    let commune = app.db_commune().await;
    let member = app.db_a_member().in_team(commune.team).create().await;
    let neighbour = app.db_a_member().named("Ma Thị Mùi").in_team(commune.team).create().await;
    let learner = app.learner(&member).await;
    let page = learner.begin_test("thanh-toan").await;
    let attempt = attempt_of(&page);
    let form = fill(page.form(&page.path), &app.question_on("thanh-toan", &page), How::Right);
    let thief = app.learner(&neighbour).await;
    let token = thief.get("/modules/thanh-toan/test").await.form("/attempts").value("csrf");
    thief.submit(&form.set("csrf", &token)).await.is(404);
    for place in ["", "/questions/1", "/result", "/review"] {
        thief.get(&format!("/attempts/{attempt}{place}")).await.is(404);
    }
    let close = Form {
        action: format!("/attempts/{attempt}/closing"),
        fields: vec![
            ("csrf".to_owned(), token.clone()),
            ("form_id".to_owned(), uuid::Uuid::now_v7().to_string()),
        ],
        choices: vec![],
        rows: vec![],
    };
    thief.submit(&close).await.is(404);
    learner.get(&format!("/attempts/{attempt}")).await.sees("Còn 4 câu chưa trả lời");
}

#[tokio::test]
async fn sec_z8_answers_to_undrawn_questions_and_unknown_options_are_refused() {
    let app = TestApp::start().await;
    let learner = app.learner(&app.db_member().await).await;
    let page = learner.begin_test("thanh-toan").await;
    let attempt = attempt_of(&page);
    let form = page.form(&page.path);
    for number in ["0", "5", "65536", "18446744073709551616", "-1", "x"] {
        let path = format!("/attempts/{attempt}/questions/{number}");
        learner.get(&path).await.is(404);
        let forged = Form { action: path, ..form.clone() }.tick("c", "0");
        learner.submit(&forged).await.is(404);
    }
    for bad in ["9", "255", "256", "-1", "x", "1.0", ""] {
        let status = learner.submit(&form.clone().tick("c", bad)).await.status;
        assert!([400, 422].contains(&status), "{bad:?}: {status}");
    }
    learner.submit(&form.clone().tick("c", "9")).await.is(400).sees("Trang không nhận được đủ thông tin");
    learner.submit(&form).await.is(422).sees("Chọn một câu trả lời rồi bấm “Trả lời”.");
    learner.submit(&form.clone().tick("c", "0").set("form_id", "x")).await.is(400);
    learner.submit(&form.without("form_id").tick("c", "0")).await.is(400);
    learner.get(&format!("/attempts/{attempt}")).await.sees("Còn 4 câu chưa trả lời");
    app.assert_books_agree().await;
}

#[tokio::test]
async fn sec_z8_no_page_holds_the_key_or_the_marks_before_closing() {
    let app = TestApp::start().await;
    let learner = app.learner(&app.db_member().await).await;
    let page = learner.begin_test("thanh-toan").await;
    let attempt = attempt_of(&page);
    let mut pages = vec![page.clone()];
    for place in ["", "/result", "/review"] {
        pages.push(learner.get(&format!("/attempts/{attempt}{place}")).await);
    }
    pages[2].leads_to(&format!("/attempts/{attempt}"));
    pages[3].leads_to(&format!("/attempts/{attempt}"));
    // Wrong and right answers look alike.
    let mut page = page;
    for how in [How::Wrong, How::Right, How::Wrong, How::Right] {
        page = learner.answer_on(&app, "thanh-toan", &page, how).await;
        pages.push(page.clone());
    }
    for number in 1..=4 {
        pages.push(learner.get(&format!("/attempts/{attempt}/questions/{number}")).await);
    }
    for other in ["/", "/modules/thanh-toan", "/modules/thanh-toan/test", "/modules/thanh-toan/practice"] {
        pages.push(learner.get(other).await);
    }
    for page in &pages {
        // The fixtures' explanations and feedback of bank questions begin so.
        for key in ["Lời riêng", "Lẽ riêng", "is-ok", "is-no", "Câu đúng", "Chưa đúng"] {
            assert!(!page.body().contains(key), "{} holds {key:?}", page.path);
        }
    }
    let closed = learner.send(&page.form("/closing")).await;
    closed.sees("Đúng 2 trong 4 câu");
    let review = learner.get(&closed.link("Xem từng câu và lý do")).await;
    review.is(200).sees("Lẽ riêng").sees("Câu đúng");
}

#[tokio::test]
async fn sec_z8_a_test_goes_on_in_the_version_it_was_drawn_from() {
    let app = TestApp::setup().watching_courses().start().await;
    let learner = app.learner(&app.db_member().await).await;
    let page = learner.begin_test("thanh-toan").await;
    let before = app.module("thanh-toan").version;
    // Every right answer of the bank becomes a wrong one.
    let bank = app.courses_folder().join("thanh-toan/ngan-hang/chung.md");
    let text = std::fs::read_to_string(&bank).unwrap();
    let swapped = text.replace("- [x]", "- [o]").replace("- [ ]", "- [x]").replace("- [o]", "- [ ]");
    let swapped = swapped.replace("chọn một", "chọn nhiều");
    std::fs::write(&bank, swapped).unwrap();
    // Somebody is in the middle of a test, so it waits until an author publishes it.
    crate::courses::until(|| !app.courses.now().waiting.is_empty()).await;
    assert_eq!(app.module("thanh-toan").version, before);
    let author = app.author().await;
    let publication = author.get("/author/modules/thanh-toan/publication").await;
    author.send(&publication.form("/publication")).await.is(200);
    assert_ne!(app.module("thanh-toan").version, before);
    // The key of the version it was drawn from still counts.
    let old = app.store.module_version(&"thanh-toan".parse().unwrap(), &before).await.unwrap();
    let mut page = page;
    while page.path.contains("/questions/") {
        let heading = page.heading();
        let question = old.banks[0].questions.iter().find(|one| heading.ends_with(&one.stem)).unwrap();
        page = learner.send(&fill(page.form(&page.path), question, How::Right)).await;
    }
    learner.send(&page.form("/closing")).await.sees("Đúng 4 trong 4 câu");
    app.assert_books_agree().await;
}
