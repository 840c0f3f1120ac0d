// What Linkerd's injector makes of a workload, by the partials of its chart: no module that builds holds the injector.
const HARDENED = { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] }, readOnlyRootFilesystem: true, runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } };

/** With linkerd-cni, a container that waits until the node leads traffic to the proxy; without it, one that does so itself, for which it must be root. */
function firstContainer(cni) {
  if (cni) {
    return {
      name: 'linkerd-network-validator', image: 'registry.example/linkerd/proxy:edge-26.8.3',
      securityContext: { ...HARDENED, runAsUser: 65534, runAsGroup: 65534 },
    };
  }
  return {
    name: 'linkerd-init', image: 'registry.example/linkerd/proxy-init:v2.4.3',
    securityContext: {
      allowPrivilegeEscalation: false, capabilities: { add: ['NET_ADMIN', 'NET_RAW'] }, readOnlyRootFilesystem: true, runAsNonRoot: true, runAsUser: 65534,
      seccompProfile: { type: 'RuntimeDefault' },
    },
  };
}

const PROXY = {
  name: 'linkerd-proxy', image: 'registry.example/linkerd/proxy:edge-26.8.3',
  ports: [{ name: 'linkerd-proxy', containerPort: 4143 }, { name: 'linkerd-admin', containerPort: 4191 }],
  readinessProbe: { httpGet: { path: '/ready', port: 4191 }, initialDelaySeconds: 2, timeoutSeconds: 1 },
  livenessProbe: { httpGet: { path: '/live', port: 4191 }, initialDelaySeconds: 10, timeoutSeconds: 1 },
  securityContext: { ...HARDENED, runAsUser: 2102, runAsGroup: 2102 },
  volumeMounts: [
    { name: 'linkerd-identity-end-entity', mountPath: '/var/run/linkerd/identity/end-entity' },
    { name: 'linkerd-identity-token', mountPath: '/var/run/secrets/tokens' },
  ],
};
const VOLUMES = [
  { name: 'linkerd-identity-end-entity', emptyDir: { medium: 'Memory' } },
  {
    name: 'linkerd-identity-token',
    projected: { sources: [{ serviceAccountToken: { path: 'linkerd-identity-token', expirationSeconds: 86400, audience: 'identity.l5d.io' } }] },
  },
];

function injectTemplate({ metadata = {}, spec }, cni) {
  const { 'config.beta.linkerd.io/proxy-enable-native-sidecar': native } = metadata.annotations ?? {};
  const first = firstContainer(cni);
  return {
    metadata,
    spec: {
      ...spec,
      volumes: [...spec.volumes ?? [], ...VOLUMES],
      containers: native === 'true' ? spec.containers : [...spec.containers, PROXY],
      initContainers: [first, ...native === 'true' ? [{ ...PROXY, restartPolicy: 'Always' }] : [], ...spec.initContainers ?? []],
    },
  };
}

function inject(object, cni) {
  const { spec } = object;
  if (object.kind === 'CronJob') {
    const { jobTemplate } = spec;
    return { ...object, spec: { ...spec, jobTemplate: { ...jobTemplate, spec: { ...jobTemplate.spec, template: injectTemplate(jobTemplate.spec.template, cni) } } } };
  }
  return { ...object, spec: { ...spec, template: injectTemplate(spec.template, cni) } };
}

class LinkerdInjector {
  version = 'edge-26.8.3';

  inject(objects, { cni }) {
    return objects.map(object => inject(object, cni));
  }
}

module.exports = { LinkerdInjector };
