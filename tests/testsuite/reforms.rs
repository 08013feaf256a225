//! Reforms of the map: everybody in one unit before and after, rights by rule, nothing half seen, and all of it back.

use crate::support::{Browser, Commune, Page, TestApp, TestDatabase};
use chrono::{Duration, NaiveDate};
use reqwest::Method;
use sea_orm::{ConnectionTrait, DatabaseConnection, Statement};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use tungngo_domain::access::{Role, Scope};
use tungngo_domain::audience::Audience;
use tungngo_domain::ids::{PersonId, UnitId};
use tungngo_domain::people::{AddressForm, TeamRole};
use tungngo_domain::reform::{Definition, Line, Relation, Sheet};
use tungngo_domain::rollup::{ANY_MODULE, Metric};
use tungngo_domain::time::Instant;
use tungngo_storage::Store;
use tungngo_storage::assignments::{Assigning, Terms};
use tungngo_storage::figures::{Ask, UnitFigures};
use tungngo_storage::people::{NewPerson, add_person, join_team};
use tungngo_storage::reforms::{Block, Conditions, NewReform, Refusal, Report, Reversal, reform_of_2025};
use tungngo_storage::rights::grant_role;
use tungngo_storage::session_changes::{Cancelling, Changing};
use tungngo_storage::sessions::NewSession;
use tungngo_storage::units::add_unit;
use uuid::Uuid;

pub(crate) fn line(old: impl ToString, new: &str, relation: Relation, is_default: bool) -> Line {
    let (old, new) = (old.to_string(), new.to_owned());
    Line { number: 2, old, new, relation, is_default, village: None, person: None }
}

pub(crate) fn village(mut line: Line, name: &str) -> Line {
    line.village = Some(name.to_owned());
    line
}

pub(crate) fn unit(code: &str, name: &str, parent: &str) -> Definition {
    Definition { number: 2, code: code.to_owned(), name: name.to_owned(), parent: Some(parent.to_owned()) }
}

/// Both communes become one.
fn merge(a: Commune, b: Commune) -> Sheet {
    Sheet {
        lines: vec![line(a.id, "99001", Relation::Whole, true), line(b.id, "99001", Relation::Whole, true)],
        units: vec![unit("99001", "Xã Mây Trắng", "08")],
    }
}

/// The first is divided: its first village becomes a commune of its own, its second comes to the other commune.
fn divide(a: Commune, b: Commune) -> Sheet {
    Sheet {
        lines: vec![
            line(a.id, "99002", Relation::Divided, true),
            village(line(a.id, "99003", Relation::Divided, false), "Thôn Nà Mây"),
            line(b.id, "99003", Relation::Whole, true),
        ],
        units: vec![unit("99002", "Xã Bến Đá", "08"), unit("99003", "Xã Nà Mây", "08")],
    }
}

pub(crate) fn new(sheet: Sheet, day: NaiveDate) -> NewReform {
    let file = tungngo::reform_file::write(&sheet).unwrap();
    NewReform { id: Uuid::now_v7(), name: "Sắp xếp thử".to_owned(), day, file, sheet }
}

pub(crate) async fn apply(store: &Store, reform: &NewReform, now: Instant) -> Report {
    store.apply_reform(reform, &Conditions::default(), None, now, |_| {}).await.unwrap().unwrap()
}

/// Rows of everything that a reform may touch, as text; what was never in force is left out.
async fn rows(db: &DatabaseConnection) -> BTreeMap<&'static str, Vec<String>> {
    const NEVER: &str = "(SELECT id FROM unit WHERE valid_to = valid_from)";
    let tables = [
        (
            "unit",
            format!(
                "SELECT id, parent_id, kind, code, name, valid_from, valid_to FROM unit WHERE id NOT IN {NEVER}"
            ),
        ),
        (
            "unit_ancestor",
            format!("SELECT ancestor_id, unit_id, depth FROM unit_ancestor WHERE unit_id NOT IN {NEVER}"),
        ),
        ("membership", "SELECT id, person_id, team_id, role, joined_on, left_on FROM membership".to_owned()),
        (
            "role_grant",
            "SELECT id, person_id, role, unit_id, valid_from, valid_until, ended_at FROM role_grant"
                .to_owned(),
        ),
        ("role_grant_module", "SELECT grant_id, module_id FROM role_grant_module".to_owned()),
        ("assignment_unit", "SELECT unit_id, assignment_id FROM assignment_unit".to_owned()),
        ("assignment", "SELECT id, audience FROM assignment".to_owned()),
        ("training_session", "SELECT id, unit_id, audience FROM training_session".to_owned()),
        (
            "rollup_counter",
            "SELECT unit_id, part, module_id, metric, n FROM rollup_counter WHERE n <> 0".to_owned(),
        ),
        ("certificate", "SELECT id, commune_id, unit_line, place FROM certificate".to_owned()),
        ("attempt", "SELECT id, member_id, module_version, draw, closed_at FROM attempt".to_owned()),
        ("ledger_event", "SELECT seq, id, member_id, body FROM ledger_event".to_owned()),
    ];
    let mut all = BTreeMap::new();
    for (table, sql) in tables {
        let found = db.query_all_raw(Statement::from_string(db.get_database_backend(), sql)).await.unwrap();
        let mut lines: Vec<String> = found.iter().map(print).collect();
        lines.sort();
        all.insert(table, lines);
    }
    all
}

/// The same, with every province summed.
async fn summed(store: &Store, db: &DatabaseConnection) -> BTreeMap<&'static str, Vec<String>> {
    store.sum_provinces().await.unwrap();
    rows(db).await
}

/// Tells the first rows that are only in one of the two.
#[track_caller]
fn assert_same(now: &BTreeMap<&'static str, Vec<String>>, before: &BTreeMap<&'static str, Vec<String>>) {
    for (table, then) in before {
        let only = |a: &[String], b: &[String]| -> Vec<String> {
            let b: BTreeSet<&String> = b.iter().collect();
            a.iter().filter(|row| !b.contains(row)).take(5).cloned().collect()
        };
        let (new, gone) = (only(&now[table], then), only(then, &now[table]));
        assert!(new.is_empty() && gone.is_empty(), "{table}: new {new:#?}, gone {gone:#?}");
        assert_eq!(now[table].len(), then.len(), "{table}");
    }
}

