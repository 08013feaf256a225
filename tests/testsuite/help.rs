//! *Tôi vướng ở đây*: from a lesson to the trainer, on to the province, and back beside the lesson.

use crate::support::{Commune, Form, Login, Member, Page, TestApp};
use chrono::Duration;
use tungngo_domain::access::Role;
use tungngo_domain::help::{A_DAY_AT_MOST, Difficulty, OPEN_AT_MOST};
use tungngo_domain::ids::Slug;
use tungngo_storage::help::{Asked, HelpPlace, NewHelp};
use uuid::Uuid;

const LESSON: &str = "/modules/thanh-toan/lessons/tt-01";
const QUESTION: &str = "/modules/thanh-toan/lessons/tt-01/questions/1";
const HERE: &str = "Tôi vướng ở đây";

/// Opens the form from a page, as a learner does.
async fn form_from(learner: &Login, page: &str) -> Form {
    let link = learner.get(page).await.is(200).link(HERE);
    learner.get(&link).await.is(200).form("/help")
}

/// Asks at a page; gives back the form that was sent.
async fn ask(learner: &Login, page: &str, text: &str) -> Form {
    let form = form_from(learner, page).await.choose("Chưa hiểu ý này").set("text", text);
    learner.submit(&form).await.leads_to("/help-requests?done=help-asked");
    form
}

/// An attribute of the first element that matches.
fn attribute(page: &Page, what: &str, name: &str) -> String {
    let (html, what) = (page.html(), scraper::Selector::parse(what).unwrap());
    let found = html.select(&what).next().and_then(|one| one.value().attr(name));
    found.expect("such an element").to_owned()
}

/// Opens the first request of a list.
async fn first(staff: &Login, list: &str) -> Page {
    let page = staff.get(list).await;
    let href = attribute(page.is(200), "main ul.rows a", "href");
    staff.get(&href).await
}

async fn answer(staff: &Login, list: &str, text: &str) -> Page {
    let page = first(staff, list).await;
    staff.submit(&page.form("/answer").set("answer", text)).await
}

fn requests(page: &Page) -> usize {
    page.all("main ul.rows > li").len()
}

struct Hall {
    app: TestApp,
    commune: Commune,
    member: Member,
    learner: Login,
    trainer: Login,
}

async fn hall() -> Hall {
    let app = TestApp::start().await;
    let commune = app.db_commune().await;
    let member = app.db_a_member().in_team(commune.team).create().await;
    let (learner, trainer) = (app.learner(&member).await, app.trainer_of(commune.id).await);
    Hall { app, commune, member, learner, trainer }
}

impl Hall {
    async fn learner_in(&self, team: tungngo_domain::ids::UnitId) -> Login {
        self.app.learner(&self.app.db_a_member().named("Ma Thị Mùi").in_team(team).create().await).await
    }
}

