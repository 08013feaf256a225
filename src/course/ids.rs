//! Ids written by the machine: `tungngo course ids`.
//!
//! Owns: where an id is missing, the new ids, the changed bytes of each file. Does not own: the list of ids ever used
//! (`ids/used.rs`), writing files (the command line).
//!
//! * An id is written at the end of a question's heading, of a checklist item's words, or after `may-tap`; every other
//!   byte of the file stays (line ends, byte order mark, trailing spaces).
//! * A second run changes nothing.
//! * An id that was ever used in the module is never given again, for the list remembers those of deleted questions.
//! * A module in which something cannot be read, or a file lacks the `id` of its front matter, is not touched:
//!   [`IdPlan::problems`] says what to mend first.

pub(crate) mod used;

use crate::compile::{is_in, module_folders};
use crate::diagnostic::{Diagnostic, Notes, Severity, code};
use crate::front_matter;
use crate::limits::Limits;
use crate::markdown::{Block, BlockKind, InlineKind, parse, plain};
use crate::opened::{FileKind, text_of};
use crate::source::SourceTree;
use crate::vietnamese::said;
use std::collections::{BTreeMap, BTreeSet};
use used::{Entry, Thing};

/// The signs of an id: no two look alike on paper or on a cheap screen.
const SIGNS: &[u8] = b"abcdefghjkmnpqrstuvwxyz23456789";
const LETTERS: usize = 23;
/// From so many ids in a module on, new ones have five signs.
const MANY: usize = 1_000;

/// What `tungngo course ids` would write.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct IdPlan {
    /// The files that change, by path.
    pub changes: Vec<FileChange>,
    /// The new ids, by file and line.
    pub written: Vec<NewId>,
    /// What must be mended before the module it stands in can get its ids.
    pub problems: Vec<Diagnostic>,
}

/// A file before and after.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileChange {
    /// The path within the folder.
    pub path: String,
    /// What it held when the plan was made; `None` if it is new.
    pub before: Option<Vec<u8>>,
    /// What it should hold.
    pub after: Vec<u8>,
}

/// A new id and where it goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewId {
    /// The path within the folder.
    pub file: String,
    /// The line, from 1.
    pub line: u32,
    /// The id.
    pub id: String,
}

/// Finds every missing id of a folder of modules, or of one module's folder.
///
/// Pure: nothing is written. `random` gives any number; two authors at two computers must not get the same ones.
pub fn plan_ids(tree: &SourceTree, limits: &Limits, mut random: impl FnMut() -> u64) -> IdPlan {
    let mut plan = IdPlan::default();
    for prefix in module_folders(tree) {
        let refused = tree.refused().iter().filter(|(path, _)| is_in(path, &prefix));
        let mut problems: Vec<Diagnostic> =
            refused.map(|(path, code)| Diagnostic::about_file(path, *code)).collect();
        if let Some(module) = module(tree, limits, &prefix, &mut random, &mut problems)
            && problems.is_empty()
        {
            plan.changes.extend(module.changes);
            plan.written.extend(module.written);
        }
        plan.problems.extend(problems);
    }
    plan
}

fn module(
    tree: &SourceTree,
    limits: &Limits,
    prefix: &str,
    random: &mut impl FnMut() -> u64,
    problems: &mut Vec<Diagnostic>,
) -> Option<IdPlan> {
    let mut files = Vec::new();
    let mut entries: BTreeMap<String, Entry> = BTreeMap::new();
    let list_path = format!("{prefix}{}", used::FILE);
    for (path, bytes) in tree.texts().range(prefix.to_owned()..) {
        let Some(name) = path.strip_prefix(prefix) else { break };
        let text = match text_of(path, bytes, limits) {
            Ok(text) => text,
            Err(code) => {
                problems.push(Diagnostic::about_file(path, code));
                continue;
            }
        };
        if *path == list_path {
            let notes = Notes::new(path, text, limits.diagnostics_per_file);
            entries = used::read(&notes);
            problems.extend(notes.take_found(&[]));
        } else if path.ends_with(".md") && name != "README.md" {
            files.push(File { path, text, name });
        }
    }
    let mut found: BTreeMap<String, Thing> = BTreeMap::new();
    for file in &files {
        found.extend(used::found_in(file.name, file.text).into_iter().map(|one| (one.id, one.thing)));
        problems.extend(file.lacks_its_own_id());
    }
    let mut known: BTreeSet<String> = found.keys().chain(entries.keys()).cloned().collect();
    let mut plan = IdPlan::default();
    for file in &files {
        let Some(spots) = file.spots(limits) else {
            problems.push(Diagnostic::about_file(file.path, code::TOO_DEEP));
            continue;
        };
        let mut after = String::new();
        let mut at = 0;
        let notes = Notes::new(file.path, file.text, limits.diagnostics_per_file);
        for spot in &spots {
            let id = fresh(&known, random);
            after.push_str(&file.text[at..spot.at]);
            after.push_str(&spot.thing.written(&id));
            at = spot.at;
            plan.written.push(NewId {
                file: file.path.to_owned(),
                line: notes.line(spot.at),
                id: id.clone(),
            });
            found.insert(id.clone(), spot.thing);
            known.insert(id);
        }
        if spots.is_empty() {
            continue;
        }
        after.push_str(&file.text[at..]);
        // An unclosed sign may swallow what is written after it: then nothing is written, and the place is named.
        if let Some(left) =
            (File { text: &after, ..*file }).spots(limits).and_then(|left| left.first().copied())
        {
            let place =
                spots.iter().find(|spot| spot.at >= left.at).or(spots.last()).map_or(0, |spot| spot.at);
            let message = "Không ghi được mã vào cuối dòng này, có dấu mở mà chưa đóng";
            notes.add_with(code::COMMENT, place..place, message, "Sửa dòng này, rồi chạy lại lệnh ghi mã.");
            problems.extend(notes.take_found(&[]));
        }
        let bytes = tree.texts().get(file.path)?;
        let mut with_bom = bytes[..bytes.len() - file.text.len()].to_vec();
        with_bom.extend_from_slice(after.as_bytes());
        plan.changes.push(FileChange {
            path: file.path.to_owned(),
            before: Some(bytes.to_vec()),
            after: with_bom,
        });
    }
    for (id, thing) in &found {
        entries.entry(id.clone()).or_insert(Entry { thing: *thing, retired: false, place: 0..0 });
    }
    for (id, entry) in &mut entries {
        entry.retired |= !found.contains_key(id);
    }
    let before = tree.texts().get(&list_path);
    let list = used::written(&entries).into_bytes();
    if !entries.is_empty() && before.is_none_or(|before| **before != *list) {
        plan.changes.push(FileChange {
            path: list_path,
            before: before.map(|before| before.to_vec()),
            after: list,
        });
    }
    Some(plan)
}

