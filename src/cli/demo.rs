//! `demo`: a plainly fictional commune in varied states of progress, built through the very calls that real use makes.
//!
//! Owns: the people, the villages and what they did in the past weeks. Writes no derived table itself. Every name is
//! made up, every phone number is of the block 0900 000 xxx, and the commune has no official code.

pub mod country;
mod desk;
mod evening;
mod help;
mod month;
mod roster;

use crate::config::Config;
use crate::country::people::{STAFF_BORN, spoken_to};
use crate::country::wrong_answer;
use crate::web::App;
use crate::web::public_notice_version;
use crate::web::secrets::{link_secret, random_byte, random_number, secret_hash};
use chrono::{Duration, NaiveDate};
use indicatif::{ProgressBar, ProgressStyle};
use std::collections::BTreeSet;
use tungngo_domain::access::{Right, Role, Scope};
use tungngo_domain::audience;
use tungngo_domain::certification::Rung;
use tungngo_domain::codes;
use tungngo_domain::content::{Catalogue, Module, Skill};
use tungngo_domain::grading::Answer;
use tungngo_domain::ids::{LoginId, PersonId, Slug, UnitId};
use tungngo_domain::ledger::Source;
use tungngo_domain::membership::Ending;
use tungngo_domain::people::{AddressForm, Phone, TeamRole};
use tungngo_domain::pin::{FIRST_PIN_DAYS, Pin};
use tungngo_domain::programmes::{Audience, Requirement, Rule};
use tungngo_domain::time::{Instant, day, start_of_day, to_micros};
use tungngo_storage::Store;
use tungngo_storage::assignments::{Assigning, Terms};
use tungngo_storage::certificates::Issuer;
use tungngo_storage::learning::{Doer, Seen};
use tungngo_storage::logins::{self, issue_card};
use tungngo_storage::people::{NewPerson, add_person, join_team};
use tungngo_storage::programmes::{FIRST_DAY, STAFF_PROGRAMME};
use tungngo_storage::rights::{NewHolding, grant_holding, grant_role};
use tungngo_storage::settings::names;
use tungngo_storage::trainers::{Term, grant_trainer};
use tungngo_storage::units::add_unit;
use uuid::Uuid;

/// The title of the programme of trainers and officials.
pub const STAFF_PROGRAMME_TITLE: &str = "Người hướng dẫn";

/// The title of the members' programme.
pub const PROGRAMME_TITLE: &str = "Thành viên Tổ công nghệ số cộng đồng";

const COMMUNE: &str = "Xã Đồng Mây";
/// The province that the fictional commune hangs below: Tuyên Quang.
const PROVINCE_CODE: &str = "08";
const VILLAGES: [&str; 8] = [
    "Thôn Bến Đá",
    "Thôn Nà Mây",
    "Thôn Khuôn Lúa",
    "Thôn Đồng Trám",
    "Thôn Gò Sim",
    "Thôn Làng Cọ",
    "Thôn Suối Tre",
    "Thôn Vực Chanh",
];
const MEMBERS_A_TEAM: usize = 5;

