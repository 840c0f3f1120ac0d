import { AuthorizationPolicy, readAuthorizationPolicy } from './read-authorization-policy';
import { isBlindToZtunnel } from './rule-traffic';
import { Endpoint } from '../endpoint';
import { Mesh } from '../environment';
import { Inventory } from '../inventory';
import { Problem, SourcedObject } from '../source';

/**
 * Rules that a sidecar and ztunnel read in opposite ways: a DENY of requests alone denies under a sidecar, and nothing under ztunnel, which reads no HTTP and
 * passes the rule over. The tree is then open in the mesh that its author did not try.
 */
export function twoReadings(objects: readonly SourcedObject[], endpoints: readonly Endpoint[], mesh: Mesh): Problem[] {
  if (mesh !== 'istio-sidecar' && mesh !== 'istio-ambient') return [];
  const policies = new Inventory(objects).ofKind('security.istio.io/AuthorizationPolicy').map(source => readAuthorizationPolicy(source, () => undefined));
  // A waypoint reads HTTP, and so it is meant by a policy with targets.
  return policies.filter(({ targets, isDryRun }) => targets.length === 0 && !isDryRun).flatMap(policy => policy.rules
    .filter(rule => policy.action === 'DENY' && isBlindToZtunnel(rule))
    .map(({ ref }) => ({ ref, says: says(policy, endpoints, mesh) })));
}

function says({ namespace, selector }: AuthorizationPolicy, endpoints: readonly Endpoint[], mesh: Mesh): string {
  const held = endpoints.filter(each => each.kind === 'workload' && each.namespace === namespace && selector?.matches(each.labels)).map(({ id }) => id);
  const whom = held.length > 0 ? ` to ${held.slice(0, 3).join(', ')}${held.length > 3 ? ` and ${held.length - 3} more` : ''}` : '';
  return mesh === 'istio-ambient'
    ? `denies nothing${whom}: ztunnel reads no HTTP and passes over a DENY of requests alone, where a sidecar would deny them. Give the callee a waypoint and the policy its targetRefs, or deny by who calls or by port`
    : `denies these requests${whom} under sidecars alone: ztunnel, in ambient mode, would pass the rule over and deny nothing. Before a move to ambient, give the policy the targetRefs of a waypoint, or deny by who calls or by port`;
}
