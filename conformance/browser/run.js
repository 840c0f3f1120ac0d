// Opens reports of `check --format html` in a real Chromium and holds them to what a reader needs; then a page that is broken on purpose to the same, which must fail.
// Usage: node run.js [--screenshots FOLDER]
const { mkdtempSync, mkdirSync, rmSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');
const { pathToFileURL } = require('node:url');
const { chromium } = require('playwright-core');
const { CHECKS, BROKEN } = require('./checks.js');
const { writePages } = require('./pages.js');

const flag = process.argv.indexOf('--screenshots');
const screenshots = flag < 0 ? undefined : process.argv[flag + 1];
let [passed, failed] = [0, 0];

function count(name, fault) {
  if (fault === undefined) {
    passed++;
  } else {
    failed++;
    console.log(`FAILED browser: ${name}: ${fault}`);
  }
}

/** A page in a context of its own, with what it did that a report must not do. */
async function open(browser, path, { javaScriptEnabled = true, colorScheme = 'light', width = 1280 } = {}) {
  const context = await browser.newContext({ javaScriptEnabled, colorScheme, viewport: { width, height: 900 } });
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  const [requests, errors] = [[], []];
  page.on('request', request => { if (request.url() !== pathToFileURL(path).href) requests.push(request.url()); });
  page.on('console', message => { if (message.type() === 'error' || message.type() === 'warning') errors.push(message.text()); });
  page.on('pageerror', error => errors.push(error.message));
  await page.goto(pathToFileURL(path).href);
  return { page, requests, errors, close: () => context.close() };
}

/** What a page's own script waits for has no end of its own. */
function timeout() {
  return new Promise((_, reject) => { setTimeout(() => reject(new Error('no end after 30 seconds')), 30_000).unref(); });
}

/** What is wrong, or undefined. */
async function faultOf(browser, path, { options, test }) {
  const opened = await open(browser, path, options);
  try {
    await Promise.race([test(opened), timeout()]);
    return undefined;
  } catch (error) {
    return error.message.split('\n').slice(0, 12).join(' ');
  } finally {
    await opened.close();
  }
}

async function main() {
  const folder = mkdtempSync(join(tmpdir(), 'cdk8s-hardened-browser-'));
  // Chromium's own sandbox does not work for root, nor in most containers; the pages are ours.
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-dev-shm-usage'] });
  try {
    const pages = writePages(folder);
    for (const check of CHECKS) count(`${check.page}: ${check.name}`, await faultOf(browser, pages[check.page], check));
    for (const name of BROKEN) {
      const check = CHECKS.find(each => each.name === name);
      const fault = await faultOf(browser, pages.broken, check);
      count(`the page that is broken on purpose: ${name}`, fault === undefined ? 'the fault was not found' : undefined);
    }
    if (screenshots) await shoot(browser, pages);
  } finally {
    await browser.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** For the eye: what no check can say is whether it looks right. */
async function shoot(browser, pages) {
  mkdirSync(screenshots, { recursive: true });
  for (const [name, options] of [['light', {}], ['dark', { colorScheme: 'dark' }], ['narrow', { width: 320 }]]) {
    const { page, close } = await open(browser, pages.boutique, options);
    await page.screenshot({ path: join(screenshots, `${name}.png`) });
    await page.fill('[type=search]', 'redis');
    await page.locator('details:visible > summary').first().click();
    await page.locator('#filter').scrollIntoViewIfNeeded();
    await page.screenshot({ path: join(screenshots, `${name}-filtered.png`) });
    await close();
  }
}

main().catch(error => count('the judge itself', error.message.split('\n')[0])).finally(() => {
  console.log(`browser: ${passed} passed, ${failed} failed`);
  process.exitCode = failed === 0 ? 0 : 1;
});
