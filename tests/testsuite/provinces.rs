//! What a province has of its own: its members study it, its trainers sign it off, its officers see what is missing.

use crate::courses::until;
use crate::support::{Form, How, Setup, TestApp, fill};
use tungngo_domain::access::Role;
use tungngo_domain::content::Module;
use tungngo_domain::ids::Slug;

const OVERLAY: &str = "---
overlay: tt-01
id: tt-01-t15
version: 1
---

## Gọi ai

Gọi Trung tâm hành chính công của tỉnh.

## Câu hỏi

### Câu 1 (đúng/sai) — Trung tâm của tỉnh có tổng đài. <!-- id: t15a -->

- [x] Đúng
  > Đúng rồi.
- [ ] Sai
  > Xem lại bài.
";

const LESSON: &str = "---
id: tt-t15
title: Ví điện tử của tỉnh
minutes: 4
version: 1
---

# Ví điện tử của tỉnh

Bài này của tỉnh nhà.

## Câu hỏi

### Câu 1 (đúng/sai) — Ví của tỉnh không mất phí. <!-- id: t15b -->

- [x] Đúng
  > Đúng rồi.
- [ ] Sai
  > Xem lại bài.
";

const BANK: &str = "---
id: tt-de-t15
---

# Câu hỏi của tỉnh

### Câu 1 (đúng/sai) — Ví của tỉnh dùng được ở chợ. <!-- id: t15k1 -->

- [x] Đúng
  > Đúng rồi.
- [ ] Sai
  > Xem lại bài.

### Câu 2 (đúng/sai) — Ví của tỉnh cần ảnh thẻ. <!-- id: t15k2 -->

- [ ] Đúng
  > Không cần.
- [x] Sai
  > Đúng rồi.
";

fn with_province() -> Setup {
    let module =
        std::fs::read_to_string(crate::support::fixture_courses().join("thanh-toan/module.md")).unwrap();
    TestApp::setup()
        .with_course_file("thanh-toan/module.md", module.replace("order: 1", "scope: tinh\norder: 1"))
        .with_course_file("thanh-toan/tinh-15/01-sua.md", OVERLAY)
        .with_course_file("thanh-toan/tinh-15/07-vi.md", LESSON)
        .with_course_file("thanh-toan/tinh-15/ngan-hang/tinh.md", BANK)
        .with_course_file("thanh-toan/tinh-15/kiem-tra.md", "- Rút **1** câu từ [tỉnh](ngan-hang/tinh.md)\n")
        .with_course_file("thanh-toan/tinh-15/thuc-hanh.md", "- [ ] Tự mở ví của tỉnh <!-- id: t15th -->\n")
        .with_course_file("thanh-toan/tinh-15/facts.toml", "[vi-ho-tro]\ncan = \"Số máy hỗ trợ ví\"\n")
}

impl TestApp {
    fn module_of(&self, province: &str, id: &str) -> Module {
        let id = Slug::parse(id).unwrap();
        self.courses.now().catalogue.for_province(Some(province), &id).unwrap().clone()
    }
}

