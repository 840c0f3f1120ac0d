import { Chart } from 'cdk8s';
import { IConstruct } from 'constructs';
import { Platform } from '../platform/platform';
import { ServiceMeshKind } from '../platform/service-mesh';

/** How pods of a namespace take calls. */
export enum MeshMode {
  /** Outside the mesh: network policies alone decide. */
  NONE = 'none',
  /** In the mesh, but plaintext is taken too: callers may have no identity. */
  PERMISSIVE = 'permissive',
  /** In the mesh, mutual TLS only. */
  STRICT = 'strict',
}

/** How pods of a namespace are in the mesh, where it is not as the platform says: while it moves from one data plane of Istio to the other. */
export enum MeshDataPlane {
  /** Outside the mesh: a finding. Callers in it have no identity. */
  NONE = 'none',
  /** Istio, a sidecar in each pod. */
  SIDECAR = 'sidecar',
  /** Istio ambient: ztunnel on each node. */
  AMBIENT = 'ambient',
  /**
   * On the way from sidecar to ambient: new pods are ambient, those that still run have their sidecar. Nothing is written that holds in one of the two
   * alone.
   */
  MIGRATING = 'migrating',
}

/** What was declared of a namespace, by `IsolatedNamespace` or `IsolatedNamespace.existing`. */
export interface NamespaceFacts {
  readonly name: string;
  readonly mesh: MeshMode;
  /** The app only uses it: another repository creates it. */
  readonly external: boolean;
  /** Left out: as the platform says. */
  readonly dataPlane?: MeshDataPlane;
  /** Nothing is refused there yet: no network policy is written, and the mesh says what it would refuse. Left out: no. */
  readonly observed?: boolean;
}

const BY_ROOT = new WeakMap<IConstruct, Map<string, NamespaceFacts>>();
const DECLARING = new WeakSet<IConstruct>();

/** Throws where the namespace was already declared otherwise: half of the edges would have been judged by other facts. */
export function declareNamespace(scope: IConstruct, facts: NamespaceFacts): void {
  const { root } = scope.node;
  const declared = BY_ROOT.get(root) ?? new Map<string, NamespaceFacts>();
  const other = declared.get(facts.name);
  if (other && other.mesh !== facts.mesh) {
    throw new Error(`${scope.node.path}: the namespace '${facts.name}' was declared with mesh mode '${other.mesh}' before, and is '${facts.mesh}' here. Declare it once, and pass it around.`);
  }
  if (other && other.dataPlane !== facts.dataPlane) {
    throw new Error(`${scope.node.path}: the namespace '${facts.name}' was declared with another dataPlane before (${other.dataPlane ?? 'that of the platform'}). Declare it once, and pass it around.`);
  }
  if (other && other.observed !== facts.observed) {
    throw new Error(`${scope.node.path}: the namespace '${facts.name}' was declared ${other.observed ? 'as observed' : 'as not observed'} before, and is otherwise here. Declare it once, and pass it around.`);
  }
  if (other && !(other.external && facts.external)) {
    const by = other.external ? 'owned by another repository' : 'created by this app';
    throw new Error(`${scope.node.path}: the namespace '${facts.name}' was declared before, as ${by}. Declare it once, and pass it around.`);
  }
  BY_ROOT.set(root, declared.set(facts.name, facts));
  DECLARING.add(scope);
}

/** `scope` is the chart of a declared namespace. `instanceof` cannot tell: a Chart's answers true for every Chart. */
export function declaresNamespace(scope: IConstruct): boolean {
  return DECLARING.has(scope);
}

/** What was declared of the namespace in which `scope` stands; undefined where nothing was, as in a plain Chart. */
export function namespaceFactsOf(scope: IConstruct): NamespaceFacts | undefined {
  const name = Chart.of(scope).namespace;
  return name === undefined ? undefined : BY_ROOT.get(scope.node.root)?.get(name);
}

/** What holds what comes into pods in `scope`. On the way to ambient that is ztunnel: what it cannot read, no sidecar may be needed for. */
export function meshKindOf(scope: IConstruct): ServiceMeshKind {
  if (meshModeOf(scope) === MeshMode.NONE) return ServiceMeshKind.NONE;
  switch (namespaceFactsOf(scope)?.dataPlane) {
    case MeshDataPlane.SIDECAR: return ServiceMeshKind.ISTIO_SIDECAR;
    case MeshDataPlane.AMBIENT: case MeshDataPlane.MIGRATING: return ServiceMeshKind.ISTIO_AMBIENT;
    default: return Platform.of(scope).serviceMesh.kind;
  }
}

/** Some pods in `scope` have sidecars, and others none. */
export function isMigrating(scope: IConstruct): boolean {
  return namespaceFactsOf(scope)?.dataPlane === MeshDataPlane.MIGRATING;
}

/** Pods in `scope` have, or may still have, a proxy of their own. */
export function hasSidecars(scope: IConstruct): boolean {
  return isMigrating(scope) || [ServiceMeshKind.ISTIO_SIDECAR, ServiceMeshKind.LINKERD].includes(meshKindOf(scope));
}

/** Throws where the platform's mesh has no such data plane. */
export function checkDataPlane(dataPlane: MeshDataPlane | undefined, { serviceMesh: { kind }, hasMesh }: Platform, where: string): void {
  if (dataPlane === undefined) return;
  const known = Object.values(MeshDataPlane);
  if (!known.includes(dataPlane)) throw new Error(`${where}: dataPlane '${String(dataPlane)}' is unknown. Write one of ${known.map(each => `'${each}'`).join(', ')}.`);
  if (dataPlane === MeshDataPlane.NONE && hasMesh) return;
  const isIstio = kind === ServiceMeshKind.ISTIO_SIDECAR || kind === ServiceMeshKind.ISTIO_AMBIENT;
  if (!isIstio) throw new Error(`${where}: dataPlane is '${dataPlane}', and the platform ${hasMesh ? `runs ${kind}, which has one alone` : 'has no mesh'}. Leave it out.`);
}

/** The namespaces whose data plane is not the platform's. */
export function movedNamespaces(root: IConstruct): string[] {
  const facts = [...BY_ROOT.get(root.node.root)?.values() ?? []];
  return facts.filter(({ dataPlane, mesh }) => dataPlane !== undefined && mesh !== MeshMode.NONE).map(({ name }) => name).sort();
}

/** The namespaces of an app in which nothing is refused yet. */
export function observedNamespaces(root: IConstruct): string[] {
  return [...BY_ROOT.get(root.node.root)?.values() ?? []].filter(({ observed }) => observed).map(({ name }) => name).sort();
}

/** Nothing is refused yet in the namespace of `scope`. */
export function isObserved(scope: IConstruct): boolean {
  return namespaceFactsOf(scope)?.observed === true;
}

/** How pods in `scope` take calls. Of a namespace that nobody declared, the platform's own statement holds: in the mesh, mutual TLS only. */
export function meshModeOf(scope: IConstruct): MeshMode {
  return namespaceFactsOf(scope)?.mesh ?? (Platform.of(scope).hasMesh ? MeshMode.STRICT : MeshMode.NONE);
}
