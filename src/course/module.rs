//! One module: its files read in their order, its front matter, the version.
//!
//! Owns: reading each file of a module once, the keys of `module.md`. Does not own: finding modules and what stands
//! between them (`compile.rs`), what stands in a lesson, bank, test or practice (the file of that name).

use crate::bank;
use crate::compile::{GLOSSARY, is_in};
use crate::diagnostic::{Allowed, Code, Diagnostic, Notes, code};
use crate::exam::{self, BankFile};
use crate::facts::{Facts, Printed};
use crate::fields::{Fields, Shape};
use crate::front_matter;
use crate::glossary::Glossary;
use crate::html::{Surroundings, Writer};
use crate::ids::used;
use crate::lesson;
use crate::limits::Limits;
use crate::local::{self, LocalPart, National, NationalLesson};
use crate::markdown;
use crate::media::Media;
use crate::near_miss;
use crate::opened::{FileKind, Opened, look_at_letters, text_of};
use crate::page::Page;
use crate::practice;
use crate::quiz::Ids;
use crate::source::SourceTree;
use crate::translation;
use chrono::NaiveDate;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;
use tungngo_domain::codes::hex;
use tungngo_domain::content::{Asset, Module, Skill};
use tungngo_domain::ids::Slug;

/// A file that is not used, and the name it should perhaps have.
pub(crate) fn unknown_file(path: &str, meant: Option<&str>) -> Diagnostic {
    let mut told = Diagnostic::about_file(path, code::UNKNOWN_FILE);
    if let Some(meant) = meant {
        told.fix = format!("Có phải ý bác là {meant}?");
    }
    told
}

/// What one module declares about itself and others.
#[derive(Debug, Default, Clone)]
pub(crate) struct Needs {
    pub(crate) id: Option<Slug>,
    pub(crate) id_place: Range<usize>,
    pub(crate) requires: Vec<(String, Range<usize>)>,
}

/// One module read, faulty or not.
#[derive(Debug, Default, Clone)]
pub(crate) struct ReadModule {
    pub(crate) module: Option<Arc<Module>>,
    pub(crate) needs: Needs,
    pub(crate) found: Vec<Diagnostic>,
    pub(crate) local: Vec<LocalPart>,
    pub(crate) wants_local: bool,
    pub(crate) printed: Printed,
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

/// What a module is read with. The cards and the glossary are its own, so that modules can be read side by side.
pub(crate) struct Context<'a> {
    pub(crate) tree: &'a SourceTree,
    pub(crate) limits: &'a Limits,
    pub(crate) today: NaiveDate,
    pub(crate) facts: Facts,
    pub(crate) glossary: Glossary,
    /// The beginning of the module's paths.
    pub(crate) prefix: &'a str,
}

impl Context<'_> {
    /// Reads the module. Nothing outside its folder is looked at but what the context holds: the same files give the
    /// same result.
    pub(crate) fn module(self) -> ReadModule {
        let read = self.look();
        ReadModule { printed: self.facts.into_printed(), ..read }
    }

    fn look(&self) -> ReadModule {
        let mut found = Vec::new();
        let module_file = format!("{}module.md", self.prefix);
        if self.tree.bytes_under(self.prefix) > self.limits.module_bytes as u64 {
            found.push(Diagnostic::about_file(&module_file, code::MODULE_TOO_LARGE));
            return ReadModule { found, ..ReadModule::default() };
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
                    let notes = Notes::new(path, text, self.limits.diagnostics_per_file)
                        .passing_over(translation::passed_over(name));
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

    fn read<'f>(
        &self,
        files: &'f [Opened<'_>],
        silenced: &mut BTreeMap<&'f str, Vec<Allowed>>,
    ) -> ReadModule {
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
        let media = Media::new(self.tree, self.prefix, vec![self.prefix.to_owned()]);
        let around =
            Surroundings { facts: &self.facts, glossary: &self.glossary, lessons: &addresses, media: &media };
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
            facts: &self.facts,
            id: &module_id,
            module: module.as_ref(),
            lessons: &national_lessons,
            banks: &banks,
            has_test: has("kiem-tra.md"),
            has_practice: has("thuc-hanh.md"),
            ids: &ids,
            tree: self.tree,
            prefix: self.prefix,
            glossary: &self.glossary,
        };
        let (local, found) = provinces(&national, &local, silenced);
        ReadModule {
            module: module.map(Arc::new),
            needs,
            found,
            local,
            wants_local,
            printed: Printed::default(),
        }
    }

    /// Whether a file is named as a lesson, readable or not.
    fn has_lesson_files(&self) -> bool {
        let texts = self.tree.texts().range(self.prefix.to_owned()..).map(|(path, _)| path);
        let texts = texts.take_while(|path| path.starts_with(self.prefix));
        let paths = texts.chain(self.tree.refused().iter().map(|(path, _)| path));
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
            let word = fields.word("skill", &Skill::KNOWN.map(Skill::word));
            head.skill = word.and_then(|word| Skill::KNOWN.into_iter().find(|skill| skill.word() == word));
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
