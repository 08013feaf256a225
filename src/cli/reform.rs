//! `reform check`, `apply`, `reverse`, `list` and `legacy-2025`: reforms of the map, for the operator.

use super::block_on;
use crate::reform_file::{self, MAX_BYTES};
use crate::web::view::reforms as words;
use anyhow::{Context, bail};
use chrono::{NaiveDate, Utc};
use indicatif::{ProgressBar, ProgressStyle};
use std::io::Read;
use std::path::Path;
use std::process::ExitCode;
use std::time::{Duration, Instant};
use tungngo_domain::reform::Sheet;
use tungngo_domain::time::{day, to_micros};
use tungngo_storage::reforms::{Conditions, NewReform, Refusal, Report, Reversal, Step, reform_of_2025};
use tungngo_storage::{StorageError, Store};
use uuid::Uuid;

/// Lines of each list that are printed unless all are asked for.
const PRINTED: usize = 20;

/// What `check` and `apply` are told.
#[derive(Debug, clap::Args)]
pub struct Options {
    /// Tệp CSV của đợt sắp xếp; mẫu: tungngo reform legacy-2025
    file: std::path::PathBuf,
    /// Ngày bản đồ mới có hiệu lực (năm-tháng-ngày); không ghi thì là hôm nay
    #[arg(long)]
    day: Option<NaiveDate>,
    /// Không nhận khi còn thôn chưa được ghi rõ về đâu
    #[arg(long)]
    strict: bool,
    /// In đủ mọi danh sách
    #[arg(long)]
    full: bool,
}

fn sheet(file: &Path) -> anyhow::Result<(Sheet, String)> {
    let opened =
        std::fs::File::open(file).with_context(|| format!("không mở được tệp {}", file.display()))?;
    let mut bytes = Vec::new();
    opened.take(MAX_BYTES as u64 + 1).read_to_end(&mut bytes)?;
    match reform_file::read(&bytes) {
        Ok(sheet) => Ok((sheet, String::from_utf8(bytes)?)),
        Err(why) => bail!("{}: {}", file.display(), words::unreadable(&why)),
    }
}

/// A line that says what is being done and for how long.
fn bar() -> anyhow::Result<ProgressBar> {
    let style = ProgressStyle::with_template("{spinner} {msg}, {elapsed}")?;
    let bar = ProgressBar::new_spinner().with_style(style);
    bar.enable_steady_tick(Duration::from_millis(200));
    Ok(bar)
}

fn told(bar: &ProgressBar) -> impl Fn(Step) {
    |step| bar.set_message(words::step(step))
}

fn print(report: &Report, full: bool) {
    for line in words::summary(report) {
        println!("{line}");
    }
    for (heading, lines) in words::lists(report) {
        if lines.is_empty() {
            continue;
        }
        println!("{heading} ({}):", lines.len());
        let shown = if full { lines.len() } else { PRINTED };
        for line in lines.iter().take(shown) {
            println!("  {line}");
        }
        if lines.len() > shown {
            println!("  và {} dòng nữa", lines.len() - shown);
        }
    }
}

fn refused(refusal: &Refusal) -> ExitCode {
    let lines = words::refusal(refusal);
    for line in lines.iter().take(PRINTED) {
        println!("KHÔNG LÀM ĐƯỢC: {line}");
    }
    if lines.len() > PRINTED {
        println!("  và {} dòng nữa", lines.len() - PRINTED);
    }
    ExitCode::FAILURE
}

