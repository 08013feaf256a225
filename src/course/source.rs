//! Course files in memory: the only file of this crate that touches the disk.
//!
//! Owns: which paths are accepted (security requirement F1), reading a folder, the fingerprint. Does not own: what
//! the files mean (`compile.rs`).
//!
//! A path is relative, with `/` between ASCII names, without `..`; a link is never followed. A file is never run, and
//! nothing written in it is ever used as a path.

use crate::diagnostic::{Code, code};
use crate::limits::Limits;
use crate::media::{kind_of, most};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{self, Read as _};
use std::path::Path;

/// The longest path, in bytes.
const MOST_PATH: usize = 200;

/// Course files in memory: relative path → content, and what was refused.
#[derive(Debug, Clone, Default)]
pub struct SourceTree {
    /// Text files (`.md`, `.toml`, `ma-da-dung.txt`) by path.
    texts: BTreeMap<String, Vec<u8>>,
    /// All other files (pictures, recordings) by path.
    others: BTreeMap<String, Other>,
    refused: Vec<(String, Code)>,
}

/// A file that is not text.
#[derive(Debug, Clone)]
struct Other {
    size: u64,
    /// What stands in it, if a page may show it and it is within its bound.
    bytes: Option<Vec<u8>>,
}

/// Bytes of pictures and recordings read at most, in all.
const MOST_MEDIA: u64 = 512 << 20;

/// The bound of a file that a page may show, by its name.
fn media_bound(path: &str) -> Option<u64> {
    kind_of(path).map(|kind| most(kind) as u64)
}

impl SourceTree {
    /// Reads a folder of modules, or one module's folder.
    ///
    /// Hidden files and editors' backups (`.git`, `a.md~`) are passed over. When the folder is one module's,
    /// `facts.toml` and `tu-dien.toml` beside it are read too. What cannot be used (links, odd names, files over the bound) becomes a
    /// diagnostic of [`compile()`](crate::compile()); an error is returned only when `root` itself cannot be listed.
    ///
    /// # Errors
    ///
    /// The file system's own, for `root`.
    pub fn read(root: &Path, limits: &Limits) -> Result<Self, io::Error> {
        let mut reader = Reader { tree: Self::default(), limits, seen: 0, folded: BTreeSet::new(), media: 0 };
        let entries = sorted(fs::read_dir(root)?)?;
        reader.entries(entries, "", 0);
        let mut tree = reader.tree;
        for name in ["facts.toml", "tu-dien.toml"] {
            if tree.texts.contains_key("module.md") && !tree.texts.contains_key(name) {
                let beside = fs::canonicalize(root)?.with_file_name(name);
                if fs::symlink_metadata(&beside).is_ok_and(|found| found.is_file())
                    && let Ok(content) = read_bounded(&beside, limits)
                {
                    tree.texts.insert(name.to_owned(), content);
                }
            }
        }
        Ok(tree)
    }

    /// Takes files from memory: uploads, tests.
    pub fn from_files(files: impl IntoIterator<Item = (String, Vec<u8>)>) -> Self {
        let mut tree = Self::default();
        let mut folded = BTreeSet::new();
        for (path, content) in files {
            if path.split('/').any(is_passed_over) {
                continue;
            }
            if let Some(code) = fault(&path) {
                tree.refused.push((path, code));
            } else if !folded.insert(path.to_lowercase()) {
                tree.refused.push((path, code::CASE_TWINS));
            } else if is_text(&path) {
                tree.texts.insert(path, content);
            } else {
                let size = content.len() as u64;
                let fits = media_bound(&path).is_some_and(|bound| size <= bound);
                tree.others.insert(path, Other { size, bytes: fits.then_some(content) });
            }
        }
        tree
    }

