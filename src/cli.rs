//! The command line: a file a command; each parses, calls and reports.

mod audit;
mod booklet;
mod course;
mod demo;
mod keys;
mod ledger;
mod roster;
mod serve;

pub use demo::country::{Wanted as WantedCountry, fill as fill_country};
pub use demo::fill as fill_demo;
pub use serve::{Kind, Started, build_app};

use crate::config::Options;
use clap::{Args, Parser, Subcommand};
use std::path::PathBuf;
use std::process::ExitCode;

/// Từng Ngõ: bài học ngắn, tập huấn và chứng nhận cho Tổ công nghệ số cộng đồng.
#[derive(Debug, Parser)]
#[command(name = "tungngo", version, about, max_term_width = 100)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Chạy thử với một xã không có thật, in sẵn cách vào cho từng vai
    Demo {
        #[command(flatten)]
        options: Options,
        #[command(flatten)]
        country: demo::country::Wanted,
    },
    /// Chạy máy chủ
    Serve(Options),
    /// Việc của người soạn bài
    #[command(subcommand)]
    Course(CourseCommand),
    /// Sổ cái
    #[command(subcommand)]
    Ledger(LedgerCommand),
    /// Nhật ký thao tác
    #[command(subcommand)]
    Audit(AuditCommand),
    /// Khóa ký của máy chủ
    #[command(subcommand)]
    Keys(KeysCommand),
    /// Đưa dữ liệu vào
    #[command(subcommand)]
    Import(ImportCommand),
    /// Lấy dữ liệu ra
    #[command(subcommand)]
    Export(ExportCommand),
    /// Đọc một tệp Excel trong tiến trình riêng; máy chủ tự gọi
    #[command(name = crate::roster::sheet::COMMAND, hide = true)]
    WorkbookRows {
        /// Tệp
        file: PathBuf,
    },
}

#[derive(Debug, Subcommand)]
enum ImportCommand {
    /// Đưa danh sách thành viên từ tệp Excel hay CSV vào sổ
    Roster {
        /// Tệp .xlsx hoặc .csv
        file: PathBuf,
        /// Mã xã hay tỉnh, hoặc vn cho cả nước
        #[arg(long)]
        unit: String,
        /// Chỉ đọc và in kết quả, không ghi vào sổ
        #[arg(long)]
        dry_run: bool,
        #[command(flatten)]
        database: Database,
    },
}

#[derive(Debug, Subcommand)]
enum ExportCommand {
    /// Lấy danh sách thành viên ra tệp Excel hay CSV
    Roster {
        /// Mã xã hay tỉnh, hoặc vn cho cả nước
        #[arg(long)]
        unit: String,
        /// Tệp sẽ ghi, tên kết thúc bằng .xlsx hoặc .csv
        #[arg(long)]
        out: PathBuf,
        #[command(flatten)]
        database: Database,
    },
}

#[derive(Debug, Subcommand)]
enum CourseCommand {
    /// In cả một chuyên đề thành sách A4 (PDF)
    Booklet {
        /// Thư mục của chuyên đề, ví dụ courses/thanh-toan
        folder: PathBuf,
        /// Tệp sẽ ghi
        #[arg(short, long, default_value = "booklet.pdf")]
        output: PathBuf,
    },
    /// Kiểm tra bài học, in mọi lỗi trong một lượt
    Check {
        /// Thư mục courses, hoặc thư mục của một chuyên đề
        #[arg(default_value = "courses")]
        folder: PathBuf,
        /// In cho người đọc, cho phần mềm soạn thảo, hay cho GitHub
        #[arg(long, value_enum, default_value_t = course::Format::Human)]
        format: course::Format,
    },
    /// Ghi mã (id) còn thiếu cho câu hỏi, việc thực hành, máy tập; không đụng tới chữ nào khác
    Ids {
        /// Thư mục courses, hoặc thư mục của một chuyên đề
        #[arg(default_value = "courses")]
        folder: PathBuf,
        /// Chỉ in ra sẽ ghi gì, không ghi
        #[arg(long)]
        dry_run: bool,
    },
    /// Liệt kê thẻ số liệu: giá trị, ngày hẹn xem lại, mọi dòng đang in
    Facts {
        /// Chỉ một thẻ, ví dụ hotline-cuoc-goi-rac
        card: Option<String>,
        /// Thư mục courses, hoặc thư mục của một chuyên đề
        #[arg(long, default_value = "courses")]
        folder: PathBuf,
    },
    /// Trao đổi câu hỏi với hệ thống khác (GIFT)
    #[command(subcommand)]
    Gift(GiftCommand),
    /// Giải thích một mã lỗi, kèm ví dụ sai và đúng; không ghi mã thì in mọi mã
    Explain {
        /// Mã, ví dụ Q012
        code: Option<String>,
    },
    /// So hai bản của bài học: phần nào sửa lời, phần nào đổi nghĩa
    Diff {
        /// Thư mục bản cũ
        old: PathBuf,
        /// Thư mục bản mới
        new: PathBuf,
        /// Cách in
        #[arg(long, value_enum, default_value = "human")]
        format: course::versions::Format,
    },
    /// Đăng bài học đã lưu, sau khi cho xem ai phải làm lại gì
    Publish {
        /// Thư mục courses
        #[arg(default_value = "courses")]
        folder: PathBuf,
        /// Không hỏi lại
        #[arg(long)]
        yes: bool,
        #[command(flatten)]
        database: Database,
    },
    /// In trang tra cứu mọi mã (courses/MA-LOI.md)
    Reference,
}

