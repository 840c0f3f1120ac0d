import { IConstruct } from 'constructs';
import { AppError } from './app-error';
import { assumptionsOf } from './assumptions';
import { guardRailProblems } from './guard-rails';
import { unheldGuardRails } from './held-guard-rails';
import { liveChanges } from './live-tree';
import { namedServiceProblems } from './named-services';
import { declaredControls } from './own-controls';
import { constructPath, readObjects, ReadObject } from './read';
import { controlSettingsOf } from './settings';
import { staleEdgeWarnings } from './stale-edges';
import { reachabilityProblems } from './verify-reachability';
import { DeclaredWaiver, declaredWaivers } from './waived';
import { ConnectionGraph } from '../connectivity/graph';
import { observedNamespaces } from '../connectivity/namespace-facts';
import { Control } from '../controls/control';
import { TreeFile } from '../gitops/tree';
import { guardrailsOf } from '../guardrails/cluster-guardrails';
import { Platform } from '../platform/platform';
import { check } from '../posture/check';
import { renderReport } from '../posture/render';
import { passes, PostureReport } from '../posture/report';
import { controlPlaneFilesOf } from '../secrets/encryption-at-rest';
import { vaultFilesOf } from '../secrets/vault-files';

/** How an app is judged. */
export interface JudgeOptions {
  readonly profile: string;
  /** Own controls besides those that the app brings. */
  readonly controls?: readonly Control[];
  /** YYYY-MM-DD. The clock is read where this is left out, and only to judge the expiry of waivers. */
  readonly today?: string;
  readonly target?: string;
  /** `group/Kind` of what has no namespace and is not known to have none. */
  readonly clusterScopedKinds?: readonly string[];
  /** Folder in which an earlier tree may lie, for changes of immutable fields. */
  readonly treeFolder?: string;
}

/** An app as it was read and judged. */
export interface Judgement {
  readonly target?: string;
  readonly objects: readonly ReadObject[];
  readonly report: PostureReport;
  readonly waivers: readonly DeclaredWaiver[];
  readonly platform: Platform;
  readonly assumptions: readonly string[];
  /** For those who keep Vault and the control plane. */
  readonly filesBeside: readonly TreeFile[];
  /** Changes that the API server would refuse on the objects of the earlier tree. */
  readonly liveChanges: readonly string[];
  /** How many edges were declared, and how many the platform implies. */
  readonly edges: { readonly declared: number; readonly implied: number };
  /** Namespaces in which nothing is refused yet. */
  readonly observed: readonly string[];
  /** Declared edges that cross a guard rail of the platform. */
  readonly forbidden: readonly string[];
  /** Services that a workload is told of and may not call. */
  readonly misnamed: readonly string[];
  /** Declared edges that nothing mentions: warnings. */
  readonly stale: readonly string[];
  /** Where what can be reached is not what was declared. */
  readonly reachability: readonly string[];
}

export function judge(root: IConstruct, options: JudgeOptions): Judgement {
  const objects = readObjects(root, options.clusterScopedKinds);
  // Written over an earlier tree, nothing would remove everything.
  if (objects.length === 0) throw new AppError(`${constructPath(root)} declares no objects, so that there is nothing to judge. Declare them before synth.`);
  const platform = Platform.of(root);
  const controls = [...declaredControls(root), ...options.controls ?? []];
  const waivers = declaredWaivers(root, objects, controls);
  const report = check(objects, {
    profile: options.profile,
    settings: controlSettingsOf(root),
    controls,
    waivers: waivers.map(({ waiver }) => waiver),
    waiverRules: platform.waivers,
    today: options.today ?? new Date().toISOString().slice(0, 10),
  });
  return {
    target: options.target, objects, report, waivers, platform,
    assumptions: assumptionsOf(root),
    filesBeside: [...vaultFilesOf(root), ...controlPlaneFilesOf(root), ...guardrailsOf(root).map(({ _file }) => _file)],
    liveChanges: options.treeFolder === undefined ? [] : liveChanges(options.treeFolder, objects),
    edges: countEdges(root),
    observed: observedNamespaces(root),
    forbidden: guardRailProblems(root),
    misnamed: namedServiceProblems(root, objects),
    stale: staleEdgeWarnings(root, objects),
    reachability: [...reachabilityProblems(root, objects), ...unheldGuardRails(root, objects)],
  };
}

function countEdges(root: IConstruct): Judgement['edges'] {
  const edges = ConnectionGraph.of(root).edges.filter(({ meshOnly }) => !meshOnly);
  const implied = edges.filter(({ impliedBy }) => impliedBy !== undefined).length;
  return { declared: edges.length - implied, implied };
}

/** Throws one error that holds everything wrong with the apps. */
export function enforceClean(judgements: readonly Judgement[]): void {
  const problems = explainProblems(judgements);
  if (problems !== undefined) throw new AppError(`The app does not comply, and nothing was written.\n\n${problems}`);
}

/** Everything wrong with the apps, grouped by target; undefined where nothing is. A waiver is unused only if no target used it. */
export function explainProblems(judgements: readonly Judgement[]): string | undefined {
  const used = new Set(judgements.flatMap(({ waivers, report }) =>
    waivers.filter(({ waiver }) => !report.unusedWaivers.includes(waiver)).map(({ key }) => key)));
  const texts = judgements.map(({ target, report, waivers, liveChanges: changes, forbidden, misnamed, reachability }) => {
    const unused = waivers.filter(({ key, ifNeeded }) => !ifNeeded && !used.has(key)).map(({ construct, waiver }) =>
      `${construct}: the waiver of '${waiver.control}' is used by nothing. Remove it: what it signed for is no longer there.`);
    const text = [
      ...(passes(report) ? [] : [renderReport(report)]),
      ...[...unused, ...changes, ...forbidden, ...misnamed, ...reachability].map(problem => `  - ${problem}`),
    ].join('\n');
    return text === '' || target === undefined ? text : `Target ${target}:\n${text}`;
  }).filter(text => text !== '');
  return texts.length === 0 ? undefined : texts.join('\n\n');
}
