import { ManifestObject } from '../manifest/object';

/** One object to be judged, with where it came from. */
export interface JudgedObject {
  readonly object: ManifestObject;
  /** Path of the construct that made it. */
  readonly construct?: string;
  /** File it stands in, relative to the tree. */
  readonly file?: string;
}

/** The objects of one tree, indexed. */
export class ManifestSet {
  public constructor(public readonly members: readonly JudgedObject[]) {}
}
