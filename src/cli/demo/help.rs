//! Two members who were stuck: one waits since four days, one was answered, and others read the answer too.

use super::Staff;
use crate::web::{App, lesson_place, question_place};
use chrono::Duration;
use tungngo_domain::content::Module;
use tungngo_domain::help::Difficulty;
use tungngo_domain::ids::PersonId;
use tungngo_domain::time::to_micros;
use tungngo_storage::help::{HelpPlace, NewHelp, Slice};
use tungngo_storage::help_desk::{Act, Desk};
use uuid::Uuid;

/// Builds them. `members` are those of the first team at least, in their order.
pub async fn fill(app: &App, staff: &Staff, module: &Module, members: &[PersonId]) -> anyhow::Result<()> {
    let [first, _, third, ..] = members else { return Ok(()) };
    let Some(lesson) = module.lessons.first() else { return Ok(()) };
    let question = lesson.questions.first().map(|question| question_place(module, lesson, question));
    let waiting = question.unwrap_or_else(|| lesson_place(module, lesson));
    ask(app, *third, waiting, Difficulty::Unclear, "Hai câu gần giống nhau, chưa biết chọn câu nào.", 4)
        .await?;
    let asked = lesson_place(module, lesson);
    let request =
        ask(app, *first, asked, Difficulty::Phone, "Máy của tôi chữ nhỏ, không thấy nút.", 6).await?;
    let desk = |seen| Desk { scope: &staff.trainer_scope, request, seen, form: Uuid::now_v7() };
    let answered = to_micros(app.now() - Duration::days(5));
    let answer = "Vào Cài đặt, chọn Màn hình, kéo cỡ chữ lên to.\nRồi mở lại ứng dụng là thấy nút.";
    app.store.act_on_help(desk(1), Act::Answer(answer), answered).await?;
    app.store.publish_help(desk(2), "Chữ nhỏ quá, không thấy nút thì làm sao?", answer, answered).await?;
    Ok(())
}

async fn ask(
    app: &App,
    member: PersonId,
    place: HelpPlace,
    kind: Difficulty,
    text: &str,
    days_ago: i64,
) -> anyhow::Result<Uuid> {
    let new = NewHelp { member, place, kind, text: text.to_owned(), form: Uuid::now_v7() };
    app.store.ask_for_help(&new, to_micros(app.now() - Duration::days(days_ago))).await?;
    let own = app.store.own_help(member, Slice { after: None, limit: 1 }).await?;
    own.first().map(|one| one.id).ok_or_else(|| anyhow::anyhow!("nobody was stuck"))
}
