//! Published content: every module version for ever, which versions are in use (C5), and what each asks again.
//!
//! Owns: snapshots and their reading back, and the marks of what is asked again, which are worked out here, in the
//! transaction that publishes, against what is in use at that moment. Does not own: compiling, the decision whether to
//! publish, nor the rule of what is asked again ([`tungngo_domain::renewal`]).

use crate::audit;
use crate::connect::Store;
use crate::entity::{asset, catalogue, content_mark, module_version};
use crate::error::{Result, StorageError};
use crate::slug;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
    QuerySelect,
};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use tungngo_domain::change::{Class, difference};
use tungngo_domain::content::{Asset, Catalogue, Module, Unfilled};
use tungngo_domain::ids::{PersonId, Slug};
use tungngo_domain::renewal::{Ask, Mark, ModuleMarks, asked_again, marks_after};
use tungngo_domain::time::Instant;

/// A catalogue as it was published.
#[derive(Debug, Clone)]
pub struct Published {
    /// The number of the publication.
    pub number: i64,
    /// The modules in use.
    pub catalogue: Catalogue,
    /// The fingerprint of the sources it came from.
    pub fingerprint: String,
    /// Since when.
    pub at: Instant,
    /// What each version of each module asks again.
    pub marks: BTreeMap<Slug, ModuleMarks>,
}

/// A catalogue to be published.
#[derive(Debug, Clone, Copy)]
pub struct Publication<'a> {
    /// The modules to be in use.
    pub catalogue: &'a Catalogue,
    /// The fingerprint of the sources it comes from.
    pub fingerprint: &'a str,
    /// The publication it was compared with; `None` where nothing was published yet.
    pub instead_of: Option<i64>,
    /// Who publishes; nobody where the server does it by itself.
    pub actor: Option<PersonId>,
    /// When.
    pub now: Instant,
}

/// A version of a module, and since when it was in use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UsedVersion {
    /// The version.
    pub version: String,
    /// Since when.
    pub since: Instant,
}

/// Modules by id and version.
type Versions = Vec<(String, String)>;

/// Which versions are in use, as the `modules` column says it.
#[derive(Debug, Serialize, Deserialize)]
#[serde(untagged)]
enum InUse {
    /// Nothing but national modules: how catalogues without provinces are written.
    National(Versions),
    /// With what provinces have of their own, and lack.
    Whole {
        modules: Versions,
        #[serde(default)]
        local: BTreeMap<String, Versions>,
        #[serde(default)]
        wants_local: Vec<Slug>,
        #[serde(default)]
        unfilled: BTreeMap<String, Vec<Unfilled>>,
    },
}

impl InUse {
    fn of(catalogue: &Catalogue) -> Self {
        let versions = |modules: &[Arc<Module>]| -> Versions {
            modules.iter().map(|module| (module.id.to_string(), module.version.clone())).collect()
        };
        let modules = versions(&catalogue.modules);
        let Catalogue { local, wants_local, unfilled, .. } = catalogue;
        if local.is_empty() && wants_local.is_empty() && unfilled.is_empty() {
            return Self::National(modules);
        }
        Self::Whole {
            modules,
            local: local.iter().map(|(code, modules)| (code.clone(), versions(modules))).collect(),
            wants_local: wants_local.clone(),
            unfilled: unfilled.clone(),
        }
    }

    /// The national versions.
    fn national(&self) -> &Versions {
        match self {
            Self::National(modules) | Self::Whole { modules, .. } => modules,
        }
    }

    /// The version of a module that members of this province study.
    fn version(&self, province: Option<&str>, id: &str) -> Option<&str> {
        let own = match (self, province) {
            (Self::Whole { local, .. }, Some(code)) => local.get(code),
            _ => None,
        };
        let mut known = own.into_iter().chain([self.national()]).flatten();
        known.find(|(one, _)| one == id).map(|(_, version)| version.as_str())
    }
}

