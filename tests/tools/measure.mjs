// Measures the courses: node measure.mjs [module …]; without a name, every module of courses/.
// Prints for each: median and longest sentence in tiếng, sentences over 20, questions by kind, how often the right
// option of “chọn một” is the longest (the bar: at most 35 %) and where it stands. Exit code 1 if a bar is missed.
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { existsSync, readdirSync } from 'node:fs';
import { markdownFiles, pieces, questions, read, sentences, syllables } from './doc.mjs';

const here = join(dirname(fileURLToPath(import.meta.url)), '..', '..', 'courses');
const named = process.argv.slice(2);
const modules = named.length > 0
  ? named
  : readdirSync(here).filter((name) => existsSync(join(here, name, 'module.md'))).map((name) => join(here, name));

const LONGEST = 20;
const percent = (part, whole) => (whole === 0 ? '–' : `${Math.round((100 * part) / whole)} %`);
let tooLong = 0;
let missed = 0;

for (const module of modules) {
  const lengths = []; // every sentence
  const prose = []; // those outside drawn screens
  const long = [];
  const kinds = new Map();
  const places = [0, 0, 0, 0, 0];
  let single = 0;
  let longest = 0;
  let shortest = 0;
  let bank = 0;
  const files = markdownFiles([module]);
  for (const file of files) {
    const source = read(file);
    for (const piece of pieces(source)) {
      for (const sentence of sentences(piece.text)) {
        const count = syllables(sentence);
        lengths.push(count);
        if (!piece.screen) prose.push(count);
        if (count > LONGEST) long.push(`${relative(here, file)}:${piece.line}: ${count} tiếng: ${sentence}`);
      }
    }
    for (const question of questions(source)) {
      kinds.set(question.kind, (kinds.get(question.kind) ?? 0) + 1);
      if (file.includes('/ngan-hang/')) bank++;
      if (question.kind !== 'chọn một') continue;
      single++;
      const right = question.options.findIndex((option) => option.right);
      places[right]++;
      const letters = (option) => [...option.text].length;
      const best = letters(question.options[right]);
      if (question.options.every((option, index) => index === right || letters(option) < best)) longest++;
      if (question.options.every((option, index) => index === right || letters(option) > best)) shortest++;
    }
  }
  lengths.sort((a, b) => a - b);
  prose.sort((a, b) => a - b);
  const total = [...kinds.values()].reduce((a, b) => a + b, 0);
  console.log(`${relative(here, module) || module}`);
  console.log(`  tệp: ${files.length}; câu: ${lengths.length}; giữa: ${prose[prose.length >> 1]} tiếng (kể cả chữ trên màn hình: ${lengths[lengths.length >> 1]}); dài nhất: ${lengths.at(-1)} tiếng`);
  console.log(`  câu hỏi: ${total} (ngân hàng ${bank}); ${[...kinds].sort((a, b) => b[1] - a[1]).map(([kind, n]) => `${kind} ${n}`).join(', ')}`);
  console.log(`  chọn một: ${percent(single, total)}; đáp án đúng dài nhất: ${longest}/${single} = ${percent(longest, single)}, ngắn nhất: ${percent(shortest, single)}; chỗ đáp án đúng: ${places.slice(0, 4).join(' / ')}`);
  long.forEach((line) => console.log(`  quá dài: ${line}`));
  tooLong += long.length;
  if (longest > 0.35 * single || prose[prose.length >> 1] > 12) missed++;
}
process.exitCode = tooLong + missed > 0 ? 1 : 0;