#[tokio::test]
async fn a_question_goes_up_to_the_province_and_its_answer_comes_back_beside_the_lesson() {
    let hall = hall().await;
    let (app, learner, trainer) = (&hall.app, &hall.learner, &hall.trainer);
    learner.get("/").await.is(200).does_not_see("Chỗ tôi đã hỏi");
    let form = form_from(learner, QUESTION).await.choose("Chưa hiểu ý này");
    let form = form.set("text", "Bác Nguyễn Văn Hòa không thấy tên.\nLàm sao?");
    let asked = learner.send(&form).await;
    asked.is(200).sees("Đã gửi cho tập huấn viên.").sees("Tập huấn viên xã Thử").sees("Nên làm gì trước?");
    asked.sees("Đang chờ tập huấn viên trả lời").sees("Bài 1. Tiền nong, phần mở đầu");

    trainer.get("/trainer").await.is(200).sees("Chỗ bà con vướng: 1 đang chờ");
    let list = trainer.get("/trainer/help").await;
    list.is(200).sees("Nguyễn Văn Hòa").sees("Thôn Bến Đá, xã Thử").sees("Gửi hôm nay");
    let page = first(trainer, "/trainer/help").await;
    page.is(200).sees("Nên làm gì trước?").sees("không thấy tên.").sees("Chưa hiểu ý này");
    assert_eq!(page.link("Mở chỗ này"), QUESTION);
    let passing = page.form("/passing").set("note", "Nhờ tỉnh xem lại đề.");
    trainer.submit(&passing).await.is(303);
    trainer.get("/trainer/help").await.is(200).sees("Không có chỗ vướng nào");
    trainer.get("/trainer/help?show=passed").await.is(200).sees("đang ở tỉnh");
    learner.get("/help-requests").await.sees("Đã chuyển lên tỉnh, đang chờ trả lời");

    let officer = app.officer_of(hall.commune.province).await;
    officer.get("/officer").await.is(200).sees("Chỗ bà con vướng: 1 đang chờ");
    let page = first(&officer, "/officer/help").await;
    page.is(200).sees("Nhờ tỉnh xem lại đề.").sees("Nên làm gì trước?");
    let reply = page.form("/answer").set("answer", "Kéo xuống dưới.\nTên ở đó.").tick("publish", "1");
    let page = officer.send(&reply).await;
    page.is(200).sees("Đăng bên cạnh bài").sees("Mọi thành viên ở tỉnh Tuyên Quang");
    // What betrays the asker is refused, with all that was typed kept.
    let shown = page.form("/publication");
    assert_eq!(shown.value("answer").trim(), "Kéo xuống dưới.\nTên ở đó.");
    let refused = officer.submit(&shown).await;
    refused.is(422).sees("Câu này có tên người hỏi.");
    assert_eq!(refused.form("/publication").value("question").trim(), shown.value("question").trim());
    officer.submit(&shown.clone().set("question", "Gọi 0900 000 101?")).await.is(422).sees("số dài");
    let shown = shown.set("question", "Không thấy tên người nhận thì làm gì?");
    officer.send(&shown).await.is(200).sees("Đang hiện bên cạnh bài cho tỉnh Tuyên Quang.");

    // The asker reads it, says that it is clear, and home is quiet again.
    let home = learner.get("/").await;
    home.is(200).sees("Có câu trả lời mới cho chỗ vướng");
    let own = learner.get(&home.link("Có câu trả lời mới")).await;
    own.sees("Kéo xuống dưới.").sees("Lê Văn Xã trả lời").sees("Đã có câu trả lời");
    let action = attribute(&own, "form[action^='/help-requests/']", "action");
    let clear = own.form(&action).set("said", "clear");
    learner.send(&clear).await.is(200).sees("Đã rõ");
    learner.get("/").await.does_not_see("Có câu trả lời mới").sees("Chỗ tôi đã hỏi");

    // Others of the province read it without a name, those of another province do not.
    let near = hall.learner_in(app.db_commune().await.team).await;
    let far = hall.learner_in(app.db_commune_in("15").await.team).await;
    let lesson = near.get(LESSON).await;
    lesson.is(200).sees("Bà con đã hỏi").sees("Không thấy tên người nhận thì làm gì?").sees("Tên ở đó.");
    lesson.does_not_see("Hòa");
    near.get(&format!("{LESSON}/answers")).await.is(200).sees("Kéo xuống dưới.").does_not_see("Hòa");
    far.get(LESSON).await.is(200).does_not_see("Bà con đã hỏi");
    far.get(&format!("{LESSON}/answers")).await.is(200).does_not_see("Kéo xuống dưới.");

    // Taken away again; the answer to the asker stays.
    let page = first(&officer, "/officer/help?show=all").await;
    let page = officer.get(&page.link("Sửa hoặc gỡ bản đăng")).await;
    officer.send(&page.form("/publication/ending")).await.is(200).sees("Lê Văn Xã gỡ bản đăng");
    near.get(LESSON).await.does_not_see("Bà con đã hỏi");
    learner.get("/help-requests").await.sees("Kéo xuống dưới.");

    // The trail says who did what and when, and not a word of what was written.
    let trail = app.store.audit_entries(None).await.unwrap();
    let of = |action: &str| trail.iter().find(|one| one.action == action);
    for action in ["help-read", "help-passed", "help-answered", "help-published", "help-unpublished"] {
        assert!(of(action).is_some(), "{action}");
    }
    assert_eq!(of("help-answered").unwrap().actor, Some(officer.person));
    assert_eq!(of("help-passed").unwrap().actor, Some(trainer.person));
    let said = format!("{trail:?}");
    for words in ["Hòa", "Kéo", "Nhờ tỉnh", "Không thấy"] {
        assert!(!said.contains(words), "the trail says {words:?}");
    }
    app.assert_books_agree().await;
}

