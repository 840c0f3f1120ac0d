import { ApiObject, Lazy } from 'cdk8s';
import { Construct } from 'constructs';
import { isClusterScoped } from '../manifest/kinds';
import { JsonObject } from '../manifest/object';
import { toPlain } from '../manifest/plain';

/** An object to write. A field that is a function is computed when the app is read, after all of it has been declared. */
export interface Emission {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: EmittedMetadata;
  readonly [field: string]: unknown;
}

export interface EmittedMetadata {
  /** Left out only under `Naming.CDK8S`, where cdk8s makes the name from the construct path. */
  readonly name?: string;
  readonly namespace?: string;
  readonly labels?: Record<string, string>;
  readonly annotations?: Record<string, string>;
}

/**
 * Writes an object through a raw ApiObject, never through the typed layer of one Kubernetes version, which drops newer fields without a word.
 * The main child of a construct has the id `Resource`: then names, hashes and selectors are those of cdk8s-plus, and `ApiObject.of` finds it.
 */
export function emit(scope: Construct, id: string, emission: Emission): ApiObject {
  const { apiVersion, kind, metadata, ...fields } = emission;
  return new RawObject(scope, id, {
    apiVersion,
    kind,
    // A name that is undefined would stand over the one that cdk8s makes.
    metadata: toPlain(metadata) as unknown as EmittedMetadata,
    ...Object.fromEntries(Object.entries(fields).map(([field, value]) => [field, typeof value === 'function'
      ? Lazy.any({ produce: () => toPlain((value as () => unknown)()) })
      : toPlain(value)])),
  });
}

class RawObject extends ApiObject {
  /** A Chart with a namespace writes it into cluster-scoped objects too, which the API server refuses. */
  public toJson(): JsonObject {
    const json = super.toJson() as JsonObject;
    if (isClusterScoped(this.apiVersion, this.kind)) delete (json.metadata as JsonObject | undefined)?.namespace;
    return json;
  }
}
