import { safeDefaults } from '../../src/guardrails/safe-defaults';
import { POD_TEMPLATE_PATHS } from '../../src/manifest/kinds';
import { stream } from '../cli/harness';

interface Spec {
  readonly matchConstraints: { readonly resourceRules: readonly { readonly resources: readonly string[]; readonly operations: readonly string[] }[] };
  readonly matchConditions: readonly { readonly name: string }[];
}
const policies = safeDefaults(36, []).filter(({ kind }) => kind === 'MutatingAdmissionPolicy');
const specOf = (name: string) => policies.find(({ metadata }) => metadata!.name === `cdk8s-hardened-safe-defaults-of-${name}`)!.spec as Spec;

it('what pods get', () => {
  // The counting list is as long as it is dull.
  expect(stream(safeDefaults(36, ['kube-system']).slice(0, 2)).replace(/\[0,1,2,[\d,]+,99\]/g, '[0..99]')).toMatchSnapshot();
});

it('is beta before 1.36', () => {
  expect([34, 35, 36].map(minor => safeDefaults(minor, [])[0].apiVersion.split('/')[1])).toEqual(['v1beta1', 'v1beta1', 'v1']);
});

it('every kind with pods gets them, when it is made and never again', () => {
  const rules = policies.flatMap(({ spec }) => (spec as Spec).matchConstraints.resourceRules);
  expect(rules.flatMap(({ resources }) => resources)).toHaveLength(Object.keys(POD_TEMPLATE_PATHS).length);
  expect(new Set(rules.flatMap(({ operations }) => operations))).toEqual(new Set(['CREATE']));
});

it('what a controller has made stays as the controller wrote it, but for pods', () => {
  expect(specOf('templates').matchConditions.map(({ name }) => name)).toEqual(['not-windows', 'made-by-no-controller']);
  expect(specOf('pods').matchConditions.map(({ name }) => name)).toEqual(['not-windows']);
});
