//! `tungngo course check`: every error of every file in one run; exit code 1 when there is one.

use anyhow::Context;
use std::io::{self, Write as _};
use std::path::Path;
use std::process::ExitCode;
use tungngo_course::{Limits, SourceTree, compile, render_human};

/// Compiles a folder and prints what was found.
pub fn check(folder: &Path) -> anyhow::Result<ExitCode> {
    let limits = Limits::default();
    let tree = SourceTree::read(folder, &limits)
        .with_context(|| format!("không đọc được thư mục {}", folder.display()))?;
    let compiled = compile(&tree, &limits, tungngo_domain::time::day(chrono::Utc::now()));
    let mut told = render_human(&compiled.diagnostics);
    let modules = &compiled.catalogue.modules;
    let lessons: usize = modules.iter().map(|module| module.lessons.len()).sum();
    told.push_str(&format!("{} chuyên đề, {lessons} bài dùng được.\n", modules.len()));
    match io::stdout().lock().write_all(told.as_bytes()) {
        // A reader such as `head` has seen enough.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {}
        written => written?,
    }
    Ok(if compiled.has_errors() || modules.is_empty() { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}
