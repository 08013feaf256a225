//! What an officer does to certificates: revoking one, reissuing one, continuing several that end soon.
//!
//! Each act is one transaction: the scope, the rule ([`tungngo_domain::certificate_acts`]), the rows, the events, the
//! counters and a line of the trail. Continuing several is all or nothing: one that may not be continued, wherever it
//! stands among them, and nothing is written.

use crate::audit;
use crate::certificate_desk::{certificate_within, seen_of};
use crate::certificates::{
    Cause, Certificate, MEMBERS_PROGRAMME, Subject, SubjectKind, certificates_in, issue, issuer_in, keep_end,
    module_subject, next_number, number_text, revoke_in,
};
use crate::connect::Store;
use crate::entity::{certificate, ledger_event, person};
use crate::error::{Result, StorageError};
use crate::learning::counting_in;
use crate::ledger::record;
use crate::people::{lock_member, present_place, province_in};
use crate::programmes::{self, Asked, programmes_on};
use crate::progress::progress_in;
use crate::{PAGE_ROWS, content, rollup, slug};
use chrono::{Datelike, NaiveDate};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, Set,
};
use std::collections::BTreeSet;
use tungngo_domain::access::Scope;
use tungngo_domain::certificate_acts::{
    ActRefusal, RevokeReason, continued_until, ends_soon, may_reissue, may_revoke,
};
use tungngo_domain::certification::{Due, Rungs, rungs};
use tungngo_domain::codes;
use tungngo_domain::content::{Catalogue, Module};
use tungngo_domain::ids::{CertificateId, EventId, PersonId};
use tungngo_domain::ledger::{Event, Happening, Source, following_event_id, form_event_id};
use tungngo_domain::renewal::recalled_parts;
use tungngo_domain::time::{Instant, day, in_vietnam};
use uuid::Uuid;

/// What continuing a certificate would do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Continuation {
    /// The last day of the next one; none is for good.
    pub until: Option<NaiveDate>,
}

/// The same, with what the row of the next one needs.
struct Next<'a> {
    until: Option<NaiveDate>,
    rungs: Rungs,
    /// The module; none for the programme.
    module: Option<&'a Module>,
}

fn refused(refusal: ActRefusal) -> StorageError {
    StorageError::Refused(refusal.code())
}

impl Store {
    /// Revokes a certificate within reach for a reason that everybody may read; the note stays in the office. One that
    /// is revoked already stays as it is.
    pub async fn revoke_at_desk(
        &self,
        scope: &Scope,
        id: CertificateId,
        reason: RevokeReason,
        note: &str,
        now: Instant,
    ) -> Result<()> {
        self.write(async |txn| {
            let row = locked(txn, scope, id).await?;
            if row.revoked_at.is_some() {
                return Ok(());
            }
            let all = certificates_in(txn, PersonId(row.member_id)).await?;
            may_revoke(scope.actor(), &seen_of(&row, &all)).map_err(refused)?;
            revoke_in(txn, id, reason.words(), scope.actor(), now).await?;
            let noted = certificate::ActiveModel {
                id: Set(row.id),
                revoke_note: Set(Some(note.to_owned())),
                ..Default::default()
            };
            noted.update(txn).await?;
            Ok(())
        })
        .await
    }

