//! The rows that a life leaves in a batch.

use super::figures::module_end;
use super::{Batch, Life, Moment};
use crate::entity::{attempt_answer, drill_progress, lesson_progress, module_progress};
use crate::error::Result;
use crate::ledger::{attempt_row, module_row, question_row, sign_off_row};
use chrono::NaiveDate;
use std::collections::BTreeMap;
use tungngo_domain::ids::Slug;
use tungngo_domain::ledger::ModuleProgress;
use tungngo_domain::time::Instant;

impl Life<'_> {
    /// Puts everything that is stored of this life into a batch; `number` is its place there.
    pub(super) fn leave_rows(self, batch: &mut Batch, number: u32) -> Result<()> {
        let member = self.member;
        let ends: BTreeMap<Slug, Option<NaiveDate>> =
            self.progress.keys().map(|module| (module.clone(), module_end(&self, module))).collect();
        let at = |instant: Instant, order: u32| -> Moment { (instant, number, order) };
        batch.events.extend(self.events.into_iter().map(|(then, order, row)| (at(then, order), row)));
        batch.audit.extend(self.audit.into_iter().map(|(then, order, entry)| (at(then, order), entry)));
        batch
            .certificates
            .extend(self.certificates.into_iter().map(|(order, row)| (at(row.issued_at, order), row)));
        batch.sheets.extend(self.sheets);
        for (module, progress) in &self.progress {
            if progress.module != ModuleProgress::default() {
                let row = module_row(member, module, &progress.module);
                let certified_until = ends.get(module).copied().flatten();
                batch.modules.push(module_progress::Model { certified_until, ..row });
            }
            let questions = progress.questions.iter();
            batch.questions.extend(questions.map(|(key, one)| question_row(member, module, key, one)));
            batch.lessons.extend(progress.lessons.iter().map(|(key, finished_at)| lesson_progress::Model {
                member_id: member.0,
                module_id: module.to_string(),
                lesson_id: key.to_string(),
                finished_at: *finished_at,
                module_version: progress.finished_in.get(key).cloned().unwrap_or_default(),
            }));
            batch.drills.extend(progress.drills.iter().map(|(key, finished_at)| drill_progress::Model {
                member_id: member.0,
                module_id: module.to_string(),
                drill_id: key.to_string(),
                finished_at: *finished_at,
            }));
            for (id, attempt) in &progress.attempts {
                batch.attempts.push(attempt_row(member, module, *id, attempt)?);
                batch.answers.extend(attempt.answers.iter().map(|(place, answer)| attempt_answer::Model {
                    attempt_id: id.0,
                    place: i32::from(*place),
                    choices: answer.code(),
                }));
            }
            let signed = progress.sign_offs.iter();
            batch.sign_offs.extend(signed.map(|(id, one)| sign_off_row(member, module, *id, one)));
        }
        Ok(())
    }
}
