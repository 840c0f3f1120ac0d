import { cart } from './fixtures';
import { GuardRail, HardenedApp, HardenedDeployment, IsolatedNamespace, Peer, PortClass, Protocol } from '../../src';
import { guardRailProblems } from '../../src/app/guard-rails';

interface Parts { readonly web: HardenedDeployment; readonly store: HardenedDeployment; readonly other: HardenedDeployment }

function app(forbid: GuardRail[], declare: (parts: Parts) => void): HardenedApp {
  const made = new HardenedApp({ quiet: true, platform: { registries: ['registry.example'], forbid } });
  const [shop, data] = ['shop', 'data'].map(name => new IsolatedNamespace(made, name, { owner: 'team' }));
  declare({ web: cart(shop, {}, 'web'), other: cart(shop, {}, 'other'), store: cart(data, {}, 'store') });
  return made;
}

const reason = 'Rule 7 of the network team.';
const toStore = ({ web, store }: Parts) => web.connections.allowTo(store);
const within = ({ web, other }: Parts) => web.connections.allowTo(other);
const outside = (port: number, protocol?: Protocol, endPort?: number) => ({ web }: Parts) => web.connections.allowTo(Peer.cidr('203.0.113.0/24'), { port, protocol, endPort });
const range = (cidr: string) => ({ web }: Parts) => web.connections.allowTo(Peer.cidr(cidr), { port: 443 });

it.each<[string, Omit<GuardRail, 'reason'>, (parts: Parts) => void, boolean]>([
  ['from one namespace to another', { from: 'shop', to: 'data' }, toStore, true],
  ['the other way round', { from: 'data', to: 'shop' }, toStore, false],
  ['out of a namespace', { from: 'shop' }, toStore, true],
  ['out of a namespace, to the world', { from: 'shop' }, range('203.0.113.0/24'), true],
  ['out of a namespace, but not out of it', { from: 'shop' }, within, false],
  ['into a namespace', { to: 'data' }, toStore, true],
  ['into a namespace, from inside', { to: 'shop' }, within, false],
  ['into a namespace, from pods of others', { from: 'tools', to: 'shop' }, ({ web }) => web.connections.allowFrom(Peer.pods({ namespace: 'tools', labels: { a: 'b' } })), true],
  ['into a namespace, from namespaces that are known by labels', { from: 'tools', to: 'shop' }, ({ web }) => web.connections.allowFrom(Peer.namespaces({ team: 'z' })), true],
  ['into a namespace, and the edge leaves the cluster', { to: 'data' }, range('203.0.113.0/24'), false],
  ['on a port', { ports: [PortClass.TELNET] }, outside(23), true],
  ['on a port of another protocol', { ports: [PortClass.TELNET] }, outside(23, Protocol.UDP), false],
  ['on a range that holds the port', { ports: [PortClass.FTP, PortClass.SMTP] }, outside(24, Protocol.TCP, 30), true],
  ['on a range beside it', { ports: [PortClass.FTP] }, outside(22, Protocol.TCP, 30), false],
  ['on every port', { ports: [PortClass.SMB] }, ({ web }) => web.connections.allowTo(Peer.cidr('203.0.113.0/24'), { allPorts: true }), true],
  ['on a port, from another namespace', { from: 'data', ports: [PortClass.TELNET] }, outside(23), false],
  ['to anywhere', { anywhereEgress: true }, ({ web }) => web.connections.allowTo(Peer.anywhere(), { port: 443 }), true],
  ['to half of the world', { anywhereEgress: true }, range('128.0.0.0/1'), true],
  ['to a range', { anywhereEgress: true }, range('10.0.0.0/8'), false],
  ['to anywhere, and the callee is a workload', { anywhereEgress: true }, toStore, false],
])('%s', (_, rail, declare, isCrossed) => {
  expect(guardRailProblems(app([{ ...rail, reason }], declare))).toHaveLength(isCrossed ? 1 : 0);
});

it('synth fails, and names the edge and the guard rail', () => {
  const crossing = app([{ from: 'a', to: 'b', reason }, { from: 'shop', to: 'data', reason }], ({ web, store }) => web.connections.allowTo(store, { reason: 'carts' }));
  expect(() => crossing.synthYaml()).toThrow("shop/web -> data/store on TCP 8080 ('carts') crosses the guard rail platform.forbid[1] (from shop, to data): Rule 7 of the network team. "
    + 'Remove the connection, or have the platform team change the guard rail.');
});

it('what the platform implies crosses none', () => {
  expect(guardRailProblems(app([{ from: 'shop', reason }, { to: 'kube-system', reason }], () => undefined))).toEqual([]);
});
