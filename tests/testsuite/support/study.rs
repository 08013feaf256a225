//! What a learner does again and again: answering a lesson's questions, and taking a test.

use super::app::TestApp;
use super::client::Browser;
use super::page::{Form, Page};
use tungngo_domain::content::{Choice, Html, Module, Question, QuestionKind};
use tungngo_domain::grading::Answer;
use tungngo_domain::ids::Slug;

/// Whether to answer rightly.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum How {
    /// With the key.
    Right,
    /// Against it.
    Wrong,
}

/// The words of compiled markup.
pub fn words(markup: &Html) -> String {
    let text: Vec<String> =
        scraper::Html::parse_fragment(markup.as_str()).root_element().text().map(str::to_owned).collect();
    text.join(" ").split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Answers rightly, or wrongly, as a person would: by the words on the page.
pub fn fill(form: Form, question: &Question, how: How) -> Form {
    match question.kind {
        QuestionKind::Order => {
            let of = question.options.len();
            let place = |place: usize| if how == How::Right { place } else { (place + 1) % of };
            let put = |form: Form, (at, option): (usize, &Choice)| {
                form.put(&words(&option.text), &(place(at) + 1).to_string())
            };
            question.options.iter().enumerate().fold(form, put)
        }
        QuestionKind::Match => question.options.iter().fold(form, |form, option| {
            let own = usize::from(option.target.expect("a target"));
            let target = if how == How::Right { own } else { (own + 1) % question.targets.len() };
            form.put(&words(&option.text), &words(&question.targets[target]))
        }),
        QuestionKind::Number | QuestionKind::Short => {
            let right = Answer::right(question).expect("an answer");
            form.set("t", if how == How::Right { right.typed().expect("typed") } else { "7777777" })
        }
        _ => tick(form, question, how),
    }
}

/// Ticks the right options, or a wrong one.
fn tick(form: Form, question: &Question, how: How) -> Form {
    let mut right = question.right();
    if question.kind == QuestionKind::Tap {
        right.truncate(1);
    }
    let form = form.without("c");
    match how {
        How::Right => right.iter().fold(form, |form, place| form.tick("c", &place.to_string())),
        How::Wrong => {
            let wrong = (0u8..).find(|place| !right.contains(place)).expect("a wrong option");
            form.tick("c", &wrong.to_string())
        }
    }
}

impl TestApp {
    /// A module as it is in use now.
    pub fn module(&self, id: &str) -> Module {
        let id = Slug::parse(id).expect("an id");
        self.courses.now().catalogue.module(&id).expect("a module").clone()
    }

    /// The bank's question on a page of a test.
    #[track_caller]
    pub fn question_on(&self, module: &str, page: &Page) -> Question {
        let stem = page.heading();
        let module = self.module(module);
        module
            .banks
            .iter()
            .flat_map(|bank| &bank.questions)
            .find(|question| stem.ends_with(question.stem.as_str()))
            .unwrap_or_else(|| panic!("no question {stem:?}"))
            .clone()
    }
}

impl Browser {
    /// Answers a question of a lesson and goes on to the page that explains it.
    pub async fn answer_question(
        &self,
        app: &TestApp,
        module: &str,
        lesson: &str,
        number: usize,
        how: How,
    ) -> Page {
        let path = format!("/modules/{module}/lessons/{lesson}/questions/{number}");
        let page = self.get(&path).await;
        page.is(200);
        let slug = Slug::parse(lesson).expect("an id");
        let known = app.module(module);
        let question = known.lesson(&slug).and_then(|lesson| lesson.question(number)).expect("a question");
        self.send(&fill(page.form(&path), question, how)).await
    }

    /// Answers every question of every lesson of a module.
    pub async fn finish_lessons(&self, app: &TestApp, module: &str) {
        for lesson in app.module(module).lessons {
            for number in 1..=lesson.questions.len() {
                self.answer_question(app, module, lesson.id.as_str(), number, How::Right).await.is(200);
            }
        }
    }

    /// Begins a test, or goes back to the open one; returns the page it leads to.
    pub async fn begin_test(&self, module: &str) -> Page {
        let page = self.get(&format!("/modules/{module}/test")).await;
        match page.find_form("/attempts") {
            Some(form) => self.send(&form).await,
            None => self.get(&page.link("Làm tiếp bài kiểm tra")).await,
        }
    }

    /// Answers the question on this page and goes where that leads.
    pub async fn answer_on(&self, app: &TestApp, module: &str, page: &Page, how: How) -> Page {
        let question = app.question_on(module, page);
        self.send(&fill(page.form(&page.path), &question, how)).await
    }

    /// Takes a whole test: the first `wrong` questions wrongly, the others rightly; hands in; returns the result.
    pub async fn take_test(&self, app: &TestApp, module: &str, wrong: usize) -> Page {
        let mut page = self.begin_test(module).await;
        let mut answered = 0;
        while page.path.contains("/questions/") {
            let how = if answered < wrong { How::Wrong } else { How::Right };
            page = self.answer_on(app, module, &page, how).await;
            answered += 1;
        }
        self.send(&page.form("/closing")).await
    }
}
