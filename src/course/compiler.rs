//! Compiling a folder again and again: only modules that changed are read.
//!
//! Owns: what is kept of each module, and when it serves again. Does not own: reading a module (`module.rs`), what
//! stands between modules (`compile.rs`): that is judged anew every time.

use crate::compile::{Compiled, GLOSSARY, Start};
use crate::limits::Limits;
use crate::module::ReadModule;
use crate::source::{Part, SourceTree};
use chrono::{Datelike as _, NaiveDate};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// A compiler that keeps what it read of each module, and reads it again only when one of its files has changed, or
/// something all modules stand on: `facts.toml`, `tu-dien.toml`, the limits, the day.
///
/// What it gives is always what [`compile()`](crate::compile()) gives.
///
/// ```
/// use tungngo_course::{Compiler, Limits, SourceTree, compile};
///
/// let mut compiler = Compiler::default();
/// let (tree, limits) = (SourceTree::from_files([]), Limits::default());
/// let today = chrono::NaiveDate::from_ymd_opt(2026, 11, 21).unwrap();
/// let kept = compiler.compile(&tree, &limits, today);
/// assert_eq!(kept.catalogue, compile(&tree, &limits, today).catalogue);
/// ```
#[derive(Debug, Default)]
pub struct Compiler {
    /// By the beginning of the module's paths.
    kept: BTreeMap<String, Kept>,
}

/// What was read of a module, and all it was made from.
#[derive(Debug)]
struct Kept {
    common: Key,
    parts: Vec<Part>,
    read: ReadModule,
}

type Key = [u8; 32];

impl Compiler {
    /// Compiles as [`compile()`](crate::compile()) does.
    pub fn compile(&mut self, tree: &SourceTree, limits: &Limits, today: NaiveDate) -> Compiled {
        let start = Start::new(tree, limits, today);
        let common = common(tree, limits, today);
        let mut kept = BTreeMap::new();
        let (mut changed, mut made_of) = (Vec::new(), Vec::new());
        for prefix in &start.prefixes {
            let parts = tree.parts_under(prefix);
            match self.kept.remove(prefix).filter(|old| old.common == common && old.parts == parts) {
                Some(old) => drop(kept.insert(prefix.clone(), old)),
                None => {
                    changed.push(prefix.clone());
                    made_of.push(parts);
                }
            }
        }
        let read = start.read(&changed);
        for ((prefix, parts), read) in changed.into_iter().zip(made_of).zip(read) {
            kept.insert(prefix, Kept { common, parts, read });
        }
        // Modules that are gone are forgotten. The prefixes are sorted, as the kept ones are.
        self.kept = kept;
        let read = self.kept.values().map(|kept| kept.read.clone()).collect();
        start.finish(read)
    }
}

/// A hash in the making, of parts that cannot run into each other.
struct Parts(Sha256);

impl Parts {
    fn put(&mut self, part: &[u8]) {
        self.0.update((part.len() as u64).to_be_bytes());
        self.0.update(part);
    }

    fn key(self) -> Key {
        self.0.finalize().into()
    }
}

