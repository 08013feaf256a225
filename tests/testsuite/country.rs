//! The made-up country of `demo --scale`: what is written at once is what the ordinary calls would have left.

use crate::support::TestApp;
use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::{ConnectionTrait, DatabaseConnection, Statement};
use std::collections::{BTreeMap, HashMap};
use tungngo::cli::{WantedCountry, fill_country};
use tungngo::country::answer;
use tungngo::country::commune::{Made, Maker, REVOKE_REASON, doer, own_source};
use tungngo::country::history::{Act, Deed};
use tungngo::country::people::{STAFF_BORN, phone, spoken_to};
use tungngo::country::plan::{Commune, Plan, Scale, locations};
use tungngo::web::secrets::random_byte;
use tungngo_domain::access::{Right, Role, Scope};
use tungngo_domain::content::Module;
use tungngo_domain::ids::{AttemptId, PersonId, SheetId, UnitId};
use tungngo_domain::ledger::Source;
use tungngo_domain::time::{Instant, day};
use tungngo_storage::bulk::Batch;
use tungngo_storage::learning::Seen;
use tungngo_storage::papers::Written;
use tungngo_storage::people::{NewPerson, add_person_as, join_team};
use tungngo_storage::rights::{NewHolding, grant_holding, grant_role};
use tungngo_storage::units::add_unit;
use uuid::Uuid;

const ADMINISTRATOR: PersonId = PersonId(Uuid::from_u128(7));

/// Three communes of some forty members, most of whom come along; somebody's certificate is revoked.
async fn small_country(app: &TestApp) -> Maker {
    let locations = locations(&app.store).await.unwrap();
    let programme = app.store.programme(app.today()).await.unwrap();
    let of_seed = |seed| {
        let mut plan = Plan::new(seed, day(app.now()), Scale::Province, locations.clone());
        plan.communes.truncate(3);
        for commune in &mut plan.communes {
            commune.teams.truncate(3);
            commune.zeal = 1.2;
        }
        Maker {
            plan,
            catalogue: app.courses.now().catalogue.clone(),
            programme: programme.clone(),
            notice: "1".to_owned(),
            administrator: ADMINISTRATOR,
        }
    };
    let revokes = |act: &Act| matches!(act.what, Deed::Revoke { .. });
    let is_rich = |maker: &Maker| {
        let of = |commune| maker.members(commune, &maker.villages(commune));
        maker.plan.communes.iter().flat_map(of).any(|made| made.acts.iter().any(revokes))
    };
    let maker = (5..100).map(of_seed).find(is_rich).unwrap();
    let since = maker.plan.communes[0].since - chrono::Duration::days(20);
    let since = tungngo_domain::time::start_of_day(since);
    app.store
        .write(async |txn| {
            add_person_as(txn, ADMINISTRATOR.0, staff_named("Ngô Văn Trị"), since).await?;
            Ok(())
        })
        .await
        .unwrap();
    maker
}

fn staff_named(name: &str) -> NewPerson {
    NewPerson {
        full_name: name.to_owned(),
        address_form: spoken_to(name, STAFF_BORN),
        phone: None,
        birth_year: None,
        device: None,
    }
}

async fn write(app: &TestApp, maker: &Maker, communes: std::ops::Range<usize>) {
    let mut batch = Batch::new(app.store.phone_doors().await.unwrap());
    for at in communes {
        maker.make(at, &mut batch).unwrap();
    }
    app.store.write_batch(batch, ("probe", "1")).await.unwrap();
}

fn scope(actor: PersonId, role: Role, unit: UnitId, since: Instant) -> Scope {
    let right = Right { role, unit, from: since, until: None, modules: Default::default() };
    Scope::of(actor, role, &[right], since).unwrap()
}

