import { dnsLabelProblem, dnsSubdomainProblem, labelKeyProblem, labelValueProblem } from '../manifest/names';

/** The settings whose slip the cluster would take without a word: a policy that selects nobody, or everybody; an address that never resolves. */
export interface CheckedSettings {
  readonly dnsNamespace: string;
  readonly dnsPodLabels: Record<string, string>;
  readonly dnsPort: number;
  readonly apiServerPort: number;
  readonly clusterDomain: string;
  readonly ownerLabel: string;
  readonly ipFamilies: readonly string[];
}

/** Throws at the first setting that cannot be meant. */
export function checkPlatform(settings: CheckedSettings): void {
  const { dnsNamespace, dnsPodLabels, dnsPort, apiServerPort, clusterDomain, ownerLabel, ipFamilies } = settings;
  refuse(`dns.namespace '${dnsNamespace}'`, dnsLabelProblem(dnsNamespace), "'kube-system'");
  if (Object.keys(dnsPodLabels).length === 0) throw new Error("platform.dns.podLabels is empty, which selects every pod of the namespace. Write the labels of the DNS pods, such as { 'k8s-app': 'kube-dns' }.");
  for (const [key, value] of Object.entries(dnsPodLabels)) refuse(`dns.podLabels '${key}: ${value}'`, labelKeyProblem(key) ?? labelValueProblem(value), "{ 'k8s-app': 'kube-dns' }");
  refuse(`dns.port ${dnsPort}`, portProblem(dnsPort), '53');
  refuse(`apiServer.port ${apiServerPort}`, portProblem(apiServerPort), '6443');
  refuse(`clusterDomain '${clusterDomain}'`, dnsSubdomainProblem(clusterDomain), "'cluster.local'");
  refuse(`ownerLabel '${ownerLabel}'`, labelKeyProblem(ownerLabel), "'owner' or 'example.com/owner'");
  if (ipFamilies.length === 0) throw new Error('platform.ipFamilies is empty. Name at least one of IpFamily.IPV4 and IpFamily.IPV6, or leave it out.');
  if (new Set(ipFamilies).size < ipFamilies.length) throw new Error(`platform.ipFamilies names ${ipFamilies[0]} twice. Name each family once.`);
}

function refuse(field: string, problem: string | undefined, example: string): void {
  if (problem) throw new Error(`platform.${field} ${problem}. Write for instance ${example}.`);
}

function portProblem(port: number): string | undefined {
  return Number.isInteger(port) && port >= 1 && port <= 65535 ? undefined : 'is no port';
}
