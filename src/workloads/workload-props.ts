import { Duration } from 'cdk8s';
import { k8s } from 'cdk8s-plus-28';
import { ScaledBy } from './choices';
import { BaseContainerProps, InitContainerProps, ServingContainerProps, SidecarProps } from './container-props';

/** How a workload may call the API server. The token is bound to the pod, short-lived and for one audience: automount stays off. */
export interface ApiAccess {
  /**
   * Audience of the token.
   * @default - the API server's own
   */
  readonly audience?: string;
  /**
   * Life of the token; the kubelet renews it. At least 10 minutes.
   * @default Duration.hours(1)
   */
  readonly expirationSeconds?: Duration;
  /**
   * What it may do in its namespace: a Role and a RoleBinding. Wildcards are errors.
   * @default - no Role
   */
  readonly rules?: k8s.PolicyRule[];
  /**
   * Names of the containers that see the token.
   * @default - the main container
   */
  readonly containers?: string[];
}

/** The identity of an object that is already live, to be kept. */
export interface Adoption {
  /** Its name. */
  readonly name: string;
  /** Its `spec.selector.matchLabels`: immutable, so that they must be what the cluster has. */
  readonly matchLabels: Record<string, string>;
}

/** What all five workloads have in common. */
export interface HardenedWorkloadProps extends BaseContainerProps {
  /**
   * Name of the main container.
   * @default - the name of the workload
   */
  readonly containerName?: string;
  /**
   * Containers that run to their end, one after another, before the others start.
   * @default - none
   */
  readonly initContainers?: InitContainerProps[];
  /**
   * Native sidecars. They start before the init containers.
   * @default - none
   */
  readonly sidecars?: SidecarProps[];
  /**
   * Volumes of the pod. A container sees one only where it mounts it.
   * @default - none but the writable paths
   */
  readonly volumes?: k8s.Volume[];
  /**
   * Fields that differ from the hardened security context of the pod.
   * @default - runAsNonRoot; user, group and fsGroup 10001 (left out where the platform assigns them); fsGroupChangePolicy OnRootMismatch;
   * seccomp RuntimeDefault
   */
  readonly podSecurityContext?: k8s.PodSecurityContext;
  /**
   * Share the node's user namespace.
   * @default - false where `platform.nodes.userNamespaces`, else left out
   */
  readonly hostUsers?: boolean;
  /**
   * The workload calls the API server.
   * @default - no token
   */
  readonly apiAccess?: ApiAccess;
  /**
   * Time to end in.
   * @default Duration.seconds(30)
   */
  readonly terminationGracePeriodSeconds?: Duration;
  /**
   * Affinity, by its top-level fields.
   * @default - pods of a Deployment or StatefulSet prefer different nodes
   */
  readonly affinity?: k8s.Affinity;
  /**
   * Spread. An empty list: none. A constraint without `labelSelector` gets the workload's own.
   * @default - a Deployment or StatefulSet spreads softly over nodes and zones
   */
  readonly topologySpreadConstraints?: k8s.TopologySpreadConstraint[];
  /**
   * Taints that are tolerated.
   * @default - none
   */
  readonly tolerations?: k8s.Toleration[];
  /**
   * Labels that the node must have. Windows nodes are refused: hardening there is of another kind.
   * @default - none
   */
  readonly nodeSelector?: Record<string, string>;
  /**
   * PriorityClass.
   * @default - the cluster's default
   */
  readonly priorityClassName?: string;
  /**
   * RuntimeClass, such as a sandboxed runtime.
   * @default - the cluster's default
   */
  readonly runtimeClassName?: string;
  /**
   * Names of the Secrets with registry credentials.
   * @default - none
   */
  readonly imagePullSecrets?: string[];
  /**
   * Further labels, on the object and on its pods.
   * @default - none but the recommended ones
   */
  readonly labels?: Record<string, string>;
  /**
   * Annotations of the object.
   * @default - none
   */
  readonly annotations?: Record<string, string>;
  /**
   * Annotations of the pods.
   * @default - none
   */
  readonly podAnnotations?: Record<string, string>;
  /**
   * Keeps the identity of an object that is already live.
   * @default - name = construct id, selector `app.kubernetes.io/name`
   */
  readonly adopt?: Adoption;
}

/** A workload that serves: Deployment, StatefulSet, DaemonSet. */
export interface ServingWorkloadProps extends HardenedWorkloadProps, ServingContainerProps {}

/** Grows and shrinks with its CPU use. */
export interface Autoscaling {
  /**
   * Fewest replicas.
   * @default 3
   */
  readonly minReplicas?: number;
  /** Most replicas. */
  readonly maxReplicas: number;
  /**
   * CPU use that is aimed at, in percent of the request.
   * @default 70
   */
  readonly targetCPUUtilizationPercentage?: number;
}

/** A workload with a number of replicas: Deployment, StatefulSet. */
export interface ReplicatedWorkloadProps extends ServingWorkloadProps {
  /**
   * Number of replicas.
   * @default 3
   */
  readonly replicas?: number;
  /**
   * Scale by CPU use, with a HorizontalPodAutoscaler. `replicas` is then not written.
   * @default - a fixed number of replicas
   */
  readonly autoscaling?: Autoscaling;
  /**
   * Who sets the number of replicas, where it is not `replicas`.
   * @default - HPA where `autoscaling` is given, else nobody
   */
  readonly scaledBy?: ScaledBy;
  /**
   * Time for which a new pod must be ready to count.
   * @default Duration.seconds(0)
   */
  readonly minReadySeconds?: Duration;
  /**
   * Old revisions kept for a roll-back.
   * @default 3
   */
  readonly revisionHistoryLimit?: number;
}

/** How a volume is mounted. */
export interface MountOptions {
  /**
   * Mounted read-only.
   * @default true
   */
  readonly readOnly?: boolean;
  /**
   * Path within the volume. What is mounted so is never renewed in a running pod.
   * @default - the root of the volume
   */
  readonly subPath?: string;
  /**
   * Names of the containers that see it.
   * @default - the main container
   */
  readonly containers?: string[];
}
