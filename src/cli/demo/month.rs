//! The demo's frozen month: the last one that ended, frozen and signed by the commune's officer.

use crate::web::App;
use std::collections::BTreeSet;
use tungngo_domain::access::{Right, Role, Scope};
use tungngo_domain::ids::{PersonId, UnitId};
use tungngo_domain::months::Month;

/// Freezes and signs it.
pub async fn fill(app: &App, commune: UnitId, officer: PersonId) -> anyhow::Result<()> {
    let now = app.now();
    let right =
        Right { role: Role::Officer, unit: commune, from: now, until: None, modules: BTreeSet::new() };
    let scope = Scope::of(officer, Role::Officer, &[right], now)
        .ok_or_else(|| anyhow::anyhow!("the officer's right is in force"))?;
    let month = Month::of(app.today()).previous();
    let begun = app.store.begin_freeze(&scope, commune, month, Some(officer), now).await?;
    if let Some(run) = begun.run {
        app.store.count_freeze(begun.id, run, || app.now()).await?;
        app.store.sign_month(&scope, begun.id, app.now()).await?;
    }
    Ok(())
}
