//! A question's form: what it shows, what it sends, and what was filled in before.
//!
//! Owns: the fields of every kind of question, read and shown alike in lessons and tests. Does not own: what is right
//! (`tungngo_domain::grading`), the order in which things are shown (`tungngo_domain::exam`).
//!
//! Names and values of *sắp xếp* and *ghép đôi* count what is shown, never the author's places: those are the key, and
//! the key of a test stays on the server (Z8).

use crate::web::messages::message;
use crate::web::secrets::secret_hash;
use crate::web::view::quiz::{
    ArrangedRow, Asked, DrawnPart, DrawnPiece, DrawnScene, QuestionOption, RowChoice, TypedField,
};
use crate::web::view::{FieldError, words};
use serde::Deserialize;
use tungngo_domain::content::{Accepted, Frame, Html, Piece, Question, QuestionKind, Scene};
use tungngo_domain::grading::{ARRANGED_MAX, Answer, AnswerError, Sent, TYPED_MAX, read_answer};

/// Up to so many targets stand side by side; more stand in a list box.
const TARGETS_SIDE_BY_SIDE: usize = 3;

/// An answer as its form sends it: chosen places, or a place for each option, or a text; and the form's hidden id.
#[derive(Debug, Deserialize)]
pub struct AnswerForm {
    /// Chosen options: places in the author's order.
    #[serde(default)]
    pub c: Vec<String>,
    /// What was typed.
    #[serde(default)]
    pub t: String,
    #[serde(default)]
    a0: String,
    #[serde(default)]
    a1: String,
    #[serde(default)]
    a2: String,
    #[serde(default)]
    a3: String,
    #[serde(default)]
    a4: String,
    #[serde(default)]
    a5: String,
    #[serde(default)]
    a6: String,
    #[serde(default)]
    a7: String,
    /// The hidden id.
    #[serde(default)]
    pub form_id: String,
    /// The question as it was shown.
    #[serde(default)]
    pub question: Option<String>,
}

impl AnswerForm {
    /// Reads the answer to `question`, shown in this order.
    pub fn read(&self, question: &Question, order: &[u8]) -> Result<Answer, AnswerError> {
        let arranged = by_author(question, order, &self.arranged());
        read_answer(question, Sent { chosen: &self.c, arranged: &arranged, typed: &self.t })
    }

    /// What was filled in, to be shown again.
    pub fn filled(&self) -> Filled {
        Filled { chosen: self.c.clone(), arranged: self.arranged().to_vec(), typed: self.t.clone() }
    }

    /// One field a row, so that each can be a group of radio buttons.
    fn arranged(&self) -> [String; ARRANGED_MAX] {
        [&self.a0, &self.a1, &self.a2, &self.a3, &self.a4, &self.a5, &self.a6, &self.a7].map(String::clone)
    }
}

/// Turns what was sent for each shown row into the author's places: which option has which place or target.
fn by_author(question: &Question, order: &[u8], sent: &[String]) -> Vec<String> {
    match question.kind {
        QuestionKind::Order => {
            let mut placed = vec![String::new(); question.options.len()];
            for (option, place) in order.iter().zip(sent) {
                if let Some(slot) = placed.get_mut(usize::from(*option)) {
                    slot.clone_from(place);
                }
            }
            placed
        }
        QuestionKind::Match => sent
            .iter()
            .map(|shown| match shown.parse::<usize>() {
                Ok(at) => order.get(at).map_or_else(|| shown.clone(), u8::to_string),
                Err(_) => shown.clone(),
            })
            .collect(),
        _ => vec![],
    }
}

/// What stands in a question's form: nothing, an answer kept before, or what was sent and could not be taken.
#[derive(Debug, Clone, Default)]
pub struct Filled {
    chosen: Vec<String>,
    arranged: Vec<String>,
    typed: String,
}

impl Filled {
    /// A kept answer as the form would have sent it.
    pub fn with(question: &Question, order: &[u8], answer: &Answer) -> Self {
        let arranged = match question.kind {
            QuestionKind::Order => order
                .iter()
                .map(|option| answer.put(*option).map_or_else(String::new, |place| place.to_string()))
                .collect(),
            QuestionKind::Match => (0..)
                .take(question.options.len())
                .map(|option| {
                    let target = answer.put(option);
                    let at = order.iter().position(|shown| Some(*shown) == target);
                    at.map_or_else(String::new, |at| at.to_string())
                })
                .collect(),
            _ => vec![],
        };
        let chosen = match answer {
            Answer::Chosen(places) => places.iter().map(u8::to_string).collect(),
            _ => vec![],
        };
        Self { chosen, arranged, typed: answer.typed().unwrap_or_default().to_owned() }
    }

