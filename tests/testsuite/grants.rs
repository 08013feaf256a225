//! The officer's trainers: granted for units, modules and dates; over by themselves; never for oneself.

use crate::support::{Form, TestApp, days};
use tungngo_domain::access::Role;
use tungngo_domain::ids::Slug;

const NEW: &str = "/officer/trainers/new";

#[tokio::test]
async fn an_officer_makes_a_member_a_trainer_for_one_module_and_the_grant_ends_by_itself() {
    let app = TestApp::start().await;
    let commune = app.db_commune().await;
    let teacher = app.db_a_member().named("Trần Thị Thu Hằng").in_team(commune.other_team).create().await;
    let member = app.db_a_member().in_team(commune.team).create().await;
    for module in ["thanh-toan", "an-toan"] {
        app.db_holding(teacher.id, module).await;
    }
    let officer = app.officer_of(commune.id).await;
    officer.get("/officer/trainers").await.is(200).sees("Chưa có tập huấn viên nào.");
    let found = officer.get(&format!("{NEW}?q=thu+hang")).await;
    let form = officer.get(&found.link("Trần Thị Thu Hằng")).await.form("/officer/trainers");
    officer.submit(&form).await.is(422).sees("Chọn ít nhất một nơi.").sees("Gõ ngày theo kiểu");
    let form = form
        .set("account", "thu.hang")
        .set("until", "05/12/2026")
        .choose("Thanh toán thử")
        .tick("unit", &commune.id.to_string());
    officer.submit(&form.clone().set("until", "30/11/2026")).await.is(422).sees("Ngày cuối phải từ hôm nay");
    officer.submit(&form.clone().tick("module", "khong-co")).await.is(422);
    let made = officer.submit(&form).await;
    made.is(200).sees("Trần Thị Thu Hằng");
    let list = officer.get("/officer/trainers").await;
    list.sees("Từ 01/12/2026 đến 05/12/2026").sees("Chưa nhận lời mời").sees("Thanh toán thử");

    app.db_passphrase(teacher.id).await;
    let trainer = app.staff(teacher.id).await;
    let page = trainer.get(&format!("/trainer/members/{}", member.id)).await;
    page.is(200).sees("Việc giao cho tập huấn viên ở đây không gồm chuyên đề An toàn thử");
    assert!(page.find_form("/modules/an-toan/sign-offs").is_none());
    let form = page.form("/modules/thanh-toan/sign-offs").choose("Tự mở ứng dụng");
    // The limit holds below the page too.
    let forged =
        Form { action: form.action.replace("thanh-toan", "an-toan"), ..form.clone().set("item", "atth1") };
    trainer.submit(&forged).await.is(403);
    assert!(app.store.named_sign_offs(member.id, &Slug::parse("an-toan").unwrap()).await.unwrap().is_empty());
    trainer.send(&form).await.is(200).sees("Đã xác nhận");
    // sec_z2: the same login, after the last day.
    app.travel(days(4));
    app.staff(teacher.id).await.get("/trainer").await.is(200);
    app.travel(days(1));
    let later = app.staff(teacher.id).await;
    later.get("/trainer").await.is(404);
    let token = later.get("/me").await.form("/me").value("csrf");
    later.submit(&form.set("csrf", &token)).await.is(404);
    app.officer_of(commune.id).await.get("/officer/trainers").await.sees("Đã hết hạn");
    app.assert_books_agree().await;
}

