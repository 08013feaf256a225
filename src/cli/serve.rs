//! `serve` and `demo`: open everything, tell the operator where it is, answer until told to stop.

use super::demo::country::Wanted;
use super::{block_on, demo};
use crate::config::{Config, Options};
use crate::web::courses::{Courses, Policy};
use crate::web::render::Renderer;
use crate::web::secrets::{Hasher, Keys, link_secret, secret_hash};
use crate::web::{self, App, Clock, WebConfig};
use actix_web::web::Data;
use anyhow::{Context, bail};
use chrono::Duration;
use std::net::TcpListener;
use std::os::unix::fs::DirBuilderExt;
use std::process::ExitCode;
use tracing_subscriber::EnvFilter;
use tungngo_domain::content::Skill;
use tungngo_domain::login_policy::INVITATION_DAYS;
use tungngo_storage::logins::{Purpose, invite};
use tungngo_storage::settings::names;
use tungngo_storage::{StorageError, Store};

/// How the server was started.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// For real.
    Serve,
    /// With a fictional commune, on loopback only.
    Demo,
}

/// A server that is ready to answer, and what to say first.
#[derive(Debug)]
pub struct Started {
    /// Its state.
    pub app: Data<App>,
    /// The link of the first administrator, while there is none.
    pub setup_link: Option<String>,
}

