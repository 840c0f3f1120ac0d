import { parseRange } from '../manifest/addresses';
import { dnsSubdomainProblem } from '../manifest/names';

/** Where clouds hand credentials to whoever asks: what these names stand for is cut out of every range. */
const METADATA_NAMES = ['metadata.google.internal', 'metadata.goog', 'instance-data.ec2.internal', 'metadata.tencentyun.com', 'metadata.platformequinix.com'];

/** What keeps a text from being the full name of one host outside; undefined where nothing does. */
export function hostNameProblem(name: string): string | undefined {
  if (name.includes('*')) {
    return "is a wildcard. Whoever gets a name under it is let through, and no proxy of a mesh resolves it. Name each host: Peer.fqdn('api.payments.example')";
  }
  if (parseRange(name)) return `is an address. Write Peer.cidr('${name.includes(':') ? `${name}/128` : `${name}/32`}')`;
  if (name.endsWith('.')) return 'ends with a dot, which policies do not write. Leave it out';
  if (!name.includes('.')) return "is no full name: which host it is depends on who asks. Write all of it, as in 'api.payments.example'";
  const problem = dnsSubdomainProblem(name);
  if (problem) return problem;
  return METADATA_NAMES.includes(name) ? 'is where a cloud hands out credentials. There is no way to it' : undefined;
}

/** What keeps a name from being one of the world outside the cluster. */
export function clusterNameProblem(name: string, clusterDomain: string): string | undefined {
  const isInside = name.endsWith('.svc') || name === clusterDomain || name.endsWith(`.${clusterDomain}`);
  return isInside ? 'is of the cluster, where policies know pods by label and never by name. Hand over the workload, or Peer.pods({ namespace, labels })' : undefined;
}
