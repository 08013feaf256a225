//! The officer's figures: each with its denominator and the list behind it, and the sum of the parts is the whole.

use crate::support::{Commune, How, Member, Page, TestApp};
use std::collections::BTreeSet;
use std::io::Read;
use tungngo_domain::ids::UnitId;

fn row(page: &Page, name: &str) -> String {
    page.all("tr").into_iter().find(|row| row.contains(name)).unwrap_or_else(|| panic!("{}", page.text()))
}

/// The lines of a file of figures.
fn officer_file(file: &Page) -> Vec<String> {
    let body = file.is(200).body();
    body.trim_start_matches('\u{FEFF}').lines().map(str::to_owned).collect()
}

/// Three members in two teams: one led by somebody certified in both modules, one in which nobody began.
async fn world(app: &TestApp) -> (Commune, Member) {
    let commune = app.db_commune().await;
    let one = app.db_a_member().named("Nông Văn Đức").leading().in_team(commune.team).create().await;
    app.db_a_member().named("Ma Thị Mùi").in_team(commune.team).create().await;
    app.db_a_member().named("Lý Văn Sáng").without_phone().in_team(commune.other_team).create().await;
    app.learner(&one).await.answer_question(app, "thanh-toan", "tt-01", 1, How::Wrong).await;
    app.db_certified(one.id, "thanh-toan", commune).await;
    app.db_certified(one.id, "an-toan", commune).await;
    app.store.sum_provinces().await.unwrap();
    (commune, one)
}

#[tokio::test]
async fn figures_follow_what_members_do() {
    let app = TestApp::start().await;
    let commune = app.db_commune().await;
    let one = app.db_a_member().in_team(commune.team).create().await;
    app.db_a_member().named("Ma Thị Mùi").in_team(commune.team).create().await;
    app.db_a_member().named("Lý Văn Sáng").without_phone().in_team(commune.other_team).create().await;
    let officer = app.officer_of(commune.id).await;
    let page = officer.get("/officer").await;
    page.is(200).sees("0 trong 3 người").sees("2 tổ có người; 3 thành viên");
    // On the roster, started, knows, does, certified, rate.
    assert_eq!(row(&page, "Bến Đá"), "Thôn Bến Đá 2 0 0 0 0 0,0%");
    assert_eq!(row(&page, "Nà Mây"), "Thôn Nà Mây 1 0 0 0 0 0,0%");
    assert_eq!(row(&page, "Liên lạc được"), "Liên lạc được 2 66,7%");
    app.learner(&one).await.answer_question(&app, "thanh-toan", "tt-01", 1, How::Wrong).await;
    let page = officer.get("/officer").await;
    assert_eq!(row(&page, "Bến Đá"), "Thôn Bến Đá 2 1 0 0 0 0,0%");
    app.db_certified(one.id, "thanh-toan", commune).await;
    app.db_certified(one.id, "an-toan", commune).await;
    let page = officer.get("/officer").await;
    assert_eq!(row(&page, "Bến Đá"), "Thôn Bến Đá 2 1 1 1 1 50,0%");
    assert_eq!(row(&page, "Cộng 3"), "Cộng 3 1 1 1 1 33,3%");
    // The line ends at the figure of the page.
    assert_eq!(page.all("svg.ch text.b"), ["33,3%"]);
    // The province's officer sees the commune as one line of the same numbers, and may go down into it.
    app.store.sum_provinces().await.unwrap();
    let above = app.officer_of(commune.province).await;
    let page = above.get("/officer").await;
    let commune_row = row(&page, &app.store.unit(commune.id).await.unwrap().name);
    assert!(commune_row.ends_with("2 3 1 1 33,3%"), "{commune_row}");
    above.get(&format!("/officer/units/{}", commune.id)).await.is(200).sees("Thôn Bến Đá");
    officer.get(&format!("/officer/units/{}", commune.province)).await.is(404);
    app.assert_books_agree().await;
}

