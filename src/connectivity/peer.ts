import { Endpoint } from './endpoint';

/** Anything that a connection can lead to or come from. Workloads are peers, and so is what the factories of `Peer` make. */
export interface IPeer {
  /** What the connection graph knows of it. */
  toPeer(): Peer;
}

/** The other end of a connection. */
export class Peer implements IPeer {
  /** A workload of this app. @internal */
  public static _endpoint(endpoint: Endpoint): Peer {
    return new Peer(endpoint);
  }

  private constructor(readonly _endpoint?: Endpoint) {}

  public toPeer(): Peer {
    return this;
  }
}
