//! The practice phone: a wrong tap explains and stays, the last right tap is recorded once.

use crate::support::{Page, TestApp};
use tungngo_domain::access::Role;
use tungngo_domain::ids::Slug;

const LESSON: &str = "/modules/thanh-toan/lessons/tt-01";
const FIRST: &str = "/modules/thanh-toan/lessons/tt-01/drills/1/steps/1";
const SECOND: &str = "/modules/thanh-toan/lessons/tt-01/drills/1/steps/2";
const FINISHED: &str = "/modules/thanh-toan/lessons/tt-01/drills/1/finished";

async fn events(app: &TestApp) -> u64 {
    app.store.verify_ledger(|_| {}).await.unwrap().events
}

/// The value of the button with these words.
fn button(page: &Page, words: &str) -> String {
    let html = page.html();
    let all = scraper::Selector::parse("button[name=bam]").unwrap();
    let found = html.select(&all).find(|button| button.text().collect::<String>().contains(words));
    found.and_then(|button| button.value().attr("value")).unwrap_or_else(|| panic!("no {words:?}")).to_owned()
}

#[tokio::test]
async fn a_practice_phone_is_tapped_through_and_recorded_once() {
    let app = TestApp::start().await;
    let member = app.db_member().await;
    let learner = app.learner(&member).await;
    let before = events(&app).await;
    let lesson = learner.get(LESSON).await;
    assert_eq!(lesson.link("Trả lời 2 câu hỏi"), format!("{LESSON}/questions/1"), "offered, not demanded");
    assert_eq!(lesson.link("Tập trên máy tập"), FIRST);
    lesson.sees("Chưa tập").sees("Tập ở đây thì không mất tiền.");

    let first = learner.get(FIRST).await;
    first.is(200).sees("Máy tập, bước 1 trong 2").sees("Bấm nhầm không sao cả.");
    assert_eq!(first.heading(), "Mở phần quét mã");
    first.does_not_see("Nút này để gửi cho người quen.");
    for (part, told) in [("Chuyển tiền", "Nút này để gửi cho người quen."), ("Nạp thẻ", "Chưa phải nút này.")]
    {
        let back = learner.submit(&first.form(FIRST).set("bam", &button(&first, part))).await;
        let again = learner.follow(back).await;
        again.is(200).sees("Chưa phải chỗ này").sees(told).sees("bước 1 trong 2");
    }
    let form = first.form(FIRST).set("bam", &button(&first, "Quét mã"));
    let second = learner.send(&form).await;
    second.is(200).sees("Khung quét đã mở.").sees("bước 2 trong 2");
    assert_eq!(second.heading(), "Đọc tên người nhận, rồi chuyển");
    assert_eq!(events(&app).await, before, "only the end is recorded");
    learner.get(FINISHED).await.leads_to(FIRST);

    let last = second.form(SECOND).set("bam", &button(&second, "Chuyển tiền"));
    for _ in 0..2 {
        let finished = learner.send(&last).await;
        finished.is(200).sees("Tập xong").sees("Tiền đã đi.").sees("Mở phần quét mã");
        assert_eq!(finished.link("Trả lời 2 câu hỏi"), format!("{LESSON}/questions/1"));
        assert_eq!(finished.link("Tập lại"), FIRST);
    }
    assert_eq!(events(&app).await, before + 1);
    let drills = app.store.progress(member.id, &Slug::parse("thanh-toan").unwrap()).await.unwrap().drills;
    assert_eq!(drills.keys().map(Slug::as_str).collect::<Vec<_>>(), ["ttmt1"]);
    let lesson = learner.get(LESSON).await;
    lesson.sees("Đã tập xong");
    assert_eq!(lesson.all("main a.btn").len(), 1, "no longer the first thing to do");
    // It can be come back to, and done again.
    assert_eq!(learner.get("/modules/thanh-toan").await.link("Máy tập của bài 1"), FIRST);
    let again = learner.get(SECOND).await;
    learner.send(&again.form(SECOND).set("bam", &button(&again, "Chuyển tiền"))).await.sees("Tập xong");
    assert_eq!(events(&app).await, before + 2);
    app.assert_books_agree().await;
}

