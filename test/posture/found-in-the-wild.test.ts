import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { controlById } from '../../src/controls/catalogue';
import { parseManifests } from '../../src/manifest/yaml';
import { check } from '../../src/posture/check';

const ROOT = join(__dirname, '..', '..');
const PAGE = readFileSync(join(ROOT, 'docs', 'found-in-the-wild.md'), 'utf8');
const ROWS = [...PAGE.matchAll(/^\| ([^|]+) \| \[`[^`]+`\]\(\.\.\/([^)]+)\) \| (\d+) \| (\d+) \| (\d+) \| (\d+) \| (\d+) \|$/gm)]
  .map(([, project, file, ...numbers]) => ({ project, file, numbers: numbers.map(Number) }));

const controlsIn = (text: string) => [...text.matchAll(/`([a-z-]+)`/g)].map(([, id]) => id).filter(id => controlById(id));

const reportOf = (...files: string[]) => check(files.flatMap(file => (
  parseManifests(readFileSync(join(ROOT, file), 'utf8'), file).map(object => ({ object: object as never, file })))));

test('the page has a row for each file', () => expect(ROWS).toHaveLength(6));

test.each(ROWS)('the page says of $project what check says', ({ file, numbers }) => {
  const { summary, errors } = reportOf(file);
  const { critical, high, medium, low } = summary.findings;
  expect([summary.objects, critical, high, medium, low]).toEqual(numbers);
  expect(errors).toEqual([]);
});

test.each(ROWS)('what the page says that matters is found, and what it says is no fault is not: $project', ({ project, file }) => {
  const name = project.replace(/ [\d.]+$/, '');
  const section = new RegExp(`^## ${name}\n([^]*?)(?=^## |$(?![^]))`, 'm').exec(PAGE)?.[1] ?? '';
  const found = new Set(reportOf(file).findings.map(({ control }) => control));
  const [matters, fine = ''] = section.split(/^Not a fault:/m);
  expect(controlsIn(matters.split(/^With /m)[0]).filter(id => !found.has(id))).toEqual([]);
  expect(controlsIn(fine).filter(id => found.has(id))).toEqual([]);
});

test('of Online Boutique with its own network policies, the default deny is there and the rules that name nobody remain', () => {
  const { findings } = reportOf('examples/adopt-existing/upstream.yaml', 'examples/adopt-existing/upstream-network-policies.yaml');
  const count = (control: string) => findings.filter(each => each.control === control).length;
  expect(['netpol-default-deny-ingress', 'netpol-default-deny-egress', 'netpol-both-directions', 'netpol-allow-all'].map(count)).toEqual([0, 0, 0, 13]);
});

test('Kyverno’s pods would pass restricted, as the page says', () => {
  const file = 'conformance/corpora/apps/kyverno/upstream.yaml';
  const report = check(parseManifests(readFileSync(join(ROOT, file), 'utf8'), file).map(object => ({ object: object as never })), { profile: 'restricted' });
  expect(report.findings).toEqual([]);
});
