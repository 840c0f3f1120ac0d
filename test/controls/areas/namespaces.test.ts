import { check } from '../../../src/posture/check';
import { changedSet, expectBrokenTwins, expectFine, findingsAfter } from '../hardened-set';

const NAMESPACE = 'Namespace/shop';
const label = (name: string, to?: string) => ({ in: NAMESPACE, at: `/metadata/labels/pod-security.kubernetes.io~1${name}`, to });

describe('a namespace does not hold what is in it', () => {
  expectBrokenTwins([
    ['namespace-explicit', 'an object could land anywhere', { in: 'PodDisruptionBudget/cart', at: '/metadata/namespace' }, 'metadata.namespace is not set'],
    ['namespace-default', 'an object lands where nobody looks', { in: 'PodDisruptionBudget/cart', at: '/metadata/namespace', to: 'default' }, "metadata.namespace is 'default'"],
    ['namespace-system', 'a workload runs beside the cluster itself', { at: '/metadata/namespace', to: 'kube-system' },
      "metadata.namespace is 'kube-system'"],
    ['namespace-psa-restricted', 'it enforces less', label('enforce', 'baseline'), "the label pod-security.kubernetes.io/enforce is 'baseline'"],
    ['namespace-psa-restricted', 'it enforces nothing', { in: NAMESPACE, at: '/metadata/labels' }, 'the label pod-security.kubernetes.io/enforce is not set'],
    ['namespace-psa-modes', 'it warns nobody', label('warn'), 'the label pod-security.kubernetes.io/warn is not set'],
    ['namespace-psa-version-pinned', 'it follows upgrades', label('enforce-version', 'latest'), "the label pod-security.kubernetes.io/enforce-version is 'latest'"],
    ['namespace-psa-version-pinned', 'it follows upgrades by default', label('enforce-version'), 'the label pod-security.kubernetes.io/enforce-version is not set'],
    ['namespace-resource-quota', 'it may take the cluster', { remove: 'ResourceQuota/quota' }, "the namespace 'shop' has no ResourceQuota"],
    ['namespace-limit-range', 'its pods may take all of it', { remove: 'LimitRange/limits' }, "the namespace 'shop' has no LimitRange"],
    ['namespace-owner-label', 'nobody owns it', {}, "the label 'team' is not set", { ownerLabel: 'team' }],
  ]);

  expectFine([
    ['namespace-owner-label', 'a team', { in: NAMESPACE, at: '/metadata/labels/team', to: 'shop' }, { ownerLabel: 'team' }],
    ['namespace-system', 'what looks after the nodes', [{ at: '/metadata/namespace', to: 'kube-system' }, { at: '/kind', to: 'DaemonSet' }]],
    ['namespace-system', 'a role that the cluster reads there', { in: 'PodDisruptionBudget/cart', at: '/metadata/namespace', to: 'kube-system' }],
    ['namespace-psa-version-pinned', 'warnings of the newest version', [label('warn-version', 'latest'), label('audit-version', 'latest')]],
  ]);

  test('a namespace that enforces nothing is one finding', () => {
    const change = { in: NAMESPACE, at: '/metadata/labels' };
    expect(['restricted', 'modes', 'version-pinned'].map(each => findingsAfter(`namespace-psa-${each}`, change).length)).toEqual([1, 0, 0]);
  });

  test.each([
    ['namespace-explicit', undefined, 'metadata.namespace is not set, nor in 1 other object of the file'],
    ['namespace-default', 'default', "metadata.namespace is 'default', as in 1 other object of the file"],
  ])('%s is said once for each file, at its first object', (control, to, message) => {
    const all = changedSet(['PodDisruptionBudget/cart', 'Service/cart'].map(each => ({ in: each, at: '/metadata/namespace', to })));
    const files = (name: (index: number) => string) => check(all.map((object, index) => ({ object, file: name(index) }))).findings
      .filter(each => each.control === control);
    expect(files(() => 'app.yaml').map(each => [each.object.kind, each.message])).toEqual([['Service', message]]);
    expect(files(index => `${index}.yaml`)).toHaveLength(2);
  });

  test('cluster-scoped kinds, and kinds that are not known, need no namespace', () => {
    expect(findingsAfter('namespace-explicit', [
      { add: { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', metadata: { name: 'x' } } },
      { add: { apiVersion: 'example.com/v1', kind: 'Galaxy', metadata: { name: 'x' } } },
    ])).toEqual([]);
  });
});
