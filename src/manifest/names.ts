/** Names and labels as the API server checks them (k8s.io/apimachinery, pkg/util/validation). Each returns what is wrong, or undefined. */

const LABEL = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const SUBDOMAIN = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const SERVICE = /^[a-z]([-a-z0-9]*[a-z0-9])?$/;
const PATH_SEGMENT = /^(?!\.{1,2}$)[^/%]+$/;
const LABEL_VALUE = /^([A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?)?$/;
const QUALIFIED_NAME = /^[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$/;
const PORT_NAME = /^(?=.*[a-z])[a-z0-9]([a-z0-9]|-(?!-|$))*$/;
const ENV_NAME = /^(?!\.$|\.\.)[-._a-zA-Z][-._a-zA-Z0-9]*$/;

function rule(pattern: RegExp, max: number, says: string): (value: string) => string | undefined {
  return value => {
    if (value.length > max) return `is ${value.length} characters long; at most ${max} are allowed`;
    return pattern.test(value) ? undefined : says;
  };
}

/** RFC 1123 label: Namespaces, Pods' host names, container names. */
export const dnsLabelProblem = rule(LABEL, 63, "must be lower-case letters, digits and '-', beginning and ending with a letter or digit");
/** RFC 1123 subdomain: most objects. */
export const dnsSubdomainProblem = rule(SUBDOMAIN, 253, "must be lower-case letters, digits, '-' and '.', each part beginning and ending with a letter or digit");
/** RFC 1035 label: Services. */
export const serviceNameProblem = rule(SERVICE, 63, "must be lower-case letters, digits and '-', beginning with a letter and ending with a letter or digit");
/** Roles and bindings: anything that can be one segment of a URL, of any length. */
export const pathSegmentProblem = rule(PATH_SEGMENT, Infinity, "must be one path segment: no '/', no '%', not '.' or '..'");
export const labelValueProblem = rule(LABEL_VALUE, 63, "must be letters, digits, '-', '_' and '.', beginning and ending with a letter or digit");
/** IANA service names, as Kubernetes narrows them. */
export const portNameProblem = rule(PORT_NAME, 15, "must be lower-case letters, digits and single '-' between them, with at least one letter");
export const envNameProblem = rule(ENV_NAME, Infinity, "must be letters, digits, '_', '-' and '.', not beginning with a digit or '..'");

/** Keys of labels and annotations: an optional DNS prefix and a name. */
export function labelKeyProblem(key: string): string | undefined {
  const parts = key.split('/');
  if (parts.length > 2) return "must have at most one '/'";
  const [name, prefix] = parts.reverse();
  if (prefix !== undefined && (prefix === '' || dnsSubdomainProblem(prefix))) return `has a prefix that is no DNS name: '${prefix}'`;
  return rule(QUALIFIED_NAME, 63, "must have a name of letters, digits, '-', '_' and '.', beginning and ending with a letter or digit")(name);
}

const RBAC_KINDS = new Set(['Role', 'RoleBinding', 'ClusterRole', 'ClusterRoleBinding']);
const LABEL_KINDS = new Set(['Namespace', 'StatefulSet']);

/** The rule that the API server holds for the name of an object of this kind; tried against Kubernetes 1.34. Some kinds take more, none takes less. */
export function objectNameProblem(kind: string, name: string): string | undefined {
  if (name === '') return 'must not be empty';
  if (RBAC_KINDS.has(kind)) return pathSegmentProblem(name);
  if (kind === 'Service') return serviceNameProblem(name);
  if (LABEL_KINDS.has(kind)) return dnsLabelProblem(name);
  if (kind === 'CronJob' && name.length > 52) return `is ${name.length} characters long; at most 52 are allowed, since Jobs add a suffix`;
  if (kind === 'Job' && name.length > 63) return `is ${name.length} characters long; at most 63 are allowed, since it becomes a label of its Pods`;
  return dnsSubdomainProblem(name);
}
