// What a report has to do in a browser. Each check opens the page anew.
const assert = require('node:assert/strict');
const axe = require('axe-core');
const { HOSTILE } = require('./pages.js');

const visible = page => page.locator('details:visible');
const status = page => page.locator('#shown').textContent();
const severities = page => page.$$eval('.control', sections => [...new Set(sections.filter(section => !section.hidden).map(section => section.dataset.severity))]);
const namespaces = page => page.$$eval('details', all => [...new Set(all.filter(each => each.checkVisibility()).map(each => each.dataset.namespace))]);

/** axe with all that is open, since what is folded is not looked at. */
async function accessible({ page }) {
  await page.$$eval('details', all => all.slice(0, 40).forEach(each => { each.open = true; }));
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ['violations'] }));
  assert.deepEqual(violations.filter(({ impact }) => impact === 'serious' || impact === 'critical').map(({ id, nodes }) => `${id}: ${nodes[0].html.slice(0, 100)} (${nodes.length})`), []);
}

async function fitsWidth({ page }) {
  await page.$$eval('details', all => all.slice(0, 40).forEach(each => { each.open = true; }));
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'the page scrolls sideways');
}

/** Presses Tab until the selector has the focus. */
async function tabTo(page, selector, most) {
  for (let presses = 0; presses < most; presses++) {
    await page.keyboard.press('Tab');
    if (await page.evaluate(wanted => document.activeElement.matches(wanted), selector)) return;
  }
  assert.fail(`${selector} has no focus after ${most} presses of Tab`);
}

async function textStaysText({ page, errors, requests }) {
  assert.ok((await page.locator('body').textContent()).includes(HOSTILE), 'the name is not shown as it is');
  assert.match(await page.title(), /^cdk8s-hardened: \d+ findings in 1 object$/);
  assert.deepEqual([await page.locator('img').count(), await page.locator('script').count()], [0, 1]);
  assert.deepEqual([errors, requests], [[], []]);
}

