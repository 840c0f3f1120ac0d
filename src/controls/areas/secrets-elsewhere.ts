import { isRecord, recordOf, recordsOf, textOf, textsOf } from '../../manifest/object';
import { pointer } from '../../manifest/pointer';
import { parseYaml } from '../../manifest/yaml';
import { Control, control, SetFinding } from '../control';
import { ManifestSet, Member } from '../manifest-set';
import { knownForm, reasonOf, suspectArguments, suspectHeader, suspectLines, Suspicion, suspectSetting } from '../secret-texts';

const FIX = 'Keep the value in the secret backend, and let the chart or the program read a Secret or a file. What stood in Git must be replaced.';
const PROBES = ['startupProbe', 'readinessProbe', 'livenessProbe'];
/** Where the values of a chart stand, for who installs it. */
const APPLICATIONS = ['argoproj.io/Application', 'argoproj.io/ApplicationSet'];
const HELM_RELEASE = 'helm.toolkit.fluxcd.io/HelmRelease';
/** Annotations whose own language says what they hold: paths and templates of Vault's agent, and a copy of the object. */
const OTHER_LANGUAGE = /^vault\.hashicorp\.com\/|^kubectl\.kubernetes\.io\/last-applied-configuration$/;

/** Credentials where one does not look for them first. */
export const SECRETS_ELSEWHERE: readonly Control[] = [
  control({
    id: 'annotation-credential',
    title: 'No credential stands in an annotation',
    why: 'Annotations are readable for whoever may read the object, and stand in Git.',
    fix: FIX,
    severity: 'high',
    subject: 'set',
    check: set => set.members.flatMap(member => annotationsOf(member).flatMap(({ at, key, value }): SetFinding[] => {
      if (OTHER_LANGUAGE.test(key) || knownForm(value)) return [];
      const found = suspectSetting(key.slice(key.lastIndexOf('/') + 1), value) ?? suspectLines(value);
      return found ? [{ member, pointer: `${at}${pointer(key)}`, says: `the annotation '${key}' ${reasonOf(found)}` }] : [];
    })),
  }),
  control({
    id: 'probe-credential',
    title: 'No credential stands in a probe or a hook',
    why: 'It is readable in Git, in the API, in the process list of the node and in the log of the server that is asked.',
    fix: 'Give the probe an endpoint that asks for no credential and tells nothing, or a script that reads a file.',
    severity: 'high',
    subject: 'set',
    check: probes,
  }),
  control({
    id: 'helm-values-credential',
    title: 'No credential stands in the values of a chart',
    why: 'Applications and releases stand in Git, and whoever may read them in the cluster has the password too.',
    fix: FIX,
    severity: 'high',
    subject: 'set',
    check: set => [...APPLICATIONS, HELM_RELEASE].flatMap(kind => set.ofKind(kind)).flatMap(member => valuesOf(member)
      .flatMap(({ at, value }) => credentials(value, at)).map(({ at, found }): SetFinding => ({ member, pointer: at, says: `the value at ${at} ${reasonOf(found)}` }))),
  }),
];

interface Annotation { readonly at: string; readonly key: string; readonly value: string }

/** Of the object, and of the pods that it makes. */
function annotationsOf({ object, spec }: Member): Annotation[] {
  const places: [at: string, metadata: unknown][] = [
    ['/metadata', object.metadata], ['/spec/template/metadata', recordOf(spec.template).metadata],
    ['/spec/jobTemplate/spec/template/metadata', recordOf(recordOf(recordOf(spec.jobTemplate).spec).template).metadata],
  ];
  return places.flatMap(([at, metadata]) => Object.entries(recordOf(recordOf(metadata).annotations))
    .flatMap(([key, value]) => typeof value === 'string' ? [{ at: `${at}/annotations`, key, value }] : []));
}

