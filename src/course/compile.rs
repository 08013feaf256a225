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
use crate::markdown;
use crate::near_miss;
use crate::page::Page;
use crate::practice;
use crate::quiz::Ids;
use crate::source::{SourceTree, hex};
use chrono::NaiveDate;
use serde::Serialize;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use tungngo_domain::content::{Catalogue, Module, Skill};
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
    for prefix in &prefixes {
        let context = Context { tree, limits, today, facts: &facts, glossary: &glossary, prefix };
        let ReadModule { module, needs, found } = context.module();
        let faulty = found.iter().any(|one| one.severity == Severity::Error)
            || diagnostics.iter().any(|one| one.severity == Severity::Error && is_in(&one.file, prefix));
        diagnostics.extend(found);
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
    let mut modules: Vec<Module> = modules
        .into_iter()
        .filter(|(_, prefix)| !left_out.contains(prefix))
        .map(|(module, ..)| module)
        .collect();
    modules.sort_by(|a, b| (a.order, &a.id).cmp(&(b.order, &b.id)));
    diagnostics.sort_by(|a, b| (&a.file, a.line, a.column, a.code).cmp(&(&b.file, b.line, b.column, b.code)));
    Compiled { catalogue: Catalogue { modules }, diagnostics, facts: facts.into_cards() }
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
}

/// A file opened: its text and where its front matter ends.
struct Opened<'a> {
    name: &'a str,
    notes: Notes<'a>,
    cut: Cut,
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
            return ReadModule { module: None, needs: Needs::default(), found };
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
        let (module, needs) = self.read(&files, &mut silenced);
        for file in &files {
            found.extend(file.notes.take_found(silenced.get(file.name).map_or(&[], Vec::as_slice)));
        }
        ReadModule { module, needs, found }
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

    fn read<'f>(
        &self,
        files: &'f [Opened<'_>],
        silenced: &mut BTreeMap<&'f str, Vec<Allowed>>,
    ) -> (Option<Module>, Needs) {
        let ids = Ids::default();
        let mut head = ModuleHead::default();
        let mut lessons: Vec<(u32, &Opened<'_>, lesson::Head)> = Vec::new();
        let mut optional: BTreeMap<&str, Option<Fields<'_>>> = BTreeMap::new();
        for file in files {
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
        let around = Surroundings { facts: self.facts, glossary: self.glossary, lessons: &addresses };
        let blocks_of = |file: &Opened<'_>| markdown::parse(&file.notes, file.cut.body, self.limits);

        lessons.sort_by_key(|(number, ..)| *number);
        let mut read_lessons = Vec::new();
        for (number, file, head) in lessons {
            let Some(blocks) = blocks_of(file) else { continue };
            let writer = Writer { notes: &file.notes, around: &around };
            let lesson = lesson::read(&writer, head, number, &blocks, &ids);
            self.bound_output(file, &lesson);
            read_lessons.extend(lesson);
        }
        let mut banks = BTreeMap::new();
        let mut test = None;
        let mut practice = None;
        // Banks first: the test counts their questions.
        let mut rest: Vec<&Opened<'_>> =
            files.iter().filter(|file| optional.contains_key(file.name)).collect();
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
                    self.bound_output(file, &bank);
                    // The number of questions of a faulty bank says nothing.
                    let bank = bank.filter(|_| !file.notes.has_errors());
                    banks.insert(file.name.to_owned(), BankFile { bank });
                }
                FileKind::Test => {
                    test = exam::read(&writer, fields, &blocks, &banks, self.today);
                    self.bound_output(file, &test);
                }
                FileKind::Practice => {
                    practice = practice::read(&writer, fields, &blocks, &module_id, &ids, self.today);
                    self.bound_output(file, &practice);
                }
                FileKind::Module | FileKind::Lesson(_) | FileKind::Unknown => {}
            }
        }
        if let Some(file) = files.iter().find(|file| file.name == "module.md") {
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
        let banks = banks.into_values().filter_map(|file| file.bank).collect();
        let module = finish(head, read_lessons, banks, test, practice);
        (module, needs)
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
        fields.text("scope");
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

    fn bound_output(&self, file: &Opened<'_>, value: &impl Serialize) {
        let size = serde_json::to_string(value).map_or(0, |json| json.len());
        if size > self.limits.output_for(file.notes.text().len()) {
            file.notes.add(code::OUTPUT_TOO_LARGE, 0..0);
        }
    }
}

fn finish(
    head: ModuleHead,
    lessons: Vec<tungngo_domain::content::Lesson>,
    banks: Vec<tungngo_domain::content::Bank>,
    test: Option<tungngo_domain::content::CertifyingTest>,
    practice: Option<tungngo_domain::content::Practice>,
) -> Option<Module> {
    let mut module = Module {
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
    };
    let canonical = serde_json::to_vec(&module).ok()?;
    module.version = hex(&Sha256::digest(canonical));
    Some(module)
}

/// What a file of a module is, by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FileKind {
    Module,
    Lesson(u32),
    Bank,
    Test,
    Practice,
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
        match stem.split_once('-') {
            Some((number, slug)) if number.len() == 2 && slug.len() <= 40 && is_slug(slug) => {
                number.parse().ok().filter(|number| *number > 0).map_or(Self::Unknown, Self::Lesson)
            }
            _ => Self::Unknown,
        }
    }
}
