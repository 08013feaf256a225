//! From files to the catalogue: what is a module, in which order its files are read, what leaves a module out.
//!
//! Owns: finding modules, reading each file once, the module's front matter, the version. Does not own: what stands in
//! a lesson, bank, test or practice (the file of that name).

use crate::bank;
use crate::diagnostic::{Allowed, Code, Diagnostic, Notes, Severity, code, is_hidden};
use crate::exam::{self, BankFile};
use crate::facts::{FactCard, Facts};
use crate::fields::{Fields, Shape};
use crate::front_matter::{self, Cut};
use crate::glossary::Glossary;
use crate::html::{Surroundings, Writer};
use crate::ids::used;
use crate::lesson;
use crate::limits::Limits;
use crate::local::{self, LocalPart, National, NationalLesson};
use crate::markdown;
use crate::near_miss;
use crate::media::Media;
use crate::page::Page;
use crate::practice;
use crate::quiz::Ids;
use crate::source::{SourceTree, hex};
use crate::translation;
use chrono::NaiveDate;
use serde::Serialize;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use tungngo_domain::content::{Asset, Catalogue, Module, Skill, Unfilled};
use tungngo_domain::ids::Slug;
use unicode_normalization::is_nfc;

/// What compiling gives: the modules without errors, and all there is to tell the authors.
#[derive(Debug, Clone)]
pub struct Compiled {
    /// The modules in which no error was found.
    pub catalogue: Catalogue,
    /// Everything found, by file, line and column.
    pub diagnostics: Vec<Diagnostic>,
    /// The cards of `facts.toml`, by name, each with the places that print it.
    pub facts: Vec<FactCard>,
}

impl Compiled {
    /// Whether any diagnostic is an error.
    pub fn has_errors(&self) -> bool {
        self.diagnostics.iter().any(|found| found.severity == Severity::Error)
    }
}

/// Compiles a folder of modules, or one module's folder: `module.md` stands in it or one folder below.
///
/// Pure and total: it never panics, and it tells of everything in all files in one run. A module with an error is
/// left out; the others stay.
pub fn compile(tree: &SourceTree, limits: &Limits, today: NaiveDate) -> Compiled {
    let mut diagnostics: Vec<Diagnostic> =
        tree.refused().iter().map(|(path, code)| Diagnostic::about_file(path, *code)).collect();
    let facts = facts(tree, limits, today, &mut diagnostics);
    let glossary = glossary(tree, limits, &mut diagnostics);
    let prefixes = modules(tree, &mut diagnostics);
    let mut modules: Vec<(Module, String)> = Vec::new();
    let mut requirements = Vec::new();
    let mut provinces = Vec::new();
    for prefix in &prefixes {
        let context = Context { tree, limits, today, facts: &facts, glossary: &glossary, prefix };
        let ReadModule { module, needs, found, local, wants_local } = context.module();
        let before = diagnostics.iter().filter(|one| is_in(&one.file, prefix));
        let errors = found.iter().chain(before).filter(|one| one.severity == Severity::Error);
        // A fault in a province's part leaves out that part alone.
        let faults: BTreeSet<Option<String>> =
            errors.map(|one| local_folder(&one.file, prefix).map(str::to_owned)).collect();
        let faulty = faults.contains(&None);
        diagnostics.extend(found);
        provinces.push((prefix.clone(), needs.id.clone(), wants_local, local, faults));
        requirements.push((prefix.clone(), needs));
        if let Some(module) = module
            && !faulty
        {
            modules.push((module, prefix.clone()));
        }
    }
    let mut left_out = BTreeSet::new();
    let mut seen: BTreeMap<&Slug, &String> = BTreeMap::new();
    for (prefix, needs) in &requirements {
        let Some(id) = &needs.id else { continue };
        if let Some(first) = seen.get(id) {
            let message = format!("Mã {id} đã là mã của chuyên đề trong {first}");
            late(tree, prefix, needs.id_place.clone(), code::ID_TWICE, message, &mut diagnostics);
            left_out.insert(prefix.clone());
        } else {
            seen.insert(id, prefix);
        }
    }
    if prefixes != [""] {
        for (prefix, needs) in &requirements {
            for (id, place) in &needs.requires {
                if !seen.keys().any(|known| known.as_str() == id) {
                    let message = format!("Không có chuyên đề mang mã “{}”", crate::fields::shorten(id));
                    late(tree, prefix, place.clone(), code::UNKNOWN_MODULE, message, &mut diagnostics);
                    left_out.insert(prefix.clone());
                }
            }
        }
    }
    modules.retain(|(_, prefix)| !left_out.contains(prefix));
    let mut catalogue = Catalogue::default();
    for (prefix, id, wants_local, local, faults) in provinces {
        let Some(national) = modules.iter().find(|(_, of)| *of == prefix).map(|(module, _)| module) else {
            continue;
        };
        catalogue.wants_local.extend(id.filter(|_| wants_local));
        for part in local {
            let Some(code) = local::province(&part.folder) else { continue };
            let cards = part.unfilled.into_iter().map(|(card, wanted)| Unfilled {
                module: national.id.clone(),
                card,
                wanted,
            });
            let cards: Vec<Unfilled> = cards.collect();
            if !cards.is_empty() {
                catalogue.unfilled.entry(code.to_owned()).or_default().extend(cards);
            }
            if let Some(module) = part.module
                && module != *national
                && !faults.contains(&Some(part.folder.clone()))
            {
                catalogue.local.entry(code.to_owned()).or_default().push(module);
            }
        }
    }
    catalogue.modules = modules.into_iter().map(|(module, _)| module).collect();
    let by_order = |a: &Module, b: &Module| (a.order, &a.id).cmp(&(b.order, &b.id));
    catalogue.modules.sort_by(by_order);
    catalogue.local.values_mut().for_each(|modules| modules.sort_by(by_order));
    diagnostics.sort_by(|a, b| (&a.file, a.line, a.column, a.code).cmp(&(&b.file, b.line, b.column, b.code)));
    Compiled { catalogue, diagnostics, facts: facts.into_cards() }
}

