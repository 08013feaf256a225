//! From files to the catalogue: what is a module, and what stands between modules.
//!
//! Owns: finding modules, reading them side by side, what leaves a module out. Does not own: reading one module
//! (`module.rs`), keeping what was read (`compiler.rs`).

use crate::diagnostic::{Code, Diagnostic, Notes, Severity, code};
use crate::facts::{FactCard, Facts};
use crate::glossary::Glossary;
use crate::limits::Limits;
use crate::local;
use crate::module::{Context, Needs, ReadModule, unknown_file};
use crate::near_miss;
use crate::opened::{look_at_letters, text_of, without_bom};
use crate::source::SourceTree;
use chrono::NaiveDate;
use std::collections::{BTreeMap, BTreeSet};
use std::num::NonZero;
use std::ops::Range;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tungngo_domain::content::{Catalogue, Module, Unfilled};
use tungngo_domain::ids::Slug;

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
/// left out; the others stay. Who compiles the same folder again and again keeps a [`Compiler`](crate::Compiler).
pub fn compile(tree: &SourceTree, limits: &Limits, today: NaiveDate) -> Compiled {
    let start = Start::new(tree, limits, today);
    let read = start.read(&start.prefixes);
    start.finish(read)
}

/// What all modules stand on, read first.
pub(crate) struct Start<'a> {
    tree: &'a SourceTree,
    limits: &'a Limits,
    today: NaiveDate,
    facts: Facts,
    glossary: Glossary,
    /// The beginnings of the modules' paths, in order.
    pub(crate) prefixes: Vec<String>,
    diagnostics: Vec<Diagnostic>,
}

impl<'a> Start<'a> {
    pub(crate) fn new(tree: &'a SourceTree, limits: &'a Limits, today: NaiveDate) -> Self {
        let mut diagnostics: Vec<Diagnostic> =
            tree.refused().iter().map(|(path, code)| Diagnostic::about_file(path, *code)).collect();
        let facts = facts(tree, limits, today, &mut diagnostics);
        let glossary = glossary(tree, limits, &mut diagnostics);
        let prefixes = modules(tree, &mut diagnostics);
        Self { tree, limits, today, facts, glossary, prefixes, diagnostics }
    }

    /// Reads some modules side by side; the results come in the order of `prefixes`.
    pub(crate) fn read(&self, prefixes: &[String]) -> Vec<ReadModule> {
        let context = |prefix| Context {
            tree: self.tree,
            limits: self.limits,
            today: self.today,
            facts: self.facts.fresh(),
            glossary: self.glossary.fresh(),
            prefix,
        };
        let contexts = prefixes.iter().map(|prefix| context(prefix.as_str()));
        let threads = std::thread::available_parallelism().map_or(1, NonZero::get).min(prefixes.len());
        if threads < 2 {
            return contexts.map(Context::module).collect();
        }
        let waiting = Mutex::new(contexts.collect::<Vec<_>>().into_iter().enumerate());
        let done = Mutex::new(Vec::with_capacity(prefixes.len()));
        std::thread::scope(|scope| {
            for _ in 0..threads {
                scope.spawn(|| {
                    loop {
                        // On a line of its own: as the head of a loop it would hold the lock while a module is read.
                        let next = unpoisoned(&waiting).next();
                        let Some((index, context)) = next else { break };
                        let read = context.module();
                        unpoisoned(&done).push((index, read));
                    }
                });
            }
        });
        let mut done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
        done.sort_by_key(|(index, _)| *index);
        done.into_iter().map(|(_, read)| read).collect()
    }

    /// Puts together what was read of all modules, in the order of their prefixes, and judges what stands between them.
    pub(crate) fn finish(self, read: Vec<ReadModule>) -> Compiled {
        let Self { tree, facts, prefixes, mut diagnostics, .. } = self;
        let mut modules: BTreeMap<String, Arc<Module>> = BTreeMap::new();
        let mut requirements = Vec::new();
        let mut provinces = Vec::new();
        for (prefix, read) in prefixes.iter().zip(read) {
            let ReadModule { module, needs, found, local, wants_local, printed } = read;
            facts.absorb(printed);
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
                modules.insert(prefix.clone(), module);
            }
        }
        let left_out = look_between(tree, &prefixes, &requirements, &mut diagnostics);
        modules.retain(|prefix, _| !left_out.contains(prefix));
        let mut catalogue = Catalogue::default();
        for (prefix, id, wants_local, local, faults) in provinces {
            let Some(national) = modules.get(&prefix) else { continue };
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
        catalogue.modules = modules.into_values().collect();
        let by_order = |a: &Arc<Module>, b: &Arc<Module>| (a.order, &a.id).cmp(&(b.order, &b.id));
        catalogue.modules.sort_by(by_order);
        catalogue.local.values_mut().for_each(|modules| modules.sort_by(by_order));
        diagnostics
            .sort_by(|a, b| (&a.file, a.line, a.column, a.code).cmp(&(&b.file, b.line, b.column, b.code)));
        Compiled { catalogue, diagnostics, facts: facts.into_cards() }
    }
}

fn unpoisoned<T>(lock: &Mutex<T>) -> MutexGuard<'_, T> {
    lock.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Tells of ids that two modules have, and of required modules that are not there: the modules to leave out.
fn look_between(
    tree: &SourceTree,
    prefixes: &[String],
    requirements: &[(String, Needs)],
    diagnostics: &mut Vec<Diagnostic>,
) -> BTreeSet<String> {
    let mut left_out = BTreeSet::new();
    let mut seen: BTreeMap<&Slug, &String> = BTreeMap::new();
    for (prefix, needs) in requirements {
        let Some(id) = &needs.id else { continue };
        if let Some(first) = seen.get(id) {
            let message = format!("Mã {id} đã là mã của chuyên đề trong {first}");
            late(tree, prefix, needs.id_place.clone(), code::ID_TWICE, message, diagnostics);
            left_out.insert(prefix.clone());
        } else {
            seen.insert(id, prefix);
        }
    }
    if *prefixes != [""] {
        for (prefix, needs) in requirements {
            for (id, place) in &needs.requires {
                if !Slug::parse(id).is_ok_and(|id| seen.contains_key(&id)) {
                    let message = format!("Không có chuyên đề mang mã “{}”", crate::fields::shorten(id));
                    late(tree, prefix, place.clone(), code::UNKNOWN_MODULE, message, diagnostics);
                    left_out.insert(prefix.clone());
                }
            }
        }
    }
    left_out
}

/// All modules that could be read at all, faulty or not: what a page would print if an error were ever let through.
#[cfg(test)]
pub(crate) fn modules_even_if_faulty(tree: &SourceTree, limits: &Limits, today: NaiveDate) -> Vec<Module> {
    let start = Start::new(tree, limits, today);
    start.read(&start.prefixes).into_iter().filter_map(|read| Some(Module::clone(&*read.module?))).collect()
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
            None if matches!(
                path.as_str(),
                "facts.toml" | GLOSSARY | "README.md" | "STYLE.md" | "MA-LOI.md"
            ) => {}
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
pub(crate) const GLOSSARY: &str = "tu-dien.toml";

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
