//! The tree of units: reading it, adding villages, and the official table that ships with the program.

use crate::connect::Store;
use crate::entity::{unit, unit_ancestor};
use crate::error::{Result, StorageError};
use crate::people::teams_below;
use sea_orm::sea_query::{BinOper, Expr, ExprTrait};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter, QueryOrder,
    Statement,
};
use std::collections::{BTreeSet, HashMap};
use tungngo_domain::collation::sort_key;
use tungngo_domain::ids::UnitId;
use tungngo_domain::people::fold;
use tungngo_domain::units::{UnitKind, titled};
use uuid::Uuid;

/// A unit of the tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unit {
    /// Which.
    pub id: UnitId,
    /// The unit above.
    pub parent: Option<UnitId>,
    /// Its level.
    pub kind: UnitKind,
    /// The official code; villages and fictional units have none.
    pub code: Option<String>,
    /// Its name with its type word ("Xã Đồng Mây").
    pub name: String,
    /// The folded name.
    pub name_key: String,
}

/// That a unit is a village, asked of units that were found another way: an index of kinds in the order of their names
/// would lead through the whole country's. `kind` is the unit's column.
pub(crate) fn is_a_village(kind: Expr) -> Expr {
    kind.binary(BinOper::Custom("||"), "").eq("village")
}

/// The first day of the present map of communes (Quyết định 19/2025/QĐ-TTg).
pub(crate) const MAP_SINCE: &str = "2025-07-01";

/// The official table: 34 provinces and 3,321 communes, with its notice in `admin-units-NOTICE.md` beside it.
pub(crate) const ADMIN_UNITS: &str = include_str!("data/admin-units.csv");

/// A unit of a map that is put into an empty tree.
#[derive(Debug)]
pub(crate) struct PlantedUnit {
    pub(crate) code: String,
    pub(crate) name: String,
    /// The code of the province above; none for a province.
    pub(crate) parent: Option<String>,
}

pub(crate) fn unit_from(row: unit::Model) -> Option<Unit> {
    Some(Unit {
        id: UnitId(row.id),
        parent: row.parent_id.map(UnitId),
        kind: UnitKind::from_code(&row.kind)?,
        code: row.code,
        name: row.name,
        name_key: row.name_key,
    })
}

impl Store {
    /// A unit by id. Unscoped: names of units are public knowledge, members and figures are not.
    pub async fn unit(&self, id: UnitId) -> Result<Unit> {
        let row = unit::Entity::find_by_id(id.0).one(self.reader()).await?;
        row.and_then(unit_from).ok_or(StorageError::NotFound)
    }

    /// The unit and all above it, the nation first.
    pub async fn unit_path(&self, id: UnitId) -> Result<Vec<Unit>> {
        const WAY: &str = "WITH RECURSIVE way AS (SELECT u.*, 0 AS up FROM unit u WHERE u.id = $1 UNION ALL SELECT u.*, \
                           way.up + 1 FROM way JOIN unit u ON u.id = way.parent_id) SELECT * FROM way ORDER BY up DESC";
        let reader = self.reader();
        let way = Statement::from_sql_and_values(reader.get_database_backend(), WAY, [id.0.into()]);
        let rows = unit::Entity::find().from_raw_sql(way).all(reader).await?;
        let path: Option<Vec<Unit>> = rows.into_iter().map(unit_from).collect();
        path.filter(|path| !path.is_empty()).ok_or(StorageError::NotFound)
    }

    /// The units right below one, in the order of their names. Unscoped: names of units are public knowledge.
    pub async fn children(&self, unit: UnitId) -> Result<Vec<Unit>> {
        let rows = unit::Entity::find()
            .filter(unit::Column::ParentId.eq(unit.0))
            .filter(unit::Column::ValidTo.is_null())
            .order_by_asc(unit::Column::SortKey)
            .order_by_asc(unit::Column::Id)
            .all(self.reader())
            .await?;
        Ok(rows.into_iter().filter_map(unit_from).collect())
    }

