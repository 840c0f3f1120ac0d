import { coverageOf } from './coverage';
import { countBySeverity, EvaluationError, failures, Finding, Pass, PostureReport, WaivedFinding } from './report';
import { waiverProblems, WaiverRules, waiverWarning } from './waiver-terms';
import { Waiver } from './waivers';
import { Control } from '../controls/control';
import { evaluateSet, SetOptions, SetPass, SetResult, SetVerdict } from '../controls/evaluate-set';
import { JudgedObject, SourcePlace } from '../controls/manifest-set';
import { DEFAULT_PROFILE, resolveProfile } from '../controls/profiles';
import { ControlSettings, DEFAULT_SETTINGS } from '../controls/settings';
import { compareTexts } from '../manifest/lists';
import { identityKey, ObjectIdentity } from '../manifest/object';

export type { JudgedObject } from '../controls/manifest-set';

const LONGEST_MESSAGE = 1_000;

export interface CheckOptions {
  /** `hardened` (the default), `restricted`, `baseline`, `platform-assigned`; with a pinned version: `restricted@1.31`, `hardened@1`. */
  readonly profile?: string;
  /** What differs from `DEFAULT_SETTINGS`. */
  readonly settings?: Partial<ControlSettings>;
  /** A user's own controls, judged beside those of the profile. */
  readonly controls?: readonly Control[];
  readonly waivers?: readonly Waiver[];
  readonly waiverRules?: WaiverRules;
  /** The day on which expiry is judged, `YYYY-MM-DD`. The clock's, where it is left out. */
  readonly today?: string;
  /** Whether a control of the profile is judged. Left out: all are. */
  readonly judges?: (control: Control) => boolean;
  readonly includePasses?: boolean;
  /** An earlier tree, or for a dump of a cluster the trees that own it. Left out: what compares with them is not judged. */
  readonly against?: readonly JudgedObject[];
  readonly progress?: SetOptions['progress'];
}

/**
 * Judges the objects as one set. Throws only for an unknown profile or one that has no place for own controls, a Kubernetes version that is none, or
 * a `today` that is no date.
 */
