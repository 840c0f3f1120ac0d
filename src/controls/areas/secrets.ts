import { recordOf, recordsOf } from '../../manifest/object';
import { ContainerRef } from '../../manifest/pod-template';
import { pointer } from '../../manifest/pointer';
import { Control, control, SetFinding } from '../control';
import { ManifestSet, Workload } from '../manifest-set';
import { personalData } from '../personal-texts';
import { knownForm, reasonOf, suspectArguments, suspectLines, Suspicion, suspectValue, suspectVariable } from '../secret-texts';

const FIX = 'Keep the value in the secret backend, and mount it as a file, for instance with a VaultBackedSecret. What stood in Git must be replaced.';

/** That no credential stands where many can read it. Findings never show the value. */
export const SECRETS: readonly Control[] = [
  control({
    id: 'secret-inline-data',
    title: 'No Secret with its content is in the tree',
    why: 'Base64 is no encryption: whoever reads the repository, now or ever, has it.',
    fix: FIX,
    severity: 'high',
    subject: 'object',
    kinds: ['Secret'],
    cel: '(!has(object.data) || size(object.data) == 0) && (!has(object.stringData) || size(object.stringData) == 0)',
    seen: ({ object }) => {
      const field = Object.keys(recordOf(object.stringData)).length > 0 ? 'stringData' : 'data';
      return { says: `${field} holds ${Object.keys(recordOf(object[field])).map(key => `'${key}'`).join(', ')}`, path: [field] };
    },
  }),
  control({
    id: 'secret-as-env',
    title: 'Secrets reach containers as files',
    why: 'Environment variables end up in crash reports, in logs and in every child process, and never change until a restart.',
    fix: 'Mount the Secret as a read-only volume, and let the process read the file.',
    severity: 'medium',
    subject: 'container',
    cel: '(!has(container.env) || container.env.all(e, !has(e.valueFrom) || !has(e.valueFrom.secretKeyRef))) '
      + '&& (!has(container.envFrom) || container.envFrom.all(e, !has(e.secretRef)))',
    seen: ({ container }) => {
      const entry = recordsOf(container.env).find(each => recordOf(each.valueFrom).secretKeyRef !== undefined);
      if (entry) return { says: `the variable ${String(entry.name)} is read from the Secret '${String(recordOf(recordOf(entry.valueFrom).secretKeyRef).name)}'`, path: ['env'] };
      const all = recordsOf(container.envFrom).find(each => each.secretRef !== undefined)!;
      return { says: `envFrom reads the whole Secret '${String(recordOf(all.secretRef).name)}'`, path: ['envFrom'] };
    },
  }),
  control({
    id: 'env-literal-credential',
    title: 'No credential stands in an environment variable',
    why: 'It is readable in Git, in the API and on the node.',
    fix: FIX,
    severity: 'high',
    subject: 'set',
    check: set => inContainers(set, ({ container }) => recordsOf(container.env).flatMap(({ name, value }, index) => {
      const found = typeof value === 'string' && !knownForm(value) ? suspectVariable(String(name), value) ?? suspectLines(value) : undefined;
      return found ? [{ path: ['env', index, 'value'], says: `the literal value of ${String(name)} ${reasonOf(found)}` }] : [];
    })),
  }),
  control({
    id: 'argument-credential',
    title: 'No credential stands in a command or its arguments',
    why: 'It is readable in Git, in the API and in the process list of the node.',
    fix: FIX,
    severity: 'high',
    subject: 'set',
    check: set => inContainers(set, ({ container }) => ['command', 'args'].flatMap(field => {
      const texts = container[field];
      if (!Array.isArray(texts)) return [];
      const found = suspectArguments(texts.map(String).filter(text => !knownForm(text)));
      return found ? [{ path: [field], says: `${field} ${field === 'args' ? 'hold' : 'holds'} a value that ${reasonOf(found)}` }] : [];
    })),
  }),
  control({
    id: 'configmap-credential',
    title: 'No credential stands in a ConfigMap',
    why: 'ConfigMaps are readable for everyone in the namespace, and stand in Git.',
    fix: FIX,
    severity: 'high',
    subject: 'set',
    check: set => set.ofKind('ConfigMap').flatMap(member => [
      ...Object.entries(recordOf(member.object.data)).flatMap(([key, value]): SetFinding[] => {
        if (typeof value !== 'string' || knownForm(value)) return [];
        const found = suspectValue(key, value) ?? suspectLines(value);
        return found ? [{ member, pointer: pointer('data', key), says: `the value of '${key}' ${reasonOf(found)}` }] : [];
      }),
      ...Object.entries(recordOf(member.object.binaryData)).flatMap(([key, value]): SetFinding[] => {
        const found = typeof value === 'string' ? inBinary(value) : undefined;
        return found ? [{ member, pointer: pointer('binaryData', key), says: `what '${key}' is in base64 ${reasonOf(found)}` }] : [];
      }),
    ]),
  }),
  control({
    id: 'configmap-personal-data',
    title: 'No data of people stand in a ConfigMap',
    why: 'ConfigMaps are readable for everyone in the namespace, and stay in Git for ever.',
    fix: 'Keep the data in a database or in the secret backend.',
    severity: 'medium',
    subject: 'set',
    check: set => set.ofKind('ConfigMap').flatMap(member => Object.entries(recordOf(member.object.data)).flatMap(([key, value]): SetFinding[] => {
      const reason = typeof value === 'string' ? personalData(key, value) : undefined;
      return reason ? [{ member, pointer: pointer('data', key), says: `the value of '${key}' ${reason}` }] : [];
    })),
  }),
  control({
    id: 'secret-pattern-anywhere',
    title: 'No text has the form of a known credential',
    why: 'Such a text works for whoever finds it, and robots search for it.',
    fix: FIX,
    severity: 'critical',
    subject: 'set',
    // What a Secret holds is found by another control.
    check: set => set.members.filter(member => member.groupKind !== 'Secret' && holdsCredential(member.object)).flatMap(member => credentialsIn(member.object, '')
      .map(([at, found]) => ({ member, pointer: at, says: `the text at ${at} ${reasonOf(found)}` }))),
  }),
];

/** Of what base64 hides. Only in text are lines looked for: bytes may spell anything. */
function inBinary(value: string): Suspicion | undefined {
  const text = Buffer.from(value, 'base64').toString('latin1');
  return knownForm(text) ?? (/^[\t\n\r\x20-\x7e]*$/.test(text) ? suspectLines(text) : undefined);
}

interface Place { readonly path: readonly (string | number)[]; readonly says: string }

function inContainers(set: ManifestSet, find: (ref: ContainerRef) => Place[]): SetFinding[] {
  return set.workloads.flatMap((member: Workload) => member.containers.flatMap(ref => find(ref)
    .map(({ path, says }) => ({ member, container: ref.name, pointer: `${ref.pointer}${pointer(...path)}`, says: `container '${ref.name}': ${says}` }))));
}

/** Whether any text is one, without keeping where each of them stands: nearly always none is. */
function holdsCredential(value: unknown): boolean {
  if (typeof value === 'string') return knownForm(value) !== undefined;
  return typeof value === 'object' && value !== null && Object.values(value).some(holdsCredential);
}

function credentialsIn(value: unknown, at: string): [string, Suspicion][] {
  if (typeof value === 'string') {
    const found = knownForm(value);
    return found ? [[at, found]] : [];
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) => credentialsIn(item, at + pointer(key)));
}
