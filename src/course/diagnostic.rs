//! What an author is told: the stable codes, one diagnostic, and how it looks in a terminal.
//!
//! Owns: the list of codes with their meaning and mending, positions in characters, the printed form. Does not own:
//! when a code applies; that stands in the file that reads the thing.

use serde::Serialize;
use std::cell::{Cell, RefCell};
use std::fmt::Write as _;
use std::ops::Range;
use unicode_segmentation::UnicodeSegmentation;

/// Whether a module can be published with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// *lỗi*: the module is left out of the catalogue.
    Error,
    /// *cảnh báo*: a lint; the author may silence it by its code, giving a reason.
    Warning,
}

/// A kind of diagnostic: its code never changes meaning and is never reused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Code {
    /// `Q012`, `L003` …
    pub code: &'static str,
    /// Error or warning.
    pub severity: Severity,
    /// What it means, in Vietnamese, as in the authors' reference.
    pub meaning: &'static str,
    /// How to mend it, in Vietnamese, as in the authors' reference.
    pub mend: &'static str,
}

macro_rules! codes {
    ($($name:ident = $code:literal $severity:ident $meaning:literal $mend:literal;)*) => {
        /// Every code by name.
        pub(crate) mod code {
            use super::{Code, Severity};
            $(pub(crate) const $name: Code =
                Code { code: $code, severity: Severity::$severity, meaning: $meaning, mend: $mend };)*
        }
        /// Every code the compiler may report, in the order of the authors' reference (`courses/README.md`).
        pub const CODES: &[Code] = &[$(code::$name),*];
    };
}

