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
use std::sync::Arc;
use std::time::{Duration, SystemTime};
use tungngo_domain::codes::hex;

/// The longest path, in bytes.
const MOST_PATH: usize = 200;

/// Course files in memory: relative path → content, and what was refused.
#[derive(Debug, Clone, Default)]
pub struct SourceTree {
    /// Text files (`.md`, `.toml`, `ma-da-dung.txt`) by path.
    texts: BTreeMap<String, Arc<[u8]>>,
    /// All other files (pictures, recordings) by path.
    others: BTreeMap<String, Other>,
    refused: Vec<(String, Code)>,
    /// What the disk said of each file that was read, so that it need not be read again while that is unchanged.
    stamps: BTreeMap<String, Stamp>,
}

/// What tells that a file is still the one that was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Stamp {
    size: u64,
    modified: SystemTime,
    /// Which file it is and when anything about it changed last, where the system tells: a file put in its place with
    /// an old time and the same size is another.
    file: (u64, i64, i64),
    /// Whether it had lain still for [`SETTLED`] when it was read: the clock of a disk is coarse, and what was written
    /// a moment ago may be written again within the same tick.
    settled: bool,
}

/// How long a file must have lain still to be believed unchanged by its times.
const SETTLED: Duration = Duration::from_secs(2);

impl Stamp {
    fn of(found: &fs::Metadata) -> Option<Self> {
        let modified = found.modified().ok()?;
        #[cfg(unix)]
        let file = {
            use std::os::unix::fs::MetadataExt as _;
            (found.ino(), found.ctime(), found.ctime_nsec())
        };
        #[cfg(not(unix))]
        let file = (0, 0, 0);
        let still = |since: SystemTime| since.elapsed().is_ok_and(|age| age > SETTLED);
        let changed =
            u64::try_from(file.1).map_or(modified, |at| SystemTime::UNIX_EPOCH + Duration::from_secs(at));
        let settled = still(modified) && still(changed);
        Some(Self { size: found.len(), modified, file, settled })
    }
}

/// A file that is not text.
#[derive(Debug, Clone)]
struct Other {
    size: u64,
    /// What stands in it, if a page may show it and it is within its bound.
    bytes: Option<Arc<[u8]>>,
}

/// A file of a part of the tree, as it was when that part was compiled.
#[derive(Debug, Clone)]
pub(crate) enum Part {
    Text(String, Arc<[u8]>),
    Other(String, u64, Option<Arc<[u8]>>),
    Refused(String, &'static str),
}

impl PartialEq for Part {
    fn eq(&self, other: &Self) -> bool {
        // A file that was not read again is the same bytes in the same place.
        let same = |a: &Arc<[u8]>, b: &Arc<[u8]>| Arc::ptr_eq(a, b) || a == b;
        match (self, other) {
            (Self::Text(path, bytes), Self::Text(other, others)) => path == other && same(bytes, others),
            (Self::Other(path, size, bytes), Self::Other(other, of, others)) => {
                path == other
                    && size == of
                    && match (bytes, others) {
                        (Some(bytes), Some(others)) => same(bytes, others),
                        (None, None) => true,
                        _ => false,
                    }
            }
            (Self::Refused(path, code), Self::Refused(other, of)) => path == other && code == of,
            _ => false,
        }
    }
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
        Self::read_again(root, limits, &Self::default())
    }

