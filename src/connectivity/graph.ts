import { IConstruct } from 'constructs';
import { Endpoint } from './endpoint';
import { HttpMatch } from './http-match';
import { MeshAccount, NetworkPeer, PortRule } from './selection';

/** One end of an edge: a workload of this app, or whom a peer that is none stands for. None of the fields: everyone. */
export interface EdgeEnd {
  /** For messages. */
  readonly name: string;
  readonly endpoint?: Endpoint;
  readonly peers?: readonly NetworkPeer[];
  /** A host outside, by its name alone: no selector and no range stands for it. */
  readonly fqdn?: string;
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
  /** The mesh lets it through, which knows some callers only by where they come from; whether they do is left to the network. */
  readonly meshOnly?: boolean;
  /** The caller is in another cluster: its account there. `from` is the gateway that its calls come through, which shows that account. */
  readonly remote?: MeshAccount;
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
  private readonly implied: (() => Edge[])[] = [];
  private readonly byHand = new Set<Endpoint>();

  private constructor() {}

  public addEndpoint(endpoint: Endpoint): void {
    this.endpoints.push(endpoint);
  }

  public add(edge: Edge): void {
    this.declared.push(edge);
  }

  /** A policy written by hand holds the mesh's side of the endpoint, besides its edges. */
  public holdByHand(endpoint: Endpoint): void {
    this.byHand.add(endpoint);
  }

  public isHeldByHand(endpoint: Endpoint): boolean {
    return this.byHand.has(endpoint);
  }

  /** Edges that nobody declares, and that are known only when all else is declared. */
  public imply(edges: () => Edge[]): void {
    this.implied.push(edges);
  }

  /** What was declared, and what the platform implies. */
  public get edges(): Edge[] {
    return [...this.declared, ...this.implied.flatMap(edges => edges())];
  }
}

export function end(endpoint: Endpoint): EdgeEnd {
  return { name: endpoint.construct.node.path, endpoint };
}
