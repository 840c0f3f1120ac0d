import { IConstruct } from 'constructs';
import { ReadObject } from './read';
import { Endpoint } from '../connectivity/endpoint';
import { groups } from '../manifest/lists';
import { identityOf, isRecord, ManifestObject, recordOf, recordsOf, textOf, textsOf } from '../manifest/object';
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

/** What the workloads of one namespace are told in its manifests. Indexed once: it is asked for each of them. */
export class NamespaceTexts {
  private readonly byScope: ReadonlyMap<IConstruct | undefined, ReadObject[]>;
  private readonly configMaps: ReadonlyMap<string, ManifestObject>;

  public constructor(objects: readonly ReadObject[]) {
    this.byScope = groups(objects, ({ node }) => node.node.scope);
    this.configMaps = new Map(objects.filter(({ object }) => object.kind === 'ConfigMap').map(({ object }) => [identityOf(object).name, object]));
  }

  /** The pod templates of a workload. */
  public templatesOf({ construct, selector }: Endpoint): PodTemplate[] {
    return (this.byScope.get(construct) ?? []).flatMap(({ object }) => podTemplateOf(object) ?? [])
      .filter(({ metadata: { labels } }) => mapSelector(selector).matches(recordOf(labels)));
  }

  /** What its pods are told. */
  public literalsOf(template: PodTemplate): Literal[] {
    return [...containerLiterals(template), ...[...configMapsIn(template.spec)].flatMap(name => configMapLiterals(name, this.configMaps.get(name)))];
  }

  /** Everything that its pods are told stands in these manifests: no Secret, no volume with content of its own, no ConfigMap of somebody else. */
  public isAllLiteral(template: PodTemplate): boolean {
    const { spec, metadata } = template;
    const isPlain = (source: Record<string, unknown>): boolean => Object.keys(source).every(key => PLAIN_SOURCES.includes(key));
    const volumes = recordsOf(spec.volumes).map(({ name: _, projected, ...source }) => [source, ...recordsOf(recordOf(projected).sources)]).flat();
    const variables = containersOf(template).flatMap(({ container }) => [
      ...recordsOf(container.env).map(({ valueFrom }) => recordOf(valueFrom)), ...recordsOf(container.envFrom).map(({ prefix: _, ...source }) => source),
    ]);
    return [...volumes, ...variables].every(isPlain) && [...configMapsIn(spec)].every(name => this.configMaps.has(name))
      && recordOf(metadata.annotations)['vault.hashicorp.com/agent-inject'] === undefined;
  }
}

/** By name of the namespace; the empty one for what has none. */
export function textsByNamespace(objects: readonly ReadObject[]): Map<string, NamespaceTexts> {
  return new Map([...groups(objects, ({ object }) => identityOf(object).namespace ?? '')].map(([name, own]) => [name, new NamespaceTexts(own)]));
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

function configMapLiterals(name: string, object: ManifestObject | undefined): Literal[] {
  return Object.entries(recordOf(object?.data)).map(([key, text]) => ({ where: `'${key}' of ConfigMap ${name}`, text: textOf(text), isAddress: ADDRESS_VARIABLE.test(key) }));
}

/** Names of the ConfigMaps to which a pod refers, from volumes, from variables and as a whole. */
function configMapsIn(value: unknown): Set<string> {
  if (Array.isArray(value)) return new Set(value.flatMap(item => [...configMapsIn(item)]));
  if (!isRecord(value)) return new Set();
  return new Set(Object.entries(value).flatMap(([key, inner]) => [
    ...(/^configMap(Ref|KeyRef)?$/.test(key) && isRecord(inner) && typeof inner.name === 'string' ? [inner.name] : []), ...configMapsIn(inner),
  ]));
}
