import { Duration } from 'cdk8s';
import { k8s } from 'cdk8s-plus-28';
import { Medium } from './choices';
import { Probe } from './probe';
import { Protocol } from '../connectivity/endpoint';

/** A port on which a container listens. */
export interface WorkloadPort {
  /** Name, by which probes, connections and the Service refer to it: at most 15 characters. */
  readonly name: string;
  /** Port on which the container listens. 1024 or more: below it, the process would need a capability. */
  readonly containerPort: number;
  /**
   * Port of the Service. A headless Service (StatefulSet) translates no ports, so that it must be the `containerPort` there.
   * @default - `containerPort`
   */
  readonly servicePort?: number;
  /**
   * Transport protocol.
   * @default Protocol.TCP
   */
  readonly protocol?: Protocol;
  /**
   * Application protocol, such as `http`, `grpc` or `kubernetes.io/h2c`: a mesh and a gateway read it.
   * @default - none: opaque bytes
   */
  readonly appProtocol?: string;
  /**
   * In a mesh with strict mutual TLS: callers without a mesh identity may use this port. It is a finding, to be waived.
   * @default false
   */
  readonly plaintext?: boolean;
}

/** A folder that a container may write, on an emptyDir of its own: the root file system is read-only. */
export interface WritablePath {
  /** Absolute path. `/tmp` is there without being named; name it to change its size or medium. */
  readonly path: string;
  /**
   * Size at which the pod is evicted, as a quantity: without a limit one pod can fill the disk of its node.
   * @default '64Mi'
   */
  readonly sizeLimit?: string;
  /**
   * What it is kept on.
   * @default Medium.DISK
   */
  readonly medium?: Medium;
}

/** Requests and limits, as in Kubernetes: quantities by resource name. What is left out is filled in field by field. */
export interface ContainerResources {
  /**
   * What the scheduler keeps free, such as `{ cpu: '100m', memory: '128Mi' }`.
   * @default - cpu 100m (init containers 50m), memory as limited, ephemeral-storage as limited
   */
  readonly requests?: Record<string, string>;
  /**
   * What the container can use at most.
   * @default - cpu by `platform.cpuLimits`, memory and ephemeral-storage as requested
   */
  readonly limits?: Record<string, string>;
}

/** The short form of `resources`. */
export interface ContainerSize {
  /** CPU request, such as `100m`. */
  readonly cpu: string;
  /** Memory, request and limit: such as `128Mi`. */
  readonly memory: string;
  /**
   * CPU limit.
   * @default - twice `cpu` where `platform.cpuLimits` is REQUIRED, else none
   */
  readonly cpuLimit?: string;
  /**
   * Ephemeral storage, request and limit: logs, and what is written to writable paths on disk.
   * @default - 64Mi and the sizes of the writable paths
   */
  readonly ephemeralStorage?: string;
}

/** What every container has. */
export interface BaseContainerProps {
  /**
   * Image: `registry/name:tag`, or `name:tag` to be taken from the first of `platform.registries`. The digest stands in the reference
   * (`@sha256:…`) or in the image lock of the platform.
   */
  readonly image: string;
  /**
   * Entry point.
   * @default - the image's
   */
  readonly command?: string[];
  /**
   * Arguments.
   * @default - the image's
   */
  readonly args?: string[];
  /**
   * Working directory.
   * @default - the image's
   */
  readonly workingDir?: string;
  /**
   * Environment by name. Never for secrets: the environment shows in crash dumps and to every child process.
   * @default - none
   */
  readonly env?: Record<string, string>;
  /**
   * Environment from fields of the pod or of the container, by name: `{ POD_IP: { fieldRef: { fieldPath: 'status.podIP' } } }`.
   * @default - none
   */
  readonly envValueFrom?: Record<string, k8s.EnvVarSource>;
  /**
   * Environment from ConfigMaps.
   * @default - none
   */
  readonly envFrom?: k8s.EnvFromSource[];
  /**
   * Requests and limits. Not together with `size`.
   * @default - cpu 100m (init containers 50m), memory 128Mi (init containers 64Mi), ephemeral-storage 64Mi and the sizes of the writable paths
   */
  readonly resources?: ContainerResources;
  /**
   * Short form of `resources`.
   * @default - see `resources`
   */
  readonly size?: ContainerSize;
  /**
   * Folders that the container may write.
   * @default - /tmp, 64Mi, on disk
   */
  readonly writablePaths?: WritablePath[];
  /**
   * Where volumes of the pod stand in the container.
   * @default - none but the writable paths
   */
  readonly volumeMounts?: k8s.VolumeMount[];
  /**
   * Fields that differ from the hardened security context. `capabilities.drop` stays ALL where only `add` is given.
   * @default - no privilege escalation, read-only root file system, all capabilities dropped, non-root user and group of the pod
   */
  readonly securityContext?: k8s.SecurityContext;
}

/** A container that answers: it has ports, probes and a life cycle. */
export interface ServingContainerProps extends BaseContainerProps {
  /**
   * Ports on which it listens.
   * @default - none
   */
  readonly ports?: WorkloadPort[];
  /**
   * How it says that it can serve.
   * @default - none; an error where there are ports
   */
  readonly readinessProbe?: Probe;
  /**
   * How it says that it must be restarted.
   * @default - a TCP check of the first TCP port, slower than readiness; where readiness is that check itself, it must be said
   */
  readonly livenessProbe?: Probe;
  /**
   * How long it may take to start: the readiness check is then a startup probe too, and liveness waits for it.
   * @default - no startup probe
   */
  readonly startupSeconds?: Duration;
  /**
   * Hooks after the start and before the end.
   * @default - none
   */
  readonly lifecycle?: k8s.Lifecycle;
}

/** A container that runs to its end before the workload starts. */
export interface InitContainerProps extends BaseContainerProps {
  /** Name, unique in the pod. */
  readonly name: string;
}

/** A native sidecar: starts before the workload, ends after it. Needs Kubernetes 1.29. */
export interface SidecarProps extends ServingContainerProps {
  /** Name, unique in the pod. */
  readonly name: string;
}
