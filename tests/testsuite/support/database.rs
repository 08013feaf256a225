//! A database a test, cloned from a template that is migrated and filled with the official units once a process.
//!
//! Which database: `TUNGNGO_TEST_DATABASE_URL` names a PostgreSQL server on which databases may be created; unset means
//! SQLite files.

use sea_orm::{ConnectionTrait, Database, DatabaseConnection};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use tokio::sync::Mutex;
use tungngo_storage::certificates::Issuer;
use tungngo_storage::{Store, sqlite_url};

/// The variable that names the PostgreSQL server.
const VARIABLE: &str = "TUNGNGO_TEST_DATABASE_URL";

static TEMPLATE: Mutex<bool> = Mutex::const_new(false);
static NEXT: AtomicU32 = AtomicU32::new(1);

/// The database of one test; gone with it.
#[derive(Debug)]
pub struct TestDatabase {
    /// Its address.
    pub url: String,
    name: Option<String>,
}

/// The server's address, when the suite runs on PostgreSQL.
pub fn postgres() -> Option<String> {
    std::env::var(VARIABLE).ok().filter(|url| !url.is_empty())
}

/// The folder of this process's temporary files.
pub fn folder() -> PathBuf {
    std::env::temp_dir().join(format!("tungngo-test-{}", std::process::id()))
}

/// A number no other test of this process has.
pub fn next_number() -> u32 {
    NEXT.fetch_add(1, Ordering::Relaxed)
}

fn at(server: &str, name: &str) -> String {
    let (address, options) = server.split_once('?').map_or((server, None), |(a, b)| (a, Some(b)));
    let authority = address.find("://").map_or(0, |at| at + 3);
    let root = address[authority..].find('/').map_or(address, |slash| &address[..authority + slash]);
    match options {
        Some(options) => format!("{root}/{name}?{options}"),
        None => format!("{root}/{name}"),
    }
}

fn template_name() -> String {
    format!("tungngo_test_{}_template", std::process::id())
}

/// The address of the template; nothing may be connected to it while it is cloned.
pub fn template_url() -> String {
    match postgres() {
        Some(server) => at(&server, &template_name()),
        None => sqlite_url(&folder().join("template.db")),
    }
}

async fn connect(url: &str) -> DatabaseConnection {
    let mut options = sea_orm::ConnectOptions::new(url);
    options.max_connections(1).sqlx_logging(false);
    Database::connect(options).await.expect("the test database answers")
}

/// Removes what runs left behind that were killed.
async fn sweep(server: Option<&DatabaseConnection>) {
    let gone = |pid: &str| pid.parse::<u32>().is_ok() && !Path::new("/proc").join(pid).exists();
    if !Path::new("/proc/self").exists() {
        return;
    }
    if let Ok(entries) = std::fs::read_dir(std::env::temp_dir()) {
        for entry in entries.flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            if name.strip_prefix("tungngo-test-").is_some_and(gone) {
                let _ = std::fs::remove_dir_all(entry.path());
            }
        }
    }
    let Some(server) = server else { return };
    let statement = sea_orm::Statement::from_string(
        server.get_database_backend(),
        "SELECT datname::text FROM pg_database WHERE datname LIKE 'tungngo_test_%'",
    );
    for row in server.query_all_raw(statement).await.expect("databases can be listed") {
        let name: String = row.try_get_by_index(0).expect("a name");
        let pid = name.trim_start_matches("tungngo_test_").split('_').next().unwrap_or_default().to_owned();
        if gone(&pid) {
            let _ = server.execute_unprepared(&format!("DROP DATABASE \"{name}\" WITH (FORCE)")).await;
        }
    }
}

/// Makes the template if it is not there yet, and says once which database the suite runs on.
async fn ensure_template(made: &mut bool) {
    if *made {
        return;
    }
    let server = match postgres() {
        Some(url) => Some(connect(&url).await),
        None => None,
    };
    sweep(server.as_ref()).await;
    std::fs::create_dir_all(folder()).expect("the temporary folder can be written");
    match &server {
        Some(server) => {
            let sql = format!("CREATE DATABASE \"{}\"", template_name());
            server.execute_unprepared(&sql).await.expect("databases may be created");
        }
        None => {
            // Past the capturing of output, so that it is seen in every run.
            use std::io::Write;
            let _ = std::io::stderr().write_all(
                format!(
                    "\n*** {VARIABLE} is not set: PostgreSQL is LEFT OUT, this run is SQLite only ***\n\n"
                )
                .as_bytes(),
            );
        }
    }
    let store = Store::open(&template_url()).await.expect("the template can be migrated");
    store.ensure_official_units().await.expect("the official units fit");
    ensure_programme(&store).await;
    store.close().await.expect("the template can be closed");
    *made = true;
}

