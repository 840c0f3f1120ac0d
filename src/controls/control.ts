import { ManifestSet, Member } from './manifest-set';
import { scannerRulesOf, ScannerRules } from './scanner-rules';
import { JudgementSettings } from './settings';
import { standardsOf } from './standards';
import { JsonObject } from '../manifest/object';

export type Severity = 'critical' | 'high' | 'medium' | 'low';
export const SEVERITIES: readonly Severity[] = ['critical', 'high', 'medium', 'low'];

/** What a control looks at: each container, each pod template, each object of some kinds, or the whole set. */
export type Subject = 'container' | 'pod' | 'object' | 'set';

/** One rule of what "hardened" means. */
export interface Control {
  /** Stable name: waivers, reports and policies refer to it. With a prefix, as in `acme/cost-centre`, where it is a user's own. */
  readonly id: string;
  /** What holds where the control passes. */
  readonly title: string;
  /** The attack or the accident that is stopped. */
  readonly why: string;
  /** What to write. */
  readonly fix: string;
  readonly severity: Severity;
  readonly subject: Subject;
  /** `group/Kind` of the objects that an `object` control judges; left out: all kinds. */
  readonly kinds?: readonly string[];
  /** CEL over `object`, `pod`, `container`, `containerType`, `settings`: true where the subject passes. */
  readonly cel?: string;
  /** CEL: true where the control does not apply to the subject, as the Pod Security Standards leave out Windows. */
  readonly unless?: string;
  /** The field judged, from the container, the pod's spec or the object: `securityContext.privileged`. */
  readonly at?: string;
  /** Where the field alone would not say it: what is wrong with this subject. */
  readonly seen?: (facts: Facts) => Seen | string | undefined;
  /** For `set` controls: everything that is wrong. */
  readonly check?: (set: ManifestSet, settings: JudgementSettings) => SetFinding[];
  /** False where the settings leave nothing to judge. */
  readonly when?: (settings: JudgementSettings) => boolean;
  /** False for what no signature can make work. */
  readonly waivable: boolean;
  /** Generation of the catalogue in which it arrived, 1 where it is left out: under an older pin (`hardened@1`) its findings only warn. */
  readonly since?: number;
  /** Judged only where other objects are given to compare with: an earlier tree, or the trees of a cluster. */
  readonly needs?: 'against';
  /** A stricter control that fails wherever this one does. Profiles that have the stricter one leave this one out; standards ask for either. */
  readonly weakerThan?: string;
  /** Set for the Pod Security Standards' own checks. */
  readonly podSecurity?: PodSecurityCheck;
  /** What other rule books say the same: `{ pss: 'restricted', cis: ['5.2.7'] }`. */
  readonly standards: Readonly<Record<string, string | readonly string[]>>;
  /** Rules of scanners that look for the same. */
  readonly alsoKnownAs: ScannerRules;
}

/** The upstream check that a control is (a part of): k8s.io/pod-security-admission, folder policy. */
export interface PodSecurityCheck {
  readonly level: 'baseline' | 'restricted';
  /** Upstream's id: `runAsNonRoot`. */
  readonly check: string;
  /** First minor version of the policy that has it; left out: all that are judged here. */
  readonly since?: number;
  /** The check that it replaces where both would apply. */
  readonly overrides?: string;
}

/** What was evaluated, for the message: the values that CEL saw. */
export interface Facts {
  readonly object: JsonObject;
  readonly pod: JsonObject;
  readonly container: JsonObject;
  readonly settings: JudgementSettings;
}

/** What is wrong, and where: a path from the container, or from the pod's spec, or from the object. */
export interface Seen {
  readonly says: string;
  readonly from?: 'container' | 'pod';
  readonly path?: readonly (string | number)[];
}

/** A failure found in a set. */
export interface SetFinding {
  readonly member: Member;
  readonly says: string;
  readonly pointer?: string;
  readonly container?: string;
  /** What to write, where it can be said more exactly than in the control. */
  readonly fix?: string;
  /** `error`: the object cannot be judged at all. */
  readonly outcome?: 'fail' | 'error';
}

type Props = Omit<Control, 'waivable' | 'standards' | 'alsoKnownAs'> & { readonly waivable?: boolean };

/** A control, complete with the references of other rule books to it. */
export function control(props: Props): Control {
  const pss: Record<string, string> = props.podSecurity ? { pss: props.podSecurity.level } : {};
  return { waivable: true, ...props, standards: { ...pss, ...standardsOf(props.id) }, alsoKnownAs: scannerRulesOf(props.id) };
}
