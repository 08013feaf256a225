//! A planned session gets another plan, or is called off: what stays, what is refused, what people are told.

use crate::support::{Commune, Form, Login, Member, Page, TestApp};
use tungngo_domain::access::Role;
use tungngo_domain::ids::SessionId;

struct Planned {
    app: TestApp,
    commune: Commune,
    trainer: Login,
    hoa: Member,
    path: String,
}

/// A session of the commune's first team, planned on the page for 5 December, half past seven in the evening.
async fn planned() -> Planned {
    let app = TestApp::start().await;
    let commune = app.db_commune().await;
    let hoa = app.db_a_member().named("Nguyễn Văn Hòa").in_team(commune.team).create().await;
    app.db_a_member().named("Triệu Văn Thành").in_team(commune.other_team).create().await;
    let trainer = app.trainer_of(commune.id).await;
    let form = trainer.get("/trainer/sessions/new").await.form("/trainer/sessions");
    let form = form.set("place", "Nhà văn hóa").set("date", "05/12/2026").set("time", "19h30");
    let form = form.choose("Thanh toán thử").tick("team", &commune.team.to_string());
    let page = trainer.send(&form).await;
    let path = page.is(200).path.split('?').next().unwrap().to_owned();
    Planned { app, commune, trainer, hoa, path }
}

impl Planned {
    fn id(&self) -> SessionId {
        self.path.rsplit('/').next().unwrap().parse().unwrap()
    }

    async fn change_form(&self) -> Form {
        self.trainer.get(&format!("{}/change", self.path)).await.is(200).form(&self.path)
    }

    async fn reminders(&self) -> Page {
        self.trainer.get(&format!("{}/reminders", self.path)).await
    }

    /// One text a team, in their order.
    async fn texts(&self) -> Vec<String> {
        self.reminders().await.is(200).all("textarea")
    }

    async fn cancel_form(&self, why: &str) -> Form {
        let action = format!("{}/cancellation", self.path);
        self.trainer.get(&action).await.is(200).form(&action).set("reason", why)
    }

    async fn is_present(&self, member: &Member) {
        let form = self.trainer.get(&self.path).await.form("/attendance");
        let form = form.without("all").set("member", &member.id.to_string()).set("present", "1");
        self.trainer.submit(&form).await.is(303);
    }

    async fn does_one_act(&self) {
        let action = format!("{}/members/{}", self.path, self.hoa.id);
        let page = self.trainer.get(&action).await;
        let seen = page.form(&action).set("o.thanh-toan.ttth1", "alone");
        self.trainer.submit(&seen).await.is(303);
    }

    async fn trail(&self, action: &str) -> usize {
        let trail = self.app.store.audit_entries(None).await.unwrap();
        let of_this = |target: &Option<(String, String)>| {
            target.as_ref().is_some_and(|(_, id)| *id == self.id().to_string())
        };
        trail.iter().filter(|one| one.action == action && of_this(&one.target)).count()
    }
}

