//! Programmes: what they ask for, whom a new rule touches first, and what happens when its day has come.

use crate::support::{Commune, Form, Login, Member, TestApp};
use chrono::Duration;
use tungngo_domain::access::{Role, Scope};
use tungngo_domain::ids::PersonId;
use tungngo_domain::rollup::Metric;
use tungngo_storage::certificates::{Certificate, MEMBERS_PROGRAMME, SubjectKind};
use tungngo_storage::figures::Ask;

const LIST: &str = "/officer/programmes";

/// The programmes' certificates of somebody.
async fn certificates(app: &TestApp, person: PersonId) -> Vec<Certificate> {
    let all = app.store.certificates(person).await.unwrap();
    all.into_iter().filter(|one| one.kind == SubjectKind::Programme).collect()
}

async fn certified(app: &TestApp, commune: Commune, name: &str, modules: &[&str]) -> Member {
    let member = app.db_a_member().named(name).without_phone().in_team(commune.team).create().await;
    for module in modules {
        app.db_certified(member.id, module, commune).await;
    }
    member
}

async fn of_nation(app: &TestApp) -> Login {
    app.officer_of(app.db_nation().await).await
}

/// A day some days from now, as people type it.
fn in_days(app: &TestApp, days: i64) -> String {
    (app.today() + Duration::days(days)).format("%d/%m/%Y").to_string()
}

/// The form of another rule of the members' programme with these requirements.
async fn members_form(app: &TestApp, officer: &Login, requires: &[&str], days: i64) -> Form {
    let form = officer.get(&format!("{LIST}/{MEMBERS_PROGRAMME}")).await.form("/rules").without("requires");
    let form = requires.iter().fold(form, |form, one| form.tick("requires", one));
    form.set("from", &in_days(app, days))
}

#[tokio::test]
async fn a_changed_requirement_shows_whom_it_touches_and_counts_from_its_day() {
    let app = TestApp::start().await;
    let commune = app.db_commune().await;
    let whole = certified(&app, commune, "Nông Văn Đức", &["thanh-toan", "an-toan"]).await;
    let half = certified(&app, commune, "Ma Thị Mùi", &["thanh-toan"]).await;
    certified(&app, commune, "Lò Văn Ún", &[]).await;
    assert_eq!((certificates(&app, whole.id).await.len(), certificates(&app, half.id).await.len()), (1, 0));
    let officer = of_nation(&app).await;
    officer.get(LIST).await.is(200).sees("Thành viên Tổ công nghệ số cộng đồng").sees("Cần 2 chuyên đề");

    // Less is asked: one more is due.
    let form = members_form(&app, &officer, &["thanh-toan:does"], 3).await;
    let rule = officer.send(&form).await;
    rule.is(200).sees("Bản nháp, chưa dùng").sees("Không cần nữa").does_not_see("Cần thêm");
    let list = format!("{}/people?list=due", rule.path);
    officer.get(&list).await.is(200).sees("1 người").sees("Ma Thị Mùi").does_not_see("Nông Văn Đức");
    officer.get(&format!("{}/people?list=people", rule.path)).await.is(200).sees("3 người").sees("Lò Văn Ún");
    let adoption = rule.form("/adoption");
    for wrong in ["", "0", "2"] {
        let page = officer.submit(&adoption.clone().set("count", wrong)).await;
        page.is(422).sees("Số vừa gõ khác số người đủ điều kiện.");
    }
    officer
        .send(&adoption.clone().set("count", "1"))
        .await
        .is(200)
        .sees("Đã chốt quy định.")
        .sees("chờ tới ngày");
    // A double tap changes nothing.
    officer.submit(&adoption.set("count", "1")).await.is(303);
    app.keep_figures().await.unwrap();
    assert!(certificates(&app, half.id).await.is_empty(), "its day has not come");
    app.assert_books_agree().await;

    app.travel(Duration::days(3));
    app.keep_figures().await.unwrap();
    let [issued] = &certificates(&app, half.id).await[..] else { panic!("one certificate") };
    assert_eq!(issued.holder_line, "Tổ viên Tổ công nghệ số cộng đồng thôn Bến Đá");
    assert_eq!(certificates(&app, whole.id).await.len(), 1);
    app.keep_figures().await.unwrap();
    assert_eq!(certificates(&app, half.id).await.len(), 1, "once");
    app.assert_books_agree().await;

    // More is asked than anybody has: nobody loses what they hold, and nobody new gets it.
    let officer = of_nation(&app).await;
    let form = members_form(&app, &officer, &["thanh-toan:does", "an-toan:teaches"], 1).await;
    let rule = officer.send(&form).await;
    rule.is(200).sees("Cần thêm").sees("mức Dạy được");
    officer.get(&format!("{}/people?list=lacking", rule.path)).await.is(200).sees("2 người");
    officer.send(&rule.form("/adoption").set("count", "0")).await.is(200).sees("Đã chốt quy định.");
    app.travel(Duration::days(1));
    app.keep_figures().await.unwrap();
    assert_eq!((certificates(&app, whole.id).await.len(), certificates(&app, half.id).await.len()), (1, 1));
    let late = certified(&app, commune, "Sùng A Pao", &["thanh-toan", "an-toan"]).await;
    assert!(certificates(&app, late.id).await.is_empty());
    let home = app.learner(&late).await.get("/").await;
    home.is(200).sees("hướng dẫn lại trước tập huấn viên");
    app.assert_books_agree().await;
    let trail = app.store.audit_entries(None).await.unwrap();
    for action in ["rule-drafted", "rule-adopted"] {
        assert_eq!(trail.iter().filter(|one| one.action == action).count(), 2, "{action}");
    }
}

