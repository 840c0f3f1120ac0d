import { Chart } from 'cdk8s';
import { IConstruct } from 'constructs';
import { fail } from './fail';
import { labelKeyProblem, labelValueProblem } from '../manifest/names';

export const NAME_LABEL = 'app.kubernetes.io/name';
export const MANAGED_BY = 'cdk8s-hardened';

/**
 * The labels of a workload's objects and pods: Kubernetes' recommended ones, the chart's (the owner among them), the user's, and those of
 * the selector over all. `instance` is the name, never selected by: GitOps tools rewrite it. No version of this library: it would restart
 * every pod with each upgrade.
 */
export function workloadLabels(scope: IConstruct, name: string, selector: Record<string, string>, given: Record<string, string> = {}): Record<string, string> {
  const chart = Chart.of(scope);
  const partOf = chart.namespace ?? chart.node.id;
  for (const [key, value] of Object.entries(given)) {
    const problem = labelKeyProblem(key);
    if (problem) fail(scope.node.path, `label '${key}' ${problem}.`);
    const valueProblem = typeof value === 'string' ? labelValueProblem(value) : 'must be a string';
    if (valueProblem) fail(scope.node.path, `label ${key}: '${value}' ${valueProblem}.`);
    if (key in selector && selector[key] !== value) {
      fail(scope.node.path, `label ${key} selects the pods and is '${selector[key]}'; it cannot be '${value}'. Leave it out, or use adopt for an object that is already live.`);
    }
  }
  return {
    [NAME_LABEL]: name,
    'app.kubernetes.io/instance': name,
    ...(labelValueProblem(partOf) === undefined && { 'app.kubernetes.io/part-of': partOf }),
    'app.kubernetes.io/managed-by': MANAGED_BY,
    ...chart.labels,
    ...given,
    ...selector,
  };
}
