//! G7: the trainer's pages of a commune and of a team, with 30, 150 and 1,000 members.
//!
//! A world of its own: three communes in 6, 15 and 40 teams, and three teams that hold all of a commune's members. Two in
//! three members began ten days ago and stopped, so the list of whom to meet is full. Beside the trainer, members read
//! lessons and hand in answers. Every page is checked to be the right one.

use super::support::http::{Client, get, post};
use super::support::people::chosen_questions;
use super::support::process::Server;
use super::table::{Table, median, quantile};
use anyhow::{Context, ensure};
use futures_util::stream::{self, StreamExt, TryStreamExt};
use sqlx::{Connection, Executor};
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};
use tungngo::cli::{Kind, build_app};
use tungngo::config::Options;
use tungngo::web::{App, Clock, public_notice_version};
use tungngo_domain::access::Role;
use tungngo_domain::grading::Answer;
use tungngo_domain::ids::{LoginId, PersonId, UnitId};
use tungngo_domain::ledger::Source;
use tungngo_domain::people::{AddressForm, Phone, TeamRole};
use tungngo_domain::time::Instant as Moment;
use tungngo_storage::learning::Doer;
use tungngo_storage::logins::{Door, Level, NewLogin};
use tungngo_storage::people::{NewPerson, add_person, join_team};
use tungngo_storage::rights::grant_role;
use tungngo_storage::units::add_unit;
use uuid::Uuid;

/// Members and teams of the communes.
const SIZES: [(usize, usize); 3] = [(30, 6), (150, 15), (1_000, 40)];
const ROUNDS: usize = 5;
/// Pages a round and size.
const PAGES: usize = 60;
/// The variable that names a PostgreSQL database of its own, empty.
pub const POSTGRES: &str = "TUNGNGO_BENCH_DATABASE_URL";

/// A page to ask for.
struct Ask {
    members: usize,
    path: String,
    cookie: String,
    says: String,
}

struct World {
    communes: Vec<Ask>,
    teams: Vec<Ask>,
    learner: (String, String),
    lesson: String,
    /// Where an answer is handed in.
    question: String,
}

/// Measures on SQLite, and on PostgreSQL where a database is named.
pub fn measure(
    table: &mut Table,
    runtime: &actix_web::rt::SystemRunner,
    folder: &Path,
    courses: &Path,
) -> anyhow::Result<()> {
    one(table, runtime, &folder.join("trainers"), courses, None)?;
    match std::env::var(POSTGRES) {
        Ok(url) => one(table, runtime, &folder.join("trainers-pg"), courses, Some(url)),
        Err(_) => {
            table.note("G7", &["PostgreSQL is left out: ", POSTGRES, " names no database."].concat());
            Ok(())
        }
    }
}

fn one(
    table: &mut Table,
    runtime: &actix_web::rt::SystemRunner,
    data: &Path,
    courses: &Path,
    database: Option<String>,
) -> anyhow::Result<()> {
    let word = if database.is_some() { "PostgreSQL" } else { "SQLite" };
    let options = Options {
        data: Some(data.to_owned()),
        courses: Some(courses.to_owned()),
        database_url: database.clone(),
        ..Options::default()
    };
    let world = runtime.block_on(seed(options))?;
    if let Some(url) = &database {
        // As a server does by itself within a minute: otherwise it plans for empty tables for a part of the rounds.
        runtime.block_on(async { sqlx::PgConnection::connect(url).await?.execute("ANALYZE").await })?;
    }
    let server = Server::start_as("serve", data, courses, database.as_deref()).wait("/health");
    for (what, asks) in [("commune", &world.communes), ("team", &world.teams)] {
        let mut p95 = vec![Vec::new(); asks.len()];
        let mut middle = vec![Vec::new(); asks.len()];
        for _ in 0..ROUNDS {
            // The sizes take turns within a round, so that whatever else runs strikes all alike.
            let took = beside(&server, &world, || ask_all(&server, asks))?;
            for (at, took) in took.iter().enumerate() {
                p95[at].push(quantile(took, 0.95));
                middle[at].push(median(took));
            }
        }
        for (at, ask) in asks.iter().enumerate() {
            let name = format!("page of a {what}, {} members, p95, {word}", ask.members);
            table.most("G7", &name, "readers and writers beside", p95[at].clone(), "ms", (15.0, 5.0));
        }
        let last = asks.len() - 1;
        let name = format!("page of a {what}, {} members, {word}", asks[last].members);
        table.times("G7", &name, ("30 members", &middle[0]), (&middle[last], "ms"), 2.0, 1.2);
    }
    server.stop();
    Ok(())
}