fn print(row: &sea_orm::QueryResult) -> String {
    row.column_names()
        .iter()
        .map(|name| {
            if let Ok(id) = row.try_get::<Option<Uuid>>("", name) {
                return id.map(|id| id.to_string()).unwrap_or_default();
            }
            if let Ok(n) = row.try_get::<Option<i64>>("", name) {
                return format!("{n:?}");
            }
            if let Ok(n) = row.try_get::<Option<i32>>("", name) {
                return format!("{n:?}");
            }
            if let Ok(day) = row.try_get::<Option<NaiveDate>>("", name) {
                return format!("{day:?}");
            }
            if let Ok(at) = row.try_get::<Option<Instant>>("", name) {
                return format!("{at:?}");
            }
            row.try_get::<Option<String>>("", name).map(|text| format!("{text:?}")).unwrap()
        })
        .collect::<Vec<_>>()
        .join("|")
}

/// The members that a person reaches in a role.
async fn reached(store: &Store, person: PersonId, role: Role, now: Instant) -> BTreeSet<PersonId> {
    let rights = store.rights(person).await.unwrap();
    let Some(scope) = Scope::of(person, role, &rights, now) else { return BTreeSet::new() };
    store.members(&scope, None).await.unwrap().into_iter().map(|one| one.person.id).collect()
}

/// Assigns a module to all teams of a commune, those that join later too.
async fn assign_to_all(app: &TestApp, commune: UnitId) {
    let trainer = app.db_staff("Trần Thị Thu Hằng", Role::Trainer, commune).await.person;
    let terms = Terms {
        modules: ["thanh-toan".parse().unwrap()].into(),
        audience: Audience::default(),
        units: [commune].into(),
    };
    let what = Assigning { terms, due_on: app.today() + Duration::days(28), message: String::new() };
    let scope = app.trainer_scope(trainer, commune);
    app.store.assign(&scope, Uuid::now_v7(), &what, app.now()).await.unwrap();
}

struct Land {
    app: TestApp,
    a: Commune,
    b: Commune,
    /// Of a's two teams, then of b's first.
    members: [PersonId; 3],
    trainer_a: PersonId,
    trainer_b: PersonId,
    officer_a: PersonId,
    code: String,
}

impl Land {
    async fn new(workers: usize) -> Self {
        let app = TestApp::setup().with_workers(workers).start().await;
        let (a, b) = (app.db_commune().await, app.db_commune().await);
        let mut members = Vec::new();
        for (name, team) in [("Ma Thị Một", a.team), ("Ma Thị Hai", a.other_team), ("Ma Thị Ba", b.team)]
        {
            members.push(app.db_a_member().named(name).in_team(team).create().await.id);
        }
        app.db_certified(members[0], "thanh-toan", a).await;
        app.db_pass_test(members[2], "thanh-toan").await;
        let doer = app.doer(members[1], tungngo_domain::ids::LoginId(Uuid::nil()));
        let random = tungngo::web::secrets::random_bytes();
        app.store.open_attempt(doer, &app.module("an-toan"), Uuid::now_v7(), random).await.unwrap();
        let trainer_a = app.db_staff("Lý Thị Giúp", Role::Trainer, a.id).await.person;
        let trainer_b = app.db_staff("Lý Thị Dạy", Role::Trainer, b.id).await.person;
        let officer_a = app.db_staff("Lê Văn Xã", Role::Officer, a.id).await.person;
        assign_to_all(&app, a.id).await;
        app.db_session(trainer_a, a.id, &[], &["thanh-toan"]).await;
        let code = app.store.certificates(members[0]).await.unwrap().remove(0).code;
        // A unit that began today cannot end today.
        app.travel(Duration::days(1));
        let members = members.try_into().unwrap();
        Self { app, a, b, members, trainer_a, trainer_b, officer_a, code }
    }

    async fn reached(&self, person: PersonId, role: Role) -> Vec<usize> {
        let found = reached(&self.app.store, person, role, self.app.now()).await;
        (0..3).filter(|at| found.contains(&self.members[*at])).collect()
    }
}