#[tokio::test]
async fn another_plan_keeps_who_is_there_and_what_was_seen() {
    let it = planned().await;
    // The form says what is planned now.
    let form = it.change_form().await;
    let team = it.commune.team.to_string();
    for (name, value) in [
        ("place", "Nhà văn hóa"),
        ("date", "2026-12-05"),
        ("time", "19:30"),
        ("module", "thanh-toan"),
        ("team", &team),
    ] {
        assert_eq!(form.value(name), value, "{name}");
    }
    // Saved as it is, nothing changes.
    it.trainer.send(&form).await.is(200).sees("Lịch vẫn như cũ");
    assert_eq!(it.trail("session-changed").await, 0);
    // What is wrong is said beside what was typed.
    let bad = form.clone().set("place", " ").set("date", "31/02/2026").set("time", "tối").without("module");
    let page = it.trainer.submit(&bad.without("team")).await;
    page.is(422).sees("Ghi nơi tập huấn.").sees("Chọn ngày trong vòng một năm").sees("Ghi giờ bắt đầu");
    page.sees("Chọn từ 1 đến 6 chuyên đề.").sees("Chọn ít nhất một tổ.");
    assert_eq!(page.form(&it.path).value("time"), "tối");
    it.trainer.get(&it.path).await.sees("19 giờ 30, Nhà văn hóa").does_not_see("Đã đổi");

    // Hòa is there and did something; then the session moves and invites the other team.
    it.is_present(&it.hoa).await;
    it.does_one_act().await;
    let moved = form.set("place", "Sân đình").set("date", "06/12/2026").set("time", "20:00");
    let moved = moved.set("team", &it.commune.other_team.to_string());
    let page = it.trainer.send(&moved).await;
    page.is(200).sees("Đã đổi lịch.").sees("Chủ nhật 06/12/2026").sees("20 giờ, Sân đình").sees("Đã đổi ");
    page.sees("Triệu Văn Thành").sees("Nguyễn Văn Hòa").sees("1 người có mặt, 1 việc tự làm được.");
    // The same form twice changes once, also when another trainer changed it in between: nothing comes back.
    it.trainer.submit(&moved).await.is(303);
    assert_eq!(it.trail("session-changed").await, 1);
    let other = it.app.trainer_of(it.commune.id).await;
    let theirs = other.get(&format!("{}/change", it.path)).await.form(&it.path).set("place", "Trường học");
    other.send(&theirs).await.sees("Đã đổi lịch.").sees("20 giờ, Trường học");
    it.trainer.submit(&moved).await.is(303);
    it.trainer.get(&it.path).await.sees("Trường học").sees("1 người có mặt, 1 việc tự làm được.");
    assert_eq!(it.trail("session-changed").await, 2);
    // What was recorded is of a module that stays.
    let page = it.trainer.get(&format!("{}/change", it.path)).await;
    let without = page.form(&it.path).without("module").choose("An toàn thử");
    let page = it.trainer.submit(&without).await;
    page.is(422).sees("Buổi này đã ghi việc của: Thanh toán thử.");
    assert_eq!(page.form(&it.path).value("module"), "an-toan", "as it was ticked");
    it.trainer.send(&without.choose("Thanh toán thử")).await.is(200).sees("Đã đổi lịch.");
    it.trainer.get("/trainer/sessions").await.sees("An toàn thử").sees("Thanh toán thử");
    // Closed, it has the plan it has.
    let closing = it.trainer.get(&format!("{}/closing", it.path)).await;
    it.trainer.submit(&closing.form("/closing")).await.is(303);
    it.trainer.get(&format!("{}/change", it.path)).await.leads_to(&it.path);
    it.trainer.submit(&moved.set("place", "Ở xa")).await.leads_to(&it.path);
    it.trainer.get(&it.path).await.does_not_see("Ở xa").does_not_see("Đổi hoặc hủy buổi");
    it.app.assert_books_agree().await;
}

#[tokio::test]
async fn a_mark_that_was_taken_back_invites_nobody_to_the_new_plan() {
    let it = planned().await;
    it.is_present(&it.hoa).await;
    let form = it.trainer.get(&it.path).await.form("/attendance").without("all");
    it.trainer.submit(&form.set("member", &it.hoa.id.to_string()).set("present", "0")).await.is(303);
    let other = it.change_form().await.set("team", &it.commune.other_team.to_string());
    it.trainer.send(&other).await.sees("Triệu Văn Thành").does_not_see("Nguyễn Văn Hòa");
    it.app.assert_books_agree().await;
}

