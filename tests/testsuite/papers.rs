//! A test on paper: drawn and fixed like any attempt, keyed in once, marked by the same rule.

use crate::support::{Commune, Login, Member, TestApp};
use tungngo_domain::grading::Answer;
use tungngo_domain::ids::{SheetId, Slug};
use tungngo_domain::paper::written;

struct Paper {
    app: TestApp,
    commune: Commune,
    member: Member,
    trainer: Login,
    path: String,
    id: SheetId,
}

async fn paper_of(app: TestApp, module: &str) -> Paper {
    let commune = app.db_commune().await;
    let member = app.db_a_member().in_team(commune.team).create().await;
    let trainer = app.trainer_of(commune.id).await;
    let page = trainer.get(&format!("/trainer/members/{}", member.id)).await;
    let printed = trainer.submit(&page.form(&format!("/modules/{module}/papers"))).await;
    let path = printed.location().trim_end_matches("/print").to_owned();
    let id = path.rsplit('/').next().unwrap().parse().unwrap();
    Paper { app, commune, member, trainer, path, id }
}

impl Paper {
    /// The answers as they are keyed: right ones, but for the first `wrong` questions, which are left open.
    async fn keyed(&self, module: &str, wrong: usize) -> String {
        let scope = self.app.trainer_scope(self.trainer.person, self.commune.id);
        let sheet = self.app.store.sheet(&scope, self.id).await.unwrap();
        let (_, attempt) = self.app.store.attempt(self.member.id, sheet.attempt).await.unwrap();
        let module = self.app.module(module);
        let line = |(at, drawn): (usize, &tungngo_domain::exam::Drawn)| {
            let question = module.bank_question(&drawn.key).unwrap();
            let right = Answer::right(question).filter(|_| at >= wrong);
            format!("{} {}", at + 1, written(question, &drawn.order, right.as_ref()))
        };
        attempt.draw.iter().enumerate().map(line).collect::<Vec<_>>().join("\n")
    }
}

#[tokio::test]
async fn a_test_on_paper_is_printed_keyed_in_and_marked_once() {
    let paper = paper_of(TestApp::start().await, "thanh-toan").await;
    let (trainer, app) = (&paper.trainer, &paper.app);
    let printed = trainer.get(&format!("{}/print", paper.path)).await;
    printed.is(200).sees("Nguyễn Văn Hòa").sees("Phiếu trả lời").sees("Tờ số");
    assert_eq!(printed.all(".pqs > li").len(), 4);
    // Printed again it is the same sheet.
    let page = trainer.get(&format!("/trainer/members/{}", paper.member.id)).await;
    let again = trainer.submit(&page.form("/modules/thanh-toan/papers")).await.location();
    assert_eq!(again, format!("{}/print", paper.path));
    // The member sees that it is on paper, and is not held up.
    let learner = app.learner(&paper.member).await;
    let intro = learner.get("/modules/thanh-toan/test").await;
    intro.is(200).sees("Đang làm trên giấy, tờ số").sees("Làm tiếp");
    // Found by its number.
    let scope = app.trainer_scope(trainer.person, paper.commune.id);
    let code = app.store.sheet(&scope, paper.id).await.unwrap().code;
    trainer.get(&format!("/trainer/papers?code={}", code.to_lowercase())).await.leads_to(&paper.path);
    trainer.get("/trainer/papers?code=222222").await.is(422);
    // Keyed in: what is not right is said by question.
    let form = trainer.get(&paper.path).await.form(&paper.path);
    trainer.submit(&form).await.is(422).sees("Gõ các câu trả lời trên phiếu.");
    let page = trainer.submit(&form.clone().set("answers", "1z 2a 9b")).await;
    page.is(422)
        .sees("Câu 1 chưa đọc được. Ghi")
        .sees("Câu 3 chưa có.")
        .sees("Không rõ “9b” là của câu nào.");
    let answers = paper.keyed("thanh-toan", 0).await;
    let page = trainer.submit(&form.clone().set("answers", &answers)).await;
    page.is(200).sees("So với phiếu trên tay").sees("Câu 1:");
    assert!(app.store.progress(paper.member.id, &slug()).await.unwrap().module.knows_at.is_none());
    let confirm = page.form(&paper.path);
    assert_eq!(confirm.value("confirm"), "1");
    trainer.send(&confirm).await.is(200).sees("Đúng 4/4 câu. Đạt.");
    assert!(app.store.progress(paper.member.id, &slug()).await.unwrap().module.knows_at.is_some());
    // The same again is the same; other answers are kept aside and count nothing.
    trainer.submit(&confirm).await.is(303);
    let other = confirm.clone().set("answers", &paper.keyed("thanh-toan", 2).await);
    trainer.submit(&other).await.is(409).sees("Tờ này đã chấm rồi.");
    trainer.get(&paper.path).await.sees("Đúng 4/4 câu.").sees("Đã cất riêng 1 lần gõ khác.");
    learner.get("/modules/thanh-toan/test").await.does_not_see("Đang làm trên giấy");
    app.assert_books_agree().await;
}

fn slug() -> Slug {
    Slug::parse("thanh-toan").unwrap()
}

