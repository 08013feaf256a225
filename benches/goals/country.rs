//! G5 beside writers: twenty officers look at wide pages, a page a second each, without and with 120 answers a second
//! handed in by members of the whole country.
//!
//! On a folder, and a PostgreSQL database where one is named, that `tungngo demo --scale` has filled. The members are
//! some who never began, spread over the country, so that their answers move the counters of many communes.

use super::support::http::{Client, get, post};
use super::support::people::chosen_questions;
use super::support::process::Server;
use super::table::{Table, median, quantile};
use super::trainers::{POSTGRES, login};
use anyhow::{Context, ensure};
use sea_orm::{ConnectionTrait, Statement};
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use tungngo::cli::{Kind, build_app};
use tungngo::config::Options;
use tungngo::web::{App, Clock};
use tungngo_domain::content::Module;
use tungngo_domain::ids::{PersonId, Slug, UnitId};
use tungngo_storage::logins::Level;
use tungngo_storage::units::Unit;
use uuid::Uuid;

const OFFICERS: usize = 20;
/// Answers a second: the country's campaign evening at its peak.
const ANSWERS: usize = 120;
/// Connections that hand them in.
const WRITING: usize = 12;
/// Members who hand in; each answers one question after the other.
const WRITERS: usize = 1_200;
const ROUNDS: usize = 3;
const ROUND: Duration = Duration::from_secs(15);

/// A page to ask for.
struct Ask {
    name: &'static str,
    path: String,
    cookie: String,
    says: String,
}

struct World {
    asks: Vec<Ask>,
    writers: Vec<(String, String)>,
    module: std::sync::Arc<Module>,
}

/// Measures a filled folder.
pub fn measure(
    table: &mut Table,
    runtime: &actix_web::rt::SystemRunner,
    data: &Path,
    courses: &Path,
) -> anyhow::Result<()> {
    let database = std::env::var(POSTGRES).ok();
    let word = if database.is_some() { "PostgreSQL" } else { "SQLite" };
    let options = Options {
        data: Some(data.to_owned()),
        courses: Some(courses.to_owned()),
        database_url: database.clone(),
        ..Options::default()
    };
    let world = runtime.block_on(prepare(options))?;
    let server = Server::start_as("demo", data, courses, database.as_deref()).wait("/health");
    for ask in &world.asks {
        let answer = Client::connect(server.port)?.ask(&get(&ask.path, &ask.cookie, ""))?;
        ensure!(answer.status == 200 && answer.text().contains(&ask.says), "{}: {}", ask.path, answer.head);
    }
    // Alone, with writers, alone, with writers.
    let (mut alone, mut beside) = (rounds(&world), rounds(&world));
    let (mut rates, mut waits) = (Vec::new(), Vec::new());
    let next = AtomicUsize::new(0);
    for _ in 0..ROUNDS {
        look(&server, &world, &mut alone)?;
        let (handed_in, took) =
            writers_beside(&server, &world, &next, || look(&server, &world, &mut beside))?;
        rates.push(handed_in as f64 / ROUND.as_secs_f64());
        waits.push(quantile(&took, 0.95));
    }
    for (at, ask) in world.asks.iter().enumerate() {
        for (which, times) in [("alone", &alone[at]), ("beside writers", &beside[at])] {
            let p95 = times.iter().map(|round| quantile(round, 0.95)).collect();
            let middle: Vec<f64> = times.iter().map(|round| median(round)).collect();
            let name = format!("{}, {which}, p95, {word}", ask.name);
            table.most("G5", &name, &format!("median {:.1} ms", median(&middle)), p95, "ms", (10.0, 3.0));
        }
    }
    table.also("G5", &format!("answers beside, {word}"), "", &rates, "/s");
    table.also("G5", "  p95 from POST to 303", "", &waits, "ms");
    table.most(
        "G11",
        &format!("PSS after these pages, {word}"),
        "",
        vec![server.pss_mib()],
        "MiB",
        (100.0, 50.0),
    );
    server.stop();
    Ok(())
}

/// Of each page the milliseconds of each round.
type Times = Vec<Vec<Vec<f64>>>;

fn rounds(world: &World) -> Times {
    vec![Vec::new(); world.asks.len()]
}

/// Officers at their pages for one round, each asking for one after the other.
fn look(server: &Server, world: &World, times: &mut Times) -> anyhow::Result<()> {
    let all: Vec<Mutex<Vec<f64>>> = world.asks.iter().map(|_| Mutex::default()).collect();
    let begun = Instant::now();
    std::thread::scope(|scope| {
        let officers: Vec<_> = (0..OFFICERS)
            .map(|number| {
                let all = &all;
                scope.spawn(move || -> anyhow::Result<()> {
                    let mut client = Client::connect(server.port)?;
                    let mut turn =
                        begun + Duration::from_secs(1) * u32::try_from(number)? / u32::try_from(OFFICERS)?;
                    let mut at = number;
                    while turn < begun + ROUND {
                        std::thread::sleep(turn.saturating_duration_since(Instant::now()));
                        let ask = &world.asks[at % world.asks.len()];
                        let asked = Instant::now();
                        let answer = client.ask(&get(&ask.path, &ask.cookie, "br"))?;
                        let took = asked.elapsed().as_secs_f64() * 1_000.0;
                        ensure!(answer.status == 200, "{}: {}", ask.path, answer.head);
                        all[at % world.asks.len()].lock().expect("no officer panics").push(took);
                        at += 1;
                        turn += Duration::from_secs(1);
                    }
                    Ok(())
                })
            })
            .collect();
        officers.into_iter().try_for_each(|officer| officer.join().expect("an officer does not panic"))
    })?;
    for (times, round) in times.iter_mut().zip(all) {
        times.push(round.into_inner().expect("no officer panics"));
    }
    Ok(())
}

