//! `tungngo course`: what an author does in a terminal.
//!
//! Owns: reading the folder, printing, the exit code. Does not own: what is found (the course crate).

pub mod facts;
pub mod gift;
pub mod ids;
pub mod versions;

use anyhow::Context;
use clap::ValueEnum;
use std::io::{IsTerminal, Write as _};
use std::path::Path;
use std::process::ExitCode;
use tungngo_course::{
    Compiled, Limits, SourceTree, compile, render_coloured, render_github, render_human, render_json,
};

/// How `check` prints what it found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// Cho người đọc; có màu khi in ra màn hình
    Human,
    /// Một khối JSON cho phần mềm soạn thảo
    Json,
    /// Chú thích của GitHub, hiện ngay cạnh dòng sai
    Github,
}

/// Compiles a folder and prints what was found; exit code 1 when there is an error.
pub fn check(folder: &Path, format: Format) -> anyhow::Result<ExitCode> {
    let compiled = compiled(&read(folder)?);
    let modules = &compiled.catalogue.modules;
    match format {
        Format::Human => {
            let lessons: usize = modules.iter().map(|module| module.lessons.len()).sum();
            let told = if colours() { render_coloured } else { render_human }(&compiled.diagnostics);
            print(&format!("{told}{} chuyên đề, {lessons} bài dùng được.\n", modules.len()))?;
        }
        Format::Json => print(&render_json(&compiled))?,
        Format::Github => print(&render_github(&compiled.diagnostics, &folder.to_string_lossy()))?,
    }
    let failed = compiled.has_errors() || modules.is_empty();
    // The process ends here: giving back each of a million small pieces of memory would only take time.
    std::mem::forget(compiled);
    Ok(if failed { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

/// Explains one code, or lists them all.
pub fn explain(code: Option<&str>) -> anyhow::Result<ExitCode> {
    match code.map(tungngo_course::explain) {
        None => print(&tungngo_course::list_codes())?,
        Some(Ok(told)) => print(&told)?,
        Some(Err(what)) => anyhow::bail!(what),
    }
    Ok(ExitCode::SUCCESS)
}

/// Prints the authors' reference of all codes.
pub fn reference() -> anyhow::Result<ExitCode> {
    print(&tungngo_course::reference())?;
    Ok(ExitCode::SUCCESS)
}

fn read(folder: &Path) -> anyhow::Result<SourceTree> {
    SourceTree::read(folder, &Limits::default())
        .with_context(|| format!("không đọc được thư mục {}", folder.display()))
}

fn compiled(tree: &SourceTree) -> Compiled {
    compile(tree, &Limits::default(), tungngo_domain::time::day(chrono::Utc::now()))
}

/// Prints to the end, and ends quietly when the reader has gone (`| head`).
pub(super) fn print(text: &str) -> anyhow::Result<()> {
    match std::io::stdout().lock().write_all(text.as_bytes()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(error.into()),
        _ => Ok(()),
    }
}

/// Colours are for people at a terminal who did not ask for none (no-color.org).
fn colours() -> bool {
    std::io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
}