/// A Markdown file of a module.
struct File<'a> {
    path: &'a str,
    /// The path within the module.
    name: &'a str,
    text: &'a str,
}

/// Where an id goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Spot {
    at: usize,
    thing: Thing,
}

impl File<'_> {
    fn kind(&self) -> FileKind {
        used::kind_of(self.name)
    }

    /// What is wrong with the `id` of its front matter: only an author can give that one.
    fn lacks_its_own_id(&self) -> Vec<Diagnostic> {
        if !matches!(self.kind(), FileKind::Module | FileKind::Lesson(_) | FileKind::Bank) {
            return Vec::new();
        }
        let notes = Notes::new(self.path, self.text, 100);
        if let Some(mut fields) = front_matter::read(&notes, &front_matter::cut(self.text)) {
            fields.must_slug("id", "ttkm-03");
        }
        let mut found = notes.take_found(&[]);
        found.retain(|one| one.severity == Severity::Error);
        found
    }

    /// Every place where an id is missing, in order. `None` if the file cannot be read as Markdown.
    fn spots(&self, limits: &Limits) -> Option<Vec<Spot>> {
        let notes = Notes::new(self.path, self.text, 1);
        let body = front_matter::cut(self.text).body;
        let mut spots = Vec::new();
        match self.kind() {
            FileKind::Lesson(_) => {
                let blocks = parse(&notes, body, limits)?;
                drills(self.text, &blocks, &mut spots);
                let is_start = |block: &Block| matches!(&block.kind, BlockKind::Heading { level: 2, text } if said(&plain(text)) == "câu hỏi");
                if let Some(start) = blocks.iter().position(is_start) {
                    questions(&blocks[start..], &mut spots);
                }
            }
            FileKind::Bank => questions(&parse(&notes, body, limits)?, &mut spots),
            FileKind::Practice => items(&parse(&notes, body, limits)?, &mut spots),
            _ => {}
        }
        spots.sort_by_key(|spot| spot.at);
        Some(spots)
    }
}

fn questions(blocks: &[Block], spots: &mut Vec<Spot>) {
    for block in blocks {
        if let BlockKind::Heading { level: 3, text } = &block.kind
            && let Some(last) = text.last()
            && !matches!(last.kind, InlineKind::Id(_))
        {
            spots.push(Spot { at: last.range.end, thing: Thing::Question });
        }
    }
}

fn items(blocks: &[Block], spots: &mut Vec<Spot>) {
    for block in blocks {
        let BlockKind::List { first: None, items } = &block.kind else { continue };
        if items.iter().all(|item| item.ticked.is_none()) {
            continue;
        }
        for item in items {
            if let Some(Block { kind: BlockKind::Paragraph(text), .. }) = item.blocks.first()
                && let Some(last) = text.last()
                && !matches!(last.kind, InlineKind::Id(_))
            {
                spots.push(Spot { at: last.range.end, thing: Thing::Item });
            }
        }
    }
}

fn drills(text: &str, blocks: &[Block], spots: &mut Vec<Spot>) {
    for block in blocks {
        if let BlockKind::Code { info, .. } = &block.kind
            && info.trim() == "may-tap"
            && let Some(at) = text.get(block.range.clone()).and_then(|fence| fence.find("may-tap"))
        {
            spots.push(Spot { at: block.range.start + at + "may-tap".len(), thing: Thing::Drill });
        }
    }
}

/// An id that was never used in the module: short, easy to read out, and with a digit, so that it is no word.
fn fresh(known: &BTreeSet<String>, random: &mut impl FnMut() -> u64) -> String {
    let seed = random();
    let mut tries = 0_u64;
    loop {
        let mut rest = mixed(seed.wrapping_add(tries));
        let length =
            if known.len() < MANY { 4 } else { 5 } + usize::try_from(tries / 1_000).unwrap_or(0).min(8);
        let mut take = |among: &[u8]| {
            let sign = among[(rest % among.len() as u64) as usize];
            rest /= among.len() as u64;
            char::from(sign)
        };
        let mut id = String::from(take(&SIGNS[..LETTERS]));
        id.extend((1..length).map(|_| take(SIGNS)));
        if id.contains(|c: char| c.is_ascii_digit()) && !known.contains(&id) {
            return id;
        }
        tries += 1;
    }
}

/// Numbers that follow each other become numbers that have nothing to do with each other (SplitMix64).
fn mixed(number: u64) -> u64 {
    let mut z = number.wrapping_mul(0x9e37_79b9_7f4a_7c15).wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}
