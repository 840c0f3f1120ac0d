import { CpuLimits, Delivery, IdAssignment, ImagePullPolicy, IpFamily, Naming, Reloader } from './choices';
import { WaiverRules } from './platform-props';
import { parseRange } from '../manifest/addresses';
import { dnsLabelProblem, dnsSubdomainProblem, labelKeyProblem, labelValueProblem } from '../manifest/names';

/** The settings whose slip the cluster would take without a word: a policy that selects nobody, or everybody; an address that never resolves. */
export interface CheckedSettings {
  readonly dnsNamespace: string;
  readonly dnsPodLabels: Record<string, string>;
  readonly dnsPort: number;
  readonly nodeLocalDnsAddress?: string;
  readonly apiServerAddresses: readonly string[];
  readonly apiServerPort: number;
  readonly nodeCidrs: readonly string[];
  readonly registries: readonly string[];
  readonly clusterDomain: string;
  readonly ownerLabel: string;
  readonly ipFamilies: readonly IpFamily[];
  readonly waivers: WaiverRules;
  readonly ids: IdAssignment;
  readonly cpuLimits: CpuLimits;
  readonly delivery: Delivery;
  readonly reloader: Reloader;
  readonly imagePullPolicy: ImagePullPolicy;
  readonly naming: Naming;
}

/** What each choice may be. Plain JavaScript and configuration files may hand over anything, and what is none of these would count as some other. */
const CHOICES: { readonly [field in keyof CheckedSettings]?: readonly string[] } = {
  ids: Object.values(IdAssignment),
  cpuLimits: Object.values(CpuLimits),
  delivery: Object.values(Delivery),
  reloader: Object.values(Reloader),
  imagePullPolicy: Object.values(ImagePullPolicy),
  naming: Object.values(Naming),
};

/** A host has a dot, a port, or is localhost: any other first part is a folder of Docker Hub to every container runtime. */
const REGISTRY = /^(?=[^/]*[.:]|localhost(\/|$))[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*(:[1-9]\d{0,4})?(\/[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*)*$/;

/** Throws at the first setting that cannot be meant. */
export function checkPlatform(settings: CheckedSettings): void {
  const { dnsNamespace, dnsPodLabels, dnsPort, nodeLocalDnsAddress, apiServerPort, clusterDomain, ownerLabel, ipFamilies, waivers } = settings;
  for (const [field, choices] of Object.entries(CHOICES)) checkChoice(field, settings[field as keyof CheckedSettings], choices);
  refuse(`dns.namespace '${dnsNamespace}'`, dnsLabelProblem(dnsNamespace), "'kube-system'");
  if (Object.keys(dnsPodLabels).length === 0) throw new Error("platform.dns.podLabels is empty, which selects every pod of the namespace. Write the labels of the DNS pods, such as { 'k8s-app': 'kube-dns' }.");
  for (const [key, value] of Object.entries(dnsPodLabels)) refuse(`dns.podLabels '${key}: ${value}'`, labelKeyProblem(key) ?? labelValueProblem(value), "{ 'k8s-app': 'kube-dns' }");
  refuse(`dns.port ${dnsPort}`, portProblem(dnsPort), '53');
  if (nodeLocalDnsAddress !== undefined) {
    refuse(`dns.nodeLocalAddress '${nodeLocalDnsAddress}'`, addressProblem(nodeLocalDnsAddress), "'169.254.20.10'");
  }
  for (const range of settings.apiServerAddresses) refuse(`apiServer.addresses '${range}'`, cidrProblem(range), "'10.0.0.10/32'");
  refuse(`apiServer.port ${apiServerPort}`, portProblem(apiServerPort), '6443');
  for (const range of settings.nodeCidrs) refuse(`nodeCidrs '${range}'`, cidrProblem(range), "'10.0.0.0/16'");
  for (const registry of settings.registries) refuse(`registries '${registry}'`, registryProblem(registry), "'registry.example' or 'registry.example:5000/team'");
  refuse(`clusterDomain '${clusterDomain}'`, dnsSubdomainProblem(clusterDomain), "'cluster.local'");
  refuse(`ownerLabel '${ownerLabel}'`, labelKeyProblem(ownerLabel), "'owner' or 'example.com/owner'");
  if (ipFamilies.length === 0) throw new Error('platform.ipFamilies is empty. Name at least one of IpFamily.IPV4 and IpFamily.IPV6, or leave it out.');
  ipFamilies.forEach(family => checkChoice('ipFamilies', family, Object.values(IpFamily)));
  if (new Set(ipFamilies).size < ipFamilies.length) throw new Error(`platform.ipFamilies names ${ipFamilies[0]} twice. Name each family once.`);
  if (waivers.longestDays !== undefined && !(Number.isInteger(waivers.longestDays) && waivers.longestDays >= 0)) refuse(`waivers.longestDays ${waivers.longestDays}`, 'is no number of days', '90');
  if (waivers.ticketPattern !== undefined) refuse(`waivers.ticketPattern '${waivers.ticketPattern}'`, patternProblem(waivers.ticketPattern), "'^SEC-[0-9]+$'");
}

function refuse(field: string, problem: string | undefined, example: string): void {
  if (problem) throw new Error(`platform.${field} ${problem}. Write for instance ${example}.`);
}

export function checkChoice(field: string, value: unknown, choices: readonly string[]): void {
  if (!choices.includes(String(value))) throw new Error(`platform.${field} '${String(value)}' is unknown. Write one of ${choices.map(choice => `'${choice}'`).join(', ')}.`);
}

function portProblem(port: number): string | undefined {
  return Number.isInteger(port) && port >= 1 && port <= 65535 ? undefined : 'is no port';
}

function addressProblem(text: string): string | undefined {
  return !text.includes('/') && parseRange(text) ? undefined : 'is no address';
}

function cidrProblem(text: string): string | undefined {
  return text.includes('/') && parseRange(text) ? undefined : 'is no CIDR range';
}

function registryProblem(text: string): string | undefined {
  if (REGISTRY.test(text) && Number(/:(\d+)/.exec(text)?.[1] ?? 0) <= 65535) return undefined;
  return "is no registry: a host with a '.' or a port, in lower case, and a path if need be, without scheme and final '/'";
}

function patternProblem(pattern: string): string | undefined {
  try {
    new RegExp(pattern);
    return undefined;
  } catch {
    return 'is no regular expression';
  }
}
