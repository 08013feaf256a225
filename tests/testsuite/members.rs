//! The roster: correcting, moving, replacing, leaving, returning; the list that is searched; telling two of one name apart.

use crate::support::{Commune, Form, Login, Member, Page, TestApp};
use tungngo_domain::access::Role;
use tungngo_domain::people::{AddressForm, Phone, TeamRole};
use tungngo_domain::rollup::{ANY_MODULE, Metric};
use tungngo_storage::figures::Ask;
use tungngo_storage::people::{NewPerson, add_person, join_team};

fn page_of(member: &Member) -> String {
    format!("/trainer/members/{}", member.id)
}

/// A trainer of both communes.
async fn trainer_of_both(app: &TestApp, one: Commune, other: Commune) -> Login {
    let staff = app.db_staff("Trần Thị Thu Hằng", Role::Trainer, one.id).await;
    app.db_grant(staff.person, Role::Trainer, other.id).await;
    app.staff(staff.person).await
}

/// What the counters of a team say of rungs: how often somebody started, knows, does or teaches.
async fn counted(app: &TestApp, commune: Commune) -> Vec<u64> {
    let scope = app.trainer_scope(app.db_a_member().without_phone().create().await.id, commune.id);
    let mut sums = Vec::new();
    for team in [commune.team, commune.other_team] {
        let own = app.store.figures(&scope, team, &Ask::default()).await.unwrap().own;
        let rungs = [Metric::Started, Metric::Knows, Metric::Does, Metric::Teaches];
        sums.push(rungs.map(|metric| own.get(ANY_MODULE, metric)).iter().sum());
    }
    sums
}

async fn actions(app: &TestApp) -> Vec<String> {
    let entries = app.store.audit_entries(None).await.unwrap();
    entries.into_iter().map(|entry| entry.action).filter(|one| one.starts_with("member-")).collect()
}

#[tokio::test]
async fn what_is_counted_of_a_member_goes_where_the_member_goes() {
    let app = TestApp::start().await;
    let (here, there) = (app.db_commune().await, app.db_commune().await);
    let member = app.db_a_member().in_team(here.team).create().await;
    app.db_certified(member.id, "thanh-toan", here).await;
    assert_eq!((counted(&app, here).await, counted(&app, there).await), (vec![3, 0], vec![0, 0]));
    let trainer = trainer_of_both(&app, here, there).await;
    let (old, new) = (app.trainer_of(here.id).await, app.trainer_of(there.id).await);
    new.get(&page_of(&member)).await.is(404);

    let form = trainer.get(&format!("{}/move", page_of(&member))).await.form("/move");
    let form = form.set("team", &there.other_team.to_string()).set("role_in_team", "leader");
    trainer.send(&form).await.is(200).sees("Đã chuyển tổ.").sees("tổ trưởng");
    // Tapped twice, or moved to where they are: nobody is told that somebody moved.
    trainer.send(&form).await.is(200).sees("Người này đang ở tổ đã chọn").does_not_see("Đã chuyển tổ.");
    // The second of two taps changes nothing.
    trainer.submit(&form).await.is(303);
    assert_eq!((counted(&app, here).await, counted(&app, there).await), (vec![0, 0], vec![0, 3]));
    old.get(&page_of(&member)).await.is(404);
    old.get("/trainer/former-members").await.is(200).does_not_see("Nguyễn Văn Hòa");
    new.get(&page_of(&member)).await.is(200).sees("Làm được");
    app.assert_books_agree().await;

    let leaving = new.get(&format!("{}/leaving", page_of(&member))).await.form("/leaving");
    new.submit(&leaving).await.is(422).sees("Chọn một mục.");
    new.submit(&leaving.clone().set("why", "moved")).await.is(422);
    new.submit(&leaving.clone().set("why", "other")).await.is(422).sees("Gõ lý do khác.");
    let filled = leaving.set("why", "other").set("why_other", "Đi bộ đội");
    new.send(&filled).await.is(200).sees("Đã cho rời tổ.");
    new.submit(&filled).await.is(303);
    assert_eq!(counted(&app, there).await, [0, 0]);
    new.get(&page_of(&member)).await.is(404);
    app.assert_books_agree().await;
    // Whoever left goes on learning, and is counted nowhere.
    app.learner(&member).await.get("/certificates").await.is(200).sees("Thanh toán thử");
    app.db_pass_test(member.id, "an-toan").await;

    let list = new.get("/trainer/former-members").await;
    list.sees("Nguyễn Văn Hòa").sees("Lý do: Đi bộ đội").sees("Thôn Nà Mây, tổ trưởng");
    old.get(&list.link("Cho trở lại tổ")).await.is(404);
    let back = new.get(&list.link("Cho trở lại tổ")).await.form("/return");
    assert_eq!(back.value("team"), there.other_team.to_string(), "the team they left");
    let back = back.set("team", &there.team.to_string());
    new.send(&back).await.is(200).sees("Đã cho trở lại tổ.");
    new.submit(&back).await.is(303);
    assert_eq!(counted(&app, there).await, [3, 0]);
    new.get("/trainer/former-members").await.does_not_see("Nguyễn Văn Hòa");
    app.assert_books_agree().await;
    assert_eq!(
        actions(&app).await.into_iter().filter(|one| one != "member-read").collect::<Vec<_>>(),
        ["member-returned", "member-left", "member-moved"]
    );
}

