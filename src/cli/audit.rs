//! `tungngo audit verify`: proves the hash chain of the audit trail; exit code 1 and the entry's number when broken.

use super::block_on;
use std::process::ExitCode;
use tungngo_storage::Store;

/// Verifies the audit trail of a database.
pub fn verify(url: &str) -> anyhow::Result<ExitCode> {
    block_on(async {
        let store = Store::open_unchanged(url).await.map_err(super::serve::database_words)?;
        match store.verify_audit().await? {
            Ok(entries) => {
                println!("Khớp: {entries} dòng nhật ký nối nhau liền mạch.");
                Ok(ExitCode::SUCCESS)
            }
            Err(entry) => {
                println!("ĐỨT: dòng nhật ký số {entry} đã bị sửa, hoặc dòng trước nó đã mất.");
                Ok(ExitCode::FAILURE)
            }
        }
    })
}
