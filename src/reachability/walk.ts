import { ask, Answer, Question } from './ask';
import { Endpoint, isPod } from './endpoint';
import { RuleHit } from './judgement';
import { Reachability, Side } from './reachability';
import { RuleRef } from './source';

/** One side that a connection has to pass, and what it says. */
export interface WalkedSide {
  readonly side: Side;
  /** Whose policies these are. */
  readonly of: Endpoint;
  /** What this side sees of it: the question itself, or the port of a tunnel. */
  readonly asked: Question;
  readonly answer: Answer;
  /** The policies that select it; none: it lets everything through. */
  readonly holding: readonly RuleRef[];
  /** Rules that mean the other end and this port. */
  readonly deciding: readonly RuleHit[];
  /** Rules that mean the other end, on other ports. */
  readonly near: readonly RuleHit[];
}

/** One way that a connection may take. */
export interface Walk {
  /** Who stands between the two, as a waypoint does. */
  readonly through: readonly Endpoint[];
  readonly tunnel?: number;
  readonly sides: readonly WalkedSide[];
}

/** Every way from one to the other, side by side: for whoever asks why a question has its answer. */
export function walk(reachability: Reachability, from: Endpoint, to: Endpoint, question: Question): Walk[] {
  return reachability.paths(from, to).map(({ steps, tunnel, mesh }) => {
    const seen: Question = { protocol: question.protocol, port: tunnel !== undefined && question.protocol === 'TCP' ? tunnel : question.port };
    const legs = steps.map((callee, index) => [index === 0 ? from : steps[index - 1], callee] as const);
    const space = reachability.space(to);
    return {
      through: steps.slice(0, -1),
      ...(tunnel === undefined ? {} : { tunnel }),
      sides: [
        ...legs.flatMap(([caller, callee]) => [
          networkSide(reachability, 'egress', caller, callee, seen), networkSide(reachability, 'ingress', callee, caller, seen),
        ]).filter(({ of }) => isPod(of)),
        ...reachability.environment.mesh === 'none' ? [] : [{
          side: 'mesh' as const, of: to, asked: question, answer: ask(mesh.bounds, space, question), holding: mesh.decidedBy, deciding: [], near: [],
        }],
      ],
    };
  });
}

function networkSide(reachability: Reachability, side: 'egress' | 'ingress', of: Endpoint, other: Endpoint, asked: Question): WalkedSide {
  const { bounds, holding, hits } = reachability.networkSide(side, of, other);
  const opens = ({ traffic }: RuleHit): boolean => traffic.at(asked.protocol, asked.port) !== 0n;
  return {
    side, of, asked, answer: ask(bounds, undefined, asked), holding,
    deciding: hits.filter(opens), near: hits.filter(hit => !opens(hit) && !hit.traffic.isEmpty),
  };
}
