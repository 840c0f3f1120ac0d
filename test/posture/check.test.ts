import { control } from '../../src/controls';
import { check, CheckOptions, JudgedObject } from '../../src/posture/check';
import { failures, passes } from '../../src/posture/report';
import { Waiver } from '../../src/posture/waivers';
import { Change, changedSet, hardenedSet, judged } from '../controls/hardened-set';

const TODAY = '2026-12-01';
const CART = { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'shop', name: 'cart' };
const single: Change = { at: '/spec/replicas', to: 1 };
const writable: Change = { at: 'container/securityContext/readOnlyRootFilesystem', to: false };
const waiver = (change: Partial<Waiver> = {}): Waiver => ({
  control: 'replicas-minimum', reason: 'One writer.', owner: 'team-shop', expires: '2027-01-31', objects: [CART], ...change,
});
const reportOf = (change: Change | Change[], waivers: Waiver[] = []) => check(judged(changedSet(change)), { waivers, today: TODAY });

test('a hardened set draws no finding', () => {
  const report = check(judged(hardenedSet()));
  expect(report).toMatchObject({ findings: [], errors: [], waived: [], waiverProblems: [], waiverWarnings: [], unusedWaivers: [] });
  expect(report.summary).toMatchObject({ objects: 13, findings: { critical: 0, high: 0, medium: 0, low: 0 }, waived: 0, errors: 0 });
  expect(report.summary.evaluations).toBeGreaterThan(150);
  expect(passes(report)).toBe(true);
});

test('a finding is what the contract says', () => {
  const objects: JudgedObject[] = changedSet(writable).map(object => ({ object, construct: `app/${object.kind}`, file: `shop/${object.kind}.yaml` }));
  const report = check(objects, { today: TODAY });
  expect(JSON.parse(JSON.stringify(report.findings))).toEqual([{
    control: 'read-only-root-filesystem',
    severity: 'medium',
    outcome: 'fail',
    object: CART,
    container: 'cart',
    pointer: '/spec/template/spec/containers/0/securityContext/readOnlyRootFilesystem',
    construct: 'app/Deployment',
    source: { file: 'shop/Deployment.yaml' },
    message: "container 'cart': securityContext.readOnlyRootFilesystem is false",
    fix: 'Set securityContext.readOnlyRootFilesystem: true, and mount a sized emptyDir where the process writes.',
    standards: expect.objectContaining({ nist800190: ['4.4.4'] }),
  }]);
  expect([report.summary.findings.medium, passes(report)]).toEqual([1, false]);
});

test('findings are in the order of file, object, control and pointer, whatever the order of the objects', () => {
  const files = (objects: ReturnType<typeof hardenedSet>) => objects.map(object => ({ object, file: object.kind === 'CronJob' ? 'a.yaml' : 'b.yaml' }));
  const broken = [writable, { at: 'container/imagePullPolicy' }, { in: 'CronJob/report', at: '/spec/concurrencyPolicy' }];
  const forwards = check(files(changedSet(broken)));
  expect(forwards.findings.map(finding => finding.control)).toEqual(['cronjob-concurrency', 'image-pull-policy-always', 'read-only-root-filesystem']);
  expect(JSON.stringify(check(files(changedSet(broken).reverse())).findings)).toBe(JSON.stringify(forwards.findings));
});

test('findings of set controls stand among the others of their object', () => {
  const { findings } = reportOf([{ at: 'pod/hostNetwork', to: true }, { at: '/spec/replicas', to: 1 }]);
  const ids = findings.filter(finding => finding.object.name === 'cart').map(finding => finding.control);
  expect(ids).toContain('namespace-admits-pod');
  expect(ids).toEqual([...ids].sort());
});

test('what the pod does wrong is said once, not once for each container', () => {
  const report = reportOf([{ at: 'pod/securityContext/runAsUser', to: 0 }, { at: 'pod/initContainers', to: [{ name: 'setup', image: 'x' }] }]);
  expect(report.findings.filter(finding => finding.control === 'run-as-user-zero')).toMatchObject([{ pointer: '/spec/template/spec/securityContext/runAsUser' }]);
});

