//! `tungngo course diff` and `publish`: comparing two versions, publishing what is saved.

use crate::cli::serve::database_words;
use crate::cli::{Database, block_on};
use crate::web::publishing::{self, Waiting, part_words};
use anyhow::bail;
use serde::Serialize;
use std::io::{IsTerminal, Write};
use std::path::Path;
use std::process::ExitCode;
use tungngo_course::{SourceTree, render_human};
use tungngo_domain::change::{Class, Difference, difference};
use tungngo_domain::content::{Catalogue, Module};
use tungngo_domain::ids::Slug;
use tungngo_domain::time::to_micros;
use tungngo_storage::content::Publication;
use tungngo_storage::{StorageError, Store};

/// How `course diff` is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// For people.
    Human,
    /// For programs.
    Json,
}

/// The courses of a folder, which must have no error, and the files they come from.
fn clean(folder: &Path) -> anyhow::Result<(Catalogue, SourceTree)> {
    let tree = super::read(folder)?;
    let compiled = super::compiled(&tree);
    if compiled.has_errors() || compiled.catalogue.modules.is_empty() {
        eprint!("{}", render_human(&compiled.diagnostics));
        bail!("{} còn lỗi, hãy sửa hết rồi chạy lại", folder.display());
    }
    Ok((compiled.catalogue, tree))
}

/// What differs in one module.
#[derive(Debug, Serialize)]
struct ModuleDifference {
    module: Slug,
    title: String,
    old: Option<String>,
    new: Option<String>,
    class: Option<Class>,
    #[serde(flatten)]
    difference: Difference,
}

fn compare(old: &Catalogue, new: &Catalogue) -> Vec<ModuleDifference> {
    let of = |old: Option<&Module>, new: Option<&Module>| {
        let module = new.or(old)?;
        if old.map(|module| &module.version) == new.map(|module| &module.version) {
            return None;
        }
        let found = old.zip(new).map(|(old, new)| difference(old, new));
        Some(ModuleDifference {
            module: module.id.clone(),
            title: module.title.clone(),
            old: old.map(|module| module.version.clone()),
            new: new.map(|module| module.version.clone()),
            class: found.as_ref().map_or(Some(Class::Material), Difference::class),
            difference: found.unwrap_or_default(),
        })
    };
    let gone = old.modules.iter().filter(|module| new.module(&module.id).is_none());
    let changed = new.modules.iter().filter_map(|module| of(old.module(&module.id), Some(module)));
    changed.chain(gone.filter_map(|module| of(Some(module), None))).collect()
}

/// Compares two folders: each part that differs with its class and what proves it.
pub fn diff(old: &Path, new: &Path, format: Format) -> anyhow::Result<ExitCode> {
    let found = compare(&clean(old)?.0, &clean(new)?.0);
    let mut out = std::io::stdout().lock();
    match format {
        Format::Json => writeln!(out, "{}", serde_json::to_string_pretty(&found)?)?,
        Format::Human if found.is_empty() => writeln!(out, "Hai bản giống nhau.")?,
        Format::Human => {
            for one in &found {
                let state = match (&one.old, &one.new) {
                    (None, _) => "chuyên đề mới".to_owned(),
                    (_, None) => "đã bỏ".to_owned(),
                    _ => one.class.map_or(String::new(), class_words),
                };
                writeln!(out, "{} ({}): {state}", one.title, one.module)?;
                write!(out, "{}", difference_words(&one.difference))?;
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn class_words(class: Class) -> String {
    [class.title(), " [", class.word(), "]"].concat()
}

fn difference_words(difference: &Difference) -> String {
    let mut text = String::new();
    for change in &difference.changes {
        let part = part_words(change);
        text.push_str(&format!("  {part}: {}, {}\n", class_words(change.class), change.proof.words()));
    }
    for lesson in &difference.too_loose {
        text.push_str(&format!(
            "  Cảnh báo: bài {lesson} khai nhẹ hơn điều đã đổi. Tính theo điều đã đổi.\n"
        ));
    }
    text
}

fn waiting_words(one: &Waiting) -> String {
    let state = match (&one.saved, one.in_use) {
        (None, _) => "đã bỏ khỏi thư mục".to_owned(),
        (_, false) => "chuyên đề mới".to_owned(),
        _ => class_words(one.class()),
    };
    let mut text = format!("{} ({}): {state}\n{}", one.title, one.id, difference_words(&one.difference));
    for line in one.touched_words() {
        text.push_str(&format!("  → {line}\n"));
    }
    text
}

/// Shows whom publishing a folder touches, asks, and publishes it. A running server takes it up by itself.
pub fn publish(folder: &Path, yes: bool, database: &Database) -> anyhow::Result<ExitCode> {
    let (saved, tree) = clean(folder)?;
    let media = tree.media_by_hash().into_iter().map(|(hash, bytes)| (hash, bytes.to_vec())).collect();
    let url = database.url()?;
    block_on(async {
        let store = Store::open(&url).await.map_err(database_words)?;
        let now = to_micros(chrono::Utc::now());
        let last = store.last_good().await?;
        let in_use = last.as_ref().map(|last| last.catalogue.clone()).unwrap_or_default();
        let waiting = publishing::waiting(&store, &in_use, &saved, now).await?;
        if waiting.is_empty() {
            println!("Bản đang dùng đã giống thư mục {}.", folder.display());
            store.close().await.map_err(database_words)?;
            return Ok(ExitCode::SUCCESS);
        }
        for one in &waiting {
            print!("{}", waiting_words(one));
        }
        if !yes && !agreed()? {
            println!("Chưa đăng gì.");
            store.close().await.map_err(database_words)?;
            return Ok(ExitCode::FAILURE);
        }
        // The bytes first: a page in use never shows what is not there.
        store.keep_assets(&saved, &media).await.map_err(database_words)?;
        let publication = Publication {
            catalogue: &saved,
            fingerprint: &tree.fingerprint(),
            instead_of: last.map(|last| last.number),
            actor: None,
            now,
        };
        let published = store.publish(publication).await;
        store.close().await.map_err(database_words)?;
        match published {
            Ok(()) => println!("Đã đăng."),
            Err(StorageError::Conflict) => bail!("vừa có người đăng bản khác. Hãy chạy lại để xem số mới"),
            Err(error) => return Err(database_words(error)),
        }
        Ok(ExitCode::SUCCESS)
    })
}

/// Asks at the terminal; without one nobody can agree.
fn agreed() -> anyhow::Result<bool> {
    if !std::io::stdin().is_terminal() {
        bail!("không có ai để hỏi. Thêm --yes nếu đã đồng ý với các số ở trên");
    }
    print!("Đăng bản này? Gõ “có” rồi bấm Enter: ");
    std::io::stdout().flush()?;
    let mut line = String::new();
    std::io::stdin().read_line(&mut line)?;
    Ok(["có", "co", "c", "yes", "y"].contains(&line.trim().to_lowercase().as_str()))
}
