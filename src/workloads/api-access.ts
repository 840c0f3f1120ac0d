import { Construct } from 'constructs';
import { fail, secondsOf } from './fail';
import { ApiAccess } from './workload-props';
import { Endpoint } from '../connectivity/endpoint';
import { isRecord, JsonObject } from '../manifest/object';
import { toPlain } from '../manifest/plain';
import { emit } from '../platform/emit';

/** Where client libraries look for it. */
export const TOKEN_PATH = '/var/run/secrets/kubernetes.io/serviceaccount';
const HOUR = 3600;

/** What automount would mount, but bound to the pod, for an hour, for one audience: a token that leaks is soon worth nothing. */
export function tokenVolume(where: string, access: ApiAccess): JsonObject {
  const expirationSeconds = access.expirationSeconds === undefined ? HOUR : secondsOf(where, 'apiAccess.expirationSeconds', access.expirationSeconds, 600);
  return {
    name: 'kube-api-access',
    projected: {
      defaultMode: 0o440,
      sources: [
        { serviceAccountToken: { path: 'token', expirationSeconds, ...(access.audience !== undefined && { audience: access.audience }) } },
        { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
        { downwardAPI: { items: [{ path: 'namespace', fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.namespace' } }] } },
      ],
    },
  };
}

/** The Role and its binding to the workload's own account, in its own namespace. */
export function grantAccess(scope: Construct, where: string, rules: NonNullable<ApiAccess['rules']>, subject: Pick<Endpoint, 'name' | 'namespace' | 'labels'>): void {
  if (rules.length === 0) fail(where, 'apiAccess.rules is empty. Leave it out, or name what the workload may do.');
  const { name, namespace, labels } = subject;
  emit(scope, 'Role', { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'Role', metadata: { name, namespace, labels }, rules: rules.map(rule => checkedRule(where, toPlain(rule))) });
  emit(scope, 'RoleBinding', {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'RoleBinding',
    metadata: { name, namespace, labels },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name },
    subjects: [{ kind: 'ServiceAccount', name, ...(namespace !== undefined && { namespace }) }],
  });
}

function checkedRule(where: string, rule: unknown): JsonObject {
  const fields = isRecord(rule) ? rule as JsonObject : {};
  for (const [field, values] of Object.entries(fields)) {
    if (Array.isArray(values) && values.some(value => String(value).includes('*'))) {
      fail(where, `apiAccess.rules: ${field} has a wildcard, which also grants what later versions add. Name each one.`);
    }
  }
  if ('nonResourceUrLs' in fields) fail(where, 'apiAccess.rules: nonResourceURLs have no effect in a Role. They need a ClusterRole, declared beside the workload.');
  for (const field of ['apiGroups', 'resources', 'verbs']) {
    if (!Array.isArray(fields[field]) || fields[field].length === 0) {
      fail(where, `apiAccess.rules: a rule without ${field} grants nothing. Write for instance { apiGroups: [''], resources: ['configmaps'], resourceNames: ['settings'], verbs: ['get'] }.`);
    }
  }
  return fields;
}
