// C9: what is printed: a lesson, a certificate, a login card. A person looks at tests/browser/out/print-*.png.

import { statSync } from 'node:fs';
import { join } from 'node:path';
import {
  OUT, check, newPerson, press, pressWords, readGreeting, signIn, startBrowser, startServer, stopServer, tidy, tool,
} from './lib.mjs';

export async function print() {
  const server = await startServer('demo');
  const browser = await startBrowser();
  try {
    const greeting = readGreeting(server.output);
    const learner = await newPerson(browser, server);
    await signIn(learner.page, greeting.certified);
    await learner.page.goto('/modules/thanh-toan');
    await press(learner.page, 'main a[href*="/lessons/"]');
    const title = tidy(await learner.page.innerText('h1'));
    await toPaper(learner.page, 'lesson', [title, 'Nói với bà con'], { most: 8 });
    await learner.page.goto('/certificates');
    await press(learner.page, 'main a.row');
    await toPaper(learner.page, 'certificate', [greeting.certified.name, 'Giấy chứng nhận'], { most: 1, wide: true, qr: /\/verify\// });

    const trainer = await newPerson(browser, server);
    await signIn(trainer.page, greeting.trainer);
    await press(trainer.page, '.mx a');
    await press(trainer.page, trainer.page.locator('a').filter({ hasText: greeting.waiting.name }));
    await pressWords(trainer.page, 'In thẻ mới');
    await toPaper(trainer.page, 'card', [greeting.waiting.name, 'Mã PIN lần đầu'], { most: 1, qr: /\/card\// });
  } finally {
    await browser.close();
    stopServer(server);
  }
}

async function toPaper(page, name, wanted, { most, wide = false, qr = null }) {
  const file = join(OUT, `print-${name}.pdf`);
  await page.pdf({ path: file, preferCSSPageSize: true, printBackground: false });
  check(`${name} prints`, statSync(file).size > 2_000);
  const text = tidy(tool('pdftotext', ['-layout', file, '-']));
  for (const words of wanted) check(`the printed ${name} says “${words}”`, text.includes(words), text.slice(0, 200));
  const about = tool('pdfinfo', [file]);
  const pages = Number(/Pages:\s+(\d+)/.exec(about)[1]);
  check(`the printed ${name} takes at most ${most} pages`, pages <= most, String(pages));
  const [, across, down] = /Page size:\s+([\d.]+) x ([\d.]+)/.exec(about).map(Number);
  const a4 = wide ? across > down : down > across;
  check(`the printed ${name} is A4 ${wide ? 'across' : 'upright'}`, a4 && Math.abs(across * down - 595.3 * 841.9) < 5_000, `${across} × ${down}`);
  tool('pdftoppm', ['-r', '110', '-png', file, join(OUT, `print-${name}`)]);
  if (!qr) return;
  tool('pdftoppm', ['-r', '200', '-png', '-singlefile', file, join(OUT, `print-${name}-qr`)]);
  let scanned = '';
  try {
    scanned = tool('zbarimg', ['--quiet', '--raw', join(OUT, `print-${name}-qr.png`)]).trim();
  } catch {
    // zbarimg ends with 4 when it sees no code.
  }
  check(`the QR of the printed ${name} can be scanned`, qr.test(scanned), scanned);
}
