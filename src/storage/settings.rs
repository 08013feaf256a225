//! Settings of this installation: few, named, as text.

use crate::connect::Store;
use crate::entity::setting;
use crate::error::Result;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ConnectionTrait, EntityTrait, IntoActiveModel};

/// The names of settings.
pub mod names {
    /// Which key file belongs to this database; tells nothing about the keys themselves.
    pub const KEYS: &str = "keys";
    /// Set when the database was filled by `demo`.
    pub const DEMO: &str = "demo";
    /// The country that `demo --scale` fills: its seed, size and day, and how much of it is there.
    pub const DEMO_COUNTRY: &str = "demo_country";
    /// The day for which the figures count certificates as valid or lapsed.
    pub const FIGURES_DAY: &str = "figures-day";
}

impl Store {
    /// A setting's value.
    pub async fn setting(&self, name: &str) -> Result<Option<String>> {
        read(self.reader(), name).await
    }

    /// Changes a setting.
    pub async fn set_setting(&self, name: &str, value: &str) -> Result<()> {
        self.write(async |txn| set(txn, name, value).await).await
    }
}

pub(crate) async fn read(db: &impl ConnectionTrait, name: &str) -> Result<Option<String>> {
    Ok(setting::Entity::find_by_id(name.to_owned()).one(db).await?.map(|row| row.value))
}

/// Changes a setting inside a transaction that does more.
pub async fn set(txn: &impl ConnectionTrait, name: &str, value: &str) -> Result<()> {
    let row = setting::Model { name: name.to_owned(), value: value.to_owned() };
    setting::Entity::insert(row.into_active_model())
        .on_conflict(
            OnConflict::column(setting::Column::Name).update_column(setting::Column::Value).to_owned(),
        )
        .exec_without_returning(txn)
        .await?;
    Ok(())
}