describe('a waiver', () => {
  test('moves a finding to the list of what is signed for', () => {
    const report = reportOf(single, [waiver({ ticket: 'SEC-1' })]);
    expect(report.findings).toEqual([]);
    expect(report.waived).toEqual([{
      control: 'replicas-minimum', object: CART, reason: 'One writer.', owner: 'team-shop', expires: '2027-01-31', ticket: 'SEC-1', message: 'spec.replicas is 1',
    }]);
    expect([report.summary.waived, report.unusedWaivers, passes(report)]).toEqual([1, [], true]);
  });

  test('holds for the object, whatever the version of its API', () => {
    expect(reportOf(single, [waiver({ objects: [{ ...CART, apiVersion: 'apps/v2' }] })]).findings).toEqual([]);
  });

  test.each([
    ['another control', { control: 'image-digest-pinned' }], ['another object', { objects: [{ ...CART, name: 'x' }] }],
    ['another namespace', { objects: [{ ...CART, namespace: 'x' }] }], ['a container', { container: 'cart' }],
  ])('of %s covers nothing, and is unused', (_, change) => {
    const report = reportOf(single, [waiver(change)]);
    expect([report.findings.length, report.unusedWaivers.length, report.waiverProblems.length]).toEqual([1, 1, 0]);
  });

  test('of one container leaves the others', () => {
    const report = reportOf([writable, { at: 'pod/initContainers', to: [{ name: 'setup', image: 'x' }] }], [waiver({ control: 'read-only-root-filesystem', container: 'cart' })]);
    expect([report.waived.map(each => each.container), report.findings.filter(each => each.control === 'read-only-root-filesystem').map(each => each.container)])
      .toEqual([['cart'], ['setup']]);
  });

  test('that has expired covers nothing, and fails on its own', () => {
    const report = reportOf(single, [waiver({ expires: '2026-11-30' })]);
    expect(report.findings).toHaveLength(1);
    expect(report.waiverProblems).toMatchObject([{ kind: 'expired' }]);
    expect(report.unusedWaivers).toEqual([]);
    expect(passes(reportOf([], [waiver({ expires: '2026-11-30' })]))).toBe(false);
  });

  test('that expires soon warns', () => {
    expect(reportOf(single, [waiver({ expires: '2026-12-05' })]).waiverWarnings).toMatchObject([{ within: 7, daysLeft: 4 }]);
  });

  test('is held to the rules of the platform', () => {
    const report = check(judged(changedSet(single)), { waivers: [waiver()], today: TODAY, waiverRules: { longestDays: 10 } });
    expect([report.findings.length, report.waiverProblems.map(problem => problem.kind)]).toEqual([1, ['term']]);
  });

  test('is judged by the clock where no day is given', () => {
    expect(check([], { waivers: [waiver({ expires: '2020-01-01' })] }).waiverProblems).toMatchObject([{ kind: 'expired' }]);
  });
});

test('what cannot be evaluated is an error, and fails', () => {
  const report = reportOf({ at: 'container/securityContext', to: 'none' });
  expect(report.errors[0]).toEqual({
    control: 'manifest-shape', object: CART, reason: 'could not evaluate: /spec/template/spec/containers/0/securityContext must be an object, and is a text',
  });
  expect([report.summary.errors, passes(report)]).toEqual([report.errors.length, false]);
});

test('no clock and no path is in a report: two runs are equal', () => {
  const [first, second] = [1, 2].map(() => JSON.stringify(check(judged(changedSet([single, writable])), { waivers: [waiver()] })));
  expect(second).toBe(first);
});

test('a long value is cut in the message', () => {
  const [{ message }] = reportOf({ at: 'container/image', to: 'a'.repeat(10_000) }).findings;
  expect([message.length, message.slice(-2)]).toEqual([1_001, 'a…']);
});

test('a finding, an error and what is waived have their place where the object knows it', () => {
  const objects = judged(changedSet([single, writable])).map(each => ({ ...each, locate: (pointer: string) => ({ file: `at ${pointer}`, line: 3, column: 1 }) }));
  const report = check(objects, { today: TODAY, waivers: [waiver()] });
  expect(report.findings.map(({ source }) => source)).toEqual([{ file: 'at /spec/template/spec/containers/0/securityContext/readOnlyRootFilesystem', line: 3, column: 1 }]);
  expect(report.waived.map(({ source }) => source)).toEqual([{ file: 'at /spec/replicas', line: 3, column: 1 }]);
});