/// Milliseconds of each page, by size.
fn ask_all(server: &Server, asks: &[Ask]) -> anyhow::Result<Vec<Vec<f64>>> {
    let mut client = Client::connect(server.port)?;
    let mut took = vec![Vec::new(); asks.len()];
    for _ in 0..PAGES {
        for (at, ask) in asks.iter().enumerate() {
            let begun = Instant::now();
            let answer = client.ask(&get(&ask.path, &ask.cookie, ""))?;
            took[at].push(begun.elapsed().as_secs_f64() * 1_000.0);
            ensure!(answer.status == 200, "{}: {}", ask.path, answer.head);
            ensure!(answer.text().contains(&ask.says), "{} does not say {}", ask.path, ask.says);
        }
    }
    Ok(took)
}

/// Runs `work` while one member reads lessons and one hands in answers, each at an easy pace.
fn beside<T>(server: &Server, world: &World, work: impl FnOnce() -> anyhow::Result<T>) -> anyhow::Result<T> {
    let done = AtomicBool::new(false);
    let written = AtomicU64::new(0);
    let outcome = std::thread::scope(|scope| {
        let (done, written) = (&done, &written);
        let reader = scope.spawn(move || -> anyhow::Result<()> {
            let mut client = Client::connect(server.port)?;
            while !done.load(Ordering::Relaxed) {
                let answer = client.ask(&get(&world.lesson, &world.learner.0, ""))?;
                ensure!(answer.status == 200, "lesson: {}", answer.head);
                std::thread::sleep(Duration::from_millis(4));
            }
            Ok(())
        });
        let writer = scope.spawn(move || -> anyhow::Result<()> {
            let mut client = Client::connect(server.port)?;
            while !done.load(Ordering::Relaxed) {
                let form = format!("csrf={}&form_id={}&c=0", world.learner.1, Uuid::now_v7());
                let answer = client.ask(&post(&world.question, &world.learner.0, &form))?;
                ensure!(answer.status == 303, "answer: {}", answer.head);
                written.fetch_add(1, Ordering::Relaxed);
                std::thread::sleep(Duration::from_millis(10));
            }
            Ok(())
        });
        let outcome = work();
        done.store(true, Ordering::Relaxed);
        for thread in [reader, writer] {
            thread.join().expect("a thread beside does not panic")?;
        }
        outcome
    })?;
    ensure!(written.load(Ordering::Relaxed) > 0, "answers were handed in beside");
    Ok(outcome)
}

async fn seed(options: Options) -> anyhow::Result<World> {
    let config = options.resolve(std::iter::empty())?;
    let app = build_app(&config, Kind::Serve, Clock::default()).await?.app;
    let now = app.now();
    let began = now - chrono::Duration::days(10);
    let province = app.store.unit_by_code("08").await?.id;
    let (mut communes, mut teams) = (Vec::new(), Vec::new());
    let mut learner = None;
    for (members, villages) in SIZES {
        for (teams_in, list) in [(villages, &mut communes), (1, &mut teams)] {
            let name = format!("Xã Đo {members} người, {teams_in} tổ");
            let (commune, team, first) = people(&app, province, &name, (members, teams_in), began).await?;
            let trainer = staff(&app, commune, began).await?;
            let cookie = login(&app, trainer, Level::Staff, now).await?.0;
            let (path, says) = if teams_in == 1 {
                (format!("/trainer/teams/{team}"), format!("{} thành viên", number(members)))
            } else {
                ("/trainer".to_owned(), format!("{teams_in} tổ, {} thành viên", number(members)))
            };
            list.push(Ask { members, path, cookie, says });
            learner = learner.or(Some(first));
        }
    }
    let learner = login(&app, learner.context("a member")?, Level::Learner, now).await?;
    let in_use = app.courses.now();
    let module = in_use.catalogue.modules.first().context("a module")?;
    let lesson = format!("/modules/{}/lessons/{}", module.id, module.lessons[0].id);
    let (at, place) = *chosen_questions(module).first().context("a question answered by choosing")?;
    let question =
        format!("/modules/{}/lessons/{}/questions/{}", module.id, module.lessons[at].id, place + 1);
    app.store.clone().close().await?;
    Ok(World { communes, teams, learner, lesson, question })
}

