//! The ledger of one member, read as it stands in the database.

use super::app::TestApp;
use sea_orm::{ConnectionTrait, Statement};
use tungngo_domain::ids::PersonId;
use uuid::Uuid;

/// An event, as far as tests ask.
#[derive(Debug, Clone)]
pub struct EventRow {
    /// What happened.
    pub kind: String,
    /// Who did it.
    pub actor: Uuid,
    /// Where it came from.
    pub source: String,
    /// The signed-in browser.
    pub login: Option<Uuid>,
}

impl TestApp {
    /// The events of a member, in their order.
    pub async fn db_events(&self, member: PersonId) -> Vec<EventRow> {
        let db = self.database().connect().await;
        let sql =
            "SELECT kind, actor_id, source, login_id FROM ledger_event WHERE member_id = $1 ORDER BY seq";
        let statement = Statement::from_sql_and_values(db.get_database_backend(), sql, [member.0.into()]);
        let rows = db.query_all_raw(statement).await.expect("events");
        let rows = rows.iter().map(|row| EventRow {
            kind: row.try_get("", "kind").expect("a kind"),
            actor: row.try_get("", "actor_id").expect("an actor"),
            source: row.try_get("", "source").expect("a source"),
            login: row.try_get("", "login_id").expect("a login"),
        });
        let rows = rows.collect();
        db.close().await.expect("closes");
        rows
    }

    /// Ends the latest role of a person.
    pub async fn db_end_roles(&self, person: PersonId) {
        let grant = self.db_grant_id(person).await;
        let by = self.db_a_member().without_phone().create().await.id;
        self.store.end_right(grant, by, self.now()).await.expect("ended");
    }
}