/// All modules that could be read at all, faulty or not: what a page would print if an error were ever let through.
#[cfg(test)]
pub(crate) fn modules_even_if_faulty(tree: &SourceTree, limits: &Limits, today: NaiveDate) -> Vec<Module> {
    let mut ignored = Vec::new();
    let facts = facts(tree, limits, today, &mut ignored);
    let glossary = glossary(tree, limits, &mut ignored);
    let prefixes = modules(tree, &mut ignored);
    let read = |prefix: &String| {
        Context { tree, limits, today, facts: &facts, glossary: &glossary, prefix }.module().module
    };
    prefixes.iter().filter_map(read).collect()
}

pub(crate) fn is_in(file: &str, prefix: &str) -> bool {
    file != "facts.toml" && file.starts_with(prefix)
}

/// The folder of the province whose part a file is, if it is one's.
fn local_folder<'a>(file: &'a str, prefix: &str) -> Option<&'a str> {
    file.strip_prefix(prefix).and_then(local::cut).map(|(folder, _)| folder)
}

/// Reports on a `module.md` after all modules were read.
fn late(
    tree: &SourceTree,
    prefix: &str,
    place: Range<usize>,
    code: Code,
    message: String,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let path = format!("{prefix}module.md");
    let text =
        tree.texts().get(&path).and_then(|bytes| std::str::from_utf8(bytes).ok()).map_or("", without_bom);
    let notes = Notes::new(&path, text, 1);
    notes.say(code, place, message);
    diagnostics.extend(notes.take_found(&[]));
}

/// The folders that are modules, without a word about the others.
pub(crate) fn module_folders(tree: &SourceTree) -> Vec<String> {
    modules(tree, &mut Vec::new())
}

/// The folders that are modules, each as the beginning of its paths (`thanh-toan/`, or nothing).
fn modules(tree: &SourceTree, diagnostics: &mut Vec<Diagnostic>) -> Vec<String> {
    if tree.texts().contains_key("module.md") {
        return vec![String::new()];
    }
    let mut folders: BTreeMap<&str, bool> = BTreeMap::new();
    for path in tree.texts().keys() {
        match path.split_once('/') {
            Some((folder, name)) => *folders.entry(folder).or_default() |= name == "module.md",
            None if matches!(path.as_str(), "facts.toml" | GLOSSARY | "README.md" | "MA-LOI.md") => {}
            None => diagnostics.push(unknown_file(path, near_miss::at_root(path))),
        }
    }
    for (folder, _) in folders.iter().filter(|(_, has_module)| !**has_module) {
        let mut told = Diagnostic::about_file(folder, code::NO_MODULE_FILE);
        let names = tree.texts().keys().filter_map(|path| path.strip_prefix(*folder)?.strip_prefix('/'));
        if let Some(name) =
            names.into_iter().find(|name| near_miss::in_module(name).is_some_and(|m| m == "module.md"))
        {
            told.fix = format!("Đổi tên {name} thành module.md.");
        }
        diagnostics.push(told);
    }
    folders
        .into_iter()
        .filter(|(_, has_module)| *has_module)
        .map(|(folder, _)| format!("{folder}/"))
        .collect()
}