#[tokio::test]
async fn who_is_replaced_keeps_the_record_and_the_team_gets_somebody_new_once() {
    let app = TestApp::start().await;
    let commune = app.db_commune().await;
    let member = app.db_a_member().in_team(commune.team).create().await;
    app.db_certified(member.id, "thanh-toan", commune).await;
    let trainer = app.trainer_of(commune.id).await;
    let form = trainer.get(&format!("{}/replacement", page_of(&member))).await.form("/replacement");
    trainer.submit(&form).await.is(422);
    let form = form
        .set("full_name", "Ma Thị Mùi")
        .set("role_in_team", "leader")
        .set("birth_year", "1990")
        .set("body", "other")
        .set("body_other", "Mặt trận")
        .set("phone", "0900 123 456");
    let first = trainer.submit(&form).await.location();
    let second = trainer.submit(&form).await.location();
    assert_eq!(first, second, "a double tap adds one person");
    let page = trainer.get(&first).await;
    page.is(200)
        .sees("Ma Thị Mùi")
        .sees("tổ trưởng")
        .sees("Mặt trận")
        .sees("Chưa")
        .does_not_see("Làm được, ");
    trainer.get(&page_of(&member)).await.is(404);
    let team = format!("/trainer/teams/{}", commune.team);
    trainer.get(&team).await.sees("Ma Thị Mùi").sees("1 thành viên").does_not_see("Nguyễn Văn Hòa");
    trainer.get("/trainer/former-members").await.sees("có người khác thay");
    assert_eq!(counted(&app, commune).await, [0, 0]);
    assert_eq!(
        app.store
            .certificates(member.id)
            .await
            .unwrap()
            .iter()
            .filter(|one| one.revoked_at.is_none())
            .count(),
        1
    );
    app.assert_books_agree().await;
}

#[tokio::test]
async fn a_correction_keeps_what_was_typed_and_the_phone_opens_one_door() {
    let app = TestApp::start().await;
    let commune = app.db_commune().await;
    let member = app.db_a_member().in_team(commune.team).create().await;
    let other = app.db_a_member().named("Ma Thị Mùi").in_team(commune.team).create().await;
    let trainer = app.trainer_of(commune.id).await;
    let form = trainer.get(&format!("{}/edit", page_of(&member))).await.form("/edit");
    assert_eq!((form.value("full_name"), form.value("birth_year")), (member.name.clone(), "1959".to_owned()));
    let wrong = form.clone().set("full_name", "Nguyễn Văn Hoà").set("phone", "12").set("birth_year", "59");
    let page = trainer.submit(&wrong).await;
    page.is(422);
    let again = page.form("/edit");
    assert_eq!((again.value("full_name").as_str(), again.value("phone").as_str()), ("Nguyễn Văn Hoà", "12"));
    let right = form.set("full_name", "Nguyễn Văn Hiền").set("phone", &other.phone).set("body", "Hội phụ nữ");
    let asked = trainer.submit(&right).await;
    asked.is(409).sees("Số điện thoại này đang ghi cho Ma Thị Mùi");
    trainer
        .send(&asked.form("/edit"))
        .await
        .is(200)
        .sees("Đã lưu thông tin.")
        .sees("Nguyễn Văn Hiền")
        .sees("Hội phụ nữ");
    // The number opens the door of whoever had it first; the old one opens nobody's.
    let phone = |text: &str| Phone::read(text).unwrap();
    assert_eq!(app.store.person_by_phone(&phone(&other.phone)).await.unwrap().unwrap().id, other.id);
    assert!(app.store.person_by_phone(&phone(&member.phone)).await.unwrap().is_none());
    trainer.get("/trainer/members?q=hien").await.sees("Nguyễn Văn Hiền");
    trainer.get("/trainer/members?q=hoa").await.sees("Không tìm thấy ai.");
    let entries = app.store.audit_entries(None).await.unwrap();
    let entry = entries.iter().find(|one| one.action == "member-corrected").expect("a line in the trail");
    assert_eq!(entry.detail, "name phone body");
    app.assert_books_agree().await;
}

