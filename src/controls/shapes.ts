/**
 * The types of the fields that controls read. An expression that meets a text where an object should be would find nothing in it and pass; so what
 * has another type than the API's is reported as an error first. Fields that no control reads are left to the API server.
 */
export type Shape = 'bool' | 'string' | 'int' | 'scalar' | 'quantity' | ListShape | MapShape | FieldsShape;
export interface ListShape { readonly list: Shape }
export interface MapShape { readonly map: Shape }
export interface FieldsShape { readonly fields: Readonly<Record<string, Shape>> }

const STRINGS: Shape = { map: 'string' };
const TYPED: Shape = { fields: { type: 'string', localhostProfile: 'string' } };
const COMMON_CONTEXT = {
  runAsNonRoot: 'bool',
  runAsUser: 'int',
  runAsGroup: 'int',
  seccompProfile: TYPED,
  appArmorProfile: TYPED,
  seLinuxOptions: { fields: { type: 'string', user: 'string', role: 'string', level: 'string' } },
  windowsOptions: { fields: { hostProcess: 'bool', runAsUserName: 'string' } },
} satisfies Record<string, Shape>;
const HANDLER = {
  httpGet: { fields: { host: 'string', port: 'scalar', path: 'string', scheme: 'string' } },
  tcpSocket: { fields: { host: 'string', port: 'scalar' } },
  grpc: { fields: { port: 'int' } },
  exec: { fields: { command: { list: 'string' } } },
} satisfies Record<string, Shape>;
const PROBE: Shape = { fields: HANDLER };
const CONTAINER: Shape = {
  fields: {
    name: 'string',
    image: 'string',
    imagePullPolicy: 'string',
    command: { list: 'string' },
    args: { list: 'string' },
    restartPolicy: 'string',
    stdin: 'bool',
    tty: 'bool',
    livenessProbe: PROBE,
    readinessProbe: PROBE,
    startupProbe: PROBE,
    lifecycle: { fields: { postStart: PROBE, preStop: PROBE } },
    ports: { list: { fields: { name: 'string', containerPort: 'int', hostPort: 'int', protocol: 'string', hostIP: 'string' } } },
    env: {
      list: {
        fields: {
          name: 'string',
          value: 'string',
          valueFrom: { fields: { secretKeyRef: { fields: { name: 'string', key: 'string' } }, configMapKeyRef: { fields: {} }, fieldRef: { fields: {} } } },
        },
      },
    },
    envFrom: { list: { fields: { secretRef: { fields: { name: 'string' } }, configMapRef: { fields: { name: 'string' } } } } },
    resources: { fields: { requests: { map: 'quantity' }, limits: { map: 'quantity' } } },
    volumeMounts: { list: { fields: { name: 'string', mountPath: 'string', readOnly: 'bool' } } },
    securityContext: {
      fields: {
        ...COMMON_CONTEXT,
        privileged: 'bool',
        allowPrivilegeEscalation: 'bool',
        readOnlyRootFilesystem: 'bool',
        procMount: 'string',
        capabilities: { fields: { add: { list: 'string' }, drop: { list: 'string' } } },
      },
    },
  },
};
const LABEL_SELECTOR: Shape = {
  fields: { matchLabels: STRINGS, matchExpressions: { list: { fields: { key: 'string', operator: 'string', values: { list: 'string' } } } } },
};
const TERM: Shape = { fields: { labelSelector: LABEL_SELECTOR, topologyKey: 'string' } };
/** `metadata` of every object. */
export const METADATA: Shape = { fields: { name: 'string', namespace: 'string', labels: STRINGS, annotations: STRINGS } };
/** The template of a pod: metadata and spec. */
export const POD_TEMPLATE: Shape = {
  fields: {
    metadata: METADATA,
    spec: {
      fields: {
        hostNetwork: 'bool',
        hostPID: 'bool',
        hostIPC: 'bool',
        hostUsers: 'bool',
        shareProcessNamespace: 'bool',
        enableServiceLinks: 'bool',
        automountServiceAccountToken: 'bool',
        serviceAccountName: 'string',
        serviceAccount: 'string',
        nodeName: 'string',
        priorityClassName: 'string',
        tolerations: { list: { fields: { key: 'string', operator: 'string' } } },
        dnsConfig: { fields: { options: { list: { fields: { name: 'string', value: 'string' } } } } },
        restartPolicy: 'string',
        os: { fields: { name: 'string' } },
        hostAliases: { list: { fields: {} } },
        securityContext: {
          fields: {
            ...COMMON_CONTEXT,
            fsGroup: 'int',
            fsGroupChangePolicy: 'string',
            supplementalGroups: { list: 'int' },
            supplementalGroupsPolicy: 'string',
            sysctls: { list: { fields: { name: 'string', value: 'string' } } },
          },
        },
        volumes: {
          list: {
            fields: {
              name: 'string',
              hostPath: { fields: { path: 'string' } },
              emptyDir: { fields: { sizeLimit: 'quantity', medium: 'string' } },
              projected: {
                fields: { sources: { list: { fields: { serviceAccountToken: { fields: { audience: 'string', expirationSeconds: 'int', path: 'string' } } } } } },
              },
            },
          },
        },
        affinity: {
          fields: {
            podAntiAffinity: {
              fields: {
                requiredDuringSchedulingIgnoredDuringExecution: { list: TERM },
                preferredDuringSchedulingIgnoredDuringExecution: { list: { fields: { weight: 'int', podAffinityTerm: TERM } } },
              },
            },
          },
        },
        topologySpreadConstraints: { list: { fields: { maxSkew: 'int', minDomains: 'int', topologyKey: 'string', whenUnsatisfiable: 'string', labelSelector: LABEL_SELECTOR } } },
        containers: { list: CONTAINER },
        initContainers: { list: CONTAINER },
        ephemeralContainers: { list: CONTAINER },
      },
    },
  },
};
const NETWORK_PEERS: Shape = {
  list: { fields: { podSelector: LABEL_SELECTOR, namespaceSelector: LABEL_SELECTOR, ipBlock: { fields: { cidr: 'string', except: { list: 'string' } } } } },
};
const NETWORK_PORTS: Shape = { list: { fields: { port: 'scalar', endPort: 'int', protocol: 'string' } } };
const WORKLOAD_SPEC: Record<string, Shape> = { replicas: 'int', selector: LABEL_SELECTOR };