#[derive(Debug, Subcommand)]
enum GiftCommand {
    /// In mọi câu hỏi của chuyên đề dạng GIFT; điều bị mất báo riêng
    Export {
        /// Thư mục của một chuyên đề, hoặc thư mục courses
        folder: PathBuf,
    },
    /// In một ngân hàng câu hỏi từ tệp GIFT; điều bị mất báo riêng, kèm số dòng
    Import {
        /// Tệp GIFT
        file: PathBuf,
        /// Mã (id) của ngân hàng mới
        #[arg(long)]
        bank: String,
    },
}

#[derive(Debug, Subcommand)]
enum LedgerCommand {
    /// Dựng lại mọi số liệu từ sổ cái và so với số đang lưu
    Verify(Database),
}

#[derive(Debug, Subcommand)]
enum AuditCommand {
    /// Kiểm tra chuỗi nhật ký, chỉ ra dòng bị sửa nếu có
    Verify(Database),
}

#[derive(Debug, Subcommand)]
enum KeysCommand {
    /// Tạo khóa ký mới; khóa cũ còn dùng để đọc thẻ đăng nhập đã ký
    Rotate {
        /// Thư mục dữ liệu
        #[arg(long, env = "TUNGNGO_DATA", default_value = "data")]
        data: PathBuf,
    },
}

/// Which database a command looks at.
#[derive(Debug, Args)]
struct Database {
    /// Thư mục dữ liệu
    #[arg(long, env = "TUNGNGO_DATA", default_value = "data")]
    data: PathBuf,
    /// Cơ sở dữ liệu PostgreSQL; không đặt thì dùng SQLite trong thư mục dữ liệu
    #[arg(long, env = "TUNGNGO_DATABASE_URL", hide_env_values = true)]
    database_url: Option<String>,
}

impl Database {
    fn url(&self) -> anyhow::Result<String> {
        match &self.database_url {
            Some(url) => Ok(url.clone()),
            None => {
                let file = self.data.join("tungngo.db");
                anyhow::ensure!(file.exists(), "không thấy cơ sở dữ liệu {}", file.display());
                Ok(tungngo_storage::sqlite_url(&file))
            }
        }
    }
}

impl Cli {
    /// Runs the command.
    pub fn run(self) -> anyhow::Result<ExitCode> {
        match self.command {
            Command::Demo { options, country } => serve::run(options, serve::Kind::Demo, country),
            Command::Serve(options) => {
                serve::run(options, serve::Kind::Serve, demo::country::Wanted::default())
            }
            Command::Course(CourseCommand::Booklet { folder, output }) => booklet::write(&folder, &output),
            Command::Course(CourseCommand::Check { folder, format }) => course::check(&folder, format),
            Command::Course(CourseCommand::Ids { folder, dry_run }) => course::ids::write(&folder, dry_run),
            Command::Course(CourseCommand::Facts { card, folder }) => {
                course::facts::list(&folder, card.as_deref())
            }
            Command::Course(CourseCommand::Gift(GiftCommand::Export { folder })) => {
                course::gift::export(&folder)
            }
            Command::Course(CourseCommand::Gift(GiftCommand::Import { file, bank })) => {
                course::gift::import(&file, &bank)
            }
            Command::Course(CourseCommand::Explain { code }) => course::explain(code.as_deref()),
            Command::Course(CourseCommand::Reference) => course::reference(),
            Command::Course(CourseCommand::Diff { old, new, format }) => {
                course::versions::diff(&old, &new, format)
            }
            Command::Course(CourseCommand::Publish { folder, yes, database }) => {
                course::versions::publish(&folder, yes, &database)
            }
            Command::Ledger(LedgerCommand::Verify(database)) => ledger::verify(&database.url()?),
            Command::Audit(AuditCommand::Verify(database)) => audit::verify(&database.url()?),
            Command::Keys(KeysCommand::Rotate { data }) => keys::rotate(&data),
            Command::Import(ImportCommand::Roster { file, unit, dry_run, database }) => {
                roster::import(&file, &unit, dry_run, &database.url()?)
            }
            Command::Export(ExportCommand::Roster { unit, out, database }) => {
                roster::export(&unit, &out, &database.url()?)
            }
            Command::WorkbookRows { file } => Ok(crate::roster::sheet::write_rows(&file)),
        }
    }
}

/// Runs what talks to the database.
fn block_on<T>(work: impl Future<Output = anyhow::Result<T>>) -> anyhow::Result<T> {
    actix_web::rt::System::new().block_on(work)
}
