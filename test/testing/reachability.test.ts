import '../../src/testing';
import { HardenedDeployment, Probe } from '../../src';
import { shopApp } from '../app/fixtures';
import { SHOP } from '../cli/reach/harness';
import { policy } from '../reachability/harness';

const YAML = SHOP.join('\n---\n');

describe('plain manifests', () => {
  it('allow and deny', () => {
    expect(YAML).toAllow('shop/web', 'shop/db', '5432');
    expect(YAML).toDeny('shop/web', 'shop/db', '80');
    expect(YAML).not.toAllow('shop/web', 'shop/db', '80');
  });

  it('say which layer and rule denied', () => {
    expect(() => expect(YAML).toAllow('web', 'db', '80')).toThrow('shop/Pod/web → shop/Pod/db on TCP 80: denied\n  network, egress of shop/Pod/web: denied\n    NetworkPolicy shop/default-deny selects it');
  });

  it('say which rule allowed', () => expect(() => expect(YAML).toDeny('web', 'db', '5432')).toThrow('NetworkPolicy shop/db at /spec/ingress/0 lets it through'));

  it('neither allow nor deny what depends', () => {
    const open = `${YAML}\n---\n${policy('shop', '{ podSelector: { matchLabels: { app: db } }, ingress: [{ from: [{ ipBlock: { cidr: 0.0.0.0/0 } }] }] }', 'range')}\n---\n${
      policy('shop', '{ podSelector: {}, policyTypes: [Egress], egress: [{}] }', 'out')}`;
    expect(open).not.toAllow('web', 'db', '80');
    expect(open).not.toDeny('web', 'db', '80');
    expect(open).toAllow('web', 'db', '80', { cni: 'pod-ip' });
    expect(open).toDeny('web', 'db', '80', { cni: 'identity' });
  });

  it('reach what is listed and nothing else', () => {
    expect(YAML).toReachOnly('web', ['shop/db:5432']);
    expect(YAML).toReachOnly('db', []);
    expect(() => expect(YAML).toReachOnly('web', [])).toThrow('shop/Pod/web → shop/Pod/db on TCP 5432 was not expected: NetworkPolicy shop/web at /spec/egress/0 and NetworkPolicy shop/db at /spec/ingress/0 let it through');
    expect(() => expect(YAML).toReachOnly('web', ['shop/db:5432', 'shop/db:80'])).toThrow('shop/Pod/web → shop/Pod/db on TCP 80: denied');
  });

  it('count what is outside the tree', () => {
    const out = `${YAML}\n---\n${policy('shop', '{ podSelector: { matchLabels: { app: db } }, policyTypes: [Egress], egress: [{ to: [{ ipBlock: { cidr: 198.51.100.7/32 } }], ports: [{ port: 443 }] }] }', 'out')}`;
    expect(() => expect(out).toReachOnly('db', [], { cni: 'identity' })).toThrow('shop/Pod/db → external:198.51.100.7/32 on TCP 443 was not expected');
    expect(out).toReachOnly('db', ['198.51.100.7:443'], { cni: 'identity' });
  });

  it.each([
    ['an unknown caller', () => expect(YAML).toAllow('shop/wbe', 'db', '80'), "there is no 'shop/wbe'. Did you mean 'shop/db', 'shop/web'"],
    ['no port', () => expect(YAML).toReachOnly('web', ['shop/db']), "'shop/db' names no port. Write callee and port: 'shop/redis:6379'"],
    ['a policy that the API server would refuse', () => expect(`${YAML}\n---\n${policy('shop', '{ ingress: [{ from: [{}] }] }')}`).toDeny('web', 'db', '80'), 'NetworkPolicy shop/policy at /spec/ingress/0/from/0 must have'],
    ['an empty list', () => expect([]).toDeny('web', 'db', '80'), 'an empty list, which proves nothing'],
  ])('refuse %s', (_, expectation, message) => expect(expectation).toThrow(message));
});

test('a construct is asked under its own platform, and rules are named by construct', () => {
  const { app, shop, workload } = shopApp();
  const db = new HardenedDeployment(shop, 'db', {
    image: `db:1@sha256:${'0'.repeat(64)}`, ports: [{ name: 'sql', containerPort: 5432 }], size: { cpu: '100m', memory: '128Mi' }, readinessProbe: Probe.fromHttpGet('/ready', 'sql'),
  });
  workload.connections.allowTo(db);
  expect(app).toAllow('cart', 'db', '5432');
  expect(app).toReachOnly('cart', ['db:5432']);
  expect(() => expect(app).toAllow('db', 'cart', '8080')).toThrow(/network, egress of shop\/Deployment\/db: denied\n {4}NetworkPolicy shop\/[\w-]+ \(shop/);
});

test('hosts outside go by their name', () => {
  const dns = "{ toEntities: [cluster], toPorts: [{ ports: [{ port: '53' }], rules: { dns: [{ matchName: api.example }] } }] }";
  const named = `${YAML}\n---\n{ apiVersion: cilium.io/v2, kind: CiliumNetworkPolicy, metadata: { namespace: shop, name: out }, spec: { endpointSelector: { matchLabels: { app: db } }, egress: [${dns}, { toFQDNs: [{ matchName: api.example }], toPorts: [{ ports: [{ port: '443', protocol: TCP }] }] }] } }`;
  expect(named).toAllow('shop/db', 'api.example', '443');
  expect(named).toDeny('shop/web', 'api.example', '443');
});
