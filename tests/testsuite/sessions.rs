//! A taught evening: planned, run on the phone, closed; signing off only what was seen, all or nothing (Z6).

use crate::support::{Commune, Form, Login, Member, TestApp};
use chrono::Duration;
use tungngo_domain::access::Role;
use tungngo_domain::ids::{PersonId, SessionId, Slug};

fn module() -> Slug {
    Slug::parse("thanh-toan").unwrap()
}

struct Evening {
    app: TestApp,
    commune: Commune,
    trainer: Login,
    people: Vec<Member>,
    id: SessionId,
    path: String,
}

/// An evening of a team of so many, about one module.
async fn evening(people: usize) -> Evening {
    let app = TestApp::start().await;
    let commune = app.db_commune().await;
    let mut team = Vec::new();
    for n in 0..people {
        team.push(app.db_a_member().named(&format!("Ma Văn Số{n:02}")).in_team(commune.team).create().await);
    }
    let trainer = app.trainer_of(commune.id).await;
    let id = app.db_session(trainer.person, commune.id, &[commune.team], &["thanh-toan"]).await;
    Evening { path: format!("/trainer/sessions/{id}"), app, commune, trainer, people: team, id }
}

impl Evening {
    async fn all_present(&self) {
        let form = self.trainer.get(&self.path).await.form("/attendance").tick("all", "1");
        self.trainer.submit(&form).await.is(303);
    }

    async fn signed(&self, person: PersonId) -> usize {
        self.app.store.named_sign_offs(person, &module()).await.unwrap().len()
    }

    async fn person_form(&self, person: PersonId) -> Form {
        let action = format!("{}/members/{person}", self.path);
        self.trainer.get(&action).await.form(&action)
    }
}

