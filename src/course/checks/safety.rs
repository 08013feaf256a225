//! Hostile text: whatever stands in a course, the compiler neither panics nor lets markup through, nor grows.

use super::{Course, LESSON, today};
use crate::compile::modules_even_if_faulty;
use crate::{Limits, SourceTree, compile, render_human};
use proptest::prelude::*;
use proptest::test_runner::Config;
use tungngo_domain::content::{Choice, Html, Module, Piece, Question, Scene};

/// Strings known to break out of sanitisers and escapers.
const HOSTILE: [&str; 64] = [
    "<script>alert(1)</script>",
    "</script><img src=x onerror=alert(1)>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<body onload=alert(1)>",
    "<iframe src=javascript:alert(1)>",
    "<math><mi//xlink:href=\"javascript:alert(1)\">",
    "<a href=\"javascript:alert(1)\">x</a>",
    "<style>*{background:url(https://x.example)}</style>",
    "<link rel=stylesheet href=//x.example>",
    "<base href=//x.example/>",
    "<form action=//x.example><input></form>",
    "<details open ontoggle=alert(1)>",
    "<video><source onerror=alert(1)></video>",
    "<input autofocus onfocus=alert(1)>",
    "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
    "\"><script>alert(1)</script>",
    "'><script>alert(1)</script>",
    "\" onmouseover=\"alert(1)",
    "' onmouseover='alert(1)",
    "\" style=\"x:expression(alert(1))",
    "`onmouseover=alert(1)",
    "<<script>alert(1)//<</script>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<ScRiPt>alert(1)</sCrIpT>",
    "<script\n>alert(1)</script>",
    "<script/x>alert(1)</script>",
    "<!--><script>alert(1)</script>-->",
    "<!-- id: a\"><script>alert(1)</script> -->",
    "<!-- id: k7m2 --><script>alert(1)</script>",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<?xml version=\"1.0\"?><script>alert(1)</script>",
    "<!DOCTYPE html><script>alert(1)</script>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;script&#62;alert(1)&#60;/script&#62;",
    "&#x3c;img src=x onerror=alert(1)&#x3e;",
    "&quot;&gt;&lt;img src=x onerror=alert(1)&gt;",
    "\\<script\\>alert(1)\\</script\\>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java\tscript:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](javascript&colon;alert(1))",
    "[x](<javascript:alert(1)>)",
    "[x]( javascript:alert(1))",
    "[x](\u{1}javascript:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](vbscript:msgbox(1))",
    "[x](file:///etc/passwd)",
    "[x](//x.example)",
    "[x](https://x.example\"onmouseover=\"alert(1))",
    "[x](https://x.example 'a\" onmouseover=\"alert(1)')",
    "[x](mailto:a@b?body=%0d%0a\"onclick=alert(1))",
    "[x](tel:1\"onclick=\"alert(1))",
    "[x](fact:\"><script>alert(1)</script>)",
    "[x][y]\n\n[y]: javascript:alert(1)",
    "<javascript:alert(1)>",
    "<https://x.example\"onclick=alert(1)>",
    "![x](javascript:alert(1) \"onerror=alert(1)\")",
    "![\" onerror=\"alert(1)](x)",
    "# x {onmouseover=alert(1) .a #b}",
    "{{ __tera_context }} {% raw %} {{ 7*7 | safe }}",
    "\u{202e}<\u{200b}script>alert(1)</script>\0\u{feff}",
];

