// The right answers, read from the sources of the courses, and answering as a person would: by the words on the page.

import { readFileSync, readdirSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { ROOT, press, tidy } from './lib.mjs';

// ---------------------------------------------------------------- the sources

function* markdownFiles(folder) {
  for (const name of readdirSync(folder).sort()) {
    const file = join(folder, name);
    if (statSync(file).isDirectory()) yield* markdownFiles(file);
    // `01-tai-khoan.hmn.md` tells in another language what `01-tai-khoan.md` asks.
    else if (name.endsWith('.md') && !/\.\w+\.md$/.test(name)) yield file;
  }
}

const HEADING = /^### Câu \d+ \((?:tình huống, )?([^)]+)\) — (.*?)\s*<!-- id: (\S+) -->/;
const BLOCK = /^```(dien-thoai|tin-nhan|cuoc-goi)\n([\s\S]*?)^```/m;
const SIGN = /\[([^\]]*)\]\(![^)]*\)/g;
const plain = (text) => tidy(text.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1'));
const same = (text) => tidy(text).toLocaleLowerCase('vi');

/** Every lesson, question and practice phone of every module in this folder. */
export function readCourses(folder = join(ROOT, 'courses')) {
  const course = { modules: [], questions: [], drills: [] };
  const modules = readdirSync(folder).filter((name) => statSync(join(folder, name)).isDirectory());
  for (const name of modules) {
    const head = readFileSync(join(folder, name, 'module.md'), 'utf8');
    const module = {
      id: /^id: *(\S+)/m.exec(head)[1],
      title: tidy(/^title: *"?(.*?)"?$/m.exec(head)[1]),
      order: Number(/^order: *(\d+)/m.exec(head)[1]),
      lessons: [],
    };
    course.modules.push(module);
    for (const file of markdownFiles(join(folder, name))) {
      const text = readFileSync(file, 'utf8').replaceAll('\r', '');
      const national = !/\/tinh-\d\d\//.test(file);
      const lesson = /^\d\d-/.test(basename(file)) ? (/^(?:overlay): *(\S+)/m.exec(text) ?? /^id: *(\S+)/m.exec(text))[1] : null;
      if (lesson && national) module.lessons.push(lesson);
      const own = readQuestions(text).map((question, place) => ({ ...question, file, module: module.id, lesson, place: place + 1, national }));
      course.questions.push(...own);
      const drills = [...text.matchAll(/^```may-tap (\S+)\n([\s\S]*?)^```/gm)].map(([, id, body], place) => ({
        id, module: module.id, lesson, national, place: place + 1, steps: body.split(/^---$/m).map(readStep),
      }));
      course.drills.push(...drills);
    }
  }
  course.modules.sort((one, other) => one.order - other.order);
  return course;
}

function readQuestions(text) {
  const found = [];
  for (const part of text.split(/^(?=##)/m)) {
    const head = HEADING.exec(part);
    if (head) found.push({ kind: head[1], stem: plain(head[2]), id: head[3], ...readKey(head[1], part.slice(head[0].length)) });
  }
  return found;
}

/** What is right, for each kind in its own way. */
function readKey(kind, body) {
  switch (kind) {
    case 'sắp xếp':
      return { items: [...body.matchAll(/^\d+\. (.*)$/gm)].map(([, item]) => plain(item)) };
    case 'ghép đôi': {
      const rows = body.split('\n').filter((line) => line.startsWith('|')).slice(2);
      return { pairs: rows.map((row) => row.split('|').slice(1, 3).map(plain)) };
    }
    case 'điền số':
    case 'trả lời ngắn': {
      const answer = /^Đáp án[^:]*: (.*)$/m.exec(body)[1];
      const first = kind === 'điền số' ? answer.replace(/\(.*\)/, '').split(/\.\.|±/)[0] : answer.split('|')[0];
      return { typed: first.trim() };
    }
    case 'chạm':
    case 'tìm dấu hiệu': {
      const [, block, lines] = BLOCK.exec(body);
      return { parts: block === 'dien-thoai' ? readScreen(lines) : readTalk(block, lines) };
    }
    default:
      return { options: [...body.matchAll(/^- \[([ x])\] (.*)$/gm)].map(([, box, text]) => ({ text: plain(text), right: box === 'x' })) };
  }
}

/** The parts of a drawn screen that can be tapped: the words on each, and whether it is right to tap it. */
function readScreen(lines) {
  const parts = [];
  for (const line of lines.split('\n')) {
    if (!line.trim() || /^(# |bước:|đúng:|sai[ :])/.test(line)) continue;
    const [, name, rest] = /^([^:]+?)(?::\s*(.*))?$/.exec(line.split(/\s*<-/)[0]);
    const right = /<- (đúng|dấu hiệu)/;
    if (name === 'lưới') {
      for (const cell of line.replace(/^lưới: */, '').split('|')) parts.push({ words: [plain(cell.split('<-')[0])], right: right.test(cell) });
    } else {
      const drawn = /^(dòng|ô|nút|nút tròn|đường dẫn|thông báo|công tắc|ảnh|qr|bàn phím số)$/.test(name);
      const words = [...(drawn ? [] : [name]), ...(rest ?? '').split('|')].map(plain).filter(Boolean);
      // A switch is drawn in its own words for on and off.
      parts.push({ words: name === 'công tắc' ? words.slice(0, 1) : words, right: right.test(line) });
    }
  }
  return parts;
}

/** The lines of a message or a call that can be tapped. */
function readTalk(block, lines) {
  const parts = [];
  for (const line of lines.split('\n')) {
    if (!line.trim() || /^(từ|lúc|kênh|xưng|bác):/.test(line)) continue;
    const right = SIGN.test(line);
    SIGN.lastIndex = 0;
    const said = block === 'cuoc-goi' ? line.replace(/^họ: */, '') : line;
    parts.push({ words: [plain(said.replace(SIGN, '$1').split(/\s*<-/)[0])], right });
  }
  return parts;
}

function readStep(text) {
  return { task: plain(/^bước: *(.*)$/m.exec(text)[1]), parts: readScreen(text) };
}

/** A question of this kind in a lesson that everybody has, with its address. */
export function lessonQuestion(course, kind) {
  const found = course.questions.find((one) => one.lesson && one.national && one.kind === kind);
  if (!found) throw new Error(`no lesson asks a question “${kind}”`);
  return { ...found, href: `/modules/${found.module}/lessons/${found.lesson}/questions/${found.place}` };
}

/** The kinds of question that lessons ask. */
export const kindsIn = (course) => [...new Set(course.questions.filter((one) => one.lesson && one.national).map((one) => one.kind))];

// ---------------------------------------------------------------- on the page

/** The question on this page, as its sources have it. */
export async function questionOn(page, course) {
  const stem = tidy(await page.locator('main fieldset legend h1').first().innerText());
  const id = (await page.locator('main input[name=question]').getAttribute('value')).split('.')[0];
  const found = course.questions.filter((one) => one.id === id && same(one.stem) === same(stem));
  if (found.length !== 1) throw new Error(`the sources have ${found.length} questions ${id} “${stem}”`);
  return found[0];
}

/** Answers the question on this page, rightly or wrongly, with taps and keys only. Returns the question. */
export async function choose(page, course, right = true) {
  const question = await questionOn(page, course);
  if (question.items) {
    const of = question.items.length;
    for (const [place, item] of question.items.entries()) await give(page, item, String((place + (right ? 0 : 1)) % of + 1));
  } else if (question.pairs) {
    const partners = [...new Set(question.pairs.map(([, partner]) => partner))];
    for (const [item, partner] of question.pairs) {
      await give(page, item, right ? partner : partners[(partners.indexOf(partner) + 1) % partners.length]);
    }
  } else if (question.typed) {
    await page.fill('#t', right ? question.typed : '7777777');
  } else {
    const wanted = question.parts ? wantedParts(question, right) : wantedOptions(question, right);
    await tick(page, question, wanted);
  }
  return question;
}

function wantedOptions({ options }, right) {
  return right ? options.filter((one) => one.right) : options.filter((one) => !one.right).slice(0, 1);
}

function wantedParts({ kind, parts }, right) {
  const good = parts.filter((part) => part.right);
  if (right) return kind === 'chạm' ? good.slice(0, 1) : good;
  // Where every line is a sign, tapping none is wrong.
  return parts.filter((part) => !part.right).slice(0, 1);
}

/** Gives a row its number or its partner. */
async function give(page, item, wanted) {
  for (const row of await page.locator('main .arr').all()) {
    if (same(await row.locator('legend, label').first().innerText()) !== same(item)) continue;
    const list = row.locator('select');
    if (await list.count()) {
      const labels = await list.locator('option').allInnerTexts();
      return list.selectOption({ index: labels.findIndex((label) => same(label) === same(wanted)) });
    }
    for (const chip of await row.locator('.chips label').all()) {
      if (same(await chip.innerText()) === same(wanted)) return chip.click();
    }
  }
  throw new Error(`nothing to give “${wanted}” to “${item}” on ${page.url()}`);
}

/** The labels on the page that show these options or parts; each by all its words, the shortest that has them. */
export async function labelsOf(page, selector, wanted) {
  const labels = [];
  for (const label of await page.locator(selector).all()) labels.push({ label, text: same(await label.innerText()) });
  return wanted.map((one) => {
    const words = (one.words ?? [one.text]).map(same);
    const fits = labels.filter(({ text }) => words.every((word) => text.includes(word)));
    fits.sort((a, b) => a.text.length - b.text.length);
    if (fits.length === 0) throw new Error(`nothing says “${words.join(' ')}” on ${page.url()}`);
    return fits[0].label;
  });
}

async function tick(page, question, wanted) {
  const rows = await page.locator('main .opt, main .tap').all();
  const known = question.options ?? question.parts;
  if (rows.length !== known.length) throw new Error(`${rows.length} to choose from, ${known.length} in the sources, for ${question.id} “${question.stem}”`);
  for (const row of rows) {
    const input = row.locator('input');
    if ((await input.getAttribute('type')) === 'checkbox' && (await input.isChecked())) await row.click();
  }
  for (const label of await labelsOf(page, 'main .opt, main .tap', wanted)) await label.click();
}

/** The step of a practice phone that this page shows. */
export async function stepOn(page, course) {
  const [, lesson, place] = /\/lessons\/([^/]+)\/drills\/(\d+)\/steps\/\d+/.exec(page.url());
  const drill = course.drills.find((one) => one.lesson === lesson && one.place === Number(place));
  const task = same(await page.locator('main h1').innerText());
  const step = drill?.steps.find((one) => same(one.task) === task);
  if (!step) throw new Error(`the sources have no step “${task}” for ${page.url()}`);
  return { drill, step, last: step === drill.steps.at(-1) };
}

/** The button of the practice phone that is right, or one that is not (none where all are right). */
export async function partOn(page, course, right = true) {
  const { step } = await stepOn(page, course);
  const wanted = step.parts.find((part) => part.right === right);
  return wanted ? (await labelsOf(page, '#may-tap button', [wanted]))[0] : null;
}

/** Goes through a whole practice phone where every tap loads a page. Calls `at` at every step. */
export async function tapThrough(page, course, at = async () => {}) {
  while (/\/steps\/\d+/.test(page.url())) {
    await at(await stepOn(page, course));
    await press(page, await partOn(page, course));
  }
}
