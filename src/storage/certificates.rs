//! Certificates: issued exactly once per member, subject and cycle, as snapshots; their lines and numbers.
//!
//! Owns: [`issue_due`], which asks the domain what is due and writes it in the transaction of the event that made it
//! due. Does not own: the rule ([`tungngo_domain::certification`]), what programmes ask for ([`crate::programmes`]), nor
//! the printed sheet.

use crate::connect::Store;
use crate::entity::{certificate, certificate_number, module_progress, person, programme, sign_off, unit};
use crate::error::{Result, StorageError};
use crate::ledger::record;
use crate::people::{Place, place_in};
use crate::programmes;
use crate::rights::rights_in;
use crate::rollup;
use chrono::{Datelike, NaiveDate};
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
    Set,
};
use std::collections::BTreeSet;
use tungngo_domain::access::{Role, Scope};
use tungngo_domain::certification::{
    Due, Evidence, Held, Standing, certified_until, due_module_certificate, standing,
};
use tungngo_domain::codes;
use tungngo_domain::content::{Catalogue, Module, Skill};
use tungngo_domain::ids::{CertificateId, EventId, PersonId, Slug};
use tungngo_domain::ledger::{Event, Happening, Source, following_event_id};
use tungngo_domain::programmes::Audience;
use tungngo_domain::time::{Instant, day, in_vietnam};
use tungngo_domain::units::{bare_name, in_sentence};
use uuid::Uuid;

/// The members' programme (product.md §5).
pub const MEMBERS_PROGRAMME: &str = "thanh-vien";

/// What a certificate is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SubjectKind {
    /// One module.
    Module,
    /// A programme: everything it requires.
    Programme,
}

impl SubjectKind {
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::Module => "module",
            Self::Programme => "programme",
        }
    }
}

/// A certificate as issued: nothing in it ever changes but its revocation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Certificate {
    /// Which.
    pub id: CertificateId,
    /// The public code of the check page.
    pub code: String,
    /// The second key, only in the QR: shows the name.
    pub key: String,
    /// The running number on the paper; opens nothing.
    pub number: String,
    /// Whose.
    pub member: PersonId,
    /// For what kind of thing.
    pub kind: SubjectKind,
    /// For which one.
    pub subject: String,
    /// Its title on that day.
    pub title: String,
    /// The first, second … of this member for this subject.
    pub cycle: i32,
    /// The exact content version.
    pub content_version: String,
    /// The name as printed.
    pub holder_name: String,
    /// "Tổ trưởng, Tổ công nghệ số cộng đồng thôn Bến Đá".
    pub holder_line: String,
    /// "xã Đồng Mây, tỉnh Tuyên Quang".
    pub unit_line: String,
    /// "Đồng Mây".
    pub place: String,
    /// Passed the test on.
    pub knows_on: Option<NaiveDate>,
    /// Seen doing it on.
    pub does_on: Option<NaiveDate>,
    /// Seen teaching it on.
    pub teaches_on: Option<NaiveDate>,
    /// Who signed off.
    pub signers: String,
    /// Who issues: unit, signatory's title and name, where the programme says so.
    pub issuer: Option<Issuer>,
    /// Which houses of the lane are lit on the sheet.
    pub lit_houses: [bool; 5],
    /// When it was issued.
    pub issued_at: Instant,
    /// Its last day.
    pub valid_until: Option<NaiveDate>,
    /// When it was revoked.
    pub revoked_at: Option<Instant>,
    /// Why, as everybody may read it.
    pub revoke_reason: Option<String>,
    /// What was noted of it, for the office alone.
    pub revoke_note: Option<String>,
    /// Which one it replaces.
    pub replaces: Option<Replaces>,
    /// When another took its place.
    pub replaced_at: Option<Instant>,
    /// The officer who had it issued; none where it followed from the record by itself.
    pub issued_by: Option<PersonId>,
    /// The words it was issued with ([`crate::certificate_templates`]); none for those of the program.
    pub template: Option<Uuid>,
}

/// The certificate that another took the place of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Replaces {
    /// Which.
    pub id: CertificateId,
    /// Its number as printed.
    pub number: String,
}

