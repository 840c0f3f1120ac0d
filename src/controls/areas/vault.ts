import { recordOf, recordsOf, textOf } from '../../manifest/object';
import { pointer, valueAt } from '../../manifest/pointer';
import { Control, control, SetFinding } from '../control';
import { ManifestSet, Member } from '../manifest-set';

const GROUP = 'external-secrets.io';
const STORES = [`${GROUP}/SecretStore`, `${GROUP}/ClusterSecretStore`];
const GENERATOR = 'generators.external-secrets.io/VaultDynamicSecret';
const ANNOTATION = 'vault.hashicorp.com/tls-skip-verify';
const VARIABLES = ['VAULT_SKIP_VERIFY', 'BAO_SKIP_VERIFY'];
/** Where each kind says not to verify, and where Vault is. */
const KINDS: Readonly<Record<string, { readonly skip?: readonly string[]; readonly address: readonly string[] }>> = {
  'secrets-store.csi.x-k8s.io/SecretProviderClass': { skip: ['spec', 'parameters', 'vaultSkipTLSVerify'], address: ['spec', 'parameters', 'vaultAddress'] },
  'secrets.hashicorp.com/VaultConnection': { skip: ['spec', 'skipTLSVerify'], address: ['spec', 'address'] },
  [STORES[0]]: { address: ['spec', 'provider', 'vault', 'server'] },
  [STORES[1]]: { address: ['spec', 'provider', 'vault', 'server'] },
  [GENERATOR]: { address: ['spec', 'provider', 'server'] },
};

/** How Vault is spoken to, and as whom. */
export const VAULT: readonly Control[] = [
  control({
    id: 'vault-tls-verified',
    title: 'Vault proves that it is Vault',
    why: 'Whoever answers in its place gets the token of the ServiceAccount, and decides what the workload takes for its secret.',
    fix: "Use https, remove the switch, and name Vault's CA: caProvider, caCertSecretRef, vaultCACertPath or the annotation vault.hashicorp.com/ca-cert.",
    severity: 'high',
    subject: 'set',
    check: set => [...settings(set), ...annotations(set), ...variables(set)],
  }),
  control({
    id: 'eso-store-account',
    title: 'Stores log in to Vault as an account of their own',
    why: 'Without one the operator logs in as itself, and every such store can read what any of them can.',
    fix: 'Set auth.kubernetes.serviceAccountRef, with audiences, to a ServiceAccount that one role in Vault is for.',
    severity: 'high',
    subject: 'set',
    check: set => [...STORES, GENERATOR].flatMap(kind => set.ofKind(kind)).flatMap((member): SetFinding[] => {
      const path = ['spec', 'provider', ...member.groupKind === GENERATOR ? [] : ['vault'], 'auth', 'kubernetes'];
      const auth = valueAt(member.object, path);
      if (auth === undefined || ['serviceAccountRef', 'secretRef'].some(field => recordOf(auth)[field] !== undefined)) return [];
      return [{ member, pointer: pointer(...path), says: 'auth.kubernetes names neither serviceAccountRef nor secretRef' }];
    }),
  }),
];

function settings(set: ManifestSet): SetFinding[] {
  return Object.entries(KINDS).flatMap(([kind, { skip, address }]) => set.ofKind(kind).flatMap((member): SetFinding[] => [
    ...skip && isTrue(valueAt(member.object, skip)) ? [{ member, pointer: pointer(...skip), says: `${skip.join('.')} is true` }] : [],
    ...plainText(member, address, valueAt(member.object, address), address.join('.')),
  ]));
}

/** Of pods, which the injector reads. */
function annotations(set: ManifestSet): SetFinding[] {
  return set.members.flatMap(member => [['metadata'], ['spec', 'template', 'metadata'], ['spec', 'jobTemplate', 'spec', 'template', 'metadata']].flatMap((path): SetFinding[] => {
    const own = recordOf(valueAt(member.object, [...path, 'annotations']));
    const service = [...path, 'annotations', 'vault.hashicorp.com/service'];
    return [
      ...isTrue(own[ANNOTATION]) ? [{ member, pointer: pointer(...path, 'annotations', ANNOTATION), says: `the annotation ${ANNOTATION} is true` }] : [],
      ...plainText(member, service, own['vault.hashicorp.com/service'], 'the annotation vault.hashicorp.com/service'),
    ];
  }));
}

function variables(set: ManifestSet): SetFinding[] {
  return set.workloads.flatMap(member => member.containers.flatMap(ref => recordsOf(ref.container.env).flatMap(({ name, value }, index): SetFinding[] =>
    VARIABLES.includes(textOf(name)) && isTrue(value)
      ? [{ member, container: ref.name, pointer: `${ref.pointer}${pointer('env', index, 'value')}`, says: `container '${ref.name}': the variable ${textOf(name)} is true` }] : [])));
}

function plainText(member: Member, path: readonly string[], address: unknown, what: string): SetFinding[] {
  return typeof address === 'string' && /^http:\/\//i.test(address) ? [{ member, pointer: pointer(...path), says: `${what} is plain HTTP` }] : [];
}

/** As Go reads it. */
function isTrue(value: unknown): boolean {
  return ['1', 't', 'true'].includes(textOf(value).toLowerCase());
}
