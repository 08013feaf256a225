//! How people come in: credentials, cards, invitations, signed-in browsers, and the count of wrong tries at each door.
//!
//! Owns: these tables. Does not own: hashing and keys (the web's `secrets`), nor the rule of counting
//! ([`tungngo_domain::throttle`]). Secrets arrive here hashed.

use crate::audit;
use crate::connect::Store;
use crate::entity::{card, credential, invitation, login, person, throttle};
use crate::error::{Result, StorageError};
use crate::people::{Person, person_from};
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, IntoActiveModel, QueryFilter,
    QueryOrder, Set, Statement,
};
use tungngo_domain::ids::{LoginId, PersonId};
use tungngo_domain::people::Phone;
use tungngo_domain::throttle::{Rule, SYSTEM_WRONG_AN_HOUR, Tally, Verdict};
use tungngo_domain::time::Instant;
use uuid::Uuid;

/// Through which door a browser came in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Door {
    /// Phone number and PIN.
    Phone,
    /// Login card and PIN.
    Card,
    /// Account and passphrase.
    Staff,
    /// Invitation link.
    Invitation,
    /// Let in by a trainer (P8).
    Trainer,
}

impl Door {
    fn code(self) -> &'static str {
        match self {
            Self::Phone => "phone",
            Self::Card => "card",
            Self::Staff => "staff",
            Self::Invitation => "invitation",
            Self::Trainer => "trainer",
        }
    }
}

/// How far a login reaches, before roles are asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// Came in with the printed first PIN: only the page that sets the lasting one is open.
    FirstPin,
    /// A PIN: the person's own learning, never a role (P6).
    Learner,
    /// A passphrase; roles open once the second factor was given.
    Staff,
}

impl Level {
    fn code(self) -> &'static str {
        match self {
            Self::FirstPin => "first",
            Self::Learner => "learner",
            Self::Staff => "staff",
        }
    }
}

/// A signed-in browser with its person.
#[derive(Debug, Clone)]
pub struct Login {
    /// Which.
    pub id: LoginId,
    /// Whose.
    pub person: Person,
    /// How far it reaches.
    pub level: Level,
    /// On a phone that others use too (K1 of accessibility.md).
    pub shared: bool,
    /// What the browser calls itself, shortened.
    pub device: String,
    /// Since when.
    pub created_at: Instant,
    /// When it was last seen, to a tenth of its idle time.
    pub last_seen_at: Instant,
    /// The latest it can last.
    pub expires_at: Instant,
    /// When the second factor was given.
    pub second_factor_at: Option<Instant>,
    /// The code of the province above the person's team: whose part of the courses they study.
    pub province: Option<String>,
    /// The trainer who let the member in (P8): then it is the member's learning and nothing else.
    pub opened_by: Option<PersonId>,
    /// The trainer's login that waits on the same phone to be taken back.
    pub returns_to: Option<LoginId>,
}

/// What a person knows, hashed.
#[derive(Debug, Clone, Default)]
pub struct Credential {
    /// The lasting PIN.
    pub pin_hash: Option<String>,
    /// The printed PIN and when it dies.
    pub first_pin: Option<(String, Instant)>,
    /// The staff passphrase.
    pub passphrase_hash: Option<String>,
    /// From which, with the key file, the second factor's secret follows.
    pub totp_salt: Option<String>,
    /// Whether the second factor was set up to its end.
    pub totp_confirmed: bool,
    /// The last time step used; a code works once.
    pub totp_last_step: Option<i64>,
}

/// What a new login is made of.
#[derive(Debug, Clone)]
pub struct NewLogin {
    /// Whose.
    pub person: PersonId,
    /// Through which door.
    pub door: Door,
    /// How far it reaches.
    pub level: Level,
    /// On a shared phone.
    pub shared: bool,
    /// What the browser calls itself.
    pub device: String,
    /// The network address, for the audit trail.
    pub address: String,
    /// The latest it can last.
    pub expires_at: Instant,
    /// Whether the second factor was given already (the demo asks for none).
    pub second_factor: bool,
}

