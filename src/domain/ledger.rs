//! The append-only ledger (product.md §3.4): what may happen to a member's record, and what follows from it.
//!
//! Owns: the shapes of events, how an event's id is derived when a page has no script, and the fold from events to
//! the progress everything else reads. Storage applies the very same fold when it writes, so `ledger verify` can
//! rebuild all of it and compare. Does not own: tables, transactions, the decision what is due
//! ([`crate::certification`]).
//!
//! Events carry ids, never names or remarks about a person (D4).

use crate::certification::Rung;
use crate::exam::Drawn;
use crate::grading::Answer;
use crate::ids::{AttemptId, CertificateId, EventId, LoginId, PersonId, Slug};
use crate::session::Outcome;
use crate::time::Instant;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use uuid::Uuid;

/// Where an event came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Source {
    /// The member's own phone.
    OwnPhone,
    /// A phone shared in a household or hall.
    SharedPhone,
    /// The trainer's device.
    TrainerPhone,
    /// Keyed in from paper.
    Paper,
    /// The server itself, following from another event.
    Server,
}

impl Source {
    /// How the database writes it.
    pub fn code(self) -> &'static str {
        match self {
            Self::OwnPhone => "own-phone",
            Self::SharedPhone => "shared-phone",
            Self::TrainerPhone => "trainer-phone",
            Self::Paper => "paper",
            Self::Server => "server",
        }
    }

    /// Reads [`Self::code`].
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::OwnPhone, Self::SharedPhone, Self::TrainerPhone, Self::Paper, Self::Server]
            .into_iter()
            .find(|source| source.code() == code)
    }
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Happening {
    /// The member agreed to the notice of this version (D2).
    ConsentGiven {
        /// Version of the notice.
        notice: String,
    },
    /// A lesson's question was answered.
    LessonAnswered {
        /// The lesson.
        lesson: Slug,
        /// The question.
        question: Slug,
        /// What was chosen.
        choices: Answer,
        /// Whether it was right.
        right: bool,
    },
    /// A practice phone was tapped through to its end.
    DrillFinished {
        /// The lesson.
        lesson: Slug,
        /// The practice phone.
        drill: Slug,
    },
    /// Each question of a lesson was answered once.
    LessonFinished {
        /// The lesson.
        lesson: Slug,
    },
    /// A certifying test was drawn.
    AttemptOpened {
        /// The attempt.
        attempt: AttemptId,
        /// What was drawn, in order.
        draw: Vec<Drawn>,
    },
    /// A question of an attempt was answered, or answered otherwise.
    AttemptAnswered {
        /// The attempt.
        attempt: AttemptId,
        /// The question's place in the draw, from 0.
        place: u16,
        /// What was chosen, as places in the author's order.
        choices: Answer,
    },
    /// An attempt was handed in and marked.
    AttemptClosed {
        /// The attempt.
        attempt: AttemptId,
        /// Right answers.
        right: u32,
        /// Questions.
        of: u32,
        /// Right answers needed.
        needed: u32,
    },
    /// A trainer saw an act.
    SignedOff {
        /// The checklist or teach-back item.
        item: Slug,
    },
    /// A sign-off was taken back; the reason is kept with the sign-off.
    SignOffRevoked {
        /// The event that is taken back.
        sign_off: EventId,
    },
    /// A trainer watched an act that is not done alone yet; changes no rung.
    Observed {
        /// The checklist or teach-back item.
        item: Slug,
        /// How it went.
        outcome: Outcome,
    },
    /// A trainer let the member in on this login (P8), which was *opened by* the event's actor.
    EntryOpened {
        /// The login.
        login: LoginId,
    },
    /// A rung of the module was reached.
    RungReached {
        /// Which.
        rung: Rung,
    },
    /// A rung is no longer there, because a sign-off was revoked.
    RungLost {
        /// Which.
        rung: Rung,
    },
    /// A certificate was issued; its snapshot is in its own table.
    CertificateIssued {
        /// The certificate.
        certificate: CertificateId,
    },
    /// A certificate was revoked.
    CertificateRevoked {
        /// The certificate.
        certificate: CertificateId,
    },
    /// Another certificate took the place of this one: the holder's name was corrected.
    CertificateReplaced {
        /// The certificate.
        certificate: CertificateId,
        /// The one that counts from now on.
        by: CertificateId,
    },
    /// The holder may sign off this module without having its certificate (*cấp ban đầu*).
    HoldingGranted {
        /// The grant, which keeps reason, document and date.
        grant: Uuid,
    },
}

