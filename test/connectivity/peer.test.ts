import { ApiObject, App, Chart } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { IConstruct } from 'constructs';
import { chartOf, egressOf, FakeWorkload, ingressOf, port } from './fake-workload';
import { IPeer, Peer } from '../../src/connectivity/peer';
import { IpFamily, PlatformPreset } from '../../src/platform/choices';
import { PlatformProps } from '../../src/platform/platform-props';

const named = (name: string) => ({ matchLabels: { 'kubernetes.io/metadata.name': name } });
const HTTP = [port('http', 8080)];

/** What stands in the one egress rule to `peer`. */
function to(peer: IPeer, platform: PlatformProps = {}): unknown {
  const workload = new FakeWorkload(chartOf('shop', platform), 'app');
  workload.connections.allowTo(peer, { port: 443 });
  return (egressOf(workload) as { to: unknown }[])[0].to;
}

describe('a peer in rules', () => {
  it.each<[string, IPeer, PlatformProps, unknown]>([
    ['pods: namespace and labels in one item', Peer.pods({ namespace: 'monitoring', labels: { app: 'prometheus' } }), {},
      [{ namespaceSelector: named('monitoring'), podSelector: { matchLabels: { app: 'prometheus' } } }]],
    ['a namespace: all of its pods', Peer.namespace('monitoring'), {}, [{ namespaceSelector: named('monitoring'), podSelector: {} }]],
    ['namespaces by label', Peer.namespaces({ team: 'shop' }), {}, [{ namespaceSelector: { matchLabels: { team: 'shop' } }, podSelector: {} }]],
    ['a range', Peer.cidr('10.20.0.0/16', { except: ['10.20.1.0/24'] }), {}, [{ ipBlock: { cidr: '10.20.0.0/16', except: ['10.20.1.0/24'] } }]],
    ['the API server', Peer.apiServer(), { apiServer: { addresses: ['10.0.0.10/32'] } }, [{ ipBlock: { cidr: '10.0.0.10/32' } }]],
    ['the nodes', Peer.nodes(), { nodeCidrs: ['10.1.0.0/16'] }, [{ ipBlock: { cidr: '10.1.0.0/16' } }]],
    ['anywhere, without cloud metadata', Peer.anywhere(), {},
      [{ ipBlock: { cidr: '0.0.0.0/0', except: ['100.100.100.200/32', '168.63.129.16/32', '169.254.0.0/16', '192.0.0.192/32'] } }]],
    ['anywhere, with its IPv6 twin', Peer.anywhere(), { ipFamilies: [IpFamily.IPV4, IpFamily.IPV6] }, [
      { ipBlock: { cidr: '0.0.0.0/0', except: ['100.100.100.200/32', '168.63.129.16/32', '169.254.0.0/16', '192.0.0.192/32'] } },
      { ipBlock: { cidr: '::/0', except: ['fd00:ec2::/32', 'fd20:ce::254/128', 'fe80::/10'] } },
    ]],
  ])('%s', (_, peer, platform, rule) => {
    expect(to(peer, platform)).toEqual(rule);
  });

  it('the API server has the port of its platform', () => {
    const workload = new FakeWorkload(chartOf('shop', { preset: PlatformPreset.EKS, apiServer: { addresses: ['10.0.0.10/32'] } }), 'app');
    workload.connections.allowTo(Peer.apiServer());
    expect(egressOf(workload)).toEqual([{ to: [{ ipBlock: { cidr: '10.0.0.10/32' } }], ports: [{ port: 443, protocol: 'TCP' }] }]);
  });

  it('DNS is there already: to declare it changes nothing', () => {
    const workload = new FakeWorkload(chartOf('shop'), 'app');
    workload.connections.allowTo(Peer.dns());
    expect(egressOf(workload)).toEqual([]);
  });

  it('the API server may call a webhook', () => {
    const workload = new FakeWorkload(chartOf('shop', { apiServer: { addresses: ['10.0.0.10/32'] } }), 'webhook', HTTP);
    workload.connections.allowFrom(Peer.apiServer());
    expect(ingressOf(workload)).toEqual([{ from: [{ ipBlock: { cidr: '10.0.0.10/32' } }], ports: [{ port: 8080, protocol: 'TCP' }] }]);
  });
});

describe('a mistake', () => {
  it.each<[string, () => unknown, string]>([
    ['pods without labels', () => Peer.pods({ namespace: 'monitoring', labels: {} }), "Peer.pods(monitoring): no labels are given, which would select every one. Name labels, or write Peer.namespace('monitoring') for all pods."],
    ['namespaces without labels', () => Peer.namespaces({}), 'Peer.namespaces: no labels are given, which would select every one. Name labels, or write Peer.namespace(name).'],
    ['an illegal namespace', () => Peer.namespace('Shop'), "Peer.namespace(Shop): the namespace 'Shop' must be lower-case letters, digits and '-', beginning and ending with a letter or digit."],
    ['an illegal label', () => Peer.pods({ namespace: 'shop', labels: { app: 'a b' } }), "Peer.pods(shop): the label 'app: a b' is none: it must be letters, digits, '-', '_' and '.', beginning and ending with a letter or digit."],
    ['no range', () => Peer.cidr('10.0.0.1'), "Peer.cidr(10.0.0.1): '10.0.0.1' is an address, not a range. Write '10.0.0.1/32' for this one address."],
    ['an exception outside its range', () => Peer.cidr('10.0.0.0/8', { except: ['11.0.0.0/16'] }), "Peer.cidr(10.0.0.0/8): the exception '11.0.0.0/16' does not lie inside '10.0.0.0/8', and the API server refuses the policy. Write ranges that are smaller than it and inside it."],
    ['no ServiceAccount', () => to(Peer.namespace('shop', { serviceAccounts: [] })), "shop/app: connections.allowTo(Peer.namespace(shop)): serviceAccounts is an empty list. Name the peer's ServiceAccounts, or leave it out."],
    ['an illegal ServiceAccount', () => to(Peer.namespace('shop', { serviceAccounts: ['A'] })), "shop/app: connections.allowTo(Peer.namespace(shop)): the ServiceAccount 'A' must be lower-case letters, digits, '-' and '.', each part beginning and ending with a letter or digit."],
    ['ServiceAccounts of namespaces by label', () => to(Peer.namespaces({ a: 'b' }, { serviceAccounts: ['x'] })), 'shop/app: connections.allowTo(Peer.namespaces): serviceAccounts need a namespace by name, since an identity holds it. Use Peer.pods or Peer.namespace, or inMesh.'],
  ])('%s is an error', (_, make, message) => {
    expect(make).toThrow(new Error(message));
  });
});

