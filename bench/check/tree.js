// Writes a tree of manifests: the same for the same arguments. Usage: node tree.js FOLDER OBJECTS [clean|mixed|failing]
// An application is one file of ten objects. `mixed`: one in three has a weak Deployment; `failing`: each has, and nothing else does; `clean`: none.
const { mkdirSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');

const OBJECTS_PER_APP = 10;
const APPS_PER_NAMESPACE = 20;
/** As many variables as make a failing Deployment of the usual 5 KB. */
const SETTINGS = 60;

const CONTEXT = `securityContext:
            allowPrivilegeEscalation: false
            readOnlyRootFilesystem: true
            runAsNonRoot: true
            privileged: false
            capabilities: { drop: [ALL] }`;
const DIGEST = 'sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef';

const metadata = (name, namespace, app, indent = '  ') => [`name: ${name}`, `namespace: ${namespace}`, 'labels:', `  app.kubernetes.io/name: ${app}`, '  app.kubernetes.io/part-of: shop']
  .map(line => `${indent}${line}`).join('\n');

const container = (name, port) => `        - name: ${name}
          image: registry.example.com/shop/${name}@${DIGEST}
          imagePullPolicy: Always
          args: ["--listen=:${port}", "--log-format=json"]
          env:
            - name: LOG_LEVEL
              value: info
            - name: POD_NAME
              valueFrom:
                fieldRef:
                  fieldPath: metadata.name
          envFrom:
            - configMapRef:
                name: ${name}
          ports:
            - name: http
              containerPort: ${port}
          ${CONTEXT}
          resources:
            requests: { cpu: 100m, memory: 128Mi, ephemeral-storage: 64Mi }
            limits: { cpu: 500m, memory: 128Mi, ephemeral-storage: 128Mi }
          startupProbe: { httpGet: { path: /start, port: http }, failureThreshold: 30 }
          readinessProbe: { httpGet: { path: /ready, port: http }, periodSeconds: 5 }
          livenessProbe: { httpGet: { path: /live, port: http }, periodSeconds: 20 }
          volumeMounts:
            - name: tmp
              mountPath: /tmp`;

const pod = (name, port, account) => `      serviceAccountName: ${account}
      automountServiceAccountToken: false
      enableServiceLinks: false
      hostUsers: false
      securityContext:
        runAsNonRoot: true
        runAsUser: 10001
        runAsGroup: 10001
        fsGroup: 10001
        seccompProfile:
          type: RuntimeDefault
      affinity:
        podAntiAffinity:
          preferredDuringSchedulingIgnoredDuringExecution:
            - weight: 100
              podAffinityTerm:
                topologyKey: kubernetes.io/hostname
                labelSelector: { matchLabels: { app.kubernetes.io/name: ${name} } }
      topologySpreadConstraints:
        - maxSkew: 1
          topologyKey: kubernetes.io/hostname
          whenUnsatisfiable: ScheduleAnyway
          labelSelector:
            matchLabels: { app.kubernetes.io/name: ${name} }
      containers:
${container(name, port)}
      volumes:
        - name: tmp
          emptyDir:
            sizeLimit: 64Mi`;

const deployment = (name, namespace, template) => `apiVersion: apps/v1
kind: Deployment
metadata:
${metadata(name, namespace, name)}
spec:
  replicas: 3
  revisionHistoryLimit: 3
  selector:
    matchLabels: { app.kubernetes.io/name: ${name} }
  strategy:
    type: RollingUpdate
    rollingUpdate: { maxUnavailable: 0, maxSurge: 1 }
  template:
    metadata:
      labels:
        app.kubernetes.io/name: ${name}
        app.kubernetes.io/part-of: shop
    spec:
${template}
`;

const weakPod = (name, port, settings) => `      hostNetwork: true
      hostPID: true
      containers:
        - name: ${name}
          image: registry.example.com/shop/${name}:latest
          securityContext: { privileged: true, runAsUser: 0 }
          env:
            - { name: DB_PASSWORD, value: correct-horse-battery }
${variables(settings)}          ports:
            - containerPort: ${port}
              hostPort: ${port}
          volumeMounts:
            - { name: root, mountPath: /host }
        - name: helper
          image: busybox
          command: ["sh", "-c", "while true; do sleep 60; done"]
      volumes:
        - name: root
          hostPath: { path: / }`;

const variables = length => Array.from({ length }, (_, index) => `            - { name: SETTING_${index}, value: "what setting ${index} is set to" }\n`).join('');

/** The objects of one application, as texts. */
function application(index, isWeak, settings = 0) {
  const namespace = `team-${Math.floor(index / APPS_PER_NAMESPACE)}`;
  const name = `app-${index}`;
  const port = 8000 + index % 1000;
  const account = `${name}-runner`;
  const object = (apiVersion, kind, named, rest) => `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata:\n${metadata(named, namespace, name)}\n${rest}`;
  const selector = `{ matchLabels: { app.kubernetes.io/name: ${name} } }`;
  return [
    deployment(name, namespace, isWeak ? weakPod(name, port, settings) : pod(name, port, account)),
    object('v1', 'Service', name, `spec:\n  type: ClusterIP\n  selector: { app.kubernetes.io/name: ${name} }\n  ports:\n    - { name: http, appProtocol: http, port: 80, targetPort: ${isWeak ? port : 'http'} }\n`),
    object('v1', 'ServiceAccount', account, 'automountServiceAccountToken: false\n'),
    object('v1', 'ConfigMap', name, `data:\n  LISTEN: ":${port}"\n  config.yaml: |\n    cache:\n      entries: ${1000 + index}\n      ttl: 30s\n    upstream: http://app-${index + 1}.${namespace}.svc:80\n`),
    object('networking.k8s.io/v1', 'NetworkPolicy', `${name}-in`, `spec:\n  podSelector: ${selector}\n  policyTypes: [Ingress]\n  ingress:\n    - from:\n        - podSelector: ${selector.replace(name, `app-${index - index % APPS_PER_NAMESPACE}`)}\n      ports:\n        - { port: ${port}, protocol: TCP }\n`),
    object('networking.k8s.io/v1', 'NetworkPolicy', `${name}-out`, `spec:\n  podSelector: ${selector}\n  policyTypes: [Egress]\n  egress:\n    - to:\n        - namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: kube-system } }\n          podSelector: { matchLabels: { k8s-app: kube-dns } }\n      ports:\n        - { port: 53, protocol: UDP }\n        - { port: 53, protocol: TCP }\n`),
    object('policy/v1', 'PodDisruptionBudget', name, `spec:\n  maxUnavailable: 1\n  unhealthyPodEvictionPolicy: AlwaysAllow\n  selector: ${selector}\n`),
    object('rbac.authorization.k8s.io/v1', 'Role', name, `rules:\n  - apiGroups: [""]\n    resources: [configmaps]\n    resourceNames: [${name}]\n    verbs: [get]\n`),
    object('rbac.authorization.k8s.io/v1', 'RoleBinding', name, `roleRef: { apiGroup: rbac.authorization.k8s.io, kind: Role, name: ${name} }\nsubjects:\n  - { kind: ServiceAccount, name: ${account}, namespace: ${namespace} }\n`),
    index % APPS_PER_NAMESPACE === 0
      ? `apiVersion: v1\nkind: Namespace\nmetadata:\n  name: ${namespace}\n  labels:\n    pod-security.kubernetes.io/enforce: restricted\n    pod-security.kubernetes.io/enforce-version: v1.34\n`
      : object('v1', 'ConfigMap', `${name}-flags`, `immutable: true\ndata:\n  checkout: "on"\n  rollout: "${index % 100}"\n`),
  ];
}

/** Writes the tree and gives its files. The last application is cut where the number of objects says so. */
function writeTree(folder, objects, kind = 'mixed') {
  const files = [];
  for (let index = 0; index * OBJECTS_PER_APP < objects; index++) {
    const isWeak = kind === 'failing' || (kind === 'mixed' && index % 3 === 2);
    const texts = kind === 'failing'
      ? Array.from({ length: OBJECTS_PER_APP }, (_, each) => application(index * OBJECTS_PER_APP + each, true, SETTINGS)[0])
      : application(index, isWeak);
    const file = join(folder, `group-${Math.floor(index / 100)}`, `app-${index}.yaml`);
    if (index % 100 === 0) mkdirSync(join(file, '..'), { recursive: true });
    writeFileSync(file, texts.slice(0, objects - index * OBJECTS_PER_APP).join('---\n'));
    files.push(file);
  }
  return files;
}

module.exports = { writeTree };

if (require.main === module) writeTree(process.argv[2], Number(process.argv[3]), process.argv[4]);