/// The forty members: name and year of birth, five a village; the first of each leads the team.
const MEMBERS: [(&str, i32); 40] = [
    ("Nguyễn Văn Hòa", 1959),
    ("Ma Văn Khôi", 2000),
    ("Ma Thị Mùi", 1968),
    ("Triệu Văn Thành", 1964),
    ("Hoàng Thị Lụa", 1992),
    ("Hoàng Văn Sử", 1961),
    ("Nông Thị Duyên", 1999),
    ("Ma Văn Pảo", 1966),
    ("Lương Thị Bích", 1985),
    ("Triệu Thị Sen", 1974),
    ("Hoàng Văn Thịnh", 1958),
    ("Hoàng Văn Nghị", 1995),
    ("Lương Thị Hạnh", 1979),
    ("Nguyễn Thị Tơ", 1970),
    ("Đặng Văn Mão", 1963),
    ("Trần Văn Quế", 1965),
    ("Ma Thị Hiên", 1998),
    ("Nông Văn Bền", 1972),
    ("Phùng Thị Chài", 1967),
    ("Lý Văn Sáng", 1990),
    ("Trần Đình Lộc", 1957),
    ("Ma Thị Ngần", 2001),
    ("Nguyễn Văn Thảo", 1969),
    ("Hoàng Thị Nết", 1976),
    ("Bàn Thị Mẩy", 1988),
    ("Lương Văn Cội", 1962),
    ("Nguyễn Thị Thơm", 1997),
    ("Ma Văn Dậu", 1969),
    ("Triệu Thị Pham", 1973),
    ("Nông Văn Tích", 1980),
    ("Bàn Văn Phúc", 1955),
    ("Đặng Thị Mây", 1994),
    ("Bàn Thị Xuân", 1971),
    ("Phùng Văn Sinh", 1966),
    ("Triệu Văn Kim", 1983),
    ("Lý Văn Chanh", 1963),
    ("Nông Thị Hương", 1996),
    ("Hoàng Văn Bách", 1968),
    ("Ma Thị Vân", 1978),
    ("Nguyễn Văn Đoàn", 1987),
];

/// How far a member has come, each built by doing it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// Never signed in.
    New,
    /// Some lessons.
    Lessons(usize),
    /// All lessons, the test failed once.
    Failed,
    /// All lessons, a test half answered.
    InTest,
    /// The test passed, some acts seen.
    Waiting(usize),
    /// Certified.
    Certified,
    /// Certified, and seen teaching it.
    Teaching,
}

/// The states of the forty, in their order.
fn state(member: usize) -> State {
    match member {
        0 => State::Lessons(2),
        1 => State::Teaching,
        2 => State::Waiting(0),
        30 | 20 | 14 | 33 => State::New,
        _ => match member % 8 {
            0 => State::Certified,
            1 => State::Waiting(3),
            2 => State::Lessons(1 + member % 4),
            3 => State::Certified,
            4 => State::Lessons(3),
            5 => State::Waiting(0),
            6 => {
                if member.is_multiple_of(3) {
                    State::InTest
                } else {
                    State::Failed
                }
            }
            _ => State::New,
        },
    }
}

/// A printed login. PINs and passphrases last, and only a database on loopback accepts them (product.md §5).
struct ReadyLogin {
    role: &'static str,
    name: &'static str,
    door: &'static str,
    account: &'static str,
    secret: &'static str,
}

const DEMO_PIN: &str = "482913";
const DEMO_PASSPHRASE: &str = "hoa gạo đỏ đầu làng";

const LOGINS: [ReadyLogin; 10] = [
    ReadyLogin {
        role: "Tổ trưởng, đang học",
        name: "Nguyễn Văn Hòa",
        door: "/login",
        account: "0900 000 101",
        secret: DEMO_PIN,
    },
    ReadyLogin {
        role: "Tổ phó, dạy được",
        name: "Ma Văn Khôi",
        door: "/login",
        account: "0900 000 102",
        secret: DEMO_PIN,
    },
    ReadyLogin {
        role: "Tổ viên, chờ xác nhận",
        name: "Ma Thị Mùi",
        door: "/login",
        account: "0900 000 103",
        secret: DEMO_PIN,
    },
    ReadyLogin {
        role: "Tổ viên, có chứng nhận",
        name: "Triệu Văn Thành",
        door: "/login",
        account: "0900 000 104",
        secret: DEMO_PIN,
    },
    ReadyLogin {
        role: "Tập huấn viên xã",
        name: "Trần Thị Thu Hằng",
        door: "/staff/login",
        account: "hang",
        secret: DEMO_PASSPHRASE,
    },
    ReadyLogin {
        role: "Cán bộ xã",
        name: "Lê Văn Xã",
        door: "/staff/login",
        account: "canbo.xa",
        secret: DEMO_PASSPHRASE,
    },
    ReadyLogin {
        role: "Cán bộ tỉnh",
        name: "Phạm Thị Tỉnh",
        door: "/staff/login",
        account: "canbo.tinh",
        secret: DEMO_PASSPHRASE,
    },
    ReadyLogin {
        role: "Cán bộ bộ",
        name: "Đỗ Văn Trung",
        door: "/staff/login",
        account: "canbo.bo",
        secret: DEMO_PASSPHRASE,
    },
    ReadyLogin {
        role: "Người soạn bài",
        name: "Vũ Thị Soạn",
        door: "/staff/login",
        account: "soanbai",
        secret: DEMO_PASSPHRASE,
    },
    ReadyLogin {
        role: "Quản trị",
        name: "Ngô Văn Trị",
        door: "/staff/login",
        account: "quantri",
        secret: DEMO_PASSPHRASE,
    },
];

