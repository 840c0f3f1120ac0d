import { RESOURCES } from '../admission/resources';
import { namespaceSelector } from '../admission/validating-admission-policy';
import { POD_TEMPLATE_PATHS } from '../manifest/kinds';
import { groups } from '../manifest/lists';
import { ManifestObject } from '../manifest/object';

const NAME = 'cdk8s-hardened-safe-defaults';

/** From these minor versions on: as beta, which the API server serves only when asked, and for good. */
export const DEFAULTS_BETA_MINOR = 34;
export const DEFAULTS_MINOR = 36;

/**
 * MutatingAdmissionPolicies that supply to new pods, and to the templates of new workloads, what they leave open and cannot miss: the seccomp profile of
 * the runtime; and, to containers that say that they are not root, what keeps them from becoming it. One policy for each place of a pod's spec.
 */
export function safeDefaults(minor: number, exemptNamespaces: readonly string[]): ManifestObject[] {
  const apiVersion = `admissionregistration.k8s.io/${minor < DEFAULTS_MINOR ? 'v1beta1' : 'v1'}`;
  const places = groups(Object.keys(POD_TEMPLATE_PATHS), kind => [...POD_TEMPLATE_PATHS[kind], 'spec'].join('.'));
  return [...places].flatMap(([place, kinds]) => {
    const name = `${NAME}-of-${kinds.length > 1 ? 'templates' : `${kinds[0].split('/').pop()!.toLowerCase()}s`}`;
    return [
      { apiVersion, kind: 'MutatingAdmissionPolicy', metadata: { name, annotations: { 'kubernetes.io/description': DESCRIPTION } }, spec: policySpec(place, kinds) },
      { apiVersion, kind: 'MutatingAdmissionPolicyBinding', metadata: { name }, spec: { policyName: name, ...bound(exemptNamespaces) } },
    ];
  });
}

const DESCRIPTION = 'Supplies what pods leave open: the seccomp profile of the runtime, and to containers that are not root what keeps them so.';

function bound(exemptNamespaces: readonly string[]): Record<string, unknown> {
  const matchResources = namespaceSelector({ action: 'deny', exemptNamespaces });
  return Object.keys(matchResources).length === 0 ? {} : { matchResources };
}

function policySpec(place: string, kinds: readonly string[]): Record<string, unknown> {
  return {
    // What lacks the defaults is refused by the policies that validate: a mutation that fails need not refuse it as well.
    failurePolicy: 'Ignore',
    // A sidecar may come by a webhook after the first round.
    reinvocationPolicy: 'IfNeeded',
    matchConstraints: {
      matchPolicy: 'Equivalent',
      // Never on UPDATE: the next change of a label would roll out every Deployment from before, and a Job's template cannot change at all.
      resourceRules: [...groups(kinds, kind => RESOURCES[kind].group)].map(([group, members]) => (
        { apiGroups: [group], apiVersions: ['v1'], operations: ['CREATE'], resources: members.map(kind => RESOURCES[kind].resources[0]).sort() })),
    },
    matchConditions: [
      // The API server refuses these fields there.
      { name: 'not-windows', expression: `object.?${place.replaceAll('.', '.?')}.?os.?name.orValue('') != 'windows'` },
      // A ReplicaSet that is no longer as its Deployment wrote it would be written again, without end.
      ...place === 'spec' ? [] : [{ name: 'made-by-no-controller', expression: '!object.metadata.?ownerReferences.orValue([]).exists(o, o.?controller.orValue(false))' }],
    ],
    variables: [
      { name: 'pod', expression: `object.${place}` },
      ...['containers', 'initContainers'].map(list => ({ name: list, expression: `variables.pod.?${list}.orValue([]).filter(c, ${STAYS_NOT_ROOT})` })),
    ],
    mutations: [
      { patchType: 'ApplyConfiguration', applyConfiguration: { expression: applied(place) } },
      { patchType: 'JSONPatch', jsonPatch: { expression: ['containers', 'initContainers'].map(list => dropped(place, list)).join(' + ') } },
    ],
  };
}

const USER = 'c.?securityContext.?runAsUser.or(variables.pod.?securityContext.?runAsUser)';
const NOT_ROOT = 'c.?securityContext.?runAsNonRoot.or(variables.pod.?securityContext.?runAsNonRoot)';
/** It says that it is not root, and asks for nothing that the API server refuses beside `allowPrivilegeEscalation: false`. */
const STAYS_NOT_ROOT = `${USER}.optMap(u, u > 0).or(${NOT_ROOT}).orValue(false) && !c.?securityContext.?privileged.orValue(false)`
  + " && !c.?securityContext.?capabilities.?add.orValue([]).exists(a, a in ['SYS_ADMIN', 'CAP_SYS_ADMIN'])";

/** A list has no index in CEL, unless it is counted beside it. Containers beyond the last get no default, and are refused. */
const INDEXES = JSON.stringify(Array.from({ length: 100 }, (_, index) => index));

/** `drop: [ALL]` where nothing is dropped: not by the first mutation, since that changes no list that is one value to the API server. */
function dropped(place: string, list: string): string {
  const context = `variables.pod.${list}[i].?securityContext`;
  const at = `'/${place.replaceAll('.', '/')}/${list}/' + string(i) + '/securityContext/capabilities`;
  return `${INDEXES}.filter(i, i < size(variables.pod.?${list}.orValue([])) && variables.${list}.exists(c, c.name == variables.pod.${list}[i].name)`
    + ` && !${context}.?capabilities.?drop.hasValue()).map(i, ${context}.?capabilities.hasValue()`
    + ` ? JSONPatch{op: 'add', path: ${at}/drop', value: ['ALL']} : JSONPatch{op: 'add', path: ${at}', value: {'drop': ['ALL']}})`;
}

/** The fields that are missing, and no other: what is stated stays. */
function applied(place: string): string {
  const spec = `Object.${place}`;
  const profile = `${spec}.securityContext{seccompProfile: ${spec}.securityContext.seccompProfile{type: 'RuntimeDefault'}}`;
  const fields = [
    `?securityContext: ${unless('variables.pod.?securityContext.?seccompProfile.hasValue()', profile)}`,
    ...['containers', 'initContainers'].map(list => `?${list}: ${unless(`size(variables.${list}) == 0`, `variables.${list}.map(c, ${container(`${spec}.${list}`)})`)}`),
  ];
  // Object{spec: Object.spec{template: Object.spec.template{spec: …}}}
  const path = place.split('.');
  return path.reduceRight((inner, field, index) => `${['Object', ...path.slice(0, index)].join('.')}{${field}: ${inner}}`, `${spec}{${fields.join(', ')}}`);
}

function container(type: string): string {
  const context = `${type}.securityContext`;
  const fields = [
    `?allowPrivilegeEscalation: ${unless('c.?securityContext.?allowPrivilegeEscalation.hasValue()', 'false')}`,
    `?runAsNonRoot: ${unless(`${NOT_ROOT}.hasValue()`, 'true')}`,
  ];
  return `${type}{name: c.name, securityContext: ${context}{${fields.join(', ')}}}`;
}

function unless(condition: string, value: string): string {
  return `${condition} ? optional.none() : optional.of(${value})`;
}
