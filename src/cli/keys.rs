//! `tungngo keys rotate`: a new signing key; what the old one signed is still read. Takes effect at the next start.

use crate::web::secrets::Keys;
use std::path::Path;
use std::process::ExitCode;

/// Makes a new signing key.
pub fn rotate(data: &Path) -> anyhow::Result<ExitCode> {
    let file = data.join("keys.json");
    anyhow::ensure!(file.exists(), "không thấy tệp khóa {}", file.display());
    Keys::rotate(&file)?;
    println!(
        "Đã tạo khóa ký mới. Khởi động lại máy chủ để dùng. Không ai bị thoát ra.\n\
         Chờ 200 ngày rồi mới đổi lần nữa, để mọi máy kịp nhận khóa mới."
    );
    Ok(ExitCode::SUCCESS)
}
