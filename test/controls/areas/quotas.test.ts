import { expectBrokenTwins, findingsAfter } from '../hardened-set';

const hard = (limits: Record<string, string>) => ({ in: 'ResourceQuota/quota', at: '/spec/hard', to: limits });

describe('the sync is green, and nothing runs', () => {
  expectBrokenTwins([
    ['quota-fits-workloads', 'fewer pods than replicas', hard({ pods: '1' }),
      'allows 1 of pods, and the workloads of the namespace ask for 4 at their most'],
    ['quota-fits-workloads', 'less CPU than is asked for', hard({ 'requests.cpu': '250m' }),
      'allows 250m of requests.cpu, and the workloads of the namespace ask for 400m at their most'],
    ['quota-fits-workloads', 'less memory than is asked for', hard({ memory: '100Mi' }),
      'allows 100Mi of memory, and the workloads of the namespace ask for 256Mi at their most'],
  ]);

  test.each([
    ['just enough', hard({ 'pods': '4', 'requests.cpu': '400m', 'limits.memory': '256Mi' })],
    ['a resource that is not counted', hard({ 'services.loadbalancers': '0' })],
    ['a quota for some pods only', { in: 'ResourceQuota/quota', at: '/spec', to: { hard: { pods: '0' }, scopes: ['BestEffort'] } }],
  ])('%s is no finding', (_, change) => expect(findingsAfter('quota-fits-workloads', change)).toEqual([]));
});
