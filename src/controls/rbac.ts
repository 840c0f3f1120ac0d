import { evaluateCel, toCel } from './cel';
import { Control, control, Seen, Severity } from './control';
import { isBuiltIn, list } from './expressions';
import { JsonObject, recordsOf, textsOf } from '../manifest/object';

export const ROLE = 'rbac.authorization.k8s.io/Role';
export const CLUSTER_ROLE = 'rbac.authorization.k8s.io/ClusterRole';
export const ROLE_BINDING = 'rbac.authorization.k8s.io/RoleBinding';
export const CLUSTER_ROLE_BINDING = 'rbac.authorization.k8s.io/ClusterRoleBinding';
export const RBAC_GROUP = 'rbac.authorization.k8s.io';
export const WRITES = ['create', 'update', 'patch', 'delete', 'deletecollection'];
export const READS = ['get', 'list', 'watch'];

/** A right that a rule may give: any of the verbs on any of the resources. */
export interface Grant {
  /** API groups; the empty text is the core group. */
  readonly groups: readonly string[];
  /** `pods`, `pods/exec`; `*` and `*\/exec` in a rule stand for them too. */
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
}

interface RuleProps {
  readonly id: string;
  readonly title: string;
  readonly why: string;
  readonly fix: string;
  readonly severity: Severity;
  readonly kinds?: readonly string[];
  readonly grants: readonly Grant[];
  /** CEL over the rule `r`: true where the grant does no harm. */
  readonly harmless?: string;
}

/** The rule grants everything: one finding says so, and not one for each right. */
export const EVERYTHING = "(has(r.verbs) && has(r.resources) && has(r.apiGroups) && '*' in r.verbs && '*' in r.resources && '*' in r.apiGroups)";
/** The rule is for every resource of a group of Kubernetes' own: one finding says so, and not one for each right among them. */
export const EVERY_RESOURCE = `(has(r.resources) && '*' in r.resources && !(has(r.apiGroups) && r.apiGroups.all(g, !${isBuiltIn('g')})))`;
/** The rule is limited to objects that it names. No rule can limit by name what is yet to be created, so a named create grants nothing. */
export const NAMED = '(has(r.resourceNames) && size(r.resourceNames) > 0)';

/**
 * A control over every rule of Roles and ClusterRoles: none gives a right. A rule for every resource is one finding of its own
 * (rbac-wildcard-resource, in whose message the right is named as `*`), and not one for each right in it.
 */
export function grantControl({ grants, harmless = 'false', ...props }: RuleProps): Control {
  const cel = everyRule(`${EVERY_RESOURCE} || (${harmless}) || !(${grants.map(grantsAny).join(' || ')})`);
  return control({ kinds: [ROLE, CLUSTER_ROLE], ...props, subject: 'object', cel, seen: ({ object }) => ruleSeen(cel, object, rule => describeGrants(rule, grants)) });
}

/** A control over every rule, by an expression over the rule `r` that is true where the rule is good. */
export function ruleControl({ good, ...props }: Omit<RuleProps, 'grants' | 'harmless'> & { readonly good: string }): Control {
  const cel = everyRule(good);
  return control({ kinds: [ROLE, CLUSTER_ROLE], ...props, subject: 'object', cel, seen: ({ object }) => ruleSeen(cel, object, describeRule) });
}

function everyRule(good: string): string {
  return `!has(object.rules) || object.rules.all(r, ${good})`;
}

/** A rule grants what it gives of verb, resource and group together: `*` is any, and `*\/exec` any resource's. */
function grantsAny({ groups, resources, verbs }: Grant): string {
  const one = (field: string, values: readonly string[]) => `has(r.${field}) && r.${field}.exists(x, x in ${list(values)})`;
  return `(${one('apiGroups', withStar(groups))} && ${one('resources', withSubresources(resources))} && ${one('verbs', withStar(verbs))})`;
}

function withStar(values: readonly string[]): readonly string[] {
  return [...values, '*'];
}

function withSubresources(resources: readonly string[]): readonly string[] {
  return [...new Set([...resources, ...resources.filter(each => each.includes('/')).map(each => each.replace(/^[^/]*/, '*')), '*'])];
}

/** Which rules the expression fails for: each is tried on its own. */
function ruleSeen(cel: string, object: JsonObject, words: (rule: Record<string, unknown>) => string): Seen {
  const failing = recordsOf(object.rules).flatMap((rule, index) => (
    evaluateCel(cel, { object: toCel({ ...object, rules: [rule as JsonObject] }), settings: {} }) ? [] : [[index, rule] as const]));
  return { says: failing.map(([index, rule]) => `rules[${index}] ${words(rule)}`).join('; '), path: ['rules', ...failing.slice(0, 1).map(([index]) => index)] };
}

function describeGrants(rule: Record<string, unknown>, grants: readonly Grant[]): string {
  const wanted = { verbs: withStar(grants.flatMap(each => each.verbs)), resources: withSubresources(grants.flatMap(each => each.resources)) };
  const only = (field: 'verbs' | 'resources') => textsOf(rule[field]).filter(each => wanted[field].includes(each));
  return `grants ${shortened(only('verbs'))} on ${shortened(only('resources'))}`;
}

function describeRule(rule: Record<string, unknown>): string {
  const groups = textsOf(rule.apiGroups).map(group => group || 'core');
  return `grants ${shortened(textsOf(rule.verbs))} on ${shortened(textsOf(rule.resources))} of ${shortened(groups)}`;
}


const MOST_NAMES = 6;

function shortened(names: readonly string[]): string {
  const unique = [...new Set(names)];
  return unique.length > MOST_NAMES ? `${unique.slice(0, MOST_NAMES).join(', ')} and ${unique.length - MOST_NAMES} more` : unique.join(', ');
}