/// The same country through the ordinary calls, each act at its moment.
async fn one_by_one(app: &TestApp, maker: &Maker, written: &DatabaseConnection) {
    let mut everybody: Vec<(usize, Made)> = Vec::new();
    let mut officers = Vec::new();
    for (at, commune) in maker.plan.communes.iter().enumerate() {
        let location = &commune.location;
        let officer = maker.officer(commune);
        if !officers.contains(&officer.0) {
            officers.push(officer.0);
            add_staff(app, written, officer, Role::Officer, location.province, &[]).await;
        }
        let held: Vec<&Module> = maker.catalogue.modules.iter().map(AsRef::as_ref).collect();
        add_staff(app, written, maker.trainer(commune), Role::Trainer, location.id, &held).await;
        let mut teams = Vec::new();
        for (_, name) in maker.villages(commune) {
            let team = app
                .store
                .write(async |txn| add_unit(txn, location.id, &name, commune.since).await)
                .await
                .unwrap();
            teams.push((team, name));
        }
        for made in maker.members(commune, &teams) {
            let (one, place) = (&made.somebody, &made.place);
            app.store
                .write(async |txn| {
                    let id = add_person_as(txn, one.id.0, one.person.clone(), one.joined).await?;
                    join_team(txn, id, place.team, place.role, one.joined).await
                })
                .await
                .unwrap();
            everybody.push((at, made));
        }
    }
    let mut acts: Vec<(Instant, usize, usize)> = Vec::new();
    for (who, (_, made)) in everybody.iter().enumerate() {
        acts.extend(made.acts.iter().enumerate().map(|(n, act)| (act.at, who, n)));
    }
    acts.sort();
    let mut open = HashMap::new();
    for (_, who, n) in acts {
        let (at, made) = &everybody[who];
        do_act(app, maker, &maker.plan.communes[*at], made, &made.acts[n], &mut open).await;
    }
}

async fn add_staff(
    app: &TestApp,
    written: &DatabaseConnection,
    (id, name): (PersonId, String),
    role: Role,
    unit: UnitId,
    held: &[&Module],
) {
    // Their number is thrown by the dice of the batch; what follows from it (the door) is not.
    let sql = format!("SELECT id, phone, created_at FROM person WHERE full_name = '{name}'");
    let rows =
        written.query_all_raw(Statement::from_string(written.get_database_backend(), sql)).await.unwrap();
    let row = rows.iter().find(|row| row.try_get::<Uuid>("", "id").unwrap() == id.0).unwrap();
    let number: String = row.try_get("", "phone").unwrap();
    let since: DateTime<Utc> = row.try_get("", "created_at").unwrap();
    let number: u64 = number[7..].parse().unwrap();
    app.store
        .write(async |txn| {
            let new = NewPerson { phone: Some(phone(number)), ..staff_named(&name) };
            add_person_as(txn, id.0, new, since).await?;
            grant_role(txn, id, role, unit, None, Some(ADMINISTRATOR), since).await?;
            for module in held {
                let new = NewHolding {
                    holder: id,
                    module: module.id.clone(),
                    reason: "Tập huấn viên đầu tiên của xã, đã dạy lớp mẫu".to_owned(),
                    document: "Quyết định mẫu số 00/QĐ-DT".to_owned(),
                    document_date: day(since),
                };
                grant_holding(txn, new, ADMINISTRATOR, since).await?;
            }
            Ok(())
        })
        .await
        .unwrap();
}

#[derive(Clone, Copy)]
enum Opened {
    Attempt(AttemptId),
    Sheet(SheetId),
}

