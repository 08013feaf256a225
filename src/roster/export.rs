//! The roster out, and the empty table to fill in: the same columns that an import understands, so that one's own export
//! changes nothing when it is imported (X1).

use crate::table::{Kind, TableWriter};
use crate::web::view::rosters::{device_word, sheet_name};
use futures_util::StreamExt;
use std::io::{Seek, Write};
use tokio::sync::mpsc;
use tokio::task::spawn_blocking;
use tungngo_domain::access::Scope;
use tungngo_domain::people::{AddressForm, TeamRole};
use tungngo_storage::Store;
use tungngo_storage::rosters::OutgoingTeam;

/// The columns; who fills the table in does without the last.
pub const HEADING: [&str; 11] = [
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
    "Mã trong sổ",
];

/// Communes of one query.
const COMMUNES: usize = 40;
/// Queries at a time: while one part is being written, the next ones are read on connections of their own.
const QUERIES: usize = 2;

/// Writes the roster within reach; gives back where it went and how many members it has. `told` hears of them.
///
/// The file is made in a thread of its own, some parts behind what is read.
pub async fn write<W: Write + Seek + Send + 'static>(
    store: &Store,
    scope: &Scope,
    kind: Kind,
    out: W,
    mut told: impl FnMut(u64),
) -> anyhow::Result<(W, u64)> {
    let communes = store.outgoing_communes(scope).await?;
    let (send, receive) = mpsc::channel(1);
    let writing = spawn_blocking(move || write_parts(kind, out, receive));
    let mut members = 0;
    let parts = communes.chunks(COMMUNES).map(|part| store.outgoing_teams(scope, part));
    let mut parts = futures_util::stream::iter(parts).buffered(QUERIES);
    while let Some(teams) = parts.next().await {
        let teams = teams?;
        members += teams.iter().map(OutgoingTeam::size).sum::<u64>();
        if send.send(teams).await.is_err() {
            // The writer has stopped and says why below.
            break;
        }
        told(members);
    }
    drop(send);
    Ok((writing.await??, members))
}

fn write_parts<W: Write + Seek + Send>(
    kind: Kind,
    out: W,
    mut parts: mpsc::Receiver<Vec<OutgoingTeam>>,
) -> anyhow::Result<W> {
    let mut table = TableWriter::new(kind, &sheet_name(), &HEADING, out)?;
    let devices = ["own", "shared", "none"].map(|code| (code, device_word(code)));
    while let Some(teams) = parts.blocking_recv() {
        for team in &teams {
            let [province, commune, village] = &team.place;
            for one in team.members() {
                let device = devices.iter().find(|(code, _)| *code == one.device);
                let code = one.code().map(|code| code.to_string()).unwrap_or_default();
                let cells: [&str; HEADING.len()] = [
                    province,
                    commune,
                    village,
                    one.full_name,
                    one.birth_year,
                    one.phone,
                    TeamRole::from_code(one.role).map(TeamRole::word).unwrap_or_default(),
                    one.body,
                    AddressForm::from_code(one.address_form).map(AddressForm::word).unwrap_or_default(),
                    device.map(|(_, word)| word.as_str()).unwrap_or_default(),
                    &code,
                ];
                table.row(&cells)?;
            }
        }
    }
    table.finish()
}

/// Writes the table to fill in: its columns.
pub fn write_template<W: Write + Seek + Send>(kind: Kind, out: W) -> anyhow::Result<W> {
    TableWriter::new(kind, &sheet_name(), &HEADING[..HEADING.len() - 1], out)?.finish()
}
