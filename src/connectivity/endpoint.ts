import { Construct } from 'constructs';

/** Transport protocols of Kubernetes. */
export enum Protocol { TCP = 'TCP', UDP = 'UDP', SCTP = 'SCTP' }

/** A port of a workload, with what was left out filled in. */
export interface EndpointPort {
  readonly name: string;
  readonly containerPort: number;
  readonly servicePort: number;
  readonly protocol: Protocol;
  readonly appProtocol?: string;
  /** Callers from outside the mesh reach it without mutual TLS. Left out: no. */
  readonly plaintext?: boolean;
}

/** A workload as the connections see it. Internal: workloads hand one to `Connections`. */
export interface Endpoint {
  /** Construct of the workload, for messages. */
  readonly construct: Construct;
  /** Name of the workload object: names its NetworkPolicy. */
  readonly name: string;
  /** undefined in a chart without a namespace: peers are then of the same, unknown, namespace. */
  readonly namespace?: string;
  /** The one label by which its pods, and no others of the namespace, are selected. */
  readonly selector: Record<string, string>;
  readonly ports: readonly EndpointPort[];
  readonly serviceAccountName: string;
  /** Name of its Service; undefined where it declares no ports. */
  readonly serviceName?: string;
  /** Labels for the objects that belong to it. */
  readonly labels: Record<string, string>;
  /** Puts a variable into every container's environment; throws where another value stands there already. */
  addEnv(name: string, value: string): void;
}

/** `grpc (7070/TCP, Service port 80)`, for messages. */
export function describePort(port: EndpointPort): string {
  const service = port.servicePort === port.containerPort ? '' : `, Service port ${port.servicePort}`;
  return `${port.name} (${port.containerPort}/${port.protocol}${service})`;
}