/// A login card.
#[derive(Debug, Clone)]
pub struct Card {
    /// Which.
    pub id: Uuid,
    /// Whose.
    pub person: Person,
    /// Its serial in letters.
    pub serial: String,
}

/// One door that counts wrong tries: its name and its rule.
#[derive(Debug, Clone)]
pub struct CountingDoor {
    /// Unique; never holds a phone number or name in the clear.
    pub name: String,
    /// How it counts.
    pub rule: Rule,
}

/// What an invitation is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// To set a passphrase for an account that is there.
    Staff,
    /// To make the first administrator.
    Setup,
}

/// An invitation that still works.
#[derive(Debug, Clone)]
pub struct Invitation {
    /// Which.
    pub id: Uuid,
    /// For whom; nobody yet for the first administrator.
    pub person: Option<Person>,
    /// What for.
    pub purpose: Purpose,
}

impl Store {
    /// The login with this id, if it may still be used, with its person, in one read.
    pub async fn login(&self, id: LoginId, now: Instant) -> Result<Login> {
        const SQL: &str = "SELECT l.person_id, l.level, l.shared, l.device, l.created_at, l.last_seen_at, \
                           l.expires_at, l.second_factor_at, l.opened_by, l.returns_to, p.full_name, p.phone, \
                           p.address_form, p.birth_year, p.device AS own_device, p.language, p.text_size, \
                           p.consent_at, v.code AS province FROM login l \
                           JOIN person p ON p.id = l.person_id LEFT JOIN membership m ON m.person_id = p.id AND \
                           m.left_on IS NULL LEFT JOIN unit t ON t.id = m.team_id LEFT JOIN unit c ON c.id = \
                           t.parent_id LEFT JOIN unit v ON v.id = c.parent_id WHERE l.id = $1 AND l.ended_at IS NULL AND p.active";
        let statement = Statement::from_sql_and_values(self.backend(), SQL, [id.0.into()]);
        let row = self.reader().query_one_raw(statement).await?.ok_or(StorageError::NotFound)?;
        let expires_at: Instant = row.try_get("", "expires_at")?;
        if expires_at <= now {
            return Err(StorageError::NotFound);
        }
        let level: String = row.try_get("", "level")?;
        let phone: Option<String> = row.try_get("", "phone")?;
        let form: String = row.try_get("", "address_form")?;
        Ok(Login {
            id,
            person: Person {
                id: PersonId(row.try_get("", "person_id")?),
                full_name: row.try_get("", "full_name")?,
                address_form: tungngo_domain::people::AddressForm::from_code(&form).unwrap_or_default(),
                phone: phone.and_then(|digits| Phone::read(&digits).ok()),
                birth_year: row.try_get("", "birth_year")?,
                device: row.try_get("", "own_device")?,
                language: row.try_get("", "language")?,
                text_size: row.try_get("", "text_size")?,
                active: true,
                consent_at: row.try_get("", "consent_at")?,
            },
            level: match level.as_str() {
                "staff" => Level::Staff,
                "learner" => Level::Learner,
                _ => Level::FirstPin,
            },
            shared: row.try_get("", "shared")?,
            device: row.try_get("", "device")?,
            created_at: row.try_get("", "created_at")?,
            last_seen_at: row.try_get("", "last_seen_at")?,
            expires_at,
            second_factor_at: row.try_get("", "second_factor_at")?,
            province: row.try_get("", "province")?,
            opened_by: row.try_get::<Option<Uuid>>("", "opened_by")?.map(PersonId),
            returns_to: row.try_get::<Option<Uuid>>("", "returns_to")?.map(LoginId),
        })
    }

