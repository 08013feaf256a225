//! A plausible country for trials and measurements: who lives where, and what each of them did.
//!
//! Owns: the plan of communes, teams and members ([`plan`]), invented people ([`people`]) and their histories
//! ([`history`]), each a function of a seed and a number, so that the same seed gives the same country however often
//! its making is broken off. Every name is made up and every phone number is of the block 0900 000 xxx; only the names
//! of provinces and communes are real. Does not own: writing it ([`tungngo_storage::bulk`]), nor the command
//! ([`crate::cli`]).

pub mod commune;
pub mod history;
pub mod people;
pub mod plan;
#[cfg(test)]
mod tests;

use fastrand::Rng;
use tungngo_domain::content::{Catalogue, Question, Skill};
use tungngo_domain::grading::{Answer, Choices};
use tungngo_domain::time::Instant;
use uuid::Uuid;

/// How many modules the certificate requires: half a year is not enough for five in most villages.
const REQUIRED: usize = 2;

/// The modules that the members' programme of the country requires: those that are studied first.
pub fn required(catalogue: &Catalogue) -> Vec<&str> {
    let of_members = catalogue.modules.iter().filter(|module| Skill::ALL.contains(&module.skill));
    of_members.take(REQUIRED).map(|module| module.id.as_str()).collect()
}

/// The dice of one thing of a country: the same for the same seed, kind and number.
pub fn dice(seed: u64, kind: &str, number: u64) -> Rng {
    let mut mixed = Rng::with_seed(seed);
    for part in kind.bytes().map(u64::from).chain([number]) {
        mixed = Rng::with_seed(mixed.u64(..) ^ part);
    }
    mixed
}

/// An id as it would have been made at a moment.
pub fn id_of(at: Instant, dice: &mut Rng) -> Uuid {
    let mut bytes = [0; 10];
    dice.fill(&mut bytes);
    let millis = u64::try_from(at.timestamp_millis()).unwrap_or(0);
    uuid::Builder::from_unix_timestamp_millis(millis, &bytes).into_uuid()
}

/// The id of a form that a page would have made.
pub fn form(dice: &mut Rng) -> Uuid {
    let mut bytes = [0; 16];
    dice.fill(&mut bytes);
    uuid::Builder::from_random_bytes(bytes).into_uuid()
}

/// Whether something of this likelihood happens.
fn chance(dice: &mut Rng, likelihood: f64) -> bool {
    dice.f64() < likelihood
}

/// An answer that a learner might give, and that is right or not.
pub fn answer(question: &Question, wrong: bool) -> Answer {
    if wrong { wrong_answer(question) } else { Answer::right(question).unwrap_or_default() }
}

/// An answer that a learner might give, and that is not right.
pub fn wrong_answer(question: &Question) -> Answer {
    match Answer::right(question) {
        Some(Answer::Arranged { mut arranged }) => {
            arranged.rotate_left(1);
            Answer::Arranged { arranged }
        }
        Some(Answer::Typed { .. }) => Answer::Typed { typed: "0".to_owned() },
        _ => {
            let right = question.right();
            let wrong = (0..).take(question.options.len()).find(|place| !right.contains(place));
            Answer::Chosen(wrong.into_iter().collect::<Choices>())
        }
    }
}