#[tokio::test]
async fn the_texts_say_what_is_different_to_whom_it_is() {
    let it = planned().await;
    let plain = it.texts().await;
    assert_eq!(plain.len(), 1);
    assert!(plain[0].starts_with("Kính mời bác Hòa (thôn"), "{plain:?}");
    it.reminders().await.does_not_see("Giấy này thay giấy mời trước.");
    // Only the hour.
    it.trainer.submit(&it.change_form().await.set("time", "20:00")).await.is(303);
    let text = it.texts().await.remove(0);
    let at = "Đổi lịch: buổi tập huấn tại Nhà văn hóa đã hẹn thứ Bảy 05/12/2026, 19 giờ 30, nay chuyển sang thứ Bảy \
              05/12/2026, 20 giờ.";
    assert!(text.starts_with(at) && text.contains("Kính mời bác Hòa"), "{text}");
    it.reminders().await.sees("Giấy này thay giấy mời trước.");
    // Back as it was: who was told of eight o'clock is told of half past seven.
    it.trainer.submit(&it.change_form().await.set("time", "19:30")).await.is(303);
    let text = it.texts().await.remove(0);
    assert!(text.contains("đã hẹn thứ Bảy 05/12/2026, 20 giờ, nay chuyển sang"), "{text}");
    assert!(!text.contains("đã hẹn thứ Bảy 05/12/2026, 19 giờ 30"), "{text}");
    // Place and day too, and the other team comes new: they are simply invited.
    let form = it.change_form().await.set("place", "Sân đình").set("date", "06/12/2026");
    it.trainer.submit(&form.tick("team", &it.commune.other_team.to_string())).await.is(303);
    let texts = it.texts().await;
    let (old, new): (Vec<&String>, Vec<&String>) = texts.iter().partition(|text| text.contains("bác Hòa"));
    assert!(old[0].contains("nay chuyển sang Chủ nhật 06/12/2026, 19 giờ 30, tại Sân đình."), "{old:?}");
    assert!(old[0].contains("19 giờ 30, tại Nhà văn hóa; thứ Bảy 05/12/2026, 20 giờ, tại"), "{old:?}");
    assert!(new[0].starts_with("Kính mời bác Thành"), "{new:?}");
    // The first team is not invited any more, and is told so.
    let form = it.change_form().await.set("team", &it.commune.other_team.to_string());
    it.trainer.submit(&form).await.is(303);
    let texts = it.texts().await;
    assert_eq!(texts.len(), 2, "{texts:?}");
    assert!(
        texts[1].contains("Chủ nhật 06/12/2026, 19 giờ 30, tại Sân đình: lần này không mời thôn"),
        "{texts:?}"
    );
    // Another place alone, and another module alone.
    let fresh = planned().await;
    fresh.trainer.submit(&fresh.change_form().await.choose("An toàn thử")).await.is(303);
    let text = fresh.texts().await.remove(0);
    assert!(text.starts_with("Đổi nội dung buổi tập huấn thứ Bảy"), "{text}");
    fresh.trainer.submit(&fresh.change_form().await.set("place", "Trường học")).await.is(303);
    let text = fresh.texts().await.remove(0);
    assert!(text.contains("không ở Nhà văn hóa nữa, chuyển đến Trường học."), "{text}");
    fresh.app.assert_books_agree().await;
}