    /// The names of units. Unscoped: names of units are public knowledge.
    pub async fn unit_names(
        &self,
        units: impl IntoIterator<Item = UnitId>,
    ) -> Result<HashMap<UnitId, String>> {
        let units: BTreeSet<Uuid> = units.into_iter().map(|unit| unit.0).collect();
        let units: Vec<Uuid> = units.into_iter().collect();
        let mut names = HashMap::new();
        for chunk in units.chunks(crate::BATCH_ROWS) {
            let rows = unit::Entity::find()
                .filter(unit::Column::Id.is_in(chunk.iter().copied()))
                .all(self.reader())
                .await?;
            names.extend(rows.into_iter().map(|row| (UnitId(row.id), row.name)));
        }
        Ok(names)
    }

    /// All villages below a unit.
    pub async fn villages_below(&self, unit: UnitId) -> Result<Vec<Unit>> {
        let rows = unit::Entity::find()
            .filter(unit::Column::Id.in_subquery(teams_below([unit])))
            .filter(unit::Column::Kind.eq("village"))
            .filter(unit::Column::ValidTo.is_null())
            .all(self.reader())
            .await?;
        Ok(rows.into_iter().filter_map(unit_from).collect())
    }

    /// A unit as programs and operators name it: by id, or by its official code as [`Self::unit_by_code`].
    pub async fn unit_by_name(&self, id_or_code: &str) -> Result<Unit> {
        match id_or_code.parse() {
            Ok(id) => self.unit(id).await,
            Err(_) => self.unit_by_code(id_or_code).await,
        }
    }

    /// A province or commune by its official code, or the nation by `vn`.
    pub async fn unit_by_code(&self, code: &str) -> Result<Unit> {
        let row = unit::Entity::find()
            .filter(unit::Column::Code.eq(code))
            .filter(unit::Column::ValidTo.is_null())
            .one(self.reader())
            .await?;
        row.and_then(unit_from).ok_or(StorageError::NotFound)
    }

    /// Puts the official table into an empty tree; does nothing when there is one. Returns the nation.
    pub async fn ensure_official_units(&self) -> Result<UnitId> {
        if let Ok(nation) = self.unit_by_code("vn").await {
            return Ok(nation.id);
        }
        let mut units = Vec::new();
        for record in csv::Reader::from_reader(ADMIN_UNITS.as_bytes()).records() {
            let record = record.map_err(|error| StorageError::Corrupt(error.to_string()))?;
            let field = |at: usize| record.get(at).unwrap_or_default();
            units.push(PlantedUnit {
                code: field(0).to_owned(),
                name: titled(field(2), field(1)),
                parent: Some(field(3).to_owned()).filter(|parent| !parent.is_empty()),
            });
        }
        self.plant(units, MAP_SINCE).await
    }

    /// Puts a map into an empty tree; does nothing when there is one. Returns the nation.
    pub(crate) async fn plant(&self, map: Vec<PlantedUnit>, since: &str) -> Result<UnitId> {
        if let Ok(nation) = self.unit_by_code("vn").await {
            return Ok(nation.id);
        }
        let since = since.parse().map_err(|_| StorageError::Corrupt(since.to_owned()))?;
        self.write(async |txn| {
            if unit::Entity::find().count(txn).await? > 0 {
                return Err(StorageError::Setup("the tree of units has no nation".to_owned()));
            }
            let nation = Uuid::now_v7();
            let mut units = vec![unit_row(nation, None, UnitKind::Nation, Some("vn"), "Cả nước", since)];
            let mut ancestors = vec![ancestor_row(nation, nation, 0)];
            let mut provinces: HashMap<String, Uuid> = HashMap::new();
            for one in map.iter().filter(|one| one.parent.is_none()) {
                let id = Uuid::now_v7();
                units.push(unit_row(id, Some(nation), UnitKind::Province, Some(&one.code), &one.name, since));
                ancestors.extend([ancestor_row(id, id, 0), ancestor_row(nation, id, 1)]);
                provinces.insert(one.code.clone(), id);
            }
            for one in &map {
                let Some(province) = &one.parent else { continue };
                let id = Uuid::now_v7();
                let above =
                    *provinces.get(province).ok_or_else(|| StorageError::Corrupt(province.clone()))?;
                units.push(unit_row(id, Some(above), UnitKind::Commune, Some(&one.code), &one.name, since));
                ancestors.extend([
                    ancestor_row(id, id, 0),
                    ancestor_row(above, id, 1),
                    ancestor_row(nation, id, 2),
                ]);
            }
            for chunk in units.chunks(crate::BATCH_ROWS) {
                let rows = chunk.iter().cloned().map(IntoActiveModel::into_active_model);
                unit::Entity::insert_many(rows).exec_without_returning(txn).await?;
            }
            for chunk in ancestors.chunks(crate::BATCH_ROWS) {
                let rows = chunk.iter().cloned().map(IntoActiveModel::into_active_model);
                unit_ancestor::Entity::insert_many(rows).exec_without_returning(txn).await?;
            }
            Ok(UnitId(nation))
        })
        .await
    }
}