#[tokio::test]
async fn sec_z2_a_changed_or_ended_grant_counts_at_the_next_request() {
    let app = TestApp::start().await;
    let commune = app.db_commune().await;
    let member = app.db_a_member().in_team(commune.team).create().await;
    let trainer = app.trainer_of(commune.id).await;
    let path = format!("/trainer/members/{}", member.id);
    let sign = trainer.get(&path).await.form("/modules/an-toan/sign-offs");
    let grant = app.db_grant_id(trainer.person).await;
    let officer = app.officer_of(commune.id).await;
    let change = officer.get(&format!("/officer/trainers/{grant}")).await;
    let form = change.form(&format!("/officer/trainers/{grant}")).set("until", "31/12/2026");
    officer.send(&form.clone().choose("Thanh toán thử")).await.is(200).sees("Đã lưu thay đổi.");
    trainer.submit(&sign.clone().tick("item", "atth1")).await.is(403);
    assert!(trainer.get(&path).await.find_form("/modules/thanh-toan/sign-offs").is_some());
    // For all modules again.
    officer.send(&form).await.is(200).sees("Mọi chuyên đề");
    assert!(trainer.get(&path).await.find_form("/modules/an-toan/sign-offs").is_some());
    let ending = change.form("/ending");
    officer.send(&ending).await.is(200).sees("Đã kết thúc");
    trainer.get("/trainer").await.is(404);
    // Twice is once, and what has ended is not changed any more.
    officer.submit(&ending).await.is(303);
    officer.submit(&form).await.is(404);
    let entries = app.store.audit_entries(None).await.unwrap();
    let of_grant: Vec<(&str, &str)> = entries
        .iter()
        .filter(|one| ["role-changed", "role-ended"].contains(&one.action.as_str()))
        .map(|one| (one.action.as_str(), one.detail.as_str()))
        .collect();
    assert_eq!(
        of_grant,
        [
            ("role-ended", "trainer"),
            ("role-changed", "trainer 2026-12-01 2026-12-31"),
            ("role-changed", "trainer 2026-12-01 2026-12-31 thanh-toan"),
        ]
    );
    app.assert_books_agree().await;
}

#[tokio::test]
async fn a_trainer_may_have_other_modules_in_another_commune() {
    let app = TestApp::start().await;
    let (here, there) = (app.db_commune().await, app.db_commune().await);
    let ours = app.db_a_member().in_team(here.team).create().await;
    let theirs = app.db_a_member().named("Ma Thị Mùi").in_team(there.team).create().await;
    let staff = app.db_staff("Trần Thị Thu Hằng", Role::Trainer, here.id).await;
    app.db_grant(staff.person, Role::Trainer, there.id).await;
    for module in ["thanh-toan", "an-toan"] {
        app.db_holding(staff.person, module).await;
    }
    let province = app.officer_of(here.province).await;
    let list = province.get(&format!("{NEW}?q=hang")).await;
    list.is(200);
    let grants = app.store.all_rights(app.now()).await.unwrap();
    for (unit, module) in [(here.id, "Thanh toán thử"), (there.id, "An toàn thử")] {
        let grant = grants.iter().find(|one| one.person == staff.person && one.right.unit == unit).unwrap();
        let page = province.get(&format!("/officer/trainers/{}", grant.id)).await;
        let form = page.form(&format!("/officer/trainers/{}", grant.id)).set("until", "31/12/2027");
        province.send(&form.choose(module)).await.is(200);
    }
    let trainer = app.staff(staff.person).await;
    let may = async |id: tungngo_domain::ids::PersonId, module: &str| {
        let page = trainer.get(&format!("/trainer/members/{id}")).await;
        page.find_form(&format!("/modules/{module}/sign-offs")).is_some()
    };
    assert!(may(ours.id, "thanh-toan").await && !may(ours.id, "an-toan").await);
    assert!(!may(theirs.id, "thanh-toan").await && may(theirs.id, "an-toan").await);
    // Taking back what somebody signed off is the same right.
    app.db_certified(theirs.id, "thanh-toan", there).await;
    let signed = app.store.named_sign_offs(theirs.id, &Slug::parse("thanh-toan").unwrap()).await.unwrap();
    let token = trainer.get("/me").await.form("/me").value("csrf");
    let form = Form {
        action: format!("/trainer/sign-offs/{}/revocation", signed[0].id),
        fields: vec![("csrf".to_owned(), token), ("reason".to_owned(), "thử".to_owned())],
        choices: vec![],
        rows: vec![],
    };
    trainer.submit(&form).await.is(403);
    app.assert_books_agree().await;
}

