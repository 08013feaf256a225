//! A province's part of a module: the folder `tinh-NN/`, NN the official code of the province.
//!
//! Owns: which files it may have, what each adds to the national module, what is still missing in it. Does not own: a
//! lesson that is changed section by section (`overlay.rs`), nor what stands in a bank, test or practice (the file of
//! that name).
//!
//! ```text
//! tinh-15/07-ung-dung-tinh.md     a lesson of the province; its number must be free
//! tinh-15/03-tra-tien.md          `overlay: <id>`: sections that replace or join those of a national lesson
//! tinh-15/ngan-hang/x.md          a bank of its own
//! tinh-15/kiem-tra.md             further draws, and a pass mark that is not lower
//! tinh-15/thuc-hanh.md            further acts to watch
//! tinh-15/facts.toml              its fact cards; `can = "…"` where one is still to be filled in
//! ```
//!
//! What comes out is the whole module as members of that province study it. It never has less than the national one:
//! questions, acts, draws and the pass mark stay, and no id is used again.

use crate::bank;
use crate::diagnostic::{Allowed, Diagnostic, code};
use crate::exam::{self, BankFile};
use crate::facts::Facts;
use crate::fields::{Fields, shorten};
use crate::front_matter;
use crate::glossary::Glossary;
use crate::html::{Surroundings, Writer};
use crate::lesson;
use crate::limits::Limits;
use crate::markdown;
use crate::media::Media;
use crate::module::finish_version;
use crate::opened::{FileKind, Opened};
use crate::overlay::{self, Overlay};
use crate::practice;
use crate::quiz::Ids;
use crate::source::SourceTree;
use crate::translation;
use crate::vietnamese::{bare, nearest};
use chrono::NaiveDate;
use std::collections::BTreeMap;
use std::sync::Arc;
use tungngo_domain::content::{Asset, Lesson, Module, Practice};
use tungngo_domain::units::PROVINCES;

/// A national lesson as its province's parts see it.
pub(crate) struct NationalLesson<'n, 't> {
    pub(crate) number: u32,
    pub(crate) file: &'n Opened<'t>,
    pub(crate) id: String,
    pub(crate) title: Option<String>,
}

/// What a province's part stands on.
pub(crate) struct National<'n, 't> {
    pub(crate) limits: &'n Limits,
    pub(crate) today: NaiveDate,
    pub(crate) facts: &'n Facts,
    pub(crate) glossary: &'n Glossary,
    pub(crate) id: &'n str,
    /// `None` if its front matter is not whole.
    pub(crate) module: Option<&'n Module>,
    pub(crate) lessons: &'n [NationalLesson<'n, 't>],
    pub(crate) banks: &'n BTreeMap<String, BankFile>,
    pub(crate) has_test: bool,
    pub(crate) has_practice: bool,
    pub(crate) ids: &'n Ids,
    pub(crate) tree: &'n SourceTree,
    /// The beginning of the module's paths.
    pub(crate) prefix: &'n str,
}

/// A province's part, read.
#[derive(Debug, Default, Clone)]
pub(crate) struct LocalPart {
    /// The folder: `tinh-15`.
    pub(crate) folder: String,
    /// The whole module; `None` if the national one could not be read.
    pub(crate) module: Option<Arc<Module>>,
    /// Cards to fill in: name and what is wanted.
    pub(crate) unfilled: Vec<(String, String)>,
    /// What was found in lessons put together from two files.
    pub(crate) found: Vec<Diagnostic>,
}

/// Cuts the path of a file of a province in two: `tinh-15` and `07-x.md`. Misspelt folders are taken too, to be told of.
pub(crate) fn cut(name: &str) -> Option<(&str, &str)> {
    name.split_once('/').filter(|(folder, _)| bare(folder).starts_with("tinh"))
}

/// The province of a folder.
pub(crate) fn province(folder: &str) -> Option<&str> {
    let code = folder.strip_prefix("tinh-")?;
    PROVINCES.iter().any(|(known, _)| *known == code).then_some(code)
}

/// What the author of a folder that names no province may have meant.
pub(crate) fn meant(folder: &str) -> Option<String> {
    let rest = bare(folder).trim_start_matches("tinh").trim_matches(['-', '_', '.']).to_owned();
    if let Ok(number) = rest.parse::<u32>() {
        let code = format!("{number:02}");
        return PROVINCES.iter().find(|(known, _)| *known == code).map(|(known, _)| format!("tinh-{known}"));
    }
    let name = rest.replace(['-', '_', '.'], " ");
    let found = nearest(&name, PROVINCES.iter().map(|(_, name)| *name))?;
    PROVINCES.iter().find(|(_, name)| *name == found).map(|(known, _)| format!("tinh-{known}"))
}

