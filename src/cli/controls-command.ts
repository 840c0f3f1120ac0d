import { profilesOf } from './explain';
import { Surroundings } from './io';
import { UsageError } from './problem';
import { CONTROLS } from '../controls/catalogue';
import { Control, SEVERITIES } from '../controls/control';
import { nearest } from '../controls/nearest';
import { resolveProfile } from '../controls/profiles';
import { DEFAULT_SETTINGS } from '../controls/settings';

export interface ControlsArguments {
  /** `cis`, or a paragraph of it: `cis=5.2.7`. */
  readonly standard?: string;
  readonly profile?: string;
  readonly format: string;
}

/** Lists the controls, most severe first. */
export function runControls({ standard, profile, format }: ControlsArguments, { out }: Surroundings): number {
  const controls = [...ofProfile(profile)].filter(ofStandard(standard))
    .sort((a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) || (a.id < b.id ? -1 : 1));
  if (controls.length === 0) throw new UsageError(`--standard ${standard}: no control${profile === undefined ? '' : ` of the profile '${profile}'`} refers to it.`);
  out(LISTS[format](controls));
  return 0;
}

const LISTS: Readonly<Record<string, (controls: readonly Control[]) => string>> = {
  pretty: controls => {
    const width = Math.max(...controls.map(({ id }) => id.length));
    return [...controls.map(({ id, severity, title }) => `${severity.padEnd(8)}  ${id.padEnd(width)}  ${title}`), `${controls.length} controls.`, ''].join('\n');
  },
  json: controls => `${JSON.stringify({
    schemaVersion: 1,
    controls: controls.map(control => {
      const { id, title, severity, subject, kinds, why, fix, waivable, standards, alsoKnownAs } = control;
      return { id, title, severity, subject, kinds, why, fix, waivable, profiles: profilesOf(control), standards, alsoKnownAs };
    }),
  }, undefined, 2)}\n`,
  markdown: controls => [
    '| control | severity | what holds | standards |',
    '|---|---|---|---|',
    ...controls.map(({ id, severity, title, standards }) => `| \`${id}\` | ${severity} | ${title.replaceAll('|', '\\|')} | ${
      Object.entries(standards).map(([book, ids]) => `${book} ${[ids].flat().join(', ')}`).join('; ')} |`),
    '',
  ].join('\n'),
};

function ofProfile(profile: string | undefined): readonly Control[] {
  if (profile === undefined) return CONTROLS;
  try {
    return resolveProfile(profile, DEFAULT_SETTINGS).controls;
  } catch (error) {
    throw new UsageError(`--profile ${profile}: ${(error as Error).message}`);
  }
}

function ofStandard(standard: string | undefined): (control: Control) => boolean {
  if (standard === undefined) return () => true;
  const [book, paragraph] = standard.split('=');
  const known = [...new Set(CONTROLS.flatMap(({ standards }) => Object.keys(standards)))].sort();
  if (!known.includes(book)) {
    const [near] = nearest(book, known);
    throw new UsageError(`--standard ${standard}: there is no such standard. ${near ? `Did you mean '${near}'? ` : ''}Known are ${known.join(', ')}.`);
  }
  return ({ standards }) => Object.hasOwn(standards, book) && (paragraph === undefined || [standards[book]].flat().includes(paragraph));
}