#[tokio::test]
async fn a_form_that_is_sent_twice_counts_once() {
    let hall = hall().await;
    let (learner, trainer) = (&hall.learner, &hall.trainer);
    let form = ask(learner, LESSON, "Khó quá").await;
    learner.submit(&form).await.leads_to("/help-requests?done=help-asked");
    assert_eq!(requests(&learner.get("/help-requests").await), 1);
    assert_eq!(requests(&trainer.get("/trainer/help").await), 1);
    let page = first(trainer, "/trainer/help").await;
    let passing = page.form("/passing");
    let here = trainer.submit(&passing).await.location();
    assert_eq!(trainer.submit(&passing).await.location(), here);
    let page = trainer.get(&page.path).await;
    assert_eq!(page.all("#lich-su + ol > li").len(), 2);
    let reply = page.form("/answer").set("answer", "Làm lại từ đầu.");
    for _ in 0..2 {
        trainer.submit(&reply).await.is(303);
    }
    assert_eq!(trainer.get(&page.path).await.all("#lich-su + ol > li").len(), 3);
    let trail = hall.app.store.audit_entries(None).await.unwrap();
    assert_eq!(trail.iter().filter(|one| one.action == "help-answered").count(), 1);
    // So does what the learner says of it: hỏi lại opens it once.
    let own = learner.get("/help-requests").await;
    let id = page.path.rsplit('/').next().unwrap().to_owned();
    let again = own.form(&format!("/help-requests/{id}"));
    let again = again.set("said", "unclear").set("text", "Vẫn chưa thấy nút.");
    for _ in 0..2 {
        learner.submit(&again).await.is(303);
    }
    let page = first(trainer, "/trainer/help").await;
    page.sees("Nguyễn Văn Hòa: vẫn chưa rõ").sees("Vẫn chưa thấy nút.");
    assert_eq!(page.all("#lich-su + ol > li").len(), 4);
    hall.app.assert_books_agree().await;
}

#[tokio::test]
async fn sec_z3_a_request_is_only_there_for_those_who_reach_its_team() {
    let hall = hall().await;
    let app = &hall.app;
    ask(&hall.learner, LESSON, "Khó quá").await;
    let page = first(&hall.trainer, "/trainer/help").await;
    let other_team = app.db_staff("Lương Văn Cội", Role::Trainer, hall.commune.other_team).await;
    let other_team = app.staff(other_team.person).await;
    let stranger = app.trainer_of(app.db_commune().await.id).await;
    for out in [&other_team, &stranger] {
        out.get("/trainer/help").await.is(200).does_not_see("Nguyễn Văn Hòa");
        out.get("/trainer/help?show=all").await.is(200).does_not_see("Nguyễn Văn Hòa");
        out.get("/trainer").await.does_not_see("1 đang chờ");
        out.get(&page.path).await.is(404);
        out.get(&format!("{}/publication", page.path)).await.is(404);
        let token = out.get("/trainer/sessions/new").await.form("/trainer/sessions").value("csrf");
        for act in ["/answer", "/passing"] {
            let form = page.form(act).set("csrf", &token).set("answer", "Của người khác");
            out.submit(&form).await.is(404);
        }
    }
    // Officers see what was passed on, and only in their reach; a trainer hands nothing back.
    let id = page.path.rsplit('/').next().unwrap().to_owned();
    let here = format!("/officer/help/{id}");
    let officer = app.officer_of(hall.commune.province).await;
    let neighbour = app.officer_of(app.db_commune_in("15").await.province).await;
    officer.get("/officer/help").await.is(200).does_not_see("Nguyễn Văn Hòa");
    officer.get(&here).await.is(404);
    hall.trainer.submit(&page.form("/passing")).await.is(303);
    officer.get(&here).await.is(200);
    neighbour.get(&here).await.is(404);
    neighbour.get("/officer/help?show=all").await.is(200).does_not_see("Nguyễn Văn Hòa");
    // Handed back, it is the trainer's again.
    let back = officer.get(&here).await.form("/handing-back").set("note", "Xã trả lời được.");
    officer.submit(&back).await.leads_to("/officer/help?done=help-handed-back");
    officer.get(&here).await.is(404);
    first(&hall.trainer, "/trainer/help")
        .await
        .sees("Lê Văn Xã trả lại tập huấn viên")
        .sees("Xã trả lời được.");
    // A learner has one's own only.
    let other = hall.learner_in(hall.commune.team).await;
    other.get("/help-requests").await.is(200).does_not_see("Khó quá");
    let token = other.get("/me").await.form("/me").value("csrf");
    let fields = [("csrf", token.as_str()), ("said", "clear"), ("form_id", &Uuid::now_v7().to_string())]
        .map(|(name, value)| (name.to_owned(), value.to_owned()));
    let forged = Form {
        action: format!("/help-requests/{id}"),
        fields: fields.to_vec(),
        choices: vec![],
        rows: vec![],
    };
    other.submit(&forged).await.is(404);
}

