import { Places, RulePlace } from './places';
import { JudgedObject, ManifestSet, Member } from '../../controls/manifest-set';
import { CLUSTER_ROLE_BINDING } from '../../controls/rbac';
import { bindings, boundRole, describeSubject, gathered } from '../../controls/rbac-graph';
import { compareTexts, push } from '../../manifest/lists';
import { identityOf, recordOf, recordsOf, textOf } from '../../manifest/object';
import { mapSelector } from '../../manifest/selectors';
import { NAMESPACE_NAME_LABEL } from '../../manifest/well-known';
import { Endpoint } from '../../reachability/endpoint';
import { Flow } from '../../reachability/reachability';

/** Somebody who may make a pod that policies take for an allowed caller: labels and accounts are no more than what the maker of a pod writes. */
export interface CouldBecome {
  /** `ServiceAccount ci/deployer` */
  readonly subject: string;
  readonly namespace: string;
  /** `create pods`, `patch deployments.apps` */
  readonly can: readonly string[];
  readonly binding: RulePlace;
  /** The callers that the subject could stand in for, and whom they reach. */
  readonly callers: readonly string[];
  readonly reaches: readonly string[];
}

/** What makes pods, or labels those that there are. */
const POD_MAKERS: Readonly<Record<string, readonly string[]>> = {
  '': ['pods', 'replicationcontrollers'], 'apps': ['deployments', 'replicasets', 'statefulsets', 'daemonsets'], 'batch': ['jobs', 'cronjobs'],
};
const VERBS = ['create', 'update', 'patch'];
/** Kubernetes' own, in no tree. */
const BUILT_IN = ['cluster-admin', 'admin', 'edit'];

/** Joins the flows that are let through with who may make pods where their callers are. */
export function couldBecome(objects: readonly JudgedObject[], endpoints: readonly Endpoint[], flows: readonly Flow[], places: Places): CouldBecome[] {
  const set = new ManifestSet(objects);
  const namespaces = new Map(endpoints.filter(({ kind }) => kind === 'namespace').map(({ namespace, namespaceLabels }) => [namespace, namespaceLabels]));
  const byNamespace = new Map<string, Flow[]>();
  for (const flow of flows) {
    for (const name of namespacesOf(flow.from, namespaces)) push(byNamespace, name, flow);
  }
  return bindings(set).flatMap(binding => {
    const can = rights(set, binding);
    if (can.length === 0) return [];
    const { apiVersion, kind } = binding.object;
    const ref = { object: identityOf(binding.object), ...(binding.file === undefined ? {} : { file: binding.file }), rule: '' };
    const where = binding.groupKind === CLUSTER_ROLE_BINDING ? [...byNamespace.keys()] : [binding.namespace].filter(name => byNamespace.has(name));
    return apiVersion && kind ? where.flatMap(namespace => recordsOf(binding.object.subjects).map(subject => ({
      subject: describeSubject(subject), namespace, can, binding: places(ref),
      callers: unique(byNamespace.get(namespace)!.map(({ from }) => from.id)), reaches: unique(byNamespace.get(namespace)!.map(({ to }) => to.id)),
    }))) : [];
  }).sort((a, b) => compareTexts(a.namespace, b.namespace) || compareTexts(a.subject, b.subject));
}

/** Where a pod would have to be to be taken for this caller: by labels of a namespace, whatever its name. Of anybody anywhere nothing need be said. */
function namespacesOf({ kind, namespace, namespaceLabels }: Endpoint, known: ReadonlyMap<string, Readonly<Record<string, unknown>>>): string[] {
  if (kind === 'workload' || kind === 'namespace' || (kind === 'pods' && namespace !== '')) return [namespace];
  if (kind !== 'pods') return [];
  const { [NAMESPACE_NAME_LABEL]: _, ...wanted } = namespaceLabels;
  const { matches } = mapSelector(wanted);
  return [...known].filter(([, labels]) => matches(labels)).map(([name]) => name);
}

function rights(set: ManifestSet, binding: Member): string[] {
  const role = boundRole(set, binding);
  const { kind, name } = recordOf(binding.object.roleRef);
  if (!role) return kind === 'ClusterRole' && BUILT_IN.includes(textOf(name)) ? [`what the built-in role ${textOf(name)} can`] : [];
  return unique(gathered(set, role).flatMap(({ object }) => recordsOf(object.rules)).flatMap(rule => {
    const has = (field: string, value: string): boolean => [rule[field]].flat().some(each => each === value || each === '*');
    const names = [rule.resourceNames ?? []].flat().map(textOf);
    return Object.entries(POD_MAKERS).filter(([group]) => has('apiGroups', group)).flatMap(([group, resources]) => resources.filter(each => has('resources', each))
      // No rule can limit by name what is yet to be created.
      .flatMap(resource => VERBS.filter(verb => has('verbs', verb) && (verb !== 'create' || names.length === 0))
        .map(verb => `${verb} ${resource}${group === '' ? '' : `.${group}`}${names.length > 0 ? ` named ${names.join(', ')}` : ''}`)));
  }));
}

function unique(texts: readonly string[]): string[] {
  return [...new Set(texts)];
}