#[tokio::test]
async fn the_readiness_of_teams_follows_the_rule_on_its_day() {
    let app = TestApp::start().await;
    let commune = app.db_commune().await;
    let leader = app.db_a_member().named("Nông Văn Đức").in_team(commune.team).leading().create().await;
    for module in ["thanh-toan", "an-toan"] {
        app.db_certified(leader.id, module, commune).await;
    }
    app.keep_figures().await.unwrap();
    let officer = of_nation(&app).await;
    let form = members_form(&app, &officer, &["thanh-toan:does", "an-toan:does"], 1).await;
    officer.send(&form).await.is(200).sees("nay 1 trong 1 tổ, theo quy định này 1 tổ");
    // A third module that nobody studied.
    let form = members_form(&app, &officer, &["thanh-toan:does", "dich-vu-cong:does"], 1).await;
    officer.submit(&form).await.is(422).sees("Chọn một mục.");
    let form = members_form(&app, &officer, &["an-toan:does"], 1).await;
    let rule = officer.send(&form).await;
    officer.send(&rule.form("/adoption").set("count", "0")).await.is(200).sees("Đã chốt quy định.");
    app.travel(Duration::days(1));
    app.keep_figures().await.unwrap();
    assert_eq!(ready(&app, commune).await, 1);
    app.assert_books_agree().await;

    // A team whose leader knows one module is ready while only that is asked for, and not a day longer.
    let other = app.db_a_member().named("Lò Văn Ún").without_phone().in_team(commune.other_team).leading();
    let other = other.create().await;
    app.db_certified(other.id, "an-toan", commune).await;
    app.keep_figures().await.unwrap();
    assert_eq!(ready(&app, commune).await, 2);
    let officer = of_nation(&app).await;
    let form = members_form(&app, &officer, &["thanh-toan:does", "an-toan:does"], 1).await;
    let rule = officer.send(&form).await;
    rule.is(200).sees("nay 2 trong 2 tổ, theo quy định này 1 tổ");
    officer.send(&rule.form("/adoption").set("count", "0")).await.is(200).sees("Đã chốt quy định.");
    app.keep_figures().await.unwrap();
    assert_eq!(ready(&app, commune).await, 2, "its day has not come");
    app.travel(Duration::days(1));
    app.keep_figures().await.unwrap();
    assert_eq!(ready(&app, commune).await, 1);
    assert_eq!(certificates(&app, other.id).await.len(), 1, "the leader keeps the certificate");
    app.assert_books_agree().await;
}