/// The number behind "Gọi giúp" in the demo.
pub fn help_phone() -> Phone {
    phone(11)
}

fn phone(number: usize) -> Phone {
    match Phone::read(&format!("0900000{number:03}")) {
        Ok(phone) => phone,
        Err(_) => unreachable!("0900 000 xxx has ten digits"),
    }
}

/// The member who holds everything, by number.
const CERTIFIED_IN_ALL: usize = 3;

/// Fills an empty database; does nothing to one that was filled before.
pub async fn fill(app: &App) -> anyhow::Result<()> {
    if app.store.setting(names::DEMO).await?.is_some() {
        return Ok(());
    }
    anyhow::ensure!(
        !app.store.has_administrator(app.now()).await?,
        "cơ sở dữ liệu này đang dùng thật, không đổ dữ liệu thử vào được"
    );
    let in_use = app.courses.now();
    let of_members = in_use.catalogue.modules.iter().filter(|module| Skill::ALL.contains(&module.skill));
    let required: Vec<&str> = of_members.map(|module| module.id.as_str()).collect();
    let issuer = Issuer {
        unit: "Ủy ban nhân dân xã Đồng Mây, tỉnh Tuyên Quang".to_owned(),
        title: "Chủ tịch".to_owned(),
        name: "Lò Văn Mẫu".to_owned(),
    };
    app.store.ensure_programme(PROGRAMME_TITLE, &required, Some(issuer)).await?;
    ensure_staff_programme(&app.store).await?;
    let bar = ProgressBar::new(MEMBERS.len() as u64).with_style(
        ProgressStyle::with_template("Dựng xã thử {bar:30} {pos}/{len} người")
            .unwrap_or_else(|_| ProgressStyle::default_bar()),
    );
    let weeks_ago = start_of_day(day(app.now()) - Duration::days(35));
    let staff = staff(app, weeks_ago).await?;
    let catalogue = &in_use.catalogue;
    let modules: Vec<&Module> = catalogue
        .modules_for(Some(PROVINCE_CODE))
        .filter(|module| Skill::ALL.contains(&module.skill))
        .collect();
    let mut members = Vec::new();
    for (number, (name, born)) in MEMBERS.into_iter().enumerate() {
        let member = member(app, &staff, number, name, born, weeks_ago).await?;
        // All begin with the first module; one has been through all of them and holds the member's certificate.
        let studied = if number == CERTIFIED_IN_ALL { modules.len() } else { 1 };
        for (later, module) in (0..).zip(modules.iter().take(studied)) {
            let class = Class { app, staff: &staff, catalogue, module };
            history(&class, member, number, weeks_ago + Duration::hours(later)).await?;
        }
        members.push(member);
        bar.inc(1);
    }
    if let Some(module) = modules.first() {
        evening::fill(app, &staff, catalogue, module, &members).await?;
        help::fill(app, &staff, module, &members).await?;
    }
    desk::fill(app, &staff, catalogue, &modules, &members).await?;
    bar.finish_and_clear();
    former_member(app, &staff, weeks_ago).await?;
    assignments(app, &staff, &modules, weeks_ago).await?;
    roster::send(app, &staff.trainer_scope).await?;
    month::fill(app, staff.commune, staff.officer).await?;
    app.store.set_setting(names::DEMO, "1").await?;
    Ok(())
}

