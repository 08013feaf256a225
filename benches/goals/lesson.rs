//! G1 and G2: a lesson's page.

use super::bare;
use super::support::http::{Answer, Client, get};
use super::support::people::{Member, Seeded};
use super::support::process::Server;
use super::table::Table;
use anyhow::{Context, ensure};
use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};
use tungngo::web::messages::message;

const ROUNDS: usize = 5;
const ROUND: Duration = Duration::from_millis(800);
const THREADS: usize = 2;
/// Connections of one thread: it asks on all of them, then reads all.
const CONNECTIONS: usize = 16;

/// Measures both goals.
pub fn measure(
    table: &mut Table,
    server: &Server,
    folder: &Path,
    seeded: &Seeded,
    readers: &[Member],
) -> anyhow::Result<()> {
    check_pages(server, seeded, readers)?;
    for encoding in ["", "gzip", "br"] {
        against_bare(table, server, folder, seeded, readers, encoding)?;
    }
    first_view(table, server, seeded, readers)
}

/// Every reader's page says what that reader did, and carries the whole lesson.
fn check_pages(server: &Server, seeded: &Seeded, readers: &[Member]) -> anyhow::Result<()> {
    let lesson = &seeded.module.lessons[0];
    let mut client = Client::connect(server.port)?;
    for (n, member) in readers.iter().enumerate() {
        let encoding = if n % 2 == 0 { "br" } else { "" };
        let answer = client.ask(&get(&seeded.lesson_path(lesson), &member.cookie, encoding))?;
        let page = answer.text();
        ensure!(answer.status == 200, "lesson page: {}", answer.head);
        ensure!(page.contains(lesson.body.as_str()), "the page carries the lesson");
        ensure!(
            page.matches(&message("question-answered", &[])).count() == member.answered,
            "the page shows the member's progress"
        );
        ensure!(
            page.contains(&message("lesson-finished", &[])) == (member.answered == lesson.questions.len()),
            "the page says whether the lesson is finished"
        );
    }
    Ok(())
}

fn against_bare(
    table: &mut Table,
    server: &Server,
    folder: &Path,
    seeded: &Seeded,
    readers: &[Member],
    encoding: &str,
) -> anyhow::Result<()> {
    let word = if encoding.is_empty() { "identity" } else { encoding };
    let path = seeded.lesson_path(&seeded.module.lessons[0]);
    let requests: Vec<Vec<u8>> = readers.iter().map(|member| get(&path, &member.cookie, encoding)).collect();
    let sample = Client::connect(server.port)?.ask(&requests[1])?;
    ensure!(sample.header("content-encoding").unwrap_or("") == encoding, "the encoding asked for");
    let file = folder.join(format!("page.{word}"));
    fs::write(&file, &sample.body)?;
    let limit = bare::start(&file, word).wait("/");
    let right_size = |answer: &Answer| answer.status == 200 && answer.body.len() * 10 > sample.body.len() * 9;
    let (mut pages, mut bares, mut bares_wrk) = (Vec::new(), Vec::new(), Vec::new());
    let (mut page_cpu, mut bare_cpu) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        let (rate, cpu) = drive(server, &requests, right_size)?;
        pages.push(rate);
        page_cpu.push(cpu);
        let (rate, cpu) = drive(&limit, &requests, right_size)?;
        bares.push(rate);
        bare_cpu.push(cpu);
        bares_wrk.extend(wrk(&limit));
    }
    // The stronger load generator makes the harder reference.
    let reference = if super::table::median(&bares_wrk) > super::table::median(&bares) {
        ("bare actix-web (wrk)", &bares_wrk)
    } else {
        ("bare actix-web", &bares)
    };
    let what = format!("lesson page, {word}, {} bytes", sample.body.len());
    table.share("G1", &what, (reference.0, reference.1), &pages, 0.035, 0.10);
    let bare_ms = format!("bare {:.4} ms", super::table::median(&bare_cpu));
    if encoding.is_empty() {
        table.most("G1", "  CPU a page", &bare_ms, page_cpu, "ms", (f64::INFINITY, 0.2));
    } else {
        table.also("G1", "  CPU a page", &bare_ms, &page_cpu, "ms");
    }
    Ok(())
}