/// A course with the same text in every field an author may fill.
fn filled_with(text: &str) -> Course {
    let one_line = text.replace(['\n', '\t'], " ");
    let yaml = serde_json::to_string(text).expect("a string is JSON, and so YAML");
    Course::sample()
        .with("facts.toml", format!("[hotline]\nvalue = {yaml}\nsource = {yaml}\nchecked_on = 2026-10-01\nreview_by = 2027-04-01\n"))
        .with(
            "mau/module.md",
            format!("---\nid: mau\ntitle: {yaml}\nsummary: {yaml}\nskill: thanh-toan\naudience: {yaml}\nscope: {yaml}\norder: 3\n---\n\n# {one_line}\n\n{text}\n"),
        )
        .with(
            LESSON,
            format!(
                "---\nid: mau-01\ntitle: {yaml}\nminutes: 5\nversion: 1\napps: [{{ name: {yaml}, tested: 2026-10 }}]\n---\n\n# {one_line}\n\n\
                 {text}\n\n## {one_line}\n\n- {one_line}\n\n| {one_line} | b |\n|---|---|\n| {one_line} | c |\n\n`{one_line}` **{one_line}** [{one_line}](https://a.vn) [{one_line}](fact:hotline)\n\n\
                 > **Cẩn thận: {one_line}** {one_line}\n\n> **Nói với bà con:** {one_line}\n\n\
                 1. {one_line}\n\n   ```dien-thoai\n   # {one_line}\n   dòng: {one_line} | {one_line} <- nhìn\n   ô: {one_line} | {one_line}\n   nút: {one_line}\n   \
                 nút tròn: {one_line} <- bấm\n   lưới: {one_line} | {one_line}\n   đường dẫn: {one_line}\n   thông báo: {one_line}\n   công tắc: {one_line} | bật\n   \
                 ảnh: {one_line}\n   qr: {one_line}\n   {one_line}: {one_line}\n   ```\n\n   {one_line}\n\n{scenes}## Câu hỏi\n\n\
                 ### Câu 1 (chọn một) — {one_line} <!-- id: q1 -->\n\n{one_line}\n\n> **Gợi ý:** {one_line}\n\n\
                 - [ ] {one_line}\n  > {one_line}\n- [x] Khác {one_line}\n  > {one_line}\n\n> **Giải thích:** {one_line}\n\n{kinds}",
                scenes = scenes_filled_with(&one_line),
                kinds = kinds_filled_with(&one_line),
            ),
        )
        .with(
            "mau/kiem-tra.md",
            format!("# {one_line}\n\n{text}\n\n- Rút **1** câu từ [{one_line}](ngan-hang/de.md)\n\nđạt: 80\n\nlàm lại: ngay, đề khác; 3 lần một ngày\n"),
        )
        .with(
            "mau/thuc-hanh.md",
            format!("# {one_line}\n\n{text}\n\n- [ ] {one_line} <!-- id: th1 -->\n  > {one_line}\n\n## Dạy lại\n\n- [ ] {one_line} <!-- id: dl1 -->\n  > {one_line}\n"),
        )
}

/// Every block but the drawn phone, with the same text in every line.
fn scenes_filled_with(text: &str) -> String {
    format!(
        "```tin-nhan\ntừ: {text}\nlúc: {text}\nkênh: {text}\n{text} [{text}](!{text}) {text}\nbác: {text}\n```\n\n\
         ```cuoc-goi\ntừ: {text}\nxưng: {text}\nhọ: {text} [{text}](!{text})\nbác: {text}\n```\n\n\
         ```the-in\n# {text}\n- {text}\n{text} {{fact:hotline}} {{fact:{text}}}\nghi: {text}\n```\n\n\
         ## Tập trên máy tập\n\n{text}\n\n```may-tap tap1\nbước: {text}\n# {text}\nnút: {text} <- đúng\nnút: khác {text}\n\
         lưới: {text} | {text}\nqr: {text}\nđúng: {text}\nsai khác {text}: {text}\nsai: {text}\n---\nbước: {text}\n{text}\n```\n\n"
    )
}

/// A question of every kind that has its own shape, with the same text in every line.
fn kinds_filled_with(text: &str) -> String {
    format!(
        "### Câu 2 (sắp xếp) — {text} <!-- id: q2 -->\n\n1. {text}\n   > {text}\n2. khác {text}\n\n\
         ### Câu 3 (ghép đôi) — {text} <!-- id: q3 -->\n\n| {text} | {text} | c |\n|---|---|---|\n| {text} | {text} | {text} |\n| b | c | {text} |\n\n\
         ### Câu 4 (điền số) — {text} <!-- id: q4 -->\n\nĐáp án: 3 ({text})\n\n- 4\n  > {text}\n- {text}\n  > {text}\n\n\
         ### Câu 5 (trả lời ngắn) — {text} <!-- id: q5 -->\n\nĐáp án: {text} | b\n\n- {text}\n  > {text}\n\n\
         ### Câu 6 (chạm) — {text} <!-- id: q6 -->\n\n```dien-thoai\n# {text}\nnút: {text} <- đúng\ndòng: {text} | {text}\nqr: {text}\nđúng: {text}\nsai: {text}\n```\n\n\
         ### Câu 7 (tìm dấu hiệu) — {text} <!-- id: q7 -->\n\n```tin-nhan\ntừ: {text}\n[{text}](!{text})\n{text} <- bình thường: {text}\nbác: {text}\n```\n\n\
         ### Câu 8 (tìm dấu hiệu) — {text} <!-- id: q8 -->\n\n```dien-thoai\n# {text}\nnút: {text} <- dấu hiệu: {text}\nô: {text} <- bình thường: {text}\n```\n"
    )
}