#[tokio::test]
async fn an_evening_is_planned_run_and_closed() {
    let app = TestApp::start().await;
    let commune = app.db_commune().await;
    let one = app.db_a_member().named("Ma Thị Mùi").in_team(commune.team).create().await;
    let other = app.db_a_member().named("Triệu Văn Thành").in_team(commune.other_team).create().await;
    let trainer = app.trainer_of(commune.id).await;
    let page = trainer.get("/trainer/sessions/new").await;
    page.is(200);
    let form = page.form("/trainer/sessions");
    trainer.submit(&form).await.is(422).sees("Ghi nơi tập huấn.").sees("Chọn ít nhất một tổ.");
    let form = form
        .set("place", "Nhà văn hóa")
        .set("date", "05/12/2026")
        .set("time", "19h30")
        .choose("Thanh toán thử")
        .tick("team", &commune.team.to_string());
    let page = trainer.send(&form).await;
    page.is(200)
        .sees("Thứ Bảy 05/12/2026")
        .sees("19 giờ 30, Nhà văn hóa")
        .sees("Ma Thị Mùi")
        .sees("0/2 việc");
    page.does_not_see("Triệu Văn Thành");
    let path = page.path.split('?').next().unwrap().to_owned();
    page.does_not_see("ngày này đã qua");
    // The same form twice is one evening.
    trainer.submit(&form).await.is(303);
    trainer.get("/trainer/sessions").await.sees("Thứ Bảy 05/12/2026");
    assert_eq!(trainer.get("/trainer/sessions").await.all("main li").len(), 1);
    // Who joins the team later is invited too.
    let later = app.db_a_member().named("Nông Văn Bền").in_team(commune.team).create().await;
    trainer.get(&path).await.sees("Nông Văn Bền").sees("2 người được mời, 0 người có mặt");
    trainer.get(&format!("{path}/reminders")).await.is(200).sees("Kính mời bác Ma Thị Mùi");
    let sheet = trainer.get(&format!("{path}/attendance-sheet")).await;
    assert_eq!(sheet.all("tbody tr").len(), 14, "blank rows fill it up");
    // One comes who was not invited; found without marks.
    let found = trainer.get(&format!("{path}/guests?q=trieu")).await;
    let token = trainer.get(&path).await.form("/attendance").value("csrf");
    let mut guest = found.sees("Triệu Văn Thành").form("/guests").set("csrf", &token);
    guest.fields.push(("member".to_owned(), other.id.to_string()));
    trainer.send(&guest).await.sees("1 người có mặt");
    trainer.get(&format!("{path}/guests?q=%25%25")).await.sees("Trong địa bàn không có ai tên như vậy.");
    // Seen doing it, so there.
    let action = format!("{path}/members/{}", one.id);
    let form = trainer.get(&action).await.form(&action);
    let form = form
        .set("o.thanh-toan.ttth1", "alone")
        .set("o.thanh-toan.ttth2", "helped")
        .tick("note", "large-text");
    trainer.send(&form).await.is(200).sees("Đã ghi.").sees("Đã xác nhận");
    let page = trainer.get(&path).await;
    page.sees("1/2 việc").sees("2 người có mặt, 1 việc tự làm được.");
    // A double tap is one event.
    trainer.submit(&form).await.is(303);
    let events = app.store.named_sign_offs(one.id, &module()).await.unwrap();
    assert_eq!(events.len(), 1);
    let progress = app.store.progress(one.id, &module()).await.unwrap();
    assert_eq!(progress.observations.len(), 1, "what needed help is kept");
    assert!(progress.module.does_at.is_none());
    // Helped becomes alone: the second act, and with it the rung.
    let form = trainer.get(&action).await.form(&action).set("o.thanh-toan.ttth2", "alone");
    trainer.submit(&form).await.is(303);
    assert!(app.store.progress(one.id, &module()).await.unwrap().module.does_at.is_some());
    // Closing.
    let closing = trainer.get(&format!("{path}/closing")).await;
    trainer
        .send(&closing.form("/closing"))
        .await
        .is(200)
        .sees("Ma Thị Mùi")
        .sees("Tự mở ứng dụng: tự làm (Hằng)");
    let record = trainer.get(&format!("{path}/record")).await;
    record.sees("có mặt, đến thêm").sees("Cần chữ to").sees("vắng").sees("người ghi: Trần Thị Thu Hằng");
    let xlsx = trainer.get(&format!("{path}/record.xlsx")).await;
    assert!(xlsx.is(200).bytes.starts_with(b"PK"));
    // Nothing changes any more.
    let changed =
        form.set("o.thanh-toan.ttdl1", "alone").set("form_id", "01990000-0000-7000-8000-000000000001");
    trainer.submit(&changed).await.leads_to(&path);
    assert_eq!(app.store.named_sign_offs(one.id, &module()).await.unwrap().len(), 2);
    app.db_a_member().named("Lý Văn Sáng").in_team(commune.team).create().await;
    trainer.get(&path).await.does_not_see("Lý Văn Sáng").does_not_see("Ghi có mặt").sees("Đã kết thúc");
    // But a sign-off is taken back, and the record says so.
    let signed = app.store.named_sign_offs(one.id, &module()).await.unwrap();
    let page = trainer.get(&format!("/trainer/members/{}", one.id)).await;
    let form =
        page.form(&format!("/trainer/sign-offs/{}/revocation", signed[0].id)).set("reason", "Nhầm người");
    trainer.submit(&form).await.is(303);
    trainer.get(&format!("{path}/record")).await.sees("đã rút lại");
    let _ = later;
    app.assert_books_agree().await;
}

#[tokio::test]
async fn who_was_marked_at_once_is_unmarked_at_once_and_nobody_else() {
    let evening = evening(3).await;
    let (trainer, path) = (&evening.trainer, &evening.path);
    let page = trainer.get(path).await;
    page.sees("Tất cả có mặt (3 người chưa ghi)").does_not_see("Bỏ ghi có mặt");
    let one = evening.people[0].id.to_string();
    trainer.submit(&page.form("/attendance").set("member", &one).set("present", "1")).await.is(303);
    let page = trainer.get(path).await;
    page.sees("Tất cả có mặt (2 người chưa ghi)").does_not_see("Bỏ ghi có mặt");
    evening.app.travel(Duration::seconds(5));
    let everybody = page.form("/attendance").tick("all", "1");
    trainer.submit(&everybody).await.is(303);
    evening.app.travel(Duration::seconds(1));
    // The second of two taps, whose answer is the one that is seen, says and offers the same.
    let page = trainer.send(&everybody).await;
    page.is(200).sees("Đã ghi có mặt những người chưa ghi.").sees("3 người có mặt");
    page.sees("Bỏ ghi có mặt 2 người vừa ghi").does_not_see("Tất cả có mặt");
    let undo = page.form("/attendance");
    assert_eq!(undo.fields.iter().filter(|(name, _)| name == "member").count(), 2);
    let page = trainer.send(&undo.set("present", "0")).await;
    page.is(200).sees("1 người có mặt").sees("Tất cả có mặt (2 người chưa ghi)");
    // Of whom something was recorded since is not among them; a while later nobody is.
    trainer.submit(&everybody).await.is(303);
    trainer.get(path).await.sees("Bỏ ghi có mặt 2 người vừa ghi");
    let form = evening.person_form(evening.people[2].id).await;
    trainer.submit(&form.set("o.thanh-toan.ttth1", "alone")).await.is(303);
    trainer.get(path).await.sees("Bỏ ghi có mặt 1 người vừa ghi");
    evening.app.travel(Duration::minutes(16));
    trainer.get(path).await.does_not_see("Bỏ ghi có mặt");
    evening.app.assert_books_agree().await;
}

