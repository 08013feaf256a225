//! Scenes that are tapped: *chạm*, *tìm dấu hiệu* and the screens of a practice phone.
//!
//! Owns: which part is right, what is answered after each, the bounds of a scene to tap. Does not own: the grammar of a
//! screen (`phone.rs`), a message or a call (`talk.rs`), nor their markup.
//!
//! ```text
//! chạm           = one dien-thoai, "<- đúng" on one or more parts; tapping any of them is right
//! tìm dấu hiệu   = one tin-nhan, cuoc-goi or dien-thoai; every sign is to be tapped, or nothing if there is none
//! ```
//!
//! What is right never stands in the scene: it is kept with the options, a part's place being an option's place.

use crate::diagnostic::{Notes, code};
use crate::fields::shorten;
use crate::html::{Markup, Writer};
use crate::phone::{self, Mark, Reply, Screen, Use};
use crate::scene::{Line, Said, lines, look_for_real};
use crate::screen;
use crate::talk::{self, Talk};
use crate::vietnamese::{bare, fold, nearest};
use std::ops::Range;
use tungngo_domain::content::{Choice, Frame, Html, Scene};

/// The most parts of a screen to tap, and of a message or call.
const MOST_PARTS: usize = 16;
const MOST_TALK_PARTS: usize = 12;
/// Colons of a line `sai X: …` up to which its part's name may go.
const MOST_COLONS: usize = 4;
/// The longest name of a part that is compared, in characters.
const NAME_MAX: usize = 80;

/// A block as the author wrote it.
#[derive(Clone, Copy)]
pub(crate) struct Source<'a> {
    pub(crate) text: &'a str,
    pub(crate) at: usize,
    /// Where the block as a whole is told of.
    pub(crate) place: &'a Range<usize>,
}

impl Source<'_> {
    fn lines(&self, notes: &Notes<'_>) -> Vec<Line> {
        lines(notes.text(), self.text, self.at)
    }
}

/// The scene and options of *chạm*.
pub(crate) fn tap(writer: &Writer<'_>, source: Source<'_>) -> Option<(Scene, Vec<Choice>)> {
    let (scene, parts) = screen_to_tap(writer, &source.lines(writer.notes), source.place)?;
    if parts.len() < 2 {
        let message = "Màn hình chỉ có một phần để chạm";
        let fix = "Thêm ít nhất một phần nữa vào màn hình.";
        writer.notes.add_with(code::ONE_OPTION, source.place.clone(), message, fix);
    }
    if parts.iter().any(|part| part.right && part.feedback.is_none()) {
        writer.notes.add_with(
            code::NO_FEEDBACK,
            source.place.clone(),
            "Phần đúng chưa có lời phản hồi",
            "Thêm một dòng đúng: … vào khối.",
        );
    }
    Some((scene, parts))
}

/// A screen whose right parts are marked, and its parts with what is answered after each.
pub(crate) fn screen_to_tap(
    writer: &Writer<'_>,
    lines: &[Line],
    place: &Range<usize>,
) -> Option<(Scene, Vec<Choice>)> {
    let notes = writer.notes;
    let screen = phone::read(notes, lines, Use::Tapped, place);
    let touches = screen.touches();
    if too_many(notes, touches.len(), MOST_PARTS, place) {
        return None;
    }
    let right: Vec<bool> = touches.iter().map(|touch| touch.mark == Some(&Mark::Right)).collect();
    if !right.contains(&true) {
        let message = "Chưa ghi phần nào là đúng";
        notes.add_with(code::NO_RIGHT, place.clone(), message, "Ghi <- đúng sau phần cần bấm.");
    }
    let replies = Replies::of(writer, &screen, &right);
    let mut silent = Vec::new();
    let mut parts = Vec::new();
    for ((touch, right), named) in touches.iter().zip(&right).zip(replies.named) {
        let feedback = if *right { replies.right.clone() } else { named.or_else(|| replies.others.clone()) };
        if !*right && feedback.is_none() {
            silent.push(touch.words.as_str());
        }
        parts.push(choice(&touch.words, *right, feedback));
    }
    if let Some(first) = silent.first() {
        let message = format!("Phần “{}” chưa có lời phản hồi khi bấm nhầm", shorten(first));
        notes.add_with(code::NO_FEEDBACK, place.clone(), message, "Thêm một dòng sai: … vào khối.");
    }
    Some((screen::scene(&screen), parts))
}

/// The scene and options of *tìm dấu hiệu*.
pub(crate) fn signs(
    writer: &Writer<'_>,
    frame: Frame,
    source: Source<'_>,
    stem: &str,
) -> Option<(Scene, Vec<Choice>)> {
    let notes = writer.notes;
    let lines = source.lines(notes);
    let (scene, parts) = match frame {
        Frame::Phone => {
            let screen = phone::read(notes, &lines, Use::Signs, source.place);
            if too_many(notes, screen.touches().len(), MOST_PARTS, source.place) {
                return None;
            }
            (screen::scene(&screen), signs_of_screen(writer, &screen))
        }
        Frame::Message | Frame::Call => {
            let talk = talk::read(writer, frame, &lines, source.place);
            if too_many(notes, talk.to_tap().count(), MOST_TALK_PARTS, source.place) {
                return None;
            }
            (talk.scene(), signs_of_talk(writer, &talk))
        }
    };
    if parts.is_empty() {
        notes.say(code::NO_SCENE, source.place.clone(), "Khối này chưa có phần nào để chạm");
    } else if !parts.iter().any(|part| part.right) && !bare(stem).contains("khong") {
        notes.add(code::NO_SIGN, source.place.clone());
    }
    let silent = parts.iter().filter(|part| !part.right && part.feedback.is_none()).count();
    if silent > 0 {
        notes.add_with(
            code::NO_FEEDBACK,
            source.place.clone(),
            format!("Có {silent} chỗ bình thường chưa có lời phản hồi"),
            "Ghi cuối dòng: <- bình thường: lý do.",
        );
    }
    Some((scene, parts))
}

