//! A member's learning on the trainer's phone, or let in by a code (P8): the member's own learning and nothing else.

use crate::support::{Commune, Login, Member, PASSPHRASE, TestApp};
use chrono::Duration;
use tungngo_domain::access::Role;
use tungngo_domain::ids::LoginId;

struct Phone {
    app: TestApp,
    commune: Commune,
    member: Member,
    trainer: Login,
}

async fn phone() -> Phone {
    let app = TestApp::start().await;
    let commune = app.db_commune().await;
    let member = app.db_a_member().without_phone().in_team(commune.team).create().await;
    app.db_consent(member.id).await;
    let staff = app.db_staff("Trần Thị Thu Hằng", Role::Trainer, commune.id).await;
    app.db_passphrase(staff.person).await;
    let trainer = app.staff(staff.person).await;
    Phone { app, commune, member, trainer }
}

impl Phone {
    /// The trainer hands the phone over.
    async fn hand_over(&self) {
        let page = self.trainer.get(&format!("/trainer/members/{}", self.member.id)).await;
        self.trainer.submit(&page.form("/entries").tick("where", "here")).await.leads_to("/");
    }
}

#[tokio::test]
async fn sec_p8_on_the_trainers_phone_there_is_the_members_learning_and_nothing_else() {
    let phone = phone().await;
    let trainer = &phone.trainer;
    phone.hand_over().await;
    let home = trainer.get("/").await;
    home.is(200).sees("Nguyễn Văn Hòa").sees("Xong, trả máy").does_not_see("Đổi người");
    for path in [
        "/trainer".to_owned(),
        format!("/trainer/members/{}", phone.member.id),
        "/trainer/sessions".to_owned(),
        "/pin".to_owned(),
    ] {
        trainer.get(&path).await.is(404);
    }
    // What is done is the member's, from the trainer's phone.
    let lesson = trainer.get("/modules/thanh-toan/lessons/tt-01/questions/1").await;
    let form = lesson.form("/questions/1");
    let (name, value, _) = form.choices[0].clone();
    trainer.submit(&form.tick(&name, &value)).await.is(303);
    let rows = phone.app.db_events(phone.member.id).await;
    let answered = rows.iter().find(|row| row.kind == "lesson-answered").expect("an answer");
    assert_eq!((answered.actor, answered.source.as_str()), (phone.member.id.0, "trainer-phone"));
    let opened = rows.iter().find(|row| row.kind == "entry-opened").expect("opened by");
    assert_eq!((opened.actor, opened.login), (trainer.person.0, answered.login));
    let login = phone.app.store.login(LoginId(answered.login.unwrap()), phone.app.now()).await.unwrap();
    assert_eq!(login.opened_by, Some(trainer.person));
    // Back only with the trainer's passphrase.
    let page = trainer.get("/hand-back").await;
    let form = page.is(200).sees("Mật khẩu của anh/chị Hằng").form("/hand-back");
    trainer.submit(&form).await.is(422);
    trainer
        .submit(&form.clone().set("passphrase", "không phải mật khẩu"))
        .await
        .is(422)
        .sees("Còn 4 lần thử.");
    trainer.get("/trainer").await.is(404);
    let back = trainer.submit(&form.set("passphrase", PASSPHRASE)).await;
    back.leads_to(&format!("/trainer/members/{}", phone.member.id));
    trainer.get("/trainer").await.is(200);
    trainer.get("/hand-back").await.is(404);
    phone.app.assert_books_agree().await;
}

#[tokio::test]
async fn sec_p8_a_borrowed_login_ends_by_itself_and_with_it_the_way_back() {
    let phone = phone().await;
    phone.hand_over().await;
    let thief = phone.trainer.with_the_same_cookies();
    phone.app.travel(Duration::minutes(31));
    phone.trainer.get("/").await.is(303);
    phone.trainer.get("/hand-back").await.leads_to("/login");
    // Leaving altogether ends the trainer's login too.
    let other = self::phone().await;
    let kept = other.trainer.with_the_same_cookies();
    other.hand_over().await;
    let page = other.trainer.get("/hand-back").await;
    other.trainer.submit(&page.form("/logout")).await.leads_to("/login");
    kept.get("/trainer").await.is(303);
    drop(thief);
}

#[tokio::test]
async fn sec_p8_nobody_lets_themself_in_nor_anybody_out_of_reach() {
    let phone = phone().await;
    let app = &phone.app;
    let form = phone.trainer.get(&format!("/trainer/members/{}", phone.member.id)).await.form("/entries");
    app.db_grant(phone.member.id, Role::Trainer, phone.commune.id).await;
    let own = app.staff(phone.member.id).await;
    let token = own.get("/trainer/sessions/new").await.form("/trainer/sessions").value("csrf");
    for place in ["here", "code"] {
        own.submit(&form.clone().set("csrf", &token).set("where", place)).await.is(403);
    }
    let stranger = app.trainer_of(app.db_commune().await.id).await;
    let token = stranger.get("/trainer/sessions/new").await.form("/trainer/sessions").value("csrf");
    for place in ["here", "code"] {
        stranger.submit(&form.clone().set("csrf", &token).set("where", place)).await.is(404);
    }
    // A member who is a trainer too has no trainer's pages on a borrowed phone.
    phone.hand_over().await;
    phone.trainer.get("/trainer").await.is(404);
    app.assert_books_agree().await;
}

#[tokio::test]
async fn sec_p8_a_code_works_once_for_ten_minutes_while_the_trainer_has_the_right() {
    let phone = phone().await;
    let app = &phone.app;
    let code = async || -> String {
        let page = phone.trainer.get(&format!("/trainer/members/{}", phone.member.id)).await;
        let page = phone.trainer.submit(&page.form("/entries").set("where", "code")).await;
        let code: String = page.is(200).all(".proposed").remove(0);
        code
    };
    let enter = async |code: &str| {
        let hall = app.visitor();
        let form = hall.get("/entry").await.form("/entry").set("code", code);
        (hall.submit(&form).await, hall)
    };
    let first = code().await;
    let second = code().await;
    enter(&first).await.0.is(422).sees("Mã này không dùng được.");
    let (page, hall) = enter(&second.to_lowercase()).await;
    page.leads_to("/");
    hall.get("/").await.is(200).sees("Nguyễn Văn Hòa").sees("Đổi người");
    hall.get("/hand-back").await.is(404);
    enter(&second).await.0.is(422);
    enter("").await.0.is(422);
    // Too late.
    let third = code().await;
    app.travel(Duration::minutes(10));
    enter(&third).await.0.is(422);
    // The right has ended meanwhile.
    let fourth = code().await;
    app.db_end_roles(phone.trainer.person).await;
    enter(&fourth).await.0.is(422);
    app.assert_books_agree().await;
}
