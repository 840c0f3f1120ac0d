import { IConstruct } from 'constructs';
import { ReadObject } from './read';
import { Endpoint, EndpointPort } from '../connectivity/endpoint';
import { ConnectionGraph, Edge } from '../connectivity/graph';
import { groups } from '../manifest/lists';
import { identityOf, isRecord, recordOf, textOf } from '../manifest/object';
import { containersOf, PodTemplate, podTemplateOf } from '../manifest/pod-template';
import { mapSelector } from '../manifest/selectors';
import { Platform } from '../platform/platform';

/** A text that a program reads when it starts, and where it stands. */
interface Literal {
  readonly where: string;
  readonly text: string;
  /** Its name says that the value is an address. */
  readonly isAddress: boolean;
}

/** `https://user@host:port`; not the middle of a path, of a longer name or of the tag of an image. */
const ADDRESS = /(?<![\w./@-])([a-z][a-z0-9+.-]*:\/\/(?:[^\s/@]*@)?)?([a-z0-9](?:[a-z0-9.-]*[a-z0-9])?)\.?(?::(\d{1,5})(?![\w.]))?/gi;
const ADDRESS_VARIABLE = /(^|_)(HOST|HOSTNAME|ADDR|ADDRESS|URL|URI|ENDPOINT|SERVER)$/i;

/**
 * Each Service of the app that a workload names in its environment, arguments or ConfigMaps, and may not call: the call would time out. A bare word
 * counts only where its variable is called an address, and `host:port` only with a port of that Service, since words and tags of images look alike.
 */
export function namedServiceProblems(root: IConstruct, objects: readonly ReadObject[]): string[] {
  const { edges, endpoints } = ConnectionGraph.of(root);
  const byName = servicesByName(endpoints, Platform.of(root).clusterDomain);
  const near = groups(objects, ({ object }) => identityOf(object).namespace ?? '');
  const byCaller = groups(edges, ({ from }) => from.endpoint);
  const byCallee = groups(edges, ({ to }) => to.endpoint);
  const problems = endpoints.flatMap(caller => {
    const { namespace = '' } = caller;
    const literals = literalsOf(caller, near.get(namespace) ?? []);
    return literals.flatMap(({ where, text, isAddress }) => [...text.matchAll(ADDRESS)].flatMap(([whole, scheme, host, number]) => {
      const name = host.toLowerCase();
      const callee = byName.get(name) ?? byName.get(`${name}.${namespace}`);
      if (!callee || callee === caller) return [];
      const port = callee.ports.find(({ servicePort, containerPort }) => Number(number) === servicePort || Number(number) === containerPort);
      const isMeant = scheme !== undefined || port !== undefined || /\.svc(\.|$)/i.test(host) || (isAddress && whole === text);
      if (!isMeant || meet(byCaller.get(caller) ?? [], byCallee.get(callee) ?? [], port)) return [];
      const [from, to] = [caller.construct.node.path, callee.construct.node.path];
      return [`${from}: ${where} names ${host}${port ? `:${number}` : ''}, which it may not call: the call would time out. Declare connections.allowTo from ${from} to ${to}, or remove the name.`];
    }));
  });
  return [...new Set(problems)];
}

/** By each name that a pod of any namespace may use. */
function servicesByName(endpoints: readonly Endpoint[], clusterDomain: string): Map<string, Endpoint> {
  return new Map(endpoints.flatMap(endpoint => {
    const { serviceName, namespace = '' } = endpoint;
    return serviceName === undefined ? [] : ['', '.svc', `.svc.${clusterDomain}`].map(suffix => [`${serviceName}.${namespace}${suffix}`, endpoint] as const);
  }));
}

/** Some call of the caller is one that the callee takes. Ends that meet by selectors are left to the evaluator: no alarm where it may be right. */
function meet(calls: readonly Edge[], taken: readonly Edge[], port: EndpointPort | undefined): boolean {
  const opens = ({ ports }: Edge): boolean => !ports || !port || ports.some(rule => rule.port === port.containerPort);
  const isForeign = ({ from, to, impliedBy }: Edge): boolean => impliedBy === undefined && !(from.endpoint && to.endpoint);
  return calls.some(edge => opens(edge) && taken.includes(edge))
    || (calls.some(edge => isForeign(edge) && opens(edge)) && taken.some(edge => isForeign(edge) && opens(edge)));
}

/** What the pods of a workload are told in the manifests of its namespace. */
function literalsOf({ construct, selector }: Endpoint, objects: readonly ReadObject[]): Literal[] {
  const own = objects.filter(({ node }) => node.node.scope === construct);
  const templates = own.flatMap(({ object }) => podTemplateOf(object) ?? [])
    .filter(({ metadata: { labels } }) => mapSelector(selector).matches(recordOf(labels)));
  return templates.flatMap(template => [...containerLiterals(template), ...configMapLiterals(template, objects)]);
}

function containerLiterals(template: PodTemplate): Literal[] {
  return containersOf(template).flatMap(({ container }) => [
    ...listOf(container.env).filter(isRecord).flatMap(({ name, value }) => typeof value === 'string'
      ? [{ where: `the variable ${textOf(name)}`, text: value, isAddress: ADDRESS_VARIABLE.test(textOf(name)) }] : []),
    ...['command', 'args'].flatMap(field => listOf(container[field]).map(text => ({ where: field, text: textOf(text), isAddress: false }))),
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

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}
