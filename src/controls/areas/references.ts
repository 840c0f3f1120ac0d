import { push } from '../../manifest/lists';
import { recordOf, recordsOf } from '../../manifest/object';
import { Control, control, SetFinding } from '../control';
import { ManifestSet, Workload } from '../manifest-set';
import { JudgementSettings } from '../settings';

/** The ConfigMaps that Kubernetes and Istio put into every namespace. */
const GIVEN = new Set(['kube-root-ca.crt', 'istio-ca-root-cert', 'openshift-service-ca.crt', 'linkerd-identity-trust-roots']);
/** Kinds that make a Secret, and where they say its name; by default their own. */
const SUPPLIERS: Readonly<Record<string, (spec: Record<string, unknown>) => unknown>> = {
  'external-secrets.io/ExternalSecret': spec => recordOf(spec.target).name,
  'bitnami.com/SealedSecret': spec => recordOf(recordOf(spec.template).metadata).name,
  'cert-manager.io/Certificate': spec => spec.secretName,
  'secrets.hashicorp.com/VaultStaticSecret': spec => recordOf(spec.destination).name,
  'secrets.hashicorp.com/VaultDynamicSecret': spec => recordOf(spec.destination).name,
  'secrets.hashicorp.com/VaultPKISecret': spec => recordOf(spec.destination).name,
};

/** That what a pod reads is there. */
export const REFERENCES: readonly Control[] = [
  control({
    id: 'secret-reference-exists',
    title: 'The ConfigMaps and Secrets that a pod reads are there',
    why: 'Without them the pod does not start: it waits, and nobody is told.',
    fix: 'Add the object to the tree, correct the name, or mark the reference optional.',
    severity: 'low',
    subject: 'set',
    check: missingReferences,
  }),
];

interface Reference { readonly kind: 'ConfigMap' | 'Secret'; readonly name: string; readonly pointer: string }

/** ConfigMaps stand in the tree. Secrets do not: they are missed only where the namespace has something that makes Secrets, and not this one. */
function missingReferences(set: ManifestSet, settings: JudgementSettings): SetFinding[] {
  const external = new Set(settings.externalNamespaces.map(each => each.name));
  const supplied = new Map<string, string[]>();
  for (const [kind, nameOf] of Object.entries(SUPPLIERS)) {
    for (const member of set.ofKind(kind)) push(supplied, member.namespace, String(nameOf(member.spec) ?? member.name));
  }
  for (const member of set.ofKind('secrets-store.csi.x-k8s.io/SecretProviderClass')) {
    for (const { secretName } of recordsOf(member.spec.secretObjects)) push(supplied, member.namespace, String(secretName));
  }
  for (const { namespace, name } of settings.externalSecrets) push(supplied, namespace, name);
  const withConfigMaps = new Set(set.ofKind('ConfigMap').map(member => member.namespace));
  const isThere = (member: Workload, { kind, name }: Reference) => set.find(kind, member.namespace, name) !== undefined
    || (kind === 'ConfigMap' ? GIVEN.has(name) || !withConfigMaps.has(member.namespace) : !supplied.has(member.namespace) || supplied.get(member.namespace)!.includes(name));
  return set.workloads.filter(member => !external.has(member.namespace)).flatMap(member => referencesOf(member).filter(each => !isThere(member, each))
    .map(({ kind, name, pointer }): SetFinding => ({ member, pointer, says: `reads the ${kind} '${name}', which nothing in the set makes` })));
}

function referencesOf({ template, containers }: Workload): Reference[] {
  const found: Reference[] = [];
  const add = (kind: Reference['kind'], source: unknown, pointer: string, field = 'name') => {
    const { [field]: name, optional } = recordOf(source);
    if (typeof name === 'string' && optional !== true) found.push({ kind, name, pointer });
  };
  recordsOf(template.spec.volumes).forEach((volume, index) => {
    const at = `${template.pointer}/spec/volumes/${index}`;
    add('ConfigMap', volume.configMap, at);
    add('Secret', volume.secret, at, 'secretName');
    for (const source of recordsOf(recordOf(volume.projected).sources)) {
      add('ConfigMap', source.configMap, at);
      add('Secret', source.secret, at);
    }
  });
  for (const { container, pointer } of containers) {
    recordsOf(container.env).forEach((entry, index) => {
      add('ConfigMap', recordOf(entry.valueFrom).configMapKeyRef, `${pointer}/env/${index}`);
      add('Secret', recordOf(entry.valueFrom).secretKeyRef, `${pointer}/env/${index}`);
    });
    recordsOf(container.envFrom).forEach((entry, index) => {
      add('ConfigMap', entry.configMapRef, `${pointer}/envFrom/${index}`);
      add('Secret', entry.secretRef, `${pointer}/envFrom/${index}`);
    });
  }
  return found;
}