#[tokio::test]
async fn a_session_is_called_off_while_nothing_happened_in_it_and_takes_nothing_afterwards() {
    let it = planned().await;
    let (app, trainer) = (&it.app, &it.trainer);
    it.trainer.submit(&it.change_form().await.set("time", "20:00")).await.is(303);
    let page = it.trainer.get(&it.path).await;
    let (attendance, person) = (page.form("/attendance"), format!("{}/members/{}", it.path, it.hoa.id));
    let seen = trainer.get(&person).await.form(&person).set("o.thanh-toan.ttth1", "alone");
    let act = format!("{}/modules/thanh-toan/acts/ttth1", it.path);
    let one_act = Form { action: act, ..seen.clone() };
    let one_act = one_act.tick(&format!("p.{}", it.hoa.id), "alone").tick("confirm", "1");
    let papers = format!("{}/papers", it.path);
    let drawn = trainer.get(&papers).await.form(&papers).set("module", "thanh-toan");
    let drawn = drawn.set("member", &it.hoa.id.to_string());
    let closing = trainer.get(&format!("{}/closing", it.path)).await.form("/closing");
    let change = it.change_form().await.set("place", "Ở xa");
    let token = attendance.value("csrf");
    let guest = trainer.get(&format!("{}/guests?q=trieu", it.path)).await.form("/guests");
    let guest = guest.set("csrf", &token).set("member", &it.hoa.id.to_string());

    let form = it.cancel_form("").await;
    trainer.submit(&form).await.is(422).sees("Ghi lý do hủy");
    let form = form.set("reason", "Mưa to, đường ngập.");
    let page = trainer.send(&form).await;
    page.is(200).sees("Đã hủy ").sees("người hủy: Trần Thị Thu Hằng").sees("Lý do: Mưa to, đường ngập.");
    page.sees("Nguyễn Văn Hòa").does_not_see("Ghi có mặt").does_not_see("In danh sách");
    page.does_not_see("Kết thúc buổi").does_not_see("Biên bản");
    trainer.get("/trainer/sessions").await.sees("Đã hủy ").sees("Lý do: Mưa to, đường ngập.");
    // Twice is once, whatever the second one says.
    trainer.submit(&form).await.is(303);
    trainer.submit(&form.clone().set("reason", "Thôi")).await.is(303);
    trainer.get(&it.path).await.sees("Lý do: Mưa to, đường ngập.").does_not_see("Thôi");
    assert_eq!(it.trail("session-cancelled").await, 1);
    // Nothing is written in it any more.
    for form in [&attendance, &seen, &one_act, &drawn, &closing, &change, &guest] {
        trainer.submit(form).await.leads_to(&it.path);
    }
    for page in
        ["attendance-sheet", "record", "record.xlsx", "papers", "papers/print", "guests", "closing", "change"]
    {
        trainer.get(&format!("{}/{page}", it.path)).await.leads_to(&it.path);
    }
    trainer.get(&person).await.leads_to(&it.path);
    trainer.get(&format!("{}/cancellation", it.path)).await.leads_to(&it.path);
    let module = "thanh-toan".parse().unwrap();
    assert!(app.store.named_sign_offs(it.hoa.id, &module).await.unwrap().is_empty());
    let scope = app.trainer_scope(trainer.person, it.commune.id);
    assert!(app.store.session_sheets(&scope, it.id()).await.unwrap().is_empty());
    let session = app.store.session(&scope, it.id()).await.unwrap();
    assert!(session.closed_at.is_none() && !session.is_open());
    assert!(app.store.attendees(&scope, &session, app.now()).await.unwrap().iter().all(|one| !one.present));
    // Who was invited is told; who joins the team now never was.
    app.db_a_member().named("Nông Văn Bền").in_team(it.commune.team).create().await;
    let texts = it.texts().await;
    assert_eq!(texts.len(), 1);
    let off = "Buổi tập huấn thứ Bảy 05/12/2026, 20 giờ, tại Nhà văn hóa không diễn ra. (Trước đây đã hẹn thứ Bảy \
               05/12/2026, 19 giờ 30, tại Nhà văn hóa.) Lý do: Mưa to, đường ngập.";
    assert!(texts[0].starts_with(off) && texts[0].contains("Kính báo bác Hòa"), "{texts:?}");
    let page = it.reminders().await;
    page.sees("Kính báo bác Nguyễn Văn Hòa").does_not_see("Kính mời").does_not_see("Bền");
    app.assert_books_agree().await;
}