fn tree(course: &Course) -> SourceTree {
    SourceTree::from_files(course.files.clone())
}

/// A scene as a page prints it.
fn scene_markup(scene: &Scene) -> Html {
    let mut out = String::new();
    for piece in &scene.pieces {
        match piece {
            Piece::Markup(html) => out.push_str(html.as_str()),
            Piece::Part { class, label, .. } => {
                out.push_str(&format!("<span class=\"{class}\">{}</span>", label.as_str()));
            }
        }
    }
    Html::from_compiler(out)
}

fn all_markup(module: &Module) -> Vec<Html> {
    fn of_options(options: &[Choice], out: &mut Vec<Html>) {
        for option in options {
            out.push(option.text.clone());
            out.extend(option.feedback.clone());
        }
    }
    fn of_question(question: &Question, out: &mut Vec<Html>) {
        out.push(question.context.clone());
        out.extend(question.hint.clone());
        out.extend(question.explanation.clone());
        out.extend(question.targets.iter().cloned());
        out.extend(question.scene.as_ref().map(scene_markup));
        of_options(&question.options, out);
    }
    let mut out = Vec::new();
    for lesson in &module.lessons {
        out.push(lesson.body.clone());
        out.push(lesson.drills_intro.clone());
        for step in lesson.drills.iter().flat_map(|drill| &drill.steps) {
            out.push(scene_markup(&step.screen));
            of_options(&step.parts, &mut out);
        }
        lesson.questions.iter().for_each(|question| of_question(question, &mut out));
    }
    module.banks.iter().flat_map(|bank| &bank.questions).for_each(|question| of_question(question, &mut out));
    out.extend(module.test.as_ref().map(|test| test.intro.clone()));
    if let Some(practice) = &module.practice {
        out.push(practice.intro.clone());
        let items = practice.checklist.iter().chain(&practice.teach_back);
        out.extend(items.filter_map(|item| item.look_for.clone()));
    }
    out
}

/// The elements and attributes a page may have; anything else is a hole.
fn assert_within_allow_list(markup: &str) {
    const ELEMENTS: [&str; 31] = [
        "img",
        "a",
        "b",
        "br",
        "code",
        "div",
        "em",
        "figcaption",
        "figure",
        "h2",
        "h3",
        "hr",
        "li",
        "mark",
        "ol",
        "p",
        "path",
        "section",
        "small",
        "span",
        "svg",
        "table",
        "tbody",
        "td",
        "th",
        "thead",
        "tr",
        "ul",
        "use",
        "figure",
        "div",
    ];
    let mut rest = markup;
    while let Some(start) = rest.find('<') {
        assert!(!rest[..start].contains('>'), "a bare > in {markup}");
        let end = rest[start..]
            .find('>')
            .map(|end| start + end)
            .unwrap_or_else(|| panic!("an open tag in {markup}"));
        let tag = &rest[start + 1..end];
        rest = &rest[end + 1..];
        let (name, mut attributes) = match tag.find(' ') {
            Some(space) => (&tag[..space], &tag[space..]),
            None => (tag.trim_end_matches('/'), ""),
        };
        let name = name.trim_start_matches('/');
        assert!(ELEMENTS.contains(&name), "<{tag}> in {markup}");
        while !attributes.is_empty() && attributes != "/" {
            let (key, after) =
                attributes.trim_start().split_once("=\"").unwrap_or_else(|| panic!("<{tag}> in {markup}"));
            let (value, after) = after.split_once('"').unwrap_or_else(|| panic!("<{tag}> in {markup}"));
            attributes = after;
            let fine = match (name, key) {
                ("a", "href") => ["https://", "tel:", "mailto:", "/modules/mau/lessons/"]
                    .iter()
                    .any(|start| value.starts_with(start)),
                ("a", "rel") => value == "noopener noreferrer",
                ("use", "href") => {
                    ["#i-qr", "#i-ok", "#i-warn", "#i-sound", "#i-go", "#i-back"].contains(&value)
                }
                ("svg", "viewBox" | "aria-hidden") | ("path", "d") => true,
                ("div", "role") => ["img", "group"].contains(&value),
                ("div", "aria-label") => true,
                ("th", "scope") => value == "col",
                (_, "class") => value.split(' ').all(|class| {
                    [
                        "steps", "pic", "phone", "pt", "pg", "pl", "pf", "pb", "pr", "pn", "pq", "hit",
                        "note", "warn", "say", "i", "dots", "stack", "sms", "call", "me", "mut", "noprint",
                        "card", "ct", "cw", "",
                    ]
                    .contains(&class)
                }),
                _ => false,
            };
            assert!(fine, "{key}=\"{value}\" in {markup}");
        }
    }
    assert!(!rest.contains('>'), "a bare > in {markup}");
}