    /// A person's logins that may still be used, the newest first.
    pub async fn logins(
        &self,
        person: PersonId,
        now: Instant,
    ) -> Result<Vec<(LoginId, String, bool, Instant)>> {
        let rows = login::Entity::find()
            .filter(login::Column::PersonId.eq(person.0))
            .filter(login::Column::EndedAt.is_null())
            .filter(login::Column::ExpiresAt.gt(now))
            .order_by_desc(login::Column::CreatedAt)
            .all(self.reader())
            .await?;
        Ok(rows.into_iter().map(|row| (LoginId(row.id), row.device, row.shared, row.created_at)).collect())
    }

    /// Signs a browser in, under a new id, and writes it to the audit trail.
    pub async fn start_login(&self, new: NewLogin, now: Instant) -> Result<LoginId> {
        self.write(async |txn| start_login(txn, new, now).await).await
    }

    /// Ends one login of a person.
    pub async fn end_login(&self, person: PersonId, id: LoginId, now: Instant) -> Result<()> {
        self.write(async |txn| {
            let ended = login::Entity::update_many()
                .set(login::ActiveModel { ended_at: Set(Some(now)), ..Default::default() })
                .filter(login::Column::Id.eq(id.0))
                .filter(login::Column::PersonId.eq(person.0))
                .filter(login::Column::EndedAt.is_null())
                .exec(txn)
                .await?;
            if ended.rows_affected == 0 { Err(StorageError::NotFound) } else { Ok(()) }
        })
        .await
    }

    /// Ends all logins of a person, optionally but one.
    pub async fn end_all_logins(&self, person: PersonId, but: Option<LoginId>, now: Instant) -> Result<()> {
        self.write(async |txn| end_all_logins(txn, person, but, now).await).await
    }

    /// Notes that a login was used.
    pub async fn touch_login(&self, id: LoginId, now: Instant, expires_at: Instant) -> Result<()> {
        self.write(async |txn| {
            let row = login::ActiveModel {
                id: Set(id.0),
                last_seen_at: Set(now),
                expires_at: Set(expires_at),
                ..Default::default()
            };
            row.update(txn).await?;
            Ok(())
        })
        .await
    }

    /// Notes that the second factor was given on this login, using up that time step.
    pub async fn pass_second_factor(
        &self,
        person: PersonId,
        login_id: LoginId,
        step: i64,
        now: Instant,
    ) -> Result<()> {
        self.write(async |txn| {
            let used = credential::Entity::update_many()
                .set(credential::ActiveModel {
                    totp_last_step: Set(Some(step)),
                    totp_confirmed_at: Set(Some(now)),
                    ..Default::default()
                })
                .filter(credential::Column::PersonId.eq(person.0))
                .filter(
                    sea_orm::Condition::any()
                        .add(credential::Column::TotpLastStep.is_null())
                        .add(credential::Column::TotpLastStep.lt(step)),
                )
                .exec(txn)
                .await?;
            if used.rows_affected == 0 {
                return Err(StorageError::Refused("the code was used already"));
            }
            let row = login::ActiveModel {
                id: Set(login_id.0),
                second_factor_at: Set(Some(now)),
                ..Default::default()
            };
            row.update(txn).await?;
            let entry =
                audit::Entry { actor: Some(person), action: "second-factor", ..audit::Entry::default() };
            audit::write(txn, entry, now).await
        })
        .await
    }

    /// The person for whom this number opens the phone door.
    pub async fn person_by_phone(&self, phone: &Phone) -> Result<Option<Person>> {
        let row = person::Entity::find()
            .filter(person::Column::PhoneDoor.eq(phone.digits()))
            .filter(person::Column::Active.eq(true))
            .one(self.reader())
            .await?;
        Ok(row.map(person_from))
    }

    /// The staff member with this account name or phone number.
    pub async fn person_by_account(&self, account: &str) -> Result<Option<Person>> {
        let by_name = credential::Entity::find()
            .filter(credential::Column::Account.eq(account.to_lowercase()))
            .one(self.reader())
            .await?;
        let id = match by_name {
            Some(row) => row.person_id,
            None => match Phone::read(account) {
                Ok(phone) => match self.person_by_phone(&phone).await? {
                    Some(person) => return Ok(Some(person)),
                    None => return Ok(None),
                },
                Err(_) => return Ok(None),
            },
        };
        let row = person::Entity::find_by_id(id).one(self.reader()).await?;
        Ok(row.filter(|row| row.active).map(person_from))
    }