impl Happening {
    /// The word the database indexes by; the same as the `kind` of the JSON.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::ConsentGiven { .. } => "consent-given",
            Self::LessonAnswered { .. } => "lesson-answered",
            Self::DrillFinished { .. } => "drill-finished",
            Self::LessonFinished { .. } => "lesson-finished",
            Self::AttemptOpened { .. } => "attempt-opened",
            Self::AttemptAnswered { .. } => "attempt-answered",
            Self::AttemptClosed { .. } => "attempt-closed",
            Self::SignedOff { .. } => "signed-off",
            Self::SignOffRevoked { .. } => "sign-off-revoked",
            Self::Observed { .. } => "observed",
            Self::EntryOpened { .. } => "entry-opened",
            Self::RungReached { .. } => "rung-reached",
            Self::RungLost { .. } => "rung-lost",
            Self::CertificateIssued { .. } => "certificate-issued",
            Self::CertificateRevoked { .. } => "certificate-revoked",
            Self::CertificateReplaced { .. } => "certificate-replaced",
            Self::HoldingGranted { .. } => "holding-granted",
        }
    }
}

/// An entry of the ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// Made where it happened; unique.
    pub id: EventId,
    /// Whose record it changes.
    pub member: PersonId,
    /// Who did it.
    pub actor: PersonId,
    /// The module it is about.
    pub module: Option<Slug>,
    /// The exact content version of that module.
    pub module_version: Option<String>,
    /// Where it came from.
    pub source: Source,
    /// The signed-in browser (device) it came from.
    pub login: Option<LoginId>,
    /// When it happened, as far as believable.
    pub happened: Instant,
    /// Whether the claimed time had to be held within bounds (K5).
    pub clamped: bool,
    /// When the server received it: this decides order.
    pub received: Instant,
    /// What happened.
    pub what: Happening,
}

/// The id of an event that a page without script sends (K3): the form's hidden id and its content decide, so that a
/// double tap is one event and a changed choice another. The member is part of it, so nobody can claim another's id.
pub fn form_event_id(member: PersonId, form: Uuid, content: &str) -> EventId {
    derived_id(&[b"form", member.0.as_bytes(), form.as_bytes(), content.as_bytes()])
}

/// The id of an event that follows from another: the same cause has the same consequence only once.
pub fn following_event_id(cause: EventId, what: &str) -> EventId {
    derived_id(&[b"follows", cause.0.as_bytes(), what.as_bytes()])
}

fn derived_id(parts: &[&[u8]]) -> EventId {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    let digest = hash.finalize();
    let bytes: [u8; 16] = std::array::from_fn(|index| digest[index]);
    // Version 8 of RFC 9562: bits of our own making.
    EventId(uuid::Builder::from_custom_bytes(bytes).into_uuid())
}

/// Progress with one question of a lesson.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuestionProgress {
    /// The lesson.
    pub lesson: Slug,
    /// Whether the first answer was right.
    pub first_right: bool,
    /// The latest answer.
    pub last_choices: Answer,
    /// Whether it was right.
    pub last_right: bool,
    /// How often it was answered.
    pub answers: u32,
    /// When it was answered last.
    pub last_at: Instant,
    /// The content version that was answered first.
    pub first_version: String,
    /// The content version that was answered last.
    pub version: String,
}

/// Progress with one module.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ModuleProgress {
    /// The first answer, in a lesson or a test.
    pub started_at: Option<Instant>,
    /// The latest answer, closing or sign-off.
    pub last_at: Option<Instant>,
    /// Lessons finished.
    pub lessons_finished: u32,
    /// *Biết* since.
    pub knows_at: Option<Instant>,
    /// *Làm được* since.
    pub does_at: Option<Instant>,
    /// *Dạy được* since.
    pub teaches_at: Option<Instant>,
}