impl Store {
    /// Publishes a catalogue: keeps every module version for ever, makes these the ones in use, marks what is asked
    /// again and writes the trail. The same catalogue again changes nothing. A [`StorageError::Conflict`] where
    /// another was published meanwhile.
    pub async fn publish(&self, publication: Publication<'_>) -> Result<()> {
        let Publication { catalogue: published, fingerprint, instead_of, actor, now } = publication;
        let in_use = InUse::of(published);
        let modules = serde_json::to_string(&in_use)?;
        self.write(async |txn| {
            if txn.get_database_backend() == DbBackend::Postgres {
                txn.execute_unprepared("SELECT pg_advisory_xact_lock(7420260103)").await?;
            }
            let latest = catalogue::Entity::find().order_by_desc(catalogue::Column::Id).one(txn).await?;
            if latest.as_ref().is_some_and(|row| row.modules == modules && row.fingerprint == fingerprint) {
                return Ok(());
            }
            if latest.as_ref().map(|row| row.id) != instead_of {
                return Err(StorageError::Conflict);
            }
            for module in published.modules.iter().chain(published.local.values().flatten()) {
                let row = module_version::Model {
                    module_id: module.id.to_string(),
                    version: module.version.clone(),
                    body: serde_json::to_string(module)?,
                    compiled_at: now,
                };
                module_version::Entity::insert(row.into_active_model())
                    .on_conflict_do_nothing_on([
                        module_version::Column::ModuleId,
                        module_version::Column::Version,
                    ])
                    .exec_without_returning(txn)
                    .await?;
            }
            let row = catalogue::ActiveModel {
                id: sea_orm::ActiveValue::NotSet,
                fingerprint: sea_orm::Set(fingerprint.to_owned()),
                modules: sea_orm::Set(modules),
                published_at: sea_orm::Set(now),
            };
            let number = catalogue::Entity::insert(row).exec(txn).await?.last_insert_id;
            let before: InUse = match latest {
                Some(row) => serde_json::from_str(&row.modules)?,
                None => InUse::National(Versions::new()),
            };
            let national = published.modules.iter().map(|module| (None, module));
            let local = published
                .local
                .iter()
                .flat_map(|(code, modules)| modules.iter().map(move |module| (Some(code.as_str()), module)));
            for (province, module) in national.chain(local) {
                let id = module.id.as_str();
                let mut old = before.version(province, id).map(str::to_owned);
                if old.as_ref() == Some(&module.version) {
                    continue;
                }
                if old.is_none() {
                    // It may have been away for a while.
                    let used = used_versions_in(txn, id, 2).await?;
                    old = used.into_iter().map(|used| used.version).find(|used| *used != module.version);
                }
                let class = match &old {
                    Some(old) => mark(txn, module, old, number).await?,
                    None => None,
                };
                let words = [
                    old.as_deref().map_or("–", short),
                    "→",
                    short(&module.version),
                    class.map_or("", Class::title),
                ];
                let province = province.map(|code| [" (tinh-", code, ")"].concat()).unwrap_or_default();
                trail(txn, actor, id, words.join(" ") + &province, now).await?;
            }
            let gone = before.national().iter().filter(|(id, _)| in_use.version(None, id).is_none());
            for (gone, old) in gone {
                trail(txn, actor, gone, [short(old), "→ –"].join(" "), now).await?;
            }
            Ok(())
        })
        .await
    }

    /// The number of the latest publication: cheap, to see whether another took its place.
    pub async fn latest_publication(&self) -> Result<Option<i64>> {
        Ok(catalogue::Entity::find()
            .select_only()
            .column(catalogue::Column::Id)
            .order_by_desc(catalogue::Column::Id)
            .into_tuple()
            .one(self.reader())
            .await?)
    }

    /// Keeps the bytes of pictures and recordings, each once, for ever. `bytes` finds them by hash.
    pub async fn keep_assets(&self, published: &Catalogue, bytes: &BTreeMap<String, Vec<u8>>) -> Result<()> {
        let modules = published.modules.iter().chain(published.local.values().flatten());
        let wanted: BTreeMap<&str, &Asset> =
            modules.flat_map(|module| &module.assets).map(|asset| (asset.hash.as_str(), asset)).collect();
        if wanted.is_empty() {
            return Ok(());
        }
        let known: Vec<String> = asset::Entity::find()
            .select_only()
            .column(asset::Column::Hash)
            .into_tuple()
            .all(self.reader())
            .await?;
        let new = wanted.values().filter(|asset| !known.contains(&asset.hash));
        let rows: Vec<asset::Model> = new
            .filter_map(|asset| {
                let bytes = bytes.get(&asset.hash)?.clone();
                Some(asset::Model { hash: asset.hash.clone(), mime: asset.kind.mime().to_owned(), bytes })
            })
            .collect();
        if rows.is_empty() {
            return Ok(());
        }
        self.write(async |txn| {
            for row in rows {
                asset::Entity::insert(row.into_active_model())
                    .on_conflict_do_nothing_on([asset::Column::Hash])
                    .exec_without_returning(txn)
                    .await?;
            }
            Ok(())
        })
        .await
    }

    /// What browsers are told a picture or recording is, and its bytes.
    pub async fn asset(&self, hash: &str) -> Result<(String, Vec<u8>)> {
        let row = asset::Entity::find_by_id(hash.to_owned()).one(self.reader()).await?;
        row.map(|row| (row.mime, row.bytes)).ok_or(StorageError::NotFound)
    }

    /// The catalogue in use: what a server starts from when its folder is gone or broken.
    pub async fn last_good(&self) -> Result<Option<Published>> {
        let latest =
            catalogue::Entity::find().order_by_desc(catalogue::Column::Id).one(self.reader()).await?;
        let Some(row) = latest else { return Ok(None) };
        let in_use: InUse = serde_json::from_str(&row.modules)?;
        let mut catalogue = Catalogue::default();
        let (modules, local) = match in_use {
            InUse::National(modules) => (modules, BTreeMap::new()),
            InUse::Whole { modules, local, wants_local, unfilled } => {
                (catalogue.wants_local, catalogue.unfilled) = (wants_local, unfilled);
                (modules, local)
            }
        };
        catalogue.modules = self.modules_of(modules).await?;
        for (code, versions) in local {
            catalogue.local.insert(code, self.modules_of(versions).await?);
        }
        let mut marks = BTreeMap::new();
        for module in &catalogue.modules {
            marks.insert(module.id.clone(), marks_in(self.reader(), &module.id).await?);
        }
        Ok(Some(Published {
            number: row.id,
            catalogue,
            fingerprint: row.fingerprint,
            at: row.published_at,
            marks,
        }))
    }

