import { Change, expectBrokenTwins, expectFine } from '../hardened-set';

const CART = 'NetworkPolicy/cart';
const egress = (...rules: object[]): Change => ({ in: CART, at: '/spec/egress', to: rules });
const ingress = (peer: object): Change => ({ in: CART, at: '/spec/ingress/0/from', to: [peer] });
const world = (more: object, ports?: object[]) => egress({ to: [{ ipBlock: { cidr: '0.0.0.0/0', ...more } }], ports });
const none: Change[] = ['default-deny', 'cart', 'report'].map(name => ({ remove: `NetworkPolicy/${name}` }));
const pods = { podCidrs: ['10.0.0.0/8'] };

describe('a rule means more, fewer or others than it seems', () => {
  expectBrokenTwins([
    ['netpol-egress-any-cidr', 'everyone, on every port', world({}), 'ipBlock 0.0.0.0/0 is open on every port'],
    ['netpol-selectors-used', 'a pod of yesterday', ingress({ ipBlock: { cidr: '10.1.2.3/32' } }), 'ipBlock 10.1.2.3/32 is of pods', pods],
    ['netpol-peer-dangling', 'nobody', ingress({ podSelector: { matchLabels: { app: 'x' } } }), 'podSelector {"matchLabels":{"app":"x"}} matches no pod template of the namespace'],
    ['netpol-namespace-covered', 'nothing at all', none, "the namespace 'shop' has no NetworkPolicy"],
    // A scanner looks at Pods alone here: these are a Deployment and a CronJob.
    ['netpol-pod-selected', 'nothing at all', none, 'no NetworkPolicy selects its pods'],
  ]);

  expectFine([
    ['netpol-egress-any-cidr', 'the world on one port', world({}, [{ port: 443 }])],
    ['netpol-egress-any-cidr', 'the world but some', world({ except: ['169.254.0.0/16'] })],
    ['netpol-selectors-used', 'a machine elsewhere', ingress({ ipBlock: { cidr: '192.0.2.1/32' } }), pods],
    ['netpol-peer-dangling', 'somebody of another namespace', ingress({ podSelector: { matchLabels: { app: 'x' } }, namespaceSelector: {} })],
    ['netpol-namespace-covered', 'a policy of the whole cluster', [...none, { add: { apiVersion: 'cilium.io/v2', kind: 'CiliumClusterwideNetworkPolicy', metadata: { name: 'extra' } } }]],
    ['netpol-pod-selected', 'one direction', { remove: 'NetworkPolicy/default-deny' }],
    ['netpol-default-deny-ingress', 'the namespace of a pod in the network of its node',
      [...none, { at: 'pod/hostNetwork', to: true }, { remove: 'CronJob/report' }, { remove: 'Namespace/shop' }]],
    ['netpol-both-directions', 'a pod in the network of its node, which no policy holds', [...none, { at: 'pod/hostNetwork', to: true }, { remove: 'CronJob/report' }]],
  ]);
});