#[tokio::test]
async fn members_of_two_provinces_study_different_lessons() {
    let app = with_province().start().await;
    let (here, there) = (app.db_commune_in("15").await, app.db_commune_in("08").await);
    let here = app.learner(&app.db_a_member().in_team(here.team).create().await).await;
    let there = app.learner(&app.db_a_member().in_team(there.team).create().await).await;

    let lesson = "/modules/thanh-toan/lessons/tt-01";
    here.get(lesson)
        .await
        .is(200)
        .sees("Gọi Trung tâm hành chính công của tỉnh.")
        .sees("Nút nằm ở dưới màn hình.");
    there.get(lesson).await.is(200).does_not_see("Trung tâm").sees("Nút nằm ở dưới màn hình.");
    here.get("/modules/thanh-toan").await.is(200).sees("Ví điện tử của tỉnh");
    there.get("/modules/thanh-toan").await.is(200).does_not_see("Ví điện tử");
    here.get("/").await.is(200).sees("Bài 1 trong 3");
    there.get("/").await.is(200).sees("Bài 1 trong 2");

    // What is of another province is not there.
    let own = "/modules/thanh-toan/lessons/tt-t15";
    here.get(own).await.is(200).sees("Bài này của tỉnh nhà.");
    there.get(own).await.is(404);
    there.get(&format!("{own}/questions/1")).await.is(404);
    let added = format!("{lesson}/questions/3");
    let page = here.get(&added).await;
    page.is(200).sees("Trung tâm của tỉnh có tổng đài.");
    there.get(&added).await.is(404);
    let forged = Form {
        action: added.clone(),
        ..there.get(&format!("{lesson}/questions/1")).await.form("/questions/1")
    };
    there.submit(&forged.without("c").tick("c", "0")).await.is(404);
    let module = app.module_of("15", "thanh-toan");
    let question = module.lessons[0].question(3).unwrap();
    here.send(&fill(page.form(&added), question, How::Right)).await.is(200).sees("Đúng rồi");
    here.get("/modules/thanh-toan/practice").await.is(200).sees("Tự mở ví của tỉnh");
    there.get("/modules/thanh-toan/practice").await.is(200).does_not_see("ví của tỉnh");
    app.assert_books_agree().await;
}

#[tokio::test]
async fn a_person_without_a_team_studies_the_national_module() {
    let app = with_province().start().await;
    let nobody = app.learner(&app.db_a_member().create().await).await;
    nobody.get("/modules/thanh-toan/lessons/tt-01").await.is(200).does_not_see("Trung tâm");
    nobody.get("/modules/thanh-toan/lessons/tt-t15").await.is(404);
}

#[tokio::test]
async fn the_test_and_the_certificate_of_a_province_ask_for_its_own_part_too() {
    let app = with_province().start().await;
    let commune = app.db_commune_in("15").await;
    let member = app.db_a_member().in_team(commune.team).create().await;
    let learner = app.learner(&member).await;
    learner.get("/modules/thanh-toan/test").await.is(200).sees("5 câu hỏi");
    let mut page = learner.begin_test("thanh-toan").await;
    let module = app.module_of("15", "thanh-toan");
    let mut of_province = 0;
    while page.path.contains("/questions/") {
        let stem = page.heading();
        let all = module.banks.iter().flat_map(|bank| &bank.questions);
        let question =
            all.clone().find(|one| stem.ends_with(one.stem.as_str())).expect("a question of the module");
        of_province += usize::from(question.key.as_str().starts_with("t15k"));
        page = learner.send(&fill(page.form(&page.path), question, How::Right)).await;
    }
    assert_eq!(of_province, 1);
    learner.send(&page.form("/closing")).await.sees("Đạt rồi");

    // The trainer sees the province's act, and without it there is no certificate.
    let staff = app.db_staff("Trần Thị Thu Hằng", Role::Trainer, commune.id).await;
    app.db_holding(staff.person, "thanh-toan").await;
    let trainer = app.staff(staff.person).await;
    let path = format!("/trainer/members/{}", member.id);
    let form = trainer.get(&path).await.form("/modules/thanh-toan/sign-offs");
    let national = form.clone().choose("Tự mở ứng dụng").choose("Tự đọc tên trước khi bấm");
    trainer.submit(&national).await.is(303);
    assert!(app.store.certificates(member.id).await.unwrap().is_empty());
    trainer.get("/trainer").await.is(200).sees("Nguyễn Văn Hòa");
    let form = trainer.get(&path).await.form("/modules/thanh-toan/sign-offs");
    trainer.submit(&form.choose("Tự mở ví của tỉnh")).await.is(303);
    let certificates = app.store.certificates(member.id).await.unwrap();
    assert_eq!(certificates[0].content_version, module.version);
    // Taking the province's act back loses the rung again.
    let page = trainer.get(&path).await;
    let signed = app.store.named_sign_offs(member.id, &module.id).await.unwrap();
    let local = signed.iter().find(|one| one.sign_off.item.as_str() == "t15th").unwrap();
    let revocation = page.form(&format!("/trainer/sign-offs/{}/revocation", local.id));
    trainer.submit(&revocation.set("reason", "Nhầm người")).await.is(303);
    let progress = app.store.progress(member.id, &module.id).await.unwrap();
    assert_eq!(progress.module.does_at, None);
    app.assert_books_agree().await;
}

