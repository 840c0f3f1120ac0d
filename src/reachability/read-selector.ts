import { UNNAMED } from './inventory';
import { MeantPod } from './network-policy';
import { isRecord, recordOf, recordsOf, textOf } from '../manifest/object';
import { labelSelector, Selector } from '../manifest/selectors';
import { NAMESPACE_NAME_LABEL } from '../manifest/well-known';

const OPERATORS_WITH_VALUES = new Set(['In', 'NotIn']);
const OPERATORS = new Set([...OPERATORS_WITH_VALUES, 'Exists', 'DoesNotExist']);

/** What keeps a value from being a label selector; undefined where nothing does. */
export function selectorProblem(value: unknown): string | undefined {
  if (!isRecord(value)) return 'is no label selector';
  const { matchLabels = {}, matchExpressions = [] } = value;
  const unknown = Object.keys(value).find(key => key !== 'matchLabels' && key !== 'matchExpressions');
  if (unknown !== undefined) return `has the unknown field '${unknown}'. Write matchLabels or matchExpressions`;
  if (matchLabels !== null && (!isRecord(matchLabels) || Object.values(matchLabels).some(label => typeof label !== 'string'))) return 'has matchLabels that are no map of texts';
  if (matchExpressions === null) return undefined;
  if (!Array.isArray(matchExpressions)) return 'has matchExpressions that are no list';
  return matchExpressions.map(expressionProblem).find(problem => problem !== undefined);
}

/** The selector; the problem goes to `report`, and the selector then selects nothing. */
export function readSelector(value: unknown, report: (says: string) => void): Selector {
  const problem = value === undefined || value === null ? undefined : selectorProblem(value);
  if (problem === undefined) return labelSelector(value);
  report(problem);
  return { matches: () => false, all: false };
}

/** A pod that the selectors mean; of the policy's own namespace, where none is selected. undefined where there can be none. */
export function podMeant(namespaceSelector: unknown, podSelector: unknown, own: string): MeantPod | undefined {
  const labels = labelsMeant(podSelector, {});
  if (namespaceSelector === undefined || namespaceSelector === null) return labels && { namespace: own, namespaceLabels: {}, labels };
  const namespaceLabels = labelsMeant(namespaceSelector, { [NAMESPACE_NAME_LABEL]: UNNAMED });
  if (!labels || !namespaceLabels) return undefined;
  const { [NAMESPACE_NAME_LABEL]: name, ...others } = namespaceLabels;
  return name === UNNAMED ? { namespaceLabels: others, labels } : { namespace: name, namespaceLabels, labels };
}

/** Labels that a selector matches, of what has the given ones unless it asks for others; undefined where none are found. */
function labelsMeant(selector: unknown, given: Readonly<Record<string, string>>): Record<string, string> | undefined {
  if (selector === undefined || selector === null) return { ...given };
  if (!isRecord(selector) || selectorProblem(selector) !== undefined) return undefined;
  const labels = { ...given, ...recordOf(selector.matchLabels) as Record<string, string> };
  for (const { key, operator, values } of recordsOf(selector.matchExpressions) as { key: string; operator: string; values?: unknown[] }[]) {
    const isOpen = !(key in labels);
    if (operator === 'In' && values && (isOpen || labels[key] === given[key])) labels[key] = textOf(values[0]);
    if (operator === 'Exists' && isOpen) labels[key] = 'any';
  }
  return labelSelector(selector).matches(labels) ? labels : undefined;
}

function expressionProblem(expression: unknown): string | undefined {
  if (!isRecord(expression) || typeof expression.key !== 'string' || expression.key === '') return 'has an expression without a key';
  const { key, operator, values = [] } = expression;
  if (typeof operator !== 'string' || !OPERATORS.has(operator)) return `asks '${key}' with an operator that is none of ${[...OPERATORS].join(', ')}`;
  if (!Array.isArray(values)) return `asks '${key}' for values that are no list`;
  if (OPERATORS_WITH_VALUES.has(operator) !== values.length > 0) return `asks '${key}' with ${operator} and ${values.length > 0 ? 'values' : 'no values'}`;
  return undefined;
}
