// Pictures of every page, on a phone and on a desk, light and dark, for a person to look at: tests/browser/out/look.

import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DESK, OUT, PHONE, check, startBrowser } from './lib.mjs';
import { everyPage } from './pages.mjs';

const LOOKS = [
  ['phone-light', PHONE, 'light'],
  ['phone-dark', PHONE, 'dark'],
  ['desk-light', DESK, 'light'],
  ['desk-dark', DESK, 'dark'],
];

export async function look() {
  const folder = join(OUT, 'look');
  rmSync(folder, { recursive: true, force: true });
  for (const [name] of LOOKS) mkdirSync(join(folder, name), { recursive: true });
  const browser = await startBrowser();
  const states = [];
  try {
    await everyPage(browser, async (template, state, { page }) => {
      states.push([template, state]);
      for (const [name, viewport, colorScheme] of LOOKS) {
        await page.setViewportSize(viewport);
        await page.emulateMedia({ colorScheme });
        await page.screenshot({ path: join(folder, name, `${state}.png`), fullPage: true });
      }
      await page.emulateMedia({ colorScheme: 'light' });
      await page.setViewportSize(PHONE);
    });
  } finally {
    await browser.close();
  }
  const row = ([template, state]) =>
    `<h2>${state} <small>templates/${template}.html</small></h2>${LOOKS.map(([name, { width }]) => `<img loading="lazy" src="${name}/${state}.png" width="${width / 2}">`).join(' ')}`;
  writeFileSync(join(folder, 'index.html'), `<!doctype html><meta charset="utf-8"><title>Từng Ngõ</title><style>img{vertical-align:top;border:1px solid #999}</style>${states.map(row).join('\n')}`);
  check('every page has its pictures', states.length > 60, String(states.length));
  console.log(`  ${states.length} pages in ${join(folder, 'index.html')}`);
}
