//! Figures for programs: what a token reads, how far, until when; what describes it; the same by the command line.

use crate::support::{Form, Page, TestApp};
use chrono::Duration;
use reqwest::Method;
use serde_json::Value;
use tungngo_domain::access::Role;

/// What a program is answered: the status and the JSON.
async fn ask(app: &TestApp, token: &str, path: &str) -> (u16, Value) {
    let visitor = app.visitor();
    let request = visitor.request(Method::GET, path);
    let page = request.header("authorization", &format!("Bearer {token}")).send().await;
    (page.status, serde_json::from_str(&page.body()).unwrap_or(Value::Null))
}

/// The new token, as its page shows it once.
fn shown(page: &Page) -> String {
    let html = page.html();
    let input = scraper::Selector::parse("#token").expect("a selector");
    let input = html.select(&input).next().expect("the token");
    input.value().attr("value").unwrap_or_default().to_owned()
}

fn count(answer: &Value, subject: &str, metric: &str) -> u64 {
    let counts = answer["counts"].as_array().expect("counts");
    let found = counts.iter().find(|one| one["subject"] == subject && one["metric"] == metric);
    found.and_then(|one| one["n"].as_u64()).unwrap_or(0)
}

#[tokio::test]
async fn a_program_reads_what_the_officer_sees_and_no_more() {
    let app = TestApp::start().await;
    let (here, there) = (app.db_commune_in("08").await, app.db_commune_in("01").await);
    let member = app.db_a_member().named("Nông Văn Đức").in_team(here.team).create().await;
    app.db_a_member().in_team(here.other_team).create().await;
    app.db_certified(member.id, "thanh-toan", here).await;
    app.keep_figures().await.unwrap();
    let officer = app.officer_of(here.province).await;
    let page = officer.get("/officer/tokens").await;
    page.is(200).sees("Chưa có mã nào.");
    let form = page.form("/officer/tokens");
    officer.submit(&form.clone().set("name", " ")).await.is(422).sees("Gõ tên, nhiều nhất 80 chữ cái.");
    let filled = form.set("name", "Bảng điều hành").set("unit", &here.province.to_string()).set("days", "30");
    let made = officer.submit(&filled.clone().set("lists", "yes")).await;
    made.is(200).sees("Mã chỉ hiện một lần này");
    let token = shown(&made);
    assert!(token.starts_with("tungngo_"), "{token}");

    let province = format!("/api/v1/units/{}/figures", here.province);
    let (status, figures) = ask(&app, &token, &province).await;
    assert_eq!(status, 200);
    assert_eq!(count(&figures, "*", "members"), 2);
    assert_eq!(count(&figures, "*", "started"), 1);
    assert_eq!(count(&figures, "*", "teams-silent"), 1);
    assert_eq!(count(&figures, "thanh-toan", "certified"), 1);
    let below = figures["below"].as_array().unwrap();
    let commune = below.iter().find(|one| one["unit"]["id"] == here.id.to_string().as_str()).unwrap();
    assert_eq!(count(commune, "*", "members"), 2);
    let leaders = figures["cohorts"].as_array().unwrap();
    assert!(leaders.iter().any(|one| one["cohort"] == "member" && one["metric"] == "members"));
    // The same unit by its official code.
    assert_eq!(ask(&app, &token, "/api/v1/units/08/figures").await.0, 200);

    // Every count has its list, with exactly so many rows.
    for one in figures["counts"].as_array().unwrap() {
        let path = format!(
            "/api/v1/units/08/list?metric={}&subject={}",
            one["metric"].as_str().unwrap(),
            one["subject"].as_str().unwrap().replace('*', "%2A")
        );
        let (status, list) = ask(&app, &token, &path).await;
        assert_eq!(status, 200, "{path}");
        assert_eq!(list["rows"].as_array().unwrap().len() as u64, one["n"].as_u64().unwrap(), "{path}");
    }
    let (_, list) = ask(&app, &token, "/api/v1/units/08/list?metric=started").await;
    assert_eq!(list["rows"][0]["name"], "Nông Văn Đức");

    // Another province, another word, no token, half a token.
    assert_eq!(ask(&app, &token, "/api/v1/units/01/figures").await.0, 404);
    assert_eq!(ask(&app, &token, &format!("/api/v1/units/{}/figures", there.id)).await.0, 404);
    assert_eq!(ask(&app, &token, "/api/v1/units/vn/figures").await.0, 404);
    // What cannot be read is told apart, and what would be right.
    for (wrong, said) in [
        ("list?metric=wealth", "teams-silent"),
        ("list", "teams-silent"),
        ("list?metric=started&metrics=1", "Không có tham số metrics"),
        ("list?metric=members&cohort=boss", "b1960"),
        ("list?metric=started&from=2026-01-01", "2026-10-01"),
        ("list?metric=started&limit=501", "từ 1 đến 500"),
        ("list?metric=started&limit=0", "từ 1 đến 500"),
        ("list?metric=certified&subject=zzz", "thanh-vien"),
        ("list?metric=knows&before=2026-09-01", "không đếm theo tuần"),
        ("list?metric=members&after=zzz", "next của trang trước"),
        ("figures?role=leader", "không có tham số role"),
    ] {
        let (status, answer) = ask(&app, &token, &format!("/api/v1/units/08/{wrong}")).await;
        assert_eq!(status, 400, "{wrong}");
        assert!(answer["problem"].as_str().unwrap().contains(said), "{wrong}: {answer}");
    }
    let (status, answer) = ask(&app, &token, "/api/v1/unit/08").await;
    assert_eq!(status, 404);
    assert!(answer["problem"].as_str().unwrap().contains("openapi.json"));
    let (_, first) = ask(&app, &token, "/api/v1/units/08/list?metric=members&limit=1").await;
    assert_eq!(first["rows"].as_array().unwrap().len(), 1);
    let next = first["next"].as_str().unwrap();
    let second = format!("/api/v1/units/08/list?metric=members&limit=1&after={next}");
    let (_, second) = ask(&app, &token, &second).await;
    assert_eq!(second["rows"].as_array().unwrap().len(), 1);
    assert_ne!(first["rows"][0]["name"], second["rows"][0]["name"]);
    let (_, late) = ask(&app, &token, "/api/v1/units/08/list?metric=started&before=2020-01-01").await;
    assert_eq!(late["rows"].as_array().unwrap().len(), 0);
    for wrong in ["", "tungngo_", &token[..token.len() - 1], &token[8..]] {
        let (status, answer) = ask(&app, wrong, &province).await;
        assert_eq!(status, 401, "{wrong}");
        assert!(answer["problem"].as_str().unwrap().starts_with("Thiếu mã truy cập"));
    }
    // A token is no login, and a login is no token.
    officer.get(&province).await.is(401);
    let visitor = app.visitor();
    let request = visitor.request(Method::GET, "/officer");
    request.header("authorization", &format!("Bearer {token}")).send().await.is(303);
    let trail = app.store.audit_entries(None).await.unwrap();
    assert!(trail.iter().any(|one| one.action == "token-made"));
    let read = trail.iter().find(|one| one.action == "figures-read").expect("a line of the trail");
    assert_eq!(read.target.as_ref().map(|(kind, _)| kind.as_str()), Some("token"));

    // One without lists knows of none.
    let made = officer.submit(&filled).await;
    let without = shown(&made);
    assert_eq!(ask(&app, &without, &province).await.0, 200);
    assert_eq!(ask(&app, &without, "/api/v1/units/08/list?metric=started").await.0, 404);
}

