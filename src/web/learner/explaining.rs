//! What is said after an answer: what came of it, what is right, and why.
//!
//! Owns: choosing among the author's words for each kind of question. Does not own: marking
//! (`tungngo_domain::grading`). Never used before a test is closed: all it makes is the key.

use super::asking::{drawn, plain, unit};
use crate::web::messages::message;
use crate::web::view::quiz::{DrawnPart, DrawnScene, Explained, MarkedOption, PartMark};
use crate::web::view::{Kind, words};
use tungngo_domain::content::{Accepted, Choice, DrillStep, Question, QuestionKind};
use tungngo_domain::grading::{Answer, is_right, mistake};

/// What to say of `question` to one who gave this answer, or none. `order` is how its options were shown.
pub fn explained(question: &Question, given: Option<&Answer>, order: &[u8]) -> Explained {
    match question.kind {
        QuestionKind::One | QuestionKind::Many | QuestionKind::TrueFalse => {
            let said = |place: &u8| {
                let option = question.options.get(usize::from(*place))?;
                let chosen = given.is_some_and(|given| given.chose(*place));
                (chosen || option.right).then(|| of_option(option, chosen, option.right))
            };
            options(order.iter().filter_map(said).collect())
        }
        QuestionKind::Order => options(places(question).map(|(at, one)| in_order(at, one, given)).collect()),
        QuestionKind::Match => {
            options(places(question).map(|(at, one)| in_pairs(question, at, one, given)).collect())
        }
        QuestionKind::Number | QuestionKind::Short => options(typed(question, given)),
        QuestionKind::Tap | QuestionKind::Signs => scene(question, given),
    }
}

/// All there is to say of `question`, for its author.
pub fn all_answers(question: &Question) -> Explained {
    let key = |key: &str| message(key, &[]);
    let every = |right: &str, other: &str| {
        let said = |(_, option): (u8, &Choice)| {
            let (kind, words) = if option.right { (Kind::Ok, right) } else { (Kind::Bad, other) };
            MarkedOption {
                kind,
                words: key(words),
                text: option.text.clone(),
                feedback: option.feedback.clone(),
                ..MarkedOption::default()
            }
        };
        places(question).map(said).collect::<Vec<_>>()
    };
    match question.kind {
        QuestionKind::One | QuestionKind::Many | QuestionKind::TrueFalse => {
            options(every("option-right", "preview-wrong"))
        }
        QuestionKind::Order | QuestionKind::Match => {
            let mut said = explained(question, None, &[]);
            for (one, option) in said.options.iter_mut().zip(&question.options) {
                one.feedback.clone_from(&option.feedback);
            }
            said
        }
        QuestionKind::Number | QuestionKind::Short => {
            let mut said = typed(question, None);
            if let Some(Accepted::Text { answers, .. }) = &question.accepted {
                said.extend(answers.iter().skip(1).map(|answer| MarkedOption {
                    kind: Kind::Ok,
                    words: key("preview-also"),
                    plain: answer.clone(),
                    ..MarkedOption::default()
                }));
            }
            said.extend(every("option-right", "preview-mistake"));
            options(said)
        }
        QuestionKind::Tap | QuestionKind::Signs => {
            let (right, other) = match question.kind {
                QuestionKind::Tap => ("part-right", "part-other"),
                _ => ("sign-there", "sign-none"),
            };
            let mut said = scene(question, None);
            said.options = every(right, other);
            if let Some(scene) = &mut said.scene {
                // All reasons stand below; in the scene they would stand twice.
                for mark in scene.pieces.iter_mut().filter_map(|piece| piece.part.as_mut()?.mark.as_mut()) {
                    mark.feedback = None;
                }
            }
            said
        }
    }
}

/// A step of a practice phone with all that is said in it, for its author.
pub fn all_taps(step: &DrillStep) -> (DrawnScene, Vec<MarkedOption>) {
    let mark = |place: u8| DrawnPart {
        mark: step.parts.get(usize::from(place)).filter(|part| part.right).map(|_| PartMark {
            kind: Kind::Ok,
            words: message("part-right", &[]),
            feedback: None,
        }),
        ..DrawnPart::default()
    };
    let said = |part: &Choice| MarkedOption {
        kind: if part.right { Kind::Ok } else { Kind::Bad },
        words: message(if part.right { "part-right" } else { "part-other" }, &[]),
        text: part.text.clone(),
        feedback: part.feedback.clone(),
        ..MarkedOption::default()
    };
    (drawn(&step.screen, mark), step.parts.iter().map(said).collect())
}

fn options(options: Vec<MarkedOption>) -> Explained {
    Explained { options, ..Explained::default() }
}

fn places(question: &Question) -> impl Iterator<Item = (u8, &Choice)> {
    (0..).zip(&question.options)
}

fn of_option(option: &Choice, chosen: bool, right: bool) -> MarkedOption {
    let (kind, words) = match (chosen, right) {
        (true, true) => (Kind::Ok, "option-chosen-right"),
        (_, true) => (Kind::Ok, "option-right"),
        _ => (Kind::Bad, "option-chosen"),
    };
    MarkedOption {
        kind,
        words: message(words, &[]),
        text: option.text.clone(),
        feedback: option.feedback.clone().filter(|_| chosen),
        ..MarkedOption::default()
    }
}

