//! `…/questions/{number}`: one question of a lesson, and the page that says why.

use super::lesson::{after, href, question_href};
use super::{find_lesson, find_module, form_id, language, read_form_id};
use crate::web::App;
use crate::web::error::WebError;
use crate::web::form::Form;
use crate::web::login::{Learner, learning_doer};
use crate::web::messages::message;
use crate::web::page::{Page, see_other};
use crate::web::secrets::secret_hash;
use crate::web::view::learner::{AnswerPage, Asked, MarkedOption, QuestionOption, QuestionPage};
use crate::web::view::{Action, FieldError, words};
use actix_web::{HttpRequest, HttpResponse, web};
use serde::Deserialize;
use tungngo_domain::content::{Lesson, Module, Question, QuestionKind};
use tungngo_domain::grading::{Answer, AnswerError, Sent, read_answer};

/// An answer as its form sends it: chosen places, or a place for each option, or a text; and the form's hidden id.
#[derive(Debug, Deserialize)]
pub struct AnswerForm {
    /// Chosen options: places in the author's order.
    #[serde(default)]
    pub c: Vec<String>,
    /// What was typed.
    #[serde(default)]
    pub t: String,
    #[serde(default)]
    a0: String,
    #[serde(default)]
    a1: String,
    #[serde(default)]
    a2: String,
    #[serde(default)]
    a3: String,
    #[serde(default)]
    a4: String,
    #[serde(default)]
    a5: String,
    #[serde(default)]
    a6: String,
    #[serde(default)]
    a7: String,
    /// The hidden id.
    #[serde(default)]
    pub form_id: String,
    /// The question as it was shown.
    #[serde(default)]
    pub question: Option<String>,
}

impl AnswerForm {
    /// Reads the answer to `question`.
    pub fn read(&self, question: &Question) -> Result<Answer, AnswerError> {
        // One field an option, so that each can be a group of radio buttons; grading::ARRANGED_MAX of them.
        let arranged = [&self.a0, &self.a1, &self.a2, &self.a3, &self.a4, &self.a5, &self.a6, &self.a7]
            .map(String::clone);
        read_answer(question, Sent { chosen: &self.c, arranged: &arranged, typed: &self.t })
    }
}

/// Names a question exactly as it stands: its key and the beginning of a hash over all it says. An answer to a
/// question that was changed meanwhile is not recorded; the page shows the new one instead (product.md §3.5).
pub fn as_shown(question: &Question) -> String {
    let text = serde_json::to_string(question).unwrap_or_default();
    let hash = secret_hash(&text);
    [question.key.as_str(), ".", &hash[..12]].concat()
}

type Place = web::Path<(String, String, usize)>;

fn find<'a>(module: &'a Module, path: &Place) -> Result<(&'a Lesson, &'a Question), WebError> {
    let lesson = find_lesson(module, &path.1)?;
    Ok((lesson, lesson.question(path.2).ok_or(WebError::NotFound)?))
}

/// Shows a question.
pub async fn show(
    app: web::Data<App>,
    request: HttpRequest,
    learner: Learner,
    path: Place,
) -> Result<Page<QuestionPage>, WebError> {
    let in_use = app.courses.now();
    let module = find_module(&in_use.catalogue, learner.province.as_deref(), &path.0)?;
    let spoken = language::chosen(&request);
    let original = find(module, &path)?.0;
    let lesson = &*original.in_language(spoken);
    let question = lesson.question(path.2).ok_or(WebError::NotFound)?;
    let page = page(module, lesson, question, path.2, &Answer::default(), form_id(), vec![]);
    Ok(Page::new(QuestionPage { lang: language::tag(original, spoken), ..page }))
}

/// Records an answer and goes on to the page that explains it.
pub async fn answer(
    app: web::Data<App>,
    request: HttpRequest,
    learner: Learner,
    path: Place,
    form: Form<AnswerForm>,
) -> Result<HttpResponse, WebError> {
    let in_use = app.courses.now();
    let module = find_module(&in_use.catalogue, learner.province.as_deref(), &path.0)?;
    let spoken = language::chosen(&request);
    let original = find(module, &path)?.0;
    let lesson = &*original.in_language(spoken);
    let question = lesson.question(path.2).ok_or(WebError::NotFound)?;
    let form_id = read_form_id(&form.0.form_id)?;
    if form.0.question.as_ref().is_some_and(|shown| *shown != as_shown(question)) {
        return Ok(see_other(&question_href(&href(module, lesson), path.2 as u64)));
    }
    match form.0.read(question) {
        Ok(choices) => {
            let doer = learning_doer(&learner, app.now());
            app.store.answer_question(doer, module, lesson, question, choices, form_id).await?;
            let place = question_href(&href(module, lesson), path.2 as u64);
            Ok(see_other(&[place.as_str(), "/answer"].concat()))
        }
        Err(AnswerError::NoSuchOption) => Err(WebError::Unreadable),
        Err(error) => {
            let errors = vec![FieldError::new("c", answer_error_words(error))];
            let page =
                page(module, lesson, question, path.2, &Answer::default(), form.0.form_id.clone(), errors);
            Page::with_errors(QuestionPage { lang: language::tag(original, spoken), ..page })
                .into_response(&request)
        }
    }
}