/// The hash of what all modules stand on.
fn common(tree: &SourceTree, limits: &Limits, today: NaiveDate) -> Key {
    let mut parts = Parts(Sha256::new());
    for name in ["facts.toml", GLOSSARY] {
        match tree.texts().get(name) {
            Some(text) => parts.put(text),
            None => parts.put(b"\0none"),
        }
    }
    parts.put(format!("{limits:?}").as_bytes());
    parts.put(&today.num_days_from_ce().to_be_bytes());
    parts.key()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::{Course, LESSON, LOCAL_LESSON, PNG, TRANSLATION, TRANSLATION_TEXT, overlay, today};
    use crate::{compile, render_human};
    use proptest::prelude::*;
    use proptest::test_runner::Config;
    use std::sync::Arc;

    type Files = BTreeMap<String, Vec<u8>>;

    /// The sample three times, once with the part of a province, a translation and a picture.
    fn three() -> Files {
        let rich = overlay("## Nơi hỏi\n\nGọi [156](fact:hotline).\n")
            .with("mau/tinh-15/07-bai.md", LOCAL_LESSON)
            .with(TRANSLATION, TRANSLATION_TEXT)
            .with("mau/anh/a.png", PNG)
            .files;
        let mut files = rich;
        let dated = String::from_utf8(files[LESSON].clone()).unwrap();
        let dated = dated.replace("version: 1\n", "version: 1\nreview_by: 2027-04-01\n");
        files.insert(LESSON.to_owned(), dated.into_bytes());
        for (path, bytes) in Course::sample().files {
            let Some(name) = path.strip_prefix("mau/") else { continue };
            for folder in ["hai", "ba"] {
                let text =
                    String::from_utf8(bytes.clone()).unwrap().replace("id: mau", &format!("id: {folder}"));
                files.insert(format!("{folder}/{name}"), text.into_bytes());
            }
        }
        files
    }

    fn tree(files: &Files) -> SourceTree {
        SourceTree::from_files(files.clone())
    }

    /// Compares what a compiler that has seen other files gives with what is compiled from nothing.
    fn assert_same(compiler: &mut Compiler, files: &Files, limits: &Limits, today: NaiveDate) {
        let kept = compiler.compile(&tree(files), limits, today);
        let anew = compile(&tree(files), limits, today);
        assert_eq!(render_human(&kept.diagnostics), render_human(&anew.diagnostics));
        assert_eq!(kept.diagnostics, anew.diagnostics);
        assert_eq!(kept.catalogue, anew.catalogue);
        assert_eq!(kept.facts, anew.facts);
    }

    #[test]
    fn only_the_module_that_changed_is_read_again() {
        let mut compiler = Compiler::default();
        let (mut files, limits) = (three(), Limits::default());
        let first = compiler.compile(&tree(&files), &limits, today());
        assert_eq!(first.diagnostics, []);
        assert_eq!((first.catalogue.modules.len(), first.catalogue.local.len()), (3, 1));
        // What is kept is marked, so that it can be told from what is read.
        for kept in compiler.kept.values_mut() {
            Arc::make_mut(kept.read.module.as_mut().unwrap()).title = "giữ lại".to_owned();
        }
        files.insert("hai/01-bai.md".to_owned(), [&files["hai/01-bai.md"], "\n".as_bytes()].concat());
        let second = compiler.compile(&tree(&files), &limits, today());
        let marked: Vec<(&str, bool)> =
            second.catalogue.modules.iter().map(|one| (one.id.as_str(), one.title == "giữ lại")).collect();
        assert_eq!(marked, [("ba", true), ("hai", false), ("mau", true)]);
    }

    #[test]
    fn what_all_modules_stand_on_is_seen_in_each() {
        let (mut compiler, mut files, limits) = (Compiler::default(), three(), Limits::default());
        assert_same(&mut compiler, &files, &limits, today());
        let facts = String::from_utf8(files["facts.toml"].clone()).unwrap();
        files.insert("facts.toml".to_owned(), facts.replace("156", "5656").into_bytes());
        assert_same(&mut compiler, &files, &limits, today());
        files.insert("tu-dien.toml".to_owned(), "link = \"đường dẫn\"".into());
        assert_same(&mut compiler, &files, &limits, today());
        let later = today() + chrono::Months::new(12);
        assert_same(&mut compiler, &files, &limits, later);
        let strict = Limits { module_bytes: 1_500, ..Limits::default() };
        assert_same(&mut compiler, &files, &strict, later);
        files.retain(|path, _| !path.starts_with("hai/"));
        assert_same(&mut compiler, &files, &limits, later);
        files = files
            .into_iter()
            .filter_map(|(path, b)| Some((path.strip_prefix("mau/")?.to_owned(), b)))
            .collect();
        assert_same(&mut compiler, &files, &limits, later);
    }

    #[test]
    fn a_file_that_was_refused_is_part_of_its_module() {
        let (mut compiler, limits) = (Compiler::default(), Limits::default());
        let mut files = three();
        files.remove("hai/01-bai.md");
        for refused in [None, Some("hai/01-bai.md"), None, Some("ba/x.md")] {
            let tree = || match refused {
                Some(path) => tree(&files).refusing(path, crate::diagnostic::code::UNREADABLE),
                None => tree(&files),
            };
            let kept = compiler.compile(&tree(), &limits, today());
            let anew = compile(&tree(), &limits, today());
            assert_eq!((kept.diagnostics, kept.catalogue), (anew.diagnostics, anew.catalogue));
        }
    }

    /// An edit of one file: some words for others, a file for another, or none.
    fn edit(files: &mut Files, file: usize, kind: usize) {
        const WORDS: [(&str, &str); 8] = [
            ("id: mau", "id: hai"),
            ("order: 3", "order: 3\nrequires: [ba, khong-co]"),
            ("Đoạn để thay.", "Gọi [156](fact:hotline) hoặc [1022](fact:rieng)."),
            ("Đoạn để thay.", "![Hình](anh/a.png) ![Hình](../mau/anh/a.png)"),
            ("Đoạn để thay.", "Bấm vào link."),
            ("id: q1", "id: th1"),
            ("- [x]", "- [ ]"),
            ("156", "157"),
        ];
        let Some(path) = files.keys().nth(file % files.len().max(1)).cloned() else { return };
        if let Some((from, to)) = WORDS.get(kind) {
            let text = String::from_utf8_lossy(&files[&path]).replacen(from, to, 1);
            files.insert(path, text.into_bytes());
        } else if kind == WORDS.len() {
            files.remove(&path);
        } else {
            let other = files.keys().nth((file / 3) % files.len()).cloned();
            let bytes = other.map(|other| files[&other].clone()).unwrap_or_default();
            files.insert(path, bytes);
        }
    }

    proptest! {
        #![proptest_config(Config { cases: 24, failure_persistence: None, ..Config::default() })]

        #[test]
        fn compiling_again_after_any_edit_gives_what_compiling_anew_gives(
            edits in prop::collection::vec((0usize..40, 0usize..10, any::<bool>()), 1..8),
        ) {
            let (mut compiler, mut files, limits) = (Compiler::default(), three(), Limits::default());
            for (file, kind, undone) in edits {
                let before = files.clone();
                edit(&mut files, file, kind);
                assert_same(&mut compiler, &files, &limits, today());
                if undone {
                    files = before;
                }
            }
        }
    }
}
