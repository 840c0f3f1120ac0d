import { HttpMatch } from '../../connectivity/http-match';
import { MeshAccount, MeshSource } from '../../connectivity/selection';

/** What one rule of an AuthorizationPolicy lets through, before merging. */
export interface MeshAllowance {
  /** undefined: anyone. */
  readonly source?: MeshSource;
  /** Empty: every port. */
  readonly ports: readonly number[];
  /** Empty: every request. */
  readonly http: readonly HttpMatch[];
}

/** A rule as Istio reads it: some `from` and some `to`; within an item every field, within a list any value. */
export interface AuthorizationRule {
  readonly from?: readonly { readonly source: Record<string, readonly string[]> }[];
  readonly to?: readonly { readonly operation: Record<string, readonly string[]> }[];
}

/** SPIFFE identity of a ServiceAccount, as Istio writes it: without the scheme. */
export function principalOf(trustDomain: string, { namespace, name, ...account }: MeshAccount): string {
  return `${account.trustDomain ?? trustDomain}/ns/${namespace}/sa/${name}`;
}

/** The same allowances in any order, said once or twice, give the same rules: callers gathered by what they may do, all sorted. */
export function authorizationRules(allowances: readonly MeshAllowance[], trustDomain: string): AuthorizationRule[] {
  const byOperations = new Map<string, { to: AuthorizationRule['to']; anyone: boolean; principals: Set<string>; namespaces: Set<string> }>();
  for (const { source, ports, http } of allowances) {
    const to = operations(ports, http);
    const key = JSON.stringify(to);
    const rule = byOperations.get(key) ?? { to, anyone: false, principals: new Set<string>(), namespaces: new Set<string>() };
    byOperations.set(key, rule);
    if (source === undefined) rule.anyone = true;
    source?.accounts?.forEach(account => rule.principals.add(principalOf(trustDomain, account)));
    if (source?.anyone) rule.principals.add(`${trustDomain}/ns/*`);
    source?.namespaces?.forEach(namespace => rule.namespaces.add(namespace));
  }
  return [...byOperations].sort(([a], [b]) => a < b ? -1 : 1).map(([, { to, anyone, principals, namespaces }]) => ({
    ...(anyone ? {} : { from: [...sourceItem('principals', principals), ...sourceItem('namespaces', namespaces)] }),
    ...(to && to.length > 0 ? { to } : {}),
  }));
}

function operations(ports: readonly number[], http: readonly HttpMatch[]): { operation: Record<string, readonly string[]> }[] {
  const portField = ports.length > 0 ? { ports: [...new Set(ports)].sort((a, b) => a - b).map(String) } : undefined;
  if (http.length === 0) return portField ? [{ operation: portField }] : [];
  const items = http.map(match => JSON.stringify({ ...portField, ...match }));
  return [...new Set(items)].sort().map(item => ({ operation: JSON.parse(item) as Record<string, string[]> }));
}

/** Fields of one source are ANDed: identities and namespaces stand in items of their own, either of which is enough. */
function sourceItem(field: 'principals' | 'namespaces', values: ReadonlySet<string>): { source: Record<string, readonly string[]> }[] {
  return values.size > 0 ? [{ source: { [field]: [...values].sort() } }] : [];
}