fn facts(tree: &SourceTree, limits: &Limits, today: NaiveDate, diagnostics: &mut Vec<Diagnostic>) -> Facts {
    let path = "facts.toml";
    let Some(bytes) = tree.texts().get(path) else { return Facts::default() };
    match text_of(path, bytes, limits) {
        Ok(text) => {
            let notes = Notes::new(path, text, limits.diagnostics_per_file);
            look_at_letters(&notes);
            let facts = Facts::read(&notes, today);
            diagnostics.extend(notes.take_found(&[]));
            facts
        }
        Err(code) => {
            diagnostics.push(Diagnostic::about_file(path, code));
            Facts::default()
        }
    }
}

/// The project's glossary.
const GLOSSARY: &str = "tu-dien.toml";

fn glossary(tree: &SourceTree, limits: &Limits, diagnostics: &mut Vec<Diagnostic>) -> Glossary {
    let Some(bytes) = tree.texts().get(GLOSSARY) else { return Glossary::default() };
    match text_of(GLOSSARY, bytes, limits) {
        Ok(text) => {
            let notes = Notes::new(GLOSSARY, text, limits.diagnostics_per_file);
            look_at_letters(&notes);
            let glossary = Glossary::read(&notes);
            diagnostics.extend(notes.take_found(&[]));
            glossary
        }
        Err(code) => {
            diagnostics.push(Diagnostic::about_file(GLOSSARY, code));
            Glossary::default()
        }
    }
}

/// A file that is not used, and the name it should perhaps have.
fn unknown_file(path: &str, meant: Option<&str>) -> Diagnostic {
    let mut told = Diagnostic::about_file(path, code::UNKNOWN_FILE);
    if let Some(meant) = meant {
        told.fix = format!("Có phải ý bác là {meant}?");
    }
    told
}

fn without_bom(text: &str) -> &str {
    text.strip_prefix('\u{feff}').unwrap_or(text)
}

pub(crate) fn text_of<'a>(path: &str, bytes: &'a [u8], limits: &Limits) -> Result<&'a str, Code> {
    if bytes.len() > limits.file_bytes {
        return Err(code::FILE_TOO_LARGE);
    }
    let text = std::str::from_utf8(bytes).map(without_bom).map_err(|_| code::NOT_UTF8)?;
    if text.trim().is_empty() && !matches!(path, "facts.toml" | GLOSSARY) {
        return Err(code::EMPTY_FILE);
    }
    Ok(text)
}

/// Hidden characters are errors; letters in the wrong normal form and a word processor's leftovers are lints.
fn look_at_letters(notes: &Notes<'_>) {
    let mut at = 0;
    let mut normal = true;
    for line in notes.text().split_inclusive('\n') {
        if let Some((column, c)) = line.char_indices().find(|(_, c)| is_hidden(*c)) {
            let start = at + column;
            let message = format!("Có ký tự ẩn U+{:04X}", c as u32);
            notes.say(code::BAD_CHARACTER, start..start + c.len_utf8(), message);
        }
        let leftover = |(_, c): &(usize, char)| matches!(c, '\u{a0}' | '\u{202f}' | '\u{200b}' | '\t');
        if let Some((column, c)) = line.char_indices().find(leftover) {
            let start = at + column;
            let name = match c {
                '\t' => "dấu tab",
                '\u{200b}' => "dấu cách không thấy được",
                _ => "dấu cách cứng",
            };
            notes.say(code::OFFICE_LEFTOVER, start..start + c.len_utf8(), format!("Có {name} trong dòng"));
        }
        if normal && !is_nfc(line) {
            // Once a file: such text comes whole from one keyboard.
            notes.add(code::NOT_NFC, at..at + line.trim_end().len());
            normal = false;
        }
        at += line.len();
    }
}

