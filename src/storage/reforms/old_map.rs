//! The map before the reform of 2025-07-01, and that reform as a sheet: from the table that ships with the program.
//!
//! The old map is loaded without districts: they were abolished, no right or team hangs on one, and a commune stands
//! right below its province. Five island districts had no communes; they stand as communes here, with the code of the
//! district.

use crate::connect::Store;
use crate::error::{Result, StorageError};
use crate::units::{ADMIN_UNITS, MAP_SINCE, PlantedUnit};
use flate2::read::GzDecoder;
use std::collections::BTreeSet;
use std::io::Read;
use tungngo_domain::ids::UnitId;
use tungngo_domain::reform::{Definition, Line, Relation, Sheet};
use tungngo_domain::units::titled;

/// The old to the new units (`admin-units-NOTICE.md` beside it).
const LEGACY_MAP: &[u8] = include_bytes!("../data/admin-units-legacy-map.csv.gz");

/// From when the old map is taken to be in force: its names are those of early 2025.
pub const OLD_MAP_SINCE: &str = "2025-01-01";
/// The first day of the new map.
pub const REFORM_OF_2025_DAY: &str = MAP_SINCE;

/// A line of the table.
struct Legacy {
    code: String,
    name: String,
    province_code: String,
    province: String,
    new_code: String,
    relation: Relation,
    is_default: bool,
}

fn legacy() -> Result<Vec<Legacy>> {
    let corrupt = |error: &dyn std::fmt::Display| StorageError::Corrupt(error.to_string());
    let mut text = String::new();
    GzDecoder::new(LEGACY_MAP).read_to_string(&mut text).map_err(|error| corrupt(&error))?;
    let mut rows = Vec::new();
    for record in csv::Reader::from_reader(text.as_bytes()).records() {
        let record = record.map_err(|error| corrupt(&error))?;
        let field = |at: usize| record.get(at).unwrap_or_default().to_owned();
        let (code, name) = match field(0) {
            code if code.is_empty() => (field(3), field(4)),
            code => (code, titled(&field(2), &field(1))),
        };
        rows.push(Legacy {
            code,
            name,
            province_code: field(5),
            province: field(6),
            new_code: field(7),
            relation: Relation::from_code(&field(9)).ok_or_else(|| corrupt(&field(9)))?,
            is_default: field(10) == "1",
        });
    }
    Ok(rows)
}

/// The reform of 2025: 63 provinces and 10,035 communes become 34 and 3,321.
pub fn reform_of_2025() -> Result<Sheet> {
    let mut sheet = Sheet::default();
    for record in csv::Reader::from_reader(ADMIN_UNITS.as_bytes()).records() {
        let record = record.map_err(|error| StorageError::Corrupt(error.to_string()))?;
        let field = |at: usize| record.get(at).unwrap_or_default();
        sheet.units.push(Definition {
            number: sheet.units.len() + 2,
            code: field(0).to_owned(),
            name: titled(field(2), field(1)),
            parent: Some(field(3).to_owned()).filter(|parent| !parent.is_empty()),
        });
    }
    for row in legacy()? {
        sheet.lines.push(Line {
            number: sheet.units.len() + sheet.lines.len() + 2,
            old: row.code,
            new: row.new_code,
            relation: row.relation,
            is_default: row.is_default,
            village: None,
            person: None,
        });
    }
    Ok(sheet)
}

impl Store {
    /// Puts the map of June 2025 into an empty tree; does nothing when there is one. Returns the nation.
    pub async fn ensure_units_of_old_map(&self) -> Result<UnitId> {
        let mut units = Vec::new();
        let (mut provinces, mut communes) = (BTreeSet::new(), BTreeSet::new());
        for row in legacy()? {
            if provinces.insert(row.province_code.clone()) {
                units.push(PlantedUnit { code: row.province_code.clone(), name: row.province, parent: None });
            }
            if communes.insert(row.code.clone()) {
                units.push(PlantedUnit { code: row.code, name: row.name, parent: Some(row.province_code) });
            }
        }
        self.plant(units, OLD_MAP_SINCE).await
    }
}
