//! One typed configuration from the command line, the environment (`TUNGNGO_*`) and a file, in this order of strength.
//!
//! Owns: every option, its default, and the refusals of unsafe combinations. Works with no option at all. Unknown keys
//! are refused, in the file and in the environment. Nothing here is a secret but the database's address, which is
//! never printed whole.

use anyhow::{Context, bail};
use clap::Args;
use serde::Deserialize;
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use tungngo_domain::people::Phone;

/// Options of `serve` and `demo`.
#[derive(Debug, Clone, Default, Args, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Options {
    /// Địa chỉ và cổng để nghe [mặc định: 127.0.0.1:8080]
    #[arg(long, env = "TUNGNGO_LISTEN", value_name = "ĐỊA CHỈ:CỔNG")]
    pub listen: Option<SocketAddr>,
    /// Thư mục dữ liệu: cơ sở dữ liệu SQLite và tệp khóa [mặc định: ./data]
    #[arg(long, env = "TUNGNGO_DATA", value_name = "THƯ MỤC")]
    pub data: Option<PathBuf>,
    /// Thư mục bài học [mặc định: ./courses]
    #[arg(long, env = "TUNGNGO_COURSES", value_name = "THƯ MỤC")]
    pub courses: Option<PathBuf>,
    /// Cơ sở dữ liệu PostgreSQL, dạng postgres://…; không đặt thì dùng SQLite trong thư mục dữ liệu
    #[arg(long, env = "TUNGNGO_DATABASE_URL", hide_env_values = true, value_name = "URL")]
    pub database_url: Option<String>,
    /// Địa chỉ mọi người gõ để vào, in trong mã QR [mặc định: http:// và địa chỉ nghe]
    #[arg(long, env = "TUNGNGO_BASE_URL", value_name = "URL")]
    pub base_url: Option<String>,
    /// Cho chạy HTTP không mã hóa ngoài máy này, cho một buổi thử; mọi trang có dòng cảnh báo
    #[arg(long, env = "TUNGNGO_INSECURE_HTTP", value_parser = clap::builder::FalseyValueParser::new())]
    #[serde(default)]
    pub insecure_http: bool,
    /// Máy chủ trung gian (TLS) được tin khi báo địa chỉ người dùng
    #[arg(long, env = "TUNGNGO_TRUSTED_PROXY", value_name = "ĐỊA CHỈ")]
    pub trusted_proxy: Option<IpAddr>,
    /// Số điện thoại của nút “Gọi giúp”
    #[arg(long, env = "TUNGNGO_HELP_PHONE", value_name = "SỐ")]
    pub help_phone: Option<String>,
    /// Số luồng trả lời [mặc định: số nhân của máy]
    #[arg(long, env = "TUNGNGO_WORKERS", value_name = "SỐ")]
    pub workers: Option<usize>,
    /// Tệp cấu hình TOML với các khóa như trên
    #[arg(long, env = "TUNGNGO_CONFIG", value_name = "TỆP")]
    #[serde(skip)]
    pub config: Option<PathBuf>,
    /// Our own program, where it is not the one that runs.
    #[arg(skip)]
    #[serde(skip)]
    pub program: Option<PathBuf>,
}

/// The names of the environment's variables: each option's in capitals.
pub const VARIABLES: [&str; 10] = [
    "TUNGNGO_LISTEN",
    "TUNGNGO_DATA",
    "TUNGNGO_COURSES",
    "TUNGNGO_DATABASE_URL",
    "TUNGNGO_BASE_URL",
    "TUNGNGO_INSECURE_HTTP",
    "TUNGNGO_TRUSTED_PROXY",
    "TUNGNGO_HELP_PHONE",
    "TUNGNGO_WORKERS",
    "TUNGNGO_CONFIG",
];

/// The configuration a server runs with.
#[derive(Debug, Clone)]
pub struct Config {
    /// Where it listens.
    pub listen: SocketAddr,
    /// The data folder.
    pub data: PathBuf,
    /// The courses folder.
    pub courses: PathBuf,
    /// The database's address.
    pub database_url: String,
    /// What people type, without a trailing slash.
    pub base_url: String,
    /// Plain HTTP off loopback was asked for, and is off loopback.
    pub insecure_http: bool,
    /// The proxy that is believed.
    pub trusted_proxy: Option<IpAddr>,
    /// The number behind "Gọi giúp".
    pub help_phone: Option<Phone>,
    /// Threads that answer.
    pub workers: usize,
    /// Our own program, which opens workbooks in a process of its own.
    pub program: PathBuf,
}

