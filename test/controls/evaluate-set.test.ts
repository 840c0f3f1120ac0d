import * as fc from 'fast-check';
import { changedSet, hardenedSet, judged } from './hardened-set';
import { CONTROLS } from '../../src/controls/catalogue';
import { control } from '../../src/controls/control';
import { evaluateSet } from '../../src/controls/evaluate-set';
import { OBJECT_SHAPES } from '../../src/controls/object-shapes';
import { resolveProfile } from '../../src/controls/profiles';
import { DEFAULT_SETTINGS } from '../../src/controls/settings';
import { SHAPES } from '../../src/controls/shapes';
import { identityKey, identityOf, isRecord, ManifestObject } from '../../src/manifest/object';
import { valueAt } from '../../src/manifest/pointer';

const { settings } = resolveProfile('hardened', { ...DEFAULT_SETTINGS, serviceMesh: 'istio', registries: ['r'], appArmor: true, ownerLabel: 'team', userNamespaces: true });

test('every subject that a control applies to is counted', () => {
  const one = [control({ id: 'test', title: '', why: '', fix: '', severity: 'low', subject: 'container', cel: "container.name != 'cart'" })];
  const { evaluations, verdicts } = evaluateSet(judged(hardenedSet()), one, settings);
  expect([evaluations, verdicts.map(({ member, outcome }) => [member.name, outcome])]).toEqual([2, [['cart', 'fail']]]);
});

test('a set control that breaks is an error, and no pass', () => {
  const broken = control({ id: 'test', title: '', why: '', fix: '', severity: 'low', subject: 'set', check: () => { throw new Error('broken\nat x'); } });
  expect(evaluateSet(judged(hardenedSet()), [broken], settings).verdicts).toMatchObject([{ outcome: 'error', says: 'could not evaluate: broken' }]);
});

const KINDS = [
  ['v1', 'Pod'], ['v1', 'Namespace'], ['v1', 'ConfigMap'], ['v1', 'PersistentVolumeClaim'], ['security.istio.io/v1', 'RequestAuthentication'],
  ['networking.istio.io/v1', 'DestinationRule'], ['gateway.networking.k8s.io/v1', 'HTTPRoute'], ['autoscaling.k8s.io/v1', 'VerticalPodAutoscaler'],
  ...Object.keys({ ...SHAPES, ...OBJECT_SHAPES }).map(key => [`${key.split('/').slice(0, -1).map(group => `${group}/`).join('')}v1`, key.split('/').pop()!] as const),
] as const;

test('nothing that is JSON breaks the evaluation', () => {
  const object = fc.tuple(fc.constantFrom(...KINDS), fc.dictionary(fc.constantFrom('metadata', 'spec', 'data', 'type', 'rules', 'roleRef', 'subjects', 'endpoints', 'parameters'), fc.jsonValue()))
    .map(([[apiVersion, kind], rest]) => ({ ...rest, apiVersion, kind }) as unknown as ManifestObject);
  fc.assert(fc.property(fc.array(object, { maxLength: 5 }), objects => {
    evaluateSet(judged(objects), CONTROLS, settings);
  }), { numRuns: 500 });
});

/** Every place in the objects, as index and path. */
function placesIn(value: unknown, path: (string | number)[] = []): (string | number)[][] {
  const entries = Array.isArray(value) ? value.entries() : isRecord(value) ? Object.entries(value) : [];
  return [...entries].flatMap(([key, item]) => [[...path, key], ...placesIn(item, [...path, key])]);
}

test('nothing that is JSON, anywhere in a good set, breaks the evaluation or turns a failing control into a pass', () => {
  const weak = () => changedSet([{ at: 'container/securityContext/privileged', to: true }, { at: 'pod/hostPID', to: true }]);
  const places = placesIn(weak()).filter(path => path.length > 1 && !['apiVersion', 'kind'].includes(String(path[1])));
  const weakened = ['privileged', 'hostPID'];
  fc.assert(fc.property(fc.constantFrom(...places), fc.jsonValue(), (path, value) => {
    const objects = weak();
    const parent = valueAt(objects, path.slice(0, -1)) as Record<string | number, unknown>;
    parent[path[path.length - 1]] = value;
    const { verdicts } = evaluateSet(judged(objects), CONTROLS, settings);
    const text = JSON.stringify(objects.find(each => each.kind === 'Deployment'));
    const outcomes = verdicts.filter(verdict => ['host-pid', 'privileged-container', 'manifest-shape'].includes(verdict.control.id));
    // Where both weak fields still stand in the Deployment, they are found, or the object could not be judged.
    if (weakened.every(field => text.includes(`"${field}":true`))) expect(outcomes.length).toBeGreaterThanOrEqual(outcomes.some(each => each.outcome === 'error') ? 1 : 2);
  }), { numRuns: 500 });
});

test('the work grows with the objects, never with their pairs', () => {
  const reads = (copies: number): number => {
    let count = 0;
    const counted = <T>(value: T): T => typeof value !== 'object' || value === null ? value
      : new Proxy(value, { get: (target, key) => { count++; return counted(Reflect.get(target, key) as unknown); } });
    const one = JSON.stringify(hardenedSet());
    const named = (index: number) => JSON.parse(one.replaceAll(/cart|report/g, name => `${name}-${index}`)) as ManifestObject[];
    // The namespace and its defaults stand once.
    const all = Array.from({ length: copies }, (_, index) => named(index)).flat();
    const objects = [...new Map(all.map(object => [identityKey(identityOf(object)), object])).values()];
    evaluateSet(judged(objects.map(counted)), CONTROLS, settings);
    return count;
  };
  expect(reads(20) / reads(10)).toBeLessThan(2.1);
});
