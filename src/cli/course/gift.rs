//! `tungngo course gift`: questions to and from other systems.
//!
//! Owns: reading the folder or file, where the report goes. Does not own: the exchange (the course crate).

use super::{compiled, print, read};
use anyhow::{Context, bail};
use std::path::Path;
use std::process::ExitCode;
use tungngo_course::gift::{self, Exchanged};
use tungngo_course::render_human;
use tungngo_domain::ids::Slug;

/// A larger file is no bank of questions.
const MOST_BYTES: u64 = 8 << 20;

/// Prints all questions of the modules in a folder as GIFT, and on the other channel what was lost.
pub fn export(folder: &Path) -> anyhow::Result<ExitCode> {
    let compiled = compiled(&read(folder)?);
    if compiled.has_errors() {
        eprint!("{}", render_human(&compiled.diagnostics));
        bail!("bài học còn lỗi, sửa hết lỗi rồi mới xuất được");
    }
    let mut all = Exchanged::default();
    for module in &compiled.catalogue.modules {
        let before = u32::try_from(all.text.lines().count()).unwrap_or(u32::MAX);
        let one = gift::export(module);
        all.text.push_str(&one.text);
        all.questions += one.questions;
        all.lost.extend(
            one.lost.into_iter().map(|loss| gift::Loss { line: loss.line.saturating_add(before), ..loss }),
        );
    }
    print(&all.text)?;
    report(&all, "Đã xuất");
    Ok(ExitCode::SUCCESS)
}

/// Prints the questions of a GIFT file as a bank, and on the other channel what was lost.
pub fn import(file: &Path, bank: &str) -> anyhow::Result<ExitCode> {
    let told = || format!("không đọc được {}", file.display());
    if std::fs::metadata(file).with_context(told)?.len() > MOST_BYTES {
        bail!("{} lớn quá 8 MiB", file.display());
    }
    let Ok(bank) = Slug::parse(bank) else {
        bail!("mã ngân hàng chỉ có chữ a-z không dấu, số và gạch nối")
    };
    let bytes = std::fs::read(file).with_context(told)?;
    let text =
        String::from_utf8(bytes).ok().with_context(|| format!("{} không phải chữ UTF-8", file.display()))?;
    let read = gift::import(&text, &bank);
    print(&read.text)?;
    report(&read, "Đã nhập");
    Ok(if read.questions > 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Goes to standard error, so that the questions alone go into the file.
fn report(exchanged: &Exchanged, done: &str) {
    for loss in &exchanged.lost {
        eprintln!("dòng {}: {}", loss.line, loss.what);
    }
    eprintln!("{done} {} câu. Có {} điều bị mất.", exchanged.questions, exchanged.lost.len());
}
