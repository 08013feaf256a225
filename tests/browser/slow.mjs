// G3: how soon a lesson can be read on a slow phone (50 kB/s, 2,000 ms a request, CPU ÷6), with and without JavaScript,
// against a bare static page of the same text served by this script. Prints medians and the ratio; fails over 1.2.
//
//   node tests/browser/slow.mjs http://127.0.0.1:8080        (a running demo)
import { chromium } from 'playwright-core';
import { createServer } from 'node:http';

const base = process.argv[2] ?? 'http://127.0.0.1:8080';
const rounds = 3;
const lesson = '/modules/thanh-toan/lessons/ttkm-03';
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
    '--disable-component-update', '--disable-sync'],
});

async function signedIn(javaScriptEnabled) {
  const context = await browser.newContext({ javaScriptEnabled, viewport: { width: 360, height: 740 } });
  const page = await context.newPage();
  await page.goto(`${base}/login`);
  await page.fill('#phone', '0900 000 101');
  await page.fill('#pin', '482913');
  await page.click('main button.btn');
  return context;
}

/** Milliseconds until the first words are painted, with an empty cache. */
async function readable(context, address) {
  const page = await context.newPage();
  const cdp = await context.newCDPSession(page);
  await cdp.send('Network.enable');
  await cdp.send('Network.setCacheDisabled', { cacheDisabled: true });
  await cdp.send('Network.emulateNetworkConditions', {
    offline: false, latency: 2000, downloadThroughput: 50_000, uploadThroughput: 50_000,
  });
  await cdp.send('Emulation.setCPUThrottlingRate', { rate: 6 });
  await cdp.send('Page.enable');
  await cdp.send('Page.setLifecycleEventsEnabled', { enabled: true });
  let begun = Infinity;
  const painted = new Promise((tell) => {
    cdp.on('Page.lifecycleEvent', ({ name }) => {
      const passed = performance.now() - begun;
      if (name === 'firstContentfulPaint' && passed > 0) tell(passed);
    });
  });
  begun = performance.now();
  await page.goto(address, { waitUntil: 'load', timeout: 120_000 });
  const passed = await painted;
  await page.close();
  return passed;
}

const probe = await signedIn(true);
const page = await probe.newPage();
await page.goto(base + lesson);
const text = (await page.innerText('main')).split('\n').map((line) => `<p>${line.replace(/[<&]/g, ' ')}</p>`).join('');
await page.close();
const css = 'body{font:20px/1.5 sans-serif;margin:16px}';
const server = createServer((request, response) => {
  const style = request.url === '/s.css';
  response.setHeader('content-type', style ? 'text/css' : 'text/html; charset=utf-8');
  response.end(style ? css : `<!doctype html><html lang="vi"><title>x</title><link rel="stylesheet" href="/s.css"><link rel="icon" href="data:,">${text}`);
});
await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
const bare = `http://127.0.0.1:${server.address().port}/`;

const median = (list) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];
let failed = 0;
for (const script of [true, false]) {
  const context = await signedIn(script);
  const ours = [], theirs = [];
  for (let round = 0; round < rounds; round += 1) {
    theirs.push(await readable(context, bare));
    ours.push(await readable(context, base + lesson));
  }
  const ratio = median(ours) / median(theirs);
  if (!(ratio <= 1.2)) failed += 1;
  console.log(`${script ? 'with' : 'without'} JavaScript: lesson ${Math.round(median(ours))} ms, bare page ${Math.round(median(theirs))} ms, ratio ${ratio.toFixed(2)} (floor 1.2)`);
}
server.close();
await browser.close();
console.log(`${2 - failed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
