//! Drawing a certifying test: which questions of which bank, and in which order their options stand.
//!
//! Owns: the draw, a pure function of the module and a seed, and the rule of tries a day. Does not own: storing it
//! (the draw is kept with its attempt, so it never changes) nor marking ([`crate::grading`]).

use crate::content::{CertifyingTest, Module, Question, QuestionKind};
use crate::ids::Slug;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// A question as one attempt asks it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Drawn {
    /// The bank's question.
    pub key: Slug,
    /// The order in which its options (in *ghép đôi*: its targets) are shown: places in the author's order.
    pub order: Vec<u8>,
}

/// Draws a test. The same module version and seed give the same draw; the seed must be unguessable to the learner.
///
/// Every bank yields distinct questions; the whole test is shuffled; options are shuffled where their order says
/// nothing.
pub fn draw(module: &Module, test: &CertifyingTest, seed: [u8; 32]) -> Vec<Drawn> {
    let mut stream = Stream::new(seed);
    let mut drawn = Vec::new();
    for draw in &test.draws {
        let Some(bank) = module.banks.iter().find(|bank| bank.id == draw.bank) else { continue };
        let mut places: Vec<usize> = (0..bank.questions.len()).collect();
        stream.shuffle(&mut places);
        for place in places.into_iter().take(draw.count as usize) {
            let question = &bank.questions[place];
            drawn.push(Drawn { key: question.key.clone(), order: shown_order(question, &mut stream) });
        }
    }
    stream.shuffle(&mut drawn);
    drawn
}

/// The order in which a lesson shows a question: the author's, but *sắp xếp* and *ghép đôi* in another, the same for all.
pub fn lesson_order(question: &Question) -> Vec<u8> {
    match question.kind {
        QuestionKind::Order | QuestionKind::Match => {
            let seed: [u8; 32] = Sha256::digest(question.key.as_str()).into();
            shown_order(question, &mut Stream::new(seed))
        }
        _ => (0..).take(question.shown()).collect(),
    }
}

/// Options are shuffled, except where the author's order belongs to the question: true and false, the parts of a scene,
/// the named mistakes of something typed. *Sắp xếp* never stands in the right order already.
fn shown_order(question: &Question, stream: &mut Stream) -> Vec<u8> {
    let mut order: Vec<u8> = (0..).take(question.shown()).collect();
    match question.kind {
        QuestionKind::One | QuestionKind::Many | QuestionKind::Match => stream.shuffle(&mut order),
        QuestionKind::Order => {
            let right = order.clone();
            while order == right && right.len() > 1 {
                stream.shuffle(&mut order);
            }
        }
        _ => {}
    }
    order
}

/// Whether another try may begin, given how many were closed without passing on this day (Vietnam's time).
pub fn may_begin(test: &CertifyingTest, failed_today: u32) -> bool {
    failed_today < test.tries_a_day
}

/// An endless stream of uniform numbers: SHA-256 in counter mode over the seed.
struct Stream {
    seed: [u8; 32],
    counter: u64,
}

impl Stream {
    fn new(seed: [u8; 32]) -> Self {
        Self { seed, counter: 0 }
    }

    fn next(&mut self) -> u64 {
        let mut hash = Sha256::new();
        hash.update(self.seed);
        hash.update(self.counter.to_be_bytes());
        self.counter += 1;
        let digest = hash.finalize();
        u64::from_be_bytes(std::array::from_fn(|index| digest[index]))
    }

    /// A number below `bound`, without bias (values of the last, incomplete span are thrown away).
    fn below(&mut self, bound: u64) -> u64 {
        let limit = u64::MAX - u64::MAX % bound;
        loop {
            let value = self.next();
            if value < limit {
                return value % bound;
            }
        }
    }

    fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            let other = self.below(last as u64 + 1) as usize;
            items.swap(last, other);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::{Bank, Choice, Draw, Html, Question, Skill};
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    fn module(banks: &[usize], counts: &[u32]) -> (Module, CertifyingTest) {
        let slug = |text: &str| Slug::parse(text).unwrap();
        let banks: Vec<Bank> = banks
            .iter()
            .enumerate()
            .map(|(b, size)| Bank {
                id: slug(&format!("b{b}")),
                title: String::new(),
                declared: None,
                questions: (0..*size)
                    .map(|q| Question {
                        key: slug(&format!("b{b}q{q}")),
                        kind: if q % 3 == 0 { QuestionKind::TrueFalse } else { QuestionKind::One },
                        situation: false,
                        stem: String::new(),
                        context: Html::default(),
                        hint: None,
                        options: (0..if q % 3 == 0 { 2 } else { 4 })
                            .map(|o| Choice {
                                text: Html::default(),
                                right: o == 0,
                                feedback: None,
                                target: None,
                            })
                            .collect(),
                        explanation: None,
                        scene: None,
                        targets: vec![],
                        accepted: None,
                    })
                    .collect(),
            })
            .collect();
        let draws = banks
            .iter()
            .zip(counts)
            .map(|(bank, count)| Draw { bank: bank.id.clone(), count: *count })
            .collect();
        let test = CertifyingTest {
            title: String::new(),
            intro: Html::default(),
            draws,
            pass_percent: 80,
            tries_a_day: 3,
        };
        let module = Module {
            id: slug("m"),
            version: String::new(),
            title: String::new(),
            summary: String::new(),
            skill: Skill::ThanhToan,
            order: 1,
            valid_for_months: None,
            review_by: None,
            lessons: vec![],
            banks,
            test: Some(test.clone()),
            practice: None,
            assets: vec![],
        };
        (module, test)
    }

    #[test]
    fn after_three_tries_a_day_the_test_rests() {
        let (_, test) = module(&[4], &[2]);
        assert!(may_begin(&test, 2));
        assert!(!may_begin(&test, 3));
    }

    #[test]
    fn every_question_of_a_bank_is_drawn_now_and_then() {
        let (module, test) = module(&[10], &[3]);
        let seen: BTreeSet<Slug> =
            (0..200u8).flat_map(|n| draw(&module, &test, [n; 32])).map(|drawn| drawn.key).collect();
        assert_eq!(seen.len(), 10);
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn a_draw_holds_what_was_asked_for_each_question_once_with_all_its_options(
            seed in any::<[u8; 32]>(), sizes in prop::collection::vec(4usize..9, 1..4), counts in prop::collection::vec(1u32..5, 3),
        ) {
            let (module, test) = module(&sizes, &counts);
            let drawn = draw(&module, &test, seed);
            prop_assert_eq!(drawn.len() as u32, test.questions());
            let keys: BTreeSet<&Slug> = drawn.iter().map(|one| &one.key).collect();
            prop_assert_eq!(keys.len(), drawn.len());
            for one in &drawn {
                let question = module.bank_question(&one.key).unwrap();
                let places: BTreeSet<u8> = one.order.iter().copied().collect();
                prop_assert_eq!(places.len(), question.options.len());
                if question.kind == QuestionKind::TrueFalse {
                    prop_assert_eq!(&one.order, &vec![0, 1]);
                }
            }
            prop_assert_eq!(drawn, draw(&module, &test, seed));
        }
    }
}