#[tokio::test]
async fn a_token_ends_with_its_day_by_hand_and_with_the_right_of_its_maker() {
    let app = TestApp::start().await;
    let commune = app.db_commune().await;
    let staff = app.db_staff("Lê Văn Xã", Role::Officer, commune.id).await;
    let officer = app.staff(staff.person).await;
    let path = format!("/api/v1/units/{}/figures", commune.id);
    let make = async || {
        let form = officer.get("/officer/tokens").await.form("/officer/tokens");
        let form = form.set("name", "Bảng của xã").set("unit", &commune.id.to_string()).set("days", "30");
        shown(officer.submit(&form).await.is(200))
    };
    let (by_day, by_hand) = (make().await, make().await);
    assert_eq!(ask(&app, &by_hand, &path).await.0, 200);
    let form = officer.get("/officer/tokens").await.form("/ending");
    officer.send(&form).await.is(200).sees("Đã thu hồi mã.").sees("Đã thu hồi");
    officer.submit(&form).await.is(303);
    // The newest stands first.
    assert_eq!(ask(&app, &by_hand, &path).await.0, 401);
    assert_eq!(ask(&app, &by_day, &path).await.0, 200);
    // Somebody else's officer neither sees nor ends it.
    let other = app.officer_of(app.db_commune().await.id).await;
    other.get("/officer/tokens").await.is(200).does_not_see("Bảng của xã");
    let id = app.db_token(staff.person, commune.id).await;
    let own = other.get("/officer/tokens").await.form("/officer/tokens");
    let ending = Form { action: format!("/officer/tokens/{id}/ending"), ..own.clone() };
    other.submit(&ending).await.is(404);
    other.submit(&own.set("name", "Lạ").set("unit", &commune.id.to_string()).set("days", "30")).await.is(404);
    app.travel(Duration::days(31));
    assert_eq!(ask(&app, &by_day, &path).await.0, 401);
    let officer = app.staff(staff.person).await;
    let form = officer.get("/officer/tokens").await.form("/officer/tokens");
    let form = form.set("name", "Nữa").set("unit", &commune.id.to_string()).set("days", "365");
    let later = shown(officer.submit(&form).await.is(200));
    assert_eq!(ask(&app, &later, &path).await.0, 200);
    let grant = app.db_grant_id(staff.person).await;
    app.store.end_right(grant, staff.person, app.now()).await.unwrap();
    assert_eq!(ask(&app, &later, &path).await.0, 401, "the right of its maker ended");
}

