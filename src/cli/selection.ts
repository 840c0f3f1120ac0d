import { UsageError } from './problem';
import { SkippedControl } from './result';
import { controlById, suggestControlId } from '../controls/catalogue';
import { Control } from '../controls/control';
import { ALWAYS } from '../controls/profiles';

/** Which controls of a profile are judged. */
export interface Selection {
  readonly judges: (control: Control) => boolean;
  readonly skipped: readonly SkippedControl[];
}

/** `--only` and `--skip id=reason`. Throws a UsageError for ids that the profile does not have. */
export function selectionOf(
  profile: string, controls: readonly Control[], only: readonly string[], skips: readonly string[], own: readonly Control[] = [],
): Selection {
  const named = (option: string, id: string): Control => {
    const control = knownControl(id, option, own);
    if (!controls.includes(control)) throw new UsageError(`${option} ${id}: the profile '${profile}' does not have this control. Leave it out, or choose another profile.`);
    return control;
  };
  const wanted = new Set(only.map(id => named('--only', id)));
  const skipped = skips.map(text => {
    const [, id, reason] = /^([^=]*)=?(.*)$/s.exec(text)!;
    const control = named('--skip', id);
    if (reason.trim() === '') throw new UsageError(`--skip ${id}: a reason is needed, which the report will show. Write --skip '${id}=what makes it needless here'.`);
    if (ALWAYS.has(id)) throw new UsageError(`--skip ${id}: without this control the others cannot be believed. ${control.fix}`);
    return { control: id, reason: reason.trim() };
  });
  const left = new Set(skipped.map(({ control }) => control));
  return {
    // An object of the wrong shape would pass every control that finds nothing in it.
    judges: control => !left.has(control.id) && (wanted.size === 0 || wanted.has(control) || ALWAYS.has(control.id)),
    skipped,
  };
}

/** Throws a UsageError that names the nearest ids. */
export function knownControl(id: string, option: string, own: readonly Control[] = []): Control {
  const control = controlById(id, own);
  if (control) return control;
  const near = suggestControlId(id, own).map(each => `'${each}'`);
  throw new UsageError(`${option} ${id}: there is no such control. ${near.length > 0 ? `Did you mean ${near.join(' or ')}?` : id.includes('/') ? 'Give the file that has it with --controls.' : "List them with 'cdk8s-hardened controls'."}`);
}
