//! Planned shares of certified members: set, inherited by units below, kept with who and when.

use crate::support::TestApp;
use chrono::Duration;

#[tokio::test]
async fn a_plan_stands_beside_the_rate_here_and_below_until_it_is_taken_back() {
    let app = TestApp::start().await;
    let commune = app.db_commune().await;
    let member = app.db_a_member().in_team(commune.team).create().await;
    for _ in 0..3 {
        app.db_a_member().in_team(commune.team).create().await;
    }
    for module in ["thanh-toan", "an-toan"] {
        app.db_certified(member.id, module, commune).await;
    }
    app.keep_figures().await.unwrap();
    let officer = app.officer_of(commune.province).await;
    let own = format!("/officer/units/{}", commune.province);
    let below = format!("/officer/units/{}", commune.id);
    let due = app.today() + Duration::days(20);
    let day = due.format("%d/%m/%Y").to_string();
    let form = officer.get(&format!("{own}/target")).await.form("/target");
    let wrong = form.clone().set("percent", "0").set("due", "31/02/2027");
    officer.submit(&wrong).await.is(422).sees("Gõ số từ 1 đến 100.").sees("Gõ ngày từ hôm nay trở đi");
    let past = (app.today() - Duration::days(1)).format("%d/%m/%Y").to_string();
    officer.submit(&form.clone().set("percent", "75").set("due", &past)).await.is(422);
    let filled = form.set("percent", "75 %").set("due", &day);
    officer.send(&filled).await.is(200).sees("Đã lưu chỉ tiêu.");
    // The second of two taps changes nothing.
    officer.submit(&filled).await.is(303);
    let missing = "còn thiếu 2 người trong 3 tuần";
    officer.get(&own).await.sees(&format!("Chỉ tiêu 75% đến hết {day}: {missing}"));
    // The commune has none of its own: the province's counts.
    let name = app.store.unit(commune.province).await.unwrap().name;
    let name = tungngo_domain::units::in_sentence(&name);
    officer.get(&below).await.sees(&format!("Chỉ tiêu 75% đến hết {day} của {name}: {missing}"));
    // A plan is for everybody's certificate.
    officer.get(&format!("{below}?role=leader")).await.is(200).does_not_see("Chỉ tiêu 75%");

    let commune_officer = app.officer_of(commune.id).await;
    let form = commune_officer.get(&format!("{below}/target")).await.form("/target");
    commune_officer.send(&form.set("percent", "25").set("due", &day)).await.is(200);
    officer.get(&below).await.sees(&format!("Chỉ tiêu 25% đến hết {day}: đã đạt"));
    commune_officer.get(&format!("{own}/target")).await.is(404);
    officer.get(&format!("/officer/units/{}/target", commune.team)).await.is(404);
    app.travel(Duration::days(30));
    app.keep_figures().await.unwrap();
    let officer = app.officer_of(commune.province).await;
    officer.get(&own).await.sees("đã quá ngày, thiếu 2 người");

    let page = officer.get(&format!("{below}/target")).await;
    page.is(200).sees(&format!("Đặt 25% đến hết {day}"));
    officer
        .send(&page.form("/target").set("percent", "").set("due", ""))
        .await
        .is(200)
        .sees("Đã bỏ chỉ tiêu");
    officer.get(&below).await.sees(&format!("của {name}: đã quá ngày"));
    let trail = app.store.audit_entries(None).await.unwrap();
    assert_eq!(trail.iter().filter(|one| one.action == "target-set").count(), 3);
}
