//! G4: answers handed in, each on the disk before its page is shown, against the same rows written raw.

use super::raw_postgres::Raw as RawPostgres;
use super::support::http::{Client, get, post};
use super::support::people::{Member, Seeded, chosen_questions};
use super::support::process::Server;
use super::table::{Table, median};
use super::trainers::POSTGRES;
use anyhow::{Context, ensure};
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqliteSynchronous};
use sqlx::{ConnectOptions, Connection, Row};
use std::collections::HashSet;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use uuid::Uuid;

const ROUNDS: usize = 5;
const ROUND: Duration = Duration::from_millis(2_000);
pub const RAW_ROUND: Duration = Duration::from_millis(1_000);
/// What the rows of the reference say.
pub const MODULE: &str = "thanh-toan-raw";
pub const VERSION: &str = "0123456789abcdef0123456789abcdef";
pub const LESSON: &str = "tai-khoan-va-ma-bi-mat";
pub const ANSWERED: &str =
    r#"{"lesson_answered":{"lesson":"tai-khoan","question":"cau-1","choices":[0],"right":true}}"#;
pub const FINISHED: &str = r#"{"lesson_finished":{"lesson":"tai-khoan"}}"#;
/// Members who hand in at the same time.
const WRITING: usize = 32;
/// Transactions in one group of the raw reference.
const GROUP: usize = 50;

/// Connections of the reference on PostgreSQL, as many as the server writes on.
const CONNECTIONS: usize = 8;

/// Measures it on a world of its own, on SQLite and on PostgreSQL where an empty database is named.
pub async fn alone(table: &mut Table, folder: &Path, courses: &Path) -> anyhow::Result<()> {
    let databases = [None, std::env::var(POSTGRES).ok()];
    let count = databases.iter().flatten().count();
    for (at, database) in databases.iter().take(1 + count).enumerate() {
        let (data, url) = (folder.join(at.to_string()), database.as_deref());
        let seeded = super::support::people::seed(&data, courses, url, super::WRITERS, 0, 0).await?;
        let raw_data = folder.join("raw");
        if url.is_none() {
            super::support::process::copy_folder(&data, &raw_data);
        }
        let server = Server::start_as("serve", &data, courses, url).wait("/health");
        let writers = &seeded.members;
        let acknowledged = match url {
            None => measure(table, &server, &seeded, writers, &raw_data).await?,
            Some(url) => measure_postgres(table, &server, &seeded, url).await?,
        };
        server.stop();
        let kept = match url {
            None => kept(&data, writers).await?,
            Some(url) => RawPostgres::kept(url, writers).await?,
        };
        ensure!(kept == acknowledged, "{acknowledged} acknowledged, {kept} in the ledger");
    }
    if count == 0 {
        table.note("G4", &["PostgreSQL is left out: ", POSTGRES, " names no database."].concat());
    }
    Ok(())
}

async fn measure_postgres(
    table: &mut Table,
    server: &Server,
    seeded: &Seeded,
    url: &str,
) -> anyhow::Result<u64> {
    let (raw, single) = (
        RawPostgres::open(url, CONNECTIONS, &seeded.members).await?,
        RawPostgres::open(url, 1, &seeded.members).await?,
    );
    let next = AtomicUsize::new(0);
    let (mut all, mut ones, mut rates, mut cpu, mut p95) = (vec![], vec![], vec![], vec![], vec![]);
    let mut acknowledged = 0;
    for _ in 0..ROUNDS {
        all.push(raw.rate().await?);
        let before = server.cpu_ms();
        let begun = Instant::now();
        let took = hand_in(server, seeded, &seeded.members, &next)?;
        rates.push(took.len() as f64 / begun.elapsed().as_secs_f64());
        cpu.push((server.cpu_ms() - before) / took.len() as f64);
        p95.push(super::table::quantile(&took, 0.95));
        acknowledged += took.len() as u64;
        ones.push(single.rate().await?);
    }
    let what = format!("submissions, PostgreSQL, {WRITING} at once, 303 + answer page");
    let reference = format!("raw seven rows, {CONNECTIONS} connections");
    table.share("G4", &what, (&reference, &all), &rates, 0.4, f64::INFINITY);
    table.share("G4", "  the same", ("raw, one connection", &ones), &rates, 0.0, f64::INFINITY);
    table.also("G4", "  CPU of a submission with its page, without the database's", "", &cpu, "ms");
    table.also("G4", "  p95 from POST to the answer page", "", &p95, "ms");
    Ok(acknowledged)
}