fn signs_of_screen(writer: &Writer<'_>, screen: &Screen) -> Vec<Choice> {
    let part = |touch: screen::Touch<'_>| {
        look_for_real(writer.notes, &Said { words: touch.words.clone(), place: touch.place.clone() });
        match touch.mark {
            Some(Mark::Sign(reason)) => choice(&touch.words, true, Some(reason.prose(writer).into_html())),
            Some(Mark::Harmless(reason)) => {
                choice(&touch.words, false, Some(reason.prose(writer).into_html()))
            }
            _ => choice(&touch.words, false, None),
        }
    };
    screen.touches().into_iter().map(part).collect()
}

fn signs_of_talk(writer: &Writer<'_>, talk: &Talk) -> Vec<Choice> {
    let part = |speech: &talk::Speech| {
        let feedback = match (speech.reasons(), &speech.harmless) {
            (Some(reasons), _) => Some(reasons.prose(writer).into_html()),
            (None, Some(why)) => Some(why.prose(writer).into_html()),
            (None, None) => None,
        };
        choice(&speech.words(), speech.is_sign(), feedback)
    };
    talk.to_tap().map(part).collect()
}

fn too_many(notes: &Notes<'_>, parts: usize, most: usize, place: &Range<usize>) -> bool {
    if parts > most {
        let message = format!("Có {parts} phần để bấm, không được quá {most}");
        notes.say(code::MANY_PARTS, place.clone(), message);
    }
    parts > most
}

fn choice(words: &str, right: bool, feedback: Option<Html>) -> Choice {
    let mut text = Markup::default();
    text.text(words);
    Choice { text: text.into_html(), right, feedback, target: None }
}

/// What is answered, by part.
#[derive(Default)]
struct Replies {
    right: Option<Html>,
    others: Option<Html>,
    named: Vec<Option<Html>>,
}

impl Replies {
    fn of(writer: &Writer<'_>, screen: &Screen, right: &[bool]) -> Self {
        let touches = screen.touches();
        let names: Vec<Vec<(String, &str)>> = touches
            .iter()
            .map(|touch| {
                let short = |name: &&str| name.chars().count() <= NAME_MAX;
                touch.names.iter().copied().filter(short).map(|name| (fold(name), name)).collect()
            })
            .collect();
        let mut replies = Self { named: touches.iter().map(|_| None).collect(), ..Self::default() };
        for reply in &screen.replies {
            match reply {
                Reply::Right(said) => once(writer, &mut replies.right, said),
                Reply::Others(said) => once(writer, &mut replies.others, said),
                Reply::Named(line) => replies.named_part(writer, line, right, &names),
            }
        }
        replies
    }

    fn named_part(
        &mut self,
        writer: &Writer<'_>,
        line: &Line,
        right: &[bool],
        names: &[Vec<(String, &str)>],
    ) {
        let notes = writer.notes;
        let mut found = None;
        for (colon, _) in line.text.match_indices(':').take(MOST_COLONS) {
            let folded = fold(&line.text[..colon]);
            let called = |names: &Vec<(String, &str)>| names.iter().any(|(name, _)| *name == folded);
            if names.iter().any(called) {
                let places: Vec<usize> =
                    names.iter().enumerate().filter(|(_, names)| called(names)).map(|(at, _)| at).collect();
                found = Some((places, line.part(&line.text[colon + 1..])));
                break;
            }
        }
        let Some((places, said)) = found else {
            let name = line.text.split(':').next().unwrap_or_default().trim();
            let known = names.iter().flatten().map(|(_, name)| *name).filter(|_| notes.has_room());
            let fix = match nearest(name, known) {
                Some(meant) => format!("Có phải ý bác là sai {}: …?", shorten(meant)),
                None => code::UNKNOWN_PART.mend.to_owned(),
            };
            let message = format!("Màn hình không có phần “{}”", shorten(name));
            notes.add_with(code::UNKNOWN_PART, line.range.clone(), message, fix);
            return;
        };
        let wrong: Vec<usize> = places.iter().copied().filter(|at| !right[*at]).collect();
        if wrong.is_empty() {
            notes.add_with(
                code::UNKNOWN_PART,
                line.range.clone(),
                "Dòng sai này nhắc tới phần đúng",
                "Lời sau phần đúng viết ở dòng đúng: …",
            );
            return;
        }
        for at in wrong {
            once(writer, &mut self.named[at], &said);
        }
    }
}

fn once(writer: &Writer<'_>, slot: &mut Option<Html>, said: &Said) {
    if slot.is_some() {
        writer.notes.add(code::REPLY_TWICE, said.place.clone());
        return;
    }
    *slot = Some(said.prose(writer).into_html());
}