#[tokio::test]
async fn every_kind_of_question_has_its_paper_form() {
    let app = TestApp::setup().with_all_kinds().start().await;
    let paper = paper_of(app, "dich-vu-cong").await;
    let printed = paper.trainer.get(&format!("{}/print", paper.path)).await;
    for words in [
        "Ghi các chữ theo thứ tự đúng",
        "Mỗi số ghi một chữ.",
        "đơn vị là đồng",
        "Ghi một, hai từ.",
        "Khoanh một chữ.",
        "khoanh số 0",
    ] {
        printed.sees(words);
    }
    let form = paper.trainer.get(&paper.path).await.form(&paper.path);
    let answers = paper.keyed("dich-vu-cong", 0).await;
    let page = paper.trainer.submit(&form.set("answers", &answers)).await;
    let of = answers.lines().count();
    paper.trainer.send(&page.form(&paper.path)).await.sees(&format!("Đúng {of}/{of} câu. Đạt."));
    paper.app.assert_books_agree().await;
}

#[tokio::test]
async fn sec_z8_a_sheet_never_holds_its_key_nor_gives_a_second_draw() {
    let app = TestApp::setup().with_all_kinds().start().await;
    let paper = paper_of(app, "dich-vu-cong").await;
    let module = paper.app.module("dich-vu-cong");
    let printed = paper.trainer.get(&format!("{}/print", paper.path)).await.body();
    for bank in &module.banks {
        for question in &bank.questions {
            let said = question.options.iter().filter_map(|option| option.feedback.as_ref());
            for text in said.chain(question.explanation.as_ref()) {
                assert!(!printed.contains(text.as_str()), "{} says {text:?}", question.key);
            }
        }
    }
    // On the own phone it is the same attempt: paper is no second draw, and the phone none either.
    let learner = paper.app.learner(&paper.member).await;
    let intro = learner.get("/modules/dich-vu-cong/test").await;
    let scope = paper.app.trainer_scope(paper.trainer.person, paper.commune.id);
    let sheet = paper.app.store.sheet(&scope, paper.id).await.unwrap();
    assert!(intro.link("Làm tiếp").starts_with(&format!("/attempts/{}", sheet.attempt)));
    assert!(intro.find_form("/attempts").is_none());
    // Handed in on the phone, what is keyed later is kept aside.
    learner
        .submit(&learner.get(&format!("/attempts/{}", sheet.attempt)).await.form("/closing"))
        .await
        .is(303);
    let form = paper.trainer.get(&paper.path).await.form(&paper.path).tick("confirm", "1");
    let answers = paper.keyed("dich-vu-cong", 0).await;
    paper.trainer.submit(&form.set("answers", &answers)).await.is(409);
    paper.app.assert_books_agree().await;
}

#[tokio::test]
async fn sec_z6_paper_is_for_members_within_reach_and_never_for_oneself() {
    let app = TestApp::start().await;
    let commune = app.db_commune().await;
    let both = app.db_a_member().named("Hoàng Văn Nghị").in_team(commune.team).create().await;
    let neighbour = app.db_a_member().named("Ma Thị Mùi").in_team(commune.team).create().await;
    app.db_grant(both.id, Role::Trainer, commune.id).await;
    let trainer = app.staff(both.id).await;
    let page = trainer.get(&format!("/trainer/members/{}", neighbour.id)).await;
    let form = page.form("/modules/thanh-toan/papers");
    assert!(trainer.get(&format!("/trainer/members/{}", both.id)).await.find_form("/papers").is_none());
    let own = format!("/trainer/members/{}/modules/thanh-toan/papers", both.id);
    trainer.submit(&crate::support::Form { action: own, ..form.clone() }).await.is(403);
    let stranger = app.trainer_of(app.db_commune().await.id).await;
    let token = stranger.get("/trainer/sessions/new").await.form("/trainer/sessions").value("csrf");
    stranger.submit(&form.clone().set("csrf", &token)).await.is(404);
    // Several at once: one out of reach at each place refuses all.
    let far = app.db_commune().await;
    let outside = app.db_a_member().in_team(far.team).create().await;
    let third = app.db_a_member().named("Lý Văn Sáng").in_team(commune.team).create().await;
    let session = app.db_session(both.id, commune.id, &[commune.team], &["thanh-toan"]).await;
    let path = format!("/trainer/sessions/{session}/papers");
    let form = trainer.get(&path).await.form("/papers").set("module", "thanh-toan").without("member");
    for forbidden in [outside.id, both.id] {
        for place in 0..3 {
            let mut people = vec![neighbour.id, third.id];
            people.insert(place, forbidden);
            let form = people.iter().fold(form.clone(), |form, one| form.tick("member", &one.to_string()));
            let status = trainer.submit(&form).await.status;
            assert!([403, 404].contains(&status), "{status}");
            trainer.get(&path).await.does_not_see("chưa nhập");
        }
    }
    let form = form.tick("member", &neighbour.id.to_string()).tick("member", &third.id.to_string());
    trainer.send(&form).await.is(200).sees("Ma Thị Mùi").sees("chưa nhập");
    let print = trainer.get(&format!("{path}/print")).await;
    assert_eq!(print.all("section.ptest").len(), 2);
    app.assert_books_agree().await;
}

use tungngo_domain::access::Role;