/// Measures it; gives the number of submissions that were acknowledged.
pub async fn measure(
    table: &mut Table,
    server: &Server,
    seeded: &Seeded,
    writers: &[Member],
    raw_data: &Path,
) -> anyhow::Result<u64> {
    let mut raw = Raw::open(raw_data, writers).await?;
    let next = AtomicUsize::new(0);
    let (mut ones, mut groups, mut rates, mut cpu, mut p95) = (vec![], vec![], vec![], vec![], vec![]);
    let mut acknowledged = 0;
    for _ in 0..ROUNDS {
        ones.push(raw.rate(1).await?);
        let before = server.cpu_ms();
        let begun = Instant::now();
        let took = hand_in(server, seeded, writers, &next)?;
        rates.push(took.len() as f64 / begun.elapsed().as_secs_f64());
        cpu.push((server.cpu_ms() - before) / took.len() as f64);
        p95.push(super::table::quantile(&took, 0.95));
        acknowledged += took.len() as u64;
        groups.push(raw.rate(GROUP).await?);
    }
    let what = format!("submissions, WAL FULL, {WRITING} at once, 303 + answer page");
    table.share("G4", &what, ("raw seven rows", &ones), &rates, 0.4, f64::INFINITY);
    table.share("G4", "  the same", ("raw, groups of fifty", &groups), &rates, 0.0, 0.3);
    table.also("G4", "  CPU of a submission with its page", "", &cpu, "ms");
    table.also("G4", "  p95 from POST to the answer page", "", &p95, "ms");
    ensure!(median(&rates) > 0.0, "something was handed in");
    Ok(acknowledged)
}

/// First-time answers of many members for a while; gives the milliseconds from POST to the whole answer page of each.
fn hand_in(
    server: &Server,
    seeded: &Seeded,
    writers: &[Member],
    next: &AtomicUsize,
) -> anyhow::Result<Vec<f64>> {
    let questions = chosen_questions(&seeded.module);
    let begun = Instant::now();
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..WRITING)
            .map(|_| {
                let questions = &questions;
                scope.spawn(move || -> anyhow::Result<Vec<f64>> {
                    let mut client = Client::connect(server.port)?;
                    let mut took = Vec::new();
                    while begun.elapsed() < ROUND {
                        // One question after the other; each of all members before the next.
                        let n = next.fetch_add(1, Ordering::Relaxed);
                        let member = &writers[n % writers.len()];
                        let (lesson, question) = *questions
                            .get(n / writers.len())
                            .context("no first-time answers are left: there must be more members")?;
                        took.push(hand_in_one(&mut client, seeded, member, lesson, question)?);
                    }
                    Ok(took)
                })
            })
            .collect();
        let mut all = Vec::new();
        for thread in threads {
            all.extend(thread.join().expect("a writing thread does not panic")?);
        }
        Ok(all)
    })
}

fn hand_in_one(
    client: &mut Client,
    seeded: &Seeded,
    member: &Member,
    lesson: usize,
    question: usize,
) -> anyhow::Result<f64> {
    let lesson = &seeded.module.lessons[lesson];
    let path = format!("{}/questions/{}", seeded.lesson_path(lesson), question + 1);
    let question = &lesson.questions[question];
    let mut form = format!("csrf={}&form_id={}", member.csrf, Uuid::now_v7());
    for place in question.right() {
        form += &format!("&c={place}");
    }
    let request = post(&path, &member.cookie, &form);
    let begun = Instant::now();
    let answer = client.ask(&request)?;
    let place = format!("{path}/answer");
    ensure!(answer.status == 303 && answer.header("location") == Some(&place), "{}", answer.head);
    let page = client.ask(&get(&place, &member.cookie, ""))?;
    let took = begun.elapsed().as_secs_f64() * 1_000.0;
    ensure!(page.status == 200, "{}", page.head);
    let text = page.text();
    let explained = question.explanation.as_ref().is_none_or(|why| text.contains(why.as_str()));
    ensure!(explained && text.contains(question.stem.as_str()), "the answer's page explains the answer");
    Ok(took)
}

/// How many first answers of these members the ledger holds.
pub async fn kept(data: &Path, writers: &[Member]) -> anyhow::Result<u64> {
    let mut database = options(data).connect().await?;
    let rows = sqlx::query("SELECT member_id FROM ledger_event WHERE kind = 'lesson-answered'")
        .fetch_all(&mut database)
        .await?;
    let ours: HashSet<Uuid> = writers.iter().map(|member| member.id.0).collect();
    let ours = rows
        .iter()
        .filter_map(|row| Uuid::from_slice(row.get::<&[u8], _>(0)).ok())
        .filter(|id| ours.contains(id));
    let count = ours.count() as u64;
    database.close().await?;
    Ok(count)
}

