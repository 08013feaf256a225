//! Courses on a running server: a change is seen, a broken one takes nothing down (C5).

use crate::support::TestApp;
use std::time::Duration;
use tungngo::web::courses::{Courses, Policy};

/// Waits until it is so, generously.
#[track_caller]
pub fn until(mut is_so: impl FnMut() -> bool) -> impl Future<Output = ()> {
    let caller = std::panic::Location::caller();
    async move {
        for _ in 0..600 {
            if is_so() {
                return;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("{caller}: it never became so");
    }
}

#[tokio::test]
async fn sec_c5_a_saved_change_is_on_the_page_and_a_broken_one_keeps_the_last_good() {
    let app = TestApp::setup().watching_courses().with_workers(2).start().await;
    let learner = app.learner(&app.db_member().await).await;
    let author = app.author().await;
    author.get("/author").await.is(200).sees("Không có lỗi, không có cảnh báo.").sees("Thanh toán thử");
    let lesson = app.courses_folder().join("thanh-toan/01-mo-dau.md");
    let bank = app.courses_folder().join("thanh-toan/ngan-hang/chung.md");
    let good = std::fs::read_to_string(&lesson).unwrap();
    let before = app.module("thanh-toan").version;
    let changed =
        good.replace("Mở ứng dụng. Bấm nút", "Mở chương trình. Bấm nút").replace("version: 1", "version: 2");
    std::fs::write(&lesson, &changed).unwrap();
    until(|| app.module("thanh-toan").version != before).await;
    let path = "/modules/thanh-toan/lessons/tt-01";
    learner.get(path).await.is(200).sees("Mở chương trình.");

    // Broken, while readers read.
    let good_version = app.module("thanh-toan").version;
    let breaks: [&dyn Fn(); 4] = [
        &|| std::fs::write(&lesson, changed.replace("- [x]", "- [ ]")).unwrap(),
        &|| std::fs::write(&lesson, &changed.as_bytes()[..200]).unwrap(),
        &|| std::fs::write(&lesson, [0xff, 0xfe, 0x00, 0x01]).unwrap(),
        &|| std::fs::rename(&bank, bank.with_extension("xa")).unwrap(),
    ];
    for break_it in breaks {
        break_it();
        until(|| app.courses.now().broken).await;
        let all = futures_util::future::join_all((0..50).map(|_| learner.get(path))).await;
        for page in all {
            page.is(200).sees("Mở chương trình.");
        }
        assert_eq!(app.module("thanh-toan").version, good_version);
        let desk = author.get("/author").await;
        desk.is(200).sees("Đang dùng bản tốt gần nhất").sees("thanh-toan/").sees("Cách sửa:").sees("lỗi[");
        std::fs::write(&lesson, &changed).unwrap();
        let _ = std::fs::rename(bank.with_extension("xa"), &bank);
        until(|| !app.courses.now().broken).await;
    }
    author.get("/author").await.sees("Không có lỗi, không có cảnh báo.");
    app.assert_books_agree().await;
}

#[tokio::test]
async fn sec_c5_a_server_starts_from_the_last_good_courses_when_the_folder_is_gone() {
    let app = TestApp::start().await;
    let member = app.db_member().await;
    app.learner(&member).await.begin_test("thanh-toan").await.is(200);
    std::fs::remove_dir_all(app.courses_folder()).unwrap();
    let app = app.restart().await;
    let learner = app.learner(&member).await;
    learner.get("/modules/thanh-toan/lessons/tt-01").await.is(200).sees("Tiền nong, phần mở đầu");
    learner.take_test(&app, "thanh-toan", 0).await.sees("Đạt rồi");
    app.author().await.get("/author").await.is(200).sees("Đang dùng bản tốt gần nhất");
    app.assert_books_agree().await;
}

#[tokio::test]
async fn a_start_shows_what_is_published_until_the_folder_is_compiled() {
    let app = TestApp::start().await;
    let lesson = app.courses_folder().join("thanh-toan/01-mo-dau.md");
    let good = std::fs::read_to_string(&lesson).unwrap();
    let changed = good.replace("Mở ứng dụng. Bấm nút", "Mở chương trình. Bấm nút");
    std::fs::write(&lesson, changed.replace("version: 1", "version: 2")).unwrap();
    let published = app.module("thanh-toan").version;
    let courses =
        Courses::start(&app.courses_folder(), Policy::Everything, &app.store, app.now()).await.unwrap();
    let version = || courses.now().catalogue.module(&app.module("thanh-toan").id).unwrap().version.clone();
    assert_eq!(version(), published);
    courses.look(&app.store, app.now()).await.unwrap();
    let newer = version();
    assert_ne!(newer, published);
    // It is looked at once: afterwards whoever watches the folder sees to it.
    std::fs::write(&lesson, good).unwrap();
    courses.look(&app.store, app.now()).await.unwrap();
    assert_eq!(version(), newer);
    app.assert_books_agree().await;
}

#[tokio::test]
async fn without_courses_and_without_a_last_good_one_the_server_says_so_and_does_not_start() {
    let app = TestApp::setup().with_empty_database().start().await;
    std::fs::remove_dir_all(app.courses_folder()).unwrap();
    use tungngo_storage::Connection;
    app.store
        .write(async |txn| {
            txn.execute_unprepared("DELETE FROM catalogue").await?;
            Ok(())
        })
        .await
        .unwrap();
    let refusal = app.try_restart().await.err().expect("refused");
    assert!(refusal.contains("không có chuyên đề nào dùng được"), "{refusal}");
}

#[tokio::test]
async fn an_author_sees_lessons_with_all_answers_and_learners_do_not() {
    let app = TestApp::start().await;
    let author = app.author().await;
    let module = author.get("/author/modules/thanh-toan").await;
    module.is(200).sees("4 câu, đúng từ 3 câu là đạt").sees("12 tháng");
    let preview = author.get(&module.link("Tiền nong, phần mở đầu")).await;
    preview.is(200).sees("Câu đúng").sees("Vội thì dễ nhầm.").sees("Ghi vào sổ cất ở nhà");
    let learner = app.learner(&app.db_member().await).await;
    learner.get("/author/modules/thanh-toan/lessons/tt-01").await.is(404);
    let page = learner.get("/modules/thanh-toan/lessons/tt-01/questions/1").await;
    page.is(200).does_not_see("Vội thì dễ nhầm.");
}