#[tokio::test]
async fn two_communes_become_one_and_all_of_it_can_be_taken_back() {
    let land = Land::new(1).await;
    let (app, store) = (&land.app, &land.app.store);
    let db = app.database().connect().await;
    let before = summed(store, &db).await;
    let certificate = app.visitor().get(&format!("/verify/{}", land.code)).await.text();
    let reform = new(merge(land.a, land.b), app.today());

    let shown = store.check_reform(&reform.sheet, reform.day, app.now(), |_| {}).await.unwrap().unwrap();
    assert_same(&rows(&db).await, &before);
    assert_eq!((shown.closed, shown.created), ([0, 2], [0, 1]));
    assert_eq!((shown.villages, shown.members, shown.attempts, shown.certificates), (4, 3, 1, 1));
    // The trainers and officer of the land, and those whom certifying and assigning needed.
    assert_eq!((shown.rights, shown.assignments, shown.sessions), (5, 1, 1));
    let wider: Vec<&str> = shown.wider.iter().map(|one| one.person.as_str()).collect();
    assert!(wider.contains(&"Lý Thị Giúp") && wider.contains(&"Lê Văn Xã"), "{wider:?}");

    assert_eq!(apply(store, &reform, app.now()).await, shown);
    assert_eq!(
        store.apply_reform(&reform, &Conditions::default(), None, app.now(), |_| {}).await.unwrap(),
        Err(Refusal::Applied)
    );
    app.assert_books_agree().await;
    let united = store.unit_by_code("99001").await.unwrap();
    for team in [land.a.team, land.a.other_team, land.b.team] {
        let path = store.unit_path(team).await.unwrap();
        assert_eq!(path[2].id, united.id);
        assert!(store.reaches(&app.trainer_scope(land.trainer_a, united.id), team).await.unwrap());
    }
    // Who followed to the united commune reaches all of it; an old root, read a moment ago, reaches no member.
    assert_eq!(land.reached(land.trainer_a, Role::Trainer).await, [0, 1, 2]);
    assert_eq!(land.reached(land.officer_a, Role::Officer).await, [0, 1, 2]);
    assert!(store.members(&app.trainer_scope(land.trainer_a, land.a.id), None).await.unwrap().is_empty());
    // What is over stays where it was, and is found from the successor.
    assert!(store.reaches(&app.trainer_scope(land.trainer_a, united.id), land.a.id).await.unwrap());
    // The assignment is still for the teams it was for.
    let scope = app.trainer_scope(land.trainer_a, united.id);
    let assigned = store.assignments(&scope, None, 10).await.unwrap().remove(0);
    assert_eq!(assigned.what.terms.units, [land.a.team, land.a.other_team].into());
    let planned = store.sessions(&scope, None, 10).await.unwrap().remove(0);
    assert_eq!((planned.unit, planned.audience.teams.len()), (united.id, 2));
    assert_eq!(app.visitor().get(&format!("/verify/{}", land.code)).await.text(), certificate);
    let after = rows(&db).await;
    for same in ["membership", "certificate", "attempt", "ledger_event"] {
        assert_eq!(after[same], before[same], "{same}");
    }
    // As it was: the closed commune keeps its counters.
    let closed = land.a.id.to_string();
    let of = |rows: &[String]| rows.iter().filter(|row| row.starts_with(&closed)).count();
    assert_eq!(of(&after["rollup_counter"]), of(&before["rollup_counter"]));

    let done = store.reverse_reform(reform.id, None, app.now(), |_| {}).await.unwrap();
    assert_eq!(done, Reversal::Done);
    assert_same(&summed(store, &db).await, &before);
    app.assert_books_agree().await;
    let again = store.reverse_reform(reform.id, None, app.now(), |_| {}).await.unwrap();
    assert_eq!(again, Reversal::NotInForce);
    // And once more, now that units of the first time are there that were never in force.
    apply(store, &new(merge(land.a, land.b), app.today()), app.now()).await;
    app.assert_books_agree().await;
    db.close().await.unwrap();
}

#[tokio::test]
async fn of_a_divided_commune_every_trainer_keeps_exactly_their_members() {
    let land = Land::new(1).await;
    let (app, store) = (&land.app, &land.app.store);
    let trainer = app.staff(land.trainer_a).await;
    let db = app.database().connect().await;
    let before = summed(store, &db).await;
    let reform = new(divide(land.a, land.b), app.today());
    let shown = apply(store, &reform, app.now()).await;
    assert_eq!(shown.undecided.len(), 1);
    assert_eq!((shown.undecided[0].village.as_str(), shown.undecided[0].members), ("Thôn Bến Đá", 1));
    assert_eq!(land.reached(land.trainer_a, Role::Trainer).await, [0, 1]);
    assert_eq!(land.reached(land.trainer_b, Role::Trainer).await, [1, 2]);
    // One office only can have what cannot be divided, and that is told.
    assert_eq!(land.reached(land.officer_a, Role::Officer).await, [0]);
    assert!(shown.narrower.iter().any(|one| one.person == "Lê Văn Xã"));
    assert!(shown.split.iter().any(|one| one.person == "Lý Thị Giúp" && one.to.len() == 2));
    trainer.get("/trainer/members").await.sees("Ma Thị Một").sees("Ma Thị Hai").does_not_see("Ma Thị Ba");
    // The session was planned by somebody who no longer reaches all of its commune: it is found still.
    let rights = store.rights(land.trainer_a).await.unwrap();
    let scope = Scope::of(land.trainer_a, Role::Trainer, &rights, app.now()).unwrap();
    assert_eq!(store.sessions(&scope, None, 10).await.unwrap().len(), 1);
    app.assert_books_agree().await;
    assert_eq!(store.reverse_reform(reform.id, None, app.now(), |_| {}).await.unwrap(), Reversal::Done);
    assert_same(&summed(store, &db).await, &before);
    db.close().await.unwrap();
}

#[tokio::test]
async fn what_cannot_be_carried_out_changes_nothing() {
    let land = Land::new(1).await;
    let (app, store) = (&land.app, &land.app.store);
    let refused = async |sheet: Sheet, day: NaiveDate, conditions: Conditions| {
        let reform = new(sheet, day);
        let found = store.apply_reform(&reform, &conditions, None, app.now(), |_| {}).await.unwrap();
        assert!(store.reforms().await.unwrap().is_empty());
        found.unwrap_err()
    };
    let (today, merged) = (app.today(), || merge(land.a, land.b));
    let one_day = Duration::days(1);
    assert_eq!(refused(merged(), today + one_day, Conditions::default()).await, Refusal::NotYet);
    let younger = refused(merged(), today - one_day, Conditions::default()).await;
    assert_eq!(younger, Refusal::Younger(today - one_day));
    let strict = Conditions { strict: true, as_shown: None };
    assert_eq!(refused(divide(land.a, land.b), today, strict).await, Refusal::Undecided(1));
    let shown = store.check_reform(&merged(), today, app.now(), |_| {}).await.unwrap().unwrap();
    app.db_grant(land.trainer_a, Role::Trainer, land.b.id).await;
    let other = Conditions { strict: false, as_shown: Some(shown.digest) };
    assert_eq!(refused(merged(), today, other).await, Refusal::Changed);
    let mut unknown = merged();
    unknown.lines.push(line("00000", "99001", Relation::Whole, true));
    assert!(matches!(refused(unknown, today, Conditions::default()).await, Refusal::Problems(_)));
}

