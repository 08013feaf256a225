//! What two texts or pages of a course must share to say the same: the proof behind every "only the wording changed".
//!
//! Owns: comparing texts, and reading steps and scenes back from a lesson's page. Does not own: which parts of a module
//! are compared ([`crate::change`]).
//!
//! The proof is cautious: what cannot be shown to be wording counts as meaning.

use crate::content::Html;
use crate::folding::fold;
use std::collections::BTreeMap;

/// Words that turn a sentence round; a wording keeps each as often as it stood.
const TURNING: [&str; 9] = ["không", "chưa", "chẳng", "chớ", "đừng", "cấm", "trừ", "hết", "chỉ"];

/// Whether `new` is another wording of `old`: the same numbers, single letters and turning words as often as before,
/// and at least half of the words in common. Case, punctuation and the place of tone marks never count.
pub fn says_the_same(old: &str, new: &str) -> bool {
    let (old, new) = (words(old), words(new));
    if old == new {
        return true;
    }
    let turning: Vec<String> = TURNING.iter().map(|word| fold(word)).collect();
    let bears = |word: &str| {
        turning.iter().any(|turn| turn == word)
            || word.contains(|c: char| c.is_ascii_digit())
            || (word.len() == 1 && word.is_ascii())
    };
    let bearing = |all: &[String]| {
        let mut bearing: Vec<String> = all.iter().filter(|word| bears(word)).cloned().collect();
        bearing.sort();
        bearing
    };
    if bearing(&old) != bearing(&new) {
        return false;
    }
    let mut left: BTreeMap<&str, usize> = BTreeMap::new();
    for word in &old {
        *left.entry(word).or_default() += 1;
    }
    let mut shared = 0;
    for word in &new {
        if let Some(count) = left.get_mut(word.as_str()).filter(|count| **count > 0) {
            *count -= 1;
            shared += 1;
        }
    }
    shared * 2 >= old.len().max(new.len())
}

/// The same for inline markup: [`says_the_same`], and what stands in bold (a button's name) is unchanged.
pub fn markup_says_the_same(old: &Html, new: &Html) -> bool {
    let (old, new) = (read(old.as_str()), read(new.as_str()));
    old.scenes == new.scenes && same_prose(&old.all(), &new.all())
}

fn same_prose(old: &Prose, new: &Prose) -> bool {
    old.bold == new.bold && says_the_same(&old.text, &new.text)
}

/// The words of inline markup, without its tags.
pub fn plain(markup: &Html) -> String {
    read(markup.as_str()).all().text.trim().to_owned()
}

/// What of a lesson's page changed in meaning.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PageChange {
    /// A step was added, removed, moved, or says something else.
    Steps,
    /// A drawn scene shows something else.
    Scenes,
}

/// Compares two pages: their steps and scenes. Other prose is wording.
pub fn page_change(old: &Html, new: &Html) -> Option<PageChange> {
    let (old, new) = (read(old.as_str()), read(new.as_str()));
    let same = |(old, new): (&Prose, &Prose)| same_prose(old, new);
    let moved = |at: usize| {
        old.steps.iter().enumerate().any(|(other, step)| {
            other != at && words(&step.text) == words(&new.steps[at].text) && step.text != old.steps[at].text
        })
    };
    if old.steps.len() != new.steps.len()
        || !old.steps.iter().zip(&new.steps).all(same)
        || (0..new.steps.len())
            .any(|at| words(&new.steps[at].text) != words(&old.steps[at].text) && moved(at))
    {
        Some(PageChange::Steps)
    } else if old.scenes != new.scenes {
        Some(PageChange::Scenes)
    } else {
        None
    }
}

/// Words folded for comparing, without punctuation.
pub(crate) fn words(text: &str) -> Vec<String> {
    text.split(|c: char| c.is_whitespace() || matches!(c, '“' | '”' | '"' | '(' | ')' | '–' | '/'))
        .map(|word| fold(word.trim_matches(|c: char| c.is_ascii_punctuation())))
        .filter(|word| !word.is_empty())
        .collect()
}

