//! Frozen months: counted once, the same for ever whatever comes, signed and reopened, and proved from the ledger.

use crate::support::{Commune, How, Login, Member, Page, TestApp};
use chrono::Duration;
use sea_orm::Statement;
use std::collections::BTreeSet;
use std::process::Command;
use tungngo_domain::access::{Right, Role, Scope};
use tungngo_domain::ids::{PersonId, UnitId};
use tungngo_domain::membership::Ending;
use tungngo_domain::months::Month;
use tungngo_domain::people::{AddressForm, TeamRole};
use tungngo_domain::rollup::{ANY_MODULE, Metric};
use tungngo_domain::time::Instant;
use tungngo_storage::Connection;
use tungngo_storage::figures::{Ask, UnitFigures};
use tungngo_storage::freezes::{Freeze, State, Way};
use tungngo_storage::memberships::Correction;
use uuid::Uuid;

const SUBJECTS: [&str; 4] = [ANY_MODULE, "thanh-vien", "thanh-toan", "an-toan"];
/// After the month in which every test begins.
const LATER: &str = "2027-01-05T02:00:00Z";

fn scope_of(app: &TestApp, person: PersonId, unit: UnitId) -> Scope {
    let right = Right { role: Role::Officer, unit, from: app.now(), until: None, modules: BTreeSet::new() };
    Scope::of(person, Role::Officer, &[right], app.now()).expect("in force")
}

fn december() -> Month {
    "2026-12".parse().unwrap()
}

fn row(page: &Page, name: &str) -> String {
    page.all("tr").into_iter().find(|row| row.contains(name)).unwrap_or_else(|| panic!("{}", page.text()))
}

async fn sql(app: &TestApp, text: &str, values: Vec<sea_orm::Value>) {
    app.store
        .write(async |txn| {
            let statement = Statement::from_sql_and_values(txn.get_database_backend(), text, values);
            assert!(txn.execute_raw(statement).await?.rows_affected() > 0, "{text}");
            Ok(())
        })
        .await
        .unwrap();
}

/// Three members in two teams, one of them certified in both modules, one who began.
async fn world(app: &TestApp) -> (Commune, Vec<Member>) {
    let commune = app.db_commune().await;
    let one = app.db_a_member().named("Nông Văn Đức").leading().in_team(commune.team).create().await;
    let two = app.db_a_member().named("Ma Thị Mùi").in_team(commune.team).create().await;
    let three =
        app.db_a_member().named("Lý Văn Sáng").without_phone().in_team(commune.other_team).create().await;
    app.db_certified(one.id, "thanh-toan", commune).await;
    app.db_certified(one.id, "an-toan", commune).await;
    app.learner(&two).await.answer_question(app, "thanh-toan", "tt-01", 1, How::Wrong).await;
    (commune, vec![one, two, three])
}

async fn freeze_by(officer: &Login, unit: UnitId, month: &str) -> Page {
    let list = format!("/officer/units/{unit}/months");
    let page = officer.get(&list).await;
    let form = page.is(200).form(&list).set("month", month);
    officer.submit(&form).await
}

/// Everything a frozen month says of its figures.
async fn files(officer: &Login, href: &str) -> Vec<String> {
    let mut all = Vec::new();
    for part in ["stages", "modules", "cohorts", "units"] {
        let file = officer.get(&format!("{href}/figures.csv?part={part}")).await;
        all.push(file.is(200).body());
    }
    all
}

async fn audited(app: &TestApp, action: &str) -> usize {
    app.store.audit_entries(None).await.unwrap().iter().filter(|one| one.action == action).count()
}