/// What one module declares about itself and others.
#[derive(Debug, Default)]
struct Needs {
    id: Option<Slug>,
    id_place: Range<usize>,
    requires: Vec<(String, Range<usize>)>,
}

/// One module read, faulty or not.
struct ReadModule {
    module: Option<Module>,
    needs: Needs,
    found: Vec<Diagnostic>,
    local: Vec<LocalPart>,
    wants_local: bool,
}

/// A file opened: its text and where its front matter ends.
pub(crate) struct Opened<'a> {
    /// The path within its module.
    pub(crate) name: &'a str,
    pub(crate) notes: Notes<'a>,
    pub(crate) cut: Cut,
}

impl Opened<'_> {
    /// Tells if what was made of the file is too large for it.
    pub(crate) fn bound_output(&self, value: &impl Serialize, limits: &Limits) {
        let size = serde_json::to_string(value).map_or(0, |json| json.len());
        if size > limits.output_for(self.notes.text().len()) {
            self.notes.add(code::OUTPUT_TOO_LARGE, 0..0);
        }
    }
}

#[derive(Default)]
struct ModuleHead {
    id: Option<Slug>,
    id_place: Range<usize>,
    title: Option<String>,
    summary: Option<String>,
    skill: Option<Skill>,
    order: Option<u32>,
    valid_for_months: Option<u32>,
    review_by: Option<NaiveDate>,
    requires: Vec<(String, Range<usize>)>,
    wants_local: bool,
}

struct Context<'a> {
    tree: &'a SourceTree,
    limits: &'a Limits,
    today: NaiveDate,
    facts: &'a Facts,
    glossary: &'a Glossary,
    prefix: &'a str,
}