/** `spec` by `group/Kind`. */
export const SHAPES: Readonly<Record<string, Shape>> = {
  'Service': {
    fields: {
      type: 'string',
      selector: STRINGS,
      externalIPs: { list: 'string' },
      externalName: 'string',
      clusterIP: 'string',
      loadBalancerSourceRanges: { list: 'string' },
      ports: { list: { fields: { name: 'string', port: 'int', targetPort: 'scalar', protocol: 'string', appProtocol: 'string' } } },
    },
  },
  'networking.k8s.io/NetworkPolicy': {
    fields: {
      podSelector: LABEL_SELECTOR,
      policyTypes: { list: 'string' },
      ingress: { list: { fields: { from: NETWORK_PEERS, ports: NETWORK_PORTS } } },
      egress: { list: { fields: { to: NETWORK_PEERS, ports: NETWORK_PORTS } } },
    },
  },
  'policy/PodDisruptionBudget': {
    fields: { selector: LABEL_SELECTOR, minAvailable: 'scalar', maxUnavailable: 'scalar', unhealthyPodEvictionPolicy: 'string' },
  },
  'autoscaling/HorizontalPodAutoscaler': { fields: { minReplicas: 'int', maxReplicas: 'int', scaleTargetRef: { fields: { kind: 'string', name: 'string' } } } },
  'keda.sh/ScaledObject': { fields: { minReplicaCount: 'int', scaleTargetRef: { fields: { kind: 'string', name: 'string' } } } },
  'apps/Deployment': { fields: { ...WORKLOAD_SPEC, strategy: { fields: { type: 'string' } } } },
  'apps/StatefulSet': {
    fields: {
      ...WORKLOAD_SPEC,
      serviceName: 'string',
      updateStrategy: { fields: { type: 'string' } },
      volumeClaimTemplates: {
        list: { fields: { spec: { fields: { accessModes: { list: 'string' }, storageClassName: 'string', resources: { fields: { requests: { map: 'quantity' } } } } } } },
      },
    },
  },
  'apps/DaemonSet': { fields: { ...WORKLOAD_SPEC, updateStrategy: { fields: { type: 'string' } } } },
  'apps/ReplicaSet': { fields: WORKLOAD_SPEC },
  'batch/Job': { fields: { activeDeadlineSeconds: 'int', ttlSecondsAfterFinished: 'int' } },
  'batch/CronJob': {
    fields: {
      schedule: 'string',
      startingDeadlineSeconds: 'int',
      concurrencyPolicy: 'string',
      jobTemplate: { fields: { spec: { fields: { activeDeadlineSeconds: 'int', ttlSecondsAfterFinished: 'int' } } } },
    },
  },
  'PersistentVolume': { fields: { hostPath: { fields: { path: 'string' } } } },
  'security.istio.io/PeerAuthentication': {
    fields: { selector: { fields: { matchLabels: STRINGS } }, mtls: { fields: { mode: 'string' } }, portLevelMtls: { map: { fields: { mode: 'string' } } } },
  },
  'security.istio.io/AuthorizationPolicy': {
    fields: {
      action: 'string',
      selector: { fields: { matchLabels: STRINGS } },
      rules: { list: { fields: { from: { list: { fields: {} } }, to: { list: { fields: { operation: { fields: { ports: { list: 'string' } } } } } }, when: { list: { fields: {} } } } } },
    },
  },
};
