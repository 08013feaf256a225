//! `ma-da-dung.txt`: every id that was ever used in a module, written by the machine.
//!
//! Owns: reading and writing the list, finding the ids in a file, telling of one that now names something else. Does
//! not own: giving new ids (`ids.rs`).
//!
//! The list stands beside `module.md` and is kept with it, so that an id of a question that is gone is never given to
//! another. One id a line, what it named, and `bo` once it is gone:
//!
//! ```text
//! k7m2 cau
//! p3xa viec bo
//! ```
//!
//! An id used for another kind of thing than before is an error (M041). An id that was gone and stands there again is
//! a lint (L041): only the author knows whether it is the old question brought back.

use crate::diagnostic::{Notes, code};
use crate::fields::shorten;
use crate::front_matter;
use crate::opened::FileKind;
use std::collections::BTreeMap;
use std::ops::Range;
use tungngo_domain::ids::Slug;

/// The name of the list.
pub(crate) const FILE: &str = "ma-da-dung.txt";

const HEAD: &str = "# Mọi mã đã dùng trong chuyên đề này, kể cả mã của câu đã bỏ (bo).\n\
                    # Máy ghi bằng lệnh tungngo course ids. Giữ tệp này cùng bài học, đừng sửa tay.\n";

/// What an id names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Thing {
    Lesson,
    Bank,
    Question,
    Item,
    Drill,
}

impl Thing {
    const ALL: [Self; 5] = [Self::Lesson, Self::Bank, Self::Question, Self::Item, Self::Drill];

    /// The word in the list.
    fn word(self) -> &'static str {
        match self {
            Self::Lesson => "bai",
            Self::Bank => "ngan-hang",
            Self::Question => "cau",
            Self::Item => "viec",
            Self::Drill => "may-tap",
        }
    }

    /// What an author is told.
    fn name(self) -> &'static str {
        match self {
            Self::Lesson => "bài học",
            Self::Bank => "ngân hàng",
            Self::Question => "câu hỏi",
            Self::Item => "việc thực hành",
            Self::Drill => "máy tập",
        }
    }

    /// The id as it is written into the file.
    pub(crate) fn written(self, id: &str) -> String {
        match self {
            Self::Drill => format!(" {id}"),
            _ => format!(" <!-- id: {id} -->"),
        }
    }
}

/// A line of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Entry {
    pub(crate) thing: Thing,
    /// Whether it was gone when the list was written.
    pub(crate) retired: bool,
    pub(crate) place: Range<usize>,
}

/// Reads the list, telling of each line that is none.
pub(crate) fn read(notes: &Notes<'_>) -> BTreeMap<String, Entry> {
    let mut entries = BTreeMap::new();
    let mut at = 0;
    for line in notes.text().split_inclusive('\n') {
        let place = at..at + line.trim_end().len();
        at += line.len();
        let words: Vec<&str> = line.split_whitespace().collect();
        let (id, thing, retired) = match words.as_slice() {
            [] => continue,
            [first, ..] if first.starts_with('#') => continue,
            [id, thing] => (*id, *thing, false),
            [id, thing, "bo"] => (*id, *thing, true),
            _ => ("", "", false),
        };
        match Thing::ALL.into_iter().find(|known| known.word() == thing) {
            Some(thing) if Slug::parse(id).is_ok() && !entries.contains_key(id) => {
                entries.insert(id.to_owned(), Entry { thing, retired, place });
            }
            _ => notes.add(code::BROKEN_USED_IDS, place),
        }
    }
    entries
}

/// The list as it is kept.
pub(crate) fn written(entries: &BTreeMap<String, Entry>) -> String {
    let mut out = HEAD.to_owned();
    for (id, entry) in entries {
        out.push_str(id);
        out.push(' ');
        out.push_str(entry.thing.word());
        out.push_str(if entry.retired { " bo\n" } else { "\n" });
    }
    out
}

/// An id that stands in a file.
pub(crate) struct Found {
    pub(crate) id: String,
    pub(crate) thing: Thing,
    pub(crate) place: Range<usize>,
}

/// What a file of a module is; a province's own files stand one folder deeper.
pub(crate) fn kind_of(name: &str) -> FileKind {
    let own = name.split_once('/').filter(|(folder, _)| folder.starts_with("tinh-"));
    FileKind::of(own.map_or(name, |(_, rest)| rest))
}

/// The ids in a file, found line by line: faster than reading the Markdown, and what stands in a block counts too.
pub(crate) fn found_in(name: &str, text: &str) -> Vec<Found> {
    let mut found = Vec::new();
    let own = match kind_of(name) {
        FileKind::Lesson(_) => Some(Thing::Lesson),
        FileKind::Bank => Some(Thing::Bank),
        _ => None,
    };
    let head = front_matter::cut(text).yaml.filter(|_| own.is_some()).unwrap_or(0..0);
    let mut thing = Thing::Question;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let start = at;
        at += line.len();
        let mut add = |id: &str, thing: Thing| {
            // `id` is a part of `line`.
            let place = start + (id.as_ptr() as usize - line.as_ptr() as usize);
            if Slug::parse(id).is_ok() {
                found.push(Found { id: id.to_owned(), thing, place: place..place + id.len() });
            }
        };
        if head.contains(&start) {
            if let (Some(own), Some(value)) = (own, line.strip_prefix("id:")) {
                add(value.trim().trim_matches(['"', '\'']), own);
            }
            continue;
        }
        let words = line.trim_start_matches(['>', ' ', '\t']);
        if words.starts_with('#') {
            thing = Thing::Question;
        } else if words.starts_with(['-', '*', '+']) {
            thing = Thing::Item;
        }
        let fence = words.trim_start_matches(['`', '~']);
        if fence.len() < words.len()
            && let Some(id) = fence.strip_prefix("may-tap ")
        {
            add(id.trim(), Thing::Drill);
        }
        let mut rest = line;
        while let Some((_, after)) = rest.split_once("<!--") {
            let Some((inner, after)) = after.split_once("-->") else { break };
            if let Some(id) = inner.trim().strip_prefix("id:") {
                add(id.trim(), thing);
            }
            rest = after;
        }
    }
    found
}

/// Tells of ids that name another kind of thing than they did, and of ids that were gone.
pub(crate) fn look_at(entries: &BTreeMap<String, Entry>, name: &str, notes: &Notes<'_>) {
    for Found { id, thing, place } in found_in(name, notes.text()) {
        match entries.get(&id) {
            Some(entry) if entry.thing != thing => {
                let message = format!(
                    "Mã {} trước đây là mã của {}, nay đứng ở {}",
                    shorten(&id),
                    entry.thing.name(),
                    thing.name()
                );
                notes.say(code::ID_OF_ANOTHER, place, message);
            }
            Some(entry) if entry.retired => {
                notes.say(code::ID_CAME_BACK, place, format!("Mã {} đã bỏ, nay lại có", shorten(&id)));
            }
            _ => {}
        }
    }
}