codes! {
    // Files and folders
    NOT_UTF8 = "F001" Error "Tệp không phải chữ Unicode (UTF-8)" "Lưu lại tệp với mã UTF-8.";
    FILE_TOO_LARGE = "F002" Error "Tệp lớn quá 256 KiB" "Tách thành nhiều bài ngắn.";
    MODULE_TOO_LARGE = "F003" Error "Cả thư mục chuyên đề lớn quá 20 MiB" "Bớt ảnh, bớt bản ghi âm.";
    BAD_PATH = "F004" Error "Tên tệp hoặc thư mục không dùng được" "Đặt tên bằng chữ a-z không dấu, số và gạch nối, ví dụ 02-quet-ma.md.";
    SYMLINK = "F005" Error "Đường tắt (symlink) hoặc tệp đặc biệt" "Chép tệp thật vào thư mục.";
    FOLDER_NAMED_AS_FILE = "F006" Error "Thư mục mang tên của tệp" "Đổi tên thư mục, bỏ đuôi .md hoặc .toml.";
    NO_MODULE_FILE = "F007" Error "Thư mục chuyên đề thiếu tệp module.md" "Thêm tệp module.md vào thư mục.";
    UNREADABLE = "F008" Error "Không mở được tệp hoặc thư mục" "Xem lại quyền đọc của tệp.";
    BAD_CHARACTER = "F009" Error "Ký tự điều khiển hoặc ký tự đổi chiều chữ, mắt không thấy" "Xóa ký tự đó, gõ lại chữ.";
    CASE_TWINS = "F010" Error "Hai đường dẫn chỉ khác chữ hoa, chữ thường" "Đổi tên một trong hai.";
    TOO_MANY_FILES = "F011" Error "Quá nhiều tệp, hoặc thư mục lồng quá sâu" "Bớt tệp, bớt thư mục lồng nhau.";
    EMPTY_FILE = "F012" Error "Tệp trống" "Viết nội dung, hoặc xóa tệp.";
    NO_LESSONS = "F013" Error "Chuyên đề chưa có bài học nào" "Thêm tệp bài học, ví dụ 01-bai-dau.md.";
    NUMBER_TWICE = "F014" Error "Hai bài học mang cùng một số" "Đổi số ở đầu tên một trong hai tệp.";

    // Front matter
    NO_FRONT_MATTER = "M001" Error "Thiếu phần khai báo giữa hai dòng --- ở đầu tệp" "Thêm dòng ---, các mục khai báo, rồi dòng --- ở đầu tệp.";
    BROKEN_FRONT_MATTER = "M002" Error "Phần khai báo viết sai, không đọc được" "Mỗi mục một dòng: tên, dấu hai chấm, dấu cách, giá trị.";
    UNKNOWN_KEY = "M003" Error "Mục khai báo lạ" "Viết đúng tên mục như trong bảng, hoặc bỏ dòng đó.";
    MISSING_KEY = "M004" Error "Thiếu một mục khai báo bắt buộc" "Thêm mục đó vào phần khai báo.";
    BAD_VALUE = "M005" Error "Giá trị của mục khai báo không đúng mẫu" "Viết lại giá trị theo mẫu trong thông báo.";
    KEY_TWICE = "M006" Error "Một mục khai báo viết hai lần" "Giữ lại một dòng.";
    BAD_ID = "M007" Error "Mã (id) viết sai" "Mã dài 1 đến 40 ký tự: chữ a-z không dấu, số, gạch nối ở giữa.";
    ID_TWICE = "M008" Error "Một mã (id) dùng hai lần" "Đặt mã khác cho chỗ mới viết; mã đã dùng thì giữ nguyên.";
    TITLE_DIFFERS = "M009" Error "Tên bài trong khai báo khác dòng # đầu bài" "Viết hai chỗ giống hệt nhau.";
    BAD_ALLOW = "M010" Error "Mục allow viết chưa đúng" "Viết: allow: [{ lint: L003, reason: \"lý do\" }]";
    UNKNOWN_MODULE = "M011" Error "requires nhắc tới chuyên đề không có" "Viết đúng id của một chuyên đề trong thư mục courses.";

    // Text of a page
    RAW_HTML = "V001" Error "Có mã HTML" "Bỏ mã HTML, viết bằng Markdown. Cần viết dấu < thì gõ &lt;.";
    COMMENT = "V002" Error "Có chú thích ẩn, hoặc mã id đặt sai chỗ" "Xóa chú thích. Mã <!-- id: … --> chỉ đứng cuối dòng ### của câu hỏi hoặc cuối một việc thực hành.";
    BAD_LINK = "V003" Error "Loại liên kết không dùng được" "Chỉ dùng https://, tel:, mailto:, fact: hoặc tên tệp bài học trong cùng chuyên đề.";
    MISSING_LESSON = "V004" Error "Liên kết tới bài học không có" "Viết đúng tên tệp của bài học trong cùng thư mục.";
    TOO_DEEP = "V005" Error "Lồng quá nhiều tầng" "Viết lại cho phẳng, không quá 16 tầng.";
    TABLE_TOO_LARGE = "V006" Error "Bảng quá lớn" "Bảng có nhiều nhất 20 cột và 200 dòng.";
    OUTPUT_TOO_LARGE = "V007" Error "Trang làm ra quá lớn so với tệp viết" "Tách thành nhiều bài ngắn.";
    IMAGE = "V008" Error "Ảnh không dùng được ở chỗ này" "Đưa ảnh xuống một dòng riêng trong bài, hoặc vẽ bằng khối dien-thoai.";
    HEADING_LEVEL = "V009" Error "Cấp tiêu đề không đúng" "Một dòng # ở đầu tệp, rồi ##, trong ## mới dùng ###.";
    UNKNOWN_CALLOUT = "V010" Error "Khung trích không bắt đầu bằng lời nhắc quen" "Mở đầu bằng chữ đậm, ví dụ: > **Cẩn thận:** …";
    UNKNOWN_BLOCK = "V011" Error "Khối ``` không có tên hoặc tên lạ" "Viết ```dien-thoai để vẽ màn hình.";
    BLOCK_NOT_YET = "V012" Error "Khối này chưa dùng được ở bản này" "Vẽ màn hình bằng khối dien-thoai, hoặc kể bằng lời.";
    UNKNOWN_FACT = "V013" Error "Không có thẻ số liệu mang tên này" "Viết đúng tên thẻ trong facts.toml, hoặc thêm thẻ.";
    FACT_DIFFERS = "V014" Error "Số in trong bài khác số trong thẻ" "Chép đúng giá trị của thẻ vào trong ngoặc vuông.";
    BROKEN_FACTS = "V015" Error "Tệp facts.toml viết sai, không đọc được" "Mỗi thẻ: dòng [ten-the], rồi value, source, checked_on, review_by.";
    STEP = "V016" Error "Bước viết chưa đúng" "Mỗi bước mở đầu bằng một câu, không lồng bước trong bước.";
    SAY = "V017" Error "Câu Nói với bà con phải là một đoạn" "Viết một đoạn ngắn: > **Nói với bà con:** …";
    TASK_BOX = "V018" Error "Ô [ ] đứng ngoài câu hỏi" "Bỏ ô [ ], hoặc đưa vào dưới một tiêu đề câu hỏi.";
    NO_TITLE = "V019" Error "Tệp chưa mở đầu bằng dòng # tên" "Dòng đầu sau phần khai báo: # Tên bài.";

    // Drawn phone
    PHONE_LINE = "P001" Error "Dòng trong khối dien-thoai không hiểu được" "Mỗi dòng: tên phần, dấu hai chấm, nội dung. Ví dụ nút: Gửi.";
    PHONE_MARK = "P002" Error "Dấu <- sau phần màn hình không đúng" "Dùng <- bấm hoặc <- nhìn.";
    PHONE_EMPTY = "P003" Error "Phần màn hình thiếu nội dung" "Viết nội dung sau dấu hai chấm.";
    PHONE_TITLE = "P004" Error "Màn hình cần đúng một dòng # ở đầu" "Mở khối bằng một dòng # tên màn hình.";
    PHONE_TOO_LARGE = "P005" Error "Màn hình có quá nhiều phần" "Một màn hình nhiều nhất 30 dòng, một lưới nhiều nhất 12 ô.";
    SWITCH = "P006" Error "Công tắc phải là bật hoặc tắt" "Viết: công tắc: Thông báo | bật";

    // Questions
    QUESTION_HEADING = "Q001" Error "Tiêu đề câu hỏi viết chưa đúng" "Viết: ### Câu 1 (chọn một) — Câu hỏi? <!-- id: k7m2 -->";
    UNKNOWN_KIND = "Q002" Error "Loại câu hỏi lạ" "Dùng chọn một, chọn nhiều hoặc đúng/sai.";
    KIND_NOT_YET = "Q003" Error "Loại câu hỏi này chưa dùng được ở bản này" "Dùng chọn một, chọn nhiều hoặc đúng/sai.";
    NO_OPTIONS = "Q004" Error "Câu hỏi không có lựa chọn" "Thêm các dòng - [ ] và - [x] dưới câu hỏi.";
    ONE_OPTION = "Q005" Error "Câu hỏi chỉ có một lựa chọn" "Thêm ít nhất một lựa chọn nữa.";
    NO_RIGHT = "Q006" Error "Chưa đánh dấu đáp án đúng" "Đánh dấu - [x] trước đáp án đúng.";
    MANY_RIGHT = "Q007" Error "Câu chọn một (hoặc đúng/sai) có nhiều đáp án đúng" "Giữ một dấu [x], hoặc đổi loại thành chọn nhiều.";
    NOT_TWO = "Q008" Error "Câu đúng/sai không có đúng hai lựa chọn" "Viết đúng hai dòng, ví dụ Đúng và Sai.";
    SHAPE = "Q009" Error "Cách viết bên dưới không khớp loại câu hỏi" "Loại này cần danh sách - [ ] và - [x].";
    NO_BOX = "Q010" Error "Lựa chọn thiếu ô [ ]" "Mỗi lựa chọn mở đầu bằng - [ ] hoặc - [x].";
    OPTION_BODY = "Q011" Error "Dưới lựa chọn có thứ không phải lời phản hồi" "Chỉ viết lời phản hồi, thụt vào, mở đầu bằng dấu >.";
    EMPTY_OPTION = "Q012" Error "Lựa chọn trống" "Viết nội dung sau ô [ ].";
    AFTER_OPTIONS = "Q013" Error "Chữ thừa sau các lựa chọn" "Sau lựa chọn chỉ có > **Giải thích:** hoặc > **Gợi ý:**.";
    TWICE_IN_QUESTION = "Q014" Error "Một câu hỏi có hai gợi ý hoặc hai giải thích" "Gộp lại thành một.";
    NO_QUESTIONS = "Q015" Error "Bài học chưa có câu hỏi" "Thêm mục ## Câu hỏi với hai, ba câu.";
    OUTSIDE_QUESTION = "Q016" Error "Chữ nằm ngoài câu hỏi" "Trong phần này chỉ có các câu ### Câu …; chuyển chữ lên trên.";
    EQUAL_OPTIONS = "Q017" Error "Hai lựa chọn giống nhau" "Viết lại một trong hai.";

    // Banks and the certifying test
    DRAW = "K001" Error "Dòng rút câu viết chưa đúng" "Viết: - Rút **5** câu từ [nhận biết](ngan-hang/nhan-biet.md)";
    MISSING_BANK = "K002" Error "Không có ngân hàng câu hỏi này" "Viết đúng tên tệp trong thư mục ngan-hang.";
    DRAW_TOO_MANY = "K003" Error "Rút nhiều hơn số câu trong ngân hàng" "Thêm câu vào ngân hàng, hoặc rút ít đi.";
    BANK_TWICE = "K004" Error "Một ngân hàng được rút hai lần" "Gộp thành một dòng.";
    NO_DRAWS = "K005" Error "Bài kiểm tra không rút câu nào" "Thêm dòng - Rút **5** câu từ […](ngan-hang/….md)";
    PASS_MARK = "K006" Error "Thiếu hoặc sai điểm đạt" "Viết một dòng: đạt: 80";
    RETAKE = "K007" Error "Thiếu hoặc sai quy định làm lại" "Viết một dòng: làm lại: ngay, đề khác; 3 lần một ngày";
    TIMER = "K008" Error "Bài kiểm tra không tính giờ" "Bỏ dòng về thời gian.";
    TEST_TEXT = "K009" Error "Phần này không thuộc bài kiểm tra" "Bài kiểm tra chỉ có lời mở đầu, các dòng Rút, đạt: và làm lại:.";

    // Practice
    NO_CHECKLIST = "T001" Error "Bài thực hành thiếu danh sách việc" "Thêm các dòng - [ ] cho từng việc quan sát được.";
    NO_TEACH_BACK = "T002" Error "Bài thực hành thiếu phần Dạy lại" "Thêm ## Dạy lại và các dòng - [ ] bên dưới.";
    PRACTICE_ITEM = "T003" Error "Việc thực hành viết chưa đúng" "Viết: - [ ] Tự mở ứng dụng <!-- id: th-1 -->, dưới đó > Nhìn xem …";
    PRACTICE_TEXT = "T004" Error "Phần này không thuộc bài thực hành" "Chỉ có lời mở đầu, danh sách việc, rồi ## Dạy lại và danh sách việc.";

    // A province's part
    UNKNOWN_PROVINCE = "D001" Error "Thư mục không mang mã của tỉnh nào" "Đặt tên tinh- và mã hai chữ số của tỉnh, ví dụ tinh-15.";
    UNKNOWN_OVERLAY = "D002" Error "overlay nhắc tới bài không có" "Viết đúng id của một bài chung trong chuyên đề.";
    OVERLAY_TWICE = "D003" Error "Hai tệp của một tỉnh cùng sửa một bài" "Gộp hai tệp thành một.";
    OVERLAY_TEXT = "D004" Error "Chữ đứng ngoài các mục ## trong tệp sửa bài" "Đưa chữ vào dưới một dòng ## tên mục.";
    SECTION_TWICE = "D005" Error "Một mục viết hai lần trong tệp sửa bài" "Gộp hai mục thành một.";
    OVERLAY_QUESTIONS = "D006" Error "Phần của tỉnh làm mất hoặc đổi câu hỏi chung" "Tỉnh chỉ được thêm câu. Xem lại khối ``` chưa đóng.";
    LOWER_PASS = "D007" Error "Điểm đạt của tỉnh thấp hơn điểm chung" "Ghi điểm bằng hoặc cao hơn, hay bỏ dòng đạt.";
    LOCAL_TEST_TEXT = "D008" Error "Phần này không thuộc bài kiểm tra của tỉnh" "Bài kiểm tra của tỉnh chỉ có các dòng Rút và dòng đạt.";
    NOTHING_TO_ADD = "D009" Error "Chuyên đề chung chưa có phần để thêm vào" "Thêm phần chung trước, hoặc bỏ tệp này.";
    FACT_TAKEN = "D010" Error "Thẻ của tỉnh trùng tên với thẻ chung" "Đặt tên khác cho thẻ của tỉnh.";
    FACT_WANTED = "D011" Error "Thẻ này tỉnh chưa điền, chưa in ra được" "Điền value, source, checked_on, review_by; bỏ dòng can.";

    // Pictures, narration, other languages
    MEDIA_MISSING = "A001" Error "Không có tệp ảnh hoặc âm thanh này" "Viết đúng đường dẫn, ví dụ anh/quet-ma.webp.";
    MEDIA_TOO_LARGE = "A002" Error "Tệp ảnh hoặc âm thanh lớn quá" "Ảnh nhiều nhất 200 KiB, âm thanh nhiều nhất 2 MiB.";
    MEDIA_CONTENT = "A003" Error "Nội dung tệp không đúng với đuôi tệp" "Xuất lại tệp từ phần mềm ảnh hoặc âm thanh.";
    MEDIA_KIND = "A004" Error "Loại tệp không dùng được ở đây" "Ảnh: png, jpg, webp. Âm thanh: opus, mp3, m4a.";
    NO_ALT = "A005" Error "Ảnh thiếu lời tả" "Viết lời tả trong ngoặc vuông: ![Nút Quét mã ở giữa](anh/quet-ma.webp)";
    UNKNOWN_LANGUAGE = "A006" Error "Không có tiếng mang mã này" "Các mã dùng được ở mục Tiếng khác trong courses/README.md.";
    NO_ORIGINAL = "A007" Error "Bản dịch không có bài gốc bên cạnh" "Đặt tên như bài gốc, thêm mã tiếng: 01-bai.hmn.md.";
    TRANSLATION_DIFFERS = "A008" Error "Bản dịch không khớp bài gốc" "Giữ nguyên mã, thứ tự câu, loại câu và chỗ đáp án đúng.";

    // Lints
    LONG_SENTENCE = "L001" Warning "Câu dài hơn 20 tiếng" "Tách thành hai câu ngắn.";
    RIGHT_IS_LONGEST = "L002" Warning "Đáp án đúng luôn là câu dài nhất" "Viết dài thêm một đáp án sai, hoặc rút ngắn đáp án đúng.";
    RIGHT_SAME_PLACE = "L003" Warning "Đáp án đúng luôn ở cùng một chỗ" "Đổi chỗ các lựa chọn ở vài câu.";
    ALL_OF_THE_ABOVE = "L004" Warning "Lựa chọn kiểu “tất cả đáp án trên” trong khi thứ tự bị xáo" "Viết thành câu chọn nhiều.";
    MANY_STEPS = "L005" Warning "Quá 7 bước" "Tách thành hai phần ngắn.";
    LONG_LESSON = "L006" Warning "Bài học dài hơn 10 phút" "Tách thành hai bài.";
    REVIEW_PAST = "L007" Warning "Đã quá ngày hẹn xem lại" "Xem lại nội dung, rồi ghi ngày hẹn mới.";
    SMALL_BANK = "L008" Warning "Ngân hàng chưa gấp đôi số câu rút" "Thêm câu để hai lần làm bài ít trùng nhau.";
    NOT_NFC = "L009" Warning "Chữ có dấu chưa ở dạng chuẩn (NFC)" "Lưu lại tệp ở dạng Unicode dựng sẵn.";
    OFFICE_LEFTOVER = "L010" Warning "Dấu cách cứng, tab hoặc nháy cong còn sót từ trình soạn văn bản" "Thay bằng dấu cách hoặc nháy thẳng.";
    MISSING_ID = "L011" Warning "Chưa có mã (id)" "Thêm vào cuối dòng một mã chưa dùng ở đâu, ví dụ <!-- id: k7m2 -->";
    NO_FEEDBACK = "L012" Warning "Lựa chọn chưa có lời phản hồi" "Thêm một dòng > … thụt vào bên dưới.";
    MANY_OPTIONS = "L013" Warning "Hơn 4 lựa chọn" "Bớt còn ba hoặc bốn lựa chọn.";
    QUESTION_NUMBER = "L014" Warning "Số câu không theo thứ tự" "Đánh số lại 1, 2, 3 …";
    UNUSED_BANK = "L015" Warning "Ngân hàng không được bài kiểm tra nào dùng" "Thêm dòng Rút trong kiem-tra.md, hoặc xóa ngân hàng.";
    MORE = "L016" Warning "Còn nhiều điều khác trong tệp này" "Sửa những chỗ đã báo rồi kiểm tra lại.";
    STALE_SOUND = "L030" Warning "Chữ đã đổi, bản ghi âm còn đọc chữ cũ" "Thu lại, rồi ghi mã mới của chữ.";
    DRIFT = "L031" Warning "Bài gốc đã đổi từ khi dịch" "Sửa bản dịch theo bài gốc, rồi ghi mã mới.";
    UNKNOWN_FILE = "L017" Warning "Tệp không được dùng tới" "Đổi tên cho đúng mẫu, hoặc chuyển tệp đi chỗ khác.";
}

