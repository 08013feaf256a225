// Checks the spelling of the courses: node spell.mjs [folder or file …]; without a name, all of courses/.
// Prints "file:line: word" for each word it does not know; then its exit code is 1.
//
// Vietnamese is written syllable by syllable, so a dictionary is a list of syllables without endings: the .dic file is
// read as it is, from npm's dictionary-vi or Debian's hunspell-vi. Names and words of apps that it does not know stand
// in courses/chinh-ta.txt, one a line; with UNUSED_WORDS=1 those that no lesson uses any more are printed too.
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { markdownFiles, pieces, read } from './doc.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const courses = join(here, '..', '..', 'courses');

function dictionaryPath() {
  const inside = join('node_modules', 'dictionary-vi', 'index.dic');
  const places = [
    join(here, inside),
    '/usr/share/hunspell/vi_VN.dic',
  ];
  const found = places.find((place) => place && existsSync(place));
  if (!found) {
    console.error('Chưa có từ điển. Cài một trong hai: npm i dictionary-vi, hoặc apt-get install hunspell-vi.');
    process.exit(2);
  }
  return found;
}

const ROWS = { o: 'òóỏõọ', a: 'àáảãạ', e: 'èéẻẽẹ', u: 'ùúủũụ', y: 'ỳýỷỹỵ' };
const tones = (vowel) => ROWS[vowel];

/** Moves the tone mark of a final oa, oe, uy: hòa ↔ hoà. The courses write “hòa, thủy, khỏe”, the dictionary otherwise. */
function moveTone(word, toEnd) {
  for (const [first, last] of ['oa', 'oe', 'uy']) {
    for (let tone = 0; tone < 5; tone++) {
      const old = tones(first)[tone] + last;
      const modern = first + tones(last)[tone];
      const [from, to] = toEnd ? [old, modern] : [modern, old];
      if (word.endsWith(from) && !word.endsWith(`q${from}`)) return word.slice(0, -2) + to;
    }
  }
  return word;
}

const bare = (word) => word.normalize('NFD').replace(/[\u0300-\u036f]/g, '').replace(/đ/g, 'd');

const known = new Set();
const byBare = new Map();
for (const line of readFileSync(dictionaryPath(), 'utf8').split('\n').slice(1)) {
  const word = line.split('/')[0].trim().normalize('NFC').toLowerCase();
  if (!word || known.has(word)) continue;
  known.add(word);
  const key = bare(word);
  byBare.set(key, [...(byBare.get(key) ?? []), moveTone(word, false)]);
}

