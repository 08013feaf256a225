//! The courses a running server shows: compiled aside, switched at once, and never taken down by a broken file (C5).
//!
//! Owns: the catalogue in use and what authors are told about the folder. Does not own: compiling (the course crate)
//! nor keeping snapshots (storage).

use crate::web::publishing::{self, Waiting, waiting};
use anyhow::Context;
use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, RwLock};
use std::time::{Duration, SystemTime};
use tungngo_course::{Compiler, Diagnostic, FactCard, Limits, SourceTree};
use tungngo_domain::content::{Catalogue, Module};
use tungngo_domain::ids::{PersonId, Slug};
use tungngo_domain::ledger::Progress;
use tungngo_domain::renewal::{Again, ModuleMarks, renew};
use tungngo_domain::time::{Instant, day};
use tungngo_storage::content::Publication;
use tungngo_storage::{StorageError, Store};

/// How often the folder is looked at. A change is on the page within a second.
const LOOK_EVERY: Duration = Duration::from_millis(400);

/// What a server publishes by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Policy {
    /// Every clean change: the demo.
    Everything,
    /// What is editorial or touches nobody's record; the rest waits to be published by a person.
    Harmless,
}

/// What is in use at a moment. Requests hold on to the one they began with.
#[derive(Debug, Clone, Default)]
pub struct InUse {
    /// The number of the publication; `None` before the first.
    pub number: Option<i64>,
    /// The published catalogue.
    pub catalogue: Catalogue,
    /// What its versions ask again.
    pub marks: BTreeMap<Slug, ModuleMarks>,
    /// Since when.
    pub published_at: Option<Instant>,
    /// What the compiler said of the folder as it is now.
    pub diagnostics: Vec<Diagnostic>,
    /// The fact cards of the folder as it is now, with the lines that print them.
    pub facts: Vec<FactCard>,
    /// The folder as it is now cannot be published: what is in use is the last good one.
    pub broken: bool,
    /// What is saved and clean, but waits to be published.
    pub waiting: Vec<Waiting>,
    /// The folder as it was compiled last.
    saved: Option<Arc<Saved>>,
}

/// A folder that was compiled, with the last good version of what is broken in it.
#[derive(Debug)]
struct Saved {
    catalogue: Catalogue,
    fingerprint: String,
}

impl InUse {
    /// Leaves of a record what counts now, and tells what is asked again.
    pub fn renew(&self, progress: &mut Progress, module: &Module) -> Again {
        self.marks.get(&module.id).map(|marks| renew(progress, module, marks)).unwrap_or_default()
    }
}

/// The courses.
#[derive(Debug, Clone)]
pub struct Courses {
    folder: PathBuf,
    policy: Policy,
    in_use: Arc<RwLock<Arc<InUse>>>,
    older: Arc<Mutex<Versions>>,
    /// Remembers the modules as they were compiled last, so that a saved lesson costs one module.
    compiler: Arc<Mutex<(Compiler, SourceTree)>>,
    /// One change at a time.
    turn: Arc<tokio::sync::Mutex<()>>,
    /// Set when the folder was compiled for the first time.
    looked: Arc<tokio::sync::OnceCell<()>>,
}

/// Modules by id and version.
type Versions = HashMap<(Slug, String), Arc<Module>>;

impl Courses {
    /// Starts from what is published: members need not wait for the folder to be compiled. Before the first publication
    /// it is, see [`Self::look`].
    pub async fn start(folder: &Path, policy: Policy, store: &Store, now: Instant) -> anyhow::Result<Self> {
        let courses = Self {
            folder: folder.to_owned(),
            policy,
            in_use: Arc::default(),
            older: Arc::default(),
            turn: Arc::default(),
            compiler: Arc::default(),
            looked: Arc::default(),
        };
        courses.refresh(store, now).await?;
        if courses.now().number.is_none() {
            courses.look(store, now).await?;
        }
        Ok(courses)
    }

    /// Compiles the folder where that was not done since the start, and publishes what may be. Who shows what authors are
    /// told of the folder asks for this first.
    pub async fn look(&self, store: &Store, now: Instant) -> anyhow::Result<()> {
        self.looked.get_or_try_init(async || self.reload(store, now).await).await?;
        Ok(())
    }

    /// What is in use now.
    pub fn now(&self) -> Arc<InUse> {
        Arc::clone(&self.in_use.read().unwrap_or_else(std::sync::PoisonError::into_inner))
    }

    fn set(&self, in_use: InUse) {
        *self.in_use.write().unwrap_or_else(std::sync::PoisonError::into_inner) = Arc::new(in_use);
    }

