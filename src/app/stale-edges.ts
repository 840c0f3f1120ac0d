import { IConstruct } from 'constructs';
import { textsByNamespace } from './literals';
import { ReadObject } from './read';
import { Endpoint } from '../connectivity/endpoint';
import { ConnectionGraph } from '../connectivity/graph';
import { groups } from '../manifest/lists';

/**
 * Each declared edge to a Service of the app that its caller is never told of: left over, it may be, from a call that is gone. Said only where all that
 * the caller is told stands in the manifests, and other callees are named there: such a program takes its addresses from there. An edge with a
 * `reason` is meant.
 */
export function staleEdgeWarnings(root: IConstruct, objects: readonly ReadObject[]): string[] {
  const near = textsByNamespace(objects);
  const declared = ConnectionGraph.of(root).edges
    .filter(({ impliedBy, meshOnly, from, to }) => impliedBy === undefined && !meshOnly && from.endpoint && to.endpoint?.serviceName !== undefined);
  return [...groups(declared, ({ from }) => from.endpoint!)].flatMap(([caller, edges]) => {
    const texts = near.get(caller.namespace ?? '');
    const templates = texts?.templatesOf(caller) ?? [];
    if (!texts || templates.length === 0 || !templates.every(template => texts.isAllLiteral(template))) return [];
    const told = templates.flatMap(template => texts.literalsOf(template)).map(({ text }) => text.toLowerCase());
    const isNamed = ({ serviceName = '' }: Endpoint): boolean => told.some(text => text.includes(serviceName));
    const callees = [...groups(edges, ({ to }) => to.endpoint!)];
    if (!callees.some(([callee]) => isNamed(callee))) return [];
    return callees.filter(([callee, those]) => !isNamed(callee) && those.every(({ reason }) => reason === undefined)).map(([callee]) => {
      const [from, to] = [caller.construct.node.path, callee.construct.node.path];
      return `${from} may call ${to}, and nothing that it is told names ${callee.serviceName}, though it names others. Remove the connection where the call is gone; where it is not, say its reason on the connection.`;
    });
  });
}
