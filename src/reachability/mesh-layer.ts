import { Identity } from './istio/identity';
import { Judgement, OPEN } from './judgement';
import { RequestSpace } from './request-space';
import { Traffic } from './traffic';

/** What no proxy carries. */
export const NOT_TCP = Traffic.union((['UDP', 'SCTP'] as const).map(protocol => Traffic.ports(protocol)));
/** Ports of the proxy itself, for probes and metrics. */
export const AGENT_PORTS = Traffic.union([15020, 15021, 15090].map(port => Traffic.ports('TCP', port, port)));
/** What goes past the mesh: the network alone holds it. */
export const BESIDE_THE_MESH = NOT_TCP.union(AGENT_PORTS);

/** One way from a caller to a callee: the network must let each step through, and the mesh what is asked. */
export interface Path {
  /** Indices of the endpoints that a connection passes, the callee last. */
  readonly steps: readonly number[];
  /** Each step is a tunnel to this TCP port: the network never sees the ports of the application. */
  readonly tunnel?: number;
  /** The last step is outside the tunnel: from where calls leave the mesh, to a host. */
  readonly isLeaving?: boolean;
  readonly mesh: Judgement;
}

/** What a callee takes from somebody who is known by identity alone. */
export interface Admission extends Judgement {
  /** The waypoint through which it takes it. */
  readonly through?: number;
}

/** What a service mesh makes of a tree. */
export interface MeshLayer {
  /** A connection may pass somebody between caller and callee, so that the caller's own policies need not name the callee. */
  readonly hasDetours: boolean;
  /**
   * The ways from one endpoint to another, any of which a connection may take. Several lists where the manifests leave open which of them are there,
   * as where nobody knows whether a caller is in the mesh.
   */
  ways(caller: number, callee: number): readonly (readonly Path[])[];
  /** Whom the mesh may let call; undefined: anyone. */
  callers(callee: number): readonly number[] | undefined;
  /** Some policy of the mesh holds what comes in, or the caller's own proxy lets out only what it knows. */
  isHeld(caller: number, callee: number): boolean;
  /** What a callee's policies let in of somebody by his identity alone, wherever he comes from; undefined: the mesh knows nobody so. */
  admits(identity: Identity, callee: number): Admission | undefined;
  /** TCP that the caller's own proxy lets out; undefined: whatever it is asked, or there is none. No boundary: a program can go around it. */
  letOut(caller: number, callee: number): Traffic | undefined;
  /** The requests that the policies of a callee tell apart; undefined: none are. */
  space(callee: number): RequestSpace | undefined;
}

/** No mesh: one way, which holds nothing. */
export const NO_MESH: MeshLayer = {
  ways: (_, callee) => [[{ steps: [callee], mesh: OPEN }]],
  hasDetours: false,
  callers: () => undefined,
  isHeld: () => false,
  letOut: () => undefined,
  admits: () => undefined,
  space: () => undefined,
};