/// Runs until told to stop.
pub fn run(options: Options, kind: Kind, country: Wanted) -> anyhow::Result<ExitCode> {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("warn"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    let config = options.resolve(std::env::vars_os().filter_map(|(name, _)| name.into_string().ok()))?;
    if kind == Kind::Demo && !on_this_machine_only(&config) {
        bail!("bản dùng thử chỉ chạy trên máy này (127.0.0.1). Muốn cho máy khác vào, hãy dùng lệnh serve");
    }
    let listener = TcpListener::bind(config.listen)
        .with_context(|| format!("cổng {} đang có chương trình khác dùng", config.listen))?;
    block_on(async {
        let started = build(&config, kind, country, Clock::default()).await?;
        let app = started.app.clone();
        let clock = app.clock.clone();
        let watch = actix_web::rt::spawn(app.courses.clone().watch(app.store.clone(), move || clock.now()));
        let figures = actix_web::rt::spawn(keep_figures(app.clone()));
        let packing = actix_web::rt::spawn(async {
            // After those who wait for the first page.
            tokio::time::sleep(PACK_AFTER).await;
            actix_web::rt::task::spawn_blocking(web::static_files::prepare).await
        });
        let server = web::serve(app.clone(), listener, config.workers)?;
        let stop = server.handle();
        actix_web::rt::spawn(async move {
            told_to_stop().await;
            stop.stop(true).await;
        });
        let server = actix_web::rt::spawn(server);
        if kind == Kind::Demo {
            if !demo::country::greet(&app, &config).await? {
                demo::greet(&app, &config).await?;
            }
        } else {
            greet(&config, started.setup_link.as_deref());
        }
        server.await?.context("máy chủ dừng vì lỗi")?;
        watch.abort();
        figures.abort();
        packing.abort();
        app.store.clone().close().await.map_err(database_words)?;
        Ok(ExitCode::SUCCESS)
    })
}

/// When style sheets and scripts are packed, where no browser asked before.
const PACK_AFTER: std::time::Duration = std::time::Duration::from_secs(1);

/// How long an officer's figures of a province or the nation may lag behind those of the communes.
const FIGURES_EVERY: std::time::Duration = std::time::Duration::from_secs(20);

/// Keeps the figures of provinces, and the day for which certificates are counted, up to date.
async fn keep_figures(app: Data<App>) {
    loop {
        if let Err(error) = app.keep_figures().await {
            tracing::error!(%error, "figures were not summed");
        }
        tokio::time::sleep(FIGURES_EVERY).await;
    }
}

/// Waits for Ctrl+C or SIGTERM; both let running requests finish (B6).
async fn told_to_stop() {
    use tokio::signal::unix::{SignalKind, signal};
    let (Ok(mut interrupt), Ok(mut terminate)) =
        (signal(SignalKind::interrupt()), signal(SignalKind::terminate()))
    else {
        return std::future::pending().await;
    };
    tokio::select! {
        _ = interrupt.recv() => {}
        _ = terminate.recv() => {}
    }
}

/// Opens database, keys and courses, puts the parts together, and waits for what a server does by itself when it runs: the
/// folder is compiled and the figures are of today.
pub async fn build_app(config: &Config, kind: Kind, clock: Clock) -> anyhow::Result<Started> {
    let started = build(config, kind, Wanted::default(), clock).await?;
    let app = &started.app;
    app.courses.look(&app.store, app.now()).await?;
    app.keep_figures().await.map_err(database_words)?;
    Ok(started)
}

/// The same, and a demo as large as wanted.
async fn build(config: &Config, kind: Kind, country: Wanted, clock: Clock) -> anyhow::Result<Started> {
    let begun = std::time::Instant::now();
    let at = |step: &str| tracing::debug!(step, ms = begun.elapsed().as_secs_f64() * 1_000.0, "starting");
    prepare_folder(&config.data)?;
    // The templates are read while the database is opened.
    let renderer = tokio::task::spawn_blocking(Renderer::new);
    let store = Store::open(&config.database_url).await.map_err(database_words)?;
    at("database opened");
    let keys = keys_of(&store, config, kind).await?;
    let is_demo = keys.is_development() || store.setting(names::DEMO).await?.is_some();
    if is_demo && !on_this_machine_only(config) {
        bail!(
            "khóa hoặc dữ liệu trong {} là của bản dùng thử, không được mở ra ngoài máy này. Hãy dùng --data với thư \
             mục mới",
            config.data.display()
        );
    }
    let now = clock.now();
    store.ensure_official_units().await?;
    at("units");
    let is_new = store.latest_publication().await?.is_none();
    let policy = if kind == Kind::Demo { Policy::Everything } else { Policy::Harmless };
    let courses = Courses::start(&config.courses, policy, &store, now).await?;
    at("courses");
    let app = Data::new(App {
        store,
        hasher: Hasher::new(keys.clone())?,
        keys,
        renderer: renderer.await?.context("mẫu trang bị hỏng")?,
        courses,
        config: WebConfig {
            base_url: config.base_url.clone(),
            insecure_http: config.insecure_http,
            demo: kind == Kind::Demo,
            trusted_proxy: config.trusted_proxy,
            help_phone: config.help_phone.clone().or_else(|| (kind == Kind::Demo).then(demo::help_phone)),
            program: config.program.clone(),
        },
        clock,
    });
    at("templates");
    if is_new {
        // What a demo is filled with counts by the day.
        app.keep_figures().await.map_err(database_words)?;
    }
    if app.courses.now().catalogue.modules.is_empty() {
        bail!(
            "không có chuyên đề nào dùng được trong {}. Hãy chạy: tungngo course check {}",
            config.courses.display(),
            config.courses.display()
        );
    }
    let mut setup_link = None;
    if kind == Kind::Demo {
        if !demo::country::fill(&app, country).await? {
            demo::fill(&app).await?;
        }
    } else {
        let all = Skill::ALL.map(Skill::word);
        app.store.ensure_programme(demo::PROGRAMME_TITLE, &all, None).await?;
        demo::ensure_staff_programme(&app.store).await?;
        setup_link = first_administrator(&app).await?;
    }
    at("ready");
    Ok(Started { app, setup_link })
}

/// Nobody else can reach it: no address of the network, no proxy in front.
fn on_this_machine_only(config: &Config) -> bool {
    config.listen.ip().is_loopback() && config.trusted_proxy.is_none()
}

/// The key file that belongs to this database. A database that was used with other keys is refused: its PINs could
/// not be verified any more, and nobody would know why.
async fn keys_of(store: &Store, config: &Config, kind: Kind) -> anyhow::Result<Keys> {
    let file = config.data.join("keys.json");
    let known = store.setting(names::KEYS).await?;
    if known.is_some() && !file.exists() {
        bail!(
            "không thấy tệp khóa {}. Hãy lấy lại từ bản sao lưu, không có nó thì không ai vào được",
            file.display()
        );
    }
    let keys = Keys::load_or_create(&file, kind == Kind::Demo)?;
    match known {
        None => store.set_setting(names::KEYS, &keys.identity()).await?,
        Some(known) if known != keys.identity() => {
            bail!("tệp khóa {} không phải của cơ sở dữ liệu này. Hãy lấy lại từ bản sao lưu", file.display());
        }
        Some(_) => {}
    }
    Ok(keys)
}

/// A one-time link for the first administrator, while there is none.
async fn first_administrator(app: &App) -> anyhow::Result<Option<String>> {
    let now = app.now();
    if app.store.has_administrator(now).await? {
        return Ok(None);
    }
    let secret = link_secret();
    let hash = secret_hash(&secret);
    app.store
        .write(async |txn| {
            invite(txn, None, Purpose::Setup, hash, now + Duration::days(INVITATION_DAYS), now).await
        })
        .await?;
    Ok(Some(format!("{}/setup/{secret}", app.config.base_url)))
}

fn prepare_folder(folder: &std::path::Path) -> anyhow::Result<()> {
    let problem = || format!("không ghi được vào thư mục {}", folder.display());
    // Names and phone numbers live here: nobody else on the machine may look in.
    std::fs::DirBuilder::new().recursive(true).mode(0o700).create(folder).with_context(problem)?;
    let probe = folder.join(".ghi-thu");
    std::fs::write(&probe, b"").with_context(problem)?;
    std::fs::remove_file(&probe).with_context(problem)
}

/// A database's failure at start as one clear sentence.
pub fn database_words(error: StorageError) -> anyhow::Error {
    match error {
        StorageError::Unreachable(detail) => {
            anyhow::anyhow!(detail).context("không kết nối được cơ sở dữ liệu")
        }
        StorageError::NewerSchema(name) => anyhow::anyhow!(
            "cơ sở dữ liệu do một phiên bản mới hơn tạo ra (có bước {name}). Hãy dùng bản chương trình mới hơn"
        ),
        StorageError::Full => anyhow::anyhow!("ổ đĩa đã đầy hoặc không ghi được"),
        other => anyhow::anyhow!(other).context("cơ sở dữ liệu có vấn đề"),
    }
}

fn greet(config: &Config, setup_link: Option<&str>) {
    println!("Từng Ngõ đang chạy ở {}", config.base_url);
    if config.insecure_http {
        println!("Cảnh báo: HTTP không mã hóa, chỉ dùng cho một buổi thử.");
    }
    if let Some(link) = setup_link {
        println!("\nChưa có quản trị viên. Mở đường dẫn này một lần để tạo người đầu tiên:\n\n    {link}\n");
        println!("Đường dẫn dùng được một lần, trong {INVITATION_DAYS} ngày.");
    }
}
