//! `cargo bench --bench edit -- FOLDER [ROUNDS]`: how soon a saved lesson is compiled again (goal G8, stretch 50 ms).
//!
//! Reads and compiles the folder once, as a server does at its start. Then, each round, one lesson of a copy is changed
//! on disk, the folder is read and compiled again, and the time of that is taken. The whole compile is printed beside it.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use tungngo_course::{Compiler, Limits, SourceTree};

fn main() -> anyhow::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|one| one != "--bench").collect();
    let Some(source) = arguments.first().map(PathBuf::from) else {
        println!("usage: cargo bench --bench edit -- FOLDER [ROUNDS]");
        return Ok(());
    };
    let rounds: usize = arguments.get(1).map_or(Ok(20), |text| text.parse())?;
    let folder = std::env::temp_dir().join(format!("tungngo-edit-{}", std::process::id()));
    let mut lessons = Vec::new();
    copy(&source, &folder, &mut lessons)?;
    anyhow::ensure!(!lessons.is_empty(), "no lesson in {}", source.display());
    lessons.sort();
    // A folder at work has lain still; one that was copied a moment ago is read whole to be safe.
    std::thread::sleep(Duration::from_secs(3));
    let (limits, today) = (Limits::default(), tungngo_domain::time::day(chrono::Utc::now()));
    let mut compiler = Compiler::default();
    let begun = Instant::now();
    let mut before = SourceTree::read(&folder, &limits)?;
    let first = compiler.compile(&before, &limits, today);
    let whole = begun.elapsed();
    let (mut reading, mut all) = (Vec::new(), Vec::new());
    for round in 0..rounds {
        let lesson = &lessons[(round * 7919) % lessons.len()];
        let text = std::fs::read_to_string(lesson)?;
        std::fs::write(lesson, text.replacen("\n## ", &format!("\nThêm một câu ở lượt {round}.\n\n## "), 1))?;
        let begun = Instant::now();
        let tree = SourceTree::read_again(&folder, &limits, &before)?;
        reading.push(begun.elapsed());
        let compiled = compiler.compile(&tree, &limits, today);
        all.push(begun.elapsed());
        before = tree;
        anyhow::ensure!(
            compiled.catalogue.modules.len() == first.catalogue.modules.len(),
            "a module was lost"
        );
        anyhow::ensure!(compiled.catalogue != first.catalogue, "the edit is not in the catalogue");
    }
    std::fs::remove_dir_all(&folder)?;
    let modules = first.catalogue.modules.len();
    println!("{modules} modules, {} lessons; all of it {:.1} ms", lessons.len(), ms(whole));
    println!(
        "one edited lesson, {rounds} rounds: {}; of it reading the folder {}",
        spread(all),
        spread(reading)
    );
    Ok(())
}

fn copy(from: &Path, to: &Path, lessons: &mut Vec<PathBuf>) -> std::io::Result<()> {
    std::fs::create_dir_all(to)?;
    for entry in std::fs::read_dir(from)? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default();
        let there = to.join(name);
        if path.is_dir() {
            copy(&path, &there, lessons)?;
            continue;
        }
        std::fs::copy(&path, &there)?;
        let name = name.to_string_lossy();
        if name.ends_with(".md")
            && name.as_bytes().first().is_some_and(u8::is_ascii_digit)
            && !there.to_string_lossy().contains("tinh-")
        {
            lessons.push(there);
        }
    }
    Ok(())
}

fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1_000.0
}

fn spread(mut times: Vec<Duration>) -> String {
    times.sort();
    let (least, most) =
        (times.first().copied().unwrap_or_default(), times.last().copied().unwrap_or_default());
    let median = times.get(times.len() / 2).copied().unwrap_or_default();
    format!("median {:.1} ms [{:.1}–{:.1}]", ms(median), ms(least), ms(most))
}
