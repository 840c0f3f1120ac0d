import { ConfigFile, fieldName } from './config-file';
import { Problem } from './problem';
import { ControlSettings, DEFAULT_SETTINGS, ExternalNamespace, minorOf } from '../controls/settings';
import { isRecord } from '../manifest/object';
import { WaiverRules } from '../posture/waiver-terms';
import { Environment, Mesh } from '../reachability/environment';

/** What `platform.yaml` says to a check. */
export interface PlatformSettings {
  readonly settings: Partial<ControlSettings>;
  readonly waiverRules: WaiverRules;
  /** What it says of the network and the mesh, for `reach`. */
  readonly environment: Partial<Environment>;
  readonly problems: readonly Problem[];
}

type Path = readonly (string | number)[];
/** What a field must be; says it in words where a value is something else. */
type Rule = { readonly is: string; readonly test: (value: unknown) => boolean }
  | { readonly fields: Readonly<Record<string, Rule>>; readonly needs?: string }
  | { readonly items: Rule };

const TEXT: Rule = { is: 'a text', test: value => typeof value === 'string' };
const FLAG: Rule = { is: 'true or false', test: value => typeof value === 'boolean' };
const NUMBER: Rule = { is: 'a whole number', test: value => Number.isSafeInteger(value) };
const TEXTS: Rule = { items: TEXT };
const LABELS: Rule = { is: 'an object of texts', test: value => isRecord(value) && Object.values(value).every(item => typeof item === 'string') };
const PATTERN: Rule = { is: 'a regular expression', test: isPattern };
const VERSION: Rule = { is: "a Kubernetes minor version in quotes, such as '1.34'", test: value => typeof value === 'string' && isVersion(value) };

function oneOf(...values: readonly string[]): Rule {
  return { is: `one of ${values.join(', ')}`, test: value => typeof value === 'string' && values.includes(value) };
}

/** A proxy through which the outside comes in. */
const ENTRY_FIELDS: Readonly<Record<string, Rule>> = { namespace: TEXT, podLabels: LABELS, serviceAccount: TEXT };

/** Settings of controls that the plain form keeps under `nodes`. */
const NODE_SETTINGS = ['appArmor', 'userNamespaces', 'strictSupplementalGroups', 'seLinux'] as const;
/** Settings of controls that stand at the top of the file, under their own names. */
const OWN_SETTINGS = Object.entries(DEFAULT_SETTINGS).filter(([field]) => !(NODE_SETTINGS as readonly string[]).includes(field));

/** The plain form of `PlatformProps`, as posture.json has it under `platform`. What no control asks for is checked for its form all the same. */
export const PLATFORM_FIELDS: Readonly<Record<string, Rule>> = {
  ...Object.fromEntries(OWN_SETTINGS.map(([field, value]) => [field, ruleLike(value)])),
  preset: oneOf('vanilla', 'openshift', 'eks', 'gke', 'aks'),
  kubernetesVersion: VERSION,
  clusterDomain: TEXT,
  dns: { fields: { namespace: TEXT, podLabels: LABELS, port: NUMBER, nodeLocalAddress: TEXT } },
  apiServer: { fields: { addresses: TEXTS, port: NUMBER } },
  exposure: {
    fields: {
      gateway: { fields: { name: TEXT, namespace: TEXT, sectionName: TEXT, podLabels: LABELS, podNamespace: TEXT, serviceAccount: TEXT } },
      ingress: { fields: { ...ENTRY_FIELDS, className: TEXT, annotations: LABELS } },
      router: { fields: ENTRY_FIELDS },
    },
  },
  monitoring: { fields: { ...ENTRY_FIELDS, monitorLabels: LABELS, certificates: TEXT } },
  forbid: { items: { fields: { from: TEXT, to: TEXT, ports: TEXTS, anywhereEgress: FLAG, reason: TEXT }, needs: 'reason' } },
  networkPolicyApis: { items: oneOf('cilium.io/v2', 'policy.networking.k8s.io/v1alpha2', 'projectcalico.org/v3') },
  nodeCidrs: TEXTS,
  ids: oneOf('fixed', 'platform-assigned'),
  cpuLimits: oneOf('required', 'optional', 'forbidden'),
  nodes: { fields: Object.fromEntries(NODE_SETTINGS.map(field => [field, FLAG])) },
  ipFamilies: { items: oneOf('IPv4', 'IPv6') },
  delivery: oneOf('argo-cd', 'flux', 'apply'),
  reloader: oneOf('none', 'stakater'),
  imagePullPolicy: oneOf('Always', 'IfNotPresent'),
  naming: oneOf('readable', 'cdk8s'),
  waivers: { fields: { allowed: TEXTS, longestDays: NUMBER, ticketPattern: PATTERN } },
  imageLock: TEXT,
  serviceMesh: {
    fields: { kind: oneOf('none', 'istio-sidecar', 'istio-ambient', 'linkerd'), trustDomain: TEXT, controlPlaneNamespace: TEXT, revision: TEXT },
  },
  secretBackend: { is: 'an object', test: isRecord },
  secretDelivery: TEXT,
  externalNamespaces: { items: { fields: { name: TEXT, labels: LABELS, defaultDeny: FLAG }, needs: 'name' } },
  hash: TEXT,
};