async fn do_act(
    app: &TestApp,
    maker: &Maker,
    commune: &Commune,
    made: &Made,
    act: &Act,
    open: &mut HashMap<(PersonId, usize), Opened>,
) {
    let (member, modules, now) = (made.somebody.id, maker.modules(commune), act.at);
    let own = doer(member, own_source(made.somebody.person.device.as_deref()), now);
    let trainer = maker.trainer(commune).0;
    let reach = scope(trainer, Role::Trainer, commune.location.id, now);
    let by_trainer = |source| doer(trainer, source, now);
    let store = &app.store;
    let mut random = random_byte;
    match &act.what {
        Deed::Agree => store.give_consent(own, &maker.notice).await.unwrap(),
        Deed::Answer { module, lesson, question, wrong, form } => {
            let lesson = &modules[*module].lessons[*lesson];
            let question = &lesson.questions[*question];
            let given = answer(question, *wrong);
            store.answer_question(own, modules[*module], lesson, question, given, *form).await.unwrap();
        }
        Deed::Drill { module, lesson, drill, form } => {
            let lesson = &modules[*module].lessons[*lesson];
            store.finish_drill(own, modules[*module], lesson, &lesson.drills[*drill], *form).await.unwrap();
        }
        Deed::Open { module, form, seed } => {
            let attempt = store.open_attempt(own, modules[*module], *form, *seed).await.unwrap();
            open.insert((member, *module), Opened::Attempt(attempt));
        }
        Deed::AnswerTest { module, place, wrong, form } => {
            let Some(Opened::Attempt(attempt)) = open.get(&(member, *module)) else { return };
            let (_, there) = store.attempt(member, *attempt).await.unwrap();
            let Some(drawn) = there.draw.get(usize::from(*place)) else { return };
            let given = answer(modules[*module].bank_question(&drawn.key).unwrap(), *wrong);
            store.answer_attempt(own, modules[*module], *attempt, *place, given, *form).await.unwrap();
        }
        Deed::HandIn { module } => {
            let Some(Opened::Attempt(attempt)) = open.remove(&(member, *module)) else { return };
            let catalogue = &maker.catalogue;
            store.close_attempt(own, catalogue, modules[*module], attempt, &mut random).await.unwrap();
        }
        Deed::Print { module, form, seed } => {
            let mut first = seed.iter().copied();
            let mut random = || first.next().unwrap_or_else(random_byte);
            let wanted = [(member, modules[*module])];
            let doer = by_trainer(Source::Paper);
            let sheets = store.print_sheets(&reach, doer, None, &wanted, *form, &mut random).await.unwrap();
            open.insert((member, *module), Opened::Sheet(sheets[0]));
        }
        Deed::Key { module, wrong } => {
            let Some(Opened::Sheet(sheet)) = open.remove(&(member, *module)) else { return };
            let printed = store.sheet(&reach, sheet).await.unwrap();
            let (_, there) = store.attempt(member, printed.attempt).await.unwrap();
            let drawn_from = modules[*module];
            let asked = there.draw.iter().map(|one| drawn_from.bank_question(&one.key).unwrap());
            let answers: Vec<_> =
                (0..).zip(asked).map(|(place, one)| Some(answer(one, wrong.contains(&place)))).collect();
            let written = Written { sheet, drawn_from, answers: &answers };
            let doer = by_trainer(Source::Paper);
            store.key_sheet(&reach, doer, &maker.catalogue, written, &mut random).await.unwrap();
        }
        Deed::SignOff { module, items, form } => {
            let seen = Seen { member, module: modules[*module], items, form: *form };
            let doer = by_trainer(Source::TrainerPhone);
            store.sign_off(&reach, doer, &maker.catalogue, seen, &mut random).await.unwrap();
        }
        Deed::Revoke { module } => {
            let all = store.certificates(member).await.unwrap();
            let id = modules[*module].id.as_str();
            let Some(held) = all.iter().rfind(|one| one.subject == id) else { return };
            let officer = maker.officer(commune).0;
            let reach = scope(officer, Role::Officer, commune.location.province, now);
            store.revoke_certificate(&reach, held.id, REVOKE_REASON, now).await.unwrap();
        }
    }
}

