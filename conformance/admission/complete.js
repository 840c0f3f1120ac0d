// What the tests of the controls leave out since no control reads it, and an API server asks for. Both sides judge the object as it is completed here.
const { groupKind, isClusterScoped, POD_TEMPLATE_PATHS } = require('../../src/manifest/kinds');
const { valueAt } = require('../../src/manifest/pointer');

const LABELS = { 'app.kubernetes.io/name': 'unnamed' };

const KINDS = {
  'networking.k8s.io/Ingress': ({ spec }) => {
    for (const path of (spec?.rules ?? []).flatMap(({ http }) => http?.paths ?? [])) {
      path.pathType ??= 'Prefix';
      path.path ??= '/';
      path.backend ??= { service: { name: 'x', port: { number: 80 } } };
    }
  },
  'autoscaling/HorizontalPodAutoscaler': ({ spec }) => { if (spec?.scaleTargetRef) spec.scaleTargetRef.apiVersion ??= 'apps/v1'; },
  'PersistentVolume': ({ spec }) => {
    Object.assign(spec, { accessModes: spec.accessModes ?? ['ReadWriteOnce'], capacity: spec.capacity ?? { storage: '1Gi' } });
    if (spec.local) spec.nodeAffinity ??= { required: { nodeSelectorTerms: [{ matchExpressions: [{ key: 'kubernetes.io/hostname', operator: 'In', values: ['x'] }] }] } };
  },
  'Service': ({ spec }) => { if (spec?.ports?.length > 1) spec.ports.forEach((port, index) => { port.name ??= `p${index}`; }); },
  'Secret': object => {
    if (object.type === 'kubernetes.io/service-account-token') object.metadata.annotations = { 'kubernetes.io/service-account.name': 'default', ...object.metadata.annotations };
  },
};

function complete(given) {
  const object = structuredClone(given);
  const { name = 'unnamed', namespace = 'default', ...metadata } = object.metadata ?? {};
  object.metadata = { ...metadata, name: name.replaceAll('_', '-'), ...isClusterScoped(object.apiVersion, object.kind) ? {} : { namespace } };
  for (const owner of Array.isArray(metadata.ownerReferences) ? metadata.ownerReferences : []) {
    Object.assign(owner, { apiVersion: owner.apiVersion ?? 'apps/v1', kind: owner.kind ?? 'ReplicaSet', name: owner.name ?? 'x', uid: owner.uid ?? 'x' });
  }
  const kind = groupKind(object.apiVersion, object.kind);
  KINDS[kind]?.(object);
  if (Object.hasOwn(POD_TEMPLATE_PATHS, kind)) completePod(object, kind);
  return object;
}

function completePod(object, kind) {
  const path = POD_TEMPLATE_PATHS[kind];
  const template = valueAt(object, path);
  if (!template?.spec) return;
  const { spec } = template;
  if (!Array.isArray(spec.containers) || spec.containers.length === 0) spec.containers = [{ name: 'unnamed', image: 'unnamed' }];
  if (spec.os?.name === 'windows') withoutLinux(spec);
  if (kind.startsWith('batch/')) spec.restartPolicy ??= 'Never';
  const containers = [...spec.containers, ...Array.isArray(spec.initContainers) ? spec.initContainers : []];
  const mounted = containers.flatMap(({ volumeMounts }) => Array.isArray(volumeMounts) ? volumeMounts : []).map(mount => mount.name);
  const missing = [...new Set(mounted)].filter(name => !(spec.volumes ?? []).some(volume => volume.name === name));
  if (missing.length > 0) spec.volumes = [...spec.volumes ?? [], ...missing.map(volume => ({ name: volume, emptyDir: { sizeLimit: '1Mi' } }))];
  if (!kind.startsWith('apps/') || object.spec.selector) return;
  template.metadata = { ...template.metadata, labels: { ...LABELS, ...template.metadata?.labels } };
  object.spec.selector = { matchLabels: LABELS };
}

/** What the API server refuses of a pod that runs on Windows. */
const LINUX_ONLY = [
  'seccompProfile', 'fsGroup', 'fsGroupChangePolicy', 'runAsUser', 'runAsGroup', 'seLinuxOptions', 'supplementalGroups', 'sysctls', 'appArmorProfile', 'capabilities', 'readOnlyRootFilesystem', 'privileged',
  'allowPrivilegeEscalation', 'procMount',
];

function withoutLinux(spec) {
  for (const { securityContext } of [spec, ...spec.containers, ...spec.initContainers ?? []]) for (const field of LINUX_ONLY) delete securityContext?.[field];
}

module.exports = { complete };