/// Every number of these pages leads to a list with exactly so many rows, whoever asks, down to the team.
#[tokio::test]
async fn every_number_is_the_length_of_its_list() {
    let app = TestApp::start().await;
    let (commune, _) = world(&app).await;
    let nation = app.officer_of(app.db_nation().await).await;
    let own = app.officer_of(commune.id).await;
    let mut seen = BTreeSet::new();
    for (officer, unit) in [
        (&nation, app.db_nation().await),
        (&nation, commune.province),
        (&own, commune.id),
        (&own, commune.team),
    ] {
        for query in [
            "",
            "?table=1",
            "?subject=thanh-toan&period=weeks",
            "?role=leader",
            "?period=weeks",
            "?until=2026-11",
        ] {
            let page = officer.get(&format!("/officer/units/{unit}{query}")).await;
            page.is(200);
            for (href, said) in page.numbers() {
                // The rate leads to those certified.
                let Ok(said) = said.replace('.', "").parse::<usize>() else { continue };
                if seen.insert((href.clone(), said)) {
                    assert_eq!(officer.listed(&href).await.len(), said, "{query}: {href}");
                }
            }
        }
    }
    assert!(seen.len() > 60, "{}", seen.len());
    // Weeks and months too.
    assert!(seen.iter().any(|(href, n)| href.contains("&from=") && *n > 0));
    let metrics: BTreeSet<String> = seen
        .iter()
        .filter_map(|(href, _)| href.split("metric=").nth(1)?.split('&').next().map(str::to_owned))
        .collect();
    for metric in [
        "members",
        "reachable",
        "started",
        "knows",
        "does",
        "certified",
        "teams",
        "teams-led",
        "teams-silent",
    ] {
        assert!(metrics.contains(metric), "{metric} not in {metrics:?}");
    }
}

#[tokio::test]
async fn what_an_address_asks_for_that_is_not_there_is_said() {
    let app = TestApp::start().await;
    let (commune, _) = world(&app).await;
    let officer = app.officer_of(commune.province).await;
    for wrong in ["role=zzz", "subject=zzz", "until=2026-13", "units=99999", "rates=9"] {
        officer.get(&format!("/officer?{wrong}")).await.is(200).sees("lựa chọn không có ở đây");
    }
    for right in ["role=", "subject=&role=leader", "period=weeks&until=", "sort=name"] {
        officer.get(&format!("/officer?{right}")).await.is(200).does_not_see("lựa chọn không có ở đây");
    }
}

/// Units that were chosen, and those of one tenth of the rates, are listed as they are counted.
#[tokio::test]
async fn some_of_the_units_below_have_lists_of_their_own() {
    let app = TestApp::start().await;
    let (commune, _) = world(&app).await;
    let other = app.db_commune_in("08").await;
    app.db_a_member().named("Hà Thị Lý").in_team(other.team).create().await;
    app.keep_figures().await.unwrap();
    let officer = app.officer_of(commune.province).await;
    let page = officer.get("/officer").await;
    // One commune of three members at 33 %, one of one member at nought.
    let spread: Vec<String> = page.all("section[aria-labelledby=phan-bo] tbody tr");
    assert_eq!(spread, ["0–9% 1", "30–39% 1"]);
    let below = officer.get(&page.link("còn dưới 40%")).await;
    assert_eq!(below.is(200).all("section[aria-labelledby=bang] tbody tr").len(), 2);
    let tenth = below.path.replace("rates=0-39", "rates=30-39");
    assert_ne!(tenth, below.path);
    let tenth = officer.get(&tenth).await;
    tenth.is(200).sees("có tỷ lệ từ 30% đến 39%").sees("Cộng 1 nơi");
    assert_eq!(tenth.all("section[aria-labelledby=bang] tbody tr").len(), 1);
    let mut seen = 0;
    for page in [&below, &tenth] {
        for (href, said) in page.numbers() {
            let Ok(said) = said.parse::<usize>() else { continue };
            seen += usize::from(href.contains("&units="));
            assert_eq!(officer.listed(&href).await.len(), said, "{href}");
        }
    }
    assert!(seen >= 6, "{seen}");
    let one = tenth.numbers().into_iter().find(|(href, _)| href.contains("metric=members&units=")).unwrap().0;
    officer.get(&one).await.is(200).sees("3 người").does_not_see("Hà Thị Lý");
    let file = officer.get(&one.replace("/list?", "/list.csv?")).await;
    assert_eq!(file.is(200).body().lines().count(), 4);
    // Of units that are none, of times that are none, there is no list.
    let list = format!("/officer/units/{}/list?metric=started", commune.province);
    for wrong in [
        "&units=99999",
        "&from=2026-01-01",
        "&from=2026-02-01&before=2026-01-01",
        "&before=x",
        "&before=9999-01-01",
    ] {
        officer.get(&[&list, wrong].concat()).await.is(404);
    }
    officer.get(&[&list, "&from=2026-01-01&before=2027-02-01"].concat()).await.is(200).sees("1 người");
    let late = format!("/officer/units/{}/list?metric=reachable&before=2027-01-01", commune.province);
    officer.get(&late).await.is(404);
}