/// Asks for one member's page after another; gives pages a second and milliseconds of the server's CPU for each.
fn drive(
    server: &Server,
    requests: &[Vec<u8>],
    right: impl Fn(&Answer) -> bool + Sync,
) -> anyhow::Result<(f64, f64)> {
    let asked = AtomicU64::new(0);
    let cpu = server.cpu_ms();
    let begun = Instant::now();
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..THREADS)
            .map(|_| {
                scope.spawn(|| -> anyhow::Result<()> {
                    let mut clients = (0..CONNECTIONS)
                        .map(|_| Client::connect(server.port))
                        .collect::<Result<Vec<_>, _>>()?;
                    while begun.elapsed() < ROUND {
                        for client in &mut clients {
                            let n = asked.fetch_add(1, Ordering::Relaxed) as usize;
                            client.send(&requests[n % requests.len()])?;
                        }
                        for client in &mut clients {
                            ensure!(right(&client.receive()?), "a wrong answer under load");
                        }
                    }
                    Ok(())
                })
            })
            .collect();
        threads.into_iter().try_for_each(|thread| thread.join().expect("a load thread does not panic"))
    })?;
    let seconds = begun.elapsed().as_secs_f64();
    let count = asked.load(Ordering::Relaxed) as f64;
    Ok((count / seconds, (server.cpu_ms() - cpu) / count))
}

/// Requests a second by `wrk`, where it is installed.
fn wrk(server: &Server) -> Option<f64> {
    let output = Command::new("wrk")
        .args(["-t2", "-c32", "-d1s", &format!("http://127.0.0.1:{}/", server.port)])
        .output()
        .ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    text.lines().find_map(|line| line.trim().strip_prefix("Requests/sec:"))?.trim().parse().ok()
}

/// G2: what the first view of each lesson brings over the wire, headers included.
fn first_view(table: &mut Table, server: &Server, seeded: &Seeded, readers: &[Member]) -> anyhow::Result<()> {
    let mut client = Client::connect(server.port)?;
    let cookie = &readers[0].cookie;
    let (mut with_css, mut all, mut requests) = (Vec::new(), Vec::new(), Vec::new());
    for lesson in &seeded.module.lessons {
        let answer = client.ask(&get(&seeded.lesson_path(lesson), cookie, "br"))?;
        ensure!(answer.status == 200 && answer.header("content-encoding") == Some("br"), "{}", answer.head);
        let page = answer.text();
        ensure!(page.contains(lesson.body.as_str()), "the page carries the lesson");
        let loads = loads_by_itself(&page);
        ensure!(loads.iter().any(|path| path.ends_with(".css")), "the page names its CSS");
        let (mut css, mut rest) = (0, 0);
        for path in &loads {
            let file = client.ask(&get(path, cookie, "br"))?;
            ensure!(file.status == 200, "{path}: {}", file.status);
            if path.ends_with(".css") { css += file.wire } else { rest += file.wire }
        }
        with_css.push((answer.wire + css) as f64);
        all.push((answer.wire + css + rest) as f64);
        requests.push((1 + loads.len()) as f64);
    }
    let largest = |values: &[f64]| vec![values.iter().copied().fold(0.0, f64::max)];
    let smallest = with_css.iter().copied().fold(f64::INFINITY, f64::min);
    let of = format!("largest of {} lessons (smallest {smallest})", with_css.len());
    table.most("G2", "document + CSS, br, headers", &of, largest(&with_css), "bytes", (14_600.0, 8_000.0));
    table.most("G2", "all that loads by itself", &of, largest(&all), "bytes", (30_000.0, 8_000.0));
    table.most("G2", "requests of the first view", "", largest(&requests), "", (4.0, 2.0));
    Ok(())
}

/// Addresses in the page that a browser asks for without being told to by a person, once each.
fn loads_by_itself(page: &str) -> Vec<String> {
    let mut found = Vec::new();
    for tag in page.split('<').skip(1) {
        let tag = tag.split('>').next().unwrap_or_default();
        let name = tag.split([' ', '\n', '/']).next().unwrap_or_default();
        let wanted = match name {
            "link" => "href=\"",
            "script" | "img" | "audio" | "video" | "source" | "iframe" => "src=\"",
            _ => continue,
        };
        if tag.contains("loading=\"lazy\"") || tag.contains("preload=\"none\"") {
            continue;
        }
        let path = tag.split_once(wanted).and_then(|(_, rest)| rest.split('"').next());
        found.extend(path.map(str::to_owned));
    }
    found.sort();
    found.dedup();
    found
}

/// Reads a page of one member, for those who measure something else meanwhile.
pub fn read_one(client: &mut Client, path: &str, member: &Member) -> anyhow::Result<Duration> {
    let begun = Instant::now();
    let answer = client.ask(&get(path, &member.cookie, "br")).context("the lesson page")?;
    ensure!(answer.status == 200, "lesson page: {}", answer.head);
    Ok(begun.elapsed())
}