test('a place is asked for only for what has findings', () => {
  const locate = jest.fn();
  check(judged(hardenedSet()).map(each => ({ ...each, locate })));
  expect(locate).not.toHaveBeenCalled();
});

test('controls can be left out, passes listed, and progress shown', () => {
  const progress = jest.fn();
  const report = check(judged(changedSet(single)), { judges: ({ id }) => ['replicas-minimum', 'host-pid', 'duplicate-object'].includes(id), includePasses: true, progress });
  expect([report.summary.controls, report.findings.length]).toEqual([3, 1]);
  expect(report.passes).toContainEqual({ control: 'host-pid', object: CART });
  expect(report.passes!.filter(({ object }) => object === undefined)).toEqual([{ control: 'duplicate-object' }]);
  expect(progress).toHaveBeenCalledWith(0, 13);
  expect(check([]).passes).toBeUndefined();
});

test('an unknown profile is refused', () => {
  expect(() => check([], { profile: 'strict' })).toThrow("There is no profile 'strict'.");
});

describe('a control newer than the pinned profile', () => {
  const newer = control({
    id: 'acme/odd', title: 'Replicas are even', why: 'w', fix: 'f', severity: 'high', subject: 'object', kinds: ['apps/Deployment'], cel: 'object.spec.replicas % 2 == 0', since: 2,
  });
  const reportUnder = (profile: string, options: CheckOptions = {}, change: Change | Change[] = []) => (
    check(judged(changedSet(change)), { profile, controls: [newer], today: TODAY, judges: ({ id }) => id === 'acme/odd', ...options }));
  const signed = waiver({ control: 'acme/odd' });

  test.each(['hardened', 'platform-assigned', 'hardened@2'])('fails under %s', profile => {
    const report = reportUnder(profile);
    expect(report).toMatchObject({ findings: [{ control: 'acme/odd', outcome: 'fail' }], summary: { findings: { high: 1 }, warnings: 0 } });
    expect([passes(report), failures(report).length]).toEqual([false, 1]);
  });

  test('warns under an older pin: listed, counted apart, and nothing fails', () => {
    const report = reportUnder('hardened@1');
    expect(report).toMatchObject({ findings: [{ control: 'acme/odd', outcome: 'warn', severity: 'high' }], summary: { findings: { critical: 0, high: 0, medium: 0, low: 0 }, warnings: 1 } });
    expect([passes(report), failures(report)]).toEqual([true, []]);
  });

  test('a waiver of it is used, and needed by nobody', () => {
    expect(reportUnder('hardened@1', { waivers: [signed] })).toMatchObject({ findings: [], waived: [{ control: 'acme/odd' }], waiverProblems: [], unusedWaivers: [], summary: { warnings: 0, waived: 1 } });
  });

  test('what cannot be evaluated warns too', () => {
    const report = reportUnder('hardened@1', {}, { at: '/spec/replicas', to: 'three' });
    expect([report.errors, report.findings]).toMatchObject([[], [{ outcome: 'warn', message: expect.stringContaining('could not evaluate: ') }]]);
    expect(passes(report)).toBe(true);
    expect(reportUnder('hardened', {}, { at: '/spec/replicas', to: 'three' })).toMatchObject({ findings: [], errors: [{ control: 'acme/odd' }] });
  });

  test.each(['hardened@3', 'hardened@0', 'hardened@x', 'hardened@1@2'])('%s is no pin', profile => {
    expect(() => reportUnder(profile)).toThrow(`There is no profile '${profile}'.`);
  });

  test('own controls have no place in what somebody else has written', () => {
    expect(() => reportUnder('restricted@1.31')).toThrow("'restricted@1.31' is a standard and nothing else, and own controls have no place in it. Judge them under 'hardened' or 'platform-assigned'.");
  });
});

test('a waiver of an unknown own control is an error', () => {
  const { waiverProblems } = reportOf(single, [waiver({ control: 'acme/none' })]);
  expect(waiverProblems.map(({ message }) => message)).toEqual(["A waiver waives 'acme/none', which is no control. docs/CONTROLS.md lists the ids."]);
});
