import { createHash } from 'node:crypto';
import { HOSTILE_SHOP, reportOf, SHOP } from './harness';
import { dot } from '../../../src/cli/reach/dot';
import { svgOf } from '../../../src/cli/reach/graphviz';
import { html } from '../../../src/cli/reach/html';
import { HOSTILE } from '../harness';

const pageOf = (documents: readonly string[]) => {
  const report = reportOf(documents, {}, false);
  return [...html(report, svgOf([...dot(report)].join('')))].join('');
};

test('nothing is fetched and nothing runs', () => {
  const page = pageOf(HOSTILE_SHOP);
  expect(page).not.toMatch(/<script|\b(src|action|srcset)="|href="(?!#)|url\(|@import|https?:(?!\/\/www\.w3\.org\/)|\son[a-z]+=|style="/);
  const [, policy] = /Content-Security-Policy" content="([^"]*)"/.exec(page)!;
  const [, style] = /<style>([\s\S]*?)<\/style>/.exec(page)!;
  expect(policy).toBe(`default-src 'none'; style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'; base-uri 'none'; form-action 'none'`);
  expect(page).not.toContain(HOSTILE.slice(0, 20));
});

test('the picture, and the table with verdict, ports, layers and rules', () => {
  const page = pageOf(SHOP);
  expect(page).toContain('<svg role="img" ');
  expect(page).toContain('<tr><th scope="row">shop/Pod/web</th><td>shop/Pod/db</td><td><span class="badge allowed">allowed</span></td><td>TCP 5432</td><td>network</td><td><code>shop/all.yaml:10</code><br><code>shop/all.yaml:12</code></td></tr>');
});
