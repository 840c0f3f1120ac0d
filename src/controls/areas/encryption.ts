import { recordOf, recordsOf, textOf, textsOf } from '../../manifest/object';
import { pointer } from '../../manifest/pointer';
import { Control, control, SetFinding } from '../control';
import { ManifestSet, Member } from '../manifest-set';

const KIND = 'apiserver.config.k8s.io/EncryptionConfiguration';
/** As a rule may name them. */
const SECRETS = ['secrets', '*.', '*.*'];
const WITH_KEYS = ['aescbc', 'aesgcm', 'secretbox'];
const FIX = 'Let a KMS plugin hold the key: providers: [{ kms: { apiVersion: v2, name: …, endpoint: unix://… } }]. An EncryptionAtRest writes such a file.';

/** What the API server does before it gives objects to etcd. The file is none of its objects: it is judged where it is given to `check`. */
export const ENCRYPTION: readonly Control[] = [
  control({
    id: 'encryption-identity-first',
    title: 'What is written to etcd is encrypted',
    why: 'The first provider writes. Where that is identity, etcd, its backups and the disk below them hold every Secret in plain text.',
    fix: 'Put the provider that encrypts first; identity may follow, to read what was written before.',
    severity: 'critical',
    subject: 'set',
    check: set => rulesOf(set).filter(({ providers }) => providers.length === 0 || providers[0].identity !== undefined).map(({ member, at, providers }) =>
      ({ member, pointer: `${at}/providers`, says: providers.length === 0 ? 'providers is empty' : 'identity is the first provider' })),
  }),
  control({
    id: 'encryption-static-key',
    title: 'No key of the encryption stands beside what it encrypts',
    why: 'The file lies on the machine that has etcd: whoever takes its disk, or its backup, has the lock and the key. Nobody ever rotates it.',
    fix: FIX,
    severity: 'high',
    subject: 'set',
    check: set => providersOf(set).flatMap(({ member, at, provider }) => WITH_KEYS.filter(name => provider[name] !== undefined)
      .map(name => ({ member, pointer: `${at}/${name}`, says: `${name} has ${keys(recordOf(provider[name]))} in the file` }))),
  }),
  control({
    id: 'encryption-kms-v2',
    title: 'KMS plugins speak version 2',
    why: 'Version 1, which is what stands where nothing is said, asks the plugin for each object, is deprecated, and is switched off by default.',
    fix: 'Set kms.apiVersion to v2.',
    severity: 'medium',
    subject: 'set',
    check: set => providersOf(set).flatMap(({ member, at, provider: { kms } }): SetFinding[] => {
      const { apiVersion } = recordOf(kms);
      if (kms === undefined || apiVersion === 'v2') return [];
      return [{ member, pointer: `${at}/kms`, says: `kms.apiVersion is ${apiVersion === undefined ? 'not set, which is v1' : `'${textOf(apiVersion)}'`}` }];
    }),
  }),
  control({
    id: 'encryption-covers-secrets',
    title: 'Secrets are among what is encrypted',
    why: 'What no rule names is written in plain text.',
    fix: "Add 'secrets' to the resources of the rule that encrypts.",
    severity: 'high',
    subject: 'set',
    check: set => set.ofKind(KIND)
      .filter(({ object }) => !recordsOf(object.resources).flatMap(({ resources }) => textsOf(resources)).some(name => SECRETS.includes(name)))
      .map(member => ({ member, pointer: '/resources', says: 'no rule is for secrets' })),
  }),
];

type Provider = Record<string, unknown>;
interface Rule { readonly member: Member; readonly at: string; readonly providers: Provider[] }
interface ProviderPlace { readonly member: Member; readonly at: string; readonly provider: Provider }

function rulesOf(set: ManifestSet): Rule[] {
  return set.ofKind(KIND).flatMap(member => recordsOf(member.object.resources)
    .map((rule, index) => ({ member, at: pointer('resources', index), providers: recordsOf(rule.providers) })));
}

function providersOf(set: ManifestSet): ProviderPlace[] {
  return rulesOf(set).flatMap(({ member, at, providers }) => providers.map((provider, index) => ({ member, at: `${at}/providers/${index}`, provider })));
}

/** How many, and nothing of them. */
function keys(provider: Record<string, unknown>): string {
  const count = recordsOf(provider.keys).length;
  return count === 1 ? 'a key' : `${count} keys`;
}
