import { ApiObject } from 'cdk8s';
import { IConstruct } from 'constructs';
import { check, JudgedObject, PostureReport } from '../posture/check';
import { immutableChanges } from '../posture/immutable-fields';
import { renderReport } from '../posture/render';
import { Platform } from '../platform/platform';
import { vaultFilesOf } from '../secrets/vault-files';
import { TreeFile } from '../gitops/tree';
import { AppError } from './app-error';
import { assumptionsOf } from './assumptions';
import { liveObjects } from './live-tree';
import { constructPath, readObjects } from './read';
import { controlSettingsOf } from './settings';
import { DeclaredWaiver, declaredWaivers } from './waived';

/** How an app is judged. */
export interface JudgeOptions {
  readonly profile: string;
  /** YYYY-MM-DD; the clock is read where this is left out, and only to judge the expiry of waivers. */
  readonly today?: string;
  readonly target?: string;
  /** Folder in which an earlier tree may lie, for changes of immutable fields. */
  readonly outdir?: string;
}

/** An app as it was read and judged. */
export interface Judgement {
  readonly target?: string;
  readonly objects: readonly JudgedObject[];
  readonly report: PostureReport;
  readonly waivers: readonly DeclaredWaiver[];
  readonly platform: Platform;
  readonly assumptions: readonly string[];
  readonly vaultFiles: readonly TreeFile[];
  /** What stops the synth besides findings. */
  readonly problems: readonly string[];
}

export function judge(root: IConstruct, options: JudgeOptions): Judgement {
  const objects = readObjects(root, { validate: true });
  const byConstruct = new Map(objects.map(({ object, construct }) => [construct, object]));
  void byConstruct;
  const platform = Platform.of(root);
  const waivers = declaredWaivers(root, (node: ApiObject) => objects.find(({ construct }) => construct === constructPath(node))?.object);
  const report = check(objects, {
    profile: options.profile,
    settings: controlSettingsOf(root),
    waivers: waivers.map(({ waiver }) => waiver),
    waiverRules: platform.waivers,
    today: options.today ?? new Date().toISOString().slice(0, 10),
  });
  return {
    target: options.target, objects, report, waivers, platform,
    assumptions: assumptionsOf(root),
    vaultFiles: vaultFilesOf(root),
    problems: options.outdir === undefined ? [] : changesOfLiveFields(options.outdir, objects),
  };
}
void AppError; void renderReport; void immutableChanges; void liveObjects;