/// The programme that tests study: both modules of the fixtures.
async fn ensure_programme(store: &Store) {
    let issuer = Issuer {
        unit: "Ủy ban nhân dân xã Thử".to_owned(),
        title: "Chủ tịch".to_owned(),
        name: "Lò Văn Mẫu".to_owned(),
    };
    store
        .ensure_programme("Thành viên Tổ công nghệ số cộng đồng", &["thanh-toan", "an-toan"], Some(issuer))
        .await
        .expect("the programme can be set up");
}

impl TestDatabase {
    /// A fresh clone of the template; an SQLite file stands in `data`, where the server looks for it.
    pub async fn fresh(data: &Path) -> Self {
        // One at a time: PostgreSQL clones a database only while nobody is connected to it.
        let mut made = TEMPLATE.lock().await;
        ensure_template(&mut made).await;
        let Some(server) = postgres() else {
            let file = data.join("tungngo.db");
            std::fs::copy(folder().join("template.db"), &file).expect("the template can be copied");
            return Self { url: sqlite_url(&file), name: None };
        };
        let name = format!("tungngo_test_{}_{}", std::process::id(), next_number());
        let sql = format!("CREATE DATABASE \"{name}\" TEMPLATE \"{}\"", template_name());
        let admin = connect(&server).await;
        admin.execute_unprepared(&sql).await.expect("the template can be cloned");
        admin.close().await.expect("the connection closes");
        Self { url: at(&server, &name), name: Some(name) }
    }

    /// An empty database, not migrated.
    pub async fn empty(data: &Path) -> Self {
        let Some(server) = postgres() else {
            return Self { url: sqlite_url(&data.join("tungngo.db")), name: None };
        };
        let name = format!("tungngo_test_{}_{}", std::process::id(), next_number());
        let admin = connect(&server).await;
        admin
            .execute_unprepared(&format!("CREATE DATABASE \"{name}\""))
            .await
            .expect("databases may be created");
        admin.close().await.expect("the connection closes");
        Self { url: at(&server, &name), name: Some(name) }
    }

    /// No database.
    pub fn nowhere() -> Self {
        Self { url: String::new(), name: None }
    }

    /// A connection of the test's own, beside the server's.
    pub async fn connect(&self) -> DatabaseConnection {
        connect(&self.url).await
    }

    /// A print of everything stored but the tree of units: two are the same when nothing was written in between.
    pub async fn fingerprint(&self, db: &DatabaseConnection) -> String {
        let ask = async |sql: &str| {
            let statement = sea_orm::Statement::from_string(db.get_database_backend(), sql.to_owned());
            db.query_all_raw(statement).await.expect("the database answers")
        };
        if self.name.is_none() {
            // Changes whenever another connection commits.
            let row = ask("PRAGMA data_version").await.remove(0);
            return row.try_get_by_index::<i64>(0).expect("a number").to_string();
        }
        let tables = ask("SELECT tablename::text FROM pg_tables WHERE schemaname = 'public'").await;
        let mut print = String::new();
        for table in tables {
            let table: String = table.try_get_by_index(0).expect("a name");
            if table == "unit" || table == "unit_ancestor" {
                continue;
            }
            let sql = format!(
                "SELECT COALESCE(md5(string_agg(t::text, ',' ORDER BY t::text)), '') FROM \"{table}\" t"
            );
            let row = ask(&sql).await.remove(0);
            print += &row.try_get_by_index::<String>(0).expect("a hash");
        }
        print
    }

    /// Removes it from the server; a file goes with its folder.
    pub async fn remove(&self) {
        if let (Some(name), Some(server)) = (&self.name, postgres()) {
            let admin = connect(&server).await;
            let _ = admin.execute_unprepared(&format!("DROP DATABASE \"{name}\" WITH (FORCE)")).await;
            let _ = admin.close().await;
        }
    }
}