#[tokio::test]
async fn a_month_is_frozen_once_signed_and_reopened_with_a_reason() {
    let app = TestApp::start().await;
    let (commune, _) = world(&app).await;
    let list = format!("/officer/units/{}/months", commune.id);
    let officer = app.officer_of(commune.id).await;
    officer.get("/officer").await.sees("Số liệu chốt theo tháng");
    officer.get(&list).await.sees("Không có tháng nào chờ chốt").sees("Chưa chốt tháng nào");
    app.travel_to(LATER);
    let officer = app.officer_of(commune.id).await;
    let page = officer.get(&list).await;
    page.sees("Chốt tháng 12/2026").does_not_see("01/2027");
    // A month that has not ended, and no month.
    for wrong in ["2027-01", "", "2026-13", "x", "2020-01"] {
        freeze_by(&officer, commune.id, wrong).await.is(422).sees("Chọn một tháng đã hết");
    }
    let done = freeze_by(&officer, commune.id, "2026-12").await;
    let href = done.is(303).location();
    // A double tap is the same month.
    let again = officer.submit(&page.form(&list).set("month", "2026-12")).await;
    assert_eq!(again.location(), href);
    assert_eq!(audited(&app, "month-frozen").await, 1);
    let page = officer.get(&href).await;
    page.is(200).sees("Đã chốt, chưa ký").sees("1 trong 3 người").sees("2 tổ có người; 3 thành viên");
    page.sees("người chốt:").sees("Chốt 9 giờ, 05/01/2027").sees("Dấu của số liệu");
    assert_eq!(row(&page, "Đã vào học"), "Đã vào học 2 66,7%");
    assert_eq!(row(&page, "Bến Đá"), "Thôn Bến Đá 2 2 1 1 1 50,0%");
    assert_eq!(row(&page, "Tổ trưởng"), "Tổ trưởng 1 1 1 100,0%");
    page.does_not_see("Chờ xác nhận thực hành");
    let lists = page.numbers();
    assert!(!lists.is_empty() && lists.iter().all(|(list, _)| list.starts_with(&href)), "{lists:?}");
    officer.get(&list).await.sees("Đã chốt, chưa ký").does_not_see("Chốt tháng 12/2026");
    // Signed once.
    let signing = page.form(&format!("{href}/signature"));
    officer.submit(&signing).await.is(303);
    officer.submit(&signing).await.is(303);
    assert_eq!(audited(&app, "month-signed").await, 1);
    let page = officer.get(&href).await;
    page.sees("Đã chốt và ký").sees("người ký:").does_not_see("Ký số liệu tháng");
    // Reopened with a reason only, which is kept as typed.
    let form = page.form(&format!("{href}/reopening"));
    officer.submit(&form.clone().set("reason", "  ")).await.is(422).sees("Ghi lý do mở lại");
    let long = "x".repeat(501);
    let refused = officer.submit(&form.clone().set("reason", &long)).await;
    assert_eq!(refused.is(422).form(&format!("{href}/reopening")).value("reason"), long);
    officer.submit(&form.clone().set("reason", "Thiếu một thôn")).await.is(303);
    officer.submit(&form.set("reason", "Lần nữa")).await.is(303);
    assert_eq!(audited(&app, "month-reopened").await, 1);
    let page = officer.get(&href).await;
    page.sees("Đã mở lại").sees("Lý do mở lại: Thiếu một thôn").sees("1 trong 3 người");
    assert!(page.find_form(&format!("{href}/signature")).is_none());
    // The next freezing is another, and the first can still be read.
    let second = freeze_by(&officer, commune.id, "2026-12").await.is(303).location();
    assert_ne!(second, href);
    officer.get(&second).await.sees("Tháng 12/2026, lần chốt 2").sees("Đã chốt, chưa ký");
    officer.get(&href).await.is(200).sees("Đã mở lại");
    app.assert_books_agree().await;
}

