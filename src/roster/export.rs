//! The roster out, and the empty table to fill in: the same columns that an import understands, so that one's own export
//! changes nothing when it is imported (X1).

use crate::table::{Kind, TableWriter};
use crate::web::view::rosters::{device_word, sheet_name};
use std::io::{Seek, Write};
use tungngo_domain::access::Scope;
use tungngo_domain::people::{AddressForm, TeamRole};
use tungngo_domain::roster::Particulars;
use tungngo_storage::Store;

/// The columns.
pub const HEADING: [&str; 10] = [
    "Tỉnh",
    "Xã",
    "Thôn",
    "Họ và tên",
    "Năm sinh",
    "Điện thoại",
    "Vai trò trong tổ",
    "Đoàn thể",
    "Cách xưng hô",
    "Thiết bị",
];

/// Villages of one query.
const VILLAGES: usize = 400;

/// A member's cells, those of the units apart.
fn cells(has: &Particulars) -> [String; 7] {
    [
        has.full_name.clone(),
        has.birth_year.map(|year| year.to_string()).unwrap_or_default(),
        has.phone.clone().unwrap_or_default(),
        TeamRole::from_code(&has.role).map(TeamRole::word).unwrap_or_default().to_owned(),
        has.body.clone().unwrap_or_default(),
        AddressForm::from_code(&has.address_form).map(AddressForm::word).unwrap_or_default().to_owned(),
        device_word(has.device.as_deref().unwrap_or_default()),
    ]
}

/// Writes the roster within reach; gives back where it went and how many members it has. `told` hears of them.
pub async fn write<W: Write + Seek + Send>(
    store: &Store,
    scope: &Scope,
    kind: Kind,
    out: W,
    mut told: impl FnMut(u64),
) -> anyhow::Result<(W, u64)> {
    let villages = store.villages_in_order(scope).await?;
    let mut table = TableWriter::new(kind, &sheet_name(), &HEADING, out)?;
    let mut members = 0;
    for part in villages.chunks(VILLAGES) {
        let ids: Vec<_> = part.iter().map(|(id, _)| *id).collect();
        for row in store.export_rows(&ids).await? {
            let Some((_, [province, commune, village])) = part.get(row.village) else { continue };
            let [name, birth, phone, role, body, address, device] = cells(&row.has);
            let cells: [&str; 10] =
                [province, commune, village, &name, &birth, &phone, &role, &body, &address, &device];
            table.row(&cells)?;
            members += 1;
        }
        told(members);
    }
    Ok((table.finish()?, members))
}

/// Writes the table to fill in: its columns.
pub fn write_template<W: Write + Seek + Send>(kind: Kind, out: W) -> anyhow::Result<W> {
    TableWriter::new(kind, &sheet_name(), &HEADING, out)?.finish()
}