/// What is compared: a table, its columns with their types, and the order. Ids that the server makes by chance are left
/// out or named by what they belong to; units are named, because villages get other ids.
const TABLES: [(&str, &str, &str); 20] = [
    (
        "person",
        "id:u full_name:s name_key:s sort_key:y phone:s phone_door:s address_form:s birth_year:i device:s language:s \
         text_size:s active:b consent_notice:s consent_at:t created_at:t",
        "id",
    ),
    ("membership", "person_id:u team_id:n role:s joined_on:d left_on:d ended_why:s", "person_id"),
    (
        "role_grant",
        "person_id:u role:s unit_id:n valid_from:t valid_until:t granted_by:u created_at:t",
        "person_id",
    ),
    (
        "holding_grant",
        "person_id:u module_id:s reason:s document:s document_date:d granted_by:u created_at:t",
        "person_id, module_id",
    ),
    (
        "ledger_event",
        "id:e member_id:u actor_id:u module_id:s module_version:s kind:s body:s source:s login_id:u happened:t \
         clamped:b received:t",
        "member_id, seq",
    ),
    (
        "question_progress",
        "member_id:u module_id:s question_id:s lesson_id:s first_right:b last_choices:s last_right:b answers:i \
         last_at:t first_version:s module_version:s",
        "member_id, module_id, question_id",
    ),
    (
        "lesson_progress",
        "member_id:u module_id:s lesson_id:s finished_at:t module_version:s",
        "member_id, module_id, lesson_id",
    ),
    ("drill_progress", "member_id:u module_id:s drill_id:s finished_at:t", "member_id, module_id, drill_id"),
    (
        "module_progress",
        "member_id:u module_id:s started_at:t last_at:t lessons_finished:i knows_at:t does_at:t teaches_at:t \
         certified_until:d",
        "member_id, module_id",
    ),
    (
        "attempt",
        "id:u member_id:u module_id:s module_version:s draw:s opened_at:t closed_at:t right_answers:i questions:i \
         needed:i",
        "id",
    ),
    ("attempt_answer", "attempt_id:u place:i choices:s", "attempt_id, place"),
    (
        "sign_off",
        "id:u member_id:u module_id:s item_id:s signer_id:u signed_at:t revoked_at:t revoked_by:u module_version:s",
        "id",
    ),
    (
        "paper_sheet",
        "attempt_id:u member_id:u module_id:s session_id:u printed_by:u printed_at:t keyed_by:u keyed_at:t answers:s",
        "attempt_id",
    ),
    (
        "certificate",
        "number:s member_id:u subject_kind:s subject_id:s subject_title:s cycle:i content_version:s holder_name:s \
         holder_line:s commune_id:u unit_line:s place:s knows_on:d does_on:d teaches_on:d signers:s issuer_unit:s \
         issuer_title:s issuer_name:s lit_houses:s issued_at:t valid_until:d revoked_at:t revoked_by:u \
         revoke_reason:s",
        "member_id, subject_id, cycle",
    ),
    ("certificate_number", "year:i last_number:i", "year"),
    (
        "member_stage",
        "member_id:u team_id:n stage:s since:d module_id:s failed:i certified_on:d certified_until:d aside_until:d \
         role:s birth_decade:i reachable:b no_device:b borrowed:b paper:b started_on:d knows:b does:b teaches:b",
        "member_id",
    ),
    ("rollup_counter", "unit_id:n part:s module_id:s metric:s n:i", "module_id"),
    ("rollup_due", "unit_id:n recount:b", "unit_id"),
    ("unit_ancestor", "ancestor_id:n unit_id:n depth:i", "depth"),
    ("audit_entry", "at:t actor_id:u action:s target_kind:s target_id:s unit_id:n detail:s", "at"),
];

