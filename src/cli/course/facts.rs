//! `tungngo course facts`: the fact cards, and every line that prints each.

use super::{compiled, print, read};
use chrono::NaiveDate;
use std::fmt::Write as _;
use std::path::Path;
use std::process::ExitCode;
use tungngo_course::{FactCard, find_card};

/// Prints all cards of a folder, or one.
pub fn list(folder: &Path, card: Option<&str>) -> anyhow::Result<ExitCode> {
    let cards = compiled(&read(folder)?).facts;
    let mut out = String::new();
    match card.map(|name| find_card(&cards, name)) {
        Some(Ok(card)) => one(&mut out, card)?,
        Some(Err(what)) => anyhow::bail!(what),
        None if cards.is_empty() => out.push_str("Chưa có thẻ số liệu nào.\n"),
        None => {
            for card in &cards {
                one(&mut out, card)?;
                out.push('\n');
            }
            let overdue = cards.iter().filter(|card| card.overdue).count();
            writeln!(out, "{} thẻ, {overdue} thẻ quá hẹn xem lại.", cards.len())?;
        }
    }
    print(&out)?;
    Ok(ExitCode::SUCCESS)
}

fn one(out: &mut String, card: &FactCard) -> std::fmt::Result {
    let day = |date: Option<NaiveDate>| {
        date.map_or("chưa ghi".to_owned(), |date| date.format("%d/%m/%Y").to_string())
    };
    writeln!(out, "{}: {}", card.name, card.value)?;
    writeln!(out, "  Nguồn: {}", card.source)?;
    writeln!(out, "  Đối chiếu: {}", day(card.checked_on))?;
    let overdue = if card.overdue { " (đã quá hẹn)" } else { "" };
    writeln!(out, "  Hẹn xem lại: {}{overdue}", day(card.review_by))?;
    if card.printed_at.is_empty() {
        writeln!(out, "  Chưa bài nào in.")?;
    }
    for place in &card.printed_at {
        writeln!(out, "  In ở {}:{}", place.file, place.line)?;
    }
    Ok(())
}