#[tokio::test]
async fn what_waits_ages_in_working_days_and_the_oldest_comes_first() {
    let hall = hall().await;
    let app = &hall.app;
    ask(&hall.learner, LESSON, "Khó quá").await;
    let status = async |days: i64| {
        app.travel(Duration::days(days));
        let trainer = app.staff(hall.trainer.person).await;
        trainer.get("/trainer/help").await.all("main ul.rows .st:last-child").join("; ")
    };
    // Asked on a Tuesday.
    assert_eq!(status(0).await, "Gửi hôm nay");
    assert_eq!(status(3).await, "Chờ 3 ngày");
    assert_eq!(status(2).await, "Chờ 5 ngày");
    assert_eq!(status(1).await, "Chờ 6 ngày, quá 3 ngày làm việc");
    assert_eq!(status(3).await, "Chờ 9 ngày, quá 3 ngày làm việc");
    assert_eq!(status(1).await, "Chờ 10 ngày, quá 7 ngày làm việc");
    let other = hall.learner_in(hall.commune.team).await;
    ask(&other, QUESTION, "Mới hỏi").await;
    let trainer = app.staff(hall.trainer.person).await;
    let names = trainer.get("/trainer/help").await.all("main ul.rows b");
    assert_eq!(names, ["Nguyễn Văn Hòa", "Ma Thị Mùi"]);
    assert_eq!(
        trainer.get("/trainer/help?show=all").await.all("main ul.rows b"),
        ["Ma Thị Mùi", "Nguyễn Văn Hòa"]
    );
    answer(&trainer, "/trainer/help", "Đọc lại bước 1.").await.is(303);
    assert_eq!(trainer.get("/trainer/help").await.all("main ul.rows b"), ["Ma Thị Mùi"]);
    trainer.get("/trainer/help?show=all").await.sees("Đã trả lời 11/12/2026");
}

#[tokio::test]
async fn asking_has_its_bounds_and_says_what_is_missing() {
    let hall = hall().await;
    let (app, learner) = (&hall.app, &hall.learner);
    let form = form_from(learner, LESSON).await;
    learner.submit(&form).await.is(422).sees("Chọn một điều đang khó.");
    learner.submit(&form.clone().choose("Khác")).await.is(422).sees("Ghi vài lời");
    let long = "ế".repeat(501);
    let refused = learner.submit(&form.clone().choose("Khác").set("text", &long)).await;
    refused.is(422).sees("Đang dài 501 chữ cái. Bớt còn 500.");
    assert_eq!(refused.form("/help").value("text").trim(), long);
    assert_eq!(requests(&learner.get("/help-requests").await), 0);
    for n in 0..A_DAY_AT_MOST {
        ask(learner, LESSON, &format!("Lần {n}")).await;
    }
    let over = form_from(learner, LESSON).await.choose("Khác").set("text", "Nữa");
    learner.submit(&over).await.is(422).sees("Hôm nay đã gửi 12 lần.");
    app.travel(Duration::hours(25));
    for n in A_DAY_AT_MOST..OPEN_AT_MOST {
        ask(learner, LESSON, &format!("Lần {n}")).await;
    }
    learner.submit(&over).await.is(422).sees("Đang có 20 chỗ chờ trả lời.");
    let trainer = app.staff(hall.trainer.person).await;
    answer(&trainer, "/trainer/help", "Xong một chỗ.").await.is(303);
    learner.submit(&over).await.is(303);
}