impl Certificate {
    /// What the rule needs of it.
    pub fn held(&self) -> Held {
        Held {
            cycle: u32::try_from(self.cycle).unwrap_or(0),
            valid_until: self.valid_until,
            revoked_at: self.revoked_at,
        }
    }
}

/// Who issues certificates, as data of the programme.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issuer {
    /// The unit.
    pub unit: String,
    /// The signatory's title.
    pub title: String,
    /// The signatory's name.
    pub name: String,
}

/// Which certificates a check page may tell apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Validity {
    /// Counts today.
    Valid,
    /// Has ended.
    Expired,
    /// Was revoked.
    Revoked,
    /// Another took its place.
    Replaced,
}

/// Whether a certificate counts on a day.
pub fn validity(certificate: &Certificate, today: NaiveDate) -> Validity {
    match standing(&[certificate.held()], today) {
        _ if certificate.replaced_at.is_some() => Validity::Replaced,
        Standing::Revoked => Validity::Revoked,
        Standing::Lapsed { .. } => Validity::Expired,
        Standing::Certified { .. } | Standing::NotYet => Validity::Valid,
    }
}

pub(crate) fn certificate_from(row: certificate::Model) -> Certificate {
    let issuer = row.issuer_unit.map(|unit| Issuer {
        unit,
        title: row.issuer_title.unwrap_or_default(),
        name: row.issuer_name.unwrap_or_default(),
    });
    let mut lit = row.lit_houses.bytes().map(|sign| sign == b'1');
    Certificate {
        id: CertificateId(row.id),
        code: row.code,
        key: row.name_key_secret,
        number: row.number,
        member: PersonId(row.member_id),
        kind: if row.subject_kind == "module" { SubjectKind::Module } else { SubjectKind::Programme },
        subject: row.subject_id,
        title: row.subject_title,
        cycle: row.cycle,
        content_version: row.content_version,
        holder_name: row.holder_name,
        holder_line: row.holder_line,
        unit_line: row.unit_line,
        place: row.place,
        knows_on: row.knows_on,
        does_on: row.does_on,
        teaches_on: row.teaches_on,
        signers: row.signers,
        issuer,
        lit_houses: std::array::from_fn(|_| lit.next().unwrap_or(false)),
        issued_at: row.issued_at,
        valid_until: row.valid_until,
        revoked_at: row.revoked_at,
        revoke_reason: row.revoke_reason,
        revoke_note: row.revoke_note,
        replaces: row
            .replaces_id
            .zip(row.replaces_number)
            .map(|(id, number)| Replaces { id: CertificateId(id), number }),
        replaced_at: row.replaced_at,
        issued_by: row.issued_by.map(PersonId),
        template: row.template_id,
    }
}

/// What the rule needs of a row.
pub(crate) fn held_from(row: &certificate::Model) -> Held {
    Held {
        cycle: u32::try_from(row.cycle).unwrap_or(0),
        valid_until: row.valid_until,
        revoked_at: row.revoked_at,
    }
}

/// Keeps with a module's progress until when its certificates count, after one was issued or revoked.
pub(crate) async fn keep_end(txn: &impl ConnectionTrait, member: PersonId, module: &str) -> Result<()> {
    let rows = certificate::Entity::find()
        .filter(certificate::Column::MemberId.eq(member.0))
        .filter(certificate::Column::SubjectKind.eq(SubjectKind::Module.code()))
        .filter(certificate::Column::SubjectId.eq(module))
        .all(txn)
        .await?;
    let held: Vec<Held> = rows.iter().map(held_from).collect();
    module_progress::Entity::update_many()
        .col_expr(module_progress::Column::CertifiedUntil, Expr::value(certified_until(&held)))
        .filter(module_progress::Column::MemberId.eq(member.0))
        .filter(module_progress::Column::ModuleId.eq(module))
        .exec(txn)
        .await?;
    Ok(())
}

pub(crate) async fn certificates_in(db: &impl ConnectionTrait, member: PersonId) -> Result<Vec<Certificate>> {
    let rows = certificate::Entity::find()
        .filter(certificate::Column::MemberId.eq(member.0))
        .order_by_asc(certificate::Column::IssuedAt)
        .all(db)
        .await?;
    Ok(rows.into_iter().map(certificate_from).collect())
}