#[tokio::test]
async fn a_session_that_is_over_says_what_was_done_by_then_and_not_since() {
    let evening = evening(1).await;
    let (trainer, member) = (&evening.trainer, evening.people[0].id);
    evening.all_present().await;
    let form = evening.person_form(member).await.set("o.thanh-toan.ttth1", "alone");
    trainer.submit(&form).await.is(303);
    trainer.get(&evening.path).await.sees("1/2 việc");
    let close = trainer.get(&format!("{}/closing", evening.path)).await.form("/closing");
    trainer.submit(&close).await.is(303);
    evening.app.travel(Duration::days(1));
    let trainer = evening.app.staff(trainer.person).await;
    let page = trainer.get(&format!("/trainer/members/{member}")).await;
    trainer.send(&page.form("/modules/thanh-toan/sign-offs").tick("item", "ttth2")).await.is(200);
    trainer.get(&evening.path).await.is(200).sees("1/2 việc").does_not_see("2/2 việc");
    evening.app.assert_books_agree().await;
}

#[tokio::test]
async fn an_evening_of_a_day_gone_by_is_written_down_and_said_to_be_one() {
    let app = TestApp::start().await;
    let commune = app.db_commune().await;
    app.db_a_member().in_team(commune.team).create().await;
    let trainer = app.trainer_of(commune.id).await;
    let form = trainer.get("/trainer/sessions/new").await.form("/trainer/sessions");
    let form = form.set("place", "Nhà văn hóa").set("time", "19h30").choose("Thanh toán thử");
    let form = form.tick("team", &commune.team.to_string());
    let page = trainer.send(&form.set("date", "30/11/2026")).await;
    page.is(200).sees("Đã lên lịch, nhưng ngày này đã qua.").link("Đổi lịch buổi tập huấn");
}

#[tokio::test]
async fn sec_z6_one_forbidden_person_or_act_at_any_place_refuses_the_whole_evening() {
    let evening = evening(4).await;
    evening.all_present().await;
    let stranger = {
        let theirs = evening.app.db_commune().await;
        evening.app.db_a_member().named("Lò Văn Xa").in_team(theirs.team).create().await
    };
    // A member of the team who has not come.
    let absent =
        evening.app.db_a_member().named("Lương Văn Vắng").in_team(evening.commune.team).create().await;
    let action = format!("{}/modules/thanh-toan/acts/ttth1", evening.path);
    let form = evening.trainer.get(&action).await.form(&action).tick("confirm", "1");
    for forbidden in [stranger.id, absent.id, PersonId(uuid::Uuid::new_v4()), evening.trainer.person] {
        for place in 0..=evening.people.len() {
            let mut people: Vec<PersonId> = evening.people.iter().map(|one| one.id).collect();
            people.insert(place, forbidden);
            let form = people.iter().fold(form.clone(), |form, one| form.tick(&format!("p.{one}"), "alone"));
            let status = evening.trainer.submit(&form).await.status;
            assert!([403, 404].contains(&status), "{status} with {forbidden} at {place}");
            for one in &evening.people {
                assert_eq!(evening.signed(one.id).await, 0, "{forbidden} at {place}");
            }
        }
    }
    // One act that is not of the evening, at each place among the good ones.
    let person = evening.people[0].id;
    let form = evening.person_form(person).await;
    for bad in ["o.thanh-toan.khong-co", "o.an-toan.atth1", "o.thanh-toan.TTTH1", "o.khong-co.ttth1"] {
        for place in 0..3 {
            let mut names = vec!["o.thanh-toan.ttth1", "o.thanh-toan.ttth2"];
            names.insert(place, bad);
            let form = names.iter().fold(form.clone(), |form, name| form.tick(name, "alone"));
            evening.trainer.submit(&form).await.is(404);
            assert_eq!(evening.signed(person).await, 0, "{bad} at {place}");
        }
    }
    evening.trainer.submit(&form.clone().tick("o.thanh-toan.ttth1", "tuyệt")).await.is(404);
    // All allowed: first what will be recorded is said, then it is.
    let form = evening.trainer.get(&action).await.form(&action);
    evening.trainer.submit(&form).await.is(422).sees("Chọn kết quả của ít nhất một người.");
    let form = evening.people.iter().fold(form, |form, one| form.set(&format!("p.{}", one.id), "alone"));
    let page = evening.trainer.submit(&form).await;
    page.is(200).sees("Tự làm, 4 người: Ma Văn Số00");
    assert_eq!(evening.signed(person).await, 0, "not yet");
    evening.trainer.send(&page.form(&action)).await.is(200).sees("4 việc tự làm được.");
    for one in &evening.people {
        assert_eq!(evening.signed(one.id).await, 1);
    }
    evening.app.assert_books_agree().await;
}