#[tokio::test]
async fn an_evening_that_has_begun_is_closed_and_not_called_off() {
    let it = planned().await;
    let form = it.cancel_form("Mưa to").await;
    it.is_present(&it.hoa).await;
    let page = it.trainer.submit(&form).await;
    page.is(409).sees("Buổi này không hủy được nữa").sees("Kết thúc buổi");
    let page = it.trainer.get(&format!("{}/cancellation", it.path)).await;
    page.is(200).sees("Buổi này không hủy được nữa").does_not_see("Lý do");
    // A note alone is something too.
    let action = format!("{}/members/{}", it.path, it.hoa.id);
    let note = it.trainer.get(&action).await.form(&action).tick("note", "late");
    it.trainer.submit(&note).await.is(303);
    let absent = it.trainer.get(&it.path).await.form("/attendance").without("all");
    let absent = absent.set("member", &it.hoa.id.to_string()).set("present", "0");
    it.trainer.submit(&absent).await.is(303);
    it.trainer.submit(&form).await.is(409);
    it.trainer.get(&it.path).await.does_not_see("Đã hủy").sees("Kết thúc buổi");
    // Closed, it has taken place.
    let closing = it.trainer.get(&format!("{}/closing", it.path)).await;
    it.trainer.submit(&closing.form("/closing")).await.is(303);
    it.trainer.submit(&form).await.leads_to(&it.path);
    it.trainer.get(&it.path).await.sees("Đã kết thúc").does_not_see("Đã hủy");
    it.app.assert_books_agree().await;
}

#[tokio::test]
async fn what_is_called_off_is_not_tonight() {
    let app = TestApp::start().await;
    let commune = app.db_commune().await;
    app.db_a_member().in_team(commune.team).create().await;
    let trainer = app.trainer_of(commune.id).await;
    let id = app.db_session(trainer.person, commune.id, &[commune.team], &["thanh-toan"]).await;
    trainer.get("/trainer").await.sees("Mở điểm danh");
    let action = format!("/trainer/sessions/{id}/cancellation");
    let form = trainer.get(&action).await.form(&action).set("reason", "Mưa to");
    trainer.submit(&form).await.is(303);
    trainer.get("/trainer").await.is(200).does_not_see("Mở điểm danh");
}

#[tokio::test]
async fn sec_z3_a_plan_is_changed_only_by_who_reaches_it_and_only_within_reach() {
    let it = planned().await;
    let far = it.app.db_commune().await;
    let stranger = it.app.trainer_of(far.id).await;
    let form = it.change_form().await;
    let token = stranger.get("/trainer/sessions/new").await.form("/trainer/sessions").value("csrf");
    for path in ["/change", "/cancellation"] {
        stranger.get(&format!("{}{path}", it.path)).await.is(404);
    }
    stranger.submit(&form.clone().set("csrf", &token).set("place", "Ở xa")).await.is(404);
    let cancel = it.cancel_form("Mưa to").await;
    stranger.submit(&cancel.set("csrf", &token)).await.is(404);
    it.trainer.submit(&form.clone().tick("team", &far.team.to_string())).await.is(404);
    it.trainer.get(&it.path).await.sees("19 giờ 30, Nhà văn hóa").does_not_see("Đã đổi");
    // A team that this trainer cannot see stays invited when the trainer changes the rest.
    let both = it.app.db_staff("Lương Văn Cội", Role::Trainer, it.commune.id).await;
    it.app.db_grant(both.person, Role::Trainer, far.id).await;
    let both = it.app.staff(both.person).await;
    let wide = both.get(&format!("{}/change", it.path)).await.form(&it.path);
    both.submit(&wide.tick("team", &far.team.to_string())).await.is(303);
    let form = it.change_form().await;
    assert_eq!(form.fields.iter().filter(|(name, _)| name == "team").count(), 1, "{:?}", form.fields);
    it.trainer.submit(&form.set("place", "Sân đình")).await.is(303);
    let scope = it.app.trainer_scope(both.person, it.commune.id);
    let session = it.app.store.session(&scope, it.id()).await.unwrap();
    assert_eq!(session.audience.teams, [it.commune.team, far.team].into());
    assert_eq!((session.place.as_str(), session.unit), ("Sân đình", it.commune.id));
    it.app.assert_books_agree().await;
}
