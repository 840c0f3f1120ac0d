import { EndpointPort } from './endpoint';
import { HttpMatch } from './http-match';
import { MeshSource } from './selection';

/** A call that a workload takes, as the mesh judges it. */
export interface MeshCaller {
  readonly ports: readonly EndpointPort[];
  /** undefined: without identity, where plaintext is accepted. */
  readonly source?: MeshSource;
  /** Empty: every request. */
  readonly http: readonly HttpMatch[];
  /** It calls pods by their addresses, past any waypoint. */
  readonly pastWaypoint?: boolean;
  /** It has a sidecar, or may still have one, which goes past waypoints. */
  readonly bySidecar?: boolean;
}
