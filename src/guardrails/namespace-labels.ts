import { AdmissionAction } from '../admission/options';
import { VALIDATION_ACTIONS } from '../admission/validating-admission-policy';
import { ManifestObject } from '../manifest/object';

const API_VERSION = 'admissionregistration.k8s.io/v1';
const NAME = 'cdk8s-hardened-namespace-labels';

/**
 * What decides how a namespace is held, as prefixes of keys: its Pod Security level, and whether and how its pods are in a mesh. Linkerd reads annotations
 * of namespaces, and the others labels: each key is guarded in both.
 */
const GUARDED_PREFIXES = ['pod-security.kubernetes.io/', 'istio.io/', 'linkerd.io/', 'config.linkerd.io/'];
const GUARDED_KEYS = ['istio-injection'];

/** Groups that everybody is in, or nobody in particular. */
export const WIDE_GROUPS: readonly string[] = ['system:authenticated', 'system:unauthenticated', 'system:serviceaccounts', 'system:nodes'];

/** Who may set the guarded labels, which others are guarded, and what happens to the rest of the world. */
export interface NamespaceLabelGuard {
  readonly platformGroups: readonly string[];
  readonly guardedLabels: readonly string[];
  readonly action: AdmissionAction;
}

/** The policy by which nobody else adds, changes or removes a guarded label, and its binding. It holds in every namespace, those of Kubernetes too. */
export function namespaceLabelGuard({ platformGroups, guardedLabels, action }: NamespaceLabelGuard): ManifestObject[] {
  const groups = platformGroups.join(', ');
  return [{
    apiVersion: API_VERSION,
    kind: 'ValidatingAdmissionPolicy',
    metadata: { name: NAME, annotations: { 'kubernetes.io/description': `The labels that hold a namespace (Pod Security, mesh, owner) are set by nobody but ${groups}.` } },
    spec: {
      failurePolicy: 'Fail',
      matchConstraints: {
        matchPolicy: 'Equivalent',
        // The API server takes labels by each of the three: whoever may write the status of a namespace would go around the guard.
        resourceRules: [{ apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE', 'UPDATE'], resources: ['namespaces', 'namespaces/finalize', 'namespaces/status'] }],
      },
      matchConditions: [{ name: 'not-of-the-platform', expression: `!has(request.userInfo.groups) || !request.userInfo.groups.exists(g, g in ${JSON.stringify(platformGroups)})` }],
      variables: [
        ...['labels', 'annotations'].flatMap(field => [
          { name: field, expression: `has(object.metadata.${field}) ? object.metadata.${field} : {}` },
          { name: `${field}Before`, expression: `oldObject != null && has(oldObject.metadata.${field}) ? oldObject.metadata.${field} : {}` },
          { name: `${field}Changed`, expression: changed(`variables.${field}`, `variables.${field}Before`) },
        ]),
        { name: 'guarded', expression: `(variables.labelsChanged + variables.annotationsChanged).filter(k, ${isGuarded(guardedLabels)})` },
      ],
      validations: [{
        expression: 'size(variables.guarded) == 0',
        message: `namespace-labels: what holds a namespace is set by nobody but ${groups}.`,
        messageExpression: `'namespace-labels: ' + variables.guarded.join(', ') + ${JSON.stringify(` of a namespace is set by nobody but ${groups}.`)}`,
        reason: 'Forbidden',
      }],
    },
  }, {
    apiVersion: API_VERSION,
    kind: 'ValidatingAdmissionPolicyBinding',
    metadata: { name: NAME },
    spec: { policyName: NAME, validationActions: VALIDATION_ACTIONS[action] },
  }];
}

/** Keys that are not as they were: new ones, other ones, and those that are gone. */
function changed(now: string, before: string): string {
  return `${now}.map(k, k).filter(k, !(k in ${before}) || ${before}[k] != ${now}[k]) + ${before}.map(k, k).filter(k, !(k in ${now}))`;
}

function isGuarded(more: readonly string[]): string {
  return [`k in ${JSON.stringify([...new Set([...GUARDED_KEYS, ...more])].sort())}`, ...GUARDED_PREFIXES.map(prefix => `k.startsWith('${prefix}')`)].join(' || ');
}