impl Context<'_> {
    fn module(&self) -> ReadModule {
        let mut found = Vec::new();
        let module_file = format!("{}module.md", self.prefix);
        if self.tree.bytes_under(self.prefix) > self.limits.module_bytes as u64 {
            found.push(Diagnostic::about_file(&module_file, code::MODULE_TOO_LARGE));
            let (needs, local) = (Needs::default(), Vec::new());
            return ReadModule { module: None, needs, found, local, wants_local: false };
        }
        for path in self.tree.others().filter(|path| is_in(path, self.prefix)) {
            // A picture has no name to mend; a text that no author sees used has.
            if let Some(meant) = path.strip_prefix(self.prefix).and_then(near_miss::in_module) {
                found.push(unknown_file(path, Some(&meant)));
            }
        }
        let mut files = Vec::new();
        for (path, bytes) in self.tree.texts().range(self.prefix.to_owned()..) {
            let Some(name) = path.strip_prefix(self.prefix) else { break };
            if matches!(path.as_str(), "facts.toml" | GLOSSARY) || matches!(name, "README.md" | used::FILE) {
                continue;
            }
            match text_of(path, bytes, self.limits) {
                Ok(text) => {
                    let notes = Notes::new(path, text, self.limits.diagnostics_per_file);
                    look_at_letters(&notes);
                    files.push(Opened { name, notes, cut: front_matter::cut(text) });
                }
                Err(code) => found.push(Diagnostic::about_file(path, code)),
            }
        }
        if let Some(entries) = self.used_ids(&mut found) {
            files.iter().for_each(|file| used::look_at(&entries, file.name, &file.notes));
        }
        let mut silenced: BTreeMap<&str, Vec<Allowed>> = BTreeMap::new();
        let mut read = self.read(&files, &mut silenced);
        for file in &files {
            found.extend(file.notes.take_found(silenced.get(file.name).map_or(&[], Vec::as_slice)));
        }
        found.append(&mut read.found);
        ReadModule { found, ..read }
    }

    /// The list of ids ever used, if the module has one.
    fn used_ids(&self, found: &mut Vec<Diagnostic>) -> Option<BTreeMap<String, used::Entry>> {
        let path = format!("{}{}", self.prefix, used::FILE);
        let bytes = self.tree.texts().get(&path)?;
        match text_of(&path, bytes, self.limits) {
            Ok(text) => {
                let notes = Notes::new(&path, text, self.limits.diagnostics_per_file);
                let entries = used::read(&notes);
                found.extend(notes.take_found(&[]));
                Some(entries)
            }
            Err(code) => {
                found.push(Diagnostic::about_file(&path, code));
                None
            }
        }
    }

    fn read<'f>(&self, files: &'f [Opened<'_>], silenced: &mut BTreeMap<&'f str, Vec<Allowed>>) -> ReadModule {
        let (local, files): (Vec<&Opened<'_>>, Vec<&Opened<'_>>) =
            files.iter().partition(|file| local::cut(file.name).is_some());
        let ids = Ids::default();
        let mut head = ModuleHead::default();
        let mut lessons: Vec<(u32, &Opened<'_>, lesson::Head)> = Vec::new();
        let mut optional: BTreeMap<&str, Option<Fields<'_>>> = BTreeMap::new();
        for &file in &files {
            let notes = &file.notes;
            let must_have = !matches!(file.name, "kiem-tra.md" | "thuc-hanh.md") || file.cut.yaml.is_some();
            let kind = FileKind::of(file.name);
            if kind == FileKind::Unknown {
                let fix = near_miss::in_module(file.name).map(|meant| format!("Có phải ý bác là {meant}?"));
                let Code { meaning, mend, .. } = code::UNKNOWN_FILE;
                notes.add_with(code::UNKNOWN_FILE, 0..0, meaning, fix.unwrap_or_else(|| mend.to_owned()));
                continue;
            }
            let mut fields = if must_have { front_matter::read(notes, &file.cut) } else { None };
            if let Some(fields) = &mut fields {
                silenced.insert(file.name, front_matter::allowed(notes, fields));
            }
            match (kind, fields) {
                (FileKind::Module, Some(fields)) => head = self.module_head(notes, fields),
                (FileKind::Lesson(number), Some(fields)) => {
                    if let Some((_, first, _)) = lessons.iter().find(|(taken, ..)| *taken == number) {
                        let message = format!("Số {number:02} đã là số của {}", first.name);
                        notes.say(code::NUMBER_TWICE, 0..0, message);
                    }
                    lessons.push((number, file, lesson::head(fields, notes, &ids, self.today)));
                }
                (FileKind::Lesson(number), None) => lessons.push((number, file, lesson::Head::default())),
                (_, fields) => {
                    optional.insert(file.name, fields);
                }
            }
        }
        let module_id = head.id.as_ref().map_or("", Slug::as_str).to_owned();
        let addresses = lessons
            .iter()
            .map(|(_, file, head)| {
                let id = head.id.as_ref().map_or("", Slug::as_str);
                (file.name.to_owned(), format!("/modules/{module_id}/lessons/{id}"))
            })
            .collect();
        let media = Media::new(self.tree, vec![self.prefix.to_owned()]);
        let around =
            Surroundings { facts: self.facts, glossary: self.glossary, lessons: &addresses, media: &media };
        let blocks_of = |file: &Opened<'_>| markdown::parse(&file.notes, file.cut.body, self.limits);

        lessons.sort_by_key(|(number, ..)| *number);
        let national_lessons: Vec<NationalLesson<'_, '_>> = lessons
            .iter()
            .map(|(number, file, head)| NationalLesson {
                number: *number,
                file,
                id: head.id.as_ref().map_or_else(String::new, Slug::to_string),
                title: head.title.clone(),
            })
            .collect();
        let mut read_lessons = Vec::new();
        for (number, file, head) in lessons {
            let Some(blocks) = blocks_of(file) else { continue };
            let writer = Writer { notes: &file.notes, around: &around };
            let lesson = lesson::read(&writer, head, number, &blocks, &ids);
            file.bound_output(&lesson, self.limits);
            read_lessons.extend(lesson);
        }
        for file in files.iter().filter(|file| FileKind::of(file.name) == FileKind::Translation) {
            let fields = optional.remove(file.name).flatten();
            let original = translation::cut(file.name).and_then(|(name, _)| {
                let source = national_lessons.iter().find(|one| one.file.name == name)?;
                let lesson = read_lessons.iter_mut().find(|one| one.id.as_str() == source.id)?;
                Some((source.file, lesson))
            });
            translation::read(file, fields, original, &around, self.limits, self.today);
        }
        let mut banks = BTreeMap::new();
        let mut test = None;
        let mut practice = None;
        // Banks first: the test counts their questions.
        let mut rest: Vec<&Opened<'_>> =
            files.iter().copied().filter(|file| optional.contains_key(file.name)).collect();
        rest.sort_by_key(|file| FileKind::of(file.name) != FileKind::Bank);
        for file in rest {
            let fields = optional.remove(file.name).flatten();
            let writer = Writer { notes: &file.notes, around: &around };
            let Some(blocks) = blocks_of(file) else {
                if FileKind::of(file.name) == FileKind::Bank {
                    banks.insert(file.name.to_owned(), BankFile { bank: None });
                }
                continue;
            };
            match FileKind::of(file.name) {
                FileKind::Bank => {
                    let bank = bank::read(&writer, fields, &blocks, &ids, self.today);
                    file.bound_output(&bank, self.limits);
                    // The number of questions of a faulty bank says nothing.
                    let bank = bank.filter(|_| !file.notes.has_errors());
                    banks.insert(file.name.to_owned(), BankFile { bank });
                }
                FileKind::Test => {
                    test = exam::read(&writer, fields, &blocks, &banks, self.today);
                    file.bound_output(&test, self.limits);
                }
                FileKind::Practice => {
                    practice = practice::read(&writer, fields, &blocks, &module_id, &ids, self.today);
                    file.bound_output(&practice, self.limits);
                }
                FileKind::Module | FileKind::Lesson(_) | FileKind::Translation | FileKind::Unknown => {}
            }
        }
        if let Some(file) = files.iter().copied().find(|file| file.name == "module.md") {
            if !self.has_lesson_files() {
                file.notes.add(code::NO_LESSONS, 0..0);
            }
            self.module_body(file, &around, head.title.as_deref());
        }
        let needs = Needs {
            id: head.id.clone(),
            id_place: head.id_place.clone(),
            requires: std::mem::take(&mut head.requires),
        };
        let wants_local = head.wants_local;
        let own_banks = banks.values().filter_map(|file| file.bank.clone()).collect();
        let has = |name: &str| files.iter().any(|file| file.name == name);
        let module = finish(head, read_lessons, own_banks, test, practice, media.used());
        let national = National {
            limits: self.limits,
            today: self.today,
            facts: self.facts,
            id: &module_id,
            module: module.as_ref(),
            lessons: &national_lessons,
            banks: &banks,
            has_test: has("kiem-tra.md"),
            has_practice: has("thuc-hanh.md"),
            ids: &ids,
            tree: self.tree,
            prefix: self.prefix,
            glossary: self.glossary,
        };
        let (local, found) = provinces(&national, &local, silenced);
        ReadModule { module, needs, found, local, wants_local }
    }

    /// Whether a file is named as a lesson, readable or not.
    fn has_lesson_files(&self) -> bool {
        let paths = self.tree.texts().keys().chain(self.tree.refused().iter().map(|(path, _)| path));
        paths
            .filter_map(|path| path.strip_prefix(self.prefix))
            .any(|name| matches!(FileKind::of(name), FileKind::Lesson(_)))
    }

    fn module_head(&self, notes: &Notes<'_>, mut fields: Fields<'_>) -> ModuleHead {
        let mut head = ModuleHead::default();
        if let Some((id, place)) = fields.must_slug("id", "thanh-toan") {
            head.id = Some(id);
            head.id_place = place;
        }
        head.title = fields.must_text("title", "Thanh toán không dùng tiền mặt").map(|(text, _)| text);
        head.summary = fields.must_text("summary", "Một, hai câu ngắn về chuyên đề.").map(|(text, _)| text);
        if fields.must("skill", "thanh-toan") {
            let word = fields.word("skill", &Skill::ALL.map(Skill::word));
            head.skill = word.and_then(|word| Skill::ALL.into_iter().find(|skill| skill.word() == word));
        }
        head.order = fields.must_number("order", 1, 1_000).map(|(number, _)| number);
        fields.text("audience");
        head.wants_local = fields.word("scope", &["toan-quoc", "tinh"]).as_deref() == Some("tinh");
        head.valid_for_months = fields.number("valid_for_months", 1, 1_200).map(|(number, _)| number);
        head.review_by = fields.review_by(self.today);
        if let Some(value) = fields.take("requires") {
            let place = value.range.clone();
            let entries = match value.shape {
                Shape::List(entries) => entries,
                shape => vec![crate::fields::Value { range: value.range, shape }],
            };
            for entry in entries {
                match entry.shape {
                    Shape::Text(id) => head.requires.push((id, entry.range)),
                    _ => notes.say(
                        code::BAD_VALUE,
                        place.clone(),
                        "requires phải là danh sách mã chuyên đề, ví dụ [an-toan]",
                    ),
                }
            }
        }
        fields.finish();
        head
    }

    /// The text of `module.md` is not printed in this edition, but held to the same rules.
    fn module_body(&self, file: &Opened<'_>, around: &Surroundings<'_>, title: Option<&str>) {
        if file.notes.text()[file.cut.body..].trim().is_empty() {
            return;
        }
        let Some(blocks) = markdown::parse(&file.notes, file.cut.body, self.limits) else { return };
        let writer = Writer { notes: &file.notes, around };
        let rest = lesson::title(&writer, &blocks, title);
        Page::new(&writer).blocks(rest, &mut Default::default());
    }
}