struct Staff {
    commune: UnitId,
    teams: Vec<UnitId>,
    trainer: PersonId,
    trainer_scope: Scope,
    officer: PersonId,
    ministry: PersonId,
}

/// Sets up the programme of trainers and officials: they know how to guide others.
pub async fn ensure_staff_programme(store: &Store) -> anyhow::Result<()> {
    let rule = Rule {
        requires: vec![Requirement { module: Slug::parse(Skill::HuongDan.word())?, rung: Rung::Knows }],
        valid_for_months: None,
        audience: Audience::Staff(Audience::STAFF.into_iter().collect()),
        from: FIRST_DAY,
    };
    let id = Slug::parse(STAFF_PROGRAMME)?;
    Ok(store.ensure_programme_as(&id, STAFF_PROGRAMME_TITLE, rule, None).await?)
}

async fn staff(app: &App, since: Instant) -> anyhow::Result<Staff> {
    let nation = app.store.unit_by_code("vn").await?.id;
    let province = app.store.unit_by_code(PROVINCE_CODE).await?.id;
    let opened = day(since);
    let (commune, teams) = app
        .store
        .write(async |txn| {
            let commune = add_unit(txn, province, COMMUNE, opened).await?;
            let mut teams = Vec::new();
            for village in VILLAGES {
                teams.push(add_unit(txn, commune, village, opened).await?);
            }
            Ok((commune, teams))
        })
        .await?;
    let hash = app.hasher.hash_passphrase(DEMO_PASSPHRASE).await?;
    let roles = [
        (Role::Administrator, nation, "quantri", None),
        (Role::Trainer, commune, "hang", Some(help_phone())),
        (Role::Officer, commune, "canbo.xa", None),
        (Role::Officer, province, "canbo.tinh", None),
        (Role::Officer, nation, "canbo.bo", None),
        (Role::Author, nation, "soanbai", None),
    ];
    let mut people = Vec::new();
    for (role, unit, account, phone) in roles {
        let name = LOGINS.iter().find(|login| login.account == account).map_or("", |login| login.name);
        let by = people.first().copied();
        let hash = hash.clone();
        let person = app
            .store
            .write(async |txn| {
                let new = NewPerson {
                    full_name: name.to_owned(),
                    address_form: spoken_to(name, STAFF_BORN),
                    phone,
                    birth_year: None,
                    device: None,
                };
                let person = add_person(txn, new, since).await?;
                logins::set_passphrase(txn, person, Some(account), hash, since).await?;
                grant_role(txn, person, role, unit, None, by, since).await?;
                Ok(person)
            })
            .await?;
        consent(app, person, since).await?;
        people.push(person);
    }
    let (administrator, trainer) = (people[0], people[1]);
    let modules: Vec<Slug> =
        app.courses.now().catalogue.modules.iter().map(|module| module.id.clone()).collect();
    for module in modules {
        let new = NewHolding {
            holder: trainer,
            module,
            reason: "Tập huấn viên đầu tiên của xã, đã dạy lớp mẫu".to_owned(),
            document: "Quyết định mẫu số 00/QĐ-DT".to_owned(),
            document_date: NaiveDate::from_ymd_opt(2026, 10, 1).unwrap_or(opened),
        };
        app.store.write(async |txn| grant_holding(txn, new, administrator, since).await).await?;
    }
    let right =
        Right { role: Role::Trainer, unit: commune, from: since, until: None, modules: BTreeSet::new() };
    let trainer_scope = Scope::of(trainer, Role::Trainer, &[right], since)
        .ok_or_else(|| anyhow::anyhow!("the trainer's right is in force"))?;
    helping_trainer(app, people[2], commune, &teams, since).await?;
    Ok(Staff { commune, teams, trainer, trainer_scope, officer: people[2], ministry: people[4] })
}

