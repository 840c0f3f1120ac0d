import { readSome, refuse, say } from './given';
import { Surroundings, writeFileWhole, writePieces } from './io';
import { judgedObjects } from './locate';
import { readPlatform } from './platform-file';
import { UsageError } from './problem';
import { dot } from './reach/dot';
import { svgOf } from './reach/graphviz';
import { html } from './reach/html';
import { json } from './reach/json';
import { mermaid } from './reach/mermaid';
import { Places, placesOf, ruleProblem, rulePlaceText } from './reach/places';
import { reachReport, ReachReport } from './reach/report';
import { table } from './reach/table';
import { printable } from './text';
import { JudgedObject } from '../controls/manifest-set';
import { nearest } from '../controls/nearest';
import { tool } from '../posture/tool';
import { Question } from '../reachability/ask';
import { Endpoint } from '../reachability/endpoint';
import { Cni, CNIS, DEFAULT_ENVIRONMENT, Environment, Mesh } from '../reachability/environment';
import { explain } from '../reachability/explain';
import { endpointNamed } from '../reachability/find-endpoint';
import { Inventory } from '../reachability/inventory';
import { detectMesh } from '../reachability/mesh';
import { Profiles } from '../reachability/profiles';
import { parseQuestion } from '../reachability/question';

/** The options of `reach`, as the command line gives them. */
export interface ReachArguments {
  readonly from?: string;
  readonly to?: string;
  readonly port?: string;
  readonly http?: string;
  readonly explain?: boolean;
  readonly cni: Cni | 'any';
  readonly mesh?: Mesh;
  readonly platform?: string;
  readonly all?: boolean;
  readonly format: string;
  readonly output?: string;
  readonly color?: boolean;
}

type Format = (report: ReachReport, color: boolean) => Iterable<string>;

/** By the name on the command line. Pictures are drawn when they are asked for. */
const FORMATS: Readonly<Record<string, Format>> = {
  table, json, mermaid, dot,
  svg: report => [svgOf([...dot(report)].join(''))],
  html: report => html(report, svgOf([...dot(report)].join(''))),
};
const EXIT_CODES = { allowed: 0, denied: 1, depends: 3 } as const;

/** Says who can reach whom, or answers one question, and gives the exit code. */
export function runReach(paths: readonly string[], options: ReachArguments, surroundings: Surroundings): number {
  const question = questionOf(options);
  const platform = options.platform === undefined ? undefined : readPlatform(options.platform);
  refuse(platform?.problems ?? []);
  const input = readSome(paths, 'and in an empty tree nobody reaches anybody', surroundings);
  // Of what could not be read nobody can be asked.
  if (input.objects.length === 0) refuse(input.problems);
  const objects = judgedObjects(input.objects);
  const environment = environmentOf(objects, options, platform?.environment ?? {});
  const profiles = new Profiles(objects, environment, options.cni === 'any' ? CNIS : [options.cni]);
  const [from, to] = [endpointOf(profiles, '--from', options.from), endpointOf(profiles, '--to', options.to)];

  const places = placesOf(objects);
  const problems = [...input.problems, ...profiles.problems.map(problem => ruleProblem(problem, places))];
  let code: number;
  if (question && from && to) {
    code = answer(places, profiles, from, to, question, options, surroundings);
  } else {
    const withoutMesh = environment.mesh === 'none' ? undefined : new Profiles(objects, { ...environment, mesh: 'none' }, profiles.cnis);
    const report = reachReport(objects, profiles, withoutMesh, { from, to, all: options.all === true }, problems, tool());
    write(FORMATS[options.format](report, isColored(options, surroundings)), options, surroundings);
    code = report.findings.length > 0 ? 1 : 0;
  }
  say(surroundings, 'skipped', input.skipped);
  say(surroundings, 'problem', problems);
  // What could not be read may open or close anything.
  return problems.length > 0 ? 2 : code;
}

/** What the command line says comes before the platform file, and that before the manifests. */
function environmentOf(objects: readonly JudgedObject[], { mesh }: ReachArguments, platform: Partial<Environment>): Environment {
  return { ...DEFAULT_ENVIRONMENT, ...platform, mesh: mesh ?? platform.mesh ?? detectMesh(new Inventory(objects)) };
}

function questionOf({ from, to, port, http, explain: explains, format }: ReachArguments): Question | undefined {
  if (port === undefined) {
    if (http !== undefined || explains) throw new UsageError(`${http === undefined ? '--explain' : '--http'} belongs to one question: give --from, --to and --port, too`);
    return undefined;
  }
  if (from === undefined || to === undefined) throw new UsageError('--port asks one question: give --from and --to, too');
  if (format !== 'table') throw new UsageError(`--port asks one question, and --format ${format} is for reports. Leave one of them out`);
  try {
    return parseQuestion(port, http);
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

function endpointOf(profiles: Profiles, option: string, text: string | undefined): Endpoint | undefined {
  if (text === undefined) return undefined;
  try {
    return endpointNamed(profiles.endpoints, text, nearest);
  } catch (error) {
    throw new UsageError(`${option}: ${(error as Error).message}`);
  }
}

function answer(
  places: Places, profiles: Profiles, from: Endpoint, to: Endpoint, question: Question, options: ReachArguments, surroundings: Surroundings,
): number {
  const { verdict, headline, notes, steps } = explain(profiles, profiles.flow(from, to), question, ref => {
    const place = places(ref);
    return `${place.object}${place.rule === '' ? '' : ` at ${place.rule}`}${place.file === undefined ? '' : ` (${rulePlaceText(place)})`}`;
  });
  const paint = (text: string): string => isColored(options, surroundings) ? `\u001b[${{ allowed: 32, denied: 31, depends: 33 }[verdict]}m${text}\u001b[0m` : text;
  const lines = options.explain ? [headline, ...notes, ...steps.map(step => `  ${step}`)] : [verdict, ...notes];
  write(lines.map((line, index) => `${index === 0 ? paint(printable(line)) : printable(line)}\n`), options, surroundings);
  return EXIT_CODES[verdict];
}

function isColored({ output, color }: ReachArguments, { env, isOutputTerminal }: Surroundings): boolean {
  return output === undefined && isOutputTerminal && color !== false && !env.NO_COLOR;
}

function write(pieces: Iterable<string>, { output }: ReachArguments, { out }: Surroundings): void {
  if (output === undefined) writePieces(pieces, out);
  else writeFileWhole(output, pieces);
}