    /// The account name of a member of staff.
    pub async fn account_name(&self, person: PersonId) -> Result<Option<String>> {
        Ok(credential::Entity::find_by_id(person.0).one(self.reader()).await?.and_then(|row| row.account))
    }

    /// What a person knows.
    pub async fn credential(&self, person: PersonId) -> Result<Credential> {
        let row = credential::Entity::find_by_id(person.0).one(self.reader()).await?;
        Ok(row
            .map(|row| Credential {
                pin_hash: row.pin_hash,
                first_pin: row.first_pin_hash.zip(row.first_pin_until),
                passphrase_hash: row.passphrase_hash,
                totp_salt: row.totp_salt,
                totp_confirmed: row.totp_confirmed_at.is_some(),
                totp_last_step: row.totp_last_step,
            })
            .unwrap_or_default())
    }

    /// Saves the lasting PIN: the printed one is used up, and all logins but this one end (P1, P9).
    pub async fn save_pin(
        &self,
        person: PersonId,
        hash: String,
        login_id: LoginId,
        now: Instant,
    ) -> Result<()> {
        self.write(async |txn| {
            let row = credential::ActiveModel {
                person_id: Set(person.0),
                pin_hash: Set(Some(hash)),
                first_pin_hash: Set(None),
                first_pin_until: Set(None),
                ..Default::default()
            };
            save_credential(
                txn,
                row,
                &[
                    credential::Column::PinHash,
                    credential::Column::FirstPinHash,
                    credential::Column::FirstPinUntil,
                ],
            )
            .await?;
            end_all_logins(txn, person, Some(login_id), now).await?;
            login::Entity::update_many()
                .set(login::ActiveModel {
                    level: Set(Level::Learner.code().to_owned()),
                    ..Default::default()
                })
                .filter(login::Column::Id.eq(login_id.0))
                .filter(login::Column::Level.eq(Level::FirstPin.code()))
                .exec(txn)
                .await?;
            let entry = audit::Entry { actor: Some(person), action: "pin-saved", ..audit::Entry::default() };
            audit::write(txn, entry, now).await
        })
        .await
    }

    /// Keeps the salt from which the second factor's secret follows, unless one was confirmed already.
    pub async fn set_totp_salt(&self, person: PersonId, salt: String) -> Result<()> {
        self.write(async |txn| {
            let there = credential::Entity::find_by_id(person.0).one(txn).await?;
            if there.is_some_and(|row| row.totp_confirmed_at.is_some()) {
                return Err(StorageError::Refused("a second factor is set up already"));
            }
            let row = credential::ActiveModel {
                person_id: Set(person.0),
                totp_salt: Set(Some(salt)),
                ..Default::default()
            };
            save_credential(txn, row, &[credential::Column::TotpSalt]).await
        })
        .await
    }

    /// The card with this hashed secret, unless a newer one replaced it.
    pub async fn card(&self, secret_hash: &str) -> Result<Card> {
        let row = card::Entity::find()
            .filter(card::Column::SecretHash.eq(secret_hash))
            .filter(card::Column::ReplacedAt.is_null())
            .one(self.reader())
            .await?
            .ok_or(StorageError::NotFound)?;
        let person = self.own_person(PersonId(row.person_id)).await?;
        if !person.active {
            return Err(StorageError::NotFound);
        }
        Ok(Card { id: row.id, person, serial: row.serial })
    }

