//! The courses a running server shows: compiled aside, switched at once, and never taken down by a broken file (C5).
//!
//! Owns: the catalogue in use and what authors are told about the folder. Does not own: compiling (the course crate)
//! nor keeping snapshots (storage).

use anyhow::Context;
use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, RwLock};
use std::time::{Duration, SystemTime};
use tungngo_course::{Diagnostic, Limits, SourceTree, compile};
use tungngo_domain::content::{Catalogue, Module};
use tungngo_domain::ids::Slug;
use tungngo_domain::time::{Instant, day};
use tungngo_storage::Store;

/// How often the folder is looked at. A change is on the page within a second.
const LOOK_EVERY: Duration = Duration::from_millis(400);

/// What is in use at a moment. Requests hold on to the one they began with.
#[derive(Debug, Clone, Default)]
pub struct InUse {
    /// The published catalogue.
    pub catalogue: Catalogue,
    /// Since when.
    pub published_at: Option<Instant>,
    /// What the compiler said of the folder as it is now.
    pub diagnostics: Vec<Diagnostic>,
    /// The folder as it is now cannot be published: what is in use is the last good one.
    pub broken: bool,
}

/// The courses.
#[derive(Debug, Clone)]
pub struct Courses {
    folder: PathBuf,
    in_use: Arc<RwLock<Arc<InUse>>>,
    older: Arc<Mutex<Versions>>,
}

/// Modules by id and version.
type Versions = HashMap<(Slug, String), Arc<Module>>;

impl Courses {
    /// Compiles the folder and publishes it if it is clean; otherwise starts from the last good catalogue.
    pub async fn start(folder: &Path, store: &Store, now: Instant) -> anyhow::Result<Self> {
        let courses = Self { folder: folder.to_owned(), in_use: Arc::default(), older: Arc::default() };
        if let Some(last) = store.last_good().await? {
            courses.set(InUse { catalogue: last.catalogue, published_at: Some(last.at), ..InUse::default() });
        }
        courses.reload(store, now).await?;
        Ok(courses)
    }

    /// What is in use now.
    pub fn now(&self) -> Arc<InUse> {
        Arc::clone(&self.in_use.read().unwrap_or_else(std::sync::PoisonError::into_inner))
    }

    fn set(&self, in_use: InUse) {
        *self.in_use.write().unwrap_or_else(std::sync::PoisonError::into_inner) = Arc::new(in_use);
    }

    /// Compiles the folder as it is now. Clean modules are published; a broken one stays as it was, and its
    /// diagnostics are shown.
    pub async fn reload(&self, store: &Store, now: Instant) -> anyhow::Result<()> {
        let folder = self.folder.clone();
        let compiled = tokio::task::spawn_blocking(move || {
            let limits = Limits::default();
            let tree = SourceTree::read(&folder, &limits)?;
            let fingerprint = tree.fingerprint();
            let compiled = compile(&tree, &limits, day(now));
            let media: BTreeMap<String, Vec<u8>> =
                tree.media_by_hash().into_iter().map(|(hash, bytes)| (hash, bytes.to_vec())).collect();
            Ok::<_, std::io::Error>((compiled, fingerprint, media))
        })
        .await?;
        let before = self.now();
        let (compiled, fingerprint, media) = match compiled {
            Ok(compiled) => compiled,
            Err(error) => {
                tracing::warn!(folder = %self.folder.display(), %error, "the courses folder cannot be read");
                self.set(InUse { broken: true, ..InUse::clone(&before) });
                return Ok(());
            }
        };
        let broken = compiled.has_errors() || compiled.catalogue.modules.is_empty();
        let mut catalogue = compiled.catalogue;
        if broken {
            tracing::warn!(
                diagnostics = compiled.diagnostics.len(),
                "the courses folder has errors, the last good version of what is broken stays in use"
            );
            keep_last_good(&mut catalogue, &before.catalogue);
        }
        let changed = catalogue != before.catalogue;
        if changed {
            // The bytes first: a page in use never shows what is not there.
            store
                .keep_assets(&catalogue, &media)
                .await
                .context("không lưu được ảnh, âm thanh của bài học")?;
            store
                .publish(&catalogue, &fingerprint, now)
                .await
                .context("không lưu được bản bài học vừa biên dịch")?;
        }
        self.set(InUse {
            catalogue,
            published_at: if changed { Some(now) } else { before.published_at },
            diagnostics: compiled.diagnostics,
            broken,
        });
        Ok(())
    }

    /// Watches the folder for as long as the server runs.
    pub async fn watch(self, store: Store, clock: impl Fn() -> Instant) {
        let mut seen = stamp(&self.folder);
        loop {
            tokio::time::sleep(LOOK_EVERY).await;
            let folder = self.folder.clone();
            let Ok(now) = tokio::task::spawn_blocking(move || stamp(&folder)).await else { continue };
            if now == seen {
                continue;
            }
            seen = now;
            if let Err(error) = self.reload(&store, clock()).await {
                tracing::error!(error = format!("{error:#}"), "the changed courses could not be published");
            }
        }
    }

    /// A module exactly as in this version: the one in use, or an older one from its snapshot.
    pub async fn version(
        &self,
        store: &Store,
        id: &Slug,
        version: &str,
    ) -> tungngo_storage::Result<Arc<Module>> {
        let in_use = self.now();
        let mut known = in_use.catalogue.modules.iter().chain(in_use.catalogue.local.values().flatten());
        if let Some(module) = known.find(|module| module.id == *id && module.version == version) {
            return Ok(Arc::new(module.clone()));
        }
        let key = (id.clone(), version.to_owned());
        let lock = || self.older.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if let Some(module) = lock().get(&key) {
            return Ok(Arc::clone(module));
        }
        let module = Arc::new(store.module_version(id, version).await?);
        lock().insert(key, Arc::clone(&module));
        Ok(module)
    }
}

/// While the folder has errors, modules that did not compile stay as they were in use; clean ones are new.
fn keep_last_good(catalogue: &mut Catalogue, before: &Catalogue) {
    for module in &before.modules {
        if catalogue.module(&module.id).is_none() {
            catalogue.modules.push(module.clone());
        }
    }
    let by_order = |a: &Module, b: &Module| (a.order, &a.id).cmp(&(b.order, &b.id));
    catalogue.modules.sort_by(by_order);
    // A province's part that did not compile stays too: its members go on with what they had.
    for (code, modules) in &before.local {
        let own = catalogue.local.entry(code.clone()).or_default();
        for module in modules {
            if !own.iter().any(|one| one.id == module.id) {
                own.push(module.clone());
            }
        }
        own.sort_by(by_order);
    }
    for id in &before.wants_local {
        if !catalogue.wants_local.contains(id) {
            catalogue.wants_local.push(id.clone());
        }
    }
}

/// Names, sizes and times of all files: cheap to take, and different when something was saved.
fn stamp(folder: &Path) -> Vec<(PathBuf, u64, Option<SystemTime>)> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(folder) = open.pop() {
        let Ok(entries) = std::fs::read_dir(&folder) else { continue };
        for entry in entries.flatten() {
            let Ok(about) = entry.metadata() else { continue };
            if about.is_dir() && found.len() < 100_000 {
                open.push(entry.path());
            } else {
                found.push((entry.path(), about.len(), about.modified().ok()));
            }
        }
    }
    found.sort();
    found
}
