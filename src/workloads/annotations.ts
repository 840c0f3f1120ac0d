import { fail } from './fail';
import { labelKeyProblem } from '../manifest/names';

/** Annotations that the API server takes: legal keys, string values. */
export function checkAnnotations(where: string, field: string, annotations: Record<string, string> = {}): Record<string, string> {
  for (const [key, value] of Object.entries(annotations)) {
    const problem = labelKeyProblem(key);
    if (problem) fail(where, `${field}: key '${key}' ${problem}.`);
    if (typeof value !== 'string') fail(where, `${field}: the value of '${key}' is ${JSON.stringify(value) ?? 'undefined'}, which is no string. Write a string, such as 'true'.`);
  }
  return { ...annotations };
}
