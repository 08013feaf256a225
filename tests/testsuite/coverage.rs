//! Whether a team can serve its village, and what is missing.

use crate::support::{Page, TestApp, days};
use std::collections::BTreeSet;
use tungngo_domain::access::Role;
use tungngo_domain::ids::Slug;
use tungngo_storage::learning::Seen;
use uuid::Uuid;

fn row(page: &Page, skill: &str) -> String {
    let rows = page.all("table.cov tbody tr");
    rows.into_iter().find(|row| row.starts_with(skill)).unwrap_or_else(|| panic!("{}", page.text()))
}

#[tokio::test]
async fn a_team_serves_its_village_once_its_leader_is_certified_and_every_skill_is_there() {
    let app = TestApp::start().await;
    let commune = app.db_commune().await;
    let trainer = app.trainer_of(commune.id).await;
    let path = format!("/trainer/teams/{}", commune.team);
    let page = trainer.get(&path).await;
    page.is(200).sees("Tổ còn thiếu: tổ trưởng").sees("người làm được Thanh toán không dùng tiền mặt");
    let leader = app.db_a_member().leading().in_team(commune.team).create().await;
    let member = app.db_a_member().named("Ma Thị Mùi").in_team(commune.team).create().await;
    app.db_certified(member.id, "thanh-toan", commune).await;
    let page = trainer.get(&path).await;
    page.sees("giấy chứng nhận của tổ trưởng").sees("người làm được An toàn trên không gian mạng");
    page.does_not_see("người làm được Thanh toán");
    assert_eq!(row(&page, "Thanh toán"), "Thanh toán không dùng tiền mặt 1: Mùi 1: Mùi 0");
    assert_eq!(row(&page, "An toàn"), "An toàn trên không gian mạng 0 0 còn thiếu 0");
    // The leader's own certificate makes the team complete: all that is required, and by the way each skill.
    for module in ["thanh-toan", "an-toan"] {
        app.db_certified(leader.id, module, commune).await;
    }
    let page = trainer.get(&path).await;
    page.sees("Tổ đạt chuẩn").does_not_see("Tổ còn thiếu").sees("2 thành viên. 1 người đã có giấy");
    assert!(row(&page, "Thanh toán").contains("2: Hòa, Mùi"), "{}", row(&page, "Thanh toán"));
    // The other team is as it was, and the neighbour's team is nobody's business here.
    trainer.get(&format!("/trainer/teams/{}", commune.other_team)).await.sees("Tổ còn thiếu: tổ trưởng");
    trainer.get(&format!("/trainer/teams/{}", app.db_commune().await.team)).await.is(404);
    // A certificate that has ended no longer counts.
    app.travel(days(3 * 366));
    app.staff(trainer.person).await.get(&path).await.sees("giấy chứng nhận của tổ trưởng");
    app.assert_books_agree().await;
}

#[tokio::test]
async fn who_teaches_it_is_told_apart() {
    let app = TestApp::start().await;
    let commune = app.db_commune().await;
    let member = app.db_a_member().in_team(commune.team).create().await;
    app.db_certified(member.id, "thanh-toan", commune).await;
    let signer = app.db_staff("Trần Thị Thu Hằng", Role::Trainer, commune.id).await.person;
    app.db_holding(signer, "thanh-toan").await;
    let module = app.module("thanh-toan");
    let practice = module.practice.as_ref().unwrap();
    let items: BTreeSet<Slug> = practice.teach_back.iter().map(|item| item.key.clone()).collect();
    assert!(!items.is_empty());
    let seen = Seen { member: member.id, module: &module, items: &items, form: Uuid::now_v7() };
    let doer = app.doer(signer, tungngo_domain::ids::LoginId(Uuid::nil()));
    let scope = app.trainer_scope(signer, commune.id);
    let catalogue = &app.courses.now().catalogue;
    app.store.sign_off(&scope, doer, catalogue, seen, &mut tungngo::web::secrets::random_byte).await.unwrap();
    let page = app.trainer_of(commune.id).await.get(&format!("/trainer/teams/{}", commune.team)).await;
    assert_eq!(row(&page, "Thanh toán"), "Thanh toán không dùng tiền mặt 1: Hòa 1: Hòa 1: Hòa");
    page.sees("Dạy được");
    app.assert_books_agree().await;
}

#[tokio::test]
async fn a_member_who_stopped_is_seen_on_the_teams_page() {
    let app = TestApp::start().await;
    let commune = app.db_commune().await;
    let member = app.db_a_member().in_team(commune.team).create().await;
    let learner = app.learner(&member).await;
    learner.answer_question(&app, "thanh-toan", "tt-01", 1, crate::support::How::Wrong).await;
    let trainer = app.trainer_of(commune.id).await;
    let path = format!("/trainer/teams/{}", commune.team);
    trainer.get(&path).await.sees("Đang học");
    app.travel(days(8));
    app.staff(trainer.person).await.get(&path).await.sees("Dừng 8 ngày");
}

#[tokio::test]
async fn two_of_one_name_are_told_apart_on_every_sheet_and_in_every_search() {
    let app = TestApp::start().await;
    let commune = app.db_commune().await;
    let mui = |phone| app.db_a_member().named("Ma Thị Mùi").in_team(commune.team).phone(phone);
    let one = mui("0900000111").create().await;
    let other = mui("0900000222").create().await;
    let third = app.db_a_member().named("Lý Thị Mùi").in_team(commune.team).create().await;
    for member in [one.id, third.id] {
        app.db_pass_test(member, "thanh-toan").await;
    }
    let trainer = app.trainer_of(commune.id).await;
    let team = format!("/trainer/teams/{}", commune.team);
    let page = trainer.get(&team).await;
    let knows = row(&page, "Thanh toán");
    assert!(knows.contains("2: Lý Thị Mùi, Ma Thị Mùi (số cuối 111)"), "{knows}");
    // The invitation that is copied into a chat.
    let staff = app.db_staff("Trần Thị Thu Hằng", Role::Trainer, commune.id).await;
    let evening = app.db_session(staff.person, commune.id, &[commune.team], &["thanh-toan"]).await;
    let invited = trainer.get(&format!("/trainer/sessions/{evening}/reminders")).await;
    invited.sees("bác Ma Thị Mùi (số cuối 111), bác Ma Thị Mùi (số cuối 222)");
    // The search of an officer who looks for a trainer.
    let found = app.officer_of(commune.id).await.get("/officer/trainers/new?q=mui").await;
    found.is(200).sees("09•• ••• 222, Thôn Bến Đá, Xã Thử");
    // Who left has the day on the sheet of the month in which they were here.
    let scope = app.trainer_scope(staff.person, commune.id);
    let away = tungngo_domain::membership::Ending::Away;
    app.travel(crate::support::days(3));
    app.store.end_membership(&scope, other.id, away, app.now()).await.unwrap();
    let sheet = app.trainer_of(commune.id).await.get(&format!("{team}/months/2026-12")).await;
    sheet.is(200).sees("Ma Thị Mùi (rời tổ 04/12/2026)");
    assert_eq!(sheet.all("tbody th"), ["Lý Thị Mùi", "Ma Thị Mùi", "Ma Thị Mùi (rời tổ 04/12/2026)"]);
    app.assert_books_agree().await;
}
