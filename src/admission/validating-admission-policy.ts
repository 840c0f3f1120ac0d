import { AdmissionAction, actionOf, AdmissionOptions } from './options';
import { AdmissionPolicy } from './policy';
import { resourceRules } from './resources';
import { ManifestObject } from '../manifest/object';
import { NAMESPACE_NAME_LABEL } from '../manifest/well-known';

const API_VERSION = 'admissionregistration.k8s.io/v1';

/** What is not judged again: else a pod from before the policy could never lose its finalizers, and would never be gone. */
export const MATCH_CONDITIONS = [
  { name: 'not-being-deleted', expression: '!has(object.metadata.deletionTimestamp)' },
  { name: 'not-the-metadata-of-a-pod-alone', expression: "oldObject == null || object.kind != 'Pod' || !has(dyn(oldObject).spec) || dyn(object).spec != dyn(oldObject).spec" },
] as const;

/** Deny and Warn may not stand together. */
export const VALIDATION_ACTIONS: Readonly<Record<AdmissionAction, readonly string[]>> = { audit: ['Audit'], warn: ['Warn', 'Audit'], deny: ['Deny'] };

/** Kubernetes' own policies (v1, from 1.30 on), each with the binding without which it judges nothing. */
export function validatingAdmissionPolicies(policies: readonly AdmissionPolicy[], options: AdmissionOptions): ManifestObject[] {
  return policies.flatMap(policy => [validatingAdmissionPolicy(policy), binding(policy, options)]);
}

/** The part of a policy that Kyverno writes in the same words. */
export function policySpec({ groupKinds, variables, validations }: AdmissionPolicy): Record<string, unknown> {
  return {
    failurePolicy: 'Fail',
    matchConstraints: { matchPolicy: 'Equivalent', resourceRules: resourceRules(groupKinds) },
    matchConditions: MATCH_CONDITIONS,
    variables,
    validations: validations.map(({ expression, message, messageExpression }) => (
      { expression, message, ...(messageExpression === undefined ? {} : { messageExpression }), reason: 'Forbidden' })),
  };
}

/** Name, and what a reader of the cluster learns of the policy: in words behind which no scanner takes the ids for a secret (`Secrets: …`). */
export function policyMetadata({ name, title, validations }: AdmissionPolicy): Record<string, unknown> {
  return { name, annotations: { 'kubernetes.io/description': `What ${title} asks for, by the controls ${validations.map(({ control }) => control.id).join(', ')}.` } };
}

/** Everything but the namespaces that are exempt; nothing where none is. */
export function namespaceSelector({ exemptNamespaces }: AdmissionOptions): Record<string, unknown> {
  if (exemptNamespaces.length === 0) return {};
  return { namespaceSelector: { matchExpressions: [{ key: NAMESPACE_NAME_LABEL, operator: 'NotIn', values: [...exemptNamespaces].sort() }] } };
}

function validatingAdmissionPolicy(policy: AdmissionPolicy): ManifestObject {
  return { apiVersion: API_VERSION, kind: 'ValidatingAdmissionPolicy', metadata: policyMetadata(policy), spec: policySpec(policy) };
}

function binding({ name, onlyWarns }: AdmissionPolicy, options: AdmissionOptions): ManifestObject {
  const matchResources = namespaceSelector(options);
  return {
    apiVersion: API_VERSION,
    kind: 'ValidatingAdmissionPolicyBinding',
    metadata: { name },
    spec: {
      policyName: name,
      validationActions: VALIDATION_ACTIONS[actionOf(onlyWarns, options)],
      ...(Object.keys(matchResources).length === 0 ? {} : { matchResources }),
    },
  };
}