pub(crate) fn unit_row(
    id: Uuid,
    parent: Option<Uuid>,
    kind: UnitKind,
    code: Option<&str>,
    name: &str,
    since: chrono::NaiveDate,
) -> unit::Model {
    unit::Model {
        id,
        parent_id: parent,
        kind: kind.code().to_owned(),
        code: code.map(str::to_owned),
        name: name.to_owned(),
        name_key: fold(name),
        sort_key: sort_key(name),
        valid_from: since,
        valid_to: None,
    }
}

pub(crate) fn ancestor_row(ancestor: Uuid, unit: Uuid, depth: i32) -> unit_ancestor::Model {
    unit_ancestor::Model { ancestor_id: ancestor, unit_id: unit, depth }
}

/// Adds a unit below `parent`, one level lower; used for villages, and for fictional communes of a demo.
pub async fn add_unit(
    txn: &impl ConnectionTrait,
    parent: UnitId,
    name: &str,
    today: chrono::NaiveDate,
) -> Result<UnitId> {
    let above = unit::Entity::find_by_id(parent.0)
        .filter(unit::Column::ValidTo.is_null())
        .one(txn)
        .await?
        .and_then(unit_from)
        .ok_or(StorageError::NotFound)?;
    let kind = above.kind.below().ok_or(StorageError::Refused("nothing hangs below a village"))?;
    let same = unit::Entity::find()
        .filter(unit::Column::ParentId.eq(parent.0))
        .filter(unit::Column::NameKey.eq(fold(name)))
        .filter(unit::Column::ValidTo.is_null())
        .one(txn)
        .await?;
    if same.is_some_and(|row| row.name == name) {
        return Err(StorageError::Taken);
    }
    let id = Uuid::now_v7();
    let row = unit_row(id, Some(parent.0), kind, None, name, today);
    unit::Entity::insert(row.into_active_model()).exec_without_returning(txn).await?;
    let above =
        unit_ancestor::Entity::find().filter(unit_ancestor::Column::UnitId.eq(parent.0)).all(txn).await?;
    let mut rows: Vec<unit_ancestor::Model> =
        above.iter().map(|one| ancestor_row(one.ancestor_id, id, one.depth + 1)).collect();
    rows.push(ancestor_row(id, id, 0));
    unit_ancestor::Entity::insert_many(rows.into_iter().map(IntoActiveModel::into_active_model))
        .exec_without_returning(txn)
        .await?;
    Ok(UnitId(id))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_provinces_that_rules_know_are_those_of_the_official_table() {
        let mut reader = csv::Reader::from_reader(ADMIN_UNITS.as_bytes());
        let rows: Vec<csv::StringRecord> = reader.records().collect::<std::result::Result<_, _>>().unwrap();
        let official: Vec<(&str, &str)> =
            rows.iter().filter(|row| row[3].is_empty()).map(|row| (&row[0], &row[1])).collect();
        assert_eq!(official, tungngo_domain::units::PROVINCES);
    }
}