/// Holds a file against the map and prints what it would touch.
pub fn check(options: &Options, url: &str) -> anyhow::Result<ExitCode> {
    let (sheet, _) = sheet(&options.file)?;
    block_on(async {
        let store = Store::open(url).await.map_err(super::serve::database_words)?;
        let (now, begun) = (to_micros(Utc::now()), Instant::now());
        let (first_day, bar) = (options.day.unwrap_or(day(now)), bar()?);
        let found = store.check_reform(&sheet, first_day, now, told(&bar)).await?;
        bar.finish_and_clear();
        let code = match found {
            Ok(report) => {
                print(&report, options.full);
                println!("Xem trước xong trong {:.1} giây. Chưa đổi gì.", begun.elapsed().as_secs_f64());
                let undecided = options.strict && !report.undecided.is_empty();
                if undecided {
                    refused(&Refusal::Undecided(report.undecided.len()))
                } else {
                    ExitCode::SUCCESS
                }
            }
            Err(refusal) => refused(&refusal),
        };
        store.close().await?;
        Ok(code)
    })
}

/// Carries a reform out.
pub fn apply(options: &Options, name: Option<String>, yes: bool, url: &str) -> anyhow::Result<ExitCode> {
    if !yes {
        println!("Chưa đổi gì. Thêm --yes để áp dụng; xem trước bằng: tungngo reform check");
        return Ok(ExitCode::FAILURE);
    }
    let (sheet, file) = sheet(&options.file)?;
    let stem = options.file.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    let name: String = name.unwrap_or(stem).chars().take(200).collect();
    block_on(async {
        let store = Store::open(url).await.map_err(super::serve::database_words)?;
        let (now, begun) = (to_micros(Utc::now()), Instant::now());
        let new = NewReform { id: Uuid::now_v7(), name, day: options.day.unwrap_or(day(now)), file, sheet };
        let conditions = Conditions { strict: options.strict, as_shown: None };
        let bar = bar()?;
        let found = store.apply_reform(&new, &conditions, None, now, told(&bar)).await?;
        bar.finish_and_clear();
        let code = match found {
            Ok(report) => {
                print(&report, options.full);
                println!("Đã áp dụng trong {:.1} giây. Mã: {}", begun.elapsed().as_secs_f64(), new.id);
                ExitCode::SUCCESS
            }
            Err(refusal) => refused(&refusal),
        };
        store.close().await?;
        Ok(code)
    })
}

/// Takes a reform back.
pub fn reverse(id: Uuid, yes: bool, url: &str) -> anyhow::Result<ExitCode> {
    if !yes {
        println!("Chưa đổi gì. Thêm --yes để trả bản đồ về như trước.");
        return Ok(ExitCode::FAILURE);
    }
    block_on(async {
        let store = Store::open(url).await.map_err(super::serve::database_words)?;
        let (now, begun, bar) = (to_micros(Utc::now()), Instant::now(), bar()?);
        let found = match store.reverse_reform(id, None, now, told(&bar)).await {
            Err(StorageError::NotFound) => bail!("không có đợt sắp xếp mã {id}"),
            other => other?,
        };
        bar.finish_and_clear();
        let code = match found {
            Reversal::Done => {
                println!("Đã trả bản đồ về như trước trong {:.1} giây.", begun.elapsed().as_secs_f64());
                ExitCode::SUCCESS
            }
            Reversal::NotInForce => bail!("đợt sắp xếp {id} không còn hiệu lực"),
            Reversal::Blocked(blocks) => {
                println!("KHÔNG TRẢ LẠI ĐƯỢC, vì những việc làm sau đó:");
                for block in &blocks {
                    println!("  {}", words::block(block));
                }
                ExitCode::FAILURE
            }
        };
        store.close().await?;
        Ok(code)
    })
}

/// Lists the reforms.
pub fn list(url: &str) -> anyhow::Result<ExitCode> {
    block_on(async {
        let store = Store::open_unchanged(url).await.map_err(super::serve::database_words)?;
        for one in store.reforms().await? {
            println!("{}  {}  {}: {}", one.id, one.day.format("%d/%m/%Y"), one.name, words::standing(&one));
        }
        store.close().await?;
        Ok(ExitCode::SUCCESS)
    })
}

/// Prints the reform of 2025 as a file of this format.
pub fn legacy_2025() -> anyhow::Result<ExitCode> {
    super::course::print(&reform_file::write(&reform_of_2025()?)?)?;
    Ok(ExitCode::SUCCESS)
}