/// One attempt at a certifying test.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttemptProgress {
    /// The content version it was drawn from.
    pub module_version: String,
    /// What was drawn, in order.
    pub draw: Vec<Drawn>,
    /// The answers given, by place.
    pub answers: BTreeMap<u16, Answer>,
    /// When it was drawn.
    pub opened_at: Instant,
    /// When it was handed in: the closing's receipt.
    pub closed: Option<Closed>,
}

/// How an attempt ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Closed {
    /// When.
    pub at: Instant,
    /// Right answers.
    pub right: u32,
    /// Questions.
    pub of: u32,
    /// Right answers needed.
    pub needed: u32,
}

impl Closed {
    /// Whether it was passed.
    pub fn passed(&self) -> bool {
        self.of > 0 && self.right >= self.needed
    }
}

/// A sign-off of one item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignOff {
    /// The item.
    pub item: Slug,
    /// The trainer who saw it.
    pub signer: PersonId,
    /// When it was recorded.
    pub at: Instant,
    /// When it was taken back.
    pub revoked_at: Option<Instant>,
    /// The content version whose act was seen.
    pub version: String,
}

/// How an act that is not done alone yet went the last time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Observation {
    /// How it went.
    pub outcome: Outcome,
    /// The trainer who saw it.
    pub observer: PersonId,
    /// When it was recorded.
    pub at: Instant,
}

/// All progress of one member in one module.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Progress {
    /// The module as a whole.
    pub module: ModuleProgress,
    /// Lessons finished, and when.
    pub lessons: BTreeMap<Slug, Instant>,
    /// The content version in which each of them was last finished.
    pub finished_in: BTreeMap<Slug, String>,
    /// Practice phones finished, and when first.
    pub drills: BTreeMap<Slug, Instant>,
    /// Questions answered.
    pub questions: BTreeMap<Slug, QuestionProgress>,
    /// Attempts.
    pub attempts: BTreeMap<AttemptId, AttemptProgress>,
    /// Sign-offs by their event.
    pub sign_offs: BTreeMap<EventId, SignOff>,
    /// The latest observation of each item.
    pub observations: BTreeMap<Slug, Observation>,
}

