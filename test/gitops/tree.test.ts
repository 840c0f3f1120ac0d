import * as fc from 'fast-check';
import { TreeObject } from '../../src/gitops/layout';
import { placeObjects, renderTree } from '../../src/gitops/tree';
import { parseManifests, parseYaml } from '../../src/manifest/yaml';

const entry = (kind: string, name: string, namespace?: string, extra: object = {}): TreeObject => ({
  object: { kind, apiVersion: kind === 'Deployment' ? 'apps/v1' : 'v1', metadata: { name, namespace }, ...extra },
  construct: `app/${name}`,
});
const shop = [entry('Deployment', 'cart', 'shop', { spec: { replicas: 3 } }), entry('Service', 'cart', 'shop'), entry('Namespace', 'shop')];

it('one file per object, and a sorted kustomization in each folder and at the top', () => {
  expect(renderTree([...shop, entry('Service', 'probe', '0-tools')]).map(({ path }) => path)).toEqual([
    '_cluster/kustomization.yaml', '_cluster/namespace-shop.yaml', '0-tools/kustomization.yaml', '0-tools/service-probe.yaml', 'kustomization.yaml',
    'shop/deployment-cart.yaml', 'shop/kustomization.yaml', 'shop/service-cart.yaml',
  ]);
});

it.each([
  ['a workload', 'shop/deployment-cart.yaml', '---\napiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: cart\n  namespace: shop\nspec:\n  replicas: 3\n'],
  ['the kustomization of a folder', 'shop/kustomization.yaml',
    '---\napiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources:\n  - deployment-cart.yaml\n  - service-cart.yaml\n'],
  ['the kustomization at the top, the cluster first', 'kustomization.yaml',
    '---\napiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources:\n  - _cluster\n  - shop\n'],
])('%s, byte for byte', (_, path, content) => {
  expect(renderTree(shop).find(file => file.path === path)?.content).toBe(content);
});

it.each([
  ['two objects with one identity', [entry('Service', 'a', 'shop'), { ...entry('Service', 'a', 'shop'), construct: 'app/b' }],
    'Service shop/a (construct app/a) and Service shop/a (construct app/b) are one object, declared twice. Remove one of them, or give it another name.'],
  ['two versions of one object', [{ object: { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'a', namespace: 'b' } } },
    { object: { apiVersion: 'apps/v1beta1', kind: 'Deployment', metadata: { name: 'a', namespace: 'b' } } }], 'Deployment b/a and Deployment b/a are one object'],
  ['a cluster-scoped object with and without a namespace', [entry('Namespace', 'a'), entry('Namespace', 'a', 'x')], 'are one object, declared twice'],
  ['names that differ only by case', [{ object: { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'Role', metadata: { name: 'Edit', namespace: 'shop' } } },
    { object: { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'Role', metadata: { name: 'edit', namespace: 'shop' } } }],
  'Role shop/Edit and Role shop/edit would share the file shop/role-edit.yaml on a file system that ignores case. Give one of them another name.'],
  ['kinds that differ only by case', [{ object: { apiVersion: 'x.example/v1', kind: 'IPPool', metadata: { name: 'a', namespace: 'shop' } } },
    { object: { apiVersion: 'x.example/v1', kind: 'IpPool', metadata: { name: 'a', namespace: 'shop' } } }],
  'IPPool shop/a and IpPool shop/a would share the file shop/ippool.x.example-a.yaml. Give one of them another name.'],
])('%s: an error that names both', (_, objects, message) => {
  expect(() => renderTree(objects)).toThrow(message);
});

it('all problems stand in one error', () => {
  expect(() => renderTree([entry('ConfigMap', 'a'), entry('Secret', 'b')])).toThrow(/^The tree cannot be laid out:\n {2}- ConfigMap a .*\n {2}- Secret b .*$/);
});

it('a definition in the tree says that its kind is cluster-scoped', () => {
  const crd = (scope: string) => ({
    object: {
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: { name: 'realms.x.example' },
      spec: { group: 'x.example', scope, names: { kind: 'Realm' } },
    },
  });
  const realm = { object: { apiVersion: 'x.example/v1', kind: 'Realm', metadata: { name: 'main' } } };
  expect(placeObjects([realm, crd('Cluster')]).map(({ path }) => path)).toContain('_cluster/realm.x.example-main.yaml');
  expect(() => placeObjects([realm, crd('Namespaced')])).toThrow('Realm main: it has no metadata.namespace');
});

it('a tree without objects has an empty kustomization', () => {
  expect(renderTree([]).map(({ content }) => content)).toEqual(['---\napiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: []\n']);
});

const names = fc.uniqueArray(fc.stringMatching(/^[a-z][-a-z0-9]{0,8}[a-z]$/), { minLength: 1, maxLength: 8 });
const trees = names.chain(list => fc.tuple(...list.map(name => fc.record({ name: fc.constant(name), kind: fc.constantFrom('ConfigMap', 'Secret'), data: fc.dictionary(fc.string(), fc.jsonValue()) }))))
  .map(list => list.map(({ name, kind, data }) => entry(kind, name, 'shop', { data: JSON.parse(JSON.stringify(data)) })));

it('the same objects in any order give the same bytes', () => {
  const shuffles = trees.chain(list => fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })));
  fc.assert(fc.property(shuffles, ([list, shuffled]) => { expect(renderTree(shuffled)).toEqual(renderTree(list)); }));
});

it('what is read from a file is what was declared', () => {
  fc.assert(fc.property(trees, list => {
    for (const { path, object } of placeObjects(list)) {
      const content = renderTree(list).find(file => file.path === path)!.content;
      expect(content.startsWith('---\n')).toBe(true);
      expect(parseManifests(content)).toEqual([JSON.parse(JSON.stringify(object))]);
    }
    const listed = parseYaml(renderTree(list).find(({ path }) => path === 'shop/kustomization.yaml')!.content) as { resources: string[] }[];
    expect(listed[0].resources.map(file => `shop/${file}`)).toEqual(placeObjects(list).map(({ path }) => path));
  }));
});

test.each([
  ['known to have none', [{ apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', metadata: { name: 'a', namespace: 'shop' } }], undefined, '_cluster/clusterrole-a.yaml'],
  ['said to have none', [{ apiVersion: 'example.com/v1', kind: 'Widget', metadata: { name: 'a', namespace: 'shop' } }], true, '_cluster/widget.example.com-a.yaml'],
  ['with one', [{ apiVersion: 'example.com/v1', kind: 'Widget', metadata: { name: 'a', namespace: 'shop' } }], undefined, 'shop/widget.example.com-a.yaml'],
])('the namespace that a Chart wrote into an object of a kind %s', (_, [object], clusterScoped, path) => {
  const file = renderTree([{ object, clusterScoped }]).find(each => each.path === path);
  expect(file?.content.includes('namespace: shop')).toBe(path.startsWith('shop/'));
});
