import { IConstruct } from 'constructs';
import { isAllLiteral, literalsOf, templatesOf } from './literals';
import { ReadObject } from './read';
import { Endpoint } from '../connectivity/endpoint';
import { ConnectionGraph } from '../connectivity/graph';
import { groups } from '../manifest/lists';
import { identityOf } from '../manifest/object';

/**
 * Each declared edge to a Service of the app that its caller is never told of: left over, it may be, from a call that is gone. Said only where all that
 * the caller is told stands in the manifests, and other callees are named there: such a program takes its addresses from there. An edge with a
 * `reason` is meant.
 */
export function staleEdgeWarnings(root: IConstruct, objects: readonly ReadObject[]): string[] {
  const near = groups(objects, ({ object }) => identityOf(object).namespace ?? '');
  const declared = ConnectionGraph.of(root).edges
    .filter(({ impliedBy, meshOnly, from, to }) => impliedBy === undefined && !meshOnly && from.endpoint && to.endpoint?.serviceName !== undefined);
  return [...groups(declared, ({ from }) => from.endpoint!)].flatMap(([caller, edges]) => {
    const objectsNear = near.get(caller.namespace ?? '') ?? [];
    const templates = templatesOf(caller, objectsNear);
    if (templates.length === 0 || !templates.every(template => isAllLiteral(template, objectsNear))) return [];
    const told = templates.flatMap(template => literalsOf(template, objectsNear)).map(({ text }) => text.toLowerCase());
    const isNamed = ({ serviceName = '' }: Endpoint): boolean => told.some(text => text.includes(serviceName));
    const callees = [...groups(edges, ({ to }) => to.endpoint!)];
    if (!callees.some(([callee]) => isNamed(callee))) return [];
    return callees.filter(([callee, those]) => !isNamed(callee) && those.every(({ reason }) => reason === undefined)).map(([callee]) => {
      const [from, to] = [caller.construct.node.path, callee.construct.node.path];
      return `${from} may call ${to}, and nothing that it is told names ${callee.serviceName}, though it names others. Remove the connection where the call is gone; where it is not, say its reason on the connection.`;
    });
  });
}