/** What a preset decides of the settings of controls. A test holds it equal to the platform's own presets, which construct-free code may not import. */
export const PRESET_SETTINGS: Readonly<Record<string, Partial<Pick<ControlSettings, 'ids' | 'dns'>>>> = {
  openshift: { ids: 'platform-assigned', dns: { namespace: 'openshift-dns', labels: { 'dns.operator.openshift.io/daemonset-dns': 'default' }, port: 5353 } },
};

/** Reads `platform.yaml`. Never throws for what is in it. */
export function readPlatform(file: string): PlatformSettings {
  const config = new ConfigFile(file);
  const nothing = { settings: {}, waiverRules: {}, environment: {} };
  if (config.unreadable.length > 0) return { ...nothing, problems: config.unreadable };
  if (!isRecord(config.value)) return { ...nothing, problems: [config.problem([], "must be an object with the fields of the platform, such as kubernetesVersion: '1.34'")] };
  const problems = inspect(config, config.value, { fields: PLATFORM_FIELDS }, []);
  if (problems.length > 0) return { ...nothing, problems };
  return { ...settingsOf(config.value as unknown as PlainPlatform), problems };
}

/** What is left of the file once its form is known to be right. */
interface PlainPlatform extends Partial<Omit<ControlSettings, 'dns' | 'serviceMesh' | 'externalNamespaces'>> {
  readonly preset?: string;
  readonly nodes?: Partial<ControlSettings>;
  readonly dns?: { readonly namespace?: string; readonly podLabels?: Readonly<Record<string, string>>; readonly port?: number };
  readonly serviceMesh?: { readonly kind?: string; readonly trustDomain?: string; readonly controlPlaneNamespace?: string };
  readonly externalNamespaces?: readonly Partial<ExternalNamespace>[];
  readonly nodeCidrs?: readonly string[];
  readonly waivers?: WaiverRules;
}

function settingsOf(plain: PlainPlatform): Omit<PlatformSettings, 'problems'> {
  const { dns, serviceMesh, externalNamespaces, nodes, preset = '', waivers = {} } = plain;
  const own = Object.fromEntries(OWN_SETTINGS.flatMap(([field]) => Object.hasOwn(plain, field) ? [[field, plain[field as keyof PlainPlatform]]] : []));
  const defaults = { ...DEFAULT_SETTINGS, ...PRESET_SETTINGS[preset] };
  return {
    settings: {
      ids: defaults.ids,
      ...own,
      ...nodes,
      dns: { namespace: dns?.namespace ?? defaults.dns.namespace, labels: dns?.podLabels ?? defaults.dns.labels, port: dns?.port ?? defaults.dns.port },
      // Sidecar or ambient: what controls judge is Istio's.
      serviceMesh: (serviceMesh?.kind ?? defaults.serviceMesh).replace(/-.*$/, '') as ControlSettings['serviceMesh'],
      externalNamespaces: (externalNamespaces ?? []).map(({ name = '', labels = {}, defaultDeny = false }) => ({ name, labels, defaultDeny })),
    },
    waiverRules: waivers,
    environment: environmentOf(plain),
  };
}

function environmentOf({ serviceMesh: { kind, trustDomain, controlPlaneNamespace } = {}, nodeCidrs, podCidrs }: PlainPlatform): Partial<Environment> {
  const said = { mesh: kind as Mesh | undefined, trustDomain, rootNamespace: controlPlaneNamespace, nodeCidrs, podCidrs };
  return Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined));
}

function ruleLike(value: unknown): Rule {
  return typeof value === 'boolean' ? FLAG : typeof value === 'number' ? NUMBER : Array.isArray(value) ? TEXTS : TEXT;
}

function inspect(config: ConfigFile, value: unknown, rule: Rule, path: Path): Problem[] {
  const wrong = (is: string): Problem[] => [config.problem(path, `${fieldName(path)} must be ${is}`)];
  if ('fields' in rule) {
    if (!isRecord(value)) return wrong('an object');
    if (rule.needs !== undefined && !Object.hasOwn(value, rule.needs)) return wrong(`an object with '${rule.needs}'`);
    return [
      ...config.unknownFields(value, Object.keys(rule.fields), path),
      ...Object.entries(rule.fields).flatMap(([field, inner]) => Object.hasOwn(value, field) ? inspect(config, value[field], inner, [...path, field]) : []),
    ];
  }
  if ('items' in rule) return Array.isArray(value) ? value.flatMap((item, index) => inspect(config, item, rule.items, [...path, index])) : wrong('a list');
  return rule.test(value) ? [] : wrong(rule.is);
}

function isPattern(value: unknown): boolean {
  try {
    return typeof value === 'string' && new RegExp(value) !== undefined;
  } catch {
    return false;
  }
}

function isVersion(value: string): boolean {
  try {
    return minorOf(value) > 0;
  } catch {
    return false;
  }
}
