//! Turns a view into a page: the templates, the drawings and the files under `/static`.
//!
//! Owns: loading everything once, fingerprinted file names, and which drawings a page carries. Does not own: words
//! ([`super::messages`]), what a page says about somebody ([`super::view`]) nor who may see it.

use super::messages::{self, lookup};
use super::view::{Layout, View};
use rust_embed::RustEmbed;
use serde::Serialize;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::LazyLock;
use tera::{Context, Kwargs, State, Tera, TeraResult};

/// Where the base template wants the drawings that the page turned out to use.
const SPRITE_PLACE: &str = "<!--sprite-->";

/// The file with every drawing, one a line.
const SPRITE_FILE: &str = "components/sprite.svg";

#[derive(RustEmbed)]
#[folder = "templates/"]
struct Templates;

/// Why a page could not be made.
#[derive(Debug, thiserror::Error)]
pub enum RenderError {
    /// A template does not load, or met a value it did not expect.
    #[error("template: {0}")]
    Template(#[from] tera::Error),
    /// An embedded file that every page needs is not there or no text.
    #[error("the embedded file {0} is missing or no UTF-8 text")]
    Embedded(String),
}

/// Everything that pages are made of, loaded once.
#[derive(Debug)]
pub struct Renderer {
    tera: Tera,
    sprite: Sprite,
}

impl Renderer {
    /// Loads and checks all templates; an unknown function, filter, component or parent is an error here.
    pub fn new() -> Result<Self, RenderError> {
        let mut tera = Tera::new();
        tera.autoescape_on([".html", ".svg"]);
        tera.register_function("t", |kwargs: Kwargs, _: &State| -> TeraResult<String> {
            let key = kwargs.must_get::<&str>("key")?;
            lookup(key, &[]).ok_or_else(|| tera::Error::message(format!("no message {key:?} in vi.ftl")))
        });
        tera.register_function("asset", |kwargs: Kwargs, _: &State| -> TeraResult<String> {
            let name = kwargs.must_get::<&str>("name")?;
            let file = static_files().get(name);
            file.map(|file| file.path.clone())
                .ok_or_else(|| tera::Error::message(format!("no file {name:?} under static/")))
        });
        let mut templates = Vec::new();
        for name in Templates::iter().filter(|name| name.ends_with(".html")) {
            let text = embedded_text(&name)?;
            templates.push((name.into_owned(), text));
        }
        tera.add_raw_templates(templates)?;
        messages::load();
        static_files();
        Ok(Self { tera, sprite: Sprite::read(&embedded_text(SPRITE_FILE)?) })
    }

    /// Makes the page of a view inside its layout.
    pub fn render<V: View>(&self, layout: &Layout, view: &V) -> Result<String, RenderError> {
        self.render_named(V::TEMPLATE, layout, &view.title(), view)
    }

    /// Makes a page of any serialisable data; tests call it with hostile data.
    pub(super) fn render_named(
        &self,
        template: &str,
        layout: &Layout,
        title: &str,
        view: &impl Serialize,
    ) -> Result<String, RenderError> {
        let mut context = Context::new();
        context.insert("layout", layout);
        context.insert("title", title);
        context.insert("v", view);
        Ok(self.sprite.place(self.tera.render(template, &context)?))
    }
}

fn embedded_text(name: &str) -> Result<String, RenderError> {
    Templates::get(name)
        .and_then(|file| String::from_utf8(file.data.into_owned()).ok())
        .ok_or_else(|| RenderError::Embedded(name.to_owned()))
}

/// The drawings by id: icons are `<symbol>`s, houses and trees are `<g>`s that a lane uses many times.
#[derive(Debug)]
struct Sprite(BTreeMap<String, String>);

impl Sprite {
    /// Reads the file of drawings: each stands on its own line and begins with its id.
    fn read(file: &str) -> Self {
        let drawing = |line: &str| {
            let (_, rest) = line.split_once(" id=\"")?;
            let (id, _) = rest.split_once('"')?;
            Some((id.to_owned(), line.trim().to_owned()))
        };
        Self(file.lines().filter_map(drawing).collect())
    }

