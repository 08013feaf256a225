//! `month list`, `month freeze`, `month check`: frozen months for the operator; exit code 1 when a number differs.

use super::block_on;
use super::roster::{operator, unit_of};
use anyhow::{Context, bail};
use chrono::Utc;
use indicatif::{ProgressBar, ProgressStyle};
use std::process::ExitCode;
use tungngo_domain::access::Scope;
use tungngo_domain::ids::UnitId;
use tungngo_domain::months::Month;
use tungngo_domain::time::{Instant, to_micros};
use tungngo_storage::Store;
use tungngo_storage::freezes::{Freeze, State, Way};

fn now() -> Instant {
    to_micros(Utc::now())
}

async fn open(url: &str, unit: &str, writes: bool) -> anyhow::Result<(Store, Scope, UnitId)> {
    let store = if writes { Store::open(url).await } else { Store::open_unchanged(url).await };
    let store = store.map_err(super::serve::database_words)?;
    let unit = unit_of(&store, unit).await?;
    Ok((store, operator(unit, now())?, unit))
}

fn people(what: &'static str) -> anyhow::Result<ProgressBar> {
    let style = ProgressStyle::with_template("{msg} {human_pos} người, {elapsed}")?;
    Ok(ProgressBar::new_spinner().with_style(style).with_message(what))
}

fn line(freeze: &Freeze) -> String {
    let state = match freeze.state {
        _ if freeze.stopped(now()) => "dừng giữa chừng",
        State::Counting | State::Failed => "đang đếm",
        State::Frozen if freeze.reopened.is_some() => "đã mở lại",
        State::Frozen if freeze.signed.is_some() => "đã chốt và ký",
        State::Frozen => "đã chốt, chưa ký",
    };
    format!(
        "{} lần {}: {state}, {} người, đến bản ghi số {}, {}",
        freeze.month, freeze.version, freeze.members, freeze.events_to, freeze.id
    )
}

/// Lists the frozen months of a unit.
pub fn list(url: &str, unit: &str) -> anyhow::Result<ExitCode> {
    block_on(async {
        let (store, scope, unit) = open(url, unit, false).await?;
        let all = store.freezes(&scope, unit).await?;
        for freeze in &all {
            println!("{}", line(freeze));
        }
        if all.is_empty() {
            println!("Chưa chốt tháng nào.");
        }
        Ok(ExitCode::SUCCESS)
    })
}

/// Freezes a month of a unit.
pub fn freeze(url: &str, unit: &str, month: Month) -> anyhow::Result<ExitCode> {
    block_on(async {
        let (store, scope, unit) = open(url, unit, true).await?;
        if month.span().1 > now() {
            bail!("tháng {month} chưa hết, chưa chốt được");
        }
        let begun = store.begin_freeze(&scope, unit, month, None, now()).await?;
        let Some(run) = begun.run else {
            println!("Tháng {month} đã chốt rồi hoặc đang được đếm.");
            return Ok(ExitCode::SUCCESS);
        };
        let bar = people("Đang đếm")?;
        bar.enable_steady_tick(std::time::Duration::from_millis(200));
        let done = store.count_freeze(begun.id, run, now).await?;
        bar.finish_and_clear();
        let freeze = store.freeze(&scope, begun.id).await?;
        println!("{}", line(&freeze));
        Ok(if done { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    })
}

/// Counts the frozen months of a unit anew, from the events alone.
pub fn check(url: &str, unit: &str, month: Option<Month>) -> anyhow::Result<ExitCode> {
    block_on(async {
        let (store, scope, unit) = open(url, unit, false).await?;
        let all = store.freezes(&scope, unit).await?;
        let wanted = |freeze: &&Freeze| {
            freeze.state == State::Frozen && month.is_none_or(|month| freeze.month == month)
        };
        let mut differ = false;
        for freeze in all.iter().filter(wanted) {
            let bar = people("Đang tính lại")?;
            let beat = async |members| {
                bar.set_position(members);
                Ok(())
            };
            let found = store.recount_freeze(freeze.id, Way::Replay, now(), beat).await?;
            bar.finish_and_clear();
            println!("{}", line(freeze));
            for one in &found.first {
                let [subject, metric, part] = &one.counter;
                println!(
                    "LỆCH: {metric} {part} của {subject}, đơn vị {}: đã chốt {}, tính lại {}",
                    one.unit, one.stored, one.counted
                );
            }
            if found.differences == 0 {
                println!("  Khớp: tính lại từ sổ ra đúng các số đã chốt.");
            } else {
                println!("  Có {} chỗ lệch.", found.differences);
                differ = true;
            }
            if found.late_events > 0 {
                println!(
                    "  Đến sau khi chốt: {} bản ghi của {} người.",
                    found.late_events, found.late_members
                );
            }
            for one in &found.later {
                println!(
                    "  Nếu tính thêm: {} của {} từ {} thành {}",
                    one.metric, one.subject, one.frozen, one.with
                );
            }
        }
        if !all.iter().any(|freeze| wanted(&freeze)) {
            println!("Chưa chốt tháng nào.");
        }
        Ok(if differ { ExitCode::FAILURE } else { ExitCode::SUCCESS })
    })
}

/// Reads a month as a command is given it.
pub fn month(text: &str) -> anyhow::Result<Month> {
    text.parse().ok().context("tháng viết như 2026-10")
}