/// An item of *sắp xếp*, told in the right order.
fn in_order(place: u8, option: &Choice, given: Option<&Answer>) -> MarkedOption {
    let put = given.and_then(|given| given.put(place));
    let (kind, words) = match put {
        None => (Kind::Ok, String::new()),
        Some(put) if put == place => (Kind::Ok, message("order-right", &[])),
        Some(put) => {
            let (given, right) = ((u32::from(put) + 1).to_string(), (u32::from(place) + 1).to_string());
            (Kind::Bad, message("order-wrong", &[("given", &given), ("right", &right)]))
        }
    };
    MarkedOption {
        feedback: option.feedback.clone().filter(|_| kind == Kind::Bad),
        kind,
        words,
        number: Some(u32::from(place) + 1),
        text: option.text.clone(),
        ..MarkedOption::default()
    }
}

/// A left side of *ghép đôi* with its own right side.
fn in_pairs(question: &Question, place: u8, option: &Choice, given: Option<&Answer>) -> MarkedOption {
    let target = |at: u8| question.targets.get(usize::from(at));
    let put = given.and_then(|given| given.put(place));
    let (kind, words) = match put {
        None => (Kind::Ok, String::new()),
        Some(put) if Some(put) == option.target => (Kind::Ok, message("pair-right", &[])),
        Some(put) => {
            let given = target(put).map(plain).unwrap_or_default();
            (Kind::Bad, message("pair-wrong", &[("given", &given)]))
        }
    };
    MarkedOption {
        feedback: option.feedback.clone().filter(|_| kind == Kind::Bad),
        kind,
        words,
        text: option.text.clone(),
        partner: option.target.and_then(target).cloned(),
        ..MarkedOption::default()
    }
}

/// What was typed, the mistake it is where the author named it, and the right answer.
fn typed(question: &Question, given: Option<&Answer>) -> Vec<MarkedOption> {
    let right = given.is_some_and(|given| is_right(question, given));
    let counted = |text: &str| match unit(question) {
        Some(unit) if !text.ends_with(unit) => [text, " ", unit].concat(),
        _ => text.to_owned(),
    };
    let mut said = Vec::new();
    let given = given.and_then(Answer::typed);
    if let Some(typed) = given {
        let named = mistake(question, typed, |option| plain(&option.text)).filter(|_| !right);
        said.push(MarkedOption {
            kind: if right { Kind::Ok } else { Kind::Bad },
            words: message(if right { "typed-right" } else { "typed-wrong" }, &[]),
            plain: counted(typed),
            feedback: named.and_then(|at| question.options.get(at)?.feedback.clone()),
            ..MarkedOption::default()
        });
    }
    let shown = match &question.accepted {
        Some(Accepted::Number { from, to, shown, .. }) => {
            // `3..5` is how authors write it, not how it is said.
            if shown.contains("..") { words::from_to(from, to) } else { shown.clone() }
        }
        Some(Accepted::Text { answers, .. }) => answers.first().cloned().unwrap_or_default(),
        None => String::new(),
    };
    if !shown.is_empty() && given != Some(shown.as_str()) {
        said.push(MarkedOption {
            kind: Kind::Ok,
            words: message("typed-answer", &[]),
            plain: counted(&shown),
            ..MarkedOption::default()
        });
    }
    said
}

/// The scene with what came of its parts. What is said stands in it, or below where it is too narrow.
fn scene(question: &Question, given: Option<&Answer>) -> Explained {
    let Some(scene) = &question.scene else { return Explained::default() };
    let solved = given.is_some_and(|given| is_right(question, given));
    let came_of = |place: u8| -> Option<PartMark> {
        let option = question.options.get(usize::from(place))?;
        let chosen = given.is_some_and(|given| given.chose(place));
        let (kind, words) = match (question.kind, option.right, chosen) {
            (_, false, false) => return None,
            (QuestionKind::Tap, true, true) => (Kind::Ok, "part-tapped-right"),
            // One right part is enough.
            (QuestionKind::Tap, true, false) if solved => return None,
            (QuestionKind::Tap, true, false) => (Kind::Ok, "part-right"),
            (QuestionKind::Tap, false, true) => (Kind::Bad, "part-tapped"),
            (_, true, true) => (Kind::Ok, "sign-found"),
            (_, true, false) if given.is_some() => (Kind::Warn, "sign-missed"),
            (_, true, false) => (Kind::Ok, "sign-there"),
            (_, false, true) => (Kind::Bad, "sign-none"),
        };
        // A right place that was not tapped on a phone needs no reason: the explanation gives it.
        let feedback = option.feedback.clone().filter(|_| chosen || question.kind == QuestionKind::Signs);
        Some(PartMark { kind, words: message(words, &[]), feedback })
    };
    let scene = drawn(scene, |place| DrawnPart { mark: came_of(place), ..DrawnPart::default() });
    let below = |(place, option): (u8, &Choice)| {
        let mark = came_of(place)?;
        Some(MarkedOption {
            kind: mark.kind,
            words: mark.words,
            text: option.text.clone(),
            feedback: mark.feedback,
            ..MarkedOption::default()
        })
    };
    Explained {
        options: if scene.phone { places(question).filter_map(below).collect() } else { vec![] },
        note: (question.kind == QuestionKind::Signs && question.right().is_empty())
            .then(|| message("signs-none-there", &[])),
        scene: Some(scene),
    }
}