    fn chose(&self, value: &str) -> bool {
        self.chosen.iter().any(|one| one == value)
    }

    fn row(&self, at: usize) -> &str {
        self.arranged.get(at).map_or("", String::as_str)
    }
}

/// Names a question exactly as it stands: its key and the beginning of a hash over all it says. An answer to a
/// question that was changed meanwhile is not recorded; the page shows the new one instead (product.md §3.5).
pub fn as_shown(question: &Question) -> String {
    let text = serde_json::to_string(question).unwrap_or_default();
    let hash = secret_hash(&text);
    [question.key.as_str(), ".", &hash[..12]].concat()
}

/// Everything about a question that does not depend on where it is asked.
pub fn asked(question: &Question, order: &[u8], filled: &Filled) -> Asked {
    let mut asked = Asked {
        stem: question.stem.clone(),
        context: question.context.clone(),
        situation: question.situation,
        multiple: matches!(question.kind, QuestionKind::Many | QuestionKind::Signs),
        how: how(question),
        question: as_shown(question),
        ..Asked::default()
    };
    match question.kind {
        QuestionKind::Order => asked.rows = order_rows(question, order, filled),
        QuestionKind::Match => asked.rows = match_rows(question, order, filled),
        QuestionKind::Number | QuestionKind::Short => {
            asked.typed = Some(TypedField {
                value: filled.typed.clone(),
                number: question.kind == QuestionKind::Number,
                unit: unit(question).unwrap_or_default().to_owned(),
            });
        }
        QuestionKind::Tap | QuestionKind::Signs => {
            asked.scene = question.scene.as_ref().map(|scene| {
                drawn(scene, |place| DrawnPart {
                    checked: filled.chose(&place.to_string()),
                    ..DrawnPart::default()
                })
            });
        }
        QuestionKind::One | QuestionKind::Many | QuestionKind::TrueFalse => {
            asked.options = options(question, order, filled);
        }
    }
    asked
}

fn options(question: &Question, order: &[u8], filled: &Filled) -> Vec<QuestionOption> {
    let option = |place: &u8| {
        let (value, option) = (place.to_string(), question.options.get(usize::from(*place))?);
        Some(QuestionOption { checked: filled.chose(&value), value, text: option.text.clone() })
    };
    order.iter().filter_map(option).collect()
}

fn order_rows(question: &Question, order: &[u8], filled: &Filled) -> Vec<ArrangedRow> {
    let row = |(at, option): (usize, &u8)| {
        let choice = |place: usize| {
            let value = place.to_string();
            RowChoice {
                checked: filled.row(at) == value,
                label: (place + 1).to_string(),
                value,
                ..RowChoice::default()
            }
        };
        Some(ArrangedRow {
            name: field(at),
            text: question.options.get(usize::from(*option))?.text.clone(),
            numbers: true,
            choices: (0..order.len()).map(choice).collect(),
            ..ArrangedRow::default()
        })
    };
    order.iter().enumerate().filter_map(row).collect()
}

fn match_rows(question: &Question, order: &[u8], filled: &Filled) -> Vec<ArrangedRow> {
    let row = |(at, option): (usize, &tungngo_domain::content::Choice)| {
        let choice = |(shown, target): (usize, &u8)| {
            let (value, text) = (shown.to_string(), question.targets.get(usize::from(*target))?);
            let checked = filled.row(at) == value;
            Some(RowChoice { value, label: plain(text), text: text.clone(), checked })
        };
        ArrangedRow {
            name: field(at),
            text: option.text.clone(),
            numbers: false,
            listed: question.targets.len() > TARGETS_SIDE_BY_SIDE,
            choices: order.iter().enumerate().filter_map(choice).collect(),
        }
    };
    question.options.iter().enumerate().map(row).collect()
}

fn field(at: usize) -> String {
    ["a", &at.to_string()].concat()
}