    /// Issues a certificate anew with its holder's name as it is on record, in the place of this one. Where that was done
    /// already, gives the one that was issued.
    pub async fn reissue_certificate(
        &self,
        scope: &Scope,
        id: CertificateId,
        random: &mut dyn FnMut() -> u8,
        now: Instant,
    ) -> Result<CertificateId> {
        self.write(async |txn| {
            let old = locked(txn, scope, id).await?;
            let (member, actor) = (PersonId(old.member_id), scope.actor());
            let all = certificates_in(txn, member).await?;
            let replaces = |one: &&Certificate| one.replaces.as_ref().is_some_and(|other| other.id == id);
            if let Some(done) = all.iter().find(replaces) {
                return Ok(done.id);
            }
            let holder =
                person::Entity::find_by_id(member.0).one(txn).await?.ok_or(StorageError::NotFound)?;
            let seen = seen_of(&old, &all);
            may_reissue(actor, &seen, &old.holder_name, &holder.full_name, day(now)).map_err(refused)?;
            let before = rollup::counted(txn, member).await?;
            let mut gone = old.clone().into_active_model();
            gone.replaced_at = Set(Some(now));
            gone.update(txn).await?;
            let of_programme = old.subject_kind == SubjectKind::Programme.code();
            let of = if of_programme { old.subject_id.as_str() } else { MEMBERS_PROGRAMME };
            let issuer = issuer_in(txn, of).await?;
            let year = in_vietnam(now).year();
            let new = Uuid::now_v7();
            let row = certificate::Model {
                id: new,
                code: codes::make(codes::VERIFY_CODE_SIGNS, &mut *random),
                name_key_secret: codes::make(codes::VERIFY_CODE_SIGNS, &mut *random),
                number: number_text(year, next_number(txn, year).await?),
                cycle: old.cycle + 1,
                holder_name: holder.full_name,
                issuer_unit: issuer.as_ref().map(|issuer| issuer.unit.clone()),
                issuer_title: issuer.as_ref().map(|issuer| issuer.title.clone()),
                issuer_name: issuer.map(|issuer| issuer.name),
                issued_at: now,
                first_issued_at: Some(old.first_issued_at.unwrap_or(old.issued_at)),
                replaces_id: Some(old.id),
                replaces_number: Some(old.number.clone()),
                issued_by: Some(actor.0),
                template_id: None,
                ..old.clone()
            };
            let row = crate::certificate_templates::worded(txn, of, row).await?;
            certificate::Entity::insert(row.into_active_model()).exec_without_returning(txn).await?;
            let by = CertificateId(new);
            let of_module = old.subject_kind == SubjectKind::Module.code();
            let module = if of_module { Some(slug(&old.subject_id)?) } else { None };
            let event = |what: Happening| Event {
                id: EventId(Uuid::now_v7()),
                member,
                actor,
                module: module.clone(),
                module_version: Some(old.content_version.clone()).filter(|version| !version.is_empty()),
                source: Source::Server,
                login: None,
                happened: now,
                clamped: false,
                received: now,
                what,
            };
            let issued = event(Happening::CertificateIssued { certificate: by });
            record(txn, &[issued, event(Happening::CertificateReplaced { certificate: id, by })]).await?;
            keep_end(txn, member, &old.subject_id).await?;
            rollup::settle(txn, member, before).await?;
            let detail = ["for ", &id.to_string()].concat();
            note(txn, actor, "certificate-reissued", Some(by), detail, now).await?;
            Ok(by)
        })
        .await
    }

    /// What continuing each of these certificates would do, or why it may not be: for a page of them. Unscoped: they come
    /// from a search with a scope.
    pub async fn continuations(
        &self,
        scope: &Scope,
        certificates: &[Certificate],
        catalogue: &Catalogue,
        now: Instant,
    ) -> Result<Vec<std::result::Result<Continuation, ActRefusal>>> {
        let mut all = Vec::with_capacity(certificates.len());
        for one in certificates {
            let row = certificate_within(self.reader(), scope, one.id).await?;
            let next = next_of(self.reader(), scope, &row, catalogue, now).await?;
            all.push(next.map(|next| Continuation { until: next.until }));
        }
        Ok(all)
    }

    /// Continues these certificates, all or none. `form` makes the same form twice the same act. Gives how many.
    pub async fn continue_certificates(
        &self,
        scope: &Scope,
        ids: &BTreeSet<CertificateId>,
        form: Uuid,
        catalogue: &Catalogue,
        random: &mut dyn FnMut() -> u8,
        now: Instant,
    ) -> Result<usize> {
        if ids.is_empty() || ids.len() as u64 > PAGE_ROWS {
            return Err(StorageError::Refused("not a page of certificates"));
        }
        self.write(async |txn| {
            let mut rows = Vec::with_capacity(ids.len());
            for id in ids {
                rows.push(certificate_within(txn, scope, *id).await?);
            }
            // Locks in one order for everybody; a member's own certificate after those of its modules.
            rows.sort_by_key(|row| (row.member_id, row.subject_kind.clone(), row.id));
            for row in &rows {
                lock_member(txn, PersonId(row.member_id)).await?;
            }
            let cause = |row: &certificate::Model| {
                form_event_id(scope.actor(), form, &["continue/", &row.id.to_string()].concat())
            };
            let issued_by_this_form = rows
                .iter()
                .map(|row| following_event_id(cause(row), &["certificate ", &row.subject_kind].concat()).0);
            let there = ledger_event::Entity::find()
                .filter(ledger_event::Column::Id.is_in(issued_by_this_form))
                .one(txn)
                .await?;
            if there.is_some() {
                return Ok(rows.len());
            }
            let mut followed: BTreeSet<Uuid> = BTreeSet::new();
            for row in &rows {
                if row.subject_kind == SubjectKind::Programme.code() && followed.contains(&row.member_id) {
                    continue;
                }
                let cause = Cause { event: cause(row), actor: scope.actor(), source: Source::Server, now };
                if continue_one(txn, scope, row, catalogue, random, &cause).await? {
                    followed.insert(row.member_id);
                }
            }
            note(txn, scope.actor(), "certificates-continued", None, rows.len().to_string(), now).await?;
            Ok(rows.len())
        })
        .await
    }
}