/// The modules for which a person holds a valid certificate today.
pub(crate) async fn valid_modules_in(
    db: &impl ConnectionTrait,
    person: PersonId,
    today: NaiveDate,
) -> Result<Vec<Slug>> {
    let all = certificates_in(db, person).await?;
    let subjects: BTreeSet<&str> =
        all.iter().filter(|one| one.kind == SubjectKind::Module).map(|one| one.subject.as_str()).collect();
    Ok(subjects
        .into_iter()
        .filter(|subject| standing(&held_for(&all, SubjectKind::Module, subject), today).is_certified())
        .filter_map(|subject| Slug::parse(subject).ok())
        .collect())
}

/// The certificates of one subject, as the rule needs them.
pub fn held_for(all: &[Certificate], kind: SubjectKind, subject: &str) -> Vec<Held> {
    all.iter().filter(|one| one.kind == kind && one.subject == subject).map(Certificate::held).collect()
}

impl Store {
    /// A person's own certificates, oldest first. Unscoped: for the person's own pages and checked members.
    pub async fn certificates(&self, member: PersonId) -> Result<Vec<Certificate>> {
        certificates_in(self.reader(), member).await
    }

    /// The certificates of several members. Unscoped: for members that were found within a scope.
    pub async fn certificates_of(
        &self,
        members: &[PersonId],
    ) -> Result<std::collections::HashMap<PersonId, Vec<Certificate>>> {
        let mut all: std::collections::HashMap<PersonId, Vec<Certificate>> = std::collections::HashMap::new();
        for chunk in members.chunks(crate::BATCH_ROWS) {
            let rows = certificate::Entity::find()
                .filter(certificate::Column::MemberId.is_in(chunk.iter().map(|member| member.0)))
                .order_by_asc(certificate::Column::IssuedAt)
                .all(self.reader())
                .await?;
            for row in rows {
                all.entry(PersonId(row.member_id)).or_default().push(certificate_from(row));
            }
        }
        Ok(all)
    }

    /// The certificate with this public code.
    pub async fn certificate_by_code(&self, code: &str) -> Result<Certificate> {
        let row =
            certificate::Entity::find().filter(certificate::Column::Code.eq(code)).one(self.reader()).await?;
        row.map(certificate_from).ok_or(StorageError::NotFound)
    }

    /// Revokes a certificate of a member within reach, with its reason.
    pub async fn revoke_certificate(
        &self,
        scope: &Scope,
        id: CertificateId,
        reason: &str,
        now: Instant,
    ) -> Result<()> {
        let row =
            certificate::Entity::find_by_id(id.0).one(self.reader()).await?.ok_or(StorageError::NotFound)?;
        self.member(scope, PersonId(row.member_id)).await?;
        let actor = scope.actor();
        self.write(async |txn| revoke_in(txn, id, reason, actor, now).await).await
    }
}

pub(crate) async fn revoke_in(
    txn: &impl ConnectionTrait,
    id: CertificateId,
    reason: &str,
    actor: PersonId,
    now: Instant,
) -> Result<()> {
    let row = certificate::Entity::find_by_id(id.0).one(txn).await?.ok_or(StorageError::NotFound)?;
    if row.revoked_at.is_some() {
        return Ok(());
    }
    let certificate = certificate_from(row.clone());
    let mut row = row.into_active_model();
    row.revoked_at = Set(Some(now));
    row.revoked_by = Set(Some(actor.0));
    row.revoke_reason = Set(Some(reason.to_owned()));
    row.update(txn).await?;
    let subject = Slug::parse(&certificate.subject).map_err(|_| StorageError::NotFound)?;
    let event = Event {
        id: EventId(Uuid::now_v7()),
        member: certificate.member,
        actor,
        module: (certificate.kind == SubjectKind::Module).then(|| subject.clone()),
        module_version: None,
        source: Source::Server,
        login: None,
        happened: now,
        clamped: false,
        received: now,
        what: Happening::CertificateRevoked { certificate: id },
    };
    record(txn, &[event]).await?;
    let before = rollup::counted(txn, certificate.member).await?;
    keep_end(txn, certificate.member, subject.as_str()).await?;
    rollup::settle(txn, certificate.member, before).await?;
    let entry = crate::audit::Entry {
        actor: Some(actor),
        action: "certificate-revoked",
        target: Some(("certificate", id.to_string())),
        ..crate::audit::Entry::default()
    };
    crate::audit::write(txn, entry, now).await
}

