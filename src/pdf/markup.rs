//! The compiler's markup read back as a tree, so that paper shows what the page shows.
//!
//! Owns: the few elements the compiler writes (`src/course/html.rs`, `page.rs`, `phone.rs`). Does not own: their look.
//! Only markup made by the compiler comes here; anything else is read as text.

/// A node of the tree.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Node {
    /// Text, its entities decoded.
    Text(String),
    /// An element.
    Element(Element),
}

/// An element with its class and what stands in it.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Element {
    /// `p`, `ol` …
    pub(super) name: String,
    /// The whole `class` attribute.
    pub(super) class: String,
    /// What stands in it.
    pub(super) children: Vec<Node>,
}

impl Element {
    /// Whether this is one of its classes.
    pub(super) fn has_class(&self, class: &str) -> bool {
        self.class.split(' ').any(|one| one == class)
    }

    /// The elements straight inside it.
    pub(super) fn elements(&self) -> impl Iterator<Item = &Element> {
        self.children.iter().filter_map(|node| match node {
            Node::Element(element) => Some(element),
            Node::Text(_) => None,
        })
    }

    /// All its text, words parted by single spaces.
    pub(super) fn text(&self) -> String {
        let mut out = String::new();
        gather(&self.children, &mut out);
        out.split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

fn gather(nodes: &[Node], out: &mut String) {
    for node in nodes {
        match node {
            Node::Text(text) => out.push_str(text),
            Node::Element(element) => {
                let apart = !matches!(element.name.as_str(), "b" | "em" | "code" | "a" | "mark" | "span");
                if apart {
                    out.push(' ');
                }
                gather(&element.children, out);
                if apart {
                    out.push(' ');
                }
            }
        }
    }
}

/// Reads markup. Drawings (`svg`) are left out: what they say stands beside them in words.
pub(super) fn read(markup: &str) -> Vec<Node> {
    let mut open = vec![Element::default()];
    let mut rest = markup;
    while let Some(at) = rest.find('<') {
        push_text(&mut open, &rest[..at]);
        let end = rest[at..].find('>').map_or(rest.len(), |end| at + end);
        let tag = rest[at + 1..end].trim_end_matches('/');
        let closed_itself = rest[..end].ends_with('/');
        rest = rest.get(end + 1..).unwrap_or_default();
        let name = tag.trim_start_matches('/').split([' ', '\n']).next().unwrap_or_default();
        if tag.starts_with('/') {
            close(&mut open, name);
        } else if name == "svg" {
            rest = rest.split_once("</svg>").map_or("", |(_, after)| after);
        } else {
            let class = attribute(tag, "class").unwrap_or_default();
            let element = Element { name: name.to_owned(), class, children: Vec::new() };
            if closed_itself || matches!(name, "br" | "hr" | "img" | "input") {
                push(&mut open, Node::Element(element));
            } else {
                open.push(element);
            }
        }
    }
    push_text(&mut open, rest);
    while open.len() > 1 {
        let element = open.pop().unwrap_or_default();
        push(&mut open, Node::Element(element));
    }
    open.pop().unwrap_or_default().children
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let (_, rest) = tag.split_once(&format!("{name}=\""))?;
    rest.split_once('"').map(|(value, _)| decoded(value))
}

fn push(open: &mut [Element], node: Node) {
    if let Some(last) = open.last_mut() {
        last.children.push(node);
    }
}

fn push_text(open: &mut [Element], text: &str) {
    if !text.is_empty() {
        push(open, Node::Text(decoded(text)));
    }
}

fn close(open: &mut Vec<Element>, name: &str) {
    if open.len() > 1 && open.last().is_some_and(|last| last.name == name) {
        let element = open.pop().unwrap_or_default();
        push(open, Node::Element(element));
    }
}

fn decoded(text: &str) -> String {
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&nbsp;", "\u{a0}")
        .replace("&amp;", "&")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_kept_and_drawings_are_left_out() {
        let nodes =
            read("<p class=\"say one\">A &amp; <b>B</b><br>C <svg class=\"i\"><use href=\"#x\"/></svg>D</p>");
        let [Node::Element(p)] = nodes.as_slice() else { panic!("{nodes:?}") };
        assert!(p.has_class("say") && !p.has_class("sa"));
        assert_eq!(p.text(), "A & B C D");
    }

    #[test]
    fn what_is_left_open_or_closed_twice_loses_no_text() {
        for markup in ["<p>a<b>b", "a</p>b", "<p>a</b>b</p>", "<", "a<b"] {
            let whole = Element { children: read(markup), ..Element::default() };
            assert!(whole.text().starts_with('a') || markup == "<", "{markup}");
        }
    }
}
