//! The trainer's overview: whom to meet first and why, what was done about it, teams by skills.

use crate::support::{How, Page, TestApp, World, days};
use tungngo_domain::access::Role;

fn cells(page: &Page, team: &str) -> String {
    let rows = page.all("table.mx tbody tr");
    rows.into_iter().find(|row| row.starts_with(team)).unwrap_or_else(|| panic!("{}", page.text()))
}

#[tokio::test]
async fn whom_to_meet_stands_with_the_reason_longest_wait_first() {
    let app = TestApp::start().await;
    let commune = app.db_commune().await;
    let named = |name: &'static str| app.db_a_member().named(name).in_team(commune.team);
    let stopped = named("Triệu Văn Thành").create().await;
    let failed = named("Đặng Thị Mây").create().await;
    let waiting = named("Hoàng Văn Nghị").create().await;
    let done = named("Ma Thị Hiên").create().await;
    named("Bàn Văn Phúc").leading().create().await;
    let trainer = app.trainer_of(commune.id).await;
    trainer.get("/trainer").await.is(200).sees("Cần gặp ai").sees("Không ai dừng lâu");
    let studying = app.learner(&stopped).await;
    for number in 1..=app.module("thanh-toan").lessons[0].questions.len() {
        studying.answer_question(&app, "thanh-toan", "tt-01", number, How::Right).await;
    }
    app.db_certified(done.id, "thanh-toan", commune).await;
    app.travel(days(2));
    let failing = app.learner(&failed).await;
    failing.take_test(&app, "thanh-toan", 4).await;
    trainer.get("/trainer").await.does_not_see("Đặng Thị Mây");
    failing.take_test(&app, "thanh-toan", 4).await;
    app.db_pass_test(waiting.id, "an-toan").await;
    let trainer = app.staff(trainer.person).await;
    let page = trainer.get("/trainer").await;
    page.sees("Cần gặp 2 người").sees("Thanh toán: chưa đạt kiểm tra 2 lần, từ hôm nay");
    page.sees("An toàn: chờ xác nhận thực hành, từ hôm nay").does_not_see("Triệu Văn Thành");
    // Seven days are patience; the eighth is a reason.
    app.travel(days(5));
    app.staff(trainer.person).await.get("/trainer").await.sees("Cần gặp 2 người");
    app.travel(days(1));
    let trainer = app.staff(trainer.person).await;
    let page = trainer.get("/trainer").await;
    page.sees("Cần gặp 4 người").sees("Dừng ở chuyên đề 3, bài 2, 8 ngày");
    page.sees("Chưa vào lớp lần nào, 8 ngày").does_not_see("Ma Thị Hiên");
    let names = page.all("main li b");
    assert_eq!(names, ["Bàn Văn Phúc", "Triệu Văn Thành", "Đặng Thị Mây", "Hoàng Văn Nghị"]);
    // Who passes, or comes back, is off the list.
    app.db_pass_test(failed.id, "thanh-toan").await;
    app.learner(&stopped).await.answer_question(&app, "thanh-toan", "tt-02", 1, How::Wrong).await;
    let page = trainer.get("/trainer").await;
    page.sees("Thanh toán: chờ xác nhận thực hành, từ hôm nay").does_not_see("Triệu Văn Thành");
    app.assert_books_agree().await;
}

#[tokio::test]
async fn what_was_done_sets_the_row_aside_until_the_agreed_day_and_stands_on_the_members_page() {
    let app = TestApp::start().await;
    let commune = app.db_commune().await;
    let member = app.db_a_member().in_team(commune.team).create().await;
    app.db_a_member().named("Lý Văn Sáng").without_phone().in_team(commune.team).create().await;
    app.travel(days(9));
    let trainer = app.trainer_of(commune.id).await;
    let page = trainer.get("/trainer").await;
    page.sees("Cần gặp 2 người").sees("Không có điện thoại");
    assert!(page.link("Gọi Nguyễn Văn Hòa").starts_with("tel:+84"));
    let action = format!("/trainer/members/{}/contacts", member.id);
    let form = page.form(&action);
    trainer.submit(&form).await.is(422).sees("Chọn việc đã làm.");
    for bad in ["31/2", "10/12/2026", "01/12/2026", "01/12/2027", "mai"] {
        let wrong = form.clone().set("kind", "called").set("until", bad);
        trainer.submit(&wrong).await.is(422).sees("Gõ ngày hẹn trong 90 ngày tới");
    }
    let form = form.set("kind", "called").set("until", "20/12");
    let page = trainer.send(&form).await;
    page.is(200).sees("Đã ghi lại.").sees("Cần gặp 1 người").does_not_see("Nguyễn Văn Hòa");
    trainer.submit(&form).await.is(303);
    let own = trainer.get(&format!("/trainer/members/{}", member.id)).await;
    own.sees("Đã gọi ngày 10/12, Hằng. Nhắc lại từ 20/12.");
    assert_eq!(own.text().matches("Đã gọi ngày").count(), 1, "a double tap is one note");
    app.travel(days(9));
    app.staff(trainer.person).await.get("/trainer").await.does_not_see("Nguyễn Văn Hòa");
    app.travel(days(1));
    let trainer = app.staff(trainer.person).await;
    let page = trainer.get("/trainer").await;
    page.sees("Nguyễn Văn Hòa");
    // Without a day it comes back after a week.
    trainer.send(&page.form(&action).set("kind", "met")).await.does_not_see("Nguyễn Văn Hòa");
    trainer.get(&own.path).await.sees("Đã gặp ngày 20/12, Hằng. Nhắc lại từ 27/12.");
    // Nobody notes anything about a member out of reach.
    let stranger = app.trainer_of(app.db_commune().await.id).await;
    let token = stranger.get("/staff/login").await.form("/staff/login").value("csrf");
    stranger.submit(&form.set("csrf", &token)).await.is(404);
    let trail = app.store.audit_entries(None).await.unwrap();
    assert_eq!(trail.iter().filter(|one| one.action == "member-contacted").count(), 2);
    app.assert_books_agree().await;
}