export function check(objects: readonly JudgedObject[], options: CheckOptions = {}): PostureReport {
  const profile = options.profile ?? DEFAULT_PROFILE;
  const own = options.controls ?? [];
  const resolved = resolveProfile(profile, { ...DEFAULT_SETTINGS, ...options.settings }, own);
  const warns = ({ control }: SetVerdict): boolean => resolved.warning.has(control);
  const judges = options.judges ?? (() => true);
  const controls = resolved.controls.filter(control => judges(control) && (control.needs === undefined || options.against !== undefined));
  const { evaluations, applied, byMember, passes } = judgedByMember(objects, controls, resolved.settings, options);

  const waivers = options.waivers ?? [];
  const today = options.today ?? (waivers.length > 0 ? new Date().toISOString().slice(0, 10) : '1970-01-01');
  const problems = waivers.flatMap(waiver => waiverProblems(waiver, options.waiverRules ?? {}, today, own));
  const broken = new Set(problems.map(problem => problem.waiver));
  const signed = new Signed(waivers.filter(waiver => !broken.has(waiver)));

  const findings: Finding[] = [];
  const waived: WaivedFinding[] = [];
  const errors: EvaluationError[] = [];
  for (const verdict of inOrder(byMember)) {
    if (verdict.outcome === 'error' && !warns(verdict)) {
      errors.push(asError(verdict));
      continue;
    }
    const finding = asFinding(verdict, warns(verdict) ? 'warn' : 'fail');
    const waiver = signed.find(finding);
    if (waiver) waived.push(asWaived(finding, waiver));
    else findings.push(finding);
  }
  const counted = failures({ findings });
  return {
    schemaVersion: 1,
    profile,
    summary: {
      objects: objects.length,
      controls: controls.length,
      evaluations,
      findings: countBySeverity(counted),
      warnings: findings.length - counted.length,
      waived: waived.length,
      errors: errors.length,
    },
    findings,
    waived,
    errors,
    coverage: coverageOf(controls, applied, counted, waived),
    waiverProblems: problems,
    waiverWarnings: waivers.filter(waiver => !broken.has(waiver)).flatMap(waiver => waiverWarning(waiver, today) ?? []),
    unusedWaivers: signed.unused(),
    ...known({ passes: options.includePasses ? passes.map(asPass) : undefined }),
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

/** Every finding has every field, unset where unknown: objects of one shape take a fifth of the memory, and there may be millions. */
function asFinding({ control, container, pointer, says, fix, member }: SetVerdict, outcome: Finding['outcome']): Finding {
  return {
    control: control.id,
    severity: control.severity,
    outcome,
    object: member.identity,
    container,
    pointer,
    construct: member.construct,
    source: sourceOf(member, pointer),
    message: shortened(says),
    fix: fix ?? control.fix,
    standards: control.standards,
  };
}

function asError({ control, container, pointer, says, member }: SetVerdict): EvaluationError {
  return {
    control: control.id,
    object: member.identity,
    ...known({ container, construct: member.construct, source: sourceOf(member, pointer) }),
    reason: shortened(says),
  };
}

function asPass({ control, member, container }: SetPass): Pass {
  return { control: control.id, ...known({ object: member?.identity, container }) };
}

function sourceOf({ file, locate }: JudgedObject, pointer: string): SourcePlace | undefined {
  return locate?.(pointer) ?? (file === undefined ? undefined : { file });
}

/** A value of a manifest may be a megabyte, and stand in each of a hundred messages. */
function shortened(says: string): string {
  return says.length > LONGEST_MESSAGE ? `${says.slice(0, LONGEST_MESSAGE)}…` : says;
}

/** Without the fields that are not known. */
function known<T extends object>(fields: T): T {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T;
}

function asWaived({ control, object, container, source, message }: Finding, { reason, owner, expires, ticket }: Waiver): WaivedFinding {
  return { control, object, ...known({ container, source }), reason, owner, expires, ...known({ ticket }), message };
}

type JudgedByMember = Omit<SetResult, 'verdicts'> & { readonly byMember: Map<ObjectIdentity, SetVerdict[]> };

/** The verdicts by the object that they stand on: sorted there, a few at a time, and let go of when they have become findings. */
function judgedByMember(...judged: Parameters<typeof evaluateSet>): JudgedByMember {
  const { verdicts, ...others } = evaluateSet(...judged);
  // By identity, of which each has one: to set controls, a member that makes pods is another object.
  const byMember = new Map<ObjectIdentity, SetVerdict[]>();
  for (const verdict of verdicts) {
    const found = byMember.get(verdict.member.identity);
    if (found) found.push(verdict);
    else byMember.set(verdict.member.identity, [verdict]);
  }
  return { ...others, byMember };
}

/** File, object, control, pointer: the order of every report. Empties the map. */
function* inOrder(byMember: Map<ObjectIdentity, SetVerdict[]>): Generator<SetVerdict> {
  const members = [...byMember].map(([identity, [{ member }]]) => ({ identity, file: member.file ?? '', key: identityKey(identity), index: member.index }))
    .sort((a, b) => compareTexts(a.file, b.file) || compareTexts(a.key, b.key) || a.index - b.index);
  for (const { identity } of members) {
    const found = byMember.get(identity)!;
    byMember.delete(identity);
    yield* unique(found.sort((a, b) => compareTexts(a.control.id, b.control.id) || compareTexts(detailOf(a), detailOf(b))));
  }
}

function detailOf({ outcome, pointer, says }: SetVerdict): string {
  return outcome === 'error' ? says : pointer;
}


/** What the pod's own spec does wrong is found once for each container: it is said once. In an ordered list equals are near each other. */
function* unique(verdicts: readonly SetVerdict[]): Generator<SetVerdict> {
  let control: Control | undefined;
  let seen = new Set<string>();
  for (const verdict of verdicts) {
    if (verdict.control !== control) seen = new Set();
    control = verdict.control;
    const key = JSON.stringify([verdict.container, verdict.pointer, verdict.says]);
    if (!seen.has(key)) yield verdict;
    seen.add(key);
  }
}