const CHECKS = [
  { page: 'boutique', name: 'asks nobody for anything', test: ({ requests }) => assert.deepEqual(requests, []) },
  { page: 'boutique', name: 'writes no error to the console', test: ({ errors }) => assert.deepEqual(errors, []) },
  {
    page: 'boutique', name: 'is forbidden to ask: its policy stops what would', test: async ({ page, requests }) => {
      const outcome = await page.evaluate(() => new Promise(resolve => {
        document.addEventListener('securitypolicyviolation', event => resolve(event.effectiveDirective));
        const image = document.createElement('img');
        image.src = 'http://127.0.0.1:9/beacon';
        document.body.append(image);
        setTimeout(() => resolve('nothing was stopped'), 1_000);
      }));
      assert.deepEqual([outcome, requests.filter(url => !url.startsWith('http://127.0.0.1:9/'))], ['img-src', []]);
    },
  },
  { page: 'boutique', name: 'is accessible in light', test: accessible },
  { page: 'boutique', name: 'is accessible in dark', options: { colorScheme: 'dark' }, test: accessible },
  { page: 'hostile', name: 'is accessible with critical findings', options: { colorScheme: 'dark' }, test: accessible },
  { page: 'few', name: 'is accessible when all is open', test: accessible },
  { page: 'boutique', name: 'fits 320 pixels', options: { width: 320 }, test: fitsWidth },
  { page: 'hostile', name: 'fits 320 pixels with names of any length', options: { width: 320 }, test: fitsWidth },
  {
    page: 'boutique', name: 'shows all findings, and says how many', test: async ({ page }) => {
      const all = await page.locator('details').count();
      assert.ok(all > 100);
      assert.deepEqual([await visible(page).count(), await status(page)], [all, `All ${all} findings are shown.`]);
    },
  },
  {
    page: 'namespaces', name: 'filters by severity', test: async ({ page }) => {
      await page.uncheck('[value=low]');
      assert.deepEqual(await severities(page), ['medium']);
      assert.equal(await status(page), `${await visible(page).count()} of ${await page.locator('details').count()} findings are shown.`);
    },
  },
  {
    page: 'namespaces', name: 'filters by namespace', test: async ({ page }) => {
      assert.deepEqual((await namespaces(page)).sort(), ['(no namespace)', 'cart']);
      await page.selectOption('[name=namespace]', 'cart');
      assert.deepEqual(await namespaces(page), ['cart']);
    },
  },
  {
    page: 'namespaces', name: 'filters by standard', test: async ({ page }) => {
      await page.selectOption('[name=standard]', { label: 'Pod Security Standards' });
      const shown = await visible(page).count();
      const row = page.locator('tr', { has: page.getByRole('rowheader', { name: 'Pod Security Standards' }) }).first();
      const cells = (await row.locator('td').allTextContents()).map(Number);
      assert.ok(shown > 0 && shown === cells.reduce((a, b) => a + b), `${shown} shown, ${cells} in the table`);
    },
  },
  {
    page: 'namespaces', name: 'finds words in any order, and says how many of a control', test: async ({ page }) => {
      await page.fill('[type=search]', 'REDIS seccomp');
      assert.equal(await visible(page).count(), 1);
      assert.match(await visible(page).textContent(), /redis-cart/);
      assert.equal(await page.locator('.count:visible').textContent(), '1 of 13 findings');
    },
  },
  {
    page: 'namespaces', name: 'says that nothing is found, and shows all again after Reset', test: async ({ page }) => {
      const all = await page.locator('details').count();
      await page.fill('[type=search]', 'no such words');
      assert.deepEqual([await visible(page).count(), await status(page)], [0, `0 of ${all} findings are shown.`]);
      await page.click('[type=reset]');
      await page.waitForFunction(wanted => document.getElementById('shown').textContent === wanted, `All ${all} findings are shown.`);
      assert.equal(await visible(page).count(), all);
    },
  },
  {
    page: 'boutique', name: 'works by keyboard', test: async ({ page }) => {
      await tabTo(page, '.skip', 1);
      await tabTo(page, '[type=search]', 10);
      await page.keyboard.type('redis');
      await tabTo(page, '[value=low]', 6);
      await page.keyboard.press('Space');
      assert.deepEqual(await severities(page), ['medium']);
      await tabTo(page, 'summary', 6);
      await page.keyboard.press('Enter');
      const opened = page.locator('details[open]');
      assert.equal(await opened.count(), 1);
      assert.ok(await opened.locator('pre .here').isVisible(), 'the offending line is not shown');
    },
  },
  {
    page: 'boutique', name: 'skips to the findings', test: async ({ page }) => {
      await page.keyboard.press('Tab');
      assert.ok(await page.locator('.skip').isVisible());
      await page.keyboard.press('Enter');
      await page.waitForFunction(() => document.getElementById('findings').getBoundingClientRect().top < innerHeight / 2);
    },
  },
  {
    page: 'boutique', name: 'names its parts for a screen reader', test: async ({ page }) => {
      for (const [role, name] of [['search', 'Filter the findings'], ['table', 'By namespace'], ['table', 'By standard'], ['region', 'Findings'], ['group', 'Severity'], ['combobox', 'Standard']]) {
        assert.equal(await page.getByRole(role, { name, exact: true }).count(), 1, `${role} '${name}'`);
      }
    },
  },
  {
    page: 'boutique', name: 'can be read without scripts', options: { javaScriptEnabled: false }, test: async ({ page }) => {
      const all = await page.locator('details').count();
      assert.deepEqual([await visible(page).count(), await page.locator('#filter').isVisible()], [all, false]);
      await page.locator('summary').nth(5).click();
      assert.ok(await page.locator('details').nth(5).locator('pre').isVisible(), 'a finding does not open');
    },
  },
  {
    page: 'boutique', name: 'shows what is waived, by whom and why', test: async ({ page }) => {
      const text = await page.getByRole('region', { name: 'Waived' }).first().textContent();
      for (const part of ['replicas-minimum', 'One <writer> only.', 'team-shop', 'service-load-balancer']) assert.ok(text.includes(part), part);
    },
  },
  {
    page: 'boutique', name: 'prints without the filter, and lets no line run out of the paper', test: async ({ page }) => {
      await page.emulateMedia({ media: 'print' });
      await page.setViewportSize({ width: 720, height: 900 });
      await page.$$eval('details', all => all.slice(0, 40).forEach(each => { each.open = true; }));
      assert.equal(await page.locator('#filter').isVisible(), false);
      assert.deepEqual(await page.$$eval('pre', all => all.filter(each => each.scrollWidth > each.clientWidth).length), 0);
      assert.ok((await page.pdf()).length > 10_000);
    },
  },
  { page: 'hostile', name: 'keeps names that are markup as text', test: textStaysText },
];

/** What must be found wrong with the page that is broken on purpose. */
const BROKEN = [
  'asks nobody for anything', 'writes no error to the console', 'is accessible in light', 'is accessible in dark', 'fits 320 pixels',
  'can be read without scripts', 'is forbidden to ask: its policy stops what would', 'works by keyboard',
];

module.exports = { BROKEN, CHECKS };
