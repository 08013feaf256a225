//! `import roster` and `export roster`: the same rules as the pages, for the operator, with longer files.

use super::block_on;
use crate::roster::export as table_out;
use crate::roster::file::COMMAND_MAX_BYTES;
use crate::roster::{Order, ReadError, classify, read};
use crate::table::Kind;
use crate::web::view::rosters as words;
use anyhow::{Context, bail};
use chrono::{Datelike, Utc};
use indicatif::{ProgressBar, ProgressStyle};
use std::fs::Permissions;
use std::io::BufWriter;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::ExitCode;
use tempfile::NamedTempFile;
use tungngo_domain::access::{Right, Role, Scope};
use tungngo_domain::ids::{PersonId, UnitId};
use tungngo_domain::time::{Instant, day, to_micros};
use tungngo_storage::audit;
use tungngo_storage::rosters::{NewImport, Outcome, Standing};
use tungngo_storage::{StorageError, Store};
use uuid::Uuid;

/// Refused rows that are printed; the pages show all.
const PRINTED: usize = 200;

/// The operator reaches the unit that was named, as an administrator of it would.
pub(super) fn operator(unit: UnitId, now: Instant) -> anyhow::Result<Scope> {
    let right =
        Right { role: Role::Administrator, unit, from: now, until: None, modules: Default::default() };
    Scope::of(PersonId(Uuid::nil()), Role::Administrator, &[right], now).context("đơn vị")
}

pub(super) async fn unit_of(store: &Store, code: &str) -> anyhow::Result<UnitId> {
    match store.unit_by_name(code).await {
        Ok(unit) => Ok(unit.id),
        Err(StorageError::NotFound) => bail!(
            "không có đơn vị mã {code}. Đơn vị chưa có mã thì ghi dãy số ở cuối địa chỉ trang của đơn vị, sau /officer/units/"
        ),
        Err(error) => Err(error.into()),
    }
}

pub(super) fn counter(what: &'static str) -> anyhow::Result<ProgressBar> {
    let style = ProgressStyle::with_template("{msg} {human_pos} dòng, {elapsed}")?;
    Ok(ProgressBar::new_spinner().with_style(style).with_message(what))
}

/// Reads a file, prints what it would change, and writes it unless only a look was asked for.
pub fn import(file: &Path, unit: &str, dry_run: bool, url: &str) -> anyhow::Result<ExitCode> {
    block_on(async {
        let store = Store::open(url).await.map_err(super::serve::database_words)?;
        let now = to_micros(Utc::now());
        let unit = unit_of(&store, unit).await?;
        let scope = operator(unit, now)?;
        let name = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let id = if dry_run {
            None
        } else {
            Some(store.begin_import(&scope, NewImport { unit, actor: None, file_name: name }, now).await?)
        };
        let order = Order {
            file: file.to_owned(),
            program: std::env::current_exe()?,
            max_bytes: COMMAND_MAX_BYTES,
            scope: scope.clone(),
            unit,
            this_year: day(now).year(),
        };
        let bar = counter("Đọc")?;
        let (mut refused, mut more) = (Vec::new(), 0u64);
        let reading = read(&store, order, async |rows, counts| {
            bar.set_position(u64::try_from(counts.lines).unwrap_or(0));
            for row in
                rows.iter().filter(|row| classify::class(row) == tungngo_domain::roster::Class::Refused)
            {
                if let Outcome::Refused { name, refusal } = &row.outcome
                    && refused.len() < PRINTED
                {
                    refused.push(format!("  dòng {}: {name}. {}", row.line, words::refusal(refusal)));
                } else {
                    more += 1;
                }
            }
            match id {
                Some(id) if !rows.is_empty() => store.add_import_rows(id, rows, counts, now).await,
                _ => Ok(()),
            }
        })
        .await;
        bar.finish_and_clear();
        let reading = match reading {
            Ok(reading) => reading,
            Err(error) => {
                if let Some(id) = id {
                    store.discard_import(id).await?;
                }
                match error {
                    ReadError::File(problem) => bail!("{} {}", file.display(), words::problem(problem.code)),
                    ReadError::Storage(error) => return Err(super::serve::database_words(error)),
                }
            }
        };
        for column in &reading.understood.columns {
            println!("  {} → {}", column.heading, words::meaning(&column.field));
        }
        let counts = reading.counts;
        println!(
            "Mới {}, đổi {}, đã có {}, không nhận {}; thôn thêm {}; trong sổ mà không có trong tệp {}.",
            counts.new, counts.changed, counts.same, counts.refused, counts.new_units, counts.absent
        );
        for line in &refused {
            println!("{line}");
        }
        if more > 0 {
            println!("  và {more} dòng nữa");
        }
        if let Some(id) = id {
            let understood = serde_json::to_string(&reading.understood)?;
            store.finish_reading(id, understood, counts, reading.units, reading.reach, now).await?;
            let bar = counter("Ghi")?;
            bar.set_position(u64::try_from(counts.new + counts.changed).unwrap_or(0));
            bar.tick();
            let written = store.apply_import(&scope, id, None, now).await?;
            bar.finish_and_clear();
            if written == Standing::Moved {
                bail!("sổ đã thay đổi từ lúc đọc tệp; chạy lại lệnh này");
            }
            println!("Đã ghi vào sổ. Mã lần ghi: {id}");
        }
        store.close().await?;
        Ok(ExitCode::SUCCESS)
    })
}

/// A file beside the one that is wanted: what stands there already stays until the new one is whole.
pub(super) fn unfinished(out: &Path) -> anyhow::Result<BufWriter<NamedTempFile>> {
    let folder = out.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let file = tempfile::Builder::new()
        .prefix(".tungngo-")
        .permissions(Permissions::from_mode(0o666))
        .tempfile_in(folder)
        .with_context(|| format!("không ghi được {}", out.display()))?;
    Ok(BufWriter::new(file))
}

/// Gives it its name.
pub(super) fn finish(file: BufWriter<NamedTempFile>, out: &Path) -> anyhow::Result<()> {
    let file = file.into_inner().map_err(|error| anyhow::Error::from(error.into_error()))?;
    file.as_file().sync_all()?;
    file.persist(out).with_context(|| format!("không ghi được {}", out.display()))?;
    Ok(())
}

/// Writes the roster of a unit into a file.
pub fn export(unit: &str, out: &Path, url: &str) -> anyhow::Result<ExitCode> {
    let ending = out.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
    let kind = Kind::from_ending(ending).context("tên tệp ghi ra phải kết thúc bằng .xlsx hoặc .csv")?;
    block_on(async {
        let store = Store::open(url).await.map_err(super::serve::database_words)?;
        let now = to_micros(Utc::now());
        let unit = unit_of(&store, unit).await?;
        let scope = operator(unit, now)?;
        let file = unfinished(out)?;
        let bar = counter("Lấy ra")?;
        let (file, members) =
            table_out::write(&store, &scope, kind, file, |members| bar.set_position(members)).await?;
        finish(file, out)?;
        bar.finish_and_clear();
        let entry = audit::Entry {
            action: "roster-exported",
            unit: Some(unit),
            detail: members.to_string(),
            ..audit::Entry::default()
        };
        store.audit(entry, now).await?;
        store.close().await?;
        println!("{}: {members} người", out.display());
        Ok(ExitCode::SUCCESS)
    })
}