/// Reads a province's part. `files` are those of its folder, each with its name within the folder.
pub(crate) fn read<'f>(
    national: &National<'_, '_>,
    folder: &str,
    files: &[(&str, &'f Opened<'_>)],
    silenced: &mut BTreeMap<&'f str, Vec<Allowed>>,
) -> LocalPart {
    let mut part = LocalPart { folder: folder.to_owned(), ..LocalPart::default() };
    let facts = match files.iter().find(|(name, _)| *name == "facts.toml") {
        Some((_, file)) => Facts::read_local(&file.notes, national.today, national.facts),
        None => national.facts.fresh(),
    };
    part.unfilled = facts.wanted().map(|(card, wanted)| (card.to_owned(), wanted.to_owned())).collect();
    let mut lessons: Vec<(u32, &Opened<'_>, lesson::Head)> = Vec::new();
    let mut overlays: Vec<(&Opened<'_>, Overlay)> = Vec::new();
    let mut rest: Vec<(FileKind, &str, &Opened<'_>, Option<Fields<'_>>)> = Vec::new();
    for (name, file) in files.iter().filter(|(name, _)| !matches!(*name, "facts.toml" | "README.md")) {
        let (kind, notes) = (FileKind::of(name), &file.notes);
        if matches!(kind, FileKind::Unknown | FileKind::Module) {
            notes.add(code::UNKNOWN_FILE, 0..0);
            continue;
        }
        let must_have = !matches!(kind, FileKind::Test | FileKind::Practice) || file.cut.yaml.is_some();
        let mut fields = if must_have { front_matter::read(notes, &file.cut) } else { None };
        if let Some(fields) = &mut fields {
            silenced.insert(file.name, front_matter::allowed(notes, fields));
        }
        let FileKind::Lesson(number) = kind else {
            rest.push((kind, name, file, fields));
            continue;
        };
        let Some(mut fields) = fields else { continue };
        if let Some((overlaid, place)) = fields.text("overlay") {
            if let Some((first, _)) = overlays.iter().find(|(_, other)| other.lesson == overlaid) {
                notes.say(
                    code::OVERLAY_TWICE,
                    place,
                    format!("Bài {} đã được sửa trong {}", shorten(&overlaid), first.name),
                );
                continue;
            }
            overlays.push((file, overlay::head(fields, notes, overlaid, place, national)));
        } else {
            let taken = national.lessons.iter().map(|one| (one.number, one.file.name));
            let own = lessons.iter().map(|(number, file, _)| (*number, file.name));
            if let Some((_, first)) = taken.chain(own).find(|(taken, _)| *taken == number) {
                notes.say(code::NUMBER_TWICE, 0..0, format!("Số {number:02} đã là số của {first}"));
            }
            lessons.push((number, file, lesson::head(fields, notes, national.ids, national.today)));
        }
    }

    let href = |lesson: &str| format!("/modules/{}/lessons/{lesson}", national.id);
    let mut addresses: BTreeMap<String, String> =
        national.lessons.iter().map(|one| (format!("../{}", one.file.name), href(&one.id))).collect();
    for (_, file, head) in &lessons {
        let name = file.name.rsplit('/').next().unwrap_or(file.name);
        addresses.insert(name.to_owned(), href(head.id.as_ref().map_or("", |id| id.as_str())));
    }
    let own_folder = format!("{}{folder}/", national.prefix);
    let media = Media::new(national.tree, national.prefix, vec![own_folder.clone()]);
    let around =
        Surroundings { facts: &facts, glossary: national.glossary, lessons: &addresses, media: &media };
    let mut own_lessons: Vec<Lesson> = Vec::new();
    let mut sources = Vec::new();
    for (number, file, head) in lessons {
        let Some(blocks) = markdown::parse(&file.notes, file.cut.body, national.limits) else { continue };
        let writer = Writer { notes: &file.notes, around: &around };
        let lesson = lesson::read(&writer, head, number, &blocks, national.ids);
        file.bound_output(&lesson, national.limits);
        if let Some(lesson) = lesson {
            sources.push((file, lesson.id.clone()));
            own_lessons.push(lesson);
        }
    }
    for (_, name, file, fields) in rest.extract_if(.., |(kind, ..)| *kind == FileKind::Translation) {
        let original = translation::cut(name).and_then(|(name, _)| {
            let (source, id) =
                sources.iter().find(|(source, _)| source.name.ends_with(&format!("/{name}")))?;
            Some((*source, own_lessons.iter_mut().find(|lesson| lesson.id == *id)?))
        });
        translation::read(file, fields, original, &around, national.limits, national.today);
    }
    // In a lesson put together from both, the national text links as it always does.
    for one in national.lessons {
        addresses.insert(one.file.name.to_owned(), href(&one.id));
    }
    let mixed_media =
        Media::new(national.tree, national.prefix, vec![own_folder, national.prefix.to_owned()]);
    let around =
        Surroundings { facts: &facts, glossary: national.glossary, lessons: &addresses, media: &mixed_media };
    let mut overlaid: Vec<Lesson> = Vec::new();
    for (file, overlay) in &overlays {
        let allowed = silenced.entry(file.name).or_default();
        // What an overlay silences may stand in the national text too, so nothing can be said of its being idle.
        allowed.iter_mut().for_each(|one| one.may_be_idle = true);
        let (lesson, found) = overlay::apply(national, file, overlay, &around, allowed);
        part.found.extend(found);
        overlaid.extend(lesson);
    }

    let mut banks: BTreeMap<String, BankFile> = BTreeMap::new();
    let (mut test, mut practice) = (None, None);
    // Banks first: the test counts their questions.
    rest.sort_by_key(|(kind, ..)| *kind != FileKind::Bank);
    for (kind, name, file, fields) in rest {
        let writer = Writer { notes: &file.notes, around: &around };
        let Some(blocks) = markdown::parse(&file.notes, file.cut.body, national.limits) else {
            if kind == FileKind::Bank {
                banks.insert(name.to_owned(), BankFile { bank: None });
            }
            continue;
        };
        match kind {
            FileKind::Bank => {
                let bank = bank::read(&writer, fields, &blocks, national.ids, national.today);
                file.bound_output(&bank, national.limits);
                let bank = bank.filter(|_| !file.notes.has_errors());
                banks.insert(name.to_owned(), BankFile { bank });
            }
            FileKind::Test if !national.has_test => {
                file.notes.say(code::NOTHING_TO_ADD, 0..0, "Chuyên đề chưa có kiem-tra.md chung để thêm câu")
            }
            FileKind::Test => {
                let national_test = national.module.and_then(|module| module.test.as_ref());
                let known = banks.iter().map(|(path, file)| (path.clone(), file.clone()));
                let common = national.banks.iter().map(|(path, file)| (format!("../{path}"), file.clone()));
                let known = known.chain(common).collect();
                test =
                    Some(exam::read_local(&writer, fields, &blocks, &known, national_test, national.today));
            }
            FileKind::Practice if !national.has_practice => file.notes.say(
                code::NOTHING_TO_ADD,
                0..0,
                "Chuyên đề chưa có thuc-hanh.md chung để thêm việc",
            ),
            FileKind::Practice => {
                let owner = format!("{}-{}", national.id, folder.trim_start_matches("tinh-"));
                practice = Some(practice::read_local(
                    &writer,
                    fields,
                    &blocks,
                    &owner,
                    national.ids,
                    national.today,
                ));
            }
            FileKind::Module | FileKind::Lesson(_) | FileKind::Translation | FileKind::Unknown => {}
        }
    }

    part.module = national.module.map(|module| {
        let mut module = module.clone();
        for lesson in overlaid {
            if let Some(place) = module.lessons.iter_mut().find(|one| one.id == lesson.id) {
                *place = lesson;
            }
        }
        module.lessons.extend(own_lessons);
        module.lessons.sort_by_key(|lesson| lesson.number);
        module.banks.extend(banks.into_values().filter_map(|file| file.bank));
        if let (Some(whole), Some(more)) = (&mut module.test, test) {
            whole.draws.extend(more.draws);
            whole.pass_percent = whole.pass_percent.max(more.pass.unwrap_or(0));
        }
        if let (Some(Practice { checklist, teach_back, .. }), Some(more)) = (&mut module.practice, practice) {
            checklist.extend(more.checklist);
            teach_back.extend(more.teach_back);
        }
        let used =
            media.used().into_iter().chain(mixed_media.used()).chain(std::mem::take(&mut module.assets));
        let used: BTreeMap<String, Asset> = used.map(|asset| (asset.hash.clone(), asset)).collect();
        module.assets = used.into_values().collect();
        Arc::new(finish_version(module))
    });
    national.facts.absorb(facts.into_printed());
    part
}