#[tokio::test]
async fn the_act_of_another_province_is_not_signed_off() {
    let app = with_province().start().await;
    let commune = app.db_commune_in("08").await;
    let member = app.db_a_member().in_team(commune.team).create().await;
    let staff = app.db_staff("Trần Thị Thu Hằng", Role::Trainer, commune.id).await;
    app.db_holding(staff.person, "thanh-toan").await;
    let trainer = app.staff(staff.person).await;
    let page = trainer.get(&format!("/trainer/members/{}", member.id)).await;
    page.does_not_see("Tự mở ví của tỉnh");
    trainer.submit(&page.form("/modules/thanh-toan/sign-offs").tick("item", "t15th")).await.is(404);
}

#[tokio::test]
async fn an_officer_sees_what_the_province_has_not_written_and_learners_do_not() {
    let app = with_province().start().await;
    let (here, there) = (app.db_commune_in("15").await, app.db_commune_in("08").await);
    let page = app.officer_of(here.province).await.get("/officer").await;
    page.is(200).sees("Phần riêng của tỉnh Lào Cai còn thiếu").sees("chưa điền: Số máy hỗ trợ ví");
    page.does_not_see("chưa có phần riêng");
    let page = app.officer_of(there.id).await.get("/officer").await;
    page.is(200).sees("Thanh toán thử: tỉnh chưa có phần riêng").does_not_see("Số máy hỗ trợ ví");
    page.does_not_see("An toàn thử: tỉnh");
    let nation = app.officer_of(app.db_nation().await).await;
    nation.get("/officer").await.is(200).does_not_see("chưa có phần riêng");
    let learner = app.learner(&app.db_a_member().in_team(here.team).create().await).await;
    for path in ["/", "/modules/thanh-toan", "/modules/thanh-toan/lessons/tt-t15"] {
        learner.get(path).await.is(200).does_not_see("Số máy hỗ trợ ví");
    }
}

#[tokio::test]
async fn an_author_previews_the_module_of_a_province() {
    let app = with_province().start().await;
    let author = app.author().await;
    let page = author.get("/author/modules/thanh-toan").await;
    page.is(200).does_not_see("Ví điện tử của tỉnh");
    let page = author.get(&page.link("Lào Cai")).await;
    page.is(200).sees("Bản của Lào Cai.").sees("Ví điện tử của tỉnh");
    let preview = author.get(&page.link("Tiền nong, phần mở đầu")).await;
    preview.is(200).sees("Bản của Lào Cai.").sees("Trung tâm hành chính công");
    author.get("/author/modules/thanh-toan?tinh=02").await.is(404);
    author.get("/author/modules/thanh-toan/lessons/tt-t15").await.is(404);
    author.get("/author/modules/thanh-toan/lessons/tt-t15?tinh=15").await.is(200);
}

#[tokio::test]
async fn a_broken_part_keeps_its_last_good_and_starts_again_from_it() {
    let app = with_province().watching_courses().start().await;
    let commune = app.db_commune_in("15").await;
    let member = app.db_a_member().in_team(commune.team).create().await;
    let learner = app.learner(&member).await;
    let own = "/modules/thanh-toan/lessons/tt-t15";
    learner.get(own).await.is(200);
    let file = app.courses_folder().join("thanh-toan/tinh-15/07-vi.md");
    std::fs::write(&file, LESSON.replace("- [x]", "- [ ]")).unwrap();
    until(|| app.courses.now().broken).await;
    learner.get(own).await.is(200).sees("Bài này của tỉnh nhà.");
    std::fs::remove_dir_all(app.courses_folder()).unwrap();
    let app = app.restart().await;
    let learner = app.learner(&member).await;
    learner.get(own).await.is(200).sees("Bài này của tỉnh nhà.");
    let officer = app.officer_of(commune.province).await;
    officer.get("/officer").await.is(200).sees("chưa điền: Số máy hỗ trợ ví");
    app.assert_books_agree().await;
}
