import { App, Chart } from 'cdk8s';
import { chartOn, manifests, only, PORTLESS } from './harness';
import { HardenedDeployment, HardenedDeploymentProps } from '../../src/workloads/hardened-deployment';

const RECOMMENDED = { 'app.kubernetes.io/name': 'cart', 'app.kubernetes.io/instance': 'cart', 'app.kubernetes.io/part-of': 'shop', 'app.kubernetes.io/managed-by': 'cdk8s-hardened' };
const template = (chart: Chart) => (only(chart, 'Deployment').spec as unknown as { template: { metadata: { labels: object; annotations?: object } } }).template.metadata;

it('the recommended labels stand on every object and on the pods, without a version', () => {
  const chart = chartOn();
  new HardenedDeployment(chart, 'cart', PORTLESS);
  for (const { metadata } of manifests(chart)) expect(metadata?.labels).toEqual(RECOMMENDED);
  expect(template(chart)).toEqual({ labels: RECOMMENDED });
});

it("the chart's labels, the owner among them, and the user's reach the pods", () => {
  const chart = new Chart(new App(), 'shop', { namespace: 'shop', labels: { owner: 'team-shop' } });
  new HardenedDeployment(chart, 'cart', { ...PORTLESS, labels: { 'tier': 'back', 'app.kubernetes.io/part-of': 'store' } });
  const expected = { ...RECOMMENDED, 'owner': 'team-shop', 'tier': 'back', 'app.kubernetes.io/part-of': 'store' };
  expect(template(chart).labels).toEqual(expected);
  expect(only(chart, 'Deployment').metadata.labels).toEqual(expected);
});

it('part-of is the chart where there is no namespace, and left out where its id is no label', () => {
  const of = (id: string) => {
    const chart = new Chart(new App(), id);
    new HardenedDeployment(chart, 'cart', PORTLESS);
    return template(chart).labels;
  };
  expect(of('web')).toMatchObject({ 'app.kubernetes.io/part-of': 'web' });
  expect(of('my chart')).not.toHaveProperty('app.kubernetes.io/part-of');
});

it.each<[string, Partial<HardenedDeploymentProps>, string]>([
  ['an illegal key', { labels: { 'a b': 'c' } }, "label 'a b' must have a name of letters, digits, '-', '_' and '.', beginning and ending with a letter or digit."],
  ['an illegal value', { labels: { a: 'b c' } }, "label a: 'b c' must be letters, digits, '-', '_' and '.', beginning and ending with a letter or digit."],
  ['a value that is no string', { labels: { a: 1 as unknown as string } }, "label a: '1' must be a string."],
  ['another value for the selector', { labels: { 'app.kubernetes.io/name': 'web' } }, "label app.kubernetes.io/name selects the pods and is 'cart'; it cannot be 'web'. Leave it out, or use adopt for an object that is already live."],
  ['an annotation with an illegal key', { annotations: { 'a b': 'c' } }, "annotations: key 'a b' must have a name of letters, digits, '-', '_' and '.', beginning and ending with a letter or digit."],
  ['an annotation that is no string', { podAnnotations: { a: true as unknown as string } }, "podAnnotations: the value of 'a' is true, which is no string. Write a string, such as 'true'."],
])('refuses %s', (_, props, message) => {
  expect(() => new HardenedDeployment(chartOn(), 'cart', { ...PORTLESS, ...props })).toThrow(new Error(`shop/cart: ${message}`));
});

it('annotations go to the object, pod annotations to the pods, those added later too', () => {
  const chart = chartOn();
  const cart = new HardenedDeployment(chart, 'cart', { ...PORTLESS, annotations: { a: '1' }, podAnnotations: { b: '2' } });
  cart.addObjectAnnotation('c', '3');
  cart.addPodAnnotation('d', '4');
  expect(only(chart, 'Deployment').metadata.annotations).toEqual({ a: '1', c: '3' });
  expect(template(chart).annotations).toEqual({ b: '2', d: '4' });
});

it.each<[string, (cart: HardenedDeployment) => void]>([
  ['object', cart => cart.addObjectAnnotation('a b', '1')],
  ['pod', cart => cart.addPodAnnotation('a b', '1')],
])('an illegal %s annotation added later is refused', (_, act) => {
  expect(() => act(new HardenedDeployment(chartOn(), 'cart', PORTLESS))).toThrow("shop/cart: annotation: key 'a b' must have a name");
});
