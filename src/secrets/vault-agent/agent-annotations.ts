import { Duration } from 'cdk8s';
import { AgentUser } from './agent-user';
import { CpuLimits } from '../../platform/choices';
import { Platform } from '../../platform/platform';
import { VaultRequest } from '../carrier';
import { goDuration } from '../go-duration';

const PREFIX = 'vault.hashicorp.com';
/** Name of the volume with the agent's token, and of the one with Vault's CA certificate. */
export const TOKEN_VOLUME = 'vault-token';
export const CA_VOLUME = 'vault-ca';
const CA_PATH = '/vault/ca';

/** What the agent of one pod is told. */
export interface AgentSettings {
  /** Name of the role in Vault. */
  readonly role: string;
  readonly user: AgentUser;
  /** Before the containers, and not beside them. */
  readonly initOnly: boolean;
  /** Before the pod's own init containers. */
  readonly initFirst: boolean;
  /** Those that see the files. */
  readonly containers: readonly string[];
}

/** Of the whole pod. Every default that matters is written out: the injector's own flags may set others. */
export function podAnnotations(
  { backend, delivery }: VaultRequest, platform: Platform, settings: AgentSettings,
): Record<string, string> {
  const { image } = delivery._options.vaultAgent!;
  const patch = JSON.stringify([
    ...(settings.user.id === undefined ? [{ op: 'add', path: '/securityContext', value: RESTRICTED }] : []),
    ...(backend.caConfigMap === undefined ? [] : [{ op: 'add', path: '/volumeMounts/-', value: { name: CA_VOLUME, mountPath: CA_PATH, readOnly: true } }]),
  ]);
  return prefixed({
    'agent-inject': 'true',
    'agent-inject-containers': [...settings.containers].sort().join(','),
    'role': settings.role,
    'service': backend.server,
    'auth-type': 'kubernetes',
    'auth-path': `auth/${backend.authMount}`,
    ...(backend.vaultNamespace === undefined ? {} : { namespace: backend.vaultNamespace }),
    ...(backend.caConfigMap === undefined ? {} : { 'ca-cert': `${CA_PATH}/ca.crt` }),
    ...(image === undefined ? {} : { 'agent-image': image }),
    'agent-pre-populate': 'true',
    'agent-pre-populate-only': String(settings.initOnly),
    'agent-init-first': String(settings.initFirst),
    // The files are enough: a token in the pod could ask for more than they hold.
    'agent-inject-token': 'false',
    'agent-service-account-token-volume-name': TOKEN_VOLUME,
    'agent-share-process-namespace': 'false',
    'agent-set-security-context': String(settings.user.id !== undefined),
    ...(settings.user.id === undefined ? {} : { 'agent-run-as-user': String(settings.user.id), 'agent-run-as-group': String(settings.user.group) }),
    // A template that fails must not leave the old file, or none, behind a pod that looks well.
    'template-config-exit-on-retry-failure': 'true',
    'agent-requests-cpu': '50m',
    'agent-requests-mem': '64Mi',
    'agent-limits-cpu': platform.cpuLimits === CpuLimits.REQUIRED ? '250m' : '',
    'agent-limits-mem': '128Mi',
    'agent-requests-ephemeral': '64Mi',
    'agent-limits-ephemeral': '64Mi',
    ...(patch === '[]' ? {} : { 'agent-json-patch': patch, 'agent-init-json-patch': patch }),
  });
}

/** One file that the agent writes. */
export interface AgentFile {
  readonly name: string;
  /** Path of the API that it is read from. */
  readonly path: string;
  readonly directory: string;
  readonly template: string;
  /** Run each time when it has been written. */
  readonly command?: string;
}

/** Of one file of one secret. */
export function fileAnnotations(name: string, file: AgentFile): Record<string, string> {
  return prefixed({
    [`agent-inject-secret-${name}`]: file.path,
    [`agent-inject-template-${name}`]: file.template,
    [`agent-inject-file-${name}`]: file.name,
    [`agent-inject-perms-${name}`]: '0400',
    [`secret-volume-path-${name}`]: file.directory,
    [`error-on-missing-key-${name}`]: 'true',
    ...(file.command === undefined ? {} : { [`agent-inject-command-${name}`]: file.command }),
  });
}

/** How often what no lease ends is read again. One figure for the pod. */
export function renderInterval(every: Duration, where: string): Record<string, string> {
  return prefixed({ 'template-static-secret-render-interval': goDuration(every, where) });
}

/** Without IDs: the platform sets them. The image's own user is a name, which `runAsNonRoot` cannot judge, but there a number stands over it. */
const RESTRICTED = {
  allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] }, privileged: false, readOnlyRootFilesystem: true, runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' },
} as const;

function prefixed(values: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [`${PREFIX}/${key}`, value]));
}