    /// The invitation with this hashed secret, unless used or expired.
    pub async fn invitation(&self, secret_hash: &str, now: Instant) -> Result<Invitation> {
        let row = invitation::Entity::find()
            .filter(invitation::Column::SecretHash.eq(secret_hash))
            .filter(invitation::Column::UsedAt.is_null())
            .filter(invitation::Column::ExpiresAt.gt(now))
            .one(self.reader())
            .await?
            .ok_or(StorageError::NotFound)?;
        let person = match row.person_id {
            Some(id) => Some(self.own_person(PersonId(id)).await?),
            None => None,
        };
        let purpose = if row.purpose == "setup" { Purpose::Setup } else { Purpose::Staff };
        Ok(Invitation { id: row.id, person, purpose })
    }

    /// Counts one try as wrong at each of these doors before it is checked; refused when one of them is closed.
    ///
    /// Returns how many tries are left at the narrowest door after this one, should it be wrong.
    pub async fn count_try(
        &self,
        doors: &[CountingDoor],
        now: Instant,
    ) -> Result<std::result::Result<u32, Instant>> {
        self.write(async |txn| {
            let mut left = u32::MAX;
            for door in doors {
                lock_door(txn, &door.name).await?;
                let tally = tally(txn, &door.name).await?;
                if let Verdict::Closed { until } = tally.verdict(door.rule, now) {
                    return Ok(Err(until));
                }
                let after = tally.wrong(door.rule, now);
                left = left.min(match after.verdict(door.rule, now) {
                    Verdict::Open { left } => left,
                    Verdict::Closed { .. } => 0,
                });
                save_tally(txn, &door.name, after).await?;
            }
            Ok(Ok(left))
        })
        .await
    }

    /// Takes the counted try back, because it was right.
    pub async fn forgive_try(&self, doors: &[CountingDoor]) -> Result<()> {
        self.write(async |txn| {
            for door in doors {
                lock_door(txn, &door.name).await?;
                let tally = tally(txn, &door.name).await?;
                save_tally(txn, &door.name, tally.was_right()).await?;
            }
            Ok(())
        })
        .await
    }

    /// Until when a door is closed, if it is.
    pub async fn closed_until(&self, door: &CountingDoor, now: Instant) -> Result<Option<Instant>> {
        match tally(self.reader(), &door.name).await?.verdict(door.rule, now) {
            Verdict::Closed { until } => Ok(Some(until)),
            Verdict::Open { .. } => Ok(None),
        }
    }

    /// Counts a wrong PIN in the whole system, and says whether the phone-number door must ask for the card now.
    pub async fn count_system_wrong(&self, wrong: bool, now: Instant) -> Result<bool> {
        const DOOR: &str = "system";
        let there = tally(self.reader(), DOOR).await?;
        let running = there.day_ends.is_some_and(|ends| ends > now);
        if !wrong {
            return Ok(running && there.today > SYSTEM_WRONG_AN_HOUR);
        }
        self.write(async |txn| {
            lock_door(txn, DOOR).await?;
            let there = tally(txn, DOOR).await?;
            let running = there.day_ends.is_some_and(|ends| ends > now);
            let today = if running { there.today + 1 } else { 1 };
            let day_ends = if running { there.day_ends } else { Some(now + chrono::Duration::hours(1)) };
            save_tally(txn, DOOR, Tally { today, day_ends, ..Tally::default() }).await?;
            Ok(today > SYSTEM_WRONG_AN_HOUR)
        })
        .await
    }
}

pub(crate) async fn start_login(txn: &impl ConnectionTrait, new: NewLogin, now: Instant) -> Result<LoginId> {
    let id = Uuid::new_v4();
    let row = login::Model {
        id,
        person_id: new.person.0,
        door: new.door.code().to_owned(),
        level: new.level.code().to_owned(),
        shared: new.shared,
        device: new.device.chars().take(200).collect(),
        created_at: now,
        last_seen_at: now,
        expires_at: new.expires_at,
        second_factor_at: new.second_factor.then_some(now),
        ended_at: None,
        opened_by: None,
        returns_to: None,
    };
    login::Entity::insert(row.into_active_model()).exec_without_returning(txn).await?;
    let entry = audit::Entry {
        actor: Some(new.person),
        action: "login",
        target: Some(("login", id.to_string())),
        address: Some(new.address),
        detail: new.door.code().to_owned(),
        ..audit::Entry::default()
    };
    audit::write(txn, entry, now).await?;
    Ok(LoginId(id))
}

