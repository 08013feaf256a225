//! A lesson grown from the real ones (`seed` copies them into the corpus): compiling it twice says the same.

#![no_main]

use libfuzzer_sys::fuzz_target;
use std::collections::BTreeMap;
use tungngo_course::{Limits, SourceTree, compile};

fuzz_target!(|data: &[u8]| {
    let module = "---\nid: m\ntitle: M\nsummary: Một câu.\nskill: thanh-toan\norder: 1\n---\n\n# M\n";
    let files: BTreeMap<String, Vec<u8>> =
        [("m/module.md".to_owned(), module.into()), ("m/01-bai.md".to_owned(), data.to_vec())].into();
    let limits = Limits::default();
    let tree = SourceTree::from_files(files);
    let today = chrono::NaiveDate::from_ymd_opt(2026, 11, 21).unwrap();
    let (once, again) = (compile(&tree, &limits, today), compile(&tree, &limits, today));
    assert_eq!(once.catalogue, again.catalogue);
    assert_eq!(once.diagnostics, again.diagnostics);
    for module in &once.catalogue.modules {
        for lesson in &module.lessons {
            let body = lesson.body.as_str().to_ascii_lowercase();
            assert!(!body.contains("<script") && !body.contains("javascript:"), "{body}");
        }
    }
});
