/** Any JSON value. */
export type Json = string | number | boolean | null | Json[] | JsonObject;
/** A JSON object. */
export interface JsonObject { [key: string]: Json }

/** One Kubernetes object as plain JSON, as it stands in a file. Nothing is promised of it but that it is an object: input may be broken. */
export interface ManifestObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata?: ObjectMetadata;
  readonly [field: string]: unknown;
}

/** The part of `metadata` that this library reads. */
export interface ObjectMetadata {
  readonly name?: string;
  readonly namespace?: string;
  readonly labels?: Record<string, string>;
  readonly annotations?: Record<string, string>;
  readonly [field: string]: unknown;
}

/** What makes two manifests the same object of a cluster: the API group (never the version), kind, namespace and name. */
export interface ObjectIdentity {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isManifestObject(value: unknown): value is ManifestObject {
  return isRecord(value) && typeof value.apiVersion === 'string' && typeof value.kind === 'string';
}

/** A value as text, whatever it is: `String` itself throws at an object that hides its `toString` behind a field of that name. */
export function textOf(value: unknown): string {
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value);
}

/** The object, or an empty one. */
export function recordOf(value: unknown): Record<string, unknown> {
  return isRecord(value) ? value : {};
}

/** The objects of a list; whatever else stands in it is left to the shape check. */
export function recordsOf(value: unknown): Record<string, unknown>[] {
  return Array.isArray(value) ? value.filter(isRecord) : [];
}

/** The items of a list, as texts. */
export function textsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.map(textOf) : [];
}

export function identityOf(object: ManifestObject): ObjectIdentity {
  const { name, namespace } = isRecord(object.metadata) ? object.metadata as ObjectMetadata : {} as ObjectMetadata;
  return {
    apiVersion: object.apiVersion,
    kind: object.kind,
    ...(namespace === undefined ? {} : { namespace: textOf(namespace) }),
    name: textOf(name ?? ''),
  };
}

/** The object comes from a cluster: only the API server gives a `uid`. */
export function isLive(object: ManifestObject): boolean {
  return isRecord(object.metadata) && typeof object.metadata.uid === 'string';
}

/** `apps` of `apps/v1`; the empty string for the core group. */
export function groupOf(apiVersion: string): string {
  const slash = apiVersion.indexOf('/');
  return slash < 0 ? '' : apiVersion.slice(0, slash);
}

/** One string per object of a cluster: `apps/Deployment/shop/cart`. Versions of one group name the same object. */
export function identityKey(identity: ObjectIdentity): string {
  return [groupOf(identity.apiVersion), identity.kind, identity.namespace ?? '', identity.name].join('/');
}

/** `Deployment shop/cart`, for messages. */
export function describeIdentity(identity: Omit<ObjectIdentity, 'apiVersion'>): string {
  return `${identity.kind} ${identity.namespace ? `${identity.namespace}/` : ''}${identity.name || '(no name)'}`;
}
