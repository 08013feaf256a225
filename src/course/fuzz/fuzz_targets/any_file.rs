//! Arbitrary bytes as one file of a module: which file, the first byte says.

#![no_main]

use libfuzzer_sys::fuzz_target;
use std::collections::BTreeMap;
use tungngo_course::{Limits, SourceTree, compile};

const PLACES: [&str; 8] = [
    "facts.toml",
    "m/module.md",
    "m/01-bai.md",
    "m/ngan-hang/de.md",
    "m/kiem-tra.md",
    "m/thuc-hanh.md",
    "m/tinh-15/01-bai.md",
    "m/01-bai.hmn.md",
];

fuzz_target!(|data: &[u8]| {
    let Some((first, rest)) = data.split_first() else { return };
    let mut files: BTreeMap<String, Vec<u8>> = BTreeMap::new();
    let module = "---\nid: m\ntitle: M\nsummary: Một câu.\nskill: thanh-toan\norder: 1\n---\n\n# M\n";
    files.insert("m/module.md".into(), module.into());
    files.insert(PLACES[usize::from(*first) % PLACES.len()].into(), rest.into());
    let limits = Limits::default();
    let tree = SourceTree::from_files(files);
    let today = chrono::NaiveDate::from_ymd_opt(2026, 11, 21).unwrap();
    let once = compile(&tree, &limits, today);
    for found in &once.diagnostics {
        assert!(found.line >= 1 && found.column >= 1 && found.length >= 1, "{found:?}");
        assert!(!found.message.is_empty() && !found.fix.is_empty(), "{found:?}");
    }
});