/// "1.000"
fn number(n: usize) -> String {
    tungngo::web::view::words::number(n as u64)
}

/// A commune of so many members in so many teams, two in three of whom began once: its id, a team, a member.
async fn people(
    app: &App,
    province: UnitId,
    name: &str,
    (members, teams): (usize, usize),
    began: Moment,
) -> anyhow::Result<(UnitId, UnitId, PersonId)> {
    let today = tungngo_domain::time::day(began);
    let (commune, villages) = app
        .store
        .write(async |txn| {
            let commune = add_unit(txn, province, name, today).await?;
            let mut villages = Vec::new();
            for n in 0..teams {
                villages.push(add_unit(txn, commune, &format!("Thôn Đo {n}"), today).await?);
            }
            Ok((commune, villages))
        })
        .await?;
    let mut ids = Vec::new();
    for chunk in (0..members).collect::<Vec<_>>().chunks(250) {
        let (villages, ids) = (&villages, &mut ids);
        app.store
            .write(async |txn| {
                for n in chunk {
                    let new = NewPerson {
                        full_name: format!("Nguyễn Văn Đo {n}"),
                        address_form: AddressForm::Bac,
                        phone: Phone::read("0900000999").ok(),
                        birth_year: Some(1960),
                        device: Some("own".to_owned()),
                    };
                    let id = add_person(txn, new, began).await?;
                    let role = if *n < teams { TeamRole::Leader } else { TeamRole::Member };
                    join_team(txn, id, villages[n % villages.len()], role, began).await?;
                    ids.push(id);
                }
                Ok(())
            })
            .await?;
    }
    let in_use = app.courses.now();
    let begun = ids.iter().enumerate().filter(|(n, _)| n % 3 != 0).map(|(_, id)| *id);
    let answer = |id: PersonId| {
        let in_use = &in_use;
        async move {
            let doer = Doer { person: id, login: LoginId(Uuid::nil()), source: Source::OwnPhone, now: began };
            let module = in_use.catalogue.modules.first().context("a module")?;
            let lesson = module.lessons.first().context("a lesson")?;
            let question = lesson.questions.first().context("a question")?;
            let right = Answer::right(question).unwrap_or_default();
            app.store.answer_question(doer, module, lesson, question, right, Uuid::now_v7()).await?;
            anyhow::Ok(())
        }
    };
    stream::iter(begun.map(answer)).buffer_unordered(32).try_collect::<Vec<()>>().await?;
    Ok((commune, villages[0], *ids.first().context("a member")?))
}

async fn staff(app: &App, unit: UnitId, now: Moment) -> anyhow::Result<PersonId> {
    let new = NewPerson {
        full_name: "Trần Thị Đo".to_owned(),
        address_form: AddressForm::AnhChi,
        phone: None,
        birth_year: None,
        device: None,
    };
    let person = app
        .store
        .write(async |txn| {
            let person = add_person(txn, new, now).await?;
            grant_role(txn, person, Role::Trainer, unit, None, None, now).await?;
            Ok(person)
        })
        .await?;
    Ok(person)
}

/// Signs somebody in who agreed to the notice: the cookie, and the token of the forms.
pub async fn login(
    app: &App,
    person: PersonId,
    level: Level,
    now: Moment,
) -> anyhow::Result<(String, String)> {
    let doer = Doer { person, login: LoginId(Uuid::nil()), source: Source::OwnPhone, now };
    app.store.give_consent(doer, public_notice_version()).await?;
    let new = NewLogin {
        person,
        door: Door::Phone,
        level,
        shared: false,
        device: "Máy tính".to_owned(),
        address: "127.0.0.1".to_owned(),
        expires_at: tungngo::web::login::lifetime_of(level, false).ends(now, now),
        second_factor: level == Level::Staff,
    };
    let id = app.store.start_login(new, now).await?;
    let cookie = app.login_cookie(id, level, false)?;
    Ok((cookie.stripped().to_string(), app.keys.form_token(Some(id))))
}