impl Progress {
    /// Applies one event of this member and module. Events that cannot apply (an answer to an attempt that was never
    /// opened, or that is closed) change nothing: the ledger keeps them, the figures do not.
    pub fn apply(&mut self, event: &Event) {
        let at = event.received;
        let version = || event.module_version.clone().unwrap_or_default();
        match &event.what {
            Happening::LessonAnswered { lesson, question, choices, right } => {
                self.touch(at);
                let entry = self.questions.entry(question.clone()).or_insert_with(|| QuestionProgress {
                    lesson: lesson.clone(),
                    first_right: *right,
                    last_choices: Answer::default(),
                    last_right: *right,
                    answers: 0,
                    last_at: at,
                    first_version: version(),
                    version: String::new(),
                });
                entry.answers += 1;
                entry.last_choices = choices.clone();
                entry.last_right = *right;
                entry.last_at = at;
                entry.version = version();
            }
            Happening::DrillFinished { drill, .. } => {
                self.drills.entry(drill.clone()).or_insert(at);
                self.module.last_at = Some(at);
            }
            Happening::LessonFinished { lesson } => {
                self.finished_in.insert(lesson.clone(), version());
                if !self.lessons.contains_key(lesson) {
                    self.lessons.insert(lesson.clone(), at);
                    self.module.lessons_finished += 1;
                }
            }
            Happening::AttemptOpened { attempt, draw } => {
                self.attempts.entry(*attempt).or_insert_with(|| AttemptProgress {
                    module_version: version(),
                    draw: draw.clone(),
                    answers: BTreeMap::new(),
                    opened_at: at,
                    closed: None,
                });
            }
            Happening::AttemptAnswered { attempt, place, choices } => {
                let open = self.attempts.get_mut(attempt).filter(|attempt| attempt.closed.is_none());
                if let Some(open) = open.filter(|open| usize::from(*place) < open.draw.len()) {
                    open.answers.insert(*place, choices.clone());
                    self.touch(at);
                }
            }
            Happening::AttemptClosed { attempt, right, of, needed } => {
                if let Some(open) = self.attempts.get_mut(attempt).filter(|attempt| attempt.closed.is_none())
                {
                    open.closed = Some(Closed { at, right: *right, of: *of, needed: *needed });
                    self.module.last_at = Some(at);
                }
            }
            Happening::SignedOff { item } => {
                self.sign_offs.entry(event.id).or_insert_with(|| SignOff {
                    item: item.clone(),
                    signer: event.actor,
                    at,
                    revoked_at: None,
                    version: version(),
                });
                self.module.last_at = Some(at);
            }
            Happening::Observed { item, outcome } => {
                let seen = Observation { outcome: *outcome, observer: event.actor, at };
                self.observations.insert(item.clone(), seen);
                self.module.last_at = Some(at);
            }
            Happening::SignOffRevoked { sign_off } => {
                if let Some(signed) = self.sign_offs.get_mut(sign_off) {
                    signed.revoked_at.get_or_insert(at);
                }
            }
            Happening::RungReached { rung } => {
                self.rung_mut(*rung).get_or_insert(at);
            }
            Happening::RungLost { rung } => *self.rung_mut(*rung) = None,
            Happening::ConsentGiven { .. }
            | Happening::EntryOpened { .. }
            | Happening::CertificateIssued { .. }
            | Happening::CertificateRevoked { .. }
            | Happening::CertificateReplaced { .. }
            | Happening::HoldingGranted { .. } => {}
        }
    }

    fn touch(&mut self, at: Instant) {
        self.module.started_at.get_or_insert(at);
        self.module.last_at = Some(at);
    }

    fn rung_mut(&mut self, rung: Rung) -> &mut Option<Instant> {
        match rung {
            Rung::Knows => &mut self.module.knows_at,
            Rung::Does => &mut self.module.does_at,
            Rung::Teaches => &mut self.module.teaches_at,
        }
    }

