import { Judgement, OPEN } from './network-layer';
import { RequestSpace } from './request-space';

/** One way from a caller to a callee: the network must let each step through, and the mesh what is asked. */
export interface Path {
  /** Indices of the endpoints that a connection passes, the callee last. */
  readonly steps: readonly number[];
  /** Each step is a tunnel to this TCP port: the network never sees the ports of the application. */
  readonly tunnel?: number;
  readonly mesh: Judgement;
}

/** What a service mesh makes of a tree. */
export interface MeshLayer {
  /**
   * The ways from one endpoint to another, any of which a connection may take. Several lists where the manifests leave open which of them are there,
   * as where nobody knows whether a caller is in the mesh.
   */
  ways(caller: number, callee: number): readonly (readonly Path[])[];
  /** A connection may pass somebody between caller and callee, so that the caller's own policies need not name the callee. */
  readonly hasDetours: boolean;
  /** Some policy of the mesh holds what comes in. */
  isHeld(callee: number): boolean;
  /** The requests that the policies of a callee tell apart; undefined: none are. */
  space(callee: number): RequestSpace | undefined;
}

/** No mesh: one way, which holds nothing. */
export const NO_MESH: MeshLayer = {
  ways: (_, callee) => [[{ steps: [callee], mesh: OPEN }]],
  hasDetours: false,
  isHeld: () => false,
  space: () => undefined,
};