/// A table as sorted lines.
async fn dump(db: &DatabaseConnection, table: &str, columns: &str, order: &str) -> Vec<String> {
    let names: HashMap<Uuid, String> =
        rows(db, "SELECT u.id, u.name, p.name AS above FROM unit u LEFT JOIN unit p ON p.id = u.parent_id")
            .await
            .iter()
            .map(|row| {
                let above: Option<String> = row.try_get("", "above").unwrap();
                let name: String = row.try_get("", "name").unwrap();
                (row.try_get("", "id").unwrap(), format!("{name}, {}", above.unwrap_or_default()))
            })
            .collect();
    let mut chance: BTreeMap<String, String> = BTreeMap::new();
    for row in rows(db, "SELECT id, member_id, subject_id, cycle FROM certificate").await {
        let of = row.try_get::<Uuid>("", "member_id").unwrap();
        let (subject, cycle): (String, i32) =
            (row.try_get("", "subject_id").unwrap(), row.try_get("", "cycle").unwrap());
        chance.insert(row.try_get::<Uuid>("", "id").unwrap().to_string(), format!("{of} {subject} {cycle}"));
    }
    for row in rows(db, "SELECT id, person_id, module_id FROM holding_grant").await {
        let of = row.try_get::<Uuid>("", "person_id").unwrap();
        let module: String = row.try_get("", "module_id").unwrap();
        chance.insert(row.try_get::<Uuid>("", "id").unwrap().to_string(), format!("{of} {module}"));
    }
    for row in rows(db, "SELECT id, attempt_id FROM paper_sheet").await {
        let of = row.try_get::<Uuid>("", "attempt_id").unwrap();
        chance.insert(row.try_get::<Uuid>("", "id").unwrap().to_string(), of.to_string());
    }
    let filter = match table {
        "rollup_counter" => "WHERE n <> 0",
        // By the clock of the start.
        "audit_entry" => "WHERE action <> 'course-published'",
        _ => "",
    };
    let mut lines = Vec::new();
    for row in rows(db, &format!("SELECT * FROM {table} {filter} ORDER BY {order}")).await {
        let mut line = String::new();
        for column in columns.split_whitespace() {
            let (name, kind) = column.split_once(':').unwrap();
            let uuid = |name: &str| row.try_get::<Option<Uuid>>("", name).unwrap();
            let text = match kind {
                "u" => uuid(name).map(|id| id.to_string()),
                "n" => uuid(name).map(|id| names[&id].clone()),
                "e" => {
                    let text = |name: &str| row.try_get::<String>("", name).unwrap();
                    let (kind, source) = (text("kind"), text("source"));
                    let by_chance = matches!(kind.as_str(), "holding-granted" | "certificate-revoked")
                        || (kind == "attempt-answered" && source == "paper");
                    (!by_chance).then(|| uuid(name).unwrap().to_string())
                }
                "i" => match row.try_get::<Option<i32>>("", name) {
                    Ok(n) => n.map(|n| n.to_string()),
                    Err(_) => row.try_get::<Option<i64>>("", name).unwrap().map(|n| n.to_string()),
                },
                "y" => Some(format!("{:x?}", row.try_get::<Vec<u8>>("", name).unwrap())),
                "b" => Some(row.try_get::<bool>("", name).unwrap().to_string()),
                "t" => row.try_get::<Option<DateTime<Utc>>>("", name).unwrap().map(|at| at.to_rfc3339()),
                "d" => row.try_get::<Option<NaiveDate>>("", name).unwrap().map(|on| on.to_string()),
                _ => row.try_get::<Option<String>>("", name).unwrap(),
            };
            line += &format!("{name}={} ", text.unwrap_or_default());
        }
        for (id, what) in &chance {
            if line.contains(id.as_str()) {
                line = line.replace(id.as_str(), what);
            }
        }
        lines.push(line);
    }
    // The order of a member's events is part of what is compared; everything else is a set.
    if table != "ledger_event" {
        lines.sort();
    }
    lines
}

async fn rows(db: &DatabaseConnection, sql: &str) -> Vec<sea_orm::QueryResult> {
    db.query_all_raw(Statement::from_string(db.get_database_backend(), sql)).await.unwrap()
}

async fn count(db: &DatabaseConnection, sql: &str) -> usize {
    rows(db, sql).await.len()
}