    /// Lower-case hex SHA-256 over all paths, contents and refusals: the same files give the same fingerprint.
    pub fn fingerprint(&self) -> String {
        let mut hash = Sha256::new();
        let mut put = |kind: u8, path: &str, content: &[u8]| {
            hash.update([kind]);
            hash.update((path.len() as u64).to_be_bytes());
            hash.update(path);
            hash.update((content.len() as u64).to_be_bytes());
            hash.update(content);
        };
        for (path, content) in &self.texts {
            put(0, path, content);
        }
        for (path, other) in &self.others {
            match &other.bytes {
                Some(bytes) => put(3, path, bytes),
                None => put(1, path, &other.size.to_be_bytes()),
            }
        }
        for (path, code) in &self.refused {
            put(2, path, code.code.as_bytes());
        }
        hex(&hash.finalize())
    }

    /// Gives all there is under the beginning of a path, part by part: two trees that differ there give other parts.
    pub(crate) fn parts_under(&self, prefix: &str, mut put: impl FnMut(&[u8])) {
        let start = || prefix.to_owned()..;
        for (path, content) in self.texts.range(start()).take_while(|(path, _)| path.starts_with(prefix)) {
            put(b"text");
            put(path.as_bytes());
            put(content);
        }
        for (path, other) in self.others.range(start()).take_while(|(path, _)| path.starts_with(prefix)) {
            put(b"other");
            put(path.as_bytes());
            put(&other.size.to_be_bytes());
            put(other.bytes.as_deref().unwrap_or_default());
        }
        for (path, code) in self.refused.iter().filter(|(path, _)| path.starts_with(prefix)) {
            put(b"refused");
            put(path.as_bytes());
            put(code.code.as_bytes());
        }
    }

    /// What reading a disk would have refused, for examples without one.
    pub(crate) fn refusing(mut self, path: &str, code: Code) -> Self {
        self.refused.push((path.to_owned(), code));
        self
    }

    pub(crate) fn texts(&self) -> &BTreeMap<String, Vec<u8>> {
        &self.texts
    }

    /// The paths of all files that are no text.
    pub(crate) fn others(&self) -> impl Iterator<Item = &str> {
        self.others.keys().map(String::as_str)
    }

    pub(crate) fn refused(&self) -> &[(String, Code)] {
        &self.refused
    }

    /// Whether there is such a file that is not text.
    pub(crate) fn has(&self, path: &str) -> bool {
        self.others.contains_key(path)
    }

    /// The bytes of a picture or recording; none if it is over its bound.
    pub(crate) fn media(&self, path: &str) -> Option<&[u8]> {
        self.others.get(path)?.bytes.as_deref()
    }

    /// The names of all files of a folder that are not text, within that folder.
    pub(crate) fn names_under<'t>(&'t self, folder: &str) -> impl Iterator<Item = &'t str> {
        let paths = self.others.range(folder.to_owned()..).map(|(path, _)| path.as_str());
        let start = folder.to_owned();
        paths.map_while(move |path| path.strip_prefix(start.as_str()))
    }

    /// The bytes of all pictures and recordings, each once, by the hash of its content.
    pub fn media_by_hash(&self) -> BTreeMap<String, &[u8]> {
        let bytes = self.others.values().filter_map(|one| one.bytes.as_deref());
        bytes.map(|bytes| (hex(&Sha256::digest(bytes)), bytes)).collect()
    }

    /// Bytes of all files whose path begins so.
    pub(crate) fn bytes_under(&self, prefix: &str) -> u64 {
        let texts =
            self.texts.iter().filter(|(path, _)| path.starts_with(prefix)).map(|(_, c)| c.len() as u64);
        let others = self.others.iter().filter(|(path, _)| path.starts_with(prefix)).map(|(_, one)| one.size);
        texts.chain(others).fold(0, u64::saturating_add)
    }
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn is_text(path: &str) -> bool {
    path.ends_with(".md")
        || path.ends_with(".toml")
        || path.rsplit('/').next() == Some(crate::ids::used::FILE)
}

fn is_passed_over(name: &str) -> bool {
    (name.starts_with('.') && name != "." && name != "..") || name.ends_with('~')
}

/// What is wrong with a path, if anything.
fn fault(path: &str) -> Option<Code> {
    let names: Vec<&str> = path.split('/').collect();
    if path.len() > MOST_PATH || !names.iter().all(|name| is_plain(name)) {
        return Some(code::BAD_PATH);
    }
    let folders = &names[..names.len() - 1];
    folders.iter().any(|name| is_text(name)).then_some(code::FOLDER_NAMED_AS_FILE)
}