/// One thing an author should know, at its place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Diagnostic {
    /// The stable code: `Q012`, `L003` …
    pub code: &'static str,
    /// Error or warning.
    pub severity: Severity,
    /// The file, relative to the compiled folder.
    pub file: String,
    /// The line, from 1.
    pub line: u32,
    /// The column in grapheme clusters (what people call characters), from 1.
    pub column: u32,
    /// How many grapheme clusters of that line it covers, at least 1.
    pub length: u32,
    /// What is wrong, in Vietnamese.
    pub message: String,
    /// One thing to write instead, in Vietnamese.
    pub fix: String,
    /// The line itself (the part around the place, if the line is very long); `None` where the file has no text.
    pub source_line: Option<SourceLine>,
}

/// The line a diagnostic points at, ready to print.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SourceLine {
    /// The text of the line, tabs shown as one space.
    pub text: String,
    /// The column within `text`, from 1; differs from the diagnostic's only when a very long line was cut.
    pub column: u32,
}

impl Diagnostic {
    /// About a file as a whole, or one that could not be read as text.
    pub(crate) fn about_file(path: &str, code: Code) -> Self {
        Self {
            code: code.code,
            severity: code.severity,
            file: path.to_owned(),
            line: 1,
            column: 1,
            length: 1,
            message: code.meaning.to_owned(),
            fix: code.mend.to_owned(),
            source_line: None,
        }
    }
}

