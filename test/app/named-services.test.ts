import { ApiObject } from 'cdk8s';
import { cart } from './fixtures';
import { HardenedApp, HardenedDeployment, HardenedDeploymentProps, IsolatedNamespace, Peer } from '../../src';
import { namedServiceProblems } from '../../src/app/named-services';
import { readObjects } from '../../src/app/read';

type Declare = (web: HardenedDeployment, store: HardenedDeployment) => void;

function problems(props: Partial<HardenedDeploymentProps>, declare: Declare = () => undefined): string[] {
  const app = new HardenedApp({ quiet: true, platform: { registries: ['registry.example'] } });
  const [shop, data] = ['shop', 'data'].map(name => new IsolatedNamespace(app, name, { owner: 'team' }));
  const ports = [{ name: 'http', containerPort: 8080, servicePort: 80 }, { name: 'stats', containerPort: 9000 }];
  const [web, store] = [cart(shop, props, 'web'), cart(shop, { ports }, 'store')];
  cart(data, { ports }, 'far');
  declare(web, store);
  new ApiObject(shop, 'settings', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'settings' }, data: { 'app.conf': 'upstream = store:80', 'STORE_HOST': 'store' } });
  return namedServiceProblems(app, readObjects(app));
}

const env = (name: string, value: string) => ({ env: { [name]: value } });

it('names the workload, where it stands and what it names', () => {
  expect(problems(env('STORE', 'store:80'))).toEqual([
    'shop/web: the variable STORE names store:80, which it may not call: the call would time out. Declare connections.allowTo from shop/web to shop/store, or remove the name.',
  ]);
});

it.each<[string, Partial<HardenedDeploymentProps>, string]>([
  ['a URL', env('API', 'http://store/items'), 'the variable API names store,'],
  ['a URL with a user, who is not shown', env('API', 'http://me:pass@store:80/items'), 'the variable API names store:80,'],
  ['a full name', env('API', 'store.shop.svc.cluster.local'), 'the variable API names store.shop.svc.cluster.local,'],
  ['another namespace', env('API', 'far.data:80'), 'the variable API names far.data:80,'],
  ['an address variable', env('STORE_ADDR', 'store'), 'the variable STORE_ADDR names store,'],
  ['a list', env('PEERS', 'a:1,store:80'), 'the variable PEERS names store:80,'],
  ['an argument', { args: ['--upstream=store:80'] }, 'args names store:80,'],
  ['a command', { command: ['sh', '-c', 'wget http://store'] }, 'command names store,'],
  ['a ConfigMap', { envFrom: [{ configMapRef: { name: 'settings' } }] }, "'app.conf' of ConfigMap settings names store:80,"],
])('finds %s', (_, props, says) => {
  expect(problems(props).join('\n')).toContain(says);
});

it.each<[string, Partial<HardenedDeploymentProps>]>([
  ['a word', env('ROLE', 'store')],
  ['a word in a sentence', env('TITLE_URL', 'the store is open')],
  ['the tag of an image', env('IMAGE', 'store:80.1')],
  ['a number that is no port of it', env('SIZE', 'store:81')],
  ['a path', env('FILE', '/data/store:80')],
  ['a longer name', env('API', 'my-store:80 store-2:80')],
  ['a name of the world', env('API', 'https://store.example')],
  ['itself', env('SELF_URL', 'http://web')],
  ['a Service of another namespace by its short name', env('API', 'far:80')],
  ['a ConfigMap that it does not use', {}],
])('takes %s for what it is', (_, props) => {
  expect(problems(props)).toEqual([]);
});

it.each<[string, string, Declare, number]>([
  ['the edge is there', 'store:80', (web, store) => web.connections.allowTo(store, { port: 'http' }), 0],
  ['the edge is on another port', 'store:80', (web, store) => web.connections.allowTo(store, { port: 'stats' }), 1],
  ['the edge is the other way round', 'store:80', (web, store) => store.connections.allowTo(web), 1],
  ['both ends know the other by selector', 'store:80', (web, store) => {
    web.connections.allowTo(Peer.namespace('shop'), { port: 8080 });
    store.connections.allowFrom(Peer.namespace('shop'), { port: 'http' });
  }, 0],
])('%s', (_, value, declare, count) => {
  expect(problems(env('STORE', value), declare)).toHaveLength(count);
});