/// A scene with its parts; `part` says of each what else there is to say.
pub fn drawn(scene: &Scene, part: impl Fn(u8) -> DrawnPart) -> DrawnScene {
    let piece = |piece: &Piece| match piece {
        Piece::Markup(markup) => DrawnPiece { markup: markup.clone(), part: None },
        Piece::Part { place, class, label } => DrawnPiece {
            markup: Html::default(),
            part: Some(DrawnPart {
                value: place.to_string(),
                class: class.clone(),
                label: label.clone(),
                ..part(*place)
            }),
        },
    };
    DrawnScene {
        phone: scene.frame == Frame::Phone,
        call: scene.frame == Frame::Call,
        reading: scene.reading.clone(),
        pieces: scene.pieces.iter().map(piece).collect(),
    }
}

/// What is counted, where a number is asked for.
pub fn unit(question: &Question) -> Option<&str> {
    match &question.accepted {
        Some(Accepted::Number { unit, .. }) => unit.as_deref(),
        _ => None,
    }
}

/// The words of compiled inline markup, for places that hold no markup. Undoes exactly what the compiler writes.
pub fn plain(markup: &Html) -> String {
    let mut words = String::new();
    for (at, piece) in markup.as_str().split('<').enumerate() {
        words.push_str(if at == 0 { piece } else { piece.split_once('>').map_or("", |(_, after)| after) });
    }
    for (escaped, sign) in [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")] {
        words = words.replace(escaped, sign);
    }
    words.trim().to_owned()
}

/// How a question is answered, where the form does not say so by itself.
fn how(question: &Question) -> Option<String> {
    let key = match question.kind {
        QuestionKind::Many => return Some(words::choose_many(question.right().len() as u64)),
        QuestionKind::Order => "how-order",
        QuestionKind::Match => "how-match",
        QuestionKind::Tap => "how-tap",
        QuestionKind::Signs => "how-signs",
        QuestionKind::One | QuestionKind::TrueFalse | QuestionKind::Number | QuestionKind::Short => {
            return None;
        }
    };
    Some(message(key, &[]))
}

/// What is wrong with an answer, said at the field where it can be mended.
pub fn answer_errors(question: &Question, filled: &Filled, error: AnswerError) -> Vec<FieldError> {
    let (kind, rows) = (question.kind, question.options.len());
    let (arranged, typed) = (
        matches!(kind, QuestionKind::Order | QuestionKind::Match),
        matches!(kind, QuestionKind::Number | QuestionKind::Short),
    );
    let at = match error {
        AnswerError::Incomplete => (0..rows).find(|at| filled.row(*at).is_empty()),
        AnswerError::SamePlace => {
            (0..rows).find(|at| (0..*at).any(|before| filled.row(before) == filled.row(*at)))
        }
        _ => None,
    };
    let name = if arranged {
        field(at.unwrap_or(0))
    } else if typed {
        "t".to_owned()
    } else {
        "c".to_owned()
    };
    let key = match (error, kind) {
        (AnswerError::OnlyOne, _) => "answer-only-one",
        (AnswerError::SamePlace, _) => "answer-same-place",
        (AnswerError::NotANumber, _) => "answer-no-number",
        (AnswerError::TooLong, _) => {
            let text = message("answer-too-long", &[("most", &TYPED_MAX.to_string())]);
            return vec![FieldError::new(name, text)];
        }
        (AnswerError::Incomplete, QuestionKind::Order) => "answer-row-without-number",
        (AnswerError::Incomplete, _) => "answer-row-without-partner",
        (_, QuestionKind::Order) => "answer-no-order",
        (_, QuestionKind::Match) => "answer-no-pairs",
        (_, QuestionKind::Number | QuestionKind::Short) => "answer-not-typed",
        (_, QuestionKind::Tap) => "answer-not-tapped",
        _ => "answer-nothing",
    };
    vec![FieldError::new(name, message(key, &[]))]
}

#[cfg(test)]
mod tests {
    use super::*;
    use tungngo_domain::content::Choice;
    use tungngo_domain::exam::lesson_order;
    use tungngo_domain::ids::Slug;

    fn html(markup: &str) -> Html {
        Html::from_compiler(markup.to_owned())
    }

