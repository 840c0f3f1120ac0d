import { run, stream } from './harness';
import { Change, changedSet, hardenedSet } from '../controls/hardened-set';

const OLD = stream(hardenedSet());
const NEW = (change: Change | Change[]) => stream(changedSet(change));
const SELECTOR: Change = { at: '/spec/selector/matchLabels', to: { 'app.kubernetes.io/name': 'cart', 'tier': 'web' } };
const DUMP = stream([
  { apiVersion: 'apps/v1', kind: 'ReplicaSet', metadata: { name: 'cart-1', namespace: 'shop', uid: 'r', ownerReferences: [{ apiVersion: 'apps/v1', kind: 'Deployment', name: 'cart', uid: 'd' }] }, spec: { template: { spec: { containers: [] } } } },
  { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'miner', namespace: 'shop', uid: 'm' }, spec: { template: { spec: { containers: [] } } } },
]);
const only = (id: string) => ['--only', id, '--format', 'json'];
interface Report { findings: { control: string; source: object; object: { name: string }; message: string }[]; unreadable: { file: string; reason: string }[] }
const reportOf = ({ out }: { out: string }) => JSON.parse(out) as Report;

test('a field that may not change stands at its line in the new file, and names its line in the old one', () => {
  const { code, out } = run(['check', '@new.yaml', '--against', '@old', ...only('immutable-field-changed')], { 'new.yaml': `# one more line\n${NEW(SELECTOR)}`, 'old/all.yaml': OLD });
  const line = `# one more line\n${NEW(SELECTOR)}`.split('\n').findIndex(text => text === '  selector:') + 1;
  expect([code, reportOf({ out }).findings]).toMatchObject([1, [{ source: { file: '@new.yaml', line, column: 3 }, message: `/spec/selector is not what it is in @old/all.yaml:${line - 1}: the API server refuses to change it on a live object` }]]);
});

test('what is gone stands at its old line, and may be signed for', () => {
  const files = { 'new.yaml': NEW({ remove: 'LimitRange/limits' }), 'old.yaml': OLD };
  const { findings } = reportOf(run(['check', '@new.yaml', '--against', '@old.yaml', ...only('object-removed')], files));
  expect(findings).toMatchObject([{ control: 'object-removed', source: { file: '@old.yaml' }, message: 'the earlier tree has LimitRange shop/limits, and this one does not' }]);
  const waiver = "- { control: object-removed, object: { kind: LimitRange, namespace: shop, name: limits }, reason: The quota is enough., owner: team-shop, expires: '2027-01-31' }\n";
  expect(run(['check', '@new.yaml', '--against', '@old.yaml', '--only', 'object-removed', '--waivers', '@w.yaml'], { ...files, 'w.yaml': waiver }).code).toBe(0);
});

test('its lines stand in the page', () => {
  const { out } = run(['check', '@new.yaml', '--against', '@old.yaml', '--only', 'object-removed', '--format', 'html'], { 'new.yaml': NEW({ remove: 'LimitRange/limits' }), 'old.yaml': OLD });
  expect(out).toMatch(/class="here"><i>\d+<\/i>/);
});

test('what runs and stands in none of the trees is named once, with its line', () => {
  const { findings } = reportOf(run(['check', '@dump.yaml', ...only('shadow-workload'), '--against', '@a.yaml', '@b.yaml'], {
    'dump.yaml': DUMP, 'a.yaml': stream([hardenedSet()[0]]), 'b.yaml': stream(hardenedSet().slice(1)),
  }));
  expect(findings).toMatchObject([{ object: { name: 'miner' }, source: { file: '@dump.yaml', line: expect.any(Number) }, message: 'stands in no tree' }]);
});

test('without --against, nothing is compared, and a waiver of it is no fault', () => {
  const waiver = "- { control: shadow-workload, object: { kind: Deployment, namespace: shop, name: cart }, reason: r, owner: o, expires: '2027-01-31' }\n";
  expect(run(['check', '@a.yaml', '--waivers', '@w.yaml'], { 'a.yaml': OLD, 'w.yaml': waiver })).toMatchObject({ code: 0, err: '' });
});

test('what cannot be read is named, exit code 2, and nothing passes for gone', () => {
  const { code, out } = run(['check', '@new.yaml', '--format', 'json', '--against', '@old.yaml', '@none'], { 'new.yaml': NEW({ remove: 'LimitRange/limits' }), 'old.yaml': OLD });
  const { findings, unreadable } = reportOf({ out });
  expect([code, unreadable]).toEqual([2, [{ file: '@none', reason: 'does not exist' }]]);
  expect(findings.map(({ control }) => control)).toEqual(['namespace-limit-range']);
});

test.each([
  ['nothing to compare with', ['--against', '@empty.yaml'], 'there is no Kubernetes object in @empty.yaml, and nothing to compare with (--against).'],
  ['a control that compares, with nothing', ['--only', 'object-removed'], '--only object-removed: this control compares with other objects. Give them with --against'],
  ['no path', ['--against'], "option '--against <paths...>' argument missing"],
])('%s is refused', (_, args, message) => {
  expect(run(['check', '@a.yaml', ...args], { 'a.yaml': OLD, 'empty.yaml': '# nothing\n' })).toMatchObject({ code: 2, out: '', err: expect.stringContaining(message) });
});

test('--explain says when such a control is judged', () => {
  expect(run(['check', '--explain', 'shadow-workload']).out).toContain('\nJudged only where --against gives what to compare with.\n');
});
