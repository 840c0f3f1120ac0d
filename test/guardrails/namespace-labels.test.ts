import * as fc from 'fast-check';
import { evaluateCel, toCel } from '../../src/controls/cel';
import { namespaceLabelGuard } from '../../src/guardrails/namespace-labels';
import { JsonObject } from '../../src/manifest/object';
import { stream } from '../cli/harness';

const GUARD = { platformGroups: ['platform-team', 'system:serviceaccounts:argocd'], guardedLabels: ['owner'], action: 'deny' } as const;

interface Spec {
  readonly matchConditions: readonly { readonly expression: string }[];
  readonly variables: readonly { readonly name: string; readonly expression: string }[];
  readonly validations: readonly { readonly expression: string }[];
}
const SPEC = namespaceLabelGuard(GUARD)[0].spec as Spec;

/** An expression of the policy, its variables written out, with the names of an admission request below `settings`. */
function holds(expression: string, object: JsonObject | null, oldObject: JsonObject | null, groups?: string[]): boolean {
  const written = [...SPEC.variables].reverse().reduce((text, each) => text.replace(new RegExp(`variables\\.${each.name}\\b`, 'g'), `(${each.expression})`), expression);
  const request: JsonObject = { userInfo: groups === undefined ? {} : { groups } };
  return evaluateCel(written.replace(/\b(oldObject|request)\b/g, 'settings.$1'), { object: toCel(object), settings: toCel({ oldObject, request }) });
}

const namespace = (labels?: Record<string, string>, annotations?: Record<string, string>): JsonObject => (
  { metadata: { name: 'shop', ...labels && { labels }, ...annotations && { annotations } } });
const isLetThrough = (now: JsonObject, before: JsonObject | null) => holds(SPEC.validations[0].expression, now, before);

it('the policy and its binding', () => {
  expect(stream(namespaceLabelGuard(GUARD))).toMatchSnapshot();
});

it.each([['audit', ['Audit']], ['warn', ['Warn', 'Audit']]] as const)('under %s nothing is refused', (action, validationActions) => {
  expect(namespaceLabelGuard({ ...GUARD, action })[1].spec).toMatchObject({ validationActions });
});

it.each<[string, JsonObject, JsonObject | null]>([
  ['a lower level', namespace({ 'pod-security.kubernetes.io/enforce': 'baseline' }), namespace({ 'pod-security.kubernetes.io/enforce': 'restricted' })],
  ['no level any more', namespace({}), namespace({ 'pod-security.kubernetes.io/enforce': 'restricted' })],
  ['no label at all any more', namespace(), namespace({ 'istio-injection': 'enabled' })],
  ['a level where there was none', namespace({ 'pod-security.kubernetes.io/warn': 'privileged' }), namespace()],
  ['another revision of the mesh', namespace({ 'istio.io/rev': 'b' }), namespace({ 'istio.io/rev': 'a' })],
  ['a way out of the mesh by annotation', namespace({}, { 'linkerd.io/inject': 'disabled' }), namespace({}, { 'linkerd.io/inject': 'enabled' })],
  ['another policy of its proxies', namespace({}, { 'config.linkerd.io/default-inbound-policy': 'all-unauthenticated' }), namespace()],
  ['another owner', namespace({ owner: 'team-b' }), namespace({ owner: 'team-a' })],
  ['a new namespace with an owner', namespace({ owner: 'team-b' }), null],
])('%s is held against whoever asks', (_, now, before) => {
  expect(isLetThrough(now, before)).toBe(false);
});

it.each<[string, JsonObject, JsonObject | null]>([
  ['another label of their own', namespace({ 'owner': 'team-a', 'cost-centre': '2' }), namespace({ 'owner': 'team-a', 'cost-centre': '1' })],
  ['a key that only begins alike', namespace({ 'owner-of': 'x', 'istio-injection-note': 'y' }), namespace()],
  ['an annotation of their own beside a guarded one', namespace({}, { 'linkerd.io/inject': 'enabled', 'note': 'x' }), namespace({}, { 'linkerd.io/inject': 'enabled' })],
  ['a new namespace without labels', namespace(), null],
])('%s is not', (_, now, before) => {
  expect(isLetThrough(now, before)).toBe(true);
});

it('a change is held against whoever asks if and only if a guarded key is not as it was', () => {
  const keys = ['owner', 'istio-injection', 'pod-security.kubernetes.io/enforce', 'linkerd.io/inject', 'cost-centre', 'example.com/istio.io'];
  const labels = fc.option(fc.dictionary(fc.constantFrom(...keys), fc.constantFrom('a', 'b')), { nil: undefined });
  fc.assert(fc.property(labels, labels, labels, labels, (now, before, notes, notesBefore) => {
    const same = (a: Record<string, string> = {}, b: Record<string, string> = {}) => keys.slice(0, 4).every(key => a[key] === b[key]);
    return isLetThrough(namespace(now, notes), namespace(before, notesBefore)) === (same(now, before) && same(notes, notesBefore));
  }));
});

it.each<[string, string[] | undefined, boolean]>([
  ['one of the platform team', ['system:authenticated', 'platform-team'], false],
  ['what delivers its tree', ['system:serviceaccounts', 'system:serviceaccounts:argocd'], false],
  ['the administrator of the cluster', ['system:masters', 'system:authenticated'], true],
  ['a group that is called alike', ['platform-team-2'], true],
  ['nobody', undefined, true],
])('%s', (_, groups, isJudged) => {
  expect(holds(SPEC.matchConditions[0].expression, null, null, groups)).toBe(isJudged);
});