#[tokio::test]
async fn the_same_form_of_a_new_member_adds_one_and_another_name_another() {
    let app = TestApp::start().await;
    let commune = app.db_commune().await;
    let trainer = app.trainer_of(commune.id).await;
    let form = trainer.get(&format!("/trainer/teams/{}/members/new", commune.team)).await.form("/members");
    let form = form.set("full_name", "Ma Thị Mùi").set("language", "vi");
    let first = trainer.submit(&form).await.location();
    assert_eq!(trainer.submit(&form).await.location(), first);
    assert_ne!(trainer.submit(&form.set("full_name", "Ma Thị Mận")).await.location(), first);
    trainer.get(&format!("/trainer/teams/{}", commune.team)).await.sees("2 thành viên");
}

#[tokio::test]
async fn a_namesake_a_phone_of_another_and_a_second_leader_are_asked_about_once_and_forbid_nothing() {
    let app = TestApp::start().await;
    let (commune, foreign) = (app.db_commune().await, app.db_commune().await);
    let trainer = app.trainer_of(commune.id).await;
    let member = |name: &str| app.db_a_member().named(name);
    member("Bàn Thị Mẩy").phone("0900000421").in_team(commune.team).leading().create().await;
    let other = member("Lý Văn Chanh").phone("0900000422").in_team(commune.other_team).create().await.id;
    member("Ma Văn Xa").phone("0900000423").in_team(foreign.team).create().await;
    let add = format!("/trainer/teams/{}/members", commune.team);
    let form = trainer.get(&[&add, "/new"].concat()).await.form("/members");
    let form =
        form.set("full_name", "Bàn Thị Mây").set("phone", "0900 000 422").set("role_in_team", "leader");
    let asked = trainer.submit(&form).await;
    asked.is(409).sees("Trong tổ đã có Bàn Thị Mẩy, sinh 1959").sees("đang ghi cho Lý Văn Chanh");
    asked.sees("Tổ đang có tổ trưởng là Bàn Thị Mẩy").sees("Đúng, vẫn ghi");
    // What was typed stands in the form; yes to this is no yes to something else.
    let again = asked.form("/members");
    assert_eq!(
        (again.value("full_name"), again.value("role_in_team")),
        ("Bàn Thị Mây".into(), "leader".into())
    );
    trainer
        .submit(&again.clone().set("phone", "0900 000 421"))
        .await
        .is(409)
        .sees("đang ghi cho Bàn Thị Mẩy");
    // Nothing is told of who is out of reach; the form of the second tap asks nothing.
    trainer.submit(&again).await.is(303);
    trainer.submit(&form).await.is(303);
    let third = trainer.submit(&again.clone().set("phone", "0900 000 423")).await;
    third.is(409).sees("Trong tổ đã có Bàn Thị Mây").does_not_see("Ma Văn Xa");
    trainer.submit(&third.form("/members")).await.is(303);
    let team = trainer.get(&format!("/trainer/teams/{}", commune.team)).await;
    team.sees("Bàn Thị Mẩy").sees("(số cuối 422)").sees("(số cuối 423)");
    // A correction asks about what it changes.
    let edit = format!("/trainer/members/{other}/edit");
    let form = trainer.get(&edit).await.form("/edit").set("role_in_team", "deputy");
    trainer.submit(&form).await.is(303);
    let form = trainer.get(&edit).await.form("/edit").set("phone", "0900 000 421");
    let asked = trainer.submit(&form).await;
    asked.is(409).sees("đang ghi cho Bàn Thị Mẩy").does_not_see("tổ trưởng là");
    trainer.submit(&asked.form("/edit")).await.is(303);
    // So does a move to a team that is led.
    let form = trainer.get(&format!("/trainer/members/{other}/move")).await.post_form("/move");
    let asked =
        trainer.submit(&form.set("team", &commune.team.to_string()).set("role_in_team", "leader")).await;
    asked.is(409).sees("Tổ đang có tổ trưởng là");
    trainer.submit(&asked.post_form("/move")).await.is(303);
    trainer.get(&format!("/trainer/teams/{}", commune.team)).await.sees("Lý Văn Chanh");
    app.assert_books_agree().await;
}

