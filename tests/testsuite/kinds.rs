//! Every kind of question through its pages: answered, explained, put right, and kept secret in a test.

use crate::support::{Form, How, Page, TestApp};
use tungngo_domain::ids::Slug;

const MODULE: &str = "dich-vu-cong";

fn place(lesson: &str, number: usize) -> String {
    format!("/modules/{MODULE}/lessons/{lesson}/questions/{number}")
}

async fn app() -> TestApp {
    TestApp::setup().with_all_kinds().start().await
}

/// A learner before the questions of [`MODULE`].
struct Before<'a> {
    app: &'a TestApp,
    learner: crate::support::Browser,
}

impl<'a> Before<'a> {
    async fn new(app: &'a TestApp) -> Self {
        let learner = (*app.learner(&app.db_member().await).await).clone();
        Self { app, learner }
    }

    async fn form(&self, lesson: &str, number: usize) -> Form {
        let path = place(lesson, number);
        self.learner.get(&path).await.is(200).form(&path)
    }

    /// Sends it and goes on to the page that explains.
    async fn explained(&self, form: Form) -> Page {
        let page = self.learner.send(&form).await;
        page.is(200);
        assert!(page.path.ends_with("/answer"), "{}", page.path);
        page
    }
}

#[tokio::test]
async fn every_kind_can_be_answered_rightly_and_wrongly() {
    let app = app().await;
    let learner = app.learner(&app.db_member().await).await;
    for lesson in app.module(MODULE).lessons {
        for number in 1..=lesson.questions.len() {
            let id = lesson.id.as_str();
            learner.answer_question(&app, MODULE, id, number, How::Wrong).await.is(200).sees("Chưa đúng");
            learner.answer_question(&app, MODULE, id, number, How::Right).await.is(200).sees("Đúng rồi");
        }
    }
    learner.get(&format!("/modules/{MODULE}")).await.sees("3/3 bài");
    app.assert_books_agree().await;
}

#[tokio::test]
async fn what_stands_in_the_wrong_place_is_told_its_place_and_why() {
    let app = app().await;
    let before = Before::new(&app).await;
    let form = before.form("dv-01", 1).await;
    assert_eq!(form.rows.len(), 3);
    let form = form.put("Mở trang chính", "2").put("Đăng nhập", "1").put("Gửi hồ sơ", "3");
    let page = before.explained(form).await;
    page.sees("Chưa đúng")
        .sees("Đã đặt số 2, đúng là số 1")
        .sees("Đã đặt số 1, đúng là số 2")
        .sees("Đặt đúng chỗ");
    page.sees("Lời dva1 một").sees("Lời dva1 hai").does_not_see("Lời dva1 ba");
    let told = page.all("li.opt");
    assert!(told[0].contains("1. Mở trang chính"), "in the right order: {told:?}");
}

#[tokio::test]
async fn each_pair_is_told_by_itself() {
    let app = app().await;
    let before = Before::new(&app).await;
    let form = before.form("dv-01", 2).await;
    let form =
        form.put("“Trúng thưởng, bấm vào đây”", "Bình thường").put("“Cô Lan: mai họp tổ”", "Bình thường");
    let page = before.explained(form.put("“Nộp phạt ngay hôm nay”", "Lừa đảo")).await;
    page.sees("Đã ghép với: Bình thường. Đúng là: Lừa đảo").sees("Lời dva2 một");
    page.does_not_see("Lời dva2 hai").does_not_see("Lời dva2 ba");
    // Many targets stand in a list; what nothing belongs to can be chosen twice.
    let form = before.form("dv-01", 3).await;
    assert!(
        form.choices.iter().any(|(name, value, words)| name == "a0" && value.is_empty() && words == "Chọn…")
    );
    let form = ["Khai sinh cho cháu", "Xem giấy tờ của mình", "Báo cuộc gọi rác", "Hỏi đường đi"]
        .iter()
        .fold(form, |form, row| form.put(row, "Gọi tổng đài"));
    let page = before.explained(form).await;
    page.sees("Lời dva3 một").sees("Lời dva3 hai").sees("Lời dva3 bốn").does_not_see("Lời dva3 ba");
}

