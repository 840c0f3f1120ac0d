import { CONTROLS } from './catalogue';
import { Control } from './control';
import { PROFILES, resolveProfile } from './profiles';
import { DEFAULT_SETTINGS } from './settings';

/** docs/CONTROLS.md: every control with its profiles, the reason, the remedy, and where other rule books ask for the same. Made from the catalogue alone. */
export function controlsMarkdown(): string {
  const profiles = Object.keys(PROFILES).map(name => ({ name, ids: new Set(resolveProfile(name, DEFAULT_SETTINGS).controls.map(({ id }) => id)) }));
  const profilesOf = ({ id }: Control): string => profiles.filter(({ ids }) => ids.has(id)).map(({ name }) => name).join(', ');
  const controls = [...CONTROLS].sort((a, b) => a.id < b.id ? -1 : 1);
  return [
    '# Controls',
    '',
    'Made from `src/controls/` by `npm run docs`. How to pass one weaker on purpose: [gate and waivers](gate-and-waivers.md).',
    '',
    '| profile | |',
    '|---|---|',
    ...Object.entries(PROFILES).map(([name, what]) => `| \`${name}\` | ${what} |`),
    '',
    `${controls.length} controls:`,
    '',
    '| control | severity | looks at | profiles |',
    '|---|---|---|---|',
    ...controls.map(control => `| [${control.id}](#${control.id}) | ${control.severity} | ${subjectOf(control)} | ${profilesOf(control)} |`),
    '',
    ...controls.flatMap(section),
  ].join('\n');
}

function section(control: Control): string[] {
  const references = { ...control.standards, ...control.alsoKnownAs };
  return [
    `## ${control.id}`,
    '',
    `**${control.title}.** ${control.why}`,
    '',
    `${control.fix}${control.waivable ? '' : ' This control cannot be waived.'}`,
    '',
    ...(Object.keys(references).length === 0 ? [] : [
      Object.entries(references).map(([book, ids]) => `${book}: ${[ids].flat().join(', ')}`).join(' · '),
      '',
    ]),
  ];
}

function subjectOf(control: Control): string {
  return control.subject === 'object' && control.kinds ? control.kinds.map(kind => kind.replace(/^.*\//, '')).join(', ') : control.subject;
}
