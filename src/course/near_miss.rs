//! File names that are almost right.
//!
//! Owns: the name that was probably meant. Does not own: which names are right ([`FileKind`]), nor telling.

use crate::opened::FileKind;
use crate::vietnamese::{bare, nearest};

const NAMES: [&str; 3] = ["module.md", "kiem-tra.md", "thuc-hanh.md"];

/// The name that was probably meant by a file in a module's folder that has no meaning as it is.
pub(crate) fn in_module(name: &str) -> Option<String> {
    let (folder, file) = name.rsplit_once('/').map_or(("", name), |(folder, file)| (folder, file));
    let folder = match folder {
        "" => String::new(),
        _ if nearest(folder, ["ngan-hang"]).is_some() => "ngan-hang/".to_owned(),
        _ => return None,
    };
    let stem = bare(strip_extension(file)?);
    let candidate = if folder.is_empty() {
        let whole = format!("{}.md", plain(&stem));
        match nearest(&whole, NAMES) {
            Some(meant) => meant.to_owned(),
            None => numbered(&stem)?,
        }
    } else {
        format!("{}.md", plain(&stem))
    };
    let meant = format!("{folder}{candidate}");
    (meant != name && FileKind::of(&meant) != FileKind::Unknown).then_some(meant)
}

/// The file beside the modules that was probably meant.
pub(crate) fn at_root(name: &str) -> Option<&'static str> {
    nearest(name, ["facts.toml", "tu-dien.toml", "README.md"])
}

/// The name before its ending, if the ending is one of a text.
fn strip_extension(file: &str) -> Option<&str> {
    let mut stem = file;
    while let Some((rest, ending)) = stem.rsplit_once('.')
        && ["md", "txt", "markdown", "mdown", "mkd", "docx", "doc", "mdx"]
            .contains(&ending.to_ascii_lowercase().as_str())
    {
        stem = rest;
    }
    (stem.len() < file.len()).then_some(stem)
}

/// `3.quet ma` is `03-quet-ma`.
fn numbered(stem: &str) -> Option<String> {
    let rest = stem.trim_start_matches(|c: char| c.is_ascii_digit());
    let number: u32 =
        stem[..stem.len() - rest.len()].parse().ok().filter(|number| (1..100).contains(number))?;
    Some(format!("{number:02}-{}.md", plain(rest)))
}

/// Letters and digits with single hyphens between.
fn plain(text: &str) -> String {
    let parts: Vec<&str> =
        text.split(|c: char| !c.is_ascii_alphanumeric()).filter(|part| !part.is_empty()).collect();
    parts.join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_that_was_meant() {
        for (written, meant) in [
            ("kiemtra.md", Some("kiem-tra.md")),
            ("kiem_tra.md", Some("kiem-tra.md")),
            ("kiem-tra.txt", Some("kiem-tra.md")),
            ("kiem-tra.md.txt", Some("kiem-tra.md")),
            ("thuchanh.md", Some("thuc-hanh.md")),
            ("Module.md", Some("module.md")),
            ("1-mo-dau.md", Some("01-mo-dau.md")),
            ("003-mo-dau.md", Some("03-mo-dau.md")),
            ("02_mo_dau.MD", Some("02-mo-dau.md")),
            ("2.mo-dau.md", Some("02-mo-dau.md")),
            ("nganhang/de.md", Some("ngan-hang/de.md")),
            ("ngan_hang/de.md", Some("ngan-hang/de.md")),
            ("ngan-hang/De_1.md", Some("ngan-hang/de-1.md")),
            ("bai-hai.md", None),
            ("anh/a.webp", None),
            ("00-mo-dau.md", None),
            ("kiem-tra.md", None),
            ("", None),
        ] {
            assert_eq!(in_module(written).as_deref(), meant, "{written}");
        }
        assert_eq!(at_root("fact.toml"), Some("facts.toml"));
        assert_eq!(at_root("tudien.toml"), Some("tu-dien.toml"));
        assert_eq!(at_root("ghi-chep.md"), None);
    }
}