#[tokio::test]
async fn what_is_typed_is_read_as_people_write_it_and_named_mistakes_are_told() {
    let app = app().await;
    let before = Before::new(&app).await;
    for (number, typed, right, told, not_told) in [
        (1, "45000", true, "45.000 đồng", "Lời dvb1"),
        (1, " 45 000 đ", true, "Đã gõ, và đúng", "Lời dvb1"),
        (1, "4500", false, "Lời dvb1 một", "Lời dvb1 hai"),
        (1, "450.000 đồng", false, "Lời dvb1 hai", "Lời dvb1 một"),
        (1, "7", false, "45.000 đồng", "Lời dvb1"),
        (2, "4", true, "4 ngày", "Lời dvb2"),
        (2, "30", false, "từ 3 đến 5 ngày", "3..5"),
        (3, "CA PHE", true, "cà phê", "trà đá"),
        (3, "trà  đá.", true, "cà phê", "Lời dvb3"),
        (3, "Nước lọc", false, "Lời dvb3 một", "Đã gõ, và đúng"),
        (3, "<b>bia</b>", false, "<b>bia</b>", "Lời dvb3"),
    ] {
        let form = before.form("dv-02", number).await.set("t", typed);
        let page = before.explained(form).await;
        page.sees(if right { "Đúng rồi" } else { "Chưa đúng" }).sees(told).does_not_see(not_told);
    }
    before.app.assert_books_agree().await;
}

#[tokio::test]
async fn each_part_of_a_drawn_phone_is_told_its_own_reason() {
    let app = app().await;
    let before = Before::new(&app).await;
    let form = before.form("dv-03", 1).await;
    let words: Vec<String> = form.choices.iter().map(|(.., words)| words.clone()).collect();
    assert_eq!(words.len(), 8, "{words:?}");
    for (part, told) in [
        ("Chuyển tiền", "Lời dvc1 một"),
        ("Nạp thẻ", "Lời dvc1 khác"),
        ("Số dư", "Lời dvc1 khác"),
        ("Quán cô Lan", "Lời dvc1 khác"),
        ("Thoát", "Lời dvc1 khác"),
    ] {
        let page = before.explained(form.clone().choose(part)).await;
        page.sees("Chưa đúng").sees("Đã bấm").sees(told).sees("Chỗ đúng").sees("Lẽ dvc1");
        assert_eq!(page.all(".phone .part.is-bad").len(), 1);
        assert!(page.all(".phone .part.is-ok")[0].contains("Quét mã"));
    }
    before.explained(form.choose("Quét mã")).await.sees("Đã bấm, và đúng").sees("Lời dvc1 đúng");
}

#[tokio::test]
async fn signs_found_missed_and_imagined_are_told_apart() {
    let app = app().await;
    let before = Before::new(&app).await;
    let form = before.form("dv-03", 2).await;
    assert_eq!(form.choices.len(), 3, "one's own words are not to tap: {:?}", form.choices);
    let page = before.explained(form.clone().choose("sắp bị khóa").choose("Xin cảm ơn")).await;
    page.sees("Chưa đúng").sees("Tìm đúng dấu hiệu. Lời dvc2 một").sees("Bỏ sót dấu hiệu này. Lời dvc2 hai");
    page.sees("Không phải dấu hiệu. Lời dvc2 ba");
    let page = before.explained(form.clone()).await;
    page.sees("Chưa đúng").does_not_see("Lời dvc2 ba");
    before.explained(form.choose("sắp bị khóa").choose("vneid-capnhat")).await.sees("Đúng rồi");
    // Nothing suspicious: nothing tapped is the right answer.
    let form = before.form("dv-03", 3).await;
    before.learner.get(&place("dv-03", 3)).await.sees("Không thấy chỗ nào đáng ngờ thì bấm luôn “Trả lời”.");
    before.explained(form.clone()).await.sees("Đúng rồi").sees("Ở đây không có chỗ nào đáng ngờ.");
    before.explained(form.choose("họp tổ")).await.sees("Chưa đúng").sees("Lời dvc3 một");
    let form = before.form("dv-03", 4).await;
    let page = before.explained(form.choose("trúng xe").choose("Để sau")).await;
    page.sees("Lời dvc4 một").sees("Bỏ sót dấu hiệu này").sees("Lời dvc4 hai").sees("Lời dvc4 ba");
}