#[test]
fn hostile_text_in_every_field_gives_no_markup_of_its_own() {
    for text in HOSTILE {
        let course = filled_with(text);
        let modules = modules_even_if_faulty(&tree(&course), &Limits::default(), today());
        assert_eq!(modules.len(), 1, "{text}");
        for html in all_markup(&modules[0]) {
            assert_within_allow_list(html.as_str());
        }
        let told = render_human(&course.compile().diagnostics);
        assert!(!told.contains(['\0', '\u{1}', '\u{202e}']), "a terminal must not be steered");
    }
}

#[test]
fn markup_and_foreign_schemes_are_always_told_as_errors() {
    for text in HOSTILE.iter().filter(|text| text.starts_with(['<', '!']) || text.contains("](javascript:")) {
        let compiled = Course::sample().page(text).compile();
        assert!(compiled.has_errors(), "{text}");
        assert_eq!(compiled.catalogue.modules, [], "{text}");
    }
}

#[test]
fn the_allow_list_itself_sees_what_it_should() {
    for bad in
        ["<script>", "<b onclick=\"x\">", "<a href=\"javascript:x\">", "<p style=\"x\">", "<b", "a > b"]
    {
        assert!(std::panic::catch_unwind(|| assert_within_allow_list(bad)).is_err(), "{bad}");
    }
}

/// What parsers are known to choke on (security-reliability.md §4), each a quarter of what a file may hold.
fn pathological() -> Vec<String> {
    let most = 64_000;
    let fill = |piece: &str| piece.repeat(most / piece.len());
    let runs: String = (1..350).map(|n| format!("{} ", "`".repeat(n))).collect();
    let table = format!("|{}\n|{}\n{}", "a|".repeat(500), "-|".repeat(500), "a\n".repeat(500));
    let narrow = format!("|{}\n|{}\n{}", "a|".repeat(20), "-|".repeat(20), "a\n".repeat(100_000));
    let mut texts = vec![
        format!("{}a", fill("> ")),
        fill("- "),
        fill("1. "),
        fill("["),
        fill("[]("),
        fill("[a](<b"),
        fill("!-- <"),
        fill("<!-- "),
        fill("[^\n"),
        fill("*a _b "),
        fill("**a *b "),
        fill("a](b"),
        fill("![a"),
        fill("&#"),
        fill("\\"),
        fill("<a "),
        fill("\u{300}"),
        fill("\r"),
        fill("a "),
        fill("<b>"),
        fill("*"),
        fill("_a__b_"),
        runs,
        format!("a**b{}", fill("c* ")),
        table,
        narrow,
        (0..20_000).map(|n| format!("[{n}]: x\n")).collect(),
        "a".repeat(most),
        fill("Tie\u{302}\u{300}n "),
        fill("a\u{2028}b"),
        fill("a\0b"),
        fill("a\u{feff}b"),
        format!("e{}", "\u{301}".repeat(10_000)),
        fill("```dien-thoai\n# A\nqr\n```\n"),
        fill("```dien-thoai\n"),
        fill("```tin-nhan\ntừ: a\nb\n```\n"),
        fill("```the-in\n# A\n- a\n```\n"),
        fill("## Tập trên máy tập\n"),
        format!("```tin-nhan\ntừ: a\n{}\n```", fill("[a](!b)")),
        format!("```tin-nhan\ntừ: a\n{}\n```", fill("[")),
        format!("```tin-nhan\ntừ: a\n{}\n```", fill("](!(")),
        format!("```tin-nhan\ntừ: a\n{}\n```", fill("a\n")),
        format!("```cuoc-goi\n{}\n```", fill("họ: a\n")),
        format!("```the-in\n# A\n{}\n```", fill("{fact:a}")),
        format!("## Tập trên máy tập\n\n```may-tap a\n{}\n```", fill("---\n")),
        format!(
            "## Tập trên máy tập\n\n```may-tap a\nbước: a\n# A\nnút: a <- đúng\n{}\n```",
            fill("sai b: c\n")
        ),
        format!("## Tập trên máy tập\n\n{}", fill("```may-tap\nbước: a\n# A\nqr <- đúng\n```\n")),
        format!("### Câu 1 (chạm) — a\n\n```dien-thoai\n# A\nnút: a <- đúng\n{}\n```", fill("sai b: c\n")),
        format!("### Câu 1 (chạm) — a\n\n```dien-thoai\n# A\nnút: a <- đúng\nsai {}\n```", fill("b:")),
        format!(
            "### Câu 1 (tìm dấu hiệu) — a\n\n```dien-thoai\n# A\nlưới: {}\n```",
            fill("a <- dấu hiệu: b|")
        ),
        format!("### Câu 1 (sắp xếp) — a\n\n{}", fill("1. a\n")),
        format!("### Câu 1 (ghép đôi) — a\n\n|a|b|\n|-|-|\n{}", fill("|a|b|\n")),
        format!("### Câu 1 (điền số) — a\n\nĐáp án: {}", "9".repeat(most)),
        format!("### Câu 1 (điền số) — a\n\nĐáp án: 1\n\n{}", fill("- 2\n")),
        format!("### Câu 1 (trả lời ngắn) — a\n\nĐáp án: {}", fill("a|")),
        format!("```dien-thoai\n# A\n{}```", "nút: a\n".repeat(20_000)),
        fill("### Câu 1 (chọn một) — a\n\n- [ ] a\n"),
        fill("> **Cẩn thận:** a\n\n"),
    ];
    texts.push((0..400).map(|n| format!("{}- a\n", "  ".repeat(n))).collect());
    texts
}