/// How many teams of a commune are *đạt chuẩn*, as counted.
async fn ready(app: &TestApp, commune: Commune) -> u64 {
    let officer = app.db_staff("Lê Văn Đếm", Role::Officer, commune.id).await.person;
    let rights = app.store.rights(officer).await.unwrap();
    let scope = Scope::of(officer, Role::Officer, &rights, app.now()).unwrap();
    let figures = app.store.figures(&scope, commune.id, &Ask::default()).await.unwrap();
    figures.own.get(MEMBERS_PROGRAMME, Metric::TeamsReady)
}

#[tokio::test]
async fn a_programme_of_trainers_certifies_those_who_know_and_names_them_as_what_they_are() {
    let app = TestApp::start().await;
    let commune = app.db_commune().await;
    let trainer = app.db_staff("Trần Thị Thu Hằng", Role::Trainer, commune.id).await;
    let member = certified(&app, commune, "Lò Văn Ún", &[]).await;
    let officer = app.officer_of(commune.province).await;
    let form = officer.get(LIST).await.form(LIST).set("unit", &commune.province.to_string());
    officer.submit(&form.clone().set("title", " ")).await.is(422).sees("Gõ tên, nhiều nhất 80 chữ cái.");
    let page = officer.send(&form.set("title", "Người hướng dẫn của tỉnh")).await;
    page.is(200).sees("Chưa có quy định nào, nên chưa ai được cấp giấy.");
    let form = page.form("/rules").without("requires").without("role");
    let form = form.set("audience", "staff").tick("requires", "an-toan:knows").set("months", "12");
    let form = form.set("from", &in_days(&app, 1));
    officer.submit(&form).await.is(422).sees("Chọn một mục.");
    officer.submit(&form.clone().set("months", "không")).await.is(422).sees("Gõ số tháng từ 1 đến 120");
    let rule = officer.send(&form.tick("right", "trainer")).await;
    rule.is(200).sees("Tập huấn viên").sees("12 tháng");
    officer.send(&rule.form("/adoption").set("count", "0")).await.is(200).sees("Đã chốt quy định.");
    app.travel(Duration::days(1));
    app.keep_figures().await.unwrap();

    app.db_pass_test(member.id, "an-toan").await;
    app.db_pass_test(trainer.person, "an-toan").await;
    assert!(certificates(&app, member.id).await.is_empty(), "members are not asked");
    let [issued] = &certificates(&app, trainer.person).await[..] else { panic!("one certificate") };
    assert_eq!(issued.title, "Người hướng dẫn của tỉnh");
    assert_eq!(issued.holder_line, "Tập huấn viên");
    assert!(
        issued.unit_line.starts_with("xã ") && issued.unit_line.contains(", tỉnh "),
        "{}",
        issued.unit_line
    );
    assert!(!issued.place.is_empty());
    let until = issued.valid_until.expect("twelve months");
    assert_eq!(until, tungngo_domain::certification::valid_until(app.today(), Some(12)).unwrap());
    let check = app.visitor().get(&format!("/verify/{}", issued.code)).await;
    check.is(200).sees("Người hướng dẫn của tỉnh");
    let officer = app.officer_of(commune.province).await;
    officer.get(&page.path).await.is(200).sees("Đang có giấy còn giá trị").sees("Đang có hiệu lực");
    // Who is in no team is found at the desk of the own unit, and nowhere else.
    let search = "/officer/certificates?q=hang";
    officer.get(search).await.is(200).sees("Người hướng dẫn của tỉnh").sees("Trần Thị Thu Hằng");
    app.officer_of(commune.id).await.get(search).await.is(200).sees("Trần Thị Thu Hằng");
    let elsewhere = app.officer_of(app.db_commune_in("01").await.province).await;
    elsewhere.get(search).await.is(200).does_not_see("Trần Thị Thu Hằng");
    let one = format!("/officer/certificates/{}", issued.id);
    elsewhere.get(&one).await.is(404);
    officer.get(&one).await.is(200).sees("Trần Thị Thu Hằng");
    // Before it ends, the officer continues it.
    app.travel(Duration::days(330));
    let officer = app.officer_of(commune.province).await;
    let list = "/officer/certificates/continuations";
    let form = officer.get(list).await.post_form(list).without("certificate");
    let shown = officer.submit(&form.tick("certificate", &issued.id.to_string())).await;
    officer.send(&shown.is(200).post_form(list).set("count", "1")).await.is(200);
    let now = certificates(&app, trainer.person).await;
    assert_eq!(now.len(), 2);
    assert!(now[1].valid_until > issued.valid_until && now[1].issued_by.is_some());
    app.assert_books_agree().await;
}