#[tokio::test]
async fn outside_every_team_nobody_would_get_it_and_the_page_says_so() {
    let app = TestApp::start().await;
    let learner = app.learner(&app.db_a_member().create().await).await;
    for page in [LESSON, QUESTION, "/modules/thanh-toan/test"] {
        learner.get(page).await.is(200).does_not_see(HERE);
    }
    let page = learner.get("/modules/thanh-toan/help?lesson=tt-01").await;
    page.is(200).sees("Chưa có tập huấn viên nhận câu này").sees("Bấm “Gọi giúp”");
    assert!(page.find_form("/help").is_none());
    let token = learner.get("/me").await.form("/me").value("csrf");
    let fields = [
        ("csrf", token.as_str()),
        ("lesson", "tt-01"),
        ("kind", "unclear"),
        ("form_id", &Uuid::now_v7().to_string()),
    ]
    .map(|(name, value)| (name.to_owned(), value.to_owned()));
    let action = "/modules/thanh-toan/help".to_owned();
    let forged = Form { action, fields: fields.to_vec(), choices: vec![], rows: vec![] };
    learner.submit(&forged).await.is(422).sees("Chưa có tập huấn viên nhận câu này");
}

#[tokio::test]
async fn the_test_is_asked_about_as_a_whole_and_what_is_gone_keeps_its_words() {
    let hall = hall().await;
    let (app, learner) = (&hall.app, &hall.learner);
    ask(learner, "/modules/thanh-toan/test", "Đề khó").await;
    let page = first(&hall.trainer, "/trainer/help").await;
    assert_eq!(page.link("Mở chỗ này"), "/modules/thanh-toan");
    // It has no lesson to stand beside.
    page.does_not_see("Đăng câu trả lời bên cạnh bài");
    let reply = page.form("/answer").set("answer", "Ôn lại bài 1.").tick("publish", "1");
    hall.trainer.submit(&reply).await.leads_to(&format!("{}?done=help-answered", page.path));
    hall.trainer.get(&format!("{}/publication", page.path)).await.leads_to(&page.path);
    for address in
        ["?lesson=tt-99", "?lesson=tt-01&question=tta9", "?lesson=tt-02&question=tta1", "?lesson=%2e%2e"]
    {
        learner.get(&format!("/modules/thanh-toan/help{address}")).await.is(404);
    }
    // No page of an open test leads to asking about one of its questions.
    let intro = learner.get("/modules/thanh-toan/test").await;
    learner.send(&intro.form("/attempts")).await.is(200).does_not_see(HERE);

    let slug = |text: &str| Slug::parse(text).unwrap();
    let place = HelpPlace {
        module: slug("thanh-toan"),
        lesson: Some(slug("tt-bo")),
        question: Some(slug("cau-bo")),
        title: "Thanh toán thử: Bài 7. Bài đã bỏ".to_owned(),
        stem: "Câu hỏi đã bỏ?".to_owned(),
    };
    let (kind, form) = (Difficulty::Wrong, Uuid::now_v7());
    let new = NewHelp { member: hall.member.id, place, kind, text: String::new(), form };
    assert_eq!(app.store.ask_for_help(&new, app.now()).await.unwrap(), Asked::Sent);
    for page in [first(&hall.trainer, "/trainer/help").await, learner.get("/help-requests").await] {
        page.is(200).sees("Bài 7. Bài đã bỏ").sees("Câu hỏi đã bỏ?").sees("Chỗ này trong bài đã đổi.");
    }
}

