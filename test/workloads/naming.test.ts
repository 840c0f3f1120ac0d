import { App, Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { chartOn, kinds, only, podSpec, PORTLESS, SERVING } from './harness';
import { Naming } from '../../src/platform/choices';
import { HardenedCronJob } from '../../src/workloads/hardened-cron-job';
import { HardenedDeployment, HardenedDeploymentProps } from '../../src/workloads/hardened-deployment';
import { HardenedJob } from '../../src/workloads/hardened-job';
import { HardenedStatefulSet } from '../../src/workloads/hardened-stateful-set';

it('names everything after the construct', () => {
  const chart = chartOn();
  const cart = new HardenedDeployment(chart, 'cart', SERVING);
  expect([cart.name, cart.serviceAccountName, cart.namespace]).toEqual(['cart', 'cart', 'shop']);
  expect(kinds(chart)).toEqual(['Deployment cart', 'NetworkPolicy cart', 'PodDisruptionBudget cart', 'Service cart', 'ServiceAccount cart']);
  expect(only(chart, 'Deployment').spec.selector).toEqual({ matchLabels: { 'app.kubernetes.io/name': 'cart' } });
});

it('has these construct ids: they are public, since names under cdk8s naming hang on them', () => {
  const chart = chartOn({ apiServer: { addresses: ['10.0.0.1/32'] } });
  const cart = new HardenedDeployment(chart, 'cart', {
    ...SERVING, autoscaling: { maxReplicas: 5 }, apiAccess: { rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['get'] }] },
  });
  expect(cart.node.findAll().map(({ node }) => node.path).sort()).toEqual([
    'shop/cart', 'shop/cart/HorizontalPodAutoscaler', 'shop/cart/NetworkPolicy', 'shop/cart/PodDisruptionBudget', 'shop/cart/Resource', 'shop/cart/Role',
    'shop/cart/RoleBinding', 'shop/cart/Service', 'shop/cart/Service/Resource', 'shop/cart/ServiceAccount',
  ]);
});

describe('adopt', () => {
  const adopt = { name: 'old-cart', matchLabels: { app: 'cart' } };
  const chart = chartOn();
  new HardenedDeployment(chart, 'cart', { ...SERVING, adopt });

  it('keeps name and selector of the live object', () => {
    expect(only(chart, 'Deployment')).toMatchObject({ metadata: { name: 'old-cart' }, spec: { selector: { matchLabels: { app: 'cart' } } } });
    expect(only(chart, 'Deployment').spec).toMatchObject({ template: { metadata: { labels: { 'app': 'cart', 'app.kubernetes.io/name': 'old-cart' } } } });
  });

  it('selects old pods too while they are replaced', () => {
    expect(only(chart, 'Service')).toMatchObject({ metadata: { name: 'old-cart' }, spec: { selector: { app: 'cart' } } });
    expect(only(chart, 'NetworkPolicy').spec.podSelector).toEqual({ matchLabels: { app: 'cart' } });
    expect(only(chart, 'PodDisruptionBudget').spec.selector).toEqual({ matchLabels: { app: 'cart' } });
  });

  it('refuses an empty selector', () => {
    expect(() => new HardenedDeployment(chartOn(), 'cart', { ...SERVING, adopt: { name: 'x', matchLabels: {} } }))
      .toThrow(new Error('shop/cart: adopt.matchLabels is empty, which selects every pod. Copy spec.selector.matchLabels of the live object.'));
  });
});

describe('a selector is unique', () => {
  const TAKEN = 'selects pods by app.kubernetes.io/name=cart, and so does shop/cart in the same namespace. Give one of them another construct id.';

  it('across kinds', () => {
    const chart = chartOn();
    new HardenedDeployment(chart, 'cart', SERVING);
    expect(() => new HardenedStatefulSet(new Construct(chart, 'data'), 'cart', PORTLESS)).toThrow(new Error(`shop/data/cart: ${TAKEN}`));
  });

  it('across charts of one namespace', () => {
    const chart = chartOn();
    new HardenedDeployment(chart, 'cart', SERVING);
    const other = new Chart(chart.node.root as App, 'other', { namespace: 'shop' });
    expect(() => new HardenedDeployment(other, 'cart', SERVING)).toThrow(new Error(`other/cart: ${TAKEN}`));
  });

  it('but not across namespaces or apps', () => {
    const chart = chartOn();
    new HardenedDeployment(chart, 'cart', SERVING);
    new HardenedDeployment(new Chart(chart.node.root as App, 'other', { namespace: 'other' }), 'cart', SERVING);
    expect(() => new HardenedDeployment(chartOn(), 'cart', SERVING)).not.toThrow();
  });
});

const LETTERS = 'a'.repeat(53);
it.each<[string, (chart: Chart) => unknown, string]>([
  ['capitals', chart => new HardenedDeployment(chart, 'Cart', PORTLESS), "shop/Cart: the name 'Cart' must be lower-case letters, digits and '-', beginning with a letter and ending with a letter or digit. Choose another construct id, such as 'cart'."],
  ['a digit first, since it names a Service', chart => new HardenedDeployment(chart, '1cart', SERVING), "shop/1cart: the name '1cart' must be lower-case letters, digits and '-', beginning with a letter and ending with a letter or digit. Choose another construct id, such as 'cart'."],
  ['a Job in capitals', chart => new HardenedJob(chart, 'Migrate', PORTLESS), "shop/Migrate: the name 'Migrate' must be lower-case letters, digits and '-', beginning and ending with a letter or digit. Choose another construct id, such as 'cart'."],
  ['a StatefulSet whose pods would have no host name', chart => new HardenedStatefulSet(chart, LETTERS, PORTLESS), `shop/${LETTERS}: the name '${LETTERS}' is 53 characters long; at most 52 are left for a StatefulSet. Choose another construct id, such as 'cart'.`],
  ['a CronJob whose Jobs would have no name', chart => new HardenedCronJob(chart, LETTERS, { ...PORTLESS, schedule: '@daily' }), `shop/${LETTERS}: the name '${LETTERS}' is 53 characters long; at most 52 are left for a CronJob. Choose another construct id, such as 'cart'.`],
  ['a name that is too long for a label', chart => new HardenedDeployment(chart, 'a'.repeat(64), PORTLESS), `shop/${'a'.repeat(64)}: the name '${'a'.repeat(64)}' is 64 characters long; at most 63 are allowed. Choose another construct id, such as 'cart'.`],
])('refuses %s', (_, act, message) => {
  expect(() => act(chartOn())).toThrow(new Error(message));
});

it('under cdk8s naming, the extra objects have the name of the main one', () => {
  const chart = chartOn({ naming: Naming.CDK8S });
  const cart = new HardenedDeployment(chart, 'cart', SERVING as HardenedDeploymentProps);
  expect(cart.name).toMatch(/^shop-cart-c8[0-9a-f]{6}$/);
  expect(kinds(chart).filter(entry => !entry.startsWith('Service '))).toEqual(['Deployment', 'NetworkPolicy', 'PodDisruptionBudget', 'ServiceAccount'].map(kind => `${kind} ${cart.name}`));
  expect(podSpec(chart)).toMatchObject({ serviceAccountName: cart.name, containers: [{ name: 'main' }] });
});
