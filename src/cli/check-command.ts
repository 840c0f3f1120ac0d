import { excerptsOf } from './excerpt';
import { explain } from './explain';
import { FORMATS } from './formats';
import { readInput } from './input';
import { Surroundings, writeFileWhole, writePieces } from './io';
import { judgedObjects } from './locate';
import { readPlatform } from './platform-file';
import { describeProblem, Problem, UsageError } from './problem';
import { Progress } from './progress';
import { CheckResult, exitCodeOf } from './result';
import { selectionOf } from './selection';
import { readWaivers, waiverFileProblems } from './waivers-file';
import { Severity } from '../controls/control';
import { DEFAULT_PROFILE, ResolvedProfile, resolveProfile } from '../controls/profiles';
import { ControlSettings, DEFAULT_SETTINGS } from '../controls/settings';
import { check } from '../posture/check';
import { tool } from '../posture/tool';

/** The options of `check`, as the command line gives them. */
export interface CheckArguments {
  readonly profile?: string;
  readonly platform?: string;
  readonly format: string;
  readonly output?: string;
  readonly failOn: string;
  readonly waivers?: string;
  readonly only?: readonly string[];
  readonly skip?: readonly string[];
  readonly includePasses?: boolean;
  readonly explain?: string;
  /** False under `--no-color`. */
  readonly color?: boolean;
}

/** More would be a wall; the count of the rest is said. */
const MOST_NOTES = 20;

/** Judges what stands under the paths, writes the report, and gives the exit code. */
export function runCheck(paths: readonly string[], options: CheckArguments, surroundings: Surroundings): number {
  if (options.explain !== undefined) {
    surroundings.out(explain(options.explain));
    return 0;
  }
  const platform = options.platform === undefined ? undefined : readPlatform(options.platform);
  refuse(platform?.problems ?? []);
  const settings = { ...DEFAULT_SETTINGS, ...platform?.settings };
  const profile = options.profile ?? (settings.ids === 'platform-assigned' ? 'platform-assigned' : DEFAULT_PROFILE);
  const { controls } = resolved(profile, settings);
  const { judges, skipped } = selectionOf(profile, controls, options.only ?? [], options.skip ?? []);

  const input = readInput(paths);
  if (input.objects.length === 0 && input.problems.length === 0) {
    // Helm values, say: what was there explains what was not.
    say(surroundings, 'skipped', input.skipped);
    throw new UsageError(`there is no Kubernetes object in ${paths.map(path => path === '-' ? 'standard input' : path).join(', ')}, and an empty check proves nothing. Of folders, files that end in .yaml, .yml or .json are read.`);
  }
  const fileWaivers = options.waivers === undefined ? undefined : readWaivers(options.waivers, input.objects.map(({ object }) => object));
  const progress = new Progress(surroundings);
  const report = check(judgedObjects(input.objects), {
    profile, settings, judges,
    waivers: fileWaivers?.waivers,
    waiverRules: platform?.waiverRules,
    today: surroundings.today,
    includePasses: options.includePasses,
    progress: (done, all) => progress.show(done, all),
  });
  progress.clear();

  const judged = new Set(controls.filter(judges).map(({ id }) => id));
  const problems = [...input.problems, ...fileWaivers ? [...fileWaivers.problems, ...waiverFileProblems(fileWaivers, report, id => judged.has(id))] : []];
  const result: CheckResult = { tool: tool(), report, problems, skipped, failOn: options.failOn as Severity, excerptAt: excerptsOf(input.objects) };
  const toTerminal = options.output === undefined && surroundings.isOutputTerminal;
  const color = options.color !== false && !surroundings.env.NO_COLOR && toTerminal;
  const pieces = FORMATS[options.format](result, color);
  if (options.output === undefined) writePieces(pieces, surroundings.out);
  else writeFileWhole(options.output, pieces);

  say(surroundings, 'skipped', input.skipped);
  say(surroundings, 'problem', problems);
  say(surroundings, 'warning', report.waiverWarnings.map(({ waiver, message }) => fileWaivers!.problem(waiver, message)));
  return exitCodeOf(result);
}

function resolved(profile: string, settings: ControlSettings): ResolvedProfile {
  try {
    return resolveProfile(profile, settings);
  } catch (error) {
    throw new UsageError(`--profile ${profile}: ${(error as Error).message}`);
  }
}

function refuse(problems: readonly Problem[]): void {
  if (problems.length > 0) throw new UsageError(problems.map(describeProblem).join('\n'));
}

function say({ err }: Surroundings, what: string, notes: readonly Problem[]): void {
  // What cannot be read is named one by one, however much it is.
  const shown = what === 'problem' ? notes : notes.slice(0, MOST_NOTES);
  for (const note of shown) err(`${what}: ${describeProblem(note)}\n`);
  if (notes.length > shown.length) err(`${what}: and ${notes.length - shown.length} more\n`);
}