    /// The same, taking from an earlier reading of the same folder each file that the disk says is unchanged.
    ///
    /// # Errors
    ///
    /// The file system's own, for `root`.
    pub fn read_again(root: &Path, limits: &Limits, before: &Self) -> Result<Self, io::Error> {
        let tree = Self::default();
        let mut reader = Reader { tree, before, limits, seen: 0, folded: BTreeSet::new(), media: 0 };
        let entries = sorted(fs::read_dir(root)?)?;
        reader.entries(entries, "", 0);
        let mut tree = reader.tree;
        for name in ["facts.toml", "tu-dien.toml"] {
            if tree.texts.contains_key("module.md") && !tree.texts.contains_key(name) {
                let beside = fs::canonicalize(root)?.with_file_name(name);
                if fs::symlink_metadata(&beside).is_ok_and(|found| found.is_file())
                    && let Ok(content) = read_bounded(&beside, limits)
                {
                    tree.texts.insert(name.to_owned(), content.into());
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
                tree.texts.insert(path, content.into());
            } else {
                let size = content.len() as u64;
                let fits = media_bound(&path).is_some_and(|bound| size <= bound);
                tree.others.insert(path, Other { size, bytes: fits.then(|| content.into()) });
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

    /// All there is under the beginning of a path.
    pub(crate) fn parts_under(&self, prefix: &str) -> Vec<Part> {
        let start = || prefix.to_owned()..;
        let texts = self.texts.range(start()).take_while(|(path, _)| path.starts_with(prefix));
        let others = self.others.range(start()).take_while(|(path, _)| path.starts_with(prefix));
        let refused = self.refused.iter().filter(|(path, _)| path.starts_with(prefix));
        texts
            .map(|(path, bytes)| Part::Text(path.clone(), Arc::clone(bytes)))
            .chain(others.map(|(path, one)| Part::Other(path.clone(), one.size, one.bytes.clone())))
            .chain(refused.map(|(path, code)| Part::Refused(path.clone(), code.code)))
            .collect()
    }

    /// What reading a disk would have refused, for examples without one.
    pub(crate) fn refusing(mut self, path: &str, code: Code) -> Self {
        self.refused.push((path.to_owned(), code));
        self
    }

    pub(crate) fn texts(&self) -> &BTreeMap<String, Arc<[u8]>> {
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
        let start = || prefix.to_owned()..;
        let texts = self.texts.range(start()).take_while(|(path, _)| path.starts_with(prefix));
        let others = self.others.range(start()).take_while(|(path, _)| path.starts_with(prefix));
        let texts = texts.map(|(_, content)| content.len() as u64);
        texts.chain(others.map(|(_, one)| one.size)).fold(0, u64::saturating_add)
    }
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
    before: &'a SourceTree,
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
            return Ok(());
        }
        let found = entry.metadata().map_err(|_| code::UNREADABLE)?;
        let stamp = Stamp::of(&found);
        let unchanged = stamp.is_some_and(|now| {
            self.before
                .stamps
                .get(path)
                .is_some_and(|then| then.settled && *then == Stamp { settled: true, ..now })
        });
        if is_text(name) {
            let kept = self.before.texts.get(path).filter(|_| unchanged);
            let content = match kept {
                Some(content) => Arc::clone(content),
                None => read_bounded(&entry.path(), self.limits).map_err(|_| code::UNREADABLE)?.into(),
            };
            self.tree.texts.insert(path.to_owned(), content);
        } else {
            let size = found.len();
            let room = MOST_MEDIA.saturating_sub(self.media);
            let fits = media_bound(name).is_some_and(|bound| size <= bound.min(room));
            let kept = self.before.others.get(path).filter(|_| unchanged).and_then(|one| one.bytes.clone());
            let bytes = match kept {
                _ if !fits => None,
                Some(bytes) => Some(bytes),
                None => {
                    let mut bytes = Vec::new();
                    let file = fs::File::open(entry.path()).map_err(|_| code::UNREADABLE)?;
                    file.take(size).read_to_end(&mut bytes).map_err(|_| code::UNREADABLE)?;
                    Some(bytes.into())
                }
            };
            if fits {
                self.media += size;
            }
            self.tree.others.insert(path.to_owned(), Other { size, bytes });
        }
        if let Some(stamp) = stamp {
            self.tree.stamps.insert(path.to_owned(), stamp);
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
    fn a_file_that_lay_still_is_not_read_again_and_any_other_is() {
        let root = std::env::temp_dir().join(format!("tungngo-course-again-{}", std::process::id()));
        let _ = fs::remove_dir_all(&root);
        fs::create_dir_all(root.join("a")).unwrap();
        let long_ago = SystemTime::now() - Duration::from_secs(3_600);
        let write = |name: &str, text: &str| {
            let file = root.join(name);
            fs::write(&file, text).unwrap();
            fs::File::options().write(true).open(&file).unwrap().set_modified(long_ago).unwrap();
        };
        for name in ["a/module.md", "a/01-bai.md", "a/02-bai.md"] {
            write(name, "một");
        }
        let limits = Limits::default();
        let first = SourceTree::read(&root, &limits).unwrap();
        assert!(first.stamps.values().all(|stamp| !stamp.settled), "they were written a moment ago");
        let mut before = first.clone();
        before.stamps.values_mut().for_each(|stamp| stamp.settled = true);
        // The same size and time, another file.
        fs::remove_file(root.join("a/02-bai.md")).unwrap();
        write("a/02-bai.md", "hai");
        let second = SourceTree::read_again(&root, &limits, &before).unwrap();
        let again = SourceTree::read_again(&root, &limits, &first).unwrap();
        fs::remove_dir_all(&root).unwrap();
        assert!(Arc::ptr_eq(&second.texts["a/01-bai.md"], &before.texts["a/01-bai.md"]));
        assert_eq!(&*second.texts["a/02-bai.md"], "hai".as_bytes());
        assert!(!Arc::ptr_eq(&again.texts["a/01-bai.md"], &first.texts["a/01-bai.md"]));
        assert_eq!(second.fingerprint(), again.fingerprint());
    }

    #[test]
    fn a_folder_that_is_not_there_is_an_error() {
        assert!(SourceTree::read(Path::new("/khong/co/thu/muc"), &Limits::default()).is_err());
    }
}