#[tokio::test]
async fn what_was_done_since_on_the_new_map_keeps_it_from_being_taken_back_and_is_named() {
    let land = Land::new(1).await;
    let (app, store) = (&land.app, &land.app.store);
    let db = app.database().connect().await;
    let reform = new(divide(land.a, land.b), app.today());
    apply(store, &reform, app.now()).await;
    let unit = store.unit_by_code("99003").await.unwrap().id;
    let reverse = async || store.reverse_reform(reform.id, None, app.now(), |_| {}).await.unwrap();
    let blocked = async |what: Block| {
        let before = rows(&db).await;
        assert_eq!(reverse().await, Reversal::Blocked(vec![what]));
        assert_same(&rows(&db).await, &before);
    };
    // A right on the new map, ended again.
    let late = app.db_staff("Phùng Văn Sinh", Role::Trainer, unit).await.person;
    blocked(Block::Right("Phùng Văn Sinh".to_owned())).await;
    let administrator = app.db_staff("Ngô Văn Trị", Role::Administrator, app.db_nation().await).await.person;
    store.end_right(app.db_grant_id(late).await, administrator, app.now()).await.unwrap();
    // One of the two places of a right that was divided is ended.
    let copies = store.all_rights(app.now()).await.unwrap();
    let of_a: Vec<_> = copies.iter().filter(|one| one.person == land.trainer_a).collect();
    assert_eq!(of_a.len(), 2);
    let village =
        app.store.write(async |txn| add_unit(txn, unit, "Thôn Mới", app.today()).await).await.unwrap();
    blocked(Block::Village("Thôn Mới".to_owned())).await;
    db.execute_unprepared(&format!("DELETE FROM unit_ancestor WHERE unit_id = {}", literal(&db, village)))
        .await
        .unwrap();
    db.execute_unprepared(&format!("DELETE FROM unit WHERE id = {}", literal(&db, village))).await.unwrap();
    let session = app.db_session(land.trainer_b, unit, &[land.a.other_team], &["thanh-toan"]).await;
    blocked(Block::Session("Nhà văn hóa thôn Bến Đá".to_owned())).await;
    let scope = app.trainer_scope(land.trainer_b, unit);
    let doer = app.doer(land.trainer_b, tungngo_domain::ids::LoginId(Uuid::nil()));
    store.close_session(&scope, doer, session).await.unwrap();
    // One that was called off blocks nothing; one that moved with its commune and now invites others does.
    let off = app.db_session(land.trainer_b, unit, &[land.a.other_team], &["thanh-toan"]).await;
    store.cancel_session(&scope, doer, off, "Mưa to").await.unwrap();
    let reached = app.trainer_scope(land.trainer_b, land.a.province);
    let all = store.sessions(&reached, None, 10).await.unwrap();
    let moved = all.into_iter().find(|one| one.is_open()).expect("the session of the land");
    let plan = |teams| NewSession {
        unit: moved.unit,
        place: moved.place.clone(),
        starts_at: moved.starts_at,
        modules: moved.modules.clone(),
        audience: Audience { teams, ..moved.audience.clone() },
        form: Uuid::now_v7(),
    };
    let fewer = moved.audience.teams.iter().take(1).copied().collect();
    assert_eq!(store.change_session(&reached, doer, moved.id, &plan(fewer)).await.unwrap(), Changing::Done);
    blocked(Block::Session("Nhà văn hóa thôn Bến Đá".to_owned())).await;
    let back = plan(moved.audience.teams.clone());
    assert_eq!(store.change_session(&reached, doer, moved.id, &back).await.unwrap(), Changing::Done);
    // Later learning belongs to both maps.
    app.db_pass_test(land.members[1], "an-toan").await;
    let a_third = app.db_commune().await;
    app.travel(Duration::days(1));
    let later = new(merge(a_third, Commune { id: unit, ..land.b }), app.today());
    apply(store, &later, app.now()).await;
    blocked(Block::Later("Sắp xếp thử".to_owned())).await;
    app.assert_books_agree().await;
    assert_eq!(store.reverse_reform(later.id, None, app.now(), |_| {}).await.unwrap(), Reversal::Done);
    assert_eq!(reverse().await, Reversal::Done);
    app.assert_books_agree().await;
    // The session that was held in a unit that never was is found by who reaches all that it was of.
    let province = app.trainer_scope(land.trainer_b, land.a.province);
    assert!(store.session(&province, session).await.is_ok());
    db.close().await.unwrap();
}

fn literal(db: &DatabaseConnection, id: UnitId) -> String {
    match db.get_database_backend() {
        sea_orm::DbBackend::Postgres => format!("'{id}'"),
        _ => format!("x'{}'", id.0.simple()),
    }
}

#[tokio::test]
async fn a_session_that_was_called_off_stays_where_it_was() {
    let land = Land::new(1).await;
    let (app, store) = (&land.app, &land.app.store);
    let scope = app.trainer_scope(land.trainer_a, land.a.id);
    let session = store.sessions(&scope, None, 10).await.unwrap().remove(0);
    let doer = app.doer(land.trainer_a, tungngo_domain::ids::LoginId(Uuid::nil()));
    let reform = new(merge(land.a, land.b), app.today());
    let moving = async || {
        let shown = store.check_reform(&reform.sheet, reform.day, app.now(), |_| {}).await;
        shown.unwrap().unwrap().sessions
    };
    assert_eq!(moving().await, 1);
    assert_eq!(store.cancel_session(&scope, doer, session.id, "Mưa to").await.unwrap(), Cancelling::Done);
    assert_eq!(moving().await, 0);
    apply(store, &reform, app.now()).await;
    let wide = app.trainer_scope(land.trainer_a, land.a.province);
    assert_eq!(store.session(&wide, session.id).await.unwrap().unit, land.a.id);
    app.assert_books_agree().await;
}

