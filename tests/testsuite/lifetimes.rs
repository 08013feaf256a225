//! How long a signed-in browser lasts, by the clock (P10).

use crate::support::{TestApp, days, minutes};
use tungngo_storage::logins::Level;

#[tokio::test]
async fn sec_p10_ones_own_phone_lasts_180_days_unused_and_for_ever_in_use() {
    let app = TestApp::start().await;
    let member = app.db_member().await;
    let phone = app.learner(&member).await;
    for _ in 0..5 {
        app.travel(days(179));
        phone.get("/").await.is(200);
    }
    app.travel(days(181));
    phone.get("/").await.leads_to("/login");
}

#[tokio::test]
async fn sec_p10_a_shared_phone_ends_after_half_an_hour_unused_and_after_four_hours() {
    let app = TestApp::start().await;
    let member = app.db_member().await;
    let phone = app.learner_on_shared_phone(&member).await;
    phone.get("/").await.is(200).sees("Nguyễn Văn Hòa").sees("Không phải bác?");
    app.travel(minutes(29));
    phone.get("/").await.is(200);
    app.travel(minutes(31));
    phone.get("/").await.leads_to("/login");
    let phone = app.learner_on_shared_phone(&member).await;
    for _ in 0..9 {
        app.travel(minutes(25));
        phone.get("/").await.is(200);
    }
    app.travel(minutes(20));
    phone.get("/").await.leads_to("/login");
}

#[tokio::test]
async fn sec_p10_staff_eight_hours_unused_and_thirty_days() {
    let app = TestApp::start().await;
    let commune = app.db_commune().await;
    let trainer = app.trainer_of(commune.id).await;
    app.travel(minutes(7 * 60 + 50));
    trainer.get("/trainer").await.is(200);
    app.travel(minutes(8 * 60 + 1));
    trainer.get("/trainer").await.leads_to("/login?next=/trainer");
    let trainer = app.staff(trainer.person).await;
    for _ in 0..102 {
        app.travel(minutes(7 * 60));
        trainer.get("/trainer").await.is(200);
    }
    app.travel(minutes(7 * 60));
    trainer.get("/trainer").await.is(303);
}

#[tokio::test]
async fn sec_p10_an_administrator_fifteen_minutes_unused_and_eight_hours() {
    let app = TestApp::start().await;
    let administrator = app.administrator().await;
    app.travel(minutes(14));
    administrator.get("/admin").await.is(200);
    app.travel(minutes(16));
    let place = administrator.get("/admin").await.location();
    assert!(place.starts_with("/staff/login") || place.starts_with("/login"), "{place}");
    administrator.get("/admin").await.is(303);
    let administrator = app.staff(administrator.person).await;
    for _ in 0..47 {
        app.travel(minutes(10));
        administrator.get("/admin").await.is(200);
    }
    app.travel(minutes(11));
    administrator.get("/admin").await.is(303);
}

#[tokio::test]
async fn sec_p10_a_printed_pins_login_lasts_an_hour_at_most() {
    let app = TestApp::start().await;
    let member = app.db_member().await;
    let phone = app.db_login(member.id, Level::FirstPin, false).await;
    app.travel(minutes(29));
    phone.get("/first-pin").await.is(200);
    app.travel(minutes(29));
    phone.get("/first-pin").await.is(200);
    app.travel(minutes(3));
    phone.get("/first-pin").await.is(303);
}

#[tokio::test]
async fn sec_p9_a_person_who_is_disabled_is_out_at_once() {
    use tungngo_storage::Connection;
    let app = TestApp::start().await;
    let member = app.db_member().await;
    let card = app.db_card(member.id).await;
    app.db_pin(member.id).await;
    let phone = app.learner(&member).await;
    phone.get("/").await.is(200);
    app.store
        .write(async |txn| {
            txn.execute_unprepared("UPDATE person SET active = FALSE").await?;
            Ok(())
        })
        .await
        .unwrap();
    phone.get("/").await.leads_to("/login");
    app.visitor().get(&card.path).await.is(404);
    let visitor = app.visitor();
    let form = visitor.get("/login").await.form("/login").set("phone", &member.phone);
    visitor.submit(&form.set("pin", crate::support::PIN)).await.is(422);
}
