//! The certificates of a life: issued as [`crate::certificates`] issues them, and revoked.
//!
//! They have the program's words: the database is empty before, so no others are in force for any programme.

use super::Life;
use super::life::new_id;
use crate::certificates::{
    Cause, Certificate, Lines, Sheet, Subject, SubjectKind, certificate_from, held_for, issued_event,
    module_subject, signers_line, snapshot,
};
use crate::error::Result;
use crate::programmes::subject_of;
use chrono::NaiveDate;
use tungngo_domain::certification::{Due, Rungs, due_module_certificate};
use tungngo_domain::content::Module;
use tungngo_domain::ids::{CertificateId, EventId, PersonId};
use tungngo_domain::ledger::{Event, Happening, Source};
use tungngo_domain::programmes::{Audience, reached};
use tungngo_domain::time::{Instant, day};

impl Life<'_> {
    /// See [`Store::revoke_certificate`](crate::Store::revoke_certificate): the latest of this module, if there is one.
    pub fn revoke_certificate(
        &mut self,
        actor: PersonId,
        module: &Module,
        reason: &str,
        now: Instant,
        random: &mut dyn FnMut() -> u8,
    ) -> Result<()> {
        let mut of_module = self.certificates.iter_mut().rev().map(|(_, row)| row);
        let Some(row) = of_module.find(|row| row.subject_id == module.id.as_str()) else { return Ok(()) };
        if row.revoked_at.is_some() {
            return Ok(());
        }
        row.revoked_at = Some(now);
        row.revoked_by = Some(actor.0);
        row.revoke_reason = Some(reason.to_owned());
        let certificate = CertificateId(row.id);
        let event = Event {
            id: EventId(new_id(now, random)),
            member: self.member,
            actor,
            module: Some(module.id.clone()),
            module_version: None,
            source: Source::Server,
            login: None,
            happened: now,
            clamped: false,
            received: now,
            what: Happening::CertificateRevoked { certificate },
        };
        self.record(&[event])?;
        self.log(actor, "certificate-revoked", ("certificate", certificate.to_string()), now);
        Ok(())
    }

    pub(super) fn all_certificates(&self) -> Vec<Certificate> {
        self.certificates.iter().map(|(_, row)| certificate_from(row.clone())).collect()
    }

    pub(super) fn issue_due(
        &mut self,
        module: &Module,
        random: &mut dyn FnMut() -> u8,
        cause: &Cause,
    ) -> Result<()> {
        let Some(progress) = self.progress.get(&module.id) else { return Ok(()) };
        let evidence = progress.evidence();
        let held = held_for(&self.all_certificates(), SubjectKind::Module, module.id.as_str());
        let due = due_module_certificate(
            module.practice.as_ref(),
            module.valid_for_months,
            &evidence,
            &held,
            cause.now,
        );
        let Some(due) = due else { return Ok(()) };
        self.issue(&module_subject(module), &due, random, cause)?;
        if let Some(due) = self.programme_due(day(cause.now)) {
            self.issue(&subject_of(self.programme, self.catalogue), &due, random, cause)?;
        }
        Ok(())
    }

    /// The certificate of the members' programme that is due.
    fn programme_due(&self, today: NaiveDate) -> Option<Due> {
        let rule = self.programme.rule.as_ref()?;
        let Audience::Members(roles) = &rule.audience else { return None };
        if !roles.contains(&self.place.role) {
            return None;
        }
        let all = self.all_certificates();
        let standings: Vec<_> = rule
            .requires
            .iter()
            .map(|one| {
                let held = held_for(&all, SubjectKind::Module, one.module.as_str());
                let of = self.progress.get(&one.module).map(|progress| &progress.module);
                let rungs =
                    of.map(|of| Rungs { knows: of.knows_at, does: of.does_at, teaches: of.teaches_at });
                reached(one.rung, &held, &rungs.unwrap_or_default(), today)
            })
            .collect();
        let held = held_for(&all, SubjectKind::Programme, self.programme.id.as_str());
        rule.due(&standings, &held, today)
    }

    fn issue(
        &mut self,
        subject: &Subject,
        due: &Due,
        random: &mut dyn FnMut() -> u8,
        cause: &Cause,
    ) -> Result<()> {
        let id = new_id(cause.now, random);
        let row = snapshot(Sheet {
            id,
            member: self.member,
            holder_name: self.name.clone(),
            lines: &Lines::of_member(&self.place),
            subject,
            due,
            signers: self.signers_of(subject),
            issuer: self.programme.issuer.clone(),
            // Given when the batch is written.
            number: String::new(),
            now: cause.now,
            random,
        });
        self.record(&[issued_event(CertificateId(id), self.member, subject, cause)])?;
        self.certificates.push((self.order, row));
        Ok(())
    }

    fn signers_of(&self, subject: &Subject) -> String {
        let of_subject = self
            .progress
            .iter()
            .filter(|(module, _)| subject.kind == SubjectKind::Programme || **module == subject.id);
        let mut signed: Vec<(Instant, PersonId)> = of_subject
            .flat_map(|(_, progress)| progress.sign_offs.values())
            .filter(|one| one.revoked_at.is_none())
            .map(|one| (one.at, one.signer))
            .collect();
        signed.sort();
        let mut ids: Vec<PersonId> = Vec::new();
        for (_, signer) in signed {
            if !ids.contains(&signer) {
                ids.push(signer);
            }
        }
        signers_line(ids.iter().filter_map(|id| self.signers.get(id).cloned()))
    }
}