/// From a list down to the person: how far, who saw it, which certificates. Out of reach there is nobody.
#[tokio::test]
async fn a_name_leads_to_the_person() {
    let app = TestApp::start().await;
    let (commune, one) = world(&app).await;
    let officer = app.officer_of(commune.id).await;
    let list = officer.get(&format!("/officer/units/{}/list?metric=members", commune.id)).await;
    let page = officer.get(&list.link("Nông Văn Đức")).await;
    page.is(200).sees("tổ trưởng").sees("Thôn Bến Đá").sees("Thanh toán");
    page.sees("Làm được").sees("Việc đã được xác nhận").sees("thấy ngày").does_not_see("0900 000");
    let certificate = officer.get(&page.link("số ")).await;
    certificate.is(200).sees("Nông Văn Đức");
    let other = officer.get(&list.link("Ma Thị Mùi")).await;
    other.is(200).sees("Chưa có giấy chứng nhận.");
    let trail = app.store.audit_entries(None).await.unwrap();
    let reads = trail.iter().filter(|one| one.action == "member-read");
    assert_eq!(reads.count(), 2);
    let far = app.db_commune_in("01").await;
    let stranger = app.officer_of(far.id).await;
    stranger.get(&format!("/officer/members/{}", one.id)).await.is(404).does_not_see("Nông");
    // A team of a list has its page.
    let teams = officer.get(&format!("/officer/units/{}/list?metric=teams", commune.id)).await;
    officer.get(&teams.link("Bến Đá")).await.is(200).sees("Thôn Bến Đá 2 thành viên");
}

#[tokio::test]
async fn a_list_says_who_and_where_and_the_trail_says_how_many() {
    let app = TestApp::start().await;
    let (commune, _) = world(&app).await;
    let officer = app.officer_of(commune.id).await;
    let href = |rest: &str| format!("/officer/units/{}/{rest}", commune.id);
    let name = app.store.unit(commune.id).await.unwrap().name;
    let page = officer.get(&href("list?metric=members")).await;
    page.is(200).sees(&format!("3 người, {name}"));
    assert_eq!(row(&page, "Đức"), format!("Nông Văn Đức Thôn Bến Đá {name} Tổ trưởng. Có giấy chứng nhận."));
    assert_eq!(row(&page, "Sáng"), format!("Lý Văn Sáng Thôn Nà Mây {name} Tổ viên. Chưa vào học."));
    let teams = officer.get(&href("list?metric=teams-silent")).await;
    teams.is(200).sees(&format!("1 tổ, {name}")).does_not_see("Bến Đá");
    assert_eq!(row(&teams, "Nà Mây"), format!("Thôn Nà Mây {name} 1 thành viên"));
    let leaders = officer.get(&href("list?metric=members&cohort=leader")).await;
    assert_eq!(leaders.all("tbody tr").len(), 1);
    let trail = app.store.audit_entries(None).await.unwrap();
    let reads: Vec<&str> =
        trail.iter().filter(|one| one.action == "members-read").map(|one| one.detail.as_str()).collect();
    assert_eq!(reads, ["1", "3"]);
    // What nothing counts has no list, and a key that is none begins at the beginning.
    for query in [
        "",
        "metric=wealth",
        "metric=members&subject=A%20b",
        "metric=certified&subject=zzz",
        "metric=teams&cohort=leader",
        "metric=members&cohort=b1955",
    ] {
        officer.get(&href(&format!("list?{query}"))).await.is(404);
    }
    officer.get(&href("list?metric=members&after=x")).await.is(200).sees("Nông Văn Đức");
}