/// A certificate within reach, read again once nobody else may change its holder's record.
async fn locked(txn: &impl ConnectionTrait, scope: &Scope, id: CertificateId) -> Result<certificate::Model> {
    let row = certificate_within(txn, scope, id).await?;
    lock_member(txn, PersonId(row.member_id)).await?;
    certificate_within(txn, scope, id).await
}

async fn note(
    txn: &impl ConnectionTrait,
    actor: PersonId,
    action: &'static str,
    target: Option<CertificateId>,
    detail: String,
    now: Instant,
) -> Result<()> {
    let entry = audit::Entry {
        actor: Some(actor),
        action,
        target: target.map(|id| ("certificate", id.to_string())),
        detail,
        ..audit::Entry::default()
    };
    audit::write(txn, entry, now).await
}

/// What would continue a certificate, or why nothing may.
async fn next_of<'a>(
    db: &impl ConnectionTrait,
    scope: &Scope,
    row: &certificate::Model,
    catalogue: &'a Catalogue,
    now: Instant,
) -> Result<std::result::Result<Next<'a>, ActRefusal>> {
    let (member, today) = (PersonId(row.member_id), day(now));
    let all = certificates_in(db, member).await?;
    let ends = match ends_soon(scope.actor(), &seen_of(row, &all), today) {
        Ok(ends) => ends,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let left = present_place(db, scope, member).await?.is_none();
    if row.subject_kind == SubjectKind::Programme.code() {
        let due = programme_due(db, row, catalogue, now).await?;
        return Ok(due
            .map(|(_, due)| Next { until: due.valid_until, rungs: due.rungs, module: None })
            .ok_or(if left { ActRefusal::Left } else { ActRefusal::ModulesFirst }));
    }
    if left {
        return Ok(Err(ActRefusal::Left));
    }
    let province = province_in(db, member).await?;
    let Some(module) = catalogue.for_province(province.as_deref(), &slug(&row.subject_id)?) else {
        return Ok(Err(ActRefusal::RuleNotMet));
    };
    let evidence = counting_in(db, member, module).await?.evidence();
    let reached = rungs(module.practice.as_ref(), &evidence, None);
    let marks = content::marks_in(db, &module.id).await?;
    let whole = progress_in(db, member, &module.id).await?;
    let (lessons, test) = recalled_parts(&whole, module, &marks, &row.content_version);
    let met = reached.knows.is_some() && reached.does.is_some() && lessons.is_empty() && !test;
    let until = continued_until(ends, module.valid_for_months, met);
    Ok(until.map(|until| Next { until, rungs: reached, module: Some(module) }))
}

/// Continues one, and the member's own certificate after it where that is due; tells whether it was.
async fn continue_one(
    txn: &impl ConnectionTrait,
    scope: &Scope,
    row: &certificate::Model,
    catalogue: &Catalogue,
    random: &mut dyn FnMut() -> u8,
    cause: &Cause,
) -> Result<bool> {
    let member = PersonId(row.member_id);
    let next = next_of(txn, scope, row, catalogue, cause.now).await?.map_err(refused)?;
    let (subject, due) = match next.module {
        Some(module) => {
            let cycle = u32::try_from(row.cycle + 1).unwrap_or(u32::MAX);
            (module_subject(module), Due { cycle, rungs: next.rungs, valid_until: next.until })
        }
        None => programme_due(txn, row, catalogue, cause.now)
            .await?
            .ok_or_else(|| refused(ActRefusal::ModulesFirst))?,
    };
    let id = issue(txn, member, &subject, &due, random, cause).await?;
    let by =
        certificate::ActiveModel { id: Set(id.0), issued_by: Set(Some(cause.actor.0)), ..Default::default() };
    by.update(txn).await?;
    let Some(module) = next.module else { return Ok(true) };
    let after =
        programmes::issuing::issue_due(txn, member, catalogue, (&module.id, true), random, cause).await?;
    Ok(!after.is_empty())
}

/// The programme's certificate that would continue one of it.
async fn programme_due(
    db: &impl ConnectionTrait,
    row: &certificate::Model,
    catalogue: &Catalogue,
    now: Instant,
) -> Result<Option<(Subject, Due)>> {
    let all = programmes_on(db, day(now)).await?;
    let Some(programme) = all.iter().find(|one| one.id.as_str() == row.subject_id) else { return Ok(None) };
    programmes::due(db, programme, catalogue, PersonId(row.member_id), Asked::ByOfficer, now).await
}