#[test]
fn pathological_text_is_answered_in_bounded_space() {
    for text in pathological() {
        let head: String = text.chars().take(20).collect();
        for course in [
            Course::sample().page(&text),
            Course::sample().question(&text),
            Course::sample().with("mau/thuc-hanh.md", text.clone()),
        ] {
            let compiled = course.compile();
            assert!(compiled.diagnostics.len() < 1_000, "{head}");
            assert!(render_human(&compiled.diagnostics).len() < 2 << 20, "{head}");
            let size = serde_json::to_string(&compiled.catalogue).map_or(0, |json| json.len());
            assert!(size < 3 << 20, "{head}");
        }
    }
}

#[test]
fn pathological_front_matter_is_answered_in_bounded_space() {
    let keys: String = (0..20_000).map(|n| format!("k{n}: 1\n")).collect();
    let texts = [
        keys,
        format!("id: {}\n", "[".repeat(10_000)),
        format!("id: {}\n", "{a: ".repeat(3_000)),
        format!("minutes: {}\n", "9".repeat(10_000)),
        "a: &a [x]\nb: *a\n".to_owned(),
        "a: &a [*a]\n".to_owned(),
        "? - a\n: b\n".to_owned(),
        "- a\n".to_owned(),
        "---\n...\n".to_owned(),
        "id: !!binary aGk=\n".to_owned(),
        "id: |\n  a\n".to_owned(),
        "\t\n".to_owned(),
        "null: a\n1: b\n".to_owned(),
        "order: 1e999\nminutes: .nan\nversion: -0x1\n".to_owned(),
    ];
    for text in texts {
        let compiled = Course::sample().with(LESSON, format!("---\n{text}---\n\n# A\n")).compile();
        assert!(compiled.has_errors());
        assert!(compiled.diagnostics.len() < 1_000);
        let module = Course::sample().with("mau/module.md", format!("---\n{text}---\n\n# A\n")).compile();
        assert!(module.has_errors());
        let facts = Course::sample().with("facts.toml", text).compile();
        assert!(facts.diagnostics.len() < 1_000);
    }
}

