import { readFileSync } from 'node:fs';
import { HOW_TO_LIST_ALL, parseApiResources, ServedApis, splitVersion } from './api-resources';
import { ConfigFile } from './config-file';
import { readInput, SourceObject } from './input';
import { Surroundings } from './io';
import { judgedObjects } from './locate';
import { describeProblem, Problem, UsageError, whyUnreadable } from './problem';
import { count, placeText, printable } from './text';
import { SourcePlace } from '../controls/manifest-set';
import { removedVersion } from '../controls/removed-versions';
import { isRecord } from '../manifest/object';
import { Requirements, requirementsOf } from '../posture/requires';
import { tool } from '../posture/tool';

export interface PreflightArguments {
  readonly apiResources: string;
  readonly posture?: string;
  readonly format: string;
}

/** A kind that is needed, and where it first is. */
interface Need { readonly apiVersion: string; readonly kind: string; readonly objects: number; readonly source?: SourcePlace }
/** A kind that the cluster lacks, or may lack. */
interface Lack extends Need { readonly says: string; readonly fix: string }

/** Says what a tree needs and a cluster does not serve. 0: it serves all; 1: it lacks something; 2: it could not be told. */
export function runPreflight(paths: readonly string[], options: PreflightArguments, { out, err }: Surroundings): number {
  const apis = parseApiResources(readText(options.apiResources), options.apiResources);
  const input = paths.length === 0 ? { objects: [], problems: [] } : readInput(paths);
  const posture = options.posture === undefined ? undefined : readRequires(options.posture);
  if (posture === undefined && input.objects.length === 0 && input.problems.length === 0) {
    throw new UsageError('there is nothing that could need anything. Name a tree, or a posture.json with --posture.');
  }
  const needs = needsOf(input.objects, posture, options.posture);
  const own = definedBy(input.objects);
  const judged = needs.filter(need => !own.has(keyOf(need))).map(need => ({ need, served: apis.serves(...partsOf(need)) }));
  const lacks = judged.filter(({ served }) => served === 'no').map(({ need }) => lackOf(need, apis));
  const undecided = judged.filter(({ served }) => served === 'unknown').map(({ need }) => undecidedOf(need, apis));
  const found = requirementsOf(input.objects.map(({ object }) => object));
  const others = { controllers: union(found.controllers, posture?.controllers), nodes: union(found.nodes, posture?.nodes) };
  out(options.format === 'json' ? json(needs.length, lacks, undecided, others, input.problems) : pretty(needs.length, lacks, undecided, others));
  for (const problem of input.problems) err(`problem: ${describeProblem(problem)}\n`);
  if (input.problems.length > 0) return 2;
  return lacks.length > 0 ? 1 : undecided.length > 0 ? 2 : 0;
}

function union(a: readonly string[], b: readonly string[] = []): string[] {
  return [...new Set([...a, ...b])].sort();
}

function readText(file: string): string {
  try {
    return readFileSync(file === '-' ? 0 : file, 'utf8');
  } catch (error) {
    throw new UsageError(`--api-resources ${file}: ${whyUnreadable(error)}.`);
  }
}

/** `requires` of a posture.json. */
function readRequires(file: string): Requirements {
  const config = new ConfigFile(file);
  const refuse = (problem: Problem): never => { throw new UsageError(describeProblem(problem)); };
  if (config.unreadable.length > 0) refuse(config.unreadable[0]);
  const requires = isRecord(config.value) ? config.value.requires : undefined;
  const isTexts = (value: unknown): boolean => Array.isArray(value) && value.every(each => typeof each === 'string');
  const isResource = (value: unknown): boolean => isRecord(value) && typeof value.group === 'string' && typeof value.version === 'string' && isTexts(value.kinds);
  const isForm = isRecord(requires) && Array.isArray(requires.customResources) && requires.customResources.every(isResource)
    && isTexts(requires.controllers) && isTexts(requires.nodes);
  if (!isForm) {
    refuse(config.problem(['requires'], 'is no posture.json: its requires must have customResources, controllers and nodes. Synth writes one beside each tree, in <outdir>.reports'));
  }
  return requires as unknown as Requirements;
}

/** Each kind in each version once. */
function needsOf(objects: readonly SourceObject[], posture: Requirements | undefined, file: string | undefined): Need[] {
  const needs = new Map<string, Need>();
  const judged = judgedObjects(objects);
  for (const { object: { apiVersion, kind }, locate } of judged) {
    const key = keyOf({ apiVersion, kind });
    const known = needs.get(key);
    needs.set(key, known ? { ...known, objects: known.objects + 1 } : { apiVersion, kind, objects: 1, source: locate!('/apiVersion') });
  }
  for (const { group, version, kinds } of posture?.customResources ?? []) {
    for (const kind of kinds) {
      const need = { apiVersion: `${group}/${version}`, kind, objects: 0, source: { file: file! } };
      if (!needs.has(keyOf(need))) needs.set(keyOf(need), need);
    }
  }
  return [...needs.values()];
}

