import { EvaluationError, Finding, PostureReport, WaivedFinding } from './report';
import { waiverProblems, WaiverRules, waiverWarning } from './waiver-terms';
import { Waiver } from './waivers';
import { SEVERITIES } from '../controls/control';
import { evaluateSet, SetVerdict } from '../controls/evaluate-set';
import { JudgedObject } from '../controls/manifest-set';
import { DEFAULT_PROFILE, resolveProfile } from '../controls/profiles';
import { ControlSettings, DEFAULT_SETTINGS } from '../controls/settings';
import { identityKey } from '../manifest/object';

export type { JudgedObject } from '../controls/manifest-set';

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

/** Judges the objects as one set. Throws only for an unknown profile, a Kubernetes version that is none, or a `today` that is no date. */
export function check(objects: readonly JudgedObject[], options: CheckOptions = {}): PostureReport {
  const profile = options.profile ?? DEFAULT_PROFILE;
  const { controls, settings } = resolveProfile(profile, { ...DEFAULT_SETTINGS, ...options.settings });
  const { evaluations, verdicts } = evaluateSet(objects, controls, settings);
  const failed = verdicts.filter(verdict => verdict.outcome === 'fail').map(asFinding);
  const errors = verdicts.filter(verdict => verdict.outcome === 'error').map(asError);

  const waivers = options.waivers ?? [];
  const today = options.today ?? (waivers.length > 0 ? new Date().toISOString().slice(0, 10) : '1970-01-01');
  const problems = waivers.flatMap(waiver => waiverProblems(waiver, options.waiverRules ?? {}, today));
  const broken = new Set(problems.map(problem => problem.waiver));
  const signed = new Signed(waivers.filter(waiver => !broken.has(waiver)));

  const findings: Finding[] = [];
  const waived: WaivedFinding[] = [];
  for (const finding of unique(failed).sort(byPlace)) {
    const waiver = signed.find(finding);
    if (waiver) waived.push(asWaived(finding, waiver));
    else findings.push(finding);
  }
  const bySeverity = Object.fromEntries(SEVERITIES.map(severity => [severity, findings.filter(finding => finding.severity === severity).length]));
  return {
    schemaVersion: 1,
    profile,
    summary: {
      objects: objects.length,
      controls: controls.length,
      evaluations,
      findings: bySeverity as PostureReport['summary']['findings'],
      waived: waived.length,
      errors: errors.length,
    },
    findings,
    waived,
    errors: errors.sort(byPlace),
    waiverProblems: problems,
    waiverWarnings: waivers.filter(waiver => !broken.has(waiver)).flatMap(waiver => waiverWarning(waiver, today) ?? []),
    unusedWaivers: signed.unused(),
  };
}

/** The waivers that hold, by control and object. */
class Signed {
  private readonly byTarget = new Map<string, Waiver[]>();
  private readonly used = new Set<Waiver>();

  public constructor(private readonly waivers: readonly Waiver[]) {
    for (const waiver of waivers) {
      for (const object of waiver.objects) {
        const key = `${waiver.control} ${identityKey(object)}`;
        this.byTarget.set(key, [...this.byTarget.get(key) ?? [], waiver]);
      }
    }
  }

  public find(finding: Finding): Waiver | undefined {
    const covering = (this.byTarget.get(`${finding.control} ${identityKey(finding.object)}`) ?? [])
      .filter(waiver => waiver.container === undefined || waiver.container === finding.container);
    for (const waiver of covering) this.used.add(waiver);
    return covering[0];
  }

  public unused(): Waiver[] {
    return this.waivers.filter(waiver => !this.used.has(waiver));
  }
}

function asFinding({ control, container, pointer, says, fix, member }: SetVerdict): Finding {
  return {
    control: control.id,
    severity: control.severity,
    outcome: 'fail',
    object: member.identity,
    ...known({ container }),
    pointer,
    ...originOf(member),
    message: says,
    fix: fix ?? control.fix,
    standards: control.standards,
  };
}

function asError({ control, container, says, member }: SetVerdict): EvaluationError {
  return { control: control.id, object: member.identity, ...known({ container }), ...originOf(member), reason: says };
}

function originOf({ construct, file }: JudgedObject): Pick<Finding, 'construct' | 'source'> {
  return { ...known({ construct }), ...(file === undefined ? {} : { source: { file } }) };
}

/** Without the fields that are not known. */
function known<T extends object>(fields: T): T {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T;
}

function asWaived({ control, object, container, message }: Finding, { reason, owner, expires, ticket }: Waiver): WaivedFinding {
  return { control, object, ...known({ container }), reason, owner, expires, ...known({ ticket }), message };
}

/** What the pod's own spec does wrong is found once for each container: it is said once. */
function unique(findings: readonly Finding[]): Finding[] {
  const seen = new Set<string>();
  return findings.filter(finding => {
    const { control, source, object, container, pointer, message } = finding;
    const key = JSON.stringify([control, source?.file, identityKey(object), container, pointer, message]);
    return seen.has(key) ? false : seen.add(key);
  });
}

/** File, object, control, pointer: the order of every report. */
function byPlace(a: Finding | EvaluationError, b: Finding | EvaluationError): number {
  const [left, right] = [a, b].map(each => [each.source?.file ?? '', identityKey(each.object), each.control, 'pointer' in each ? each.pointer : each.reason]);
  const different = left.findIndex((text, index) => text !== right[index]);
  return different < 0 ? 0 : left[different] < right[different] ? -1 : 1;
}
