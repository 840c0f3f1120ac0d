import { IConstruct } from 'constructs';
import { textsByNamespace } from './literals';
import { ReadObject } from './read';
import { Endpoint, EndpointPort } from '../connectivity/endpoint';
import { ConnectionGraph, Edge } from '../connectivity/graph';
import { groups } from '../manifest/lists';
import { Platform } from '../platform/platform';

/** `https://user@host:port`; not the middle of a path, of a longer name or of the tag of an image. */
const ADDRESS = /(?<![\w./@-])([a-z][a-z0-9+.-]*:\/\/(?:[^\s/@]*@)?)?([a-z0-9](?:[a-z0-9.-]*[a-z0-9])?)\.?(?::(\d{1,5})(?![\w.]))?/gi;

/**
 * Each Service of the app that a workload names in its environment, arguments or ConfigMaps, and may not call: the call would time out. A bare word
 * counts only where its variable is called an address, and `host:port` only with a port of that Service, since words and tags of images look alike.
 */
export function namedServiceProblems(root: IConstruct, objects: readonly ReadObject[]): string[] {
  const { edges, endpoints } = ConnectionGraph.of(root);
  const byName = servicesByName(endpoints, Platform.of(root).clusterDomain);
  const near = textsByNamespace(objects);
  const byCaller = groups(edges, ({ from }) => from.endpoint);
  const byCallee = groups(edges, ({ to }) => to.endpoint);
  const problems = endpoints.flatMap(caller => {
    const { namespace = '' } = caller;
    const texts = near.get(namespace);
    const literals = texts?.templatesOf(caller).flatMap(template => texts.literalsOf(template)) ?? [];
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