impl Options {
    /// Puts file and defaults below what was given, and refuses what is unsafe or makes no sense.
    pub fn resolve(self, environment: impl Iterator<Item = String>) -> anyhow::Result<Config> {
        for name in environment.filter(|name| name.starts_with("TUNGNGO_")) {
            if !VARIABLES.contains(&name.as_str()) {
                bail!("không có biến {name}; các biến dùng được: {}", VARIABLES.join(", "));
            }
        }
        let file = match &self.config {
            Some(path) => {
                let text = std::fs::read_to_string(path)
                    .with_context(|| format!("không đọc được tệp cấu hình {}", path.display()))?;
                toml::from_str::<Self>(&text)
                    .with_context(|| format!("tệp cấu hình {} viết chưa đúng", path.display()))?
            }
            None => Self::default(),
        };
        let listen = self.listen.or(file.listen).unwrap_or_else(|| SocketAddr::from(([127, 0, 0, 1], 8080)));
        let data = self.data.or(file.data).unwrap_or_else(|| PathBuf::from("data"));
        let database_url = match self.database_url.or(file.database_url) {
            Some(url) if url.starts_with("postgres://") || url.starts_with("postgresql://") => url,
            Some(_) => bail!("--database-url phải có dạng postgres://người:mật-khẩu@máy/tên"),
            None => tungngo_storage::sqlite_url(&data.join("tungngo.db")),
        };
        let help_phone = match self.help_phone.or(file.help_phone) {
            Some(text) => Some(
                Phone::read(&text).ok().with_context(|| format!("số điện thoại {text} chưa đủ 10 chữ số"))?,
            ),
            None => None,
        };
        let base_url = self.base_url.or(file.base_url);
        let trusted_proxy = self.trusted_proxy.or(file.trusted_proxy);
        let asked_insecure = self.insecure_http || file.insecure_http;
        let off_loopback = !listen.ip().is_loopback();
        let https = base_url.as_deref().is_some_and(|base_url| base_url.starts_with("https://"));
        let behind_tls = trusted_proxy.is_some() && https;
        if off_loopback && !asked_insecure && !behind_tls {
            bail!(
                "{listen} là địa chỉ ngoài máy này mà chưa có mã hóa. Hãy đặt sau máy chủ TLS (--trusted-proxy và \
                 --base-url https://…), hoặc thêm --insecure-http cho một buổi thử"
            );
        }
        let base_url = match base_url {
            Some(base_url) => base_url,
            None if listen.ip().is_unspecified() => {
                bail!(
                    "{listen} là mọi địa chỉ của máy. Hãy cho biết --base-url http://… mà mọi người gõ để vào"
                )
            }
            None => format!("http://{listen}"),
        };
        let base_url = base_url.trim_end_matches('/').to_owned();
        if !(base_url.starts_with("http://") || base_url.starts_with("https://")) {
            bail!("--base-url phải bắt đầu bằng http:// hoặc https://");
        }
        let workers = self
            .workers
            .or(file.workers)
            .unwrap_or_else(|| std::thread::available_parallelism().map_or(2, std::num::NonZeroUsize::get));
        if workers == 0 {
            bail!("--workers phải từ 1 trở lên");
        }
        Ok(Config {
            listen,
            data,
            courses: self.courses.or(file.courses).unwrap_or_else(|| PathBuf::from("courses")),
            database_url,
            base_url,
            insecure_http: asked_insecure && off_loopback,
            trusted_proxy,
            help_phone,
            workers,
            program: match self.program {
                Some(program) => program,
                None => std::env::current_exe().context("không biết chương trình này nằm ở đâu")?,
            },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::{CommandFactory, Parser};

    fn resolve(options: Options) -> anyhow::Result<Config> {
        options.resolve(std::iter::empty())
    }

    #[test]
    fn it_works_with_no_option_at_all() {
        let config = resolve(Options::default()).unwrap();
        assert_eq!(config.listen.to_string(), "127.0.0.1:8080");
        assert_eq!(config.base_url, "http://127.0.0.1:8080");
        assert!(config.database_url.starts_with("sqlite://"));
    }

    #[test]
    fn plain_http_off_loopback_is_refused_unless_asked_for() {
        let open = || Options {
            listen: Some("0.0.0.0:8080".parse().unwrap()),
            base_url: Some("http://192.168.1.5:8080".into()),
            ..Options::default()
        };
        assert!(resolve(open()).unwrap_err().to_string().contains("--insecure-http"));
        assert!(resolve(Options { insecure_http: true, ..open() }).unwrap().insecure_http);
        let proxied = Options {
            trusted_proxy: Some("10.0.0.1".parse().unwrap()),
            base_url: Some("https://hoc.example.vn/".into()),
            ..open()
        };
        let config = resolve(proxied).unwrap();
        assert!(!config.insecure_http);
        assert_eq!(config.base_url, "https://hoc.example.vn");
        let on_loopback = Options { insecure_http: true, ..Options::default() };
        assert!(!resolve(on_loopback).unwrap().insecure_http, "nothing is insecure on loopback");
    }

    #[test]
    fn unknown_keys_are_refused() {
        let environment = ["TUNGNGO_LISTEN", "TUNGNGO_LISTNE", "PATH"].map(str::to_owned).into_iter();
        let refusal = Options::default().resolve(environment).unwrap_err().to_string();
        assert!(refusal.contains("TUNGNGO_LISTNE"), "{refusal}");
        assert!(toml::from_str::<Options>("listne = \"127.0.0.1:1\"").is_err());
        assert!(toml::from_str::<Options>("listen = \"127.0.0.1:1\"").is_ok());
    }

    #[test]
    fn every_option_has_its_variable_and_stands_in_the_readme() {
        #[derive(Parser)]
        struct Probe {
            #[command(flatten)]
            _options: Options,
        }
        let readme = include_str!("../README.md");
        let command = Probe::command();
        for argument in command.get_arguments().filter(|argument| argument.get_id() != "help") {
            let variable = argument.get_env().and_then(|name| name.to_str()).unwrap_or_default();
            assert!(VARIABLES.contains(&variable), "{}", argument.get_id());
            let long = format!("--{}", argument.get_long().unwrap_or_default());
            assert!(readme.contains(&long) && readme.contains(variable), "{long} is not in README.md");
        }
    }
}
