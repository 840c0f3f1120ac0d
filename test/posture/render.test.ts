import { check } from '../../src/posture/check';
import { renderReport } from '../../src/posture/render';
import { Change, changedSet, judged } from '../controls/hardened-set';

const writable: Change = { at: 'container/securityContext/readOnlyRootFilesystem', to: false };
const WAY_OUT = "The way out: write what stands under each finding, or sign for it with a waiver on the construct: { control, reason, owner, expires: 'YYYY-MM-DD' }.";
const FIX = '      Set securityContext.readOnlyRootFilesystem: true, and mount a sized emptyDir where the process writes.';
const reportOf = (change: Change | Change[], origin: object) => check(changedSet(change).map(object => ({ object, ...object.kind === 'Deployment' ? origin : {} })), { today: '2026-12-01' });

test('findings stand under their construct, with what to write and the way out', () => {
  expect(renderReport(reportOf(writable, { construct: 'app/shop/cart' })).split('\n')).toEqual([
    'app/shop/cart',
    '  Deployment shop/cart',
    "    medium read-only-root-filesystem: container 'cart': securityContext.readOnlyRootFilesystem is false",
    FIX,
    '',
    WAY_OUT,
    '',
    '1 finding (1 medium), 0 waived, 0 not evaluated in 13 objects, profile hardened.',
  ]);
});

test.each([[{ file: 'shop/cart.yaml' }, 'shop/cart.yaml'], [{}, 'Deployment shop/cart']])('without a construct, they stand under %p', (origin, group) => {
  expect(renderReport(reportOf(writable, origin)).split('\n')[0]).toBe(group);
});

test('what to write is said once for containers that share a fault', () => {
  const text = renderReport(reportOf([writable, { at: 'pod/initContainers', to: [{ name: 'setup', image: 'x' }] }], {}));
  expect(text.split('\n').filter(line => line === FIX)).toHaveLength(1);
  expect(text.match(/read-only-root-filesystem: (init )?container/g)).toHaveLength(2);
});

test('errors stand beside findings', () => {
  expect(renderReport(reportOf({ at: 'pod/hostNetwork', to: 'yes' }, {}))).toContain(
    '    error manifest-shape: could not evaluate: /spec/template/spec/hostNetwork must be true or false, and is a text');
});

test('waivers that do not hold, and those that soon will not, are named', () => {
  const objects = [{ apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'shop', name: 'cart' }];
  const waiver = { control: 'replicas-minimum', reason: 'x', owner: 'team', objects };
  const report = check(judged(changedSet([])), { today: '2026-12-01', waivers: [{ ...waiver, expires: '2026-11-01' }, { ...waiver, expires: '2026-12-02' }] });
  expect(renderReport(report).split('\n')).toEqual([
    "waiver The waiver of 'replicas-minimum' by team expired on 2026-11-01. Fix what it covers, or sign it again with a later 'expires'.",
    "waiver The waiver of 'replicas-minimum' by team expires tomorrow, on 2026-12-02.",
    '',
    '0 findings, 0 waived, 0 not evaluated in 13 objects, profile hardened.',
  ]);
});

test('colours are there when asked for, and only then', () => {
  const report = reportOf(writable, {});
  const escape = String.fromCharCode(27);
  expect(renderReport(report)).not.toContain(escape);
  const coloured = renderReport(report, { color: true });
  expect(coloured).toContain(`${escape}[33mmedium${escape}[0m`);
  expect(coloured.split(escape).map(part => part.replace(/^\[\d+m/, '')).join('')).toBe(renderReport(report));
});
