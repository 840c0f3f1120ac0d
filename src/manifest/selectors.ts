import { isRecord } from './object';

/** A label selector, ready to be asked. */
export interface Selector {
  readonly matches: (labels: Readonly<Record<string, unknown>>) => boolean;
  /** One label that every match has, to look it up by; undefined where there is none. */
  readonly pair?: readonly [key: string, value: string];
  /** Selects everything. */
  readonly all: boolean;
}

/** A LabelSelector (`matchLabels`, `matchExpressions`). Missing or empty: everything. What is no selector matches nothing. */
export function labelSelector(selector: unknown): Selector {
  if (selector === undefined || selector === null) return mapSelector({});
  if (!isRecord(selector)) return { matches: () => false, all: false };
  const labels = mapSelector(isRecord(selector.matchLabels) ? selector.matchLabels : {});
  const expressions = Array.isArray(selector.matchExpressions) ? selector.matchExpressions : [];
  if (expressions.length === 0) return labels;
  return { matches: of => labels.matches(of) && expressions.every(each => expressionMatches(each, of)), pair: labels.pair, all: false };
}

/** A map of labels, as a Service's selector. Empty: everything. */
export function mapSelector(map: Readonly<Record<string, unknown>>): Selector {
  const pairs = Object.entries(map);
  return {
    matches: labels => pairs.every(([key, value]) => own(labels, key) === value),
    pair: pairs.length > 0 ? pairs[0] as [string, string] : undefined,
    all: pairs.length === 0,
  };
}

function expressionMatches(expression: unknown, labels: Readonly<Record<string, unknown>>): boolean {
  if (!isRecord(expression) || typeof expression.key !== 'string') return false;
  const value = own(labels, expression.key);
  const values = Array.isArray(expression.values) ? expression.values : [];
  switch (expression.operator) {
    case 'In': return values.includes(value);
    case 'NotIn': return value === undefined || !values.includes(value);
    case 'Exists': return value !== undefined;
    case 'DoesNotExist': return value === undefined;
    default: return false;
  }
}

function own(labels: Readonly<Record<string, unknown>>, key: string): unknown {
  return Object.prototype.hasOwnProperty.call(labels, key) ? labels[key] : undefined;
}
