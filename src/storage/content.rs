//! Published content: every module version for ever, and which versions are in use (C5).
//!
//! Owns: snapshots and their reading back. Does not own: compiling, nor the decision whether to publish.

use crate::connect::Store;
use crate::entity::{asset, catalogue, module_version};
use crate::error::{Result, StorageError};
use sea_orm::{ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use tungngo_domain::content::{Asset, Catalogue, Module, Unfilled};
use tungngo_domain::ids::Slug;
use tungngo_domain::time::Instant;

/// A catalogue as it was published.
#[derive(Debug, Clone)]
pub struct Published {
    /// The modules in use.
    pub catalogue: Catalogue,
    /// The fingerprint of the sources it came from.
    pub fingerprint: String,
    /// Since when.
    pub at: Instant,
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
        let versions = |modules: &[Module]| -> Versions {
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
}

impl Store {
    /// Publishes a catalogue: keeps every module version for ever and makes these the ones in use. The same
    /// catalogue again changes nothing.
    pub async fn publish(&self, published: &Catalogue, fingerprint: &str, now: Instant) -> Result<()> {
        let modules = serde_json::to_string(&InUse::of(published))?;
        let latest =
            catalogue::Entity::find().order_by_desc(catalogue::Column::Id).one(self.reader()).await?;
        if latest.is_some_and(|row| row.modules == modules && row.fingerprint == fingerprint) {
            return Ok(());
        }
        self.write(async |txn| {
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
            catalogue::Entity::insert(row).exec_without_returning(txn).await?;
            Ok(())
        })
        .await
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
        Ok(Some(Published { catalogue, fingerprint: row.fingerprint, at: row.published_at }))
    }

    async fn modules_of(&self, versions: Versions) -> Result<Vec<Module>> {
        let mut modules = Vec::with_capacity(versions.len());
        for (id, version) in versions {
            let id = Slug::parse(&id).map_err(|_| StorageError::Corrupt(id))?;
            modules.push(self.module_version(&id, &version).await?);
        }
        Ok(modules)
    }

    /// A module exactly as it was in that version.
    pub async fn module_version(&self, module: &Slug, version: &str) -> Result<Module> {
        let row = module_version::Entity::find()
            .filter(module_version::Column::ModuleId.eq(module.as_str()))
            .filter(module_version::Column::Version.eq(version))
            .one(self.reader())
            .await?
            .ok_or(StorageError::NotFound)?;
        Ok(serde_json::from_str(&row.body)?)
    }
}