    fn question(kind: QuestionKind, options: &[&str]) -> Question {
        let choice = |(at, text): (u8, &&str)| Choice {
            text: html(text),
            right: at == 0,
            feedback: Some(html("vì sao")),
            target: (kind == QuestionKind::Match).then_some(at),
        };
        let part = |at: u8| Piece::Part { place: at, class: String::new(), label: html("nút") };
        let tapped = matches!(kind, QuestionKind::Tap | QuestionKind::Signs);
        Question {
            key: Slug::parse("q").unwrap(),
            kind,
            situation: false,
            stem: "?".into(),
            context: Html::default(),
            hint: None,
            options: (0..).zip(options).map(choice).collect(),
            explanation: Some(html("lẽ")),
            scene: tapped.then(|| Scene {
                frame: Frame::Phone,
                reading: "Màn hình".into(),
                pieces: (0..).take(options.len()).map(part).collect(),
            }),
            targets: match kind {
                QuestionKind::Match => options.iter().map(|text| html(&["ở ", text].concat())).collect(),
                _ => vec![],
            },
            accepted: match kind {
                QuestionKind::Number => Some(Accepted::Number {
                    from: 5.into(),
                    to: 5.into(),
                    unit: Some("đồng".into()),
                    shown: "5".into(),
                }),
                QuestionKind::Short => {
                    Some(Accepted::Text { answers: vec!["cà phê".into()], without_marks: false })
                }
                _ => None,
            },
        }
    }

    /// What a page says, without the name of the question: a hash over everything, from which nothing can be read.
    fn said(question: &Question, order: &[u8]) -> serde_json::Value {
        let asked = Asked { question: String::new(), ..asked(question, order, &Filled::default()) };
        serde_json::to_value(asked).unwrap()
    }

    #[test]
    fn sec_z8_a_question_with_another_key_is_asked_in_the_same_words() {
        for kind in QuestionKind::ALL {
            let mut one = question(kind, &["a", "b", "c"]);
            let mut other = one.clone();
            let (mut order, mut other_order) = (vec![0, 1, 2], vec![0, 1, 2]);
            other.explanation = None;
            for (at, option) in (0..).zip(&mut other.options) {
                option.right = at == 2;
                option.feedback = None;
            }
            match kind {
                // Another right order of the same items, shown alike.
                QuestionKind::Order => {
                    other.options.reverse();
                    (order, other_order) = (vec![1, 0, 2], vec![1, 2, 0]);
                }
                // The same targets in another order of the author's, each belonging elsewhere.
                QuestionKind::Match => {
                    other.targets.reverse();
                    (order, other_order) = (vec![1, 0, 2], vec![1, 2, 0]);
                }
                _ => {}
            }
            other.accepted = match other.accepted {
                Some(Accepted::Number { unit, .. }) => {
                    Some(Accepted::Number { from: 1.into(), to: 9.into(), unit, shown: "1..9".into() })
                }
                Some(Accepted::Text { .. }) => {
                    Some(Accepted::Text { answers: vec!["trà".into()], without_marks: true })
                }
                None => None,
            };
            assert_eq!(said(&one, &order), said(&other, &other_order), "{kind:?}");
            one.stem.push('?');
            assert_ne!(said(&one, &order), said(&other, &other_order), "the comparison can fail");
        }
    }

    #[test]
    fn a_kept_answer_fills_the_form_that_sent_it() {
        for kind in QuestionKind::ALL {
            let question = question(kind, &["a", "b", "c"]);
            let order = lesson_order(&question);
            let right = Answer::right(&question).unwrap();
            let filled = Filled::with(&question, &order, &right);
            let arranged = by_author(&question, &order, &filled.arranged);
            let sent = Sent { chosen: &filled.chosen, arranged: &arranged, typed: &filled.typed };
            assert_eq!(read_answer(&question, sent), Ok(right), "{kind:?}");
        }
    }

    #[test]
    fn words_are_read_back_from_compiled_markup() {
        let markup =
            html("A &amp;lt; <b>B</b> &lt;i&gt; &quot;C&quot; &#39;D&#39; <svg><path d=\"M0\"/></svg>E");
        assert_eq!(plain(&markup), "A &lt; B <i> \"C\" 'D' E");
        assert_eq!(plain(&html("")), "");
    }
}