#[tokio::test]
async fn somebody_new_is_invited_and_an_officer_grants_only_within_reach_and_never_to_themselves() {
    let app = TestApp::start().await;
    let (here, there) = (app.db_commune().await, app.db_commune().await);
    let officer = app.officer_of(here.id).await;
    let form = officer.get(NEW).await.form("/officer/trainers");
    let form = form
        .set("full_name", "Phạm Văn Nối")
        .set("account", "van.noi")
        .set("until", "31/12/2027")
        .choose("Xã Thử")
        .choose("Thôn Bến Đá");
    for unit in [there.id, here.province, there.team, tungngo_domain::ids::UnitId(uuid::Uuid::new_v4())] {
        officer.submit(&form.clone().tick("unit", &unit.to_string())).await.is(404);
    }
    assert!(app.store.person_by_account("van.noi").await.unwrap().is_none(), "all or nothing");
    let page = officer.submit(&form).await;
    page.is(200).sees("Phạm Văn Nối");
    let link = page.body().split("/invitation/").nth(1).unwrap().split('"').next().unwrap().to_owned();
    app.visitor().get(&format!("/invitation/{link}")).await.is(200);
    let list = officer.get("/officer/trainers").await;
    list.sees("Thôn Bến Đá").sees("Mọi chuyên đề");
    assert_eq!(list.all("ul.rows b"), ["Phạm Văn Nối", "Phạm Văn Nối"], "a grant a unit");
    app.officer_of(there.id).await.get("/officer/trainers").await.does_not_see("Phạm Văn Nối");
    officer.submit(&form).await.is(422).sees("tài khoản");
    // Once more for the same person and term: a new link, no second grant.
    let known = app.store.person_by_account("van.noi").await.unwrap().unwrap();
    let again = officer.get(&format!("{NEW}?person={}", known.id)).await.form("/officer/trainers");
    let again = again.set("until", "31/12/2027").choose("Xã Thử").choose("Thôn Bến Đá");
    officer.submit(&again).await.is(200);
    assert_eq!(officer.get("/officer/trainers").await.all("ul.rows b").len(), 2);
    // Nobody of another commune is found or granted anything.
    let stranger = app.db_a_member().named("Ma Thị Mùi").in_team(there.team).create().await;
    officer.get(&format!("{NEW}?q=mui")).await.does_not_see("Ma Thị Mùi");
    officer.get(&format!("{NEW}?person={}", stranger.id)).await.is(404);
    officer.submit(&again.clone().set("person", &stranger.id.to_string())).await.is(404);
    // Who was a trainer here and is a member elsewhere is found, and nothing is said of where.
    let moved = app.db_a_member().named("Sùng Thị Dở").in_team(there.team).create().await;
    app.db_grant(moved.id, Role::Trainer, here.id).await;
    let near = app.db_a_member().named("Sùng Thị Gần").in_team(here.team).create().await;
    let found = officer.get(&format!("{NEW}?q=sung+thi")).await;
    found.sees("Sùng Thị Dở").sees(", Thôn Bến Đá, Xã Thử");
    assert_eq!(found.text().matches(", Thôn Bến Đá").count(), 1, "only of {}: {}", near.id, found.text());
    // An officer who is a member of the commune too.
    let own = app.db_a_member().named("Lê Văn Xã").in_team(here.team).create().await;
    app.db_grant(own.id, Role::Officer, here.id).await;
    let both = app.staff(own.id).await;
    let form = both.get(&format!("{NEW}?person={}", own.id)).await.form("/officer/trainers");
    let form = form.set("until", "31/12/2027").set("account", "le.van.xa").choose("Xã Thử");
    let page = both.submit(&form).await;
    page.is(422).sees("Không tự cấp cho mình.");
    app.db_grant(own.id, Role::Trainer, here.id).await;
    let grant = app.db_grant_id(own.id).await;
    let change = both.get(&format!("/officer/trainers/{grant}")).await;
    both.submit(&change.form("/ending")).await.is(403);
    both.submit(&change.form(&format!("/officer/trainers/{grant}")).set("until", "31/12/2027")).await.is(403);
    app.assert_books_agree().await;
}

#[tokio::test]
async fn sec_p7_an_officer_makes_no_invitation_for_somebody_with_a_role_of_others() {
    let app = TestApp::start().await;
    let commune = app.db_commune().await;
    // Invited as administrator, not come in yet; a member of the commune besides.
    let staff = app.db_staff("Ngô Văn Trị", Role::Administrator, app.db_nation().await).await;
    let now = app.now();
    app.store
        .write(async |txn| {
            tungngo_storage::people::join_team(
                txn,
                staff.person,
                commune.team,
                tungngo_domain::people::TeamRole::Member,
                now,
            )
            .await
        })
        .await
        .unwrap();
    let pending = app.db_invitation(staff.person).await;
    let officer = app.officer_of(commune.id).await;
    let form = officer.get(&format!("{NEW}?person={}", staff.person)).await.form("/officer/trainers");
    let form = form.set("until", "31/12/2027").tick("unit", &commune.id.to_string());
    officer.send(&form).await.is(200).sees("Đã giao việc.");
    app.visitor().get(&format!("/invitation/{pending}")).await.is(200);
}
