import { immutableChanges } from '../../src/controls/immutable-fields';
import { ManifestObject } from '../../src/manifest/object';

const deployment = (labels: Record<string, string>, annotations = {}): ManifestObject => ({
  apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'cart', namespace: 'shop', annotations },
  spec: { replicas: 1, selector: { matchLabels: labels } },
});
const job = (image: string, annotations = {}): ManifestObject => ({
  apiVersion: 'batch/v1', kind: 'Job', metadata: { name: 'migrate', namespace: 'shop', annotations },
  spec: { template: { spec: { containers: [{ name: 'main', image }] } } },
});

describe('immutableChanges', () => {
  it('names the field of a selector that changed', () => {
    expect(immutableChanges([deployment({ app: 'cart' })], [deployment({ app: 'basket' })])).toEqual([expect.objectContaining({
      pointer: '/spec/selector',
      message: 'Deployment shop/cart: /spec/selector changed, and the API server refuses to change it on a live object.',
    })]);
  });

  it('does not mind the order of keys', () => {
    expect(immutableChanges([deployment({ a: '1', b: '2' })], [deployment({ b: '2', a: '1' })])).toEqual([]);
  });

  it.each([
    ['a field that may change', [deployment({ app: 'cart' })], [{ ...deployment({ app: 'cart' }), spec: { replicas: 3, selector: { matchLabels: { app: 'cart' } } } }]],
    ['an object that is new', [], [deployment({ app: 'cart' })]],
    ['an object that is gone', [deployment({ app: 'cart' })], []],
    ['a Job that Argo CD replaces', [job('a:1')], [job('a:2', { 'argocd.argoproj.io/hook-delete-policy': 'BeforeHookCreation' })]],
  ])('passes %s', (_, before, after) => expect(immutableChanges(before as ManifestObject[], after as ManifestObject[])).toEqual([]));

  it('refuses another template under the name of a live Job', () => {
    expect(immutableChanges([job('a:1')], [job('a:2')]).map(change => change.pointer)).toEqual(['/spec/template']);
  });

  it('tells objects of two API versions of one group as the same object', () => {
    const before = { ...deployment({ app: 'cart' }), apiVersion: 'apps/v1beta2' };
    expect(immutableChanges([before], [deployment({ app: 'basket' })])).toHaveLength(1);
  });
});
