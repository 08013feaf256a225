//! What came back: its status, its headers, what a person reads on it, and the forms they can fill.

use reqwest::header::HeaderMap;
use scraper::{ElementRef, Html, Selector};
use std::collections::BTreeSet;

/// An answer of the server.
#[derive(Debug, Clone)]
pub struct Page {
    /// The address it was asked for.
    pub path: String,
    /// The status.
    pub status: u16,
    /// The headers.
    pub headers: HeaderMap,
    /// The body as it came.
    pub bytes: Vec<u8>,
}

fn selector(text: &str) -> Selector {
    Selector::parse(text).expect("a selector")
}

fn in_one_line(text: impl Iterator<Item = impl AsRef<str>>) -> String {
    let text: String = text.map(|part| part.as_ref().to_owned()).collect::<Vec<_>>().join(" ");
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

impl Page {
    /// The body as text.
    pub fn body(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    /// The page read.
    pub fn html(&self) -> Html {
        Html::parse_document(&self.body())
    }

    /// What a person reads, in one line.
    pub fn text(&self) -> String {
        let html = self.html();
        let body = html.select(&selector("body")).next().expect("a body");
        // Words broken by an element still stand apart; spaces before punctuation are taken back.
        let mut text = in_one_line(body.text());
        for sign in [",", ".", ":", ";", "?", "!"] {
            text = text.replace(&format!(" {sign}"), sign);
        }
        text
    }

    /// The first heading.
    pub fn heading(&self) -> String {
        let html = self.html();
        html.select(&selector("h1")).next().map(|one| in_one_line(one.text())).unwrap_or_default()
    }

    /// The texts of all elements that match.
    pub fn all(&self, what: &str) -> Vec<String> {
        self.html().select(&selector(what)).map(|one| in_one_line(one.text())).collect()
    }

    /// The person reads these words.
    #[track_caller]
    pub fn sees(&self, words: &str) -> &Self {
        let text = self.text();
        assert!(text.contains(words), "{} ({}) does not say {words:?}:\n{text}", self.path, self.status);
        self
    }

    /// The person does not read these words.
    #[track_caller]
    pub fn does_not_see(&self, words: &str) -> &Self {
        let text = self.text();
        assert!(!text.contains(words), "{} says {words:?}:\n{text}", self.path);
        self
    }

    /// The answer has this status.
    #[track_caller]
    pub fn is(&self, status: u16) -> &Self {
        assert_eq!(
            self.status,
            status,
            "{} to {:?}: {}",
            self.path,
            self.headers.get("location"),
            if self.is_html() { self.text() } else { self.body().chars().take(300).collect() }
        );
        self
    }

    fn is_html(&self) -> bool {
        self.header("content-type").starts_with("text/html")
    }

    /// A header, empty where it is not there.
    pub fn header(&self, name: &str) -> String {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned()
    }

    /// Where it leads.
    #[track_caller]
    pub fn location(&self) -> String {
        assert_eq!(self.status, 303, "{}: {}", self.path, self.text());
        self.header("location")
    }

    /// Leads there.
    #[track_caller]
    pub fn leads_to(&self, place: &str) -> &Self {
        assert_eq!(self.location(), place, "{}", self.path);
        self
    }

    /// The address of the first link with these words.
    #[track_caller]
    pub fn link(&self, words: &str) -> String {
        let html = self.html();
        html.select(&selector("a"))
            .find(|link| in_one_line(link.text()).contains(words))
            .and_then(|link| link.value().attr("href").map(str::to_owned))
            .unwrap_or_else(|| panic!("{} has no link {words:?}:\n{}", self.path, self.text()))
    }

    /// Where all links lead.
    pub fn links(&self) -> Vec<String> {
        let html = self.html();
        html.select(&selector("a")).filter_map(|link| link.value().attr("href").map(str::to_owned)).collect()
    }

    /// The links of numbers to their lists, with what they say.
    pub fn numbers(&self) -> BTreeSet<(String, String)> {
        let html = self.html();
        html.select(&selector("a"))
            .filter_map(|link| Some((link.value().attr("href")?.to_owned(), in_one_line(link.text()))))
            .filter(|(href, _)| href.contains("/list?"))
            .collect()
    }

    /// The form whose address ends so.
    #[track_caller]
    pub fn form(&self, action: &str) -> Form {
        self.find_form(action)
            .unwrap_or_else(|| panic!("{} has no form {action}:\n{}", self.path, self.text()))
    }

    /// The form that sends something to an address which ends so, where another of the page only asks there.
    #[track_caller]
    pub fn post_form(&self, action: &str) -> Form {
        let html = self.html();
        html.select(&selector("form[method=post]"))
            .find(|form| form.value().attr("action").is_some_and(|one| one.ends_with(action)))
            .map(Form::read)
            .unwrap_or_else(|| panic!("{} sends nothing to {action}:\n{}", self.path, self.text()))
    }

    /// The form that holds a field, sent by Enter in it: a browser presses the first button of that form.
    #[track_caller]
    pub fn enter(&self, name: &str, typed: &str) -> Form {
        let html = self.html();
        let field = selector(&["[name=", name, "]"].concat());
        let form = html.select(&selector("form")).find(|form| form.select(&field).next().is_some());
        let form = form.unwrap_or_else(|| panic!("{} has no field {name}", self.path));
        let button = form.select(&selector("button:not([type=button])")).next().expect("a button");
        let pressed = button.value().attr("name").zip(button.value().attr("value"));
        let filled = Form::read(form).set(name, typed);
        pressed.into_iter().fold(filled, |form, (name, value)| form.set(name, value))
    }

    /// The form whose address ends so, if there is one.
    pub fn find_form(&self, action: &str) -> Option<Form> {
        let html = self.html();
        html.select(&selector("form"))
            .find(|form| form.value().attr("action").is_some_and(|one| one.ends_with(action)))
            .map(Form::read)
    }
}

/// A form as a browser would send it: hidden fields, what is typed already, what is ticked.
#[derive(Debug, Clone)]
pub struct Form {
    /// Where it goes.
    pub action: String,
    /// What it sends.
    pub fields: Vec<(String, String)>,
    /// Everything that can be ticked, or chosen from a list: name, value, words.
    pub choices: Vec<(String, String, String)>,
    /// What is asked of each row of a question that is put in order or matched: name, words.
    pub rows: Vec<(String, String)>,
}

impl Form {
    fn read(form: ElementRef<'_>) -> Self {
        let attr = |one: ElementRef<'_>, name: &str| one.value().attr(name).unwrap_or_default().to_owned();
        let mut fields = Vec::new();
        let mut choices = Vec::new();
        for label in form.select(&selector("label")) {
            for input in label.select(&selector("input")) {
                choices.push((attr(input, "name"), attr(input, "value"), in_one_line(label.text())));
            }
        }
        let mut rows = Vec::new();
        for row in form.select(&selector("fieldset fieldset")) {
            let words = row.select(&selector("legend")).next().map(|one| in_one_line(one.text()));
            let name = row.select(&selector("input")).next().map(|one| attr(one, "name"));
            rows.extend(name.zip(words));
        }
        for list in form.select(&selector("select")) {
            let name = attr(list, "name");
            for option in list.select(&selector("option")) {
                choices.push((name.clone(), attr(option, "value"), in_one_line(option.text())));
            }
            let label = form.select(&selector("label")).find(|label| attr(*label, "for") == name);
            rows.extend(label.map(|label| (name, in_one_line(label.text()))));
        }
        for input in form.select(&selector("input, textarea, select")) {
            let name = attr(input, "name");
            if name.is_empty() {
                continue;
            }
            match (input.value().name(), attr(input, "type").as_str()) {
                ("textarea", _) => fields.push((name, input.text().collect())),
                ("select", _) => {
                    let options: Vec<_> = input.select(&selector("option")).collect();
                    let chosen = options.iter().find(|one| one.value().attr("selected").is_some());
                    if let Some(option) = chosen.or_else(|| options.first()) {
                        fields.push((name, attr(*option, "value")));
                    }
                }
                (_, "radio" | "checkbox") if input.value().attr("checked").is_none() => {}
                _ => fields.push((name, attr(input, "value"))),
            }
        }
        Self { action: attr(form, "action"), fields, choices, rows }
    }

    /// A field's value, as the form has it now.
    pub fn value(&self, name: &str) -> String {
        self.fields.iter().find(|(one, _)| one == name).map(|(_, value)| value.clone()).unwrap_or_default()
    }

    /// Types into a field, or chooses one of a group.
    pub fn set(mut self, name: &str, value: &str) -> Self {
        self.fields.retain(|(one, _)| one != name);
        self.fields.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Ticks one more of a group.
    pub fn tick(mut self, name: &str, value: &str) -> Self {
        self.fields.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Ticks what stands beside these words.
    #[track_caller]
    pub fn choose(self, words: &str) -> Self {
        let found = self.choices.iter().find(|(.., label)| label.contains(words));
        let (name, value, _) =
            found.unwrap_or_else(|| panic!("no choice {words:?} in {:?}", self.choices)).clone();
        self.tick(&name, &value)
    }

    /// Chooses for the row with these words what says `choice`.
    #[track_caller]
    pub fn put(self, row: &str, choice: &str) -> Self {
        let (name, _) = self.rows.iter().find(|(_, words)| words == row).unwrap_or_else(|| {
            panic!("no row {row:?} in {:?}", self.rows);
        });
        let found = self.choices.iter().find(|(one, _, words)| one == name && words == choice);
        let value =
            found.unwrap_or_else(|| panic!("no {choice:?} for {row:?}: {:?}", self.choices)).1.clone();
        let name = name.clone();
        self.set(&name, &value)
    }

    /// The address of a form that only asks (`method="get"`).
    pub fn address(&self) -> String {
        let query = serde_html_form::to_string(&self.fields).expect("fields are text");
        [&self.action, "?", &query].concat()
    }

    /// Leaves a field out.
    pub fn without(mut self, name: &str) -> Self {
        self.fields.retain(|(one, _)| one != name);
        self
    }
}