describe('Peer.of', () => {
  const app = new App();
  const [shop, bank] = ['shop', 'bank'].map(namespace => new Chart(app, namespace, { namespace }));
  const plain = new Chart(app, 'plain');
  const containers = [{ image: 'registry.example/app:1' }];

  it.each<[string, IConstruct, unknown]>([
    ['pods by label, in the namespace of the policy', kplus.Pods.select(plain, 'a', { labels: { app: 'x' } }), [{ podSelector: { matchLabels: { app: 'x' } } }]],
    ['pods by label and namespace', kplus.Pods.select(plain, 'b', { labels: { app: 'x' }, namespaces: kplus.Namespaces.select(plain, 'bn', { names: ['one', 'two'], labels: { t: 'y' } }) }), [
      { namespaceSelector: { matchLabels: { 't': 'y', 'kubernetes.io/metadata.name': 'one' } }, podSelector: { matchLabels: { app: 'x' } } },
      { namespaceSelector: { matchLabels: { 't': 'y', 'kubernetes.io/metadata.name': 'two' } }, podSelector: { matchLabels: { app: 'x' } } },
    ]],
    ['namespaces by label', kplus.Namespaces.select(plain, 'c', { labels: { t: 'y' } }), [{ namespaceSelector: { matchLabels: { t: 'y' } }, podSelector: {} }]],
    ['a namespace', new kplus.Namespace(plain, 'd', { metadata: { name: 'ops' } }), [{ namespaceSelector: named('ops'), podSelector: {} }]],
    ['expressions', kplus.Pods.select(plain, 'e', { expressions: [kplus.LabelExpression.exists('x')] }), [{ podSelector: { matchExpressions: [{ key: 'x', operator: 'Exists' }] } }]],
    ['a block, which loses cloud metadata', kplus.NetworkPolicyIpBlock.anyIpv4(plain, 'f'),
      [{ ipBlock: { cidr: '0.0.0.0/0', except: ['100.100.100.200/32', '168.63.129.16/32', '169.254.0.0/16', '192.0.0.192/32'] } }]],
  ])('takes %s', (_, construct, rule) => {
    expect(to(Peer.of(construct))).toEqual(rule);
  });

  it('takes a cdk8s-plus Deployment of another namespace, and writes no policy for it', () => {
    const ledger = new kplus.Deployment(bank, 'ledger', { containers });
    const workload = new FakeWorkload(shop, 'app');
    workload.connections.allowTo(Peer.of(ledger), { port: 443 });
    const labels = { 'cdk8s.io/metadata.addr': ledger.podMetadata.getLabel('cdk8s.io/metadata.addr') };
    expect((egressOf(workload) as { to: unknown }[])[0].to).toEqual([{ namespaceSelector: named('bank'), podSelector: { matchLabels: labels } }]);
    expect(app.node.findAll().filter(ApiObject.isApiObject).filter(({ kind }) => kind === 'NetworkPolicy').map(({ name }) => name)).toEqual(['app']);
  });

  it('takes a bare pod selector', () => {
    const selector = { node: plain.node, toPodSelectorConfig: () => ({ labelSelector: kplus.LabelSelector.of({ labels: { a: 'b' } }) }) };
    expect(to(Peer.of(selector as unknown as IConstruct))).toEqual([{ podSelector: { matchLabels: { a: 'b' } } }]);
  });

  it('gives a workload of this app back as itself', () => {
    const workload = new FakeWorkload(shop, 'mine', HTTP);
    expect(Peer.of(workload)._endpoint).toBe(workload.toPeer()._endpoint);
  });

  it('refuses anything else', () => {
    expect(() => Peer.of(shop)).toThrow(new Error('Peer.of(shop): is neither a workload nor a cdk8s-plus network peer or pod selector. Use one of those, or Peer.pods({ namespace, labels }).'));
  });

  it('refuses a peer that selects nothing', () => {
    const nothing = { node: plain.node, toNetworkPolicyPeerConfig: () => ({}) } as unknown as IConstruct;
    expect(() => to(Peer.of(nothing))).toThrow('shop/app: connections.allowTo(Peer.of(plain)): selects nothing. Use Peer.pods, Peer.namespace or Peer.cidr.');
  });

  it('refuses namespaces without names', () => {
    expect(() => to(Peer.of(kplus.Namespaces.select(plain, 'g', { names: [] })))).toThrow('shop/app: connections.allowTo(Peer.of(plain/g)): names no namespace. Name one, or use Peer.namespaces(labels).');
  });
});