#[tokio::test]
async fn two_of_one_name_are_told_apart_everywhere() {
    let app = TestApp::start().await;
    let commune = app.db_commune().await;
    let (one, two) = (
        app.db_a_member().phone("0900 000 111").in_team(commune.team).create().await,
        app.db_a_member().phone("0900 000 222").in_team(commune.team).create().await,
    );
    // Of the same name in the next village: nobody mistakes them there.
    let third = app.db_a_member().in_team(commune.other_team).create().await;
    app.db_pass_test(one.id, "thanh-toan").await;
    let trainer = app.trainer_of(commune.id).await;
    let team = format!("/trainer/teams/{}", commune.team);
    for path in
        [team.clone(), format!("{team}/cards"), "/trainer/members".to_owned(), "/trainer/cards".to_owned()]
    {
        trainer.get(&path).await.sees("Nguyễn Văn Hòa (số cuối 111)").sees("Nguyễn Văn Hòa (số cuối 222)");
    }
    trainer.get("/trainer").await.sees("Nguyễn Văn Hòa (số cuối 111)");
    assert_eq!(trainer.get(&page_of(&two)).await.heading(), "Nguyễn Văn Hòa (số cuối 222)");
    assert_eq!(trainer.get(&page_of(&third)).await.heading(), "Nguyễn Văn Hòa");
    let edit = trainer.get(&format!("{}/edit", page_of(&one))).await.form("/edit").set("birth_year", "1961");
    trainer.send(&edit).await;
    trainer.get(&team).await.sees("Nguyễn Văn Hòa (sinh 1961)").sees("Nguyễn Văn Hòa (sinh 1959)");
}

/// Adds members quickly, in the order of their names.
async fn many(app: &TestApp, commune: Commune, count: usize) {
    let now = app.now();
    app.store
        .write(async |txn| {
            for n in 0..count {
                let new = NewPerson {
                    full_name: format!("Nông Văn {}", ["An", "Ánh", "Bền", "Đông", "Ươm"][n % 5]),
                    address_form: AddressForm::Bac,
                    phone: None,
                    birth_year: Some(1950 + (n as i32) % 50),
                    device: None,
                };
                let id = add_person(txn, new, now).await?;
                join_team(txn, id, commune.team, TeamRole::Member, now).await?;
            }
            Ok(())
        })
        .await
        .unwrap();
}

fn names(page: &Page) -> Vec<String> {
    page.all("ul.rows b")
}

