//! A running server: the real one, on port 0, in a thread and actix system of its own.

use super::database::{TestDatabase, folder, next_number};
use actix_web::dev::ServerHandle;
use actix_web::web::Data;
use chrono::Duration;
use std::net::{SocketAddr, TcpListener};
use std::ops::Deref;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, mpsc};
use std::thread::JoinHandle;
use tungngo::cli::{Kind, build_app};
use tungngo::config::Options;
use tungngo::web::{self, App, Clock};
use tungngo_domain::time::Instant;

/// The moment every test begins at: a Tuesday, ten in the morning in Vietnam.
const BEGINNING: &str = "2026-12-01T03:00:00Z";

/// The courses that tests study.
pub fn fixture_courses() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/testsuite/fixtures/courses")
}

/// Where a test's files and database are; gone with the last server that used it.
#[derive(Debug)]
struct Place {
    folder: PathBuf,
    database: TestDatabase,
}

impl Drop for Place {
    fn drop(&mut self) {
        if !self.folder.as_os_str().is_empty() {
            let _ = std::fs::remove_dir_all(&self.folder);
        }
    }
}

/// How a server is started; what nobody asks for is left out, so that tests start fast.
#[derive(Debug, Default, Clone)]
pub struct Setup {
    watch_courses: bool,
    all_kinds: bool,
    no_fixtures: bool,
    workers: usize,
    empty_database: bool,
    trusted_proxy: Option<std::net::IpAddr>,
    courses: Vec<(String, Vec<u8>)>,
}

impl Setup {
    /// Looks at the courses folder while it runs, as `serve` does.
    pub fn watching_courses(mut self) -> Self {
        self.watch_courses = true;
        self
    }

    /// Teaches one more module, `dich-vu-cong`, whose lessons and bank hold every kind of question.
    pub fn with_all_kinds(mut self) -> Self {
        self.all_kinds = true;
        self
    }

    /// Teaches nothing but the files that are given.
    pub fn without_fixture_courses(mut self) -> Self {
        self.no_fixtures = true;
        self
    }

    /// Answers on several threads.
    pub fn with_workers(mut self, workers: usize) -> Self {
        self.workers = workers;
        self
    }

    /// Begins with an empty database: migrations and first steps are the server's.
    pub fn with_empty_database(mut self) -> Self {
        self.empty_database = true;
        self
    }

    /// Believes this proxy's word about addresses.
    pub fn behind_proxy(mut self, proxy: &str) -> Self {
        self.trusted_proxy = Some(proxy.parse().expect("an address"));
        self
    }

    /// With one more file in the courses, or another in the place of one.
    pub fn with_course_file(mut self, path: &str, content: impl Into<Vec<u8>>) -> Self {
        self.courses.push((path.to_owned(), content.into()));
        self
    }

    /// Starts it.
    pub async fn start(self) -> TestApp {
        let number = next_number();
        let folder = folder().join(number.to_string());
        std::fs::create_dir_all(folder.join("data")).expect("the temporary folder can be written");
        if !self.no_fixtures {
            copy(&fixture_courses(), &folder.join("courses"));
        }
        if self.all_kinds {
            copy(&fixture_courses().with_file_name("more"), &folder.join("courses"));
        }
        for (path, content) in &self.courses {
            let path = folder.join("courses").join(path);
            std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
            std::fs::write(path, content).expect("a course file");
        }
        let data = folder.join("data");
        let database = if self.empty_database {
            TestDatabase::empty(&data).await
        } else {
            TestDatabase::fresh(&data).await
        };
        let clock = Clock::default();
        let beginning: Instant = BEGINNING.parse().expect("a moment");
        clock.travel(beginning - clock.now());
        let place = Arc::new(Place { folder, database });
        run(place, self, clock).expect("the server starts")
    }
}