/// What brought the certificates up for a look: the event, and who did it.
pub(crate) struct Cause {
    pub event: EventId,
    pub actor: PersonId,
    pub source: Source,
    pub now: Instant,
}

/// Issues what is due to a member after something changed in `module`: the module's certificate, and then those of
/// programmes. Runs in the transaction of the cause, so a certificate exists exactly when its evidence does.
pub(crate) async fn issue_due(
    txn: &impl ConnectionTrait,
    member: PersonId,
    catalogue: &Catalogue,
    module: &Module,
    evidence: &Evidence,
    random: &mut dyn FnMut() -> u8,
    cause: &Cause,
) -> Result<Vec<CertificateId>> {
    let mut issued = Vec::new();
    let all = certificates_in(txn, member).await?;
    let held = held_for(&all, SubjectKind::Module, module.id.as_str());
    let practice = module.practice.as_ref();
    if let Some(due) = due_module_certificate(practice, module.valid_for_months, evidence, &held, cause.now) {
        let sheet = module_subject(module);
        issued.push(issue(txn, member, &sheet, &due, random, cause).await?);
    }
    let reached = (&module.id, !issued.is_empty());
    issued.extend(programmes::issuing::issue_due(txn, member, catalogue, reached, random, cause).await?);
    Ok(issued)
}

/// The subject of a module's certificate.
pub(crate) fn module_subject(module: &Module) -> Subject {
    Subject {
        kind: SubjectKind::Module,
        id: module.id.clone(),
        title: module.title.clone(),
        version: module.version.clone(),
        lit: Skill::ALL.map(|skill| skill == module.skill),
        of_staff: false,
    }
}

/// What a certificate says it is for.
pub(crate) struct Subject {
    pub kind: SubjectKind,
    pub id: Slug,
    pub title: String,
    pub version: String,
    pub lit: [bool; 5],
    /// Whether its holder is named as a trainer or official, not as a member of a team.
    pub of_staff: bool,
}

impl Subject {
    /// The programme whose issuer and words its certificates have: a module's are those of the members' programme
    /// ([`crate::certificate_templates`] says why).
    fn programme(&self) -> &str {
        match self.kind {
            SubjectKind::Programme => self.id.as_str(),
            SubjectKind::Module => MEMBERS_PROGRAMME,
        }
    }

    /// Tells its certificate apart from others that have the same cause.
    fn word(&self) -> String {
        let mut word = ["certificate ", self.kind.code()].concat();
        if self.programme() != MEMBERS_PROGRAMME {
            word += &[" ", self.id.as_str()].concat();
        }
        word
    }
}

/// How a certificate names its holder's place.
#[derive(Debug, Clone, Default)]
pub(crate) struct Lines {
    /// "Tổ trưởng, Tổ công nghệ số cộng đồng thôn Bến Đá".
    pub holder: String,
    /// "xã Đồng Mây, tỉnh Tuyên Quang".
    pub unit: String,
    /// "Đồng Mây".
    pub place: String,
    /// The commune.
    pub commune: Option<Uuid>,
}

impl Lines {
    /// Of a member.
    pub(crate) fn of_member(place: &Place) -> Self {
        Self {
            holder: [
                &capital(place.role.word()),
                " Tổ công nghệ số cộng đồng ",
                &in_sentence(&place.team_name),
            ]
            .concat(),
            unit: [in_sentence(&place.commune_name), in_sentence(&place.province_name)].join(", "),
            place: bare_name(&place.commune_name).to_owned(),
            commune: Some(place.commune.0),
        }
    }