/// A trainer from the telecom firm: of two villages, for one module, for a year. Not come in yet.
async fn helping_trainer(
    app: &App,
    officer: PersonId,
    commune: UnitId,
    teams: &[UnitId],
    since: Instant,
) -> anyhow::Result<()> {
    let right =
        Right { role: Role::Officer, unit: commune, from: since, until: None, modules: BTreeSet::new() };
    let scope = Scope::of(officer, Role::Officer, &[right], since)
        .ok_or_else(|| anyhow::anyhow!("the officer's right is in force"))?;
    let modules =
        app.courses.now().catalogue.modules.iter().take(1).map(|module| module.id.clone()).collect();
    let term = Term { from: since, until: since + Duration::days(365), modules };
    let units: BTreeSet<UnitId> = teams.iter().take(2).copied().collect();
    app.store
        .write(async |txn| {
            let new = NewPerson {
                full_name: "Phạm Văn Nối".to_owned(),
                address_form: AddressForm::Anh,
                phone: Some(phone(12)),
                birth_year: None,
                device: None,
            };
            let person = add_person(txn, new, since).await?;
            logins::name_account(txn, person, "noi").await?;
            grant_trainer(txn, &scope, person, &units, &term, since).await
        })
        .await?;
    Ok(())
}

/// Somebody who left a team two weeks ago.
async fn former_member(app: &App, staff: &Staff, since: Instant) -> anyhow::Result<()> {
    let team = staff.teams[0];
    let person = app
        .store
        .write(async |txn| {
            let new = NewPerson {
                full_name: "Lý Thị Xoan".to_owned(),
                address_form: AddressForm::Bac,
                phone: None,
                birth_year: Some(1960),
                device: Some("none".to_owned()),
            };
            let person = add_person(txn, new, since).await?;
            join_team(txn, person, team, TeamRole::Member, since).await?;
            Ok(person)
        })
        .await?;
    let left = since + Duration::days(21);
    app.store.end_membership(&staff.trainer_scope, person, Ending::Away, left).await?;
    Ok(())
}

fn doer(person: PersonId, source: Source, now: Instant) -> Doer {
    // What is built here came from no signed-in browser.
    Doer { person, login: LoginId(Uuid::nil()), source, now: to_micros(now) }
}

async fn consent(app: &App, person: PersonId, now: Instant) -> anyhow::Result<()> {
    let doer = doer(person, Source::OwnPhone, now);
    Ok(app.store.give_consent(doer, public_notice_version()).await?)
}

async fn member(
    app: &App,
    staff: &Staff,
    number: usize,
    name: &str,
    born: i32,
    since: Instant,
) -> anyhow::Result<PersonId> {
    let place = number % MEMBERS_A_TEAM;
    let role = match place {
        0 => TeamRole::Leader,
        1 => TeamRole::Deputy,
        _ => TeamRole::Member,
    };
    let address_form = spoken_to(name, born);
    let device = match number % 7 {
        3 => "shared",
        6 => "none",
        _ => "own",
    };
    let has_phone = device != "none";
    let pin_hash = match LOGINS.iter().find(|login| login.name == name) {
        Some(login) => Some((Pin::read(login.secret)?, login)),
        None => None,
    };
    let team = staff.teams[number / MEMBERS_A_TEAM];
    let person = app
        .store
        .write(async |txn| {
            let new = NewPerson {
                full_name: name.to_owned(),
                address_form,
                phone: has_phone.then(|| phone(101 + number)),
                birth_year: Some(born),
                device: Some(device.to_owned()),
            };
            let person = add_person(txn, new, since).await?;
            join_team(txn, person, team, role, since).await?;
            Ok(person)
        })
        .await?;
    if let Some((pin, _)) = pin_hash {
        let hash = app.hasher.hash_pin(&pin, person).await?;
        app.store.write(async |txn| logins::set_demo_pin(txn, person, hash).await).await?;
    }
    Ok(person)
}

