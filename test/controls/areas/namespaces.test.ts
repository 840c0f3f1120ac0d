import { expectBrokenTwins, findingsAfter } from '../hardened-set';

const NAMESPACE = 'Namespace/shop';
const label = (name: string, to?: string) => ({ in: NAMESPACE, at: `/metadata/labels/pod-security.kubernetes.io~1${name}`, to });

describe('a namespace does not hold what is in it', () => {
  expectBrokenTwins([
    ['namespace-explicit', 'an object could land anywhere', { in: 'PodDisruptionBudget/cart', at: '/metadata/namespace' }, 'metadata.namespace is not set'],
    ['namespace-default', 'an object lands where nobody looks', { in: 'PodDisruptionBudget/cart', at: '/metadata/namespace', to: 'default' }, "metadata.namespace is 'default'"],
    ['namespace-system', 'an object stands beside the cluster itself', { in: 'PodDisruptionBudget/cart', at: '/metadata/namespace', to: 'kube-system' },
      "metadata.namespace is 'kube-system'"],
    ['namespace-psa-restricted', 'it enforces less', label('enforce', 'baseline'), "the label pod-security.kubernetes.io/enforce is 'baseline'"],
    ['namespace-psa-restricted', 'it enforces nothing', { in: NAMESPACE, at: '/metadata/labels' }, 'the label pod-security.kubernetes.io/enforce is not set'],
    ['namespace-psa-modes', 'it warns nobody', label('warn'), 'the label pod-security.kubernetes.io/warn is not set'],
    ['namespace-psa-version-pinned', 'it follows upgrades', label('enforce-version', 'latest'), "the label pod-security.kubernetes.io/enforce-version is 'latest'"],
    ['namespace-psa-version-pinned', 'it follows upgrades in its log', label('audit-version'), 'the label pod-security.kubernetes.io/audit-version is not set'],
    ['namespace-resource-quota', 'it may take the cluster', { remove: 'ResourceQuota/quota' }, "the namespace 'shop' has no ResourceQuota"],
    ['namespace-limit-range', 'its pods may take all of it', { remove: 'LimitRange/limits' }, "the namespace 'shop' has no LimitRange"],
    ['namespace-owner-label', 'nobody owns it', {}, "the label 'team' is not set", { ownerLabel: 'team' }],
  ]);

  test('cluster-scoped kinds, and kinds that are not known, need no namespace', () => {
    expect(findingsAfter('namespace-explicit', [
      { add: { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', metadata: { name: 'x' } } },
      { add: { apiVersion: 'example.com/v1', kind: 'Galaxy', metadata: { name: 'x' } } },
    ])).toEqual([]);
  });
});
