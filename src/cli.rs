//! The command line: a file a command; each parses, calls and reports.

mod audit;
mod booklet;
mod course;
mod demo;
mod figures;
mod keys;
mod ledger;
mod month;
mod reform;
mod roster;
mod serve;

pub use demo::country::{Wanted as WantedCountry, fill as fill_country};
pub use demo::fill as fill_demo;
pub use serve::{Kind, Started, build_app};

use crate::config::Options;
use crate::web::officer::export::PagePart;
use chrono::NaiveDate;
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
    /// Số liệu chốt theo tháng
    #[command(subcommand)]
    Month(MonthCommand),
    /// Nhật ký thao tác
    #[command(subcommand)]
    Audit(AuditCommand),
    /// Khóa ký của máy chủ
    #[command(subcommand)]
    Keys(KeysCommand),
    /// Sắp xếp đơn vị hành chính: xem trước, áp dụng, trả lại
    #[command(subcommand)]
    Reform(ReformCommand),
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
    /// Lấy một phần số liệu của một đơn vị ra tệp Excel hay CSV
    Figures {
        /// Mã xã hay tỉnh, hoặc vn cho cả nước
        #[arg(long)]
        unit: String,
        /// Phần nào
        #[arg(long, value_enum)]
        part: PagePart,
        /// Chỉ một chuyên đề, ví dụ thanh-toan
        #[arg(long)]
        module: Option<String>,
        /// Chỉ một vai: leader, deputy hay member
        #[arg(long, conflicts_with = "module")]
        role: Option<String>,
        /// Theo tuần; không ghi thì theo tháng
        #[arg(long)]
        weekly: bool,
        /// Đường theo thời gian dừng ở tháng này, ví dụ 2026-09
        #[arg(long)]
        until: Option<String>,
        /// Chỉ vài đơn vị ngay dưới, theo mã, cách nhau bằng dấu phẩy
        #[arg(long, value_delimiter = ',')]
        units: Vec<String>,
        /// Tệp sẽ ghi, tên kết thúc bằng .xlsx hoặc .csv
        #[arg(long)]
        out: PathBuf,
        #[command(flatten)]
        database: Database,
    },
    /// Lấy danh sách đứng sau một số ra tệp Excel hay CSV
    List {
        /// Mã xã hay tỉnh, hoặc vn cho cả nước
        #[arg(long)]
        unit: String,
        /// Số nào, ví dụ certified, started, teams-silent
        #[arg(long)]
        metric: String,
        /// Về một chuyên đề, hoặc thanh-vien
        #[arg(long)]
        subject: Option<String>,
        /// Chỉ một nhóm, ví dụ leader, b1960
        #[arg(long)]
        cohort: Option<String>,
        /// Chỉ ai đạt trong các tuần bắt đầu từ ngày này, ví dụ 2026-10-01; cần --before
        #[arg(long, requires = "before")]
        from: Option<NaiveDate>,
        /// Chỉ ai đạt trong các tuần bắt đầu trước ngày này
        #[arg(long)]
        before: Option<NaiveDate>,
        /// Chỉ các đơn vị ngay dưới này: mã, cách nhau bằng dấu phẩy
        #[arg(long, value_delimiter = ',')]
        units: Vec<String>,
        /// Tệp sẽ ghi, tên kết thúc bằng .xlsx hoặc .csv
        #[arg(long)]
        out: PathBuf,
        #[command(flatten)]
        database: Database,
    },
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
    /// Đếm lại mọi bộ đếm từ kết quả đang lưu của từng người và ghi lại
    Recount(Database),
}

