import { Bounds, isCertain, NOTHING, oneOf } from './bounds';
import { Endpoint } from './endpoint';
import { Cni, CNIS, Environment } from './environment';
import { Flow, Reachability } from './reachability';
import { RequestSpace } from './request-space';
import { Problem, SourcedObject } from './source';
import { Traffic } from './traffic';

/** What an answer of `depends` depends on: which network plugin reads the policies, and what no manifest says to the network, or to the mesh. */
export type Unknown = 'cni' | 'network' | 'mesh';

/** A flow under every profile asked for: its bounds hold whichever it is. */
export interface JointFlow extends Flow {
  readonly byCni: ReadonlyMap<Cni, Bounds>;
}

/** One tree under several network plugins. Where they differ, nobody can tell from the manifests alone, and the answer depends. */
export class Profiles {
  private readonly each: readonly Reachability[];

  public constructor(objects: readonly SourcedObject[], environment: Environment, public readonly cnis: readonly Cni[] = CNIS) {
    this.each = cnis.map(cni => new Reachability(objects, { ...environment, cni }));
  }

  /** The first profile: endpoints, requests and the rules that mean somebody are the same in all of them. */
  public get first(): Reachability {
    return this.each[0];
  }

  public get endpoints(): readonly Endpoint[] {
    return this.first.endpoints;
  }

  public get problems(): readonly Problem[] {
    return this.first.problems;
  }

  public space(callee: Endpoint): RequestSpace | undefined {
    return this.first.space(callee);
  }

  public flow(from: Endpoint, to: Endpoint): JointFlow {
    return this.joined(this.each.map(reachability => reachability.flow(from, to)));
  }

  /** Every pair with something that gets through, or may, in the order of the endpoints. */
  public flows(): JointFlow[] {
    const found = this.each.map(reachability => new Map([...reachability.flows()].map(flow => [`${flow.from.id}\n${flow.to.id}`, flow])));
    const order = new Map(this.endpoints.map(({ id }, index) => [id, index]));
    const pairs = new Map(found.flatMap(flows => [...flows]));
    return [...pairs].map(([key, flow]) => this.joined(found.map(flows => flows.get(key) ?? { ...flow, bounds: NOTHING })))
      .sort((a, b) => order.get(a.from.id)! - order.get(b.from.id)! || order.get(a.to.id)! - order.get(b.to.id)!);
  }

  /** What keeps a flow from a plain answer, as far as `traffic` goes. */
  public unknowns({ from, to, byCni }: JointFlow, traffic: Traffic): Unknown[] {
    const within = ({ must, may }: Bounds): Bounds => ({ must: must.intersect(traffic), may: may.intersect(traffic) });
    const all = [...byCni.values()].map(within);
    if (all.every(isCertain)) return isCertain(all.reduce(oneOf)) ? [] : ['cni'];
    // A layer whose uncertainty the other shuts out is no reason.
    const isOpen = (layer: 'network' | 'mesh'): boolean => this.each.some(reachability => {
      const [own, other] = [layer, layer === 'network' ? 'mesh' as const : 'network' as const].map(name => reachability.alone(name, from, to));
      return layer === 'mesh' && this.isTunnelled(from, to) ? !isCertain(within(own)) : !isCertain(within({ must: own.must.intersect(other.may), may: own.may.intersect(other.may) }));
    });
    const layers = (['network', 'mesh'] as const).filter(isOpen);
    return layers.length > 0 ? layers : ['network', 'mesh'];
  }

  /** The network sees a tunnel there, and none of the ports in it. */
  private isTunnelled(from: Endpoint, to: Endpoint): boolean {
    return [...this.first.tunnels(from, to)].some(port => port !== undefined);
  }

  private joined(flows: readonly Flow[]): JointFlow {
    const byCni = new Map(this.cnis.map((cni, index) => [cni, flows[index].bounds]));
    return {
      ...flows[0],
      bounds: [...byCni.values()].reduce(oneOf),
      decidedBy: [...new Map(flows.flatMap(({ decidedBy }) => decidedBy).map(ref => [JSON.stringify(ref), ref])).values()],
      byCni,
    };
  }
}
