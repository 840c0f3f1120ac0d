import { recordOf, recordsOf } from '../../manifest/object';
import { Control, control, SetFinding } from '../control';
import { externalSecretProblems, storeProblems } from '../eso-webhook';
import { ManifestSet, Member } from '../manifest-set';

const GROUP = 'external-secrets.io';
/** What logs in to a provider: stores, and the generator that asks Vault itself. */
const STORES = [`${GROUP}/SecretStore`, `${GROUP}/ClusterSecretStore`, 'generators.external-secrets.io/VaultDynamicSecret'];
/** Where a store names a key that is kept in a Secret, instead of an identity that the cluster vouches for. */
const STATIC_KEYS = /"(secretRef|tokenSecretRef|secretKeyRef|appRole|userPass|accessKeyIDSecretRef|secretAccessKeySecretRef|secretAccessKey|authSecretRef|serviceAccountSecretRef|ldap)":/;

/** How the External Secrets Operator fetches, and for whom. */
export const EXTERNAL_SECRETS: readonly Control[] = [
  control({
    id: 'eso-cluster-store-conditions',
    title: 'A ClusterSecretStore says who may use it',
    why: 'Without conditions, every namespace reads whatever the store may read.',
    fix: 'Set spec.conditions with namespaces or a namespaceSelector.',
    severity: 'high',
    subject: 'object',
    kinds: [`${GROUP}/ClusterSecretStore`],
    cel: 'has(object.spec) && has(object.spec.conditions) && size(object.spec.conditions) > 0',
    at: 'spec.conditions',
  }),
  control({
    id: 'eso-namespaced-store',
    title: 'Secrets come from a store of their own namespace',
    why: 'A store of the whole cluster has the rights of all who use it: one mistaken key, and a namespace reads what is another’s.',
    fix: 'Use a SecretStore, with an identity of the namespace.',
    severity: 'medium',
    subject: 'object',
    kinds: [`${GROUP}/ExternalSecret`, `${GROUP}/ClusterExternalSecret`],
    cel: "object.kind == 'ExternalSecret' && (!has(object.spec) || !has(object.spec.secretStoreRef) || !has(object.spec.secretStoreRef.kind) || object.spec.secretStoreRef.kind != 'ClusterSecretStore')",
    at: 'spec.secretStoreRef.kind',
    seen: ({ object }) => object.kind === 'ExternalSecret' ? undefined : 'writes Secrets into many namespaces',
  }),
  control({
    id: 'eso-store-identity',
    title: 'Stores prove who they are by a ServiceAccount',
    why: 'A key that is kept in a Secret opens the store for whoever reads that Secret, from anywhere.',
    fix: "Use the provider's way to take a ServiceAccount: Vault's kubernetes or jwt, AWS' jwt, GCP's workloadIdentity, Azure's WorkloadIdentity.",
    severity: 'medium',
    subject: 'set',
    check: set => STORES.flatMap(kind => set.ofKind(kind)).flatMap((member): SetFinding[] => {
      const found = STATIC_KEYS.exec(JSON.stringify(recordOf(member.spec.provider)));
      return found ? [{ member, pointer: '/spec/provider', says: `spec.provider authenticates by ${found[1]}` }] : [];
    }),
  }),
  control({
    id: 'eso-remote-key-prefix',
    title: 'Secrets are fetched from below the name of their namespace',
    why: 'Otherwise an ExternalSecret reads what is another’s, as far as the store may.',
    fix: 'Begin the remote key with the name of the namespace.',
    severity: 'medium',
    subject: 'set',
    when: settings => settings.remoteKeysByNamespace,
    check: foreignKeys,
  }),
  control({
    id: 'eso-webhook-valid',
    title: 'Objects of External Secrets are such as its webhook takes',
    why: 'What it refuses never arrives, and where its webhook is not installed the operator fails at it later, or overwrites what it should not.',
    fix: 'Change the field that is named.',
    severity: 'medium',
    subject: 'set',
    check: set => [
      ...set.ofKind(`${GROUP}/ExternalSecret`).flatMap(member => externalSecretProblems(member.object).map(problem => ({ member, ...problem }))),
      ...['SecretStore', 'ClusterSecretStore'].flatMap(kind => set.ofKind(`${GROUP}/${kind}`)).flatMap(member => storeProblems(member.object).map(problem => ({ member, ...problem }))),
    ],
  }),
];

function foreignKeys(set: ManifestSet): SetFinding[] {
  const keysOf = ({ spec }: Member) => [
    ...recordsOf(spec.data).map((each, index) => ({ key: recordOf(each.remoteRef).key, pointer: `/spec/data/${index}/remoteRef/key` })),
    ...recordsOf(spec.dataFrom).map((each, index) => ({ key: recordOf(each.extract).key, pointer: `/spec/dataFrom/${index}/extract/key` })),
  ].filter(({ key }) => key !== undefined);
  return set.ofKind(`${GROUP}/ExternalSecret`).flatMap(member => keysOf(member).filter(({ key }) => !`${String(key)}/`.startsWith(`${member.namespace}/`))
    .map(({ key, pointer }): SetFinding => ({ member, pointer, says: `the remote key '${String(key)}' is not below '${member.namespace}/'` })));
}
