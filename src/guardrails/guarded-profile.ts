import { controlById } from '../controls/catalogue';
import { ResolvedProfile, resolveProfile } from '../controls/profiles';
import { ControlSettings } from '../controls/settings';

/** What is stopped in the whole cluster under any profile. `image-tag-fixed` is half of the digest: of an image without a version, the other says nothing. */
const ALWAYS_GUARDED = ['privileged-container', 'default-serviceaccount-used', 'image-registry-allowlist', 'image-tag-fixed', 'image-digest-pinned'];

/** A profile and what is always guarded. Throws an Error that lists the profiles where there is none of this name. */
export function guardedProfile(name: string, settings: ControlSettings): ResolvedProfile {
  const profile = resolveProfile(name, settings);
  const more = ALWAYS_GUARDED.map(id => controlById(id)!).filter(control => !profile.controls.includes(control));
  return { ...profile, controls: [...profile.controls, ...more] };
}

/** Pods that state no seccomp profile fail the profile. */
export function asksForSeccomp({ controls }: ResolvedProfile): boolean {
  return controls.some(({ id }) => id === 'seccomp-profile-set');
}
