//! `export figures` and `export list`: the parts of an officer's page and the lists behind its numbers, as files.

use super::block_on;
use super::roster::{counter, finish, operator, unfinished, unit_of};
use crate::table::Kind;
use crate::web::error::WebError;
use crate::web::officer::asked::Asked;
use crate::web::officer::export::{PagePart, Written, write_figures, write_list};
use crate::web::officer::list::Wanted;
use crate::web::officer::reading::{Reader, modules_of};
use anyhow::{Context, bail};
use chrono::{NaiveDate, Utc};
use clap::ValueEnum;
use clap::builder::PossibleValue;
use std::path::Path;
use std::process::ExitCode;
use tungngo_domain::ids::{Slug, UnitId};
use tungngo_domain::people::TeamRole;
use tungngo_domain::time::to_micros;
use tungngo_storage::{Store, audit};

impl ValueEnum for PagePart {
    fn value_variants<'a>() -> &'a [Self] {
        &Self::ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(self.code()).help(self.label()))
    }
}

/// What is exported.
#[derive(Debug)]
pub enum What<'a> {
    /// A part of the figures, perhaps of one module or one role, by month or by week.
    Figures {
        part: PagePart,
        module: Option<&'a str>,
        role: Option<&'a str>,
        weekly: bool,
        until: Option<&'a str>,
        units: &'a [String],
    },
    /// The list behind a number.
    List {
        metric: &'a str,
        subject: Option<&'a str>,
        cohort: Option<&'a str>,
        from: Option<NaiveDate>,
        before: Option<NaiveDate>,
        units: &'a [String],
    },
}

/// Refuses a word that names no unit right below.
async fn known(store: &Store, id: UnitId, unit: &str, words: &[String]) -> anyhow::Result<()> {
    let below = if words.is_empty() { Vec::new() } else { store.children(id).await? };
    for word in words {
        let one = Asked::of_units(word);
        if !below.iter().any(|unit| one.chose(unit)) {
            bail!("không có đơn vị {word} ngay dưới đơn vị {unit}");
        }
    }
    Ok(())
}

/// Writes figures or a list of a unit into a file.
pub fn export(unit: &str, what: &What<'_>, out: &Path, url: &str) -> anyhow::Result<ExitCode> {
    let ending = out.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
    let kind = Kind::from_ending(ending).context("tên tệp ghi ra phải kết thúc bằng .xlsx hoặc .csv")?;
    block_on(async {
        let store = Store::open(url).await.map_err(super::serve::database_words)?;
        let now = to_micros(Utc::now());
        let id = unit_of(&store, unit).await?;
        let scope = operator(id, now)?;
        let catalogue = store.last_good().await?.map(|published| published.catalogue).unwrap_or_default();
        let reader = Reader { store: &store, scope: &scope, modules: modules_of(&catalogue), now };
        let file = unfinished(out)?;
        let bar = counter("Lấy ra")?;
        let (written, action) = match what {
            What::Figures { part, module, role, weekly, until, units } => {
                let asked = Asked {
                    module: module.map(Slug::parse).transpose().context("mã chuyên đề")?,
                    role: role.map(|code| TeamRole::from_code(code).context("vai")).transpose()?,
                    weekly: *weekly,
                    until: until.map(super::month::month).transpose()?,
                    units: units.to_vec(),
                    ..Asked::default()
                };
                if let Some(module) = &asked.module
                    && !reader.modules.iter().any(|(id, _)| id == module)
                {
                    bail!("không có chuyên đề {module}");
                }
                known(&store, id, unit, units).await?;
                let written = write_figures(&reader, id, &asked, *part, kind, file).await;
                (written, "figures-exported")
            }
            What::List { metric, subject, cohort, from, before, units } => {
                known(&store, id, unit, units).await?;
                let asked = |name: &str| match name {
                    "metric" => Some((*metric).to_owned()),
                    "subject" => subject.map(str::to_owned),
                    "cohort" => cohort.map(str::to_owned),
                    "from" => from.map(|day| day.to_string()),
                    "before" => before.map(|day| day.to_string()),
                    "units" => (!units.is_empty()).then(|| units.join(",")),
                    _ => None,
                };
                match Wanted::read(&reader, id, asked).await {
                    Ok(wanted) => {
                        let written = write_list(&reader, &wanted, kind, file, |rows| bar.set_position(rows));
                        (written.await, wanted.export_action())
                    }
                    Err(error) => (Err(error), ""),
                }
            }
        };
        bar.finish_and_clear();
        let Written { rows, out: file, .. } = written.map_err(|error| match error {
            WebError::NotFound => anyhow::anyhow!("không có phần hay danh sách này ở đơn vị {unit}"),
            other => other.into(),
        })?;
        finish(file, out)?;
        let entry =
            audit::Entry { action, unit: Some(id), detail: rows.to_string(), ..audit::Entry::default() };
        store.audit(entry, now).await?;
        store.close().await?;
        println!("{}: {rows} dòng", out.display());
        Ok(ExitCode::SUCCESS)
    })
}