#[derive(Debug, Subcommand)]
enum MonthCommand {
    /// Liệt kê các tháng đã chốt của một đơn vị
    List {
        /// Mã xã hay tỉnh, hoặc vn cho cả nước
        #[arg(long)]
        unit: String,
        #[command(flatten)]
        database: Database,
    },
    /// Chốt số liệu một tháng đã hết
    Freeze {
        /// Mã xã hay tỉnh, hoặc vn cho cả nước
        #[arg(long)]
        unit: String,
        /// Tháng, ví dụ 2026-10
        #[arg(long)]
        month: String,
        #[command(flatten)]
        database: Database,
    },
    /// Tính lại các tháng đã chốt từ sổ cái và so từng số
    Check {
        /// Mã xã hay tỉnh, hoặc vn cho cả nước
        #[arg(long)]
        unit: String,
        /// Chỉ một tháng, ví dụ 2026-10
        #[arg(long)]
        month: Option<String>,
        #[command(flatten)]
        database: Database,
    },
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

#[derive(Debug, Subcommand)]
enum ReformCommand {
    /// Xem trước một đợt sắp xếp, không đổi gì
    Check {
        #[command(flatten)]
        options: reform::Options,
        #[command(flatten)]
        database: Database,
    },
    /// Áp dụng một đợt sắp xếp trong một lần
    Apply {
        #[command(flatten)]
        options: reform::Options,
        /// Tên đợt sắp xếp; không ghi thì lấy tên tệp
        #[arg(long)]
        name: Option<String>,
        /// Áp dụng thật
        #[arg(long)]
        yes: bool,
        #[command(flatten)]
        database: Database,
    },
    /// Trả bản đồ về như trước đợt áp dụng sau cùng
    Reverse {
        /// Mã của đợt, xem bằng: tungngo reform list
        id: uuid::Uuid,
        /// Trả lại thật
        #[arg(long)]
        yes: bool,
        #[command(flatten)]
        database: Database,
    },
    /// Liệt kê các đợt
    List(Database),
    /// In đợt sắp xếp 01/07/2025 thành tệp mẫu (CSV)
    #[command(name = "legacy-2025")]
    Legacy2025,
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
            Command::Ledger(LedgerCommand::Recount(database)) => ledger::recount(&database.url()?),
            Command::Month(MonthCommand::List { unit, database }) => month::list(&database.url()?, &unit),
            Command::Month(MonthCommand::Freeze { unit, month, database }) => {
                month::freeze(&database.url()?, &unit, month::month(&month)?)
            }
            Command::Month(MonthCommand::Check { unit, month, database }) => {
                let month = month.as_deref().map(month::month).transpose()?;
                month::check(&database.url()?, &unit, month)
            }
            Command::Audit(AuditCommand::Verify(database)) => audit::verify(&database.url()?),
            Command::Keys(KeysCommand::Rotate { data }) => keys::rotate(&data),
            Command::Reform(ReformCommand::Check { options, database }) => {
                reform::check(&options, &database.url()?)
            }
            Command::Reform(ReformCommand::Apply { options, name, yes, database }) => {
                reform::apply(&options, name, yes, &database.url()?)
            }
            Command::Reform(ReformCommand::Reverse { id, yes, database }) => {
                reform::reverse(id, yes, &database.url()?)
            }
            Command::Reform(ReformCommand::List(database)) => reform::list(&database.url()?),
            Command::Reform(ReformCommand::Legacy2025) => reform::legacy_2025(),
            Command::Import(ImportCommand::Roster { file, unit, dry_run, database }) => {
                roster::import(&file, &unit, dry_run, &database.url()?)
            }
            Command::Export(ExportCommand::Roster { unit, out, database }) => {
                roster::export(&unit, &out, &database.url()?)
            }
            Command::Export(ExportCommand::Figures {
                unit,
                part,
                module,
                role,
                weekly,
                until,
                units,
                out,
                database,
            }) => {
                let what = figures::What::Figures {
                    part,
                    module: module.as_deref(),
                    role: role.as_deref(),
                    weekly,
                    until: until.as_deref(),
                    units: &units,
                };
                figures::export(&unit, &what, &out, &database.url()?)
            }
            Command::Export(ExportCommand::List {
                unit,
                metric,
                subject,
                cohort,
                from,
                before,
                units,
                out,
                database,
            }) => {
                let what = figures::What::List {
                    from,
                    before,
                    units: &units,
                    metric: &metric,
                    subject: subject.as_deref(),
                    cohort: cohort.as_deref(),
                };
                figures::export(&unit, &what, &out, &database.url()?)
            }
            Command::WorkbookRows { file } => Ok(crate::roster::sheet::write_rows(&file)),
        }
    }
}

/// Runs what talks to the database.
fn block_on<T>(work: impl Future<Output = anyhow::Result<T>>) -> anyhow::Result<T> {
    actix_web::rt::System::new().block_on(work)
}