#[tokio::test]
async fn whatever_comes_later_the_frozen_figures_stand_and_the_page_says_what_came() {
    let app = TestApp::start().await;
    let (commune, members) = world(&app).await;
    let elsewhere = app.db_commune().await;
    app.travel_to(LATER);
    let officer = app.officer_of(commune.id).await;
    let href = freeze_by(&officer, commune.id, "2026-12").await.is(303).location();
    let before = files(&officer, &href).await;
    assert!(before[0].contains("Đã vào học,2,"), "{}", before[0]);
    assert!(before[0].contains("\"tháng 12/2026, chốt 9 giờ, 05/01/2027\""), "{}", before[0]);
    assert!(officer.get(&format!("{href}/figures.xlsx?part=units")).await.is(200).bytes.starts_with(b"PK"));
    officer.get(&format!("{href}/figures.csv?part=trend")).await.is(404);
    // Joining, leaving, moving, certifying, revoking, correcting; a name of a unit.
    let by = app.trainer_scope(app.db_member().await.id, app.db_nation().await);
    let now = app.now();
    app.db_a_member().in_team(commune.other_team).create().await;
    app.db_certified(members[1].id, "thanh-toan", commune).await;
    app.store.move_member(&by, members[1].id, elsewhere.team, TeamRole::Leader, now).await.unwrap();
    app.store.end_membership(&by, members[2].id, Ending::Away, now).await.unwrap();
    let held = app.store.certificates(members[0].id).await.unwrap();
    app.store.revoke_certificate(&by, held[0].id, "Cấp nhầm", now).await.unwrap();
    sql(&app, "UPDATE unit SET name = 'Thôn Mới' WHERE id = $1", vec![commune.team.0.into()]).await;
    assert_eq!(files(&officer, &href).await, before);
    let recount = async || {
        let form = officer.get(&href).await.form(&format!("{href}/recount"));
        officer.submit(&form).await.is(303);
        officer.get(&href).await
    };
    officer.get(&href).await.sees("Chưa tính lại lần nào");
    recount().await.sees("Khớp").sees("3 người").sees("Không có bản ghi nào đến sau");
    // An answer given in December, on a phone that had no network until now.
    let sent = members[2].id;
    app.learner(&members[2]).await.answer_question(&app, "thanh-toan", "tt-01", 1, How::Wrong).await;
    let happened: Instant = "2026-12-31T16:59:59Z".parse().unwrap();
    let values = vec![happened.into(), sent.0.into()];
    sql(
        &app,
        "UPDATE ledger_event SET happened = $1 WHERE member_id = $2 AND kind = 'lesson-answered'",
        values,
    )
    .await;
    let page = recount().await;
    page.sees("Khớp").sees("Đến sau khi chốt: 1 bản ghi của 1 người. Số đã chốt không đổi.");
    assert!(page.all("tr").contains(&"Đã vào học 2 3".to_owned()), "{:?}", page.all("tr"));
    assert_eq!(files(&officer, &href).await, before);
    // A second after the end of the month it would not have been late.
    sql(&app, "UPDATE ledger_event SET happened = $1 WHERE member_id = $2 AND kind = 'lesson-answered'", {
        let happened: Instant = "2026-12-31T17:00:00Z".parse().unwrap();
        vec![happened.into(), sent.0.into()]
    })
    .await;
    recount().await.sees("Khớp").sees("Không có bản ghi nào đến sau");
    app.assert_books_agree().await;
}

/// Every frozen number leads to those whom it counted, whatever became of them; names lead on to who is still there.
#[tokio::test]
async fn the_list_behind_a_frozen_number_is_as_long_as_it_says_for_ever() {
    let app = TestApp::start().await;
    let (commune, members) = world(&app).await;
    app.travel_to(LATER);
    let by = app.trainer_scope(app.db_member().await.id, app.db_nation().await);
    let officer = app.officer_of(commune.province).await;
    for unit in [commune.province, commune.id] {
        let href = freeze_by(&officer, unit, "2026-12").await.is(303).location();
        for later in [false, true] {
            if later {
                // Somebody begins, somebody leaves, somebody's role is another's.
                app.learner(&members[2])
                    .await
                    .answer_question(&app, "thanh-toan", "tt-01", 1, How::Wrong)
                    .await;
                let _ = app.store.end_membership(&by, members[0].id, Ending::Away, app.now()).await;
            }
            let page = officer.get(&href).await;
            let mut seen = 0;
            for (list, said) in page.is(200).numbers() {
                let Ok(said) = said.replace('.', "").parse::<usize>() else { continue };
                let rows = officer.listed(&list).await;
                assert_eq!(rows.len(), said, "{list}: {rows:?}");
                let file = officer.get(&list.replace("/list?", "/list.csv?")).await;
                assert_eq!(file.is(200).body().trim_end().lines().count(), said + 1, "{list}");
                seen += 1;
            }
            assert!(seen > 25, "{seen}");
        }
        let list = officer.get(&format!("{href}/list?metric=members")).await;
        list.is(200).sees("3 người").sees("Vai trò khi chốt").sees("chốt 9 giờ, 05/01/2027");
        // Who left is named, as counted then, and leads nowhere.
        assert_eq!(list.all("tbody th a").len(), 2);
        assert!(row(&list, "Đức").ends_with("Tổ trưởng"), "{}", row(&list, "Đức"));
        for wrong in [
            "metric=wealth",
            "metric=teams&cohort=leader",
            "metric=members&subject=A%20b",
            "metric=members&unit=x",
            &format!("metric=members&unit={}", app.db_nation().await),
            "",
        ] {
            officer.get(&format!("{href}/list?{wrong}")).await.is(404);
        }
        let far = app.officer_of(app.db_commune_in("01").await.province).await;
        for ending in ["", ".csv", ".xlsx"] {
            far.get(&format!("{href}/list{ending}?metric=members")).await.is(404);
        }
    }
}

