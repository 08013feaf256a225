//! Pictures, narration and other languages of lessons: who may have them, and how browsers get them.

use crate::support::{How, Setup, TestApp, fixture_courses};

const OF_15: &str = "---
id: tt-t15
title: Ví của tỉnh
minutes: 4
version: 1
---

# Ví của tỉnh

![Hình chiếc ví của tỉnh](anh/tinh.png)

## Câu hỏi

### Câu 1 (đúng/sai) — Ví của tỉnh không mất phí. <!-- id: t15b -->

- [x] Đúng
  > Đúng rồi.
- [ ] Sai
  > Xem lại bài.
";

fn fixture(path: &str) -> String {
    std::fs::read_to_string(fixture_courses().join(path)).unwrap()
}

/// The second lesson in Hmong, and read aloud.
fn setup() -> Setup {
    let lesson = fixture("thanh-toan/02-lam-that.md");
    let title = lesson.lines().find_map(|line| line.strip_prefix("title: ")).unwrap().to_owned();
    let hash = tungngo_course_hash(&lesson);
    let spoken = lesson
        .replace(&title, "Zaj ob")
        .replace("minutes: ", "lang: hmn\noriginal: HASH\nminutes: ")
        .replace("HASH", &hash);
    let kept = |line: &&str| !["minutes:", "version:", "change:"].iter().any(|key| line.starts_with(key));
    let spoken: Vec<&str> = spoken.lines().filter(kept).collect();
    let audio = format!("version: 1\naudio: {{ file: am-thanh/02.mp3, text: {hash} }}");
    TestApp::setup()
        .with_course_file("thanh-toan/02-lam-that.md", lesson.replacen("version: 1", &audio, 1))
        .with_course_file("thanh-toan/02-lam-that.hmn.md", spoken.join("\n"))
        .with_course_file("thanh-toan/am-thanh/02.mp3", b"ID3 0123456789".to_vec())
        .with_course_file("thanh-toan/tinh-15/07-vi.md", OF_15)
        .with_course_file("thanh-toan/tinh-15/anh/tinh.png", include_bytes!("fixtures/media/tinh.png"))
}

/// The hash of a lesson's text, as the authors' reference defines it.
fn tungngo_course_hash(lesson: &str) -> String {
    use sha2::Digest;
    let body = lesson.splitn(3, "---\n").nth(2).unwrap();
    let hash = sha2::Sha256::digest(body.trim());
    hash.iter().take(4).map(|byte| format!("{byte:02x}")).collect()
}

fn source(page: &crate::support::Page) -> String {
    let body = page.body();
    let at = body.find("/media/").expect("a picture or recording");
    body[at..at + "/media/".len() + 64].to_owned()
}

#[tokio::test]
async fn a_picture_is_for_signed_in_people_and_kept_for_ever() {
    let app = setup().start().await;
    let learner = app.learner(&app.db_member().await).await;
    let page = learner.get("/modules/thanh-toan/lessons/tt-01").await;
    let picture = source(&page);
    let answer = learner.get(&picture).await;
    answer.is(200);
    assert_eq!(answer.header("content-type"), "image/png");
    assert_eq!(answer.header("cache-control"), "private, max-age=31536000, immutable");
    assert_eq!(answer.header("x-content-type-options"), "nosniff");
    assert_eq!(answer.bytes, std::fs::read(fixture_courses().join("thanh-toan/anh/nut.png")).unwrap());
    assert!(app.visitor().get(&picture).await.header("location").starts_with("/login"));
    learner.get(&format!("/media/{}", "0".repeat(64))).await.is(404);
    learner.get("/media/..%2f..%2fetc").await.is(404);

    // It stays when the folder is gone.
    std::fs::remove_dir_all(app.courses_folder()).unwrap();
    let member = learner.person;
    let app = app.restart().await;
    app.learner(member).await.get(&picture).await.is(200);
}

#[tokio::test]
async fn a_picture_of_another_province_is_not_there() {
    let app = setup().start().await;
    let (here, there) = (app.db_commune_in("15").await, app.db_commune_in("08").await);
    let here = app.learner(&app.db_a_member().in_team(here.team).create().await).await;
    let there = app.learner(&app.db_a_member().in_team(there.team).create().await).await;
    let picture = source(&here.get("/modules/thanh-toan/lessons/tt-t15").await);
    here.get(&picture).await.is(200);
    there.get(&picture).await.is(404);
    app.author().await.get(&picture).await.is(200);
}

#[tokio::test]
async fn narration_is_offered_and_sent_in_parts() {
    let app = setup().start().await;
    let learner = app.learner(&app.db_member().await).await;
    let page = learner.get("/modules/thanh-toan/lessons/tt-02").await;
    page.is(200).sees("Nghe đọc bài").sees("tốn 0,1 MB");
    let sound = source(&page);
    let whole = learner.get(&sound).await;
    assert_eq!((whole.header("content-type"), whole.bytes.len()), ("audio/mpeg".to_owned(), 14));
    let part = learner.request(reqwest::Method::GET, &sound).header("range", "bytes=4-7").send().await;
    part.is(206);
    assert_eq!((part.header("content-range"), part.bytes), ("bytes 4-7/14".to_owned(), b"0123".to_vec()));
    learner.request(reqwest::Method::GET, &sound).header("range", "bytes=14-").send().await.is(416);
    learner.get("/modules/thanh-toan/lessons/tt-01").await.is(200).does_not_see("Nghe đọc bài");
}

#[tokio::test]
async fn a_learner_reads_a_lesson_in_another_language_and_comes_back() {
    let app = setup().start().await;
    let learner = app.learner(&app.db_member().await).await;
    let path = "/modules/thanh-toan/lessons/tt-02";
    let page = learner.get(path).await;
    page.is(200).does_not_see("Zaj ob");
    learner.get(&page.link("tiếng Mông")).await.leads_to(path);
    let page = learner.get(path).await;
    page.is(200).sees("Zaj ob");
    assert!(page.body().contains("<h1 lang=\"hmn\">"), "{}", page.body());
    let question = learner.get(&format!("{path}/questions/1")).await;
    assert!(question.is(200).body().contains("lang=\"hmn\""));
    learner.answer_question(&app, "thanh-toan", "tt-02", 1, How::Right).await.is(200).sees("Đúng rồi");
    // What is not translated is in Vietnamese.
    let other = learner.get("/modules/thanh-toan/lessons/tt-01").await;
    assert!(!other.is(200).body().contains("lang=\"hmn\""));
    learner.get(&page.link("tiếng Việt")).await.leads_to(path);
    learner.get(path).await.is(200).does_not_see("Zaj ob");
    for bad in ["/language", "/language?to=xyz&back=/"] {
        learner.get(bad).await.is(404);
    }
    learner.get("/language?to=hmn&back=https://vi.example").await.leads_to("/");
    app.assert_books_agree().await;
}
