import { Construct, IConstruct } from 'constructs';
import { explainProblems, judge } from '../app/judge';
import { Control } from '../controls/control';
import { JudgedObject } from '../controls/manifest-set';
import { DEFAULT_PROFILE } from '../controls/profiles';
import { defaultProfile } from '../guardrails/platform-settings';
import { isManifestObject, ManifestObject } from '../manifest/object';
import { parseManifests } from '../manifest/yaml';
import { Platform } from '../platform/platform';
import { check } from '../posture/check';
import { renderReport } from '../posture/render';
import { Finding, passes } from '../posture/report';

/** How the output of a test is judged. */
export interface ComplianceOptions {
  /** `baseline`, `restricted`, `hardened` or `platform-assigned`, optionally pinned: `restricted@1.31`. Default: what the platform calls for. */
  readonly profile?: string;
  /** Own controls, as `cdk8s-hardened/controls` makes them, beside those that the app brings. They are judged under `hardened` and `platform-assigned`. */
  readonly controls?: readonly Control[];
  /** Day on which waivers are judged, YYYY-MM-DD. Default: today. */
  readonly today?: string;
}

/** The verdict on what a test expects something of. */
export interface Compliance {
  readonly pass: boolean;
  /** Every finding, or that there is none. */
  readonly text: string;
  readonly objects: readonly JudgedObject[];
  /** What no waiver signs for. */
  readonly findings: readonly Finding[];
}

/** The findings themselves, for tests that expect something of them: each with its control, object and message. */
export function findingsOf(received: unknown, options: ComplianceOptions = {}): readonly Finding[] {
  return complianceOf(received, options).findings;
}

export function complianceOf(received: unknown, options: ComplianceOptions = {}): Compliance {
  return Construct.isConstruct(received) ? ofConstruct(received, options) : ofManifests(manifestsOf(received), options);
}

function ofConstruct(root: IConstruct, options: ComplianceOptions): Compliance {
  const profile = options.profile ?? defaultProfile(Platform.of(root));
  const judgement = judge(root, { profile, today: options.today, controls: options.controls });
  const { objects, report: { findings } } = judgement;
  const problems = explainProblems([judgement]);
  return { pass: problems === undefined, text: problems ?? complies(objects, profile), objects, findings };
}

function ofManifests(manifests: readonly ManifestObject[], options: ComplianceOptions): Compliance {
  const profile = options.profile ?? DEFAULT_PROFILE;
  const objects = manifests.map(object => ({ object }));
  const report = check(objects, { profile, today: options.today, controls: options.controls });
  const pass = passes(report);
  return { pass, text: pass ? complies(objects, profile) : renderReport(report), objects, findings: report.findings };
}

function complies(objects: readonly JudgedObject[], profile: string): string {
  return `${objects.length} objects comply with '${profile}', expected at least one finding`;
}

/** Kubernetes objects, or YAML text. Throws for anything else. */
export function manifestsOf(received: unknown): ManifestObject[] {
  if (typeof received === 'string') return parseManifests(received, 'expected text');
  const list: unknown[] = Array.isArray(received) ? received : [received];
  const wrong = list.findIndex(item => !isManifestObject(item));
  if (wrong >= 0 || list.length === 0) {
    throw new Error(`cdk8s-hardened/testing judges a construct, Kubernetes objects or YAML text, and got ${
      list.length === 0 ? 'an empty list, which proves nothing' : `something else${list.length > 1 ? ` at [${wrong}]` : ''}`}.`);
  }
  return list as ManifestObject[];
}