    /// Of a trainer or official of a unit; `way` is the way down to it from the nation.
    fn of_staff(role: Role, way: &[unit::Model]) -> Self {
        let below: Vec<&unit::Model> = way.iter().filter(|unit| unit.parent_id.is_some()).collect();
        Self {
            holder: capital(role.word()),
            unit: below.iter().rev().map(|unit| in_sentence(&unit.name)).collect::<Vec<_>>().join(", "),
            place: below.last().map(|unit| bare_name(&unit.name).to_owned()).unwrap_or_default(),
            commune: below.iter().find(|unit| unit.kind == "commune").map(|unit| unit.id),
        }
    }
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// How somebody's place is named on a certificate of today.
async fn lines_of(
    db: &impl ConnectionTrait,
    member: PersonId,
    subject: &Subject,
    now: Instant,
) -> Result<Lines> {
    if !subject.of_staff {
        return Ok(place_in(db, member).await?.as_ref().map(Lines::of_member).unwrap_or_default());
    }
    let rights = rights_in(db, member).await?;
    let right = Audience::STAFF
        .into_iter()
        .find_map(|role| rights.iter().find(|right| right.role == role && right.in_force(now)));
    let Some(right) = right else { return Ok(Lines::default()) };
    let mut way = Vec::new();
    let mut next = Some(right.unit.0);
    while let Some(id) = next {
        let row = unit::Entity::find_by_id(id).one(db).await?.ok_or(StorageError::NotFound)?;
        next = row.parent_id;
        way.insert(0, row);
    }
    Ok(Lines::of_staff(right.role, &way))
}

/// Who issues the certificates of a programme: as it says itself, or as the members' programme does.
pub(crate) async fn issuer_in(db: &impl ConnectionTrait, programme: &str) -> Result<Option<Issuer>> {
    for id in [programme, MEMBERS_PROGRAMME] {
        let row = programme::Entity::find_by_id(id.to_owned()).one(db).await?;
        if let Some(row) = row
            && let Some(unit) = row.issuer_unit
        {
            let (title, name) = (row.issuer_title.unwrap_or_default(), row.issuer_name.unwrap_or_default());
            return Ok(Some(Issuer { unit, title, name }));
        }
    }
    Ok(None)
}

pub(crate) async fn issue(
    txn: &impl ConnectionTrait,
    member: PersonId,
    subject: &Subject,
    due: &Due,
    random: &mut dyn FnMut() -> u8,
    cause: &Cause,
) -> Result<CertificateId> {
    let now = cause.now;
    let holder = person::Entity::find_by_id(member.0).one(txn).await?.ok_or(StorageError::NotFound)?;
    let id = Uuid::now_v7();
    let year = in_vietnam(now).year();
    let row = snapshot(Sheet {
        id,
        member,
        holder_name: holder.full_name,
        lines: &lines_of(txn, member, subject, now).await?,
        subject,
        due,
        signers: signers(txn, member, subject).await?,
        issuer: issuer_in(txn, subject.programme()).await?,
        number: number_text(year, next_number(txn, year).await?),
        now,
        random,
    });
    let row = crate::certificate_templates::worded(txn, subject.programme(), row).await?;
    certificate::Entity::insert(row.into_active_model()).exec_without_returning(txn).await?;
    let certificate = CertificateId(id);
    record(txn, &[issued_event(certificate, member, subject, cause)]).await?;
    let before = rollup::counted(txn, member).await?;
    keep_end(txn, member, subject.id.as_str()).await?;
    rollup::settle(txn, member, before).await?;
    Ok(certificate)
}

/// What a snapshot is made of.
pub(crate) struct Sheet<'a> {
    pub id: Uuid,
    pub member: PersonId,
    pub holder_name: String,
    pub lines: &'a Lines,
    pub subject: &'a Subject,
    pub due: &'a Due,
    pub signers: String,
    pub issuer: Option<Issuer>,
    pub number: String,
    pub now: Instant,
    pub random: &'a mut dyn FnMut() -> u8,
}

