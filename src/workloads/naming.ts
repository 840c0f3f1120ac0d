import { Chart, Names } from 'cdk8s';
import { IConstruct } from 'constructs';
import { fail } from './fail';
import { NAME_LABEL } from './labels';
import { WorkloadKind } from './workload-kind';
import { Adoption } from './workload-props';
import { dnsLabelProblem, serviceNameProblem } from '../manifest/names';
import { Naming } from '../platform/choices';

const ADDRESS_LABEL = 'cdk8s.io/metadata.addr';
const SELECTORS = new WeakMap<IConstruct, Map<string, string>>();

/** The name to write; undefined where cdk8s is to make it from the construct path. */
export function objectName(scope: IConstruct, naming: Naming, adopt: Adoption | undefined): string | undefined {
  if (adopt) return adopt.name;
  return naming === Naming.CDK8S ? undefined : scope.node.id;
}

/** A name that every object of the workload can have: the workload itself, its Service, its pods. */
export function checkName(where: string, name: string, kind: WorkloadKind, hasService: boolean): void {
  const problem = hasService ? serviceNameProblem(name) : dnsLabelProblem(name);
  const tooLong = name.length > kind.longestName ? `is ${name.length} characters long; at most ${kind.longestName} are left for a ${kind.kind}` : undefined;
  if (problem ?? tooLong) fail(where, `the name '${name}' ${problem ?? tooLong}. Choose another construct id, such as 'cart'.`);
}

/** The labels by which the pods of this workload, and no others of its namespace, are selected. */
export function selectorOf(scope: IConstruct, name: string, naming: Naming, adopt: Adoption | undefined): Record<string, string> {
  const selector = adopt?.matchLabels ?? (naming === Naming.CDK8S ? { [ADDRESS_LABEL]: Names.toLabelValue(scope) } : { [NAME_LABEL]: name });
  if (Object.keys(selector).length === 0) fail(scope.node.path, 'adopt.matchLabels is empty, which selects every pod. Copy spec.selector.matchLabels of the live object.');
  claim(scope, selector);
  return { ...selector };
}

/** Two workloads with one selector would take each other's pods, and each other's policies. */
function claim(scope: IConstruct, selector: Record<string, string>): void {
  const { root } = scope.node;
  const claims = SELECTORS.get(root) ?? new Map<string, string>();
  SELECTORS.set(root, claims);
  const labels = Object.entries(selector).map(([key, value]) => `${key}=${value}`).sort().join(',');
  const key = `${Chart.of(scope).namespace ?? ''}/${labels}`;
  const other = claims.get(key);
  if (other !== undefined) fail(scope.node.path, `selects pods by ${labels}, and so does ${other} in the same namespace. Give one of them another construct id.`);
  claims.set(key, scope.node.path);
}