/// Shows what the member answered last, and why it was right or not.
pub async fn show_answer(
    app: web::Data<App>,
    request: HttpRequest,
    learner: Learner,
    path: Place,
) -> Result<HttpResponse, WebError> {
    let in_use = app.courses.now();
    let module = find_module(&in_use.catalogue, learner.province.as_deref(), &path.0)?;
    let spoken = language::chosen(&request);
    let original = find(module, &path)?.0;
    let lesson = &*original.in_language(spoken);
    let question = lesson.question(path.2).ok_or(WebError::NotFound)?;
    let progress = app.store.lesson_progress(learner.person.id, &module.id, lesson).await?;
    let lesson_href = href(module, lesson);
    let here = question_href(&lesson_href, path.2 as u64);
    let Some(given) = progress.questions.get(&question.key) else { return Ok(see_other(&here)) };
    let right = tungngo_domain::grading::is_right(question, &given.last_choices);
    let number = path.2 as u64;
    let next = if lesson.question(path.2 + 1).is_some() {
        Action::new(question_href(&lesson_href, number + 1), message("next-question", &[]))
    } else {
        match tungngo_domain::progress::first_open_question(lesson, &progress) {
            Some(open) => {
                Action::new(question_href(&lesson_href, open as u64), message("next-question", &[]))
            }
            None => after(module, lesson),
        }
    };
    Page::new(AnswerPage {
        page_title: if right { words::answer_title_right(number) } else { words::answer_title_wrong(number) },
        right,
        stem: question.stem.clone(),
        lang: language::tag(original, spoken),
        options: marked(question, Some(&given.last_choices), None),
        explanation: question.explanation.clone(),
        say: lesson.say.clone().filter(|_| right),
        next,
        retry_href: here,
        lesson_href,
    })
    .into_response(&request)
}

/// A question's options after the answer, in the order shown.
pub fn marked(question: &Question, chosen: Option<&Answer>, order: Option<&[u8]>) -> Vec<MarkedOption> {
    let in_order: Vec<u8> = (0..).take(question.options.len()).collect();
    order
        .unwrap_or(&in_order)
        .iter()
        .filter_map(|place| {
            let option = question.options.get(usize::from(*place))?;
            Some(MarkedOption {
                text: option.text.clone(),
                chosen: chosen.is_some_and(|chosen| chosen.chose(*place)),
                right: option.right,
                feedback: option.feedback.clone(),
            })
        })
        .collect()
}

/// What is wrong with an answer.
pub fn answer_error_words(error: AnswerError) -> String {
    match error {
        AnswerError::OnlyOne => message("answer-only-one", &[]),
        _ => message("answer-nothing", &[]),
    }
}

/// A question's options as they can be chosen.
pub fn options(question: &Question, chosen: &Answer, order: Option<&[u8]>) -> Vec<QuestionOption> {
    let in_order: Vec<u8> = (0..).take(question.options.len()).collect();
    order
        .unwrap_or(&in_order)
        .iter()
        .filter_map(|place| {
            let option = question.options.get(usize::from(*place))?;
            Some(QuestionOption {
                value: place.to_string(),
                text: option.text.clone(),
                checked: chosen.chose(*place),
            })
        })
        .collect()
}

/// "Chọn 2 ý", where several options are right.
pub fn how_many(question: &Question) -> Option<String> {
    (question.kind == QuestionKind::Many).then(|| words::choose_many(question.right().len() as u64))
}

fn page(
    module: &Module,
    lesson: &Lesson,
    question: &Question,
    place: usize,
    chosen: &Answer,
    form_id: String,
    errors: Vec<FieldError>,
) -> QuestionPage {
    let (number, total) = (place as u64, lesson.questions.len() as u64);
    let lesson_href = href(module, lesson);
    QuestionPage {
        page_title: words::question_title(number, total, u64::from(lesson.number), &lesson.title),
        q: Asked {
            eyebrow: words::question_place(u64::from(lesson.number), number, total),
            number: u32::try_from(place).unwrap_or(0),
            total: u32::try_from(total).unwrap_or(0),
            stem: question.stem.clone(),
            context: question.context.clone(),
            situation: question.situation,
            hint: question.hint.clone(),
            multiple: question.kind == QuestionKind::Many,
            how_many: how_many(question),
            options: options(question, chosen, None),
            form_id,
            question: as_shown(question),
            action: question_href(&lesson_href, number),
            errors,
        },
        lang: None,
        back: Action::new(lesson_href, message("back-to-lesson", &[])),
    }
}
