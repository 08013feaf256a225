//! The learner's pages. What they share: finding content, and wording how far a member is in a module.

pub mod asking;
pub mod attempt;
pub mod certificate;
pub mod drill;
pub mod explaining;
pub mod help;
pub mod home;
pub mod language;
pub mod lesson;
pub mod me;
pub mod media;
pub mod module;
pub mod pin;
pub mod practice;
pub mod question;
pub mod result;

use super::App;
use super::error::WebError;
use super::messages::message;
use super::view::{House, Lane, Rung, RungState, words};
use tungngo_domain::certification::{self, Missing, Rungs, Standing};
use tungngo_domain::content::{Catalogue, Lesson, Module, Skill};
use tungngo_domain::ids::Slug;
use tungngo_domain::ledger::Progress;
use tungngo_domain::progress::{self, Step};
use tungngo_domain::renewal::Again;
use tungngo_domain::time::day;
use tungngo_storage::certificates::{Certificate, SubjectKind, held_for};
use tungngo_storage::logins::Login;
use uuid::Uuid;

/// The module of an address, as the members of a province study it.
pub fn find_module<'a>(
    catalogue: &'a Catalogue,
    province: Option<&str>,
    id: &str,
) -> Result<&'a Module, WebError> {
    let id = Slug::parse(id).ok();
    id.and_then(|id| catalogue.for_province(province, &id)).ok_or(WebError::NotFound)
}

/// The lesson of an address.
pub fn find_lesson<'a>(module: &'a Module, id: &str) -> Result<&'a Lesson, WebError> {
    Slug::parse(id).ok().and_then(|id| module.lesson(&id)).ok_or(WebError::NotFound)
}

/// The number people know a module by: its house in the lane.
pub fn number(module: &Module) -> u64 {
    module.skill.house() as u64
}

/// The hidden id of a form: its time is when the form was issued (K5).
pub fn form_id() -> String {
    Uuid::now_v7().to_string()
}

/// Reads a form's hidden id.
pub fn read_form_id(text: &str) -> Result<Uuid, WebError> {
    Uuid::parse_str(text).map_err(|_| WebError::Unreadable)
}

/// How one member stands in one module.
pub struct Stand<'a> {
    /// The module.
    pub module: &'a Module,
    /// What is recorded and counts under the module as it is now.
    pub progress: Progress,
    /// What is asked again.
    pub again: Again,
    /// When each rung was reached, in the cycle that counts now.
    pub rungs: Rungs,
    /// The certificate's standing.
    pub standing: Standing,
    /// What the next certificate asks for.
    pub missing: Vec<Missing>,
}

impl<'a> Stand<'a> {
    /// Works it out from what is recorded.
    pub fn new(module: &'a Module, mut progress: Progress, certificates: &[Certificate], app: &App) -> Self {
        let held = held_for(certificates, SubjectKind::Module, module.id.as_str());
        let today = app.today();
        let standing = certification::standing(&held, today);
        let rungs = |progress: &Progress| Rungs {
            knows: progress.module.knows_at,
            does: progress.module.does_at,
            teaches: progress.module.teaches_at,
        };
        let recorded = rungs(&progress);
        let again = app.courses.now().renew(&mut progress, module);
        let evidence = progress.evidence();
        Self {
            module,
            // What was earned stays; what is not certified yet follows the module as it is now.
            rungs: if standing.is_certified() { recorded } else { rungs(&progress) },
            standing,
            again,
            missing: certification::missing(
                module.test.is_some(),
                module.practice.as_ref(),
                &evidence,
                &held,
                today,
            ),
            progress,
        }
    }

    /// The next thing to do in this module.
    pub fn step(&self) -> Step<'a> {
        progress::next_step(self.module, &self.progress, self.standing, &self.missing, &self.again)
    }

    /// How its house is drawn.
    pub fn house(&self) -> House {
        match progress::house(&self.progress, self.rungs) {
            progress::House::Dark => House::Dark,
            progress::House::Half => House::Half,
            progress::House::Waiting => House::Wait,
            progress::House::Lit => House::Lit,
            progress::House::Teaching => House::Teach,
        }
    }

    /// Whether the next rung is one that a trainer has to see.
    pub fn waits_for_trainer(&self) -> bool {
        self.rungs.knows.is_some() && self.rungs.does.is_none()
    }

    /// The three rungs in words.
    pub fn rung_views(&self) -> Vec<Rung> {
        certification::Rung::ALL
            .into_iter()
            .map(|rung| {
                let at = self.rungs.at(rung);
                let asked = rung == certification::Rung::Does && self.waits_for_trainer();
                Rung {
                    label: rung.word().to_owned(),
                    when: at.map(|at| words::day(day(at))),
                    state: match at {
                        Some(_) => RungState::Got,
                        None if asked => RungState::Ask,
                        None => RungState::Open,
                    },
                }
            })
            .collect()
    }

    /// What is missing, in sentences.
    pub fn missing_words(&self) -> Vec<String> {
        self.missing.iter().map(missing_words).collect()
    }
}

/// One missing thing as a sentence.
pub fn missing_words(missing: &Missing) -> String {
    match missing {
        Missing::Test => message("missing-test", &[]),
        Missing::Acts { left, of } if left == of => message("missing-acts-all", &[("of", &of.to_string())]),
        Missing::Acts { left, of } => {
            message("missing-acts", &[("left", &left.to_string()), ("of", &of.to_string())])
        }
        Missing::NotOffered => message("missing-not-offered", &[]),
    }
}

/// The five houses of a member.
pub fn lane(stands: &[Stand<'_>]) -> Lane {
    Skill::ALL.map(|skill| {
        stands.iter().find(|stand| stand.module.skill == skill).map_or(House::Dark, Stand::house)
    })
}

/// How a signed-in member stands in every module, as their province has it.
pub async fn stands<'a>(
    app: &App,
    catalogue: &'a Catalogue,
    login: &Login,
) -> Result<(Vec<Stand<'a>>, Vec<Certificate>), WebError> {
    let member = login.person.id;
    let mut all = app.store.all_progress(member).await?;
    let certificates = app.store.certificates(member).await?;
    let stands = catalogue
        .modules_for(login.province.as_deref())
        .map(|module| Stand::new(module, all.remove(&module.id).unwrap_or_default(), &certificates, app))
        .collect();
    Ok((stands, certificates))
}