/// Characters of a line shown before the place and, if the line goes on, in all.
const SHOWN_BEFORE: usize = 60;
const SHOWN: usize = 120;

/// The diagnostics as an author reads them in a terminal.
///
/// ```text
/// thanh-toan/02-quet-ma.md:14:7: lỗi[Q006]: Chưa đánh dấu đáp án đúng
///    14 | ### Câu 1 (chọn một) — …
///       |     ^^^^^
///    Sửa: Đánh dấu - [x] trước đáp án đúng.
/// ```
pub fn render_human(diagnostics: &[Diagnostic]) -> String {
    let mut out = String::new();
    for found in diagnostics {
        let word = match found.severity {
            Severity::Error => "lỗi",
            Severity::Warning => "cảnh báo",
        };
        let Diagnostic { file, line, column, code, message, fix, .. } = found;
        // Writing to a String cannot fail.
        let _ = writeln!(out, "{}:{line}:{column}: {word}[{code}]: {}", printable(file), printable(message));
        if let Some(source) = &found.source_line {
            let number = line.to_string();
            let indent = " ".repeat(number.len());
            let room = (source.text.graphemes(true).count() + 1).saturating_sub(source.column as usize);
            let marks = "^".repeat((found.length as usize).clamp(1, room.max(1)));
            let _ = writeln!(out, "  {number} | {}", source.text);
            let _ =
                writeln!(out, "  {indent} | {}{marks}", " ".repeat(source.column.saturating_sub(1) as usize));
        }
        let _ = writeln!(out, "  Sửa: {}\n", printable(fix));
    }
    let errors = diagnostics.iter().filter(|found| found.severity == Severity::Error).count();
    let warnings = diagnostics.len() - errors;
    let _ = match (errors, warnings) {
        (0, 0) => writeln!(out, "Không có lỗi nào."),
        (0, _) => writeln!(out, "Không có lỗi, có {warnings} cảnh báo."),
        (_, 0) => writeln!(out, "Có {errors} lỗi."),
        _ => writeln!(out, "Có {errors} lỗi và {warnings} cảnh báo."),
    };
    out
}

