import { Change, expectBrokenTwins, findingsAfter } from '../hardened-set';

const hard = (limits: Record<string, string>) => ({ in: 'ResourceQuota/quota', at: '/spec/hard', to: limits });
const cart = (kind: string, amounts: Record<string, string>) => ({ at: `/spec/template/spec/containers/0/resources/${kind}`, to: amounts });
const range = (item: Record<string, unknown>) => ({ in: 'LimitRange/limits', at: '/spec/limits', to: [{ type: 'Container', ...item }] });

describe('the sync is green, and nothing runs', () => {
  expectBrokenTwins([
    ['quota-fits-workloads', 'fewer pods than replicas', hard({ pods: '1' }),
      'allows 1 of pods, and the workloads of the namespace ask for 5 at their most (1 for a rollout)'],
    ['quota-fits-workloads', 'less CPU than is asked for', hard({ 'requests.cpu': '250m' }),
      'allows 250m of requests.cpu, and the workloads of the namespace ask for 500m at their most (100m for a rollout)'],
    ['quota-fits-workloads', 'less memory than is asked for', hard({ memory: '100Mi' }),
      'allows 100Mi of memory, and the workloads of the namespace ask for 320Mi at their most (64Mi for a rollout)'],
    ['quota-fits-workloads', 'room for every pod, and for no rollout', hard({ pods: '4' }),
      'allows 4 of pods, and the workloads of the namespace ask for 5 at their most (1 for a rollout)'],
    ['limit-range-admits-containers', 'a maximum below the limit', [range({ max: { memory: '64Mi' } }), cart('limits', { memory: '128Mi' })],
      "max is 64Mi of memory, and container 'cart' of Deployment shop/cart is limited to 128Mi"],
    ['limit-range-admits-containers', 'a minimum above the request', [range({ min: { cpu: '100m' } }), cart('requests', { cpu: '50m' })],
      "min is 100m of cpu, and container 'cart' of Deployment shop/cart requests 50m"],
  ]);

  test.each([
    ['just enough', hard({ 'pods': '5', 'requests.cpu': '500m', 'limits.memory': '320Mi' })],
    ['a resource that is not counted', hard({ 'services.loadbalancers': '0' })],
    ['a quota for some pods only', { in: 'ResourceQuota/quota', at: '/spec', to: { hard: { pods: '0' }, scopes: ['BestEffort'] } }],
  ])('%s is no finding', (_, change) => expect(findingsAfter('quota-fits-workloads', change)).toEqual([]));

  test.each([
    ['a range that holds both ends', range({ max: { cpu: '200m', memory: '64Mi' }, min: { cpu: '100m', memory: '64Mi' } })],
    ['a range for pods', { in: 'LimitRange/limits', at: '/spec/limits', to: [{ type: 'Pod', max: { cpu: '1m' } }] }],
  ])('%s is no finding', (_, change) => expect(findingsAfter('limit-range-admits-containers', change)).toEqual([]));
});

describe('rollouts', () => {
  const strategy = (value: unknown) => ({ in: 'Deployment/cart', at: '/spec/strategy', to: value });

  test.each([
    ['Recreate takes pods away first', { type: 'Recreate' }, 4],
    ['a number is a number', { rollingUpdate: { maxSurge: 2 } }, 6],
    ['a share is rounded up', { type: 'RollingUpdate', rollingUpdate: { maxSurge: '40%' } }, 6],
    ['no surge needs no room', { rollingUpdate: { maxSurge: 0, maxUnavailable: 1 } }, 4],
  ])('%s', (_, value, pods) => {
    expect(findingsAfter('quota-fits-workloads', [strategy(value), hard({ pods: String(pods) })])).toEqual([]);
    expect(messages(strategy(value), hard({ pods: String(pods - 1) }))).toEqual([expect.stringContaining(`ask for ${pods} at their most`)]);
  });
});

describe('what webhooks add is counted', () => {
  const label = (key: string, value: string) => ({ in: 'Namespace/shop', at: `/metadata/labels/${key.replace('/', '~1')}`, to: value });
  const ns = (annotations: Record<string, string>) => ({ in: 'Namespace/shop', at: '/metadata/annotations', to: annotations });
  const pod = (annotations: Record<string, string>) => ({ in: 'Deployment/cart', at: '/spec/template/metadata/annotations', to: annotations });
  const injected = label('istio-injection', 'enabled');

  test.each<[string, Change[], string | undefined]>([
    ['no mesh', [], undefined],
    ['Istio', [injected], '400m for proxies that are injected, 200m for a rollout'],
    ['Istio by revision', [label('istio.io/rev', 'canary')], '400m for proxies that are injected, 200m for a rollout'],
    ['Istio ambient has none', [label('istio.io/rev', 'canary'), label('istio.io/dataplane-mode', 'ambient')], undefined],
    ['a pod that stays outside', [injected, pod({ 'sidecar.istio.io/inject': 'false' })], '100m for proxies that are injected, 100m for a rollout'],
    ['a proxy that asks for less', [injected, pod({ 'sidecar.istio.io/proxyCPU': '10m' })], '130m for proxies that are injected, 110m for a rollout'],
    ['Linkerd by its LimitRange', [ns({ 'linkerd.io/inject': 'enabled' }), range({ default: { cpu: '50m' } })], '200m for proxies that are injected, 150m for a rollout'],
    ['Linkerd as the namespace says', [ns({ 'linkerd.io/inject': 'enabled', 'config.linkerd.io/proxy-cpu-request': '20m' })], '80m for proxies that are injected, 120m for a rollout'],
    ['the agent of Vault', [pod({ 'vault.hashicorp.com/agent-inject': 'true' })], '750m for proxies that are injected, 350m for a rollout'],
    ['one that only starts', [pod({ 'vault.hashicorp.com/agent-inject': 'true', 'vault.hashicorp.com/agent-pre-populate-only': 'true' })], '450m for proxies that are injected, 250m for a rollout'],
  ])('%s', (_, changes, parts) => {
    const [message] = messages(...changes, hard({ 'requests.cpu': '350m' }));
    expect(message).toContain(parts === undefined ? 'ask for 500m at their most (100m for a rollout)' : `(${parts})`);
  });

  it('holds the LimitRange against the proxy too', () => {
    expect(findingsAfter('limit-range-admits-containers', [injected, range({ max: { memory: '512Mi' } })]).map(({ message }) => message)).toEqual([
      "max is 512Mi of memory, and the injected container 'istio-proxy' of Deployment shop/cart is limited to 1024Mi",
      "max is 512Mi of memory, and the injected container 'istio-proxy' of CronJob shop/report is limited to 1024Mi",
    ]);
  });

  it('does not count twice a proxy that the pod states itself', () => {
    const own = { in: 'Deployment/cart', at: '/spec/template/spec/containers/0/name', to: 'istio-proxy' };
    expect(messages(injected, own, hard({ 'requests.cpu': '350m' }))[0]).toContain('100m for proxies');
  });
});

function messages(...changes: Change[]): string[] {
  return findingsAfter('quota-fits-workloads', changes).map(({ message }) => message);
}