#[tokio::test]
async fn lists_go_on_by_key_and_out_as_files() {
    let app = TestApp::start().await;
    let commune = app.db_commune().await;
    for at in 0..53 {
        app.db_a_member().named(&format!("Hoàng Văn {at}")).in_team(commune.team).create().await;
    }
    let officer = app.officer_of(commune.id).await;
    let rows = officer.listed(&format!("/officer/units/{}/list?metric=members", commune.id)).await;
    assert_eq!(rows.len(), 53);
    assert_eq!(rows.iter().collect::<BTreeSet<_>>().len(), 53);
    let file = officer.get(&format!("/officer/units/{}/list.csv?metric=members", commune.id)).await;
    let body = file.is(200).body();
    let name = app.store.unit(commune.id).await.unwrap().name;
    assert_eq!(body.lines().count(), 54);
    let as_of = "Đơn vị,Họ và tên,Tổ,\"Xã, phường, đặc khu\",\"Tỉnh, thành phố\",Tình trạng,Số liệu đến";
    assert_eq!(body.lines().next().unwrap().trim_start_matches('\u{FEFF}'), as_of);
    assert!(body.contains(&format!("{name},Hoàng Văn 7,Thôn Bến Đá,{name},Tỉnh Tuyên Quang,")), "{body}");
    let named = file.header("content-disposition");
    assert!(named.contains("danh-sach-trong-danh-sach-"), "{named}");
    let book = officer.get(&format!("/officer/units/{}/list.xlsx?metric=members", commune.id)).await;
    assert!(book.is(200).bytes.starts_with(b"PK"));
    let trail = app.store.audit_entries(None).await.unwrap();
    let exports: Vec<&str> =
        trail.iter().filter(|one| one.action == "roster-exported").map(|one| one.detail.as_str()).collect();
    assert_eq!(exports, ["53", "53"]);
}

#[tokio::test]
async fn every_part_of_a_page_is_a_file_with_its_time() {
    let app = TestApp::start().await;
    let (commune, _) = world(&app).await;
    let officer = app.officer_of(commune.province).await;
    let page = officer.get("/officer?sort=name&table=1").await;
    let html = page.html();
    let files: Vec<String> = html
        .select(&scraper::Selector::parse("a[href*='figures.']").unwrap())
        .filter_map(|link| link.value().attr("href").map(str::to_owned))
        .collect();
    assert_eq!(files.len(), 10);
    for href in &files {
        let file = officer.get(href).await;
        file.is(200);
        if href.contains("figures.csv") {
            let (body, unit) = (file.body(), app.store.unit(commune.province).await.unwrap().name);
            let mut lines = body.lines();
            assert!(lines.next().unwrap().ends_with(",Số liệu đến"), "{href}: {body}");
            assert!(lines.clone().count() > 0, "{href}");
            assert!(lines.all(|line| line.starts_with(&unit) && line.contains("giờ")), "{href}: {body}");
        }
    }
    let own = format!("/officer/units/{}/figures.csv", commune.province);
    let stages = officer.get(&format!("{own}?part=stages")).await.body();
    assert!(stages.contains("Trong danh sách,3,\"100,0%\""), "{stages}");
    // In a workbook they are numbers, which can be added up.
    let book = officer.get(&format!("{}?part=stages", own.replace(".csv", ".xlsx"))).await.bytes;
    let mut book = zip::ZipArchive::new(std::io::Cursor::new(book)).unwrap();
    let mut sheet = String::new();
    book.by_name("xl/worksheets/sheet1.xml").unwrap().read_to_string(&mut sheet).unwrap();
    assert!(sheet.contains("<v>3</v>") && sheet.contains("<v>1</v>"), "{sheet}");
    officer.get(&own).await.is(404);
    officer.get(&format!("{own}?part=secrets")).await.is(404);
}