#[tokio::test]
async fn what_was_filled_in_stays_when_something_is_missing() {
    let app = app().await;
    let before = Before::new(&app).await;
    let again = async |form: &Form, words: &str| -> Form {
        let page = before.learner.submit(form).await;
        page.is(422).sees("Chưa xong, còn chỗ cần sửa").sees(words);
        let html = page.body();
        let field = html.split("class=\"fix\" href=\"#").nth(1).and_then(|rest| rest.split('"').next());
        let id = format!(" id=\"{}\"", field.expect("a link to the field"));
        assert!(html.contains(&id), "nothing has{id}");
        page.form(&form.action)
    };
    let order = before.form("dv-01", 1).await;
    again(&order, "Chọn số thứ tự cho từng việc rồi bấm “Trả lời”.").await;
    let half = order.clone().put("Đăng nhập", "2");
    let back = again(&half, "Việc này chưa có số.").await;
    assert_eq!(back.value("form_id"), half.value("form_id"));
    let twice = back.put("Gửi hồ sơ", "2").put("Mở trang chính", "1");
    let back = again(&twice, "Hai việc đang cùng một số.").await;
    before.explained(back.put("Gửi hồ sơ", "3")).await.sees("Đúng rồi");

    let pairs = before.form("dv-01", 3).await;
    again(&pairs, "Chọn cho từng dòng rồi bấm “Trả lời”.").await;
    let half = pairs.put("Hỏi đường đi", "Ứng dụng bản đồ").put("Báo cuộc gọi rác", "Gọi tổng đài");
    let back = again(&half, "Dòng này chưa chọn.").await;
    let rest = back.put("Khai sinh cho cháu", "Trang dịch vụ công");
    before.explained(rest.put("Xem giấy tờ của mình", "Ứng dụng định danh")).await.sees("Đúng rồi");

    let number = before.form("dv-02", 1).await;
    again(&number, "Gõ câu trả lời rồi bấm “Trả lời”.").await;
    let back = again(&number.clone().set("t", "bốn \"lăm\""), "Chỗ này cần một số.").await;
    assert_eq!(back.value("t"), "bốn \"lăm\"");
    let long = "9".repeat(61);
    let back = again(&number.set("t", &long), "Câu trả lời dài quá.").await;
    assert_eq!(back.value("t"), long);
    again(&before.form("dv-03", 1).await, "Bấm vào một chỗ trên hình rồi bấm “Trả lời”.").await;
}

#[tokio::test]
async fn places_and_parts_that_are_not_there_are_refused() {
    let app = app().await;
    let before = Before::new(&app).await;
    for (lesson, number, field) in
        [("dv-01", 1, "a0"), ("dv-01", 2, "a1"), ("dv-01", 3, "a3"), ("dv-03", 1, "c")]
    {
        for bad in ["9", "255", "256", "-1", "x"] {
            let form = before.form(lesson, number).await.set(field, bad);
            before.learner.submit(&form).await.is(400);
        }
    }
}

/// What is only said after a test is closed.
fn says_nothing_of_the_key(page: &Page) {
    // What the member typed is shown to them again.
    let body = page.body().replace(" value=\"cà phê\"", "");
    for secret in
        ["Lời dvk", "Lẽ dvk", "45.000 ", "450.000", "cà phê", "trà đá", "is-ok", "is-bad", "is-warn", "data-"]
    {
        assert!(!body.contains(secret), "{}: {secret:?}", page.path);
    }
    // Rows and their choices count what is shown: they stand in the order of the page, not of the key.
    if let Some(form) = page.find_form(&page.path) {
        for (at, (name, _)) in form.rows.iter().enumerate() {
            assert_eq!(*name, format!("a{at}"), "{}", page.path);
            let of_row = |one: &&(String, String, String)| one.0 == *name && !one.1.is_empty();
            for (at, (_, value, _)) in form.choices.iter().filter(of_row).enumerate() {
                assert_eq!(*value, at.to_string(), "{}", page.path);
            }
        }
    }
}

