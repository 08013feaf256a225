//! `tungngo ledger verify`: rebuilds everything derived aside and compares; exit code 1 when something differs. `ledger
//! recount` counts every counter anew from what is stored of the members, and writes what is not so.

use super::block_on;
use indicatif::{ProgressBar, ProgressStyle};
use std::process::ExitCode;
use std::time::Instant;
use tungngo_storage::Store;
use tungngo_storage::rollup::Recounting;

/// Verifies the ledger of a database.
pub fn verify(url: &str) -> anyhow::Result<ExitCode> {
    block_on(async {
        let store = Store::open_unchanged(url).await.map_err(super::serve::database_words)?;
        let bar = ProgressBar::new_spinner().with_style(
            ProgressStyle::with_template("{spinner} đã so {pos} người, {elapsed}")
                .unwrap_or_else(|_| ProgressStyle::default_spinner()),
        );
        let begun = Instant::now();
        let mut rebuilt = begun;
        let progress = |members| {
            bar.set_position(members);
            rebuilt = Instant::now();
        };
        let found = store.verify_ledger(progress).await?;
        bar.finish_and_clear();
        println!(
            "Đã đọc {} sự kiện của {} người; so {} bộ đếm, {} giấy chứng nhận và {} tháng đã chốt.",
            found.events, found.members, found.counters, found.certificates, found.months
        );
        println!(
            "Dựng lại từ sổ cái trong {:.1} giây, đếm lại từ kết quả trong {:.1} giây.",
            (rebuilt - begun).as_secs_f64(),
            rebuilt.elapsed().as_secs_f64()
        );
        if found.differences.is_empty() {
            println!("Khớp: mọi số liệu dựng lại từ sổ cái bằng số đang lưu.");
            return Ok(ExitCode::SUCCESS);
        }
        for difference in &found.differences {
            println!("LỆCH: {difference}");
        }
        println!("Có {} chỗ lệch.", found.differences.len());
        Ok(ExitCode::FAILURE)
    })
}

/// Counts every counter anew and writes it.
pub fn recount(url: &str) -> anyhow::Result<ExitCode> {
    block_on(async {
        let store = Store::open(url).await.map_err(super::serve::database_words)?;
        let bar = ProgressBar::new(0).with_style(
            ProgressStyle::with_template("{msg} {bar:30} {pos}/{len} xã, {elapsed}")
                .unwrap_or_else(|_| ProgressStyle::default_bar()),
        );
        let begun = Instant::now();
        let recounted = store
            .recount_everything(|now| {
                let (what, done, all) = match now {
                    Recounting::Comparing { done, all } => ("Đếm lại và so", done, all),
                    Recounting::Writing { done, all } => ("Ghi lại", done, all),
                };
                bar.set_message(what);
                bar.set_length(all as u64);
                bar.set_position(done as u64);
            })
            .await?;
        bar.finish_and_clear();
        let seconds = begun.elapsed().as_secs_f64();
        println!(
            "Đã đếm lại {} xã, ghi lại {} xã có số khác, và cộng lại các tỉnh, cả nước trong {seconds:.1} giây.",
            recounted.communes, recounted.wrong
        );
        store.close().await?;
        Ok(ExitCode::SUCCESS)
    })
}