    /// What the certification rule reads from this.
    pub fn evidence(&self) -> crate::certification::Evidence {
        crate::certification::Evidence {
            passes: self
                .attempts
                .values()
                .filter_map(|attempt| attempt.closed.filter(Closed::passed).map(|closed| closed.at))
                .collect(),
            sign_offs: self
                .sign_offs
                .values()
                .filter(|signed| signed.revoked_at.is_none())
                .map(|signed| (signed.item.clone(), signed.at))
                .collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(minute: i64) -> Instant {
        "2026-11-21T00:00:00Z".parse::<Instant>().unwrap() + chrono::Duration::minutes(minute)
    }

    fn slug(text: &str) -> Slug {
        Slug::parse(text).unwrap()
    }

    fn event(id: u128, minute: i64, what: Happening) -> Event {
        let who = PersonId(Uuid::from_u128(7));
        Event {
            id: EventId(Uuid::from_u128(id)),
            member: who,
            actor: who,
            module: Some(slug("thanh-toan")),
            module_version: Some("v1".into()),
            source: Source::OwnPhone,
            login: None,
            happened: at(minute),
            clamped: false,
            received: at(minute),
            what,
        }
    }

    #[test]
    fn what_needed_help_is_kept_and_moves_no_rung() {
        let seen = |outcome| Happening::Observed { item: slug("tt1"), outcome };
        let mut progress = Progress::default();
        progress.apply(&event(1, 0, seen(Outcome::NotYet)));
        progress.apply(&event(2, 1, seen(Outcome::Helped)));
        assert_eq!(progress.observations[&slug("tt1")].outcome, Outcome::Helped, "the latest");
        let rungs = (progress.module.knows_at, progress.module.does_at, progress.module.teaches_at);
        assert_eq!((rungs, progress.module.started_at), ((None, None, None), None));
        assert!(progress.evidence().sign_offs.is_empty());
    }

    fn answer(question: &str, right: bool) -> Happening {
        Happening::LessonAnswered {
            lesson: slug("bai-1"),
            question: slug(question),
            choices: Answer::Chosen([u8::from(right)].into()),
            right,
        }
    }

    #[test]
    fn sec_k3_a_double_tap_is_one_event_and_a_changed_choice_another() {
        let (member, other) = (PersonId(Uuid::from_u128(1)), PersonId(Uuid::from_u128(2)));
        let form = Uuid::from_u128(3);
        assert_eq!(form_event_id(member, form, "q1:0"), form_event_id(member, form, "q1:0"));
        assert_ne!(form_event_id(member, form, "q1:0"), form_event_id(member, form, "q1:1"));
        assert_ne!(form_event_id(member, form, "q1:0"), form_event_id(other, form, "q1:0"));
    }

    #[test]
    fn the_json_of_an_event_names_its_kind_and_reads_back() {
        let attempt = AttemptId(Uuid::from_u128(9));
        for what in [
            answer("k1", true),
            Happening::AttemptOpened { attempt, draw: vec![Drawn { key: slug("k1"), order: vec![1, 0] }] },
            Happening::RungReached { rung: Rung::Knows },
            Happening::SignOffRevoked { sign_off: EventId(Uuid::from_u128(1)) },
        ] {
            let json = serde_json::to_string(&what).unwrap();
            assert!(json.contains(&format!("\"kind\":\"{}\"", what.kind())), "{json}");
            assert_eq!(serde_json::from_str::<Happening>(&json).unwrap(), what);
        }
    }

    #[test]
    fn an_answer_to_a_closed_attempt_changes_nothing() {
        let attempt = AttemptId(Uuid::from_u128(9));
        let draw = vec![Drawn { key: slug("k1"), order: vec![0, 1] }];
        let mut progress = Progress::default();
        let say =
            |place: u16| Happening::AttemptAnswered { attempt, place, choices: Answer::Chosen([1].into()) };
        progress.apply(&event(1, 1, say(0)));
        assert_eq!(progress, Progress::default(), "answered before it was opened");
        progress.apply(&event(2, 2, Happening::AttemptOpened { attempt, draw }));
        progress.apply(&event(3, 3, say(0)));
        progress.apply(&event(4, 4, say(1)));
        assert_eq!(progress.attempts[&attempt].answers.len(), 1, "a place that was not drawn");
        progress.apply(&event(5, 5, Happening::AttemptClosed { attempt, right: 1, of: 1, needed: 1 }));
        let closed = progress.clone();
        progress.apply(&event(6, 6, say(0)));
        progress.apply(&event(7, 7, Happening::AttemptClosed { attempt, right: 0, of: 1, needed: 1 }));
        assert_eq!(progress, closed);
        assert_eq!(progress.evidence().passes, [at(5)]);
    }

    #[test]
    fn a_revoked_sign_off_is_kept_but_no_evidence() {
        let mut progress = Progress::default();
        let signed = event(1, 1, Happening::SignedOff { item: slug("th1") });
        progress.apply(&signed);
        assert_eq!(progress.evidence().sign_offs, [(slug("th1"), at(1))]);
        progress.apply(&event(2, 2, Happening::SignOffRevoked { sign_off: signed.id }));
        assert_eq!(progress.evidence().sign_offs, []);
        assert_eq!(progress.sign_offs[&signed.id].revoked_at, Some(at(2)));
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn a_later_answer_never_changes_what_was_first(rights in prop::collection::vec(any::<bool>(), 1..12)) {
            let mut progress = Progress::default();
            for (n, right) in rights.iter().enumerate() {
                progress.apply(&event(n as u128, n as i64, answer("k1", *right)));
            }
            let question = &progress.questions[&slug("k1")];
            prop_assert_eq!(question.first_right, rights[0]);
            prop_assert_eq!(question.last_right, rights[rights.len() - 1]);
            prop_assert_eq!(question.answers as usize, rights.len());
            prop_assert_eq!(progress.module.started_at, Some(at(0)));
        }
    }
}