#[tokio::test]
async fn sec_z3_frozen_months_of_another_unit_do_not_exist() {
    let app = TestApp::start().await;
    let (commune, _) = world(&app).await;
    let far = app.db_commune_in("01").await;
    app.travel_to(LATER);
    let officer = app.officer_of(commune.province).await;
    let href = freeze_by(&officer, commune.id, "2026-12").await.is(303).location();
    let own = freeze_by(&officer, commune.province, "2026-12").await.is(303).location();
    officer.get(&own).await.is(200).sees("3 thành viên");
    for other in [app.officer_of(far.province).await, app.officer_of(far.id).await] {
        other.get(&format!("/officer/units/{}/months", commune.id)).await.is(404);
        let any = other.get(&format!("/officer/units/{}/months", far.id)).await;
        let token = any.is(200).form(&format!("/officer/units/{}/months", far.id)).value("csrf");
        for path in [&href, &own] {
            other.get(path).await.is(404).does_not_see("Xã Thử");
            other.get(&format!("{path}/figures.csv?part=stages")).await.is(404);
            for act in ["signature", "reopening", "recount"] {
                let fields = [("csrf", token.as_str()), ("reason", "thử")];
                let fields: Vec<(String, String)> =
                    fields.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec();
                let path = format!("{path}/{act}");
                let post = other.request(reqwest::Method::POST, &path).on_own_page().form(&fields);
                post.send().await.is(404);
            }
        }
    }
    // A commune's officer does not see the province's month, and teams have none.
    let below = app.officer_of(commune.id).await;
    below.get(&own).await.is(404);
    below.get(&href).await.is(200);
    below.get(&format!("/officer/units/{}/months", commune.team)).await.is(404);
    below.get(&format!("/officer/units/{}", commune.team)).await.does_not_see("Số liệu chốt theo tháng");
    assert_eq!((audited(&app, "month-signed").await, audited(&app, "month-reopened").await), (0, 0));
}

async fn frozen(app: &TestApp, unit: UnitId, month: Month) -> (Scope, Freeze) {
    let by = app.db_staff("Lê Văn Xã", Role::Officer, unit).await.person;
    let scope = scope_of(app, by, unit);
    let begun = app.store.begin_freeze(&scope, unit, month, Some(by), app.now()).await.unwrap();
    let run = begun.run.expect("it is new");
    assert!(app.store.count_freeze(begun.id, run, || app.now()).await.unwrap());
    let freeze = app.store.freeze(&scope, begun.id).await.unwrap();
    assert_eq!(freeze.state, State::Frozen);
    (scope, freeze)
}

#[tokio::test]
async fn what_was_tampered_with_in_a_frozen_month_is_found() {
    for text in [
        "UPDATE freeze_counter SET n = n + 1 WHERE metric = 'certified' AND part = ''",
        "DELETE FROM freeze_counter WHERE part = 'leader'",
        "DELETE FROM freeze_member WHERE role = 'leader'",
        "UPDATE freeze_member SET reachable = FALSE WHERE role = 'leader'",
        "UPDATE month_freeze SET digest = 'x'",
        "UPDATE month_freeze SET members = members + 1",
    ] {
        let app = TestApp::start().await;
        let (commune, _) = world(&app).await;
        app.travel_to(LATER);
        let (_, freeze) = frozen(&app, commune.id, december()).await;
        app.assert_books_agree().await;
        sql(&app, text, vec![]).await;
        let found =
            app.store.recount_freeze(freeze.id, Way::Replay, app.now(), async |_| Ok(())).await.unwrap();
        assert!(found.differences > 0, "{text} was not found");
        let books = app.store.verify_ledger(|_| {}).await.unwrap();
        assert!(books.differences.iter().any(|one| one.starts_with("frozen month 2026-12")), "{text}");
    }
}