    /// Compiles the folder as it is now. Clean modules are published as far as the policy allows; a broken one stays
    /// as it was, and its diagnostics are shown.
    pub async fn reload(&self, store: &Store, now: Instant) -> anyhow::Result<()> {
        let (folder, compiler) = (self.folder.clone(), Arc::clone(&self.compiler));
        let compiled = tokio::task::spawn_blocking(move || {
            let limits = Limits::default();
            let mut kept = compiler.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            let (compiler, before) = &mut *kept;
            let tree = SourceTree::read_again(&folder, &limits, before)?;
            let fingerprint = tree.fingerprint();
            let compiled = compiler.compile(&tree, &limits, day(now));
            let media: BTreeMap<String, Vec<u8>> =
                tree.media_by_hash().into_iter().map(|(hash, bytes)| (hash, bytes.to_vec())).collect();
            *before = tree;
            Ok::<_, std::io::Error>((compiled, fingerprint, media))
        })
        .await?;
        let _turn = self.turn.lock().await;
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
        // The bytes first: a page in use never shows what is not there.
        store.keep_assets(&catalogue, &media).await.context("không lưu được ảnh, âm thanh của bài học")?;
        let saved = Arc::new(Saved { catalogue, fingerprint });
        // What is published must be in use before the findings of the folder are: who sees the one sees the other.
        let mut known = InUse::clone(&before);
        for _ in 0..2 {
            let waiting = waiting(store, &known.catalogue, &saved.catalogue, now).await?;
            let allowed = |one: &&Waiting| self.policy == Policy::Everything || one.is_free();
            let next = publishing::with(&known.catalogue, &saved.catalogue, waiting.iter().filter(allowed));
            if next == known.catalogue {
                break;
            }
            let published = self.publish(store, &known, &next, &saved.fingerprint, None, now).await;
            match published {
                Ok(()) | Err(StorageError::Conflict) => known = self.published(store, &known).await?,
                Err(error) => return Err(error).context("không lưu được bản bài học vừa biên dịch"),
            }
        }
        known.waiting = waiting(store, &known.catalogue, &saved.catalogue, now).await?;
        self.set(InUse {
            diagnostics: compiled.diagnostics,
            facts: compiled.facts,
            broken,
            saved: Some(saved),
            ..known
        });
        Ok(())
    }

    async fn publish(
        &self,
        store: &Store,
        known: &InUse,
        catalogue: &Catalogue,
        fingerprint: &str,
        actor: Option<PersonId>,
        now: Instant,
    ) -> tungngo_storage::Result<()> {
        let instead_of = known.number;
        store.publish(Publication { catalogue, fingerprint, instead_of, actor, now }).await
    }

    /// What is in use according to the database, with the rest as known.
    async fn published(&self, store: &Store, known: &InUse) -> tungngo_storage::Result<InUse> {
        let Some(last) = store.last_good().await? else { return Ok(known.clone()) };
        Ok(InUse {
            number: Some(last.number),
            catalogue: last.catalogue,
            marks: last.marks,
            published_at: Some(last.at),
            ..known.clone()
        })
    }

    /// Takes up what was published meanwhile, by a command or another server.
    pub async fn refresh(&self, store: &Store, now: Instant) -> anyhow::Result<()> {
        let _turn = self.turn.lock().await;
        let known = self.now();
        if store.latest_publication().await? == known.number {
            return Ok(());
        }
        let mut next = self.published(store, &known).await?;
        if let Some(saved) = &next.saved {
            next.waiting = waiting(store, &next.catalogue, &saved.catalogue, now).await?;
        }
        self.set(next);
        Ok(())
    }

    /// Publishes one module that waits, exactly in the version that was shown.
    pub async fn publish_waiting(
        &self,
        store: &Store,
        id: &Slug,
        version: &str,
        actor: PersonId,
        now: Instant,
    ) -> tungngo_storage::Result<()> {
        let _turn = self.turn.lock().await;
        let known = self.now();
        let one = known.waiting.iter().find(|one| one.id == *id && one.version() == version);
        let (Some(one), Some(saved)) = (one, &known.saved) else { return Err(StorageError::Conflict) };
        let next = publishing::with(&known.catalogue, &saved.catalogue, [one]);
        self.publish(store, &known, &next, &saved.fingerprint, Some(actor), now).await?;
        let mut next = self.published(store, &known).await?;
        next.waiting = waiting(store, &next.catalogue, &saved.catalogue, now).await?;
        self.set(next);
        Ok(())
    }

    /// Watches the folder for as long as the server runs.
    pub async fn watch(self, store: Store, clock: impl Fn() -> Instant) {
        let mut seen = stamp(&self.folder);
        // Those who wait for the first page come first.
        tokio::time::sleep(LOOK_EVERY).await;
        if let Err(error) = self.look(&store, clock()).await {
            tracing::error!(error = format!("{error:#}"), "the courses could not be published");
        }
        loop {
            tokio::time::sleep(LOOK_EVERY).await;
            if let Err(error) = self.refresh(&store, clock()).await {
                tracing::warn!(error = format!("{error:#}"), "cannot see whether courses were published");
            }
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
            return Ok(Arc::clone(module));
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
    let by_order = |a: &Arc<Module>, b: &Arc<Module>| (a.order, &a.id).cmp(&(b.order, &b.id));
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