#[tokio::test]
async fn sec_z8_no_page_of_an_open_test_holds_its_key_and_answers_are_kept() {
    let app = app().await;
    let learner = app.learner(&app.db_member().await).await;
    let first = learner.begin_test(MODULE).await;
    let attempt = first.path.split("/questions").next().unwrap().to_owned();
    for number in 1..=9 {
        let page = learner.get(&format!("{attempt}/questions/{number}")).await;
        says_nothing_of_the_key(page.is(200));
        // An answer that cannot be taken tells nothing either.
        let broken = page.form(&page.path).set("t", "x").tick("c", "0").tick("c", "1").without("a0");
        let refused = learner.submit(&broken).await;
        if refused.status == 422 {
            says_nothing_of_the_key(&refused);
        }
        let question = app.question_on(MODULE, &page);
        let filled = crate::support::fill(page.form(&page.path), &question, How::Right);
        learner.submit(&filled).await.is(303);
        let again = learner.get(&page.path).await;
        again.sees("Đã lưu.");
        says_nothing_of_the_key(&again);
        let kept = again.form(&page.path);
        for (name, value) in
            filled.fields.iter().filter(|(name, _)| !["csrf", "form_id"].contains(&name.as_str()))
        {
            assert!(
                kept.fields.contains(&(name.clone(), value.clone())),
                "{} keeps {name}={value}",
                page.path
            );
        }
    }
    let overview = learner.get(&attempt).await;
    says_nothing_of_the_key(&overview);
    learner.get(&format!("{attempt}/review")).await.leads_to(&attempt);
    let result = learner.send(&overview.form("/closing")).await;
    result.sees("Đúng 9 trong 9 câu");
    let review = learner.get(&format!("{attempt}/review")).await;
    review.is(200).sees("Đặt đúng chỗ").sees("Ghép đúng").sees("Đã gõ, và đúng").sees("Đã bấm, và đúng");
    review.sees("Tìm đúng dấu hiệu").sees("Ở đây không có chỗ nào đáng ngờ.").sees("Lẽ dvk6");
    app.assert_books_agree().await;
}

#[tokio::test]
async fn a_test_left_open_or_wrong_is_explained_for_every_kind() {
    let app = app().await;
    let learner = app.learner(&app.db_member().await).await;
    let first = learner.begin_test(MODULE).await;
    let attempt = first.path.split("/questions").next().unwrap().to_owned();
    let mut page = first;
    // Every other question wrongly, the others not at all.
    for number in (1..=9).step_by(2) {
        page = learner.get(&format!("{attempt}/questions/{number}")).await;
        page = learner.answer_on(&app, MODULE, &page, How::Wrong).await;
    }
    page = learner.get(page.path.split("/questions").next().unwrap()).await;
    learner.send(&page.form("/closing")).await.sees("Đúng 0 trong 9 câu");
    let review = learner.get(&format!("{attempt}/review")).await;
    review.is(200).sees("Chưa trả lời câu này").sees("45.000 đồng").sees("cà phê").sees("Lừa đảo");
    app.assert_books_agree().await;
}

#[tokio::test]
async fn the_author_sees_every_kind_with_all_its_answers() {
    let app = app().await;
    let author = app.author().await;
    let page = |lesson: &str| format!("/author/modules/{MODULE}/lessons/{lesson}");
    let arranged = author.get(&page("dv-01")).await;
    arranged
        .is(200)
        .sees("(sắp xếp)")
        .sees("1. Mở trang chính")
        .sees("Lời dva1 ba")
        .sees("(ghép đôi)")
        .sees("Lời dva3 bốn");
    let typed = author.get(&page("dv-02")).await;
    typed
        .sees("45.000 đồng")
        .sees("Lời dvb1 hai")
        .sees("từ 3 đến 5 ngày")
        .sees("trà đá")
        .sees("Lời dvb3 một");
    let tapped = author.get(&page("dv-03")).await;
    tapped
        .sees("Lời dvc1 đúng")
        .sees("Lời dvc1 một")
        .sees("Lời dvc2 ba")
        .sees("Lời dvc3 hai")
        .sees("Lời dvc4 ba");
    let drill = author.get("/author/modules/thanh-toan/lessons/tt-01").await;
    drill
        .sees("Máy tập, bước 2 trong 2")
        .sees("Đọc tên người nhận, rồi chuyển")
        .sees("Hủy thì tiền không đi.");
}

#[tokio::test]
async fn an_answer_to_every_kind_is_kept_in_the_ledger_as_it_was_given() {
    let app = app().await;
    let member = app.db_member().await;
    let learner = app.learner(&member).await;
    for (lesson, number) in [("dv-01", 1), ("dv-01", 3), ("dv-02", 1), ("dv-03", 1)] {
        learner.answer_question(&app, MODULE, lesson, number, How::Right).await.sees("Đúng rồi");
    }
    let progress = app.store.progress(member.id, &Slug::parse(MODULE).unwrap()).await.unwrap();
    let code = |key: &str| progress.questions[&Slug::parse(key).unwrap()].last_choices.code();
    assert_eq!(code("dva1"), "a:0,1,2");
    assert_eq!(code("dva3"), "a:0,1,2,3");
    assert_eq!(code("dvb1"), "t:45000");
    assert_eq!(code("dvc1"), "6");
}