// Our own list: with a capital a word must stand just so; without, it may also begin a sentence.
const ours = new Set(
  read(join(courses, 'chinh-ta.txt')).split('\n').map((line) => line.replace(/#.*/, '').trim().normalize('NFC')).filter(Boolean),
);
const used = new Set();

function wrong(word) {
  const lower = word.toLowerCase();
  for (const form of [word, lower]) {
    if (ours.has(form)) {
      used.add(form);
      return null;
    }
  }
  if (moveTone(lower, false) !== lower) return `viết ${moveTone(lower, false)}`;
  if (known.has(moveTone(lower, true))) return null;
  const near = (byBare.get(bare(lower)) ?? []).slice(0, 4);
  return near.length > 0 ? `có phải: ${near.join(', ')}` : 'chữ lạ';
}

// Each syllable is right, the pair is not; after it, how it is written.
const PAIRS = new Map(Object.entries({
  'xử dụng': 'sử dụng', 'sử lý': 'xử lý', 'bổ xung': 'bổ sung', 'chia sẽ': 'chia sẻ', 'sắp sếp': 'sắp xếp', 'xắp xếp': 'sắp xếp',
  'dấu kín': 'giấu kín', 'che dấu': 'che giấu', 'dấu diếm': 'giấu giếm', 'giấu hiệu': 'dấu hiệu', 'xem sét': 'xem xét', 'chuẩn đoán': 'chẩn đoán',
  'cọ sát': 'cọ xát', 'sát nhập': 'sáp nhập', 'xát nhập': 'sáp nhập', 'gian rối': 'gian dối', 'dả mạo': 'giả mạo', 'giả dạo': 'giả mạo', 'giao dich': 'giao dịch',
  'dao dịch': 'giao dịch', 'trung thưởng': 'trúng thưởng', 'kẻ dan': 'kẻ gian', 'chuyên tiền': 'chuyển tiền', 'truyển tiền': 'chuyển tiền', 'tài khoảng': 'tài khoản',
  'tài khoan': 'tài khoản', 'khoảng tiền': 'khoản tiền', 'khoản cách': 'khoảng cách', 'hóa dơn': 'hóa đơn', 'ngân hang': 'ngân hàng', 'xác nhập': 'xác nhận',
  'biên lại': 'biên lai', 'bấm bút': 'bấm nút', 'mật khẫu': 'mật khẩu', 'căn cuớc': 'căn cước', 'trợ cập': 'trợ cấp', 'dò soát': 'rà soát', 'suất hiện': 'xuất hiện',
  'đăng kí': 'đăng ký', 'kí tự': 'ký tự', 'chữ kí': 'chữ ký', 'xử lí': 'xử lý', 'lí do': 'lý do', 'quản lí': 'quản lý', 'kĩ năng': 'kỹ năng', 'tỉ lệ': 'tỷ lệ', 'địa chĩ': 'địa chỉ',
  'bác sỹ': 'bác sĩ', 'vô hình chung': 'vô hình trung', 'xoay xở': 'xoay sở', 'đường xá': 'đường sá', 'bảo dưởng': 'bảo dưỡng', 'đọc giả': 'độc giả', 'dành giật': 'giành giật',
  'để giành': 'để dành', 'dành quyền': 'giành quyền', 'thăm quan': 'tham quan', 'nổi lo': 'nỗi lo', 'lổi': 'lỗi', 'chổ': 'chỗ',
}));

// Small words typed twice. Real reduplications (từ từ, luôn luôn) are not among them.
const DOUBLED = /(?<![\p{L}\p{M}])(là|của|và|thì|có|không|các|một|được|cho|với|vào|trong|đã|sẽ|nên|phải|để|bấm|đọc)\s+\1(?![\p{L}\p{M}])/giu;

const args = process.argv.slice(2);
const roots = args.length > 0 ? args : [courses];

let count = 0;
for (const file of markdownFiles(roots)) {
  const report = (line, what, why) => {
    count++;
    console.log(`${relative(process.cwd(), file)}:${line}: ${what} (${why})`);
  };
  for (const { line, text } of pieces(read(file))) {
    // Names in capitals without marks (TRAN THI LAN), as banks print them, are not words.
    const checked = text.normalize('NFC').replace(/\b[A-Z]{2,}(?:[ ,][A-Z]{1,}\b)+/g, ' ').replace(/\b[A-Z]+(?=[ -]\d)/g, ' ');
    const words = checked.match(/[\p{L}\p{M}]+(?:['’-][\p{L}\p{M}]+)*/gu) ?? [];
    for (const word of words) {
      const why = wrong(word);
      if (why) report(line, word, why);
    }
    const lower = checked.toLowerCase();
    for (const [from, to] of PAIRS) {
      if (new RegExp(`(?<![\\p{L}\\p{M}])${from}(?![\\p{L}\\p{M}])`, 'u').test(lower)) report(line, from, `viết ${to}`);
    }
    for (const match of checked.matchAll(DOUBLED)) report(line, match[0], 'viết thừa một lần?');
  }
}
if (process.env.UNUSED_WORDS) for (const word of ours) if (!used.has(word)) console.log(`chinh-ta.txt: ${word} (không còn dùng)`);
if (count > 0) console.log(`\n${count} chỗ cần xem. Đúng thật thì thêm vào chinh-ta.txt, mỗi dòng một chữ.`);
process.exitCode = count > 0 ? 1 : 0;
