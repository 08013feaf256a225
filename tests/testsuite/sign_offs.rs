//! Signing off what was seen: never one's own, never what one does not hold, all or nothing (Z6).

use crate::support::{Form, TestApp};
use tungngo_domain::access::Role;
use tungngo_domain::ids::Slug;

fn module() -> Slug {
    Slug::parse("thanh-toan").unwrap()
}

#[tokio::test]
async fn sec_z6_nobody_signs_off_their_own_record() {
    let app = TestApp::start().await;
    let commune = app.db_commune().await;
    let member = app.db_a_member().in_team(commune.team).create().await;
    let neighbour = app.db_a_member().named("Ma Thị Mùi").in_team(commune.team).create().await;
    app.db_grant(member.id, Role::Trainer, commune.id).await;
    app.db_holding(member.id, "thanh-toan").await;
    let trainer = app.staff(member.id).await;
    let own = format!("/trainer/members/{}", member.id);
    let page = trainer.get(&own).await;
    page.is(200).sees("Không tự xác nhận cho mình. Nhờ tập huấn viên khác xem.");
    assert!(page.find_form("/sign-offs").is_none());
    // Another member's form, sent to one's own address.
    let form = trainer.get(&format!("/trainer/members/{}", neighbour.id)).await;
    let form = form.form("/modules/thanh-toan/sign-offs").choose("Tự mở ứng dụng");
    let forged = Form { action: format!("{own}/modules/thanh-toan/sign-offs"), ..form.clone() };
    trainer.submit(&forged).await.is(403);
    assert!(app.store.named_sign_offs(member.id, &module()).await.unwrap().is_empty());
    // Nor prints one's own card.
    let card = Form { action: format!("{own}/cards"), ..form.clone() };
    trainer.submit(&card).await.is(403);
    trainer.submit(&form).await.is(303);
    app.assert_books_agree().await;
}

#[tokio::test]
async fn sec_z6_a_sign_off_needs_the_module_and_takes_all_acts_or_none() {
    let app = TestApp::start().await;
    let commune = app.db_commune().await;
    let member = app.db_a_member().in_team(commune.team).create().await;
    let staff = app.db_staff("Trần Thị Thu Hằng", Role::Trainer, commune.id).await;
    app.db_holding(staff.person, "thanh-toan").await;
    let trainer = app.staff(staff.person).await;
    let path = format!("/trainer/members/{}", member.id);
    let page = trainer.get(&path).await;
    assert!(page.find_form("/modules/an-toan/sign-offs").is_none(), "not held");
    let form = page.form("/modules/thanh-toan/sign-offs");
    let other = Form { action: format!("{path}/modules/an-toan/sign-offs"), ..form.clone() };
    trainer.submit(&other.clone().tick("item", "atth1")).await.is(403);
    // The acts are folded away until the member waits for them, or something was wrong.
    assert_eq!(page.all("details[open] > summary"), Vec::<String>::new());
    let wrong = trainer.submit(&form).await;
    wrong.is(422).sees("Đánh dấu việc đã thấy tận mắt rồi bấm lại.");
    assert_eq!(wrong.all("details[open] > summary").len(), 1);
    app.db_pass_test(member.id, "thanh-toan").await;
    let waits = trainer.get(&path).await.all("details[open] > summary");
    assert!(waits.len() == 1 && waits[0].starts_with("Xác nhận việc đã thấy, còn 3 việc"), "{waits:?}");
    // One act that is not of this module, at each place among the good ones.
    for bad in ["atth1", "khong-co", "TTTH1", "", "../x"] {
        for place in 0..3 {
            let mut items = vec!["ttth1", "ttth2"];
            items.insert(place, bad);
            let filled = items.iter().fold(form.clone(), |form, item| form.tick("item", item));
            trainer.submit(&filled).await.is(404);
        }
    }
    for module in ["khong-co", "dich-vu-cong"] {
        let other = Form { action: format!("{path}/modules/{module}/sign-offs"), ..form.clone() };
        trainer.submit(&other.tick("item", "ttth1")).await.is(404);
    }
    assert!(app.store.named_sign_offs(member.id, &module()).await.unwrap().is_empty());
    trainer.submit(&form.tick("item", "ttth1").tick("item", "ttth2")).await.is(303);
    assert_eq!(app.store.named_sign_offs(member.id, &module()).await.unwrap().len(), 2);
    app.assert_books_agree().await;
}

