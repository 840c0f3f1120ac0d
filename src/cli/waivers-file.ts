import { ConfigFile, fieldName } from './config-file';
import { Problem } from './problem';
import { identityKey, identityOf, isRecord, ManifestObject, ObjectIdentity } from '../manifest/object';
import { PostureReport } from '../posture/report';
import { Waiver } from '../posture/waivers';

/** The waivers of a file, and how to say where in it one stands. */
export interface FileWaivers {
  readonly waivers: readonly Waiver[];
  readonly problems: readonly Problem[];
  /** The problem with a waiver of this file. */
  readonly problem: (waiver: Waiver, says: string) => Problem;
}

const FIELDS = ['control', 'object', 'reason', 'owner', 'expires', 'ticket'];
const OBJECT_FIELDS = ['kind', 'namespace', 'name', 'container'];
const EXAMPLE = "- { control: run-as-non-root, object: { kind: Deployment, namespace: shop, name: cart }, reason: …, owner: team-shop, expires: '2027-01-31' }";

/** Reads `waivers.yaml`: each entry holds for one object of those given, or for one of its containers. Never throws for what is in it. */
export function readWaivers(file: string, objects: readonly ManifestObject[]): FileWaivers {
  const config = new ConfigFile(file);
  const places = new Map<Waiver, number>();
  const problem = (waiver: Waiver, says: string): Problem => config.problem([places.get(waiver)!], says);
  if (config.unreadable.length > 0) return { waivers: [], problems: config.unreadable, problem };
  const entries = config.value ?? [];
  if (!Array.isArray(entries)) return { waivers: [], problems: [config.problem([], `must be a list of waivers, such as ${EXAMPLE}`)], problem };

  const identities = identitiesBySelector(objects);
  const problems: Problem[] = [];
  const waivers = entries.flatMap((entry: unknown, index): Waiver[] => {
    const wrong = formProblems(config, entry, index);
    problems.push(...wrong);
    if (wrong.length > 0) return [];
    const { object, ...terms } = entry as { object: Selector } & Omit<Waiver, 'objects' | 'container'>;
    const { container } = object;
    const waiver: Waiver = { ...terms, objects: identities.get(keyOf(object)) ?? [], ...(container === undefined ? {} : { container }) };
    places.set(waiver, index);
    return [waiver];
  });
  return { waivers, problems, problem };
}

/** Waivers of this file that do not hold, and those that cover nothing although their control was judged. */
export function waiverFileProblems({ waivers, problem }: FileWaivers, report: PostureReport, isJudged: (control: string) => boolean): Problem[] {
  const broken = new Set(report.waiverProblems.map(({ waiver }) => waiver));
  return [
    ...report.waiverProblems.map(({ waiver, message }) => problem(waiver, message)),
    ...report.unusedWaivers.filter(waiver => waivers.includes(waiver) && !broken.has(waiver) && isJudged(waiver.control)).map(waiver => problem(waiver,
      `the waiver of '${waiver.control}' by ${waiver.owner} covers nothing: ${waiver.objects.length === 0
        ? 'no such object was read. Correct its kind, namespace and name, or remove it'
        : 'the object draws no such finding. Remove it'}`)),
  ];
}

type Path = readonly (string | number)[];
interface Selector { readonly kind: string; readonly namespace?: string; readonly name: string; readonly container?: string }

/** Kinds of several groups may share a name: a waiver, which names no group, holds for each. */
function identitiesBySelector(objects: readonly ManifestObject[]): Map<string, ObjectIdentity[]> {
  const found = new Map<string, Map<string, ObjectIdentity>>();
  for (const identity of objects.map(identityOf)) {
    const same = found.get(keyOf(identity)) ?? found.set(keyOf(identity), new Map()).get(keyOf(identity))!;
    same.set(identityKey(identity), identity);
  }
  return new Map([...found].map(([key, same]) => [key, [...same.values()]]));
}

function keyOf({ kind, namespace = '', name }: Selector): string {
  return JSON.stringify([kind, namespace, name]);
}

function formProblems(config: ConfigFile, entry: unknown, index: number): Problem[] {
  if (!isRecord(entry)) return [config.problem([index], `must be a waiver, such as ${EXAMPLE}`)];
  const { object } = entry;
  const objectProblems = isRecord(object)
    ? [...config.unknownFields(object, OBJECT_FIELDS, [index, 'object']), ...texts(config, object, ['kind', 'name'], ['namespace', 'container'], [index, 'object'])]
    : [config.problem([index, 'object'], `${fieldName([index, 'object'])} must say which object: { kind: Deployment, namespace: shop, name: cart }`)];
  return [...config.unknownFields(entry, FIELDS, [index]), ...texts(config, entry, ['control', 'reason', 'owner', 'expires'], ['ticket'], [index]), ...objectProblems];
}

function texts(config: ConfigFile, value: Record<string, unknown>, needed: readonly string[], optional: readonly string[], path: Path): Problem[] {
  return [...needed, ...optional].flatMap(field => {
    if (typeof value[field] === 'string' || (value[field] === undefined && optional.includes(field))) return [];
    return [config.problem([...path, field], `${fieldName([...path, field])} must be a text${value[field] === undefined ? ', and is missing' : ''}`)];
  });
}
