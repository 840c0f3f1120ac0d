import { MeshSource } from '../../connectivity/selection';

/** Who is let in, as a MeshTLSAuthentication says it: accounts and namespaces by reference, or anyone who shows an identity. */
export function identitiesOf(sources: readonly MeshSource[]): object {
  if (sources.some(({ anyone }) => anyone)) return { identities: ['*'] };
  const refs = sources.flatMap(({ accounts = [], namespaces = [] }) => [
    ...accounts.map(({ namespace, name }) => ({ kind: 'ServiceAccount', name, namespace })),
    ...namespaces.map(name => ({ kind: 'Namespace', name })),
  ]);
  return { identityRefs: [...new Map(refs.map(ref => [JSON.stringify(ref), ref]))].sort(([a], [b]) => a < b ? -1 : 1).map(([, ref]) => ref) };
}
