import { ask, Question, Verdict } from './ask';
import { describeRequests, describeTraffic } from './describe';
import { Endpoint } from './endpoint';
import { JointFlow, Profiles, Unknown } from './profiles';
import { describeQuestion } from './question';
import { Reachability } from './reachability';
import { RuleRef } from './source';
import { Traffic } from './traffic';
import { walk, WalkedSide } from './walk';

/** How a rule is called in a text: with its file and line, or its construct. */
export type RuleName = (ref: RuleRef) => string;

/** What an answer of `depends` depends on, in words. */
export const UNKNOWNS: Readonly<Record<Unknown, string>> = {
  cni: 'which network plugin reads ipBlock: one by the address of each packet, or one (Cilium) for which a range never means pods',
  network: "what no manifest says of the network: a pod's or node's address, or which of two policies of one priority comes first",
  mesh: "what no manifest says to the mesh: the caller's account, whether it is in the mesh, a token, an authorizer's answer",
};

/** The answer to one question, and all that a person needs to believe it. */
export interface Explanation {
  readonly verdict: Verdict;
  /** One line: who, whom, on what, and the verdict. */
  readonly headline: string;
  /** What it depends on, and which requests get through. */
  readonly notes: readonly string[];
  /** Every layer in turn. */
  readonly steps: readonly string[];
}

export function explain(profiles: Profiles, flow: JointFlow, question: Question, nameOf: RuleName): Explanation {
  const { from, to, bounds } = flow;
  const { verdict, requests } = ask(bounds, profiles.space(to), question);
  const asked = Traffic.ports(question.protocol, question.port, question.port);
  const byCni = [...flow.byCni].map(([cni, each]) => `${cni}: ${ask(each, profiles.space(to), question).verdict}`);
  return {
    verdict,
    headline: `${from.id} → ${to.id} on ${describeQuestion(question)}: ${verdict}`,
    notes: [
      ...(verdict === 'depends' ? profiles.unknowns(flow, asked).map(name => `It depends on ${UNKNOWNS[name]}${name === 'cni' ? ` (${byCni.join(', ')})` : ''}.`) : []),
      ...(requests.length > 0 ? [`Of HTTP only ${requests.map(describeRequests).join('; ')}.`] : []),
    ],
    steps: steps(profiles.first, from, to, question, nameOf),
  };
}

function steps(reachability: Reachability, from: Endpoint, to: Endpoint, question: Question, nameOf: RuleName): string[] {
  const walks = walk(reachability, from, to, question);
  const { mesh } = reachability.environment;
  const alone = (layer: 'network' | 'mesh'): Verdict => ask(reachability.alone(layer, from, to), reachability.space(to), question).verdict;
  return [
    ...walks.flatMap(({ through, tunnel, sides }, index) => [
      ...(walks.length > 1 || tunnel !== undefined ? [`way ${index + 1} of ${walks.length}: ${through.length > 0 ? `through ${through.map(({ id }) => id).join(', ')}` : 'direct'}${
        tunnel !== undefined && question.protocol === 'TCP' ? `, in the mesh's tunnel: the network sees TCP ${tunnel}` : ''}`] : []),
      ...sides.flatMap(side => sideSteps(side, nameOf)),
    ]),
    ...(mesh === 'none' ? [] : [walks.some(({ tunnel }) => tunnel !== undefined)
      ? `The mesh alone: ${alone('mesh')}.` : `The network alone: ${alone('network')}. The mesh alone: ${alone('mesh')}.`]),
  ];
}

const TITLES = { egress: 'network, egress of', ingress: 'network, ingress of', mesh: 'mesh, into' } as const;

function sideSteps({ side, of, answer, holding, deciding, near }: WalkedSide, nameOf: RuleName): string[] {
  const title = `${TITLES[side]} ${of.id}: ${answer.verdict}`;
  if (side === 'mesh') return [title, ...holding.length > 0 ? lines(holding, nameOf, 'decides') : ['  no policy holds it, or its default decides']];
  if (holding.length === 0) return [title, '  no policy selects it, so that nothing is held'];
  const words = { Accept: 'lets it through', Deny: 'denies it', Pass: 'passes it to the next tier' };
  if (deciding.length > 0) return [title, ...deciding.map(({ ref, action, match }) => `  ${nameOf(ref)} ${words[action]}${match === 'maybe' ? ', if the address is in its range' : ''}`)];
  return [
    title, ...lines(holding, nameOf, 'selects it'), '  no rule of these lets it through',
    ...near.filter(({ action }) => action === 'Accept').map(({ ref, traffic }) => `  nearest: ${nameOf(ref)} means the other end, on ${describeTraffic(traffic)}`),
  ];
}

function lines(refs: readonly RuleRef[], nameOf: RuleName, does: string): string[] {
  return [...new Set(refs.map(ref => `  ${nameOf(ref)} ${does}`))];
}