#[tokio::test]
async fn what_is_written_at_once_is_what_the_ordinary_calls_leave() {
    let (at_once, ordinary) =
        (TestApp::setup().with_all_kinds().start().await, TestApp::setup().with_all_kinds().start().await);
    let maker = small_country(&at_once).await;
    write(&at_once, &maker, 0..3).await;
    let same = small_country(&ordinary).await;
    let (left, right) = (at_once.database().connect().await, ordinary.database().connect().await);
    one_by_one(&ordinary, &same, &left).await;
    for (table, columns, order) in TABLES {
        let (left, right) =
            (dump(&left, table, columns, order).await, dump(&right, table, columns, order).await);
        assert_eq!(left.len(), right.len(), "rows of {table}");
        for (left, right) in left.iter().zip(&right) {
            assert_eq!(left, right, "in {table}");
        }
        assert!(!left.is_empty() || table == "drill_progress", "nothing in {table}");
    }
    // The comparison says something only where all of this happened.
    for (least, sql) in [
        (1, "SELECT 1 FROM certificate WHERE subject_kind = 'programme'"),
        (1, "SELECT 1 FROM certificate WHERE revoked_at IS NOT NULL"),
        (1, "SELECT 1 FROM attempt WHERE right_answers < needed"),
        (1, "SELECT 1 FROM attempt WHERE closed_at IS NULL"),
        (1, "SELECT 1 FROM paper_sheet WHERE keyed_at IS NOT NULL"),
        (1, "SELECT 1 FROM member_stage WHERE stage = 'new'"),
        (1, "SELECT 1 FROM module_progress WHERE teaches_at IS NOT NULL"),
        (1, "SELECT 1 FROM question_progress WHERE answers > 1"),
        (30, "SELECT 1 FROM membership"),
    ] {
        assert!(count(&left, sql).await >= least, "{sql}");
    }
    at_once.assert_books_agree().await;
    ordinary.assert_books_agree().await;
    left.close().await.unwrap();
    right.close().await.unwrap();
}

#[tokio::test]
async fn a_country_that_was_broken_off_goes_on_as_if_nothing_had_been() {
    let (whole, parts) = (TestApp::start().await, TestApp::start().await);
    let maker = small_country(&whole).await;
    write(&whole, &maker, 0..3).await;
    let maker = small_country(&parts).await;
    write(&parts, &maker, 0..1).await;
    write(&parts, &maker, 1..3).await;
    let (left, right) = (whole.database().connect().await, parts.database().connect().await);
    for (table, columns, order) in TABLES {
        // Running numbers follow the order of writing.
        let columns = columns.replace("number:s ", "");
        let one = dump(&left, table, &columns, order).await;
        assert_eq!(one, dump(&right, table, &columns, order).await, "{table}");
    }
    parts.assert_books_agree().await;
    left.close().await.unwrap();
    right.close().await.unwrap();
}

#[tokio::test]
async fn a_country_fills_an_empty_database_once_and_no_other() {
    let app = TestApp::start().await;
    let commune = WantedCountry { scale: Some(Scale::Commune), seed: None };
    assert!(!fill_country(&app, WantedCountry::default()).await.unwrap(), "nothing was asked for");
    assert!(fill_country(&app, commune).await.unwrap());
    let db = app.database().connect().await;
    let events = count(&db, "SELECT 1 FROM ledger_event").await;
    assert!(events > 500, "{events}");
    assert!(fill_country(&app, commune).await.unwrap());
    assert!(fill_country(&app, WantedCountry::default()).await.unwrap(), "what is there is served");
    assert_eq!(count(&db, "SELECT 1 FROM ledger_event").await, events);
    for other in [
        WantedCountry { scale: Some(Scale::Province), seed: None },
        WantedCountry { scale: Some(Scale::Commune), seed: Some(2) },
    ] {
        let refusal = fill_country(&app, other).await.unwrap_err().to_string();
        assert!(refusal.contains("--data"), "{refusal}");
    }
    let elder = app.store.person_by_phone(&phone(101)).await.unwrap().unwrap();
    assert!(app.store.credential(elder.id).await.unwrap().pin_hash.is_some());
    app.assert_books_agree().await;
    let used = TestApp::start().await;
    used.db_member().await;
    let refusal = fill_country(&used, commune).await.unwrap_err().to_string();
    assert!(refusal.contains("đã có người"), "{refusal}");
    db.close().await.unwrap();
}
