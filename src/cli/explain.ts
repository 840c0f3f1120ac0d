import { knownControl } from './selection';
import { Control } from '../controls/control';
import { OPEN_PROFILES, PROFILES, resolveProfile } from '../controls/profiles';
import { DEFAULT_SETTINGS } from '../controls/settings';

/** All that is known of one control, for people. */
export function explain(id: string, own: readonly Control[] = []): string {
  const control = knownControl(id, '--explain', own);
  return [
    `${control.id} (${control.severity})`,
    `${control.title}.`,
    '',
    `Why            ${control.why}`,
    `What to write  ${control.fix}`,
    `Looks at       ${subjectOf(control)}`,
    `Profiles       ${profilesOf(control, own).join(', ')}`,
    ...books('Standards', control.standards),
    ...books('Other tools', control.alsoKnownAs),
    ...(control.needs ? ['Judged only where --against gives what to compare with.'] : []),
    ...(control.waivable ? [] : ['It cannot be waived.']),
    '',
  ].join('\n');
}

/** The profiles that have a control. */
export function profilesOf(control: Control, own: readonly Control[] = []): string[] {
  const added = own.includes(control) ? [control] : [];
  return Object.keys(PROFILES).filter(profile => (added.length === 0 || OPEN_PROFILES.includes(profile))
    && resolveProfile(profile, DEFAULT_SETTINGS, added).controls.includes(control));
}

function subjectOf({ subject, kinds }: Control): string {
  if (kinds) return kinds.join(', ');
  return { container: 'each container', pod: 'each pod template', object: 'each object', set: 'all objects together' }[subject];
}

function books(title: string, entries: Readonly<Record<string, string | readonly string[]>>): string[] {
  return Object.entries(entries).map(([book, ids], index) => `${(index === 0 ? title : '').padEnd(15)}${book}: ${[ids].flat().join(', ')}`);
}