/// The row of a certificate that is issued now.
pub(crate) fn snapshot(sheet: Sheet<'_>) -> certificate::Model {
    let Sheet { id, member, holder_name, lines, subject, due, signers, issuer, number, now, random } = sheet;
    let Lines { holder: holder_line, unit: unit_line, place, commune } = lines.clone();
    certificate::Model {
        id,
        code: codes::make(codes::VERIFY_CODE_SIGNS, &mut *random),
        name_key_secret: codes::make(codes::VERIFY_CODE_SIGNS, &mut *random),
        number,
        member_id: member.0,
        subject_kind: subject.kind.code().to_owned(),
        subject_id: subject.id.to_string(),
        subject_title: subject.title.clone(),
        cycle: i32::try_from(due.cycle).unwrap_or(i32::MAX),
        content_version: subject.version.clone(),
        holder_name,
        holder_line,
        commune_id: commune,
        unit_line,
        place,
        knows_on: due.rungs.knows.map(day),
        does_on: due.rungs.does.map(day),
        teaches_on: due.rungs.teaches.map(day),
        signers,
        issuer_unit: issuer.as_ref().map(|issuer| issuer.unit.clone()),
        issuer_title: issuer.as_ref().map(|issuer| issuer.title.clone()),
        issuer_name: issuer.map(|issuer| issuer.name),
        lit_houses: subject.lit.iter().map(|lit| if *lit { '1' } else { '0' }).collect(),
        issued_at: now,
        valid_until: due.valid_until,
        revoked_at: None,
        revoked_by: None,
        revoke_reason: None,
        replaces_id: None,
        replaces_number: None,
        replaced_at: None,
        first_issued_at: None,
        issued_by: None,
        template_id: None,
        revoke_note: None,
    }
}

/// That a certificate was issued, as the ledger has it.
pub(crate) fn issued_event(
    certificate: CertificateId,
    member: PersonId,
    subject: &Subject,
    cause: &Cause,
) -> Event {
    Event {
        id: following_event_id(cause.event, &subject.word()),
        member,
        actor: cause.actor,
        module: (subject.kind == SubjectKind::Module).then(|| subject.id.clone()),
        module_version: Some(subject.version.clone()).filter(|version| !version.is_empty()),
        source: cause.source,
        login: None,
        happened: cause.now,
        clamped: false,
        received: cause.now,
        what: Happening::CertificateIssued { certificate },
    }
}

pub(crate) fn number_text(year: i32, number: i64) -> String {
    let digits = number.to_string();
    let zeros = "000000".get(digits.len()..).unwrap_or_default();
    ["TN-", &year.to_string(), "-", zeros, &digits].concat()
}

/// Takes the next running number of a year.
pub(crate) async fn next_number(txn: &impl ConnectionTrait, year: i32) -> Result<i64> {
    take_numbers(txn, year, 1).await
}

/// Takes so many running numbers of a year, and gives the last of them.
pub(crate) async fn take_numbers(txn: &impl ConnectionTrait, year: i32, count: i64) -> Result<i64> {
    use certificate_number::Column::{LastNumber, Year};
    let row = certificate_number::Model { year, last_number: count };
    certificate_number::Entity::insert(row.into_active_model())
        .on_conflict(
            OnConflict::column(Year)
                .value(LastNumber, Expr::col((certificate_number::Entity, LastNumber)).add(count))
                .to_owned(),
        )
        .exec_without_returning(txn)
        .await?;
    let row = certificate_number::Entity::find_by_id(year).one(txn).await?.ok_or(StorageError::NotFound)?;
    Ok(row.last_number)
}

/// The names of those whose sign-offs the certificate rests on.
async fn signers(txn: &impl ConnectionTrait, member: PersonId, subject: &Subject) -> Result<String> {
    let mut query = sign_off::Entity::find()
        .filter(sign_off::Column::MemberId.eq(member.0))
        .filter(sign_off::Column::RevokedAt.is_null());
    if subject.kind == SubjectKind::Module {
        query = query.filter(sign_off::Column::ModuleId.eq(subject.id.as_str()));
    }
    let signed = query.order_by_asc(sign_off::Column::SignedAt).all(txn).await?;
    let mut ids: Vec<Uuid> = Vec::new();
    for one in signed {
        if !ids.contains(&one.signer_id) {
            ids.push(one.signer_id);
        }
    }
    let people = person::Entity::find().filter(person::Column::Id.is_in(ids.clone())).all(txn).await?;
    let name = |id: &Uuid| people.iter().find(|one| one.id == *id).map(|one| one.full_name.clone());
    Ok(signers_line(ids.iter().filter_map(name)))
}

/// The first of these names, as a certificate has them.
pub(crate) fn signers_line(names: impl Iterator<Item = String>) -> String {
    let names: Vec<String> = names.take(3).collect();
    names.join(", ").chars().take(300).collect()
}