/// The first module for every team, the fourth for six of them: each with four weeks, the second made last week.
async fn assignments(app: &App, staff: &Staff, modules: &[&Module], since: Instant) -> anyhow::Result<()> {
    let today = day(app.now());
    let lately = start_of_day(today - Duration::days(7));
    for (at, teams, made, days) in [(0, 8, since, 4), (3, 6, lately, 21)] {
        let Some(module) = modules.get(at) else { continue };
        let teams: BTreeSet<UnitId> = staff.teams.iter().take(teams).copied().collect();
        let terms = Terms {
            modules: [module.id.clone()].into(),
            audience: audience::Audience { teams: teams.clone(), uncertified: true, ..Default::default() },
            units: teams,
        };
        let message = "Mời học trước bài 1, tối thứ Bảy làm chung ở nhà văn hóa.".to_owned();
        let what = Assigning { terms, due_on: today + Duration::days(days), message };
        app.store.assign(&staff.trainer_scope, Uuid::now_v7(), &what, to_micros(made)).await?;
    }
    Ok(())
}

/// What the history of every member needs.
#[derive(Clone, Copy)]
struct Class<'a> {
    app: &'a App,
    staff: &'a Staff,
    catalogue: &'a Catalogue,
    module: &'a Module,
}

/// What a member did: on evenings of the past weeks, at a pace of their own.
async fn history(class: &Class<'_>, member: PersonId, number: usize, since: Instant) -> anyhow::Result<()> {
    let Class { app, module, .. } = *class;
    let state = if number == CERTIFIED_IN_ALL { State::Certified } else { state(number) };
    if state == State::New {
        return Ok(());
    }
    // 19:30 in Vietnam on a day of the first week, then some evenings on.
    let evening = |n: usize| {
        since
            + Duration::days((1 + number % 6 + n * 3) as i64)
            + Duration::minutes((19 * 60 + 10 + number) as i64)
    };
    consent(app, member, evening(0)).await?;
    let lessons = match state {
        State::Lessons(n) => n.min(module.lessons.len()),
        _ => module.lessons.len(),
    };
    for (n, lesson) in module.lessons.iter().take(lessons).enumerate() {
        for (q, question) in lesson.questions.iter().enumerate() {
            let at = evening(n) + Duration::minutes(8 + q as i64);
            let first_wrong = (number + n + q).is_multiple_of(5);
            let wrong = wrong_answer(question);
            let choices = if first_wrong { wrong } else { Answer::right(question).unwrap_or_default() };
            let doer = doer(member, Source::OwnPhone, at);
            app.store.answer_question(doer, module, lesson, question, choices, Uuid::now_v7()).await?;
        }
    }
    let tested = evening(module.lessons.len());
    match state {
        State::New | State::Lessons(_) => {}
        State::Failed => test(class, member, tested, Test::Fail).await?,
        State::InTest => test(class, member, tested, Test::Half).await?,
        State::Waiting(seen) => {
            test(class, member, tested, Test::Pass).await?;
            sign(class, member, tested + Duration::days(2), seen, false).await?;
        }
        State::Certified | State::Teaching => {
            test(class, member, tested, Test::Pass).await?;
            let all = usize::MAX;
            let taught = state == State::Teaching;
            sign(class, member, tested + Duration::days(2), all, taught).await?;
        }
    }
    Ok(())
}

/// How a test of the past went.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Test {
    Pass,
    Fail,
    Half,
}

