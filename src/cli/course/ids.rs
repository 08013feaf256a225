//! `tungngo course ids`: writes the ids that are missing.
//!
//! Owns: writing a file so that it is whole at every moment. Does not own: which ids go where (the course crate).

use super::{print, read};
use anyhow::{Context, ensure};
use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::ExitCode;
use tungngo_course::{FileChange, Limits, plan_ids, render_human};

/// Writes every missing id under a folder, or says what would be written.
pub fn write(folder: &Path, dry_run: bool) -> anyhow::Result<ExitCode> {
    let plan = plan_ids(&read(folder)?, &Limits::default(), || {
        let mut bytes = [0; 8];
        // The system's randomness fails on no supported system; the plan gives different ids all the same.
        let _ = getrandom::fill(&mut bytes);
        u64::from_le_bytes(bytes)
    });
    let mut out = String::new();
    if !plan.problems.is_empty() {
        out.push_str(&render_human(&plan.problems));
        out.push_str("Chuyên đề có lỗi trên đây chưa được ghi mã.\n\n");
    }
    for new in &plan.written {
        writeln!(out, "{}:{}: {}", new.file, new.line, new.id)?;
    }
    if !dry_run {
        for change in &plan.changes {
            replace(&folder.join(&change.path), change)?;
        }
    }
    let verb = if dry_run { "Sẽ ghi" } else { "Đã ghi" };
    match (plan.written.len(), plan.changes.len()) {
        (_, 0) => out.push_str("Không thiếu mã nào.\n"),
        (ids, files) => writeln!(out, "{verb} {ids} mã mới. Số tệp thay đổi: {files}.")?,
    }
    print(&out)?;
    Ok(if plan.problems.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Puts the new content in the file's place in one move: a reader sees the old file or the new one, never half of it.
fn replace(path: &Path, change: &FileChange) -> anyhow::Result<()> {
    let told = || format!("không ghi được {}", path.display());
    let now = match fs::read(path) {
        Ok(bytes) => Some(bytes),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => None,
        Err(error) => return Err(error).with_context(told),
    };
    ensure!(now == change.before, "{} vừa bị sửa, hãy chạy lại lệnh này", path.display());
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let beside = path.with_file_name(format!(".{name}.{}.moi", std::process::id()));
    let written = write_beside(&beside, path, &change.after);
    if written.is_err() {
        // What is left over is of no use to anyone.
        let _ = fs::remove_file(&beside);
    }
    written.with_context(told)
}

fn write_beside(beside: &Path, path: &Path, content: &[u8]) -> std::io::Result<()> {
    let mut file = fs::OpenOptions::new().write(true).create_new(true).open(beside)?;
    file.write_all(content)?;
    if let Ok(old) = fs::metadata(path) {
        file.set_permissions(old.permissions())?;
    }
    file.sync_all()?;
    fs::rename(beside, path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_changed_meanwhile_is_left_alone() {
        let folder = std::env::temp_dir().join(format!("tungngo-ids-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let path = folder.join("a.md");
        fs::write(&path, "mới").unwrap();
        let change =
            FileChange { path: "a.md".to_owned(), before: Some(b"cu".to_vec()), after: b"khac".to_vec() };
        let refused = replace(&path, &change).is_err();
        let kept = fs::read_to_string(&path).unwrap();
        let right = FileChange { before: Some("mới".as_bytes().to_vec()), ..change };
        replace(&path, &right).unwrap();
        let written = fs::read_to_string(&path).unwrap();
        let left = fs::read_dir(&folder).unwrap().count();
        fs::remove_dir_all(&folder).unwrap();
        assert!(refused);
        assert_eq!((kept.as_str(), written.as_str(), left), ("mới", "khac", 1));
    }
}
