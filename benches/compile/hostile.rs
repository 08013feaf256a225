//! `cargo bench --bench hostile -- [ROUNDS]`: how the time of a hostile file grows with its size (bar of the compiler).
//!
//! Each pattern that parsers are known to choke on is put into a lesson of 1, 2 and 4 MB (the bound of a file is
//! lifted for it). Printed: the processor time of each size, the least of some rounds, and by what each doubling
//! multiplied it. Held: 1 MB within 2 s, a doubling at most 2.3 times. Linux counts in steps of 4 ms, so a ratio from
//! less than 40 ms is not judged. Smaller files say less: between 256 and 512 KB a tree outgrows what the processor
//! keeps at hand. Ends with a failure where one is missed.

use std::time::Duration;
use tungngo_course::{Limits, SourceTree, compile};

const SIZES: [usize; 3] = [1 << 20, 2 << 20, 4 << 20];
/// What is put before the pattern, the piece that is repeated, what comes after it.
type Pattern = (&'static str, &'static str, &'static str, &'static str);
const PATTERNS: [Pattern; 24] = [
    ("quotes in quotes", "", "> ", "a"),
    ("lists in lists", "", "- ", "a"),
    ("brackets", "", "[", ""),
    ("empty links", "", "[](", ""),
    ("open links", "", "[a](<b", ""),
    ("open pictures", "", "![a", ""),
    ("open comments", "", "<!-- ", ""),
    ("open tags", "", "<a ", ""),
    ("footnotes", "", "[^\n", ""),
    ("emphasis", "", "*a _b ", ""),
    ("strong emphasis", "", "**a *b ", ""),
    ("stars", "a**b", "c* ", ""),
    ("stars alone", "", "*", ""),
    ("entities", "", "&#", ""),
    ("marks on one letter", "e", "\u{301}", ""),
    ("letters in pieces", "", "Tie\u{302}\u{300}n ", ""),
    ("one long word", "", "a", ""),
    ("table rows", "|a|b|\n|-|-|\n", "|a|b|\n", ""),
    ("short table rows", "|a|b|c|d|e|f|g|h|\n|-|-|-|-|-|-|-|-|\n", "a\n", ""),
    ("code marks", "", "` `` ``` ", ""),
    ("link definitions", "", "[a]: x\n", ""),
    ("drawn phones", "", "```dien-thoai\n# A\nnút: a\n```\n", ""),
    ("messages", "```tin-nhan\ntừ: a\n", "[a](!b)\n", "```"),
    ("questions", "## Câu hỏi\n\n", "### Câu 1 (chọn một) — a\n\n- [ ] a\n", ""),
];

/// The time this thread had on a processor: one module is compiled on the thread that asks, and what else runs on the
/// machine does not count. Linux tells it.
fn processor_time() -> anyhow::Result<Duration> {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat")?;
    Ok(Duration::from_nanos(text.split(' ').next().unwrap_or_default().parse()?))
}

fn main() -> anyhow::Result<()> {
    let rounds = std::env::args().skip(1).find_map(|one| one.parse().ok()).unwrap_or(5usize);
    let folder = std::env::temp_dir().join(format!("tungngo-hostile-{}", std::process::id()));
    let module = folder.join("mau");
    std::fs::create_dir_all(&module)?;
    std::fs::write(
        module.join("module.md"),
        "---\nid: mau\ntitle: Mẫu\nskill: thanh-toan\norder: 1\nversion: 1\noutcomes:\n  - id: a\n    text: Biết một việc\n---\n\nMột chuyên đề.\n",
    )?;
    let limits = Limits { file_bytes: 8 << 20, ..Limits::default() };
    let today = tungngo_domain::time::day(chrono::Utc::now());
    println!("| {:<20} | {:>9} | {:>9} | {:>9} | growth, twice |", "pattern", "1 MB", "2 MB", "4 MB");
    println!("|{:-<22}|----------:|----------:|----------:|---------------|", "");
    let mut missed = Vec::new();
    for (name, before, piece, after) in PATTERNS {
        let mut times = Vec::new();
        for size in SIZES {
            let text = format!(
                "---\nid: mau-01\ntitle: Bài\nminutes: 5\norder: 1\nversion: 1\noutcomes: [a]\n---\n\n# Bài\n\n{before}{}{after}\n",
                piece.repeat(size / piece.len())
            );
            std::fs::write(module.join("01-bai.md"), text)?;
            let tree = SourceTree::read(&folder, &limits)?;
            let mut least = Duration::MAX;
            for _ in 0..rounds {
                let begun = processor_time()?;
                std::hint::black_box(compile(&tree, &limits, today));
                least = least.min(processor_time()?.saturating_sub(begun));
            }
            times.push(least.as_secs_f64() * 1_000.0);
        }
        let growth: Vec<f64> = times.windows(2).map(|pair| pair[1] / pair[0]).collect();
        println!(
            "| {name:<20} | {:>6.1} ms | {:>6.1} ms | {:>6.1} ms | {:.2}, {:.2} |",
            times[0], times[1], times[2], growth[0], growth[1]
        );
        let grew = growth.iter().zip(&times).any(|(growth, from)| *growth > 2.3 && *from >= 40.0);
        if times[0] > 2_000.0 || grew {
            missed.push(name);
        }
    }
    std::fs::remove_dir_all(&folder)?;
    anyhow::ensure!(missed.is_empty(), "missed: {}", missed.join(", "));
    println!("held: 1 MB within 2 s, a doubling at most 2.3 times");
    Ok(())
}