/// A name that every system can hold and that means nothing to any: ASCII letters, digits, `.`, `_`, `-`.
fn is_plain(name: &str) -> bool {
    const RESERVED: [&str; 6] = ["con", "prn", "aux", "nul", "com", "lpt"];
    let stem = name.split('.').next().unwrap_or_default().to_ascii_lowercase();
    let device = stem.trim_end_matches(|c: char| c.is_ascii_digit());
    let reserved = RESERVED.contains(&device) && stem.len() <= device.len() + 1;
    !reserved
        && name.bytes().all(|b| b.is_ascii_alphanumeric() || b"._-".contains(&b))
        && name.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_')
        && !name.ends_with('.')
}

fn sorted(entries: fs::ReadDir) -> Result<Vec<fs::DirEntry>, io::Error> {
    let mut entries = entries.collect::<Result<Vec<_>, _>>()?;
    entries.sort_by_key(fs::DirEntry::file_name);
    Ok(entries)
}

/// At most one byte over the bound: enough for the compiler to see that it is over.
fn read_bounded(path: &Path, limits: &Limits) -> Result<Vec<u8>, io::Error> {
    let mut content = Vec::new();
    fs::File::open(path)?.take(limits.file_bytes as u64 + 1).read_to_end(&mut content)?;
    Ok(content)
}

struct Reader<'a> {
    tree: SourceTree,
    limits: &'a Limits,
    seen: usize,
    folded: BTreeSet<String>,
    /// Bytes of pictures and recordings read so far.
    media: u64,
}