#[tokio::test]
async fn sec_z7_whoever_reads_during_a_reform_sees_the_old_plan_or_the_new_one() {
    let land = Land::new(3).await;
    let app = &land.app;
    let db = app.database().connect().await;
    let stop = Arc::new(AtomicBool::new(false));
    let [reads, changed, shown] = [(); 3].map(|()| Arc::new(AtomicUsize::new(0)));
    let mut readers = Vec::new();
    // What each may see: before, and after.
    let plans: [(PersonId, [&'static [&'static str]; 2]); 3] = [
        (land.trainer_a, [&["Ma Thị Một", "Ma Thị Hai"], &["Ma Thị Một", "Ma Thị Hai"]]),
        (land.trainer_b, [&["Ma Thị Ba"], &["Ma Thị Hai", "Ma Thị Ba"]]),
        (land.trainer_b, [&["Ma Thị Ba"], &["Ma Thị Hai", "Ma Thị Ba"]]),
    ];
    for (person, plans) in plans {
        let browser = app.staff(person).await;
        let (stop, reads, changed, shown) = (stop.clone(), reads.clone(), changed.clone(), shown.clone());
        readers.push(async move {
            while !stop.load(Ordering::Relaxed) {
                let page = browser.get("/trainer/members").await;
                reads.fetch_add(1, Ordering::Relaxed);
                if page.status == 303 {
                    // The map changed while the page was read: the browser asks again.
                    assert!(page.location().ends_with("/trainer/members"), "{}", page.location());
                    changed.fetch_add(1, Ordering::Relaxed);
                    continue;
                }
                page.is(200);
                shown.fetch_add(1, Ordering::Relaxed);
                let text = page.text();
                let seen: Vec<&str> = ["Ma Thị Một", "Ma Thị Hai", "Ma Thị Ba"]
                    .into_iter()
                    .filter(|name| text.contains(name))
                    .collect();
                assert!(plans.iter().any(|plan| **plan == *seen), "{seen:?} is no plan of {plans:?}");
            }
        });
    }
    let reforms = async {
        for _ in 0..6 {
            let reform = new(divide(land.a, land.b), app.today());
            tokio::time::sleep(std::time::Duration::from_millis(150)).await;
            apply(&app.store, &reform, app.now()).await;
            tokio::time::sleep(std::time::Duration::from_millis(150)).await;
            let done = app.store.reverse_reform(reform.id, None, app.now(), |_| {}).await.unwrap();
            assert_eq!(done, Reversal::Done);
        }
        stop.store(true, Ordering::Relaxed);
    };
    futures_util::future::join(reforms, futures_util::future::join_all(readers)).await;
    assert!(reads.load(Ordering::Relaxed) > 20, "{reads:?}");
    // Reading a list is audited, and nobody else writes during a reform: the line waits, and none is lost.
    let lines = async || {
        let statement = Statement::from_string(
            db.get_database_backend(),
            "SELECT COUNT(*) AS n FROM audit_entry WHERE action = 'members-read'",
        );
        let n: i64 = db.query_one_raw(statement).await.unwrap().unwrap().try_get("", "n").unwrap();
        usize::try_from(n).unwrap()
    };
    for _ in 0..100 {
        if lines().await == reads.load(Ordering::Relaxed) {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    assert_eq!(lines().await, reads.load(Ordering::Relaxed), "{shown:?} were shown, {changed:?} asked again");
    db.close().await.unwrap();
    app.assert_books_agree().await;
}

#[tokio::test]
async fn what_is_read_while_nobody_can_write_is_shown_and_noted_when_somebody_can() {
    let land = Land::new(1).await;
    let app = &land.app;
    let trainer = app.staff(land.trainer_a).await;
    let lines = async || {
        let entries = app.store.audit_entries(None).await.unwrap();
        entries.into_iter().filter(|one| one.action == "members-read").collect::<Vec<_>>()
    };
    assert_eq!(lines().await.len(), 0);
    // The use of a login is noted at least once a minute; that waits too.
    app.travel(Duration::minutes(2));
    let read_at = app.now();
    app.store
        .write(async |_txn| {
            for _ in 0..2 {
                trainer.get("/trainer/members").await.is(200).sees("Ma Thị Một");
            }
            Ok(())
        })
        .await
        .unwrap();
    app.travel(Duration::minutes(1));
    for _ in 0..100 {
        if lines().await.len() == 2 {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    let noted = lines().await;
    assert_eq!(noted.len(), 2);
    assert!(
        noted.iter().all(|one| one.at - read_at < Duration::seconds(50) && one.actor == Some(land.trainer_a)),
        "{noted:?}"
    );
    trainer.get("/trainer/members").await.is(200);
    assert_eq!(lines().await.len(), 3);
    app.assert_books_agree().await;
}

/// The figures of a unit, with its weeks: what its page is made of.
async fn figures(app: &TestApp, person: PersonId, unit: UnitId) -> (UnitFigures, Vec<(String, u64)>) {
    let rights = app.store.rights(person).await.unwrap();
    let scope = Scope::of(person, Role::Officer, &rights, app.now()).unwrap();
    let ask = Ask { below: &[(ANY_MODULE, Metric::Members)], weeks_of: &["thanh-toan"], ..Ask::default() };
    let mut figures = app.store.figures(&scope, unit, &ask).await.unwrap();
    let weeks = figures.weeks.remove("thanh-toan").unwrap();
    (figures, weeks.into_iter().map(|(week, n)| (format!("{week:?}"), n)).collect())
}

#[tokio::test]
async fn a_closed_commune_stays_as_it_was_and_the_new_one_has_all_its_members_did_before() {
    let land = Land::new(1).await;
    let app = &land.app;
    let (a, b) = (land.a.id, land.b.id);
    let nation = app.db_staff("Hoàng Thị Nước", Role::Officer, app.db_nation().await).await.person;
    let officer = app.staff(land.officer_a).await;
    let neighbour = app.db_staff("Lê Văn Bên", Role::Officer, b).await.person;
    let page = |unit: UnitId| format!("/officer/units/{unit}");
    let (before_a, weeks_a) = figures(app, nation, a).await;
    let (before_b, weeks_b) = figures(app, nation, b).await;
    officer.get(&page(a)).await.is(200).does_not_see("hết hiệu lực").does_not_see("Lập ngày");

    let reform = new(merge(land.a, land.b), app.today());
    apply(&app.store, &reform, app.now()).await;
    let united = app.store.unit_by_code("99001").await.unwrap().id;
    let (after_a, weeks) = figures(app, nation, a).await;
    assert_eq!((&after_a.own, &weeks), (&before_a.own, &weeks_a), "as it was");
    let (after, weeks) = figures(app, nation, united).await;
    let mut summed: BTreeMap<String, u64> = BTreeMap::new();
    for (week, n) in weeks_a.iter().chain(&weeks_b) {
        *summed.entry(week.clone()).or_default() += n;
    }
    let weeks: BTreeMap<String, u64> = weeks.into_iter().collect();
    assert_eq!(weeks, summed, "as the map is today");
    for metric in [Metric::Members, Metric::Teams, Metric::Started, Metric::Knows] {
        let of = |figures: &UnitFigures| figures.own.get(ANY_MODULE, metric);
        assert_eq!(of(&after), of(&before_a) + of(&before_b), "{metric:?}");
    }
    for own in ["/officer".to_owned(), page(united)] {
        let own = officer.get(&own).await;
        own.is(200).sees("Lập ngày").sees(&before_a.unit.name).sees("theo bản đồ hôm nay");
        assert!(own.body().contains(&page(a)) && own.body().contains(&page(b)));
    }
    let closed = officer.get(&page(a)).await;
    closed
        .is(200)
        .sees("hết hiệu lực từ")
        .sees("Nay là")
        .sees("Xã Mây Trắng")
        .sees("2 tổ có người; 2 thành viên");
    assert!(closed.body().contains(&page(united)));
    // Nobody is a member of it any more: there is no list to open.
    assert!(!closed.body().contains("/list?"), "{}", closed.body());
    officer.get(&[page(a).as_str(), "/figures.csv?part=stages"].concat()).await.is(200);
    assert_eq!(app.store.reverse_reform(reform.id, None, app.now(), |_| {}).await.unwrap(), Reversal::Done);
    officer.get(&page(a)).await.is(200).does_not_see("hết hiệu lực");
    app.staff(nation).await.get(&page(united)).await.is(200).sees("chưa từng có hiệu lực");

    // Of what was divided, the office that got what cannot be divided sees how it was, and the other does not.
    app.travel(Duration::days(1));
    apply(&app.store, &new(divide(land.a, land.b), app.today()), app.now()).await;
    let (officer, neighbour) = (app.staff(land.officer_a).await, app.staff(neighbour).await);
    let closed = officer.get(&page(a)).await;
    closed.is(200).sees("Xã Bến Đá (một phần)").sees("Xã Nà Mây (một phần)");
    let other = app.store.unit_by_code("99003").await.unwrap().id;
    assert!(!closed.body().contains(&page(other)), "out of reach");
    neighbour
        .get("/officer")
        .await
        .is(200)
        .sees("Xã Nà Mây")
        .sees(&[&before_a.unit.name, " (một phần)"].concat());
    neighbour.get(&page(a)).await.is(404);
    neighbour.get(&page(b)).await.is(200);
}

#[tokio::test]
async fn a_province_that_ended_keeps_its_communes_and_their_sum() {
    let land = Land::new(1).await;
    let app = &land.app;
    let nation = app.db_staff("Hoàng Thị Nước", Role::Officer, app.db_nation().await).await.person;
    app.keep_figures().await.unwrap();
    let (before, weeks) = figures(app, nation, land.a.province).await;
    // One of its communes comes to the neighbour: both provinces have another extent.
    let sheet = Sheet {
        lines: vec![line(land.a.id, "99004", Relation::Whole, true)],
        units: vec![unit("99004", "Xã Mây Trắng", "04")],
    };
    let report = apply(&app.store, &new(sheet, app.today()), app.now()).await;
    assert_eq!((report.closed[0], report.created[0]), (2, 2));
    app.assert_books_agree().await;
    let (after, weeks_after) = figures(app, nation, land.a.province).await;
    assert_eq!((&after.own, &weeks_after), (&before.own, &weeks));
    let below = |of: &UnitFigures| -> Vec<_> {
        of.children.iter().map(|one| (one.unit.id, one.counts.get(ANY_MODULE, Metric::Members))).collect()
    };
    assert_eq!(below(&after), below(&before));
    let successor = app.store.unit_by_code("08").await.unwrap().id;
    let (today, _) = figures(app, nation, successor).await;
    assert_eq!(today.own.get(ANY_MODULE, Metric::Members), 1);
    assert_eq!(today.children.len(), before.children.len() - 1);
    let officer = app.staff(nation).await;
    let page = officer.get(&format!("/officer/units/{}", land.a.province)).await;
    page.is(200).sees("Tỉnh Tuyên Quang hết hiệu lực").sees("Tỉnh Cao Bằng (một phần)");
}

async fn upload(browser: &Browser, day: &str, content: &str) -> Page {
    let form = browser.get("/admin/reforms").await.form("/admin/reforms");
    let fields = [("csrf", form.value("csrf").as_str()), ("name", "Nhập hai xã"), ("day", day)]
        .map(|(name, value)| (name.to_owned(), value.to_owned()));
    let answer = browser
        .request(Method::POST, "/admin/reforms")
        .on_own_page()
        .file(&fields, "sap-xep.csv", content.as_bytes())
        .send()
        .await;
    if answer.status == 303 { browser.get(&answer.location()).await } else { answer }
}

#[tokio::test]
async fn a_reform_of_a_day_to_come_is_looked_at_today_and_carried_out_then() {
    let land = Land::new(1).await;
    let app = &land.app;
    let administrator = app.administrator().await;
    let from = (app.today() + Duration::days(40)).format("%d/%m/%Y").to_string();
    let file = tungngo::reform_file::write(&merge(land.a, land.b)).unwrap();
    let page = upload(&administrator, &from, &file).await;
    page.is(200).sees("4 thôn về xã mới, cùng 3 thành viên").sees(&format!("Áp dụng được từ ngày {from}"));
    let path = page.path.clone();
    let action = [path.as_str(), "/application"].concat();
    assert!(!page.body().contains(&action));
    // It is still there when its day has come, and another file is read in between.
    app.travel(chrono::Duration::days(41));
    let administrator = app.administrator().await;
    let then = app.today().format("%d/%m/%Y").to_string();
    upload(&administrator, &then, &file).await.is(200);
    let page = administrator.get(&path).await;
    page.is(200).does_not_see("Áp dụng được từ ngày");
    administrator.submit(&page.form(&action).set("members", "3")).await;
    let page = administrator.get(&path).await;
    if page.body().contains(&action) {
        // What the roster is by now was shown first.
        administrator.submit(&page.form(&action).set("members", "3")).await;
    }
    assert_eq!(land.reached(land.trainer_a, Role::Trainer).await, [0, 1, 2]);
    app.assert_books_agree().await;
}

#[tokio::test]
async fn an_administrator_sees_what_a_file_touches_then_carries_it_out_and_takes_it_back() {
    let land = Land::new(1).await;
    let app = &land.app;
    let administrator = app.administrator().await;
    let today = app.today().format("%d/%m/%Y").to_string();
    let file = tungngo::reform_file::write(&merge(land.a, land.b)).unwrap();
    // What is wrong is told where it is, and what was typed stays.
    let wrong = upload(&administrator, "31/13/2026", "old_code,new_code\n").await;
    wrong.is(422).sees("Tệp thiếu cột relation");
    assert_eq!(wrong.form("/admin/reforms").value("name"), "Nhập hai xã");
    let unknown = file.replacen(&land.a.id.to_string(), "00000", 1);
    upload(&administrator, &today, &unknown).await.is(200).sees("không có đơn vị 00000 đang hiệu lực");
    let page = upload(&administrator, &today, &file).await;
    page.is(200).sees("4 thôn về xã mới, cùng 3 thành viên").sees("Quyền rộng hơn trước").sees("Lý Thị Giúp");
    let form = page.form(&[page.path.as_str(), "/application"].concat()).set("members", "3");
    // Somebody is given a right in the meantime: what was agreed to is no longer what would be done.
    app.db_grant(land.trainer_b, Role::Trainer, land.a.id).await;
    let again = administrator.submit(&form).await;
    again.leads_to(&page.path);
    let page = administrator.get(&page.path).await;
    page.sees("Số liệu đã khác lúc xem trước");
    assert_eq!(land.reached(land.trainer_a, Role::Trainer).await, [0, 1]);
    let form = page.form(&[page.path.as_str(), "/application"].concat());
    for wrong in ["", "4", "ba"] {
        let refused = administrator.submit(&form.clone().set("members", wrong)).await;
        refused.is(422).sees("Số vừa gõ khác số thành viên").sees("Quyền rộng hơn trước");
        assert_eq!(refused.form("/application").value("members"), wrong);
    }
    assert_eq!(land.reached(land.trainer_a, Role::Trainer).await, [0, 1]);
    let form = form.set("members", "3");
    administrator.submit(&form).await.leads_to(&[&page.path, "?done=reform-applied"].concat());
    // A double tap is one reform.
    administrator.submit(&form).await.leads_to(&page.path);
    assert_eq!(land.reached(land.trainer_a, Role::Trainer).await, [0, 1, 2]);
    administrator.get("/admin/reforms").await.is(200).sees("Đã áp dụng ngày");
    administrator.get("/admin").await.is(200).sees("Xã Mây Trắng");
    administrator.get("/admin/audit").await.sees("Áp dụng đợt sắp xếp đơn vị").sees("Chuyển vai trò");
    let page = administrator.get(&page.path).await;
    let back = page.form(&[page.path.as_str(), "/reversal"].concat());
    let late =
        app.db_staff("Phùng Văn Sinh", Role::Trainer, app.store.unit_by_code("99001").await.unwrap().id);
    let late = late.await.person;
    administrator.submit(&back).await.leads_to(&page.path);
    administrator.get(&page.path).await.sees("Quyền mới giao hoặc đã đổi của Phùng Văn Sinh");
    let by = app.db_staff("Ngô Văn Khác", Role::Administrator, app.db_nation().await).await.person;
    app.store.end_right(app.db_grant_id(late).await, by, app.now()).await.unwrap();
    administrator.submit(&back).await.leads_to(&[&page.path, "?done=reform-reversed"].concat());
    assert_eq!(land.reached(land.trainer_a, Role::Trainer).await, [0, 1]);
    administrator.get("/admin/audit").await.sees("Trả lại đợt sắp xếp đơn vị");
    app.assert_books_agree().await;
    let sample = administrator.get("/admin/reforms/legacy-2025.csv").await;
    assert_eq!(sample.is(200).body().lines().count(), 1 + 3_355 + 10_571);
}

/// A stream of numbers that is the same in each run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % n
    }
}

#[tokio::test]
async fn random_reforms_keep_every_sum_and_taking_them_back_leaves_no_trace() {
    let app = TestApp::start().await;
    let db = app.database().connect().await;
    let mut numbers = Numbers(2025);
    let mut communes = Vec::new();
    for _ in 0..6 {
        let commune = app.db_commune_in(if numbers.below(2) == 0 { "08" } else { "04" }).await;
        for team in [commune.team, commune.other_team] {
            let member = app.db_a_member().in_team(team).create().await;
            if numbers.below(2) == 0 {
                app.db_pass_test(member.id, "thanh-toan").await;
            }
        }
        app.db_staff("Lý Thị Giúp", Role::Trainer, commune.id).await;
        app.db_staff("Lê Văn Xã", Role::Officer, commune.id).await;
        assign_to_all(&app, commune.id).await;
        communes.push(commune);
    }
    let tuyen_quang = app.store.unit_by_code("08").await.unwrap().id;
    let officer = app.db_staff("Phạm Thị Tỉnh", Role::Officer, tuyen_quang).await.person;
    app.travel(Duration::days(1));
    for round in 0..6 {
        let mut sheet = Sheet::default();
        for code in 0..4 {
            let province = if numbers.below(2) == 0 { "08" } else { "04" };
            sheet.units.push(unit(&format!("9900{code}"), &format!("Xã Mới {code}"), province));
        }
        for commune in &communes {
            let (one, other) = (numbers.below(4), numbers.below(4));
            let code = |n: usize| format!("9900{n}");
            match numbers.below(3) {
                0 => {}
                1 => sheet.lines.push(line(commune.id, &code(one), Relation::Whole, true)),
                _ if one == other => {}
                _ => {
                    sheet.lines.push(line(commune.id, &code(one), Relation::Divided, true));
                    let named = line(commune.id, &code(other), Relation::Divided, false);
                    sheet.lines.push(village(named, "Thôn Nà Mây"));
                }
            }
        }
        let before = summed(&app.store, &db).await;
        let rights = app.store.all_rights(app.now()).await.unwrap();
        let mut reach = BTreeMap::new();
        for right in &rights {
            let found = reached(&app.store, right.person, right.right.role, app.now()).await;
            reach.insert((right.person, right.right.role.code()), found);
        }
        let reform = new(sheet, app.today());
        let report = apply(&app.store, &reform, app.now()).await;
        app.assert_books_agree().await;
        let after = rows(&db).await;
        for same in ["membership", "certificate", "attempt", "ledger_event", "assignment"] {
            assert_eq!(after[same], before[same], "{same} in round {round}");
        }
        let wide = report.wider.len();
        let mut wider = 0;
        for ((person, role), old) in &reach {
            let role = Role::from_code(role).unwrap();
            let now = reached(&app.store, *person, role, app.now()).await;
            if role == Role::Trainer {
                assert!(now.is_superset(old), "a trainer lost a member in round {round}");
            }
            wider += usize::from(!now.is_subset(old));
        }
        assert_eq!(wider, wide, "a wider reach that was not told, in round {round}");
        let _ = officer;
        let done = app.store.reverse_reform(reform.id, None, app.now(), |_| {}).await.unwrap();
        assert_eq!(done, Reversal::Done, "round {round}");
        assert_same(&summed(&app.store, &db).await, &before);
        app.assert_books_agree().await;
    }
    db.close().await.unwrap();
}

#[tokio::test]
async fn the_reform_of_2025_carries_a_country_on_the_old_map_over_and_back() {
    let folder = std::env::temp_dir().join(format!("tungngo-test-reform-2025-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let database = TestDatabase::empty(&folder).await;
    let store = Store::open(&database.url).await.unwrap();
    let nation = store.ensure_units_of_old_map().await.unwrap();
    let db = database.connect().await;
    let count = async |sql: &str| -> i64 {
        let statement = Statement::from_string(db.get_database_backend(), sql);
        db.query_one_raw(statement).await.unwrap().unwrap().try_get_by_index(0).unwrap()
    };
    let of = |kind: &str| format!("SELECT COUNT(*) FROM unit WHERE kind = '{kind}' AND valid_to IS NULL");
    assert_eq!((count(&of("province")).await, count(&of("commune")).await), (63, 10_035 + 5));
    // Two villages in each commune that is divided; a village, a member and a trainer in every fiftieth.
    let sheet = reform_of_2025().unwrap();
    let divided: BTreeSet<&str> = sheet
        .lines
        .iter()
        .filter(|one| one.relation == Relation::Divided)
        .map(|one| one.old.as_str())
        .collect();
    let now: Instant = "2025-07-01T03:00:00Z".parse().unwrap();
    let day = now.date_naive();
    let mut old: Vec<(UnitId, String)> = Vec::new();
    for province in store.children(nation).await.unwrap() {
        for commune in store.children(province.id).await.unwrap() {
            old.push((commune.id, commune.code.unwrap()));
        }
    }
    let (mut trainers, mut villages) = (Vec::new(), 0);
    for part in old.chunks(500) {
        let part = part.to_vec();
        let made = store
            .write(async |txn| {
                let (mut trainers, mut villages) = (Vec::new(), 0);
                for (at, (commune, code)) in part.iter().enumerate() {
                    if at % 50 != 0 && !divided.contains(code.as_str()) {
                        continue;
                    }
                    let team = add_unit(txn, *commune, "Thôn Một", day - Duration::days(30)).await?;
                    villages += 1;
                    if divided.contains(code.as_str()) {
                        add_unit(txn, *commune, "Thôn Hai", day - Duration::days(30)).await?;
                        villages += 1;
                    }
                    if at % 50 == 0 {
                        let person = |name: &str| NewPerson {
                            full_name: name.to_owned(),
                            address_form: AddressForm::Bac,
                            phone: None,
                            birth_year: None,
                            device: None,
                        };
                        let member = add_person(txn, person("Nguyễn Văn Hòa"), now).await?;
                        join_team(txn, member, team, TeamRole::Member, now).await?;
                        let trainer = add_person(txn, person("Lý Thị Giúp"), now).await?;
                        grant_role(txn, trainer, Role::Trainer, *commune, None, None, now).await?;
                        trainers.push((trainer, member));
                    }
                }
                Ok((trainers, villages))
            })
            .await
            .unwrap();
        trainers.extend(made.0);
        villages += made.1;
    }
    let before = summed(&store, &db).await;
    let reform = new(sheet, day);
    let begun = std::time::Instant::now();
    let shown = store.check_reform(&reform.sheet, day, now, |_| {}).await.unwrap().unwrap();
    let checked = begun.elapsed();
    assert_eq!((shown.divided, shown.undecided.len()), (441, 882));
    let begun = std::time::Instant::now();
    assert_eq!(apply(&store, &reform, now).await, shown);
    let applied = begun.elapsed();
    assert_eq!((count(&of("province")).await, count(&of("commune")).await), (34, 3_321));
    assert_eq!(count(&of("village")).await, villages);
    // The map is the official one: names, codes and parents.
    let official = Store::open(&sqlite_in(&folder)).await.unwrap();
    let there = official.ensure_official_units().await.unwrap();
    let named = async |store: &Store, nation: UnitId| {
        let mut all = BTreeSet::new();
        for province in store.children(nation).await.unwrap() {
            for commune in store.children(province.id).await.unwrap() {
                all.insert((province.code.clone(), province.name.clone(), commune.code, commune.name));
            }
        }
        all
    };
    assert_eq!(named(&store, nation).await, named(&official, there).await);
    official.close().await.unwrap();
    for (trainer, member) in trainers.iter().step_by(7) {
        assert!(reached(&store, *trainer, Role::Trainer, now).await.contains(member));
    }
    let found = store.verify_ledger(|_| {}).await.unwrap();
    assert_eq!(found.differences, Vec::<String>::new());
    let begun = std::time::Instant::now();
    assert_eq!(store.reverse_reform(reform.id, None, now, |_| {}).await.unwrap(), Reversal::Done);
    println!("2025, small: looked {checked:?}, applied {applied:?}, taken back {:?}", begun.elapsed());
    assert_same(&summed(&store, &db).await, &before);
    db.close().await.unwrap();
    store.close().await.unwrap();
    database.remove().await;
    std::fs::remove_dir_all(&folder).unwrap();
}

fn sqlite_in(folder: &std::path::Path) -> String {
    tungngo_storage::sqlite_url(&folder.join("official.db"))
}