#[tokio::test]
async fn an_answer_is_corrected_and_withdrawn_and_everything_stays_in_the_history() {
    let hall = hall().await;
    let (learner, trainer) = (&hall.learner, &hall.trainer);
    ask(learner, LESSON, "Khó quá").await;
    let page = first(trainer, "/trainer/help").await;
    trainer.submit(&page.form("/answer").set("answer", "  ")).await.is(422).sees("Ghi câu trả lời.");
    let reply = page.form("/answer").set("answer", "Bấm nút đỏ.").tick("publish", "1");
    let publication = trainer.send(&reply).await;
    publication.sees("Mọi thành viên ở xã Thử");
    trainer.send(&publication.form("/publication").set("question", "Bấm nút nào?")).await.is(200);
    let near = hall.learner_in(hall.commune.other_team).await;
    let beyond = hall.learner_in(hall.app.db_commune().await.team).await;
    near.get(LESSON).await.sees("Bấm nút nào?");
    beyond.get(LESSON).await.does_not_see("Bấm nút nào?");

    // A page that was made before is told so, and what was typed is kept.
    let stale = trainer.submit(&page.form("/answer").set("answer", "Bấm nút vàng.")).await;
    stale.is(422).sees("vừa có việc mới");
    assert_eq!(stale.form("/answer").value("answer").trim(), "Bấm nút vàng.");
    trainer.submit(&stale.form("/answer")).await.is(303);
    learner.get("/help-requests").await.sees("Bấm nút vàng.").does_not_see("Bấm nút đỏ.");

    let page = trainer.get(&page.path).await;
    trainer.send(&page.form("/withdrawal")).await.is(200).sees("Gửi hôm nay");
    learner.get("/help-requests").await.sees("Đang chờ").does_not_see("Bấm nút vàng.");
    near.get(LESSON).await.does_not_see("Bấm nút nào?");
    let page = trainer.get(&page.path).await;
    page.sees("Bấm nút đỏ.").sees("Bấm nút vàng.").sees("rút câu trả lời").sees("đăng bên cạnh bài");
    let trail = hall.app.store.audit_entries(None).await.unwrap();
    for action in ["help-answered", "help-corrected", "help-withdrawn"] {
        assert_eq!(trail.iter().filter(|one| one.action == action).count(), 1, "{action}");
    }
    hall.app.assert_books_agree().await;
}

#[tokio::test]
async fn a_trainer_of_one_team_publishes_for_that_team_and_a_lesson_shows_a_few() {
    let hall = hall().await;
    let app = &hall.app;
    let own = app.db_staff("Lương Văn Cội", Role::Trainer, hall.commune.team).await;
    let own = app.staff(own.person).await;
    for n in 1..=6 {
        ask(&hall.learner, LESSON, &format!("Hỏi {n}")).await;
        let page = first(&own, "/trainer/help").await;
        let reply = page.form("/answer").set("answer", &format!("Đáp {n}")).tick("publish", "1");
        let page = own.send(&reply).await;
        page.sees("Mọi thành viên ở thôn Bến Đá");
        own.submit(&page.form("/publication")).await.is(303);
        app.travel(Duration::minutes(1));
    }
    let lesson = hall.learner.get(LESSON).await;
    assert_eq!(lesson.all("details summary"), ["Hỏi 6", "Hỏi 5", "Hỏi 4", "Hỏi 3", "Hỏi 2"]);
    let all = hall.learner.get(&lesson.link("Xem hết các câu đã hỏi")).await;
    assert_eq!(all.all("main h2").len(), 6);
    let beside = hall.learner_in(hall.commune.other_team).await;
    beside.get(LESSON).await.does_not_see("Bà con đã hỏi");
}

#[tokio::test]
async fn sec_c2_what_learners_and_trainers_write_stays_text() {
    let hall = hall().await;
    let hostile = "</textarea><script>alert(1)</script> & \"x\" {{ v }}";
    ask(&hall.learner, LESSON, hostile).await;
    let page = first(&hall.trainer, "/trainer/help").await;
    let reply = page.form("/answer").set("answer", hostile).tick("publish", "1");
    let publication = hall.trainer.send(&reply).await;
    hall.trainer.submit(&publication.form("/publication").set("question", hostile)).await.is(303);
    for seen in [
        hall.trainer.get(&page.path).await,
        publication,
        hall.learner.get("/help-requests").await,
        hall.learner.get(LESSON).await,
        hall.learner.get(&format!("{LESSON}/answers")).await,
    ] {
        seen.is(200).sees("alert(1)").sees("{{ v }}");
        assert!(!seen.body().contains("<script>alert"), "{}", seen.path);
    }
}

#[tokio::test]
async fn sec_p8_a_login_that_a_trainer_opened_may_ask_too() {
    let hall = hall().await;
    let page = hall.trainer.get(&format!("/trainer/members/{}", hall.member.id)).await;
    hall.trainer.submit(&page.form("/entries").tick("where", "here")).await.leads_to("/");
    ask(&hall.trainer, LESSON, "Hỏi trên máy cô Hằng").await;
    hall.trainer.get("/trainer/help").await.is(404);
    let trainer = hall.app.staff(hall.trainer.person).await;
    first(&trainer, "/trainer/help").await.sees("Nguyễn Văn Hòa hỏi").sees("Hỏi trên máy cô Hằng");
}
