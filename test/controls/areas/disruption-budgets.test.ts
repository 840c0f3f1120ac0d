import { Change, expectBrokenTwins, expectFine, findingsAfter } from '../hardened-set';

const PDB = 'PodDisruptionBudget/cart';
const statefulSet: Change[] = [{ at: '/kind', to: 'StatefulSet' }];
const hpa = (spec: object): Change => ({ add: { apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler', spec: { scaleTargetRef: { kind: 'Deployment', name: 'cart' }, ...spec } } });
const second = { apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', spec: { maxUnavailable: 1, selector: { matchLabels: { 'app.kubernetes.io/name': 'cart' } } } };

describe('a drain of a node takes too much, or nothing', () => {
  expectBrokenTwins([
    ['pdb-deployment', 'a drain takes all', { remove: PDB }, 'no PodDisruptionBudget selects its 3 replicas'],
    ['pdb-statefulset', 'a drain takes all', [...statefulSet, { remove: PDB }], 'no PodDisruptionBudget selects its 3 replicas'],
    ['pdb-has-rule', 'the budget says nothing', { in: PDB, at: '/spec/maxUnavailable' }, 'neither spec.minAvailable nor spec.maxUnavailable is set'],
    ['pdb-max-unavailable-zero', 'the budget lets nothing go', { in: PDB, at: '/spec/maxUnavailable', to: 0 }, 'spec.maxUnavailable is 0'],
    ['pdb-max-unavailable-zero', 'the budget lets no share go', { in: PDB, at: '/spec/maxUnavailable', to: '0%' }, "spec.maxUnavailable is '0%'"],
    ['pdb-min-available-blocks', 'the budget keeps as many as there are', { in: PDB, at: '/spec/minAvailable', to: 3 }, 'spec.minAvailable is 3, and Deployment shop/cart has 3'],
    ['pdb-min-available-blocks', 'the budget keeps all', { in: PDB, at: '/spec/minAvailable', to: '100%' }, "spec.minAvailable is '100%'"],
    ['pdb-min-available-blocks', 'the budget keeps all of what is elsewhere', [{ in: PDB, at: '/spec/minAvailable', to: '100%' }, { in: PDB, at: '/spec/selector/matchLabels', to: { app: 'x' } }],
      "spec.minAvailable is '100%'"],
    ['pdb-min-available-vs-hpa', 'the budget keeps as many as there are when it is quiet', [{ in: PDB, at: '/spec/minAvailable', to: 2 }, { at: '/spec/replicas' }, hpa({ minReplicas: 2 })],
      'spec.minAvailable is 2, and Deployment shop/cart has 2'],
    ['pdb-overlap', 'two budgets, of which each refuses for the other', { add: second },
      'spec.selector matches the pods of Deployment shop/cart, for which PodDisruptionBudget shop/cart is too'],
    ['pdb-unhealthy-eviction-policy', 'a broken pod holds up the drain', { in: PDB, at: '/spec/unhealthyPodEvictionPolicy' }, 'spec.unhealthyPodEvictionPolicy is not set'],
    ['pdb-dangling', 'the budget is for others', { in: PDB, at: '/spec/selector/matchLabels', to: { app: 'x' } }, 'spec.selector matches no pod template of the namespace'],
  ]);

  expectFine([
    ['pdb-deployment', 'a single replica without a budget', [{ at: '/spec/replicas', to: 1 }, { remove: PDB }]],
    ['pdb-statefulset', 'a StatefulSet with a budget', statefulSet],
    ['pdb-overlap', 'a second budget for others', { add: { ...second, spec: { maxUnavailable: 1, selector: { matchLabels: { app: 'x' } } } } }],
    ['pdb-min-available-blocks', 'what is judged by the autoscaler', [{ in: PDB, at: '/spec/minAvailable', to: 2 }, { at: '/spec/replicas' }, hpa({ minReplicas: 2 })]],
    ['pdb-min-available-vs-hpa', 'fewer than there ever are', [{ in: PDB, at: '/spec/minAvailable', to: 1 }, { at: '/spec/replicas' }, hpa({ minReplicas: 2 })]],
  ]);

  test('a budget without selector matches nothing', () => {
    expect(findingsAfter('pdb-overlap', { add: { ...second, spec: { maxUnavailable: 1 } } })).toEqual([]);
  });
});