/// Pieces that mean something to the compiler, to be thrown into a lesson anywhere.
const PIECES: [&str; 64] = [
    "---\n",
    "\n\n",
    "\n",
    "# ",
    "## Câu hỏi\n",
    "### Câu 1 (",
    "chọn một) — ",
    "- [ ] ",
    "- [x] ",
    "  > ",
    "> **Cẩn thận:** ",
    "> [!TIP]\n",
    "```dien-thoai\n",
    "```\n",
    "```may-tap\n",
    "nút: ",
    " <- bấm",
    " | ",
    "qr\n",
    "lưới: ",
    "<!-- id: a -->",
    "<!--",
    "-->",
    "<b>",
    "[a](fact:hotline)",
    "[a](",
    "](",
    "**",
    "*",
    "`",
    "1. ",
    "|---|---|\n",
    "   ",
    "\t",
    "\u{a0}",
    "\u{301}",
    "đạt: 80\n",
    "làm lại: ",
    "- Rút **1** câu từ [a](ngan-hang/de.md)\n",
    "\u{202e}",
    "```tin-nhan\n",
    "```cuoc-goi\n",
    "```the-in\n",
    "```may-tap k7\n",
    "## Tập trên máy tập\n",
    "bước: ",
    "đúng: ",
    "sai: ",
    "sai Gửi: ",
    "---\n",
    " <- đúng",
    " <- dấu hiệu: ",
    " <- bình thường: ",
    "[a](!b)",
    "](!",
    "từ: ",
    "họ: ",
    "bác: ",
    "ghi: ",
    "{fact:",
    "Đáp án: ",
    "sắp xếp) — ",
    "ghép đôi) — ",
    "tìm dấu hiệu) — ",
];

fn quiet() -> Config {
    // No regression files in the source tree: a case found becomes a named test.
    Config { cases: 96, failure_persistence: None, ..Config::default() }
}

proptest! {
    #![proptest_config(quiet())]

    #[test]
    fn compiling_never_panics_on_arbitrary_bytes(
        bytes in prop::collection::vec(any::<u8>(), 0..600),
        place in 0usize..6,
    ) {
        let path = ["facts.toml", "mau/module.md", LESSON, "mau/ngan-hang/de.md", "mau/kiem-tra.md", "mau/thuc-hanh.md"][place];
        let compiled = Course::sample().with(path, bytes).compile();
        let _ = render_human(&compiled.diagnostics);
    }

    #[test]
    fn compiling_never_panics_on_arbitrary_text(text in "\\PC{0,300}", front in "\\PC{0,80}") {
        let compiled = Course::sample().page(&text).lesson("minutes: 5", &front).compile();
        let _ = render_human(&compiled.diagnostics);
    }

    #[test]
    fn compiling_never_panics_nor_lets_markup_through_on_a_mutated_lesson(
        cuts in prop::collection::vec((any::<prop::sample::Index>(), 0usize..PIECES.len(), 0usize..12), 1..8),
        place in 0usize..5,
        seed in 0usize..2,
    ) {
        let path = ["mau/module.md", LESSON, "mau/ngan-hang/de.md", "mau/kiem-tra.md", "mau/thuc-hanh.md"][place];
        let examples = [include_str!("../example-lesson.md"), include_str!("../example-kinds.md")];
        let example = examples[seed % 2].replace("````markdown\n", "");
        let course = Course::sample().with(LESSON, example);
        let mut text: Vec<char> = String::from_utf8_lossy(&course.files[path]).chars().collect();
        for (index, piece, dropped) in cuts {
            let at = index.index(text.len().max(1)).min(text.len());
            let end = (at + dropped).min(text.len());
            text.splice(at..end, PIECES[piece].chars());
        }
        let course = course.with(path, text.into_iter().collect::<String>());
        let compiled = course.compile();
        let _ = render_human(&compiled.diagnostics);
        for found in &compiled.diagnostics {
            prop_assert!(found.line >= 1 && found.column >= 1 && found.length >= 1);
        }
        for module in modules_even_if_faulty(&tree(&course), &Limits::default(), today()) {
            for html in all_markup(&module) {
                assert_within_allow_list(html.as_str());
            }
        }
    }

    #[test]
    fn arbitrary_text_in_every_block_and_kind_never_panics_nor_gets_through(text in "\\PC{0,60}", piece in 0usize..PIECES.len()) {
        let text = format!("{text}{}", PIECES[piece].trim_end());
        let course = filled_with(&text);
        let _ = render_human(&course.compile().diagnostics);
        for module in modules_even_if_faulty(&tree(&course), &Limits::default(), today()) {
            for html in all_markup(&module) {
                assert_within_allow_list(html.as_str());
            }
        }
    }

    #[test]
    fn any_paths_are_accepted_or_refused_without_panic(paths in prop::collection::vec("[a-z./\\\\ àA~-]{0,12}", 0..6)) {
        let files = paths.into_iter().map(|path| (path, b"# A".to_vec()));
        let _ = compile(&SourceTree::from_files(files), &Limits::default(), today());
    }
}
