import { ApiObject, App, Chart, JsonPatch } from 'cdk8s';
import { chartOn, mainContainer, only, PORTLESS, SERVING } from './harness';
import { Connections } from '../../src/connectivity/connections';
import { Peer } from '../../src/connectivity/peer';
import { waiversOf } from '../../src/waivers/waivers';
import { HardenedDeployment, HardenedDeploymentProps } from '../../src/workloads/hardened-deployment';
import { HardenedJob } from '../../src/workloads/hardened-job';

const make = (props: HardenedDeploymentProps = SERVING, chart = chartOn()) => ({ chart, cart: new HardenedDeployment(chart, 'cart', props) });

it('has an account of its own that hands out no token', () => {
  expect(only(make().chart, 'ServiceAccount')).toMatchObject({ metadata: { name: 'cart', namespace: 'shop' }, automountServiceAccountToken: false });
});

it('is a peer with connections', () => {
  const { cart } = make();
  expect(cart.connections).toBeInstanceOf(Connections);
  expect(cart.toPeer()).toBeInstanceOf(Peer);
});

it('is changed by JSON patches like any other construct', () => {
  const { chart, cart } = make();
  ApiObject.of(cart).addJsonPatch(JsonPatch.replace('/spec/template/spec/containers/0/securityContext/readOnlyRootFilesystem', false));
  expect(mainContainer(chart).securityContext.readOnlyRootFilesystem).toBe(false);
});

it('writes the same, whatever it is asked first', () => {
  const { chart } = make();
  expect(chart.toJson()).toEqual(chart.toJson());
});

it('an edge with addressIn puts the address into the environment', () => {
  const { chart, cart } = make();
  const web = new HardenedDeployment(chart, 'web', PORTLESS);
  web.connections.allowTo(cart, { addressIn: 'CART' });
  const object = (chart.toJson() as { kind: string; metadata: { name: string }; spec: { template: { spec: { containers: { env: object }[] } } } }[])
    .find(({ kind, metadata }) => kind === 'Deployment' && metadata.name === 'web');
  expect(object?.spec.template.spec.containers[0].env).toEqual([{ name: 'CART', value: 'cart:8080' }]);
});

describe('address', () => {
  const two = { ...SERVING, ports: [{ name: 'http', containerPort: 8080, servicePort: 80 }, { name: 'admin', containerPort: 9090 }] };

  it.each<[string, string | undefined, HardenedDeploymentProps, string]>([
    ['the only port', undefined, SERVING, 'cart:8080'],
    ['a port by name', 'admin', two, 'cart:9090'],
    ['the port of the Service, not of the container', 'http', two, 'cart:80'],
  ])('is name and port: %s', (_, port, props, address) => {
    expect(make(props).cart.address(port)).toBe(address);
  });

  it('is short for callers of its namespace, and full for others', () => {
    const { chart, cart } = make();
    expect(cart.address('http', new Chart(chart.node.root as App, 'near', { namespace: 'shop' }))).toBe('cart:8080');
    expect(cart.address('http', new Chart(chart.node.root as App, 'far', { namespace: 'web' }))).toBe('cart.shop.svc.cluster.local:8080');
  });

  it('follows the cluster domain', () => {
    const { chart, cart } = make(SERVING, chartOn({ clusterDomain: 'example' }));
    expect(cart.address('http', new Chart(chart.node.root as App, 'far', { namespace: 'web' }))).toBe('cart.shop.svc.example:8080');
  });

  it.each<[string, () => unknown, string]>([
    ['a workload without ports', () => make(PORTLESS).cart.address(), 'has no address, since it has no ports. Declare ports.'],
    ['a Job', () => new HardenedJob(chartOn(), 'cart', PORTLESS).address(), 'has no address, since it has no ports. Declare ports.'],
    ['no name among several', () => make(two).cart.address(), 'has several ports. Name one of: http, admin.'],
    ['a name that is not there', () => make().cart.address('grpc'), "has no port 'grpc'. Name one of: http."],
    ['a caller from elsewhere where there is no namespace', () => {
      const { chart, cart } = make(SERVING, new Chart(new App(), 'shop'));
      return cart.address('http', new Chart(chart.node.root as App, 'far', { namespace: 'web' }));
    }, 'has no namespace, so that no other namespace can name it. Give its chart a namespace.'],
  ])('refuses %s', (_, act, message) => {
    expect(act).toThrow(new Error(`shop/cart: ${message}`));
  });
});

it('addEnv refuses a second value', () => {
  const { cart } = make({ ...SERVING, env: { A: '1' } });
  expect(() => cart.addEnv('A', '2')).toThrow(new Error('shop/cart: env A is to get a value, but has another one already. Remove one of the two.'));
});

it('waive signs for the workload', () => {
  const { chart, cart } = make();
  cart.waive('run-as-user-high', { reason: 'The image owns its files.', owner: 'team-shop', expires: '2099-01-31' });
  expect(waiversOf(chart).map(({ construct, control }) => [construct, control])).toEqual([[cart, 'run-as-user-high']]);
});