#[tokio::test]
async fn a_number_that_differs_is_named_on_the_page_and_by_the_command() {
    let app = TestApp::start().await;
    let (commune, _) = world(&app).await;
    app.travel_to(LATER);
    let officer = app.officer_of(commune.id).await;
    let href = freeze_by(&officer, commune.id, "2026-12").await.is(303).location();
    let month = |arguments: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_tungngo"))
            .args(["month"])
            .args(arguments)
            .args(["--unit", &commune.id.to_string(), "--database-url", &app.database().url])
            .output()
            .expect("runs");
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        (output.status.code(), said + &String::from_utf8_lossy(&output.stderr))
    };
    let (code, said) = month(&["list"]);
    assert!(code == Some(0) && said.contains("2026-12 lần 1: đã chốt, chưa ký, 3 người"), "{said}");
    let (code, said) = month(&["check", "--month", "2026-12"]);
    assert!(code == Some(0) && said.contains("Khớp"), "{said}");
    let (code, said) = month(&["freeze", "--month", "2026-10"]);
    assert!(code == Some(0) && said.contains("2026-10 lần 1: đã chốt, chưa ký, 0 người"), "{said}");
    let (code, said) = month(&["freeze", "--month", "2026-10"]);
    assert!(code == Some(0) && said.contains("đã chốt rồi"), "{said}");
    assert_ne!(month(&["freeze", "--month", "tháng mười"]).0, Some(0));
    assert_ne!(month(&["freeze", "--month", "2999-01"]).0, Some(0));
    officer.get(&format!("/officer/units/{}/months", commune.id)).await.sees("người vận hành máy chủ");
    sql(
        &app,
        "UPDATE freeze_counter SET n = 7 WHERE unit_id = $1 AND metric = 'does' AND module_id = 'an-toan'",
        vec![commune.team.0.into()],
    )
    .await;
    let form = officer.get(&href).await.form(&format!("{href}/recount"));
    officer.submit(&form).await.is(303);
    let page = officer.get(&href).await;
    page.sees("Lệch 2 chỗ").sees("đã chốt 7, tính lại 1").sees("Thôn Bến Đá");
    let (code, said) = month(&["check"]);
    assert!(code == Some(1) && said.contains("đã chốt 7, tính lại 1"), "{said}");
}

#[tokio::test]
async fn a_counting_that_died_shows_nothing_and_can_be_begun_again() {
    let app = TestApp::start().await;
    let (commune, _) = world(&app).await;
    app.travel_to(LATER);
    let officer = app.officer_of(commune.id).await;
    let scope = scope_of(&app, officer.person, commune.id);
    let begin = async || {
        app.store.begin_freeze(&scope, commune.id, december(), Some(officer.person), app.now()).await.unwrap()
    };
    let dead = begin().await;
    let href = format!("/officer/months/{}", dead.id);
    officer.get(&href).await.is(200).sees("Đang đếm").does_not_see("Từ danh sách đến giấy");
    officer.get(&format!("{href}/figures.csv?part=stages")).await.is(404);
    assert_eq!(begin().await.run, None, "it is at work");
    assert!(!app.store.sign_month(&scope, dead.id, app.now()).await.unwrap());
    assert!(!app.store.reopen_month(&scope, dead.id, "thử", app.now()).await.unwrap());
    // Half of what it wrote is there.
    sql(
        &app,
        "INSERT INTO freeze_member (freeze_id, team_id, member_id, part_id, role, reachable, no_device) VALUES ($1, \
         $2, $3, $2, 'member', TRUE, FALSE)",
        vec![dead.id.into(), commune.team.0.into(), Uuid::now_v7().into()],
    )
    .await;
    app.travel(Duration::minutes(4));
    officer.get(&href).await.sees("Dừng giữa chừng").does_not_see("Từ danh sách đến giấy");
    let again = freeze_by(&officer, commune.id, "2026-12").await.is(303).location();
    assert_eq!(again, href, "the same month, from its beginning");
    officer.get(&href).await.sees("Đã chốt, chưa ký").sees("3 thành viên");
    assert!(!app.store.count_freeze(dead.id, dead.run.unwrap(), || app.now()).await.unwrap());
    officer.get(&href).await.sees("Đã chốt, chưa ký").sees("3 thành viên");
    app.assert_books_agree().await;
}

