// Runs the parts of the browser tests: node run.mjs [journey|evening|axe|keyboard|print|weight|look]…; all but look by default.

import { counts } from './lib.mjs';
import { everyPageIsAccessible } from './axe.mjs';
import { evening } from './evening.mjs';
import { journey } from './journey.mjs';
import { keyboard } from './keyboard.mjs';
import { look } from './look.mjs';
import { print } from './print.mjs';
import { weight } from './weight.mjs';

const PARTS = { journey, evening, axe: everyPageIsAccessible, keyboard, print, weight, look };
const wanted = process.argv.length > 2 ? process.argv.slice(2) : ['journey', 'evening', 'axe', 'keyboard', 'print', 'weight'];

let broken = 0;
for (const name of wanted) {
  if (!PARTS[name]) {
    console.error(`no part “${name}”; there are: ${Object.keys(PARTS).join(', ')}`);
    process.exit(2);
  }
  const before = counts();
  const begun = Date.now();
  console.log(`browser: ${name}`);
  try {
    await PARTS[name]();
  } catch (error) {
    broken += 1;
    console.log(`  BROKEN OFF ${name}: ${error.stack ?? error}`);
  }
  const after = counts();
  console.log(`  ${name}: ${after.passed - before.passed} passed, ${after.failures.length - before.failures.length} failed, ${Math.round((Date.now() - begun) / 1000)} s`);
}

const { passed, failures } = counts();
const failed = failures.length + broken;
if (failures.length) console.log(`\nfailed:\n${failures.map((text) => `  ${text}`).join('\n')}`);
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
