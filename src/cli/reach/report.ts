import { CouldBecome, couldBecome } from './could-become';
import { Places, placesOf, RulePlace, ruleProblem } from './places';
import { PortAnswer, portAnswers } from './port-answers';
import { inView, OpenWithoutMesh, openWithoutMesh, View } from './view';
import { JudgedObject } from '../../controls/manifest-set';
import { Tool } from '../../posture/tool';
import { Verdict } from '../../reachability/ask';
import { Endpoint } from '../../reachability/endpoint';
import { Cni, Mesh } from '../../reachability/environment';
import { twoReadings } from '../../reachability/istio/two-readings';
import { JointFlow, Profiles, Unknown } from '../../reachability/profiles';
import { LayerName } from '../../reachability/reachability';
import { Problem } from '../problem';

/** One flow as a report shows it. */
export interface ReachFlow {
  readonly from: string;
  readonly to: string;
  readonly verdict: Exclude<Verdict, 'denied'>;
  readonly dependsOn: readonly Unknown[];
  readonly ports: readonly PortAnswer[];
  readonly heldBy: readonly LayerName[];
  readonly decidedBy: readonly RulePlace[];
}

/** All that a format may show of who can reach whom. */
export interface ReachReport {
  readonly tool: Tool;
  /** `any`: every network plugin was asked. */
  readonly cni: Cni | 'any';
  readonly mesh: Mesh;
  readonly endpoints: readonly Endpoint[];
  readonly flows: readonly ReachFlow[];
  /** Flows of those asked for that only --all shows. */
  readonly leftOut: number;
  /** undefined where there is no mesh. */
  readonly openWithoutMesh?: readonly OpenWithoutMesh[];
  readonly couldBecome: readonly CouldBecome[];
  readonly findings: readonly Problem[];
  readonly problems: readonly Problem[];
}

/** Puts together what was asked for. `withoutMesh`: the same tree, as if nobody were in a mesh. */
export function reachReport(
  objects: readonly JudgedObject[], profiles: Profiles, withoutMesh: Profiles | undefined, view: View, problems: readonly Problem[], tool: Tool,
): ReachReport {
  const places = placesOf(objects);
  const flows = profiles.flows();
  const shown = flows.filter(flow => inView(flow, view));
  const { mesh } = profiles.first.environment;
  return {
    tool, mesh, problems,
    cni: profiles.cnis.length > 1 ? 'any' : profiles.cnis[0],
    endpoints: profiles.endpoints,
    flows: shown.map(flow => reachFlow(profiles, flow, places)),
    leftOut: flows.filter(flow => inView(flow, { ...view, all: true })).length - shown.length,
    ...(withoutMesh ? { openWithoutMesh: openWithoutMesh(profiles, withoutMesh, view) } : {}),
    couldBecome: couldBecome(objects, profiles.endpoints, shown, places),
    findings: twoReadings(objects, profiles.endpoints, mesh).map(problem => ruleProblem(problem, places)),
  };
}

function reachFlow(profiles: Profiles, flow: JointFlow, places: Places): ReachFlow {
  const { must, may } = flow.bounds;
  const open = may.subtract(must);
  return {
    from: flow.from.id, to: flow.to.id,
    verdict: open.isEmpty ? 'allowed' : 'depends',
    dependsOn: open.isEmpty ? [] : profiles.unknowns(flow, open),
    ports: portAnswers(must, open, profiles.space(flow.to)),
    heldBy: flow.heldBy,
    decidedBy: flow.decidedBy.map(places),
  };
}
