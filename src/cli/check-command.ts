import { readControls } from './controls-file';
import { excerptsOf } from './excerpt';
import { explain } from './explain';
import { FORMATS } from './formats';
import { readSome, refuse, resolvedProfile, say } from './given';
import { Surroundings, writeFileWhole, writePieces } from './io';
import { judgedObjects } from './locate';
import { readPlatform } from './platform-file';
import { UsageError } from './problem';
import { Progress } from './progress';
import { CheckResult, exitCodeOf } from './result';
import { selectionOf } from './selection';
import { readWaivers, waiverFileProblems } from './waivers-file';
import { controlById } from '../controls/catalogue';
import { Severity } from '../controls/control';
import { DEFAULT_PROFILE } from '../controls/profiles';
import { DEFAULT_SETTINGS } from '../controls/settings';
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
  /** A file of own controls. */
  readonly controls?: string;
  /** An earlier tree, or the trees that own a cluster. */
  readonly against?: readonly string[];
  readonly coverage?: boolean;
  /** False under `--no-color`. */
  readonly color?: boolean;
}

/** Judges what stands under the paths, writes the report, and gives the exit code. */
export function runCheck(paths: readonly string[], options: CheckArguments, surroundings: Surroundings): number {
  const own = options.controls === undefined ? [] : readControls(options.controls);
  if (options.explain !== undefined) {
    surroundings.out(explain(options.explain, own));
    return 0;
  }
  const platform = options.platform === undefined ? undefined : readPlatform(options.platform);
  refuse(platform?.problems ?? []);
  const settings = { ...DEFAULT_SETTINGS, ...platform?.settings };
  const profile = options.profile ?? (settings.ids === 'platform-assigned' ? 'platform-assigned' : DEFAULT_PROFILE);
  const { controls } = resolvedProfile(profile, settings, own);
  const { judges, skipped } = selectionOf(profile, controls, options.only ?? [], options.skip ?? [], own);
  const idle = options.against === undefined && options.only?.find(id => controlById(id)?.needs !== undefined);
  if (idle) throw new UsageError(`--only ${idle}: this control compares with other objects. Give them with --against: an earlier tree, or the trees of a cluster.`);

  const input = readSome(paths, 'and an empty check proves nothing', surroundings);
  const against = options.against === undefined ? undefined : readSome(options.against, 'and nothing to compare with (--against)', surroundings);
  // What cannot be read would pass for gone, or for owned by nobody: then nothing is compared.
  const compared = against?.problems.length === 0 ? against : undefined;
  const known = [...input.objects, ...against?.objects ?? []];
  const fileWaivers = options.waivers === undefined ? undefined : readWaivers(options.waivers, known.map(({ object }) => object));
  const progress = new Progress(surroundings);
  const report = check(judgedObjects(input.objects), {
    profile, settings, judges,
    controls: own,
    against: compared && judgedObjects(compared.objects),
    waivers: fileWaivers?.waivers,
    waiverRules: platform?.waiverRules,
    today: surroundings.today,
    includePasses: options.includePasses,
    progress: (done, all) => progress.show(done, all),
  });
  progress.clear();

  const judged = new Set(controls.filter(control => judges(control) && (control.needs === undefined || compared)).map(({ id }) => id));
  const problems = [
    ...input.problems, ...against?.problems ?? [],
    ...fileWaivers ? [...fileWaivers.problems, ...waiverFileProblems(fileWaivers, report, id => judged.has(id))] : [],
  ];
  const result: CheckResult = {
    tool: tool(), report, problems, skipped, own, failOn: options.failOn as Severity,
    showsCoverage: options.coverage === true || profile === 'container-risks', excerptAt: excerptsOf(known),
  };
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