function probes(set: ManifestSet): SetFinding[] {
  return set.workloads.flatMap(member => member.containers.flatMap(ref => {
    const handlers = [
      ...PROBES.map(name => [[name], recordOf(ref.container[name])] as const),
      ...['postStart', 'preStop'].map(name => [['lifecycle', name], recordOf(recordOf(ref.container.lifecycle)[name])] as const),
    ];
    return handlers.flatMap(([path, handler]): SetFinding[] => {
      const command = textsOf(recordOf(handler.exec).command).filter(text => !knownForm(text));
      const headers = recordsOf(recordOf(handler.httpGet).httpHeaders).map(({ name, value }) => [textOf(name), textOf(value)] as const);
      const found = suspectArguments(command) ?? headers.map(([name, value]) => knownForm(value) ? undefined : suspectHeader(name, value)).find(Boolean);
      return found ? [{ member, container: ref.name, pointer: `${ref.pointer}${pointer(...path)}`, says: `container '${ref.name}': ${path.join('.')} holds a value that ${reasonOf(found)}` }] : [];
    });
  }));
}

interface Place { readonly at: string; readonly value: unknown }

function valuesOf({ spec, groupKind }: Member): Place[] {
  if (groupKind === HELM_RELEASE) return [{ at: '/spec/values', value: spec.values }];
  // An ApplicationSet makes Applications from its template.
  const [at, of] = groupKind === 'argoproj.io/ApplicationSet' ? ['/spec/template/spec', recordOf(recordOf(spec.template).spec)] : ['/spec', spec];
  const sources: [string, Record<string, unknown>][] = [
    [`${at}/source`, recordOf(of.source)], ...(Array.isArray(of.sources) ? of.sources : []).map((source, index): [string, Record<string, unknown>] => [`${at}/sources/${index}`, recordOf(source)]),
  ];
  return sources.flatMap(([place, source]) => [
    ...['values', 'valuesObject', 'parameters'].map(field => ({ at: `${place}/helm/${field}`, value: recordOf(source.helm)[field] })),
    { at: `${place}/plugin/env`, value: recordOf(source.plugin).env }, { at: `${place}/plugin/parameters`, value: recordOf(source.plugin).parameters },
  ]);
}

interface Found { readonly at: string; readonly found: Suspicion }

/** In a tree of values: under a name, in a pair of name and value, and in a text that is a tree itself. */
function credentials(value: unknown, at: string, inTree = false): Found[] {
  if (typeof value === 'string') return inText(value, at, inTree);
  if (Array.isArray(value)) return value.flatMap((item, index) => credentials(item, `${at}/${index}`, inTree));
  if (!isRecord(value)) return [];
  const { name, value: own, ...rest } = value;
  // `auth.password` of a parameter, DB_PASSWORD of a variable.
  const pair = typeof name === 'string' && isScalar(own) ? suspect(name, own, `${at}/value`) : credentials(own, `${at}/value`, inTree);
  const isNamed = namesSecret(value);
  return [...pair, ...Object.entries(rest).flatMap(([key, item]) => {
    const place = `${at}${pointer(key)}`;
    return isScalar(item) && !(isNamed && /key$/i.test(key)) ? suspect(key, item, place) : credentials(item, place, inTree);
  })];
}

function suspect(name: string, value: string | number, at: string): Found[] {
  if (knownForm(String(value))) return [];
  const found = suspectSetting(name.slice(name.lastIndexOf('.') + 1), String(value));
  return found ? [{ at, found }] : inText(String(value), at, true);
}

/** YAML in a text, once; else whatever its lines say. */
function inText(text: string, at: string, inTree: boolean): Found[] {
  if (knownForm(text) || !/[:=]/.test(text)) return [];
  const tree = inTree ? undefined : documentIn(text);
  if (tree !== undefined) return credentials(tree, at, true);
  const found = suspectLines(text);
  return found ? [{ at, found }] : [];
}

function documentIn(text: string): object | undefined {
  try {
    const [document] = parseYaml(text);
    return typeof document === 'object' && document !== null ? document : undefined;
  } catch {
    return undefined;
  }
}

const isScalar = (value: unknown): value is string | number => typeof value === 'string' || typeof value === 'number';

/** Beside the name of a Secret, `passwordKey` and `secretKey` say which key of it is meant. */
function namesSecret(value: Record<string, unknown>): boolean {
  return Object.keys(value).some(key => /secret(name|ref)?$/i.test(key) || key === 'name');
}
