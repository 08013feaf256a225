//! K1: the real server is killed (`kill -9`) again and again while twenty members write; nothing that was acknowledged
//! may be missing, nothing may count twice, and every figure must follow from the ledger. Run by `tests/kill/run`.
//!
//! A writer remembers the id of every event whose 303 it saw, and the one request that the kill cut off. That request
//! is sent again after the restart, unchanged, as a phone does: it must be taken, and count once.

#[path = "../../benches/support/mod.rs"]
mod support;

use anyhow::{Context, ensure};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection, Row};
use std::collections::HashMap;
use std::io;
use std::path::Path;
use std::time::{Duration, Instant};
use support::http::{Client, get, post};
use support::people::{Member, Seeded, chosen_questions, seed};
use support::process::{Server, copy_folder, ledger_agrees, load_average};
use tungngo_domain::ledger::form_event_id;
use uuid::Uuid;

/// Members who write at the same time.
const WRITERS: usize = 20;
/// Members behind each of them.
const MEMBERS_EACH: usize = 10;
/// Rounds on one data folder; then a fresh one, so that checking it does not take ever longer.
const ROUNDS_A_FOLDER: usize = 20;
/// Questions of the test that answers are sent to.
const PLACES: u32 = 5;

/// One request that makes one event.
#[derive(Clone)]
struct Post {
    event: Uuid,
    request: Vec<u8>,
}

/// What a writer knows.
#[derive(Default)]
struct Known {
    acknowledged: Vec<Uuid>,
    cut_off: Option<Post>,
    sent: u64,
}

#[test]
#[ignore = "takes minutes: run tests/kill/run"]
fn rel_k1_nothing_acknowledged_is_lost_by_kill_9() {
    let rounds: usize = match std::env::var("KILL_ROUNDS") {
        Ok(text) => text.parse().expect("KILL_ROUNDS is a number"),
        Err(_) => 10,
    };
    let (passed, failed) = run(rounds).expect("the test itself works");
    println!("{passed} passed, {failed} failed");
    assert_eq!(failed, 0, "see above");
}

fn run(rounds: usize) -> anyhow::Result<(usize, usize)> {
    let begun = Instant::now();
    let courses = Path::new(env!("CARGO_MANIFEST_DIR")).join("courses");
    let place = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("kill-{}", std::process::id()));
    let (pristine, data) = (place.join("pristine"), place.join("data"));
    std::fs::create_dir_all(&place)?;
    let system = actix_web::rt::System::new();
    let seeded = system.block_on(seed(&pristine, &courses, None, WRITERS * MEMBERS_EACH, 0, 0))?;
    let groups: Vec<&[Member]> = seeded.members.chunks(MEMBERS_EACH).collect();
    println!("{} members, {rounds} rounds, load average {}", seeded.members.len(), load_average());

    let (mut passed, mut failed, mut acknowledged, mut cut_off) = (0, 0, 0, 0);
    let mut known: Vec<Known> = Vec::new();
    for round in 0..rounds {
        if round % ROUNDS_A_FOLDER == 0 {
            copy_folder(&pristine, &data);
            known = groups.iter().map(|_| Known::default()).collect();
        }
        let mut server = Server::start(&data, &courses).wait("/health");
        let before: usize = known.iter().map(|known| known.acknowledged.len()).sum();
        let load = Duration::from_millis(400 + u64::from(Uuid::new_v4().as_bytes()[0]) * 3 / 2);
        std::thread::scope(|scope| {
            for (group, known) in groups.iter().zip(&mut known) {
                let (port, seeded) = (server.port, &seeded);
                scope.spawn(move || write(port, seeded, group, known));
            }
            std::thread::sleep(load);
            server.kill();
        });
        let now: usize = known.iter().map(|known| known.acknowledged.len()).sum();
        acknowledged += now - before;
        cut_off += known.iter().filter(|known| known.cut_off.is_some()).count();
        let checked = check(&system, &data, &courses, &mut known);
        match &checked {
            Ok(()) if now > before => passed += 1,
            Ok(()) => {
                failed += 1;
                println!("round {}: nothing was acknowledged in {load:?}", round + 1);
            }
            Err(error) => {
                failed += 1;
                println!("round {}: {error:#}", round + 1);
            }
        }
        if (round + 1) % 10 == 0 || checked.is_err() {
            println!(
                "round {}: {acknowledged} acknowledged so far, {cut_off} cut off and sent again, {:.0} s",
                round + 1,
                begun.elapsed().as_secs_f64()
            );
        }
    }
    println!(
        "{rounds} kills, {acknowledged} acknowledged events, {cut_off} cut off and sent again, {:.0} s, load average {}",
        begun.elapsed().as_secs_f64(),
        load_average()
    );
    if failed == 0 {
        std::fs::remove_dir_all(&place)?;
    } else {
        println!("the data folder is kept: {}", data.display());
    }
    Ok((passed, failed))
}

