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

export function declareExternalNamespace(scope: IConstruct, facts: ExternalNamespaceFacts): void {
  const { root } = scope.node;
  BY_ROOT.set(root, (BY_ROOT.get(root) ?? new Map<string, ExternalNamespaceFacts>()).set(facts.name, facts));
}

/** Every namespace of `IsolatedNamespace.existing` in the app, sorted by name. */
export function externalNamespacesOf(root: IConstruct): ExternalNamespaceFacts[] {
  return [...BY_ROOT.get(root.node.root)?.values() ?? []].sort((a, b) => a.name < b.name ? -1 : 1);
}