/// Reads the parts of all provinces; a folder that names none is told of, once.
fn provinces<'f>(
    national: &National<'_, '_>,
    files: &[&'f Opened<'_>],
    silenced: &mut BTreeMap<&'f str, Vec<Allowed>>,
) -> (Vec<LocalPart>, Vec<Diagnostic>) {
    let mut folders: BTreeMap<&str, Vec<(&str, &'f Opened<'_>)>> = BTreeMap::new();
    for file in files {
        if let Some((folder, name)) = local::cut(file.name) {
            folders.entry(folder).or_default().push((name, file));
        }
    }
    let (mut parts, mut found) = (Vec::new(), Vec::new());
    for (folder, files) in folders {
        if local::province(folder).is_some() {
            let mut part = local::read(national, folder, &files, silenced);
            found.append(&mut part.found);
            parts.push(part);
        } else if let Some((_, file)) = files.first() {
            let prefix = file.notes.file().len() - file.name.len();
            let path = file.notes.file().get(..=prefix + folder.len()).unwrap_or(folder);
            let mut one = Diagnostic::about_file(path, code::UNKNOWN_PROVINCE);
            one.message = format!("Thư mục {folder} không mang mã của tỉnh nào");
            if let Some(meant) = local::meant(folder) {
                one.fix = format!("Có phải ý bác là {meant}?");
            }
            found.push(one);
        }
    }
    (parts, found)
}

