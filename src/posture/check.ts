import { JudgedObject } from '../controls/manifest-set';
import { ControlSettings, DEFAULT_SETTINGS } from '../controls/settings';
import { PostureReport } from './report';
import { WaiverRules } from './waiver-terms';
import { Waiver } from './waivers';

export interface CheckOptions {
  /** `hardened` (the default), `restricted`, `baseline`, `platform-assigned`; with a pinned version: `restricted@1.31`, `hardened@1`. */
  readonly profile?: string;
  /** What differs from `DEFAULT_SETTINGS`. */
  readonly settings?: Partial<ControlSettings>;
  readonly waivers?: readonly Waiver[];
  readonly waiverRules?: WaiverRules;
  /** The day on which expiry is judged, `YYYY-MM-DD`. The clock's, where it is left out. */
  readonly today?: string;
}

/** Judges the objects as one set. */
export function check(objects: readonly JudgedObject[], options: CheckOptions = {}): PostureReport {
  return {
    schemaVersion: 1,
    profile: options.profile ?? 'hardened',
    summary: { objects: objects.length, controls: Object.keys(DEFAULT_SETTINGS).length, evaluations: 0, findings: { critical: 0, high: 0, medium: 0, low: 0 }, waived: 0, errors: 0 },
    findings: [],
    waived: [],
    errors: [],
    waiverProblems: [],
    waiverWarnings: [],
    unusedWaivers: [],
  };
}
