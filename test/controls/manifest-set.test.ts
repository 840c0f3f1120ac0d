import { hardenedSet, judged } from './hardened-set';
import { describeMember, ManifestSet } from '../../src/controls/manifest-set';
import { recordOf, recordsOf } from '../../src/manifest/object';
import { labelSelector, mapSelector } from '../../src/manifest/selectors';

const set = new ManifestSet(judged(hardenedSet()));

test.each([
  ['objects of a kind', () => set.ofKind('ServiceAccount').map(each => each.name), ['default', 'cart', 'report']],
  ['an object', () => set.find('apps/Deployment', 'shop', 'cart')?.index, 5],
  ['no object of another namespace', () => set.find('apps/Deployment', 'else', 'cart'), undefined],
  ['workloads', () => set.workloads.map(describeMember), ['Deployment shop/cart', 'CronJob shop/report']],
  ['workloads of a namespace', () => set.workloadsIn('shop').length, 2],
  ['namespaces with workloads', () => set.namespacesWithWorkloads, ['shop']],
  ['workloads by one label', () => set.select('shop', mapSelector({ 'app.kubernetes.io/name': 'cart' })).map(each => each.name), ['cart']],
  ['all workloads by an empty selector', () => set.select('shop', labelSelector({})).length, 2],
  ['none of another namespace', () => set.select('else', labelSelector({})), []],
  ['a workload by its member', () => set.workload(set.find('apps/Deployment', 'shop', 'cart')!)?.containers.map(each => each.name), ['cart']],
  ['no workload where there is none', () => set.workload(set.members[0]), undefined],
])('finds %s', (_, find, expected) => {
  expect(find()).toEqual(expected);
});

test('what is no list or object is an empty one', () => {
  expect([recordsOf('x'), recordsOf([1, { a: 1 }, null]), recordOf([]), recordOf(null)]).toEqual([[], [{ a: 1 }], {}, {}]);
});