/// Runs `work` while answers are handed in at an even pace. How many, and the milliseconds of each.
fn writers_beside(
    server: &Server,
    world: &World,
    next: &AtomicUsize,
    work: impl FnOnce() -> anyhow::Result<()>,
) -> anyhow::Result<(usize, Vec<f64>)> {
    let done = AtomicBool::new(false);
    let questions = chosen_questions(&world.module);
    let (done, questions) = (&done, &questions);
    std::thread::scope(|scope| {
        let writers: Vec<_> = (0..WRITING)
            .map(|number| {
                scope.spawn(move || -> anyhow::Result<Vec<f64>> {
                    let mut client = Client::connect(server.port)?;
                    let pace = Duration::from_secs_f64(WRITING as f64 / ANSWERS as f64);
                    let mut turn = Instant::now() + pace.mul_f64(number as f64 / WRITING as f64);
                    let mut took = Vec::new();
                    while !done.load(Ordering::Relaxed) {
                        std::thread::sleep(turn.saturating_duration_since(Instant::now()));
                        let n = next.fetch_add(1, Ordering::Relaxed);
                        let (cookie, csrf) = &world.writers[n % world.writers.len()];
                        let (lesson, question) =
                            *questions.get(n / world.writers.len()).context("no first answers are left")?;
                        let lesson = &world.module.lessons[lesson];
                        let path = format!(
                            "/modules/{}/lessons/{}/questions/{}",
                            world.module.id,
                            lesson.id,
                            question + 1
                        );
                        let mut form = format!("csrf={csrf}&form_id={}", Uuid::now_v7());
                        for place in lesson.questions[question].right() {
                            form += &format!("&c={place}");
                        }
                        let asked = Instant::now();
                        let answer = client.ask(&post(&path, cookie, &form))?;
                        took.push(asked.elapsed().as_secs_f64() * 1_000.0);
                        ensure!(answer.status == 303, "{path}: {}", answer.head);
                        turn += pace;
                    }
                    Ok(took)
                })
            })
            .collect();
        let outcome = work();
        done.store(true, Ordering::Relaxed);
        let mut all = Vec::new();
        for writer in writers {
            all.extend(writer.join().expect("a writer does not panic")?);
        }
        outcome.map(|()| (all.len(), all))
    })
}

async fn prepare(options: Options) -> anyhow::Result<World> {
    let config = options.resolve(std::iter::empty())?;
    let app = build_app(&config, Kind::Demo, Clock::default()).await?.app;
    let catalogue = &app.courses.now().catalogue;
    // The same for the members of every province.
    let is_local = |id: &Slug| catalogue.local.values().flatten().any(|local| local.id == *id);
    let module = catalogue.modules.iter().find(|module| !is_local(&module.id)).context("a module")?.clone();
    let nation = app.store.unit_by_code("vn").await?;
    let province = middle(&app, nation.id).await?;
    let commune = middle(&app, province.id).await?;
    let ministry = officer(&app, "canbo.bo").await?;
    let own = |name, cookie| Ask {
        name,
        path: "/officer".to_owned(),
        cookie,
        says: "Có giấy chứng nhận".to_owned(),
    };
    let mut asks = vec![
        own("officer of a province", officer(&app, "canbo.tinh").await?),
        own("officer of a commune", officer(&app, "canbo.xa").await?),
    ];
    for (name, list, unit) in [
        ("ministry", "ministry, list", &nation),
        ("province by the ministry", "province, list", &province),
        ("commune by the ministry", "commune, list", &commune),
    ] {
        let path = format!("/officer/units/{}", unit.id);
        let listed = [&path, "/list?metric=started&subject=*"].concat();
        for (name, path) in [(name, path), (list, listed)] {
            asks.push(Ask { name, path, cookie: ministry.clone(), says: unit.name.clone() });
        }
    }
    let mut writers = Vec::new();
    for member in beginners(&app).await? {
        writers.push(login(&app, member, Level::Learner, app.now()).await?);
    }
    app.store.clone().close().await?;
    Ok(World { asks, writers, module })
}

/// One of the units right below another, from the middle.
async fn middle(app: &App, unit: UnitId) -> anyhow::Result<Unit> {
    let mut below = app.store.children(unit).await?;
    ensure!(!below.is_empty(), "units below");
    Ok(below.swap_remove(below.len() / 2))
}

async fn officer(app: &App, account: &str) -> anyhow::Result<String> {
    let person = app.store.person_by_account(account).await?.context("the logins of a filled country")?;
    Ok(login(app, person.id, Level::Staff, app.now()).await?.0)
}

/// Members who never began, evenly from all of them.
async fn beginners(app: &App) -> anyhow::Result<Vec<PersonId>> {
    const SQL: &str = "SELECT member_id FROM member_stage WHERE started_on IS NULL ORDER BY member_id";
    let ids: Vec<Uuid> = app
        .store
        .write(async |txn| {
            let rows = txn.query_all_raw(Statement::from_string(txn.get_database_backend(), SQL)).await?;
            Ok(rows.iter().filter_map(|row| row.try_get("", "member_id").ok()).collect())
        })
        .await?;
    let step = (ids.len() / WRITERS).max(1);
    Ok(ids.into_iter().step_by(step).take(WRITERS).map(PersonId).collect())
}
