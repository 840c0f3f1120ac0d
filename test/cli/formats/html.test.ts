import { createHash } from 'node:crypto';
import { html } from '../../../src/cli/formats/html';
import { changedSet } from '../../controls/hardened-set';
import { hardenedYaml, HOSTILE, hostileResult, mixedResult, resultOf, SINGLE, stream, WRITABLE } from '../harness';

const pageOf = (result: Parameters<typeof html>[0]) => [...html(result)].join('');
const VOID = new Set(['meta', 'input', 'br']);

/** The names of all elements. Throws where one is not closed. */
function elementsOf(page: string): string[] {
  const names: string[] = [];
  const open: string[] = [];
  const markup = page.replace(/<(style|script)>[\s\S]*?<\/\1>/g, '<$1></$1>').replace(/^<!doctype html>/, '');
  for (const [, closes, name] of markup.matchAll(/<(\/?)([a-z0-9]+)(?: [^<>]*)?>/g)) {
    if (!closes) {
      names.push(name);
      if (!VOID.has(name)) open.push(name);
    } else if (open.pop() !== name) {
      throw new Error(`</${name}> closes another element`);
    }
  }
  if (open.length > 0) throw new Error(`<${open[0]}> is not closed`);
  return names;
}

it.each([
  ['of everything', mixedResult()], ['of nothing', resultOf(hardenedYaml())], ['of hostile names', hostileResult()],
])('the elements of a page %s are closed', (_, result) => expect(elementsOf(pageOf(result))).toContain('main'));

it.each(['<p><b></p></b>', '<p>', '</p>'])('the test would see that those of %s are not', page => expect(() => elementsOf(page)).toThrow());

test('nothing is fetched, and nothing runs but the one script', () => {
  const page = pageOf(hostileResult());
  expect(page).not.toMatch(/\b(src|href|action|srcset)="(?!#)|url\(|@import|https?:|\son[a-z]+=|style="/);
  expect(page.match(/<script/g)).toHaveLength(1);
  const [, policy] = /Content-Security-Policy" content="([^"]*)"/.exec(page)!;
  expect(policy).toContain("default-src 'none'");
  for (const element of ['style', 'script']) {
    const [, text] = new RegExp(`<${element}>([\\s\\S]*?)</${element}>`).exec(page)!;
    expect(policy).toContain(`${element}-src 'sha256-${createHash('sha256').update(text).digest('base64')}'`);
  }
  expect(page).not.toContain(HOSTILE.slice(0, 20));
});

describe('a page', () => {
  const page = pageOf(mixedResult());

  it.each([
    ['the verdict', /<h1>Not all could be judged: 1 finding in 14 objects<\/h1>/],
    ['the numbers by severity', /<li class="medium"><strong>1<\/strong> medium<\/li>/],
    ['the numbers by namespace', /<th scope="row">shop<\/th><td class="number">0<\/td><td class="number">0<\/td><td class="number">1<\/td><td class="number">0<\/td>/],
    ['the numbers by standard', /<th scope="row">NIST SP 800-190<\/th>/],
    ['the offending line, marked', /<span class="here"><i>\d+<\/i> *readOnlyRootFilesystem: false<\/span>/],
    ['what to write', /What to write\.<\/strong> Set securityContext\.readOnlyRootFilesystem: true/],
    ['the waiver', /<td>One &#60;writer&#62;\.<\/td><td>team-shop<\/td><td>2027-01-31<\/td>/],
    ['what could not be read', /<h2>Not read<\/h2>[\s\S]*is no YAML/],
    ['what could not be evaluated', /<h2>Could not be evaluated<\/h2>[\s\S]*could not evaluate: /],
    ['what was skipped', /<h2>Skipped controls<\/h2>[\s\S]*None here\./],
    ['the filter only where a script runs', /<form id="filter"[^>]* hidden>/],
    ['findings that can be read without one', /<details data-namespace="shop" open>/],
  ])('shows %s', (_, text) => expect(page).toMatch(text));
});

test('a page of many findings folds them', () => {
  const result = resultOf(stream(Array.from({ length: 30 }, () => changedSet(SINGLE)).flat()));
  expect(pageOf(result)).not.toContain(' open>');
});

test('a page shows 5,000 findings at most, the most severe, and says what it left out', () => {
  const result = resultOf(hardenedYaml([WRITABLE, { at: 'container/imagePullPolicy' }]));
  const [low, medium] = result.report.findings;
  const findings = [low, medium].flatMap(finding => Array.from({ length: 3_000 }, () => finding));
  const many = { ...result, report: { ...result.report, findings } };
  const page = pageOf(many);
  expect(page.match(/<details/g)).toHaveLength(5_000);
  expect([low.severity, medium.severity]).toEqual(['low', 'medium']);
  expect(page).toContain('<strong>Left out: 1000 findings, the least severe.</strong>');
});
