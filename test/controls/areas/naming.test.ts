import { check } from '../../../src/posture/check';
import { expectBrokenTwins, expectFine, findingsAfter, hardenedSet, judged } from '../hardened-set';

const LETTERS = "must be lower-case letters, digits and '-', beginning and ending with a letter or digit";

describe('things are called what they cannot be called', () => {
  expectBrokenTwins([
    ['labels-site-set', 'whom it costs', [{ at: '/metadata/labels/cost', to: '1' }, { remove: 'CronJob/report' }], 'the label cost is not set on both the object and the pod template', { requiredLabels: ['cost'] }],
    ['duplicate-object', 'as another object', { add: { apiVersion: 'apps/v1beta1', kind: 'Deployment', metadata: { name: 'cart', namespace: 'shop' }, spec: { template: { spec: { containers: [] } } } } },
      'Deployment shop/cart stands in the set more than once'],
    ['cluster-scoped-namespace', 'a kind that has none', { in: 'Namespace/shop', at: '/metadata/namespace', to: 'shop' },
      "metadata.namespace is 'shop', and Namespace has none"],
    ['resource-name-valid', 'an object', { in: 'PodDisruptionBudget/cart', at: '/metadata/name', to: 'Cart_1' },
      "metadata.name 'Cart_1' must be lower-case letters, digits, '-' and '.', each part beginning and ending with a letter or digit"],
    ['resource-name-valid', 'an object, by nothing', { in: 'PodDisruptionBudget/cart', at: '/metadata/name' }, "metadata.name '' must not be empty"],
    ['resource-name-valid', 'a namespace', { in: 'PodDisruptionBudget/cart', at: '/metadata/namespace', to: 'a.b' }, `metadata.namespace 'a.b' ${LETTERS}`],
    ['resource-name-valid', 'a container', { at: 'container/name', to: 'a_b' }, `the name 'a_b' of a container ${LETTERS}`],
    ['resource-name-valid', 'a port', { at: 'container/ports/0/name', to: 'much-too-long-name' }, "the name 'much-too-long-name' of a port is 18 characters long; at most 15 are allowed"],
    ['resource-name-valid', 'a port of a Service', { in: 'Service/cart', at: '/spec/ports/0/name', to: 'HTTP' }, `the name 'HTTP' of a port ${LETTERS}`],
    ['resource-name-valid', 'a variable', { at: 'container/env/0/name', to: '1A' },
      "the name '1A' of a variable must be letters, digits, '_', '-' and '.', not beginning with a digit or '..'"],
    ['label-values-valid', 'a label', { at: '/metadata/labels/bad key', to: 'x' },
      "the label key 'bad key' must have a name of letters, digits, '-', '_' and '.', beginning and ending with a letter or digit"],
    ['label-values-valid', 'a label of the pods', { at: '/spec/template/metadata/labels/team', to: 'a b' },
      "the value 'a b' of the label 'team' must be letters, digits, '-', '_' and '.', beginning and ending with a letter or digit"],
    ['labels-recommended', 'nothing', [{ at: '/metadata/labels' }], 'the label app.kubernetes.io/name is not set on the object'],
  ]);

  expectFine([
    ['labels-site-set', 'a label on both', [{ at: '/metadata/labels/cost', to: '1' }, { at: '/spec/template/metadata/labels/cost', to: '1' }, { remove: 'CronJob/report' }], { requiredLabels: ['cost'] }],
  ]);

  test('a quantity in a box is found', () => {
    expect(findingsAfter('boxed-value', { in: 'ResourceQuota/quota', at: '/spec/hard/pods', to: { value: '50' } }))
      .toMatchObject([{ message: '/spec/hard/pods is { value: … } where a number or a text belongs', pointer: '/spec/hard/pods' }]);
  });

  test.each([
    ['an entry of a list', { at: 'pod/tolerations', to: [{ value: 'x' }] }],
    ['a label called value', { in: 'Service/cart', at: '/metadata/labels', to: { value: 'x' } }],
    ['a custom resource', { add: { apiVersion: 'example.com/v1', kind: 'Galaxy', spec: { size: { value: 3 } } } }],
  ])('%s is no box', (_, change) => {
    expect(findingsAfter('boxed-value', change)).toEqual([]);
  });

  test('the second of two equal objects says where the first is', () => {
    const objects = hardenedSet();
    const { findings } = check([...judged(objects), { object: objects[0] }].map((each, index) => ({ ...each, construct: `app/${index}` })));
    expect(findings.filter(finding => finding.control === 'duplicate-object')).toMatchObject([
      { construct: `app/${objects.length}`, message: 'Namespace shop stands in the set more than once, also from app/0' },
    ]);
  });

  test('a name that the API server makes up is fine', () => {
    expect(findingsAfter('resource-name-valid', { add: { apiVersion: 'batch/v1', kind: 'Job', metadata: { generateName: 'x-', namespace: 'shop' }, spec: { template: { spec: { containers: [] } } } } }))
      .toEqual([]);
  });
});