async fn test(class: &Class<'_>, member: PersonId, at: Instant, how: Test) -> anyhow::Result<()> {
    let Class { app, catalogue, module, .. } = *class;
    let seed = std::array::from_fn(|_| random_byte());
    let opened = doer(member, Source::OwnPhone, at);
    let attempt = app.store.open_attempt(opened, module, Uuid::now_v7(), seed).await?;
    let (_, drawn) = app.store.attempt(member, attempt).await?;
    let answered = if how == Test::Half { drawn.draw.len() / 2 } else { drawn.draw.len() };
    for (place, one) in (0u16..).zip(&drawn.draw).take(answered) {
        let Some(question) = module.bank_question(&one.key) else { continue };
        let wrong = (how == Test::Fail && place % 2 == 0) || place == 4;
        let choices =
            if wrong { wrong_answer(question) } else { Answer::right(question).unwrap_or_default() };
        let doer = doer(member, Source::OwnPhone, at + Duration::minutes(1 + i64::from(place)));
        app.store.answer_attempt(doer, module, attempt, place, choices, Uuid::now_v7()).await?;
    }
    if how != Test::Half {
        let doer = doer(member, Source::OwnPhone, at + Duration::minutes(20));
        app.store.close_attempt(doer, catalogue, module, attempt, &mut random_byte).await?;
    }
    Ok(())
}

async fn sign(
    class: &Class<'_>,
    member: PersonId,
    at: Instant,
    acts: usize,
    taught: bool,
) -> anyhow::Result<()> {
    let Class { app, staff, catalogue, module } = *class;
    let Some(practice) = &module.practice else { return Ok(()) };
    let mut items: BTreeSet<Slug> =
        practice.checklist.iter().take(acts).map(|item| item.key.clone()).collect();
    if taught {
        items.extend(practice.teach_back.iter().map(|item| item.key.clone()));
    }
    if items.is_empty() {
        return Ok(());
    }
    let doer = doer(staff.trainer, Source::TrainerPhone, at);
    let seen = Seen { member, module, items: &items, form: Uuid::now_v7() };
    app.store.sign_off(&staff.trainer_scope, doer, catalogue, seen, &mut random_byte).await?;
    Ok(())
}

/// Prints the address and a ready-made login of every role, and a fresh card that nobody used yet.
pub async fn greet(app: &App, config: &Config) -> anyhow::Result<()> {
    let base = &config.base_url;
    println!("Từng Ngõ, bản dùng thử, đang chạy ở {base}\n");
    println!("Xã Đồng Mây không có thật. Mọi tên người, số điện thoại, kết quả đều là mẫu.\n");
    println!("{:<24} {:<20} {:<14} {:<14} Mã PIN hoặc mật khẩu", "Vai", "Tên", "Cửa vào", "Tài khoản");
    for login in &LOGINS {
        println!(
            "{:<24} {:<20} {:<14} {:<14} {}",
            login.role, login.name, login.door, login.account, login.secret
        );
    }
    if let Some((name, url, pin)) = unused_card(app).await? {
        println!("\nThẻ học chưa dùng của {name}:\n    {url}\n    mã PIN lần đầu: {pin}");
    }
    println!("\nBấm Ctrl+C để dừng. Dữ liệu ở {}.", config.data.display());
    Ok(())
}

/// A card of the last member who never came in. Printing it anew kills the one printed at the last start.
async fn unused_card(app: &App) -> anyhow::Result<Option<(String, String, String)>> {
    let now = app.now();
    let phone = phone(101 + 30);
    let Some(person) = app.store.person_by_phone(&phone).await? else { return Ok(None) };
    if app.store.credential(person.id).await?.pin_hash.is_some() {
        return Ok(None);
    }
    let (secret, pin) = (link_secret(), Pin::propose(random_number, Some(&phone)));
    let hash = app.hasher.hash_pin(&pin, person.id).await?;
    let serial = codes::make(codes::CARD_SERIAL_SIGNS, random_byte);
    let until = now + Duration::days(FIRST_PIN_DAYS);
    app.store
        .write(async |txn| issue_card(txn, person.id, secret_hash(&secret), serial, (hash, until), now).await)
        .await?;
    Ok(Some((person.full_name, format!("{}/card/{secret}", app.config.base_url), pin.grouped())))
}