/// Has a trainer print a test for a member, and key in a sheet that was left empty.
async fn keyed_on_paper(app: &TestApp, commune: Commune, member: &Member) {
    let trainer = app.trainer_of(commune.id).await;
    let page = trainer.get(&format!("/trainer/members/{}", member.id)).await;
    let printed = trainer.submit(&page.form("/modules/thanh-toan/papers")).await.location();
    let path = printed.trim_end_matches("/print");
    let form = trainer.get(path).await.form(path).set("answers", "1 -\n2 -\n3 -\n4 -");
    let read = trainer.submit(&form).await;
    read.is(200).sees("So với phiếu trên tay");
    trainer.submit(&read.form(path).set("confirm", "1")).await.is(303);
}

#[tokio::test]
async fn a_test_on_paper_counts_in_the_month_in_which_it_was_keyed_in() {
    let app = TestApp::start().await;
    let (commune, members) = world(&app).await;
    keyed_on_paper(&app, commune, &members[1]).await;
    app.travel_to(LATER);
    keyed_on_paper(&app, commune, &members[2]).await;
    let (_, freeze) = frozen(&app, commune.id, december()).await;
    let figures = app.store.frozen_figures(&freeze).await.unwrap();
    assert_eq!(figures.own.get(ANY_MODULE, Metric::Paper), 1);
    app.assert_books_agree().await;
}

#[tokio::test]
async fn many_begin_at_once_and_one_freezes() {
    let app = TestApp::start().await;
    let (commune, _) = world(&app).await;
    app.travel_to(LATER);
    let officer = app.officer_of(commune.id).await;
    let scope = scope_of(&app, officer.person, commune.id);
    let all =
        futures_util::future::join_all((0..8).map(|_| {
            app.store.begin_freeze(&scope, commune.id, december(), Some(officer.person), app.now())
        }))
        .await;
    let begun: Vec<_> = all.into_iter().map(Result::unwrap).collect();
    assert_eq!(begun.iter().filter(|one| one.run.is_some()).count(), 1);
    assert_eq!(begun.iter().map(|one| one.id).collect::<BTreeSet<_>>().len(), 1);
}

/// Numbers that look random and are the same in every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from((self.0 >> 33) % n as u64).unwrap()
    }

    fn one<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.below(of.len())]
    }
}

/// Communes in which things happen at random.
struct History<'a> {
    app: &'a TestApp,
    dice: Dice,
    communes: [Commune; 3],
    by: Scope,
    members: Vec<Member>,
}

impl History<'_> {
    /// One more thing. What the roster holds without history is changed only where `corrects`.
    async fn step(&mut self, corrects: bool) {
        let (app, now) = (self.app, self.app.now());
        let commune = *self.dice.one(&self.communes);
        let team = *self.dice.one(&[commune.team, commune.other_team]);
        let role = *self.dice.one(&TeamRole::ALL);
        if self.members.len() < 4 || self.dice.below(6) == 0 {
            let new = app.db_a_member().in_team(team);
            let new = if role == TeamRole::Leader { new.leading() } else { new };
            self.members.push(new.create().await);
            return;
        }
        let member = self.dice.one(&self.members).id;
        let home = app.store.place(member).await.unwrap();
        let module = *self.dice.one(&["thanh-toan", "an-toan"]);
        match (self.dice.below(7), home) {
            (0, Some(_)) => app.db_pass_test(member, module).await,
            (1 | 2, Some(home)) => {
                let home = *self.communes.iter().find(|one| one.id == home.commune).unwrap();
                app.db_certified(member, module, home).await;
            }
            (3, Some(_)) => app.store.move_member(&self.by, member, team, role, now).await.unwrap(),
            (4, Some(_)) => {
                app.store.end_membership(&self.by, member, Ending::Away, now).await.unwrap();
            }
            (5, Some(_)) => {
                let held = app.store.certificates(member).await.unwrap();
                if let Some(held) = held.iter().find(|one| one.revoked_at.is_none()) {
                    app.store.revoke_certificate(&self.by, held.id, "Cấp nhầm", now).await.unwrap();
                }
            }
            (_, Some(_)) if corrects => {
                let to = Correction {
                    full_name: "Nguyễn Văn Hòa".to_owned(),
                    address_form: AddressForm::Bac,
                    phone: None,
                    birth_year: Some(1950 + 7 * i32::try_from(self.dice.below(6)).unwrap()),
                    device: Some((*self.dice.one(&["own", "shared", "none"])).to_owned()),
                    language: "vi".to_owned(),
                    role,
                    body: None,
                };
                app.store.correct_member(&self.by, member, to, now).await.unwrap();
            }
            (_, Some(_)) => {}
            (_, None) => {
                app.store.return_member(&self.by, member, team, role, now).await.unwrap();
            }
        }
    }

    async fn steps(&mut self, n: usize, corrects: bool) {
        for _ in 0..n {
            self.step(corrects).await;
            let hours = i64::try_from(self.dice.below(20)).unwrap();
            self.app.travel(Duration::hours(hours));
        }
    }
}

