//! The message catalogue: fixed words for `t(key=…)` in templates, and [`message`] for Rust code that words data.
//!
//! Owns: looking a message up. Does not own: the words, which stand in `messages/vi.ftl`.

use fluent_templates::fluent_bundle::FluentValue;
use fluent_templates::{LanguageIdentifier, langid, static_loader};
use std::collections::HashMap;

/// The one language so far; English joins as a second file beside it.
const VIETNAMESE: LanguageIdentifier = langid!("vi");

static_loader! {
    static MESSAGES = {
        locales: "./src/web/messages",
        fallback_language: "vi",
        customise: |bundle| bundle.set_use_isolating(false),
    };
}

/// A message of the catalogue with its data put in; how Rust code words what carries names, numbers and dates.
///
/// An unknown key is a mistake in the program: it stops tests, and elsewhere shows the key instead of the words.
pub fn message(key: &str, args: &[(&'static str, &str)]) -> String {
    let found = lookup(key, args);
    debug_assert!(found.is_some(), "no message {key:?} in vi.ftl, or an argument is missing");
    found.unwrap_or_else(|| key.to_owned())
}

/// The same, or nothing when the catalogue has no such message.
pub(super) fn lookup(key: &str, args: &[(&'static str, &str)]) -> Option<String> {
    let args: HashMap<&str, FluentValue> = args.iter().map(|(name, text)| (*name, (*text).into())).collect();
    MESSAGES.lookup_single_language(&VIETNAMESE, key, Some(&args)).ok()
}

/// Reads the catalogue now, so that the first page need not.
pub(super) fn load() {
    // Whatever is looked up, the catalogue is read for it.
    let _ = lookup("", &[]);
}
