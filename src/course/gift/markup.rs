//! Inline markup on its way out and in: our HTML to the little that every system keeps, and HTML to Markdown.
//!
//! Owns: which elements are kept, entities, escaping for Markdown. Does not own: the structure of a question.

/// A piece of HTML.
enum Token<'a> {
    Text(&'a str),
    /// The name in lower case, whether it closes, and all between the angle brackets.
    Tag(String, bool, &'a str),
}

fn tokens(html: &str) -> Vec<Token<'_>> {
    let mut out = Vec::new();
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        let after = &rest[at + 1..];
        let name = after.strip_prefix('/').unwrap_or(after);
        let is_tag = name.starts_with(|c: char| c.is_ascii_alphabetic());
        let Some(end) = after.find('>').filter(|_| is_tag) else {
            // A lone angle bracket is text.
            out.push(Token::Text(&rest[..=at]));
            rest = after;
            continue;
        };
        out.push(Token::Text(&rest[..at]));
        let word: String = name.chars().take_while(char::is_ascii_alphanumeric).collect();
        out.push(Token::Tag(word.to_ascii_lowercase(), after.starts_with('/'), &after[..end]));
        rest = &after[end + 1..];
    }
    out.push(Token::Text(rest));
    out
}

fn href(inside: &str) -> Option<&str> {
    let value = inside.split_once("href=\"")?.1.split_once('"')?.0;
    ["https://", "tel:", "mailto:"].iter().any(|scheme| value.starts_with(scheme)).then_some(value)
}

/// Our own markup with nothing but what other systems show too; says whether something else was in it.
pub(super) fn portable(html: &str) -> (String, bool) {
    let (mut out, mut lost, mut links) = (String::new(), false, Vec::new());
    for token in tokens(html) {
        match token {
            Token::Text(text) => out.push_str(text),
            Token::Tag(name, closes, inside) => match (name.as_str(), closes) {
                ("b" | "em" | "code" | "p" | "br" | "ul" | "ol" | "li", false) => {
                    out.push_str(&format!("<{name}>"));
                }
                ("b" | "em" | "code" | "p" | "ul" | "ol" | "li", true) => out.push_str(&format!("</{name}>")),
                ("a", false) => {
                    let kept = href(inside);
                    match kept {
                        Some(href) => out.push_str(&format!("<a href=\"{href}\">")),
                        None => lost = true,
                    }
                    links.push(kept.is_some());
                }
                ("a", true) => {
                    if links.pop() == Some(true) {
                        out.push_str("</a>");
                    }
                }
                _ => lost = true,
            },
        }
    }
    (out, lost)
}

/// HTML of any origin as lines of Markdown; says whether something had no form.
pub(super) fn markdown(html: &str) -> (Vec<String>, bool) {
    let (mut lines, mut lost, mut links) = (vec![String::new()], false, Vec::new());
    let mut code = false;
    for token in tokens(html) {
        let line = lines.last_mut().map_or_else(String::new, std::mem::take);
        let mut line = line;
        match token {
            Token::Text(text) => {
                let text = decoded(text);
                if code {
                    line.push_str(&text.replace('`', "'"));
                } else {
                    line.push_str(&escaped(&text, line.trim().is_empty()));
                }
            }
            Token::Tag(name, closes, inside) => match (name.as_str(), closes) {
                ("b" | "strong", _) => line.push_str("**"),
                ("em" | "i", _) => line.push('*'),
                ("code", _) => {
                    code = !closes;
                    line.push('`');
                }
                ("br" | "p" | "div" | "ul" | "ol", _) | ("li", true) => {
                    lines.pop();
                    lines.push(line);
                    lines.push(String::new());
                    continue;
                }
                ("li", false) => lost = true,
                ("a", false) => {
                    let kept = href(inside).map(decoded);
                    match &kept {
                        Some(_) => line.push('['),
                        None => lost = true,
                    }
                    links.push(kept);
                }
                ("a", true) => {
                    if let Some(Some(href)) = links.pop() {
                        line.push_str(&format!("](<{}>)", href.replace(['<', '>'], "")));
                    }
                }
                ("span", _) => {}
                _ => lost = true,
            },
        }
        lines.pop();
        lines.push(line);
    }
    let one_space = |line: String| line.split_whitespace().collect::<Vec<_>>().join(" ");
    (lines.into_iter().map(one_space).filter(|line| !line.is_empty()).collect(), lost)
}

/// Text as HTML that shows it.
pub(super) fn html(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
        .replace('\'', "&#39;")
}

/// HTML as the text it shows.
pub(super) fn text(html: &str) -> String {
    let mut out = String::new();
    for token in tokens(html) {
        match token {
            Token::Text(text) => out.push_str(&decoded(text)),
            Token::Tag(name, ..) if matches!(name.as_str(), "br" | "p" | "li") => out.push(' '),
            Token::Tag(..) => {}
        }
    }
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn decoded(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let end = rest.find(';').filter(|end| *end <= 10);
        let c = end.and_then(|end| match &rest[1..end] {
            "amp" => Some('&'),
            "lt" => Some('<'),
            "gt" => Some('>'),
            "quot" => Some('"'),
            "apos" => Some('\''),
            "nbsp" => Some(' '),
            number => {
                let number = number.strip_prefix('#')?;
                let code = match number.strip_prefix(['x', 'X']) {
                    Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                    None => number.parse().ok()?,
                };
                char::from_u32(code)
            }
        });
        match (c, end) {
            (Some(c), Some(end)) => {
                out.push(c);
                rest = &rest[end + 1..];
            }
            _ => {
                out.push('&');
                rest = &rest[1..];
            }
        }
    }
    out.push_str(rest);
    out
}

/// Text as Markdown that shows it; `first` where it begins a line.
pub(super) fn escaped(text: &str, first: bool) -> String {
    let mut out = String::new();
    let mut beginning = first;
    let mut digits = false;
    for c in text.chars() {
        let special = "\\`*_[]<>&#|~".contains(c);
        let special_here = (beginning && "-+=".contains(c)) || (digits && ".)".contains(c));
        if special || special_here {
            out.push('\\');
        }
        digits = (beginning || digits) && c.is_ascii_digit();
        beginning &= c.is_whitespace();
        out.push(c);
    }
    out
}
