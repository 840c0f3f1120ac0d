import { expectBrokenTwins, findingsAfter } from '../hardened-set';

const root = { at: 'pod/securityContext/runAsNonRoot' };
const userNamespace = { at: 'pod/hostUsers', to: false };
const enforce = (level: string) => ({ in: 'Namespace/shop', at: '/metadata/labels/pod-security.kubernetes.io~1enforce', to: level });
const version = (to?: string) => ({ in: 'Namespace/shop', at: '/metadata/labels/pod-security.kubernetes.io~1enforce-version', to });

describe('the namespace refuses the pod', () => {
  expectBrokenTwins([
    ['namespace-admits-pod', 'since it enforces more', [root, { at: 'pod/hostPID', to: true }],
      "the namespace 'shop' enforces restricted v1.34, under which the API server refuses the pod: host-pid, run-as-non-root"],
    ['namespace-admits-pod', 'even at a lower level', [enforce('baseline'), root, { at: 'pod/hostPID', to: true }],
      "the namespace 'shop' enforces baseline v1.34, under which the API server refuses the pod: host-pid"],
    ['namespace-admits-pod', 'by the version of the cluster, where none is pinned', [version(), root],
      "the namespace 'shop' enforces restricted v1.34, under which the API server refuses the pod: run-as-non-root"],
  ]);

  test.each([
    ['a lower level', [enforce('baseline'), root]],
    ['no level', [enforce('privileged'), root]],
    ['a namespace that is not known', [{ remove: 'Namespace/shop' }, root]],
    ['a version that lets pods in a user namespace be root', [version('v1.35'), root, userNamespace]],
  ])('%s admits it', (_, change) => {
    expect(findingsAfter('namespace-admits-pod', change)).toEqual([]);
  });

  test('what is said of a namespace that others own counts', () => {
    const labels = { 'pod-security.kubernetes.io/enforce': 'restricted', 'pod-security.kubernetes.io/enforce-version': 'v1.30' };
    const settings = { externalNamespaces: [{ name: 'shop', labels, defaultDeny: true }] };
    expect(findingsAfter('namespace-admits-pod', [{ remove: 'Namespace/shop' }, root], { settings })).toMatchObject([
      { message: "the namespace 'shop' enforces restricted v1.30, under which the API server refuses the pod: run-as-non-root" },
    ]);
  });

  test('a signature does not make the API server admit it', () => {
    const waiver = { control: 'namespace-admits-pod', reason: 'x', owner: 'x', expires: '2027-01-01', objects: [{ apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'shop', name: 'cart' }] };
    expect(findingsAfter('namespace-admits-pod', root, { waivers: [waiver], today: '2026-12-01' })).toHaveLength(1);
  });
});
