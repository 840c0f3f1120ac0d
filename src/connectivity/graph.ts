import { IConstruct } from 'constructs';
import { Endpoint } from './endpoint';
import { HttpMatch } from './http-match';
import { impliedOpenings } from './rules';
import { NetworkPeer, PortRule } from './selection';

/** One end of an edge: a workload of this app, or whom a peer that is none stands for. */
export interface EdgeEnd {
  /** For messages. */
  readonly name: string;
  readonly endpoint?: Endpoint;
  readonly peers?: readonly NetworkPeer[];
}

/** Somebody may call somebody. */
export interface Edge {
  readonly from: EdgeEnd;
  readonly to: EdgeEnd;
  /** undefined: every port of every protocol. */
  readonly ports?: readonly PortRule[];
  /** Empty: every request. */
  readonly http: readonly HttpMatch[];
  readonly reason?: string;
  /** Who needs it, where nobody declared it. */
  readonly impliedBy?: string;
}

const BY_ROOT = new WeakMap<IConstruct, ConnectionGraph>();

/** Everything that is to be reachable in an app, whatever it is then compiled to. */
export class ConnectionGraph {
  /** The graph of the app that `scope` is part of. */
  public static of(scope: IConstruct): ConnectionGraph {
    const { root } = scope.node;
    const graph = BY_ROOT.get(root) ?? new ConnectionGraph();
    BY_ROOT.set(root, graph);
    return graph;
  }

  /** The workloads of the app. */
  public readonly endpoints: Endpoint[] = [];
  private readonly declared: Edge[] = [];

  private constructor() {}

  public addEndpoint(endpoint: Endpoint): void {
    this.endpoints.push(endpoint);
  }

  public add(edge: Edge): void {
    this.declared.push(edge);
  }

  /** What was declared, and what the platform implies for each workload: the latter is known only when all namespaces are declared. */
  public get edges(): Edge[] {
    const implied = this.endpoints.flatMap(endpoint => impliedOpenings(endpoint).map(({ peers, ports, impliedBy, to }) => ({
      from: end(endpoint), to: { name: to, peers }, ports, http: [], impliedBy,
    })));
    return [...this.declared, ...implied];
  }
}

export function end(endpoint: Endpoint): EdgeEnd {
  return { name: endpoint.construct.node.path, endpoint };
}
