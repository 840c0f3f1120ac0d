import { readControls } from './controls-file';
import { readSome, refuse, resolvedProfile } from './given';
import { Surroundings, writeFileWhole, writePieces } from './io';
import { judgedObjects } from './locate';
import { readPlatform } from './platform-file';
import { UsageError } from './problem';
import { refusals, refusalsText } from './refusals';
import { selectionOf } from './selection';
import { FileWaivers, readWaivers } from './waivers-file';
import { emitPolicies } from '../admission/emit-policies';
import { AdmissionAction, AdmissionEngine, EXEMPT_NAMESPACES } from '../admission/options';
import { beyondAdmission } from '../admission/policy';
import { DEFAULT_PROFILE } from '../controls/profiles';
import { DEFAULT_SETTINGS, minorOf } from '../controls/settings';
import { ManifestObject } from '../manifest/object';
import { toYaml } from '../manifest/yaml';
import { check } from '../posture/check';
import { waiverProblems, WaiverRules } from '../posture/waiver-terms';

export interface AdmissionArguments {
  readonly engine: AdmissionEngine;
  readonly action: AdmissionAction;
  readonly profile?: string;
  readonly platform?: string;
  readonly waivers?: string;
  readonly controls?: string;
  readonly only?: readonly string[];
  readonly skip?: readonly string[];
  readonly exemptNamespaces?: readonly string[];
  readonly output?: string;
  readonly dryRun?: boolean;
}

/** From this minor version on the API server evaluates policies of its own. */
const OLDEST_MINOR = 30;

/** Writes the controls as policies of an admission engine. Under `--dry-run` what these would refuse of a tree or a dump, and 1 where there is something. */
export function runAdmission(paths: readonly string[], options: AdmissionArguments, surroundings: Surroundings): number {
  const own = options.controls === undefined ? [] : readControls(options.controls);
  const platform = options.platform === undefined ? undefined : readPlatform(options.platform);
  refuse(platform?.problems ?? []);
  const settings = { ...DEFAULT_SETTINGS, ...platform?.settings };
  if (options.engine === 'vap' && minorOf(settings.kubernetesVersion) < OLDEST_MINOR) {
    throw new UsageError(`--engine vap: Kubernetes ${settings.kubernetesVersion} does not serve admissionregistration.k8s.io/v1 policies, which came with 1.${OLDEST_MINOR}. Write --engine kyverno or gatekeeper.`);
  }
  const name = options.profile ?? (settings.ids === 'platform-assigned' ? 'platform-assigned' : DEFAULT_PROFILE);
  const whole = resolvedProfile(name, settings, own);
  const { judges } = selectionOf(name, whole.controls, options.only ?? [], options.skip ?? [], own);
  const profile = { ...whole, controls: whole.controls.filter(judges) };

  const needsTree = options.dryRun ? '--dry-run' : options.waivers === undefined ? undefined : '--waivers';
  if (needsTree !== undefined && paths.length === 0) throw new UsageError(`${needsTree}: name the tree that it is about.`);
  const input = needsTree === undefined ? { objects: [], problems: [] } : readSome(paths, `which ${needsTree} is about`, surroundings);
  refuse(input.problems);
  const objects = input.objects.map(({ object }) => object);
  const waivers = options.waivers === undefined ? [] : signed(readWaivers(options.waivers, objects), platform?.waiverRules ?? {}, surroundings);

  const beyond = new Set(beyondAdmission(profile));
  if (options.dryRun) {
    const report = check(judgedObjects(input.objects), {
      profile: name, settings, controls: own, waivers, waiverRules: platform?.waiverRules, today: surroundings.today,
      judges: control => profile.controls.includes(control) && !beyond.has(control),
    });
    const found = refusals(report, objects, exemptOf(options), settings.ownerLabel);
    surroundings.out(refusalsText(found, objects.length));
    return found.length > 0 ? 1 : 0;
  }
  const policies = emitPolicies(options.engine, { profile, waivers }, { action: options.action, exemptNamespaces: exemptOf(options) });
  const pieces = policies.map(policy => `---\n${toYaml(policy)}`);
  if (options.output === undefined) writePieces(pieces, surroundings.out);
  else writeFileWhole(options.output, pieces);
  surroundings.err(`${summary(policies)}; ${beyond.size} of the profile's ${profile.controls.length} controls judge several objects together, which no admission policy sees: 'check' does.\n`);
  return 0;
}

function exemptOf({ exemptNamespaces }: AdmissionArguments): readonly string[] {
  return exemptNamespaces ?? EXEMPT_NAMESPACES;
}

function summary(policies: readonly ManifestObject[]): string {
  const counts = new Map<string, number>();
  for (const { apiVersion, kind } of policies) {
    // Each of Gatekeeper's constraints is of a kind of its own.
    const name = apiVersion.startsWith('constraints.') ? 'constraint' : kind;
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return [...counts].map(([kind, number]) => `${number} ${kind}`).join(', ');
}

/** The waivers of a file that hold today. An exclusion never ends by itself in the API server: one that has expired must not be written. */
function signed({ waivers, problems, problem }: FileWaivers, rules: WaiverRules, { today = new Date().toISOString().slice(0, 10) }: Surroundings): FileWaivers['waivers'] {
  refuse([...problems, ...waivers.flatMap(waiver => waiverProblems(waiver, rules, today).map(({ message }) => problem(waiver, message)))]);
  return waivers;
}