#[tokio::test]
async fn a_view_is_what_its_address_says() {
    let app = TestApp::start().await;
    let (commune, _) = world(&app).await;
    let nation = app.officer_of(app.db_nation().await).await;
    let page = nation.get("/officer").await;
    assert_eq!(page.all("ol.map a").len(), 34);
    page.sees("Hoàng Sa").sees("Trường Sa").does_not_see("% đến hết");
    assert!(page.body().contains("Đường tỷ lệ trên danh sách"));
    let drawn = nation.get(&page.link("Xem sơ đồ vẽ")).await;
    assert_eq!(drawn.all("svg.sk a").len(), 34);
    drawn.sees("không phải ranh giới pháp lý").sees("Hoàng Sa").sees("(Khánh Hòa)");
    // The province with members leads by rate; by name it stands in its place.
    let first = |page: &Page| page.all("section[aria-labelledby=bang] tbody th").first().cloned().unwrap();
    assert_eq!(first(&page), "Tỉnh Tuyên Quang");
    let by_name = nation.get("/officer?sort=name").await;
    assert_eq!(first(&by_name), "Tỉnh An Giang");
    // The page holds the first rows; the whole table is a page by itself, in the same order.
    assert_eq!(by_name.all("section[aria-labelledby=bang] tbody tr").len(), 10);
    let whole = nation.get(&by_name.link("Cả bảng, theo năm sinh, tệp tải về, cách tính")).await;
    assert_eq!(whole.is(200).all("section[aria-labelledby=bang] tbody tr").len(), 34);
    assert_eq!(first(&whole), "Tỉnh An Giang");
    whole.does_not_see("Hoàng Sa").does_not_see("Xem tiếp bảng");
    let leaders = nation.get("/officer?role=leader").await;
    assert!(
        row(&leaders, "Tỉnh Tuyên Quang").ends_with("1 1 1 100,0%"),
        "{}",
        row(&leaders, "Tỉnh Tuyên Quang")
    );
    leaders.sees("Đang xem: tổ trưởng.");
    let module = nation.get("/officer?subject=thanh-toan").await;
    module.sees("Đang xem: Thanh toán thử.");
    // Two provinces side by side, and nobody sees one out of reach.
    let other = app.store.unit_by_code("15").await.unwrap().id;
    let both = nation.get(&format!("/officer/units/{}/comparison?with={other}", commune.province)).await;
    both.is(200).sees("Tỉnh Tuyên Quang và tỉnh Lào Cai");
    assert_eq!(row(&both, "Có giấy chứng nhận"), "Có giấy chứng nhận 1 33,3% 0 –");
    let file = officer_file(&nation.get(&both.link("Dữ liệu thô")).await);
    assert_eq!(
        file[0],
        "Đơn vị,Nhóm,Tỉnh Tuyên Quang,Trên danh sách,Tỉnh Lào Cai,Trên danh sách,Số liệu đến"
    );
    let certified = file.iter().find(|line| line.contains(",Có giấy chứng nhận,")).unwrap();
    assert!(certified.starts_with("Tỉnh Tuyên Quang,Có giấy chứng nhận,1,\"33,3%\",0,–,"), "{certified}");
    assert!(nation.get(&both.link("Bảng tính")).await.is(200).bytes.starts_with(b"PK"));
    let own = app.officer_of(commune.province).await;
    for ending in ["csv", "xlsx"] {
        let way = format!("/officer/units/{}/comparison.{ending}", commune.province);
        own.get(&format!("{way}?with={other}")).await.is(404);
        own.get(&way).await.is(404);
    }
    let way = format!("/officer/units/{}/comparison?with=", commune.province);
    own.get(&format!("{way}{other}")).await.is(404);
    own.get(way.trim_end_matches("?with=")).await.is(200).sees("Không có nơi nào khác cùng cấp");
    own.get(&format!("{way}{}", UnitId(uuid::Uuid::new_v4()))).await.is(404);
}
