//! Published content: every module version for ever, and which versions are in use (C5).
//!
//! Owns: snapshots and their reading back. Does not own: compiling, nor the decision whether to publish.

use crate::connect::Store;
use crate::entity::{catalogue, module_version};
use crate::error::{Result, StorageError};
use sea_orm::{ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder};
use tungngo_domain::content::{Catalogue, Module};
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

impl Store {
    /// Publishes a catalogue: keeps every module version for ever and makes these the ones in use. The same
    /// catalogue again changes nothing.
    pub async fn publish(&self, published: &Catalogue, fingerprint: &str, now: Instant) -> Result<()> {
        let in_use: Vec<(String, String)> =
            published.modules.iter().map(|module| (module.id.to_string(), module.version.clone())).collect();
        let modules = serde_json::to_string(&in_use)?;
        let latest =
            catalogue::Entity::find().order_by_desc(catalogue::Column::Id).one(self.reader()).await?;
        if latest.is_some_and(|row| row.modules == modules && row.fingerprint == fingerprint) {
            return Ok(());
        }
        self.write(async |txn| {
            for module in &published.modules {
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

    /// The catalogue in use: what a server starts from when its folder is gone or broken.
    pub async fn last_good(&self) -> Result<Option<Published>> {
        let latest =
            catalogue::Entity::find().order_by_desc(catalogue::Column::Id).one(self.reader()).await?;
        let Some(row) = latest else { return Ok(None) };
        let in_use: Vec<(String, String)> = serde_json::from_str(&row.modules)?;
        let mut modules = Vec::with_capacity(in_use.len());
        for (id, version) in in_use {
            let id = Slug::parse(&id).map_err(|_| StorageError::Corrupt(id))?;
            modules.push(self.module_version(&id, &version).await?);
        }
        Ok(Some(Published {
            catalogue: Catalogue { modules },
            fingerprint: row.fingerprint,
            at: row.published_at,
        }))
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
