//! A member's whole way, from the printed card to the certificates, as one person walks it.

use crate::support::{Browser, How, TestApp, days};
use tungngo_storage::certificates::{MEMBERS_PROGRAMME, SubjectKind};

/// From the card's QR to the first page of the course; gives back the lasting PIN.
async fn first_evening(phone: &Browser, card: &str, printed: &str) -> String {
    let card_page = phone.get(card).await;
    card_page.is(200).sees("Chào bác Hòa").does_not_see("Nguyễn Văn");
    let page = phone.submit(&card_page.form(card).set("pin", printed)).await;
    page.leads_to("/first-pin");
    let page = phone.get("/first-pin").await;
    page.is(200).sees("Đây là mã PIN mới");
    let proposed = page.all(".code, .pin-big, b, p").into_iter().find(|text| {
        text.len() == 7 && text.chars().all(|c| c.is_ascii_digit() || c == ' ') && text.as_bytes()[3] == b' '
    });
    let proposed = proposed.unwrap_or_else(|| panic!("no PIN on the page: {}", page.text()));
    let page = phone.send(&page.form("/first-pin").set("action", "keep")).await;
    page.is(200).sees("Đồng ý cho dùng thông tin").sees("91/2025/QH15");
    assert_eq!(page.path, "/consent");
    let again = phone.submit(&page.form("/consent")).await;
    again.is(422).sees("đánh dấu vào ô");
    let page = phone.send(&page.form("/consent").set("agree", "1")).await;
    page.is(200).sees("Chào bác Hòa");
    assert_eq!(page.path, "/");
    proposed
}

#[tokio::test]
async fn a_member_comes_in_by_card_learns_and_is_certified() {
    let app = TestApp::start().await;
    let commune = app.db_commune().await;
    let member = app.db_a_member().in_team(commune.team).create().await;
    let card = app.db_card(member.id).await;
    let phone = app.visitor();
    let pin = first_evening(&phone, &card.path, &card.pin).await;

    // Home proposes the first lesson; opening it records nothing.
    let home = phone.get("/").await;
    home.sees("Sáng đèn 0 trong 5 chuyên đề").sees("Thanh toán thử: đạt bài kiểm tra");
    let lesson = phone.get(&home.link("Vào học")).await;
    lesson.is(200).sees("Tiền nong, phần mở đầu").sees("Đọc tên trước, bấm sau.");
    phone.get("/").await.sees("Vào học");

    // A wrong answer is explained and may be tried again; then the right one.
    let wrong = phone.answer_question(&app, "thanh-toan", "tt-01", 1, How::Wrong).await;
    wrong.is(200).sees("Chưa đúng").sees("Không sao. Xem vì sao, rồi làm tiếp.").sees("Vội thì dễ nhầm.");
    let right = phone.answer_question(&app, "thanh-toan", "tt-01", 1, How::Right).await;
    right.is(200).sees("Đúng rồi").sees("Đọc tên mất một phút, giữ được tiền.");
    let done = phone.answer_question(&app, "thanh-toan", "tt-01", 2, How::Right).await;
    phone.get(&done.link("Xem bài 2")).await.is(200).sees("Tiền nong, phần làm thật");
    phone.get("/modules/thanh-toan").await.sees("Đã học xong").sees("1/2 bài");
    phone.get("/modules/thanh-toan/lessons/tt-01").await.sees("Đã học xong bài này");
    phone.get("/").await.sees("Học tiếp").sees("Đang học, xong 1/2 bài");
    phone.finish_lessons(&app, "thanh-toan").await;

    // The test.
    phone.get("/").await.sees("Làm bài kiểm tra");
    let result = phone.take_test(&app, "thanh-toan", 0).await;
    result.is(200).sees("Đạt rồi, chúc mừng bác Hòa").sees("Đúng 4 trong 4 câu");
    result.sees("ập huấn viên xác nhận 2 việc thực hành");
    phone.get("/certificates").await.sees("Chưa có giấy chứng nhận nào.");

    // The trainer saw it done.
    let trainer = app.trainer_of(commune.id).await;
    trainer.get("/trainer").await.is(200).sees("Nguyễn Văn Hòa").sees("chờ xác nhận thực hành");
    let path = format!("/trainer/members/{}", member.id);
    let page = trainer.get(&path).await;
    let form = page.form("/modules/thanh-toan/sign-offs").choose("Tự mở ứng dụng");
    trainer.send(&form).await.is(200).sees("Đã ghi việc vừa xác nhận.");
    phone.get("/certificates").await.sees("Chưa có giấy chứng nhận nào.");
    let form = trainer.get(&path).await.form("/modules/thanh-toan/sign-offs").choose("Tự đọc tên");
    trainer.send(&form).await.is(200);
    // The same form once more is no second certificate.
    trainer.send(&form).await.is(200);
    let mine = app.store.certificates(member.id).await.unwrap();
    assert_eq!(mine.len(), 1, "{mine:?}");
    assert_eq!((mine[0].kind, mine[0].subject.as_str()), (SubjectKind::Module, "thanh-toan"));
    phone.get("/").await.sees("Làm được").sees("An toàn thử: đạt bài kiểm tra");

    // The second module brings the member's own certificate, once.
    phone.take_test(&app, "an-toan", 0).await.sees("Đạt rồi");
    let page = trainer.get(&path).await;
    let form = page.form("/modules/an-toan/sign-offs").choose("Tự mở ứng dụng").choose("Tự đọc tên");
    trainer.send(&form).await.is(200);
    let mine = app.store.certificates(member.id).await.unwrap();
    let mut subjects: Vec<&str> = mine.iter().map(|one| one.subject.as_str()).collect();
    subjects.sort_unstable();
    assert_eq!(subjects, ["an-toan", "thanh-toan", MEMBERS_PROGRAMME]);
    let numbers: std::collections::BTreeSet<&str> = mine.iter().map(|one| one.number.as_str()).collect();
    assert_eq!(numbers.len(), 3, "each has a number of its own");

    let list = phone.get("/certificates").await;
    list.sees("Thành viên Tổ công nghệ số cộng đồng").sees("Có giá trị đến 30/11/2027");
    let page = phone.get(&list.link("Thành viên Tổ công nghệ số cộng đồng")).await;
    page.is(200).sees("Nguyễn Văn Hòa").sees("đã hoàn thành chương trình").sees("Ủy ban nhân dân xã Thử");
    let sheet = phone.get(&page.link("Tải giấy chứng nhận")).await;
    sheet.is(200);
    assert!(sheet.bytes.starts_with(b"%PDF"), "a PDF");
    assert_eq!(sheet.header("content-type"), "application/pdf");
    assert!(sheet.header("content-disposition").starts_with("attachment; filename=\"tung-ngo-TN-2026-"));

    // The lasting PIN lets in at the phone door too.
    let other = app.visitor();
    let page = other.get("/login").await;
    let page = other.send(&page.form("/login").set("phone", &member.phone).set("pin", &pin)).await;
    page.is(200).sees("Chào bác Hòa");
    app.assert_books_agree().await;
}

