import { Input, readInput } from './input';
import { Surroundings } from './io';
import { describeProblem, Problem, UsageError } from './problem';
import { Control } from '../controls/control';
import { ResolvedProfile, resolveProfile } from '../controls/profiles';
import { ControlSettings } from '../controls/settings';

/** What several commands do with what they are given. */

/** More would be a wall; the count of the rest is said. */
const MOST_NOTES = 20;

/** Objects, or something that could not be read: where there is neither, there is nothing to do, and the error says what that would prove. */
export function readSome(paths: readonly string[], proves: string, surroundings: Surroundings): Input {
  const input = readInput(paths);
  if (input.objects.length === 0 && input.problems.length === 0) {
    // Helm values, say: what was there explains what was not.
    say(surroundings, 'skipped', input.skipped);
    const named = paths.map(path => path === '-' ? 'standard input' : path).join(', ');
    throw new UsageError(`there is no Kubernetes object in ${named}, ${proves}. Of folders, files that end in .yaml, .yml or .json are read.`);
  }
  return input;
}

/** The profile of `--profile`. */
export function resolvedProfile(profile: string, settings: ControlSettings, own: readonly Control[]): ResolvedProfile {
  try {
    return resolveProfile(profile, settings, own);
  } catch (error) {
    throw new UsageError(`--profile ${profile}: ${(error as Error).message}`);
  }
}

/** Throws where there is any problem: with a configuration that is half read nothing is done. */
export function refuse(problems: readonly Problem[]): void {
  if (problems.length > 0) throw new UsageError(problems.map(describeProblem).join('\n'));
}

/** Notes for people, on standard error. */
export function say({ err }: Surroundings, what: string, notes: readonly Problem[]): void {
  // What cannot be read is named one by one, however much it is.
  const shown = what === 'problem' ? notes : notes.slice(0, MOST_NOTES);
  for (const note of shown) err(`${what}: ${describeProblem(note)}\n`);
  if (notes.length > shown.length) err(`${what}: and ${notes.length - shown.length} more\n`);
}