/// Text with what could steer a terminal or reverse the line replaced.
fn printable(text: &str) -> String {
    text.chars().map(|c| if is_hidden(c) || c == '\n' || c == '\t' { '\u{fffd}' } else { c }).collect()
}

/// Control characters, line separators and marks that turn the direction of text: never needed in a course.
pub(crate) fn is_hidden(c: char) -> bool {
    (c.is_control() && !matches!(c, '\n' | '\r' | '\t'))
        || matches!(c, '\u{2028}' | '\u{2029}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// One file's text and the diagnostics found in it. Positions are byte offsets into the text until one is reported.
pub(crate) struct Notes<'a> {
    file: &'a str,
    text: &'a str,
    line_starts: Vec<usize>,
    room_for_errors: Cell<usize>,
    room_for_warnings: Cell<usize>,
    found: RefCell<Vec<Diagnostic>>,
}

impl<'a> Notes<'a> {
    pub(crate) fn new(file: &'a str, text: &'a str, most: usize) -> Self {
        let bytes = text.as_bytes();
        let after_break = |(at, byte): (usize, &u8)| match byte {
            b'\n' => Some(at + 1),
            b'\r' if bytes.get(at + 1) != Some(&b'\n') => Some(at + 1),
            _ => None,
        };
        let line_starts =
            std::iter::once(0).chain(bytes.iter().enumerate().filter_map(after_break)).collect();
        Self {
            file,
            text,
            line_starts,
            // One more than told: the last says that there are others. At least one error is always told as such.
            room_for_errors: Cell::new(most.saturating_add(1).max(2)),
            room_for_warnings: Cell::new(most.saturating_add(1)),
            found: RefCell::default(),
        }
    }

    pub(crate) fn file(&self) -> &'a str {
        self.file
    }

    pub(crate) fn text(&self) -> &'a str {
        self.text
    }

    /// Reports with the code's own words.
    pub(crate) fn add(&self, code: Code, range: Range<usize>) {
        self.add_with(code, range, code.meaning, code.mend);
    }

    /// Reports with a message that carries data.
    pub(crate) fn say(&self, code: Code, range: Range<usize>, message: impl Into<String>) {
        self.add_with(code, range, message, code.mend);
    }

    /// Reports with a message and a mending that carry data.
    pub(crate) fn add_with(
        &self,
        code: Code,
        range: Range<usize>,
        message: impl Into<String>,
        fix: impl Into<String>,
    ) {
        // Errors and warnings have their own room, so that no number of lints can hide an error.
        let room = match code.severity {
            Severity::Error => &self.room_for_errors,
            Severity::Warning => &self.room_for_warnings,
        };
        match room.get() {
            0 => return,
            1 => self.push(code::MORE, range, code::MORE.meaning.to_owned(), code::MORE.mend.to_owned()),
            _ => self.push(code, range, message.into(), fix.into()),
        }
        room.set(room.get() - 1);
    }

    /// Whether an error has been told so far.
    pub(crate) fn has_errors(&self) -> bool {
        self.found.borrow().iter().any(|one| one.severity == Severity::Error)
    }

    /// Whether something with this code has been told so far.
    pub(crate) fn has_told(&self, code: &str) -> bool {
        self.found.borrow().iter().any(|one| one.code == code)
    }

    fn push(&self, code: Code, range: Range<usize>, message: String, fix: String) {
        let start = floor_boundary(self.text, range.start);
        let index = self.line_starts.partition_point(|at| *at <= start).max(1) - 1;
        let line_start = self.line_starts[index];
        let line_end = self.line_starts.get(index + 1).copied().unwrap_or(self.text.len());
        let line = self.text[line_start..line_end].trim_end_matches(['\n', '\r']);
        let end = floor_boundary(
            self.text,
            range.end.clamp(start, line_start + line.len().max(start - line_start)),
        );
        let before = self.text[line_start..start].graphemes(true).count();
        let length = self.text[start..end].trim_end().graphemes(true).count().max(1);
        let skip = if line.len() > SHOWN * 2 { before.saturating_sub(SHOWN_BEFORE) } else { 0 };
        let clean = |g: &str| -> String {
            g.chars().map(|c| if is_hidden(c) { '\u{fffd}' } else { c }).take(8).collect()
        };
        let shown: String = if line.len() > SHOWN * 2 {
            line.graphemes(true).skip(skip).take(SHOWN).map(clean).collect()
        } else {
            line.graphemes(true).map(clean).collect()
        };
        self.found.borrow_mut().push(Diagnostic {
            code: code.code,
            severity: code.severity,
            file: self.file.to_owned(),
            line: u32::try_from(index + 1).unwrap_or(u32::MAX),
            column: u32::try_from(before + 1).unwrap_or(u32::MAX),
            length: u32::try_from(length).unwrap_or(u32::MAX),
            message,
            fix,
            source_line: (!self.text.is_empty()).then(|| SourceLine {
                text: shown.replace('\t', " "),
                column: u32::try_from(before - skip + 1).unwrap_or(u32::MAX),
            }),
        });
    }

    /// What was found, without the lints the author silenced.
    pub(crate) fn take_found(&self, silenced: &[String]) -> Vec<Diagnostic> {
        let mut found = self.found.take();
        found.retain(|one| one.severity == Severity::Error || !silenced.iter().any(|code| code == one.code));
        found
    }
}

/// The nearest place at or before `at` where a character begins.
pub(crate) fn floor_boundary(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}