/// Ends all logins of a person, optionally but one.
pub async fn end_all_logins(
    txn: &impl ConnectionTrait,
    person: PersonId,
    but: Option<LoginId>,
    now: Instant,
) -> Result<()> {
    let mut query = login::Entity::update_many()
        .set(login::ActiveModel { ended_at: Set(Some(now)), ..Default::default() })
        .filter(login::Column::PersonId.eq(person.0))
        .filter(login::Column::EndedAt.is_null());
    if let Some(but) = but {
        query = query.filter(login::Column::Id.ne(but.0));
    }
    query.exec(txn).await?;
    Ok(())
}

/// Prints a card for a person: the old one dies at once, its first PIN with it, and a new first PIN is set; all logins
/// end, because a card is printed anew when something went wrong (P7, P9).
pub async fn issue_card(
    txn: &impl ConnectionTrait,
    person: PersonId,
    secret_hash: String,
    serial: String,
    first_pin: (String, Instant),
    now: Instant,
) -> Result<()> {
    card::Entity::update_many()
        .set(card::ActiveModel { replaced_at: Set(Some(now)), ..Default::default() })
        .filter(card::Column::PersonId.eq(person.0))
        .filter(card::Column::ReplacedAt.is_null())
        .exec(txn)
        .await?;
    let row = card::Model {
        id: Uuid::now_v7(),
        person_id: person.0,
        secret_hash,
        serial,
        created_at: now,
        replaced_at: None,
    };
    card::Entity::insert(row.into_active_model()).exec_without_returning(txn).await?;
    let row = credential::ActiveModel {
        person_id: Set(person.0),
        pin_hash: Set(None),
        first_pin_hash: Set(Some(first_pin.0)),
        first_pin_until: Set(Some(first_pin.1)),
        ..Default::default()
    };
    save_credential(
        txn,
        row,
        &[credential::Column::PinHash, credential::Column::FirstPinHash, credential::Column::FirstPinUntil],
    )
    .await?;
    end_all_logins(txn, person, None, now).await
}

/// Makes an invitation link; older ones of the same person die.
pub async fn invite(
    txn: &impl ConnectionTrait,
    person: Option<PersonId>,
    purpose: Purpose,
    secret_hash: String,
    expires_at: Instant,
    now: Instant,
) -> Result<()> {
    if let Some(person) = person {
        invitation::Entity::update_many()
            .set(invitation::ActiveModel { used_at: Set(Some(now)), ..Default::default() })
            .filter(invitation::Column::PersonId.eq(person.0))
            .filter(invitation::Column::UsedAt.is_null())
            .exec(txn)
            .await?;
    }
    let row = invitation::Model {
        id: Uuid::now_v7(),
        person_id: person.map(|person| person.0),
        secret_hash,
        purpose: if purpose == Purpose::Setup { "setup" } else { "staff" }.to_owned(),
        created_at: now,
        expires_at,
        used_at: None,
    };
    invitation::Entity::insert(row.into_active_model()).exec_without_returning(txn).await?;
    Ok(())
}

/// Uses an invitation up; fails when somebody was faster.
pub async fn use_invitation(txn: &impl ConnectionTrait, id: Uuid, now: Instant) -> Result<()> {
    let used = invitation::Entity::update_many()
        .set(invitation::ActiveModel { used_at: Set(Some(now)), ..Default::default() })
        .filter(invitation::Column::Id.eq(id))
        .filter(invitation::Column::UsedAt.is_null())
        .filter(invitation::Column::ExpiresAt.gt(now))
        .exec(txn)
        .await?;
    if used.rows_affected == 0 { Err(StorageError::NotFound) } else { Ok(()) }
}

