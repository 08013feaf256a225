//! G12: logins by PIN, and lessons beside them.

use super::lesson::read_one;
use super::support::http::{Client, post};
use super::support::people::{Member, PIN, Seeded};
use super::support::process::{Server, cpu_ms};
use super::table::{Table, quantile};
use anyhow::ensure;
use argon2::Argon2;
use argon2::password_hash::PasswordHasher;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

const ROUNDS: usize = 4;
const ROUND: Duration = Duration::from_millis(2_500);
/// Browsers that sign in over and over: twice what is hashed at once on two CPUs.
const SIGNING_IN: usize = 8;
const READING: usize = 2;
/// How long a reader rests between two pages.
const REST: Duration = Duration::from_millis(4);

/// Measures both halves.
pub fn measure(
    table: &mut Table,
    server: &Server,
    seeded: &Seeded,
    readers: &[Member],
) -> anyhow::Result<()> {
    let (mut quiet, mut busy, mut each, mut hash) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let mut rates = Vec::new();
    for _ in 0..ROUNDS {
        hash.push(one_hash());
        quiet.push(quantile(&read(server, seeded, readers)?, 0.95));
        let done = AtomicBool::new(false);
        let logins = AtomicU64::new(0);
        let begun = Instant::now();
        std::thread::scope(|scope| {
            let threads: Vec<_> = (0..SIGNING_IN)
                .map(|at| {
                    let (done, logins) = (&done, &logins);
                    scope.spawn(move || sign_in(server, seeded, at, done, logins))
                })
                .collect();
            // The first logins are under way, then the lessons are read; last, logins alone for their CPU.
            std::thread::sleep(Duration::from_millis(150));
            let seen = read(server, seeded, readers);
            done.store(true, Ordering::Relaxed);
            busy.push(quantile(&seen?, 0.95));
            threads.into_iter().try_for_each(|thread| thread.join().expect("a login thread does not panic"))
        })?;
        rates.push(logins.load(Ordering::Relaxed) as f64 / begun.elapsed().as_secs_f64());
        each.push(cpu_of_a_login(server, seeded)?);
    }
    table.times(
        "G12",
        "CPU of a login (POST, 303, cookie)",
        ("one Argon2id", &hash),
        (&each, "ms"),
        1.3,
        1.1,
    );
    let what = "lesson p95 while logins saturate";
    table.times("G12", what, ("p95 without", &quiet), (&busy, "ms"), 2.0, 1.1);
    table.also("G12", "  logins beside those lessons", "", &rates, "/s");
    Ok(())
}

/// Milliseconds of CPU of one hash with the product's parameters, over a few.
fn one_hash() -> f64 {
    const HASHES: u32 = 16;
    let before = cpu_ms("self");
    for n in 0..HASHES {
        let hash = Argon2::default().hash_password(&n.to_be_bytes());
        assert!(hash.is_ok(), "Argon2id runs");
    }
    (cpu_ms("self") - before) / f64::from(HASHES)
}

fn request(seeded: &Seeded, n: usize) -> Vec<u8> {
    let member = &seeded.members[n % super::WITH_PIN];
    let form = format!("csrf={}&phone={}&pin={PIN}&next=/", seeded.anonymous_csrf, member.phone);
    post("/login", "", &form)
}

fn sign_in(
    server: &Server,
    seeded: &Seeded,
    at: usize,
    done: &AtomicBool,
    logins: &AtomicU64,
) -> anyhow::Result<()> {
    let mut client = Client::connect(server.port)?;
    let mut n = at;
    while !done.load(Ordering::Relaxed) {
        let answer = client.ask(&request(seeded, n))?;
        ensure!(answer.status == 303 && answer.header("set-cookie").is_some(), "login: {}", answer.head);
        logins.fetch_add(1, Ordering::Relaxed);
        n += SIGNING_IN;
    }
    Ok(())
}

fn cpu_of_a_login(server: &Server, seeded: &Seeded) -> anyhow::Result<f64> {
    const LOGINS: usize = 32;
    let mut client = Client::connect(server.port)?;
    let before = server.cpu_ms();
    for n in 0..LOGINS {
        let answer = client.ask(&request(seeded, n))?;
        ensure!(answer.status == 303 && answer.header("set-cookie").is_some(), "login: {}", answer.head);
    }
    Ok((server.cpu_ms() - before) / LOGINS as f64)
}

/// Reads lessons at an easy pace; gives the milliseconds each took.
fn read(server: &Server, seeded: &Seeded, readers: &[Member]) -> anyhow::Result<Vec<f64>> {
    let path = seeded.lesson_path(&seeded.module.lessons[0]);
    let path = path.as_str();
    let begun = Instant::now();
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..READING)
            .map(|at| {
                scope.spawn(move || -> anyhow::Result<Vec<f64>> {
                    let mut client = Client::connect(server.port)?;
                    let mut took = Vec::new();
                    let mut n = at;
                    while begun.elapsed() < ROUND {
                        let one = read_one(&mut client, path, &readers[n % readers.len()])?;
                        took.push(one.as_secs_f64() * 1_000.0);
                        n += READING;
                        std::thread::sleep(REST);
                    }
                    Ok(took)
                })
            })
            .collect();
        let mut all = Vec::new();
        for thread in threads {
            all.extend(thread.join().expect("a reading thread does not panic")?);
        }
        Ok(all)
    })
}
