import { Change, expectBrokenTwins, findingsAfter } from '../hardened-set';

const CART = 'NetworkPolicy/cart';
const egress = (...rules: object[]): Change => ({ in: CART, at: '/spec/egress', to: rules });
const dns = { to: [{ namespaceSelector: {} }], ports: [{ port: 53, protocol: 'UDP' }, { port: 53 }] };
const cidr = (ipBlock: object): Change => egress(dns, { to: [{ ipBlock }], ports: [{ port: 443 }] });
const external = (defaultDeny: boolean) => ({ settings: { externalNamespaces: [{ name: 'shop', labels: {}, defaultDeny }] } });

describe('somebody may talk to somebody, and nobody has said so', () => {
  expectBrokenTwins([
    ['netpol-default-deny-ingress', 'everyone, to what no policy selects', { in: 'NetworkPolicy/default-deny', at: '/spec/policyTypes', to: ['Egress'] },
      "no NetworkPolicy denies ingress by default in the namespace 'shop'"],
    ['netpol-default-deny-egress', 'what no policy selects, to everyone', { remove: 'NetworkPolicy/default-deny' }, "no NetworkPolicy denies egress by default in the namespace 'shop'"],
    ['netpol-default-deny-egress', 'everyone, since the denying policy allows', { in: 'NetworkPolicy/default-deny', at: '/spec/egress', to: [dns] },
      "no NetworkPolicy denies egress by default in the namespace 'shop'"],
    ['netpol-both-directions', 'everyone, to this workload', [{ remove: 'NetworkPolicy/default-deny' }, { in: CART, at: '/spec/policyTypes', to: ['Egress'] }],
      'no NetworkPolicy holds its pods for ingress'],
    ['netpol-both-directions', 'this workload, in any way', [{ remove: 'NetworkPolicy/default-deny' }, { remove: CART }], 'no NetworkPolicy holds its pods for ingress and egress'],
    ['netpol-allow-all', 'everyone, by an empty rule', { in: CART, at: '/spec/ingress', to: [{}] }, 'the rule names nobody under from, so everyone may call'],
    ['netpol-allow-all', 'to everyone, by an empty list', egress(dns, { to: [], ports: [{ port: 443 }] }), 'the rule names nobody under to, so everyone may be called'],
    ['netpol-ports-named', 'on every port', { in: CART, at: '/spec/ingress/0/ports' }, 'the rule names no ports, so all are open'],
    ['netpol-ports-named', 'on every port, by an empty list', { in: CART, at: '/spec/ingress/0/ports', to: [] }, 'the rule has an empty list of ports, so all are open'],
    ['netpol-empty-pod-selector', 'with every pod', { in: CART, at: '/spec/podSelector', to: {} }, 'spec.podSelector is empty: its rules hold for every pod of the namespace'],
    ['netpol-dangling', 'since the policy is for others', { in: CART, at: '/spec/podSelector/matchLabels', to: { app: 'x' } },
      'spec.podSelector {"matchLabels":{"app":"x"}} matches no pod template of the namespace'],
    ['netpol-metadata-endpoint', 'with the cloud', cidr({ cidr: '169.254.0.0/16', except: ['169.254.170.0/24'] }), 'ipBlock 169.254.0.0/16 reaches 169.254.169.254'],
    ['netpol-dns-egress', 'and cannot find anyone', egress({ to: [{ podSelector: {} }], ports: [{ port: 8080 }] }),
      'its network policies let it call others, and not DNS on port 53 in UDP and TCP'],
    ['netpol-dns-egress', 'and long answers are cut off', egress({ ...dns, ports: [{ port: 53, protocol: 'UDP' }] }),
      'its network policies let it call others, and not DNS on port 53 in TCP'],
  ]);

  test.each([
    ['0.0.0.0/0', ['169.254.169.254', '169.254.170.2', '169.254.170.23', '100.100.100.200', '168.63.129.16', '192.0.0.192']],
    ['::/0', ['fd00:ec2::254', 'fd00:ec2::23', 'fd20:ce::254']],
  ])('%s reaches every metadata service, and the fix names them', (range, addresses) => {
    const [finding] = findingsAfter('netpol-metadata-endpoint', cidr({ cidr: range }));
    expect(finding.message).toBe(`ipBlock ${range} reaches ${addresses.join(', ')}`);
    expect(finding.fix).toContain(`List ${addresses[0]}/${range === '::/0' ? 128 : 32}, `);
    expect(finding.pointer).toBe('/spec/egress/1/to/0/ipBlock');
  });

  test.each([
    ['a range that cuts them out', 'netpol-metadata-endpoint', cidr({ cidr: '169.254.0.0/16', except: ['169.254.160.0/20'] })],
    ['a range elsewhere', 'netpol-metadata-endpoint', cidr({ cidr: '10.0.0.0/8' })],
    ['a workload that calls nobody', 'netpol-dns-egress', { in: CART, at: '/spec/egress' }],
    ['DNS pods behind another port', 'netpol-dns-egress', egress({ to: [{ podSelector: {} }], ports: [{ port: 5353, protocol: 'UDP' }, { port: 5353 }] })],
    ['a range of ports with DNS in it', 'netpol-dns-egress', egress({ to: [{ podSelector: {} }], ports: [{ port: 1, endPort: 100 }, { port: 1, endPort: 100, protocol: 'UDP' }] })],
  ] as [string, string, Change][])('%s is fine', (_, control, change) => {
    expect(findingsAfter(control, change)).toEqual([]);
  });

  test('DNS is found on the port that the platform says, and not on any other', () => {
    const change = egress({ to: [{ podSelector: {} }], ports: [{ port: 1053, protocol: 'UDP' }, { port: 1053 }] });
    const dnsOn = (number: number) => ({ settings: { dns: { namespace: 'dns', labels: {}, port: number } } });
    expect([1053, 1054].map(number => findingsAfter('netpol-dns-egress', change, dnsOn(number)).length)).toEqual([0, 1]);
  });

  test.each([[true, 0], [false, 1]])('of a namespace that others own, it counts what they say: default deny %s', (defaultDeny, findings) => {
    const change = [{ remove: 'NetworkPolicy/default-deny' }, { remove: 'Namespace/shop' }];
    expect(findingsAfter('netpol-default-deny-ingress', change, external(defaultDeny))).toHaveLength(findings);
    expect(findingsAfter('netpol-both-directions', [...change, { remove: CART }], external(defaultDeny))).toHaveLength(findings);
  });

  test('where no pod is held, the missing default deny says so once, and not each workload', () => {
    const change = ['default-deny', 'cart', 'report'].map(name => ({ remove: `NetworkPolicy/${name}` }));
    expect(findingsAfter('netpol-both-directions', change)).toEqual([]);
    expect(findingsAfter('netpol-default-deny-ingress', change)).toHaveLength(1);
  });

  test('a rule that names neither peers nor ports is one finding', () => {
    const change = { in: CART, at: '/spec/ingress', to: [{}] };
    expect([findingsAfter('netpol-allow-all', change).length, findingsAfter('netpol-ports-named', change).length]).toEqual([1, 0]);
  });

  test('a policy that denies by default may have any name', () => {
    expect(findingsAfter('netpol-empty-pod-selector', { in: 'NetworkPolicy/default-deny', at: '/metadata/name', to: 'deny-all' })).toEqual([]);
  });

  test('policies that are checked without their workloads are not dangling', () => {
    const alone: Change[] = ['Deployment/cart', 'CronJob/report'].map(remove => ({ remove }));
    expect([findingsAfter('netpol-dangling', alone), findingsAfter('netpol-peer-dangling', alone)]).toEqual([[], []]);
  });

  test.each([['waypoint', 0], ['other', 1]])('the pods of a Gateway are its controller\'s: %s', (name, findings) => {
    const gateway = { apiVersion: 'gateway.networking.k8s.io/v1', kind: 'Gateway', metadata: { name: 'waypoint', namespace: 'shop' }, spec: {} };
    const change = { in: CART, at: '/spec/podSelector/matchLabels', to: { 'gateway.networking.k8s.io/gateway-name': name } };
    expect(findingsAfter('netpol-dangling', [{ add: gateway }, change])).toHaveLength(findings);
  });

  test('in a namespace that others own, a policy may be for their pods', () => {
    expect(findingsAfter('netpol-dangling', { in: CART, at: '/spec/podSelector/matchLabels', to: { app: 'x' } }, external(true))).toEqual([]);
  });

  test('a namespace that is not in the set is judged at its first workload', () => {
    const [finding] = findingsAfter('netpol-default-deny-ingress', [{ remove: 'NetworkPolicy/default-deny' }, { remove: 'Namespace/shop' }]);
    expect(finding.object).toMatchObject({ kind: 'Deployment', name: 'cart' });
  });
});
