import { IConstruct } from 'constructs';
import { MeshMode } from '../connectivity/namespace-facts';

/** A namespace that another repository owns, as it was declared: what the report prints as assumed, and what set controls count as present. */
export interface ExternalNamespaceFacts {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly defaultDeny: boolean;
  readonly mesh: MeshMode;
}

const BY_ROOT = new WeakMap<IConstruct, Map<string, ExternalNamespaceFacts>>();

/** Throws where other facts were stated of the same namespace before: controls would judge by whichever came last. */
export function declareExternalNamespace(scope: IConstruct, facts: ExternalNamespaceFacts): void {
  const { root } = scope.node;
  const declared = BY_ROOT.get(root) ?? new Map<string, ExternalNamespaceFacts>();
  const other = declared.get(facts.name);
  if (other && !sameFacts(other, facts)) {
    throw new Error(`${scope.node.path}: the namespace '${facts.name}' was declared with other facts before (labels, defaultDeny). Declare it once, and pass it around.`);
  }
  BY_ROOT.set(root, declared.set(facts.name, facts));
}

function sameFacts(a: ExternalNamespaceFacts, b: ExternalNamespaceFacts): boolean {
  const keys = new Set([...Object.keys(a.labels), ...Object.keys(b.labels)]);
  return a.defaultDeny === b.defaultDeny && [...keys].every(key => a.labels[key] === b.labels[key]);
}

/** Every namespace of `IsolatedNamespace.existing` in the app, sorted by name. */
export function externalNamespacesOf(root: IConstruct): ExternalNamespaceFacts[] {
  return [...BY_ROOT.get(root.node.root)?.values() ?? []].sort((a, b) => a.name < b.name ? -1 : 1);
}