#[tokio::test]
async fn a_sign_off_is_taken_back_with_a_reason_and_the_act_can_be_signed_again() {
    let app = TestApp::start().await;
    let commune = app.db_commune().await;
    let member = app.db_a_member().in_team(commune.team).create().await;
    let trainer = app.trainer_of(commune.id).await;
    let path = format!("/trainer/members/{}", member.id);
    let form = trainer.get(&path).await.form("/modules/thanh-toan/sign-offs");
    let page = trainer.send(&form.choose("Tự mở ứng dụng").choose("Tự đọc tên")).await;
    page.sees("Làm được, 01/12").sees("Đã xác nhận");
    let signed = app.store.named_sign_offs(member.id, &module()).await.unwrap();
    let form = page.form(&format!("/trainer/sign-offs/{}/revocation", signed[0].id));
    let empty = trainer.submit(&form.clone().set("reason", " \u{200B} ")).await.status;
    assert!([400, 422].contains(&empty), "{empty}");
    let page = trainer.send(&form.clone().set("reason", "Nhầm người")).await;
    page.is(200).sees("Đã thu lại xác nhận.").does_not_see("Làm được, 01/12");
    // Once more is no second taking back.
    trainer.submit(&form.set("reason", "Nhầm người")).await.is(303);
    let left = app.store.named_sign_offs(member.id, &module()).await.unwrap();
    assert_eq!(left.len(), 1);
    let form = trainer.get(&path).await.form("/modules/thanh-toan/sign-offs");
    assert_eq!(
        form.choices.iter().filter(|(name, ..)| name == "item").count(),
        2,
        "the act, and the teach-back"
    );
    let again = form.choices.iter().find(|(_, value, _)| value.starts_with("ttth")).unwrap().1.clone();
    trainer.send(&form.tick("item", &again)).await.sees("Làm được, 01/12");
    app.assert_books_agree().await;
}

#[tokio::test]
async fn sec_z6_a_trainer_from_outside_takes_nothing_back() {
    let app = TestApp::start().await;
    let (ours, theirs) = (app.db_commune().await, app.db_commune().await);
    let member = app.db_a_member().in_team(ours.team).create().await;
    app.db_certified(member.id, "thanh-toan", ours).await;
    let signed = app.store.named_sign_offs(member.id, &module()).await.unwrap();
    let stranger = app.trainer_of(theirs.id).await;
    let token = stranger.get("/me").await.form("/me").value("csrf");
    let form = Form {
        action: format!("/trainer/sign-offs/{}/revocation", signed[0].id),
        fields: vec![("csrf".to_owned(), token), ("reason".to_owned(), "thử".to_owned())],
        choices: vec![],
        rows: vec![],
    };
    stranger.submit(&form).await.is(404);
    assert_eq!(app.store.named_sign_offs(member.id, &module()).await.unwrap().len(), 2);
}

#[tokio::test]
async fn the_same_sign_off_form_twice_and_two_trainers_at_once_are_one_certificate() {
    let app = TestApp::setup().with_workers(2).start().await;
    let commune = app.db_commune().await;
    let member = app.db_a_member().in_team(commune.team).create().await;
    app.db_pass_test(member.id, "thanh-toan").await;
    let (one, two) = (app.trainer_of(commune.id).await, app.trainer_of(commune.id).await);
    let path = format!("/trainer/members/{}", member.id);
    let form = |page: crate::support::Page| {
        page.form("/modules/thanh-toan/sign-offs").choose("Tự mở ứng dụng").choose("Tự đọc tên")
    };
    let (a, b) = (form(one.get(&path).await), form(two.get(&path).await));
    let sent = futures_util::future::join_all(
        (0..10).map(async |n| if n % 2 == 0 { one.submit(&a).await } else { two.submit(&b).await }),
    );
    for page in sent.await {
        page.is(303);
    }
    assert_eq!(app.store.certificates(member.id).await.unwrap().len(), 1);
    assert_eq!(app.store.named_sign_offs(member.id, &module()).await.unwrap().len(), 2);
    app.assert_books_agree().await;
}
