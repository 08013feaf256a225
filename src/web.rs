//! The server: its state, the layers around every request, and how it starts and stops.
//!
//! Owns: [`App`] (built once) and [`serve`]. Does not own: the URL table ([`routes`]) nor any page.

pub mod api;
pub mod compress;
pub mod courses;
pub mod download;
pub mod error;
mod face;
pub mod form;
pub mod guard;
pub mod login;
pub mod messages;
pub mod own_path;
pub mod page;
pub mod publishing;
pub mod qr;
pub mod render;
pub mod routes;
pub mod secrets;
pub mod view;

mod admin;
mod author;
mod learner;
pub mod officer;
mod public;
mod recall;
pub mod static_files;
mod trainer;
mod upload;

pub use learner::help::{lesson_place, question_place};

use actix_web::middleware::{Compress, from_fn};
use actix_web::{App as ActixApp, HttpServer, web};
use anyhow::Context;
use courses::Courses;
use render::Renderer;
use secrets::{Hasher, Keys};
use std::net::TcpListener;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use tungngo_domain::time::{Instant, to_micros};
use tungngo_storage::Store;

/// How a server behaves, as far as requests see it.
#[derive(Debug, Clone)]
pub struct WebConfig {
    /// The address people reach it at, without a trailing slash: printed into QR codes.
    pub base_url: String,
    /// Plain HTTP off loopback, for a trial evening: a banner on every page, and no `Secure` cookie.
    pub insecure_http: bool,
    /// The demo asks staff for no second factor.
    pub demo: bool,
    /// The proxy whose `X-Forwarded-For` is believed (H5).
    pub trusted_proxy: Option<std::net::IpAddr>,
    /// The number behind "Gọi giúp".
    pub help_phone: Option<tungngo_domain::people::Phone>,
    /// Our own program, which opens workbooks in a process of its own.
    pub program: std::path::PathBuf,
}

/// The clock of the server; tests move it.
#[derive(Debug, Clone, Default)]
pub struct Clock {
    moved_by_micros: Arc<AtomicI64>,
}

impl Clock {
    /// Now, to the microsecond.
    pub fn now(&self) -> Instant {
        let moved = chrono::Duration::microseconds(self.moved_by_micros.load(Ordering::Relaxed));
        to_micros(chrono::Utc::now() + moved)
    }

    /// Moves the clock on. For tests and for filling a demo with the past.
    pub fn travel(&self, by: chrono::Duration) {
        self.moved_by_micros.fetch_add(by.num_microseconds().unwrap_or(0), Ordering::Relaxed);
    }
}

/// Everything a handler may need; built once and shared.
#[derive(Debug)]
pub struct App {
    /// The database.
    pub store: Store,
    /// Tokens and seals.
    pub keys: Keys,
    /// Hashing, off the request threads.
    pub hasher: Hasher,
    /// Pages.
    pub renderer: Renderer,
    /// The courses in use.
    pub courses: Courses,
    /// How this server behaves.
    pub config: WebConfig,
    /// The time.
    pub clock: Clock,
}

impl App {
    /// Now.
    pub fn now(&self) -> Instant {
        self.clock.now()
    }

    /// Today in Vietnam.
    pub fn today(&self) -> chrono::NaiveDate {
        tungngo_domain::time::day(self.now())
    }

    /// Brings the figures to today, issues what programmes' new rules make due, and sums the provinces that changed: at
    /// start, and every few seconds after.
    pub async fn keep_figures(&self) -> tungngo_storage::Result<()> {
        self.store.bring_figures_to(self.today()).await?;
        let catalogue = &self.courses.now().catalogue;
        self.store.issue_by_new_rules(catalogue, &mut secrets::random_byte, self.now()).await?;
        self.store.sum_provinces().await?;
        Ok(())
    }

    /// Where "Gọi giúp" leads before anything nearer is known.
    pub fn help_href(&self) -> String {
        self.config.help_phone.as_ref().map_or_else(|| "/help".to_owned(), |phone| phone.tel_href())
    }

    /// The network address a request came from: the socket's, or what the configured proxy says (H5).
    pub fn address(&self, request: &actix_web::HttpRequest) -> String {
        let peer = request.peer_addr().map(|peer| peer.ip());
        if peer.is_some() && peer == self.config.trusted_proxy {
            let forwarded = request.headers().get("x-forwarded-for").and_then(|value| value.to_str().ok());
            let last = forwarded.and_then(|list| list.rsplit(',').next());
            if let Some(address) = last.and_then(|last| last.trim().parse::<std::net::IpAddr>().ok()) {
                return address.to_string();
            }
        }
        peer.map(|peer| peer.to_string()).unwrap_or_default()
    }
}

/// The version of the privacy notice that people agree to now.
pub fn public_notice_version() -> &'static str {
    public::consent::NOTICE_VERSION
}

/// Answers requests on `listener` until told to stop, then finishes what runs (B6).
pub fn serve(
    app: web::Data<App>,
    listener: TcpListener,
    workers: usize,
) -> anyhow::Result<actix_web::dev::Server> {
    let server = HttpServer::new(move || {
        ActixApp::new()
            .app_data(app.clone())
            .app_data(web::PayloadConfig::new(form::FORM_MAX_BYTES))
            .wrap(from_fn(guard::guard))
            .wrap(Compress::default())
            .configure(routes::configure)
            .default_service(web::route().to(guard::not_found))
    })
    .workers(workers)
    // An answer in two writes would otherwise wait for the browser to acknowledge the first: up to 40 ms.
    .tcp_nodelay(true)
    .shutdown_timeout(25)
    .disable_signals()
    .client_request_timeout(std::time::Duration::from_secs(5))
    .listen(listener)
    .context("không nghe được ở địa chỉ đã cho")?
    .run();
    Ok(server)
}
