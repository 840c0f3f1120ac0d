import { Construct } from 'constructs';
import { manifestsOf } from './compliance';
import { readObjects, ReadObject } from '../app/read';
import { environmentOf } from '../app/verify-reachability';
import { nearest } from '../controls/nearest';
import { describeIdentity, identityKey, identityOf } from '../manifest/object';
import { Platform } from '../platform/platform';
import { Question, Verdict } from '../reachability/ask';
import { describeTraffic } from '../reachability/describe';
import { Endpoint } from '../reachability/endpoint';
import { Cni, CNIS, DEFAULT_ENVIRONMENT, Environment, Mesh } from '../reachability/environment';
import { explain } from '../reachability/explain';
import { endpointNamed } from '../reachability/find-endpoint';
import { Inventory } from '../reachability/inventory';
import { detectMesh } from '../reachability/mesh';
import { JointFlow, Profiles } from '../reachability/profiles';
import { parseQuestion } from '../reachability/question';
import { RuleRef, SourcedObject } from '../reachability/source';
import { Traffic } from '../reachability/traffic';

/** What an answer about reachability depends on besides the manifests. */
export interface ReachabilityOptions {
  /** Default: what the platform says; for plain manifests, how namespaces and pods are enrolled. */
  readonly mesh?: Mesh;
  /** How the network plugin reads ipBlock. Default: whichever it is, so that what differs is neither allowed nor denied. */
  readonly cni?: Cni;
  /** The request that is asked: `GET /cart`, `GET /cart shop.example`. Default: whatever is asked. */
  readonly http?: string;
}

/** What a matcher says. */
export interface ReachabilityResult {
  readonly pass: boolean;
  readonly message: () => string;
}

/** Whether one question has the verdict that was expected; if not, the walk through every layer. */
export function expectVerdict(wanted: Exclude<Verdict, 'depends'>, received: unknown, from: string, to: string, port: string, options: ReachabilityOptions): ReachabilityResult {
  const tree = new Tree(received, options);
  const { verdict, headline, notes, steps } = tree.explain(tree.endpoint(from), tree.endpoint(to), parseQuestion(port, options.http));
  return { pass: verdict === wanted, message: () => [headline, ...notes, ...steps.map(step => `  ${step}`)].join('\n') };
}

/** Whether a caller reaches what is listed, `shop/redis:6379`, and nothing else: each difference with the rule that decides it. */
export function expectOnly(received: unknown, from: string, list: readonly string[], options: ReachabilityOptions): ReachabilityResult {
  const tree = new Tree(received, options);
  const caller = tree.endpoint(from);
  const expected = list.map(text => {
    const [, name, port] = /^(.+):(\d+(?:\/[A-Za-z]+)?)$/.exec(text) ?? [];
    if (name === undefined) throw new Error(`'${text}' names no port. Write callee and port: 'shop/redis:6379', 'shop/dns:53/UDP'.`);
    return { callee: tree.endpoint(name), question: parseQuestion(port) };
  });
  const portOf = ({ protocol, port }: Question): Traffic => Traffic.ports(protocol, port, port);
  const missing = expected.flatMap(({ callee, question }) => {
    const { verdict, headline, notes, steps } = tree.explain(caller, callee, question);
    return verdict === 'allowed' ? [] : [[headline, ...notes, ...steps.map(step => `  ${step}`)].join('\n')];
  });
  // Pods outside that a policy names are DNS and the mesh's control plane, for everybody: they are asked for only where the list names one.
  const isNamed = expected.some(({ callee }) => callee.kind === 'pods');
  const asked = tree.flows(caller).filter(({ to }) => isNamed || to.kind !== 'pods');
  const extra = asked.flatMap(flow => {
    const declared = Traffic.union(expected.filter(({ callee }) => callee.id === flow.to.id).map(({ question }) => portOf(question)));
    const traffic = flow.bounds.may.subtract(declared);
    return traffic.isEmpty ? [] : [`${caller.id} → ${flow.to.id} on ${describeTraffic(traffic, tree.profiles.space(flow.to))} was not expected: ${tree.rules(flow)}`];
  });
  const pass = missing.length + extra.length === 0;
  return { pass, message: () => pass ? `${caller.id} reaches what is listed and nothing else` : [...missing, ...extra].join('\n') };
}

class Tree {
  public readonly profiles: Profiles;
  private readonly objects: readonly (SourcedObject & Partial<Pick<ReadObject, 'construct'>>)[];

  public constructor(received: unknown, { mesh, cni }: ReachabilityOptions) {
    const root = Construct.isConstruct(received) ? received : undefined;
    this.objects = root ? readObjects(root) : manifestsOf(received).map(object => ({ object }));
    const environment: Environment = root ? environmentOf(Platform.of(root)) : { ...DEFAULT_ENVIRONMENT, mesh: detectMesh(new Inventory(this.objects)) };
    this.profiles = new Profiles(this.objects, { ...environment, ...mesh === undefined ? {} : { mesh } }, cni === undefined ? CNIS : [cni]);
    const [problem] = this.profiles.problems;
    if (problem) throw new Error(`${this.rule(problem.ref)} ${problem.says}.`);
  }

  public endpoint(name: string): Endpoint {
    return endpointNamed(this.profiles.endpoints, name, nearest);
  }

  public explain(from: Endpoint, to: Endpoint, question: Question): ReturnType<typeof explain> {
    return explain(this.profiles, this.profiles.flow(from, to), question, ref => this.rule(ref));
  }

  public flows(from: Endpoint): JointFlow[] {
    return this.profiles.flows().filter(flow => flow.from.id === from.id);
  }

  public rules({ decidedBy }: JointFlow): string {
    return decidedBy.length > 0 ? `${decidedBy.map(ref => this.rule(ref)).join(' and ')} let it through` : 'no policy holds it';
  }

  private rule({ object, rule }: RuleRef): string {
    const construct = this.objects.find(each => identityKey(identityOf(each.object)) === identityKey(object))?.construct;
    return `${describeIdentity(object)}${rule === '' ? '' : ` at ${rule}`}${construct === undefined ? '' : ` (${construct})`}`;
  }
}
