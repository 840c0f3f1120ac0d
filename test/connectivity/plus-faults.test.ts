import { App, Chart } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { egressOf, FakeWorkload, ingressOf, objectsBelow, policyOf, port } from './fake-workload';
import { Protocol } from '../../src/connectivity/endpoint';
import { Peer } from '../../src/connectivity/peer';

/** Faults measured in the `connections` of cdk8s-plus: one test each that ours does not have it. */
describe('a fault of cdk8s-plus that must not come back', () => {
  const HTTP = [port('http', 8080)];
  let app: App;
  let chart: Chart;
  let web: FakeWorkload;
  beforeEach(() => {
    app = new App();
    chart = new Chart(app, 'shop', { namespace: 'shop' });
    web = new FakeWorkload(chart, 'web', HTTP);
  });
  const policies = () => objectsBelow(app).filter(object => object.startsWith('NetworkPolicy'));

  it('1: an edge to pods of kube-system writes a policy there, which cuts DNS off for all others', () => {
    const dns = kplus.Pods.select(chart, 'dns', { labels: { 'k8s-app': 'kube-dns' }, namespaces: kplus.Namespaces.select(chart, 'sys', { names: ['kube-system'] }) });
    web.connections.allowTo(Peer.of(dns), { port: 9153 });
    expect(policies()).toEqual(['NetworkPolicy shop/web']);
  });

  it('2: an edge to a namespace isolates every pod in it', () => {
    web.connections.allowTo(Peer.of(kplus.Namespaces.select(chart, 'mon', { names: ['mon'] })), { port: 9090 });
    expect(policies()).toEqual(['NetworkPolicy shop/web']);
  });

  it('3: an edge from all pods leaves them nothing but this edge, DNS included', () => {
    web.connections.allowFrom(Peer.of(kplus.Pods.all(chart, 'all')));
    expect(policies()).toEqual(['NetworkPolicy shop/web']);
    expect(ingressOf(web)).toEqual([{ from: [{ podSelector: {} }], ports: [{ port: 8080, protocol: 'TCP' }] }]);
  });

  it('4: an edge from a Namespace object does the same to the whole of it', () => {
    web.connections.allowFrom(Peer.of(new kplus.Namespace(chart, 'ops', { metadata: { name: 'ops' } })));
    expect(policies()).toEqual(['NetworkPolicy shop/web']);
  });

  it('5: a UDP port is opened as TCP', () => {
    const dns = new FakeWorkload(chart, 'dns', [port('dns', 5353, { protocol: Protocol.UDP })]);
    web.connections.allowTo(dns);
    expect(ingressOf(dns)).toEqual([{ from: [{ podSelector: { matchLabels: { 'app.kubernetes.io/name': 'web' } } }], ports: [{ port: 5353, protocol: 'UDP' }] }]);
  });

  it('6: a peer without declared ports gets `ports: []`, which is every port', () => {
    expect(() => web.connections.allowTo(new FakeWorkload(chart, 'mute'))).toThrow('declares no ports');
    expect(JSON.stringify(policyOf(web))).not.toContain('"ports":[]');
  });

  it('7: any address includes cloud metadata', () => {
    web.connections.allowTo(Peer.of(kplus.NetworkPolicyIpBlock.anyIpv4(chart, 'any')), { port: 443 });
    expect(JSON.stringify(egressOf(web))).toContain('169.254.0.0/16');
  });

  it('8: an isolated workload resolves no names', () => {
    expect(JSON.stringify(policyOf(web).spec.egress)).toContain('"port":53,"protocol":"UDP"');
  });

  it('9: a second edge to the same peer throws', () => {
    const api = new FakeWorkload(chart, 'api', [port('http', 8080), port('admin', 9000)]);
    web.connections.allowTo(api, { port: 'http' });
    web.connections.allowTo(api, { port: 'admin' });
    expect(ingressOf(api)).toEqual([expect.objectContaining({ ports: [{ port: 8080, protocol: 'TCP' }, { port: 9000, protocol: 'TCP' }] })]);
  });

  it('10: an edge declared from both ends makes four policies', () => {
    const api = new FakeWorkload(chart, 'api', HTTP);
    web.connections.allowTo(api);
    api.connections.allowFrom(web);
    expect(policies()).toEqual(['NetworkPolicy shop/web', 'NetworkPolicy shop/api']);
    expect(ingressOf(api)).toHaveLength(1);
  });

  it('11: names are hashes of addresses, and say `undefined` without a namespace', () => {
    const plain = new Chart(app, 'plain');
    expect(policyOf(new FakeWorkload(plain, 'worker')).metadata).toEqual({ name: 'worker', labels: { 'app.kubernetes.io/name': 'worker' } });
  });

  it('12: namespaces by label cannot be named as callers', () => {
    web.connections.allowFrom(Peer.of(kplus.Namespaces.select(chart, 'team', { labels: { team: 'shop' } })));
    expect(ingressOf(web)).toEqual([expect.objectContaining({ from: [{ namespaceSelector: { matchLabels: { team: 'shop' } }, podSelector: {} }] })]);
  });
});