#[tokio::test]
async fn sec_z6_an_evening_gives_no_way_around_the_rules_of_signing_off() {
    let evening = evening(1).await;
    let app = &evening.app;
    // A member of the team who is a trainer too: not one's own record, not from outside, not what one does not hold.
    let both = app.db_a_member().named("Hoàng Văn Nghị").in_team(evening.commune.team).create().await;
    app.db_grant(both.id, Role::Trainer, evening.commune.id).await;
    let other = app.staff(both.id).await;
    let own = format!("{}/members/{}", evening.path, both.id);
    let page = other.get(&own).await;
    page.is(200).sees("Không tự xác nhận cho mình.");
    other.submit(&page.form(&own).tick("o.thanh-toan.ttth1", "alone")).await.is(403);
    let theirs = format!("{}/members/{}", evening.path, evening.people[0].id);
    let page = other.get(&theirs).await;
    page.sees("cần có chứng nhận của chuyên đề này trước");
    for outcome in ["alone", "helped", "not-yet"] {
        other.submit(&page.form(&theirs).tick("o.thanh-toan.ttth1", outcome)).await.is(403);
    }
    assert_eq!(evening.signed(evening.people[0].id).await, 0);
    assert!(app.store.progress(evening.people[0].id, &module()).await.unwrap().observations.is_empty());
    // Refused as a whole: nobody was marked as there either.
    evening.trainer.get(&evening.path).await.sees("0 người có mặt");
    // Out of reach it is not there.
    let far = app.db_commune().await;
    let stranger = app.trainer_of(far.id).await;
    for path in ["", "/record", "/record.xlsx", "/papers", "/closing", "/reminders", "/guests"] {
        stranger.get(&format!("{}{path}", evening.path)).await.is(404);
    }
    let form = evening.trainer.get("/trainer/sessions/new").await.form("/trainer/sessions");
    let form = form.set("place", "Ở xa").choose("Thanh toán thử").tick("team", &far.team.to_string());
    evening.trainer.submit(&form).await.is(404);
    app.assert_books_agree().await;
    let _ = evening.id;
}

#[tokio::test]
async fn an_evening_of_sixty_is_marked_within_one_form() {
    let evening = evening(60).await;
    evening.all_present().await;
    let page = evening.trainer.get(&evening.path).await;
    page.sees("60 người được mời, 60 người có mặt");
    let action = format!("{}/modules/thanh-toan/acts/ttth1", evening.path);
    let form = evening.trainer.get(&action).await.form(&action).tick("confirm", "1");
    let form = evening.people.iter().fold(form, |form, one| form.set(&format!("p.{}", one.id), "alone"));
    evening.trainer.send(&form).await.is(200).sees("60 việc tự làm được.");
    evening.app.assert_books_agree().await;
}

/// What a browser sends when the button beside the search is pressed.
fn look_for(form: &Form, words: &str) -> Form {
    form.clone().set("q", words).set("find", "1")
}

fn teams_of(form: &Form) -> Vec<&str> {
    form.choices.iter().filter(|(name, ..)| name == "team").map(|(.., label)| label.as_str()).collect()
}