#[tokio::test]
async fn the_matrix_says_who_does_it_and_what_was_never_assigned() {
    let app = TestApp::start().await;
    let commune = app.db_commune().await;
    let one = app.db_a_member().in_team(commune.team).create().await;
    app.db_a_member().named("Ma Thị Mùi").in_team(commune.team).create().await;
    app.db_a_member().named("Lý Văn Sáng").in_team(commune.other_team).create().await;
    let trainer = app.trainer_of(commune.id).await;
    let page = trainer.get("/trainer").await;
    page.sees("2 tổ, 3 thành viên. Chưa ai có giấy chứng nhận.").sees("– chưa giao");
    let none = "– Chưa có chuyên đề";
    let open = "– Chưa giao";
    assert_eq!(cells(&page, "Thôn Bến Đá"), format!("Thôn Bến Đá {none} {none} {open} {open} {none}"));
    let id = app.db_assignment("an-toan", commune.id, &[commune.team]).await;
    app.db_certified(one.id, "thanh-toan", commune).await;
    let page = trainer.get("/trainer").await;
    assert_eq!(cells(&page, "Thôn Bến Đá"), format!("Thôn Bến Đá {none} {none} 1/2 0/2 {none}"));
    assert_eq!(cells(&page, "Thôn Nà Mây"), format!("Thôn Nà Mây {none} {none} {open} {open} {none}"));
    // Taking it back is as if it had never been.
    let form = trainer.get(&format!("/trainer/assignments/{id}")).await.form("/ending");
    trainer.send(&form).await;
    let page = trainer.get("/trainer").await;
    assert_eq!(cells(&page, "Thôn Bến Đá"), format!("Thôn Bến Đá {none} {none} 1/2 {open} {none}"));
    // The province's trainer gets the page too, teams told apart by their commune.
    app.db_certified(one.id, "an-toan", commune).await;
    app.db_commune().await;
    let above = app.trainer_of(commune.province).await;
    let name = app.store.unit(commune.id).await.unwrap().name;
    let page = above.get("/trainer").await;
    page.is(200).sees("Tỉnh Tuyên Quang").sees(&format!("Thôn Bến Đá, {name}")).sees("1 người đã có giấy");
    let step = above.get("/trainer/assignments/new/teams?module=an-toan").await;
    step.is(200).sees(&format!("Thôn Bến Đá, {name}"));
    app.assert_books_agree().await;
}

#[tokio::test]
async fn many_teams_come_a_page_at_a_time_and_are_assigned_by_area() {
    let app = TestApp::start().await;
    let province = app.db_commune().await.province;
    let today = app.today();
    for commune in 0..2 {
        app.store
            .write(async |txn| {
                let name = format!("Xã Nhiều {commune}");
                let id = tungngo_storage::units::add_unit(txn, province, &name, today).await?;
                for village in 0..60 {
                    let name = format!("Thôn Số {village}");
                    tungngo_storage::units::add_unit(txn, id, &name, today).await?;
                }
                Ok(())
            })
            .await
            .unwrap();
    }
    let trainer = app.trainer_of(province).await;
    let first = trainer.get("/trainer").await;
    first.is(200).sees("122 tổ, 0 thành viên");
    let second = trainer.get(&first.link("Trang sau")).await;
    second.is(200).does_not_see("Trang sau");
    let mut teams = first.all("table.mx tbody th");
    assert_eq!(teams.len(), 100);
    teams.extend(second.all("table.mx tbody th"));
    let all = teams.len();
    teams.sort();
    teams.dedup();
    assert_eq!((all, teams.len()), (122, 122));
    let step = trainer.get("/trainer/assignments/new/teams?module=an-toan").await;
    step.sees("Mọi tổ của Tỉnh Tuyên Quang");
    assert!(step.find_form("/new/due").is_none());
    let commune = trainer.get(&step.link("Xã Nhiều 1")).await;
    assert_eq!(commune.form("/new/due").fields.iter().filter(|(name, _)| name == "team").count(), 60);
    trainer.get(&step.link("Mọi tổ của")).await.is(200).sees("Giao cho người vào sau");
}

