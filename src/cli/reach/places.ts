import { JudgedObject } from '../../controls/manifest-set';
import { describeIdentity, identityKey, identityOf } from '../../manifest/object';
import { Problem as RuleProblem, RuleRef } from '../../reachability/source';
import { Problem } from '../problem';
import { placeText } from '../text';

/** A rule, and where it stands. */
export interface RulePlace {
  readonly object: string;
  readonly file?: string;
  readonly line?: number;
  /** JSON pointer; empty for the object as a whole. */
  readonly rule: string;
}

/** Finds where the rule of an object stands. */
export type Places = (ref: RuleRef) => RulePlace;

export function placesOf(objects: readonly JudgedObject[]): Places {
  const found = new Map(objects.map(each => [`${each.file ?? ''}\n${identityKey(identityOf(each.object))}`, each]));
  return ({ object, file, rule }) => {
    const place = found.get(`${file ?? ''}\n${identityKey(object)}`)?.locate?.(rule);
    return { object: describeIdentity(object), ...(file === undefined ? {} : { file }), ...(place?.line === undefined ? {} : { line: place.line }), rule };
  };
}

/** What the API server would refuse, with its file and line. */
export function ruleProblem({ ref, says }: RuleProblem, places: Places): Problem {
  const { object, file, line, rule } = places(ref);
  return { file: file ?? object, ...(line === undefined ? {} : { line }), says: `${object}${rule === '' ? '' : ` at ${rule}`} ${says}` };
}

/** `shop/networkpolicy-cart.yaml:12`, or the object where it stands in no file. */
export function rulePlaceText({ file, line, object, rule }: RulePlace): string {
  return file === undefined ? `${object}${rule === '' ? '' : ` at ${rule}`}` : placeText({ file, line });
}