/// Writes as one member after the other until the server is gone: answers in a lesson and in a test, in turn.
fn write(port: u16, seeded: &Seeded, members: &[Member], known: &mut Known) {
    let Ok(mut client) = Client::connect(port) else { return };
    let mut attempts: HashMap<Uuid, String> = HashMap::new();
    loop {
        let n = known.sent;
        known.sent += 1;
        let member = &members[n as usize % members.len()];
        let post = if n.is_multiple_of(2) {
            lesson_answer(seeded, member, n)
        } else {
            let attempt = match attempts.get(&member.id.0) {
                Some(attempt) => attempt.clone(),
                None => match open_attempt(&mut client, seeded, member) {
                    Ok(attempt) => attempts.entry(member.id.0).or_insert(attempt).clone(),
                    Err(_) => return,
                },
            };
            attempt_answer(&attempt, member, n)
        };
        match taken(&mut client, &post.request) {
            Ok(true) => known.acknowledged.push(post.event),
            // A refusal would be an error of this test or of the product: it is found by what is missing afterwards.
            Ok(false) => known.acknowledged.push(Uuid::nil()),
            Err(_) => {
                known.cut_off = Some(post);
                return;
            }
        }
    }
}

/// Whether the server answered with the 303 that follows a commit.
fn taken(client: &mut Client, request: &[u8]) -> io::Result<bool> {
    let answer = client.ask(request)?;
    let place = answer.header("location").unwrap_or_default();
    Ok(answer.status == 303 && !place.starts_with("/login") && !place.ends_with("/result"))
}

fn lesson_answer(seeded: &Seeded, member: &Member, n: u64) -> Post {
    let questions = chosen_questions(&seeded.module);
    let (lesson, at) = questions[n as usize / 2 % questions.len()];
    let lesson = &seeded.module.lessons[lesson];
    let question = &lesson.questions[at];
    let (form, choice) = (Uuid::now_v7(), n % 2);
    let content = format!("{}/{}/{choice}", lesson.id.as_str(), question.key.as_str());
    let path = format!("{}/questions/{}", seeded.lesson_path(lesson), at + 1);
    let fields = format!("csrf={}&form_id={form}&c={choice}", member.csrf);
    Post { event: form_event_id(member.id, form, &content).0, request: post(&path, &member.cookie, &fields) }
}

fn attempt_answer(attempt: &str, member: &Member, n: u64) -> Post {
    let (form, choice, place) = (Uuid::now_v7(), n / 2 % 2, n as u32 / 3 % PLACES);
    let path = format!("/attempts/{attempt}/questions/{}", place + 1);
    let fields = format!("csrf={}&form_id={form}&c={choice}", member.csrf);
    Post {
        event: form_event_id(member.id, form, &format!("{attempt}/{place}/{choice}")).0,
        request: post(&path, &member.cookie, &fields),
    }
}

/// Opens the member's test, or finds the one that is open.
fn open_attempt(client: &mut Client, seeded: &Seeded, member: &Member) -> io::Result<String> {
    let path = format!("/modules/{}/attempts", seeded.module.id.as_str());
    let fields = format!("csrf={}&form_id={}", member.csrf, Uuid::now_v7());
    let answer = client.ask(&post(&path, &member.cookie, &fields))?;
    let place = answer.header("location").and_then(|place| place.strip_prefix("/attempts/"));
    let attempt = place.and_then(|rest| rest.split('/').next());
    attempt.map(str::to_owned).ok_or_else(|| io::Error::other(answer.head.clone()))
}

/// Starts the server again on what is left, sends again what was cut off, and looks at everything.
fn check(
    system: &actix_web::rt::SystemRunner,
    data: &Path,
    courses: &Path,
    known: &mut [Known],
) -> anyhow::Result<()> {
    let server = Server::start(data, courses).wait("/health");
    let mut client = Client::connect(server.port)?;
    let health = client.ask(&get("/health", "", ""))?;
    ensure!(health.status == 200, "the server is well after the restart");
    for known in &mut *known {
        let Some(post) = known.cut_off.take() else { continue };
        // Twice: the second is the duplicate of a duplicate.
        for _ in 0..2 {
            let answer = client.ask(&post.request).context("sending again")?;
            ensure!(answer.status == 303, "what was cut off is taken when sent again: {}", answer.head);
        }
        known.acknowledged.push(post.event);
    }
    server.stop();
    system.block_on(async {
        let mut database = SqliteConnectOptions::new().filename(data.join("tungngo.db")).connect().await?;
        let integrity: String = sqlx::query_scalar("PRAGMA integrity_check").fetch_one(&mut database).await?;
        ensure!(integrity == "ok", "integrity_check: {integrity}");
        let rows = sqlx::query("SELECT id FROM ledger_event").fetch_all(&mut database).await?;
        let mut times: HashMap<Uuid, u32> = HashMap::with_capacity(rows.len());
        for row in rows {
            *times.entry(Uuid::from_slice(row.get::<&[u8], _>(0))?).or_default() += 1;
        }
        let all = || known.iter().flat_map(|known| &known.acknowledged);
        let lost = all().filter(|event| !times.contains_key(event)).count();
        let doubled = all().filter(|event| times.get(event).is_some_and(|times| *times > 1)).count();
        ensure!(lost == 0 && doubled == 0, "{lost} acknowledged events are lost, {doubled} are there twice");
        database.close().await?;
        anyhow::Ok(())
    })?;
    let (agrees, said) = ledger_agrees(data);
    ensure!(agrees, "ledger verify: {said}");
    Ok(())
}
