//! How a trainer lets a member in (P8): on the trainer's own phone at once, or on another by a code of ten minutes.
//!
//! Such a login is the member's own learning and nothing else. The ledger says by whom it was opened. Does not own:
//! other doors ([`crate::logins`]).

use crate::audit;
use crate::connect::Store;
use crate::entity::{login, trainer_entry};
use crate::error::{Result, StorageError};
use crate::learning::Doer;
use crate::ledger::record;
use crate::logins::{NewLogin, start_login};
use crate::people::place_within;
use crate::rights::rights_in;
use crate::rollup;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, Set,
};
use tungngo_domain::access::{Role, Scope};
use tungngo_domain::ids::{EventId, LoginId, PersonId};
use tungngo_domain::ledger::{Event, Happening, Source, following_event_id};
use tungngo_domain::time::Instant;
use uuid::Uuid;

impl Store {
    /// Lets a member within reach in on the trainer's own phone; the trainer's login waits to be taken back.
    pub async fn enter_here(&self, scope: &Scope, doer: Doer, new: NewLogin) -> Result<LoginId> {
        self.write(async |txn| {
            may_let_in(txn, scope, doer.person, new.person).await?;
            open(txn, doer.person, Some(doer.login), new.clone(), doer.now).await
        })
        .await
    }

    /// Makes a code with which a member within reach is let in on another phone, once, until `expires_at`. Older codes
    /// for the same member die.
    pub async fn make_entry(
        &self,
        scope: &Scope,
        doer: Doer,
        member: PersonId,
        code_hash: String,
        expires_at: Instant,
    ) -> Result<()> {
        self.write(async |txn| {
            may_let_in(txn, scope, doer.person, member).await?;
            trainer_entry::Entity::update_many()
                .set(trainer_entry::ActiveModel { used_at: Set(Some(doer.now)), ..Default::default() })
                .filter(trainer_entry::Column::MemberId.eq(member.0))
                .filter(trainer_entry::Column::UsedAt.is_null())
                .exec(txn)
                .await?;
            let row = trainer_entry::Model {
                id: Uuid::now_v7(),
                member_id: member.0,
                trainer_id: doer.person.0,
                code_hash: code_hash.clone(),
                created_at: doer.now,
                expires_at,
                used_at: None,
            };
            trainer_entry::Entity::insert(row.into_active_model()).exec_without_returning(txn).await?;
            log(txn, doer.person, "entry-made", member, doer.now).await
        })
        .await
    }

    /// Uses a code up: the trainer's rights are asked again. `login` makes the login of the member let in.
    pub async fn use_entry(
        &self,
        code_hash: &str,
        now: Instant,
        login: impl Fn(PersonId) -> NewLogin,
    ) -> Result<LoginId> {
        self.write(async |txn| {
            let row = trainer_entry::Entity::find()
                .filter(trainer_entry::Column::CodeHash.eq(code_hash))
                .filter(trainer_entry::Column::UsedAt.is_null())
                .filter(trainer_entry::Column::ExpiresAt.gt(now))
                .one(txn)
                .await?
                .ok_or(StorageError::NotFound)?;
            let used = trainer_entry::Entity::update_many()
                .set(trainer_entry::ActiveModel { used_at: Set(Some(now)), ..Default::default() })
                .filter(trainer_entry::Column::Id.eq(row.id))
                .filter(trainer_entry::Column::UsedAt.is_null())
                .exec(txn)
                .await?;
            if used.rows_affected == 0 {
                return Err(StorageError::NotFound);
            }
            let (trainer, member) = (PersonId(row.trainer_id), PersonId(row.member_id));
            let rights = rights_in(txn, trainer).await?;
            let scope = Scope::of(trainer, Role::Trainer, &rights, now).ok_or(StorageError::NotFound)?;
            may_let_in(txn, &scope, trainer, member).await?;
            open(txn, trainer, None, login(member), now).await
        })
        .await
    }
}

/// Whoever is let in is within reach, and is not the trainer.
async fn may_let_in(
    txn: &impl ConnectionTrait,
    scope: &Scope,
    trainer: PersonId,
    member: PersonId,
) -> Result<()> {
    place_within(txn, scope, member).await?;
    if trainer == member { Err(StorageError::Refused("nobody lets themself in")) } else { Ok(()) }
}

async fn open(
    txn: &impl ConnectionTrait,
    trainer: PersonId,
    returns_to: Option<LoginId>,
    new: NewLogin,
    now: Instant,
) -> Result<LoginId> {
    let member = new.person;
    let before = rollup::counted(txn, member).await?;
    let id = start_login(txn, new, now).await?;
    let row = login::ActiveModel {
        id: Set(id.0),
        opened_by: Set(Some(trainer.0)),
        returns_to: Set(returns_to.map(|login| login.0)),
        ..Default::default()
    };
    row.update(txn).await?;
    let event = Event {
        id: following_event_id(EventId(id.0), "opened by"),
        member,
        actor: trainer,
        module: None,
        module_version: None,
        source: if returns_to.is_some() { Source::TrainerPhone } else { Source::SharedPhone },
        login: Some(id),
        happened: now,
        clamped: false,
        received: now,
        what: Happening::EntryOpened { login: id },
    };
    record(txn, &[event]).await?;
    rollup::settle(txn, member, before).await?;
    log(txn, trainer, "entry-opened", member, now).await?;
    Ok(id)
}

async fn log(
    txn: &impl ConnectionTrait,
    trainer: PersonId,
    action: &'static str,
    member: PersonId,
    now: Instant,
) -> Result<()> {
    let entry = audit::Entry {
        actor: Some(trainer),
        action,
        target: Some(("person", member.to_string())),
        ..audit::Entry::default()
    };
    audit::write(txn, entry, now).await
}