#[tokio::test]
async fn among_many_teams_some_are_found_by_name_and_nothing_typed_is_lost() {
    let app = TestApp::start().await;
    let (commune, next_door) = (app.db_commune().await, app.db_commune().await);
    app.db_a_member().in_team(commune.team).create().await;
    app.db_teams(commune.id, "Thôn Pác Ngòi", 120).await;
    let staff = app.db_staff("Trần Thị Thu Hằng", Role::Trainer, commune.id).await;
    let trainer = app.staff(staff.person).await;
    let form = trainer.get("/trainer/sessions/new").await.is(200).form("/trainer/sessions");
    assert_eq!(teams_of(&form).len(), 100);
    let form = form
        .set("place", "Nhà văn hóa")
        .set("date", "05/12/2026")
        .set("time", "19h30")
        .tick("uncertified", "1")
        .choose("Thanh toán thử")
        .choose("Thôn Bến Đá");
    // Without marks, by beginnings of words; what is ticked stands first and stays ticked.
    let page = trainer.submit(&look_for(&form, "pac 119")).await;
    let found = page.is(200).form("/trainer/sessions");
    assert_eq!(teams_of(&found), ["Thôn Bến Đá", "Thôn Pác Ngòi 119"]);
    for name in ["place", "date", "time", "uncertified", "module", "team"] {
        assert_eq!(found.value(name), form.value(name), "{name}");
    }
    assert_eq!(found.value("q"), "pac 119");
    assert_eq!(
        app.store.sessions(&app.trainer_scope(trainer.person, commune.id), None, 9).await.unwrap().len(),
        0
    );
    let found = found.choose("Thôn Pác Ngòi 119");
    let none = trainer.submit(&look_for(&found, "%")).await;
    assert_eq!(teams_of(&none.is(200).form("/trainer/sessions")).len(), 100, "no word, so all");
    let none = trainer.submit(&look_for(&found, "khongco")).await;
    none.sees("Không có thôn, xã nào tên như vậy.");
    let form = none.form("/trainer/sessions").without("find");
    assert_eq!(teams_of(&form), ["Thôn Bến Đá", "Thôn Pác Ngòi 119"]);
    // A mistake brings the form back as it was, and a team out of reach does not exist.
    let again = trainer.submit(&form.clone().set("place", "")).await;
    again.is(422).sees("Ghi nơi tập huấn.");
    assert_eq!(again.form("/trainer/sessions").fields.iter().filter(|(name, _)| name == "team").count(), 2);
    trainer.submit(&form.clone().tick("team", &next_door.team.to_string())).await.is(404);
    let page = trainer.send(&form).await;
    page.is(200).sees("Thứ Bảy 05/12/2026");
    let path = page.path.split('?').next().unwrap().to_owned();
    // The same on the form that changes it; a team whose tick is taken off is not invited any more.
    let change = trainer.get(&format!("{path}/change")).await.form(&path).set("place", "Sân đình");
    assert_eq!(teams_of(&change)[..2], ["Thôn Bến Đá", "Thôn Pác Ngòi 119"]);
    let change = change.without("team").tick("team", &commune.team.to_string());
    let found = trainer.submit(&look_for(&change, "ngoi 7")).await.is(200).form(&path);
    assert_eq!(found.value("place"), "Sân đình");
    assert_eq!(found.fields.iter().filter(|(name, _)| name == "team").count(), 1);
    trainer.send(&found.without("find")).await.is(200).sees("Sân đình");
    let session = app
        .store
        .session(
            &app.trainer_scope(trainer.person, commune.id),
            path.rsplit('/').next().unwrap().parse().unwrap(),
        )
        .await
        .unwrap();
    assert_eq!(session.audience.teams.into_iter().collect::<Vec<_>>(), [commune.team]);
    // Where teams of one name lie in several communes, the commune stands beside.
    app.db_grant(staff.person, Role::Trainer, next_door.id).await;
    let form = trainer.get("/trainer/sessions/new").await.form("/trainer/sessions");
    let page = trainer.submit(&look_for(&form, "ben da")).await;
    let names = [commune.id, next_door.id];
    let mut expected = Vec::new();
    for id in names {
        expected.push(format!("Thôn Bến Đá, {}", app.store.unit(id).await.unwrap().name));
    }
    assert_eq!(teams_of(&page.form("/trainer/sessions")), expected);
}
