import { ReadObject } from './read';
import { Endpoint } from '../connectivity/endpoint';
import { identityOf, isRecord, recordOf, recordsOf, textOf, textsOf } from '../manifest/object';
import { containersOf, PodTemplate, podTemplateOf } from '../manifest/pod-template';
import { mapSelector } from '../manifest/selectors';

/** A text that a program reads when it starts, and where it stands. */
export interface Literal {
  readonly where: string;
  readonly text: string;
  /** Its name says that the value is an address. */
  readonly isAddress: boolean;
}

const ADDRESS_VARIABLE = /(^|_)(HOST|HOSTNAME|ADDR|ADDRESS|URL|URI|ENDPOINT|SERVER)$/i;

/** The pod templates of a workload, among the objects of its namespace. */
export function templatesOf({ construct, selector }: Endpoint, objects: readonly ReadObject[]): PodTemplate[] {
  return objects.filter(({ node }) => node.node.scope === construct).flatMap(({ object }) => podTemplateOf(object) ?? [])
    .filter(({ metadata: { labels } }) => mapSelector(selector).matches(recordOf(labels)));
}

/** What its pods are told in the manifests of its namespace. */
export function literalsOf(template: PodTemplate, objects: readonly ReadObject[]): Literal[] {
  return [...containerLiterals(template), ...configMapLiterals(template, objects)];
}

/** Everything that its pods are told stands in these manifests: no Secret, no volume with content of its own, no ConfigMap of somebody else. */
export function isAllLiteral(template: PodTemplate, objects: readonly ReadObject[]): boolean {
  const { spec, metadata } = template;
  const known = new Set(objects.filter(({ object }) => object.kind === 'ConfigMap').map(({ object }) => identityOf(object).name));
  const isPlain = (source: Record<string, unknown>): boolean => Object.keys(source).every(key => PLAIN_SOURCES.includes(key));
  const volumes = recordsOf(spec.volumes).map(({ name: _, projected, ...source }) => [source, ...recordsOf(recordOf(projected).sources)]).flat();
  const variables = containersOf(template).flatMap(({ container }) => [
    ...recordsOf(container.env).map(({ valueFrom }) => recordOf(valueFrom)), ...recordsOf(container.envFrom).map(({ prefix: _, ...source }) => source),
  ]);
  return [...volumes, ...variables].every(isPlain) && [...configMapsIn(spec)].every(name => known.has(name))
    && recordOf(metadata.annotations)['vault.hashicorp.com/agent-inject'] === undefined;
}

/** Where content comes from that is in the manifests, or is no address. */
const PLAIN_SOURCES = ['emptyDir', 'configMap', 'downwardAPI', 'serviceAccountToken', 'fieldRef', 'resourceFieldRef', 'configMapKeyRef', 'configMapRef'];

function containerLiterals(template: PodTemplate): Literal[] {
  return containersOf(template).flatMap(({ container }) => [
    ...recordsOf(container.env).flatMap(({ name, value }) => typeof value === 'string'
      ? [{ where: `the variable ${textOf(name)}`, text: value, isAddress: ADDRESS_VARIABLE.test(textOf(name)) }] : []),
    ...['command', 'args'].flatMap(field => textsOf(container[field]).map(text => ({ where: field, text, isAddress: false }))),
  ]);
}

function configMapLiterals({ spec }: PodTemplate, objects: readonly ReadObject[]): Literal[] {
  const used = configMapsIn(spec);
  if (used.size === 0) return [];
  return objects.filter(({ object }) => object.kind === 'ConfigMap' && used.has(identityOf(object).name)).flatMap(({ object }) =>
    Object.entries(isRecord(object.data) ? object.data : {}).map(([key, text]) => (
      { where: `'${key}' of ConfigMap ${identityOf(object).name}`, text: textOf(text), isAddress: ADDRESS_VARIABLE.test(key) })));
}

/** Names of the ConfigMaps to which a pod refers, from volumes, from variables and as a whole. */
function configMapsIn(value: unknown): Set<string> {
  if (Array.isArray(value)) return new Set(value.flatMap(item => [...configMapsIn(item)]));
  if (!isRecord(value)) return new Set();
  return new Set(Object.entries(value).flatMap(([key, inner]) => [
    ...(/^configMap(Ref|KeyRef)?$/.test(key) && isRecord(inner) && typeof inner.name === 'string' ? [inner.name] : []), ...configMapsIn(inner),
  ]));
}