#[tokio::test]
async fn after_the_questions_the_practice_phone_is_only_listed() {
    let app = TestApp::start().await;
    let learner = app.learner(&app.db_member().await).await;
    for number in 1..=2 {
        learner
            .answer_question(&app, "thanh-toan", "tt-01", number, crate::support::How::Right)
            .await
            .is(200);
    }
    let lesson = learner.get(LESSON).await;
    lesson.sees("Đã học xong bài này").sees("Chưa tập").does_not_see("Tập trên máy tập");
    assert_eq!(lesson.link("Máy tập"), FIRST);
}

#[tokio::test]
async fn taps_that_no_screen_has_are_refused_and_old_screens_are_shown_anew() {
    let app = TestApp::start().await;
    let learner = app.learner(&app.db_member().await).await;
    let before = events(&app).await;
    let last = learner.get(SECOND).await.form(SECOND);
    for bad in ["", "99", "-1", "x"] {
        learner.submit(&last.clone().set("bam", bad)).await.is(400);
    }
    learner.submit(&last.clone().set("bam", "2").set("form_id", "x")).await.is(400);
    learner.submit(&last.clone().set("bam", "2").set("step", "0123456789ab")).await.leads_to(SECOND);
    for odd in ["?bam=99", "?bam=x", "?bam=2", "?dung=99", "?dung=0", "?dung=-1"] {
        let page = learner.get(&[SECOND, odd].concat()).await;
        page.is(200).does_not_see("Khung quét đã mở.");
        assert!(page.body().contains("<div class=\"note warn\" hidden>"), "{odd}");
    }
    assert_eq!(events(&app).await, before);
    for path in [
        "/modules/thanh-toan/lessons/tt-01/drills/1/steps/0",
        "/modules/thanh-toan/lessons/tt-01/drills/1/steps/3",
        "/modules/thanh-toan/lessons/tt-01/drills/0/steps/1",
        "/modules/thanh-toan/lessons/tt-01/drills/2/steps/1",
        "/modules/thanh-toan/lessons/tt-01/drills/2/finished",
        "/modules/thanh-toan/lessons/tt-02/drills/1/steps/1",
        "/modules/an-toan/lessons/tt-01/drills/1/steps/1",
    ] {
        learner.get(path).await.is(404);
    }
}

#[tokio::test]
async fn what_one_member_practised_is_that_members_own_and_the_trainer_sees_it() {
    let app = TestApp::start().await;
    let commune = app.db_commune().await;
    let member = app.db_a_member().in_team(commune.team).create().await;
    let (one, other) = (app.learner(&member).await, app.learner(&app.db_member().await).await);
    let trainer = app.trainer_of(commune.id).await;
    let page = format!("/trainer/members/{}", member.id);
    trainer.get(&page).await.is(200).does_not_see("máy tập");
    let last = one.get(SECOND).await;
    let form = last.form(SECOND).set("bam", &button(&last, "Chuyển tiền"));
    one.send(&form).await.sees("Tập xong");
    other.get(FINISHED).await.leads_to(FIRST);
    other.get(LESSON).await.sees("Chưa tập");
    app.visitor().get(FINISHED).await.is(303);
    trainer.get(&page).await.sees("Đã tập xong 1 trong 1 máy tập");
    let stranger = app.db_staff("Lê Thị Xa", Role::Trainer, app.db_commune().await.id).await.person;
    app.staff(stranger).await.get(&page).await.is(404);
}

#[tokio::test]
async fn the_script_finds_what_it_needs_and_no_page_needs_the_script() {
    let app = TestApp::start().await;
    let learner = app.learner(&app.db_member().await).await;
    let page = learner.get(FIRST).await;
    let body = page.body();
    let script =
        body.split("<script src=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("a script");
    let file = app.visitor().get(script).await;
    file.is(200);
    assert_eq!(file.header("content-type"), "text/javascript; charset=utf-8");
    assert!(file.bytes.len() <= 2_048, "{} bytes", file.bytes.len());
    assert!(body.contains("data-sai=\"Nút này để gửi cho người quen.\""));
    assert!(body.contains(&format!("data-sau=\"{SECOND}?dung=3\"")));
    let last = learner.get(SECOND).await.body();
    assert!(!last.contains("data-sau"), "the last tap is always sent");
    assert!(!learner.get(LESSON).await.body().contains("<script"));
}
