import { controlById, suggestControlId } from '../controls/catalogue';
import { Control } from '../controls/control';
import { ObjectIdentity } from '../manifest/object';

/** A signature under something weaker: which control, for which objects, why, by whom, and until when. */
export interface Waiver {
  /** Id of the control that is waived. */
  readonly control: string;
  readonly reason: string;
  /** Team or person who answers for it. */
  readonly owner: string;
  /** Last day on which it holds, `YYYY-MM-DD`. */
  readonly expires: string;
  readonly ticket?: string;
  /** The objects that it covers. */
  readonly objects: readonly ObjectIdentity[];
  /** Path of the construct on which it was declared, where there is one: messages name it. */
  readonly construct?: string;
  /** Only findings on this container. All of the object, where it is left out. */
  readonly container?: string;
}

/**
 * What is wrong with a waiver whenever it is read: each sentence says what to write instead. Empty: nothing. `own` are the controls beside those of the
 * catalogue; where it is left out they are not known yet, and an id with a prefix is taken for one of them.
 */
export function validateWaiver(waiver: Omit<Waiver, 'objects'>, own?: readonly Control[]): string[] {
  const control = controlById(waiver.control, own);
  const problems: string[] = [];
  if (!control) {
    if (own || !String(waiver.control).includes('/')) problems.push(`waives '${waiver.control}', which is no control. ${didYouMean(waiver.control, own)}`);
  } else if (!control.waivable) {
    problems.push(`waives '${waiver.control}', which cannot be waived. ${control.fix}`);
  }
  if (isBlank(waiver.reason)) problems.push(`waives '${waiver.control}' without a reason. Say in 'reason' why the weaker setting is needed.`);
  if (isBlank(waiver.owner)) problems.push(`waives '${waiver.control}' without an owner. Name in 'owner' the team that answers for it.`);
  if (dayNumber(waiver.expires) === undefined) {
    problems.push(`waives '${waiver.control}' until '${waiver.expires}', which is no date. Write 'expires' as YYYY-MM-DD, for instance '2027-01-31'.`);
  }
  return problems;
}

/** Days since 1970-01-01 of a real calendar day written `YYYY-MM-DD`; undefined for all else, the 30th of February among it. */
export function dayNumber(day: string): number | undefined {
  if (typeof day !== 'string' || !/^\d{4}-\d{2}-\d{2}$/.test(day)) return undefined;
  const time = Date.parse(`${day}T00:00:00Z`);
  return Number.isNaN(time) || new Date(time).toISOString().slice(0, 10) !== day ? undefined : time / 86_400_000;
}

function didYouMean(id: string, own?: readonly Control[]): string {
  const near = suggestControlId(id, own);
  return near.length > 0 ? `Did you mean ${near.map(each => `'${each}'`).join(' or ')}?` : 'docs/CONTROLS.md lists the ids.';
}

function isBlank(text: unknown): boolean {
  return typeof text !== 'string' || text.trim() === '';
}