    /// Puts the drawings that the page uses, and no others, at [`SPRITE_PLACE`].
    fn place(&self, page: String) -> String {
        let mut used: Vec<&str> =
            page.split("<use href=\"#").skip(1).filter_map(|rest| rest.split('"').next()).collect();
        used.sort_unstable();
        used.dedup();
        let mut drawings = String::from("<svg width=\"0\" height=\"0\" class=\"vh\" aria-hidden=\"true\">");
        for drawing in used.into_iter().filter_map(|id| self.0.get(id)) {
            drawings.push_str(drawing);
        }
        drawings.push_str("</svg>");
        page.replacen(SPRITE_PLACE, &drawings, 1)
    }
}

/// A file that browsers may keep for ever, because its address changes with its content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StaticFile {
    /// The content.
    pub bytes: &'static [u8],
    /// The address, such as `/static/app.1a2b3c4d.css`.
    pub path: String,
    /// The media type.
    pub content_type: &'static str,
}

/// An officer's pages have one sheet instead of two: its own headers weigh as much as a third of what it adds.
const OFFICE_CSS: &str =
    concat!(include_str!("../../static/app.css"), include_str!("../../static/office.css"));

/// The public files by their plain name. What is not named here is not served.
pub fn static_files() -> &'static BTreeMap<&'static str, StaticFile> {
    static FILES: LazyLock<BTreeMap<&'static str, StaticFile>> = LazyLock::new(|| {
        let file = |name: &'static str, bytes: &'static [u8], content_type: &'static str| {
            (name, StaticFile { bytes, path: fingerprinted(name, bytes), content_type })
        };
        BTreeMap::from([
            file("app.css", include_bytes!("../../static/app.css"), "text/css; charset=utf-8"),
            file("evening.css", include_bytes!("../../static/evening.css"), "text/css; charset=utf-8"),
            file("office.css", OFFICE_CSS.as_bytes(), "text/css; charset=utf-8"),
            file("scene.css", include_bytes!("../../static/scene.css"), "text/css; charset=utf-8"),
            file("may-tap.js", include_bytes!("../../static/may-tap.js"), "text/javascript; charset=utf-8"),
            file("favicon.svg", include_bytes!("../../static/favicon.svg"), "image/svg+xml"),
        ])
    });
    &FILES
}

/// `app.css` as `/static/app.<first 8 hex digits of its SHA-256>.css`.
fn fingerprinted(name: &str, bytes: &[u8]) -> String {
    let mut hex = String::new();
    for byte in &Sha256::digest(bytes)[..4] {
        // Writing to a String cannot fail.
        let _ = write!(hex, "{byte:02x}");
    }
    match name.rsplit_once('.') {
        Some((stem, extension)) => format!("/static/{stem}.{hex}.{extension}"),
        None => format!("/static/{name}.{hex}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_static_address_changes_with_the_content() {
        assert_eq!(fingerprinted("app.css", b""), "/static/app.e3b0c442.css");
        assert_ne!(fingerprinted("app.css", b"a"), fingerprinted("app.css", b"b"));
        assert!(static_files()["app.css"].path.starts_with("/static/app."));
    }

    #[test]
    fn a_page_carries_the_drawings_it_uses_once_each() {
        let sprite = Sprite::read("<symbol id=\"i-a\">A</symbol>\n<symbol id=\"i-b\">B</symbol>\n");
        let page =
            "<!--sprite--><use href=\"#i-a\"/><use href=\"#i-a\"/><use href=\"#i-unknown\"/>".to_owned();
        let placed = sprite.place(page);
        assert_eq!(placed.matches("<symbol id=\"i-a\">").count(), 1);
        assert!(!placed.contains("i-b") && !placed.contains(SPRITE_PLACE));
    }

    #[test]
    fn templates_load() {
        Renderer::new().unwrap();
    }
}