/// Running text with what is bold in it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Prose {
    text: String,
    bold: Vec<String>,
}

/// A page taken apart.
#[derive(Debug, Default)]
struct Read {
    /// Each step of a procedure, scenes left out.
    steps: Vec<Prose>,
    /// What stands outside of steps and scenes.
    rest: Prose,
    /// Each drawn scene as its lines; a line that is pointed at begins with a mark.
    scenes: Vec<Vec<String>>,
}

impl Read {
    fn all(&self) -> Prose {
        let mut all = Prose::default();
        for part in self.steps.iter().chain([&self.rest]) {
            all.text.push(' ');
            all.text.push_str(&part.text);
            all.bold.extend(part.bold.iter().cloned());
        }
        all
    }
}

/// Reads the compiler's own markup: tags are well formed, `<` and `&` in text are escaped.
fn read(markup: &str) -> Read {
    let mut read = Read::default();
    // Open elements: name, and whether it is a figure, a caption, bold, pointed at, or a list of steps.
    let mut open: Vec<Element> = Vec::new();
    let mut rest = markup;
    while !rest.is_empty() {
        let at = rest.find('<').unwrap_or(rest.len());
        let (text, tag) = rest.split_at(at);
        if !text.is_empty() {
            put(&mut read, &open, &unescape(text));
        }
        let Some(end) = tag.find('>') else { break };
        let inside = tag[1..end].trim_end_matches('/');
        rest = &tag[end + 1..];
        let name = inside.split([' ', '\n']).next().unwrap_or_default();
        if let Some(name) = name.strip_prefix('/') {
            if let Some(at) = open.iter().rposition(|element| element.name == name) {
                open.truncate(at);
            }
            continue;
        }
        let class = inside.split("class=\"").nth(1).and_then(|rest| rest.split('"').next());
        let has = |word: &str| class.is_some_and(|class| class.split(' ').any(|one| one == word));
        match name {
            "li" if open.last().is_some_and(|parent| parent.kind == Is::Steps) => {
                read.steps.push(Prose::default());
            }
            "figure" => read.scenes.push(Vec::new()),
            // Blocks divide words that stand without a space between them.
            "p" | "li" | "td" | "th" | "br" | "h2" | "h3" | "h4" => put(&mut read, &open, " "),
            _ => {}
        }
        let void = matches!(name, "br" | "img" | "hr" | "use" | "path" | "rect" | "circle");
        if !void && !tag[..end].ends_with('/') {
            let kind = match name {
                "figure" => Is::Scene,
                "figcaption" => Is::Caption,
                "b" | "strong" => Is::Bold,
                "ol" if has("steps") => Is::Steps,
                _ => Is::Other,
            };
            open.push(Element { name, kind, hit: has("hit") });
        }
    }
    read
}

struct Element<'t> {
    name: &'t str,
    kind: Is,
    hit: bool,
}

#[derive(PartialEq, Eq, Clone, Copy)]
enum Is {
    Scene,
    Caption,
    Bold,
    Steps,
    Other,
}

