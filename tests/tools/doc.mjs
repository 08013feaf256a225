// Reads a course file and gives each piece of text a learner sees. For spell.mjs and measure.mjs.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Every lesson, bank, test and practice file under the given folders (or files). */
export function markdownFiles(paths) {
  const found = [];
  const walk = (path) => {
    if (statSync(path).isDirectory()) {
      for (const name of readdirSync(path).sort()) {
        if (!name.startsWith('.') && name !== 'node_modules') walk(join(path, name));
      }
    } else if (path.endsWith('.md') && !/(^|\/)[A-Z-]+\.md$/.test(path)) {
      found.push(path);
    }
  };
  paths.forEach(walk);
  return found;
}

const PART = /^(dòng|ô|nút tròn|nút|lưới|thông báo|công tắc|ảnh|qr|bước|từ|lúc|kênh|xưng|họ|bác|ghi|đúng)\s*:\s*/u;

/** Without addresses, ids, link targets and marks of emphasis: what is read. */
function plain(text) {
  return text
    .replace(/<!--.*?-->/g, ' ')
    .replace(/`[^`]*`/g, ' ')
    .replace(/\{fact:[^}]*\}/g, ' ')
    .replace(/!\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/(https?:\/\/|mailto:|tel:)\S+/g, ' ')
    .replace(/[\p{L}\d-]*(?:\.[\p{L}\d-]+)+\/\S*|[\p{L}\d-]+(?:\.[\p{L}][\p{L}\d-]*)+/gu, ' ')
    .replace(/(^|\s)\.[a-z]+(?:\.[a-z]+)*/g, ' ')
    .replace(/\*\*|__/g, '')
    .trim();
}

/**
 * Each piece: { line, text, screen }; `screen` is text in a drawn screen, message or call. A line may give several:
 * the cells of a table, a label and its content, the words of a sign and its reason.
 */
export function pieces(source) {
  const out = [];
  const add = (line, text, screen = false) => {
    const clean = plain(text);
    if (/\p{L}/u.test(clean)) out.push({ line, text: clean, screen });
  };
  const lines = source.split('\n');
  let at = 0;
  if (lines[0] === '---') {
    for (at = 1; at < lines.length && lines[at] !== '---'; at++) {
      const field = /^(title|summary):\s*(.*)$/.exec(lines[at]);
      if (field) add(at + 1, field[2]);
    }
    at++;
  }
  let fence = null;
  for (; at < lines.length; at++) {
    const number = at + 1;
    let text = lines[at].trim();
    const mark = /^```\s*([\w-]*)/.exec(text);
    if (mark) {
      fence = fence === null ? mark[1] : null;
    } else if (fence !== null) {
      screenLine(number, text, add);
    } else if (/^\|[\s|:-]+\|$/.test(text) || /^(đạt|làm lại):/u.test(text)) {
      // the rule of a table, the rules of a test
    } else if (text.startsWith('|')) {
      text.split('|').forEach((cell) => add(number, cell));
    } else if (/^Đáp án[^:]*:/u.test(text)) {
      text.replace(/^[^:]*:/, '').split('|').forEach((cell) => add(number, cell));
    } else {
      text = text
        .replace(/^#{1,6}\s+(Câu \d+ \([^)]*\)\s*[—–-]\s*)?/u, '')
        .replace(/^(>\s*)+/, '')
        .replace(/^([-*]|\d+[.)])\s+(\[[ x]\]\s*)?/, '')
        .replace(/^\*\*(Cần nhớ|Cẩn thận|Gợi ý|Giải thích|Nói với bà con):?\*\*:?\s*/u, '');
      add(number, text);
    }
  }
  return out;
}

function screenLine(number, text, add) {
  if (text === '---' || text === '' || /^đường dẫn:/u.test(text)) {
    const why = /<-\s*(?:dấu hiệu|bình thường)\s*:\s*(.*)$/u.exec(text);
    if (why) add(number, why[1], true);
    return;
  }
  const why = /<-\s*(?:dấu hiệu|bình thường)\s*:\s*(.*)$/u.exec(text);
  if (why) {
    add(number, why[1], true);
    text = text.slice(0, why.index);
  }
  text = text.replace(/<-\s*(bấm|nhìn|đúng)/gu, ' ');
  for (const sign of text.matchAll(/\]\(!([^)]*)\)/g)) add(number, sign[1], true);
  text = text.replace(/\[([^\]]*)\]\(![^)]*\)/g, '$1').replace(/^#\s+/, '').replace(/^-\s+/, '');
  const wrong = /^sai\b[^:]*:\s*/u.exec(text);
  // The label after `sai` may hold a colon itself.
  if (wrong) text = text.slice(text.lastIndexOf(': ') + 2);
  text.replace(PART, '').split('|').forEach((cell) => add(number, cell, true));
}

/** Sentences as they are read; a dot between digits (45.000) ends none. */
export function sentences(text) {
  return text.split(/(?<=[.!?…])[”"’)]*\s+|;\s+(?=\p{Lu})/u).map((s) => s.trim()).filter((s) => /[\p{L}\d]/u.test(s));
}

/** Number of tiếng: each run of letters or digits is one. */
export function syllables(sentence) {
  return (sentence.match(/[\p{L}\p{M}\d][\p{L}\p{M}\d.,/]*/gu) ?? []).length;
}

/** The questions of a file: { line, kind, options: [{ right, text }] }. */
export function questions(source) {
  const out = [];
  let current = null;
  let fence = false;
  source.split('\n').forEach((raw, index) => {
    const text = raw.trim();
    if (text.startsWith('```')) fence = !fence;
    if (fence) return;
    const head = /^### Câu \d+ \((?:tình huống, )?([^)]*)\)/u.exec(text);
    if (head) {
      current = { line: index + 1, kind: head[1], options: [] };
      out.push(current);
    } else if (/^#/.test(text)) {
      current = null;
    }
    const option = /^- \[([ x])\] (.*)$/.exec(text);
    if (current && option) current.options.push({ right: option[1] === 'x', text: plain(option[2]) });
  });
  return out;
}

export const read = (path) => readFileSync(path, 'utf8');