fn options(data: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(data.join("tungngo.db"))
        .foreign_keys(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .pragma("cache_size", "-8000")
}

/// The seven rows of an answer that finishes a lesson, as one prepared script: one message to the thread that SQLite
/// runs in, so that this reference is as fast as SQLite through this driver can be.
const SEVEN_ROWS: &str = "INSERT INTO ledger_event (id, member_id, actor_id, module_id, module_version, kind, body, \
     source, login_id, happened, clamped, received) VALUES (?, ?, ?, ?, ?, 'lesson-answered', ?, 'own', ?, ?, 0, ?); \
     INSERT INTO ledger_event (id, member_id, actor_id, module_id, module_version, kind, body, source, login_id, \
     happened, clamped, received) VALUES (?, ?, ?, ?, ?, 'lesson-finished', ?, 'own', ?, ?, 0, ?); \
     INSERT INTO question_progress (member_id, module_id, question_id, lesson_id, first_right, last_choices, \
     last_right, answers, last_at) VALUES (?, ?, ?, ?, 1, '0', 1, 1, ?) ON CONFLICT (member_id, module_id, \
     question_id) DO UPDATE SET answers = answers + 1; \
     INSERT INTO lesson_progress (member_id, module_id, lesson_id, finished_at) VALUES (?, ?, ?, ?) ON CONFLICT DO \
     NOTHING; \
     INSERT INTO module_progress (member_id, module_id, started_at, last_at, lessons_finished) VALUES (?, ?, ?, ?, 1) \
     ON CONFLICT (member_id, module_id) DO UPDATE SET last_at = excluded.last_at, lessons_finished = \
     lessons_finished + 1; \
     INSERT INTO rollup_counter (unit_id, part, module_id, metric, n) VALUES (?, '', ?, 'started', 1) ON CONFLICT (unit_id, part, \
     module_id, metric) DO UPDATE SET n = n + 1; \
     INSERT INTO rollup_counter (unit_id, part, module_id, metric, n) VALUES (?, '', ?, 'started', 1) ON CONFLICT (unit_id, part, \
     module_id, metric) DO UPDATE SET n = n + 1";

struct Raw {
    database: SqliteConnection,
    single: String,
    members: Vec<Uuid>,
    units: Vec<Uuid>,
    next: usize,
}

impl Raw {
    async fn open(data: &Path, writers: &[Member]) -> anyhow::Result<Self> {
        let mut database = options(data).connect().await?;
        let mode: i64 = sqlx::query_scalar("PRAGMA synchronous").fetch_one(&mut database).await?;
        let journal: String = sqlx::query_scalar("PRAGMA journal_mode").fetch_one(&mut database).await?;
        ensure!((mode, journal.as_str()) == (2, "wal"), "the reference is durable too");
        let rows = sqlx::query("SELECT id FROM unit LIMIT 100").fetch_all(&mut database).await?;
        let units = rows.iter().filter_map(|row| Uuid::from_slice(row.get::<&[u8], _>(0)).ok()).collect();
        Ok(Self {
            database,
            single: ["BEGIN IMMEDIATE; ", SEVEN_ROWS, "; COMMIT"].concat(),
            members: writers.iter().map(|member| member.id.0).collect(),
            units,
            next: 0,
        })
    }

    /// Transactions a second, `group` of them in one commit.
    async fn rate(&mut self, group: usize) -> anyhow::Result<f64> {
        let begun = Instant::now();
        let mut count = 0;
        while begun.elapsed() < RAW_ROUND {
            if group == 1 {
                self.seven_rows(true).await?;
            } else {
                sqlx::query("BEGIN IMMEDIATE").execute(&mut self.database).await?;
                for _ in 0..group {
                    self.seven_rows(false).await?;
                }
                sqlx::query("COMMIT").execute(&mut self.database).await?;
            }
            count += group;
        }
        Ok(count as f64 / begun.elapsed().as_secs_f64())
    }

    async fn seven_rows(&mut self, alone: bool) -> anyhow::Result<()> {
        let n = self.next;
        self.next += 1;
        let member = self.members[n % self.members.len()].as_bytes().to_vec();
        let question = format!("cau-{}", n / self.members.len());
        let (module, version, lesson) = (MODULE, VERSION, LESSON);
        let now = "2026-11-21 12:34:56.789012 +00:00";
        let (first, second) = (Uuid::now_v7().as_bytes().to_vec(), Uuid::now_v7().as_bytes().to_vec());
        let login = Uuid::from_u128(n as u128).as_bytes().to_vec();
        let unit = |at: usize| self.units[at % self.units.len()].as_bytes().to_vec();
        let sql = if alone { self.single.clone() } else { SEVEN_ROWS.to_owned() };
        let mut query = sqlx::query(sqlx::AssertSqlSafe(sql));
        for (id, body) in [(first, ANSWERED), (second, FINISHED)] {
            query = query
                .bind(id)
                .bind(member.clone())
                .bind(member.clone())
                .bind(module)
                .bind(version)
                .bind(body);
            query = query.bind(login.clone()).bind(now).bind(now);
        }
        query = query.bind(member.clone()).bind(module).bind(question).bind(lesson).bind(now);
        query = query.bind(member.clone()).bind(module).bind(lesson).bind(now);
        query = query.bind(member).bind(module).bind(now).bind(now);
        query = query.bind(unit(n % 8)).bind(module).bind(unit(99)).bind(module);
        query.execute(&mut self.database).await?;
        Ok(())
    }
}