impl Reader<'_> {
    fn entries(&mut self, entries: Vec<fs::DirEntry>, parent: &str, depth: usize) {
        for entry in entries {
            let name = entry.file_name().to_string_lossy().into_owned();
            if is_passed_over(&name) {
                continue;
            }
            let path = if parent.is_empty() { name.clone() } else { format!("{parent}/{name}") };
            self.seen += 1;
            if self.seen > self.limits.files {
                self.refuse(path, code::TOO_MANY_FILES);
                return;
            }
            match self.entry(&entry, &path, &name, depth) {
                Ok(()) => {}
                Err(code) => self.refuse(path, code),
            }
        }
    }

    fn entry(&mut self, entry: &fs::DirEntry, path: &str, name: &str, depth: usize) -> Result<(), Code> {
        // `file_type` does not follow links.
        let kind = entry.file_type().map_err(|_| code::UNREADABLE)?;
        if !kind.is_file() && !kind.is_dir() {
            return Err(code::SYMLINK);
        }
        if let Some(code) = fault(path) {
            return Err(code);
        }
        if !self.folded.insert(path.to_lowercase()) {
            return Err(code::CASE_TWINS);
        }
        if kind.is_dir() {
            if is_text(name) {
                return Err(code::FOLDER_NAMED_AS_FILE);
            }
            if depth + 1 > self.limits.folder_depth {
                return Err(code::TOO_MANY_FILES);
            }
            let entries = fs::read_dir(entry.path()).and_then(sorted).map_err(|_| code::UNREADABLE)?;
            self.entries(entries, path, depth + 1);
        } else if is_text(name) {
            let content = read_bounded(&entry.path(), self.limits).map_err(|_| code::UNREADABLE)?;
            self.tree.texts.insert(path.to_owned(), content);
        } else {
            let size = entry.metadata().map_err(|_| code::UNREADABLE)?.len();
            let room = MOST_MEDIA.saturating_sub(self.media);
            let fits = media_bound(name).is_some_and(|bound| size <= bound.min(room));
            let mut bytes = fits.then(Vec::new);
            if let Some(bytes) = &mut bytes {
                let file = fs::File::open(entry.path()).map_err(|_| code::UNREADABLE)?;
                file.take(size).read_to_end(bytes).map_err(|_| code::UNREADABLE)?;
                self.media += size;
            }
            self.tree.others.insert(path.to_owned(), Other { size, bytes });
        }
        Ok(())
    }

    fn refuse(&mut self, path: String, code: Code) {
        self.tree.refused.push((path, code));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_relative_paths_are_accepted() {
        for good in ["thanh-toan/01-a.md", "facts.toml", "a/ngan-hang/b.md", "a/anh/hinh_1.webp"] {
            assert_eq!(fault(good), None, "{good}");
        }
        for bad in [
            "",
            "/",
            "/etc/passwd",
            "../a.md",
            "a/../b.md",
            "a/./b.md",
            "a//b.md",
            "a/",
            "./a.md",
            "a\\b.md",
            "C:/a.md",
            "C:\\a.md",
            "a\0.md",
            "a\n.md",
            "a b.md",
            "bài.md",
            "ba\u{300}i.md",
            "a/…/b.md",
            "~/a.md",
            "$HOME/a.md",
            "a;b.md",
            "a|b.md",
            "a:b.md",
            "a*.md",
            "a?.md",
            "a<b>.md",
            "a\".md",
            "con.md",
            "nul",
            "COM1.md",
            "a/lpt9.md",
            "aux.toml",
            "a.",
            "a/b./c.md",
            "-rf.md",
            "a/-x.md",
            "\u{202e}dm.a",
            "a\u{2215}b.md",
            "%2e%2e/a.md",
            "//server/a.md",
        ] {
            assert!(fault(bad).is_some(), "{bad:?}");
        }
        assert_eq!(fault(&format!("{}.md", "a".repeat(300))), Some(code::BAD_PATH));
        assert_eq!(fault("a/quiz.md/b.md"), Some(code::FOLDER_NAMED_AS_FILE));
    }

    #[test]
    fn the_fingerprint_changes_with_every_byte_and_name() {
        let tree = |path: &str, content: &str| {
            SourceTree::from_files([(path.to_owned(), content.as_bytes().to_vec())]).fingerprint()
        };
        let base = tree("a.md", "b");
        assert_eq!(base.len(), 64);
        assert_eq!(base, tree("a.md", "b"));
        assert_ne!(base, tree("a.md", "c"));
        assert_ne!(base, tree("b.md", "b"));
        assert_ne!(base, tree("a.mdb", ""));
    }

    #[cfg(unix)]
    #[test]
    fn a_link_or_a_folder_named_as_a_file_is_refused_when_read_from_disk() {
        let root = std::env::temp_dir().join(format!("tungngo-course-{}", std::process::id()));
        let _ = fs::remove_dir_all(&root);
        fs::create_dir_all(root.join("a/quiz.md")).unwrap();
        fs::write(root.join("a/module.md"), "x").unwrap();
        fs::write(root.join("a/.hidden.md"), "x").unwrap();
        fs::write(root.join("a/to.md"), "0123456789").unwrap();
        std::os::unix::fs::symlink("/etc/passwd", root.join("a/01-mat.md")).unwrap();
        std::os::unix::fs::symlink("/etc", root.join("etc")).unwrap();
        let limits = Limits { file_bytes: 4, ..Limits::default() };
        let tree = SourceTree::read(&root, &limits);
        let module = SourceTree::read(&root.join("a"), &limits);
        fs::write(root.join("facts.toml"), "").unwrap();
        let with_facts = SourceTree::read(&root.join("a"), &limits);
        fs::remove_dir_all(&root).unwrap();
        let tree = tree.unwrap();
        let refused: Vec<_> = tree.refused.iter().map(|(path, code)| (path.as_str(), code.code)).collect();
        assert_eq!(refused, [("a/01-mat.md", "F005"), ("a/quiz.md", "F006"), ("etc", "F005")]);
        assert_eq!(tree.texts.keys().collect::<Vec<_>>(), ["a/module.md", "a/to.md"]);
        assert_eq!(tree.texts["a/to.md"].len(), 5, "one byte over the bound is enough to see it");
        assert!(!module.unwrap().texts.contains_key("facts.toml"));
        assert!(with_facts.unwrap().texts.contains_key("facts.toml"));
    }

    #[test]
    fn a_folder_that_is_not_there_is_an_error() {
        assert!(SourceTree::read(Path::new("/khong/co/thu/muc"), &Limits::default()).is_err());
    }
}