#[tokio::test]
async fn the_list_of_members_pages_by_key_in_vietnamese_order_and_finds_without_marks() {
    let app = TestApp::start().await;
    let (commune, next_door) = (app.db_commune().await, app.db_commune().await);
    many(&app, commune, 230).await;
    let stranger =
        app.db_a_member().named("Nông Văn Bền").phone("0900 000 777").in_team(next_door.team).create().await;
    let trainer = app.trainer_of(commune.id).await;
    let mut page = trainer.get("/trainer/members").await;
    page.is(200).sees("230 thành viên.");
    let mut all = names(&page);
    assert_eq!(all.len(), 100);
    while page.text().contains("Trang sau") {
        page = trainer.get(&page.link("Trang sau")).await;
        all.extend(names(&page));
    }
    assert_eq!(all.len(), 230);
    let given: Vec<&str> = all.iter().map(|name| name.split(' ').nth(2).unwrap()).collect();
    let order = ["An", "Ánh", "Bền", "Đông", "Ươm"];
    assert!(given.is_sorted_by_key(|name| order.iter().position(|one| one == name)), "{given:?}");
    assert_eq!(trainer.get(&page.link("Về đầu danh sách")).await.all("ul.rows b").len(), 100);
    // A team of this size pages too.
    let team = trainer.get(&format!("/trainer/teams/{}", commune.team)).await;
    team.sees("230 thành viên");
    assert_eq!(team.all("table.mx tbody tr").len(), 100);
    assert_eq!(trainer.get(&team.link("Trang sau")).await.all("table.mx tbody tr").len(), 100);

    let found = trainer.get("/trainer/members?q=van+DONG").await;
    found.sees("Tìm thấy 46 trong 230 thành viên.");
    assert_eq!(names(&found).len(), 46);
    trainer.get("/trainer/members?q=0900+000+777").await.sees("Không tìm thấy ai.");
    trainer.get("/trainer/members?q=%25").await.sees("230 thành viên.");
    trainer.get("/trainer/members?q=ong").await.sees("Không tìm thấy ai.");
    app.trainer_of(next_door.id).await.get("/trainer/members?q=000777").await.sees("Tìm thấy 1 trong 1");
    // Whatever stands for a cursor: no error, and somebody out of reach has no place in this order.
    let first = names(&trainer.get("/trainer/members").await);
    for cursor in ["", "x", "%00", "1;DROP", &uuid::Uuid::new_v4().to_string(), &stranger.id.to_string()] {
        let page = trainer.get(&format!("/trainer/members?after={cursor}")).await;
        assert_eq!(names(page.is(200)), first, "{cursor}");
    }
    for cursor in ["x", &stranger.id.to_string()] {
        trainer.get(&format!("/trainer/former-members?after={cursor}")).await.is(200);
        trainer.get(&format!("/trainer/teams/{}?after={cursor}", commune.team)).await.is(200);
    }
}

#[tokio::test]
async fn sec_z3_nobody_is_moved_out_of_reach_or_into_what_is_no_team() {
    let app = TestApp::start().await;
    let (here, there) = (app.db_commune().await, app.db_commune().await);
    let member = app.db_a_member().in_team(here.team).create().await;
    let former = app.db_former(here).await;
    let trainer = app.trainer_of(here.id).await;
    let form = trainer.get(&format!("{}/move", page_of(&member))).await.form("/move");
    let back = Form { action: format!("/trainer/former-members/{}/return", former.id), ..form.clone() };
    for team in [there.team, here.id, here.province, tungngo_domain::ids::UnitId(uuid::Uuid::new_v4())] {
        trainer.submit(&form.clone().set("team", &team.to_string())).await.is(404);
        trainer.submit(&back.clone().set("team", &team.to_string())).await.is(404);
    }
    trainer.submit(&form.clone().set("team", "")).await.is(422);
    // A present member is nobody who left, and the other way round.
    trainer.get(&format!("/trainer/former-members/{}/return", member.id)).await.is(404);
    for page in ["edit", "move", "replacement", "leaving"] {
        trainer.get(&format!("/trainer/members/{}/{page}", former.id)).await.is(404);
    }
    assert_eq!(app.store.place(member.id).await.unwrap().unwrap().team, here.team);
    assert!(app.store.place(former.id).await.unwrap().is_none());
    app.assert_books_agree().await;
}

#[tokio::test]
async fn among_very_many_teams_the_commune_is_chosen_first() {
    let app = TestApp::start().await;
    let (commune, next_door) = (app.db_commune().await, app.db_commune().await);
    let member = app.db_a_member().in_team(commune.team).create().await;
    app.db_teams(next_door.id, "Thôn Pác Ngòi", 200).await;
    let trainer = trainer_of_both(&app, commune, next_door).await;
    let path = format!("{}/move", page_of(&member));
    let page = trainer.get(&path).await;
    let form = page.is(200).post_form(&path);
    let teams = |form: &Form| form.choices.iter().filter(|(name, ..)| name == "team").count();
    assert_eq!((teams(&form), form.value("team")), (2, commune.team.to_string()));
    let choice = page.form(&path);
    assert_eq!(choice.value("commune"), commune.id.to_string());
    assert_eq!(choice.choices.len(), 2, "those within reach, not the country's");
    let page = trainer.get(&choice.set("commune", &next_door.id.to_string()).address()).await;
    let form = page.is(200).post_form(&path);
    assert_eq!(teams(&form), 202);
    trainer.send(&form.without("team").choose("Thôn Pác Ngòi 200")).await.is(200);
    let moved = app.store.place(member.id).await.unwrap().unwrap();
    assert_eq!((moved.commune, moved.team_name.as_str()), (next_door.id, "Thôn Pác Ngòi 200"));
}
