import { recordOf, recordsOf } from '../../manifest/object';
import { Control, control, SetFinding } from '../control';
import { describeMember, ManifestSet, Member } from '../manifest-set';
import { JudgementSettings } from '../settings';
import { quoted } from '../words';

const STATEFUL_SET = ['apps/StatefulSet'];
const TEMPLATES = '!has(object.spec.volumeClaimTemplates) || object.spec.volumeClaimTemplates';

/** Where data lies. */
export const STORAGE: readonly Control[] = [
  control({
    id: 'statefulset-service',
    title: 'A StatefulSet has the headless Service that it names',
    why: 'Without it, the pods have no names in DNS, and cannot find one another.',
    fix: 'Add a Service of that name with clusterIP: None that selects the pods.',
    severity: 'low',
    subject: 'set',
    check: headlessServices,
  }),
  control({
    id: 'statefulset-access-mode',
    title: 'Claims of a StatefulSet belong to one pod',
    why: 'With ReadWriteMany, one pod reads and overwrites what is another’s.',
    fix: 'Set accessModes: [ReadWriteOncePod], or ReadWriteOnce.',
    severity: 'low',
    subject: 'object',
    kinds: STATEFUL_SET,
    cel: `${TEMPLATES}.all(t, has(t.spec) && has(t.spec.accessModes) && size(t.spec.accessModes) > 0 && t.spec.accessModes.all(m, m in ['ReadWriteOnce', 'ReadWriteOncePod']))`,
    at: 'spec.volumeClaimTemplates',
    seen: ({ object }) => claimSeen(object, spec => !(spec.accessModes as string[] | undefined)?.every(mode => ['ReadWriteOnce', 'ReadWriteOncePod'].includes(mode)), 'is of an access mode other than ReadWriteOnce and ReadWriteOncePod'),
  }),
  control({
    id: 'statefulset-storage-request',
    title: 'Claims say how much they need',
    why: 'The API server refuses a claim without it.',
    fix: 'Set resources.requests.storage.',
    severity: 'low',
    subject: 'object',
    kinds: STATEFUL_SET,
    cel: `${TEMPLATES}.all(t, has(t.spec) && has(t.spec.resources) && has(t.spec.resources.requests) && has(t.spec.resources.requests.storage))`,
    at: 'spec.volumeClaimTemplates',
    seen: ({ object }) => claimSeen(object, spec => recordOf(recordOf(spec.resources).requests).storage === undefined, 'requests no storage'),
  }),
  control({
    id: 'storage-class-set',
    title: 'Claims name a storage class of the platform',
    why: 'The default class differs from cluster to cluster: encryption, snapshots and what happens on deletion with it.',
    fix: 'Set storageClassName to one of the classes of the platform.',
    severity: 'low',
    subject: 'set',
    when: settings => settings.storageClasses.length > 0,
    check: (set, { storageClasses }) => claims(set).filter(({ spec }) => !storageClasses.includes(String(spec.storageClassName)))
      .map(({ member, pointer, spec }) => ({ member, pointer, says: `storageClassName is ${spec.storageClassName === undefined ? 'not set' : `'${String(spec.storageClassName)}'`}, which is none of ${quoted(storageClasses)}` })),
  }),
  control({
    id: 'persistent-volume-encryption',
    title: 'Storage classes encrypt',
    why: 'Disks and their snapshots are copied, lost and shared by mistake.',
    fix: "Set parameters.encrypted: 'true'.",
    severity: 'medium',
    subject: 'object',
    kinds: ['storage.k8s.io/StorageClass'],
    // Disks of the other large clouds are encrypted whatever is said.
    unless: "!has(object.provisioner) || !(object.provisioner in ['ebs.csi.aws.com', 'ebs.csi.eks.amazonaws.com', 'kubernetes.io/aws-ebs', 'efs.csi.aws.com', 'diskplugin.csi.alibabacloud.com'])",
    cel: "has(object.parameters) && has(object.parameters.encrypted) && object.parameters.encrypted == 'true'",
    at: 'parameters.encrypted',
  }),
];

function claimSeen(object: object, isWrong: (spec: Record<string, unknown>) => boolean, words: string) {
  const templates = recordsOf(recordOf((object as { spec?: unknown }).spec).volumeClaimTemplates);
  const index = templates.findIndex(each => isWrong(recordOf(each.spec)));
  return { says: `the claim '${String(recordOf(templates[index]?.metadata).name)}' ${words}`, path: ['spec', 'volumeClaimTemplates', index] };
}

function claims(set: ManifestSet): { readonly member: Member; readonly pointer: string; readonly spec: Record<string, unknown> }[] {
  return [
    ...set.ofKind('PersistentVolumeClaim').map(member => ({ member, pointer: '/spec', spec: member.spec })),
    ...set.ofKind('apps/StatefulSet').flatMap(member => recordsOf(member.spec.volumeClaimTemplates)
      .map((template, index) => ({ member, pointer: `/spec/volumeClaimTemplates/${index}/spec`, spec: recordOf(template.spec) }))),
  ];
}

function headlessServices(set: ManifestSet, settings: JudgementSettings): SetFinding[] {
  const external = new Set(settings.externalNamespaces.map(each => each.name));
  return set.ofKind('apps/StatefulSet').flatMap((member): SetFinding[] => {
    const { serviceName } = member.spec;
    if (typeof serviceName !== 'string' || serviceName === '' || external.has(member.namespace)) return [];
    const service = set.find('Service', member.namespace, serviceName);
    if (service?.spec.clusterIP === 'None') return [];
    return [{ member, pointer: '/spec/serviceName', says: service ? `${describeMember(service)} is not headless` : `serviceName is '${serviceName}', and the namespace has no such Service` }];
  });
}