#[tokio::test]
async fn what_is_only_read_does_not_wait_for_somebody_who_writes() {
    let app = TestApp::start().await;
    let commune = app.db_commune().await;
    let member = app.db_a_member().named("Nông Văn Đức").in_team(commune.team).create().await;
    app.db_certified(member.id, "thanh-toan", commune).await;
    let officer = app.officer_of(commune.id).await;
    let form = officer.get("/officer/tokens").await.form("/officer/tokens");
    let form = form.set("name", "Bảng của xã").set("unit", &commune.id.to_string()).set("days", "30");
    let token = shown(officer.submit(&form.set("lists", "yes")).await.is(200));
    let path = |what: &str| format!("/api/v1/units/{}/{what}", commune.id);
    // The use of a token and of a login is noted now and then; neither may wait either.
    app.travel(Duration::minutes(90));
    let officer = app.officer_of(commune.id).await;
    let lines = async || {
        let entries = app.store.audit_entries(None).await.unwrap();
        let read = ["figures-read", "roster-exported", "certificates-read"];
        entries.into_iter().filter(|one| read.contains(&one.action.as_str())).count()
    };
    let before = lines().await;
    app.store
        .write(async |_txn| {
            assert_eq!(ask(&app, &token, &path("figures")).await.0, 200);
            assert_eq!(ask(&app, &token, &path("list?metric=started")).await.0, 200);
            officer.get("/officer/certificates?q=nong").await.is(200).sees("Nông Văn Đức");
            Ok(())
        })
        .await
        .unwrap();
    app.travel(Duration::minutes(1));
    for _ in 0..100 {
        if lines().await == before + 3 {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    assert_eq!(lines().await, before + 3, "no line is lost");
}

#[tokio::test]
async fn what_programs_may_ask_is_described_and_nothing_else() {
    let app = TestApp::start().await;
    let page = app.visitor().get("/api/v1/openapi.json").await;
    let described: Value = serde_json::from_str(&page.is(200).body()).unwrap();
    let mut paths: Vec<&str> = described["paths"].as_object().unwrap().keys().map(String::as_str).collect();
    paths.sort_unstable();
    let mut served: Vec<&str> = tungngo::web::routes::ROUTES
        .iter()
        .filter(|one| one.audience == tungngo::web::routes::Audience::Program)
        .map(|one| one.path)
        .collect();
    served.sort_unstable();
    assert_eq!(paths, served);
    assert_eq!(described["components"]["securitySchemes"]["token"]["scheme"], "bearer");
    let list = &described["paths"]["/api/v1/units/{unit}/list"]["get"];
    assert!(list["responses"]["200"]["content"]["application/json"]["schema"].is_object());
}

#[tokio::test]
async fn the_command_line_writes_the_same_figures() {
    let app = TestApp::start().await;
    let commune = app.db_commune().await;
    let member = app.db_a_member().named("Nông Văn Đức").in_team(commune.team).leading().create().await;
    app.db_certified(member.id, "thanh-toan", commune).await;
    let folder = tempfile::tempdir().unwrap();
    let run = |words: &[&str], file: &str| {
        let out = folder.path().join(file);
        let output = std::process::Command::new(env!("CARGO_BIN_EXE_tungngo"))
            .args(words)
            .args(["--unit", &commune.id.to_string(), "--out", out.to_str().unwrap()])
            .args(["--database-url", &app.database().url])
            .output()
            .unwrap();
        let said = [output.stdout, output.stderr].map(|bytes| String::from_utf8(bytes).unwrap()).concat();
        (output.status.success(), said, std::fs::read_to_string(&out).unwrap_or_default())
    };
    let (fine, said, table) = run(&["export", "figures", "--part", "modules"], "a.csv");
    assert!(fine && said.contains("dòng"), "{said}");
    assert!(table.contains("Thanh toán") && table.contains(",1,1,1,0,1,0,0,"), "{table}");
    let (fine, said, table) =
        run(&["export", "list", "--metric", "certified", "--subject", "thanh-toan"], "b.csv");
    assert!(fine && said.contains("1 dòng") && table.contains("Nông Văn Đức"), "{said} {table}");
    // Who got there at a time, and in some of the units below.
    let (fine, said, _) = run(&["export", "list", "--metric", "started", "--before", "2020-01-01"], "f.csv");
    assert!(fine && said.contains("0 dòng"), "{said}");
    let (fine, said, _) = run(&["export", "list", "--metric", "members", "--units", "99999"], "f.csv");
    assert!(!fine && said.contains("không có đơn vị 99999"), "{said}");
    let (fine, said, _) = run(&["export", "list", "--metric", "started", "--from", "2026-01-01"], "f.csv");
    assert!(!fine && said.contains("--before"), "{said}");
    assert!(run(&["export", "figures", "--part", "units"], "c.xlsx").0);
    let (fine, said, _) = run(&["export", "list", "--metric", "wealth"], "d.csv");
    assert!(!fine && said.contains("không có phần hay danh sách này"), "{said}");
    // What cannot be had leaves what is there, and nothing half written beside it.
    let (fine, _, kept) = run(&["export", "list", "--metric", "wealth"], "b.csv");
    assert!(!fine && kept == table, "{kept}");
    let left: Vec<_> =
        std::fs::read_dir(folder.path()).unwrap().map(|one| one.unwrap().file_name()).collect();
    assert_eq!(left.len(), 4, "{left:?}");
    let (fine, said, _) = run(&["export", "figures", "--part", "stages"], "e.txt");
    assert!(!fine && said.contains(".xlsx hoặc .csv"), "{said}");
}
