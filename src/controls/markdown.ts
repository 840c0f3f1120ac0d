import { AREAS, CONTROLS } from './catalogue';
import { Control } from './control';
import { PROFILES, resolveProfile } from './profiles';
import { SCANNER_NAMES } from './scanner-rules';
import { DEFAULT_SETTINGS } from './settings';
import { STANDARD_NAMES } from './standards';

/** docs/CONTROLS.md, from the catalogue alone: a table for each area, then every control with the reason, the remedy, and where other rule books ask for it. */
export function controlsMarkdown(): string {
  const profiles = Object.keys(PROFILES).map(name => ({ name, ids: new Set(resolveProfile(name, DEFAULT_SETTINGS).controls.map(({ id }) => id)) }));
  const profilesOf = ({ id }: Control): string => profiles.filter(({ ids }) => ids.has(id)).map(({ name }) => name).join(', ');
  return [
    '# Controls',
    '',
    'Made from `src/controls/` by `npm run docs`. How to pass one weaker on purpose: [gate and waivers](gate-and-waivers.md).',
    '',
    '| profile | |',
    '|---|---|',
    ...Object.entries(PROFILES).map(([name, what]) => `| \`${name}\` | ${what} |`),
    '',
    `${CONTROLS.length} controls, by what they are about:`,
    '',
    ...AREAS.flatMap(({ title, controls }) => [
      `## ${title}`,
      '',
      '| control | severity | looks at | profiles |',
      '|---|---|---|---|',
      ...controls.map(control => `| [${control.id}](#${control.id}) | ${control.severity} | ${subjectOf(control)} | ${profilesOf(control)} |`),
      '',
    ]),
    '## Each control',
    '',
    ...[...CONTROLS].sort((a, b) => a.id < b.id ? -1 : 1).flatMap(section),
  ].join('\n');
}

function section(control: Control): string[] {
  return [
    `### ${control.id}`,
    '',
    `**${control.title}.** ${control.why}`,
    '',
    `${control.fix}${control.waivable ? '' : ' This control cannot be waived.'}`,
    '',
    ...references('Standards', control.standards, STANDARD_NAMES),
    ...references('Other tools', control.alsoKnownAs, SCANNER_NAMES),
  ];
}

function references(title: string, found: Readonly<Record<string, string | readonly string[]>>, names: Readonly<Record<string, string>>): string[] {
  const each = Object.entries(found).map(([key, ids]) => `${names[key]}: ${[ids].flat().join(', ')}`);
  return each.length === 0 ? [] : [`${title} — ${each.join(' · ')}`, ''];
}

function subjectOf(control: Control): string {
  return control.subject === 'object' && control.kinds ? control.kinds.map(kind => kind.replace(/^.*\//, '')).join(', ') : control.subject;
}
