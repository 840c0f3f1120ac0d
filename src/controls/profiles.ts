import { CONTROLS } from './catalogue';
import { Control } from './control';
import { OLDEST_POD_SECURITY_MINOR, podSecurityControls } from './pod-security';
import { ControlSettings, JudgementSettings, minorOf } from './settings';
import { STANDARD_PROFILES } from './standards';

export const DEFAULT_PROFILE = 'hardened';

/** The profiles that are ours, to which users add. The others are what somebody else has written. */
export const OPEN_PROFILES: readonly string[] = ['hardened', 'platform-assigned'];


/** What each profile is. */
export const PROFILES: Readonly<Record<string, string>> = {
  'baseline': 'The Pod Security Standard `baseline`, and nothing else. `baseline@1.31` pins the policy version.',
  'restricted': 'The Pod Security Standard `restricted`, and nothing else. `restricted@1.31` pins the policy version.',
  'hardened': 'Every control but the weaker forms of others. `hardened@1` pins the generation of the catalogue: newer controls only warn.',
  'platform-assigned': 'As `hardened`, with user and group IDs left to the platform (OpenShift, GKE Autopilot).',
  ...Object.fromEntries(Object.entries(STANDARD_PROFILES).map(([name, { title }]) => [name, `The controls that serve ${title}.`])),
};

/** Controls that hold whatever the profile: without them the others cannot be believed. */
export const ALWAYS: ReadonlySet<string> = new Set(['manifest-shape']);

/** A profile, resolved: which controls are judged, and under which settings. */
export interface ResolvedProfile {
  readonly controls: readonly Control[];
  readonly settings: JudgementSettings;
  /** Controls newer than the pinned generation: their findings warn, and fail nothing. */
  readonly warning: ReadonlySet<Control>;
}

/**
 * The controls of a profile, a user's own among them. Throws an Error that lists the profiles where there is none of this name, that says what a pin
 * looks like, or that own controls have no place in a profile.
 */
export function resolveProfile(profile: string, settings: ControlSettings, own: readonly Control[] = []): ResolvedProfile {
  const [name, pin, ...more] = profile.split('@');
  if (!Object.prototype.hasOwnProperty.call(PROFILES, name) || more.length > 0) {
    throw new Error(`There is no profile '${profile}'. Write one of ${Object.keys(PROFILES).join(', ')}, with a pinned version if need be: 'restricted@1.31', 'hardened@1'.`);
  }
  if (own.length > 0 && !OPEN_PROFILES.includes(name)) {
    throw new Error(`'${profile}' is a standard and nothing else, and own controls have no place in it. Judge them under ${OPEN_PROFILES.map(each => `'${each}'`).join(' or ')}.`);
  }
  const warning: ReadonlySet<Control> = new Set();
  if (name === 'baseline' || name === 'restricted') {
    const minor = pinnedMinor(profile, pin) ?? minorOf(settings.kubernetesVersion);
    const level = new Set(podSecurityControls(name, minor));
    return {
      controls: CONTROLS.filter(control => level.has(control) || ALWAYS.has(control.id)),
      settings: { ...settings, podSecurityMinor: minor, rootInUserNamespace: minor >= 35, podSecurityAlone: true },
      warning,
    };
  }
  const minor = minorOf(settings.kubernetesVersion);
  if (Object.hasOwn(STANDARD_PROFILES, name)) {
    if (pin !== undefined) throw new Error(`There is no profile '${profile}'. '${name}' is a version itself: write it without '@'.`);
    return {
      controls: CONTROLS.filter(control => serves(control, name, minor) || ALWAYS.has(control.id)),
      settings: { ...settings, podSecurityMinor: minor, rootInUserNamespace: false, podSecurityAlone: false },
      warning,
    };
  }
  const controls = [...CONTROLS.filter(control => isHardened(control, minor)), ...own];
  const pinned = pinnedGeneration(profile, pin, Math.max(...controls.map(generationOf)));
  return {
    controls,
    warning: new Set(controls.filter(control => generationOf(control) > pinned)),
    settings: {
      ...settings, ...(name === 'platform-assigned' ? { ids: 'platform-assigned' as const } : {}), podSecurityMinor: minor, rootInUserNamespace: false,
      podSecurityAlone: false,
    },
  };
}

/** The generation of the catalogue in which a control arrived. */
function generationOf({ since = 1 }: Control): number {
  return since;
}

/** The generation that decides which controls only warn: the newest, where none is pinned. */
function pinnedGeneration(profile: string, pin: string | undefined, newest: number): number {
  if (pin === undefined) return newest;
  if (/^[1-9]\d*$/.test(pin) && Number(pin) <= newest) return Number(pin);
  const [name] = profile.split('@');
  const pins = Array.from({ length: newest }, (_, index) => `'${name}@${index + 1}'`);
  throw new Error(`There is no profile '${profile}'. This version knows '${name}' and ${pins.join(', ')}.`);
}

/** What no stricter control says too: `restricted` without what it overrides; and what a later policy version adds, since it is as good an idea before. */
function isHardened(control: Control, minor: number): boolean {
  if (control.weakerThan !== undefined) return false;
  if (!control.podSecurity) return true;
  const { since = 0, overrides } = control.podSecurity;
  return podSecurityControls('restricted', minor).includes(control) || (since > minor && overrides === undefined);
}

/** The control serves a paragraph that no stricter control of the profile serves: one fault is one finding, and no paragraph is left out. */
function serves(control: Control, standard: string, minor: number): boolean {
  const { paragraphs } = STANDARD_PROFILES[standard];
  const stricter = CONTROLS.filter(({ id, podSecurity }) => id === control.weakerThan
    || (podSecurity?.overrides !== undefined && podSecurity.overrides === control.podSecurity?.check && (podSecurity.since ?? 0) <= minor));
  const served = new Set(stricter.flatMap(({ id }) => paragraphs[id] ?? []));
  return (paragraphs[control.id] ?? []).some(paragraph => !served.has(paragraph));
}

function pinnedMinor(profile: string, pin: string | undefined): number | undefined {
  if (pin === undefined) return undefined;
  const match = /^v?1\.(\d{1,2})$/.exec(pin);
  if (!match || Number(match[1]) < OLDEST_POD_SECURITY_MINOR) {
    throw new Error(`There is no profile '${profile}'. Pin a Pod Security version from 1.${OLDEST_POD_SECURITY_MINOR} on, for instance '${profile.split('@')[0]}@1.31'.`);
  }
  return Number(match[1]);
}
