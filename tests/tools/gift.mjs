// The GIFT that `tungngo course gift export` writes, read by a parser that others wrote (npm gift-pegjs).
//
//   TUNGNGO_BINARY=target/debug/tungngo node gift.mjs
//
// Every question of every shipped course must be read, with its answers, its right ones and its feedback. The kinds
// that the shipped courses may not have stand in kinds.gift, which a test of the compiler holds to the export.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import gift from "gift-pegjs";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const binary = process.env.TUNGNGO_BINARY;
assert(binary, "TUNGNGO_BINARY must name the program");

const text = execFileSync(binary, ["course", "gift", "export", here("../../courses")], {
  encoding: "utf8",
  maxBuffer: 64 << 20,
  stdio: ["ignore", "pipe", "ignore"],
});
const parsed = gift.parse(text);
const questions = parsed.filter((one) => one.type !== "Category");
const ids = [...text.matchAll(/^\/\/ \[id:(.+)\]$/gm)].map((match) => match[1]);
assert(ids.length >= 40, `only ${ids.length} questions were exported`);
assert.deepEqual(questions.map((one) => one.id), ids);
assert.deepEqual(questions.map((one) => one.title), ids);
assert(parsed.some((one) => one.type === "Category"));

const kinds = {};
for (const one of questions) {
  kinds[one.type] = (kinds[one.type] ?? 0) + 1;
  assert.equal(one.stem.format, "html", one.id);
  assert.match(one.stem.text, /^<p>.+<\/p>/, one.id);
  if (one.type === "MC") {
    assert(one.choices.length >= 2, one.id);
    const weights = one.choices.filter((choice) => choice.weight > 0).map((choice) => choice.weight);
    const right = one.choices.filter((choice) => choice.isCorrect).length;
    assert(right === 1 || (right === 0 && Math.abs(weights.reduce((a, b) => a + b, 0) - 100) < 0.01), one.id);
  }
  if (one.type === "TF") assert.equal(typeof one.isTrue, "boolean", one.id);
}
assert(kinds.MC > 0 && kinds.TF > 0, JSON.stringify(kinds));

const others = gift.parse(readFileSync(here("kinds.gift"), "utf8")).filter((one) => one.type !== "Category");
assert.deepEqual(others.map((one) => one.type), ["Numerical", "Numerical", "Short", "Matching", "TF", "MC"]);
const [number, range, short, pairs, yes, marked] = others;
assert.deepEqual(number.choices.map((one) => [one.isCorrect, one.weight, one.text.number]), [
  [true, null, 45000],
  [true, 0, 4500],
]);
assert.equal(number.choices[1].feedback.text, "Thiếu một số 0.");
assert.deepEqual([range.choices[0].text.numberLow, range.choices[0].text.numberHigh], [2.5, 5]);
assert.deepEqual(short.choices.map((one) => [one.text.text, one.weight]), [["156", null], ["5656", null], ["113", 0]]);
assert.deepEqual(
  // The parser forgets to undo its own mark of an escape on the right side of a pair.
  pairs.matchPairs.map((one) => [one.subquestion.text, one.subanswer.replace("&&058;", ":")]),
  [["Trúng thưởng", "Lừa đảo: 100%"], ["Mai họp tổ", "Bình thường"]],
);
assert.equal(yes.isTrue, false);
// The first is said after the wrong answer, the second after the right one.
assert.deepEqual([yes.trueFeedback.text, yes.falseFeedback.text], ["Còn phải bấm.", "Đúng rồi."]);
assert.equal(marked.choices[0].text.text, "{a} ~ b = c # d\\e: &#39;f&#39;");
assert.equal(marked.choices[1].text.text, "&#37;50% và [html]");
assert.equal(marked.globalFeedback.text, "Vì <b>thế</b>.");

console.log(`${questions.length} questions of the shipped courses and ${others.length} others are read:`, kinds);
