import * as fc from 'fast-check';
import { POD_TEMPLATE_PATHS } from '../../src/manifest/kinds';
import { ManifestObject } from '../../src/manifest/object';
import { carriesPodTemplate, containersOf, podTemplateOf } from '../../src/manifest/pod-template';
import { pathOf, valueAt } from '../../src/manifest/pointer';

const TEMPLATE = { metadata: { labels: { app: 'a' } }, spec: { containers: [{ name: 'main' }, { name: 'side' }], initContainers: [{ name: 'init' }] } };

function wrapped(groupKind: string): ManifestObject {
  const [kind, group] = groupKind.split('/').reverse();
  const around = [...POD_TEMPLATE_PATHS[groupKind]].reverse().reduce<object>((inner, step) => ({ [step]: inner }), TEMPLATE);
  return { apiVersion: group ? `${group}/v1` : 'v1', kind, ...around };
}

it.each([
  ['Pod', ''], ['PodTemplate', '/template'], ['ReplicationController', '/spec/template'], ['apps/ReplicaSet', '/spec/template'], ['apps/Deployment', '/spec/template'],
  ['apps/StatefulSet', '/spec/template'], ['apps/DaemonSet', '/spec/template'], ['batch/Job', '/spec/template'], ['batch/CronJob', '/spec/jobTemplate/spec/template'],
])('the template of a %s stands at %j, and so do its containers', (kind, at) => {
  const object = wrapped(kind);
  const template = podTemplateOf(object)!;
  expect(carriesPodTemplate(object)).toBe(true);
  expect(template).toEqual({ pointer: at, ...TEMPLATE });
  expect(containersOf(template).map(({ type, name, pointer }) => [type, name, pointer])).toEqual([
    ['initContainers', 'init', `${at}/spec/initContainers/0`], ['containers', 'main', `${at}/spec/containers/0`], ['containers', 'side', `${at}/spec/containers/1`],
  ]);
  for (const { pointer, container } of containersOf(template)) expect(valueAt(object, pathOf(pointer))).toBe(container);
});

it.each([
  ['a kind without a template', { apiVersion: 'v1', kind: 'Service', spec: { template: TEMPLATE } }, false],
  ['the same kind of another group', { apiVersion: 'x.example/v1', kind: 'Deployment', spec: { template: TEMPLATE } }, false],
  ['a kind that is called as a member of every object', { apiVersion: 'v1', kind: 'constructor' }, false],
  ['a Deployment without a template', { apiVersion: 'apps/v1', kind: 'Deployment', spec: {} }, true],
  ['a Deployment whose template has no spec', { apiVersion: 'apps/v1', kind: 'Deployment', spec: { template: {} } }, true],
  ['a Deployment whose template is a list', { apiVersion: 'apps/v1', kind: 'Deployment', spec: { template: [] } }, true],
])('%s has none', (_, object, carries) => {
  expect([carriesPodTemplate(object), podTemplateOf(object)]).toEqual([carries, undefined]);
});

it('containers that are no objects are left to the schema, their places kept', () => {
  const object = { apiVersion: 'v1', kind: 'Pod', spec: { containers: ['x', { name: 1 }, {}], initContainers: {}, ephemeralContainers: [{ name: 'debug' }] } };
  expect(containersOf(podTemplateOf(object)!).map(({ name, pointer }) => [name, pointer])).toEqual([
    ['1', '/spec/containers/1'], ['', '/spec/containers/2'], ['debug', '/spec/ephemeralContainers/0'],
  ]);
});

it('never throws, whatever stands in the object', () => {
  fc.assert(fc.property(fc.constantFrom(...Object.keys(POD_TEMPLATE_PATHS)), fc.object({ key: fc.constantFrom('spec', 'template', 'containers', 'jobTemplate', 'metadata') }), (key, rest) => {
    const template = podTemplateOf({ ...rest, apiVersion: wrapped(key).apiVersion, kind: wrapped(key).kind });
    if (template) containersOf(template);
  }));
});