/// A running server. Dereferences to its state, for looking behind the pages.
pub struct TestApp {
    app: Data<App>,
    /// Where it listens.
    pub address: SocketAddr,
    /// The link of the first administrator, while there is none.
    pub setup_link: Option<String>,
    setup: Setup,
    place: Arc<Place>,
    handle: ServerHandle,
    tidily: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Deref for TestApp {
    type Target = App;
    fn deref(&self) -> &App {
        &self.app
    }
}

struct Running {
    app: Data<App>,
    address: SocketAddr,
    setup_link: Option<String>,
    handle: ServerHandle,
}

fn run(place: Arc<Place>, setup: Setup, clock: Clock) -> Result<TestApp, String> {
    let (tell, hear) = mpsc::channel::<Result<Running, String>>();
    let (inside, how) = (Arc::clone(&place), setup.clone());
    let tidily = Arc::new(AtomicBool::new(false));
    let leave_tidily = Arc::clone(&tidily);
    let thread = std::thread::spawn(move || {
        actix_web::rt::System::new().block_on(async move {
            let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
            let address = listener.local_addr().expect("an address");
            let url = &inside.database.url;
            let options = Options {
                listen: Some(address),
                data: Some(inside.folder.join("data")),
                courses: Some(inside.folder.join("courses")),
                database_url: Some(url.clone()).filter(|url| url.starts_with("postgres")),
                trusted_proxy: how.trusted_proxy,
                help_phone: Some("0900000011".to_owned()),
                workers: Some(how.workers.max(1)),
                program: Some(PathBuf::from(env!("CARGO_BIN_EXE_tungngo"))),
                ..Options::default()
            };
            let config = options.resolve(std::iter::empty()).expect("the options are fine");
            let clock_of_watch = clock.clone();
            let started = match build_app(&config, Kind::Serve, clock).await {
                Ok(started) => started,
                Err(error) => {
                    let _ = tell.send(Err(format!("{error:#}")));
                    return;
                }
            };
            let app = started.app.clone();
            let watch = how.watch_courses.then(|| {
                let courses = app.courses.clone();
                actix_web::rt::spawn(courses.watch(app.store.clone(), move || clock_of_watch.now()))
            });
            let server = web::serve(app.clone(), listener, config.workers).expect("the server listens");
            let running = Running {
                app: app.clone(),
                address,
                setup_link: started.setup_link,
                handle: server.handle(),
            };
            if tell.send(Ok(running)).is_err() {
                return;
            }
            let _ = server.await;
            if let Some(watch) = watch {
                watch.abort();
            }
            // When the test's thread waits for this one in `drop`, it cannot give borrowed connections back, and closing
            // would wait for them for ever.
            if leave_tidily.load(Ordering::Relaxed) {
                let _ = app.store.clone().close().await;
            }
            // The last one out removes the database; a restart still holds the place.
            if let Some(place) = Arc::into_inner(inside) {
                place.database.remove().await;
            }
        });
    });
    let running = hear.recv().map_err(|_| "the server's thread ended".to_owned())??;
    Ok(TestApp {
        app: running.app,
        address: running.address,
        setup_link: running.setup_link,
        setup,
        place,
        handle: running.handle,
        tidily,
        thread: Some(thread),
    })
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a folder");
    for entry in std::fs::read_dir(from).expect("a folder").flatten() {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).expect("a copy");
        }
    }
}

impl TestApp {
    /// A server with nothing special about it.
    pub async fn start() -> Self {
        Setup::default().start().await
    }

    /// How to start one with something special.
    pub fn setup() -> Setup {
        Setup { workers: 1, ..Setup::default() }
    }

    /// The courses folder of this server.
    pub fn courses_folder(&self) -> PathBuf {
        self.place.folder.join("courses")
    }

    /// The data folder of this server.
    pub fn data_folder(&self) -> PathBuf {
        self.place.folder.join("data")
    }

    /// The database of this server.
    pub fn database(&self) -> &TestDatabase {
        &self.place.database
    }

    /// The address of the server as a browser types it.
    pub fn origin(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Moves the clock on.
    pub fn travel(&self, by: Duration) {
        self.app.clock.travel(by);
    }

    /// Moves the clock to a moment.
    pub fn travel_to(&self, moment: &str) {
        let moment: Instant = moment.parse().expect("a moment");
        self.app.clock.travel(moment - self.app.clock.now());
    }

    /// Stops the server and starts another one over the same files and database, at the same time of day.
    pub async fn restart(self) -> Self {
        self.try_restart().await.expect("the server starts again")
    }

    /// The same, where starting may be refused.
    pub async fn try_restart(mut self) -> Result<Self, String> {
        let (place, setup, clock) = (Arc::clone(&self.place), self.setup.clone(), self.app.clock.clone());
        self.tidily.store(true, Ordering::Relaxed);
        drop(self.handle.stop(false));
        if let Some(thread) = self.thread.take() {
            let _ = tokio::task::spawn_blocking(move || thread.join()).await;
        }
        drop(self);
        run(place, setup, clock)
    }

    /// Holds the ledger and the audit trail against what is stored (G6, A1).
    pub async fn assert_books_agree(&self) {
        let found = self.store.verify_ledger(|_| {}).await.expect("the ledger can be read");
        assert_eq!(found.differences, Vec::<String>::new(), "ledger verify");
        let trail = self.store.verify_audit().await.expect("the audit trail can be read");
        assert!(trail.is_ok(), "audit verify: {trail:?}");
    }
}

impl Drop for TestApp {
    fn drop(&mut self) {
        // This handle on the place goes first, so that the server's thread is the last one out.
        let place = std::mem::replace(&mut self.place, Arc::new(Place::nowhere()));
        drop(place);
        if let Some(thread) = self.thread.take() {
            drop(self.handle.stop(false));
            let _ = thread.join();
        }
    }
}

impl Place {
    fn nowhere() -> Self {
        Self { folder: PathBuf::new(), database: TestDatabase::nowhere() }
    }
}