/// Sets a staff member's account name and passphrase; all logins end, and so does an old second factor.
pub async fn set_passphrase(
    txn: &impl ConnectionTrait,
    person: PersonId,
    account: Option<&str>,
    hash: String,
    now: Instant,
) -> Result<()> {
    let there = credential::Entity::find_by_id(person.0).one(txn).await?;
    let account = account.map(str::to_lowercase).or(there.and_then(|row| row.account));
    let row = credential::ActiveModel {
        person_id: Set(person.0),
        account: Set(account),
        passphrase_hash: Set(Some(hash)),
        totp_salt: Set(None),
        totp_confirmed_at: Set(None),
        totp_last_step: Set(None),
        ..Default::default()
    };
    use credential::Column::{Account, PassphraseHash, TotpConfirmedAt, TotpLastStep, TotpSalt};
    save_credential(txn, row, &[Account, PassphraseHash, TotpSalt, TotpConfirmedAt, TotpLastStep]).await?;
    end_all_logins(txn, person, None, now).await
}

/// Sets a lasting PIN directly. **Only for the demo's ready-made logins.**
pub async fn set_demo_pin(txn: &impl ConnectionTrait, person: PersonId, hash: String) -> Result<()> {
    let row =
        credential::ActiveModel { person_id: Set(person.0), pin_hash: Set(Some(hash)), ..Default::default() };
    save_credential(txn, row, &[credential::Column::PinHash]).await
}

/// Names a staff member's account before the invitation is used.
pub async fn name_account(txn: &impl ConnectionTrait, person: PersonId, account: &str) -> Result<()> {
    let row = credential::ActiveModel {
        person_id: Set(person.0),
        account: Set(Some(account.to_lowercase())),
        ..Default::default()
    };
    save_credential(txn, row, &[credential::Column::Account]).await
}

async fn save_credential(
    txn: &impl ConnectionTrait,
    row: credential::ActiveModel,
    columns: &[credential::Column],
) -> Result<()> {
    credential::Entity::insert(row)
        .on_conflict(
            OnConflict::column(credential::Column::PersonId)
                .update_columns(columns.iter().copied())
                .to_owned(),
        )
        .exec_without_returning(txn)
        .await?;
    Ok(())
}

async fn lock_door(txn: &impl ConnectionTrait, name: &str) -> Result<()> {
    if txn.get_database_backend() == DbBackend::Postgres {
        let lock = Statement::from_sql_and_values(
            DbBackend::Postgres,
            "SELECT pg_advisory_xact_lock(hashtextextended($1, 742))",
            [name.into()],
        );
        txn.execute_raw(lock).await?;
    }
    Ok(())
}

async fn tally(db: &impl ConnectionTrait, name: &str) -> Result<Tally> {
    let row = throttle::Entity::find_by_id(name.to_owned()).one(db).await?;
    Ok(row
        .map(|row| Tally {
            in_a_row: row.in_a_row.try_into().unwrap_or(0),
            today: row.today.try_into().unwrap_or(0),
            day_ends: row.day_ends,
            closed_until: row.closed_until,
        })
        .unwrap_or_default())
}

async fn save_tally(txn: &impl ConnectionTrait, name: &str, tally: Tally) -> Result<()> {
    let row = throttle::Model {
        door: name.to_owned(),
        in_a_row: tally.in_a_row.try_into().unwrap_or(i32::MAX),
        today: tally.today.try_into().unwrap_or(i32::MAX),
        day_ends: tally.day_ends,
        closed_until: tally.closed_until,
    };
    use throttle::Column::{ClosedUntil, DayEnds, Door, InARow, Today};
    throttle::Entity::insert(row.into_active_model())
        .on_conflict(
            OnConflict::column(Door).update_columns([InARow, Today, DayEnds, ClosedUntil]).to_owned(),
        )
        .exec_without_returning(txn)
        .await?;
    Ok(())
}
