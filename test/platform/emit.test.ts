import { ApiObject, App, Chart, JsonPatch } from 'cdk8s';
import { k8s } from 'cdk8s-plus-28';
import { emit } from '../../src/platform/emit';

const chart = () => new Chart(new App(), 'shop', { namespace: 'shop', labels: { owner: 'team-shop' } });

it('writes fields that no typed layer knows, and values instead of boxes', () => {
  const object = emit(chart(), 'Resource', {
    apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a' }, spec: { newerThanThisLibrary: true, limit: k8s.Quantity.fromString('1Gi'), left: undefined },
  });
  expect(object.toJson()).toEqual({
    apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a', namespace: 'shop', labels: { owner: 'team-shop' } }, spec: { newerThanThisLibrary: true, limit: '1Gi' },
  });
});

it('keeps empty objects and lists: absent would mean something else', () => {
  expect(emit(chart(), 'Resource', { apiVersion: 'v1', kind: 'X', metadata: { name: 'a' }, spec: { podSelector: {}, rules: [] } }).toJson().spec).toEqual({ podSelector: {}, rules: [] });
});

it('computes a function when the app is read', () => {
  const list = ['early'];
  const object = emit(chart(), 'Resource', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' }, data: () => ({ list: list.join() }) });
  list.push('late');
  expect(object.toJson().data).toEqual({ list: 'early,late' });
});

it.each([
  ['v1', 'Namespace'], ['rbac.authorization.k8s.io/v1', 'ClusterRole'], ['kyverno.io/v1', 'ClusterPolicy'], ['constraints.gatekeeper.sh/v1beta1', 'K8sAnything'],
])('%s %s gets no namespace', (apiVersion, kind) => {
  expect(emit(chart(), 'Resource', { apiVersion, kind, metadata: { name: 'a' } }).toJson().metadata).toEqual({ name: 'a', labels: { owner: 'team-shop' } });
});

it('a patch may remove all of the metadata', () => {
  const object = emit(chart(), 'Resource', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'a' } });
  object.addJsonPatch(JsonPatch.remove('/metadata'));
  expect(object.toJson()).toEqual({ apiVersion: 'v1', kind: 'Namespace' });
});

it('patches stand over what was written', () => {
  const object = emit(chart(), 'Resource', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' }, data: () => ({ a: '1' }) });
  object.addJsonPatch(JsonPatch.replace('/data/a', '2'));
  expect(object.toJson().data).toEqual({ a: '2' });
});

it('without a name cdk8s makes one, and ApiObject.of finds the object', () => {
  const scope = chart();
  const object = emit(scope, 'Resource', { apiVersion: 'v1', kind: 'ConfigMap', metadata: {} });
  expect([ApiObject.of(scope), object.name]).toEqual([object, expect.stringMatching(/^shop-[a-z0-9]+$/)]);
});

it('does not keep the metadata that it was given', () => {
  const labels = { a: 'b' };
  emit(chart(), 'Resource', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a', labels } }).metadata.addLabel('c', 'd');
  expect(labels).toEqual({ a: 'b' });
});