#[tokio::test]
async fn sec_z3_a_programme_is_kept_by_its_unit_and_seen_below() {
    let app = TestApp::start().await;
    let (commune, other) = (app.db_commune_in("08").await, app.db_commune_in("01").await);
    let of_province = app.db_programme(commune.province).await;
    let draft = app.db_rule(commune.province, &of_province).await;
    let below = app.officer_of(commune.id).await;
    let page = below.get(&format!("{LIST}/{of_province}")).await;
    page.is(200).does_not_see("Đặt quy định mới").does_not_see("Bản nháp");
    below.get(&format!("/officer/programme-rules/{draft}")).await.is(404);
    // Nobody below writes or adopts a rule of what is above, with whatever form.
    let own = app.db_programme(commune.id).await;
    let form = below.get(&format!("{LIST}/{own}")).await.form("/rules");
    for foreign in [of_province.as_str(), MEMBERS_PROGRAMME] {
        below.submit(&Form { action: format!("{LIST}/{foreign}/rules"), ..form.clone() }).await.is(404);
    }
    for act in ["adoption", "withdrawal"] {
        let action = format!("/officer/programme-rules/{draft}/{act}");
        below.submit(&Form { action, ..form.clone() }).await.is(404);
    }
    let elsewhere = app.officer_of(other.province).await;
    elsewhere.get(LIST).await.is(200).does_not_see("Chương trình thử");
    elsewhere.get(&format!("{LIST}/{of_province}")).await.is(404);
    let begin = elsewhere.get(LIST).await.form(LIST).set("title", "Lạ");
    elsewhere.submit(&begin.set("unit", &commune.id.to_string())).await.is(404);
}

#[tokio::test]
async fn a_rule_that_cannot_be_is_refused_and_one_before_its_day_taken_back() {
    let app = TestApp::start().await;
    let officer = of_nation(&app).await;
    for (requires, days, said) in [
        (&["thanh-toan:knows"][..], 3, "Chương trình của thành viên cần ít nhất mức Làm được."),
        (&[][..], 3, "Chọn ít nhất một chuyên đề."),
        (&["thanh-toan:does"][..], 0, "Chọn ngày từ ngày mai trở đi."),
        (&["no-such:does"][..], 3, "Chọn một mục."),
    ] {
        officer.submit(&members_form(&app, &officer, requires, days).await).await.is(422).sees(said);
    }
    let later = officer.send(&members_form(&app, &officer, &["thanh-toan:does"], 9).await).await;
    let sooner = officer.send(&members_form(&app, &officer, &["an-toan:does"], 5).await).await;
    officer.send(&later.form("/adoption").set("count", "0")).await.is(200).sees("Đã chốt quy định.");
    let adoption = sooner.form("/adoption").set("count", "0");
    officer.submit(&adoption).await.is(422).sees("Đã có quy định khác bắt đầu từ ngày đó hoặc muộn hơn.");
    let page = officer.get(&later.path).await;
    officer.send(&page.form("/withdrawal")).await.is(200).sees("Đã rút quy định.").sees("Đã rút lại");
    officer.send(&adoption).await.is(200).sees("Đã chốt quy định.");
    // Once its day has come, nobody takes it back.
    let withdrawal = officer.get(&sooner.path).await.form("/withdrawal");
    app.travel(Duration::days(5));
    app.keep_figures().await.unwrap();
    let officer = of_nation(&app).await;
    let form = officer.get(LIST).await.form(LIST);
    officer.send(&Form { action: withdrawal.action, ..form }).await.is(200).sees("Đang có hiệu lực");
    app.assert_books_agree().await;
}