#[tokio::test]
async fn teaching_back_is_a_rung_of_its_own_and_no_second_certificate() {
    let app = TestApp::start().await;
    let commune = app.db_commune().await;
    let member = app.db_a_member().in_team(commune.team).create().await;
    app.db_certified(member.id, "thanh-toan", commune).await;
    let trainer = app.trainer_of(commune.id).await;
    let path = format!("/trainer/members/{}", member.id);
    let form = trainer.get(&path).await.form("/modules/thanh-toan/sign-offs").choose("Chỉ một người tự làm");
    trainer.send(&form).await.is(200).sees("Dạy được");
    assert_eq!(app.store.certificates(member.id).await.unwrap().len(), 1);
    app.assert_books_agree().await;
}

#[tokio::test]
async fn a_certificate_lapses_after_its_validity_and_new_evidence_renews_it() {
    let app = TestApp::start().await;
    let commune = app.db_commune().await;
    let member = app.db_a_member().in_team(commune.team).create().await;
    app.db_certified(member.id, "thanh-toan", commune).await;
    let own = async || {
        let learner = app.learner(&member).await;
        let page = learner.visit("/certificates").await;
        learner.get(&page.link("Thanh toán thử")).await
    };
    app.travel_to("2027-09-30T16:59:59Z");
    assert!(!own().await.text().contains("sắp hết giá trị"));
    app.travel_to("2027-09-30T17:00:00Z");
    own().await.sees("Giấy này sắp hết giá trị").sees("Trước ngày ấy, nhờ tập huấn viên báo cán bộ gia hạn.");
    app.travel_to("2027-11-30T16:59:59Z");
    let learner = app.learner(&member).await;
    learner.get("/certificates").await.sees("Có giá trị đến 30/11/2027");
    app.travel_to("2027-11-30T17:00:00Z");
    learner.get("/certificates").await.sees("Hết giá trị từ sau ngày 30/11/2027");
    learner.get("/").await.sees("Chứng nhận đã hết hạn, cần làm lại");
    let page = learner.visit("/certificates").await;
    let page = learner.get(&page.link("Thanh toán thử")).await;
    page.sees("Giấy này đã hết giá trị").sees("Làm lại bài kiểm tra và bài thực hành để có giấy mới.");

    // What counted for the first does not count again: test and checklist are done anew.
    learner.take_test(&app, "thanh-toan", 0).await.sees("Đạt rồi");
    assert_eq!(app.store.certificates(member.id).await.unwrap().len(), 1);
    let trainer = app.trainer_of(commune.id).await;
    let path = format!("/trainer/members/{}", member.id);
    let form = trainer.get(&path).await.form("/modules/thanh-toan/sign-offs");
    trainer.send(&form.choose("Tự mở ứng dụng").choose("Tự đọc tên")).await.is(200);
    let mine = app.store.certificates(member.id).await.unwrap();
    assert_eq!(mine.iter().map(|one| one.cycle).collect::<Vec<_>>(), [1, 2]);
    learner.get("/certificates").await.sees("Có giá trị đến 30/11/2028");
    app.assert_books_agree().await;
}

#[tokio::test]
async fn a_trainer_whose_own_certificate_lapsed_signs_off_nothing_more() {
    let app = TestApp::start().await;
    let commune = app.db_commune().await;
    let member = app.db_a_member().in_team(commune.team).create().await;
    let colleague = app.db_a_member().named("Trần Văn Quế").in_team(commune.other_team).create().await;
    app.db_certified(colleague.id, "thanh-toan", commune).await;
    app.db_grant(colleague.id, tungngo_domain::access::Role::Trainer, commune.id).await;
    let path = format!("/trainer/members/{}", member.id);
    let trainer = app.staff(colleague.id).await;
    let form = trainer.get(&path).await.form("/modules/thanh-toan/sign-offs").choose("Tự mở ứng dụng");
    app.travel(days(400));
    let trainer = app.staff(colleague.id).await;
    let page = trainer.get(&path).await;
    page.sees("Chưa xác nhận được ở đây").sees("cần có chứng nhận của chuyên đề này trước");
    assert!(page.find_form("/modules/thanh-toan/sign-offs").is_none());
    let token = page.form("/cards").value("csrf");
    trainer.submit(&form.set("csrf", &token)).await.is(403);
    assert!(app.store.named_sign_offs(member.id, &"thanh-toan".parse().unwrap()).await.unwrap().is_empty());
}