    async fn modules_of(&self, versions: Versions) -> Result<Vec<Arc<Module>>> {
        let mut modules = Vec::with_capacity(versions.len());
        for (id, version) in versions {
            let id = slug(&id)?;
            modules.push(Arc::new(self.module_version(&id, &version).await?));
        }
        Ok(modules)
    }

    /// The versions of a module that were in use, the latest first: at most `limit` of them.
    pub async fn used_versions(&self, module: &Slug, limit: usize) -> Result<Vec<UsedVersion>> {
        used_versions_in(self.reader(), module.as_str(), limit).await
    }

    /// A module exactly as it was in that version.
    pub async fn module_version(&self, module: &Slug, version: &str) -> Result<Module> {
        module_version_in(self.reader(), module.as_str(), version).await
    }
}

async fn used_versions_in(db: &impl ConnectionTrait, module: &str, limit: usize) -> Result<Vec<UsedVersion>> {
    /// How many publications are looked through.
    const LOOKED_THROUGH: u64 = 1_000;
    let rows =
        catalogue::Entity::find().order_by_desc(catalogue::Column::Id).limit(LOOKED_THROUGH).all(db).await?;
    let mut used: Vec<UsedVersion> = Vec::new();
    for row in rows {
        let in_use: InUse = serde_json::from_str(&row.modules)?;
        let Some(version) = in_use.version(None, module).map(str::to_owned) else { continue };
        if let Some(last) = used.last_mut().filter(|last| last.version == version) {
            last.since = row.published_at;
        } else if used.len() == limit {
            break;
        } else {
            used.push(UsedVersion { version, since: row.published_at });
        }
    }
    Ok(used)
}

fn short(version: &str) -> &str {
    version.get(..8).unwrap_or(version)
}

async fn trail(
    txn: &impl ConnectionTrait,
    actor: Option<PersonId>,
    module: &str,
    detail: String,
    now: Instant,
) -> Result<()> {
    let entry = audit::Entry {
        actor,
        action: "course-published",
        target: Some(("module", module.to_owned())),
        detail,
        ..audit::Entry::default()
    };
    audit::write(txn, entry, now).await
}

pub(crate) async fn module_version_in(
    db: &impl ConnectionTrait,
    module: &str,
    version: &str,
) -> Result<Module> {
    let row = module_version::Entity::find()
        .filter(module_version::Column::ModuleId.eq(module))
        .filter(module_version::Column::Version.eq(version))
        .one(db)
        .await?
        .ok_or(StorageError::NotFound)?;
    Ok(serde_json::from_str(&row.body)?)
}

/// The marks of all versions of a module.
pub(crate) async fn marks_in(db: &impl ConnectionTrait, module: &Slug) -> Result<ModuleMarks> {
    let rows = content_mark::Entity::find()
        .filter(content_mark::Column::ModuleId.eq(module.as_str()))
        .all(db)
        .await?;
    let mut versions: HashMap<String, _> = HashMap::new();
    for row in rows {
        let what = Ask::from_code(&row.part).ok_or_else(|| StorageError::Corrupt(row.part.clone()))?;
        let marks: &mut BTreeMap<Ask, Mark> = versions.entry(row.version).or_default();
        marks.insert(what, Mark { asked: row.asked, recalled: row.recalled });
    }
    Ok(ModuleMarks { versions: versions.into_iter().collect() })
}

/// Writes the marks of a version that takes the place of `old`, and gives the class of the change.
async fn mark(txn: &impl ConnectionTrait, module: &Module, old: &str, number: i64) -> Result<Option<Class>> {
    let before = module_version_in(txn, module.id.as_str(), old).await?;
    let found = difference(&before, module);
    let mut marks = marks_in(txn, &module.id).await?;
    let marks_before = marks.versions.remove(old).unwrap_or_default();
    let marks = marks_after(&marks_before, &asked_again(&found, module), number);
    // The version may have been in use before: its marks follow what it replaces now.
    content_mark::Entity::delete_many()
        .filter(content_mark::Column::ModuleId.eq(module.id.as_str()))
        .filter(content_mark::Column::Version.eq(module.version.as_str()))
        .exec(txn)
        .await?;
    let rows = marks.into_iter().map(|(what, mark)| {
        content_mark::Model {
            module_id: module.id.to_string(),
            version: module.version.clone(),
            part: what.code(),
            asked: mark.asked,
            recalled: mark.recalled,
        }
        .into_active_model()
    });
    let rows: Vec<_> = rows.collect();
    for chunk in rows.chunks(crate::BATCH_ROWS) {
        content_mark::Entity::insert_many(chunk.to_vec()).exec_without_returning(txn).await?;
    }
    Ok(found.class())
}
