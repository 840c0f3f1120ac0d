import { Duration } from 'cdk8s';
import { chartOn, IMAGE, kinds, mainContainer, only, podSpec, PORTLESS } from './harness';
import { HardenedDeployment } from '../../src/workloads/hardened-deployment';
import { ApiAccess } from '../../src/workloads/workload-props';

const PLATFORM = { apiServer: { addresses: ['10.0.0.10/32'] } };
const controller = (apiAccess: ApiAccess, more: object = {}) => {
  const chart = chartOn(PLATFORM);
  new HardenedDeployment(chart, 'controller', { ...PORTLESS, ...more, apiAccess });
  return chart;
};
const token = (apiAccess: ApiAccess) => podSpec(controller(apiAccess)).volumes.find(({ name }) => name === 'kube-api-access')!;

it('gives a token of one hour where client libraries look for it, and keeps automount off', () => {
  const chart = controller({});
  expect(podSpec(chart).automountServiceAccountToken).toBe(false);
  expect(mainContainer(chart).volumeMounts).toContainEqual({ name: 'kube-api-access', mountPath: '/var/run/secrets/kubernetes.io/serviceaccount', readOnly: true });
  expect(token({})).toEqual({
    name: 'kube-api-access',
    projected: {
      defaultMode: 0o440,
      sources: [
        { serviceAccountToken: { path: 'token', expirationSeconds: 3600 } },
        { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
        { downwardAPI: { items: [{ path: 'namespace', fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.namespace' } }] } },
      ],
    },
  });
});

it('takes audience and life', () => {
  expect(token({ audience: 'vault', expirationSeconds: Duration.minutes(10) })).toMatchObject({ projected: { sources: [{ serviceAccountToken: { audience: 'vault', expirationSeconds: 600 } }, {}, {}] } });
});

it('shows the token to the named containers alone', () => {
  const { containers, initContainers } = podSpec(controller({ containers: ['proxy'] }, { sidecars: [{ name: 'proxy', image: IMAGE }] }));
  const sees = ({ volumeMounts }: { volumeMounts?: unknown }) => JSON.stringify(volumeMounts).includes('kube-api-access');
  expect([...containers, ...initContainers].filter(sees).map(({ name }) => name)).toEqual(['proxy']);
});

it('opens the way to the API server', () => {
  expect(JSON.stringify(only(controller({}), 'NetworkPolicy').spec.egress)).toContain('10.0.0.10/32');
});

it('writes no Role where no rule is given', () => {
  expect(kinds(controller({}))).toEqual(['Deployment controller', 'NetworkPolicy controller', 'PodDisruptionBudget controller', 'ServiceAccount controller']);
});

it('grants rules to its own account in its own namespace', () => {
  const rules = [{ apiGroups: [''], resources: ['configmaps'], verbs: ['get'] }];
  const chart = controller({ rules });
  expect(only(chart, 'Role')).toMatchObject({ metadata: { name: 'controller', namespace: 'shop' }, rules });
  expect(only(chart, 'RoleBinding')).toMatchObject({
    metadata: { name: 'controller', namespace: 'shop' },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'controller' },
    subjects: [{ kind: 'ServiceAccount', name: 'controller', namespace: 'shop' }],
  });
});

it.each<[string, ApiAccess, string]>([
  ['a wildcard verb', { rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['*'] }] }, 'apiAccess.rules: verbs has a wildcard, which also grants what later versions add. Name each one.'],
  ['a wildcard resource', { rules: [{ apiGroups: [''], resources: ['pods/*'], verbs: ['get'] }] }, 'apiAccess.rules: resources has a wildcard, which also grants what later versions add. Name each one.'],
  ['no rules', { rules: [] }, 'apiAccess.rules is empty. Leave it out, or name what the workload may do.'],
  ['a rule without a group', { rules: [{ resources: ['pods'], verbs: ['get'] }] }, "apiAccess.rules: a rule without apiGroups grants nothing. Write for instance { apiGroups: [''], resources: ['configmaps'], resourceNames: ['settings'], verbs: ['get'] }."],
  ['a rule without verbs', { rules: [{ apiGroups: [''], resources: ['pods'], verbs: [] }] }, "apiAccess.rules: a rule without verbs grants nothing. Write for instance { apiGroups: [''], resources: ['configmaps'], resourceNames: ['settings'], verbs: ['get'] }."],
  ['URLs', { rules: [{ nonResourceUrLs: ['/healthz'], verbs: ['get'] }] }, 'apiAccess.rules: nonResourceURLs have no effect in a Role. They need a ClusterRole, declared beside the workload.'],
  ['a short life', { expirationSeconds: Duration.minutes(5) }, 'apiAccess.expirationSeconds is 300 seconds; Kubernetes takes whole seconds from 600. Write for instance Duration.seconds(600).'],
  ['a container that is not there', { containers: ['web'] }, "has no container 'web' to mount 'kube-api-access' in. Its containers: controller."],
])('refuses %s', (_, apiAccess, message) => {
  expect(() => controller(apiAccess)).toThrow(new Error(`shop/controller: ${message}`));
});
