//! `tungngo course booklet`: a module as one printable file.

use anyhow::Context;
use chrono::Utc;
use std::path::Path;
use std::process::ExitCode;
use tungngo_course::{Limits, SourceTree, compile, render_human};
use tungngo_domain::time::day;

/// Compiles the module in `folder` and writes its booklet to `output`. With errors in the module nothing is written,
/// and they are printed.
pub fn write(folder: &Path, output: &Path) -> anyhow::Result<ExitCode> {
    let limits = Limits::default();
    let today = day(Utc::now());
    let tree = SourceTree::read(folder, &limits)
        .with_context(|| format!("không đọc được thư mục {}", folder.display()))?;
    let compiled = compile(&tree, &limits, today);
    let Some(module) = compiled.catalogue.modules.first() else {
        print!("{}", render_human(&compiled.diagnostics));
        println!("Chưa in được sách vì thư mục này chưa có chuyên đề nào không lỗi.");
        return Ok(ExitCode::FAILURE);
    };
    let booklet = crate::pdf::booklet::render(module, &today.format("%d/%m/%Y").to_string())?;
    std::fs::write(output, &booklet).with_context(|| format!("không ghi được {}", output.display()))?;
    println!("Đã in {} vào {}.", module.title, output.display());
    Ok(ExitCode::SUCCESS)
}