#[tokio::test]
async fn sec_z3_the_list_of_whom_to_meet_names_nobody_out_of_reach() {
    let app = TestApp::start().await;
    let world = World::new(&app).await;
    let silent = app.db_a_member().named("Bàn Văn Phúc").in_team(world.sibling.commune.team).create().await;
    app.travel(days(30));
    let trainer = app.trainer_of(world.own.commune.id).await;
    trainer.get("/trainer").await.does_not_see("Bàn Văn Phúc").does_not_see("Ma Thị Mùi");
    let staff = app.db_staff("Lương Văn Cội", Role::Trainer, world.sibling.commune.team).await;
    app.staff(staff.person).await.get("/trainer").await.sees("Bàn Văn Phúc");
    assert!(app.store.contacts(silent.id).await.unwrap().is_empty());
}

#[tokio::test]
async fn verify_sees_a_stage_that_does_not_follow_from_the_record() {
    use sea_orm::ConnectionTrait;
    let app = TestApp::start().await;
    let commune = app.db_commune().await;
    let member = app.db_a_member().in_team(commune.team).create().await;
    app.db_certified(member.id, "thanh-toan", commune).await;
    app.assert_books_agree().await;
    let db = app.database().connect().await;
    db.execute_unprepared("UPDATE member_stage SET stage = 'stuck'").await.unwrap();
    let found = app.store.verify_ledger(|_| {}).await.unwrap();
    assert_eq!(found.differences, [format!("stage of member {}", member.id)]);
    db.close().await.unwrap();
}

#[tokio::test]
async fn who_has_no_device_is_counted_among_those_to_be_met_on_every_page() {
    let app = TestApp::start().await;
    let commune = app.db_commune().await;
    for n in 1..=25 {
        app.db_a_member()
            .named(&format!("Ma Văn Số{n:02}"))
            .without_phone()
            .in_team(commune.team)
            .create()
            .await;
    }
    let trainer = app.trainer_of(commune.id).await;
    for page in ["/trainer", "/trainer?meet=2"] {
        trainer.get(page).await.is(200).sees("Cần gặp 25 người").sees("Không có điện thoại");
    }
}

#[tokio::test]
async fn everybody_who_is_to_be_met_is_on_one_page_of_the_list() {
    let app = TestApp::start().await;
    let commune = app.db_commune().await;
    let mut names = Vec::new();
    for n in 1..=43 {
        let name = format!("Ma Văn Số{n:02}");
        app.db_a_member().named(&name).in_team(commune.team).create().await;
        names.push(name);
    }
    app.travel(crate::support::days(10));
    let trainer = app.trainer_of(commune.id).await;
    let first = trainer.get("/trainer").await;
    first.is(200).sees("Cần gặp 43 người").sees("Đang hiện 20 người chờ lâu nhất");
    let second = trainer.get(&first.link("Xem những người tiếp theo").replace("#cg", "")).await;
    second.is(200).sees("Đang hiện người thứ 21 đến 40.").link("Về những người chờ lâu nhất");
    let third = trainer.get(&second.link("Xem những người tiếp theo").replace("#cg", "")).await;
    third.is(200).sees("Đang hiện người thứ 41 đến 43.").does_not_see("Xem những người tiếp theo");
    let mut shown = Vec::new();
    for page in [&first, &second, &third] {
        shown.extend(page.all("li.person b"));
    }
    shown.sort_unstable();
    assert_eq!(shown, names);
    // A mistake in a row of a later page comes back with that page.
    let slip = second.form("/contacts").set("kind", "met").set("until", "hôm qua");
    let page = trainer.submit(&slip).await;
    page.is(422).sees("Đang hiện người thứ 21 đến 40.").sees("Gõ ngày hẹn");
    // What is noted of somebody leads back to their page; one behind the last is the last.
    let noted = trainer.send(&third.form("/contacts").set("kind", "met")).await;
    noted.is(200).sees("Đã ghi lại.").sees("Cần gặp 42 người").sees("Đang hiện người thứ 41 đến 42.");
    trainer.get("/trainer?meet=9").await.is(200).sees("Đang hiện người thứ 41 đến 42.");
    for wrong in ["0", "51", "-1"] {
        trainer.get(&format!("/trainer?meet={wrong}")).await.is(404);
    }
    app.assert_books_agree().await;
}