/** What the tree's own CustomResourceDefinitions will serve. */
function definedBy(objects: readonly SourceObject[]): ReadonlySet<string> {
  return new Set(objects.filter(({ object }) => object.kind === 'CustomResourceDefinition').flatMap(({ object: { spec } }) => {
    if (!isRecord(spec) || !isRecord(spec.names) || !Array.isArray(spec.versions)) return [];
    const { group, names: { kind } } = spec;
    return spec.versions.filter(isRecord).filter(({ served }) => served !== false).map(({ name }) => keyOf({ apiVersion: `${String(group)}/${String(name)}`, kind: String(kind) }));
  }));
}

function lackOf(need: Need, apis: ServedApis): Lack {
  const { apiVersion, kind } = need;
  const [group] = partsOf(need);
  const others = apis.versionsOf(group, kind).map(version => group === '' ? version : `${group}/${version}`);
  const removed = removedVersion(apiVersion, kind);
  const says = `the cluster does not serve ${kind} of ${apiVersion}${removed && removed.since > 0 ? `: Kubernetes stopped in 1.${removed.since}` : ''}`;
  if (removed?.instead !== undefined) return { ...need, says, fix: `Write apiVersion: ${removed.instead}, and look at the fields that have changed.` };
  if (others.length > 0) return { ...need, says, fix: `It serves ${others.join(' and ')}: write that, or upgrade what brings the other.` };
  return { ...need, says, fix: group.includes('.') ? `Install what brings ${group} first, or leave these objects out.` : 'Leave these objects out, or aim at another version of Kubernetes.' };
}

function undecidedOf(need: Need, apis: ServedApis): Lack {
  const [group] = partsOf(need);
  return {
    ...need,
    says: `whether the cluster serves ${need.kind} of ${need.apiVersion} cannot be told: the dump has the preferred version alone, which is ${apis.versionsOf(group, need.kind).join(', ')}`,
    fix: `Write ${removedVersion(need.apiVersion, need.kind)?.instead ?? 'the preferred version'}, or give a dump of all versions.`,
  };
}

function partsOf({ apiVersion, kind }: Pick<Need, 'apiVersion' | 'kind'>): [group: string, version: string, kind: string] {
  const { group, version } = splitVersion(apiVersion);
  return [group, version, kind];
}

function keyOf({ apiVersion, kind }: Pick<Need, 'apiVersion' | 'kind'>): string {
  return `${apiVersion} ${kind}`;
}

type Others = Pick<Requirements, 'controllers' | 'nodes'>;

function pretty(kinds: number, lacks: readonly Lack[], undecided: readonly Lack[], { controllers, nodes }: Others): string {
  const line = ({ source, says, fix, objects }: Lack): string => printable(`${source ? `${placeText(source)} ` : ''}${says}${objects > 1 ? ` (${count(objects, 'object')})` : ''}`) + `\n      ${printable(fix)}`;
  return [
    ...lacks.map(lack => `lacks ${line(lack)}`),
    ...undecided.map(each => `unsure ${line(each)}`),
    ...undecided.length > 0 ? [`All versions: ${HOW_TO_LIST_ALL}`] : [],
    ...controllers.length + nodes.length > 0 ? ['API resources do not show these; make sure of them:'] : [],
    ...controllers.map(each => `  runs in the cluster: ${printable(each)}`),
    ...nodes.map(each => `  nodes have: ${printable(each)}`),
    `${count(kinds, 'kind')} needed, ${lacks.length} lacking${undecided.length > 0 ? `, ${undecided.length} unsure` : ''}.`,
    '',
  ].join('\n');
}

function json(kinds: number, lacks: readonly Lack[], undecided: readonly Lack[], { controllers, nodes }: Others, problems: readonly Problem[]): string {
  const unreadable = problems.map(({ says, ...place }) => ({ ...place, reason: says }));
  return `${JSON.stringify({ schemaVersion: 1, tool: tool(), summary: { kinds, lacking: lacks.length, undecided: undecided.length }, lacking: lacks.map(entry), undecided: undecided.map(entry), controllers, nodes, unreadable }, undefined, 2)}\n`;
}

function entry({ says, ...lack }: Lack): object {
  return { ...lack, message: says };
}
