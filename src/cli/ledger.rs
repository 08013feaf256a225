//! `tungngo ledger verify`: rebuilds everything derived aside and compares; exit code 1 when something differs.

use super::block_on;
use indicatif::{ProgressBar, ProgressStyle};
use std::process::ExitCode;
use std::time::Instant;
use tungngo_storage::Store;

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
