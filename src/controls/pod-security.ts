import { CAPABILITIES } from './areas/capabilities';
import { FILESYSTEM } from './areas/filesystem';
import { POD_ISOLATION } from './areas/pod-isolation';
import { LINUX_PROFILES } from './areas/profiles-linux';
import { USERS } from './areas/users';
import { Control, PodSecurityCheck } from './control';

/** The oldest Pod Security policy version that is judged: the first after PodSecurityPolicy. */
export const OLDEST_POD_SECURITY_MINOR = 25;

interface PodSecurityControl extends Control { readonly podSecurity: PodSecurityCheck }

const POD_SECURITY: readonly PodSecurityControl[] = [...POD_ISOLATION, ...CAPABILITIES, ...USERS, ...FILESYSTEM, ...LINUX_PROFILES]
  .filter((control): control is PodSecurityControl => control.podSecurity !== undefined);

/** The controls that are a level of the Pod Security Standards in one policy version. A restricted check replaces the baseline check that it overrides. */
export function podSecurityControls(level: 'baseline' | 'restricted', minor: number): Control[] {
  const applied = POD_SECURITY.filter(({ podSecurity }) => (level === 'restricted' || podSecurity.level === 'baseline') && (podSecurity.since ?? 0) <= minor);
  const overridden = new Set(applied.map(({ podSecurity }) => podSecurity.overrides));
  return applied.filter(({ podSecurity }) => !overridden.has(podSecurity.check));
}