/// The figures without what a frozen month leaves out, the units below by their ids.
fn comparable(figures: &UnitFigures) -> Vec<String> {
    let is_commune = figures.unit.kind == tungngo_domain::units::UnitKind::Commune;
    let mut all = Vec::new();
    for (subject, metric) in SUBJECTS.iter().flat_map(|subject| Metric::ALL.map(|metric| (*subject, metric)))
    {
        if matches!(metric, Metric::Waiting | Metric::Borrowed) {
            continue;
        }
        all.push(format!("{subject} {metric:?} {}", figures.own.get(subject, metric)));
        for child in &figures.children {
            // A team does not keep how many teams it is.
            let n = child.counts.get(subject, metric);
            if n > 0 && !(is_commune && metric.counts_teams()) {
                all.push(format!("{} {subject} {metric:?} {n}", child.unit.id));
            }
        }
    }
    let cohorts = figures.cohorts.iter().filter(|(_, n)| **n > 0);
    all.extend(cohorts.map(|((cohort, metric), n)| format!("{cohort:?} {metric:?} {n}")));
    all.sort();
    all
}

/// Freeze in the middle of a random history: the figures are those of the last evening of the month, and a recount says
/// so however the history goes on, quickly and from the events alone.
#[tokio::test]
async fn a_recount_gives_the_same_for_ever_whatever_happens() {
    for seed in [1, 2, 3] {
        let app = TestApp::start().await;
        let communes =
            [app.db_commune_in("08").await, app.db_commune_in("08").await, app.db_commune_in("01").await];
        let nation = app.db_nation().await;
        let trainer = app.db_staff("Trần Thị Thu Hằng", Role::Trainer, nation).await.person;
        let by = app.trainer_scope(trainer, nation);
        let mut history = History { app: &app, dice: Dice(seed), communes, by, members: Vec::new() };
        history.steps(25, true).await;
        app.travel_to("2026-12-31T16:50:00Z");
        app.keep_figures().await.unwrap();
        let units = [communes[0].id, communes[1].id, communes[0].province, communes[2].province, nation];
        let scope = scope_of(&app, trainer, nation);
        let wanted: Vec<(&str, Metric)> =
            SUBJECTS.iter().flat_map(|subject| Metric::ALL.map(|metric| (*subject, metric))).collect();
        let mut live = Vec::new();
        for unit in units {
            let ask = Ask { below: &wanted, cohorts: true, ..Ask::default() };
            live.push(comparable(&app.store.figures(&scope, unit, &ask).await.unwrap()));
        }
        app.travel_to("2026-12-31T17:00:00Z");
        history.steps(8, false).await;
        let mut months = Vec::new();
        for (unit, live) in units.into_iter().zip(&live) {
            let (_, freeze) = frozen(&app, unit, december()).await;
            let figures = app.store.frozen_figures(&freeze).await.unwrap();
            assert_eq!(&comparable(&figures), live, "seed {seed}: {}", freeze.unit_name);
            months.push((freeze, comparable(&figures)));
        }
        for _ in 0..3 {
            history.steps(8, true).await;
            app.keep_figures().await.unwrap();
            for (freeze, was) in &months {
                let figures = app.store.frozen_figures(freeze).await.unwrap();
                assert_eq!(&comparable(&figures), was);
                for way in [Way::Quick, Way::Replay] {
                    let found =
                        app.store.recount_freeze(freeze.id, way, app.now(), async |_| Ok(())).await.unwrap();
                    assert_eq!(found.first, [], "seed {seed}, {way:?}: {}", freeze.unit_name);
                    assert_eq!((found.differences, found.late_events), (0, 0));
                }
            }
            app.assert_books_agree().await;
        }
    }
}
