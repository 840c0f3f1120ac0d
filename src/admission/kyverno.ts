import { Exclusion } from './exclusions';
import { AdmissionAction, actionOf, AdmissionOptions } from './options';
import { AdmissionPolicy } from './policy';
import { namespaceSelector, policyMetadata, policySpec } from './validating-admission-policy';
import { ManifestObject } from '../manifest/object';

const API_VERSION = 'policies.kyverno.io/v1';
const KIND = 'ValidatingPolicy';
const ACTIONS: Readonly<Record<AdmissionAction, string>> = { audit: 'Audit', warn: 'Warn', deny: 'Deny' };

/** Where Kyverno looks for exceptions, once they are turned on (`features.policyExceptions.enabled`) for this namespace. */
const EXCEPTIONS_NAMESPACE = 'kyverno';

/** Kyverno's ValidatingPolicy, and for each waiver of whole objects a PolicyException that ends by itself. */
export function kyvernoPolicies(policies: readonly AdmissionPolicy[], options: AdmissionOptions): ManifestObject[] {
  return policies.flatMap(policy => [
    validatingPolicy(policy, options),
    ...policy.validations.flatMap(({ beside }) => beside).map(exclusion => policyException(policy, exclusion)),
  ]);
}

function validatingPolicy(policy: AdmissionPolicy, options: AdmissionOptions): ManifestObject {
  const { matchConstraints, ...spec } = policySpec(policy);
  return {
    apiVersion: API_VERSION,
    kind: KIND,
    metadata: policyMetadata(policy),
    spec: {
      ...spec,
      matchConstraints: { ...matchConstraints as object, ...namespaceSelector(options) },
      validationActions: [ACTIONS[actionOf(policy.onlyWarns, options)]],
      evaluation: { admission: { enabled: true }, background: { enabled: true } },
      // The kinds with a pod template are in the rules already: made again, each fault would be said twice.
      autogen: { podControllers: { controllers: [] }, validatingAdmissionPolicy: { enabled: false } },
    },
  };
}

function policyException({ name }: AdmissionPolicy, { name: exclusion, waiver, covers }: Exclusion): ManifestObject {
  return {
    apiVersion: API_VERSION,
    kind: 'PolicyException',
    metadata: {
      name: exclusion.toLowerCase().replaceAll('_', '-'),
      namespace: EXCEPTIONS_NAMESPACE,
      annotations: { 'cdk8s-hardened.example/reason': waiver.reason, 'cdk8s-hardened.example/owner': waiver.owner },
    },
    spec: {
      policyRefs: [{ kind: KIND, name }],
      matchConditions: [{ name: 'covered', expression: covers }],
      // To the end of the last day.
      expiresAt: `${waiver.expires}T23:59:59Z`,
    },
  };
}
