//! A list that the demo's trainer has sent and not yet written: somebody new, a changed place, a row to mend.

use crate::roster::{Order, read};
use crate::web::App;
use chrono::Datelike;
use std::io::Write;
use tungngo_domain::access::Scope;
use tungngo_storage::rosters::NewImport;

/// The list as the village's office wrote it; every name and number is made up.
const LIST: &str = "DANH SÁCH TỔ CÔNG NGHỆ SỐ THÔN BẾN ĐÁ,,,,\n\
STT,Họ và tên,Ngày sinh,Số ĐT,Vai trò trong tổ\n\
,Thôn Bến Đá,,,\n\
1,Nguyễn Văn Hòa,1959,,Tổ trưởng\n\
2,Ma Thị Mùi,1968,,Tổ phó\n\
3,Lò Văn Mẫu,12/3/1975,900000191,Tổ viên\n\
4,Lương Thị Thử,1990,\"9,0E+08\",Tổ viên\n";

/// Sends the list and leaves it waiting.
pub async fn send(app: &App, scope: &Scope) -> anyhow::Result<()> {
    let Some(unit) = scope.roots().first().copied() else { return Ok(()) };
    let mut file = tempfile::NamedTempFile::new()?;
    file.write_all(LIST.as_bytes())?;
    let new =
        NewImport {
            unit, actor: Some(scope.actor()), file_name: "danh sách thôn Bến Đá.csv".to_owned()
        };
    let id = app.store.begin_import(scope, new, app.now()).await?;
    let order = Order {
        file: file.path().to_owned(),
        program: app.config.program.clone(),
        max_bytes: 1024 * 1024,
        scope: scope.clone(),
        unit,
        this_year: app.today().year(),
    };
    let reading = read(&app.store, order, async |rows, counts| {
        app.store.add_import_rows(id, rows, counts, app.now()).await
    })
    .await?;
    let understood = serde_json::to_string(&reading.understood)?;
    app.store.finish_reading(id, understood, reading.counts, reading.units, reading.reach, app.now()).await?;
    Ok(())
}
