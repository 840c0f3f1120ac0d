import { loadAll } from 'js-yaml';
import { GUARDRAILS, PLATFORM } from './guardrails';
import { ClusterGuardrails, GuardrailAction, HardenedApp } from 'cdk8s-hardened';
import 'cdk8s-hardened/testing';

interface Manifest {
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly spec: { readonly validationActions?: string[] };
}

function declared(action = GUARDRAILS.action): HardenedApp {
  const app = new HardenedApp({ platform: PLATFORM, quiet: true });
  new ClusterGuardrails(app, 'guardrails', { ...GUARDRAILS, action });
  return app;
}

const bindings = (app: HardenedApp) => (loadAll(app.synthYaml()) as Manifest[]).filter(({ kind }) => kind === 'ValidatingAdmissionPolicyBinding');

it('complies itself', () => expect(declared()).toBeHardened());

it('is a policy for each area, and one for the labels of namespaces', () => {
  expect(bindings(declared()).map(({ metadata }) => metadata.name)).toMatchSnapshot();
});

it.each([[GuardrailAction.AUDIT, 'Audit'], [GuardrailAction.DENY, 'Deny']])('is switched as a whole: %s', (action, expected) => {
  expect(new Set(bindings(declared(action)).flatMap(({ spec }) => spec.validationActions))).toEqual(new Set([expected]));
});
