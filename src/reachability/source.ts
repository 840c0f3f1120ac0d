import { identityOf, ManifestObject, ObjectIdentity } from '../manifest/object';

/** One object to be evaluated, with the file that it stands in. */
export interface SourcedObject {
  readonly object: ManifestObject;
  readonly file?: string;
}

/** The rule that decides: an object, where it stands, and a JSON pointer in it. */
export interface RuleRef {
  readonly object: ObjectIdentity;
  readonly file?: string;
  /** Empty: the object as a whole, as where a policy has no rule that lets something through. */
  readonly rule: string;
}

/** Part of a policy that the API server or the project's own controller would refuse, or that is not understood here: it lets nothing through. */
export interface Problem {
  readonly ref: RuleRef;
  readonly says: string;
}

export function refOf({ object, file }: SourcedObject, rule: string): RuleRef {
  return { object: identityOf(object), ...(file === undefined ? {} : { file }), rule };
}