fn put(read: &mut Read, open: &[Element<'_>], text: &str) {
    let is = |kind: Is| open.iter().any(|element| element.kind == kind);
    if is(Is::Scene) && !is(Is::Caption) {
        let line = words(text).join(" ");
        if let Some(scene) = read.scenes.last_mut().filter(|_| !line.is_empty()) {
            let hit = open.iter().any(|element| element.hit);
            scene.push(if hit { ["→ ", &line].concat() } else { line });
        }
        return;
    }
    let prose = match read.steps.last_mut().filter(|_| is(Is::Steps)) {
        Some(step) => step,
        None => &mut read.rest,
    };
    prose.text.push_str(text);
    let bold = words(text).join(" ");
    if is(Is::Bold) && !bold.is_empty() {
        prose.bold.push(bold);
    }
}

fn unescape(text: &str) -> String {
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&amp;", "&")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn html(text: &str) -> Html {
        Html::from_compiler(text.to_owned())
    }

    #[test]
    fn another_wording_keeps_numbers_and_what_turns_a_sentence_round() {
        for (old, new) in [
            ("Gọi ngay 156 khi nghi ngờ.", "Gọi 156 ngay khi thấy nghi ngờ"),
            ("Hoà bình", "hòa bình."),
            ("Dừng lại, hỏi chủ quán", "Dừng lại rồi hỏi chủ quán"),
        ] {
            assert!(says_the_same(old, new), "{old} → {new}");
            assert!(says_the_same(new, old), "{new} → {old}");
        }
        for (old, new) in [
            ("Gọi ngay 156 khi nghi ngờ.", "Gọi ngay 157 khi nghi ngờ."),
            ("Bấm vào đường dẫn lạ", "Không bấm vào đường dẫn lạ"),
            ("Cách A của việc", "Cách B của việc"),
            ("Che tay khi gõ", "Chụp ảnh mã"),
            ("", "Che tay"),
        ] {
            assert!(!says_the_same(old, new), "{old} → {new}");
            assert!(!says_the_same(new, old), "{new} → {old}");
        }
    }

    const PAGE: &str = "<p>Học xong bài này.</p><ol class=\"steps\"><li><p><span>Mở ứng dụng. Bấm nút <b>Tiếp</b>.\
         </span></p><figure class=\"pic\"><div class=\"phone\" role=\"img\"><p class=\"pt\">Ứng dụng</p><span \
         class=\"pb hit\">Tiếp</span><span class=\"pb\">Hủy</span></div><figcaption>Nút ở dưới.</figcaption></figure>\
         </li><li><p><span>Đọc tên người nhận.</span></p></li></ol><p>Gọi khi nghi ngờ.</p>";

    #[test]
    fn prose_outside_of_steps_and_captions_are_wording() {
        for (old, new) in [
            ("Học xong bài này.", "Bài này chỉ cách làm."),
            ("Nút ở dưới.", "Nút nằm phía dưới."),
            ("Mở ứng dụng.", "Mở ứng dụng lên."),
            ("class=\"pic\"", "class=\"drawn wide\""),
        ] {
            assert_eq!(page_change(&html(PAGE), &html(&PAGE.replace(old, new))), None, "{old} → {new}");
        }
    }

    #[test]
    fn steps_and_scenes_are_meaning() {
        use PageChange::{Scenes, Steps};
        for (old, new, change) in [
            ("<li><p><span>Đọc tên người nhận.</span></p></li>", "", Steps),
            ("Đọc tên người nhận.", "Bấm chuyển tiền.", Steps),
            ("Đọc tên", "Không đọc tên", Steps),
            ("<b>Tiếp</b>", "<b>Xong</b>", Steps),
            (
                "class=\"pb hit\">Tiếp</span><span class=\"pb\">Hủy",
                "class=\"pb\">Tiếp</span><span class=\"pb hit\">Hủy",
                Scenes,
            ),
            (">Hủy</span>", ">Quay lại</span>", Scenes),
        ] {
            let changed = PAGE.replace(old, new);
            assert_ne!(changed, PAGE);
            assert_eq!(page_change(&html(PAGE), &html(&changed)), Some(change), "{old} → {new}");
        }
    }

    #[test]
    fn steps_that_changed_places_are_meaning() {
        let step = |text: &str| ["<li><p>", text, "</p></li>"].concat();
        let page = |a: &str, b: &str| html(&["<ol class=\"steps\">", &step(a), &step(b), "</ol>"].concat());
        let (a, b) = ("Bấm nút gửi tiền đi", "Bấm nút gửi tiền về");
        assert_eq!(page_change(&page(a, b), &page(b, a)), Some(PageChange::Steps));
        assert_eq!(page_change(&page(a, b), &page(a, b)), None);
    }
}