fn finish(
    head: ModuleHead,
    lessons: Vec<tungngo_domain::content::Lesson>,
    banks: Vec<tungngo_domain::content::Bank>,
    test: Option<tungngo_domain::content::CertifyingTest>,
    practice: Option<tungngo_domain::content::Practice>,
    assets: Vec<Asset>,
) -> Option<Module> {
    let module = Module {
        id: head.id?,
        version: String::new(),
        title: head.title?,
        summary: head.summary?,
        skill: head.skill?,
        order: head.order?,
        valid_for_months: head.valid_for_months,
        review_by: head.review_by,
        lessons,
        banks,
        test,
        practice,
        assets,
    };
    Some(finish_version(module))
}

/// Names a module by its content.
pub(crate) fn finish_version(mut module: Module) -> Module {
    module.version.clear();
    // Plain data always has a JSON form.
    let canonical = serde_json::to_vec(&module).unwrap_or_default();
    module.version = hex(&Sha256::digest(canonical));
    module
}

/// What a file of a module is, by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FileKind {
    Module,
    Lesson(u32),
    Bank,
    Test,
    Practice,
    /// A lesson in another language, or what was meant as one.
    Translation,
    Unknown,
}

impl FileKind {
    pub(crate) fn of(name: &str) -> Self {
        let is_slug = |text: &str| Slug::parse(text).is_ok();
        match name {
            "module.md" => return Self::Module,
            "kiem-tra.md" => return Self::Test,
            "thuc-hanh.md" => return Self::Practice,
            _ => {}
        }
        let Some(stem) = name.strip_suffix(".md") else { return Self::Unknown };
        if let Some(bank) = stem.strip_prefix("ngan-hang/") {
            return if is_slug(bank) { Self::Bank } else { Self::Unknown };
        }
        if translation::cut(name).is_some() {
            return Self::Translation;
        }
        match stem.split_once('-') {
            Some((number, slug)) if number.len() == 2 && slug.len() <= 40 && is_slug(slug) => {
                number.parse().ok().filter(|number| *number > 0).map_or(Self::Unknown, Self::Lesson)
            }
            _ => Self::Unknown,
        }
    }
}
